//! What the generated code calls the things of a schema, as plain data: for documentation and other tools that write
//! about the code instead of writing it.

use std::collections::BTreeMap;

use tlforge_parser::schema::DefKind;

use crate::model::{self, ErrorType, Item, Model, NewFunction, Payload, Role, joined};
use crate::{Config, Input};

/// The generated items by their names in the schema. Paths are relative to the root of the generated code.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Catalog {
    structs: BTreeMap<usize, Struct>,
    enums: BTreeMap<usize, Enum>,
    by_name: BTreeMap<(DefKind, String), usize>,
    variants: BTreeMap<String, (usize, usize)>,
    types: BTreeMap<String, usize>,
    errors: BTreeMap<String, ErrorEnum>,
}

/// A struct: a constructor with fields, the only constructor of its type, or a function.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Struct {
    /// `functions::phone::DiscardCall`
    pub path: String,
    /// The name in the schema.
    pub tl: String,
    /// Flags words and fields in the order of the wire.
    pub fields: Vec<Field>,
    /// Whether there is `new`, which takes the required fields.
    pub has_new: bool,
    /// What the function returns; `None` for constructors and for generic wrappers.
    pub response: Option<String>,
    /// The path of the error type of a function; `None` where it is the runtime's.
    pub error: Option<String>,
    /// A generic wrapper of another function.
    pub is_wrapper: bool,
}

/// A flags word or a field.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Field {
    /// The name in the schema; empty for a field without one.
    pub tl: String,
    /// The identifier, `r#` included.
    pub ident: String,
    /// What it is.
    pub form: Form,
    /// The Rust type as it is declared; empty for what is no field in Rust.
    pub ty: String,
}

/// What a [`Field`] is in Rust.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Form {
    /// A flags word: not there, it is computed.
    Mask,
    /// A flags word that is a field, a `u32`: the bits that no other field depends on.
    Word,
    /// A `bool`.
    Flag,
    /// An accessor: whether the field at this position is there.
    Accessor(usize),
    /// A value.
    Required(Shape),
    /// An `Option` of a value.
    Optional(Shape),
}

/// How a value is built.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Shape {
    /// A value without parts: its Rust type.
    Plain(&'static str),
    /// A struct of the catalog.
    Struct(usize),
    /// An enum of the catalog.
    Enum(usize),
    /// In a `Box`.
    Boxed(Box<Shape>),
    /// In a `Vec`.
    Vec(Box<Shape>),
    /// In an `Option`, as an element that may be null.
    Option(Box<Shape>),
    /// The inner function of a generic wrapper.
    Call,
    /// A value that is kept as its bytes.
    Opaque,
}

/// An enum: a type with several constructors.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Enum {
    /// `enums::PhoneCallDiscardReason`
    pub path: String,
    /// The name in the schema.
    pub tl: String,
    /// In the order of the enum.
    pub variants: Vec<Variant>,
}

/// A variant of an [`Enum`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Variant {
    /// Its identifier.
    pub ident: String,
    /// The constructor in the schema.
    pub tl: String,
    /// What it carries, if anything.
    pub payload: Option<Shape>,
}

/// The errors of a function, or the common ones.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ErrorEnum {
    /// `errors::phone::DiscardCallError`
    pub path: String,
    /// Its variants.
    pub variants: Vec<ErrorVariant>,
}

/// A variant of an [`ErrorEnum`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ErrorVariant {
    /// Its identifier.
    pub ident: String,
    /// The text of the server, `%d` for a number.
    pub text: String,
    /// The field that holds the number.
    pub argument: Option<String>,
}

impl Catalog {
    /// The catalog of what [`generate`](crate::generate) would write. What has no generated form is not in it.
    pub fn new(input: &Input<'_>, config: &Config) -> Self {
        Self::of(&Model::new(input, config).0)
    }

    /// The struct at a position of this catalog.
    pub fn structure(&self, at: usize) -> Option<&Struct> {
        self.structs.get(&at)
    }

    /// The enum at a position of this catalog.
    pub fn enumeration(&self, at: usize) -> Option<&Enum> {
        self.enums.get(&at)
    }

    /// The struct of a definition, by the full name of the schema.
    pub fn definition(&self, kind: DefKind, name: &str) -> Option<&Struct> {
        self.structs.get(self.by_name.get(&(kind, name.to_owned()))?)
    }

    /// The enum and the variant of a constructor.
    pub fn variant(&self, constructor: &str) -> Option<(&Enum, &Variant)> {
        let (at, variant) = self.variants.get(constructor)?;
        let found = self.enums.get(at)?;
        Some((found, found.variants.get(*variant)?))
    }

