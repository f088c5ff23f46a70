//! Values to bytes and back, on code written by hand as the generator writes it.
#![forbid(unsafe_code)]

mod hand;

use hand::{
    Color, Common, Empty, Everything, GetTrees, GetTreesError, NoOwnErrors, Node, Point, Tree, UnitError, Wrap,
    everything, nested, point,
};
use tlforge::{
    Any, Availability, Decode, DecodeOptions, Encode, EncodeError, Function, Limits, MethodError, Problem, Reader,
    Rejection, RpcError, Tolerances, Unencodable,
};

#[test]
fn what_is_written_is_read() {
    let value = everything();
    let bytes = value.to_bytes().unwrap();
    assert_eq!(value.encoded_len(), Ok(bytes.len()));
    assert_eq!(bytes.capacity(), bytes.len(), "one exact allocation");
    let read = Everything::from_bytes(&bytes).unwrap();
    assert_eq!(read, value);
    assert_eq!(read.clone(), value);
    assert_eq!(read.to_bytes().unwrap(), bytes);
    assert_eq!(Everything::from_bytes_with(&bytes, &DecodeOptions::strict()).unwrap(), value);
}

#[test]
fn the_bytes_are_those_of_the_format() {
    let node = Node { left: Tree::Point(point(1, -1)), right: Some(Tree::Leaf) };
    let mut expected = Vec::new();
    for word in [0x11a0_0003_u32, 1 << 31, 0x11a0_0001, 1, u32::MAX, u32::MAX, 0x11a0_0004] {
        expected.extend_from_slice(&word.to_le_bytes());
    }
    assert_eq!(node.to_bytes().unwrap(), expected);
    assert_eq!(Color::Green.to_bytes().unwrap(), [3, 0, 0, 0]);
    assert_eq!(Empty.to_bytes().unwrap(), 0x11a0_0002_u32.to_le_bytes());
}

#[test]
fn every_cut_and_every_flipped_bit_is_survived() {
    let bytes = everything().to_bytes().unwrap();
    for end in 0..bytes.len() {
        assert!(Everything::from_bytes(&bytes[..end]).is_err(), "{end}");
    }
    for bit in 0..bytes.len() * 8 {
        let mut bytes = bytes.clone();
        bytes[bit / 8] ^= 1 << (bit % 8);
        if let Ok(value) = Everything::from_bytes_with(&bytes, &DecodeOptions::strict()) {
            assert_eq!(value.to_bytes().unwrap(), bytes, "{bit}");
        }
    }
}

#[test]
fn what_is_left_over_is_refused() {
    let mut bytes = Color::Red.to_bytes().unwrap();
    bytes.push(0);
    assert_eq!(Color::from_bytes(&bytes).unwrap_err().problem(), Problem::LeftOver { bytes: 1 });
    let mut reader = Reader::new(&bytes);
    assert_eq!(reader.read::<Color>(), Ok(Color::Red));
    assert_eq!(reader.remaining(), [0]);
}

#[test]
fn values_print_as_derived_ones_do() {
    assert_eq!(format!("{:?}", point(1, 2)), "Point { x: 1, y: 2 }");
    assert_eq!(format!("{Empty:?}"), "Empty");
    assert_eq!(format!("{:?}", Color::Red), "Red");
    let node = Tree::from(Node { left: Tree::Leaf, right: None });
    assert_eq!(format!("{node:?}"), "Node(Node { left: Leaf, right: None })");
    let node = Node { left: Tree::Leaf, right: Some(Tree::Point(point(0, 0))) };
    assert_eq!(
        format!("{node:#?}"),
        "Node {\n    left: Leaf,\n    right: Some(\n        Point(\n            Point {\n                x: 0,\n                y: 0,\n            },\n        ),\n    ),\n}"
    );
    let text = format!("{:?}", everything());
    assert!(text.contains("secret: <hidden>, hash: [1, 1,"), "{text}");
    assert!(text.contains("type_: Some([Leaf, Point(Point { x: 0, y: 0 })"), "{text}");
}

#[test]
fn equal_values_have_one_hash() {
    use std::hash::{BuildHasher, RandomState};
    let state = RandomState::new();
    assert_eq!(state.hash_one(nested(3)), state.hash_one(nested(3)));
    assert_ne!(state.hash_one(nested(3)), state.hash_one(nested(2)));
    assert_ne!(nested(3), nested(2));
    let (mut a, b) = (everything(), everything());
    a.type_ = None;
    assert_ne!(a, b);
    a = everything();
    a.on = false;
    assert_ne!(a, b);
}

