//! What is boxed, which items can be `Eq`, and how few bytes each takes on the wire.
//!
//! # Boxes
//!
//! A variant's payload is behind a `Box` when one of these holds:
//!
//! * It holds a flags word or a field that may be null by value, in itself or in a struct in it: it may grow with any
//!   change of the schema, and that shall not change the enum.
//! * The enum contains itself through it.
//! * It is larger than 56 bytes on a 64-bit machine.
//!
//! So an enum has 64 bytes at most, and a field that is added behind a flag moves no box. A field is boxed only where
//! structs without an enum between them contain each other; one of those fields is optional, since the types have
//! finite values.

use std::collections::{BTreeMap, BTreeSet};

use tlforge_parser::analysis::strong_components;

use super::basic_types;
use super::shapes::{Field, Outline, Shape, Shapes};
use crate::model::{Basic, BoxReason, Count, ItemId, Kind, Payload, Role};

/// The largest payload that is not boxed.
const MAX_INLINE: usize = 56;

/// What was decided about each item, in the order of the shapes.
pub(super) struct Boxing {
    first: usize,
    /// The fields that are in a `Box`, by their items and their positions there.
    fields: BTreeSet<(usize, usize)>,
    eq: Vec<bool>,
    min: Vec<u32>,
    /// Why the payload that an item is, is in a `Box`.
    heaped: Vec<Option<BoxReason>>,
    empty: Vec<bool>,
}

impl Boxing {
    /// Decides; the opaque types have these outlines.
    pub(super) fn of(shapes: &Shapes<'_>, outlines: &BTreeMap<ItemId, Outline>) -> Self {
        let fields = boxed_fields(shapes);
        let graph = Graph::of(shapes, &fields);
        let flagged = graph.flagged(shapes);
        let cyclic = graph.without(&flagged).components();
        let mut heaped: Vec<_> = flagged.into_iter().map(|grows| grows.then_some(BoxReason::Grows)).collect();
        for (at, node) in graph.nodes.iter().enumerate().filter(|(_, node)| node.is_union) {
            for payload in node.edges.iter().filter(|payload| cyclic[at] == cyclic[**payload]) {
                heaped[*payload].get_or_insert(BoxReason::Cycle);
            }
        }
        let mut sizes = Sizes { shapes, heaped: &mut heaped, known: vec![None; graph.nodes.len()] };
        // What something consists of comes before it, so that the walk is not deeper than a cycle is long.
        let mut order: Vec<usize> = (0..graph.nodes.len()).collect();
        order.sort_by_key(|at| cyclic[*at]);
        for at in order {
            sizes.of(at);
        }
        let min = min_sizes(shapes, outlines);
        Self {
            first: shapes.first,
            fields,
            eq: comparable(shapes),
            min,
            heaped,
            empty: shapes.all.iter().map(|s| s.as_struct().is_some_and(|s| s.fields.is_empty())).collect(),
        }
    }

    /// The role of the field at `at` of the struct `item`, in a `Box` if it needs one.
    pub(super) fn role(&self, item: ItemId, at: usize, role: &Role) -> Role {
        let heap = |kind: &Kind| Kind::Heap(Box::new(kind.clone()));
        match role {
            _ if !self.fields.contains(&(item.0 - self.first, at)) => role.clone(),
            Role::Optional(bit, kind) => Role::Optional(*bit, heap(kind)),
            Role::Nullable(kind) => Role::Nullable(heap(kind)),
            _ => role.clone(),
        }
    }

    /// Whether no `double` is inside.
    pub(super) fn eq(&self, item: ItemId) -> bool {
        self.eq[item.0 - self.first]
    }

    /// Bytes on the wire at least: of a struct without its id, of an enum with it.
    pub(super) fn min(&self, item: ItemId) -> u32 {
        self.min[item.0 - self.first]
    }

    /// Why the payload of a variant of the constructor `item` is in a `Box`.
    pub(super) fn boxed(&self, item: ItemId) -> Option<BoxReason> {
        let at = item.0 - self.first;
        self.heaped[at].filter(|_| !self.empty[at])
    }

    /// What a variant of the constructor `item` carries.
    pub(super) fn payload(&self, item: ItemId) -> Payload {
        match item.0 - self.first {
            at if self.empty[at] => Payload::Unit,
            at if self.heaped[at].is_some() => Payload::Heaped(item),
            _ => Payload::Inline(item),
        }
    }
}

/// Which items hold which by value.
struct Graph {
    nodes: Vec<Node>,
}

struct Node {
    is_union: bool,
    edges: Vec<usize>,
}

