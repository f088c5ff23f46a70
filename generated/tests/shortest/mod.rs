//! The bundled schema, and the shortest values of its types as bytes.
#![allow(dead_code, reason = "each test uses its part")]

use std::collections::BTreeMap;

use tlforge_parser::{
    DialectChoice, Options, SourceMap,
    schema::{Arg, ArgType, Basic, Definition, Schema, TypeExpr, TypeId},
};

pub(crate) const API: &str = include_str!("../../../schema/telegram/api.tl");
pub(crate) const MTPROTO: &str = include_str!("../../../schema/telegram/mtproto.tl");

pub(crate) fn load(name: &str, text: &str) -> Schema {
    let outcome =
        tlforge_parser::load(&SourceMap::single(name, text), &Options::default().dialect(DialectChoice::Telegram));
    assert!(!outcome.has_errors(), "{:#?}", outcome.diagnostics);
    outcome.schema
}

/// The shortest values of a schema's types, as bytes: found by starting with what needs nothing else.
pub(crate) struct Shortest<'a> {
    schema: &'a Schema,
    boxed: BTreeMap<TypeId, Vec<u8>>,
}

impl<'a> Shortest<'a> {
    pub(crate) fn new(schema: &'a Schema) -> Self {
        let mut this = Self { schema, boxed: BTreeMap::new() };
        loop {
            let before = this.boxed.len();
            for (id, ty) in schema.iter_types() {
                let values = ty.constructors.iter().filter_map(|def| this.of_def(schema.def(*def)));
                if let Some(shortest) = values.min_by_key(Vec::len) {
                    this.boxed.insert(id, shortest);
                }
            }
            if this.boxed.len() == before {
                return this;
            }
        }
    }

    /// A value with everything left out that can be.
    pub(crate) fn of_def(&self, def: &Definition) -> Option<Vec<u8>> {
        let mut bytes = def.id.to_le_bytes().to_vec();
        for arg in def.args.iter().filter(|arg| !arg.implicit && arg.condition.is_none()) {
            bytes.extend(self.of_arg(arg)?);
        }
        Some(bytes)
    }

    /// The value of a field that is there.
    pub(crate) fn of_arg(&self, arg: &Arg) -> Option<Vec<u8>> {
        // Repetitions are in `vector` and the like, which have no items.
        let ArgType::Plain(ty) = &arg.ty else { return None };
        self.of_type(ty)
    }

    /// The shortest boxed value, if there is a finite one.
    pub(crate) fn of(&self, ty: TypeId) -> Option<&[u8]> {
        self.boxed.get(&ty).map(Vec::as_slice)
    }

    pub(crate) fn of_type(&self, ty: &TypeExpr) -> Option<Vec<u8>> {
        let TypeExpr::Type { ty, bare, .. } = ty else {
            // The inner call of a wrapper: `help.getConfig`.
            return Some(0xc4f9_186b_u32.to_le_bytes().to_vec());
        };
        Some(match self.schema.ty(*ty).basic {
            Some(Basic::Int | Basic::Nat | Basic::Int32 | Basic::String | Basic::Bytes) => vec![0; 4],
            Some(Basic::Long | Basic::Double | Basic::Int53 | Basic::Int64) => vec![0; 8],
            Some(Basic::Int128) => vec![0; 16],
            Some(Basic::Int256) => vec![0; 32],
            Some(Basic::Int512) => vec![0; 64],
            Some(Basic::Bool) => tlforge::BOOL_FALSE.to_le_bytes().to_vec(),
            Some(Basic::True) if *bare => Vec::new(),
            Some(Basic::True) => tlforge::TRUE.to_le_bytes().to_vec(),
            Some(Basic::Vector) if *bare => vec![0; 4],
            Some(Basic::Vector) => [tlforge::VECTOR.to_le_bytes(), [0; 4]].concat(),
            Some(other) => panic!("no {other:?} in these schemas"),
            None => {
                let boxed = self.boxed.get(ty)?;
                if *bare { boxed[4..].to_vec() } else { boxed.clone() }
            }
        })
    }
}
