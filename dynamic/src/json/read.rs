//! JSON to values.

use std::borrow::Cow;

use tlforge_parser::{
    schema::{Basic, DefKind, Dialect},
    suggestions::nearest,
};

use super::tree::{Json, Members};
use crate::{
    Codec, Expected, JsonError, Options, Value,
    env::{Closure, Env, Frame, Mismatch},
    error::{Fault, Outcome},
    expected::Form,
    text::{from_base64, from_hex},
    value::from_slots,
    wire::{Arg, Layout, LayoutId, Step, TypeIndex, What, Wire},
};

/// The value that `text` says.
pub(crate) fn read(codec: &Codec, expected: &Expected, text: &str, options: &Options) -> Result<Value, JsonError> {
    let json = Json::parse(text, options.depth)?;
    let tdlib = codec.dialect == Dialect::Tdlib;
    let unknown_members = tdlib && options.unknown_members;
    let mut reader = Reader { codec, env: Env::default(), depth: options.depth, tdlib, unknown_members, root: None };
    reader.whole(json, expected).map_err(|fault| {
        let (error, path) = match reader.root {
            Some(layout) => fault.named(&codec.layouts[layout].name).finish(),
            None => fault.finish(),
        };
        JsonError { path, ..error }
    })
}

struct Reader<'c> {
    codec: &'c Codec,
    env: Env<'c>,
    /// How many levels may still follow.
    depth: usize,
    /// JSON as TDLib writes it.
    tdlib: bool,
    /// Members that are no fields are ignored.
    unknown_members: bool,
    /// The outermost constructor or function.
    root: Option<LayoutId>,
}

type Read<T> = Outcome<T, JsonError>;

impl<'c> Reader<'c> {
    fn whole(&mut self, json: Json<'_>, expected: &'c Expected) -> Read<Value> {
        match &expected.form {
            Form::Type(wire) => self.value(json, wire, 0, false),
            Form::Any => {
                let (name, members) = self.named(json, "a constructor or function")?;
                let found = [DefKind::Constructor, DefKind::Function].map(|kind| self.codec.names(kind).by_name(&name));
                match found {
                    [Some(at), None] | [None, Some(at)] => self.untyped(at, members),
                    [Some(_), Some(_)] => {
                        Err(fault(format!("`{name}` is a constructor and a function; say which is meant")))
                    }
                    [None, None] => Err(self.nothing_called("neither a constructor nor a function", &name, "")),
                }
            }
            Form::Definition(at) => {
                let members = self.known(*at, json)?;
                self.untyped(*at, members)
            }
        }
    }

    fn value(&mut self, json: Json<'_>, wire: &'c Wire, frame: Frame, bare: bool) -> Read<Value> {
        match wire {
            Wire::Basic(basic) | Wire::BoxedBasic(basic, _) => self.scalar(json, *basic),
            Wire::Nullable(_) if matches!(json, Json::Null) => Ok(Value::Null),
            Wire::Nullable(item) => self.value(json, item, frame, bare),
            Wire::Vector { item, .. } | Wire::Repeat { item, .. } => self.items(json, wire, item, frame),
            Wire::Group(layout) => match json {
                Json::Object(members) => {
                    self.env.forget(self.codec, *layout, frame);
                    self.fields(members, *layout, frame)
                }
                other => Err(fault(format!("{} where an object belongs", other.describe()))),
            },
            Wire::Object => self.any(json, DefKind::Constructor),
            Wire::Function => self.any(json, DefKind::Function),
            Wire::Boxed(ty, args) | Wire::BareOf(ty, args) => self.constructor(json, wire, *ty, args, frame),
            Wire::Bare(layout, args) => {
                let members = self.known(*layout, json)?;
                self.typed(*layout, members, wire, args, frame)
            }
            Wire::Var { .. } => match self.env.resolve(Closure { wire, frame, bare }) {
                Some(closure) => self.value(json, closure.wire, closure.frame, closure.bare),
                None => Err(self.mismatch(wire, Mismatch::Unknown)),
            },
            Wire::Unsaid(reason) => Err(fault(*reason)),
        }
    }

