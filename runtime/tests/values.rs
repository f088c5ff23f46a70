//! Values whose code was written by hand as the generator writes it: every kind of entry, every direction.
#![forbid(unsafe_code)]
#![allow(missing_docs, clippy::unwrap_used)]

use tlforge::{
    Availability, Decode, DecodeOptions, Encode, EncodeError, Function, Limits, MethodError, Problem, Reader, RpcError,
    SecretString, Tolerances, Unencodable,
};

#[repr(C)]
pub struct Point {
    pub x: i32,
    pub y: i64,
}
tlforge::object!(Point = POINT, 0x11a0_0001, "point", min 12, [req("x", INT), req("y", LONG)]);
tlforge::eq!(Point);
tlforge::debug!(Point);

#[repr(C)]
pub struct Empty;
tlforge::object!(Empty = EMPTY, 0x11a0_0002, "empty", min 0, []);
tlforge::eq!(Empty);
tlforge::debug!(Empty);

#[repr(u8)]
pub enum Color {
    Red,
    Green,
}
tlforge::union!(Color = COLOR, "Color", min 4, [unit(9, "colorRed", "Red"), unit(3, "colorGreen", "Green")]);
tlforge::eq!(Color);
tlforge::debug!(Color);

#[repr(C)]
pub struct Node {
    pub left: Tree,
    pub right: Option<Tree>,
}
tlforge::object!(Node = NODE, 0x11a0_0003, "node", min 8, [
    mask("flags"),
    req("left", union(&self::TREE)),
    opt_of::<Tree>("right", 31, union(&self::TREE)),
]);
tlforge::eq!(Node);
tlforge::debug!(Node);

#[repr(C, u8)]
pub enum Tree {
    Leaf,
    Node(Box<Node>),
    Point(Point),
}
tlforge::union!(Tree = TREE, "Tree", min 4, [
    unit(0x11a0_0004, "leaf", "Leaf"),
    heaped(0x11a0_0003, "Node", &self::NODE),
    inline(0x11a0_0001, "Point", &self::POINT),
]);
tlforge::eq!(Tree);
tlforge::debug!(Tree);
tlforge::variant!(Tree, Node, Node, heaped);
tlforge::variant!(Tree, Point, Point, inline);

#[repr(C)]
pub struct Everything {
    pub on: bool,
    pub int: i32,
    pub number: u32,
    pub double: f64,
    pub yes: bool,
    pub text: String,
    pub bytes: Vec<u8>,
    pub secret: SecretString,
    pub hash: [u8; 16],
    pub key: Option<[u8; 32]>,
    pub bare: Point,
    pub boxed: Empty,
    pub color: Color,
    pub maybe_int: Option<i32>,
    pub maybe_bool: Option<bool>,
    pub maybe_text: Option<String>,
    pub maybe_point: Option<Point>,
    pub longs: Vec<i64>,
    pub points: Vec<Point>,
    pub rows: Vec<Vec<String>>,
    pub pair: Vec<i32>,
    pub counted: Vec<Color>,
    pub type_: Option<Vec<Tree>>,
    pub unit: (),
    pub cell: Box<Point>,
    pub low: Option<i32>,
    pub high: Option<i32>,
}
tlforge::object!(Everything = EVERYTHING, 0x11a0_0005, "everything", min 100, [
    mask("flags"),
    mask("flags2"),
    flag("on", 0),
    req("int", INT),
    req("number", NAT),
    req("double", DOUBLE),
    req("yes", BOOL),
    req("text", STRING),
    req("bytes", BYTES),
    req("secret", SECRET_STRING),
    req("hash", INT128),
    opt("key", 1, INT256),
    req("bare", bare(&self::POINT)),
    req("boxed", boxed(&self::EMPTY)),
    req("color", union(&self::COLOR)),
    opt("maybe_int", 2, INT),
    shadow("also", 2),
    opt("maybe_bool", 3, BOOL),
    opt("maybe_text", 32 + 3, STRING),
    opt_of::<Point>("maybe_point", 32 + 31, bare(&self::POINT)),
    req("longs", vec(&vector::<i64>(LONG))),
    req("points", vec(&bare_vector::<Point>(boxed(&self::POINT)))),
    req("rows", vec(&vector::<Vec<String>>(vec(&vector::<String>(STRING))))),
    req("pair", vec(&tuple::<i32>(2, INT))),
    req("counted", vec(&counted::<Color>(4, union(&self::COLOR)))),
    named("type_", opt_of::<Vec<Tree>>("type", 5, vec(&vector::<Tree>(union(&self::TREE))))),
    req("unit", BOXED_TRUE),
    req("cell", heap(&bare(&self::POINT))),
    opt("low", 6, INT),
    opt("high", 6, INT),
]);
tlforge::debug!(Everything);

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[repr(C)]
pub struct Wrap<X> {
    pub layer: i32,
    pub query: X,
}
tlforge::wrapper!(Wrap, 0x11a0_0006, "wrap", min 8, [req("layer", INT), req("query", call::<X>())], Both);

