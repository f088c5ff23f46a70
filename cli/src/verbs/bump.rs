//! `tlforge bump`: a new layer, in one step.

mod candidate;
mod changelog;
mod fetch;
mod package;
mod record;
mod renewal;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Write as _};
use std::path::PathBuf;

use clap::error::ErrorKind;
use tlforge_codegen::output::{self, Report, Stale};
use tlforge_codegen::{File, Source, sha256};
use tlforge_parser::diff::report;
use tlforge_parser::render::render_short;
use tlforge_parser::{Code, Diagnostic, Severity};

use super::diff::{Format, is_coloured};
use super::generate;
use crate::input::check_stdin;
use crate::messages::{Messages, plural};
use crate::project::{self, Bump, Generate, Project, Upstream};
use crate::{Failure, Verdict, manifest};
use record::{Entry, Record};
use renewal::{Outcome, Renewal};

/// Takes a new layer of a schema: writes it, its record and what is generated from it, and says what changes.
#[derive(clap::Args)]
#[command(
    after_help = "The schemas and their sources stand in the table [bump] of the nearest tlforge.toml. Of several \
                  sources the one with the newest layer is taken; a source that fails is a warning while another one \
                  works. The overlay is merged, the schema is checked and laid out as `fmt --strip-comments` does, \
                  the bindings of [gen] are generated, the changelog gets an item that names every change. Then all \
                  files are replaced, or none. Standard output is the difference.\n\n\
                  Examples:\n  tlforge bump\n  tlforge bump --dry-run\n  tlforge bump api.tl\n  \
                  tlforge bump grammers-tl-types-0.11.0.crate --format markdown\n  \
                  tlforge bump https://example.org/mtproto.tl --schema mtproto"
)]
pub(crate) struct Args {
    /// Where a new schema may be, instead of the sources in tlforge.toml: files, folders, packages (.crate, .tgz), URLs; `-` is standard input.
    #[arg(value_name = "SOURCE")]
    sources: Vec<String>,

    /// The schema, by its name in tlforge.toml [default: the first if there is a SOURCE, otherwise all].
    #[arg(long, value_name = "NAME")]
    schema: Option<String>,

    /// The layer of the sources, where their text does not name it.
    #[arg(long, value_name = "N", requires = "sources")]
    layer: Option<u32>,

    /// Take what is there although its layer is older or most definitions are gone, and ask servers for everything.
    #[arg(long)]
    force: bool,

    /// Write nothing, show what would be done.
    #[arg(long)]
    dry_run: bool,

    /// How the changes are written.
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: Format,
}

pub(crate) fn run(args: &Args, messages: &mut Messages) -> Result<Verdict, Failure> {
    let project = Project::find(messages);
    if messages.has_errors() {
        return Ok(Verdict::Rejected);
    }
    let Project { generate, bump, .. } = project.unwrap_or_default();
    let bump = bump.ok_or_else(|| {
        let message = format!("write a {} with a table [bump]", project::NAME);
        Failure::Usage("bump", ErrorKind::MissingRequiredArgument, message)
    })?;
    let upstreams = selected(args, &bump)?;
    check_stdin("bump", &args.sources)?;
    let work = Work { args, bump: &bump, generate };
    Ok(match work.run(&upstreams, messages) {
        Ok(renewals) => {
            work.print(&renewals)?;
            Verdict::Done
        }
        Err(Stop::Reported) => Verdict::Rejected,
        Err(Stop::Because(error)) => {
            messages.report_one(*error);
            Verdict::Rejected
        }
        Err(Stop::Output(error)) => return Err(error.into()),
    })
}

