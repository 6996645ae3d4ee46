//! `list`, `list_iterator`, `list_reverseiterator`.

mod iterator;
mod order;
mod sort;

pub use iterator::{ITERATOR, REVERSE_ITERATOR};
pub use sort::sort_list;

use whipsnake_runtime::{
    Args, Call, CompareOp, Dict, DictView, Gc, List, NativeDef, OrMemoryError as _, PyResult, Raised, RootVec, Set, SliceObject, Slots, Tuple, TypeFlags,
    TypeObject, TypeSpec, Value, Vm, def,
};

use super::common::{bound_argument, class_getitem, compare_items, has_index, length_hint, optional, overrides_new, repeat_count, repr_items, this};
use super::slice::{self, Selection};

/// The type `list`.
pub static SPEC: TypeSpec = TypeSpec {
    signature: "(iterable=(), /)",
    flags: TypeFlags(TypeFlags::BASE.0 | TypeFlags::SEQUENCE.0 | TypeFlags::MATCH_SELF.0),
    slots: Slots {
        new: Some(new), init: Some(init), repr: Some(repr), compare: Some(compare), iter: Some(iterator::iter), length: Some(length),
        getitem: Some(getitem), setitem: Some(setitem), contains: Some(contains), concat: Some(concat), repeat: Some(repeat),
        inplace_concat: Some(inplace_concat), inplace_repeat: Some(inplace_repeat), ..Slots::EMPTY
    },
    methods: &[METHODS],
    class_methods: CLASS_METHODS,
    ..TypeSpec::of::<List>()
};

static CLASS_METHODS: &[NativeDef] = &[def("__class_getitem__", "($type, object, /)", Call::A2(class_getitem))];

static METHODS: &[NativeDef] = &[
    def("__getitem__", "($self, index, /)", Call::A2(getitem)),
    def("__reversed__", "($self, /)", Call::A1(iterator::reversed)),
    def("__sizeof__", "($self, /)", Call::A1(sizeof)),
    def("clear", "($self, /)", Call::A1(clear)),
    def("copy", "($self, /)", Call::A1(copy)),
    def("append", "($self, object, /)", Call::A2(append)),
    def("insert", "($self, index, object, /)", Call::A3(insert)),
    def("extend", "($self, iterable, /)", Call::A2(extend)),
    def("pop", "($self, index=-1, /)", Call::Bound(pop)),
    def("remove", "($self, value, /)", Call::A2(remove)),
    def("index", "($self, value, start=0, stop=sys.maxsize, /)", Call::Bound(index)),
    def("count", "($self, value, /)", Call::A2(count)),
    def("reverse", "($self, /)", Call::A1(reverse)),
    def("sort", "($self, /, *, key=None, reverse=False)", Call::Bound(sort::sort)),
];

fn new(vm: &mut Vm, class: Gc<TypeObject>, _: Args<'_>) -> PyResult {
    Ok(vm.new_list_of(class, &[])?.value())
}

fn init(vm: &mut Vm, this: Value, args: Args<'_>) -> Result<(), Raised> {
    let class = vm.type_of(this);
    let args = if args.keyword_count() > 0 && overrides_new(vm, class, vm.types.list) { Args::positional_only(args.positional()) } else { args };
    let iterable = optional(vm, "list", args)?;
    let list = super::common::this::<List>(this);
    if !list.is_empty() {
        vm.list_clear(list);
    }
    match iterable {
        Some(iterable) => extend_list(vm, list, iterable),
        None => Ok(()),
    }
}

fn repr(vm: &mut Vm, value: Value) -> PyResult {
    let list = this::<List>(value);
    repr_items(vm, value, "[", "]", |i| list.get(i))
}

fn compare(vm: &mut Vm, a: Value, b: Value, op: CompareOp) -> PyResult {
    let (Some(a), Some(b)) = (Gc::<List>::cast(a), Gc::<List>::cast(b)) else { return Ok(Value::NOT_IMPLEMENTED) };
    if a.len() != b.len() && matches!(op, CompareOp::Eq | CompareOp::Ne) {
        return Ok(Value::bool(op == CompareOp::Ne));
    }
    compare_items(vm, op, |i| a.get(i), |i| b.get(i))
}

fn length(_: &mut Vm, value: Value) -> Result<usize, Raised> {
    Ok(this::<List>(value).len())
}

