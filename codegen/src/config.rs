//! The options of the generator. Each is declared once, here, with the text that documents its field, the setter of
//! [`Builder`] and the flag of the program.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::ext::IdentExt as _;
use tlforge_parser::{Code, Diagnostic, Severity};

use tlforge_parser::analysis::FlagsWords;
pub use tlforge_parser::analysis::matches as selects;

use crate::{Builder, names};

/// Declares the options: the struct, its defaults, the setters of the builder, and the first sentence of each
/// documentation in [`help`].
macro_rules! options {
    ($(
        #[doc = $help:literal]
        $(#[doc = $more:literal])*
        $name:ident / $constant:ident: $type:ty = $default:expr,
        set $setter:ident($($argument:ident: $argument_type:ty),+) |$option:ident| $set:expr;
    )*) => {
        /// What to generate and how.
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct Config {
            $(
                #[doc = $help]
                $(#[doc = $more])*
                pub $name: $type,
            )*
        }

        impl Default for Config {
            fn default() -> Self {
                Self { $($name: $default,)* }
            }
        }

        /// One sentence on each option, for programs that offer it.
        pub mod help {
            $(
                #[doc = concat!("What the option `", stringify!($name), "` does.")]
                pub const $constant: &str = $help.trim_ascii();
            )*
        }

        /// # Options of the generator
        impl Builder {
            $(
                #[doc = $help]
                $(#[doc = $more])*
                pub fn $setter(mut self, $($argument: $argument_type),+) -> Self {
                    let $option = &mut self.config.$name;
                    $set;
                    self
                }
            )*
        }
    };
}

options! {
    /// What the files are for: a folder of modules, one file to include, or a crate.
    ///
    /// [`Builder::compile`] always writes one file.
    kind / KIND: Kind = Kind::Tree,
    set kind(kind: Kind) |option| *option = kind;

    /// Rust path of the runtime in the generated code.
    ///
    /// Another one than `::tlforge` is of use where the crate is renamed or re-exported.
    runtime_path / RUNTIME_PATH: String = "::tlforge".to_owned(),
    set runtime_path(path: impl Into<String>) |option| *option = path.into();

    /// Lay the code out as rustfmt would.
    ///
    /// Text that nobody reads is written about three times as fast without it.
    format / FORMAT: bool = true,
    set format(format: bool) |option| *option = format;

    /// Implement `Debug` for the generated items.
    ///
    /// A crate has it behind the feature `debug` instead, which is on by default.
    debug / DEBUG: bool = true,
    set debug(debug: bool) |option| *option = debug;

    /// Write a trait of handlers for each namespace, for those who answer calls.
    ///
    /// The runtime needs its feature `server` then. A crate has them behind a feature of this name instead, which is off
    /// by default.
    server / SERVER: bool = false,
    set server(server: bool) |option| *option = server;

    /// Leave `Debug` out for the structs and enums that a pattern selects by their TL name, for one that is written by hand.
    ///
    /// See [`selects`] for the patterns. What contains them prints all of its fields all the same.
    skip_debug / SKIP_DEBUG: Vec<String> = Vec::new(),
    set skip_debug(patterns: impl IntoIterator<Item = impl Into<String>>)
        |option| option.extend(patterns.into_iter().map(Into::into));

    /// Implement `Eq` and `Hash` where no `double` is inside.
    ///
    /// `Clone` and `PartialEq` are always there.
    eq / EQ: bool = true,
    set eq(eq: bool) |option| *option = eq;

    /// Implement serde's `Serialize` and `Deserialize`; the runtime needs its feature `json`.
    ///
    /// A crate has it behind the feature `json` instead, which is off by default.
    json / JSON: bool = false,
    set json(json: bool) |option| *option = json;

    /// Write `decode_object` and `decode_function`, which read values of which only the id says what they are.
    ///
    /// A crate has them behind the feature `dispatch` instead, which is off by default.
    dispatch / DISPATCH: bool = false,
    set dispatch(dispatch: bool) |option| *option = dispatch;

    /// Keep only these functions, constructors, types and namespaces (`ns.*`), and what they need.
    ///
    /// Without any, everything is kept. See [`selects`] for the patterns. `tlforge why` says what pulled what in.
    include / INCLUDE: Vec<String> = Vec::new(),
    set include(patterns: impl IntoIterator<Item = impl Into<String>>)
        |option| option.extend(patterns.into_iter().map(Into::into));

    /// Leave out these functions, constructors, types and namespaces (`ns.*`).
    ///
    /// What is needed by something that stays is kept. See [`selects`] for the patterns.
    exclude / EXCLUDE: Vec<String> = Vec::new(),
    set exclude(patterns: impl IntoIterator<Item = impl Into<String>>)
        |option| option.extend(patterns.into_iter().map(Into::into));

    /// Keep the values of these types as the bytes that they come as: nothing of what is inside is generated.
    ///
    /// A field or response of such a type is a `tlforge::Opaque`. See [`selects`] for the patterns.
    opaque / OPAQUE: Vec<String> = Vec::new(),
    set opaque(pattern: impl Into<String>) |option| option.push(pattern.into());

    /// Attributes for the structs and enums that a pattern selects by their TL name.
    ///
    /// See [`selects`] for the patterns.
    type_attributes / TYPE_ATTRIBUTES: Vec<Attribute> = Vec::new(),
    set type_attribute(pattern: impl Into<String>, attribute: impl Into<String>)
        |option| option.push(Attribute { pattern: pattern.into(), attribute: attribute.into() });

    /// Attributes for the fields that a pattern selects by `definition.field`.
    ///
    /// `cfg` is refused: the runtime reads and writes every field.
    ///
    /// See [`selects`] for the patterns.
    field_attributes / FIELD_ATTRIBUTES: Vec<Attribute> = Vec::new(),
    set field_attribute(pattern: impl Into<String>, attribute: impl Into<String>)
        |option| option.push(Attribute { pattern: pattern.into(), attribute: attribute.into() });

    /// Types that another crate has already: they are referred to and not generated.
    extern_paths / EXTERN_PATHS: Vec<ExternPath> = Vec::new(),
    set extern_path(name: impl Into<String>, path: impl Into<String>)
        |option| option.push(ExternPath { name: name.into(), path: path.into() });

    /// Make every flags word a field, which holds the bits that no other field depends on.
    ///
    /// In dialect `plain` they always are: to TON's servers such bits are data. In the others an unknown bit is dropped.
    keep_flags / KEEP_FLAGS: bool = false,
    set keep_flags(keep: bool) |option| *option = keep;

    /// Fields that may be null although their documentation does not say so (`definition.field`): they become `Option`s.
    ///
    /// Of a vector it is the elements, which may be said by `[]` behind the name. Only in dialect `tdlib` is there null.
    nullable / NULLABLE: Vec<String> = Vec::new(),
    set nullable(field: impl Into<String>) |option| option.push(field.into());

    /// Fields declared `string` that hold bytes (`definition.field`): they become `Vec<u8>`.
    ///
    /// On the wire both are the same; a `String` refuses what is not UTF-8.
    bytes_fields / BYTES_FIELDS: Vec<String> = Vec::new(),
    set bytes_fields(fields: impl IntoIterator<Item = impl Into<String>>)
        |option| option.extend(fields.into_iter().map(Into::into));
}

/// What the generated files are for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// A folder of modules with the root `mod.rs`, one file per namespace. Paths inside are relative, so that it can
    /// stand anywhere in a crate; it has no `cfg(feature)`.
    #[default]
    Tree,
    /// One file `<name>.rs` with nested modules, for `include!` in a module of any name; no `cfg(feature)`.
    SingleFile {
        /// The name of the file, without `.rs`.
        name: String,
    },
    /// The `src` folder of a crate: as [`Kind::Tree`] with the root `lib.rs`, and with the features of generated crates.
    Crate,
}

/// An attribute for the items that a pattern selects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Which: see [`selects`].
    pub pattern: String,
    /// As written in Rust, such as `#[derive(PartialOrd)]`.
    pub attribute: String,
}

/// A type that is not generated because another crate has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExternPath {
    /// The TL name of the type.
    pub name: String,
    /// The Rust path of its struct or enum, such as `::tlforge_telegram::types::InputPhoneCall`.
    pub path: String,
}