#[test]
fn variants_convert() {
    let tree = Tree::from(point(1, 2));
    assert_eq!(Point::try_from(tree.clone()), Ok(point(1, 2)));
    assert_eq!(Node::try_from(tree.clone()), Err(tree));
}

#[test]
fn what_has_no_bytes_is_an_error_that_says_where() {
    let mut value = everything();
    value.low = Some(1);
    let mut out = vec![1, 2, 3];
    let error = value.encode(&mut out).unwrap_err();
    assert_eq!(error.problem(), Unencodable::HalfSet { word: "flags", bit: 6 });
    assert_eq!(error.path(), "everything.low");
    assert_eq!(out, [1, 2, 3]);
    value.high = Some(2);
    assert_eq!(Everything::from_bytes(&value.to_bytes().unwrap()).unwrap(), value);

    let problem =
        |value: &Everything| value.to_bytes().map_err(|error: EncodeError| (error.problem(), error.path().to_owned()));
    value.pair.push(1);
    assert_eq!(problem(&value), Err((Unencodable::WrongCount { elements: 3, expected: 2 }, "everything.pair".into())));
    value.pair.pop();
    value.counted.pop();
    assert_eq!(
        problem(&value),
        Err((Unencodable::WrongCount { elements: 2, expected: 3 }, "everything.counted".into()))
    );
    value.number = 2;
    value.rows[2][1] = "x".repeat(1 << 24);
    let at = "everything.rows[2][1]";
    assert_eq!(problem(&value), Err((Unencodable::TooLong { bytes: 1 << 24 }, at.into())));
    value.rows[2][1].pop();
    assert_eq!(Everything::from_bytes(&value.to_bytes().unwrap()).unwrap(), value);
}

#[test]
fn errors_say_where_and_what() {
    let mut value = everything();
    value.type_ = Some(vec![Tree::Leaf, Node { left: Tree::Leaf, right: None }.into()]);
    let bytes = value.to_bytes().unwrap();
    let leaf = 0x11a0_0004_u32.to_le_bytes();
    let at = bytes.windows(4).rposition(|window| window == leaf).unwrap();
    let mut bad = bytes.clone();
    bad[at..at + 4].copy_from_slice(&[0xef, 0xbe, 0xad, 0xde]);
    let error = Everything::from_bytes(&bad).unwrap_err();
    assert_eq!(error.offset(), at);
    assert_eq!(error.path(), "everything.type[1].left");
    assert_eq!(error.problem(), Problem::UnknownId { expected: "Tree", found: 0xdead_beef });
    assert_eq!(
        error.to_string(),
        format!(
            "expected a constructor of `Tree`, found #deadbeef, which the schema does not know there; \
             the schema may be older than the server at byte {at}, in everything.type[1].left"
        )
    );
    let error = Point::from_bytes(&bytes).unwrap_err();
    let expected = Problem::UnexpectedId { expected: "point", expected_id: 0x11a0_0001, found: 0x11a0_0005 };
    assert_eq!((error.problem(), error.offset(), error.path()), (expected, 0, ""));
}

#[test]
fn tolerances_are_what_they_say() {
    let text = |bytes: &[u8], tolerances| {
        let mut reader = Reader::with(bytes, &DecodeOptions::new().tolerances(tolerances));
        reader.read_bytes().map(<[u8]>::to_vec).map_err(|error| error.problem())
    };
    let (none, all) = (Tolerances::none(), Tolerances::all());
    assert_eq!(text(&[1, 9, 0, 0], none), Ok(vec![9]));
    assert_eq!(text(&[1, 9, 0, 1], none), Err(Problem::Padding));
    assert_eq!(text(&[1, 9, 0, 1], all), Ok(vec![9]));
    assert_eq!(text(&[254, 1, 0, 0, 9, 0, 0, 0], none), Err(Problem::LongForm));
    assert_eq!(text(&[254, 1, 0, 0, 9, 0, 0, 0], all), Ok(vec![9]));
    assert_eq!(text(&[255, 1, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0], none), Err(Problem::InvalidLength));
    assert_eq!(text(&[255, 1, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0], all), Ok(vec![9]));
    assert_eq!(text(&[255, 1, 0, 0, 0, 0, 0, 0], all), Err(Problem::Truncated { needed: 4 }));
    assert_eq!(text(&[255, 1, 0, 0], all), Err(Problem::Truncated { needed: 4 }));
    for huge in [[255, 0, 0, 0, 1, 0, 0, 0], [255; 8]] {
        assert!(matches!(text(&huge, all), Err(Problem::Truncated { .. })));
    }
    assert_eq!(text(&[5, 9, 0, 0], all), Err(Problem::Truncated { needed: 4 }));

    let mut bytes = Node { left: Tree::Leaf, right: None }.to_bytes().unwrap();
    bytes[4] = 0b100;
    assert_eq!(Node::from_bytes(&bytes).map(|node| node.right), Ok(None));
    let refused = Node::from_bytes_with(&bytes, &DecodeOptions::strict()).unwrap_err();
    assert_eq!((refused.problem(), refused.offset()), (Problem::UnknownFlags { bits: 0b100 }, 4));
}

