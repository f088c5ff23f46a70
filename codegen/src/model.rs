//! What is generated, as plain data: every decision has been made, and nothing has been printed.
//!
//! The emitter writes it out; documentation and comparisons read it.

mod kinds;

use std::collections::BTreeMap;

use tlforge_parser::Diagnostic;
use tlforge_parser::schema::{DefId, Dialect, TypeId};

use crate::names::COMMON;
use crate::{Config, Input, lower};

pub use kinds::{Basic, Bit, Count, Kind, Role};

/// Everything that is generated from one input.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Model {
    /// Names and places of the structs and enums that tables refer to.
    pub names: Vec<ItemName>,
    /// The modules below the root, by path; a module's parent is always there.
    pub modules: BTreeMap<Vec<String>, Module>,
    /// What stands in the root itself.
    pub root: Root,
}

/// A struct or enum, by its position in [`Model::names`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemId(pub usize);

/// What a struct or enum is called and where it is.
#[derive(Clone, Debug, Default)]
pub struct ItemName {
    /// The module that holds it.
    pub place: Place,
    /// The name of the type.
    pub ty: String,
    /// The name of its table.
    pub table: String,
    /// The name of a method that is for it.
    pub method: String,
    /// What of the schema it stands for.
    pub origin: Origin,
}

/// What of the schema a struct or enum stands for.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin {
    /// The constructor or function; `None` for an enum, an opaque type, and what only the registry has.
    pub def: Option<DefId>,
    /// The type, or that of the constructor.
    pub ty: Option<TypeId>,
    /// The arguments of the type, as they are written; empty for a type without parameters.
    pub args: String,
    /// For what a definition repeats: the positions of the arguments that lead to the repetition.
    pub body: Vec<usize>,
}

/// Where an item is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// In this module of the tree.
    Module(Vec<String>),
    /// In another crate, in the module with this Rust path.
    Extern(String),
}

impl Default for Place {
    fn default() -> Self {
        Self::Module(Vec::new())
    }
}

/// A module: one file.
#[derive(Debug, Default)]
pub struct Module {
    /// What is said of it.
    pub docs: Vec<String>,
    /// The feature with which it is there; in a crate only.
    pub feature: Option<&'static str>,
    /// What it holds, in the order of the schema.
    pub items: Vec<Item>,
}

/// The root of the module tree.
#[derive(Debug, Default)]
pub struct Root {
    /// What is said of the code as a whole.
    pub docs: Vec<String>,
    /// The layer of the schema.
    pub layer: Option<u32>,
    /// The digest of the schema, in hexadecimal.
    pub sha256: String,
    /// The wire format of all that opaque types reach.
    pub skeleton: Vec<u8>,
    /// Every id with its name, ascending by id.
    pub ids: Vec<(u32, String)>,
    /// What can stand where any object or function can; `None` where neither a field nor a feature asks for it.
    pub registry: Option<Registry>,
}

/// Everything that is known by its id alone, ascending by id.
#[derive(Debug)]
pub struct Registry {
    /// Whether a field says so, so that it is there whatever the features.
    pub needed: bool,
    /// The constructors.
    pub objects: Vec<(u32, Kind)>,
    /// The functions.
    pub functions: Vec<(u32, Kind)>,
    /// What is known only here: generic wrappers around any function, and basic types with their ids.
    pub own: Vec<Struct>,
    /// That of the schema: which JSON the values have.
    pub dialect: Dialect,
}

/// An item.
#[derive(Debug)]
pub enum Item {
    /// A constructor or a function.
    Struct(Struct),
    /// A type with several constructors.
    Enum(Enum),
    /// A type that is kept as its bytes.
    Opaque(Opaque),
    /// The errors of a function, or the common ones.
    Errors(ErrorEnum),
    /// The handlers of a namespace.
    Handlers(Handlers),
    /// A function that makes a router.
    Router,
}

/// A constructor, a function, or the repeated part of one.
#[derive(Debug)]
pub struct Struct {
    /// Which item it is.
    pub item: ItemId,
    /// Its documentation.
    pub docs: Vec<String>,
    /// Attributes that the options give it.
    pub attributes: Vec<String>,
    /// The name in the schema.
    pub tl: String,
    /// The constructor id; 0 for a repeated part, which has no boxed form.
    pub id: u32,
    /// One of the items that a definition with parameters has: its id says not enough.
    pub is_applied: bool,
    /// Which form its JSON has.
    pub dialect: Dialect,
    /// Bytes of the bare form at least.
    pub min: u32,
    /// Its flags words and fields, in the order of the wire.
    pub entries: Vec<Entry>,
    /// `Eq` and `Hash` beside `PartialEq`.
    pub eq: bool,
    /// Whether it implements `Debug`.
    pub debug: bool,
    /// Whether it has `new`.
    pub constructor: NewFunction,
    /// What it has as a function.
    pub function: Option<Function>,
}

