//! `collections.deque`: a ring of values.
//!
//! Invariant: places outside the ring's items hold NULL; the ring's room is a power of two.

use std::cell::Cell;

use whipsnake_builtins::collection::common::{class_getitem, compare_items, finish_repr, iter_self, push_repr, repeat_count, this};
use whipsnake_runtime::{
    Args, Buffer, Call, CompareOp, Gc, GetSetDef, Module, NativeDef, OrMemoryError, PyResult, Raised, RootVec, SlotOf, Slots, TypeFlags,
    TypeObject, TypeSpec, Value, Vm, def, object,
};

use crate::kinds;
use crate::support::{add_type, array, construct, has_attributes};

object! {
    /// `collections.deque`.
    pub struct Deque = kinds::DEQUE, "deque" {
        pub ring: SlotOf<Buffer>,
        /// Room of the ring, less one.
        pub mask: Cell<usize>,
        /// Place of the first item.
        pub head: Cell<usize>,
        pub len: Cell<usize>,
        /// `usize::MAX`: no limit.
        pub limit: Cell<usize>,
        /// Changes whenever items are added or removed.
        pub state: Cell<u64>,
    }
}

/// The type `deque`.
pub static SPEC: TypeSpec = TypeSpec {
    module: "collections",
    doc: "A list-like sequence optimized for data accesses near its endpoints.",
    signature: "([iterable[, maxlen]])",
    flags: TypeFlags(TypeFlags::BASE.0 | TypeFlags::SEQUENCE.0 | TypeFlags::WEAKREF.0),
    slots: Slots {
        new: Some(new), init: Some(init), repr: Some(repr), compare: Some(compare), iter: Some(iter), length: Some(|_, d| Ok(this::<Deque>(d).len.get())),
        getitem: Some(getitem), setitem: Some(setitem), contains: Some(contains), concat: Some(concat), repeat: Some(repeat),
        inplace_concat: Some(inplace_concat), inplace_repeat: Some(inplace_repeat),
        ..Slots::EMPTY
    },
    methods: &[METHODS],
    class_methods: CLASS_METHODS,
    attributes: &[ATTRIBUTES],
    ..TypeSpec::of::<Deque>()
};

static METHODS: &[NativeDef] = &[
    def("append", "($self, item, /)", Call::A2(|vm, d, item| { push_back(vm, this(d), item)?; Ok(Value::NONE) })),
    def("appendleft", "($self, item, /)", Call::A2(|vm, d, item| { push_front(vm, this(d), item)?; Ok(Value::NONE) })),
    def("pop", "($self, /)", Call::A1(|vm, d| match pop_back(this(d)) {
        Some(item) => Ok(item),
        None => Err(vm.index_error("pop from an empty deque")),
    })),
    def("popleft", "($self, /)", Call::A1(|vm, d| match pop_front(this(d)) {
        Some(item) => Ok(item),
        None => Err(vm.index_error("pop from an empty deque")),
    })),
    def("extend", "($self, iterable, /)", Call::A2(|vm, d, iterable| { extend(vm, d, iterable, push_back)?; Ok(Value::NONE) })),
    def("extendleft", "($self, iterable, /)", Call::A2(|vm, d, iterable| { extend(vm, d, iterable, push_front)?; Ok(Value::NONE) })),
    def("clear", "($self, /)", Call::A1(|vm, d| { clear(vm, this(d)); Ok(Value::NONE) })),
    def("copy", "($self, /)", Call::A1(copy)),
    def("__copy__", "($self, /)", Call::A1(copy)),
    def("count", "($self, value, /)", Call::A2(count)),
    def("index", "($self, value, [start, [stop]])", Call::Vector(index)),
    def("insert", "($self, index, value, /)", Call::A3(insert)),
    def("remove", "($self, value, /)", Call::A2(remove)),
    def("reverse", "($self, /)", Call::A1(reverse)),
    def("rotate", "($self, n=1, /)", Call::Bound(rotate_method)),
    def("__reversed__", "($self, /)", Call::A1(reversed)),
    def("__reduce__", "($self, /)", Call::A1(reduce)),
    def("__sizeof__", "($self, /)", Call::A1(|vm, d| {
        let room = this::<Deque>(d).ring.get().map_or(0, |r| r.capacity());
        Ok(vm.new_int((size_of::<Deque>() + 16 + 8 * room) as i64))
    })),
];
static CLASS_METHODS: &[NativeDef] = &[def("__class_getitem__", "($type, object, /)", Call::A2(class_getitem))];
static ATTRIBUTES: &[GetSetDef] = &[GetSetDef {
    name: "maxlen",
    get: |vm, d| match this::<Deque>(d).limit.get() {
        usize::MAX => Ok(Value::NONE),
        limit => Ok(vm.new_int(limit as i64)),
    },
    set: None,
}];

