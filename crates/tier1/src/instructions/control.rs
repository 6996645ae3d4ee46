//! Jumps, returns, safepoints, and instructions that only guide the interpreter.

use std::sync::atomic::Ordering;

use whipsnake_isa::op;
use whipsnake_runtime::frame::{OnReturn, Owner};
use whipsnake_runtime::{Frame, Raised, Value, Vm};

use super::methods;
use crate::dispatch::{RAISED, State, instructions};
use crate::traces::{self, Entered, rewrite};
use crate::unwind::{ERROR, UNWIND};

/// Something asks for a safepoint: a signal, a collection's finalizers, another thread.
#[inline(always)]
unsafe fn is_wanted(s: State) -> bool {
    // SAFETY: the running state.
    unsafe { (*s.vm).rt.eval_breaker.load(Ordering::Relaxed) != 0 }
}

#[inline(never)]
fn safepoint(vm: &mut Vm) -> Result<(), Raised> {
    (vm.hooks.safepoint)(vm)
}

#[cold]
#[inline(never)]
fn invalid(vm: &mut Vm, opcode: u8) -> Raised {
    vm.system_error(&format!("unknown opcode {opcode}"))
}

instructions! {
    /// Entry from native code: the instruction at `ip`.
    START(s) { let ip = s.ip; s.jump(ip) }

    /// No instruction has this number.
    INVALID(s) {
        s.save();
        let _pending = invalid(s.vm(), *s.ip as u8);
        s.go(ERROR)
    }

    NOP(s) { s.next(1) }

    EXTENDED_ARG(s) {
        let unit = s.ip.add(1).read();
        let handler = (*s.table).0[usize::from(unit as u8)];
        State { ip: s.ip.add(1), arg: s.arg << 8 | usize::from(unit >> 8), ..s }.enter(handler)
    }

    /// Which form it takes is decided at its first execution.
    RESUME(s) {
        let counted = s.arg == 0 && traces::start_counting_entries((*s.frame).code);
        rewrite(s.ip, if counted { op::RESUME_CHECK_JIT } else { op::RESUME_CHECK });
        s.go(if counted { RESUME_CHECK_JIT } else { RESUME_CHECK })
    }

    RESUME_CHECK(s) {
        if is_wanted(s) {
            return s.go(RESUME_SAFEPOINT);
        }
        s.next(1)
    }

    /// Counts down to a trace of the function.
    RESUME_CHECK_JIT(s) {
        let code = (*s.frame).code;
        let left = code.entry_count.get();
        if left == 0 {
            return s.go(HOT_ENTRY);
        }
        code.entry_count.set(left - 1);
        s.go(RESUME_CHECK)
    }

    /// The function is hot: from here on the recorder may look at every instruction.
    #[cold]
    HOT_ENTRY(s) {
        if is_wanted(s) {
            return s.go(RESUME_SAFEPOINT);
        }
        s.save();
        let ip = s.ip;
        if traces::hot(s.vm(), s.frame, s.ip, s.sp, s.arg) {
            return State { table: &traces::RECORDING, ..s }.jump(ip);
        }
        s.next(1)
    }

    /// Run the trace of the function.
    RESUME_EXECUTOR(s) {
        if is_wanted(s) {
            return s.go(RESUME_SAFEPOINT);
        }
        s.save();
        let entered = traces::enter(s.vm(), s.frame, s.ip, s.sp, s.arg);
        if entered == Entered::No {
            return s.next(1);
        }
        after_trace(s, entered)
    }

    RESUME_SAFEPOINT(s) {
        s.save();
        if safepoint(s.vm()).is_err() {
            return s.go(ERROR);
        }
        s.next(1)
    }

    JUMP_FORWARD(s) { s.next(1 + s.arg) }

    /// Where traces start. Which form it takes is decided at its first execution.
    JUMP_BACKWARD(s) {
        let counted = traces::start_counting(s.ip);
        rewrite(s.ip, if counted { op::JUMP_BACKWARD_JIT } else { op::JUMP_BACKWARD_NO_JIT });
        s.go(if counted { JUMP_BACKWARD_JIT } else { JUMP_BACKWARD_NO_JIT })
    }

    JUMP_BACKWARD_NO_JIT(s) {
        if is_wanted(s) {
            return s.go(JUMP_BACKWARD_SAFEPOINT);
        }
        let target = s.ip.add(2).sub(s.arg);
        s.jump(target)
    }

    /// Counts down to a trace in its inline cache entry.
    JUMP_BACKWARD_JIT(s) {
        let counter = crate::adaptive::counter(s.ip);
        let left = counter.get();
        if left == 0 {
            return s.go(HOT);
        }
        counter.set(left - 1);
        s.go(JUMP_BACKWARD_NO_JIT)
    }

    /// The loop is hot: from here on the recorder may look at every instruction.
    #[cold]
    HOT(s) {
        if is_wanted(s) {
            return s.go(JUMP_BACKWARD_SAFEPOINT);
        }
        s.save();
        let target = s.ip.add(2).sub(s.arg);
        if traces::hot(s.vm(), s.frame, s.ip, s.sp, s.arg) {
            return State { table: &traces::RECORDING, ..s }.jump(target);
        }
        s.jump(target)
    }

    /// Run the trace whose number is in the inline cache entry. Its argument and size are those of the `JUMP_BACKWARD` that it replaces.
    ENTER_EXECUTOR(s) {
        if is_wanted(s) {
            return s.go(JUMP_BACKWARD_SAFEPOINT);
        }
        s.save();
        let entered = traces::enter(s.vm(), s.frame, s.ip, s.sp, s.arg);
        if entered == Entered::No {
            let target = s.ip.add(2).sub(s.arg);
            return s.jump(target);
        }
        after_trace(s, entered)
    }

    JUMP_BACKWARD_SAFEPOINT(s) {
        s.save();
        if safepoint(s.vm()).is_err() {
            return s.go(ERROR);
        }
        let target = s.ip.add(2).sub(s.arg);
        s.jump(target)
    }

    JUMP_BACKWARD_NO_INTERRUPT(s) {
        let target = s.ip.add(1).sub(s.arg);
        s.jump(target)
    }

    POP_JUMP_IF_FALSE(s) {
        let skip = if s.pop() == Value::FALSE { s.arg } else { 0 };
        s.next(2 + skip)
    }

    POP_JUMP_IF_TRUE(s) {
        let skip = if s.pop() == Value::TRUE { s.arg } else { 0 };
        s.next(2 + skip)
    }

    POP_JUMP_IF_NONE(s) {
        let skip = if s.pop().is_none() { s.arg } else { 0 };
        s.next(2 + skip)
    }

    POP_JUMP_IF_NOT_NONE(s) {
        let skip = if s.pop().is_none() { 0 } else { s.arg };
        s.next(2 + skip)
    }

    RETURN_VALUE(s) {
        let value = s.pop();
        let frame = s.frame;
        if ((*frame).owner == Owner::Stack) & ((*frame).on_return == OnReturn::Push) && (*frame).object.is_null() {
            let previous = (*frame).previous;
            let vm = &mut *s.vm;
            vm.frame = previous;
            vm.stack_top = frame.cast::<u64>();
            vm.recursion_remaining += 1;
            let sp = (*previous).sp;
            sp.write(value);
            let ip = (*previous).ip.add((*frame).return_offset as usize);
            return State { frame: previous, sp: sp.add(1), ..s }.jump(ip);
        }
        s.go(RETURN_OTHER)
    }

    /// Return from a frame whose result is more than pushed. The value is above the top.
    RETURN_OTHER(s) {
        let (frame, value) = (s.frame, s.sp.read());
        let (previous, on_return) = ((*frame).previous, (*frame).on_return);
        if ((*frame).owner != Owner::Stack) | !(*frame).object.is_null() {
            return s.go(RETURN_SLOW);
        }
        let ip = (*previous).ip;
        if !methods::is_settled(on_return, usize::from(ip.read() >> 8), value) {
            return s.go(RETURN_SLOW);
        }
        let vm = &mut *s.vm;
        vm.frame = previous;
        vm.stack_top = frame.cast::<u64>();
        vm.recursion_remaining += 1;
        let base = (*previous).sp.sub(on_return.kept());
        let pushes = !matches!(on_return, OnReturn::Discard | OnReturn::Init);
        if pushes {
            base.write(value);
        }
        let ip = ip.add(methods::return_offset(on_return, (*frame).return_offset));
        State { frame: previous, sp: base.add(usize::from(pushes)), ..s }.jump(ip)
    }

    /// Return from a frame that native code or a generator's user entered, or that has a frame object. The value is above the top.
    RETURN_SLOW(s) {
        let value = s.sp.read();
        s.save();
        let (previous, offset, native, on_return) = ((*s.frame).previous, (*s.frame).return_offset, is_native(s.frame), (*s.frame).on_return);
        leave(s.vm(), s.frame, value);
        if native {
            return if (*s.vm).sent_result.is_null() { value.bits() } else { Value::EXHAUSTED.bits() };
        }
        let ip = (*previous).ip;
        let mut s = State { frame: previous, ip, sp: (*previous).sp, ..s };
        match on_return {
            OnReturn::Push => s.push(value),
            OnReturn::Discard => {}
            OnReturn::Init => {
                if !value.is_none() {
                    let _pending = init_returned(s.vm(), value);
                    return s.go(ERROR);
                }
            }
            _ => {
                let base = s.sp.sub(on_return.kept());
                match methods::answer(s.vm(), on_return, usize::from(ip.read() >> 8), base, value) {
                    Ok(value) => {
                        base.write(value);
                        s.sp = base.add(1);
                    }
                    Err(_) => return s.go(ERROR),
                }
            }
        }
        s.jump(ip.add(methods::return_offset(on_return, offset)))
    }

    /// Never emitted by the compiler: native code is returned to by the frame's owner.
    INTERPRETER_EXIT(s) { s.go(INVALID) }

    /// Never emitted by the compiler: see [`OnReturn::Init`].
    EXIT_INIT_CHECK(s) {
        let value = s.pop();
        if !value.is_none() {
            s.save();
            let _pending = init_returned(s.vm(), value);
            return s.go(ERROR);
        }
        s.next(1)
    }

    /// Raise the exception that is pending already, without another entry in its traceback.
    PENDING(s) { s.go(UNWIND) }
}

