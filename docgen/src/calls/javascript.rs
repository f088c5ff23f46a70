//! Examples in JavaScript and TypeScript, as clients write them with the library `telegram`.

use tlforge_parser::schema::{Basic, DefKind, Expr, TypeExpr};

use super::class_name;
use super::json::hex;
use super::layout::Code;
use crate::book::Book;
use crate::example::{Object, Value};

/// The whole example, in JavaScript or in TypeScript.
pub(super) fn example(book: &Book<'_>, object: &Object, typed: bool) -> String {
    let definition = book.schema.def(object.def);
    let mut code = construct(book, object);
    if let Code::List(list) = &mut code {
        list.broken = true;
    }
    if definition.kind == DefKind::Constructor {
        return format!("const value = {};\n", code.print(0, 14, 2));
    }
    let call = Code::Wrap("await client.invoke(".to_owned(), Box::new(code), ")").print(2, 19, 2);
    let (import, api, annotation) = if typed {
        let annotation = result(book, &definition.result).map(|ty| format!(": {ty}")).unwrap_or_default();
        ("import { Api, TelegramClient } from \"telegram\";", "client: TelegramClient", annotation)
    } else {
        ("const { Api } = require(\"telegram\");", "client", String::new())
    };
    format!(
        "{import}\n\n\
         // The client is connected and signed in.\n\
         async function run({api}) {{\n  \
           const result{annotation} = {call};\n  \
           console.log(result);\n\
         }}\n"
    )
}

fn construct(book: &Book<'_>, object: &Object) -> Code {
    let class = class_name(&book.schema.def(object.def).name);
    let fields = object.fields.iter().filter(|field| !matches!(field.value, Value::Word)).map(|field| {
        let name = field.name.clone().unwrap_or_else(|| format!("_{}", field.position));
        (format!("{}: ", camel(&name)), of(book, &field.value))
    });
    let fields: Vec<_> = fields.collect();
    let mut list = Code::list(format!("new Api.{class}({{"), fields, "})");
    list.spaced = true;
    Code::List(list)
}

fn of(book: &Book<'_>, value: &Value) -> Code {
    match value {
        Value::Word | Value::True { .. } => Code::atom("true"),
        Value::Bool(value) => Code::atom(value.to_string()),
        Value::Number(Basic::Long | Basic::Int64 | Basic::Int53, number, _) => {
            Code::atom(format!("BigInt(\"{number}\")"))
        }
        Value::Number(_, number, _) => Code::atom(number.to_string()),
        Value::Double(number, _) => Code::atom(format!("{number:?}")),
        Value::Text(text, _) => Code::atom(serde_json::Value::from(text.as_str()).to_string()),
        Value::Bytes(Basic::Int128 | Basic::Int256 | Basic::Int512, bytes, _) => {
            let big_endian: Vec<u8> = bytes.iter().rev().copied().collect();
            Code::atom(format!("BigInt(\"0x{}\")", hex(&big_endian)))
        }
        Value::Bytes(_, bytes, _) => Code::atom(format!("Buffer.from(\"{}\", \"hex\")", hex(bytes))),
        Value::Vector(_, items) => {
            Code::List(Code::list("[", items.iter().map(|item| (String::new(), of(book, item))).collect(), "]"))
        }
        Value::Object(object) => construct(book, object),
        Value::Group(_) => Code::atom("{}"),
    }
}

/// The type of a result: `Api.TypeUpdates`.
fn result(book: &Book<'_>, ty: &TypeExpr) -> Option<String> {
    let TypeExpr::Type { ty, args, .. } = ty else { return None };
    let declared = book.schema.ty(*ty);
    Some(match declared.basic {
        None => {
            let (namespace, last) = declared.name.rsplit_once('.').unwrap_or(("", &declared.name));
            let dot = if namespace.is_empty() { "" } else { "." };
            format!("Api.{namespace}{dot}Type{last}")
        }
        Some(Basic::Vector) => match args.first() {
            Some(Expr::Type(item)) => format!("{}[]", result(book, item)?),
            _ => return None,
        },
        Some(Basic::Bool | Basic::True) => "boolean".to_owned(),
        Some(Basic::Int | Basic::Int32 | Basic::Double) => "number".to_owned(),
        Some(Basic::Long | Basic::Int53 | Basic::Int64) => "bigint".to_owned(),
        Some(Basic::String) => "string".to_owned(),
        Some(Basic::Bytes) => "Buffer".to_owned(),
        Some(_) => return None,
    })
}

/// `connection_id` as `connectionId`.
fn camel(name: &str) -> String {
    let mut camel = String::with_capacity(name.len());
    let mut upper = false;
    for c in name.chars() {
        if c == '_' && !camel.is_empty() {
            upper = true;
        } else {
            camel.push(if upper { c.to_ascii_uppercase() } else { c });
            upper = false;
        }
    }
    camel
}