    /// The enum of a type.
    pub fn enum_of(&self, ty: &str) -> Option<&Enum> {
        self.enums.get(self.types.get(ty)?)
    }

    /// The error enum at a path.
    pub fn errors(&self, path: &str) -> Option<&ErrorEnum> {
        self.errors.get(path)
    }

    fn of(tree: &Model) -> Self {
        let mut catalog = Self::default();
        for (module, item) in tree.items() {
            match item {
                Item::Struct(item) => catalog.add_struct(tree, item),
                Item::Enum(item) => catalog.add_enum(tree, item),
                Item::Opaque(_) | Item::Handlers(_) | Item::Router => {}
                Item::Errors(item) => {
                    let path = joined(module, &item.ident);
                    let variants = item.variants.iter().map(|variant| ErrorVariant {
                        ident: variant.ident.clone(),
                        text: variant.text.clone(),
                        argument: variant.argument.clone(),
                    });
                    let errors = ErrorEnum { path: path.clone(), variants: variants.collect() };
                    catalog.errors.insert(path, errors);
                }
            }
        }
        catalog
    }

    fn add_struct(&mut self, tree: &Model, item: &model::Struct) {
        let at = item.item.0;
        let fields = item.entries.iter().map(|entry| {
            let (form, ty) = match &entry.role {
                Role::Mask => (Form::Mask, String::new()),
                Role::Word => (Form::Word, "u32".to_owned()),
                Role::Flag(_) => (Form::Flag, "bool".to_owned()),
                Role::Shadow(_, of) => (Form::Accessor(*of), String::new()),
                Role::Required(kind) => (Form::Required(shape(kind)), tree.type_of(kind)),
                Role::Nullable(kind) | Role::Optional(_, kind) => {
                    (Form::Optional(shape(kind)), format!("Option<{}>", tree.type_of(kind)))
                }
            };
            Field { tl: entry.tl.clone(), ident: entry.ident.clone(), form, ty }
        });
        let function = item.function.as_ref();
        let structure = Struct {
            path: tree.path(item.item),
            tl: item.tl.clone(),
            fields: fields.collect(),
            has_new: item.constructor != NewFunction::None,
            response: function.and_then(|function| Some(tree.type_of(function.response.as_ref()?))),
            error: function.and_then(|function| match &function.error {
                ErrorType::Enum(module, name) => Some(joined(module, name)),
                ErrorType::Runtime => None,
            }),
            is_wrapper: function.is_some_and(|function| function.response.is_none()),
        };
        // A repeated part has no id, and a definition with parameters has several structs, the first of which stands
        // for it.
        if item.id != 0 {
            let kind = if function.is_some() { DefKind::Function } else { DefKind::Constructor };
            self.by_name.entry((kind, item.tl.clone())).or_insert(at);
        }
        self.structs.insert(at, structure);
    }

    fn add_enum(&mut self, tree: &Model, item: &model::Enum) {
        let at = item.item.0;
        let variants = item.variants.iter().enumerate().map(|(position, variant)| {
            self.variants.entry(variant.tl.clone()).or_insert((at, position));
            let payload = match variant.payload {
                Payload::Unit => None,
                Payload::Inline(item) => Some(Shape::Struct(item.0)),
                Payload::Heaped(item) => Some(Shape::Boxed(Box::new(Shape::Struct(item.0)))),
            };
            Variant { ident: variant.ident.clone(), tl: variant.tl.clone(), payload }
        });
        let variants = variants.collect();
        self.types.entry(item.tl.clone()).or_insert(at);
        self.enums.insert(at, Enum { path: tree.path(item.item), tl: item.tl.clone(), variants });
    }
}

fn shape(kind: &model::Kind) -> Shape {
    match kind {
        model::Kind::Basic(basic) => Shape::Plain(basic.rust()),
        model::Kind::Bare(item) | model::Kind::Boxed(item) => Shape::Struct(item.0),
        model::Kind::Union(item) => Shape::Enum(item.0),
        model::Kind::Heap(inner) => Shape::Boxed(Box::new(shape(inner))),
        model::Kind::Vec(_, inner) => Shape::Vec(Box::new(shape(inner))),
        model::Kind::Nullable(inner) => Shape::Option(Box::new(shape(inner))),
        model::Kind::Call => Shape::Call,
        model::Kind::Opaque { .. } => Shape::Opaque,
    }
}
