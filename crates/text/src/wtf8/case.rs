//! Case conversions of whole texts.

use super::chars::{char_at, chars, push_char};
use crate::unicode::{self, CaseMapping};

const CAPITAL_SIGMA: u32 = 0x3A3;
const FINAL_SIGMA: u32 = 0x3C2;

#[inline]
fn push_mapping(out: &mut Vec<u8>, mapping: CaseMapping) {
    if let [c] = mapping.as_slice() {
        return push_char(out, *c);
    }
    mapping.as_slice().iter().for_each(|c| push_char(out, *c));
}

/// Appends the lowercase form of the character `c` at byte `at`; a capital sigma at the end of a word becomes a final one.
fn push_lower(out: &mut Vec<u8>, text: &[u8], at: usize, c: u32) {
    if c < 0x80 {
        out.push((c as u8).to_ascii_lowercase());
    } else if c == CAPITAL_SIGMA && is_final(text, at) {
        push_char(out, FINAL_SIGMA);
    } else {
        push_mapping(out, unicode::lower(c));
    }
}

/// Whether a cased character, and none after, is next to the sigma at byte `at`, not counting case-ignorable ones.
fn is_final(text: &[u8], at: usize) -> bool {
    let relevant = |c: &u32| !unicode::is_case_ignorable(*c);
    let after = at + char_at(text, at).1;
    let before = chars(&text[..at]).rev().find(relevant);
    before.is_some_and(unicode::is_cased) && !chars(&text[after..]).find(relevant).is_some_and(unicode::is_cased)
}

/// Maps each character by `push(out, text, byte offset, character)`.
fn convert(text: &[u8], mut push: impl FnMut(&mut Vec<u8>, usize, u32)) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let (c, len) = char_at(text, at);
        push(&mut out, at, c);
        at += len;
    }
    out
}

/// `str.lower`
pub fn lower(text: &[u8]) -> Vec<u8> {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    convert(text, |out, at, c| push_lower(out, text, at, c))
}

/// `str.upper`
pub fn upper(text: &[u8]) -> Vec<u8> {
    if text.is_ascii() {
        return text.to_ascii_uppercase();
    }
    convert(text, |out, _, c| match c {
        0..0x80 => out.push((c as u8).to_ascii_uppercase()),
        _ => push_mapping(out, unicode::upper(c)),
    })
}

/// `str.casefold`
pub fn casefold(text: &[u8]) -> Vec<u8> {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    convert(text, |out, _, c| match c {
        0..0x80 => out.push((c as u8).to_ascii_lowercase()),
        _ => push_mapping(out, unicode::casefold(c)),
    })
}

/// `str.title`
pub fn title(text: &[u8]) -> Vec<u8> {
    if text.is_ascii() {
        return crate::bytes::title(text);
    }
    let mut after_cased = false;
    convert(text, |out, at, c| {
        if after_cased {
            push_lower(out, text, at, c);
        } else {
            push_mapping(out, unicode::title(c));
        }
        after_cased = unicode::is_cased(c);
    })
}

/// `str.capitalize`
pub fn capitalize(text: &[u8]) -> Vec<u8> {
    if text.is_ascii() {
        return crate::bytes::capitalize(text);
    }
    convert(text, |out, at, c| {
        if at == 0 {
            push_mapping(out, unicode::title(c));
        } else {
            push_lower(out, text, at, c);
        }
    })
}

/// `str.swapcase`
pub fn swapcase(text: &[u8]) -> Vec<u8> {
    if text.is_ascii() {
        return crate::bytes::swapcase(text);
    }
    convert(text, |out, at, c| {
        if unicode::is_upper(c) {
            push_lower(out, text, at, c);
        } else if unicode::is_lower(c) {
            push_mapping(out, unicode::upper(c));
        } else {
            push_char(out, c);
        }
    })
}
