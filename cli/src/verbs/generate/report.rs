//! What `tlforge gen` tells about its work.

use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;

use tlforge_codegen::output::{Difference, DifferenceKind, Report};
use tlforge_codegen::{Config, Selection};
use tlforge_parser::Schema;
use tlforge_parser::schema::DefKind;

use crate::messages::plural;
use crate::verbs::check::contents;
use crate::{Failure, Verdict};

/// Files that are named one by one.
const NAMED: usize = 20;
/// Lines of differences that are shown.
const LINES: usize = 400;

/// Says what was written.
pub(super) fn written(
    report: &Report,
    out: &Path,
    schemas: &[(String, Schema)],
    config: &Config,
    elapsed: Duration,
) -> Result<Verdict, Failure> {
    let mut to = io::BufWriter::new(io::stdout().lock());
    for (module, schema) in schemas {
        let module = if module.is_empty() { String::new() } else { format!("{module}: ") };
        writeln!(to, "{module}{}{}", contents(schema), kept(schema, config))?;
    }
    for (verb, files) in [("written", &report.written), ("removed", &report.removed)] {
        for file in files.iter().take(NAMED) {
            writeln!(to, "  {verb} {}", out.join(file).display())?;
        }
        if files.len() > NAMED {
            writeln!(to, "  {verb} {} more", files.len() - NAMED)?;
        }
    }
    writeln!(
        to,
        "{}: {} written, {} unchanged, {} removed, in {:.2} s",
        out.display(),
        plural(report.written.len(), "file"),
        report.unchanged.len(),
        report.removed.len(),
        elapsed.as_secs_f64(),
    )?;
    to.flush()?;
    Ok(Verdict::Done)
}

/// How much of a schema is kept, where the options select.
fn kept(schema: &Schema, config: &Config) -> String {
    if config.include.is_empty() && config.exclude.is_empty() && config.opaque.is_empty() {
        return String::new();
    }
    let selection = Selection::new(schema, config);
    let [constructors, functions] = [DefKind::Constructor, DefKind::Function].map(|kind| selection.count(schema, kind));
    format!("; kept: {}, {}", plural(constructors, "constructor"), plural(functions, "function"))
}

/// Shows how the folder differs.
pub(super) fn differences(differences: &[Difference]) -> Result<Verdict, Failure> {
    if differences.is_empty() {
        return Ok(Verdict::Done);
    }
    let mut to = io::BufWriter::new(io::stdout().lock());
    let mut lines = 0;
    for difference in differences {
        let what = match difference.kind {
            DifferenceKind::Missing => "is missing",
            DifferenceKind::Stale => "is no longer generated",
            DifferenceKind::Foreign => "was not written by tlforge",
            _ => "differs",
        };
        writeln!(to, "{} {what}", difference.path.display())?;
        let shown = difference.diff.lines().take(LINES.saturating_sub(lines));
        for line in shown {
            writeln!(to, "{line}")?;
            lines += 1;
        }
    }
    let all: usize = differences.iter().map(|difference| difference.diff.lines().count()).sum();
    if all > lines {
        writeln!(to, "({} more)", plural(all - lines, "line"))?;
    }
    writeln!(to, "{} not as generated", plural(differences.len(), "file"))?;
    to.flush()?;
    Ok(Verdict::Rejected)
}
