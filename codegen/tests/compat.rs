//! What `compat` says of random edits of random schemas is what the generated text does: signatures of structs and variants
//! as `syn` reads them, and the sizes and ids of the model.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use proptest::prelude::*;
use proptest::test_runner::{Config as Runs, TestRunner};
use tlforge_codegen::model::{Item, ItemId, Model, Role};
use tlforge_codegen::{Config, Input, Module, compat, generate};
use tlforge_parser::diff::report;
use tlforge_parser::{DialectChoice, Options, Schema, SourceMap, load};

/// The types that schemas declare: three without parameters, one with bits, one with a type.
const TYPES: [&str; 5] = ["First", "ns.Second", "Third", "Bits", "Wrap"];

/// What a field may hold wherever it stands.
const BASIC: [&str; 14] = [
    "int",
    "long",
    "double",
    "string",
    "bytes",
    "Bool",
    "int256",
    "#",
    "int53",
    "Vector<int>",
    "vector<long>",
    "2*[ int ]",
    "2*[ a:int b:long ]",
    "2*[ a:int c:string ]",
];

/// What a field may hold where that needs no value of its own type.
const COMPOUND: [&str; 11] = [
    "First",
    "ns.Second",
    "Third",
    "Vector<First>",
    "Vector<Third>",
    "(Bits 1)",
    "(Bits 3)",
    "(Bits 6)",
    "(Wrap First)",
    "(Wrap int)",
    "Vector<Wrap Third>",
];

#[derive(Clone, Debug)]
struct Field {
    name: u8,
    ty: u8,
    /// Behind which bit.
    bit: Option<u8>,
    is_true: bool,
    may_be_null: bool,
}

#[derive(Clone, Debug)]
struct Decl {
    name: u8,
    is_function: bool,
    ty: u8,
    /// Added to the id.
    id: u32,
    fields: Vec<Field>,
}

#[derive(Clone, Debug)]
enum Edit {
    AddField(u8, u8, Field),
    RemoveField(u8, u8),
    RenameField(u8, u8, u8),
    RetypeField(u8, u8, u8),
    MoveBit(u8, u8, Option<u8>),
    SwapFields(u8, u8),
    AddDecl(Decl),
    RemoveDecl(u8),
    ChangeResult(u8, u8),
    ChangeId(u8),
    ChangeNull(u8, u8),
}

fn field() -> impl Strategy<Value = Field> {
    let bit = prop_oneof![2 => Just(None), 3 => (0..3_u8).prop_map(Some)];
    (0..8_u8, 0..25_u8, bit, prop::bool::weighted(0.3), prop::bool::weighted(0.3))
        .prop_map(|(name, ty, bit, is_true, may_be_null)| Field { name, ty, bit, is_true, may_be_null })
}

fn decl() -> impl Strategy<Value = Decl> {
    (0..12_u8, prop::bool::weighted(0.2), 0..5_u8, prop::collection::vec(field(), 0..5))
        .prop_map(|(name, is_function, ty, fields)| Decl { name, is_function, ty, id: 0, fields })
}

fn edit() -> impl Strategy<Value = Edit> {
    let at = || (any::<u8>(), any::<u8>());
    prop_oneof![
        4 => (at(), field()).prop_map(|((a, b), field)| Edit::AddField(a, b, field)),
        2 => at().prop_map(|(a, b)| Edit::RemoveField(a, b)),
        2 => (at(), 0..8_u8).prop_map(|((a, b), name)| Edit::RenameField(a, b, name)),
        3 => (at(), 0..25_u8).prop_map(|((a, b), ty)| Edit::RetypeField(a, b, ty)),
        2 => (at(), prop::option::of(0..3_u8)).prop_map(|((a, b), bit)| Edit::MoveBit(a, b, bit)),
        2 => at().prop_map(|(a, b)| Edit::SwapFields(a, b)),
        2 => decl().prop_map(Edit::AddDecl),
        1 => any::<u8>().prop_map(Edit::RemoveDecl),
        1 => at().prop_map(|(a, b)| Edit::ChangeResult(a, b)),
        1 => any::<u8>().prop_map(Edit::ChangeId),
        1 => at().prop_map(|(a, b)| Edit::ChangeNull(a, b)),
    ]
}

