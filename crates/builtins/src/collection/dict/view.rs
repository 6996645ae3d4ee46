//! `dict_keys`, `dict_values`, `dict_items`.

use whipsnake_runtime::ops::BINARY_OPS;
use whipsnake_runtime::slots::BinaryFn;
use whipsnake_runtime::{
    BinaryOp, Call, CompareOp, Dict, DictView, Gc, GetSetDef, NativeDef, PyResult, Raised, Set, SlotOf, Slots, Tuple, TypeFlags, TypeObject, TypeSpec, Value,
    Vm, def,
};

use super::iterator::{new_iterator, new_reverse_iterator};
use crate::collection::common::{finish_repr, push_repr, this};
use crate::collection::set;

const VIEW: TypeSpec = TypeSpec { flags: TypeFlags::NO_NEW, attributes: &[ATTRIBUTES], ..TypeSpec::of::<DictView>() };

/// The type `dict_keys`.
pub static KEYS: TypeSpec = TypeSpec {
    name: "dict_keys",
    slots: Slots {
        iter: Some(|vm, v| Ok(new_iterator(vm, vm.types.dict_key_iterator, dict_of(v)))), contains: Some(contains_key), ..SET_LIKE
    },
    methods: &[SET_METHODS, KEY_METHODS],
    ..VIEW
};
/// The type `dict_items`.
pub static ITEMS: TypeSpec = TypeSpec {
    name: "dict_items",
    slots: Slots {
        iter: Some(|vm, v| Ok(new_iterator(vm, vm.types.dict_item_iterator, dict_of(v)))), contains: Some(contains_item), ..SET_LIKE
    },
    methods: &[SET_METHODS, ITEM_METHODS],
    ..VIEW
};
/// The type `dict_values`.
pub static VALUES: TypeSpec = TypeSpec {
    name: "dict_values",
    slots: Slots {
        iter: Some(|vm, v| Ok(new_iterator(vm, vm.types.dict_value_iterator, dict_of(v)))), length: Some(length), repr: Some(repr), ..Slots::EMPTY
    },
    methods: &[VALUE_METHODS],
    ..VIEW
};

const SET_LIKE: Slots = Slots { length: Some(length), repr: Some(repr), compare: Some(compare), binary: BINARY, ..Slots::EMPTY };

const BINARY: [Option<BinaryFn>; BINARY_OPS] = {
    let mut slots = Slots::EMPTY.binary;
    slots[BinaryOp::And as usize] = Some(and);
    slots[BinaryOp::Or as usize] = Some(|vm, a, b| changed_copy(vm, a, b, set::update_set));
    slots[BinaryOp::Subtract as usize] = Some(|vm, a, b| changed_copy(vm, a, b, set::difference_update_set));
    slots[BinaryOp::Xor as usize] = Some(|vm, a, b| changed_copy(vm, a, b, set::symmetric_difference_update_set));
    slots
};

static SET_METHODS: &[NativeDef] = &[def("isdisjoint", "($self, object, /)", Call::A2(isdisjoint))];
static KEY_METHODS: &[NativeDef] =
    &[def("__reversed__", "($self, /)", Call::A1(|vm, v| Ok(new_reverse_iterator(vm, vm.types.dict_reverse_key_iterator, dict_of(v)))))];
static ITEM_METHODS: &[NativeDef] =
    &[def("__reversed__", "($self, /)", Call::A1(|vm, v| Ok(new_reverse_iterator(vm, vm.types.dict_reverse_item_iterator, dict_of(v)))))];
static VALUE_METHODS: &[NativeDef] =
    &[def("__reversed__", "($self, /)", Call::A1(|vm, v| Ok(new_reverse_iterator(vm, vm.types.dict_reverse_value_iterator, dict_of(v)))))];
static ATTRIBUTES: &[GetSetDef] =
    &[GetSetDef { name: "mapping", get: |vm, v| Ok(crate::collection::mapping_proxy::new_proxy(vm, dict_of(v).value())), set: None }];

/// A view of one of the three types.
pub fn new_view(vm: &mut Vm, ty: Gc<TypeObject>, dict: Gc<Dict>) -> Value {
    vm.heap.alloc(ty.as_ptr(), 0, DictView { dict: SlotOf::new(dict) }).value()
}

/// The dict behind a view.
pub fn dict_of_view(value: Value) -> Option<Gc<Dict>> {
    Gc::<DictView>::cast(value).and_then(|view| view.dict.get())
}

fn dict_of(view: Value) -> Gc<Dict> {
    this::<DictView>(view).dict.get().expect("set by the constructor")
}

fn length(_: &mut Vm, view: Value) -> Result<usize, Raised> {
    Ok(dict_of(view).len())
}

