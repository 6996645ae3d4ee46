//! Loads from objects that the trace has made, or that are constants and never change.

use whipsnake_isa::Uop;

use super::{Context, Group, Rewrite, Rule, Term, condition};
use crate::ir::Operand;

use Rewrite::Value;

const fn rule(name: &'static str, ops: &'static [Uop], apply: fn(&Context, Uop, &[Operand]) -> Option<Rewrite>) -> Rule {
    Rule { name, group: Group::Types, ops, apply }
}

pub const RULES: &[Rule] = &[
    rule("length_of_new_tuple", &[Uop::TupleLength], |cx, _, x| Some(Value((cx.match_op(x[0], Uop::NewTuple)?.len() as i64).into()))),
    rule("item_of_new_tuple", &[Uop::LoadTupleItem], |cx, _, x| {
        let items = cx.match_op(x[0], Uop::NewTuple)?;
        let index = usize::try_from(cx.int(x[1])?).ok()?;
        Some(Value((*items.get(index)?).into()))
    }),
    rule("function_of_new_method", &[Uop::BoundFunction], |cx, _, x| Some(Value(cx.match_op(x[0], Uop::NewBoundMethod)?[0].into()))),
    rule("self_of_new_method", &[Uop::BoundSelf], |cx, _, x| Some(Value(cx.match_op(x[0], Uop::NewBoundMethod)?[1].into()))),
    rule("load_from_constant", &[Uop::TupleLength, Uop::LoadTupleItem, Uop::StrLength, Uop::LoadStrItem, Uop::BoundFunction, Uop::BoundSelf], |cx, op, x| {
        let index = match x.get(1) {
            Some(index) => Some(cx.int(*index)?),
            None => None,
        };
        Some(Value(Term::Constant(cx.facts.load(op, cx.object(x[0])?, index)?)))
    }),
    rule("equals_itself", &[Uop::EqStr], |_, _, x| (x[0] == x[1]).then(|| condition(true))),
];
