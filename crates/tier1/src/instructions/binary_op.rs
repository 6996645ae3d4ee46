//! `BINARY_OP` and its specializations: arithmetic, concatenation, subscripts.
//!
//! Caches: counter; 4 units: of `BINARY_OP_EXTEND` the address of the handler for the pair of operand types, of
//! `BINARY_OP_SUBSCR_GETITEM` the type version (2 units).

use whipsnake_isa::op;
use whipsnake_runtime::frame::OnReturn;
use whipsnake_runtime::{BinaryOp, Dict, Frame, Function, Gc, List, PyResult, Str, Tuple, Value, Vm, uops};

use super::call::ENTERED;
use super::methods;
use crate::adaptive::{AGAIN, Choice, MISS, Site, adaptive, specialize as attempt};
use crate::dispatch::{Handler, instructions};
use crate::unwind::ERROR;

/// Code units of the instruction.
const SIZE: usize = 6;
/// The argument that means `+=`.
const INPLACE_ADD: usize = BinaryOp::InplaceAdd as usize;
/// The argument that means a subscript.
const SUBSCR: usize = 26;

/// Replace the two operands by a value.
macro_rules! replace {
    ($s:ident, $value:expr) => {{
        let value = $value;
        $s.drop(1);
        $s.poke(1, value);
        $s.next(SIZE)
    }};
}

/// An operation on two small ints that may not fit.
macro_rules! on_ints {
    ($s:ident, $f:path) => {{
        let (a, b) = ($s.peek(2), $s.peek(1));
        if !uops::int::both(a, b) {
            return $s.go(MISS);
        }
        match $f(a, b) {
            Some(value) => replace!($s, value),
            None => $s.go(GENERIC),
        }
    }};
}

/// An operation on two immediate floats whose result may not be immediate.
macro_rules! on_floats {
    ($s:ident, $a:ident, $b:ident, $result:expr) => {{
        let (a, b) = ($s.peek(2), $s.peek(1));
        if uops::float::both(a, b) {
            let ($a, $b) = (a.immediate_float_unchecked(), b.immediate_float_unchecked());
            if let Some(value) = Value::try_float($result) {
                return replace!($s, value);
            }
        }
        $s.go(FLOATS)
    }};
}

/// An operation on a float and a small int, either way round.
macro_rules! on_mixed {
    ($s:ident, $a:ident, $b:ident, $result:expr) => {{
        let (a, b) = ($s.peek(2), $s.peek(1));
        if let (Some($a), Some($b)) = (uops::float::number(a), uops::float::number(b)) {
            if !uops::int::both(a, b) && let Some(value) = Value::try_float($result) {
                return replace!($s, value);
            }
        }
        $s.go(MISS)
    }};
}

