//! Random values of every definition, through generated code and the dynamic codec: the same value to both, in parts no
//! value to either, and damaged the same value or none.

use std::{fs, path::Path};

use tlforge::{Decode, DecodeOptions, Encode};
use tlforge_dynamic::Options;
use tlforge_parser::schema::DefKind;
use tlforge_telegram::types;
use tlforge_testing::agreement::{BUILT_IN, CODEC, agree, any};

/// The definitions that have an item, each with the bytes of random values of about `size` parts.
fn samples(count: u64, size: usize) -> impl Iterator<Item = (DefKind, &'static str, Vec<u8>)> {
    let definitions = CODEC.definitions().filter(|(_, name)| !BUILT_IN.contains(name));
    definitions.flat_map(move |(kind, name)| {
        let expected = CODEC.definition(kind, name).expect("it is listed");
        (0..count).map(move |seed| {
            let value = CODEC.sample(&expected, seed, size).unwrap_or_else(|| panic!("{name} has values"));
            (kind, name, CODEC.encode(&expected, &value).unwrap_or_else(|error| panic!("{name}: {error}")))
        })
    })
}

#[test]
fn values_of_every_definition_are_the_same_to_both() {
    let mut count = 0;
    for (kind, name, bytes) in samples(3, 40) {
        let object = agree(kind, &bytes).unwrap_or_else(|| panic!("a value of {name} is refused"));
        assert_eq!((object.name(), object.to_bytes()), (name, Ok(bytes)));
        let again = match kind {
            DefKind::Constructor => tlforge_telegram::object_from_json(&object.to_json()),
            DefKind::Function => tlforge_telegram::function_from_json(&object.to_json()),
        };
        assert_eq!(again.unwrap_or_else(|error| panic!("{name}: {error}")).to_bytes(), object.to_bytes());
        count += 1;
    }
    assert!(count > 3 * 2500, "{count}");
}

#[test]
fn no_part_of_a_value_is_a_value() {
    for (kind, name, bytes) in samples(1, 8) {
        for len in 0..bytes.len() {
            assert!(agree(kind, &bytes[..len]).is_none(), "{name} cut off at {len}");
        }
    }
}

#[test]
fn a_changed_bit_is_the_same_to_both() {
    let mut accepted = 0;
    for (number, (kind, _, mut bytes)) in samples(2, 30).enumerate() {
        // Eight bits of each, at places that are far apart and differ from value to value.
        for step in 0..8 {
            let bit = (number * 97 + step * 7919) % (bytes.len() * 8);
            bytes[bit / 8] ^= 1 << (bit % 8);
            accepted += usize::from(agree(kind, &bytes).is_some());
            bytes[bit / 8] ^= 1 << (bit % 8);
        }
    }
    assert!(accepted > 10_000, "{accepted}");
}

#[test]
fn what_is_no_value_is_so_to_both() {
    for (_, _, bytes) in samples(1, 8) {
        any(&bytes[4..]);
    }
}

/// Strings in each form, well or badly made, under each tolerance.
#[test]
fn tolerances_are_the_same_to_both() {
    let expected = CODEC.definition(DefKind::Constructor, "dataJSON").expect("it is in the schema");
    let heads: [&[u8]; 6] =
        [&[3], &[254, 3, 0, 0], &[254, 254, 0, 0], &[255, 3, 0, 0, 0, 0, 0, 0], &[255, 3], &[255; 8]];
    let mut accepted = [0; 2];
    for choice in 0..16 {
        let on = |bit: u32| choice & 1 << bit != 0;
        let mut options = DecodeOptions::strict();
        let mut dynamic = Options::strict();
        (options.tolerances.long_form, dynamic.tolerances.long_form) = (on(0), on(0));
        (options.tolerances.huge_form, dynamic.tolerances.huge_form) = (on(1), on(1));
        (options.tolerances.padding, dynamic.tolerances.padding) = (on(2), on(2));
        (options.tolerances.unknown_flags, dynamic.tolerances.unknown_flags) = (on(3), on(3));
        for (head, rest) in heads.iter().flat_map(|head| [0, 3, 4, 254, 256].map(|rest| (*head, rest))) {
            for last in [0, 1] {
                let mut bytes = [&0x7d74_8d04_u32.to_le_bytes(), head, &vec![b'a'; rest]].concat();
                bytes.resize(bytes.len().next_multiple_of(4), 0);
                *bytes.last_mut().expect("there is the id") |= last;
                let generated = types::DataJson::from_bytes_with(&bytes, &options);
                let value = CODEC.decode(&expected, &bytes, &dynamic);
                assert_eq!(generated.is_ok(), value.is_ok(), "{bytes:?} {options:?}: {generated:?}, {value:?}");
                accepted[usize::from(generated.is_ok())] += 1;
                if let (Ok(generated), Ok(value)) = (generated, value) {
                    assert_eq!(generated.to_bytes(), Ok(CODEC.encode(&expected, &value).expect("it has been read")));
                }
            }
        }
    }
    assert!(accepted.iter().all(|count| *count > 50), "{accepted:?}");
}

/// The inputs that fuzzing found worth keeping.
#[test]
fn the_corpus_is_the_same_to_both() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus/generated");
    let mut count = 0;
    for entry in fs::read_dir(folder).expect("the corpus is in the repository") {
        any(&fs::read(entry.expect("the corpus can be read").path()).expect("the corpus can be read"));
        count += 1;
    }
    assert!(count > 100, "{count}");
}
