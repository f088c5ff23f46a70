//! Values to bytes: one pass that checks a value, counts its bytes, and writes them where there is room.

use alloc::vec::Vec;

use crate::{
    BOOL_FALSE, BOOL_TRUE, EncodeError, TRUE, Unencodable, VECTOR,
    error::Trail,
    memory::{self, Fields, Items, Look, Ref, Room, View},
    table::{Count, Entry, MAX_WORDS, Role},
};

/// Bytes of the encoded form; the whole value is checked on the way.
pub(crate) fn measure(value: Ref<'_>) -> Result<usize, EncodeError> {
    let mut room = Room::none();
    encode(value, &mut room)?;
    Ok(room.used())
}

/// Appends the encoded form; on an error nothing is appended. A buffer with room enough is written in one pass, another
/// is enlarged once, to what is needed.
pub(crate) fn append(value: Ref<'_>, out: &mut Vec<u8>) -> Result<(), EncodeError> {
    memory::append(out, |room| encode(value, room))
}

fn encode(value: Ref<'_>, room: &mut Room<'_>) -> Result<(), EncodeError> {
    let mut writer = Writer { room, fault: None, trail: Trail::default() };
    let encoded = writer.value(value, || None);
    if encoded.is_err() || isize::try_from(writer.room.used()).is_err() {
        let problem = writer.fault.unwrap_or(Unencodable::TooLarge);
        return Err(EncodeError::new(writer.trail.path(), problem));
    }
    Ok(())
}

/// It has no bytes; the writer knows why.
struct Bad;

struct Writer<'r, 'a> {
    room: &'r mut Room<'a>,
    fault: Option<Unencodable>,
    trail: Trail,
}

impl Writer<'_, '_> {
    #[cold]
    fn bad(&mut self, problem: Unencodable) -> Bad {
        self.fault = Some(problem);
        Bad
    }

    #[inline(always)]
    fn id(&mut self, id: u32) {
        self.room.put(id.to_le_bytes());
    }

    /// `counted` says how many elements a vector without a count has.
    #[inline(always)]
    fn value(&mut self, value: Ref<'_>, counted: impl FnOnce() -> Option<u32>) -> Result<(), Bad> {
        match value.view() {
            View::Int(it) => self.room.put(it.to_le_bytes()),
            View::Nat(it) => self.room.put(it.to_le_bytes()),
            View::Long(it) => self.room.put(it.to_le_bytes()),
            View::Double(it) => self.room.put(it.to_le_bytes()),
            View::Bool(it) => self.id(if it { BOOL_TRUE } else { BOOL_FALSE }),
            View::String(text) | View::SecretString(text) => return self.slice(text.as_bytes()),
            View::Bytes(bytes) | View::SecretBytes(bytes) => return self.slice(bytes),
            View::Fixed(bytes) => self.room.put_all(bytes),
            View::Opaque { stored, bare, .. } => match stored.bytes() {
                Some(bytes) => self.room.put_all(opaque(bytes, bare)),
                None => return Err(self.bad(Unencodable::OnlyJson)),
            },
            View::Unit { boxed: true } => self.id(TRUE),
            View::Unit { boxed: false } => {}
            View::Struct { fields, boxed } => {
                if boxed {
                    self.id(fields.of.id);
                }
                return self.fields(fields);
            }
            View::Union { of, variant, fields } => {
                self.id(of.variants[variant].id);
                return fields.map_or(Ok(()), |fields| self.fields(fields));
            }
            View::Heap(inner) | View::Nullable(Some(inner)) => return self.inner(inner),
            View::Any(any) => return self.inner(any.value()),
            View::Nullable(None) => return Err(self.bad(Unencodable::Null)),
            View::Vector(items) => {
                let expected = match items.of.count {
                    Count::Boxed | Count::Bare => None,
                    Count::Fixed(expected) => Some(expected),
                    Count::Entry(_) => counted(),
                };
                return self.vector(items, expected);
            }
        }
        Ok(())
    }

    /// What is in a box. No vector without a count is.
    fn inner(&mut self, value: Ref<'_>) -> Result<(), Bad> {
        self.value(value, || None)
    }

    /// A `string` or `bytes`.
    fn slice(&mut self, bytes: &[u8]) -> Result<(), Bad> {
        let [a, b, c, ..] = bytes.len().to_le_bytes();
        let head = match bytes.len() {
            0..254 => {
                self.room.put([a]);
                1
            }
            254..0x100_0000 => {
                self.room.put([254, a, b, c]);
                4
            }
            len => return Err(self.bad(Unencodable::TooLong { bytes: len })),
        };
        self.room.put_all(bytes);
        match (head + bytes.len()) % 4 {
            1 => self.room.put([0; 3]),
            2 => self.room.put([0; 2]),
            3 => self.room.put([0]),
            _ => {}
        }
        Ok(())
    }

