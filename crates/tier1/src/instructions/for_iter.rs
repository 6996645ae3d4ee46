//! `FOR_ITER` and its specializations, `GET_ITER`.
//!
//! Cache: counter. At the end of the iteration the jump goes behind the `END_FOR`, which only generators that return need: they leave
//! their result for it.

use whipsnake_isa::op;
use whipsnake_runtime::frame::{OnReturn, Owner};
use whipsnake_runtime::objects::GeneratorState;
use whipsnake_runtime::{Frame, Gc, Generator, ListIterator, PyResult, RangeIterator, Raised, TupleIterator, Value, Vm, uops};

use super::call::ENTERED;
use super::methods;
use crate::adaptive::{AGAIN, Choice, MISS, Site, adaptive, specialize as attempt};
use crate::dispatch::{State, instructions};
use crate::unwind::ERROR;

const SIZE: usize = 2;

instructions! {
    GET_ITER(s) {
        s.save();
        match get_iter(s.vm(), s.frame, s.peek(1)) {
            Ok(ENTERED) => methods::go_on(s),
            result => super::operators::finish!(s, 1, result),
        }
    }

    FOR_ITER(s) {
        adaptive!(s, SPECIALIZE);
        s.go(GENERIC)
    }

    SPECIALIZE(s) {
        specialize(s.vm(), s.ip, s.arg, s.peek(1));
        s.go(AGAIN)
    }

    GENERIC(s) {
        let iterator = s.peek(1);
        if uops::object::has_type(iterator, (*s.vm).types.generator) && is_suspended(Gc::cast_unchecked(iterator)) {
            return s.go(ENTER);
        }
        s.save();
        match next(s.vm(), s.frame, iterator, s.arg) {
            Ok(ENTERED) => methods::go_on(s),
            Ok(Value::EXHAUSTED) => s.next(SIZE + s.arg + 1),
            Ok(value) => {
                s.push(value);
                s.next(SIZE)
            }
            Err(_) => s.go(ERROR),
        }
    }

    /// Run the generator on top of the stack until it yields or returns.
    ENTER(s) {
        s.save();
        let offset = (SIZE + s.arg) as u32;
        match enter_generator(s.vm(), Gc::cast_unchecked(s.peek(1)), offset) {
            Ok(frame) => resume(s, frame, Value::NONE),
            Err(_) => s.go(ERROR),
        }
    }

    FOR_ITER_GEN(s) {
        let iterator = s.peek(1);
        if !uops::object::has_type(iterator, (*s.vm).types.generator) || !is_suspended(Gc::cast_unchecked(iterator)) {
            return s.go(MISS);
        }
        if (*s.vm).recursion_remaining <= 0 {
            return s.go(ENTER);
        }
        s.save();
        let frame = s.vm().switch_to_generator(Gc::cast_unchecked(iterator), Owner::Generator, (SIZE + s.arg) as u32);
        resume(s, frame, Value::NONE)
    }

    FOR_ITER_RANGE(s) {
        let iterator = s.peek(1);
        if !uops::object::has_type(iterator, (*s.vm).types.range_iterator) {
            return s.go(MISS);
        }
        let range = Gc::<RangeIterator>::cast_unchecked(iterator);
        let remaining = range.remaining.get();
        if remaining == 0 {
            return s.next(SIZE + s.arg + 1);
        }
        let n = range.next.get();
        let Some(value) = Value::try_small_int(n) else { return s.go(GENERIC) };
        range.remaining.set(remaining - 1);
        range.next.set(n.wrapping_add(range.step));
        s.push(value);
        s.next(SIZE)
    }

    FOR_ITER_LIST(s) {
        let iterator = s.peek(1);
        if !uops::object::has_type(iterator, (*s.vm).types.list_iterator) {
            return s.go(MISS);
        }
        let iterator = Gc::<ListIterator>::cast_unchecked(iterator);
        let index = iterator.index.get();
        match iterator.list.get() {
            Some(list) if index < list.len() => {
                iterator.index.set(index + 1);
                let buffer = list.buffer.get().unwrap_unchecked();
                s.push((*buffer.slots_ptr().add(index)).get());
                s.next(SIZE)
            }
            _ => {
                // Exhausted for good, even if the list grows again.
                iterator.list.set_unbarriered(None);
                s.next(SIZE + s.arg + 1)
            }
        }
    }

    FOR_ITER_TUPLE(s) {
        let iterator = s.peek(1);
        if !uops::object::has_type(iterator, (*s.vm).types.tuple_iterator) {
            return s.go(MISS);
        }
        let iterator = Gc::<TupleIterator>::cast_unchecked(iterator);
        let index = iterator.index.get();
        match iterator.tuple.get() {
            Some(tuple) if index < tuple.len => {
                iterator.index.set(index + 1);
                s.push(*tuple.items().get_unchecked(index));
                s.next(SIZE)
            }
            _ => {
                iterator.tuple.set_unbarriered(None);
                s.next(SIZE + s.arg + 1)
            }
        }
    }
}

