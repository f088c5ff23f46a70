//! Which structs and enums there are: one per definition and type, and one per application of those with parameters.

use std::collections::{BTreeMap, BTreeSet};

use tlforge_parser::analysis::Reading;
use tlforge_parser::schema::{Arg, Basic, DefId, DefKind, Schema, TypeExpr, TypeId};
use tlforge_parser::{Code, Diagnostic, Span};

use super::basic_types;
use super::fields;
use crate::model::{self, ItemId, Kind, Role};
use tlforge_parser::analysis::applied::{self, Bounds, Closed, Env, Excess, Value};

/// How many types of a chain are shown, and the most types and numbers that one of them may name.
const SHOWN: usize = 3;
const SHOWN_NODES: usize = 20;

/// The structs and enums of one schema.
pub(super) struct Shapes<'a> {
    pub(super) schema: &'a Schema,
    pub(super) reading: &'a Reading,
    /// The position of this schema's first item among those of all.
    pub(super) first: usize,
    /// In order of discovery.
    pub(super) all: Vec<Shape<'a>>,
    /// For each of them the struct whose fields led to it, if any did.
    found_from: Vec<Option<usize>>,
    /// The struct whose fields are being read.
    filling: Option<usize>,
    /// How many of them have their fields.
    filled: usize,
    structs: BTreeMap<(DefId, Env, Vec<usize>), ItemId>,
    unions: BTreeMap<(TypeId, Vec<Value>), Made>,
    /// The enums of the constructors that have one.
    owners: BTreeMap<ItemId, ItemId>,
    bounds: Bounds,
    /// The types that have been reported to exceed the bounds.
    excessive: BTreeSet<TypeId>,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// For each diagnostic the struct whose fields were read, if any were.
    found_in: Vec<Option<usize>>,
    /// The types that are kept as their bytes.
    opaque: &'a BTreeSet<TypeId>,
    /// Fields that the options turn from `string` into bytes.
    pub(super) is_bytes: &'a dyn Fn(&str) -> bool,
}

/// A struct or enum.
pub(super) enum Shape<'a> {
    Struct(StructShape<'a>),
    Union(UnionShape),
    Opaque(OpaqueShape),
}

/// A constructor or function with values for its parameters, or the body of a repetition in one.
pub(super) struct StructShape<'a> {
    pub(super) def: DefId,
    pub(super) env: Env,
    /// The arguments: those of the definition, or of the body at the positions `body`.
    pub(super) args: &'a [Arg],
    pub(super) body: Vec<usize>,
    pub(super) fields: Vec<Field<'a>>,
    /// The result of a function; `None` for a generic wrapper.
    pub(super) response: Option<Kind>,
    /// The variable that a generic wrapper returns.
    pub(super) wrapper: bool,
}

/// A type with several constructors.
pub(super) struct UnionShape {
    pub(super) ty: TypeId,
    pub(super) args: Vec<Value>,
    pub(super) variants: Vec<ItemId>,
}

/// A type that is kept as its bytes.
pub(super) struct OpaqueShape {
    pub(super) ty: TypeId,
    pub(super) args: Vec<Value>,
}

/// What the skeleton says of an opaque type.
#[derive(Clone, Debug, Default)]
pub(super) struct Outline {
    /// Where its step is.
    pub(super) at: usize,
    /// Bytes of the boxed form at least.
    pub(super) min: u32,
    /// The ids and names of its constructors.
    pub(super) constructors: Vec<(u32, String)>,
}

/// A flags word or a field.
pub(super) struct Field<'a> {
    pub(super) arg: &'a Arg,
    /// Its position among the arguments that take bytes.
    pub(super) position: usize,
    pub(super) role: Role,
}

/// What stands for a type.
#[derive(Clone, Copy)]
enum Made {
    Struct(ItemId),
    Union(ItemId),
    Opaque(ItemId),
    /// No constructor makes it.
    Nothing,
    /// It has been reported.
    Reported,
}

/// The construct has been reported.
pub(super) struct Reported;

