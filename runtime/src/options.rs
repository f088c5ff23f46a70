//! How much a decoder may do, and what it puts up with.

/// Limits and tolerances of decoding.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct DecodeOptions {
    /// What one value may cost.
    pub limits: Limits,
    /// Which departures from the canonical form are accepted.
    pub tolerances: Tolerances,
}

/// What decoding one value may cost. The defaults are far above what servers send and safe on small stacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// How deep definitions may be nested; vectors between them are no level. At the default of 128, decoding, dropping,
    /// cloning, comparing and printing stay within 512 KiB of stack in an optimised build and 2 MiB in a debug build.
    pub depth: u32,
    /// How many vector elements there may be in all. Default: 16,777,216.
    pub elements: u32,
    /// How many bytes may be allocated for each byte of input, besides [`FREE_MEMORY`](Self::FREE_MEMORY). Default: 40.
    pub bytes_per_byte: u32,
    /// How many bytes a compressed answer (`gzip_packed`) may unpack to. Default: 16,777,216.
    pub unpacked: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { depth: 128, elements: 1 << 24, bytes_per_byte: 40, unpacked: 1 << 24 }
    }
}

/// Departures from the canonical form that are accepted. What is accepted is not kept: encoding writes the canonical form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[allow(clippy::struct_excessive_bools, reason = "they are independent switches")]
pub struct Tolerances {
    /// Bits of a flags word that the schema gives no meaning. On by default: Telegram adds `true` flags to definitions
    /// without giving them a new id, so a client meets them before it has the newer schema.
    pub unknown_flags: bool,
    /// A string or bytes of up to 253 bytes in the form for longer ones (first byte 254). Off by default: no server is
    /// known to send it.
    pub long_form: bool,
    /// A string or bytes whose first byte is 255, before seven bytes of length: TDLib has it for what is too long for
    /// three. Off by default: nothing that long is sent, and what is read could not be written.
    pub huge_form: bool,
    /// Padding that is not zero. Off by default: no server is known to send it.
    pub padding: bool,
}

impl Default for Tolerances {
    fn default() -> Self {
        Self { unknown_flags: true, long_form: false, huge_form: false, padding: false }
    }
}

impl DecodeOptions {
    /// The defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// No tolerance at all: what is decoded and encoded again gives the same bytes.
    pub fn strict() -> Self {
        Self { limits: Limits::default(), tolerances: Tolerances::none() }
    }

    /// With other limits.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// With other tolerances.
    #[must_use]
    pub fn tolerances(mut self, tolerances: Tolerances) -> Self {
        self.tolerances = tolerances;
        self
    }
}

impl Limits {
    /// How many bytes may be allocated for any value, however short its bytes: a struct of optional fields is larger than
    /// the 8 bytes that say that none is there.
    pub const FREE_MEMORY: usize = 4096;

    /// With another depth.
    #[must_use]
    pub fn depth(mut self, depth: u32) -> Self {
        self.depth = depth;
        self
    }

    /// With another number of elements.
    #[must_use]
    pub fn elements(mut self, elements: u32) -> Self {
        self.elements = elements;
        self
    }

    /// With another number of allocated bytes for each byte of input.
    #[must_use]
    pub fn bytes_per_byte(mut self, bytes: u32) -> Self {
        self.bytes_per_byte = bytes;
        self
    }

    /// With another number of bytes that a compressed answer may unpack to.
    #[must_use]
    pub fn unpacked(mut self, bytes: u32) -> Self {
        self.unpacked = bytes;
        self
    }
}

impl Tolerances {
    /// Nothing is accepted but the canonical form.
    pub fn none() -> Self {
        Self { unknown_flags: false, long_form: false, huge_form: false, padding: false }
    }

    /// Everything that is accepted at all.
    pub fn all() -> Self {
        Self { unknown_flags: true, long_form: true, huge_form: true, padding: true }
    }
}
