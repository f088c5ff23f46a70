//! Random values, for tests of whatever reads or writes them.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "random numbers are cut to the size that is needed"
)]

use tlforge_parser::schema::{Basic, DefKind, Dialect};

use crate::{
    Codec, Expected, Value,
    env::{Closure, Env, Frame},
    expected::Form,
    value::from_slots,
    wire::{Arg, LayoutId, Step, TypeIndex, What, Wire},
};

impl Codec {
    /// A random value of what is expected; the same `seed` gives the same value. Of about `size` parts, so that a small
    /// one ends soon. `None` where there is none: a type without finite values, or one that depends on a variable.
    pub fn sample(&self, expected: &Expected, seed: u64, size: usize) -> Option<Value> {
        let mut sampler = Sampler {
            codec: self,
            env: Env::default(),
            random: Random(seed),
            size,
            depth: crate::Options::default().depth,
        };
        match &expected.form {
            Form::Any => {
                let kind = if sampler.random.below(2) == 0 { &Wire::Object } else { &Wire::Function };
                sampler.value(kind, 0, false)
            }
            Form::Definition(layout) => sampler.untyped(*layout),
            Form::Type(wire) => sampler.value(wire, 0, false),
        }
    }
}

struct Sampler<'c> {
    codec: &'c Codec,
    env: Env<'c>,
    random: Random,
    /// How many parts may still be chosen; then only what must be there is.
    size: usize,
    depth: usize,
}

impl<'c> Sampler<'c> {
    fn value(&mut self, wire: &'c Wire, frame: Frame, bare: bool) -> Option<Value> {
        match wire {
            Wire::Basic(basic) | Wire::BoxedBasic(basic, _) => self.basic(*basic),
            Wire::Nullable(item) => self.value(item, frame, bare),
            Wire::Vector { item, .. } => {
                let most = if self.random.below(16) == 0 { 40 } else { 4 };
                let count = self.random.below(most.min(self.size + 1));
                self.items(item, count, frame)
            }
            Wire::Repeat { count, item } => {
                let count = usize::try_from(self.env.eval(frame, *count)?).ok()?;
                self.items(item, count, frame)
            }
            Wire::Group(body) => {
                self.env.forget(self.codec, *body, frame);
                self.fields(*body, frame)
            }
            Wire::Object => self.any(DefKind::Constructor),
            Wire::Function => self.any(DefKind::Function),
            Wire::Boxed(ty, args) if bare => self.bare(*ty, args, frame),
            Wire::Boxed(ty, args) => self.boxed(*ty, args, frame),
            Wire::Bare(layout, args) => {
                let inner = self.env.enter(self.codec, *layout, args, frame).ok()?;
                let value = self.fields(*layout, inner);
                self.env.leave(inner);
                value
            }
            Wire::BareOf(ty, args) => self.bare(*ty, args, frame),
            Wire::Var { .. } => {
                let closure = self.env.resolve(Closure { wire, frame, bare })?;
                self.value(closure.wire, closure.frame, closure.bare)
            }
            Wire::Unsaid(_) => None,
        }
    }

    /// One of the definitions: not every one makes a value without knowing its variables, so the next ones are tried.
    fn any(&mut self, kind: DefKind) -> Option<Value> {
        let codec = self.codec;
        let names = codec.names(kind);
        let first = self.random.below(names.len());
        (0..names.len()).find_map(|at| {
            let layout = names.nth((first + at) % names.len())?;
            if self.size == 0 && !codec.layouts[layout].steps.is_empty() { None } else { self.untyped(layout) }
        })
    }

    fn untyped(&mut self, layout: LayoutId) -> Option<Value> {
        let frame = self.env.open(self.codec, layout);
        let value = self.fields(layout, frame);
        self.env.leave(frame);
        value
    }

    fn boxed(&mut self, ty: TypeIndex, args: &'c [Arg], frame: Frame) -> Option<Value> {
        let constructors = &self.codec.types[ty].constructors;
        let first = if self.size == 0 {
            // The shortest one comes to an end.
            let shortest = (0..constructors.len()).min_by_key(|at| self.codec.layouts[constructors[*at]].min);
            shortest?
        } else {
            self.random.below(constructors.len().max(1))
        };
        (0..constructors.len()).find_map(|at| {
            let layout = constructors[(first + at) % constructors.len()];
            let inner = self.env.enter(self.codec, layout, args, frame).ok()?;
            let value = self.fields(layout, inner);
            self.env.leave(inner);
            value
        })
    }

    fn bare(&mut self, ty: TypeIndex, args: &'c [Arg], frame: Frame) -> Option<Value> {
        let (layout, inner) = self.env.only(self.codec, ty, args, frame).ok()?;
        let value = self.fields(layout, inner);
        self.env.leave(inner);
        value
    }

