//! Rewrite rules: named data, grouped by algebra. Each takes one micro-op and gives something cheaper with the same meaning.
//!
//! In: a micro-op about to be emitted, its operands and what is known of them. Out: a value that exists, a constant, another micro-op, or
//! that the guard holds. Invariant: a rewritten micro-op gives the same result, and leaves the trace in exactly the same cases or in
//! fewer if what it guarded against cannot happen or does not matter. Integer rules are checked exhaustively at 8 bits.

mod compare;
mod convert;
mod float;
mod int;
mod object;
mod range;

pub(crate) use compare::{fused, opposite};

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use whipsnake_isa::Uop;

use crate::evaluate::{Outcome, Raw, evaluate_raw};
use crate::ir::{Constant, Operand, Trace};
use crate::record::{Kind, Options, Range, TypeFacts, Values};

/// An operand of a rewritten micro-op.
#[derive(Clone, Copy, Debug)]
pub enum Term {
    Operand(Operand),
    Constant(Constant),
}

impl From<Operand> for Term {
    fn from(operand: Operand) -> Self {
        Term::Operand(operand)
    }
}

impl From<i64> for Term {
    fn from(n: i64) -> Self {
        Term::Constant(Constant::Int(n))
    }
}

impl From<f64> for Term {
    fn from(x: f64) -> Self {
        Term::Constant(Constant::Float(x.to_bits()))
    }
}

/// What becomes of a micro-op.
#[derive(Clone, Copy, Debug)]
pub enum Rewrite {
    /// The result is this.
    Value(Term),
    /// The guard holds.
    Holds,
    /// Another micro-op of one operand.
    One(Uop, Term),
    /// Another micro-op of two operands.
    Two(Uop, Term, Term),
}

/// Which knowledge a rule draws on: what can be switched on and off.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Group {
    /// Constants and algebra.
    Fold,
    /// Kinds and types of values.
    Types,
    /// Ranges of ints.
    Ranges,
}

/// A named rule.
pub struct Rule {
    pub name: &'static str,
    pub group: Group,
    pub ops: &'static [Uop],
    pub apply: fn(&Context, Uop, &[Operand]) -> Option<Rewrite>,
}

/// What rules may look at.
pub struct Context<'a> {
    pub trace: &'a Trace,
    pub facts: &'a dyn TypeFacts,
    pub immediate: u64,
    /// How many bits raw ints have: 64, but for tests.
    pub bits: u32,
    /// Where the body of a peeled loop starts; 0 before.
    pub body: u32,
    pub(crate) values: &'a Values,
    pub(crate) done: &'a FxHashMap<Key, Operand>,
}

/// What makes two pure micro-ops equal.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Key {
    pub op: Uop,
    pub immediate: u64,
    pub operands: [Operand; 3],
}

impl Key {
    /// The key; `None` for micro-ops of more operands.
    pub fn new(op: Uop, immediate: u64, operands: &[Operand]) -> Option<Key> {
        let mut key = Key { op, immediate, operands: [Operand::VOID; 3] };
        key.operands.get_mut(..operands.len())?.copy_from_slice(operands);
        Some(key)
    }
}

impl Context<'_> {
    fn int(&self, operand: Operand) -> Option<i64> {
        self.trace.as_int(operand)
    }

    fn float(&self, operand: Operand) -> Option<f64> {
        match self.trace.as_constant(operand) {
            Some(Constant::Float(bits)) => Some(f64::from_bits(bits)),
            _ => None,
        }
    }

    fn object(&self, operand: Operand) -> Option<u64> {
        match self.trace.as_constant(operand) {
            Some(Constant::Object(n)) => Some(n),
            _ => None,
        }
    }

    fn range(&self, operand: Operand) -> Range {
        self.values.range(self.trace, operand, self.bits)
    }

    fn kind(&self, operand: Operand) -> Kind {
        self.values.kind(self.trace, operand)
    }

    /// The operands of the micro-op behind `operand` if it is this one.
    fn match_op(&self, operand: Operand, op: Uop) -> Option<&[Operand]> {
        self.trace.definition(operand).filter(|(is, _)| *is == op).map(|(_, operands)| operands)
    }

    /// As `match_op`, but not for what an earlier iteration made: to use its operands would carry one more value around the loop.
    fn match_in_iteration(&self, operand: Operand, op: Uop) -> Option<&[Operand]> {
        operand.as_uop().filter(|id| id.0 >= self.body).and_then(|_| self.match_op(operand, op))
    }

    /// Whether the guard has been passed, or the value been computed, before.
    fn is_done(&self, op: Uop, operands: &[Operand]) -> bool {
        Key::new(op, 0, operands).is_some_and(|key| self.done.contains_key(&key))
    }

    fn fits(&self, n: i128) -> Option<i64> {
        let all = Range::of_bits(self.bits);
        if n >= all.low && n <= all.high { i64::try_from(n).ok() } else { None }
    }
}

/// All rules.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    [int::RULES, range::RULES, float::RULES, compare::RULES, convert::RULES, object::RULES].into_iter().flatten()
}

static BY_OP: LazyLock<Vec<Vec<&'static Rule>>> = LazyLock::new(|| {
    let mut table = vec![Vec::new(); Uop::ALL.len()];
    for rule in all() {
        for op in rule.ops {
            table[*op as usize].push(rule);
        }
    }
    table
});

/// The first rule that applies, and what it says.
pub fn rewrite(context: &Context, options: &Options, op: Uop, operands: &[Operand]) -> Option<(&'static str, Rewrite)> {
    if options.fold && let Some(folded) = fold_constants(context, op, operands) {
        return Some(("fold_constants", folded));
    }
    let is_on = |group| match group {
        Group::Fold => options.fold,
        Group::Types => options.types,
        Group::Ranges => options.ranges,
    };
    BY_OP[op as usize].iter().filter(|rule| is_on(rule.group)).find_map(|rule| Some((rule.name, (rule.apply)(context, op, operands)?)))
}

fn fold_constants(context: &Context, op: Uop, operands: &[Operand]) -> Option<Rewrite> {
    let mut raw = [Raw::Int(0); 2];
    let raw = raw.get_mut(..operands.len())?;
    for (raw, operand) in raw.iter_mut().zip(operands) {
        *raw = match context.trace.as_constant(*operand)? {
            Constant::Int(n) => Raw::Int(n),
            Constant::Float(bits) => Raw::Float(f64::from_bits(bits)),
            Constant::Condition(b) => Raw::Condition(b),
            _ => return None,
        };
    }
    match evaluate_raw(op, raw, context.bits)? {
        Outcome::Value(value) => Some(Rewrite::Value(Term::Constant(match value {
            Raw::Int(n) => Constant::Int(n),
            Raw::Float(x) => Constant::Float(x.to_bits()),
            Raw::Condition(b) => Constant::Condition(b),
        }))),
        Outcome::Holds => Some(Rewrite::Holds),
        Outcome::Leaves => None,
    }
}

fn condition(holds: bool) -> Rewrite {
    Rewrite::Value(Term::Constant(Constant::Condition(holds)))
}

#[cfg(test)]
mod tests;
