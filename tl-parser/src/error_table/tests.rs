use super::{Availability, ErrorTable};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::schema::{DefKind, Definition, Schema, TypeExpr, TypeId};
use crate::span::{FileId, SourceMap, Span};

const BUNDLED: &str = include_str!("../../../schema/telegram/errors.json");

/// Reads a table that has nothing wrong.
fn clean(text: &str) -> ErrorTable {
    let (db, found) = ErrorTable::from_json(FileId(0), text);
    assert!(found.is_empty(), "{found:?}");
    db
}

/// `line:column code message`, for every finding.
fn findings(text: &str) -> (ErrorTable, Vec<String>) {
    let (db, found) = ErrorTable::from_json(FileId(0), text);
    let map = SourceMap::single("errors.json", text);
    let shown = found.iter().map(|found| show(&map, found)).collect();
    (db, shown)
}

fn show(map: &SourceMap, found: &Diagnostic) -> String {
    let span = found.span.expect("every finding about a table has a place");
    let at = map.line_column(span.file, span.start);
    let severity = if found.severity == Severity::Error { "error" } else { "warning" };
    format!("{}:{} {severity} {} {}", at.line, at.column, found.code, found.message)
}

/// What `method` makes of `text`: the name, and its number.
fn lookup<'a>(db: &'a ErrorTable, method: &str, text: &str) -> Option<(&'a str, Option<u32>)> {
    db.lookup(method, text).map(|found| (found.name, found.argument))
}

#[test]
fn bundled_table_is_clean() {
    let db = clean(BUNDLED);
    assert_eq!(db.errors().len(), 787);
    assert_eq!(db.common().count(), 50);
    assert_eq!(db.methods().filter(|method| !db.listed(method).is_empty()).count(), 577);
    assert_eq!(db.methods().map(|method| db.listed(method).len()).sum::<usize>(), 2414);
    let patterns = || db.errors().iter().filter(|error| error.argument.is_some());
    assert_eq!(patterns().count(), 28);
    assert!(patterns().all(|error| error.around_number().is_some()));
    assert!(db.errors().is_sorted_by(|a, b| a.name < b.name));
    for (id, error) in db.iter() {
        assert_eq!(db.by_name(&error.name), Some(id));
        assert!(!error.codes.is_empty(), "{}", error.name);
        assert!(error.common.is_none() || error.description.is_some(), "{} is common and not described", error.name);
    }
}

#[test]
fn texts_of_the_server() {
    let db = clean(BUNDLED);
    let send = "messages.sendMessage";
    let media = "messages.sendMedia";
    let rows = [
        (send, "FLOOD_WAIT_42", Some(("FLOOD_WAIT_%d", Some(42)))),
        ("help.getConfig", "FLOOD_WAIT_0", Some(("FLOOD_WAIT_%d", Some(0)))),
        ("upload.getFile", "FILE_MIGRATE_4", Some(("FILE_MIGRATE_%d", Some(4)))),
        (send, "SLOWMODE_WAIT_7", Some(("SLOWMODE_WAIT_%d", Some(7)))),
        ("help.getConfig", "SLOWMODE_WAIT_7", None),
        ("account.deleteAccount", "2FA_CONFIRM_WAIT_9", Some(("2FA_CONFIRM_WAIT_%d", Some(9)))),
        (media, "FILE_PART_3_MISSING", Some(("FILE_PART_%d_MISSING", Some(3)))),
        (media, "FILE_PART_0_MISSING", Some(("FILE_PART_0_MISSING", None))),
        (media, "FILE_PART_00_MISSING", None),
        (media, "FILE_PART__MISSING", None),
        (send, "Timeout", Some(("Timeout", None))),
        (send, "TIMEOUT", Some(("TIMEOUT", None))),
        (send, "timeout", None),
        (
            "messages.initHistoryImport",
            "PREVIOUS_CHAT_IMPORT_ACTIVE_WAIT_5MIN",
            Some(("PREVIOUS_CHAT_IMPORT_ACTIVE_WAIT_%dMIN", Some(5))),
        ),
        ("auth.sendCode", "AUTH_RESTART", Some(("AUTH_RESTART", None))),
        ("auth.sendCode", "AUTH_RESTART_1", Some(("AUTH_RESTART_%d", Some(1)))),
        (send, "FLOOD_WAIT_4294967295", Some(("FLOOD_WAIT_%d", Some(u32::MAX)))),
        (send, "FLOOD_WAIT_4294967296", None),
        (send, "FLOOD_WAIT_99999999999", None),
        (send, "FLOOD_WAIT_042", None),
        (send, "FLOOD_WAIT_+42", None),
        (send, "FLOOD_WAIT_-42", None),
        (send, "FLOOD_WAIT_", None),
        (send, "FLOOD_WAIT_%d", None),
        (send, "FLOOD_WAIT_٤٢", None),
        (send, "FLOOD_WAIT_42 ", None),
        (send, "A_NAME_NOBODY_KNOWS", None),
        (send, "", None),
        ("no.suchMethod", "FLOOD_WAIT_42", Some(("FLOOD_WAIT_%d", Some(42)))),
        ("no.suchMethod", "PEER_ID_INVALID", None),
    ];
    for (method, text, expected) in rows {
        assert_eq!(lookup(&db, method, text), expected, "{text} from {method}");
    }
}

