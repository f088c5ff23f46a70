//! Bytes, read by the schema: one walk for values, JSON and dumps.

mod parts;

use tlforge_parser::analysis::FlagsWord;
use tlforge_parser::schema::Basic;

pub(crate) use parts::bytes_text;
use parts::fault_at;

use crate::{
    Codec, DecodeError, DecodeErrorKind, Expected, Options,
    bytes::Cursor,
    codec::Names,
    env::{Closure, Env, Frame, Mismatch},
    error::Outcome,
    expected::Form,
    sink::{Scalar, Sink},
    value::{OBJECT_SIZE, VALUE_SIZE},
    wire::{Arg, BARE_BOOL, LayoutId, TypeIndex, What, Wire},
};

/// Reads all of `bytes`.
pub(crate) fn read<S: Sink>(
    codec: &Codec,
    expected: &Expected,
    bytes: &[u8],
    options: &Options,
    sink: &mut S,
) -> Result<(), DecodeError> {
    let mut reader = Reader {
        codec,
        cursor: Cursor::new(bytes),
        env: Env::default(),
        sink,
        options,
        depth: options.depth,
        elements: options.elements,
        memory: bytes.len().saturating_mul(options.bytes_per_byte).saturating_add(Options::FREE_MEMORY),
        started: false,
        root: None,
    };
    reader.whole(expected).map_err(|fault| {
        let root = reader.root.map(|layout| &*codec.layouts[layout].name);
        let (error, path) = match root {
            Some(name) => fault.named(name).finish(),
            None => fault.finish(),
        };
        let needed_type = expected.needed_type(codec, reader.root, &error);
        DecodeError { path, needed_type, ..error }
    })
}

struct Reader<'c, 'd, 's, S> {
    codec: &'c Codec,
    cursor: Cursor<'d>,
    env: Env<'c>,
    sink: &'s mut S,
    options: &'s Options,
    /// How many levels may still follow.
    depth: usize,
    /// How many elements may still follow.
    elements: usize,
    /// How many bytes may still be allocated.
    memory: usize,
    /// The outermost value has started.
    started: bool,
    /// What it is, if it is a definition: the way to every fault starts there.
    root: Option<LayoutId>,
}

type Read<T = ()> = Outcome<T, DecodeError>;

impl<'c, S: Sink> Reader<'c, '_, '_, S> {
    fn whole(&mut self, expected: &'c Expected) -> Read {
        match &expected.form {
            Form::Any => self.any(&[&self.codec.constructors, &self.codec.functions], "a constructor or function")?,
            Form::Definition(layout) => {
                let expected = self.codec.layouts[*layout].id;
                let id = self.peek(&self.codec.layouts[*layout].name)?;
                if id != expected {
                    return Err(self.wrong_id(id, format!("{} ({expected:08x})", self.codec.layouts[*layout].name)));
                }
                self.untyped(*layout)?;
            }
            Form::Type(wire) => self.wire(wire, 0, false)?,
        }
        match self.cursor.left() {
            0 => Ok(()),
            left => Err(self.fault(DecodeErrorKind::LeftOver, "the end of the data", bytes_text(left) + " more")),
        }
    }

    /// A value of the type `wire`, whose variables are of `frame`.
    fn wire(&mut self, wire: &'c Wire, frame: Frame, bare: bool) -> Read {
        match wire {
            Wire::Basic(Basic::Bool) if bare => {
                Err(self.fault(DecodeErrorKind::Undecided, "a value that has bytes", BARE_BOOL))
            }
            Wire::Basic(basic) => self.basic(*basic, wire, self.cursor.at()),
            Wire::BoxedBasic(basic, id) => {
                let start = self.cursor.at();
                if !bare {
                    self.expect(*id, wire)?;
                }
                self.basic(*basic, wire, start)
            }
            Wire::Nullable(item) => self.wire(item, frame, bare),
            Wire::Vector { id, item } => {
                let start = self.cursor.at();
                if let Some(id) = id.filter(|_| !bare) {
                    self.expect(id, wire)?;
                }
                let count = self.int("the count of a vector")?;
                match usize::try_from(count) {
                    Ok(count) => self.items(wire, item, count, frame, start),
                    Err(_) => Err(fault_at(start, DecodeErrorKind::Count, "the count of a vector", count.to_string())),
                }
            }
            Wire::Repeat { count, item } => {
                let start = self.cursor.at();
                let number = self.env.eval(frame, *count).and_then(|count| usize::try_from(count).ok());
                let Some(count) = number else {
                    return Err(self.fault(
                        DecodeErrorKind::Undecided,
                        "a number of repetitions",
                        "a variable without a value",
                    ));
                };
                self.items(wire, item, count, frame, start)
            }
            Wire::Group(body) => {
                self.env.forget(self.codec, *body, frame);
                self.layout(*body, frame, (self.cursor.at(), false))
            }
            Wire::Object => self.any(&[&self.codec.constructors], "a constructor"),
            Wire::Function => self.any(&[&self.codec.functions], "a function"),
            Wire::Boxed(ty, args) if bare => self.bare_of(*ty, args, frame),
            Wire::Boxed(ty, args) => self.boxed(wire, *ty, args, frame),
            Wire::Bare(layout, args) => {
                let start = self.cursor.at();
                let inner = self.env.enter(self.codec, *layout, args, frame);
                let inner = inner.map_err(|mismatch| self.undecided(wire, mismatch))?;
                self.layout(*layout, inner, (start, false))?;
                self.env.leave(inner);
                Ok(())
            }
            Wire::BareOf(ty, args) => self.bare_of(*ty, args, frame),
            Wire::Var { .. } => match self.env.resolve(Closure { wire, frame, bare }) {
                Some(closure) => self.wire(closure.wire, closure.frame, closure.bare),
                None => Err(self.undecided(wire, Mismatch::Unknown)),
            },
            Wire::Unsaid(reason) => Err(self.fault(DecodeErrorKind::Undecided, "a value that has bytes", *reason)),
        }
    }

