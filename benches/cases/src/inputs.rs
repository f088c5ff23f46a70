//! The bytes that are decoded and encoded.

use std::{env, fs, path::Path};

use tlforge::Encode;

use crate::made;

/// What the cases work on.
pub struct Inputs {
    /// Where the byte strings come from.
    pub origin: String,
    /// An `updateShort`.
    pub update_short: Vec<u8>,
    /// `updates` with 100 of them.
    pub updates_100: Vec<u8>,
    /// A `messages.Messages` with 100 of them.
    pub messages_100: Vec<u8>,
    /// The function, with its id.
    pub discard_call: Vec<u8>,
    /// A `Vector<long>` of 100,000.
    pub longs: Vec<u8>,
    /// The schema of the API.
    pub schema: String,
}

impl Inputs {
    /// The inputs made by this crate, or those of the folder `bench/fixtures` in the folder that `TLFORGE_SHARED` names.
    ///
    /// # Panics
    ///
    /// When a file cannot be read.
    pub fn load() -> Self {
        let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schema/telegram/api.tl");
        let schema = fs::read_to_string(schema).expect("the bundled schema");
        if let Some(shared) = env::var_os("TLFORGE_SHARED") {
            let folder = Path::new(&shared).join("bench/fixtures");
            let read = |name: &str| fs::read(folder.join(name)).expect("a file of the shared folder");
            return Self {
                origin: "the files that TLFORGE_SHARED names".to_owned(),
                update_short: read("update_short.bin"),
                updates_100: read("updates_100.bin"),
                messages_100: read("messages_100.bin"),
                discard_call: read("discard_call.bin"),
                longs: longs(),
                schema,
            };
        }
        Self {
            origin: "made by the benchmarks".to_owned(),
            update_short: bytes(&made::update_short()),
            updates_100: bytes(&made::updates(100)),
            messages_100: bytes(&made::messages(100)),
            discard_call: bytes(&made::discard_call()),
            longs: longs(),
            schema,
        }
    }

    /// The byte string of this name.
    pub fn bytes(&self, name: &str) -> Option<&[u8]> {
        Some(match name {
            "update_short" => &self.update_short,
            "updates_100" => &self.updates_100,
            "messages_100" => &self.messages_100,
            "discard_call" => &self.discard_call,
            "longs" => &self.longs,
            _ => return None,
        })
    }
}

fn bytes(value: &impl Encode) -> Vec<u8> {
    value.to_bytes().expect("small values have bytes")
}

fn longs() -> Vec<u8> {
    let mut bytes = Vec::new();
    bytes.extend(tlforge::VECTOR.to_le_bytes());
    bytes.extend(100_000_u32.to_le_bytes());
    bytes.extend((0..100_000_i64).flat_map(|n| (n * n).to_le_bytes()));
    bytes
}
