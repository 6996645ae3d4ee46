//! What a finished trace knows of its values where it is left: what a trace that goes on from there need not check again.
//!
//! In: a trace and a position. Out: for each value, its kind and, where it is certain, the shape of the object. Two visits for each micro-op: phis
//! are what both of their operands are known to be.

use whipsnake_isa::{Memory, Uop};

use super::facts::TypeFacts;
use super::values::{Kind, kind_after, kind_of_result};
use crate::ir::{ExitId, Operand, Trace, UopId};

/// What is known of a value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Known {
    pub kind: Kind,
    pub shape: Option<u64>,
}

const NOTHING: Known = Known { kind: Kind::Unknown, shape: None };

/// What is known of each value of the trace when it is left by this exit.
pub fn known_at(trace: &Trace, exit: ExitId, facts: &dyn TypeFacts) -> Vec<Known> {
    let end = trace.ids().find(|id| trace.inst(*id).exit == Some(exit)).map_or(trace.insts.len(), UopId::index);
    let mut known = vec![NOTHING; trace.insts.len()];
    if let Some(start) = trace.loop_start.filter(|start| *start as usize <= end) {
        scan(trace, start as usize, facts, &mut known);
        let entries = known.clone();
        // What phis are at the end of an iteration, when nothing is known of them at its start.
        scan(trace, trace.insts.len(), facts, &mut known);
        let ends = std::mem::replace(&mut known, vec![NOTHING; trace.insts.len()]);
        for id in trace.ids().filter(|id| trace.inst(*id).op == Uop::Phi) {
            let of = |known: &[Known], operand: Operand| operand.as_uop().map_or(Kind::Unknown, |id| known[id.index()].kind);
            let [entry, next] = *trace.operands(id) else { continue };
            if of(&entries, entry) == of(&ends, next) {
                known[id.index()].kind = of(&entries, entry);
            }
        }
    }
    scan(trace, end, facts, &mut known);
    known
}

/// Learn from the micro-ops before a position.
fn scan(trace: &Trace, end: usize, facts: &dyn TypeFacts, known: &mut [Known]) {
    let forget = |known: &mut [Known]| known.iter_mut().for_each(|known| known.shape = None);
    for id in trace.ids().take(end) {
        let inst = trace.inst(id);
        if trace.loop_start == Some(id.0) && trace.ids().skip(id.index()).any(|id| trace.inst(id).op.effects().clobbers().overlaps(Memory::SHAPE)) {
            forget(known);
        }
        if inst.sunk {
            continue;
        }
        if inst.op.effects().clobbers().overlaps(Memory::SHAPE) {
            forget(known);
        }
        let result = facts.result_type(inst.op, inst.immediate).map_or_else(|| kind_of_result(inst.op), Kind::Exact);
        if result != Kind::Unknown {
            known[id.index()].kind = result;
        }
        let Some(of) = trace.operands(id).first().and_then(|o| o.as_uop()) else { continue };
        let of = &mut known[of.index()];
        of.kind = kind_after(inst.op, inst.immediate, of.kind).unwrap_or(of.kind);
        if matches!(inst.op, Uop::GuardShape | Uop::StoreShape) {
            of.shape = Some(inst.immediate);
        }
    }
}
