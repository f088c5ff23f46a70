//! Values in memory.

use tlforge_parser::schema::DefKind;

use crate::{
    Codec, NameError,
    sink::{Scalar, Sink, Span},
    wire::{Layout, LayoutId, Wire},
};

/// A value of a type of a schema.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `true`, where it is not behind a flag.
    True,
    /// `Bool`
    Bool(bool),
    /// `#` as a plain number; of a flags word that is a field, the bits that no other field depends on.
    Nat(u32),
    /// `int`, `int32`
    Int(i32),
    /// `int53`: a number in JSON, eight bytes on the wire.
    Int53(i64),
    /// `long`, `int64`
    Long(i64),
    /// `double`
    Double(f64),
    /// `string`, `secureString`
    String(Box<str>),
    /// `bytes`, `secureBytes`
    Bytes(Box<[u8]>),
    /// `int128`, in the order of the wire.
    Int128([u8; 16]),
    /// `int256`, in the order of the wire.
    Int256(Box<[u8; 32]>),
    /// `int512`, in the order of the wire.
    Int512(Box<[u8; 64]>),
    /// An element of a vector that is null (dialect `tdlib`); it has no bytes.
    Null,
    /// A vector or repetition.
    Vector(Vec<Value>),
    /// A constructor or function with its fields.
    Object(Box<Object>),
}

/// What a decoder counts for a value, wherever it is.
pub(crate) const VALUE_SIZE: usize = size_of::<Value>();

/// What a decoder counts for an object besides its fields.
pub(crate) const OBJECT_SIZE: usize = size_of::<Object>();

const _: () = assert!(VALUE_SIZE <= 24, "a vector of ints takes six times its bytes, not more");

/// A constructor or function with its fields. Their names are with the [`Codec`] that made it.
#[derive(Clone, Debug, PartialEq)]
pub struct Object {
    /// A position among the layouts of the codec.
    pub(crate) layout: u32,
    /// A bit for each step of the layout: whether the field is there. Empty if exactly those without a condition are.
    present: Box<[u64]>,
    /// The fields that are there and hold something, in the order of the wire.
    values: Box<[Value]>,
}

impl Object {
    pub(crate) fn has(&self, layout: &Layout, step: usize) -> bool {
        let bits = if self.present.is_empty() { &layout.always } else { &self.present };
        bits.get(step / 64).is_some_and(|word| word >> (step % 64) & 1 == 1)
    }

    /// The bits of the flags word `var` whose fields are there.
    pub(crate) fn bits(&self, layout: &Layout, var: usize) -> u32 {
        let there = layout.steps.iter().enumerate().filter(|(step, _)| self.has(layout, *step));
        let bits = there.filter_map(|(_, step)| step.condition).filter(|condition| condition.mask == var);
        bits.fold(0, |bits, condition| bits | 1_u32.checked_shl(condition.bit).unwrap_or(0))
    }

    /// The fields that are there with the positions of their steps.
    pub(crate) fn fields<'v>(&'v self, layout: &'v Layout) -> impl Iterator<Item = (usize, &'v Value)> {
        let mut values = self.values.iter();
        (0..layout.steps.len()).filter(|step| self.has(layout, *step)).filter_map(move |step| {
            let value = if layout.steps[step].has_slot() { values.next()? } else { &Value::True };
            Some((step, value))
        })
    }
}

impl Codec {
    /// The name of the constructor or function that `object` is.
    pub fn name(&self, object: &Object) -> &str {
        self.layout_of(object).map_or("", |layout| &layout.name)
    }

    /// Whether `object` is a constructor or a function; `None` for what a repetition repeats.
    pub fn kind(&self, object: &Object) -> Option<DefKind> {
        self.layout_of(object)?.kind
    }

    /// The fields of `object` that are there, with their names.
    pub fn fields<'v>(&'v self, object: &'v Object) -> impl Iterator<Item = (&'v str, &'v Value)> {
        let layout = self.layout_of(object);
        layout
            .into_iter()
            .flat_map(|layout| object.fields(layout).map(|(step, value)| (&*layout.steps[step].name, value)))
    }

    /// The field `name` of `object`, if it is there.
    pub fn field<'v>(&'v self, object: &'v Object, name: &str) -> Option<&'v Value> {
        self.fields(object).find_map(|(field, value)| (field == name).then_some(value))
    }

    /// The constructor or function `name` with these fields. What the fields hold is checked when it is encoded.
    ///
    /// # Errors
    ///
    /// When there is no such definition, or it has no such field.
    pub fn object<'n>(
        &self,
        kind: DefKind,
        name: &str,
        fields: impl IntoIterator<Item = (&'n str, Value)>,
    ) -> Result<Value, NameError> {
        let Some(at) = self.names(kind).by_name(name) else {
            return Err(NameError::new(format!("no {} is called `{name}`", kind.name())));
        };
        let layout = &self.layouts[at];
        let mut slots: Vec<Option<Value>> = layout.steps.iter().map(|_| None).collect();
        for (field, value) in fields {
            match layout.field(field) {
                Some(step) => slots[step] = Some(value),
                None => return Err(NameError::new(format!("`{name}` has no field `{field}`"))),
            }
        }
        Ok(from_slots(layout, at, slots))
    }

    fn layout_of(&self, object: &Object) -> Option<&Layout> {
        self.layouts.get(object.layout as usize)
    }
}

