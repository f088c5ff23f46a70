//! The wire format of types that no Rust type stands for, as one static byte string: what an opaque value is skipped by.
//!
//! # Form
//!
//! Numbers are little-endian. A *place* is an offset into the string, in four bytes.
//!
//! * A **struct**: its id, the fewest bytes of its bare form, its name (a length in two bytes, then text), its steps, 0.
//! * A **union**, a type with several constructors: the fewest bytes of its boxed form, its name, the number of its
//!   constructors in four bytes, and for each, ascending by id, the id and the place of the struct.
//! * A **step** is a byte of [`step`] and what is said there. A struct keeps up to eight numbers: flags words, and
//!   numbers that say how often something is repeated.
//!
//! The generator writes it, `reader::skip` follows it. Reading it never fails: what is not there is 0.

use crate::table::Dialect;

/// A type that is kept as its bytes.
pub struct Skeleton {
    /// The name in the schema.
    pub name: &'static str,
    /// The wire format of this type and of all it reaches.
    pub bytes: &'static [u8],
    /// Where the step for its boxed form is.
    pub at: usize,
    /// Bytes of the boxed form at least.
    pub min: u32,
    /// How it looks as JSON, if not in the canonical form.
    pub dialect: &'static [Dialect],
}

/// What stands on the wire, and what follows the step in the string.
pub mod step {
    /// The end of a struct.
    pub const END: u8 = 0;
    /// A flags word: which of the numbers it is kept as (a byte), the bits that have a meaning (four).
    pub const MASK: u8 = 1;
    /// A plain number that counts something: which of the numbers it is kept as (a byte).
    pub const NUMBER: u8 = 2;
    /// If a bit of a kept number is set, the next step: 32 times which number, and which bit, in a byte.
    pub const IF: u8 = 3;
    /// 4 bytes.
    pub const INT: u8 = 4;
    /// 8 bytes.
    pub const LONG: u8 = 5;
    /// 16 bytes.
    pub const INT128: u8 = 6;
    /// 32 bytes.
    pub const INT256: u8 = 7;
    /// 64 bytes.
    pub const INT512: u8 = 8;
    /// The id of `boolTrue` or `boolFalse`.
    pub const BOOL: u8 = 9;
    /// A string, which is UTF-8.
    pub const STRING: u8 = 10;
    /// Bytes with a length.
    pub const BYTES: u8 = 11;
    /// The id of `true`.
    pub const TRUE: u8 = 12;
    /// Nothing.
    pub const NOTHING: u8 = 13;
    /// A struct without its id: its place.
    pub const BARE: u8 = 14;
    /// A struct after its id: its place.
    pub const BOXED: u8 = 15;
    /// A union: its place.
    pub const UNION: u8 = 16;
    /// `Vector<T>`: the step of an element.
    pub const VECTOR: u8 = 17;
    /// `vector<T>`: the step of an element.
    pub const BARE_VECTOR: u8 = 18;
    /// `4*[ T ]`: the number in four bytes, the step of an element.
    pub const TUPLE: u8 = 19;
    /// `n*[ T ]`: which kept number (a byte), the step of an element.
    pub const COUNTED: u8 = 20;
}

/// A reader of the string.
#[derive(Clone, Copy)]
pub(crate) struct Plan {
    bytes: &'static [u8],
    at: usize,
}

impl Skeleton {
    /// The steps of the boxed form.
    pub(crate) const fn plan(&self) -> Plan {
        Plan { bytes: self.bytes, at: self.at }
    }

    /// The steps of the bare form, and the id in front of it in the boxed one. Only a type with one constructor has it.
    pub(crate) fn bare(&self) -> (u32, Plan) {
        let mut plan = self.plan();
        plan.byte();
        let structure = plan.place();
        (structure.id(), structure)
    }

