//! Values of every recursive type, nested as deep as the limit allows, on stacks of the size that is promised: 2 MiB in
//! a debug build, 512 KiB in release.

mod shortest;

use std::{
    collections::{BTreeSet, VecDeque},
    fmt::Debug,
    hash::{DefaultHasher, Hash, Hasher},
    thread,
};

use shortest::{API, Shortest, load};
use tlforge::{
    Decode, Encode, Function, Limits, Problem,
    json::{
        serde::{Serialize, de::DeserializeOwned},
        serde_json::{self, Value},
    },
};
use tlforge_parser::{
    analysis::{Containment, components},
    schema::{ArgType, Basic, DefId, Expr, Schema, TypeExpr, TypeId},
};
use tlforge_telegram::{decode_function, decode_object, enums, function_from_json, functions, object_from_json, types};

const STACK: usize = if cfg!(debug_assertions) { 2 << 20 } else { 512 << 10 };

/// Runs `work` on a stack of the promised size.
fn on_small_stack<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    thread::scope(|scope| {
        let thread = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work).expect("a thread");
        thread.join().expect("a thread that ends well")
    })
}

/// Everything that can be done to a value, through its type.
fn exercise<T>(bytes: &[u8], json: &Value)
where
    T: Decode + Encode + Clone + Debug + PartialEq + DeserializeOwned + Serialize,
{
    let value = T::from_bytes(bytes).expect("what is read as an object is of the type");
    let copy = value.clone();
    assert!(copy == value);
    drop(copy);
    assert!(format!("{value:?}").len() > bytes.len());
    assert_eq!(value.to_bytes().as_deref(), Ok(bytes));
    let written = serde_json::to_value(&value).expect("every value has JSON");
    assert!(written == *json);
    assert!(T::deserialize(json).expect("its JSON") == value);
}

/// The same, and its hash.
fn exercise_with_hash<T>(bytes: &[u8], json: &Value)
where
    T: Decode + Encode + Clone + Debug + Hash + PartialEq + DeserializeOwned + Serialize,
{
    exercise::<T>(bytes, json);
    let hash = || {
        let mut hasher = DefaultHasher::new();
        T::from_bytes(bytes).expect("it has just been read").hash(&mut hasher);
        hasher.finish()
    };
    assert_eq!(hash(), hash());
}

type Exercise = fn(&[u8], &Value);

/// The recursive types of the API.
const TYPES: &[(&str, Exercise)] = &[
    ("InputPeer", exercise_with_hash::<enums::InputPeer>),
    ("InputMedia", exercise::<enums::InputMedia>),
    ("MessageMedia", exercise::<enums::MessageMedia>),
    ("WebPage", exercise::<enums::WebPage>),
    ("RichText", exercise_with_hash::<enums::RichText>),
    ("PageBlock", exercise::<enums::PageBlock>),
    ("SecureRequiredType", exercise_with_hash::<enums::SecureRequiredType>),
    ("JSONObjectValue", exercise::<types::JsonObjectValue>),
    ("JSONValue", exercise::<enums::JsonValue>),
    ("PageListItem", exercise::<enums::PageListItem>),
    ("PageListOrderedItem", exercise::<enums::PageListOrderedItem>),
    ("PollAnswer", exercise::<enums::PollAnswer>),
    ("Poll", exercise::<types::Poll>),
    ("PollResults", exercise::<types::PollResults>),
    ("WebPageAttribute", exercise::<enums::WebPageAttribute>),
    ("MessageExtendedMedia", exercise::<enums::MessageExtendedMedia>),
    ("StoryItem", exercise::<enums::StoryItem>),
];

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

/// A field of a constructor whose value is, or has in vectors, a value of another type.
#[derive(Clone, Copy)]
struct Edge {
    def: DefId,
    field: usize,
    to: TypeId,
}

