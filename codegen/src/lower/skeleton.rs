//! The wire format of opaque types as bytes; the runtime's `skeleton` says what they mean.

use std::collections::{BTreeMap, BTreeSet};

use tlforge_parser::Diagnostic;
use tlforge_parser::analysis::applied::Closed;
use tlforge_parser::schema::DefKind;

use super::basic_types;
use super::boxing::min_sizes;
use super::shapes::{OpaqueShape, Outline, Shape, Shapes, StructShape, UnionShape};
use crate::model::{Basic, Bit, Count, ItemId, Kind, Role};

// As in the runtime, whose documentation says what each is.
const END: u8 = 0;
const MASK: u8 = 1;
const NUMBER: u8 = 2;
const IF: u8 = 3;
const INT: u8 = 4;
const LONG: u8 = 5;
const INT128: u8 = 6;
const INT256: u8 = 7;
const INT512: u8 = 8;
const BOOL: u8 = 9;
const STRING: u8 = 10;
const BYTES: u8 = 11;
const TRUE: u8 = 12;
const NOTHING: u8 = 13;
const BARE: u8 = 14;
const BOXED: u8 = 15;
const UNION: u8 = 16;
const VECTOR: u8 = 17;
const BARE_VECTOR: u8 = 18;
const TUPLE: u8 = 19;
const COUNTED: u8 = 20;

/// The module of the bytes, which nobody sees.
pub(crate) const MODULE: &str = "skeleton";

/// How many flags words and counts of one definition the runtime keeps.
const MAX_NUMBERS: usize = 8;

/// The wire format of everything that opaque types reach.
#[derive(Default)]
pub(super) struct Skeleton {
    pub(super) bytes: Vec<u8>,
    /// Of each opaque type.
    pub(super) outlines: BTreeMap<ItemId, Outline>,
    /// What is wrong with definitions that only opaque types reach.
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl Skeleton {
    /// The skeleton of the opaque types of `shapes`; `start` bytes stand before it.
    pub(super) fn of(shapes: &Shapes<'_>, start: usize) -> Self {
        let opaque: Vec<(ItemId, Closed)> = shapes.iter().filter_map(opaque_type).collect();
        if opaque.is_empty() {
            return Self::default();
        }
        let nothing = BTreeSet::new();
        let mut inside = Shapes::new(shapes.schema, shapes.reading, 0, shapes.is_bytes, &nothing);
        let kinds: Vec<Option<Kind>> = opaque.iter().map(|(_, closed)| root(&mut inside, closed)).collect();
        inside.fill_all();
        // Where any object may stand, all may.
        for (any, kind) in [(Any::Object, DefKind::Constructor), (Any::Function, DefKind::Function)] {
            if inside.all.iter().any(|shape| holds(shape, any)) {
                let schema = inside.schema;
                inside.discover(|def| schema.def(def).kind == kind && schema.def(def).original.is_none());
            }
        }
        let mut writer = Writer {
            min: min_sizes(&inside, &BTreeMap::new()),
            places: BTreeMap::new(),
            pending: Vec::new(),
            start,
            bytes: Vec::new(),
            refused: Vec::new(),
        };
        let outlines = opaque.iter().zip(&kinds).map(|((item, _), kind)| {
            let at = writer.here();
            let outline = kind.as_ref().map_or_else(Outline::default, |kind| {
                writer.kind(kind, &[]);
                Outline { at, min: writer.least(kind), constructors: constructors(&inside, kind) }
            });
            (*item, outline)
        });
        let outlines = outlines.collect();
        writer.finish(&inside);
        for def in std::mem::take(&mut writer.refused) {
            let def = inside.schema.def(def);
            let construct = format!("`{}`, which has more than {MAX_NUMBERS} flags words and counts,", def.name);
            inside.unsupported(def.span, &construct);
        }
        Self { bytes: writer.bytes, outlines, diagnostics: inside.found_beside(shapes) }
    }
}

/// The kind of an opaque type where it is not opaque.
fn root(inside: &mut Shapes<'_>, closed: &Closed) -> Option<Kind> {
    // Only a type with constructors is opaque.
    let first = inside.schema.ty(closed.ty).constructors.first()?;
    let span = inside.schema.def(*first).span;
    inside.kind(closed, span).ok()
}

fn opaque_type((item, shape): (ItemId, &Shape<'_>)) -> Option<(ItemId, Closed)> {
    match shape {
        Shape::Opaque(OpaqueShape { ty, args }) => Some((item, Closed { ty: *ty, bare: false, args: args.clone() })),
        _ => None,
    }
}

/// A place in the string that is filled in when it is known what stands where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Target {
    Item(ItemId),
    Any(Any),
    /// The constructor of a basic type, by its position among those of the schema.
    Basic(usize),
}

/// What can stand where the schema says any.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Any {
    Object,
    Function,
}

struct Writer {
    min: Vec<u32>,
    /// Where what has been written is.
    places: BTreeMap<Target, usize>,
    /// Places to fill in, and with what.
    pending: Vec<(usize, Target)>,
    /// How many bytes stand before these.
    start: usize,
    bytes: Vec<u8>,
    /// Definitions with more numbers than are kept.
    refused: Vec<tlforge_parser::schema::DefId>,
}

