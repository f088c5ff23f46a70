//! The program `tlforge`.

mod file;
mod input;
mod manifest;
mod messages;
mod options;
mod project;
mod verbs;

use std::io;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{CommandFactory as _, Parser, Subcommand};

use messages::{MessageFormat, Messages};

/// Reads schemas in TL (Type Language) and writes Rust.
#[derive(Parser)]
#[command(name = "tlforge", version, max_term_width = 100)]
#[command(after_help = "Exit codes: 0 done; 1 the input has errors, or --check found a difference; 2 wrong usage.\n\
                        `-` stands for standard input or output. The environment variable NO_COLOR is honoured.")]
struct Cli {
    #[command(subcommand)]
    verb: Verb,

    /// How diagnostics are written to standard error.
    #[arg(long, global = true, value_name = "FORMAT", value_enum, default_value_t)]
    message_format: MessageFormat,
}

#[derive(Subcommand)]
enum Verb {
    Gen(Box<verbs::generate::Args>),
    Check(verbs::check::Args),
    Explain(verbs::explain::Args),
    Ids(verbs::ids::Args),
    Fmt(verbs::fmt::Args),
    Tlo(verbs::tlo::Args),
    Json(verbs::json::Args),
    Encode(verbs::encode::Args),
    Decode(verbs::decode::Args),
    Diff(verbs::diff::Args),
    Why(verbs::why::Args),
    Bump(verbs::bump::Args),
    Docs(Box<verbs::docs::Args>),
    Completions(verbs::completions::Args),
    Man(verbs::man::Args),
}

/// How a verb ended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    /// It did what it was asked to do.
    Done,
    /// The input has errors, or differs from what it is checked against. All has been said about it.
    Rejected,
}

/// Why a verb could not even say anything about its input.
enum Failure {
    /// The command line makes no sense. The first is the verb.
    Usage(&'static str, ErrorKind, String),
    /// Standard output is gone.
    Output(io::Error),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let mut messages = Messages::new(cli.message_format);
    let result = match cli.verb {
        Verb::Gen(args) => verbs::generate::run(*args, &mut messages),
        Verb::Check(args) => verbs::check::run(&args, &mut messages),
        Verb::Explain(args) => verbs::explain::run(&args),
        Verb::Ids(args) => verbs::ids::run(&args, &mut messages),
        Verb::Fmt(args) => verbs::fmt::run(&args, &mut messages),
        Verb::Tlo(args) => verbs::tlo::run(&args, &mut messages),
        Verb::Json(args) => verbs::json::run(&args, &mut messages),
        Verb::Encode(args) => verbs::encode::run(&args, &mut messages),
        Verb::Decode(args) => verbs::decode::run(&args, &mut messages),
        Verb::Diff(args) => verbs::diff::run(&args, &mut messages),
        Verb::Why(args) => verbs::why::run(args, &mut messages),
        Verb::Bump(args) => verbs::bump::run(&args, &mut messages),
        Verb::Docs(args) => verbs::docs::run(*args, &mut messages),
        Verb::Completions(args) => verbs::completions::run(&args),
        Verb::Man(args) => verbs::man::run(&args, &mut messages),
    };
    messages.conclude();
    match result {
        Ok(Verdict::Done) => ExitCode::SUCCESS,
        Ok(Verdict::Rejected) => ExitCode::from(1),
        // Whoever reads the output has seen enough, as in `tlforge ids api.tl | head`.
        Err(Failure::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(Failure::Output(error)) => {
            Messages::error(&format!("cannot write to standard output: {error}"));
            ExitCode::from(1)
        }
        Err(Failure::Usage(verb, kind, message)) => {
            let mut command = Cli::command();
            command.build();
            let error = match command.find_subcommand_mut(verb) {
                Some(verb) => verb.error(kind, message),
                None => command.error(kind, message),
            };
            // Nothing is left to be told when standard error is gone too.
            let _ = error.print();
            ExitCode::from(2)
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}
