//! Generates `notes.rs` from `schema/notes.tl`.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    tlforge_codegen::Builder::new().schema("schema/notes.tl").errors("schema/errors.json").compile()?;
    Ok(())
}
