//! What the variables of the definitions being read stand for.

use tlforge_parser::schema::Basic;

use crate::{
    codec::Codec,
    wire::{Arg, LayoutId, Nat, TypeIndex, VarIndex, What, Wire},
};

/// The variables of all definitions that are open, the innermost last.
///
/// The variables of one definition are a frame, known by the position of its first. A type argument is kept as it is
/// written, together with the frame that its own variables belong to: that definition is still open.
#[derive(Debug, Default)]
pub(crate) struct Env<'c> {
    bindings: Vec<Binding<'c>>,
}

/// The position of a frame.
pub(crate) type Frame = usize;

#[derive(Clone, Copy, Debug)]
enum Binding<'c> {
    Unset,
    Nat(i64),
    Type(Closure<'c>),
}

/// A type and the frame of its variables.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Closure<'c> {
    pub(crate) wire: &'c Wire,
    pub(crate) frame: Frame,
    /// Its bare form, however it is written.
    pub(crate) bare: bool,
}

/// Why a definition makes no value of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mismatch {
    /// It makes values of other arguments.
    Different,
    /// The arguments depend on a variable that stands for nothing.
    Unknown,
}

impl Mismatch {
    /// Why a value is none of the type `wire`, in words.
    pub(crate) fn describe(self, codec: &Codec, wire: &Wire) -> String {
        let text = codec.type_text(wire);
        match self {
            Self::Different => format!("it is no {text}: the arguments of the type are others"),
            Self::Unknown => format!("{text} depends on a variable that nothing gives a meaning here"),
        }
    }
}

impl<'c> Env<'c> {
    /// Opens a frame for `layout` as a constructor of a type applied to `args`, which are of frame `outer`.
    pub(crate) fn enter(
        &mut self,
        codec: &'c Codec,
        layout: LayoutId,
        args: &'c [Arg],
        outer: Frame,
    ) -> Result<Frame, Mismatch> {
        let inner = self.open(codec, layout);
        let result = &codec.layouts[layout].result;
        for (pattern, arg) in result.iter().zip(args) {
            if let Err(mismatch) = self.bind(codec, (pattern, inner), (arg, outer)) {
                self.leave(inner);
                return Err(mismatch);
            }
        }
        Ok(inner)
    }

