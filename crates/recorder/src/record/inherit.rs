//! What a trace that goes on from an exit takes over: the frames of the exit's snapshot, in terms of values that the other trace has made.
//!
//! In: the exit. Out: frames whose slots hold `Entry` micro-ops, constants, and what the other trace has sunk, which is made again. So inlined
//! frames stay virtual, raw numbers stay raw, and objects that only exits need stay sunk.

use rustc_hash::FxHashMap;
use whipsnake_isa::{Memory, Representation, Uop};
use whipsnake_runtime::frame::FRAME_WORDS;
use whipsnake_tier2::ir::{Operand, SlotId, Trace, UopId};
use whipsnake_tier2::record::Builder;

use super::frames::{Slot, VirtualFrame};
use crate::trace::FUNCTION_WORD;

/// Values of the other trace as operands of the new one.
pub(super) struct Inherited<'a> {
    from: &'a Trace,
    map: FxHashMap<UopId, Operand>,
}

impl<'a> Inherited<'a> {
    /// Emit what the slots of a snapshot, the state before position `at`, need.
    pub(super) fn emit(from: &'a Trace, slots: &[(SlotId, Operand)], at: u32, builder: &mut Builder<'static>) -> Inherited<'a> {
        let needed = needed(from, slots, at);
        let mut inherited = Inherited { from, map: FxHashMap::default() };
        for id in needed.iter().copied().filter(|id| !from.inst(*id).sunk) {
            let op = match from.inst(id).representation {
                Representation::Int => Uop::EntryInt,
                Representation::Float => Uop::EntryFloat,
                Representation::Condition => Uop::EntryCondition,
                Representation::Tagged => Uop::EntryValue,
                other => unreachable!("no snapshot needs {other:?}"),
            };
            let entry = builder.emit(op, id.0.into(), &[]);
            inherited.map.insert(id, entry);
        }
        // First all objects, then what is stored in them: they may refer to one another.
        let (stores, objects): (Vec<UopId>, Vec<UopId>) = needed.into_iter().filter(|id| from.inst(*id).sunk).partition(|id| is_store(from, *id));
        for id in objects.into_iter().chain(stores) {
            let operands: Vec<Operand> = from.operands(id).iter().map(|o| inherited.operand(*o, builder)).collect();
            let made = builder.emit(from.inst(id).op, from.inst(id).immediate, &operands);
            inherited.map.insert(id, made);
        }
        inherited
    }

    /// An operand of the other trace in terms of the new one.
    fn operand(&self, operand: Operand, builder: &mut Builder<'static>) -> Operand {
        match operand {
            Operand::Uop(id) => self.map[&id],
            Operand::Const(id) => builder.constant(self.from.constant_at(id)),
        }
    }

    /// Fill the slots of the frames; those that are not listed are in memory.
    pub(super) fn fill(&self, slots: &[(SlotId, Operand)], frames: &mut [VirtualFrame], builder: &mut Builder<'static>) {
        let mut index = 0;
        for (slot, operand) in slots {
            while frames.get(index + 1).is_some_and(|next| slot.0 >= next.base - FRAME_WORDS as u32) {
                index += 1;
            }
            let (frame, value) = (&mut frames[index], self.operand(*operand, builder));
            match slot.0.checked_sub(frame.base) {
                Some(n) => frame.slots[n as usize] = Slot::Set(value),
                None => {
                    debug_assert_eq!(slot.0, frame.base - FRAME_WORDS as u32 + FUNCTION_WORD as u32);
                    frame.function = value;
                }
            }
        }
    }
}

pub(crate) fn is_store(trace: &Trace, id: UopId) -> bool {
    trace.inst(id).op.effects().writes != Memory::NONE
}

/// All micro-ops that the slots need, in order: through sunk ones, with the sunk stores into these.
pub(crate) fn needed(trace: &Trace, slots: &[(SlotId, Operand)], at: u32) -> Vec<UopId> {
    let mut seen = vec![false; trace.insts.len()];
    let mut work: Vec<UopId> = slots.iter().filter_map(|(_, o)| o.as_uop()).collect();
    let stores: Vec<UopId> = trace.ids().take(at as usize).filter(|id| trace.inst(*id).sunk && is_store(trace, *id)).collect();
    while let Some(id) = work.pop() {
        if std::mem::replace(&mut seen[id.index()], true) || !trace.inst(id).sunk {
            continue;
        }
        work.extend(trace.operands(id).iter().filter_map(|o| o.as_uop()));
        if !is_store(trace, id) {
            work.extend(stores.iter().copied().filter(|store| trace.operands(*store)[0] == Operand::Uop(id)));
        }
    }
    trace.ids().filter(|id| seen[id.index()]).collect()
}
