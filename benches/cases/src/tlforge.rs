//! This project.

use std::hint::black_box;

use tlforge::{Decode, Encode, Function};
use tlforge_codegen::{Config, Input, Module, generate};
use tlforge_parser::{Options, SourceMap, load};
use tlforge_telegram::{enums, functions};

use crate::{Inputs, Run, scaled};

pub(crate) fn case(name: &str, inputs: &Inputs) -> Option<Run> {
    if let Some(times) = name.strip_prefix("parse_") {
        return parse(scaled::schema(&inputs.schema, times.parse().ok()?)).into();
    }
    if let Some(times) = name.strip_prefix("generate_") {
        return generation(&scaled::schema(&inputs.schema, times.parse().ok()?)).into();
    }
    Some(match name {
        "decode_update_short" => decode::<enums::Updates>(&inputs.update_short),
        "decode_updates_100" => decode::<enums::Updates>(&inputs.updates_100),
        "decode_messages_100" => decode::<enums::messages::Messages>(&inputs.messages_100),
        "decode_longs" => {
            let bytes = inputs.longs.clone();
            Box::new(move || {
                drop(black_box(functions::photos::DeletePhotos::decode_response(black_box(&bytes)).expect("longs")));
            })
        }
        "encode_update_short" => encode::<enums::Updates>(&inputs.update_short),
        "encode_updates_100" => encode::<enums::Updates>(&inputs.updates_100),
        "encode_messages_100" => encode::<enums::messages::Messages>(&inputs.messages_100),
        "encode_discard_call" => encode::<functions::phone::DiscardCall>(&inputs.discard_call),
        "to_bytes_messages_100" => {
            let value = enums::messages::Messages::from_bytes(&inputs.messages_100).expect("messages");
            Box::new(move || drop(black_box(black_box(&value).to_bytes().expect("it was decoded"))))
        }
        _ => return None,
    })
}

fn decode<T: Decode>(bytes: &[u8]) -> Run {
    let bytes = bytes.to_vec();
    Box::new(move || drop(black_box(T::from_bytes(black_box(&bytes)).expect("bytes of such a value"))))
}

fn encode<T: Decode + Encode + 'static>(bytes: &[u8]) -> Run {
    let value = T::from_bytes(bytes).expect("bytes of such a value");
    let mut out = Vec::with_capacity(2 * bytes.len());
    Box::new(move || {
        out.clear();
        black_box(&value).encode(&mut out).expect("it was decoded");
        black_box(&out);
    })
}

fn parse(text: String) -> Run {
    let sources = SourceMap::single("api.tl", text);
    Box::new(move || {
        let outcome = load(black_box(&sources), &Options::default());
        assert!(!outcome.has_errors(), "the schema has no errors");
        drop(black_box(outcome));
    })
}

fn generation(text: &str) -> Run {
    let schema = load(&SourceMap::single("api.tl", text), &Options::default()).schema;
    Box::new(move || {
        let modules = vec![Module { path: "", schema: black_box(&schema), sha256: String::new() }];
        // As grammers, which leaves the layout of its text as it comes.
        let mut config = Config::default();
        config.format = false;
        let output = generate(&Input { modules, errors: None }, &config);
        assert!(!output.files.is_empty(), "something was generated");
        drop(black_box(output));
    })
}
