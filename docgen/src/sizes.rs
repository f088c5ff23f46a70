//! How many bytes things take.

use tlforge_parser::analysis::MinimumSizes;
use tlforge_parser::schema::{Arg, ArgType, DefId, Expr, NatExpr, Schema, TypeExpr};

/// How deep types are looked into.
const MAX_DEPTH: usize = 8;

/// The sizes of a schema's values.
#[derive(Debug)]
pub(crate) struct Sizes<'a> {
    schema: &'a Schema,
    minimum: MinimumSizes,
}

/// How many bytes a value takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Size {
    /// Always so many.
    Exactly(u32),
    /// So many or more.
    AtLeast(u32),
}

impl<'a> Sizes<'a> {
    pub(crate) fn new(schema: &'a Schema) -> Self {
        Self { schema, minimum: MinimumSizes::new(schema) }
    }

    /// The size of an argument that is there.
    pub(crate) fn of_arg(&self, arg: &Arg) -> Size {
        self.arg(arg, 0)
    }

    /// The size of a definition with its id.
    pub(crate) fn of_definition(&self, def: DefId) -> Size {
        match self.fields(def, 0) {
            Some(bytes) => Size::Exactly(bytes.saturating_add(4)),
            None => Size::AtLeast(self.minimum.of_fields(def).saturating_add(4)),
        }
    }

    fn arg(&self, arg: &Arg, depth: usize) -> Size {
        match &arg.ty {
            ArgType::Plain(_) if arg.exclamation => Size::AtLeast(4),
            ArgType::Plain(ty) => match self.ty(ty, depth) {
                Some(bytes) => Size::Exactly(bytes),
                None => Size::AtLeast(self.minimum.of(self.schema, ty)),
            },
            ArgType::Repeat(repeat) => {
                let each = repeat.body.iter().map(|arg| self.always(arg, depth)).sum::<Option<u32>>();
                match (each, repeat.count) {
                    (Some(each), NatExpr::Const(count)) => {
                        Size::Exactly(each.saturating_mul(u32::try_from(count).unwrap_or(u32::MAX)))
                    }
                    _ => Size::AtLeast(0),
                }
            }
        }
    }

    /// The size of a definition's fields, if it is always the same.
    fn fields(&self, def: DefId, depth: usize) -> Option<u32> {
        let fields = self.schema.def(def).args.iter().filter(|arg| !arg.implicit);
        fields.map(|arg| self.always(arg, depth)).try_fold(0_u32, |sum, size| Some(sum.saturating_add(size?)))
    }

    /// The size of an argument that is always there and always the same.
    fn always(&self, arg: &Arg, depth: usize) -> Option<u32> {
        match (arg.condition, self.arg(arg, depth)) {
            (None, Size::Exactly(bytes)) | (Some(_), Size::Exactly(bytes @ 0)) => Some(bytes),
            _ => None,
        }
    }

    fn ty(&self, ty: &TypeExpr, depth: usize) -> Option<u32> {
        let TypeExpr::Type { ty, bare, by, args } = ty else { return None };
        let id = if *bare { 0 } else { 4 };
        let declared = self.schema.ty(*ty);
        if depth > MAX_DEPTH || args.iter().any(|arg| matches!(arg, Expr::Type(_))) {
            return None;
        }
        match declared.basic {
            Some(basic) if basic.has_one_form() => basic.fixed_bytes(),
            Some(basic) => basic.fixed_bytes().map(|bytes| bytes + id),
            None => {
                let mut constructors = match by {
                    Some(def) => std::slice::from_ref(def),
                    None => declared.constructors.as_slice(),
                }
                .iter()
                .map(|def| self.fields(*def, depth + 1));
                let first = constructors.next()??;
                constructors.all(|size| size == Some(first)).then_some(first.saturating_add(id))
            }
        }
    }
}
