//! The golden output as modules of this test: it compiles, and its values have the right bytes.

use tlforge::{Any, Decode, Encode, Function, MethodError, Rejection, RpcError};

#[rustfmt::skip]
#[path = "golden/everything/mod.rs"]
mod everything;

/// With options that change what is generated.
#[rustfmt::skip]
#[path = "golden/options/mod.rs"]
mod options;

use everything::{enums, errors, functions, types};

/// The runtime by another name.
mod runtime {
    pub(crate) use tlforge::*;
}

/// Bytes of hexadecimal digits, spaces left out.
fn bytes(hex: &str) -> Vec<u8> {
    let digits: Vec<u32> = hex.chars().filter_map(|c| c.to_digit(16)).collect();
    digits.chunks(2).map(|pair| u8::try_from(pair[0] << 4 | pair[1]).unwrap()).collect()
}

/// `value` has exactly these bytes, and they are `value` again.
#[track_caller]
fn agree<T: Encode + Decode + Clone + PartialEq + std::fmt::Debug>(value: &T, hex: &str) {
    assert_eq!(value.to_bytes().unwrap(), bytes(hex));
    assert_eq!(T::from_bytes(&bytes(hex)).unwrap(), *value);
    assert_eq!(value.clone(), *value);
}

fn point(x: i32, y: i32) -> types::Point {
    types::Point { x, y }
}

#[test]
fn structs() {
    agree(&point(1, -1), "01000010 01000000 ffffffff");
    agree(&types::Nothing, "02000010");
    agree(&types::Truths { bare: (), boxed: () }, "04000010 39d3ed3f");
    let scalars = types::Scalars {
        a: 1,
        b: 2,
        c: 1.0,
        d: "ab".to_owned(),
        e: vec![1, 2, 3],
        f: [4; 16],
        g: [5; 32],
        h: [6; 64],
        i: true,
        j: 7,
        k: 8,
        l: 9,
        m: "c".to_owned().into(),
        n: vec![10].into(),
    };
    let hex = [
        "03000010 01000000 0200000000000000 000000000000f03f 02616200 03010203",
        &"04".repeat(16),
        &"05".repeat(32),
        &"06".repeat(64),
        "b5757299 07000000 0800000000000000 0900000000000000 01630000 010a0000",
    ];
    agree(&scalars, &hex.join(" "));
    assert!(format!("{scalars:?}").ends_with("l: 9, m: <hidden>, n: <hidden> }"));
}

#[test]
fn enums_and_their_payloads() {
    agree(&enums::Colour::Green, "02000011");
    agree(&enums::Sky::Blue(types::SkyBlue { shade: 3 }), "03000011 03000000");
    agree(&enums::Sky::SkySelf, "05000011");
    let growing: enums::Sky = types::SkyGrowing { cloudy: true }.into();
    agree(&growing, "08000011 01000000");
    let leaf = || enums::Tree::Leaf;
    let node: enums::Tree = types::Node { left: leaf(), right: leaf() }.into();
    agree(&node, "0a000011 09000011 09000011");
    let branch = enums::Tree::Branch(types::Branch { twigs: vec![leaf(), leaf()] });
    agree(&branch, "0b000011 15c4b51c 02000000 09000011 09000011");
    assert_eq!(types::Node::try_from(branch.clone()), Err(branch));
    assert_eq!(types::Node::try_from(node).unwrap().left, leaf());
    assert!(size_of::<enums::Sky>() <= 64);
}

#[test]
fn boxed_and_bare() {
    let places = types::Places {
        boxed: point(1, 2),
        bare: point(3, 4),
        named: point(5, 6),
        list: vec![point(7, 8)],
        bares: vec![point(9, 10)],
        short: vec![point(11, 12)],
        deep: vec![vec![vec!["x".to_owned()], vec![]]],
        trees: vec![],
    };
    let hex = "01000012 01000010 01000000 02000000 03000000 04000000 05000000 06000000 \
        15c4b51c 01000000 01000010 07000000 08000000 15c4b51c 01000000 09000000 0a000000 01000000 0b000000 0c000000 \
        15c4b51c 01000000 15c4b51c 02000000 01000000 01780000 00000000 15c4b51c 00000000";
    agree(&places, hex);
}

