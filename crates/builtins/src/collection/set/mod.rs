//! `set`, `frozenset`, `set_iterator`.

mod iterator;
mod operations;

pub use iterator::ITERATOR;
pub use operations::{difference_update_set, symmetric_difference_update_set, update_set};

use operations::{copy_of_type, difference, intersection, is_subset, symmetric_difference};

use whipsnake_runtime::ops::BINARY_OPS;
use whipsnake_runtime::slots::BinaryFn;
use whipsnake_runtime::{
    Args, BinaryOp, Call, CompareOp, Gc, NativeDef, PyResult, Raised, Set, Slots, TypeFlags, TypeObject, TypeSpec, Value, Vm, def,
};

use super::common::{class_getitem, finish_repr, optional, overrides_init, overrides_new, push_repr, this};

const COMMON: TypeSpec = TypeSpec {
    signature: "(iterable=(), /)",
    flags: TypeFlags(TypeFlags::BASE.0 | TypeFlags::MATCH_SELF.0 | TypeFlags::WEAKREF.0),
    class_methods: CLASS_METHODS,
    ..TypeSpec::of::<Set>()
};

const SLOTS: Slots = Slots {
    repr: Some(repr), compare: Some(compare), iter: Some(iterator::iter), length: Some(length), contains: Some(contains), binary: BINARY, ..Slots::EMPTY
};

/// The type `set`.
pub static SET: TypeSpec = TypeSpec {
    name: "set",
    slots: Slots { new: Some(new_set), init: Some(init), binary: INPLACE_BINARY, ..SLOTS },
    methods: &[METHODS, MUTATING_METHODS],
    ..COMMON
};

/// The type `frozenset`.
pub static FROZENSET: TypeSpec = TypeSpec {
    name: "frozenset",
    slots: Slots { new: Some(new_frozenset), hash: Some(hash), ..SLOTS },
    methods: &[METHODS],
    ..COMMON
};

const BINARY: [Option<BinaryFn>; BINARY_OPS] = {
    let mut slots = Slots::EMPTY.binary;
    slots[BinaryOp::Or as usize] = Some(or);
    slots[BinaryOp::And as usize] = Some(|vm, a, b| both_sets(vm, a, b, intersection));
    slots[BinaryOp::Subtract as usize] = Some(|vm, a, b| both_sets(vm, a, b, difference));
    slots[BinaryOp::Xor as usize] = Some(|vm, a, b| both_sets(vm, a, b, symmetric_difference));
    slots
};

const INPLACE_BINARY: [Option<BinaryFn>; BINARY_OPS] = {
    let mut slots = BINARY;
    slots[BinaryOp::InplaceOr as usize] = Some(|vm, a, b| in_place(vm, a, b, update_set));
    slots[BinaryOp::InplaceAnd as usize] = Some(|vm, a, b| in_place(vm, a, b, intersection_update_set));
    slots[BinaryOp::InplaceSubtract as usize] = Some(|vm, a, b| in_place(vm, a, b, difference_update_set));
    slots[BinaryOp::InplaceXor as usize] = Some(|vm, a, b| in_place(vm, a, b, symmetric_difference_update_set));
    slots
};

static CLASS_METHODS: &[NativeDef] = &[def("__class_getitem__", "($type, object, /)", Call::A2(class_getitem))];

static METHODS: &[NativeDef] = &[
    def("__contains__", "($self, object, /)", Call::A2(|vm, s, item| contains(vm, s, item).map(Value::bool))),
    def("__reduce__", "($self, /)", Call::A1(reduce)),
    def("__sizeof__", "($self, /)", Call::A1(sizeof)),
    def("copy", "($self, /)", Call::A1(copy)),
    def("difference", "($self, /, *others)", Call::Vector(difference_method)),
    def("intersection", "($self, /, *others)", Call::Vector(intersection_method)),
    def("isdisjoint", "($self, other, /)", Call::A2(isdisjoint)),
    def("issubset", "($self, other, /)", Call::A2(issubset)),
    def("issuperset", "($self, other, /)", Call::A2(issuperset)),
    def("symmetric_difference", "($self, other, /)", Call::A2(|vm, s, other| Ok(symmetric_difference(vm, this(s), other)?.value()))),
    def("union", "($self, /, *others)", Call::Vector(union)),
];