    fn any(&mut self, json: Json<'_>, kind: DefKind) -> Read<Value> {
        let (name, members) = self.named(json, kind.name())?;
        match self.codec.names(kind).by_name(&name) {
            Some(at) => self.untyped(at, members),
            None => Err(self.nothing_called(&format!("no {}", kind.name()), &name, "")),
        }
    }

    /// `what` is called `name`, and perhaps what was meant.
    #[cold]
    fn nothing_called(&self, what: &str, name: &str, then: &str) -> Fault<JsonError> {
        let names = self.codec.constructors.names().chain(self.codec.functions.names());
        let meant = nearest(name, names).map_or(String::new(), |meant| format!("; did you mean `{meant}`?"));
        fault(format!("{what} is called `{name}`{then}{meant}"))
    }

    /// A constructor or function where nothing says what its variables stand for.
    fn untyped(&mut self, at: LayoutId, members: Members<'_>) -> Read<Value> {
        let frame = self.env.open(self.codec, at);
        let value = self.fields(members, at, frame)?;
        self.env.leave(frame);
        Ok(value)
    }

    /// A constructor of type `ty`.
    fn constructor(
        &mut self,
        json: Json<'_>,
        wire: &'c Wire,
        ty: TypeIndex,
        args: &'c [Arg],
        frame: Frame,
    ) -> Read<Value> {
        let info = &self.codec.types[ty];
        if let ([only], true) = (&*info.constructors, self.tdlib) {
            let members = self.known(*only, json)?;
            return self.typed(*only, members, wire, args, frame);
        }
        let (name, members) = self.named(json, &format!("a {}", info.name))?;
        let named = self.codec.constructors.by_name(&name).or(if name == "_" { info.default } else { None });
        match named {
            Some(at) if self.codec.layouts[at].ty == Some(ty) => self.typed(at, members, wire, args, frame),
            Some(_) => Err(fault(format!("`{name}` is no constructor of {}", info.name))),
            None => Err(self.nothing_called("no constructor", &name, &format!("; a {} belongs here", info.name))),
        }
    }

    fn typed(
        &mut self,
        at: LayoutId,
        members: Members<'_>,
        wire: &'c Wire,
        args: &'c [Arg],
        frame: Frame,
    ) -> Read<Value> {
        let inner = self.env.enter(self.codec, at, args, frame);
        let inner = inner.map_err(|mismatch| self.mismatch(wire, mismatch))?;
        let value = self.fields(members, at, inner)?;
        self.env.leave(inner);
        Ok(value)
    }

