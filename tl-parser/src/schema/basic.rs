//! The types that the language and its conventions fix, and the facts about them.

use super::ParamKind;

/// Types whose wire form is fixed by the language or by convention instead of by their constructors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Basic {
    /// `#`: 4 bytes, unsigned.
    Nat,
    /// `Type`: only as the kind of a variable.
    Type,
    /// `int`, 4 bytes.
    Int,
    /// `int32`, 4 bytes.
    Int32,
    /// `long`, 8 bytes.
    Long,
    /// `int53`, 8 bytes.
    Int53,
    /// `int64`, 8 bytes.
    Int64,
    /// `double`, 8 bytes, IEEE 754.
    Double,
    /// `string`, length-prefixed UTF-8.
    String,
    /// `bytes`, length-prefixed.
    Bytes,
    /// `secureString`: a string that is not printed.
    SecureString,
    /// `secureBytes`: bytes that are not printed.
    SecureBytes,
    /// `int128`, 16 bytes.
    Int128,
    /// `int256`, 32 bytes.
    Int256,
    /// `int512`, 64 bytes.
    Int512,
    /// `true`: no bytes when bare.
    True,
    /// `Bool`: the id of `boolTrue` or `boolFalse`.
    Bool,
    /// `vector t` and `Vector t`: one type parameter; a count, then the elements.
    Vector,
    /// `object`/`Object`: any boxed constructor.
    Object,
    /// `function`/`Function`: any boxed function.
    Function,
}

/// The facts about a basic type.
struct Row {
    name: &'static str,
    bare_name: Option<&'static str>,
    declaration: Option<&'static str>,
    usual_id: u32,
    bytes: Bytes,
}

/// How many bytes the bare form takes.
#[derive(Clone, Copy)]
enum Bytes {
    Exactly(u32),
    AtLeast(u32),
}

impl Basic {
    /// All of them but `#` and `Type`.
    pub const NAMED: [Self; 18] = [
        Self::Int,
        Self::Int32,
        Self::Long,
        Self::Int53,
        Self::Int64,
        Self::Double,
        Self::String,
        Self::Bytes,
        Self::SecureString,
        Self::SecureBytes,
        Self::Int128,
        Self::Int256,
        Self::Int512,
        Self::True,
        Self::Bool,
        Self::Vector,
        Self::Object,
        Self::Function,
    ];

    /// The table.
    const fn row(self) -> Row {
        use Bytes::{AtLeast, Exactly};
        match self {
            Self::Nat => row("#", None, None, 0x7065_9eff, Exactly(4)),
            Self::Type => row("Type", None, None, 0x2cec_f817, Exactly(0)),
            Self::Int => row("Int", Some("int"), Some("int ? = Int;"), 0xa850_9bda, Exactly(4)),
            Self::Int32 => row("Int32", Some("int32"), Some("int32 = Int32;"), 0x5cb9_34fa, Exactly(4)),
            Self::Long => row("Long", Some("long"), Some("long ? = Long;"), 0x2207_6cba, Exactly(8)),
            Self::Int53 => row("Int53", Some("int53"), Some("int53 = Int53;"), 0x6781_c7ee, Exactly(8)),
            Self::Int64 => row("Int64", Some("int64"), Some("int64 = Int64;"), 0x5d9e_d744, Exactly(8)),
            Self::Double => row("Double", Some("double"), Some("double ? = Double;"), 0x2210_c154, Exactly(8)),
            Self::String => row("String", Some("string"), Some("string ? = String;"), 0xb528_6e24, AtLeast(4)),
            Self::Bytes => row("Bytes", Some("bytes"), Some("bytes = Bytes;"), 0xe937_bb82, AtLeast(4)),
            Self::SecureString => {
                row("SecureString", Some("secureString"), Some("secureString = SecureString;"), 0x8ea8_c283, AtLeast(4))
            }
            Self::SecureBytes => {
                row("SecureBytes", Some("secureBytes"), Some("secureBytes = SecureBytes;"), 0xbad7_1dc7, AtLeast(4))
            }
            Self::Int128 => row("Int128", Some("int128"), Some("int128 4*[ int ] = Int128;"), 0x84cc_f7b7, Exactly(16)),
            Self::Int256 => row("Int256", Some("int256"), Some("int256 8*[ int ] = Int256;"), 0x7bed_eb5b, Exactly(32)),
            Self::Int512 => {
                row("Int512", Some("int512"), Some("int512 16*[ int ] = Int512;"), 0x6ff8_2434, Exactly(64))
            }
            Self::True => row("True", Some("true"), Some("true = True;"), 0x3fed_d339, Exactly(0)),
            Self::Bool => row("Bool", None, Some("boolFalse = Bool; boolTrue = Bool;"), 0x250b_e282, Exactly(4)),
            Self::Vector => {
                row("Vector", Some("vector"), Some("vector {t:Type} # [ t ] = Vector t;"), 0x1cb5_c415, AtLeast(4))
            }
            Self::Object => row("Object", Some("object"), Some("object ? = Object;"), 0x2970_4ca0, AtLeast(4)),
            Self::Function => {
                row("Function", Some("function"), Some("function ? = Function;"), 0x7acb_c197, AtLeast(4))
            }
        }
    }

