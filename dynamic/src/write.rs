//! Values to bytes.

use tlforge_parser::schema::{Basic, DefKind};

use crate::{
    Codec, EncodeError, Expected, Object, Options, Value,
    bytes::{MAX_STRING, write_string},
    env::{Closure, Env, Frame, Mismatch},
    error::{Fault, Outcome},
    expected::Form,
    wire::{Arg, BARE_BOOL, Condition, Layout, LayoutId, Step, TypeIndex, What, Wire},
};

/// Appends the bytes of `value`; after an error `out` is as it was.
pub(crate) fn write(codec: &Codec, expected: &Expected, value: &Value, out: &mut Vec<u8>) -> Result<(), EncodeError> {
    let before = out.len();
    let mut writer = Writer { codec, env: Env::default(), out, depth: Options::default().depth };
    writer.whole(expected, value).map_err(|fault| {
        out.truncate(before);
        let (error, path) = match value {
            Value::Object(object) => fault.named(codec.name(object)).finish(),
            _ => fault.finish(),
        };
        EncodeError { path, ..error }
    })
}

struct Writer<'c, 'o> {
    codec: &'c Codec,
    env: Env<'c>,
    out: &'o mut Vec<u8>,
    /// How many levels may still follow.
    depth: usize,
}

type Written = Outcome<(), EncodeError>;