#[test]
fn limits_hold() {
    let depth = |depth| DecodeOptions::new().limits(Limits::default().depth(depth));
    let bytes = nested(10).to_bytes().unwrap();
    assert!(Tree::from_bytes_with(&bytes, &depth(11)).is_ok());
    assert_eq!(Tree::from_bytes_with(&bytes, &depth(10)).unwrap_err().problem(), Problem::TooDeep);

    let trees = |count: i32, body: &[u8]| {
        let mut bytes = tlforge::VECTOR.to_le_bytes().to_vec();
        bytes.extend_from_slice(&count.to_le_bytes());
        bytes.extend_from_slice(body);
        GetTrees::decode_response(&bytes).map_err(|error| error.problem())
    };
    assert_eq!(trees(0, &[]), Ok(vec![]));
    assert_eq!(trees(-1, &[]), Err(Problem::NegativeCount { count: -1 }));
    assert_eq!(trees(i32::MAX, &[0; 8]), Err(Problem::CountTooLarge { count: i32::MAX as u32 }));
    assert_eq!(trees(1, &0x11a0_0004_u32.to_le_bytes()), Ok(vec![Tree::Leaf]));

    let few = DecodeOptions::new().limits(Limits::default().elements(10));
    let bytes = everything().to_bytes().unwrap();
    assert_eq!(Everything::from_bytes_with(&bytes, &few).unwrap_err().problem(), Problem::TooManyElements);
    let long = Everything { bytes: vec![0; 5000], ..everything() }.to_bytes().unwrap();
    let small = DecodeOptions::new().limits(Limits::default().bytes_per_byte(0));
    assert_eq!(Everything::from_bytes_with(&long, &small).unwrap_err().problem(), Problem::TooMuchMemory);
    assert!(Everything::from_bytes_with(&bytes, &small).is_ok(), "4 KiB are free");
}

#[test]
fn functions_know_what_they_are() {
    assert_eq!((GetTrees::ID, GetTrees::NAME, GetTrees::AVAILABILITY), (0x11a0_0007, "getTrees", Availability::Users));
    let call = Wrap { layer: 230, query: Wrap { layer: 1, query: GetTrees { color: Color::Red } } };
    let bytes = call.to_bytes().unwrap();
    assert_eq!(bytes.len(), 24);
    assert_eq!(Wrap::<Wrap<GetTrees>>::from_bytes(&bytes), Ok(call));
    assert_eq!(<Wrap<GetTrees> as Function>::NAME, "wrap");
    let answer = vec![nested(1)];
    let bytes = <Wrap<GetTrees> as Function>::encode_response(&answer).unwrap();
    assert_eq!(GetTrees::decode_response(&bytes), Ok(answer));
}

