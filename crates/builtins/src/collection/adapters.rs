//! `enumerate`, `zip`, `map`, `filter`.

use std::cell::Cell;

use whipsnake_runtime::{
    Args, BinaryOp, Call, Enumerate, Filter, Gc, Map, NativeDef, PyResult, Raised, RootVec, Slot, SlotOf, Slots, Str, Tuple, TypeFlags, TypeObject, TypeSpec,
    Value, Vm, Zip, def,
};

use super::common::{arithmetic, class_getitem, iter_self, overrides_init, positional, this};

/// The type `enumerate`.
pub static ENUMERATE: TypeSpec = TypeSpec {
    signature: "(iterable, start=0)",
    flags: TypeFlags::BASE,
    slots: Slots { new: Some(enumerate_new), iter: Some(iter_self), next: Some(enumerate_next), ..Slots::EMPTY },
    methods: &[ENUMERATE_METHODS],
    class_methods: CLASS_METHODS,
    ..TypeSpec::of::<Enumerate>()
};

static CLASS_METHODS: &[NativeDef] = &[def("__class_getitem__", "($type, object, /)", Call::A2(class_getitem))];
static ENUMERATE_METHODS: &[NativeDef] = &[def("__reduce__", "($self, /)", Call::A1(enumerate_reduce))];

/// The type `zip`.
pub static ZIP: TypeSpec = TypeSpec {
    signature: "(*iterables, strict=False)",
    flags: TypeFlags::BASE,
    slots: Slots { new: Some(zip_new), iter: Some(iter_self), next: Some(zip_next), ..Slots::EMPTY },
    methods: &[ZIP_METHODS],
    ..TypeSpec::of::<Zip>()
};

static ZIP_METHODS: &[NativeDef] = &[
    def("__reduce__", "($self, /)", Call::A1(zip_reduce)),
    def("__setstate__", "($self, object, /)", Call::A2(|vm, zip, state| {
        let strict = vm.truthy(state)?;
        this::<Zip>(zip).strict.set(strict);
        Ok(Value::NONE)
    })),
];

/// The type `map`.
pub static MAP: TypeSpec = TypeSpec {
    signature: "(function, iterable, /, *iterables, strict=False)",
    flags: TypeFlags::BASE,
    slots: Slots { new: Some(map_new), iter: Some(iter_self), next: Some(map_next), ..Slots::EMPTY },
    methods: &[MAP_METHODS],
    ..TypeSpec::of::<Map>()
};

static MAP_METHODS: &[NativeDef] = &[
    def("__reduce__", "($self, /)", Call::A1(map_reduce)),
    def("__setstate__", "($self, object, /)", Call::A2(|vm, map, state| {
        let strict = vm.truthy(state)?;
        this::<Map>(map).strict.set(strict);
        Ok(Value::NONE)
    })),
];

/// The type `filter`.
pub static FILTER: TypeSpec = TypeSpec {
    signature: "(function, iterable, /)",
    flags: TypeFlags::BASE,
    slots: Slots { new: Some(filter_new), iter: Some(iter_self), next: Some(filter_next), ..Slots::EMPTY },
    methods: &[FILTER_METHODS],
    ..TypeSpec::of::<Filter>()
};

static FILTER_METHODS: &[NativeDef] = &[def("__reduce__", "($self, /)", Call::A1(filter_reduce))];

fn enumerate_new(vm: &mut Vm, class: Gc<TypeObject>, args: Args<'_>) -> PyResult {
    let total = args.values.len();
    if total > 2 {
        return Err(vm.type_error(&format!("enumerate() takes at most 2 arguments ({total} given)")));
    }
    let (mut iterable, mut start) = (args.positional().first().copied(), args.positional().get(1).copied());
    for (name, value) in args.keywords() {
        let text = vm.text(name);
        let target = match text.as_str() {
            "iterable" if iterable.is_none() => &mut iterable,
            "start" if start.is_none() => &mut start,
            _ => return Err(vm.type_error(&format!("'{text}' is an invalid keyword argument for enumerate()"))),
        };
        *target = Some(value);
    }
    let Some(iterable) = iterable else { return Err(vm.type_error("enumerate() missing required argument 'iterable'")) };
    let start = match start {
        Some(start) => vm.index(start)?,
        None => Value::small_int(0),
    };
    let iterator = vm.iter(iterable)?;
    let (index, large_index) = match start.as_small_int() {
        Some(n) => (n, Value::NULL),
        None => (0, start),
    };
    Ok(vm.alloc(class, Enumerate { iterator: Slot::new(iterator), index: Cell::new(index), large_index: Slot::new(large_index) })?.value())
}

