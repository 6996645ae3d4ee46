//! Doubles in the formats `e`, `f`, `g` and `r`, at any precision: what CPython's `PyOS_double_to_string` does.

use super::repr::{Shortest, push_exponent};

/// A presentation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Code {
    /// `e`: scientific, `precision` digits after the point.
    Exponent,
    /// `f`: fixed, `precision` digits after the point.
    Fixed,
    /// `g`: `precision` significant digits, fixed or scientific by magnitude.
    General,
    /// `r`: shortest digits that read back, fixed or scientific by magnitude.
    Repr,
}

/// Variations of a presentation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Flags {
    /// `#`: keep the point and trailing zeros.
    pub alternate: bool,
    /// Ensure `.0` where a finite result would look like an integer.
    pub dot_zero: bool,
    /// `z`: a result that is all zeros has no minus sign.
    pub no_negative_zero: bool,
    /// Upper-case letters (`E`, `INF`).
    pub upper: bool,
}

/// No double has more decimal digits after the point (2^-1074 has exactly these); further digits are zeros.
const MAX_FRACTION: usize = 1074;
/// No double has more significant digits.
const MAX_SIGNIFICANT: usize = 767;

/// Formats `x`, with a leading `-` where negative. `precision` is unused by [`Code::Repr`].
pub fn format_double(x: f64, code: Code, precision: usize, flags: Flags) -> String {
    let mut out = String::new();
    if !x.is_finite() {
        if x == f64::NEG_INFINITY {
            out.push('-');
        }
        out.push_str(match (x.is_nan(), flags.upper) {
            (true, false) => "nan",
            (true, true) => "NAN",
            (false, false) => "inf",
            (false, true) => "INF",
        });
        return out;
    }
    if x.is_sign_negative() {
        out.push('-');
    }
    let letter = if flags.upper { 'E' } else { 'e' };
    match code {
        Code::Fixed => push_fixed(&mut out, x.abs(), precision, flags.alternate),
        Code::Exponent => {
            let d = significant(x.abs(), precision.saturating_add(1));
            push_scientific(&mut out, &d, precision.saturating_add(1), letter, flags);
        }
        Code::General => {
            let precision = precision.max(1);
            push_general(&mut out, &significant(x.abs(), precision), precision, letter, flags);
        }
        Code::Repr => {
            let s = Shortest::new(x);
            let d = Digits { text: s.digits().to_vec(), point: s.point };
            let scientific = d.point <= -4 || d.point > 16;
            push_layout(&mut out, &d, d.text.len(), scientific, letter, flags);
        }
    }
    if flags.no_negative_zero && out.starts_with('-') && is_all_zeros(&out) {
        out.remove(0);
    }
    out
}

fn is_all_zeros(text: &str) -> bool {
    text.bytes().take_while(|b| *b != b'e' && *b != b'E').all(|b| matches!(b, b'-' | b'0' | b'.'))
}

/// Correctly rounded significant digits: `0.TEXT * 10^point`.
struct Digits {
    text: Vec<u8>,
    point: i32,
}

/// The first `count >= 1` significant digits of `x >= 0`, without the zeros past [`MAX_SIGNIFICANT`].
fn significant(x: f64, count: usize) -> Digits {
    let text = format!("{:.*e}", count.min(MAX_SIGNIFICANT) - 1, x);
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    Digits {
        text: mantissa.bytes().filter(|b| *b != b'.').collect(),
        point: exponent.parse::<i32>().unwrap_or_default() + 1,
    }
}

fn push_fixed(out: &mut String, x: f64, precision: usize, alternate: bool) {
    use std::fmt::Write;
    if super::fixed::push_fixed(out, x, precision, alternate) {
        return;
    }
    let shown = precision.min(MAX_FRACTION);
    // Writing to a string cannot fail.
    let _ = write!(out, "{x:.shown$}");
    out.extend(std::iter::repeat_n('0', precision - shown));
    if precision == 0 && alternate {
        out.push('.');
    }
}

/// `count` digits in scientific layout, padded with zeros.
fn push_scientific(out: &mut String, d: &Digits, count: usize, letter: char, flags: Flags) {
    out.push(d.text[0] as char);
    if count > 1 || flags.alternate {
        out.push('.');
    }
    out.extend(d.text[1..].iter().map(|&b| b as char));
    out.extend(std::iter::repeat_n('0', count.saturating_sub(d.text.len())));
    push_exponent(out, letter, d.point - 1);
}

fn push_general(out: &mut String, d: &Digits, precision: usize, letter: char, flags: Flags) {
    let limit = i64::try_from(precision).unwrap_or(i64::MAX) - i64::from(flags.dot_zero);
    let scientific = d.point <= -4 || i64::from(d.point) > limit;
    let kept = d.text.iter().rposition(|b| *b != b'0').map_or(1, |last| last + 1);
    let count = if flags.alternate { precision } else { kept };
    let d = Digits { text: d.text[..d.text.len().min(if flags.alternate { usize::MAX } else { kept })].to_vec(), ..*d };
    push_layout(out, &d, count, scientific, letter, flags);
}

/// Lays out digits, padded with zeros to `count`, around the point or with an exponent.
fn push_layout(out: &mut String, d: &Digits, count: usize, scientific: bool, letter: char, flags: Flags) {
    if scientific {
        push_scientific(out, d, count, letter, flags);
        return;
    }
    let padded = |from: usize, to: usize| (from..to).map(|i| d.text.get(i).map_or('0', |b| *b as char));
    if d.point <= 0 {
        out.push_str("0.");
        out.extend(std::iter::repeat_n('0', d.point.unsigned_abs() as usize));
        out.extend(padded(0, count));
        return;
    }
    let point = d.point as usize;
    out.extend(padded(0, point));
    if count > point {
        out.push('.');
        out.extend(padded(point, count));
    } else if flags.dot_zero {
        out.push_str(".0");
    } else if flags.alternate {
        out.push('.');
    }
}
