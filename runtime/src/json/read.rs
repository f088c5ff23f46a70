//! JSON as the source of a new value.

use alloc::{borrow::ToOwned as _, boxed::Box, format, string::String, vec::Vec};
use core::{fmt, marker::PhantomData, mem::MaybeUninit};

use serde_json::{Map, Value};

use super::{JsonError, JsonOptions, base64, hex, name_key};
use crate::{
    error::Trail,
    memory::{Source, Stop},
    opaque::Stored,
    skeleton::Skeleton,
    table::{Bit, Count, Dialect, Entry, Enum, Kind, Name, Registry, Role, Struct, Vector},
};

/// Of which kind `node` is.
fn kind(node: Node<'_>) -> &'static str {
    match node {
        Node::Value(Value::Null) => "null",
        Node::Value(Value::Bool(_)) => "a boolean",
        Node::Value(Value::Number(_)) => "a number",
        Node::Value(Value::String(_)) => "a string",
        Node::Value(Value::Array(_)) => "an array",
        Node::Value(Value::Object(_)) | Node::Payload(_) => "an object",
        Node::Absent => "nothing",
    }
}

/// What `node` says, where no secret belongs.
#[cold]
fn shown(node: Node<'_>) -> String {
    match node {
        Node::Value(Value::Bool(value)) => format!("{value}"),
        Node::Value(Value::Number(number)) => format!("{number}"),
        Node::Value(Value::String(text)) if text.len() <= 40 => format!("the string {text:?}"),
        Node::Value(Value::String(text)) => format!("a string of {} bytes", text.len()),
        _ => kind(node).to_owned(),
    }
}

/// JSON as the source of a new value.
pub(super) struct Tree<'a> {
    json: PhantomData<&'a Value>,
    /// That of the struct whose fields are being read.
    dialect: Dialect,
    depth: u32,
    /// Whether members that are no fields are ignored where TDLib ignores them.
    unknown_members: bool,
    fault: Option<String>,
    trail: Trail,
}

/// Where [`Tree`] is.
#[derive(Clone, Copy)]
pub(super) enum Node<'a> {
    Value(&'a Value),
    /// The object of a variant, whose name has been read.
    Payload(&'a Map<String, Value>),
    /// Nothing, where TDLib means zero or something empty.
    Absent,
}

/// The object whose fields are being read.
pub(crate) struct Frame<'a> {
    object: &'a Map<String, Value>,
    dialect: Dialect,
    /// The names of the struct's entries.
    names: Vec<Name>,
}

impl<'a> Frame<'a> {
    /// What the object says of the entry at `at`.
    fn get(&self, at: usize) -> Option<&'a Value> {
        member(self.object, self.names[at].tl, self.dialect)
    }
}

impl<'a> Tree<'a> {
    pub(super) fn new(options: JsonOptions) -> Self {
        Self {
            json: PhantomData,
            dialect: Dialect::Canonical,
            depth: options.depth,
            unknown_members: options.unknown_members,
            fault: None,
            trail: Trail::default(),
        }
    }

    pub(super) fn explain(&self) -> JsonError {
        let message = self.fault.clone().unwrap_or_else(|| String::from("no such value"));
        JsonError { path: self.trail.path(), message }
    }

    #[cold]
    fn stop(&mut self, message: impl Into<String>) -> Stop {
        self.fault = Some(message.into());
        Stop
    }

    #[cold]
    fn expected(&mut self, expected: impl fmt::Display, found: &str) -> Stop {
        self.stop(format!("expected {expected}, found {found}"))
    }

