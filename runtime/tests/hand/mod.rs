//! Code written by hand as the generator writes it: every kind of entry.
#![allow(missing_docs, unreachable_pub, dead_code, reason = "each test file uses a part of it")]

use tlforge::{RpcError, SecretString};

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
tlforge::function!(GetTrees, Users, Vec<Tree>, vec(const { &vector::<Tree>(union(&self::TREE)) }), GetTreesError);

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

#[repr(C)]
pub struct Box_ {
    pub object: tlforge::Any,
    pub maybe: Option<Point>,
}
tlforge::object!(Box_ = BOX_, 0x11a0_0008, "box", min 8, [
    req("object", any(&self::OBJECTS)),
    nullable::<Point>("maybe", bare(&self::POINT)),
]);
tlforge::debug!(Box_);

pub static OBJECTS: tlforge::table::Registry = tlforge::table::Registry {
    name: "constructor",
    kinds: {
        use tlforge::table::short::*;
        &[
            (3, union(&self::COLOR)),
            (9, union(&self::COLOR)),
            (0x11a0_0001, boxed(&self::POINT)),
            (0x11a0_0003, union(&self::TREE)),
            (0x11a0_0004, union(&self::TREE)),
            (0x11a0_0005, boxed(&self::EVERYTHING)),
            (0x11a0_0008, boxed(&self::BOX_)),
        ]
    },
};

pub fn point(x: i32, y: i64) -> Point {
    Point { x, y }
}

pub fn everything() -> Everything {
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

pub fn nested(depth: usize) -> Tree {
    (0..depth).fold(Tree::Leaf, |tree, _| Node { left: tree, right: Some(Tree::Leaf) }.into())
}

#[repr(C)]
pub struct Say {
    pub text: String,
}
tlforge::object!(Say = SAY, 0x11a0_0009, "say", min 4, [req("text", STRING)]);
tlforge::debug!(Say);
tlforge::function!(Say, Both, Everything, boxed(&self::EVERYTHING), RpcError);
