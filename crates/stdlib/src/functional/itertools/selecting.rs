//! Iterators that pass on, combine or leave out items of others: `chain`, `accumulate`, `compress`, `dropwhile`, `takewhile`,
//! `filterfalse`, `starmap`, `islice`, `zip_longest`.

use std::cell::Cell;

use whipsnake_builtins::collection::common::{arithmetic, class_getitem, iter_self, this};
use whipsnake_runtime::{
    Args, BinaryOp, Buffer, Call, Gc, Module, NativeDef, OrMemoryError, PyResult, Raised, Slot, SlotOf, Slots, Tuple, TypeFlags, TypeObject, TypeSpec,
    Value, Vm, def, object,
};

use crate::kinds;
use crate::support::{add_type, array, construct, construct_positional, not_none};

/// The types, added to the module.
pub fn add_types(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    add_type::<Chain>(vm, module, &CHAIN, None);
    add_type::<Accumulate>(vm, module, &ACCUMULATE, None);
    add_type::<Compress>(vm, module, &COMPRESS, None);
    add_type::<DropWhile>(vm, module, &DROP_WHILE, None);
    add_type::<TakeWhile>(vm, module, &TAKE_WHILE, None);
    add_type::<FilterFalse>(vm, module, &FILTER_FALSE, None);
    add_type::<StarMap>(vm, module, &STAR_MAP, None);
    add_type::<ISlice>(vm, module, &ISLICE, None);
    add_type::<ZipLongest>(vm, module, &ZIP_LONGEST, None);
    Ok(())
}

// ---- chain

object! {
    /// `itertools.chain`.
    pub struct Chain = kinds::CHAIN, "chain" {
        /// Iterator over the iterables; NULL at the end.
        pub source: Slot,
        /// The one that gives items now, or NULL.
        pub active: Slot,
    }
}

static CHAIN: TypeSpec = TypeSpec {
    module: "itertools",
    signature: "(*iterables)",
    flags: TypeFlags::BASE,
    slots: Slots { new: Some(chain_new), iter: Some(iter_self), next: Some(chain_next), ..Slots::EMPTY },
    class_methods: CHAIN_CLASS_METHODS,
    ..TypeSpec::of::<Chain>()
};

static CHAIN_CLASS_METHODS: &[NativeDef] = &[
    def("from_iterable", "($type, iterable, /)", Call::A2(|vm, class, iterable| {
        let source = vm.iter(iterable)?;
        chain_of(vm, this(class), source)
    })),
    def("__class_getitem__", "($type, object, /)", Call::A2(class_getitem)),
];

fn chain_of(vm: &mut Vm, class: Gc<TypeObject>, source: Value) -> PyResult {
    Ok(vm.alloc(class, Chain { source: Slot::new(source), active: Slot::new(Value::NULL) })?.value())
}

static NEW_CHAIN: NativeDef = def("chain", "($type, *iterables)", Call::Bound(|vm, a| {
    let source = vm.iter(a[1])?;
    chain_of(vm, this(a[0]), source)
}));

fn chain_new(vm: &mut Vm, class: Gc<TypeObject>, args: Args<'_>) -> PyResult {
    construct_positional::<Chain>(vm, &NEW_CHAIN, class, args)
}

fn chain_next(vm: &mut Vm, value: Value) -> PyResult {
    let chain = this::<Chain>(value);
    loop {
        if let Some(active) = chain.active.get().given() {
            if let Some(item) = vm.next(active)? {
                return Ok(item);
            }
            vm.heap.store(chain, &chain.active, Value::NULL);
        }
        let Some(source) = chain.source.get().given() else { return Ok(Value::EXHAUSTED) };
        let next = match vm.next(source) {
            Ok(Some(iterable)) => vm.iter(iterable).map(Some),
            Ok(None) => Ok(None),
            Err(raised) => Err(raised),
        };
        match next {
            Ok(Some(active)) => vm.heap.store(chain, &chain.active, active),
            Ok(None) => vm.heap.store(chain, &chain.source, Value::NULL),
            Err(raised) => {
                vm.heap.store(chain, &chain.source, Value::NULL);
                return Err(raised);
            }
        }
    }
}

// ---- accumulate

object! {
    /// `itertools.accumulate`.
    pub struct Accumulate = kinds::ACCUMULATE, "accumulate" {
        pub iterator: Slot,
        /// None: addition.
        pub function: Slot,
        /// NULL before the first item.
        pub total: Slot,
        /// Given first, then NULL.
        pub initial: Slot,
    }
}