static MUTATING_METHODS: &[NativeDef] = &[
    def("add", "($self, object, /)", Call::A2(add)),
    def("clear", "($self, /)", Call::A1(clear)),
    def("difference_update", "($self, /, *others)", Call::Vector(|vm, args| update_each(vm, args, "difference_update", difference_update_set))),
    def("discard", "($self, object, /)", Call::A2(discard)),
    def("intersection_update", "($self, /, *others)", Call::Vector(intersection_update)),
    def("pop", "($self, /)", Call::A1(pop)),
    def("remove", "($self, object, /)", Call::A2(remove)),
    def("symmetric_difference_update", "($self, other, /)", Call::A2(|vm, s, other| symmetric_difference_update_set(vm, this(s), other).map(|()| Value::NONE))),
    def("update", "($self, /, *others)", Call::Vector(|vm, args| update_each(vm, args, "update", update_set))),
];

fn new_set(vm: &mut Vm, class: Gc<TypeObject>, _: Args<'_>) -> PyResult {
    Ok(vm.new_set_of(class).value())
}

fn init(vm: &mut Vm, set: Value, args: Args<'_>) -> Result<(), Raised> {
    let class = vm.type_of(set);
    let args = if args.keyword_count() > 0 && overrides_new(vm, class, vm.types.set) { Args::positional_only(args.positional()) } else { args };
    let iterable = optional(vm, "set", args)?;
    let set = this::<Set>(set);
    set.table.clear(vm, set);
    match iterable {
        Some(iterable) => update_set(vm, set, iterable),
        None => Ok(()),
    }
}

fn new_frozenset(vm: &mut Vm, class: Gc<TypeObject>, args: Args<'_>) -> PyResult {
    let args = if args.keyword_count() > 0 && overrides_init(vm, class, vm.types.frozenset) { Args::positional_only(args.positional()) } else { args };
    let iterable = optional(vm, "frozenset", args)?;
    if let Some(iterable) = iterable
        && class == vm.types.frozenset
        && vm.is_exact(iterable, class)
    {
        return Ok(iterable);
    }
    let set = vm.new_set_of(class);
    if let Some(iterable) = iterable {
        update_set(vm, set, iterable)?;
    }
    Ok(set.value())
}

fn repr(vm: &mut Vm, value: Value) -> PyResult {
    let set = this::<Set>(value);
    let name = vm.type_of(value).name_string();
    if set.is_empty() {
        return finish_repr(vm, format!("{name}()").as_bytes());
    }
    let text = vm.repr_guard(value, |vm| {
        let braces = vm.is_exact(value, vm.types.set);
        let mut out = if braces { b"{".to_vec() } else { format!("{name}({{").into_bytes() };
        let items = keys(vm, set);
        for (i, &key) in items.iter().enumerate() {
            if i > 0 {
                out.extend_from_slice(b", ");
            }
            push_repr(vm, &mut out, key)?;
        }
        out.extend_from_slice(if braces { b"}" } else { b"})" });
        Ok(out)
    })?;
    match text {
        Some(text) => finish_repr(vm, &text),
        None => finish_repr(vm, format!("{name}(...)").as_bytes()),
    }
}

/// The keys at this moment.
fn keys(vm: &Vm, set: Gc<Set>) -> whipsnake_runtime::RootVec {
    let mut keys = whipsnake_runtime::RootVec::with_capacity(vm.heap, set.len());
    let mut from = 0;
    while let Some((place, key)) = set.next_entry(from) {
        keys.push(vm.heap, key);
        from = place + 1;
    }
    keys
}

/// CPython's hash of a frozenset: the same for any order of the keys.
fn hash(_: &mut Vm, value: Value) -> Result<i64, Raised> {
    let set = this::<Set>(value);
    if set.hash.get() != -1 {
        return Ok(set.hash.get());
    }
    let shuffle = |h: u64| ((h ^ 89_869_747) ^ (h << 16)).wrapping_mul(3_644_798_167);
    let mut hash = 0;
    for place in 0..set.table.places() {
        if set.table.key(place).is_some() {
            hash ^= shuffle(set.table.hash(place) as u64);
        }
    }
    hash ^= (set.len() as u64 + 1).wrapping_mul(1_927_868_237);
    hash ^= (hash >> 11) ^ (hash >> 25);
    hash = hash.wrapping_mul(69_069).wrapping_add(907_133_923);
    if hash == u64::MAX {
        hash = 590_923_713;
    }
    set.hash.set(hash as i64);
    Ok(hash as i64)
}

