//! Schemas in folders and in packages: `.crate`, `.tgz`, `.tar.gz`.

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use tar::Archive;

/// Which file of a folder or package is wanted.
pub(super) struct Wanted<'a> {
    /// Its path.
    pub(super) member: Option<&'a str>,
    /// Its name, where there is no such path.
    pub(super) name: &'a str,
}

/// A file of a package.
pub(super) struct Member {
    /// Its path, without the folder that holds everything else.
    pub(super) path: String,
    pub(super) bytes: Vec<u8>,
}

/// No package that holds a schema has more in it.
const LARGEST: u64 = 512 << 20;

/// Whether the bytes are those of a compressed package.
pub(super) fn is_package(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x1f, 0x8b])
}

/// The file in the package that is wanted. The package is read to its end, so one that was cut off is refused.
pub(super) fn in_archive(bytes: &[u8], wanted: &Wanted<'_>) -> Result<Member, String> {
    let broken = |error: io::Error| format!("the package is damaged: {error}");
    let mut found = Vec::new();
    let mut archive = Archive::new(GzDecoder::new(bytes).take(LARGEST));
    for entry in archive.entries().map_err(broken)? {
        let mut entry = entry.map_err(broken)?;
        let path = entry.path().map_err(broken)?.to_string_lossy().into_owned();
        let path = path.split_once('/').map_or(path.as_str(), |(_, path)| path).to_owned();
        if entry.header().entry_type().is_file() && is_schema(&path) {
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).map_err(broken)?;
            found.push(Member { path, bytes });
        }
    }
    let mut rest = archive.into_inner();
    io::copy(&mut rest, &mut io::sink()).map_err(broken)?;
    if rest.limit() == 0 {
        return Err(format!("the package holds more than {} MiB", LARGEST >> 20));
    }
    let paths: Vec<_> = found.iter().map(|member| member.path.as_str()).collect();
    let at = choose(&paths, wanted)?;
    Ok(found.swap_remove(at))
}

/// The path in the folder of the file that is wanted, with `/`.
pub(super) fn in_folder(folder: &Path, wanted: &Wanted<'_>) -> Result<String, String> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(relative) = folders.pop() {
        let unreadable = |error: io::Error| format!("`{}` cannot be read: {error}", folder.join(&relative).display());
        for entry in fs::read_dir(folder.join(&relative)).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            let kind = entry.file_type().map_err(unreadable)?;
            let path = relative.join(entry.file_name());
            let name = entry.file_name().to_string_lossy().into_owned();
            if kind.is_dir() && !name.starts_with('.') && name != "target" {
                folders.push(path);
            } else if kind.is_file() && is_schema(&name) {
                let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
                found.push(parts.join("/"));
            }
        }
    }
    found.sort_unstable();
    let paths: Vec<_> = found.iter().map(String::as_str).collect();
    let at = choose(&paths, wanted)?;
    Ok(found.swap_remove(at))
}

fn is_schema(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|extension| extension == "tl")
}

/// The position of the path that is wanted.
fn choose(paths: &[&str], wanted: &Wanted<'_>) -> Result<usize, String> {
    let is_wanted = |path: &&str| match wanted.member {
        Some(member) => *path == member,
        None => path.rsplit('/').next() == Some(wanted.name),
    };
    let mut hits = (0..paths.len()).filter(|at| is_wanted(&paths[*at]));
    let list = |paths: &[&str]| paths.iter().map(|path| format!("`{path}`")).collect::<Vec<_>>().join(", ");
    match (hits.next(), hits.next()) {
        (Some(at), None) => Ok(at),
        (None, _) => {
            let missing = wanted.member.unwrap_or(wanted.name);
            Err(if paths.is_empty() {
                format!("there is no `{missing}` in it, nor any other file `.tl`")
            } else {
                format!("there is no `{missing}` in it, but {}; `member` in tlforge.toml says which", list(paths))
            })
        }
        (Some(_), Some(_)) => {
            let paths: Vec<_> = paths.iter().filter(|path| is_wanted(path)).copied().collect();
            Err(format!("there are {} in it; `member` in tlforge.toml says which", list(&paths)))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn wanted(member: Option<&'static str>) -> Wanted<'static> {
        Wanted { member, name: "api.tl" }
    }

    fn package(files: &[(&str, &str)]) -> Vec<u8> {
        let mut archive = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
        for (path, text) in files {
            let mut header = tar::Header::new_gnu();
            header.set_size(text.len() as u64);
            header.set_mode(0o644);
            archive.append_data(&mut header, path, text.as_bytes()).unwrap();
        }
        archive.into_inner().unwrap().finish().unwrap()
    }

    fn failure(bytes: &[u8], member: Option<&'static str>) -> String {
        in_archive(bytes, &wanted(member)).err().unwrap()
    }

    #[test]
    fn a_file_is_found_by_its_name_or_by_its_path() {
        let bytes = package(&[("x-1.0/tl/api.tl", "a"), ("x-1.0/old/api.tl", "b"), ("x-1.0/tl/mtproto.tl", "c")]);
        assert!(is_package(&bytes));
        let member = in_archive(&bytes, &wanted(Some("old/api.tl"))).unwrap();
        assert_eq!((member.path.as_str(), member.bytes.as_slice()), ("old/api.tl", b"b".as_slice()));
        assert_eq!(
            failure(&bytes, None),
            "there are `tl/api.tl`, `old/api.tl` in it; `member` in tlforge.toml says which"
        );
        assert!(failure(&bytes, Some("api.tl")).starts_with("there is no `api.tl` in it, but `tl/api.tl`, "));
        let bytes = package(&[("x-1.0/tl/api.tl", "a"), ("x-1.0/src/lib.rs", "")]);
        assert_eq!(in_archive(&bytes, &wanted(None)).unwrap().path, "tl/api.tl");
        assert_eq!(
            failure(&package(&[("x/lib.rs", "")]), None),
            "there is no `api.tl` in it, nor any other file `.tl`"
        );
    }

    #[test]
    fn a_damaged_package_gives_nothing() {
        let bytes = package(&[("x-1.0/tl/api.tl", "a#1 = A;"), ("x-1.0/end", "end")]);
        for length in [3, 20, bytes.len() / 2, bytes.len() - 9, bytes.len() - 1] {
            let message = failure(&bytes[..length], None);
            assert!(message.starts_with("the package is damaged: "), "{length}: {message}");
        }
        let mut other = bytes.clone();
        let last = other.len() - 5;
        other[last] ^= 1;
        assert!(failure(&other, None).starts_with("the package is damaged: "), "the checksum");
        let mut text = GzEncoder::new(Vec::new(), Compression::fast());
        text.write_all(b"no package").unwrap();
        assert!(failure(&text.finish().unwrap(), None).starts_with("the package is damaged: "));
    }
}
