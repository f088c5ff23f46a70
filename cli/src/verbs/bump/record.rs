//! `SOURCES.toml`: where the schemas come from, with digests.

use std::fs;
use std::io;
use std::path::Path;

use tlforge_parser::{Code, Diagnostic, Severity};
use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, value};

use super::candidate::Origin;
use super::fetch::Validators;

/// The record, with everything that people wrote into it.
pub(super) struct Record(DocumentMut);

/// What is recorded of a schema that is renewed.
pub(super) struct Entry<'a> {
    /// The path from the record.
    pub(super) file: String,
    pub(super) layer: Option<u32>,
    pub(super) origin: &'a Origin,
    /// The digest of the overlay that was merged.
    pub(super) overlay: Option<String>,
    /// The digest of the file.
    pub(super) sha256: String,
    /// What else was offered.
    pub(super) others: Vec<(&'a Origin, Option<u32>)>,
    /// The servers that had nothing new.
    pub(super) unchanged: Vec<&'a str>,
}

/// All that says where a text comes from, and the digests: the keys that are gone when they are not written anew.
const KEYS: [&str; 13] = [
    "layer",
    "package",
    "registry",
    "package_sha256",
    "from",
    "path",
    "received_sha256",
    "etag",
    "last_modified",
    "overlay_sha256",
    "sha256",
    "other",
    "url",
];

impl Record {
    pub(super) fn read(path: &Path) -> Result<Self, Diagnostic> {
        let unreadable = |error: &dyn std::fmt::Display| {
            let message = format!("cannot read `{}`: {error}", path.display());
            Diagnostic::without_place(Code::UnreadableFile, Severity::Error, message)
        };
        match fs::read_to_string(path) {
            Ok(text) => text.parse().map(Self).map_err(|error: toml_edit::TomlError| unreadable(&error)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self(DocumentMut::new())),
            Err(error) => Err(unreadable(&error)),
        }
    }

    /// The digest that is recorded under `key` for the schema `name`.
    pub(super) fn digest(&self, name: &str, key: &str) -> Option<&str> {
        self.0.get(name)?.get(key)?.as_str()
    }

    /// What the server said of `url` when it was asked for the schema `name`.
    pub(super) fn validators(&self, name: &str, url: &str) -> Validators {
        let table = self.0.get(name).and_then(Item::as_table);
        let known = table.and_then(|table| source(table, url));
        let text = |key| known.and_then(|known| known.get(key)?.as_str().map(str::to_owned));
        Validators { etag: text("etag"), last_modified: text("last_modified") }
    }

    /// Writes what is known of the schema `name` now.
    pub(super) fn update(&mut self, name: &str, entry: &Entry<'_>) {
        let table = self.0.entry(name).or_insert_with(|| Item::Table(Table::new()));
        if !table.is_table() {
            *table = Item::Table(Table::new());
        }
        let Some(table) = table.as_table_mut() else { return };
        let mut others = ArrayOfTables::new();
        for url in &entry.unchanged {
            others.extend(source(table, url).map(kept));
        }
        for (origin, layer) in &entry.others {
            let mut other = Table::new();
            write_origin(&mut other, origin, *layer);
            others.push(other);
        }
        let mut new = Table::new();
        new.insert("file", value(&entry.file));
        write_origin(&mut new, entry.origin, entry.layer);
        if let Some(digest) = &entry.overlay {
            new.insert("overlay_sha256", value(digest));
        }
        new.insert("sha256", value(&entry.sha256));
        if !others.is_empty() {
            new.insert("other", Item::ArrayOfTables(others));
        }
        for key in KEYS.iter().filter(|key| !new.contains_key(key)) {
            table.remove(key);
        }
        for (key, item) in new {
            match (table.get_mut(&key).and_then(Item::as_value_mut), item) {
                // What stands behind the value stays.
                (Some(old), Item::Value(mut new)) => {
                    *new.decor_mut() = old.decor().clone();
                    *old = new;
                }
                (_, item) => drop(table.insert(&key, item)),
            }
        }
    }

