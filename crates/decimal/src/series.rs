//! `exp`, `ln`, `log10`: fixed-point arithmetic with as many bits as correct rounding takes (Ziv's strategy).

use crate::coefficient::Coefficient;
use crate::context::{Context, Rounding, Status};
use crate::number::Decimal;
use crate::round::MOST_DIGITS;
use num_bigint::{BigInt, BigUint, Sign};
use num_traits::{One, Signed, ToPrimitive, Zero};
use std::cell::RefCell;
use std::cmp::Ordering;

/// Bits that hold `digits` decimal digits.
fn bits_for(digits: i64) -> u64 {
    // log2(10) is 3.3219…
    (digits.max(0) as u64) * 3322 / 1000 + 1
}

/// The sum of `factor * atanh(1 / n)` over the pairs, with that many bits behind the point.
fn sum_of_atanh(terms: &[(i32, u32)], bits: u64) -> BigInt {
    let work = bits + 32;
    let mut sum = BigInt::zero();
    for &(factor, n) in terms {
        let square = n * n;
        let mut power = (BigInt::one() << work) / n;
        let mut k = 1_u32;
        while !power.is_zero() {
            sum += &power / k * factor;
            power /= square;
            k += 2;
        }
    }
    sum >> 32_u32
}

/// The natural logarithm of ten; off by less than the last bit. (Machin-like formula, found by Størmer's method.)
fn ln10(bits: u64) -> BigInt {
    thread_local!(static KNOWN: RefCell<(u64, BigInt)> = RefCell::default());
    KNOWN.with_borrow_mut(|(known, value)| {
        if *known < bits {
            *known = bits + bits / 4;
            *value = sum_of_atanh(&[(46, 31), (34, 49), (20, 161)], *known);
        }
        &*value >> (*known - bits)
    })
}

/// e^x of 0 <= x < 4 as fixed-point number; off by less than 2^-(bits - 4).
fn exp_fixed(x: &BigInt, bits: u64) -> BigInt {
    // Halve the argument often, sum a short series, square as often. Each squaring doubles the relative error.
    let halvings = bits.isqrt() + 2;
    let work = bits + 2 * halvings + 32;
    let x: BigInt = (x << (work - bits)) >> halvings;
    let mut term: BigInt = BigInt::one() << work;
    let mut sum = term.clone();
    let mut k = 1_u32;
    loop {
        term = ((term * &x) >> work) / k;
        if term.is_zero() {
            break;
        }
        sum += &term;
        k += 1;
    }
    for _ in 0..halvings {
        sum = (&sum * &sum) >> work;
    }
    sum >> (work - bits)
}

/// The natural logarithm of 1 <= x < 10 as fixed-point number; off by less than 2^-(bits - 4).
fn ln_fixed(x: &BigInt, bits: u64) -> BigInt {
    // Halley's iteration on e^y = x triples the exact bits of a double's logarithm.
    let mut precisions = vec![bits + 8];
    while let Some(&last) = precisions.last().filter(|last| **last > 120) {
        precisions.push(last / 3 + 16);
    }
    let top =
        (x >> bits.saturating_sub(53)).to_f64().unwrap_or(1.0) / 2_f64.powi(bits.min(53) as i32);
    let mut known = 60;
    let mut y = BigInt::from((top.ln() * 2_f64.powi(60)) as i64);
    for &precision in precisions.iter().rev() {
        y = if precision >= known {
            y << (precision - known)
        } else {
            y >> (known - precision)
        };
        let x: BigInt = if precision >= bits {
            x << (precision - bits)
        } else {
            x >> (bits - precision)
        };
        if y.is_negative() {
            y = BigInt::zero();
        }
        let power = exp_fixed(&y, precision);
        y += ((&x - &power) << (precision + 1)) / (x + power);
        known = precision;
    }
    y >> (known - bits)
}