impl Config {
    /// Whether the files hold `cfg(feature)`: only a crate has features.
    pub fn has_features(&self) -> bool {
        self.kind == Kind::Crate
    }

    /// Which flags words are fields.
    pub(crate) fn flags_words(&self) -> FlagsWords {
        if self.keep_flags { FlagsWords::Kept } else { FlagsWords::ByDialect }
    }

    /// Whether there are traits of handlers.
    pub(crate) fn has_handlers(&self) -> bool {
        self.server || self.has_features()
    }

    /// Whether something of a schema may have no item, or another one than in the whole schema.
    pub(crate) fn is_selective(&self) -> bool {
        !(self.include.is_empty() && self.exclude.is_empty() && self.opaque.is_empty())
    }

    /// The options that cannot be used as they are written: what should be Rust and is not, or no name.
    pub(crate) fn check(&self) -> Vec<Diagnostic> {
        let attributes = self.type_attributes.iter().chain(&self.field_attributes);
        let attributes = attributes.filter(|a| syn::parse_str::<OuterAttributes>(&a.attribute).is_err()).map(|a| {
            bad(format!("`{}` is no Rust attribute", a.attribute)).help("write it with its brackets: `#[name]`")
        });
        // The runtime reads and writes all fields of a definition: one that may be missing would move the others.
        let missing = self.field_attributes.iter().filter(|a| may_remove(&a.attribute)).map(|a| {
            bad(format!("`{}` can remove a field that values are read and written with", a.attribute))
                .help("leave the definition out with `exclude`, or keep the field in every build")
        });
        let paths = self.extern_paths.iter().map(|e| &e.path).chain([&self.runtime_path]);
        let paths = paths
            .filter(|path| syn::parse_str::<syn::Path>(path).is_err())
            .map(|path| bad(format!("`{path}` is no Rust path")));
        let names = match &self.kind {
            Kind::SingleFile { name } if name.is_empty() || name.contains(['/', '\\']) => Some(name),
            _ => None,
        };
        let names = names.into_iter().map(|name| bad(format!("`{name}` is no name of a file")));
        attributes.chain(missing).chain(paths).chain(names).collect()
    }
}

