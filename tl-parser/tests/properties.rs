//! What holds for every text: printing a schema and reading it again gives the same schema, formatting is stable, and
//! nothing makes the parser panic.

use std::fmt::Write as _;

use proptest::{collection::vec, prelude::*};
use tlforge_parser::{
    Layout, Options, Outcome, Schema, SourceMap, Span, format, lints,
    lints::Lints,
    load, print,
    schema::{Arg, ArgType},
    tlo,
};
use tlforge_testing::schema_text::WORDS;

/// The type of a field, in terms of what is declared.
#[derive(Clone, Debug)]
enum Ty {
    Basic(usize),
    Boxed(usize),
    Bare(usize),
    Percent(usize),
    Vector(bool, Box<Ty>),
    Pair(Box<Ty>, Box<Ty>),
    Tuple(Box<Ty>, u8),
}

#[derive(Clone, Debug)]
enum Field {
    Plain(Ty),
    Anonymous(Ty),
    Conditional(u8, Ty),
    Number,
    Repeat(Option<u8>, Vec<Ty>),
    Group(Ty),
}

#[derive(Clone, Debug)]
struct Definition {
    id: Option<usize>,
    function: bool,
    namespace: Option<u8>,
    fields: Vec<Field>,
    result: usize,
}

const PROLOGUE: &str = "pair {a:Type} {b:Type} first:a second:b = Pair a b;\n\
    tuple {t:Type} {n:#} items:n*[ t ] = Tuple t n;\n\
    wrap#00ffffff {X:Type} flags:# silent:flags.31?true query:!X = Wrap X;\n\
    single0 x:int = Single0;\nsingle1 x:single0 y:Single0 = Single1;\nsingle2 flags:# = Single2;\n";

const BASIC: [&str; 9] = ["int", "long", "double", "string", "bytes", "int128", "int256", "Bool", "true"];

fn ty() -> impl Strategy<Value = Ty> {
    let leaf = prop_oneof![
        (0..BASIC.len()).prop_map(Ty::Basic),
        (0..4_usize).prop_map(Ty::Boxed),
        (0..3_usize).prop_map(Ty::Bare),
        (0..3_usize).prop_map(Ty::Percent),
    ];
    leaf.prop_recursive(3, 8, 2, |inner| {
        prop_oneof![
            (any::<bool>(), inner.clone()).prop_map(|(boxed, ty)| Ty::Vector(boxed, Box::new(ty))),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| Ty::Pair(Box::new(a), Box::new(b))),
            (inner, 0..20_u8).prop_map(|(ty, count)| Ty::Tuple(Box::new(ty), count)),
        ]
    })
}

fn field() -> impl Strategy<Value = Field> {
    prop_oneof![
        4 => ty().prop_map(Field::Plain),
        1 => ty().prop_map(Field::Anonymous),
        4 => (0..32_u8, ty()).prop_map(|(bit, ty)| Field::Conditional(bit, ty)),
        1 => Just(Field::Number),
        1 => (any::<Option<u8>>(), vec(ty(), 1..3)).prop_map(|(count, body)| Field::Repeat(count, body)),
        1 => ty().prop_map(Field::Group),
    ]
}

fn definition() -> impl Strategy<Value = Definition> {
    (any::<bool>(), any::<bool>(), proptest::option::of(0..3_u8), vec(field(), 0..8), 0..4_usize).prop_map(
        |(has_id, function, namespace, fields, result)| {
            let id = has_id.then_some(0x1000);
            Definition { id, function, namespace, fields, result }
        },
    )
}

fn write_ty(text: &mut String, ty: &Ty) {
    let written = match ty {
        Ty::Basic(at) => write!(text, "{}", BASIC[*at]),
        Ty::Boxed(at) => write!(text, "Type{at}"),
        Ty::Bare(at) => write!(text, "single{at}"),
        Ty::Percent(at) => write!(text, "%Single{at}"),
        Ty::Vector(boxed, ty) => {
            text.push_str(if *boxed { "Vector<" } else { "vector<" });
            write_ty(text, ty);
            write!(text, ">")
        }
        Ty::Pair(a, b) => {
            text.push_str("(Pair ");
            write_ty(text, a);
            text.push(' ');
            write_ty(text, b);
            write!(text, ")")
        }
        Ty::Tuple(ty, count) => {
            text.push_str("(%Tuple ");
            write_ty(text, ty);
            write!(text, " {count})")
        }
    };
    written.expect("a string takes everything");
}

