//! Syntax trees to schema: names, scopes, arities, bareness, ids.
//!
//! The strict reading goes through the declarations once, as the reference compiler does. The default reading first
//! notes what is declared anywhere and how many parameters each type has, so that the order does not matter.

mod combinators;
mod exprs;
mod names;
mod partial;
mod scope;
mod statements;
mod unify;
mod whole;

use std::{borrow::Cow, collections::HashSet};

use self::{
    names::{NameHash, NameMap},
    scope::Scope,
};
use crate::{
    Options,
    ast::{Ast, Declaration, DeclarationKind, Name, Section},
    diagnostic::{Code, Diagnostic},
    docs, id, layers,
    schema::{DefId, DefKind, Definition, Dialect, Schema, Type, TypeExpr, TypeId, TypeMarks},
    span::{FileId, Span},
};

/// Resolves the trees of all files of one schema. The schema holds what was understood; with errors among the
/// diagnostics some of its definitions may be incomplete.
pub fn resolve(asts: &[Ast<'_>], options: &Options) -> (Schema, Vec<Diagnostic>) {
    let dialect = options.dialect_of(asts);
    let mut resolver = Resolver::new(dialect, options.strict);
    resolver.schema.layer = asts.iter().find_map(Ast::layer).or_else(|| layers::newest(asts));
    resolver.lost = asts.iter().flat_map(|ast| ast.lost.iter().copied()).collect();
    let plan = if options.strict { Vec::new() } else { resolver.declare(asts) };
    let mut plan = plan.into_iter();
    let mut partials = Vec::new();
    for ast in asts {
        resolver.file = ast.file;
        for declaration in &ast.declarations {
            let slot = if options.strict { Slot::Next } else { plan.next().unwrap_or(Slot::Next) };
            let is_partial =
                matches!(declaration.kind, DeclarationKind::PartialType(..) | DeclarationKind::PartialCombinator(..));
            if is_partial && !options.strict {
                partials.push((ast, declaration));
                continue;
            }
            let attached = declaration.comments.0 as usize..declaration.comments.1 as usize;
            resolver.docs.read(&ast.comments[attached], ast.file);
            let known = resolver.schema.definitions.len();
            resolver.statement(ast, declaration, slot);
            for definition in &mut resolver.schema.definitions[known..] {
                definition.layer = declaration.layer;
            }
        }
    }
    // Whatever a partial application applies is known by now, wherever it is declared.
    for (ast, declaration) in partials {
        resolver.file = ast.file;
        resolver.statement(ast, declaration, Slot::Next);
    }
    resolver.finish()
}

/// What becomes of a declaration, as the first pass of the default reading decides.
#[derive(Clone, Copy)]
enum Slot {
    /// It takes the next free place.
    Next,
    /// Its definition has a place already.
    Reserved(DefId),
    /// Another file declares the name too: the two have to be equal.
    Again(DefId),
    /// It has been reported.
    Skip,
}

/// An error has been reported; what depends on it is left out.
struct Reported;

type Resolved<T> = Result<T, Reported>;

struct Resolver<'a> {
    strict: bool,
    dialect: Dialect,
    /// The file that is being read.
    file: FileId,
    schema: Schema,
    /// What the first pass of the default reading knows about each definition, in the order of the schema's definitions.
    declared: Vec<Declared<'a>>,
    /// What is known about each type while others are still being read, in the order of the schema's types.
    types: Vec<TypeState>,
    type_names: NameMap<'a, TypeId>,
    constructors: NameMap<'a, DefId>,
    functions: NameMap<'a, DefId>,
    /// Bare names that mean basic types without being declared, as they are met.
    known_names: NameMap<'a, TypeId>,
    scope: Scope<'a>,
    docs: docs::Pending,
    /// Definitions in which something was wrong.
    broken: HashSet<DefId, NameHash>,
    /// What declarations that could not be read seem to declare.
    lost: HashSet<&'a str, NameHash>,
    /// The definition that is being read has an error that needs no words.
    silent: bool,
    suggestions_left: u32,
    /// Declarations that another file has too, and the definition made of the first one.
    again: Vec<(DefId, Definition)>,
    found: Vec<Diagnostic>,
}

/// A definition that will come.
struct Declared<'a> {
    name: Name<'a>,
    file: FileId,
    /// What it makes; of a function, nothing in particular.
    result: TypeId,
}

#[derive(Clone, Copy, Default)]
struct TypeState {
    /// Its parameters are fixed.
    fixed: bool,
    /// Where it is first written with `%`.
    bare_use: Option<Span>,
    /// How many constructors it will have (default reading).
    expected: u32,
    /// `Final` or `Empty`.
    closed: Option<Span>,
    /// A constructor of it is broken, or it has been reported: no further complaints.
    poisoned: bool,
}

const NAT: TypeId = TypeId(0);
const TYPE: TypeId = TypeId(1);

impl<'a> Resolver<'a> {
    fn new(dialect: Dialect, strict: bool) -> Self {
        let mut resolver = Self {
            strict,
            dialect,
            file: FileId(0),
            schema: Schema { dialect, ..Schema::default() },
            declared: Vec::new(),
            types: Vec::new(),
            type_names: NameMap::default(),
            constructors: NameMap::default(),
            functions: NameMap::default(),
            known_names: NameMap::default(),
            scope: Scope::default(),
            docs: docs::Pending::default(),
            broken: HashSet::default(),
            lost: HashSet::default(),
            silent: false,
            suggestions_left: 100,
            again: Vec::new(),
            found: Vec::new(),
        };
        for name in ["#", "Type"] {
            let ty = resolver.new_type(Cow::Borrowed(name), None);
            resolver.types[ty.0 as usize].fixed = true;
        }
        resolver
    }