    /// Opens a frame for the one constructor of `ty` that makes values of these arguments, or says why there is none.
    pub(crate) fn only(
        &mut self,
        codec: &'c Codec,
        ty: TypeIndex,
        args: &'c [Arg],
        outer: Frame,
    ) -> Result<(LayoutId, Frame), &'static str> {
        let mut fitting = Vec::new();
        for layout in &codec.types[ty].constructors {
            match self.enter(codec, *layout, args, outer) {
                Ok(inner) => {
                    self.leave(inner);
                    fitting.push(*layout);
                }
                Err(Mismatch::Unknown) => return Err("a variable that nothing gives a meaning here"),
                Err(Mismatch::Different) => {}
            }
        }
        match *fitting {
            [] => Err("no constructor for these arguments of the type"),
            [layout] => match self.enter(codec, layout, args, outer) {
                Ok(inner) => Ok((layout, inner)),
                Err(_) => Err("no constructor for these arguments of the type"),
            },
            _ => Err("several constructors, and no id to tell them apart"),
        }
    }

    /// Opens a frame in which nothing is known.
    pub(crate) fn open(&mut self, codec: &Codec, layout: LayoutId) -> Frame {
        let frame = self.bindings.len();
        self.bindings.resize(frame + codec.layouts[layout].vars, Binding::Unset);
        frame
    }

    /// Forgets the numbers of a repetition's body, each of whose items has its own.
    pub(crate) fn forget(&mut self, codec: &Codec, body: LayoutId, frame: Frame) {
        for step in &codec.layouts[body].steps {
            if let What::Number { var } | What::Word { var, .. } = step.what {
                self.bindings[frame + var] = Binding::Unset;
            }
        }
    }

    /// Closes a frame and those inside it.
    pub(crate) fn leave(&mut self, frame: Frame) {
        self.bindings.truncate(frame);
    }

    /// The number that a variable stands for.
    pub(crate) fn number(&self, frame: Frame, var: VarIndex) -> Option<i64> {
        match self.bindings[frame + var] {
            Binding::Nat(number) => Some(number),
            Binding::Unset | Binding::Type(_) => None,
        }
    }

    pub(crate) fn set(&mut self, frame: Frame, var: VarIndex, number: i64) {
        self.bindings[frame + var] = Binding::Nat(number);
    }

    /// Whether bit `bit` of a variable is set.
    pub(crate) fn bit(&self, frame: Frame, var: VarIndex, bit: u32) -> bool {
        bit < u32::BITS && self.number(frame, var).is_some_and(|number| number >> bit & 1 == 1)
    }

    pub(crate) fn eval(&self, frame: Frame, nat: Nat) -> Option<i64> {
        match nat {
            Nat::Const(number) => Some(number),
            Nat::Var { var, plus } => self.number(frame, var)?.checked_add(plus),
        }
    }

    /// The type behind all variables.
    pub(crate) fn resolve(&self, mut closure: Closure<'c>) -> Option<Closure<'c>> {
        while let Wire::Var { var, bare } = closure.wire {
            let Binding::Type(inner) = self.bindings[closure.frame + var] else { return None };
            let bare = closure.bare || *bare || inner.bare;
            closure = Closure { bare, ..inner };
        }
        Some(closure)
    }

    /// Matches an argument of a result type with the argument of the expected type.
    fn bind(&mut self, codec: &Codec, pattern: (&'c Arg, Frame), arg: (&'c Arg, Frame)) -> Result<(), Mismatch> {
        match (pattern.0, arg.0) {
            (Arg::Nat(wanted), Arg::Nat(given)) => {
                let given = self.eval(arg.1, *given).ok_or(Mismatch::Unknown)?;
                if let Nat::Var { var, plus } = *wanted
                    && self.number(pattern.1, var).is_none()
                {
                    let number = given.checked_sub(plus).filter(|number| *number >= 0);
                    self.set(pattern.1, var, number.ok_or(Mismatch::Different)?);
                    return Ok(());
                }
                if self.eval(pattern.1, *wanted) == Some(given) { Ok(()) } else { Err(Mismatch::Different) }
            }
            (Arg::Type(wanted), Arg::Type(given)) => {
                self.bind_type(codec, Closure::of(wanted, pattern.1), Closure::of(given, arg.1))
            }
            _ => Err(Mismatch::Different),
        }
    }

    /// As [`bind`](Self::bind), for types. Bare and boxed types match each other.
    fn bind_type(&mut self, codec: &Codec, wanted: Closure<'c>, given: Closure<'c>) -> Result<(), Mismatch> {
        let given = self.resolve(given).ok_or(Mismatch::Unknown)?;
        if let Wire::Var { var, .. } = wanted.wire
            && let binding @ Binding::Unset = &mut self.bindings[wanted.frame + var]
        {
            *binding = Binding::Type(given);
            return Ok(());
        }
        let wanted = self.resolve(wanted).ok_or(Mismatch::Unknown)?;
        if std::ptr::eq(wanted.wire, given.wire) && wanted.frame == given.frame {
            return Ok(());
        }
        if head(codec, wanted.wire) != head(codec, given.wire) {
            return Err(Mismatch::Different);
        }
        if let (Wire::Vector { item: wanted_item, .. }, Wire::Vector { item: given_item, .. }) =
            (wanted.wire, given.wire)
        {
            let (wanted, given) = (Closure::of(wanted_item, wanted.frame), Closure::of(given_item, given.frame));
            return self.bind_type(codec, wanted, given);
        }
        for (pattern, arg) in args(wanted.wire).iter().zip(args(given.wire)) {
            self.bind(codec, (pattern, wanted.frame), (arg, given.frame))?;
        }
        Ok(())
    }
}

impl<'c> Closure<'c> {
    pub(crate) fn of(wire: &'c Wire, frame: Frame) -> Self {
        Self { wire, frame, bare: false }
    }
}

/// What two types have in common if they are the same but for bareness and arguments.
#[derive(PartialEq, Eq)]
enum Head {
    Basic(Basic),
    Type(Option<TypeIndex>),
}

fn head(codec: &Codec, wire: &Wire) -> Head {
    match wire {
        Wire::Basic(basic) | Wire::BoxedBasic(basic, _) => Head::Basic(*basic),
        Wire::Nullable(item) => head(codec, item),
        Wire::Vector { .. } => Head::Basic(Basic::Vector),
        Wire::Object => Head::Basic(Basic::Object),
        Wire::Function => Head::Basic(Basic::Function),
        Wire::Boxed(ty, _) | Wire::BareOf(ty, _) => Head::Type(Some(*ty)),
        Wire::Bare(def, _) => Head::Type(codec.layouts[*def].ty),
        Wire::Unsaid(_) | Wire::Repeat { .. } | Wire::Group(_) | Wire::Var { .. } => Head::Type(None),
    }
}

fn args(wire: &Wire) -> &[Arg] {
    match wire {
        Wire::Boxed(_, args) | Wire::Bare(_, args) | Wire::BareOf(_, args) => args,
        _ => &[],
    }
}
