//! Values as JSON.

mod read;
mod tree;

use std::fmt::Write as _;

use tlforge_parser::schema::Dialect;

pub(crate) use self::read::read;
use crate::{
    Codec, DecodeError, DecodeErrorKind, JsonError, Value,
    error::Fault,
    sink::{Scalar, Sink, Span},
    text::{push_base64, push_hex},
    wire::{LayoutId, What, Wire},
};

/// Appends JSON on one line, from a value or from what is being read.
pub(crate) struct Writer<'c, 'o> {
    codec: &'c Codec,
    out: &'o mut String,
    tdlib: bool,
    /// The number that has no JSON, and the byte at which it was met.
    not_finite: Option<(f64, usize)>,
}

impl<'c, 'o> Writer<'c, 'o> {
    pub(crate) fn new(codec: &'c Codec, out: &'o mut String) -> Self {
        Self { codec, out, tdlib: codec.dialect == Dialect::Tdlib, not_finite: None }
    }

    /// Why what was written is no JSON, if it is none.
    pub(crate) fn fault(&self) -> Option<DecodeError> {
        let (number, offset) = self.not_finite?;
        Some(DecodeError {
            kind: DecodeErrorKind::NotFinite,
            offset,
            path: String::new(),
            expected: "a finite number".to_owned(),
            found: format!("{number}, which has no JSON in dialect `tdlib`"),
            needed_type: None,
        })
    }

    pub(crate) fn value(&mut self, value: &Value) {
        let scalar = match value {
            Value::True => Scalar::True,
            Value::Bool(value) => Scalar::Bool(*value),
            Value::Nat(number) => Scalar::Nat(*number),
            Value::Int(number) => Scalar::Int(*number),
            Value::Int53(number) => Scalar::Int53(*number),
            Value::Long(number) => Scalar::Long(*number),
            Value::Double(number) => Scalar::Double(*number),
            Value::String(text) => Scalar::String(text),
            Value::Bytes(bytes) => Scalar::Bytes(bytes),
            Value::Int128(bytes) => Scalar::Int128(bytes),
            Value::Int256(bytes) => Scalar::Int256(bytes),
            Value::Int512(bytes) => Scalar::Int512(bytes),
            Value::Null => {
                self.out.push_str("null");
                return;
            }
            Value::Vector(items) => {
                self.out.push('[');
                for (at, item) in items.iter().enumerate() {
                    self.item(at);
                    self.value(item);
                }
                self.out.push(']');
                return;
            }
            Value::Object(object) => {
                let at = object.layout as usize;
                if let Some(layout) = self.codec.layouts.get(at) {
                    self.start(at);
                    let mut fields = object.fields(layout).peekable();
                    for (step, what) in layout.steps.iter().map(|step| &step.what).enumerate() {
                        let field = fields.next_if(|(at, _)| *at == step);
                        match (what, field) {
                            (What::Word { var, .. }, field) if self.tdlib => {
                                let data = if let Some((_, Value::Nat(data))) = field { *data } else { 0 };
                                self.bits(at, step, data | object.bits(layout, *var));
                            }
                            (_, Some((_, value))) => {
                                self.field(at, step);
                                self.value(value);
                            }
                            (_, None) => {}
                        }
                    }
                    self.close();
                }
                return;
            }
        };
        self.write(scalar);
    }

    fn start(&mut self, layout: LayoutId) {
        self.out.push('{');
        let layout = &self.codec.layouts[layout];
        if layout.kind.is_some() {
            self.out.push_str(if self.tdlib { "\"@type\":\"" } else { "\"_\":\"" });
            self.out.push_str(&layout.name);
            self.out.push('"');
        }
    }

    /// A flags word: a member unless nothing is set in it.
    fn bits(&mut self, layout: LayoutId, step: usize, bits: u32) {
        if bits != 0 {
            self.field(layout, step);
            self.write(Scalar::Nat(bits));
        }
    }

