//! The methods of `bytes` that have no twin in `str` or differ from it: ASCII rules, hexadecimal, translation tables.

pub use crate::pad::{RESULT_TOO_LONG, center, expand_tabs, left_justify, right_justify, zero_fill};

/// ASCII whitespace of `bytes` methods.
#[inline]
pub fn is_space_byte(b: u8) -> bool {
    matches!(b, b'\t'..=b'\r' | b' ')
}

fn all(bytes: &[u8], test: impl Fn(&u8) -> bool) -> bool {
    !bytes.is_empty() && bytes.iter().all(test)
}

/// `bytes.isalpha`
pub fn is_alpha(bytes: &[u8]) -> bool {
    all(bytes, u8::is_ascii_alphabetic)
}

/// `bytes.isdigit`
pub fn is_digit(bytes: &[u8]) -> bool {
    all(bytes, u8::is_ascii_digit)
}

/// `bytes.isalnum`
pub fn is_alnum(bytes: &[u8]) -> bool {
    all(bytes, u8::is_ascii_alphanumeric)
}

/// `bytes.isspace`
pub fn is_space(bytes: &[u8]) -> bool {
    all(bytes, |b| is_space_byte(*b))
}

/// `bytes.isupper`
pub fn is_upper(bytes: &[u8]) -> bool {
    bytes.iter().any(u8::is_ascii_uppercase) && !bytes.iter().any(u8::is_ascii_lowercase)
}

/// `bytes.islower`
pub fn is_lower(bytes: &[u8]) -> bool {
    bytes.iter().any(u8::is_ascii_lowercase) && !bytes.iter().any(u8::is_ascii_uppercase)
}

/// `bytes.istitle`
pub fn is_title(bytes: &[u8]) -> bool {
    let (mut found, mut after_cased) = (false, false);
    for b in bytes {
        if b.is_ascii_uppercase() && after_cased || b.is_ascii_lowercase() && !after_cased {
            return false;
        }
        after_cased = b.is_ascii_alphabetic();
        found = found || after_cased;
    }
    found
}

/// `bytes.title`
pub fn title(bytes: &[u8]) -> Vec<u8> {
    let mut after_cased = false;
    let convert = |b: &u8| {
        let converted = if after_cased { b.to_ascii_lowercase() } else { b.to_ascii_uppercase() };
        after_cased = b.is_ascii_alphabetic();
        converted
    };
    bytes.iter().map(convert).collect()
}

/// `bytes.capitalize`
pub fn capitalize(bytes: &[u8]) -> Vec<u8> {
    let mut out = bytes.to_ascii_lowercase();
    if let Some(first) = out.first_mut() {
        first.make_ascii_uppercase();
    }
    out
}

/// `bytes.swapcase`
pub fn swapcase(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().map(|b| if b.is_ascii_alphabetic() { b ^ 0x20 } else { *b }).collect()
}

/// `bytes.lstrip()`
pub fn trim_start(bytes: &[u8]) -> &[u8] {
    &bytes[bytes.iter().take_while(|b| is_space_byte(**b)).count()..]
}

/// `bytes.rstrip()`
pub fn trim_end(bytes: &[u8]) -> &[u8] {
    &bytes[..bytes.len() - bytes.iter().rev().take_while(|b| is_space_byte(**b)).count()]
}

/// `bytes.strip(set)`, at the left, the right or both.
pub fn strip_bytes<'a>(bytes: &'a [u8], set: &[u8], left: bool, right: bool) -> &'a [u8] {
    let in_set = byte_set(set);
    let inside = |b: &&u8| in_set[usize::from(**b)];
    let start = if left { bytes.iter().take_while(inside).count() } else { 0 };
    let rest = &bytes[start..];
    let cut = if right { rest.iter().rev().take_while(inside).count() } else { 0 };
    &rest[..rest.len() - cut]
}

fn byte_set(set: &[u8]) -> [bool; 256] {
    let mut in_set = [false; 256];
    set.iter().for_each(|b| in_set[usize::from(*b)] = true);
    in_set
}

/// `bytes.split(None, max)`: calls `push` for each word.
pub fn split_whitespace<'a>(bytes: &'a [u8], max: usize, mut push: impl FnMut(&'a [u8])) {
    let mut rest = trim_start(bytes);
    let mut splits = 0;
    while !rest.is_empty() {
        if splits == max {
            push(rest);
            return;
        }
        let end = rest.iter().position(|b| is_space_byte(*b)).unwrap_or(rest.len());
        push(&rest[..end]);
        splits += 1;
        rest = trim_start(&rest[end..]);
    }
}