#[test]
fn code_belongs_to_the_pair() {
    let db = clean(BUNDLED);
    let peer = db.by_name("PEER_ID_INVALID").expect("the name is known");
    assert_eq!(db.error(peer).codes, [400, 403, 404, 406]);
    for code in [400, 403, 404, 406] {
        let pair = |method: &&str| db.listed(method).iter().any(|listed| listed.error == peer && listed.code == code);
        let method = db.methods().find(pair).expect("a function has the name with this code");
        assert_eq!(lookup(&db, method, "PEER_ID_INVALID"), Some(("PEER_ID_INVALID", None)));
    }
    let own: Vec<_> = db.own("phone.discardCall").map(|own| (db.error(own.error).name.as_str(), own.code)).collect();
    assert_eq!(own, [("CALL_ALREADY_ACCEPTED", 400), ("CALL_OCCUPY_FAILED", 500), ("CALL_PEER_INVALID", 400)]);
    let timeout = db.by_name("Timeout").expect("the name is known");
    assert_eq!(db.error(timeout).codes, [-503]);
}

#[test]
fn common_errors_are_nobodys_own() {
    let db = clean(BUNDLED);
    let listed = db.listed("upload.getFile").iter().map(|listed| db.error(listed.error).name.as_str());
    assert!(listed.clone().any(|name| name == "FLOOD_PREMIUM_WAIT_%d"));
    let own: Vec<_> = db.own("upload.getFile").map(|own| db.error(own.error).name.as_str()).collect();
    assert!(!own.contains(&"FLOOD_PREMIUM_WAIT_%d"));
    assert_eq!(own, listed.filter(|name| db.common().all(|(id, _)| db.error(id).name != **name)).collect::<Vec<_>>());
}

#[test]
fn availability_of_functions() {
    let db = clean(BUNDLED);
    assert_eq!(db.availability("phone.discardCall"), Availability::Users);
    assert_eq!(db.availability("messages.setBotCallbackAnswer"), Availability::Bots);
    assert_eq!(db.availability("messages.sendMessage"), Availability::Both);
    assert_eq!(db.availability("no.suchMethod"), Availability::Unknown);
}

#[test]
fn the_name_with_most_text_wins() {
    let db = clean(
        r#"{"errors": {
            "400": {"A_%d": ["f"], "A_1%d": ["f"], "A_%d1": ["f"], "A_%d77": ["f"], "A_111": ["f"], "A_2%d": ["g"]}
        }}"#,
    );
    assert_eq!(lookup(&db, "f", "A_111"), Some(("A_111", None)), "a name without a number");
    assert_eq!(lookup(&db, "f", "A_1177"), Some(("A_%d77", Some(11))), "more text in all, less of it in front");
    assert_eq!(lookup(&db, "f", "A_121"), Some(("A_1%d", Some(21))), "as much text in all, more of it in front");
    assert_eq!(lookup(&db, "f", "A_221"), Some(("A_%d1", Some(22))));
    assert_eq!(lookup(&db, "f", "A_22"), Some(("A_%d", Some(22))), "a name of another function plays no part");
    assert_eq!(lookup(&db, "g", "A_22"), Some(("A_2%d", Some(2))));
}