impl<'a> Shapes<'a> {
    pub(super) fn new(
        schema: &'a Schema,
        reading: &'a Reading,
        first: usize,
        is_bytes: &'a dyn Fn(&str) -> bool,
        opaque: &'a BTreeSet<TypeId>,
    ) -> Self {
        Self {
            schema,
            reading,
            first,
            all: Vec::new(),
            found_from: Vec::new(),
            filling: None,
            filled: 0,
            structs: BTreeMap::new(),
            unions: BTreeMap::new(),
            owners: BTreeMap::new(),
            bounds: Bounds::default(),
            excessive: BTreeSet::new(),
            diagnostics: Vec::new(),
            found_in: Vec::new(),
            is_bytes,
            opaque,
        }
    }

    /// Finds everything that the kept types and functions consist of.
    pub(super) fn discover(&mut self, keep: impl Fn(DefId) -> bool) {
        for (id, def) in self.schema.iter_definitions() {
            if !keep(id) {
                continue;
            }
            match &def.result {
                _ if def.kind == DefKind::Function => {
                    self.structure(id, Env::open(def));
                }
                // A constructor of `Object` stands alone: that type is any value.
                TypeExpr::Type { ty, .. } if self.schema.ty(*ty).basic == Some(Basic::Object) && !def.builtin => {
                    self.structure(id, Env::open(def));
                }
                TypeExpr::Type { ty, .. } if self.schema.ty(*ty).basic.is_some() => {}
                _ if def.original.is_some() => {
                    let message = format!("the partial application `{}` gets no item of its own", def.name);
                    let warning = Diagnostic::warning(Code::Unsupported, def.span, message);
                    self.diagnostics.push(warning.note("what it applies is generated wherever a field has it"));
                }
                TypeExpr::Type { ty, args, .. } if args.is_empty() => {
                    self.made(*ty, &[], def.span);
                }
                // Where a field applies the type, it gets its items.
                _ => {}
            }
        }
        self.fill_all();
    }

    /// Finds the fields of all structs, and so further structs, until there are no more.
    pub(super) fn fill_all(&mut self) {
        while self.filled < self.all.len() {
            self.filling = Some(self.filled);
            self.fill(self.filled);
            self.filled += 1;
        }
        self.filling = None;
    }

    /// The kind of a closed type at `span`.
    pub(super) fn kind(&mut self, closed: &Closed, span: Span) -> Result<Kind, Reported> {
        let ty = self.schema.ty(closed.ty);
        if let Some(basic) = ty.basic {
            return self.basic(basic, closed, span);
        }
        match (self.made(closed.ty, &closed.args, span), closed.bare) {
            (Made::Struct(item), true) => Ok(Kind::Bare(item)),
            (Made::Struct(item), false) => Ok(Kind::Boxed(item)),
            (Made::Union(item), false) => Ok(Kind::Union(item)),
            (Made::Opaque(item), bare) if !bare || self.is_sole(closed) => Ok(Kind::Opaque { item, bare }),
            (Made::Union(_) | Made::Opaque(_), _) => {
                let message = format!("a bare `{}`, whose constructors only the id tells apart,", ty.name);
                Err(self.unsupported(span, &message))
            }
            (Made::Reported, _) => Err(Reported),
            (Made::Nothing, _) => {
                let name = closed.spelling(self.schema);
                Err(self.unsupported(span, &format!("`{name}`, which no constructor makes,")))
            }
        }
    }

    fn basic(&mut self, basic: Basic, closed: &Closed, span: Span) -> Result<Kind, Reported> {
        use model::Basic as To;
        if let (true, Some(bare)) = (closed.bare, basic_types::bare(basic)) {
            return Ok(Kind::Basic(bare));
        }
        let kind = match (basic, closed.bare) {
            (Basic::Nat, _) => To::Nat,
            (Basic::True, true) => To::UnitTrue,
            (Basic::True, false) => To::BoxedTrue,
            (Basic::Bool, false) => To::Bool,
            (Basic::Object, _) => To::Object,
            (Basic::Function, _) => To::Function,
            (Basic::Vector, bare) => {
                let Some(Value::Type(item)) = closed.args.first() else {
                    return Err(self.unsupported(span, "a vector of nothing"));
                };
                let item = self.kind(item, span)?;
                let count = if bare { model::Count::Bare } else { model::Count::Boxed };
                return Ok(Kind::Vec(count, Box::new(item)));
            }
            (Basic::Bool, true) => {
                return Err(self.unsupported(span, "a bare `Bool`, which does not say which of the two it is,"));
            }
            (Basic::Type, _) => return Err(self.unsupported(span, "a field that holds a type")),
            (basic, _) => {
                let reported = self.unsupported(span, &format!("the boxed basic type `{}`", basic.name()));
                let bare = basic.bare_name().unwrap_or_default();
                if let Some(last) = self.diagnostics.last_mut() {
                    last.help = Some(format!("write `{bare}`, which has no id on the wire"));
                }
                return Err(reported);
            }
        };
        Ok(Kind::Basic(kind))
    }

