//! The builder for build scripts: reads schemas, generates one file, tells cargo what matters.

#[cfg(test)]
mod tests;

use std::env;
use std::fmt;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use tlforge_parser::{Code, Diagnostic, DialectChoice, ErrorTable, Options, Schema, Severity, SourceMap, load_files};

use crate::output::{self, OutputError, Stale};
use crate::source::Source;
use crate::{Config, File, Input, Kind, Module, generate};
use tlforge_parser::render::{Style, render, render_short};

/// Generates Rust from schemas, in a build script or elsewhere.
///
/// ```no_run
/// fn main() -> Result<(), Box<dyn std::error::Error>> {
///     tlforge_codegen::Builder::new().schema("schema/my.tl").compile()?;
///     Ok(())
/// }
/// ```
///
/// The crate then says `tlforge::include_tl!("my");` in a module of its own.
#[derive(Clone, Debug, Default)]
#[must_use = "nothing is generated before `compile` or `generate` is called"]
pub struct Builder {
    schema: Vec<Source>,
    modules: Vec<(String, Vec<Source>)>,
    errors: Option<Source>,
    dialect: DialectChoice,
    layer: Option<u32>,
    name: Option<String>,
    out_dir: Option<PathBuf>,
    pub(crate) config: Config,
}

/// What [`Builder::generate`] made.
#[derive(Debug)]
#[non_exhaustive]
pub struct Generated {
    /// The files; none when there are errors among the diagnostics.
    pub files: Vec<File>,
    /// What was found in the schemas, the error tables and the options.
    pub diagnostics: Vec<Diagnostic>,
    /// The texts that the diagnostics refer to.
    pub sources: SourceMap,
    /// The schemas by module path, the root first.
    pub schemas: Vec<(String, Schema)>,
}

/// Why [`Builder::compile`] failed. What is wrong with the schema has been shown by cargo.
#[non_exhaustive]
pub enum CompileError {
    /// The schemas have errors.
    Schema {
        /// How many.
        errors: usize,
        /// The first in one line.
        first: String,
    },
    /// Cargo does not say where generated files go.
    NoOutDir,
    /// The file could not be written.
    Output(OutputError),
}

impl Builder {
    /// A builder that has everything to be told.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file to the schema. Several form one schema.
    pub fn schema(mut self, source: impl Into<Source>) -> Self {
        self.schema.push(source.into());
        self
    }

    /// Adds a file to another schema, which gets the module `name` with `types`, `enums` and `functions` of its own.
    pub fn module(mut self, name: &str, source: impl Into<Source>) -> Self {
        match self.modules.iter_mut().find(|(known, _)| known == name) {
            Some((_, sources)) => sources.push(source.into()),
            None => self.modules.push((name.to_owned(), vec![source.into()])),
        }
        self
    }

    /// The error tables: which function gives which error. Without them a function has the error `RpcError`.
    pub fn errors(mut self, source: impl Into<Source>) -> Self {
        self.errors = Some(source.into());
        self
    }

    /// The dialect of the schemas. By default the schemas tell.
    pub fn dialect(mut self, dialect: DialectChoice) -> Self {
        self.dialect = dialect;
        self
    }

    /// Keeps what was in force in this layer, of schemas with sections by layer (`===17===`), such as that of secret chats.
    ///
    /// By default all layers are kept: the newest definition of a name has it, older ones have the number of their layer
    /// appended.
    pub fn layer(mut self, layer: u32) -> Self {
        self.layer = Some(layer);
        self
    }

    /// The name that `include_tl!` is given. By default that of the first schema file, without `.tl`.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// The folder that the file is written to. By default cargo's, which `include_tl!` reads.
    pub fn out_dir(mut self, dir: impl Into<PathBuf>) -> Self {
        self.out_dir = Some(dir.into());
        self
    }

    /// All options of the generator at once.
    pub fn config(mut self, config: Config) -> Self {
        self.config = config;
        self
    }

    /// Generates and writes the file, and tells cargo about it: which files to watch, and everything that was found, as a
    /// compiler shows it. A file that would not change is not touched. Nothing is looked for outside of the inputs, so it
    /// works offline and on docs.rs.
    ///
    /// # Errors
    ///
    /// When the schema has errors or the file cannot be written. Nothing has been written then.
    pub fn compile(mut self) -> Result<(), CompileError> {
        for line in self.watched() {
            println!("{line}");
        }
        let out_dir = self.out_dir.clone().or_else(|| env::var_os("OUT_DIR").map(PathBuf::from));
        let out_dir = out_dir.ok_or(CompileError::NoOutDir)?;
        self.config.kind = Kind::SingleFile { name: self.file_name() };
        let Generated { files, diagnostics, sources, .. } = self.generate();
        for found in &diagnostics {
            for line in told(&sources, found) {
                println!("{line}");
            }
        }
        let errors: Vec<_> = diagnostics.iter().filter(|found| found.is_error()).collect();
        if let Some(first) = errors.first() {
            return Err(CompileError::Schema { errors: errors.len(), first: render_short(&sources, first) });
        }
        output::write(&out_dir, &files, Stale::Keep).map_err(CompileError::Output)?;
        Ok(())
    }

