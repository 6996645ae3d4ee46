//! `dict`, its views and iterators.

mod iterator;
mod update;
mod view;

pub use iterator::{ITEM_ITERATOR, KEY_ITERATOR, REVERSE_ITEM_ITERATOR, REVERSE_KEY_ITERATOR, REVERSE_VALUE_ITERATOR, VALUE_ITERATOR};
pub use update::update_dict;
pub use view::{ITEMS, KEYS, VALUES, dict_of_view, new_view};

use whipsnake_runtime::{
    Args, BinaryOp, Call, CompareOp, Dict, Gc, NativeDef, PyResult, Raised, Set, Slots, TypeFlags, TypeObject, TypeSpec, Value, Vm, def,
};

use super::common::{class_getitem, finish_repr, push_repr, this};

/// The type `dict`.
pub static SPEC: TypeSpec = TypeSpec {
    flags: TypeFlags(TypeFlags::BASE.0 | TypeFlags::MAPPING.0 | TypeFlags::MATCH_SELF.0),
    slots: Slots {
        new: Some(new), init: Some(init), repr: Some(repr), compare: Some(compare), iter: Some(iterator::iter), length: Some(length),
        getitem: Some(getitem), setitem: Some(setitem), contains: Some(contains), binary: BINARY, ..Slots::EMPTY
    },
    methods: &[METHODS],
    class_methods: CLASS_METHODS,
    ..TypeSpec::of::<Dict>()
};

const BINARY: [Option<whipsnake_runtime::slots::BinaryFn>; whipsnake_runtime::ops::BINARY_OPS] = {
    let mut slots = Slots::EMPTY.binary;
    slots[BinaryOp::Or as usize] = Some(or);
    slots[BinaryOp::InplaceOr as usize] = Some(inplace_or);
    slots
};

static METHODS: &[NativeDef] = &[
    def("__contains__", "($self, key, /)", Call::A2(contains_method)),
    def("__getitem__", "($self, key, /)", Call::A2(getitem)),
    def("__sizeof__", "($self, /)", Call::A1(sizeof)),
    def("get", "($self, key, default=None, /)", Call::Bound(get)),
    def("setdefault", "($self, key, default=None, /)", Call::Bound(setdefault)),
    def("pop", "($self, key, default=<unrepresentable>, /)", Call::Bound(pop)),
    def("popitem", "($self, /)", Call::A1(popitem)),
    def("keys", "($self, /)", Call::A1(|vm, d| Ok(new_view(vm, vm.types.dict_keys, this(d))))),
    def("items", "($self, /)", Call::A1(|vm, d| Ok(new_view(vm, vm.types.dict_items, this(d))))),
    def("values", "($self, /)", Call::A1(|vm, d| Ok(new_view(vm, vm.types.dict_values, this(d))))),
    def("update", "($self, /, *args, **kwargs)", Call::Vector(update)),
    def("clear", "($self, /)", Call::A1(clear)),
    def("copy", "($self, /)", Call::A1(copy)),
    def("__reversed__", "($self, /)", Call::A1(iterator::reversed)),
];

static CLASS_METHODS: &[NativeDef] = &[
    def("fromkeys", "($type, iterable, value=None, /)", Call::Bound(fromkeys)),
    def("__class_getitem__", "($type, object, /)", Call::A2(class_getitem)),
];

fn new(vm: &mut Vm, class: Gc<TypeObject>, _: Args<'_>) -> PyResult {
    Ok(vm.new_dict_of(class).value())
}

fn init(vm: &mut Vm, dict: Value, args: Args<'_>) -> Result<(), Raised> {
    update::update_from_args(vm, this(dict), args, "dict")
}

fn update(vm: &mut Vm, args: Args<'_>) -> PyResult {
    let dict = this(args.values[0]);
    update::update_from_args(vm, dict, Args { values: &args.values[1..], names: args.names }, "update")?;
    Ok(Value::NONE)
}

fn repr(vm: &mut Vm, value: Value) -> PyResult {
    let dict = this::<Dict>(value);
    let text = vm.repr_guard(value, |vm| {
        let mut out = b"{".to_vec();
        let mut from = 0;
        while let Some((entry, key, value)) = dict.next_entry(from) {
            if from > 0 && out.len() > 1 {
                out.extend_from_slice(b", ");
            }
            push_repr(vm, &mut out, key)?;
            out.extend_from_slice(b": ");
            push_repr(vm, &mut out, value)?;
            from = entry + 1;
        }
        out.push(b'}');
        Ok(out)
    })?;
    match text {
        Some(text) => finish_repr(vm, &text),
        None => finish_repr(vm, b"{...}"),
    }
}

fn compare(vm: &mut Vm, a: Value, b: Value, op: CompareOp) -> PyResult {
    let (Some(a), Some(b)) = (Gc::<Dict>::cast(a), Gc::<Dict>::cast(b)) else { return Ok(Value::NOT_IMPLEMENTED) };
    match op {
        CompareOp::Eq => Ok(Value::bool(equal(vm, a, b)?)),
        CompareOp::Ne => Ok(Value::bool(!equal(vm, a, b)?)),
        _ => Ok(Value::NOT_IMPLEMENTED),
    }
}

