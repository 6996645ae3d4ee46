//! `collections.OrderedDict`.
//!
//! Dicts keep the order of insertion; this type adds what changes and compares the order. Entries are taken from the front in
//! constant time: the instance area remembers up to where the table's entries are known to be removed.

use whipsnake_builtins::collection::common::{finish_repr, push_repr, this};
use whipsnake_builtins::collection::dict::new_view;
use whipsnake_runtime::{
    Args, BinaryOp, Call, CompareOp, Dict, DictView, Gc, GetSetDef, Module, NativeDef, PyResult, Raised, RootVec, Slot, Slots, TypeFlags, TypeSpec, Value, Vm,
    def,
};

use crate::kinds;
use crate::support::{DICT_ATTRIBUTE, has_attributes};

static SPEC: TypeSpec = TypeSpec {
    name: "OrderedDict",
    module: "collections",
    doc: "Dictionary that remembers insertion order",
    flags: TypeFlags(TypeFlags::BASE.0 | TypeFlags::DICT.0 | TypeFlags::WEAKREF.0),
    slots: Slots { init: Some(init), repr: Some(repr), compare: Some(compare), binary: BINARY, ..Slots::EMPTY },
    methods: &[METHODS],
    class_methods: CLASS_METHODS,
    attributes: &[ATTRIBUTES],
    ..TypeSpec::of::<Dict>()
};

const BINARY: [Option<whipsnake_runtime::slots::BinaryFn>; whipsnake_runtime::ops::BINARY_OPS] = {
    let mut slots = Slots::EMPTY.binary;
    slots[BinaryOp::Or as usize] = Some(or);
    slots[BinaryOp::InplaceOr as usize] = Some(|vm, a, b| {
        update_from(vm, a, b)?;
        Ok(a)
    });
    slots
};

static METHODS: &[NativeDef] = &[
    def("setdefault", "($self, /, key, default=None)", Call::Bound(setdefault)),
    def("pop", "($self, /, key, default=<unrepresentable>)", Call::Bound(pop)),
    def("popitem", "($self, /, last=True)", Call::Bound(popitem)),
    def("move_to_end", "($self, /, key, last=True)", Call::Bound(move_to_end)),
    def("keys", "($self, /)", Call::A1(|vm, d| view(vm, kinds::ORDERED_KEYS, d))),
    def("values", "($self, /)", Call::A1(|vm, d| view(vm, kinds::ORDERED_VALUES, d))),
    def("items", "($self, /)", Call::A1(|vm, d| view(vm, kinds::ORDERED_ITEMS, d))),
    def("update", "($self, /, *args, **kwargs)", Call::Vector(|vm, args| {
        let values = &args.values[1..];
        update_from_args(vm, args.values[0], Args { values, names: args.names }, "update")?;
        Ok(Value::NONE)
    })),
    def("copy", "($self, /)", Call::A1(copy)),
    def("__reduce__", "($self, /)", Call::A1(reduce)),
];
static CLASS_METHODS: &[NativeDef] = &[def("fromkeys", "($type, /, iterable, value=None)", Call::Bound(fromkeys))];
static ATTRIBUTES: &[GetSetDef] = &[DICT_ATTRIBUTE];

const fn view_spec(name: &'static str) -> TypeSpec {
    TypeSpec { name, flags: TypeFlags::NO_NEW, ..TypeSpec::of::<DictView>() }
}

static KEYS: TypeSpec = view_spec("odict_keys");
static VALUES: TypeSpec = view_spec("odict_values");
static ITEMS: TypeSpec = view_spec("odict_items");

/// The type, added to the module, and those of its views.
pub fn add_types(vm: &mut Vm, module: Gc<Module>) {
    let ty = vm.new_native_type(&SPEC, Some(vm.types.dict));
    ty.member_slots.set(2);
    vm.init_shapes(ty);
    vm.set_type_of_kind(kinds::ORDERED_DICT, ty);
    vm.set_module_attr(module, "OrderedDict", ty.value());
    let types = vm.types;
    for (kind, spec, base) in [
        (kinds::ORDERED_KEYS, &KEYS, types.dict_keys), (kinds::ORDERED_VALUES, &VALUES, types.dict_values), (kinds::ORDERED_ITEMS, &ITEMS, types.dict_items),
    ] {
        let ty = vm.new_native_type(spec, Some(base));
        vm.set_type_of_kind(kind, ty);
    }
}

