//! Re-emission of a whole trace through the builder, which folds, numbers, forwards and promotes.
//!
//! In: a trace without a loop header. Out: the same trace as the builder makes it. One step for each micro-op and snapshot slot.

use crate::ir::{End, Operand, SlotId, SnapshotId, Trace};
use crate::record::{Builder, Options, TypeFacts};

/// The trace, emitted again. One that has a loop header already is left as it is.
pub fn simplify(trace: &Trace, facts: &dyn TypeFacts, options: Options) -> Trace {
    if trace.loop_start.is_some() {
        return trace.clone();
    }
    let mut builder = Builder::new(facts, options);
    copy(trace, &mut builder);
    match trace.end {
        End::Leave(_) => builder.finish_leave(),
        End::Link(other, _) => builder.finish_link(other),
        End::Repeat(_) => builder.finish_repeat(),
        other => builder.finish_with(other),
    }
}

/// Emit all of `trace`; the builder's current snapshot is at last that of the end.
pub(super) fn copy(trace: &Trace, builder: &mut Builder) {
    builder.prepare(trace);
    let mut map = vec![Operand::VOID; trace.insts.len()];
    let mut snapshots = 0..trace.snapshots.len() as u32;
    let mut pending = snapshots.next().map(SnapshotId);
    let mut taken = None;
    let mut operands = Vec::new();
    for position in 0..=trace.insts.len() {
        while let Some(id) = pending.filter(|id| trace.snapshots[id.index()].at as usize <= position) {
            taken = Some(copy_snapshot(trace, builder, id, &map));
            pending = snapshots.next().map(SnapshotId);
        }
        let Some(inst) = trace.insts.get(position) else { break };
        let id = crate::ir::UopId(position as u32);
        operands.clear();
        operands.extend(trace.operands(id).iter().map(|o| translate(trace, builder, *o, &map)));
        map[position] = builder.emit(inst.op, inst.immediate, &operands);
    }
    debug_assert!(taken.is_some() || trace.end_snapshot().is_none());
}

fn copy_snapshot(trace: &Trace, builder: &mut Builder, id: SnapshotId, map: &[Operand]) -> SnapshotId {
    let snapshot = &trace.snapshots[id.index()];
    let slots: Vec<(SlotId, Operand)> = snapshot.slots.iter().map(|(slot, o)| (*slot, translate(trace, builder, *o, map))).collect();
    builder.set_instructions(snapshot.instructions);
    builder.snapshot(snapshot.frames.clone(), slots)
}

fn translate(trace: &Trace, builder: &mut Builder, operand: Operand, map: &[Operand]) -> Operand {
    match operand {
        Operand::Uop(id) => map[id.index()],
        Operand::Const(id) => builder.constant(trace.constant_at(id)),
    }
}
