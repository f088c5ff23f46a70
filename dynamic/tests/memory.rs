//! How much memory decoding takes, by an allocator that counts.

mod common;
mod counting;

use common::{bundled, bytes, codec};
use counting::peak;
use tlforge_dynamic::{Codec, DecodeErrorKind, Expected, Options};

/// What any value may take, and the stacks of the codec itself, whatever the size of the data.
const BESIDES: usize = Options::FREE_MEMORY + 4096;

#[track_caller]
fn assert_bounded(codec: &Codec, expected: &Expected, data: &[u8]) -> bool {
    let (decoded, taken) = peak(|| codec.decode(expected, data, &Options::default()));
    let bound = 40 * data.len() + BESIDES;
    assert!(taken <= bound, "{taken} bytes for {} of data: {decoded:?}", data.len());
    decoded.is_ok()
}

#[test]
fn values_take_no_more_than_forty_times_their_bytes() {
    let codec = bundled();
    let mut decoded = 0;
    for (kind, name) in codec.definitions() {
        let expected = codec.definition(kind, name).expect("it is listed");
        for seed in 0..2 {
            let Some(value) = codec.sample(&expected, seed, 300) else { continue };
            let mut data = codec.encode(&expected, &value).expect("a random value has bytes");
            decoded += usize::from(assert_bounded(&codec, &expected, &data));
            // The same with a fault near the end, and with a count or flags word that says too much.
            data.pop();
            assert_bounded(&codec, &expected, &data);
            for at in (4..data.len().saturating_sub(4)).step_by(4) {
                let word: [u8; 4] = std::array::from_fn(|i| data[at + i]);
                data[at..at + 4].copy_from_slice(&[255, 255, 255, 0]);
                assert_bounded(&codec, &expected, &data);
                data[at..at + 4].copy_from_slice(&word);
            }
        }
    }
    assert!(decoded > 2500, "{decoded}: hardly any value is so dense that it is refused");
}

/// Each vector in another one says that it fills the rest.
#[test]
fn counts_reserve_nothing() {
    let codec =
        codec("deep#00000001 v:Vector<Vector<Vector<Vector<int>>>> = Deep; many#00000002 kids:Vector<Many> = Many;");
    let vector = "15c4b51c ffffff7f";
    let data = bytes(&format!("01000000 {vector} {vector} {vector} {vector} {}", "00".repeat(1000)));
    let (error, taken) = peak(|| codec.decode(&Expected::any(), &data, &Options::default()).expect_err("too many"));
    assert_eq!(error.kind, DecodeErrorKind::Count);
    assert!(taken < BESIDES, "{taken}");

    let mut data = Vec::new();
    for _ in 0..100 {
        data.extend(bytes("02000000 15c4b51c 40010000"));
    }
    data.resize(5000, 0);
    assert!(!assert_bounded(&codec, &Expected::any(), &data));
}

#[test]
fn items_without_bytes_are_bounded_too() {
    let codec = codec("e#00000001 = E; es#00000002 v:vector<%E> = Es; ts#00000003 v:vector<true> = Es;");
    for id in ["02000000", "03000000"] {
        for (count, ok) in [("08000000", true), ("ffff0000", false), ("ffffff7f", false)] {
            let data = bytes(&format!("{id} {count}"));
            assert_eq!(assert_bounded(&codec, &Expected::any(), &data), ok, "{id} {count}");
            let (_, taken) = peak(|| {
                let mut json = String::new();
                codec.decode_to_json(&Expected::any(), &data, &Options::default(), &mut json)
            });
            assert!(taken < 2 * BESIDES, "{taken}");
        }
    }
}

/// Flags without values take no memory each.
#[test]
fn flags_are_bits() {
    let flags: Vec<String> = (0..32).map(|bit| format!("f{bit}:flags.{bit}?true")).collect();
    let flags = flags.join(" ");
    let codec = codec(&format!("f#00000001 flags:# {flags} = F; fs#00000002 v:vector<%F> = Fs;"));
    let data = bytes(&format!("02000000 e8030000 {}", "ffffffff".repeat(1000)));
    assert!(assert_bounded(&codec, &Expected::any(), &data));
}

/// What is packed is unpacked up to a limit, whatever it claims.
#[test]
fn dumps_unpack_no_more_than_their_limit() {
    let codec = bundled();
    let zeros = vec![0; 100 << 20];
    let mut packed = Vec::new();
    std::io::copy(&mut flate2::read::GzEncoder::new(&*zeros, flate2::Compression::best()), &mut packed).expect("zeros");
    drop(zeros);
    let bomb = codec.object(
        tlforge_parser::schema::DefKind::Constructor,
        "msgs_state_info",
        [("req_msg_id", tlforge_dynamic::Value::Long(1)), ("info", tlforge_dynamic::Value::Bytes(packed.into()))],
    );
    let mut data = codec.encode(&Expected::any(), &bomb.expect("a definition")).expect("bytes");
    // The packed data with the id of what packs it.
    data.drain(..8);
    data[..4].copy_from_slice(&0x3072_cfa1_u32.to_le_bytes());
    let (dump, taken) = peak(|| codec.pretty(&Expected::any(), &data, &Options::default()));
    assert!(dump.text.contains("which unpack to more than is looked at"), "{}", dump.text);
    assert!(taken < 50 << 20, "{taken}");
}