#[test]
fn errors_are_found_by_their_text() {
    let error = |text: &str| Rejection::<GetTreesError>::from(RpcError::new(400, text));
    let other = |text: &str| Rejection::Other(RpcError::new(400, text));
    assert_eq!(error("COLOR_INVALID"), GetTreesError::ColorInvalid.into());
    assert_eq!(error("PART_0_MISSING"), GetTreesError::PartZeroMissing.into());
    assert_eq!(error("PART_7_MISSING"), Rejection::Method(GetTreesError::PartMissing { part: 7 }));
    assert_ne!(error("PART_7_MISSING"), error("PART_8_MISSING"));
    assert_eq!(error("FLOOD_WAIT_42"), Rejection::Common(Common::FloodWait { seconds: 42 }));
    for odd in ["PART_07_MISSING", "PART__MISSING", "PART_-1_MISSING", "PART_+1_MISSING", "FLOOD_WAIT_99999999999"] {
        assert_eq!(error(odd), other(odd));
    }
    assert_eq!(error("FLOOD_WAIT_3").retry_after(), Some(std::time::Duration::from_secs(3)));
    assert_eq!(error("FILE_MIGRATE_4").migrate_to(), Some(4));
    assert_eq!((error("FILE_MIGRATE_4").code(), &*error("FILE_MIGRATE_4").text()), (303, "FILE_MIGRATE_4"));
    assert_eq!(error("NEW").to_string(), "NEW (400)");
    let known = |text: &str| error(text).is_known();
    assert!(known("PART_7_MISSING") && known("FLOOD_WAIT_1") && !known("PART_X_MISSING"));
}

#[test]
fn errors_are_values() {
    let all = [
        ("COLOR_INVALID", "Method(ColorInvalid)"),
        ("PART_7_MISSING", "Method(PartMissing { part: 7 })"),
        ("FLOOD_WAIT_42", "Common(FloodWait { seconds: 42 })"),
        ("NEW", "Other(RpcError { code: 400, message: \"NEW\" })"),
    ];
    for (text, debug) in all {
        let error = Rejection::<GetTreesError>::from(RpcError::new(400, text));
        assert_eq!((error.clone(), format!("{error:?}").as_str()), (error, debug));
    }
}

#[test]
fn error_enums_of_any_size() {
    // One byte in memory, one variant.
    let gone = Rejection::<UnitError>::from(RpcError::new(500, "GONE"));
    assert_eq!((gone.clone(), gone.code()), (Rejection::Method(UnitError::Gone), 400));
    // No errors of its own: those that any function may give, and those that no table knows.
    let error = |text: &str| Rejection::<NoOwnErrors>::from(RpcError::new(400, text));
    assert_eq!(error("FLOOD_WAIT_1"), Rejection::Common(Common::FloodWait { seconds: 1 }));
    assert_eq!(error("GONE"), Rejection::Other(RpcError::new(400, "GONE")));
}

#[test]
fn objects_know_what_they_are() {
    let decode = |bytes: &[u8]| tlforge::generated::decode_object(&hand::OBJECTS, bytes, &DecodeOptions::default());
    let bytes = everything().to_bytes().unwrap();
    let object = decode(&bytes).unwrap();
    assert_eq!((object.name(), object.id()), ("everything", 0x11a0_0005));
    assert_eq!(object.to_bytes().unwrap(), bytes);
    assert_eq!(object.downcast_ref::<Everything>(), Some(&everything()));
    let object = object.downcast::<Point>().unwrap_err();
    assert_eq!(object.downcast::<Everything>().unwrap(), everything());

    let leaf = decode(&0x11a0_0004_u32.to_le_bytes()).unwrap();
    assert_eq!((leaf.name(), format!("{leaf:?}").as_str()), ("leaf", "Leaf"));
    assert_eq!(
        decode(&[1, 2, 3, 4]).unwrap_err().problem(),
        Problem::UnknownId { expected: "constructor", found: 0x0403_0201 }
    );
    assert_eq!(decode(&bytes[..bytes.len() - 4]).unwrap_err().path(), "everything.cell.y");

    let value = hand::Box_ { object: Any::new(nested(2)), maybe: Some(point(1, 2)) };
    let copy = value.clone();
    assert_eq!(value, copy);
    assert_eq!(hand::Box_::from_bytes(&value.to_bytes().unwrap()), Ok(copy));
    assert_ne!(value, hand::Box_ { object: Any::new(point(1, 2)), maybe: Some(point(1, 2)) });
    let null = hand::Box_ { object: Any::new(Color::Red), maybe: None }.to_bytes().unwrap_err();
    assert_eq!((null.problem(), null.path()), (Unencodable::Null, "box.maybe"));
}

#[cfg(not(feature = "gzip"))]
#[test]
fn compressed_answers_need_a_feature() {
    let mut packed = tlforge::mtproto::GZIP_PACKED.to_le_bytes().to_vec();
    packed.extend_from_slice(&[0; 4]);
    let error = tlforge::mtproto::unpack(&packed, &Limits::default()).unwrap_err();
    assert_eq!(error.problem(), Problem::Compressed);
}
