//! What a source offers as the new text of a schema.

use std::fs;
use std::io::{self, Read as _};
use std::path::Path;

use tlforge_codegen::{Source, sha256};
use tlforge_parser::{Code, Diagnostic, FileId, Severity, SourceMap, parse};

use super::fetch::{self, Answer, Validators};
use super::package;
use crate::project::is_url;

/// A schema that could take the place of the present one.
pub(super) struct Candidate {
    pub(super) text: String,
    pub(super) layer: Option<u32>,
    pub(super) origin: Origin,
}

/// Where a text comes from, for the record.
#[derive(Clone, Debug, Default)]
pub(super) struct Origin {
    /// The URL, or the name of the file or folder; not its path, which says something of one machine only.
    pub(super) from: String,
    /// The path in the folder or package.
    pub(super) path: Option<String>,
    /// The digest of the text as it was found.
    pub(super) sha256: String,
    /// What the server says by which it can be asked again.
    pub(super) validators: Validators,
}

/// What a source gives.
pub(super) enum Offer {
    Candidate(Candidate),
    /// What it gave when it was asked last.
    Unchanged,
}

/// What is looked for.
pub(super) struct Wanted<'a> {
    /// Which file of a folder or package.
    pub(super) member: package::Wanted<'a>,
    /// The layer of texts that name none.
    pub(super) layer: Option<u32>,
    /// How many seconds a server may take.
    pub(super) timeout: u64,
}

/// Why a source gives nothing; the places are in the texts.
pub(super) type Refusal = (SourceMap, Vec<Diagnostic>);

/// More errors of one text than these say no more: it is something else than a schema.
const ERRORS: usize = 5;

/// Looks at `source`. A server that is `known` need not send again what it sent last.
pub(super) fn look(source: &str, wanted: &Wanted<'_>, known: &Validators) -> Result<Offer, Refusal> {
    let plain = |error| (SourceMap::default(), vec![error]);
    let mut origin = Origin { from: source.to_owned(), ..Origin::default() };
    let bytes = if is_url(source) {
        match fetch::get(source, known, wanted.timeout).map_err(plain)? {
            Answer::Unchanged => return Ok(Offer::Unchanged),
            Answer::Body(bytes, validators) => {
                origin.validators = validators;
                bytes
            }
        }
    } else if source == "-" {
        "<stdin>".clone_into(&mut origin.from);
        let mut bytes = Vec::new();
        let read = io::stdin().lock().read_to_end(&mut bytes);
        read.map_err(|error| plain(unusable(&origin.from, &error.to_string())))?;
        bytes
    } else {
        let path = Path::new(source);
        origin.from = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let file = if path.is_dir() {
            let member =
                package::in_folder(path, &wanted.member).map_err(|message| plain(unusable(source, &message)))?;
            let file = path.join(&member);
            origin.path = Some(member);
            file
        } else {
            path.to_owned()
        };
        fs::read(&file).map_err(|error| {
            let message = match error.kind() {
                io::ErrorKind::NotFound => "there is no such file or folder".to_owned(),
                _ => error.to_string(),
            };
            plain(unusable(&file.display().to_string(), &message))
        })?
    };
    let bytes = if package::is_package(&bytes) {
        let member =
            package::in_archive(&bytes, &wanted.member).map_err(|message| plain(unusable(source, &message)))?;
        origin.path = Some(member.path);
        member.bytes
    } else {
        bytes
    };
    origin.sha256 = sha256([&bytes]);
    let name = origin.path.as_ref().map_or_else(|| source.to_owned(), |path| format!("{source}:{path}"));
    let (text, layer) = read(&name, bytes)?;
    Ok(Offer::Candidate(Candidate { text, layer: layer.or(wanted.layer), origin }))
}

/// The text and its layer, if it is that of a schema at all.
fn read(name: &str, bytes: Vec<u8>) -> Result<(String, Option<u32>), Refusal> {
    let mut sources = SourceMap::default();
    let source = Source::Bytes { name: name.to_owned(), bytes };
    let file = match source.read_schema(&mut sources) {
        Ok(file) => file,
        Err(error) => return Err((sources, vec![error])),
    };
    let text = &sources.file(file).text;
    if text.trim_start().starts_with('<') {
        return Err((SourceMap::default(), vec![unusable(name, "it is a page in HTML or XML, and no schema")]));
    }
    let (ast, mut diagnostics) = parse(FileId(0), text, false);
    diagnostics.retain(Diagnostic::is_error);
    if diagnostics.is_empty() && ast.declarations.is_empty() {
        diagnostics.push(unusable(name, "it declares nothing"));
    }
    if diagnostics.is_empty() {
        return Ok((text.clone(), ast.layer()));
    }
    let more = diagnostics.len().saturating_sub(ERRORS);
    diagnostics.truncate(ERRORS);
    if more > 0
        && let Some(last) = diagnostics.last_mut()
    {
        last.notes.push(format!("there are {more} more errors; is it a schema?"));
    }
    Err((sources, diagnostics))
}

pub(super) fn unusable(source: &str, message: &str) -> Diagnostic {
    Diagnostic::without_place(Code::BadSource, Severity::Error, format!("cannot use `{source}`: {message}"))
}