    /// Notes all constructors and functions and the parameters of all types that have constructors.
    fn declare(&mut self, asts: &[Ast<'a>]) -> Vec<Slot> {
        let count = asts.iter().map(|ast| ast.declarations.len()).sum();
        let mut plan = Vec::with_capacity(count);
        self.schema.definitions.reserve(count);
        self.declared.reserve(count);
        self.constructors.reserve(count);
        self.functions.reserve(count / 2);
        self.type_names.reserve(count / 2);
        self.schema.types.reserve(count / 2);
        self.types.reserve(count / 2);
        for ast in asts {
            self.file = ast.file;
            for declaration in &ast.declarations {
                let slot = match &declaration.kind {
                    DeclarationKind::Combinator(combinator) => self.declare_combinator(ast, declaration, combinator),
                    DeclarationKind::Builtin(builtin) => self.declare_builtin(declaration, builtin),
                    _ => Slot::Next,
                };
                plan.push(slot);
            }
        }
        plan
    }

    fn statement(&mut self, ast: &Ast<'a>, declaration: &Declaration<'a>, slot: Slot) {
        let span = self.span(declaration.start, declaration.end);
        let kind = kind_of(declaration.section);
        let found = self.found.len();
        self.silent = false;
        match &declaration.kind {
            DeclarationKind::Combinator(combinator) => {
                self.combinator(span, kind, combinator, ast.args_of(combinator), slot);
            }
            DeclarationKind::Builtin(builtin) => self.builtin(span, kind, builtin, slot),
            DeclarationKind::Attribute(attribute, name) => self.attribute(span, kind, *attribute, *name),
            DeclarationKind::PartialType(name, args) => self.partial_type(span, kind, *name, args),
            DeclarationKind::PartialCombinator(name, args) => self.partial_combinator(span, kind, *name, args),
        }
        if let Slot::Reserved(def) = slot {
            if self.has_errors_since(found) {
                self.broken.insert(def);
            }
            self.keep_place(def, kind, span);
        }
    }

    /// Enters a definition of which nothing but its name was understood, so that those after it find their places.
    fn keep_place(&mut self, def: DefId, kind: DefKind, span: Span) {
        if def.0 < len(&self.schema.definitions) {
            return;
        }
        let Declared { name, result, .. } = self.declared[def.0 as usize];
        self.schema.definitions.push(Definition {
            kind,
            name: name.text.to_owned(),
            original: None,
            written: None,
            layer: None,
            id: 0,
            id_written: true,
            builtin: false,
            args: Vec::new(),
            result: TypeExpr::Type { ty: result, bare: false, by: None, args: Vec::new() },
            vars: Vec::new(),
            docs: None,
            span,
            name_span: name.span(self.file),
        });
    }

    /// Enters a definition at the next place.
    fn enter(&mut self, definition: Definition) -> DefId {
        let def = DefId(len(&self.schema.definitions));
        if let (DefKind::Constructor, TypeExpr::Type { ty, .. }) = (definition.kind, &definition.result) {
            self.schema.types[ty.0 as usize].constructors.push(def);
        }
        self.schema.definitions.push(definition);
        def
    }

    /// Gives the definitions without an id the one that the rule computes.
    fn number(&mut self) {
        for at in 0..self.schema.definitions.len() {
            let id = self.id_of(&self.schema.definitions[at]);
            self.schema.definitions[at].id = id;
        }
    }

    /// The id that a definition has, all definitions being known.
    fn id_of(&self, definition: &Definition) -> u32 {
        if definition.id_written {
            return definition.id;
        }
        let plain = self.strict || definition.builtin;
        let rule = if plain { id::Rule::Plain } else { id::Rule::of(self.dialect) };
        id::hash(&self.schema, definition, rule)
    }

    fn finish(mut self) -> (Schema, Vec<Diagnostic>) {
        self.number();
        for (first, again) in std::mem::take(&mut self.again) {
            self.compare(first, again);
        }
        whole::order(&mut self.schema);
        self.whole_program();
        self.found.sort_by_key(|diagnostic| diagnostic.span.map(|span| (span.file, span.start, span.end)));
        (self.schema, self.found)
    }

    fn new_type(&mut self, name: Cow<'a, str>, span: Option<Span>) -> TypeId {
        let ty = TypeId(len(&self.schema.types));
        self.schema.types.push(Type {
            name: name.clone().into_owned(),
            params: Vec::new(),
            constructors: Vec::new(),
            basic: None,
            id: 0,
            marks: TypeMarks::default(),
            docs: None,
            span,
        });
        self.types.push(TypeState::default());
        self.type_names.insert(name, ty);
        ty
    }

    fn ty(&self, ty: TypeId) -> &Type {
        &self.schema.types[ty.0 as usize]
    }

    fn state(&mut self, ty: TypeId) -> &mut TypeState {
        &mut self.types[ty.0 as usize]
    }

    fn span(&self, start: u32, end: u32) -> Span {
        Span::new(self.file, start, end)
    }

    fn report(&mut self, diagnostic: Diagnostic) -> Reported {
        self.found.push(diagnostic);
        Reported
    }

    /// As an error, but one that follows from what has been reported.
    fn silently(&mut self) -> Reported {
        self.silent = true;
        Reported
    }

    fn error(&mut self, code: Code, span: Span, message: impl Into<String>) -> Reported {
        self.report(Diagnostic::error(code, span, message))
    }
}

fn kind_of(section: Section) -> DefKind {
    match section {
        Section::Types => DefKind::Constructor,
        Section::Functions => DefKind::Function,
    }
}

fn len<T>(items: &[T]) -> u32 {
    u32::try_from(items.len()).expect("a schema has fewer parts than its text has bytes, which are fewer than 2^32")
}
