//! Every published schema is read as it is, and its ids are those that were published.

use tlforge_checks::{json, sources};
use tlforge_parser::{
    FileId, Layout, Options, Outcome, SourceMap, format, id, load, parse, print,
    schema::{DefKind, Schema},
};

fn read(paths: &[&str]) -> Schema {
    let sources = sources(paths);
    let Outcome { schema, diagnostics, .. } = load(&sources, &Options::default());
    let errors: Vec<String> = diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.is_error())
        .map(|diagnostic| {
            let place = diagnostic.span.map(|span| (span.file, sources.line_column(span.file, span.start)));
            format!("{place:?} {}: {}", diagnostic.code, diagnostic.message)
        })
        .collect();
    assert!(errors.is_empty(), "{paths:?}: {errors:#?}");
    schema
}

fn counts(schema: &Schema) -> (usize, usize, usize) {
    let of = |kind| schema.definitions.iter().filter(|def| def.kind == kind).count();
    // `#` and `Type` are no types of the schema; neither is what it uses without declaring.
    let types = schema.types.iter().filter(|ty| !ty.constructors.is_empty()).count();
    (types, of(DefKind::Constructor), of(DefKind::Function))
}

#[test]
fn published_schemas_have_no_errors() {
    for (paths, types, constructors, functions) in [
        (&["schemas/lite_api.tl"][..], 63, 67, 34),
        (&["schemas/td_api.tl"], 745, 2168, 1010),
        (&["schemas/ton_api.tl"], 348, 510, 159),
        (&["schemas/tonlib_api.tl"], 101, 149, 85),
        (&["schemas/ton_api.tl", "schemas/lite_api.tl"], 395, 559, 193),
        (&["vectors/rare.tl"], 22, 54, 10),
        (&["vectors/layer190.api.tl"], 516, 1363, 663),
        (&["vectors/layer190.api.tl", "vectors/layer190.mtproto.tl"], 544, 1411, 673),
        (&["conformance/tlo/telegram_api.tl"], 617, 1655, 813),
        (&["conformance/tlo/mtproto_api.tl"], 31, 40, 8),
    ] {
        let schema = read(paths);
        assert_eq!(counts(&schema), (types, constructors, functions), "{paths:?}");
    }
}

/// The listings of the reference compiler, read in both readings.
#[test]
fn listings_are_those_of_the_reference() {
    for case in json("conformance/tlo/manifest.json")["cases"].as_array().expect("a list") {
        let file = format!("conformance/tlo/{}", case["file"].as_str().expect("a name"));
        let expected = tlforge_checks::text(format!("conformance/tlo/{}", case["listing"].as_str().expect("a name")));
        let outcome = load(&sources(&[&file]), &Options::strict());
        assert!(!outcome.has_errors(), "{file}: {:#?}", outcome.diagnostics);
        // The reference counts `#` and `Type` among the types.
        let (types, constructors, functions) = counts(&outcome.schema);
        let expected_counts = ["types", "constructors", "functions"].map(|key| case[key].as_u64());
        assert_eq!([types + 2, constructors, functions].map(|n| u64::try_from(n).ok()), expected_counts, "{file}");
        let listing: String =
            outcome.schema.iter_definitions().map(|(def, _)| print::listing(&outcome.schema, def) + "\n").collect();
        assert!(listing == expected, "{file}");
    }
}

#[test]
fn ton_ids_follow_the_plain_rule() {
    let schema = read(&["schemas/ton_api.tl", "schemas/lite_api.tl"]);
    for (name, id) in [("liteServer.listBlockTransactions", 0xadfc_c7da), ("adnl.message.query", 0xb48b_f97a_u32)] {
        let definition = schema.definitions.iter().find(|def| def.name == name).expect("a definition of TON");
        assert_eq!(format!("{:08x}", definition.id), format!("{id:08x}"), "{name}");
    }
    for id in [0x798c_06df_u32, 0xd142_cd89] {
        assert!(schema.definitions.iter().any(|def| def.id == id && !def.id_written), "{id:08x}");
    }
}

/// The written ids of the older layer, but for three that were given by hand.
#[test]
fn published_ids_follow_the_published_rule() {
    let schema = read(&["vectors/layer190.api.tl", "vectors/layer190.mtproto.tl"]);
    let wrong: Vec<&str> = schema
        .iter_definitions()
        .filter(|(at, def)| def.id_written && id::compute(&schema, *at, id::Rule::Published) != def.id)
        .map(|(_, def)| def.name.as_str())
        .collect();
    assert_eq!(wrong, ["ipPortSecret", "accessPointRule", "help.configSimple"]);
}

/// Formatting is stable, keeps every comment and changes no definition.
#[test]
fn formatting_keeps_what_is_said() {
    for path in [
        "schemas/lite_api.tl",
        "schemas/td_api.tl",
        "schemas/ton_api.tl",
        "schemas/tonlib_api.tl",
        "vectors/rare.tl",
        "vectors/layer190.api.tl",
        "vectors/layer190.mtproto.tl",
        "conformance/tlo/telegram_api.tl",
        "conformance/tlo/mtproto_api.tl",
    ] {
        let text = tlforge_checks::text(path);
        let once = format(&text, Layout::default()).expect("a schema without errors");
        let twice = format(&once, Layout::default()).expect("a schema without errors");
        assert!(once == twice, "{path}: not stable");
        let comments = |text: &str| -> Vec<String> {
            parse(FileId(0), text, false).0.comments.iter().map(|comment| comment.text.trim_end().to_owned()).collect()
        };
        assert_eq!(comments(&text), comments(&once), "{path}");
        let listing = |text: &str| -> Vec<String> {
            let schema = load(&SourceMap::single(path, text), &Options::default()).schema;
            schema
                .iter_definitions()
                .map(|(at, def)| format!("{} {:?}", print::declaration(&schema, at), def.docs))
                .collect()
        };
        assert_eq!(listing(&text), listing(&once), "{path}");
        let bare = format(&text, Layout::without_comments()).expect("a schema without errors");
        assert!(!bare.lines().any(|line| line.contains("//") && !line.contains("LAYER")), "{path}");
    }
}
