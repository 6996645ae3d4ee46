//! Sums, products, quotients, roots, and what rounds to an exponent.

use crate::coefficient::Coefficient;
use crate::context::{Context, Rounding, Status};
use crate::number::{Decimal, Kind};
use crate::round::{MOST_DIGITS, cut};
use std::cmp::Ordering;

/// A stand-in for a number that only tells on which side of a rounding boundary the exact value lies.
fn sticky(negative: bool, exponent: i64) -> Decimal {
    Decimal::finite(negative, Coefficient::ONE, exponent)
}

impl Decimal {
    /// `self + other`.
    pub fn add(&self, other: &Decimal, context: &Context, status: &mut Status) -> Decimal {
        self.add_signed(other, other.negative, context, status)
    }

    /// `self - other`.
    pub fn sub(&self, other: &Decimal, context: &Context, status: &mut Status) -> Decimal {
        self.add_signed(other, !other.negative, context, status)
    }

    #[inline]
    fn add_signed(
        &self,
        other: &Decimal,
        other_negative: bool,
        context: &Context,
        status: &mut Status,
    ) -> Decimal {
        if self.kind != Kind::Finite || other.kind != Kind::Finite {
            return match self.nan_of(other, context, status) {
                Some(nan) => nan,
                None if self.is_infinite()
                    && other.is_infinite()
                    && self.negative != other_negative =>
                {
                    Decimal::invalid(status, Status::INVALID_OPERATION)
                }
                None if self.is_infinite() => self.clone(),
                None => other.with_sign(other_negative),
            };
        }
        match self.exact_sum(other, other_negative, context) {
            Some(sum) => sum.finish(context, status),
            None => Decimal::invalid(status, Status::MEMORY),
        }
    }

    /// The sum of finite numbers, or another number that rounds to the same; `None` if it had too many digits.
    fn exact_sum(
        &self,
        other: &Decimal,
        other_negative: bool,
        context: &Context,
    ) -> Option<Decimal> {
        let (a, b) = (&self.coefficient, &other.coefficient);
        if self.exponent == other.exponent {
            return Some(signed_sum(
                self.negative,
                a,
                other_negative,
                b,
                self.exponent,
                context,
            ));
        }
        if a.is_zero() || b.is_zero() {
            let least = self.exponent.min(other.exponent);
            if a.is_zero() && b.is_zero() {
                return Some(signed_sum(
                    self.negative,
                    a,
                    other_negative,
                    b,
                    least,
                    context,
                ));
            }
            let (number, negative) = if a.is_zero() {
                (other, other_negative)
            } else {
                (self, self.negative)
            };
            // The zeros that are added must not exceed the precision.
            let wanted = least
                .max(number.adjusted() - context.prec)
                .min(number.exponent);
            let places = number.exponent - wanted;
            return (places < MOST_DIGITS).then(|| {
                Decimal::finite(
                    negative,
                    number.coefficient.shift_left(places as u64),
                    wanted,
                )
            });
        }
        let (high, high_negative, low, low_negative) = if self.exponent > other.exponent {
            (self, self.negative, other, other_negative)
        } else {
            (other, other_negative, self, self.negative)
        };
        // Far below the last digit that counts, only the sign matters.
        let floor = high.exponent + (high.coefficient.digits() - context.prec - 2).min(-1);
        let replaced;
        let low = if low.adjusted() < floor {
            replaced = sticky(low_negative, floor);
            &replaced
        } else {
            low
        };
        let places = high.exponent - low.exponent;
        if places >= MOST_DIGITS {
            return None;
        }
        let shifted = high.coefficient.shift_left(places as u64);
        Some(signed_sum(
            high_negative,
            &shifted,
            low_negative,
            &low.coefficient,
            low.exponent,
            context,
        ))
    }

    /// `self * other`.
    pub fn mul(&self, other: &Decimal, context: &Context, status: &mut Status) -> Decimal {
        self.product(other, context, status).finish(context, status)
    }

