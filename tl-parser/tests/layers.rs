//! Sections by layer, `===17===`.

use tlforge_parser::{Layout, Options, Schema, SourceMap, format, id, load, print};

const SECRET: &str = "\
===8===
message#00000008 a:int = Message;
empty#00000009 = Media;
photo#0000000a data:bytes = Media;
===17===
message#00000017 a:int b:Media = Message;
empty#00000009   =   Media;
===46===
message#00000046 a:int b:Media c:long = Message;
---functions---
send#000000f1 m:Message = Message;
===45===
photo#00000045 data:bytes caption:string = Media;
";

fn read(text: &str, layer: Option<u32>) -> Schema {
    let outcome = load(&SourceMap::single("secret.tl", text), &Options::default().layer(layer));
    assert!(!outcome.has_errors(), "{:#?}", outcome.diagnostics);
    outcome.schema
}

/// Names with ids and layers.
fn names(schema: &Schema) -> Vec<String> {
    let of = |def: &tlforge_parser::schema::Definition| format!("{}#{:x}@{}", def.name, def.id, def.layer.unwrap_or(0));
    schema.definitions.iter().map(of).collect()
}

#[test]
fn all_layers_are_kept() {
    let schema = read(SECRET, None);
    assert_eq!(
        names(&schema),
        ["message8#8@8", "photo8#a@8", "message17#17@17", "empty#9@17", "message#46@46", "send#f1@46", "photo#45@45",]
    );
    assert_eq!(schema.layer, Some(46));
    // A definition is shown and hashed under its own name.
    let (old, _) = schema.iter_definitions().next().expect("one definition");
    assert_eq!(print::declaration(&schema, old), "message#00000008 a:int = Message;");
    assert_eq!(id::compute(&schema, old, id::Rule::Plain), crc32fast::hash(b"message a:int = Message"));
}

#[test]
fn a_layer_is_cut_out() {
    assert_eq!(names(&read(SECRET, Some(8))), ["message#8@8", "empty#9@8", "photo#a@8"]);
    assert_eq!(names(&read(SECRET, Some(17))), ["photo#a@8", "message#17@17", "empty#9@17"]);
    assert_eq!(names(&read(SECRET, Some(45))), ["message#17@17", "empty#9@17", "photo#45@45"]);
    assert_eq!(names(&read(SECRET, Some(200))), ["empty#9@17", "message#46@46", "send#f1@46", "photo#45@45"]);
}

#[test]
fn what_stands_before_all_sections_is_in_every_layer() {
    let text = "id v:int = Id; ===3=== id v:long = Id; id3 = Three;";
    assert_eq!(
        names(&read(text, None)).iter().map(|name| name.split('#').next().unwrap()).collect::<Vec<_>>(),
        ["id0", "id", "id3"]
    );
    let text = "===1=== a x:int = A; a1 = B; ===2=== a x:long = A;";
    assert_eq!(names(&read(text, None))[0].split('#').next(), Some("aLayer1"), "`a1` is taken");
    assert_eq!(names(&read(text, Some(1))).len(), 2);
}

#[test]
fn repeated_definitions_are_reported() {
    let outcome = load(&SourceMap::single("a.tl", "===1=== a x:int = A; a x:long = A;"), &Options::default());
    assert_eq!(outcome.diagnostics.len(), 1, "{:#?}", outcome.diagnostics);
    assert_eq!(outcome.diagnostics[0].message, "a second constructor `a`");
    let outcome = load(&SourceMap::single("a.tl", "===1=== a x:int = A;"), &Options::strict());
    assert!(outcome.has_errors(), "the reference compiler knows no such sections");
}

#[test]
fn the_layout_keeps_sections() {
    let formatted = format(SECRET, Layout::default()).expect("it can be parsed");
    assert!(formatted.starts_with("===8===\n\nmessage#00000008 a:int = Message;\n"), "{formatted}");
    assert!(formatted.contains("\n\n===45===\n\nphoto#00000045"), "{formatted}");
    assert_eq!(format(&formatted, Layout::default()).as_deref(), Ok(formatted.as_str()));
    assert_eq!(names(&read(&formatted, None)), names(&read(SECRET, None)));
}

#[test]
fn a_layer_without_definitions_is_an_error() {
    let sources = SourceMap::single("secret.tl", SECRET);
    let outcome = load(&sources, &Options::default().layer(Some(7)));
    let [error] = outcome.diagnostics.as_slice() else { panic!("{:#?}", outcome.diagnostics) };
    assert!(error.is_error());
    assert_eq!(error.message, "the schema declares nothing in layer 7");
    assert_eq!(error.help.as_deref(), Some("the oldest layer of the schema is 8"));
}