/// Whether a struct has a function `new`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NewFunction {
    /// No: every field is required, or there is none.
    None,
    /// `new` takes the required fields.
    New,
    /// All fields are optional: `Default` too.
    NewAndDefault,
}

/// What a function has beyond its fields.
#[derive(Debug)]
pub struct Function {
    /// `Users`, `Bots`, `Both` or `Unknown`.
    pub availability: &'static str,
    /// The type of its result; `None` for a generic wrapper, whose result is that of the inner function.
    pub response: Option<Kind>,
    /// What it may fail with.
    pub error: ErrorType,
}

/// The error type of a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ErrorType {
    /// A rejection with an enum of the function's own errors: its module and its name.
    Own(Vec<String>, String),
    /// A rejection with the errors that any function may give alone: the module of their enum.
    Common(Vec<String>),
    /// The runtime's `RpcError`.
    Runtime,
}

/// A flags word or a field, in the order of the wire.
#[derive(Debug)]
pub struct Entry {
    /// The position of the argument, among those of the definition or of what is repeated.
    pub argument: usize,
    /// The name in the schema; empty for a field without one.
    pub tl: String,
    /// The identifier of the field or accessor.
    pub ident: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// Attributes that the options give it.
    pub attributes: Vec<String>,
    /// What it is.
    pub role: Role,
}

/// A type with several constructors.
#[derive(Debug)]
pub struct Enum {
    /// Which item it is.
    pub item: ItemId,
    /// Its documentation.
    pub docs: Vec<String>,
    /// Attributes that the options give it.
    pub attributes: Vec<String>,
    /// The name in the schema.
    pub tl: String,
    /// One of the items that a type with parameters has.
    pub is_applied: bool,
    /// Which form its JSON has.
    pub dialect: Dialect,
    /// Bytes of the boxed form at least.
    pub min: u32,
    /// Its variants.
    pub variants: Vec<Variant>,
    /// Whether it implements `Eq` and `Hash`.
    pub eq: bool,
    /// Whether it implements `Debug`.
    pub debug: bool,
}

/// A type that is kept as its bytes.
#[derive(Debug)]
pub struct Opaque {
    /// Which item it is.
    pub item: ItemId,
    /// Its documentation.
    pub docs: Vec<String>,
    /// The name in the schema.
    pub tl: String,
    /// One of those that a type with parameters has.
    pub is_applied: bool,
    /// Bytes of the boxed form at least.
    pub min: u32,
    /// Where the skeleton says what it looks like.
    pub at: usize,
    /// Which form its JSON has.
    pub dialect: Dialect,
    /// The ids of its constructors.
    pub ids: Vec<u32>,
}

/// A constructor of a type.
#[derive(Debug)]
pub struct Variant {
    /// Its identifier.
    pub ident: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// The constructor.
    pub def: DefId,
    /// Its name in the schema.
    pub tl: String,
    /// The id of the constructor.
    pub id: u32,
    /// What it carries.
    pub payload: Payload,
    /// Why the payload is in a `Box`, if it is.
    pub boxed: Option<BoxReason>,
}

/// Why the payload of a variant is in a `Box`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BoxReason {
    /// It may grow with any change of the schema: it holds a flags word, or a field that may be null.
    Grows,
    /// The enum contains itself through it.
    Cycle,
    /// It is too large.
    Size,
}

/// What a variant carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Payload {
    /// Nothing.
    Unit,
    /// The struct itself.
    Inline(ItemId),
    /// The struct in a `Box`.
    Heaped(ItemId),
}

/// The errors of a function, or those that any function may give.
#[derive(Debug)]
pub struct ErrorEnum {
    /// Its identifier.
    pub ident: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// Its variants.
    pub variants: Vec<ErrorVariant>,
    /// The module of the common errors; `None` for these themselves.
    pub common: Option<Vec<String>>,
}

/// A known error.
#[derive(Clone, Debug)]
pub struct ErrorVariant {
    /// Its identifier.
    pub ident: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// The text of the server, `%d` for a number.
    pub text: String,
    /// What the number is.
    pub argument: Option<String>,
    /// The code that it usually comes with.
    pub code: i32,
}

