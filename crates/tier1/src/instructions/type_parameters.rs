//! Type parameters and aliases of the `[T]` and `type` syntax.

use whipsnake_runtime::{Gc, PyResult, Tuple, TypeObject, TypeParameter, Value, Vm};

/// A type parameter; `bound` and `constraints` are functions that evaluate them, or NULL.
pub(super) fn make(vm: &mut Vm, ty: Gc<TypeObject>, name: Value, bound: Value, constraints: Value) -> PyResult {
    vm.new_type_parameter(ty, name, bound, constraints)
}

/// Give a type parameter the function that evaluates its default.
pub(super) fn set_default(vm: &mut Vm, parameter: Value, evaluate: Value) -> PyResult {
    let Some(object) = Gc::<TypeParameter>::cast(parameter) else {
        return Err(vm.system_error("bad operand of INTRINSIC_SET_TYPEPARAM_DEFAULT"));
    };
    vm.heap.store(object, &object.evaluate_default, evaluate);
    Ok(parameter)
}

/// `type name[parameters] = value`: name, parameters or None, function that evaluates the value.
pub(super) fn make_alias(vm: &mut Vm, parts: Value) -> PyResult {
    let Some(parts) = Gc::<Tuple>::cast(parts).filter(|t| t.len == 3) else {
        return Err(vm.system_error("bad operand of INTRINSIC_TYPEALIAS"));
    };
    let [name, parameters, evaluate] = [parts.items()[0], parts.items()[1], parts.items()[2]];
    let parameters = Gc::<Tuple>::cast(parameters).unwrap_or_else(|| vm.new_tuple(&[]));
    vm.new_type_alias(name, parameters, evaluate)
}

/// `Generic[parameters]`.
pub(super) fn subscript_generic(vm: &mut Vm, parameters: Value) -> PyResult {
    let typing = vm.import("typing")?;
    let function = vm.getattr_str(typing, "_GenericAlias")?;
    let mut items = whipsnake_runtime::RootVec::new(vm.heap);
    let given = vm.collect(parameters)?;
    for &parameter in given.iter() {
        // A type variable tuple stands for several types.
        let parameter = if vm.is_exact(parameter, vm.types.type_var_tuple) {
            let unpack = vm.getattr_str(typing, "Unpack")?;
            vm.getitem(unpack, parameter)?
        } else {
            parameter
        };
        items.push(vm.heap, parameter);
    }
    let items = vm.new_tuple(&items).value();
    let generic = vm.types.generic.value();
    vm.call(function, &[generic, items])
}
