//! `str_iterator`, `str_ascii_iterator`.

use std::cell::Cell;

use whipsnake_runtime::{Call, Gc, NativeDef, PyResult, SlotOf, Slots, Str, StrIterator, TypeFlags, TypeSpec, Value, Vm, def};
use whipsnake_text::wtf8;

use super::index;
use crate::collection::common::reduced;
use crate::text::common::{iter_self, this};

/// The type `str_iterator`.
pub static SPEC: TypeSpec = TypeSpec {
    name: "str_iterator",
    flags: TypeFlags::NO_NEW,
    slots: Slots { iter: Some(iter_self), next: Some(next), ..Slots::EMPTY },
    methods: &[METHODS],
    ..TypeSpec::of::<StrIterator>()
};

/// The type `str_ascii_iterator`.
pub static ASCII: TypeSpec = TypeSpec {
    name: "str_ascii_iterator",
    flags: TypeFlags::NO_NEW,
    slots: Slots { iter: Some(iter_self), next: Some(next_ascii), ..Slots::EMPTY },
    methods: &[METHODS],
    ..TypeSpec::of::<StrIterator>()
};

static METHODS: &[NativeDef] = &[
    def("__length_hint__", "($self, /)", Call::A1(|vm, it| { let n = remaining(this(it)); Ok(vm.new_int(n as i64)) })),
    def("__reduce__", "($self, /)", Call::A1(reduce)),
    def("__setstate__", "($self, state, /)", Call::A2(setstate)),
];

pub fn iter(vm: &mut Vm, s: Value) -> PyResult {
    let s: Gc<Str> = this(s);
    let ty = if s.is_ascii() { vm.types.str_ascii_iterator } else { vm.types.str_iterator };
    let iterator = StrIterator { string: SlotOf::new(s), offset: Cell::new(0) };
    Ok(vm.heap.alloc(ty.as_ptr(), 0, iterator).value())
}

fn finish(iterator: &StrIterator) -> Value {
    // SAFETY: nothing is stored.
    unsafe { iterator.string.set_unbarriered(None) };
    Value::EXHAUSTED
}

fn next_ascii(vm: &mut Vm, iterator: Value) -> PyResult {
    let iterator: Gc<StrIterator> = this(iterator);
    let Some(s) = iterator.string.get() else { return Ok(Value::EXHAUSTED) };
    let offset = iterator.offset.get();
    let Some(&byte) = s.bytes().get(offset) else { return Ok(finish(&iterator)) };
    iterator.offset.set(offset + 1);
    Ok(vm.latin1_char(byte).value())
}

fn next(vm: &mut Vm, iterator: Value) -> PyResult {
    let iterator: Gc<StrIterator> = this(iterator);
    let Some(s) = iterator.string.get() else { return Ok(Value::EXHAUSTED) };
    let offset = iterator.offset.get();
    if offset >= s.len {
        return Ok(finish(&iterator));
    }
    let (c, len) = wtf8::char_at(s.bytes(), offset);
    iterator.offset.set(offset + len);
    Ok(vm.new_char(c))
}

fn remaining(iterator: Gc<StrIterator>) -> usize {
    iterator.string.get().map_or(0, |s| if s.is_ascii() { s.len - iterator.offset.get() } else { wtf8::char_count(&s.bytes()[iterator.offset.get()..]) })
}

fn reduce(vm: &mut Vm, iterator: Value) -> PyResult {
    let iterator: Gc<StrIterator> = this(iterator);
    match iterator.string.get() {
        Some(s) => {
            let position = index::char_index(vm, s, iterator.offset.get());
            reduced(vm, "iter", s.value(), Some(Value::small_int(position as i64)))
        }
        None => {
            let empty = vm.new_ascii(b"");
            reduced(vm, "iter", empty, None)
        }
    }
}

fn setstate(vm: &mut Vm, iterator: Value, state: Value) -> PyResult {
    let state = vm.index_ssize(state)?;
    let iterator: Gc<StrIterator> = this(iterator);
    if let Some(s) = iterator.string.get() {
        let offset = index::byte_offset(vm, s, state.max(0) as usize);
        iterator.offset.set(offset);
    }
    Ok(Value::NONE)
}