fn equal(vm: &mut Vm, a: Gc<Dict>, b: Gc<Dict>) -> Result<bool, Raised> {
    if a.len() != b.len() {
        return Ok(false);
    }
    let mut from = 0;
    while let Some((entry, key, value)) = a.next_entry(from) {
        let Some(other) = b.table.find(vm, key, a.table.hash(entry))? else { return Ok(false) };
        let other = b.table.value(other);
        if !vm.equal(value, other)? {
            return Ok(false);
        }
        from = entry + 1;
    }
    Ok(true)
}

fn length(_: &mut Vm, value: Value) -> Result<usize, Raised> {
    Ok(this::<Dict>(value).len())
}

fn getitem(vm: &mut Vm, value: Value, key: Value) -> PyResult {
    if let Some(found) = this::<Dict>(value).get(vm, key)? {
        return Ok(found);
    }
    if !vm.is_exact(value, vm.types.dict)
        && let Some(made) = vm.call_special_optional(value, vm.names.__missing__, &[key])?
    {
        return Ok(made);
    }
    Err(vm.key_error(key))
}

fn setitem(vm: &mut Vm, value: Value, key: Value, item: Value) -> Result<(), Raised> {
    let dict = this::<Dict>(value);
    if !item.is_null() {
        return dict.set(vm, key, item);
    }
    match dict.remove(vm, key)? {
        Some(_) => Ok(()),
        None => Err(vm.key_error(key)),
    }
}

fn contains(vm: &mut Vm, value: Value, key: Value) -> Result<bool, Raised> {
    Ok(this::<Dict>(value).get(vm, key)?.is_some())
}

fn contains_method(vm: &mut Vm, value: Value, key: Value) -> PyResult {
    contains(vm, value, key).map(Value::bool)
}

fn or(vm: &mut Vm, a: Value, b: Value) -> PyResult {
    let (Some(a), Some(b)) = (Gc::<Dict>::cast(a), Gc::<Dict>::cast(b)) else { return Ok(Value::NOT_IMPLEMENTED) };
    let result = a.copy(vm)?;
    result.update_from_dict(vm, b)?;
    Ok(result.value())
}

fn inplace_or(vm: &mut Vm, a: Value, b: Value) -> PyResult {
    update_dict(vm, this(a), b)?;
    Ok(a)
}

fn get(vm: &mut Vm, a: &[Value]) -> PyResult {
    Ok(this::<Dict>(a[0]).get(vm, a[1])?.unwrap_or_else(|| a[2].given().unwrap_or(Value::NONE)))
}

fn setdefault(vm: &mut Vm, a: &[Value]) -> PyResult {
    let dict = this::<Dict>(a[0]);
    let default = a[2].given().unwrap_or(Value::NONE);
    let hash = vm.key_hash(a[1])?;
    let (entry, new) = dict.table.insert(vm, dict, a[1], hash)?;
    if !new {
        return Ok(dict.table.value(entry));
    }
    dict.set_entry(vm, entry, default);
    Ok(default)
}

fn pop(vm: &mut Vm, a: &[Value]) -> PyResult {
    let dict = this::<Dict>(a[0]);
    if dict.is_empty() {
        return match a[2].given() {
            Some(default) => Ok(default),
            None => Err(vm.key_error(a[1])),
        };
    }
    match (dict.remove(vm, a[1])?, a[2].given()) {
        (Some(value), _) | (None, Some(value)) => Ok(value),
        (None, None) => Err(vm.key_error(a[1])),
    }
}

fn popitem(vm: &mut Vm, value: Value) -> PyResult {
    match this::<Dict>(value).pop_last() {
        Some((key, value)) => Ok(vm.new_tuple(&[key, value]).value()),
        None => Err(vm.error(vm.types.key_error, "popitem(): dictionary is empty")),
    }
}

fn clear(vm: &mut Vm, value: Value) -> PyResult {
    this::<Dict>(value).clear(vm);
    Ok(Value::NONE)
}

fn copy(vm: &mut Vm, value: Value) -> PyResult {
    Ok(this::<Dict>(value).copy(vm)?.value())
}

fn sizeof(_: &mut Vm, value: Value) -> PyResult {
    let words = this::<Dict>(value).table.entries().map_or(0, |b| b.capacity());
    Ok(Value::small_int(64 + 8 * words as i64))
}

fn fromkeys(vm: &mut Vm, a: &[Value]) -> PyResult {
    let (class, iterable) = (a[0], a[1]);
    let value = a[2].given().unwrap_or(Value::NONE);
    let result = vm.call(class, &[])?;
    if vm.is_exact(result, vm.types.dict) {
        let dict = this::<Dict>(result);
        if vm.is_exact(iterable, vm.types.set) || vm.is_exact(iterable, vm.types.frozenset) {
            let set = this::<Set>(iterable);
            let mut from = 0;
            while let Some((place, key)) = set.next_entry(from) {
                dict.set_hashed(vm, key, set.table.hash(place), value)?;
                from = place + 1;
            }
            return Ok(result);
        }
        let iterator = vm.iter(iterable)?;
        while let Some(key) = vm.next(iterator)? {
            dict.set(vm, key, value)?;
        }
        return Ok(result);
    }
    let iterator = vm.iter(iterable)?;
    while let Some(key) = vm.next(iterator)? {
        vm.setitem(result, key, value)?;
    }
    Ok(result)
}
