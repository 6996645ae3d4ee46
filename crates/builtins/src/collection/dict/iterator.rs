//! The six iterators over dicts.

use std::cell::Cell;

use whipsnake_runtime::slots::UnaryFn;
use whipsnake_runtime::{
    Call, Dict, DictIterator, Gc, NativeDef, PyResult, Raised, RootVec, SlotOf, Slots, TypeFlags, TypeObject, TypeSpec, Value, Vm, def,
};

use crate::collection::common::{iter_self, reduced, this};

const fn spec(name: &'static str, next: UnaryFn) -> TypeSpec {
    TypeSpec {
        name,
        flags: TypeFlags::NO_NEW,
        slots: Slots { iter: Some(iter_self), next: Some(next), ..Slots::EMPTY },
        methods: METHOD_TABLES,
        ..TypeSpec::of::<DictIterator>()
    }
}

/// The type `dict_keyiterator`.
pub static KEY_ITERATOR: TypeSpec = spec("dict_keyiterator", |vm, it| Ok(forward(vm, it)?.map_or(Value::EXHAUSTED, |(key, _)| key)));
/// The type `dict_valueiterator`.
pub static VALUE_ITERATOR: TypeSpec = spec("dict_valueiterator", |vm, it| Ok(forward(vm, it)?.map_or(Value::EXHAUSTED, |(_, value)| value)));
/// The type `dict_itemiterator`.
pub static ITEM_ITERATOR: TypeSpec = spec("dict_itemiterator", |vm, it| {
    let item = forward(vm, it)?;
    Ok(pair(vm, item))
});
/// The type `dict_reversekeyiterator`.
pub static REVERSE_KEY_ITERATOR: TypeSpec = spec("dict_reversekeyiterator", |vm, it| Ok(backward(vm, it)?.map_or(Value::EXHAUSTED, |(key, _)| key)));
/// The type `dict_reversevalueiterator`.
pub static REVERSE_VALUE_ITERATOR: TypeSpec = spec("dict_reversevalueiterator", |vm, it| Ok(backward(vm, it)?.map_or(Value::EXHAUSTED, |(_, value)| value)));
/// The type `dict_reverseitemiterator`.
pub static REVERSE_ITEM_ITERATOR: TypeSpec = spec("dict_reverseitemiterator", |vm, it| {
    let item = backward(vm, it)?;
    Ok(pair(vm, item))
});

static METHOD_TABLES: &[&[NativeDef]] = &[METHODS];
static METHODS: &[NativeDef] = &[def("__length_hint__", "($self, /)", Call::A1(length_hint)), def("__reduce__", "($self, /)", Call::A1(reduce))];

fn pair(vm: &mut Vm, item: Option<(Value, Value)>) -> Value {
    match item {
        Some((key, value)) => vm.new_tuple(&[key, value]).value(),
        None => Value::EXHAUSTED,
    }
}

/// A forward iterator of the given type.
pub fn new_iterator(vm: &mut Vm, ty: Gc<TypeObject>, dict: Gc<Dict>) -> Value {
    let len = dict.len();
    let iterator = DictIterator { dict: SlotOf::new(dict), position: Cell::new(0), expected: Cell::new(len), remaining: Cell::new(len) };
    vm.heap.alloc(ty.as_ptr(), 0, iterator).value()
}

/// A backward iterator of the given type.
pub fn new_reverse_iterator(vm: &mut Vm, ty: Gc<TypeObject>, dict: Gc<Dict>) -> Value {
    let len = dict.len();
    let iterator = DictIterator { dict: SlotOf::new(dict), position: Cell::new(dict.table.filled()), expected: Cell::new(len), remaining: Cell::new(len) };
    vm.heap.alloc(ty.as_ptr(), 0, iterator).value()
}

/// `iter(dict)`.
pub fn iter(vm: &mut Vm, dict: Value) -> PyResult {
    Ok(new_iterator(vm, vm.types.dict_key_iterator, this(dict)))
}

/// `reversed(dict)`.
pub fn reversed(vm: &mut Vm, dict: Value) -> PyResult {
    Ok(new_reverse_iterator(vm, vm.types.dict_reverse_key_iterator, this(dict)))
}

#[inline]
fn forward(vm: &mut Vm, iterator: Value) -> Result<Option<(Value, Value)>, Raised> {
    let iterator = this::<DictIterator>(iterator);
    let Some(dict) = iterator.dict.get() else { return Ok(None) };
    if iterator.expected.get() != dict.len() {
        return Err(changed_size(vm, &iterator));
    }
    let Some((entry, key, value)) = dict.next_entry(iterator.position.get()) else {
        finish(&iterator);
        return Ok(None);
    };
    if iterator.remaining.get() == 0 {
        finish(&iterator);
        return Err(vm.runtime_error("dictionary keys changed during iteration"));
    }
    iterator.position.set(entry + 1);
    iterator.remaining.set(iterator.remaining.get() - 1);
    Ok(Some((key, value)))
}

fn backward(vm: &mut Vm, iterator: Value) -> Result<Option<(Value, Value)>, Raised> {
    let iterator = this::<DictIterator>(iterator);
    let Some(dict) = iterator.dict.get() else { return Ok(None) };
    if iterator.expected.get() != dict.len() {
        return Err(changed_size(vm, &iterator));
    }
    let mut position = iterator.position.get();
    while position > 0 {
        position -= 1;
        if let Some(key) = dict.table.key(position) {
            iterator.position.set(position);
            iterator.remaining.set(iterator.remaining.get().saturating_sub(1));
            return Ok(Some((key, dict.table.value(position))));
        }
    }
    finish(&iterator);
    Ok(None)
}

fn finish(iterator: &DictIterator) {
    // SAFETY: nothing is stored.
    unsafe { iterator.dict.set_unbarriered(None) };
}

#[cold]
fn changed_size(vm: &mut Vm, iterator: &DictIterator) -> Raised {
    // The iterator stays in this state.
    iterator.expected.set(usize::MAX);
    vm.runtime_error("dictionary changed size during iteration")
}

fn length_hint(_: &mut Vm, iterator: Value) -> PyResult {
    let iterator = this::<DictIterator>(iterator);
    let left = iterator.dict.get().map_or(0, |d| if d.len() == iterator.expected.get() { iterator.remaining.get() } else { 0 });
    Ok(Value::small_int(left as i64))
}

/// A list of what is still to come; the iterator itself does not move.
fn reduce(vm: &mut Vm, value: Value) -> PyResult {
    let iterator = this::<DictIterator>(value);
    let copy = DictIterator {
        dict: SlotOf::from_option(iterator.dict.get()), position: iterator.position.clone(), expected: iterator.expected.clone(),
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
