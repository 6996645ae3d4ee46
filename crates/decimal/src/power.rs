//! Powers.

use crate::coefficient::{Coefficient, power_of_ten};
use crate::context::{Context, Rounding, Status};
use crate::number::Decimal;
use crate::series::{bits_for, exp_of, ln_adjusted, ln_of, near_one, out_of_range, rounded};
use num_bigint::{BigInt, BigUint, Sign};
use num_traits::{ToPrimitive, Zero};
use std::cmp::Ordering;

impl Decimal {
    /// `self ** other`.
    pub fn pow(&self, other: &Decimal, context: &Context, status: &mut Status) -> Decimal {
        if let Some(nan) = self.nan_of(other, context, status) {
            return nan;
        }
        if other.is_zero() {
            if self.is_zero() {
                return Decimal::invalid(status, Status::INVALID_OPERATION);
            }
            return Decimal::ONE;
        }
        let integer = other.is_integer();
        let mut negative = false;
        if self.negative {
            if integer {
                negative = other.is_odd_integer();
            } else if !self.is_zero() && !(other.is_infinite() && self.is_infinite()) {
                return Decimal::invalid(status, Status::INVALID_OPERATION);
            }
        }
        if self.is_zero() {
            return if other.negative { Decimal::infinity(negative) } else { Decimal::zero(negative, 0) };
        }
        if self.is_infinite() {
            return if other.negative { Decimal::zero(negative, 0) } else { Decimal::infinity(negative) };
        }
        let base = self.copy_abs();
        match crate::compare::order(&base, &Decimal::ONE) {
            Ordering::Equal => return power_of_one(&base, other, integer, negative, context, status),
            order if other.is_infinite() => {
                let small = (order == Ordering::Less) != other.negative;
                return if small { Decimal::zero(false, 0) } else { Decimal::infinity(false) };
            }
            _ => {}
        }
        if integer && let Some(result) = integer_power(&base, other, negative, context, status) {
            return result;
        }
        real_power(&base, other, integer, negative, context, status)
    }

    /// `self ** other % modulus`, exact.
    pub fn pow_mod(&self, other: &Decimal, modulus: &Decimal, context: &Context, status: &mut Status) -> Decimal {
        if self.is_nan() || other.is_nan() || modulus.is_nan() {
            let signaling = |d: &&Decimal| d.kind == crate::number::Kind::Signaling;
            let all = [self, other, modulus];
            let chosen = all.iter().copied().find(|d| signaling(d)).or_else(|| all.iter().copied().find(|d| d.is_nan()));
            return chosen.map_or(Decimal::NAN, |d| d.quieted(context, status));
        }
        let integers = self.is_integer() && other.is_integer() && modulus.is_integer();
        let undefined = self.is_zero() && other.is_zero();
        if !integers || other.negative && !other.is_zero() || modulus.is_zero() || modulus.adjusted() >= context.prec || undefined {
            return Decimal::invalid(status, Status::INVALID_OPERATION);
        }
        let Some(m) = modulus.truncated().map(Coefficient::into_big) else { return Decimal::invalid(status, Status::MEMORY) };
        let negative = self.negative && other.is_odd_integer();
        let ten = BigUint::from(10_u32);
        // An integer without its zeros behind the point, and how often it is multiplied by ten.
        let parts = |d: &Decimal| {
            if d.exponent >= 0 {
                (d.coefficient.to_big(), d.exponent.unsigned_abs())
            } else {
                (d.coefficient.shift_right(d.exponent.unsigned_abs()).0.into_big(), 0)
            }
        };
        let ((base, base_tens), (exponent, exponent_tens)) = (parts(self), parts(other));
        let mut power = base % &m * ten.modpow(&BigUint::from(base_tens), &m) % &m;
        power = power.modpow(&exponent, &m);
        if !exponent.is_zero() {
            for _ in 0..exponent_tens {
                power = power.modpow(&ten, &m);
            }
        }
        Decimal::finite(negative, power.into(), 0).finish(context, status)
    }
}

