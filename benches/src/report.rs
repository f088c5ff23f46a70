//! The text that is printed and kept.

use std::{fs, process::Command};

use crate::{Failure, Place, Table, place::output};

const START: &str = "<!-- table -->\n";
const END: &str = "<!-- end of table -->\n";

/// The tables, and what they were made with.
pub(crate) fn text(place: &Place, tables: &[Table], origin: Option<&str>) -> Result<String, Failure> {
    let mut text = String::new();
    for table in tables {
        text.push_str(&table.markdown());
        text.push('\n');
    }
    let mut with = vec![said(Command::new("rustc").arg("--version"))?];
    with.extend(said(Command::new("valgrind").arg("--version")));
    for package in ["grammers-tl-types", "grammers-tl-parser", "grammers-tl-gen", "tl-proto"] {
        let mut tree = place.cargo("tree", &place.target);
        tree.args(["-p", package, "--depth", "0", "--prefix", "none"]);
        with.push(said(&mut tree)?);
    }
    with.extend(origin.map(|origin| format!("inputs: {origin}")));
    with.push(format!("{} cores", std::thread::available_parallelism()?));
    text.push_str(&with.join("; "));
    text.push_str(".\n");
    Ok(text)
}

fn said(command: &mut Command) -> Result<String, Failure> {
    Ok(output(command)?.0.lines().next().unwrap_or_default().to_owned())
}

/// Puts the text in its place in BENCHMARKS.md.
pub(crate) fn keep(place: &Place, report: &str) -> Result<(), Failure> {
    let path = place.document();
    let document = fs::read_to_string(&path)?;
    let start = document.find(START).ok_or("BENCHMARKS.md has no place for the table")? + START.len();
    let end = document.find(END).ok_or("BENCHMARKS.md has no end of the table")?;
    fs::write(path, format!("{}\n{report}\n{}", &document[..start], &document[end..]))?;
    Ok(())
}
