//! The `api-schema.json` of the npm package `@mtcute/tl`.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Description, Descriptions};

/// What is read of the file: `l` is the layer, `e` the definitions, `u` the descriptions of types.
#[derive(Deserialize)]
pub(super) struct Schema {
    #[serde(rename = "l")]
    _layer: u32,
    #[serde(rename = "e")]
    entries: Vec<Entry>,
    #[serde(rename = "u", default)]
    unions: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Entry {
    kind: String,
    name: String,
    comment: Option<String>,
    #[serde(default)]
    arguments: Vec<Argument>,
}

#[derive(Deserialize)]
struct Argument {
    name: String,
    comment: Option<String>,
}

impl From<Schema> for Descriptions {
    fn from(schema: Schema) -> Self {
        let mut descriptions = Self::default();
        for entry in schema.entries {
            let fields = entry.arguments.into_iter().filter_map(|arg| Some((arg.name, plain(&arg.comment?))));
            let description =
                Description { description: entry.comment.as_deref().map(plain), fields: fields.collect() };
            let to = if entry.kind == "method" { &mut descriptions.functions } else { &mut descriptions.constructors };
            to.insert(entry.name, description);
        }
        let types = schema.unions.into_iter();
        descriptions.types = types
            .map(|(name, text)| (name, Description { description: Some(plain(&text)), ..Description::default() }))
            .collect();
        descriptions
    }
}

/// The text without its markup: code in backticks, `{@link name}` as a name in backticks, links as their texts.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['<', '{', '&', '`']) {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let taken = tag(rest, &mut plain).or_else(|| link(rest, &mut plain)).or_else(|| entity(rest, &mut plain));
        // A backtick that opens nothing would pair up with one of ours.
        let length = taken.unwrap_or_else(|| {
            plain.push_str(if rest.starts_with('`') { "'" } else { &rest[..1] });
            1
        });
        rest = &rest[length..];
    }
    plain.push_str(rest);
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A tag of HTML: how long it is.
fn tag(text: &str, plain: &mut String) -> Option<usize> {
    let inner = text.strip_prefix('<')?;
    let name = inner.strip_prefix('/').unwrap_or(inner);
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let end = inner.find('>')?;
    let name: String = name.chars().take_while(char::is_ascii_alphanumeric).collect();
    match name.to_ascii_lowercase().as_str() {
        "code" | "pre" => plain.push('`'),
        "br" | "p" | "li" | "ul" | "blockquote" => plain.push(' '),
        _ => {}
    }
    Some(end + 2)
}

/// `{@link name}`: how long it is.
fn link(text: &str, plain: &mut String) -> Option<usize> {
    let inner = text.strip_prefix("{@link ")?;
    let end = inner.find('}')?;
    let target = inner[..end].split(['|', ' ']).next().unwrap_or_default();
    plain.push('`');
    plain.push_str(&tl_name(target));
    plain.push('`');
    Some("{@link ".len() + end + 1)
}

/// `messages.RawSendMessageRequest` as `messages.sendMessage`: mtcute's names of types are those of TL with `Raw` in
/// front and, for methods, `Request` behind.
fn tl_name(name: &str) -> String {
    let (namespace, last) = name.rsplit_once('.').map_or(("", name), |(namespace, last)| (namespace, last));
    let namespace = namespace.strip_prefix("tl").unwrap_or(namespace).trim_start_matches('.');
    let Some(raw) = last.strip_prefix("Raw") else { return name.trim_start_matches("tl.").replacen("Type", "", 1) };
    let raw = raw.strip_suffix("Request").unwrap_or(raw);
    let mut chars = raw.chars();
    let lower: String = chars.next().map(|c| c.to_ascii_lowercase()).into_iter().chain(chars).collect();
    if namespace.is_empty() { lower } else { format!("{namespace}.{lower}") }
}

/// An entity of HTML: how long it is.
fn entity(text: &str, plain: &mut String) -> Option<usize> {
    const ENTITIES: [(&str, &str); 6] =
        [("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&nbsp;", " ")];
    let (entity, meaning) = ENTITIES.iter().find(|(entity, _)| text.starts_with(entity))?;
    plain.push_str(meaning);
    Some(entity.len())
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn markup_becomes_text() {
        assert_eq!(plain("See <a href=\"x\">this</a>, <code>a</code> &amp; b<br>c"), "See this, `a` & b c");
        assert_eq!(plain("Use {@link messages.RawSendMessageRequest}"), "Use `messages.sendMessage`");
        assert_eq!(plain("1 < 2 {x} `"), "1 < 2 {x} '");
    }
}
