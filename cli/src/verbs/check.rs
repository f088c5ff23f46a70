//! `tlforge check`: what is wrong with a schema.

use tlforge_codegen::{Config, Input, Module};
use tlforge_parser::lints::{self, Level, Lints};
use tlforge_parser::schema::DefKind;
use tlforge_parser::{Code, Diagnostic, Schema, Severity};

use crate::input::SchemaArgs;
use crate::messages::{Messages, plural};
use crate::{Failure, Verdict};

/// Reports every problem of a schema: errors, lints, and what `gen` will refuse.
#[derive(clap::Args)]
#[command(
    after_help = "Lints: bool-behind-flag, object-constructors, shared-flag, similar-names, unused-flags, unused-type, wrong-id.\n\
                  `tlforge explain LINT` describes one. A comment `// tlforge: allow(LINT)` above a declaration or behind it switches one off there,\n\
                  `// tlforge: allow-file(LINT)` in the whole file.\n\n\
                  Examples:\n  tlforge check api.tl\n  tlforge check common.tl api.tl --message-format short\n  \
                  tlforge check api.tl --allow unused-type\n  tlforge check --strict scheme.tl"
)]
pub(crate) struct Args {
    #[command(flatten)]
    schema: SchemaArgs,

    /// Switch a lint off, by its name or its code; all of them are off with --strict.
    #[arg(long, value_name = "LINT", value_parser = lint)]
    allow: Vec<String>,

    /// Make the findings of a lint errors, by its name or its code; `warnings` stands for every warning.
    #[arg(long, value_name = "LINT", value_parser = lint_or_warnings)]
    deny: Vec<String>,
}

/// The name of a lint.
fn lint(name: &str) -> Result<String, String> {
    Lints::default().set(name, Level::Warn).map(|()| name.to_owned())
}

fn lint_or_warnings(name: &str) -> Result<String, String> {
    if name == WARNINGS { Ok(name.to_owned()) } else { lint(name) }
}

/// What stands for every warning.
const WARNINGS: &str = "warnings";

pub(crate) fn run(args: &Args, messages: &mut Messages) -> Result<Verdict, Failure> {
    if args.deny.iter().any(|name| name == WARNINGS) {
        messages.deny_warnings();
    }
    let Some((sources, outcome)) = args.schema.load("check", messages)? else { return Ok(Verdict::Rejected) };
    if messages.has_errors() {
        return Ok(Verdict::Rejected);
    }
    if !args.schema.is_strict() {
        let mut found = lints::check(&sources, &outcome.schema, levels(args));
        found.extend(refused_by_gen(&outcome.schema));
        messages.report(&sources, &found);
    }
    messages.remark(&contents(&outcome.schema));
    Ok(if messages.has_errors() { Verdict::Rejected } else { Verdict::Done })
}

/// The levels of the lints that the command line says.
fn levels(args: &Args) -> Lints {
    let mut lints = Lints::default();
    let allowed = args.allow.iter().map(|name| (name, Level::Allow));
    let denied = args.deny.iter().filter(|name| *name != WARNINGS).map(|name| (name, Level::Deny));
    for (name, level) in allowed.chain(denied) {
        lints.set(name, level).expect("the command line has been read");
    }
    lints
}

/// What has no generated form. The schema is right all the same, so these are warnings.
fn refused_by_gen(schema: &Schema) -> Vec<Diagnostic> {
    let module = Module { path: "", schema, sha256: String::new() };
    let mut found = tlforge_codegen::check(&Input { modules: vec![module], errors: None }, &Config::default());
    found.retain(|diagnostic| diagnostic.code == Code::Unsupported);
    for diagnostic in &mut found {
        diagnostic.severity = Severity::Warning;
        diagnostic.notes.push("`tlforge gen` refuses it; every other verb reads it".to_owned());
    }
    found
}

/// What a schema holds: `1703 constructors, 850 functions`.
pub(crate) fn contents(schema: &Schema) -> String {
    let count = |kind| schema.definitions.iter().filter(|def| def.kind == kind).count();
    let constructors = plural(count(DefKind::Constructor), "constructor");
    let functions = plural(count(DefKind::Function), "function");
    match schema.layer {
        Some(layer) => format!("layer {layer}, {constructors}, {functions}"),
        None => format!("{constructors}, {functions}"),
    }
}
