//! Dumps for people who debug traffic: one line for each field, with its place and its bytes.

mod envelope;

use std::fmt::Write as _;

use tlforge_parser::schema::{Basic, DefKind};

use crate::{
    Codec, DecodeError, Expected, Options,
    envelope::{MAX_UNPACKED, Packet},
    expected::Form,
    read::{bytes_text, read},
    sink::{Scalar, Sink, Span},
    text::push_hex,
    wire::{LayoutId, What, Wire},
};

/// What bytes hold, field by field.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Dump {
    /// The lines: offset, bytes, name, type and value. Where the bytes make no sense any more, a line that starts with
    /// `!` says why, and the rest follows as it is.
    pub text: String,
    /// The first fault.
    pub error: Option<DecodeError>,
}

/// Describes `bytes` up to their end or the first fault, and what MTProto packs into them.
pub(crate) fn dump(codec: &Codec, expected: &Expected, bytes: &[u8], options: &Options) -> Dump {
    let mut printer = Printer {
        codec,
        options,
        bytes,
        base: 0,
        page: Page { text: String::new(), error: None, unpacked: MAX_UNPACKED },
        level: 0,
        nesting: 0,
        unpackings: 0,
        label: String::new(),
        said: false,
    };
    match matches!(expected.form, Form::Any).then(|| Packet::of(codec, bytes)).flatten() {
        Some(packet) => printer.packet(packet),
        None => {
            printer.walk(expected);
        }
    }
    Dump { text: printer.page.text, error: printer.page.error }
}

/// How many characters of a line stand for the bytes.
const BYTES_WIDTH: usize = 26;

/// How many bytes of a value are shown on its line.
const SHOWN_BYTES: usize = 12;

/// How many characters of a string are shown.
const SHOWN_CHARS: usize = 120;

/// How many bytes of `bytes` are shown: those of an `int512`.
const SHOWN_HEX: usize = 64;

/// How long a list of flags may be on one line.
const FLAGS_WIDTH: usize = 60;

/// How many bytes are shown after a fault.
const SHOWN_REST: usize = 64;

/// Prints what is read from `bytes`.
struct Printer<'c, 'd> {
    codec: &'c Codec,
    options: &'c Options,
    bytes: &'d [u8],
    /// Where `bytes` start in what they are part of.
    base: usize,
    page: Page,
    /// How far lines are indented.
    level: usize,
    /// How many parts of an envelope this is in.
    nesting: usize,
    /// How many of them were packed: offsets then count from the start of what was unpacked.
    unpackings: usize,
    /// What the value that follows is called.
    label: String,
    /// The value that follows is a flag, which has been named with its word.
    said: bool,
}

/// What has been printed.
#[derive(Default)]
struct Page {
    text: String,
    error: Option<DecodeError>,
    /// How many bytes may still be unpacked.
    unpacked: usize,
}

impl Printer<'_, '_> {
    /// Prints all of the bytes as what is expected; whether they are that.
    fn walk(&mut self, expected: &Expected) -> bool {
        let level = self.level;
        match read(self.codec, expected, self.bytes, self.options, self) {
            Ok(()) => true,
            Err(error) => {
                self.level = level;
                self.fault(error);
                false
            }
        }
    }

    fn fault(&mut self, mut error: DecodeError) {
        let at = error.offset.min(self.bytes.len());
        let rest = &self.bytes[at..];
        error.offset += self.base;
        let _ = writeln!(self.page.text, "! {error}");
        let (shown, hidden) = rest.split_at(rest.len().min(SHOWN_REST));
        for (row, bytes) in shown.chunks(16).enumerate() {
            let mut text: String =
                bytes.iter().map(|b| if matches!(b, b' '..=b'~') { char::from(*b) } else { '.' }).collect();
            text.insert(0, '|');
            let offset = self.offset(at + row * 16);
            let _ = writeln!(self.page.text, "! {offset:<8}{:<36} {text}|", groups(bytes));
        }
        if !hidden.is_empty() {
            let _ = writeln!(self.page.text, "! and {} more", bytes_text(hidden.len()));
        }
        self.page.error.get_or_insert(error);
    }

    /// The place of byte `at`, with a `+` for each time that something was unpacked.
    fn offset(&self, at: usize) -> String {
        format!("{}{:06x}", "+".repeat(self.unpackings), self.base + at)
    }

    /// A line for the bytes of `span`.
    fn line(&mut self, span: Span, text: &str) {
        let bytes = &self.bytes[span.0..span.1];
        let shown = if bytes.len() <= SHOWN_BYTES { groups(bytes) } else { groups(&bytes[..8]) + " …" };
        self.row(&self.offset(span.0), &shown, text);
    }

    fn row(&mut self, offset: &str, bytes: &str, text: &str) {
        let indent = self.level * 2;
        let _ = writeln!(self.page.text, "{offset:<8}{bytes:<BYTES_WIDTH$}  {:indent$}{text}", "");
    }

    /// A line of flags: the first one stands for the bytes.
    fn words(&mut self, span: Span, text: &str, first: bool) {
        if first {
            self.line(span, text);
        } else {
            self.row("", "", text);
        }
    }

    /// A line for a value.
    fn value(&mut self, span: Span, ty: &str, value: &str) {
        let label = std::mem::take(&mut self.label);
        let text = match (label.as_str(), ty) {
            ("", "") => value.to_owned(),
            ("", _) => format!("{value}: {ty}"),
            (_, "") => format!("{label} = {value}"),
            _ => format!("{label}: {ty} = {value}"),
        };
        self.line(span, &text);
    }