    pub(super) fn text(&self) -> String {
        self.0.to_string()
    }
}

/// The table that speaks of `from`: that of the schema itself, or one of those of the other sources.
fn source<'a>(table: &'a Table, from: &str) -> Option<&'a Table> {
    let others = table.get("other").and_then(Item::as_array_of_tables).into_iter().flatten();
    [table].into_iter().chain(others).find(|table| table.get("from").and_then(Item::as_str) == Some(from))
}

/// What stays of a source that is not the one that was taken.
fn kept(table: &Table) -> Table {
    let mut kept = Table::new();
    for key in ["layer", "from", "path", "received_sha256", "etag", "last_modified"] {
        if let Some(item) = table.get(key).and_then(Item::as_value) {
            kept.insert(key, Item::Value(item.clone()));
        }
    }
    kept
}

fn write_origin(table: &mut Table, origin: &Origin, layer: Option<u32>) {
    let Origin { from, path, sha256, validators } = origin;
    if let Some(layer) = layer {
        table.insert("layer", value(i64::from(layer)));
    }
    table.insert("from", value(from));
    let texts = [
        ("path", path.as_ref()),
        ("received_sha256", Some(sha256)),
        ("etag", validators.etag.as_ref()),
        ("last_modified", validators.last_modified.as_ref()),
    ];
    for (key, text) in texts {
        if let Some(text) = text {
            table.insert(key, value(text));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# Of these:\n\n[api]\nfile = \"telegram/api.tl\" # the API\nlayer = 1 # new\npackage = \"x 1\"\n\n# And:\n[rules]\na = 1\n";

    fn entry(origin: &Origin) -> Entry<'_> {
        Entry {
            file: "telegram/api.tl".to_owned(),
            layer: Some(2),
            origin,
            overlay: None,
            sha256: "0d".to_owned(),
            others: Vec::new(),
            unchanged: Vec::new(),
        }
    }

    fn origin(from: &str, etag: &str) -> Origin {
        let validators = Validators { etag: Some(etag.to_owned()), last_modified: None };
        Origin { from: from.to_owned(), path: None, sha256: "0c".to_owned(), validators }
    }

    #[test]
    fn what_people_wrote_stays() {
        let mut record = Record(TEXT.parse().unwrap());
        record.update("api", &entry(&origin("http://a/", "\"1\"")));
        let expected = "# Of these:\n\n[api]\nfile = \"telegram/api.tl\" # the API\nlayer = 2 # new\nfrom = \"http://a/\"\n\
                        received_sha256 = \"0c\"\netag = '\"1\"'\nsha256 = \"0d\"\n\n# And:\n[rules]\na = 1\n";
        assert_eq!(record.text(), expected);
        assert_eq!(record.digest("api", "sha256"), Some("0d"));
    }

    #[test]
    fn what_servers_said_is_found_again() {
        let mut record = Record(TEXT.parse().unwrap());
        let (taken, other) = (origin("http://a/", "a"), origin("http://b/", "b"));
        record.update("api", &Entry { others: vec![(&other, Some(1))], ..entry(&taken) });
        let mut record = Record(record.text().parse().unwrap());
        for (url, etag) in [("http://a/", Some("a")), ("http://b/", Some("b")), ("http://c/", None)] {
            assert_eq!(record.validators("api", url).etag.as_deref(), etag);
        }
        // Now one of them has nothing new, and a third is taken.
        let taken = origin("http://c/", "c");
        record.update("api", &Entry { unchanged: vec!["http://b/"], ..entry(&taken) });
        for (url, etag) in [("http://a/", None), ("http://b/", Some("b")), ("http://c/", Some("c"))] {
            assert_eq!(record.validators("api", url).etag.as_deref(), etag);
        }
    }

    #[test]
    fn a_record_is_begun() {
        let mut record = Record(DocumentMut::new());
        record.update("api", &entry(&origin("api.tl", "e")));
        assert!(record.text().starts_with("[api]\nfile = \"telegram/api.tl\"\nlayer = 2\nfrom = \"api.tl\"\n"));
    }
}