/// The fields of a type's constructors that hold values of declared types.
fn edges(schema: &Schema, ty: TypeId) -> Vec<Edge> {
    let mut edges = Vec::new();
    for def in &schema.ty(ty).constructors {
        for (field, arg) in schema.def(*def).args.iter().enumerate() {
            let ArgType::Plain(mut held) = arg.ty.clone() else { continue };
            while let TypeExpr::Type { ty, args, .. } = &held {
                match (schema.ty(*ty).basic, args.first()) {
                    (Some(Basic::Vector), Some(Expr::Type(item))) => held = item.clone(),
                    (None, None) => {
                        edges.push(Edge { def: *def, field, to: *ty });
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

/// The bytes of a field's value that holds `inner`.
fn field(schema: &Schema, ty: &TypeExpr, inner: &[u8]) -> Vec<u8> {
    let TypeExpr::Type { ty, bare, args, .. } = ty else { panic!("an edge is a type") };
    match args.first() {
        Some(Expr::Type(item)) if schema.ty(*ty).basic == Some(Basic::Vector) => {
            let id = if *bare { Vec::new() } else { tlforge::VECTOR.to_le_bytes().to_vec() };
            [&*id, &1_u32.to_le_bytes(), &field(schema, item, inner)].concat()
        }
        _ => inner[if *bare { 4 } else { 0 }..].to_vec(),
    }
}

/// `inner` inside a constructor, with nothing else but what must be there.
fn wrap(shortest: &Shortest<'_>, schema: &Schema, edge: Edge, inner: &[u8]) -> Vec<u8> {
    let def = schema.def(edge.def);
    let condition = def.args[edge.field].condition;
    let mut bytes = def.id.to_le_bytes().to_vec();
    for (at, arg) in def.args.iter().enumerate().filter(|(_, arg)| !arg.implicit) {
        let ArgType::Plain(ty) = &arg.ty else { panic!("only `vector` has one") };
        match condition {
            _ if at == edge.field => bytes.extend(field(schema, ty, inner)),
            Some(condition) if arg.var == Some(condition.mask) => bytes.extend((1_u32 << condition.bit).to_le_bytes()),
            _ if arg.condition.is_none() || arg.condition == condition => {
                bytes.extend(shortest.of_arg(arg).expect("every type has a finite value"));
            }
            _ => {}
        }
    }
    bytes
}

/// How many structs of `json` are nested.
fn levels(json: &Value) -> u32 {
    match json {
        Value::Array(items) => items.iter().map(levels).max().unwrap_or(0),
        Value::Object(fields) => 1 + fields.values().map(levels).max().unwrap_or(0),
        _ => 0,
    }
}

#[test]
fn every_recursive_type_at_the_default_depth() {
    let limit = Limits::default().depth;
    let schema = load("api.tl", API);
    let shortest = Shortest::new(&schema);
    let recursive = components(&schema, Containment::Any);
    let edges: Vec<Vec<Edge>> = schema.iter_types().map(|(ty, _)| edges(&schema, ty)).collect();
    let mut names = Vec::new();
    let mut highest = (0, Vec::new());
    for (ty, info) in schema.iter_types().filter(|(ty, _)| recursive.is_recursive(*ty)) {
        let way = cycle(&edges, ty).unwrap_or_else(|| panic!("{} is in a cycle", info.name));
        let inner = shortest.of(ty).expect("every type has a finite value").to_vec();
        // Each time round, the outermost value is of this type again.
        let mut rounds = vec![inner];
        let mut values = rounds.clone();
        while values.len() <= limit as usize {
            for edge in way.iter().rev() {
                let last = values.last().expect("it has the innermost");
                values.push(wrap(&shortest, &schema, *edge, last));
            }
            rounds.extend(values.last().cloned());
        }
        let read = |bytes: &Vec<u8>| on_small_stack(|| decode_object(bytes).map(drop));
        // The innermost value may have a level or more, so the last ones are too deep.
        let good = values.iter().rposition(|value| read(value).is_ok()).expect("one level is not too many");
        assert_eq!(read(&values[good + 1]).map_err(|error| error.problem()), Err(Problem::TooDeep), "{}", info.name);
        let (deepest, value) =
            (&values[good], rounds.iter().rfind(|value| read(value).is_ok()).expect("one round is not too much"));
        on_small_stack(|| {
            let object = decode_object(deepest).expect("it has been read");
            let json = object.to_json();
            assert_eq!(levels(&json), limit, "{}", info.name);
            assert_eq!(object.to_bytes().as_ref(), Ok(deepest));
            let height = brackets(&format!("{object:?}"));
            if height > highest.0 {
                highest = (height, deepest.clone());
            }
            assert_eq!(object_from_json(&json).expect("its JSON").to_bytes().as_ref(), Ok(deepest));

            let known = TYPES.iter().find(|known| known.0 == info.name);
            if let Some((_, exercise)) = known {
                let json = decode_object(value).expect("it has been read").to_json();
                exercise(value, &json);
            }
        });
        names.push(info.name.as_str());
    }
    // Printing on many lines takes a stack by the brackets alone, and time by their cube: the highest value says it all.
    assert!(highest.0 > limit as usize);
    on_small_stack(|| {
        let object = decode_object(&highest.1).expect("it has been read");
        assert!(format!("{object:#?}").lines().count() > highest.0);
    });
    let known: Vec<&str> = TYPES.iter().map(|known| known.0).collect();
    assert_eq!(names, known);
}

/// The calls in calls of the API are as deep as any value.
#[test]
fn calls_in_calls_at_the_default_depth() {
    let limit = Limits::default().depth as usize;
    let wrapper = [<functions::InvokeWithoutUpdates<functions::help::GetConfig> as Function>::ID];
    let call = |levels: usize| {
        let mut bytes: Vec<u8> = wrapper.repeat(levels - 1).iter().flat_map(|id| id.to_le_bytes()).collect();
        bytes.extend(functions::help::GetConfig::ID.to_le_bytes());
        bytes
    };
    on_small_stack(|| {
        let bytes = call(limit);
        let object = decode_function(&bytes).expect("as deep as the limit allows");
        assert_eq!(object.to_bytes().as_ref(), Ok(&bytes));
        assert!(format!("{object:?} {object:#?}").len() > limit);
        assert_eq!(function_from_json(&object.to_json()).expect("its JSON").to_bytes(), Ok(bytes));
        let refused = decode_function(&call(limit + 1)).expect_err("one level more");
        assert_eq!(refused.problem(), Problem::TooDeep);
        let bottomless = decode_function(&call(1_000_000)).expect_err("far too deep");
        assert_eq!(bottomless.problem(), Problem::TooDeep);
    });
}
