//! Between integers and doubles: correctly rounded, compared exactly; and the integer hash.

use super::{Int, IntError, limbs};
use crate::float::{FloatError, frexp, ldexp};
use crate::hash::{HASH_BITS, HASH_MODULUS};
use num_bigint::{BigInt, BigUint, Sign};
use num_integer::Integer;
use num_traits::{Signed, ToPrimitive, Zero};
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
    if b.is_zero() {
        return Err(IntError::DivisionByZero);
    }
    if a.is_zero() {
        return Ok(if b.is_negative() { -0.0 } else { 0.0 });
    }
    // Scale so that the quotient has 66 or 67 bits: more than a double and a rounding bit.
    let scale = 66 - (a.bits() as i64 - b.bits() as i64);
    let (x, y) = (a.magnitude(), b.magnitude());
    let (quotient, remainder) =
        if scale >= 0 { (x << scale as u64).div_rem(y) } else { x.div_rem(&(y << scale.unsigned_abs())) };
    let size = scaled_round(&quotient, !remainder.is_zero(), -scale).ok_or(IntError::DivisionTooLarge)?;
    Ok(if a.is_negative() == b.is_negative() { size } else { -size })
}

/// `q * 2^exponent` (a little more if `sticky`) as a double, rounded once even where subnormal; `q` has 66 or 67 bits.
fn scaled_round(q: &BigUint, sticky: bool, exponent: i64) -> Option<f64> {
    let top = q.bits() as i64 - 1 + exponent;
    if top > 1023 {
        return None;
    }
    if top < -1075 {
        return Some(0.0);
    }
    let kept = (53 + (top + 1022).min(0)) as u64; // fewer bits where subnormal; 0 just below the least double
    let cut = q.bits() - kept;
    let mut mantissa = (q >> cut).to_u64()?;
    let rest = q - (BigUint::from(mantissa) << cut);
    let half = BigUint::from(1_u32) << (cut - 1);
    match rest.cmp(&half) {
        Ordering::Greater => mantissa += 1,
        Ordering::Equal if sticky || mantissa & 1 == 1 => mantissa += 1,
        _ => {}
    }
    let value = ldexp(mantissa as f64, i32::try_from(exponent + cut as i64).ok()?);
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
