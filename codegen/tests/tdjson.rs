//! The JSON of dialect `tdlib`: the same rows through generated code and the dynamic codec.

use serde_json::{Value, json};
use tlforge::{
    Decode as _, Encode as _, Object, Opaque, Problem, Unencodable,
    json::{JsonOptions, from_json},
};
use tlforge_dynamic::{Codec, DecodeErrorKind, Expected, Options};
use tlforge_parser::{DialectChoice, SourceMap, load};

#[rustfmt::skip]
#[path = "golden/tdjson/mod.rs"]
mod tdjson;

/// The same with types that are opaque; one of them is the first of the registry.
#[rustfmt::skip]
#[path = "golden/tdjson_opaque/mod.rs"]
mod opaque;

use tdjson::{enums, types};

/// Where JSON is refused, or the JSON and the bytes of what was read.
type Outcome = Result<(Value, Option<Vec<u8>>), String>;

fn codec() -> Codec {
    let text = include_str!("golden/tdjson/schema.tl");
    let options = tlforge_parser::Options::default().dialect(DialectChoice::Tdlib);
    let mut outcome = load(&SourceMap::single("schema.tl", text), &options);
    assert!(!outcome.has_errors());
    for place in ["forgetful.items", "forgetful.item"] {
        outcome.schema.set_nullable(place).expect("there is such a field");
    }
    Codec::new(&outcome.schema)
}

fn generated(json: &Value, strict: bool) -> Outcome {
    let options = if strict { JsonOptions::strict() } else { JsonOptions::new() };
    let is_function = json["@type"].as_str().is_some_and(|name| name.starts_with("send") || name.starts_with("do"));
    let read = if is_function { tdjson::function_from_json_with } else { tdjson::object_from_json_with };
    let object = read(json, &options).map_err(|error| error.path().to_owned())?;
    Ok((object.try_to_json().expect("it is finite"), object.to_bytes().ok()))
}

fn dynamic(codec: &Codec, json: &str, strict: bool) -> Outcome {
    let mut options = Options::default();
    options.unknown_members = !strict;
    let any = Expected::any();
    let value = codec.from_json(&any, json, &options).map_err(|error| error.path)?;
    let text = codec.try_to_json(&value).expect("it is finite");
    let bytes = codec.encode(&any, &value).ok();
    if let Some(bytes) = &bytes {
        let mut again = String::new();
        codec.decode_to_json(&any, bytes, &Options::strict(), &mut again).expect("it was encoded");
        assert_eq!(again, text);
    }
    Ok((serde_json::from_str(&text).expect("it is JSON"), bytes))
}

#[test]
fn both_codecs_agree_on_every_row() {
    let codec = codec();
    let mut rows = 0;
    for line in include_str!("golden/tdjson/cases.txt").lines().filter(|line| line.starts_with(['{', 's'])) {
        rows += 1;
        let (row, strict) = line.strip_prefix("strict ").map_or((line, false), |row| (row, true));
        let (json, expected) = match (row.split_once(" => "), row.split_once(" =!")) {
            (Some((json, written)), _) => (json, Ok(written)),
            (_, Some((json, path))) => (json, Err(path.trim())),
            _ => (row, Ok(row)),
        };
        let generated = generated(&serde_json::from_str(json).expect(line), strict);
        let dynamic = dynamic(&codec, json, strict);
        match expected {
            Err(path) => {
                // The definition at the root is not told where its own name was not read.
                let of_root = |path: &str| path.split_once('.').map_or("", |_| path.trim()).to_owned();
                assert_eq!(generated.as_ref().map_err(|path| of_root(path)), Err(of_root(path)), "{line}");
                assert_eq!(dynamic.as_ref().map_err(|path| of_root(path)), Err(of_root(path)), "{line}");
            }
            Ok(written) => {
                let written: Value = serde_json::from_str(written).expect(line);
                assert_eq!(generated.as_ref().map(|it| &it.0), Ok(&written), "{line}");
                assert_eq!(dynamic, generated, "{line}");
            }
        }
    }
    assert!(rows > 70, "{rows} rows");
}

