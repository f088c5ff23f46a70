//! Examples as source text: the same value in several languages.

mod javascript;
mod json;
mod layout;
mod python;
mod rust;

use tlforge_parser::schema::{DefId, DefKind};

use crate::book::Book;
use crate::example::Object;

pub(crate) use json::value as to_json;

/// An example in one language.
#[derive(Clone, Debug)]
pub(crate) struct Example {
    /// What the tab says.
    pub(crate) title: &'static str,
    /// The language of the code, as Markdown calls it.
    pub(crate) language: &'static str,
    pub(crate) code: String,
}

/// The examples for `def`, of which `object` is a value.
pub(crate) fn examples(book: &Book<'_>, def: DefId, object: &Object) -> Vec<Example> {
    let definition = book.schema.def(def);
    let is_function = definition.kind == DefKind::Function;
    let mut examples = Vec::new();
    if let Some(code) = rust::example(book, object) {
        examples.push(Example { title: "Rust", language: "rust", code });
    }
    if book.is_telegram() {
        examples.push(Example { title: "JavaScript", language: "js", code: javascript::example(book, object, false) });
        if is_function {
            examples.push(Example {
                title: "TypeScript",
                language: "ts",
                code: javascript::example(book, object, true),
            });
        }
        examples.push(Example { title: "Python", language: "python", code: python::example(book, object) });
    }
    examples.push(Example { title: "JSON", language: "json", code: json::example(book, object) });
    examples
}

/// The constructor or function of `object`, by its full name, in words as classes are called: `phone.DiscardCall`.
fn class_name(name: &str) -> String {
    let (namespace, last) = name.rsplit_once('.').map_or(("", name), |(namespace, last)| (namespace, last));
    let mut class = String::with_capacity(name.len());
    if !namespace.is_empty() {
        class.push_str(namespace);
        class.push('.');
    }
    let mut upper = true;
    for c in last.chars() {
        if c == '_' {
            upper = true;
        } else {
            class.push(if upper { c.to_ascii_uppercase() } else { c });
            upper = false;
        }
    }
    class
}

#[cfg(test)]
mod tests {
    use super::class_name;

    #[test]
    fn classes_have_upper_case_words() {
        assert_eq!(class_name("phone.discardCall"), "phone.DiscardCall");
        assert_eq!(class_name("req_pq_multi"), "ReqPqMulti");
    }
}
