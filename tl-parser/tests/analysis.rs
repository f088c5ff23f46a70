//! The analyses answer for small schemas what anyone can check by eye.

use std::fmt::Write as _;

use tlforge_parser::{
    DialectChoice, Options, Schema, SourceMap,
    analysis::{
        Containment, FlagsWord, FlagsWords, Item, MinimumSizes, Reading, Role,
        applied::{Closed, Env, Open, Value, applications},
        components, endless_types, reach, select,
    },
    load,
    schema::{DefId, TypeExpr, TypeId},
};

fn read(text: &str) -> Schema {
    let outcome = load(&SourceMap::single("test.tl", text), &Options::default());
    assert!(!outcome.has_errors(), "{:#?}", outcome.diagnostics);
    outcome.schema
}

fn ty(schema: &Schema, name: &str) -> TypeId {
    schema.iter_types().find(|(_, ty)| ty.name == name).expect("the schema has the type").0
}

fn def(schema: &Schema, name: &str) -> DefId {
    schema.iter_definitions().find(|(_, def)| def.name == name).expect("the schema has the definition").0
}

#[test]
fn cycles_depend_on_what_counts_as_holding() {
    let schema = read(
        "leaf = Tree; node left:Tree right:Tree = Tree;
         list flags:# next:flags.0?List = List;
         bag items:vector<Bag> = Bag;
         a b:B = A; b flags:# a:flags.0?A = B;
         lone tree:Tree = Lone;",
    );
    let recursive = |containment| {
        let components = components(&schema, containment);
        ["Tree", "List", "Bag", "A", "B", "Lone"].map(|name| components.is_recursive(ty(&schema, name)))
    };
    assert_eq!(recursive(Containment::Required), [true, false, false, false, false, false]);
    assert_eq!(recursive(Containment::Inline), [true, true, false, true, true, false]);
    assert_eq!(recursive(Containment::Any), [true, true, true, true, true, false]);
    let components = components(&schema, Containment::Inline);
    assert!(components.in_one_cycle(ty(&schema, "A"), ty(&schema, "B")));
    assert!(!components.in_one_cycle(ty(&schema, "A"), ty(&schema, "Tree")));
    assert!(components.of(ty(&schema, "Tree")) < components.of(ty(&schema, "Lone")));
}

#[test]
fn long_chains_do_not_exhaust_the_stack() {
    let mut text = String::from("last = A100000;\n");
    for at in 0..100_000 {
        writeln!(text, "a{at}#{:08x} next:A{} = A{at};", at + 1, at + 1).expect("a string takes everything");
    }
    let schema = read(&text);
    let components = components(&schema, Containment::Any);
    assert!(!components.is_recursive(ty(&schema, "A0")));
    assert_eq!(endless_types(&schema), []);
    assert_eq!(MinimumSizes::new(&schema).of_fields(def(&schema, "a0")), 400_000);
}

#[test]
fn chains_explain_what_is_needed() {
    let schema = read(
        "user id:long photo:Photo = User; photo id:long = Photo; unused = Unused;
         ---functions---
         users.get id:long = User; users.photo = Photo; ping = True;",
    );
    let selected = select(&schema, "users.*");
    assert_eq!(selected.len(), 2);
    let reached = reach(&schema, &[Item::Definition(def(&schema, "users.get"))], &[], &[]);
    assert!(!reached.contains(Item::Type(ty(&schema, "Unused"))));
    assert!(!reached.contains(Item::Definition(def(&schema, "users.photo"))));
    let chain = reached.chain(Item::Definition(def(&schema, "photo")));
    assert_eq!(
        chain,
        [
            Item::Definition(def(&schema, "users.get")),
            Item::Type(ty(&schema, "User")),
            Item::Definition(def(&schema, "user")),
            Item::Type(ty(&schema, "Photo")),
            Item::Definition(def(&schema, "photo")),
        ]
    );
    let without = reach(&schema, &selected, &[Item::Type(ty(&schema, "Photo"))], &[]);
    assert!(!without.contains(Item::Definition(def(&schema, "photo"))));
    assert_eq!(without.chain(Item::Definition(def(&schema, "photo"))), []);
    let ending = reach(&schema, &selected, &[], &[Item::Type(ty(&schema, "User"))]);
    assert!(ending.contains(Item::Type(ty(&schema, "User"))));
    assert!(!ending.contains(Item::Definition(def(&schema, "user"))));
    assert!(ending.contains(Item::Definition(def(&schema, "photo"))), "users.photo needs it");
}

