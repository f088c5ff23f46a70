//! Decisions: names whatever the order, boxes, sizes on the wire, shared bits.

use std::collections::BTreeSet;

use tlforge_parser::{Options, SourceMap, load};

use super::*;
use crate::Module as Part;
use crate::model::{Enum, Kind, NewFunction, Payload, Place, Role, Struct};

const GOLDEN: &str = include_str!("../../tests/golden/schema.tl");

/// The items of a sound schema.
fn lowered(text: &str) -> Model {
    lowered_with(text, &Config::default())
}

fn lowered_with(text: &str, config: &Config) -> Model {
    let sources = SourceMap::single("schema.tl", text);
    let outcome = load(&sources, &Options::default());
    assert!(!outcome.has_errors(), "{:?}", outcome.diagnostics);
    let modules = vec![Part { path: "", schema: &outcome.schema, sha256: String::new() }];
    let (tree, diagnostics) = lower(&Input { modules, errors: None }, config);
    assert_eq!(diagnostics, []);
    tree
}

/// The path of every item by its name in the schema and its id, and the variants of enums.
fn names(text: &str) -> BTreeSet<String> {
    names_with(text, &Config::default())
}

fn names_with(text: &str, config: &Config) -> BTreeSet<String> {
    let tree = lowered_with(text, config);
    let path = |item: ItemId| match &tree.names[item.0].place {
        Place::Module(module) => format!("{}::{}", module.join("::"), tree.names[item.0].ty),
        Place::Extern(path) => path.clone(),
    };
    let mut names = BTreeSet::new();
    for item in tree.modules.values().flat_map(|module| &module.items) {
        match item {
            Item::Struct(item) => {
                let fields: Vec<&str> = item.entries.iter().map(|entry| entry.ident.as_str()).collect();
                names.insert(format!("{} {:08x} is {} {fields:?}", item.tl, item.id, path(item.item)));
            }
            Item::Enum(item) => names.extend(
                item.variants.iter().map(|variant| format!("{} is {}::{}", variant.tl, path(item.item), variant.ident)),
            ),
            Item::Opaque(item) => {
                names.insert(format!("{} is {}", item.tl, path(item.item)));
            }
            Item::Handlers(item) => {
                names.extend(item.handlers.iter().map(|handler| format!("{:08x} is {}", handler.id, handler.ident)));
            }
            Item::Errors(_) | Item::Router => {}
        }
    }
    names
}

fn find_struct<'t>(tree: &'t Model, tl: &str) -> &'t Struct {
    let mut items = tree.modules.values().flat_map(|module| &module.items);
    items.find_map(|item| if let Item::Struct(item) = item { (item.tl == tl).then_some(item) } else { None }).unwrap()
}

fn find_enum<'t>(tree: &'t Model, tl: &str) -> &'t Enum {
    let mut items = tree.modules.values().flat_map(|module| &module.items);
    items.find_map(|item| if let Item::Enum(item) = item { (item.tl == tl).then_some(item) } else { None }).unwrap()
}

fn payload_of<'t>(tree: &'t Model, ty: &str, variant: &str) -> &'t Payload {
    &find_enum(tree, ty).variants.iter().find(|it| it.ident == variant).unwrap().payload
}

/// The declarations of the golden schema in another order, sections kept.
fn reversed() -> String {
    let (types, functions) = GOLDEN.split_once("---functions---").unwrap();
    let turn = |section: &str| {
        let lines = section.lines().filter(|line| line.ends_with(';'));
        lines.rev().map(|line| format!("{line}\n")).collect::<Vec<_>>().concat()
    };
    format!("{}---functions---\n{}", turn(types), turn(functions))
}

#[test]
fn names_do_not_depend_on_the_order() {
    assert_eq!(names(GOLDEN), names(&reversed()));
}

#[test]
fn another_definition_renames_nothing() {
    let before = names(GOLDEN);
    let more = "foo_Bar#90000001 c:int = Foo_Bar; pOINT#90000002 a:int = P_O_I_N_T; point2#90000003 = Sky;\n";
    let after = names(&GOLDEN.replace("---functions---", &format!("{more}---functions---")));
    let renamed: Vec<_> = before.difference(&after).collect();
    assert_eq!(renamed, [""; 0], "{after:?}");
    assert!(after.len() > before.len());
}

