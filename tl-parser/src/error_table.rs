//! The error tables: which function may give which error, with which code, and who may call it.
//!
//! No schema holds this. The table is a JSON object of the form that Telegram publishes, and three keys more:
//!
//! ```json
//! {
//!   "errors": {"420": {"SLOWMODE_WAIT_%d": ["messages.sendMessage"], "FLOOD_WAIT_%d": []}},
//!   "arguments": {"SLOWMODE_WAIT_%d": "seconds", "FLOOD_WAIT_%d": "seconds"},
//!   "common": {"FLOOD_WAIT_%d": "every method has a limit of rate"},
//!   "descriptions": {"FLOOD_WAIT_%d": "Wait this many seconds before the next call."},
//!   "user_only": [], "bot_only": [], "both": ["messages.sendMessage"]
//! }
//! ```
//!
//! `%d` in a name stands for a number, and `arguments` says what it is. `common` names the errors that any function may
//! give, each with the reason. `both` makes *both* and *unknown* differ.

mod json;
mod pattern;
mod read;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic};
use crate::schema::{DefKind, Schema};
use crate::span::{FileId, Span};

/// The error tables of one API.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ErrorTable {
    /// Ascending by name.
    errors: Vec<KnownError>,
    methods: BTreeMap<String, Method>,
}

/// An error of an [`ErrorTable`], by its position in [`ErrorTable::errors`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ErrorId(pub u32);

/// An error that the tables know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownError {
    /// The text that the server sends, with `%d` in the place of the number if it has one.
    pub name: String,
    /// What the number is, a lower-case identifier such as `seconds`; `Some` exactly for a name with `%d`, and `value`
    /// where the table does not say.
    pub argument: Option<String>,
    /// What it means, in one sentence.
    pub description: Option<String>,
    /// Why any function may give it, for the errors that any function may give.
    pub common: Option<String>,
    /// The codes that it is listed under, ascending; at least one.
    pub codes: Vec<i32>,
}

impl KnownError {
    /// The text before and after the number, for a name with `%d`.
    pub fn around_number(&self) -> Option<(&str, &str)> {
        pattern::split(&self.name)
    }

    /// The number in `text`, if the name has a number and `text` is an instance of it. It is decimal, without sign and
    /// without leading zeros, and fits into 32 bits.
    pub fn number_in(&self, text: &str) -> Option<u32> {
        pattern::number(self.around_number()?, text)
    }
}

/// An error that a function is listed with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MethodError {
    /// The error.
    pub error: ErrorId,
    /// Its code when this function gives it: one name may have several.
    pub code: i32,
}

/// Who may call a function.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Availability {
    /// Users only.
    Users,
    /// Bots only.
    Bots,
    /// Users and bots.
    Both,
    /// The tables do not say.
    #[default]
    Unknown,
}

/// What a text of the server stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Match<'a> {
    /// The error.
    pub error: ErrorId,
    /// Its name, with `%d` where it has a number.
    pub name: &'a str,
    /// The number.
    pub argument: Option<u32>,
}

/// What is known about one function.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Method {
    /// Ascending by error.
    errors: Vec<MethodError>,
    availability: Availability,
    /// Its first mention.
    span: Span,
}

impl ErrorTable {
    /// Reads a table; `file` is what the places in the diagnostics refer to. What is wrong in it is reported and left
    /// out, and the rest is kept.
    pub fn from_json(file: FileId, text: &str) -> (Self, Vec<Diagnostic>) {
        read::read(file, text)
    }

    /// Which error `text` is when `method` fails with it; `None` for one that neither the function nor the common errors
    /// have. The code plays no part.
    ///
    /// A name without a number wins over a name with one (`FILE_PART_0_MISSING` over `FILE_PART_%d_MISSING`). Of several
    /// names with a number the one with the most text around it wins, then the one with the most text before it.
    pub fn lookup(&self, method: &str, text: &str) -> Option<Match<'_>> {
        let candidate = |id: ErrorId| self.error(id).common.is_some() || self.lists(method, id);
        if let Some(error) = self.by_name(text).filter(|id| self.error(*id).argument.is_none() && candidate(*id)) {
            return Some(Match { error, name: &self.error(error).name, argument: None });
        }
        let patterns = self.iter().filter_map(|(error, known)| {
            let rank = known.around_number().map(|(before, after)| (before.len() + after.len(), before.len()))?;
            let argument = Some(known.number_in(text).filter(|_| candidate(error))?);
            Some((rank, Match { error, name: &known.name, argument }))
        });
        patterns.max_by_key(|(rank, _)| *rank).map(|(_, found)| found)
    }

    /// Everything that `method` is listed with, ascending by name, common errors included.
    pub fn listed(&self, method: &str) -> &[MethodError] {
        self.methods.get(method).map_or(&[], |method| &method.errors)
    }

    /// The errors of `method` that are its own, ascending by name: those that it is listed with and that are not common.
    pub fn own(&self, method: &str) -> impl Iterator<Item = MethodError> {
        self.listed(method).iter().copied().filter(|listed| self.error(listed.error).common.is_none())
    }

    /// The errors that any function may give, ascending by name, each with the reason.
    pub fn common(&self) -> impl Iterator<Item = (ErrorId, &str)> {
        self.iter().filter_map(|(id, error)| Some((id, error.common.as_deref()?)))
    }

    /// Who may call `method`.
    pub fn availability(&self, method: &str) -> Availability {
        self.methods.get(method).map_or(Availability::Unknown, |method| method.availability)
    }

    /// The functions that the tables mention, ascending by name.
    pub fn methods(&self) -> impl Iterator<Item = &str> {
        self.methods.keys().map(String::as_str)
    }

    /// All errors, ascending by name.
    pub fn errors(&self) -> &[KnownError] {
        &self.errors
    }

    /// All errors with their ids, ascending by name.
    pub fn iter(&self) -> impl Iterator<Item = (ErrorId, &KnownError)> {
        (0..).map(ErrorId).zip(&self.errors)
    }

    /// The error `id`.
    ///
    /// # Panics
    ///
    /// When `id` comes from other tables.
    pub fn error(&self, id: ErrorId) -> &KnownError {
        &self.errors[id.0 as usize]
    }

    /// The error called `name`, which holds `%d` where it has a number.
    pub fn by_name(&self, name: &str) -> Option<ErrorId> {
        let at = self.errors.binary_search_by(|error| error.name.as_str().cmp(name)).ok()?;
        u32::try_from(at).ok().map(ErrorId)
    }

    /// Warns about every function that the tables mention and `schema` does not have.
    ///
    /// Meant for the whole schema: one of which parts are left out lacks functions for a good reason.
    pub fn check_against(&self, schema: &Schema) -> Vec<Diagnostic> {
        let functions = schema.definitions.iter().filter(|def| def.kind == DefKind::Function);
        let functions: BTreeSet<_> = functions.map(|def| def.name.as_str()).collect();
        let unknown = self.methods.iter().filter(|(name, _)| !functions.contains(name.as_str()));
        let warnings = unknown.map(|(name, method)| {
            Diagnostic::warning(Code::UnknownMethod, method.span, format!("`{name}` is no function of the schema"))
                .note("what the table says of it is not used")
        });
        warnings.collect()
    }

    fn lists(&self, method: &str, id: ErrorId) -> bool {
        self.listed(method).binary_search_by_key(&id, |listed| listed.error).is_ok()
    }
}
