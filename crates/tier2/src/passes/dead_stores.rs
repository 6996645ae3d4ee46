//! Stores that are overwritten before anything can see them: no load that may be of the place, no exit, no escape lies between.
//!
//! One backward scan; what is pending is forgotten at exits, so each micro-op costs a constant.

use rustc_hash::FxHashSet;
use whipsnake_isa::{Memory, Uop};

use crate::ir::{AccessKind, Operand, Trace, access};

type Place = (Memory, u64, Operand, Option<Operand>);

/// Drop dead stores.
pub fn dead_stores(trace: &mut Trace) {
    let mut overwritten: FxHashSet<Place> = FxHashSet::default();
    let mut dropped = false;
    for id in trace.ids().rev() {
        let inst = *trace.inst(id);
        let effects = inst.op.effects();
        let access = access(inst.op, inst.immediate, trace.operands(id));
        if inst.exit.is_some() || effects.escapes || trace.loop_start == Some(id.0) {
            overwritten.clear();
        } else if let Some(access) = access {
            match access.kind {
                // To suspend a generator says how much of its frame is in use, too.
                _ if matches!(inst.op, Uop::EnterGenerator | Uop::LeaveGenerator) => {}
                AccessKind::Store(_) | AccessKind::StoreImmediate => {
                    if !overwritten.insert((access.class, access.field, access.base, access.index)) {
                        trace.inst_mut(id).op = Uop::Nop;
                        dropped = true;
                    }
                }
                AccessKind::Load | AccessKind::Check => overwritten.retain(|(class, field, ..)| (*class, *field) != (access.class, access.field)),
            }
        } else if effects.reads != Memory::NONE || effects.writes != Memory::NONE {
            overwritten.clear();
        }
    }
    if dropped {
        trace.compact();
    }
}
