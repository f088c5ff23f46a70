//! Examples in Rust, with the bindings that tlforge generates.

use std::fmt::Write as _;

use tlforge_codegen::model::{Entry, ErrorEnum, Kind, NewFunction, Payload, Role, Struct};
use tlforge_parser::schema::{Basic, DefId, DefKind};

use super::layout::Code;
use crate::book::Book;
use crate::example::{Field, Object, Value};

/// How many errors of its own the example of a method distinguishes.
const MAX_ARMS: usize = 12;

/// The whole example. `None`: the definition has no generated form.
pub(super) fn example(book: &Book<'_>, object: &Object) -> Option<String> {
    let definition = book.schema.def(object.def);
    match definition.kind {
        DefKind::Function => call(book, object),
        DefKind::Constructor => value(book, object),
    }
}

/// A call, what it brings and what it may be refused with.
fn call(book: &Book<'_>, object: &Object) -> Option<String> {
    let structure = book.structure(book.schema.def(object.def))?;
    let request = literal(book, structure, object, true)?.print(4, 18, 4);
    // A wrapper returns and refuses what the inner call does.
    let own = book.path_of(structure.item);
    let (answers, path) = if structure.is_wrapper() {
        let inner = inner(book, object)?;
        (inner, format!("{own}::<{}>", book.path_of(inner.item)))
    } else {
        (structure, own)
    };
    let function = answers.function.as_ref()?;
    let response = book.catalog.model().type_of(function.response.as_ref()?);
    let errors = function.error.path().and_then(|path| Some((book.catalog.errors(&path)?, path)));
    let mut body = format!(
        "    let request = {request};\n    \
             match send(request.to_bytes()?) {{\n        \
                 Ok(bytes) => {{\n            \
                     let result: {response} = {path}::decode_response(&bytes)?;\n            \
                     println!(\"{{result:?}}\");\n        \
                 }}\n"
    );
    match &errors {
        None => body.push_str("        Err(error) => eprintln!(\"{error}\"),\n"),
        Some((errors, _)) => refusals(&mut body, errors),
    }
    body.push_str("    }\n    Ok(())\n");
    let rejection = if errors.is_some() { "Rejection, " } else { "" };
    let mut text = format!("use tlforge::{{Encode, Function, {rejection}RpcError}};\n");
    if let Some((_, path)) = &errors {
        let imported = match path.strip_suffix("Common") {
            Some(module) if body.contains("(Common::") => format!("{module}{{Common, NoErrors}}"),
            Some(module) => format!("{module}NoErrors"),
            None => path.clone(),
        };
        let _ = writeln!(text, "use {}::{imported};", book.options.rust_root(book.is_telegram()));
    }
    let _ = write!(
        text,
        "{}\n\
         /// `send` takes the bytes of a call to the server and brings those of its result.\n\
         fn run(\n    \
             send: impl Fn(Vec<u8>) -> Result<Vec<u8>, RpcError>,\n\
         ) -> Result<(), Box<dyn std::error::Error>> {{\n{body}}}\n",
        imports(book, &body)
    );
    Some(text)
}

/// The arm of what the server refuses: all errors of the call's own, and of the common ones what every call has to deal
/// with.
fn refusals(body: &mut String, errors: &ErrorEnum) {
    let name = &errors.ident;
    let common = errors.common.is_none();
    let own = if common { "NoErrors" } else { name };
    let _ = writeln!(body, "        Err(error) => match Rejection::<{own}>::from(error) {{");
    let of = if common { "Common" } else { "Method" };
    let shown = errors.variants.iter().filter(|variant| !common || variant.text == "FLOOD_WAIT_%d");
    for variant in shown.take(MAX_ARMS) {
        let text = literal_text(&variant.text);
        let _ = match &variant.argument {
            None => writeln!(body, "            Rejection::{of}({name}::{}) => eprintln!({text}),", variant.ident),
            Some(argument) => {
                let text = text.replacen("%d", &format!("{{{argument}}}"), 1);
                writeln!(
                    body,
                    "            Rejection::{of}({name}::{} {{ {argument} }}) => eprintln!({text}),",
                    variant.ident
                )
            }
        };
    }
    let more = if common { 0 } else { errors.variants.len().saturating_sub(MAX_ARMS) };
    if more > 0 {
        let _ = writeln!(body, "            // There are {more} more of its own.");
    }
    body.push_str("            error => eprintln!(\"{error}\"),\n        },\n");
}

