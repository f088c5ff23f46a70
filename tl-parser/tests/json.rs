//! A schema in JSON says what its text says.

use tlforge_parser::{DialectChoice, Options, Schema, SourceMap, json, load, print};

fn read(text: &str, dialect: DialectChoice) -> Schema {
    let outcome = load(&SourceMap::single("schema.tl", text), &Options::default().dialect(dialect));
    assert!(!outcome.has_errors(), "{:#?}\n{text}", outcome.diagnostics);
    outcome.schema
}

/// Every definition with its id and its documentation.
fn said(schema: &Schema) -> Vec<String> {
    let mut said: Vec<String> = schema
        .iter_definitions()
        .map(|(id, def)| {
            let fields = def.args.iter().filter_map(|arg| arg.docs.as_deref()).collect::<Vec<_>>();
            format!("{:08x} {} {:?} {fields:?}", def.id, print::canonical(schema, id), def.docs)
        })
        .collect();
    said.sort();
    said
}

#[test]
fn every_construct_comes_back() {
    let text = "\
//@description A user @id The id @name A name, @mentions and all
user#1 flags:# id:long name:flags.0?string bot:flags.1?true = User;
int#a8509bda ? = Int;
vector#1cb5c415 {t:Type} # [ t ] = Vector t;
pair#2 {a:Type} {b:Type} x:a y:b = Pair a b;
table#3 {n:#} rows:n*[ x:int y:Vector<long> ] = Table n;
holder#4 p:(Pair int string) t:(Table 3) n:# items:n*[ int ] bare:%User = Holder;
bits#5 {m:#} x:m.0?int = Bits m;
//@class Chat @description A chat
chat#6 = Chat;
---functions---
invoke#7 {X:Type} layer:int query:!X = X;
getUsers#8 ids:vector<long> = Vector<User>;
";
    let schema = read(text, DialectChoice::Plain);
    let again = json::to_tl(&json::write(&schema)).expect("the form of `write`");
    assert_eq!(said(&read(&again, DialectChoice::Plain)), said(&schema), "{again}");
    let docs = |schema: &Schema| schema.types.iter().find(|ty| ty.name == "Chat").and_then(|ty| ty.docs.clone());
    assert_eq!(docs(&read(&again, DialectChoice::Plain)), docs(&schema));
}

#[test]
fn the_published_form_is_read() {
    let text = r##"{"constructors":[{"id":"-1132882121","predicate":"boolFalse","params":[],"type":"Bool"},
        {"id":481674261,"predicate":"vector","params":[],"type":"Vector t"},
        {"id":"1072550713","predicate":"user","params":[{"name":"flags","type":"#"},{"name":"name","type":"flags.0?string"}],"type":"User"}],
        "methods":[{"id":"-878758099","method":"invokeAfterMsg","params":[{"name":"msg_id","type":"long"},{"name":"query","type":"!X"}],"type":"X"}]}"##;
    assert!(json::is_json(text));
    assert_eq!(
        json::to_tl(text).as_deref(),
        Ok(
            "boolFalse#bc799737 = Bool;\nvector#1cb5c415 {t:Type} # [ t ] = Vector t;\nuser#3fedd339 flags:# name:flags.0?string = User;\n---functions---\n\
            invokeAfterMsg#cb9f372d {X:Type} msg_id:long query:!X = X;\n"
        )
    );
}

#[test]
fn what_is_wrong_is_said() {
    let message = |text: &str| json::to_tl(text).expect_err(text);
    assert_eq!(message("{}").message, "a schema in JSON is an object with the lists `constructors` and `methods`");
    assert_eq!(message(r#"{"constructors": {}}"#).message, "`constructors` is not a list");
    assert_eq!(message(r#"{"methods": [{}]}"#).message, "methods[0] has no `method`");
    assert_eq!(message(r#"{"methods": [{"method": "a"}]}"#).message, "methods[0] has no `type`");
    let no_id = r#"{"constructors": [{"predicate": "a", "type": "A", "id": "x"}]}"#;
    assert_eq!(message(no_id).message, "constructors[0] has an `id` that is no number of 32 bits");
    let error = message("{\n  \"constructors\": [,]}");
    assert_eq!(error.offset, 21, "{error:?}");
    assert!(!json::is_json("user = User;"));
}
