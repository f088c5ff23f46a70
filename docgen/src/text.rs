//! Running text: descriptions from schemas and documentation files, which are no markup. Code stands in backticks, and
//! addresses become links.

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    /// What is to be read.
    pub(crate) text: String,
    /// Set as code.
    pub(crate) code: bool,
    /// Where it leads: a page of the site, from its root.
    pub(crate) page: Option<String>,
    /// Where it leads: an address of the world.
    pub(crate) url: Option<String>,
}

impl Piece {
    pub(crate) fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), code: false, page: None, url: None }
    }

    pub(crate) fn link(text: impl Into<String>, page: Option<String>) -> Self {
        Self { page, ..Self::plain(text) }
    }
}

/// The pieces of `text`; `page_of` says which page a name in backticks has.
pub(crate) fn pieces(text: &str, page_of: impl Fn(&str) -> Option<String>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, code, after)) = next_code(rest) {
        push_plain(&mut pieces, before);
        pieces.push(Piece { code: true, ..Piece::link(code, page_of(code)) });
        rest = after;
    }
    push_plain(&mut pieces, rest);
    pieces
}

/// The first code in backticks, with what is before and after it.
fn next_code(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('`')?;
    let (code, after) = rest.split_once('`')?;
    (!code.is_empty()).then_some((before, code, after))
}

fn push_plain(pieces: &mut Vec<Piece>, mut text: &str) {
    while let Some(start) = ["https://", "http://"].iter().filter_map(|scheme| text.find(scheme)).min() {
        let rest = &text[start..];
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"')).unwrap_or(rest.len());
        let end = rest[..end].trim_end_matches(['.', ',', ';', ':', ')', '\'', '!', '?']).len();
        if start > 0 {
            pieces.push(Piece::plain(&text[..start]));
        }
        pieces.push(Piece { url: Some(rest[..end].to_owned()), ..Piece::plain(&rest[..end]) });
        text = &rest[end..];
    }
    if !text.is_empty() {
        pieces.push(Piece::plain(text));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_code_are_found() {
        let found = pieces("See https://example.org/a. Or `user` <b>", |name| Some(format!("type/{name}")));
        let texts: Vec<_> = found.iter().map(|piece| piece.text.as_str()).collect();
        assert_eq!(texts, ["See ", "https://example.org/a", ". Or ", "user", " <b>"]);
        assert_eq!(found[1].url.as_deref(), Some("https://example.org/a"));
        assert_eq!(found[3].page.as_deref(), Some("type/user"));
    }

    #[test]
    fn other_schemes_are_no_links() {
        assert!(pieces("javascript:alert(1) data:text/html,x", |_| None).iter().all(|piece| piece.url.is_none()));
    }
}
