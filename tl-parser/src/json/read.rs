//! The schema as JSON, back to the text that says the same.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::Value;

use crate::schema::Basic;

/// Why a text is no schema in JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonError {
    /// Offset of the byte where it is no JSON; 0 for JSON of another form.
    pub offset: usize,
    /// What is wrong.
    pub message: String,
}

/// Whether `text` is JSON rather than TL, to go by its first character.
pub fn is_json(text: &str) -> bool {
    text.trim_start_matches('\u{feff}').trim_start().starts_with('{')
}

/// Returns the TL text that says what the JSON `text` says, a line for each definition. The JSON is in the form that
/// Telegram publishes and [`write`](super::write) writes; ids are decimal numbers, signed or not, as text or as numbers.
///
/// # Errors
///
/// If the text is no JSON, or has another form.
pub fn to_tl(text: &str) -> Result<String, JsonError> {
    let value: Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| JsonError {
        offset: offset(text, error.line(), error.column()),
        message: format!("the schema is no JSON: {error}"),
    })?;
    convert(&value).map_err(|message| JsonError { offset: 0, message })
}

fn convert(value: &Value) -> Result<String, String> {
    if value.get("constructors").is_none() && value.get("methods").is_none() {
        return Err("a schema in JSON is an object with the lists `constructors` and `methods`".to_owned());
    }
    let mut tl = String::new();
    if let Some(layer) = value.get("layer").and_then(Value::as_u64) {
        let _ = writeln!(tl, "// LAYER {layer}");
    }
    for ty in list(value, "types")? {
        if let (Some(name), Some(text)) = (text(ty, "type"), text(ty, "description")) {
            tag(&mut tl, &format!("class {name} @description"), text);
        }
    }
    for (name, key) in [("constructors", "predicate"), ("methods", "method")] {
        if name == "methods" {
            tl.push_str("---functions---\n");
        }
        for (at, entry) in list(value, name)?.iter().enumerate() {
            definition(&mut tl, entry, key).map_err(|message| format!("{name}[{at}] {message}"))?;
        }
    }
    Ok(tl)
}

/// The types that built-in lines declare, `int ? = Int;`. The form does not tell them from others without parameters.
const BUILTINS: [Basic; 6] = [Basic::Int, Basic::Long, Basic::Double, Basic::String, Basic::Object, Basic::Function];

/// Appends the declaration that `entry` says, whose name is under `key`.
fn definition(tl: &mut String, entry: &Value, key: &str) -> Result<(), String> {
    let name = text(entry, key).ok_or_else(|| format!("has no `{key}`"))?;
    let result = text(entry, "type").ok_or("has no `type`")?;
    if let Some(docs) = text(entry, "description") {
        tag(tl, "description", docs);
    }
    let mut line = name.to_owned();
    if let Some(id) = entry.get("id") {
        let _ = write!(line, "#{:08x}", self::id(id).ok_or("has an `id` that is no number of 32 bits")?);
    }
    let mut params = Vec::new();
    for (at, param) in list(entry, "params")?.iter().enumerate() {
        let ty = text(param, "type").ok_or_else(|| format!("has a parameter without a `type`, params[{at}]"))?;
        let name = text(param, "name").unwrap_or_default();
        params.push((name, ty));
        if let Some(docs) = text(param, "description").filter(|_| !name.is_empty()) {
            let reserved = matches!(name, "description" | "class");
            tag(tl, &if reserved { format!("param_{name}") } else { name.to_owned() }, docs);
        }
    }
    if params.is_empty() && BUILTINS.iter().any(|basic| basic.bare_name() == Some(name) && basic.name() == result) {
        line.push_str(" ?");
    }
    if params.is_empty() && Some(name) == Basic::Vector.bare_name() && result == "Vector t" {
        // The form cannot say what it consists of, which is the same in every schema.
        line.push_str(" {t:Type} # [ t ]");
        let _ = writeln!(tl, "{line} = {result};");
        return Ok(());
    }
    for (variable, kind) in variables(&params, result) {
        let _ = write!(line, " {{{variable}:{kind}}}");
    }
    for (name, ty) in params {
        let colon = if name.is_empty() { "" } else { ":" };
        let _ = write!(line, " {name}{colon}{ty}");
    }
    let _ = writeln!(tl, "{line} = {result};");
    Ok(())
}

/// The variables in braces, which the form leaves out: the `X` of `!X`, and the lower-case arguments of the result that no
/// parameter declares. What is counted with or has bits is a number.
fn variables<'a>(params: &[(&'a str, &'a str)], result: &'a str) -> BTreeMap<&'a str, &'static str> {
    let mut found = BTreeMap::new();
    for (_, ty) in params {
        if let Some(variable) = ty.rsplit('?').next().and_then(|ty| ty.strip_prefix('!')) {
            found.insert(variable, "Type");
        }
    }
    let arguments = result.split([' ', '<', '>', ',', '(', ')', '%']).skip(1).filter(|word| !word.is_empty());
    for word in arguments {
        let is_name = word.starts_with(|c: char| c.is_ascii_alphabetic());
        let is_declared = params.iter().any(|(name, _)| *name == word);
        let is_type = Basic::by_bare_name(word).is_some() || word.contains('.');
        let is_short = word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if !is_name
            || is_declared
            || is_type
            || !is_short
            || word.starts_with(|c: char| c.is_ascii_uppercase()) && word.len() > 1
        {
            continue;
        }
        let is_number = params.iter().any(|(_, ty)| {
            ty.starts_with(&format!("{word}."))
                || ty.starts_with(&format!("{word}*"))
                || ty.contains(&format!("({word}+"))
        });
        found.insert(word, if is_number { "#" } else { "Type" });
    }
    found
}

/// Appends a tag of documentation; an `@` in the text starts no other.
fn tag(tl: &mut String, name: &str, text: &str) {
    let words: Vec<&str> = text.split_whitespace().collect();
    let text = words.join(" ");
    for (at, part) in text.split(" @").enumerate() {
        let _ = if at == 0 { writeln!(tl, "//@{name} {part}") } else { writeln!(tl, "//-@{part}") };
    }
}

fn list<'v>(value: &'v Value, name: &str) -> Result<&'v [Value], String> {
    match value.get(name) {
        Some(Value::Array(list)) => Ok(list),
        None => Ok(&[]),
        Some(_) => Err(format!("`{name}` is not a list")),
    }
}

fn text<'v>(value: &'v Value, name: &str) -> Option<&'v str> {
    value.get(name)?.as_str()
}

/// An id, signed or not, as a number or as text.
fn id(value: &Value) -> Option<u32> {
    let number = match value {
        Value::String(text) => text.parse().ok()?,
        value => value.as_i64()?,
    };
    u32::try_from(number).ok().or_else(|| i32::try_from(number).ok().map(i32::cast_unsigned))
}

/// The offset of a line and column, which count from 1; columns count bytes.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let mark = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let before: usize = text[mark..].split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    (mark + before + column.saturating_sub(1)).min(text.len())
}
