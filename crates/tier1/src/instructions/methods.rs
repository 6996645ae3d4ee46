//! Operators whose methods are Python functions: their frames are entered, and what follows when they return (see
//! `whipsnake_runtime::operator_calls`).

use whipsnake_runtime::frame::OnReturn;
use whipsnake_runtime::native::Args;
use whipsnake_runtime::{Frame, MethodCall, PyResult, Raised, Value, Vm};

use super::call::{ENTERED, push_exact, simple_argcount};
use super::containers::slice;
use crate::dispatch::State;

/// Code units of `FOR_ITER`, behind which its body begins.
const FOR_ITER_SIZE: usize = 2;

/// Push the frame of a method and make it current: the operands, `self` first, are `arguments`. The caller's stack ends at `sp` until it returns, where it goes on
/// `size` code units behind the running instruction.
///
/// # Safety
/// `caller` must be the running frame, its `ip` up to date, `sp` on its stack.
#[inline]
unsafe fn push(vm: &mut Vm, caller: *mut Frame, method: MethodCall, arguments: &[Value], sp: *mut Value, size: usize) -> Result<(), Raised> {
    let function = method.function;
    // SAFETY: the caller's promise; simple functions of one parameter at least, for which the arguments are there.
    unsafe {
        let exact = match function.code.get() {
            Some(code) if simple_argcount(function) == Some(arguments.len()) => push_exact::<false>(vm, caller, function, code, arguments.as_ptr()),
            _ => None,
        };
        let frame = match exact {
            Some(frame) => frame,
            None => vm.push_call_frame(function, Value::NULL, Args::positional_only(arguments))?,
        };
        (*frame).previous = caller;
        (*frame).return_offset = size as u32;
        (*frame).on_return = method.on_return;
        (*caller).sp = sp;
        vm.frame = frame;
    }
    Ok(())
}

/// Call the method with which an operation on the `count` topmost items begins, if it begins so: [`ENTERED`] then, else what `otherwise` gives. The
/// method's arguments are the items in their order, or the other way round.
///
/// # Safety
/// `caller` must be the running frame, its `ip` and `sp` up to date; `count` is 1 or 2.
#[inline(always)]
pub(super) unsafe fn enter_or(
    vm: &mut Vm, caller: *mut Frame, method: Option<MethodCall>, count: usize, size: usize, otherwise: impl FnOnce(&mut Vm) -> PyResult,
) -> PyResult {
    let Some(method) = method else { return otherwise(vm) };
    // SAFETY: the caller's promise.
    unsafe {
        let base = (*caller).sp.sub(count);
        let sp = base.add(method.on_return.kept());
        if method.reflected {
            push(vm, caller, method, &[base.add(1).read(), base.read()], sp, size)?;
        } else {
            push(vm, caller, method, slice(base, count), sp, size)?;
        }
    }
    Ok(ENTERED)
}

/// As [`enter_or`] with other arguments than the items in their order: `taken` items go.
///
/// # Safety
/// As [`enter_or`].
#[inline(always)]
pub(super) unsafe fn enter_with(
    vm: &mut Vm, caller: *mut Frame, method: Option<MethodCall>, arguments: &[Value], taken: usize, size: usize, otherwise: impl FnOnce(&mut Vm) -> PyResult,
) -> PyResult {
    let Some(method) = method else { return otherwise(vm) };
    // SAFETY: the caller's promise.
    unsafe {
        let sp = (*caller).sp.sub(taken);
        push(vm, caller, method, arguments, sp, size)?;
    }
    Ok(ENTERED)
}

/// Go on in the frame of the method that a helper has made current.
///
/// # Safety
/// [`enter_or`] or [`enter_with`] must just have given [`ENTERED`].
#[inline(always)]
pub(super) unsafe fn go_on(s: State) -> u64 {
    // SAFETY: the caller's promise.
    unsafe {
        let frame = (*s.vm).frame;
        State { frame, sp: (*frame).sp, ..s }.jump((*frame).ip)
    }
}

/// The value of an operation whose method has returned `result`; the operands kept for it stand from `base` on.
///
/// # Safety
/// The caller's frame must be the running one, its `ip` and `sp` up to date.
#[inline(never)]
pub(super) unsafe fn answer(vm: &mut Vm, on_return: OnReturn, argument: usize, base: *mut Value, result: Value) -> PyResult {
    // SAFETY: the caller's promise.
    vm.answer(on_return, argument, unsafe { slice(base, on_return.kept()) }, result)
}

/// Where a return goes on, in code units behind the caller's instruction.
#[inline(always)]
pub fn return_offset(on_return: OnReturn, offset: u32) -> usize {
    // The frame of `__next__` knows where the loop ends.
    if on_return == OnReturn::Next { FOR_ITER_SIZE } else { offset as usize }
}

/// Whether an operation whose method has returned `value` needs no more than its result on the stack; `argument` is that of the instruction.
#[inline(always)]
pub fn is_settled(on_return: OnReturn, argument: usize, value: Value) -> bool {
    match on_return {
        OnReturn::InPlace | OnReturn::Left | OnReturn::RightFirst | OnReturn::Right => value != Value::NOT_IMPLEMENTED,
        OnReturn::CompareLeft | OnReturn::CompareRightFirst | OnReturn::CompareRight | OnReturn::Truth => value.is_bool(),
        OnReturn::Contains => value.is_bool() && argument == 0,
        OnReturn::Init => value.is_none(),
        OnReturn::Push | OnReturn::Discard | OnReturn::Next => true,
        OnReturn::LengthTruth | OnReturn::Length | OnReturn::Iterator => false,
    }
}
