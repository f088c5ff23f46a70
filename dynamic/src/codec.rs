//! A schema made ready for reading and writing.

use std::collections::HashMap;

use tlforge_parser::analysis::{FlagsWords, Reading};
use tlforge_parser::schema::{Basic, DefKind, Dialect, Schema};

use crate::{
    DecodeError, EncodeError, Expected, JsonError, NameError, Options, Value, compile, json,
    pretty::Dump,
    read, value,
    wire::{Arg, Layout, LayoutId, Step, TypeIndex, TypeInfo, Wire},
    write,
};

/// A schema, prepared once for reading and writing values of all its definitions.
///
/// ```
/// use tlforge_dynamic::{Codec, Expected, Options};
/// use tlforge_parser::{SourceMap, load};
///
/// let sources = SourceMap::single("my.tl", "point#11a00001 x:int y:int = Point;");
/// let codec = Codec::new(&load(&sources, &Default::default()).schema);
///
/// let point = codec.from_json(&Expected::any(), r#"{"_":"point","x":1,"y":-1}"#, &Options::default())?;
/// let bytes = codec.encode(&Expected::any(), &point)?;
/// assert_eq!(bytes, [1, 0, 0xa0, 0x11, 1, 0, 0, 0, 0xff, 0xff, 0xff, 0xff]);
/// assert_eq!(codec.decode(&Expected::any(), &bytes, &Options::default())?, point);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Codec {
    pub(crate) dialect: Dialect,
    /// The definitions in the order of the schema, then the bodies of repetitions.
    pub(crate) layouts: Vec<Layout>,
    /// The types in the order of the schema.
    pub(crate) types: Vec<TypeInfo>,
    pub(crate) constructors: Names,
    pub(crate) functions: Names,
    type_names: HashMap<Box<str>, TypeIndex>,
    /// The ids of `boolFalse` and `boolTrue`.
    pub(crate) bool_ids: [u32; 2],
}

impl Codec {
    /// Prepares `schema`, which is one without errors.
    pub fn new(schema: &Schema) -> Self {
        Self::with_flags_words(schema, FlagsWords::ByDialect)
    }

    /// As [`new`](Self::new), with a choice of which flags words are fields: of a word that is one, the bits that no other
    /// field depends on are kept, appear in JSON unless they are 0, and can be set.
    pub fn with_flags_words(schema: &Schema, words: FlagsWords) -> Self {
        compile::compile(schema, &Reading::new(schema, words))
    }

    /// Reads `bytes`, to their end, as what is expected.
    ///
    /// # Errors
    ///
    /// When they are something else, or ask for more than `options` allow.
    pub fn decode(&self, expected: &Expected, bytes: &[u8], options: &Options) -> Result<Value, DecodeError> {
        let mut tree = value::Tree::new(self);
        read::read(self, expected, bytes, options, &mut tree)?;
        Ok(tree.finish())
    }

    /// Reads `bytes` as [`decode`](Self::decode) does and appends their JSON to `json`, without a [`Value`] in between.
    ///
    /// # Errors
    ///
    /// As `decode`, and when a double is not finite and the dialect is `tdlib`, whose JSON has no form for it; `json` is
    /// then as it was.
    pub fn decode_to_json(
        &self,
        expected: &Expected,
        bytes: &[u8],
        options: &Options,
        json: &mut String,
    ) -> Result<(), DecodeError> {
        let before = json.len();
        let mut writer = json::Writer::new(self, json);
        let read = read::read(self, expected, bytes, options, &mut writer);
        let read = read.and_then(|()| writer.fault().map_or(Ok(()), Err));
        if read.is_err() {
            json.truncate(before);
        }
        read
    }

    /// The bytes of `value` as what is expected.
    ///
    /// # Errors
    ///
    /// When it is something else, or has no bytes.
    pub fn encode(&self, expected: &Expected, value: &Value) -> Result<Vec<u8>, EncodeError> {
        let mut bytes = Vec::new();
        write::write(self, expected, value, &mut bytes)?;
        Ok(bytes)
    }

    /// The value that `text` says.
    ///
    /// # Errors
    ///
    /// When it is no JSON, or JSON of something else than what is expected.
    pub fn from_json(&self, expected: &Expected, text: &str, options: &Options) -> Result<Value, JsonError> {
        json::read(self, expected, text, options)
    }

    /// The JSON of `value`, on one line. Dialect `tdlib` has none for a double that is not finite: it is null, see
    /// [`try_to_json`](Self::try_to_json).
    pub fn to_json(&self, value: &Value) -> String {
        let mut text = String::new();
        json::Writer::new(self, &mut text).value(value);
        text
    }

