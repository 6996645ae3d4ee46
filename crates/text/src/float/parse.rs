//! `float(str)` and `float(bytes)`: CPython's grammar in front of the standard library's exact conversion.

use crate::unicode;
use std::borrow::Cow;

/// Whitespace as C's `isspace` in the "C" locale, which is what number parsing strips.
#[inline]
pub(crate) fn is_c_space(b: u8) -> bool {
    matches!(b, b'\t'..=b'\r' | b' ')
}

pub(crate) fn trim_c_space(text: &[u8]) -> &[u8] {
    let start = text.iter().position(|&b| !is_c_space(b)).unwrap_or(text.len());
    let end = text.iter().rposition(|&b| !is_c_space(b)).map_or(start, |last| last + 1);
    &text[start..end]
}

/// Decimal digits and spaces of any script as ASCII; other characters become `?`, which no number contains.
pub(crate) fn to_ascii_number(text: &[u8]) -> Cow<'_, [u8]> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let ascii = |c: u32| match c {
        0..0x7F => c as u8,
        _ if unicode::is_space(c) => b' ',
        _ => unicode::decimal(c).map_or(b'?', |d| b'0' + d),
    };
    Cow::Owned(crate::wtf8::chars(text).map(ascii).collect())
}

/// Parses WTF-8 text as `float(str)` does. `None` is CPython's
/// `ValueError: could not convert string to float: {repr of the argument}`.
pub fn parse(text: &[u8]) -> Option<f64> {
    parse_bytes(&to_ascii_number(text))
}

/// Parses bytes as `float(bytes)` does.
pub fn parse_bytes(text: &[u8]) -> Option<f64> {
    let text = remove_underscores(trim_c_space(text))?;
    let (value, used) = scan(&text)?;
    (used == text.len()).then_some(value)
}

/// Drops underscores, each of which must stand between two digits.
pub(crate) fn remove_underscores(text: &[u8]) -> Option<Cow<'_, [u8]>> {
    if memchr::memchr(b'_', text).is_none() {
        return Some(Cow::Borrowed(text));
    }
    let is_digit = |b: Option<&u8>| b.is_some_and(u8::is_ascii_digit);
    let mut out = Vec::with_capacity(text.len());
    for (i, &b) in text.iter().enumerate() {
        if b != b'_' {
            out.push(b);
        } else if i == 0 || !is_digit(text.get(i - 1)) || !is_digit(text.get(i + 1)) {
            return None;
        }
    }
    Some(Cow::Owned(out))
}

/// Reads the longest number at the start of `text`; also how many bytes it took.
pub(crate) fn scan(text: &[u8]) -> Option<(f64, usize)> {
    let sign = usize::from(matches!(text.first(), Some(b'+' | b'-')));
    let digits = |from: usize| text[from..].iter().take_while(|b| b.is_ascii_digit()).count();
    let whole = digits(sign);
    let mut end = sign + whole;
    let mut fraction = 0;
    if text.get(end) == Some(&b'.') {
        fraction = digits(end + 1);
        if whole + fraction > 0 {
            end += 1 + fraction;
        }
    }
    if whole + fraction == 0 {
        return scan_special(text, sign);
    }
    if let Some(b'e' | b'E') = text.get(end) {
        let signed = end + 1 + usize::from(matches!(text.get(end + 1), Some(b'+' | b'-')));
        if signed <= text.len() && digits(signed) > 0 {
            end = signed + digits(signed);
        }
    }
    let value = std::str::from_utf8(&text[..end]).ok()?.parse().ok()?;
    Some((value, end))
}

fn scan_special(text: &[u8], sign: usize) -> Option<(f64, usize)> {
    let words: [(&[u8], f64); 3] = [(b"infinity", f64::INFINITY), (b"inf", f64::INFINITY), (b"nan", f64::NAN)];
    let rest = &text[sign..];
    let (word, value) =
        words.iter().find(|(w, _)| rest.len() >= w.len() && rest[..w.len()].eq_ignore_ascii_case(w))?;
    let negative = text.first() == Some(&b'-');
    Some((if negative { -value } else { *value }, sign + word.len()))
}
