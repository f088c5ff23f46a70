//! Random values of every definition of the bundled schema.

mod common;

use common::bundled;
use proptest::prelude::*;
use std::sync::LazyLock;
use tlforge_dynamic::{Codec, Expected, Options, Value};
use tlforge_parser::schema::DefKind;

static CODEC: LazyLock<Codec> = LazyLock::new(bundled);

static DEFINITIONS: LazyLock<Vec<(DefKind, &str)>> = LazyLock::new(|| CODEC.definitions().collect());

/// A random value of the definition at `at`, with its bytes.
fn value(at: usize, seed: u64, size: usize) -> Option<(Expected, Value, Vec<u8>)> {
    let (kind, name) = DEFINITIONS[at % DEFINITIONS.len()];
    let expected = CODEC.definition(kind, name).expect("it is listed");
    let value = CODEC.sample(&expected, seed, size)?;
    let bytes = CODEC.encode(&expected, &value).unwrap_or_else(|error| panic!("{error}: {}", CODEC.to_json(&value)));
    Some((expected, value, bytes))
}

fn round_trip(expected: &Expected, value: &Value, bytes: &[u8]) {
    let decoded = CODEC.decode(expected, bytes, &Options::strict()).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(decoded, *value);
    let json = CODEC.to_json(value);
    let mut direct = String::new();
    CODEC.decode_to_json(expected, bytes, &Options::strict(), &mut direct).expect("it has just been decoded");
    assert_eq!(direct, json);
    let read = CODEC.from_json(expected, &json, &Options::default()).unwrap_or_else(|error| panic!("{error}: {json}"));
    assert_eq!(read, *value);
    assert_eq!(CODEC.pretty(expected, bytes, &Options::strict()).error, None);
}

#[test]
fn every_definition_has_values_that_round_trip() {
    let count = DEFINITIONS.len();
    assert!(count > 2500, "{count}");
    let mut without = Vec::new();
    for at in 0..count {
        for seed in 0..4 {
            match value(at, seed, 40) {
                Some((expected, value, bytes)) => round_trip(&expected, &value, &bytes),
                None => without.push(DEFINITIONS[at].1),
            }
        }
    }
    without.dedup();
    // Nothing says what the items of a vector on its own are.
    assert_eq!(without, ["vector"]);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn values_round_trip(at: usize, seed: u64, size in 0_usize..400) {
        if let Some((expected, value, bytes)) = value(at, seed, size) {
            round_trip(&expected, &value, &bytes);
        }
    }

    #[test]
    fn no_part_of_a_value_is_a_value(at: usize, seed: u64) {
        if let Some((expected, _, bytes)) = value(at, seed, 30) {
            for len in 0..bytes.len() {
                prop_assert!(CODEC.decode(&expected, &bytes[..len], &Options::default()).is_err(), "cut off at {len}");
            }
        }
    }

    /// Whatever a changed bit makes of it: no panic, and what is still a value is the same in all forms.
    #[test]
    fn a_changed_bit_does_no_harm(at: usize, seed: u64, bits in prop::collection::vec(any::<prop::sample::Index>(), 1..4)) {
        if let Some((expected, _, mut bytes)) = value(at, seed, 40) {
            for bit in bits {
                let bit = bit.index(bytes.len() * 8);
                bytes[bit / 8] ^= 1 << (bit % 8);
            }
            for options in [Options::default(), Options::strict()] {
                let decoded = CODEC.decode(&expected, &bytes, &options);
                let mut json = String::new();
                let direct = CODEC.decode_to_json(&expected, &bytes, &options, &mut json);
                prop_assert_eq!(decoded.as_ref().err(), direct.as_ref().err());
                if let Ok(decoded) = decoded {
                    prop_assert_eq!(&CODEC.to_json(&decoded), &json);
                    let encoded = CODEC.encode(&expected, &decoded).expect("it has been decoded");
                    if options == Options::strict() {
                        prop_assert_eq!(&encoded, &bytes);
                    }
                    let again = CODEC.decode(&expected, &encoded, &options).expect("its bytes");
                    prop_assert_eq!(CODEC.to_json(&again), json);
                }
            }
            CODEC.pretty(&expected, &bytes, &Options::default());
        }
    }

    #[test]
    fn anything_may_come(bytes: Vec<u8>, json: String) {
        for expected in [Expected::any(), Expected::constructor(), Expected::function()] {
            let _ = CODEC.decode(&expected, &bytes, &Options::default());
            let _ = CODEC.pretty(&expected, &bytes, &Options::default());
            let _ = CODEC.from_json(&expected, &json, &Options::default());
        }
        let _ = CODEC.type_named(&json);
    }
}
