//! What a selection of definitions needs, and because of what.

use std::collections::VecDeque;

use super::walk;
use crate::schema::{DefId, DefKind, Schema, TypeId};

/// A type or a definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Item {
    /// A type.
    Type(TypeId),
    /// A constructor or function.
    Definition(DefId),
}

/// Everything that a selection needs.
#[derive(Clone, Debug)]
pub struct Reached {
    types: Vec<Option<Cause>>,
    definitions: Vec<Option<Cause>>,
}

#[derive(Clone, Copy, Debug)]
enum Cause {
    Selected,
    Needed(Item),
}

impl Reached {
    /// Whether `item` is needed.
    pub fn contains(&self, item: Item) -> bool {
        self.cause(item).is_some()
    }

    /// The shortest chain of items from a selected one to `item`, each needed by the one before; empty when `item` is
    /// not needed at all.
    pub fn chain(&self, item: Item) -> Vec<Item> {
        let mut chain = Vec::new();
        let mut next = Some(item);
        while let Some(item) = next {
            let Some(cause) = self.cause(item) else { break };
            chain.push(item);
            next = match cause {
                Cause::Selected => None,
                Cause::Needed(by) => Some(by),
            };
        }
        chain.reverse();
        chain
    }

    fn cause(&self, item: Item) -> Option<Cause> {
        match item {
            Item::Type(ty) => self.types[ty.0 as usize],
            Item::Definition(def) => self.definitions[def.0 as usize],
        }
    }

    fn cause_mut(&mut self, item: Item) -> &mut Option<Cause> {
        match item {
            Item::Type(ty) => &mut self.types[ty.0 as usize],
            Item::Definition(def) => &mut self.definitions[def.0 as usize],
        }
    }
}

/// Follows what `selected` needs: a definition its types, a constructor its own type, a type all its constructors.
/// `excluded` is neither entered nor followed, `ends` are entered and not followed.
pub fn reach(schema: &Schema, selected: &[Item], excluded: &[Item], ends: &[Item]) -> Reached {
    let mut reached =
        Reached { types: vec![None; schema.types.len()], definitions: vec![None; schema.definitions.len()] };
    let mut queue = VecDeque::new();
    let (mut barred, mut ending) = (reached.clone(), reached.clone());
    for item in excluded {
        *barred.cause_mut(*item) = Some(Cause::Selected);
    }
    for item in ends {
        *ending.cause_mut(*item) = Some(Cause::Selected);
    }
    let enter = |reached: &mut Reached, queue: &mut VecDeque<Item>, item: Item, cause: Cause| {
        if !barred.contains(item) && !reached.contains(item) {
            *reached.cause_mut(item) = Some(cause);
            queue.push_back(item);
        }
    };
    for item in selected {
        enter(&mut reached, &mut queue, *item, Cause::Selected);
    }
    while let Some(item) = queue.pop_front() {
        if ending.contains(item) {
            continue;
        }
        let cause = Cause::Needed(item);
        match item {
            Item::Type(ty) => {
                for def in &schema.ty(ty).constructors {
                    enter(&mut reached, &mut queue, Item::Definition(*def), cause);
                }
            }
            Item::Definition(def) => walk::types_of(schema.def(def), &mut |ty, _| {
                enter(&mut reached, &mut queue, Item::Type(ty), cause);
            }),
        }
    }
    reached
}

/// The functions, constructors and types whose full names `pattern` [`matches()`].
pub fn select(schema: &Schema, pattern: &str) -> Vec<Item> {
    let matches = |name: &str| matches(pattern, name);
    let types = schema.iter_types().skip(2).filter(|(_, ty)| matches(&ty.name)).map(|(ty, _)| Item::Type(ty));
    let definitions = schema.iter_definitions().filter(|(_, def)| matches(&def.name));
    // A function comes before the constructor of its name, as a method is what people usually mean.
    let mut definitions: Vec<_> = definitions.map(|(at, def)| (def.kind == DefKind::Constructor, at)).collect();
    definitions.sort_unstable();
    definitions.into_iter().map(|(_, def)| Item::Definition(def)).chain(types).collect()
}

/// Whether `name` is what `pattern` says, in which `*` stands for any text: `messages.*` is the namespace and those
/// below it, `messages.get*` what begins so, `*` everything.
pub fn matches(pattern: &str, name: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else { return pattern == name };
    let Some(mut name) = name.strip_prefix(start) else { return false };
    let (between, end) = rest.rsplit_once('*').map_or((None, rest), |(between, end)| (Some(between), end));
    for part in between.into_iter().flat_map(|between| between.split('*')) {
        // The first place leaves most for what follows.
        let Some(at) = name.find(part) else { return false };
        name = &name[at + part.len()..];
    }
    name.ends_with(end)
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_stands_for_any_text() {
        for (pattern, name) in [
            ("*", ""),
            ("*", "a"),
            ("messages.*", "messages.sendMessage"),
            ("messages.*", "messages.deeper.send"),
            ("messages.send*", "messages.sendMessage"),
            ("messages.sendMessage", "messages.sendMessage"),
            ("*.sendMessage", "messages.sendMessage"),
            ("input*Empty", "inputPeerEmpty"),
            ("a*b*c*d", "aXbYbZcd"),
            ("**", "a"),
            ("a*a", "aa"),
        ] {
            assert!(matches(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in [
            ("messages.*", "messagesX"),
            ("messages.*", "my.messages.send"),
            ("messages", "messages.sendMessage"),
            ("input*Empty", "inputPeerEmptyOne"),
            ("a*b*c", "acb"),
            ("a*a", "a"),
            ("", "a"),
        ] {
            assert!(!matches(pattern, name), "{pattern} {name}");
        }
    }
}