    /// The JSON of `value`, on one line.
    ///
    /// # Errors
    ///
    /// When a double is not finite and the dialect is `tdlib`, whose JSON has no form for it.
    pub fn try_to_json(&self, value: &Value) -> Result<String, JsonError> {
        json::not_finite(self, value).map_or_else(|| Ok(self.to_json(value)), Err)
    }

    /// Field by field what `bytes` hold, up to their end or the first fault.
    pub fn pretty(&self, expected: &Expected, bytes: &[u8], options: &Options) -> Dump {
        crate::pretty::dump(self, expected, bytes, options)
    }

    /// The constructor or function `name`.
    ///
    /// # Errors
    ///
    /// When there is none.
    pub fn definition(&self, kind: DefKind, name: &str) -> Result<Expected, NameError> {
        match self.names(kind).by_name(name) {
            Some(layout) => Ok(Expected::definition(layout)),
            None => Err(NameError::new(format!("no {} is called `{name}`", kind.name()))),
        }
    }

    /// The names of all constructors and functions, in order of declaration.
    pub fn definitions(&self) -> impl Iterator<Item = (DefKind, &str)> {
        let named = |layout: &Layout, at| self.names(layout.kind?).by_name(&layout.name).filter(|named| *named == at);
        self.layouts.iter().enumerate().filter_map(move |(at, layout)| {
            named(layout, at)?;
            Some((layout.kind?, &*layout.name))
        })
    }

    /// The type that constructor `name` belongs to.
    ///
    /// # Errors
    ///
    /// When there is no such constructor.
    pub fn type_of(&self, name: &str) -> Result<Expected, NameError> {
        let found = self.constructors.by_name(name).map(|at| &self.layouts[at]);
        let Some(layout) = found else { return Err(NameError::new(format!("no constructor is called `{name}`"))) };
        match layout.ty {
            Some(ty) if self.types[ty].params.is_empty() => {
                Ok(Expected::wire(self.types[ty].wire(ty, false, None, [].into())))
            }
            _ => Err(NameError::new(format!("the type of `{name}` takes arguments"))),
        }
    }

    /// The type that `text` says, such as `Updates`, `Vector<int>`, `%Point` or `point`.
    ///
    /// # Errors
    ///
    /// When it is no type of the schema.
    pub fn type_named(&self, text: &str) -> Result<Expected, NameError> {
        crate::expected::parse(self, text)
    }

    pub(crate) fn names(&self, kind: DefKind) -> &Names {
        match kind {
            DefKind::Constructor => &self.constructors,
            DefKind::Function => &self.functions,
        }
    }

    pub(crate) fn type_index(&self, name: &str) -> Option<TypeIndex> {
        self.type_names.get(name).copied()
    }

    /// The basic type, if the schema mentions it by its boxed name.
    pub(crate) fn basic_index(&self, basic: Basic) -> Option<TypeIndex> {
        self.type_index(basic.name()).filter(|ty| self.types[*ty].basic == Some(basic))
    }

    pub(crate) fn step(&self, layout: LayoutId, at: usize) -> &Step {
        &self.layouts[layout].steps[at]
    }

    /// The bytes that a value of this type takes at least.
    pub(crate) fn min(&self, wire: &Wire) -> usize {
        match wire {
            Wire::Basic(basic) => basic.min_bytes() as usize,
            Wire::BoxedBasic(basic, _) => 4 + basic.min_bytes() as usize,
            Wire::Nullable(item) => self.min(item),
            Wire::Vector { id, .. } => 4 + 4 * usize::from(id.is_some()),
            Wire::Repeat { count: crate::wire::Nat::Const(count), item } => {
                usize::try_from(*count).unwrap_or(0).saturating_mul(self.min(item))
            }
            Wire::Group(layout) | Wire::Bare(layout, _) => self.layouts[*layout].min,
            Wire::Object | Wire::Function => 4,
            Wire::Boxed(ty, _) => self.types[*ty].min,
            Wire::Repeat { .. } | Wire::BareOf(..) | Wire::Var { .. } | Wire::Unsaid(_) => 0,
        }
    }

