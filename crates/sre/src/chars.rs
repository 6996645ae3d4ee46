//! Facts about characters, and the casing helpers of the `_sre` module.
//!
//! In: a code point. Out: its category or its simple case mapping. The engine takes the facts of
//! Unicode through [`CharTable`], so that it knows nothing of where the tables come from; ASCII
//! categories are fixed by the pattern syntax and live here.

use whipsnake_text::unicode;

/// Unicode and locale facts, as `str` methods of the runtime see them.
///
/// All functions must be total: code lists may hold any 32-bit number as a character.
pub trait CharTable: 'static {
    /// `str.isalnum` of one character.
    fn is_alnum(ch: u32) -> bool;
    /// `str.isspace` of one character.
    fn is_space(ch: u32) -> bool;
    /// `str.isdecimal` of one character.
    fn is_decimal(ch: u32) -> bool;
    /// Whether `str.splitlines` breaks at the character.
    fn is_linebreak(ch: u32) -> bool;
    /// The simple (one to one) lower case mapping.
    fn lower(ch: u32) -> u32;
    /// The simple (one to one) upper case mapping.
    fn upper(ch: u32) -> u32;

    /// `isalnum` in the current locale. The default is the C locale.
    fn locale_is_alnum(byte: u8) -> bool {
        byte.is_ascii_alphanumeric()
    }
    /// `tolower` in the current locale. The default is the C locale.
    fn locale_lower(byte: u8) -> u8 {
        byte.to_ascii_lowercase()
    }
    /// `toupper` in the current locale. The default is the C locale.
    fn locale_upper(byte: u8) -> u8 {
        byte.to_ascii_uppercase()
    }
}

/// Unicode 16 from [`whipsnake_text`], in the C locale.
#[derive(Clone, Copy, Debug)]
pub struct Unicode;

impl CharTable for Unicode {
    #[inline]
    fn is_alnum(ch: u32) -> bool {
        unicode::is_alnum(ch)
    }
    #[inline]
    fn is_space(ch: u32) -> bool {
        unicode::is_space(ch)
    }
    #[inline]
    fn is_decimal(ch: u32) -> bool {
        unicode::is_decimal(ch)
    }
    #[inline]
    fn is_linebreak(ch: u32) -> bool {
        unicode::is_line_break(ch)
    }
    #[inline]
    fn lower(ch: u32) -> u32 {
        unicode::simple_lower(ch)
    }
    #[inline]
    fn upper(ch: u32) -> u32 {
        unicode::simple_upper(ch)
    }
}

/// `_sre.ascii_iscased`.
pub fn ascii_iscased(ch: u32) -> bool {
    matches!(u8::try_from(ch), Ok(byte) if byte.is_ascii_alphabetic())
}

/// `_sre.ascii_tolower`.
pub fn ascii_tolower(ch: u32) -> u32 {
    match u8::try_from(ch) {
        Ok(byte) => u32::from(byte.to_ascii_lowercase()),
        Err(_) => ch,
    }
}

/// `_sre.unicode_iscased`.
pub fn unicode_iscased<T: CharTable>(ch: u32) -> bool {
    ch != T::lower(ch) || ch != T::upper(ch)
}

/// `_sre.unicode_tolower`.
pub fn unicode_tolower<T: CharTable>(ch: u32) -> u32 {
    T::lower(ch)
}

/// Lower case under the flags of a pattern: what `getlower` of older `_sre` modules answered.
pub fn getlower<T: CharTable>(ch: u32, flags: u32) -> u32 {
    if flags & crate::flags::LOCALE != 0 {
        locale_lower::<T>(ch)
    } else if flags & crate::flags::UNICODE != 0 {
        T::lower(ch)
    } else {
        ascii_tolower(ch)
    }
}

/// Lower case in the current locale; characters beyond one byte are left alone.
pub(crate) fn locale_lower<T: CharTable>(ch: u32) -> u32 {
    u8::try_from(ch).map_or(ch, |byte| u32::from(T::locale_lower(byte)))
}

/// Upper case in the current locale; characters beyond one byte are left alone.
pub(crate) fn locale_upper<T: CharTable>(ch: u32) -> u32 {
    u8::try_from(ch).map_or(ch, |byte| u32::from(T::locale_upper(byte)))
}

/// `\w` of bytes patterns and of the `ASCII` flag.
#[inline]
pub(crate) fn is_ascii_word(ch: u32) -> bool {
    matches!(u8::try_from(ch), Ok(byte) if byte.is_ascii_alphanumeric() || byte == b'_')
}

