//! Random values of every definition of other schemas, through code generated from them and through the dynamic codec:
//! the same value to both, in parts no value to either, and damaged the same value or none.

use driver::Driver;
use tlforge_checks::sources;
use tlforge_codegen::Config;
use tlforge_dynamic::{Codec, DecodeErrorKind, Expected, Options, push_hex};
use tlforge_parser::{DialectChoice, SourceMap, load, schema::DefKind};

mod driver;

/// Reads rows, one a line: the kind, the bytes, and what they are to the dynamic codec, or `null`.
const DRIVER: &str = r#"
use std::io::BufRead;
use api::{decode_function, decode_object, function_from_json, object_from_json};
use serde_json::Value;

fn main() {
    let mut rows = 0;
    for line in std::io::stdin().lock().lines() {
        let row: Value = serde_json::from_str(&line.unwrap()).unwrap();
        rows += 1;
        if let Err(problem) = check(&row) {
            println!("{problem}: {row}");
        }
    }
    println!("{rows} rows");
}

fn check(row: &Value) -> Result<(), String> {
    if row[0] == "json" {
        let made = object_from_json(&row[1]).map_err(|error| error.to_string()).map(|object| object.to_bytes());
        return match (made, row[2].as_str()) {
            (Err(_) | Ok(Err(_)), None) => Ok(()),
            (Ok(Ok(bytes)), Some(hex)) if bytes == unhex(hex) => Ok(()),
            (made, _) => Err(format!("made {made:?}")),
        };
    }
    let bytes = unhex(row[1].as_str().unwrap());
    let decoded = if row[0] == "function" { decode_function(&bytes) } else { decode_object(&bytes) };
    match (decoded, row[2].is_null()) {
        (Err(_), true) => Ok(()),
        (Err(error), false) if error.problem() == tlforge::Problem::TooMuchMemory => Ok(()),
        (Err(error), false) => Err(format!("refused, {error}")),
        (Ok(object), true) => Err(format!("read as {}", object.to_json())),
        (Ok(object), false) if object.to_json() != row[2] => Err(format!("read as {}", object.to_json())),
        (Ok(object), false) if object.to_bytes() != Ok(unhex(row[3].as_str().unwrap())) => Err("other bytes".into()),
        (Ok(_), false) => {
            // The JSON does not say which NaN it is.
            let json = row[2].to_string();
            let made = if row[0] == "function" { function_from_json(&row[2]) } else { object_from_json(&row[2]) };
            let same = made.is_ok_and(|object| object.to_bytes() == Ok(unhex(row[3].as_str().unwrap())));
            if same || json.contains("\"NaN\"") { Ok(()) } else { Err("other bytes from JSON".into()) }
        }
    }
}

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len() / 2).map(|at| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).unwrap()).collect()
}
"#;

/// What `bytes` are to the dynamic codec, as a row; none where the code generated from the schema may differ.
fn row(codec: &Codec, kind: DefKind, bytes: &[u8]) -> Option<String> {
    let (name, expected) = match kind {
        DefKind::Constructor => ("constructor", Expected::constructor()),
        DefKind::Function => ("function", Expected::function()),
    };
    let mut hex = String::new();
    push_hex(bytes, &mut hex);
    match codec.decode(&expected, bytes, &Options::default()) {
        Ok(value) => {
            let json = codec.to_json(&value);
            // Where nothing says of what, it is a vector to the dynamic codec alone, and only as long as it is empty.
            if json.starts_with("{\"_\":\"vector\"") {
                return None;
            }
            let mut encoded = String::new();
            push_hex(&codec.encode(&expected, &value).expect("what has been read can be written"), &mut encoded);
            Some(format!("[\"{name}\",\"{hex}\",{json},\"{encoded}\"]"))
        }
        // Each counts the memory of its own values.
        Err(error) if error.kind == DecodeErrorKind::Limit => None,
        Err(_) => Some(format!("[\"{name}\",\"{hex}\",null]")),
    }
}

