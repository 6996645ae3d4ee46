//! `list_iterator`, `list_reverseiterator`.

use std::cell::Cell;

use whipsnake_runtime::{Call, List, ListIterator, NativeDef, PyResult, SlotOf, Slots, TypeFlags, TypeSpec, Value, Vm, def};

use crate::collection::common::{iter_self, reduced, this};

/// The type `list_iterator`.
pub static ITERATOR: TypeSpec = TypeSpec {
    name: "list_iterator",
    flags: TypeFlags::NO_NEW,
    slots: Slots { iter: Some(iter_self), next: Some(next), ..Slots::EMPTY },
    methods: &[METHODS],
    ..TypeSpec::of::<ListIterator>()
};

static METHODS: &[NativeDef] = &[
    def("__length_hint__", "($self, /)", Call::A1(length_hint)),
    def("__reduce__", "($self, /)", Call::A1(reduce)),
    def("__setstate__", "($self, object, /)", Call::A2(setstate)),
];

/// The type `list_reverseiterator`.
pub static REVERSE_ITERATOR: TypeSpec = TypeSpec {
    name: "list_reverseiterator",
    flags: TypeFlags::NO_NEW,
    slots: Slots { iter: Some(iter_self), next: Some(reverse_next), ..Slots::EMPTY },
    methods: &[REVERSE_METHODS],
    ..TypeSpec::of::<ListIterator>()
};

static REVERSE_METHODS: &[NativeDef] = &[
    def("__length_hint__", "($self, /)", Call::A1(reverse_length_hint)),
    def("__reduce__", "($self, /)", Call::A1(reverse_reduce)),
    def("__setstate__", "($self, object, /)", Call::A2(reverse_setstate)),
];

pub fn iter(vm: &mut Vm, value: Value) -> PyResult {
    let iterator = ListIterator { list: SlotOf::new(this(value)), index: Cell::new(0) };
    Ok(vm.heap.alloc(vm.types.list_iterator.as_ptr(), 0, iterator).value())
}

pub fn reversed(vm: &mut Vm, value: Value) -> PyResult {
    let list = this::<List>(value);
    let iterator = ListIterator { list: SlotOf::new(list), index: Cell::new(list.len()) };
    Ok(vm.heap.alloc(vm.types.list_reverse_iterator.as_ptr(), 0, iterator).value())
}

fn finish(iterator: &ListIterator) -> Value {
    // SAFETY: nothing is stored.
    unsafe { iterator.list.set_unbarriered(None) };
    Value::EXHAUSTED
}

fn next(_: &mut Vm, value: Value) -> PyResult {
    let iterator = this::<ListIterator>(value);
    let Some(list) = iterator.list.get() else { return Ok(Value::EXHAUSTED) };
    let index = iterator.index.get();
    match list.get(index) {
        Some(item) => {
            iterator.index.set(index + 1);
            Ok(item)
        }
        None => Ok(finish(&iterator)),
    }
}

fn reverse_next(_: &mut Vm, value: Value) -> PyResult {
    let iterator = this::<ListIterator>(value);
    let Some(list) = iterator.list.get() else { return Ok(Value::EXHAUSTED) };
    match iterator.index.get().checked_sub(1).and_then(|index| Some((index, list.get(index)?))) {
        Some((index, item)) => {
            iterator.index.set(index);
            Ok(item)
        }
        None => Ok(finish(&iterator)),
    }
}

fn length_hint(_: &mut Vm, value: Value) -> PyResult {
    let iterator = this::<ListIterator>(value);
    let left = iterator.list.get().map_or(0, |l| l.len().saturating_sub(iterator.index.get()));
    Ok(Value::small_int(left as i64))
}

fn reverse_length_hint(_: &mut Vm, value: Value) -> PyResult {
    let iterator = this::<ListIterator>(value);
    let index = iterator.index.get();
    let left = iterator.list.get().map_or(0, |l| if index > l.len() { 0 } else { index });
    Ok(Value::small_int(left as i64))
}

fn reduce(vm: &mut Vm, value: Value) -> PyResult {
    let iterator = this::<ListIterator>(value);
    match iterator.list.get() {
        Some(list) => reduced(vm, "iter", list.value(), Some(Value::small_int(iterator.index.get() as i64))),
        None => reduced_empty(vm),
    }
}

fn reverse_reduce(vm: &mut Vm, value: Value) -> PyResult {
    let iterator = this::<ListIterator>(value);
    match iterator.list.get() {
        Some(list) => reduced(vm, "reversed", list.value(), Some(Value::small_int(iterator.index.get() as i64 - 1))),
        None => reduced_empty(vm),
    }
}

fn reduced_empty(vm: &mut Vm) -> PyResult {
    let empty = vm.new_list(&[]).value();
    reduced(vm, "iter", empty, None)
}

fn setstate(vm: &mut Vm, value: Value, state: Value) -> PyResult {
    let index = vm.index_ssize(state)?;
    let iterator = this::<ListIterator>(value);
    if let Some(list) = iterator.list.get() {
        iterator.index.set((index.max(0) as usize).min(list.len()));
    }
    Ok(Value::NONE)
}

fn reverse_setstate(vm: &mut Vm, value: Value, state: Value) -> PyResult {
    let index = vm.index_ssize(state)?;
    let iterator = this::<ListIterator>(value);
    if let Some(list) = iterator.list.get() {
        iterator.index.set(index.clamp(-1, list.len() as i64 - 1).wrapping_add(1) as usize);
    }
    Ok(Value::NONE)
}