/// The number that the next item gets.
fn enumerate_index(enumerate: Gc<Enumerate>) -> Value {
    enumerate.large_index.get().given().unwrap_or_else(|| Value::small_int(enumerate.index.get()))
}

fn enumerate_next(vm: &mut Vm, value: Value) -> PyResult {
    let enumerate = this::<Enumerate>(value);
    let Some(item) = vm.next(enumerate.iterator.get())? else { return Ok(Value::EXHAUSTED) };
    let number = enumerate_index(enumerate);
    match number.as_small_int().and_then(|n| Value::try_small_int(n + 1)) {
        Some(_) => enumerate.index.set(enumerate.index.get() + 1),
        None => {
            let next = arithmetic(vm, BinaryOp::Add, number, Value::small_int(1))?;
            vm.heap.store(enumerate, &enumerate.large_index, next);
        }
    }
    Ok(vm.new_tuple(&[number, item]).value())
}

fn enumerate_reduce(vm: &mut Vm, value: Value) -> PyResult {
    let enumerate = this::<Enumerate>(value);
    let arguments = vm.new_tuple(&[enumerate.iterator.get(), enumerate_index(enumerate)]).value();
    let class = vm.type_of(value).value();
    Ok(vm.new_tuple(&[class, arguments]).value())
}

/// The keyword argument `strict`, the only one.
fn strict_keyword(vm: &mut Vm, name: &str, args: Args<'_>) -> Result<bool, Raised> {
    if args.keyword_count() > 1 {
        let given = args.keyword_count();
        return Err(vm.type_error(&format!("{name}() takes at most 1 keyword argument ({given} given)")));
    }
    let mut strict = false;
    for (keyword, value) in args.keywords() {
        if Gc::<Str>::cast(keyword).is_none_or(|k| k.bytes() != b"strict") {
            let keyword = vm.text(keyword);
            return Err(vm.type_error(&format!("{name}() got an unexpected keyword argument '{keyword}'")));
        }
        strict = vm.truthy(value)?;
    }
    Ok(strict)
}

/// A tuple of the iterables' iterators.
fn iterators(vm: &mut Vm, iterables: &[Value]) -> Result<Gc<Tuple>, Raised> {
    let mut iterators = RootVec::with_capacity(vm.heap, iterables.len());
    for &iterable in iterables {
        let iterator = vm.iter(iterable)?;
        iterators.push(vm.heap, iterator);
    }
    Ok(vm.new_tuple(&iterators))
}

fn zip_new(vm: &mut Vm, class: Gc<TypeObject>, args: Args<'_>) -> PyResult {
    let strict = if args.keyword_count() > 0 && overrides_init(vm, class, vm.types.zip) { false } else { strict_keyword(vm, "zip", args)? };
    let iterators = iterators(vm, args.positional())?;
    Ok(vm.alloc(class, Zip { iterators: SlotOf::new(iterators), strict: Cell::new(strict) })?.value())
}

/// The next item of each iterator, into `items`; false at the end of one of them.
fn next_items(vm: &mut Vm, name: &str, iterators: Gc<Tuple>, strict: bool, items: &mut [Value]) -> Result<bool, Raised> {
    for (i, item) in items.iter_mut().enumerate() {
        match vm.next(iterators.items()[i])? {
            Some(next) => *item = next,
            None => {
                if strict {
                    check_all_ended(vm, name, iterators, i)?;
                }
                return Ok(false);
            }
        }
    }
    Ok(true)
}

/// Iterator `ended` is at its end: so must all others be.
fn check_all_ended(vm: &mut Vm, name: &str, iterators: Gc<Tuple>, ended: usize) -> Result<(), Raised> {
    let others = |i: usize| if i == 1 { " 1".to_owned() } else { format!("s 1-{i}") };
    if ended > 0 {
        let (position, others) = (ended + 1, others(ended));
        return Err(vm.value_error(&format!("{name}() argument {position} is shorter than argument{others}")));
    }
    for i in 1..iterators.len {
        if vm.next(iterators.items()[i])?.is_some() {
            let (position, others) = (i + 1, others(i));
            return Err(vm.value_error(&format!("{name}() argument {position} is longer than argument{others}")));
        }
    }
    Ok(())
}

