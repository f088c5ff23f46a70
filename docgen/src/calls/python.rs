//! Examples in Python, as clients write them with the library Telethon.

use tlforge_parser::schema::{Basic, DefKind};

use super::class_name;
use super::json::hex;
use super::layout::Code;
use crate::book::Book;
use crate::example::{Object, Value};

/// The whole example.
pub(super) fn example(book: &Book<'_>, object: &Object) -> String {
    let mut code = construct(book, object);
    if let Code::List(list) = &mut code {
        list.broken = true;
    }
    if book.schema.def(object.def).kind == DefKind::Constructor {
        return format!("from telethon import types\n\nvalue = {}\n", code.print(0, 8, 4));
    }
    let call = Code::Wrap("await client(".to_owned(), Box::new(code), ")").print(4, 13, 4);
    let import = if call.contains("types.") { "functions, types" } else { "functions" };
    format!(
        "from telethon import {import}\n\n\
         # The client is connected and signed in.\n\
         async def run(client):\n    \
             result = {call}\n    \
             print(result.stringify() if hasattr(result, \"stringify\") else result)\n"
    )
}

fn construct(book: &Book<'_>, object: &Object) -> Code {
    let definition = book.schema.def(object.def);
    let class = class_name(&definition.name);
    let open = match definition.kind {
        DefKind::Function => format!("functions.{class}Request("),
        DefKind::Constructor => format!("types.{class}("),
    };
    let fields = object.fields.iter().filter(|field| !matches!(field.value, Value::Word)).map(|field| {
        let name = match field.name.as_deref() {
            // Telethon's own names for words that Python needs.
            Some("self") => "is_self".to_owned(),
            Some("from") => "from_".to_owned(),
            Some(name) => name.to_owned(),
            None => format!("_{}", field.position),
        };
        (format!("{name}="), of(book, &field.value))
    });
    let fields: Vec<_> = fields.collect();
    Code::List(Code::list(open, fields, ")"))
}

fn of(book: &Book<'_>, value: &Value) -> Code {
    match value {
        Value::Word | Value::True { .. } | Value::Bool(true) => Code::atom("True"),
        Value::Bool(false) => Code::atom("False"),
        Value::Number(_, number, _) => Code::atom(number.to_string()),
        Value::Double(number, _) => Code::atom(format!("{number:?}")),
        Value::Text(text, _) => Code::atom(serde_json::Value::from(text.as_str()).to_string()),
        Value::Bytes(Basic::Int128 | Basic::Int256 | Basic::Int512, bytes, _) => {
            Code::atom(format!("int.from_bytes(bytes.fromhex(\"{}\"), \"little\", signed=True)", hex(bytes)))
        }
        Value::Bytes(_, bytes, _) => Code::atom(format!("bytes.fromhex(\"{}\")", hex(bytes))),
        Value::Vector(_, items) => {
            Code::List(Code::list("[", items.iter().map(|item| (String::new(), of(book, item))).collect(), "]"))
        }
        Value::Object(object) => construct(book, object),
        Value::Group(_) => Code::atom("{}"),
    }
}
