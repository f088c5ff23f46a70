//! An index over a [`Model`]: what of the schema is called what in Rust, for documentation and other tools that write about
//! the code instead of writing it.

use std::collections::BTreeMap;

use tlforge_parser::schema::DefKind;

use crate::model::{Enum, ErrorEnum, Item, ItemId, Model, Struct, Variant, joined};

/// The items of a model by their names in the schema.
#[derive(Debug, Default)]
pub struct Catalog {
    model: Model,
    /// Where each item is: its module, and its position there.
    places: BTreeMap<ItemId, Place>,
    definitions: BTreeMap<(DefKind, String), ItemId>,
    /// The enums of constructors, and the positions of their variants.
    variants: BTreeMap<String, (ItemId, usize)>,
    types: BTreeMap<String, ItemId>,
    errors: BTreeMap<String, Place>,
}

type Place = (Vec<String>, usize);

impl Catalog {
    /// Indexes `model`.
    pub fn new(model: Model) -> Self {
        let mut catalog = Self::default();
        for (module, items) in &model.modules {
            for (at, item) in items.items.iter().enumerate() {
                catalog.add(item, (module.clone(), at));
            }
        }
        Self { model, ..catalog }
    }

    /// The model itself.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The struct `item`.
    pub fn structure(&self, item: ItemId) -> Option<&Struct> {
        match self.item(self.places.get(&item)?)? {
            Item::Struct(item) => Some(item),
            _ => None,
        }
    }

    /// The enum `item`.
    pub fn enumeration(&self, item: ItemId) -> Option<&Enum> {
        match self.item(self.places.get(&item)?)? {
            Item::Enum(item) => Some(item),
            _ => None,
        }
    }

    /// The struct of a definition, by the full name of the schema.
    pub fn definition(&self, kind: DefKind, name: &str) -> Option<&Struct> {
        self.structure(*self.definitions.get(&(kind, name.to_owned()))?)
    }

    /// The enum and the variant of a constructor.
    pub fn variant(&self, constructor: &str) -> Option<(&Enum, &Variant)> {
        let (item, at) = self.variants.get(constructor)?;
        let found = self.enumeration(*item)?;
        Some((found, found.variants.get(*at)?))
    }

    /// The enum of a type.
    pub fn enum_of(&self, ty: &str) -> Option<&Enum> {
        self.enumeration(*self.types.get(ty)?)
    }

    /// The error enum at a path.
    pub fn errors(&self, path: &str) -> Option<&ErrorEnum> {
        match self.item(self.errors.get(path)?)? {
            Item::Errors(item) => Some(item),
            _ => None,
        }
    }

    fn item(&self, (module, at): &Place) -> Option<&Item> {
        self.model.modules.get(module)?.items.get(*at)
    }

    fn add(&mut self, item: &Item, place: Place) {
        match item {
            Item::Struct(item) => {
                // A repeated part has no id, and a definition with parameters has several structs, the first of which
                // stands for it.
                if item.id != 0 {
                    let kind = if item.function.is_some() { DefKind::Function } else { DefKind::Constructor };
                    self.definitions.entry((kind, item.tl.clone())).or_insert(item.item);
                }
                self.places.insert(item.item, place);
            }
            Item::Enum(item) => {
                for (at, variant) in item.variants.iter().enumerate() {
                    self.variants.entry(variant.tl.clone()).or_insert((item.item, at));
                }
                self.types.entry(item.tl.clone()).or_insert(item.item);
                self.places.insert(item.item, place);
            }
            Item::Errors(item) => {
                self.errors.insert(joined(&place.0, &item.ident), place);
            }
            Item::Opaque(_) | Item::Handlers(_) | Item::Router => {}
        }
    }
}
