//! Algebra of raw ints.

use whipsnake_isa::Uop;

use super::{Context, Group, Rewrite, Rule};
use crate::ir::Operand;

use Rewrite::{Two, Value};

const fn rule(name: &'static str, ops: &'static [Uop], apply: fn(&Context, Uop, &[Operand]) -> Option<Rewrite>) -> Rule {
    Rule { name, group: Group::Fold, ops, apply }
}

const ADD: &[Uop] = &[Uop::AddInt, Uop::AddIntUnchecked];
const SUBTRACT: &[Uop] = &[Uop::SubtractInt, Uop::SubtractIntUnchecked];
const MULTIPLY: &[Uop] = &[Uop::MultiplyInt, Uop::MultiplyIntUnchecked];
const SHIFTS: &[Uop] = &[Uop::ShiftLeftInt, Uop::ShiftLeftIntUnchecked, Uop::ShiftRightInt, Uop::ShiftRightIntUnchecked];
const DIVIDE: &[Uop] = &[Uop::FloorDivideInt, Uop::FloorDivideIntUnchecked];
const REMAINDER: &[Uop] = &[Uop::RemainderInt, Uop::RemainderIntUnchecked];
const COMMUTATIVE: &[Uop] = &[
    Uop::AddInt, Uop::AddIntUnchecked, Uop::MultiplyInt, Uop::MultiplyIntUnchecked, Uop::AndInt, Uop::OrInt, Uop::XorInt, Uop::EqInt, Uop::NeInt,
    Uop::GuardEqInt, Uop::GuardNeInt,
];

pub const RULES: &[Rule] = &[
    rule("constant_to_the_right", COMMUTATIVE, |cx, op, x| (cx.int(x[0]).is_some() && cx.int(x[1]).is_none()).then(|| Two(op, x[1].into(), x[0].into()))),
    rule("add_zero", ADD, |cx, _, x| right_is(cx, x, 0)),
    rule("subtract_zero", SUBTRACT, |cx, _, x| right_is(cx, x, 0)),
    rule("subtract_self", SUBTRACT, |_, _, x| (x[0] == x[1]).then(|| Value(0.into()))),
    rule("multiply_by_one", MULTIPLY, |cx, _, x| right_is(cx, x, 1)),
    rule("multiply_by_zero", MULTIPLY, |cx, _, x| (cx.int(x[1])? == 0).then(|| Value(0.into()))),
    rule("subtract_constant", &[Uop::SubtractInt], |cx, _, x| Some(Two(Uop::AddInt, x[0].into(), cx.fits(-i128::from(cx.int(x[1])?))?.into()))),
    rule("add_to_sum", &[Uop::AddInt], add_to_sum),
    rule("subtract_what_was_added", SUBTRACT, |cx, op, x| {
        let sum = cx.match_op(x[0], if op == Uop::SubtractInt { Uop::AddInt } else { Uop::AddIntUnchecked })?;
        if sum[1] == x[1] { Some(Value(sum[0].into())) } else { (sum[0] == x[1]).then(|| Value(sum[1].into())) }
    }),
    rule("add_what_was_subtracted", ADD, |cx, op, x| {
        let difference = cx.match_op(x[0], if op == Uop::AddInt { Uop::SubtractInt } else { Uop::SubtractIntUnchecked })?;
        (difference[1] == x[1]).then(|| Value(difference[0].into()))
    }),
    rule("divide_by_one", DIVIDE, |cx, _, x| right_is(cx, x, 1)),
    rule("divide_by_power_of_two", DIVIDE, |cx, _, x| {
        let divisor = cx.int(x[1]).filter(|n| *n > 1 && n.count_ones() == 1)?;
        Some(Two(Uop::ShiftRightIntUnchecked, x[0].into(), i64::from(divisor.trailing_zeros()).into()))
    }),
    rule("remainder_of_one", REMAINDER, |cx, _, x| (cx.int(x[1])? == 1).then(|| Value(0.into()))),
    rule("remainder_of_power_of_two", REMAINDER, |cx, _, x| {
        let divisor = cx.int(x[1]).filter(|n| *n > 1 && n.count_ones() == 1)?;
        Some(Two(Uop::AndInt, x[0].into(), (divisor - 1).into()))
    }),
    rule("shift_by_zero", SHIFTS, |cx, _, x| right_is(cx, x, 0)),
    rule("shift_right_twice", &[Uop::ShiftRightInt, Uop::ShiftRightIntUnchecked], |cx, op, x| {
        let inner = cx.match_in_iteration(x[0], op)?;
        let (a, b) = (cx.int(inner[1]).filter(|n| *n >= 0)?, cx.int(x[1]).filter(|n| *n >= 0)?);
        Some(Two(op, inner[0].into(), a.saturating_add(b).min(i64::from(cx.bits) - 1).into()))
    }),
    rule("and_zero", &[Uop::AndInt], |cx, _, x| (cx.int(x[1])? == 0).then(|| Value(0.into()))),
    rule("and_all", &[Uop::AndInt], |cx, _, x| right_is(cx, x, -1)),
    rule("or_zero", &[Uop::OrInt], |cx, _, x| right_is(cx, x, 0)),
    rule("or_all", &[Uop::OrInt], |cx, _, x| (cx.int(x[1])? == -1).then(|| Value((-1).into()))),
    rule("xor_zero", &[Uop::XorInt], |cx, _, x| right_is(cx, x, 0)),
    rule("and_or_self", &[Uop::AndInt, Uop::OrInt], |_, _, x| (x[0] == x[1]).then(|| Value(x[0].into()))),
    rule("xor_self", &[Uop::XorInt], |_, _, x| (x[0] == x[1]).then(|| Value(0.into()))),
    rule("bits_of_bits", &[Uop::AndInt, Uop::OrInt, Uop::XorInt], |cx, op, x| {
        let inner = cx.match_in_iteration(x[0], op)?;
        let (a, b) = (cx.int(inner[1])?, cx.int(x[1])?);
        let both = match op {
            Uop::AndInt => a & b,
            Uop::OrInt => a | b,
            _ => a ^ b,
        };
        Some(Two(op, inner[0].into(), both.into()))
    }),
];

fn right_is(cx: &Context, x: &[Operand], neutral: i64) -> Option<Rewrite> {
    (cx.int(x[1])? == neutral).then(|| Value(x[0].into()))
}

/// `(a + c) + d` is `a + (c + d)` if both constants go the same way: then the inner sum overflows only where the outer does.
fn add_to_sum(cx: &Context, _: Uop, x: &[Operand]) -> Option<Rewrite> {
    let inner = cx.match_in_iteration(x[0], Uop::AddInt)?;
    let (c, d) = (cx.int(inner[1])?, cx.int(x[1])?);
    if (c < 0) != (d < 0) {
        return None;
    }
    Some(Two(Uop::AddInt, inner[0].into(), cx.fits(i128::from(c) + i128::from(d))?.into()))
}
