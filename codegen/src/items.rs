//! The Rust items to write, as plain data: every decision has been made.

use std::collections::BTreeMap;

use tlforge_parser::schema::Dialect;

/// Everything that is generated from one input.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    /// Names and places of the structs and enums that tables refer to.
    pub(crate) names: Vec<ItemName>,
    /// The modules below the root, by path; a module's parent is always there.
    pub(crate) modules: BTreeMap<Vec<String>, Module>,
    /// What stands in the root itself.
    pub(crate) root: Root,
}

/// A struct or enum, by its position in [`Tree::names`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ItemId(pub(crate) usize);

/// What a struct or enum is called and where it is.
#[derive(Clone, Debug, Default)]
pub(crate) struct ItemName {
    pub(crate) place: Place,
    /// The name of the type.
    pub(crate) ty: String,
    /// The name of its table.
    pub(crate) table: String,
    /// The name of a method that is for it.
    pub(crate) method: String,
}

/// Where an item is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
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
pub(crate) struct Module {
    pub(crate) docs: Vec<String>,
    /// The feature with which it is there; in a crate only.
    pub(crate) feature: Option<&'static str>,
    pub(crate) items: Vec<Item>,
}

/// The root of the module tree.
#[derive(Debug, Default)]
pub(crate) struct Root {
    pub(crate) docs: Vec<String>,
    pub(crate) layer: Option<u32>,
    pub(crate) sha256: String,
    /// The wire format of all that opaque types reach.
    pub(crate) skeleton: Vec<u8>,
    /// Every id with its name, ascending by id.
    pub(crate) ids: Vec<(u32, String)>,
    /// What can stand where any object or function can; `None` where neither a field nor a feature asks for it.
    pub(crate) registry: Option<Registry>,
}

/// Everything that is known by its id alone, ascending by id.
#[derive(Debug, Default)]
pub(crate) struct Registry {
    /// Whether a field says so, so that it is there whatever the features.
    pub(crate) needed: bool,
    pub(crate) objects: Vec<(u32, Kind)>,
    pub(crate) functions: Vec<(u32, Kind)>,
    /// What is known only here: generic wrappers around any function, and basic types with their ids.
    pub(crate) own: Vec<Struct>,
}

/// An item.
#[derive(Debug)]
pub(crate) enum Item {
    Struct(Struct),
    Enum(Enum),
    Opaque(Opaque),
    Errors(ErrorEnum),
    Handlers(Handlers),
    /// A function that makes a router.
    Router,
}

/// A constructor, a function, or the repeated part of one.
#[derive(Debug)]
pub(crate) struct Struct {
    pub(crate) item: ItemId,
    pub(crate) docs: Vec<String>,
    pub(crate) attributes: Vec<String>,
    /// The name in the schema.
    pub(crate) tl: String,
    /// The constructor id; 0 for a repeated part, which has no boxed form.
    pub(crate) id: u32,
    /// One of the items that a definition with parameters has: its id says not enough.
    pub(crate) is_applied: bool,
    /// Which form its JSON has.
    pub(crate) dialect: Dialect,
    /// Bytes of the bare form at least.
    pub(crate) min: u32,
    pub(crate) entries: Vec<Entry>,
    /// `Eq` and `Hash` beside `PartialEq`.
    pub(crate) eq: bool,
    pub(crate) debug: bool,
    pub(crate) constructor: NewFunction,
    pub(crate) function: Option<Function>,
}

/// Whether a struct has a function `new`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NewFunction {
    /// No: every field is required, or there is none.
    None,
    /// `new` takes the required fields.
    New,
    /// All fields are optional: `Default` too.
    NewAndDefault,
}

/// What a function has beyond its fields.
#[derive(Debug)]
pub(crate) struct Function {
    /// `Users`, `Bots`, `Both` or `Unknown`.
    pub(crate) availability: &'static str,
    /// The type of its result; `None` for a generic wrapper, whose result is that of the inner function.
    pub(crate) response: Option<Kind>,
    pub(crate) error: ErrorType,
}

/// The error type of a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ErrorType {
    /// An enum of the tree: its module and its name.
    Enum(Vec<String>, String),
    /// The runtime's `RpcError`.
    Runtime,
}

/// A flags word or a field, in the order of the wire.
#[derive(Debug)]
pub(crate) struct Entry {
    /// The name in the schema; empty for a field without one.
    pub(crate) tl: String,
    /// The identifier of the field or accessor.
    pub(crate) ident: String,
    pub(crate) docs: Vec<String>,
    pub(crate) attributes: Vec<String>,
    pub(crate) role: Role,
}

/// What an [`Entry`] is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Role {
    /// A flags word that is no field: it is computed.
    Mask,
    /// A flags word that is a field too: it holds the bits that no other field depends on.
    Word,
    /// A `bool` of its own.
    Flag(Bit),
    /// A `true` that shares its bit: an accessor that asks the entry at this position.
    Shadow(Bit, usize),
    Required(Kind),
    Optional(Bit, Kind),
    /// Always there on the wire, but JSON may leave it out.
    Nullable(Kind),
}

/// A bit of one of the definition's flags words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Bit {
    /// The position of the word among the flags words.
    pub(crate) word: u32,
    pub(crate) bit: u32,
}

