//! Basic types: what they are in Rust, and their constructors, which are no items but may stand where any object may.

use tlforge_parser::schema::{Basic, DefKind, Dialect, Schema, TypeExpr};

use super::boxing::min_of;
use crate::model::{self, Kind};

/// A constructor of a basic type.
pub(super) struct Constructor<'a> {
    pub(super) name: &'a str,
    pub(super) id: u32,
    /// What follows the id, if anything does.
    pub(super) value: Option<Kind>,
    pub(super) dialect: Dialect,
}

impl Constructor<'_> {
    /// Bytes of what follows the id at least.
    pub(super) fn min(&self) -> u32 {
        self.value.as_ref().and_then(|kind| min_of(kind, &[], 0)).unwrap_or_default()
    }
}

/// The constructors of basic types that `schema` declares, and those of `Bool` and `True`, which it need not declare.
///
/// Those that hold other values of any type are none: nothing says which `Vector` it is.
pub(super) fn constructors(schema: &Schema) -> Vec<Constructor<'_>> {
    let mut known = Vec::new();
    let declared = || schema.definitions.iter().filter(|def| def.kind == DefKind::Constructor && def.name != "_");
    for def in declared() {
        let TypeExpr::Type { ty, .. } = def.result else { continue };
        let value = match schema.ty(ty).basic {
            Some(Basic::Bool | Basic::True) if def.args.is_empty() => None,
            Some(basic) => match bare(basic) {
                Some(basic) => Some(Kind::Basic(basic)),
                None => continue,
            },
            None => continue,
        };
        known.push(Constructor { name: &def.name, id: def.id, value, dialect: schema.dialect });
    }
    for (name, id) in [("boolFalse", 0xbc79_9737), ("boolTrue", 0x9972_75b5), ("true", Basic::True.usual_id())] {
        if declared().all(|def| def.name != name && def.id != id) {
            known.push(Constructor { name, id, value: None, dialect: schema.dialect });
        }
    }
    known
}

/// What `basic` is in Rust where its constructor says nothing else.
pub(super) fn bare(basic: Basic) -> Option<model::Basic> {
    use model::Basic as To;
    Some(match basic {
        Basic::Int | Basic::Int32 => To::Int,
        Basic::Long | Basic::Int64 => To::Long,
        Basic::Int53 => To::Int53,
        Basic::Double => To::Double,
        Basic::String => To::String,
        Basic::Bytes => To::Bytes,
        Basic::SecureString => To::SecretString,
        Basic::SecureBytes => To::SecretBytes,
        Basic::Int128 => To::Int128,
        Basic::Int256 => To::Int256,
        Basic::Int512 => To::Int512,
        _ => return None,
    })
}

/// The fewest bytes of a value of `basic` on the wire.
pub(super) fn min_bytes(basic: model::Basic) -> u32 {
    use model::Basic as From;
    let written = match basic {
        From::Int => Basic::Int,
        From::Nat => Basic::Nat,
        From::Long => Basic::Long,
        From::Int53 => Basic::Int53,
        From::Double => Basic::Double,
        From::Bool => Basic::Bool,
        From::String => Basic::String,
        From::Bytes => Basic::Bytes,
        From::SecretString => Basic::SecureString,
        From::SecretBytes => Basic::SecureBytes,
        From::Int128 => Basic::Int128,
        From::Int256 => Basic::Int256,
        From::Int512 => Basic::Int512,
        From::UnitTrue => Basic::True,
        From::BoxedTrue => return 4 + Basic::True.min_bytes(),
        From::Object => Basic::Object,
        From::Function => Basic::Function,
    };
    written.min_bytes()
}
