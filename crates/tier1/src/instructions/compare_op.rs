//! `COMPARE_OP` and its specializations.
//!
//! Cache: counter.

use whipsnake_isa::op;
use whipsnake_runtime::{CompareOp, Frame, Gc, PyResult, Str, Value, Vm, uops};

use super::call::ENTERED;
use super::methods;
use crate::adaptive::{AGAIN, Choice, MISS, Site, adaptive, specialize as attempt};
use crate::dispatch::instructions;
use crate::unwind::ERROR;

const SIZE: usize = 2;
/// Bit of the argument: the result is wanted as an exact bool.
const TO_BOOL: usize = 16;

/// The outcome as a bit of the argument's low half; see `whipsnake_isa::operands`.
const UNORDERED: usize = 1;
const LESS: usize = 2;
const GREATER: usize = 4;
const EQUAL: usize = 8;

instructions! {
    COMPARE_OP(s) {
        adaptive!(s, SPECIALIZE);
        s.go(GENERIC)
    }

    SPECIALIZE(s) {
        specialize(s.vm(), s.ip, s.arg, s.peek(2), s.peek(1));
        s.go(AGAIN)
    }

    GENERIC(s) {
        s.save();
        match compare(s.vm(), s.frame, s.arg, s.peek(2), s.peek(1)) {
            Ok(ENTERED) => methods::go_on(s),
            Ok(value) => {
                s.drop(1);
                s.poke(1, value);
                s.next(SIZE)
            }
            Err(_) => s.go(ERROR),
        }
    }

    COMPARE_OP_INT(s) {
        let (a, b) = (s.peek(2), s.peek(1));
        if !uops::int::both(a, b) {
            return s.go(MISS);
        }
        let (x, y) = (a.bits() as i64, b.bits() as i64);
        // Shifting LESS by the order: 0 less, 1 greater, 2 equal.
        let outcome = LESS << (usize::from(x > y) + 2 * usize::from(x == y));
        s.drop(1);
        s.poke(1, Value::bool(s.arg & outcome != 0));
        s.next(SIZE)
    }

    COMPARE_OP_FLOAT(s) {
        let (a, b) = (s.peek(2), s.peek(1));
        if uops::float::both(a, b) {
            let (x, y) = (a.immediate_float_unchecked(), b.immediate_float_unchecked());
            let outcome = LESS << (usize::from(x > y) + 2 * usize::from(x == y));
            s.drop(1);
            s.poke(1, Value::bool(s.arg & outcome != 0));
            return s.next(SIZE);
        }
        s.go(FLOATS)
    }

    /// Floats that are not both immediate: infinities, NaN, huge and tiny ones.
    FLOATS(s) {
        let ty = (*s.vm).types.float.as_ptr().cast_const();
        let (Some(x), Some(y)) = (uops::float::exact(s.peek(2), ty), uops::float::exact(s.peek(1), ty)) else { return s.go(MISS) };
        let outcome = if x < y { LESS } else if x > y { GREATER } else if x == y { EQUAL } else { UNORDERED };
        s.drop(1);
        s.poke(1, Value::bool(s.arg & outcome != 0));
        s.next(SIZE)
    }

    COMPARE_OP_STR(s) {
        let (a, b) = (s.peek(2), s.peek(1));
        let ty = (*s.vm).types.str;
        if !uops::object::has_type(a, ty) || !uops::object::has_type(b, ty) {
            return s.go(MISS);
        }
        let (x, y) = (Gc::<Str>::cast_unchecked(a), Gc::<Str>::cast_unchecked(b));
        if a != b && x.len == y.len && !(x.is_interned() && y.is_interned()) {
            return s.go(TEXTS);
        }
        s.drop(1);
        s.poke(1, Value::bool((a == b) == (s.arg & EQUAL != 0)));
        s.next(SIZE)
    }

    /// Strings whose characters have to be compared.
    TEXTS(s) {
        let equal = equal_str(Gc::cast_unchecked(s.peek(2)), Gc::cast_unchecked(s.peek(1)));
        s.drop(1);
        s.poke(1, Value::bool(equal == (s.arg & EQUAL != 0)));
        s.next(SIZE)
    }
}

#[inline(never)]
fn equal_str(a: Gc<Str>, b: Gc<Str>) -> bool {
    uops::object::equal_str(a, b)
}

/// The comparison, or the frame of the method with which it begins ([`ENTERED`]).
#[inline(never)]
unsafe fn compare(vm: &mut Vm, frame: *mut Frame, arg: usize, a: Value, b: Value) -> PyResult {
    let Some(op) = CompareOp::from_number(arg >> 5) else { return Err(vm.system_error("unknown comparison")) };
    let method = vm.begin_compare(op, a, b);
    // SAFETY: the running instruction with its two operands.
    unsafe {
        methods::enter_or(vm, frame, method, 2, SIZE, |vm| {
            let result = vm.compare(a, b, op)?;
            if arg & TO_BOOL != 0 { vm.truthy(result).map(Value::bool) } else { Ok(result) }
        })
    }
}

#[cold]
#[inline(never)]
unsafe fn specialize(vm: &mut Vm, ip: *const u16, arg: usize, a: Value, b: Value) {
    // SAFETY: the running instruction.
    unsafe {
        attempt(&mut Site { vm, ip, arg }, |site| {
            let float = site.vm.types.float.as_ptr().cast_const();
            if uops::int::both(a, b) {
                Choice::Become(op::COMPARE_OP_INT)
            } else if uops::float::exact(a, float).is_some() && uops::float::exact(b, float).is_some() {
                Choice::Become(op::COMPARE_OP_FLOAT)
            } else if site.vm.is_exact_str(a) && site.vm.is_exact_str(b) && matches!(CompareOp::from_number(arg >> 5), Some(CompareOp::Eq | CompareOp::Ne)) {
                Choice::Become(op::COMPARE_OP_STR)
            } else {
                Choice::Stay
            }
        })
    }
}
