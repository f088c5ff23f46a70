//! `// tlforge: allow(name, …)`

use super::{ALL, position};
use crate::{
    ast::{Ast, Comment},
    diagnostic::{Code, Diagnostic},
    parse::parse,
    span::{FileId, SourceMap, Span},
};

/// A part of a file in which a lint is off.
struct Allowed {
    lint: usize,
    span: Span,
}

/// Removes the findings that comments allow, and says which comments name no lint.
pub(super) fn apply(sources: &SourceMap, found: &mut Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut allowed = Vec::new();
    let mut unknown = Vec::new();
    for (file, source) in sources.iter() {
        if source.text.contains("tlforge:") {
            let (ast, _) = parse(file, &source.text, false);
            for comment in &ast.comments {
                read(&ast, file, comment, &mut allowed, &mut unknown);
            }
        }
    }
    found.retain(|diagnostic| {
        let Some(span) = diagnostic.span else { return true };
        !allowed.iter().any(|allowed| {
            let within =
                allowed.span.file == span.file && allowed.span.start <= span.start && span.end <= allowed.span.end;
            within && ALL[allowed.lint].code == diagnostic.code
        })
    });
    unknown
}

fn read(ast: &Ast<'_>, file: FileId, comment: &Comment<'_>, allowed: &mut Vec<Allowed>, unknown: &mut Vec<Diagnostic>) {
    let text = comment.text.trim_start_matches('/').trim();
    let Some(text) = text.strip_prefix("tlforge:").map(str::trim_start) else { return };
    let span = Span::new(file, comment.start, comment.end());
    let (names, place) = if let Some(names) = text.strip_prefix("allow-file(") {
        (names, Some(Span::new(file, 0, u32::MAX)))
    } else if let Some(names) = text.strip_prefix("allow(") {
        (names, declaration(ast, file, comment))
    } else {
        unknown.push(
            Diagnostic::warning(Code::UnknownLint, span, "a remark for tlforge that it does not understand")
                .help("write `tlforge: allow(lint)` or `tlforge: allow-file(lint)`"),
        );
        return;
    };
    let names = names.split(')').next().unwrap_or(names);
    for name in names.split(',').map(str::trim) {
        match (position(name), place) {
            (Ok(lint), Some(span)) => allowed.push(Allowed { lint, span }),
            (Ok(_), None) => {}
            (Err(message), _) => unknown.push(Diagnostic::warning(Code::UnknownLint, span, message)),
        }
    }
}

/// The declaration that a comment stands above or behind.
fn declaration(ast: &Ast<'_>, file: FileId, comment: &Comment<'_>) -> Option<Span> {
    let after = ast.declarations.partition_point(|declaration| declaration.end <= comment.start);
    let inside = ast.declarations.get(after).is_some_and(|declaration| declaration.start <= comment.start);
    let at = if comment.own_line || inside { after } else { after.checked_sub(1)? };
    ast.declarations.get(at).map(|declaration| Span::new(file, declaration.start, declaration.end))
}
