//! What a library answered, and what generated code and the dynamic codec made of it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use serde_json::Value;
use tlforge_dynamic::{Codec, Options};
use tlforge_parser::schema::{DefKind, Definition, Schema, TypeExpr};

/// The definitions of a schema, as answers name them.
pub(crate) struct Definitions<'s> {
    codec: Codec,
    /// The type that a constructor makes, or that a function answers with.
    results: BTreeMap<(DefKind, &'s str), &'s str>,
    fields: BTreeMap<&'s str, BTreeSet<&'s str>>,
}

impl<'s> Definitions<'s> {
    pub(crate) fn new(schema: &'s Schema) -> Self {
        let mut results = BTreeMap::new();
        let mut fields = BTreeMap::new();
        for definition in &schema.definitions {
            if let TypeExpr::Type { ty, .. } = definition.result {
                results.insert((definition.kind, &*definition.name), &*schema.ty(ty).name);
            }
            if definition.kind == DefKind::Constructor {
                let names = definition.args.iter().filter_map(|arg| arg.name.as_deref());
                fields.insert(&*definition.name, names.collect());
            }
        }
        Self { codec: Codec::new(schema), results, fields }
    }

    pub(crate) fn codec(&self) -> &Codec {
        &self.codec
    }

    /// The first constructor in a value that the schema does not have.
    fn unknown_constructor<'v>(&self, value: &'v Value) -> Option<&'v str> {
        match value {
            Value::Object(members) => {
                let unknown =
                    members.get("@type").and_then(Value::as_str).filter(|name| !self.fields.contains_key(name));
                unknown.or_else(|| members.values().find_map(|value| self.unknown_constructor(value)))
            }
            Value::Array(items) => items.iter().find_map(|value| self.unknown_constructor(value)),
            _ => None,
        }
    }

    /// A random value, without the doubles that JSON does not have.
    pub(crate) fn sample(&self, definition: &Definition, seed: u64, size: usize) -> Value {
        let expected = self.codec.definition(definition.kind, &definition.name).expect("it is listed");
        let mut texts = (0..).map(|more| {
            let value = self.codec.sample(&expected, seed + 1_000_000 * more, size).expect("every function has values");
            self.codec.try_to_json(&value)
        });
        serde_json::from_str(&texts.find_map(Result::ok).expect("some are finite")).expect("JSON")
    }
}

/// What was counted and found.
#[derive(Default)]
pub(crate) struct Tally {
    pub(crate) calls: usize,
    /// Answers that are no errors, by the call's name.
    pub(crate) results: BTreeMap<String, usize>,
    pub(crate) errors: usize,
    /// Queries that the library sent to a server of tlforge.
    pub(crate) queries: BTreeMap<String, usize>,
    pub(crate) updates: BTreeMap<String, usize>,
    pub(crate) constructors: BTreeSet<String>,
    /// Members of answers that the schema does not have: a newer library sends them.
    pub(crate) unknown_members: BTreeSet<String>,
    /// Answers that have no bytes, because something is null in them.
    pub(crate) without_bytes: usize,
    /// Answers that cannot be read since they name constructors that the schema does not have.
    pub(crate) unknown_constructors: Vec<String>,
    pub(crate) unread: Vec<String>,
    pub(crate) differences: Vec<String>,
}

impl Tally {
    /// Looks at what a program says of the calls it made.
    pub(crate) fn of(definitions: &Definitions<'_>, calls: &[Value], said: &str) -> Self {
        let mut tally = Self { calls: calls.len(), ..Self::default() };
        for line in said.lines() {
            let said: Value = serde_json::from_str(line).expect("JSON");
            let call = said["call"].as_u64().map(|call| &calls[usize::try_from(call).expect("a row")]["value"]);
            tally.add(definitions, call, &said);
        }
        tally
    }

    fn add(&mut self, definitions: &Definitions<'_>, call: Option<&Value>, said: &Value) {
        let asked = call.map_or("an update", |call| name(call));
        if let Some(query) = said["query"].as_str() {
            *self.queries.entry(query.to_owned()).or_default() += 1;
            if said["same"] != true {
                self.differences.push(format!("query {query}: {}", said["bytes"]));
            }
            return;
        }
        let answer = &said["answer"];
        if answer.is_null() {
            self.differences.push(format!("{asked}: {said}: {call:?}"));
            return;
        }
        let made = name(answer);
        match call {
            Some(_) if made == "error" => self.errors += 1,
            Some(_) => *self.results.entry(asked.to_owned()).or_default() += 1,
            None => *self.updates.entry(made.to_owned()).or_default() += 1,
        }
        if let Some(error) = said["unread"].as_str() {
            match definitions.unknown_constructor(answer) {
                // That is what the error says.
                Some(name) if error.contains(&format!("`{name}`")) => self.unknown_constructors.push(name.to_owned()),
                _ => self.unread.push(format!("{asked}: {error}: {answer}")),
            }
            return;
        }
        let mut problems = Vec::new();
        self.compare(definitions, "", answer, &said["again"], &mut problems);
        let expected = match call {
            Some(_) if made == "error" => Some("Error"),
            Some(_) => definitions.results.get(&(DefKind::Function, asked)).copied(),
            None => Some("Update"),
        };
        if expected != Some("Object") && definitions.results.get(&(DefKind::Constructor, made)).copied() != expected {
            problems.push(format!("{made} is no {expected:?}"));
        }
        match said["hex"].as_str() {
            None => self.without_bytes += 1,
            Some(_) if said["same_from_bytes"] == true => {}
            Some(_) => problems.push("another value from its bytes".to_owned()),
        }
        if let Some(problem) = dynamic(definitions, expected.unwrap_or_default(), said) {
            problems.push(problem);
        }
        self.differences.extend(problems.into_iter().map(|problem| format!("{asked}: {problem}: {answer}")));
    }

