//! Between integers and doubles: correctly rounded, compared exactly; and the integer hash.

use super::{Int, IntError, limbs};
use crate::float::{FloatError, frexp, ldexp};
use crate::hash::{HASH_BITS, HASH_MODULUS};
use num_bigint::{BigInt, Sign};
use num_traits::Signed;
use std::cmp::Ordering;

/// `float(n)`, rounded half to even.
pub fn to_f64(n: &BigInt) -> Result<f64, IntError> {
    let (sign, digits) = n.to_u64_digits();
    digits_to_f64(sign == Sign::Minus, &digits)
}

/// As [`to_f64`], of sign and normal magnitude.
pub fn digits_to_f64(negative: bool, digits: &[u64]) -> Result<f64, IntError> {
    let bits = limbs::bits(digits);
    if bits > 1024 {
        return Err(IntError::TooLargeForFloat);
    }
    let (mut top, cut) = (limbs::window(digits, bits.saturating_sub(64)), bits.saturating_sub(64));
    let (whole, part) = ((cut / 64) as usize, cut % 64);
    if digits[..whole].iter().any(|&d| d != 0) || part > 0 && digits[whole] << (64 - part) != 0 {
        // Any bit below the rounding position breaks ties the same way.
        top |= 1;
    }
    let value = ldexp(top as f64, cut as i32);
    if value.is_infinite() {
        return Err(IntError::TooLargeForFloat);
    }
    Ok(if negative { -value } else { value })
}

/// `a / b`, correctly rounded.
#[inline]
pub fn true_divide_i64(a: i64, b: i64) -> Result<f64, IntError> {
    const EXACT: u64 = 1 << 53;
    if b == 0 {
        return Err(IntError::DivisionByZero);
    }
    if a.unsigned_abs() <= EXACT && b.unsigned_abs() <= EXACT {
        return Ok(a as f64 / b as f64);
    }
    true_divide(&a.into(), &b.into())
}

/// `a / b`, correctly rounded.
pub fn true_divide(a: &BigInt, b: &BigInt) -> Result<f64, IntError> {
    digits_true_divide((a.is_negative(), &a.magnitude().to_u64_digits()), (b.is_negative(), &b.magnitude().to_u64_digits()))
}

/// `a / b` of signs and normal magnitudes, correctly rounded; see [`super::limbs`].
pub fn digits_true_divide((a_negative, a): (bool, &[u64]), (b_negative, b): (bool, &[u64])) -> Result<f64, IntError> {
    if b.is_empty() {
        return Err(IntError::DivisionByZero);
    }
    if a.is_empty() {
        return Ok(if b_negative { -0.0 } else { 0.0 });
    }
    // Scale so that the quotient has 66 or 67 bits: more than a double and a rounding bit.
    let scale = 66 - (limbs::bits(a) as i64 - limbs::bits(b) as i64);
    let shifted = |n: &[u64], count: u64| {
        let mut out = vec![0; n.len() + (count / 64) as usize + 1];
        limbs::shift_left(&mut out, n, count);
        out
    };
    let (x, y) = if scale >= 0 { (shifted(a, scale as u64), b.to_vec()) } else { (a.to_vec(), shifted(b, scale.unsigned_abs())) };
    let (x, y) = (limbs::normal(&x), limbs::normal(&y));
    let (mut quotient, mut rest) = (vec![0; x.len() - y.len() + 1], vec![0; y.len()]);
    limbs::div_rem(&mut quotient, Some(&mut rest), x, y);
    let quotient = quotient.iter().rev().fold(0, |sum, digit| sum << 64 | u128::from(*digit));
    let sticky = rest.iter().any(|digit| *digit != 0);
    let size = scaled_round(quotient, sticky, -scale).ok_or(IntError::DivisionTooLarge)?;
    Ok(if a_negative == b_negative { size } else { -size })
}