instructions! {
    BINARY_OP(s) {
        adaptive!(s, SPECIALIZE);
        s.go(GENERIC)
    }

    SPECIALIZE(s) {
        specialize(s.vm(), s.ip, s.arg, s.peek(2), s.peek(1));
        s.go(AGAIN)
    }

    /// Any operator on any operands.
    GENERIC(s) {
        s.save();
        match operate(s.vm(), s.frame, s.arg, s.peek(2), s.peek(1)) {
            Ok(ENTERED) => methods::go_on(s),
            Ok(value) => replace!(s, value),
            Err(_) => s.go(ERROR),
        }
    }

    BINARY_OP_ADD_INT(s) { on_ints!(s, uops::int::add) }
    BINARY_OP_SUBTRACT_INT(s) { on_ints!(s, uops::int::subtract) }
    BINARY_OP_MULTIPLY_INT(s) { on_ints!(s, uops::int::multiply) }

    BINARY_OP_ADD_FLOAT(s) { on_floats!(s, x, y, x + y) }
    BINARY_OP_SUBTRACT_FLOAT(s) { on_floats!(s, x, y, x - y) }
    BINARY_OP_MULTIPLY_FLOAT(s) { on_floats!(s, x, y, x * y) }

    /// Floats of which one, or the result, is not immediate.
    FLOATS(s) {
        let ty = (*s.vm).types.float.as_ptr().cast_const();
        if uops::float::exact(s.peek(2), ty).is_some() && uops::float::exact(s.peek(1), ty).is_some() {
            return s.go(GENERIC);
        }
        s.go(MISS)
    }

    BINARY_OP_EXTEND(s) {
        let handler = std::mem::transmute::<u64, Handler>(s.cache64(2));
        s.go(handler)
    }

    EXTEND_INT_AND(s) {
        let (a, b) = (s.peek(2), s.peek(1));
        if !uops::int::both(a, b) {
            return s.go(MISS);
        }
        replace!(s, uops::int::and(a, b))
    }
    EXTEND_INT_OR(s) {
        let (a, b) = (s.peek(2), s.peek(1));
        if !uops::int::both(a, b) {
            return s.go(MISS);
        }
        replace!(s, uops::int::or(a, b))
    }
    EXTEND_INT_XOR(s) {
        let (a, b) = (s.peek(2), s.peek(1));
        if !uops::int::both(a, b) {
            return s.go(MISS);
        }
        replace!(s, uops::int::xor(a, b))
    }
    EXTEND_INT_SHIFT_LEFT(s) { on_ints!(s, uops::int::shift_left) }
    EXTEND_INT_SHIFT_RIGHT(s) { on_ints!(s, uops::int::shift_right) }
    EXTEND_INT_FLOOR_DIVIDE(s) { on_ints!(s, uops::int::floor_divide) }
    EXTEND_INT_REMAINDER(s) { on_ints!(s, uops::int::remainder) }
    EXTEND_INT_TRUE_DIVIDE(s) { on_ints!(s, divide_ints) }
    EXTEND_FLOAT_DIVIDE(s) {
        let (a, b) = (s.peek(2), s.peek(1));
        if uops::float::both(a, b) {
            let (x, y) = (a.immediate_float_unchecked(), b.immediate_float_unchecked());
            if y != 0.0 && let Some(value) = Value::try_float(x / y) {
                return replace!(s, value);
            }
        }
        s.go(FLOATS)
    }
    EXTEND_MIXED_ADD(s) { on_mixed!(s, x, y, x + y) }
    EXTEND_MIXED_SUBTRACT(s) { on_mixed!(s, x, y, x - y) }
    EXTEND_MIXED_MULTIPLY(s) { on_mixed!(s, x, y, x * y) }
    EXTEND_MIXED_DIVIDE(s) {
        let (a, b) = (s.peek(2), s.peek(1));
        if let (Some(x), Some(y)) = (uops::float::number(a), uops::float::number(b)) {
            if !uops::int::both(a, b) && y != 0.0 && let Some(value) = Value::try_float(x / y) {
                return replace!(s, value);
            }
        }
        s.go(MISS)
    }
    BINARY_OP_ADD_UNICODE(s) {
        let (a, b) = (s.peek(2), s.peek(1));
        let ty = (*s.vm).types.str;
        if !uops::object::has_type(a, ty) || !uops::object::has_type(b, ty) {
            return s.go(MISS);
        }
        s.save();
        match concat(s.vm(), s.arg, Gc::cast_unchecked(a), Gc::cast_unchecked(b)) {
            Ok(value) => replace!(s, value),
            Err(_) => s.go(ERROR),
        }
    }

    /// `s += t` where the next instruction stores into the local that `s` came from.
    BINARY_OP_INPLACE_ADD_UNICODE(s) {
        let (a, b) = (s.peek(2), s.peek(1));
        let ty = (*s.vm).types.str;
        let local = usize::from(s.ip.add(SIZE).read() >> 8);
        if !uops::object::has_type(a, ty) || !uops::object::has_type(b, ty) || s.local(local) != a {
            return s.go(MISS);
        }
        s.save();
        match concat(s.vm(), s.arg, Gc::cast_unchecked(a), Gc::cast_unchecked(b)) {
            Ok(value) => {
                s.set_local(local, value);
                s.drop(2);
                s.next(SIZE + 1)
            }
            Err(_) => s.go(ERROR),
        }
    }

    BINARY_OP_SUBSCR_LIST_INT(s) {
        let (list, index) = (s.peek(2), s.peek(1));
        if !index.is_small_int() || !uops::object::has_type(list, (*s.vm).types.list) {
            return s.go(MISS);
        }
        match uops::object::list_item(Gc::<List>::cast_unchecked(list), index) {
            Some(value) => replace!(s, value),
            None => s.go(GENERIC),
        }
    }

    BINARY_OP_SUBSCR_TUPLE_INT(s) {
        let (tuple, index) = (s.peek(2), s.peek(1));
        if !index.is_small_int() || !uops::object::has_type(tuple, (*s.vm).types.tuple) {
            return s.go(MISS);
        }
        match uops::object::tuple_item(Gc::<Tuple>::cast_unchecked(tuple), index) {
            Some(value) => replace!(s, value),
            None => s.go(GENERIC),
        }
    }

    BINARY_OP_SUBSCR_STR_INT(s) {
        let (text, index) = (s.peek(2), s.peek(1));
        if !index.is_small_int() || !uops::object::has_type(text, (*s.vm).types.str) {
            return s.go(MISS);
        }
        let text = Gc::<Str>::cast_unchecked(text);
        match uops::object::normalize_index(index.small_int_unchecked(), text.len) {
            Some(i) if text.is_ascii() => {
                let byte = *text.bytes().get_unchecked(i);
                replace!(s, (*s.vm).char_string(byte))
            }
            _ => s.go(GENERIC),
        }
    }

    BINARY_OP_SUBSCR_DICT(s) {
        let dict = s.peek(2);
        if !uops::object::has_type(dict, (*s.vm).types.dict) {
            return s.go(MISS);
        }
        s.save();
        match dict_item(s.vm(), Gc::cast_unchecked(dict), s.peek(1)) {
            Ok(value) => replace!(s, value),
            Err(_) => s.go(ERROR),
        }
    }

    BINARY_OP_SUBSCR_LIST_SLICE(s) {
        let (list, slice) = (s.peek(2), s.peek(1));
        if !uops::object::has_type(list, (*s.vm).types.list) || !uops::object::has_type(slice, (*s.vm).types.slice) {
            return s.go(MISS);
        }
        s.go(GENERIC)
    }

    BINARY_OP_SUBSCR_GETITEM(s) {
        if !uops::object::has_type_version(s.peek(2), s.cache32(2)) {
            return s.go(MISS);
        }
        s.go(GENERIC)
    }
}

