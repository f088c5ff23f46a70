//! The form of the table: JSON to [`ErrorTable`].

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use super::json::{Node, Text};
use super::{Availability, ErrorId, ErrorTable, KnownError, Method, MethodError, pattern};
use crate::diagnostic::{Code, Diagnostic};
use crate::span::{FileId, Span};

/// The form of a table, for those who write another one.
const FORM: &str = "write `{\"errors\": {\"400\": {\"NAME\": [\"method\"]}}}`: codes, names, and the methods that give them; \
                    an empty list stands for any method";

/// What a number is called where the table does not say.
const DEFAULT_ARGUMENT: &str = "value";

pub(super) fn read(file: FileId, text: &str) -> (ErrorTable, Vec<Diagnostic>) {
    let mut reader = Reader { file, text, errors: BTreeMap::new(), methods: BTreeMap::new(), found: Vec::new() };
    match serde_json::from_str(text) {
        Ok(root) => reader.root(root),
        Err(error) => reader.syntax(&error),
    }
    reader.finish()
}

struct Reader<'a> {
    file: FileId,
    text: &'a str,
    errors: BTreeMap<String, Listed>,
    methods: BTreeMap<String, Method>,
    found: Vec<Diagnostic>,
}

/// A name while the table is read.
#[derive(Default)]
struct Listed {
    argument: Option<String>,
    description: Option<String>,
    common: Option<String>,
    codes: BTreeSet<i32>,
    /// The code for each function, and where the function is named.
    methods: BTreeMap<String, (i32, Span)>,
}