/// The types, added to the module.
pub fn add_types(vm: &mut Vm, module: Gc<Module>) {
    add_type::<Deque>(vm, module, &SPEC, None);
    add_type::<DequeIterator>(vm, module, &ITERATOR, None);
    add_type::<DequeReverseIterator>(vm, module, &REVERSE_ITERATOR, None);
}

impl Deque {
    #[inline(always)]
    fn place(&self, index: usize) -> usize {
        (self.head.get() + index) & self.mask.get()
    }

    /// The item at an index.
    #[inline(always)]
    fn get(&self, index: usize) -> Option<Value> {
        if index < self.len.get() { self.ring.get().map(|r| r.slots()[self.place(index)].get()) } else { None }
    }

    fn changed(&self) {
        self.state.set(self.state.get().wrapping_add(1));
    }
}

/// Replace the item at an index below the length.
fn put(vm: &mut Vm, deque: Gc<Deque>, index: usize, item: Value) {
    let ring = deque.ring.get().expect("it has items");
    vm.heap.store(ring, &ring.slots()[deque.place(index)], item);
}

#[cold]
fn grow(vm: &mut Vm, deque: Gc<Deque>) -> Result<(), Raised> {
    grow_to(vm, deque, deque.len.get() + 1)
}

/// Make room for so many items, of which there are fewer now.
fn grow_to(vm: &mut Vm, deque: Gc<Deque>, items: usize) -> Result<(), Raised> {
    let len = deque.len.get();
    let room = items.next_power_of_two().max(8);
    let ring = vm.heap.new_buffer(room).or_memory_error(vm)?;
    for i in 0..len {
        vm.heap.store(ring, &ring.slots()[i], deque.get(i).expect("below the length"));
    }
    vm.heap.store_to(deque, &deque.ring, Some(ring));
    deque.mask.set(room - 1);
    deque.head.set(0);
    Ok(())
}

#[inline]
fn has_room(deque: Gc<Deque>) -> bool {
    deque.ring.get().is_some() && deque.len.get() <= deque.mask.get()
}

/// Append; a deque at its limit drops its first item.
#[inline]
pub(crate) fn push_back(vm: &mut Vm, deque: Gc<Deque>, item: Value) -> Result<(), Raised> {
    if deque.len.get() >= deque.limit.get() {
        if deque.limit.get() == 0 {
            return Ok(());
        }
        pop_front(deque);
    }
    if !has_room(deque) {
        grow(vm, deque)?;
    }
    let len = deque.len.get();
    deque.len.set(len + 1);
    put(vm, deque, len, item);
    deque.changed();
    Ok(())
}

/// Prepend; a deque at its limit drops its last item.
#[inline]
fn push_front(vm: &mut Vm, deque: Gc<Deque>, item: Value) -> Result<(), Raised> {
    if deque.len.get() >= deque.limit.get() {
        if deque.limit.get() == 0 {
            return Ok(());
        }
        pop_back(deque);
    }
    if !has_room(deque) {
        grow(vm, deque)?;
    }
    deque.head.set(deque.head.get().wrapping_sub(1) & deque.mask.get());
    deque.len.set(deque.len.get() + 1);
    put(vm, deque, 0, item);
    deque.changed();
    Ok(())
}

