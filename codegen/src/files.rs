//! Items to files: one per namespace, or all in one.

mod spacing;

use std::fmt::Write as _;
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::config::{Config, Kind};
use crate::emit::{self, Piece};
use crate::lower::{REGISTRY, SKELETON};
use crate::model::Model;
use crate::names::plain;
use crate::{File, output};

/// The lints that generated code does not follow: what is not used is there all the same, names are the schema's, and what an
/// attribute calls deprecated is still made and read.
const ALLOW: &str = "#[allow(dead_code, deprecated, unreachable_pub, clippy::all, clippy::pedantic)]";

/// The module of the table behind `name_of`, which nobody sees.
const NAMES: &str = "names";

/// Writes the files.
pub(crate) fn write(tree: &Model, config: &Config) -> Vec<File> {
    let bodies = bodies(tree, config);
    let private = private(tree, config);
    match &config.kind {
        Kind::Tree => several("mod.rs", &bodies, &private),
        Kind::Crate => several("lib.rs", &bodies, &private),
        Kind::SingleFile { name } => vec![single(name, &bodies, &private)],
    }
}

/// A module with its text, without what declares other modules.
struct Body<'a> {
    path: &'a [String],
    docs: &'a [String],
    /// As [`Private::condition`].
    condition: String,
    text: String,
    /// How much there is to do, about.
    weight: usize,
}

