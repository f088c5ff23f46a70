//! What each code means at length: `tlforge explain` and `docs/diagnostics.md` show these texts.

use super::Code;

/// The long explanation of a [`Code`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Explanation {
    /// What is wrong, and why it matters.
    pub meaning: &'static str,
    /// A schema that provokes it. The line `// strict` at its beginning selects the strict reading, `//// file: NAME`
    /// starts another file. Where no schema does, something else that does, as a sentence.
    pub example: Example,
    /// How to fix it.
    pub fix: &'static str,
}

/// What provokes a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Example {
    /// The text of a schema.
    Schema(&'static str),
    /// An error table in JSON.
    ErrorTable(&'static str),
    /// A situation, in words.
    Situation(&'static str),
}

use Example::{ErrorTable, Schema, Situation};

impl Code {
    /// What the code means, an example, and the fix.
    pub const fn explain(self) -> Explanation {
        let (meaning, example, fix) = text(self);
        Explanation { meaning, example, fix }
    }
}

#[allow(clippy::too_many_lines, reason = "it is a table")]
const fn text(code: Code) -> (&'static str, Example, &'static str) {
    match code {
        Code::UnexpectedCharacter => (
            "The text contains a character that TL does not use outside of comments. Names consist of ASCII letters, digits \
             and underscores.",
            Schema("user-name id:long = User;"),
            "Remove the character, or replace it: `user_name` instead of `user-name`.",
        ),
        Code::BadId => (
            "The name of a combinator may be followed by `#` and its id, 1 to 8 lower-case hexadecimal digits. Only the name \
             that is declared has an id; a type has none.",
            Schema("user id:long = User#2e63ee5a;"),
            "Write the id behind the name that is declared, or leave it out: it is then computed.",
        ),
        Code::NumberTooLarge => (
            "Numbers of a schema are kept in 63 bits. The reference compiler wraps larger ones around without a word, so that \
             another number is meant than is written.",
            Schema("user friends:18446744073709551617*[ long ] = User;"),
            "Write the number that is meant.",
        ),
        Code::UnexpectedToken => (
            "The declaration does not follow the grammar `name#id {variables} arguments = Type;` from here on.",
            Schema("int ? Int;"),
            "Compare the declaration with the form above; the message says what was expected. A missing `;` or `= Type;` is \
             reported at the end of its declaration.",
        ),
        Code::NestingTooDeep => (
            "Brackets and parentheses are nested deeper than any reader of schemas allows.",
            Schema("a n:# x:n*[ n*[ n*[ n*[ n*[ n*[ n*[ n*[ n*[ n*[ int ] ] ] ] ] ] ] ] ] ] = A;"),
            "Give the inner part a type of its own.",
        ),
        Code::BadName => (
            "A dot in a name is followed by a name: a namespace comes first, then the name in it.",
            Schema("user id:b.ids.0?long = User;"),
            "Write `namespace.name`. The condition of a field names a flags word of the same definition, so it has no dot \
             before the bit but one.",
        ),
        Code::EmptySchema => (
            "The files contain no declaration, so there is nothing to read. Usually the wrong file was given.",
            Situation("An empty file, or one of comments alone."),
            "Give the file that holds the schema.",
        ),
        Code::ReservedId => (
            "The ids 00000000 and ffffffff do not belong to any combinator.",
            Schema("user#00000000 id:long = User;"),
            "Leave the id out, and it is computed, or write another one.",
        ),
        Code::BadSection => (
            "A line between `---` and `---` starts a section: `---types---`, `---functions---`, or `===N===` for layer N.",
            Schema("---functions\nping = True;"),
            "Write the marker as above.",
        ),
        Code::UpperCaseId => (
            "Ids are written in lower-case digits; the reference compiler refuses others.",
            Schema("user#2E63EE5A id:long = User;"),
            "Write the digits in lower case. `tlforge fmt` does so.",
        ),
        Code::UnreadableFile => (
            "A file cannot be opened or read.",
            Situation("`tlforge check no-such-file.tl`"),
            "Check the path and the permissions.",
        ),
        Code::NotUtf8 => (
            "Schemas and error tables are UTF-8. The message shows the first byte that is not.",
            Situation("A file in UTF-16 or Latin-1."),
            "Save the file as UTF-8.",
        ),
        Code::StrayPlus => (
            "A plus sign stands where it adds nothing.",
            Schema("table {n:#} rows:n*[ int ] = Table n;\nbig x:(Table +1) = Big;"),
            "Remove it, or write what is to be added.",
        ),
        Code::RepeatedPercent => (
            "`%` makes a type bare: its values are written without the id of their constructor. A second one changes nothing.",
            Schema("point x:int y:int = Point;\nline from:%%Point = Line;"),
            "Write one `%`.",
        ),
        Code::BadJson => (
            "A schema may be JSON, in the form that Telegram publishes and `tlforge json` writes. This text starts with `{` and has \
             another form.",
            Situation("`{\"constructors\": {}}`, where a list is expected."),
            "Correct the JSON: `constructors` and `methods` are lists of objects with `id`, `predicate` or `method`, `params` and \
             `type`.",
        ),
        Code::UnknownName => (
            "No declaration gives the name a meaning. In the default reading the order of declarations does not matter; with \
             `--strict` a name must be declared before it is used, basic types included.",
            Schema("user name:sting = User;"),
            "Correct the spelling; the message names what is near. Or declare it, in another file of the same command if you like.",
        ),
        Code::NoConstructors => (
            "A type is used, and no constructor makes a value of it.",
            Schema("// strict\nuser id:Long is_bot:Bool = User;"),
            "Declare a constructor of the type, or correct its name.",
        ),
        Code::DuplicateName => (
            "Two constructors, or two functions, of one file have the same name.",
            Schema("user id:long = User;\nuser id:int = User;"),
            "Rename one of them. Definitions of several layers go into sections `===N===`.",
        ),
        Code::ConflictingDeclaration => (
            "Several files form one schema. Equal declarations of one name are one; these differ.",
            Schema("user id:long = User;\n//// file: second.tl\nuser id:long name:string = User;"),
            "Declare it in one file, or in the same words. Two schemas that have nothing in common go into modules of their own \
             (`gen --module NAME=FILE`).",
        ),
        Code::DuplicateId => (
            "Two definitions of one kind have the same id, so a reader of bytes cannot tell them apart.",
            Schema("ping = Pong;\npong#3f0d40f5 = Pong;\npingAgain#3f0d40f5 = Pong;"),
            "Leave the id out of one of them, or correct it.",
        ),
        Code::DuplicateField => (
            "Two arguments of one definition have the same name.",
            Schema("pair {t:Type} {t:Type} a:t = Pair t t;"),
            "Rename one of them.",
        ),
        Code::AmbiguousBareType => (
            "The name of a constructor may stand for its type, bare. That works only if the type has no other constructor.",
            Schema("user id:long = User;\nuserEmpty = User;\nchat admin:user = Chat;"),
            "Write the name of the type: `admin:User`.",
        ),
        Code::FinalType => (
            "`Final T` and `Empty T` say that a type has no further constructors, and one follows.",
            Schema("user id:long = User;\nFinal User;\nuserEmpty = User;"),
            "Move the line behind the last constructor, or remove it.",
        ),
        Code::BadAttribute => (
            "`New T` and `Empty T` introduce a type, `Final T` ends one. The line contradicts what is declared.",
            Schema("user id:long = User;\nNew User;"),
            "Remove the line, or move it before the first constructor.",
        ),
        Code::BadBuiltin => (
            "A line `name ? = Type;` declares a type that the language knows, such as `int ? = Int;`. This is none of those.",
            Schema("user ? = User;"),
            "Declare the constructor with its fields. The default reading knows all basic types without such lines.",
        ),
        Code::DefaultConstructor => (
            "`_` names a default constructor, which is written without an id. A function cannot do without a name.",
            Schema("---functions---\n_ id:long = True;"),
            "Give the function a name.",
        ),
        Code::TooFewArguments => (
            "A type with parameters needs an argument for each.",
            Schema("user ids:Vector = User;"),
            "Write the arguments: `Vector<long>`.",
        ),
        Code::TooManyArguments => (
            "A type has more arguments than parameters.",
            Schema("wrap {t:Type} x:t<int> = Wrap t;"),
            "Remove the arguments, or use another type.",
        ),
        Code::WrongKind => (
            "A parameter is either a number (`#`) or a type (`Type`), and the argument is the other.",
            Schema("user n:# id:n = User;"),
            "Write a type where a type is expected, and a number or a variable of kind `#` where a number is.",
        ),
        Code::SumOfVariables => (
            "A number is a constant, a variable, or a variable plus a constant.",
            Schema("table {n:#} rows:n*[ int ] = Table n;\nbig n:# m:# x:(Table (n m)) = Big;"),
            "Use one variable.",
        ),
        Code::BareNumber => (
            "`%` makes a type bare, and a number is no type.",
            Schema("list n:# items:%n*[ int ] = List;"),
            "Remove the `%`.",
        ),
        Code::UnusedVariable => (
            "A variable in braces takes no bytes, so the type that the definition makes must determine it.",
            Schema("list {n:#} items:n*[ int ] = List;"),
            "Use the variable in the result (`= List n`), or declare it without braces, so that it is written.",
        ),
        Code::BadResult => (
            "The result of a constructor is a type with its parameters. It cannot be a basic type that has no constructors, a bare \
             type, or, for a constructor, a variable.",
            Schema("wrap id:int = Type;"),
            "Write the type that the constructor makes, or that the function returns.",
        ),
        Code::BadCondition => (
            "A field `name:word.N?type` is present if bit N of `word` is set. The word is a `#` that comes before the field in the \
             same definition.",
            Schema("user id:flags.0?long = User;"),
            "Declare `flags:#` before the fields that depend on it.",
        ),
        Code::BitOutOfRange => (
            "A flags word has 32 bits, 0 to 31.",
            Schema("user flags:# name:flags.32?string = User;"),
            "Add a second word, such as `flags2:#`.",
        ),
        Code::NoMultiplicity => (
            "A repetition `[ … ]` without a number of times takes the `#` that comes before it, and there is none.",
            Schema("list items:[ int ] = List;"),
            "Write `n*[ … ]`, or a `#` before it, or use `vector`.",
        ),
        Code::EmptyRepetition => (
            "A repetition of nothing has no bytes and no meaning.",
            Schema("list n:# items:n*[ ] = List;"),
            "Write what is repeated.",
        ),
        Code::ConditionalRepetition => (
            "A repetition cannot depend on a bit; only a type can.",
            Schema("list flags:# n:# items:flags.0?n*[ int ] = List;"),
            "Give the repetition a type of its own, or use a vector.",
        ),
        Code::BadVariable => (
            "A variable in braces is a number (`#`) or a type (`Type`).",
            Schema("wrap {name:string} = Wrap;"),
            "Remove the braces, if it is a field.",
        ),
        Code::AddedNumbers => (
            "Two numbers stand side by side, which means nothing.",
            Schema("table {n:#} rows:n*[ int ] = Table n;\nbig x:(Table (1 2)) = Big;"),
            "Write one number, or a `+` between them.",
        ),
        Code::PartialApplication => (
            "A line that is a type or constructor with arguments enters what it applies. This one applies nothing that exists.",
            Schema("Vectr int;"),
            "Correct the name, or remove the line: applications need no lines of their own.",
        ),
        Code::NoFiniteValue => (
            "Every value of the type contains another value of it, so that none can be written down.",
            Schema("user friend:User = User;"),
            "Put the field behind a bit of a flags word, in a vector, or add a constructor without it.",
        ),
        Code::LateGroup => (
            "The reference compiler accepts several names for one type, `(x y:int)`, only as the first argument.",
            Schema("// strict\nint ? = Int;\nline id:int (x y:int) = Line;"),
            "Write an argument for each name.",
        ),
        Code::OverlappingBareType => (
            "A bare type is written without an id, so that only one constructor may make its values.",
            Schema("user id:long = User;\nuserEmpty = User;\nchat admin:%User = Chat;"),
            "Write the boxed type, without `%`.",
        ),
        Code::WrongId => (
            "An id is usually the CRC-32 of the definition's canonical form. This one is not, by neither of the two rules in use. \
             Written ids count all the same; a wrong one is a misprint, or the definition was changed without its id.",
            Schema("user#2e63ee5a id:long = User;\n---functions---\ngetUser = User;"),
            "Remove the id to have it computed, or allow the lint for definitions whose servers use that id.",
        ),
        Code::SharedFlag => (
            "Two fields depend on one bit, so they are present together. Their names and places look unrelated, so one of the bits may \
             be a misprint.",
            Schema(
                "user flags:# photo:flags.0?string id:long birthday:flags.0?int = User;\n---functions---\ngetUser = User;",
            ),
            "Give one of them another bit, or allow the lint.",
        ),
        Code::BoolBehindFlag => (
            "A `Bool` behind a bit is true, false or absent, where two states are usually meant.",
            Schema("user flags:# bot:flags.0?Bool = User;\n---functions---\ngetUser = User;"),
            "Use `bot:flags.0?true`, which takes no bytes of its own, if absent means false.",
        ),
        Code::UnusedFlags => (
            "A flags word takes four bytes and no field depends on it. In dialect `plain` it is a number like any other, and not \
             reported.",
            Schema("user flags:# id:long = User;\n---functions---\ngetUser = User;"),
            "Remove the word, unless fields are to follow or the id is fixed.",
        ),
        Code::UnusedType => (
            "No field has the type and no function returns it. In dialect `plain`, and where a field may hold any object, every boxed \
             value can stand alone, so nothing is reported.",
            Schema("user id:long = User;\nchat id:long = Chat;\n---functions---\ngetUser = User;"),
            "Remove its constructors, or use the type.",
        ),
        Code::SimilarNames => (
            "Two names differ only in case or underscores. They are easily taken for each other, and one of them gets an unusual name \
             in Rust.",
            Schema("user id:long = User;\nuseR id:int = User;\n---functions---\ngetUser = User;"),
            "Rename one of them.",
        ),
        Code::UnknownLint => (
            "A comment that starts with `tlforge:` names no lint, or says something else than `allow(…)` and `allow-file(…)`.",
            Schema("// tlforge: ignore everything\nuser id:long = User;\n---functions---\ngetUser = User;"),
            "Write `// tlforge: allow(unused-type)`, with the name or the code of a lint.",
        ),
        Code::UnknownField => (
            "A documentation comment `//@name text` describes a field that the definition below it does not have.",
            Schema("//@description A user @nam The name\nuser name:string = User;\n---functions---\ngetUser = User;"),
            "Correct the name, or remove the tag.",
        ),
        Code::ObjectConstructors => (
            "A value of type `Object` is any boxed value at all, as MTProto's documentation defines it. Constructors that a schema \
             adds to it are constructors like others, and a field of the type accepts every constructor of the schema.",
            Schema(
                "rpc_result#f35c6d01 req_msg_id:long result:Object = RpcResult;\n\
                 gzip_packed#3072cfa1 packed_data:bytes = Object;\n---functions---\nping = RpcResult;",
            ),
            "Declare `object ? = Object;` if that is meant, or give the type another name if only its own constructors are.",
        ),
        Code::NotExportable => (
            "The TLO format of compiled schemas cannot hold the construct.",
            Schema("// strict\nwrap {t:Type} value:%t = Wrap t;"),
            "Write the schema without it, or publish it as text or JSON.",
        ),
        Code::BadErrorTable => (
            "An error table does not have a form that is known.",
            ErrorTable("{\"errors\": {\"400\": \"CALL_PEER_INVALID\"}}"),
            "Write `{\"errors\": {\"400\": {\"CALL_PEER_INVALID\": [\"phone.discardCall\"]}}}`: codes, then names, then the methods \
             that give the error; an empty list stands for any method.",
        ),
        Code::UnknownMethod => (
            "An error table names a function that the schema does not have. Tables of another layer often do.",
            Situation("`phone.hangUp` in the table, beside a schema without that function."),
            "Correct the name, or use the table that belongs to the schema.",
        ),
        Code::RepeatedError => (
            "An error table says one thing twice, perhaps differently.",
            ErrorTable("{\"errors\": {\"400\": {\"A\": [\"ping\", \"ping\"]}}}"),
            "Say it once.",
        ),
        Code::Unsupported => (
            "The schema is right, but the construct has no form in generated Rust. `check` mentions it as a warning; the other verbs read \
             it.",
            Schema("pick n:# x:n.0?int items:n*[ int ] = Pick;"),
            "Follow the help of the message, leave the definition out (`--exclude`), or use `tlforge-dynamic`, which reads every schema.",
        ),
        Code::UnknownSelection => (
            "A filter such as `--include` names nothing that the schema has. It is a misprint, or the schema has changed.",
            Situation("`tlforge gen --schema api.tl --include messages.sendMesage …`"),
            "Correct the name; the message says what is near.",
        ),
        Code::BadOption => (
            "An option of the generator does not have a form that can be used: an attribute that is no Rust, a path that is none, a name \
             that is reserved.",
            Situation("`tlforge gen … --type-attribute 'user=derive(Ord)'`, without `#[ ]`."),
            "Write it as the message says.",
        ),
        Code::BadOutput => (
            "The output cannot be written. Files that tlforge did not generate are never replaced.",
            Situation(
                "A folder that cannot be written to, or that holds a file of another origin under the name of a generated one.",
            ),
            "Move the file away, or choose another folder.",
        ),
        Code::BadSource => (
            "A source of `tlforge bump` gives no schema that could replace the present one.",
            Situation("A URL that answers with a page, or a package without the file that is named."),
            "Correct the source, or accept it with `--force` if it is right.",
        ),
    }
}
