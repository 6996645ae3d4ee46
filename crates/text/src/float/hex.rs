//! `float.hex` and `float.fromhex`.

use super::arithmetic::ldexp;
use super::parse::trim_c_space;

/// Why a hexadecimal text is no float.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HexError {
    /// A `ValueError`.
    Invalid,
    /// An `OverflowError`.
    TooLarge,
}

impl HexError {
    /// CPython's message.
    pub fn message(self) -> &'static str {
        match self {
            Self::Invalid => "invalid hexadecimal floating-point string",
            Self::TooLarge => "hexadecimal value too large to represent as a float",
        }
    }
}

/// `float.hex`.
pub fn to_hex(x: f64) -> String {
    if !x.is_finite() {
        return super::repr(x);
    }
    let sign = if x.is_sign_negative() { "-" } else { "" };
    if x == 0.0 {
        return format!("{sign}0x0.0p+0");
    }
    let bits = x.to_bits();
    let (biased, mantissa) = ((bits >> 52 & 0x7FF) as i32, bits & ((1 << 52) - 1));
    let (lead, exponent) = if biased == 0 { (0, -1022) } else { (1, biased - 1023) };
    format!("{sign}0x{lead}.{mantissa:013x}p{exponent:+}")
}

/// `float.fromhex`.
pub fn from_hex(text: &[u8]) -> Result<f64, HexError> {
    let text = trim_c_space(text);
    let (negative, rest) = match text.first() {
        Some(b'-') => (true, &text[1..]),
        Some(b'+') => (false, &text[1..]),
        _ => (false, text),
    };
    let magnitude = if rest.eq_ignore_ascii_case(b"inf") || rest.eq_ignore_ascii_case(b"infinity") {
        f64::INFINITY
    } else if rest.eq_ignore_ascii_case(b"nan") {
        f64::NAN
    } else {
        magnitude(rest)?
    };
    Ok(if negative { -magnitude } else { magnitude })
}

fn magnitude(text: &[u8]) -> Result<f64, HexError> {
    let text = match text {
        [b'0', b'x' | b'X', rest @ ..] => rest,
        _ => text,
    };
    let hex_len = |t: &[u8]| t.iter().take_while(|b| b.is_ascii_hexdigit()).count();
    let (whole, mut rest) = text.split_at(hex_len(text));
    let mut fraction: &[u8] = &[];
    if let [b'.', after @ ..] = rest {
        (fraction, rest) = after.split_at(hex_len(after));
    }
    if whole.is_empty() && fraction.is_empty() {
        return Err(HexError::Invalid);
    }
    let exponent = match rest {
        [] => 0,
        [b'p' | b'P', digits @ ..] => parse_exponent(digits).ok_or(HexError::Invalid)?,
        _ => return Err(HexError::Invalid),
    };
    // Keep 64 leading bits and remember whether anything but zeros followed them.
    let (mut mantissa, mut sticky, mut dropped) = (0_u64, false, 0_i64);
    for &b in whole.iter().chain(fraction) {
        let digit = u64::from((b as char).to_digit(16).unwrap_or_default());
        if mantissa >> 60 == 0 {
            mantissa = mantissa << 4 | digit;
        } else {
            sticky |= digit != 0;
            dropped += 4;
        }
    }
    if mantissa == 0 {
        return Ok(0.0);
    }
    let exponent = exponent.saturating_add(dropped).saturating_sub(4 * fraction.len() as i64);
    round_scaled(mantissa, sticky, exponent)
}

/// A saturated decimal exponent with optional sign.
fn parse_exponent(text: &[u8]) -> Option<i64> {
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let value = digits.iter().fold(0_i64, |v, b| v.saturating_mul(10).saturating_add(i64::from(b - b'0')));
    Some(if negative { -value } else { value })
}

/// `mantissa * 2^exponent`, rounded half to even; `sticky` says that a little more was cut off.
fn round_scaled(mantissa: u64, sticky: bool, exponent: i64) -> Result<f64, HexError> {
    let zeros = mantissa.leading_zeros();
    let mantissa = mantissa << zeros;
    let top = exponent.saturating_add(63 - i64::from(zeros));
    if top > 1023 {
        return Err(HexError::TooLarge);
    }
    if top < -1075 {
        return Ok(0.0);
    }
    // 11 bits too many for a normal number, more for a subnormal one.
    let surplus = 11 + (-1022 - top).max(0) as u32;
    let (kept, cut) = if surplus >= 64 { (0, mantissa) } else { (mantissa >> surplus, mantissa << (64 - surplus)) };
    let half = 1_u64 << 63;
    let cut_is_scaled = surplus > 64; // then the cut bits lie wholly below half a unit
    let up = !cut_is_scaled && (cut > half || cut == half && (sticky || kept & 1 == 1));
    let rounded = kept + u64::from(up);
    let value = ldexp(rounded as f64, (top - 63 + i64::from(surplus)) as i32);
    if value.is_infinite() { Err(HexError::TooLarge) } else { Ok(value) }
}
