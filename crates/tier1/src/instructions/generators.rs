//! Generators, coroutines, async generators: making, suspending, delegating.

use whipsnake_isa::op;
use whipsnake_runtime::frame::Owner;
use whipsnake_runtime::objects::GeneratorState;
use whipsnake_runtime::{ExceptionObject, Frame, Gc, Generator, PyResult, Raised, Value, Vm, code_flags, uops};

use super::for_iter::{enter_generator, is_suspended, resume};
use super::operators::unary;
use crate::adaptive::{AGAIN, Choice, MISS, Site, adaptive, specialize as attempt};
use crate::dispatch::{State, instructions};
use crate::unwind::{ERROR, UNWIND};

/// Code units of `SEND`, and of `FOR_ITER`: where a generator that yields goes on in its resumer.
const RESUMER_SIZE: usize = 2;

instructions! {
    RETURN_GENERATOR(s) {
        s.save();
        (*s.frame).sp = s.sp;
        match make(s.vm(), s.frame) {
            Ok(value) => {
                s.sp.write(value);
                s.go(super::control::RETURN_SLOW)
            }
            Err(_) => s.go(ERROR),
        }
    }

    YIELD_VALUE(s) {
        let frame = s.frame;
        if (*s.vm).heap.is_armed(Frame::generator(frame)) {
            return s.go(YIELD_LOGGED);
        }
        let value = s.pop();
        s.save();
        (*frame).sp = s.sp;
        let (previous, owner) = ((*frame).previous, (*frame).owner);
        let state = if s.arg == 0 { GeneratorState::Suspended } else { GeneratorState::SuspendedYieldFrom };
        s.vm().suspend_unlogged(frame, state);
        if owner == Owner::GeneratorNative {
            return value.bits();
        }
        let sp = (*previous).sp;
        sp.write(value);
        let ip = (*previous).ip.add(RESUMER_SIZE);
        State { frame: previous, sp: sp.add(1), ..s }.jump(ip)
    }

    /// `YIELD_VALUE` in a generator that the collector has to hear of, for the first time since its last collection.
    YIELD_LOGGED(s) {
        (*s.vm).heap.write_barrier(Frame::generator(s.frame));
        s.go(YIELD_VALUE)
    }

    SEND(s) {
        adaptive!(s, SPECIALIZE);
        s.go(GENERIC)
    }

    SPECIALIZE(s) {
        specialize(s.vm(), s.ip, s.arg, s.peek(2));
        s.go(AGAIN)
    }

    GENERIC(s) {
        let receiver = s.peek(2);
        let types = (*s.vm).types;
        let runs_here = uops::object::has_type(receiver, types.generator) || uops::object::has_type(receiver, types.coroutine);
        if runs_here && is_suspended(Gc::cast_unchecked(receiver)) {
            return s.go(ENTER);
        }
        s.save();
        match send(s.vm(), receiver, s.peek(1)) {
            Ok(Value::EXHAUSTED) => {
                let result = (*s.vm).sent_result;
                s.poke(1, result);
                s.next(RESUMER_SIZE + s.arg)
            }
            Ok(value) => {
                s.poke(1, value);
                s.next(RESUMER_SIZE)
            }
            Err(_) => s.go(ERROR),
        }
    }

    /// Run the generator below the top, sending it the top.
    ENTER(s) {
        s.save();
        let offset = (RESUMER_SIZE + s.arg) as u32;
        match enter_generator(s.vm(), Gc::cast_unchecked(s.peek(2)), offset) {
            Ok(frame) => {
                let value = s.pop();
                resume(s, frame, value)
            }
            Err(_) => s.go(ERROR),
        }
    }

    SEND_GEN(s) {
        let receiver = s.peek(2);
        let types = (*s.vm).types;
        let fits = uops::object::has_type(receiver, types.generator) || uops::object::has_type(receiver, types.coroutine);
        if !fits || !is_suspended(Gc::cast_unchecked(receiver)) {
            return s.go(MISS);
        }
        if (*s.vm).recursion_remaining <= 0 {
            return s.go(ENTER);
        }
        s.save();
        let frame = s.vm().switch_to_generator(Gc::cast_unchecked(receiver), Owner::Generator, (RESUMER_SIZE + s.arg) as u32);
        let value = s.pop();
        resume(s, frame, value)
    }

    GET_YIELD_FROM_ITER(s) {
        s.save();
        match yield_from_iterator(s.vm(), s.frame, s.peek(1)) {
            Ok(value) => {
                s.poke(1, value);
                s.next(1)
            }
            Err(_) => s.go(ERROR),
        }
    }

    GET_AWAITABLE(s) {
        s.save();
        match awaitable(s.vm(), s.peek(1), s.arg) {
            Ok(value) => {
                s.poke(1, value);
                s.next(1)
            }
            Err(_) => s.go(ERROR),
        }
    }

    GET_AITER(s) { unary!(s, async_iterator) }

    GET_ANEXT(s) {
        s.save();
        match async_next(s.vm(), s.peek(1)) {
            Ok(value) => {
                s.push(value);
                s.next(1)
            }
            Err(_) => s.go(ERROR),
        }
    }

    END_ASYNC_FOR(s) {
        let exception = s.pop();
        s.drop(1);
        s.save();
        if ends_async_for(s.vm(), exception) {
            return s.next(1);
        }
        s.go(UNWIND)
    }

    /// Stack: delegated-to iterator, last value sent, exception. A StopIteration ends the delegation.
    CLEANUP_THROW(s) {
        let exception = s.pop();
        s.save();
        match stop_iteration_value(s.vm(), exception) {
            Some(value) => {
                s.poke(2, Value::NONE);
                s.poke(1, value);
                s.next(1)
            }
            None => s.go(UNWIND),
        }
    }
}

