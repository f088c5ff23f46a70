//! Since when the definitions of a schema are there, as far as older schemas tell.

use std::collections::BTreeSet;

use tlforge_parser::schema::{DefKind, Schema};

use crate::Input;

/// For each definition of the newest schema the time since when it is there, such as *layer 190 or earlier*; nothing
/// without older schemas.
pub(crate) fn since(input: &Input<'_>) -> Vec<Option<String>> {
    let older: Vec<_> =
        input.previous.iter().map(|previous| (previous.label.as_str(), names(previous.schema))).collect();
    let now = match input.schema.layer {
        Some(layer) => format!("layer {layer}"),
        None => "this version".to_owned(),
    };
    let definitions = input.schema.definitions.iter().map(|def| {
        if older.is_empty() {
            return None;
        }
        // What was away for a while counts as new when it came back.
        let missing = older.iter().rposition(|(_, names)| !names.contains(&(def.kind, def.name.as_str())));
        Some(match missing {
            None => format!("{} or earlier", older[0].0),
            Some(at) => match older.get(at + 1) {
                Some((label, _)) => format!("{label}, not yet in {}", older[at].0),
                None => format!("{now}, not yet in {}", older[at].0),
            },
        })
    });
    definitions.collect()
}

fn names(schema: &Schema) -> BTreeSet<(DefKind, &str)> {
    schema.definitions.iter().map(|def| (def.kind, def.name.as_str())).collect()
}
