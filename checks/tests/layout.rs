//! The tables of generated code against the Rust types themselves: the compiler says where each field is and what type it
//! has. In the crates, size and alignment alone are proven, since that much is cheap for every user to compile.

use std::{fmt::Write as _, fs, path::Path};

use driver::Driver;
use tlforge_checks::sources;
use tlforge_codegen::{Config, Input, Kind, Module, generate};
use tlforge_dynamic::{Codec, push_hex};
use tlforge_parser::{DialectChoice, Options, SourceMap, load};

mod driver;

/// Compares the tables with what `described.rs`, which follows from the generated code, has from the compiler.
const PROGRAM: &str = r#"
mod described;

use std::{any::type_name, collections::{BTreeMap, BTreeSet}, io::BufRead, ptr};
use tlforge::{Any, Described, SecretBytes, SecretString, table::{Kind, Payload, Role}};

/// A Rust type and the kinds that stand for it in a table.
pub trait Holds {
    fn is(kind: &Kind) -> bool;
    /// The same for a `Vec` of them.
    fn is_vec(kind: &Kind) -> bool {
        matches!(kind, Kind::Vector(it) if Self::is(&it.item))
    }
}

macro_rules! holds {
    ($($ty:ty: $kind:pat),*) => {$(
        impl Holds for $ty {
            fn is(kind: &Kind) -> bool {
                matches!(kind, $kind)
            }
        }
    )*};
}
holds!(i32: Kind::Int, u32: Kind::Nat, i64: Kind::Long | Kind::Int53, f64: Kind::Double, bool: Kind::Bool,
    String: Kind::String, SecretString: Kind::SecretString, SecretBytes: Kind::SecretBytes, [u8; 16]: Kind::Int128,
    [u8; 32]: Kind::Int256, [u8; 64]: Kind::Int512, (): Kind::UnitTrue | Kind::BoxedTrue, Any: Kind::Any(_));

impl Holds for u8 {
    fn is(_: &Kind) -> bool {
        false
    }

    fn is_vec(kind: &Kind) -> bool {
        matches!(kind, Kind::Bytes)
    }
}

impl<T: Holds> Holds for Vec<T> {
    fn is(kind: &Kind) -> bool {
        T::is_vec(kind)
    }
}

impl<T: Holds> Holds for Box<T> {
    fn is(kind: &Kind) -> bool {
        matches!(kind, Kind::Heap(it) if T::is(it))
    }
}

/// Whether `kind` is that of `T`, boxed or bare.
pub fn is<T: Described>(kind: &Kind) -> bool {
    match (kind, &T::KIND) {
        (Kind::Bare(a) | Kind::Boxed(a), Kind::Boxed(b)) => ptr::eq(*a, *b),
        (Kind::Union(a), Kind::Union(b)) => ptr::eq(*a, *b),
        _ => false,
    }
}

/// A field: at `offset`, of the type that `of` borrows.
pub struct Field<S> {
    pub offset: usize,
    pub fits: fn(&Role, &Kind) -> bool,
    pub of: std::marker::PhantomData<S>,
}

/// A field of a type that is there, or whose bit is.
pub fn field<S, T: Slot>(offset: usize, _: fn(&S) -> &T) -> Field<S> {
    Field { offset, fits: T::fits, of: std::marker::PhantomData }
}

/// The type of a field.
pub trait Slot {
    fn fits(role: &Role, kind: &Kind) -> bool;
}

impl<T: Holds> Slot for T {
    fn fits(role: &Role, kind: &Kind) -> bool {
        match role {
            Role::Required | Role::Word => T::is(kind),
            Role::Flag(_) => type_name::<T>() == "bool",
            _ => false,
        }
    }
}

impl<T: Holds> Slot for Option<T> {
    fn fits(role: &Role, kind: &Kind) -> bool {
        matches!(role, Role::Optional(..) | Role::Nullable(_)) && T::is(kind)
    }
}

