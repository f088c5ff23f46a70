//! The syntax tree and the resolved model of a schema that holds a little of everything.

use tlforge_parser::{FileId, Options, SourceMap, load, parse, print};

const TEXT: &str = "\
// LAYER 3
vector#1cb5c415 {t:Type} # [ t ] = Vector t;
/// A user.
user#2e63ee5a flags:# bot:flags.0?true names:flags.1?Vector<string> = User;
grid {n:#} (w h:int) rows:(n+1)*[ cells:2*[ %User ] ] = Grid n;
---functions---
invokeAfterMsg#cb9f372d {X:Type} msg_id:long query:!X = X;
";

fn recorded(name: &str, value: &dyn std::fmt::Debug) {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots");
    tlforge_testing::golden::snapshot(&folder, name, &format!("{value:#?}"));
}

#[test]
fn syntax_tree() {
    let (ast, diagnostics) = parse(FileId(0), TEXT, false);
    assert_eq!(diagnostics, []);
    recorded("syntax_tree", &ast);
}

#[test]
fn resolved_model() {
    let outcome = load(&SourceMap::single("test.tl", TEXT), &Options::default());
    assert_eq!(outcome.diagnostics, []);
    recorded("resolved_model", &outcome.schema);
}

#[test]
fn forms() {
    let outcome = load(&SourceMap::single("test.tl", TEXT), &Options::default());
    let schema = &outcome.schema;
    let forms: Vec<[String; 3]> = schema
        .iter_definitions()
        .map(|(def, _)| [print::canonical(schema, def), print::listing(schema, def), print::declaration(schema, def)])
        .collect();
    recorded("forms", &forms);
}
