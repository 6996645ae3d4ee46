//! The reference evaluator: runs traces in plain Rust, optimized or not, as the oracle for tests and as the slow way to run them.
//!
//! In: a trace and a [`Heap`]. Out: how it was left, with the frames' slots rebuilt from the snapshot: raw values boxed, sunk allocations
//! made. What raw arithmetic means is in `arithmetic`; all else is up to the heap.

mod arithmetic;
mod exit;

use whipsnake_isa::{Memory, Representation, Uop};

use crate::ir::{Constant, End, ExitId, FrameState, Operand, SlotId, SnapshotId, Trace, UopId};

pub use arithmetic::{Outcome, Raw, evaluate_raw};
pub use exit::{Shown, rebuild};

/// What is held between micro-ops.
#[derive(Clone, PartialEq, Debug)]
pub enum Word<V> {
    Void,
    Raw(Raw),
    Tagged(V),
    /// An address; its meaning is the heap's.
    Pointer(u64),
}

/// Why the heap did not do what it was asked to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refused {
    /// A guard failed.
    Leaves,
    /// A helper raised: the exception is pending in the heap.
    Raised,
}

/// Objects and their memory, as the evaluator needs them.
pub trait Heap {
    type Value: Clone + std::fmt::Debug;

    /// A tagged constant.
    fn constant(&mut self, constant: Constant) -> Self::Value;
    /// An int, float or bool as a value.
    fn boxed(&mut self, raw: Raw) -> Self::Value;
    /// The small int, exact float or bool that `unboxing` asks for.
    fn unboxed(&self, unboxing: Uop, value: &Self::Value) -> Option<Raw>;
    /// Whether two values are one object.
    fn same(&self, a: &Self::Value, b: &Self::Value) -> bool;
    /// Carry out a guard on an object, an access, an allocation or a call.
    ///
    /// # Errors
    /// A guard that fails, a helper that raises.
    fn perform(&mut self, op: Uop, immediate: u64, operands: &[Word<Self::Value>]) -> Result<Word<Self::Value>, Refused>;

    /// An object was made for the state that is being rebuilt: it must stay alive until that is done.
    fn keep(&mut self, _value: &Self::Value) {}

    /// A state has been rebuilt; these are the sunk objects that were made for it.
    fn show(&mut self, _shown: Shown<Self::Value>) {}

    /// The sunk objects of the state rebuilt last, if somebody has kept that state; else none.
    fn take_shown(&mut self) -> Shown<Self::Value> {
        Shown::default()
    }

    /// A micro-op follows that may run Python code, which may look at frames: this is the state that it must find.
    fn enter_python(&mut self, _frames: &[FrameState], _slots: &[(SlotId, Self::Value)]) {}

    /// The micro-op has run.
    fn leave_python(&mut self) {}
}

/// How a trace was left.
#[derive(Clone, PartialEq, Debug)]
pub struct Left<V> {
    /// The exit; `None` when fuel ran out at the back edge of a loop that was not peeled.
    pub exit: Option<ExitId>,
    /// A helper raised; otherwise the interpreter goes on at the last frame's instruction.
    pub raised: bool,
    /// The trace to go on with.
    pub link: Option<u32>,
    pub frames: Vec<FrameState>,
    /// The slots that the snapshot lists.
    pub slots: Vec<(SlotId, V)>,
}

/// Whether a trace can be left at a micro-op without reason.
pub fn may_be_forced(op: Uop) -> bool {
    let effects = op.effects();
    // Leaving at these would drop an item, or make one up; the result of a send is read in between.
    effects.guard && !effects.may_raise && !matches!(op, Uop::GuardItem | Uop::GuardExhausted)
}

/// Run a trace until it is left. The guard number `fuel` (from 0) and all later ones fail, to try every exit.
///
/// `words` is where results are held: one for each micro-op, at a place where the heap's collector finds them. Those of `Entry` micro-ops hold what
/// the trace takes over.
pub fn run<H: Heap>(trace: &Trace, heap: &mut H, words: &mut [Word<H::Value>], fuel: u64) -> Left<H::Value> {
    assert_eq!(words.len(), trace.insts.len(), "one word for each micro-op");
    let mut machine = Machine { trace, heap, words, fuel };
    loop {
        if let Some(left) = machine.pass_over() {
            return left;
        }
    }
}