#[test]
fn roles_say_what_a_number_is() {
    let roles = |dialect, text: &str| {
        let options = Options::default().dialect(dialect);
        let schema = load(&SourceMap::single("test.tl", text), &options).schema;
        let reading = Reading::new(&schema, FlagsWords::ByDialect);
        let roles: Vec<Role> = reading.args(def(&schema, "a")).roles().to_vec();
        roles
    };
    let word = |known, is_field| Role::FlagsWord(FlagsWord { known, is_field });
    let text = "a flags:# n:# mode:# x:flags.0?int y:flags.0?long z:flags.31?true w:flags.0?true items:n*[ int ] = A;";
    let rest =
        [Role::Number, Role::Number, Role::Optional, Role::Optional, Role::Flag, Role::Companion(3), Role::Required];
    let with = |word| [&[word][..], &rest].concat();
    assert_eq!(roles(DialectChoice::Telegram, text), with(word(0x8000_0001, false)));
    assert_eq!(roles(DialectChoice::Plain, text), with(word(0x8000_0001, true)));
    // A name means something in Telegram's schemas alone.
    assert_eq!(
        roles(DialectChoice::Telegram, "a flags:# flags2:# flagship:# = A;"),
        [word(0, false), word(0, false), Role::Number]
    );
    assert_eq!(roles(DialectChoice::Plain, "a flags:# flags2:# = A;"), [Role::Number, Role::Number]);
    // A count belongs to the repetition behind it if it does nothing else.
    assert_eq!(roles(DialectChoice::Plain, "a # [ int ] = A;"), [Role::Count, Role::Required]);
    assert_eq!(roles(DialectChoice::Plain, "a {t:Type} # [ t ] = A t;"), [Role::Implicit, Role::Count, Role::Required]);
    assert_eq!(roles(DialectChoice::Plain, "a n:# n*[ int ] = A;"), [Role::Number, Role::Required]);
    // What counts, or is an argument of a type, is a number whatever its bits say.
    assert_eq!(
        roles(DialectChoice::Plain, "a n:# x:n.0?int xs:n*[ int ] = A;"),
        [Role::Number, Role::Optional, Role::Required]
    );
    assert_eq!(
        roles(DialectChoice::Plain, "p {n:#} x:n.0?int = P n; a n:# p:(P n) = A;"),
        [Role::Number, Role::Required]
    );
    assert_eq!(
        roles(DialectChoice::Plain, "a f:# g:f.0?# x:g.1?int = A;"),
        [word(1, true), Role::Number, Role::Optional]
    );
    assert_eq!(roles(DialectChoice::Plain, "a f:# xs:2*[ x:f.0?int ] = A;"), [Role::Number, Role::Required]);
}

#[test]
fn smallest_sizes_are_exact_without_parameters() {
    let schema = read(
        "a flags:# x:long name:string y:flags.0?int256 items:Vector<long> = A;
         leaf = Tree; node left:Tree right:Tree = Tree;
         three v:3*[ int Tree ] = Three; bare t:%Three ok:Bool yes:true = Bare;",
    );
    let sizes = MinimumSizes::new(&schema);
    let of = |name| sizes.of_fields(def(&schema, name));
    assert_eq!(["a", "leaf", "node", "three", "bare"].map(of), [4 + 8 + 4 + 8, 0, 8, 24, 28]);
    let boxed = TypeExpr::Type { ty: ty(&schema, "Tree"), bare: false, by: None, args: Vec::new() };
    assert_eq!(sizes.of(&schema, &boxed), 4);
}

#[test]
fn endless_types_are_found_through_parameters() {
    let endless = |text: &str| {
        let outcome = load(&SourceMap::single("test.tl", text), &Options::default());
        let schema = outcome.schema;
        let names: Vec<String> = endless_types(&schema).into_iter().map(|ty| schema.ty(ty).name.clone()).collect();
        names
    };
    assert_eq!(endless("a b:B = A; b a:A = B; c a:Vector<A> = C;"), ["A", "B"]);
    let pair = "pair {t:Type} x:t y:t = Pair t; nothing {t:Type} = Maybe t; just {t:Type} x:t = Maybe t;";
    assert_eq!(endless(&format!("{pair} a p:(Pair A) = A;")), ["A"]);
    assert_eq!(endless(&format!("{pair} a p:(Maybe A) = A;")), Vec::<String>::new());
    assert_eq!(endless("a x:2*[ A ] = A; b n:# x:n*[ B ] = B;"), ["A"]);
}

#[test]
fn applications_are_bounded_in_number_and_size() {
    let doubling = "both {t:Type} {u:Type} one:t other:u = Both t u;
         growing {t:Type} more:(Vector (Growing (Both t t))) = Growing t;
         seed growing:(Growing int) = Seed;";
    let wide = "both {t:Type} {u:Type} one:t other:u = Both t u;
         growing {t:Type} left:(Vector (Growing (Both t int))) right:(Vector (Growing (Both int t))) = Growing t;
         seed growing:(Growing int) = Seed;";
    for text in [doubling, wide] {
        let schema = read(text);
        let applications = applications(&schema);
        let of_growing = &applications[&def(&schema, "growing")];
        assert!((5..=1000).contains(&of_growing.len()), "{}", of_growing.len());
        let nodes = |value: &Value| if let Value::Type(closed) = value { closed.nodes() } else { 1 };
        let all = applications.values().flatten().flat_map(Env::values);
        assert!(all.map(nodes).sum::<usize>() <= 200_000);
    }
}

#[test]
fn a_type_is_too_large_above_a_thousand_names() {
    let schema = read("both {t:Type} {u:Type} one:t other:u = Both t u;");
    let both = schema.def(def(&schema, "both"));
    let int = Closed { ty: ty(&schema, "Both"), bare: false, args: Vec::new() };
    let nested = |depth| {
        (0..depth).fold(int.clone(), |inner, _| Closed { args: vec![Value::Type(inner), Value::Nat(0)], ..int.clone() })
    };
    // `Both t u` names itself and what its two arguments name: 1 + (1 + 2 * depth) + 1.
    for (depth, fits) in [(0, true), (498, true), (499, false)] {
        let args = [Value::Type(nested(depth)), Value::Type(int.clone())];
        let env = Env::matching(both, &args).expect("both arguments are variables");
        let closed = env.close(&both.result);
        assert_eq!(closed.is_ok(), fits, "{depth}");
        assert_eq!(closed.map_or(Some(Open::TooLarge), |_| None), (!fits).then_some(Open::TooLarge));
    }
}
