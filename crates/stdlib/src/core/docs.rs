//! `__doc__` of native types, functions and descriptors: looked up by full name when somebody asks.

use whipsnake_builtins::core::type_::module_of;
use whipsnake_runtime::{Gc, GetSet, Member, MethodDescriptor, Module, NativeFunction, PyResult, TypeObject, Value, Vm};

/// The docstring of a native object; None where there is none.
///
/// # Errors
/// `MemoryError`.
pub fn native_doc(vm: &mut Vm, object: Value) -> PyResult {
    let text = if let Some(ty) = Gc::<TypeObject>::cast(object) {
        of_class(vm, ty, "")
    } else if let Some(function) = Gc::<NativeFunction>::cast(object) {
        of_function(vm, function)
    } else if let Some(method) = Gc::<MethodDescriptor>::cast(object) {
        method.owner.get().and_then(|owner| of_class(vm, owner, method.def.name))
    } else if let Some(attribute) = Gc::<GetSet>::cast(object) {
        attribute.owner.get().and_then(|owner| of_class(vm, owner, attribute.def.name))
    } else if let Some(member) = Gc::<Member>::cast(object) {
        let name = vm.text(member.name.get());
        member.owner.get().and_then(|owner| of_class(vm, owner, &name))
    } else {
        None
    };
    Ok(text.map_or(Value::NONE, |text| vm.new_str(text)))
}

/// Of a native type, or of its attribute `name`.
fn of_class(vm: &mut Vm, class: Gc<TypeObject>, name: &str) -> Option<&'static str> {
    let module = module_of(vm, class)?;
    let class = vm.text(class.qualname.get());
    let path = if name.is_empty() { class } else { format!("{class}.{name}") };
    in_module(&module, &path)
}

/// Modules show the types of their native halves as their own.
fn in_module(module: &str, path: &str) -> Option<&'static str> {
    whipsnake_pylib::doc(&format!("{module}.{path}")).or_else(|| whipsnake_pylib::doc(&format!("_{module}.{path}")))
}

fn of_function(vm: &mut Vm, function: Gc<NativeFunction>) -> Option<&'static str> {
    let name = function.def.name;
    let this = function.this.get().given().filter(|this| Gc::<Module>::cast(*this).is_none());
    if let Some(this) = this {
        let class = function.owner.get().or_else(|| Gc::cast(this)).unwrap_or_else(|| vm.type_of(this));
        let mro = whipsnake_runtime::RootVec::from_slice(vm.heap, class.mro_items());
        return mro.iter().find_map(|base| of_class(vm, Gc::cast(*base)?, name));
    }
    let module = vm.text(function.module.get().given()?);
    in_module(&module, name)
}
