//! Names and places of the items of one schema.

use std::collections::{BTreeMap, BTreeSet};

use tlforge_parser::schema::{DefKind, Schema, TypeId};

use super::boxing::Boxing;
use super::shapes::{OpaqueShape, Shape, Shapes, StructShape, UnionShape};
use crate::model::{ItemId, ItemName, Origin, Payload, Place};
use crate::names::{self, Candidate, Case, Namespaces, Words};
use tlforge_parser::analysis::applied::{self, Closed, Value};

/// The three modules that hold items.
pub(super) fn module_of(shape: &Shape<'_>, schema: &Schema) -> &'static str {
    match shape {
        Shape::Union(_) | Shape::Opaque(_) => "enums",
        Shape::Struct(shape) if schema.def(shape.def).kind == DefKind::Function && shape.body.is_empty() => "functions",
        Shape::Struct(_) => "types",
    }
}

/// The names of all shapes; `above` is the module that holds this schema. They are settled together with those of
/// `others`, so that what an option leaves out renames nothing.
pub(super) fn names_of(
    shapes: (&Shapes<'_>, &Boxing),
    others: (&Shapes<'_>, &Boxing),
    namespaces: &Namespaces,
    above: &[String],
    externs: &BTreeMap<ItemId, (String, String)>,
) -> Vec<ItemName> {
    let mut scopes: BTreeMap<Vec<String>, Scope> = BTreeMap::new();
    for spelt in spelt(others, namespaces, above) {
        scopes.entry(spelt.path).or_default().entry((spelt.spelling, spelt.words)).or_default();
    }
    for spelt in spelt(shapes, namespaces, above) {
        let names = scopes.entry(spelt.path).or_default();
        names.entry((spelt.spelling, spelt.words)).or_default().push(spelt.item);
    }
    let (shapes, _) = shapes;
    let origins = shapes.all.iter().map(|shape| origin(shape, shapes.schema));
    let mut found: Vec<ItemName> = origins.map(|origin| ItemName { origin, ..ItemName::default() }).collect();
    for (path, scope) in scopes {
        let candidates: Vec<_> =
            scope.keys().map(|(spelling, words)| Candidate::item(spelling, words.clone())).collect();
        let settled = names::settle(Case::Camel, &[], &candidates);
        let types: BTreeSet<String> = settled.iter().map(|words| Case::Camel.ident(words)).collect();
        for (items, words) in scope.into_values().zip(settled) {
            for item in items {
                let found = &mut found[item.0 - shapes.first];
                found.place = Place::Module(path.clone());
                found.ty = Case::Camel.ident(&words);
                found.table = names::static_name(&words, &types);
                found.method = Case::Field.ident(&words);
            }
        }
    }
    for (item, (module, ty)) in externs {
        let words = names::words(ty);
        let found = &mut found[item.0 - shapes.first];
        found.place = Place::Extern(module.clone());
        found.ty.clone_from(ty);
        found.table = names::static_name(&words, &BTreeSet::from([ty.clone()]));
        found.method = Case::Field.ident(&words);
    }
    found
}

/// What of the schema a shape stands for.
fn origin(shape: &Shape<'_>, schema: &Schema) -> Origin {
    let spelling = |args: &[Value]| applied::spelling("", args.iter(), schema).trim_start().to_owned();
    match shape {
        Shape::Union(UnionShape { ty, args, .. }) | Shape::Opaque(OpaqueShape { ty, args, .. }) => {
            Origin { ty: Some(*ty), args: spelling(args), ..Origin::default() }
        }
        Shape::Struct(shape) => {
            let def = schema.def(shape.def);
            let made = match def.kind {
                DefKind::Constructor => shape.env.close(&def.result).ok(),
                DefKind::Function => None,
            };
            Origin {
                def: Some(shape.def),
                ty: made.as_ref().map(|made| made.ty),
                args: made.map(|made| spelling(&made.args)).unwrap_or_default(),
                body: shape.body.clone(),
            }
        }
    }
}

/// The items of a module by their spellings and words; none for what is not generated.
type Scope = BTreeMap<(String, Words), Vec<ItemId>>;

/// What an item's name is made from.
struct Spelt {
    item: ItemId,
    path: Vec<String>,
    spelling: String,
    words: Words,
}

fn spelt((shapes, boxing): (&Shapes<'_>, &Boxing), namespaces: &Namespaces, above: &[String]) -> Vec<Spelt> {
    let schema = shapes.schema;
    let unit_variants = unit_variants(shapes, boxing);
    // A constructor without fields is a variant and nothing else; it must not take a name from a struct.
    let items = shapes.iter().filter(|(item, _)| !unit_variants.contains(item));
    let spelt = items.map(|(item, shape)| {
        let (spelling, words) = match shape {
            Shape::Struct(shape) => spelling_of_struct(shape, schema),
            Shape::Union(union) => spelling_of_type(union.ty, &union.args, schema),
            Shape::Opaque(opaque) => spelling_of_type(opaque.ty, &opaque.args, schema),
        };
        let mut path = above.to_vec();
        path.push(module_of(shape, schema).to_owned());
        Spelt { item, path: namespaces.path(&path, &spelling), spelling, words }
    });
    spelt.collect()
}

/// The constructors that are unit variants.
pub(super) fn unit_variants(shapes: &Shapes<'_>, boxing: &Boxing) -> BTreeSet<ItemId> {
    let variants = shapes.all.iter().filter_map(|shape| match shape {
        Shape::Union(union) => Some(&union.variants),
        Shape::Struct(_) | Shape::Opaque(_) => None,
    });
    variants.flatten().copied().filter(|item| boxing.payload(*item) == Payload::Unit).collect()
}

fn spelling_of_struct(shape: &StructShape<'_>, schema: &Schema) -> (String, Words) {
    let def = schema.def(shape.def);
    let mut words = names::words_of(def, schema);
    words.extend(shape.env.values().flat_map(|value| words_of_value(value, schema)));
    let mut spelling = applied::spelling(&names::full_name(def, schema), shape.env.values(), schema);
    let mut args = def.args.as_slice();
    for at in &shape.body {
        // The body of a repetition is called after the field.
        let arg = &args[*at];
        let name = arg.name.as_ref().map_or_else(|| format!("part {at}"), ToString::to_string);
        words.extend(names::words(&name));
        spelling = format!("{spelling} {name}");
        if let tlforge_parser::schema::ArgType::Repeat(repeat) = &arg.ty {
            args = &repeat.body;
        }
    }
    (spelling, words)
}

fn spelling_of_type(ty: TypeId, args: &[Value], schema: &Schema) -> (String, Words) {
    let name = &schema.ty(ty).name;
    let mut words = names::words(names::last(name));
    words.extend(args.iter().flat_map(|value| words_of_value(value, schema)));
    (applied::spelling(name, args.iter(), schema), words)
}

fn words_of_value(value: &Value, schema: &Schema) -> Words {
    match value {
        Value::Nat(value) => vec![value.to_string()],
        Value::Type(closed) => words_of_closed(closed, schema),
    }
}

/// The words of a type in a name; *bare* only where the schema would have to say `%` too.
fn words_of_closed(closed: &Closed, schema: &Schema) -> Words {
    let ty = schema.ty(closed.ty);
    let spelt_bare = closed.bare && matches!(ty.basic, None | Some(tlforge_parser::schema::Basic::Vector));
    let mut words = if spelt_bare { vec!["bare".to_owned()] } else { Vec::new() };
    words.extend(names::words(&ty.name));
    if ty.name == "#" {
        words.push("nat".to_owned());
    }
    words.extend(closed.args.iter().flat_map(|value| words_of_value(value, schema)));
    words
}
