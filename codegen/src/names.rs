//! The only place where TL names become Rust names.
//!
//! # Rules
//!
//! A TL name is cut into words (`phoneCallRequested`, `phone_call_requested` and `PhoneCallRequested` are the words
//! *phone call requested*), and the words are put together as Rust writes names: types and variants `UpperCamel`, fields
//! and modules `snake_case`, statics `SHOUTY_CASE`.
//!
//! * **Keywords** get `r#`; those that may not (`self`, `super`, `crate`, `Self`) get a trailing underscore, and so does
//!   a namespace `mod`, whose file would take the place of its parent's.
//! * **Fields** keep the underscores they end in. A field without a name is `field_` and its position.
//! * **Variants** lose the words of their type's name at the beginning. Where nothing or no identifier is left
//!   (`message` of `Message`, `inputPeerSelf` of `InputPeer`), they keep the whole name.
//! * **A default constructor** `_` has the words of its type and *default*.
//! * **An application** (`Pair int string`) has the words of the definition and of its arguments: `PairIntString`.
//! * **Errors**: a `%d` that is a number of seconds or minutes or a data centre adds nothing (`SLOWMODE_WAIT_%d` is
//!   `SlowmodeWait`); any other is the word *n* (`AUTH_RESTART_%d` is `AuthRestartN`, beside which there is `AuthRestart`).
//!   A name that begins with a digit gets an *e* in front (`2FA_CONFIRM_WAIT_%d` is `E2faConfirmWait`).
//!
//! # Collisions
//!
//! Two spellings can give one name. Then the one that is written as TL writes such names keeps it (see [`Candidate`]),
//! and each of the others takes its next form: a variant its whole name, then that with its namespace; anything its
//! name with a word for how it is spelt ([`style`]), then with a hash of its spelling. Each form is made from the
//! item's own spelling, so the order of declaration does not matter.
//!
//! A definition that is added renames another only where both are spellings of one name and the other's is not the
//! usual one; `diff` says so. No rule could avoid that: schemas have both `getUser` and `req_pq_multi`, which are to be
//! `GetUser` and `ReqPqMulti`, so one of `getUser` and `get_user` has to give way once both are there.

mod scopes;

use std::collections::{BTreeMap, BTreeSet};

pub(crate) use scopes::{Namespaces, errors, fields, full_name, variants, words_of};

use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};

/// The enum of the errors that any function may give.
pub(crate) const COMMON: &str = "Common";

/// The enum without variants that stands for the errors of a function that has none of its own. Those of the others end
/// in `Error`.
pub(crate) const NO_ERRORS: &str = "NoErrors";

/// The words of a name, in lower case.
pub(crate) type Words = Vec<String>;

/// The words of a TL name without its namespaces.
pub(crate) fn words(name: &str) -> Words {
    let snake = name.to_snake_case();
    snake.split('_').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// The words of a field's name: as [`words`], with the underscores at its end.
pub(crate) fn field_words(name: &str) -> Words {
    let mut words = words(name);
    let underscores = &name[name.trim_end_matches('_').len()..];
    if let Some(last) = words.last_mut() {
        last.push_str(underscores);
    }
    words
}

/// The words of an error's name, in which `%d` stands for a number: what `argument` says.
pub(crate) fn error_words(name: &str, argument: Option<&str>) -> Words {
    let says_nothing = matches!(argument, Some("seconds" | "minutes" | "dc"));
    let mut words = words(&name.replace("%d", if says_nothing { "_" } else { "_N_" }));
    if let Some(first) = words.first_mut().filter(|word| word.starts_with(|c: char| c.is_ascii_digit())) {
        first.insert(0, 'e');
    }
    words
}

/// What is left of a constructor's words without those of its type; all of them where that is no identifier.
pub(crate) fn variant_words(constructor: &[String], ty: &[String]) -> Words {
    let rest = constructor.strip_prefix(ty).unwrap_or(constructor);
    let fits = rest.first().is_some_and(|word| word.starts_with(|c: char| c.is_ascii_lowercase())) && rest != ["self"];
    if fits { rest.to_vec() } else { constructor.to_vec() }
}

/// What a name is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Case {
    /// A struct, an enum or a variant.
    Camel,
    /// A field or an accessor.
    Field,
    /// A module.
    Module,
}