/// The same for objects in JSON that a constructor may have been meant by.
fn json_row(codec: &Codec, json: &str) -> String {
    let expected = Expected::constructor();
    let value = codec.from_json(&expected, json, &Options::default());
    match value.map(|value| codec.encode(&expected, &value)) {
        Ok(Ok(bytes)) => {
            let mut hex = String::new();
            push_hex(&bytes, &mut hex);
            format!("[\"json\",{json},\"{hex}\"]")
        }
        _ => format!("[\"json\",{json},null]"),
    }
}

#[track_caller]
fn check(name: &str, texts: &[&str], definitions: usize) {
    compare(name, &sources(texts), definitions, &[]);
}

#[track_caller]
fn compare(name: &str, sources: &SourceMap, definitions: usize, jsons: &[&str]) {
    let outcome = load(sources, &tlforge_parser::Options::default());
    let codec = Codec::new(&outcome.schema);
    let (mut rows, mut sampled) = (jsons.iter().map(|json| json_row(&codec, json)).collect::<Vec<_>>(), 0);
    for (kind, name) in codec.definitions() {
        let expected = codec.definition(kind, name).expect("it is listed");
        for seed in 0..3 {
            // What has arguments needs them to be a value.
            let Some(value) = codec.sample(&expected, seed, 30) else { continue };
            let mut bytes = codec.encode(&expected, &value).expect("a random value has bytes");
            sampled += usize::from(seed == 0);
            rows.extend(row(&codec, kind, &bytes));
            if seed == 0 && bytes.len() < 400 {
                rows.extend((0..bytes.len()).filter_map(|len| row(&codec, kind, &bytes[..len])));
            }
            for step in 0..8 {
                let bit = (rows.len() * 97 + step * 7919) % (bytes.len() * 8);
                bytes[bit / 8] ^= 1 << (bit % 8);
                rows.extend(row(&codec, kind, &bytes));
                bytes[bit / 8] ^= 1 << (bit % 8);
            }
        }
    }
    assert_eq!(sampled, definitions, "definitions of {name} that have values");
    let name = format!("agreement-{name}");
    let schemas = [("api", sources, Config::default(), DialectChoice::Auto)];
    let driver = Driver { name: &name, program: DRIVER, modules: &[], schemas: &schemas };
    let said = driver.run(&rows);
    let head: Vec<&str> = said.lines().take(10).collect();
    assert_eq!(head, [format!("{} rows", rows.len())]);
}

#[test]
fn values_of_tdlib() {
    check("td-api", &["schemas/td_api.tl"], 3179);
}

#[test]
fn values_of_ton() {
    check("ton", &["schemas/ton_api.tl", "schemas/lite_api.tl"], 750);
}

#[test]
fn values_of_tonlib() {
    check("tonlib", &["schemas/tonlib_api.tl"], 233);
}

#[test]
fn values_of_layer_190() {
    check("layer190", &["vectors/layer190.api.tl", "vectors/layer190.mtproto.tl"], 2084);
}

#[test]
fn values_of_rare_layouts() {
    check("rare", &["vectors/rare.tl"], 67);
}

