//! The invariants of traces.
//!
//! In: a trace. Out: the first line that breaks one of these:
//! - **Dominance**: an operand is defined before its use; only the second operand of a phi comes later, and from the body.
//! - **Representations** are those of the table.
//! - **Exits**: what guards or may raise has one, nothing else does; its snapshot was taken before, and in the body by the body.
//! - **Effects**: between a snapshot and a guard that leaves to it nothing is written: a failed guard has changed nothing.
//! - **Snapshots** are complete: each virtual frame that is no generator's lists every slot in use, of values that can be boxed.
//! - **Sunk** micro-ops are such as exits can carry out, and only snapshots and sunk micro-ops use them.

use whipsnake_isa::{Memory, Representation, Uop};

use super::ids::{SnapshotId, UopId};
use super::trace::{End, Operand, Snapshot, Trace};

/// Check all invariants.
///
/// # Errors
/// What is wrong, and where.
pub fn verify(trace: &Trace) -> Result<(), String> {
    let writes = writes_before(trace);
    for id in trace.ids() {
        verify_uop(trace, id, &writes).map_err(|e| format!("{id} {}: {e}", trace.inst(id).op.text()))?;
    }
    for (n, snapshot) in trace.snapshots.iter().enumerate() {
        verify_snapshot(trace, snapshot).map_err(|e| format!("{}: {e}", SnapshotId(n as u32)))?;
    }
    verify_end(trace)
}

/// For each position, how many micro-ops before it write.
fn writes_before(trace: &Trace) -> Vec<u32> {
    let mut count = 0;
    let mut before = Vec::with_capacity(trace.insts.len() + 1);
    for inst in &trace.insts {
        before.push(count);
        count += u32::from(!inst.sunk && inst.op.effects().clobbers() != Memory::NONE);
    }
    before.push(count);
    before
}

fn verify_uop(trace: &Trace, id: UopId, writes: &[u32]) -> Result<(), String> {
    let inst = trace.inst(id);
    let operands = trace.operands(id);
    verify_operands(trace, id, inst.op, operands)?;
    if inst.op == Uop::Phi {
        return verify_phi(trace, id, operands);
    }
    if inst.sunk && !is_sinkable(inst.op) {
        return Err("cannot be sunk".into());
    }
    let effects = inst.op.effects();
    match inst.exit {
        None if effects.guard || effects.may_raise && !inst.sunk => Err("has no exit".into()),
        Some(_) if !effects.guard && !effects.may_raise => Err("has an exit but no reason to leave".into()),
        Some(exit) => {
            let snapshot = trace.snapshot_of(exit);
            if snapshot.at > id.0 {
                return Err("leaves to a later snapshot".into());
            }
            if trace.loop_start.is_some_and(|start| id.0 >= start && snapshot.at < start) {
                return Err("leaves the body to a snapshot before the loop".into());
            }
            if effects.guard && writes[snapshot.at as usize] != writes[id.index()] {
                return Err("guards after a side effect".into());
            }
            Ok(())
        }
        None => Ok(()),
    }
}

fn verify_operands(trace: &Trace, id: UopId, op: Uop, operands: &[Operand]) -> Result<(), String> {
    let sunk = trace.inst(id).sunk;
    for (i, operand) in operands.iter().enumerate() {
        if let Some(value) = operand.as_uop() {
            let back = op == Uop::Phi && i == 1;
            if value.index() >= trace.insts.len() || !back && value >= id {
                return Err(format!("{value} does not dominate its use"));
            }
            if trace.inst(value).sunk && !sunk {
                return Err(format!("uses {value}, which is sunk"));
            }
        }
        let expected = match op.operands().get(i).or(op.operands().last()) {
            Some(Representation::List) => Representation::Tagged,
            Some(Representation::Same) => trace.inst(id).representation,
            Some(other) => *other,
            None => return Err("takes no operands".into()),
        };
        let is = trace.representation(*operand);
        if is != expected {
            return Err(format!("operand {i} is {is:?}, not {expected:?}"));
        }
    }
    Ok(())
}

fn verify_phi(trace: &Trace, id: UopId, operands: &[Operand]) -> Result<(), String> {
    let Some(start) = trace.loop_start else { return Err("without a loop".into()) };
    if id.0 < start || (start..id.0).any(|before| trace.insts[before as usize].op != Uop::Phi) {
        return Err("not at the loop header".into());
    }
    match operands[0].as_uop() {
        Some(value) if value.0 >= start => Err("enters with a value of the body".into()),
        _ => Ok(()),
    }
}

fn verify_snapshot(trace: &Trace, snapshot: &Snapshot) -> Result<(), String> {
    let Some(first) = snapshot.frames.first() else { return Err("no frame".into()) };
    for (slot, operand) in &snapshot.slots {
        if operand.as_uop().is_some_and(|value| value.0 >= snapshot.at) {
            return Err(format!("{slot} holds a later value"));
        }
        if matches!(trace.representation(*operand), Representation::None | Representation::Pointer) {
            return Err(format!("{slot} holds no Python value"));
        }
    }
    if !snapshot.slots.windows(2).all(|pair| pair[0].0 < pair[1].0) {
        return Err("a slot is listed twice".into());
    }
    if snapshot.slots.iter().any(|(slot, _)| *slot < first.base) {
        return Err("a slot below the first frame".into());
    }
    for frame in snapshot.frames[1..].iter().filter(|frame| !frame.generator) {
        let from = snapshot.slots.partition_point(|(slot, _)| *slot < frame.base);
        let listed = snapshot.slots[from..].iter().take_while(|(slot, _)| slot.0 < frame.base.0 + frame.depth).count();
        if listed != frame.depth as usize {
            return Err(format!("the virtual frame at {} lists {listed} of {} slots", frame.base, frame.depth));
        }
    }
    Ok(())
}

fn verify_end(trace: &Trace) -> Result<(), String> {
    match (trace.end, trace.loop_start) {
        (End::Open, _) => Err("the trace has no end".into()),
        (End::Back, None) => Err("back to no loop".into()),
        (End::Leave(_) | End::Link(..) | End::Repeat(_), Some(_)) => Err("the loop does not go back".into()),
        _ => Ok(()),
    }
}

/// Whether exits can carry the micro-op out.
pub(crate) fn is_sinkable(op: Uop) -> bool {
    matches!(
        op,
        Uop::BoxInt | Uop::BoxFloat | Uop::BoxBool | Uop::NewTuple | Uop::NewBoundMethod | Uop::NewInstance | Uop::NewRangeIterator
            | Uop::NewSequenceIterator | Uop::NewCell | Uop::StoreSlot | Uop::StoreShape | Uop::StoreCell | Uop::StoreIteratorInt
    )
}