#[repr(C)]
pub struct GetTrees {
    pub color: Color,
}
tlforge::object!(GetTrees = GET_TREES, 0x11a0_0007, "getTrees", min 4, [req("color", union(&self::COLOR))]);
tlforge::eq!(GetTrees);
tlforge::debug!(GetTrees);
tlforge::function!(GetTrees, Users, Vec<Tree>, vec(&vector::<Tree>(union(&self::TREE))), GetTreesError);

#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Common {
    FloodWait { seconds: u32 },
    FileMigrate { dc: u32 },
    Other(RpcError),
}
tlforge::common_error!(
    Common,
    [(0, FloodWait { seconds }, "FLOOD_WAIT_%d", 420), (1, FileMigrate { dc }, "FILE_MIGRATE_%d", 303),]
);

#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum GetTreesError {
    ColorInvalid,
    PartZeroMissing,
    PartMissing { part: u32 },
    Common(Common),
    Other(RpcError),
}
tlforge::method_error!(
    GetTreesError,
    Common,
    [
        (0, ColorInvalid, "COLOR_INVALID", 400),
        (1, PartZeroMissing, "PART_0_MISSING", 400),
        (2, PartMissing { part }, "PART_%d_MISSING", 400),
    ]
);

fn point(x: i32, y: i64) -> Point {
    Point { x, y }
}

fn everything() -> Everything {
    Everything {
        on: true,
        int: -1,
        number: 3,
        double: -0.5,
        yes: true,
        text: "häuser".into(),
        bytes: vec![7; 254],
        secret: String::from("key").into(),
        hash: [1; 16],
        key: Some([2; 32]),
        bare: point(1, 2),
        boxed: Empty,
        color: Color::Green,
        maybe_int: Some(5),
        maybe_bool: Some(false),
        maybe_text: Some(String::new()),
        maybe_point: Some(point(-3, -4)),
        longs: vec![1, -1, i64::MAX],
        points: vec![point(5, 6), point(7, 8)],
        rows: vec![vec!["a".into()], vec![], vec!["b".into(), "c".into()]],
        pair: vec![8, 9],
        counted: vec![Color::Red, Color::Green, Color::Red],
        type_: Some(vec![Tree::Leaf, Tree::Point(point(0, 0)), nested(3)]),
        unit: (),
        cell: Box::new(point(10, 11)),
        low: None,
        high: None,
    }
}

fn nested(depth: usize) -> Tree {
    (0..depth).fold(Tree::Leaf, |tree, _| Node { left: tree, right: Some(Tree::Leaf) }.into())
}

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
    assert_eq!(text(&[255, 1, 0, 0, 9, 0, 0, 0], all), Err(Problem::InvalidLength));
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
    let small = DecodeOptions::new().limits(Limits::default().bytes_per_byte(0));
    assert_eq!(Everything::from_bytes_with(&bytes, &small).unwrap_err().problem(), Problem::TooMuchMemory);
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
    let error = |text: &str| GetTreesError::from(RpcError::new(400, text));
    let other = |text: &str| GetTreesError::Other(RpcError::new(400, text));
    assert_eq!(error("COLOR_INVALID"), GetTreesError::ColorInvalid);
    assert_eq!(error("PART_0_MISSING"), GetTreesError::PartZeroMissing);
    assert_eq!(error("PART_7_MISSING"), GetTreesError::PartMissing { part: 7 });
    assert_eq!(error("FLOOD_WAIT_42"), GetTreesError::Common(Common::FloodWait { seconds: 42 }));
    for odd in ["PART_07_MISSING", "PART__MISSING", "PART_-1_MISSING", "PART_+1_MISSING", "FLOOD_WAIT_99999999999"] {
        assert_eq!(error(odd), other(odd));
    }
    assert_eq!(error("FLOOD_WAIT_3").retry_after(), Some(std::time::Duration::from_secs(3)));
    assert_eq!(error("FILE_MIGRATE_4").migrate_to(), Some(4));
    assert_eq!((error("FILE_MIGRATE_4").code(), &*error("FILE_MIGRATE_4").text()), (303, "FILE_MIGRATE_4"));
    assert_eq!(error("NEW").to_string(), "NEW (400)");
    assert_eq!(Common::from(RpcError::new(1, "NEW")), Common::Other(RpcError::new(1, "NEW")));
}
