//! Integers as text in any base.

use super::parse::{LEAST_MAX_DIGITS, ParseError};
use num_bigint::BigInt;

/// `str(n)` with the digit limit (0: none).
pub fn to_decimal(n: &BigInt, max_digits: usize) -> Result<String, ParseError> {
    let limit = max_digits.max(LEAST_MAX_DIGITS) as u64;
    let too_long = ParseError::TooLong { limit: max_digits, digits: None };
    // More than limit * log2(10) bits are certainly too many; refuse before the costly conversion.
    if max_digits > 0 && n.bits() > limit.saturating_mul(10) / 3 + 1 {
        return Err(too_long);
    }
    let text = n.to_str_radix(10);
    if max_digits > 0 && text.trim_start_matches('-').len() as u64 > limit {
        return Err(too_long);
    }
    Ok(text)
}

/// The digits in a base from 2 to 36, lower case, with `-` where negative and no prefix.
pub fn to_base(n: &BigInt, radix: u32) -> String {
    n.to_str_radix(radix)
}

/// As [`to_base`].
pub fn to_base_i64(n: i64, radix: u32) -> String {
    if radix == 10 {
        return n.to_string();
    }
    let mut rest = n.unsigned_abs();
    let mut digits = [0_u8; 65];
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] = char::from_digit((rest % u64::from(radix)) as u32, radix).unwrap_or('0') as u8;
        rest /= u64::from(radix);
        if rest == 0 {
            break;
        }
    }
    if n < 0 {
        at -= 1;
        digits[at] = b'-';
    }
    String::from_utf8_lossy(&digits[at..]).into_owned()
}
