//! `tlforge check`: what is wrong with a schema.

use tlforge_parser::Schema;
use tlforge_parser::schema::DefKind;

use crate::Verdict;
use crate::input::SchemaArgs;
use crate::messages::{Messages, plural};

/// Shows everything that is wrong with a schema.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  tlforge check api.tl\n  tlforge check common.tl api.tl --message-format short\n  \
                        tlforge check --strict scheme.tl"
)]
pub(crate) struct Args {
    #[command(flatten)]
    schema: SchemaArgs,
}

pub(crate) fn run(args: &Args, messages: &mut Messages) -> Verdict {
    match args.schema.load(messages) {
        Some((_, outcome)) if !messages.has_errors() => {
            messages.remark(&contents(&outcome.schema));
            Verdict::Done
        }
        _ => Verdict::Rejected,
    }
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
