//! The page of a type.

use askama::Template;
use tlforge_parser::schema::{Basic, DefId, TypeId};

use super::definition::anchor;
use super::{Link, Links, Shell, push};
use crate::book::{Book, namespace_of};
use crate::text::Piece;
use crate::{File, Input, line, markdown};

/// Longer lists of what mentions a basic type say nothing.
const MAX_MENTIONS: usize = 400;

pub(super) fn write(book: &Book<'_>, input: &Input<'_>, files: &mut Vec<File>) {
    for id in book.type_pages() {
        let page = &page(book, id);
        let mut trail = vec![Piece::link("Types", Some(book.top("types")))];
        let namespace = namespace_of(&page.name);
        if !namespace.is_empty() {
            trail.push(Piece::link(namespace, book.namespace_page(namespace)));
        }
        let shell = &Shell::new(book, input, page.name.as_str(), "../", trail);
        push(files, book.options.format, book.type_page(id), &Html { shell, page }, &Markdown { shell, page });
    }
}

#[derive(Template)]
#[template(path = "html/type.html")]
struct Html<'a> {
    shell: &'a Shell<'a>,
    page: &'a Page,
}

#[derive(Template)]
#[template(path = "md/type.md")]
struct Markdown<'a> {
    shell: &'a Shell<'a>,
    page: &'a Page,
}

struct Page {
    name: String,
    description: Vec<Piece>,
    /// How a basic type looks on the wire.
    wire: Option<&'static str>,
    /// What it is in Rust.
    rust: Option<String>,
    constructors: Vec<Constructor>,
    mentions: Vec<Links>,
    /// How many mentions are not listed.
    omitted: usize,
}

struct Constructor {
    name: Piece,
    id: String,
    variant: String,
    line: Vec<Piece>,
    description: Vec<Piece>,
}

fn page(book: &Book<'_>, id: TypeId) -> Page {
    let ty = book.schema.ty(id);
    let found = book.mentions(id);
    let all = found.returned_by.len() + found.taken_by.len() + found.contained_in.len();
    let omitted = if ty.basic.is_some() && all > MAX_MENTIONS { all } else { 0 };
    let with_path = |(def, at): &(DefId, usize)| {
        let mut piece = book.def_link(*def);
        let arg = book.schema.def(*def).args.get(*at);
        let name = arg.and_then(|arg| arg.name.clone()).unwrap_or_default();
        piece.page = piece
            .page
            .filter(|_| !name.is_empty())
            .map(|page| format!("{page}#{}", anchor(&name)))
            .or(book.def_page(*def));
        piece.text = format!("{}.{name}", piece.text);
        let ty = arg.map(|arg| line::plain(&line::argument(book, *def, arg))).unwrap_or_default();
        Link::new(piece, ty)
    };
    let mut mentions = Vec::new();
    if omitted == 0 {
        let returned =
            found.returned_by.iter().map(|def| Link::new(book.def_link(*def), line::plain(&line::result(book, *def))));
        mentions.push(Links::new("Methods that return it", returned.collect()));
        mentions.push(Links::new("Methods that take it", found.taken_by.iter().map(with_path).collect()));
        mentions.push(Links::new("Constructors that contain it", found.contained_in.iter().map(with_path).collect()));
        mentions.retain(|links| !links.items.is_empty());
    }
    let constructors = ty.constructors.iter().filter(|def| book.def_page(**def).is_some()).map(|def| {
        let definition = book.schema.def(*def);
        Constructor {
            name: book.def_link(*def),
            id: format!("{:08x}", definition.id),
            variant: book.variant(definition).map(|(_, variant)| variant.ident.clone()).unwrap_or_default(),
            line: line::declaration(book, *def),
            description: book.describe(definition.docs.as_deref()),
        }
    });
    let constructors: Vec<_> = constructors.collect();
    let structure = || {
        let [def] = ty.constructors.as_slice() else { return None };
        book.structure(book.schema.def(*def)).map(|found| book.path_of(found.item))
    };
    Page {
        name: book.type_name(id).to_owned(),
        description: book.describe(ty.docs.as_deref()),
        wire: ty.basic.map(on_the_wire),
        rust: match ty.basic {
            Some(basic) => in_rust(basic).map(str::to_owned),
            None => book.catalog.enum_of(&ty.name).map(|found| book.path_of(found.item)).or_else(structure),
        },
        constructors,
        mentions,
        omitted,
    }
}

/// How a basic type looks on the wire.
fn on_the_wire(basic: Basic) -> &'static str {
    match basic {
        Basic::Nat => {
            "Four bytes, a number without sign, the lowest byte first. As a flags word its bits say which fields are there."
        }
        Basic::Type => "A type as an argument of another one. It takes no bytes.",
        Basic::Int | Basic::Int32 => "Four bytes, a number with sign, the lowest byte first.",
        Basic::Long | Basic::Int53 | Basic::Int64 => "Eight bytes, a number with sign, the lowest byte first.",
        Basic::Double => "Eight bytes, a floating-point number (IEEE 754), the lowest byte first.",
        Basic::String | Basic::SecureString => {
            "A length, the bytes of the text (UTF-8), and zeros up to the next multiple of four bytes. Below 254 the length is one byte; from there on it is the byte fe and three bytes, the lowest first."
        }
        Basic::Bytes | Basic::SecureBytes => {
            "A length, the bytes, and zeros up to the next multiple of four bytes. Below 254 the length is one byte; from there on it is the byte fe and three bytes, the lowest first."
        }
        Basic::Int128 => "Sixteen bytes.",
        Basic::Int256 => "Thirty-two bytes.",
        Basic::Int512 => "Sixty-four bytes.",
        Basic::True => "No bytes: behind a flag, the bit says it all.",
        Basic::Bool => "Four bytes: the id of the constructor for true or of the one for false.",
        Basic::Vector => {
            "The id of vector (15 c4 b5 1c as bytes) unless it is written in lower case or with %, four bytes with the number of elements, then the elements."
        }
        Basic::Object => "The id of any constructor, then its fields.",
        Basic::Function => "The id of any method, then its arguments.",
    }
}

/// What a basic type is in Rust.
fn in_rust(basic: Basic) -> Option<&'static str> {
    Some(match basic {
        Basic::Type => return None,
        Basic::Nat => "u32",
        Basic::Int | Basic::Int32 => "i32",
        Basic::Long | Basic::Int53 | Basic::Int64 => "i64",
        Basic::Double => "f64",
        Basic::String => "String",
        Basic::Bytes => "Vec<u8>",
        Basic::SecureString => "tlforge::SecretString",
        Basic::SecureBytes => "tlforge::SecretBytes",
        Basic::Int128 => "[u8; 16]",
        Basic::Int256 => "[u8; 32]",
        Basic::Int512 => "[u8; 64]",
        Basic::True | Basic::Bool => "bool",
        Basic::Vector => "Vec<T>",
        Basic::Object | Basic::Function => "tlforge::Any",
    })
}