impl Writer {
    /// Where the next byte will be.
    fn here(&self) -> usize {
        self.start + self.bytes.len()
    }

    /// Writes what is pending, until nothing is, and fills in the places.
    fn finish(&mut self, shapes: &Shapes<'_>) {
        let mut done = 0;
        while let Some((_, target)) = self.pending.get(done).copied() {
            done += 1;
            if self.places.contains_key(&target) {
                continue;
            }
            self.places.insert(target, self.here());
            match target {
                Target::Item(item) => match shapes.shape(item) {
                    Shape::Struct(shape) => self.structure(item, shape, shapes),
                    Shape::Union(shape) => self.union(item, shape, shapes),
                    // Nothing is opaque inside of what is.
                    Shape::Opaque(_) => {}
                },
                Target::Any(any) => self.any(any, shapes),
                Target::Basic(at) => self.basic_constructor(at, shapes),
            }
        }
        for (at, target) in std::mem::take(&mut self.pending) {
            let place = small(self.places.get(&target).copied().unwrap_or_default());
            self.bytes[at..at + 4].copy_from_slice(&place.to_le_bytes());
        }
    }

    fn structure(&mut self, item: ItemId, shape: &StructShape<'_>, shapes: &Shapes<'_>) {
        let def = shapes.schema.def(shape.def);
        self.number(def.id);
        self.number(self.min[item.0]);
        self.name(&def.name);
        // Flags words come first in the order of their bits; numbers that count follow.
        let words = shape.fields.iter().filter(|field| field.role.is_flags_word()).count();
        let counts: Vec<usize> = shape
            .fields
            .iter()
            .filter_map(|field| match field.role.kind() {
                Some(Kind::Vec(Count::Entry(entry), _)) => Some(*entry),
                _ => None,
            })
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        if words + counts.len() > MAX_NUMBERS {
            self.refused.push(shape.def);
        }
        let kept = |entry: usize| counts.iter().position(|count| *count == entry).map(|at| words + at);
        let numbers: Vec<Option<usize>> = (0..shape.fields.len()).map(kept).collect();
        let mut word = 0;
        for (at, field) in shape.fields.iter().enumerate() {
            match &field.role {
                Role::Mask | Role::Word => {
                    let bits = shape.fields.iter().filter_map(|field| bit(&field.role));
                    let known = bits.filter(|bit| bit.word == word).fold(0, |known, bit| known | 1 << bit.bit);
                    self.bytes.extend([MASK, low(word as usize)]);
                    self.number(if field.role == Role::Word { u32::MAX } else { known });
                    word += 1;
                }
                Role::Flag(_) | Role::Shadow(..) => {}
                Role::Required(kind) | Role::Nullable(kind) => match numbers[at] {
                    Some(number) => self.bytes.extend([NUMBER, low(number)]),
                    None => self.kind(kind, &numbers),
                },
                Role::Optional(bit, kind) => {
                    self.bytes.extend([IF, low((32 * bit.word + bit.bit) as usize)]);
                    self.kind(kind, &numbers);
                }
            }
        }
        self.bytes.push(END);
    }

    fn union(&mut self, item: ItemId, shape: &UnionShape, shapes: &Shapes<'_>) {
        self.number(self.min[item.0]);
        self.name(&shapes.schema.ty(shape.ty).name);
        let variants = shape.variants.iter().filter_map(|item| {
            let variant = shapes.shape(*item).as_struct()?;
            Some((shapes.schema.def(variant.def).id, Target::Item(*item)))
        });
        self.constructors(variants.collect());
    }

    /// Everything that may stand where any object, or any function, may.
    fn any(&mut self, any: Any, shapes: &Shapes<'_>) {
        let (name, kind) = match any {
            Any::Object => ("object", DefKind::Constructor),
            Any::Function => ("function", DefKind::Function),
        };
        self.number(4);
        self.name(name);
        let mut known: BTreeMap<u32, (usize, ItemId)> = BTreeMap::new();
        for (item, shape) in shapes.iter() {
            let Some(shape) = shape.as_struct() else { continue };
            let def = shapes.schema.def(shape.def);
            if def.kind != kind || !shape.body.is_empty() || shape.env.values().next().is_some() {
                continue;
            }
            // Of two with one id, one is the beginning of the other, and bytes are read as the longer one.
            let length = shape.fields.len();
            if known.get(&def.id).is_none_or(|(other, _)| *other <= length) {
                known.insert(def.id, (length, item));
            }
        }
        let mut known: BTreeMap<_, _> = known.into_iter().map(|(id, (_, item))| (id, Target::Item(item))).collect();
        if any == Any::Object {
            for (at, basic) in basic_types::constructors(shapes.schema).iter().enumerate() {
                known.entry(basic.id).or_insert(Target::Basic(at));
            }
        }
        self.constructors(known);
    }