/// Says what differs between the table of `S` and its fields.
pub fn structure<S: Described>(fields: &[Field<S>]) {
    let Kind::Boxed(table) = S::KIND else { return println!("{} is no struct", type_name::<S>()) };
    let entries: Vec<_> =
        table.entries.iter().filter(|entry| !matches!(entry.role, Role::Mask | Role::Shadow(_))).collect();
    if entries.len() != fields.len() {
        println!("{} has {} fields", type_name::<S>(), fields.len());
    }
    for (at, (entry, field)) in entries.iter().zip(fields).enumerate() {
        if entry.offset() != field.offset || !(field.fits)(&entry.role, &entry.kind) {
            println!("field {at} of {}", type_name::<S>());
        }
    }
}

/// Says if the variant `at` of the value `whole`, which carries `part`, is another in the table.
pub fn inline<E: Described, T: Described>(whole: &E, at: usize, part: &T) -> usize {
    let place = ptr::from_ref(part).addr() - ptr::from_ref(whole).addr();
    variant::<E>(at, Some(place), |payload| matches!(payload, Payload::Inline(it) if is::<T>(&Kind::Boxed(it))))
}

/// The same for what it carries in a `Box`.
pub fn heaped<E: Described, T: Described>(whole: &E, at: usize, part: &Box<T>) -> usize {
    let place = ptr::from_ref(part).addr() - ptr::from_ref(whole).addr();
    variant::<E>(at, Some(place), |payload| matches!(payload, Payload::Heaped(it) if is::<T>(&Kind::Boxed(it))))
}

/// The same where it carries nothing.
pub fn unit<E: Described>(_: &E, at: usize) -> usize {
    variant::<E>(at, None, |payload| matches!(payload, Payload::Unit(_)))
}

fn variant<E: Described>(at: usize, place: Option<usize>, fits: impl Fn(&Payload) -> bool) -> usize {
    let Kind::Union(table) = E::KIND else { panic!("{} is no enum", type_name::<E>()) };
    if place.is_some_and(|place| place != table.payload) || !fits(&table.variants[at].payload) {
        println!("variant {at} of {}", type_name::<E>());
    }
    at
}

fn main() {
    described::structs();
    let values = std::io::stdin().lock().lines().map(|line| unhex(&line.unwrap()));
    let values: BTreeMap<u32, Vec<u8>> =
        values.map(|bytes| (u32::from_le_bytes(*bytes.first_chunk().unwrap()), bytes)).collect();
    let mut variants = 0;
    for (kind, variant) in described::ENUMS {
        let Kind::Union(table) = kind else { panic!("an enum that is none") };
        let seen: BTreeSet<usize> =
            table.variants.iter().filter_map(|variant| values.get(&variant.id)).map(|bytes| variant(bytes)).collect();
        if seen.len() != table.variants.len() {
            println!("{} of the {} variants of {}", seen.len(), table.variants.len(), table.name);
        }
        variants += seen.len();
    }
    println!("{} structs, {} enums, {variants} variants", described::STRUCTS, described::ENUMS.len());
}

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len() / 2).map(|at| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).unwrap()).collect()
}
"#;

/// What the compiler knows of the items of generated code, written as Rust.
#[derive(Default)]
struct Described {
    impls: String,
    structs: String,
    enums: String,
    counts: (usize, usize),
}

impl Described {
    /// A file or module of the code, which is at `path`.
    fn module(&mut self, path: &str, items: &[syn::Item]) {
        for item in items {
            match item {
                syn::Item::Struct(item) if item.generics.params.is_empty() => {
                    self.structure(&format!("{path}::{}", item.ident), &item.fields);
                }
                syn::Item::Enum(item) => self.union(&format!("{path}::{}", item.ident), item),
                syn::Item::Mod(module) => {
                    if let Some((_, items)) = &module.content {
                        self.module(&format!("{path}::{}", module.ident), items);
                    }
                }
                _ => {}
            }
        }
    }

    fn structure(&mut self, path: &str, fields: &syn::Fields) {
        self.is_described(path);
        let names = fields.iter().filter_map(|field| field.ident.as_ref());
        let fields = names.map(|name| format!("field(std::mem::offset_of!({path}, {name}), |it| &it.{name}), "));
        writeln!(self.structs, "structure::<{path}>(&[{}]);", fields.collect::<String>()).expect("a string grows");
        self.counts.0 += 1;
    }

