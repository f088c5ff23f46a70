//! Where the parts of a type are in memory: computed while tables are compiled, and proven by size and alignment.

#![allow(
    clippy::cast_possible_truncation,
    reason = "`const` code has `as` alone; each number is small as said beside it"
)]

use super::{Bit, Entry, Layout, MAX_WORDS, Payload, Role, Variant};

impl Bit {
    /// The bit with this number among those of all flags words.
    pub(super) const fn numbered(number: u16) -> Self {
        const { assert!(32 * MAX_WORDS == 256, "the number of a bit is a byte") }
        assert!(number < 256, "a definition has at most 8 flags words");
        Self { number: number as u8, shared: false }
    }
}

/// Size and alignment of `T`.
pub const fn of<T>() -> Layout {
    Layout { size: size_of::<T>(), align: align_of::<T>() }
}

/// The entries of the struct `T` with the place of each.
///
/// # Panics
///
/// While the table is compiled, when `T` is not the `#[repr(C)]` struct that they describe.
// A lean loop: the compiler runs it for every field of a schema.
pub const fn placed<T, const N: usize>(mut entries: [Entry; N]) -> [Entry; N] {
    let (mut end, mut align, mut at) = (0, 1, 0);
    while at < N {
        let field = match entries[at].role {
            Role::Mask | Role::Shadow(_) => Layout { size: 0, align: 1 },
            Role::Word => Layout { size: size_of::<u32>(), align: align_of::<u32>() },
            Role::Flag(_) => Layout { size: 1, align: 1 },
            Role::Required => entries[at].kind.layout(),
            Role::Optional(_, ops) | Role::Nullable(ops) => ops.layout,
        };
        end = round_up(end, field.align);
        assert!(end <= u32::MAX as usize, "a struct has less than 4 GiB");
        entries[at].offset = end as u32;
        end += field.size;
        if field.align > align {
            align = field.align;
        }
        at += 1;
    }
    let expected = of::<T>();
    assert!(
        round_up(end, align) == expected.size && align == expected.align,
        "the table does not describe this struct"
    );
    entries
}

/// The ids of `variants`, ascending, each with its position.
///
/// # Panics
///
/// While the table is compiled, when two variants have one id.
pub const fn ids<const N: usize>(variants: &[Variant; N]) -> [(u32, u16); N] {
    let mut ids = [(0, 0); N];
    let mut at = 0;
    while at < N {
        // Insertion sort: a few hundred variants at most, once per compilation.
        let mut to = at;
        while to > 0 && ids[to - 1].0 > variants[at].id {
            ids[to] = ids[to - 1];
            to -= 1;
        }
        ids[to] = (variants[at].id, at as u16);
        assert!(to == 0 || ids[to - 1].0 != variants[at].id, "two variants have one id");
        at += 1;
    }
    ids
}

/// Where the payload of the variants of `T` starts, proven by size and alignment.
///
/// # Panics
///
/// While the table is compiled, when `T` is not the enum that `variants` describe.
pub const fn payload<T>(variants: &[Variant]) -> usize {
    let tag = if variants.len() > 256 { 2 } else { 1 };
    let (mut size, mut align) = (0, tag);
    let mut at = 0;
    while at < variants.len() {
        let part = match variants[at].payload {
            Payload::Unit(_) => Layout { size: 0, align: 1 },
            Payload::Inline(it) => it.layout,
            Payload::Heaped(_) => Layout { size: size_of::<*const u8>(), align: align_of::<*const u8>() },
        };
        if part.size > size {
            size = part.size;
        }
        if part.align > align {
            align = part.align;
        }
        at += 1;
    }
    let payload = round_up(tag, align);
    let expected = of::<T>();
    assert!(
        round_up(payload + size, align) == expected.size && align == expected.align,
        "the table does not describe this enum"
    );
    payload
}

const fn round_up(offset: usize, align: usize) -> usize {
    (offset + align - 1) & !(align - 1)
}
