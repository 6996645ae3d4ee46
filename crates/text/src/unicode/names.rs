//! Character names, aliases and named sequences: `unicodedata.name`, `unicodedata.lookup` and `\N{...}`.

use super::tables as t;

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    /// One character.
    Char(u32),
    /// A named sequence of characters, which `\N{...}` does not accept and `lookup` does.
    Sequence(&'static [u32]),
}

/// No name is longer; longer inputs need no search.
const LONGEST: usize = 128;

/// `unicodedata.name`.
pub fn name(c: u32) -> Option<String> {
    char::from_u32(c).and_then(unicode_names2::name).map(|n| n.to_string())
}

/// Finds a character or sequence by its exact name, ignoring the case of ASCII letters.
pub fn lookup(wanted: &[u8]) -> Option<Named> {
    if wanted.len() > LONGEST || !wanted.is_ascii() {
        return None;
    }
    let upper = std::str::from_utf8(wanted).ok()?.to_ascii_uppercase();
    if let Ok(place) = t::ALIASES.binary_search_by(|e| e.0.cmp(&upper)) {
        return Some(Named::Char(t::ALIASES[place].1));
    }
    if let Ok(place) = t::SEQUENCES.binary_search_by(|e| e.0.cmp(&upper)) {
        return Some(Named::Sequence(t::SEQUENCES[place].1));
    }
    // The crate matches loosely (UAX44-LM2), CPython exactly: compare with the true name.
    let c = unicode_names2::character(&upper)?;
    let exact = unicode_names2::name(c)?.to_string() == upper;
    exact.then_some(Named::Char(c as u32))
}