fn apply(decls: &mut Vec<Decl>, edit: &Edit) {
    let count = decls.len();
    let at = |at: u8| usize::from(at) % count.max(1);
    let field = |decls: &mut Vec<Decl>, a: u8, b: u8, change: &dyn Fn(&mut Field)| {
        if let Some(decl) = decls.get_mut(at(a))
            && !decl.fields.is_empty()
        {
            let at = usize::from(b) % decl.fields.len();
            change(&mut decl.fields[at]);
        }
    };
    match edit {
        Edit::AddField(a, b, field) => {
            if let Some(decl) = decls.get_mut(at(*a)) {
                decl.fields.insert(usize::from(*b) % (decl.fields.len() + 1), field.clone());
            }
        }
        Edit::RemoveField(a, b) => {
            if let Some(decl) = decls.get_mut(at(*a)).filter(|decl| !decl.fields.is_empty()) {
                decl.fields.remove(usize::from(*b) % decl.fields.len());
            }
        }
        Edit::RenameField(a, b, name) => field(decls, *a, *b, &|field| field.name = *name),
        Edit::RetypeField(a, b, ty) => field(decls, *a, *b, &|field| field.ty = *ty),
        Edit::MoveBit(a, b, bit) => field(decls, *a, *b, &|field| field.bit = *bit),
        Edit::ChangeNull(a, b) => field(decls, *a, *b, &|field| field.may_be_null ^= true),
        Edit::SwapFields(a, b) => {
            if let Some(decl) = decls.get_mut(at(*a)).filter(|decl| decl.fields.len() > 1) {
                let at = usize::from(*b) % (decl.fields.len() - 1);
                decl.fields.swap(at, at + 1);
            }
        }
        Edit::AddDecl(decl) => decls.push(decl.clone()),
        Edit::RemoveDecl(a) if count > 0 => {
            decls.remove(at(*a));
        }
        Edit::ChangeResult(a, ty) => {
            if let Some(decl) = decls.get_mut(at(*a)) {
                decl.ty = ty % 5;
            }
        }
        Edit::ChangeId(a) => {
            if let Some(decl) = decls.get_mut(at(*a)) {
                decl.id += 0x1000;
            }
        }
        Edit::RemoveDecl(_) => {}
    }
}

/// The schema as text. What would make it unsound is written otherwise, so that all that is drawn can be compared.
fn text(decls: &[Decl]) -> String {
    // One constructor of each type is always there, and has no fields that need values of other types.
    let mut types = String::from("base0#1 = First;\nbase1#2 a:int = ns.Second;\nbase2#3 x:(Bits 5) = Third;\n");
    let mut functions = String::new();
    let mut seen = BTreeSet::new();
    for decl in decls {
        if !seen.insert((decl.is_function, decl.name)) {
            continue;
        }
        let mut fields = String::new();
        let mut names = BTreeSet::new();
        let is_bits = decl.ty == 3 && !decl.is_function;
        let is_wrap = decl.ty == 4 && !decl.is_function;
        let word = if is_bits { "f" } else { "flags" };
        let mut docs = "//@description A thing".to_owned();
        for field in decl.fields.iter().filter(|field| names.insert(field.name)) {
            let compound = usize::from(field.ty).checked_sub(BASIC.len()).and_then(|at| COMPOUND.get(at));
            let bit = field.bit.filter(|_| !is_wrap);
            let name = format!("p{}", field.name);
            let ty = match (compound, bit) {
                (_, Some(_)) if field.is_true => "true",
                // A repetition cannot be behind a bit.
                (None, Some(_)) => BASIC[usize::from(field.ty) % 11],
                (None, None) => BASIC[usize::from(field.ty) % BASIC.len()],
                // What has parameters may be applied to whatever holds it.
                (Some(_), _) if is_bits => "long",
                (Some(_), _) if is_wrap => "t",
                // An optional field, or one of what comes before: no type contains itself without end.
                (Some(compound), Some(_)) => compound,
                (Some(compound), None) if decl.is_function || compound.starts_with("Vector") => compound,
                (Some(_), None) if decl.ty == 0 => "int",
                (Some(_), None) if decl.ty == 1 => "First",
                (Some(_), None) => "ns.Second",
            };
            if field.may_be_null && matches!(ty, "First" | "ns.Second" | "Third") {
                let _ = write!(docs, " @{name} It; may be null");
            }
            let condition = bit.map_or_else(String::new, |bit| format!("{word}.{bit}?"));
            let _ = write!(fields, " {name}:{condition}{ty}");
        }
        let has_bits = fields.contains("flags.");
        let head = match (is_bits, is_wrap, has_bits) {
            (true, ..) => " {f:#}",
            (_, true, _) => " {t:Type}",
            (.., true) => " flags:#",
            _ => "",
        };
        let result = match (is_bits, is_wrap, decl.is_function) {
            (true, ..) => "Bits f",
            (_, true, _) => "Wrap t",
            (.., true) => ["First", "ns.Second", "Third", "Vector<First>", "Wrap First"][usize::from(decl.ty)],
            _ => TYPES[usize::from(decl.ty)],
        };
        let (kind, to, id) = if decl.is_function { ("f", &mut functions, 0x200) } else { ("c", &mut types, 0x100) };
        let id = decl.id + id + u32::from(decl.name);
        let line = format!("{kind}{}#{id:x}{head}{fields} = {result};", decl.name);
        let _ = writeln!(to, "{docs}\n{line}");
    }
    // `Bits` and `Wrap` always have a constructor.
    format!(
        "{types}bits#4 {{f:#}} z:f.2?int = Bits f;\nwrap#5 {{t:Type}} value:t = Wrap t;\n---functions---\n{functions}"
    )
}