impl Graph {
    fn of(shapes: &Shapes<'_>, boxed: &BTreeSet<(usize, usize)>) -> Self {
        let at = |item: ItemId| item.0 - shapes.first;
        let nodes = shapes.all.iter().enumerate().map(|(holder, shape)| match shape {
            Shape::Union(union) => Node { is_union: true, edges: union.variants.iter().copied().map(at).collect() },
            Shape::Struct(shape) => {
                let fields = shape.fields.iter().enumerate().filter(|(at, _)| !boxed.contains(&(holder, *at)));
                let kinds = fields.filter_map(|(_, field)| field.role.kind());
                Node { is_union: false, edges: kinds.filter_map(Kind::item).map(at).collect() }
            }
            Shape::Opaque(_) => Node { is_union: false, edges: Vec::new() },
        });
        Self { nodes: nodes.collect() }
    }

    /// The structs that hold a flags word, in themselves or in structs in them.
    fn flagged(&self, shapes: &Shapes<'_>) -> Vec<bool> {
        let grows = |field: &Field<'_>| field.role.is_flags_word() || matches!(field.role, Role::Nullable(_));
        let own = |shape: &Shape<'_>| shape.as_struct().is_some_and(|shape| shape.fields.iter().any(grows));
        let mut flagged: Vec<bool> = shapes.all.iter().map(own).collect();
        grow(&mut flagged, |at, flagged| {
            !self.nodes[at].is_union && self.nodes[at].edges.iter().any(|to| flagged[*to] && !self.nodes[*to].is_union)
        });
        flagged
    }

    /// The same without the payloads that are boxed already.
    fn without(&self, heaped: &[bool]) -> Self {
        let nodes = self.nodes.iter().map(|node| Node {
            is_union: node.is_union,
            edges: node.edges.iter().copied().filter(|to| !(node.is_union && heaped[*to])).collect(),
        });
        Self { nodes: nodes.collect() }
    }

    /// The number of the strongly connected component of each node.
    fn components(&self) -> Vec<u32> {
        let narrow = |to: &usize| u32::try_from(*to).unwrap_or(u32::MAX);
        strong_components(self.nodes.iter().map(|node| node.edges.iter().map(narrow).collect()).collect())
    }
}

/// The optional fields through which structs, without an enum between them, contain each other.
fn boxed_fields(shapes: &Shapes<'_>) -> BTreeSet<(usize, usize)> {
    let mut graph = Graph::of(shapes, &BTreeSet::new());
    for node in graph.nodes.iter_mut().filter(|node| node.is_union) {
        node.edges.clear();
    }
    let component = graph.components();
    let is_boxed = |at: usize, field: &Field<'_>| match &field.role {
        Role::Optional(_, kind) | Role::Nullable(kind) => {
            kind.item().is_some_and(|item| component[item.0 - shapes.first] == component[at])
        }
        _ => false,
    };
    let structs = shapes.all.iter().enumerate().filter_map(|(at, shape)| Some((at, shape.as_struct()?)));
    let fields =
        structs.flat_map(|(at, shape)| shape.fields.iter().enumerate().map(move |(field, it)| (at, field, it)));
    fields.filter(|(at, _, field)| is_boxed(*at, field)).map(|(at, field, _)| (at, field)).collect()
}

/// Size and alignment of the Rust types on a 64-bit machine. What holds optional fields is boxed anyway, so they do not
/// count.
struct Sizes<'s, 'a> {
    shapes: &'s Shapes<'a>,
    heaped: &'s mut Vec<Option<BoxReason>>,
    known: Vec<Option<(usize, usize)>>,
}

impl Sizes<'_, '_> {
    fn of(&mut self, at: usize) -> (usize, usize) {
        if let Some(known) = self.known[at] {
            return known;
        }
        // A type that contains itself has been reported; the value keeps the walk finite.
        self.known[at] = Some((usize::MAX / 4, 8));
        let size = match &self.shapes.all[at] {
            Shape::Struct(shape) => {
                let (mut end, mut align) = (0_usize, 1);
                for field in &shape.fields {
                    let (size, field_align) = match &field.role {
                        Role::Required(kind) => self.kind(kind),
                        _ => continue,
                    };
                    end = end.next_multiple_of(field_align).saturating_add(size);
                    align = align.max(field_align);
                }
                (end.min(usize::MAX / 4).next_multiple_of(align), align)
            }
            Shape::Union(union) => {
                let tag = if union.variants.len() > 256 { 2 } else { 1 };
                let (mut size, mut align) = (0, tag);
                for variant in &union.variants {
                    let variant = variant.0 - self.shapes.first;
                    if self.heaped[variant].is_none() && self.of(variant).0 > MAX_INLINE {
                        self.heaped[variant] = Some(BoxReason::Size);
                    }
                    let payload = if self.heaped[variant].is_some() { (8, 8) } else { self.of(variant) };
                    size = size.max(payload.0);
                    align = align.max(payload.1);
                }
                ((tag.next_multiple_of(align) + size).next_multiple_of(align), align)
            }
            Shape::Opaque(_) => (24, 8),
        };
        self.known[at] = Some(size);
        size
    }

