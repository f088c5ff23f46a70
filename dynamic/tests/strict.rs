//! What is refused, what is tolerated, and what is said about it.

mod common;

use common::{bytes, codec, refused};
use tlforge_dynamic::{Codec, DecodeErrorKind, Expected, Options};

const ANY: Expected = Expected::any();

fn schema() -> Codec {
    codec(
        "s#00000001 s:string b:bytes = S;
         f#00000002 flags:# a:flags.1?int b:flags.31?true = F;
         v#00000003 v:Vector<int> = V;
         deep#00000004 flags:# kids:flags.0?Vector<Deep> t:flags.1?Bool u:flags.2?Union = Deep;
         x#00000005 = Union;
         y#00000006 = Union;
         ---functions---
         get#00000011 = V;",
    )
}

#[test]
fn faults_are_named_with_their_places() {
    let codec = schema();
    for (data, expected) in [
        ("", "at byte 0: expected the id of a constructor or function, found the end of the data"),
        ("0100", "at byte 0: expected the id of a constructor or function, found the end of the data after 2 bytes"),
        (
            "efbeadde",
            "at byte 0: expected a constructor or function, found the id deadbeef, which the schema does not know",
        ),
        ("05000000 00", "x at byte 4: expected the end of the data, found 1 byte more"),
        (
            "01000000 01ff0000 00000000",
            "s.s at byte 4: expected a string in UTF-8, found a byte that is not, 0 bytes into it",
        ),
        (
            "01000000 05414243",
            "s.s at byte 4: expected the contents of string, found the end of the data after 4 bytes",
        ),
        ("01000000 00000000", "s.b at byte 8: expected the contents of bytes, found the end of the data"),
        (
            "03000000 16c4b51c 00000000",
            "v.v at byte 4: expected the id of Vector<int> (1cb5c415), found the id 1cb5c416, which the schema does not \
             know",
        ),
        ("03000000 15c4b51c ffffffff", "v.v at byte 4: expected the count of a vector, found -1"),
        (
            "03000000 15c4b51c 02000000 00000000",
            "v.v at byte 4: expected no more items than the data can hold, found 2 of at least 4 bytes each before 4 bytes",
        ),
        (
            "04000000 01000000 15c4b51c 02000000 04000000 00000000 04000000 02000000 05000000",
            "deep.kids[1].t at byte 32: expected boolTrue or boolFalse, found x#00000005, a constructor of Union",
        ),
        (
            "04000000 01000000 15c4b51c 01000000 04000000 04000000 11000000",
            "deep.kids[0].u at byte 24: expected a constructor of Union, found get#00000011, a function",
        ),
        ("04000000 04000000 15c4b51c", "deep.u at byte 8: expected a constructor of Union, found vector#1cb5c415"),
    ] {
        assert_eq!(refused(&codec, &ANY, data), expected, "{data}");
    }
    let v = codec.definition(tlforge_parser::schema::DefKind::Constructor, "v").expect("a constructor");
    assert_eq!(
        refused(&codec, &v, "01000000 00000000"),
        "at byte 0: expected v (00000003), found s#00000001, a constructor of S"
    );
}

/// Each switch tolerates one thing; what is read then is written as it should have been.
#[test]
fn tolerances_are_switches() {
    let codec = schema();
    let mut long_form = Options::strict();
    long_form.tolerances.long_form = true;
    let mut huge_form = Options::strict();
    huge_form.tolerances.huge_form = true;
    let mut padding = Options::strict();
    padding.tolerances.padding = true;
    let mut unknown_flags = Options::strict();
    unknown_flags.tolerances.unknown_flags = true;
    let switches = [&long_form, &huge_form, &padding, &unknown_flags];
    for (data, needed, kind, written) in [
        ("01000000 fe010000 41000000 00000000", 0, DecodeErrorKind::NonCanonical, "01000000 01410000 00000000"),
        (
            "01000000 ff010000 00000000 41000000 00000000",
            1,
            DecodeErrorKind::NonCanonical,
            "01000000 01410000 00000000",
        ),
        ("01000000 01410001 00000000", 2, DecodeErrorKind::NonCanonical, "01000000 01410000 00000000"),
        ("02000000 05000080", 3, DecodeErrorKind::UnknownFlags(5), "02000000 00000080"),
    ] {
        let data = bytes(data);
        for (at, options) in switches.into_iter().enumerate() {
            match codec.decode(&ANY, &data, options) {
                Ok(value) => {
                    assert_eq!(at, needed);
                    assert_eq!(codec.encode(&ANY, &value).expect("bytes"), bytes(written));
                }
                Err(error) => {
                    assert_ne!(at, needed);
                    assert_eq!(error.kind, kind);
                }
            }
        }
        assert_eq!(
            codec.decode(&ANY, &data, &Options::default()).is_ok(),
            needed == 3,
            "the default drops unknown flags"
        );
    }
}

#[test]
fn limits_are_options() {
    let codec = schema();
    let data = bytes("03000000 15c4b51c 02000000 01000000 02000000");
    let limit = |change: fn(&mut Options)| {
        let mut options = Options::default();
        change(&mut options);
        codec.decode(&ANY, &data, &options).map_err(|error| (error.kind, error.to_string()))
    };
    assert!(limit(|options| options.elements = 2).is_ok());
    assert!(limit(|options| options.depth = 1).is_ok());
    let refused = |change, message: &str| assert_eq!(limit(change), Err((DecodeErrorKind::Limit, message.to_owned())));
    refused(|options| options.elements = 1, "v.v at byte 4: expected no more than 1 elements, found another 2");
    refused(|options| options.depth = 0, "v at byte 4: expected no more than 0 levels, found another");
    let many = bytes(&format!("03000000 15c4b51c e8030000 {}", "00000000".repeat(1000)));
    let mut options = Options::default();
    options.bytes_per_byte = 1;
    assert_eq!(codec.decode(&ANY, &many, &options).expect_err("too much").kind, DecodeErrorKind::Limit);
}