fn repr(vm: &mut Vm, view: Value) -> PyResult {
    let name = vm.type_of(view).name_string();
    let text = vm.repr_guard(view, |vm| {
        let mut out = format!("{name}([").into_bytes();
        let iterator = vm.iter(view)?;
        let mut first = true;
        while let Some(item) = vm.next(iterator)? {
            if !first {
                out.extend_from_slice(b", ");
            }
            push_repr(vm, &mut out, item)?;
            first = false;
        }
        out.extend_from_slice(b"])");
        Ok(out)
    })?;
    match text {
        Some(text) => finish_repr(vm, &text),
        None => finish_repr(vm, b"..."),
    }
}

fn contains_key(vm: &mut Vm, view: Value, key: Value) -> Result<bool, Raised> {
    Ok(dict_of(view).get(vm, key)?.is_some())
}

fn contains_item(vm: &mut Vm, view: Value, item: Value) -> Result<bool, Raised> {
    let Some(pair) = Gc::<Tuple>::cast(item) else { return Ok(false) };
    let [key, value] = *pair.items() else { return Ok(false) };
    match dict_of(view).get(vm, key)? {
        Some(found) => vm.equal(found, value),
        None => Ok(false),
    }
}

/// A set, frozenset, or view of keys or items.
fn is_set_like(vm: &Vm, value: Value) -> bool {
    Gc::<Set>::cast(value).is_some() || (Gc::<DictView>::cast(value).is_some() && vm.type_of(value) != vm.types.dict_values)
}

fn compare(vm: &mut Vm, a: Value, b: Value, op: CompareOp) -> PyResult {
    if !is_set_like(vm, b) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let (left, right) = (dict_of(a).len(), vm.len(b)?);
    let result = match op {
        CompareOp::Eq => left == right && all_contained(vm, a, b)?,
        CompareOp::Ne => !(left == right && all_contained(vm, a, b)?),
        CompareOp::Lt => left < right && all_contained(vm, a, b)?,
        CompareOp::Le => left <= right && all_contained(vm, a, b)?,
        CompareOp::Gt => left > right && all_contained(vm, b, a)?,
        CompareOp::Ge => left >= right && all_contained(vm, b, a)?,
    };
    Ok(Value::bool(result))
}

fn all_contained(vm: &mut Vm, items: Value, container: Value) -> Result<bool, Raised> {
    let iterator = vm.iter(items)?;
    while let Some(item) = vm.next(iterator)? {
        if !vm.contains(container, item)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn set_from(vm: &mut Vm, iterable: Value) -> Result<Gc<Set>, Raised> {
    let result = vm.new_set_of(vm.types.set);
    set::update_set(vm, result, iterable)?;
    Ok(result)
}

/// A set of the left operand's items, changed by the right operand.
fn changed_copy(vm: &mut Vm, a: Value, b: Value, change: fn(&mut Vm, Gc<Set>, Value) -> Result<(), Raised>) -> PyResult {
    let result = set_from(vm, a)?;
    change(vm, result, b)?;
    Ok(result.value())
}

fn and(vm: &mut Vm, a: Value, b: Value) -> PyResult {
    // The reflected operator has the view on the right.
    let (view, other) = if Gc::<DictView>::cast(a).is_some() { (a, b) } else { (b, a) };
    let (view, other) = if is_set_like(vm, other) && Gc::<Set>::cast(other).is_none() && vm.len(other)? > vm.len(view)? { (other, view) } else { (view, other) };
    if vm.is_exact(other, vm.types.set) && vm.len(view)? < this::<Set>(other).len() {
        // As `set & keys` is computed: the smaller side is walked.
        let result = vm.new_set_of(vm.types.set);
        let iterator = vm.iter(view)?;
        while let Some(item) = vm.next(iterator)? {
            if this::<Set>(other).contains(vm, item)? {
                result.add(vm, item)?;
            }
        }
        return Ok(result.value());
    }
    let result = vm.new_set_of(vm.types.set);
    let iterator = vm.iter(other)?;
    while let Some(item) = vm.next(iterator)? {
        if vm.contains(view, item)? {
            result.add(vm, item)?;
        }
    }
    Ok(result.value())
}

fn isdisjoint(vm: &mut Vm, view: Value, other: Value) -> PyResult {
    if view == other {
        return Ok(Value::bool(dict_of(view).is_empty()));
    }
    let (walked, container) = if is_set_like(vm, other) && vm.len(other)? > vm.len(view)? { (view, other) } else { (other, view) };
    let iterator = vm.iter(walked)?;
    while let Some(item) = vm.next(iterator)? {
        if vm.contains(container, item)? {
            return Ok(Value::FALSE);
        }
    }
    Ok(Value::TRUE)
}
