//! A schema of several times the size.

use std::collections::BTreeSet;

/// `text`, and `times - 1` copies of it in which every name that it declares ends in the copy's number.
pub(crate) fn schema(text: &str, times: usize) -> String {
    let names = declared(text);
    let mut types = String::new();
    let mut functions = String::new();
    let (first, second) = text.split_once("---functions---").unwrap_or((text, ""));
    for copy in 0..times {
        for (from, to) in [(first, &mut types), (second, &mut functions)] {
            for line in from.lines().filter(|line| copy == 0 || is_copied(line)) {
                renamed(line, copy, &names, to);
                to.push('\n');
            }
        }
    }
    format!("{types}---functions---{functions}")
}

/// The language has one of each.
fn is_copied(line: &str) -> bool {
    line.contains('=') && !["bool", "true#", "vector#"].iter().any(|name| line.starts_with(name))
}

fn declared(text: &str) -> BTreeSet<&str> {
    let copied = text.lines().filter(|line| is_copied(line));
    let names = copied.flat_map(|line| {
        let end = line.find([' ', '#']).unwrap_or(line.len());
        let result = line.rsplit("= ").next().unwrap_or_default().trim_end_matches(';');
        [&line[..end], result]
    });
    names.filter(|name| !name.contains(' ') && !["Bool", "X"].contains(name)).collect()
}

/// Appends `line` as it is in this copy: other names, and so without the id, which would be that of the original.
fn renamed(line: &str, copy: usize, names: &BTreeSet<&str>, out: &mut String) {
    if copy == 0 {
        return out.push_str(line);
    }
    let end = line.find([' ', '#']).unwrap_or(line.len());
    let (name, rest) = line.split_at(end);
    out.push_str(name);
    out.push_str(&format!("C{copy}"));
    let rest = rest.find(' ').map_or("", |at| &rest[at..]);
    for piece in rest.split_inclusive(|c: char| !(c.is_ascii_alphanumeric() || c == '.' || c == '_')) {
        let word = piece.trim_end_matches(|c: char| c.is_ascii_punctuation() && c != '.' && c != '_' || c == ' ');
        out.push_str(word);
        if names.contains(word) && !piece.ends_with(':') {
            out.push_str(&format!("C{copy}"));
        }
        out.push_str(&piece[word.len()..]);
    }
}