#[inline(never)]
unsafe fn make(vm: &mut Vm, frame: *mut Frame) -> PyResult {
    // SAFETY: the running frame, on the VM stack, with `ip` and `sp` saved.
    unsafe { vm.new_generator(frame) }.map(|g| g.value())
}

/// What an iterator answers to a value sent: what it yields, or `EXHAUSTED` with the result in `vm.sent_result`.
///
/// # Errors
/// What it raises.
#[inline(never)]
pub fn send(vm: &mut Vm, receiver: Value, value: Value) -> PyResult {
    let slots = *vm.type_of(receiver).slots();
    if let Some(f) = slots.send {
        return f(vm, receiver, value);
    }
    let result = match slots.next {
        Some(f) if value.is_none() => f(vm, receiver),
        _ => {
            let name = vm.names.send;
            vm.call_method(receiver, name, &[value])
        }
    };
    match result {
        Ok(Value::EXHAUSTED) => {
            vm.sent_result = Value::NONE;
            Ok(Value::EXHAUSTED)
        }
        Ok(value) => Ok(value),
        Err(raised) => {
            let exception = vm.catch(raised, vm.types.stop_iteration)?;
            vm.sent_result = stop_value(exception);
            Ok(Value::EXHAUSTED)
        }
    }
}

/// `StopIteration.value`.
fn stop_value(exception: Value) -> Value {
    Gc::<ExceptionObject>::cast(exception).and_then(|e| e.extra[0].get().given()).unwrap_or(Value::NONE)
}

#[inline(never)]
fn stop_iteration_value(vm: &mut Vm, exception: Value) -> Option<Value> {
    if vm.is_instance(exception, vm.types.stop_iteration) {
        return Some(stop_value(exception));
    }
    let _pending = vm.raise_again(exception);
    None
}

#[inline(never)]
fn ends_async_for(vm: &mut Vm, exception: Value) -> bool {
    if vm.is_instance(exception, vm.types.stop_async_iteration) {
        return true;
    }
    let _pending = vm.raise_again(exception);
    false
}

fn has_code_flag(value: Value, flag: u32) -> bool {
    Gc::<Generator>::cast(value).is_some_and(|g| g.code().has_flag(flag))
}

/// What `yield from value` delegates to, in a frame.
///
/// # Errors
/// `TypeError` for a coroutine where none may be; what `iter` raises.
///
/// # Safety
/// `frame` must be the running one.
#[inline(never)]
pub unsafe fn yield_from_iterator(vm: &mut Vm, frame: *mut Frame, value: Value) -> PyResult {
    if vm.is_exact(value, vm.types.coroutine) {
        // SAFETY: the running frame.
        let code = unsafe { (*frame).code };
        if !code.has_flag(code_flags::COROUTINE | code_flags::ITERABLE_COROUTINE) {
            return Err(vm.type_error("cannot 'yield from' a coroutine object in a non-coroutine generator"));
        }
        return Ok(value);
    }
    if vm.is_exact(value, vm.types.generator) {
        return Ok(value);
    }
    vm.iter(value)
}