/// The struct of the call that a wrapper wraps.
fn inner<'b>(book: &'b Book<'_>, object: &Object) -> Option<&'b Struct> {
    object.fields.iter().find_map(|field| match &field.value {
        Value::Object(inner) if book.schema.def(inner.def).kind == DefKind::Function => {
            book.structure(book.schema.def(inner.def))
        }
        _ => None,
    })
}

/// A value of a constructor.
fn value(book: &Book<'_>, object: &Object) -> Option<String> {
    let definition = book.schema.def(object.def);
    let variant = book.variant(definition);
    let mut code = match (book.structure(definition), variant) {
        (Some(structure), _) => literal(book, structure, object, true)?,
        (None, Some((owner, variant))) => Code::atom(format!("{}::{}", book.path_of(owner.item), variant.ident)),
        (None, None) => return None,
    };
    if let (Some((owner, variant)), true) = (variant, book.structure(definition).is_some()) {
        code = wrap(variant.payload, code, &format!("{}::{}", book.path_of(owner.item), variant.ident));
    }
    let body = format!("let value = {};\n", code.print(0, 12, 4));
    Some(format!("{}\n{body}", imports(book, &body)))
}

/// `Owner::Variant(payload)`
fn wrap(payload: Payload, inner: Code, path: &str) -> Code {
    match payload {
        Payload::Heaped(_) => Code::Wrap(format!("{path}(Box::new("), Box::new(inner), "))"),
        _ => Code::Wrap(format!("{path}("), Box::new(inner), ")"),
    }
}

/// The value of a struct; with every field on a line of its own if it is the example itself.
fn literal(book: &Book<'_>, structure: &Struct, object: &Object, whole: bool) -> Option<Code> {
    let mut given = object.fields.iter().peekable();
    let mut fields = Vec::new();
    for field in &structure.entries {
        let value = take(&mut given, field);
        match (&field.role, value) {
            (Role::Mask | Role::Shadow(..), _) => {}
            (Role::Word, _) => fields.push((field, Code::atom("0"))),
            (Role::Flag(_), value) => fields.push((field, Code::atom(if value.is_some() { "true" } else { "false" }))),
            (Role::Optional(..) | Role::Nullable(_), None) => fields.push((field, Code::atom("None"))),
            (Role::Optional(_, kind) | Role::Nullable(kind), Some(value)) => {
                let inner = Box::new(of(book, kind, value)?);
                fields.push((field, Code::Wrap("Some(".to_owned(), inner, ")")));
            }
            (Role::Required(kind), Some(value)) => fields.push((field, of(book, kind, value)?)),
            _ => return None,
        }
    }
    let path = book.path_of(structure.item);
    if fields.is_empty() {
        return Some(Code::atom(path));
    }
    if structure.constructor != NewFunction::None && !whole {
        let required = fields.into_iter().filter(|(field, _)| matches!(field.role, Role::Required(_)));
        let arguments = required.map(|(_, code)| (String::new(), code)).collect();
        return Some(Code::List(Code::list(format!("{path}::new("), arguments, ")")));
    }
    let fields = fields.into_iter().map(|(field, code)| (format!("{}: ", field.ident), code)).collect();
    let mut list = Code::list(format!("{path} {{"), fields, "}");
    list.spaced = true;
    list.broken = whole;
    Some(Code::List(list))
}

/// The value of a field: fields come in one order in the schema and in Rust, and some have no value.
fn take<'o>(given: &mut std::iter::Peekable<std::slice::Iter<'o, Field>>, field: &Entry) -> Option<&'o Value> {
    while let Some(next) = given.peek() {
        if next.name.as_deref().unwrap_or_default() == field.tl {
            return given.next().map(|field| &field.value);
        }
        // A count that the vector says.
        let counts = next.name.is_none() && matches!(next.value, Value::Number(Basic::Nat, ..));
        if !counts {
            return None;
        }
        given.next();
    }
    None
}

