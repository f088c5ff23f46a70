//! The golden output in which some types are opaque: what is skipped is what the Rust types of the other output read.

use std::fmt::Debug;

use tlforge::{Any, Decode, DecodeError, DecodeOptions, Encode, Function, Limits, Opaque, Problem};

#[rustfmt::skip]
#[path = "golden/everything/mod.rs"]
mod everything;

#[rustfmt::skip]
#[path = "golden/opaque/mod.rs"]
mod opaque;

use everything::{enums, functions, types};
use opaque::enums as opaques;

/// Bytes of hexadecimal digits, spaces left out.
fn bytes(hex: &str) -> Vec<u8> {
    let digits: Vec<u32> = hex.chars().filter_map(|c| c.to_digit(16)).collect();
    digits.chunks(2).map(|pair| u8::try_from(pair[0] << 4 | pair[1]).unwrap()).collect()
}

/// `value` as the other output has it.
fn translated<T: Decode + Encode + PartialEq + Debug>(value: &impl Encode) -> T {
    let bytes = value.to_bytes().unwrap();
    let translated = T::from_bytes(&bytes).unwrap();
    assert_eq!(translated.to_bytes().unwrap(), bytes);
    assert_eq!(T::from_bytes(&bytes).unwrap(), translated);
    translated
}

fn point(x: i32, y: i32) -> types::Point {
    types::Point { x, y }
}

#[test]
fn an_opaque_value_is_its_bytes() {
    let value: Opaque<opaques::Tree> = translated(&types::Node { left: enums::Tree::Leaf, right: enums::Tree::Leaf });
    assert_eq!(value.as_bytes(), bytes("0a000011 09000011 09000011"));
    assert_eq!((value.type_name(), value.name(), value.id()), ("Tree", "node", 0x1100_000a));
    assert_eq!(format!("{value:?}"), "node (#1100000a, 12 bytes)");
    assert_eq!(value.clone(), value);
    let node: types::Node = value.decode_as().unwrap();
    assert_eq!(node.left, enums::Tree::Leaf);
    assert_eq!(value.decode_as::<enums::Tree>().unwrap(), node.clone().into());
    assert_eq!(value.clone().into_bytes(), value.as_bytes());
    assert_eq!(tlforge::convert::<enums::Tree>(&value), Ok(node.clone().into()));
    assert_eq!(tlforge::convert(&node), Ok(value));
    let point: Opaque<opaques::Point> = translated(&point(1, 2));
    assert_eq!((point.type_name(), point.name()), ("Point", "point"));
}

#[test]
fn fields_boxed_and_bare_and_optional() {
    let places = types::Places {
        boxed: point(1, 2),
        bare: point(3, 4),
        named: point(5, 6),
        list: vec![point(7, 8)],
        bares: vec![point(9, 10)],
        short: vec![point(11, 12), point(13, 14)],
        deep: vec![],
        trees: vec![enums::Tree::Leaf],
    };
    let read: opaque::types::Places = translated(&places);
    // In memory each has its id, so that it can be read by itself.
    for (value, expected) in [(&read.boxed, point(1, 2)), (&read.bare, point(3, 4)), (&read.short[1], point(13, 14))] {
        assert_eq!(value.decode_as::<types::Point>().unwrap(), expected);
    }
    assert_eq!(read.clone(), read);
    let flags = types::Flags { f: Some(point(3, 4)), h: Some(enums::Tree::Leaf), ..types::Flags::default() };
    let read: opaque::types::Flags = translated(&flags);
    assert_eq!(read.e, None);
    assert_eq!(read.f.clone().unwrap().decode_as::<types::Point>().unwrap(), point(3, 4));
    assert_eq!(read.clone(), read);
    assert!(format!("{read:?}").contains("f: Some(point (#10000001, 12 bytes))"));
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
    let read: opaque::types::Applied = translated(&applied);
    assert_eq!(read.a.decode_as::<types::PairIntString>().unwrap(), applied.a);
}

#[test]
fn responses() {
    let answer = bytes("15c4b51c 01000000 0a000011 09000011 09000011");
    let trees = opaque::functions::space::GetTrees::decode_response(&answer).unwrap();
    assert_eq!(trees[0].name(), "node");
    assert_eq!(opaque::functions::space::GetTrees::encode_response(&trees).unwrap(), answer);
    let point: Opaque<opaques::Point> =
        opaque::functions::GetPoint::decode_response(&bytes("01000010 01000000 02000000")).unwrap();
    assert_eq!(point.decode_as::<types::Point>().unwrap(), types::Point { x: 1, y: 2 });
}

