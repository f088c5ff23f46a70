//! Options that change nothing, because what they name is not there.

use std::collections::BTreeSet;

use tlforge_parser::{Code, Diagnostic, Severity};

use crate::config::{Config, selects};
use crate::model::{Basic, Entry, Item, Kind, Model, Role};

/// A warning for each pattern of an attribute, of `skip_debug` or `bytes_fields` that selects no item or field.
pub(super) fn patterns(tree: &Model, config: &Config) -> Vec<Diagnostic> {
    let (mut items, mut fields, mut bytes) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for item in tree.modules.values().flat_map(|module| &module.items) {
        match item {
            Item::Struct(item) => {
                items.insert(item.tl.clone());
                let path = |entry: &Entry| format!("{}.{}", item.tl, entry.tl);
                let own = item.entries.iter().filter(|entry| !matches!(entry.role, Role::Mask | Role::Shadow(..)));
                fields.extend(own.map(path));
                // What the option has made of strings.
                let is_bytes = |kind: &Kind| *kind.innermost() == Kind::Basic(Basic::Bytes);
                bytes.extend(item.entries.iter().filter(|entry| entry.role.kind().is_some_and(is_bytes)).map(path));
            }
            Item::Enum(item) => {
                items.insert(item.tl.clone());
            }
            _ => {}
        }
    }
    let attributes = |attributes: &[crate::config::Attribute]| -> Vec<String> {
        attributes.iter().map(|attribute| attribute.pattern.clone()).collect()
    };
    let mut warnings = Vec::new();
    for (option, patterns, known, what) in [
        ("type_attribute", attributes(&config.type_attributes), &items, "struct or enum"),
        ("field_attribute", attributes(&config.field_attributes), &fields, "field"),
        ("skip_debug", config.skip_debug.clone(), &items, "struct or enum"),
        ("bytes_fields", config.bytes_fields.clone(), &bytes, "`string`"),
    ] {
        for pattern in patterns.iter().filter(|pattern| !known.iter().any(|name| selects(pattern, name))) {
            let message = format!("`{pattern}` of the option `{option}` selects no {what} that is generated");
            warnings.push(Diagnostic::without_place(Code::UnknownSelection, Severity::Warning, message));
        }
    }
    warnings
}