    /// The fields that the bits of a flags word switch on.
    fn flags(&self, layout: LayoutId, word: usize, bits: u32, unknown: u32) -> Vec<String> {
        let steps = &self.codec.layouts[layout].steps;
        let What::Word { var, word } = steps[word].what else { return Vec::new() };
        // Bits that no field depends on are data, or from a later schema.
        let other = if word.is_field { "data" } else { "?" };
        let mut names: Vec<(u32, String)> = steps
            .iter()
            .filter_map(|step| Some((step.condition?, step)))
            .filter(|(condition, _)| condition.mask == var && bits.checked_shr(condition.bit).unwrap_or(0) & 1 == 1)
            .map(|(condition, step)| (condition.bit, format!("{}:{}", condition.bit, step.name)))
            .collect();
        names.extend((0..32).filter(|bit| unknown >> bit & 1 == 1).map(|bit| (bit, format!("{bit}:{other}"))));
        names.sort_by_key(|(bit, _)| *bit);
        names.into_iter().map(|(_, name)| name).collect()
    }
}

impl Sink for Printer<'_, '_> {
    const PATIENT: bool = true;

    fn open(&mut self, at: LayoutId, boxed: bool, span: Span) {
        let codec = self.codec;
        let layout = &codec.layouts[at];
        let ty = layout.ty.map_or("", |ty| &*codec.types[ty].name);
        let (ty, value) = match layout.kind {
            None => (String::new(), "group".to_owned()),
            Some(DefKind::Function) => ("function".to_owned(), format!("{}#{:08x}", layout.name, layout.id)),
            Some(DefKind::Constructor) if boxed => (ty.to_owned(), format!("{}#{:08x}", layout.name, layout.id)),
            Some(DefKind::Constructor) => (format!("%{ty}"), layout.name.to_string()),
        };
        self.value(span, &ty, &value);
        self.level += 1;
    }

    fn field(&mut self, layout: LayoutId, step: usize) {
        let step = self.codec.step(layout, step);
        step.name.as_ref().clone_into(&mut self.label);
        self.said = step.condition.is_some() && !step.has_slot();
    }

    fn word(&mut self, layout: LayoutId, step: usize, bits: u32, unknown: u32, span: Span) {
        let mut text = format!("{}: # = 0x{bits:x}", self.codec.step(layout, step).name);
        let (mut width, mut first) = (0, true);
        for name in self.flags(layout, step, bits, unknown) {
            if width > FLAGS_WIDTH {
                self.words(span, &text, first);
                "  ".clone_into(&mut text);
                (width, first) = (0, false);
            }
            width += name.len() + 1;
            let _ = write!(text, " {name}");
        }
        self.words(span, &text, first);
    }

    fn close(&mut self) {
        self.level -= 1;
    }

    fn open_items(&mut self, wire: &Wire, count: usize, span: Span) {
        self.value(span, &self.codec.type_text(wire), &items_text(count));
        self.level += 1;
    }

    fn item(&mut self, at: usize) {
        self.label.clear();
        let _ = write!(self.label, "[{at}]");
    }

    fn close_items(&mut self) {
        self.level -= 1;
    }

    fn scalar(&mut self, scalar: Scalar<'_>, wire: &Wire, span: Span) {
        if std::mem::take(&mut self.said) {
            return;
        }
        let ty = self.codec.type_text(wire);
        if let Wire::Basic(secret @ (Basic::SecureString | Basic::SecureBytes))
        | Wire::BoxedBasic(secret @ (Basic::SecureString | Basic::SecureBytes), _) = wire
        {
            let label = std::mem::take(&mut self.label);
            let hidden = bytes_text(span.1 - span.0);
            let text = format!("{label}: {} = {hidden}, not shown", secret.name());
            self.row(&self.offset(span.0), "", &text);
            return;
        }
        let value = match scalar {
            Scalar::True => "true".to_owned(),
            Scalar::Bool(value) => value.to_string(),
            Scalar::Nat(number) => number.to_string(),
            Scalar::Int(number) => number.to_string(),
            Scalar::Int53(number) | Scalar::Long(number) => number.to_string(),
            Scalar::Double(number) => format!("{number:?}"),
            Scalar::String(text) => quoted(text),
            Scalar::Bytes([]) => "0 bytes".to_owned(),
            Scalar::Bytes(bytes) => format!("{}: {}", bytes_text(bytes.len()), hex(bytes)),
            Scalar::Int128(bytes) => hex(bytes),
            Scalar::Int256(bytes) => hex(bytes),
            Scalar::Int512(bytes) => hex(bytes),
        };
        self.value(span, &ty, &value);
        if let Scalar::Bytes(bytes) = scalar {
            self.contents(bytes);
        }
    }

    fn foreign(&mut self, id: u32, at: usize) -> Option<usize> {
        self.envelope(id, at)
    }
}

/// Bytes in groups of four, as they stand in the data.
fn groups(bytes: &[u8]) -> String {
    let mut text = String::new();
    for group in bytes.chunks(4) {
        if !text.is_empty() {
            text.push(' ');
        }
        push_hex(group, &mut text);
    }
    text
}

/// The first bytes.
fn hex(bytes: &[u8]) -> String {
    let mut text = String::new();
    push_hex(&bytes[..bytes.len().min(SHOWN_HEX)], &mut text);
    if bytes.len() > SHOWN_HEX {
        text.push('…');
    }
    text
}

/// The first characters.
fn quoted(text: &str) -> String {
    match text.char_indices().nth(SHOWN_CHARS) {
        Some((end, _)) => format!("{:?}… ({})", &text[..end], bytes_text(text.len())),
        None => format!("{text:?}"),
    }
}

/// So many items, in words.
fn items_text(count: usize) -> String {
    if count == 1 { "1 item".to_owned() } else { format!("{count} items") }
}