#[test]
fn names_and_objects() {
    assert_eq!(opaque::name_of(0x1100_000a), Some("node"));
    let value: Opaque<opaques::Anything> = translated(&types::Anything {
        object: Any::new(point(1, 2)),
        function: Any::new(functions::Wrap { id: 3, query: functions::space::Ask }),
    });
    let any = Any::new(value.clone());
    assert_eq!((any.name(), any.id()), ("anything", 0x1800_0001));
    assert_eq!(any.downcast::<Opaque<opaques::Anything>>().unwrap(), value);
    let object: types::Anything = value.decode_as().unwrap();
    assert_eq!(object.object.name(), "point");
}

/// What is wrong, where it is wrong; the memory that Rust types take is no concern of opaque values.
fn fault<T>(result: Result<T, DecodeError>) -> Option<(usize, Problem)> {
    match result.err().map(|error| (error.offset(), error.problem())) {
        Some((_, Problem::TooMuchMemory)) | None => None,
        other => other,
    }
}

/// Both outputs say the same of `bytes`, whatever the options.
#[track_caller]
fn same(bytes: &[u8]) -> bool {
    let mut accepted = false;
    let shallow = DecodeOptions::default().limits(Limits::default().depth(2).elements(3));
    for options in [DecodeOptions::default(), DecodeOptions::strict(), shallow] {
        let typed = types::Anything::from_bytes_with(bytes, &options);
        let skipped = Opaque::<opaques::Anything>::from_bytes_with(bytes, &options);
        accepted |= skipped.is_ok();
        assert_eq!(fault(typed), fault(skipped), "{bytes:02x?}");
    }
    accepted
}

/// Every construct, since an `Anything` may hold any object and any function: whole, cut off at every byte, with every
/// byte changed.
#[test]
fn exactly_what_decoding_accepts_is_skipped() {
    let objects = [
        "da9b50a8 ffffff7f",
        "b5757299",
        "39d3ed3f",
        "01000010 01000000 ffffffff",
        "02000010",
        "04000010 39d3ed3f",
        "03000010 01000000 0200000000000000 000000000000f03f 02616200 03010203 04040404040404040404040404040404 \
         0505050505050505050505050505050505050505050505050505050505050505 \
         06060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606060606\
         060606060606060606 b5757299 07000000 0800000000000000 0900000000000000 01630000 010a0000",
        "02000011",
        "03000011 03000000",
        "08000011 01000000",
        "0a000011 0a000011 09000011 09000011 0b000011 15c4b51c 02000000 09000011 09000011",
        "01000012 01000010 01000000 02000000 03000000 04000000 05000000 06000000 15c4b51c 01000000 01000010 07000000 \
         08000000 15c4b51c 01000000 09000000 0a000000 01000000 0b000000 0c000000 15c4b51c 01000000 15c4b51c 02000000 \
         01000000 01780000 00000000 15c4b51c 00000000",
        "01000013 ff000080 ffffffff 00000000 379779bc 01000010 01000000 02000000 03000000 04000000 15c4b51c 00000000 \
         09000011 00000000",
        "02000013 20000000 01000000 21000000 0200000000000000",
        "03000013 07000000 01000000 00000000 02000000",
        "05000013 00000000 01000000",
        "01000014 01000000 01000014 00000000",
        "02000014 01000000 03000014 00000000",
        "01000015 02000000 05000000 06000000 07000000",
        "02000015 0100000000000000 0200000000000000 0300000000000000",
        "03000015 02000000 01610000 01000000 02000000 01620000 03000000 04000000",
        "04000015 01000000 01610000",
        "05000015 01000000 01610000",
        "08000016 01000016 01000000 01610000 03000016 01000010 02000000 03000000 03000016 01000016 04000000 01620000 \
         04000016 05000000 06000000 07000000 08000000 09000000 07000016 0a000000 15c4b51c 02000000 02000016 03000016 \
         0b000000 0c000000",
    ];
    let functions = [
        "03000020",
        "01000020 0100000000000000",
        "02000020 03000000 15c4b51c 01000000 01000000",
        "06000020 03000000 07000020 02000000 15c4b51c 00000000 01000010 01000000 02000000 01000020 0100000000000000",
    ];
    let nothing = "02000010";
    let ask = "03000020";
    let objects = objects.iter().map(|object| (*object, ask));
    for (object, function) in objects.chain(functions.iter().map(|function| (nothing, *function))) {
        let whole = bytes(&format!("01000018 {object} {function}"));
        assert!(same(&whole), "{object} {function}");
        for len in 0..whole.len() {
            assert!(!same(&whole[..len]), "{object} {function} cut off at {len}");
        }
        for at in 0..whole.len() {
            for change in [0x01, 0x02, 0x10, 0x40, 0x80, 0xff] {
                let mut damaged = whole.clone();
                damaged[at] ^= change;
                same(&damaged);
            }
        }
    }
}
