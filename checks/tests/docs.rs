//! Documentation sites of published schemas that are no part of the repository.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use tlforge_checks::sources;
use tlforge_docgen::{File, Format, Input, Options, Previous, render};
use tlforge_parser::error_table::ErrorTable;
use tlforge_parser::{FileId, Options as Reading, Schema, SourceMap, load};

fn read(paths: &[&str]) -> Schema {
    let outcome = load(&sources(paths), &Reading::default());
    assert!(!outcome.has_errors(), "{paths:?}: {:#?}", outcome.diagnostics);
    outcome.schema
}

fn site(schema: &Schema, format: Format) -> Vec<File> {
    let mut options = Options::default();
    options.format = format;
    render(&Input { schema, errors: None, previous: Vec::new() }, &options)
}

fn page<'f>(files: &'f [File], path: &str) -> &'f str {
    &files.iter().find(|file| file.path == path).unwrap_or_else(|| panic!("there is no {path}")).text
}

/// Every link to a page of the site leads to one.
fn check_links(files: &[File]) {
    let paths: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
    let mut count = 0;
    for file in files.iter().filter(|file| file.path.rsplit('.').next() == Some("html")) {
        let folder = file.path.split_once('/').map_or("", |(folder, _)| folder);
        for link in file.text.split(" href=\"").skip(1) {
            let link = link.split(['"', '#']).next().unwrap_or_default();
            if link.is_empty() || link.starts_with("https://") || link.starts_with("http://") {
                continue;
            }
            let path = match (link.strip_prefix("../"), folder) {
                (Some(path), _) => path.to_owned(),
                (None, "") => link.to_owned(),
                (None, folder) => format!("{folder}/{link}"),
            };
            assert!(paths.contains(path.as_str()), "{}: {link}", file.path);
            count += 1;
        }
    }
    assert!(count > 1000, "{count}");
}

#[test]
fn tdlib_has_a_site_with_its_descriptions() {
    let schema = read(&["schemas/td_api.tl"]);
    let files = site(&schema, Format::Html);
    check_links(&files);
    let html = page(&files, "method/sendMessage.html");
    assert!(html.contains("class=\"lead\"") && html.contains("functions::SendMessage"));
    let described =
        files.iter().filter(|file| file.path.starts_with("method/") && file.text.contains("class=\"lead\""));
    assert!(described.count() > 900);
    assert!(files.iter().filter(|file| file.path.starts_with("method/")).count() >= 1010);
    // Telegram's clients do not speak it.
    assert!(!html.contains("telethon"));
    let examples = files.iter().filter(|file| file.text.contains("The example in"));
    assert!(examples.count() > 3000);
    assert!(site(&schema, Format::Markdown).len() > 3000);
}

#[test]
fn ton_has_a_site() {
    let schema = read(&["schemas/ton_api.tl", "schemas/lite_api.tl"]);
    let files = site(&schema, Format::Html);
    check_links(&files);
    let html = page(&files, "method/liteServer.lookupBlock.html");
    for said in ["mode.1", "functions::lite_server::LookupBlock", "The example in"] {
        assert!(html.contains(said), "{said}");
    }
    let examples = files.iter().filter(|file| file.text.contains("The example in"));
    assert!(examples.count() > 650, "{}", files.iter().filter(|file| file.text.contains("The example in")).count());
}

#[test]
fn an_older_layer_shows_what_changed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the crate is in a folder of the workspace");
    let bundled =
        |path: &str| fs::read_to_string(root.join("schema/telegram").join(path)).expect("the bundled data is there");
    let schema = load(&SourceMap::single("api.tl", bundled("api.tl")), &Reading::default()).schema;
    let (errors, _) = ErrorTable::from_json(FileId(0), &bundled("errors.json"));
    let old = read(&["vectors/layer190.api.tl"]);
    let previous = vec![Previous { label: "layer 190".to_owned(), schema: &old }];
    let files = render(&Input { schema: &schema, errors: Some(&errors), previous }, &Options::default());
    check_links(&files);
    let html = page(&files, "changes.html");
    for said in ["Changes since layer 190", "<h2>Added", "<h2>Changed", "<h2>Removed", "breaks bytes"] {
        assert!(html.contains(said), "{said}");
    }
    assert!(page(&files, "method/phone.discardCall.html").contains("layer 190 or earlier"));
    assert!(files.iter().any(|file| file.text.contains("layer 230, not yet in layer 190")));
}
