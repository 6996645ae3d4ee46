//! The number itself: sign, coefficient, exponent, or a special value.

use crate::coefficient::Coefficient;
use crate::context::{Context, Status};

/// What kind of value it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Finite,
    Infinite,
    /// A quiet NaN; the coefficient is its payload.
    Quiet,
    /// A signaling NaN; the coefficient is its payload.
    Signaling,
}

/// `number_class`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Class(pub &'static str);

/// A decimal number: (-1)^negative * coefficient * 10^exponent, an infinity or a NaN.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decimal {
    pub negative: bool,
    pub kind: Kind,
    pub coefficient: Coefficient,
    pub exponent: i64,
}

impl Decimal {
    pub const ZERO: Decimal = Decimal::finite(false, Coefficient::ZERO, 0);
    pub const ONE: Decimal = Decimal::finite(false, Coefficient::ONE, 0);
    pub const NAN: Decimal = Decimal {
        negative: false,
        kind: Kind::Quiet,
        coefficient: Coefficient::ZERO,
        exponent: 0,
    };

    pub const fn finite(negative: bool, coefficient: Coefficient, exponent: i64) -> Decimal {
        Decimal {
            negative,
            kind: Kind::Finite,
            coefficient,
            exponent,
        }
    }

    pub const fn infinity(negative: bool) -> Decimal {
        Decimal {
            negative,
            kind: Kind::Infinite,
            coefficient: Coefficient::ZERO,
            exponent: 0,
        }
    }

    /// A zero.
    pub const fn zero(negative: bool, exponent: i64) -> Decimal {
        Decimal::finite(negative, Coefficient::ZERO, exponent)
    }

    /// A small integer.
    pub fn from_i64(n: i64) -> Decimal {
        Decimal::finite(n < 0, n.unsigned_abs().into(), 0)
    }

    /// The exact value of a double.
    pub fn from_f64(x: f64) -> Decimal {
        let negative = x.is_sign_negative();
        if x.is_nan() {
            return Decimal {
                negative,
                ..Decimal::NAN
            };
        }
        if x.is_infinite() {
            return Decimal::infinity(negative);
        }
        let bits = x.to_bits();
        let (stored, fraction) = ((bits >> 52 & 0x7ff) as i64, bits & ((1 << 52) - 1));
        let (mut mantissa, mut exponent) = if stored == 0 {
            (fraction, -1074)
        } else {
            (fraction | 1 << 52, stored - 1075)
        };
        if mantissa == 0 {
            return Decimal::zero(negative, 0);
        }
        let zeros = i64::from(mantissa.trailing_zeros());
        if exponent < 0 {
            let drop = zeros.min(-exponent);
            mantissa >>= drop;
            exponent += drop;
        }
        let mantissa = Coefficient::from(mantissa);
        if exponent >= 0 {
            return Decimal::finite(
                negative,
                Coefficient::from(mantissa.into_big() << exponent),
                0,
            );
        }
        // m / 2^k is m * 5^k / 10^k.
        let fives = num_bigint::BigUint::from(5_u32).pow(exponent.unsigned_abs() as u32);
        Decimal::finite(negative, mantissa.mul(&fives.into()), exponent)
    }

    #[inline]
    pub fn is_finite(&self) -> bool {
        self.kind == Kind::Finite
    }

    #[inline]
    pub fn is_infinite(&self) -> bool {
        self.kind == Kind::Infinite
    }

    #[inline]
    pub fn is_nan(&self) -> bool {
        matches!(self.kind, Kind::Quiet | Kind::Signaling)
    }

    #[inline]
    pub fn is_zero(&self) -> bool {
        self.is_finite() && self.coefficient.is_zero()
    }

    /// Exponent of the leading digit of a finite number.
    #[inline]
    pub fn adjusted(&self) -> i64 {
        self.exponent + self.coefficient.digits() - 1
    }

    /// Whether it is an integer.
    pub fn is_integer(&self) -> bool {
        self.is_finite()
            && (self.exponent >= 0 || self.coefficient.is_zero() || {
                let places = self.exponent.unsigned_abs();
                places < self.coefficient.digits() as u64
                    && self.coefficient.strip_zeros(places).1 == places
            })
    }

    /// Whether it is an odd integer.
    pub fn is_odd_integer(&self) -> bool {
        self.is_integer()
            && self.exponent <= 0
            && self
                .coefficient
                .shift_right(self.exponent.unsigned_abs())
                .0
                .is_odd()
    }

