//! Names by the rules of the module.

use std::collections::BTreeSet;

use super::super::*;

/// The identifiers of fields of one definition.
fn fields(names: &[&str]) -> Vec<String> {
    let candidates: Vec<_> = names.iter().map(|name| Candidate::field(Some(name), 0)).collect();
    settle(Case::Field, &[], &candidates).iter().map(|words| Case::Field.ident(words)).collect()
}

/// The identifiers of items of one module.
fn items(names: &[&str]) -> Vec<String> {
    let candidates: Vec<_> = names.iter().map(|name| Candidate::item(name, words(last(name)))).collect();
    settle(Case::Camel, &[], &candidates).iter().map(|words| Case::Camel.ident(words)).collect()
}

/// The identifiers of the variants of the type `ty`.
fn variants(ty: &str, names: &[&str]) -> Vec<String> {
    let candidates: Vec<_> = names.iter().map(|name| Candidate::variant(name, &words(last(name)), ty)).collect();
    settle(Case::Camel, &["Self"], &candidates).iter().map(|words| Case::Camel.ident(words)).collect()
}

/// The identifiers of errors, each given with what its number is.
fn errors(names: &[(&str, Option<&str>)]) -> Vec<String> {
    let candidates: Vec<_> = names.iter().map(|(name, argument)| Candidate::error(name, *argument)).collect();
    settle(Case::Camel, &[], &candidates).iter().map(|words| Case::Camel.ident(words)).collect()
}

#[test]
fn items_are_camel_case() {
    let names =
        ["inputPeer", "req_pq_multi", "server_DH_params_ok", "JSONValue", "p_q_inner_data", "x1Y", "auth.sentCode"];
    let idents = ["InputPeer", "ReqPqMulti", "ServerDhParamsOk", "JsonValue", "PQInnerData", "X1Y", "SentCode"];
    for (name, ident) in names.into_iter().zip(idents) {
        assert_eq!(items(&[name]), [ident]);
    }
    assert_eq!(items(&["self"]), ["Self_"]);
}

#[test]
fn fields_are_snake_case_and_no_keywords() {
    assert_eq!(fields(&["id", "accessHash", "g_a", "SHA256"]), ["id", "access_hash", "g_a", "sha256"]);
    assert_eq!(
        fields(&["fn", "in", "match", "ref", "gen", "type"]),
        ["r#fn", "r#in", "r#match", "r#ref", "r#gen", "r#type"]
    );
    assert_eq!(fields(&["self", "super", "crate", "Self"]), ["self_lower", "super_", "crate_", "self_camel"]);
    assert_eq!(fields(&["self", "self_"]), ["self_lower", "self_"]);
    assert_eq!(fields(&["async", "async_"]), ["r#async", "async_"]);
}

#[test]
fn fields_that_end_in_underscores_have_none_inside() {
    assert_eq!(fields(&["x_", "X_"]), ["x_", "x_upper_"]);
    assert_eq!(fields(&["x", "X", "x__", "X__"]), ["x", "x_upper", "x__", "x_upper__"]);
    for name in fields(&["fooBAR_", "fooBar_", "fooBAr_", "FooBar_", "foo__bar_", "foo_bar_", "self", "self_", "Self_"])
    {
        assert!(!name.trim_end_matches('_').contains("__"), "{name}");
    }
}

#[test]
fn spellings_of_one_name_keep_apart_in_any_order() {
    assert_eq!(fields(&["g_a", "gA"]), ["g_a", "g_a_camel"]);
    assert_eq!(fields(&["gA", "g_a"]), ["g_a_camel", "g_a"]);
    assert_eq!(items(&["foo_bar", "fooBar"]), ["FooBarSnake", "FooBar"]);
    assert_eq!(items(&["fooBar", "foo_bar"]), ["FooBar", "FooBarSnake"]);
    assert_eq!(items(&["foo_bar", "fooBAR", "foo_BAR"]), ["FooBarSnake", "FooBarCamel", "FooBarMixed"]);
    let same_style = items(&["getURLs", "getUrLs", "getUrls"]);
    assert_eq!(same_style.iter().collect::<BTreeSet<_>>().len(), 3);
    assert_eq!(items(&["getUrls", "getURLs", "getUrLs"])[1..], same_style[..2]);
}

