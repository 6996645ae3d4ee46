//! The specializing adaptive interpreter.
//!
//! In: frames whose code units are CPython 3.14's bytecode. Out: what they return, yield or raise. Instructions rewrite themselves
//! into specialized forms as they run.
//!
//! The way of the data: [`dispatch`] goes from instruction to instruction; [`instructions`] has one file per family, with the base
//! instruction, its specializations and the function that chooses among them; [`adaptive`] says when; [`unwind`] finds handlers of
//! exceptions; [`stats`] counts; [`traces`] is how hot loops get to the recorder of
//! traces, and traces back to here. What operations on values mean is in `whipsnake_runtime::uops` and in the runtime's protocols.

pub mod adaptive;
pub mod dispatch;
pub mod instructions;
pub mod stats;
pub mod traces;
pub mod tracing;
pub mod unwind;

use whipsnake_runtime::frame::Owner;
use whipsnake_runtime::objects::GeneratorState;
use whipsnake_runtime::{Frame, Generator, Gc, PyResult, Raised, Value, Vm};

use crate::dispatch::{Handler, RAISED, Table};
use crate::traces::Entered;

/// The table in use by new runs of the interpreter.
pub(crate) fn table() -> *const Table {
    if stats::enabled() { &stats::COUNTING } else { instructions::ACTIVE.table() }
}

/// `Hooks::eval`.
///
/// # Errors
/// What the frame's code raises.
pub fn eval(vm: &mut Vm, frame: *mut Frame) -> PyResult {
    // SAFETY: the hook's contract: the frame is the current one and ready to run.
    unsafe { run(vm, frame, instructions::control::START) }
}

/// `Hooks::resume`.
///
/// # Errors
/// What the generator raises; `ValueError` when it is running.
pub fn resume(vm: &mut Vm, generator: Gc<Generator>, value: Value) -> PyResult {
    match generator.state.get() {
        GeneratorState::Running => return Err(already_executing(vm, generator)),
        GeneratorState::Cleared if value.is_null() => return Err(vm.already_raised()),
        GeneratorState::Cleared => {
            vm.sent_result = Value::NONE;
            return Ok(Value::EXHAUSTED);
        }
        GeneratorState::Created | GeneratorState::Suspended | GeneratorState::SuspendedYieldFrom => {}
    }
    vm.check_native_stack()?;
    let frame = vm.enter_generator(generator, Owner::GeneratorNative, 0)?;
    // SAFETY: the frame was just made current; `ip` is at the instruction that suspended it, which takes the value sent.
    unsafe {
        if value.is_null() {
            if vm.is_traced() {
                tracing::thrown(vm, frame);
            }
            return run(vm, frame, unwind::ERROR);
        }
        (*frame).sp.write(value);
        (*frame).sp = (*frame).sp.add(1);
        (*frame).ip = (*frame).ip.add(1);
        run(vm, frame, instructions::control::START)
    }
}

/// Go on in the current frame, which a trace has left in this way, until the frame returns that native code entered.
///
/// # Errors
/// What the code raises.
///
/// # Safety
/// The frame, or one of its callers that is no further out than the last native code, must be one that native code entered.
pub unsafe fn go_on(vm: &mut Vm, entered: Entered) -> PyResult {
    let first = if entered == Entered::Raised { unwind::ERROR } else { instructions::control::START };
    let (frame, table) = (vm.frame, if entered == Entered::Record { &raw const traces::RECORDING } else { table() });
    // SAFETY: the trace has left the frame ready to go on.
    unsafe { run_by(vm, frame, table, first) }
}

#[cold]
pub(crate) fn already_executing(vm: &mut Vm, generator: Gc<Generator>) -> Raised {
    let ty = vm.type_of(generator.value());
    let what = if ty == vm.types.coroutine {
        "coroutine"
    } else if ty == vm.types.async_generator {
        "async generator"
    } else {
        "generator"
    };
    vm.value_error(&format!("{what} already executing"))
}

/// # Safety
/// `frame` must be the current one and ready to run.
unsafe fn run(vm: &mut Vm, frame: *mut Frame, first: Handler) -> PyResult {
    // SAFETY: the caller's promise.
    unsafe { run_by(vm, frame, table(), first) }
}

/// # Safety
/// As [`run`].
unsafe fn run_by(vm: &mut Vm, frame: *mut Frame, table: *const Table, first: Handler) -> PyResult {
    whipsnake_heap::with_spilled_registers(|native_frames| {
        let outer = std::mem::replace(&mut vm.native_frames, native_frames);
        // SAFETY: the caller's promise.
        let result = unsafe { dispatch::run(vm, frame, table, first) };
        vm.native_frames = outer;
        // SAFETY: a result that is not `RAISED` has the bits of a value.
        if result == RAISED { Err(vm.already_raised()) } else { Ok(unsafe { Value::from_bits(result) }) }
    })
}
