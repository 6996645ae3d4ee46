//! Type parameters and aliases of the `[T]` and `type` syntax, made through the constructors of their types.

use whipsnake_runtime::native::Args;
use whipsnake_runtime::{Gc, PyResult, RootVec, Tuple, TypeObject, Value, Vm};

/// A type parameter; `bound` and `constraints` are functions that evaluate them, or NULL.
pub(super) fn make(vm: &mut Vm, ty: Gc<TypeObject>, name: Value, bound: Value, constraints: Value) -> PyResult {
    if ty != vm.types.type_var {
        return vm.call(ty.value(), &[name]);
    }
    let mut values = RootVec::from_slice(vm.heap, &[name, Value::TRUE]);
    let mut names = RootVec::new(vm.heap);
    let keyword = vm.intern("infer_variance");
    names.push(vm.heap, keyword);
    for (keyword, value) in [("evaluate_bound", bound), ("evaluate_constraints", constraints)] {
        if let Some(value) = value.given() {
            let keyword = vm.intern(keyword);
            names.push(vm.heap, keyword);
            values.push(vm.heap, value);
        }
    }
    let names = Some(vm.new_tuple(&names));
    vm.call_args(ty.value(), Args { values: &values, names })
}

/// Give a type parameter the function that evaluates its default.
pub(super) fn set_default(vm: &mut Vm, parameter: Value, evaluate: Value) -> PyResult {
    let name = vm.intern("evaluate_default");
    vm.setattr(parameter, name, evaluate)?;
    Ok(parameter)
}

/// `type name[parameters] = value`: name, parameters or None, function that evaluates the value.
pub(super) fn make_alias(vm: &mut Vm, parts: Value) -> PyResult {
    let Some(parts) = Gc::<Tuple>::cast(parts).filter(|t| t.len == 3) else {
        return Err(vm.system_error("bad operand of INTRINSIC_TYPEALIAS"));
    };
    let [name, parameters, evaluate] = [parts.items()[0], parts.items()[1], parts.items()[2]];
    let parameters = if parameters.is_none() { vm.new_tuple(&[]).value() } else { parameters };
    let (type_params, evaluate_value) = (vm.intern("type_params"), vm.intern("evaluate_value"));
    let names = Some(vm.new_tuple(&[type_params, evaluate_value]));
    vm.call_args(vm.types.type_alias.value(), Args { values: &[name, parameters, evaluate], names })
}

/// `Generic[parameters]`.
pub(super) fn subscript_generic(vm: &mut Vm, parameters: Value) -> PyResult {
    let typing = vm.import("typing")?;
    let function = vm.getattr_str(typing, "_GenericAlias")?;
    let generic = vm.types.generic.value();
    vm.call(function, &[generic, parameters])
}
