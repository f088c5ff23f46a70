//! `tlforge why`: because of what something is generated.

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::PathBuf;

use clap::error::ErrorKind;
use tlforge_codegen::{Kind, Selection};
use tlforge_parser::analysis::{Item, select, walk};
use tlforge_parser::schema::{Arg, ArgType, DefId, DefKind, Schema, TypeId};
use tlforge_parser::suggestions::nearest;
use tlforge_parser::{Options, print};

use crate::input::{self, Dialect, ReadingArgs};
use crate::messages::Messages;
use crate::options::GeneratorOptions;
use crate::project::{self, Paths, Project};
use crate::{Failure, Verdict};

/// Says why a type, constructor or function is generated.
#[derive(clap::Args)]
#[command(
    after_help = "Without --schema the schemas and the selection are those of the nearest tlforge.toml; the options \
                        given here are added.\n\n\
                        Examples:\n  tlforge why MessageMedia --schema api.tl --include messages.sendMessage\n  \
                        tlforge why MessageMedia"
)]
pub(crate) struct Args {
    /// The name in the schema.
    #[arg(value_name = "NAME")]
    name: String,

    /// The files that form the schema; `-` is standard input.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    schema: Vec<PathBuf>,

    #[command(flatten)]
    reading: ReadingArgs,

    #[command(flatten)]
    selection: SelectionArgs,
}

/// The options that select.
#[derive(clap::Args)]
struct SelectionArgs {
    /// What is kept, as for `gen`.
    #[arg(long, value_name = "NAME", num_args = 1..)]
    include: Vec<String>,

    /// What is left out, as for `gen`.
    #[arg(long, value_name = "NAME", num_args = 1..)]
    exclude: Vec<String>,

    /// What is kept as bytes, as for `gen`.
    #[arg(long, value_name = "TYPE", num_args = 1..)]
    opaque: Vec<String>,
}

pub(crate) fn run(args: Args, messages: &mut Messages) -> Result<Verdict, Failure> {
    let (schemas, dialect, layer, mut options) = if args.schema.is_empty() {
        let project = Project::find(messages);
        if messages.has_errors() {
            return Ok(Verdict::Rejected);
        }
        let generate = project.and_then(|project| project.generate).ok_or_else(|| {
            let message = format!("say --schema, or write a {} with a table [gen]", project::NAME);
            Failure::Usage("why", ErrorKind::MissingRequiredArgument, message)
        })?;
        let schemas = [generate.schema].into_iter().chain(generate.modules.into_values()).collect();
        (schemas, generate.dialect, generate.layer, generate.options)
    } else {
        (vec![Paths::Several(args.schema)], Dialect::default(), None, GeneratorOptions::default())
    };
    input::check_stdin("why", schemas.iter().flat_map(Paths::as_slice))?;
    options.select(args.selection.include, args.selection.exclude, args.selection.opaque);
    let config = options.config(Kind::Tree);
    let (dialect, layer) = args.reading.or((dialect, layer));
    let parsing = Options::default().dialect(dialect.into()).layer(layer);
    let mut read = Vec::new();
    for paths in &schemas {
        let Some((_, outcome)) = input::load_files(paths.as_slice(), &parsing, messages) else {
            return Ok(Verdict::Rejected);
        };
        read.push(outcome.schema);
    }
    if messages.has_errors() {
        return Ok(Verdict::Rejected);
    }
    let mut selections = Vec::new();
    let mut answers = String::new();
    for schema in &read {
        let selection = Selection::new(schema, &config);
        for item in select(schema, &args.name) {
            answers.push_str(&answer(schema, &selection, item));
        }
        selections.push(selection);
    }
    let schemas: Vec<_> = read.iter().collect();
    for found in tlforge_codegen::selection::unused(&config, &schemas, &selections) {
        messages.report_one(found);
    }
    if answers.is_empty() {
        return Err(Failure::Usage("why", ErrorKind::InvalidValue, unknown(&args.name, &read)));
    }
    io::stdout().lock().write_all(answers.as_bytes())?;
    Ok(if messages.has_errors() { Verdict::Rejected } else { Verdict::Done })
}

/// The chain that leads to `item`, a line for each step.
fn answer(schema: &Schema, selection: &Selection, item: Item) -> String {
    let chain = selection.chain(item);
    let Some(first) = chain.first() else { return format!("{} is not generated\n", called(schema, item)) };
    let mut text = format!("{} is generated:\n", called(schema, item));
    let by = match selection.pattern(*first) {
        Some(pattern) => format!("is selected by `{pattern}`"),
        None => "is selected, as everything is".to_owned(),
    };
    let _ = writeln!(text, "  {} {by}", called(schema, *first));
    for step in chain.windows(2) {
        if let [by, needed] = step {
            let _ = writeln!(text, "  {}", reason(schema, *by, *needed));
        }
    }
    if let Item::Type(ty) = item
        && selection.opaque().contains(&ty)
    {
        let _ = writeln!(text, "  {} is opaque: nothing in it is generated", called(schema, item));
    }
    text
}

/// Why the first item needs the second.
fn reason(schema: &Schema, by: Item, needed: Item) -> String {
    match (by, needed) {
        (Item::Type(ty), Item::Definition(def)) => {
            format!("type `{}` has the constructor `{}`", schema.ty(ty).name, schema.def(def).name)
        }
        (Item::Definition(at), Item::Type(ty)) => {
            let def = schema.def(at);
            match def.args.iter().find(|arg| mentions(arg, ty)) {
                Some(arg) => format!("{} has `{}`", called(schema, by), print::argument(schema, at, arg)),
                None if def.kind == DefKind::Function => {
                    format!("{} returns `{}`", called(schema, by), print::type_expr(schema, at, &def.result))
                }
                None => format!("{} makes `{}`", called(schema, by), print::type_expr(schema, at, &def.result)),
            }
        }
        _ => format!("{} needs {}", called(schema, by), called(schema, needed)),
    }
}

fn mentions(arg: &Arg, ty: TypeId) -> bool {
    let mut found = false;
    let mut see = |other: TypeId, _: Option<DefId>| found |= other == ty;
    match &arg.ty {
        ArgType::Plain(expr) => walk::types_of_expr(expr, &mut see),
        ArgType::Repeat(repeat) => walk::types_of_args(&repeat.body, &mut see),
    }
    found
}

fn called(schema: &Schema, item: Item) -> String {
    match item {
        Item::Type(ty) => format!("type `{}`", schema.ty(ty).name),
        Item::Definition(def) => match schema.def(def).kind {
            DefKind::Function => format!("function `{}`", schema.def(def).name),
            DefKind::Constructor => format!("constructor `{}`", schema.def(def).name),
        },
    }
}

fn unknown(name: &str, schemas: &[Schema]) -> String {
    let definitions = schemas.iter().flat_map(|schema| &schema.definitions).map(|def| def.name.as_str());
    let types = schemas.iter().flat_map(|schema| &schema.types).map(|ty| ty.name.as_str());
    let mut message = format!("the schema has nothing that is called `{name}`");
    if let Some(similar) = nearest(name, definitions.chain(types)) {
        let _ = write!(message, "; did you mean `{similar}`?");
    }
    message
}
