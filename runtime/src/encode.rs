//! Values to bytes: one pass that validates and counts, one that writes and cannot fail.

use alloc::vec::Vec;

use crate::{
    BOOL_FALSE, BOOL_TRUE, EncodeError, TRUE, Unencodable, VECTOR,
    error::Trail,
    memory::{Fields, Items, Ref, View},
    table::{Count, Entry, Kind, MAX_WORDS, Role},
};

/// Bytes of the encoded form; the whole value is checked on the way.
pub(crate) fn measure(value: Ref<'_>) -> Result<usize, EncodeError> {
    let mut meter = Meter { bytes: 0, fault: None, trail: Trail::default() };
    if meter.value(value, None).is_err() {
        let problem = meter.fault.unwrap_or(Unencodable::TooLarge);
        return Err(EncodeError::new(meter.trail.path(), problem));
    }
    Ok(meter.bytes)
}

/// Appends the encoded form; on an error nothing is appended.
pub(crate) fn append(value: Ref<'_>, out: &mut Vec<u8>) -> Result<(), EncodeError> {
    let bytes = measure(value)?;
    out.reserve_exact(bytes);
    let end = out.len() + bytes;
    write(value, out);
    debug_assert_eq!(out.len(), end, "both passes agree");
    Ok(())
}

/// It has no bytes; the meter knows why.
struct Bad;

struct Meter {
    bytes: usize,
    fault: Option<Unencodable>,
    trail: Trail,
}

impl Meter {
    #[cold]
    fn bad(&mut self, problem: Unencodable) -> Bad {
        self.fault = Some(problem);
        Bad
    }

    fn add(&mut self, bytes: usize) -> Result<(), Bad> {
        self.bytes = self.bytes.checked_add(bytes).ok_or(Bad)?;
        Ok(())
    }

    /// `counted` is the struct whose plain number says how many elements a vector without a count has.
    fn value(&mut self, value: Ref<'_>, counted: Option<(Fields<'_>, &Kind)>) -> Result<(), Bad> {
        match value.view() {
            View::Int(_) | View::Nat(_) | View::Bool(_) => self.add(4),
            View::Long(_) | View::Double(_) => self.add(8),
            View::String(text) | View::SecretString(text) => self.slice(text.len()),
            View::Bytes(bytes) | View::SecretBytes(bytes) => self.slice(bytes.len()),
            View::Fixed(bytes) => self.add(bytes.len()),
            View::Opaque { bytes, bare, .. } => self.add(opaque(bytes, bare).len()),
            View::Unit { boxed } => self.add(if boxed { 4 } else { 0 }),
            View::Struct { fields, boxed } => {
                self.add(if boxed { 4 } else { 0 })?;
                self.fields(fields)
            }
            View::Union { fields, .. } => {
                self.add(4)?;
                fields.map_or(Ok(()), |fields| self.fields(fields))
            }
            View::Heap(inner) => self.value(inner, counted),
            View::Any(any) => self.value(any.value(), None),
            View::Vector(items) => self.vector(items, counted),
        }
    }

    fn slice(&mut self, bytes: usize) -> Result<(), Bad> {
        match bytes {
            0..254 => self.add((1 + bytes).next_multiple_of(4)),
            254..0x100_0000 => self.add(4 + bytes.next_multiple_of(4)),
            _ => Err(self.bad(Unencodable::TooLong { bytes })),
        }
    }

    fn vector(&mut self, items: Items<'_>, counted: Option<(Fields<'_>, &Kind)>) -> Result<(), Bad> {
        let expected = match items.of.count {
            Count::Boxed | Count::Bare => {
                self.add(if items.of.count == Count::Boxed { 8 } else { 4 })?;
                if i32::try_from(items.len).is_err() {
                    return Err(self.bad(Unencodable::TooMany { elements: items.len }));
                }
                None
            }
            Count::Fixed(expected) => Some(expected),
            Count::Entry(_) => counted.map(|(fields, kind)| fields.counted(kind)),
        };
        if let Some(expected) = expected
            && expected as usize != items.len
        {
            return Err(self.bad(Unencodable::WrongCount { elements: items.len, expected }));
        }
        if let Some(bytes) = items.bytes() {
            return self.add(bytes.len());
        }
        for (index, item) in items.iter().enumerate() {
            if self.value(item, None).is_err() {
                self.trail.element(index);
                return Err(Bad);
            }
        }
        Ok(())
    }

    fn fields(&mut self, fields: Fields<'_>) -> Result<(), Bad> {
        for (at, entry) in fields.of.entries.iter().enumerate() {
            let measured = match entry.role {
                Role::Mask => self.add(4),
                Role::Flag(_) | Role::Shadow(_) => Ok(()),
                Role::Optional(..) => self.optional(fields, entry),
                Role::Nullable(_) if !fields.is_set(entry) => Err(self.bad(Unencodable::Null)),
                Role::Required | Role::Nullable(_) => self.field(fields, entry),
            };
            if measured.is_err() {
                self.trail.field(fields.of.name, fields.of.name_at(at));
                return Err(Bad);
            }
        }
        Ok(())
    }

    #[inline(always)]
    fn optional(&mut self, fields: Fields<'_>, entry: &'static Entry) -> Result<(), Bad> {
        if let Role::Optional(bit, _) = entry.role
            && bit.shared
        {
            self.shared(fields, entry)?;
        }
        self.field(fields, entry)
    }

    #[inline(always)]
    fn field(&mut self, fields: Fields<'_>, entry: &'static Entry) -> Result<(), Bad> {
        fields.get(entry).map_or(Ok(()), |value| self.value(value, Some((fields, &entry.kind))))
    }

    /// Fields on one bit are all there or all not there.
    fn shared(&mut self, fields: Fields<'_>, entry: &'static Entry) -> Result<(), Bad> {
        let Role::Optional(bit, _) = entry.role else {
            return Ok(());
        };
        let set = fields.is_set(entry);
        for other in fields.of.entries {
            if let Role::Optional(other_bit, _) = other.role
                && other_bit.is(bit)
                && fields.is_set(other) != set
            {
                let mut words = fields.of.named().filter(|(entry, _)| matches!(entry.role, Role::Mask));
                let word = words.nth(bit.word.into()).map_or("", |(_, name)| name.tl);
                return Err(self.bad(Unencodable::HalfSet { word, bit: bit.bit }));
            }
        }
        Ok(())
    }
}

