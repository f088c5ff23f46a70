//! Comments become documentation of what they stand above.

use tlforge_parser::{DialectChoice, Options, Schema, SourceMap, load, schema::Definition};

fn read(text: &str, dialect: DialectChoice) -> Schema {
    let outcome = load(&SourceMap::single("test.tl", text), &Options::default().dialect(dialect));
    assert!(outcome.diagnostics.is_empty(), "{:#?}", outcome.diagnostics);
    outcome.schema
}

fn def<'s>(schema: &'s Schema, name: &str) -> &'s Definition {
    schema.definitions.iter().find(|def| def.name == name).expect("the schema has the definition")
}

#[test]
fn tags_document_definitions_fields_and_classes() {
    let schema = read(
        "
//@class Chat @description A chat of any kind

//@description A chat of two (both are called users) @user The other one
//-and nobody else (There is no third)
//@param_description What it is about; pass null to leave it as it is
chatPrivate user:user description:text = Chat;

//@description A group @title Its title; may be null if it has none @members Who is in it; members may be null
chatGroup title:string members:vector<user> = Chat;

user = User; text = Text;
",
        DialectChoice::Tdlib,
    );
    let chat = schema.types.iter().find(|ty| ty.name == "Chat").expect("the type");
    assert_eq!(chat.docs.as_deref(), Some("A chat of any kind."));
    let private = def(&schema, "chatPrivate");
    assert_eq!(private.docs.as_deref(), Some("A chat of two (both are called users)."));
    assert_eq!(private.args[0].docs.as_deref(), Some("The other one and nobody else (There is no third.)"));
    assert_eq!(private.args[1].docs.as_deref(), Some("What it is about; pass null to leave it as it is."));
    let nullable = |name| def(&schema, name).args.iter().map(|arg| arg.nullable).collect::<Vec<_>>();
    assert_eq!(nullable("chatPrivate"), [false, true]);
    // A string is never absent; of a vector its elements may be.
    assert_eq!(nullable("chatGroup"), [false, true]);
    assert_eq!(def(&schema, "user").docs, None);
}

#[test]
fn nothing_is_nullable_in_other_dialects() {
    let text = "//@description A chat @user May be null, that is: it may be null\nchat user:user = Chat; user = User;";
    let schema = read(text, DialectChoice::Plain);
    assert!(!def(&schema, "chat").args[0].nullable);
    assert!(def(&schema, "chat").args[0].docs.is_some());
}

#[test]
fn plain_comments_document_what_stands_directly_below() {
    let schema = read(
        "
// LAYER 7
/// The users
// of this server.
////////////////
// old id:int = Old;
// tlforge: allow(unused-type)
user id:long = User; // not this

// A heading.

chat id:long = Chat;
",
        DialectChoice::Auto,
    );
    assert_eq!(schema.layer, Some(7));
    assert_eq!(def(&schema, "user").docs.as_deref(), Some("The users of this server."));
    assert_eq!(def(&schema, "chat").docs, None);
}
