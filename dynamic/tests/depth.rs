//! Nested values on stacks of the size that is promised: 2 MiB in a debug build, 512 KiB in release.

mod common;

use std::{
    collections::{BTreeSet, VecDeque},
    thread,
};

use common::{bundled_sources, bytes};
use tlforge_dynamic::{Codec, DecodeErrorKind, Expected, Options, Value};
use tlforge_parser::{
    load, print,
    schema::{Arg, ArgType, Basic, DefId, DefKind, Expr, Schema, TypeExpr, TypeId},
};

const STACK: usize = if cfg!(debug_assertions) { 2 << 20 } else { 512 << 10 };

/// Runs `work` on a stack of the promised size.
fn on_small_stack<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    thread::scope(|scope| {
        let thread = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work).expect("a thread");
        thread.join().expect("a thread that ends well")
    })
}

/// Everything that can be done to `value`, which is nested `depth` levels deep.
fn exercise(codec: &Codec, expected: &Expected, value: &Value, depth: usize) {
    let encoded = codec.encode(expected, value).unwrap_or_else(|error| panic!("{error}"));
    let mut exact = Options::default();
    exact.depth = depth;
    let decoded = codec.decode(expected, &encoded, &exact).unwrap_or_else(|error| panic!("{error}"));
    assert!(decoded.clone() == *value);
    assert!(brackets(&format!("{decoded:?}")) > depth);
    let json = codec.to_json(&decoded);
    assert!(codec.from_json(expected, &json, &exact).expect("its JSON") == decoded);
    assert_eq!(codec.pretty(expected, &encoded, &exact).error, None);
    exact.depth = depth - 1;
    assert_eq!(codec.decode(expected, &encoded, &exact).expect_err("one level less").kind, DecodeErrorKind::Limit);
    assert!(codec.from_json(expected, &json, &exact).expect_err("one level less").to_string().contains("too deep"));
    codec.pretty(expected, &encoded, &exact).error.expect("one level less");
}

/// How many brackets are open where a printed value is deepest.
fn brackets(printed: &str) -> usize {
    let (mut open, mut most) = (0_usize, 0);
    for c in printed.chars() {
        match c {
            '(' | '[' | '{' => open += 1,
            ')' | ']' | '}' => open -= 1,
            _ => {}
        }
        most = most.max(open);
    }
    most
}

/// A field of a constructor that holds a value of another type, in so many vectors.
#[derive(Clone, Copy)]
struct Edge {
    def: DefId,
    field: usize,
    vectors: usize,
    to: TypeId,
}

fn edges(schema: &Schema, ty: TypeId) -> Vec<Edge> {
    let mut edges = Vec::new();
    for def in &schema.ty(ty).constructors {
        for (field, arg) in schema.def(*def).args.iter().enumerate() {
            let ArgType::Plain(mut held) = arg.ty.clone() else { continue };
            let mut vectors = 0;
            while let TypeExpr::Type { ty, args, .. } = &held {
                match (schema.ty(*ty).basic, args.first()) {
                    (Some(Basic::Vector), Some(Expr::Type(item))) => {
                        vectors += 1;
                        held = item.clone();
                    }
                    (None, None) => {
                        edges.push(Edge { def: *def, field, vectors, to: *ty });
                        break;
                    }
                    _ => break,
                }
            }
        }
    }
    edges
}

/// The shortest way from `ty` to itself.
fn cycle(edges: &[Vec<Edge>], ty: TypeId) -> Option<Vec<Edge>> {
    let mut seen = BTreeSet::new();
    let mut queue = VecDeque::from([(ty, Vec::new())]);
    while let Some((at, way)) = queue.pop_front() {
        for edge in &edges[at.0 as usize] {
            if edge.to == ty {
                return Some([&*way, &[*edge]].concat());
            }
            if seen.insert(edge.to) {
                queue.push_back((edge.to, [&*way, &[*edge]].concat()));
            }
        }
    }
    None
}

/// `inner` inside a constructor, with nothing else but what must be there.
fn wrap(codec: &Codec, schema: &Schema, edge: Edge, inner: Value) -> Value {
    let def = schema.def(edge.def);
    let bit = def.args[edge.field].condition;
    let mut inner = Some((0..edge.vectors).fold(inner, |value, _| Value::Vector(vec![value])));
    let smallest = |arg: &Arg| match &arg.ty {
        ArgType::Plain(ty) => {
            let expected = codec.type_named(&print::type_expr(schema, edge.def, ty)).expect("a type of the schema");
            codec.sample(&expected, 0, 0).expect("a value")
        }
        ArgType::Repeat(_) => panic!("no field of the schema is one"),
    };
    let mut fields = Vec::new();
    for (at, arg) in def.args.iter().enumerate().filter(|(_, arg)| arg.var.is_none()) {
        let name = arg.name.as_deref().expect("every field has a name");
        if at == edge.field {
            fields.push((name, inner.take().expect("there is one such field")));
        } else if arg.condition.is_none() || arg.condition == bit {
            fields.push((name, smallest(arg)));
        }
    }
    codec.object(def.kind, &def.name, fields).expect("a definition of the schema")
}

