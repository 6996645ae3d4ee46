//! `memory_iterator`.

use std::cell::Cell;

use whipsnake_runtime::{Gc, MemoryIterator, PyResult, SlotOf, Slots, TypeFlags, TypeSpec, Value, Vm};

use super::{Dimensions, checked, item};
use crate::text::common::{iter_self, this};

/// The type `memory_iterator`.
pub static SPEC: TypeSpec = TypeSpec {
    name: "memory_iterator",
    flags: TypeFlags::NO_NEW,
    slots: Slots { iter: Some(iter_self), next: Some(next), ..Slots::EMPTY },
    ..TypeSpec::of::<MemoryIterator>()
};

pub fn iter(vm: &mut Vm, view: Value) -> PyResult {
    let view = checked(vm, view)?;
    match Dimensions::of(vm, view).shape.len() {
        0 => Err(vm.type_error("invalid indexing of 0-dim memory")),
        1 => Ok(vm.alloc(vm.types.memory_iterator, MemoryIterator { view: SlotOf::new(view), index: Cell::new(0) })?.value()),
        _ => Err(vm.not_implemented_error("multi-dimensional sub-views are not implemented")),
    }
}

fn next(vm: &mut Vm, iterator: Value) -> PyResult {
    let iterator: Gc<MemoryIterator> = this(iterator);
    let Some(view) = iterator.view.get() else { return Ok(Value::EXHAUSTED) };
    let index = iterator.index.get();
    let dimensions = Dimensions::of(vm, view);
    if index as i64 >= dimensions.shape[0] {
        // SAFETY: nothing is stored.
        unsafe { iterator.view.set_unbarriered(None) };
        return Ok(Value::EXHAUSTED);
    }
    checked(vm, view.value())?;
    iterator.index.set(index + 1);
    item(vm, view, index as i64 * dimensions.strides[0])
}
