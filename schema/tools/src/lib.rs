//! Makes `schema/telegram/errors.json` from a table of facts, by the rules of `schema/SOURCES.toml`.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

/// A result whose error is for the reader of the terminal.
pub type Result<T, E = Box<dyn Error>> = std::result::Result<T, E>;

/// Derives the error table from `facts` and writes it to `out`, or with `check` only compares them. Returns a summary for the
/// terminal.
///
/// # Errors
///
/// When the facts or the rules are wrong, or `out` differs from what they give.
pub fn derive_errors(facts: &Path, out: &Path, check: bool) -> Result<String> {
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let rules = Rules::read(&schema)?;
    let facts: Value = serde_json::from_str(&read(facts)?)?;
    let table = Table::derive(&facts, &rules)?;
    let text = table.to_json(&rules);
    if check {
        if read(out)? != text {
            return Err(format!("{} is not what the facts and the rules give", out.display()).into());
        }
    } else {
        fs::write(out, text).map_err(|error| format!("cannot write {}: {error}", out.display()))?;
    }
    Ok(table.summary(&rules))
}

/// What `schema/` says: the functions of the schemas, the rules, our own words.
struct Rules {
    functions: BTreeSet<String>,
    availability: Vec<String>,
    codes: Vec<String>,
    respelt: BTreeMap<String, String>,
    left_out: BTreeSet<String>,
    common: BTreeMap<String, String>,
    unlisted: BTreeMap<String, String>,
    arguments: BTreeMap<String, String>,
    descriptions: BTreeMap<String, String>,
}

impl Rules {
    fn read(schema: &Path) -> Result<Self> {
        let sources: toml::Table = read(&schema.join("SOURCES.toml"))?.parse()?;
        let descriptions: toml::Table = read(&schema.join("telegram/descriptions.toml"))?.parse()?;
        let errors = sources.get("errors").and_then(toml::Value::as_table).ok_or("SOURCES.toml has no [errors]")?;
        let left_out = errors.get("left_out").and_then(toml::Value::as_table).ok_or("there is no [errors.left_out]")?;
        let mut functions = BTreeSet::new();
        for file in ["telegram/api.tl", "telegram/mtproto.tl"] {
            functions.extend(function_names(&read(&schema.join(file))?));
        }
        Ok(Self {
            functions,
            availability: strings(errors, "availability")?,
            codes: strings(errors, "codes")?,
            respelt: texts(errors, "respelt")?,
            left_out: strings(left_out, "methods")?.into_iter().collect(),
            common: texts(errors, "common")?,
            unlisted: texts(errors, "unlisted")?,
            arguments: texts(errors, "arguments")?,
            descriptions: texts(&descriptions, "descriptions")?,
        })
    }
}

/// What goes into `errors.json` beside the rules' own texts.
#[derive(Default)]
struct Table {
    /// Code, name, methods. A name that no method lists has no methods.
    errors: BTreeMap<i64, BTreeMap<String, BTreeSet<String>>>,
    /// `user`, `bot` or `both`, then the methods.
    available: BTreeMap<String, BTreeSet<String>>,
}

impl Table {
    fn derive(facts: &Value, rules: &Rules) -> Result<Self> {
        let mut table = Self::default();
        let names = object(&facts["errors"])?;
        let mut listed = BTreeSet::new();
        let mut left_out = BTreeSet::new();
        for (written, method) in object(&facts["methods"])? {
            let name = rules.respelt.get(written).unwrap_or(written);
            if !rules.functions.contains(name) {
                left_out.insert(written.clone());
                continue;
            }
            let who = rules.availability.iter().find_map(|source| method["available"][source].as_str());
            if let Some(who) = who {
                table.available.entry(who.to_owned()).or_default().insert(name.clone());
            }
            for pair in array(&method["errors"])? {
                let error = string(&pair["name"])?;
                let code = match lowest(&pair["codes"]) {
                    Some(code) => code,
                    None => code_of_name(&names[error], rules).ok_or_else(|| format!("{error} has no code"))?,
                };
                listed.insert(error.to_owned());
                table.errors.entry(code).or_default().entry(error.to_owned()).or_default().insert(name.clone());
            }
        }
        for (name, error) in names.iter().filter(|(name, _)| !listed.contains(*name)) {
            let code = code_of_name(error, rules).ok_or_else(|| format!("{name} has no code"))?;
            table.errors.entry(code).or_default().insert(name.clone(), BTreeSet::new());
        }
        table.hold_to(rules, &names.keys().collect(), &listed, &left_out)?;
        Ok(table)
    }