impl Case {
    /// The identifier that the words give.
    pub(crate) fn ident(self, words: &[String]) -> String {
        match self {
            Self::Camel => match words.join("_").to_upper_camel_case() {
                name if name == "Self" => "Self_".to_owned(),
                name => name,
            },
            Self::Module if words == ["mod"] => "mod_".to_owned(),
            Self::Field | Self::Module => escape(words.join("_")),
        }
    }
}

/// `ident` without `r#`: as it is printed and as files are called.
pub(crate) fn plain(ident: &str) -> &str {
    ident.strip_prefix("r#").unwrap_or(ident)
}

/// Whether Rust has `name` for itself.
pub(crate) fn is_keyword(name: &str) -> bool {
    name == "Self" || escape(name.to_owned()) != name
}

fn escape(ident: String) -> String {
    const KEYWORDS: [&str; 49] = [
        "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else", "enum",
        "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod",
        "move", "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait", "true", "try", "type",
        "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield", "_",
    ];
    match ident.as_str() {
        "self" | "super" | "crate" => ident + "_",
        word if KEYWORDS.contains(&word) => format!("r#{ident}"),
        _ => ident,
    }
}

/// Something that is to get a name in a scope.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    /// The name that it would like to have, then the ones to fall back to.
    forms: Vec<Words>,
    /// Whether it is spelt as such names are usually spelt, so that the first form is its own.
    usual: bool,
}

impl Candidate {
    /// A constructor, function, type or namespace: usually written `fooBar` or `FooBar`.
    pub(crate) fn item(spelling: &str, words: Words) -> Self {
        let camel = words.join("_").to_upper_camel_case();
        let usual = last(spelling).chars().next().is_some_and(|first| {
            camel.starts_with(first.to_ascii_uppercase()) && last(spelling)[first.len_utf8()..] == camel[1..]
        });
        Self::new(spelling, vec![words], usual)
    }

    /// A field, usually written `foo_bar`; without a name it is called after its position.
    pub(crate) fn field(spelling: Option<&str>, position: usize) -> Self {
        match spelling {
            None => Self::new("", vec![vec!["field".to_owned(), position.to_string()]], false),
            Some(name) => {
                let words = field_words(name);
                let usual = plain(&Case::Field.ident(&words)) == name;
                Self::new(name, vec![words], usual)
            }
        }
    }

    /// An accessor of the field `name`, beside which `new` is a function.
    pub(crate) fn accessor(name: &str) -> Self {
        let mut candidate = Self::field(Some(name), 0);
        let hides = RESERVED_METHODS.contains(&candidate.forms[0].join("_").as_str());
        if let Some(last) = candidate.forms[0].last_mut().filter(|_| hides) {
            last.push('_');
            // A field that is spelt so has the better claim.
            candidate.usual = false;
        }
        candidate
    }

    /// A variant of an enum. `constructor` and `ty` are full names.
    pub(crate) fn variant(constructor: &str, words: &[String], ty: &str) -> Self {
        let short = variant_words(words, &self::words(last(ty)));
        let usual =
            namespace(constructor) == namespace(ty) && short == words && Self::item(constructor, words.to_vec()).usual;
        let mut qualified: Words = namespace(constructor).split('.').flat_map(self::words).collect();
        qualified.extend_from_slice(words);
        let mut forms = vec![short, words.to_vec(), qualified];
        forms.dedup();
        Self::new(constructor, forms, usual)
    }

    /// An error, usually written `FOO_BAR`.
    pub(crate) fn error(name: &str, argument: Option<&str>) -> Self {
        let words = error_words(name, argument);
        let usual = name.contains("%d") || words.join("_").to_shouty_snake_case() == name;
        Self::new(name, vec![words], usual)
    }

    fn new(spelling: &str, mut forms: Vec<Words>, usual: bool) -> Self {
        let mut longest = forms.last().cloned().unwrap_or_default();
        // Underscores that a field ends in stay at the end: the compiler warns of two inside of a name.
        let underscores =
            longest.last_mut().map_or_else(String::new, |last| last.split_off(last.trim_end_matches('_').len()));
        for mark in [style(spelling).to_owned(), format!("x{:08x}", hash(spelling))] {
            longest.push(mark);
            let mut form = longest.clone();
            if let Some(last) = form.last_mut() {
                last.push_str(&underscores);
            }
            forms.push(form);
        }
        Self { forms, usual }
    }
}

/// The module of the runtime that has the words of tables.
pub(crate) const WORDS: &str = "tl";

/// Names that no namespace gets, since modules import what is called so.
pub(crate) const RESERVED_MODULES: [&str; 7] = ["types", "enums", "functions", "errors", "server", "registry", WORDS];

