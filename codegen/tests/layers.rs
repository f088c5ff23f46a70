//! Two layers of a schema in one program.

use tlforge::{ConvertError, Encode, Problem, convert, decode_by_any};

#[rustfmt::skip]
#[path = "golden/layers/new/mod.rs"]
mod new;

#[rustfmt::skip]
#[path = "golden/layers/old/mod.rs"]
mod old;

fn old_service(action: impl Into<old::enums::Action>) -> old::enums::Message {
    old::types::MessageService { peer: old::enums::Peer::Chat(old::types::PeerChat { id: 1 }), action: action.into() }
        .into()
}

/// What could not be read, and where.
fn refused<T>(result: Result<T, ConvertError>) -> (Problem, String) {
    match result.err().expect("it is not converted") {
        ConvertError::Decode(error) => (error.problem(), error.path().to_owned()),
        other => panic!("{other}"),
    }
}

#[test]
fn unchanged_definitions_are_converted() {
    let peer = old::enums::Peer::User(old::types::PeerUser { id: -1 });
    assert_eq!(convert(&peer), Ok(new::enums::Peer::User(new::types::PeerUser { id: -1 })));
    assert_eq!(convert::<old::enums::Peer>(&convert::<new::enums::Peer>(&peer).unwrap()), Ok(peer));
    // A function as well, and a value whose type has changed but not the part of it that occurs.
    let send =
        old::functions::Send { peer: old::enums::Peer::Chat(old::types::PeerChat { id: 1 }), text: "hi".to_owned() };
    assert_eq!(convert::<new::functions::Send>(&send).unwrap().text, "hi");
    let photo = old::types::ActionPhoto { photo: old::types::Photo { date: Some(2), ..old::types::Photo::new(1) } };
    let messages = old::types::Messages { list: vec![old_service(photo), old_service(old::enums::Action::Pin)] };
    let converted: new::types::Messages = convert(&messages).unwrap();
    assert_eq!(converted.to_bytes(), messages.to_bytes());
    let [new::enums::Message::Service(first), _] = converted.list.as_slice() else { panic!("{converted:?}") };
    let new::enums::Action::Photo(action) = &first.action else { panic!("{first:?}") };
    assert_eq!(action.photo.date, Some(2));
    assert!(!action.photo.spoiler);
}

#[test]
fn what_has_changed_is_refused_with_its_place() {
    let from = old::enums::Peer::User(old::types::PeerUser { id: 1 });
    let message: old::enums::Message = old::types::Message { from, text: String::new() }.into();
    let messages = old::types::Messages { list: vec![old_service(old::enums::Action::Pin), message] };
    let (problem, path) = refused(convert::<new::types::Messages>(&messages));
    assert_eq!(problem, Problem::UnknownId { expected: "Message", found: 0x2100_0004 });
    assert_eq!(path, "messages.list[1]");
    let channel = new::enums::Peer::Channel(new::types::PeerChannel { id: 1 });
    let (problem, _) = refused(convert::<old::enums::Peer>(&channel));
    assert_eq!(problem, Problem::UnknownId { expected: "Peer", found: 0x2200_0001 });
    // Decoding would drop a flag that it does not know; converting loses nothing silently.
    let photo = new::types::Photo { spoiler: true, ..new::types::Photo::new(1) };
    assert_eq!(refused(convert::<old::types::Photo>(&photo)).0, Problem::UnknownFlags { bits: 1 });
    assert!(convert::<old::types::Photo>(&new::types::Photo::new(1)).is_ok());
}

#[test]
fn a_value_without_bytes_is_not_converted() {
    let send = old::functions::Send {
        peer: old::enums::Peer::Chat(old::types::PeerChat { id: 1 }),
        text: "x".repeat(1 << 24),
    };
    let error = convert::<new::functions::Send>(&send).unwrap_err();
    assert!(matches!(error, ConvertError::Encode(_)));
    assert_eq!(error.to_string(), "16777216 bytes are too long for a string: 16777215 at most, in send.text");
}

#[test]
fn large_values_are_converted() {
    // Far more memory than bytes: what is in memory already may be there twice.
    let action = || old::types::ActionPhoto { photo: old::types::Photo::new(1) };
    let messages = old::types::Messages { list: (0..1000).map(|_| old_service(action())).collect() };
    assert_eq!(convert::<new::types::Messages>(&messages).unwrap().list.len(), 1000);
}

#[test]
fn objects_are_read_by_the_first_layer_that_knows_them() {
    let readers = [new::decode_object, old::decode_object];
    let read = |bytes: &[u8]| decode_by_any(bytes, &readers).map(|(at, object)| (at, object.name()));
    let peer = old::enums::Peer::User(old::types::PeerUser { id: 1 });
    assert_eq!(read(&peer.to_bytes().unwrap()), Ok((0, "peerUser")));
    let message: old::enums::Message = old::types::Message { from: peer, text: String::new() }.into();
    assert_eq!(read(&message.to_bytes().unwrap()), Ok((1, "message")));
    // The newer layer knows the outermost definition, but not all in it.
    let messages = old::types::Messages { list: vec![message] };
    let (at, object) = decode_by_any(&messages.to_bytes().unwrap(), &readers).unwrap();
    assert_eq!(at, 1);
    assert_eq!(object.downcast_ref::<old::types::Messages>(), Some(&messages));
    // The error is that of the layer that comes furthest.
    let mut bytes = messages.to_bytes().unwrap();
    bytes[28] = 255;
    let error = decode_by_any(&bytes, &readers).unwrap_err();
    assert_eq!((error.offset(), error.path()), (28, "messages.list[0].text"));
    let error = decode_by_any(&[1, 0, 0, 0], &readers).unwrap_err();
    assert_eq!(error.problem(), Problem::UnknownId { expected: "object", found: 1 });
    assert!(decode_by_any(&[], &[]).is_err());
    let react = new::functions::React { peer: new::enums::Peer::Channel(new::types::PeerChannel { id: 1 }) };
    let functions = [old::decode_function, new::decode_function];
    assert_eq!(decode_by_any(&react.to_bytes().unwrap(), &functions).unwrap().0, 1);
}

#[test]
fn roots_say_which_layer_they_are() {
    assert_eq!((old::LAYER, new::LAYER), (7, 8));
    assert_eq!((old::name_of(0x2200_0002), new::name_of(0x2200_0002)), (None, Some("message")));
}

#[test]
fn a_module_tree_can_have_json() {
    let peer = old::enums::Peer::User(old::types::PeerUser { id: 1 });
    let json = serde_json::json!({ "_": "peerUser", "id": "1" });
    assert_eq!(serde_json::to_value(&peer).unwrap(), json);
    assert_eq!(serde_json::from_value::<old::enums::Peer>(json.clone()).unwrap(), peer);
    assert_eq!(old::object_from_json(&json).unwrap().downcast_ref(), Some(&peer));
    let send = serde_json::json!({ "_": "send", "peer": json, "text": "hi" });
    assert_eq!(old::function_from_json(&send).unwrap().name(), "send");
}