/// The schemas that are renewed.
fn selected<'a>(args: &Args, bump: &'a Bump) -> Result<Vec<&'a Upstream>, Failure> {
    let usage = |message| Failure::Usage("bump", ErrorKind::InvalidValue, message);
    let upstreams: Vec<&Upstream> = match &args.schema {
        Some(name) => bump.schema.iter().filter(|it| it.name == *name).collect(),
        None if args.sources.is_empty() => bump.schema.iter().filter(|it| !it.from.is_empty()).collect(),
        None => bump.schema.iter().take(1).collect(),
    };
    if upstreams.is_empty() {
        let names: Vec<_> = bump.schema.iter().map(|it| format!("`{}`", it.name)).collect();
        return Err(usage(match &args.schema {
            Some(name) => format!("{} has no schema `{name}`, but {}", project::NAME, names.join(", ")),
            None => format!("name a source, or write some as `from` into {}", project::NAME),
        }));
    }
    if let [only] = upstreams.as_slice()
        && args.sources.is_empty()
        && only.from.is_empty()
    {
        return Err(usage(format!("{} names no sources of `{}`", project::NAME, only.name)));
    }
    Ok(upstreams)
}

/// Why nothing is done.
enum Stop {
    /// That has been said.
    Reported,
    Because(Box<Diagnostic>),
    Output(io::Error),
}

/// What is asked for.
struct Work<'a> {
    args: &'a Args,
    bump: &'a Bump,
    /// What is generated from the schemas.
    generate: Option<Generate>,
}

