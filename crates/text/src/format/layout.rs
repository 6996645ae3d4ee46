//! Putting the parts of a number together: sign, prefix, grouped digits, fraction, padding.

use super::error::FormatError;
use super::spec::{Align, Grouping, Sign, Spec};
use crate::wtf8::push_char;

/// How the type `n` separates digits, from the C locale's `localeconv`.
#[derive(Debug, Clone)]
pub struct NumberLocale {
    /// Between integer part and fraction.
    pub decimal_point: String,
    /// Between groups.
    pub thousands_separator: String,
    /// Sizes of the groups from the right; the last repeats, 127 ends the grouping.
    pub grouping: Vec<u8>,
}

impl Default for NumberLocale {
    fn default() -> Self {
        Self { decimal_point: ".".into(), thousands_separator: String::new(), grouping: Vec::new() }
    }
}

/// The pieces of a formatted number.
#[derive(Debug, Default)]
pub(super) struct Parts<'a> {
    pub(super) negative: bool,
    pub(super) prefix: &'a str,
    pub(super) integer: &'a str,
    pub(super) has_point: bool,
    pub(super) fraction: &'a str,
    /// Exponent, percent sign, `inf` or `nan`: never grouped.
    pub(super) rest: &'a [u8],
}

impl<'a> Parts<'a> {
    /// Splits the text of a number after its sign.
    pub(super) fn of_float(text: &'a str) -> Self {
        let (negative, text) = match text.strip_prefix('-') {
            Some(unsigned) => (true, unsigned),
            None => (false, text),
        };
        let digits = |t: &str| t.bytes().take_while(u8::is_ascii_digit).count();
        let (integer, mut rest) = text.split_at(digits(text));
        let (mut has_point, mut fraction) = (false, "");
        if let Some(after) = rest.strip_prefix('.') {
            has_point = true;
            (fraction, rest) = after.split_at(digits(after));
        }
        Self { negative, prefix: "", integer, has_point, fraction, rest: rest.as_bytes() }
    }
}

/// The separators in use: a locale's or those a specification asks for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Separators<'a> {
    point: &'a str,
    thousands: &'a str,
    grouping: &'a [u8],
}

impl<'a> Separators<'a> {
    pub(super) fn of_spec(spec: &Spec, radix_is_ten: bool) -> Self {
        Self { point: ".", thousands: spec.grouping.text(), grouping: if radix_is_ten { &[3] } else { &[4] } }
    }

    pub(super) fn of_locale(locale: &'a NumberLocale) -> Self {
        Self {
            point: &locale.decimal_point,
            thousands: &locale.thousands_separator,
            grouping: &locale.grouping,
        }
    }
}

/// Reserves room, so that an absurd width is an error and no abort.
pub(super) fn reserve(out: &mut Vec<u8>, more: usize) -> Result<(), FormatError> {
    out.try_reserve(more).map_err(|_| FormatError::Memory)
}

/// Checks that digits of this precision can be held at all.
pub(super) fn check_precision(precision: usize) -> Result<(), FormatError> {
    const HARMLESS: usize = 1 << 20;
    if precision < HARMLESS { Ok(()) } else { reserve(&mut Vec::new(), precision.saturating_mul(2)) }
}

/// How much padding goes left and right of `len` characters.
pub(super) fn padding(spec: &Spec, len: usize) -> (usize, usize) {
    let total = spec.width.saturating_sub(len);
    match spec.align {
        Align::Left => (0, total),
        Align::Center => (total / 2, total - total / 2),
        Align::Right | Align::AfterSign => (total, 0),
    }
}

/// Appends `count` fill characters.
pub(super) fn push_fill(out: &mut Vec<u8>, fill: u32, count: usize) -> Result<(), FormatError> {
    if fill < 0x80 {
        reserve(out, count)?;
        out.resize(out.len() + count, fill as u8);
        return Ok(());
    }
    reserve(out, count.saturating_mul(4))?;
    (0..count).for_each(|_| push_char(out, fill));
    Ok(())
}

