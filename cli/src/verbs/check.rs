//! `tlforge check`: what is wrong with a schema.

use tlforge_parser::Schema;
use tlforge_parser::lints::{self, Lints};
use tlforge_parser::schema::DefKind;

use crate::input::SchemaArgs;
use crate::messages::{Messages, plural};
use crate::{Failure, Verdict};

/// Shows everything that is wrong with a schema, and what its author probably did not mean.
#[derive(clap::Args)]
#[command(after_help = "Lints: bool-behind-flag, shared-flag, similar-names, unused-flags, unused-type, wrong-id.\n\
                  A comment `// tlforge: allow(LINT)` above a declaration or behind it switches one off there,\n\
                  `// tlforge: allow-file(LINT)` in the whole file.\n\n\
                  Examples:\n  tlforge check api.tl\n  tlforge check common.tl api.tl --message-format short\n  \
                  tlforge check api.tl --allow unused-type\n  tlforge check --strict scheme.tl")]
pub(crate) struct Args {
    #[command(flatten)]
    schema: SchemaArgs,

    /// Switch a lint off; all of them are off with --strict.
    #[arg(long, value_name = "LINT", value_parser = lint)]
    allow: Vec<String>,
}

/// The name of a lint.
fn lint(name: &str) -> Result<String, String> {
    Lints::default().set(name, false).map(|()| name.to_owned())
}

pub(crate) fn run(args: &Args, messages: &mut Messages) -> Result<Verdict, Failure> {
    Ok(match args.schema.load("check", messages)? {
        Some((sources, outcome)) if !messages.has_errors() => {
            if !args.schema.is_strict() {
                let mut lints = Lints::default();
                for name in &args.allow {
                    lints.set(name, false).expect("the command line has been read");
                }
                messages.report(&sources, &lints::check(&sources, &outcome.schema, lints));
            }
            messages.remark(&contents(&outcome.schema));
            Verdict::Done
        }
        _ => Verdict::Rejected,
    })
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
