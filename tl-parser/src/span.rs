//! Places in the text of a schema.

use std::fmt;
use std::sync::OnceLock;

/// A file of a [`SourceMap`], by its position there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A range of bytes `start..end` in one file.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// Offset of the first byte.
    pub start: u32,
    /// Offset of the byte after the last.
    pub end: u32,
}

impl Span {
    /// The range `start..end` of `file`.
    pub const fn new(file: FileId, start: u32, end: u32) -> Self {
        Self { file, start, end }
    }

    /// The smallest span that holds both; `other` is of the same file.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}

/// A place as people and editors count: both numbers start at 1, columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: u32,
    /// Column in Unicode scalar values, from 1.
    pub column: u32,
}

/// One text of a schema.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// The name that diagnostics show: a path, or `<stdin>`.
    pub name: String,
    /// The whole text.
    pub text: String,
    index: OnceLock<Index>,
}

/// Where lines start and how many characters come before each block: made when a place is first asked for, so that a
/// place costs no walk through the text.
#[derive(Clone, Debug)]
struct Index {
    /// The offset of the first byte of each line.
    lines: Vec<u32>,
    /// The characters before each block of [`BLOCK`] bytes.
    characters: Vec<u32>,
}

const BLOCK: usize = 1024;

/// A mark at the beginning of a text that says how it is encoded. It is no character of the first line.
const BYTE_ORDER_MARK: char = '\u{feff}';

impl SourceFile {
    fn new(name: String, text: String) -> Self {
        Self { name, text, index: OnceLock::new() }
    }

    /// The range of the line with byte `offset`, its line break left out.
    pub fn line(&self, offset: u32) -> std::ops::Range<usize> {
        let lines = &self.index().lines;
        let at = lines.partition_point(|start| *start <= offset).max(1) - 1;
        let start = lines[at] as usize;
        let end = lines.get(at + 1).map_or(self.text.len(), |next| *next as usize - 1);
        let end = end - usize::from(self.text[start..end].ends_with('\r'));
        let mark = if at == 0 && self.text.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len_utf8() } else { 0 };
        start + mark..end.max(start + mark)
    }

    fn index(&self) -> &Index {
        self.index.get_or_init(|| {
            let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
            let breaks = self.text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
            let lines = [0].into_iter().chain(breaks.map(|(at, _)| number(at + 1))).collect();
            let mut characters = vec![0];
            for block in self.text.as_bytes().chunks(BLOCK) {
                let before = characters.last().copied().unwrap_or_default();
                characters.push(before + number(block.iter().filter(|byte| starts_character(**byte)).count()));
            }
            Index { lines, characters }
        })
    }

    /// How many characters start before byte `offset`.
    fn characters_before(&self, offset: usize) -> u32 {
        let block = offset / BLOCK;
        let rest = self.text.as_bytes()[block * BLOCK..offset].iter().filter(|byte| starts_character(**byte)).count();
        self.index().characters[block] + u32::try_from(rest).unwrap_or(u32::MAX)
    }

    fn line_column(&self, offset: u32) -> LineColumn {
        let lines = &self.index().lines;
        let offset = self.text.len().min(offset as usize);
        let offset = (0..=offset).rev().find(|at| self.text.is_char_boundary(*at)).unwrap_or(0);
        let line = lines.partition_point(|start| *start as usize <= offset);
        let start = lines[line - 1] as usize;
        let mark = u32::from(line == 1 && offset > 0 && self.text.starts_with(BYTE_ORDER_MARK));
        let column = self.characters_before(offset) - self.characters_before(start) - mark + 1;
        LineColumn { line: u32::try_from(line).unwrap_or(u32::MAX), column }
    }
}

/// Whether a byte of UTF-8 is the first of a character.
const fn starts_character(byte: u8) -> bool {
    byte & 0xc0 != 0x80
}

/// The texts that one schema is made of, in the order given.
#[derive(Clone, Debug, Default)]
pub struct SourceMap {
    files: Vec<SourceFile>,
}

impl SourceMap {
    /// A map of one text.
    pub fn single(name: impl Into<String>, text: impl Into<String>) -> Self {
        let mut map = Self::default();
        map.add(name, text);
        map
    }

    /// Adds a text and says which file it became.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).expect("fewer than 2^32 files"));
        self.files.push(SourceFile::new(name.into(), text.into()));
        id
    }

    /// All files with their ids.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        (0..).map(FileId).zip(&self.files)
    }

    /// The file `id` of this map.
    ///
    /// # Panics
    ///
    /// When `id` comes from another map.
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// The text under `span`.
    pub fn text(&self, span: Span) -> &str {
        &self.file(span.file).text[span.start as usize..span.end as usize]
    }

    /// Line and column of byte `offset` of `file`.
    pub fn line_column(&self, file: FileId, offset: u32) -> LineColumn {
        self.file(file).line_column(offset)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_in_lines_and_characters() {
        let long = "é".repeat(3000);
        let text = format!("\u{feff}a\r\nb\n\n{long}x\ny");
        let sources = SourceMap::single("a.tl", text.clone());
        for (offset, c) in text.char_indices() {
            let before = &text[..offset];
            let start = before.rfind('\n').map_or(0, |at| at + 1);
            let line = before.matches('\n').count() + 1;
            let column = before[start..].chars().filter(|c| *c != '\u{feff}').count() + 1;
            let at = sources.line_column(FileId(0), u32::try_from(offset).unwrap());
            assert_eq!((at.line as usize, at.column as usize), (line, column), "{c:?} at {offset}");
        }
        let end = sources.line_column(FileId(0), u32::MAX);
        assert_eq!((end.line, end.column), (5, 2));
        let file = sources.file(FileId(0));
        let lines = ["a", "b", "", &format!("{long}x"), "y"];
        let starts = [0, 6, 8, 9, 9 + 6002];
        for (start, line) in starts.into_iter().zip(lines) {
            assert_eq!(&file.text[file.line(start)], line);
        }
    }
}
