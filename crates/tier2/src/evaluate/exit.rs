//! Leaving a trace: the slots of a snapshot, rebuilt from what is at hand.
//!
//! In: the words of all micro-ops executed so far. Out: a value for each slot. Raw words are boxed once; sunk allocations are made once, and
//! then the sunk stores into them that come before the snapshot are carried out, in order.

use rustc_hash::FxHashMap;
use whipsnake_isa::{Memory, Uop};

use super::{Heap, Word, is_store, perform};
use crate::ir::{Operand, SlotId, SnapshotId, Trace, UopId};

/// Sunk objects that were made for a state which somebody may have kept: whoever rebuilds a later state has to use these.
#[derive(Clone, Debug)]
pub struct Shown<V> {
    made: FxHashMap<UopId, V>,
    /// Sunk stores before this place have been carried out in them.
    at: u32,
}

impl<V> Default for Shown<V> {
    fn default() -> Self {
        Shown { made: FxHashMap::default(), at: 0 }
    }
}

/// The values of all slots that a snapshot lists. `word` tells what a micro-op gave that was executed before the snapshot: words of the
/// evaluator, or registers and spill slots of machine code. What is made is given to [`Heap::keep`] and [`Heap::show`].
pub fn rebuild<H: Heap>(trace: &Trace, heap: &mut H, word: &mut dyn FnMut(UopId) -> Word<H::Value>, snapshot: SnapshotId) -> Vec<(SlotId, H::Value)> {
    let at = trace.snapshots[snapshot.index()].at;
    let shown = heap.take_shown();
    let unfilled = shown.made.keys().map(|id| (*id, shown.at)).collect();
    let mut exit = Rebuild { trace, heap, word, at, made: shown.made, unfilled };
    let slots = trace.snapshots[snapshot.index()].slots.iter().map(|(slot, operand)| (*slot, exit.value(*operand))).collect();
    // Only now, when all objects of a cycle have been made; what is stored may need more of them.
    while let Some((id, from)) = exit.unfilled.pop() {
        exit.fill(id, from);
    }
    exit.made.retain(|id, _| trace.inst(*id).sunk);
    exit.heap.show(Shown { made: exit.made, at });
    slots
}

struct Rebuild<'a, H: Heap> {
    trace: &'a Trace,
    heap: &'a mut H,
    word: &'a mut dyn FnMut(UopId) -> Word<H::Value>,
    at: u32,
    made: FxHashMap<UopId, H::Value>,
    /// Sunk objects, and where the sunk stores into them begin that have not been carried out.
    unfilled: Vec<(UopId, u32)>,
}

impl<H: Heap> Rebuild<'_, H> {
    /// What the operand stands for, as a Python value.
    fn value(&mut self, operand: Operand) -> H::Value {
        if let Some(made) = operand.as_uop().and_then(|id| self.made.get(&id)) {
            return made.clone();
        }
        let value = match self.word(operand) {
            Word::Tagged(value) => value,
            Word::Raw(raw) => {
                let value = self.heap.boxed(raw);
                self.heap.keep(&value);
                value
            }
            Word::Void | Word::Pointer(_) => unreachable!("the verifier lets only Python values into snapshots"),
        };
        if let Operand::Uop(id) = operand {
            self.made.insert(id, value.clone());
        }
        value
    }

    fn word(&mut self, operand: Operand) -> Word<H::Value> {
        use crate::evaluate::Raw;
        use crate::ir::Constant;
        match operand {
            Operand::Uop(id) if self.trace.inst(id).sunk => Word::Tagged(self.make(id)),
            Operand::Uop(id) => (self.word)(id),
            Operand::Const(id) => match self.trace.constant_at(id) {
                Constant::Void => Word::Void,
                Constant::Int(n) => Word::Raw(Raw::Int(n)),
                Constant::Float(bits) => Word::Raw(Raw::Float(f64::from_bits(bits))),
                Constant::Condition(b) => Word::Raw(Raw::Condition(b)),
                tagged => Word::Tagged(self.heap.constant(tagged)),
            },
        }
    }

    /// Make a sunk object, still without the sunk stores into it.
    fn make(&mut self, id: UopId) -> H::Value {
        if let Some(made) = self.made.get(&id) {
            return made.clone();
        }
        let Word::Tagged(value) = self.perform(id) else { unreachable!("a sunk micro-op makes an object") };
        self.heap.keep(&value);
        self.made.insert(id, value.clone());
        self.unfilled.push((id, id.0 + 1));
        value
    }

    /// Carry out the sunk stores into an object.
    fn fill(&mut self, id: UopId, from: u32) {
        for store in (from..self.at).map(UopId) {
            let inst = self.trace.inst(store);
            if inst.sunk && is_store(inst.op) && self.trace.operands(store)[0] == Operand::Uop(id) {
                self.perform(store);
            }
        }
    }

    fn perform(&mut self, id: UopId) -> Word<H::Value> {
        let inst = self.trace.inst(id);
        debug_assert!(inst.op != Uop::Phi && (inst.op.effects().allocates || inst.op.effects().writes != Memory::NONE || inst.op == Uop::BoxBool));
        let operands: Vec<Word<H::Value>> = self.trace.operands(id).iter().map(|o| self.word(*o)).collect();
        perform(self.heap, inst.op, inst.immediate, &operands).expect("what is sunk cannot fail")
    }
}