/// Take what is at an end's place, and leave NULL there.
#[inline]
fn vacate(deque: Gc<Deque>, index: usize) -> Option<Value> {
    let ring = deque.ring.get()?;
    let slot = &ring.slots()[deque.place(index)];
    let item = slot.get();
    // SAFETY: NULL is immediate.
    unsafe { slot.set_unbarriered(Value::NULL) };
    deque.changed();
    Some(item)
}

#[inline]
fn pop_back(deque: Gc<Deque>) -> Option<Value> {
    let last = deque.len.get().checked_sub(1)?;
    let item = vacate(deque, last);
    deque.len.set(last);
    item
}

#[inline]
pub(crate) fn pop_front(deque: Gc<Deque>) -> Option<Value> {
    let left = deque.len.get().checked_sub(1)?;
    let item = vacate(deque, 0);
    deque.head.set(deque.place(1));
    deque.len.set(left);
    item
}

fn clear(vm: &mut Vm, deque: Gc<Deque>) {
    vm.heap.store_to(deque, &deque.ring, None);
    deque.head.set(0);
    deque.mask.set(0);
    deque.len.set(0);
    deque.changed();
}

/// The items, copied.
fn items(vm: &mut Vm, deque: Gc<Deque>) -> RootVec {
    let mut items = RootVec::with_capacity(vm.heap, deque.len.get());
    for i in 0..deque.len.get() {
        items.push(vm.heap, deque.get(i).expect("below the length"));
    }
    items
}

fn extend(vm: &mut Vm, deque: Value, iterable: Value, push: fn(&mut Vm, Gc<Deque>, Value) -> Result<(), Raised>) -> Result<(), Raised> {
    let target = this::<Deque>(deque);
    if deque == iterable {
        for &item in items(vm, target).iter() {
            push(vm, target, item)?;
        }
        return Ok(());
    }
    let iterator = vm.iter(iterable)?;
    while let Some(item) = vm.next(iterator)? {
        push(vm, target, item)?;
    }
    Ok(())
}

// ---- making

pub(crate) fn empty(vm: &mut Vm, class: Gc<TypeObject>, limit: usize) -> Result<Gc<Deque>, Raised> {
    let fields = Deque { ring: SlotOf::empty(), mask: Cell::new(0), head: Cell::new(0), len: Cell::new(0), limit: Cell::new(limit), state: Cell::new(0) };
    vm.alloc(class, fields)
}

fn new(vm: &mut Vm, class: Gc<TypeObject>, _: Args<'_>) -> PyResult {
    Ok(empty(vm, class, usize::MAX)?.value())
}

static INIT: NativeDef = def("deque", "($type, iterable=(), maxlen=None)", Call::Bound(|vm, a| {
    let [value, iterable, limit] = array(a);
    let deque = this::<Deque>(value);
    let limit = match limit.given().filter(|l| !l.is_none()) {
        None => usize::MAX,
        Some(limit) if !whipsnake_builtins::number::int::is_int(limit) => return Err(vm.type_error("an integer is required")),
        Some(limit) => match vm.index_ssize(limit)? {
            n if n < 0 => return Err(vm.value_error("maxlen must be non-negative")),
            n => n as usize,
        },
    };
    deque.limit.set(limit);
    if deque.len.get() > 0 {
        clear(vm, deque);
    }
    if let Some(iterable) = iterable.given() {
        extend(vm, value, iterable, push_back)?;
    }
    Ok(Value::NONE)
}));

fn init(vm: &mut Vm, deque: Value, args: Args<'_>) -> Result<(), Raised> {
    let mark = vm.scratch_mark();
    let all = vm.scratch(args.values.len() + 1)?;
    all[0] = deque;
    all[1..].copy_from_slice(args.values);
    let result = INIT.invoke(vm, Args { values: all, names: args.names });
    vm.scratch_release(mark);
    result.map(|_| ())
}

