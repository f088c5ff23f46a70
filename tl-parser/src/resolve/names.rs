//! What names mean, and what was probably meant by those that mean nothing.

use std::{
    borrow::Cow,
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
};

use super::{Resolver, TypeState};
use crate::{
    schema::{Basic, TypeId},
    span::Span,
    suggestions,
};

/// A table keyed by names of the text.
pub(super) type NameMap<'a, V> = HashMap<Cow<'a, str>, V, NameHash>;

pub(super) type NameHash = BuildHasherDefault<NameHasher>;

/// Hashes short names with one multiplication for every eight bytes. The tables are never iterated over.
#[derive(Clone, Copy, Default)]
pub(super) struct NameHasher(u64);

impl NameHasher {
    fn add(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
}

impl Hasher for NameHasher {
    fn write(&mut self, bytes: &[u8]) {
        // The last word overlaps the one before; names of one length are cut in one way.
        if let Some(last) = bytes.last_chunk::<8>() {
            for word in bytes.as_chunks::<8>().0 {
                self.add(u64::from_le_bytes(*word));
            }
            self.add(u64::from_le_bytes(*last));
        } else if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
            self.add(u64::from(u32::from_le_bytes(*first)) << 32 | u64::from(u32::from_le_bytes(*last)));
        } else {
            self.add(bytes.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)));
        }
    }

    fn write_u8(&mut self, n: u8) {
        self.add(u64::from(n));
    }

    fn write_u32(&mut self, n: u32) {
        self.add(u64::from(n));
    }

    fn write_usize(&mut self, n: usize) {
        self.add(n as u64);
    }

    fn finish(&self) -> u64 {
        // The tables take the bucket from the low bits, the tag from the high ones.
        self.0 ^ self.0 >> 32
    }
}

impl<'a> Resolver<'a> {
    /// The boxed type `name`, created at its first mention.
    pub(super) fn boxed(&mut self, name: &'a str, span: Span) -> TypeId {
        if let Some(ty) = self.type_names.get(name) {
            return *ty;
        }
        let ty = self.new_type(Cow::Borrowed(name), Some(span));
        if !self.strict
            && let Some(basic) = Basic::by_name(name)
        {
            self.schema.types[ty.0 as usize].params = basic.params().to_vec();
            *self.state(ty) = TypeState { fixed: true, ..TypeState::default() };
        }
        ty
    }

    /// The type that the bare name `name` has without being declared (default reading).
    pub(super) fn known_bare(&mut self, name: &'a str, span: Span) -> Option<TypeId> {
        if self.strict {
            return None;
        }
        let basic = Basic::by_bare_name(name)?;
        let mut ty = self.boxed(basic.name(), span);
        // A type of that name with constructors of its own is something else, and leaves the basic type its bare name.
        if self.state(ty).expected > 0 {
            ty = self.new_type(Cow::Borrowed(name), Some(span));
            self.schema.types[ty.0 as usize].params = basic.params().to_vec();
            self.state(ty).fixed = true;
        }
        self.schema.types[ty.0 as usize].basic = Some(basic);
        self.known_names.insert(name.into(), ty);
        Some(ty)
    }

    /// Whether the bare name `name` means something.
    pub(super) fn is_known_bare(&self, name: &str) -> bool {
        self.constructors.contains_key(name)
            || self.scope.get(name).is_some()
            || !self.strict && Basic::by_bare_name(name).is_some()
            || self.lost.contains(name)
    }

    /// A line that says how the basic type that was meant is declared, which only the strict reading asks for.
    pub(super) fn declaration(&self, meant: Option<Basic>) -> Option<String> {
        let line = meant.filter(|_| self.strict)?.declaration()?;
        Some(format!("write `{line}` above"))
    }

    /// A line that offers the declared name nearest to `name`.
    pub(super) fn suggestion(&mut self, name: &str) -> Option<String> {
        // A text full of unknown names needs no thousand suggestions, each of which looks at every name.
        self.suggestions_left = self.suggestions_left.checked_sub(1)?;
        let constructors = self.constructors.keys().map(AsRef::as_ref);
        // A type that nothing makes is no better than the name in question.
        let made = self.schema.types.iter().zip(&self.types);
        let made = made.filter(|(ty, state)| state.expected > 0 || !ty.constructors.is_empty() || ty.marks.empty);
        let types = made.map(|(ty, _)| ty.name.as_str());
        // The reference compiler knows nothing without declaration.
        let known: &[Basic] = if self.strict { &[] } else { &Basic::NAMED };
        let basics = known.iter().filter_map(|basic| basic.bare_name());
        let boxed = known.iter().map(|basic| basic.name());
        let names = constructors.chain(types).chain(boxed).chain(basics).chain(self.scope.names());
        suggestions::nearest(name, names).map(|nearest| format!("there is `{nearest}`"))
    }
}