static ACCUMULATE: TypeSpec = TypeSpec {
    module: "itertools",
    signature: "(iterable, func=None, *, initial=None)",
    flags: TypeFlags::BASE,
    slots: Slots {
        new: Some(|vm, class, args| construct(vm, &NEW_ACCUMULATE, class, args)),
        iter: Some(iter_self), next: Some(accumulate_next),
        ..Slots::EMPTY
    },
    ..TypeSpec::of::<Accumulate>()
};

static NEW_ACCUMULATE: NativeDef = def("accumulate", "($type, iterable, func=None, *, initial=None)", Call::Bound(|vm, a| {
    let [class, iterable, function, initial] = array(a);
    let iterator = vm.iter(iterable)?;
    let function = not_none(function).unwrap_or(Value::NONE);
    let initial = not_none(initial).unwrap_or(Value::NULL);
    let fields = Accumulate { iterator: Slot::new(iterator), function: Slot::new(function), total: Slot::new(Value::NULL), initial: Slot::new(initial) };
    Ok(vm.alloc(this(class), fields)?.value())
}));

fn accumulate_next(vm: &mut Vm, value: Value) -> PyResult {
    let accumulate = this::<Accumulate>(value);
    if let Some(initial) = accumulate.initial.get().given() {
        vm.heap.store(accumulate, &accumulate.initial, Value::NULL);
        vm.heap.store(accumulate, &accumulate.total, initial);
        return Ok(initial);
    }
    let Some(item) = vm.next(accumulate.iterator.get())? else { return Ok(Value::EXHAUSTED) };
    let total = match (accumulate.total.get().given(), accumulate.function.get()) {
        (None, _) => item,
        (Some(total), Value::NONE) => arithmetic(vm, BinaryOp::Add, total, item)?,
        (Some(total), function) => vm.call(function, &[total, item])?,
    };
    vm.heap.store(accumulate, &accumulate.total, total);
    Ok(total)
}

// ---- compress

object! {
    /// `itertools.compress`.
    pub struct Compress = kinds::COMPRESS, "compress" { pub data: Slot, pub selectors: Slot }
}

static COMPRESS: TypeSpec = TypeSpec {
    module: "itertools",
    signature: "(data, selectors)",
    flags: TypeFlags::BASE,
    slots: Slots {
        new: Some(|vm, class, args| construct(vm, &NEW_COMPRESS, class, args)),
        iter: Some(iter_self), next: Some(compress_next),
        ..Slots::EMPTY
    },
    ..TypeSpec::of::<Compress>()
};

static NEW_COMPRESS: NativeDef = def("compress", "($type, data, selectors)", Call::A3(|vm, class, data, selectors| {
    let (data, selectors) = (vm.iter(data)?, vm.iter(selectors)?);
    Ok(vm.alloc(this(class), Compress { data: Slot::new(data), selectors: Slot::new(selectors) })?.value())
}));

fn compress_next(vm: &mut Vm, value: Value) -> PyResult {
    let compress = this::<Compress>(value);
    while let Some(item) = vm.next(compress.data.get())? {
        let Some(selector) = vm.next(compress.selectors.get())? else { break };
        if vm.truthy(selector)? {
            return Ok(item);
        }
    }
    Ok(Value::EXHAUSTED)
}

// ---- dropwhile, takewhile, filterfalse, starmap: a function and an iterator