/// A deque of the same class and limit with these items.
fn like(vm: &mut Vm, deque: Value, source: Value) -> PyResult {
    let (class, limit) = (vm.type_of(deque), this::<Deque>(deque).limit.get());
    if class == vm.type_for::<Deque>() {
        let made = empty(vm, class, limit)?;
        extend(vm, made.value(), source, push_back)?;
        return Ok(made.value());
    }
    let made = if limit == usize::MAX {
        vm.call(class.value(), &[source])?
    } else {
        let limit = vm.new_int(limit as i64);
        vm.call(class.value(), &[source, limit])?
    };
    if Gc::<Deque>::cast(made).is_none() {
        let (class, got) = (class.name_string(), vm.type_of(made).name_string());
        return Err(vm.type_error(&format!("{class}() must return a deque, not {got}")));
    }
    Ok(made)
}

fn copy(vm: &mut Vm, deque: Value) -> PyResult {
    like(vm, deque, deque)
}

fn reduce(vm: &mut Vm, deque: Value) -> PyResult {
    let limit = this::<Deque>(deque).limit.get();
    let class = vm.type_of(deque);
    let arguments = if limit == usize::MAX {
        vm.new_tuple(&[])
    } else {
        let (nothing, limit) = (vm.new_tuple(&[]).value(), vm.new_int(limit as i64));
        vm.new_tuple(&[nothing, limit])
    };
    let state = if has_attributes(vm, deque) { vm.object_dict(deque)?.map_or(Value::NONE, |d| d.value()) } else { Value::NONE };
    let items = vm.iter(deque)?;
    Ok(vm.new_tuple(&[class.value(), arguments.value(), state, items]).value())
}

// ---- as a sequence

fn subscript(vm: &mut Vm, deque: Gc<Deque>, key: Value) -> Result<usize, Raised> {
    if whipsnake_builtins::number::int::is_int(key) || vm.type_of(key).slots().index.is_some() {
        let (index, len) = (vm.subscript_index(key)?, deque.len.get() as i64);
        let index = if index < 0 { index + len } else { index };
        return if (0..len).contains(&index) { Ok(index as usize) } else { Err(vm.index_error("deque index out of range")) };
    }
    let class = vm.type_of(key).name_string();
    Err(vm.type_error(&format!("sequence index must be integer, not '{class}'")))
}

fn getitem(vm: &mut Vm, deque: Value, key: Value) -> PyResult {
    let deque = this::<Deque>(deque);
    let index = subscript(vm, deque, key)?;
    Ok(deque.get(index).expect("checked"))
}

fn setitem(vm: &mut Vm, deque: Value, key: Value, item: Value) -> Result<(), Raised> {
    let deque = this::<Deque>(deque);
    let index = subscript(vm, deque, key)?;
    if item.is_null() {
        delete(vm, deque, index);
    } else {
        put(vm, deque, index, item);
    }
    Ok(())
}

/// Remove the item at an index below the length: the shorter side closes the gap.
fn delete(vm: &mut Vm, deque: Gc<Deque>, index: usize) {
    let len = deque.len.get();
    if index < len / 2 {
        for i in (0..index).rev() {
            let item = deque.get(i).expect("below the length");
            put(vm, deque, i + 1, item);
        }
        pop_front(deque);
    } else {
        for i in index + 1..len {
            let item = deque.get(i).expect("below the length");
            put(vm, deque, i - 1, item);
        }
        pop_back(deque);
    }
}

fn contains(vm: &mut Vm, deque: Value, wanted: Value) -> Result<bool, Raised> {
    Ok(find(vm, this(deque), wanted, 0, usize::MAX)?.is_some())
}