    /// The exact product, or what special values give.
    fn product(&self, other: &Decimal, context: &Context, status: &mut Status) -> Decimal {
        let negative = self.negative != other.negative;
        if self.kind == Kind::Finite && other.kind == Kind::Finite {
            return Decimal::finite(
                negative,
                self.coefficient.mul(&other.coefficient),
                self.exponent + other.exponent,
            );
        }
        match self.nan_of(other, context, status) {
            Some(nan) => nan,
            None if self.is_zero() || other.is_zero() => {
                Decimal::invalid(status, Status::INVALID_OPERATION)
            }
            None => Decimal::infinity(negative),
        }
    }

    /// `self * other + third`, rounded once.
    pub fn fma(
        &self,
        other: &Decimal,
        third: &Decimal,
        context: &Context,
        status: &mut Status,
    ) -> Decimal {
        let nan = |d: &Decimal| d.kind == Kind::Signaling;
        if nan(self) || nan(other) {
            return self.nan_of(other, context, status).unwrap_or(Decimal::NAN);
        }
        if !self.is_nan()
            && !other.is_nan()
            && (self.is_infinite() && other.is_zero() || self.is_zero() && other.is_infinite())
        {
            return Decimal::invalid(status, Status::INVALID_OPERATION);
        }
        if nan(third) {
            return third.quieted(context, status);
        }
        let product = self.product(other, context, status);
        product.add(third, context, status)
    }

    /// `self / other`.
    pub fn div(&self, other: &Decimal, context: &Context, status: &mut Status) -> Decimal {
        let negative = self.negative != other.negative;
        if self.kind != Kind::Finite || other.kind != Kind::Finite {
            return match self.nan_of(other, context, status) {
                Some(nan) => nan,
                None if self.is_infinite() && other.is_infinite() => {
                    Decimal::invalid(status, Status::INVALID_OPERATION)
                }
                None if self.is_infinite() => Decimal::infinity(negative),
                None => {
                    status.raise(Status::CLAMPED);
                    Decimal::zero(negative, context.etiny())
                }
            };
        }
        if other.coefficient.is_zero() {
            if self.coefficient.is_zero() {
                return Decimal::invalid(status, Status::DIVISION_UNDEFINED);
            }
            status.raise(Status::DIVISION_BY_ZERO);
            return Decimal::infinity(negative);
        }
        let ideal = self.exponent - other.exponent;
        if self.coefficient.is_zero() {
            return Decimal::zero(negative, ideal).finish(context, status);
        }
        let shift = other.coefficient.digits() - self.coefficient.digits() + context.prec + 1;
        if shift >= MOST_DIGITS {
            return Decimal::invalid(status, Status::MEMORY);
        }
        let (mut quotient, rest) = if shift >= 0 {
            self.coefficient
                .shift_left(shift as u64)
                .div_rem(&other.coefficient)
        } else {
            self.coefficient
                .div_rem(&other.coefficient.shift_left(shift.unsigned_abs()))
        };
        let mut exponent = ideal - shift;
        if !rest.is_zero() {
            // Neither exact nor halfway.
            if matches!(quotient.last_digit(), 0 | 5) {
                quotient = quotient.add(&Coefficient::ONE);
            }
        } else if exponent < ideal {
            let (stripped, zeros) = quotient.strip_zeros((ideal - exponent) as u64);
            quotient = stripped;
            exponent += zeros as i64;
        }
        Decimal::finite(negative, quotient, exponent).finish(context, status)
    }

    /// Integer quotient and remainder of finite numbers, the second of which is not zero; `None` if the quotient has more digits than the
    /// precision.
    fn divide_integer(&self, other: &Decimal, context: &Context) -> Option<(Decimal, Decimal)> {
        let ideal = self.exponent.min(other.exponent);
        let negative = self.negative != other.negative;
        let distance = if self.coefficient.is_zero() {
            -1
        } else {
            self.adjusted() - other.adjusted()
        };
        if distance < 0 {
            // The remainder is the dividend.
            let rest = self.rescaled_within(ideal, context);
            return Some((Decimal::zero(negative, 0), rest));
        }
        if distance > context.prec || distance >= MOST_DIGITS {
            return None;
        }
        let (quotient, rest) = if self.exponent >= other.exponent {
            self.coefficient
                .shift_left((self.exponent - other.exponent) as u64)
                .div_rem(&other.coefficient)
        } else {
            self.coefficient.div_rem(
                &other
                    .coefficient
                    .shift_left((other.exponent - self.exponent) as u64),
            )
        };
        if quotient.digits() > context.prec {
            return None;
        }
        Some((
            Decimal::finite(negative, quotient, 0),
            Decimal::finite(self.negative, rest, ideal),
        ))
    }