    /// Whether it is finite, not zero, and not too small for full precision.
    pub fn is_normal(&self, context: &Context) -> bool {
        self.is_finite() && !self.is_zero() && self.adjusted() >= context.emin
    }

    /// Whether it is finite, not zero, and too small for full precision.
    pub fn is_subnormal(&self, context: &Context) -> bool {
        self.is_finite() && !self.is_zero() && self.adjusted() < context.emin
    }

    /// The specification's name of the kind of number.
    pub fn class(&self, context: &Context) -> Class {
        let signed = |plus, minus| if self.negative { minus } else { plus };
        Class(match self.kind {
            Kind::Signaling => "sNaN",
            Kind::Quiet => "NaN",
            Kind::Infinite => signed("+Infinity", "-Infinity"),
            Kind::Finite if self.is_zero() => signed("+Zero", "-Zero"),
            Kind::Finite if self.is_normal(context) => signed("+Normal", "-Normal"),
            Kind::Finite => signed("+Subnormal", "-Subnormal"),
        })
    }

    /// With another sign.
    pub fn with_sign(&self, negative: bool) -> Decimal {
        Decimal {
            negative,
            ..self.clone()
        }
    }

    /// The magnitude.
    pub fn copy_abs(&self) -> Decimal {
        self.with_sign(false)
    }

    /// The result of an operation on a NaN: quiet, with as much of the payload as fits.
    pub fn quieted(&self, context: &Context, status: &mut Status) -> Decimal {
        if self.kind == Kind::Signaling {
            status.raise(Status::INVALID_OPERATION);
        }
        Decimal {
            kind: Kind::Quiet,
            ..self.clone()
        }
        .with_fitting_payload(context)
    }

    pub(crate) fn with_fitting_payload(mut self, context: &Context) -> Decimal {
        let most = context.prec - i64::from(context.clamp);
        if self.coefficient.digits() > most {
            self.coefficient = self.coefficient.shift_right(most as u64).1;
        }
        self
    }

    /// The quiet NaN that an operation on these gives if one is a NaN.
    pub fn nan_of(
        &self,
        other: &Decimal,
        context: &Context,
        status: &mut Status,
    ) -> Option<Decimal> {
        if !self.is_nan() && !other.is_nan() {
            return None;
        }
        let chosen =
            if self.kind == Kind::Signaling || (self.is_nan() && other.kind != Kind::Signaling) {
                self
            } else {
                other
            };
        Some(chosen.quieted(context, status))
    }

    /// A NaN, and the condition that led to it.
    pub fn invalid(status: &mut Status, condition: Status) -> Decimal {
        status.raise(condition);
        Decimal::NAN
    }

    /// The integer towards zero, if it is not so large that no memory holds it.
    pub fn truncated(&self) -> Option<Coefficient> {
        if self.coefficient.is_zero() {
            return Some(Coefficient::ZERO);
        }
        if self.exponent >= 0 {
            return (self.exponent < crate::round::MOST_DIGITS)
                .then(|| self.coefficient.shift_left(self.exponent as u64));
        }
        Some(self.coefficient.shift_right(self.exponent.unsigned_abs()).0)
    }

    /// Python's hash of a finite number: the residue modulo 2^61 - 1.
    pub fn hash(&self) -> i64 {
        const MODULUS: u128 = (1 << 61) - 1;
        let times = |a: u128, b: u128| a * b % MODULUS;
        let power = |mut base: u128, mut exponent: u64| {
            let mut result = 1;
            while exponent > 0 {
                if exponent & 1 == 1 {
                    result = times(result, base);
                }
                base = times(base, base);
                exponent >>= 1;
            }
            result
        };
        let scale = if self.exponent >= 0 {
            power(10, self.exponent as u64)
        } else {
            // The inverse, by Fermat.
            power(
                power(10, (MODULUS - 2) as u64),
                self.exponent.unsigned_abs(),
            )
        };
        let reduced = match &self.coefficient {
            Coefficient::Small(n) => n % MODULUS,
            Coefficient::Big(n) => (n % (MODULUS as u64))
                .iter_u64_digits()
                .next()
                .unwrap_or(0)
                .into(),
        };
        let hash = times(reduced, scale) as i64;
        match if self.negative { -hash } else { hash } {
            -1 => -2,
            hash => hash,
        }
    }
}
