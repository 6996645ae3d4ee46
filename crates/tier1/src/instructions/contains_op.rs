//! `CONTAINS_OP` and its specializations.
//!
//! Cache: counter.

use whipsnake_isa::op;
use whipsnake_runtime::frame::OnReturn;
use whipsnake_runtime::{Dict, Frame, Gc, PyResult, Raised, Set, Value, Vm, uops};

use super::call::ENTERED;
use super::methods;
use crate::adaptive::{AGAIN, Choice, MISS, Site, adaptive, specialize as attempt};
use crate::dispatch::instructions;
use crate::unwind::ERROR;

const SIZE: usize = 2;

macro_rules! answer {
    ($s:ident, $found:expr) => {
        match $found {
            Ok(found) => {
                $s.drop(1);
                $s.poke(1, Value::bool(found != ($s.arg != 0)));
                $s.next(SIZE)
            }
            Err(_) => $s.go(ERROR),
        }
    };
}

instructions! {
    CONTAINS_OP(s) {
        adaptive!(s, SPECIALIZE);
        s.save();
        match contains(s.vm(), s.frame, s.arg, s.peek(1), s.peek(2)) {
            Ok(ENTERED) => methods::go_on(s),
            Ok(value) => {
                s.drop(1);
                s.poke(1, value);
                s.next(SIZE)
            }
            Err(_) => s.go(ERROR),
        }
    }

    SPECIALIZE(s) {
        specialize(s.vm(), s.ip, s.arg, s.peek(1));
        s.go(AGAIN)
    }

    CONTAINS_OP_DICT(s) {
        let dict = s.peek(1);
        if !uops::object::has_type(dict, (*s.vm).types.dict) {
            return s.go(MISS);
        }
        s.save();
        answer!(s, dict_contains(s.vm(), Gc::cast_unchecked(dict), s.peek(2)))
    }

    CONTAINS_OP_SET(s) {
        let set = s.peek(1);
        let types = (*s.vm).types;
        if !uops::object::has_type(set, types.set) && !uops::object::has_type(set, types.frozenset) {
            return s.go(MISS);
        }
        s.save();
        answer!(s, set_contains(s.vm(), Gc::cast_unchecked(set), s.peek(2)))
    }
}

/// The test, or the frame of `__contains__` ([`ENTERED`]).
#[inline(never)]
unsafe fn contains(vm: &mut Vm, frame: *mut Frame, arg: usize, container: Value, item: Value) -> PyResult {
    let method = vm.begin_method(container, vm.names.__contains__, OnReturn::Contains);
    // SAFETY: the running instruction with its two operands.
    unsafe { methods::enter_with(vm, frame, method, &[container, item], 2, SIZE, |vm| vm.contains(container, item).map(|found| Value::bool(found != (arg != 0)))) }
}

/// The answer as a word, so that it comes back in registers.
#[inline(never)]
fn dict_contains(vm: &mut Vm, dict: Gc<Dict>, key: Value) -> Result<bool, Raised> {
    dict.get(vm, key).map(|v| v.is_some())
}

#[inline(never)]
fn set_contains(vm: &mut Vm, set: Gc<Set>, key: Value) -> Result<bool, Raised> {
    // A set as a key is looked up as a frozenset: the type's own slot knows.
    if Gc::<Set>::cast(key).is_some() {
        return vm.contains(set.value(), key);
    }
    set.contains(vm, key)
}

#[cold]
#[inline(never)]
unsafe fn specialize(vm: &mut Vm, ip: *const u16, arg: usize, container: Value) {
    // SAFETY: the running instruction.
    unsafe {
        attempt(&mut Site { vm, ip, arg }, |site| {
            let ty = site.vm.type_of(container);
            if ty == site.vm.types.dict {
                Choice::Become(op::CONTAINS_OP_DICT)
            } else if ty == site.vm.types.set || ty == site.vm.types.frozenset {
                Choice::Become(op::CONTAINS_OP_SET)
            } else {
                Choice::Stay
            }
        })
    }
}
