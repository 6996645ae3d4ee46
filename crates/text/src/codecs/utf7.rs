//! UTF-7: ASCII with UTF-16 in base64 between `+` and `-`.

use super::errors::DecodeError;
use crate::wtf8::{chars, push_char};

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn sextet(b: u8) -> Option<u32> {
    Some(u32::from(match b {
        b'A'..=b'Z' => b - b'A',
        b'a'..=b'z' => b - b'a' + 26,
        b'0'..=b'9' => b - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    }))
}

/// Characters that stand for themselves: not controls but whitespace, and not `+`, `\` and `~`.
fn is_direct(c: u32) -> bool {
    matches!(c, 9 | 10 | 13 | 0x20..=0x7D) && c != u32::from(b'+') && c != u32::from(b'\\')
}

pub(super) fn decode(bytes: &[u8], at: &mut usize, out: &mut Vec<u8>, is_final: bool) -> Result<(), DecodeError> {
    while let Some(&b) = bytes.get(*at) {
        match (b, bytes.get(*at + 1)) {
            (b'+', Some(b'-')) => {
                out.push(b'+');
                *at += 2;
            }
            (b'+', Some(next)) if sextet(*next).is_none() => {
                return Err(DecodeError { start: *at, end: *at + 2, reason: "ill-formed sequence" });
            }
            (b'+', _) => {
                let output_before = out.len();
                if !decode_shifted(bytes, at, out, is_final)? {
                    out.truncate(output_before);
                    return Ok(());
                }
            }
            (0..0x80, _) => {
                out.push(b);
                *at += 1;
            }
            _ => return Err(DecodeError { start: *at, end: *at + 1, reason: "unexpected special character" }),
        }
    }
    Ok(())
}

/// Decodes from the `+` at `*at` to the end of the base64 section; false if more input is needed.
fn decode_shifted(bytes: &[u8], at: &mut usize, out: &mut Vec<u8>, is_final: bool) -> Result<bool, DecodeError> {
    let start = *at;
    let error = |end, reason| Err(DecodeError { start, end, reason });
    let (mut buffer, mut bits, mut high) = (0_u32, 0_u32, None);
    let mut place = start + 1;
    while let Some(value) = bytes.get(place).and_then(|b| sextet(*b)) {
        place += 1;
        buffer = buffer << 6 | value;
        bits += 6;
        if bits >= 16 {
            bits -= 16;
            push_unit(out, &mut high, buffer >> bits);
            buffer &= (1 << bits) - 1;
        }
    }
    let Some(&b) = bytes.get(place) else {
        if is_final && (high.is_some() || bits >= 6 || buffer != 0) {
            return error(bytes.len(), "unterminated shift sequence");
        }
        if is_final {
            *at = place;
        }
        return Ok(is_final);
    };
    if bits >= 6 {
        return error(place + 1, "partial character in shift sequence");
    }
    if buffer != 0 {
        return error(place + 1, "non-zero padding bits in shift sequence");
    }
    if let Some(surrogate) = high.filter(|_| b < 0x80 && b != b'+') {
        push_char(out, surrogate);
    }
    *at = place + usize::from(b == b'-');
    Ok(true)
}

/// Appends a UTF-16 unit; a high surrogate waits for the next unit.
fn push_unit(out: &mut Vec<u8>, high: &mut Option<u32>, unit: u32) {
    if let Some(first) = high.take() {
        if (0xDC00..0xE000).contains(&unit) {
            push_char(out, 0x1_0000 + ((first - 0xD800) << 10 | (unit - 0xDC00)));
            return;
        }
        push_char(out, first);
    }
    if (0xD800..0xDC00).contains(&unit) {
        *high = Some(unit);
    } else {
        push_char(out, unit);
    }
}

pub(super) fn encode(text: &[u8], out: &mut Vec<u8>) {
    let (mut buffer, mut bits, mut shifted) = (0_u32, 0_u32, false);
    for c in chars(text) {
        if is_direct(c) {
            if shifted {
                flush(out, buffer, bits);
                (buffer, bits, shifted) = (0, 0, false);
                if sextet(c as u8).is_some() || c == u32::from(b'-') {
                    out.push(b'-');
                }
            }
            out.push(c as u8);
            continue;
        }
        if !shifted && c == u32::from(b'+') {
            out.extend_from_slice(b"+-");
            continue;
        }
        if !shifted {
            out.push(b'+');
            shifted = true;
        }
        let units = if c >= 0x1_0000 { [Some(0xD7C0 + (c >> 10)), Some(0xDC00 + (c & 0x3FF))] } else { [None, Some(c)] };
        for unit in units.into_iter().flatten() {
            buffer = buffer << 16 | unit;
            bits += 16;
            while bits >= 6 {
                bits -= 6;
                out.push(ALPHABET[(buffer >> bits & 63) as usize]);
            }
            buffer &= (1 << bits) - 1;
        }
    }
    if shifted {
        flush(out, buffer, bits);
        out.push(b'-');
    }
}

/// Writes the last bits, filled up with zeros.
fn flush(out: &mut Vec<u8>, buffer: u32, bits: u32) {
    if bits > 0 {
        out.push(ALPHABET[(buffer << (6 - bits) & 63) as usize]);
    }
}