impl Reader<'_> {
    fn root(&mut self, root: Node<'_>) {
        let start = Span::new(self.file, 0, 0);
        let members = match root {
            Node::Object(members) => members,
            Node::List(entries) => return self.entries(entries, start),
            _ => return self.bad_form(start, "an error table is an object"),
        };
        self.report_repeated(&members, start);
        let (results, members): (Vec<_>, Vec<_>) = members.into_iter().partition(|(key, _)| key.0 == "result");
        if !results.is_empty() {
            return self.by_method(results, members, start);
        }
        // Everything else speaks of names that stand in `errors`, wherever that is written.
        let (tables, others): (Vec<_>, Vec<_>) = members.into_iter().partition(|(key, _)| key.0 == "errors");
        if tables.is_empty() {
            self.bad_form(start, "an error table has a member `errors`");
        }
        for (key, codes) in tables {
            let place = self.place(&key, start);
            self.codes(codes, place);
        }
        for (key, value) in others {
            let place = self.place(&key, start);
            match &*key.0 {
                "arguments" => self.arguments(value, place),
                "common" => self.set_texts(value, place, |listed, text| listed.common = Some(text)),
                "descriptions" => self.set_texts(value, place, |listed, text| listed.description = Some(text)),
                "user_only" => self.availability(value, place, Availability::Users),
                "bot_only" => self.availability(value, place, Availability::Bots),
                "both" => self.availability(value, place, Availability::Both),
                // Telegram's own table says it; nothing here depends on it.
                "business_supported" => {}
                other => self.warning(Code::BadErrorTable, place, format!("`{other}` is no part of an error table")),
            }
        }
    }

    /// `{"400": {NAME: [METHOD]}}`
    fn codes(&mut self, codes: Node<'_>, place: Span) {
        for (key, names) in self.object(codes, place, "the errors of each code") {
            let place = self.place(&key, place);
            let Ok(code) = key.0.parse::<i32>() else {
                self.error(place, format!("`{}` is no error code", key.0));
                continue;
            };
            for (name, methods) in self.object(names, place, "names with lists of functions") {
                let place = self.place(&name, place);
                if !self.is_name(&name.0, place) {
                    continue;
                }
                self.errors.entry(name.0.to_string()).or_default().codes.insert(code);
                for (method, place) in self.list(methods, place) {
                    self.pair(code, &name.0, method, place);
                }
            }
        }
    }

    /// `[{"code": 400, "name": NAME, "description": TEXT, "methods": [METHOD]}]`
    fn entries(&mut self, entries: Vec<Node<'_>>, start: Span) {
        for entry in entries {
            let Node::Object(members) = entry else {
                self.bad_form(start, "a list of errors holds objects with `code`, `name` and `methods`");
                return;
            };
            let (mut code, mut name, mut description, mut methods) = (None, None, None, Vec::new());
            let mut place = start;
            for (key, value) in members {
                match (&*key.0, value) {
                    ("code", Node::Number(number)) => code = i32::try_from(number).ok(),
                    ("name", Node::Text(text)) => {
                        place = self.place(&text, start);
                        name = Some(text.0.into_owned());
                    }
                    ("description", Node::Text(text)) => description = Some(text.0.into_owned()),
                    ("methods", value) => methods = self.list(value, start),
                    _ => {}
                }
            }
            let (Some(code), Some(name)) = (code, name) else {
                self.bad_form(place, "an entry of a list of errors has a `code` and a `name`");
                continue;
            };
            if self.is_name(&name, place) {
                let listed = self.errors.entry(name.clone()).or_default();
                listed.codes.insert(code);
                listed.description = description.or(listed.description.take());
                for (method, place) in methods {
                    self.pair(code, &name, method, place);
                }
            }
        }
    }

    /// `{"result": {"400": {METHOD: [NAME]}}, "human_result": {NAME: TEXT}}`
    fn by_method(&mut self, results: Vec<(Text<'_>, Node<'_>)>, others: Vec<(Text<'_>, Node<'_>)>, start: Span) {
        for (key, codes) in results {
            let place = self.place(&key, start);
            for (key, methods) in self.object(codes, place, "the methods of each code") {
                let place = self.place(&key, place);
                let Ok(code) = key.0.parse::<i32>() else {
                    self.error(place, format!("`{}` is no error code", key.0));
                    continue;
                };
                for (method, names) in self.object(methods, place, "methods with lists of names") {
                    let method_place = self.place(&method, place);
                    for (name, place) in self.list(names, method_place) {
                        if self.is_name(&name, place) {
                            self.errors.entry(name.clone()).or_default().codes.insert(code);
                            self.pair(code, &name, method.0.to_string(), method_place);
                        }
                    }
                }
            }
        }
        for (key, value) in others {
            if key.0 == "human_result" {
                let place = self.place(&key, start);
                self.set_texts(value, place, |listed, text| listed.description = Some(text));
            }
        }
    }

    /// Whether an error can be called so; reports it if not.
    fn is_name(&mut self, name: &str, place: Span) -> bool {
        let has_word = name.replace("%d", "").contains(|c: char| c.is_alphanumeric());
        if has_word && name.matches("%d").count() <= 1 {
            return true;
        }
        let message = format!("`{name}` is no name of an error");
        let note = "a name has a letter or a digit, and at most one number `%d`";
        self.found.push(Diagnostic::error(Code::BadErrorTable, place, message).note(note));
        false
    }

    /// Reports a table of another form.
    fn bad_form(&mut self, place: Span, message: &str) {
        self.found.push(Diagnostic::error(Code::BadErrorTable, place, message).help(FORM));
    }

    fn pair(&mut self, code: i32, name: &str, method: String, place: Span) {
        self.methods.entry(method.clone()).or_insert_with(|| Method { span: place, ..Method::default() });
        let listed = self.errors.entry(name.to_owned()).or_default();
        match listed.methods.entry(method) {
            Entry::Vacant(entry) => {
                entry.insert((code, place));
            }
            Entry::Occupied(entry) => {
                let (first, label) = *entry.get();
                let message = format!("`{}` is listed twice with `{name}`", entry.key());
                let warning = Diagnostic::warning(Code::RepeatedError, place, message).label(label, "first here");
                self.found.push(warning.note(format!("the code {first} is kept")));
            }
        }
    }

    fn set_texts(&mut self, value: Node<'_>, place: Span, set: fn(&mut Listed, String)) {
        for (name, text, _) in self.texts(value, place) {
            set(self.errors.entry(name).or_default(), text);
        }
    }

    fn arguments(&mut self, value: Node<'_>, place: Span) {
        for (name, argument, place) in self.texts(value, place) {
            if pattern::split(&name).is_none() {
                self.warning(Code::BadErrorTable, place, format!("`{name}` has no number"));
            } else if is_identifier(&argument) {
                self.errors.entry(name).or_default().argument = Some(argument);
            } else {
                self.error(place, format!("`{argument}` is no lower-case identifier"));
            }
        }
    }

    /// `{NAME: TEXT}`: the names that are listed under a code, each with its text and the text's place.
    fn texts(&mut self, value: Node<'_>, place: Span) -> Vec<(String, String, Span)> {
        let mut texts = Vec::new();
        for (name, text) in self.object(value, place, "names with texts") {
            let place = self.place(&name, place);
            match text {
                _ if !self.errors.contains_key(&*name.0) => {
                    self.warning(Code::BadErrorTable, place, format!("`{}` is listed under no code", name.0));
                }
                Node::Text(text) => {
                    let place = self.place(&text, place);
                    texts.push((name.0.into_owned(), text.0.into_owned(), place));
                }
                _ => self.error(place, format!("`{}` has a text here", name.0)),
            }
        }
        texts
    }

    /// `[METHOD]`
    fn availability(&mut self, value: Node<'_>, place: Span, availability: Availability) {
        for (name, place) in self.list(value, place) {
            let method =
                self.methods.entry(name.clone()).or_insert_with(|| Method { span: place, ..Method::default() });
            if method.availability == Availability::Unknown {
                method.availability = availability;
            } else {
                let warning = format!("`{name}` is in more than one list of who may call it");
                self.warning(Code::RepeatedError, place, warning);
            }
        }
    }

    /// The members of an object; anything else is reported and has none.
    fn object<'n>(&mut self, node: Node<'n>, place: Span, what: &str) -> Vec<(Text<'n>, Node<'n>)> {
        if let Node::Object(members) = node {
            self.report_repeated(&members, place);
            return members;
        }
        self.error(place, format!("this is an object: {what}"));
        Vec::new()
    }

    /// The names in a list of functions with their places; anything else is reported and left out.
    fn list(&mut self, node: Node<'_>, place: Span) -> Vec<(String, Span)> {
        let Node::List(items) = node else {
            self.error(place, "this is a list of functions");
            return Vec::new();
        };
        let mut names = Vec::with_capacity(items.len());
        for item in items {
            match item {
                Node::Text(name) if !name.0.is_empty() => {
                    let place = self.place(&name, place);
                    names.push((name.0.into_owned(), place));
                }
                _ => self.error(place, "a list of functions holds their names"),
            }
        }
        names
    }

    fn report_repeated(&mut self, members: &[(Text<'_>, Node<'_>)], place: Span) {
        let mut seen = BTreeMap::new();
        for (key, _) in members {
            let place = self.place(key, place);
            if let Some(first) = seen.insert(&*key.0, place) {
                let warning = format!("`{}` is written twice in one object", key.0);
                self.found.push(Diagnostic::warning(Code::RepeatedError, place, warning).label(first, "first here"));
            }
        }
    }

    /// JSON that is none.
    fn syntax(&mut self, error: &serde_json::Error) {
        let line = self.text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum::<usize>();
        let mut at = self.text.len().min(line + error.column().saturating_sub(1));
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        let message = error.to_string();
        let message = message.rsplit_once(" at line ").map_or(&*message, |(message, _)| message);
        let message = format!("the error table is no JSON: {message}");
        self.found.push(Diagnostic::error(Code::BadErrorTable, self.span(at, at), message).help(FORM));
    }

    /// Where `text` stands; one with escapes is shown at `around`.
    fn place(&self, text: &Text<'_>, around: Span) -> Span {
        text.range_in(self.text).map_or(around, |(start, end)| self.span(start, end))
    }

    fn span(&self, start: usize, end: usize) -> Span {
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Span::new(self.file, offset(start), offset(end))
    }

    fn error(&mut self, place: Span, message: impl Into<String>) {
        self.found.push(Diagnostic::error(Code::BadErrorTable, place, message));
    }

    fn warning(&mut self, code: Code, place: Span, message: String) {
        self.found.push(Diagnostic::warning(code, place, message));
    }

    fn finish(mut self) -> (ErrorTable, Vec<Diagnostic>) {
        let mut db = ErrorTable::default();
        for (id, (name, listed)) in (0..).map(ErrorId).zip(self.errors) {
            for (method, (code, _)) in listed.methods {
                // Names ascend, so the errors of each function do.
                self.methods.entry(method).or_default().errors.push(MethodError { error: id, code });
            }
            let has_number = pattern::split(&name).is_some();
            let argument = has_number.then(|| listed.argument.unwrap_or_else(|| DEFAULT_ARGUMENT.to_owned()));
            let codes = listed.codes.into_iter().collect();
            let (description, common) = (listed.description, listed.common);
            db.errors.push(KnownError { name, argument, description, common, codes });
        }
        db.methods = self.methods;
        self.found.sort_by_key(|found| found.span.map(|span| span.start));
        (db, self.found)
    }
}

/// Whether generated code can call a field so, keywords aside.
fn is_identifier(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes.next().is_some_and(|byte| byte.is_ascii_lowercase())
        && bytes.all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}