    /// With the exponent given if that only adds zeros that fit, else with as many zeros as fit.
    fn rescaled_within(&self, exponent: i64, context: &Context) -> Decimal {
        if self.coefficient.is_zero() {
            return Decimal::zero(self.negative, exponent);
        }
        let wanted = exponent
            .max(self.adjusted() - context.prec)
            .min(self.exponent);
        Decimal::finite(
            self.negative,
            self.coefficient.shift_left((self.exponent - wanted) as u64),
            wanted,
        )
    }

    /// `self // other`, towards zero.
    pub fn div_int(&self, other: &Decimal, context: &Context, status: &mut Status) -> Decimal {
        let negative = self.negative != other.negative;
        if self.is_nan() || other.is_nan() {
            return self.nan_of(other, context, status).unwrap_or(Decimal::NAN);
        }
        if self.is_infinite() {
            if other.is_infinite() {
                return Decimal::invalid(status, Status::INVALID_OPERATION);
            }
            return Decimal::infinity(negative);
        }
        if other.is_infinite() {
            return Decimal::zero(negative, 0);
        }
        if other.coefficient.is_zero() {
            if self.coefficient.is_zero() {
                return Decimal::invalid(status, Status::DIVISION_UNDEFINED);
            }
            status.raise(Status::DIVISION_BY_ZERO);
            return Decimal::infinity(negative);
        }
        match self.divide_integer(other, context) {
            Some((quotient, _)) => quotient.finish(context, status),
            None => Decimal::invalid(status, Status::DIVISION_IMPOSSIBLE),
        }
    }

    /// The remainder where an operand is a nan or infinite, or the divisor zero.
    fn special_rem(&self, other: &Decimal, context: &Context, status: &mut Status) -> Option<Decimal> {
        if let Some(nan) = self.nan_of(other, context, status) {
            return Some(nan);
        }
        if self.is_infinite() {
            return Some(Decimal::invalid(status, Status::INVALID_OPERATION));
        }
        if other.is_infinite() {
            return Some(self.clone().finish(context, status));
        }
        if !other.coefficient.is_zero() {
            return None;
        }
        let condition = if self.coefficient.is_zero() {
            Status::DIVISION_UNDEFINED
        } else {
            Status::INVALID_OPERATION
        };
        Some(Decimal::invalid(status, condition))
    }

    /// `self % other`, with the sign of `self`.
    pub fn rem(&self, other: &Decimal, context: &Context, status: &mut Status) -> Decimal {
        if let Some(rest) = self.special_rem(other, context, status) {
            return rest;
        }
        match self.divide_integer(other, context) {
            Some((_, rest)) => rest.finish(context, status),
            None => Decimal::invalid(status, Status::DIVISION_IMPOSSIBLE),
        }
    }

    /// `divmod(self, other)`.
    pub fn div_mod(
        &self,
        other: &Decimal,
        context: &Context,
        status: &mut Status,
    ) -> (Decimal, Decimal) {
        if let Some(nan) = self.nan_of(other, context, status) {
            return (nan.clone(), nan);
        }
        let negative = self.negative != other.negative;
        if self.is_infinite() {
            status.raise(Status::INVALID_OPERATION);
            let quotient = if other.is_infinite() {
                Decimal::NAN
            } else {
                Decimal::infinity(negative)
            };
            return (quotient, Decimal::NAN);
        }
        if other.is_infinite() {
            return (
                Decimal::zero(negative, 0),
                self.clone().finish(context, status),
            );
        }
        if other.coefficient.is_zero() {
            if self.coefficient.is_zero() {
                status.raise(Status::DIVISION_UNDEFINED);
                return (Decimal::NAN, Decimal::NAN);
            }
            status.raise(Status::DIVISION_BY_ZERO.or(Status::INVALID_OPERATION));
            return (Decimal::infinity(negative), Decimal::NAN);
        }
        match self.divide_integer(other, context) {
            Some((quotient, rest)) => (
                quotient.finish(context, status),
                rest.finish(context, status),
            ),
            None => {
                status.raise(Status::DIVISION_IMPOSSIBLE);
                (Decimal::NAN, Decimal::NAN)
            }
        }
    }

