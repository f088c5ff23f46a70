//! Limits and tolerances.

/// How bytes and JSON are read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// How deep definitions may be nested; vectors between them are no level. Decoding, encoding, comparing, printing and
    /// dropping a value of the default depth takes less than 2 MiB of stack in a debug build and 512 KiB in release.
    pub depth: usize,
    /// How many elements the vectors of one value may have together.
    pub elements: usize,
    /// How many bytes of memory a value may take for each byte that is decoded, besides [`FREE_MEMORY`](Self::FREE_MEMORY).
    pub bytes_per_byte: usize,
    /// What is read although it would not be written.
    pub tolerances: Tolerances,
    /// Whether members of JSON that are no fields are ignored in dialect `tdlib`. On by default, as in TDLib: a newer TDLib
    /// sends fields that an older schema does not have. Canonical JSON never has such members.
    pub unknown_members: bool,
}

/// What is read although it would not be written. With all of them off, decoding and encoding give the same bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[allow(clippy::struct_excessive_bools, reason = "they are independent switches")]
pub struct Tolerances {
    /// The form with three length bytes for a string of fewer than 254 bytes.
    pub long_form: bool,
    /// A first length byte of 255, before seven length bytes.
    pub huge_form: bool,
    /// Padding that is not zero.
    pub padding: bool,
    /// Flag bits that the schema does not know; they are dropped.
    pub unknown_flags: bool,
}

impl Options {
    /// How many bytes of memory any value may take, however short its bytes: a vector of one small struct takes more
    /// than its bytes say. The runtime of generated code allows the same.
    pub const FREE_MEMORY: usize = 4096;

    /// The limits of the default, no tolerance, and no unknown members.
    pub fn strict() -> Self {
        Self { tolerances: Tolerances::NONE, unknown_members: false, ..Self::default() }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            depth: 128,
            elements: 1 << 24,
            bytes_per_byte: 40,
            tolerances: Tolerances::default(),
            unknown_members: true,
        }
    }
}

impl Tolerances {
    /// Everything is refused that would not be written so.
    pub const NONE: Self = Self { long_form: false, huge_form: false, padding: false, unknown_flags: false };
}

impl Default for Tolerances {
    /// Unknown flag bits are read, because the server of Telegram adds `true` flags to a constructor without giving it
    /// another id. Nothing else is: no server is known to send it, and what can be written in two ways can be used to
    /// tell two readers apart.
    fn default() -> Self {
        Self { unknown_flags: true, ..Self::NONE }
    }
}