fn write_schema(definitions: &[Definition]) -> String {
    let mut text = PROLOGUE.to_owned();
    // Every type has a constructor without fields, so that all of them have values.
    for at in 0..4 {
        writeln!(text, "empty{at} = Type{at};").expect("a string takes everything");
    }
    for (at, definition) in definitions.iter().enumerate() {
        text.push_str(if definition.function { "---functions---\n" } else { "---types---\n" });
        if let Some(namespace) = definition.namespace {
            write!(text, "ns{namespace}.").expect("a string takes everything");
        }
        write!(text, "def{at}").expect("a string takes everything");
        if let Some(id) = definition.id {
            write!(text, "#{:x}", id + at).expect("a string takes everything");
        }
        text.push_str(" flags:#");
        for (number, field) in definition.fields.iter().enumerate() {
            write_field(&mut text, number, field);
        }
        writeln!(text, " = Type{};", definition.result).expect("a string takes everything");
    }
    text
}

fn write_field(text: &mut String, number: usize, field: &Field) {
    let written = match field {
        Field::Plain(_) => write!(text, " f{number}:"),
        Field::Anonymous(_) => write!(text, " "),
        Field::Conditional(bit, _) => write!(text, " f{number}:flags.{bit}?"),
        Field::Number => write!(text, " f{number}:#"),
        Field::Repeat(Some(count), _) => write!(text, " f{number}:{count}*[ "),
        Field::Repeat(None, _) => write!(text, " [ "),
        Field::Group(_) => write!(text, " (f{number} g{number}:"),
    };
    written.expect("a string takes everything");
    match field {
        Field::Plain(ty) | Field::Anonymous(ty) | Field::Conditional(_, ty) => write_ty(text, ty),
        Field::Number => {}
        Field::Repeat(_, body) => {
            for ty in body {
                write_ty(text, ty);
                text.push(' ');
            }
            text.push(']');
        }
        Field::Group(ty) => {
            write_ty(text, ty);
            text.push(')');
        }
    }
}

fn read(text: &str) -> Outcome {
    load(&SourceMap::single("test.tl", text), &Options::default())
}

fn forget_spans(mut schema: Schema) -> Schema {
    fn forget(args: &mut [Arg]) {
        for arg in args {
            arg.span = Span::default();
            if let ArgType::Repeat(repeat) = &mut arg.ty {
                forget(&mut repeat.body);
            }
        }
    }
    for def in &mut schema.definitions {
        def.span = Span::default();
        def.name_span = Span::default();
        // Printing writes all ids.
        def.id_written = true;
        forget(&mut def.args);
    }
    for ty in &mut schema.types {
        ty.span = None;
    }
    schema
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn printing_and_reading_again_is_the_identity(definitions in vec(definition(), 0..12)) {
        let text = write_schema(&definitions);
        let first = read(&text);
        prop_assert!(!first.has_errors(), "{text}\n{:#?}", first.diagnostics);
        let printed = print::schema(&first.schema);
        let second = read(&printed);
        prop_assert!(!second.has_errors(), "{printed}\n{:#?}", second.diagnostics);
        prop_assert_eq!(print::schema(&second.schema), printed);
        prop_assert_eq!(forget_spans(second.schema), forget_spans(first.schema));
    }

    #[test]
    fn formatting_is_stable_and_changes_nothing(definitions in vec(definition(), 0..12)) {
        let text = write_schema(&definitions);
        let once = format(&text, Layout::default()).expect("the schema has no errors");
        prop_assert_eq!(&format(&once, Layout::default()).expect("the schema has no errors"), &once);
        prop_assert_eq!(forget_spans(read(&once).schema), forget_spans(read(&text).schema));
    }

    #[test]
    fn no_sequence_of_words_makes_the_parser_panic(words in vec((0..WORDS.len(), any::<bool>()), 0..60)) {
        let mut text = String::new();
        for (word, space) in words {
            text.push_str(WORDS[word]);
            if space {
                text.push(' ');
            }
        }
        survive(&text);
    }

    #[test]
    fn no_text_makes_the_parser_panic(text in ".{0,200}") {
        survive(&text);
    }
}

/// Runs everything over `text`, which may be anything.
fn survive(text: &str) {
    let sources = SourceMap::single("test.tl", text);
    for options in [Options::default(), Options::strict()] {
        let outcome = load(&sources, &options);
        if !outcome.has_errors() {
            lints::check(&sources, &outcome.schema, Lints::default());
            // Not every schema has a compiled form; that is a diagnostic.
            let _ = tlo::write(&outcome.schema);
        }
    }
    if let Ok(once) = format(text, Layout::default()) {
        assert_eq!(format(&once, Layout::default()).as_ref(), Ok(&once), "{text:?}");
    }
}
