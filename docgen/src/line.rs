//! Definitions as they stand in a schema, in pieces that lead to the pages of the types.

use tlforge_parser::schema::{
    Arg, ArgType, DefId, DefKind, Definition, Expr, NatExpr, Repeat, TypeExpr, TypeId, VarId,
};

use crate::book::Book;
use crate::text::Piece;

/// The whole declaration: the text of [`print::declaration`](tlforge_parser::print::declaration).
pub(crate) fn declaration(book: &Book<'_>, def: DefId) -> Vec<Piece> {
    let definition = book.schema.def(def);
    let mut line = Line::new(book, definition);
    line.text(&definition.name);
    if definition.builtin {
        line.text(" ?");
    } else if definition.name != "_" {
        line.text(&format!("#{:08x}", definition.id));
    }
    line.args(&definition.args);
    line.text(" = ");
    line.result(&definition.result);
    line.text(";");
    line.finish()
}

/// The type of an argument, its condition included.
pub(crate) fn argument(book: &Book<'_>, def: DefId, arg: &Arg) -> Vec<Piece> {
    let mut line = Line::new(book, book.schema.def(def));
    line.arg_type(arg);
    line.finish()
}

/// The type of an argument without its condition.
pub(crate) fn value_type(book: &Book<'_>, def: DefId, arg: &Arg) -> Vec<Piece> {
    let mut line = Line::new(book, book.schema.def(def));
    line.value_type(arg);
    line.finish()
}

/// The result of a definition.
pub(crate) fn result(book: &Book<'_>, def: DefId) -> Vec<Piece> {
    let definition = book.schema.def(def);
    let mut line = Line::new(book, definition);
    line.result(&definition.result);
    line.finish()
}

/// The text of pieces.
pub(crate) fn plain(pieces: &[Piece]) -> String {
    pieces.iter().map(|piece| piece.text.as_str()).collect()
}

struct Line<'b, 'a> {
    book: &'b Book<'a>,
    def: &'b Definition,
    pieces: Vec<Piece>,
    /// What is not yet a piece.
    pending: String,
}

impl<'b, 'a> Line<'b, 'a> {
    fn new(book: &'b Book<'a>, def: &'b Definition) -> Self {
        Self { book, def, pieces: Vec::new(), pending: String::new() }
    }

    fn text(&mut self, text: &str) {
        self.pending.push_str(text);
    }

    fn link(&mut self, text: &str, page: Option<String>) {
        if page.is_none() {
            return self.text(text);
        }
        self.flush();
        self.pieces.push(Piece::link(text, page));
    }

    fn flush(&mut self) {
        if !self.pending.is_empty() {
            self.pieces.push(Piece::plain(std::mem::take(&mut self.pending)));
        }
    }

    fn finish(mut self) -> Vec<Piece> {
        self.flush();
        self.pieces
    }

    fn args(&mut self, args: &[Arg]) {
        for arg in args {
            self.text(if arg.implicit { " {" } else { " " });
            if let Some(name) = arg.name.as_deref().or(arg.underscore.then_some("_")) {
                self.text(name);
                self.text(":");
            }
            self.arg_type(arg);
            if arg.implicit {
                self.text("}");
            }
        }
    }

    fn arg_type(&mut self, arg: &Arg) {
        if let Some(condition) = arg.condition {
            let text = format!("{}.{}?", self.var(condition.mask), condition.bit);
            self.text(&text);
        }
        self.value_type(arg);
    }

    fn value_type(&mut self, arg: &Arg) {
        if arg.exclamation {
            self.text("!");
        }
        match &arg.ty {
            ArgType::Plain(ty) => self.ty(ty),
            ArgType::Repeat(repeat) => self.repeat(repeat),
        }
    }

    fn repeat(&mut self, repeat: &Repeat) {
        if !repeat.implicit_count {
            let sum = matches!(repeat.count, NatExpr::Var { plus, .. } if plus != 0);
            let nat = self.nat(repeat.count);
            self.text(&if sum { format!("({nat})*") } else { format!("{nat}*") });
        }
        self.text("[");
        self.args(&repeat.body);
        self.text(" ]");
    }

    fn ty(&mut self, ty: &TypeExpr) {
        match ty {
            TypeExpr::Var { var, bare } => {
                let text = format!("{}{}", if *bare { "%" } else { "" }, self.var(*var));
                self.text(&text);
            }
            TypeExpr::Type { ty, bare, by, args } => {
                self.head(*ty, *bare, *by);
                self.angle_args(args);
            }
        }
    }

    fn result(&mut self, ty: &TypeExpr) {
        let TypeExpr::Type { ty: head, bare, by, args } = ty else { return self.ty(ty) };
        self.head(*head, *bare, *by);
        if self.def.kind == DefKind::Function {
            return self.angle_args(args);
        }
        for arg in args {
            self.text(" ");
            self.expr(arg);
        }
    }

    fn angle_args(&mut self, args: &[Expr]) {
        for (at, arg) in args.iter().enumerate() {
            self.text(if at == 0 { "<" } else { "," });
            self.expr(arg);
        }
        if !args.is_empty() {
            self.text(">");
        }
    }

    fn head(&mut self, ty: TypeId, bare: bool, by: Option<DefId>) {
        let declared = self.book.schema.ty(ty);
        let page = self.book.type_page(ty);
        match (by, declared.basic) {
            (Some(by), None) => self.link(&self.book.schema.def(by).name, self.book.def_page(by).or(page)),
            (Some(by), Some(_)) => self.link(&self.book.schema.def(by).name, page),
            (None, Some(basic)) if bare && declared.constructors.is_empty() && basic.bare_name().is_some() => {
                self.link(basic.bare_name().unwrap_or_default(), page);
            }
            _ => {
                if bare {
                    self.text("%");
                }
                self.link(&declared.name, page);
            }
        }
    }

    fn expr(&mut self, expr: &Expr) {
        match expr {
            Expr::Type(ty) => self.ty(ty),
            Expr::Nat(nat) => {
                let text = self.nat(*nat);
                self.text(&text);
            }
        }
    }

    fn nat(&self, nat: NatExpr) -> String {
        match nat {
            NatExpr::Const(value) => value.to_string(),
            NatExpr::Var { var, plus: 0 } => self.var(var).to_owned(),
            NatExpr::Var { var, plus } => format!("{}+{plus}", self.var(var)),
        }
    }

    fn var(&self, var: VarId) -> &'b str {
        self.def.vars.get(var.0 as usize).and_then(|var| var.name.as_deref()).unwrap_or("_")
    }
}

#[cfg(test)]
mod tests {
    use tlforge_parser::{Options as Reading, SourceMap, load, print};

    use crate::{Input, Options, book::Book};

    #[test]
    fn lines_are_those_of_the_parser() {
        let api = include_str!("../../schema/telegram/api.tl");
        let odd = "---types---\npair {a:Type} {b:Type} first:a second:%b = Pair a b;\n\
                   m n:# cells:(n+1)*[ x:int flags:# y:flags.3?(Pair int Bool) ] = M;\n\
                   ---functions---\nwrap {X:Type} x:!X = X; get = Vector<M>;";
        for text in [api, odd] {
            let outcome = load(&SourceMap::single("api.tl", text), &Reading::default());
            assert!(!outcome.has_errors(), "{:#?}", outcome.diagnostics);
            let (schema, options) = (&outcome.schema, Options::default());
            let book = Book::new(&Input { schema, errors: None, previous: Vec::new() }, &options);
            for (id, _) in book.pages() {
                assert_eq!(super::plain(&super::declaration(&book, id)), print::declaration(schema, id));
            }
        }
    }
}
