//! The schema as JSON, in the form that Telegram publishes its own (<https://core.telegram.org/schema/json>).

mod read;

pub use read::{JsonError, is_json, to_tl};

use serde::ser::{Serialize, SerializeMap as _, SerializeSeq as _, Serializer};

use crate::{
    print,
    schema::{Arg, Basic, DefKind, Definition, Schema, Type},
};

/// The schema as JSON with a line for each definition: `{"constructors": […], "methods": […]}`.
///
/// A constructor has `id` (a signed number as text), `predicate`, `params` (each with `name` and `type`) and `type`; a
/// function has `method` in place of `predicate`. What is documented has a `description` besides, and documented types
/// are listed under `types`. Variables in braces are no parameters, and `vector` has none; one without a name is called
/// `""`.
pub fn write(schema: &Schema) -> String {
    let of = |kind| schema.definitions.iter().filter(move |definition| definition.kind == kind);
    let entry = |definition| Entry { schema, definition };
    let mut text = String::from("{");
    list(&mut text, "constructors", of(DefKind::Constructor).map(entry));
    text.push(',');
    list(&mut text, "methods", of(DefKind::Function).map(entry));
    let types: Vec<_> = schema.types.iter().filter(|ty| ty.docs.is_some()).map(TypeEntry).collect();
    if !types.is_empty() {
        text.push(',');
        list(&mut text, "types", types.into_iter());
    }
    text.push_str("}\n");
    text
}

fn list(text: &mut String, name: &str, items: impl Iterator<Item = impl Serialize>) {
    text.extend(["\"", name, "\":["]);
    for (at, item) in items.enumerate() {
        text.push_str(if at == 0 { "\n" } else { ",\n" });
        text.push_str(&serde_json::to_string(&item).expect("texts are JSON, and a text takes them all"));
    }
    text.push(']');
}

struct Entry<'s> {
    schema: &'s Schema,
    definition: &'s Definition,
}

impl Serialize for Entry<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { schema, definition } = *self;
        let name = match definition.kind {
            DefKind::Constructor => "predicate",
            DefKind::Function => "method",
        };
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &definition.id.cast_signed().to_string())?;
        map.serialize_entry(name, &definition.name)?;
        map.serialize_entry("params", &Params { schema, definition })?;
        map.serialize_entry("type", &print::result(schema, definition))?;
        describe(&mut map, definition.docs.as_deref())?;
        map.end()
    }
}

struct Params<'s> {
    schema: &'s Schema,
    definition: &'s Definition,
}

impl Serialize for Params<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { schema, definition } = *self;
        let mut params = serializer.serialize_seq(None)?;
        if Some(definition.name.as_str()) != Basic::Vector.bare_name() {
            for arg in definition.args.iter().filter(|arg| !arg.implicit) {
                params.serialize_element(&Param { schema, definition, arg })?;
            }
        }
        params.end()
    }
}

struct Param<'s> {
    schema: &'s Schema,
    definition: &'s Definition,
    arg: &'s Arg,
}

impl Serialize for Param<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { schema, definition, arg } = *self;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("name", arg.name.as_deref().unwrap_or_default())?;
        map.serialize_entry("type", &print::argument_type(schema, definition, arg))?;
        describe(&mut map, arg.docs.as_deref())?;
        map.end()
    }
}

struct TypeEntry<'s>(&'s Type);

impl Serialize for TypeEntry<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("type", &self.0.name)?;
        describe(&mut map, self.0.docs.as_deref())?;
        map.end()
    }
}

fn describe<M: serde::ser::SerializeMap>(map: &mut M, docs: Option<&str>) -> Result<(), M::Error> {
    match docs {
        Some(docs) => map.serialize_entry("description", docs),
        None => Ok(()),
    }
}
