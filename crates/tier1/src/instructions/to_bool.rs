//! `TO_BOOL` and its specializations.
//!
//! Caches: counter; type version (2 units).

use whipsnake_isa::op;
use whipsnake_runtime::{Frame, Gc, List, PyResult, Str, Value, Vm, uops};

use super::call::ENTERED;
use super::methods;
use crate::adaptive::{AGAIN, Choice, MISS, Site, adaptive, specialize as attempt};
use crate::dispatch::instructions;
use crate::unwind::ERROR;

const SIZE: usize = 4;

instructions! {
    TO_BOOL(s) {
        adaptive!(s, SPECIALIZE);
        s.save();
        match truthy(s.vm(), s.frame, s.peek(1)) {
            Ok(ENTERED) => methods::go_on(s),
            Ok(truth) => {
                s.poke(1, truth);
                s.next(SIZE)
            }
            Err(_) => s.go(ERROR),
        }
    }

    SPECIALIZE(s) {
        specialize(s.vm(), s.ip, s.arg, s.peek(1));
        s.go(AGAIN)
    }

    TO_BOOL_BOOL(s) {
        if !s.peek(1).is_bool() {
            return s.go(MISS);
        }
        s.next(SIZE)
    }

    TO_BOOL_INT(s) {
        let value = s.peek(1);
        if !value.is_small_int() {
            return s.go(MISS);
        }
        s.poke(1, Value::bool(uops::int::truth(value)));
        s.next(SIZE)
    }

    TO_BOOL_LIST(s) {
        let value = s.peek(1);
        if !uops::object::has_type(value, (*s.vm).types.list) {
            return s.go(MISS);
        }
        s.poke(1, Value::bool(!Gc::<List>::cast_unchecked(value).is_empty()));
        s.next(SIZE)
    }

    TO_BOOL_NONE(s) {
        if !s.peek(1).is_none() {
            return s.go(MISS);
        }
        s.poke(1, Value::FALSE);
        s.next(SIZE)
    }

    TO_BOOL_STR(s) {
        let value = s.peek(1);
        if !uops::object::has_type(value, (*s.vm).types.str) {
            return s.go(MISS);
        }
        s.poke(1, Value::bool(Gc::<Str>::cast_unchecked(value).len != 0));
        s.next(SIZE)
    }

    /// An object without truth value of its own; or None, which often stands where such objects do.
    TO_BOOL_ALWAYS_TRUE(s) {
        let value = s.peek(1);
        let truth = uops::object::has_type_version(value, s.cache32(2));
        if !truth && !value.is_none() {
            return s.go(MISS);
        }
        s.poke(1, Value::bool(truth));
        s.next(SIZE)
    }
}

/// The truth, or the frame of `__bool__` or `__len__` ([`ENTERED`]).
#[inline(never)]
unsafe fn truthy(vm: &mut Vm, frame: *mut Frame, value: Value) -> PyResult {
    let method = vm.begin_truth(value);
    // SAFETY: the running instruction with its operand.
    unsafe { methods::enter_or(vm, frame, method, 1, SIZE, |vm| vm.truthy(value).map(Value::bool)) }
}

#[cold]
#[inline(never)]
unsafe fn specialize(vm: &mut Vm, ip: *const u16, arg: usize, value: Value) {
    // SAFETY: the running instruction.
    unsafe {
        attempt(&mut Site { vm, ip, arg }, |site| {
            let types = site.vm.types;
            if value.is_bool() {
                return Choice::Become(op::TO_BOOL_BOOL);
            } else if value.is_small_int() {
                return Choice::Become(op::TO_BOOL_INT);
            } else if value.is_none() {
                return Choice::Become(op::TO_BOOL_NONE);
            }
            let ty = site.vm.type_of(value);
            if ty == types.list {
                return Choice::Become(op::TO_BOOL_LIST);
            } else if ty == types.str {
                return Choice::Become(op::TO_BOOL_STR);
            }
            if value.is_heap() && ty.slots().bool.is_none() && ty.slots().length.is_none() {
                let version = site.vm.type_version(ty);
                if version != 0 {
                    site.set_cache32(2, version);
                    return Choice::Become(op::TO_BOOL_ALWAYS_TRUE);
                }
            }
            Choice::Stay
        })
    }
}
