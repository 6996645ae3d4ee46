//! `STORE_SUBSCR` and its specializations.
//!
//! Cache: counter.

use whipsnake_isa::op;
use whipsnake_runtime::frame::OnReturn;
use whipsnake_runtime::{Dict, Frame, Gc, List, PyResult, Raised, Value, Vm, uops};

use super::call::ENTERED;
use super::methods;
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
        match store(s.vm(), s.frame, s.peek(2), s.peek(1), s.peek(3)) {
            Ok(ENTERED) => methods::go_on(s),
            Ok(_) => {
                s.drop(3);
                s.next(SIZE)
            }
            Err(_) => s.go(ERROR),
        }
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

/// The store, or the frame of `__setitem__` ([`ENTERED`]).
#[inline(never)]
unsafe fn store(vm: &mut Vm, frame: *mut Frame, container: Value, key: Value, value: Value) -> PyResult {
    let method = vm.begin_method(container, vm.names.__setitem__, OnReturn::Discard);
    // SAFETY: the running instruction with its three operands.
    unsafe { methods::enter_with(vm, frame, method, &[container, key, value], 3, SIZE, |vm| vm.setitem(container, key, value).map(|()| Value::NONE)) }
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