    /// `self` less the nearest multiple of `other`; the even one of two.
    pub fn rem_near(&self, other: &Decimal, context: &Context, status: &mut Status) -> Decimal {
        if let Some(rest) = self.special_rem(other, context, status) {
            return rest;
        }
        if self.coefficient.is_zero() {
            return Decimal::zero(self.negative, self.exponent.min(other.exponent))
                .finish(context, status);
        }
        let distance = self.adjusted() - other.adjusted();
        if distance < -1 {
            return self
                .rescaled_within(self.exponent.min(other.exponent), context)
                .finish(context, status);
        }
        if distance > context.prec || distance >= MOST_DIGITS {
            return Decimal::invalid(status, Status::DIVISION_IMPOSSIBLE);
        }
        let exponent = self.exponent.min(other.exponent);
        let (places, other_places) = (
            (self.exponent - exponent) as u64,
            (other.exponent - exponent) as u64,
        );
        let divisor = other.coefficient.shift_left(other_places);
        let (mut quotient, mut rest) = self.coefficient.shift_left(places).div_rem(&divisor);
        let mut negative = self.negative;
        let up = match rest.add(&rest).compare(&divisor) {
            Ordering::Less => false,
            Ordering::Equal => quotient.is_odd(),
            Ordering::Greater => true,
        };
        if up {
            quotient = quotient.add(&Coefficient::ONE);
            rest = divisor.sub(&rest);
            negative = !negative;
        }
        if quotient.digits() > context.prec {
            return Decimal::invalid(status, Status::DIVISION_IMPOSSIBLE);
        }
        Decimal::finite(negative, rest, exponent).finish(context, status)
    }

    /// `+self`: rounded; a zero has no sign except when rounding down.
    pub fn plus(&self, context: &Context, status: &mut Status) -> Decimal {
        self.signed(self.negative, context, status)
    }

    /// `-self`, as `0 - self`.
    pub fn minus(&self, context: &Context, status: &mut Status) -> Decimal {
        self.signed(!self.negative, context, status)
    }

    fn signed(&self, negative: bool, context: &Context, status: &mut Status) -> Decimal {
        if self.is_nan() {
            return self.quieted(context, status);
        }
        let negative = if self.is_zero() {
            context.rounding == Rounding::Floor && negative
        } else {
            negative
        };
        self.with_sign(negative).finish(context, status)
    }

    /// `abs(self)`, rounded.
    pub fn abs(&self, context: &Context, status: &mut Status) -> Decimal {
        if self.is_nan() {
            return self.quieted(context, status);
        }
        self.with_sign(false).finish(context, status)
    }

    /// Rounded, and without zeros at the end.
    pub fn normalize(&self, context: &Context, status: &mut Status) -> Decimal {
        if self.is_nan() {
            return self.quieted(context, status);
        }
        let rounded = self.clone().finish(context, status);
        if rounded.is_zero() {
            return Decimal::zero(self.negative, 0);
        }
        if !rounded.is_finite() {
            return rounded;
        }
        let most = if context.clamp {
            context.etop()
        } else {
            context.emax
        };
        let (coefficient, zeros) = rounded
            .coefficient
            .strip_zeros((most - rounded.exponent).max(0) as u64);
        Decimal::finite(
            rounded.negative,
            coefficient,
            rounded.exponent + zeros as i64,
        )
    }

    /// The number with the exponent of `other`.
    pub fn quantize(&self, other: &Decimal, context: &Context, status: &mut Status) -> Decimal {
        if let Some(nan) = self.nan_of(other, context, status) {
            return nan;
        }
        if self.is_infinite() || other.is_infinite() {
            if self.is_infinite() && other.is_infinite() {
                return self.clone();
            }
            return Decimal::invalid(status, Status::INVALID_OPERATION);
        }
        self.quantize_to(other.exponent, context, status)
    }