    fn text(&mut self, expected: &str, node: Node<'a>) -> Result<&'a str, Stop> {
        match node {
            Node::Value(Value::String(text)) => Ok(text),
            Node::Absent => Ok(""),
            _ => Err(self.expected(expected, kind(node))),
        }
    }

    fn raw(&mut self, node: Node<'a>) -> Result<Vec<u8>, Stop> {
        match self.dialect {
            Dialect::Canonical => {
                let text = self.text("hexadecimal digits in a string", node)?;
                hex::decode(text)
                    .ok_or_else(|| self.expected("hexadecimal digits, two for each byte", &hex::not_hex(text)))
            }
            Dialect::Tdlib => {
                let text = self.text("Base64 in a string", node)?;
                base64::decode(text).ok_or_else(|| self.expected("Base64", "another string"))
            }
        }
    }

    /// The name that a value says it has, and its members.
    fn named(
        &mut self,
        expected: &str,
        node: Node<'a>,
        dialect: Dialect,
    ) -> Result<(&'a str, &'a Map<String, Value>), Stop> {
        let (name, object) = self.perhaps_named(expected, node, dialect)?;
        let key = name_key(dialect);
        let unnamed = || format!("expected {expected}, found an object without `{key}`");
        Ok((name.ok_or_else(|| self.stop(unnamed()))?, object))
    }

    /// The name that a value says it has, if it says one, and its members.
    fn perhaps_named(
        &mut self,
        expected: &str,
        node: Node<'a>,
        dialect: Dialect,
    ) -> Result<(Option<&'a str>, &'a Map<String, Value>), Stop> {
        let Node::Value(Value::Object(object)) = node else {
            return Err(self.expected(expected, kind(node)));
        };
        let key = name_key(dialect);
        match member(object, key, dialect) {
            Some(Value::String(name)) => Ok((Some(name), object)),
            Some(other) => Err(self.expected(format_args!("a name in `{key}`"), &shown(Node::Value(other)))),
            None => Ok((None, object)),
        }
    }

    /// An object of TDLib's JSON that is not looked into, but for its name.
    fn kept(&mut self, node: Node<'a>, it: &'static Skeleton) -> Result<Stored, Stop> {
        let (name, object) = self.perhaps_named(it.name, node, Dialect::Tdlib)?;
        let mut constructors = it.constructors();
        let id = match name {
            Some(name) => match constructors.find(|(_, known)| *known == name) {
                Some((id, _)) => id,
                None => return Err(self.stop(format!("`{name}` is no constructor of `{}`", it.name))),
            },
            // There is nothing else that it could be.
            None => match (constructors.next(), constructors.next()) {
                (Some((id, _)), None) => id,
                _ => return Err(self.stop(format!("expected {}, found an object without `@type`", it.name))),
            },
        };
        Ok(Stored::Json(id, Box::new(Value::Object(object.clone()))))
    }

    /// Refuses members that are no fields.
    fn check_members(
        &mut self,
        name: &str,
        object: &Map<String, Value>,
        dialect: Dialect,
        known: impl Fn(&str) -> bool,
    ) -> Result<(), Stop> {
        if dialect == Dialect::Tdlib && self.unknown_members {
            return Ok(());
        }
        match object.keys().find(|key| !known(key)) {
            Some(key) => Err(self.stop(format!("`{name}` has no field `{key}`"))),
            None => Ok(()),
        }
    }

    /// Whether an integer may stand in a string and for a `Bool`, as in TDLib.
    fn is_lenient(&self) -> bool {
        self.dialect == Dialect::Tdlib
    }
}

impl<'a> Node<'a> {
    fn number<T>(self, read: impl Fn(&serde_json::Number) -> Option<T>) -> Option<T> {
        match self {
            Self::Value(Value::Number(number)) => read(number),
            Self::Absent => read(&serde_json::Number::from(0)),
            _ => None,
        }
    }

    fn items(self) -> Option<&'a [Value]> {
        match self {
            Self::Value(Value::Array(items)) => Some(items),
            Self::Absent => Some(&[]),
            _ => None,
        }
    }
}

impl<'a> Source for Tree<'a> {
    type Node = Node<'a>;
    type Frame = Frame<'a>;

    fn int(&mut self, node: Node<'a>) -> Result<i32, Stop> {
        let int = match node {
            Node::Value(Value::String(text)) if self.is_lenient() => integer(text),
            _ => node.number(serde_json::Number::as_i64),
        };
        let int = int.and_then(|it| it.try_into().ok());
        int.ok_or_else(|| self.expected(format_args!("a number from {} to {}", i32::MIN, i32::MAX), &shown(node)))
    }