/// The place that a subscript means; it may be out of range.
fn place(vm: &mut Vm, list: Gc<List>, key: Value) -> Result<usize, Raised> {
    if !has_index(vm, key) {
        let class = vm.type_of(key).name_string();
        return Err(vm.type_error(&format!("list indices must be integers or slices, not {class}")));
    }
    let index = vm.subscript_index(key)?;
    Ok(if index < 0 { index.wrapping_add(list.len() as i64) } else { index } as usize)
}

fn getitem(vm: &mut Vm, value: Value, key: Value) -> PyResult {
    let list = this::<List>(value);
    if let Some(slice) = Gc::<SliceObject>::cast(key) {
        let selected = slice::unpack(vm, slice)?.select(list.len());
        return Ok(selection(vm, list, selected)?.value());
    }
    let place = place(vm, list, key)?;
    match list.get(place) {
        Some(item) => Ok(item),
        None => Err(vm.index_error("list index out of range")),
    }
}

/// A new list of the selected items.
fn selection(vm: &mut Vm, list: Gc<List>, selected: Selection) -> Result<Gc<List>, Raised> {
    if selected.step == 1 {
        return vm.new_list_of(vm.types.list, &list.items()[selected.start..selected.start + selected.len]);
    }
    let mut items = RootVec::with_capacity(vm.heap, selected.len);
    for i in 0..selected.len {
        items.push(vm.heap, list.items()[selected.index(i)]);
    }
    Ok(vm.list_from(items))
}

fn setitem(vm: &mut Vm, value: Value, key: Value, item: Value) -> Result<(), Raised> {
    let list = this::<List>(value);
    if let Some(slice) = Gc::<SliceObject>::cast(key) {
        let unpacked = slice::unpack(vm, slice)?;
        if item.is_null() {
            return delete_selection(vm, list, unpacked.select(list.len()));
        }
        return assign_selection(vm, list, unpacked, item);
    }
    let place = place(vm, list, key)?;
    if place >= list.len() {
        return Err(vm.index_error("list assignment index out of range"));
    }
    if item.is_null() {
        vm.list_remove(list, place).map(|_| ())
    } else {
        vm.list_set(list, place, item);
        Ok(())
    }
}

fn delete_selection(vm: &mut Vm, list: Gc<List>, selected: Selection) -> Result<(), Raised> {
    if selected.len == 0 {
        return Ok(());
    }
    if selected.step == 1 {
        return vm.list_splice(list, selected.start, selected.start + selected.len, &[]);
    }
    let (first, step) = if selected.step > 0 {
        (selected.start, selected.step as usize)
    } else {
        (selected.index(selected.len - 1), selected.step.unsigned_abs() as usize)
    };
    let last = first + step * (selected.len - 1);
    let mut to = first;
    for from in first..list.len() {
        if from > last || (from - first) % step != 0 {
            let item = list.items()[from];
            vm.list_set(list, to, item);
            to += 1;
        }
    }
    vm.list_truncate(list, to);
    Ok(())
}

fn assign_selection(vm: &mut Vm, list: Gc<List>, unpacked: slice::Unpacked, value: Value) -> Result<(), Raised> {
    // A copy, since the value may be the list itself, and iterating may change the list.
    let items = match vm.iter(value) {
        Ok(_) => vm.collect(value)?,
        Err(raised) => {
            let _ = vm.catch(raised, vm.types.type_error)?;
            return Err(vm.type_error("must assign iterable to extended slice"));
        }
    };
    let selected = unpacked.select(list.len());
    if selected.step == 1 {
        return vm.list_splice(list, selected.start, selected.stop.max(selected.start), &items);
    }
    if items.len() != selected.len {
        let (given, wanted) = (items.len(), selected.len);
        return Err(vm.value_error(&format!("attempt to assign sequence of size {given} to extended slice of size {wanted}")));
    }
    for (i, &item) in items.iter().enumerate() {
        vm.list_set(list, selected.index(i), item);
    }
    Ok(())
}

fn contains(vm: &mut Vm, value: Value, item: Value) -> Result<bool, Raised> {
    let list = this::<List>(value);
    let mut i = 0;
    while let Some(other) = list.get(i) {
        if vm.equal(other, item)? {
            return Ok(true);
        }
        i += 1;
    }
    Ok(false)
}

