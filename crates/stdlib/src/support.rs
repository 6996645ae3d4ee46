//! What the native modules share: making a module's types, binding the arguments of constructors.

use whipsnake_builtins::collection::common::overrides_init;
use whipsnake_runtime::{Args, Gc, HeapObject, Module, NativeDef, PyResult, TypeObject, TypeSpec, Value, Vm};

/// A module's own type: its kind becomes known to the collector, and the type an attribute of the module.
pub fn add_type<T: HeapObject>(vm: &mut Vm, module: Gc<Module>, spec: &'static TypeSpec, base: Option<Gc<TypeObject>>) -> Gc<TypeObject> {
    let ty = hidden_type::<T>(vm, spec, base);
    vm.set_module_attr(module, spec.name, ty.value());
    ty
}

/// As [`add_type`] for a type that is no attribute of its module.
pub fn hidden_type<T: HeapObject>(vm: &mut Vm, spec: &'static TypeSpec, base: Option<Gc<TypeObject>>) -> Gc<TypeObject> {
    vm.heap.register::<T>();
    vm.new_native_type(spec, base)
}

/// Call a constructor that is declared as a function with `$type` as first parameter: binds `args` as its signature says.
///
/// # Errors
/// `TypeError` when the arguments do not fit; what the constructor raises.
pub fn construct(vm: &mut Vm, def: &'static NativeDef, class: Gc<TypeObject>, args: Args<'_>) -> PyResult {
    let mark = vm.scratch_mark();
    let all = vm.scratch(args.values.len() + 1)?;
    all[0] = class.value();
    all[1..].copy_from_slice(args.values);
    let result = def.invoke(vm, Args { values: all, names: args.names });
    vm.scratch_release(mark);
    result
}

/// As [`construct`] for positional parameters only: a subclass with its own `__init__` may have keywords for that.
///
/// # Errors
/// As there.
pub fn construct_positional<T: HeapObject>(vm: &mut Vm, def: &'static NativeDef, class: Gc<TypeObject>, args: Args<'_>) -> PyResult {
    if args.keyword_count() > 0 {
        let base = vm.type_for::<T>();
        if !overrides_init(vm, class, base) {
            return Err(vm.type_error(&format!("{}() takes no keyword arguments", def.name)));
        }
    }
    construct(vm, def, class, Args::positional_only(args.positional()))
}

/// The arguments that were bound for a function, as an array.
#[inline]
pub fn array<const N: usize>(bound: &[Value]) -> [Value; N] {
    bound.try_into().expect("one value for each parameter of the signature")
}

/// An optional argument for which None means the same as its absence.
#[inline]
pub fn not_none(value: Value) -> Option<Value> {
    value.given().filter(|v| !v.is_none())
}

/// Whether an object with an instance area has attributes of its own.
pub fn has_attributes(vm: &Vm, object: Value) -> bool {
    if vm.instance_area(object).is_none() {
        return false;
    }
    let shape = vm.shape(object.header().expect("it has an area").shape());
    shape.dict_mode || shape.count > 0
}
