//! `tuple`, `tuple_iterator`.

use std::cell::Cell;

use whipsnake_runtime::{
    Args, Call, CompareOp, Gc, NativeDef, PyResult, Raised, SliceObject, SlotOf, Slots, Tuple, TupleIterator, TypeFlags, TypeObject, TypeSpec, Value, Vm,
    def,
};

use super::common::{
    TupleHash, bound_argument, class_getitem, compare_items, has_index, iter_self, overrides_init, positional, reduced, repeat_count, repr_items, this,
};
use super::slice;

/// The type `tuple`.
pub static SPEC: TypeSpec = TypeSpec {
    signature: "(iterable=(), /)",
    flags: TypeFlags(TypeFlags::BASE.0 | TypeFlags::VAR_SIZED.0 | TypeFlags::SEQUENCE.0 | TypeFlags::MATCH_SELF.0),
    slots: Slots {
        new: Some(new), repr: Some(repr), hash: Some(hash), compare: Some(compare), iter: Some(iter), length: Some(length),
        getitem: Some(getitem), contains: Some(contains), concat: Some(concat), repeat: Some(repeat), ..Slots::EMPTY
    },
    methods: &[METHODS],
    class_methods: &[const { def("__class_getitem__", "($type, object, /)", Call::A2(class_getitem)) }],
    ..TypeSpec::of::<Tuple>()
};

static METHODS: &[NativeDef] = &[
    def("index", "($self, value, start=0, stop=sys.maxsize, /)", Call::Bound(index)),
    def("count", "($self, value, /)", Call::A2(count)),
    def("__getnewargs__", "($self, /)", Call::A1(getnewargs)),
];

/// The type `tuple_iterator`.
pub static ITERATOR: TypeSpec = TypeSpec {
    flags: TypeFlags::NO_NEW,
    slots: Slots { iter: Some(iter_self), next: Some(next), ..Slots::EMPTY },
    methods: &[ITERATOR_METHODS],
    ..TypeSpec::of::<TupleIterator>()
};

static ITERATOR_METHODS: &[NativeDef] = &[
    def("__length_hint__", "($self, /)", Call::A1(iterator_length)),
    def("__reduce__", "($self, /)", Call::A1(iterator_reduce)),
    def("__setstate__", "($self, object, /)", Call::A2(iterator_setstate)),
];

fn new(vm: &mut Vm, class: Gc<TypeObject>, args: Args<'_>) -> PyResult {
    let args = if args.keyword_count() > 0 && overrides_init(vm, class, vm.types.tuple) { Args::positional_only(args.positional()) } else { args };
    let iterable = positional(vm, "tuple", args, 0, 1)?.first().copied();
    let exact = class == vm.types.tuple;
    let Some(iterable) = iterable else {
        return if exact { Ok(vm.new_tuple(&[]).value()) } else { Ok(vm.new_tuple_of(class, &[])?.value()) };
    };
    if vm.is_exact(iterable, vm.types.tuple) {
        return if exact { Ok(iterable) } else { Ok(vm.new_tuple_of(class, this::<Tuple>(iterable).items())?.value()) };
    }
    let items = vm.collect(iterable)?;
    if exact && items.is_empty() { Ok(vm.new_tuple(&[]).value()) } else { Ok(vm.new_tuple_of(class, &items)?.value()) }
}

fn repr(vm: &mut Vm, value: Value) -> PyResult {
    let tuple = this::<Tuple>(value);
    let close = if tuple.len == 1 { ",)" } else { ")" };
    repr_items(vm, value, "(", close, |i| tuple.items().get(i).copied())
}

fn hash(vm: &mut Vm, value: Value) -> Result<i64, Raised> {
    let tuple = this::<Tuple>(value);
    if tuple.hash.get() != -1 {
        return Ok(tuple.hash.get());
    }
    vm.check_native_stack()?;
    let mut hash = TupleHash::new();
    for &item in tuple.items() {
        hash.add(vm.hash(item)?);
    }
    tuple.hash.set(hash.finish(tuple.len));
    Ok(tuple.hash.get())
}

fn compare(vm: &mut Vm, a: Value, b: Value, op: CompareOp) -> PyResult {
    let (Some(a), Some(b)) = (Gc::<Tuple>::cast(a), Gc::<Tuple>::cast(b)) else { return Ok(Value::NOT_IMPLEMENTED) };
    compare_items(vm, op, |i| a.items().get(i).copied(), |i| b.items().get(i).copied())
}

fn iter(vm: &mut Vm, value: Value) -> PyResult {
    let iterator = TupleIterator { tuple: SlotOf::new(this(value)), index: Cell::new(0) };
    Ok(vm.heap.alloc(vm.types.tuple_iterator.as_ptr(), 0, iterator).value())
}

fn length(_: &mut Vm, value: Value) -> Result<usize, Raised> {
    Ok(this::<Tuple>(value).len)
}

fn getitem(vm: &mut Vm, value: Value, key: Value) -> PyResult {
    let tuple = this::<Tuple>(value);
    if let Some(slice) = Gc::<SliceObject>::cast(key) {
        return getslice(vm, tuple, slice);
    }
    if !has_index(vm, key) {
        let class = vm.type_of(key).name_string();
        return Err(vm.type_error(&format!("tuple indices must be integers or slices, not {class}")));
    }
    let index = vm.subscript_index(key)?;
    let index = if index < 0 { index + tuple.len as i64 } else { index };
    match tuple.items().get(index as usize) {
        Some(&item) => Ok(item),
        None => Err(vm.index_error("tuple index out of range")),
    }
}