/// What programs can use of the generated code.
#[derive(Debug, Default, PartialEq)]
struct Surface {
    structs: BTreeMap<String, Struct>,
    /// The variants of enums with what they carry.
    enums: BTreeMap<String, BTreeMap<String, String>>,
    eq: BTreeSet<String>,
    /// Responses and methods, and what stands for types.
    uses: BTreeMap<String, String>,
    /// The least number of bytes, and the id, of the items by what they are called in the schema.
    sizes: BTreeMap<String, u32>,
    ids: BTreeMap<String, u32>,
}

#[derive(Debug, Default, PartialEq)]
struct Struct {
    is_unit: bool,
    fields: BTreeMap<String, String>,
    new: Option<Vec<(String, String)>>,
    is_default: bool,
}

fn surface(schema: &Schema) -> Option<Surface> {
    let input = Input { modules: vec![Module { path: "", schema, sha256: String::new() }], errors: None };
    let mut config = Config::default();
    config.format = false;
    let output = generate(&input, &config);
    if output.diagnostics.iter().any(tlforge_parser::Diagnostic::is_error) {
        return None;
    }
    let mut surface = Surface::default();
    for file in &output.files {
        let module = file.path.trim_end_matches(".rs").trim_end_matches("/mod").replace('/', "::");
        for item in syn::parse_file(&file.text).expect("it is Rust").items {
            add(&mut surface, &module, &item);
        }
    }
    let (model, _) = Model::new(&input, &config);
    for (_, item) in model.items() {
        match item {
            Item::Struct(item) => {
                let path = model.path(item.item);
                if item.eq {
                    surface.eq.insert(path.clone());
                }
                for method in item.entries.iter().filter(|entry| matches!(entry.role, Role::Shadow(..))) {
                    surface.uses.insert(format!("{path}.{}()", method.ident), String::new());
                }
                if let Some(response) = item.function.as_ref().and_then(|function| function.response.as_ref()) {
                    surface.uses.insert(format!("{path} returns"), model.type_of(response));
                }
                let name = &model.names[item.item.0];
                if name.origin.ty.is_some_and(|ty| schema.ty(ty).constructors.len() == 1) {
                    stands_for(&mut surface, schema, &model, item.item);
                }
                let key = format!("{} {} {:?}", item.tl, name.origin.args, name.origin.body);
                surface.sizes.insert(key.clone(), item.min);
                surface.ids.insert(key, item.id);
            }
            Item::Enum(item) => {
                if item.eq {
                    surface.eq.insert(model.path(item.item));
                }
                stands_for(&mut surface, schema, &model, item.item);
                surface.ids.extend(item.variants.iter().map(|variant| (variant.tl.clone(), variant.id)));
            }
            _ => {}
        }
    }
    Some(surface)
}

/// Notes what programs use where a value of a type is wanted.
fn stands_for(surface: &mut Surface, schema: &Schema, model: &Model, item: ItemId) {
    let origin = &model.names[item.0].origin;
    if let (Some(ty), "", []) = (origin.ty, origin.args.as_str(), origin.body.as_slice()) {
        surface.uses.insert(format!("type {}", schema.ty(ty).name), model.path(item));
    }
}

fn add(surface: &mut Surface, module: &str, item: &syn::Item) {
    let text = |tokens: &dyn quote::ToTokens| tokens.to_token_stream().to_string();
    match item {
        syn::Item::Struct(item) => {
            let found = surface.structs.entry(format!("{module}::{}", item.ident)).or_default();
            found.is_unit = matches!(item.fields, syn::Fields::Unit);
            let named =
                item.fields.iter().filter_map(|field| Some((field.ident.as_ref()?.to_string(), text(&field.ty))));
            found.fields = named.collect();
        }
        syn::Item::Enum(item) => {
            let variants = item.variants.iter().map(|it| (it.ident.to_string(), text(&it.fields)));
            surface.enums.insert(format!("{module}::{}", item.ident), variants.collect());
        }
        syn::Item::Impl(item) => {
            let syn::Type::Path(ty) = &*item.self_ty else { return };
            let Some(name) = ty.path.get_ident() else { return };
            let found = surface.structs.entry(format!("{module}::{name}")).or_default();
            found.is_default |= item.trait_.is_some();
            for function in &item.items {
                let syn::ImplItem::Fn(function) = function else { continue };
                if item.trait_.is_none() && function.sig.ident == "new" {
                    let inputs = function.sig.inputs.iter().filter_map(|input| match input {
                        syn::FnArg::Typed(input) => Some((text(&input.pat), text(&input.ty))),
                        syn::FnArg::Receiver(_) => None,
                    });
                    found.new = Some(inputs.collect());
                }
            }
        }
        _ => {}
    }
}