    /// The constructors: their ids and names in the schema.
    #[cfg(feature = "json")]
    pub(crate) fn constructors(&self) -> impl Iterator<Item = (u32, &'static str)> {
        let mut plan = self.plan();
        let is_union = plan.byte() == step::UNION;
        let mut at = plan.place();
        let mut count = 1;
        if is_union {
            at.union();
            count = at.number();
        }
        (0..count).map(move |_| {
            let head = if is_union {
                at.number();
                at.place().structure()
            } else {
                at.structure()
            };
            (head.id, head.name)
        })
    }

    /// The name in the schema of the constructor with this id.
    pub(crate) fn name_of(&self, id: u32) -> Option<&'static str> {
        let mut plan = self.plan();
        let step = plan.byte();
        let mut at = plan.place();
        match step {
            step::UNION => at.constructor(id).map(|mut it| it.structure().name),
            _ => Some(at.structure()).filter(|it| it.id == id).map(|it| it.name),
        }
    }
}

/// The head of a struct.
pub(crate) struct Head {
    pub(crate) id: u32,
    pub(crate) min: u32,
    pub(crate) name: &'static str,
}

impl Plan {
    pub(crate) fn byte(&mut self) -> u8 {
        let byte = self.bytes.get(self.at).copied().unwrap_or_default();
        self.at += 1;
        byte
    }

    pub(crate) fn number(&mut self) -> u32 {
        u32::from_le_bytes([self.byte(), self.byte(), self.byte(), self.byte()])
    }

    /// What stands at the place that is named here.
    pub(crate) fn place(&mut self) -> Self {
        Self { bytes: self.bytes, at: self.number() as usize }
    }

    fn name(&mut self) -> &'static str {
        let len = usize::from(u16::from_le_bytes([self.byte(), self.byte()]));
        let text = self.bytes.get(self.at..self.at + len).unwrap_or_default();
        self.at += len;
        core::str::from_utf8(text).unwrap_or_default()
    }

    fn id(&self) -> u32 {
        let mut plan = *self;
        plan.number()
    }

    /// The head of the struct that stands here; its steps follow.
    pub(crate) fn structure(&mut self) -> Head {
        Head { id: self.number(), min: self.number(), name: self.name() }
    }

    /// The fewest bytes and the name of the union that stands here; its constructors follow.
    pub(crate) fn union(&mut self) -> (u32, &'static str) {
        (self.number(), self.name())
    }

    /// The struct of the constructor `id` of the union that stands here.
    pub(crate) fn constructor(&mut self, id: u32) -> Option<Self> {
        self.union();
        let (mut low, mut high) = (0, self.number() as usize);
        let first = self.at;
        while low < high {
            let middle = usize::midpoint(low, high);
            let mut entry = Self { bytes: self.bytes, at: first + 8 * middle };
            match entry.number().cmp(&id) {
                core::cmp::Ordering::Less => low = middle + 1,
                core::cmp::Ordering::Greater => high = middle,
                core::cmp::Ordering::Equal => return Some(entry.place()),
            }
        }
        None
    }

    /// Goes past the step that stands here, and gives the fewest bytes that it stands for.
    pub(crate) fn past(&mut self) -> u32 {
        match self.byte() {
            step::INT | step::BOOL | step::STRING | step::BYTES | step::TRUE => 4,
            step::LONG => 8,
            step::INT128 => 16,
            step::INT256 => 32,
            step::INT512 => 64,
            step::BARE => self.place().structure().min,
            step::BOXED => self.place().structure().min.saturating_add(4),
            step::UNION => self.place().union().0,
            step::VECTOR => {
                self.past();
                8
            }
            step::BARE_VECTOR => {
                self.past();
                4
            }
            step::TUPLE => {
                let times = self.number();
                self.past().saturating_mul(times)
            }
            step::NUMBER => {
                self.byte();
                4
            }
            step::MASK => {
                self.byte();
                self.number();
                4
            }
            step::COUNTED | step::IF => {
                self.byte();
                self.past();
                0
            }
            _ => 0,
        }
    }
}