fn is_exact(vm: &Vm, value: Value) -> bool {
    vm.is_exact(value, vm.type_of_kind(kinds::ORDERED_DICT))
}

fn is_ordered(vm: &Vm, value: Value) -> bool {
    vm.is_instance(value, vm.type_of_kind(kinds::ORDERED_DICT))
}

fn view(vm: &mut Vm, kind: u16, dict: Value) -> PyResult {
    let ty = vm.type_of_kind(kind);
    Ok(new_view(vm, ty, this(dict)))
}

// ---- the front

/// The slots that say up to which entry of which buffer all are removed.
fn front_slots<'a>(vm: &Vm, value: Value) -> (&'a Slot, &'a Slot) {
    let (area, _) = vm.instance_area(value).expect("the type has an instance area");
    // SAFETY: the type has two member slots, and its subclasses at least those.
    unsafe { (area.slot(0), area.slot(1)) }
}

/// The first entry: its number and key.
fn first_entry(vm: &mut Vm, value: Value) -> Option<(usize, Value)> {
    let dict = this::<Dict>(value);
    let buffer = dict.table.entries()?.value();
    let (known_buffer, known) = front_slots(vm, value);
    let from = if known_buffer.get() == buffer { known.get().as_small_int().unwrap_or(0) as usize } else { 0 };
    let from = if from <= dict.table.filled() { from } else { 0 };
    let (entry, key, _) = dict.next_entry(from)?;
    vm.heap.store(dict, known_buffer, buffer);
    vm.heap.store(dict, known, Value::small_int(entry as i64));
    Some((entry, key))
}

fn last_entry(dict: Gc<Dict>) -> Option<(usize, Value)> {
    (0..dict.table.filled()).rev().find_map(|entry| Some((entry, dict.table.key(entry)?)))
}

/// Forget what is known of the front: the table is filled anew.
fn forget_front(vm: &mut Vm, value: Value) {
    let (buffer, entry) = front_slots(vm, value);
    let dict = this::<Dict>(value);
    vm.heap.store(dict, buffer, Value::NULL);
    vm.heap.store(dict, entry, Value::NULL);
}

// ---- filling

fn init(vm: &mut Vm, value: Value, args: Args<'_>) -> Result<(), Raised> {
    update_from_args(vm, value, args, "OrderedDict")
}

fn update_from_args(vm: &mut Vm, value: Value, args: Args<'_>, name: &str) -> Result<(), Raised> {
    match *args.positional() {
        [] => {}
        [source] => update_from(vm, value, source)?,
        ref more => {
            let given = more.len();
            return Err(vm.type_error(&format!("{name}() takes at most 1 positional argument ({given} given)")));
        }
    }
    for (key, item) in args.keywords() {
        vm.setitem(value, key, item)?;
    }
    Ok(())
}

/// `MutableMapping.update`: subclasses see each `__setitem__`.
fn update_from(vm: &mut Vm, value: Value, source: Value) -> Result<(), Raised> {
    if is_exact(vm, value) {
        return whipsnake_builtins::collection::dict::update_dict(vm, this(value), source);
    }
    let pairs = if vm.is_exact(source, vm.types.dict) {
        vm.call_method(source, vm.names.items, &[])?
    } else {
        match vm.getattr_optional(source, vm.names.keys)? {
            Some(keys) => {
                let keys = vm.call(keys, &[])?;
                let iterator = vm.iter(keys)?;
                while let Some(key) = vm.next(iterator)? {
                    let item = vm.getitem(source, key)?;
                    vm.setitem(value, key, item)?;
                }
                return Ok(());
            }
            None => source,
        }
    };
    let iterator = vm.iter(pairs)?;
    while let Some(pair) = vm.next(iterator)? {
        let items = vm.collect(pair)?;
        match *items {
            [key, item] => vm.setitem(value, key, item)?,
            [] | [_] => {
                let len = items.len();
                return Err(vm.value_error(&format!("need more than {len} value{} to unpack", if len == 1 { "" } else { "s" })));
            }
            _ => return Err(vm.value_error("too many values to unpack (expected 2)")),
        }
    }
    Ok(())
}