/// The operation, or the frame of the method with which it begins ([`ENTERED`]).
#[inline(never)]
unsafe fn operate(vm: &mut Vm, frame: *mut Frame, operator: usize, a: Value, b: Value) -> PyResult {
    let op = BinaryOp::from_number(operator);
    let method = match op {
        Some(op) => vm.begin_binary(op, a, b),
        None => vm.begin_method(a, vm.names.__getitem__, OnReturn::Push),
    };
    // SAFETY: the running instruction with its two operands.
    unsafe {
        methods::enter_or(vm, frame, method, 2, SIZE, |vm| match op {
            Some(op) => vm.binary(op, a, b),
            None => vm.getitem(a, b),
        })
    }
}

/// `a / b` of ints that doubles hold exactly, where division rounds once.
#[inline(always)]
fn divide_ints(a: Value, b: Value) -> Option<Value> {
    let (x, y) = (uops::float::number(a)?, uops::float::number(b)?);
    if y == 0.0 { None } else { Value::try_float(x / y) }
}

#[inline(never)]
fn concat(vm: &mut Vm, operator: usize, a: Gc<Str>, b: Gc<Str>) -> PyResult {
    let sum = if operator == INPLACE_ADD { vm.append_str(a, b) } else { vm.concat_str(a, b) };
    sum.map(|s| s.value())
}

#[inline(never)]
fn dict_item(vm: &mut Vm, dict: Gc<Dict>, key: Value) -> PyResult {
    match dict.get(vm, key)? {
        Some(value) => Ok(value),
        None => Err(vm.key_error(key)),
    }
}

#[cold]
#[inline(never)]
unsafe fn specialize(vm: &mut Vm, ip: *const u16, arg: usize, a: Value, b: Value) {
    // SAFETY: the running instruction.
    unsafe {
        attempt(&mut Site { vm, ip, arg }, |site| if arg == SUBSCR { choose_subscript(site, a, b) } else { choose_operator(site, a, b) })
    }
}