macro_rules! with_function {
    ($(#[$meta:meta])* $object:ident, $kind:ident, $name:literal, $spec:ident, $new:ident, $signature:literal, $next:ident) => {
        object! {
            $(#[$meta])*
            pub struct $object = kinds::$kind, $name {
                pub function: Slot,
                pub iterator: Slot,
                /// The condition has changed for good.
                pub done: Cell<bool>,
            }
        }

        static $spec: TypeSpec = TypeSpec {
            module: "itertools",
            signature: $signature,
            flags: TypeFlags::BASE,
            slots: Slots {
                new: Some(|vm, class, args| construct_positional::<$object>(vm, &$new, class, args)),
                iter: Some(iter_self), next: Some($next),
                ..Slots::EMPTY
            },
            ..TypeSpec::of::<$object>()
        };

        static $new: NativeDef = def($name, concat!("($type, ", "function, iterable, /)"), Call::A3(|vm, class, function, iterable| {
            let iterator = vm.iter(iterable)?;
            Ok(vm.alloc(this(class), $object { function: Slot::new(function), iterator: Slot::new(iterator), done: Cell::new(false) })?.value())
        }));
    };
}

with_function! {
    /// `itertools.dropwhile`.
    DropWhile, DROP_WHILE, "dropwhile", DROP_WHILE, NEW_DROP_WHILE, "(predicate, iterable, /)", drop_while_next
}
with_function! {
    /// `itertools.takewhile`.
    TakeWhile, TAKE_WHILE, "takewhile", TAKE_WHILE, NEW_TAKE_WHILE, "(predicate, iterable, /)", take_while_next
}
with_function! {
    /// `itertools.filterfalse`.
    FilterFalse, FILTER_FALSE, "filterfalse", FILTER_FALSE, NEW_FILTER_FALSE, "(function, iterable, /)", filter_false_next
}
with_function! {
    /// `itertools.starmap`.
    StarMap, STAR_MAP, "starmap", STAR_MAP, NEW_STAR_MAP, "(function, iterable, /)", star_map_next
}

fn drop_while_next(vm: &mut Vm, value: Value) -> PyResult {
    let drop_while = this::<DropWhile>(value);
    while let Some(item) = vm.next(drop_while.iterator.get())? {
        if drop_while.done.get() {
            return Ok(item);
        }
        let judged = vm.call(drop_while.function.get(), &[item])?;
        if !vm.truthy(judged)? {
            drop_while.done.set(true);
            return Ok(item);
        }
    }
    Ok(Value::EXHAUSTED)
}

fn take_while_next(vm: &mut Vm, value: Value) -> PyResult {
    let take_while = this::<TakeWhile>(value);
    if take_while.done.get() {
        return Ok(Value::EXHAUSTED);
    }
    let Some(item) = vm.next(take_while.iterator.get())? else { return Ok(Value::EXHAUSTED) };
    let judged = vm.call(take_while.function.get(), &[item])?;
    if vm.truthy(judged)? {
        return Ok(item);
    }
    take_while.done.set(true);
    Ok(Value::EXHAUSTED)
}

fn filter_false_next(vm: &mut Vm, value: Value) -> PyResult {
    let filter = this::<FilterFalse>(value);
    let function = filter.function.get();
    let by_truth = function.is_none() || function == vm.types.bool.value();
    while let Some(item) = vm.next(filter.iterator.get())? {
        let judged = if by_truth { item } else { vm.call(function, &[item])? };
        if !vm.truthy(judged)? {
            return Ok(item);
        }
    }
    Ok(Value::EXHAUSTED)
}

fn star_map_next(vm: &mut Vm, value: Value) -> PyResult {
    let star_map = this::<StarMap>(value);
    let Some(item) = vm.next(star_map.iterator.get())? else { return Ok(Value::EXHAUSTED) };
    if vm.is_exact(item, vm.types.tuple) {
        return vm.call(star_map.function.get(), this::<Tuple>(item).items());
    }
    let items = vm.collect(item)?;
    let arguments = vm.new_tuple(&items);
    vm.call(star_map.function.get(), arguments.items())
}

// ---- islice

object! {
    /// `itertools.islice`.
    pub struct ISlice = kinds::ISLICE, "islice" {
        /// NULL at the end.
        pub iterator: Slot,
        pub next: Cell<i64>,
        /// Negative: without end.
        pub stop: Cell<i64>,
        pub step: Cell<i64>,
        /// Items taken so far.
        pub taken: Cell<i64>,
    }
}

static ISLICE: TypeSpec = TypeSpec {
    module: "itertools",
    flags: TypeFlags::BASE,
    slots: Slots {
        new: Some(|vm, class, args| construct_positional::<ISlice>(vm, &NEW_ISLICE, class, args)),
        iter: Some(iter_self), next: Some(islice_next),
        ..Slots::EMPTY
    },
    ..TypeSpec::of::<ISlice>()
};

static NEW_ISLICE: NativeDef = def("islice", "($type, iterable, start, stop=None, step=None, /)", Call::Bound(islice_new));

/// A bound of a slice: the default for None, `None` (Rust) for what is no index or negative.
fn islice_bound(vm: &mut Vm, value: Value, default: i64) -> Result<Option<i64>, Raised> {
    if value.is_none() {
        return Ok(Some(default));
    }
    match vm.index_ssize(value) {
        Ok(n) => Ok(Some(n).filter(|&n| n >= 0)),
        Err(raised) => {
            let _ = vm.take_exception(raised);
            Ok(None)
        }
    }
}

fn islice_new(vm: &mut Vm, a: &[Value]) -> PyResult {
    const INDICES: &str = "Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.";
    let [class, iterable, first, second, step] = array(a);
    let (start, stop) = match second.given() {
        None => {
            let Some(stop) = islice_bound(vm, first, -1)? else {
                return Err(vm.value_error("Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize."));
            };
            (0, stop)
        }
        Some(second) => {
            let Some(start) = islice_bound(vm, first, 0)? else { return Err(vm.value_error(INDICES)) };
            let Some(stop) = islice_bound(vm, second, -1)? else {
                return Err(vm.value_error("Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize."));
            };
            (start, stop)
        }
    };
    let step = match step.given() {
        Some(step) => islice_bound(vm, step, 1)?.filter(|&n| n > 0),
        None => Some(1),
    };
    let Some(step) = step else { return Err(vm.value_error("Step for islice() must be a positive integer or None.")) };
    let iterator = vm.iter(iterable)?;
    let fields = ISlice { iterator: Slot::new(iterator), next: Cell::new(start), stop: Cell::new(stop), step: Cell::new(step), taken: Cell::new(0) };
    Ok(vm.alloc(this(class), fields)?.value())
}

fn islice_next(vm: &mut Vm, value: Value) -> PyResult {
    let islice = this::<ISlice>(value);
    let Some(iterator) = islice.iterator.get().given() else { return Ok(Value::EXHAUSTED) };
    let stop = islice.stop.get();
    let end = |vm: &mut Vm| {
        vm.heap.store(islice, &islice.iterator, Value::NULL);
        Ok(Value::EXHAUSTED)
    };
    while islice.taken.get() < islice.next.get() {
        if stop >= 0 && islice.taken.get() >= stop {
            return end(vm);
        }
        if vm.next(iterator)?.is_none() {
            return end(vm);
        }
        islice.taken.set(islice.taken.get() + 1);
    }
    if stop >= 0 && islice.taken.get() >= stop {
        return end(vm);
    }
    let Some(item) = vm.next(iterator)? else { return end(vm) };
    islice.taken.set(islice.taken.get() + 1);
    let next = islice.next.get().checked_add(islice.step.get()).unwrap_or(i64::MAX);
    islice.next.set(if stop >= 0 { next.min(stop) } else { next });
    Ok(item)
}

// ---- zip_longest

object! {
    /// `itertools.zip_longest`.
    pub struct ZipLongest = kinds::ZIP_LONGEST, "zip_longest" {
        /// The iterators; NULL for those at their end.
        pub iterators: SlotOf<Buffer>,
        pub count: usize,
        /// How many still give items.
        pub active: Cell<usize>,
        pub fill: Slot,
    }
}

static ZIP_LONGEST: TypeSpec = TypeSpec {
    module: "itertools",
    signature: "(*iterables, fillvalue=None)",
    flags: TypeFlags::BASE,
    slots: Slots { new: Some(zip_longest_new), iter: Some(iter_self), next: Some(zip_longest_next), ..Slots::EMPTY },
    ..TypeSpec::of::<ZipLongest>()
};

fn zip_longest_new(vm: &mut Vm, class: Gc<TypeObject>, args: Args<'_>) -> PyResult {
    let mut fill = Value::NONE;
    for (name, value) in args.keywords() {
        if vm.text(name) != "fillvalue" {
            return Err(vm.type_error("zip_longest() got an unexpected keyword argument"));
        }
        fill = value;
    }
    let iterables = args.positional();
    let iterators = vm.heap.new_buffer(iterables.len().max(1)).or_memory_error(vm)?;
    for (i, &iterable) in iterables.iter().enumerate() {
        let iterator = vm.iter(iterable)?;
        vm.heap.store(iterators, &iterators.slots()[i], iterator);
    }
    let fields = ZipLongest { iterators: SlotOf::new(iterators), count: iterables.len(), active: Cell::new(iterables.len()), fill: Slot::new(fill) };
    Ok(vm.alloc(class, fields)?.value())
}

fn zip_longest_next(vm: &mut Vm, value: Value) -> PyResult {
    let zip = this::<ZipLongest>(value);
    if zip.active.get() == 0 {
        return Ok(Value::EXHAUSTED);
    }
    let mark = vm.scratch_mark();
    let items = vm.scratch(zip.count)?;
    let result = match zip_longest_items(vm, zip, items) {
        Ok(true) => Ok(vm.new_tuple(items).value()),
        Ok(false) => Ok(Value::EXHAUSTED),
        Err(raised) => {
            zip.active.set(0);
            Err(raised)
        }
    };
    vm.scratch_release(mark);
    result
}

/// One item from each iterator; whether there is any.
fn zip_longest_items(vm: &mut Vm, zip: Gc<ZipLongest>, items: &mut [Value]) -> Result<bool, Raised> {
    let iterators = zip.iterators.get().expect("set by the constructor");
    for (i, item) in items.iter_mut().enumerate() {
        let slot = &iterators.slots()[i];
        *item = zip.fill.get();
        let Some(iterator) = slot.get().given() else { continue };
        match vm.next(iterator)? {
            Some(next) => *item = next,
            None => {
                zip.active.set(zip.active.get().saturating_sub(1));
                if zip.active.get() == 0 {
                    return Ok(false);
                }
                vm.heap.store(iterators, slot, Value::NULL);
            }
        }
    }
    Ok(true)
}
