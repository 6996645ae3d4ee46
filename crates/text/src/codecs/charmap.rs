//! Encodings of one byte a character: ASCII, Latin-1 and those given by a table.

use super::errors::{DecodeError, EncodeError};
use crate::wtf8::{char_at, push_char};

/// Marks bytes without a character in a decoding table.
pub const UNDEFINED: u32 = 0xFFFE;
const MAPS_TO_UNDEFINED: &str = "character maps to <undefined>";

pub(super) fn decode_ascii(bytes: &[u8], at: &mut usize, out: &mut Vec<u8>) -> Result<(), DecodeError> {
    let rest = &bytes[*at..];
    let valid = if rest.is_ascii() { rest.len() } else { rest.iter().take_while(|b| b.is_ascii()).count() };
    out.extend_from_slice(&rest[..valid]);
    *at += valid;
    if *at == bytes.len() {
        return Ok(());
    }
    Err(DecodeError { start: *at, end: *at + 1, reason: "ordinal not in range(128)" })
}

pub(super) fn decode_table(
    bytes: &[u8],
    at: &mut usize,
    out: &mut Vec<u8>,
    table: &[u32],
) -> Result<(), DecodeError> {
    while let Some(&b) = bytes.get(*at) {
        match table.get(usize::from(b)) {
            Some(&c) if c != UNDEFINED => push_char(out, c),
            _ => return Err(DecodeError { start: *at, end: *at + 1, reason: MAPS_TO_UNDEFINED }),
        }
        *at += 1;
    }
    Ok(())
}

/// Encodes characters below `limit` as their byte; an error spans all others in a row.
pub(super) fn encode_below(
    text: &[u8],
    at: &mut usize,
    out: &mut Vec<u8>,
    limit: u32,
    reason: &'static str,
) -> Result<(), EncodeError> {
    let rest = &text[*at..];
    if rest.is_ascii() {
        out.extend_from_slice(rest);
        *at = text.len();
        return Ok(());
    }
    encode_each(text, at, out, reason, |c| (c < limit).then_some(c as u8))
}

pub(super) fn encode_map(
    text: &[u8],
    at: &mut usize,
    out: &mut Vec<u8>,
    byte_of: impl Fn(u32) -> Option<u8>,
) -> Result<(), EncodeError> {
    encode_each(text, at, out, MAPS_TO_UNDEFINED, byte_of)
}

fn encode_each(
    text: &[u8],
    at: &mut usize,
    out: &mut Vec<u8>,
    reason: &'static str,
    byte_of: impl Fn(u32) -> Option<u8>,
) -> Result<(), EncodeError> {
    while *at < text.len() {
        let (c, len) = char_at(text, *at);
        let Some(b) = byte_of(c) else {
            let mut end = *at + len;
            while end < text.len() {
                let (c, len) = char_at(text, end);
                if byte_of(c).is_some() {
                    break;
                }
                end += len;
            }
            return Err(EncodeError { start: *at, end, reason });
        };
        out.push(b);
        *at += len;
    }
    Ok(())
}

/// The inverse of a decoding table: `codecs.charmap_build`.
#[derive(Debug, Clone)]
pub struct CharmapEncoder {
    table: Vec<u32>,
    /// Character and byte, sorted; the last byte of a character wins, as in CPython.
    inverse: Vec<(u32, u8)>,
    /// The same of ASCII characters, by character.
    ascii: [Option<u8>; 0x80],
}

impl CharmapEncoder {
    /// Inverts a table of up to 256 characters.
    pub fn new(table: &[u32]) -> Self {
        let mut inverse: Vec<(u32, u8)> =
            table.iter().take(256).enumerate().filter(|(_, c)| **c != UNDEFINED).map(|(b, c)| (*c, b as u8)).collect();
        inverse.sort_by_key(|(c, b)| (*c, std::cmp::Reverse(*b)));
        inverse.dedup_by_key(|(c, _)| *c);
        let mut ascii = [None; 0x80];
        for (c, b) in inverse.iter().take_while(|(c, _)| *c < 0x80) {
            ascii[*c as usize] = Some(*b);
        }
        Self { table: table.to_vec(), inverse, ascii }
    }

    /// The decoding table.
    pub fn table(&self) -> &[u32] {
        &self.table
    }

    /// The byte of a character.
    pub fn byte_of(&self, c: u32) -> Option<u8> {
        if c < 0x80 {
            return self.ascii[c as usize];
        }
        self.inverse.binary_search_by_key(&c, |e| e.0).ok().map(|place| self.inverse[place].1)
    }
}
