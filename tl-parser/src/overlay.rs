//! Local changes to a schema that somebody else publishes.

use std::collections::{BTreeMap, BTreeSet};

use crate::ast::{Ast, Declaration, DeclarationKind, Section};
use crate::{Diagnostic, FileId, SourceMap, parse};

/// A schema with an overlay merged into it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Merged {
    /// The text. What the overlay does not concern is as it was.
    pub text: String,
    /// The names of the definitions that stand in the place of others, in the order of the overlay.
    pub replaced: Vec<String>,
    /// The names of the definitions that the schema does not have.
    pub added: Vec<String>,
    /// The names of the definitions that the schema has in the same words, so that the overlay does not need them.
    pub idle: Vec<String>,
}

/// Merges the definitions of the file `overlay` into the schema `base`: each takes the place of the constructor or function
/// of its name, or stands behind the last one of its section. Other declarations are added.
///
/// # Errors
///
/// The errors of a text that cannot be parsed.
pub fn merge(sources: &SourceMap, base: FileId, overlay: FileId) -> Result<Merged, Vec<Diagnostic>> {
    let texts = [base, overlay].map(|file| sources.file(file).text.as_str());
    let (base, mut diagnostics) = parse(base, texts[0], false);
    let (overlay, mut found) = parse(overlay, texts[1], false);
    diagnostics.append(&mut found);
    diagnostics.retain(Diagnostic::is_error);
    if diagnostics.is_empty() { Ok(edit(texts, &base, &overlay)) } else { Err(diagnostics) }
}

fn edit([text, overlay_text]: [&str; 2], base: &Ast<'_>, overlay: &Ast<'_>) -> Merged {
    let places: BTreeMap<_, _> = base.declarations.iter().filter_map(|it| Some((key(it)?, it))).collect();
    let words: BTreeSet<_> =
        base.declarations.iter().map(|it| (it.section == Section::Functions, normal(text, it))).collect();
    let mut merged = Merged { text: text.to_owned(), ..Merged::default() };
    // What is put in, by the bytes of the schema that it takes the place of.
    let mut edits: Vec<(usize, usize, String)> = Vec::new();
    let mut behind: [Vec<&str>; 2] = Default::default();
    for declaration in &overlay.declarations {
        let written = written(overlay_text, declaration);
        let name = key(declaration).map_or_else(|| normal(overlay_text, declaration), |(_, name)| name.to_owned());
        let in_functions = declaration.section == Section::Functions;
        if words.contains(&(in_functions, normal(overlay_text, declaration))) {
            merged.idle.push(name);
        } else if let Some(place) = key(declaration).and_then(|key| places.get(&key)) {
            edits.push((place.start as usize, place.end as usize + 1, written.to_owned()));
            merged.replaced.push(name);
        } else {
            behind[usize::from(in_functions)].push(written);
            merged.added.push(name);
        }
    }
    let [types, functions] = behind.map(|added| added.join("\n"));
    let end = |section| {
        let last = base.declarations.iter().rfind(|it: &&Declaration<'_>| it.section == section);
        last.map(|it| it.end as usize + 1)
    };
    if !types.is_empty() {
        match end(Section::Types) {
            Some(at) => edits.push((at, at, format!("\n{types}"))),
            None => edits.push((0, 0, format!("{types}\n"))),
        }
    }
    if !functions.is_empty() {
        match end(Section::Functions) {
            Some(at) => edits.push((at, at, format!("\n{functions}"))),
            None => edits.push((text.len(), text.len(), format!("\n---functions---\n{functions}\n"))),
        }
    }
    // From the end, so that the places of the others stay what they are; an addition stands behind a replacement.
    edits.sort_by_key(|(start, end, _)| (*start, *end));
    for (start, end, with) in edits.iter().rev() {
        merged.text.replace_range(start..end, with);
    }
    merged
}

/// What a definition is found by: the name table and the name.
fn key<'a>(declaration: &Declaration<'a>) -> Option<(bool, &'a str)> {
    match &declaration.kind {
        // Several types may have a default constructor.
        DeclarationKind::Combinator(it) if it.name.text != "_" => {
            Some((declaration.section == Section::Functions, it.name.text))
        }
        _ => None,
    }
}

/// A declaration with its `;`.
fn written<'a>(text: &'a str, declaration: &Declaration<'_>) -> &'a str {
    &text[declaration.start as usize..=declaration.end as usize]
}

/// The words of a declaration, however it is laid out.
fn normal(text: &str, declaration: &Declaration<'_>) -> String {
    written(text, declaration).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn merged(base: &str, overlay: &str) -> Merged {
        let mut sources = SourceMap::default();
        let files = (sources.add("base.tl", base), sources.add("overlay.tl", overlay));
        merge(&sources, files.0, files.1).unwrap()
    }

    const BASE: &str = "// LAYER 7\na#1 = A; // the first\nb#2 = B;\n---functions---\na#3 x:int = A;\n";

    #[test]
    fn definitions_are_replaced_and_added_in_their_section() {
        let it = merged(BASE, "a#9 y:long = A;\nc#4 = C;\n---functions---\na#8 = A;\nget#5\n  id:int = C;\n");
        assert_eq!(
            it.text,
            "// LAYER 7\na#9 y:long = A; // the first\nb#2 = B;\nc#4 = C;\n---functions---\na#8 = A;\nget#5\n  id:int = C;\n"
        );
        assert_eq!(
            (it.replaced, it.added),
            (vec!["a".to_owned(), "a".to_owned()], vec!["c".to_owned(), "get".to_owned()])
        );
    }

    #[test]
    fn the_last_of_a_section_may_be_replaced_while_others_are_added() {
        let it = merged("b#2 = B;", "b#7 = B; c#4 = C;");
        assert_eq!(it.text, "b#7 = B;\nc#4 = C;");
    }

    #[test]
    fn a_section_is_opened_where_there_is_none() {
        assert_eq!(merged("a#1 = A;", "---functions---\nget#2 = A;").text, "a#1 = A;\n---functions---\nget#2 = A;\n");
        assert_eq!(merged("---functions---\nget#2 = A;", "a#1 = A;").text, "a#1 = A;\n---functions---\nget#2 = A;");
        assert_eq!(merged("// nothing\n", "a#1 = A;").text, "a#1 = A;\n// nothing\n");
    }

    #[test]
    fn what_the_schema_says_too_is_idle() {
        let it = merged(BASE, "// only for now\na#1  =\n A;");
        assert_eq!((it.text.as_str(), it.idle), (BASE, vec!["a".to_owned()]));
    }

    #[test]
    fn an_overlay_without_declarations_changes_nothing() {
        assert_eq!(merged(BASE, "// nothing yet\n"), Merged { text: BASE.to_owned(), ..Merged::default() });
    }

    #[test]
    fn errors_have_their_places() {
        let mut sources = SourceMap::default();
        let files = (sources.add("base.tl", "a#1 = A;"), sources.add("overlay.tl", "b#2 = ;"));
        let errors = merge(&sources, files.0, files.1).unwrap_err();
        assert!(errors.iter().all(|error| error.span.is_some_and(|span| span.file == files.1)));
        assert!(!errors.is_empty());
    }
}