fn fromkeys(vm: &mut Vm, a: &[Value]) -> PyResult {
    let value = a[2].given().unwrap_or(Value::NONE);
    let made = vm.call(a[0], &[])?;
    let iterator = vm.iter(a[1])?;
    while let Some(key) = vm.next(iterator)? {
        vm.setitem(made, key, value)?;
    }
    Ok(made)
}

fn setdefault(vm: &mut Vm, a: &[Value]) -> PyResult {
    let (dict, default) = (this::<Dict>(a[0]), a[2].given().unwrap_or(Value::NONE));
    let exact = is_exact(vm, a[0]);
    if !exact && vm.contains(a[0], a[1])? {
        return vm.getitem(a[0], a[1]);
    }
    if exact && let Some(found) = dict.get(vm, a[1])? {
        return Ok(found);
    }
    vm.setitem(a[0], a[1], default)?;
    Ok(default)
}

// ---- taking out

/// Remove a key and give its value, through the methods of subclasses.
fn take(vm: &mut Vm, value: Value, key: Value) -> Result<Option<Value>, Raised> {
    if is_exact(vm, value) {
        return this::<Dict>(value).remove(vm, key);
    }
    if !vm.contains(value, key)? {
        return Ok(None);
    }
    let item = vm.getitem(value, key)?;
    vm.setitem(value, key, Value::NULL)?;
    Ok(Some(item))
}

fn pop(vm: &mut Vm, a: &[Value]) -> PyResult {
    if let Some(item) = take(vm, a[0], a[1])? {
        return Ok(item);
    }
    if let Some(default) = a[2].given() {
        return Ok(default);
    }
    if !is_exact(vm, a[0])
        && let Some(made) = vm.call_special_optional(a[0], vm.names.__missing__, &[a[1]])?
    {
        return Ok(made);
    }
    Err(vm.key_error(a[1]))
}

fn popitem(vm: &mut Vm, a: &[Value]) -> PyResult {
    let last = match a[1].given() {
        Some(last) => vm.truthy(last)?,
        None => true,
    };
    let dict = this::<Dict>(a[0]);
    if last && is_exact(vm, a[0]) && let Some((key, item)) = dict.pop_last() {
        return Ok(vm.new_tuple(&[key, item]).value());
    }
    let found = if last { last_entry(dict) } else { first_entry(vm, a[0]) };
    let Some((entry, key)) = found else { return Err(vm.error(vm.types.key_error, "dictionary is empty")) };
    let item = if is_exact(vm, a[0]) { dict.table.remove_entry(entry).map(|(_, item)| item) } else { take(vm, a[0], key)? };
    match item {
        Some(item) => Ok(vm.new_tuple(&[key, item]).value()),
        None => Err(vm.key_error(key)),
    }
}

fn move_to_end(vm: &mut Vm, a: &[Value]) -> PyResult {
    let last = match a[2].given() {
        Some(last) => vm.truthy(last)?,
        None => true,
    };
    let dict = this::<Dict>(a[0]);
    let hash = vm.key_hash(a[1])?;
    let Some(entry) = dict.table.find(vm, a[1], hash)? else { return Err(vm.key_error(a[1])) };
    if last {
        if entry + 1 == dict.table.filled() {
            return Ok(Value::NONE);
        }
        let Some((key, item)) = dict.table.remove_entry(entry) else { return Err(vm.key_error(a[1])) };
        let entry = dict.table.append(vm, dict, key, hash)?;
        dict.set_entry(vm, entry, item);
        return Ok(Value::NONE);
    }
    if first_entry(vm, a[0]).is_some_and(|(first, _)| first == entry) {
        return Ok(Value::NONE);
    }
    move_to_front(vm, a[0], entry)
}