/// Go on where a trace has been left.
#[inline(always)]
unsafe fn after_trace(s: State, entered: Entered) -> u64 {
    // SAFETY: the trace has made a frame current that is ready to go on. Not `s.vm()`: the stack of the frame is not what it was.
    unsafe {
        let frame = (*s.vm).frame;
        let s = State { frame, ip: (*frame).ip, sp: (*frame).sp, ..s };
        if entered == Entered::Raised {
            return s.go(ERROR);
        }
        let (ip, table) = (s.ip, if entered == Entered::Record { &raw const traces::RECORDING } else { s.table });
        State { table, ..s }.jump(ip)
    }
}

unsafe fn is_native(frame: *mut Frame) -> bool {
    // SAFETY: the running frame.
    unsafe { matches!((*frame).owner, Owner::Native | Owner::GeneratorNative) }
}

/// Take down a frame that returns `value`. A generator's result for native code is left in `vm.sent_result`, which is NULL
/// otherwise.
#[inline(never)]
unsafe fn leave(vm: &mut Vm, frame: *mut Frame, value: Value) {
    vm.sent_result = Value::NULL;
    // SAFETY: the running frame, topmost if it is on the VM stack.
    unsafe {
        match (*frame).owner {
            Owner::Stack | Owner::Native => {
                vm.pop_frame(frame);
                vm.frame = (*frame).previous;
            }
            Owner::Generator => vm.end_generator(frame),
            Owner::GeneratorNative => {
                vm.end_generator(frame);
                vm.sent_result = value;
            }
        }
    }
    debug_assert!(RAISED == 0);
}

/// The `TypeError` of an `__init__` that has returned this.
#[cold]
#[inline(never)]
pub fn init_returned(vm: &mut Vm, value: Value) -> Raised {
    let class = vm.type_of(value).name_string();
    vm.type_error(&format!("__init__() should return None, not '{class}'"))
}