    /// An id, and the constructor or function that it belongs to.
    fn any(&mut self, names: &[&Names], expected: &str) -> Read {
        let id = self.peek(expected)?;
        if let Some(bytes) = self.sink.foreign(id, self.cursor.at()) {
            self.cursor.skip(bytes);
            return Ok(());
        }
        match names.iter().find_map(|names| names.by_id(id).next()) {
            Some(layout) => self.untyped(layout),
            None => Err(self.wrong_id(id, expected.to_owned())),
        }
    }

    /// A definition after its id, where nothing says what its variables stand for.
    fn untyped(&mut self, layout: LayoutId) -> Read {
        let start = self.cursor.at();
        self.id()?;
        let frame = self.env.open(self.codec, layout);
        self.layout(layout, frame, (start, true))?;
        self.env.leave(frame);
        Ok(())
    }

    /// An id, and the constructor of this type that it belongs to.
    fn boxed(&mut self, wire: &'c Wire, ty: TypeIndex, args: &'c [Arg], frame: Frame) -> Read {
        let start = self.cursor.at();
        let info = &self.codec.types[ty];
        let id = self.peek_or_default(info.default.is_some(), wire)?;
        let mut other = None;
        for layout in id.into_iter().flat_map(|id| self.codec.constructors.by_id(id)) {
            if self.codec.layouts[layout].ty != Some(ty) {
                continue;
            }
            match self.env.enter(self.codec, layout, args, frame) {
                Ok(inner) => {
                    self.id()?;
                    self.layout(layout, inner, (start, true))?;
                    self.env.leave(inner);
                    return Ok(());
                }
                Err(mismatch) => other = Some(mismatch),
            }
        }
        match (other, info.default) {
            (Some(mismatch), _) => Err(self.undecided(wire, mismatch)),
            (None, Some(layout)) => {
                let inner = self.env.enter(self.codec, layout, args, frame);
                let inner = inner.map_err(|mismatch| self.undecided(wire, mismatch))?;
                self.layout(layout, inner, (start, false))?;
                self.env.leave(inner);
                Ok(())
            }
            (None, None) => {
                let expected = format!("a constructor of {}", self.codec.type_text(wire));
                Err(self.wrong_id(id.unwrap_or_default(), expected))
            }
        }
    }

    /// The one constructor of the type that makes a value of these arguments, without its id.
    fn bare_of(&mut self, ty: TypeIndex, args: &'c [Arg], frame: Frame) -> Read {
        let start = self.cursor.at();
        match self.env.only(self.codec, ty, args, frame) {
            Ok((layout, inner)) => {
                self.layout(layout, inner, (start, false))?;
                self.env.leave(inner);
                Ok(())
            }
            Err(reason) => {
                let expected = format!("a bare {}", self.codec.types[ty].name);
                Err(self.fault(DecodeErrorKind::Undecided, expected, reason))
            }
        }
    }

