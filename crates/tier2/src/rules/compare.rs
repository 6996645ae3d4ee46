//! Comparisons, conditions, and their fusion with guards.

use whipsnake_isa::Uop;

use super::{Context, Group, Rewrite, Rule, Term, condition};
use crate::ir::{Constant, Operand};

use Rewrite::{Holds, One, Two, Value};

const fn rule(name: &'static str, ops: &'static [Uop], apply: fn(&Context, Uop, &[Operand]) -> Option<Rewrite>) -> Rule {
    Rule { name, group: Group::Fold, ops, apply }
}

pub const RULES: &[Rule] = &[
    rule("compare_with_itself", &[Uop::LtInt, Uop::LeInt, Uop::EqInt, Uop::NeInt], |_, op, x| {
        (x[0] == x[1]).then(|| condition(matches!(op, Uop::LeInt | Uop::EqInt)))
    }),
    rule("guard_of_itself", &[Uop::GuardLeInt, Uop::GuardEqInt], |_, _, x| (x[0] == x[1]).then_some(Holds)),
    rule("less_than_itself", &[Uop::LtFloat], |_, _, x| (x[0] == x[1]).then(|| condition(false))),
    rule("not_twice", &[Uop::Not], |cx, _, x| Some(Value(cx.match_op(x[0], Uop::Not)?[0].into()))),
    rule("not_of_comparison", &[Uop::Not], |cx, _, x| {
        let (op, inner) = cx.trace.definition(x[0])?;
        let (opposite, swap) = opposite(op)?;
        Some(if swap { Two(opposite, inner[1].into(), inner[0].into()) } else { Two(opposite, inner[0].into(), inner[1].into()) })
    }),
    rule("guard_not", &[Uop::GuardTrue, Uop::GuardFalse], |cx, op, x| {
        let inner = cx.match_op(x[0], Uop::Not)?;
        Some(One(if op == Uop::GuardTrue { Uop::GuardFalse } else { Uop::GuardTrue }, inner[0].into()))
    }),
    rule("fuse_guard_true", &[Uop::GuardTrue], |cx, _, x| {
        let (op, inner) = cx.trace.definition(x[0])?;
        Some(Two(fused(op)?, inner[0].into(), inner[1].into()))
    }),
    rule("fuse_guard_false", &[Uop::GuardFalse], |cx, _, x| {
        let (op, inner) = cx.trace.definition(x[0])?;
        let [a, b] = *inner else { return None };
        let (a, b) = (Term::from(a), Term::from(b));
        match op {
            Uop::LtFloat => Some(Two(Uop::GuardNotLtFloat, a, b)),
            Uop::LeFloat => Some(Two(Uop::GuardNotLeFloat, a, b)),
            Uop::Is => Some(Two(Uop::GuardIsNot, a, b)),
            _ => {
                let (opposite, swap) = opposite(op)?;
                Some(if swap { Two(fused(opposite)?, b, a) } else { Two(fused(opposite)?, a, b) })
            }
        }
    }),
    rule("compared_by_guard", &[Uop::LtInt, Uop::LeInt, Uop::EqInt, Uop::NeInt], |cx, op, x| known(cx, op, x).map(condition)),
    rule("condition_guarded", &[Uop::GuardLeInt, Uop::GuardNeInt], |cx, op, x| {
        let compare = if op == Uop::GuardLeInt { Uop::LeInt } else { Uop::NeInt };
        known(cx, compare, x)?.then_some(Holds)
    }),
    rule("compare_converted", &[Uop::LtFloat, Uop::LeFloat, Uop::EqFloat, Uop::NeFloat], |cx, op, x| {
        let op = match op {
            Uop::LtFloat => Uop::LtInt,
            Uop::LeFloat => Uop::LeInt,
            Uop::EqFloat => Uop::EqInt,
            _ => Uop::NeInt,
        };
        Some(Two(op, exact_int(cx, x[0])?, exact_int(cx, x[1])?))
    }),
];

/// The comparison that holds exactly when this one does not, and whether its operands change places.
pub(crate) fn opposite(op: Uop) -> Option<(Uop, bool)> {
    Some(match op {
        Uop::LtInt => (Uop::LeInt, true),
        Uop::LeInt => (Uop::LtInt, true),
        Uop::EqInt => (Uop::NeInt, false),
        Uop::NeInt => (Uop::EqInt, false),
        Uop::EqFloat => (Uop::NeFloat, false),
        Uop::NeFloat => (Uop::EqFloat, false),
        _ => return None,
    })
}

/// The guard that a comparison holds.
pub(crate) fn fused(op: Uop) -> Option<Uop> {
    Some(match op {
        Uop::LtInt => Uop::GuardLtInt,
        Uop::LeInt => Uop::GuardLeInt,
        Uop::EqInt => Uop::GuardEqInt,
        Uop::NeInt => Uop::GuardNeInt,
        Uop::LtFloat => Uop::GuardLtFloat,
        Uop::LeFloat => Uop::GuardLeFloat,
        Uop::EqFloat => Uop::GuardEqFloat,
        Uop::NeFloat => Uop::GuardNeFloat,
        Uop::Is => Uop::GuardIs,
        _ => return None,
    })
}

/// What guards that were passed say about a comparison.
fn known(cx: &Context, op: Uop, x: &[Operand]) -> Option<bool> {
    let swapped = [x[1], x[0]];
    let (lt, gt) = (cx.is_done(Uop::GuardLtInt, x), cx.is_done(Uop::GuardLtInt, &swapped));
    let (le, ge) = (cx.is_done(Uop::GuardLeInt, x), cx.is_done(Uop::GuardLeInt, &swapped));
    let eq = cx.is_done(Uop::GuardEqInt, x) || cx.is_done(Uop::GuardEqInt, &swapped) || le && ge;
    let ne = cx.is_done(Uop::GuardNeInt, x) || cx.is_done(Uop::GuardNeInt, &swapped) || lt || gt;
    let (yes, no) = match op {
        Uop::LtInt => (lt, ge || eq),
        Uop::LeInt => (le || lt || eq, gt),
        Uop::EqInt => (eq, ne),
        _ => (ne, eq),
    };
    if yes || no { Some(yes) } else { None }
}

/// The int that a float is known to be.
fn exact_int(cx: &Context, x: Operand) -> Option<Term> {
    if let Some(inner) = cx.match_op(x, Uop::IntToFloatExact) {
        return Some(inner[0].into());
    }
    let float = cx.float(x)?;
    (float.fract() == 0.0 && float.abs() <= 9_007_199_254_740_992.0).then(|| Term::Constant(Constant::Int(float as i64)))
}