    /// Whether one constructor makes all values of the type.
    fn is_sole(&self, closed: &Closed) -> bool {
        applied::constructors(self.schema, closed.ty, &closed.args).len() == 1
    }

    /// The struct or enum of a type with these arguments.
    fn made(&mut self, ty: TypeId, args: &[Value], span: Span) -> Made {
        let key = (ty, args.to_vec());
        if let Some(made) = self.unions.get(&key) {
            return *made;
        }
        if !args.is_empty()
            && let Err(excess) = self.bounds.admit(ty, args)
        {
            self.report_excess(Some((ty, excess)), span);
            self.unions.insert(key, Made::Reported);
            return Made::Reported;
        }
        let constructors = applied::constructors(self.schema, ty, args);
        if !constructors.is_empty() && self.opaque.contains(&ty) {
            let made = Made::Opaque(self.next());
            self.push(Shape::Opaque(OpaqueShape { ty, args: args.to_vec() }));
            self.unions.insert(key, made);
            return made;
        }
        let made = match constructors.len() {
            0 => Made::Nothing,
            1 => Made::Struct(self.next()),
            _ => {
                let item = self.next();
                self.push(Shape::Union(UnionShape { ty, args: args.to_vec(), variants: Vec::new() }));
                Made::Union(item)
            }
        };
        self.unions.insert(key, made);
        let variants: Vec<_> = constructors.into_iter().map(|(def, env)| self.structure(def, env)).collect();
        if let Made::Union(item) = made
            && let Shape::Union(union) = &mut self.all[item.0 - self.first]
        {
            self.owners.extend(variants.iter().map(|variant| (*variant, item)));
            union.variants = variants;
        }
        made
    }

    fn structure(&mut self, def: DefId, env: Env) -> ItemId {
        let args = self.schema.def(def).args.as_slice();
        self.part(def, env, Vec::new(), args)
    }

    /// The struct of a repetition's body.
    pub(super) fn part(&mut self, def: DefId, env: Env, body: Vec<usize>, args: &'a [Arg]) -> ItemId {
        let next = self.next();
        let item = *self.structs.entry((def, env.clone(), body.clone())).or_insert(next);
        if item == next {
            let shape = StructShape { def, env, args, body, fields: Vec::new(), response: None, wrapper: false };
            self.push(Shape::Struct(shape));
        }
        item
    }

    fn push(&mut self, shape: Shape<'a>) {
        self.all.push(shape);
        self.found_from.push(self.filling);
    }

    fn next(&self) -> ItemId {
        ItemId(self.first + self.all.len())
    }

    fn fill(&mut self, at: usize) {
        let Shape::Struct(shape) = &self.all[at] else { return };
        let (def, env, args, body) = (shape.def, shape.env.clone(), shape.args, shape.body.clone());
        let definition = self.schema.def(def);
        let before = self.diagnostics.len();
        self.found_in.resize(before, None);
        let fields = fields::read(self, def, &env, args, &body);
        let response = if definition.kind == DefKind::Function && body.is_empty() && before == self.diagnostics.len() {
            fields::response(self, definition, &env, &fields)
        } else {
            None
        };
        self.found_in.resize(self.diagnostics.len(), Some(at));
        if let Shape::Struct(shape) = &mut self.all[at] {
            shape.wrapper = fields.iter().any(|field| field.role == Role::Required(Kind::Call));
            shape.fields = fields;
            shape.response = response;
        }
    }

