//! `CONTAINS_OP` and its specializations.
//!
//! Cache: counter.

use whipsnake_isa::op;
use whipsnake_runtime::{Dict, Gc, Raised, Set, Value, Vm, uops};

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
        answer!(s, contains(s.vm(), s.peek(1), s.peek(2)))
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

/// The answer as a word, so that it comes back in registers.
#[inline(never)]
fn contains(vm: &mut Vm, container: Value, item: Value) -> Result<bool, Raised> {
    vm.contains(container, item)
}

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
