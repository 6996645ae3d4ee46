//! All integer rules, exhaustively at 8 bits: for every operand the rewritten micro-ops give what the original ones give, and leave the trace
//! exactly when these do.

use std::collections::BTreeSet;

use whipsnake_isa::{Representation, Uop};

use super::*;
use crate::ir::UopId;
use crate::record::{Builder, NoFacts};

const BITS: u32 = 8;
const BYTES: std::ops::RangeInclusive<i64> = -128..=127;

fn int_ops() -> Vec<Uop> {
    let int = |op: &Uop| matches!(op.operands(), [Representation::Int, Representation::Int]) && *op != Uop::DivideInt;
    // What is unchecked is only emitted where its conditions hold.
    Uop::ALL.iter().copied().filter(int).filter(|op| !op.text().ends_with("_unchecked")).collect()
}

/// What the last micro-op gives for `x` and `y`, all micro-ops having been executed: `None` if the trace was left before.
fn evaluate(trace: &Trace, last: Operand, x: i64, y: i64) -> Option<Raw> {
    let mut words = vec![Raw::Int(0); trace.insts.len()];
    let word = |words: &[Raw], operand| match operand {
        Operand::Uop(UopId(0)) => Raw::Int(x),
        Operand::Uop(UopId(1)) => Raw::Int(y),
        Operand::Uop(id) => words[id.index()],
        Operand::Const(id) => match trace.constant_at(id) {
            Constant::Int(n) => Raw::Int(n),
            Constant::Condition(b) => Raw::Condition(b),
            _ => Raw::Condition(true),
        },
    };
    for id in trace.ids().skip(2) {
        let operands: Vec<Raw> = trace.operands(id).iter().map(|o| word(&words, *o)).collect();
        match evaluate_raw(trace.inst(id).op, &operands, BITS)? {
            Outcome::Value(value) => words[id.index()] = value,
            Outcome::Holds => words[id.index()] = Raw::Condition(true),
            Outcome::Leaves => return None,
        }
    }
    Some(word(&words, last))
}

/// Emits `inner` and `outer` of it, with and without rules, and compares for all `x` (and some `y`).
fn check(emit: impl Fn(&mut Builder) -> Operand, applied: &mut BTreeSet<&'static str>) {
    let start = |options| {
        let mut builder = Builder::with_bits(&NoFacts, options, BITS);
        builder.snapshot(Vec::new(), Vec::new());
        for slot in 0..2 {
            let local = builder.emit(Uop::LoadIteratorInt, slot, &[Operand::VOID]);
            assert_eq!(local, Operand::Uop(UopId(slot as u32)));
        }
        builder
    };
    let mut plain = start(Options::NONE);
    let mut ruled = start(Options { fold: true, ranges: true, ..Options::NONE });
    let (expected, result) = (emit(&mut plain), emit(&mut ruled));
    if ruled.applied.is_empty() {
        return;
    }
    applied.extend(ruled.applied.iter());
    for x in BYTES {
        for y in [-128, -7, -1, 0, 1, 2, 3, 7, 8, 100, 127] {
            let (a, b) = (evaluate(plain.trace(), expected, x, y), evaluate(ruled.trace(), result, x, y));
            assert_eq!(a, b, "x={x} y={y} rules {:?}\n{}\n{}", ruled.applied, crate::ir::print(plain.trace()), crate::ir::print(ruled.trace()));
        }
    }
}

#[test]
fn integer_rules_hold_for_all_bytes() {
    let mut applied = BTreeSet::new();
    let (x, y) = (Operand::Uop(UopId(0)), Operand::Uop(UopId(1)));
    for op in int_ops() {
        for pair in [[x, x], [x, y]] {
            check(|b| b.emit(op, 0, &pair), &mut applied);
        }
        for n in BYTES {
            for swap in [false, true] {
                check(|b| {
                    let n = b.constant(Constant::Int(n));
                    b.emit(op, 0, &if swap { [n, x] } else { [x, n] })
                }, &mut applied);
            }
        }
    }
    pairs(&mut applied);
    let missing: Vec<_> = int::RULES.iter().chain(range::RULES).map(|r| r.name).filter(|name| !applied.contains(name)).collect();
    assert_eq!(missing, [""; 0], "rules that were not tried");
}

/// One operation on the result of another, with interesting constants, and with the same operands.
fn pairs(applied: &mut BTreeSet<&'static str>) {
    const INTERESTING: [i64; 13] = [-128, -127, -64, -8, -1, 0, 1, 2, 7, 8, 15, 64, 127];
    let (x, y) = (Operand::Uop(UopId(0)), Operand::Uop(UopId(1)));
    let ops = int_ops();
    for inner in ops.iter().copied().filter(|op| op.result() == Representation::Int) {
        for outer in &ops {
            for (c, d) in INTERESTING.iter().flat_map(|c| INTERESTING.map(|d| (*c, d))) {
                check(|b| {
                    let (c, d) = (b.constant(Constant::Int(c)), b.constant(Constant::Int(d)));
                    let first = b.emit(inner, 0, &[x, c]);
                    b.emit(*outer, 0, &[first, d])
                }, applied);
            }
            for again in [x, y] {
                check(|b| {
                    let first = b.emit(inner, 0, &[x, y]);
                    b.emit(*outer, 0, &[first, again])
                }, applied);
            }
        }
    }
}

#[test]
fn rules_have_names_of_their_own() {
    let names: Vec<_> = all().map(|rule| rule.name).collect();
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
}
