//! Facts about characters, and the casing helpers of the `_sre` module.
//!
//! In: a code point. Out: its category or its simple case mapping. The engine takes the facts of
//! Unicode through [`CharTable`], so that it knows nothing of where the tables come from; ASCII
//! categories are fixed by the pattern syntax and live here.

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