/// An object of `layout` with a value or none for each step.
pub(crate) fn from_slots(layout: &Layout, layout_id: LayoutId, slots: Vec<Option<Value>>) -> Value {
    let mut present = vec![0; layout.always.len()];
    let mut values = Vec::with_capacity(slots.len());
    for ((at, step), slot) in layout.steps.iter().enumerate().zip(slots) {
        let Some(value) = slot else { continue };
        present[at / 64] |= 1 << (at % 64);
        if step.has_slot() {
            values.push(value);
        }
    }
    object(layout, layout_id, &present, values.into())
}

fn object(layout: &Layout, at: LayoutId, present: &[u64], values: Box<[Value]>) -> Value {
    let present = if *present == *layout.always { [].into() } else { present.into() };
    let layout = u32::try_from(at).expect("a schema holds fewer than 2^32 definitions: its text is shorter than 4 GiB");
    Value::Object(Box::new(Object { layout, present, values }))
}

/// Makes a [`Value`] of what is read.
pub(crate) struct Tree<'c> {
    codec: &'c Codec,
    /// Fields of the objects that are open, one after another.
    values: Vec<Value>,
    /// Presence bits of the objects that are open.
    present: Vec<u64>,
    open: Vec<Open>,
    /// The field that follows is there or not, and that is all.
    slotless: bool,
}

enum Open {
    Object {
        layout: LayoutId,
        /// Where its values start.
        values: usize,
        /// Where its presence bits start.
        present: usize,
    },
    Vector(Vec<Value>),
}

impl<'c> Tree<'c> {
    pub(crate) fn new(codec: &'c Codec) -> Self {
        Self { codec, values: Vec::new(), present: Vec::new(), open: Vec::new(), slotless: false }
    }

    /// The value, after a walk without an error.
    pub(crate) fn finish(mut self) -> Value {
        self.values.pop().expect("a walk without an error leaves one value")
    }

    fn push(&mut self, value: Value) {
        match self.open.last_mut() {
            Some(Open::Vector(items)) => items.push(value),
            _ => self.values.push(value),
        }
    }
}

impl Sink for Tree<'_> {
    fn open(&mut self, layout: LayoutId, _: bool, _: Span) {
        let present = self.present.len();
        self.present.resize(present + self.codec.layouts[layout].always.len(), 0);
        self.open.push(Open::Object { layout, values: self.values.len(), present });
    }

    fn field(&mut self, layout: LayoutId, step: usize) {
        if let Some(Open::Object { present, .. }) = self.open.last() {
            self.present[present + step / 64] |= 1 << (step % 64);
        }
        self.slotless = !self.codec.layouts[layout].steps[step].has_slot();
    }

    fn word(&mut self, layout: LayoutId, step: usize, _: u32, unknown: u32, _: Span) {
        if unknown != 0 && self.codec.step(layout, step).is_field() {
            self.field(layout, step);
            self.push(Value::Nat(unknown));
        }
    }

    fn close(&mut self) {
        if let Some(Open::Object { layout, values, present }) = self.open.pop() {
            let fields = self.values.drain(values..).collect();
            let value = object(&self.codec.layouts[layout], layout, &self.present[present..], fields);
            self.present.truncate(present);
            self.push(value);
        }
    }

    fn open_items(&mut self, _: &Wire, count: usize, _: Span) {
        self.open.push(Open::Vector(Vec::with_capacity(count)));
    }

    fn item(&mut self, _: usize) {
        self.slotless = false;
    }

    fn close_items(&mut self) {
        if let Some(Open::Vector(items)) = self.open.pop() {
            self.push(Value::Vector(items));
        }
    }

    fn scalar(&mut self, scalar: Scalar<'_>, _: &Wire, _: Span) {
        if !std::mem::take(&mut self.slotless) {
            self.push(scalar.into());
        }
    }
}

impl From<Scalar<'_>> for Value {
    fn from(scalar: Scalar<'_>) -> Self {
        match scalar {
            Scalar::True => Self::True,
            Scalar::Bool(value) => Self::Bool(value),
            Scalar::Nat(number) => Self::Nat(number),
            Scalar::Int(number) => Self::Int(number),
            Scalar::Int53(number) => Self::Int53(number),
            Scalar::Long(number) => Self::Long(number),
            Scalar::Double(number) => Self::Double(number),
            Scalar::String(text) => Self::String(text.into()),
            Scalar::Bytes(bytes) => Self::Bytes(bytes.into()),
            Scalar::Int128(bytes) => Self::Int128(*bytes),
            Scalar::Int256(bytes) => Self::Int256(Box::new(*bytes)),
            Scalar::Int512(bytes) => Self::Int512(Box::new(*bytes)),
        }
    }
}
