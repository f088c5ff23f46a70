//! Lints are switched off by name and by comments. What they find is recorded in the folder `invalid`.

use tlforge_parser::{
    Code, Options, SourceMap, lints,
    lints::{Level, Lints},
    load,
};

const TEXT: &str = "
user flags:# bot:flags.0?Bool = User;
chat flags:# = Chat;
---functions---
get = User;
";

fn found(text: &str, lints: Lints) -> Vec<Code> {
    let sources = SourceMap::single("test.tl", text);
    let outcome = load(&sources, &Options::default());
    assert!(!outcome.has_errors(), "{:#?}", outcome.diagnostics);
    lints::check(&sources, &outcome.schema, lints).iter().map(|found| found.code).collect()
}

#[test]
fn lints_are_on_by_default() {
    assert_eq!(found(TEXT, Lints::default()), [Code::BoolBehindFlag, Code::UnusedFlags, Code::UnusedType]);
    assert_eq!(found(TEXT, Lints::NONE), []);
}

#[test]
fn lints_are_switched_by_name() {
    let mut lints = Lints::default();
    lints.set("unused-type", Level::Allow).expect("there is such a lint");
    assert_eq!(found(TEXT, lints), [Code::BoolBehindFlag, Code::UnusedFlags]);
    assert_eq!(
        lints.set("unused-tpye", Level::Allow),
        Err("there is no lint `unused-tpye`; there is `unused-type`".to_owned())
    );
}

#[test]
fn lints_are_set_by_name_or_code() {
    let mut lints = Lints::default();
    lints.set("TL0084", Level::Allow).expect("it is the code of a lint");
    lints.set("bool-behind-flag", Level::Deny).expect("there is such a lint");
    let sources = SourceMap::single("test.tl", TEXT);
    let schema = load(&sources, &Options::default()).schema;
    let found = lints::check(&sources, &schema, lints);
    let found: Vec<_> = found.iter().map(|found| (found.code, found.is_error())).collect();
    assert_eq!(found, [(Code::BoolBehindFlag, true), (Code::UnusedFlags, false)]);
    let error = "`TL0020` is not the code of a lint, so it cannot be allowed or denied";
    assert_eq!(lints.set("TL0020", Level::Allow), Err(error.to_owned()));
}

#[test]
fn in_dialect_plain_every_boxed_value_can_stand_alone() {
    assert_eq!(found(&format!("int ? = Int;{TEXT}"), Lints::default()), [Code::BoolBehindFlag]);
    let with_object = TEXT.replace("get =", "get any:Object =");
    assert_eq!(found(&with_object, Lints::default()), [Code::BoolBehindFlag, Code::UnusedFlags]);
}

#[test]
fn comments_above_and_behind_a_declaration_concern_it_alone() {
    let above = TEXT.replace("chat", "// tlforge: allow(unused-flags, unused-type)\nchat");
    assert_eq!(found(&above, Lints::default()), [Code::BoolBehindFlag]);
    let behind = TEXT.replace("= Chat;", "= Chat; // tlforge: allow(unused-flags)");
    assert_eq!(found(&behind, Lints::default()), [Code::BoolBehindFlag, Code::UnusedType]);
    let elsewhere = TEXT.replace("user", "// tlforge: allow(unused-flags)\nuser");
    assert_eq!(found(&elsewhere, Lints::default()), [Code::BoolBehindFlag, Code::UnusedFlags, Code::UnusedType]);
}

#[test]
fn a_comment_concerns_a_file() {
    let file = format!("{TEXT}// tlforge: allow-file(bool-behind-flag)\n// tlforge: allow-file(unused-type)\n");
    assert_eq!(found(&file, Lints::default()), [Code::UnusedFlags]);
}

#[test]
fn a_variable_in_braces_is_no_field_with_a_similar_name() {
    let text =
        "int ? = Int; field {X:Type} x:int y:X = Field X; ---functions--- call {X:Type} x:(Field int) query:!X = X;";
    assert_eq!(found(text, Lints::default()), []);
    assert_eq!(found(&text.replace("y:X", "y:X Y:int"), Lints::default()), [Code::SimilarNames]);
}
