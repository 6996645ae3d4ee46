//! The way to the recorder of traces, which is in a crate above this one, and back.
//!
//! In: hooks, installed once. Out: back edges and starts of functions count down ([`start_counting`], [`start_counting_entries`]), a hot one is reported
//! ([`Hooks::hot`]), and while its loop or function is recorded each instruction is shown to the recorder before it is executed as usual ([`RECORDING`]).
//! A loop that has a trace starts with `ENTER_EXECUTOR`, the body of a function with `RESUME_EXECUTOR`, which hand over to [`Hooks::enter`].

use std::cell::Cell;
use std::sync::OnceLock;

use whipsnake_isa::op;
use whipsnake_runtime::{Code, Frame, Gc, Value, Vm, code_flags};

use crate::dispatch::{State, Table, instructions};
use crate::instructions::HANDLERS;

/// An instruction that is about to be executed.
#[derive(Clone, Copy)]
pub struct Site {
    /// The running frame.
    pub frame: *mut Frame,
    pub ip: *const u16,
    /// One past the top of the operand stack.
    pub sp: *mut Value,
    /// The argument, with those of the `EXTENDED_ARG`s before it.
    pub arg: usize,
}

impl Site {
    /// The opcode as it stands in the code now, specialized or not.
    pub fn opcode(&self) -> u8 {
        // SAFETY: `ip` points to an instruction of live code.
        unsafe { *self.ip as u8 }
    }

    /// Where a backward jump at the site goes.
    pub fn target(&self) -> *const u16 {
        // SAFETY: the compiler's jumps stay in the code.
        unsafe { self.ip.add(2).sub(self.arg) }
    }
}

/// What became of an attempt to enter a trace.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Entered {
    /// It was not run: the jump is made as usual.
    No,
    /// It was run and left: `vm.frame` is the frame to go on with, at its `ip` and `sp`.
    Left,
    /// As `Left`, and what follows is to be recorded.
    Record,
    /// As `Left`, and an exception is pending that was raised at `ip`.
    Raised,
}

/// What the recorder says to an instruction that it was shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Recorded {
    /// It is part of the recording: it is to be executed by itself.
    Shown,
    /// It belongs to a call that is recorded as one micro-op: it may enter traces.
    Passed,
    /// Recording has ended.
    Ended,
}

/// What the recorder does for the interpreter. The sites are those of the running instruction.
pub struct Hooks {
    /// Executions of a back edge before it is hot.
    pub threshold: u16,
    /// Calls of a function before it is hot.
    pub entry_threshold: u16,
    /// A back edge is hot: whether to record from its target on; or the start of a function: whether to record from there on. The counter is to be set again.
    pub hot: fn(&mut Vm, Site) -> bool,
    /// An instruction while recording.
    pub record: fn(&mut Vm, Site) -> Recorded,
    /// Run the trace that starts here; the number is in the inline cache entry, or in the code if it is that of the function.
    pub enter: fn(&mut Vm, Site) -> Entered,
}

static HOOKS: OnceLock<Hooks> = OnceLock::new();

/// Install the hooks, once, before any code runs. Whether they were the first.
pub fn install(hooks: Hooks) -> bool {
    HOOKS.set(hooks).is_ok()
}

/// Rewrite the opcode at `ip`.
///
/// # Safety
/// An instruction of live code must stand there, and the new one must fit it.
pub unsafe fn rewrite(ip: *const u16, opcode: u8) {
    // SAFETY: code units are cells, and the caller's promise.
    unsafe {
        let unit = &*ip.cast::<Cell<u16>>();
        unit.set(unit.get() & 0xFF00 | u16::from(opcode));
    }
}

/// Set the countdown of a back edge; whether it counts at all.
///
/// # Safety
/// `ip` must point to a `JUMP_BACKWARD` of live code.
pub unsafe fn start_counting(ip: *const u16) -> bool {
    let Some(hooks) = HOOKS.get() else { return false };
    // SAFETY: the caller's promise.
    unsafe { crate::adaptive::counter(ip) }.set(hooks.threshold.saturating_sub(1));
    true
}

/// Set the countdown of a function's code; whether it counts at all: not that of generators, modules and classes.
pub fn start_counting_entries(code: Gc<Code>) -> bool {
    let plain = code_flags::OPTIMIZED | code_flags::NEWLOCALS;
    let suspends = code_flags::GENERATOR | code_flags::COROUTINE | code_flags::ASYNC_GENERATOR;
    let Some(hooks) = HOOKS.get().filter(|_| code.flags & (plain | suspends) == plain) else { return false };
    code.entry_count.set(hooks.entry_threshold.saturating_sub(1));
    true
}

#[cold]
#[inline(never)]
pub(crate) fn hot(vm: &mut Vm, frame: *mut Frame, ip: *const u16, sp: *mut Value, arg: usize) -> bool {
    HOOKS.get().is_some_and(|hooks| (hooks.hot)(vm, Site { frame, ip, sp, arg }))
}

#[inline(never)]
pub(crate) fn enter(vm: &mut Vm, frame: *mut Frame, ip: *const u16, sp: *mut Value, arg: usize) -> Entered {
    HOOKS.get().map_or(Entered::No, |hooks| (hooks.enter)(vm, Site { frame, ip, sp, arg }))
}

#[inline(never)]
fn record(vm: &mut Vm, frame: *mut Frame, ip: *const u16, sp: *mut Value, arg: usize) -> Recorded {
    HOOKS.get().map_or(Recorded::Ended, |hooks| (hooks.record)(vm, Site { frame, ip, sp, arg }))
}

instructions! {
    /// Show the instruction to the recorder, then execute it. The recorder may have rewritten it.
    RECORD(s) {
        let recorded = record(s.vm(), s.frame, s.ip, s.sp, s.arg);
        let opcode = usize::from(*s.ip as u8);
        if recorded == Recorded::Ended {
            let table = crate::table();
            return State { table, ..s }.go((*table).0[opcode]);
        }
        if recorded == Recorded::Shown {
            return s.go(HANDLERS.0[usize::from(alone(opcode as u8))]);
        }
        s.go(HANDLERS.0[opcode])
    }
}

/// What is recorded is executed instruction by instruction: the form of an instruction that leads to no trace.
fn alone(opcode: u8) -> u8 {
    match opcode {
        op::ENTER_EXECUTOR => op::JUMP_BACKWARD_NO_JIT,
        op::RESUME_CHECK_JIT | op::RESUME_EXECUTOR => op::RESUME_CHECK,
        other => other,
    }
}

/// Shows each instruction to the recorder and runs it.
pub static RECORDING: Table = Table([RECORD; 256]);