/// x as fixed-point number, cut off.
fn fixed(x: &Decimal, bits: u64) -> BigInt {
    let magnitude = x.coefficient.to_big();
    let scaled = if x.exponent >= 0 {
        (magnitude * BigUint::from(10_u32).pow(x.exponent as u32)) << bits
    } else {
        (magnitude << bits) / BigUint::from(10_u32).pow(x.exponent.unsigned_abs() as u32)
    };
    BigInt::from_biguint(if x.negative { Sign::Minus } else { Sign::Plus }, scaled)
}

/// The natural logarithm of a positive finite number; off by less than 2^-(bits - 6).
fn ln_of(x: &Decimal, bits: u64) -> BigInt {
    let adjusted = x.adjusted();
    let leading = Decimal::finite(false, x.coefficient.clone(), x.exponent - adjusted);
    ln_fixed(&fixed(&leading, bits), bits) + ((ln10(bits + 64) * adjusted) >> 64_u32)
}

/// An estimate, not too large by more than one, of the exponent of the leading digit of ln x, where x is not 1.
fn ln_adjusted(x: &Decimal) -> i64 {
    let adjusted = x.adjusted();
    if matches!(adjusted, -1 | 0) {
        // ln x lies between (x - 1) / x and x - 1.
        let mut quiet = Status::NONE;
        let distance = x.sub(&Decimal::ONE, &Context::MAX, &mut quiet).adjusted();
        return distance.min(0) - 1;
    }
    // |ln x| is at least 2.3 * (|adjusted| - 1), or 2.3.
    Coefficient::from(adjusted.unsigned_abs()).digits() - 1
}

/// e^w of a fixed-point number below 2^62 in magnitude: `digits` + 1 decimal digits, and the exponent of the last; off by less than 2. `w` has
/// `bits` bits behind the point, of which at least `bits_for(digits) + 16` are good.
fn exp_of(w: &BigInt, bits: u64, digits: i64) -> (BigUint, i64) {
    let tens = num_integer::Integer::div_floor(w, &ln10(bits))
        .to_i64()
        .unwrap_or(0);
    let rest = w - ((ln10(bits + 64) * tens) >> 64_u32);
    let power = exp_fixed(&rest.max(BigInt::zero()), bits);
    (
        (power.magnitude() * BigUint::from(10_u32).pow(digits as u32)) >> bits,
        tens - digits,
    )
}

/// A number that is no decimal number itself, rounded half to even. `approximate` gets a number of digits and returns at least that many, off by
/// less than 4 at the last of them, with the exponent of the last. `None` if memory would not hold them.
fn rounded(
    negative: bool,
    context: &Context,
    status: &mut Status,
    mut approximate: impl FnMut(i64) -> (BigUint, i64),
) -> Decimal {
    let mut extra = 6;
    loop {
        let wanted = context.prec + extra;
        if wanted >= MOST_DIGITS / 8 {
            return Decimal::invalid(status, Status::MEMORY);
        }
        let (digits, exponent) = approximate(wanted);
        let coefficient = Coefficient::from(digits);
        let places = coefficient.digits() - context.prec;
        if places > 1 {
            let (_, rest) = coefficient.shift_right(places as u64);
            let half = crate::coefficient::power_of_ten(places as u64)
                .div_rem(&Coefficient::from(2))
                .0;
            let distance = match rest.compare(&half) {
                Ordering::Less => half.sub(&rest),
                _ => rest.sub(&half),
            };
            if distance.compare(&Coefficient::from(8)) == Ordering::Greater {
                // The digit that is appended says that the number is not exactly what the digits say.
                let coefficient = coefficient.shift_left(1).add(&Coefficient::ONE);
                let nearest = Context {
                    rounding: Rounding::HalfEven,
                    ..*context
                };
                return Decimal::finite(negative, coefficient, exponent - 1)
                    .finish(&nearest, status);
            }
        }
        extra *= 2;
    }
}

