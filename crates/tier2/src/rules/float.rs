//! Algebra of raw floats: only what is exact for every operand, signed zeros, infinities and nans included.

use whipsnake_isa::Uop;

use super::{Context, Group, Rewrite, Rule};
use crate::ir::{Constant, Operand};

use Rewrite::{One, Two, Value};

const fn rule(name: &'static str, ops: &'static [Uop], apply: fn(&Context, Uop, &[Operand]) -> Option<Rewrite>) -> Rule {
    Rule { name, group: Group::Fold, ops, apply }
}

pub const RULES: &[Rule] = &[
    rule("float_constant_to_the_right", &[Uop::AddFloat, Uop::MultiplyFloat, Uop::EqFloat, Uop::NeFloat, Uop::GuardEqFloat, Uop::GuardNeFloat], |cx, op, x| {
        (cx.float(x[0]).is_some() && cx.float(x[1]).is_none()).then(|| Two(op, x[1].into(), x[0].into()))
    }),
    rule("add_negative_zero", &[Uop::AddFloat], |cx, _, x| right_is(cx, x, -0.0)),
    rule("subtract_positive_zero", &[Uop::SubtractFloat], |cx, _, x| right_is(cx, x, 0.0)),
    rule("multiply_float_by_one", &[Uop::MultiplyFloat], |cx, _, x| right_is(cx, x, 1.0)),
    rule("divide_float_by_one", &[Uop::DivideFloat, Uop::DivideFloatUnchecked], |cx, _, x| right_is(cx, x, 1.0)),
    rule("multiply_by_two", &[Uop::MultiplyFloat], |cx, _, x| (cx.float(x[1])? == 2.0).then(|| Two(Uop::AddFloat, x[0].into(), x[0].into()))),
    rule("multiply_by_minus_one", &[Uop::MultiplyFloat], |cx, _, x| (cx.float(x[1])? == -1.0).then(|| One(Uop::NegateFloat, x[0].into()))),
    rule("divide_by_exact_reciprocal", &[Uop::DivideFloat, Uop::DivideFloatUnchecked], |cx, _, x| {
        let divisor = cx.float(x[1])?;
        let reciprocal = 1.0 / divisor;
        let is_power_of_two = divisor.is_normal() && divisor.to_bits() & ((1 << 52) - 1) == 0;
        (is_power_of_two && reciprocal.is_normal()).then(|| Two(Uop::MultiplyFloat, x[0].into(), reciprocal.into()))
    }),
    rule("divisor_is_not_zero", &[Uop::DivideFloat], |cx, _, x| {
        is_not_zero(cx, x[1]).then(|| Two(Uop::DivideFloatUnchecked, x[0].into(), x[1].into()))
    }),
    rule("negate_twice", &[Uop::NegateFloat], |cx, _, x| Some(Value(cx.match_op(x[0], Uop::NegateFloat)?[0].into()))),
    rule("absolute_of_absolute", &[Uop::AbsoluteFloat], |cx, _, x| cx.match_op(x[0], Uop::AbsoluteFloat).map(|_| Value(x[0].into()))),
    rule("absolute_of_negated", &[Uop::AbsoluteFloat], |cx, _, x| Some(One(Uop::AbsoluteFloat, cx.match_op(x[0], Uop::NegateFloat)?[0].into()))),
    rule("subtract_negated", &[Uop::SubtractFloat], |cx, _, x| Some(Two(Uop::AddFloat, x[0].into(), cx.match_op(x[1], Uop::NegateFloat)?[0].into()))),
];

/// Whether a divisor is not zero: by its value, by an earlier division, or because it was an int that is not.
fn is_not_zero(cx: &Context, x: Operand) -> bool {
    if let Some(n) = cx.float(x) {
        return n != 0.0;
    }
    if let Some(inner) = cx.match_op(x, Uop::IntToFloat).or_else(|| cx.match_op(x, Uop::IntToFloatExact)) {
        let range = cx.range(inner[0]);
        return range.low > 0 || range.high < 0;
    }
    cx.trace.find_constant(Constant::Float(0)).is_some_and(|zero| cx.is_done(Uop::GuardNeFloat, &[x, zero]))
}

/// The right operand is exactly this, sign of zero included.
fn right_is(cx: &Context, x: &[Operand], neutral: f64) -> Option<Rewrite> {
    (cx.float(x[1])?.to_bits() == neutral.to_bits()).then(|| Value(x[0].into()))
}
