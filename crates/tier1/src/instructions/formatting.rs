//! f-strings and t-strings.

use whipsnake_runtime::{Gc, PyResult, RootVec, Str, Tuple, Value, Vm};

use super::operators::unary;
use crate::dispatch::instructions;
use crate::unwind::ERROR;

instructions! {
    FORMAT_SIMPLE(s) {
        let value = s.peek(1);
        if whipsnake_runtime::uops::object::has_type(value, (*s.vm).types.str) {
            return s.next(1);
        }
        s.go(FORMAT)
    }

    FORMAT(s) { unary!(s, format_plain) }

    FORMAT_WITH_SPEC(s) {
        s.save();
        match format(s.vm(), s.peek(2), s.peek(1)) {
            Ok(value) => {
                s.drop(1);
                s.poke(1, value);
                s.next(1)
            }
            Err(_) => s.go(ERROR),
        }
    }

    CONVERT_VALUE(s) {
        s.save();
        match convert(s.vm(), s.peek(1), s.arg) {
            Ok(value) => {
                s.poke(1, value);
                s.next(1)
            }
            Err(_) => s.go(ERROR),
        }
    }

    BUILD_TEMPLATE(s) {
        s.save();
        match template(s.vm(), s.peek(2), s.peek(1)) {
            Ok(value) => {
                s.drop(1);
                s.poke(1, value);
                s.next(1)
            }
            Err(_) => s.go(ERROR),
        }
    }

    /// Value, source text and, with bit 0 of the argument, format specification; the bits above 1 are the conversion.
    BUILD_INTERPOLATION(s) {
        s.save();
        let count = 2 + (s.arg & 1);
        let first = s.sp.sub(count);
        match interpolation(s.vm(), first, s.arg) {
            Ok(value) => {
                first.write(value);
                s.sp = first.add(1);
                s.next(1)
            }
            Err(_) => s.go(ERROR),
        }
    }
}

#[inline(never)]
fn format(vm: &mut Vm, value: Value, spec: Value) -> PyResult {
    vm.format(value, spec)
}

/// `format(value, '')`.
///
/// # Errors
/// What `__format__` raises.
#[inline(never)]
pub fn format_plain(vm: &mut Vm, value: Value) -> PyResult {
    let empty = vm.new_str("");
    vm.format(value, empty)
}

/// `str`, `repr` or `ascii` of the value.
///
/// # Errors
/// What they raise.
#[inline(never)]
pub fn convert(vm: &mut Vm, value: Value, how: usize) -> PyResult {
    match how {
        1 => vm.str(value),
        2 => vm.repr(value),
        _ => {
            let ascii = vm.builtin("ascii")?;
            vm.call(ascii, &[value])
        }
    }
}

/// The strings on the stack, one after the other.
///
/// # Safety
/// `count` strings stand at `first`.
#[inline(never)]
pub(super) unsafe fn build_string(vm: &mut Vm, first: *mut Value, count: usize) -> PyResult {
    // SAFETY: the caller's promise; the compiler formatted all of them.
    join(vm, unsafe { super::containers::slice(first, count) })
}

/// Strings, one after the other.
///
/// # Errors
/// `MemoryError`.
pub fn join(vm: &mut Vm, parts: &[Value]) -> PyResult {
    let text = |v: &Value| Gc::<Str>::cast(*v);
    let (mut len, mut chars, mut surrogate) = (0, 0, false);
    for part in parts.iter().filter_map(text) {
        len += part.len;
        chars += part.chars;
        surrogate |= part.header().has(whipsnake_runtime::HAS_SURROGATE);
    }
    let ty = vm.types.str;
    let result = vm.new_str_with(ty, len, chars, surrogate, |to| {
        let mut at = 0;
        for part in parts.iter().filter_map(text) {
            to[at..at + part.len].copy_from_slice(part.bytes());
            at += part.len;
        }
    })?;
    Ok(result.value())
}

#[inline(never)]
fn template(vm: &mut Vm, strings: Value, interpolations: Value) -> PyResult {
    // The constructor takes strings and interpolations in their order; between two interpolations there is always a string.
    let (Some(strings), Some(interpolations)) = (Gc::<Tuple>::cast(strings), Gc::<Tuple>::cast(interpolations)) else {
        return Err(vm.system_error("bad operands of BUILD_TEMPLATE"));
    };
    let mut parts = RootVec::with_capacity(vm.heap, strings.len + interpolations.len);
    for (i, &s) in strings.items().iter().enumerate() {
        parts.push(vm.heap, s);
        if let Some(&interpolation) = interpolations.items().get(i) {
            parts.push(vm.heap, interpolation);
        }
    }
    vm.call(vm.types.template.value(), &parts)
}

#[inline(never)]
unsafe fn interpolation(vm: &mut Vm, first: *mut Value, arg: usize) -> PyResult {
    // SAFETY: operands of the running instruction.
    let parts = unsafe { super::containers::slice(first, 2 + (arg & 1)) };
    let conversion = match arg >> 2 {
        0 => Value::NONE,
        n => vm.intern(["s", "r", "a"][(n - 1).min(2)]),
    };
    let spec = match parts.get(2) {
        Some(spec) => *spec,
        None => vm.new_str(""),
    };
    let (value, text) = (parts[0], parts[1]);
    vm.call(vm.types.interpolation.value(), &[value, text, conversion, spec])
}
