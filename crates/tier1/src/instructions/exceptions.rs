//! Raising and handling: `raise`, `except`, `except*`, `with`, `finally`.

use whipsnake_isa::operands::SpecialMethod;
use whipsnake_runtime::native::Args;
use whipsnake_runtime::{ExceptionObject, Gc, PyResult, Raised, Traceback, Value, Vm};

use crate::dispatch::instructions;
use crate::unwind::{ERROR, UNWIND};

instructions! {
    PUSH_EXC_INFO(s) {
        let exception = s.peek(1);
        let vm = s.vm();
        let previous = vm.handled;
        vm.handled = exception;
        s.poke(1, previous);
        s.push(exception);
        s.next(1)
    }

    POP_EXCEPT(s) {
        let previous = s.pop();
        s.vm().handled = previous;
        s.next(1)
    }

    CHECK_EXC_MATCH(s) {
        s.save();
        match matches(s.vm(), s.peek(2), s.peek(1)) {
            Ok(found) => {
                s.poke(1, Value::bool(found));
                s.next(1)
            }
            Err(_) => s.go(ERROR),
        }
    }

    CHECK_EG_MATCH(s) {
        s.save();
        let to = s.sp.sub(2);
        if match_group(s.vm(), s.peek(2), s.peek(1), to).is_err() {
            return s.go(ERROR);
        }
        s.next(1)
    }

    RAISE_VARARGS(s) {
        s.save();
        let (exception, cause) = match s.arg {
            0 => (Value::NULL, Value::NULL),
            1 => (s.peek(1), Value::NULL),
            _ => (s.peek(2), s.peek(1)),
        };
        if raise(s.vm(), exception, cause) {
            return s.go(UNWIND);
        }
        s.go(ERROR)
    }

    /// Raise the top again; with an argument, the place to blame is in the stack item that deep.
    RERAISE(s) {
        let exception = s.pop();
        s.save();
        if s.arg != 0 && let Some(index) = s.peek(s.arg).as_small_int() {
            let code = (*s.frame).code;
            (*s.frame).ip = code.first().add(index as usize);
        }
        reraise(s.vm(), exception);
        s.go(UNWIND)
    }

    LOAD_SPECIAL(s) {
        s.save();
        match special(s.vm(), s.sp, s.arg) {
            Ok(()) => {
                s.sp = s.sp.add(1);
                s.next(1)
            }
            Err(_) => s.go(ERROR),
        }
    }

    WITH_EXCEPT_START(s) {
        s.save();
        match call_exit(s.vm(), s.peek(5), s.peek(4), s.peek(1)) {
            Ok(value) => {
                s.push(value);
                s.next(1)
            }
            Err(_) => s.go(ERROR),
        }
    }
}

#[inline(never)]
fn matches(vm: &mut Vm, exception: Value, pattern: Value) -> Result<bool, Raised> {
    vm.exception_matches(exception, pattern)
}

/// Write the rest of the group and the part that matches (None where there is none) to `to`.
#[inline(never)]
unsafe fn match_group(vm: &mut Vm, exception: Value, pattern: Value, to: *mut Value) -> Result<(), Raised> {
    let (matched, rest) = vm.exception_group_match(exception, pattern)?;
    if !matched.is_none() {
        vm.handled = matched;
    }
    // SAFETY: the two operands of the instruction.
    unsafe {
        to.write(rest);
        to.add(1).write(matched);
    }
    Ok(())
}

/// `raise`: whether the exception is raised again as it is.
#[cold]
#[inline(never)]
fn raise(vm: &mut Vm, exception: Value, cause: Value) -> bool {
    if !exception.is_null() {
        let _pending = vm.do_raise(exception, cause);
        return false;
    }
    let handled = vm.handled_exception();
    if handled.is_null() {
        let _pending = vm.runtime_error("No active exception to reraise");
        return false;
    }
    let _pending = vm.raise_again(handled);
    true
}

#[cold]
#[inline(never)]
fn reraise(vm: &mut Vm, exception: Value) {
    let _pending = vm.raise_again(exception);
}

/// Replace the object below `sp` by its special method and self.
#[inline(never)]
unsafe fn special(vm: &mut Vm, sp: *mut Value, number: usize) -> Result<(), Raised> {
    let Some(which) = SpecialMethod::from_number(number as u32) else { return Err(vm.system_error("unknown special method")) };
    let names = vm.names;
    let name = match which {
        SpecialMethod::Enter => names.__enter__,
        SpecialMethod::Exit => names.__exit__,
        SpecialMethod::AsyncEnter => names.__aenter__,
        SpecialMethod::AsyncExit => names.__aexit__,
    };
    // SAFETY: the operand, and room for one more.
    unsafe {
        let object = sp.sub(1).read();
        match vm.lookup_special(object, name)? {
            Some((method, bound)) => {
                sp.sub(1).write(method);
                sp.write(if bound { object } else { Value::NULL });
                Ok(())
            }
            None => Err(no_context_manager(vm, object, which)),
        }
    }
}

#[cold]
fn no_context_manager(vm: &mut Vm, object: Value, which: SpecialMethod) -> Raised {
    let class = vm.type_of(object);
    let class_name = vm.full_type_name(class);
    let names = vm.names;
    let (protocol, other, missed, hint) = match which {
        SpecialMethod::Enter => ("the context manager protocol", names.__aenter__, "__enter__", "async with"),
        SpecialMethod::Exit => ("the context manager protocol", names.__aexit__, "__exit__", "async with"),
        SpecialMethod::AsyncEnter => ("the asynchronous context manager protocol", names.__enter__, "__aenter__", "with"),
        SpecialMethod::AsyncExit => ("the asynchronous context manager protocol", names.__exit__, "__aexit__", "with"),
    };
    let has_other = vm.lookup_type_attr(class, other).is_some();
    let asynchronous = if hint == "async with" { "the asynchronous context manager protocol" } else { "the context manager protocol" };
    let suffix = if has_other { format!(" but it supports {asynchronous}. Did you mean to use '{hint}'?") } else { String::new() };
    vm.type_error(&format!("'{class_name}' object does not support {protocol} (missed {missed} method){suffix}"))
}

/// Call `__exit__` with the exception's type, value and traceback.
#[inline(never)]
fn call_exit(vm: &mut Vm, exit: Value, this: Value, exception: Value) -> PyResult {
    let class = vm.type_of(exception).value();
    let traceback: Option<Gc<Traceback>> = Gc::<ExceptionObject>::cast(exception).and_then(|e| e.traceback.get());
    let args = [class, exception, traceback.map_or(Value::NONE, |t| t.value())];
    if this.is_null() { vm.call(exit, &args) } else { vm.call_with_self(exit, this, Args::positional_only(&args)) }
}
