//! Errors of codecs, their messages, and the built-in error handlers.

use super::Codec;
use crate::escape::{push_escape, push_hex_escape};
use crate::int::ByteOrder;
use crate::unicode;
use crate::wtf8::{char_at, char_count, chars, push_char};

/// Bytes that cannot be decoded: `UnicodeDecodeError`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DecodeError {
    /// The first byte.
    pub start: usize,
    /// After the last byte.
    pub end: usize,
    /// What is wrong.
    pub reason: &'static str,
}

/// Characters that cannot be encoded: `UnicodeEncodeError`. Offsets are bytes of the text; the exception's are characters
/// ([`EncodeError::char_range`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EncodeError {
    /// The offset of the first character.
    pub start: usize,
    /// The offset after the last character.
    pub end: usize,
    /// What is wrong.
    pub reason: &'static str,
}

impl EncodeError {
    /// Start and end as character indices.
    pub fn char_range(&self, text: &[u8]) -> (usize, usize) {
        let start = char_count(&text[..self.start]);
        (start, start + char_count(&text[self.start..self.end]))
    }
}

/// `str(UnicodeDecodeError)`
pub fn decode_error_message(encoding: &str, bytes: &[u8], error: &DecodeError) -> String {
    let DecodeError { start, end, reason } = *error;
    match bytes.get(start) {
        Some(b) if end == start + 1 => {
            format!("'{encoding}' codec can't decode byte 0x{b:02x} in position {start}: {reason}")
        }
        _ => format!("'{encoding}' codec can't decode bytes in position {start}-{}: {reason}", end as i64 - 1),
    }
}

/// `str(UnicodeEncodeError)`
pub fn encode_error_message(encoding: &str, text: &[u8], error: &EncodeError) -> String {
    let (start, end) = error.char_range(text);
    if end != start + 1 {
        let last = end as i64 - 1;
        return format!("'{encoding}' codec can't encode characters in position {start}-{last}: {}", error.reason);
    }
    let mut shown = Vec::new();
    push_escape(&mut shown, char_at(text, error.start).0);
    let shown = String::from_utf8_lossy(&shown);
    format!("'{encoding}' codec can't encode character '{shown}' in position {start}: {}", error.reason)
}

/// A built-in error handler.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Handler {
    /// `strict`
    Strict,
    /// `ignore`
    Ignore,
    /// `replace`
    Replace,
    /// `backslashreplace`
    BackslashReplace,
    /// `xmlcharrefreplace`
    XmlCharRefReplace,
    /// `namereplace`
    NameReplace,
    /// `surrogateescape`
    SurrogateEscape,
    /// `surrogatepass`
    SurrogatePass,
}

impl Handler {
    /// Reads a handler's name; other names are looked up in the registry of `codecs`.
    pub fn from_name(name: &[u8]) -> Option<Self> {
        Some(match name {
            b"strict" => Self::Strict,
            b"ignore" => Self::Ignore,
            b"replace" => Self::Replace,
            b"backslashreplace" => Self::BackslashReplace,
            b"xmlcharrefreplace" => Self::XmlCharRefReplace,
            b"namereplace" => Self::NameReplace,
            b"surrogateescape" => Self::SurrogateEscape,
            b"surrogatepass" => Self::SurrogatePass,
            _ => return None,
        })
    }

    /// Whether the handler is for encoding only; for decoding it raises a `TypeError`
    /// (`don't know how to handle UnicodeDecodeError in error callback`).
    pub fn is_encode_only(self) -> bool {
        matches!(self, Self::XmlCharRefReplace | Self::NameReplace)
    }
}

