//! `tlforge.toml`: what a project generates, so that `tlforge gen` needs no arguments.
//!
//! ```toml
//! [gen]
//! schema = ["schema/api.tl"]                   # or one string
//! modules = { mtproto = "schema/mtproto.tl" }  # further schemas, each in a module of its own
//! errors = "schema/errors.json"
//! out = "src/api"
//!
//! [gen.options]
//! include = ["messages.*"]
//!
//! [bump]
//! sources = "schema/SOURCES.toml"              # where it is recorded what the schemas are made from
//! changelog = "CHANGELOG.md"
//!
//! [[bump.schema]]
//! name = "api"                                 # its table in SOURCES.toml
//! file = "schema/api.tl"
//! from = ["https://example.org/api.tl"]
//! ```
//!
//! Paths are relative to the file.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use tlforge_codegen::{Config, Kind, Source};
use tlforge_parser::{Code, Diagnostic, SourceMap, Span};

use crate::input::Dialect;
use crate::manifest;
use crate::messages::Messages;
use crate::options::GeneratorOptions;

/// The name of the file.
pub(crate) const NAME: &str = "tlforge.toml";

/// A `tlforge.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Project {
    /// What `tlforge gen` generates.
    #[serde(rename = "gen")]
    pub(crate) generate: Option<Generate>,
    /// What `tlforge docs` writes.
    pub(crate) docs: Option<Docs>,
    /// What `tlforge bump` renews.
    pub(crate) bump: Option<Bump>,
}

/// The table `[gen]`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Generate {
    /// The files of the schema.
    pub(crate) schema: Paths,
    /// Further schemas by module.
    #[serde(default)]
    pub(crate) modules: BTreeMap<String, Paths>,
    /// The error tables.
    pub(crate) errors: Option<PathBuf>,
    /// The folder that is written.
    pub(crate) out: PathBuf,
    /// What the folder is.
    #[serde(default)]
    pub(crate) layout: Layout,
    /// The name of the crate, with which `out` becomes a whole crate.
    #[serde(rename = "crate", default, deserialize_with = "crate_name")]
    pub(crate) crate_name: Option<String>,
    /// The folder of the runtime's crate, for the manifest.
    pub(crate) runtime_path: Option<PathBuf>,
    /// The dialect of the schemas.
    #[serde(default)]
    pub(crate) dialect: Dialect,
    /// Of schemas with sections by layer, the layer that is kept.
    pub(crate) layer: Option<u32>,
    /// The options of the generator.
    #[serde(default)]
    pub(crate) options: GeneratorOptions,
}

/// The table `[docs]`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Docs {
    /// The files of the schema.
    pub(crate) schema: Paths,
    /// The error tables.
    pub(crate) errors: Option<PathBuf>,
    /// Descriptions, where the schema has none.
    pub(crate) descriptions: Option<PathBuf>,
    /// Older schemas, the oldest first.
    #[serde(default)]
    pub(crate) previous: Paths,
    /// The form of the pages.
    #[serde(default)]
    pub(crate) format: PageFormat,
    /// The name of the site.
    pub(crate) title: Option<String>,
    /// The Rust path of the bindings.
    pub(crate) rust_path: Option<String>,
    /// The dialect of the schemas.
    #[serde(default)]
    pub(crate) dialect: Dialect,
    /// Of schemas with sections by layer, the layer that is kept.
    pub(crate) layer: Option<u32>,
    /// The folder that is written.
    pub(crate) out: PathBuf,
}

/// The form of the pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum PageFormat {
    /// A site for browsers.
    #[default]
    Html,
    /// One Markdown file for each page.
    Markdown,
}

/// The table `[bump]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Bump {
    /// The record of what the schemas are made from.
    pub(crate) sources: PathBuf,
    /// The changelog, which gets an item for each schema that changes.
    pub(crate) changelog: Option<PathBuf>,
    /// How many seconds a server may take.
    #[serde(default = "Bump::timeout")]
    pub(crate) timeout: u64,
    /// The schemas.
    pub(crate) schema: Vec<Upstream>,
}

/// A table `[[bump.schema]]`: a schema that somebody else publishes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Upstream {
    /// The name of its table in the record.
    pub(crate) name: String,
    /// The file.
    pub(crate) file: PathBuf,
    /// Definitions of one's own, merged into what is published.
    pub(crate) overlay: Option<PathBuf>,
    /// Where the file is in packages and folders; by default they are searched for its name.
    pub(crate) member: Option<String>,
    /// What the changelog calls it; by default its name.
    pub(crate) title: Option<String>,
    /// Files, folders, packages and URLs that may have a newer one.
    #[serde(default)]
    pub(crate) from: Vec<String>,
}

/// What the output folder is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Layout {
    /// A folder of modules with the root `mod.rs`.
    #[default]
    Tree,
    /// The `src` folder of a crate whose manifest somebody else writes: the root is `lib.rs`, and there are features.
    Src,
}

