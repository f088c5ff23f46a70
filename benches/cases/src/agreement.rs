//! Whether the sides do the same: without it their figures could not be compared.

use std::collections::BTreeSet;

use grammers_tl_types::{self as theirs, Serializable as _};
use tl_proto::{deserialize, serialize};
use tlforge::{Decode, Encode, Function as _};
use tlforge_parser::{Options, SourceMap, load};
use tlforge_telegram as ours;

use crate::{Inputs, grammers, tlproto};

/// Reads every input with each side and writes it again: the bytes must be those that were read.
///
/// # Panics
///
/// When they are not.
pub fn agree(inputs: &Inputs) {
    for bytes in [&inputs.update_short, &inputs.updates_100] {
        ours_writes::<ours::enums::Updates>(bytes);
        theirs_writes::<theirs::enums::Updates>(bytes);
    }
    ours_writes::<ours::enums::messages::Messages>(&inputs.messages_100);
    theirs_writes::<theirs::enums::messages::Messages>(&inputs.messages_100);

    ours_writes::<ours::functions::phone::DiscardCall>(&inputs.discard_call);
    assert_eq!(grammers::discard_call(&inputs.discard_call).to_bytes(), inputs.discard_call, "grammers");
    let call: tlproto::DiscardCall = deserialize(&inputs.discard_call).expect("bytes of the function");
    assert_eq!(serialize(call), inputs.discard_call, "tl-proto");

    let longs = ours::functions::photos::DeletePhotos::decode_response(&inputs.longs).expect("longs");
    let written = ours::functions::photos::DeletePhotos::encode_response(&longs).expect("they were decoded");
    assert_eq!(written, inputs.longs, "tlforge");
    theirs_writes::<Vec<i64>>(&inputs.longs);
    let read: tlproto::Longs = deserialize(&inputs.longs).expect("longs");
    assert_eq!(read.items, longs, "tl-proto");

    let outcome = load(&SourceMap::single("api.tl", inputs.schema.clone()), &Options::default());
    let declared = outcome.schema.definitions.iter().filter(|it| it.original.is_none() && it.name != "vector");
    let ours: BTreeSet<_> = declared.map(|it| (it.name.clone(), it.id)).collect();
    let theirs: BTreeSet<_> =
        grammers::definitions(&inputs.schema).into_iter().map(|it| (it.full_name(), it.id)).collect();
    assert_eq!(ours, theirs, "the definitions of the schema");
}

fn ours_writes<T: Decode + Encode>(bytes: &[u8]) {
    let value = T::from_bytes(bytes).expect("bytes of such a value");
    assert_eq!(value.to_bytes().expect("it was decoded"), bytes, "tlforge");
}

fn theirs_writes<T: theirs::Deserializable + theirs::Serializable>(bytes: &[u8]) {
    let Ok(value) = T::from_bytes(bytes) else { panic!("bytes of such a value") };
    assert_eq!(value.to_bytes(), bytes, "grammers");
}