/// ±1 with the exponent that multiplication would give it.
fn power_of_one(base: &Decimal, other: &Decimal, integer: bool, negative: bool, context: &Context, status: &mut Status) -> Decimal {
    let mut exponent = 1 - context.prec;
    if integer {
        let times = if other.negative {
            0
        } else {
            other.truncated().and_then(|n| n.to_u64()).map_or(context.prec, |n| (n as i64).clamp(0, context.prec))
        };
        let ideal = base.exponent.saturating_mul(times);
        if ideal >= exponent {
            exponent = ideal.min(0);
        } else {
            status.raise(Status::ROUNDED);
        }
    } else {
        status.raise(Status::INEXACT.or(Status::ROUNDED));
    }
    if exponent.unsigned_abs() >= crate::round::MOST_DIGITS as u64 {
        return Decimal::invalid(status, Status::MEMORY);
    }
    Decimal::finite(negative, power_of_ten(exponent.unsigned_abs()), exponent)
}

/// The power by multiplication, if the exact one is not much longer than the precision.
fn integer_power(base: &Decimal, other: &Decimal, negative: bool, context: &Context, status: &mut Status) -> Option<Decimal> {
    let n = i64::try_from(other.truncated()?.to_u64()?).ok()?;
    let (stripped, zeros) = base.coefficient.strip_zeros(u64::MAX);
    if stripped != Coefficient::ONE {
        let size = stripped.digits().checked_mul(n)?;
        if size > context.prec.saturating_mul(4).saturating_add(600) {
            return None;
        }
    }
    let ideal = i128::from(base.exponent) * i128::from(n);
    let exponent = ideal + i128::from(zeros) * i128::from(n);
    let limit = 8_000_000_000_000_000_000;
    if exponent.abs() > limit || ideal.abs() > limit {
        let small = (exponent < 0) != other.negative;
        return Some(out_of_range(negative, small, context, status));
    }
    let (exponent, ideal) = (exponent as i64, ideal as i64);
    let power: Coefficient = match stripped {
        Coefficient::Small(1) => Coefficient::ONE,
        stripped => stripped.into_big().pow(n as u32).into(),
    };
    if other.negative {
        let nearest = Decimal::finite(negative, power, exponent);
        let result = Decimal::ONE.div(&nearest, context, status);
        // 1 / x has at most the exponent that division gives it: the zeros that were stripped stay away.
        return Some(result);
    }
    // Zeros of the factors stay as far as they fit.
    let wanted = exponent - ideal;
    let room = (context.prec - power.digits()).clamp(0, wanted);
    if room < wanted {
        status.raise(Status::ROUNDED);
    }
    Some(Decimal::finite(negative, power.shift_left(room as u64), exponent - room).finish(context, status))
}

/// The power as e^(y ln x), where x is positive and not 1.
fn real_power(x: &Decimal, y: &Decimal, integer: bool, negative: bool, context: &Context, status: &mut Status) -> Decimal {
    let below_one = crate::compare::order(x, &Decimal::ONE) == Ordering::Less;
    let logarithm = ln_adjusted(x);
    let size = logarithm + y.adjusted();
    if size >= 20 {
        return out_of_range(negative, below_one != y.negative, context, status);
    }
    if size < -context.prec - 4 {
        return near_one(negative, below_one != y.negative, context, status);
    }
    if !integer && let Some(exact) = exact_root(x, y, context) {
        // The specification calls such a power inexact all the same, and gives it all digits.
        let room = context.prec - exact.coefficient.digits();
        status.raise(Status::INEXACT.or(Status::ROUNDED));
        let padded = Decimal::finite(negative, exact.coefficient.shift_left(room.max(0) as u64), exact.exponent - room.max(0));
        let mut conditions = Status::NONE;
        let result = padded.finish(context, &mut conditions);
        if conditions.has(Status::SUBNORMAL) {
            conditions.raise(Status::UNDERFLOW);
        }
        status.raise(conditions);
        return result;
    }
    // Too large for the exponent of the result to fit 63 bits?
    let rough_bits = bits_for(y.adjusted().max(0)) + bits_for(-logarithm.min(0)) + 80;
    let rough = product_with_logarithm(x, y, rough_bits) >> rough_bits;
    if rough.magnitude().bits() > 62 {
        return out_of_range(negative, rough.sign() == Sign::Minus, context, status);
    }
    rounded(negative, context, status, |digits| {
        let bits = bits_for(digits) + 80;
        let more = bits_for(y.adjusted().max(0) + 1) + 8;
        let w = product_with_logarithm(x, y, bits + more) >> more;
        exp_of(&w, bits, digits)
    })
}