fn compare(vm: &mut Vm, a: Value, b: Value, op: CompareOp) -> PyResult {
    let (Some(a), Some(b)) = (Gc::<Set>::cast(a), Gc::<Set>::cast(b)) else { return Ok(Value::NOT_IMPLEMENTED) };
    let (left, right) = (a.len(), b.len());
    let known = |set: Gc<Set>| set.hash.get() != -1;
    let equal = |vm: &mut Vm| Ok(left == right && !(known(a) && known(b) && a.hash.get() != b.hash.get()) && is_subset(vm, a, b)?);
    let result = match op {
        CompareOp::Eq => equal(vm)?,
        CompareOp::Ne => !equal(vm)?,
        CompareOp::Lt => left < right && is_subset(vm, a, b)?,
        CompareOp::Le => left <= right && is_subset(vm, a, b)?,
        CompareOp::Gt => left > right && is_subset(vm, b, a)?,
        CompareOp::Ge => left >= right && is_subset(vm, b, a)?,
    };
    Ok(Value::bool(result))
}

fn length(_: &mut Vm, value: Value) -> Result<usize, Raised> {
    Ok(this::<Set>(value).len())
}

/// The hash of a key that is looked up: a set that is not hashable stands for the frozenset of its keys.
fn lookup_hash(vm: &mut Vm, key: Value) -> Result<(Value, i64), Raised> {
    match vm.element_hash(key) {
        Ok(hash) => Ok((key, hash)),
        Err(raised) if Gc::<Set>::cast(key).is_some() => {
            let _ = vm.catch(raised, vm.types.type_error)?;
            let frozen = copy_of_type(vm, vm.types.frozenset, key)?.value();
            let hash = vm.element_hash(frozen)?;
            Ok((frozen, hash))
        }
        Err(raised) => Err(raised),
    }
}

fn contains(vm: &mut Vm, value: Value, item: Value) -> Result<bool, Raised> {
    let (item, hash) = lookup_hash(vm, item)?;
    Ok(this::<Set>(value).table.find(vm, item, hash)?.is_some())
}

fn both_sets(vm: &mut Vm, a: Value, b: Value, operation: fn(&mut Vm, Gc<Set>, Value) -> Result<Gc<Set>, Raised>) -> PyResult {
    match (Gc::<Set>::cast(a), Gc::<Set>::cast(b)) {
        (Some(a), Some(_)) => Ok(operation(vm, a, b)?.value()),
        _ => Ok(Value::NOT_IMPLEMENTED),
    }
}

fn or(vm: &mut Vm, a: Value, b: Value) -> PyResult {
    both_sets(vm, a, b, |vm, a, b| {
        let result = copy_of_base(vm, a)?;
        update_set(vm, result, b)?;
        Ok(result)
    })
}

fn in_place(vm: &mut Vm, a: Value, b: Value, change: fn(&mut Vm, Gc<Set>, Value) -> Result<(), Raised>) -> PyResult {
    if Gc::<Set>::cast(b).is_none() {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    change(vm, this(a), b)?;
    Ok(a)
}

/// A copy of type `set` or `frozenset`.
fn copy_of_base(vm: &mut Vm, set: Gc<Set>) -> Result<Gc<Set>, Raised> {
    let ty = operations::base_type(vm, set);
    copy_of_type(vm, ty, set.value())
}

fn copy(vm: &mut Vm, value: Value) -> PyResult {
    if vm.is_exact(value, vm.types.frozenset) {
        return Ok(value);
    }
    Ok(copy_of_base(vm, this(value))?.value())
}

/// The other operands of a method that takes `*others`.
fn others<'a>(vm: &mut Vm, args: Args<'a>, name: &str) -> Result<(Gc<Set>, &'a [Value]), Raised> {
    let set = args.values[0];
    if args.keyword_count() > 0 {
        let class = vm.type_of(set).name_string();
        return Err(vm.type_error(&format!("{class}.{name}() takes no keyword arguments")));
    }
    Ok((this(set), &args.values[1..]))
}

fn update_each(vm: &mut Vm, args: Args<'_>, name: &str, change: fn(&mut Vm, Gc<Set>, Value) -> Result<(), Raised>) -> PyResult {
    let (set, others) = others(vm, args, name)?;
    for &other in others {
        change(vm, set, other)?;
    }
    Ok(Value::NONE)
}

fn union(vm: &mut Vm, args: Args<'_>) -> PyResult {
    let (set, others) = others(vm, args, "union")?;
    let result = copy_of_base(vm, set)?;
    for &other in others {
        if other != set.value() {
            update_set(vm, result, other)?;
        }
    }
    Ok(result.value())
}

fn intersection_of_all(vm: &mut Vm, set: Gc<Set>, others: &[Value]) -> Result<Gc<Set>, Raised> {
    let [first, rest @ ..] = others else { return copy_of_base(vm, set) };
    let mut result = intersection(vm, set, *first)?;
    for &other in rest {
        result = intersection(vm, result, other)?;
    }
    Ok(result)
}

