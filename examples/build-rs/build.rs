//! Generates `tags.rs` and `notes.rs` from the schemas in `schema`.

use tlforge_codegen::Builder;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Types that several schemas share, with an attribute: tags can be sorted.
    Builder::new().schema("schema/tags.tl").type_attribute("*", "#[derive(PartialOrd, Ord)]").compile()?;
    Builder::new()
        .name("notes")
        .schema("schema/tags.tl")
        .schema("schema/notes.tl")
        .errors("schema/errors.json")
        // A selection: all functions of the namespace and what they need.
        .include(["notes.*"])
        // What has been generated already.
        .extern_path("Tag", "crate::tags::enums::Tag")
        .compile()?;
    Ok(())
}
