//! Operations on the digits: logical ones, shifts, rotations.

use crate::coefficient::Coefficient;
use crate::context::{Context, Status};
use crate::number::Decimal;

impl Decimal {
    /// The digits of a logical operand, last first, as far as the precision goes: only 0 and 1, no sign, no exponent.
    fn logical(&self, context: &Context) -> Option<Vec<u8>> {
        if !self.is_finite() || self.negative || self.exponent != 0 {
            return None;
        }
        let text = self.coefficient.text();
        let mut digits: Vec<u8> = text
            .bytes()
            .rev()
            .map(|d| matches!(d, b'0' | b'1').then_some(d - b'0'))
            .collect::<Option<_>>()?;
        digits.truncate(context.prec as usize);
        Some(digits)
    }

    fn logical_operation(
        &self,
        other: &Decimal,
        f: fn(u8, u8) -> u8,
        context: &Context,
        status: &mut Status,
    ) -> Decimal {
        let (Some(a), Some(b)) = (self.logical(context), other.logical(context)) else {
            return Decimal::invalid(status, Status::INVALID_OPERATION);
        };
        let digit = |digits: &[u8], i: usize| digits.get(i).copied().unwrap_or(0);
        from_digits(
            (0..a.len().max(b.len()))
                .rev()
                .map(|i| f(digit(&a, i), digit(&b, i))),
        )
    }

    pub fn logical_and(&self, other: &Decimal, context: &Context, status: &mut Status) -> Decimal {
        self.logical_operation(other, |a, b| a & b, context, status)
    }

    pub fn logical_or(&self, other: &Decimal, context: &Context, status: &mut Status) -> Decimal {
        self.logical_operation(other, |a, b| a | b, context, status)
    }

    pub fn logical_xor(&self, other: &Decimal, context: &Context, status: &mut Status) -> Decimal {
        self.logical_operation(other, |a, b| a ^ b, context, status)
    }

    pub fn logical_invert(&self, context: &Context, status: &mut Status) -> Decimal {
        let Some(digits) = self.logical(context) else {
            return Decimal::invalid(status, Status::INVALID_OPERATION);
        };
        if context.prec >= crate::round::MOST_DIGITS {
            return Decimal::invalid(status, Status::MEMORY);
        }
        let digit = |i: usize| digits.get(i).copied().unwrap_or(0);
        from_digits((0..context.prec as usize).rev().map(|i| 1 - digit(i)))
    }

    /// The digits moved `other` places to the left (right if negative) within the precision.
    pub fn shift(&self, other: &Decimal, context: &Context, status: &mut Status) -> Decimal {
        self.moved(other, context, status, |number, by, context| {
            if by < 0 {
                return number
                    .coefficient
                    .shift_right(context.prec as u64)
                    .1
                    .shift_right(by.unsigned_abs())
                    .0;
            }
            // What leaves the precision at the left is lost.
            let kept = number.coefficient.shift_right((context.prec - by) as u64).1;
            kept.shift_left(by as u64)
        })
    }

    /// The digits rotated `other` places to the left (right if negative) within the precision.
    pub fn rotate(&self, other: &Decimal, context: &Context, status: &mut Status) -> Decimal {
        self.moved(other, context, status, |number, by, context| {
            let left = by.rem_euclid(context.prec) as u64;
            let coefficient = number.coefficient.shift_right(context.prec as u64).1;
            let (high, low) = coefficient.shift_right(context.prec as u64 - left);
            low.shift_left(left).add(&high)
        })
    }

    fn moved(
        &self,
        other: &Decimal,
        context: &Context,
        status: &mut Status,
        f: fn(&Decimal, i64, &Context) -> Coefficient,
    ) -> Decimal {
        if let Some(nan) = self.nan_of(other, context, status) {
            return nan;
        }
        let Some(by) = other.small_integer().filter(|by| by.abs() <= context.prec) else {
            return Decimal::invalid(status, Status::INVALID_OPERATION);
        };
        if self.is_infinite() {
            return self.clone();
        }
        if by >= crate::round::MOST_DIGITS && !self.coefficient.is_zero() {
            return Decimal::invalid(status, Status::MEMORY);
        }
        Decimal::finite(self.negative, f(self, by, context), self.exponent)
    }
}

fn from_digits(digits: impl Iterator<Item = u8>) -> Decimal {
    let text: Vec<u8> = digits.map(|d| d + b'0').collect();
    Decimal::finite(false, Coefficient::parse(&text), 0)
}
