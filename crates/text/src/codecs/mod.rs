//! Encodings between text and bytes, with CPython's error handlers, reasons and positions.
//!
//! In: bytes to decode or WTF-8 text to encode. Out: the other, appended to a buffer. Each codec is a *step* function that
//! runs until the end or the first error, which it reports with its position; the caller handles the error (by
//! [`handle_decode_error`], [`handle_encode_error`] or a Python callback), moves the position and steps on. **Invariant:**
//! no state survives between steps, so incremental decoding is decoding what was not consumed again.

mod charmap;
mod escapes;
mod errors;
mod unicode_escape;
mod utf16_32;
mod utf7;
mod utf8;

pub use charmap::{CharmapEncoder, UNDEFINED};
pub use errors::{
    DecodeError, EncodeError, Handler, Replacement, decode_error_message, encode_error_message, handle_decode_error,
    handle_encode_error,
};
pub use escapes::{BytesEscapeError, BytesUnescaped, decode_bytes_escapes, encode_bytes_escapes};
pub use unicode_escape::{InvalidEscape, decode_unicode_escapes};

use crate::int::ByteOrder;
use crate::wtf8;

/// An encoding.
#[derive(Debug, Clone, Copy)]
pub enum Codec<'a> {
    /// `utf-8`
    Utf8,
    /// `utf-7`
    Utf7,
    /// `utf-16-le` and `utf-16-be`; see [`Codec::utf16_of`] for the mark of `utf-16`.
    Utf16(ByteOrder),
    /// `utf-32-le` and `utf-32-be`; see [`Codec::utf32_of`] for the mark of `utf-32`.
    Utf32(ByteOrder),
    /// `latin-1`
    Latin1,
    /// `ascii`
    Ascii,
    /// `charmap` decoding by a table of code points ([`UNDEFINED`]: none).
    CharmapTable(&'a [u32]),
    /// `charmap` encoding.
    CharmapMap(&'a CharmapEncoder),
    /// `unicode_escape`
    UnicodeEscape,
    /// `raw_unicode_escape`
    RawUnicodeEscape,
}

impl Codec<'_> {
    /// The name that exceptions carry.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf7 => "utf7",
            Self::Utf16(ByteOrder::Little) => "utf-16-le",
            Self::Utf16(ByteOrder::Big) => "utf-16-be",
            Self::Utf32(ByteOrder::Little) => "utf-32-le",
            Self::Utf32(ByteOrder::Big) => "utf-32-be",
            Self::Latin1 => "latin-1",
            Self::Ascii => "ascii",
            Self::CharmapTable(_) | Self::CharmapMap(_) => "charmap",
            Self::UnicodeEscape => "unicodeescape",
            Self::RawUnicodeEscape => "rawunicodeescape",
        }
    }

    /// The codec of `utf-16` for these bytes, and the length of the mark; little-endian without one.
    pub fn utf16_of(bytes: &[u8]) -> (Self, usize) {
        match bytes {
            [0xFF, 0xFE, ..] => (Self::Utf16(ByteOrder::Little), 2),
            [0xFE, 0xFF, ..] => (Self::Utf16(ByteOrder::Big), 2),
            _ => (Self::Utf16(ByteOrder::Little), 0),
        }
    }

    /// The codec of `utf-32` for these bytes, and the length of the mark; little-endian without one.
    pub fn utf32_of(bytes: &[u8]) -> (Self, usize) {
        match bytes {
            [0xFF, 0xFE, 0, 0, ..] => (Self::Utf32(ByteOrder::Little), 4),
            [0, 0, 0xFE, 0xFF, ..] => (Self::Utf32(ByteOrder::Big), 4),
            _ => (Self::Utf32(ByteOrder::Little), 0),
        }
    }

    /// Decodes from `*at` to the end or the first error. Leaves `*at` at the end of what was consumed: all, or, where
    /// `is_final` is false, all but an incomplete sequence. After an error `*at` is unspecified. Precondition: `*at` is at
    /// most the length; a position that a Python callback returned is checked by the caller.
    pub fn decode_step(
        &self,
        bytes: &[u8],
        at: &mut usize,
        out: &mut Vec<u8>,
        is_final: bool,
    ) -> Result<(), DecodeError> {
        match *self {
            Self::Utf8 => utf8::decode(bytes, at, out, is_final),
            Self::Utf7 => utf7::decode(bytes, at, out, is_final),
            Self::Utf16(order) => utf16_32::decode16(bytes, at, out, is_final, order),
            Self::Utf32(order) => utf16_32::decode32(bytes, at, out, is_final, order),
            Self::Latin1 => {
                push_latin1(out, &bytes[*at..]);
                *at = bytes.len();
                Ok(())
            }
            Self::Ascii => charmap::decode_ascii(bytes, at, out),
            Self::CharmapTable(table) => charmap::decode_table(bytes, at, out, table),
            Self::CharmapMap(map) => charmap::decode_table(bytes, at, out, map.table()),
            Self::UnicodeEscape => {
                unicode_escape::decode_unicode_escapes(bytes, at, out, is_final).map(|_invalid_escape| ())
            }
            Self::RawUnicodeEscape => unicode_escape::decode_raw(bytes, at, out, is_final),
        }
    }

    /// Encodes from byte offset `*at` of the text to the end or the first error. After an error `*at` is unspecified.
    pub fn encode_step(&self, text: &[u8], at: &mut usize, out: &mut Vec<u8>) -> Result<(), EncodeError> {
        match *self {
            Self::Utf8 => utf8::encode(text, at, out),
            Self::Utf7 => {
                utf7::encode(&text[*at..], out);
                *at = text.len();
                Ok(())
            }
            Self::Utf16(order) => utf16_32::encode16(text, at, out, order),
            Self::Utf32(order) => utf16_32::encode32(text, at, out, order),
            Self::Latin1 => charmap::encode_below(text, at, out, 0x100, "ordinal not in range(256)"),
            Self::Ascii => charmap::encode_below(text, at, out, 0x80, "ordinal not in range(128)"),
            Self::CharmapTable(table) => charmap::encode_map(text, at, out, |c| {
                table.iter().position(|t| *t == c && c != UNDEFINED).map(|b| b as u8)
            }),
            Self::CharmapMap(map) => charmap::encode_map(text, at, out, |c| map.byte_of(c)),
            Self::UnicodeEscape => {
                unicode_escape::encode(&text[*at..], out);
                *at = text.len();
                Ok(())
            }
            Self::RawUnicodeEscape => {
                unicode_escape::encode_raw(&text[*at..], out);
                *at = text.len();
                Ok(())
            }
        }
    }

    /// Decodes bytes from `start` with a built-in handler; also how many bytes were consumed.
    pub fn decode(
        &self,
        bytes: &[u8],
        start: usize,
        handler: Handler,
        is_final: bool,
    ) -> Result<(Vec<u8>, usize), DecodeError> {
        let mut out = Vec::with_capacity(bytes.len() - start);
        let mut at = start;
        while let Err(error) = self.decode_step(bytes, &mut at, &mut out, is_final) {
            at = handle_decode_error(*self, handler, bytes, &error, &mut out).ok_or(error)?;
        }
        Ok((out, at))
    }

    /// Encodes text with a built-in handler.
    pub fn encode(&self, text: &[u8], handler: Handler) -> Result<Vec<u8>, EncodeError> {
        let mut out = Vec::with_capacity(text.len());
        let mut at = 0;
        while let Err(error) = self.encode_step(text, &mut at, &mut out) {
            let replacement = handle_encode_error(*self, handler, text, &error).ok_or(error)?;
            if !self.push_replacement(&replacement, &mut out) {
                return Err(error);
            }
            at = error.end;
        }
        Ok(out)
    }

    /// Appends what a handler gave for an encoding error; false if this codec cannot encode it, upon which the original
    /// error is raised.
    pub fn push_replacement(&self, replacement: &Replacement, out: &mut Vec<u8>) -> bool {
        match replacement {
            Replacement::Text(text) => self.encode_step(text, &mut 0, out).is_ok(),
            Replacement::Bytes(bytes) => {
                let unit = match self {
                    Self::Utf16(_) => 2,
                    Self::Utf32(_) => 4,
                    _ => 1,
                };
                out.extend_from_slice(bytes);
                bytes.len() % unit == 0
            }
        }
    }
}

/// Appends Latin-1 bytes as text.
pub(crate) fn push_latin1(out: &mut Vec<u8>, bytes: &[u8]) {
    if bytes.is_ascii() {
        out.extend_from_slice(bytes);
    } else {
        bytes.iter().for_each(|b| wtf8::push_char(out, u32::from(*b)));
    }
}