fn intersection_method(vm: &mut Vm, args: Args<'_>) -> PyResult {
    let (set, others) = others(vm, args, "intersection")?;
    if others.is_empty() {
        return copy(vm, set.value());
    }
    Ok(intersection_of_all(vm, set, others)?.value())
}

fn intersection_update(vm: &mut Vm, args: Args<'_>) -> PyResult {
    let (set, others) = others(vm, args, "intersection_update")?;
    let result = intersection_of_all(vm, set, others)?;
    set.table.take(vm, set, &result.table, result);
    Ok(Value::NONE)
}

fn intersection_update_set(vm: &mut Vm, set: Gc<Set>, other: Value) -> Result<(), Raised> {
    let result = intersection(vm, set, other)?;
    set.table.take(vm, set, &result.table, result);
    Ok(())
}

fn difference_method(vm: &mut Vm, args: Args<'_>) -> PyResult {
    let (set, others) = others(vm, args, "difference")?;
    let [first, rest @ ..] = others else { return copy(vm, set.value()) };
    let result = difference(vm, set, *first)?;
    for &other in rest {
        difference_update_set(vm, result, other)?;
    }
    Ok(result.value())
}

fn isdisjoint(vm: &mut Vm, value: Value, other: Value) -> PyResult {
    let set = this::<Set>(value);
    if value == other {
        return Ok(Value::bool(set.is_empty()));
    }
    if let Some(other) = Gc::<Set>::cast(other) {
        let (walked, container) = if other.len() > set.len() { (set, other) } else { (other, set) };
        let mut from = 0;
        while let Some((place, key)) = walked.next_entry(from) {
            if container.table.find(vm, key, walked.table.hash(place))?.is_some() {
                return Ok(Value::FALSE);
            }
            from = place + 1;
        }
        return Ok(Value::TRUE);
    }
    let iterator = vm.iter(other)?;
    while let Some(item) = vm.next(iterator)? {
        if set.contains(vm, item)? {
            return Ok(Value::FALSE);
        }
    }
    Ok(Value::TRUE)
}

fn issubset(vm: &mut Vm, value: Value, other: Value) -> PyResult {
    let set = this::<Set>(value);
    if let Some(other) = Gc::<Set>::cast(other) {
        return Ok(Value::bool(set.len() <= other.len() && is_subset(vm, set, other)?));
    }
    let common = intersection(vm, set, other)?;
    Ok(Value::bool(common.len() == set.len()))
}

fn issuperset(vm: &mut Vm, value: Value, other: Value) -> PyResult {
    let set = this::<Set>(value);
    if let Some(other) = Gc::<Set>::cast(other) {
        return Ok(Value::bool(other.len() <= set.len() && is_subset(vm, other, set)?));
    }
    let iterator = vm.iter(other)?;
    while let Some(item) = vm.next(iterator)? {
        if !set.contains(vm, item)? {
            return Ok(Value::FALSE);
        }
    }
    Ok(Value::TRUE)
}

fn add(vm: &mut Vm, value: Value, item: Value) -> PyResult {
    this::<Set>(value).add(vm, item)?;
    Ok(Value::NONE)
}

fn clear(vm: &mut Vm, value: Value) -> PyResult {
    let set = this::<Set>(value);
    set.table.clear(vm, set);
    Ok(Value::NONE)
}

fn discard(vm: &mut Vm, value: Value, item: Value) -> PyResult {
    let (item, hash) = lookup_hash(vm, item)?;
    this::<Set>(value).table.remove(vm, item, hash)?;
    Ok(Value::NONE)
}

fn remove(vm: &mut Vm, value: Value, item: Value) -> PyResult {
    let (key, hash) = lookup_hash(vm, item)?;
    if this::<Set>(value).table.remove(vm, key, hash)? { Ok(Value::NONE) } else { Err(vm.key_error(item)) }
}

fn pop(vm: &mut Vm, value: Value) -> PyResult {
    match this::<Set>(value).table.pop() {
        Some(key) => Ok(key),
        None => Err(vm.error(vm.types.key_error, "pop from an empty set")),
    }
}

fn sizeof(_: &mut Vm, value: Value) -> PyResult {
    let places = this::<Set>(value).table.places();
    Ok(Value::small_int(200 + if places > 8 { 16 * places as i64 } else { 0 }))
}

/// `(type, ([keys],), state)`.
fn reduce(vm: &mut Vm, value: Value) -> PyResult {
    let keys = keys(vm, this(value));
    let keys = vm.list_from(keys).value();
    let arguments = vm.new_tuple(&[keys]).value();
    let state = vm.call_method(value, vm.names.__getstate__, &[])?;
    let class = vm.type_of(value).value();
    Ok(vm.new_tuple(&[class, arguments, state]).value())
}
