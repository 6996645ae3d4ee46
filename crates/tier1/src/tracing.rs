//! The instrumented interpreter: trace and profile functions are told of calls, lines, returns and exceptions.
//!
//! While some thread has such a function, every entry of the active dispatch table is [`TRACED`]; otherwise nothing is paid for. Where
//! a line starts follows CPython 3.14: an instruction of another line than the one before it, and the target of a jump back within a line.

use whipsnake_isa::{Opcode, op};
use whipsnake_runtime::tracing::Event;
use whipsnake_runtime::{Code, ExceptionObject, Frame, Gc, MethodDescriptor, NativeFunction, Raised, Value, Vm};

use crate::dispatch::instructions;
use crate::instructions::{ACTIVE, HANDLERS};
use crate::unwind::ERROR;

/// In the flags of a frame: it is calling a native function that the profiler was told of.
const IN_NATIVE_CALL: u16 = 1;

/// `Hooks::instrument`.
pub fn instrument(on: bool) {
    ACTIVE.fill(|opcode| if on { TRACED } else { HANDLERS.0[opcode] });
}

instructions! {
    /// Tell of the instruction, then run it.
    TRACED(s) {
        if (*s.vm).is_traced() {
            let previous = (*s.frame).ip;
            s.save();
            if !before(s.vm(), s.frame, previous, s.arg) {
                return s.go(ERROR);
            }
        }
        s.go(HANDLERS.0[usize::from(*s.ip as u8)])
    }
}

#[inline(never)]
unsafe fn before(vm: &mut Vm, frame: *mut Frame, previous: *const u16, arg: usize) -> bool {
    // SAFETY: the running frame, saved; it ran `previous` before.
    unsafe { tell(vm, frame, previous, arg).is_ok() }
}

/// The base opcode of a code unit.
fn base(unit: u16) -> u8 {
    Opcode(unit & 0xFF).base().0 as u8
}

unsafe fn tell(vm: &mut Vm, frame: *mut Frame, previous: *const u16, arg: usize) -> Result<(), Raised> {
    // SAFETY: the caller's promise: `ip`, `sp` and `code` are those of a running frame.
    unsafe {
        native_call_ended(vm, frame, Event::NativeReturn)?;
        let code = (*frame).code;
        let opcode = base(*(*frame).ip);
        if opcode == op::RESUME {
            return entered(vm, frame);
        }
        let index = (*frame).instruction_index();
        if index < first_traceable(code) {
            return Ok(());
        }
        if starts_line(code, index, previous.offset_from(code.first()) as usize) {
            vm.trace_event(frame, Event::Line, Value::NONE)?;
        }
        vm.trace_event(frame, Event::Opcode, Value::NONE)?;
        match opcode {
            op::RETURN_VALUE | op::YIELD_VALUE => {
                let value = (*frame).sp.sub(1).read();
                vm.profile_event(frame, Event::Return, value)?;
                vm.trace_event(frame, Event::Return, value)
            }
            op::CALL => native_call(vm, frame, arg + 2),
            op::CALL_KW => native_call(vm, frame, arg + 3),
            op::CALL_FUNCTION_EX => native_call(vm, frame, 4),
            _ => Ok(()),
        }
    }
}

unsafe fn entered(vm: &mut Vm, frame: *mut Frame) -> Result<(), Raised> {
    // SAFETY: the running frame, saved.
    unsafe {
        vm.profile_event(frame, Event::Call, Value::NONE)?;
        vm.trace_event(frame, Event::Call, Value::NONE)
    }
}

/// Index of the first instruction behind the preparations of a function.
fn first_traceable(code: Gc<Code>) -> usize {
    code.words().iter().position(|w| base(w.get()) == op::RESUME).unwrap_or(0)
}