fn concat(vm: &mut Vm, a: Value, b: Value) -> PyResult {
    let list = this::<List>(a);
    let Some(other) = Gc::<List>::cast(b) else {
        let class = vm.type_of(b).name_string();
        return Err(vm.type_error(&format!("can only concatenate list (not \"{class}\") to list")));
    };
    let buffer = vm.heap.new_buffer_from(list.items(), list.len() + other.len()).or_memory_error(vm)?;
    let result = vm.new_list(&[]);
    vm.heap.store_to(result, &result.buffer, Some(buffer));
    result.len.set(list.len());
    vm.list_extend(result, other.items())?;
    Ok(result.value())
}

/// `items`, `count` times over.
pub fn repeated(vm: &mut Vm, items: &[Value], count: usize) -> Result<Gc<List>, Raised> {
    let result = vm.new_list(&[]);
    let Some(len) = items.len().checked_mul(count).filter(|&n| n < usize::MAX >> 4) else { return Err(vm.memory_error()) };
    if len == 0 {
        return Ok(result);
    }
    let buffer = vm.heap.new_buffer_from(items, len).or_memory_error(vm)?;
    vm.heap.store_to(result, &result.buffer, Some(buffer));
    result.len.set(items.len());
    // Doubling: few long copies. The source is in the same buffer, before the place that is written.
    while result.len() < len {
        let have = result.len();
        let more = have.min(len - have);
        // SAFETY: the buffer holds `len` items; source and target do not overlap; the barrier follows.
        unsafe {
            let slots = buffer.slots_ptr().cast::<Value>().cast_mut();
            std::ptr::copy_nonoverlapping(slots, slots.add(have), more);
        }
        result.len.set(have + more);
    }
    vm.heap.write_barrier(buffer);
    Ok(result)
}

fn repeat(vm: &mut Vm, value: Value, count: Value) -> PyResult {
    let count = repeat_count(vm, count)?;
    Ok(repeated(vm, this::<List>(value).items(), count)?.value())
}

fn inplace_concat(vm: &mut Vm, value: Value, other: Value) -> PyResult {
    extend_list(vm, this(value), other)?;
    Ok(value)
}

fn inplace_repeat(vm: &mut Vm, value: Value, count: Value) -> PyResult {
    let count = repeat_count(vm, count)?;
    let list = this::<List>(value);
    let all = repeated(vm, list.items(), count)?;
    vm.heap.store_to(list, &list.buffer, all.buffer.get());
    list.len.set(all.len());
    Ok(value)
}

/// Append all items of an iterable.
pub fn extend_list(vm: &mut Vm, list: Gc<List>, iterable: Value) -> Result<(), Raised> {
    if vm.is_exact(iterable, vm.types.list) || vm.is_exact(iterable, vm.types.tuple) {
        return match Gc::<List>::cast(iterable) {
            Some(other) if other == list => {
                let items = RootVec::from_slice(vm.heap, list.items());
                vm.list_extend(list, &items)
            }
            Some(other) => vm.list_extend(list, other.items()),
            None => vm.list_extend(list, this::<Tuple>(iterable).items()),
        };
    }
    if extend_from_table(vm, list, iterable)? {
        return Ok(());
    }
    let iterator = vm.iter(iterable)?;
    let hint = length_hint(vm, iterable, 0)?;
    if hint > 0 {
        // A hint may be wrong: it is worth no failure.
        let _ = vm.list_reserve(list, hint.min(1 << 28));
    }
    let Some(next) = vm.type_of(iterator).slots().next else { return Err(vm.type_error("iter() returned non-iterator")) };
    loop {
        match next(vm, iterator) {
            Ok(Value::EXHAUSTED) => return Ok(()),
            Ok(item) => vm.list_append(list, item)?,
            Err(raised) => return vm.catch(raised, vm.types.stop_iteration).map(|_| ()),
        }
    }
}

/// Sets, dicts and their views need no iterator.
fn extend_from_table(vm: &mut Vm, list: Gc<List>, iterable: Value) -> Result<bool, Raised> {
    if vm.is_exact(iterable, vm.types.set) || vm.is_exact(iterable, vm.types.frozenset) {
        let set = this::<Set>(iterable);
        vm.list_reserve(list, set.len())?;
        let mut from = 0;
        while let Some((place, key)) = set.next_entry(from) {
            vm.list_append(list, key)?;
            from = place + 1;
        }
        return Ok(true);
    }
    let (dict, part) = match Gc::<DictView>::cast(iterable) {
        // Views of derived dicts iterate in their own way.
        Some(view) if [vm.types.dict_keys, vm.types.dict_values, vm.types.dict_items].contains(&vm.type_of(iterable)) => {
            (view.dict.get(), vm.type_of(iterable))
        }
        Some(_) => return Ok(false),
        None if vm.is_exact(iterable, vm.types.dict) => (Gc::<Dict>::cast(iterable), vm.types.dict_keys),
        None => return Ok(false),
    };
    let Some(dict) = dict else { return Ok(false) };
    vm.list_reserve(list, dict.len())?;
    let mut from = 0;
    while let Some((entry, key, value)) = dict.next_entry(from) {
        let item = if part == vm.types.dict_keys {
            key
        } else if part == vm.types.dict_values {
            value
        } else {
            vm.new_tuple(&[key, value]).value()
        };
        vm.list_append(list, item)?;
        from = entry + 1;
    }
    Ok(true)
}