    /// The steps of a definition; `start`: where it begins, and whether an id stood there.
    fn layout(&mut self, at: LayoutId, frame: Frame, start: (usize, bool)) -> Read {
        let layout = &self.codec.layouts[at];
        self.enter(at)?;
        self.allocate(OBJECT_SIZE + layout.steps.len().div_ceil(64) * 8)?;
        self.sink.open(at, start.1, (start.0, self.cursor.at()));
        for (number, step) in layout.steps.iter().enumerate() {
            let missing = step.condition.is_some_and(|condition| !self.env.bit(frame, condition.mask, condition.bit));
            if missing {
                if let What::Number { var } = step.what {
                    self.env.set(frame, var, 0);
                }
                continue;
            }
            let read = match &step.what {
                What::Word { var, word } => self.word((at, number), frame, *var, *word),
                What::Number { var } => self.number((at, number), frame, *var),
                What::Value(wire) => {
                    self.sink.field(at, number);
                    self.allocate(if step.has_slot() { VALUE_SIZE } else { 0 })
                        .and_then(|()| self.wire(wire, frame, false))
                }
            };
            read.map_err(|fault| fault.named(&step.name))?;
        }
        self.sink.close();
        self.depth += 1;
        Ok(())
    }

    fn word(&mut self, step: (LayoutId, usize), frame: Frame, var: usize, word: FlagsWord) -> Read {
        let FlagsWord { known, is_field } = word;
        let start = self.cursor.at();
        let bits = u32::from_le_bytes(self.array("a flags word")?);
        let unknown = bits & !known;
        if is_field && unknown != 0 {
            self.allocate(VALUE_SIZE)?;
        } else if unknown != 0 && !self.options.tolerances.unknown_flags {
            let found = format!("{unknown:08x} besides");
            let expected = format!("no flags but {known:08x}");
            return Err(fault_at(start, DecodeErrorKind::UnknownFlags(unknown), expected, found));
        }
        self.env.set(frame, var, i64::from(bits & known));
        self.sink.word(step.0, step.1, bits, unknown, (start, self.cursor.at()));
        Ok(())
    }

    fn number(&mut self, step: (LayoutId, usize), frame: Frame, var: usize) -> Read {
        let start = self.cursor.at();
        let number = u32::from_le_bytes(self.array("a number (#)")?);
        // The type may have said already what it is.
        if let Some(expected) = self.env.number(frame, var).filter(|expected| *expected != i64::from(number)) {
            let expected = format!("the number {expected} that the type says");
            return Err(fault_at(start, DecodeErrorKind::Count, expected, number.to_string()));
        }
        self.allocate(VALUE_SIZE)?;
        self.env.set(frame, var, number.into());
        self.sink.field(step.0, step.1);
        self.sink.scalar(Scalar::Nat(number), &Wire::Basic(Basic::Nat), (start, self.cursor.at()));
        Ok(())
    }

    fn items(&mut self, wire: &'c Wire, item: &'c Wire, count: usize, frame: Frame, start: usize) -> Read {
        let min = match self.env.resolve(Closure::of(item, frame)) {
            Some(closure) => self.codec.min(closure.wire),
            None => 0,
        };
        // A patient reader goes on for as long as there is data, unless there is no end to it.
        let endless = count > self.elements;
        if count.saturating_mul(min) > self.cursor.left() && (!S::PATIENT || endless) {
            let found =
                format!("{count} of at least {} each before {}", bytes_text(min), bytes_text(self.cursor.left()));
            return Err(fault_at(start, DecodeErrorKind::Count, "no more items than the data can hold", found));
        }
        let Some(elements) = self.elements.checked_sub(count) else {
            let expected = format!("no more than {} elements", self.options.elements);
            return Err(fault_at(start, DecodeErrorKind::Limit, expected, format!("another {count}")));
        };
        self.elements = elements;
        self.begin(None);
        self.allocate(if S::PATIENT { 0 } else { count.saturating_mul(VALUE_SIZE) })?;
        self.sink.open_items(wire, count, (start, self.cursor.at()));
        for at in 0..count {
            self.sink.item(at);
            self.allocate(if S::PATIENT { VALUE_SIZE } else { 0 })?;
            self.wire(item, frame, false).map_err(|fault| fault.item(at))?;
        }
        self.sink.close_items();
        Ok(())
    }

    /// One level deeper; whoever calls it comes back up by adding to `depth`.
    fn enter(&mut self, definition: LayoutId) -> Read {
        self.begin(Some(definition));
        let Some(depth) = self.depth.checked_sub(1) else {
            let expected = format!("no more than {} levels", self.options.depth);
            return Err(self.fault(DecodeErrorKind::Limit, expected, "another"));
        };
        self.depth = depth;
        Ok(())
    }

    /// The first thing that is read is the outermost one.
    fn begin(&mut self, definition: Option<LayoutId>) {
        if !self.started {
            self.started = true;
            self.root = definition;
        }
    }
}
