//! The layout of a definition as boxes.

use tlforge_parser::schema::{Basic, DefId};

use crate::book::{Book, basic_of};
use crate::line;
use crate::sizes::Size;

/// How wide the picture is, in units of its own.
const WIDTH: usize = 720;
/// The height of a row of boxes with what is written around it.
const ROW: usize = 76;
/// The width of four bytes.
const WORD: usize = 72;
/// The width of a character.
const CHARACTER: usize = 8;
/// How many characters of a name are shown.
const MAX_NAME: usize = 30;

/// A picture of the bytes of a definition.
#[derive(Clone, Debug)]
pub(crate) struct Picture {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) boxes: Vec<Box>,
    /// What it shows, in words.
    pub(crate) summary: String,
}

/// A field.
#[derive(Clone, Debug)]
pub(crate) struct Box {
    pub(crate) x: usize,
    pub(crate) y: usize,
    pub(crate) width: usize,
    /// `id`, `word`, `fixed`, `open`; optional ones have ` optional` too.
    pub(crate) class: String,
    pub(crate) name: String,
    pub(crate) ty: String,
    pub(crate) size: String,
    /// Where it begins, while that is known.
    pub(crate) offset: Option<u32>,
}

/// The picture of `def`.
pub(crate) fn picture(book: &Book<'_>, def: DefId) -> Picture {
    let definition = book.schema.def(def);
    let mut painter = Painter { boxes: Vec::new(), x: 0, y: 0, offset: Some(0) };
    painter.add("id".to_owned(), "id", &format!("{:08x}", definition.id), Size::Exactly(4), false);
    for arg in definition.args.iter().filter(|arg| !arg.implicit) {
        let is_flag = arg.condition.is_some() && basic_of(book.schema, arg) == Some(Basic::True);
        if is_flag {
            continue;
        }
        let size = book.sizes.of_arg(arg);
        let is_word = book.flags_word(def, arg).is_some();
        let class = match size {
            _ if is_word => "word",
            Size::Exactly(_) => "fixed",
            Size::AtLeast(_) => "open",
        };
        let name = arg.name.as_deref().unwrap_or("·").to_owned();
        let ty = line::plain(&line::value_type(book, def, arg));
        painter.add(class.to_owned(), &name, &ty, size, arg.condition.is_some());
    }
    let total = match book.sizes.of_definition(def) {
        Size::Exactly(bytes) => format!("{bytes} bytes"),
        Size::AtLeast(bytes) => format!("at least {bytes} bytes"),
    };
    let height = painter.y + ROW;
    Picture { width: WIDTH, height, boxes: painter.boxes, summary: format!("{}: {total}", definition.name) }
}

struct Painter {
    boxes: Vec<Box>,
    x: usize,
    y: usize,
    offset: Option<u32>,
}

impl Painter {
    fn add(&mut self, class: String, name: &str, ty: &str, size: Size, optional: bool) {
        let (name, ty) = (shortened(name), shortened(ty));
        let words = match size {
            Size::Exactly(bytes) => usize::try_from(bytes).unwrap_or(0).div_ceil(4).clamp(1, 4),
            Size::AtLeast(_) => 2,
        };
        let size_text = match (size, optional) {
            (Size::Exactly(bytes), false) => format!("{bytes}"),
            (Size::AtLeast(bytes), false) => format!("{bytes}+"),
            (Size::Exactly(bytes), true) => format!("0 or {bytes}"),
            (Size::AtLeast(bytes), true) => format!("0 or {bytes}+"),
        };
        let text = name.chars().count().max(ty.chars().count()) * CHARACTER + 16;
        let width = text.max(words * WORD).min(WIDTH - 2);
        if self.x + width > WIDTH - 1 {
            self.x = 0;
            self.y += ROW;
        }
        let class = if optional { format!("{class} optional") } else { class };
        self.boxes.push(Box { x: self.x + 1, y: self.y, width, class, name, ty, size: size_text, offset: self.offset });
        self.x += width;
        self.offset = match (size, optional) {
            (Size::Exactly(bytes), false) => self.offset.and_then(|offset| offset.checked_add(bytes)),
            _ => None,
        };
    }
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= MAX_NAME {
        return text.to_owned();
    }
    text.chars().take(MAX_NAME - 1).chain(['…']).collect()
}
