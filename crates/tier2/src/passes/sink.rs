//! Allocation sinking: what only exits need is made at exits.
//!
//! In: a trace. Out: allocations, and stores into what they made, that nothing but snapshots and other sunk micro-ops uses are marked sunk:
//! they are not executed, an exit carries out those that its snapshot needs. Boxes are not even that: the snapshot names the raw value.
//! Pairs of frames made and dropped without anything that could look at them vanish.
//! Two visits for each use of a value.

use whipsnake_isa::{Memory, Representation, Uop};

use crate::ir::{Operand, Trace, UopId, is_sinkable};

/// Sink allocations.
pub fn sink(trace: &mut Trace) {
    drop_frame_pairs(trace);
    trace.compact();
    let needed = find_needed(trace);
    for id in trace.ids() {
        let inst = *trace.inst(id);
        if !needed[id.index()] && is_sinkable(inst.op) {
            let is_box = is_box(inst.op);
            let inst = trace.inst_mut(id);
            inst.sunk = true;
            if is_box {
                // The box stays, sunk, for allocations that hold it; dead code elimination drops it otherwise.
                inst.exit = None;
            }
        }
    }
    name_raw_values(trace);
    trace.compact();
}

fn is_box(op: Uop) -> bool {
    matches!(op, Uop::BoxInt | Uop::BoxFloat | Uop::BoxBool)
}

/// Which micro-ops have to be executed: all that cannot be sunk, and what they need.
fn find_needed(trace: &Trace) -> Vec<bool> {
    let mut needed = vec![false; trace.insts.len()];
    let mut work: Vec<UopId> = Vec::new();
    let mut stores: Vec<Vec<UopId>> = vec![Vec::new(); trace.insts.len()];
    for id in trace.ids() {
        let inst = trace.inst(id);
        match store_base(trace, id) {
            _ if !is_sinkable(inst.op) => work.push(id),
            Some(base) => stores[base.index()].push(id),
            None if inst.op.effects().writes != Memory::NONE => work.push(id),
            None => {}
        }
    }
    while let Some(id) = work.pop() {
        if std::mem::replace(&mut needed[id.index()], true) {
            continue;
        }
        work.extend(trace.operands(id).iter().filter_map(|o| o.as_uop()));
        work.extend_from_slice(&stores[id.index()]);
    }
    needed
}

/// The new object that a sinkable store changes, if both are in the same part of the trace: exits carry out stores once.
fn store_base(trace: &Trace, id: UopId) -> Option<UopId> {
    if trace.inst(id).op.effects().writes == Memory::NONE {
        return None;
    }
    let base = trace.operands(id).first()?.as_uop()?;
    let is_body = |id: UopId| trace.loop_start.is_some_and(|start| id.0 >= start);
    let is_new = is_sinkable(trace.inst(base).op) && trace.inst(base).representation == Representation::Tagged;
    (is_new && is_body(base) == is_body(id)).then_some(base)
}

/// In snapshots, the raw value of a sunk box stands for the box.
fn name_raw_values(trace: &mut Trace) {
    let raw: Vec<Option<Operand>> =
        trace.ids().map(|id| (trace.inst(id).sunk && is_box(trace.inst(id).op)).then(|| trace.operands(id)[0])).collect();
    for snapshot in &mut trace.snapshots {
        for (_, operand) in &mut snapshot.slots {
            if let Some(value) = operand.as_uop().and_then(|id| raw[id.index()]) {
                *operand = value;
            }
        }
    }
}

/// Frames that are made and dropped with nothing between that may look at frames.
fn drop_frame_pairs(trace: &mut Trace) {
    let mut open: Vec<UopId> = Vec::new();
    for id in trace.ids() {
        let effects = trace.inst(id).op.effects();
        match trace.inst(id).op {
            Uop::PushFrame => open.push(id),
            Uop::PopFrame => {
                if let Some(push) = open.pop() {
                    trace.inst_mut(push).op = Uop::Nop;
                    trace.inst_mut(id).op = Uop::Nop;
                }
            }
            // Frames that exits need are in their snapshots; only what runs inside the trace looks at real ones.
            _ if effects.escapes || effects.may_raise || effects.reads.overlaps(Memory::FRAME) || trace.loop_start == Some(id.0) => open.clear(),
            _ => {}
        }
    }
}