/// How a value looks on the wire and in Rust.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kind {
    Basic(Basic),
    /// A struct without its id.
    Bare(ItemId),
    /// A struct after its id.
    Boxed(ItemId),
    /// An enum.
    Union(ItemId),
    /// Behind a `Box`.
    Heap(Box<Kind>),
    /// Several.
    Vec(Count, Box<Kind>),
    /// The inner function of a generic wrapper.
    Call,
    /// A type that is kept as its bytes; `bare` if it has no id on the wire.
    Opaque {
        item: ItemId,
        bare: bool,
    },
}

/// What stands before the elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Count {
    /// The id of `vector` and the number.
    Boxed,
    /// The number.
    Bare,
    /// Nothing: so many.
    Fixed(u32),
    /// Nothing: the entry at this position holds the number.
    Entry(usize),
}

/// A value without parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Basic {
    Int,
    Nat,
    Long,
    Int53,
    Double,
    Bool,
    String,
    Bytes,
    SecretString,
    SecretBytes,
    Int128,
    Int256,
    Int512,
    UnitTrue,
    BoxedTrue,
    Object,
    Function,
}

/// A type with several constructors.
#[derive(Debug)]
pub(crate) struct Enum {
    pub(crate) item: ItemId,
    pub(crate) docs: Vec<String>,
    pub(crate) attributes: Vec<String>,
    /// The name in the schema.
    pub(crate) tl: String,
    /// One of the items that a type with parameters has.
    pub(crate) is_applied: bool,
    /// Which form its JSON has.
    pub(crate) dialect: Dialect,
    /// Bytes of the boxed form at least.
    pub(crate) min: u32,
    pub(crate) variants: Vec<Variant>,
    pub(crate) eq: bool,
    pub(crate) debug: bool,
}

/// A type that is kept as its bytes.
#[derive(Debug)]
pub(crate) struct Opaque {
    pub(crate) item: ItemId,
    pub(crate) docs: Vec<String>,
    /// The name in the schema.
    pub(crate) tl: String,
    /// One of those that a type with parameters has.
    pub(crate) is_applied: bool,
    /// Bytes of the boxed form at least.
    pub(crate) min: u32,
    /// Where the skeleton says what it looks like.
    pub(crate) at: usize,
    /// The ids of its constructors.
    pub(crate) ids: Vec<u32>,
}

/// A constructor of a type.
#[derive(Debug)]
pub(crate) struct Variant {
    pub(crate) ident: String,
    pub(crate) docs: Vec<String>,
    pub(crate) tl: String,
    pub(crate) id: u32,
    pub(crate) payload: Payload,
}

/// What a variant carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Payload {
    Unit,
    Inline(ItemId),
    Heaped(ItemId),
}

/// The errors of a function, or those that any function may give.
#[derive(Debug)]
pub(crate) struct ErrorEnum {
    pub(crate) ident: String,
    pub(crate) docs: Vec<String>,
    pub(crate) variants: Vec<ErrorVariant>,
    /// The module of the common errors; `None` for these themselves.
    pub(crate) common: Option<Vec<String>>,
}

/// A known error.
#[derive(Debug)]
pub(crate) struct ErrorVariant {
    pub(crate) ident: String,
    pub(crate) docs: Vec<String>,
    /// The text of the server, `%d` for a number.
    pub(crate) text: String,
    /// What the number is.
    pub(crate) argument: Option<String>,
    pub(crate) code: i32,
}

/// The handlers of a namespace's functions.
#[derive(Debug)]
pub(crate) struct Handlers {
    pub(crate) docs: Vec<String>,
    pub(crate) handlers: Vec<Handler>,
}

/// The handler of a function.
#[derive(Debug)]
pub(crate) struct Handler {
    pub(crate) ident: String,
    pub(crate) docs: Vec<String>,
    pub(crate) function: ItemId,
    pub(crate) id: u32,
    /// For a generic wrapper, which is handled without the call inside: what it may be refused with.
    pub(crate) wrapper: Option<ErrorType>,
}

impl Kind {
    /// The struct or enum that a value of this kind holds by value.
    pub(crate) fn item(&self) -> Option<ItemId> {
        match self {
            Self::Bare(item) | Self::Boxed(item) | Self::Union(item) | Self::Opaque { item, .. } => Some(*item),
            _ => None,
        }
    }

    /// The struct or enum that it is made of, in whatever it is wrapped.
    pub(crate) fn innermost(&self) -> &Self {
        match self {
            Self::Heap(inner) | Self::Vec(_, inner) => inner.innermost(),
            _ => self,
        }
    }
}

impl Struct {
    /// Whether several fields with values are on a bit.
    pub(crate) fn is_shared(&self, bit: Bit) -> bool {
        self.entries.iter().filter(|entry| matches!(entry.role, Role::Optional(on, _) if on == bit)).count() > 1
    }
}

impl Role {
    /// Whether it is a flags word, be it a field or not.
    pub(crate) fn is_flags_word(&self) -> bool {
        matches!(self, Self::Mask | Self::Word)
    }

    /// How the value looks, for a field that has one.
    pub(crate) fn kind(&self) -> Option<&Kind> {
        match self {
            Self::Required(kind) | Self::Optional(_, kind) | Self::Nullable(kind) => Some(kind),
            _ => None,
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