/// One path or several.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Paths {
    One(PathBuf),
    Several(Vec<PathBuf>),
}

impl Default for Paths {
    fn default() -> Self {
        Self::Several(Vec::new())
    }
}

impl Paths {
    pub(crate) fn as_slice(&self) -> &[PathBuf] {
        match self {
            Self::One(path) => std::slice::from_ref(path),
            Self::Several(paths) => paths,
        }
    }

    fn as_mut_slice(&mut self) -> &mut [PathBuf] {
        match self {
            Self::One(path) => std::slice::from_mut(path),
            Self::Several(paths) => paths,
        }
    }
}

impl Project {
    /// Reads the nearest `tlforge.toml` from the working directory upwards. `None`: there is none, or it is wrong, which
    /// has then been shown.
    pub(crate) fn find(messages: &mut Messages) -> Option<Self> {
        let path = path_upwards()?;
        let mut sources = SourceMap::default();
        let project = Source::Path(path.clone()).read(&mut sources).and_then(|file| {
            let text = &sources.file(file).text;
            toml::from_str::<Self>(text).map_err(|error| {
                let span = error.span().unwrap_or(0..0);
                let at = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
                Diagnostic::error(Code::BadOption, Span::new(file, at(span.start), at(span.end)), error.message())
            })
        });
        match project {
            Ok(mut project) => {
                project.resolve(path.parent().unwrap_or(Path::new("")));
                Some(project)
            }
            Err(error) => {
                messages.report(&sources, &[error]);
                None
            }
        }
    }

    /// Makes the paths relative to the working directory.
    fn resolve(&mut self, folder: &Path) {
        if let Some(docs) = &mut self.docs {
            let inputs = docs.schema.as_mut_slice().iter_mut().chain(docs.previous.as_mut_slice());
            for path in inputs.chain(&mut docs.errors).chain(&mut docs.descriptions).chain([&mut docs.out]) {
                *path = folder.join(&*path);
            }
        }
        if let Some(bump) = &mut self.bump {
            let files = bump.schema.iter_mut().flat_map(|it| [&mut it.file].into_iter().chain(&mut it.overlay));
            for path in files.chain([&mut bump.sources]).chain(&mut bump.changelog) {
                *path = folder.join(&*path);
            }
            let from = bump.schema.iter_mut().flat_map(|it| &mut it.from);
            for source in from.filter(|source| !is_url(source)) {
                *source = folder.join(&*source).display().to_string();
            }
        }
        let Some(generate) = &mut self.generate else { return };
        let modules = generate.modules.values_mut().flat_map(Paths::as_mut_slice);
        let inputs = generate.schema.as_mut_slice().iter_mut().chain(modules).chain(&mut generate.errors);
        for path in inputs.chain([&mut generate.out]).chain(&mut generate.runtime_path) {
            *path = folder.join(&*path);
        }
    }
}

impl Bump {
    const fn timeout() -> u64 {
        30
    }
}

impl Generate {
    /// The options of the generator.
    pub(crate) fn config(&self) -> Config {
        let is_crate = self.crate_name.is_some() || self.layout == Layout::Src;
        self.options.clone().config(if is_crate { Kind::Crate } else { Kind::Tree })
    }

    /// The module that holds the schema of which `file` is a part; empty for the root.
    pub(crate) fn module_of(&self, file: &Path) -> &str {
        let holds = |paths: &Paths| paths.as_slice().iter().any(|path| path == file);
        self.modules.iter().find(|(_, paths)| holds(paths)).map_or("", |(name, _)| name)
    }

    /// The files that form one schema with `file`: those of its module. `file` alone if nothing is generated from it.
    pub(crate) fn schema_with(&self, file: &Path) -> Vec<PathBuf> {
        let mut groups = [&self.schema].into_iter().chain(self.modules.values()).map(Paths::as_slice);
        groups.find(|paths| paths.iter().any(|path| path == file)).map_or_else(|| vec![file.to_owned()], <[_]>::to_vec)
    }
}

fn crate_name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let name = String::deserialize(deserializer)?;
    manifest::package_name(&name).map(Some).map_err(D::Error::custom)
}

/// Whether a source is asked for by HTTP.
pub(crate) fn is_url(source: &str) -> bool {
    ["http://", "https://"].iter().any(|scheme| source.starts_with(scheme))
}

/// `tlforge.toml`, `../tlforge.toml`, and so on: the first that is there.
fn path_upwards() -> Option<PathBuf> {
    let depth = env::current_dir().ok()?.ancestors().count();
    let mut path = PathBuf::from(NAME);
    for _ in 0..depth {
        if fs::exists(&path).unwrap_or(false) {
            return Some(path);
        }
        path = Path::new("..").join(path);
    }
    None
}
