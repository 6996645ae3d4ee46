//! Making functions.

use whipsnake_isa::operands;
use whipsnake_runtime::{Code, Frame, Function, Gc, PyResult, Value, Vm};

use crate::dispatch::instructions;
use crate::unwind::ERROR;

instructions! {
    MAKE_FUNCTION(s) {
        s.save();
        match make(s.vm(), s.frame, s.peek(1)) {
            Ok(value) => {
                s.poke(1, value);
                s.next(1)
            }
            Err(_) => s.go(ERROR),
        }
    }

    SET_FUNCTION_ATTRIBUTE(s) {
        let function = s.pop();
        let value = s.peek(1);
        set_attribute(s.vm(), Gc::cast_unchecked(function), value, s.arg as u32);
        s.poke(1, function);
        s.next(1)
    }
}

#[inline(never)]
unsafe fn make(vm: &mut Vm, frame: *mut Frame, code: Value) -> PyResult {
    // SAFETY: the running frame; the compiler loads a code object.
    let (code, globals) = unsafe { (Gc::<Code>::cast_unchecked(code), (*frame).globals) };
    vm.new_function(code, globals).map(|f| f.value())
}

#[inline(never)]
/// Give a new function its defaults, annotations or closure.
pub fn set_attribute(vm: &mut Vm, function: Gc<Function>, value: Value, what: u32) {
    let f = &*function;
    match what {
        operands::MAKE_FUNCTION_DEFAULTS => vm.heap.store_to(function, &f.defaults, Gc::cast(value)),
        operands::MAKE_FUNCTION_KWDEFAULTS => vm.heap.store_to(function, &f.kwdefaults, Gc::cast(value)),
        operands::MAKE_FUNCTION_ANNOTATIONS => vm.heap.store(function, &f.annotations, value),
        operands::MAKE_FUNCTION_CLOSURE => vm.heap.store_to(function, &f.closure, Gc::cast(value)),
        _ => vm.heap.store(function, &f.annotate, value),
    }
}
