//! The variables and field names of the definition that is being read.

use std::collections::HashSet;

use super::{
    len,
    names::{NameHash, NameMap},
};
use crate::schema::{self, ParamKind, Var, VarId};

/// One scope per definition and one more per repetition body.
#[derive(Default)]
pub(super) struct Scope<'a> {
    /// All variables of the definition, in order of writing.
    pub(super) vars: Vec<Var>,
    /// Whether each of them determines the result or is a field.
    pub(super) used: Vec<bool>,
    /// Where each of them is declared.
    pub(super) places: Vec<(u32, u32)>,
    visible: NameMap<'a, VarId>,
    hidden: Vec<(&'a str, Option<VarId>)>,
    frames: Vec<Frame>,
    stamp: u32,
    /// The stamp of the innermost scope.
    current: u32,
    fields: Fields<'a>,
    /// A bit for each visible name; a name whose bit is missing is none of them.
    seen: u64,
}

#[derive(Clone, Copy)]
struct Frame {
    hidden: usize,
    last_nat: Option<VarId>,
    stamp: u32,
}

/// The field names of a definition: a list, of many a table.
#[derive(Default)]
struct Fields<'a> {
    list: Vec<Field<'a>>,
    /// A bit for each name in the list.
    seen: u64,
    many: HashSet<Field<'a>, NameHash>,
}

/// The scope, the set and the name.
type Field<'a> = (u32, FieldSet, &'a str);

impl<'a> Fields<'a> {
    const FEW: usize = 64;

    fn clear(&mut self) {
        self.list.clear();
        self.seen = 0;
        self.many = HashSet::default();
    }

    /// Adds a name; false when it is there already.
    #[inline]
    fn insert(&mut self, field: Field<'a>) -> bool {
        let bit = bit(field.2);
        if self.seen & bit != 0 && self.holds(&field) {
            return false;
        }
        self.seen |= bit;
        if self.list.len() < Self::FEW {
            self.list.push(field);
            return true;
        }
        self.many.insert(field)
    }

    fn contains(&self, field: &Field<'a>) -> bool {
        self.seen & bit(field.2) != 0 && self.holds(field)
    }

    fn holds(&self, field: &Field<'a>) -> bool {
        self.list.contains(field) || self.many.contains(field)
    }
}

/// A bit that names of other lengths or other last letters mostly do not have.
fn bit(name: &str) -> u64 {
    let last = name.as_bytes().last().copied().unwrap_or_default();
    1 << (usize::from(last).wrapping_add(name.len() * 11) % 64)
}

/// Which set of names a field's name enters.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum FieldSet {
    /// Explicit arguments.
    Fields,
    /// Variables in braces.
    Braces,
    /// Repetitions called `_`.
    BlankRepetition,
    /// `_:#` and `_:Type`.
    BlankVariable,
}

/// The reference compiler stops at this many scopes.
const MAX_FRAMES: usize = 10;

impl<'a> Scope<'a> {
    /// Forgets the definition before.
    pub(super) fn clear(&mut self) {
        self.vars.clear();
        self.used.clear();
        self.places.clear();
        self.visible.clear();
        self.hidden.clear();
        self.frames.clear();
        self.fields.clear();
        self.seen = 0;
    }

    /// Opens a scope; false when there are too many.
    pub(super) fn open(&mut self) -> bool {
        self.stamp = self.stamp.wrapping_add(1);
        self.current = self.stamp;
        self.frames.push(Frame { hidden: self.hidden.len(), last_nat: None, stamp: self.stamp });
        self.frames.len() <= MAX_FRAMES
    }

    /// Closes the scope that was opened last.
    pub(super) fn close(&mut self) {
        let Some(frame) = self.frames.pop() else { return };
        self.current = self.frames.last().map_or(0, |frame| frame.stamp);
        for (name, before) in self.hidden.drain(frame.hidden..).rev() {
            match before {
                Some(var) => self.visible.insert(name.into(), var),
                None => self.visible.remove(name),
            };
        }
    }

    /// Declares a variable. One in braces whose name is taken stays without a name of its own.
    pub(super) fn declare(
        &mut self,
        name: Option<&'a str>,
        kind: ParamKind,
        implicit: bool,
        place: (u32, u32),
    ) -> VarId {
        let var = VarId(len(&self.vars));
        let taken = implicit && name.is_some_and(|name| self.visible.contains_key(name));
        self.vars.push(Var { name: name.map(schema::Name::from), kind, implicit });
        // The second variable of a name cannot be asked for, so it need not be used.
        self.used.push(!implicit || taken);
        self.places.push(place);
        if let (Some(name), false) = (name, taken) {
            self.seen |= bit(name);
            let before = self.visible.insert(name.into(), var);
            self.hidden.push((name, before));
        }
        if let (ParamKind::Nat, false, Some(frame)) = (kind, taken, self.frames.last_mut()) {
            frame.last_nat = Some(var);
        }
        var
    }

    /// The variable that `name` means.
    pub(super) fn get(&self, name: &str) -> Option<VarId> {
        if self.seen & bit(name) == 0 { None } else { self.visible.get(name).copied() }
    }

    pub(super) fn kind(&self, var: VarId) -> ParamKind {
        self.vars[var.0 as usize].kind
    }

    /// The natural variable declared last in the innermost scope.
    pub(super) fn last_nat(&self) -> Option<VarId> {
        self.frames.last().and_then(|frame| frame.last_nat)
    }

    /// Enters a name into a set of the innermost scope; false when it is there already.
    #[inline]
    pub(super) fn enter(&mut self, set: FieldSet, name: &'a str) -> bool {
        self.fields.insert((self.current, set, name))
    }

    /// Whether a set of the innermost scope holds `name`.
    pub(super) fn holds(&self, set: FieldSet, name: &'a str) -> bool {
        self.fields.contains(&(self.current, set, name))
    }

    /// Whether the visible variable `name` is a number.
    pub(super) fn is_nat(&self, name: &str) -> bool {
        self.get(name).is_some_and(|var| self.kind(var) == ParamKind::Nat)
    }

    /// The names of all visible variables.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.vars.iter().filter_map(|var| var.name.as_deref())
    }
}