impl<'c> Writer<'c, '_> {
    fn whole(&mut self, expected: &'c Expected, value: &Value) -> Written {
        match &expected.form {
            Form::Any => match value {
                Value::Object(object) => match self.codec.kind(object) {
                    Some(kind) => self.untyped(kind, object),
                    None => Err(fault("what a repetition repeats stands for nothing alone")),
                },
                _ => Err(fault("only a constructor or function can stand alone")),
            },
            Form::Definition(layout) => match value {
                Value::Object(object) if object.layout as usize == *layout => {
                    self.untyped(self.codec.layouts[*layout].kind.unwrap_or(DefKind::Constructor), object)
                }
                _ => Err(self.unfit(value, &self.codec.layouts[*layout].name)),
            },
            Form::Type(wire) => self.wire(value, wire, 0, false),
        }
    }

    /// `value` as the type `wire`, whose variables are of `frame`.
    fn wire(&mut self, value: &Value, wire: &'c Wire, frame: Frame, bare: bool) -> Written {
        match (wire, value) {
            (Wire::Basic(Basic::Bool), _) if bare => Err(fault(BARE_BOOL)),
            (Wire::Basic(basic), _) => self.basic(value, *basic),
            (Wire::BoxedBasic(basic, id), _) => {
                if !bare {
                    self.number(*id);
                }
                self.basic(value, *basic)
            }
            (Wire::Nullable(_), Value::Null) => Err(fault(NULL)),
            (Wire::Nullable(item), _) => self.wire(value, item, frame, bare),
            (Wire::Vector { id, item }, Value::Vector(items)) => {
                if let Some(id) = id.filter(|_| !bare) {
                    self.number(id);
                }
                match i32::try_from(items.len()) {
                    Ok(count) => self.out.extend_from_slice(&count.to_le_bytes()),
                    Err(_) => return Err(fault(format!("{} items are more than a count can say", items.len()))),
                }
                self.items(items, item, frame)
            }
            (Wire::Repeat { count, item }, Value::Vector(items)) => match self.env.eval(frame, *count) {
                Some(count) if usize::try_from(count) == Ok(items.len()) => self.items(items, item, frame),
                Some(count) => Err(fault(format!("there are {} items, and {count} are to be repeated", items.len()))),
                None => Err(fault("nothing says how often it is repeated")),
            },
            (Wire::Group(body), Value::Object(object)) if object.layout as usize == *body => {
                self.env.forget(self.codec, *body, frame);
                self.object(object, *body, frame)
            }
            (Wire::Object, Value::Object(object)) => self.untyped(DefKind::Constructor, object),
            (Wire::Function, Value::Object(object)) => self.untyped(DefKind::Function, object),
            (Wire::Boxed(ty, args), _) if bare => self.bare_of(value, *ty, args, frame),
            (Wire::Boxed(ty, args), Value::Object(object)) if self.codec.is_constructor(object, *ty) => {
                self.boxed(object, wire, *ty, args, frame)
            }
            (Wire::Bare(layout, args), Value::Object(object)) if object.layout as usize == *layout => {
                let inner = self.env.enter(self.codec, *layout, args, frame);
                let inner = inner.map_err(|mismatch| self.mismatch(wire, mismatch))?;
                self.object(object, *layout, inner)?;
                self.env.leave(inner);
                Ok(())
            }
            (Wire::BareOf(ty, args), _) => self.bare_of(value, *ty, args, frame),
            (Wire::Var { .. }, _) => match self.env.resolve(Closure { wire, frame, bare }) {
                Some(closure) => self.wire(value, closure.wire, closure.frame, closure.bare),
                None => Err(self.mismatch(wire, Mismatch::Unknown)),
            },
            (Wire::Unsaid(reason), _) => Err(fault(*reason)),
            _ => Err(self.unfit(value, &self.codec.type_text(wire))),
        }
    }

    /// A constructor or function where nothing says what its variables stand for.
    fn untyped(&mut self, kind: DefKind, object: &Object) -> Written {
        let at = object.layout as usize;
        match self.codec.layouts.get(at) {
            Some(layout)
                if layout.kind == Some(kind) && self.codec.names(kind).by_id(layout.id).any(|other| other == at) =>
            {
                self.number(layout.id);
            }
            _ => return Err(fault(format!("it is no boxed {}", kind.name()))),
        }
        let frame = self.env.open(self.codec, at);
        self.object(object, at, frame)?;
        self.env.leave(frame);
        Ok(())
    }

    fn boxed(&mut self, object: &Object, wire: &Wire, ty: TypeIndex, args: &'c [Arg], frame: Frame) -> Written {
        let at = object.layout as usize;
        let inner = self.env.enter(self.codec, at, args, frame);
        let inner = inner.map_err(|mismatch| self.mismatch(wire, mismatch))?;
        let start = self.out.len();
        let info = &self.codec.types[ty];
        if info.default != Some(at) {
            self.number(self.codec.layouts[at].id);
        }
        self.object(object, at, inner)?;
        self.env.leave(inner);
        // Without an id, what is written must not look like one.
        let mut others = info.constructors.iter().filter(|other| **other != at);
        if info.default == Some(at)
            && let Some(word) = self.out[start..].first_chunk().copied().map(u32::from_le_bytes)
            && let Some(other) = others.find(|other| self.codec.layouts[**other].id == word)
        {
            let name = &self.codec.layouts[*other].name;
            return Err(fault(format!("it would be read as `{name}`, with whose id it starts")));
        }
        Ok(())
    }

    fn bare_of(&mut self, value: &Value, ty: TypeIndex, args: &'c [Arg], frame: Frame) -> Written {
        let (layout, inner) = self.env.only(self.codec, ty, args, frame).map_err(fault)?;
        match value {
            Value::Object(object) if object.layout as usize == layout => self.object(object, layout, inner)?,
            _ => return Err(self.unfit(value, &self.codec.layouts[layout].name)),
        }
        self.env.leave(inner);
        Ok(())
    }

    fn object(&mut self, object: &Object, at: LayoutId, frame: Frame) -> Written {
        self.enter()?;
        let layout = &self.codec.layouts[at];
        let mut fields = object.fields(layout).peekable();
        for (number, step) in layout.steps.iter().enumerate() {
            let field = fields.next_if(|(field, _)| *field == number).map(|(_, value)| value);
            self.step(object, layout, step, field, frame).map_err(|fault| fault.named(&step.name))?;
        }
        self.depth += 1;
        Ok(())
    }

    fn step(
        &mut self,
        object: &Object,
        layout: &'c Layout,
        step: &'c Step,
        field: Option<&Value>,
        frame: Frame,
    ) -> Written {
        if let What::Word { var, word } = step.what {
            let data = if let Some(Value::Nat(data)) = field { *data } else { 0 };
            let bits = flags(object, layout, var);
            let stray = data & word.known & !bits;
            if stray != 0 {
                let bit = stray.trailing_zeros();
                return Err(fault(format!("bit {bit} is set, but the field that depends on it is absent")));
            }
            let bits = bits | data;
            self.env.set(frame, var, bits.into());
            self.number(bits);
            return Ok(());
        }
        let wanted = match step.condition {
            Some(condition) => self.env.bit(frame, condition.mask, condition.bit),
            None => true,
        };
        let Some(value) = field.filter(|_| wanted) else {
            if let What::Number { var } = step.what {
                self.env.set(frame, var, 0);
            }
            return if wanted == field.is_some() { Ok(()) } else { Err(half(object, layout, step)) };
        };
        match &step.what {
            What::Value(wire) => self.wire(value, wire, frame, false),
            What::Word { .. } => Ok(()),
            What::Number { var } => {
                let Value::Nat(number) = *value else { return Err(self.unfit(value, "#")) };
                let known = self.env.number(frame, *var);
                if let Some(known) = known.filter(|known| *known != i64::from(number)) {
                    return Err(fault(format!("it is {number}, and the type says {known}")));
                }
                self.env.set(frame, *var, number.into());
                self.number(number);
                Ok(())
            }
        }
    }

    fn items(&mut self, items: &[Value], item: &'c Wire, frame: Frame) -> Written {
        for (at, value) in items.iter().enumerate() {
            self.wire(value, item, frame, false).map_err(|fault| fault.item(at))?;
        }
        Ok(())
    }

    fn basic(&mut self, value: &Value, basic: Basic) -> Written {
        match (basic, value) {
            (Basic::True, Value::True) => {}
            (Basic::Bool, Value::Bool(value)) => self.number(self.codec.bool_ids[usize::from(*value)]),
            (Basic::Nat, Value::Nat(number)) => self.number(*number),
            (Basic::Int | Basic::Int32, Value::Int(number)) => self.out.extend_from_slice(&number.to_le_bytes()),
            (Basic::Long | Basic::Int64, Value::Long(number)) | (Basic::Int53, Value::Int53(number)) => {
                self.out.extend_from_slice(&number.to_le_bytes());
            }
            (Basic::Double, Value::Double(number)) => self.out.extend_from_slice(&number.to_le_bytes()),
            (Basic::String | Basic::SecureString, Value::String(text)) => return self.string(text.as_bytes()),
            (Basic::Bytes | Basic::SecureBytes, Value::Bytes(bytes)) => return self.string(bytes),
            (Basic::Int128, Value::Int128(bytes)) => self.out.extend_from_slice(bytes),
            (Basic::Int256, Value::Int256(bytes)) => self.out.extend_from_slice(&**bytes),
            (Basic::Int512, Value::Int512(bytes)) => self.out.extend_from_slice(&**bytes),
            _ => return Err(self.unfit(value, basic.bare_name().unwrap_or(basic.name()))),
        }
        Ok(())
    }

    fn string(&mut self, contents: &[u8]) -> Written {
        if contents.len() > MAX_STRING {
            return Err(fault(format!(
                "{} bytes are more than the {MAX_STRING} that a string can hold",
                contents.len()
            )));
        }
        write_string(contents, self.out);
        Ok(())
    }

    fn number(&mut self, number: u32) {
        self.out.extend_from_slice(&number.to_le_bytes());
    }

    /// One level deeper; whoever calls it comes back up by adding to `depth`.
    fn enter(&mut self) -> Written {
        match self.depth.checked_sub(1) {
            Some(depth) => {
                self.depth = depth;
                Ok(())
            }
            None => Err(fault("the value is nested too deep")),
        }
    }

    #[cold]
    fn mismatch(&self, wire: &Wire, mismatch: Mismatch) -> Fault<EncodeError> {
        fault(mismatch.describe(self.codec, wire))
    }

    #[cold]
    fn unfit(&self, value: &Value, expected: &str) -> Fault<EncodeError> {
        let found = match value {
            Value::Object(object) => match self.codec.name(object) {
                "" => "what a repetition repeats",
                name => return fault(format!("`{name}` where {expected} belongs")),
            },
            Value::True => "true",
            Value::Bool(_) => "a Bool",
            Value::Nat(_) => "a #",
            Value::Int(_) => "an int",
            Value::Int53(_) => "an int53",
            Value::Long(_) => "a long",
            Value::Double(_) => "a double",
            Value::String(_) => "a string",
            Value::Bytes(_) => "bytes",
            Value::Int128(_) => "an int128",
            Value::Int256(_) => "an int256",
            Value::Int512(_) => "an int512",
            Value::Vector(_) => "a vector",
            Value::Null => "null",
        };
        fault(format!("{found} where {expected} belongs"))
    }
}