/// The index of the first equal item in a range.
fn find(vm: &mut Vm, deque: Gc<Deque>, wanted: Value, start: usize, stop: usize) -> Result<Option<usize>, Raised> {
    let state = deque.state.get();
    for i in start..stop.min(deque.len.get()) {
        let Some(item) = deque.get(i) else { break };
        let equal = vm.equal(item, wanted)?;
        if equal {
            return Ok(Some(i));
        }
        if deque.state.get() != state {
            return Err(vm.runtime_error("deque mutated during iteration"));
        }
    }
    Ok(None)
}

fn count(vm: &mut Vm, deque: Value, wanted: Value) -> PyResult {
    let deque = this::<Deque>(deque);
    let (state, mut count) = (deque.state.get(), 0);
    for i in 0..deque.len.get() {
        let Some(item) = deque.get(i) else { break };
        count += i64::from(vm.equal(item, wanted)?);
        if deque.state.get() != state {
            return Err(vm.runtime_error("deque mutated during iteration"));
        }
    }
    Ok(Value::small_int(count))
}

fn index(vm: &mut Vm, args: Args<'_>) -> PyResult {
    let given = args.values.len() - 1;
    if args.keyword_count() > 0 || !(1..=3).contains(&given) {
        let what = if given < 1 { "at least 1 argument" } else { "at most 3 arguments" };
        return Err(vm.type_error(&format!("index expected {what}, got {given}")));
    }
    let deque = this::<Deque>(args.values[0]);
    let len = deque.len.get();
    let mut bounds = [0, len];
    for (bound, &value) in bounds.iter_mut().zip(&args.values[2..]) {
        *bound = whipsnake_builtins::collection::common::bound_argument(vm, value, len)?.min(len);
    }
    match find(vm, deque, args.values[1], bounds[0], bounds[1])? {
        Some(i) => Ok(Value::small_int(i as i64)),
        None => {
            let wanted = vm.repr_string(args.values[1])?;
            Err(vm.value_error(&format!("{wanted} is not in deque")))
        }
    }
}

fn insert(vm: &mut Vm, value: Value, index: Value, item: Value) -> PyResult {
    let deque = this::<Deque>(value);
    let len = deque.len.get() as i64;
    let index = vm.index_ssize(index)?;
    if deque.len.get() >= deque.limit.get() {
        return Err(vm.index_error("deque already at its maximum size"));
    }
    let index = if index < 0 { (index + len).max(0) } else { index.min(len) } as usize;
    if index * 2 < len as usize {
        push_front(vm, deque, item)?;
        for i in 0..index {
            let moved = deque.get(i + 1).expect("below the length");
            put(vm, deque, i, moved);
        }
    } else {
        push_back(vm, deque, item)?;
        for i in (index..len as usize).rev() {
            let moved = deque.get(i).expect("below the length");
            put(vm, deque, i + 1, moved);
        }
    }
    put(vm, deque, index, item);
    Ok(Value::NONE)
}

fn remove(vm: &mut Vm, value: Value, wanted: Value) -> PyResult {
    let deque = this::<Deque>(value);
    let state = deque.state.get();
    for i in 0..deque.len.get() {
        let Some(item) = deque.get(i) else { break };
        let equal = vm.equal(item, wanted)?;
        if deque.state.get() != state {
            return Err(vm.index_error("deque mutated during remove()."));
        }
        if equal {
            delete(vm, deque, i);
            return Ok(Value::NONE);
        }
    }
    Err(vm.value_error("deque.remove(x): x not in deque"))
}

fn reverse(vm: &mut Vm, value: Value) -> PyResult {
    let deque = this::<Deque>(value);
    let len = deque.len.get();
    for i in 0..len / 2 {
        let (a, b) = (deque.get(i).expect("below the length"), deque.get(len - 1 - i).expect("below the length"));
        put(vm, deque, i, b);
        put(vm, deque, len - 1 - i, a);
    }
    Ok(Value::NONE)
}

fn rotate_method(vm: &mut Vm, a: &[Value]) -> PyResult {
    let n = match a[1].given() {
        Some(n) => vm.index_ssize(n)?,
        None => 1,
    };
    rotate(vm, this(a[0]), n)?;
    Ok(Value::NONE)
}