#[test]
fn a_double_that_is_not_finite_has_no_json() {
    let codec = codec();
    for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let body = enums::Body::Number(types::BodyNumber { n: number });
        let letter = types::Letter { body: body.clone(), item: types::Item { n: 1 }, n: 2 };
        let all = types::Letters { all: vec![letter], bodies: vec![] };
        // Nothing is written, also where the fault is deep inside.
        let mut written = Vec::new();
        let error = serde_json::to_writer(&mut written, &all).unwrap_err();
        assert_eq!(error.to_string(), "a double that is not finite has no JSON in TDLib's form");
        assert!(written.is_empty());
        assert!(serde_json::to_value(&body).is_err());
        // It has bytes all the same.
        let bytes = all.to_bytes().unwrap();
        let object: Box<dyn Object> = tdjson::decode_object(&bytes).unwrap();
        assert_eq!(
            object.try_to_json().unwrap_err().to_string(),
            "a double that is not finite has no JSON in TDLib's form, in letters.all[0].body.n"
        );
        assert_eq!(object.to_json()["all"][0]["body"]["n"], Value::Null);

        let any = Expected::any();
        let value = codec.decode(&any, &bytes, &Options::default()).unwrap();
        let error = codec.try_to_json(&value).unwrap_err();
        assert_eq!(error.path, "letters.all[0].body.n");
        assert_eq!(serde_json::from_str::<Value>(&codec.to_json(&value)).unwrap(), object.to_json());
        let mut text = "before".to_owned();
        let error = codec.decode_to_json(&any, &bytes, &Options::default(), &mut text).unwrap_err();
        assert_eq!((error.kind, error.offset), (DecodeErrorKind::NotFinite, 12));
        assert_eq!(text, "before");
    }
}

#[test]
fn null_has_no_bytes() {
    let item = |n| types::Item { n };
    let notes = types::Notes {
        total: 3,
        notes: vec![Some(item(1)), None],
        first: Some(item(2)),
        rows: vec![vec![Some(item(3))]],
        bodies: vec![Some(enums::Body::Empty)],
    };
    assert_eq!(notes.to_bytes().unwrap_err().to_string(), "null has no bytes, in notes.notes[1]");
    assert_eq!(format!("{:?}", notes.notes), "[Some(Item { n: 1 }), None]");
    assert_eq!(notes.clone(), notes);
    assert_ne!(types::Notes { notes: vec![None, None], ..notes.clone() }, notes);
    let json = serde_json::to_value(&notes).unwrap();
    assert_eq!(serde_json::from_value::<types::Notes>(json.clone()).unwrap(), notes);

    let whole = types::Notes { notes: vec![Some(item(1)), Some(item(4))], ..notes };
    let bytes = whole.to_bytes().unwrap();
    assert_eq!(types::Notes::from_bytes(&bytes).unwrap(), whole);

    let (codec, any) = (codec(), Expected::any());
    let value = codec.from_json(&any, &json.to_string(), &Options::default()).unwrap();
    let error = codec.encode(&any, &value).unwrap_err();
    assert_eq!(error.to_string(), "notes.notes[1]: it is null, and TL has no bytes for that");
    let deep = types::Notes { rows: vec![vec![], vec![None]], ..whole };
    assert_eq!(deep.to_bytes().unwrap_err().path(), "notes.rows[1][0]");
}

#[test]
fn only_objects_are_made_null() {
    let text = include_str!("golden/tdjson/schema.tl");
    let options = tlforge_parser::Options::default();
    let schema = |choice| load(&SourceMap::single("schema.tl", text), &options.clone().dialect(choice)).schema;
    let mut td = schema(DialectChoice::Tdlib);
    for (place, message) in [
        ("letter.item[]", "`letter.item[]` cannot be null: `item` is no vector"),
        ("letter.n", "`letter.n` cannot be null: `n` is neither an object nor a vector of objects"),
        ("lists.i", "`lists.i` cannot be null: `i` is neither an object nor a vector of objects"),
        ("letter.itm", "`letter` has no field `itm`; did you mean `item`?"),
        ("leter.item", "no definition is called `leter`; did you mean `letter`?"),
        ("letter", "`letter` is no field: expected `definition.field`"),
    ] {
        assert_eq!(td.set_nullable(place).unwrap_err(), message);
    }
    assert_eq!(td.set_nullable("letters.all"), Ok(()));
    assert_eq!(td.set_nullable("letters.bodies[]"), Ok(()));
    let message = "`letter.item` cannot be null: only values of dialect `tdlib` can";
    assert_eq!(schema(DialectChoice::Plain).set_nullable("letter.item").unwrap_err(), message);
}

