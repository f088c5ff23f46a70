//! Whole sites, made of the bundled schema and of hostile input.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;

use tlforge_docgen::descriptions::Descriptions;
use tlforge_docgen::{File, Format, Input, Options, Previous, render};
use tlforge_parser::{ErrorTable, FileId, Options as Reading, Schema, SourceMap, load};

/// The bundled API and its error tables.
fn bundled() -> (Schema, ErrorTable) {
    let read = |path: &str| {
        let path = format!("{}/../schema/telegram/{path}", env!("CARGO_MANIFEST_DIR"));
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
    };
    (schema(&read("api.tl")), errors(&read("errors.json")))
}

fn schema(text: &str) -> Schema {
    let outcome = load(&SourceMap::single("api.tl", text), &Reading::default());
    assert!(!outcome.has_errors(), "{:#?}", outcome.diagnostics);
    outcome.schema
}

fn errors(text: &str) -> ErrorTable {
    ErrorTable::from_json(FileId(0), text).0
}

fn site(schema: &Schema, errors: Option<&ErrorTable>, format: Format) -> Vec<File> {
    let previous = vec![Previous { label: "layer 1".to_owned(), schema }];
    let mut options = Options::default();
    options.format = format;
    render(&Input { schema, errors, previous }, &options)
}

fn page<'f>(files: &'f [File], path: &str) -> &'f str {
    let found = files.iter().find(|file| file.path == path);
    &found.unwrap_or_else(|| panic!("there is no {path}")).text
}

fn is_page(file: &File) -> bool {
    file.path.rsplit('.').next() == Some("html")
}

/// A tag of an HTML page.
struct Tag<'t> {
    name: &'t str,
    attributes: Vec<(&'t str, &'t str)>,
}

/// The tags of a page. Everything in it has to be a tag, text without `<`, or the document type.
fn tags(html: &str) -> Vec<Tag<'_>> {
    let mut tags = Vec::new();
    for piece in html.trim_start_matches("<!doctype html>").split('<').skip(1) {
        let (tag, _) = piece.split_once('>').expect("a tag ends");
        let Some((name, mut rest)) = tag.split_once(' ') else {
            tags.push(Tag { name: tag, attributes: Vec::new() });
            continue;
        };
        let mut attributes = Vec::new();
        while let Some((key, after)) = rest.trim_start().split_once("=\"") {
            let (value, after) = after.split_once('"').expect("a value ends");
            attributes.push((key, value));
            rest = after;
        }
        assert!(matches!(rest.trim(), "" | "/"), "{tag}");
        tags.push(Tag { name, attributes });
    }
    tags
}

fn attribute<'t>(tag: &Tag<'t>, name: &str) -> Option<&'t str> {
    tag.attributes.iter().find(|(key, _)| *key == name).map(|(_, value)| *value)
}

/// The path that `link` on the page `from` leads to.
fn resolve(from: &str, link: &str) -> String {
    let mut path: Vec<_> = from.split('/').collect();
    path.pop();
    for step in link.split('/') {
        if step == ".." {
            assert!(path.pop().is_some(), "{link} on {from} leaves the site");
        } else {
            path.push(step);
        }
    }
    path.join("/")
}

#[test]
fn every_link_of_the_site_leads_somewhere() {
    let (schema, errors) = bundled();
    let files = site(&schema, Some(&errors), Format::Html);
    let mut places: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut links = Vec::new();
    for file in &files {
        let found = places.entry(&file.path).or_default();
        if !is_page(file) {
            continue;
        }
        for tag in tags(&file.text) {
            if let Some(id) = attribute(&tag, "id") {
                assert!(found.insert(id), "{}: two places called {id}", file.path);
            }
            for link in ["href", "src"].into_iter().filter_map(|name| attribute(&tag, name)) {
                links.push((file.path.as_str(), link));
            }
        }
    }
    assert!(links.len() > 100_000, "{}", links.len());
    for (from, link) in links {
        let (page, place) = link.split_once('#').unwrap_or((link, ""));
        let path = if page.is_empty() { from.to_owned() } else { resolve(from, page) };
        let found = places.get(path.as_str()).unwrap_or_else(|| panic!("{from}: {link}"));
        assert!(place.is_empty() || found.contains(place), "{from}: {link}");
    }
    let bytes: usize = files.iter().map(|file| file.text.len()).sum();
    assert!(bytes < 40_000_000, "{bytes} bytes");
}

