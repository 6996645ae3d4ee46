//! `repr` and `ascii` of `str` and `bytes`.
//!
//! In: WTF-8 text or bytes. Out: the quoted, escaped text. Printable non-ASCII characters stay in `repr` and go in `ascii`.

use crate::unicode;
use crate::wtf8::chars;

const HEX: &[u8; 16] = b"0123456789abcdef";

/// Appends `\xNN`.
#[inline]
pub(crate) fn push_hex_escape(out: &mut Vec<u8>, b: u8) {
    out.extend_from_slice(&[b'\\', b'x', HEX[usize::from(b >> 4)], HEX[usize::from(b & 15)]]);
}

/// Appends the shortest of `\xNN`, `\uNNNN` and `\UNNNNNNNN`.
pub(crate) fn push_escape(out: &mut Vec<u8>, c: u32) {
    let (letter, digits) = match c {
        0..0x100 => return push_hex_escape(out, c as u8),
        0x100..0x1_0000 => (b'u', 4),
        _ => (b'U', 8),
    };
    out.extend_from_slice(&[b'\\', letter]);
    for place in (0..digits).rev() {
        out.push(HEX[(c >> (4 * place) & 15) as usize]);
    }
}

/// The quote `repr` chooses: single, unless only double ones need no escape.
fn quote_for(text: &[u8]) -> u8 {
    if memchr::memchr(b'\'', text).is_some() && memchr::memchr(b'"', text).is_none() { b'"' } else { b'\'' }
}

/// Needs no escape in a literal quoted by `quote`.
#[inline]
fn is_plain_ascii(b: u8, quote: u8) -> bool {
    (0x20..0x7F).contains(&b) && b != b'\\' && b != quote
}

/// Escapes an ASCII character that is not plain.
fn push_ascii_escape(out: &mut Vec<u8>, b: u8) {
    match b {
        b'\t' => out.extend_from_slice(b"\\t"),
        b'\n' => out.extend_from_slice(b"\\n"),
        b'\r' => out.extend_from_slice(b"\\r"),
        b'\\' | b'\'' | b'"' => out.extend_from_slice(&[b'\\', b]),
        _ => push_hex_escape(out, b),
    }
}

fn push_quoted(out: &mut Vec<u8>, text: &[u8], keep_printable: bool) {
    let quote = quote_for(text);
    out.reserve(text.len() + 2);
    out.push(quote);
    let mut rest = text;
    while !rest.is_empty() {
        let plain = rest.iter().take_while(|b| is_plain_ascii(**b, quote)).count();
        out.extend_from_slice(&rest[..plain]);
        rest = &rest[plain..];
        let mut ahead = chars(rest);
        let Some(c) = ahead.next() else { break };
        let after = ahead.as_bytes();
        if c < 0x80 {
            push_ascii_escape(out, c as u8);
        } else if keep_printable && unicode::is_printable(c) {
            out.extend_from_slice(&rest[..rest.len() - after.len()]);
        } else {
            push_escape(out, c);
        }
        rest = after;
    }
    out.push(quote);
}

/// `repr(str)`.
pub fn str_repr(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    push_quoted(&mut out, text, true);
    out
}

/// Appends `repr(str)`.
pub fn push_str_repr(out: &mut Vec<u8>, text: &[u8]) {
    push_quoted(out, text, true);
}

/// `ascii(str)`.
pub fn str_ascii(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    push_quoted(&mut out, text, false);
    out
}

/// Escapes the non-ASCII characters of a text that is a `repr` already, as `ascii(object)` does.
pub fn ascii_of_repr(repr: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(repr.len());
    for c in chars(repr) {
        if c < 0x80 { out.push(c as u8) } else { push_escape(&mut out, c) }
    }
    out
}

/// `repr(bytes)`, with the `b`.
pub fn bytes_repr(bytes: &[u8]) -> Vec<u8> {
    let quote = quote_for(bytes);
    let mut out = Vec::with_capacity(bytes.len() + 3);
    out.extend_from_slice(&[b'b', quote]);
    for &b in bytes {
        if is_plain_ascii(b, quote) { out.push(b) } else { push_ascii_escape(&mut out, b) }
    }
    out.push(quote);
    out
}
