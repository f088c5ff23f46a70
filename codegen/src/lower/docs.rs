//! The documentation of generated items, as lines of Markdown that rustdoc has nothing to say about.

use tlforge_parser::error_table::{Availability, ErrorId, ErrorTable};
use tlforge_parser::schema::{DefId, Definition, Schema, Type};
use tlforge_parser::{error_table, print};

use super::shapes::{Field, StructShape};
use crate::model::{ErrorType, ItemName, Kind, Place, Role, relative};
use crate::names::{COMMON, plain};

/// Where the documentation will stand and what it can link to.
pub(super) struct Scope<'a> {
    pub(super) schema: &'a Schema,
    /// The module of the item.
    pub(super) module: &'a [String],
    pub(super) names: &'a [ItemName],
}

impl Scope<'_> {
    /// A constructor's struct; `union` is the enum that it belongs to.
    pub(super) fn constructor(&self, id: DefId, def: &Definition, union: Option<&ItemName>) -> Vec<String> {
        let of = match union {
            Some(union) => format!("onstructor `{}` of {}.", def.name, self.link(union)),
            None => format!("onstructor `{}`.", def.name),
        };
        let mut lines = match &def.docs {
            Some(docs) => vec![escape(docs), String::new(), format!("C{of}")],
            None => vec![format!("The c{of}")],
        };
        self.declaration(&mut lines, id);
        lines
    }

    /// A function's struct.
    pub(super) fn function(
        &self,
        id: DefId,
        def: &Definition,
        response: Option<&Kind>,
        error: &ErrorType,
        db: Option<&ErrorTable>,
    ) -> Vec<String> {
        let mut lines = match &def.docs {
            Some(docs) => vec![escape(docs)],
            None => vec![format!("The function `{}`.", def.name)],
        };
        self.declaration(&mut lines, id);
        let mut facts = vec![match response {
            None => "Returns what the inner call returns.".to_owned(),
            Some(kind) => match kind.innermost().item().map(|item| self.link(&self.names[item.0])) {
                Some(link) if kind.item().is_some() => format!("Returns {link}."),
                Some(link) => format!("Returns `{}` of {link}.", print::type_expr(self.schema, id, &def.result)),
                None => format!("Returns `{}`.", print::type_expr(self.schema, id, &def.result)),
            },
        }];
        let availability = db.map_or(Availability::Unknown, |db| db.availability(&def.name));
        facts.extend(match availability {
            Availability::Users => Some("For users only.".to_owned()),
            Availability::Bots => Some("For bots only.".to_owned()),
            Availability::Both => Some("For users and bots.".to_owned()),
            Availability::Unknown => None,
        });
        let errors = match error {
            ErrorType::Own(module, name) => Some((module, name.as_str())),
            ErrorType::Common(module) => Some((module, COMMON)),
            ErrorType::Runtime => None,
        };
        if let (Some((module, name)), Some(db)) = (errors, db) {
            let own: Vec<_> = db.own(&def.name).map(|e| format!("`{}` ({})", db.error(e.error).name, e.code)).collect();
            let link = format!("[`{name}`]({})", path(self.module, &Place::Module(module.clone()), name));
            facts.push(match (response, own.is_empty()) {
                (Some(_), true) => format!("Errors: {link}."),
                (Some(_), false) => format!("Errors: {link}: {}.", own.join(", ")),
                (None, true) => "Errors: those of the inner call.".to_owned(),
                (None, false) => {
                    format!("Errors: those of the inner call. {link} has its own: {}.", own.join(", "))
                }
            });
        }
        lines.push(String::new());
        lines.push(facts.join(" "));
        lines
    }

    /// A field or accessor; `idents` are the identifiers of the entries.
    pub(super) fn field(&self, shape: &StructShape<'_>, at: usize, idents: &[String]) -> Vec<String> {
        let Field { arg, role, .. } = &shape.fields[at];
        let line = format!("`{}`", print::argument(self.schema, shape.def, arg));
        let mut text = match &arg.docs {
            Some(docs) => format!("{} ({line})", escape(docs)),
            None => line,
        };
        match role {
            Role::Word => {
                text = format!(
                    "{text}: the bits that no other field depends on; encoding adds those of the fields that are present"
                );
            }
            Role::Shadow(_, of) => text = format!("{text}: whether `{}` is there", idents[*of]),
            Role::Optional(bit, _) => {
                let partners = shape.fields.iter().zip(idents).enumerate().filter(|(other, (field, _))| {
                    *other != at && matches!(field.role, Role::Optional(other, _) if other == *bit)
                });
                let partners: Vec<_> = partners.map(|(_, (_, ident))| format!("`{ident}`")).collect();
                if !partners.is_empty() {
                    text = format!("{text}, there exactly if {} is", partners.join(" and "));
                }
            }
            _ => {}
        }
        vec![text]
    }

    fn declaration(&self, lines: &mut Vec<String>, id: DefId) {
        lines.extend([String::new(), "```text".to_owned(), print::declaration(self.schema, id), "```".to_owned()]);
    }

    fn link(&self, name: &ItemName) -> String {
        format!("[`{}`]({})", name.ty, path(self.module, &name.place, &name.ty))
    }
}

