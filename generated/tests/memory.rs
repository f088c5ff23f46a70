//! How much memory decoding takes, by an allocator that counts: no more than 40 times the input, whatever it claims.

#[path = "../../dynamic/tests/counting/mod.rs"]
mod counting;
mod shortest;

use counting::peak;
use shortest::{API, Shortest, load};
use tlforge::{Limits, Problem};
use tlforge_parser::schema::{ArgType, Basic, Expr, TypeExpr};
use tlforge_testing::agreement::{BUILT_IN, CODEC, decode};

/// What an error takes besides: itself, and the path to the fault.
const ERROR: usize = 1024;

#[track_caller]
fn assert_bounded<T>(bytes: &[u8], run: impl FnOnce(&[u8]) -> T) -> T {
    let (result, taken) = peak(|| run(bytes));
    let bound = 40 * bytes.len() + Limits::FREE_MEMORY + ERROR;
    assert!(taken <= bound, "{taken} bytes of memory for {} of input", bytes.len());
    result
}

#[test]
fn both_codecs_allow_the_same() {
    let (limits, options) = (Limits::default(), tlforge_dynamic::Options::default());
    assert_eq!(Limits::FREE_MEMORY, tlforge_dynamic::Options::FREE_MEMORY);
    assert_eq!(limits.bytes_per_byte as usize, options.bytes_per_byte);
    assert_eq!(limits.elements as usize, options.elements);
    assert_eq!(limits.depth as usize, options.depth);
}

/// Values of every definition: whole, cut off, and with each word replaced by a count or flags that say too much.
#[test]
fn no_value_and_no_fault_takes_more() {
    let mut decoded = 0;
    for (kind, name) in CODEC.definitions().filter(|(_, name)| !BUILT_IN.contains(name)) {
        let expected = CODEC.definition(kind, name).expect("it is listed");
        let value = CODEC.sample(&expected, 7, 60).unwrap_or_else(|| panic!("{name} has values"));
        let mut bytes = CODEC.encode(&expected, &value).unwrap_or_else(|error| panic!("{name}: {error}"));
        decoded += usize::from(assert_bounded(&bytes, |bytes| decode(kind, bytes)).is_ok());
        let _ = assert_bounded(&bytes[..bytes.len() - 1], |bytes| decode(kind, bytes));
        for at in (4..bytes.len()).step_by(4) {
            let rest = u32::try_from(bytes.len() - at).expect("it is short") / 4;
            for word in [rest, 0x7fff_ffff, u32::MAX] {
                let before: [u8; 4] = std::array::from_fn(|i| bytes[at + i]);
                bytes[at..at + 4].copy_from_slice(&word.to_le_bytes());
                let _ = assert_bounded(&bytes, |bytes| decode(kind, bytes));
                bytes[at..at + 4].copy_from_slice(&before);
            }
        }
    }
    assert!(decoded > 2500, "{decoded}");
}

/// The shortest element of each vector of the schema, 500 times: what is so dense that it takes more than 40 times its
/// bytes is refused in time.
#[test]
fn full_vectors_take_no_more() {
    let schema = load("api.tl", API);
    let shortest = Shortest::new(&schema);
    let (mut read, mut refused) = (0, 0);
    for (_, def) in schema.iter_definitions() {
        for (field, arg) in def.args.iter().enumerate() {
            let ArgType::Plain(TypeExpr::Type { ty, args, bare: false, .. }) = &arg.ty else { continue };
            let (Some(Basic::Vector), Some(Expr::Type(item))) = (schema.ty(*ty).basic, args.first()) else { continue };
            let Some(item) = shortest.of_type(item) else { continue };
            let mut bytes = def.id.to_le_bytes().to_vec();
            for (at, other) in def.args.iter().enumerate().filter(|(_, other)| !other.implicit) {
                let condition = arg.condition.filter(|condition| other.var == Some(condition.mask));
                if at == field {
                    bytes.extend([tlforge::VECTOR.to_le_bytes(), 500_u32.to_le_bytes()].concat());
                    bytes.extend(item.repeat(500));
                } else if let Some(condition) = condition {
                    bytes.extend((1_u32 << condition.bit).to_le_bytes());
                } else if other.condition.is_none() || other.condition == arg.condition {
                    bytes.extend(shortest.of_arg(other).expect("every type has a finite value"));
                }
            }
            match assert_bounded(&bytes, |bytes| decode(def.kind, bytes).map(drop)) {
                Ok(()) => read += 1,
                Err(error) => {
                    assert_eq!(error.problem(), Problem::TooMuchMemory, "{}: {error}", def.name);
                    refused += 1;
                }
            }
        }
    }
    assert!(read > 500 && refused < read, "{read} read, {refused} refused");
}