    /// The name of the boxed type, such as `Int`.
    pub const fn name(self) -> &'static str {
        self.row().name
    }

    /// The name of the bare type, such as `int`; `Bool` has none, `#` and `Type` are neither.
    pub const fn bare_name(self) -> Option<&'static str> {
        self.row().bare_name
    }

    /// The basic type of the boxed name `name`.
    pub fn by_name(name: &str) -> Option<Self> {
        Self::NAMED.into_iter().find(|basic| basic.name() == name)
    }

    /// The basic type of the bare name `name`.
    pub fn by_bare_name(name: &str) -> Option<Self> {
        Self::NAMED.into_iter().find(|basic| basic.bare_name() == Some(name))
    }

    /// What a schema says that declares it, as the reference compiler wants it; `#` and `Type` need no declaration.
    pub const fn declaration(self) -> Option<&'static str> {
        self.row().declaration
    }

    /// Kinds of its parameters.
    pub const fn params(self) -> &'static [ParamKind] {
        match self {
            Self::Vector => &[ParamKind::Type],
            _ => &[],
        }
    }

    /// The id of the type where the schema does not declare it: that of its usual declaration.
    pub const fn usual_id(self) -> u32 {
        self.row().usual_id
    }

    /// The fewest bytes that the bare form takes; of a type without a bare form, those of its only form.
    pub const fn min_bytes(self) -> u32 {
        let (Bytes::Exactly(bytes) | Bytes::AtLeast(bytes)) = self.row().bytes;
        bytes
    }

    /// The bytes of the form that [`min_bytes`](Self::min_bytes) measures, if every value takes equally many.
    pub const fn fixed_bytes(self) -> Option<u32> {
        match self.row().bytes {
            Bytes::Exactly(bytes) => Some(bytes),
            Bytes::AtLeast(_) => None,
        }
    }

    /// Whether the type has one form alone: `#` has no id, and the first four bytes of a `Bool` or an object are its id.
    pub const fn has_one_form(self) -> bool {
        matches!(self, Self::Nat | Self::Type | Self::Bool | Self::Object | Self::Function)
    }
}

const fn row(
    name: &'static str,
    bare_name: Option<&'static str>,
    declaration: Option<&'static str>,
    usual_id: u32,
    bytes: Bytes,
) -> Row {
    Row { name, bare_name, declaration, usual_id, bytes }
}

#[cfg(test)]
mod tests {
    use super::Basic;
    use crate::analysis::MinimumSizes;
    use crate::{DialectChoice, Options, SourceMap, load};

    #[test]
    fn a_declared_basic_type_has_its_usual_id() {
        for basic in Basic::NAMED {
            let mut sources = SourceMap::default();
            sources.add("schema.tl", basic.declaration().expect("it can be declared"));
            let schema = load(&sources, &Options::default().dialect(DialectChoice::Plain)).schema;
            let ty = schema.types.iter().find(|ty| ty.basic == Some(basic) && !ty.constructors.is_empty());
            assert_eq!(ty.map(|ty| ty.id), Some(basic.usual_id()), "{basic:?}");
        }
    }

    #[test]
    fn the_bytes_are_those_of_the_declaration() {
        for basic in [Basic::Int128, Basic::Int256, Basic::Int512, Basic::True, Basic::Vector] {
            let mut sources = SourceMap::default();
            let declaration = basic.declaration().expect("it can be declared");
            sources.add("schema.tl", format!("int ? = Int; {declaration}"));
            let schema = load(&sources, &Options::default().dialect(DialectChoice::Plain)).schema;
            let declared = schema.iter_definitions().find(|(_, def)| Some(def.name.as_str()) == basic.bare_name());
            let (id, _) = declared.expect("the schema has the declaration");
            assert_eq!(MinimumSizes::new(&schema).of_fields(id), basic.min_bytes(), "{basic:?}");
        }
    }
}
