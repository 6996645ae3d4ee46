//! `CALL_INTRINSIC_1` and `CALL_INTRINSIC_2`.

use whipsnake_isa::operands::{Intrinsic1, Intrinsic2};
use whipsnake_runtime::{ExceptionObject, Frame, Function, Gc, List, PyResult, Raised, Value, Vm, code_flags};

use super::type_parameters;
use crate::dispatch::instructions;
use crate::unwind::ERROR;

instructions! {
    CALL_INTRINSIC_1(s) {
        s.save();
        match one(s.vm(), s.frame, s.arg, s.peek(1)) {
            Ok(value) => {
                s.poke(1, value);
                s.next(1)
            }
            Err(_) => s.go(ERROR),
        }
    }

    CALL_INTRINSIC_2(s) {
        s.save();
        match two(s.vm(), s.arg, s.peek(2), s.peek(1)) {
            Ok(value) => {
                s.drop(1);
                s.poke(1, value);
                s.next(1)
            }
            Err(_) => s.go(ERROR),
        }
    }
}

/// The one-operand intrinsic with this number, in a frame.
///
/// # Errors
/// What it raises.
///
/// # Safety
/// `frame` must be the running one.
#[inline(never)]
pub unsafe fn one(vm: &mut Vm, frame: *mut Frame, number: usize, value: Value) -> PyResult {
    match Intrinsic1::from_number(number as u32) {
        Some(Intrinsic1::Print) => print(vm, value),
        Some(Intrinsic1::ImportStar) => super::imports::import_star(vm, frame, value),
        // SAFETY: the running frame.
        Some(Intrinsic1::StopIterationError) => unsafe { stop_iteration_error(vm, frame, value) },
        Some(Intrinsic1::AsyncGenWrap) => vm.wrap_async_value(value),
        Some(Intrinsic1::UnaryPositive) => super::operators::positive(vm, value),
        Some(Intrinsic1::ListToTuple) => {
            let items = Gc::<List>::cast(value).map(|l| whipsnake_runtime::RootVec::from_slice(vm.heap, l.items()));
            Ok(items.map_or(value, |items| vm.new_tuple(&items).value()))
        }
        Some(Intrinsic1::TypeVar) => type_parameters::make(vm, vm.types.type_var, value, Value::NULL, Value::NULL),
        Some(Intrinsic1::ParamSpec) => type_parameters::make(vm, vm.types.param_spec, value, Value::NULL, Value::NULL),
        Some(Intrinsic1::TypeVarTuple) => type_parameters::make(vm, vm.types.type_var_tuple, value, Value::NULL, Value::NULL),
        Some(Intrinsic1::SubscriptGeneric) => type_parameters::subscript_generic(vm, value),
        Some(Intrinsic1::TypeAlias) => type_parameters::make_alias(vm, value),
        Some(Intrinsic1::Invalid) | None => Err(vm.system_error("unknown intrinsic")),
    }
}

/// The two-operand intrinsic with this number.
///
/// # Errors
/// What it raises.
#[inline(never)]
pub fn two(vm: &mut Vm, number: usize, a: Value, b: Value) -> PyResult {
    match Intrinsic2::from_number(number as u32) {
        Some(Intrinsic2::PrepReraiseStar) => vm.prepare_reraise_star(a, b),
        Some(Intrinsic2::TypeVarWithBound) => type_parameters::make(vm, vm.types.type_var, a, b, Value::NULL),
        Some(Intrinsic2::TypeVarWithConstraints) => type_parameters::make(vm, vm.types.type_var, a, Value::NULL, b),
        Some(Intrinsic2::SetFunctionTypeParams) => {
            if let Some(function) = Gc::<Function>::cast(a) {
                vm.heap.store(function, &function.type_params, b);
            }
            Ok(a)
        }
        Some(Intrinsic2::SetTypeParamDefault) => type_parameters::set_default(vm, a, b),
        Some(Intrinsic2::Invalid) | None => Err(vm.system_error("unknown intrinsic")),
    }
}

/// `sys.displayhook(value)`.
fn print(vm: &mut Vm, value: Value) -> PyResult {
    match vm.sys_attribute("displayhook") {
        Some(hook) => vm.call(hook, &[value]),
        None => Err(vm.runtime_error("lost sys.displayhook")),
    }
}

/// What leaves a generator instead of a StopIteration.
#[cold]
unsafe fn stop_iteration_error(vm: &mut Vm, frame: *mut Frame, exception: Value) -> PyResult {
    // SAFETY: the running frame.
    let code = unsafe { (*frame).code };
    let what = if code.has_flag(code_flags::ASYNC_GENERATOR) {
        "async generator"
    } else if code.has_flag(code_flags::COROUTINE) {
        "coroutine"
    } else {
        "generator"
    };
    let which = if vm.is_instance(exception, vm.types.stop_iteration) {
        "StopIteration"
    } else if code.has_flag(code_flags::ASYNC_GENERATOR) && vm.is_instance(exception, vm.types.stop_async_iteration) {
        "StopAsyncIteration"
    } else {
        return Ok(exception);
    };
    let raised: Raised = vm.runtime_error(&format!("{what} raised {which}"));
    let error = vm.take_exception(raised);
    if let Some(object) = Gc::<ExceptionObject>::cast(error) {
        vm.heap.store(object, &object.cause, exception);
        vm.heap.store(object, &object.context, exception);
        object.suppress_context.set(true);
    }
    Ok(error)
}