/// Lays out a number. The text appended is ASCII but for the fill character, the locale's separators and `%c`'s character.
pub(super) fn push_number(
    out: &mut Vec<u8>,
    parts: &Parts,
    spec: &Spec,
    separators: Separators,
) -> Result<(), FormatError> {
    let chars = |t: &[u8]| t.iter().filter(|b| **b & 0xC0 != 0x80).count();
    let sign: &[u8] = match (parts.negative, spec.sign) {
        (true, _) => b"-",
        (false, Sign::Plus) => b"+",
        (false, Sign::Space) => b" ",
        (false, Sign::Minus) => b"",
    };
    let point = if parts.has_point { separators.point.as_bytes() } else { b"" };
    let fraction = group_fraction(parts.fraction, spec.fraction_grouping);
    let fixed = sign.len() + parts.prefix.len() + chars(point) + fraction.len() + chars(parts.rest);
    let zero_padded = spec.fill == u32::from(b'0') && spec.align == Align::AfterSign;
    let least = if zero_padded { spec.width.saturating_sub(fixed) } else { 0 };
    let (digits, digit_count) = group_integer(parts.integer, least, separators)?;
    let len = fixed + digit_count;
    let (left, right) = padding(spec, len);
    let inner = spec.align == Align::AfterSign;
    reserve(out, len.saturating_add(left).saturating_add(right))?;
    if !inner {
        push_fill(out, spec.fill, left)?;
    }
    out.extend_from_slice(sign);
    out.extend_from_slice(parts.prefix.as_bytes());
    if inner {
        push_fill(out, spec.fill, left)?;
    }
    for part in [&*digits, point, fraction.as_bytes(), parts.rest] {
        out.extend_from_slice(part);
    }
    push_fill(out, spec.fill, right)
}

/// Separates the fraction's digits in threes, from the left.
fn group_fraction(digits: &str, grouping: Grouping) -> std::borrow::Cow<'_, str> {
    if grouping == Grouping::None || digits.len() <= 3 {
        return digits.into();
    }
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && i % 3 == 0 {
            out.push_str(grouping.text());
        }
        out.push(c);
    }
    out.into()
}

/// Separates the integer's digits in groups, with zeros in front up to `least` characters; also the length in characters.
fn group_integer<'a>(
    digits: &'a str,
    least: usize,
    separators: Separators,
) -> Result<(std::borrow::Cow<'a, [u8]>, usize), FormatError> {
    let separator = separators.thousands;
    let plain = separator.is_empty() || separators.grouping.is_empty();
    if digits.is_empty() || plain && digits.len() >= least {
        return Ok((digits.as_bytes().into(), digits.len()));
    }
    let mut reversed = Vec::new();
    reserve(&mut reversed, least.max(digits.len()).saturating_mul(2))?;
    let separator_len = separator.chars().count();
    let mut source = digits.bytes().rev();
    let (mut remaining, mut missing, mut count, mut group) = (digits.len(), least, 0, 0);
    loop {
        let size = if plain { usize::MAX } else { group_size(separators.grouping, group) };
        let take = size.min(remaining.max(missing).max(1));
        let zeros = take.saturating_sub(remaining);
        reversed.extend(source.by_ref().take(take - zeros));
        reversed.resize(reversed.len() + zeros, b'0');
        count += take;
        remaining = remaining.saturating_sub(take);
        missing = missing.saturating_sub(take);
        if remaining == 0 && missing == 0 {
            break;
        }
        reversed.extend(separator.bytes().rev());
        count += separator_len;
        missing = missing.saturating_sub(separator_len);
        group += 1;
    }
    reversed.reverse();
    Ok((reversed.into(), count))
}

fn group_size(grouping: &[u8], index: usize) -> usize {
    match grouping.get(index).or(grouping.last()) {
        None | Some(0 | 127) => usize::MAX,
        Some(size) => usize::from(*size),
    }
}