fn sizeof(_: &mut Vm, value: Value) -> PyResult {
    let slots = this::<List>(value).buffer.get().map_or(0, |b| b.capacity());
    Ok(Value::small_int(40 + 8 * slots as i64))
}

fn clear(vm: &mut Vm, value: Value) -> PyResult {
    vm.list_clear(this(value));
    Ok(Value::NONE)
}

fn copy(vm: &mut Vm, value: Value) -> PyResult {
    Ok(vm.new_list_of(vm.types.list, this::<List>(value).items())?.value())
}

fn append(vm: &mut Vm, value: Value, item: Value) -> PyResult {
    vm.list_append(this(value), item)?;
    Ok(Value::NONE)
}

fn insert(vm: &mut Vm, value: Value, index: Value, item: Value) -> PyResult {
    let index = vm.index_ssize(index)?;
    let list = this::<List>(value);
    let len = list.len() as i64;
    let index = if index < 0 { (index + len).max(0) } else { index.min(len) };
    vm.list_insert(list, index as usize, item)?;
    Ok(Value::NONE)
}

fn extend(vm: &mut Vm, value: Value, iterable: Value) -> PyResult {
    extend_list(vm, this(value), iterable)?;
    Ok(Value::NONE)
}

fn pop(vm: &mut Vm, a: &[Value]) -> PyResult {
    let index = if a[1].is_null() { -1 } else { vm.index_ssize(a[1])? };
    let list = this::<List>(a[0]);
    if list.is_empty() {
        return Err(vm.index_error("pop from empty list"));
    }
    let index = if index < 0 { index + list.len() as i64 } else { index };
    if index < 0 || index >= list.len() as i64 {
        return Err(vm.index_error("pop index out of range"));
    }
    vm.list_remove(list, index as usize)
}

/// The first place of an equal item.
fn find(vm: &mut Vm, list: Gc<List>, value: Value, start: usize, stop: usize) -> Result<Option<usize>, Raised> {
    let mut i = start;
    while i < stop && let Some(item) = list.get(i) {
        if vm.equal(item, value)? {
            return Ok(Some(i));
        }
        i += 1;
    }
    Ok(None)
}

fn remove(vm: &mut Vm, value: Value, item: Value) -> PyResult {
    let list = this::<List>(value);
    match find(vm, list, item, 0, usize::MAX)? {
        // `__eq__` may have made the list shorter.
        Some(place) if place < list.len() => vm.list_remove(list, place).map(|_| Value::NONE),
        Some(_) => Ok(Value::NONE),
        None => Err(vm.value_error("list.remove(x): x not in list")),
    }
}

fn index(vm: &mut Vm, a: &[Value]) -> PyResult {
    let list = this::<List>(a[0]);
    let start = if a[2].is_null() { 0 } else { bound_argument(vm, a[2], list.len())? };
    let stop = if a[3].is_null() { usize::MAX } else { bound_argument(vm, a[3], list.len())? };
    match find(vm, list, a[1], start, stop)? {
        Some(place) => Ok(Value::small_int(place as i64)),
        None => Err(vm.value_error("list.index(x): x not in list")),
    }
}

fn count(vm: &mut Vm, value: Value, item: Value) -> PyResult {
    let list = this::<List>(value);
    let (mut i, mut count) = (0, 0);
    while let Some(other) = list.get(i) {
        count += i64::from(vm.equal(other, item)?);
        i += 1;
    }
    Ok(Value::small_int(count))
}

fn reverse(vm: &mut Vm, value: Value) -> PyResult {
    let list = this::<List>(value);
    if let Some(buffer) = list.buffer.get() {
        sort::reverse_slots(vm, buffer, list.len());
    }
    Ok(Value::NONE)
}