    fn basic_constructor(&mut self, at: usize, shapes: &Shapes<'_>) {
        let known = basic_types::constructors(shapes.schema);
        let Some(basic) = known.get(at) else { return };
        self.number(basic.id);
        self.number(basic.min());
        self.name(basic.name);
        if let Some(kind) = &basic.value {
            self.kind(kind, &[]);
        }
        self.bytes.push(END);
    }

    fn constructors(&mut self, known: BTreeMap<u32, Target>) {
        self.number(small(known.len()));
        for (id, target) in known {
            self.number(id);
            self.place(target);
        }
    }

    /// The step of a value; `numbers` are the kept numbers of the definition by the position of the field.
    fn kind(&mut self, kind: &Kind, numbers: &[Option<usize>]) {
        match kind {
            Kind::Basic(basic) => self.basic(*basic),
            Kind::Bare(item) => self.reference(BARE, Target::Item(*item)),
            Kind::Boxed(item) => self.reference(BOXED, Target::Item(*item)),
            Kind::Union(item) => self.reference(UNION, Target::Item(*item)),
            Kind::Heap(inner) | Kind::Nullable(inner) => self.kind(inner, numbers),
            Kind::Call => self.basic(Basic::Function),
            Kind::Opaque { .. } => self.bytes.push(NOTHING),
            Kind::Vec(count, item) => {
                match count {
                    Count::Boxed => self.bytes.push(VECTOR),
                    Count::Bare => self.bytes.push(BARE_VECTOR),
                    Count::Fixed(count) => {
                        self.bytes.push(TUPLE);
                        self.number(*count);
                    }
                    Count::Entry(entry) => {
                        let number = numbers.get(*entry).copied().flatten().unwrap_or_default();
                        self.bytes.extend([COUNTED, low(number)]);
                    }
                }
                self.kind(item, numbers);
            }
        }
    }

    fn basic(&mut self, basic: Basic) {
        self.bytes.push(match basic {
            Basic::Int | Basic::Nat => INT,
            Basic::Long | Basic::Int53 | Basic::Double => LONG,
            Basic::Bool => BOOL,
            Basic::String | Basic::SecretString => STRING,
            Basic::Bytes | Basic::SecretBytes => BYTES,
            Basic::Int128 => INT128,
            Basic::Int256 => INT256,
            Basic::Int512 => INT512,
            Basic::UnitTrue => NOTHING,
            Basic::BoxedTrue => TRUE,
            Basic::Object => return self.reference(UNION, Target::Any(Any::Object)),
            Basic::Function => return self.reference(UNION, Target::Any(Any::Function)),
        });
    }

    fn reference(&mut self, step: u8, target: Target) {
        self.bytes.push(step);
        self.place(target);
    }

    fn place(&mut self, target: Target) {
        self.pending.push((self.bytes.len(), target));
        self.number(0);
    }

    fn number(&mut self, number: u32) {
        self.bytes.extend(number.to_le_bytes());
    }

    fn name(&mut self, name: &str) {
        let end = (0..=name.len().min(0xffff)).rev().find(|end| name.is_char_boundary(*end)).unwrap_or(0);
        let len = u16::try_from(end).unwrap_or(u16::MAX);
        self.bytes.extend(len.to_le_bytes());
        self.bytes.extend(&name.as_bytes()[..end]);
    }

    fn least(&self, kind: &Kind) -> u32 {
        match kind {
            Kind::Boxed(item) => self.min[item.0].saturating_add(4),
            Kind::Union(item) => self.min[item.0],
            _ => 4,
        }
    }
}

/// The ids and names of the constructors of a type.
fn constructors(shapes: &Shapes<'_>, kind: &Kind) -> Vec<(u32, String)> {
    let items = match kind {
        Kind::Boxed(item) => std::slice::from_ref(item),
        Kind::Union(item) => match shapes.shape(*item) {
            Shape::Union(union) => &union.variants,
            _ => &[][..],
        },
        _ => &[],
    };
    let definitions = items.iter().filter_map(|item| shapes.shape(*item).as_struct());
    let definitions = definitions.map(|shape| shapes.schema.def(shape.def));
    definitions.map(|def| (def.id, def.name.clone())).collect()
}

fn bit(role: &Role) -> Option<Bit> {
    match role {
        Role::Flag(bit) | Role::Shadow(bit, _) | Role::Optional(bit, _) => Some(*bit),
        _ => None,
    }
}

fn holds(shape: &Shape<'_>, any: Any) -> bool {
    let is_any = |kind: &Kind| match kind.innermost() {
        Kind::Basic(Basic::Object) => any == Any::Object,
        Kind::Basic(Basic::Function) | Kind::Call => any == Any::Function,
        _ => false,
    };
    shape.as_struct().is_some_and(|shape| shape.fields.iter().filter_map(|field| field.role.kind()).any(is_any))
}

/// A number of less than 256; more has been refused.
fn low(number: usize) -> u8 {
    u8::try_from(number).unwrap_or(u8::MAX)
}

/// A number of 32 bits: the texts of schemas are limited to fewer bytes.
fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
