//! Errors of the formatting languages and CPython's words for them.

use crate::int::ParseError;

/// Why something cannot be formatted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FormatError {
    /// `ValueError` with a fixed message.
    Value(&'static str),
    /// `ValueError` with a message made of the input (WTF-8).
    ValueOf(Vec<u8>),
    /// `OverflowError` with a fixed message.
    Overflow(&'static str),
    /// An integer with too many digits to print.
    TooManyDigits(ParseError),
    /// `MemoryError`.
    Memory,
}

impl FormatError {
    /// The exception's name.
    pub fn exception(&self) -> &'static str {
        match self {
            Self::Value(_) | Self::ValueOf(_) | Self::TooManyDigits(_) => "ValueError",
            Self::Overflow(_) => "OverflowError",
            Self::Memory => "MemoryError",
        }
    }

    /// CPython's message as WTF-8.
    pub fn message(&self) -> Vec<u8> {
        match self {
            Self::Value(text) | Self::Overflow(text) => text.as_bytes().to_vec(),
            Self::ValueOf(text) => text.clone(),
            Self::TooManyDigits(e) => e.message("").into_bytes(),
            Self::Memory => Vec::new(),
        }
    }

    /// `Unknown format code 'x' for object of type 'T'`.
    pub(super) fn unknown_code(code: u32, type_name: &str) -> Self {
        Self::ValueOf(format!("Unknown format code '{}' for object of type '{type_name}'", visible(code)).into_bytes())
    }
}

/// A character as messages show it: itself if visible ASCII, its code in hexadecimal otherwise.
pub(super) fn visible(c: u32) -> String {
    match u8::try_from(c) {
        Ok(b @ 0x21..=0x7F) => (b as char).to_string(),
        _ => format!("\\x{c:x}"),
    }
}
