//! The instrumented interpreter: trace and profile functions, and the tools of `sys.monitoring`, are told of calls, lines, returns and
//! exceptions.
//!
//! While some thread has such a function or there is such a tool, every entry of the active dispatch table is [`TRACED`]; otherwise nothing is paid for. Where
//! a line starts follows CPython 3.14: an instruction of another line than the one before it, and the target of a jump back within a line.

use whipsnake_isa::{Opcode, cache_entries, op};
use whipsnake_runtime::monitoring::MonitoringEvent;
use whipsnake_runtime::tracing::Event;
use whipsnake_runtime::{BoundMethod, Code, ExceptionObject, Frame, Gc, Generator, MethodDescriptor, NativeFunction, Raised, Tuple, Value, Vm};

use crate::dispatch::instructions;
use crate::instructions::{ACTIVE, HANDLERS};
use crate::unwind::ERROR;

/// In the flags of a frame: it is calling a native function that the profiler was told of.
const IN_NATIVE_CALL: u16 = 1;
/// As `IN_NATIVE_CALL`, something that is no Python function, and tools are to be told of the result.
const IN_MONITORED_CALL: u16 = 2;

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
        let (index, before) = ((*frame).instruction_index(), previous.offset_from(code.first()) as usize);
        let monitored = vm.rt.monitoring.is_on();
        if monitored {
            monitored_call_ended(vm, frame, MonitoringEvent::CReturn, before)?;
            monitor_jump(vm, code, index, before)?;
        }
        // The tools come after the functions, which are tools of higher numbers in CPython.
        if opcode == op::RESUME {
            entered(vm, frame)?;
            let event = if arg & 3 == 0 { MonitoringEvent::PyStart } else { MonitoringEvent::PyResume };
            return if monitored { monitor(vm, code, event, index, &[]) } else { Ok(()) };
        }
        if index < code.start() {
            return Ok(());
        }
        if starts_line(code, index, before, true) {
            vm.trace_event(frame, Event::Line, Value::NONE)?;
            if monitored && starts_line(code, index, before, false) {
                let line = code.line(index).map_or(Value::NONE, |line| Value::small_int(line.into()));
                vm.monitor(MonitoringEvent::Line, code, 2 * index, &[line])?;
            }
        }
        vm.trace_event(frame, Event::Opcode, Value::NONE)?;
        match opcode {
            op::RETURN_VALUE | op::YIELD_VALUE => {
                let value = (*frame).sp.sub(1).read();
                vm.profile_event(frame, Event::Return, value)?;
                vm.trace_event(frame, Event::Return, value)?;
            }
            op::CALL => native_call(vm, frame, arg + 2)?,
            op::CALL_KW => native_call(vm, frame, arg + 3)?,
            op::CALL_FUNCTION_EX => native_call(vm, frame, 4)?,
            _ => {}
        }
        if monitored {
            monitor(vm, code, MonitoringEvent::Instruction, index, &[])?;
            monitor_instruction(vm, frame, opcode, arg)?;
        }
        Ok(())
    }
}

/// Tell the tools of an event at an instruction.
fn monitor(vm: &mut Vm, code: Gc<Code>, event: MonitoringEvent, index: usize, arguments: &[Value]) -> Result<(), Raised> {
    let mut all = [Value::small_int(2 * index as i64); 3];
    all[1..1 + arguments.len()].copy_from_slice(arguments);
    vm.monitor(event, code, 2 * index, &all[..1 + arguments.len()])
}

/// Tell the tools which way was taken from instruction `before` to `index`.
fn monitor_jump(vm: &mut Vm, code: Gc<Code>, index: usize, before: usize) -> Result<(), Raised> {
    let opcode = base(code.words()[before].get());
    let follows = index == before + 1 + cache_entries(Opcode(opcode.into()));
    let event = match opcode {
        op::JUMP_FORWARD | op::JUMP_BACKWARD | op::JUMP_BACKWARD_NO_JIT | op::JUMP_BACKWARD_JIT | op::ENTER_EXECUTOR => MonitoringEvent::Jump,
        op::FOR_ITER if follows => MonitoringEvent::BranchLeft,
        // The branch that is not taken leads to an instruction of its own.
        op::POP_JUMP_IF_TRUE | op::POP_JUMP_IF_FALSE | op::POP_JUMP_IF_NONE | op::POP_JUMP_IF_NOT_NONE if !follows => MonitoringEvent::BranchRight,
        op::NOT_TAKEN => MonitoringEvent::BranchLeft,
        op::POP_ITER => MonitoringEvent::BranchRight,
        _ => return Ok(()),
    };
    monitor(vm, code, event, before, &[Value::small_int(2 * index as i64)])
}