/// Whether an attribute is `#[cfg(…)]`, or a `#[cfg_attr(…)]` that has one inside.
fn may_remove(attribute: &str) -> bool {
    fn has_cfg(tokens: TokenStream) -> bool {
        tokens.into_iter().any(|token| match token {
            TokenTree::Ident(ident) => ident == "cfg" || ident == "r#cfg",
            TokenTree::Group(group) => has_cfg(group.stream()),
            _ => false,
        })
    }
    let parsed = syn::parse_str::<OuterAttributes>(attribute);
    parsed.is_ok_and(|OuterAttributes(attributes)| {
        attributes.into_iter().any(|attribute| {
            let is = |name: &str| attribute.path().segments.last().is_some_and(|it| it.ident.unraw() == name);
            is("cfg") || (is("cfg_attr") && has_cfg(attribute.meta.to_token_stream()))
        })
    })
}

/// `#[a] #[b(c)]`
struct OuterAttributes(Vec<syn::Attribute>);

impl syn::parse::Parse for OuterAttributes {
    fn parse(input: syn::parse::ParseStream<'_>) -> syn::Result<Self> {
        if input.is_empty() {
            return Err(input.error("no attribute"));
        }
        input.call(syn::Attribute::parse_outer).map(Self)
    }
}

/// Whether a schema can have the module `name`.
///
/// # Errors
///
/// What a module may be called, if it cannot be `name`.
pub fn check_module_name(name: &str) -> Result<(), String> {
    if names::is_module(name) {
        return Ok(());
    }
    let reserved: Vec<String> = names::RESERVED_MODULES.iter().map(|name| format!("`{name}`")).collect();
    Err(format!(
        "a module is named by lower-case letters, digits and `_`, begins with a letter, and is no keyword of Rust, nor {}, \
         `names`, `skeleton` or `lib`",
        reserved.join(", "),
    ))
}

