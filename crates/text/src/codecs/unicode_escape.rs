//! `unicode_escape` and `raw_unicode_escape`: Latin-1 with the escapes of string literals.

use super::errors::DecodeError;
use crate::escape::push_escape;
use crate::unicode::{self, MAX_CODE_POINT, Named};
use crate::wtf8::{chars, push_char};

/// An escape that means nothing (`\d`) or is out of range (`\400`); CPython warns of the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidEscape {
    /// The offset of the backslash.
    pub at: usize,
    /// The value of an octal escape above 0o377.
    pub octal: Option<u32>,
}

/// Why an escape cannot be read.
enum Trouble {
    /// The input ends within it.
    Incomplete(&'static str),
    /// It is wrong up to this offset.
    Wrong(usize, &'static str),
}

/// Decodes from `*at` to the end or the first error (see [`super::Codec::decode_step`]); also the first invalid escape.
pub fn decode_unicode_escapes(
    bytes: &[u8],
    at: &mut usize,
    out: &mut Vec<u8>,
    is_final: bool,
) -> Result<Option<InvalidEscape>, DecodeError> {
    let mut invalid = None;
    loop {
        let plain = memchr::memchr(b'\\', &bytes[*at..]).unwrap_or(bytes.len() - *at);
        super::push_latin1(out, &bytes[*at..*at + plain]);
        *at += plain;
        if *at == bytes.len() {
            return Ok(invalid);
        }
        match escape(bytes, *at, out, &mut invalid) {
            Ok(end) => *at = end,
            Err(Trouble::Incomplete(_)) if !is_final => return Ok(invalid),
            Err(Trouble::Incomplete(reason)) => return Err(DecodeError { start: *at, end: bytes.len(), reason }),
            Err(Trouble::Wrong(end, reason)) => return Err(DecodeError { start: *at, end, reason }),
        }
    }
}

/// Decodes the escape whose backslash is at `start`; returns its end.
fn escape(
    bytes: &[u8],
    start: usize,
    out: &mut Vec<u8>,
    invalid: &mut Option<InvalidEscape>,
) -> Result<usize, Trouble> {
    let letter = *bytes.get(start + 1).ok_or(Trouble::Incomplete("\\ at end of string"))?;
    let body = start + 2;
    let simple = match letter {
        b'\n' => return Ok(body),
        b'\\' | b'\'' | b'"' => letter,
        b'a' => 7,
        b'b' => 8,
        b't' => 9,
        b'n' => 10,
        b'v' => 11,
        b'f' => 12,
        b'r' => 13,
        b'0'..=b'7' => {
            let len = bytes[start + 1..].iter().take(3).take_while(|b| matches!(b, b'0'..=b'7')).count();
            let digits = &bytes[start + 1..start + 1 + len];
            let value = digits.iter().fold(0, |v, b| v << 3 | u32::from(b - b'0'));
            if value > 0o377 && invalid.is_none() {
                *invalid = Some(InvalidEscape { at: start, octal: Some(value) });
            }
            push_char(out, value);
            return Ok(start + 1 + len);
        }
        b'x' => return hex(bytes, body, 2, "truncated \\xXX escape", ILLEGAL, out),
        b'u' => return hex(bytes, body, 4, "truncated \\uXXXX escape", ILLEGAL, out),
        b'U' => return hex(bytes, body, 8, "truncated \\UXXXXXXXX escape", ILLEGAL, out),
        b'N' => return named(bytes, body, out),
        _ => {
            invalid.get_or_insert(InvalidEscape { at: start, octal: None });
            out.push(b'\\');
            push_char(out, u32::from(letter));
            return Ok(body);
        }
    };
    out.push(simple);
    Ok(body)
}

const ILLEGAL: &str = "illegal Unicode character";

/// Reads `count` hexadecimal digits at `start`.
fn hex(
    bytes: &[u8],
    start: usize,
    count: usize,
    truncated: &'static str,
    illegal: &'static str,
    out: &mut Vec<u8>,
) -> Result<usize, Trouble> {
    let mut value = 0_u32;
    for place in start..start + count {
        let b = *bytes.get(place).ok_or(Trouble::Incomplete(truncated))?;
        let digit = (b as char).to_digit(16).ok_or(Trouble::Wrong(place, truncated))?;
        value = value << 4 | digit;
    }
    if value > MAX_CODE_POINT {
        return Err(Trouble::Wrong(start + count, illegal));
    }
    push_char(out, value);
    Ok(start + count)
}

/// Reads `{NAME}` at `start`.
fn named(bytes: &[u8], start: usize, out: &mut Vec<u8>) -> Result<usize, Trouble> {
    const MALFORMED: &str = "malformed \\N character escape";
    match bytes.get(start) {
        None => return Err(Trouble::Incomplete(MALFORMED)),
        Some(b'{') => {}
        Some(_) => return Err(Trouble::Wrong(start, MALFORMED)),
    }
    let name_start = start + 1;
    let len = memchr::memchr(b'}', &bytes[name_start..]).ok_or(Trouble::Incomplete(MALFORMED))?;
    if len == 0 {
        return Err(Trouble::Wrong(name_start, MALFORMED));
    }
    let end = name_start + len + 1;
    match unicode::lookup(&bytes[name_start..name_start + len]) {
        Some(Named::Char(c)) => {
            push_char(out, c);
            Ok(end)
        }
        _ => Err(Trouble::Wrong(end, "unknown Unicode character name")),
    }
}

pub(super) fn decode_raw(
    bytes: &[u8],
    at: &mut usize,
    out: &mut Vec<u8>,
    is_final: bool,
) -> Result<(), DecodeError> {
    loop {
        let plain = memchr::memchr(b'\\', &bytes[*at..]).unwrap_or(bytes.len() - *at);
        super::push_latin1(out, &bytes[*at..*at + plain]);
        *at += plain;
        let body = *at + 2;
        let result = match (bytes.get(*at), bytes.get(*at + 1)) {
            (None, _) => return Ok(()),
            (_, None) if !is_final => return Ok(()),
            (_, None) => {
                out.push(b'\\');
                *at += 1;
                return Ok(());
            }
            (_, Some(b'u')) => hex(bytes, body, 4, "truncated \\uXXXX escape", "", out),
            (_, Some(b'U')) => {
                hex(bytes, body, 8, "truncated \\UXXXXXXXX escape", "\\Uxxxxxxxx out of range", out)
            }
            (_, Some(&other)) => {
                out.push(b'\\');
                push_char(out, u32::from(other));
                Ok(body)
            }
        };
        match result {
            Ok(end) => *at = end,
            Err(Trouble::Incomplete(_)) if !is_final => return Ok(()),
            Err(Trouble::Incomplete(reason)) => return Err(DecodeError { start: *at, end: bytes.len(), reason }),
            Err(Trouble::Wrong(end, reason)) => return Err(DecodeError { start: *at, end, reason }),
        }
    }
}

pub(super) fn encode(text: &[u8], out: &mut Vec<u8>) {
    for c in chars(text) {
        match c {
            0x5C => out.extend_from_slice(b"\\\\"),
            0x20..0x7F => out.push(c as u8),
            9 => out.extend_from_slice(b"\\t"),
            10 => out.extend_from_slice(b"\\n"),
            13 => out.extend_from_slice(b"\\r"),
            _ => push_escape(out, c),
        }
    }
}

pub(super) fn encode_raw(text: &[u8], out: &mut Vec<u8>) {
    for c in chars(text) {
        if c < 0x100 { out.push(c as u8) } else { push_escape(out, c) }
    }
}
