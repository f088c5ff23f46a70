//! The options of the generator, as flags and as the table `[gen.options]` of `tlforge.toml`.

use std::str::FromStr;

use serde::Deserialize;
use tlforge_codegen::config::{Attribute, ExternPath, help};
use tlforge_codegen::{Config, Kind};

/// The options, each under the name of its flag.
#[derive(Clone, Debug, Default, clap::Args, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[command(next_help_heading = "Options of the generator")]
#[allow(clippy::struct_excessive_bools, reason = "they are flags of a command line")]
pub(crate) struct GeneratorOptions {
    #[arg(long, value_name = "NAME", num_args = 1.., help = line(help::INCLUDE))]
    include: Vec<String>,

    #[arg(long, value_name = "NAME", num_args = 1.., help = line(help::EXCLUDE))]
    exclude: Vec<String>,

    #[arg(long, value_name = "TYPE", num_args = 1.., help = line(help::OPAQUE))]
    opaque: Vec<String>,

    #[arg(long, value_name = "DEFINITION.FIELD", num_args = 1.., help = line(help::NULLABLE))]
    nullable: Vec<String>,

    #[arg(long, value_name = "DEFINITION.FIELD", num_args = 1.., help = line(help::BYTES_FIELDS))]
    bytes_fields: Vec<String>,

    #[arg(long, value_name = "NAME=ATTRIBUTE", help = line(help::TYPE_ATTRIBUTES))]
    type_attribute: Vec<Pair>,

    #[arg(long, value_name = "NAME=ATTRIBUTE", help = line(help::FIELD_ATTRIBUTES))]
    field_attribute: Vec<Pair>,

    #[arg(long, value_name = "NAME=PATH", help = line(help::EXTERN_PATHS))]
    extern_path: Vec<Pair>,

    #[arg(long, value_name = "PATH", help = line(help::RUNTIME_PATH))]
    runtime_rust_path: Option<String>,

    #[arg(long, help = line(help::SERVER))]
    server: bool,

    #[arg(long, value_name = "NAME", num_args = 1.., help = line(help::SKIP_DEBUG))]
    skip_debug: Vec<String>,

    #[arg(long, help = line(help::KEEP_FLAGS))]
    keep_flags: bool,

    /// Do not implement `Eq` and `Hash`
    #[arg(long)]
    no_eq: bool,

    #[arg(long, help = line(help::JSON))]
    json: bool,

    #[arg(long, help = line(help::DISPATCH))]
    dispatch: bool,

    /// Do not lay the code out as rustfmt would
    #[arg(long)]
    no_format: bool,

    /// Do not implement `Debug`; a crate has a feature for it instead
    #[arg(long)]
    no_debug: bool,
}

/// `NAME=VALUE`; the name has no `=`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Pair {
    pub(crate) name: String,
    pub(crate) value: String,
}

impl GeneratorOptions {
    /// Adds other options; where there can be one only, the other one holds.
    pub(crate) fn add(&mut self, other: Self) {
        self.include.extend(other.include);
        self.exclude.extend(other.exclude);
        self.opaque.extend(other.opaque);
        self.nullable.extend(other.nullable);
        self.bytes_fields.extend(other.bytes_fields);
        self.type_attribute.extend(other.type_attribute);
        self.field_attribute.extend(other.field_attribute);
        self.extern_path.extend(other.extern_path);
        self.runtime_rust_path = other.runtime_rust_path.or(self.runtime_rust_path.take());
        self.skip_debug.extend(other.skip_debug);
        self.keep_flags |= other.keep_flags;
        self.no_eq |= other.no_eq;
        self.json |= other.json;
        self.dispatch |= other.dispatch;
        self.server |= other.server;
        self.no_format |= other.no_format;
        self.no_debug |= other.no_debug;
    }

    /// Adds to what is selected.
    pub(crate) fn select(&mut self, include: Vec<String>, exclude: Vec<String>, opaque: Vec<String>) {
        self.include.extend(include);
        self.exclude.extend(exclude);
        self.opaque.extend(opaque);
    }

    /// The options as the generator takes them.
    pub(crate) fn config(self, kind: Kind) -> Config {
        let attribute = |pair: Pair| Attribute { pattern: pair.name, attribute: pair.value };
        let mut config = Config::default();
        config.kind = kind;
        config.include = self.include;
        config.exclude = self.exclude;
        config.opaque = self.opaque;
        config.nullable = self.nullable;
        config.bytes_fields = self.bytes_fields;
        config.type_attributes = self.type_attribute.into_iter().map(attribute).collect();
        config.field_attributes = self.field_attribute.into_iter().map(attribute).collect();
        let extern_path = |pair: Pair| ExternPath { name: pair.name, path: pair.value };
        config.extern_paths = self.extern_path.into_iter().map(extern_path).collect();
        config.runtime_path = self.runtime_rust_path.unwrap_or(config.runtime_path);
        config.skip_debug = self.skip_debug;
        config.keep_flags = self.keep_flags;
        config.eq = !self.no_eq;
        config.json = self.json;
        config.dispatch = self.dispatch;
        config.server = self.server;
        config.format = !self.no_format;
        config.debug = !self.no_debug;
        config
    }
}

impl FromStr for Pair {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once('=') {
            Some((name, value)) if !name.is_empty() && !value.is_empty() => {
                Ok(Self { name: name.to_owned(), value: value.to_owned() })
            }
            _ => Err("expected a name, `=` and a value".to_owned()),
        }
    }
}

impl TryFrom<String> for Pair {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

/// Help ends without a full stop.
fn line(sentence: &'static str) -> &'static str {
    sentence.trim_end_matches('.')
}