/// How many levels a value has.
fn depth(codec: &Codec, value: &Value) -> usize {
    match value {
        Value::Vector(items) => items.iter().map(|item| depth(codec, item)).max().unwrap_or(0),
        Value::Object(object) => 1 + codec.fields(object).map(|(_, value)| depth(codec, value)).max().unwrap_or(0),
        _ => 0,
    }
}

#[test]
fn every_recursive_type_at_the_default_depth() {
    let schema = load(&bundled_sources(), &tlforge_parser::Options::default()).schema;
    let codec = Codec::new(&schema);
    let limit = Options::default().depth;
    let edges: Vec<Vec<Edge>> = schema.iter_types().map(|(ty, _)| edges(&schema, ty)).collect();
    let mut recursive = 0;
    let mut highest = (0, Value::True);
    for (ty, info) in schema.iter_types() {
        let Some(way) = cycle(&edges, ty) else { continue };
        recursive += 1;
        let expected = codec.type_named(&info.name).expect("a type of the schema");
        let mut value = codec.sample(&expected, 0, 0).expect("a value");
        loop {
            let larger = way.iter().rev().fold(value.clone(), |inner, edge| wrap(&codec, &schema, *edge, inner));
            if depth(&codec, &larger) > limit {
                on_small_stack(|| {
                    let error = codec.encode(&expected, &larger).expect_err(&info.name);
                    assert!(error.message.contains("too deep"), "{error}");
                });
                break;
            }
            value = larger;
        }
        let levels = depth(&codec, &value);
        assert!(levels > limit - 10, "{}: {levels}", info.name);
        on_small_stack(|| {
            exercise(&codec, &expected, &value, levels);
            let height = brackets(&format!("{value:?}"));
            if height > highest.0 {
                highest = (height, value);
            }
        });
    }
    // Printing on many lines takes a stack by the brackets alone, and time by their cube: the highest value says it all.
    on_small_stack(|| {
        assert!(format!("{:#?}", highest.1).lines().count() > highest.0);
        drop(highest);
    });
    assert!(recursive > 15, "{recursive}");
}

/// What a stranger sends: far deeper than any limit.
#[test]
fn bottomless_data_is_refused() {
    let schema = load(&bundled_sources(), &tlforge_parser::Options::default()).schema;
    let codec = Codec::new(&schema);
    let id = |kind, name: &str| {
        let def = schema.definitions.iter().find(|def| def.kind == kind && def.name == name).expect("a definition");
        def.id.to_le_bytes()
    };
    let cover = id(DefKind::Constructor, "pageBlockCover").repeat(100_000);
    let mut wrapper = id(DefKind::Function, "invokeWithLayer").to_vec();
    wrapper.extend(bytes("e6000000"));
    let answer = bytes("016d5cf3 0100000000000000").repeat(100_000);
    on_small_stack(|| {
        for data in [cover, wrapper.repeat(100_000), answer] {
            for expected in [Expected::any(), Expected::constructor(), Expected::function()] {
                codec.decode(&expected, &data, &Options::default()).expect_err("no value");
                codec.pretty(&expected, &data, &Options::default()).error.expect("no value");
            }
        }
        let open = r#"{"_":"invokeWithLayer","layer":1,"query":"#;
        for json in [open.repeat(100_000), "[".repeat(1_000_000), "{\"\":".repeat(1_000_000)] {
            let error = codec.from_json(&Expected::any(), &json, &Options::default()).expect_err("no value");
            assert!(error.message.contains("too deep"), "{error}");
        }
    });
}

/// The calls in calls of the API are as deep as any value.
#[test]
fn calls_in_calls_at_the_default_depth() {
    let schema = load(&bundled_sources(), &tlforge_parser::Options::default()).schema;
    let codec = Codec::new(&schema);
    let limit = Options::default().depth;
    let mut call = codec.object(DefKind::Function, "help.getConfig", []).expect("a function");
    for _ in 1..limit {
        let fields = [("layer", Value::Int(230)), ("query", call)];
        call = codec.object(DefKind::Function, "invokeWithLayer", fields).expect("a function");
    }
    on_small_stack(|| exercise(&codec, &Expected::any(), &call, limit));
}