/// Move items from the end to the front, or the other way round: the shorter way.
fn rotate(vm: &mut Vm, deque: Gc<Deque>, n: i64) -> Result<(), Raised> {
    let len = deque.len.get() as i64;
    if len < 2 {
        return Ok(());
    }
    let right = n.rem_euclid(len);
    let limit = deque.limit.replace(usize::MAX);
    let result = if right <= len / 2 {
        (0..right).try_for_each(|_| {
            let item = pop_back(deque).expect("not empty");
            push_front(vm, deque, item)
        })
    } else {
        (0..len - right).try_for_each(|_| {
            let item = pop_front(deque).expect("not empty");
            push_back(vm, deque, item)
        })
    };
    deque.limit.set(limit);
    result
}

// ---- operators

fn concat(vm: &mut Vm, a: Value, b: Value) -> PyResult {
    if Gc::<Deque>::cast(b).is_none() {
        let class = vm.type_of(b).name_string();
        return Err(vm.type_error(&format!("can only concatenate deque (not \"{class}\") to deque")));
    }
    let made = copy(vm, a)?;
    extend(vm, made, b, push_back)?;
    Ok(made)
}

fn inplace_concat(vm: &mut Vm, a: Value, b: Value) -> PyResult {
    extend(vm, a, b, push_back)?;
    Ok(a)
}

fn repeat(vm: &mut Vm, deque: Value, n: Value) -> PyResult {
    let made = copy(vm, deque)?;
    inplace_repeat(vm, made, n)
}

fn inplace_repeat(vm: &mut Vm, value: Value, n: Value) -> PyResult {
    let (deque, n) = (this::<Deque>(value), repeat_count(vm, n)?);
    if n == 0 {
        clear(vm, deque);
        return Ok(value);
    }
    let items = items(vm, deque);
    if items.len().checked_mul(n).is_none_or(|total| total > isize::MAX as usize / 8) {
        return Err(vm.memory_error());
    }
    if n > 1 && !items.is_empty() {
        let all = (items.len() * n).min(deque.limit.get());
        if deque.ring.get().is_none_or(|ring| ring.slots().len() < all) {
            grow_to(vm, deque, all)?;
        }
        // With a limit, only the last repetitions are seen.
        for _ in 1..n.min(deque.limit.get() / items.len() + 2) {
            for &item in items.iter() {
                push_back(vm, deque, item)?;
            }
        }
    }
    Ok(value)
}

fn compare(vm: &mut Vm, a: Value, b: Value, op: CompareOp) -> PyResult {
    let (Some(a), Some(b)) = (Gc::<Deque>::cast(a), Gc::<Deque>::cast(b)) else { return Ok(Value::NOT_IMPLEMENTED) };
    if a.len.get() != b.len.get() && matches!(op, CompareOp::Eq | CompareOp::Ne) {
        return Ok(Value::bool(op == CompareOp::Ne));
    }
    compare_items(vm, op, |i| a.get(i), |i| b.get(i))
}

fn repr(vm: &mut Vm, value: Value) -> PyResult {
    let deque = this::<Deque>(value);
    let class = vm.type_of(value).name_string();
    let text = vm.repr_guard(value, |vm| {
        let mut out = format!("{class}([").into_bytes();
        for (i, &item) in items(vm, deque).iter().enumerate() {
            if i > 0 {
                out.extend_from_slice(b", ");
            }
            push_repr(vm, &mut out, item)?;
        }
        out.push(b']');
        if deque.limit.get() != usize::MAX {
            out.extend_from_slice(format!(", maxlen={}", deque.limit.get()).as_bytes());
        }
        out.push(b')');
        Ok(out)
    })?;
    finish_repr(vm, &text.unwrap_or_else(|| b"[...]".to_vec()))
}

// ---- iterators