#[test]
fn what_is_left_out_renames_nothing() {
    let text = "foo_bar#1 a:int = Foo_Bar; fooBar#2 a:int = FooBar; a_sky#3 a:int = A_Sky; aSkyEmpty#4 = A_Sky;
         aSky#5 a:int = ASky; aSkyNight#6 = ASky; b_sky#7 a:int = B_Sky; bSky#8 = BSky; bSkyNight#9 = BSky;
         a_B.a#a a:int = a_B.A; pair#b {X:Type} a:X = Pair X; pairInt#c a:int = PairInt; holds#d a:(Pair int) = Holds;
         ---functions---
         get_user#10 = Foo_Bar; getUser#11 = FooBar; see_sky#12 = A_Sky; seeSky#13 = ASky; seeB#14 = B_Sky; a_B.see#15 = a_B.A;
         aB.see#16 = BSky; hold#17 = Holds; holdOther#18 = PairInt;";
    let all = Config { server: true, ..Config::default() };
    let whole = names_with(text, &all);
    for pattern in ["get_user", "see_sky", "seeB", "a_B.see", "hold", "foo_bar", "getUser", "A_Sky"] {
        for names in [
            names_with(text, &Config { include: vec![pattern.to_owned()], ..all.clone() }),
            names_with(text, &Config { exclude: vec![pattern.to_owned()], ..all.clone() }),
        ] {
            let renamed: Vec<_> = names.difference(&whole).collect();
            assert_eq!(renamed, [""; 0], "{pattern}: {whole:#?}");
        }
    }
    // An opaque type has the name of an enum, and the structs of its constructors leave their names free.
    let opaque = names_with(text, &Config { opaque: vec!["ASky".to_owned(), "FooBar".to_owned()], ..all });
    let renamed: Vec<_> = opaque.difference(&whole).map(String::as_str).collect();
    assert_eq!(renamed, ["ASky is enums::ASky", "FooBar is enums::FooBar"]);
}

#[test]
fn payloads_are_boxed_when_they_may_grow_or_are_large_or_contain_themselves() {
    let tree = lowered(
        "flat a:long b:string c:Bool = Flat;
         a = E;
         eSmall x:int = E;
         eLarge x:string y:string z:long v:int = E;
         eFits x:string y:string z:long = E;
         eFlags flags:# x:flags.0?int = E;
         eHoldsFlags x:HasFlags = E;
         eHoldsFlat x:Flat = E;
         eVec x:Vector<E> = E;
         eSelf x:E = E;
         eTwin x:F = E;
         hasFlags flags:# = HasFlags;
         fTwin x:E = F;
         fOther x:long = F;",
    );
    let is_inline = |ty: &str, variant: &str| matches!(payload_of(&tree, ty, variant), Payload::Inline(_));
    let is_heaped = |ty: &str, variant: &str| matches!(payload_of(&tree, ty, variant), Payload::Heaped(_));
    assert_eq!(*payload_of(&tree, "E", "A"), Payload::Unit);
    for variant in ["Small", "Fits", "HoldsFlat", "Vec"] {
        assert!(is_inline("E", variant), "{variant}");
    }
    for variant in ["Large", "Flags", "HoldsFlags", "ESelf", "Twin"] {
        assert!(is_heaped("E", variant), "{variant}");
    }
    assert!(is_heaped("F", "Twin") && is_inline("F", "Other"));
}

#[test]
fn an_optional_field_moves_no_box() {
    let schema = |more: &str| {
        format!(
            "a = E; eB b:B = E; eC flags:# x:flags.0?int = E;
             b c:C = B; c flags:# x:flags.0?int {more}= C; d e:E = D; dE = D;"
        )
    };
    let boxes = |text: &str| {
        let tree = lowered(text);
        let kinds = find_enum(&tree, "E").variants.iter().map(|v| matches!(v.payload, Payload::Heaped(_)));
        let kinds: Vec<bool> = kinds.collect();
        let field = find_struct(&tree, "b").entries[0].role.clone();
        (kinds, matches!(field, Role::Required(Kind::Boxed(_))))
    };
    let before = boxes(&schema(""));
    for more in ["y:flags.1?int256 ", "y:flags.1?E ", "y:flags.1?D ", "y:flags.1?B "] {
        assert_eq!(before, boxes(&schema(more)), "{more}");
    }
}

#[test]
fn fields_are_boxed_only_in_cycles_of_structs() {
    let tree = lowered(
        "a flags:# b:flags.0?B e:flags.1?E = A; b flags:# a:flags.0?A c:C = B; c flags:# x:flags.0?int = C; eA a:A = E; e = E;",
    );
    let kind = |tl: &str, field: &str| {
        let entries = &find_struct(&tree, tl).entries;
        entries.iter().find(|entry| entry.tl == field).and_then(|entry| entry.role.kind().cloned()).unwrap()
    };
    assert!(matches!(kind("a", "b"), Kind::Heap(_)) && matches!(kind("b", "a"), Kind::Heap(_)));
    assert!(matches!(kind("a", "e"), Kind::Union(_)) && matches!(kind("b", "c"), Kind::Boxed(_)));
}

#[test]
fn the_least_sizes_are_those_of_the_wire() {
    let tree = lowered(GOLDEN);
    let min = |tl: &str| find_struct(&tree, tl).min;
    let expected =
        [("spellings", 24), ("nothing", 0), ("truths", 4), ("places", 64), ("flags", 4), ("unit", 4), ("triple", 24)];
    for (tl, bytes) in expected {
        assert_eq!(min(tl), bytes, "{tl}");
    }
    assert_eq!(find_enum(&tree, "Colour").min, 4);
    assert_eq!(find_enum(&lowered("a x:long = E; b x:int = E;"), "E").min, 8);
    assert_eq!(min("wrap"), 8);
}

