//! Case mappings of single characters: the full forms of `str.lower` and its relatives, and `re`'s simple lowercase.
//! The final sigma rule needs the neighbours and lives with the string operations.

use super::{record, tables as t};

/// The one to three characters a character maps to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CaseMapping {
    chars: [u32; 3],
    len: u8,
}

impl CaseMapping {
    #[inline]
    fn one(c: u32) -> Self {
        Self { chars: [c, 0, 0], len: 1 }
    }

    /// The characters.
    #[inline]
    pub fn as_slice(&self) -> &[u32] {
        &self.chars[..self.len as usize]
    }
}

const LOWER: usize = 0;
const UPPER: usize = 1;
const TITLE: usize = 2;
const FOLD: usize = 3;

#[inline]
fn map(c: u32, which: usize) -> CaseMapping {
    let r = record(c);
    if r.flags & t::EXTENDED_CASE != 0 {
        return extended(c, which);
    }
    CaseMapping::one(c.wrapping_add_signed(r.case[which]))
}

#[cold]
fn extended(c: u32, which: usize) -> CaseMapping {
    let Ok(place) = t::EXTENDED.binary_search_by_key(&c, |e| e.0) else {
        return CaseMapping::one(c);
    };
    let full = t::EXTENDED[place].1[which];
    let mut chars = [0; 3];
    chars[..full.len()].copy_from_slice(full);
    CaseMapping { chars, len: full.len() as u8 }
}

/// The full lowercase form; of a capital sigma the non-final one.
#[inline]
pub fn lower(c: u32) -> CaseMapping {
    map(c, LOWER)
}

/// The full uppercase form.
#[inline]
pub fn upper(c: u32) -> CaseMapping {
    map(c, UPPER)
}

/// The full titlecase form.
#[inline]
pub fn title(c: u32) -> CaseMapping {
    map(c, TITLE)
}

/// The full case folding.
#[inline]
pub fn casefold(c: u32) -> CaseMapping {
    map(c, FOLD)
}

/// The simple lowercase form, as `re.IGNORECASE` uses it (`_sre.unicode_tolower`).
#[inline]
pub fn simple_lower(c: u32) -> u32 {
    c.wrapping_add_signed(record(c).case[LOWER])
}

/// The simple uppercase form, as character ranges under `re.IGNORECASE` use it.
#[inline]
pub fn simple_upper(c: u32) -> u32 {
    c.wrapping_add_signed(record(c).case[UPPER])
}

/// `_sre.unicode_iscased`: a simple lower or upper form differs from the character.
pub fn sre_is_cased(c: u32) -> bool {
    let r = record(c);
    r.case[LOWER] != 0 || r.case[UPPER] != 0
}