#[test]
fn an_opaque_value_keeps_its_json() {
    let body = json!({ "@type": "bodyText", "text": "a", "newer": [1, { "deep": null }] });
    let letter = json!({ "@type": "letter", "body": body, "item": { "@type": "item", "n": 1 }, "n": 2 });
    let object = opaque::object_from_json(&letter).unwrap();
    assert_eq!(object.to_json(), letter);
    let read: opaque::types::Letter = serde_json::from_value(letter.clone()).unwrap();
    assert_eq!(object.downcast_ref(), Some(&read));
    assert_eq!(serde_json::to_value(&read).unwrap(), letter);
    assert_eq!((read.body.type_name(), read.body.name(), read.body.id()), ("Body", "bodyText", 4));
    assert_eq!(read.body.as_json(), Some(&body));
    assert!(read.body.as_bytes().is_empty());
    assert_eq!(format!("{:?}", read.body), "bodyText (#00000004, JSON)");
    assert_eq!(read.clone(), read);

    // The types that are not opaque read it, and have bytes.
    let text = types::BodyText { text: "a".to_owned() };
    assert_eq!(read.body.json_as::<enums::Body>().unwrap(), text.clone().into());
    assert_eq!(read.body.json_as::<types::BodyText>().unwrap(), text);
    assert!(read.body.json_as::<types::Item>().is_err());
    let error = read.to_bytes().unwrap_err();
    assert_eq!((error.problem(), error.path()), (Unencodable::OnlyJson, "letter.body"));
    assert_eq!(error.to_string(), "an opaque value that was read from JSON has no bytes, in letter.body");
    assert_eq!(read.body.decode_as::<enums::Body>().unwrap_err().problem(), Problem::OnlyJson);
}

#[test]
fn an_opaque_value_keeps_its_bytes() {
    let whole = types::Letter { body: enums::Body::Empty, item: types::Item { n: 1 }, n: 2 };
    let bytes = whole.to_bytes().unwrap();
    let read = opaque::types::Letter::from_bytes(&bytes).unwrap();
    // In JSON they are a string, which is read again.
    let json = serde_json::to_value(&read).unwrap();
    assert_eq!(json["body"], "AwAAAA==");
    let again: opaque::types::Letter = from_json(&json).unwrap();
    assert_eq!(again, read);
    assert_eq!(again.to_bytes().unwrap(), bytes);
    assert_eq!(read.body.json_as::<enums::Body>().unwrap(), enums::Body::Empty);
    assert_eq!(read.body.as_json(), None);
    // What came as JSON is another value, though it says the same.
    let named = json!({ "@type": "letter", "body": { "@type": "bodyEmpty" }, "item": { "n": 1 }, "n": 2 });
    assert_ne!(from_json::<opaque::types::Letter>(&named).unwrap(), read);
}

#[test]
fn what_is_no_opaque_value_is_refused() {
    let letter = |body: Value| json!({ "@type": "letter", "body": body, "item": { "n": 1 } });
    for (body, message) in [
        (json!({ "@type": "item" }), "`item` is no constructor of `Body`, in letter.body"),
        (json!({ "text": "a" }), "expected Body, found an object without `@type`, in letter.body"),
        (json!({ "@type": 4 }), "expected a name in `@type`, found 4, in letter.body"),
        (json!([]), "expected Body, found an array, in letter.body"),
        (json!(1), "expected Body, found a number, in letter.body"),
        (Value::Null, "the field is missing, in letter.body"),
        (json!("!"), "expected Base64, found another string, in letter.body"),
    ] {
        assert_eq!(from_json::<opaque::types::Letter>(&letter(body)).unwrap_err().to_string(), message);
    }
    // A type with one constructor need not be named, and an element may be null where the text says so.
    let basics: Opaque<opaque::enums::Basics> = from_json(&json!({ "i": 7 })).unwrap();
    assert_eq!((basics.name(), basics.id()), ("basics", 1));
    assert_eq!(basics.json_as::<types::Basics>().unwrap().i, 7);
    let notes: opaque::types::Notes = from_json(&json!({ "bodies": [null, { "@type": "bodyEmpty" }] })).unwrap();
    assert_eq!(notes.bodies[1].as_ref().map(Opaque::name), Some("bodyEmpty"));
    assert_eq!(notes.bodies[0], None);
}

#[test]
fn the_dialect_is_that_of_the_schema() {
    // The first of the registry is opaque.
    for json in
        [json!({ "@type": "item", "n": 1 }), json!({ "@type": "basics", "i": 1 }), json!({ "@type": "bodyEmpty" })]
    {
        let object = opaque::object_from_json(&json).unwrap();
        assert_eq!(object.to_json(), json);
        assert_eq!(object.name(), json["@type"]);
    }
    let error = opaque::object_from_json(&json!({ "_": "item" })).unwrap_err();
    assert_eq!(error.to_string(), "expected object, found an object without `@type`");
}