impl<'a> Work<'a> {
    /// All of it, but for what is printed at the end.
    fn run(&self, upstreams: &[&'a Upstream], messages: &mut Messages) -> Result<Vec<Renewal<'a>>, Stop> {
        let mut record = Record::read(&self.bump.sources)?;
        let mut replaced = BTreeMap::new();
        let mut shown = BTreeSet::new();
        let mut renewals = Vec::new();
        for upstream in upstreams {
            match renewal::renew(self, upstream, &record, &replaced, &mut shown, messages)? {
                Outcome::Current(why) => messages.remark(&format!("{}: {why}", upstream.name)),
                Outcome::Renewed(renewal) => {
                    replaced.insert(upstream.file.clone(), renewal.source());
                    renewals.push(*renewal);
                }
            }
        }
        if renewals.is_empty() {
            return Ok(renewals);
        }
        for renewal in &renewals {
            record.update(&renewal.upstream.name, &self.entry(renewal)?);
        }
        let (folder, files) = self.generated(&replaced, &shown, messages)?;
        let mut others: Vec<(PathBuf, String)> =
            renewals.iter().map(|it| (it.upstream.file.clone(), it.text.clone())).collect();
        others.push((self.bump.sources.clone(), record.text()));
        others.extend(self.changelog(&renewals)?);
        // Without bindings there is nothing in a folder of its own: its place is then that of the record.
        let stale = if files.is_empty() { Stale::Keep } else { Stale::Remove };
        if self.args.dry_run {
            let differences = output::check(&folder, &files, stale).map_err(|error| error.to_diagnostic())?;
            foresee(&differences, &others, messages);
        } else {
            let report = output::write_with(&folder, &files, stale, &others).map_err(|error| error.to_diagnostic())?;
            summarise(&folder, &report, &others, messages);
        }
        Ok(renewals)
    }

    /// What the record says of a schema.
    fn entry<'r>(&self, renewal: &'r Renewal<'_>) -> Result<Entry<'r>, Stop> {
        let folder = self.bump.sources.parent().filter(|folder| !folder.as_os_str().is_empty());
        let file = manifest::relative(folder.unwrap_or(".".as_ref()), &renewal.upstream.file).map_err(Stop::Output)?;
        Ok(Entry {
            file: file.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/"),
            layer: renewal.diff.layers.1,
            origin: &renewal.origin,
            overlay: renewal.overlay.clone(),
            sha256: sha256([&renewal.text]),
            others: renewal.others.iter().map(|(origin, layer)| (origin, *layer)).collect(),
            unchanged: renewal.unchanged.iter().map(String::as_str).collect(),
        })
    }

    /// The bindings of the new schemas and their folder. Diagnostics that are `shown` already are not repeated.
    fn generated(
        &self,
        replaced: &BTreeMap<PathBuf, Source>,
        shown: &BTreeSet<String>,
        messages: &mut Messages,
    ) -> Result<(PathBuf, Vec<File>), Stop> {
        let Some(task) = &self.generate else {
            let folder = self.bump.sources.parent().filter(|folder| !folder.as_os_str().is_empty());
            return Ok((folder.unwrap_or(".".as_ref()).to_owned(), Vec::new()));
        };
        let generated = generate::builder(task, replaced)?.generate();
        for diagnostic in &generated.diagnostics {
            if !shown.contains(&render_short(&generated.sources, diagnostic)) {
                messages.report(&generated.sources, std::slice::from_ref(diagnostic));
            }
        }
        if messages.has_errors() {
            return Err(Stop::Reported);
        }
        let files = match &task.crate_name {
            None => generated.files,
            Some(name) => generate::whole_crate(name, task, generated.files).map_err(Stop::Output)?,
        };
        Ok((task.out.clone(), files))
    }

    /// The changelog with its new items.
    fn changelog(&self, renewals: &[Renewal<'_>]) -> Result<Option<(PathBuf, String)>, Stop> {
        let Some(path) = &self.bump.changelog else { return Ok(None) };
        let mut text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => {
                let message = format!("cannot read `{}`: {error}", path.display());
                return Err(Diagnostic::without_place(Code::UnreadableFile, Severity::Error, message).into());
            }
        };
        for renewal in renewals {
            text = changelog::insert(&text, &renewal.item());
        }
        Ok(Some((path.clone(), text)))
    }

    /// The changes, on standard output.
    fn print(&self, renewals: &[Renewal<'_>]) -> Result<(), Failure> {
        let several = renewals.len() > 1;
        let mut out = io::stdout().lock();
        if self.args.format == Format::Json {
            let diffs = renewals.iter().map(|it| (it.upstream.name.clone(), report::json(&it.diff)));
            let diffs = serde_json::Value::Object(diffs.collect());
            writeln!(out, "{diffs:#}")?;
        }
        for renewal in renewals {
            let name = &renewal.upstream.name;
            match self.args.format {
                Format::Text if several => write!(out, "{name}: {}", report::text(&renewal.diff, is_coloured()))?,
                Format::Text => write!(out, "{}", report::text(&renewal.diff, is_coloured()))?,
                Format::Markdown if several => write!(out, "# `{name}`\n\n{}\n", report::markdown(&renewal.diff))?,
                Format::Markdown => write!(out, "{}", report::markdown(&renewal.diff))?,
                Format::Changelog => write!(out, "{}", renewal.item())?,
                Format::Json => {}
            }
        }
        out.flush()?;
        Ok(())
    }
}

/// Says what was written.
fn summarise(folder: &std::path::Path, report: &Report, others: &[(PathBuf, String)], messages: &Messages) {
    for (path, _) in others {
        messages.remark(&format!("  written {}", path.display()));
    }
    for (verb, files) in [("written", &report.written), ("removed", &report.removed)] {
        for file in files {
            messages.remark(&format!("  {verb} {}", folder.join(file).display()));
        }
    }
    if !report.unchanged.is_empty() {
        messages.remark(&format!("  {} unchanged", plural(report.unchanged.len(), "generated file")));
    }
}

/// Says what would be written.
fn foresee(differences: &[output::Difference], others: &[(PathBuf, String)], messages: &Messages) {
    for (path, _) in others {
        messages.remark(&format!("  would write {}", path.display()));
    }
    for difference in differences {
        messages.remark(&format!("  would change {}", difference.path.display()));
    }
}

impl From<Diagnostic> for Stop {
    fn from(error: Diagnostic) -> Self {
        Self::Because(Box::new(error))
    }
}
