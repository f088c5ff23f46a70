//! `tlforge gen`: the bindings.

mod report;

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::time::Instant;

use clap::error::ErrorKind;
use tlforge_codegen::config::check_module_name;
use tlforge_codegen::output::{self, Stale};
use tlforge_codegen::{Builder, File, Source};
use tlforge_parser::Diagnostic;

use crate::input::{self, ReadingArgs};
use crate::messages::{Messages, plural};
use crate::options::{GeneratorOptions, Pair};
use crate::project::{self, Generate, Paths, Project};
use crate::{Failure, Verdict, manifest};

/// Generates Rust from schemas.
#[derive(clap::Args)]
#[command(name = "gen")]
#[command(
    after_help = "Without --schema everything comes from the nearest tlforge.toml; the options given here are added.\n\
                        Unchanged files are not touched, files that are no longer generated are removed, files that\n\
                        tlforge did not write are never overwritten. It happens as a whole or not at all. A run that\n\
                        is killed leaves a folder .tlforge-XXXXXX in DIR; run again, then it can be deleted.\n\n\
                        Examples:\n  tlforge gen\n  tlforge gen --check\n  \
                        tlforge gen --schema my.tl -o src/my\n  \
                        tlforge gen --schema my.tl --crate my-api --runtime-path ../tlforge/runtime -o my-api\n  \
                        tlforge gen --schema api.tl --include messages.sendMessage 'users.*' -o src/api"
)]
pub(crate) struct Args {
    /// The files that form the schema; `-` is standard input.
    #[arg(long, value_name = "FILE", num_args = 1.., requires = "out")]
    schema: Vec<PathBuf>,

    /// Another schema, which gets the module NAME with types, enums and functions of its own.
    #[arg(long, value_name = "NAME=FILE", num_args = 1.., requires = "schema", value_parser = module)]
    module: Vec<Pair>,

    /// The error tables: which function gives which error.
    #[arg(long, value_name = "FILE", requires = "schema")]
    errors: Option<PathBuf>,

    /// The folder to write.
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,

    /// Write a whole crate of this name instead of a folder of modules.
    #[arg(long = "crate", value_name = "NAME", value_parser = manifest::package_name)]
    crate_name: Option<String>,

    /// The folder of the runtime's crate, for the manifest of the generated one. Without it, the runtime is that of
    /// crates.io.
    #[arg(long, value_name = "DIR", requires = "crate_name")]
    runtime_path: Option<PathBuf>,

    #[command(flatten)]
    reading: ReadingArgs,

    /// Write nothing, show how the folder differs from what would be written.
    #[arg(long)]
    check: bool,

    #[command(flatten)]
    options: GeneratorOptions,
}

pub(crate) fn run(args: Args, messages: &mut Messages) -> Result<Verdict, Failure> {
    let start = Instant::now();
    let check = args.check;
    let Some(task) = args.task(messages)? else { return Ok(Verdict::Rejected) };
    let builder = match builder(&task, &BTreeMap::new()) {
        Ok(builder) => builder,
        Err(error) => {
            messages.report_one(error);
            return Ok(Verdict::Rejected);
        }
    };
    let generated = builder.generate();
    messages.report(&generated.sources, &generated.diagnostics);
    if messages.has_errors() {
        return Ok(Verdict::Rejected);
    }
    let files = match &task.crate_name {
        None => generated.files,
        Some(name) => whole_crate(name, &task, generated.files)?,
    };
    let verdict = if check {
        let differences = output::check(&task.out, &files, Stale::Remove);
        if differences.as_ref().is_ok_and(Vec::is_empty) {
            messages.remark(&format!("{}: {} as generated", task.out.display(), plural(files.len(), "file")));
        }
        differences.map(|differences| report::differences(&differences))
    } else {
        output::write(&task.out, &files, Stale::Remove)
            .map(|report| report::written(&report, &task.out, &generated.schemas, builder.options(), start.elapsed()))
    };
    match verdict {
        Ok(verdict) => verdict,
        Err(error) => {
            messages.report_one(error.to_diagnostic());
            Ok(Verdict::Rejected)
        }
    }
}

/// `NAME=FILE`.
fn module(text: &str) -> Result<Pair, String> {
    let pair: Pair = text.parse()?;
    check_module_name(&pair.name)?;
    Ok(pair)
}

impl Args {
    /// What is to be generated, from the command line and from `tlforge.toml`. `None`: that file is wrong.
    fn task(self, messages: &mut Messages) -> Result<Option<Generate>, Failure> {
        let mut task = if self.schema.is_empty() {
            let project = Project::find(messages);
            if messages.has_errors() {
                return Ok(None);
            }
            project.and_then(|project| project.generate).ok_or_else(|| {
                let message = format!("say --schema and --out, or write a {} with a table [gen]", project::NAME);
                Failure::Usage("gen", ErrorKind::MissingRequiredArgument, message)
            })?
        } else {
            let mut modules = BTreeMap::<_, Vec<_>>::new();
            for Pair { name, value } in self.module {
                modules.entry(name).or_default().push(value.into());
            }
            Generate {
                schema: Paths::Several(self.schema),
                modules: modules.into_iter().map(|(name, paths)| (name, Paths::Several(paths))).collect(),
                errors: self.errors,
                ..Generate::default()
            }
        };
        task.out = self.out.unwrap_or(task.out);
        task.crate_name = self.crate_name.or(task.crate_name);
        task.runtime_path = self.runtime_path.or(task.runtime_path);
        (task.dialect, task.layer) = self.reading.or((task.dialect, task.layer));
        task.options.add(self.options);
        if task.out.as_os_str() == "-" {
            let message = "the output is a folder and cannot go to standard output".to_owned();
            return Err(Failure::Usage("gen", ErrorKind::InvalidValue, message));
        }
        let modules = task.modules.values().flat_map(Paths::as_slice);
        input::check_stdin("gen", task.schema.as_slice().iter().chain(modules).chain(&task.errors))?;
        Ok(Some(task))
    }
}

/// The builder for `task`; the files `replaced` are read as the texts there, whatever is on disk.
pub(super) fn builder(task: &Generate, replaced: &BTreeMap<PathBuf, Source>) -> Result<Builder, Diagnostic> {
    let source = |path: &PathBuf| replaced.get(path).cloned().map_or_else(|| input::source(path), Ok);
    let mut builder = Builder::new().config(task.config()).dialect(task.dialect.into());
    if let Some(layer) = task.layer {
        builder = builder.layer(layer);
    }
    for path in task.schema.as_slice() {
        builder = builder.schema(source(path)?);
    }
    for (name, paths) in &task.modules {
        for path in paths.as_slice() {
            builder = builder.module(name, source(path)?);
        }
    }
    if let Some(path) = &task.errors {
        builder = builder.errors(source(path)?);
    }
    Ok(builder)
}

/// The files of the crate's folder, given those of its `src`.
pub(super) fn whole_crate(name: &str, task: &Generate, files: Vec<File>) -> io::Result<Vec<File>> {
    let text = manifest::write(name, &task.out, task.runtime_path.as_deref())?;
    let manifest = File { path: "Cargo.toml".to_owned(), text };
    let sources = files.into_iter().map(|file| File { path: format!("src/{}", file.path), ..file });
    Ok([manifest].into_iter().chain(sources).collect())
}