struct Machine<'a, H: Heap> {
    trace: &'a Trace,
    heap: &'a mut H,
    words: &'a mut [Word<H::Value>],
    fuel: u64,
}

impl<H: Heap> Machine<'_, H> {
    /// From the start to the end, with all iterations of a peeled loop, or until an exit.
    fn pass_over(&mut self) -> Option<Left<H::Value>> {
        let trace = self.trace;
        let mut position = 0;
        loop {
            if let Some(left) = self.straight(position) {
                return Some(left);
            }
            match trace.end {
                End::Back => {
                    position = trace.loop_start.expect("the verifier has seen a header") as usize;
                    position += self.take_phis(position, 1);
                }
                End::Leave(exit) => return Some(self.leave(exit, false)),
                End::Link(other, exit) => return Some(Left { link: Some(other), ..self.leave(exit, false) }),
                End::Repeat(snapshot) => return self.repeat(snapshot),
                End::Open => unreachable!("the verifier has seen an end"),
            }
        }
    }

    /// Execute from `position` to the end of the list.
    fn straight(&mut self, position: usize) -> Option<Left<H::Value>> {
        let mut position = position;
        while position < self.trace.insts.len() {
            let id = UopId(position as u32);
            let inst = self.trace.inst(id);
            if inst.op == Uop::Phi {
                position += self.take_phis(position, 0);
                continue;
            }
            // What the trace takes over is in its words already.
            if !inst.sunk && !inst.op.is_entry() {
                match self.execute(id) {
                    Ok(word) => self.words[position] = word,
                    Err(refused) => return Some(self.leave(inst.exit.expect("the verifier has seen an exit"), refused == Refused::Raised)),
                }
            }
            position += 1;
        }
        None
    }

    /// Give all phis from `position` on their operand number `side`, at once. Gives how many there are.
    fn take_phis(&mut self, position: usize, side: usize) -> usize {
        let phis = self.trace.insts[position..].iter().take_while(|inst| inst.op == Uop::Phi).count();
        let new: Vec<_> = (position..position + phis).map(|p| self.word(self.trace.operands(UopId(p as u32))[side])).collect();
        for (word, new) in self.words[position..].iter_mut().zip(new) {
            *word = new;
        }
        phis
    }

    /// The state of the snapshot becomes that of the frames, and the trace starts again.
    fn repeat(&mut self, snapshot: SnapshotId) -> Option<Left<H::Value>> {
        let state = self.rebuild(snapshot);
        if self.fuel == 0 {
            return Some(Left { exit: None, raised: false, link: None, frames: self.trace.snapshots[snapshot.index()].frames.clone(), slots: state });
        }
        for (slot, value) in state {
            let stored = self.heap.perform(Uop::StoreLocal, slot.0.into(), &[Word::Tagged(value)]);
            debug_assert!(stored.is_ok(), "a store into a frame cannot fail");
        }
        None
    }

    fn word(&mut self, operand: Operand) -> Word<H::Value> {
        match operand {
            Operand::Uop(id) => self.words[id.index()].clone(),
            Operand::Const(id) => match self.trace.constant_at(id) {
                Constant::Void => Word::Void,
                Constant::Int(n) => Word::Raw(Raw::Int(n)),
                Constant::Float(bits) => Word::Raw(Raw::Float(f64::from_bits(bits))),
                Constant::Condition(b) => Word::Raw(Raw::Condition(b)),
                tagged => Word::Tagged(self.heap.constant(tagged)),
            },
        }
    }

    fn execute(&mut self, id: UopId) -> Result<Word<H::Value>, Refused> {
        let inst = self.trace.inst(id);
        let effects = inst.op.effects();
        if may_be_forced(inst.op) {
            if self.fuel == 0 {
                return Err(Refused::Leaves);
            }
            self.fuel -= 1;
        }
        let operands: Vec<Word<H::Value>> = self.trace.operands(id).iter().map(|o| self.word(*o)).collect();
        if !effects.escapes {
            return perform(self.heap, inst.op, inst.immediate, &operands);
        }
        let snapshot = self.trace.exits[inst.exit.expect("what escapes may raise").index()].snapshot;
        let slots = self.rebuild(snapshot);
        self.heap.enter_python(&self.trace.snapshots[snapshot.index()].frames, &slots);
        let result = perform(self.heap, inst.op, inst.immediate, &operands);
        self.heap.leave_python();
        result
    }

    fn leave(&mut self, exit: ExitId, raised: bool) -> Left<H::Value> {
        let snapshot = self.trace.exits[exit.index()].snapshot;
        let slots = self.rebuild(snapshot);
        Left { exit: Some(exit), raised, link: None, frames: self.trace.snapshots[snapshot.index()].frames.clone(), slots }
    }

    fn rebuild(&mut self, snapshot: SnapshotId) -> Vec<(SlotId, H::Value)> {
        let words = &*self.words;
        exit::rebuild(self.trace, self.heap, &mut |id| words[id.index()].clone(), snapshot)
    }
}

