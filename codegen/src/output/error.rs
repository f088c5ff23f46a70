//! Why output cannot be written.

use std::error::Error;
use std::fmt;
use std::io;
use std::path::PathBuf;

use tlforge_parser::{Code, Diagnostic, Severity};

/// Why [`write()`](super::write) or [`check`](super::check) failed.
#[derive(Debug)]
#[non_exhaustive]
pub enum OutputError {
    /// A file that tlforge did not write stands where a generated file has to be.
    Foreign(PathBuf),
    /// The system refused something.
    Io {
        /// What was tried, such as `write`.
        action: &'static str,
        /// On which file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The system refused something, and then also refused to put back what had been changed.
    RollBack {
        /// What was refused first.
        cause: Box<OutputError>,
        /// What was left, and where the former contents are.
        leftovers: Vec<String>,
    },
}

impl fmt::Display for OutputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Foreign(path) => write!(f, "`{}` was not written by tlforge and is not overwritten", path.display()),
            Self::Io { action, path, source } => write!(f, "cannot {action} `{}`: {source}", path.display()),
            Self::RollBack { cause, leftovers } => {
                write!(f, "{cause}; the folder could not be put back as it was: {}", leftovers.join("; "))
            }
        }
    }
}

impl Error for OutputError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Io { source, .. } => Some(source),
            Self::Foreign(_) | Self::RollBack { .. } => None,
        }
    }
}

impl OutputError {
    /// The error as a diagnostic, to be shown like those of the schema.
    pub fn to_diagnostic(&self) -> Diagnostic {
        let diagnostic = Diagnostic::without_place(Code::BadOutput, Severity::Error, self.to_string());
        match self {
            Self::Foreign(_) => diagnostic
                .note(format!("the first line of a generated file says `{}`", super::MARKER))
                .help("move it away, or generate into another folder"),
            Self::Io { .. } => diagnostic.note("the output folder is as it was"),
            Self::RollBack { .. } => diagnostic,
        }
    }
}

/// Adds to an error of the system what was tried on what.
pub(super) fn io(action: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> OutputError {
    let path = path.into();
    move |source| OutputError::Io { action, path, source }
}
