//! `_weakref`. The types are in the crate `builtins`, the references themselves in the runtime.

use whipsnake_builtins::functions::is_callable;
use whipsnake_runtime::{Call, Dict, Gc, Module, NativeDef, PyResult, Raised, Value, Vm, WeakReference, def};

/// Fill in the module.
///
/// # Errors
/// `MemoryError`.
pub fn init(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    let types = vm.types;
    for (name, ty) in [
        ("ref", types.weakref), ("ReferenceType", types.weakref), ("ProxyType", types.weak_proxy), ("CallableProxyType", types.weak_callable_proxy),
    ] {
        vm.set_module_attr(module, name, ty.value());
    }
    vm.add_functions(module, FUNCTIONS);
    Ok(())
}

static FUNCTIONS: &[NativeDef] = &[
    def("getweakrefcount", "($module, object, /)", Call::A1(|vm, object| {
        let count = vm.weak_references(object).len();
        Ok(Value::small_int(count as i64))
    })),
    def("getweakrefs", "($module, object, /)", Call::A1(|vm, object| {
        let found = vm.weak_references(object);
        Ok(vm.list_from(found).value())
    })),
    def("_remove_dead_weakref", "($module, dct, key, /)", Call::A2(remove_dead)),
    def("proxy", "($module, object, callback=None, /)", Call::Bound(|vm, a| proxy(vm, a[0], a[1]))),
];

fn proxy(vm: &mut Vm, object: Value, callback: Value) -> PyResult {
    let class = if is_callable(vm, object) { vm.types.weak_callable_proxy } else { vm.types.weak_proxy };
    vm.new_weak(class, object, callback)
}

/// Remove `key` from a dict of weak references, if its reference is dead.
fn remove_dead(vm: &mut Vm, dict: Value, key: Value) -> PyResult {
    let Some(dict) = Gc::<Dict>::cast(dict) else {
        let class = vm.type_of(dict).name_string();
        return Err(vm.type_error(&format!("_remove_dead_weakref() argument 1 must be dict, not {class}")));
    };
    if let Some(value) = dict.get(vm, key)? {
        match Gc::<WeakReference>::cast(value) {
            Some(reference) if reference.referent.get().is_none() => dict.remove(vm, key).map(|_| ())?,
            Some(_) => {}
            None => return Err(vm.type_error("not a weakref")),
        }
    }
    Ok(Value::NONE)
}
