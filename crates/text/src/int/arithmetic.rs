//! Integer arithmetic with Python's rounding and errors.

use super::{Int, IntError, limbs};
use num_bigint::{BigInt, BigUint, Sign};
use num_integer::Integer;
use num_traits::{One, Signed, Zero};

/// Results beyond this many bits (8 GiB) are refused before they are computed.
pub const MAX_BITS: u64 = 1 << 36;

/// `a // b`.
#[inline]
pub fn floor_div_i64(a: i64, b: i64) -> Result<Int, IntError> {
    if b == 0 {
        return Err(IntError::DivisionByZero);
    }
    match a.checked_div(b) {
        Some(q) => Ok(Int::Small(if a % b != 0 && (a < 0) != (b < 0) { q - 1 } else { q })),
        None => Ok(Int::Big(-BigInt::from(a))),
    }
}

/// `a % b`.
#[inline]
pub fn floor_mod_i64(a: i64, b: i64) -> Result<i64, IntError> {
    if b == 0 {
        return Err(IntError::DivisionByZero);
    }
    let r = a.wrapping_rem(b);
    Ok(if r != 0 && (r < 0) != (b < 0) { r + b } else { r })
}

/// `divmod(a, b)`.
#[inline]
pub fn divmod_i64(a: i64, b: i64) -> Result<(Int, i64), IntError> {
    Ok((floor_div_i64(a, b)?, floor_mod_i64(a, b)?))
}

/// `a // b`.
pub fn floor_div(a: &BigInt, b: &BigInt) -> Result<Int, IntError> {
    if b.is_zero() { Err(IntError::DivisionByZero) } else { Ok(a.div_floor(b).into()) }
}

/// `a % b`.
pub fn floor_mod(a: &BigInt, b: &BigInt) -> Result<Int, IntError> {
    if b.is_zero() { Err(IntError::DivisionByZero) } else { Ok(a.mod_floor(b).into()) }
}

/// `divmod(a, b)`.
pub fn divmod(a: &BigInt, b: &BigInt) -> Result<(Int, Int), IntError> {
    if b.is_zero() {
        return Err(IntError::DivisionByZero);
    }
    let (q, r) = a.div_mod_floor(b);
    Ok((q.into(), r.into()))
}

/// `a << count`.
pub fn shift_left(a: &BigInt, count: &BigInt) -> Result<Int, IntError> {
    if count.is_negative() {
        return Err(IntError::NegativeShift);
    }
    if a.is_zero() {
        return Ok(Int::Small(0));
    }
    let count = u64::try_from(count).ok().filter(|c| i64::try_from(*c).is_ok()).ok_or(IntError::TooManyDigits)?;
    if a.bits().saturating_add(count) > MAX_BITS {
        return Err(IntError::Memory);
    }
    Ok((a << count).into())
}

/// `a >> count`, towards minus infinity.
pub fn shift_right(a: &BigInt, count: &BigInt) -> Result<Int, IntError> {
    if count.is_negative() {
        return Err(IntError::NegativeShift);
    }
    match u64::try_from(count) {
        Ok(count) if count < a.bits() => Ok((a >> count).into()),
        _ => Ok(Int::Small(if a.is_negative() { -1 } else { 0 })),
    }
}

/// `base ** exponent` for an exponent that is not negative (negative ones give floats).
pub fn pow(base: &BigInt, exponent: &BigInt) -> Result<Int, IntError> {
    debug_assert!(!exponent.is_negative());
    if base.magnitude().is_one() || base.is_zero() || exponent.is_zero() {
        return Ok(Int::Small(match base.sign() {
            _ if exponent.is_zero() => 1,
            Sign::NoSign => 0,
            Sign::Plus => 1,
            Sign::Minus => 1 - 2 * i64::from(exponent.is_odd()),
        }));
    }
    let exponent = u32::try_from(exponent).map_err(|_| IntError::Memory)?;
    if (base.bits() - 1).saturating_mul(u64::from(exponent)) > MAX_BITS {
        return Err(IntError::Memory);
    }
    // Powers of two are shifts: cheaper than any multiplication.
    let zeros = base.trailing_zeros().unwrap_or(0);
    let odd: BigInt = base >> zeros;
    Ok((odd.pow(exponent) << (zeros * u64::from(exponent))).into())
}

/// `pow(base, exponent, modulus)`; the result has the modulus's sign.
pub fn pow_mod(base: &BigInt, exponent: &BigInt, modulus: &BigInt) -> Result<Int, IntError> {
    if modulus.is_zero() {
        return Err(IntError::ZeroModulus);
    }
    if modulus.magnitude().is_one() {
        return Ok(Int::Small(0));
    }
    let positive = modulus.abs();
    let (base, exponent) = if exponent.is_negative() {
        let base = base.mod_floor(&positive).magnitude().to_u64_digits();
        let inverse = limbs::mod_inverse(&base, &positive.magnitude().to_u64_digits()).ok_or(IntError::NotInvertible)?;
        (limbs::to_big_int(false, &inverse), -exponent)
    } else {
        (base.mod_floor(&positive), exponent.clone())
    };
    let power = if exponent.is_one() { base } else { base.modpow(&exponent, &positive) };
    Ok(power.mod_floor(modulus).into())
}

/// `math.isqrt`.
///
/// Newton's iteration with a precision that doubles from step to step, as CPython's `math.isqrt` documents and proves it.
pub fn isqrt(n: &BigInt) -> Result<Int, IntError> {
    if n.is_negative() {
        return Err(IntError::NegativeSquareRoot);
    }
    let n = n.magnitude();
    if let Ok(small) = u64::try_from(n) {
        return Ok(Int::from(BigInt::from(small.isqrt())));
    }
    let half = (n.bits() - 1) / 2;
    // The root of the leading bits, at most 32 of them, is exact.
    let mut steps = u64::from(64 - half.leading_zeros());
    let mut precision = 0;
    while steps > 0 && half >> (steps - 1) <= 31 {
        steps -= 1;
        precision = half >> steps;
    }
    let top = u64::try_from(n >> (2 * (half - precision))).unwrap_or(u64::MAX);
    let mut root = BigUint::from(top.isqrt());
    for step in (0..steps).rev() {
        let before = std::mem::replace(&mut precision, half >> step);
        let quotient = (n >> (2 * half - before - precision + 1)) / &root;
        root = (root << (precision - before - 1)) + quotient;
    }
    if &root * &root > *n {
        root -= 1_u32;
    }
    Ok(BigInt::from(root).into())
}

/// `math.gcd` of two.
pub fn gcd(a: &BigInt, b: &BigInt) -> Int {
    a.gcd(b).into()
}

/// `int.bit_length`.
pub fn bit_length(n: &BigInt) -> u64 {
    n.bits()
}

/// `int.bit_count`: ones in the magnitude.
pub fn bit_count(n: &BigInt) -> u64 {
    n.iter_u64_digits().map(|d| u64::from(d.count_ones())).sum()
}

/// `round(n, -places)`: the nearest multiple of 10^places, ties to even.
pub fn round_to_power_of_ten(n: &BigInt, places: u64) -> Int {
    // 10^places is more than twice |n| when it has two bits more.
    if places.saturating_mul(3) > n.bits() + 2 {
        return Int::Small(0);
    }
    let unit = BigInt::from(BigUint::from(10_u32).pow(places as u32));
    let (quotient, remainder) = n.div_mod_floor(&unit);
    let up = match (&remainder << 1_u32).cmp(&unit) {
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Equal => quotient.is_odd(),
        std::cmp::Ordering::Greater => true,
    };
    ((quotient + i32::from(up)) * unit).into()
}
