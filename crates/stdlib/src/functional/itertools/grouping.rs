//! Iterators that group items: `groupby`, `tee`, `pairwise`, `batched`.

use std::cell::Cell;

use whipsnake_builtins::collection::common::{iter_self, this};
use whipsnake_runtime::{
    Buffer, Call, Gc, Module, NativeDef, OrMemoryError, PyResult, Raised, RootVec, Slot, SlotOf, Slots, TypeFlags, TypeSpec, Value, Vm, def, object,
};

use crate::kinds;
use crate::support::{add_type, array, construct, construct_positional};

/// The types, added to the module, and `tee`.
pub fn add_types(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    add_type::<GroupBy>(vm, module, &GROUP_BY, None);
    add_type::<Grouper>(vm, module, &GROUPER, None);
    add_type::<Tee>(vm, module, &TEE, None);
    add_type::<TeeData>(vm, module, &TEE_DATA, None);
    add_type::<Pairwise>(vm, module, &PAIRWISE, None);
    add_type::<Batched>(vm, module, &BATCHED, None);
    vm.add_functions(module, FUNCTIONS);
    Ok(())
}

static FUNCTIONS: &[NativeDef] = &[def("tee", "($module, iterable, n=2, /)", Call::Bound(tee))];

// ---- groupby

object! {
    /// `itertools.groupby`.
    pub struct GroupBy = kinds::GROUP_BY, "groupby" {
        pub iterator: Slot,
        /// None: the item itself.
        pub key_function: Slot,
        /// Key of the group given last; NULL before the first.
        pub target_key: Slot,
        /// Key and value of the item read last; NULL when there is none waiting.
        pub current_key: Slot,
        pub current_value: Slot,
        /// The group given last: groups before it are over.
        pub current_group: Slot,
    }
}

static GROUP_BY: TypeSpec = TypeSpec {
    module: "itertools",
    signature: "(iterable, key=None)",
    flags: TypeFlags::BASE,
    slots: Slots {
        new: Some(|vm, class, args| construct(vm, &NEW_GROUP_BY, class, args)),
        iter: Some(iter_self), next: Some(group_by_next),
        ..Slots::EMPTY
    },
    ..TypeSpec::of::<GroupBy>()
};

static NEW_GROUP_BY: NativeDef = def("groupby", "($type, iterable, key=None)", Call::Bound(|vm, a| {
    let [class, iterable, key] = array(a);
    let iterator = vm.iter(iterable)?;
    let empty = || Slot::new(Value::NULL);
    let fields = GroupBy {
        iterator: Slot::new(iterator), key_function: Slot::new(key.given().unwrap_or(Value::NONE)), target_key: empty(), current_key: empty(),
        current_value: empty(), current_group: empty(),
    };
    Ok(vm.alloc(this(class), fields)?.value())
}));

/// Read the next item and its key; whether there is one.
fn group_by_step(vm: &mut Vm, group_by: Gc<GroupBy>) -> Result<bool, Raised> {
    let Some(value) = vm.next(group_by.iterator.get())? else { return Ok(false) };
    let key = match group_by.key_function.get() {
        Value::NONE => value,
        function => vm.call(function, &[value])?,
    };
    vm.heap.store(group_by, &group_by.current_value, value);
    vm.heap.store(group_by, &group_by.current_key, key);
    Ok(true)
}

fn group_by_next(vm: &mut Vm, value: Value) -> PyResult {
    let group_by = this::<GroupBy>(value);
    vm.heap.store(group_by, &group_by.current_group, Value::NULL);
    // Skip what is left of the last group.
    loop {
        match (group_by.current_key.get().given(), group_by.target_key.get().given()) {
            (None, _) => {}
            (Some(_), None) => break,
            (Some(current), Some(target)) => {
                if !vm.equal(target, current)? {
                    break;
                }
            }
        }
        if !group_by_step(vm, group_by)? {
            return Ok(Value::EXHAUSTED);
        }
    }
    let key = group_by.current_key.get();
    vm.heap.store(group_by, &group_by.target_key, key);
    let grouper = vm.type_for::<Grouper>();
    let group = vm.alloc(grouper, Grouper { parent: SlotOf::new(group_by), target_key: Slot::new(key) })?.value();
    vm.heap.store(group_by, &group_by.current_group, group);
    Ok(vm.new_tuple(&[key, group]).value())
}

object! {
    /// One group of a `groupby`.
    pub struct Grouper = kinds::GROUPER, "_grouper" { pub parent: SlotOf<GroupBy>, pub target_key: Slot }
}

static GROUPER: TypeSpec = TypeSpec {
    module: "itertools",
    slots: Slots {
        new: Some(|vm, class, args| construct_positional::<Grouper>(vm, &NEW_GROUPER, class, args)),
        iter: Some(iter_self), next: Some(grouper_next),
        ..Slots::EMPTY
    },
    ..TypeSpec::of::<Grouper>()
};

