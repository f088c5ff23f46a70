//! The lines of a dump for the envelopes of MTProto.

use tlforge_parser::schema::Basic;

use super::{Printer, items_text};
use crate::{
    DecodeErrorKind, Expected,
    bytes::Cursor,
    envelope::{GZIP_PACKED, MAX_NESTING, MESSAGE, MSG_CONTAINER, Packet, RPC_RESULT, unpack},
    read::bytes_text,
    sink::{Scalar, Sink as _},
    wire::Wire,
};

/// `vector {t:Type} # [ t ] = Vector t`, of which an answer does not say what `t` is.
const VECTOR: u32 = Basic::Vector.usual_id();

impl<'d> Printer<'_, 'd> {
    /// Prints the part of an envelope with `id` at byte `at`; how many bytes it takes.
    pub(super) fn envelope(&mut self, id: u32, at: usize) -> Option<usize> {
        if self.nesting == MAX_NESTING {
            return None;
        }
        let rest = self.bytes.get(at..)?;
        match id {
            RPC_RESULT => self.rpc_result(rest, at),
            MSG_CONTAINER => self.container(rest, at),
            MESSAGE => {
                self.value((at, at + 4), "Message", "message#5bb8e511");
                self.level += 1;
                let taken = self.message(rest.get(4..)?, at + 4);
                self.level -= 1;
                Some(4 + taken)
            }
            GZIP_PACKED => self.packed(rest, at),
            VECTOR => self.vector(rest, at),
            _ => None,
        }
    }

    /// The answer to a call reaches to the end.
    fn rpc_result(&mut self, rest: &'d [u8], at: usize) -> Option<usize> {
        let mut cursor = Cursor::new(rest.get(4..)?);
        let call = i64::from_le_bytes(cursor.array()?);
        self.value((at, at + 4), "RpcResult", "rpc_result#f35c6d01");
        self.level += 1;
        self.long("req_msg_id", call, at + 4);
        self.part("result", &rest[12..], at + 12);
        self.level -= 1;
        Some(rest.len())
    }

    fn container(&mut self, rest: &'d [u8], at: usize) -> Option<usize> {
        let mut cursor = Cursor::new(rest.get(4..)?);
        let count = u32::from_le_bytes(cursor.array()?);
        self.value((at, at + 4), "MessageContainer", "msg_container#73f1f8dc");
        self.level += 1;
        "messages".clone_into(&mut self.label);
        self.value((at + 4, at + 8), "vector<%Message>", &items_text(count as usize));
        self.level += 1;
        let mut taken = 8;
        for number in 0..count {
            self.label = format!("[{number}]");
            self.value((at + taken, at + taken), "%Message", "message");
            self.level += 1;
            let left = &rest[taken..];
            taken += self.message(left, at + taken);
            self.level -= 1;
            if left.len() < HEADER {
                break;
            }
        }
        self.level -= 2;
        Some(taken)
    }

    /// A message without its id; how many bytes it takes. A fault inside its body ends with it.
    fn message(&mut self, rest: &'d [u8], at: usize) -> usize {
        let mut cursor = Cursor::new(rest);
        let header = (cursor.array(), cursor.array(), cursor.array());
        let (Some(msg_id), Some(seqno), Some(bytes)) = header else {
            self.stop(rest, at, "the header of a message");
            return rest.len();
        };
        self.long("msg_id", i64::from_le_bytes(msg_id), at);
        self.int("seqno", i32::from_le_bytes(seqno), at + 8);
        let bytes = i32::from_le_bytes(bytes);
        self.int("bytes", bytes, at + 12);
        let body = &rest[HEADER..];
        let whole = usize::try_from(bytes).ok().and_then(|bytes| body.get(..bytes));
        let sound = self.part("body", whole.unwrap_or(body), at + HEADER);
        if let Some(body) = whole {
            return HEADER + body.len();
        }
        if sound {
            self.stop(&[], at + rest.len(), &format!("a body of {bytes} bytes"));
        }
        rest.len()
    }

    fn packed(&mut self, rest: &'d [u8], at: usize) -> Option<usize> {
        let mut cursor = Cursor::new(rest.get(4..)?);
        let packed = cursor.string(self.options.tolerances).ok()?;
        let end = at + 4 + cursor.at();
        self.value((at, at + 4), "Object", "gzip_packed#3072cfa1");
        self.level += 1;
        let (mut unpacked, outcome) = unpack(packed, self.page.unpacked);
        let (size, length) = (bytes_text(packed.len()), bytes_text(unpacked.len()));
        let text = match outcome {
            Ok(_) if unpacked.len() > self.page.unpacked => format!("{size}, which unpack to more than is looked at"),
            Ok(_) => format!("{size}, which unpack to {length}; offsets in these start with `+`"),
            Err(error) => format!("{size}, of which {length} unpack: {error}"),
        };
        unpacked.truncate(self.page.unpacked);
        self.page.unpacked -= unpacked.len();
        "packed_data".clone_into(&mut self.label);
        self.value((at + 4, end), "string", &text);
        self.nested(&Expected::any(), &unpacked, 0, self.unpackings + 1, "");
        self.level -= 1;
        Some(end - at)
    }

    /// A vector whose items nothing names: boxed values, or numbers that fill the rest evenly.
    fn vector(&mut self, rest: &'d [u8], at: usize) -> Option<usize> {
        let mut cursor = Cursor::new(rest.get(4..)?);
        let count = usize::try_from(i32::from_le_bytes(cursor.array()?)).ok()?;
        let items = &rest[8..];
        let known = |id| self.codec.constructors.by_id(id).next().is_some();
        let size = items.len().checked_div(count).filter(|size| size * count == items.len());
        let name = match size {
            _ if count == 0 => "?",
            Some(4) if !cursor.peek().is_some_and(known) => "int",
            Some(8) if !cursor.peek().is_some_and(known) => "long",
            // The items are read as those of a vector of any constructors.
            _ if cursor.peek().is_some_and(known) => {
                let wire = Wire::Vector { id: Some(VECTOR), item: Box::new(Wire::Object) };
                let label = std::mem::take(&mut self.label);
                self.nested(&Expected::wire(wire), rest, self.base + at, self.unpackings, &label);
                return Some(rest.len());
            }
            _ => return None,
        };
        self.value((at, at + 8), &format!("Vector<{name}>"), &items_text(count));
        self.level += 1;
        for (number, item) in items.chunks(size.unwrap_or(1)).enumerate().take(count) {
            self.item(number);
            let place = at + 8 + number * item.len();
            if let Some(word) = item.first_chunk() {
                match item.first_chunk() {
                    Some(long) => self.number(Scalar::Long(i64::from_le_bytes(*long)), Basic::Long, place),
                    None => self.number(Scalar::Int(i32::from_le_bytes(*word)), Basic::Int, place),
                }
            }
        }
        self.level -= 1;
        Some(if count == 0 { 8 } else { rest.len() })
    }

    /// Prints a packet that does not start with the id of a constructor.
    pub(super) fn packet(&mut self, packet: Packet) {
        match packet {
            Packet::TransportError(error) => self.row_of("transport error", &error.to_string(), (0, 4)),
            Packet::Unencrypted { msg_id } => {
                self.row_of("auth_key_id: long", "0, so the message is not encrypted", (0, 8));
                self.row_of("msg_id: long", &msg_id.to_string(), (8, 16));
                let body = &self.bytes[Packet::UNENCRYPTED..];
                self.row_of("length: int", &bytes_text(body.len()), (16, Packet::UNENCRYPTED));
                self.part("", body, Packet::UNENCRYPTED);
            }
        }
    }

    fn row_of(&mut self, label: &str, value: &str, span: (usize, usize)) {
        label.clone_into(&mut self.label);
        self.value(span, "", value);
    }

    /// Prints the contents of a `bytes` field if they are exactly one boxed value.
    pub(super) fn contents(&mut self, bytes: &[u8]) {
        let names = [&self.codec.constructors, &self.codec.functions];
        let is_known = |id| names.iter().any(|names| names.by_id(id).next().is_some());
        let id = bytes.first_chunk().copied().map(u32::from_le_bytes);
        if self.nesting == MAX_NESTING || !id.is_some_and(is_known) {
            return;
        }
        if self.codec.decode(&Expected::any(), bytes, self.options).is_ok() {
            // `bytes` is a slice of `self.bytes`.
            let start = bytes.as_ptr().addr() - self.bytes.as_ptr().addr();
            self.level += 1;
            self.part("", bytes, start);
            self.level -= 1;
        }
    }

    /// The constructor or function that `bytes` hold, from byte `at` on.
    fn part(&mut self, label: &str, bytes: &[u8], at: usize) -> bool {
        self.nested(&Expected::any(), bytes, self.base + at, self.unpackings, label)
    }

    /// What is expected, in `bytes` that start at `base`; whether they hold it.
    fn nested(&mut self, expected: &Expected, bytes: &[u8], base: usize, unpackings: usize, label: &str) -> bool {
        let mut printer = Printer {
            codec: self.codec,
            options: self.options,
            bytes,
            base,
            page: std::mem::take(&mut self.page),
            level: self.level,
            nesting: self.nesting + 1,
            unpackings,
            label: label.to_owned(),
            said: false,
        };
        let sound = printer.walk(expected);
        self.page = printer.page;
        sound
    }

    fn int(&mut self, label: &str, number: i32, at: usize) {
        label.clone_into(&mut self.label);
        self.number(Scalar::Int(number), Basic::Int, at);
    }

    fn long(&mut self, label: &str, number: i64, at: usize) {
        label.clone_into(&mut self.label);
        self.number(Scalar::Long(number), Basic::Long, at);
    }

    fn number(&mut self, scalar: Scalar<'_>, basic: Basic, at: usize) {
        self.scalar(scalar, &Wire::Basic(basic), (at, at + basic.min_bytes() as usize));
    }

    /// The part of an envelope that starts at `at` is not complete.
    fn stop(&mut self, rest: &[u8], at: usize, expected: &str) {
        self.fault(crate::DecodeError {
            kind: DecodeErrorKind::Truncated,
            offset: at,
            needed_type: None,
            path: String::new(),
            expected: expected.to_owned(),
            found: format!("the end of the data after {}", bytes_text(rest.len())),
        });
    }
}

/// The bytes of a message before its body.
const HEADER: usize = 16;
