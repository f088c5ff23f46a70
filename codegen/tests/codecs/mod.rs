//! Rows of bytes and JSON, through generated code and the dynamic codec, which share no line.
//!
//! Each line is bytes and the JSON that they are, and holds in both directions. `json BYTES JSON`: JSON that is accepted
//! beside the form that is written. `json! JSON  MESSAGE`, `bytes! BYTES  MESSAGE`: what is refused, and a part of what both
//! codecs say (of bytes, the dynamic one).

use serde_json::Value;
use tlforge::{DecodeError, Object};
use tlforge_dynamic::{Codec, Expected, Options};
use tlforge_parser::{DialectChoice, SourceMap, load};

type Decoder = fn(&[u8]) -> Result<Box<dyn Object>, DecodeError>;

/// The doors of a generated module tree.
pub(crate) struct Generated {
    pub(crate) decode_object: Decoder,
    pub(crate) decode_function: Decoder,
    pub(crate) object_from_json: fn(&Value) -> Result<Box<dyn Object>, tlforge::json::JsonError>,
    pub(crate) function_from_json: fn(&Value) -> Result<Box<dyn Object>, tlforge::json::JsonError>,
}

/// The doors of the module tree `$tree`.
macro_rules! generated {
    ($tree:ident) => {
        codecs::Generated {
            decode_object: |bytes| $tree::decode_object(bytes),
            decode_function: |bytes| $tree::decode_function(bytes),
            object_from_json: |json| $tree::object_from_json(json),
            function_from_json: |json| $tree::function_from_json(json),
        }
    };
}
pub(crate) use generated;

pub(crate) fn bytes(hex: &str) -> Vec<u8> {
    tlforge_dynamic::from_hex(&hex.replace(' ', "")).expect("hexadecimal digits")
}

/// The dynamic codec of a schema.
pub(crate) fn codec(text: &str, dialect: DialectChoice) -> Codec {
    let options = tlforge_parser::Options::default().dialect(dialect);
    let outcome = load(&SourceMap::single("schema.tl", text), &options);
    assert!(!outcome.has_errors(), "{:#?}", outcome.diagnostics);
    Codec::new(&outcome.schema)
}

impl Generated {
    fn read(&self, bytes: &[u8]) -> Result<(Vec<u8>, Value), String> {
        let object = (self.decode_object)(bytes).or_else(|_| (self.decode_function)(bytes));
        object.map(|object| whole(&*object)).map_err(|error| error.to_string())
    }

    fn make(&self, text: &str) -> Result<(Vec<u8>, Value), String> {
        let json = serde_json::from_str(text).expect("it is JSON");
        let object = (self.object_from_json)(&json).or_else(|error| {
            let other = (self.function_from_json)(&json);
            other.map_err(|other| if other.to_string().contains("no function") { error } else { other })
        });
        let object = object.map_err(|error| error.to_string())?;
        object.to_bytes().map_err(|error| error.to_string())?;
        Ok(whole(&*object))
    }
}

/// A value as bytes and as JSON.
fn whole(object: &(dyn Object + 'static)) -> (Vec<u8>, Value) {
    (object.to_bytes().expect("it has bytes"), object.to_json())
}

/// Checks the rows of `cases`; how many there are.
pub(crate) fn check(cases: &str, codec: &Codec, generated: &Generated) -> usize {
    let any = Expected::any();
    let mut rows = 0;
    for line in cases.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        rows += 1;
        if let Some(rest) = line.strip_prefix("json! ") {
            let (json, message) = rest.rsplit_once("  ").expect("JSON and a message");
            let message = message.trim();
            let error = generated.make(json.trim()).expect_err(line);
            assert!(error.contains(message), "{line}: {error}");
            let made = codec.from_json(&any, json.trim(), &Options::default()).map_err(|error| error.to_string());
            let made = made.and_then(|value| codec.encode(&any, &value).map_err(|error| error.to_string()));
            let error = made.expect_err(line);
            assert!(error.contains(message), "{line}: {error}");
            continue;
        }
        if let Some(rest) = line.strip_prefix("bytes! ") {
            let (hex, message) = rest.rsplit_once("  ").expect("bytes and a message");
            let error = codec.decode(&any, &bytes(hex), &Options::default()).expect_err(line).to_string();
            assert!(error.contains(message.trim()), "{line}: {error}");
            assert!((generated.decode_object)(&bytes(hex)).is_err(), "{line}");
            continue;
        }
        let (line, is_written) = line.strip_prefix("json ").map_or((line, true), |rest| (rest, false));
        let (hex, json) = line.split_at(line.find('{').expect("bytes and JSON"));
        let bytes = bytes(hex);
        let parsed: Value = serde_json::from_str(json).expect(line);
        let value = codec.from_json(&any, json, &Options::default()).expect(line);
        assert_eq!(codec.encode(&any, &value).expect(line), bytes, "{line}");
        assert_eq!(generated.make(json).expect(line).0, bytes, "{line}");
        let strict = codec.decode(&any, &bytes, &Options::strict()).expect(line);
        assert_eq!(codec.encode(&any, &strict).expect(line), bytes, "{line}");
        let (again, written) = generated.read(&bytes).expect(line);
        assert_eq!(again, bytes, "{line}");
        let mut text = String::new();
        codec.decode_to_json(&any, &bytes, &Options::default(), &mut text).expect(line);
        assert_eq!(serde_json::from_str::<Value>(&text).expect(line), written, "{line}");
        assert_eq!(codec.to_json(&strict), text, "{line}");
        if is_written {
            assert_eq!(written, parsed, "{line}");
            assert_eq!(value, strict, "{line}");
        }
    }
    rows
}