macro_rules! iterator {
    ($(#[$meta:meta])* $object:ident, $kind:ident, $name:literal, $spec:ident, $new:ident, $at:expr) => {
        object! {
            $(#[$meta])*
            pub struct $object = kinds::$kind, $name {
                pub deque: SlotOf<Deque>,
                pub position: Cell<usize>,
                pub state: u64,
                /// Items still to come.
                pub left: Cell<usize>,
            }
        }

        static $spec: TypeSpec = TypeSpec {
            module: "collections",
            slots: Slots {
                new: Some(|vm, class, args| construct(vm, &$new, class, args)),
                iter: Some(iter_self),
                next: Some(|vm, value| {
                    let iterator = this::<$object>(value);
                    let deque = iterator.deque.get().expect("set by the constructor");
                    if iterator.state != deque.state.get() {
                        iterator.left.set(0);
                        return Err(vm.runtime_error("deque mutated during iteration"));
                    }
                    if iterator.left.get() == 0 {
                        return Ok(Value::EXHAUSTED);
                    }
                    let position = iterator.position.get();
                    iterator.position.set(position + 1);
                    iterator.left.set(iterator.left.get() - 1);
                    let at: fn(usize, usize) -> usize = $at;
                    Ok(deque.get(at(position, deque.len.get())).unwrap_or(Value::EXHAUSTED))
                }),
                ..Slots::EMPTY
            },
            methods: &[&[
                def("__length_hint__", "($self, /)", Call::A1(|_, value| Ok(Value::small_int(this::<$object>(value).left.get() as i64)))),
                def("__reduce__", "($self, /)", Call::A1(|vm, value| {
                    let iterator = this::<$object>(value);
                    let deque = iterator.deque.get().expect("set by the constructor");
                    let position = Value::small_int((deque.len.get() - iterator.left.get().min(deque.len.get())) as i64);
                    let arguments = vm.new_tuple(&[deque.value(), position]).value();
                    let class = vm.type_of(value).value();
                    Ok(vm.new_tuple(&[class, arguments]).value())
                })),
            ]],
            ..TypeSpec::of::<$object>()
        };

        static $new: NativeDef = def($name, "($type, iterable, index=0, /)", Call::Bound(|vm, a| {
            let [class, deque, index] = array(a);
            let Some(deque) = Gc::<Deque>::cast(deque) else {
                let got = vm.type_of(deque).name_string();
                return Err(vm.type_error(&format!("{}() argument 1 must be collections.deque, not {got}", $name)));
            };
            let index = match index.given() {
                Some(index) => vm.index_ssize(index)?.clamp(0, deque.len.get() as i64) as usize,
                None => 0,
            };
            let left = Cell::new(deque.len.get() - index);
            let fields = $object { deque: SlotOf::new(deque), position: Cell::new(index), state: deque.state.get(), left };
            Ok(vm.alloc(this(class), fields)?.value())
        }));
    };
}

iterator! {
    /// Iterates forwards.
    DequeIterator, DEQUE_ITERATOR, "_deque_iterator", ITERATOR, NEW_ITERATOR, |position, _| position
}
iterator! {
    /// Iterates backwards.
    DequeReverseIterator, DEQUE_REVERSE_ITERATOR, "_deque_reverse_iterator", REVERSE_ITERATOR, NEW_REVERSE_ITERATOR, |position, len| len - 1 - position
}

fn iter(vm: &mut Vm, value: Value) -> PyResult {
    let deque = this::<Deque>(value);
    let left = Cell::new(deque.len.get());
    let class = vm.type_for::<DequeIterator>();
    Ok(vm.alloc(class, DequeIterator { deque: SlotOf::new(deque), position: Cell::new(0), state: deque.state.get(), left })?.value())
}

fn reversed(vm: &mut Vm, value: Value) -> PyResult {
    let deque = this::<Deque>(value);
    let left = Cell::new(deque.len.get());
    let class = vm.type_for::<DequeReverseIterator>();
    Ok(vm.alloc(class, DequeReverseIterator { deque: SlotOf::new(deque), position: Cell::new(0), state: deque.state.get(), left })?.value())
}