    /// The members of an object that can only be `at`. TDLib's JSON then need not say so.
    fn known<'t>(&self, at: LayoutId, json: Json<'t>) -> Read<Members<'t>> {
        let wanted = &*self.codec.layouts[at].name;
        if let Json::Object(members) = &json
            && self.tdlib
            && !members.iter().any(|(name, json)| name == "@type" && !matches!(json, Json::Null))
        {
            let Json::Object(members) = json else { unreachable!("it has just been matched") };
            return Ok(members);
        }
        let (name, members) = self.named(json, wanted)?;
        if *name != *wanted {
            return Err(fault(format!("`{name}` where `{wanted}` belongs")));
        }
        Ok(members)
    }

    /// The name and the other members of an object.
    fn named<'t>(&self, json: Json<'t>, expected: &str) -> Read<(Cow<'t, str>, Members<'t>)> {
        let Json::Object(mut members) = json else {
            return Err(fault(format!("{} where {expected} belongs", json.describe())));
        };
        let key = if self.tdlib { "@type" } else { "_" };
        let found = members.iter().position(|(name, _)| name == key).map(|at| members.remove(at));
        match found {
            Some(_) if members.iter().any(|(name, _)| name == key) => Err(fault(format!("`{key}` is there twice"))),
            Some((_, Json::String(name))) => Ok((name, members)),
            Some((_, other)) => Err(fault(format!("`{key}` is {}, not a name", other.describe()))),
            None => {
                let other = if self.tdlib { "_" } else { "@type" };
                let hint = match members.iter().any(|(name, _)| name == other) {
                    false => "",
                    true if self.tdlib => "; `_` is how the dialects other than `tdlib` say it",
                    true => "; `@type` is how the dialect `tdlib` says it",
                };
                Err(fault(format!("the object has no `{key}`; {expected} belongs here{hint}")))
            }
        }
    }

    fn fields(&mut self, members: Members<'_>, at: LayoutId, frame: Frame) -> Read<Value> {
        self.root.get_or_insert(at);
        self.enter()?;
        let layout = &self.codec.layouts[at];
        let mut given: Vec<Option<Json<'_>>> = layout.steps.iter().map(|_| None).collect();
        let mut next = 0;
        for (name, json) in members {
            if self.tdlib && name.starts_with('@') {
                // `@extra` and the like are the caller's own.
                continue;
            }
            // Members mostly come in the order of the fields.
            // TDLib has flags words among them.
            let is_meant = |step: &Step| *step.name == *name && (self.tdlib || step.is_field());
            let ahead = layout.steps[next..].iter().position(is_meant);
            let Some(step) = ahead.map(|at| next + at).or_else(|| layout.steps.iter().position(is_meant)) else {
                if self.unknown_members {
                    continue;
                }
                return Err(self.unknown(at, &name));
            };
            if given[step].is_some() {
                return Err(fault("the field is there twice").named(&name));
            }
            given[step] = Some(json).filter(|json| !(self.tdlib && matches!(json, Json::Null)));
            next = step + 1;
        }
        let mut slots = Vec::with_capacity(given.len());
        for (step, json) in layout.steps.iter().zip(given) {
            slots.push(self.field(json, step, frame).map_err(|fault| fault.named(&step.name))?);
        }
        for (at, step) in layout.steps.iter().enumerate() {
            if let (What::Word { var, word }, Some(Value::Nat(given))) = (&step.what, &slots[at]) {
                let data = data(layout, &slots, *var, word.known, *given).map_err(|fault| fault.named(&step.name))?;
                slots[at] = data.filter(|_| word.is_field).map(Value::Nat);
            }
        }
        self.depth += 1;
        Ok(from_slots(layout, at, slots))
    }

    fn field(&mut self, json: Option<Json<'_>>, step: &'c Step, frame: Frame) -> Read<Option<Value>> {
        // A flag that is `false` is not there.
        let json =
            json.filter(|json| step.has_slot() || step.condition.is_none() || !matches!(json, Json::Bool(false)));
        match (&step.what, json) {
            (What::Word { .. }, Some(json)) => self.scalar(json, Basic::Nat).map(Some),
            (What::Word { .. }, None) => Ok(None),
            (_, None) if step.condition.is_some() => Ok(None),
            (What::Number { var }, Some(json)) => {
                let value = self.scalar(json, Basic::Nat)?;
                if let Value::Nat(number) = value {
                    self.env.set(frame, *var, number.into());
                }
                Ok(Some(value))
            }
            (What::Value(wire), Some(json)) => self.value(json, wire, frame, false).map(Some),
            (What::Value(wire), None) if self.tdlib => Ok(default(wire)),
            (_, None) => Err(fault("the field is missing")),
        }
    }

    fn items(&mut self, json: Json<'_>, wire: &Wire, item: &'c Wire, frame: Frame) -> Read<Value> {
        let Json::Array(jsons) = json else {
            return Err(fault(format!("{} where {} belongs", json.describe(), self.codec.type_text(wire))));
        };
        let mut items = Vec::with_capacity(jsons.len());
        for (at, json) in jsons.into_iter().enumerate() {
            let empty = if self.tdlib && matches!(json, Json::Null) { default(item) } else { None };
            let value = match empty {
                Some(value) => value,
                None => self.value(json, item, frame, false).map_err(|fault| fault.item(at))?,
            };
            items.push(value);
        }
        Ok(Value::Vector(items))
    }

    fn scalar(&self, json: Json<'_>, basic: Basic) -> Read<Value> {
        let value = match (basic, &json) {
            (Basic::True, Json::Bool(true)) => Some(Value::True),
            (Basic::Bool, Json::Bool(value)) => Some(Value::Bool(*value)),
            // TDLib reads any `int32` as a `Bool`.
            (Basic::Bool, _) if self.tdlib => {
                long(&json).and_then(|number| i32::try_from(number).ok()).map(|number| Value::Bool(number != 0))
            }
            (Basic::Nat, Json::Int(number)) => u32::try_from(*number).ok().map(Value::Nat),
            (Basic::Int | Basic::Int32, Json::Int(number)) => i32::try_from(*number).ok().map(Value::Int),
            (Basic::Int | Basic::Int32, _) if self.tdlib => {
                long(&json).and_then(|number| i32::try_from(number).ok()).map(Value::Int)
            }
            (Basic::Long | Basic::Int64, _) => long(&json).map(Value::Long),
            (Basic::Int53, _) => long(&json).map(Value::Int53),
            (Basic::Double, Json::String(_)) if self.tdlib => None,
            (Basic::Double, _) => double(&json).map(Value::Double),
            (Basic::String | Basic::SecureString, Json::String(_)) => {
                let Json::String(text) = json else { unreachable!("it has just been matched") };
                return Ok(Value::String(text.into()));
            }
            (Basic::Bytes | Basic::SecureBytes, _) => self.bytes(&json).map(|bytes| Value::Bytes(bytes.into())),
            (Basic::Int128, _) => self.array(&json).map(Value::Int128),
            (Basic::Int256, _) => self.array(&json).map(|bytes| Value::Int256(Box::new(bytes))),
            (Basic::Int512, _) => self.array(&json).map(|bytes| Value::Int512(Box::new(bytes))),
            _ => None,
        };
        value.ok_or_else(|| {
            let name = basic.bare_name().unwrap_or(basic.name());
            let hint = hint(basic, &json, self.tdlib);
            let found = match basic {
                Basic::SecureString | Basic::SecureBytes => json.kind().to_owned(),
                _ => json.describe(),
            };
            fault(format!("{found} where {name} belongs{hint}"))
        })
    }

    fn bytes(&self, json: &Json<'_>) -> Option<Vec<u8>> {
        let Json::String(text) = json else { return None };
        if self.tdlib { from_base64(text) } else { from_hex(text) }
    }

    fn array<const N: usize>(&self, json: &Json<'_>) -> Option<[u8; N]> {
        self.bytes(json)?.try_into().ok()
    }

    /// One level deeper; whoever calls it comes back up by adding to `depth`.
    fn enter(&mut self) -> Read<()> {
        match self.depth.checked_sub(1) {
            Some(depth) => {
                self.depth = depth;
                Ok(())
            }
            None => Err(fault("the value is nested too deep")),
        }
    }

    #[cold]
    fn mismatch(&self, wire: &Wire, mismatch: Mismatch) -> Fault<JsonError> {
        fault(mismatch.describe(self.codec, wire))
    }

    #[cold]
    fn unknown(&self, at: LayoutId, name: &str) -> Fault<JsonError> {
        let layout = &self.codec.layouts[at];
        let is_word = layout.steps.iter().any(|step| !step.is_field() && *step.name == *name);
        fault(if is_word {
            format!("`{name}` follows from the fields that are there, and is not given")
        } else {
            format!("`{name}` is no field of `{}`", layout.shown_name())
        })
    }
}