#[test]
fn arguments_have_a_name() {
    let db = clean(r#"{"errors": {"420": {"A_%d": [], "B_%d": [], "C": []}}, "arguments": {"A_%d": "seconds"}}"#);
    let arguments: Vec<_> = db.errors().iter().map(|error| error.argument.as_deref()).collect();
    assert_eq!(arguments, [Some("seconds"), Some("value"), None]);
}

#[test]
fn malformed_json() {
    for (text, expected) in [
        ("", "1:1 error TL0100 the error table is no JSON: EOF while parsing a value"),
        ("{\n  \"errors\": {,\n}", "2:14 error TL0100 the error table is no JSON: key must be a string"),
        ("{\"errors\": {}} x", "1:16 error TL0100 the error table is no JSON: trailing characters"),
        ("{\n\"errors\": {}", "2:12 error TL0100 the error table is no JSON: EOF while parsing an object"),
    ] {
        let (db, found) = findings(text);
        assert_eq!(found, [expected], "{text}");
        assert_eq!(db, ErrorTable::default());
    }
    let (_, found) = findings(&"[".repeat(100_000));
    assert_eq!(found.len(), 1, "nesting does not exhaust the stack: {found:?}");
}

#[test]
fn wrong_shapes_do_not_hide_each_other() {
    let text = r#"{
"errors": {
  "4x0": {"A": ["f"]},
  "400": {"A": ["f", 1, ""], "B": "f", "": [], "C_%d_%d": ["f"], "D": ["f"], "E\u005f%d": ["f"]},
  "401": []
},
"descriptions": {"A": 1, "Z": "no such name"},
"arguments": {"D": "seconds", "E_%d": "Seconds"},
"common": "D",
"bot_only": {"f": true},
"both": ["f"],
"availability": ["f"]
}"#;
    let (db, found) = findings(text);
    assert_eq!(
        found,
        [
            "3:4 error TL0100 `4x0` is no error code",
            "4:12 error TL0100 a list of functions holds their names",
            "4:12 error TL0100 a list of functions holds their names",
            "4:31 error TL0100 this is a list of functions",
            "4:41 error TL0100 `` is no name of an error",
            "4:49 error TL0100 `C_%d_%d` is no name of an error",
            "5:4 error TL0100 this is an object: names with lists of functions",
            "7:19 error TL0100 `A` has a text here",
            "7:27 warning TL0100 `Z` is listed under no code",
            "8:21 warning TL0100 `D` has no number",
            "8:40 error TL0100 `Seconds` is no lower-case identifier",
            "9:2 error TL0100 this is an object: names with texts",
            "10:2 error TL0100 this is a list of functions",
            "12:2 warning TL0100 `availability` is no part of an error table",
        ]
    );
    let listed: Vec<_> = db.listed("f").iter().map(|listed| db.error(listed.error).name.as_str()).collect();
    assert_eq!(listed, ["A", "D", "E_%d"], "the rest is kept");
    assert_eq!(db.availability("f"), Availability::Both);
}