const NULL: &str = "it is null, and TL has no bytes for that";

/// A field is missing, or there although its bit is not set.
#[cold]
fn half(object: &Object, layout: &Layout, step: &Step) -> Fault<EncodeError> {
    let Some(condition @ Condition { mask, bit }) = step.condition else {
        return fault(if step.nullable { NULL } else { "the field is missing" });
    };
    if bit >= u32::BITS {
        return fault(format!("no word has a bit {bit}, so the field cannot be there"));
    }
    let is_mask = |step: &&Step| matches!(step.what, What::Word { var, .. } | What::Number { var } if var == mask);
    let name = layout.steps.iter().find(is_mask).map_or("the type's argument", |step| &*step.name);
    let same = |other: &Step| other.condition.is_some_and(|other| (other.mask, other.bit) == (condition.mask, bit));
    let partner = layout.steps.iter().enumerate().find(|(at, other)| same(other) && object.has(layout, *at));
    match partner {
        Some((_, other)) if !std::ptr::eq(other, step) => {
            fault(format!("the field is missing, and `{}`, which shares {name}.{bit} with it, is there", other.name))
        }
        Some(_) => fault(format!("the field is there, and bit {bit} of {name} is not set")),
        None => fault(format!("the field is missing, and bit {bit} of {name} is set")),
    }
}

/// The flags word `var` for the fields that are there.
fn flags(object: &Object, layout: &Layout, var: usize) -> u32 {
    let mut bits = 0;
    for (at, step) in layout.steps.iter().enumerate() {
        if let Some(condition) = step.condition
            && condition.mask == var
            && object.has(layout, at)
        {
            bits |= 1_u32.checked_shl(condition.bit).unwrap_or(0);
        }
    }
    bits
}

#[cold]
fn fault(message: impl Into<String>) -> Fault<EncodeError> {
    Fault::new(EncodeError { path: String::new(), message: message.into() })
}

impl Codec {
    /// Whether `object` is a constructor of type `ty`.
    fn is_constructor(&self, object: &Object, ty: TypeIndex) -> bool {
        let layout = self.layouts.get(object.layout as usize);
        layout.is_some_and(|layout| layout.ty == Some(ty) && layout.kind == Some(DefKind::Constructor))
    }
}
