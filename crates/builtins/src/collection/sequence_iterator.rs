//! `iterator` (over what has only `__getitem__`), `callable_iterator`, `reversed`.

use std::cell::Cell;

use whipsnake_runtime::{
    Args, Call, CallableIterator, Gc, NativeDef, PyResult, Raised, Reversed, SequenceIterator, Slot, Slots, TypeFlags, TypeObject, TypeSpec, Value, Vm, def,
};

use super::common::{builtin, iter_self, overrides_init, positional, reduced, this};

/// The type `iterator`. Its `new` slot makes iterators for `vm.iter`; Python code cannot call it.
pub static SPEC: TypeSpec = TypeSpec {
    flags: TypeFlags::NO_NEW,
    slots: Slots { new: Some(new), iter: Some(iter_self), next: Some(next), ..Slots::EMPTY },
    methods: &[METHODS],
    ..TypeSpec::of::<SequenceIterator>()
};

static METHODS: &[NativeDef] = &[
    def("__length_hint__", "($self, /)", Call::A1(length_hint)),
    def("__reduce__", "($self, /)", Call::A1(reduce)),
    def("__setstate__", "($self, object, /)", Call::A2(setstate)),
];

/// The type `callable_iterator`. Its `new` slot makes iterators for `iter(callable, sentinel)`; Python code cannot call it.
pub static CALLABLE: TypeSpec = TypeSpec {
    flags: TypeFlags::NO_NEW,
    slots: Slots { new: Some(callable_new), iter: Some(iter_self), next: Some(callable_next), ..Slots::EMPTY },
    methods: &[CALLABLE_METHODS],
    ..TypeSpec::of::<CallableIterator>()
};

static CALLABLE_METHODS: &[NativeDef] = &[def("__reduce__", "($self, /)", Call::A1(callable_reduce))];

/// The type `reversed`.
pub static REVERSED: TypeSpec = TypeSpec {
    signature: "(sequence, /)",
    flags: TypeFlags::BASE,
    slots: Slots { new: Some(reversed_new), iter: Some(iter_self), next: Some(reversed_next), ..Slots::EMPTY },
    methods: &[REVERSED_METHODS],
    ..TypeSpec::of::<Reversed>()
};

static REVERSED_METHODS: &[NativeDef] = &[
    def("__length_hint__", "($self, /)", Call::A1(reversed_length_hint)),
    def("__reduce__", "($self, /)", Call::A1(reversed_reduce)),
    def("__setstate__", "($self, object, /)", Call::A2(reversed_setstate)),
];

fn new(vm: &mut Vm, class: Gc<TypeObject>, args: Args<'_>) -> PyResult {
    let sequence = positional(vm, "iterator", args, 1, 1)?[0];
    Ok(vm.alloc(class, SequenceIterator { sequence: Slot::new(sequence), index: Cell::new(0) })?.value())
}

fn next(vm: &mut Vm, value: Value) -> PyResult {
    let iterator = this::<SequenceIterator>(value);
    let Some(sequence) = iterator.sequence.get().given() else { return Ok(Value::EXHAUSTED) };
    let index = iterator.index.get();
    if index == i64::MAX {
        return Err(vm.overflow_error("iter index too large"));
    }
    let number = vm.new_int(index);
    match vm.getitem(sequence, number) {
        Ok(item) => {
            iterator.index.set(index + 1);
            Ok(item)
        }
        Err(raised) => {
            catch_end(vm, raised)?;
            vm.heap.store(iterator, &iterator.sequence, Value::NULL);
            Ok(Value::EXHAUSTED)
        }
    }
}

/// `IndexError` and `StopIteration` end the old sequence protocol.
fn catch_end(vm: &mut Vm, raised: Raised) -> Result<(), Raised> {
    let ty = if vm.pending_is(vm.types.index_error) { vm.types.index_error } else { vm.types.stop_iteration };
    vm.catch(raised, ty).map(|_| ())
}

