//! Dead code elimination: what no effect, exit or result needs goes.
//!
//! Guards stay, but for those that only say that a raw result fits: if nothing uses the result, nobody knows that it did not.
//! An unboxing whose result is unused stays as the guard that it is. One visit for each use of a value.

use whipsnake_isa::{Memory, Uop};

use crate::ir::{ExitId, Trace, UopId};

/// Drop dead code.
pub fn dead_code(trace: &mut Trace) {
    let live = find_live(trace);
    let mut used = vec![false; trace.insts.len()];
    for id in trace.ids().filter(|id| live.insts[id.index()]) {
        for operand in trace.operands(id) {
            if let Some(id) = operand.as_uop() {
                used[id.index()] = true;
            }
        }
    }
    for (_, operand) in trace.snapshots.iter().zip(&live.snapshots).filter(|(_, live)| **live).flat_map(|(s, _)| &s.slots) {
        if let Some(id) = operand.as_uop() {
            used[id.index()] = true;
        }
    }
    for id in trace.ids() {
        let inst = trace.inst_mut(id);
        if !live.insts[id.index()] {
            (inst.op, inst.exit) = (Uop::Nop, None);
        } else if !used[id.index()] && let Some(guard) = as_guard(inst.op) {
            inst.op = guard;
            inst.representation = guard.result();
        }
    }
    trace.compact();
}

/// The guard that an unboxing is.
fn as_guard(op: Uop) -> Option<Uop> {
    Some(match op {
        Uop::UnboxInt => Uop::GuardInt,
        Uop::UnboxFloat => Uop::GuardFloat,
        Uop::UnboxBool => Uop::GuardBool,
        _ => return None,
    })
}

/// Whether the micro-op is needed whatever becomes of its result.
fn is_root(trace: &Trace, id: UopId) -> bool {
    let inst = trace.inst(id);
    let effects = inst.op.effects();
    let only_fits = matches!(inst.op, Uop::AddInt | Uop::SubtractInt | Uop::MultiplyInt | Uop::IntToFloatExact);
    !inst.sunk && (effects.guard && !only_fits || effects.escapes || effects.may_raise || effects.writes != Memory::NONE)
}

struct Live {
    insts: Vec<bool>,
    snapshots: Vec<bool>,
}

fn find_live(trace: &Trace) -> Live {
    let mut live = Live { insts: vec![false; trace.insts.len()], snapshots: vec![false; trace.snapshots.len()] };
    // Sunk stores live with the object that they change.
    let mut stores: Vec<Vec<UopId>> = vec![Vec::new(); trace.insts.len()];
    let mut work: Vec<UopId> = Vec::new();
    for id in trace.ids() {
        let inst = trace.inst(id);
        if inst.sunk && inst.op.effects().writes != Memory::NONE {
            if let Some(base) = trace.operands(id)[0].as_uop() {
                stores[base.index()].push(id);
            }
        } else if is_root(trace, id) {
            work.push(id);
        }
    }
    if let Some(snapshot) = trace.end_snapshot() {
        mark_snapshot(trace, &mut live, snapshot.index(), &mut work);
    }
    while let Some(id) = work.pop() {
        if std::mem::replace(&mut live.insts[id.index()], true) {
            continue;
        }
        work.extend(trace.operands(id).iter().filter_map(|o| o.as_uop()));
        work.extend_from_slice(&stores[id.index()]);
        if let Some(ExitId(exit)) = trace.inst(id).exit {
            let snapshot = trace.exits[exit as usize].snapshot.index();
            mark_snapshot(trace, &mut live, snapshot, &mut work);
        }
    }
    live
}

fn mark_snapshot(trace: &Trace, live: &mut Live, snapshot: usize, work: &mut Vec<UopId>) {
    if !std::mem::replace(&mut live.snapshots[snapshot], true) {
        work.extend(trace.snapshots[snapshot].slots.iter().filter_map(|(_, o)| o.as_uop()));
    }
}