/// Whether a generator can be resumed.
#[inline(always)]
pub(super) fn is_suspended(generator: Gc<Generator>) -> bool {
    !matches!(generator.state.get(), GeneratorState::Running | GeneratorState::Cleared)
}

/// Go on in a generator's frame with `value` sent.
///
/// # Safety
/// `frame` must have just been made current by `enter_generator`; `s.sp` is where the resumer's stack ends until it yields.
#[inline(always)]
pub(super) unsafe fn resume(s: State, frame: *mut Frame, value: Value) -> u64 {
    // SAFETY: the caller's promise; suspended frames have room for the value sent, and `ip` at what suspended them.
    unsafe {
        (*s.frame).sp = s.sp;
        let sp = (*frame).sp;
        sp.write(value);
        let ip = (*frame).ip.add(1);
        State { frame, sp: sp.add(1), ..s }.jump(ip)
    }
}

#[inline(never)]
pub(super) fn enter_generator(vm: &mut Vm, generator: Gc<Generator>, return_offset: u32) -> Result<*mut Frame, Raised> {
    vm.enter_generator(generator, Owner::Generator, return_offset)
}

/// The iterator, or the frame of `__iter__` ([`ENTERED`]).
#[inline(never)]
unsafe fn get_iter(vm: &mut Vm, frame: *mut Frame, value: Value) -> PyResult {
    let method = vm.begin_method(value, vm.names.__iter__, OnReturn::Iterator);
    // SAFETY: the running instruction with its operand.
    unsafe { methods::enter_or(vm, frame, method, 1, 1, |vm| vm.iter(value)) }
}

/// The next item, or `EXHAUSTED`, or the frame of `__next__` ([`ENTERED`]).
#[inline(never)]
unsafe fn next(vm: &mut Vm, frame: *mut Frame, iterator: Value, arg: usize) -> PyResult {
    let method = vm.begin_method(iterator, vm.names.__next__, OnReturn::Next);
    // SAFETY: the running instruction; its operand stays.
    unsafe { methods::enter_with(vm, frame, method, &[iterator], 0, SIZE + arg + 1, |vm| Ok(vm.next(iterator)?.unwrap_or(Value::EXHAUSTED))) }
}

#[cold]
#[inline(never)]
unsafe fn specialize(vm: &mut Vm, ip: *const u16, arg: usize, iterator: Value) {
    // SAFETY: the running instruction.
    unsafe {
        attempt(&mut Site { vm, ip, arg }, |site| {
            let types = site.vm.types;
            let ty = site.vm.type_of(iterator);
            if ty == types.range_iterator {
                Choice::Become(op::FOR_ITER_RANGE)
            } else if ty == types.list_iterator {
                Choice::Become(op::FOR_ITER_LIST)
            } else if ty == types.tuple_iterator {
                Choice::Become(op::FOR_ITER_TUPLE)
            } else if ty == types.generator {
                Choice::Become(op::FOR_ITER_GEN)
            } else {
                Choice::Stay
            }
        })
    }
}