#[test]
fn every_link_of_the_markdown_leads_somewhere() {
    let (schema, errors) = bundled();
    let files = site(&schema, Some(&errors), Format::Markdown);
    let paths: BTreeSet<_> = files.iter().map(|file| file.path.as_str()).collect();
    let mut count = 0;
    for file in &files {
        for link in file.text.split("](<").skip(1) {
            let (link, _) = link.split_once(">)").expect("a link ends");
            let page = link.split('#').next().unwrap_or_default();
            assert!(paths.contains(resolve(&file.path, page).as_str()), "{}: {link}", file.path);
            count += 1;
        }
    }
    assert!(count > 50_000, "{count}");
}

#[test]
fn a_method_has_everything() {
    let (mut schema, errors) = bundled();
    let descriptions = r#"{"functions": {"phone.discardCall": {
        "description": "Ends a call. See `phone.requestCall` and https://example.org/.",
        "fields": {"duration": "Its seconds."}
    }}}"#;
    Descriptions::from_json(descriptions).expect("descriptions").apply(&mut schema);
    let files = site(&schema, Some(&errors), Format::Html);
    let html = page(&files, "method/phone.discardCall.html");
    for said in [
        "<h1>phone.discardCall</h1>",
        "Ends a call. See <a href=\"../method/phone.requestCall.html\"><code>phone.requestCall</code></a>",
        "<a href=\"https://example.org/\" rel=\"noreferrer\">https://example.org/</a>",
        "Its seconds.",
        "peer:<a href=\"../type/InputPhoneCall.html\">InputPhoneCall</a>",
        "<code>b2cbc1c0</code>",
        "<code>c0 c1 cb b2</code>",
        "users only",
        "layer 1 or earlier",
        "functions::phone::DiscardCall {",
        "Rejection::Method(DiscardCallError::CallPeerInvalid) =&#62;",
        "client.invoke(new Api.phone.DiscardCall({",
        "connectionId: BigInt(&#34;-4156887774564&#34;)",
        "const result: Api.TypeUpdates",
        "functions.phone.DiscardCallRequest(",
        "<code>flags.0</code>",
        "<code>0x00000001</code>",
        "<code>CallAlreadyAccepted</code>",
        "<a href=\"../error/CALL_PEER_INVALID.html\">CALL_PEER_INVALID</a>",
        "<svg class=\"layout\"",
        "<b data-part=\"0\">c0 c1 cb b2</b>",
        "The example in 44 bytes",
        "Methods that return Updates",
        "Methods beside it",
    ] {
        assert!(html.contains(said), "{said}");
    }
    let files = site(&schema, Some(&errors), Format::Markdown);
    let markdown = page(&files, "method/phone.discardCall.md");
    for said in [
        "# phone.discardCall\n",
        "Ends a call. See [`phone.requestCall`](<../method/phone.requestCall.md>)",
        "::::tabs\n:::tab{title=\"Rust\"}\n```rust\nuse tlforge",
        ":::tab{title=\"TypeScript\"}\n```ts\n",
        "\n## Parameters\n",
        "| `duration` | [int](<../type/int.md>) |  | `i32` | Its seconds. |",
        "\n## Result\n\n[Updates](<../type/Updates.md>), in Rust `enums::Updates`\n",
        "\n## Possible errors\n",
        "| 400 | [CALL\\_PEER\\_INVALID](<../error/CALL_PEER_INVALID.md>) | `CallPeerInvalid` |",
        "\n## Can bots use this method?\n\nNo. Users only",
        "\n## Related pages\n",
    ] {
        assert!(markdown.contains(said), "{said}\n\n{markdown}");
    }
}

