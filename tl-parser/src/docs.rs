//! Documentation in comments: `//@description …` and plain comments directly above a declaration.

use std::ops::Range;

use crate::{
    ast::Comment,
    diagnostic::{Code, Diagnostic},
    schema::Definition,
    span::{FileId, Span},
};

/// What has been read for the declaration to come.
#[derive(Default)]
pub(crate) struct Pending {
    description: Option<String>,
    fields: Vec<Tag>,
    classes: Vec<(String, String)>,
}

/// `@name text`
struct Tag {
    name: String,
    text: String,
    span: Span,
}

impl Pending {
    /// Reads the comments before a declaration.
    pub(crate) fn read(&mut self, comments: &[Comment<'_>], file: FileId) {
        self.clear();
        if comments.is_empty() {
            return;
        }
        let mut class = None;
        for tag in tags(comments, file) {
            match tag.name.as_str() {
                "class" => class = Some(tag.text),
                "description" => match class.take() {
                    Some(name) => self.classes.push((name, tag.text)),
                    None => self.description = Some(tag.text),
                },
                _ => self.fields.push(tag),
            }
        }
        if self.description.is_none() && self.fields.is_empty() {
            self.description = plain(comments);
        }
    }

    /// Forgets it.
    pub(crate) fn clear(&mut self) {
        self.description = None;
        self.fields.clear();
    }

    /// The descriptions of types (`//@class`) read so far, by name.
    pub(crate) fn take_classes(&mut self) -> Vec<(String, String)> {
        std::mem::take(&mut self.classes)
    }

    /// Gives it to `definition`. Of a broken one, fields may be missing, so that nothing is said of tags without a field.
    pub(crate) fn attach(&mut self, definition: &mut Definition, is_broken: bool, found: &mut Vec<Diagnostic>) {
        if self.description.is_none() && self.fields.is_empty() {
            return;
        }
        definition.docs = self.description.take();
        for tag in self.fields.drain(..) {
            let names = [Some(tag.name.as_str()), tag.name.strip_prefix("param_")];
            let field = definition.args.iter_mut().find(|arg| {
                arg.name.is_some() && names.iter().any(|name| name.is_some() && arg.name.as_deref() == *name)
            });
            let Some(field) = field else {
                if is_broken {
                    continue;
                }
                let message = format!("`{}` has no field `{}`", definition.name, tag.name);
                found.push(Diagnostic::warning(Code::UnknownField, tag.span, message));
                continue;
            };
            field.docs = Some(tag.text);
        }
    }
}

/// The tags in a run of `//@` and `//-` lines.
fn tags(comments: &[Comment<'_>], file: FileId) -> Vec<Tag> {
    let mut tags: Vec<Tag> = Vec::new();
    for comment in comments.iter().filter(|comment| comment.own_line) {
        let span = Span::new(file, comment.start, comment.end());
        if let Some(rest) = comment.text.strip_prefix("//-") {
            if let Some(tag) = tags.last_mut() {
                tag.text.push(' ');
                tag.text.push_str(rest.trim());
            }
        } else if let Some(rest) = comment.text.strip_prefix("//@") {
            for range in pieces(rest) {
                let piece = rest[range].trim();
                let (name, text) = piece.split_once(char::is_whitespace).unwrap_or((piece, ""));
                tags.push(Tag { name: name.to_owned(), text: text.trim().to_owned(), span });
            }
        }
    }
    for tag in &mut tags {
        if tag.name != "class" {
            end_sentence(&mut tag.text);
        }
    }
    tags
}

/// Cuts a line at every `@` that follows a space.
fn pieces(line: &str) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut start = 0;
    for (at, _) in line.match_indices(" @") {
        pieces.push(start..at);
        start = at + 2;
    }
    pieces.push(start..line.len());
    pieces
}

/// Adds the full stop that such texts leave out.
fn end_sentence(text: &mut String) {
    if text.is_empty() || text.ends_with(['.', '!', '?', ':']) {
        return;
    }
    let in_parens = text.strip_suffix(')').and_then(|text| {
        let open = text.rfind('(')?;
        text[open + 1..].starts_with(|c: char| c.is_uppercase()).then_some(text.ends_with('.'))
    });
    match in_parens {
        Some(true) => {}
        Some(false) => text.insert(text.len() - 1, '.'),
        None => text.push('.'),
    }
}

/// The block of plain comments directly above a declaration.
fn plain(comments: &[Comment<'_>]) -> Option<String> {
    let block =
        comments.len() - comments.iter().rev().take_while(|comment| comment.own_line && !comment.detached).count();
    let mut text = String::new();
    for comment in &comments[block..] {
        let line = comment.text.trim_start_matches('/').trim();
        let is_rule = !line.chars().any(char::is_alphanumeric);
        let is_code = line.ends_with(';') && line.contains('=');
        let is_tag = comment.text.starts_with("//@") || comment.text.starts_with("//-");
        if is_rule || is_code || is_tag || line.starts_with("tlforge:") || line.starts_with("LAYER ") {
            continue;
        }
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(line);
    }
    (!text.is_empty()).then_some(text)
}
