//! Arithmetic with Python's rules: floor division and modulo take the sign of the divisor, powers report their errors.

use crate::hash::{HASH_BITS, HASH_INF, HASH_MODULUS};
use num_bigint::BigInt;

/// Errors of float operations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FloatError {
    /// `ZeroDivisionError`.
    DivisionByZero,
    /// `ZeroDivisionError` of a power.
    ZeroToNegativePower,
    /// `OverflowError(34, ...)`, the only one with an errno.
    RangeError,
    /// `OverflowError` of `round`.
    RoundedTooLarge,
    /// `OverflowError` of `int(inf)`.
    InfinityToInteger,
    /// `ValueError` of `int(nan)`.
    NanToInteger,
    /// `OverflowError` of `inf.as_integer_ratio()`.
    InfinityToRatio,
    /// `ValueError` of `nan.as_integer_ratio()`.
    NanToRatio,
}

impl FloatError {
    /// The exception's name.
    pub fn exception(self) -> &'static str {
        match self {
            Self::DivisionByZero | Self::ZeroToNegativePower => "ZeroDivisionError",
            Self::RangeError | Self::RoundedTooLarge | Self::InfinityToInteger | Self::InfinityToRatio => {
                "OverflowError"
            }
            Self::NanToInteger | Self::NanToRatio => "ValueError",
        }
    }

    /// CPython's message; [`FloatError::RangeError`] has the arguments `(34, message)`.
    pub fn message(self) -> &'static str {
        match self {
            Self::DivisionByZero => "division by zero",
            Self::ZeroToNegativePower => "zero to a negative power",
            Self::RangeError => "Numerical result out of range",
            Self::RoundedTooLarge => "rounded value too large to represent",
            Self::InfinityToInteger => "cannot convert float infinity to integer",
            Self::NanToInteger => "cannot convert float NaN to integer",
            Self::InfinityToRatio => "cannot convert Infinity to integer ratio",
            Self::NanToRatio => "cannot convert NaN to integer ratio",
        }
    }
}

/// `math.frexp`: `x = m * 2^e` with `0.5 <= |m| < 1`; zero and non-finite values come back with exponent 0.
pub fn frexp(x: f64) -> (f64, i32) {
    if x == 0.0 || !x.is_finite() {
        return (x, 0);
    }
    let scaled = if x.abs() < f64::MIN_POSITIVE { x * f64::from_bits(0x43F0_0000_0000_0000) } else { x };
    let shift = if scaled == x { 0 } else { 64 };
    let bits = scaled.to_bits();
    let exponent = (bits >> 52 & 0x7FF) as i32 - 1022;
    (f64::from_bits(bits & !(0x7FF << 52) | 1022 << 52), exponent - shift)
}

/// `x * 2^e`, rounded once; overflows to infinity.
pub fn ldexp(x: f64, exponent: i32) -> f64 {
    let power = |e: i32| f64::from_bits(((e + 1023) as u64) << 52);
    let (m, e) = frexp(x);
    let exponent = e.saturating_add(exponent);
    if m == 0.0 || !m.is_finite() {
        m
    } else if exponent > 1024 {
        m * f64::INFINITY
    } else if exponent < -1080 {
        m * 0.0
    } else if exponent > 1000 {
        m * power(1000) * power(exponent - 1000)
    } else if exponent < -1000 {
        // The first factor is exact, so only the second rounds.
        m * power(-960) * power(exponent + 960)
    } else {
        m * power(exponent)
    }
}

/// `x // y` and `x % y` together.
pub fn divmod(x: f64, y: f64) -> Result<(f64, f64), FloatError> {
    if y == 0.0 {
        return Err(FloatError::DivisionByZero);
    }
    let mut remainder = x % y;
    let mut quotient = (x - remainder) / y;
    if remainder == 0.0 {
        remainder = 0.0_f64.copysign(y);
    } else if (y < 0.0) != (remainder < 0.0) {
        remainder += y;
        quotient -= 1.0;
    }
    let floor = if quotient == 0.0 {
        0.0_f64.copysign(x / y)
    } else {
        let floor = quotient.floor();
        if quotient - floor > 0.5 { floor + 1.0 } else { floor }
    };
    Ok((floor, remainder))
}

/// `x // y`.
#[inline]
pub fn floor_div(x: f64, y: f64) -> Result<f64, FloatError> {
    Ok(divmod(x, y)?.0)
}

/// `x % y`.
#[inline]
pub fn modulo(x: f64, y: f64) -> Result<f64, FloatError> {
    if y == 0.0 {
        return Err(FloatError::DivisionByZero);
    }
    let remainder = x % y;
    Ok(if remainder == 0.0 {
        0.0_f64.copysign(y)
    } else if (y < 0.0) != (remainder < 0.0) {
        remainder + y
    } else {
        remainder
    })
}

/// What `float ** float` gives.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum PowResult {
    /// A float.
    Real(f64),
    /// A negative base with a fractional exponent: compute it with complex numbers.
    Complex,
}

/// An odd integral value.
pub fn is_odd_integer(x: f64) -> bool {
    x.abs() % 2.0 == 1.0
}

