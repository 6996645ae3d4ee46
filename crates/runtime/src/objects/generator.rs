//! Generators, coroutines and async generators: an object that owns its frame.

use std::cell::Cell;

use whipsnake_heap::{HeapObject as _, NoTrace, OFFSET_FIELDS, Slot, SlotOf, Trace, Tracer};

use super::Code;

use crate::frame::Frame;
use crate::kinds;

/// Where a generator is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum GeneratorState {
    Created,
    Suspended,
    /// Suspended inside `yield from` or `await`.
    SuspendedYieldFrom,
    Running,
    /// Ended: the frame is gone.
    Cleared,
}
impl GeneratorState {
    /// The state of a generator that is suspended at this instruction, a `YIELD_VALUE`.
    pub fn after_yield(instruction: u16) -> GeneratorState {
        if instruction >> 8 == 0 { GeneratorState::Suspended } else { GeneratorState::SuspendedYieldFrom }
    }
}
// SAFETY: plain data.
unsafe impl NoTrace for GeneratorState {}
// SAFETY: plain data.
unsafe impl Trace for GeneratorState {
    fn trace(&self, _: &mut Tracer) {}
}

/// A generator, coroutine or async generator (the type tells which). Its frame, with locals and operand stack, follows the
/// fields: it runs in place, and never moves.
#[repr(C)]
pub struct Generator {
    pub code: SlotOf<Code>,
    pub name: Slot,
    pub qualname: Slot,
    /// The exception being handled inside the generator while it is suspended; NULL if none.
    pub handled: Slot,
    /// While it runs: what `Vm::handled` and `Vm::handled_outer` were in its resumer.
    pub outer_handled: Slot,
    pub outer_handled_outer: Slot,
    /// `cr_origin`, or the async generator's finalizer hook; NULL if none.
    pub extra: Slot,
    /// Async generators: the object whose hooks were called; else NULL.
    pub extra2: Slot,
    pub state: Cell<GeneratorState>,
    /// Async generators: `aclose` was called / `anext` runs / hooks were initialized.
    pub closed: Cell<bool>,
    pub running_async: Cell<bool>,
    pub hooks_inited: Cell<bool>,
    /// Words of the frame area.
    pub frame_words: usize,
}

impl whipsnake_heap::HeapObject for Generator {
    const KIND: u16 = kinds::GENERATOR;
    const NAME: &'static str = "generator";
}

impl Generator {
    /// Offset of the frame in the object.
    pub const OFFSET_FRAME: usize = OFFSET_FIELDS + size_of::<Generator>();
}

impl Generator {
    /// The frame; meaningless once the state is `Cleared`.
    #[inline(always)]
    pub fn frame(&self) -> *mut Frame {
        // SAFETY: the tail holds the frame.
        unsafe { self.gc().as_ptr().byte_add(Generator::OFFSET_FRAME).cast::<Frame>() }
    }
}

// SAFETY: shows the fields, and the frame's words unless the frame is gone.
unsafe impl Trace for Generator {
    fn trace(&self, tracer: &mut Tracer) {
        for slot in [&self.name, &self.qualname, &self.handled, &self.outer_handled, &self.outer_handled_outer, &self.extra, &self.extra2] {
            slot.trace(tracer);
        }
        self.code.trace(tracer);
        if self.state.get() != GeneratorState::Cleared {
            // SAFETY: the frame area follows the fields and has `frame_words` words; `sp` points into it or is null.
            unsafe {
                let start = std::ptr::from_ref(self).add(1).cast::<u64>();
                let sp = (*start.cast::<Frame>()).sp.cast_const().cast::<u64>();
                let used = if sp.is_null() { self.frame_words } else { sp.offset_from(start) as usize };
                tracer.words(std::slice::from_raw_parts(start, used));
            }
        }
    }
}
