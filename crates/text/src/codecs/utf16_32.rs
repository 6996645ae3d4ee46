//! UTF-16 and UTF-32 of either byte order.

use super::errors::{DecodeError, EncodeError};
use crate::int::ByteOrder;
use crate::wtf8::{char_at, push_char};

const NOT_ALLOWED: &str = "surrogates not allowed";

pub(super) fn decode16(
    bytes: &[u8],
    at: &mut usize,
    out: &mut Vec<u8>,
    is_final: bool,
    order: ByteOrder,
) -> Result<(), DecodeError> {
    let unit = |i: usize| {
        let pair = [*bytes.get(i)?, *bytes.get(i + 1)?];
        Some(u32::from(if order == ByteOrder::Little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) }))
    };
    let error = |start, end, reason| Err(DecodeError { start, end, reason });
    while let Some(c) = unit(*at) {
        match c {
            0xD800..0xDC00 => match unit(*at + 2) {
                Some(low @ 0xDC00..0xE000) => {
                    push_char(out, 0x1_0000 + ((c - 0xD800) << 10 | (low - 0xDC00)));
                    *at += 4;
                }
                Some(_) => return error(*at, *at + 2, "illegal UTF-16 surrogate"),
                None if is_final => return error(*at, bytes.len(), "unexpected end of data"),
                None => return Ok(()),
            },
            0xDC00..0xE000 => return error(*at, *at + 2, "illegal encoding"),
            _ => {
                push_char(out, c);
                *at += 2;
            }
        }
    }
    if *at < bytes.len() && is_final {
        return error(*at, bytes.len(), "truncated data");
    }
    Ok(())
}

pub(super) fn decode32(
    bytes: &[u8],
    at: &mut usize,
    out: &mut Vec<u8>,
    is_final: bool,
    order: ByteOrder,
) -> Result<(), DecodeError> {
    while let Some(&[a, b, c, d]) = bytes[*at..].first_chunk() {
        let four = [a, b, c, d];
        let c = if order == ByteOrder::Little { u32::from_le_bytes(four) } else { u32::from_be_bytes(four) };
        let reason = match c {
            0xD800..0xE000 => "code point in surrogate code point range(0xd800, 0xe000)",
            0x11_0000.. => "code point not in range(0x110000)",
            _ => {
                push_char(out, c);
                *at += 4;
                continue;
            }
        };
        return Err(DecodeError { start: *at, end: *at + 4, reason });
    }
    if *at < bytes.len() && is_final {
        return Err(DecodeError { start: *at, end: bytes.len(), reason: "truncated data" });
    }
    Ok(())
}

pub(super) fn encode16(
    text: &[u8],
    at: &mut usize,
    out: &mut Vec<u8>,
    order: ByteOrder,
) -> Result<(), EncodeError> {
    out.reserve(2 * crate::wtf8::char_count(&text[*at..]));
    let mut push = |unit: u32| {
        let unit = unit as u16;
        out.extend(if order == ByteOrder::Little { unit.to_le_bytes() } else { unit.to_be_bytes() });
    };
    while *at < text.len() {
        let (c, len) = char_at(text, *at);
        match c {
            0xD800..0xE000 => return Err(EncodeError { start: *at, end: *at + len, reason: NOT_ALLOWED }),
            0..0x1_0000 => push(c),
            _ => {
                push(0xD7C0 + (c >> 10));
                push(0xDC00 + (c & 0x3FF));
            }
        }
        *at += len;
    }
    Ok(())
}

pub(super) fn encode32(
    text: &[u8],
    at: &mut usize,
    out: &mut Vec<u8>,
    order: ByteOrder,
) -> Result<(), EncodeError> {
    out.reserve(4 * crate::wtf8::char_count(&text[*at..]));
    while *at < text.len() {
        let (c, len) = char_at(text, *at);
        if (0xD800..0xE000).contains(&c) {
            return Err(EncodeError { start: *at, end: *at + len, reason: NOT_ALLOWED });
        }
        out.extend(if order == ByteOrder::Little { c.to_le_bytes() } else { c.to_be_bytes() });
        *at += len;
    }
    Ok(())
}