    /// A finite number with this exponent.
    pub fn quantize_to(&self, exponent: i64, context: &Context, status: &mut Status) -> Decimal {
        if exponent < context.etiny() || exponent > context.emax {
            return Decimal::invalid(status, Status::INVALID_OPERATION);
        }
        if self.coefficient.is_zero() {
            return Decimal::zero(self.negative, exponent).finish(context, status);
        }
        let adjusted = self.adjusted();
        if adjusted > context.emax || adjusted - exponent + 1 > context.prec {
            return Decimal::invalid(status, Status::INVALID_OPERATION);
        }
        let mut conditions = Status::NONE;
        let Some(result) = self.rescaled(exponent, context.rounding, &mut conditions) else {
            return Decimal::invalid(status, Status::MEMORY);
        };
        if result.adjusted() > context.emax || result.coefficient.digits() > context.prec {
            return Decimal::invalid(status, Status::INVALID_OPERATION);
        }
        if result.is_subnormal(context) {
            conditions.raise(Status::SUBNORMAL);
        }
        status.raise(conditions);
        result.finish(context, status)
    }

    /// The nearest integer in the given mode; `exact` tells rounding.
    pub fn to_integral(
        &self,
        rounding: Rounding,
        exact: bool,
        context: &Context,
        status: &mut Status,
    ) -> Decimal {
        if self.is_nan() {
            return self.quieted(context, status);
        }
        if !self.is_finite() || self.exponent >= 0 {
            return self.clone();
        }
        let mut conditions = Status::NONE;
        let result = self
            .rescaled(0, rounding, &mut conditions)
            .unwrap_or(Decimal::NAN);
        if exact {
            status.raise(conditions);
        }
        result
    }

    /// The square root, rounded half to even.
    pub fn sqrt(&self, context: &Context, status: &mut Status) -> Decimal {
        if self.is_nan() {
            return self.quieted(context, status);
        }
        let ideal = self.exponent.div_euclid(2);
        if self.is_zero() {
            return Decimal::zero(self.negative, ideal).finish(context, status);
        }
        if self.negative {
            return Decimal::invalid(status, Status::INVALID_OPERATION);
        }
        if self.is_infinite() {
            return self.clone();
        }
        // The root of c * 10^(2 shift) has one digit more than the precision.
        let odd = self.exponent.rem_euclid(2);
        let digits = self.coefficient.digits() + odd;
        let shift = context.prec + 1 - (digits + 1) / 2;
        if shift >= MOST_DIGITS / 2 {
            return Decimal::invalid(status, Status::MEMORY);
        }
        let radicand = self.coefficient.shift_left(odd as u64);
        let (radicand, lost) = if shift >= 0 {
            (radicand.shift_left(2 * shift as u64), false)
        } else {
            let (kept, rest) = radicand.shift_right(2 * shift.unsigned_abs());
            (kept, !rest.is_zero())
        };
        let mut root = integer_root(&radicand);
        let exact = !lost && root.mul(&root) == radicand;
        let mut exponent = ideal - shift;
        if !exact {
            if matches!(root.last_digit(), 0 | 5) {
                root = root.add(&Coefficient::ONE);
            }
        } else if shift >= 0 {
            let (stripped, zeros) = root.strip_zeros(shift as u64);
            root = stripped;
            exponent += zeros as i64;
        } else {
            root = root.shift_left(shift.unsigned_abs());
            exponent += shift;
        }
        let nearest = Context {
            rounding: Rounding::HalfEven,
            ..*context
        };
        Decimal::finite(false, root, exponent).finish(&nearest, status)
    }

    /// The nearest number of the context below.
    pub fn next_minus(&self, context: &Context, status: &mut Status) -> Decimal {
        self.neighbour(true, context, status)
    }

    /// The nearest number of the context above.
    pub fn next_plus(&self, context: &Context, status: &mut Status) -> Decimal {
        self.neighbour(false, context, status)
    }

    fn neighbour(&self, down: bool, context: &Context, status: &mut Status) -> Decimal {
        if self.is_nan() {
            return self.quieted(context, status);
        }
        if self.is_infinite() {
            return if self.negative == down {
                self.clone()
            } else {
                Decimal::largest(self.negative, context)
            };
        }
        let directed = Context {
            rounding: if down {
                Rounding::Floor
            } else {
                Rounding::Ceiling
            },
            ..*context
        };
        let mut quiet = Status::NONE;
        let rounded = self.clone().finish(&directed, &mut quiet);
        if crate::compare::order(&rounded, self) != Ordering::Equal {
            return rounded;
        }
        let step = sticky(down, context.etiny() - 1);
        rounded.add(&step, &directed, &mut quiet)
    }