#[test]
fn flags_words() {
    agree(&types::Flags::default(), "01000013 00000000");
    let flags = types::Flags {
        a: true,
        b: Some(-1),
        c: Some(String::new()),
        d: Some(false),
        e: Some(point(1, 2)),
        f: Some(point(3, 4)),
        g: Some(vec![]),
        h: Some(enums::Tree::Leaf),
        i: Some(vec![]),
    };
    let hex = "01000013 ff000080 ffffffff 00000000 379779bc 01000010 01000000 02000000 03000000 04000000 \
        15c4b51c 00000000 09000011 00000000";
    agree(&flags, hex);
    agree(&types::TwoWords { b: true, ..types::TwoWords::new(1) }, "02000013 00000000 01000000 20000000");
    agree(
        &types::TwoWords { a: true, c: Some(2), ..types::TwoWords::new(1) },
        "02000013 20000000 01000000 01000000 0200000000000000",
    );
    agree(&types::OtherName { a: Some(1) }, "04000013 00020000 01000000");
    agree(&types::Unasked { a: 1 }, "05000013 00000000 01000000");
    agree(&types::Unit, "07000013 00000000");
}

#[test]
fn fields_that_share_a_bit() {
    let whole = types::Shared { left: Some(1), right: Some(String::new()), twin: true, value: Some(2) };
    agree(&whole, "03000013 07000000 01000000 00000000 02000000");
    assert!(whole.pair() && whole.other() && whole.new_());
    let none = types::Shared::new();
    assert!(!none.pair() && !none.other() && !none.new_());
    let half = types::Shared { right: None, ..whole };
    assert!(half.to_bytes().is_err());
}

#[test]
fn structs_that_contain_each_other() {
    let chain = types::Chain { next: Some(Box::new(types::Chain { next: None })) };
    agree(&chain, "01000014 01000000 01000014 00000000");
    let ping = types::Ping { pong: Some(Box::new(types::Pong { ping: None })) };
    agree(&ping, "02000014 01000000 03000014 00000000");
}

#[test]
fn numbers_and_repetitions() {
    agree(&types::Numbers { count: 2, values: vec![5, 6], total: 7 }, "01000015 02000000 05000000 06000000 07000000");
    agree(&types::Triple { field_0: vec![1, 2, 3] }, "02000015 0100000000000000 0200000000000000 0300000000000000");
    let cell = |key: &str, values| types::TableCells { key: key.to_owned(), values };
    let table = types::Table { rows: 2, cells: vec![cell("a", vec![1, 2]), cell("b", vec![3, 4])] };
    agree(&table, "03000015 02000000 01610000 01000000 02000000 01620000 03000000 04000000");
    agree(&types::List { field_1: vec!["a".to_owned()] }, "04000015 01000000 01610000");
    agree(&types::Unnamed { field_0: 1, field_1: "a".to_owned() }, "05000015 01000000 01610000");
    let wrong = types::Numbers { count: 3, values: vec![5, 6], total: 7 };
    assert!(wrong.to_bytes().is_err());
}

#[test]
fn applications() {
    let pair = |first, second: &str| types::PairIntString { first, second: second.to_owned() };
    let applied = types::Applied {
        a: pair(1, "a"),
        b: types::SomePoint { value: point(2, 3) }.into(),
        c: types::SomePairIntString { value: pair(4, "b") }.into(),
        d: types::TupleInt3 { items: vec![5, 6, 7] },
        e: types::ConsInt1 { head: 8, tail: types::ConsInt0 { head: 9, tail: types::NilInt } },
        f: types::Masked2 { b: 10 },
        g: vec![enums::MaybeBarePoint::None, types::SomeBarePoint { value: point(11, 12) }.into()],
    };
    let hex = "08000016 01000016 01000000 01610000 03000016 01000010 02000000 03000000 \
        03000016 01000016 04000000 01620000 04000016 05000000 06000000 07000000 08000000 09000000 \
        07000016 0a000000 15c4b51c 02000000 02000016 03000016 0b000000 0c000000";
    agree(&applied, hex);
}

