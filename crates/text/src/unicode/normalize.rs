//! Normal forms of WTF-8 text. Surrogates are starters that combine with nothing, so the text between them is
//! normalized piece by piece.

use unicode_normalization::{IsNormalized, UnicodeNormalization};

/// A normal form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Canonical composition.
    Nfc,
    /// Canonical decomposition.
    Nfd,
    /// Compatibility composition.
    Nfkc,
    /// Compatibility decomposition.
    Nfkd,
}

impl Form {
    /// Reads `"NFC"` and its relatives.
    pub fn from_name(name: &[u8]) -> Option<Self> {
        Some(match name {
            b"NFC" => Self::Nfc,
            b"NFD" => Self::Nfd,
            b"NFKC" => Self::Nfkc,
            b"NFKD" => Self::Nfkd,
            _ => return None,
        })
    }
}

/// CPython's `ValueError` message for a form it does not know.
pub const INVALID_FORM: &str = "invalid normalization form";

/// `unicodedata.normalize`; `None` when the text is in that form already.
pub fn normalize(form: Form, text: &[u8]) -> Option<Vec<u8>> {
    if text.is_ascii() {
        return None;
    }
    let mut out = Vec::with_capacity(text.len());
    for piece in crate::wtf8::utf8_pieces(text) {
        match piece {
            Ok(valid) => push_normalized(form, valid, &mut out),
            Err(surrogate) => out.extend_from_slice(surrogate),
        }
    }
    (out != text).then_some(out)
}

fn push_normalized(form: Form, text: &str, out: &mut Vec<u8>) {
    if quick_check(form, text) == IsNormalized::Yes {
        out.extend_from_slice(text.as_bytes());
        return;
    }
    let mut push = |c: char| out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
    match form {
        Form::Nfc => text.nfc().for_each(&mut push),
        Form::Nfd => text.nfd().for_each(&mut push),
        Form::Nfkc => text.nfkc().for_each(&mut push),
        Form::Nfkd => text.nfkd().for_each(&mut push),
    }
}

fn quick_check(form: Form, text: &str) -> IsNormalized {
    let chars = text.chars();
    match form {
        Form::Nfc => unicode_normalization::is_nfc_quick(chars),
        Form::Nfd => unicode_normalization::is_nfd_quick(chars),
        Form::Nfkc => unicode_normalization::is_nfkc_quick(chars),
        Form::Nfkd => unicode_normalization::is_nfkd_quick(chars),
    }
}

/// `unicodedata.is_normalized`.
pub fn is_normalized(form: Form, text: &[u8]) -> bool {
    text.is_ascii()
        || crate::wtf8::utf8_pieces(text).all(|piece| match piece {
            Ok(valid) => match quick_check(form, valid) {
                IsNormalized::Yes => true,
                IsNormalized::No => false,
                IsNormalized::Maybe => {
                    let mut out = Vec::with_capacity(valid.len());
                    push_normalized(form, valid, &mut out);
                    out == valid.as_bytes()
                }
            },
            Err(_) => true,
        })
}