/// Why a program that uses the one does not compile with the other.
fn breaks(old: &Surface, new: &Surface) -> Option<String> {
    for (path, before) in &old.structs {
        let Some(after) = new.structs.get(path) else { return Some(format!("{path} is gone")) };
        if before.is_unit != after.is_unit {
            return Some(format!("{path} became a unit struct, or no longer is one"));
        }
        for (name, ty) in &before.fields {
            if after.fields.get(name) != Some(ty) {
                return Some(format!("{path}.{name} is not {ty}"));
            }
        }
        if before.new.is_none() && before.fields.len() != after.fields.len() {
            return Some(format!("{path} has more fields"));
        }
        if before.new.is_some() && before.new != after.new || before.is_default && !after.is_default {
            return Some(format!("{path}::new is another"));
        }
    }
    for (path, before) in &old.enums {
        if new.enums.get(path) != Some(before) {
            return Some(format!("{path} has other variants"));
        }
    }
    if let Some(path) = old.eq.difference(&new.eq).next() {
        return Some(format!("{path} is not Eq"));
    }
    let other = old.uses.iter().find(|(name, ty)| new.uses.get(*name) != Some(*ty));
    other.map(|(name, ty)| format!("{name} {ty}"))
}

/// Whether bytes of the one are certainly no bytes of the other.
fn breaks_bytes(old: &Surface, new: &Surface) -> Option<String> {
    let grown = old.sizes.iter().find(|(name, size)| new.sizes.get(*name).is_some_and(|now| now > *size));
    let other = old.ids.iter().find(|(name, id)| new.ids.get(*name).is_some_and(|now| now != *id));
    grown.or(other).map(|(name, _)| name.clone())
}

#[test]
fn the_verdict_is_what_generated_code_does() {
    let compared = Cell::new([0_u32; 4]);
    let dialects = [DialectChoice::Telegram, DialectChoice::Plain, DialectChoice::Tdlib];
    let schemas = (
        prop::collection::vec(decl(), 1..9),
        prop::collection::vec(edit(), 1..4),
        (0..dialects.len()).prop_map(move |at| dialects[at]),
    );
    let mut runner = TestRunner::new(Runs { cases: 300, failure_persistence: None, ..Runs::default() });
    let run = runner.run(&schemas, |(decls, edits, dialect)| {
        let mut edited = decls.clone();
        for edit in &edits {
            apply(&mut edited, edit);
        }
        let texts = (text(&decls), text(&edited));
        let read = |text: &str| {
            let outcome = load(&SourceMap::single("schema.tl", text), &Options::default().dialect(dialect));
            prop_assert!(!outcome.has_errors(), "{text}\n{:?}", outcome.diagnostics);
            Ok(outcome.schema)
        };
        let (old, new) = (read(&texts.0)?, read(&texts.1)?);
        let (Some(before), Some(after)) = (surface(&old), surface(&new)) else { return Ok(()) };
        let input = |schema| Input { modules: vec![Module { path: "", schema, sha256: String::new() }], errors: None };
        let diff = compat::compare(&input(&old), &input(&new), &Config::default());
        let said = diff.effect();
        let found = (breaks(&before, &after), breaks_bytes(&before, &after));
        let shown = || format!("{}\n{}\n{}\n{found:?}", texts.0, texts.1, report::text(&diff, false));
        prop_assert_eq!(said.source, found.0.is_some(), "{}", shown());
        prop_assert!(said.wire || found.1.is_none(), "{}", shown());
        let mut counts = compared.get();
        counts[0] += 1;
        counts[1] += u32::from(said.source);
        counts[2] += u32::from(said.wire);
        counts[3] += u32::from(!said.is_breaking() && !diff.is_empty());
        compared.set(counts);
        Ok(())
    });
    if let Err(error) = run {
        panic!("{error}");
    }
    let [all, source, wire, compatible] = compared.get();
    assert!(all > 250 && source > 80 && wire > 80 && compatible > 5, "{all} {source} {wire} {compatible}");
}