    fn long(&mut self, node: Node<'a>) -> Result<i64, Stop> {
        let long = match node {
            Node::Value(Value::String(text)) => integer(text),
            _ => node.number(serde_json::Number::as_i64),
        };
        long.ok_or_else(|| {
            self.expected(format_args!("a number from {} to {} in a string", i64::MIN, i64::MAX), &shown(node))
        })
    }

    fn nat(&mut self, node: Node<'a>) -> Result<u32, Stop> {
        let nat = node.number(serde_json::Number::as_u64).and_then(|it| it.try_into().ok());
        nat.ok_or_else(|| self.expected(format_args!("a number from 0 to {}", u32::MAX), &shown(node)))
    }

    fn double(&mut self, node: Node<'a>) -> Result<f64, Stop> {
        match node {
            Node::Value(Value::String(_)) if self.dialect == Dialect::Tdlib => {
                Err(self.expected("a finite number", &shown(node)))
            }
            Node::Value(Value::String(text)) => match text.as_str() {
                "NaN" => Ok(f64::NAN),
                "Infinity" => Ok(f64::INFINITY),
                "-Infinity" => Ok(f64::NEG_INFINITY),
                _ => Err(self.expected(DOUBLE, &shown(node))),
            },
            _ => node
                .number(serde_json::Number::as_f64)
                .filter(|number| number.is_finite())
                .ok_or_else(|| self.expected(DOUBLE, &shown(node))),
        }
    }

    fn bool(&mut self, node: Node<'a>) -> Result<bool, Stop> {
        match node {
            Node::Value(Value::Bool(it)) => Ok(*it),
            Node::Absent => Ok(false),
            // TDLib reads any `int32` as a `Bool`.
            Node::Value(Value::Number(_) | Value::String(_)) if self.is_lenient() => match self.int(node) {
                Ok(number) => Ok(number != 0),
                Err(Stop) => Err(self.expected("a boolean", &shown(node))),
            },
            _ => Err(self.expected("a boolean", &shown(node))),
        }
    }

    fn string(&mut self, node: Node<'a>) -> Result<String, Stop> {
        self.text("a string", node).map(String::from)
    }

    fn bytes(&mut self, node: Node<'a>) -> Result<Vec<u8>, Stop> {
        self.raw(node)
    }

    fn opaque(&mut self, node: Node<'a>, it: &'static Skeleton, _: bool) -> Result<Stored, Stop> {
        self.dialect = Kind::Opaque(it).dialect();
        if self.dialect == Dialect::Tdlib && !matches!(node, Node::Value(Value::String(_))) {
            return self.kept(node, it);
        }
        let bytes = self.raw(node)?;
        match crate::reader::check(it, &bytes) {
            Ok(()) => Ok(Stored::Bytes(bytes)),
            Err(error) => Err(self.stop(format!("no bytes of `{}`: {error}", it.name))),
        }
    }

    fn fixed(&mut self, node: Node<'a>, into: &mut [u8]) -> Result<(), Stop> {
        let bytes = self.raw(node)?;
        if bytes.len() != into.len() {
            return Err(self.stop(format!("expected {} bytes, found {}", into.len(), bytes.len())));
        }
        into.copy_from_slice(&bytes);
        Ok(())
    }

    fn unit(&mut self, node: Node<'a>, _: bool) -> Result<(), Stop> {
        match node {
            Node::Value(Value::Bool(true)) => Ok(()),
            _ => Err(self.expected("`true`", &shown(node))),
        }
    }