    fn fields(&mut self, at: LayoutId, frame: Frame) -> Option<Value> {
        self.depth = self.depth.checked_sub(1)?;
        self.size = self.size.saturating_sub(1);
        let layout = &self.codec.layouts[at];
        let mut slots: Vec<Option<Value>> = layout.steps.iter().map(|_| None).collect();
        let filled = layout.steps.iter().zip(&mut slots).try_for_each(|(step, slot)| self.field(step, frame, slot));
        self.depth += 1;
        filled.map(|()| from_slots(layout, at, slots))
    }

    /// Fills the slot of a field that is there.
    fn field(&mut self, step: &'c Step, frame: Frame, slot: &mut Option<Value>) -> Option<()> {
        let absent = step.condition.is_some_and(|condition| !self.env.bit(frame, condition.mask, condition.bit));
        match &step.what {
            What::Word { var, word } => {
                let all = if self.size == 0 { 0 } else { word.known };
                let bits = match self.random.below(8) {
                    0 => all,
                    1 => 0,
                    _ => self.random.next() as u32 & all,
                };
                self.env.set(frame, *var, bits.into());
                if word.is_field && self.random.below(2) == 0 {
                    let data = self.random.next() as u32 & !word.known;
                    *slot = (data != 0).then_some(Value::Nat(data));
                }
            }
            What::Number { var } => {
                let number = match self.env.number(frame, *var) {
                    Some(number) => u32::try_from(number).ok()?,
                    None if absent => 0,
                    // It may count something.
                    None => self.random.below(4) as u32,
                };
                self.env.set(frame, *var, number.into());
                *slot = (!absent).then_some(Value::Nat(number));
            }
            What::Value(wire) if !absent => *slot = Some(self.value(wire, frame, false)?),
            What::Value(_) => {}
        }
        Some(())
    }

    fn items(&mut self, item: &'c Wire, count: usize, frame: Frame) -> Option<Value> {
        let items: Option<Vec<Value>> = (0..count).map(|_| self.value(item, frame, false)).collect();
        Some(Value::Vector(items?))
    }

    fn basic(&mut self, basic: Basic) -> Option<Value> {
        self.size = self.size.saturating_sub(1);
        let random = &mut self.random;
        Some(match basic {
            Basic::True => Value::True,
            Basic::Bool => Value::Bool(random.below(2) == 1),
            Basic::Nat => Value::Nat(random.number() as u32),
            Basic::Int | Basic::Int32 => Value::Int(random.number() as i32),
            Basic::Int53 => Value::Int53(random.number()),
            Basic::Long | Basic::Int64 => Value::Long(random.number()),
            // Every value of dialect `tdlib` has JSON, which has no form for the others.
            Basic::Double => {
                let number = random.double();
                let has_json = number.is_finite() || self.codec.dialect != Dialect::Tdlib;
                Value::Double(if has_json { number } else { 0.5 })
            }
            Basic::String | Basic::SecureString => Value::String(random.text().into()),
            Basic::Bytes | Basic::SecureBytes => Value::Bytes(random.bytes().into()),
            Basic::Int128 => Value::Int128(random.array()),
            Basic::Int256 => Value::Int256(Box::new(random.array())),
            Basic::Int512 => Value::Int512(Box::new(random.array())),
            Basic::Type | Basic::Vector | Basic::Object | Basic::Function => return None,
        })
    }
}

/// The generator `SplitMix64` of Steele, Lea and Flood.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    /// A number below `end`, which is not 0.
    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    /// Often one at an edge.
    fn number(&mut self) -> i64 {
        const EDGES: [i64; 8] = [0, 1, -1, i32::MAX as i64, i32::MIN as i64, i64::MAX, i64::MIN, 1 << 53];
        if self.below(2) == 0 { EDGES[self.below(EDGES.len())] } else { self.next().cast_signed() }
    }

    /// Any number, but no `NaN`.
    fn double(&mut self) -> f64 {
        const EDGES: [f64; 6] = [0.0, -0.0, f64::INFINITY, f64::NEG_INFINITY, 5e-324, f64::MAX];
        let number = f64::from_bits(self.next());
        if number.is_nan() || self.below(4) == 0 { EDGES[self.below(EDGES.len())] } else { number }
    }

    /// Often one at the edge between the two forms of a string.
    fn length(&mut self) -> usize {
        if self.below(16) == 0 { 250 + self.below(10) } else { self.below(12) }
    }

    fn text(&mut self) -> String {
        const CHARS: [char; 10] = ['a', 'Z', ' ', '"', '\\', '\0', '\n', 'é', '日', '😀'];
        (0..self.length()).map(|_| CHARS[self.below(CHARS.len())]).collect()
    }

    fn bytes(&mut self) -> Vec<u8> {
        (0..self.length()).map(|_| self.next() as u8).collect()
    }

    fn array<const N: usize>(&mut self) -> [u8; N] {
        std::array::from_fn(|_| self.next() as u8)
    }
}
