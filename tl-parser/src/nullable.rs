//! What may be null in TDLib's JSON: what the documentation of a field says, and what is said where it forgets to.

use crate::{
    schema::{Arg, ArgType, Basic, Dialect, Expr, Schema, TypeExpr},
    suggestions::nearest,
};

/// What of a field can be null. Numbers, text and vectors never are: TDLib takes null for zero or something empty.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// The object.
    Field,
    /// The objects in a vector, or in vectors in it.
    Elements,
}

/// Finds the fields whose documentation says that they, or their elements, may be null.
pub(crate) fn find(schema: &mut Schema) {
    for def in 0..schema.definitions.len() {
        for at in 0..schema.definitions[def].args.len() {
            let arg = &schema.definitions[def].args[at];
            let says = arg.docs.as_deref().is_some_and(|text| match part(schema, arg) {
                None => false,
                Some(Part::Field) => says_null(text) || contains(text, "pass null"),
                // Who passes null passes no vector.
                Some(Part::Elements) => says_null(text),
            });
            schema.definitions[def].args[at].nullable = says;
        }
    }
}

/// The words by which documentation says that something may be null.
const PHRASES: [&str; 9] = [
    "may be null",
    "may also be null",
    "can be null",
    "could be null",
    "might be null",
    "must be null",
    "or null",
    "null if",
    "always null",
];

fn says_null(text: &str) -> bool {
    PHRASES.iter().any(|phrase| contains(text, phrase))
}

/// Whether `text` has the words `phrase`, and no "not" before them.
fn contains(text: &str, phrase: &str) -> bool {
    let text = text.to_lowercase();
    text.match_indices(phrase).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + phrase.len()..]);
        !before.ends_with(char::is_alphanumeric)
            && !after.starts_with(char::is_alphanumeric)
            && !before.trim_end().ends_with("not")
    })
}

fn part(schema: &Schema, arg: &Arg) -> Option<Part> {
    let ArgType::Plain(ty) = &arg.ty else { return None };
    if arg.var.is_some() || arg.condition.is_some() || arg.exclamation {
        return None;
    }
    let (mut part, mut ty) = (Part::Field, ty);
    loop {
        let &TypeExpr::Type { ty: id, ref args, .. } = ty else { return None };
        match (schema.ty(id).basic, args.first()) {
            (None, _) => return Some(part),
            (Some(Basic::Vector), Some(Expr::Type(element))) => (part, ty) = (Part::Elements, element),
            (Some(_), _) => return None,
        }
    }
}

impl Schema {
    /// Lets a field be null whose documentation forgets to say that it may be, or the elements of a vector:
    /// `definition.field`, where a vector may be followed by `[]`. Only in dialect `tdlib` is there something like null.
    ///
    /// # Errors
    ///
    /// When the schema has no such field, or one that is never null; the text says which.
    pub fn set_nullable(&mut self, place: &str) -> Result<(), String> {
        if self.dialect != Dialect::Tdlib {
            return Err(format!("`{place}` cannot be null: only values of dialect `tdlib` can"));
        }
        let path = place.strip_suffix("[]").unwrap_or(place);
        let Some((name, field)) = path.rsplit_once('.') else {
            return Err(format!("`{place}` is no field: expected `definition.field`"));
        };
        let known: Vec<usize> = (0..self.definitions.len()).filter(|at| self.definitions[*at].name == name).collect();
        if known.is_empty() {
            let meant = meant(name, self.definitions.iter().map(|def| def.name.as_str()));
            return Err(format!("no definition is called `{name}`{meant}"));
        }
        let args = known.iter().flat_map(|def| (0..self.definitions[*def].args.len()).map(|at| (*def, at)));
        let named: Vec<(usize, usize)> =
            args.filter(|(def, at)| self.definitions[*def].args[*at].name.as_deref() == Some(field)).collect();
        if named.is_empty() {
            let fields = known.iter().flat_map(|def| &self.definitions[*def].args);
            let meant = meant(field, fields.filter_map(|arg| arg.name.as_deref()));
            return Err(format!("`{name}` has no field `{field}`{meant}"));
        }
        let mut reason = "";
        let mut is_set = false;
        for (def, at) in named {
            match part(self, &self.definitions[def].args[at]) {
                None => reason = "neither an object nor a vector of objects",
                Some(Part::Field) if path.len() < place.len() => reason = "no vector",
                Some(_) => {
                    self.definitions[def].args[at].nullable = true;
                    is_set = true;
                }
            }
        }
        if is_set { Ok(()) } else { Err(format!("`{place}` cannot be null: `{field}` is {reason}")) }
    }

    /// Whether `arg` is a vector, so that it is its elements that are null if it is nullable.
    pub(crate) fn has_nullable_elements(&self, arg: &Arg) -> bool {
        arg.nullable && part(self, arg) == Some(Part::Elements)
    }
}

/// What was meant by `name`, to follow what is wrong with it.
fn meant<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> String {
    nearest(name, known).map_or_else(String::new, |meant| format!("; did you mean `{meant}`?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documentation_says_null_in_several_ways() {
        for text in [
            "A chat; may be null",
            "May be null if unknown.",
            "A chat (can be null)",
            "Markup. Must be of type replyMarkupInlineKeyboard or null",
            "The chat, null if none",
            "Always null for non-ephemeral messages",
            "Messages; some of them could be null",
        ] {
            assert!(says_null(text), "{text}");
        }
        for text in [
            "A chat",
            "The chat must be valid and not null",
            "The chat may not be null",
            "It cannot be null",
            "Expected width, which can be used if the sticker is null",
            "May be nullified, or nullable",
            "pass null to use the default",
        ] {
            assert!(!says_null(text), "{text}");
        }
    }
}
