//! Lints that look at the whole schema.

use std::collections::BTreeMap;

use crate::{
    analysis::walk,
    diagnostic::{Code, Diagnostic},
    schema::{Basic, DefKind, Definition, Dialect, Schema},
    span::Span,
};

pub(super) fn check(schema: &Schema, found: &mut Vec<Diagnostic>) {
    unused_types(schema, found);
    object_constructors(schema, found);
    let of =
        |kind| schema.definitions.iter().filter(move |def: &&Definition| def.kind == kind && def.original.is_none());
    similar_names("constructors", of(DefKind::Constructor).map(|def| (def.name.as_str(), def.name_span)), found);
    similar_names("functions", of(DefKind::Function).map(|def| (def.name.as_str(), def.name_span)), found);
    // Basic types are no types of the schema: `string` may stand beside a `String` of its own.
    let own = schema.types.iter().filter(|ty| ty.basic.is_none());
    let types = own.filter_map(|ty| Some((ty.name.as_str(), ty.span?)));
    similar_names("types", types, found);
}

fn unused_types(schema: &Schema, found: &mut Vec<Diagnostic>) {
    // TON's messages, queries and stored values are boxed constructors of any type.
    if schema.dialect == Dialect::Plain {
        return;
    }
    let mut used = vec![false; schema.types.len()];
    for def in &schema.definitions {
        walk::types_of_args(&def.args, &mut |ty, _| used[ty.0 as usize] = true);
        if def.kind == DefKind::Function {
            walk::types_of_expr(&def.result, &mut |ty, _| used[ty.0 as usize] = true);
        }
    }
    // Where any value may stand, every type is used.
    if schema.iter_types().any(|(id, ty)| ty.basic == Some(Basic::Object) && used[id.0 as usize]) {
        return;
    }
    for (id, ty) in schema.iter_types().skip(2) {
        let Some(span) = ty.span.filter(|_| !used[id.0 as usize] && ty.basic.is_none()) else { continue };
        let message = format!("nothing uses the type `{}`", ty.name);
        found.push(Diagnostic::warning(Code::UnusedType, span, message));
    }
}

/// A schema that adds constructors to `Object` may mean them alone, so it is told that others fit too.
fn object_constructors(schema: &Schema, found: &mut Vec<Diagnostic>) {
    for ty in schema.types.iter().filter(|ty| ty.basic == Some(Basic::Object)) {
        let mut constructors = ty.constructors.iter().map(|def| schema.def(*def));
        // The built-in line says that any value is meant.
        if constructors.clone().any(|def| def.builtin) {
            continue;
        }
        let Some(first) = constructors.next() else { continue };
        let message = format!("`{}` stands for any boxed value, not only for `{}`", ty.name, first.name);
        found.push(
            Diagnostic::warning(Code::ObjectConstructors, first.name_span, message)
                .note("a field of this type accepts every constructor of the schema, with its id")
                .help("give the type another name if its own constructors are meant, or declare `object ? = Object;`"),
        );
    }
}

fn similar_names<'n>(what: &str, names: impl Iterator<Item = (&'n str, Span)>, found: &mut Vec<Diagnostic>) {
    let mut seen: BTreeMap<String, (&str, Span)> = BTreeMap::new();
    for (name, span) in names {
        if let Some((first, first_span)) = seen.insert(folded(name), (name, span))
            && first != name
        {
            let message = format!("the {what} `{first}` and `{name}` differ only in case or underscores");
            found.push(Diagnostic::warning(Code::SimilarNames, span, message).label(first_span, "the other one"));
        }
    }
}

/// A name without case and underscores.
pub(super) fn folded(name: &str) -> String {
    name.chars().filter(|c| *c != '_').map(|c| c.to_ascii_lowercase()).collect()
}
