//! Single files as output.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use tlforge_parser::{Code, Diagnostic, Severity};

/// Gives a file new contents, at once: there is never half of it. Links stay links, and permissions stay as they are.
pub(crate) fn write(path: &Path, contents: &[u8]) -> Result<(), Diagnostic> {
    replace(path, contents).map_err(|error| {
        let message = format!("cannot write `{}`: {error}", path.display());
        Diagnostic::without_place(Code::BadOutput, Severity::Error, message)
    })
}

fn replace(path: &Path, contents: &[u8]) -> io::Result<()> {
    let existing = match fs::metadata(path) {
        Ok(found) if found.is_file() => Some(found),
        // A device or a pipe is written to. A folder refuses that itself.
        Ok(_) => return fs::write(path, contents),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    let Some(existing) = existing else {
        return fs::write(path, contents);
    };
    let path = path.canonicalize()?;
    let folder = path.parent().unwrap_or(Path::new("/"));
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(|error| io::Error::from(error.kind()))?;
    file.write_all(contents)?;
    file.as_file().set_permissions(existing.permissions())?;
    file.persist(&path)?;
    Ok(())
}