/// `bytes.rsplit(None, max)`: calls `push` for each word from the last to the first.
pub fn rsplit_whitespace<'a>(bytes: &'a [u8], max: usize, mut push: impl FnMut(&'a [u8])) {
    let mut rest = trim_end(bytes);
    let mut splits = 0;
    while !rest.is_empty() {
        if splits == max {
            push(rest);
            return;
        }
        let start = rest.iter().rposition(|b| is_space_byte(*b)).map_or(0, |at| at + 1);
        push(&rest[start..]);
        splits += 1;
        rest = trim_end(&rest[..start]);
    }
}

/// `bytes.splitlines(keep_ends)`: calls `push` for each line, ended by `\n`, `\r` or both.
pub fn split_lines<'a>(bytes: &'a [u8], keep_ends: bool, mut push: impl FnMut(&'a [u8])) {
    let mut rest = bytes;
    while !rest.is_empty() {
        let end = memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
        let next = match &rest[end..] {
            [b'\r', b'\n', ..] => end + 2,
            [] => end,
            _ => end + 1,
        };
        push(&rest[..if keep_ends { next } else { end }]);
        rest = &rest[next..];
    }
}

/// `bytes.translate(table, delete)`.
pub fn translate(bytes: &[u8], table: Option<&[u8; 256]>, delete: &[u8]) -> Vec<u8> {
    let deleted = byte_set(delete);
    let kept = bytes.iter().filter(|b| delete.is_empty() || !deleted[usize::from(**b)]);
    match table {
        Some(table) => kept.map(|b| table[usize::from(*b)]).collect(),
        None => kept.copied().collect(),
    }
}

/// CPython's `ValueError` of `translate` for tables of another length.
pub const TRANSLATE_TABLE_LENGTH: &str = "translation table must be 256 characters long";
/// CPython's `ValueError` of `maketrans`.
pub const MAKETRANS_LENGTHS: &str = "maketrans arguments must have same length";

/// `bytes.maketrans(from, to)`; `None` if the lengths differ.
pub fn make_translation(from: &[u8], to: &[u8]) -> Option<[u8; 256]> {
    if from.len() != to.len() {
        return None;
    }
    let mut table: [u8; 256] = std::array::from_fn(|i| i as u8);
    from.iter().zip(to).for_each(|(f, t)| table[usize::from(*f)] = *t);
    Some(table)
}

/// `bytes.hex(separator, group)`: groups are counted from the right if `group` is positive, from the left if negative.
pub fn to_hex(bytes: &[u8], separator: Option<u8>, group: i64) -> String {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let size = group.unsigned_abs() as usize;
    let mut out = String::with_capacity(bytes.len() * 2 + bytes.len() / size.max(1));
    for (i, b) in bytes.iter().enumerate() {
        if let (Some(separator), 1..) = (separator, size) {
            let distance = if group > 0 { bytes.len() - i } else { i };
            if i > 0 && distance % size == 0 {
                out.push(separator as char);
            }
        }
        out.push(HEX[usize::from(b >> 4)] as char);
        out.push(HEX[usize::from(b & 15)] as char);
    }
    out
}

/// Why text is no hexadecimal form of bytes; a `ValueError`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FromHexError {
    /// The character with this index is no hexadecimal digit.
    NotHex(usize),
    /// The number of digits is odd.
    Odd,
}

impl FromHexError {
    /// CPython's message.
    pub fn message(self) -> String {
        match self {
            Self::NotHex(at) => format!("non-hexadecimal number found in fromhex() arg at position {at}"),
            Self::Odd => "fromhex() arg must contain an even number of hexadecimal digits".to_string(),
        }
    }
}

/// `bytes.fromhex(text)`; whitespace between bytes is skipped.
pub fn from_hex(text: &[u8]) -> Result<Vec<u8>, FromHexError> {
    // CPython reports the first character past ASCII before anything else.
    let digit = |at: usize| text.get(at).and_then(|b| (*b as char).to_digit(16));
    if let Some(at) = text.iter().position(|b| !b.is_ascii()) {
        return Err(FromHexError::NotHex(at));
    }
    let mut out = Vec::with_capacity(text.len() / 2);
    let mut at = 0;
    while at < text.len() {
        if is_space_byte(text[at]) {
            at += 1;
            continue;
        }
        let high = digit(at).ok_or(FromHexError::NotHex(at))?;
        if at + 1 >= text.len() {
            return Err(FromHexError::Odd);
        }
        let low = digit(at + 1).ok_or(FromHexError::NotHex(at + 1))?;
        out.push((high << 4 | low) as u8);
        at += 2;
    }
    Ok(out)
}