#[test]
fn tables_that_are_no_tables() {
    assert_eq!(findings("true").1, ["1:1 error TL0100 an error table is an object"]);
    assert_eq!(findings("[]"), (ErrorTable::default(), Vec::new()));
    assert_eq!(findings("{}").1, ["1:1 error TL0100 an error table has a member `errors`"]);
    assert_eq!(findings(r#"{"errors": {}}"#), (ErrorTable::default(), Vec::new()));
}

#[test]
fn repeated_things() {
    let text = r#"{
"errors": {
  "400": {"A": ["f", "f"]},
  "403": {"A": ["f", "g"], "A": ["h"]}
},
"user_only": ["f"],
"both": ["f"]
}"#;
    let (db, found) = findings(text);
    assert_eq!(
        found,
        [
            "3:23 warning TL0102 `f` is listed twice with `A`",
            "4:18 warning TL0102 `f` is listed twice with `A`",
            "4:29 warning TL0102 `A` is written twice in one object",
            "7:11 warning TL0102 `f` is in more than one list of who may call it",
        ]
    );
    let codes: Vec<_> = db.methods().map(|method| (method, db.listed(method)[0].code)).collect();
    assert_eq!(codes, [("f", 400), ("g", 403), ("h", 403)]);
    assert_eq!(db.availability("f"), Availability::Users);
}

#[test]
fn unknown_functions_are_warnings() {
    let text = r#"{"errors": {"400": {"A": ["known", "made"]}}, "both": ["known", "other"]}"#;
    let db = clean(text);
    let definition = |kind, name: &str| Definition {
        kind,
        name: name.to_owned(),
        original: None,
        written: None,
        layer: None,
        id: 1,
        id_written: true,
        builtin: false,
        args: Vec::new(),
        result: TypeExpr::Type { ty: TypeId(0), bare: false, by: None, args: Vec::new() },
        vars: Vec::new(),
        docs: None,
        span: Span::default(),
        name_span: Span::default(),
    };
    let definitions = vec![definition(DefKind::Function, "known"), definition(DefKind::Constructor, "made")];
    let found = db.check_against(&Schema { definitions, ..Schema::default() });
    assert!(found.iter().all(|found| found.code == Code::UnknownMethod && !found.is_error()));
    let map = SourceMap::single("errors.json", text);
    let shown: Vec<_> = found.iter().map(|found| show(&map, found)).collect();
    assert_eq!(
        shown,
        [
            "1:37 warning TL0101 `made` is no function of the schema",
            "1:66 warning TL0101 `other` is no function of the schema",
        ]
    );
}

#[test]
fn other_forms_of_a_table_are_read() {
    let list = r#"[{"code":400,"name":"TEXT_EMPTY","description":"Nothing to send","methods":["a.send"]}]"#;
    let by_method =
        r#"{"ok":true,"result":{"400":{"a.send":["TEXT_EMPTY"]}},"human_result":{"TEXT_EMPTY":"Nothing to send"}}"#;
    let core = r#"{"errors":{"400":{"TEXT_EMPTY":["a.send"]}},"descriptions":{"TEXT_EMPTY":"Nothing to send"},"business_supported":["a.send"]}"#;
    for text in [list, by_method, core] {
        let db = clean(text);
        let own: Vec<_> = db.own("a.send").map(|own| (own.code, db.error(own.error))).collect();
        let [(400, error)] = own.as_slice() else { panic!("{own:?}") };
        assert_eq!((error.name.as_str(), error.description.as_deref()), ("TEXT_EMPTY", Some("Nothing to send")));
    }
}

#[test]
fn a_name_without_a_word_is_no_name() {
    for name in ["_", "..", " ", "__", "*/", "😀", "%d", "", "A_%d_%d"] {
        let text = format!(r#"{{"errors":{{"400":{{"{name}":["getEvil"]}}}}}}"#);
        let (_, found) = ErrorTable::from_json(FileId(0), &text);
        assert!(found.iter().any(Diagnostic::is_error), "{name}");
    }
    clean(r#"{"errors":{"400":{"ß":[],"A B":[],"2FA_CONFIRM_WAIT_%d":[]}}}"#);
}

#[test]
fn another_form_is_shown_the_right_one() {
    for text in ["name,codes,description\nA,400,B", "true", "[1]", "[{\"code\":1}]", "{}"] {
        let (_, found) = ErrorTable::from_json(FileId(0), text);
        let help = found.first().and_then(|found| found.help.as_deref());
        assert!(help.is_some_and(|help| help.contains("{\"errors\"")), "{text}: {found:#?}");
    }
}
