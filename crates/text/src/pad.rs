//! `center`, `ljust`, `rjust`, `zfill` and `expandtabs` of `str` and `bytes`.
//!
//! Lengths are in characters: the caller knows the text's. `None` means that no memory can hold the result
//! (`MemoryError`, and `OverflowError: result too long` for tabs).

use crate::wtf8::push_char;

/// CPython's `OverflowError` of `expandtabs`.
pub const RESULT_TOO_LONG: &str = "result too long";

fn pad(text: &[u8], left: usize, right: usize, fill: u32) -> Option<Vec<u8>> {
    let fill_len = if fill < 0x80 { 1 } else { 4 };
    let mut out = Vec::new();
    out.try_reserve_exact(left.checked_add(right)?.checked_mul(fill_len)?.checked_add(text.len())?).ok()?;
    let push_fill = |out: &mut Vec<u8>, count: usize| {
        if fill < 0x80 {
            out.resize(out.len() + count, fill as u8);
        } else {
            (0..count).for_each(|_| push_char(out, fill));
        }
    };
    push_fill(&mut out, left);
    out.extend_from_slice(text);
    push_fill(&mut out, right);
    Some(out)
}

/// `center(width, fill)`
pub fn center(text: &[u8], len: usize, width: usize, fill: u32) -> Option<Vec<u8>> {
    let total = width.saturating_sub(len);
    let left = total / 2 + (total & width & 1);
    pad(text, left, total - left, fill)
}

/// `ljust(width, fill)`
pub fn left_justify(text: &[u8], len: usize, width: usize, fill: u32) -> Option<Vec<u8>> {
    pad(text, 0, width.saturating_sub(len), fill)
}

/// `rjust(width, fill)`
pub fn right_justify(text: &[u8], len: usize, width: usize, fill: u32) -> Option<Vec<u8>> {
    pad(text, width.saturating_sub(len), 0, fill)
}

/// `zfill(width)`: zeros after the sign.
pub fn zero_fill(text: &[u8], len: usize, width: usize) -> Option<Vec<u8>> {
    let zeros = width.saturating_sub(len);
    let mut out = pad(text, zeros, 0, u32::from(b'0'))?;
    if let (1.., Some(sign @ (b'+' | b'-'))) = (zeros, text.first()) {
        out[zeros] = b'0';
        out[0] = *sign;
    }
    Some(out)
}

/// `expandtabs(size)`; sizes below 1 drop the tabs. With `by_bytes` each byte is a column, otherwise each character.
pub fn expand_tabs(text: &[u8], size: usize, by_bytes: bool) -> Option<Vec<u8>> {
    let mut out: Vec<u8> = Vec::new();
    out.try_reserve(text.len()).ok()?;
    let mut column = 0_usize;
    for &b in text {
        match b {
            b'\t' => {
                let spaces = if size == 0 { 0 } else { size - column % size };
                out.try_reserve(spaces).ok()?;
                out.resize(out.len() + spaces, b' ');
                column = column.checked_add(spaces)?;
            }
            _ => {
                column += usize::from(by_bytes || b & 0xC0 != 0x80);
                if b == b'\n' || b == b'\r' {
                    column = 0;
                }
                out.push(b);
            }
        }
    }
    Some(out)
}