    /// Every judgement that the rules contain concerns something, and nothing is left without one.
    fn hold_to(
        &self,
        rules: &Rules,
        names: &BTreeSet<&String>,
        listed: &BTreeSet<String>,
        left_out: &BTreeSet<String>,
    ) -> Result<()> {
        let own: BTreeSet<_> = rules.left_out.iter().collect();
        expect_equal("errors.left_out", &own, &left_out.iter().collect())?;
        let unlisted =
            names.iter().copied().filter(|name| !listed.contains(*name) && !rules.common.contains_key(*name));
        expect_equal("errors.unlisted", &rules.unlisted.keys().collect(), &unlisted.collect())?;
        let patterns = names.iter().copied().filter(|name| name.contains("%d"));
        expect_equal("errors.arguments", &rules.arguments.keys().collect(), &patterns.collect())?;
        for (table, entries) in [("errors.common", &rules.common), ("descriptions", &rules.descriptions)] {
            if let Some(name) = entries.keys().find(|name| !names.contains(name)) {
                return Err(format!("{table}: {name} is in no source").into());
            }
        }
        let known = ["both", "bot", "user"];
        if let Some(who) = self.available.keys().find(|who| !known.contains(&who.as_str())) {
            return Err(format!("a method is available to `{who}`, not to one of {known:?}").into());
        }
        Ok(())
    }

    /// The text of `errors.json`: sorted, and a line for each thing said, so that differences read well.
    fn to_json(&self, rules: &Rules) -> String {
        let codes = self.errors.iter().map(|(code, names)| {
            let lines = names.iter().map(|(name, methods)| format!("      {}: {}", json!(name), list(methods)));
            format!("    \"{code}\": {{\n{}\n    }}", join(lines))
        });
        let mut out = format!("{{\n  \"errors\": {{\n{}\n  }},\n", join(codes));
        for (key, entries) in
            [("descriptions", &rules.descriptions), ("arguments", &rules.arguments), ("common", &rules.common)]
        {
            let lines = entries.iter().map(|(name, text)| format!("    {}: {}", json!(name), json!(text)));
            let _ = writeln!(out, "  \"{key}\": {{\n{}\n  }},", join(lines));
        }
        let who = [("user_only", "user"), ("bot_only", "bot"), ("both", "both")].map(|(key, who)| {
            let methods = self.available.get(who).into_iter().flatten();
            format!("  \"{key}\": [\n{}\n  ]", join(methods.map(|method| format!("    {}", json!(method)))))
        });
        out.push_str(&join(who.into_iter()));
        out.push_str("\n}\n");
        out
    }

    fn summary(&self, rules: &Rules) -> String {
        let names: BTreeSet<_> = self.errors.values().flat_map(BTreeMap::keys).collect();
        let pairs: usize = self.errors.values().flat_map(BTreeMap::values).map(BTreeSet::len).sum();
        let methods: BTreeSet<_> = self.errors.values().flat_map(BTreeMap::values).flatten().collect();
        let mut out = format!("{} names, {} methods with errors, {pairs} pairs\n", names.len(), methods.len());
        let count = |who: &str| self.available.get(who).map_or(0, BTreeSet::len);
        let _ = writeln!(out, "{} for users, {} for bots, {} for both", count("user"), count("bot"), count("both"));
        let _ = writeln!(out, "{} common names, {} unlisted", rules.common.len(), rules.unlisted.len());
        let _ = writeln!(out, "{} methods left out: they are in no schema", rules.left_out.len());
        out
    }
}

/// The code that the first source which knows one gives to a name.
fn code_of_name(error: &Value, rules: &Rules) -> Option<i64> {
    rules.codes.iter().find_map(|source| lowest(&error["codes"][source]))
}

fn lowest(codes: &Value) -> Option<i64> {
    codes.as_array()?.iter().filter_map(Value::as_i64).min()
}

/// The names in the functions sections of a schema in canonical layout: one declaration a line, no comments.
fn function_names(schema: &str) -> impl Iterator<Item = String> {
    let mut functions = false;
    schema.lines().filter_map(move |line| {
        if line.starts_with("---") {
            functions = line == "---functions---";
            return None;
        }
        let name = line.split(['#', ' ']).next().filter(|name| functions && !name.is_empty());
        name.map(str::to_owned)
    })
}

fn expect_equal(table: &str, rules: &BTreeSet<&String>, facts: &BTreeSet<&String>) -> Result<()> {
    if rules == facts {
        return Ok(());
    }
    let missing: Vec<_> = facts.difference(rules).collect();
    let idle: Vec<_> = rules.difference(facts).collect();
    Err(format!("{table} does not fit the facts: missing {missing:?}, without use {idle:?}").into())
}

fn read(path: &Path) -> Result<String> {
    let shown: PathBuf = path.components().collect();
    Ok(fs::read_to_string(path).map_err(|error| format!("cannot read {}: {error}", shown.display()))?)
}

fn strings(table: &toml::Table, key: &str) -> Result<Vec<String>> {
    let list = table.get(key).and_then(toml::Value::as_array).ok_or_else(|| format!("`{key}` is no list"))?;
    let texts = list.iter().map(|item| item.as_str().map(str::to_owned));
    texts.collect::<Option<_>>().ok_or_else(|| format!("`{key}` holds something that is no text").into())
}

