//! `co_linetable`: for each run of code words their place in the source, in the shortest of five forms.

use crate::flowgraph::{Linear, NO_LOCATION};
use crate::parse::Location;

const ONE_LINE: u8 = 10;
const NO_COLUMNS: u8 = 13;
const LONG: u8 = 14;
const NONE: u8 = 15;

struct Writer {
    table: Vec<u8>,
    line: i32,
}

/// Writes the table.
pub fn write(linear: &Linear, firstlineno: u32) -> Vec<u8> {
    let mut writer = Writer { table: Vec::new(), line: firstlineno as i32 };
    let mut location = NO_LOCATION;
    let mut size = 0;
    for instruction in &linear.instructions {
        if instruction.location != location {
            writer.run(location, size);
            location = instruction.location;
            size = 0;
        }
        size += instruction.size();
    }
    writer.run(location, size);
    writer.table
}

impl Writer {
    /// One place for `size` code words; an entry holds at most eight.
    fn run(&mut self, location: Location, mut size: u32) {
        while size > 8 {
            self.entry(location, 8);
            size -= 8;
        }
        if size > 0 {
            self.entry(location, size);
        }
    }

    fn entry(&mut self, location: Location, size: u32) {
        let Location { lineno, end_lineno, col_offset: column, end_col_offset: end_column } = location;
        if lineno < 0 {
            self.first(NONE, size);
            return;
        }
        let delta = lineno - self.line;
        if column < 0 || end_column < 0 {
            if end_lineno == lineno || end_lineno == -1 {
                self.first(NO_COLUMNS, size);
                self.signed(delta);
                self.line = lineno;
                return;
            }
        } else if end_lineno == lineno {
            if delta == 0 && column < 80 && (0..16).contains(&(end_column - column)) {
                self.first((column >> 3) as u8, size);
                self.table.push(((column & 7) << 4 | (end_column - column)) as u8);
                return;
            }
            if (0..3).contains(&delta) && column < 128 && end_column < 128 {
                self.first(ONE_LINE + delta as u8, size);
                self.table.extend([column as u8, end_column as u8]);
                self.line = lineno;
                return;
            }
        }
        self.first(LONG, size);
        self.signed(delta);
        self.unsigned((end_lineno - lineno) as u32);
        self.unsigned((column + 1) as u32);
        self.unsigned((end_column + 1) as u32);
        self.line = lineno;
    }

    fn first(&mut self, form: u8, size: u32) {
        self.table.push(0x80 | form << 3 | (size - 1) as u8);
    }

    fn unsigned(&mut self, mut value: u32) {
        while value >= 64 {
            self.table.push(0x40 | (value & 0x3f) as u8);
            value >>= 6;
        }
        self.table.push(value as u8);
    }

    fn signed(&mut self, value: i32) {
        let magnitude = value.unsigned_abs();
        self.unsigned(magnitude << 1 | u32::from(value < 0));
    }
}
