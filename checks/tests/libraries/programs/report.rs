//! What the program says of an answer, one JSON object a line.

use std::io::Write as _;

use serde_json::{Value, json};

/// Prints what generated code makes of `answer`: the value it writes after reading it, in JSON and in bytes, or why it
/// does not read it. `call` is the number of the row that it answers.
pub(crate) fn answer(call: Option<u64>, answer: &Value) {
    let mut said = match api::object_from_json(answer) {
        Err(error) => json!({ "unread": error.to_string() }),
        Ok(object) => {
            let again = object.to_json();
            match object.to_bytes() {
                // A field that is null has no bytes.
                Err(error) => json!({ "again": again, "no_bytes": error.to_string() }),
                Ok(bytes) => {
                    let decoded = match api::decode_object(&bytes) {
                        Ok(decoded) => decoded.to_json(),
                        Err(error) => Value::String(error.to_string()),
                    };
                    json!({ "same_from_bytes": decoded == again, "again": again, "hex": hex(&bytes) })
                }
            }
        }
    };
    said["call"] = call.into();
    said["answer"] = answer.clone();
    print(&said);
}

/// Prints an object, at once: what a program says that a library ends must not be lost.
pub(crate) fn print(said: &Value) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{said}").and_then(|()| out.flush()).expect("somebody reads");
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
