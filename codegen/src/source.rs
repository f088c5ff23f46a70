//! The texts that a run reads: schemas and error tables, from files or from memory.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tlforge_parser::{Code, Diagnostic, FileId, Severity, SourceMap, Span, json};

/// A text to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A file.
    Path(PathBuf),
    /// Bytes that are at hand, such as those of standard input.
    Bytes {
        /// The name that diagnostics show.
        name: String,
        /// The bytes, which should be UTF-8.
        bytes: Vec<u8>,
    },
}

impl Source {
    /// The file that it is read from.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Path(path) => Some(path),
            Self::Bytes { .. } => None,
        }
    }

    /// The name that diagnostics show.
    pub fn name(&self) -> String {
        match self {
            Self::Path(path) => path.display().to_string(),
            Self::Bytes { name, .. } => name.clone(),
        }
    }

    /// Reads the text into `sources`.
    ///
    /// # Errors
    ///
    /// When there is no such file, when it cannot be read or when it is not UTF-8; in the last case its text is in
    /// `sources` for the place of the diagnostic, with replacement characters.
    pub fn read(&self, sources: &mut SourceMap) -> Result<FileId, Diagnostic> {
        let bytes = match self {
            Self::Path(path) => fs::read(path).map_err(|error| unreadable(path, &error))?,
            Self::Bytes { bytes, .. } => bytes.clone(),
        };
        // Places are counted in 32 bits.
        if u32::try_from(bytes.len()).is_err() {
            let message = format!("`{}` is larger than 4 GiB", self.name());
            return Err(Diagnostic::without_place(Code::UnreadableFile, Severity::Error, message));
        }
        match String::from_utf8(bytes) {
            Ok(text) => Ok(sources.add(self.name(), text)),
            Err(error) => Err(not_utf8(sources, &self.name(), &error)),
        }
    }
}

impl Source {
    /// Reads the schema into `sources`. One in JSON is there as the TL text that says the same, which is what diagnostics
    /// then show.
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read), and for JSON that is no schema.
    pub fn read_schema(&self, sources: &mut SourceMap) -> Result<FileId, Diagnostic> {
        let mut own = SourceMap::default();
        let file = match self.read(&mut own) {
            Ok(file) => file,
            Err(mut diagnostic) => {
                // The place of what is no UTF-8 is in the text that was read.
                if let (Some(span), Some((_, source))) = (&mut diagnostic.span, own.iter().next()) {
                    span.file = sources.add(source.name.clone(), source.text.clone());
                }
                return Err(diagnostic);
            }
        };
        let text = &own.file(file).text;
        if !json::is_json(text) {
            return Ok(sources.add(self.name(), text.clone()));
        }
        match json::to_tl(text) {
            Ok(tl) => Ok(sources.add(format!("{} (as TL)", self.name()), tl)),
            Err(error) => {
                let at = u32::try_from(error.offset).unwrap_or(u32::MAX);
                let file = sources.add(self.name(), text.clone());
                Err(Diagnostic::error(Code::BadJson, Span::new(file, at, at), error.message)
                    .help("the form is that of `tlforge json`"))
            }
        }
    }
}

impl From<PathBuf> for Source {
    fn from(path: PathBuf) -> Self {
        Self::Path(path)
    }
}

impl From<&Path> for Source {
    fn from(path: &Path) -> Self {
        Self::Path(path.to_owned())
    }
}

impl From<&str> for Source {
    /// The file at the path `path`.
    fn from(path: &str) -> Self {
        Self::Path(path.into())
    }
}

impl From<String> for Source {
    /// The file at the path `path`.
    fn from(path: String) -> Self {
        Self::Path(path.into())
    }
}

fn unreadable(path: &Path, error: &io::Error) -> Diagnostic {
    let message = match error.kind() {
        io::ErrorKind::NotFound => format!("there is no file `{}`", path.display()),
        io::ErrorKind::IsADirectory => format!("`{}` is a folder, not a file", path.display()),
        _ => format!("cannot read `{}`: {error}", path.display()),
    };
    Diagnostic::without_place(Code::UnreadableFile, Severity::Error, message)
}

fn not_utf8(sources: &mut SourceMap, name: &str, error: &std::string::FromUtf8Error) -> Diagnostic {
    let offset = error.utf8_error().valid_up_to();
    let byte = error.as_bytes().get(offset).copied().unwrap_or_default();
    let message = format!("`{name}` is not UTF-8: byte 0x{byte:02x} at offset {offset}");
    // Up to the offset, the text with replacement characters has the bytes of the file.
    let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
    let file = sources.add(name, text);
    let place = u32::try_from(offset).unwrap_or(u32::MAX);
    let end = place.saturating_add(u32::try_from(char::REPLACEMENT_CHARACTER.len_utf8()).unwrap_or(0));
    Diagnostic::error(Code::NotUtf8, Span::new(file, place, end), message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tlforge_parser::render::render_short;

    fn failure(source: impl Into<Source>) -> String {
        let mut sources = SourceMap::default();
        let diagnostic = source.into().read(&mut sources).unwrap_err();
        render_short(&sources, &diagnostic)
    }

    #[test]
    fn a_file_that_is_not_there_is_named() {
        assert_eq!(failure("no/such.tl"), "error[TL0011]: there is no file `no/such.tl`");
    }

    #[test]
    #[cfg(unix)]
    fn a_folder_is_no_file() {
        assert_eq!(failure("src"), "error[TL0011]: `src` is a folder, not a file");
    }

    #[test]
    fn the_first_byte_that_is_not_utf8_is_shown() {
        let source = Source::Bytes { name: "a.tl".to_owned(), bytes: b"// \xc3\xa9\na \xff\xfe = A;".to_vec() };
        assert_eq!(failure(source), "a.tl:2:3: error[TL0012]: `a.tl` is not UTF-8: byte 0xff at offset 8");
    }

    #[test]
    fn a_text_is_read() {
        let mut sources = SourceMap::default();
        let source = Source::Bytes { name: "a.tl".to_owned(), bytes: "é".into() };
        let file = source.read(&mut sources).unwrap();
        assert_eq!(sources.file(file).text, "é");
    }
}