fn of(book: &Book<'_>, kind: &Kind, value: &Value) -> Option<Code> {
    match (kind, value) {
        (Kind::Heap(inner), _) => Some(Code::Wrap("Box::new(".to_owned(), Box::new(of(book, inner, value)?), ")")),
        (Kind::Nullable(inner), _) => Some(Code::Wrap("Some(".to_owned(), Box::new(of(book, inner, value)?), ")")),
        (Kind::Vec(_, item), Value::Vector(_, items)) => {
            let items = items.iter().map(|value| Some((String::new(), of(book, item, value)?)));
            Some(Code::List(Code::list("vec![", items.collect::<Option<_>>()?, "]")))
        }
        (Kind::Bare(item) | Kind::Boxed(item), Value::Object(object)) => {
            literal(book, book.catalog.structure(*item)?, object, false)
        }
        (Kind::Bare(item) | Kind::Boxed(item), Value::Group(fields)) => {
            let object = Object { def: DefId(0), boxed: false, fields: fields.clone() };
            literal(book, book.catalog.structure(*item)?, &object, false)
        }
        (Kind::Call, Value::Object(object)) => {
            literal(book, book.structure(book.schema.def(object.def))?, object, false)
        }
        (Kind::Union(item), Value::Object(object)) => {
            let owner = book.catalog.enumeration(*item)?;
            let name = &book.schema.def(object.def).name;
            let variant = owner.variants.iter().find(|variant| variant.tl == *name)?;
            let path = format!("{}::{}", book.path_of(owner.item), variant.ident);
            let Some(payload) = variant.payload.item() else { return Some(Code::atom(path)) };
            Some(wrap(variant.payload, literal(book, book.catalog.structure(payload)?, object, false)?, &path))
        }
        (Kind::Basic(basic), value) => plain(basic.rust(), value),
        _ => None,
    }
}

fn plain(ty: &str, value: &Value) -> Option<Code> {
    Some(Code::Atom(match (ty, value) {
        ("()", Value::True { .. }) => "()".to_owned(),
        ("bool", Value::Bool(value)) => value.to_string(),
        ("i32" | "u32" | "i64", Value::Number(_, number, _)) => grouped(*number),
        ("f64", Value::Double(number, _)) => format!("{number:?}"),
        ("String", Value::Text(text, _)) => format!("{text:?}.to_owned()"),
        ("SecretString", Value::Text(text, _)) => format!("{text:?}.to_owned().into()"),
        ("Vec<u8>", Value::Bytes(_, bytes, _)) => format!("vec!{bytes:?}"),
        ("SecretBytes", Value::Bytes(_, bytes, _)) => format!("vec!{bytes:?}.into()"),
        ("[u8; 16]" | "[u8; 32]" | "[u8; 64]", Value::Bytes(_, bytes, _)) => format!("{bytes:?}"),
        _ => return None,
    }))
}

/// `1234567` as `1_234_567`.
fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    if digits.len() < 6 {
        return number.to_string();
    }
    let mut text = if number < 0 { "-".to_owned() } else { String::new() };
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push('_');
        }
        text.push(digit);
    }
    text
}

/// A string literal for `println!`, in which braces are braces.
fn literal_text(text: &str) -> String {
    format!("{text:?}").replace('{', "{{").replace('}', "}}")
}

/// The line that imports the modules that `body` names.
fn imports(book: &Book<'_>, body: &str) -> String {
    let uses =
        |module: &str| body.match_indices(&format!("{module}::")).any(|(at, _)| !body[..at].ends_with([':', '_']));
    let modules: Vec<_> = ["enums", "functions", "types"].into_iter().filter(|module| uses(module)).collect();
    match modules.as_slice() {
        [] => String::new(),
        [module] => format!("use {}::{module};\n", book.options.rust_root(book.is_telegram())),
        modules => format!("use {}::{{{}}};\n", book.options.rust_root(book.is_telegram()), modules.join(", ")),
    }
}
