//! Dumps, as people see them.

mod common;

use std::{io::Read as _, sync::LazyLock};

use common::{bundled, bytes, codec};
use tlforge_dynamic::{Codec, Dump, Expected, Options, Value};
use tlforge_parser::schema::DefKind;

static CODEC: LazyLock<Codec> = LazyLock::new(bundled);

/// An answer with two messages, of the kinds that clients see all day.
const MESSAGES: &str = r#"{
    "_":"messages.messages",
    "messages":[
        {"_":"message","out":true,"post":true,"id":42,
            "from_id":{"_":"peerUser","user_id":"777000"},
            "peer_id":{"_":"peerChannel","channel_id":"1234567890123"},
            "fwd_from":{"_":"messageFwdHeader","from_name":"Ada","date":1600000000},
            "date":1700000000,
            "message":"The quick brown fox jumps over the lazy dog. The quick brown fox jumps over the lazy dog. The quick brown fox jumps over the lazy dog.",
            "media":{"_":"messageMediaGeo","geo":{"_":"geoPoint","long":2.3522,"lat":48.8566,"access_hash":"-1"}},
            "entities":[{"_":"messageEntityBold","offset":0,"length":3}],
            "views":5,"forwards":0,
            "edit_date":1700000100,"post_author":"ada","grouped_id":"1","ttl_period":3600},
        {"_":"messageEmpty","id":43}
    ],
    "topics":[],
    "chats":[],
    "users":[
        {"_":"user","self":true,"bot_can_edit":true,"id":"777000","first_name":"Ада","phone":"42777",
            "photo":{"_":"userProfilePhoto","photo_id":"5","stripped_thumb":"012822d0c4","dc_id":2}}
    ]
}"#;

fn data(json: &str) -> Vec<u8> {
    let value = CODEC.from_json(&Expected::any(), json, &Options::default()).unwrap_or_else(|error| panic!("{error}"));
    CODEC.encode(&Expected::any(), &value).expect("bytes")
}

fn dump(bytes: &[u8]) -> Dump {
    CODEC.pretty(&Expected::any(), bytes, &Options::default())
}

/// A dump ends with its fault, or has none; the text is that of the file under `golden`.
#[track_caller]
fn golden(name: &str, dump: &Dump) {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    tlforge_testing::golden::snapshot(&folder, name, &dump.text);
}

#[test]
fn a_whole_value() {
    let dump = dump(&data(MESSAGES));
    assert_eq!(dump.error, None);
    golden("messages", &dump);
}

#[test]
fn a_value_that_is_cut_off() {
    let data = data(MESSAGES);
    let dump = dump(&data[..200]);
    assert_eq!(dump.error.as_ref().map(|error| &*error.path), Some("messages.messages.messages[0].message"));
    golden("truncated", &dump);
}

#[test]
fn a_value_with_an_unknown_id() {
    let mut data = data(MESSAGES);
    let media = CODEC.definition(DefKind::Constructor, "messageMediaGeo").expect("a constructor");
    let geo = CODEC.encode(&media, &CODEC.sample(&media, 0, 0).expect("a value")).expect("bytes");
    let at = data.windows(4).position(|window| window == &geo[..4]).expect("the media");
    data[at..at + 4].copy_from_slice(&bytes("efbeadde"));
    let dump = dump(&data);
    assert_eq!(dump.error.as_ref().map(|error| error.offset), Some(at));
    golden("unknown-id", &dump);
}

