//! What can stand where the schema says *any object* or *any function*.

use std::collections::{BTreeMap, BTreeSet};

use tlforge_parser::schema::Dialect;

use super::basic_types::{self, Constructor};
use crate::Input;
use crate::model::{
    Basic, Entry, Item, ItemId, ItemName, Kind, Model, NewFunction, Origin, Place, Registry, Role, Struct,
};
use crate::names::{self, Candidate, Case};

/// The module of the registry, which nobody sees.
pub(crate) const MODULE: &str = "registry";

/// The registry of everything in `tree`, if a field needs it or a feature offers it.
///
/// A generic wrapper stands in it as a struct of its own, around any function, and so does a basic type with its id;
/// their names follow those that `tree` has.
pub(super) fn registry(tree: &Model, input: &Input<'_>, offered: bool) -> Option<(Registry, Vec<ItemName>)> {
    let needed = is_needed(tree);
    if !needed && !offered {
        return None;
    }
    let (erased, basics, names) = own(tree, input);
    let mut objects = Longest::default();
    let mut functions = Longest::default();
    let in_enums: BTreeSet<ItemId> = items(tree)
        .filter_map(|item| if let Item::Enum(item) = item { Some(&item.variants) } else { None })
        .flat_map(|variants| variants.iter().filter_map(|variant| variant.payload.item()))
        .collect();
    for item in items(tree) {
        match item {
            Item::Struct(item) if item.is_applied || item.id == 0 || in_enums.contains(&item.item) => {}
            Item::Struct(item) => match &item.function {
                None => objects.add(item),
                Some(function) if function.response.is_some() => functions.add(item),
                Some(_) => {}
            },
            Item::Enum(item) if !item.is_applied => {
                objects.0.extend(item.variants.iter().map(|variant| (variant.id, (0, Kind::Union(item.item)))));
            }
            Item::Opaque(item) if !item.is_applied => {
                let kind = Kind::Opaque { item: item.item, bare: false };
                objects.0.extend(item.ids.iter().map(|id| (*id, (0, kind.clone()))));
            }
            _ => {}
        }
    }
    for item in &erased {
        functions.add(item);
    }
    for item in &basics {
        objects.0.entry(item.id).or_insert((0, Kind::Boxed(item.item)));
    }
    let own = erased.into_iter().chain(basics).collect();
    let dialect = input.modules.first().map_or(Dialect::Plain, |module| module.schema.dialect);
    Some((Registry { needed, objects: objects.list(), functions: functions.list(), own, dialect }, names))
}

/// Definitions by id. Of two with one id, one is the beginning of the other, and bytes are read as the longer one.
#[derive(Default)]
struct Longest(BTreeMap<u32, (usize, Kind)>);

impl Longest {
    fn add(&mut self, item: &Struct) {
        let length = item.entries.len();
        if self.0.get(&item.id).is_none_or(|(other, _)| *other <= length) {
            self.0.insert(item.id, (length, Kind::Boxed(item.item)));
        }
    }

    fn list(self) -> Vec<(u32, Kind)> {
        self.0.into_iter().map(|(id, (_, kind))| (id, kind)).collect()
    }
}

fn items(tree: &Model) -> impl Iterator<Item = &Item> {
    tree.modules.values().flat_map(|module| &module.items)
}

fn is_needed(tree: &Model) -> bool {
    let is_any = |kind: &Kind| matches!(kind.innermost(), Kind::Basic(Basic::Object | Basic::Function));
    items(tree).any(|item| match item {
        Item::Struct(item) => {
            let response = item.function.as_ref().and_then(|function| function.response.as_ref());
            item.entries.iter().filter_map(|entry| entry.role.kind()).chain(response).any(is_any)
        }
        _ => false,
    })
}

/// The structs that are nobody's but the registry's: the generic wrappers, each around any function, and the basic types
/// with their ids.
fn own(tree: &Model, input: &Input<'_>) -> (Vec<Struct>, Vec<Struct>, Vec<ItemName>) {
    let is_wrapper = |item: &Struct| item.function.as_ref().is_some_and(|function| function.response.is_none());
    let wrappers = items(tree).filter_map(|item| match item {
        Item::Struct(item) if is_wrapper(item) => Some(item),
        _ => None,
    });
    let wrappers: Vec<&Struct> = wrappers.collect();
    let mut basics: Vec<Constructor<'_>> = Vec::new();
    for constructor in input.modules.iter().flat_map(|module| basic_types::constructors(module.schema)) {
        if basics.iter().all(|known| known.id != constructor.id && known.name != constructor.name) {
            basics.push(constructor);
        }
    }
    let words = |name: &str| name.split('.').flat_map(names::words).collect::<Vec<_>>();
    let boxed = |name: &str| [words(name), vec!["boxed".to_owned()]].concat();
    let candidates = wrappers.iter().map(|item| Candidate::item(&item.tl, words(&item.tl)));
    let candidates = candidates.chain(basics.iter().map(|basic| Candidate::item(basic.name, boxed(basic.name))));
    let settled = names::settle(Case::Camel, &[], &candidates.collect::<Vec<_>>());
    let taken = settled.iter().map(|words| Case::Camel.ident(words)).chain(["OBJECTS".into(), "FUNCTIONS".into()]);
    let taken: BTreeSet<String> = taken.collect();
    let mut next = (tree.names.len()..).map(ItemId);
    let erased = wrappers.iter().zip(&mut next).map(|(item, id)| around_any(item, id)).collect();
    let basics = basics.iter().zip(&mut next).map(|(basic, id)| boxed_basic(basic, id)).collect();
    let names = settled.iter().map(|words| ItemName {
        place: Place::Module(vec![MODULE.to_owned()]),
        ty: Case::Camel.ident(words),
        table: names::static_name(words, &taken),
        method: Case::Field.ident(words),
        origin: Origin::default(),
    });
    (erased, basics, names.collect())
}

/// A generic wrapper as a struct without parameters.
fn around_any(wrapper: &Struct, item: ItemId) -> Struct {
    let entries = wrapper.entries.iter().map(|entry| Entry {
        argument: entry.argument,
        role: match &entry.role {
            Role::Required(Kind::Call) => Role::Required(Kind::Basic(Basic::Function)),
            role => role.clone(),
        },
        tl: entry.tl.clone(),
        ident: entry.ident.clone(),
        docs: Vec::new(),
        attributes: Vec::new(),
    });
    structure(item, &wrapper.tl, wrapper.id, wrapper.dialect, wrapper.min, entries.collect())
}

/// A basic type with its id, as a struct whose only field has no name.
fn boxed_basic(basic: &Constructor<'_>, item: ItemId) -> Struct {
    let entries = basic.value.iter().map(|kind| Entry {
        argument: 0,
        role: Role::Required(kind.clone()),
        tl: "_0".to_owned(),
        ident: "field_0".to_owned(),
        docs: Vec::new(),
        attributes: Vec::new(),
    });
    structure(item, basic.name, basic.id, basic.dialect, basic.min(), entries.collect())
}

fn structure(item: ItemId, tl: &str, id: u32, dialect: Dialect, min: u32, entries: Vec<Entry>) -> Struct {
    Struct {
        item,
        docs: Vec::new(),
        attributes: Vec::new(),
        tl: tl.to_owned(),
        id,
        is_applied: false,
        dialect,
        min,
        entries,
        eq: false,
        debug: true,
        constructor: NewFunction::None,
        function: None,
    }
}
