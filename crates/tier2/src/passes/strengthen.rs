//! Guard strengthening: a weak guard followed by a stronger one of the same value becomes the stronger one, which goes away.
//!
//! Leaving earlier is always right: the interpreter goes on from the earlier state. Only guards whose operands are known at the weaker one
//! move, and those that read memory only over what does not write it. Of several demands for room the first becomes one for all; so does the
//! first of several constant indices of one length. Guards of preamble and body are kept apart. One step for each micro-op.

use rustc_hash::FxHashMap;
use whipsnake_isa::{Memory, Uop};

use crate::ir::{Operand, Trace, UopId};

/// Strengthen all guards of the trace.
pub fn strengthen(trace: &mut Trace) {
    let mut weak: FxHashMap<Operand, UopId> = FxHashMap::default();
    let mut indices: FxHashMap<Operand, UopId> = FxHashMap::default();
    let mut room: Option<UopId> = None;
    let mut written = UopId(0);
    let mut renamed: Vec<(UopId, UopId)> = Vec::new();
    let mut dropped = false;
    for id in trace.ids() {
        if trace.loop_start == Some(id.0) {
            weak.clear();
            indices.clear();
            room = None;
        }
        let inst = *trace.inst(id);
        let clobbers = inst.op.effects().clobbers();
        if clobbers.overlaps(Memory::SHAPE.union(Memory::TYPE)) {
            written = id;
        }
        if clobbers.overlaps(Memory::FRAME) {
            room = None;
        }
        match inst.op {
            Uop::GuardRoom => {
                match room {
                    Some(first) => dropped |= widen_room(trace, first, id),
                    None => room = Some(id),
                }
                continue;
            }
            Uop::GuardIndex => {
                let [index, length] = *trace.operands(id) else { continue };
                if trace.as_int(index).is_some_and(|n| n >= 0) {
                    match indices.get(&length) {
                        Some(first) => dropped |= widen_index(trace, *first, id),
                        None => {
                            indices.insert(length, id);
                        }
                    }
                }
                continue;
            }
            _ => {}
        }
        let Some(&value) = trace.operands(id).first() else { continue };
        if let Some(&earlier) = weak.get(&value)
            && is_stronger(trace, id, earlier, written)
        {
            let operands = trace.operands(id).to_vec();
            let exit = trace.inst(earlier).exit;
            replace(trace, earlier, id, &operands, exit);
            renamed.push((id, earlier));
            // An unboxed value is no guard that could be made stronger.
            if rank(inst.op).is_none_or(|r| r == STRONGEST) {
                weak.remove(&value);
            }
        } else if rank(inst.op).is_some_and(|r| r < STRONGEST) {
            weak.entry(value).or_insert(id);
        }
    }
    if !renamed.is_empty() || dropped {
        rename(trace, &renamed);
        trace.compact();
    }
}

/// The first demand for room covers the second too, which goes.
fn widen_room(trace: &mut Trace, first: UopId, second: UopId) -> bool {
    let (a, b) = (trace.inst(first).immediate, trace.inst(second).immediate);
    let (frames, words) = ((a >> 32).max(b >> 32), (a & 0xFFFF_FFFF).max(b & 0xFFFF_FFFF));
    trace.inst_mut(first).immediate = frames << 32 | words;
    drop_guard(trace, second);
    true
}

/// The first of two constant indices of one length becomes the greater one, the second goes.
fn widen_index(trace: &mut Trace, first: UopId, second: UopId) -> bool {
    let (a, b) = (trace.operands(first)[0], trace.operands(second)[0]);
    if trace.as_int(b) > trace.as_int(a) {
        trace.operands_mut(first)[0] = b;
    }
    drop_guard(trace, second);
    true
}

fn drop_guard(trace: &mut Trace, id: UopId) {
    let inst = trace.inst_mut(id);
    (inst.op, inst.exit, inst.immediate) = (Uop::Nop, None, 0);
}

const STRONGEST: u32 = 9;

/// How much a guard on one value says; guards of the same family only.
fn rank(op: Uop) -> Option<u32> {
    Some(match op {
        Uop::GuardNotNull => 0,
        Uop::GuardNotNone => 1,
        Uop::GuardKind => 2,
        Uop::GuardType => 3,
        Uop::GuardInt | Uop::GuardFloat | Uop::GuardBool => 4,
        Uop::GuardLeInt | Uop::GuardLtInt => 5,
        Uop::UnboxInt | Uop::UnboxFloat | Uop::UnboxBool => STRONGEST,
        _ => return None,
    })
}

/// Whether the guard `strong` implies the earlier `weak` and can take its place; shapes were written last at `written`.
fn is_stronger(trace: &Trace, strong: UopId, weak: UopId, written: UopId) -> bool {
    let (op, earlier) = (trace.inst(strong).op, trace.inst(weak).op);
    match (earlier, op) {
        (Uop::GuardNotNull | Uop::GuardNotNone, Uop::GuardShape) => written < weak,
        (Uop::GuardNotNull | Uop::GuardNotNone, Uop::GuardInt | Uop::GuardFloat | Uop::GuardBool | Uop::GuardType | Uop::GuardKind) => true,
        (Uop::GuardNotNull | Uop::GuardNotNone | Uop::GuardInt, Uop::UnboxInt) => true,
        (Uop::GuardNotNull | Uop::GuardNotNone | Uop::GuardFloat, Uop::UnboxFloat) => true,
        (Uop::GuardNotNull | Uop::GuardNotNone | Uop::GuardBool, Uop::UnboxBool) => true,
        (Uop::GuardLtInt | Uop::GuardLeInt, Uop::GuardLtInt | Uop::GuardLeInt) => {
            let bound = |id: UopId| {
                let limit = trace.as_int(trace.operands(id)[1]).map(i128::from)?;
                Some(limit - i128::from(trace.inst(id).op == Uop::GuardLtInt))
            };
            matches!((bound(strong), bound(weak)), (Some(s), Some(w)) if s <= w)
        }
        _ => false,
    }
}

/// Put the guard `strong` in the place of `weak`; what it leaves behind is a `Nop`.
fn replace(trace: &mut Trace, weak: UopId, strong: UopId, operands: &[Operand], exit: Option<crate::ir::ExitId>) {
    let inst = *trace.inst(strong);
    let target = trace.inst_mut(weak);
    (target.op, target.immediate, target.representation, target.exit) = (inst.op, inst.immediate, inst.representation, exit);
    trace.operands_mut(weak).copy_from_slice(operands);
    let emptied = trace.inst_mut(strong);
    (emptied.op, emptied.exit) = (Uop::Nop, None);
}

fn rename(trace: &mut Trace, renamed: &[(UopId, UopId)]) {
    let names: FxHashMap<Operand, Operand> = renamed.iter().map(|(from, to)| (Operand::Uop(*from), Operand::Uop(*to))).collect();
    let new = |operand: &mut Operand| {
        while let Some(name) = names.get(operand) {
            *operand = *name;
        }
    };
    for id in trace.ids() {
        trace.operands_mut(id).iter_mut().for_each(new);
    }
    for snapshot in &mut trace.snapshots {
        snapshot.slots.iter_mut().for_each(|(_, operand)| new(operand));
    }
}