    /// How the type is written in a schema; variables are `?`.
    pub(crate) fn type_text(&self, wire: &Wire) -> String {
        let applied = |name: &str, args: &[Arg]| {
            let args: Vec<String> = args
                .iter()
                .map(|arg| match arg {
                    Arg::Type(wire) => self.type_text(wire),
                    Arg::Nat(crate::wire::Nat::Const(number)) => number.to_string(),
                    Arg::Nat(crate::wire::Nat::Var { .. }) => "?".to_owned(),
                })
                .collect();
            if args.is_empty() { name.to_owned() } else { format!("{name}<{}>", args.join(",")) }
        };
        match wire {
            Wire::Basic(basic) => basic.bare_name().unwrap_or(basic.name()).to_owned(),
            Wire::BoxedBasic(basic, _) => basic.name().to_owned(),
            Wire::Nullable(item) => self.type_text(item),
            Wire::Vector { id, item } => {
                format!("{}<{}>", if id.is_some() { "Vector" } else { "vector" }, self.type_text(item))
            }
            Wire::Repeat { item, .. } => format!("[ {} ]", self.type_text(item)),
            Wire::Group(_) => "…".to_owned(),
            Wire::Object => "Object".to_owned(),
            Wire::Function => "Function".to_owned(),
            Wire::Boxed(ty, args) => applied(&self.types[*ty].name, args),
            Wire::BareOf(ty, args) => applied(&format!("%{}", self.types[*ty].name), args),
            Wire::Bare(def, args) => applied(&self.layouts[*def].name, args),
            Wire::Var { .. } | Wire::Unsaid(_) => "?".to_owned(),
        }
    }

    /// What the schema knows under `id`.
    pub(crate) fn describe_id(&self, id: u32) -> Option<String> {
        let first = |names: &Names| names.by_id(id).next();
        if let Some(at) = first(&self.constructors) {
            let layout = &self.layouts[at];
            let ty = layout.ty.map_or("?", |ty| &self.types[ty].name);
            return Some(format!("{}#{id:08x}, a constructor of {ty}", layout.name));
        }
        if let Some(at) = first(&self.functions) {
            return Some(format!("{}#{id:08x}, a function", self.layouts[at].name));
        }
        (id == Basic::Vector.usual_id()).then(|| format!("vector#{id:08x}"))
    }

    /// Enters compiled definitions and types into the tables of names and ids.
    pub(crate) fn index(dialect: Dialect, layouts: Vec<Layout>, types: Vec<TypeInfo>) -> Self {
        let type_names = types.iter().enumerate().map(|(at, ty)| (ty.name.clone(), at)).collect();
        let mut codec = Self {
            dialect,
            layouts: Vec::with_capacity(layouts.len()),
            types,
            constructors: Names::default(),
            functions: Names::default(),
            type_names,
            bool_ids: [0; 2],
        };
        for layout in layouts {
            codec.enter(layout);
        }
        codec.constructors.by_id.sort_unstable();
        codec.functions.by_id.sort_unstable();
        codec
    }

    /// Enters one more definition; the tables of ids are to be sorted afterwards.
    fn enter(&mut self, layout: Layout) {
        let at = self.layouts.len();
        // `object ? = Object` and `function ? = Function` stand for all others and never for themselves.
        let any = layout.ty.is_some_and(|ty| matches!(self.types[ty].basic, Some(Basic::Object | Basic::Function)))
            && matches!(&*layout.name, "object" | "function");
        match layout.kind {
            Some(DefKind::Constructor) if !any => self.constructors.add(&layout, at),
            Some(DefKind::Function) => self.functions.add(&layout, at),
            _ => {}
        }
        self.layouts.push(layout);
    }

    /// Enters a constructor that the schema need not declare, unless its name or id is taken.
    pub(crate) fn supply(&mut self, layout: Layout) {
        if self.constructors.by_name(&layout.name).is_none() && self.constructors.by_id(layout.id).next().is_none() {
            self.enter(layout);
            self.constructors.by_id.sort_unstable();
        }
    }
}

/// Constructors or functions by their names and ids.
#[derive(Debug, Default)]
pub(crate) struct Names {
    by_name: HashMap<Box<str>, LayoutId>,
    /// Ascending; equal ids in order of declaration.
    by_id: Vec<(u32, LayoutId)>,
}

impl Names {
    pub(crate) fn by_name(&self, name: &str) -> Option<LayoutId> {
        self.by_name.get(name).copied()
    }

    /// All names, in no order.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.by_name.keys().map(|name| &**name)
    }

    /// All with this id; a schema may use one twice.
    pub(crate) fn by_id(&self, id: u32) -> impl Iterator<Item = LayoutId> {
        let from = self.by_id.partition_point(|entry| entry.0 < id);
        self.by_id[from..].iter().take_while(move |entry| entry.0 == id).map(|entry| entry.1)
    }

    pub(crate) fn len(&self) -> usize {
        self.by_id.len()
    }

    /// The one at this position, in ascending order of ids.
    pub(crate) fn nth(&self, at: usize) -> Option<LayoutId> {
        self.by_id.get(at).map(|entry| entry.1)
    }

    fn add(&mut self, layout: &Layout, at: LayoutId) {
        // A default constructor has no id on the wire, and shares its name with those of other types.
        if &*layout.name == "_" && layout.kind == Some(DefKind::Constructor) {
            return;
        }
        self.by_name.insert(layout.name.clone(), at);
        self.by_id.push((layout.id, at));
    }
}
