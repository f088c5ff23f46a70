//! `diff` knows what an added or removed spelling renames: exactly what gets another name here.

use std::collections::{BTreeMap, BTreeSet};

use tlforge_parser::diff::{self, Kind, What};
use tlforge_parser::errors_db::ErrorDb;
use tlforge_parser::schema::Schema;
use tlforge_parser::{FileId, Options, SourceMap, load};

use super::super::*;
use crate::Module as Part;
use crate::model::{Place, Role};

/// Spellings of few names: two of some styles, and some whose name is what another one falls back to.
const SPELLINGS: [&str; 7] = ["fooBar", "foo_bar", "fooBAR", "foo_BAR", "foo_bAR", "fooBarSnake", "foo_bar_camel"];

/// A thing of the schema with its Rust name.
type Names = BTreeMap<String, String>;

/// What has another name in the second schema, with both names.
type Renamed = BTreeSet<(String, String, String)>;

/// Compares all pairs of schemas that `write` makes of some of the spellings.
fn compare(spellings: &[&str], write: impl Fn(&[(usize, &str)]) -> String) {
    let all: Vec<(usize, &str)> = spellings.iter().copied().enumerate().collect();
    let subsets = (1_usize..1 << all.len()).map(|set| {
        let kept: Vec<_> = all.iter().copied().filter(|(at, _)| set >> at & 1 == 1).collect();
        let schema = read(&write(&kept));
        let names = names(&schema);
        (kept, schema, names)
    });
    let subsets: Vec<_> = subsets.collect();
    let mut count = 0;
    for (old_spellings, old, before) in &subsets {
        for (new_spellings, new, after) in &subsets {
            // Where some come and others go, nothing happens that does not happen in two steps.
            let shared = old_spellings.iter().filter(|it| new_spellings.contains(it)).count();
            if shared != old_spellings.len().min(new_spellings.len()) {
                continue;
            }
            let renamed = renamed(before, after);
            count += renamed.len();
            assert_eq!(reported(old, new), renamed, "{old_spellings:?} to {new_spellings:?}");
        }
    }
    assert!(count > 100, "{count} names change");
}

fn read(text: &str) -> Schema {
    let sources = SourceMap::single("schema.tl", text);
    let outcome = load(&sources, &Options::default());
    assert!(!outcome.has_errors(), "{text}: {:?}", outcome.diagnostics);
    outcome.schema
}

/// The names that are generated.
fn names(schema: &Schema) -> Names {
    let modules = vec![Part { path: "", schema, sha256: String::new() }];
    let (tree, diagnostics) = lower(&Input { modules, errors: None }, &Config::default());
    assert_eq!(diagnostics, []);
    let path = |item: ItemId| match &tree.names[item.0].place {
        Place::Module(module) => format!("{}::{}", module.join("::"), tree.names[item.0].ty),
        Place::Extern(path) => path.clone(),
    };
    let mut names = Names::new();
    for item in tree.modules.values().flat_map(|module| &module.items) {
        match item {
            Item::Struct(item) => {
                names.insert(format!("struct {}", item.tl), path(item.item));
                let fields = item.entries.iter().filter(|entry| entry.role != Role::Mask);
                names.extend(fields.map(|entry| (format!("field {}.{}", item.tl, entry.tl), entry.ident.clone())));
            }
            Item::Enum(item) => {
                names.insert(format!("enum {}", item.tl), path(item.item));
                let variants = item.variants.iter();
                names.extend(variants.map(|variant| (format!("variant {}", variant.tl), variant.ident.clone())));
            }
            _ => {}
        }
    }
    names
}

fn renamed(before: &Names, after: &Names) -> Renamed {
    let both = before.iter().filter_map(|(thing, old)| Some((thing.clone(), old.clone(), after.get(thing)?.clone())));
    both.filter(|(_, old, new)| old != new).collect()
}

/// What `diff` says of the Rust names.
fn reported(old: &Schema, new: &Schema) -> Renamed {
    let diff = diff::compare(old, new);
    let mut reported = Renamed::new();
    for entry in &diff.changed {
        for change in &entry.changes {
            let (Some(old), Some(new)) = (&change.old, &change.new) else { continue };
            let ident = |path: &str| path.rsplit("::").next().unwrap_or_default().to_owned();
            let (thing, old, new) = match (change.what, entry.kind, &change.subject) {
                (What::RustNameChanged, Kind::Type, _) => (format!("enum {}", entry.name), old.clone(), new.clone()),
                (What::RustNameChanged, _, _) if old.starts_with("enums::") => {
                    (format!("variant {}", entry.name), ident(old), ident(new))
                }
                (What::RustNameChanged, _, _) => (format!("struct {}", entry.name), old.clone(), new.clone()),
                (What::FieldRustNameChanged, _, Some(field)) => {
                    (format!("field {}.{field}", entry.name), old.clone(), new.clone())
                }
                _ => continue,
            };
            assert!(change.effect.source && change.reason.is_some(), "{change:?}");
            reported.insert((thing, old, new));
        }
    }
    reported
}

