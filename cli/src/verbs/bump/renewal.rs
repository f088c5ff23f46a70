//! One schema: what its sources offer, which of that is taken, what changes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use tlforge_codegen::{Input, Module, Source, compat, sha256};
use tlforge_parser::diff::{Diff, Kind, report};
use tlforge_parser::lints::{self, Lints};
use tlforge_parser::render::render_short;
use tlforge_parser::{Diagnostic, Layout, Options, Schema, Severity, SourceMap, format, load, overlay};

use super::candidate::{self, Candidate, Offer, Origin, Refusal, Wanted, unusable};
use super::fetch::Validators;
use super::package;
use super::record::Record;
use super::{Stop, Work};
use crate::messages::Messages;
use crate::project::{Generate, Upstream};

/// A schema that has a new text.
pub(super) struct Renewal<'a> {
    pub(super) upstream: &'a Upstream,
    /// What the file holds then.
    pub(super) text: String,
    pub(super) diff: Diff,
    pub(super) origin: Origin,
    /// The digest of the overlay.
    pub(super) overlay: Option<String>,
    /// What was not taken, with its layer.
    pub(super) others: Vec<(Origin, Option<u32>)>,
    /// The sources that had nothing new.
    pub(super) unchanged: Vec<String>,
}

/// What became of a schema.
pub(super) enum Outcome<'a> {
    /// It stays, and why.
    Current(String),
    Renewed(Box<Renewal<'a>>),
}

/// Looks for a new text of `upstream`. What is `replaced` is read in its new text; diagnostics go to `shown`.
pub(super) fn renew<'a>(
    work: &Work<'_>,
    upstream: &'a Upstream,
    record: &Record,
    replaced: &BTreeMap<PathBuf, Source>,
    shown: &mut BTreeSet<String>,
    messages: &mut Messages,
) -> Result<Outcome<'a>, Stop> {
    let overlay = upstream.overlay.as_ref().map(|path| read(path)).transpose()?;
    let overlay_sha256 = overlay.as_ref().map(|(_, text)| sha256([text]));
    let files = work.generate.as_ref().map_or_else(|| vec![upstream.file.clone()], |it| it.schema_with(&upstream.file));
    let group = Group { files, options: options(work.generate.as_ref()), replaced };
    // A file that is not there holds nothing, and errors are those of the past.
    let (present_sources, present, _) = group.read(&upstream.file, None);
    // What the server says has not changed is no news only if what was made of it then is still here.
    let intact = fs::read(&upstream.file).is_ok_and(|text| {
        record.digest(&upstream.name, "sha256") == Some(&sha256([&text]))
            && record.digest(&upstream.name, "overlay_sha256") == overlay_sha256.as_deref()
    });
    let conditional = intact && !work.args.force;
    let validators =
        |url: &str| if conditional { record.validators(&upstream.name, url) } else { Validators::default() };
    let Some(Offers { mut candidates, unchanged }) = offers(work, upstream, validators, present.layer, messages) else {
        return Err(Stop::Reported);
    };
    // The first of the newest.
    let newest = (0..candidates.len()).rev().max_by_key(|at| candidates[*at].layer);
    let Some(newest) = newest else {
        return Ok(Outcome::Current("the sources have nothing new".to_owned()));
    };
    let Candidate { text, layer, origin } = candidates.swap_remove(newest);
    if layer < present.layer && !work.args.force {
        let layers = [present.layer, layer].map(Option::unwrap_or_default);
        let why = format!("layer {} is here, the sources have layer {}", layers[0], layers[1]);
        return Ok(Outcome::Current(why));
    }
    let text = canonical(&origin, text, overlay, layer, messages)?;
    let (sources, new, diagnostics) = group.read(&upstream.file, Some(&text));
    messages.report(&sources, &diagnostics);
    if messages.has_errors() {
        return Err(Stop::Reported);
    }
    shown.extend(diagnostics.iter().map(|it| render_short(&sources, it)));
    let known = lints::check(&present_sources, &present, Lints::default());
    let mut doubts = lints::check(&sources, &new, Lints::default());
    doubts.retain(|doubt| !known.iter().any(|known| (known.code, &known.message) == (doubt.code, &doubt.message)));
    let path = work.generate.as_ref().map_or("", |task| task.module_of(&upstream.file));
    let input = |schema| Input { modules: vec![Module { path, schema, sha256: String::new() }], errors: None };
    let config = work.generate.as_ref().map(Generate::config).unwrap_or_default();
    let diff = compat::compare(&input(&present), &input(&new), &config);
    if diff.is_empty() && diff.layers.0 == diff.layers.1 && upstream.file.exists() {
        return Ok(Outcome::Current(format!("`{}` says the same", origin.from)));
    }
    let gone = diff.removed.iter().filter(|entry| entry.kind != Kind::Type).count();
    if gone * 2 > present.definitions.len() && !work.args.force {
        let message = format!("{gone} of {} definitions would be gone", present.definitions.len());
        return Err(unusable(&origin.from, &message).help("`--force` takes it all the same").into());
    }
    messages.report(&sources, &doubts);
    let layer = layer.map_or_else(String::new, |layer| format!("layer {layer} "));
    messages.remark(&format!("{}: {layer}from `{}`", upstream.name, origin.from));
    let others = candidates.into_iter().map(|it| (it.origin, it.layer)).collect();
    let renewal = Renewal { upstream, text, diff, origin, overlay: overlay_sha256, others, unchanged };
    Ok(Outcome::Renewed(Box::new(renewal)))
}