static NEW_GROUPER: NativeDef = def("_grouper", "($type, parent, tgtkey, /)", Call::A3(|vm, class, parent, key| {
    let Some(parent) = Gc::<GroupBy>::cast(parent) else {
        let got = vm.type_of(parent).name_string();
        return Err(vm.type_error(&format!("_grouper() argument 1 must be itertools.groupby, not {got}")));
    };
    let group = vm.alloc(this(class), Grouper { parent: SlotOf::new(parent), target_key: Slot::new(key) })?.value();
    vm.heap.store(parent, &parent.current_group, group);
    Ok(group)
}));

fn grouper_next(vm: &mut Vm, value: Value) -> PyResult {
    let grouper = this::<Grouper>(value);
    let group_by = grouper.parent.get().expect("set by the constructor");
    if group_by.current_group.get() != value {
        return Ok(Value::EXHAUSTED);
    }
    if group_by.current_value.get().is_null() && !group_by_step(vm, group_by)? {
        return Ok(Value::EXHAUSTED);
    }
    if !vm.equal(grouper.target_key.get(), group_by.current_key.get())? {
        return Ok(Value::EXHAUSTED);
    }
    let item = group_by.current_value.get();
    vm.heap.store(group_by, &group_by.current_value, Value::NULL);
    vm.heap.store(group_by, &group_by.current_key, Value::NULL);
    Ok(item.given().unwrap_or(Value::EXHAUSTED))
}

// ---- tee

/// Items of one link of the chain that the iterators of a tee share.
const LINK: usize = 57;

object! {
    /// Some items that a tee's iterators have read or are still to read, and the next such link.
    pub struct TeeData = kinds::TEE_DATA, "_tee_dataobject" {
        pub iterator: Slot,
        pub items: SlotOf<Buffer>,
        pub count: Cell<usize>,
        pub next: SlotOf<TeeData>,
        pub running: Cell<bool>,
    }
}

static TEE_DATA: TypeSpec = TypeSpec { module: "itertools", flags: TypeFlags::NO_NEW, ..TypeSpec::of::<TeeData>() };

object! {
    /// `itertools._tee`: a place in the chain.
    pub struct Tee = kinds::TEE, "_tee" { pub data: SlotOf<TeeData>, pub index: Cell<usize> }
}

static TEE: TypeSpec = TypeSpec {
    module: "itertools",
    doc: "Iterator wrapped to make it copyable.",
    signature: "(iterable, /)",
    flags: TypeFlags::WEAKREF,
    slots: Slots {
        new: Some(|vm, class, args| construct_positional::<Tee>(vm, &NEW_TEE, class, args)),
        iter: Some(iter_self), next: Some(tee_next),
        ..Slots::EMPTY
    },
    methods: &[TEE_METHODS],
    ..TypeSpec::of::<Tee>()
};

static TEE_METHODS: &[NativeDef] = &[def("__copy__", "($self, /)", Call::A1(|vm, value| tee_copy(vm, this(value))))];
static NEW_TEE: NativeDef = def("_tee", "($type, iterable, /)", Call::A2(|vm, _, iterable| tee_of(vm, iterable)));

fn tee_copy(vm: &mut Vm, tee: Gc<Tee>) -> PyResult {
    let class = vm.type_for::<Tee>();
    Ok(vm.alloc(class, Tee { data: SlotOf::from_option(tee.data.get()), index: Cell::new(tee.index.get()) })?.value())
}

fn new_link(vm: &mut Vm, iterator: Value) -> Result<Gc<TeeData>, Raised> {
    let items = vm.heap.new_buffer(LINK).or_memory_error(vm)?;
    let class = vm.type_for::<TeeData>();
    let fields = TeeData { iterator: Slot::new(iterator), items: SlotOf::new(items), count: Cell::new(0), next: SlotOf::empty(), running: Cell::new(false) };
    vm.alloc(class, fields)
}

fn tee_of(vm: &mut Vm, iterable: Value) -> PyResult {
    let iterator = vm.iter(iterable)?;
    if let Some(tee) = Gc::<Tee>::cast(iterator) {
        return tee_copy(vm, tee);
    }
    let data = new_link(vm, iterator)?;
    let class = vm.type_for::<Tee>();
    Ok(vm.alloc(class, Tee { data: SlotOf::new(data), index: Cell::new(0) })?.value())
}

fn tee_next(vm: &mut Vm, value: Value) -> PyResult {
    let tee = this::<Tee>(value);
    let mut data = tee.data.get().expect("set by the constructor");
    if tee.index.get() >= LINK {
        let next = match data.next.get() {
            Some(next) => next,
            None => {
                let next = new_link(vm, data.iterator.get())?;
                vm.heap.store_to(data, &data.next, Some(next));
                next
            }
        };
        vm.heap.store_to(tee, &tee.data, Some(next));
        tee.index.set(0);
        data = next;
    }
    let (index, items) = (tee.index.get(), data.items.get().expect("set by the constructor"));
    if index == data.count.get() {
        if data.running.replace(true) {
            return Err(vm.runtime_error("cannot re-enter the tee iterator"));
        }
        let next = vm.next(data.iterator.get());
        data.running.set(false);
        let Some(item) = next? else { return Ok(Value::EXHAUSTED) };
        vm.heap.store(items, &items.slots()[index], item);
        data.count.set(index + 1);
    }
    tee.index.set(index + 1);
    Ok(items.slots()[index].get())
}