    /// Reports that the fields being read apply types further than the bounds allow: `excess`, or a type that is too large
    /// to be written down.
    pub(super) fn report_excess(&mut self, excess: Option<(TypeId, Excess)>, span: Span) -> Reported {
        let chain = self.chain();
        let Some(ty) = excess.map(|(ty, _)| ty).or_else(|| chain.last().map(|last| last.ty)) else {
            return self.unsupported(span, "a type that names too many others");
        };
        if !self.excessive.insert(ty) {
            return Reported;
        }
        let name = &self.schema.ty(ty).name;
        let itself = || chain.iter().filter(|closed| closed.ty == ty);
        let is_endless = itself().count() >= SHOWN;
        let construct = match excess {
            _ if is_endless => format!("`{name}`, which needs itself with other arguments without end,"),
            Some((_, Excess::Many)) => format!("`{name}`, which the schema applies in too many ways,"),
            Some((_, Excess::Deep)) => format!("`{name}`, applied to types nested too deep,"),
            None => format!("a type in `{name}` that names too many others"),
        };
        let shown: Vec<_> = if is_endless { itself().collect() } else { chain.iter().collect() };
        let shown = shown.into_iter().take(SHOWN).take_while(|closed| closed.nodes() <= SHOWN_NODES);
        let shown: Vec<_> = shown.map(|closed| format!("`{}`", closed.spelling(self.schema))).collect();
        let reported = self.unsupported(span, &construct);
        if let (Some(last), [first, others @ ..]) = (self.diagnostics.last_mut(), shown.as_slice())
            && !others.is_empty()
        {
            last.notes.push(format!("{first} needs {}, and so on", others.join(", which needs ")));
        }
        reported
    }

    /// The types that led to the fields being read, the first one first.
    fn chain(&self) -> Vec<Closed> {
        let structs = std::iter::successors(self.filling, |at| self.found_from[*at]);
        let closed = structs.filter_map(|at| {
            let shape = self.all[at].as_struct()?;
            let def = self.schema.def(shape.def);
            (def.kind == DefKind::Constructor).then(|| shape.env.close(&def.result).ok())?
        });
        let mut chain: Vec<_> = closed.filter(|closed| !closed.args.is_empty()).collect();
        chain.dedup();
        chain.reverse();
        chain
    }

    /// Reports a construct that has no generated form.
    pub(super) fn unsupported(&mut self, span: Span, construct: &str) -> Reported {
        let message = format!("{construct} has no generated form");
        self.diagnostics.push(Diagnostic::error(Code::Unsupported, span, message));
        Reported
    }

    /// What was found, but for what `others` finds too, because it has the struct that it was found in.
    pub(super) fn found_beside(mut self, others: &Self) -> Vec<Diagnostic> {
        self.found_in.resize(self.diagnostics.len(), None);
        let is_known = |at: usize| {
            let shape = self.all[at].as_struct();
            shape.is_some_and(|it| others.structs.contains_key(&(it.def, it.env.clone(), it.body.clone())))
        };
        let found = self.diagnostics.into_iter().zip(&self.found_in);
        found.filter(|(_, at)| !at.is_some_and(is_known)).map(|(found, _)| found).collect()
    }

    pub(super) fn shape(&self, item: ItemId) -> &Shape<'a> {
        &self.all[item.0 - self.first]
    }

    /// The enum that a constructor belongs to.
    pub(super) fn union_of(&self, item: ItemId) -> Option<ItemId> {
        self.owners.get(&item).copied()
    }

    /// All items with their shapes.
    pub(super) fn iter(&self) -> impl Iterator<Item = (ItemId, &Shape<'a>)> {
        self.all.iter().enumerate().map(|(at, shape)| (ItemId(self.first + at), shape))
    }
}

impl Shape<'_> {
    /// The struct, if it is one.
    pub(super) fn as_struct(&self) -> Option<&StructShape<'_>> {
        match self {
            Self::Struct(shape) => Some(shape),
            Self::Union(_) | Self::Opaque(_) => None,
        }
    }
}