/// Handles a decoding error: appends the replacement and returns where to go on; `None` raises the error.
pub fn handle_decode_error(
    codec: Codec,
    handler: Handler,
    bytes: &[u8],
    error: &DecodeError,
    out: &mut Vec<u8>,
) -> Option<usize> {
    match handler {
        Handler::Strict | Handler::XmlCharRefReplace | Handler::NameReplace => None,
        Handler::Ignore => Some(error.end),
        Handler::Replace => {
            push_char(out, 0xFFFD);
            Some(error.end)
        }
        Handler::BackslashReplace => {
            bytes[error.start..error.end].iter().for_each(|b| push_hex_escape(out, *b));
            Some(error.end)
        }
        Handler::SurrogateEscape => {
            let escaped = bytes[error.start..error.end].iter().take(4).take_while(|b| **b >= 0x80);
            let count = escaped.map(|b| push_char(out, 0xDC00 + u32::from(*b))).count();
            (count > 0).then_some(error.start + count)
        }
        Handler::SurrogatePass => {
            let (c, len) = passed_surrogate(codec, &bytes[error.start..])?;
            push_char(out, c);
            Some(error.start + len)
        }
    }
}

/// The surrogate that the bytes start with in the manner of the codec, and its length.
fn passed_surrogate(codec: Codec, bytes: &[u8]) -> Option<(u32, usize)> {
    let (c, len) = match (codec, bytes) {
        (Codec::Utf8, [a @ 0xE0..=0xEF, b @ 0x80..=0xBF, c @ 0x80..=0xBF, ..]) => {
            (u32::from(*a & 0xF) << 12 | u32::from(*b & 0x3F) << 6 | u32::from(*c & 0x3F), 3)
        }
        (Codec::Utf16(ByteOrder::Little), [a, b, ..]) => (u32::from(u16::from_le_bytes([*a, *b])), 2),
        (Codec::Utf16(ByteOrder::Big), [a, b, ..]) => (u32::from(u16::from_be_bytes([*a, *b])), 2),
        (Codec::Utf32(ByteOrder::Little), [a, b, c, d, ..]) => (u32::from_le_bytes([*a, *b, *c, *d]), 4),
        (Codec::Utf32(ByteOrder::Big), [a, b, c, d, ..]) => (u32::from_be_bytes([*a, *b, *c, *d]), 4),
        _ => return None,
    };
    (0xD800..0xE000).contains(&c).then_some((c, len))
}

/// What a handler puts in place of characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Replacement {
    /// Text (WTF-8) to be encoded in turn.
    Text(Vec<u8>),
    /// Bytes to be copied.
    Bytes(Vec<u8>),
}

/// Handles an encoding error; encoding goes on at `error.end`. `None` raises the error.
pub fn handle_encode_error(
    codec: Codec,
    handler: Handler,
    text: &[u8],
    error: &EncodeError,
) -> Option<Replacement> {
    let range = chars(&text[error.start..error.end]);
    let mut out = Vec::new();
    match handler {
        Handler::Strict => return None,
        Handler::Ignore => {}
        Handler::Replace => out.resize(range.count(), b'?'),
        Handler::BackslashReplace => range.for_each(|c| push_escape(&mut out, c)),
        Handler::XmlCharRefReplace => range.for_each(|c| out.extend_from_slice(format!("&#{c};").as_bytes())),
        Handler::NameReplace => range.for_each(|c| match unicode::name(c) {
            Some(name) => out.extend_from_slice(format!("\\N{{{name}}}").as_bytes()),
            None => push_escape(&mut out, c),
        }),
        Handler::SurrogateEscape => {
            for c in range {
                out.push(u8::try_from(c.wrapping_sub(0xDC00)).ok().filter(|b| *b >= 0x80)?);
            }
            return Some(Replacement::Bytes(out));
        }
        Handler::SurrogatePass => {
            for c in range {
                push_surrogate(codec, c, &mut out)?;
            }
            return Some(Replacement::Bytes(out));
        }
    }
    Some(Replacement::Text(out))
}

fn push_surrogate(codec: Codec, c: u32, out: &mut Vec<u8>) -> Option<()> {
    if !(0xD800..0xE000).contains(&c) {
        return None;
    }
    match codec {
        Codec::Utf8 => push_char(out, c),
        Codec::Utf16(ByteOrder::Little) => out.extend((c as u16).to_le_bytes()),
        Codec::Utf16(ByteOrder::Big) => out.extend((c as u16).to_be_bytes()),
        Codec::Utf32(ByteOrder::Little) => out.extend(c.to_le_bytes()),
        Codec::Utf32(ByteOrder::Big) => out.extend(c.to_be_bytes()),
        _ => return None,
    }
    Some(())
}