#[test]
fn names() {
    let keywords = types::Keywords {
        r#type: 1,
        self_: 2,
        super_: 3,
        crate_: 4,
        r#match: 5,
        r#async: 6,
        async_: 7,
        r#fn: 8,
        r#gen: 9,
    };
    let hex = "01000000 02000000 03000000 04000000 05000000 06000000 07000000 08000000 09000000";
    agree(&keywords, &format!("01000017 {hex}"));
    assert!(format!("{keywords:?}").starts_with("Keywords { type: 1, self_: 2,"));
    let spellings = types::Spellings { g_a: 1, g_a_camel: 2, id: 3, id_upper: 4 };
    agree(&spellings, "02000017 01000000 02000000 0300000000000000 0400000000000000");
    agree(&types::FooBar { b: 1 }, "04000017 01000000");
    agree(&types::FooBarSnake { a: 1 }, "03000017 01000000");
    agree(&types::Option { value: 1 }, "05000017 01000000");
    agree(&types::Box { value: 1 }, "06000017 01000000");
    agree(&types::A, "0a000017");
    let inner = types::space::Inner { of: types::Space };
    agree(&types::space::deep::Inner { of: inner }, "0d000017 0c000017 0b000017");
    agree(&types::r#type::Mod { a: 1 }, "0e000017 01000000");
    agree(&types::mod_::Type { a: 1 }, "0f000017 01000000");
    agree(&enums::Fruit::FruitApple, "10000017");
    agree(&enums::Fruit::Apple, "11000017");
    agree(&enums::Fruit::OtherApple, "12000017");
}

#[test]
fn anything() {
    let value = types::Anything {
        object: Any::new(point(1, 2)),
        function: Any::new(functions::Wrap { id: 3, query: functions::space::Ask }),
    };
    let hex = "01000018 01000010 01000000 02000000 06000020 03000000 03000020";
    assert_eq!(value.to_bytes().unwrap(), bytes(hex));
    let read = types::Anything::from_bytes(&bytes(hex)).unwrap();
    assert_eq!(read.object.downcast_ref::<types::Point>(), Some(&point(1, 2)));
    assert_eq!((read.function.name(), read.function.id()), ("wrap", 0x2000_0006));
    assert_eq!(read.to_bytes().unwrap(), bytes(hex));
}

#[test]
fn basic_types_are_objects_too() {
    for (object, name) in [("da9b50a8 07000000", "int"), ("b5757299", "boolTrue"), ("39d3ed3f", "true")] {
        let hex = format!("01000018 {object} 03000020");
        let read = types::Anything::from_bytes(&bytes(&hex)).unwrap();
        assert_eq!((read.object.name(), read.object.to_bytes().unwrap()), (name, bytes(object)));
        assert_eq!(read.to_bytes().unwrap(), bytes(&hex));
    }
    assert!(types::Anything::from_bytes(&bytes("01000018 15c4b51c 00000000 03000020")).is_err(), "a vector of what?");
}

#[test]
fn functions_and_their_results() {
    let get = functions::GetPoint { id: 1 };
    agree(&get, "01000020 0100000000000000");
    assert_eq!(functions::GetPoint::NAME, "getPoint");
    assert_eq!(functions::GetPoint::AVAILABILITY, tlforge::Availability::Users);
    assert_eq!(functions::GetPoint::decode_response(&bytes("01000010 01000000 02000000")).unwrap(), point(1, 2));
    let trees = functions::space::GetTrees { deep: true, kinds: Some(vec![1]) };
    agree(&trees, "02000020 03000000 15c4b51c 01000000 01000000");
    let response = functions::space::GetTrees::decode_response(&bytes("15c4b51c 01000000 09000011")).unwrap();
    assert_eq!(response, [enums::Tree::Leaf]);
    assert!(functions::space::Ask::decode_response(&bytes("b5757299")).unwrap());
    let pairs =
        functions::space::Pairs::decode_response(&bytes("15c4b51c 01000000 01000016 01000000 01610000")).unwrap();
    assert_eq!(pairs, [types::PairIntString { first: 1, second: "a".to_owned() }]);
    let inner = functions::WrapMore { near: Some(point(1, 2)), ..functions::WrapMore::new(vec![], get) };
    let wrapped = functions::Wrap { id: 3, query: inner };
    agree(
        &wrapped,
        "06000020 03000000 07000020 02000000 15c4b51c 00000000 01000010 01000000 02000000 01000020 0100000000000000",
    );
    response_is_a_point(&wrapped);
}

fn response_is_a_point<F: Function<Response = types::Point>>(_: &F) {}

#[test]
fn errors_of_functions() {
    let get = |text: &str| Rejection::<errors::GetPointError>::from(RpcError::new(400, text));
    assert_eq!(get("POINT_INVALID"), errors::GetPointError::PointInvalid.into());
    assert_eq!(get("Point_Invalid"), errors::GetPointError::PointInvalidMixed.into());
    assert_eq!(get("2D_POINT_7_EMPTY"), errors::GetPointError::E2dPointNEmpty { r#type: 7 }.into());
    assert_eq!(get("FLOOD_WAIT_3"), Rejection::Common(errors::Common::FloodWait { seconds: 3 }));
    assert_eq!(get("RESTART"), Rejection::Other(RpcError::new(400, "RESTART")));
    let ask = |text: &str| Rejection::<errors::space::AskError>::from(RpcError::new(400, text));
    assert_eq!(ask("RESTART"), errors::space::AskError::Restart.into());
    assert_eq!(ask("RESTART_5"), errors::space::AskError::RestartN { value: 5 }.into());
    assert_eq!(ask("OTHER"), errors::space::AskError::Other.into());
    assert_eq!(ask("OTHER").code(), 500);
    assert_eq!(ask("SLOW_9").retry_after(), Some(std::time::Duration::from_secs(9)));
}

#[test]
fn roots() {
    assert_eq!((everything::LAYER, everything::SCHEMA_SHA256.len()), (7, 64));
    assert_eq!(everything::name_of(0x1700_000d), Some("space.deep.inner"));
    assert_eq!(everything::name_of(0x2000_0005), Some("point"));
    assert_eq!(everything::name_of(1), None);
}

#[test]
fn options_change_what_is_generated() {
    assert!(options::enums::Colour::Red < options::enums::Colour::Green);
    let trees = options::functions::space::GetTrees { deep: true, kinds: None };
    assert_eq!(trees.to_bytes().unwrap(), bytes("02000020 01000000"));
    let response = options::functions::space::GetTrees::decode_response(&bytes("15c4b51c 01000000 09000011")).unwrap();
    assert_eq!(response, [enums::Tree::Leaf]);
    assert_eq!(options::name_of(0x2000_0003), None, "it is excluded");
    assert_eq!(options::name_of(0x1000_0003), None, "nothing needs it");
    let place = options::types::Places {
        boxed: point(1, 2),
        bare: point(3, 4),
        named: point(5, 6),
        list: vec![],
        bares: vec![],
        short: vec![],
        deep: vec![vec![vec![vec![0xff]]]],
        trees: vec![],
    };
    let read = options::types::Places::from_bytes(&place.to_bytes().unwrap()).unwrap();
    assert!(read == place, "it has no `Debug`");
}

#[test]
fn handlers_answer_calls() {
    use options::{
        errors::{self, Common},
        functions, server,
    };
    use std::{
        pin::pin,
        sync::Arc,
        task::{Context, Poll, Waker},
    };
    use tlforge::server::{Answer, Fault, Inner};

    struct Trees;
    impl server::Handlers for Trees {
        async fn wrap(&self, wrapper: functions::Wrap<Inner>) -> Result<(), Rejection<errors::NoErrors>> {
            if wrapper.id == 0 { Err(Rejection::Common(Common::FloodWait { seconds: 3 })) } else { Ok(()) }
        }
    }
    impl server::space::Handlers for Trees {
        async fn get_trees(&self, call: functions::space::GetTrees) -> Answer<functions::space::GetTrees> {
            Ok(if call.deep { vec![enums::Tree::Leaf] } else { vec![] })
        }
        async fn pairs(&self, _: functions::space::Pairs) -> Answer<functions::space::Pairs> {
            Err(Rejection::Other(RpcError::new(400, "NO_PAIRS")))
        }
    }
    let trees = Arc::new(Trees);
    let router = server::router()
        .with(server::serve(trees.clone()))
        .with(server::space::serve(trees))
        .fallback(|call| async move { Err(RpcError::new(500, call.name.unwrap_or("?"))) });
    let answer = |call: &str| -> Result<Vec<u8>, Fault> {
        let call = bytes(call);
        match pin!(router.answer(&call)).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(answer) => answer,
            Poll::Pending => panic!("the handlers wait for nothing"),
        }
    };
    let error = |code, text: &str| Ok(tlforge::mtproto::rpc_error(&RpcError::new(code, text)));
    assert_eq!(answer("02000020 01000000"), Ok(bytes("15c4b51c 01000000 09000011")));
    assert_eq!(answer("06000020 01000000 02000020 00000000"), Ok(bytes("15c4b51c 00000000")));
    assert_eq!(answer("06000020 00000000 02000020 00000000"), error(420, "FLOOD_WAIT_3"));
    assert_eq!(answer("04000020"), error(400, "NO_PAIRS"));
    assert_eq!(answer("01000010"), error(500, "point"));
    assert_eq!(answer("03000020"), error(500, "?"), "it is excluded");
    assert!(matches!(answer("02000020"), Err(Fault::Call(_))));
}
