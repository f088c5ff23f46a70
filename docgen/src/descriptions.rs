//! Descriptions from a file, for schemas whose comments do not have them.
//!
//! The file is a JSON object. Each part and each key may be missing:
//!
//! ```json
//! {
//!   "functions": {
//!     "phone.discardCall": {
//!       "description": "Ends a call. See `phone.requestCall`.",
//!       "fields": {"duration": "How long the call was, in seconds."}
//!     }
//!   },
//!   "constructors": {"inputPhoneCall": {"description": "A call.", "fields": {"id": "Its number."}}},
//!   "types": {"InputPhoneCall": {"description": "Which call is meant."}}
//! }
//! ```
//!
//! Texts are plain: code stands in backticks, and the name of a definition there becomes a link. Addresses become links
//! too. Nothing else is markup.
//!
//! The `api-schema.json` of the npm package `@mtcute/tl` is read as well; see [`Descriptions::from_json`].

mod mtcute;

use std::collections::BTreeMap;

use serde::Deserialize;
use tlforge_parser::schema::{DefKind, Schema};

/// Descriptions by the names of what they describe.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Descriptions {
    /// Of constructors.
    pub constructors: BTreeMap<String, Description>,
    /// Of functions.
    pub functions: BTreeMap<String, Description>,
    /// Of types.
    pub types: BTreeMap<String, Description>,
}

/// A description.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Description {
    /// What it is.
    pub description: Option<String>,
    /// What its fields are, by their names.
    pub fields: BTreeMap<String, String>,
}

impl Descriptions {
    /// Reads a file of the form above, or the `api-schema.json` of `@mtcute/tl`, whose markup becomes plain text.
    ///
    /// # Errors
    ///
    /// When it is neither; the message says where.
    pub fn from_json(text: &str) -> Result<Self, serde_json::Error> {
        match serde_json::from_str::<mtcute::Schema>(text) {
            Ok(schema) => Ok(schema.into()),
            Err(_) => serde_json::from_str(text),
        }
    }

    /// Gives the descriptions to what they describe, where the schema's own comments say nothing.
    pub fn apply(&self, schema: &mut Schema) {
        for def in &mut schema.definitions {
            let descriptions = match def.kind {
                DefKind::Constructor => &self.constructors,
                DefKind::Function => &self.functions,
            };
            let Some(found) = descriptions.get(&def.name) else { continue };
            fill(&mut def.docs, found.description.as_ref());
            for arg in &mut def.args {
                fill(&mut arg.docs, arg.name.as_deref().and_then(|name| found.fields.get(name)));
            }
        }
        for ty in &mut schema.types {
            fill(&mut ty.docs, self.types.get(&ty.name).and_then(|found| found.description.as_ref()));
        }
    }
}

fn fill(docs: &mut Option<String>, text: Option<&String>) {
    if let Some(text) = text.filter(|text| docs.is_none() && !text.trim().is_empty()) {
        *docs = Some(text.clone());
    }
}
