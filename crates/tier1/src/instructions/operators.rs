//! Unary operators, identity, subscripts with slices.

use whipsnake_runtime::{PyResult, Raised, Value, Vm};

use crate::dispatch::instructions;
use crate::unwind::ERROR;

/// An instruction that replaces the top by what a helper makes of it.
macro_rules! unary {
    ($s:ident, $helper:path) => {{
        $s.save();
        match $helper($s.vm(), $s.peek(1)) {
            Ok(value) => {
                $s.poke(1, value);
                $s.next(1)
            }
            Err(_) => $s.go(ERROR),
        }
    }};
}
pub(super) use unary;

instructions! {
    UNARY_NEGATIVE(s) { unary!(s, negative) }

    UNARY_INVERT(s) { unary!(s, invert) }

    UNARY_NOT(s) {
        let value = s.peek(1);
        s.poke(1, Value::bool(value == Value::FALSE));
        s.next(1)
    }

    IS_OP(s) {
        let right = s.pop();
        let same = s.peek(1) == right;
        s.poke(1, Value::bool(same != (s.arg != 0)));
        s.next(1)
    }

    BINARY_SLICE(s) {
        s.save();
        match slice_get(s.vm(), s.peek(3), s.peek(2), s.peek(1)) {
            Ok(value) => {
                s.drop(2);
                s.poke(1, value);
                s.next(1)
            }
            Err(_) => s.go(ERROR),
        }
    }

    STORE_SLICE(s) {
        s.save();
        if slice_set(s.vm(), s.peek(3), s.peek(2), s.peek(1), s.peek(4)).is_err() {
            return s.go(ERROR);
        }
        s.drop(4);
        s.next(1)
    }

    DELETE_SUBSCR(s) {
        s.save();
        if delete_item(s.vm(), s.peek(2), s.peek(1)).is_err() {
            return s.go(ERROR);
        }
        s.drop(2);
        s.next(1)
    }
}

/// `-value`.
///
/// # Errors
/// What the operator raises.
#[inline(never)]
pub fn negative(vm: &mut Vm, value: Value) -> PyResult {
    match vm.type_of(value).slots().negative {
        Some(f) => f(vm, value),
        None => Err(bad_operand(vm, "-", value)),
    }
}

/// `~value`.
///
/// # Errors
/// What the operator raises.
#[inline(never)]
pub fn invert(vm: &mut Vm, value: Value) -> PyResult {
    match vm.type_of(value).slots().invert {
        Some(f) => f(vm, value),
        None => Err(bad_operand(vm, "~", value)),
    }
}

#[inline(never)]
pub(super) fn positive(vm: &mut Vm, value: Value) -> PyResult {
    match vm.type_of(value).slots().positive {
        Some(f) => f(vm, value),
        None => Err(bad_operand(vm, "+", value)),
    }
}

#[cold]
fn bad_operand(vm: &mut Vm, operator: &str, value: Value) -> Raised {
    let class = vm.type_of(value).name_string();
    vm.type_error(&format!("bad operand type for unary {operator}: '{class}'"))
}

/// `container[start:stop]`.
///
/// # Errors
/// What `__getitem__` raises.
#[inline(never)]
pub fn slice_get(vm: &mut Vm, container: Value, start: Value, stop: Value) -> PyResult {
    let slice = vm.new_slice(start, stop, Value::NONE);
    vm.getitem(container, slice)
}

/// `container[start:stop] = value`.
///
/// # Errors
/// What `__setitem__` raises.
#[inline(never)]
pub fn slice_set(vm: &mut Vm, container: Value, start: Value, stop: Value, value: Value) -> Result<(), Raised> {
    let slice = vm.new_slice(start, stop, Value::NONE);
    vm.setitem(container, slice, value)
}

/// `del container[key]`.
///
/// # Errors
/// What `__delitem__` raises.
#[inline(never)]
pub fn delete_item(vm: &mut Vm, container: Value, key: Value) -> Result<(), Raised> {
    vm.setitem(container, key, Value::NULL)
}