/// `y * ln x` with that many bits behind the point; the error is that of the logarithm times `y`.
fn product_with_logarithm(x: &Decimal, y: &Decimal, bits: u64) -> BigInt {
    let sign = if y.negative { Sign::Minus } else { Sign::Plus };
    let product = ln_of(x, bits) * BigInt::from_biguint(sign, y.coefficient.to_big());
    let tens = BigInt::from(BigUint::from(10_u32).pow(y.exponent.unsigned_abs().min(u64::from(u32::MAX)) as u32));
    if y.exponent >= 0 { product * tens } else { product / tens }
}

/// x^y if it has not more digits than the precision and one, where y is no integer: so x is a power with a whole exponent.
fn exact_root(x: &Decimal, y: &Decimal, context: &Context) -> Option<Decimal> {
    // y = a / b in lowest terms.
    let (coefficient, zeros) = y.coefficient.strip_zeros(u64::MAX);
    let places = u32::try_from(-(y.exponent + zeros as i64)).ok().filter(|p| *p <= 64)?;
    let (a, b) = (coefficient.into_big(), BigUint::from(10_u32).pow(places));
    let common = num_integer::Integer::gcd(&a, &b);
    let (a, b) = ((a / &common).to_u32()?, (b / common).to_u32()?);
    let (mut c, tens) = x.coefficient.strip_zeros(u64::MAX);
    let mut e = x.exponent + tens as i64;
    // x = r^b: the exponent of ten may have to be lowered to a multiple of b, with zeros in the coefficient.
    let missing = e.rem_euclid(i64::from(b));
    if c.digits() + missing > 4 * (context.prec + 10) * i64::from(b) || c.digits() + missing > 100_000 {
        return None;
    }
    c = c.shift_left(missing as u64);
    e -= missing;
    let (root_c, root_e) = match root(&c.to_big(), b) {
        Some(root_c) => (root_c, e / i64::from(b)),
        None => return None,
    };
    let root_c = Coefficient::from(root_c);
    let digits = root_c.digits().checked_mul(i64::from(a))?;
    if digits > 4 * (context.prec + 600) {
        return None;
    }
    let power = Coefficient::from(root_c.into_big().pow(a));
    let exponent = root_e.checked_mul(i64::from(a))?;
    let result = if y.negative {
        let mut conditions = Status::NONE;
        let wide = Context { prec: context.prec + 2, rounding: Rounding::HalfEven, ..Context::MAX };
        let result = Decimal::ONE.div(&Decimal::finite(false, power, exponent), &wide, &mut conditions);
        if conditions.has(Status::INEXACT) {
            return None;
        }
        result
    } else {
        Decimal::finite(false, power, exponent)
    };
    let (stripped, zeros) = result.coefficient.strip_zeros(u64::MAX);
    (stripped.digits() <= context.prec + 1).then(|| Decimal::finite(false, stripped, result.exponent + zeros as i64))
}

/// The exact b-th root of an integer, if there is one.
fn root(n: &BigUint, b: u32) -> Option<BigUint> {
    if n.bits() < u64::from(b) {
        return (*n == BigUint::from(1_u32)).then(|| n.clone());
    }
    let root = n.nth_root(b);
    (root.pow(b) == *n).then_some(root)
}
