//! Order: numerical, total, by magnitude; maxima and minima.

use crate::context::{Context, Status};
use crate::number::{Decimal, Kind};
use std::cmp::Ordering;

/// The numerical order of two numbers that are no NaNs.
pub(crate) fn order(a: &Decimal, b: &Decimal) -> Ordering {
    let sign = |d: &Decimal| {
        if d.is_zero() {
            0
        } else if d.negative {
            -1
        } else {
            1
        }
    };
    match sign(a).cmp(&sign(b)) {
        Ordering::Equal if sign(a) == 0 => Ordering::Equal,
        Ordering::Equal => {
            let order = magnitudes(a, b);
            if a.negative { order.reverse() } else { order }
        }
        unequal => unequal,
    }
}

/// The order of the magnitudes of two numbers that are no NaNs.
pub(crate) fn magnitudes(a: &Decimal, b: &Decimal) -> Ordering {
    match (a.is_infinite(), b.is_infinite()) {
        (false, false) => {}
        (x, y) => return x.cmp(&y),
    }
    if a.exponent == b.exponent {
        return a.coefficient.compare(&b.coefficient);
    }
    match (a.is_zero(), b.is_zero()) {
        (false, false) => {}
        (x, y) => return y.cmp(&x),
    }
    a.adjusted().cmp(&b.adjusted()).then_with(|| {
        // As many digits at most as one of the coefficients has.
        if a.exponent > b.exponent {
            a.coefficient
                .shift_left((a.exponent - b.exponent) as u64)
                .compare(&b.coefficient)
        } else {
            a.coefficient
                .compare(&b.coefficient.shift_left((b.exponent - a.exponent) as u64))
        }
    })
}

fn number(order: Ordering) -> Decimal {
    Decimal::from_i64(order as i64)
}

impl Decimal {
    /// `self <=> other`, `None` if one is a NaN.
    #[inline]
    pub fn partial_compare(&self, other: &Decimal) -> Option<Ordering> {
        (!self.is_nan() && !other.is_nan()).then(|| order(self, other))
    }

    /// The comparison as a number; only signaling NaNs signal.
    pub fn compare(&self, other: &Decimal, context: &Context, status: &mut Status) -> Decimal {
        match self.nan_of(other, context, status) {
            Some(nan) => nan,
            None => number(order(self, other)),
        }
    }

    /// As [`Decimal::compare`]; every NaN signals.
    pub fn compare_signal(
        &self,
        other: &Decimal,
        context: &Context,
        status: &mut Status,
    ) -> Decimal {
        match self.nan_of(other, context, status) {
            Some(nan) => {
                status.raise(Status::INVALID_OPERATION);
                nan
            }
            None => number(order(self, other)),
        }
    }

    /// The order of representations, in which no two differ and are equal.
    pub fn compare_total(&self, other: &Decimal) -> Decimal {
        number(match (self.negative, other.negative) {
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            (false, false) => total(self, other),
            (true, true) => total(other, self),
        })
    }

    /// As [`Decimal::compare_total`], of the magnitudes.
    pub fn compare_total_mag(&self, other: &Decimal) -> Decimal {
        number(total(self, other))
    }

    /// The larger; a number rather than a quiet NaN.
    pub fn max(&self, other: &Decimal, context: &Context, status: &mut Status) -> Decimal {
        self.extreme(other, false, order, context, status)
    }

    /// The smaller; a number rather than a quiet NaN.
    pub fn min(&self, other: &Decimal, context: &Context, status: &mut Status) -> Decimal {
        self.extreme(other, true, order, context, status)
    }

    /// The one of larger magnitude.
    pub fn max_mag(&self, other: &Decimal, context: &Context, status: &mut Status) -> Decimal {
        self.extreme(
            other,
            false,
            |a, b| magnitudes(a, b).then_with(|| order(a, b)),
            context,
            status,
        )
    }

    /// The one of smaller magnitude.
    pub fn min_mag(&self, other: &Decimal, context: &Context, status: &mut Status) -> Decimal {
        self.extreme(
            other,
            true,
            |a, b| magnitudes(a, b).then_with(|| order(a, b)),
            context,
            status,
        )
    }

    fn extreme(
        &self,
        other: &Decimal,
        least: bool,
        order: fn(&Decimal, &Decimal) -> Ordering,
        context: &Context,
        status: &mut Status,
    ) -> Decimal {
        let chosen = match (self.kind, other.kind) {
            (Kind::Quiet, Kind::Finite | Kind::Infinite) => other,
            (Kind::Finite | Kind::Infinite, Kind::Quiet) => self,
            _ => {
                if let Some(nan) = self.nan_of(other, context, status) {
                    return nan;
                }
                let order = order(self, other).then_with(|| self.compare_total(other).sign());
                if (order == Ordering::Less) == least {
                    self
                } else {
                    other
                }
            }
        };
        chosen.clone().finish(context, status)
    }

    fn sign(&self) -> Ordering {
        if self.coefficient.is_zero() {
            Ordering::Equal
        } else if self.negative {
            Ordering::Less
        } else {
            Ordering::Greater
        }
    }

    /// Whether the exponents are the same, or both are infinite, or both are NaNs.
    pub fn same_quantum(&self, other: &Decimal) -> bool {
        match (self.kind, other.kind) {
            (Kind::Finite, Kind::Finite) => self.exponent == other.exponent,
            (Kind::Infinite, Kind::Infinite) => true,
            _ => self.is_nan() && other.is_nan(),
        }
    }
}

/// The total order of the magnitudes.
fn total(a: &Decimal, b: &Decimal) -> Ordering {
    let rank = |d: &Decimal| match d.kind {
        Kind::Finite | Kind::Infinite => 0,
        Kind::Signaling => 1,
        Kind::Quiet => 2,
    };
    match (rank(a), rank(b)) {
        (0, 0) => magnitudes(a, b).then(a.exponent.cmp(&b.exponent)),
        (x, y) if x == y => a.coefficient.compare(&b.coefficient),
        (x, y) => x.cmp(&y),
    }
}
