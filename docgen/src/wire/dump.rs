//! An example byte by byte.

use std::ops::Range;

use tlforge_dynamic::Options;
use tlforge_parser::schema::{Basic, DefId};

use crate::book::Book;
use crate::calls;
use crate::example::{Count, Field, Object, Value};

/// How many bytes stand in a row.
const ROW: usize = 16;
/// Examples of more bytes are not shown.
const MAX_BYTES: usize = 4096;

/// The bytes of an example.
#[derive(Clone, Debug)]
pub(crate) struct Dump {
    pub(crate) rows: Vec<Row>,
    pub(crate) parts: Vec<Part>,
    pub(crate) length: usize,
}

/// Sixteen bytes.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) offset: String,
    pub(crate) runs: Vec<Run>,
}

/// Bytes of one part in one row.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    pub(crate) part: usize,
    pub(crate) hex: String,
}

/// A field, an id or a count.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub(crate) offset: usize,
    pub(crate) length: usize,
    pub(crate) name: String,
    pub(crate) value: String,
}

impl Dump {
    /// Each part with its offset, its bytes, its name and its value.
    pub(crate) fn table(&self) -> impl Iterator<Item = (usize, String, &str, &str)> {
        self.parts.iter().enumerate().map(|(at, part)| {
            let runs = self.rows.iter().flat_map(|row| &row.runs).filter(|run| run.part == at);
            let hex: Vec<_> = runs.map(|run| run.hex.as_str()).collect();
            (part.offset, hex.join(" "), part.name.as_str(), part.value.as_str())
        })
    }
}

/// The dump of `object`. `None`: the codec reads the example differently, or it is too long to be looked at.
pub(crate) fn dump(book: &Book<'_>, object: &Object) -> Option<Dump> {
    let definition = book.schema.def(object.def);
    let expected = book.codec.definition(definition.kind, &definition.name).ok()?;
    let value = book.codec.from_json(&expected, &calls::to_json(book, object), &Options::default()).ok()?;
    let bytes = book.codec.encode(&expected, &value).ok().filter(|bytes| bytes.len() <= MAX_BYTES)?;
    let mut cutter = Cutter { book, bytes: &bytes, at: 0, parts: Vec::new() };
    cutter.object(object, "")?;
    if cutter.at != bytes.len() {
        return None;
    }
    let parts = cutter.parts;
    Some(Dump { rows: rows(&bytes, &parts), length: bytes.len(), parts })
}

/// Says which bytes are which.
struct Cutter<'b, 'a> {
    book: &'b Book<'a>,
    bytes: &'b [u8],
    at: usize,
    parts: Vec<Part>,
}

impl Cutter<'_, '_> {
    fn object(&mut self, object: &Object, path: &str) -> Option<()> {
        if object.boxed {
            let name = if path.is_empty() { "id".to_owned() } else { path.to_owned() };
            self.cut(name, 4, self.name_of(object.def))?;
        }
        self.fields(&object.fields, path)
    }

    fn fields(&mut self, fields: &[Field], path: &str) -> Option<()> {
        for field in fields {
            let own = field.name.clone().unwrap_or_else(|| format!("_{}", field.position));
            let path = if path.is_empty() { own } else { format!("{path}.{own}") };
            self.value(&field.value, path)?;
        }
        Some(())
    }

    fn value(&mut self, value: &Value, path: String) -> Option<()> {
        match value {
            Value::Word => {
                let word = self.word()?;
                let bits: Vec<_> = (0..32).filter(|bit| word >> bit & 1 == 1).map(|bit| bit.to_string()).collect();
                let said = match bits.as_slice() {
                    [] => "no bit".to_owned(),
                    [bit] => format!("bit {bit}"),
                    bits => format!("bits {}", bits.join(", ")),
                };
                self.cut(path, 4, said)
            }
            Value::True { boxed: false } => Some(()),
            Value::True { boxed: true } => self.cut(path, 4, "true".to_owned()),
            Value::Bool(value) => self.cut(path, 4, value.to_string()),
            Value::Number(basic, number, boxed) => {
                self.cut(path, basic.min_bytes() as usize + id(*boxed), number.to_string())
            }
            Value::Double(number, boxed) => self.cut(path, 8 + id(*boxed), format!("{number:?}")),
            Value::Text(text, boxed) => self.cut(path, string(text.len()) + id(*boxed), format!("{text:?}")),
            Value::Bytes(Basic::Bytes | Basic::SecureBytes, bytes, boxed) => {
                self.cut(path, string(bytes.len()) + id(*boxed), format!("{} bytes", bytes.len()))
            }
            Value::Bytes(_, bytes, boxed) => {
                self.cut(path, bytes.len() + id(*boxed), format!("{} bits", bytes.len() * 8))
            }
            Value::Vector(count, items) => {
                if *count == Count::Boxed {
                    self.cut(path.clone(), 4, "vector".to_owned())?;
                }
                if *count != Count::None {
                    let noun = if items.len() == 1 { "element" } else { "elements" };
                    self.cut(path.clone(), 4, format!("{} {noun}", items.len()))?;
                }
                for (at, item) in items.iter().enumerate() {
                    self.value(item, format!("{path}[{at}]"))?;
                }
                Some(())
            }
            Value::Object(object) => self.object(object, &path),
            Value::Group(fields) => self.fields(fields, &path),
        }
    }

