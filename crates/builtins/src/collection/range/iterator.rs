//! `range_iterator` for numbers of 64 bits, `longrange_iterator` for all others.

use whipsnake_runtime::{
    BinaryOp, Call, CompareOp, Gc, LongRangeIterator, NativeDef, PyResult, RangeIterator, RangeObject, Slot, Slots, TypeFlags, TypeSpec, Value, Vm, def,
};

use super::{ONE, ZERO, item, make};
use crate::collection::common::{arithmetic, iter_self, reduced, this};

/// The type `range_iterator`.
pub static ITERATOR: TypeSpec = TypeSpec {
    flags: TypeFlags::NO_NEW,
    slots: Slots { iter: Some(iter_self), next: Some(next), ..Slots::EMPTY },
    methods: &[METHODS],
    ..TypeSpec::of::<RangeIterator>()
};

static METHODS: &[NativeDef] = &[
    def("__length_hint__", "($self, /)", Call::A1(length_hint)),
    def("__reduce__", "($self, /)", Call::A1(reduce)),
    def("__setstate__", "($self, object, /)", Call::A2(setstate)),
];

/// The type `longrange_iterator`.
pub static LONG_ITERATOR: TypeSpec = TypeSpec {
    flags: TypeFlags::NO_NEW,
    slots: Slots { iter: Some(iter_self), next: Some(long_next), ..Slots::EMPTY },
    methods: &[LONG_METHODS],
    ..TypeSpec::of::<LongRangeIterator>()
};

static LONG_METHODS: &[NativeDef] = &[
    def("__length_hint__", "($self, /)", Call::A1(|_, it| Ok(this::<LongRangeIterator>(it).remaining.get()))),
    def("__reduce__", "($self, /)", Call::A1(long_reduce)),
    def("__setstate__", "($self, object, /)", Call::A2(long_setstate)),
];

/// `iter(range)`.
pub fn iter(vm: &mut Vm, value: Value) -> PyResult {
    let range = this::<RangeObject>(value);
    Ok(new_iterator(vm, range.start.get(), range.step.get(), range.length.get()))
}

/// `reversed(range)`.
pub fn reversed(vm: &mut Vm, value: Value) -> PyResult {
    let range = this::<RangeObject>(value);
    let last = arithmetic(vm, BinaryOp::Subtract, range.length.get(), ONE)?;
    let start = item(vm, range, last)?;
    let step = arithmetic(vm, BinaryOp::Subtract, ZERO, range.step.get())?;
    Ok(new_iterator(vm, start, step, range.length.get()))
}

fn new_iterator(vm: &mut Vm, start: Value, step: Value, length: Value) -> Value {
    if let (Some(a), Some(s), Some(n)) = (start.as_small_int(), step.as_small_int(), length.as_small_int())
        // The number behind the last one must fit too.
        && s.checked_mul(n).and_then(|span| a.checked_add(span)).is_some()
    {
        return vm.new_range_iterator(a, s, n as usize);
    }
    let iterator = LongRangeIterator { next: Slot::new(start), step: Slot::new(step), remaining: Slot::new(length) };
    vm.heap.alloc(vm.types.long_range_iterator.as_ptr(), 0, iterator).value()
}

fn next(vm: &mut Vm, value: Value) -> PyResult {
    let iterator = this::<RangeIterator>(value);
    let remaining = iterator.remaining.get();
    if remaining == 0 {
        return Ok(Value::EXHAUSTED);
    }
    iterator.remaining.set(remaining - 1);
    let n = iterator.next.get();
    iterator.next.set(n.wrapping_add(iterator.step));
    Ok(vm.new_int(n))
}

fn length_hint(_: &mut Vm, value: Value) -> PyResult {
    Ok(Value::small_int(this::<RangeIterator>(value).remaining.get() as i64))
}

/// The range that is still to come.
fn reduce(vm: &mut Vm, value: Value) -> PyResult {
    let iterator = this::<RangeIterator>(value);
    let start = vm.new_int(iterator.next.get());
    let step = vm.new_int(iterator.step);
    let stop = vm.new_int(iterator.next.get().wrapping_add(iterator.step.wrapping_mul(iterator.remaining.get() as i64)));
    let rest = make(vm, start, stop, step)?.value();
    reduced(vm, "iter", rest, Some(Value::NONE))
}

fn setstate(vm: &mut Vm, value: Value, state: Value) -> PyResult {
    let iterator = this::<RangeIterator>(value);
    let index = (vm.index_ssize(state)?.max(0) as usize).min(iterator.remaining.get());
    iterator.next.set(iterator.next.get().wrapping_add(iterator.step.wrapping_mul(index as i64)));
    iterator.remaining.set(iterator.remaining.get() - index);
    Ok(Value::NONE)
}

/// Go `count` items on.
fn long_advance(vm: &mut Vm, iterator: Gc<LongRangeIterator>, count: Value) -> PyResult {
    let current = iterator.next.get();
    let remaining = arithmetic(vm, BinaryOp::Subtract, iterator.remaining.get(), count)?;
    let offset = arithmetic(vm, BinaryOp::Multiply, iterator.step.get(), count)?;
    let next = arithmetic(vm, BinaryOp::Add, current, offset)?;
    vm.heap.store(iterator, &iterator.remaining, remaining);
    vm.heap.store(iterator, &iterator.next, next);
    Ok(current)
}

fn long_next(vm: &mut Vm, value: Value) -> PyResult {
    let iterator = this::<LongRangeIterator>(value);
    if iterator.remaining.get() == ZERO { Ok(Value::EXHAUSTED) } else { long_advance(vm, iterator, ONE) }
}

fn long_reduce(vm: &mut Vm, value: Value) -> PyResult {
    let iterator = this::<LongRangeIterator>(value);
    let span = arithmetic(vm, BinaryOp::Multiply, iterator.step.get(), iterator.remaining.get())?;
    let stop = arithmetic(vm, BinaryOp::Add, iterator.next.get(), span)?;
    let rest = make(vm, iterator.next.get(), stop, iterator.step.get())?.value();
    reduced(vm, "iter", rest, Some(Value::NONE))
}

fn long_setstate(vm: &mut Vm, value: Value, state: Value) -> PyResult {
    let iterator = this::<LongRangeIterator>(value);
    let index = vm.index(state)?;
    let index = if vm.compare_bool(index, ZERO, CompareOp::Lt)? { ZERO } else { index };
    let remaining = iterator.remaining.get();
    let index = if vm.compare_bool(index, remaining, CompareOp::Gt)? { remaining } else { index };
    long_advance(vm, iterator, index)?;
    Ok(Value::NONE)
}
