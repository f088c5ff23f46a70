//! Everything that pages ask about a schema: where its things have their pages, and what mentions what.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use tlforge_codegen::catalog::Catalog;
use tlforge_codegen::model::{Enum, ItemId, Model, Struct, Variant};
use tlforge_dynamic::Codec;
use tlforge_parser::ErrorTable;
use tlforge_parser::analysis::{FlagsWord, FlagsWords, Reading, Role, walk};
use tlforge_parser::error_table::{Availability, ErrorId};
use tlforge_parser::schema::{Arg, ArgType, Basic, DefId, DefKind, Definition, Dialect, Schema, TypeExpr, TypeId};

use crate::example::Examples;
use crate::sizes::Sizes;
use crate::text::{self, Piece};
use crate::{Format, Input, Options, history, slugs};

/// A schema with everything that its pages need.
pub(crate) struct Book<'a> {
    pub(crate) schema: &'a Schema,
    pub(crate) db: Option<&'a ErrorTable>,
    pub(crate) options: &'a Options,
    pub(crate) catalog: Catalog,
    pub(crate) codec: Codec,
    pub(crate) examples: Examples<'a>,
    pub(crate) reading: Rc<Reading>,
    pub(crate) sizes: Sizes<'a>,
    /// By definition: the file name of its page, if it has one.
    slugs: Vec<Option<String>>,
    type_slugs: Vec<Option<String>>,
    error_slugs: Vec<String>,
    /// By type: what mentions it.
    mentions: Vec<Mentions>,
    /// By name, with the name of the root namespace empty.
    pub(crate) namespaces: BTreeMap<&'a str, Namespace>,
    namespace_slugs: BTreeMap<&'a str, String>,
    /// By name of the definition.
    by_name: BTreeMap<&'a str, DefId>,
    types_by_name: BTreeMap<&'a str, TypeId>,
    /// By error: the functions that give it, with their codes.
    givers: BTreeMap<ErrorId, Vec<(DefId, i32)>>,
    /// By definition: where in the given schemas it came up.
    pub(crate) since: Vec<Option<String>>,
}

/// What mentions a type.
#[derive(Clone, Debug, Default)]
pub(crate) struct Mentions {
    /// Functions that return it.
    pub(crate) returned_by: Vec<DefId>,
    /// Functions that take it, with the position of the argument.
    pub(crate) taken_by: Vec<(DefId, usize)>,
    /// Constructors that contain it, with the position of the argument.
    pub(crate) contained_in: Vec<(DefId, usize)>,
}

/// What stands in a namespace.
#[derive(Clone, Debug, Default)]
pub(crate) struct Namespace {
    pub(crate) functions: Vec<DefId>,
    pub(crate) constructors: Vec<DefId>,
    pub(crate) types: Vec<TypeId>,
}

impl<'a> Book<'a> {
    pub(crate) fn new(input: &Input<'a>, options: &'a Options) -> Self {
        let schema = input.schema;
        let bindings = tlforge_codegen::Input {
            modules: vec![tlforge_codegen::Module { path: "", schema, sha256: String::new() }],
            errors: input.errors,
        };
        let reading = Rc::new(Reading::new(schema, FlagsWords::ByDialect));
        let mut book = Self {
            schema,
            db: input.errors,
            options,
            catalog: Catalog::new(Model::new(&bindings, &tlforge_codegen::Config::default()).0),
            codec: Codec::new(schema),
            examples: Examples::new(schema, Rc::clone(&reading)),
            reading,
            sizes: Sizes::new(schema),
            slugs: Vec::new(),
            type_slugs: Vec::new(),
            error_slugs: slugs::settle(input.errors.iter().flat_map(|db| db.errors()).map(|error| error.name.as_str())),
            mentions: vec![Mentions::default(); schema.types.len()],
            namespaces: BTreeMap::new(),
            namespace_slugs: BTreeMap::new(),
            by_name: BTreeMap::new(),
            types_by_name: BTreeMap::new(),
            givers: BTreeMap::new(),
            since: history::since(input),
        };
        book.name_pages();
        book.find_mentions();
        book.find_givers();
        book
    }

    /// The flags word that `arg` of `def` is, if it is one.
    pub(crate) fn flags_word(&self, def: DefId, arg: &Arg) -> Option<FlagsWord> {
        match self.reading.variable(self.schema, def, arg.var?)? {
            Role::FlagsWord(word) => Some(word),
            _ => None,
        }
    }