#[test]
fn another_spelling_does_not_rename_the_usual_one() {
    assert_eq!(items(&["fooBar"]), items(&["fooBar", "foo_bar"])[..1]);
    assert_eq!(fields(&["g_a"]), fields(&["g_a", "gA"])[..1]);
}

#[test]
fn variants_lose_the_name_of_their_type() {
    let reasons = ["phoneCallDiscardReasonMissed", "phoneCallDiscardReasonBusy"];
    assert_eq!(variants("PhoneCallDiscardReason", &reasons), ["Missed", "Busy"]);
    assert_eq!(
        variants("Updates", &["updatesTooLong", "updateShort", "updates"]),
        ["TooLong", "UpdateShort", "Updates"]
    );
    assert_eq!(variants("InputPeer", &["inputPeerSelf", "inputPeerEmpty"]), ["InputPeerSelf", "Empty"]);
    assert_eq!(variants("Server_DH_Params", &["server_DH_params_fail"]), ["Fail"]);
    assert_eq!(variants("Size", &["size_2", "size2", "sizes"]), ["Size2Snake", "Size2", "Sizes"]);
    assert_eq!(variants("a.Fruit", &["a.fruitApple", "a.apple", "b.apple"]), ["FruitApple", "Apple", "BApple"]);
}

#[test]
fn errors_are_named_by_their_own_spelling() {
    let seconds = Some("seconds");
    let names = [
        ("CALL_PEER_INVALID", None),
        ("SLOWMODE_WAIT_%d", seconds),
        ("FILE_MIGRATE_%d", Some("dc")),
        ("PREVIOUS_CHAT_IMPORT_ACTIVE_WAIT_%dMIN", Some("minutes")),
        ("2FA_CONFIRM_WAIT_%d", seconds),
        ("AUTH_RESTART_%d", Some("detail")),
        ("AUTH_RESTART", None),
        ("FILE_PART_%d_MISSING", Some("part")),
        ("FILE_PART_0_MISSING", None),
        ("TIMEOUT", None),
        ("Timeout", None),
        ("Timedout", None),
        ("Invalid msgs_ack query", None),
        ("GROUPCALL_INVALID", None),
        ("GROUP_CALL_INVALID", None),
        ("OTHER", None),
    ];
    let idents = [
        "CallPeerInvalid",
        "SlowmodeWait",
        "FileMigrate",
        "PreviousChatImportActiveWaitMin",
        "E2faConfirmWait",
        "AuthRestartN",
        "AuthRestart",
        "FilePartNMissing",
        "FilePart0Missing",
        "Timeout",
        "TimeoutCamel",
        "Timedout",
        "InvalidMsgsAckQuery",
        "GroupcallInvalid",
        "GroupCallInvalid",
        "Other",
    ];
    assert_eq!(errors(&names), idents);
}

/// The identifier of an accessor.
fn accessor(name: &str) -> String {
    let candidates = [Candidate::accessor(name)];
    Case::Field.ident(&settle(Case::Field, &[], &candidates)[0])
}

#[test]
fn accessors_hide_no_method() {
    assert_eq!(["bot", "eq", "toBytes", "Hash"].map(accessor), ["bot", "eq_", "to_bytes_", "hash_"]);
    let candidates = [Candidate::accessor("new"), Candidate::field(Some("new_"), 1)];
    let settled = settle(Case::Field, &[], &candidates);
    assert_eq!([0, 1].map(|at| Case::Field.ident(&settled[at])), ["new_lower", "new_"]);
}

#[test]
fn modules_have_files_of_their_own() {
    let module = |name: &str| Case::Module.ident(&words(name));
    assert_eq!(["liteServer", "type", "self", "mod"].map(module), ["lite_server", "r#type", "self_", "mod_"]);
}