/// `q * 2^exponent` (a little more if `sticky`) as a double, rounded once even where subnormal; `q` has 66 or 67 bits.
fn scaled_round(q: u128, sticky: bool, exponent: i64) -> Option<f64> {
    let bits = i64::from(u128::BITS - q.leading_zeros());
    let top = bits - 1 + exponent;
    if top > 1023 {
        return None;
    }
    if top < -1075 {
        return Some(0.0);
    }
    let kept = 53 + (top + 1022).min(0); // fewer bits where subnormal; 0 just below the least double
    let cut = (bits - kept) as u32;
    let mut mantissa = (q >> cut) as u64;
    let (rest, half) = (q & ((1 << cut) - 1), 1_u128 << (cut - 1));
    match rest.cmp(&half) {
        Ordering::Greater => mantissa += 1,
        Ordering::Equal if sticky || mantissa & 1 == 1 => mantissa += 1,
        _ => {}
    }
    let value = ldexp(mantissa as f64, i32::try_from(exponent + i64::from(cut)).ok()?);
    value.is_finite().then_some(value)
}

/// `int(x)`, towards zero.
pub fn from_f64(x: f64) -> Result<Int, FloatError> {
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    if (-LIMIT..LIMIT).contains(&x) {
        return Ok(Int::Small(x as i64));
    }
    if x.is_nan() {
        return Err(FloatError::NanToInteger);
    }
    if x.is_infinite() {
        return Err(FloatError::InfinityToInteger);
    }
    let (m, e) = frexp(x);
    let mantissa = ldexp(m, 53) as i64;
    Ok((BigInt::from(mantissa) << (e - 53) as u32).into())
}

/// `n <=> x`, exactly; `None` for NaN.
pub fn compare_with_float_i64(n: i64, x: f64) -> Option<Ordering> {
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    if x.is_nan() {
        return None;
    }
    if x >= LIMIT {
        return Some(Ordering::Less);
    }
    if x < -LIMIT {
        return Some(Ordering::Greater);
    }
    let whole = x.trunc();
    let fraction = 0.0.partial_cmp(&(x - whole))?;
    Some(n.cmp(&(whole as i64)).then(fraction))
}

/// `n <=> x`, exactly; `None` for NaN.
pub fn compare_with_float(n: &BigInt, x: f64) -> Option<Ordering> {
    if x.is_nan() {
        return None;
    }
    if x.is_infinite() {
        return Some(if x > 0.0 { Ordering::Less } else { Ordering::Greater });
    }
    match from_f64(x).ok()? {
        Int::Small(whole) => Some(n.cmp(&BigInt::from(whole)).then(0.0.partial_cmp(&(x - x.trunc()))?)),
        // So large a double has no fraction.
        Int::Big(whole) => Some(n.cmp(&whole)),
    }
}

/// `hash(n)`.
#[inline]
pub fn hash_i64(n: i64) -> i64 {
    let reduced = (n.unsigned_abs() % HASH_MODULUS) as i64;
    finish(if n < 0 { -reduced } else { reduced })
}

/// `hash(n)`: the residue modulo 2^61 - 1, with the sign of `n`.
pub fn hash(n: &BigInt) -> i64 {
    let (sign, digits) = n.to_u64_digits();
    hash_digits(sign == Sign::Minus, &digits)
}

/// As [`hash`], of sign and magnitude.
pub fn hash_digits(negative: bool, digits: &[u64]) -> i64 {
    let reduce = |v: u64| {
        let v = (v & HASH_MODULUS) + (v >> HASH_BITS);
        if v >= HASH_MODULUS { v - HASH_MODULUS } else { v }
    };
    // 2^64 is 2^3 modulo 2^61 - 1, a rotation by three bits.
    let mut state = 0_u64;
    for &digit in digits.iter().rev() {
        let rotated = (state << 3) & HASH_MODULUS | state >> (HASH_BITS - 3);
        state = reduce(rotated + reduce(digit));
    }
    let value = state as i64;
    finish(if negative { -value } else { value })
}

/// -1 is the error mark of CPython's hash functions and stands for itself as -2.
#[inline]
fn finish(hash: i64) -> i64 {
    if hash == -1 { -2 } else { hash }
}