    /// Reads and generates, and neither writes nor prints anything.
    pub fn generate(&self) -> Generated {
        let mut reading = Reading::new(Options::default().dialect(self.dialect).layer(self.layer));
        let root = [(String::new(), self.schema.clone())];
        for (path, sources) in root.iter().chain(&self.modules) {
            reading.module(path, sources);
        }
        let errors = self.errors.as_ref().and_then(|source| reading.error_tables(source));
        let Reading { sources, mut diagnostics, modules, .. } = reading;
        let mut files = Vec::new();
        if !diagnostics.iter().any(Diagnostic::is_error) {
            let input = Input { modules: modules.iter().map(Loaded::as_module).collect(), errors: errors.as_ref() };
            let output = generate(&input, &self.config);
            files = output.files;
            diagnostics.extend(output.diagnostics);
        }
        let schemas = modules.into_iter().map(|module| (module.path, module.schema)).collect();
        Generated { files, diagnostics, sources, schemas }
    }

    /// All options of the generator.
    pub fn options(&self) -> &Config {
        &self.config
    }

    /// The files that are read.
    pub fn inputs(&self) -> impl Iterator<Item = &Path> {
        let modules = self.modules.iter().flat_map(|(_, sources)| sources);
        self.schema.iter().chain(modules).chain(&self.errors).filter_map(Source::path)
    }

    /// What tells cargo when to run the build script again: when an input changes, and for nothing else.
    fn watched(&self) -> Vec<String> {
        let watch = |path: &Path| format!("cargo::rerun-if-changed={}", path.display());
        let lines: Vec<String> = self.inputs().map(watch).collect();
        // Without any such line cargo would watch the whole package.
        if lines.is_empty() { vec![watch(Path::new("build.rs"))] } else { lines }
    }

    fn file_name(&self) -> String {
        let stem = || self.schema.first()?.path()?.file_stem()?.to_str().map(str::to_owned);
        self.name.clone().or_else(stem).unwrap_or_else(|| "schema".to_owned())
    }
}

/// A finding with its snippet, as cargo takes it: a line at a time.
fn told(sources: &SourceMap, found: &Diagnostic) -> Vec<String> {
    let severity = if found.is_error() { "error" } else { "warning" };
    render(sources, found, Style::default()).lines().map(|line| format!("cargo::{severity}={line}")).collect()
}

/// The state of [`Builder::generate`] while it reads.
struct Reading {
    options: Options,
    sources: SourceMap,
    diagnostics: Vec<Diagnostic>,
    modules: Vec<Loaded>,
}

/// A schema that was read.
struct Loaded {
    path: String,
    schema: Schema,
    sha256: String,
}

impl Reading {
    fn new(options: Options) -> Self {
        Self { options, sources: SourceMap::default(), diagnostics: Vec::new(), modules: Vec::new() }
    }

    fn module(&mut self, path: &str, sources: &[Source]) {
        if sources.is_empty() {
            let message = "no schema was given";
            self.diagnostics.push(Diagnostic::without_place(Code::EmptySchema, Severity::Error, message));
            return;
        }
        let mut files = Vec::new();
        for source in sources {
            let read = source.read_schema(&mut self.sources);
            files.extend(read.map_err(|error| self.diagnostics.push(error)).ok());
        }
        if files.len() < sources.len() {
            // Without one of its files a schema has errors that it does not have.
            return;
        }
        let outcome = load_files(&self.sources, &files, &self.options);
        self.diagnostics.extend(outcome.diagnostics);
        let sha256 = sha256(files.iter().map(|file| self.sources.file(*file).text.as_str()));
        self.modules.push(Loaded { path: path.to_owned(), schema: outcome.schema, sha256 });
    }

    /// Reads the error tables. They may speak of the functions of every schema.
    fn error_tables(&mut self, source: &Source) -> Option<ErrorTable> {
        let file = source.read(&mut self.sources).map_err(|error| self.diagnostics.push(error)).ok()?;
        let (errors, found) = ErrorTable::from_json(file, &self.sources.file(file).text);
        self.diagnostics.extend(found);
        let unknown = self.modules.iter().map(|module| errors.check_against(&module.schema));
        let unknown = unknown.reduce(|mut unknown, other| {
            unknown.retain(|found| other.contains(found));
            unknown
        });
        self.diagnostics.extend(unknown.unwrap_or_default());
        Some(errors)
    }
}

impl Loaded {
    fn as_module(&self) -> Module<'_> {
        Module { path: &self.path, schema: &self.schema, sha256: self.sha256.clone() }
    }
}

/// Returns the SHA-256 of the parts, one behind the other, in hexadecimal digits: the form of [`Module::sha256`].
pub fn sha256(parts: impl IntoIterator<Item = impl AsRef<[u8]>>) -> String {
    let mut hash = Sha256::new();
    parts.into_iter().for_each(|part| hash.update(part));
    let digits = hash.finalize().into_iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect()
}

impl fmt::Display for CompileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Schema { errors: 1, first } => f.write_str(first),
            Self::Schema { errors, first } => write!(f, "{errors} errors, the first: {first}"),
            Self::NoOutDir => f.write_str(
                "the environment variable OUT_DIR is not set: call `compile` in a build script, or say `out_dir(…)`",
            ),
            Self::Output(error) => error.fmt(f),
        }
    }
}

impl fmt::Debug for CompileError {
    /// As [`Display`](fmt::Display): this is what a `main` that returns the error shows.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for CompileError {}