    fn enter(&mut self, node: Node<'a>, it: &'static Struct, _: bool) -> Result<Frame<'a>, Stop> {
        let is_named = !it.name.is_empty();
        let object = match node {
            Node::Payload(object) => object,
            _ if is_named => {
                let (name, object) = match it.dialect() {
                    Dialect::Canonical => self.named(it.name, node, it.dialect())?,
                    Dialect::Tdlib => {
                        let (name, object) = self.perhaps_named(it.name, node, it.dialect())?;
                        // There is nothing else that it could be.
                        (name.unwrap_or(it.name), object)
                    }
                };
                if name != it.name {
                    return Err(self.stop(format!("expected `{}`, found `{name}`", it.name)));
                }
                object
            }
            Node::Value(Value::Object(object)) => object,
            _ => return Err(self.expected("an object", kind(node))),
        };
        let reserved = |key: &str| is_named && is_reserved(key, it.dialect());
        let is_member = |entry: &Entry| it.dialect() == Dialect::Tdlib || !matches!(entry.role, Role::Mask);
        let is_field = |key: &str| it.named().any(|(entry, name)| name.tl == key && is_member(entry));
        let of = if is_named { it.name } else { it.rust };
        self.check_members(of, object, it.dialect(), |key| reserved(key) || is_field(key))?;
        for (entry, name) in it.named() {
            let Role::Shadow(bit) = entry.role else { continue };
            let says = match member(object, name.tl, it.dialect()) {
                None => false,
                Some(Value::Bool(set)) => *set,
                Some(other) => return Err(self.expected("a boolean", &shown(Node::Value(other)))),
            };
            if says != is_there(object, it, bit.mask(), bit.word()) {
                let wrong = if says { "none of which is there" } else { "which are there" };
                return Err(self.stop(format!("`{}` is set by the fields on its bit, {wrong}", name.tl)));
            }
        }
        match self.depth.checked_sub(1) {
            Some(depth) => self.depth = depth,
            None => return Err(self.stop("nested too deep")),
        }
        Ok(Frame { object, dialect: it.dialect(), names: it.names().collect() })
    }

    fn leave(&mut self) {
        self.depth += 1;
    }

    fn mask(&mut self, frame: &mut Frame<'a>, it: &'static Struct, at: usize) -> Result<(), Stop> {
        match frame.dialect {
            Dialect::Canonical => Ok(()),
            Dialect::Tdlib => self.word(frame, it, at).map(|_| ()),
        }
    }

    fn word(&mut self, frame: &mut Frame<'a>, it: &'static Struct, at: usize) -> Result<u32, Stop> {
        let word = match frame.get(at) {
            None => return Ok(0),
            Some(value) => self.nat(Node::Value(value))?,
        };
        let number = it.entries[..at].iter().filter(|entry| matches!(entry.role, Role::Mask | Role::Word)).count();
        let known = it.known_bits(number);
        let mut bits = (0..32).filter(|bit| word & known & 1 << bit != 0);
        let is_absent = |bit: &u32| !is_there(frame.object, it, 1 << bit, number);
        match bits.find(is_absent) {
            Some(bit) => Err(self.stop(format!("bit {bit} is set, but the field that depends on it is absent"))),
            None => Ok(word & !known),
        }
    }

    fn flag(&mut self, frame: &mut Frame<'a>, _: &'static Entry, at: usize) -> Result<bool, Stop> {
        match frame.get(at) {
            None => Ok(false),
            Some(Value::Bool(set)) => Ok(*set),
            Some(other) => Err(self.expected("a boolean", &shown(Node::Value(other)))),
        }
    }

    fn required(&mut self, frame: &mut Frame<'a>, entry: &'static Entry, at: usize) -> Result<Node<'a>, Stop> {
        match self.optional(frame, entry, at)? {
            Some(node) => Ok(node),
            None if frame.dialect == Dialect::Tdlib && may_be_absent(&entry.kind) => Ok(Node::Absent),
            None => Err(self.stop("the field is missing")),
        }
    }

    fn optional(&mut self, frame: &mut Frame<'a>, _: &'static Entry, at: usize) -> Result<Option<Node<'a>>, Stop> {
        self.dialect = frame.dialect;
        Ok(frame.get(at).map(Node::Value))
    }

    fn or_null(&mut self, node: Node<'a>) -> Result<Option<Node<'a>>, Stop> {
        Ok(if let Node::Value(Value::Null) = node { None } else { Some(node) })
    }

    fn variant(&mut self, node: Node<'a>, it: &'static Enum) -> Result<(usize, Node<'a>), Stop> {
        let (name, object) = self.named(it.name, node, it.dialect())?;
        let Some(at) = it.variants.iter().position(|variant| variant.name() == name) else {
            return Err(self.stop(format!("`{name}` is no constructor of `{}`", it.name)));
        };
        if let crate::table::Payload::Unit(_) = it.variants[at].payload {
            self.check_members(name, object, it.dialect(), |key| is_reserved(key, it.dialect()))?;
        }
        Ok((at, Node::Payload(object)))
    }

    fn any(&mut self, node: Node<'a>, it: &'static Registry) -> Result<(&'static Kind, Node<'a>), Stop> {
        let (name, _) = self.named(it.name, node, it.dialect())?;
        match it.by_name(name) {
            Some(kind) => Ok((kind, node)),
            None => Err(self.stop(format!("the schema has no {} `{name}`", it.name))),
        }
    }

    fn count(&mut self, node: Node<'a>, it: &'static Vector, counted: u32) -> Result<usize, Stop> {
        let Some(items) = node.items() else {
            return Err(self.expected("an array", kind(node)));
        };
        let expected = match it.count {
            Count::Boxed | Count::Bare => return Ok(items.len()),
            Count::Fixed(expected) => expected,
            Count::Entry(_) => counted,
        };
        if items.len() != expected as usize {
            return Err(self.stop(format!("expected {expected} elements, found {}", items.len())));
        }
        Ok(items.len())
    }

    fn item(&mut self, node: Node<'a>, it: &'static Vector, index: usize) -> Result<Node<'a>, Stop> {
        match node.items().and_then(|items| items.get(index)) {
            Some(Value::Null) if self.dialect == Dialect::Tdlib && may_be_absent(&it.item) => Ok(Node::Absent),
            Some(item) => Ok(Node::Value(item)),
            None => Err(Stop),
        }
    }

    fn bulk(&mut self, _: Node<'a>, _: &'static Vector, _: &mut [MaybeUninit<u8>]) -> Result<bool, Stop> {
        Ok(false)
    }

    fn allocate(&mut self, _: usize) -> Result<(), Stop> {
        Ok(())
    }

    fn stopped_in(&mut self, it: &'static Struct, at: usize) {
        self.trail.field(it.name, it.name_at(at));
    }

    fn stopped_at(&mut self, index: usize) {
        self.trail.element(index);
    }
}

