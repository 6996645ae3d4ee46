//! Places in a source: byte offsets in, CPython's line and column numbers out.
//!
//! Two cases share one interface. A parsed text has an index of line starts. A tree that came from `ast` objects has no
//! text: its nodes carry indices into a table of positions instead of offsets, so that every stage after the parser
//! works on both.

use ruff_text_size::{TextRange, TextSize};

/// A start and an end as CPython's AST and code objects have them: lines from one, columns in UTF-8 bytes from zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Location {
    /// One-based line of the start.
    pub lineno: i32,
    /// One-based line of the end.
    pub end_lineno: i32,
    /// Zero-based byte column of the start.
    pub col_offset: i32,
    /// Zero-based byte column of the end.
    pub end_col_offset: i32,
}

/// Maps the offsets in a tree to lines and columns.
#[derive(Clone, Debug)]
pub enum LocationTable {
    /// Offsets into a text: the byte offset of each line's start, the first one zero.
    Lines(Vec<u32>),
    /// Offsets are indices into this list of (line, column).
    Positions(Vec<(i32, i32)>),
}

impl LocationTable {
    /// Indexes the lines of a text whose only line ending is `\n`.
    pub fn of_text(text: &str) -> LocationTable {
        let mut starts = Vec::with_capacity(text.len() / 32 + 1);
        starts.push(0);
        starts.extend(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at as u32 + 1));
        LocationTable::Lines(starts)
    }

    /// Line (from one) and column (bytes, from zero) of an offset.
    pub fn position(&self, offset: TextSize) -> (i32, i32) {
        let offset = u32::from(offset);
        match self {
            LocationTable::Lines(starts) => {
                let line = starts.partition_point(|&start| start <= offset);
                (line as i32, (offset - starts[line - 1]) as i32)
            }
            LocationTable::Positions(table) => table.get(offset as usize).copied().unwrap_or((1, 0)),
        }
    }

    /// Start and end of a range.
    pub fn locate(&self, range: TextRange) -> Location {
        let (lineno, col_offset) = self.position(range.start());
        let (end_lineno, end_col_offset) = self.position(range.end());
        Location { lineno, end_lineno, col_offset, end_col_offset }
    }

    /// The byte offset at which a line (from one) starts, if the table indexes a text with that many lines.
    pub fn line_start(&self, line: usize) -> Option<usize> {
        match self {
            LocationTable::Lines(starts) => starts.get(line.checked_sub(1)?).map(|&at| at as usize),
            LocationTable::Positions(_) => None,
        }
    }
}