/// What MTProto wraps around calls and answers, though the schema does not have it.
#[test]
fn a_container_of_answers() {
    let packed = {
        let config = data(
            r#"{"_":"updateShort","update":{"_":"updateUserTyping","user_id":"7","action":{"_":"sendMessageTypingAction"}},"date":1}"#,
        );
        let mut packed = Vec::new();
        flate2::read::GzEncoder::new(&*config, flate2::Compression::best()).read_to_end(&mut packed).expect("bytes");
        let string = CODEC.type_named("bytes").expect("a basic type");
        let packed = CODEC.encode(&string, &Value::Bytes(packed.into())).expect("bytes");
        [&bytes("a1cf7230"), &*packed].concat()
    };
    let answer = |result: &[u8]| [&bytes("016d5cf3 b168de3a 00000000"), result].concat();
    let messages = [
        answer(&packed),
        answer(&bytes("15c4b51c 02000000 05000000 06000000")),
        answer(&bytes("efbeadde 01020304")),
        answer(&bytes("b5757299")),
        data(r#"{"_":"msgs_ack","msg_ids":["5"]}"#),
    ];
    let mut container = bytes("dcf8f173 05000000");
    for (number, message) in (1_u8..).zip(messages) {
        container.extend(bytes("00000000 00b0a265"));
        container.extend([number * 2 - 1, 0, 0, 0]);
        container.extend(u32::try_from(message.len()).expect("a short message").to_le_bytes());
        container.extend(message);
    }
    let whole = dump(&container);
    golden("container", &whole);
    assert_eq!(whole.error.map(|error| error.offset), Some(156));
    let cut_off = dump(&container[..container.len() - 1]).text;
    assert!(cut_off.ends_with("! 0000e0  05000000 000000                      |.......|\n"), "{cut_off}");
    // Whatever is cut off or changed, something is said and nothing breaks.
    for len in 0..container.len() {
        dump(&container[..len]).error.expect("it is cut off");
        let mut changed = container.clone();
        changed[len] ^= 0x81;
        dump(&changed);
    }
}

/// A schema that has the definitions of MTProto gives the same.
#[test]
fn declared_envelopes_are_the_same() {
    let declared = codec(
        "rpc_result#f35c6d01 req_msg_id:long result:Object = RpcResult;
         message#5bb8e511 msg_id:long seqno:int bytes:int body:Object = Message;
         msg_container#73f1f8dc messages:vector<%Message> = MessageContainer;
         gzip_packed#3072cfa1 packed_data:string = Object;
         pong#347773c5 msg_id:long ping_id:long = Pong;",
    );
    let answer = bytes("016d5cf3 0100000000000000 c5737734 02000000 00000000 03000000 00000000");
    let expected = CODEC.pretty(&Expected::any(), &answer, &Options::default());
    assert_eq!(declared.pretty(&Expected::any(), &answer, &Options::default()), expected);
    assert_eq!(expected.error, None);
}

/// Lists of flags are broken into lines, what is secret stays so, and bits without meaning are shown.
#[test]
fn flags_and_secrets() {
    let flags: Vec<String> = (0..31).map(|bit| format!("flag_number_{bit}:flags.{bit}?true")).collect();
    let flags = flags.join(" ");
    let codec = codec(&format!(
        "login#00000001 flags:# {flags} password:secureString key:SecureBytes pairs:2*[ a:int b:int ] = Login;"
    ));
    let data = bytes("01000000 fffffbff 06736563 72657400 c71d d7ba 03010203 01000000 02000000 03000000 04000000");
    let dump = codec.pretty(&Expected::any(), &data, &Options::default());
    assert!(!dump.text.contains("secret"), "{}", dump.text);
    golden("flags", &dump);
}

/// What no constructor starts with: errors of the transport, and messages without encryption.
#[test]
fn packets_that_are_no_values() {
    let error = dump(&bytes("6cfeffff"));
    assert_eq!(
        (error.text.as_str(), error.error),
        ("000000  6cfeffff                    transport error = -404\n", None)
    );

    let body = "ec77be7a 0100000000000000";
    let message = dump(&bytes(&format!("0000000000000000 0100000000b0a265 0c000000 {body}")));
    golden("unencrypted", &message);
    // A length that is another one makes it none, and says so.
    dump(&bytes(&format!("0000000000000000 0100000000b0a265 0d000000 {body}")))
        .error
        .expect("no constructor has the id 0");
}

/// Boxed values inside `bytes` follow them, unless they do not end where the bytes do.
#[test]
fn values_inside_bytes() {
    let codec = codec(
        "adnl.message.answer#0fac8416 query_id:int256 answer:bytes = adnl.Message;
         point#11a00001 x:int = Point;",
    );
    let head = format!("1684ac0f {}", "00".repeat(32));
    let whole =
        codec.pretty(&Expected::any(), &bytes(&format!("{head} 08 0100a011 05000000 000000")), &Options::default());
    assert_eq!(whole.error, None);
    golden("inside-bytes", &whole);
    let cut = codec.pretty(&Expected::any(), &bytes(&format!("{head} 07 0100a011 050000")), &Options::default());
    assert!(!cut.text.contains("Point"), "{}", cut.text);
}