/// The handlers of a namespace's functions.
#[derive(Debug)]
pub struct Handlers {
    /// What is said of the trait.
    pub docs: Vec<String>,
    /// Its methods.
    pub handlers: Vec<Handler>,
}

/// The handler of a function.
#[derive(Debug)]
pub struct Handler {
    /// Its identifier.
    pub ident: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// The function that it handles.
    pub function: ItemId,
    /// The id of the function.
    pub id: u32,
    /// For a generic wrapper, which is handled without the call inside: what it may be refused with.
    pub wrapper: Option<ErrorType>,
}

impl Model {
    /// The model of what [`generate`](crate::generate) would write, and what is wrong with the input. What has no generated
    /// form is not in it.
    pub fn new(input: &Input<'_>, config: &Config) -> (Self, Vec<Diagnostic>) {
        lower::lower(input, config)
    }

    /// All items, with the modules that they are in.
    pub fn items(&self) -> impl Iterator<Item = (&[String], &Item)> {
        self.modules.iter().flat_map(|(path, module)| module.items.iter().map(|item| (path.as_slice(), item)))
    }

    /// The path of an item from the root of the generated code: `types::InputPhoneCall`.
    pub fn path(&self, item: ItemId) -> String {
        let Some(name) = self.names.get(item.0) else { return String::new() };
        match &name.place {
            Place::Module(module) => joined(module, &name.ty),
            Place::Extern(module) => format!("{module}::{}", name.ty),
        }
    }

    /// The Rust type of a field, as people write it; `None` for a flags word that is no field, and for a method.
    pub fn type_of_field(&self, entry: &Entry) -> Option<String> {
        match &entry.role {
            Role::Mask | Role::Shadow(..) => None,
            Role::Word => Some(Basic::Nat.rust().to_owned()),
            Role::Flag(_) => Some(Basic::Bool.rust().to_owned()),
            Role::Required(kind) => Some(self.type_of(kind)),
            Role::Nullable(kind) | Role::Optional(_, kind) => Some(format!("Option<{}>", self.type_of(kind))),
        }
    }

    /// The Rust type of a kind, as people write it.
    pub fn type_of(&self, kind: &Kind) -> String {
        match kind {
            Kind::Basic(basic) => basic.rust().to_owned(),
            Kind::Bare(item) | Kind::Boxed(item) | Kind::Union(item) => self.path(*item),
            Kind::Heap(inner) => format!("Box<{}>", self.type_of(inner)),
            Kind::Vec(_, inner) => format!("Vec<{}>", self.type_of(inner)),
            Kind::Nullable(inner) => format!("Option<{}>", self.type_of(inner)),
            Kind::Call => "X".to_owned(),
            Kind::Opaque { item, .. } => format!("Opaque<{}>", self.path(*item)),
        }
    }
}

/// A path of a module and a name in it.
pub(crate) fn joined(module: &[String], name: &str) -> String {
    let segments: Vec<&str> = module.iter().map(String::as_str).chain([name]).collect();
    segments.join("::")
}

impl Struct {
    /// Whether it is a generic wrapper of another function.
    pub fn is_wrapper(&self) -> bool {
        self.function.as_ref().is_some_and(|function| function.response.is_none())
    }

    /// Whether several fields with values are on a bit.
    pub fn is_shared(&self, bit: Bit) -> bool {
        self.entries.iter().filter(|entry| matches!(entry.role, Role::Optional(on, _) if on == bit)).count() > 1
    }
}

impl ErrorType {
    /// The path of the enum from the root of the generated code: that of the function's own errors, else the common one;
    /// `None` where it is the runtime's error.
    pub fn path(&self) -> Option<String> {
        match self {
            Self::Own(module, name) => Some(joined(module, name)),
            Self::Common(module) => Some(joined(module, COMMON)),
            Self::Runtime => None,
        }
    }
}

/// The segments that lead from the module `from` to the module `to`: `super` upwards, then names; `self` for itself.
pub(crate) fn relative<'a>(from: &[String], to: &'a [String]) -> Vec<&'a str> {
    let common = from.iter().zip(to).take_while(|(a, b)| a == b).count();
    let up = from[common..].iter().map(|_| "super");
    let mut path: Vec<&str> = up.chain(to[common..].iter().map(String::as_str)).collect();
    if path.is_empty() {
        path.push("self");
    }
    path
}

impl Payload {
    /// The struct that it holds.
    pub fn item(self) -> Option<ItemId> {
        match self {
            Self::Unit => None,
            Self::Inline(item) | Self::Heaped(item) => Some(item),
        }
    }
}
