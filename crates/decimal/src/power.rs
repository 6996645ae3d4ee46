//! Powers.

use crate::coefficient::{Coefficient, power_of_ten};
use crate::context::{Context, Rounding, Status};
use crate::number::Decimal;
use crate::series::out_of_range;
use num_bigint::BigUint;
use num_traits::Zero;
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
            } else if !self.is_zero() {
                return Decimal::invalid(status, Status::INVALID_OPERATION);
            }
        }
        if self.is_zero() {
            return if other.negative {
                Decimal::infinity(negative)
            } else {
                Decimal::zero(negative, 0)
            };
        }
        if self.is_infinite() {
            return if other.negative {
                Decimal::zero(negative, 0)
            } else {
                Decimal::infinity(negative)
            };
        }
        let base = self.copy_abs();
        match crate::compare::order(&base, &Decimal::ONE) {
            Ordering::Equal => {
                return power_of_one(&base, other, integer, negative, context, status);
            }
            order if other.is_infinite() => {
                let small = (order == Ordering::Less) != other.negative;
                return if small {
                    Decimal::zero(false, 0)
                } else {
                    Decimal::infinity(false)
                };
            }
            _ => {}
        }
        // The exponent of the result certainly has more digits than any in the context.
        let small =
            (crate::compare::order(&base, &Decimal::ONE) == Ordering::Less) != other.negative;
        let limit = if small { context.etiny() } else { context.emax };
        if log10_adjusted(&base) + other.adjusted()
            > Coefficient::from(limit.unsigned_abs()).digits()
        {
            return out_of_range(negative, small, context, status);
        }
        match other
            .truncated()
            .and_then(|n| n.to_u64())
            .filter(|_| integer)
        {
            Some(n) => integer_power(&base, other, n, negative, context, status),
            None => real_power(&base, other, negative, context, status),
        }
    }

    /// `self ** other % modulus`, exact.
    pub fn pow_mod(
        &self,
        other: &Decimal,
        modulus: &Decimal,
        context: &Context,
        status: &mut Status,
    ) -> Decimal {
        if self.is_nan() || other.is_nan() || modulus.is_nan() {
            let signaling = |d: &&Decimal| d.kind == crate::number::Kind::Signaling;
            let all = [self, other, modulus];
            let chosen = all
                .iter()
                .copied()
                .find(|d| signaling(d))
                .or_else(|| all.iter().copied().find(|d| d.is_nan()));
            return chosen.map_or(Decimal::NAN, |d| d.quieted(context, status));
        }
        let integers = self.is_integer() && other.is_integer() && modulus.is_integer();
        let undefined = self.is_zero() && other.is_zero();
        if !integers
            || other.negative && !other.is_zero()
            || modulus.is_zero()
            || modulus.adjusted() >= context.prec
            || undefined
        {
            return Decimal::invalid(status, Status::INVALID_OPERATION);
        }
        let Some(m) = modulus.truncated().map(Coefficient::into_big) else {
            return Decimal::invalid(status, Status::MEMORY);
        };
        let negative = self.negative && other.is_odd_integer();
        let ten = BigUint::from(10_u32);
        // An integer without its zeros behind the point, and how often it is multiplied by ten.
        let parts = |d: &Decimal| {
            if d.exponent >= 0 {
                (d.coefficient.to_big(), d.exponent.unsigned_abs())
            } else {
                (
                    d.coefficient
                        .shift_right(d.exponent.unsigned_abs())
                        .0
                        .into_big(),
                    0,
                )
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

/// A lower bound of the exponent of the leading digit of log10 x, where x is not 1.
fn log10_adjusted(x: &Decimal) -> i64 {
    let digits = |n: i64| Coefficient::from(n.unsigned_abs()).digits();
    match x.adjusted() {
        above @ 1.. => digits(above) - 1,
        below @ ..=-2 => digits(below + 1) - 1,
        near => {
            let mut quiet = Status::NONE;
            let distance = x.sub(&Decimal::ONE, &Context::MAX, &mut quiet).adjusted();
            if near == 0 {
                distance - 2
            } else {
                distance - 1
            }
        }
    }
}

/// ±1 with the exponent that multiplication would give it.
fn power_of_one(
    base: &Decimal,
    other: &Decimal,
    integer: bool,
    negative: bool,
    context: &Context,
    status: &mut Status,
) -> Decimal {
    let mut exponent = 1 - context.prec;
    if integer {
        let times = if other.negative {
            0
        } else {
            other
                .truncated()
                .and_then(|n| n.to_u64())
                .map_or(context.prec, |n| (n as i64).clamp(0, context.prec))
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

/// The power by repeated squaring with some digits more than the context has; `n` is the magnitude of `other`.
fn integer_power(
    base: &Decimal,
    other: &Decimal,
    n: u64,
    negative: bool,
    context: &Context,
    status: &mut Status,
) -> Decimal {
    let digits = Coefficient::from(n).digits();
    let mut work = Context {
        prec: context.prec + digits + 2,
        rounding: Rounding::HalfEven,
        clamp: false,
        ..*context
    };
    let mut conditions = Status::NONE;
    let mut factor = base.clone();
    if other.negative {
        work.prec += 1;
        factor = Decimal::ONE.div(base, &work, &mut conditions);
        if conditions.has(Status::MEMORY) {
            return Decimal::invalid(status, Status::MEMORY);
        }
    }
    let mut power = factor.clone();
    for bit in (0..63 - n.leading_zeros().min(63)).rev() {
        power = power.mul(&power, &work, &mut conditions);
        if n >> bit & 1 == 1 {
            power = power.mul(&factor, &work, &mut conditions);
        }
        if !power.is_finite() || power.is_zero() && conditions.has(Status::CLAMPED) {
            break;
        }
    }
    status.raise(conditions);
    if power.is_infinite() {
        // The mode may round to the largest finite number.
        return out_of_range(negative, false, context, status);
    }
    power.with_sign(negative).finish(context, status)
}

/// The power as e^(y ln x), where x is positive and not 1: logarithm and exponential are rounded correctly, to more digits than the context
/// has. An exact result is treated as any other.
fn real_power(
    x: &Decimal,
    y: &Decimal,
    negative: bool,
    context: &Context,
    status: &mut Status,
) -> Decimal {
    let work = Context {
        prec: x.coefficient.digits().max(context.prec) + 4 + 19,
        rounding: Rounding::HalfEven,
        ..Context::MAX
    };
    let mut conditions = Status::NONE;
    let logarithm = x.ln(&work, &mut conditions);
    let power = logarithm.mul(y, &work, &mut conditions).exp(&work, status);
    status.raise(conditions.and(Status::MEMORY.or(Status::ANY_INVALID)));
    status.raise(Status::INEXACT.or(Status::ROUNDED));
    if power.is_infinite() {
        return out_of_range(negative, false, context, status);
    }
    power.with_sign(negative).finish(context, status)
}
