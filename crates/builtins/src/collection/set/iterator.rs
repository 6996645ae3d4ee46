//! `set_iterator`.

use std::cell::Cell;

use whipsnake_runtime::{Call, NativeDef, PyResult, RootVec, Set, SetIterator, SlotOf, Slots, TypeFlags, TypeSpec, Value, Vm, def};

use crate::collection::common::{iter_self, reduced, this};

/// The type `set_iterator`.
pub static ITERATOR: TypeSpec = TypeSpec {
    flags: TypeFlags::NO_NEW,
    slots: Slots { iter: Some(iter_self), next: Some(next), ..Slots::EMPTY },
    methods: &[METHODS],
    ..TypeSpec::of::<SetIterator>()
};

static METHODS: &[NativeDef] = &[def("__length_hint__", "($self, /)", Call::A1(length_hint)), def("__reduce__", "($self, /)", Call::A1(reduce))];

/// `iter(set)`.
pub fn iter(vm: &mut Vm, value: Value) -> PyResult {
    let set = this::<Set>(value);
    let len = set.len();
    let iterator = SetIterator { set: SlotOf::new(set), position: Cell::new(0), expected: Cell::new(len), remaining: Cell::new(len) };
    Ok(vm.heap.alloc(vm.types.set_iterator.as_ptr(), 0, iterator).value())
}

fn next(vm: &mut Vm, value: Value) -> PyResult {
    let iterator = this::<SetIterator>(value);
    let Some(set) = iterator.set.get() else { return Ok(Value::EXHAUSTED) };
    if iterator.expected.get() != set.len() {
        // The iterator stays in this state.
        iterator.expected.set(usize::MAX);
        return Err(vm.runtime_error("Set changed size during iteration"));
    }
    match set.next_entry(iterator.position.get()) {
        Some((place, key)) => {
            iterator.position.set(place + 1);
            iterator.remaining.set(iterator.remaining.get().saturating_sub(1));
            Ok(key)
        }
        None => {
            // SAFETY: nothing is stored.
            unsafe { iterator.set.set_unbarriered(None) };
            Ok(Value::EXHAUSTED)
        }
    }
}

fn length_hint(_: &mut Vm, value: Value) -> PyResult {
    let iterator = this::<SetIterator>(value);
    let left = iterator.set.get().map_or(0, |s| if s.len() == iterator.expected.get() { iterator.remaining.get() } else { 0 });
    Ok(Value::small_int(left as i64))
}

/// A list of what is still to come; the iterator itself does not move.
fn reduce(vm: &mut Vm, value: Value) -> PyResult {
    let iterator = this::<SetIterator>(value);
    let copy = SetIterator {
        set: SlotOf::from_option(iterator.set.get()), position: iterator.position.clone(), expected: iterator.expected.clone(),
        remaining: iterator.remaining.clone(),
    };
    let copy = vm.heap.alloc(vm.type_of(value).as_ptr(), 0, copy).value();
    let mut items = RootVec::new(vm.heap);
    while let Some(item) = vm.next(copy)? {
        items.push(vm.heap, item);
    }
    let items = vm.list_from(items).value();
    reduced(vm, "iter", items, None)
}