    /// The nearest number of the context in the direction of `other`.
    pub fn next_toward(&self, other: &Decimal, context: &Context, status: &mut Status) -> Decimal {
        if let Some(nan) = self.nan_of(other, context, status) {
            return nan;
        }
        let down = match crate::compare::order(self, other) {
            Ordering::Equal => return self.with_sign(other.negative),
            Ordering::Greater => true,
            Ordering::Less => false,
        };
        let result = self.neighbour(down, context, status);
        if result.is_infinite() {
            status.raise(Status::OVERFLOW.or(Status::ROUNDED).or(Status::INEXACT));
        } else if !result.is_normal(context) {
            status.raise(
                Status::UNDERFLOW
                    .or(Status::SUBNORMAL)
                    .or(Status::ROUNDED)
                    .or(Status::INEXACT),
            );
            if result.is_zero() {
                status.raise(Status::CLAMPED);
            }
        }
        result
    }

    /// Exponent of the leading digit, as a number.
    pub fn logb(&self, context: &Context, status: &mut Status) -> Decimal {
        if self.is_nan() {
            return self.quieted(context, status);
        }
        if self.is_infinite() {
            return Decimal::infinity(false);
        }
        if self.is_zero() {
            status.raise(Status::DIVISION_BY_ZERO);
            return Decimal::infinity(true);
        }
        Decimal::from_i64(self.adjusted()).finish(context, status)
    }

    /// `self * 10^other`.
    pub fn scaleb(&self, other: &Decimal, context: &Context, status: &mut Status) -> Decimal {
        if let Some(nan) = self.nan_of(other, context, status) {
            return nan;
        }
        let most = 2 * (context.emax + context.prec);
        let by = other.small_integer().filter(|by| by.abs() <= most);
        let Some(by) = by else {
            return Decimal::invalid(status, Status::INVALID_OPERATION);
        };
        if self.is_infinite() {
            return self.clone();
        }
        Decimal::finite(self.negative, self.coefficient.clone(), self.exponent + by)
            .finish(context, status)
    }

    /// An integer written with exponent 0.
    pub(crate) fn small_integer(&self) -> Option<i64> {
        if !self.is_finite() || self.exponent != 0 {
            return None;
        }
        let n = i64::try_from(self.coefficient.to_u64()?).ok()?;
        Some(if self.negative { -n } else { n })
    }

    /// Rounded to a number of digits, in the mode given, if it has more; nothing else.
    pub(crate) fn rounded_to(&self, digits: i64, rounding: Rounding) -> Decimal {
        let excess = self.coefficient.digits() - digits;
        if !self.is_finite() || excess <= 0 {
            return self.clone();
        }
        let (mut kept, _) = cut(&self.coefficient, excess as u64, rounding, self.negative);
        let mut exponent = self.exponent + excess;
        if kept.digits() > digits {
            kept = kept.shift_right(1).0;
            exponent += 1;
        }
        Decimal::finite(self.negative, kept, exponent)
    }
}

/// The floor of the square root.
fn integer_root(n: &Coefficient) -> Coefficient {
    match n {
        Coefficient::Small(n) => Coefficient::Small(n.isqrt()),
        Coefficient::Big(n) => n.sqrt().into(),
    }
}

/// `±a ± b` with a common exponent.
fn signed_sum(
    a_negative: bool,
    a: &Coefficient,
    b_negative: bool,
    b: &Coefficient,
    exponent: i64,
    context: &Context,
) -> Decimal {
    if a_negative == b_negative {
        return Decimal::finite(a_negative, a.add(b), exponent);
    }
    match a.compare(b) {
        Ordering::Equal => Decimal::zero(context.rounding == Rounding::Floor, exponent),
        Ordering::Greater => Decimal::finite(a_negative, a.sub(b), exponent),
        Ordering::Less => Decimal::finite(b_negative, b.sub(a), exponent),
    }
}
