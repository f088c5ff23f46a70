//! Values that are kept as their bytes, with a skeleton written by hand as the generator writes it.

use tlforge::{Any, Decode, DecodeOptions, Encode, Opaque, Problem, Tolerances, tl};

/// `pair#11a00001 {a b} flags:# a:int b:flags.1?string = Pair`, `none#11a00002 = Maybe`, `some#11a00003 pair:%Pair = Maybe`.
static BYTES: &[u8] = b"\x0f\x0a\0\0\0\x10\x23\0\0\0\
    \x01\0\xa0\x11\x08\0\0\0\x04\0pair\x01\0\x02\0\0\0\x04\x03\x01\x0a\0\
    \x04\0\0\0\x05\0Maybe\x02\0\0\0\x02\0\xa0\x11\x42\0\0\0\x03\0\xa0\x11\x51\0\0\0\
    \x02\0\xa0\x11\0\0\0\0\x04\0none\0\
    \x03\0\xa0\x11\x08\0\0\0\x04\0some\x0e\x0a\0\0\0\0";

enum Pair {}
tlforge::opaque!(Pair = PAIR, "Pair", 12, self::BYTES, 0);

enum Maybe {}
tlforge::opaque!(Maybe = MAYBE, "Maybe", 4, self::BYTES, 5);

/// `some`, in which a pair has both fields.
const SOME: [u8; 20] = *b"\x03\0\xa0\x11\x02\0\0\0\x07\0\0\0\x05hello\0\0";

#[repr(C)]
struct Holder {
    pair: Opaque<Pair>,
    maybe: Option<Opaque<Maybe>>,
    list: Vec<Opaque<Maybe>>,
}
tlforge::object!(Holder = HOLDER, 0x11a0_0004, "holder", 20, "flags pair maybe list", [
    tl::MASK,
    tl::req(tl::bare_opaque(&self::PAIR)),
    tl::opt::<Opaque<Maybe>>(3, tl::opaque(&self::MAYBE)),
    tl::req(tl::vec(&tl::vector::<Opaque<Maybe>>(tl::opaque(&self::MAYBE)))),
], eq debug json_feature);

fn some() -> Opaque<Maybe> {
    Opaque::from_bytes(&SOME).unwrap()
}

fn holder() -> Holder {
    let pair = Opaque::from_bytes(b"\x01\0\xa0\x11\0\0\0\0\x09\0\0\0").unwrap();
    let none = Opaque::from_bytes(b"\x02\0\xa0\x11").unwrap();
    Holder { pair, maybe: Some(some()), list: vec![none, some()] }
}

#[test]
fn bytes_come_back_as_they_came() {
    assert_eq!(some().to_bytes().unwrap(), SOME);
    assert_eq!((some().name(), some().type_name(), some().id()), ("some", "Maybe", 0x11a0_0003));
    let bytes = holder().to_bytes().unwrap();
    assert_eq!(bytes.len(), 4 + 4 + 8 + 20 + 8 + 4 + 20, "the pair has no id on the wire");
    let read = Holder::from_bytes(&bytes).unwrap();
    assert_eq!(read, holder());
    assert_eq!(read.pair.name(), "pair");
    assert_eq!(
        format!("{read:?}"),
        "Holder { pair: pair (#11a00001, 12 bytes), maybe: Some(some (#11a00003, 20 bytes)), \
         list: [none (#11a00002, 4 bytes), some (#11a00003, 20 bytes)] }"
    );
    for len in 0..bytes.len() {
        assert!(Holder::from_bytes(&bytes[..len]).is_err(), "{len}");
    }
}

#[test]
fn what_is_refused_is_told() {
    let problem = |bytes: &[u8]| Opaque::<Maybe>::from_bytes(bytes).map_err(|error| (error.offset(), error.problem()));
    assert_eq!(problem(&SOME[..10]), Err((8, Problem::Truncated { needed: 2 })));
    let mut odd = SOME;
    odd[0] = 9;
    assert_eq!(problem(&odd), Err((0, Problem::UnknownId { expected: "Maybe", found: 0x11a0_0009 })));
    let mut odd = SOME;
    odd[14] = 0xff;
    assert_eq!(problem(&odd), Err((12, Problem::InvalidUtf8)));
    let error = Opaque::<Pair>::from_bytes(b"\x02\0\xa0\x11").unwrap_err();
    assert_eq!(error.to_string(), "expected `pair` (#11a00001), found #11a00002 at byte 0");
    // In a field, the path says which.
    let mut bytes = holder().to_bytes().unwrap();
    bytes[16] = 9;
    assert_eq!(Holder::from_bytes(&bytes).unwrap_err().path(), "holder.maybe");
}

#[test]
fn unknown_flags_are_kept() {
    let mut odd = SOME;
    odd[7] = 0x80;
    assert_eq!(Opaque::<Maybe>::from_bytes(&odd).unwrap().as_bytes(), odd);
    let strict = DecodeOptions::default().tolerances(Tolerances::none());
    let error = Opaque::<Maybe>::from_bytes_with(&odd, &strict).unwrap_err();
    assert_eq!((error.offset(), error.problem()), (4, Problem::UnknownFlags { bits: 0x8000_0000 }));
}

#[test]
fn equal_bytes_are_equal_values() {
    let set = std::collections::HashSet::from([some(), some(), Opaque::from_bytes(b"\x02\0\xa0\x11").unwrap()]);
    assert_eq!(set.len(), 2);
    assert_eq!(Any::new(some()), Any::new(some()));
    assert_eq!(Any::new(some()).to_bytes().unwrap(), SOME);
    assert!(Any::new(some()).downcast::<Opaque<Pair>>().is_err());
}

#[cfg(feature = "json")]
#[test]
fn json_is_hexadecimal() {
    let json = serde_json::to_value(holder()).unwrap();
    assert_eq!(json["maybe"], "0300a01102000000070000000568656c6c6f0000");
    assert_eq!(serde_json::from_value::<Holder>(json.clone()).unwrap(), holder());
    let mut odd = json;
    odd["maybe"] = "0300a011".into();
    let error = serde_json::from_value::<Holder>(odd).unwrap_err().to_string();
    assert_eq!(error, "no bytes of `Maybe`: the input ends 4 bytes too early at byte 4, in holder.maybe");
}