    fn name_pages(&mut self) {
        let schema = self.schema;
        self.slugs = vec![None; schema.definitions.len()];
        for kind in [DefKind::Constructor, DefKind::Function] {
            let paged: Vec<_> =
                schema.iter_definitions().filter(|(_, def)| def.kind == kind && has_page(def)).collect();
            let slugs = slugs::settle(paged.iter().map(|(_, def)| def.name.as_str()));
            for ((id, def), slug) in paged.into_iter().zip(slugs) {
                self.slugs[id.0 as usize] = Some(slug);
                // What is both is more often meant as a function.
                self.by_name.insert(&def.name, id);
                let namespace = self.namespaces.entry(namespace_of(&def.name)).or_default();
                match kind {
                    DefKind::Function => namespace.functions.push(id),
                    DefKind::Constructor => namespace.constructors.push(id),
                }
            }
        }
        let paged: Vec<_> = schema.iter_types().filter(|(_, ty)| ty.basic != Some(Basic::Type)).collect();
        let slugs = slugs::settle(paged.iter().map(|(id, _)| self.type_name(*id)));
        self.type_slugs = vec![None; schema.types.len()];
        for ((id, ty), slug) in paged.into_iter().zip(slugs) {
            self.type_slugs[id.0 as usize] = Some(slug);
            self.types_by_name.insert(&ty.name, id);
            if ty.basic.is_none() {
                self.namespaces.entry(namespace_of(&ty.name)).or_default().types.push(id);
            }
        }
        let names: Vec<_> = self.namespaces.keys().copied().collect();
        let slugs = slugs::settle(names.iter().copied());
        self.namespace_slugs = names.into_iter().zip(slugs).collect();
    }

    fn find_mentions(&mut self) {
        for (id, def) in self.schema.iter_definitions().filter(|(_, def)| has_page(def)) {
            if def.kind == DefKind::Function {
                let mut seen = BTreeSet::new();
                walk::types_of_expr(&def.result, &mut |ty, _| {
                    if seen.insert(ty) {
                        self.mentions[ty.0 as usize].returned_by.push(id);
                    }
                });
            }
            for (at, arg) in def.args.iter().enumerate().filter(|(_, arg)| !arg.implicit) {
                let mut seen = BTreeSet::new();
                walk::types_of_args(std::slice::from_ref(arg), &mut |ty, _| {
                    if seen.insert(ty) {
                        let mentions = &mut self.mentions[ty.0 as usize];
                        match def.kind {
                            DefKind::Function => mentions.taken_by.push((id, at)),
                            DefKind::Constructor => mentions.contained_in.push((id, at)),
                        }
                    }
                });
            }
        }
    }

    fn find_givers(&mut self) {
        let Some(db) = self.db else { return };
        for (id, def) in self.schema.iter_definitions().filter(|(_, def)| def.kind == DefKind::Function) {
            for listed in db.listed(&def.name) {
                self.givers.entry(listed.error).or_default().push((id, listed.code));
            }
        }
    }

    /// The definitions that have pages, with the file names of these.
    pub(crate) fn pages(&self) -> impl Iterator<Item = (DefId, &'a Definition)> {
        self.schema.iter_definitions().filter(|(id, _)| self.slugs[id.0 as usize].is_some())
    }

    /// The types that have pages.
    pub(crate) fn type_pages(&self) -> impl Iterator<Item = TypeId> {
        self.schema.iter_types().map(|(id, _)| id).filter(|id| self.type_slugs[id.0 as usize].is_some())
    }

    /// The page of a definition, from the root of the site.
    pub(crate) fn def_page(&self, def: DefId) -> Option<String> {
        let kind = kind_name(self.schema.def(def).kind);
        Some(self.file(kind, self.slugs.get(def.0 as usize)?.as_deref()?))
    }

    /// The page of a type.
    pub(crate) fn type_page(&self, ty: TypeId) -> Option<String> {
        Some(self.file("type", self.type_slugs.get(ty.0 as usize)?.as_deref()?))
    }

    /// The page of an error.
    pub(crate) fn error_page(&self, error: ErrorId) -> Option<String> {
        Some(self.file("error", self.error_slugs.get(error.0 as usize)?))
    }

    /// The page of a namespace.
    pub(crate) fn namespace_page(&self, name: &str) -> Option<String> {
        Some(self.file("namespace", self.namespace_slugs.get(name)?))
    }

    /// The page of what is called `name`: a definition, a type or an error.
    pub(crate) fn page_named(&self, name: &str) -> Option<String> {
        let definition = self.by_name.get(name).and_then(|def| self.def_page(*def));
        let ty = || self.types_by_name.get(name).and_then(|ty| self.type_page(*ty));
        let error = || self.db?.by_name(name).and_then(|error| self.error_page(error));
        definition.or_else(ty).or_else(error)
    }

    /// The page of the definition in the folder `kind` that is called `name`.
    pub(crate) fn definition_named(&self, kind: &str, name: &str) -> Option<String> {
        let mut found = self.pages().filter(|(_, def)| def.name == name && kind_name(def.kind) == kind);
        found.next().and_then(|(id, _)| self.def_page(id))
    }