/// The text of each module, the root first, then by path.
fn bodies<'a>(tree: &'a Model, config: &Config) -> Vec<Body<'a>> {
    let mut bodies = vec![Body {
        path: &[],
        docs: &tree.root.docs,
        condition: String::new(),
        text: String::new(),
        weight: tree.root.ids.len() / 10,
    }];
    bodies.extend(tree.modules.iter().map(|(path, module)| Body {
        path,
        docs: &module.docs,
        condition: match module.feature {
            Some(feature) if config.has_features() => format!("#[cfg(feature = \"{feature}\")]\n"),
            _ => String::new(),
        },
        text: String::new(),
        weight: module.items.len(),
    }));
    // The largest modules first, so that none is left for the end.
    let mut order: Vec<usize> = (0..bodies.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(bodies[*at].weight));
    let next = AtomicUsize::new(0);
    let workers = thread::available_parallelism().map_or(1, NonZero::get).min(order.len());
    let work = || {
        let mut done = Vec::new();
        while let Some(at) = order.get(next.fetch_add(1, Ordering::Relaxed)) {
            done.push((*at, body(tree, bodies[*at].path, config)));
        }
        done
    };
    let texts = thread::scope(|scope| {
        let threads: Vec<_> = (1..workers).map(|_| scope.spawn(work)).collect();
        let mut texts = work();
        for thread in threads {
            match thread.join() {
                Ok(done) => texts.extend(done),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        texts
    });
    for (at, text) in texts {
        bodies[at].text = text;
    }
    bodies
}

fn body(tree: &Model, path: &[String], config: &Config) -> String {
    let pieces = if path.is_empty() { emit::root(tree, config) } else { emit::module(tree, path, config) };
    spacing::text(pieces, config.format)
}

/// A module that the root keeps for itself.
struct Private {
    name: &'static str,
    /// The attribute that says when it is there, with its line end; empty if always.
    condition: &'static str,
    text: String,
}

/// A file per module.
fn several(root: &str, bodies: &[Body<'_>], private: &[Private]) -> Vec<File> {
    let mut files = Vec::new();
    for body in bodies {
        let mut text = header();
        docs(&mut text, "//!", body.docs);
        for (at, child) in children(bodies, body.path).enumerate() {
            let name = &child.path[child.path.len() - 1];
            if at == 0 || body.path.is_empty() {
                text.push('\n');
            }
            text.push_str(&child.condition);
            if body.path.is_empty() {
                // Formatters leave the modules of a module alone that they leave alone.
                text.push_str("#[rustfmt::skip]\n");
                text.push_str(ALLOW);
                text.push('\n');
            }
            let _ = writeln!(text, "pub mod {name};");
        }
        for Private { name, condition, .. } in private.iter().filter(|_| body.path.is_empty()) {
            let _ = write!(text, "\n{condition}#[rustfmt::skip]\n{ALLOW}\nmod {name};\n");
        }
        if !body.text.is_empty() {
            text.push('\n');
        }
        text.push_str(&body.text);
        files.push(File { path: file_path(body.path, root), text });
    }
    files.extend(
        private.iter().map(|module| File { path: format!("{}.rs", module.name), text: header() + "\n" + &module.text }),
    );
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// Where the file of a module is: beside the folder of its modules, so that it does not move when it gets some.
fn file_path(module: &[String], root: &str) -> String {
    match module {
        [] => root.to_owned(),
        [kind] => format!("{}/mod.rs", plain(kind)),
        path => path.iter().map(|name| plain(name)).collect::<Vec<_>>().join("/") + ".rs",
    }
}

/// All modules in one file.
fn single(name: &str, bodies: &[Body<'_>], private: &[Private]) -> File {
    let mut text = header();
    nest(&mut text, bodies, &[], 0);
    for module in private {
        let _ = write!(text, "\n{}#[rustfmt::skip]\n{ALLOW}\nmod {} {{\n", module.condition, module.name);
        indent(&mut text, &module.text, 1);
        text.push_str("}\n");
    }
    File { path: format!("{name}.rs"), text }
}

fn nest(to: &mut String, bodies: &[Body<'_>], path: &[String], depth: usize) {
    for body in children(bodies, path) {
        let mut head = String::from("\n");
        docs(&mut head, "///", body.docs);
        if depth == 0 {
            head.push_str("#[rustfmt::skip]\n");
            head.push_str(ALLOW);
            head.push('\n');
        }
        let _ = writeln!(head, "pub mod {} {{", body.path[body.path.len() - 1]);
        indent(to, &head, depth);
        indent(to, &body.text, depth + 1);
        nest(to, bodies, body.path, depth + 1);
        indent(to, "}\n", depth);
    }
    if let Some(root) = bodies.iter().find(|body| path.is_empty() && body.path.is_empty()) {
        to.push('\n');
        to.push_str(&root.text);
    }
}

/// The modules directly below a module.
fn children<'b, 'a>(bodies: &'b [Body<'a>], path: &'b [String]) -> impl Iterator<Item = &'b Body<'a>> {
    bodies.iter().filter(move |body| body.path.len() == path.len() + 1 && body.path.starts_with(path))
}

/// The modules that the root keeps for itself.
fn private(tree: &Model, config: &Config) -> Vec<Private> {
    let names = spacing::text(vec![Piece::Items(emit::name_table(tree))], config.format);
    let mut modules = vec![Private { name: NAMES, condition: "", text: names }];
    if !tree.root.skeleton.is_empty() {
        let text = spacing::text(vec![Piece::Items(emit::skeleton(tree))], config.format);
        modules.push(Private { name: SKELETON, condition: "", text });
    }
    if let Some(registry) = &tree.root.registry {
        let condition = if registry.needed || !config.has_features() { "" } else { "#[cfg(feature = \"dispatch\")]\n" };
        let text = spacing::text(emit::registry(tree, registry, config), config.format);
        modules.push(Private { name: REGISTRY, condition, text });
    }
    modules
}

fn header() -> String {
    format!("// {}\n", output::MARKER)
}

fn docs(to: &mut String, sign: &str, lines: &[String]) {
    for line in lines {
        to.push_str(sign);
        if !line.is_empty() {
            to.push(' ');
            to.push_str(line);
        }
        to.push('\n');
    }
}

/// Appends `text`, each line by so many levels further to the right.
fn indent(to: &mut String, text: &str, levels: usize) {
    for line in text.lines() {
        if !line.is_empty() {
            to.extend(std::iter::repeat_n("    ", levels));
            to.push_str(line);
        }
        to.push('\n');
    }
}
