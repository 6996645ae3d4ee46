//! Type parameters, type aliases and `typing.Generic`: the types behind the module `_typing`.

use whipsnake_runtime::{BinaryOp, Function, Gc, PyResult, RootVec, Slots, Value, Vm};

use crate::Entry;

pub mod alias;
pub mod evaluator;
pub mod generic;
pub mod param_spec;
pub mod type_var;
pub mod type_var_tuple;

/// The types of this area, bases first.
pub const TYPES: &[Entry] = &[
    (|t| t.type_var, &type_var::SPEC, |t| Some(t.object)),
    (|t| t.param_spec, &param_spec::SPEC, |t| Some(t.object)),
    (|t| t.param_spec_args, &param_spec::ARGS, |t| Some(t.object)),
    (|t| t.param_spec_kwargs, &param_spec::KWARGS, |t| Some(t.object)),
    (|t| t.type_var_tuple, &type_var_tuple::SPEC, |t| Some(t.object)),
    (|t| t.type_alias, &alias::SPEC, |t| Some(t.object)),
    (|t| t.generic, &generic::SPEC, |t| Some(t.object)),
    (|t| t.no_default_type, &evaluator::NO_DEFAULT, |t| Some(t.object)),
    (|t| t.const_evaluator, &evaluator::CONST_EVALUATOR, |t| Some(t.object)),
];

/// `a | b` of type parameters and aliases: the right operand may be a string.
const UNION: [Option<whipsnake_runtime::slots::BinaryFn>; whipsnake_runtime::ops::BINARY_OPS] = {
    let mut slots = Slots::EMPTY.binary;
    slots[BinaryOp::Or as usize] = Some(|vm, a, b| crate::typing_::union::union_of(vm, &[a, b]));
    slots
};

/// Call a function of the module `typing`.
fn call_typing(vm: &mut Vm, name: &str, args: &[Value]) -> PyResult {
    let typing = vm.import("typing")?;
    let function = vm.getattr_str(typing, name)?;
    vm.call(function, args)
}

/// `typing.Unpack[parameter]`.
fn unpack(vm: &mut Vm, parameter: Value) -> PyResult {
    let typing = vm.import("typing")?;
    let unpack = vm.getattr_str(typing, "Unpack")?;
    vm.getitem(unpack, parameter)
}

/// An iterator over `*parameter`, once.
fn iter_unpacked(vm: &mut Vm, parameter: Value) -> PyResult {
    let item = unpack(vm, parameter)?;
    let once = vm.new_tuple(&[item]).value();
    vm.iter(once)
}

/// The `__module__` of the Python code that calls native code, NULL if there is none.
fn caller_module(vm: &mut Vm) -> PyResult {
    vm.settle_frames();
    if vm.frame.is_null() {
        return Ok(Value::NULL);
    }
    // SAFETY: the current frame is live.
    let (function, globals) = unsafe { ((*vm.frame).function, (*vm.frame).globals) };
    match Gc::<Function>::cast(function) {
        Some(function) => Ok(function.module.get()),
        None => Ok(globals.get_interned(vm.names.__name__).unwrap_or(Value::NULL)),
    }
}

/// Set `__module__` to that of the caller.
fn set_caller_module(vm: &mut Vm, object: Value) -> PyResult {
    if let Some(module) = caller_module(vm)?.given() {
        vm.setattr(object, vm.names.__module__, module)?;
    }
    Ok(object)
}

/// `typing._type_check(value, message)`; NULL for None.
fn checked_bound(vm: &mut Vm, bound: Value) -> PyResult {
    match bound.given().filter(|b| !b.is_none()) {
        Some(bound) => {
            let message = vm.new_str("Bound must be a type.");
            call_typing(vm, "_type_check", &[bound, message])
        }
        None => Ok(Value::NULL),
    }
}

/// Arguments of a subscript with the default of `parameter`, if it is the next one that they lack.
fn with_default(vm: &mut Vm, parameter: Value, alias: Value, args: Value) -> PyResult {
    let parameters = vm.getattr(alias, vm.names.__parameters__)?;
    let (parameters, given) = (vm.collect(parameters)?, vm.collect(args)?);
    let place = parameters.iter().position(|&p| p == parameter).unwrap_or(0);
    if place != given.len() {
        return Ok(args);
    }
    let default = evaluator::default_of(vm, parameter)?;
    let missing = evaluator::no_default(vm);
    if default == missing {
        let text = vm.str_string(alias)?;
        return Err(vm.type_error(&format!("Too few arguments for {text}")));
    }
    let mut all = RootVec::from_slice(vm.heap, &given);
    all.push(vm.heap, default);
    Ok(vm.new_tuple(&all).value())
}

