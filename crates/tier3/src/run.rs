//! Compiled traces: made, entered, left.
//!
//! In: traces. Out: [`Compiled`], which runs over the slots of its frames and says by which exit it was left, and with which words.

pub use whipsnake_stencils::WORK;
use whipsnake_stencils::STATE;
use whipsnake_tier2::ir::{ConstId, ExitId, Trace, UopId};

use crate::emit::{Code, Runtime, Site, constant_word, emit, emit_leave, patch_stub};
use crate::memory::Arena;
use crate::registers::{Assignment, Entry, Home, Refusal, Register, SPILL_BASE, allocate};

/// Code memory with what all its traces share.
#[derive(Debug)]
pub struct CodeCache {
    pub arena: Arena,
    leave: usize,
}

/// A trace as machine code.
#[derive(Debug)]
pub struct Compiled {
    pub code: Code,
    pub assignment: Assignment,
}

/// How a trace was left.
#[derive(Clone, Copy, Debug)]
pub struct Left {
    /// The number of the trace that was left: the one that was entered, or one to which that led.
    pub trace: u32,
    /// The index of the exit among those of its code.
    pub index: u32,
}

/// Where in a trace's area a register is once the trace is left.
#[inline]
pub const fn register_in_area(register: Register) -> usize {
    STATE + 1 + register.0 as usize
}

impl CodeCache {
    /// Code memory of so many bytes.
    ///
    /// # Errors
    /// The system's, when it gives no memory for code; or that there are no stencils for this processor.
    pub fn new(capacity: usize) -> std::io::Result<CodeCache> {
        if !whipsnake_stencils::AVAILABLE {
            return Err(std::io::Error::new(std::io::ErrorKind::Unsupported, "there are no stencils for this processor"));
        }
        let mut arena = Arena::new(capacity, emit_leave as *const () as usize)?;
        let leave = emit_leave(&mut arena).map_err(|e| std::io::Error::other(e.to_string()))?;
        Ok(CodeCache { arena, leave })
    }

    /// Compile a trace with this number, which takes over what `entry` says.
    ///
    /// # Errors
    /// Why it cannot be compiled.
    pub fn compile(&mut self, trace: &Trace, runtime: &dyn Runtime, number: u32, entry: Entry) -> Result<Compiled, Refusal> {
        let word = |id: ConstId| constant_word(runtime, trace.constant_at(id));
        let assignment = allocate(trace, &word, entry, runtime.keep())?;
        #[cfg(debug_assertions)]
        if let Err(e) = crate::registers::check(trace, &assignment) {
            panic!("{e}\n{}\n{}", whipsnake_tier2::ir::print(trace), crate::dump::registers(trace, &assignment));
        }
        let code = emit(trace, &assignment, runtime, &mut self.arena, Site { number, leave: self.leave })?;
        Ok(Compiled { code, assignment })
    }

    /// Give the code memory of a trace back. Nobody may be in its code, nor go there.
    pub fn free(&mut self, compiled: &Compiled) {
        self.arena.free(compiled.code.piece);
    }

    /// From now on the exit leads to `target`, which finds registers and spill slots as they are there.
    pub fn lead(&mut self, compiled: &Compiled, exit: u32, target: usize) {
        patch_stub(&mut self.arena, &compiled.code, exit, Some(target), self.leave);
    }

    /// From now on the exit leaves machine code again.
    pub fn lead_out(&mut self, compiled: &Compiled, exit: u32) {
        patch_stub(&mut self.arena, &compiled.code, exit, None, self.leave);
    }
}

impl Compiled {
    /// Run the trace until it is left. What the registers held then stands in the area.
    ///
    /// # Safety
    /// `area` points to [`Assignment::area_words`] words that nobody else uses; the first is the address of the first local of the frame for which
    /// the trace was made, the second what the runtime's helpers expect. What the trace relies on holds, and its code memory is there.
    pub unsafe fn enter(&self, area: *mut u64) -> Left {
        // SAFETY: the entry is the start of stencils, which have this signature; the registers that it leaves out need not be defined.
        let entry: unsafe extern "sysv64" fn(*mut u64) = unsafe { std::mem::transmute(self.code.entry) };
        // SAFETY: the caller keeps what the trace relies on; the exit has written its number.
        let number = unsafe {
            entry(area);
            *area.add(STATE) as u32
        };
        Left { trace: number >> 16, index: number & 0xFFFF }
    }

    /// The exit with this index.
    pub fn exit(&self, index: u32) -> ExitId {
        self.assignment.exits[index as usize].exit
    }

    /// The word of a micro-op's value when this trace was left: a raw number, or a tagged word.
    ///
    /// # Safety
    /// `area` is what the trace was entered with, and has not been written since.
    ///
    /// # Panics
    /// When the exit does not need the value.
    pub unsafe fn word_at(&self, left: &Left, area: *const u64, value: UopId) -> u64 {
        let at = match self.assignment.home(left.index, value).expect("an exit asks for what its snapshot needs") {
            Home::Register(register) => register_in_area(register),
            Home::Slot(slot) => (SPILL_BASE + slot) as usize,
        };
        // SAFETY: the caller has kept the area.
        unsafe { *area.add(at) }
    }

    /// The word of a micro-op's value during a call that may leave by the exit with this index: all that the exit needs is in spill slots.
    ///
    /// # Safety
    /// `area` is that of the running trace.
    ///
    /// # Panics
    /// When the exit does not need the value.
    pub unsafe fn word_in_call(&self, exit: u32, area: *const u64, value: UopId) -> u64 {
        let left = Left { trace: 0, index: exit };
        // SAFETY: the caller's promise.
        unsafe { self.word_at(&left, area, value) }
    }
}