/// All entries are filled in anew behind the one that moves.
fn move_to_front(vm: &mut Vm, value: Value, moving: usize) -> PyResult {
    let dict = this::<Dict>(value);
    let entries = (0..dict.table.filled()).filter(|&entry| entry != moving && dict.table.key(entry).is_some());
    let entries: Vec<usize> = std::iter::once(moving).chain(entries).collect();
    let mut items = RootVec::with_capacity(vm.heap, 2 * entries.len());
    let hashes: Vec<i64> = entries.iter().map(|&entry| dict.table.hash(entry)).collect();
    for &entry in &entries {
        items.push(vm.heap, dict.table.key(entry).expect("just seen"));
        items.push(vm.heap, dict.table.value(entry));
    }
    dict.clear(vm);
    forget_front(vm, value);
    for (pair, &hash) in items.chunks_exact(2).zip(&hashes) {
        let entry = dict.table.append(vm, dict, pair[0], hash)?;
        dict.set_entry(vm, entry, pair[1]);
    }
    Ok(Value::NONE)
}

// ---- comparing, showing, copying

fn compare(vm: &mut Vm, a: Value, b: Value, op: CompareOp) -> PyResult {
    if !matches!(op, CompareOp::Eq | CompareOp::Ne) || Gc::<Dict>::cast(b).is_none() {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let dict_compare = vm.types.dict.slots().compare.expect("dict has it");
    let mut equal = dict_compare(vm, a, b, CompareOp::Eq)? == Value::TRUE;
    if equal && is_ordered(vm, a) && is_ordered(vm, b) {
        equal = same_order(vm, this(a), this(b))?;
    }
    Ok(Value::bool(equal == (op == CompareOp::Eq)))
}

fn same_order(vm: &mut Vm, a: Gc<Dict>, b: Gc<Dict>) -> Result<bool, Raised> {
    let (mut x, mut y) = (0, 0);
    loop {
        match (a.next_entry(x), b.next_entry(y)) {
            (Some((i, key, _)), Some((j, other, _))) => {
                if !vm.equal(key, other)? {
                    return Ok(false);
                }
                (x, y) = (i + 1, j + 1);
            }
            (None, None) => return Ok(true),
            _ => return Ok(false),
        }
    }
}

fn or(vm: &mut Vm, a: Value, b: Value) -> PyResult {
    if Gc::<Dict>::cast(a).is_none() || Gc::<Dict>::cast(b).is_none() {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let ours = if is_ordered(vm, a) { a } else { b };
    let class = vm.type_of(ours).value();
    let made = vm.call(class, &[a])?;
    update_from(vm, made, b)?;
    Ok(made)
}

fn repr(vm: &mut Vm, value: Value) -> PyResult {
    let class = vm.type_of(value).name_string();
    let dict = this::<Dict>(value);
    if dict.is_empty() {
        return Ok(vm.new_str(&format!("{class}()")));
    }
    let text = vm.repr_guard(value, |vm| {
        let mut out = format!("{class}({{").into_bytes();
        let items = vm.call_method(value, vm.names.items, &[])?;
        for (i, &pair) in vm.collect(items)?.iter().enumerate() {
            if i > 0 {
                out.extend_from_slice(b", ");
            }
            let pair = vm.collect(pair)?;
            push_repr(vm, &mut out, pair[0])?;
            out.extend_from_slice(b": ");
            push_repr(vm, &mut out, pair[1])?;
        }
        out.extend_from_slice(b"})");
        Ok(out)
    })?;
    finish_repr(vm, &text.unwrap_or_else(|| b"...".to_vec()))
}

fn copy(vm: &mut Vm, value: Value) -> PyResult {
    let class = vm.type_of(value);
    let made = vm.call(class.value(), &[])?;
    let dict = this::<Dict>(value);
    let mut from = 0;
    while let Some((entry, key, item)) = dict.next_entry(from) {
        let item = if is_exact(vm, value) { item } else { vm.getitem(value, key)? };
        vm.setitem(made, key, item)?;
        from = entry + 1;
    }
    Ok(made)
}

fn reduce(vm: &mut Vm, value: Value) -> PyResult {
    let state = if has_attributes(vm, value) { vm.object_dict(value)?.map_or(Value::NONE, |d| d.value()) } else { Value::NONE };
    let items = vm.call_method(value, vm.names.items, &[])?;
    let items = vm.iter(items)?;
    let (class, empty) = (vm.type_of(value).value(), vm.new_tuple(&[]).value());
    Ok(vm.new_tuple(&[class, empty, state, Value::NONE, items]).value())
}