/// Whether a line starts with instruction `index`, which runs after `previous`.
fn starts_line(code: Gc<Code>, index: usize, previous: usize) -> bool {
    let words = code.words();
    if matches!(base(words[index].get()), op::END_FOR | op::END_SEND | op::POP_ITER | op::END_ASYNC_FOR) {
        return false;
    }
    let Some(line) = code.line(index) else { return false };
    let before = words[previous].get();
    match base(before) {
        // The body begins; or a generator goes on, in the line of its `yield`, which stands before the `RESUME`.
        op::RESUME => before >> 8 & 3 == 0 || code.line(previous.saturating_sub(1)) != Some(line),
        op::JUMP_BACKWARD | op::JUMP_BACKWARD_NO_JIT | op::JUMP_BACKWARD_JIT | op::ENTER_EXECUTOR if index <= previous => true,
        _ => code.line(previous) != Some(line),
    }
}

/// Tell the profiler of a call of a native function whose callable stands `depth` words below the top.
unsafe fn native_call(vm: &mut Vm, frame: *mut Frame, depth: usize) -> Result<(), Raised> {
    if vm.tracing.profiler.is_null() {
        return Ok(());
    }
    // SAFETY: the operands of the call.
    let (callable, this) = unsafe { ((*frame).sp.sub(depth).read(), (*frame).sp.sub(depth - 1).read()) };
    let function = if Gc::<NativeFunction>::cast(callable).is_some() {
        callable
    } else if Gc::<MethodDescriptor>::cast(callable).is_some()
        && !this.is_null()
        && let Some(bind) = vm.type_of(callable).slots().descr_get
    {
        let class = vm.type_of(this).value();
        bind(vm, callable, this, class)?
    } else {
        return Ok(());
    };
    vm.push_native_call(function)?;
    // SAFETY: the running frame.
    unsafe {
        (*frame).flags |= IN_NATIVE_CALL;
        vm.profile_event(frame, Event::NativeCall, function)
    }
}

unsafe fn native_call_ended(vm: &mut Vm, frame: *mut Frame, event: Event) -> Result<(), Raised> {
    // SAFETY: the running frame.
    unsafe {
        if (*frame).flags & IN_NATIVE_CALL == 0 {
            return Ok(());
        }
        (*frame).flags &= !IN_NATIVE_CALL;
        let function = vm.pop_native_call();
        vm.profile_event(frame, event, function)
    }
}

/// Do something while the exception in flight is put aside; what it raises takes its place.
fn aside(vm: &mut Vm, f: impl FnOnce(&mut Vm, Value) -> Result<(), Raised>) {
    let raised = vm.already_raised();
    let exception = vm.take_exception(raised);
    if f(vm, exception).is_ok() {
        let _pending = vm.raise_again(exception);
    }
}

/// The exception in flight was raised in `frame`, or comes to it from a call.
///
/// # Safety
/// `frame` must be the current frame, its `ip` up to date.
#[cold]
#[inline(never)]
pub(crate) unsafe fn raised(vm: &mut Vm, frame: *mut Frame) {
    aside(vm, |vm, exception| {
        // SAFETY: the caller's promise.
        unsafe {
            native_call_ended(vm, frame, Event::NativeException)?;
            if base(*(*frame).ip) == op::RERAISE || vm.tracing.function.is_null() {
                return Ok(());
            }
            let traceback = Gc::<ExceptionObject>::cast(exception).and_then(|e| e.traceback.get()).map_or(Value::NONE, |t| t.value());
            let class = vm.type_of(exception).value();
            let argument = vm.new_tuple(&[class, exception, traceback]).value();
            vm.trace_event(frame, Event::Exception, argument)
        }
    });
}

/// The exception in flight leaves `frame`.
///
/// # Safety
/// As [`raised`].
#[cold]
#[inline(never)]
pub(crate) unsafe fn unwinding(vm: &mut Vm, frame: *mut Frame) {
    aside(vm, |vm, _| {
        // SAFETY: the caller's promise.
        unsafe {
            vm.profile_event(frame, Event::Return, Value::NONE)?;
            vm.trace_event(frame, Event::Return, Value::NONE)
        }
    });
}

/// An exception is thrown into a generator, whose frame is the current one.
///
/// # Safety
/// As [`raised`].
#[cold]
#[inline(never)]
pub(crate) unsafe fn thrown(vm: &mut Vm, frame: *mut Frame) {
    // SAFETY: the caller's promise.
    aside(vm, |vm, _| unsafe { entered(vm, frame) });
}