/// The iterator that `await value` drives; `context` says what asks (`GET_AWAITABLE`'s argument).
///
/// # Errors
/// `TypeError` for what cannot be awaited; what `__await__` raises.
#[inline(never)]
pub fn awaitable(vm: &mut Vm, value: Value, context: usize) -> PyResult {
    let ty = vm.type_of(value);
    let iterator = match await_iterator(vm, value)? {
        Some(iterator) => iterator,
        None => {
            let class = ty.name_string();
            return Err(match context {
                1 => vm.type_error(&format!("'async with' received an object from __aenter__ that does not implement __await__: {class}")),
                2 => vm.type_error(&format!("'async with' received an object from __aexit__ that does not implement __await__: {class}")),
                _ => vm.type_error(&format!("'{class}' object can't be awaited")),
            });
        }
    };
    if vm.is_exact(iterator, vm.types.coroutine)
        && let Some(coroutine) = Gc::<Generator>::cast(iterator)
        && !coroutine.delegate().is_null()
    {
        return Err(vm.runtime_error("coroutine is being awaited already"));
    }
    Ok(iterator)
}

/// As `awaitable`; `None` (Rust) when the object is not awaitable.
fn await_iterator(vm: &mut Vm, value: Value) -> Result<Option<Value>, Raised> {
    let ty = vm.type_of(value);
    if ty == vm.types.coroutine || (ty == vm.types.generator && has_code_flag(value, code_flags::ITERABLE_COROUTINE)) {
        return Ok(Some(value));
    }
    let Some(f) = ty.slots().await_ else { return Ok(None) };
    let iterator = f(vm, value)?;
    let it = vm.type_of(iterator);
    if it == vm.types.coroutine || (it == vm.types.generator && has_code_flag(iterator, code_flags::ITERABLE_COROUTINE)) {
        return Err(vm.type_error("__await__() returned a coroutine"));
    }
    if it.slots().next.is_none() {
        let class = it.name_string();
        return Err(vm.type_error(&format!("__await__() returned non-iterator of type '{class}'")));
    }
    Ok(Some(iterator))
}

/// `aiter(value)`.
///
/// # Errors
/// `TypeError` for what is no asynchronous iterable; what `__aiter__` raises.
#[inline(never)]
pub fn async_iterator(vm: &mut Vm, value: Value) -> PyResult {
    let ty = vm.type_of(value);
    let Some(f) = ty.slots().aiter else {
        let class = ty.name_string();
        return Err(vm.type_error(&format!("'async for' requires an object with __aiter__ method, got {class}")));
    };
    let iterator = f(vm, value)?;
    if vm.type_of(iterator).slots().anext.is_none() {
        let class = vm.type_of(iterator).name_string();
        return Err(vm.type_error(&format!("'async for' received an object from __aiter__ that does not implement __anext__: {class}")));
    }
    Ok(iterator)
}

/// The awaitable of an asynchronous iterator's next item.
///
/// # Errors
/// `TypeError` for what is no asynchronous iterator; what `__anext__` raises.
#[inline(never)]
pub fn async_next(vm: &mut Vm, iterator: Value) -> PyResult {
    let ty = vm.type_of(iterator);
    let Some(f) = ty.slots().anext else {
        let class = ty.name_string();
        return Err(vm.type_error(&format!("'async for' requires an iterator with __anext__ method, got {class}")));
    };
    let next = f(vm, iterator)?;
    if ty == vm.types.async_generator {
        return Ok(next);
    }
    let reason = match await_iterator(vm, next) {
        Ok(Some(awaitable)) => return Ok(awaitable),
        Ok(None) => Value::NULL,
        Err(raised) => vm.take_exception(raised),
    };
    let class = vm.type_of(next).name_string();
    let raised = vm.type_error(&format!("'async for' received an invalid object from __anext__: {class}"));
    if !reason.is_null() && let Some(error) = Gc::<ExceptionObject>::cast(vm.pending()) {
        vm.heap.store(error, &error.cause, reason);
        vm.heap.store(error, &error.context, reason);
        error.suppress_context.set(true);
    }
    Err(raised)
}

#[cold]
#[inline(never)]
unsafe fn specialize(vm: &mut Vm, ip: *const u16, arg: usize, receiver: Value) {
    // SAFETY: the running instruction.
    unsafe {
        attempt(&mut Site { vm, ip, arg }, |site| {
            let ty = site.vm.type_of(receiver);
            if ty == site.vm.types.generator || ty == site.vm.types.coroutine { Choice::Become(op::SEND_GEN) } else { Choice::Stay }
        })
    }
}
