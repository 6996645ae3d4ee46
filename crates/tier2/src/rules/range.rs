//! What ranges of ints decide: overflow checks, comparisons, masks and bounds.

use whipsnake_isa::Uop;

use super::{Context, Group, Rewrite, Rule, condition};
use crate::ir::Operand;
use crate::record::{Range, int_range};

use Rewrite::{Holds, Two, Value};

const fn rule(name: &'static str, ops: &'static [Uop], apply: fn(&Context, Uop, &[Operand]) -> Option<Rewrite>) -> Rule {
    Rule { name, group: Group::Ranges, ops, apply }
}

pub const RULES: &[Rule] = &[
    rule("and_covers", &[Uop::AndInt], |cx, _, x| {
        let (range, mask) = (cx.range(x[0]), i128::from(cx.int(x[1])?));
        let ones = (1i128 << (128 - mask.max(0).leading_zeros().min(127))) - 1;
        (mask > 0 && mask == ones && range.low >= 0 && range.high <= mask).then(|| Value(x[0].into()))
    }),
    rule("remainder_of_less", &[Uop::RemainderInt, Uop::RemainderIntUnchecked], |cx, _, x| {
        let (a, b) = (cx.range(x[0]), cx.range(x[1]));
        (a.low >= 0 && a.high < b.low).then(|| Value(x[0].into()))
    }),
    rule("cannot_overflow", &[Uop::AddInt, Uop::SubtractInt, Uop::MultiplyInt], |cx, op, x| {
        let result = int_range(op, cx.range(x[0]), cx.range(x[1]))?;
        result.is_within(Range::of_bits(cx.bits)).then(|| Two(unchecked(op), x[0].into(), x[1].into()))
    }),
    rule("shift_cannot_overflow", &[Uop::ShiftLeftInt, Uop::ShiftRightInt], |cx, op, x| {
        let count = cx.range(x[1]);
        let result = int_range(op, cx.range(x[0]), count)?;
        let last = i128::from(cx.bits - 1);
        (count.low >= 0 && count.high <= last && result.is_within(Range::of_bits(cx.bits))).then(|| Two(unchecked(op), x[0].into(), x[1].into()))
    }),
    rule("positive_divisor", &[Uop::FloorDivideInt, Uop::RemainderInt], |cx, op, x| {
        (cx.range(x[1]).low > 0).then(|| Two(unchecked(op), x[0].into(), x[1].into()))
    }),
    rule("compare_decided", &[Uop::LtInt, Uop::LeInt, Uop::EqInt, Uop::NeInt], |cx, op, x| Some(condition(decide(cx, op, x)?))),
    rule("guard_decided", &[Uop::GuardLtInt, Uop::GuardLeInt, Uop::GuardEqInt, Uop::GuardNeInt], |cx, op, x| {
        let compare = match op {
            Uop::GuardLtInt => Uop::LtInt,
            Uop::GuardLeInt => Uop::LeInt,
            Uop::GuardEqInt => Uop::EqInt,
            _ => Uop::NeInt,
        };
        decide(cx, compare, x)?.then_some(Holds)
    }),
    rule("index_within", &[Uop::GuardIndex], |cx, _, x| {
        let index = cx.range(x[0]);
        (index.low >= 0 && (index.high < cx.range(x[1]).low || cx.is_done(Uop::GuardLtInt, x))).then_some(Holds)
    }),
];

fn unchecked(op: Uop) -> Uop {
    match op {
        Uop::AddInt => Uop::AddIntUnchecked,
        Uop::SubtractInt => Uop::SubtractIntUnchecked,
        Uop::MultiplyInt => Uop::MultiplyIntUnchecked,
        Uop::ShiftLeftInt => Uop::ShiftLeftIntUnchecked,
        Uop::ShiftRightInt => Uop::ShiftRightIntUnchecked,
        Uop::FloorDivideInt => Uop::FloorDivideIntUnchecked,
        _ => Uop::RemainderIntUnchecked,
    }
}

fn decide(cx: &Context, op: Uop, x: &[Operand]) -> Option<bool> {
    let (a, b) = (cx.range(x[0]), cx.range(x[1]));
    let apart = a.high < b.low || b.high < a.low;
    match op {
        Uop::LtInt if a.high < b.low => Some(true),
        Uop::LtInt if a.low >= b.high => Some(false),
        Uop::LeInt if a.high <= b.low => Some(true),
        Uop::LeInt if a.low > b.high => Some(false),
        Uop::EqInt if apart => Some(false),
        Uop::NeInt if apart => Some(true),
        Uop::EqInt | Uop::NeInt if a.single().is_some() && a.single() == b.single() => Some(op == Uop::EqInt),
        _ => None,
    }
}