fn length_hint(vm: &mut Vm, value: Value) -> PyResult {
    let iterator = this::<SequenceIterator>(value);
    let Some(sequence) = iterator.sequence.get().given() else { return Ok(Value::small_int(0)) };
    if vm.type_of(sequence).slots().length.is_none() {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let left = vm.len(sequence)? as i64 - iterator.index.get();
    Ok(Value::small_int(left.max(0)))
}

fn reduce(vm: &mut Vm, value: Value) -> PyResult {
    let iterator = this::<SequenceIterator>(value);
    match iterator.sequence.get().given() {
        Some(sequence) => {
            let index = vm.new_int(iterator.index.get());
            reduced(vm, "iter", sequence, Some(index))
        }
        None => {
            let empty = vm.new_tuple(&[]).value();
            reduced(vm, "iter", empty, None)
        }
    }
}

fn setstate(vm: &mut Vm, value: Value, state: Value) -> PyResult {
    let index = vm.index_ssize(state)?;
    this::<SequenceIterator>(value).index.set(index.max(0));
    Ok(Value::NONE)
}

fn callable_new(vm: &mut Vm, class: Gc<TypeObject>, args: Args<'_>) -> PyResult {
    let args = positional(vm, "callable_iterator", args, 2, 2)?;
    Ok(vm.alloc(class, CallableIterator { callable: Slot::new(args[0]), sentinel: Slot::new(args[1]) })?.value())
}

fn callable_next(vm: &mut Vm, value: Value) -> PyResult {
    let iterator = this::<CallableIterator>(value);
    let Some(callable) = iterator.callable.get().given() else { return Ok(Value::EXHAUSTED) };
    let ended = match vm.call(callable, &[]) {
        Ok(result) => {
            // The call may have exhausted the iterator itself.
            let Some(sentinel) = iterator.sentinel.get().given() else { return Ok(Value::EXHAUSTED) };
            if !vm.equal(sentinel, result)? {
                return Ok(result);
            }
            Ok(())
        }
        Err(raised) => vm.catch(raised, vm.types.stop_iteration).map(|_| ()),
    };
    if ended.is_ok() {
        vm.heap.store(iterator, &iterator.callable, Value::NULL);
        vm.heap.store(iterator, &iterator.sentinel, Value::NULL);
    }
    ended.map(|()| Value::EXHAUSTED)
}

fn callable_reduce(vm: &mut Vm, value: Value) -> PyResult {
    let iterator = this::<CallableIterator>(value);
    let (Some(callable), Some(sentinel)) = (iterator.callable.get().given(), iterator.sentinel.get().given()) else {
        let empty = vm.new_tuple(&[]).value();
        return reduced(vm, "iter", empty, None);
    };
    let function = builtin(vm, "iter")?;
    let arguments = vm.new_tuple(&[callable, sentinel]).value();
    Ok(vm.new_tuple(&[function, arguments]).value())
}

fn reversed_new(vm: &mut Vm, class: Gc<TypeObject>, args: Args<'_>) -> PyResult {
    let args = if args.keyword_count() > 0 && overrides_init(vm, class, vm.types.reversed) { Args::positional_only(args.positional()) } else { args };
    let sequence = positional(vm, "reversed", args, 1, 1)?[0];
    match vm.lookup_special(sequence, vm.names.__reversed__)? {
        Some((method, _)) if method.is_none() => return Err(not_reversible(vm, sequence)),
        Some((method, true)) => return vm.call_with_self(method, sequence, Args::NONE),
        Some((method, false)) => return vm.call(method, &[]),
        None => {}
    }
    let ty = vm.type_of(sequence);
    let slots = ty.slots();
    if slots.getitem.is_none() || ty.has(TypeFlags::MAPPING) || slots.length.is_none() && slots.iter.is_some() {
        return Err(not_reversible(vm, sequence));
    }
    let len = vm.len(sequence)? as i64;
    Ok(vm.alloc(class, Reversed { sequence: Slot::new(sequence), index: Cell::new(len - 1) })?.value())
}

fn not_reversible(vm: &mut Vm, value: Value) -> Raised {
    let class = vm.type_of(value).name_string();
    vm.type_error(&format!("'{class}' object is not reversible"))
}

fn reversed_next(vm: &mut Vm, value: Value) -> PyResult {
    let iterator = this::<Reversed>(value);
    let index = iterator.index.get();
    let Some(sequence) = iterator.sequence.get().given().filter(|_| index >= 0) else { return Ok(Value::EXHAUSTED) };
    let number = vm.new_int(index);
    let ended = match vm.getitem(sequence, number) {
        Ok(item) => {
            iterator.index.set(index - 1);
            return Ok(item);
        }
        Err(raised) => catch_end(vm, raised),
    };
    iterator.index.set(-1);
    vm.heap.store(iterator, &iterator.sequence, Value::NULL);
    ended.map(|()| Value::EXHAUSTED)
}

fn reversed_length_hint(vm: &mut Vm, value: Value) -> PyResult {
    let iterator = this::<Reversed>(value);
    let Some(sequence) = iterator.sequence.get().given() else { return Ok(Value::small_int(0)) };
    let len = vm.len(sequence)? as i64;
    let left = iterator.index.get() + 1;
    Ok(Value::small_int(if len < left { 0 } else { left }))
}

fn reversed_reduce(vm: &mut Vm, value: Value) -> PyResult {
    let iterator = this::<Reversed>(value);
    let class = vm.type_of(value).value();
    match iterator.sequence.get().given() {
        Some(sequence) => {
            let arguments = vm.new_tuple(&[sequence]).value();
            let index = vm.new_int(iterator.index.get());
            Ok(vm.new_tuple(&[class, arguments, index]).value())
        }
        None => {
            let empty = vm.new_tuple(&[]).value();
            let arguments = vm.new_tuple(&[empty]).value();
            Ok(vm.new_tuple(&[class, arguments]).value())
        }
    }
}

fn reversed_setstate(vm: &mut Vm, value: Value, state: Value) -> PyResult {
    let index = vm.index_ssize(state)?;
    let iterator = this::<Reversed>(value);
    if let Some(sequence) = iterator.sequence.get().given() {
        let len = vm.len(sequence)? as i64;
        iterator.index.set(index.clamp(-1, len - 1));
    }
    Ok(Value::NONE)
}