fn texts(table: &toml::Table, key: &str) -> Result<BTreeMap<String, String>> {
    let entries = table.get(key).and_then(toml::Value::as_table).ok_or_else(|| format!("there is no table `{key}`"))?;
    let texts = entries.iter().map(|(name, text)| Some((name.clone(), text.as_str()?.to_owned())));
    texts.collect::<Option<_>>().ok_or_else(|| format!("`{key}` holds something that is no text").into())
}

fn object(value: &Value) -> Result<&serde_json::Map<String, Value>> {
    value.as_object().ok_or_else(|| "the facts do not have the expected shape: an object is missing".into())
}

fn array(value: &Value) -> Result<&Vec<Value>> {
    value.as_array().ok_or_else(|| "the facts do not have the expected shape: a list is missing".into())
}

fn string(value: &Value) -> Result<&str> {
    value.as_str().ok_or_else(|| "the facts do not have the expected shape: a text is missing".into())
}

/// One method stands beside its error, several stand below it.
fn list(methods: &BTreeSet<String>) -> String {
    let items: Vec<_> = methods.iter().map(|method| json!(method).to_string()).collect();
    match &items[..] {
        [] => "[]".to_owned(),
        [method] => format!("[{method}]"),
        _ => format!("[\n        {}\n      ]", items.join(",\n        ")),
    }
}

fn join(lines: impl Iterator<Item = String>) -> String {
    lines.collect::<Vec<_>>().join(",\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules() -> Rules {
        Rules {
            functions: ["a.b", "c"].map(str::to_owned).into(),
            availability: ["new", "old"].map(str::to_owned).into(),
            codes: ["new", "old"].map(str::to_owned).into(),
            respelt: [("C".to_owned(), "c".to_owned())].into(),
            left_out: ["gone".to_owned()].into(),
            common: [("ANY".to_owned(), "a reason".to_owned())].into(),
            unlisted: BTreeMap::new(),
            arguments: [("N_%d".to_owned(), "seconds".to_owned())].into(),
            descriptions: BTreeMap::new(),
        }
    }

    fn facts() -> Value {
        json!({
            "errors": {
                "ANY": {"codes": {"old": [500, -503]}},
                "E": {"codes": {"old": [400], "new": [406, 403]}},
                "N_%d": {"codes": {"old": [420]}},
            },
            "methods": {
                "a.b": {"available": {"old": "both", "new": "bot"}, "errors": [
                    {"name": "E", "codes": [404]}, {"name": "N_%d", "codes": []},
                ]},
                "C": {"available": {}, "errors": [{"name": "E"}]},
                "gone": {"available": {"old": "user"}, "errors": []},
            },
        })
    }

    #[test]
    fn rules_decide() {
        let table = Table::derive(&facts(), &rules()).expect("the rules fit the facts");
        let methods = |code: i64, name: &str| table.errors[&code][name].iter().map(String::as_str).collect::<Vec<_>>();
        assert_eq!(methods(404, "E"), ["a.b"], "the pair's own code wins");
        assert_eq!(methods(403, "E"), ["c"], "then the first source, the lowest of its codes");
        assert_eq!(methods(420, "N_%d"), ["a.b"], "then the next source");
        assert_eq!(methods(-503, "ANY"), [""; 0], "a name that no method lists has a code");
        let available: Vec<_> = table.available.keys().map(String::as_str).collect();
        assert_eq!(available, ["bot"], "the first source wins, and an unknown method says nothing");
    }

    #[test]
    fn rules_that_do_not_fit_are_refused() {
        let refuse = |change: fn(&mut Rules)| {
            let mut rules = rules();
            change(&mut rules);
            Table::derive(&facts(), &rules).err().expect("a misfit").to_string()
        };
        assert_eq!(
            refuse(|rules| rules.left_out.clear()),
            "errors.left_out does not fit the facts: missing [\"gone\"], without use []"
        );
        assert_eq!(
            refuse(|rules| rules.common.clear()),
            "errors.unlisted does not fit the facts: missing [\"ANY\"], without use []"
        );
        assert_eq!(
            refuse(|rules| rules.arguments.clear()),
            "errors.arguments does not fit the facts: missing [\"N_%d\"], without use []"
        );
        assert_eq!(
            refuse(|rules| drop(rules.descriptions.insert("NO".into(), "?".into()))),
            "descriptions: NO is in no source"
        );
        assert_eq!(refuse(|rules| rules.codes.clear()), "E has no code");
    }

    #[test]
    fn functions_are_those_of_the_functions_sections() {
        let schema = "a#1 = A;\n---functions---\nb.c#2 x:int = A;\n\nd = A;\n---types---\ne = A;\n";
        assert_eq!(function_names(schema).collect::<Vec<_>>(), ["b.c", "d"]);
    }
}