fn tee(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [iterable, n] = array(a);
    let n = match n.given() {
        Some(n) => vm.index_ssize(n)?,
        None => 2,
    };
    if n < 0 {
        return Err(vm.value_error("n must be >= 0"));
    }
    if n == 0 {
        return Ok(vm.new_tuple(&[]).value());
    }
    let mut made = RootVec::new(vm.heap);
    let first = tee_of(vm, iterable)?;
    made.push(vm.heap, first);
    for _ in 1..n {
        let copy = tee_copy(vm, this(first))?;
        made.try_push(vm.heap, copy).or_memory_error(vm)?;
    }
    Ok(vm.new_tuple(&made).value())
}

// ---- pairwise

object! {
    /// `itertools.pairwise`.
    pub struct Pairwise = kinds::PAIRWISE, "pairwise" {
        /// NULL at the end.
        pub iterator: Slot,
        /// NULL before the first item.
        pub old: Slot,
    }
}

static PAIRWISE: TypeSpec = TypeSpec {
    module: "itertools",
    signature: "(iterable, /)",
    flags: TypeFlags::BASE,
    slots: Slots {
        new: Some(|vm, class, args| construct_positional::<Pairwise>(vm, &NEW_PAIRWISE, class, args)),
        iter: Some(iter_self), next: Some(pairwise_next),
        ..Slots::EMPTY
    },
    ..TypeSpec::of::<Pairwise>()
};

static NEW_PAIRWISE: NativeDef = def("pairwise", "($type, iterable, /)", Call::A2(|vm, class, iterable| {
    let iterator = vm.iter(iterable)?;
    Ok(vm.alloc(this(class), Pairwise { iterator: Slot::new(iterator), old: Slot::new(Value::NULL) })?.value())
}));

fn pairwise_next(vm: &mut Vm, value: Value) -> PyResult {
    let pairwise = this::<Pairwise>(value);
    let Some(iterator) = pairwise.iterator.get().given() else { return Ok(Value::EXHAUSTED) };
    let end = |vm: &mut Vm| {
        vm.heap.store(pairwise, &pairwise.iterator, Value::NULL);
        vm.heap.store(pairwise, &pairwise.old, Value::NULL);
        Ok(Value::EXHAUSTED)
    };
    if pairwise.old.get().is_null() {
        let Some(first) = vm.next(iterator)? else { return end(vm) };
        vm.heap.store(pairwise, &pairwise.old, first);
        // Reading the first item may have ended this iterator.
        if pairwise.iterator.get().is_null() {
            return end(vm);
        }
    }
    let old = pairwise.old.get();
    let Some(new) = vm.next(iterator)? else { return end(vm) };
    vm.heap.store(pairwise, &pairwise.old, new);
    Ok(vm.new_tuple(&[old, new]).value())
}

// ---- batched

object! {
    /// `itertools.batched`.
    pub struct Batched = kinds::BATCHED, "batched" {
        /// NULL at the end.
        pub iterator: Slot,
        pub size: usize,
        pub strict: bool,
    }
}

static BATCHED: TypeSpec = TypeSpec {
    module: "itertools",
    signature: "(iterable, n, *, strict=False)",
    flags: TypeFlags::BASE,
    slots: Slots {
        new: Some(|vm, class, args| construct(vm, &NEW_BATCHED, class, args)),
        iter: Some(iter_self), next: Some(batched_next),
        ..Slots::EMPTY
    },
    ..TypeSpec::of::<Batched>()
};

static NEW_BATCHED: NativeDef = def("batched", "($type, iterable, n, *, strict=False)", Call::Bound(|vm, a| {
    let [class, iterable, n, strict] = array(a);
    let n = vm.index_ssize(n)?;
    let strict = match strict.given() {
        Some(strict) => vm.truthy(strict)?,
        None => false,
    };
    if n < 1 {
        return Err(vm.value_error("n must be at least one"));
    }
    let iterator = vm.iter(iterable)?;
    Ok(vm.alloc(this(class), Batched { iterator: Slot::new(iterator), size: n as usize, strict })?.value())
}));

fn batched_next(vm: &mut Vm, value: Value) -> PyResult {
    let batched = this::<Batched>(value);
    let Some(iterator) = batched.iterator.get().given() else { return Ok(Value::EXHAUSTED) };
    let mut items = RootVec::with_capacity(vm.heap, batched.size.min(64));
    while items.len() < batched.size {
        match vm.next(iterator) {
            Ok(Some(item)) => items.try_push(vm.heap, item).or_memory_error(vm)?,
            Ok(None) => break,
            Err(raised) => {
                vm.heap.store(batched, &batched.iterator, Value::NULL);
                return Err(raised);
            }
        }
    }
    if items.len() < batched.size {
        vm.heap.store(batched, &batched.iterator, Value::NULL);
        if items.is_empty() {
            return Ok(Value::EXHAUSTED);
        }
        if batched.strict {
            return Err(vm.value_error("batched(): incomplete batch"));
        }
    }
    Ok(vm.new_tuple(&items).value())
}