fn getslice(vm: &mut Vm, tuple: Gc<Tuple>, slice: Gc<SliceObject>) -> PyResult {
    let selected = slice::unpack(vm, slice)?.select(tuple.len);
    if selected.step == 1 {
        if selected.len == tuple.len && vm.is_exact(tuple.value(), vm.types.tuple) {
            return Ok(tuple.value());
        }
        return Ok(vm.new_tuple(&tuple.items()[selected.start..selected.start + selected.len]).value());
    }
    let mut items = whipsnake_runtime::RootVec::with_capacity(vm.heap, selected.len);
    for i in 0..selected.len {
        items.push(vm.heap, tuple.items()[selected.index(i)]);
    }
    Ok(vm.new_tuple(&items).value())
}

fn contains(vm: &mut Vm, value: Value, item: Value) -> Result<bool, Raised> {
    for &other in this::<Tuple>(value).items() {
        if vm.equal(other, item)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn concat(vm: &mut Vm, a: Value, b: Value) -> PyResult {
    let tuple = this::<Tuple>(a);
    let Some(other) = Gc::<Tuple>::cast(b) else {
        let class = vm.type_of(b).name_string();
        return Err(vm.type_error(&format!("can only concatenate tuple (not \"{class}\") to tuple")));
    };
    if tuple.len == 0 && vm.is_exact(b, vm.types.tuple) {
        return Ok(b);
    }
    if other.len == 0 && vm.is_exact(a, vm.types.tuple) {
        return Ok(a);
    }
    let mut items = whipsnake_runtime::RootVec::with_capacity(vm.heap, tuple.len + other.len);
    for &item in tuple.items().iter().chain(other.items()) {
        items.push(vm.heap, item);
    }
    Ok(vm.new_tuple(&items).value())
}

fn repeat(vm: &mut Vm, value: Value, count: Value) -> PyResult {
    let count = repeat_count(vm, count)?;
    let tuple = this::<Tuple>(value);
    if (count == 1 || tuple.len == 0) && vm.is_exact(value, vm.types.tuple) {
        return Ok(value);
    }
    let repeated = super::list::repeated(vm, tuple.items(), count)?;
    if repeated.is_empty() {
        return Ok(vm.new_tuple(&[]).value());
    }
    Ok(vm.new_tuple_of(vm.types.tuple, repeated.items())?.value())
}

fn index(vm: &mut Vm, a: &[Value]) -> PyResult {
    let tuple = this::<Tuple>(a[0]);
    let start = if a[2].is_null() { 0 } else { bound_argument(vm, a[2], tuple.len)? };
    let stop = if a[3].is_null() { usize::MAX } else { bound_argument(vm, a[3], tuple.len)? };
    for i in start..stop.min(tuple.len) {
        if vm.equal(tuple.items()[i], a[1])? {
            return Ok(Value::small_int(i as i64));
        }
    }
    Err(vm.value_error("tuple.index(x): x not in tuple"))
}

fn count(vm: &mut Vm, value: Value, item: Value) -> PyResult {
    let mut count = 0;
    for &other in this::<Tuple>(value).items() {
        count += i64::from(vm.equal(other, item)?);
    }
    Ok(Value::small_int(count))
}

fn getnewargs(vm: &mut Vm, value: Value) -> PyResult {
    let plain = vm.new_tuple(this::<Tuple>(value).items()).value();
    Ok(vm.new_tuple(&[plain]).value())
}

fn next(_: &mut Vm, value: Value) -> PyResult {
    let iterator = this::<TupleIterator>(value);
    let Some(tuple) = iterator.tuple.get() else { return Ok(Value::EXHAUSTED) };
    let index = iterator.index.get();
    if index < tuple.len {
        iterator.index.set(index + 1);
        return Ok(tuple.items()[index]);
    }
    // SAFETY: nothing is stored.
    unsafe { iterator.tuple.set_unbarriered(None) };
    Ok(Value::EXHAUSTED)
}

fn iterator_length(_: &mut Vm, value: Value) -> PyResult {
    let iterator = this::<TupleIterator>(value);
    let len = iterator.tuple.get().map_or(0, |t| t.len.saturating_sub(iterator.index.get()));
    Ok(Value::small_int(len as i64))
}

fn iterator_reduce(vm: &mut Vm, value: Value) -> PyResult {
    let iterator = this::<TupleIterator>(value);
    match iterator.tuple.get() {
        Some(tuple) => {
            let index = Value::small_int(iterator.index.get() as i64);
            reduced(vm, "iter", tuple.value(), Some(index))
        }
        None => {
            let empty = vm.new_tuple(&[]).value();
            reduced(vm, "iter", empty, None)
        }
    }
}

fn iterator_setstate(vm: &mut Vm, value: Value, state: Value) -> PyResult {
    let index = vm.index_ssize(state)?;
    let iterator = this::<TupleIterator>(value);
    if let Some(tuple) = iterator.tuple.get() {
        iterator.index.set((index.max(0) as usize).min(tuple.len));
    }
    Ok(Value::NONE)
}
