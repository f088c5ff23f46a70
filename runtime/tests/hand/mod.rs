//! Code written by hand as the generator writes it: every kind of entry.
#![allow(missing_docs, unreachable_pub, dead_code, reason = "each test file uses a part of it")]

use tlforge::{Rejection, RpcError, SecretString, tl};

#[repr(C)]
pub struct Point {
    pub x: i32,
    pub y: i64,
}
tlforge::object!(Point = POINT, 0x11a0_0001, "point", 12, "x y", [
    tl::req(tl::INT),
    tl::req(tl::LONG),
], eq debug);

#[repr(C)]
pub struct Empty;
tlforge::object!(Empty = EMPTY, 0x11a0_0002, "empty", 0, "", [], eq debug);

#[repr(u8)]
pub enum Color {
    Red,
    Green,
}
tlforge::union!(Color = COLOR, "Color", 4, [tl::unit(9, "colorRed", "Red"), tl::unit(3, "colorGreen", "Green")
], eq debug);

#[repr(C)]
pub struct Node {
    pub left: Tree,
    pub right: Option<Tree>,
}
tlforge::object!(Node = NODE, 0x11a0_0003, "node", 8, "flags left right", [
    tl::MASK,
    tl::req(tl::union(&self::TREE)),
    tl::opt::<Tree>(31, tl::union(&self::TREE)),
], eq debug);

#[repr(C, u8)]
pub enum Tree {
    Leaf,
    Node(Box<Node>),
    Point(Point),
}
tlforge::union!(Tree = TREE, "Tree", 4, [
    tl::unit(0x11a0_0004, "leaf", "Leaf"),
    tl::heaped(0x11a0_0003, "Node", &self::NODE),
    tl::inline(0x11a0_0001, "Point", &self::POINT),
], eq debug);
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
tlforge::object!(
    Everything = EVERYTHING,
    0x11a0_0005,
    "everything",
    100,
    "flags flags2 on int number double yes text bytes secret hash key bare boxed color maybe_int also maybe_bool maybe_text maybe_point longs points rows pair counted type_=type unit cell low high",
    [
        tl::MASK,
        tl::MASK,
        tl::flag(0),
        tl::req(tl::INT),
        tl::req(tl::NAT),
        tl::req(tl::DOUBLE),
        tl::req(tl::BOOL),
        tl::req(tl::STRING),
        tl::req(tl::BYTES),
        tl::req(tl::SECRET_STRING),
        tl::req(tl::INT128),
        tl::opt::<[u8; 32]>(1, tl::INT256),
        tl::req(tl::bare(&self::POINT)),
        tl::req(tl::boxed(&self::EMPTY)),
        tl::req(tl::union(&self::COLOR)),
        tl::opt::<i32>(2, tl::INT),
        tl::shadow(2),
        tl::opt::<bool>(3, tl::BOOL),
        tl::opt::<String>(32 + 3, tl::STRING),
        tl::opt::<Point>(32 + 31, tl::bare(&self::POINT)),
        tl::req(tl::vec(&tl::vector::<i64>(tl::LONG))),
        tl::req(tl::vec(&tl::bare_vector::<Point>(tl::boxed(&self::POINT)))),
        tl::req(tl::vec(&tl::vector::<Vec<String>>(tl::vec(&tl::vector::<String>(tl::STRING))))),
        tl::req(tl::vec(&tl::tuple::<i32>(2, tl::INT))),
        tl::req(tl::vec(&tl::counted::<Color>(4, tl::union(&self::COLOR)))),
        tl::opt::<Vec<Tree>>(5, tl::vec(&tl::vector::<Tree>(tl::union(&self::TREE)))),
        tl::req(tl::BOXED_TRUE),
        tl::req(tl::heap(&tl::bare(&self::POINT))),
        tl::shared::<i32>(6, tl::INT),
        tl::shared::<i32>(6, tl::INT),
    ],
    debug
);

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[repr(C)]
pub struct Wrap<X> {
    pub layer: i32,
    pub query: X,
}
tlforge::wrapper!(Wrap, 0x11a0_0006, "wrap", 8, "layer query", [tl::req(tl::INT), tl::req(tl::call::<X>()),], Both);

#[repr(C)]
pub struct GetTrees {
    pub color: Color,
}
tlforge::object!(GetTrees = GET_TREES, 0x11a0_0007, "getTrees", 4, "color", [
    tl::req(tl::union(&self::COLOR)),
], eq debug; Users, Vec<Tree>, tl::vec(&tl::vector::<Tree>(tl::union(&self::TREE))), Rejection<GetTreesError>);

#[repr(C, u8)]
#[non_exhaustive]
pub enum Common {
    FloodWait { seconds: u32 },
    FileMigrate { dc: u32 },
}
tlforge::error_enum!(
    Common,
    tlforge::NoErrors,
    ["FloodWait { seconds }: FLOOD_WAIT_%d (420)", "FileMigrate { dc }: FILE_MIGRATE_%d (303)",]
);

#[repr(C, u8)]
#[non_exhaustive]
pub enum GetTreesError {
    ColorInvalid,
    PartZeroMissing,
    PartMissing { part: u32 },
}
tlforge::error_enum!(
    GetTreesError,
    Common,
    [
        "ColorInvalid: COLOR_INVALID (400)",
        "PartZeroMissing: PART_0_MISSING (400)",
        "PartMissing { part }: PART_%d_MISSING (400)",
    ]
);

/// One unit variant: a single byte.
#[repr(u8)]
#[non_exhaustive]
pub enum UnitError {
    Gone,
}
tlforge::error_enum!(UnitError, Common, ["Gone: GONE (400)"]);

pub enum NoOwnErrors {}
tlforge::error_enum!(NoOwnErrors, Common, []);

#[repr(C)]
pub struct Box_ {
    pub object: tlforge::Any,
    pub maybe: Option<Point>,
}
tlforge::object!(
    Box_ = BOX_,
    0x11a0_0008,
    "box",
    8,
    "object maybe",
    [tl::req(tl::any(&self::OBJECTS)), tl::nullable::<Point>(tl::bare(&self::POINT)),],
    debug
);

pub static OBJECTS: tlforge::table::Registry = tlforge::table::Registry {
    name: "constructor",
    kinds: {
        &[
            (3, tl::union(&self::COLOR)),
            (9, tl::union(&self::COLOR)),
            (0x11a0_0001, tl::boxed(&self::POINT)),
            (0x11a0_0003, tl::union(&self::TREE)),
            (0x11a0_0004, tl::union(&self::TREE)),
            (0x11a0_0005, tl::boxed(&self::EVERYTHING)),
            (0x11a0_0008, tl::boxed(&self::BOX_)),
        ]
    },
    dialect: &[],
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
tlforge::object!(Say = SAY, 0x11a0_0009, "say", 4, "text", [
    tl::req(tl::STRING),
], debug; Both, Everything, tl::boxed(&self::EVERYTHING), RpcError);
