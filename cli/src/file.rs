//! Single files as output.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use tlforge_parser::{Code, Diagnostic, Severity};

/// Gives a file new contents, at once: there is never half of it. Links stay links, and permissions stay as they are.
pub(crate) fn write(path: &Path, contents: &[u8]) -> Result<(), Diagnostic> {
    replace(path, contents).map_err(|error| unwritable(path, &error))
}

/// That nothing can be written there, and why, without the number that the system gives it.
pub(crate) fn unwritable(path: &Path, error: &io::Error) -> Diagnostic {
    let reason = match error.kind() {
        io::ErrorKind::NotFound => "there is no such folder".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        // The latter where a folder was to be made.
        io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => "a file is in the place of a folder".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => error.to_string(),
    };
    let message = format!("cannot write `{}`: {reason}", path.display());
    Diagnostic::without_place(Code::BadOutput, Severity::Error, message)
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