/// What the sources of a schema offer.
struct Offers {
    candidates: Vec<Candidate>,
    unchanged: Vec<String>,
}

/// Asks all sources. `None`: none of them works, which has been said.
fn offers(
    work: &Work<'_>,
    upstream: &Upstream,
    validators: impl Fn(&str) -> Validators,
    present: Option<u32>,
    messages: &mut Messages,
) -> Option<Offers> {
    let from = if work.args.sources.is_empty() { &upstream.from } else { &work.args.sources };
    let name = upstream.file.file_name().unwrap_or_default().to_string_lossy();
    let member = package::Wanted { member: upstream.member.as_deref(), name: &name };
    let wanted = Wanted { member, layer: work.args.layer, timeout: work.bump.timeout };
    let mut offers = Offers { candidates: Vec::new(), unchanged: Vec::new() };
    let mut refusals: Vec<Refusal> = Vec::new();
    for source in from {
        match candidate::look(source, &wanted, &validators(source)) {
            Ok(Offer::Unchanged) => offers.unchanged.push(source.clone()),
            Ok(Offer::Candidate(it)) if it.layer.is_none() && present.is_some() && !work.args.force => {
                let error = unusable(source, "it names no layer, and the present schema does");
                let error = error.help("a comment `// LAYER N` says which it is, or `--layer N`");
                refusals.push((SourceMap::default(), vec![error]));
            }
            Ok(Offer::Candidate(candidate)) => offers.candidates.push(candidate),
            Err(refusal) => refusals.push(refusal),
        }
    }
    let works = !offers.candidates.is_empty() || !offers.unchanged.is_empty();
    for (sources, mut diagnostics) in refusals {
        if works {
            // Another one does.
            for diagnostic in &mut diagnostics {
                diagnostic.severity = Severity::Warning;
            }
        }
        messages.report(&sources, &diagnostics);
    }
    works.then_some(offers)
}

/// The text that the file is given: with the overlay, in canonical layout, without comments but for the layer.
fn canonical(
    origin: &Origin,
    text: String,
    overlay: Option<(String, String)>,
    layer: Option<u32>,
    messages: &mut Messages,
) -> Result<String, Stop> {
    let mut sources = SourceMap::default();
    let file = sources.add(&origin.from, text);
    let mut text = sources.file(file).text.clone();
    if let Some((name, overlay)) = overlay {
        let overlay = sources.add(name.clone(), overlay);
        let merged = overlay::merge(&sources, file, overlay);
        let merged = merged.map_err(|errors| reported(&sources, &errors, messages))?;
        if !merged.idle.is_empty() {
            let names: Vec<_> = merged.idle.iter().map(|name| format!("`{name}`")).collect();
            messages.remark(&format!("{name}: no longer needed for {}", names.join(", ")));
        }
        text = merged.text;
    }
    let bare = format(&text, Layout::bare()).map_err(|errors| reported(&sources, &errors, messages))?;
    Ok(match layer {
        Some(layer) => format!("// LAYER {layer}\n\n{bare}"),
        None => bare,
    })
}

fn reported(sources: &SourceMap, errors: &[Diagnostic], messages: &mut Messages) -> Stop {
    messages.report(sources, errors);
    Stop::Reported
}

/// The files that form one schema.
struct Group<'a> {
    files: Vec<PathBuf>,
    options: Options,
    replaced: &'a BTreeMap<PathBuf, Source>,
}

impl Group<'_> {
    /// The schema with `text` in the place of `file`, or as it is on disk, and what is found.
    fn read(&self, file: &Path, text: Option<&str>) -> (SourceMap, Schema, Vec<Diagnostic>) {
        let mut sources = SourceMap::default();
        let mut diagnostics = Vec::new();
        for path in &self.files {
            let source = match text {
                Some(text) if path == file => new_text(path, text.to_owned()),
                _ => self.replaced.get(path).cloned().unwrap_or_else(|| Source::Path(path.clone())),
            };
            diagnostics.extend(source.read_schema(&mut sources).err());
        }
        let outcome = load(&sources, &self.options);
        diagnostics.extend(outcome.diagnostics);
        (sources, outcome.schema, diagnostics)
    }
}

impl Renewal<'_> {
    /// The new text, as the generator reads it.
    pub(super) fn source(&self) -> Source {
        new_text(&self.upstream.file, self.text.clone())
    }

    /// What the changelog says.
    pub(super) fn item(&self) -> String {
        let Upstream { name, title, .. } = self.upstream;
        report::changelog(&self.diff, title.as_ref().unwrap_or(&format!("`{name}`")))
    }
}

/// Places in it are shown as such in the file to be.
fn new_text(path: &Path, text: String) -> Source {
    Source::Bytes { name: format!("{} (new)", path.display()), bytes: text.into_bytes() }
}

/// The name and the text of a file.
fn read(path: &Path) -> Result<(String, String), Stop> {
    let mut sources = SourceMap::default();
    let file = Source::Path(path.to_owned()).read(&mut sources)?;
    let file = sources.file(file);
    Ok((file.name.clone(), file.text.clone()))
}

fn options(task: Option<&Generate>) -> Options {
    task.map_or_else(Options::default, |task| Options::default().dialect(task.dialect.into()))
}
