//! grammers-tl-types, -parser and -gen.

use std::hint::black_box;

use grammers_tl_gen::{Config, Outputs, generate_rust_code};
use grammers_tl_parser::{parse_tl_file, tl::Definition};
use grammers_tl_types::{Deserializable, Serializable, enums, functions, types};
use tlforge::{Decode as _, Encode as _};

use crate::{Inputs, Run, scaled};

pub(crate) fn case(name: &str, inputs: &Inputs) -> Option<Run> {
    if let Some(times) = name.strip_prefix("parse_") {
        let text = scaled::schema(&inputs.schema, times.parse().ok()?);
        return Some(Box::new(move || drop(black_box(definitions(black_box(&text))))));
    }
    if let Some(times) = name.strip_prefix("generate_") {
        return generation(&scaled::schema(&inputs.schema, times.parse().ok()?)).into();
    }
    Some(match name {
        "decode_update_short" => decode::<enums::Updates>(&inputs.update_short),
        "decode_updates_100" => decode::<enums::Updates>(&inputs.updates_100),
        "decode_messages_100" => decode::<enums::messages::Messages>(&inputs.messages_100),
        "decode_longs" => decode::<Vec<i64>>(&inputs.longs),
        "encode_update_short" => encode::<enums::Updates>(&inputs.update_short),
        "encode_updates_100" => encode::<enums::Updates>(&inputs.updates_100),
        "encode_messages_100" => encode::<enums::messages::Messages>(&inputs.messages_100),
        "encode_discard_call" => {
            let value = discard_call(&inputs.discard_call);
            let mut out = Vec::with_capacity(2 * inputs.discard_call.len());
            Box::new(move || {
                out.clear();
                black_box(&value).serialize(&mut out);
                black_box(&out);
            })
        }
        "to_bytes_messages_100" => {
            let value = enums::messages::Messages::from_bytes(&inputs.messages_100).expect("messages");
            Box::new(move || drop(black_box(black_box(&value).to_bytes())))
        }
        _ => return None,
    })
}

/// The function of these bytes, which this side only writes: its fields are read by the other one.
pub(crate) fn discard_call(bytes: &[u8]) -> functions::phone::DiscardCall {
    let call = tlforge_telegram::functions::phone::DiscardCall::from_bytes(bytes).expect("bytes of the function");
    let reason = call.reason.to_bytes().expect("it was decoded");
    functions::phone::DiscardCall {
        video: call.video,
        peer: types::InputPhoneCall { id: call.peer.id, access_hash: call.peer.access_hash }.into(),
        duration: call.duration,
        reason: Deserializable::from_bytes(&reason).expect("bytes of a reason"),
        connection_id: call.connection_id,
    }
}

fn decode<T: Deserializable>(bytes: &[u8]) -> Run {
    let bytes = bytes.to_vec();
    Box::new(move || {
        let Ok(value) = T::from_bytes(black_box(&bytes)) else { panic!("bytes of such a value") };
        drop(black_box(value));
    })
}

fn encode<T: Deserializable + Serializable + 'static>(bytes: &[u8]) -> Run {
    let Ok(value) = T::from_bytes(bytes) else { panic!("bytes of such a value") };
    let mut out = Vec::with_capacity(2 * bytes.len());
    Box::new(move || {
        out.clear();
        black_box(&value).serialize(&mut out);
        black_box(&out);
    })
}

/// What it understands of the schema; `vector` it does not, and its own build script goes on without.
pub(crate) fn definitions(text: &str) -> Vec<Definition> {
    parse_tl_file(text).filter_map(Result::ok).collect()
}

fn generation(text: &str) -> Run {
    let definitions = definitions(text);
    // What the build script of grammers-tl-types asks for by default.
    let config = Config { gen_name_for_id: true, ..Config::default() };
    Box::new(move || {
        let mut outputs = Outputs { common: Vec::new(), types: Vec::new(), functions: Vec::new(), enums: Vec::new() };
        generate_rust_code(&mut outputs, black_box(&definitions), 230, &config).expect("memory takes everything");
        black_box((&outputs.common, &outputs.types, &outputs.functions, &outputs.enums));
    })
}
