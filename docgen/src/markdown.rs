//! Markdown that says what it is given and nothing else.

use std::fmt::{self, Write};

/// Escapes what Markdown or HTML would read as something else. Templates for Markdown use it for every value.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Escaper;

impl askama::filters::Escaper for Escaper {
    fn write_escaped_str<W: Write>(&self, mut to: W, text: &str) -> fmt::Result {
        let mut words = text.split(['\n', '\r']);
        if let Some(first) = words.next() {
            write_line(&mut to, first)?;
        }
        for line in words {
            // A line break could begin a block.
            to.write_char(' ')?;
            write_line(&mut to, line)?;
        }
        Ok(())
    }
}

fn write_line(to: &mut impl Write, text: &str) -> fmt::Result {
    let mut written = 0;
    let mut start = true;
    for (at, c) in text.char_indices() {
        let special = matches!(
            c,
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '(' | ')' | '#' | '!' | '|' | '~' | '&' | '$'
        );
        // What makes a list, a heading or a container where a line begins.
        let after_number = at > 0 && text[..at].trim_start().bytes().all(|byte| byte.is_ascii_digit());
        let starts = start && (matches!(c, '-' | '+' | '=' | ':') || c == '.' && after_number);
        start &= c.is_whitespace() || c.is_ascii_digit();
        if special || starts {
            to.write_str(&text[written..at])?;
            to.write_char('\\')?;
            written = at;
        }
    }
    to.write_str(&text[written..])
}

/// `text` as code: between as many backticks as it takes.
pub(crate) fn code(text: &str) -> String {
    let text = text.replace(['\n', '\r'], " ");
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let space = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    // A bar ends a cell of a table even inside of code.
    format!("{fence}{space}{}{space}{fence}", text.replace('|', "\\|"))
}

/// A block of code in `language`, between as many backticks as it takes.
pub(crate) fn block(language: &str, text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}{language}\n{}\n{fence}", text.trim_end())
}

/// `text` with one empty line where there are several. No code has several, so none is changed.
pub(crate) fn tidy(text: &str) -> String {
    let mut tidy = String::with_capacity(text.len());
    for line in text.lines() {
        if !line.is_empty() || !(tidy.is_empty() || tidy.ends_with("\n\n")) {
            tidy.push_str(line);
            tidy.push('\n');
        }
    }
    tidy.truncate(tidy.trim_end().len());
    tidy.push('\n');
    tidy
}

/// An address as the target of a link in angle brackets.
pub(crate) fn target(url: &str) -> String {
    let harmless = |c: &char| !c.is_whitespace() && !c.is_control() && !matches!(c, '<' | '>' | '\\' | '|');
    url.chars().filter(harmless).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use askama::filters::Escaper as _;

    fn escaped(text: &str) -> String {
        let mut to = String::new();
        Escaper.write_escaped_str(&mut to, text).expect("writing to a string never fails");
        to
    }

    #[test]
    fn nothing_is_markup() {
        assert_eq!(escaped("<b>[x](y) `z` | *"), "\\<b\\>\\[x\\]\\(y\\) \\`z\\` \\| \\*");
        assert_eq!(escaped("a\n# b\n- c\n1. d"), "a \\# b \\- c 1\\. d");
    }

    #[test]
    fn code_ends_where_it_should() {
        assert_eq!(code("a`b"), "``a`b``");
        assert_eq!(code("`"), "`` ` ``");
    }
}
