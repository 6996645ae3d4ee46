//! Machine code that calls Python functions: they run as machine code, too, if a trace starts at their entry.
//!
//! In: the operands of a `call_escaping` of [`Helper::CallFunction`](crate::helpers::Helper::CallFunction). Out: the result of the function. Its frame and
//! area stand above the caller's. When its machine code is left before it returns, tier 1 finishes the frame, and then the caller's machine code goes on.

use whipsnake_heap::Gc;
use whipsnake_isa::op;
use whipsnake_runtime::objects::Tuple;
use whipsnake_runtime::{Frame, Function, PyResult, Value, Vm};
use whipsnake_tier1::go_on;
use whipsnake_tier1::traces::Entered;
use whipsnake_tier3::run::{Compiled, WORK};

use super::direct::{LEAVES, finish, values};
use super::helpers::{Performed, active};
use super::{Active, area_above, enter};
use crate::functions::{checked, has_room, push};
use crate::run::Done;
use crate::trace::{self, CompiledTrace, Environment};
use crate::{record, settings};

/// See [`super::direct::Direct`].
///
/// # Safety
/// Called by machine code with its area.
pub(super) unsafe extern "C" fn call(area: *mut u64, at: u64, exit: u64, initializes: u64, count: u64) -> Performed {
    // SAFETY: machine code has stored the operands in its area.
    let (active, values) = unsafe { (active(area), values(area, count)) };
    active.run_by(at as u32 >> 16);
    if !has_room(active.running.vm) {
        return LEAVES;
    }
    active.enter_python(exit as u32);
    let (result, worked) = call_function(active.running.vm, values, initializes != 0);
    // SAFETY: as above.
    unsafe {
        let work = area.add(WORK).cast::<i64>();
        work.write(work.read() + worked);
    }
    active.leave_python();
    finish(active, result)
}

/// Gives also how many instructions machine code stood for, less what it costs to enter the interpreter.
fn call_function(vm: &mut Vm, values: &[Value], initializes: bool) -> (PyResult, i64) {
    let frame = match push(vm, values) {
        Ok(frame) => frame,
        Err(raised) => return (Err(raised), 0),
    };
    // SAFETY: the frame is new.
    let (result, work) = match unsafe { start(vm, frame) } {
        Some((trace, compiled, area)) => run(vm, trace, compiled, frame, area),
        None => ((vm.hooks.eval)(vm, frame), -settings::get().nested_call),
    };
    (result.and_then(|result| checked(vm, result, initializes)), work)
}

/// What runs the function of a new frame as machine code, with its area, if there is such a trace; then the frame is at its `RESUME`.
///
/// # Safety
/// The frame must be the current one.
#[inline]
unsafe fn start(vm: &mut Vm, frame: *mut Frame) -> Option<(&'static CompiledTrace, &'static Compiled, *mut u64)> {
    // SAFETY: the caller's promise.
    let (code, environment) = unsafe { ((*frame).code, Environment::of(frame)) };
    let trace = trace::get(code.entry_trace.get().checked_sub(1)?)?;
    let compiled = trace.machine.get()?;
    debug_assert!(trace.valid.get(), "where retired traces were entered it is counted again");
    let is_for = trace.environment == environment && !vm.is_traced();
    let area = area_above(vm, vm.stack_top).filter(|_| is_for)?;
    let resume = trace.entry[0].pc as usize;
    // SAFETY: the caller's promise.
    (resume == 0 || unsafe { prepare(vm, frame, resume) }).then_some((trace, compiled, area))
}

/// Make the cells of a function, and copy those of its closure: what stands before its `RESUME`. If something else stands there it is up to tier 1.
///
/// # Safety
/// As [`start`].
unsafe fn prepare(vm: &mut Vm, frame: *mut Frame, resume: usize) -> bool {
    // SAFETY: the caller's promise; instructions name locals of the frame, and a function with free variables has a closure.
    unsafe {
        let (code, locals) = ((*frame).code, Frame::locals(frame));
        for at in 0..resume {
            (*frame).ip = code.first().add(at);
            let unit = code.words()[at].get();
            let argument = usize::from(unit >> 8);
            match unit as u8 {
                op::MAKE_CELL => {
                    let cell = vm.new_cell(locals.add(argument).read());
                    locals.add(argument).write(cell.value());
                }
                op::COPY_FREE_VARS => {
                    let closure: Gc<Tuple> = Gc::<Function>::cast_unchecked((*frame).function).closure.get().expect("set by the compiler");
                    for (n, cell) in closure.items()[..argument].iter().enumerate() {
                        locals.add(code.first_free() + n).write(*cell);
                    }
                }
                _ => return false,
            }
        }
        (*frame).ip = code.first().add(resume);
        true
    }
}

/// Run a function as machine code; tier 1 finishes what that leaves.
#[inline]
fn run(vm: &mut Vm, trace: &'static CompiledTrace, compiled: &'static Compiled, frame: *mut Frame, area: *mut u64) -> (PyResult, i64) {
    let (done, work) = enter(vm, trace, compiled, frame, area, |active, left| {
        let work = active.work(left);
        let trace = active.run_by(left.trace);
        let exit = trace.machine.get().expect("it is machine code that was left").exit(left.index);
        let done = match trace.exits[exit.index()].returns {
            // SAFETY: the frame is live, and the trace has stored the result in it.
            Some(slot) if unsafe { (*frame).object.is_null() } && !active.running.observed => Ok(unsafe { returned(active, frame, slot) }),
            _ => Err(active.leave(left)),
        };
        (done, work)
    });
    match done {
        Ok(result) => (Ok(result), work),
        Err(done) => (finish_by_tier_1(vm, &done, frame), work - settings::get().nested_call),
    }
}

/// Drop the frame. Gives the result.
///
/// # Safety
/// The frame must be the current one, without object, at its return, with the result in the slot.
#[inline]
unsafe fn returned(active: &mut Active<'_>, frame: *mut Frame, slot: u32) -> Value {
    let vm = &mut *active.running.vm;
    // SAFETY: the caller's promise.
    unsafe {
        vm.frame = (*frame).previous;
        vm.stack_top = frame.cast();
        vm.recursion_remaining += 1;
        Frame::locals(frame).add(slot as usize).read()
    }
}

#[cold]
#[inline(never)]
fn finish_by_tier_1(vm: &mut Vm, done: &Done, frame: *mut Frame) -> PyResult {
    if let Some(exit) = done.exit.filter(|_| done.entered == Entered::Raised) {
        record::raised(done.trace, exit);
    }
    let records = done.entered == Entered::Left && done.hot && !done.observed && done.exit.is_some_and(|exit| record::start_side(vm, done.trace, exit, frame));
    // SAFETY: native code has entered the frame, and the trace has left it ready to go on.
    unsafe { go_on(vm, if records { Entered::Record } else { done.entered }) }
}
