//! `STORE_SUBSCR` and its specializations.
//!
//! Cache: counter.

use whipsnake_isa::op;
use whipsnake_runtime::{Dict, Gc, List, Raised, Value, Vm, uops};

use crate::adaptive::{AGAIN, Choice, MISS, Site, adaptive, specialize as attempt};
use crate::dispatch::instructions;
use crate::unwind::ERROR;

const SIZE: usize = 2;

instructions! {
    STORE_SUBSCR(s) {
        adaptive!(s, SPECIALIZE);
        s.go(GENERIC)
    }

    SPECIALIZE(s) {
        specialize(s.vm(), s.ip, s.arg, s.peek(2), s.peek(1));
        s.go(AGAIN)
    }

    GENERIC(s) {
        s.save();
        if store(s.vm(), s.peek(2), s.peek(1), s.peek(3)).is_err() {
            return s.go(ERROR);
        }
        s.drop(3);
        s.next(SIZE)
    }

    STORE_SUBSCR_LIST_INT(s) {
        let (list, index) = (s.peek(2), s.peek(1));
        if !index.is_small_int() || !uops::object::has_type(list, (*s.vm).types.list) {
            return s.go(MISS);
        }
        let list = Gc::<List>::cast_unchecked(list);
        match uops::object::normalize_index(index.small_int_unchecked(), list.len()) {
            Some(i) => {
                let (buffer, value) = (list.buffer.get().unwrap_unchecked(), s.peek(3));
                if (*s.vm).heap.logs_store(buffer, value) {
                    return s.go(LIST_LOGGED);
                }
                (*buffer.slots_ptr().add(i)).set_unbarriered(value);
                s.drop(3);
                s.next(SIZE)
            }
            None => s.go(GENERIC),
        }
    }

    /// `STORE_SUBSCR_LIST_INT` into a list that the collector has to hear of.
    LIST_LOGGED(s) {
        let list = Gc::<List>::cast_unchecked(s.peek(2));
        let index = uops::object::normalize_index(s.peek(1).small_int_unchecked(), list.len()).unwrap_unchecked();
        s.vm().list_set(list, index, s.peek(3));
        s.drop(3);
        s.next(SIZE)
    }

    STORE_SUBSCR_DICT(s) {
        let dict = s.peek(2);
        if !uops::object::has_type(dict, (*s.vm).types.dict) {
            return s.go(MISS);
        }
        s.save();
        if dict_store(s.vm(), Gc::cast_unchecked(dict), s.peek(1), s.peek(3)).is_err() {
            return s.go(ERROR);
        }
        s.drop(3);
        s.next(SIZE)
    }
}

#[inline(never)]
fn store(vm: &mut Vm, container: Value, key: Value, value: Value) -> Result<(), Raised> {
    vm.setitem(container, key, value)
}

#[inline(never)]
fn dict_store(vm: &mut Vm, dict: Gc<Dict>, key: Value, value: Value) -> Result<(), Raised> {
    dict.set(vm, key, value)
}

#[cold]
#[inline(never)]
unsafe fn specialize(vm: &mut Vm, ip: *const u16, arg: usize, container: Value, key: Value) {
    // SAFETY: the running instruction.
    unsafe {
        attempt(&mut Site { vm, ip, arg }, |site| {
            let ty = site.vm.type_of(container);
            if ty == site.vm.types.dict {
                Choice::Become(op::STORE_SUBSCR_DICT)
            } else if ty == site.vm.types.list && key.is_small_int() {
                Choice::Become(op::STORE_SUBSCR_LIST_INT)
            } else {
                Choice::Stay
            }
        })
    }
}