#[test]
fn only_what_holds_a_double_is_not_eq() {
    let tree = lowered("a x:double = A; b x:Vector<C> = B; c y:A = C; d x:int = D; e z:C = E; f = E;");
    let eq: Vec<bool> = ["a", "b", "c", "d", "e"].iter().map(|tl| find_struct(&tree, tl).eq).collect();
    assert_eq!(eq, [false, false, false, true, false]);
    assert!(!find_enum(&tree, "E").eq);
}

#[test]
fn new_is_for_structs_that_may_get_more_optional_fields() {
    let tree = lowered(GOLDEN);
    let new = |tl: &str| find_struct(&tree, tl).constructor;
    assert_eq!(new("point"), NewFunction::None);
    assert_eq!(new("unit"), NewFunction::None);
    assert_eq!(new("twoWords"), NewFunction::New);
    assert_eq!(new("allOptional"), NewFunction::NewAndDefault);
}

/// The handlers in a module, each with its function's id.
fn handlers(tree: &Model, module: &[&str]) -> Vec<(String, u32)> {
    let module: Vec<String> = module.iter().map(|&segment| segment.to_owned()).collect();
    let handlers = tree.modules[&module].items.iter().filter_map(|item| match item {
        Item::Handlers(handlers) => Some(&handlers.handlers),
        _ => None,
    });
    handlers.flatten().map(|handler| (handler.ident.clone(), handler.id)).collect()
}

#[test]
fn every_function_has_a_handler_that_can_be_called() {
    let text = "user#1 = User; ---functions--- getUser#2 = User; ns.match#3 = User; ns.getUser#4 = User; \
        ns.get_user#5 = User; ns.deep.do#6 = User; around#7 {X:Type} a:int query:!X = X; before#8 {X:Type} query:!X a:int = X;";
    let sources = SourceMap::single("schema.tl", text);
    let outcome = load(&sources, &Options::default());
    let modules = vec![
        Part { path: "", schema: &outcome.schema, sha256: String::new() },
        Part { path: "other", schema: &outcome.schema, sha256: String::new() },
    ];
    let config = Config { server: true, ..Config::default() };
    let (tree, diagnostics) = lower(&Input { modules, errors: None }, &config);
    assert_eq!(diagnostics, []);
    let owned =
        |handlers: &[(&str, u32)]| handlers.iter().map(|(name, id)| ((*name).to_owned(), *id)).collect::<Vec<_>>();
    // What stands behind the call inside of `before` can only be read after that call.
    assert_eq!(handlers(&tree, &["server"]), owned(&[("get_user", 2), ("around", 7)]));
    assert_eq!(handlers(&tree, &["server", "ns"]), owned(&[("r#match", 3), ("get_user", 4), ("get_user_snake", 5)]));
    assert_eq!(handlers(&tree, &["server", "ns", "deep"]), owned(&[("r#do", 6)]));
    assert_eq!(handlers(&tree, &["other", "server", "ns"]), handlers(&tree, &["server", "ns"]));
    assert!(lowered(text).modules.keys().all(|module| module[0] != "server"), "only if they are asked for");
}

#[test]
fn a_module_may_lie_in_another() {
    let sources = SourceMap::single("schema.tl", "point x:int = Point;");
    let outcome = load(&sources, &Options::default());
    let modules = vec![Part { path: "layers.old", schema: &outcome.schema, sha256: String::new() }];
    let (tree, diagnostics) = lower(&Input { modules, errors: None }, &Config::default());
    assert_eq!(diagnostics, []);
    let module = ["layers", "old", "types"].map(str::to_owned);
    assert_eq!(tree.modules[module.as_slice()].items.len(), 1);
    assert!(tree.modules.contains_key(&module[..1]), "the one that holds it is declared");
}

#[test]
fn eq_and_debug_can_be_left_out() {
    let text = "point x:int = Point; pointEmpty = Point; line a:Point = Line; lineDotted = Line;";
    let derived = |config: &Config| {
        let tree = lowered_with(text, config);
        let items = ["point", "line"].map(|tl| (find_struct(&tree, tl).eq, find_struct(&tree, tl).debug));
        (items, (find_enum(&tree, "Point").eq, find_enum(&tree, "Point").debug))
    };
    assert_eq!(derived(&Config::default()), ([(true, true); 2], (true, true)));
    assert_eq!(derived(&Config { eq: false, ..Config::default() }), ([(false, true); 2], (false, true)));
    assert_eq!(derived(&Config { debug: false, ..Config::default() }), ([(true, false); 2], (true, false)));
    let config = Config { skip_debug: vec!["point*".to_owned()], ..Config::default() };
    assert_eq!(derived(&config), ([(true, false), (true, true)], (true, true)));
    // In a crate the feature decides, unless somebody writes it by hand.
    let config = Config { kind: crate::Kind::Crate, debug: false, ..config };
    assert_eq!(derived(&config), ([(true, false), (true, true)], (true, true)));
}