/// Tell the tools what an instruction is about to do.
unsafe fn monitor_instruction(vm: &mut Vm, frame: *mut Frame, opcode: u8, arg: usize) -> Result<(), Raised> {
    // SAFETY: the running frame, with the operands of the instruction on its stack.
    unsafe {
        let (code, index) = ((*frame).code, (*frame).instruction_index());
        let operand = |depth: usize| (*frame).sp.sub(depth).read();
        match opcode {
            op::RETURN_VALUE => monitor(vm, code, MonitoringEvent::PyReturn, index, &[operand(1)]),
            op::YIELD_VALUE => monitor(vm, code, MonitoringEvent::PyYield, index, &[operand(1)]),
            op::END_SEND if Gc::<Generator>::cast(operand(2)).is_some() => {
                let raised = vm.stop_iteration(operand(1));
                let exception = vm.take_exception(raised);
                monitor(vm, code, MonitoringEvent::StopIteration, index, &[exception])
            }
            op::CALL | op::CALL_KW | op::CALL_FUNCTION_EX => {
                // The callable, the object whose method it is or NULL, then the arguments.
                let (depth, first) = match opcode {
                    op::CALL => (arg + 2, if arg > 0 { operand(arg) } else { Value::NULL }),
                    op::CALL_KW => (arg + 3, if arg > 0 { operand(arg + 1) } else { Value::NULL }),
                    _ => (4, Gc::<Tuple>::cast(operand(2)).and_then(|all| all.items().first().copied()).unwrap_or(Value::NULL)),
                };
                let (mut callable, this) = (operand(depth), operand(depth - 1));
                let mut argument = if this.is_null() { first } else { this };
                if let Some(method) = Gc::<BoundMethod>::cast(callable) {
                    (callable, argument) = (method.function.get(), method.this.get());
                }
                monitor(vm, code, MonitoringEvent::Call, index, &[callable, argument])?;
                if vm.is_exact(callable, vm.types.function) {
                    return Ok(());
                }
                vm.push_monitored_call(callable, argument)?;
                (*frame).flags |= IN_MONITORED_CALL;
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

/// The call at index `call` that tools were told of is over.
unsafe fn monitored_call_ended(vm: &mut Vm, frame: *mut Frame, event: MonitoringEvent, call: usize) -> Result<(), Raised> {
    // SAFETY: the running frame.
    unsafe {
        if (*frame).flags & IN_MONITORED_CALL == 0 {
            return Ok(());
        }
        (*frame).flags &= !IN_MONITORED_CALL;
        let (callable, argument) = vm.pop_monitored_call();
        monitor(vm, (*frame).code, event, call, &[callable, argument])
    }
}

unsafe fn entered(vm: &mut Vm, frame: *mut Frame) -> Result<(), Raised> {
    // SAFETY: the running frame, saved.
    unsafe {
        vm.profile_event(frame, Event::Call, Value::NONE)?;
        vm.trace_event(frame, Event::Call, Value::NONE)
    }
}

/// Whether a line starts with instruction `index`, which runs after `previous`. Trace functions are told of
/// jumps back and of bodies in the line of their `def`, too.
fn starts_line(code: Gc<Code>, index: usize, previous: usize, traced: bool) -> bool {
    let words = code.words();
    if matches!(base(words[index].get()), op::END_FOR | op::END_SEND | op::POP_ITER | op::END_ASYNC_FOR) {
        return false;
    }
    let Some(line) = code.line(index) else { return false };
    let before = words[previous].get();
    match base(before) {
        // The body begins; or a generator goes on, in the line of its `yield`, which stands before the `RESUME`.
        op::RESUME if traced => before >> 8 & 3 == 0 || code.line(previous.saturating_sub(1)) != Some(line),
        op::JUMP_BACKWARD | op::JUMP_BACKWARD_NO_JIT | op::JUMP_BACKWARD_JIT | op::ENTER_EXECUTOR if traced && index <= previous => true,
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

/// Where CPython says that an exception came to a frame: behind the caches of the instruction that raised it, or before the call that did.
unsafe fn raise_index(frame: *mut Frame, ip: *const u16, own: bool) -> usize {
    // SAFETY: the caller's promise: `ip` points into the frame's code.
    unsafe {
        let index = ip.offset_from((*frame).code.first()) as usize;
        if own { index + cache_entries(Opcode(base(*ip).into())) } else { index.saturating_sub(1) }
    }
}

/// The exception in flight was raised in `frame` (`own`), or comes to it from a call.
///
/// # Safety
/// `frame` must be the current frame, its `ip` up to date.
#[cold]
#[inline(never)]
pub(crate) unsafe fn raised(vm: &mut Vm, frame: *mut Frame, own: bool) {
    aside(vm, |vm, exception| {
        // SAFETY: the caller's promise.
        unsafe {
            native_call_ended(vm, frame, Event::NativeException)?;
            if vm.rt.monitoring.is_on() {
                let call = (*frame).instruction_index();
                monitored_call_ended(vm, frame, MonitoringEvent::CRaise, call)?;
                let (code, index) = ((*frame).code, raise_index(frame, (*frame).ip, own));
                monitor(vm, code, MonitoringEvent::Raise, index, &[exception])?;
            }
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

/// The exception in flight goes on from a `RERAISE` of `frame`, if that is what `ip` points to.
///
/// # Safety
/// As [`raised`]; `ip` must point into the frame's code.
#[cold]
#[inline(never)]
pub(crate) unsafe fn reraised(vm: &mut Vm, frame: *mut Frame, ip: *const u16) {
    // SAFETY: the caller's promise.
    let (code, opcode) = unsafe { ((*frame).code, base(*ip)) };
    if opcode == op::RERAISE && vm.rt.monitoring.is_on() {
        // SAFETY: as above.
        let index = unsafe { ip.offset_from(code.first()) as usize };
        aside(vm, |vm, exception| monitor(vm, code, MonitoringEvent::Reraise, index, &[exception]));
    }
}

/// A handler of `frame` is about to run; the exception is on top of its stack.
///
/// # Errors
/// What a callback raises.
///
/// # Safety
/// As [`raised`].
#[cold]
#[inline(never)]
pub(crate) unsafe fn handled(vm: &mut Vm, frame: *mut Frame) -> Result<(), Raised> {
    if !vm.rt.monitoring.is_on() {
        return Ok(());
    }
    // SAFETY: the caller's promise.
    let (code, index, exception) = unsafe { ((*frame).code, (*frame).instruction_index(), (*frame).sp.sub(1).read()) };
    monitor(vm, code, MonitoringEvent::ExceptionHandled, index, &[exception])
}

/// The exception in flight, which was raised at `ip` of `frame` (`own`) or came from the call there, leaves it.
///
/// # Safety
/// As [`reraised`].
#[cold]
#[inline(never)]
pub(crate) unsafe fn unwinding(vm: &mut Vm, frame: *mut Frame, ip: *const u16, own: bool) {
    aside(vm, |vm, exception| {
        // SAFETY: the caller's promise.
        unsafe {
            let (code, index) = ((*frame).code, raise_index(frame, ip, own));
            monitor(vm, code, MonitoringEvent::PyUnwind, index, &[exception])?;
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
    aside(vm, |vm, exception| {
        // SAFETY: the caller's promise; the instruction behind the one that suspended it is its `RESUME`.
        unsafe {
            let (code, index) = ((*frame).code, (*frame).instruction_index() + 1);
            monitor(vm, code, MonitoringEvent::PyThrow, index, &[exception])?;
            entered(vm, frame)
        }
    });
}
