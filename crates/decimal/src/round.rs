//! Fitting a result into a context.

use crate::coefficient::{Coefficient, power_of_ten};
use crate::context::{Context, Rounding, Status};
use crate::number::{Decimal, Kind};
use std::cmp::Ordering;

/// Coefficients with more digits are refused: `MEMORY`.
pub(crate) const MOST_DIGITS: i64 = 1 << 31;

/// Where the part that is cut off lies.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rest {
    Zero,
    BelowHalf,
    Half,
    AboveHalf,
}

/// How `rest` (below 10^places) compares with half of 10^places.
fn rest_of(rest: &Coefficient, places: u64) -> Rest {
    if rest.is_zero() {
        return Rest::Zero;
    }
    if rest.digits() < places as i64 {
        return Rest::BelowHalf;
    }
    match rest.add(rest).compare(&power_of_ten(places)) {
        Ordering::Less => Rest::BelowHalf,
        Ordering::Equal => Rest::Half,
        Ordering::Greater => Rest::AboveHalf,
    }
}

/// Whether a coefficient with this rest behind it is rounded away from zero.
fn away(rounding: Rounding, negative: bool, kept: &Coefficient, rest: Rest) -> bool {
    rest != Rest::Zero
        && match rounding {
            Rounding::Up => true,
            Rounding::Down => false,
            Rounding::Ceiling => !negative,
            Rounding::Floor => negative,
            Rounding::HalfUp => rest != Rest::BelowHalf,
            Rounding::HalfDown => rest == Rest::AboveHalf,
            Rounding::HalfEven => rest == Rest::AboveHalf || rest == Rest::Half && kept.is_odd(),
            Rounding::ZeroFiveUp => matches!(kept.last_digit(), 0 | 5),
        }
}

/// Without the last `places` digits, rounded; and whether what was cut off was not zero.
pub(crate) fn cut(
    coefficient: &Coefficient,
    places: u64,
    rounding: Rounding,
    negative: bool,
) -> (Coefficient, bool) {
    let (kept, rest) = coefficient.shift_right(places);
    let rest = rest_of(&rest, places);
    if away(rounding, negative, &kept, rest) {
        (kept.add(&Coefficient::ONE), true)
    } else {
        (kept, rest != Rest::Zero)
    }
}

impl Decimal {
    /// The result as the context holds it: rounded, with overflow, underflow and clamping.
    #[inline]
    pub fn finish(self, context: &Context, status: &mut Status) -> Decimal {
        if self.kind == Kind::Finite && !self.coefficient.is_zero() {
            let digits = self.coefficient.digits();
            let adjusted = self.exponent + digits - 1;
            if digits <= context.prec
                && adjusted <= context.emax
                && adjusted >= context.emin
                && !(context.clamp && self.exponent > context.etop())
            {
                return self;
            }
            return self.fit(digits, context, status);
        }
        match self.kind {
            Kind::Infinite => self,
            Kind::Quiet | Kind::Signaling => self.with_fitting_payload(context),
            Kind::Finite => {
                let most = if context.clamp {
                    context.etop()
                } else {
                    context.emax
                };
                let exponent = self.exponent.clamp(context.etiny(), most);
                if exponent != self.exponent {
                    status.raise(Status::CLAMPED);
                }
                Decimal { exponent, ..self }
            }
        }
    }

    /// [`Decimal::finish`] of a finite number that is not zero, with that many digits.
    fn fit(mut self, digits: i64, context: &Context, status: &mut Status) -> Decimal {
        let (etiny, etop) = (context.etiny(), context.etop());
        let adjusted = self.exponent + digits - 1;
        if adjusted > context.emax {
            return self.overflow(context, status);
        }
        let subnormal = adjusted < context.emin;
        if subnormal {
            status.raise(Status::SUBNORMAL);
        }
        let least = (self.exponent + digits - context.prec).max(etiny);
        if self.exponent < least {
            let (kept, inexact) = cut(
                &self.coefficient,
                least.abs_diff(self.exponent),
                context.rounding,
                self.negative,
            );
            (self.coefficient, self.exponent) = (kept, least);
            status.raise(Status::ROUNDED);
            if inexact {
                status.raise(Status::INEXACT);
                if subnormal {
                    status.raise(Status::UNDERFLOW);
                }
            }
            if self.coefficient.is_zero() {
                status.raise(Status::CLAMPED);
            } else if self.coefficient.digits() > context.prec {
                // 99… became 100….
                self.coefficient = self.coefficient.shift_right(1).0;
                self.exponent += 1;
                if self.exponent > etop {
                    return self.overflow(context, status);
                }
            }
        }
        if context.clamp && self.exponent > etop && !self.coefficient.is_zero() {
            self.coefficient = self.coefficient.shift_left(self.exponent.abs_diff(etop));
            self.exponent = etop;
            status.raise(Status::CLAMPED);
        }
        self
    }

    fn overflow(self, context: &Context, status: &mut Status) -> Decimal {
        status.raise(Status::OVERFLOW.or(Status::INEXACT).or(Status::ROUNDED));
        let infinite = match context.rounding {
            Rounding::HalfUp | Rounding::HalfEven | Rounding::HalfDown | Rounding::Up => true,
            Rounding::Ceiling => !self.negative,
            Rounding::Floor => self.negative,
            Rounding::Down | Rounding::ZeroFiveUp => false,
        };
        if infinite {
            return Decimal::infinity(self.negative);
        }
        Decimal::largest(self.negative, context)
    }

    /// The finite number of largest magnitude.
    pub(crate) fn largest(negative: bool, context: &Context) -> Decimal {
        let nines = power_of_ten(context.prec as u64).sub(&Coefficient::ONE);
        Decimal::finite(negative, nines, context.etop())
    }

    /// The same finite number with this exponent, rounded where digits are cut off; `None` if it had too many digits.
    pub(crate) fn rescaled(
        &self,
        exponent: i64,
        rounding: Rounding,
        status: &mut Status,
    ) -> Option<Decimal> {
        if self.coefficient.is_zero() {
            return Some(Decimal::zero(self.negative, exponent));
        }
        if exponent <= self.exponent {
            let places = self.exponent.abs_diff(exponent);
            return (places < MOST_DIGITS as u64).then(|| {
                Decimal::finite(self.negative, self.coefficient.shift_left(places), exponent)
            });
        }
        let (kept, inexact) = cut(
            &self.coefficient,
            exponent.abs_diff(self.exponent),
            rounding,
            self.negative,
        );
        status.raise(Status::ROUNDED);
        if inexact {
            status.raise(Status::INEXACT);
        }
        Some(Decimal::finite(self.negative, kept, exponent))
    }
}