/// Fields without names, `true` beside other fields on its bit, and what repetitions repeat: in JSON each has one form.
#[test]
fn values_of_odd_fields() {
    const SCHEMA: &str = "int ? = Int;\nstring ? = String;
pair#00000001 int int = Pair;
under#00000002 _:int y:int = Under;
shadow#00000003 flags:# a:flags.0?true b:flags.0?int c:flags.1?true d:flags.1?true = Shadow;
points#00000004 n:# points:n*[ x:int y:string ] = Points;
masks#00000005 2*[ flags:# a:flags.0?int b:flags.1?true c:flags.1?string ] = Masks;
tables#00000006 rows:# cells:rows*[ columns:# cells:columns*[ x:int at:Points ] _:int ] = Tables;
";
    let mut sources = SourceMap::default();
    sources.add("odd.tl", SCHEMA);
    let jsons = [
        r#"{"_":"pair","_0":1,"_1":2}"#,
        r#"{"_":"pair","":1}"#,
        r#"{"_":"under","_0":1,"y":2}"#,
        r#"{"_":"shadow"}"#,
        r#"{"_":"shadow","a":true,"b":1}"#,
        r#"{"_":"shadow","b":1}"#,
        r#"{"_":"shadow","a":true}"#,
        r#"{"_":"shadow","a":false}"#,
        r#"{"_":"shadow","a":false,"b":1}"#,
        r#"{"_":"shadow","a":1,"b":1}"#,
        r#"{"_":"shadow","c":true}"#,
        r#"{"_":"shadow","d":true}"#,
        r#"{"_":"shadow","c":true,"d":true}"#,
        r#"{"_":"points","n":1,"points":[{"x":1,"y":"a"}]}"#,
        r#"{"_":"points","n":2,"points":[{"x":1,"y":"a"}]}"#,
        r#"{"_":"points","n":1,"points":[{"_":"points","x":1,"y":"a"}]}"#,
        r#"{"_":"points","n":1,"points":[{"x":1}]}"#,
        r#"{"_":"points","n":1,"points":[[1,"a"]]}"#,
        r#"{"_":"masks","_0":[{"a":1},{"b":true,"c":"c"}]}"#,
        r#"{"_":"tables","rows":1,"cells":[{"columns":0,"cells":[],"_2":5}]}"#,
    ];
    compare("odd", &sources, 11, &jsons);
}

/// Basic types with their ids: of these, generated code has no items, but they are objects as any other.
#[test]
fn values_of_basic_types() {
    const SCHEMA: &str = "int ? = Int;\nlong ? = Long;\ndouble ? = Double;\nstring ? = String;\nobject ? = Object;
bytes = Bytes;\nint32 = Int32;\nint53 = Int53;\nint64 = Int64;\nsecureString = SecureString;\nsecureBytes = SecureBytes;
int128 4*[ int ] = Int128;\nint256 8*[ int ] = Int256;\nint512 16*[ int ] = Int512;
true = True;\nboolFalse = Bool;\nboolTrue = Bool;\nvector {t:Type} # [ t ] = Vector t;
holder#00000001 held:Object all:Vector<Object> = Holder;
";
    let mut sources = SourceMap::default();
    sources.add("basic.tl", SCHEMA);
    let jsons = [
        r#"{"_":"holder","held":{"_":"double","_0":0.5},"all":[{"_":"long","_0":"1"},{"_":"string","_0":"x"}]}"#,
        r#"{"_":"holder","held":{"_":"int53","_0":1},"all":[{"_":"boolTrue"},{"_":"true"},{"_":"bytes","_0":"00"}]}"#,
        r#"{"_":"holder","held":{"_":"int"},"all":[]}"#,
        r#"{"_":"holder","held":{"_":"int","_0":"1"},"all":[]}"#,
        r#"{"_":"holder","held":{"_":"object"},"all":[]}"#,
        r#"{"_":"holder","held":{"_":"vector","_0":[]},"all":[]}"#,
        r#"{"_":"holder","held":true,"all":[]}"#,
    ];
    compare("basic", &sources, 18, &jsons);
}

/// The constructors of `Bool` and `True` are known without being declared.
#[test]
fn values_of_undeclared_types() {
    let mut sources = SourceMap::default();
    sources.add("undeclared.tl", "holder#00000001 held:Object = Holder;\n");
    let jsons = [
        r#"{"_":"holder","held":{"_":"boolFalse"}}"#,
        r#"{"_":"holder","held":{"_":"true"}}"#,
        r#"{"_":"holder","held":{"_":"int","_0":1}}"#,
    ];
    compare("undeclared", &sources, 4, &jsons);
}
