//! `int(text, base)`: CPython's grammar and digit limit; large inputs are converted by divide and conquer.

use super::Int;
use crate::float::{is_c_space, to_ascii_number};
use num_bigint::{BigInt, BigUint, Sign};

/// The default of `sys.set_int_max_str_digits`.
pub const DEFAULT_MAX_DIGITS: usize = 4300;
/// The least limit that can be set; shorter texts are never refused.
pub const LEAST_MAX_DIGITS: usize = 640;

/// Why text is no integer; a `ValueError`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParseError {
    /// Not an integer in this base.
    Invalid {
        /// The base asked for.
        base: u32,
    },
    /// More digits than `sys.set_int_max_str_digits` allows.
    TooLong {
        /// The limit.
        limit: usize,
        /// How many there were, where known before converting.
        digits: Option<usize>,
    },
    /// A base that is neither 0 nor from 2 to 36.
    Base,
}

impl ParseError {
    /// CPython's message, given the `repr` of the argument (WTF-8; shown up to 200 characters).
    pub fn message(self, repr: &str) -> String {
        match self {
            Self::Invalid { base } => {
                let shown: String = repr.chars().take(200).collect();
                format!("invalid literal for int() with base {base}: {shown}")
            }
            Self::TooLong { limit, digits } => {
                let has = digits.map_or(String::new(), |d| format!(": value has {d} digits"));
                format!(
                    "Exceeds the limit ({limit} digits) for integer string conversion{has}; \
                     use sys.set_int_max_str_digits() to increase the limit"
                )
            }
            Self::Base => "int() base must be >= 2 and <= 36, or 0".to_string(),
        }
    }
}

/// Parses WTF-8 text. `max_digits` 0 means no limit.
pub fn parse(text: &[u8], base: u32, max_digits: usize) -> Result<Int, ParseError> {
    parse_bytes(&to_ascii_number(text), base, max_digits)
}

/// Parses bytes.
pub fn parse_bytes(text: &[u8], base: u32, max_digits: usize) -> Result<Int, ParseError> {
    if base == 1 || base > 36 {
        return Err(ParseError::Base);
    }
    let invalid = ParseError::Invalid { base };
    let start = text.iter().position(|&b| !is_c_space(b)).ok_or(invalid)?;
    let (negative, unsigned) = match text[start] {
        b'-' => (true, &text[start + 1..]),
        b'+' => (false, &text[start + 1..]),
        _ => (false, &text[start..]),
    };
    let (radix, body, only_zero) = strip_prefix(unsigned, base);
    let (digits, used) = scan_digits(body, radix).ok_or(invalid)?;
    if !radix.is_power_of_two() && max_digits > 0 && digits.len() > max_digits.max(LEAST_MAX_DIGITS) {
        return Err(ParseError::TooLong { limit: max_digits, digits: Some(digits.len()) });
    }
    let trailing = &body[used..];
    if !trailing.iter().all(|&b| is_c_space(b)) || only_zero && digits.iter().any(|d| *d != 0) {
        return Err(invalid);
    }
    Ok(from_digits(&digits, radix, negative))
}

/// Parses plain ASCII digits of a valid literal, as the tokenizer passes them: no sign, no prefix, no underscore.
pub fn parse_digits(digits: &[u8], radix: u32, max_digits: usize) -> Result<Int, ParseError> {
    let invalid = ParseError::Invalid { base: radix };
    if !(2..=36).contains(&radix) {
        return Err(ParseError::Base);
    }
    let values: Option<Vec<u8>> =
        digits.iter().map(|&b| (b as char).to_digit(radix).map(|d| d as u8)).collect();
    let values = values.filter(|v| !v.is_empty()).ok_or(invalid)?;
    if !radix.is_power_of_two() && max_digits > 0 && values.len() > max_digits.max(LEAST_MAX_DIGITS) {
        return Err(ParseError::TooLong { limit: max_digits, digits: Some(values.len()) });
    }
    Ok(from_digits(&values, radix, false))
}

/// The base to read in, the text after a prefix, and whether only zero is allowed (`0777` in base 0).
fn strip_prefix(text: &[u8], base: u32) -> (u32, &[u8], bool) {
    let (prefix_base, rest) = match text {
        [b'0', b'x' | b'X', rest @ ..] => (16, rest),
        [b'0', b'o' | b'O', rest @ ..] => (8, rest),
        [b'0', b'b' | b'B', rest @ ..] => (2, rest),
        _ => (0, text),
    };
    if prefix_base != 0 && (base == 0 || base == prefix_base) {
        // One underscore may follow the prefix.
        let rest = match rest {
            [b'_', after @ ..] => after,
            _ => rest,
        };
        return (prefix_base, rest, false);
    }
    let radix = if base == 0 { 10 } else { base };
    (radix, text, base == 0 && text.first() == Some(&b'0'))
}

/// The values of the digits at the start, and the bytes they took; `None` for none or a misplaced underscore.
fn scan_digits(text: &[u8], radix: u32) -> Option<(Vec<u8>, usize)> {
    let mut digits = Vec::with_capacity(text.len());
    let mut after_digit = false;
    let mut used = 0;
    for &b in text {
        if b == b'_' && after_digit {
            after_digit = false;
        } else if let Some(d) = (b as char).to_digit(radix) {
            digits.push(d as u8);
            after_digit = true;
        } else {
            break;
        }
        used += 1;
    }
    after_digit.then_some((digits, used))
}

fn from_digits(digits: &[u8], radix: u32, negative: bool) -> Int {
    let radix_bits = 64 - u64::from(radix).leading_zeros() as usize;
    if digits.len() * radix_bits < 64 || radix == 10 && digits.len() <= 18 {
        let value = digits.iter().fold(0_i64, |v, &d| v * i64::from(radix) + i64::from(d));
        return Int::Small(if negative { -value } else { value });
    }
    let magnitude = if radix.is_power_of_two() {
        BigUint::from_radix_be(digits, radix).unwrap_or_default()
    } else {
        divide_and_conquer(digits, radix)
    };
    let sign = if negative { Sign::Minus } else { Sign::Plus };
    BigInt::from_biguint(sign, magnitude).into()
}

/// Below this many digits the quadratic conversion is faster.
const LEAF: usize = 512;

/// Halves the digits down to leaves, with the powers of the radix squared once per level.
fn divide_and_conquer(digits: &[u8], radix: u32) -> BigUint {
    let mut powers = Vec::new();
    let mut width = LEAF;
    while width < digits.len() {
        let next = match powers.last() {
            None => BigUint::from(radix).pow(LEAF as u32),
            Some(last) => last * last,
        };
        powers.push(next);
        width *= 2;
    }
    combine(digits, radix, &powers)
}

fn combine(digits: &[u8], radix: u32, powers: &[BigUint]) -> BigUint {
    let Some((power, lower)) = powers.split_last() else {
        return BigUint::from_radix_be(digits, radix).unwrap_or_default();
    };
    let width = LEAF << lower.len();
    if digits.len() <= width {
        return combine(digits, radix, lower);
    }
    let (high, low) = digits.split_at(digits.len() - width);
    combine(high, radix, lower) * power + combine(low, radix, lower)
}
