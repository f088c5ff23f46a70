//! Examples as JSON: what `tlforge encode` reads.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use tlforge_parser::schema::{Basic, Dialect};

use super::layout::Code;
use crate::book::Book;
use crate::example::{Field, Object, Value};

/// The example, one line for each field.
pub(super) fn example(book: &Book<'_>, object: &Object) -> String {
    let mut code = piece(book, object);
    if let Code::List(list) = &mut code {
        list.broken = true;
    }
    code.print(0, 0, 2) + "\n"
}

/// The example on one line.
pub(crate) fn value(book: &Book<'_>, object: &Object) -> String {
    piece(book, object).print(0, 0, 0)
}

fn piece(book: &Book<'_>, object: &Object) -> Code {
    let key = if book.schema.dialect == Dialect::Tdlib { "@type" } else { "_" };
    let mut items = vec![(format!("\"{key}\": "), Code::atom(string(&book.schema.def(object.def).name)))];
    items.extend(fields(book, &object.fields));
    list("{", items, "}")
}

fn fields(book: &Book<'_>, fields: &[Field]) -> Vec<(String, Code)> {
    let said = fields.iter().filter(|field| !matches!(field.value, Value::Word));
    let codes = said.map(|field| {
        let name = field.name.clone().unwrap_or_else(|| format!("_{}", field.position));
        (format!("{}: ", string(&name)), of(book, &field.value))
    });
    codes.collect()
}

fn of(book: &Book<'_>, value: &Value) -> Code {
    let tdlib = book.schema.dialect == Dialect::Tdlib;
    match value {
        Value::Word | Value::True { .. } => Code::atom("true"),
        Value::Bool(value) => Code::atom(value.to_string()),
        Value::Number(Basic::Long | Basic::Int64, number, _) => Code::atom(format!("\"{number}\"")),
        Value::Number(_, number, _) => Code::atom(number.to_string()),
        Value::Double(number, _) => Code::atom(format!("{number:?}")),
        Value::Text(text, _) => Code::atom(string(text)),
        Value::Bytes(_, bytes, _) if tdlib => Code::atom(format!("\"{}\"", STANDARD.encode(bytes))),
        Value::Bytes(_, bytes, _) => Code::atom(format!("\"{}\"", hex(bytes))),
        Value::Vector(_, items) => list("[", items.iter().map(|item| (String::new(), of(book, item))).collect(), "]"),
        Value::Object(object) => piece(book, object),
        Value::Group(inner) => list("{", fields(book, inner), "}"),
    }
}

fn list(open: &str, items: Vec<(String, Code)>, close: &'static str) -> Code {
    let mut list = Code::list(open, items, close);
    list.trailing = false;
    Code::List(list)
}

/// `text` in quotation marks.
fn string(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

pub(super) fn hex(bytes: &[u8]) -> String {
    let mut text = String::new();
    tlforge_dynamic::push_hex(bytes, &mut text);
    text
}