/// Texts that would be markup or script if somebody forgot to escape them.
const HOSTILE: [&str; 9] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "'onmouseover='alert(1)",
    "</code></pre><b>",
    "javascript:alert(1) [x](javascript:alert(1))",
    "https://example.org/\"onclick=\"alert(1)",
    "`<i>`x` ``",
    "| a | b |\n# c\n::: d",
    "&lt;script&gt; {{ x }} ${x} \\u003c",
];

#[test]
fn nothing_injects_markup() {
    let mut text = String::new();
    for (at, hostile) in HOSTILE.iter().enumerate() {
        let line = hostile.replace('\n', " ");
        let _ = writeln!(text, "//@class T{at} @description {line}");
        let _ = writeln!(text, "\n//@description {line} @a {line}\nc{at} a:string = T{at};");
        let _ = writeln!(text, "// {line}\nd{at} b:T{at} = T{at};");
    }
    text.push_str("---functions---\n");
    for (at, hostile) in HOSTILE.iter().enumerate() {
        let line = hostile.replace('\n', " ");
        let _ = writeln!(text, "//@description {line}\nf{at} a:T{at} = T{at};");
    }
    let mut schema = schema(&text);
    let names: BTreeMap<_, _> = HOSTILE.iter().map(|name| (*name, ["f0"])).collect();
    let texts: BTreeMap<_, _> = HOSTILE.iter().map(|name| (*name, *name)).collect();
    let table = serde_json::json!({"errors": {"400": names}, "descriptions": texts, "user_only": ["f0"]});
    let errors = errors(&table.to_string());
    assert_eq!(errors.errors().len(), HOSTILE.len());
    let described = HOSTILE.iter().enumerate().map(|(at, hostile)| (format!("d{at}"), *hostile));
    let described: BTreeMap<_, _> =
        described.map(|(name, text)| (name, serde_json::json!({"description": text, "fields": {"b": text}}))).collect();
    let descriptions = serde_json::json!({"constructors": described}).to_string();
    Descriptions::from_json(&descriptions).expect("descriptions").apply(&mut schema);
    for title in HOSTILE {
        let mut options = Options::default();
        options.title = Some(title.to_owned());
        options.errors_name = Some(title.to_owned());
        options.rust_path = Some(title.to_owned());
        let previous = vec![Previous { label: title.to_owned(), schema: &schema }];
        let input = Input { schema: &schema, errors: Some(&errors), previous };
        for file in render(&input, &options).iter().filter(|file| is_page(file)) {
            harmless_html(file);
        }
        options.format = Format::Markdown;
        for file in &render(&input, &options) {
            harmless_markdown(file);
        }
    }
}

fn harmless_html(file: &File) {
    const NAMES: [&str; 48] = [
        "html", "head", "meta", "title", "link", "script", "body", "a", "header", "small", "nav", "main", "ol", "li",
        "ul", "div", "h1", "h2", "h3", "span", "p", "pre", "code", "dl", "dt", "dd", "section", "table", "thead",
        "tbody", "tr", "th", "td", "svg", "g", "rect", "text", "i", "b", "kbd", "strong", "br", "style", "em", "sup",
        "sub", "hr", "mark",
    ];
    const ATTRIBUTES: [&str; 26] = [
        "lang",
        "data-root",
        "charset",
        "name",
        "content",
        "rel",
        "href",
        "src",
        "class",
        "id",
        "aria-label",
        "data-tab",
        "data-language",
        "data-part",
        "tabindex",
        "viewBox",
        "width",
        "height",
        "role",
        "x",
        "y",
        "rx",
        "title",
        "type",
        "colspan",
        "scope",
    ];
    for tag in tags(&file.text) {
        let name = tag.name.trim_start_matches('/');
        assert!(NAMES.contains(&name), "{}: <{name}>", file.path);
        for (key, value) in &tag.attributes {
            assert!(ATTRIBUTES.contains(key), "{}: {key}", file.path);
            let leads = matches!(*key, "href" | "src");
            let inside = !value.contains(':');
            assert!(!leads || inside || value.starts_with("https://"), "{}: {value}", file.path);
        }
        if name == "script" && !tag.name.starts_with('/') {
            assert_eq!(attribute(&tag, "src").map(|src| src.trim_start_matches("../")), Some("script.js"));
        }
    }
}