    fn cut(&mut self, name: String, length: usize, value: String) -> Option<()> {
        let end = self.at.checked_add(length).filter(|end| *end <= self.bytes.len())?;
        self.parts.push(Part { offset: self.at, length, name, value });
        self.at = end;
        Some(())
    }

    /// The number in the next four bytes.
    fn word(&self) -> Option<u32> {
        let bytes: [u8; 4] = self.bytes.get(self.at..self.at.checked_add(4)?)?.try_into().ok()?;
        Some(u32::from_le_bytes(bytes))
    }

    fn name_of(&self, def: DefId) -> String {
        self.book.schema.def(def).name.clone()
    }
}

/// The bytes of an id, if there is one.
const fn id(boxed: bool) -> usize {
    if boxed { 4 } else { 0 }
}

/// The bytes of a string of `length` bytes with its length and its padding.
const fn string(length: usize) -> usize {
    let head = if length < 254 { 1 } else { 4 };
    (head + length).next_multiple_of(4)
}

fn rows(bytes: &[u8], parts: &[Part]) -> Vec<Row> {
    let rows = bytes.chunks(ROW).zip((0..).step_by(ROW)).map(|(chunk, start)| {
        let row: Range<usize> = start..start + chunk.len();
        let runs = parts.iter().enumerate().filter_map(|(part, cut)| {
            let from = cut.offset.max(row.start);
            let to = (cut.offset + cut.length).min(row.end);
            let bytes = bytes.get(from..to).filter(|bytes| !bytes.is_empty())?;
            let hex: Vec<_> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            Some(Run { part, hex: hex.join(" ") })
        });
        Row { offset: format!("{start:04x}"), runs: runs.collect() }
    });
    rows.collect()
}

#[cfg(test)]
mod tests {
    use tlforge_parser::{Options as Reading, SourceMap, load};

    use crate::{Input, Options, book::Book};

    /// The definitions that the codec reads no example of, or whose bytes are not what the parts take.
    fn without_dump(text: &str) -> Vec<String> {
        let schema = load(&SourceMap::single("api.tl", text), &Reading::default()).schema;
        let options = Options::default();
        let book = Book::new(&Input { schema: &schema, errors: None, previous: Vec::new() }, &options);
        book.pages()
            .filter(|(id, _)| book.examples.of(*id).and_then(|example| super::dump(&book, &example)).is_none())
            .map(|(_, def)| def.name.clone())
            .collect()
    }

    #[test]
    fn every_definition_of_the_api_has_a_dump() {
        let api = include_str!("../../../schema/telegram/api.tl");
        assert_eq!(without_dump(api), ["boolFalse", "boolTrue", "true", "vector"]);
    }

    /// What is a flags word for the examples is one for the codec.
    #[test]
    fn flags_words_are_those_of_the_codec() {
        let none: [&str; 0] = [];
        let unasked = "unasked flags:# a:int = A; other mode:# a:int = B;";
        let repeated =
            "own n:# cells:n*[ x:int flags:# y:flags.3?int ] = C; outer flags:# cells:2*[ x:flags.0?int ] = D;";
        let conditional = "late flags:# flags2:flags.0?# x:flags2.1?int = E; idle flags:# flags2:flags.0?# = F;";
        for text in [unasked, repeated, conditional] {
            for builtin in ["", "int ? = Int; "] {
                assert_eq!(without_dump(&format!("{builtin}{text}")), none, "{text}");
            }
        }
    }
}