/// What a `double` may be.
const DOUBLE: &str = "a number, `NaN`, `Infinity` or `-Infinity`";

/// Whether a member is none of a value's fields: its name, and what TDLib's callers send along.
fn is_reserved(key: &str, dialect: Dialect) -> bool {
    key == name_key(dialect) || dialect == Dialect::Tdlib && key.starts_with('@')
}

/// Whether TDLib takes a missing member of this kind for zero or something empty.
fn may_be_absent(kind: &Kind) -> bool {
    match kind {
        Kind::Int
        | Kind::Long
        | Kind::Int53
        | Kind::Double
        | Kind::Bool
        | Kind::String
        | Kind::SecretString
        | Kind::Bytes
        | Kind::SecretBytes => true,
        Kind::Vector(it) => matches!(it.count, Count::Boxed | Count::Bare),
        _ => false,
    }
}

/// The decimal number in a string.
fn integer(text: &str) -> Option<i64> {
    text.parse().ok().filter(|_| !text.starts_with('+'))
}

/// The member `key`; TDLib takes one that is null for none.
fn member<'a>(object: &'a Map<String, Value>, key: &str, dialect: Dialect) -> Option<&'a Value> {
    object.get(key).filter(|value| dialect == Dialect::Canonical || !value.is_null())
}

/// Whether a field on the bit `mask` of flags word `word` is there.
fn is_there(object: &Map<String, Value>, it: &'static Struct, mask: u32, word: usize) -> bool {
    let on_bit = |bit: Bit| bit.mask() == mask && bit.word() == word;
    it.named().any(|(entry, name)| match entry.role {
        Role::Optional(on, _) => on_bit(on) && member(object, name.tl, it.dialect()).is_some(),
        Role::Flag(on) => on_bit(on) && object.get(name.tl) == Some(&Value::Bool(true)),
        _ => false,
    })
}
