//! Pairs of small schemas with what is said of their differences, and what holds for any pair.
//!
//! A case is one file: lines `//// old` and `//// new` begin the two schemas, `//// old errors` and `//// new errors` the
//! error tables, and a line `//// dialect tdlib` before them selects the dialect. Beside it are the expected forms: text,
//! Markdown and changelog. JSON says what the text says; it is recorded for one case.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use tlforge_codegen::{Config, Input, Module, compat};
use tlforge_parser::diff::{Diff, Entry, Kind, What, report};
use tlforge_parser::{DialectChoice, ErrorTable, FileId, Options, Outcome, Schema, SourceMap, load};
use tlforge_testing::golden::snapshot;

#[test]
fn what_is_said_is_as_recorded() {
    let cases = cases();
    assert!(cases.len() > 15, "the cases are not where they should be");
    for case in &cases {
        let diff = case.diff();
        let recorded = |form: &str, text: &str| snapshot(&folder(), &format!("{}.{form}", case.name), text);
        recorded("text", &report::text(&diff, false));
        recorded("markdown", &report::markdown(&diff));
        recorded("changelog", &report::changelog(&diff, "`api`"));
        if case.name == "errors" {
            recorded("json", &format!("{:#}", report::json(&diff)));
        }
    }
}

#[test]
fn every_kind_of_change_is_shown() {
    let changes = cases().iter().map(Case::diff).collect::<Vec<_>>();
    let of_entries = changes.iter().flat_map(Diff::entries).flat_map(|entry| &entry.changes);
    let shown: Vec<What> = of_entries.chain(changes.iter().flat_map(|diff| &diff.errors)).map(|c| c.what).collect();
    for (what, _) in MIRRORED.iter().flat_map(|(a, b)| [(a, b), (b, a)]) {
        assert!(shown.contains(what), "no case shows {what:?}");
    }
}

/// Whatever is compared with whatever: one JSON has one text, and its strings stand in it.
#[test]
fn the_text_says_what_the_json_says() {
    let cases = cases();
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    for (a, b) in cases.iter().flat_map(|a| cases.iter().map(move |b| (a, b))) {
        let diff = if a.name == b.name { a.diff() } else { compare(&a.old, &b.new) };
        let (json, text) = (report::json(&diff), report::text(&diff, false));
        let markdown = report::markdown(&diff);
        for entry in json["changed"].as_array().expect("a list") {
            let changes = entry["changes"].as_array().expect("a list").iter();
            let changes = changes.filter(|change| change["change"] != "documentation_changed");
            for said in changes.flat_map(|change| ["reason", "old", "new"].map(|key| &change[key])) {
                let said = said.as_str().unwrap_or_default();
                assert!(text.contains(said) && markdown.contains(said), "{} and {}: {said}", a.name, b.name);
            }
        }
        let both = format!("{text}\n{markdown}");
        assert_eq!(*texts.entry(json.to_string()).or_insert_with(|| both.clone()), both, "{} and {}", a.name, b.name);
    }
    assert!(texts.len() > 300, "{} different reports", texts.len());
}

#[test]
fn colours_are_all_that_colours_add() {
    for case in cases() {
        let diff = case.diff();
        let coloured = report::text(&diff, true);
        let mut plain = String::new();
        for (at, part) in coloured.split('\x1b').enumerate() {
            plain.push_str(if at == 0 { part } else { part.split_once('m').expect("a colour ends with m").1 });
        }
        assert_eq!(plain, report::text(&diff, false), "{}", case.name);
        assert_eq!(coloured.contains('\x1b'), !diff.is_empty(), "{}", case.name);
    }
}

#[test]
fn nothing_changes_from_a_schema_to_itself() {
    for case in cases() {
        for schema in [&case.old, &case.new] {
            assert_eq!(compare(schema, schema).entries().next(), None, "{}", case.name);
        }
    }
}

/// Whatever is compared with whatever: backwards, what is added is removed, and what changes changes back.
#[test]
fn backwards_everything_is_the_other_way_round() {
    let cases = cases();
    for a in &cases {
        for b in &cases {
            let (there, back) = (compare(&a.old, &b.new), compare(&b.new, &a.old));
            let pair = format!("{} and {}", a.name, b.name);
            assert_eq!(names(&there.added), names(&back.removed), "{pair}");
            assert_eq!(names(&there.removed), names(&back.added), "{pair}");
            let (there, back): (BTreeMap<_, _>, BTreeMap<_, _>) = (
                there.changed.iter().map(|entry| ((entry.kind, entry.name.as_str()), kinds(entry, false))).collect(),
                back.changed.iter().map(|entry| ((entry.kind, old_name(entry)), kinds(entry, true))).collect(),
            );
            assert_eq!(there, back, "{pair}");
        }
    }
}