    fn kind(&mut self, kind: &Kind) -> (usize, usize) {
        match kind {
            Kind::Bare(item) | Kind::Boxed(item) | Kind::Union(item) => self.of(item.0 - self.shapes.first),
            Kind::Heap(_) => (8, 8),
            // Whether there is room in the value for the tag is the compiler's choice.
            Kind::Nullable(inner) => {
                let (size, align) = self.kind(inner);
                (size + align, align)
            }
            Kind::Vec(..) | Kind::Opaque { .. } => (24, 8),
            Kind::Call => (0, 1),
            Kind::Basic(basic) => match basic {
                Basic::Int | Basic::Nat => (4, 4),
                Basic::Long | Basic::Int53 | Basic::Double => (8, 8),
                Basic::Bool => (1, 1),
                Basic::String | Basic::Bytes | Basic::SecretString | Basic::SecretBytes => (24, 8),
                Basic::Int128 => (16, 1),
                Basic::Int256 => (32, 1),
                Basic::Int512 => (64, 1),
                Basic::UnitTrue | Basic::BoxedTrue => (0, 1),
                Basic::Object | Basic::Function => (16, 8),
            },
        }
    }
}

/// Which items hold no `double`, wherever in them.
fn comparable(shapes: &Shapes<'_>) -> Vec<bool> {
    let kinds = |shape: &Shape<'_>| -> Vec<Kind> {
        let fields = shape.as_struct().map_or(&[][..], |shape| &shape.fields);
        fields.iter().filter_map(|field| field.role.kind()).map(|kind| kind.innermost().clone()).collect()
    };
    let inner: Vec<Vec<Kind>> = shapes.all.iter().map(kinds).collect();
    let unordered = |kind: &Kind| matches!(kind, Kind::Basic(Basic::Double | Basic::Object | Basic::Function));
    let mut partial: Vec<bool> = inner.iter().map(|kinds| kinds.iter().any(unordered)).collect();
    grow(&mut partial, |at, partial| match &shapes.all[at] {
        Shape::Union(union) => union.variants.iter().any(|item| partial[item.0 - shapes.first]),
        Shape::Struct(_) => inner[at].iter().filter_map(Kind::item).any(|item| partial[item.0 - shapes.first]),
        Shape::Opaque(_) => false,
    });
    partial.into_iter().map(|partial| !partial).collect()
}

/// Sets what follows from what is set, until nothing more does.
fn grow(set: &mut [bool], follows: impl Fn(usize, &[bool]) -> bool) {
    loop {
        let mut news = false;
        for at in 0..set.len() {
            if !set[at] && follows(at, set) {
                set[at] = true;
                news = true;
            }
        }
        if !news {
            return;
        }
    }
}

/// The least number of bytes of each item. The parser has seen to it that each has a finite value.
pub(super) fn min_sizes(shapes: &Shapes<'_>, outlines: &BTreeMap<ItemId, Outline>) -> Vec<u32> {
    let mut min: Vec<Option<u32>> = vec![None; shapes.all.len()];
    loop {
        let mut news = false;
        for at in 0..min.len() {
            let found = match &shapes.all[at] {
                Shape::Union(union) => union
                    .variants
                    .iter()
                    .filter_map(|item| min[item.0 - shapes.first])
                    .min()
                    .map(|n| n.saturating_add(4)),
                Shape::Opaque(_) => outlines.get(&ItemId(shapes.first + at)).map(|outline| outline.min),
                Shape::Struct(shape) => shape.fields.iter().try_fold(0_u32, |sum, field| {
                    let size = match &field.role {
                        Role::Mask | Role::Word => 4,
                        Role::Required(kind) => min_of(kind, &min, shapes.first)?,
                        Role::Nullable(kind) => min_of(kind, &min, shapes.first).unwrap_or(0),
                        _ => 0,
                    };
                    Some(sum.saturating_add(size))
                }),
            };
            if found != min[at] {
                min[at] = found;
                news = true;
            }
        }
        if !news {
            break;
        }
    }
    min.into_iter().map(Option::unwrap_or_default).collect()
}

pub(super) fn min_of(kind: &Kind, min: &[Option<u32>], first: usize) -> Option<u32> {
    Some(match kind {
        Kind::Bare(item) | Kind::Union(item) | Kind::Opaque { item, bare: false } => min[item.0 - first]?,
        Kind::Boxed(item) => min[item.0 - first]?.saturating_add(4),
        Kind::Opaque { item, bare: true } => min[item.0 - first]?.saturating_sub(4),
        Kind::Heap(inner) | Kind::Nullable(inner) => min_of(inner, min, first)?,
        Kind::Vec(Count::Boxed, _) => 8,
        Kind::Vec(Count::Entry(_) | Count::Fixed(0), _) => 0,
        Kind::Vec(Count::Fixed(count), inner) => min_of(inner, min, first)?.saturating_mul(*count),
        Kind::Vec(Count::Bare, _) | Kind::Call => 4,
        Kind::Basic(basic) => basic_types::min_bytes(*basic),
    })
}
