//! Shapes to items: structs, enums and functions with their names, documentation and attributes.

use std::collections::{BTreeMap, BTreeSet};

use tlforge_parser::error_table::ErrorTable;
use tlforge_parser::schema::DefKind;

use super::boxing::Boxing;
use super::docs::{self, Scope};
use super::errors::Errors;
use super::naming;
use super::shapes::{OpaqueShape, Outline, Shape, Shapes, StructShape, UnionShape};
use crate::config::{Attribute, Config, selects};
use crate::model::{
    Entry, Enum, ErrorType, Function, Item, ItemId, ItemName, NewFunction, Opaque, Place, Role, Struct, Variant,
};
use crate::names::{self, Candidate, Namespaces};

/// What the items of one schema are made from.
pub(super) struct Lowering<'a> {
    pub(super) config: &'a Config,
    pub(super) shapes: &'a Shapes<'a>,
    pub(super) boxing: &'a Boxing,
    pub(super) outlines: &'a BTreeMap<ItemId, Outline>,
    pub(super) names: &'a [ItemName],
    pub(super) namespaces: &'a Namespaces,
    /// The module that holds the schema.
    pub(super) above: &'a [String],
    pub(super) errors: Option<&'a Errors<'a>>,
    pub(super) db: Option<&'a ErrorTable>,
    pub(super) externs: &'a BTreeMap<ItemId, (String, String)>,
}