fn choose_operator(site: &mut Site<'_>, a: Value, b: Value) -> Choice {
    use BinaryOp::*;
    let Some(operator) = BinaryOp::from_number(site.arg) else { return Choice::Stay };
    let plain = operator.plain();
    if uops::int::both(a, b) {
        return match plain {
            Add => Choice::Become(op::BINARY_OP_ADD_INT),
            Subtract => Choice::Become(op::BINARY_OP_SUBTRACT_INT),
            Multiply => Choice::Become(op::BINARY_OP_MULTIPLY_INT),
            And => extend(site, EXTEND_INT_AND),
            Or => extend(site, EXTEND_INT_OR),
            Xor => extend(site, EXTEND_INT_XOR),
            LeftShift => extend(site, EXTEND_INT_SHIFT_LEFT),
            RightShift => extend(site, EXTEND_INT_SHIFT_RIGHT),
            FloorDivide => extend(site, EXTEND_INT_FLOOR_DIVIDE),
            Remainder => extend(site, EXTEND_INT_REMAINDER),
            TrueDivide => extend(site, EXTEND_INT_TRUE_DIVIDE),
            _ => Choice::Stay,
        };
    }
    let float = site.vm.types.float.as_ptr().cast_const();
    let is_float = |v| uops::float::exact(v, float).is_some();
    if is_float(a) && is_float(b) {
        return match plain {
            Add => Choice::Become(op::BINARY_OP_ADD_FLOAT),
            Subtract => Choice::Become(op::BINARY_OP_SUBTRACT_FLOAT),
            Multiply => Choice::Become(op::BINARY_OP_MULTIPLY_FLOAT),
            TrueDivide => extend(site, EXTEND_FLOAT_DIVIDE),
            _ => Choice::Stay,
        };
    }
    if uops::float::number(a).is_some() && uops::float::number(b).is_some() {
        return match plain {
            Add => extend(site, EXTEND_MIXED_ADD),
            Subtract => extend(site, EXTEND_MIXED_SUBTRACT),
            Multiply => extend(site, EXTEND_MIXED_MULTIPLY),
            TrueDivide => extend(site, EXTEND_MIXED_DIVIDE),
            _ => Choice::Stay,
        };
    }
    if plain == Add && site.vm.is_exact_str(a) && site.vm.is_exact_str(b) {
        // SAFETY: an instruction is never the last of its code.
        let next = unsafe { site.ip.add(SIZE).read() };
        let stores = next as u8 == op::STORE_FAST;
        return Choice::Become(if stores && operator.is_inplace() { op::BINARY_OP_INPLACE_ADD_UNICODE } else { op::BINARY_OP_ADD_UNICODE });
    }
    Choice::Stay
}

fn extend(site: &mut Site<'_>, handler: Handler) -> Choice {
    site.set_cache64(2, handler as usize as u64);
    Choice::Become(op::BINARY_OP_EXTEND)
}

fn choose_subscript(site: &mut Site<'_>, container: Value, key: Value) -> Choice {
    let vm = &mut *site.vm;
    let ty = vm.type_of(container);
    let types = vm.types;
    if ty == types.dict {
        return Choice::Become(op::BINARY_OP_SUBSCR_DICT);
    }
    if key.is_small_int() {
        if ty == types.list {
            return Choice::Become(op::BINARY_OP_SUBSCR_LIST_INT);
        } else if ty == types.tuple {
            return Choice::Become(op::BINARY_OP_SUBSCR_TUPLE_INT);
        } else if ty == types.str {
            return Choice::Become(op::BINARY_OP_SUBSCR_STR_INT);
        }
    }
    if ty == types.list && vm.type_of(key) == types.slice {
        return Choice::Become(op::BINARY_OP_SUBSCR_LIST_SLICE);
    }
    let version = vm.type_version(ty);
    let name = vm.names.__getitem__;
    if version == 0 || container.header().is_none() {
        return Choice::Stay;
    }
    match vm.lookup_type_attr(ty, name).and_then(Gc::<Function>::cast) {
        Some(function) if function.code.get().is_some_and(|c| c.argcount == 2) => {
            site.set_cache32(2, version);
            Choice::Become(op::BINARY_OP_SUBSCR_GETITEM)
        }
        _ => Choice::Stay,
    }
}
