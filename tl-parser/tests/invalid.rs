//! One schema or more for each diagnostic, with the rendered message beside it.
//!
//! The first line `// strict` selects the reading of the reference compiler, `//// file: name` starts another file.

use std::{collections::BTreeSet, fs, path::Path};

use tlforge_parser::{
    Code, Diagnostic, Options, SourceMap,
    diagnostic::Example,
    lints,
    lints::Lints,
    load,
    render::{Style, render},
    tlo,
};

#[test]
fn every_message_is_as_recorded() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/invalid");
    let mut cases: Vec<_> = fs::read_dir(&folder)
        .expect("the folder is there")
        .map(|entry| entry.expect("the folder can be read").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "tl"))
        .collect();
    cases.sort();
    let mut shown = BTreeSet::new();
    let mut silent = Vec::new();
    for path in cases {
        let name = path.file_stem().and_then(|stem| stem.to_str()).expect("the names are ASCII");
        let text = fs::read_to_string(&path).expect("the cases are text");
        let (sources, diagnostics) = run(&text);
        let code = name.split('-').next().unwrap_or(name);
        if !diagnostics.iter().any(|found| found.code.as_str() == code) {
            silent.push(name.to_owned());
        }
        shown.insert(code.to_owned());
        let rendered: Vec<String> = diagnostics.iter().map(|found| render(&sources, found, Style::default())).collect();
        tlforge_testing::golden::snapshot(&folder, name, &rendered.join("\n\n"));
    }
    assert_eq!(silent, [""; 0], "these do not show the code of their name");
    let missing: Vec<Code> =
        Code::ALL.iter().copied().filter(|code| !elsewhere(*code) && !shown.contains(code.as_str())).collect();
    assert!(missing.is_empty(), "no schema shows {missing:?}");
}

#[test]
fn every_example_shows_its_code() {
    for code in Code::ALL {
        let Example::Schema(text) = code.explain().example else { continue };
        // What the generator finds is tested there.
        if *code == Code::Unsupported {
            continue;
        }
        let (_, found) = run(text);
        assert!(found.iter().any(|found| found.code == *code), "{code}: {found:#?}");
        let others = found.iter().filter(|other| other.code != *code && other.is_error());
        assert_eq!(others.count(), 0, "{code}: {found:#?}");
    }
}

/// Codes of what is not in the text of a schema: files, error tables, generated code. They are tested where they arise.
fn elsewhere(code: Code) -> bool {
    matches!(code, Code::UnreadableFile | Code::NotUtf8 | Code::BadJson) || code >= Code::BadErrorTable
}

/// All that is found in a case: errors, or else what the lints and the export say.
fn run(text: &str) -> (SourceMap, Vec<Diagnostic>) {
    let strict = text.strip_prefix("// strict\n");
    let mut sources = SourceMap::default();
    for (at, part) in strict.unwrap_or(text).split("//// file: ").enumerate() {
        match part.split_once('\n').filter(|_| at > 0) {
            Some((name, part)) => sources.add(name, part),
            None => sources.add("schema.tl", part),
        };
    }
    let options = if strict.is_some() { Options::strict() } else { Options::default() };
    let outcome = load(&sources, &options);
    let mut diagnostics = outcome.diagnostics;
    if !diagnostics.iter().any(Diagnostic::is_error) {
        if strict.is_some() {
            diagnostics.append(&mut tlo::write(&outcome.schema).err().unwrap_or_default());
        } else {
            diagnostics.append(&mut lints::check(&sources, &outcome.schema, Lints::default()));
        }
    }
    (sources, diagnostics)
}