fn zip_next(vm: &mut Vm, value: Value) -> PyResult {
    let zip = this::<Zip>(value);
    let iterators = zip.iterators.get().expect("set by the constructor");
    let strict = zip.strict.get();
    if iterators.len == 0 {
        return Ok(Value::EXHAUSTED);
    }
    if iterators.len == 2 && !strict {
        let Some(a) = vm.next(iterators.items()[0])? else { return Ok(Value::EXHAUSTED) };
        let Some(b) = vm.next(iterators.items()[1])? else { return Ok(Value::EXHAUSTED) };
        return Ok(vm.new_tuple(&[a, b]).value());
    }
    let mark = vm.scratch_mark();
    let items = vm.scratch(iterators.len)?;
    let result = next_items(vm, "zip", iterators, strict, items);
    let result = result.map(|more| if more { vm.new_tuple(items).value() } else { Value::EXHAUSTED });
    vm.scratch_release(mark);
    result
}

fn zip_reduce(vm: &mut Vm, value: Value) -> PyResult {
    let zip = this::<Zip>(value);
    let iterators = zip.iterators.get().expect("set by the constructor").value();
    reduce_with_strict(vm, value, iterators, zip.strict.get())
}

fn reduce_with_strict(vm: &mut Vm, value: Value, arguments: Value, strict: bool) -> PyResult {
    let class = vm.type_of(value).value();
    let parts = [class, arguments, Value::TRUE];
    Ok(vm.new_tuple(if strict { &parts } else { &parts[..2] }).value())
}

fn map_new(vm: &mut Vm, class: Gc<TypeObject>, args: Args<'_>) -> PyResult {
    let strict = if args.keyword_count() > 0 && overrides_init(vm, class, vm.types.map) { false } else { strict_keyword(vm, "map", args)? };
    let [function, iterables @ ..] = args.positional() else { return Err(vm.type_error("map() must have at least two arguments.")) };
    if iterables.is_empty() {
        return Err(vm.type_error("map() must have at least two arguments."));
    }
    let iterators = iterators(vm, iterables)?;
    Ok(vm.alloc(class, Map { function: Slot::new(*function), iterators: SlotOf::new(iterators), strict: Cell::new(strict) })?.value())
}

fn map_next(vm: &mut Vm, value: Value) -> PyResult {
    let map = this::<Map>(value);
    let iterators = map.iterators.get().expect("set by the constructor");
    let function = map.function.get();
    if let [iterator] = *iterators.items() {
        return match vm.next(iterator)? {
            Some(item) => vm.call(function, &[item]),
            None => Ok(Value::EXHAUSTED),
        };
    }
    let mark = vm.scratch_mark();
    let items = vm.scratch(iterators.len)?;
    let result = match next_items(vm, "map", iterators, map.strict.get(), items) {
        Ok(true) => vm.call(function, items),
        Ok(false) => Ok(Value::EXHAUSTED),
        Err(raised) => Err(raised),
    };
    vm.scratch_release(mark);
    result
}

fn map_reduce(vm: &mut Vm, value: Value) -> PyResult {
    let map = this::<Map>(value);
    let mut arguments = RootVec::from_slice(vm.heap, &[map.function.get()]);
    for &iterator in map.iterators.get().expect("set by the constructor").items() {
        arguments.push(vm.heap, iterator);
    }
    let arguments = vm.new_tuple(&arguments).value();
    reduce_with_strict(vm, value, arguments, map.strict.get())
}

fn filter_new(vm: &mut Vm, class: Gc<TypeObject>, args: Args<'_>) -> PyResult {
    let args = if args.keyword_count() > 0 && overrides_init(vm, class, vm.types.filter) { Args::positional_only(args.positional()) } else { args };
    let args = positional(vm, "filter", args, 2, 2)?;
    let iterator = vm.iter(args[1])?;
    Ok(vm.alloc(class, Filter { function: Slot::new(args[0]), iterator: Slot::new(iterator) })?.value())
}

fn filter_next(vm: &mut Vm, value: Value) -> PyResult {
    let filter = this::<Filter>(value);
    let function = filter.function.get();
    let by_truth = function.is_none() || function == vm.types.bool.value();
    while let Some(item) = vm.next(filter.iterator.get())? {
        let judged = if by_truth { item } else { vm.call(function, &[item])? };
        if vm.truthy(judged)? {
            return Ok(item);
        }
    }
    Ok(Value::EXHAUSTED)
}

fn filter_reduce(vm: &mut Vm, value: Value) -> PyResult {
    let filter = this::<Filter>(value);
    let arguments = vm.new_tuple(&[filter.function.get(), filter.iterator.get()]).value();
    let class = vm.type_of(value).value();
    Ok(vm.new_tuple(&[class, arguments]).value())
}