/// Whether cargo makes a library of the name `name` that others can use.
///
/// # Errors
///
/// Why not.
pub fn check_crate_name(name: &str) -> Result<(), String> {
    let starts = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    if !starts || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_') {
        return Err("a crate is named by letters, digits, `-` and `_`, and begins with a letter".to_owned());
    }
    let ident = name.replace('-', "_");
    if names::is_keyword(&ident) {
        return Err(format!("`{ident}` is a keyword of Rust"));
    }
    if ["alloc", "core", "proc_macro", "std", "test"].contains(&ident.as_str()) {
        return Err(format!("Rust itself comes with a crate `{ident}`"));
    }
    Ok(())
}

pub(crate) fn bad(message: String) -> Diagnostic {
    Diagnostic::without_place(Code::BadOption, Severity::Error, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_is_called_as_cargo_calls_libraries() {
        for name in ["my-api_2", "_api", "tests", "raw", "async-api"] {
            assert_eq!(check_crate_name(name), Ok(()), "{name}");
        }
        let refused = |name: &str| check_crate_name(name).expect_err(name);
        for name in ["", "2d", "a b", "é", "a.b", "-a"] {
            assert!(refused(name).starts_with("a crate is named by"), "{name:?}");
        }
        for name in ["fn", "self", "Self", "crate", "gen", "async", "try", "_"] {
            assert_eq!(refused(name), format!("`{name}` is a keyword of Rust"));
        }
        for name in ["core", "std", "alloc", "test"] {
            assert_eq!(refused(name), format!("Rust itself comes with a crate `{name}`"));
        }
        assert_eq!(refused("proc-macro"), refused("proc_macro"));
    }

    #[test]
    fn options_that_are_no_rust_are_reported() {
        let attribute = |text: &str| Attribute { pattern: "*".to_owned(), attribute: text.to_owned() };
        let config = Config {
            kind: Kind::SingleFile { name: "../my".to_owned() },
            runtime_path: "::tlforge::".to_owned(),
            type_attributes: vec![attribute("#[derive(PartialOrd)] #[non_exhaustive]"), attribute("derive(Eq)")],
            field_attributes: vec![attribute("")],
            ..Config::default()
        };
        let messages: Vec<_> = config.check().into_iter().map(|d| d.message).collect();
        assert_eq!(
            messages,
            [
                "`derive(Eq)` is no Rust attribute",
                "`` is no Rust attribute",
                "`::tlforge::` is no Rust path",
                "`../my` is no name of a file",
            ]
        );
        assert_eq!(Config::default().check(), []);
    }

    #[test]
    fn no_attribute_removes_a_field() {
        let refused = |text: &str| {
            let attribute = Attribute { pattern: "*".to_owned(), attribute: text.to_owned() };
            let messages: Vec<_> = Config { field_attributes: vec![attribute], ..Config::default() }
                .check()
                .into_iter()
                .map(|diagnostic| diagnostic.message)
                .collect();
            messages == [format!("`{text}` can remove a field that values are read and written with")]
        };
        for removing in [
            "#[cfg(any())]",
            "#[r#cfg(any())]",
            "#[deprecated] #[cfg(feature = \"x\")]",
            "#[cfg_attr(all(), cfg(any()))]",
            "#[cfg_attr(all(), deprecated, cfg_attr(all(), r#cfg(any())))]",
        ] {
            assert!(refused(removing), "{removing}");
        }
        for keeping in ["#[deprecated]", "#[cfg_attr(feature = \"cfg\", deprecated)]", "#[doc = \"cfg(any())\"]"] {
            assert!(!refused(keeping), "{keeping}");
        }
    }

    #[test]
    fn help_is_one_sentence() {
        assert_eq!(help::RUNTIME_PATH, "Rust path of the runtime in the generated code.");
    }
}