    fn write(&mut self, scalar: Scalar<'_>) {
        let written = match scalar {
            Scalar::True | Scalar::Bool(true) => self.out.write_str("true"),
            Scalar::Bool(false) => self.out.write_str("false"),
            Scalar::Nat(number) => write!(self.out, "{number}"),
            Scalar::Int(number) => write!(self.out, "{number}"),
            Scalar::Int53(number) => write!(self.out, "{number}"),
            Scalar::Long(number) => write!(self.out, "\"{number}\""),
            // The shortest digits that give the number back, with an exponent where that is shorter.
            Scalar::Double(number) if number.is_finite() => write!(self.out, "{number:?}"),
            Scalar::Double(_) if self.tdlib => self.out.write_str("null"),
            Scalar::Double(number) if number.is_nan() => self.out.write_str("\"NaN\""),
            Scalar::Double(number) => self.out.write_str(if number > 0.0 { "\"Infinity\"" } else { "\"-Infinity\"" }),
            Scalar::String(text) => {
                push_string(text, self.out);
                Ok(())
            }
            Scalar::Bytes(bytes) => self.bytes(bytes),
            Scalar::Int128(bytes) => self.bytes(bytes),
            Scalar::Int256(bytes) => self.bytes(bytes),
            Scalar::Int512(bytes) => self.bytes(bytes),
        };
        written.expect("writing to a String never fails");
    }

    fn bytes(&mut self, bytes: &[u8]) -> std::fmt::Result {
        self.out.push('"');
        if self.tdlib {
            push_base64(bytes, self.out);
        } else {
            push_hex(bytes, self.out);
        }
        self.out.write_char('"')
    }
}

impl Sink for Writer<'_, '_> {
    fn open(&mut self, layout: LayoutId, _: bool, _: Span) {
        self.start(layout);
    }

    fn field(&mut self, layout: LayoutId, step: usize) {
        // A string ends with a quotation mark, so that an open brace is one.
        if !self.out.ends_with('{') {
            self.out.push(',');
        }
        self.out.push('"');
        self.out.push_str(&self.codec.step(layout, step).name);
        self.out.push_str("\":");
    }

    fn word(&mut self, layout: LayoutId, step: usize, bits: u32, unknown: u32, _: Span) {
        let data = if self.codec.step(layout, step).is_field() { unknown } else { 0 };
        self.bits(layout, step, if self.tdlib { bits & !unknown | data } else { data });
    }

    fn close(&mut self) {
        self.out.push('}');
    }

    fn open_items(&mut self, _: &Wire, _: usize, _: Span) {
        self.out.push('[');
    }

    fn item(&mut self, at: usize) {
        if at > 0 {
            self.out.push(',');
        }
    }

    fn close_items(&mut self) {
        self.out.push(']');
    }

    fn scalar(&mut self, scalar: Scalar<'_>, _: &Wire, at: Span) {
        if let Scalar::Double(number) = scalar
            && self.tdlib
            && !number.is_finite()
        {
            self.not_finite.get_or_insert((number, at.0));
        }
        self.write(scalar);
    }
}

/// Where in `value` a number is that has no JSON.
pub(crate) fn not_finite(codec: &Codec, value: &Value) -> Option<JsonError> {
    fn find(codec: &Codec, value: &Value) -> Option<Fault<JsonError>> {
        match value {
            Value::Double(number) if !number.is_finite() => Some(Fault::new(JsonError {
                path: String::new(),
                message: format!("{number} has no JSON in dialect `tdlib`"),
            })),
            Value::Vector(items) => items.iter().enumerate().find_map(|(at, item)| Some(find(codec, item)?.item(at))),
            Value::Object(object) => {
                let layout = codec.layouts.get(object.layout as usize)?;
                let mut fields = object.fields(layout);
                fields.find_map(|(step, value)| Some(find(codec, value)?.named(&layout.steps[step].name)))
            }
            _ => None,
        }
    }
    if codec.dialect != Dialect::Tdlib {
        return None;
    }
    let fault = find(codec, value)?;
    let (error, path) = match value {
        Value::Object(object) => fault.named(codec.name(object)).finish(),
        _ => fault.finish(),
    };
    Some(JsonError { path, ..error })
}

/// Appends `text` as a JSON string.
pub(crate) fn push_string(text: &str, out: &mut String) {
    out.push('"');
    let mut written = 0;
    for (at, byte) in text.bytes().enumerate() {
        let short = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            b'\n' => "\\n",
            b'\r' => "\\r",
            b'\t' => "\\t",
            0..0x20 => "",
            _ => continue,
        };
        out.push_str(&text[written..at]);
        written = at + 1;
        if short.is_empty() {
            out.push_str("\\u00");
            push_hex(&[byte], out);
        } else {
            out.push_str(short);
        }
    }
    out.push_str(&text[written..]);
    out.push('"');
}
