//! Boxes, conversions, and guards on what tagged values are.

use whipsnake_isa::Uop;

use super::{Context, Group, Rewrite, Rule, Term, condition};
use crate::ir::{Constant, Operand};
use crate::record::{Kind, Range};

use Rewrite::{Holds, One, Value};

const fn rule(name: &'static str, group: Group, ops: &'static [Uop], apply: fn(&Context, Uop, &[Operand]) -> Option<Rewrite>) -> Rule {
    Rule { name, group, ops, apply }
}

const BOXES: &[Uop] = &[Uop::BoxInt, Uop::BoxFloat, Uop::BoxBool];
const UNBOXES: &[Uop] = &[Uop::UnboxInt, Uop::UnboxFloat, Uop::UnboxBool];
const KIND_GUARDS: &[Uop] = &[
    Uop::GuardInt, Uop::GuardFloat, Uop::GuardBool, Uop::GuardNone, Uop::GuardNotNone, Uop::GuardNull, Uop::GuardNotNull, Uop::GuardType, Uop::GuardKind,
];

/// Whether the bits are those of a float that is surely a value without an object: a zero, or one with an exponent in the middle.
fn is_immediate(bits: u64) -> bool {
    bits << 1 == 0 || (769..1280).contains(&(bits >> 52 & 0x7FF))
}

pub const RULES: &[Rule] = &[
    rule("unbox_box", Group::Fold, UNBOXES, |cx, op, x| Some(Value(cx.match_op(x[0], boxing(op))?[0].into()))),
    rule("unbox_constant", Group::Fold, UNBOXES, |cx, op, x| {
        let raw = match (op, cx.trace.as_constant(x[0])?) {
            (Uop::UnboxInt, Constant::TaggedInt(n)) => Constant::Int(n),
            (Uop::UnboxFloat, Constant::TaggedFloat(bits)) => Constant::Float(bits),
            (Uop::UnboxBool, Constant::True) => Constant::Condition(true),
            (Uop::UnboxBool, Constant::False) => Constant::Condition(false),
            (_, Constant::Object(object)) => cx.facts.load(op, object, None)?,
            _ => return None,
        };
        Some(Value(Term::Constant(raw)))
    }),
    rule("box_unbox", Group::Fold, BOXES, |cx, op, x| Some(Value(cx.match_op(x[0], unboxing(op))?[0].into()))),
    rule("box_constant", Group::Fold, BOXES, |cx, _, x| {
        let tagged = match cx.trace.as_constant(x[0])? {
            Constant::Int(n) if Range::one(n).is_within(Range::of_bits(63)) => Constant::TaggedInt(n),
            Constant::Float(bits) if is_immediate(bits) => Constant::TaggedFloat(bits),
            Constant::Condition(true) => Constant::True,
            Constant::Condition(false) => Constant::False,
            _ => return None,
        };
        Some(Value(Term::Constant(tagged)))
    }),
    rule("kind_is_known", Group::Types, KIND_GUARDS, |cx, op, x| kind_holds(cx, op, x[0])?.then_some(Holds)),
    rule("is_itself", Group::Types, &[Uop::Is], |_, _, x| (x[0] == x[1]).then(|| condition(true))),
    rule("guard_is_itself", Group::Types, &[Uop::GuardIs], |_, _, x| (x[0] == x[1]).then_some(Holds)),
    rule("is_of_other_kind", Group::Types, &[Uop::Is], |cx, _, x| differ(cx, x).then(|| condition(false))),
    rule("guard_is_not_of_other_kind", Group::Types, &[Uop::GuardIsNot], |cx, _, x| differ(cx, x).then_some(Holds)),
    rule("is_of_boxed_condition", Group::Types, &[Uop::Is], |cx, _, x| {
        let inner = cx.match_op(x[0], Uop::BoxBool)?[0];
        match cx.trace.as_constant(x[1])? {
            Constant::True => Some(Value(inner.into())),
            Constant::False => Some(One(Uop::Not, inner.into())),
            _ => None,
        }
    }),
    rule("guard_is_of_boxed_condition", Group::Types, &[Uop::GuardIs], |cx, _, x| {
        let inner = cx.match_op(x[0], Uop::BoxBool)?[0];
        match cx.trace.as_constant(x[1])? {
            Constant::True => Some(One(Uop::GuardTrue, inner.into())),
            Constant::False => Some(One(Uop::GuardFalse, inner.into())),
            _ => None,
        }
    }),
    rule("small_int_is_exact", Group::Ranges, &[Uop::IntToFloatExact], |cx, _, x| {
        cx.range(x[0]).is_within(Range { low: -(1 << 53), high: 1 << 53 }).then(|| One(Uop::IntToFloat, x[0].into()))
    }),
    rule("truncate_converted", Group::Fold, &[Uop::FloatToInt], |cx, _, x| Some(Value(cx.match_op(x[0], Uop::IntToFloatExact)?[0].into()))),
];

fn boxing(op: Uop) -> Uop {
    match op {
        Uop::UnboxInt => Uop::BoxInt,
        Uop::UnboxFloat => Uop::BoxFloat,
        _ => Uop::BoxBool,
    }
}

fn unboxing(op: Uop) -> Uop {
    match op {
        Uop::BoxInt => Uop::UnboxInt,
        Uop::BoxFloat => Uop::UnboxFloat,
        _ => Uop::UnboxBool,
    }
}

/// Whether a guard holds because of what kind of value its operand is known to be.
fn kind_holds(cx: &Context, op: Uop, x: Operand) -> Option<bool> {
    let kind = cx.kind(x);
    if let Some(object) = cx.object(x) {
        return match op {
            Uop::GuardNotNone | Uop::GuardNotNull => Some(true),
            _ => cx.facts.holds(op, cx.immediate, object),
        };
    }
    Some(match (op, kind) {
        (_, Kind::Unknown) => return None,
        (Uop::GuardInt, kind) => kind == Kind::Int,
        (Uop::GuardFloat, kind) => kind == Kind::Float,
        (Uop::GuardBool, kind) => kind == Kind::Bool,
        (Uop::GuardNone, kind) => kind == Kind::None,
        (Uop::GuardNotNone, kind) => kind != Kind::None,
        (Uop::GuardNull, kind) => kind == Kind::Null,
        (Uop::GuardNotNull, kind) => kind != Kind::Null,
        (Uop::GuardType, Kind::Exact(ty)) => ty == cx.immediate,
        (Uop::GuardKind, Kind::Exact(ty)) => cx.facts.kind_of_type(ty)? == cx.immediate,
        _ => return None,
    })
}

/// Whether two values cannot be the same object.
fn differ(cx: &Context, x: &[Operand]) -> bool {
    if let (Some(a), Some(b)) = (cx.trace.as_constant(x[0]), cx.trace.as_constant(x[1])) {
        return a != b && !matches!(a, Constant::TaggedFloat(_));
    }
    let single = |kind| matches!(kind, Kind::None | Kind::Null | Kind::Bool);
    let (a, b) = (cx.kind(x[0]), cx.kind(x[1]));
    // Ints and floats of the same number may or may not be the same object; different kinds never are.
    a != b && a != Kind::Unknown && b != Kind::Unknown && (single(a) || single(b))
}