/// 1 with all digits of the context: what a number that differs from 1 by very little is rounded to.
fn near_one(context: &Context, status: &mut Status) -> Decimal {
    if context.prec >= MOST_DIGITS {
        return Decimal::invalid(status, Status::MEMORY);
    }
    status.raise(Status::INEXACT.or(Status::ROUNDED));
    let places = context.prec - 1;
    Decimal::finite(
        false,
        crate::coefficient::power_of_ten(places as u64),
        -places,
    )
    .finish(context, status)
}

/// A number beyond the range of exponents on either side, as the context rounds it.
pub(crate) fn out_of_range(
    negative: bool,
    small: bool,
    context: &Context,
    status: &mut Status,
) -> Decimal {
    let exponent = if small {
        context.etiny() - 1
    } else {
        context.emax + 1
    };
    Decimal::finite(negative, Coefficient::ONE, exponent).finish(context, status)
}

impl Decimal {
    /// e^self.
    pub fn exp(&self, context: &Context, status: &mut Status) -> Decimal {
        if self.is_nan() {
            return self.quieted(context, status);
        }
        if self.is_infinite() {
            return if self.negative {
                Decimal::ZERO
            } else {
                self.clone()
            };
        }
        if self.is_zero() {
            return Decimal::ONE;
        }
        let adjusted = self.adjusted();
        if adjusted >= 19 {
            return out_of_range(
                false,
                self.negative,
                &Context {
                    rounding: Rounding::HalfEven,
                    ..*context
                },
                status,
            );
        }
        if adjusted < -context.prec - 1 {
            return near_one(context, status);
        }
        rounded(false, context, status, |digits| {
            let bits = bits_for(digits) + 80;
            exp_of(&fixed(self, bits), bits, digits)
        })
    }

    /// The natural logarithm.
    pub fn ln(&self, context: &Context, status: &mut Status) -> Decimal {
        if let Some(special) = self.logarithm_of_special(context, status) {
            return special;
        }
        if *self == Decimal::ONE || crate::compare::order(self, &Decimal::ONE) == Ordering::Equal {
            return Decimal::ZERO;
        }
        let negative = crate::compare::order(self, &Decimal::ONE) == Ordering::Less;
        let below = (-ln_adjusted(self)).max(0);
        rounded(negative, context, status, |digits| {
            let places = digits + below;
            let bits = bits_for(places) + 16;
            let value = ln_of(self, bits);
            (
                (value.magnitude() * BigUint::from(10_u32).pow(places as u32)) >> bits,
                -places,
            )
        })
    }

    /// The logarithm to base ten.
    pub fn log10(&self, context: &Context, status: &mut Status) -> Decimal {
        if let Some(special) = self.logarithm_of_special(context, status) {
            return special;
        }
        let (stripped, _) = self.coefficient.strip_zeros(u64::MAX);
        if stripped == Coefficient::ONE {
            let nearest = Context {
                rounding: Rounding::HalfEven,
                ..*context
            };
            return Decimal::from_i64(self.adjusted()).finish(&nearest, status);
        }
        let negative = self.adjusted() < 0;
        let below = (-ln_adjusted(self)).max(0) + 1;
        rounded(negative, context, status, |digits| {
            let places = digits + below;
            let bits = bits_for(places) + 96;
            let value = (ln_of(self, bits) << bits) / ln10(bits);
            (
                (value.magnitude() * BigUint::from(10_u32).pow(places as u32)) >> bits,
                -places,
            )
        })
    }

    fn logarithm_of_special(&self, context: &Context, status: &mut Status) -> Option<Decimal> {
        if self.is_nan() {
            return Some(self.quieted(context, status));
        }
        if self.is_zero() {
            return Some(Decimal::infinity(true));
        }
        if self.negative {
            return Some(Decimal::invalid(status, Status::INVALID_OPERATION));
        }
        self.is_infinite().then(|| self.clone())
    }
}