    /// The page of the type that is called `name`.
    pub(crate) fn type_named(&self, name: &str) -> Option<String> {
        self.types_by_name.get(name).and_then(|ty| self.type_page(*ty))
    }

    /// The file of a page that every site has.
    pub(crate) fn top(&self, name: &str) -> String {
        format!("{name}.{}", self.ending())
    }

    fn file(&self, kind: &str, slug: &str) -> String {
        format!("{kind}/{slug}.{}", self.ending())
    }

    fn ending(&self) -> &'static str {
        match self.options.format {
            Format::Html => "html",
            Format::Markdown => "md",
        }
    }

    /// A definition's name as a link.
    pub(crate) fn def_link(&self, def: DefId) -> Piece {
        Piece::link(self.schema.def(def).name.clone(), self.def_page(def))
    }

    /// A description with its links.
    pub(crate) fn describe(&self, docs: Option<&str>) -> Vec<Piece> {
        docs.map(|docs| text::pieces(docs, |name| self.page_named(name))).unwrap_or_default()
    }

    /// What mentions a type.
    pub(crate) fn mentions(&self, ty: TypeId) -> &Mentions {
        &self.mentions[ty.0 as usize]
    }

    /// The functions that give an error.
    pub(crate) fn givers(&self, error: ErrorId) -> &[(DefId, i32)] {
        self.givers.get(&error).map_or(&[], Vec::as_slice)
    }

    /// The name of a type as a schema mentions it: `int`, `Vector`, `InputPeer`.
    pub(crate) fn type_name(&self, ty: TypeId) -> &'a str {
        let ty = self.schema.ty(ty);
        match ty.basic {
            None | Some(Basic::Vector | Basic::Bool) => &ty.name,
            Some(basic) => basic.bare_name().unwrap_or(&ty.name),
        }
    }

    /// Who may call a function.
    pub(crate) fn availability(&self, def: &Definition) -> Availability {
        self.db.map_or(Availability::Unknown, |db| db.availability(&def.name))
    }

    /// The Rust type that a function returns; `None` for constructors and generic wrappers.
    pub(crate) fn response(&self, def: &Definition) -> Option<String> {
        let response = self.structure(def)?.function.as_ref()?.response.as_ref()?;
        Some(self.catalog.model().type_of(response))
    }

    /// The path of an item of the bindings.
    pub(crate) fn path_of(&self, item: ItemId) -> String {
        self.catalog.model().path(item)
    }

    /// The struct of a definition.
    pub(crate) fn structure(&self, def: &Definition) -> Option<&Struct> {
        self.catalog.definition(def.kind, &def.name)
    }

    /// The variant of a constructor.
    pub(crate) fn variant(&self, def: &Definition) -> Option<(&Enum, &Variant)> {
        (def.kind == DefKind::Constructor).then(|| self.catalog.variant(&def.name))?
    }

    /// Where the Rust item of a definition is: `functions::phone::DiscardCall`, `enums::Bool::True`.
    pub(crate) fn rust_path(&self, def: &Definition) -> Option<String> {
        match (self.variant(def), self.structure(def)) {
            (Some((owner, variant)), None) => Some(format!("{}::{}", self.path_of(owner.item), variant.ident)),
            (_, Some(found)) => Some(self.path_of(found.item)),
            (None, None) => None,
        }
    }

    /// Whether this is the API of Telegram, which published crates and packages have. Others may write a schema in its
    /// dialect, but not with the function that says which layer of the API is spoken.
    pub(crate) fn is_telegram(&self) -> bool {
        self.schema.dialect == Dialect::Telegram && self.by_name.contains_key("invokeWithLayer")
    }
}

/// The type that a definition's result is, if it is no variable.
pub(crate) fn result_type(def: &Definition) -> Option<TypeId> {
    match def.result {
        TypeExpr::Type { ty, .. } => Some(ty),
        TypeExpr::Var { .. } => None,
    }
}

/// `method` or `constructor`, as the folders are called.
pub(crate) const fn kind_name(kind: DefKind) -> &'static str {
    match kind {
        DefKind::Constructor => "constructor",
        DefKind::Function => "method",
    }
}

/// Built-in lines are about types, which have pages of their own; partial applications are no definitions on the wire.
fn has_page(def: &Definition) -> bool {
    !def.builtin && def.original.is_none()
}

/// What stands before the last dot.
pub(crate) fn namespace_of(name: &str) -> &str {
    name.rfind('.').map_or("", |dot| &name[..dot])
}

/// Whether an argument's type is a basic type.
pub(crate) fn basic_of(schema: &Schema, arg: &Arg) -> Option<Basic> {
    match &arg.ty {
        ArgType::Plain(TypeExpr::Type { ty, .. }) => schema.ty(*ty).basic,
        _ => None,
    }
}
