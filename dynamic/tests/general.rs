//! The whole of TL: layouts that public schemas use rarely or never.

mod common;

use common::{codec, refused, same, unencodable};
use tlforge_dynamic::{Codec, Expected, Options};
use tlforge_parser::{SourceMap, load};

fn ty(codec: &Codec, name: &str) -> Expected {
    codec.type_named(name).unwrap_or_else(|error| panic!("{error}"))
}

const ANY: Expected = Expected::any();

#[test]
fn numbers_count_and_flags_words_do_not_appear() {
    let codec = codec(
        "list#00000001 n:# items:n*[ key:string value:int ] = List;
         matrix#00000002 rows:# cols:# cells:rows*[ cols*[ int ] ] = Matrix;
         implicit#00000003 # [ long ] = Implicit;
         three#00000004 xyz:3*[ int ] = Three;
         words#00000005 flags:# n:flags.0?# xs:n*[ int ] last:flags.31?true = Words;
         inner#00000006 n:# items:n*[ flags:# a:flags.0?int b:flags.1?true ] = Inner;
         outer#00000007 mask:# n:# items:n*[ a:mask.1?int b:int ] = Outer;
         lonely#00000008 flags:# mode:# = Lonely;
         named#00000009 n:# items:n*[ item:string ] = Named;
         rows#0000000a rows:2*[ cols:# row:cols*[ int ] ] = Rows;
         some#0000000b parts:2*[ flags:# n:flags.0?# v:n*[ int ] ] = Some;",
    );
    // Each item has numbers of its own.
    same(
        &codec,
        &ANY,
        r#"{"_":"rows","rows":[{"cols":2,"row":[1,2]},{"cols":0,"row":[]}]}"#,
        "0a000000 02000000 01000000 02000000 00000000",
    );
    same(
        &codec,
        &ANY,
        r#"{"_":"some","parts":[{"v":[]},{"n":1,"v":[7]}]}"#,
        "0b000000 00000000 01000000 01000000 07000000",
    );
    same(
        &codec,
        &ANY,
        r#"{"_":"list","n":2,"items":[{"key":"a","value":1},{"key":"","value":-1}]}"#,
        "01000000 02000000 01610000 01000000 00000000 ffffffff",
    );
    same(
        &codec,
        &ANY,
        r#"{"_":"matrix","rows":2,"cols":3,"cells":[[1,2,3],[4,5,6]]}"#,
        "02000000 02000000 03000000 01000000 02000000 03000000 04000000 05000000 06000000",
    );
    same(&codec, &ANY, r#"{"_":"implicit","_1":["7"]}"#, "03000000 01000000 07000000 00000000");
    same(&codec, &ANY, r#"{"_":"three","xyz":[1,2,3]}"#, "04000000 01000000 02000000 03000000");
    same(&codec, &ANY, r#"{"_":"words","xs":[]}"#, "05000000 00000000");
    same(&codec, &ANY, r#"{"_":"words","n":1,"xs":[9],"last":true}"#, "05000000 01000080 01000000 09000000");
    same(
        &codec,
        &ANY,
        r#"{"_":"inner","n":2,"items":[{"a":5,"b":true},{}]}"#,
        "06000000 02000000 03000000 05000000 00000000",
    );
    same(
        &codec,
        &ANY,
        r#"{"_":"outer","mask":2,"n":1,"items":[{"a":1,"b":2}]}"#,
        "07000000 02000000 01000000 01000000 02000000",
    );
    same(&codec, &ANY, r#"{"_":"outer","mask":1,"n":1,"items":[{"b":2}]}"#, "07000000 01000000 01000000 02000000");
    same(&codec, &ANY, r#"{"_":"lonely","mode":7}"#, "08000000 00000000 07000000");
    same(&codec, &ANY, r#"{"_":"named","n":1,"items":["x"]}"#, "09000000 01000000 01780000");

    let wrong = |json| unencodable(&codec, &ANY, json);
    assert_eq!(wrong(r#"{"_":"list","n":1,"items":[]}"#), "list.items: there are 0 items, and 1 are to be repeated");
    assert_eq!(
        wrong(r#"{"_":"outer","mask":1,"n":1,"items":[{"a":1,"b":2}]}"#),
        "outer.items[0].a: the field is there, and bit 1 of the type's argument is not set"
    );
    assert_eq!(
        wrong(r#"{"_":"outer","mask":2,"n":1,"items":[{"b":2}]}"#),
        "outer.items[0].a: the field is missing, and bit 1 of the type's argument is set"
    );
    assert_eq!(
        wrong(r#"{"_":"lonely","flags":1,"mode":7}"#),
        "lonely: `flags` follows from the fields that are there, and is not given"
    );
}

#[test]
fn types_take_arguments() {
    let codec = codec(
        "pair#00000001 {a:Type} {b:Type} first:a second:b = Pair a b;
         left#00000002 {t:Type} value:t = Maybe t;
         nothing#00000003 {t:Type} = Maybe t;
         tuple#00000004 {t:Type} {n:#} [ t ] = Tuple t n;
         flagged#00000005 {n:#} a:n.0?int b:n.3?Bool = Flagged n;
         counted#00000006 n:# xs:n*[ int ] = Counted n;
         use#00000010 a:Pair<int,string> b:%Pair<Bool,Vector<long>> c:(Maybe (Maybe int)) = Use;
         tuples#00000011 a:(Tuple int 2) b:%(Tuple (Pair int int) 1) = Use;
         flags#00000012 n:# x:(Flagged n) y:%(Flagged (n+1)) = Use;
         counts#00000013 n:# x:%(Counted n) y:(Counted 1) = Use;
         bare#00000014 a:(Maybe %(Pair int int)) = Use;",
    );
    same(
        &codec,
        &ANY,
        concat!(
            r#"{"_":"use","a":{"_":"pair","first":1,"second":"x"},"b":{"_":"pair","first":true,"second":["2"]},"#,
            r#""c":{"_":"left","value":{"_":"nothing"}}}"#
        ),
        "10000000 01000000 01000000 01780000 b5757299 15c4b51c 01000000 02000000 00000000 02000000 03000000",
    );
    same(
        &codec,
        &ANY,
        concat!(
            r#"{"_":"tuples","a":{"_":"tuple","_0":[1,2]},"#,
            r#""b":{"_":"tuple","_0":[{"_":"pair","first":3,"second":4}]}}"#
        ),
        "11000000 04000000 01000000 02000000 01000000 03000000 04000000",
    );
    same(
        &codec,
        &ANY,
        r#"{"_":"flags","n":8,"x":{"_":"flagged","b":true},"y":{"_":"flagged","a":7,"b":false}}"#,
        "12000000 08000000 05000000 b5757299 07000000 379779bc",
    );
    same(
        &codec,
        &ANY,
        r#"{"_":"counts","n":2,"x":{"_":"counted","n":2,"xs":[1,2]},"y":{"_":"counted","n":1,"xs":[3]}}"#,
        "13000000 02000000 02000000 01000000 02000000 06000000 01000000 03000000",
    );
    same(
        &codec,
        &ANY,
        r#"{"_":"bare","a":{"_":"left","value":{"_":"pair","first":1,"second":2}}}"#,
        "14000000 02000000 01000000 02000000",
    );
    same(
        &codec,
        &ty(&codec, "Pair<int,Maybe<string>>"),
        r#"{"_":"pair","first":1,"second":{"_":"left","value":"s"}}"#,
        "01000000 01000000 02000000 01730000",
    );
    assert_eq!(
        refused(&codec, &ANY, "13000000 02000000 03000000 01000000 02000000 03000000 06000000 01000000 03000000"),
        "counts.x.n at byte 8: expected the number 2 that the type says, found 3"
    );
    assert_eq!(
        unencodable(
            &codec,
            &ANY,
            r#"{"_":"counts","n":2,"x":{"_":"counted","n":1,"xs":[1]},"y":{"_":"counted","n":1,"xs":[3]}}"#
        ),
        "counts.x.n: it is 1, and the type says 2"
    );
    assert_eq!(
        refused(&codec, &ANY, "01000000 01000000 02000000"),
        "pair.first at byte 4: expected a value of ?, found a variable that nothing gives a meaning here; \
         give the type of the value, such as `Pair<int,int>`"
    );
}

/// The number in the type says which constructor it is, so that no id is needed.
#[test]
fn numbers_choose_constructors() {
    let codec = codec(
        "zero#00000001 {t:Type} = List t 0;
         more#00000002 {t:Type} {n:#} head:t tail:%(List t n) = List t (n+1);
         use#00000003 list:%(List int 3) = Use;",
    );
    same(
        &codec,
        &ANY,
        concat!(
            r#"{"_":"use","list":{"_":"more","head":1,"tail":{"_":"more","head":2,"#,
            r#""tail":{"_":"more","head":3,"tail":{"_":"zero"}}}}}"#
        ),
        "03000000 01000000 02000000 03000000",
    );
    same(&codec, &ty(&codec, "%List<int,0>"), r#"{"_":"zero"}"#, "");
    assert_eq!(
        refused(&codec, &ty(&codec, "List int 1"), "01000000"),
        "at byte 0: expected a value of List<int,1>, found a constructor for other arguments of the type"
    );
}

#[test]
fn anything_boxed_may_stand_for_an_object() {
    let codec = codec(
        "point#00000001 x:int = Point;
         hold#00000003 o:Object f:Function = Hold;
         ---functions---
         get#00000011 id:long = Point;
         wrap#00000012 {X:Type} layer:int query:!X = X;",
    );
    same(
        &codec,
        &ANY,
        r#"{"_":"hold","o":{"_":"point","x":1},"f":{"_":"wrap","layer":5,"query":{"_":"get","id":"-1"}}}"#,
        "03000000 01000000 01000000 12000000 05000000 11000000 ffffffffffffffff",
    );
    same(&codec, &Expected::constructor(), r#"{"_":"boolTrue"}"#, "b5757299");
    assert_eq!(
        refused(&codec, &Expected::constructor(), "03000000 11000000"),
        "hold.o at byte 4: expected a constructor, found get#00000011, a function"
    );
    assert_eq!(
        unencodable(&codec, &ANY, r#"{"_":"wrap","layer":5,"query":{"_":"point","x":1}}"#),
        "wrap.query: no function is called `point`"
    );
}

#[test]
fn bare_and_boxed_forms_of_basic_types() {
    let codec = codec(
        "a#00000001 int Int int128:int128 s:String t:True b:bytes = A;
         o#00000002 flags:# t:flags.0?True u:flags.1?true v:vector<true> w:Vector<%Vector<int>> = A;
         e#00000003 = E;
         es#00000004 a:vector<%E> b:2*[ e ] = Es;",
    );
    same(
        &codec,
        &ANY,
        r#"{"_":"a","_0":1,"_1":2,"int128":"00112233445566778899aabbccddeeff","s":"x","t":true,"b":"ff"}"#,
        "01000000 01000000 da9b50a8 02000000 00112233 44556677 8899aabb ccddeeff 246e28b5 01780000 39d3ed3f 01ff0000",
    );
    same(
        &codec,
        &ANY,
        r#"{"_":"o","t":true,"u":true,"v":[true,true],"w":[[1],[]]}"#,
        "02000000 03000000 39d3ed3f 02000000 15c4b51c 02000000 01000000 01000000 00000000",
    );
    same(&codec, &ANY, r#"{"_":"es","a":[{"_":"e"}],"b":[{"_":"e"},{"_":"e"}]}"#, "04000000 01000000");
    same(&codec, &ty(&codec, "%E"), r#"{"_":"e"}"#, "");
    same(&codec, &ty(&codec, "Vector<int>"), "[1,-1]", "15c4b51c 02000000 01000000 ffffffff");
    same(&codec, &ty(&codec, "vector %(Vector string)"), r#"[["a"],[]]"#, "02000000 01000000 01610000 00000000");
    same(&codec, &ty(&codec, "Bool"), "false", "379779bc");
    same(&codec, &ty(&codec, "int512"), &format!("\"{}\"", "ab".repeat(64)), &"ab".repeat(64));
}

#[test]
fn ids_of_declared_basic_types_are_theirs() {
    let codec = codec(
        "boolFalse#00000001 = Bool;
         boolTrue#00000002 = Bool;
         vector#00000003 {t:Type} # [ t ] = Vector t;
         x#00000004 b:Bool v:Vector<Bool> = X;",
    );
    same(&codec, &ANY, r#"{"_":"x","b":true,"v":[false]}"#, "04000000 02000000 03000000 01000000 01000000");
}

#[test]
fn a_default_constructor_has_no_id() {
    let codec = codec(
        "error#00000001 code:int = Answer;
         _ ok:int = Answer;
         use#00000002 a:Answer b:Answer = Use;",
    );
    same(
        &codec,
        &ANY,
        r#"{"_":"use","a":{"_":"error","code":5},"b":{"_":"_","ok":6}}"#,
        "02000000 01000000 05000000 06000000",
    );
    assert_eq!(
        unencodable(&codec, &ANY, r#"{"_":"use","a":{"_":"_","ok":1},"b":{"_":"_","ok":6}}"#),
        "use.a: it would be read as `error`, with whose id it starts"
    );
}

#[test]
fn partial_applications_are_definitions() {
    let codec = codec(
        "pair {a:Type} {b:Type} first:a second:b = Pair a b;
         Pair int;
         use#00000001 p:(Pair int string) = Use;",
    );
    let pair = codec.definition(tlforge_parser::schema::DefKind::Constructor, "pair").expect("a constructor");
    let json = r#"{"_":"use","p":{"_":"pair","first":1,"second":"x"}}"#;
    let value = codec.from_json(&ANY, json, &Options::default()).expect("a value");
    let bytes = codec.encode(&ANY, &value).expect("bytes");
    assert_eq!(codec.to_json(&codec.decode(&ANY, &bytes, &Options::default()).expect("a value")), json);
    assert!(codec.decode(&pair, &bytes[4..], &Options::default()).is_err(), "nothing says what its arguments are");
}

#[test]
fn what_the_wire_cannot_say_is_an_error() {
    let codec = codec(
        "a#00000001 b:%Bool = A;
         x#00000002 = T;
         y#00000003 = T;
         c#00000004 t:%T = C;
         e#00000006 t:Type = E;",
    );
    assert_eq!(
        refused(&codec, &ANY, "01000000 b5757299"),
        "a.b at byte 4: expected a value that has bytes, found a bare `Bool` has no bytes to tell true from false"
    );
    assert_eq!(
        refused(&codec, &ANY, "04000000"),
        "c.t at byte 4: expected a bare T, found several constructors, and no id to tell them apart"
    );
    assert_eq!(
        unencodable(&codec, &ANY, r#"{"_":"c","t":{"_":"x"}}"#),
        "c.t: several constructors, and no id to tell them apart"
    );
    assert_eq!(
        refused(&codec, &ANY, "06000000"),
        "e.t at byte 4: expected a value that has bytes, found a type is no value"
    );
}

/// The reference compiler takes any bit number.
#[test]
fn a_bit_beyond_the_word_is_never_set() {
    let sources = SourceMap::single("test.tl", "int ? = Int;\nd#00000005 flags:# n:flags.40?int = D;\n");
    let codec = Codec::new(&load(&sources, &tlforge_parser::Options::strict()).schema);
    assert_eq!(
        unencodable(&codec, &ANY, r#"{"_":"d","n":1}"#),
        "d.n: no word has a bit 40, so the field cannot be there"
    );
    same(&codec, &ANY, r#"{"_":"d"}"#, "05000000 00000000");
}

#[test]
fn types_are_named_as_in_a_schema() {
    let codec = codec("p#00000001 x:int = P; q#00000002 {t:Type} {n:#} [ t ] = Q t n; r#3 = R; s#4 = R;");
    for (text, error) in [
        ("", "a type is missing"),
        ("Nope", "no type is called `Nope`"),
        ("P<int>", "`P` takes no arguments"),
        ("Vector", "`Vector` takes <Type>"),
        ("Q<int>", "`Q` takes <Type,#>"),
        ("Q<1,1>", "`Q` takes <Type,#>"),
        ("Vector<int", "`>` is missing"),
        ("r", "`r` is one of 2 constructors of `R`, so it does not stand for a type"),
        ("%Bool", "`Bool`: a bare `Bool` has no bytes to tell true from false"),
        ("7", "`7` is no type"),
        ("int int", "`int int` is no type"),
    ] {
        assert_eq!(codec.type_named(text).expect_err(text).to_string(), error);
    }
    let deep = "Vector<".repeat(100_000);
    assert_eq!(codec.type_named(&deep).expect_err("too deep").to_string(), "the type is nested too deep");
    same(&codec, &ty(&codec, "p"), r#"{"_":"p","x":1}"#, "01000000");
    same(&codec, &ty(&codec, "%(Q int 2)"), r#"{"_":"q","_0":[1,2]}"#, "01000000 02000000");
    same(&codec, &ty(&codec, "Q<P,1>"), r#"{"_":"q","_0":[{"_":"p","x":1}]}"#, "02000000 01000000 01000000");
}
