//! The index of the search: a script that assigns one value, so that it loads without a server.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tlforge_parser::schema::DefKind;

use crate::book::Book;

/// The index. Its parts:
///
/// * `d`: definitions as `[kind, name, id, page?]` with 0 for constructors, 1 for methods; the page only where it is not
///   called after the name.
/// * `t`: types as `[name, page?]`; `e`: errors as `[name, codes, page?]`; `n`: namespaces as `[name, page?]`.
/// * `f`: fields by name, with the positions of their definitions in `d`.
pub(crate) fn index(book: &Book<'_>) -> String {
    let mut definitions = Vec::new();
    let mut fields: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, (id, def)) in book.pages().enumerate() {
        let kind = u8::from(def.kind == DefKind::Function);
        let mut entry = vec![json!(kind), json!(def.name), json!(format!("{:08x}", def.id))];
        entry.extend(page(book.def_page(id), &def.name));
        definitions.push(Value::from(entry));
        for name in def.args.iter().filter(|arg| !arg.implicit).filter_map(|arg| arg.name.as_deref()) {
            let owners = fields.entry(name).or_default();
            if owners.last() != Some(&at) {
                owners.push(at);
            }
        }
    }
    let types = book.type_pages().map(|ty| {
        let name = book.type_name(ty);
        Value::from([vec![json!(name)], page(book.type_page(ty), name).into_iter().collect()].concat())
    });
    let errors = book.db.iter().flat_map(|db| db.iter()).map(|(id, error)| {
        let codes: Vec<_> = error.codes.iter().map(i32::to_string).collect();
        let entry = vec![json!(error.name), json!(codes.join(", "))];
        Value::from([entry, page(book.error_page(id), &error.name).into_iter().collect()].concat())
    });
    let namespaces = book.namespaces.keys().filter(|name| !name.is_empty()).map(|name| {
        Value::from([vec![json!(name)], page(book.namespace_page(name), name).into_iter().collect()].concat())
    });
    let index = json!({
        "d": definitions,
        "t": types.collect::<Vec<_>>(),
        "e": errors.collect::<Vec<_>>(),
        "n": namespaces.collect::<Vec<_>>(),
        "f": fields,
    });
    format!("window.tlforgeIndex = {index};\n")
}

/// The file name of a page without its ending, where it is not the name.
fn page(page: Option<String>, name: &str) -> Option<Value> {
    let page = page?;
    let file = page.rsplit('/').next().unwrap_or_default();
    let slug = file.rsplit_once('.').map_or(file, |(slug, _)| slug);
    (slug != name).then(|| json!(slug))
}