/// What is left of the flags word `var` without the bits of the fields that are there.
fn data(layout: &Layout, slots: &[Option<Value>], var: usize, known: u32, given: u32) -> Read<Option<u32>> {
    let conditions =
        layout.steps.iter().zip(slots).filter(|(_, slot)| slot.is_some()).filter_map(|(step, _)| step.condition);
    let conditions = conditions.filter(|condition| condition.mask == var);
    let present = conditions.fold(0, |bits, condition| bits | 1_u32.checked_shl(condition.bit).unwrap_or(0));
    let stray = given & known & !present;
    if stray != 0 {
        let bit = stray.trailing_zeros();
        return Err(fault(format!("bit {bit} is set, but the field that depends on it is absent")));
    }
    Ok(Some(given & !known).filter(|data| *data != 0))
}

/// How a value of `basic` is written, where `json` comes near.
#[cold]
fn hint(basic: Basic, json: &Json<'_>, tdlib: bool) -> String {
    let digits = |bytes: usize| format!(": {} hexadecimal digits", 2 * bytes);
    let is_number = matches!(json, Json::Int(_) | Json::Large(_));
    match (basic, json) {
        (Basic::Bytes | Basic::SecureBytes, Json::String(_)) if !tdlib => {
            ": hexadecimal digits, two for each byte".to_owned()
        }
        (Basic::Int128 | Basic::Int256 | Basic::Int512 | Basic::Bytes | Basic::SecureBytes, Json::String(_))
            if tdlib =>
        {
            ": Base64".to_owned()
        }
        (Basic::Int128, Json::String(_)) => digits(16),
        (Basic::Int256, Json::String(_)) => digits(32),
        (Basic::Int512, Json::String(_)) => digits(64),
        (Basic::Int | Basic::Int32, _) if is_number => format!(": from {} to {}", i32::MIN, i32::MAX),
        (Basic::Nat, _) if is_number => format!(": from 0 to {}", u32::MAX),
        (Basic::Long | Basic::Int64 | Basic::Int53, _) if is_number => format!(": from {} to {}", i64::MIN, i64::MAX),
        _ => String::new(),
    }
}

