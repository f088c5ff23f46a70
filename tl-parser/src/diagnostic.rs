//! What is wrong with a schema, as data. Rendering is the business of the program that shows it.

mod explanations;

use std::fmt;

pub use explanations::{Example, Explanation};

use crate::span::Span;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The schema can be used, but it probably does not say what its author meant.
    Warning,
    /// The schema, or this part of it, cannot be used.
    Error,
}

/// A second place that explains the first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What is to be seen there.
    pub message: String,
}

/// One finding. The message is lower-case without a full stop.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Diagnostic {
    /// The stable code, such as `TL0012`; the catalogue is [`Code`].
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// Where; `None` when it concerns no place in a text (a missing file).
    pub span: Option<Span>,
    /// Further places.
    pub labels: Vec<Label>,
    /// Facts that help to understand it.
    pub notes: Vec<String>,
    /// How to mend it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// An error at `span`.
    pub fn error(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Error, Some(span), message.into())
    }

    /// A warning at `span`.
    pub fn warning(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Warning, Some(span), message.into())
    }

    /// A finding that concerns no place in a text.
    pub fn without_place(code: Code, severity: Severity, message: impl Into<String>) -> Self {
        Self::new(code, severity, None, message.into())
    }

    fn new(code: Code, severity: Severity, span: Option<Span>, message: String) -> Self {
        Self { code, severity, message, span, labels: Vec::new(), notes: Vec::new(), help: None }
    }

    /// Adds a second place.
    #[must_use]
    pub fn label(mut self, span: Span, message: impl Into<String>) -> Self {
        self.labels.push(Label { span, message: message.into() });
        self
    }

    /// Adds a fact.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Says how to mend it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Whether the finding is an error.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

macro_rules! catalogue {
    ($($name:ident = $number:literal: $explanation:literal;)*) => {
        /// The catalogue of diagnostics. A number, once given, keeps its meaning.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $(#[doc = concat!("`TL", $number, "`: ", $explanation, ".")] $name,)*
        }

        impl Code {
            /// Every code, in ascending order.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The code as it is shown, such as `TL0012`.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => concat!("TL", $number),)*
                }
            }

            /// What the code means, in one line.
            pub const fn explanation(self) -> &'static str {
                match self {
                    $(Self::$name => $explanation,)*
                }
            }
        }
    };
}

// Numbers are grouped: text from 0001, names from 0020, types from 0040, lints from 0080, exports from 0095, what the
// other crates find from 0100. The gaps are for codes to come.
catalogue! {
    UnexpectedCharacter = "0001": "a character that no token starts with";
    BadId = "0002": "the text after `#` is no constructor id";
    NumberTooLarge = "0003": "a number that does not fit into 63 bits";
    UnexpectedToken = "0004": "the declaration goes on in a way that the grammar does not allow";
    NestingTooDeep = "0005": "brackets are nested deeper than any reader of schemas allows";
    BadName = "0006": "a name with a dot that leads nowhere";
    EmptySchema = "0007": "a schema without any declaration";
    ReservedId = "0008": "the ids 00000000 and ffffffff belong to nobody";
    BadSection = "0009": "a section marker in a place where it has no meaning";
    UpperCaseId = "0010": "an id is written in lower-case digits";
    UnreadableFile = "0011": "a file cannot be read";
    NotUtf8 = "0012": "a file is not UTF-8 text";
    StrayPlus = "0013": "a plus sign that adds nothing";
    RepeatedPercent = "0014": "one `%` makes a type bare, a second one changes nothing";
    BadJson = "0015": "a schema in JSON that does not have the published form";
    UnknownName = "0020": "a name that no declaration gives a meaning";
    NoConstructors = "0021": "a type that no constructor makes";
    DuplicateName = "0022": "two declarations of one kind with one name";
    ConflictingDeclaration = "0023": "two files declare one name differently";
    DuplicateId = "0024": "two definitions with one id cannot be told apart on the wire";
    DuplicateField = "0025": "two fields of one definition with one name";
    AmbiguousBareType = "0026": "a constructor stands for its type only if it is the only one";
    FinalType = "0027": "a constructor is added to a type after `Final` or `Empty`";
    BadAttribute = "0028": "a `Final`, `New` or `Empty` line that contradicts what is declared";
    BadBuiltin = "0029": "a built-in line `name ? = Type` that the language does not know";
    DefaultConstructor = "0030": "a default constructor `_` in a place where there can be none";
    TooFewArguments = "0040": "a type with fewer arguments than it has parameters";
    TooManyArguments = "0041": "a type with more arguments than it has parameters";
    WrongKind = "0042": "a number in the place of a type, or a type in the place of a number";
    SumOfVariables = "0043": "a sum of two variables";
    BareNumber = "0044": "only a type can be bare";
    UnusedVariable = "0045": "a variable in braces that the result does not determine";
    BadResult = "0046": "a result that a definition of this kind cannot have";
    BadCondition = "0047": "a condition tests a bit of something that is no natural variable";
    BitOutOfRange = "0048": "a flags word has the bits 0 to 31";
    NoMultiplicity = "0049": "a repetition without a number of times";
    EmptyRepetition = "0050": "a repetition of nothing";
    ConditionalRepetition = "0051": "a repetition cannot be conditional";
    BadVariable = "0052": "a variable in braces is a number or a type";
    AddedNumbers = "0053": "numbers that stand side by side";
    PartialApplication = "0054": "a partial application that gives no definition";
    NoFiniteValue = "0055": "a type whose every value contains another value of it";
    LateGroup = "0056": "the reference compiler takes a group of several names only as the first argument";
    OverlappingBareType = "0057": "a bare type whose constructors cannot be told apart";
    WrongId = "0080": "a written id that is not the CRC-32 of the definition";
    SharedFlag = "0081": "one flag bit decides over fields that look unrelated";
    BoolBehindFlag = "0082": "a `Bool` behind a flag has three states";
    UnusedFlags = "0083": "a flags word that no field uses";
    UnusedType = "0084": "a type that nothing uses";
    SimilarNames = "0085": "names that differ only in case or underscores";
    UnknownLint = "0086": "a lint that does not exist";
    UnknownField = "0087": "documentation of a field that the definition does not have";
    ObjectConstructors = "0088": "a type called `Object` stands for any boxed value, whatever its constructors";
    NotExportable = "0095": "a construct that the TLO format cannot hold";
    BadErrorTable = "0100": "an error table that does not have the expected form";
    UnknownMethod = "0101": "an error table names a function that the schema does not have";
    RepeatedError = "0102": "an error table says one thing twice";
    Unsupported = "0110": "a construct that has no generated form";
    UnknownSelection = "0111": "a filter that selects nothing";
    BadOption = "0112": "an option of the generator that is not what it has to be";
    BadOutput = "0120": "the output cannot be written";
    BadSource = "0121": "a source of a new schema that gives none";
}

impl Code {
    /// The code that is written `text`, such as `TL0012`, in any case.
    pub fn by_name(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.as_str().eq_ignore_ascii_case(text))
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::Code;

    #[test]
    fn codes_ascend() {
        assert!(Code::ALL.windows(2).all(|pair| pair[0].as_str() < pair[1].as_str()));
    }
}
