//! `UNPACK_SEQUENCE` and its specializations.
//!
//! Cache: counter.

use whipsnake_isa::op;
use whipsnake_runtime::{Gc, List, Raised, RootVec, Tuple, Value, Vm, uops};

use crate::adaptive::{AGAIN, Choice, MISS, Site, adaptive, specialize as attempt};
use crate::dispatch::instructions;
use crate::unwind::ERROR;

const SIZE: usize = 2;

instructions! {
    UNPACK_SEQUENCE(s) {
        adaptive!(s, SPECIALIZE);
        s.save();
        let to = s.sp.sub(1);
        if unpack(s.vm(), s.peek(1), s.arg, to).is_err() {
            return s.go(ERROR);
        }
        s.sp = to.add(s.arg);
        s.next(SIZE)
    }

    SPECIALIZE(s) {
        specialize(s.vm(), s.ip, s.arg, s.peek(1));
        s.go(AGAIN)
    }

    UNPACK_SEQUENCE_TWO_TUPLE(s) {
        let value = s.peek(1);
        if !uops::object::has_type(value, (*s.vm).types.tuple) {
            return s.go(MISS);
        }
        let tuple = Gc::<Tuple>::cast_unchecked(value);
        if tuple.len != 2 {
            return s.go(MISS);
        }
        let items = tuple.items();
        let (first, second) = (items[0], items[1]);
        s.poke(1, second);
        s.push(first);
        s.next(SIZE)
    }

    UNPACK_SEQUENCE_TUPLE(s) {
        let value = s.peek(1);
        if !uops::object::has_type(value, (*s.vm).types.tuple) {
            return s.go(MISS);
        }
        let tuple = Gc::<Tuple>::cast_unchecked(value);
        if tuple.len != s.arg {
            return s.go(MISS);
        }
        let to = s.sp.sub(1);
        spread(tuple.items().as_ptr(), s.arg, to);
        s.sp = to.add(s.arg);
        s.next(SIZE)
    }

    UNPACK_SEQUENCE_LIST(s) {
        let value = s.peek(1);
        if !uops::object::has_type(value, (*s.vm).types.list) {
            return s.go(MISS);
        }
        let list = Gc::<List>::cast_unchecked(value);
        if list.len() != s.arg {
            return s.go(MISS);
        }
        let to = s.sp.sub(1);
        spread(list.items().as_ptr(), s.arg, to);
        s.sp = to.add(s.arg);
        s.next(SIZE)
    }
}

/// Write `count` items to the stack, the first on top.
///
/// # Safety
/// There must be that many items, and room for them.
#[inline(always)]
unsafe fn spread(items: *const Value, count: usize, to: *mut Value) {
    for i in 0..count {
        // SAFETY: the caller's promise.
        unsafe { to.add(count - 1 - i).write(items.add(i).read()) }
    }
}

/// `iter(value)` with the message of unpacking.
pub(super) fn iterator(vm: &mut Vm, value: Value) -> whipsnake_runtime::PyResult {
    let ty = vm.type_of(value);
    if ty.slots().iter.is_none() && ty.slots().getitem.is_none() {
        let class = ty.name_string();
        return Err(vm.type_error(&format!("cannot unpack non-iterable {class} object")));
    }
    vm.iter(value)
}

/// `ValueError: not enough values to unpack`.
#[cold]
pub(super) fn too_few(vm: &mut Vm, expected: usize, got: usize, starred: bool) -> Raised {
    let at_least = if starred { "at least " } else { "" };
    vm.value_error(&format!("not enough values to unpack (expected {at_least}{expected}, got {got})"))
}

#[cold]
fn too_many(vm: &mut Vm, expected: usize, got: Option<usize>) -> Raised {
    match got {
        Some(got) => vm.value_error(&format!("too many values to unpack (expected {expected}, got {got})")),
        None => vm.value_error(&format!("too many values to unpack (expected {expected})")),
    }
}

/// Write the `count` items of an iterable to the stack, the first on top.
///
/// # Errors
/// `ValueError` when there are more or fewer; what iteration raises.
///
/// # Safety
/// There must be room for the items at `to`, where the collector sees them.
#[inline(never)]
pub unsafe fn unpack(vm: &mut Vm, value: Value, count: usize, to: *mut Value) -> Result<(), Raised> {
    let ty = vm.type_of(value);
    let known = if ty == vm.types.tuple {
        Gc::<Tuple>::cast(value).map(|t| (t.items().as_ptr(), t.len))
    } else if ty == vm.types.list {
        Gc::<List>::cast(value).map(|l| (l.items().as_ptr(), l.len()))
    } else {
        None
    };
    if let Some((items, len)) = known {
        if len > count {
            return Err(too_many(vm, count, Some(len)));
        }
        if len < count {
            return Err(too_few(vm, count, len, false));
        }
        // SAFETY: the lengths are equal; the compiler made room.
        unsafe { spread(items, count, to) };
        return Ok(());
    }
    let iterator = iterator(vm, value)?;
    let mut items = RootVec::with_capacity(vm.heap, count);
    while items.len() < count {
        match vm.next(iterator)? {
            Some(item) => items.push(vm.heap, item),
            None => return Err(too_few(vm, count, items.len(), false)),
        }
    }
    if vm.next(iterator)?.is_some() {
        let known = ty == vm.types.dict;
        let got = if known { Some(vm.len(value)?) } else { None };
        return Err(too_many(vm, count, got.filter(|&n| n > count)));
    }
    // SAFETY: as above.
    unsafe { spread(items.as_ptr(), count, to) };
    Ok(())
}

#[cold]
#[inline(never)]
unsafe fn specialize(vm: &mut Vm, ip: *const u16, arg: usize, value: Value) {
    // SAFETY: the running instruction.
    unsafe {
        attempt(&mut Site { vm, ip, arg }, |site| {
            let ty = site.vm.type_of(value);
            if ty == site.vm.types.tuple {
                match Gc::<Tuple>::cast(value).map(|t| t.len) {
                    Some(len) if len != site.arg => Choice::Stay,
                    Some(2) => Choice::Become(op::UNPACK_SEQUENCE_TWO_TUPLE),
                    _ => Choice::Become(op::UNPACK_SEQUENCE_TUPLE),
                }
            } else if ty == site.vm.types.list && Gc::<List>::cast(value).is_some_and(|l| l.len() == site.arg) {
                Choice::Become(op::UNPACK_SEQUENCE_LIST)
            } else {
                Choice::Stay
            }
        })
    }
}