impl Lowering<'_> {
    /// All items with their modules, in the order of the schema.
    pub(super) fn items(&self) -> Vec<(Vec<String>, Item)> {
        let unit_variants = naming::unit_variants(self.shapes, self.boxing);
        let foreign = self.foreign();
        let mut order: Vec<_> = self.shapes.iter().filter(|(item, _)| !foreign.contains(item)).collect();
        // What was found first as a part of something else stands where it is declared too.
        order.sort_by_key(|(item, shape)| match shape {
            Shape::Union(UnionShape { ty, .. }) | Shape::Opaque(OpaqueShape { ty, .. }) => {
                (ty.0, &self.names[item.0].ty)
            }
            Shape::Struct(shape) => (shape.def.0, &self.names[item.0].ty),
        });
        let mut items = Vec::new();
        for (item, shape) in order {
            let Place::Module(module) = &self.names[item.0].place else { continue };
            match shape {
                Shape::Union(union) => items.push((module.clone(), Item::Enum(self.union(item, union)))),
                Shape::Opaque(opaque) => items.push((module.clone(), Item::Opaque(self.opaque(item, opaque)))),
                Shape::Struct(_) if unit_variants.contains(&item) => {}
                Shape::Struct(shape) => {
                    let (made, error) = self.structure(item, shape, module);
                    items.push((module.clone(), Item::Struct(made)));
                    items.extend(error);
                }
            }
        }
        items
    }

    /// What belongs to types of other crates.
    fn foreign(&self) -> BTreeSet<ItemId> {
        let mut foreign: BTreeSet<ItemId> = self.externs.keys().copied().collect();
        for item in self.externs.keys() {
            if let Shape::Union(union) = self.shapes.shape(*item) {
                foreign.extend(&union.variants);
            }
        }
        foreign
    }

    fn union(&self, item: ItemId, union: &UnionShape) -> Enum {
        let schema = self.shapes.schema;
        let ty = schema.ty(union.ty);
        let definitions: Vec<_> = union
            .variants
            .iter()
            .filter_map(|variant| self.shapes.shape(*variant).as_struct())
            .map(|shape| schema.def(shape.def))
            .collect();
        let idents = names::variants(schema, &ty.name, &definitions);
        let ids = union.variants.iter().filter_map(|variant| self.shapes.shape(*variant).as_struct()).map(|it| it.def);
        let variants =
            definitions.iter().zip(ids).zip(idents).zip(&union.variants).map(|(((def, id), ident), variant)| Variant {
                ident,
                def: id,
                docs: docs::variant(def),
                tl: def.name.clone(),
                id: def.id,
                payload: self.boxing.payload(*variant),
                boxed: self.boxing.boxed(*variant),
            });
        Enum {
            item,
            docs: docs::union(ty),
            attributes: attributes(&self.config.type_attributes, &ty.name),
            tl: ty.name.clone(),
            is_applied: !union.args.is_empty(),
            dialect: schema.dialect,
            min: self.boxing.min(item),
            variants: variants.collect(),
            eq: self.config.eq && self.boxing.eq(item),
            debug: self.has_debug(&ty.name),
        }
    }

    fn opaque(&self, item: ItemId, opaque: &OpaqueShape) -> Opaque {
        let ty = self.shapes.schema.ty(opaque.ty);
        let outline = self.outlines.get(&item).cloned().unwrap_or_default();
        Opaque {
            item,
            docs: docs::opaque(ty),
            tl: ty.name.clone(),
            is_applied: !opaque.args.is_empty(),
            min: outline.min,
            at: outline.at,
            dialect: self.shapes.schema.dialect,
            ids: outline.constructors.iter().map(|(id, _)| *id).collect(),
        }
    }

    fn structure(
        &self,
        item: ItemId,
        shape: &StructShape<'_>,
        module: &[String],
    ) -> (Struct, Option<(Vec<String>, Item)>) {
        let schema = self.shapes.schema;
        let def = schema.def(shape.def);
        let docs = self.scope(module);
        let (function, error) = match def.kind {
            DefKind::Function if shape.body.is_empty() => {
                let (function, error) = self.function(item, shape);
                (Some(function), error)
            }
            _ => (None, None),
        };
        let documentation = match &function {
            _ if !shape.body.is_empty() => docs::part(def),
            Some(function) => docs.function(shape.def, def, function.response.as_ref(), &function.error, self.db),
            None => docs.constructor(shape.def, def, self.shapes.union_of(item).map(|union| &self.names[union.0])),
        };
        let entries = self.entries(item, shape, &docs);
        let made = Struct {
            item,
            docs: documentation,
            attributes: attributes(&self.config.type_attributes, &def.name),
            tl: if shape.body.is_empty() { def.name.clone() } else { String::new() },
            id: if shape.body.is_empty() { def.id } else { 0 },
            is_applied: shape.env.values().next().is_some(),
            dialect: schema.dialect,
            min: self.boxing.min(item),
            constructor: constructor(&entries),
            entries,
            eq: self.config.eq && self.boxing.eq(item),
            debug: self.has_debug(&def.name),
            function,
        };
        (made, error)
    }

    fn function(&self, item: ItemId, shape: &StructShape<'_>) -> (Function, Option<(Vec<String>, Item)>) {
        let def = self.shapes.schema.def(shape.def);
        let (error, own) = match self.errors {
            None => (ErrorType::Runtime, None),
            Some(errors) => {
                let mut module = self.above.to_vec();
                module.push("errors".to_owned());
                let module = self.namespaces.path(&module, &def.name);
                errors.of_function(&def.name, &self.names[item.0].ty, module, &["errors".to_owned()])
            }
        };
        let function = Function {
            availability: self.errors.map_or("Unknown", |errors| errors.availability(&def.name)),
            response: shape.response.clone(),
            error,
        };
        (function, own.map(|(module, own)| (module, Item::Errors(own))))
    }

    fn entries(&self, item: ItemId, shape: &StructShape<'_>, docs: &Scope<'_>) -> Vec<Entry> {
        let candidates: Vec<_> = shape
            .fields
            .iter()
            .map(|field| match (&field.role, field.arg.name.as_deref()) {
                (Role::Shadow(..), Some(name)) => Candidate::accessor(name),
                (_, name) => Candidate::field(name, field.position),
            })
            .collect();
        let idents = names::fields(&candidates);
        let definition = &self.shapes.schema.def(shape.def).name;
        let entries = shape.fields.iter().enumerate().map(|(at, field)| {
            // A field without a name is called by its position in JSON; no name in a schema starts so.
            let tl = field.arg.name.as_deref().map_or_else(|| format!("_{}", field.position), str::to_owned);
            Entry {
                argument: shape.args.iter().position(|arg| std::ptr::eq(arg, field.arg)).unwrap_or(at),
                ident: idents[at].clone(),
                docs: docs.field(shape, at, &idents),
                attributes: attributes(&self.config.field_attributes, &format!("{definition}.{tl}")),
                role: self.boxing.role(item, at, &field.role),
                tl,
            }
        });
        entries.collect()
    }

    /// Whether the item of this TL name has `Debug`, in a crate if the feature is on.
    fn has_debug(&self, name: &str) -> bool {
        let skipped = self.config.skip_debug.iter().any(|pattern| selects(pattern, name));
        (self.config.debug || self.config.has_features()) && !skipped
    }

    fn scope<'s>(&'s self, module: &'s [String]) -> Scope<'s> {
        Scope { schema: self.shapes.schema, module, names: self.names }
    }
}

/// Whether a struct has `new`: there must be a field that may be added to, and `Default` says all when none is required.
fn constructor(entries: &[Entry]) -> NewFunction {
    let has = |test: fn(&Role) -> bool| entries.iter().any(|entry| test(&entry.role));
    match (
        has(|role| matches!(role, Role::Word | Role::Flag(_) | Role::Optional(..) | Role::Nullable(_))),
        has(|role| matches!(role, Role::Required(_))),
    ) {
        (false, _) => NewFunction::None,
        (true, true) => NewFunction::New,
        (true, false) => NewFunction::NewAndDefault,
    }
}

fn attributes(attributes: &[Attribute], name: &str) -> Vec<String> {
    attributes.iter().filter(|a| selects(&a.pattern, name)).map(|a| a.attribute.clone()).collect()
}