/// A declaration for each spelling.
fn each(spellings: &[(usize, &str)], declaration: impl Fn(usize, &str) -> String) -> String {
    spellings.iter().map(|(at, spelling)| declaration(*at, spelling)).collect()
}

#[test]
fn functions() {
    compare(&SPELLINGS, |kept| {
        let functions = each(kept, |at, name| format!("{name}#2{at} = User; "));
        format!("user#1 = User; ---functions--- {functions}")
    });
}

#[test]
fn structs() {
    compare(&SPELLINGS, |kept| each(kept, |at, name| format!("{name}#2{at} a:int = Type{at}; ")));
}

#[test]
fn enums() {
    compare(&["FooBar", "Foo_Bar", "FOO_BAR", "FOoBar", "FooBAR", "FooBarUpper", "Foo_bar"], |kept| {
        each(kept, |at, name| format!("a{at}#2{at} = {name}; b{at}#3{at} a:int = {name}; "))
    });
}

#[test]
fn variants_with_and_without_fields() {
    compare(&["fooBar", "bar", "foo_bar", "ns.bar", "fooBAR", "foo_foo_bar", "foo"], |kept| {
        let variants = each(kept, |at, name| {
            let fields = if at % 3 == 1 { "" } else { "a:int " };
            format!("{name}#2{at} {fields}= Foo; ")
        });
        format!("oneMore#1 = Foo; another#2 = Foo; {variants}")
    });
}

#[test]
fn namespaces() {
    compare(&["fooBar", "foo_bar", "fooBAR", "foo_BAR", "foo_bAR", "types", "types_lower"], |kept| {
        let things = each(kept, |at, name| format!("{name}.deep.thing#2{at} a:int = {name}.Thing; "));
        let functions = each(kept, |at, name| format!("{name}.do#3{at} = {name}.Thing; "));
        format!("{things} ---functions--- {functions}")
    });
}

#[test]
fn fields() {
    let spellings = ["foo_bar", "fooBar", "fooBAR", "FooBar", "foo_bar_", "fooBar_", "foo_bar_camel"];
    compare(&spellings, |kept| {
        let fields = each(kept, |_, name| format!("{name}:int "));
        format!("thing#1 {fields}= Thing; unit#2 = Unit;")
    });
    let spellings = ["eq", "Eq", "eq_", "self", "self_", "Self", "type"];
    compare(&spellings, |kept| {
        let fields = each(kept, |at, name| match at {
            0 => format!("{name}:flags.0?true "),
            1 => format!("{name}:flags.1?true "),
            _ => format!("{name}:int "),
        });
        format!("thing#1 flags:# text:flags.0?string {fields}= Thing;")
    });
}

#[test]
fn errors() {
    let spellings = ["TIMEOUT", "Timeout", "timeout", "TimeOut", "TIME_OUT", "TIMEOUT_LOWER", "OTHER"];
    let table = |kept: &[&str]| {
        let errors: Vec<String> = kept.iter().map(|name| format!("\"{name}\": []")).collect();
        let text = format!("{{\"errors\": {{\"400\": {{{}}}}}, \"descriptions\": {{}}}}", errors.join(", "));
        let (errors, diagnostics) = ErrorDb::from_json(FileId(0), &text);
        assert_eq!(diagnostics, [], "{text}");
        let idents = crate::names::errors(&errors);
        let names: Names = errors.errors().iter().map(|error| error.name.clone()).zip(idents).collect();
        (errors, names)
    };
    let schema = read("user#1 = User;");
    let (whole, names) = table(&spellings);
    let mut count = 0;
    for set in 1_usize..1 << spellings.len() {
        let kept: Vec<&str> = (0..spellings.len()).filter(|at| set >> at & 1 == 1).map(|at| spellings[at]).collect();
        let (part, some) = table(&kept);
        let diff = diff::compare_with_errors((&schema, &part), (&schema, &whole));
        let changes = diff.errors.iter().filter(|change| change.what == What::ErrorRustNameChanged);
        let reported: Renamed = changes
            .filter_map(|change| Some((change.subject.clone()?, change.old.clone()?, change.new.clone()?)))
            .collect();
        assert_eq!(reported, renamed(&some, &names), "{kept:?}");
        count += reported.len();
    }
    assert!(count > 50, "{count} names change");
}