/// Methods that items have by the traits that they implement, or that everything has; an accessor would hide them.
const RESERVED_METHODS: [&str; 30] = [
    "new",
    "default",
    // Encode, Decode, Function
    "encode",
    "encoded_len",
    "to_bytes",
    "decode",
    "from_bytes",
    "from_bytes_with",
    "decode_response",
    "decode_response_with",
    "encode_response",
    // Clone, PartialEq, Hash, Debug, Serialize, Deserialize
    "clone",
    "clone_from",
    "eq",
    "ne",
    "hash",
    "hash_slice",
    "fmt",
    "serialize",
    "deserialize",
    "deserialize_in_place",
    // From, Into, TryFrom, TryInto, ToOwned, Borrow, BorrowMut, Any
    "from",
    "into",
    "try_from",
    "try_into",
    "to_owned",
    "clone_into",
    "borrow",
    "borrow_mut",
    "type_id",
];

/// Gives each candidate words whose identifier no other has, nor any of `taken`.
pub(crate) fn settle(case: Case, taken: &[&str], candidates: &[Candidate]) -> Vec<Words> {
    let mut levels = vec![0; candidates.len()];
    loop {
        let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, candidate) in candidates.iter().enumerate() {
            groups.entry(case.ident(&candidate.forms[levels[at]])).or_default().push(at);
        }
        let mut settled = true;
        for (ident, group) in groups {
            let taken = taken.contains(&ident.as_str());
            if group.len() == 1 && !taken {
                continue;
            }
            let mut usual = group.iter().filter(|at| candidates[**at].usual && levels[**at] == 0);
            let keeps = usual.next().filter(|_| usual.next().is_none() && !taken);
            for at in group.iter().filter(|at| Some(*at) != keeps) {
                if levels[*at] + 1 < candidates[*at].forms.len() {
                    levels[*at] += 1;
                    settled = false;
                }
            }
        }
        if settled {
            return candidates.iter().zip(levels).map(|(candidate, level)| candidate.forms[level].clone()).collect();
        }
    }
}

/// A word for how a name is spelt.
pub(crate) fn style(spelling: &str) -> &'static str {
    let has = |test: fn(char) -> bool| spelling.contains(test);
    match (has(|c| c == '_'), has(|c| c.is_ascii_uppercase()), has(|c| c.is_ascii_lowercase())) {
        _ if spelling.is_empty() => "unnamed",
        _ if has(|c| c == ' ') => "applied",
        (_, true, false) => "upper",
        (true, true, true) => "mixed",
        (true, false, _) => "snake",
        (false, true, true) => "camel",
        (false, false, _) => "lower",
    }
}

/// The last segment of a full name.
pub(crate) fn last(name: &str) -> &str {
    // An application's arguments have dots too.
    let head = name.find(' ').unwrap_or(name.len());
    name[..head].rfind('.').map_or(name, |dot| &name[dot + 1..])
}

/// What stands before the last segment, without the dot.
pub(crate) fn namespace(name: &str) -> &str {
    let head = name.find(' ').unwrap_or(name.len());
    name[..head].rfind('.').map_or("", |dot| &name[..dot])
}

/// FNV-1a.
fn hash(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// The name of the static that belongs to an item; `types` are the names of all items of the module. A struct without
/// fields is a value too, and `struct A;` leaves no room for a static `A`.
pub(crate) fn static_name(words: &[String], types: &BTreeSet<String>) -> String {
    let mut name = words.join("_").to_shouty_snake_case();
    while types.contains(&name) {
        name.push('_');
    }
    name
}

/// The modules that hold items.
pub(crate) const SECTIONS: [&str; 6] = ["types", "enums", "functions", "errors", "server", "registry"];

/// Names in the root of the module tree that a module of its own does not get: private modules, and the file `lib.rs`.
const RESERVED_FILES: [&str; 3] = ["names", "skeleton", "lib"];

/// Whether a schema can have the module `path`: segments between dots, each written as Rust writes modules, so that
/// it is a folder inside the output and hides no other module.
pub(crate) fn is_module(path: &str) -> bool {
    path.split('.').all(|name| {
        let starts = name.starts_with(|c: char| c.is_ascii_lowercase());
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        let is_reserved = RESERVED_MODULES.contains(&name) || RESERVED_FILES.contains(&name);
        starts && name.chars().all(fits) && !is_reserved && !is_keyword(name)
    })
}

#[cfg(test)]
mod tests;
