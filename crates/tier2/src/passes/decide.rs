//! Conditions that a failing guard decides are constants in the state to which it leaves, so that nothing needs to compute them.
//!
//! Such a trace must not be left at guards that hold. In: a trace. Out: exits of guards on conditions have snapshots of their own where the condition is named. One visit for each slot of the exits.

use whipsnake_isa::{Representation, Uop};

use crate::ir::{Constant, Operand, SlotId, Snapshot, Trace};
use crate::rules::{fused, opposite};

/// Decide the conditions in snapshots.
pub fn decide(trace: &mut Trace) {
    let mut changed = false;
    for id in trace.ids() {
        let Some(exit) = trace.inst(id).exit else { continue };
        let guard = trace.inst(id).op;
        let snapshot = trace.snapshot_of(exit);
        let decided = |operand: Operand| decided(trace, guard, trace.operands(id), operand);
        if !snapshot.slots.iter().any(|(_, operand)| decided(*operand).is_some()) {
            continue;
        }
        let known: Vec<(SlotId, Operand, Option<bool>)> = snapshot.slots.iter().map(|(slot, operand)| (*slot, *operand, decided(*operand))).collect();
        let (at, instructions, frames) = (snapshot.at, snapshot.instructions, snapshot.frames.clone());
        let constants = [false, true].map(|b| trace.constant_operand(if b { Constant::True } else { Constant::False }));
        let slots = known.into_iter().map(|(slot, operand, known)| (slot, known.map_or(operand, |holds| constants[usize::from(holds)]))).collect();
        let snapshot = trace.add_snapshot(Snapshot { at, instructions, frames, slots });
        trace.exits[exit.index()].snapshot = snapshot;
        changed = true;
    }
    if changed {
        trace.compact();
    }
}

/// What a condition, or its box, is when the guard fails.
fn decided(trace: &Trace, guard: Uop, x: &[Operand], operand: Operand) -> Option<bool> {
    let (op, y) = trace.definition(operand)?;
    if op == Uop::BoxBool {
        return decided(trace, guard, x, y[0]);
    }
    if trace.representation(operand) != Representation::Condition {
        return None;
    }
    match guard {
        Uop::GuardTrue if x[0] == operand => return Some(false),
        Uop::GuardFalse if x[0] == operand => return Some(true),
        _ => {}
    }
    if op == Uop::Not {
        return decided(trace, guard, x, y[0]).map(|holds| !holds);
    }
    if x == y {
        match (guard, op) {
            (Uop::GuardNotLtFloat, Uop::LtFloat) | (Uop::GuardNotLeFloat, Uop::LeFloat) | (Uop::GuardIsNot, Uop::Is) => return Some(true),
            _ if fused(op) == Some(guard) => return Some(false),
            _ => {}
        }
    }
    let (opposite, swap) = opposite(op)?;
    let is_same = if swap { x == [y[1], y[0]] } else { x == y };
    (is_same && fused(opposite) == Some(guard)).then_some(true)
}
