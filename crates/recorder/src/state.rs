//! The frames of a running trace: how they are made real, and how the trace is left.
//!
//! In: the frames and slots of a snapshot. Out: real frames on the VM stack, in the state that tier 1 would have left them in. Virtual
//! frames have their place: right above the frame in which the trace started, or above the top of the stack if that one is a
//! generator's. What the evaluator holds lies above that place, so frames can be made while it runs.

use whipsnake_heap::{Gc, RootVec, Value};
use whipsnake_isa::{Representation, Uop};
use whipsnake_runtime::frame::{FRAME_WORDS, Owner};
use whipsnake_runtime::{Frame, FrameObject, Generator, Vm};
use whipsnake_tier1::traces::Entered;
use whipsnake_tier2::evaluate::{Raw, Shown, Word, rebuild};
use whipsnake_tier2::ir::{FrameState, SlotId, SnapshotId, UopId};

use crate::trace::{CompiledTrace, FUNCTION_WORD};

/// A trace that is running, and the frame in which it started.
pub struct Running<'a> {
    pub vm: &'a mut Vm,
    pub trace: &'static CompiledTrace,
    pub frame: *mut Frame,
    /// Where virtual frames stand once they are made.
    pub area: *mut u64,
    /// Somebody has a frame object of a virtual frame, or has changed a variable of the first one: the frames stay as they are, and what is
    /// in their locals is what counts.
    pub observed: bool,
    /// The sunk objects of the state rebuilt last: `made` keeps them alive.
    pub shown: Shown<Value>,
    /// What was made for the state that is being rebuilt, or that others see.
    pub made: Option<RootVec>,
}

impl Running<'_> {
    /// The place of a slot: in the frame in which the trace starts, or in a virtual one.
    pub fn slot(&self, slot: usize) -> *mut Value {
        let outermost = self.trace.frames[0].code.frame_words as usize - FRAME_WORDS;
        match slot.checked_sub(outermost) {
            // SAFETY: snapshots and loads name slots of the frames alone.
            None => unsafe { Frame::locals(self.frame).add(slot) },
            Some(above) => self.area.wrapping_add(above).cast(),
        }
    }

    /// Make all frames real: headers of virtual ones, and the slots of all.
    ///
    /// # Safety
    /// The frames must be those of a snapshot of the running trace, with the values of all slots that it lists.
    unsafe fn make_frames(&mut self, frames: &[FrameState], slots: &[(SlotId, Value)]) {
        let exist = self.observed;
        // SAFETY: the trace has made sure of room for its frames; locals and stack of each are slots of the snapshot.
        unsafe {
            let mut previous: *mut Frame = self.frame;
            let mut rest = slots;
            for (index, state) in frames.iter().enumerate() {
                let descriptor = self.trace.frames[state.code as usize];
                let at = state.base.0.wrapping_sub((FRAME_WORDS - FUNCTION_WORD) as u32);
                let function = rest.iter().find(|(slot, _)| slot.0 == at).map_or(Value::NULL, |(_, value)| *value);
                let frame = if index == 0 {
                    self.frame
                } else if state.generator && exist {
                    Gc::<Generator>::cast(function).expect("it was linked").frame()
                } else if state.generator {
                    descriptor.link_generator(self.vm, function, previous)
                } else {
                    self.area.wrapping_add(self.trace.frame_offset(frames, index)).cast()
                };
                if index > 0 && !exist && !state.generator {
                    descriptor.make_frame(frame, function, previous);
                }
                let locals = Frame::locals(frame);
                let end = frames.get(index + 1).map_or(u32::MAX, |next| next.base.0 - FRAME_WORDS as u32);
                while let Some(((slot, value), more)) = rest.split_first().filter(|((slot, _), _)| slot.0 < end) {
                    rest = more;
                    let Some(n) = slot.0.checked_sub(state.base.0) else { continue };
                    if exist && n < descriptor.code.nlocalsplus {
                        continue;
                    }
                    locals.add(n as usize).write(*value);
                }
                (*frame).ip = descriptor.code.first().add(state.pc as usize);
                (*frame).sp = locals.add(state.depth as usize);
                previous = frame;
            }
            self.vm.frame = previous;
        }
    }

    /// Something looks at the frames: make them. Gives the innermost one.
    pub fn show_frames(&mut self, frames: &[FrameState], slots: &[(SlotId, Value)]) -> *mut Frame {
        let current = self.vm.frame;
        // SAFETY: called with a snapshot of this trace.
        unsafe { self.make_frames(frames, slots) };
        std::mem::replace(&mut self.vm.frame, current)
    }

    /// It has run: the frames vanish, unless somebody has looked at them.
    pub fn hide_frames(&mut self) {
        let (mut frame, mut count) = (self.vm.frame, 0);
        let mut observed = false;
        // SAFETY: `show_frames` linked them; calls leave the current frame as they found it.
        unsafe {
            while frame != self.frame {
                observed |= !(*frame).object.is_null();
                frame = (*frame).previous;
                count += 1;
            }
            // The frame in which the trace started is real anyway: only changes of its variables count.
            observed |= Gc::<FrameObject>::cast((*frame).object).is_some_and(|object| object.written.replace(false));
        }
        self.observed = observed;
        if !observed {
            // SAFETY: as above; the frame is live.
            unsafe {
                unlink_frames(self.vm, self.frame);
                use_all_slots(self.frame);
            }
            self.vm.recursion_remaining += count;
        }
    }

    /// Leave the trace: the frames of the snapshot become real, and the innermost one is where the interpreter goes on.
    pub fn leave(&mut self, frames: &[FrameState], slots: &[(SlotId, Value)], raised: bool) -> Entered {
        let last = frames.len() - 1;
        if !self.observed {
            self.vm.recursion_remaining -= last as i64;
        }
        // SAFETY: called with a snapshot of this trace.
        unsafe { self.make_frames(frames, slots) };
        self.vm.stack_top = self.area.wrapping_add(self.trace.frame_offset(frames, frames.len()));
        if raised { Entered::Raised } else { Entered::Left }
    }

    /// Leave as [`Running::leave`] from machine code: `read` gives the bits that a micro-op's result has in its register or spill slot.
    pub fn leave_from(&mut self, snapshot: SnapshotId, raised: bool, read: &mut dyn FnMut(UopId) -> u64) -> Entered {
        let trace = self.trace;
        let mut word = |id: UopId| word_of(trace.trace.inst(id).representation, trace.trace.inst(id).op, read(id));
        let slots = rebuild(&trace.trace, self, &mut word, snapshot);
        let frames = &trace.trace.snapshots[snapshot.index()].frames;
        self.leave(frames, &slots, raised)
    }
}