/// The path of the item `name` in a link that stands in the module `from`. Rustdoc takes `#` for the beginning of an
/// anchor and keywords for names, so it goes without `r#`.
pub(super) fn path(from: &[String], place: &Place, name: &str) -> String {
    let module = match place {
        Place::Module(module) => relative(from, module).join("::"),
        Place::Extern(path) => path.clone(),
    };
    module.split("::").chain([name]).map(plain).collect::<Vec<_>>().join("::")
}

/// The repeated part of a definition.
pub(super) fn part(def: &Definition) -> Vec<String> {
    vec![format!("What `{}` repeats.", def.name)]
}

/// An enum.
pub(super) fn union(ty: &Type) -> Vec<String> {
    let mut lines = vec![format!("The type `{}`.", ty.name)];
    if let Some(docs) = &ty.docs {
        lines.insert(0, escape(docs));
        lines.insert(1, String::new());
    }
    lines
}

/// A type that is kept as its bytes.
pub(super) fn opaque(ty: &Type) -> Vec<String> {
    let mut lines = union(ty);
    lines.extend([String::new(), "Its values are kept as the bytes that they come as: `Opaque<Self>`.".to_owned()]);
    lines
}

/// A variant.
pub(super) fn variant(def: &Definition) -> Vec<String> {
    let line = format!("`{}#{:08x}`", def.name, def.id);
    vec![match &def.docs {
        Some(docs) => format!("{} ({line})", escape(docs)),
        None => line,
    }]
}

/// A variant of an error enum.
pub(super) fn error(db: &ErrorTable, id: ErrorId, codes: &[i32]) -> Vec<String> {
    let error_table::KnownError { name, description, .. } = db.error(id);
    let codes: Vec<String> = codes.iter().map(i32::to_string).collect();
    let line = format!("`{name}` ({})", codes.join(", "));
    vec![match description {
        Some(description) => format!("{line}: {}", escape(description)),
        None => line,
    }]
}

/// `text` with everything escaped that Markdown, HTML and rustdoc would read as something else.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for (at, word) in text.split_whitespace().enumerate() {
        if at > 0 {
            escaped.push(' ');
        }
        let is_url = ["https://", "http://", "tg://", "ton://"].iter().any(|scheme| word.contains(scheme));
        if is_url {
            // In code, a link is neither followed nor looked for.
            let end = word.trim_end_matches(['.', ',', ';', ':', ')', '"', '\'']).len();
            let start = word.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(0);
            let (url, after) = word.split_at(end);
            let (before, url) = url.split_at(start.min(url.len()));
            push_escaped(&mut escaped, before);
            escaped.extend(["`", &url.replace('`', "'"), "`"]);
            push_escaped(&mut escaped, after);
        } else {
            push_escaped(&mut escaped, word);
        }
    }
    // At the beginning of a line some characters make a list, a quotation or a heading.
    if escaped.starts_with(['-', '+', '#', '>', '=', '~', '|']) {
        escaped.insert(0, '\\');
    }
    escaped
}

fn push_escaped(to: &mut String, text: &str) {
    for (at, c) in text.char_indices() {
        // Inside a word an underscore is one.
        let inside = at > 0 && at + 1 < text.len();
        if matches!(c, '\\' | '[' | ']' | '<' | '>' | '*' | '`' | '&') || c == '_' && !inside {
            to.push('\\');
        }
        to.push(c);
    }
}
