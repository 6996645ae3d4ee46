//! What the native modules share: how one is declared, making a module's types and exceptions, binding the arguments of
//! constructors.

use whipsnake_runtime::{Args, Dict, Gc, GetSetDef, HeapObject, Module, NativeDef, PyResult, Raised, TypeObject, TypeSpec, Value, Vm};

use crate::collection::common::overrides_init;

/// `__dict__` of native types whose instances have attributes.
pub const DICT_ATTRIBUTE: GetSetDef = GetSetDef {
    name: "__dict__",
    get: |vm, value| Ok(vm.object_dict(value)?.map_or(Value::NONE, |d| d.value())),
    set: Some(|vm, value, dict| match Gc::<Dict>::cast(dict) {
        Some(dict) => {
            vm.set_instance_dict(value, dict);
            Ok(())
        }
        None => Err(vm.type_error("__dict__ must be set to a dictionary")),
    }),
};

/// A module written in Rust.
pub struct NativeModule {
    pub name: &'static str,
    pub doc: &'static str,
    /// Fills in the namespace of the fresh module.
    pub init: fn(&mut Vm, Gc<Module>) -> Result<(), Raised>,
}

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
    invoke_on(vm, def, class.value(), args)
}

/// Call a method's function with `first` before the arguments: a class, or an object whose `__init__` it is.
///
/// # Errors
/// As [`construct`].
pub fn invoke_on(vm: &mut Vm, def: &'static NativeDef, first: Value, args: Args<'_>) -> PyResult {
    let mark = vm.scratch_mark();
    let all = vm.scratch(args.values.len() + 1)?;
    all[0] = first;
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

/// A module's exception: a class that says it is of the module `shown`.
///
/// # Errors
/// `MemoryError`.
pub fn add_exception(vm: &mut Vm, module: Gc<Module>, shown: &str, name: &str, base: Gc<TypeObject>) -> Result<(), Raised> {
    let namespace = vm.new_dict();
    let (key, shown) = (vm.names.__module__, vm.intern(shown));
    namespace.set(vm, key, shown)?;
    let bases = vm.new_tuple(&[base.value()]).value();
    let class_name = vm.intern(name);
    let class = vm.call(vm.types.type_.value(), &[class_name, bases, namespace.value()])?;
    vm.set_module_attr(module, name, class);
    Ok(())
}

/// Raise the exception `name` of an imported module; `ValueError` when somebody removed it.
#[cold]
pub fn module_error(vm: &mut Vm, module: &str, name: &str, message: &str) -> Raised {
    let (module, name) = (vm.intern(module), vm.intern(name));
    let found = Gc::<Dict>::cast(vm.rt.modules.get())
        .and_then(|modules| modules.get_interned(module))
        .and_then(Gc::<Module>::cast)
        .and_then(|module| module.dict.get())
        .and_then(|dict| dict.get_interned(name))
        .and_then(Gc::<TypeObject>::cast);
    vm.error(found.unwrap_or(vm.types.value_error), message)
}

/// An argument of C's type `int`.
///
/// # Errors
/// `TypeError`; `OverflowError`.
pub fn int_argument(vm: &mut Vm, value: Value) -> Result<i32, Raised> {
    let index = vm.index(value)?;
    match vm.index_i64(index).and_then(|n| i32::try_from(n).ok()) {
        Some(n) => Ok(n),
        None => Err(vm.overflow_error("Python int too large to convert to C int")),
    }
}

/// The low 32 bits of an int of any size.
///
/// # Errors
/// `TypeError`.
pub fn low_word(vm: &mut Vm, value: Value) -> Result<u32, Raised> {
    let index = vm.index(value)?;
    let mask = Value::small_int(0xFFFF_FFFF);
    let low = vm.binary(whipsnake_runtime::BinaryOp::And, index, mask)?;
    Ok(vm.index_i64(low).unwrap_or(0) as u32)
}
