//! The items of one model, by what of the schema they stand for.

use std::collections::BTreeMap;

use tlforge_parser::schema::{ArgType, DefId, Schema, TypeId};

use crate::model::{Enum, ErrorEnum, Item, ItemId, Kind, Model, Opaque, Payload, Struct, Variant, joined};

/// A definition, the arguments of its type, and the names that lead to a repetition in it.
pub(super) type StructKey = (DefId, String, Vec<String>);

/// The items of a model.
pub(super) struct Items<'m> {
    pub(super) schema: &'m Schema,
    pub(super) model: &'m Model,
    pub(super) structs: BTreeMap<StructKey, &'m Struct>,
    pub(super) variants: BTreeMap<(DefId, String), (&'m Enum, &'m Variant)>,
    /// What stands for each type.
    pub(super) types: BTreeMap<(TypeId, String), OfType<'m>>,
    /// The enums of errors by their paths.
    pub(super) errors: BTreeMap<String, &'m ErrorEnum>,
    /// What the items are called in the schema, by their paths.
    pub(super) holders: BTreeMap<String, String>,
    /// What each item is, whatever it is called: the same text for partners in both models.
    identities: Vec<String>,
}

/// What stands for a type.
#[derive(Clone, Copy)]
pub(super) enum OfType<'m> {
    Enum(&'m Enum),
    Opaque(&'m Opaque),
    /// The struct of its only constructor.
    Struct(&'m Struct),
}

impl<'m> Items<'m> {
    /// The items of `model`, which was made from `schema`. The functions say what types and definitions are called in the
    /// new schema, if they are in it.
    pub(super) fn of(
        schema: &'m Schema,
        model: &'m Model,
        partner_of_type: impl Fn(TypeId) -> Option<TypeId>,
        partner_of_def: impl Fn(DefId) -> Option<DefId>,
    ) -> Self {
        let identities = model.names.iter().map(|name| {
            let origin = &name.origin;
            let ty = origin.ty.map(|ty| partner_of_type(ty).ok_or(ty));
            let def = origin.def.map(|def| partner_of_def(def).ok_or(def));
            match def {
                Some(def) if !origin.body.is_empty() => {
                    let part = origin.def.map(|def| part(schema, def, &origin.body));
                    format!("{def:?} {} {part:?}", origin.args)
                }
                _ => format!("{ty:?} {}", origin.args),
            }
        });
        let mut items = Self {
            schema,
            model,
            structs: BTreeMap::new(),
            variants: BTreeMap::new(),
            types: BTreeMap::new(),
            errors: BTreeMap::new(),
            holders: BTreeMap::new(),
            identities: identities.collect(),
        };
        for (module, item) in model.items() {
            items.add(module, item);
        }
        items
    }

    fn add(&mut self, module: &[String], item: &'m Item) {
        match item {
            Item::Struct(item) => {
                let origin = &self.model.names[item.item.0].origin;
                let Some(def) = origin.def else { return };
                let part = part(self.schema, def, &origin.body);
                if let (Some(ty), []) = (origin.ty, part.as_slice()) {
                    self.types.entry((ty, origin.args.clone())).or_insert(OfType::Struct(item));
                }
                self.holders
                    .insert(self.model.path(item.item), crate::names::full_name(self.schema.def(def), self.schema));
                self.structs.insert((def, origin.args.clone(), part), item);
            }
            Item::Enum(item) => {
                let origin = &self.model.names[item.item.0].origin;
                let path = self.model.path(item.item);
                for variant in &item.variants {
                    self.variants.insert((variant.def, origin.args.clone()), (item, variant));
                    let name = crate::names::full_name(self.schema.def(variant.def), self.schema);
                    self.holders.insert(format!("{path}::{}", variant.ident), name);
                }
                self.holders.insert(path, item.tl.clone());
                if let Some(ty) = origin.ty {
                    self.types.insert((ty, origin.args.clone()), OfType::Enum(item));
                }
            }
            Item::Opaque(item) => {
                let origin = &self.model.names[item.item.0].origin;
                self.holders.insert(self.model.path(item.item), item.tl.clone());
                if let Some(ty) = origin.ty {
                    self.types.insert((ty, origin.args.clone()), OfType::Opaque(item));
                }
            }
            Item::Errors(item) => {
                self.errors.insert(joined(module, &item.ident), item);
            }
            Item::Handlers(_) | Item::Router => {}
        }
    }

    /// The path of an enum's variant.
    pub(super) fn path_of_variant(&self, owner: &Enum, variant: &Variant) -> String {
        format!("{}::{}", self.model.path(owner.item), variant.ident)
    }

    /// The struct that a variant holds.
    pub(super) fn payload(&self, variant: &Variant, args: &str) -> Option<&'m Struct> {
        let (Payload::Inline(_) | Payload::Heaped(_)) = variant.payload else { return None };
        self.structs.get(&(variant.def, args.to_owned(), Vec::new())).copied()
    }

    /// What a kind consists of: the same text for the same Rust type, whatever the items in it are called.
    fn identity(&self, kind: &Kind) -> String {
        let of = |item: &ItemId| self.identities.get(item.0).cloned().unwrap_or_default();
        match kind {
            Kind::Basic(basic) => basic.rust().to_owned(),
            Kind::Bare(item) | Kind::Boxed(item) | Kind::Union(item) => of(item),
            Kind::Opaque { item, .. } => format!("Opaque<{}>", of(item)),
            Kind::Heap(inner) => format!("Box<{}>", self.identity(inner)),
            Kind::Vec(_, inner) => format!("Vec<{}>", self.identity(inner)),
            Kind::Nullable(inner) => format!("Option<{}>", self.identity(inner)),
            Kind::Call => "X".to_owned(),
        }
    }

    /// Whether a kind is the same Rust type as one of the `other` model. What becomes of an item in it is told where the item
    /// is.
    pub(super) fn is_same(&self, kind: &Kind, other: (&Self, &Kind)) -> bool {
        self.identity(kind) == other.0.identity(other.1) || self.model.type_of(kind) == other.0.model.type_of(other.1)
    }
}

/// The names of the arguments that lead to a repetition, or their positions where they have none.
fn part(schema: &Schema, def: DefId, body: &[usize]) -> Vec<String> {
    let mut args = schema.def(def).args.as_slice();
    let names = body.iter().map(|at| {
        let arg = &args[*at];
        if let ArgType::Repeat(repeat) = &arg.ty {
            args = &repeat.body;
        }
        subject(arg.name.as_deref(), *at)
    });
    names.collect()
}

/// What a change calls the argument at `at`.
pub(super) fn subject(name: Option<&str>, at: usize) -> String {
    name.map_or_else(|| (at + 1).to_string(), str::to_owned)
}