/// `\w` of string patterns.
#[inline]
pub(crate) fn is_unicode_word<T: CharTable>(ch: u32) -> bool {
    if ch < 128 { is_ascii_word(ch) } else { T::is_alnum(ch) }
}

/// `\w` of `LOCALE` patterns.
pub(crate) fn is_locale_word<T: CharTable>(ch: u32) -> bool {
    matches!(u8::try_from(ch), Ok(byte) if byte == b'_' || T::locale_is_alnum(byte))
}

/// What kind of characters a category names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    Digit,
    Space,
    Word,
    Linebreak,
}

/// Which table decides a category.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Domain {
    Ascii,
    Locale,
    Unicode,
}

/// One `CATEGORY_*` code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Category {
    pub kind: Kind,
    pub domain: Domain,
    pub negated: bool,
}

impl Category {
    /// The category of a code, in the order of `CHCODES`.
    pub fn from_code(code: u32) -> Option<Category> {
        use {Domain::*, Kind::*};
        let (kind, domain) = match code / 2 {
            0 => (Digit, Ascii),
            1 => (Space, Ascii),
            2 => (Word, Ascii),
            3 => (Linebreak, Ascii),
            4 => (Word, Locale),
            5 => (Digit, Unicode),
            6 => (Space, Unicode),
            7 => (Word, Unicode),
            8 => (Linebreak, Unicode),
            _ => return None,
        };
        Some(Category { kind, domain, negated: code % 2 == 1 })
    }

    /// Whether the character belongs to the category.
    pub fn contains<T: CharTable>(self, ch: u32) -> bool {
        self.negated
            != match (self.domain, self.kind) {
                (Domain::Ascii, Kind::Digit) => ch.wrapping_sub(u32::from(b'0')) < 10,
                (Domain::Ascii, Kind::Space) => ch == 32 || ch.wrapping_sub(9) < 5,
                (Domain::Ascii, Kind::Word) => is_ascii_word(ch),
                (Domain::Ascii, Kind::Linebreak) => ch == 10,
                (Domain::Locale, _) => is_locale_word::<T>(ch),
                (Domain::Unicode, Kind::Digit) => T::is_decimal(ch),
                (Domain::Unicode, Kind::Space) => T::is_space(ch),
                (Domain::Unicode, Kind::Word) => is_unicode_word::<T>(ch),
                (Domain::Unicode, Kind::Linebreak) => T::is_linebreak(ch),
            }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sets trust that no other character folds to an ASCII letter.
    #[test]
    fn two_characters_have_an_ascii_lower_case() {
        let folding: Vec<u32> = (128..0x11_0000).filter(|ch| Unicode::lower(*ch) < 128).collect();
        assert_eq!(folding, [0x130, 0x212A]);
        assert_eq!(folding.iter().map(|ch| Unicode::lower(*ch)).collect::<Vec<_>>(), [0x69, 0x6B]);
    }

    #[test]
    fn categories_follow_their_codes() {
        for (code, inside, outside) in [(0, 0x35, 0x665), (2, 0x20, 0x1C), (4, 0x5F, 0xE9), (6, 0x0A, 0x0D)] {
            for negated in 0..2 {
                let category = Category::from_code(code + negated).unwrap();
                assert_eq!(category.contains::<Unicode>(inside), negated == 0);
                assert_eq!(category.contains::<Unicode>(outside), negated == 1);
            }
        }
        let members = [(8, 0x61), (10, 0x665), (12, 0x1C), (14, 0xE9), (16, 0x2028)];
        assert!(members.iter().all(|(code, ch)| Category::from_code(*code).unwrap().contains::<Unicode>(*ch)));
        assert!(Category::from_code(18).is_none());
    }

    #[test]
    fn casing_is_that_of_the_flags() {
        assert_eq!(getlower::<Unicode>(0xC9, crate::flags::UNICODE), 0xE9);
        assert_eq!(getlower::<Unicode>(0xC9, 0), 0xC9);
        assert_eq!(getlower::<Unicode>(0x41, crate::flags::LOCALE), 0x61);
        assert!(ascii_iscased(0x7A) && !ascii_iscased(0xE9) && !ascii_iscased(0x35));
        assert!(unicode_iscased::<Unicode>(0xE9) && !unicode_iscased::<Unicode>(0x35));
    }
}
