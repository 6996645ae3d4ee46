//! The escapes of bytes literals: `codecs.escape_decode` and `escape_encode`.

use super::unicode_escape::InvalidEscape;
use crate::escape::push_hex_escape;

/// Why escaped bytes cannot be read; a `ValueError`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BytesEscapeError {
    /// A `\x` without two digits; the offset of the backslash.
    InvalidHex(usize),
    /// A backslash at the end.
    Trailing,
}

impl BytesEscapeError {
    /// CPython's message.
    pub fn message(self) -> String {
        match self {
            Self::InvalidHex(at) => format!("invalid \\x escape at position {at}"),
            Self::Trailing => "Trailing \\ in string".to_string(),
        }
    }
}

/// Bytes with their escapes read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BytesUnescaped {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// The first escape to warn of.
    pub invalid: Option<InvalidEscape>,
}

/// Reads the escapes of a bytes literal's body. With `replace` a bad `\x` becomes `?` and with `ignore` nothing.
pub fn decode_bytes_escapes(
    source: &[u8],
    replace: bool,
    ignore: bool,
) -> Result<BytesUnescaped, BytesEscapeError> {
    let mut out = Vec::with_capacity(source.len());
    let mut invalid = None;
    let mut at = 0;
    while at < source.len() {
        let plain = memchr::memchr(b'\\', &source[at..]).unwrap_or(source.len() - at);
        out.extend_from_slice(&source[at..at + plain]);
        at += plain;
        if at == source.len() {
            break;
        }
        let letter = *source.get(at + 1).ok_or(BytesEscapeError::Trailing)?;
        let start = at;
        at += 2;
        match letter {
            b'\n' => {}
            b'\\' | b'\'' | b'"' => out.push(letter),
            b'a' => out.push(7),
            b'b' => out.push(8),
            b't' => out.push(9),
            b'n' => out.push(10),
            b'v' => out.push(11),
            b'f' => out.push(12),
            b'r' => out.push(13),
            b'0'..=b'7' => {
                let len = source[start + 1..].iter().take(3).take_while(|b| matches!(b, b'0'..=b'7')).count();
                let digits = &source[start + 1..start + 1 + len];
                let value = digits.iter().fold(0_u32, |v, b| v << 3 | u32::from(b - b'0'));
                if value > 0o377 && invalid.is_none() {
                    invalid = Some(InvalidEscape { at: start, octal: Some(value) });
                }
                out.push(value as u8);
                at = start + 1 + len;
            }
            b'x' => {
                let digit = |i: usize| source.get(i).and_then(|b| (*b as char).to_digit(16));
                if let (Some(high), Some(low)) = (digit(at), digit(at + 1)) {
                    out.push((high << 4 | low) as u8);
                    at += 2;
                } else if replace || ignore {
                    if replace {
                        out.push(b'?');
                    }
                    at += usize::from(digit(at).is_some());
                } else {
                    return Err(BytesEscapeError::InvalidHex(start));
                }
            }
            _ => {
                invalid.get_or_insert(InvalidEscape { at: start, octal: None });
                out.extend_from_slice(&[b'\\', letter]);
            }
        }
    }
    Ok(BytesUnescaped { bytes: out, invalid })
}

/// Escapes bytes as in `repr`, without quotes: only `'` is escaped of the two.
pub fn encode_bytes_escapes(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    for &b in bytes {
        match b {
            b'\\' | b'\'' => out.extend_from_slice(&[b'\\', b]),
            b'\t' => out.extend_from_slice(b"\\t"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            0x20..0x7F => out.push(b),
            _ => push_hex_escape(&mut out, b),
        }
    }
    out
}
