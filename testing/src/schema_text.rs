//! What the fuzz targets for schemas do with their input. The ordinary tests replay the corpus through the same code.

use tlforge_parser::{Layout, Options, SourceMap, analysis, format, lints, lints::Lints, load, print, tlo};

/// Takes the input as a text.
pub fn bytes(input: &[u8]) {
    if let Ok(text) = std::str::from_utf8(input) {
        survive(text);
    }
}

/// Takes each byte of the input as a word.
pub fn tokens(input: &[u8]) {
    let mut text = String::new();
    for byte in input {
        text.push_str(WORDS[usize::from(byte & 0x7f) % WORDS.len()]);
        // The high bit glues a word to the next one.
        if byte & 0x80 == 0 {
            text.push(' ');
        }
    }
    survive(&text);
}

/// Words that a schema is made of, and a few that it is not.
pub const WORDS: [&str; 72] = [
    "int",
    "long",
    "string",
    "bytes",
    "true",
    "Bool",
    "vector",
    "Vector",
    "Object",
    "object",
    "foo",
    "bar",
    "Foo",
    "Bar",
    "a.b",
    "a.B",
    "a.b.c",
    "x",
    "y",
    "n",
    "m",
    "t",
    "X",
    "flags",
    "mode",
    "_",
    "#",
    "Type",
    "Final",
    "New",
    "Empty",
    "functions",
    "types",
    ":",
    ";",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "=",
    "?",
    "%",
    "<",
    ">",
    "+",
    ",",
    "*",
    "!",
    ".",
    "0",
    "1",
    "31",
    "32",
    "9223372036854775807",
    "99999999999999999999",
    "---types---",
    "---functions---",
    "---",
    "#12345678",
    "#1",
    "// c\n",
    "//@description A @x B\n",
    "\n",
    "foo x:int = Foo;",
    "bar = Bar;",
    "vector {t:Type} # [ t ] = Vector t;",
    "int ? = Int;",
    "{t:Type}",
    "{n:#}",
    "flags:# x:flags.0?",
];

/// Does everything that can be done with a text. Formatting has to be stable and must not change what is said.
fn survive(text: &str) {
    let sources = SourceMap::single("fuzz.tl", text);
    for options in [Options::default(), Options::strict()] {
        let outcome = load(&sources, &options);
        if outcome.has_errors() {
            continue;
        }
        let schema = &outcome.schema;
        lints::check(&sources, schema, Lints::default());
        analysis::components(schema, analysis::Containment::Any);
        analysis::MinimumSizes::new(schema);
        // A schema without a compiled form is reported, which is all that is asked.
        let _ = tlo::write(schema);
        if !options.strict {
            let listing = |schema| print::schema(schema);
            let printed = listing(schema);
            let formatted = format(text, Layout::default()).expect("a text without errors can be formatted");
            let again = load(&SourceMap::single("fuzz.tl", formatted), &options);
            assert_eq!(listing(&again.schema), printed);
        }
    }
    if let Ok(once) = format(text, Layout::default()) {
        assert_eq!(format(&once, Layout::default()).as_ref(), Ok(&once));
    }
}
