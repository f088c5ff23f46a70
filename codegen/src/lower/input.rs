//! The input as it is lowered: checked, and with what options say of the schemas.

use tlforge_parser::{Code, Diagnostic, Schema, Severity};

use crate::Input;
use crate::config::{self, Config};

/// The schemas with the fields that the option `nullable` names.
pub(super) fn with_null(input: &Input<'_>, config: &Config, found: &mut Vec<Diagnostic>) -> Vec<Schema> {
    let mut schemas: Vec<Schema> = input.modules.iter().map(|module| module.schema.clone()).collect();
    for place in &config.nullable {
        let set: Vec<_> = schemas.iter_mut().map(|schema| schema.set_nullable(place)).collect();
        if let (false, Some(Err(reason))) = (set.iter().any(Result::is_ok), set.first()) {
            let message = format!("the option `nullable`: {reason}");
            found.push(Diagnostic::without_place(Code::UnknownSelection, Severity::Warning, message));
        }
    }
    schemas
}

/// An error for each module that has no place of its own in the module tree.
pub(super) fn modules(input: &Input<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (at, module) in input.modules.iter().enumerate() {
        let path = module.path;
        if at == 0 && path.is_empty() {
            continue;
        }
        if let Err(rule) = config::check_module_name(path) {
            found.push(config::bad(format!("`{path}` is no name of a module")).note(rule));
        } else if input.modules[..at].iter().any(|before| before.path == path) {
            found.push(config::bad(format!("two schemas are to be in the module `{path}`")));
        }
    }
    found
}