/// What TDLib takes a missing field for; an object is then null.
fn default(wire: &Wire) -> Option<Value> {
    match wire {
        Wire::Vector { .. } => Some(Value::Vector(Vec::new())),
        Wire::Basic(basic) => Some(match basic {
            Basic::Bool => Value::Bool(false),
            Basic::Int | Basic::Int32 => Value::Int(0),
            Basic::Int53 => Value::Int53(0),
            Basic::Long | Basic::Int64 => Value::Long(0),
            Basic::Double => Value::Double(0.0),
            Basic::String | Basic::SecureString => Value::String("".into()),
            Basic::Bytes | Basic::SecureBytes => Value::Bytes([].into()),
            _ => return None,
        }),
        _ => None,
    }
}

/// A number, or a decimal one in a string.
fn long(json: &Json<'_>) -> Option<i64> {
    match json {
        Json::Int(number) => Some(*number),
        Json::String(text) if !text.starts_with('+') => text.parse().ok(),
        _ => None,
    }
}

#[allow(clippy::cast_precision_loss, reason = "a number is rounded to the nearest double")]
fn double(json: &Json<'_>) -> Option<f64> {
    match json {
        Json::Int(number) => Some(*number as f64),
        Json::Large(number) => Some(*number as f64),
        Json::Float(number) => Some(*number),
        Json::String(text) => match &**text {
            "NaN" => Some(f64::NAN),
            "Infinity" => Some(f64::INFINITY),
            "-Infinity" => Some(f64::NEG_INFINITY),
            _ => None,
        },
        _ => None,
    }
}

#[cold]
fn fault(message: impl Into<String>) -> Fault<JsonError> {
    Fault::new(JsonError { path: String::new(), message: message.into() })
}
