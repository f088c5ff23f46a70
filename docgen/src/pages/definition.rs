//! The page of a method or constructor.

use std::collections::BTreeMap;

use askama::Template;
use tlforge_codegen::model::Role;
use tlforge_parser::analysis::FlagsWord;
use tlforge_parser::error_table::Availability;
use tlforge_parser::schema::{Arg, DefId, DefKind, Definition};

use super::{Link, Links, Shell, push};
use crate::book::{Book, kind_name, namespace_of, result_type};
use crate::calls::{self, Example};
use crate::markdown;
use crate::text::Piece;
use crate::wire::{Dump, Picture, dump, layout};
use crate::{File, Input, line};

/// How many related pages of one kind are listed.
const MAX_RELATED: usize = 24;

pub(super) fn write(book: &Book<'_>, input: &Input<'_>, files: &mut Vec<File>) {
    for (id, def) in book.pages() {
        let page = page(book, id, def);
        let namespace = namespace_of(&def.name);
        let list = if page.is_method { "methods" } else { "constructors" };
        let mut trail =
            vec![Piece::link(if page.is_method { "Methods" } else { "Constructors" }, Some(book.top(list)))];
        if !namespace.is_empty() {
            trail.push(Piece::link(namespace, book.namespace_page(namespace)));
        }
        let shell = &Shell::new(book, input, def.name.as_str(), "../", trail);
        let page = &page;
        push(files, book.options.format, book.def_page(id), &Html { shell, page }, &Markdown { shell, page });
    }
}

#[derive(Template)]
#[template(path = "html/definition.html")]
struct Html<'a> {
    shell: &'a Shell<'a>,
    page: &'a Page,
}

#[derive(Template)]
#[template(path = "md/definition.md")]
struct Markdown<'a> {
    shell: &'a Shell<'a>,
    page: &'a Page,
}

/// All that is said about a definition.
struct Page {
    name: String,
    kind: &'static str,
    is_method: bool,
    description: Vec<Piece>,
    line: Vec<Piece>,
    id: String,
    wire: String,
    /// Who may call it, in a sentence.
    availability: Option<String>,
    /// `users`, `bots`, `both`, `unknown`.
    callers: &'static str,
    since: Option<String>,
    rust: Option<String>,
    examples: Vec<Example>,
    params: Vec<Param>,
    words: Vec<Word>,
    result: Vec<Piece>,
    result_rust: Option<String>,
    errors: Option<Errors>,
    picture: Picture,
    dump: Option<Dump>,
    related: Vec<Links>,
}

/// An argument.
struct Param {
    /// Where links to it lead.
    anchor: String,
    tl: String,
    /// The type in Rust, after the name where that is another one.
    rust: String,
    ty: Vec<Piece>,
    /// `flags.3`
    bit: Option<String>,
    /// What is to be known about it besides its description.
    notes: Vec<String>,
    description: Vec<Piece>,
}

/// A flags word.
struct Word {
    name: String,
    bits: Vec<Bit>,
}

/// A bit of a flags word that fields ask.
struct Bit {
    number: u32,
    value: String,
    fields: Vec<(String, String)>,
    shared: bool,
}

/// The errors of a method.
struct Errors {
    /// The path of the error type in Rust.
    path: Option<String>,
    own: Vec<ErrorRow>,
    /// How many errors any method may give.
    common: usize,
}

struct ErrorRow {
    code: i32,
    name: Piece,
    variant: String,
    argument: String,
    description: Vec<Piece>,
}

impl Page {
    /// The line as a block of code.
    fn fenced_line(&self) -> String {
        markdown::block("tl", &line::plain(&self.line))
    }
}

fn page(book: &Book<'_>, id: DefId, def: &Definition) -> Page {
    let is_method = def.kind == DefKind::Function;
    let example = book.examples.of(id);
    Page {
        name: def.name.clone(),
        kind: kind_name(def.kind),
        is_method,
        description: book.describe(def.docs.as_deref()),
        line: line::declaration(book, id),
        id: format!("{:08x}", def.id),
        wire: def.id.to_le_bytes().map(|byte| format!("{byte:02x}")).join(" "),
        availability: (is_method && book.db.is_some()).then(|| availability(book, def)),
        callers: match book.availability(def) {
            Availability::Users => "users",
            Availability::Bots => "bots",
            Availability::Both => "both",
            Availability::Unknown => "unknown",
        },
        since: book.since.get(id.0 as usize).cloned().flatten(),
        rust: book.rust_path(def),
        examples: example.as_ref().map(|example| calls::examples(book, id, example)).unwrap_or_default(),
        params: params(book, id, def),
        words: words(book, id, def),
        result: line::result(book, id),
        result_rust: book.response(def),
        errors: errors(book, def),
        picture: layout::picture(book, id),
        dump: example.as_ref().and_then(|example| dump::dump(book, example)),
        related: related(book, id, def),
    }
}

