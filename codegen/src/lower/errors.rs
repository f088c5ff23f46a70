//! Error enums: one per function that has errors of its own, and the common one.

use std::collections::BTreeMap;

use tlforge_parser::error_table::{Availability, ErrorId, ErrorTable};

use super::docs;
use crate::model::{ErrorEnum, ErrorType, ErrorVariant};
use crate::names::{self, COMMON, Case, NO_ERRORS};

/// The errors of all functions.
pub(super) struct Errors<'a> {
    db: &'a ErrorTable,
    /// The identifier of each error, the same in every enum.
    idents: Vec<String>,
}

impl<'a> Errors<'a> {
    pub(super) fn new(db: &'a ErrorTable) -> Self {
        Self { db, idents: names::errors(db) }
    }

    /// The enum of the errors that any function may give.
    pub(super) fn common(&self) -> ErrorEnum {
        let variants = self.db.common().map(|(id, reason)| {
            let mut variant = self.variant(id, &self.db.error(id).codes);
            variant.docs.extend([String::new(), format!("Common: {}.", docs::escape(reason))]);
            variant
        });
        ErrorEnum {
            ident: COMMON.to_owned(),
            docs: vec!["The errors that any function may give.".to_owned()],
            variants: variants.collect(),
            common: None,
        }
    }

    /// What stands for the errors of a function that has none of its own, `root` is where the common errors are.
    pub(super) fn none(root: &[String]) -> ErrorEnum {
        ErrorEnum {
            ident: NO_ERRORS.to_owned(),
            docs: vec!["No errors: for functions that fail only as any function may.".to_owned()],
            variants: Vec::new(),
            common: Some(root.to_vec()),
        }
    }

    /// The error type of the function `name`, and its enum if it has errors of its own. `ident` is what the function
    /// is called, `module` is where its enum would be, `root` where the common errors are.
    pub(super) fn of_function(
        &self,
        name: &str,
        ident: &str,
        module: Vec<String>,
        root: &[String],
    ) -> (ErrorType, Option<(Vec<String>, ErrorEnum)>) {
        let mut own: BTreeMap<ErrorId, Vec<i32>> = BTreeMap::new();
        for error in self.db.own(name) {
            own.entry(error.error).or_default().push(error.code);
        }
        if own.is_empty() {
            return (ErrorType::Common(root.to_vec()), None);
        }
        let error = ErrorEnum {
            ident: format!("{ident}Error"),
            docs: vec![format!("The errors of `{name}`, besides those that any function may give.")],
            variants: own.iter().map(|(id, codes)| self.variant(*id, codes)).collect(),
            common: Some(root.to_vec()),
        };
        (ErrorType::Own(module.clone(), error.ident.clone()), Some((module, error)))
    }

    /// Who may call the function `name`.
    pub(super) fn availability(&self, name: &str) -> &'static str {
        match self.db.availability(name) {
            Availability::Users => "Users",
            Availability::Bots => "Bots",
            Availability::Both => "Both",
            Availability::Unknown => "Unknown",
        }
    }

    fn variant(&self, id: ErrorId, codes: &[i32]) -> ErrorVariant {
        let error = self.db.error(id);
        ErrorVariant {
            ident: self.idents[id.0 as usize].clone(),
            docs: docs::error(self.db, id, codes),
            text: error.name.clone(),
            argument: error.argument.as_deref().map(|argument| Case::Field.ident(&names::field_words(argument))),
            code: codes.first().copied().unwrap_or_default(),
        }
    }
}
