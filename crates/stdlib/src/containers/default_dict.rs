//! `collections.defaultdict`: a dict whose factory is in the first slot of the instance area.

use whipsnake_builtins::collection::common::{class_getitem, this};
use whipsnake_builtins::collection::dict::update_dict;
use whipsnake_builtins::functions::is_callable;
use whipsnake_runtime::{
    Args, BinaryOp, Call, Dict, Gc, GetSetDef, Module, NativeDef, PyResult, Raised, Slot, Slots, TypeFlags, TypeSpec, Value, Vm, def,
};

use crate::kinds;

static SPEC: TypeSpec = TypeSpec {
    name: "defaultdict",
    module: "collections",
    doc: "defaultdict(default_factory=None, /, [...]) --> dict with default factory\n\nThe default factory is called without arguments to produce\na new value when a key is not present, in __getitem__ only.\nA defaultdict compares equal to a dict with the same items.\nAll remaining arguments are treated the same as if they were\npassed to the dict constructor, including keyword arguments.",
    flags: TypeFlags::BASE,
    slots: Slots { init: Some(init), repr: Some(repr), binary: BINARY, ..Slots::EMPTY },
    methods: &[METHODS],
    class_methods: CLASS_METHODS,
    attributes: &[ATTRIBUTES],
    ..TypeSpec::of::<Dict>()
};

const BINARY: [Option<whipsnake_runtime::slots::BinaryFn>; whipsnake_runtime::ops::BINARY_OPS] = {
    let mut slots = Slots::EMPTY.binary;
    slots[BinaryOp::Or as usize] = Some(or);
    slots
};

static METHODS: &[NativeDef] = &[
    def("__missing__", "($self, key, /)", Call::A2(missing)),
    def("copy", "($self, /)", Call::A1(copy)),
    def("__copy__", "($self, /)", Call::A1(copy)),
    def("__reduce__", "($self, /)", Call::A1(reduce)),
];
static CLASS_METHODS: &[NativeDef] = &[def("__class_getitem__", "($type, object, /)", Call::A2(class_getitem))];
static ATTRIBUTES: &[GetSetDef] = &[GetSetDef {
    name: "default_factory",
    get: |vm, value| Ok(factory(vm, value)),
    set: Some(|vm, value, factory| {
        set_factory(vm, value, factory);
        Ok(())
    }),
}];

/// The type, added to the module.
pub fn add_types(vm: &mut Vm, module: Gc<Module>) {
    let ty = vm.new_native_type(&SPEC, Some(vm.types.dict));
    ty.member_slots.set(1);
    vm.init_shapes(ty);
    vm.set_type_of_kind(kinds::DEFAULT_DICT, ty);
    vm.set_module_attr(module, "defaultdict", ty.value());
}

fn slot<'a>(vm: &Vm, value: Value) -> &'a Slot {
    let (area, _) = vm.instance_area(value).expect("the type has an instance area");
    // SAFETY: the type has one member slot, and its subclasses at least that.
    unsafe { area.slot(0) }
}

/// The factory, or None.
fn factory(vm: &Vm, value: Value) -> Value {
    slot(vm, value).get().given().unwrap_or(Value::NONE)
}

fn set_factory(vm: &mut Vm, value: Value, factory: Value) {
    let slot = slot(vm, value);
    vm.heap.store(this::<Dict>(value), slot, factory);
}

fn init(vm: &mut Vm, value: Value, args: Args<'_>) -> Result<(), Raised> {
    let (factory, rest) = match args.values.split_first() {
        Some((&factory, rest)) if !args.positional().is_empty() => (factory, rest),
        _ => (Value::NONE, args.values),
    };
    if !factory.is_none() && !is_callable(vm, factory) {
        return Err(vm.type_error("first argument must be callable or None"));
    }
    set_factory(vm, value, factory);
    let init = vm.types.dict.slots().init.expect("dict has it");
    init(vm, value, Args { values: rest, names: args.names })
}

fn missing(vm: &mut Vm, value: Value, key: Value) -> PyResult {
    let factory = factory(vm, value);
    if factory.is_none() {
        return Err(vm.key_error(key));
    }
    let made = vm.call(factory, &[])?;
    vm.setitem(value, key, made)?;
    Ok(made)
}

fn repr(vm: &mut Vm, value: Value) -> PyResult {
    let dict_repr = vm.types.dict.slots().repr.expect("dict has it");
    let items = dict_repr(vm, value)?;
    let factory = factory(vm, value);
    let shown = vm.repr_guard(factory, |vm| vm.repr_string(factory))?.unwrap_or_else(|| "...".to_owned());
    let (class, items) = (vm.type_of(value).name_string(), vm.text(items));
    Ok(vm.new_str(&format!("{class}({shown}, {items})")))
}

fn copy(vm: &mut Vm, value: Value) -> PyResult {
    let (class, factory) = (vm.type_of(value).value(), factory(vm, value));
    vm.call(class, &[factory, value])
}

fn or(vm: &mut Vm, a: Value, b: Value) -> PyResult {
    let ours = |value: Value, vm: &Vm| vm.is_instance(value, vm.type_of_kind(kinds::DEFAULT_DICT));
    let (left, result) = if ours(a, vm) { (true, a) } else { (false, b) };
    let other = if left { b } else { a };
    if Gc::<Dict>::cast(other).is_none() {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    if left {
        let new = copy(vm, result)?;
        update_dict(vm, this(new), b)?;
        return Ok(new);
    }
    // dict | defaultdict: the factory of the right operand, the items of the left first.
    let (class, factory) = (vm.type_of(b).value(), factory(vm, b));
    let new = vm.call(class, &[factory, a])?;
    match Gc::<Dict>::cast(new) {
        Some(dict) => update_dict(vm, dict, b)?,
        None => return Ok(Value::NOT_IMPLEMENTED),
    }
    Ok(new)
}

fn reduce(vm: &mut Vm, value: Value) -> PyResult {
    let factory = factory(vm, value);
    let arguments = if factory.is_none() { vm.new_tuple(&[]) } else { vm.new_tuple(&[factory]) };
    let items = vm.call_method(value, vm.names.items, &[])?;
    let items = vm.iter(items)?;
    let class = vm.type_of(value).value();
    Ok(vm.new_tuple(&[class, arguments.value(), Value::NONE, Value::NONE, items]).value())
}