fn availability(book: &Book<'_>, def: &Definition) -> String {
    let source = book.options.errors_name.as_deref().unwrap_or("the error tables");
    match book.availability(def) {
        Availability::Users => format!("Users only, according to {source}."),
        Availability::Bots => format!("Bots only, according to {source}."),
        Availability::Both => format!("Users and bots, according to {source}."),
        Availability::Unknown => format!("Unknown; {source} says nothing about it."),
    }
}

/// Where links to a field of this name lead.
pub(super) fn anchor(name: &str) -> String {
    format!("field-{name}")
}

fn params(book: &Book<'_>, id: DefId, def: &Definition) -> Vec<Param> {
    let structure = book.structure(def);
    let mut fields = structure.map(|found| found.entries.as_slice()).unwrap_or_default();
    let shared = |arg: &Arg| {
        let others = def.args.iter().filter(|other| other.condition == arg.condition && arg.condition.is_some());
        others
            .filter_map(|other| other.name.as_deref())
            .filter(|name| Some(*name) != arg.name.as_deref())
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let explicit = def.args.iter().filter(|arg| !arg.implicit);
    let params = explicit.zip(1..).map(|(arg, position)| {
        let tl = arg.name.as_ref().map_or_else(|| format!("_{position}"), ToString::to_string);
        // Both lists are in the order of the wire.
        let found = fields.iter().position(|field| field.tl == arg.name.as_deref().unwrap_or_default());
        let field = found.map(|at| {
            let field = &fields[at];
            fields = &fields[at + 1..];
            field
        });
        let mut notes = Vec::new();
        match book.flags_word(id, arg) {
            Some(FlagsWord { is_field: false, .. }) => {
                notes.push("The flags word: which of the optional parts are there. It is computed from them.".to_owned());
            }
            Some(FlagsWord { is_field: true, .. }) => {
                let note = "The flags word: which of the optional parts are present. Those bits are computed; the others are data.";
                notes.push(note.to_owned());
            }
            None => {}
        }
        if let Some(field) = field
            && let (Role::Shadow(_, of), Some(structure)) = (&field.role, structure)
        {
            let of = structure.entries.get(*of).map(|field| field.ident.as_str()).unwrap_or_default();
            notes.push(format!("In Rust a method: whether {of} is there."));
        }
        let others = shared(arg);
        if !others.is_empty() {
            notes.push(format!("Shares its bit with {}: both are there or neither is.", others.join(", ")));
        }
        if arg.nullable {
            notes.push("May be absent.".to_owned());
        }
        if arg.exclamation {
            notes.push("The call of another function.".to_owned());
        }
        Param {
            anchor: anchor(&tl),
            rust: match field.filter(|field| field.role != Role::Mask) {
                None => String::new(),
                Some(field) if matches!(field.role, Role::Shadow(..)) => format!("{}()", field.ident),
                Some(field) => {
                    let ty = book.catalog.model().type_of_field(field).unwrap_or_default();
                    if field.ident == tl { ty } else { format!("{}: {ty}", field.ident) }
                }
            },
            ty: line::value_type(book, id, arg),
            bit: arg.condition.map(|condition| {
                let word = def.vars.get(condition.mask.0 as usize).and_then(|var| var.name.as_deref());
                format!("{}.{}", word.unwrap_or("_"), condition.bit)
            }),
            notes,
            description: book.describe(arg.docs.as_deref()),
            tl,
        }
    });
    params.collect()
}

fn words(book: &Book<'_>, id: DefId, def: &Definition) -> Vec<Word> {
    let numbers = book.reading.args(id).numbers().map(|(at, number)| (&def.args[at], number));
    let words = numbers.filter(|(arg, _)| book.flags_word(id, arg).is_some()).map(|(arg, word)| {
        let mut bits: BTreeMap<u32, Vec<(String, String)>> = BTreeMap::new();
        for (bit, fields) in &word.bits {
            for field in fields.iter().filter_map(|at| def.args.get(*at)) {
                let name = field.name.as_deref().unwrap_or("_").to_owned();
                bits.entry(*bit).or_default().push((anchor(&name), name));
            }
        }
        let name = arg.name.clone().unwrap_or_default();
        let bits = bits.into_iter().map(|(number, fields)| Bit {
            number,
            value: 1_u32.checked_shl(number).map(|value| format!("0x{value:08x}")).unwrap_or_default(),
            shared: fields.len() > 1,
            fields,
        });
        Word { name: name.to_string(), bits: bits.collect() }
    });
    words.filter(|word| !word.bits.is_empty()).collect()
}

fn errors(book: &Book<'_>, def: &Definition) -> Option<Errors> {
    let db = book.db.filter(|_| def.kind == DefKind::Function)?;
    let path = book.structure(def).and_then(|found| found.function.as_ref()?.error.path());
    let known = path.as_ref().and_then(|path| book.catalog.errors(path));
    let own = db.own(&def.name).map(|listed| {
        let error = db.error(listed.error);
        let variant = known.and_then(|known| known.variants.iter().find(|variant| variant.text == error.name));
        ErrorRow {
            code: listed.code,
            name: Piece::link(error.name.clone(), book.error_page(listed.error)),
            variant: variant.map(|variant| variant.ident.clone()).unwrap_or_default(),
            argument: error.argument.clone().unwrap_or_default(),
            description: book.describe(error.description.as_deref()),
        }
    });
    Some(Errors { own: own.collect(), common: db.common().count(), path })
}

fn related(book: &Book<'_>, id: DefId, def: &Definition) -> Vec<Links> {
    let mut related = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    let mut types = Vec::new();
    tlforge_parser::analysis::walk::types_of_args(&def.args, &mut |ty, _| {
        if book.schema.ty(ty).basic.is_none() && seen.insert(ty) {
            types.push(Link::new(Piece::link(book.type_name(ty), book.type_page(ty)), ""));
        }
    });
    related.push(Links::new(if def.kind == DefKind::Function { "Types it takes" } else { "Types it contains" }, types));
    let result = result_type(def).filter(|ty| book.schema.ty(*ty).basic.is_none());
    if let Some(ty) = result {
        let name = book.type_name(ty);
        let mentions = book.mentions(ty);
        let others = |defs: &mut dyn Iterator<Item = DefId>| -> Vec<Link> {
            let all: Vec<_> = defs.filter(|other| *other != id).collect();
            let mut links: Vec<_> =
                all.iter().take(MAX_RELATED).map(|other| Link::new(book.def_link(*other), "")).collect();
            if all.len() > MAX_RELATED {
                links.push(Link::new(Piece::link(format!("all {}", all.len()), book.type_page(ty)), ""));
            }
            links
        };
        match def.kind {
            DefKind::Function => {
                let title = format!("Methods that return {name}");
                related.push(Links::new(title, others(&mut mentions.returned_by.iter().copied())));
            }
            DefKind::Constructor => {
                let siblings = others(&mut book.schema.ty(ty).constructors.iter().copied());
                related.push(Links::new(format!("Other constructors of {name}"), siblings));
                let title = format!("Methods that return {name}");
                related.push(Links::new(title, others(&mut mentions.returned_by.iter().copied())));
                let title = format!("Methods that take {name}");
                let mut takers: Vec<_> = mentions.taken_by.iter().map(|(def, _)| *def).collect();
                takers.dedup();
                related.push(Links::new(title, others(&mut takers.into_iter())));
            }
        }
    }
    if def.kind == DefKind::Function
        && let Some(namespace) = book.namespaces.get(namespace_of(&def.name))
    {
        // Those that stand around it in the schema.
        let at = namespace.functions.iter().position(|other| *other == id).unwrap_or(0);
        let start = at.saturating_sub(MAX_RELATED / 2);
        let beside = namespace.functions.iter().skip(start).take(MAX_RELATED + 1).filter(|other| **other != id);
        let beside = beside.map(|other| Link::new(book.def_link(*other), "")).collect();
        related.push(Links::new("Methods beside it", beside));
    }
    related.retain(|links| !links.items.is_empty());
    related
}
