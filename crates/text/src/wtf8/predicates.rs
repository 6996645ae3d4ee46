//! `str.isalpha` and its relatives on whole texts.

use super::chars::chars;
use crate::unicode;

/// Not empty, and all characters satisfy the predicate.
fn all(text: &[u8], test: impl Fn(u32) -> bool) -> bool {
    !text.is_empty() && chars(text).all(test)
}

/// `str.isalpha`
pub fn is_alpha(text: &[u8]) -> bool {
    all(text, unicode::is_alpha)
}

/// `str.isdecimal`
pub fn is_decimal(text: &[u8]) -> bool {
    all(text, unicode::is_decimal)
}

/// `str.isdigit`
pub fn is_digit(text: &[u8]) -> bool {
    all(text, unicode::is_digit)
}

/// `str.isnumeric`
pub fn is_numeric(text: &[u8]) -> bool {
    all(text, unicode::is_numeric)
}

/// `str.isalnum`
pub fn is_alnum(text: &[u8]) -> bool {
    all(text, unicode::is_alnum)
}

/// `str.isspace`
pub fn is_space(text: &[u8]) -> bool {
    all(text, unicode::is_space)
}

/// `str.isprintable`; true of the empty text.
pub fn is_printable(text: &[u8]) -> bool {
    chars(text).all(unicode::is_printable)
}

/// `str.isidentifier`
pub fn is_identifier(text: &[u8]) -> bool {
    let mut rest = chars(text);
    rest.next().is_some_and(unicode::is_xid_start) && rest.all(unicode::is_xid_continue)
}

/// `str.isupper`
pub fn is_upper(text: &[u8]) -> bool {
    let mut found = false;
    for c in chars(text) {
        if unicode::is_lower(c) || unicode::is_title(c) {
            return false;
        }
        found = found || unicode::is_upper(c);
    }
    found
}

/// `str.islower`
pub fn is_lower(text: &[u8]) -> bool {
    let mut found = false;
    for c in chars(text) {
        if unicode::is_upper(c) || unicode::is_title(c) {
            return false;
        }
        found = found || unicode::is_lower(c);
    }
    found
}

/// `str.istitle`
pub fn is_title(text: &[u8]) -> bool {
    let (mut found, mut after_cased) = (false, false);
    for c in chars(text) {
        let (starts, continues) = (unicode::is_upper(c) || unicode::is_title(c), unicode::is_lower(c));
        if starts && after_cased || continues && !after_cased {
            return false;
        }
        after_cased = starts || continues;
        found = found || after_cased;
    }
    found
}
