//! Lints that look at the whole schema.

use std::collections::BTreeMap;

use crate::{
    analysis::walk,
    diagnostic::{Code, Diagnostic},
    schema::{DefKind, Definition, Schema},
    span::Span,
};

pub(super) fn check(schema: &Schema, found: &mut Vec<Diagnostic>) {
    unused_types(schema, found);
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
    let mut used = vec![false; schema.types.len()];
    for def in &schema.definitions {
        walk::types_of_args(&def.args, &mut |ty, _| used[ty.0 as usize] = true);
        if def.kind == DefKind::Function {
            walk::types_of_expr(&def.result, &mut |ty, _| used[ty.0 as usize] = true);
        }
    }
    for (id, ty) in schema.iter_types().skip(2) {
        let Some(span) = ty.span.filter(|_| !used[id.0 as usize] && ty.basic.is_none()) else { continue };
        let message = format!("nothing uses the type `{}`", ty.name);
        found.push(Diagnostic::warning(Code::UnusedType, span, message));
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