    fn union(&mut self, path: &str, item: &syn::ItemEnum) {
        self.is_described(path);
        let arms = item.variants.iter().enumerate().map(|(at, variant)| match variant.fields.iter().next() {
            None => format!("it @ {path}::{} => unit(&it, {at}), ", variant.ident),
            Some(part) => {
                let how = if is_box(&part.ty) { "heaped" } else { "inline" };
                format!("ref it @ {path}::{}(ref part) => {how}(it, {at}, part), ", variant.ident)
            }
        });
        let arms: String = arms.collect();
        let read = format!("|bytes| match {path}::from_bytes(bytes).unwrap() {{ {arms}}}");
        writeln!(self.enums, "(<{path} as Described>::KIND, {read}),").expect("a string grows");
        self.counts.1 += item.variants.len();
    }

    fn is_described(&mut self, path: &str) {
        writeln!(self.impls, "impl Holds for {path} {{ fn is(kind: &Kind) -> bool {{ is::<Self>(kind) }} }}")
            .expect("a string grows");
    }

    fn text(&self) -> String {
        format!(
            "use crate::{{Holds, field, heaped, inline, is, structure, unit}};\nuse tlforge::{{Decode, Described, table::Kind}};\n{}\n\
             pub const STRUCTS: usize = {};\npub fn structs() {{\n{}}}\n\
             pub const ENUMS: &[(Kind, fn(&[u8]) -> usize)] = &[\n{}];\n",
            self.impls, self.counts.0, self.structs, self.enums
        )
    }
}

fn is_box(ty: &syn::Type) -> bool {
    matches!(ty, syn::Type::Path(ty) if ty.path.segments.last().is_some_and(|last| last.ident == "Box"))
}

#[track_caller]
fn check(name: &str, sources: &SourceMap, dialect: DialectChoice) {
    let outcome = load(sources, &Options::default().dialect(dialect));
    let module = Module { path: "", schema: &outcome.schema, sha256: String::new() };
    let mut config = Config::default();
    config.kind = Kind::Crate;
    let output = generate(&Input { modules: vec![module], errors: None }, &config);
    let mut described = Described::default();
    for file in &output.files {
        let path = file.path.trim_end_matches(".rs");
        let parts: Vec<&str> = path.split('/').filter(|part| *part != "mod").collect();
        if let ["types" | "enums" | "functions", ..] = parts.as_slice() {
            let code = syn::parse_file(&file.text).expect("the generated code is Rust");
            described.module(&format!("api::{}", parts.join("::")), &code.items);
        }
    }
    let codec = Codec::new(&outcome.schema);
    let mut rows = Vec::new();
    for (kind, name) in codec.definitions() {
        let expected = codec.definition(kind, name).expect("it is listed");
        if let Some(value) = codec.sample(&expected, 1, 20) {
            let mut hex = String::new();
            push_hex(&codec.encode(&expected, &value).expect("a random value has bytes"), &mut hex);
            rows.push(hex);
        }
    }
    let name = format!("layout-{name}");
    let text = described.text();
    let schemas = [("api", sources, Config::default(), dialect)];
    let driver = Driver { name: &name, program: PROGRAM, modules: &[("described", &text)], schemas: &schemas };
    let (structs, variants) = described.counts;
    let enums = described.enums.lines().count();
    assert_eq!(driver.run(&rows), format!("{structs} structs, {enums} enums, {variants} variants\n"));
    assert!(structs > 30, "{structs}");
}

#[test]
fn tables_of_layer_230() {
    let mut sources = SourceMap::default();
    for name in ["api.tl", "mtproto.tl"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schema/telegram").join(name);
        sources.add(name, fs::read_to_string(path).expect("the bundled schema is text"));
    }
    check("layer230", &sources, DialectChoice::Telegram);
}

#[test]
fn tables_of_tonlib() {
    check("tonlib", &sources(&["schemas/tonlib_api.tl"]), DialectChoice::Plain);
}

#[test]
fn tables_of_rare_layouts() {
    check("rare", &sources(&["vectors/rare.tl"]), DialectChoice::Auto);
}