fn harmless_markdown(file: &File) {
    // Outside of code there is no tag, and links lead to pages or to https.
    let mut fence: Option<String> = None;
    for line in file.text.lines() {
        let ticks: String = line.chars().take_while(|c| *c == '`').collect();
        match &fence {
            Some(open) if *open == ticks && line == ticks => fence = None,
            Some(_) => {}
            None if ticks.len() >= 3 => fence = Some(ticks),
            None => {
                let outside = without_code(line);
                for link in outside.split("](").skip(1) {
                    let (link, _) = link.split_once(">)").expect("a link ends");
                    let harmless = link.starts_with("<https://") || link.starts_with('<') && !link.contains(':');
                    assert!(harmless, "{}: {line}", file.path);
                }
                let text = outside.replace("\\<", "").replace("](<", "");
                assert!(!text.contains('<'), "{}: {line}", file.path);
            }
        }
    }
    assert_eq!(fence, None, "{}: a block of code does not end", file.path);
}

/// A line without its code spans; an escaped backtick begins none.
fn without_code(line: &str) -> String {
    let mut text = String::new();
    let mut rest = line;
    while let Some(at) = rest.find(['`', '\\']) {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        if rest.starts_with('\\') {
            let end = rest.chars().take(2).map(char::len_utf8).sum();
            text.push_str(&rest[..end]);
            rest = &rest[end..];
            continue;
        }
        let ticks = rest.len() - rest.trim_start_matches('`').len();
        let fence = &rest[..ticks];
        let inner = &rest[ticks..];
        let mut from = 0;
        let end = loop {
            let Some(found) = inner[from..].find(fence).map(|found| found + from) else { break None };
            let run = inner[found..].len() - inner[found..].trim_start_matches('`').len();
            if run == ticks {
                break Some(found);
            }
            from = found + run;
        };
        if end.is_none() {
            text.push_str(fence);
        }
        rest = end.map_or(inner, |end| &inner[end + ticks..]);
    }
    text.push_str(rest);
    text
}

#[test]
fn equal_input_gives_equal_files() {
    let (schema, errors) = bundled();
    assert!(site(&schema, Some(&errors), Format::Html) == site(&schema, Some(&errors), Format::Html));
}

#[test]
fn odd_schemas_have_pages() {
    let schema = schema(
        "int ? = Int; long ? = Long; string ? = String; vector {t:Type} # [ t ] = Vector t;\n\
         pair {a:Type} {b:Type} first:a second:b = Pair a b;\n\
         nothing {t:Type} = Maybe t; just {t:Type} value:t = Maybe t;\n\
         matrix rows:# columns:# cells:rows*[ columns*[ int ] ] = Matrix;\n\
         holder p:(Pair int string) m:(Maybe long) v:(vector int) o:Matrix = Holder;\n\
         default#11223344 flags:# a:flags.0?int b:flags.0?string t:flags.31?True = Default;\n\
         ---functions---\n\
         wrap {X:Type} x:!X = X; make n:# f:flags:# = Holder;\n"
            .replace(" f:flags:#", "")
            .as_str(),
    );
    let files = site(&schema, None, Format::Html);
    for path in ["constructor/pair.html", "type/Maybe.html", "method/wrap.html", "type/int.html"] {
        assert!(page(&files, path).contains("<h1>"), "{path}");
    }
    assert!(page(&files, "constructor/default.html").contains("Shares its bit with b"));
    assert!(!page(&files, "constructor/pair.html").contains("id=\"example\""));
    assert!(page(&files, "constructor/holder.html").contains("The example in"));
}
