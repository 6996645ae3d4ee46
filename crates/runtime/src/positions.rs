//! Where in the source an instruction comes from: the location table of a code object, decoded.
//!
//! Format: CPython's `Objects/locations.md`: entries of one to sixteen bytes, the first byte with bit 7 set.

use crate::objects::Code;

/// The source positions of a run of code units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// First code unit, and one past the last.
    pub start: usize,
    pub end: usize,
    /// 1-based; `None`: no source line.
    pub line: Option<u32>,
    pub end_line: Option<u32>,
    /// 0-based, in bytes of UTF-8.
    pub column: Option<u32>,
    pub end_column: Option<u32>,
}

impl Code {
    /// All entries in order.
    pub fn positions(&self) -> Vec<Position> {
        let mut reader = Reader { bytes: &self.spec.get().unit.linetable, at: 0 };
        let mut line = i64::from(self.firstlineno);
        let mut start = 0;
        let mut entries = Vec::new();
        while let Some(position) = reader.entry(&mut line, start) {
            start = position.end;
            entries.push(position);
        }
        entries
    }

    /// The entry of the code unit with this index.
    pub fn position(&self, unit: usize) -> Option<Position> {
        let mut reader = Reader { bytes: &self.spec.get().unit.linetable, at: 0 };
        let mut line = i64::from(self.firstlineno);
        let mut start = 0;
        while let Some(position) = reader.entry(&mut line, start) {
            if unit < position.end {
                return Some(position);
            }
            start = position.end;
        }
        None
    }

    /// The line of the code unit with this index.
    pub fn line(&self, unit: usize) -> Option<u32> {
        let mut reader = Reader { bytes: &self.spec.get().unit.linetable, at: 0 };
        let (mut line, mut end) = (i64::from(self.firstlineno), 0);
        while let Some(&first) = reader.bytes.get(reader.at) {
            reader.at += 1;
            end += usize::from(first & 7) + 1;
            let code = first >> 3 & 15;
            match code {
                13 | 14 => line += reader.signed(),
                10..=12 => line += i64::from(code - 10),
                _ => {}
            }
            if unit < end {
                return if code == 15 { None } else { u32::try_from(line).ok() };
            }
            // Columns do not matter here; the next entry's first byte has bit 7.
            while reader.bytes.get(reader.at).is_some_and(|byte| byte & 128 == 0) {
                reader.at += 1;
            }
        }
        None
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn byte(&mut self) -> u8 {
        let byte = self.bytes.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        byte
    }

    /// Six bits a byte, least significant first, bit 6 set in all but the last.
    fn varint(&mut self) -> u32 {
        let mut byte = self.byte();
        let mut value = u32::from(byte & 63);
        let mut shift = 6;
        while byte & 64 != 0 && shift < 32 {
            byte = self.byte();
            value |= u32::from(byte & 63) << shift;
            shift += 6;
        }
        value
    }

    fn signed(&mut self) -> i64 {
        let value = self.varint();
        let magnitude = i64::from(value >> 1);
        if value & 1 != 0 { -magnitude } else { magnitude }
    }

    fn entry(&mut self, line: &mut i64, start: usize) -> Option<Position> {
        if self.at >= self.bytes.len() {
            return None;
        }
        let first = self.byte();
        let code = first >> 3 & 15;
        let end = start + usize::from(first & 7) + 1;
        let nowhere = Position { start, end, line: None, end_line: None, column: None, end_column: None };
        let at = |line: i64, end_line: i64, columns: Option<(u32, u32)>| Position {
            line: u32::try_from(line).ok(), end_line: u32::try_from(end_line).ok(), column: columns.map(|c| c.0), end_column: columns.map(|c| c.1), ..nowhere
        };
        Some(match code {
            15 => nowhere,
            14 => {
                *line += self.signed();
                let end_line = *line + i64::from(self.varint());
                let (column, end_column) = (self.varint(), self.varint());
                Position { column: column.checked_sub(1), end_column: end_column.checked_sub(1), ..at(*line, end_line, None) }
            }
            13 => {
                *line += self.signed();
                at(*line, *line, None)
            }
            10..=12 => {
                *line += i64::from(code - 10);
                let (column, end_column) = (self.byte(), self.byte());
                at(*line, *line, Some((u32::from(column), u32::from(end_column))))
            }
            _ => {
                let second = self.byte();
                let column = u32::from(code) << 3 | u32::from(second >> 4);
                at(*line, *line, Some((column, column + u32::from(second & 15))))
            }
        })
    }
}