/// The frames of inlined calls and generators become virtual again, down to the one in which the trace started.
///
/// # Safety
/// They must have been linked for the trace, and be as it left them.
pub(crate) unsafe fn unlink_frames(vm: &mut Vm, outermost: *mut Frame) {
    let mut frame = std::mem::replace(&mut vm.frame, outermost);
    // SAFETY: the caller's promise.
    unsafe {
        while frame != outermost {
            let previous = (*frame).previous;
            if (*frame).owner == Owner::Generator {
                vm.unlink_generator(frame);
            }
            frame = previous;
        }
    }
}

/// Traces use the slots of the frame in which they start as they like, those of its operand stack too: the collector is to look at all.
///
/// # Safety
/// The frame must be live.
pub(crate) unsafe fn use_all_slots(frame: *mut Frame) {
    // SAFETY: the caller's promise; the end of the frame.
    unsafe {
        let code = (*frame).code;
        (*frame).sp = frame.cast::<u64>().add(code.frame_words as usize).cast();
    }
}

/// The word of a result whose bits are at hand.
pub(crate) fn word_of(representation: Representation, op: Uop, bits: u64) -> Word<Value> {
    match representation {
        Representation::Int => Word::Raw(Raw::Int(bits as i64)),
        Representation::Float => Word::Raw(Raw::Float(f64::from_bits(bits))),
        Representation::Condition => Word::Raw(Raw::Condition(bits & 1 != 0)),
        Representation::Pointer => Word::Pointer(bits),
        // SAFETY: a tagged result is a value; machine code keeps it on the VM stack or in registers until the exit is done.
        Representation::Tagged => Word::Tagged(unsafe { Value::from_bits(bits) }),
        Representation::None | Representation::Same | Representation::List => unreachable!("{op:?} has no word"),
    }
}
