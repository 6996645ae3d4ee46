//! `co_exceptiontable`: ranges of code, each with handler, stack depth and whether the failed offset is pushed.

use crate::flowgraph::{Handler, Linear};

/// Set in the first byte of an entry.
const START: u8 = 0x80;
/// Set in each byte of a number but the last.
const CONTINUATION: u8 = 0x40;

/// Writes the table for instructions at the given offsets.
pub fn write(linear: &Linear, offsets: &[u32]) -> Vec<u8> {
    let mut table = Vec::new();
    let mut open: Option<(u32, Handler)> = None;
    let mut end = 0;
    for (i, instruction) in linear.instructions.iter().enumerate() {
        let handler = linear.handlers[i];
        if open.map(|(_, open)| open.target) != handler.map(|handler| handler.target) {
            if let Some((start, open)) = open {
                entry(&mut table, start, offsets[i], open, offsets);
            }
            open = handler.map(|handler| (offsets[i], handler));
        }
        end = offsets[i] + instruction.size();
    }
    if let Some((start, open)) = open {
        entry(&mut table, start, end, open, offsets);
    }
    table
}

fn entry(table: &mut Vec<u8>, start: u32, end: u32, handler: Handler, offsets: &[u32]) {
    let lasti = u32::from(handler.preserve_lasti);
    let depth = handler.start_depth.saturating_sub(1 + lasti);
    number(table, start, START);
    number(table, end - start, 0);
    number(table, offsets[handler.target as usize], 0);
    number(table, depth << 1 | lasti, 0);
}

/// Six bits a byte, most significant first.
fn number(table: &mut Vec<u8>, value: u32, mut mark: u8) {
    for shift in [24, 18, 12, 6] {
        if value >> shift != 0 {
            table.push((value >> shift) as u8 & 0x3f | CONTINUATION | mark);
            mark = 0;
        }
    }
    table.push(value as u8 & 0x3f | mark);
}
