//! Unary operators, identity, subscripts with slices.

use std::ops::Range;

use whipsnake_runtime::frame::OnReturn;
use whipsnake_runtime::{Bytes, Frame, Gc, List, PyResult, Raised, Str, Tuple, TypeObject, Value, Vm};

use super::call::ENTERED;
use super::methods;
use crate::dispatch::instructions;
use crate::unwind::ERROR;

/// Replace the `$taken` topmost items by the result of an instruction without caches.
macro_rules! finish {
    ($s:ident, $taken:literal, $result:expr) => {
        match $result {
            Ok(value) => {
                $s.drop($taken - 1);
                $s.poke(1, value);
                $s.next(1)
            }
            Err(_) => $s.go(ERROR),
        }
    };
}
pub(super) use finish;

/// An instruction that replaces the top by what a helper makes of it.
macro_rules! unary {
    ($s:ident, $helper:path) => {{
        $s.save();
        $crate::instructions::operators::finish!($s, 1, $helper($s.vm(), $s.peek(1)))
    }};
}
pub(super) use unary;

instructions! {
    UNARY_NEGATIVE(s) {
        s.save();
        match enter_negative(s.vm(), s.frame, s.peek(1)) {
            Ok(ENTERED) => methods::go_on(s),
            result => finish!(s, 1, result),
        }
    }

    UNARY_INVERT(s) {
        s.save();
        match enter_invert(s.vm(), s.frame, s.peek(1)) {
            Ok(ENTERED) => methods::go_on(s),
            result => finish!(s, 1, result),
        }
    }

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
        match enter_slice_get(s.vm(), s.frame, s.peek(3), s.peek(2), s.peek(1)) {
            Ok(ENTERED) => methods::go_on(s),
            result => finish!(s, 3, result),
        }
    }

    STORE_SLICE(s) {
        s.save();
        match enter_slice_set(s.vm(), s.frame, s.peek(3), s.peek(2), s.peek(1), s.peek(4)) {
            Ok(ENTERED) => methods::go_on(s),
            Ok(_) => {
                s.drop(4);
                s.next(1)
            }
            Err(_) => s.go(ERROR),
        }
    }

    DELETE_SUBSCR(s) {
        s.save();
        match enter_delete_item(s.vm(), s.frame, s.peek(2), s.peek(1)) {
            Ok(ENTERED) => methods::go_on(s),
            Ok(_) => {
                s.drop(2);
                s.next(1)
            }
            Err(_) => s.go(ERROR),
        }
    }
}

/// `-value`, or the frame of its method; so below.
#[inline(never)]
unsafe fn enter_negative(vm: &mut Vm, frame: *mut Frame, value: Value) -> PyResult {
    let method = vm.begin_method(value, vm.names.__neg__, OnReturn::Push);
    // SAFETY: the running instruction with its operands; so below.
    unsafe { methods::enter_or(vm, frame, method, 1, 1, |vm| negative(vm, value)) }
}

#[inline(never)]
unsafe fn enter_invert(vm: &mut Vm, frame: *mut Frame, value: Value) -> PyResult {
    let method = vm.begin_method(value, vm.names.__invert__, OnReturn::Push);
    // SAFETY: as above.
    unsafe { methods::enter_or(vm, frame, method, 1, 1, |vm| invert(vm, value)) }
}

#[inline(never)]
unsafe fn enter_slice_get(vm: &mut Vm, frame: *mut Frame, container: Value, start: Value, stop: Value) -> PyResult {
    let method = vm.begin_method(container, vm.names.__getitem__, OnReturn::Push);
    let slice = if method.is_some() { vm.new_slice(start, stop, Value::NONE) } else { Value::NULL };
    // SAFETY: as above.
    unsafe { methods::enter_with(vm, frame, method, &[container, slice], 3, 1, |vm| slice_get(vm, container, start, stop)) }
}

#[inline(never)]
unsafe fn enter_slice_set(vm: &mut Vm, frame: *mut Frame, container: Value, start: Value, stop: Value, value: Value) -> PyResult {
    let method = vm.begin_method(container, vm.names.__setitem__, OnReturn::Discard);
    let slice = if method.is_some() { vm.new_slice(start, stop, Value::NONE) } else { Value::NULL };
    // SAFETY: as above.
    unsafe {
        methods::enter_with(vm, frame, method, &[container, slice, value], 4, 1, |vm| slice_set(vm, container, start, stop, value).map(|()| Value::NONE))
    }
}

#[inline(never)]
unsafe fn enter_delete_item(vm: &mut Vm, frame: *mut Frame, container: Value, key: Value) -> PyResult {
    let method = vm.begin_method(container, vm.names.__delitem__, OnReturn::Discard);
    // SAFETY: as above.
    unsafe { methods::enter_with(vm, frame, method, &[container, key], 2, 1, |vm| delete_item(vm, container, key).map(|()| Value::NONE)) }
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
/// `+value`.
///
/// # Errors
/// What the operator raises.
pub fn positive(vm: &mut Vm, value: Value) -> PyResult {
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
    if let Some(part) = simple_slice(vm, container, start, stop) {
        return part;
    }
    let slice = vm.new_slice(start, stop, Value::NONE);
    vm.getitem(container, slice)
}

/// A slice of an exact list, tuple, ASCII string or bytes object by small ints or None: without a slice object.
#[inline]
fn simple_slice(vm: &mut Vm, container: Value, start: Value, stop: Value) -> Option<PyResult> {
    let header = container.header()?;
    let (ty, types) = (header.ty_as::<TypeObject>(), vm.types);
    let bounds = |len: usize| -> Option<Range<usize>> {
        let place = |bound: Value, none: usize| match bound.as_small_int() {
            Some(i) => Some((if i < 0 { i + len as i64 } else { i }).clamp(0, len as i64) as usize),
            None if bound.is_none() => Some(none),
            None => None,
        };
        let (first, end) = (place(start, 0)?, place(stop, len)?);
        Some(first..end.max(first))
    };
    if ty == types.list {
        let list = Gc::<List>::cast(container)?;
        let range = bounds(list.len())?;
        return Some(vm.new_list_of(types.list, &list.items()[range]).map(|l| l.value()));
    }
    let (len, part) = if ty == types.tuple {
        let tuple = Gc::<Tuple>::cast(container)?;
        let range = bounds(tuple.len)?;
        (tuple.len, range)
    } else if ty == types.str {
        let s = Gc::<Str>::cast(container).filter(|s| s.is_ascii())?;
        (s.len, bounds(s.len)?)
    } else if ty == types.bytes {
        let bytes = Gc::<Bytes>::cast(container)?;
        (bytes.len, bounds(bytes.len)?)
    } else {
        return None;
    };
    Some(Ok(if part.len() == len {
        container
    } else if let Some(tuple) = Gc::<Tuple>::cast(container) {
        vm.new_tuple(&tuple.items()[part]).value()
    } else if let Some(s) = Gc::<Str>::cast(container) {
        vm.new_ascii(&s.bytes()[part])
    } else {
        vm.new_bytes(&Gc::<Bytes>::cast(container)?.bytes()[part])
    }))
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
