//! `bytes_iterator`, `bytearray_iterator`.

use std::cell::Cell;

use whipsnake_runtime::{ByteArray, Bytes, BytesIterator, Call, Gc, NativeDef, PyResult, Slot, Slots, TypeFlags, TypeSpec, Value, Vm, def};

use crate::collection::common::reduced;
use crate::text::common::{iter_self, this};

/// The type `bytes_iterator`.
pub static SPEC: TypeSpec = TypeSpec {
    name: "bytes_iterator",
    flags: TypeFlags::NO_NEW,
    slots: Slots { iter: Some(iter_self), next: Some(next), ..Slots::EMPTY },
    methods: &[METHODS],
    ..TypeSpec::of::<BytesIterator>()
};

/// The type `bytearray_iterator`.
pub static BYTEARRAY: TypeSpec = TypeSpec { name: "bytearray_iterator", ..SPEC };

static METHODS: &[NativeDef] = &[
    def("__length_hint__", "($self, /)", Call::A1(length_hint)),
    def("__reduce__", "($self, /)", Call::A1(reduce)),
    def("__setstate__", "($self, state, /)", Call::A2(setstate)),
];

/// Iterator over `bytes` or a `bytearray`.
pub fn iter(vm: &mut Vm, bytes: Value) -> PyResult {
    let ty = if Gc::<Bytes>::cast(bytes).is_some() { vm.types.bytes_iterator } else { vm.types.bytearray_iterator };
    let iterator = BytesIterator { bytes: Slot::new(bytes), index: Cell::new(0) };
    Ok(vm.heap.alloc(ty.as_ptr(), 0, iterator).value())
}

/// What is iterated over, now; `None` once the end was reached.
fn contents(iterator: &BytesIterator) -> Option<&[u8]> {
    let bytes = iterator.bytes.get();
    if let Some(b) = Gc::<Bytes>::cast(bytes) {
        // SAFETY: the iterator keeps the object alive, and its bytes stay where they are.
        return Some(unsafe { &*std::ptr::from_ref(b.bytes()) });
    }
    // SAFETY: as above; nothing changes the array while the slice is in use.
    Gc::<ByteArray>::cast(bytes).map(|b| unsafe { &*std::ptr::from_ref(b.bytes()) })
}

fn next(_: &mut Vm, iterator: Value) -> PyResult {
    let iterator: Gc<BytesIterator> = this(iterator);
    let Some(bytes) = contents(&iterator) else { return Ok(Value::EXHAUSTED) };
    let index = iterator.index.get();
    let Some(&byte) = bytes.get(index) else {
        // SAFETY: nothing is stored.
        unsafe { iterator.bytes.set_unbarriered(Value::NULL) };
        return Ok(Value::EXHAUSTED);
    };
    iterator.index.set(index + 1);
    Ok(Value::small_int(i64::from(byte)))
}

fn length_hint(_: &mut Vm, iterator: Value) -> PyResult {
    let iterator: Gc<BytesIterator> = this(iterator);
    let remaining = contents(&iterator).map_or(0, |b| b.len().saturating_sub(iterator.index.get()));
    Ok(Value::small_int(remaining as i64))
}

fn reduce(vm: &mut Vm, iterator: Value) -> PyResult {
    let iterator: Gc<BytesIterator> = this(iterator);
    match iterator.bytes.get().given() {
        Some(bytes) => reduced(vm, "iter", bytes, Some(Value::small_int(iterator.index.get() as i64))),
        None => {
            let empty = vm.new_tuple(&[]).value();
            reduced(vm, "iter", empty, None)
        }
    }
}

fn setstate(vm: &mut Vm, iterator: Value, state: Value) -> PyResult {
    let index = vm.index_ssize(state)?;
    let iterator: Gc<BytesIterator> = this(iterator);
    let len = contents(&iterator).map_or(0, <[u8]>::len);
    iterator.index.set((index.max(0) as usize).min(len));
    Ok(Value::NONE)
}