    /// Compares an answer with what was written after reading it.
    fn compare(
        &mut self,
        definitions: &Definitions<'_>,
        path: &str,
        answer: &Value,
        again: &Value,
        problems: &mut Vec<String>,
    ) {
        match (answer, again) {
            (Value::Object(answer), Value::Object(again)) => {
                let made = again.get("@type").and_then(Value::as_str).unwrap_or_default();
                self.constructors.insert(made.to_owned());
                for (key, value) in answer {
                    let path = format!("{path}.{key}");
                    match again.get(key) {
                        Some(again) => self.compare(definitions, &path, value, again, problems),
                        None if definitions.fields.get(made).is_some_and(|fields| !fields.contains(&**key)) => {
                            self.unknown_members.insert(format!("{made}.{key}"));
                        }
                        None => problems.push(format!("{path} is lost")),
                    }
                }
                let added = again.keys().filter(|key| !answer.contains_key(*key));
                problems.extend(added.map(|key| format!("{path}.{key} is new")));
            }
            (Value::Array(answer), Value::Array(again)) if answer.len() == again.len() => {
                for (at, (answer, again)) in answer.iter().zip(again).enumerate() {
                    self.compare(definitions, &format!("{path}[{at}]"), answer, again, problems);
                }
            }
            // A double that is whole may be written without a point.
            (Value::Number(answer), Value::Number(again))
                if (answer.is_f64() || again.is_f64()) && answer.as_f64() == again.as_f64() => {}
            _ if answer == again => {}
            _ => problems.push(format!("{path} is written as {again}")),
        }
    }
}

/// What the dynamic codec says otherwise than generated code.
fn dynamic(definitions: &Definitions<'_>, expected: &str, said: &Value) -> Option<String> {
    let codec = &definitions.codec;
    let expected = match codec.type_named(expected) {
        Ok(expected) => expected,
        Err(error) => return Some(error.to_string()),
    };
    let value = match codec.from_json(&expected, &said["answer"].to_string(), &Options::default()) {
        Ok(value) => value,
        Err(error) => return Some(format!("unread by the dynamic codec: {error}")),
    };
    let again: Value = serde_json::from_str(&codec.to_json(&value)).expect("JSON");
    if again != said["again"] {
        return Some(format!("the dynamic codec writes {again}"));
    }
    match (codec.encode(&expected, &value), said["hex"].as_str()) {
        (Err(_), None) => None,
        (Ok(bytes), Some(hex)) => {
            let mut text = String::new();
            tlforge_dynamic::push_hex(&bytes, &mut text);
            (text != hex).then(|| format!("bytes {hex}, of the dynamic codec {text}"))
        }
        (bytes, hex) => Some(format!("bytes {hex:?}, of the dynamic codec {bytes:?}")),
    }
}

fn name(value: &Value) -> &str {
    value["@type"].as_str().unwrap_or_default()
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (results, updates): (usize, usize) = (self.results.values().sum(), self.updates.values().sum());
        write!(
            f,
            "{} calls; {} answers and updates read ({results} results of {} functions, {} errors, {updates} updates of {} \
             kinds; {} constructors in them, {} without bytes), {} unread, {} differences; unknown to the schema: {} members, constructors {:?}",
            self.calls,
            results + self.errors + updates - self.unread.len() - self.unknown_constructors.len(),
            self.results.len(),
            self.errors,
            self.updates.len(),
            self.constructors.len(),
            self.without_bytes,
            self.unread.len(),
            self.differences.len(),
            self.unknown_members.len(),
            self.unknown_constructors,
        )?;
        if !self.queries.is_empty() {
            write!(f, "; queries: {:?}", self.queries)?;
        }
        for problem in self.unread.iter().chain(&self.differences).take(40) {
            let cut: String = problem.chars().take(600).collect();
            write!(f, "\n  {cut}")?;
        }
        Ok(())
    }
}