/// `x ** y`.
pub fn pow(x: f64, y: f64) -> Result<PowResult, FloatError> {
    use PowResult::Real;
    if y == 0.0 || x == 1.0 {
        return Ok(Real(1.0));
    }
    if x.is_nan() || y.is_nan() {
        return Ok(Real(if x.is_nan() { x } else { y }));
    }
    if y.is_infinite() {
        let size = x.abs();
        return Ok(Real(if size == 1.0 {
            1.0
        } else if (y > 0.0) == (size > 1.0) {
            f64::INFINITY
        } else {
            0.0
        }));
    }
    let odd = is_odd_integer(y);
    if x.is_infinite() {
        return Ok(Real(match (y > 0.0, odd) {
            (true, true) => x,
            (true, false) => x.abs(),
            (false, true) => 0.0_f64.copysign(x),
            (false, false) => 0.0,
        }));
    }
    if x == 0.0 {
        return if y < 0.0 { Err(FloatError::ZeroToNegativePower) } else { Ok(Real(if odd { x } else { 0.0 })) };
    }
    if x < 0.0 && y != y.floor() {
        return Ok(PowResult::Complex);
    }
    let power = x.abs().powf(y);
    if power.is_infinite() {
        return Err(FloatError::RangeError);
    }
    Ok(Real(if x < 0.0 && odd { -power } else { power }))
}

/// `round(x, digits)`: correctly rounded from the exact value, ties to even.
pub fn round_to_digits(x: f64, digits: i64) -> Result<f64, FloatError> {
    if !x.is_finite() || x == 0.0 || digits > 323 {
        return Ok(x);
    }
    if digits < -308 {
        return Ok(0.0 * x);
    }
    if let Some(rounded) = usize::try_from(digits).ok().and_then(|d| super::fixed::round(x.abs(), d)) {
        return Ok(rounded.copysign(x));
    }
    let text = if digits >= 0 { format!("{:.*}", digits as usize, x.abs()) } else { round_whole(x.abs(), -digits) };
    let rounded: f64 = text.parse().unwrap_or_default();
    if rounded.is_infinite() { Err(FloatError::RoundedTooLarge) } else { Ok(rounded.copysign(x)) }
}

/// `x > 0` rounded to a multiple of 10^places, as text.
fn round_whole(x: f64, places: i64) -> String {
    let exact = format!("{x:.766e}");
    let exponent: i64 = exact.split_once('e').and_then(|(_, e)| e.parse().ok()).unwrap_or_default();
    match exponent - places {
        kept @ 0.. => format!("{x:.*e}", kept as usize),
        -1 => {
            // Between 10^(places-1) and 10^places: one unit if above the half; the tie goes to 0, which is even.
            let mut digits = exact.bytes().take_while(|b| *b != b'e').filter(|b| *b != b'.');
            let first = digits.next().unwrap_or(b'0');
            let up = first > b'5' || first == b'5' && digits.any(|b| b != b'0');
            if up { format!("1e{places}") } else { "0".to_string() }
        }
        _ => "0".to_string(),
    }
}

/// A finite `x` as `m * 2^e` with integral, odd (or zero) `m`.
pub fn integer_ratio_parts(x: f64) -> Result<(i64, i32), FloatError> {
    if x.is_nan() {
        return Err(FloatError::NanToRatio);
    }
    if x.is_infinite() {
        return Err(FloatError::InfinityToRatio);
    }
    let (m, e) = frexp(x);
    let mantissa = ldexp(m, 53) as i64;
    if mantissa == 0 {
        return Ok((0, 0));
    }
    let zeros = mantissa.trailing_zeros();
    Ok((mantissa >> zeros, e - 53 + zeros as i32))
}

/// `float.as_integer_ratio`: numerator and positive denominator in lowest terms.
pub fn integer_ratio(x: f64) -> Result<(BigInt, BigInt), FloatError> {
    let (m, e) = integer_ratio_parts(x)?;
    let size = e.unsigned_abs() as usize;
    Ok(if e >= 0 {
        (BigInt::from(m) << size, BigInt::from(1))
    } else {
        (BigInt::from(m), BigInt::from(1) << size)
    })
}

/// `hash(x)`; `None` for NaN, whose hash is the object's identity. Equal ints and floats have equal hashes.
pub fn hash(x: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0; // 2^53
    if x.abs() < EXACT && x == x.trunc() {
        let n = x as i64;
        return Some(if n == -1 { -2 } else { n });
    }
    if x.is_nan() {
        return None;
    }
    if x.is_infinite() {
        return Some(if x > 0.0 { HASH_INF } else { -HASH_INF });
    }
    let (m, e) = frexp(x.abs());
    // The mantissa as an integer below the modulus, rotated by the exponent: 2^61 is 1 modulo 2^61 - 1.
    let mantissa = ldexp(m, 53) as u64;
    let shift = (e - 53).rem_euclid(HASH_BITS as i32) as u32;
    let rotated = (mantissa << shift) & HASH_MODULUS | mantissa >> (HASH_BITS - shift);
    let value = rotated as i64;
    let signed = if x < 0.0 { -value } else { value };
    Some(if signed == -1 { -2 } else { signed })
}
