//! Text that nobody can see through.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Returns `text` with every character shown that hides itself or turns the text around it: `(U+202E)` in the place of a
/// right-to-left override. Line breaks and tabs stay.
///
/// A compiler refuses such characters in comments, and a reader takes what follows for something else.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if is_hidden(c) {
            let _ = write!(shown, "(U+{:04X})", u32::from(c));
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

/// Whether a character is a control that is no white space, or changes the direction of text.
fn is_hidden(c: char) -> bool {
    let is_direction =
        matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    is_direction
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}')
        || c.is_control() && !matches!(c, '\n' | '\r' | '\t')
}

#[cfg(test)]
mod tests {
    use super::visible;

    #[test]
    fn hidden_characters_are_shown() {
        assert_eq!(visible("a\u{202e}b\u{2066}c\u{1b}[0m\n\td"), "a(U+202E)b(U+2066)c(U+001B)[0m\n\td");
        assert_eq!(visible("é 语言 עברית 👨‍👩‍👧"), "é 语言 עברית 👨‍👩‍👧");
    }
}
