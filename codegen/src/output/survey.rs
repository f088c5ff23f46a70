//! What is in the output folder, compared with what has to be there.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use super::error::io;
use super::{MARKER, OutputError, Stale};
use crate::File;

/// The state of the folder.
pub(super) struct Survey<'a> {
    /// One entry for each file to be written, in their order.
    pub(super) files: Vec<(PathBuf, &'a File, State)>,
    /// Generated files that are no longer generated: relative paths, ascending.
    pub(super) stale: Vec<String>,
}

/// What stands in the place of a file that has to be written.
pub(super) enum State {
    /// Nothing.
    Missing,
    /// The text that it has to have.
    Same,
    /// A generated file with another text.
    Differs(Vec<u8>),
    /// A file that tlforge did not write.
    Foreign(Vec<u8>),
}

impl<'a> Survey<'a> {
    /// Looks at `dir`, which need not exist.
    pub(super) fn of(dir: &Path, files: &'a [File], stale: Stale) -> Result<Self, OutputError> {
        match fs::metadata(dir) {
            Ok(found) if !found.is_dir() => {
                return Err(io("write into", dir)(io::ErrorKind::NotADirectory.into()));
            }
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(io("write into", dir)(error)),
            _ => {}
        }
        let mut surveyed = Vec::with_capacity(files.len());
        for file in files {
            let path = dir.join(&file.path);
            let found = State::of(&path, file)?;
            surveyed.push((path, file, found));
        }
        let mut survey = Self { files: surveyed, stale: Vec::new() };
        if stale == Stale::Remove {
            let wanted = files.iter().map(|file| file.path.as_str()).collect();
            find_stale(dir, "", &wanted, &mut survey.stale)?;
            survey.stale.sort_unstable();
        }
        Ok(survey)
    }

    /// The first file that tlforge did not write and that is in the way.
    pub(super) fn foreign(&self) -> Option<&Path> {
        self.files.iter().find(|(_, _, state)| matches!(state, State::Foreign(_))).map(|(path, ..)| path.as_path())
    }

    /// The files that have to be written.
    pub(super) fn changed(&self) -> impl Iterator<Item = (&Path, &'a File)> {
        let changed = self.files.iter().filter(|(_, _, state)| !matches!(state, State::Same));
        changed.map(|(path, file, _)| (path.as_path(), *file))
    }

    /// The files that have the right text.
    pub(super) fn unchanged(&self) -> impl Iterator<Item = &'a File> {
        self.files.iter().filter(|(_, _, state)| matches!(state, State::Same)).map(|(_, file, _)| *file)
    }
}

impl State {
    fn of(path: &Path, file: &File) -> Result<Self, OutputError> {
        match fs::read(path) {
            Ok(found) if found == file.text.as_bytes() => Ok(Self::Same),
            Ok(found) if is_generated(&found) => Ok(Self::Differs(found)),
            Ok(found) => Ok(Self::Foreign(found)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::Missing),
            Err(error) => Err(io("replace", path)(error)),
        }
    }
}

/// Collects the generated files in the folder `relative` of `dir` that are not wanted.
///
/// Not entered are links, hidden folders, the build directory of cargo, and folders that hold something of their own:
/// another package, or the root of another module tree.
fn find_stale(dir: &Path, relative: &str, wanted: &BTreeSet<&str>, stale: &mut Vec<String>) -> Result<(), OutputError> {
    let folder = dir.join(relative);
    let entries = match fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(io("read", folder)(error)),
    };
    for entry in entries {
        let entry = entry.map_err(io("read", &folder))?;
        let kind = entry.file_type().map_err(io("read", entry.path()))?;
        // A name that is not UTF-8 is none of ours.
        let Ok(name) = entry.file_name().into_string() else { continue };
        let path = format!("{relative}{name}");
        if kind.is_file() {
            let ours = Path::new(&name).extension().is_some_and(|kind| kind == "rs") || name == "Cargo.toml";
            if ours && !wanted.contains(path.as_str()) && starts_generated(&entry.path())? {
                stale.push(path);
            }
        } else if kind.is_dir() && !name.starts_with('.') && name != "target" {
            let path = format!("{path}/");
            if !stands_alone(&entry.path(), &path, wanted)? {
                find_stale(dir, &path, wanted, stale)?;
            }
        }
    }
    Ok(())
}

/// Whether a folder holds a package or a module tree of which no file is to be written.
fn stands_alone(folder: &Path, relative: &str, wanted: &BTreeSet<&str>) -> Result<bool, OutputError> {
    let ours = |name: &str| wanted.contains(format!("{relative}{name}").as_str());
    if folder.join("Cargo.toml").exists() && !ours("Cargo.toml") {
        return Ok(true);
    }
    for name in ["mod.rs", "lib.rs"] {
        let path = folder.join(name);
        if !ours(name) && path.is_file() && is_root(&fs::read(&path).map_err(io("read", &path))?) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether a file is the root of a generated module tree: it alone states the digest of the schema.
fn is_root(text: &[u8]) -> bool {
    const DIGEST: &[u8] = b"pub const SCHEMA_SHA256";
    is_generated(text) && text.windows(DIGEST.len()).any(|window| window == DIGEST)
}

/// Whether the first line says that the file is generated.
fn is_generated(text: &[u8]) -> bool {
    let text = text.strip_prefix(b"// ").or_else(|| text.strip_prefix(b"# "));
    let rest = text.and_then(|text| text.strip_prefix(MARKER.as_bytes()));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(b"\n") || rest.starts_with(b"\r\n"))
}

/// As [`is_generated`], without reading the whole file.
fn starts_generated(path: &Path) -> Result<bool, OutputError> {
    let mut start = Vec::new();
    let length = "// ".len() + MARKER.len() + "\r\n".len();
    let file = fs::File::open(path).map_err(io("read", path))?;
    file.take(length as u64).read_to_end(&mut start).map_err(io("read", path))?;
    Ok(is_generated(&start))
}