/// Appends the bytes of a value that was measured.
fn write(value: Ref<'_>, out: &mut Vec<u8>) {
    match value.view() {
        View::Int(it) => out.extend_from_slice(&it.to_le_bytes()),
        View::Nat(it) => out.extend_from_slice(&it.to_le_bytes()),
        View::Long(it) => out.extend_from_slice(&it.to_le_bytes()),
        View::Double(it) => out.extend_from_slice(&it.to_le_bytes()),
        View::Bool(it) => write_id(if it { BOOL_TRUE } else { BOOL_FALSE }, out),
        View::String(text) | View::SecretString(text) => write_slice(text.as_bytes(), out),
        View::Bytes(bytes) | View::SecretBytes(bytes) => write_slice(bytes, out),
        View::Fixed(bytes) => out.extend_from_slice(bytes),
        View::Opaque { bytes, bare, .. } => out.extend_from_slice(opaque(bytes, bare)),
        View::Unit { boxed: true } => write_id(TRUE, out),
        View::Unit { boxed: false } => {}
        View::Struct { fields, boxed } => {
            if boxed {
                write_id(fields.of.id, out);
            }
            write_fields(fields, out);
        }
        View::Union { of, variant, fields } => {
            write_id(of.variants[variant].id, out);
            if let Some(fields) = fields {
                write_fields(fields, out);
            }
        }
        View::Heap(inner) => write(inner, out),
        View::Any(any) => write(any.value(), out),
        View::Vector(items) => write_vector(items, out),
    }
}

/// What is on the wire of a value that is not looked into.
fn opaque(bytes: &[u8], bare: bool) -> &[u8] {
    bytes.get(if bare { 4 } else { 0 }..).unwrap_or_default()
}

fn write_id(id: u32, out: &mut Vec<u8>) {
    out.extend_from_slice(&id.to_le_bytes());
}

/// Writes a `string` or `bytes` of less than 2^24 bytes.
pub(crate) fn write_slice(bytes: &[u8], out: &mut Vec<u8>) {
    let [a, b, c, ..] = bytes.len().to_le_bytes();
    let head = if bytes.len() < 254 {
        out.push(a);
        1
    } else {
        out.extend_from_slice(&[254, a, b, c]);
        4
    };
    out.extend_from_slice(bytes);
    let padding = (head + bytes.len()).next_multiple_of(4) - head - bytes.len();
    out.extend_from_slice(&[0; 3][..padding]);
}

fn write_vector(items: Items<'_>, out: &mut Vec<u8>) {
    if items.of.count == Count::Boxed {
        write_id(VECTOR, out);
    }
    if matches!(items.of.count, Count::Boxed | Count::Bare) {
        let count = i32::try_from(items.len).expect("measured: the count is an `int`");
        out.extend_from_slice(&count.to_le_bytes());
    }
    match items.bytes() {
        Some(bytes) => out.extend_from_slice(bytes),
        None => items.iter().for_each(|item| write(item, out)),
    }
}

fn write_fields(fields: Fields<'_>, out: &mut Vec<u8>) {
    let mut words = [0u32; MAX_WORDS];
    for entry in fields.of.entries {
        if let Role::Flag(bit) | Role::Optional(bit, _) = entry.role
            && fields.is_set(entry)
        {
            words[usize::from(bit.word)] |= bit.mask();
        }
    }
    let mut word = words.into_iter();
    for entry in fields.of.entries {
        match entry.role {
            Role::Mask => write_id(word.next().unwrap_or_default(), out),
            Role::Flag(_) | Role::Shadow(_) => {}
            Role::Required | Role::Optional(..) | Role::Nullable(_) => {
                if let Some(value) = fields.get(entry) {
                    write(value, out);
                }
            }
        }
    }
}