/// Each with what it is backwards.
const MIRRORED: &[(What, What)] = &[
    (What::Added, What::Removed),
    (What::Renamed, What::Renamed),
    (What::IdChanged, What::IdChanged),
    (What::ResultChanged, What::ResultChanged),
    (What::FieldAdded, What::FieldRemoved),
    (What::FieldRenamed, What::FieldRenamed),
    (What::FieldMoved, What::FieldMoved),
    (What::FieldRetyped, What::FieldRetyped),
    (What::FieldMadeOptional, What::FieldMadeRequired),
    (What::FlagBitChanged, What::FlagBitChanged),
    (What::BecameAccessor, What::BecameField),
    (What::Boxed, What::Unboxed),
    (What::RustNameChanged, What::RustNameChanged),
    (What::FieldRustNameChanged, What::FieldRustNameChanged),
    (What::ErrorRustNameChanged, What::ErrorRustNameChanged),
    (What::EqLost, What::EqGained),
    (What::VariantAdded, What::VariantRemoved),
    (What::BecameEnum, What::BecameStruct),
    (What::ParametersChanged, What::ParametersChanged),
    (What::ErrorAdded, What::ErrorRemoved),
    (What::ErrorCodeChanged, What::ErrorCodeChanged),
    (What::ErrorArgumentChanged, What::ErrorArgumentChanged),
    (What::ErrorTypeChanged, What::ErrorTypeChanged),
    (What::AvailabilityChanged, What::AvailabilityChanged),
    (What::DocumentationChanged, What::DocumentationChanged),
];

fn kinds(entry: &Entry, mirrored: bool) -> Vec<What> {
    let mirror = |what: What| {
        let forward = MIRRORED.iter().find(|(a, _)| *a == what).map(|(_, b)| *b);
        let backward = MIRRORED.iter().find(|(_, b)| *b == what).map(|(a, _)| *a);
        forward.or(backward).expect("every kind has one")
    };
    let kinds = entry.changes.iter().map(|change| if mirrored { mirror(change.what) } else { change.what });
    let mut kinds: Vec<_> = kinds.collect();
    kinds.sort_unstable();
    kinds
}

fn names(entries: &[Entry]) -> Vec<(Kind, &str)> {
    let mut names: Vec<_> = entries.iter().map(|entry| (entry.kind, entry.name.as_str())).collect();
    names.sort_unstable();
    names
}

fn old_name(entry: &Entry) -> &str {
    entry.old_name().unwrap_or(&entry.name)
}

struct Case {
    name: String,
    old: Schema,
    new: Schema,
    errors: Option<(ErrorTable, ErrorTable)>,
}

impl Case {
    fn diff(&self) -> Diff {
        let (old, new) = self.errors.as_ref().map_or((None, None), |(old, new)| (Some(old), Some(new)));
        compat::compare(&input(&self.old, old), &input(&self.new, new), &Config::default())
    }
}

fn compare(old: &Schema, new: &Schema) -> Diff {
    compat::compare(&input(old, None), &input(new, None), &Config::default())
}

fn input<'a>(schema: &'a Schema, errors: Option<&'a ErrorTable>) -> Input<'a> {
    Input { modules: vec![Module { path: "", schema, sha256: String::new() }], errors }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diff")
}

fn cases() -> Vec<Case> {
    let paths = fs::read_dir(folder()).expect("the folder is there").map(|entry| entry.expect("it can be read").path());
    let mut paths: Vec<_> = paths.filter(|path| path.extension().is_some_and(|extension| extension == "tl")).collect();
    paths.sort();
    paths.iter().map(|path| case(path)).collect()
}

fn case(path: &Path) -> Case {
    let name = path.file_stem().and_then(|stem| stem.to_str()).expect("the names are ASCII").to_owned();
    let text = fs::read_to_string(path).expect("the cases are text");
    let parts: BTreeMap<&str, &str> =
        text.split("//// ").skip(1).map(|part| part.split_once('\n').expect("a head is a line")).collect();
    let dialect = if parts.contains_key("dialect tdlib") { DialectChoice::Tdlib } else { DialectChoice::Auto };
    let schema = |head| {
        let sources = SourceMap::single(head, parts[head]);
        let Outcome { schema, diagnostics, .. } = load(&sources, &Options::default().dialect(dialect));
        let errors: Vec<_> = diagnostics.iter().filter(|found| found.is_error()).collect();
        assert!(errors.is_empty(), "{name}, {head}: {errors:#?}");
        schema
    };
    let errors = |head| {
        let (errors, diagnostics) = ErrorTable::from_json(FileId(0), parts.get(head)?);
        assert!(diagnostics.is_empty(), "{name}, {head}: {diagnostics:#?}");
        Some(errors)
    };
    Case { old: schema("old"), new: schema("new"), errors: errors("old errors").zip(errors("new errors")), name }
}