    /// `expected` is how many elements there are if something else says so.
    fn vector(&mut self, items: Items<'_>, expected: Option<u32>) -> Result<(), Bad> {
        match items.of.count {
            Count::Boxed | Count::Bare => {
                if items.of.count == Count::Boxed {
                    self.id(VECTOR);
                }
                let Ok(count) = i32::try_from(items.len) else {
                    return Err(self.bad(Unencodable::TooMany { elements: items.len }));
                };
                self.room.put(count.to_le_bytes());
            }
            Count::Fixed(_) | Count::Entry(_) => {
                if let Some(expected) = expected
                    && expected as usize != items.len
                {
                    return Err(self.bad(Unencodable::WrongCount { elements: items.len, expected }));
                }
            }
        }
        if let Some(bytes) = items.bytes() {
            self.room.put_all(bytes);
            return Ok(());
        }
        for (index, item) in items.iter().enumerate() {
            if self.value(item, || None).is_err() {
                self.trail.element(index);
                return Err(Bad);
            }
        }
        Ok(())
    }

    /// The flags words are filled in at the end, when it is known which fields are there.
    fn fields(&mut self, fields: Fields<'_>) -> Result<(), Bad> {
        let mut masks = Masks {
            words: [0; MAX_WORDS],
            starts: [0; MAX_WORDS],
            count: 0,
            halves: [0; MAX_WORDS],
            data: [0; MAX_WORDS],
        };
        for entry in fields.of.entries {
            match fields.look(entry) {
                Look::Mask => {
                    masks.starts[masks.count % MAX_WORDS] = self.room.used();
                    masks.count += 1;
                    self.room.put([0; 4]);
                }
                Look::Word(value) => {
                    masks.starts[masks.count % MAX_WORDS] = self.room.used();
                    masks.data[masks.count % MAX_WORDS] = if let View::Nat(data) = value.view() { data } else { 0 };
                    masks.count += 1;
                    self.room.put([0; 4]);
                }
                Look::Flag(bit, set) => {
                    masks.words[bit.word()] |= if set { bit.mask() } else { 0 };
                }
                Look::Some(bit, value) => {
                    masks.words[bit.word()] |= bit.mask();
                    self.field(fields, entry, value)?;
                }
                Look::None(bit) if bit.shared => masks.halves[bit.word()] |= bit.mask(),
                Look::None(_) | Look::Shadow => {}
                Look::Required(value) => self.field(fields, entry, value)?,
                Look::Null => {
                    self.stopped_in(fields, entry);
                    return Err(self.bad(Unencodable::Null));
                }
            }
        }
        for (word, half) in masks.halves.iter().enumerate().take(masks.count) {
            let bits = masks.words[word];
            if bits & half != 0 {
                return Err(self.half_set(fields, word, bits & half));
            }
            let data = masks.data[word];
            if data & !bits != 0 {
                let stray = data & !bits & fields.of.known_bits(word);
                if stray != 0 {
                    return Err(self.stray_bit(fields, word, stray));
                }
            }
            self.room.put_at(masks.starts[word], (bits | data).to_le_bytes());
        }
        Ok(())
    }

    #[inline(always)]
    fn field(&mut self, fields: Fields<'_>, entry: &Entry, value: Ref<'_>) -> Result<(), Bad> {
        let written = self.value(value, || Some(fields.counted(&entry.kind)));
        if written.is_err() {
            self.stopped_in(fields, entry);
        }
        written
    }

    #[cold]
    fn stopped_in(&mut self, fields: Fields<'_>, entry: &Entry) {
        let at = fields.of.entries.iter().position(|other| core::ptr::eq(other, entry));
        self.trail.field(fields.of.name, at.map_or("", |at| fields.of.name_at(at)));
    }

    /// A bit that says that a field is there is set by that field alone.
    #[cold]
    fn stray_bit(&mut self, fields: Fields<'_>, word: usize, bits: u32) -> Bad {
        let name = word_name(fields, word);
        self.trail.field(fields.of.name, name);
        self.bad(Unencodable::BitOfAbsentField {
            word: name,
            bit: bits.trailing_zeros().try_into().unwrap_or_default(),
        })
    }

    /// Fields on one bit are all there or all not there.
    #[cold]
    fn half_set(&mut self, fields: Fields<'_>, word: usize, bits: u32) -> Bad {
        let bits = 1 << bits.trailing_zeros();
        let is_on =
            |entry: &Entry| matches!(entry.role, Role::Optional(on, _) if on.word() == word && on.mask() == bits);
        let name = word_name(fields, word);
        if let Some((_, first)) = fields.of.named().find(|(entry, _)| is_on(entry)) {
            self.trail.field(fields.of.name, first.tl);
        }
        self.bad(Unencodable::HalfSet { word: name, bit: bits.trailing_zeros().try_into().unwrap_or_default() })
    }
}

/// The name of the flags word `word`.
fn word_name(fields: Fields<'_>, word: usize) -> &'static str {
    let mut words = fields.of.named().filter(|(entry, _)| matches!(entry.role, Role::Mask | Role::Word));
    words.nth(word).map_or("", |(_, name)| name.tl)
}

/// The flags words of a struct that is being written.
struct Masks {
    words: [u32; MAX_WORDS],
    /// Where each is.
    starts: [usize; MAX_WORDS],
    count: usize,
    /// The bits of fields that are not there though another field may be on their bit.
    halves: [u32; MAX_WORDS],
    /// What the words that are fields hold.
    data: [u32; MAX_WORDS],
}

/// What is on the wire of a value that is not looked into.
fn opaque(bytes: &[u8], bare: bool) -> &[u8] {
    bytes.get(if bare { 4 } else { 0 }..).unwrap_or_default()
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