/// Carry out any micro-op but a phi.
///
/// # Errors
/// A guard that fails, a helper that raises.
pub fn perform<H: Heap>(heap: &mut H, op: Uop, immediate: u64, operands: &[Word<H::Value>]) -> Result<Word<H::Value>, Refused> {
    let holds = |holds: bool| if holds { Ok(Word::Void) } else { Err(Refused::Leaves) };
    match (op, operands) {
        (Uop::BoxInt | Uop::BoxFloat | Uop::BoxBool, [Word::Raw(raw)]) => Ok(Word::Tagged(heap.boxed(*raw))),
        (Uop::UnboxInt | Uop::UnboxFloat | Uop::UnboxBool, [Word::Tagged(v)]) => heap.unboxed(op, v).map(Word::Raw).ok_or(Refused::Leaves),
        (Uop::GuardInt, [Word::Tagged(v)]) => holds(heap.unboxed(Uop::UnboxInt, v).is_some()),
        (Uop::GuardFloat, [Word::Tagged(v)]) => holds(heap.unboxed(Uop::UnboxFloat, v).is_some()),
        (Uop::GuardBool, [Word::Tagged(v)]) => holds(heap.unboxed(Uop::UnboxBool, v).is_some()),
        (Uop::GuardIs, [Word::Tagged(a), Word::Tagged(b)]) => holds(heap.same(a, b)),
        (Uop::GuardIsNot, [Word::Tagged(a), Word::Tagged(b)]) => holds(!heap.same(a, b)),
        (Uop::Is, [Word::Tagged(a), Word::Tagged(b)]) => Ok(Word::Raw(Raw::Condition(heap.same(a, b)))),
        (Uop::GuardNone | Uop::GuardNotNone | Uop::GuardNull | Uop::GuardNotNull, [Word::Tagged(v)]) => {
            let constant = heap.constant(if matches!(op, Uop::GuardNone | Uop::GuardNotNone) { Constant::None } else { Constant::Null });
            holds(heap.same(v, &constant) == matches!(op, Uop::GuardNone | Uop::GuardNull))
        }
        _ => match raw_operands(op, operands) {
            Some(Outcome::Value(raw)) => Ok(Word::Raw(raw)),
            Some(Outcome::Holds) => Ok(Word::Void),
            Some(Outcome::Leaves) => Err(Refused::Leaves),
            None => heap.perform(op, immediate, operands),
        },
    }
}

fn raw_operands<V>(op: Uop, operands: &[Word<V>]) -> Option<Outcome> {
    let mut raw = [Raw::Int(0); 2];
    let raw = raw.get_mut(..operands.len())?;
    for (raw, word) in raw.iter_mut().zip(operands) {
        let Word::Raw(value) = word else { return None };
        *raw = *value;
    }
    evaluate_raw(op, raw, 64)
}

/// Whether a micro-op changes an object, its first operand.
fn is_store(op: Uop) -> bool {
    op.effects().writes != Memory::NONE && op.result() == Representation::None
}
