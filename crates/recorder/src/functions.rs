//! Calls of Python functions out of traces: those that are not inlined.
//!
//! In: the function and a value for each parameter. Out: what it returns or raises. The frame stands above everything that the trace uses, and native code has
//! entered it. Where native stack or VM stack run short nothing is done, and the trace is left: tier 1 calls without native stack.

use whipsnake_heap::{Gc, Value};
use whipsnake_runtime::frame::Owner;
use whipsnake_runtime::{Frame, Function, PyResult, Raised, Vm};
use whipsnake_tier1::instructions::control::init_returned;

use crate::settings;

/// Native stack that a call may take before it comes to the next one.
const NATIVE_BYTES: usize = 64 << 10;

/// See [`crate::helpers::Helper::CallFunction`]. Gives NULL where the trace has to be left.
pub(crate) fn call(vm: &mut Vm, v: &[Value], initializes: u32) -> PyResult {
    if !has_room(vm) {
        return Ok(Value::NULL);
    }
    let frame = push(vm, v)?;
    let result = (vm.hooks.eval)(vm, frame)?;
    checked(vm, result, initializes != 0)
}

/// Whether there is room for one more function in native code.
#[inline]
pub(crate) fn has_room(vm: &Vm) -> bool {
    let here = 0u8;
    let words = (vm.stack_top as usize - vm.stack_base as usize) / size_of::<u64>();
    (&raw const here as usize) > vm.native_limit + NATIVE_BYTES && words < settings::get().native_words
}

/// Push the frame of a function with its parameters, and make it current.
///
/// # Errors
/// `RecursionError`.
#[inline]
pub(crate) fn push(vm: &mut Vm, v: &[Value]) -> Result<*mut Frame, Raised> {
    let (function, parameters) = (Gc::<Function>::cast(v[0]).expect("guards have shown the function"), &v[1..]);
    let code = function.code.get().expect("every function has code");
    let (globals, builtins) = (function.globals.get().expect("set"), function.builtins.get().expect("set"));
    let frame = vm.push_frame(code, function.value(), globals, builtins, Value::NULL)?;
    debug_assert!(parameters.len() <= code.nlocalsplus as usize, "guards have shown the version of the function");
    // SAFETY: the frame was just pushed; its first locals are the parameters.
    unsafe {
        for (n, value) in parameters.iter().enumerate() {
            Frame::locals(frame).add(n).write(*value);
        }
        (*frame).owner = Owner::Native;
        (*frame).previous = vm.frame;
    }
    vm.frame = frame;
    Ok(frame)
}

/// The result of a call, or the error that `__init__` gave one.
///
/// # Errors
/// `TypeError`.
#[inline]
pub(crate) fn checked(vm: &mut Vm, result: Value, initializes: bool) -> PyResult {
    if initializes && !result.is_none() { Err(init_returned(vm, result)) } else { Ok(result) }
}
