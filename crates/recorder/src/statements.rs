//! Helpers of the less frequent instructions: what tier 1 does for them, called by traces. See [`crate::helpers`].
//!
//! The frame of the instruction may be virtual while a helper runs: who needs it asks [`running`].

use whipsnake_heap::{Gc, Value};
use whipsnake_runtime::{Frame, Function, PyResult, Vm};
use whipsnake_tier1::instructions::{call_kw, containers, generators, imports, intrinsics, load_super_attr, matching, names, unpack_sequence};

use crate::helpers::HELPERS;

/// The frame of the instruction, made if need be.
fn running(vm: &mut Vm) -> *mut Frame {
    vm.settle_frames();
    vm.frame
}

pub(crate) fn call_spread(vm: &mut Vm, v: &[Value], _: u32) -> PyResult {
    call_kw::spread(vm, v[0], v[2], v[3], |vm, callable, this, args| {
        if this.is_null() { vm.call_args(callable, args) } else { vm.call_with_self(callable, this, args) }
    })
}

/// Let `f` write `count` items to the VM stack, and make a tuple of them.
fn tuple_of(vm: &mut Vm, count: usize, f: impl FnOnce(&mut Vm, *mut Value) -> Result<(), whipsnake_runtime::Raised>) -> PyResult {
    let mark = vm.scratch_mark();
    let items: *mut [Value] = vm.scratch(count)?;
    let done = f(vm, items.cast());
    // SAFETY: the scratch space is in use until it is released.
    let result = done.map(|()| vm.new_tuple(unsafe { &*items }).value());
    vm.scratch_release(mark);
    result
}

pub(crate) fn unpack(vm: &mut Vm, v: &[Value], count: u32) -> PyResult {
    // SAFETY: there is room for so many items.
    tuple_of(vm, count as usize, |vm, to| unsafe { unpack_sequence::unpack(vm, v[0], count as usize, to) })
}

pub(crate) fn unpack_starred(vm: &mut Vm, v: &[Value], argument: u32) -> PyResult {
    let (before, after) = (argument as usize & 0xFF, argument as usize >> 8);
    // SAFETY: there is room for so many items.
    tuple_of(vm, before + 1 + after, |vm, to| unsafe { containers::unpack_ex(vm, v[0], before, after, to) })
}

pub(crate) fn update_set(vm: &mut Vm, v: &[Value], _: u32) -> PyResult {
    containers::set_update(vm, v[0], v[1]).map(|()| Value::NONE)
}

pub(crate) fn update_map(vm: &mut Vm, v: &[Value], _: u32) -> PyResult {
    containers::dict_update(vm, v[0], v[1]).map(|()| Value::NONE)
}

pub(crate) fn merge_keywords(vm: &mut Vm, v: &[Value], _: u32) -> PyResult {
    containers::dict_merge(vm, v[0], v[1], v[2]).map(|()| Value::NONE)
}

pub(crate) fn super_attribute(vm: &mut Vm, v: &[Value], with_arguments: u32) -> PyResult {
    load_super_attr::of_proxy(vm, v[0], v[1], v[2], v[3], with_arguments != 0)
}

pub(crate) fn delete_attribute(vm: &mut Vm, v: &[Value], _: u32) -> PyResult {
    vm.setattr(v[0], v[1], Value::NULL).map(|()| Value::NONE)
}

pub(crate) fn global(vm: &mut Vm, v: &[Value], _: u32) -> PyResult {
    let frame = running(vm);
    // SAFETY: the running frame.
    unsafe { names::global(vm, frame, v[0]) }
}

pub(crate) fn store_global(vm: &mut Vm, v: &[Value], _: u32) -> PyResult {
    let frame = running(vm);
    // SAFETY: the running frame.
    unsafe { names::store_global(vm, frame, v[0], v[1]) };
    Ok(Value::NONE)
}

pub(crate) fn import(vm: &mut Vm, v: &[Value], _: u32) -> PyResult {
    let frame = running(vm);
    // SAFETY: the running frame.
    unsafe { imports::import(vm, frame, v[2], v[0], v[1]) }
}

pub(crate) fn import_from(vm: &mut Vm, v: &[Value], _: u32) -> PyResult {
    imports::import_from(vm, v[0], v[1])
}

pub(crate) fn intrinsic_1(vm: &mut Vm, v: &[Value], number: u32) -> PyResult {
    let frame = running(vm);
    // SAFETY: the running frame.
    unsafe { intrinsics::one(vm, frame, number as usize, v[0]) }
}

pub(crate) fn intrinsic_2(vm: &mut Vm, v: &[Value], number: u32) -> PyResult {
    intrinsics::two(vm, number as usize, v[0], v[1])
}

pub(crate) fn length(vm: &mut Vm, v: &[Value], _: u32) -> PyResult {
    let len = vm.len(v[0])?;
    Ok(vm.new_int(len as i64))
}

pub(crate) fn match_keys(vm: &mut Vm, v: &[Value], _: u32) -> PyResult {
    matching::keys(vm, v[0], v[1])
}

pub(crate) fn match_class(vm: &mut Vm, v: &[Value], positional: u32) -> PyResult {
    matching::class(vm, v[0], v[1], v[2], positional as usize)
}

/// NULL where the frames of the caller matter.
pub(crate) fn new_generator(vm: &mut Vm, v: &[Value], index: u32) -> PyResult {
    let Some(function) = Gc::<Function>::cast(v[0]) else { return Err(vm.system_error("no function")) };
    let parts = (function.code.get(), function.globals.get(), function.builtins.get());
    let (Some(code), Some(globals), Some(builtins)) = parts else { return Err(vm.system_error("a function needs code and globals")) };
    if vm.origin_depth > 0 {
        return Ok(Value::NULL);
    }
    let frame = vm.push_frame(code, v[0], globals, builtins, Value::NULL)?;
    // SAFETY: the frame has just been made, with its locals; the instruction is in the code.
    unsafe {
        for (n, value) in v[1..].iter().enumerate() {
            Frame::locals(frame).add(n).write(*value);
        }
        (*frame).ip = code.first().add(index as usize);
        let generator = vm.new_generator(frame);
        vm.pop_frame(frame);
        generator.map(|generator| generator.value())
    }
}

pub(crate) fn delegate(vm: &mut Vm, v: &[Value], _: u32) -> PyResult {
    let frame = running(vm);
    // SAFETY: the running frame.
    unsafe { generators::yield_from_iterator(vm, frame, v[0]) }
}

pub(crate) fn awaitable(vm: &mut Vm, v: &[Value], context: u32) -> PyResult {
    generators::awaitable(vm, v[0], context as usize)
}

pub(crate) fn iterate_async(vm: &mut Vm, v: &[Value], _: u32) -> PyResult {
    generators::async_iterator(vm, v[0])
}

pub(crate) fn next_async(vm: &mut Vm, v: &[Value], _: u32) -> PyResult {
    generators::async_next(vm, v[0])
}

pub(crate) fn send(vm: &mut Vm, v: &[Value], _: u32) -> PyResult {
    generators::send(vm, v[0], v[1])
}

pub(crate) fn sent_result(vm: &mut Vm, _: &[Value], _: u32) -> PyResult {
    // Whoever has yielded has left none.
    Ok(vm.sent_result.given().unwrap_or(Value::NONE))
}

pub(crate) fn catch(vm: &mut Vm, v: &[Value], argument: u32) -> PyResult {
    let (_, function) = HELPERS[(argument & 0xFF) as usize];
    match function(vm, v, argument >> 8) {
        Ok(result) => {
            vm.sent_result = result;
            Ok(Value::EXHAUSTED)
        }
        Err(raised) => {
            let frame = running(vm);
            // SAFETY: the running frame, at the instruction.
            unsafe { vm.add_traceback(frame) };
            // Traces ask for the result before they look whether there is one.
            vm.sent_result = Value::NONE;
            Ok(vm.take_exception(raised))
        }
    }
}

pub(crate) fn raise(vm: &mut Vm, v: &[Value], _: u32) -> PyResult {
    Err(vm.do_raise(v[0], v.get(1).copied().unwrap_or(Value::NULL)))
}

pub(crate) fn handled(vm: &mut Vm, _: &[Value], _: u32) -> PyResult {
    Ok(vm.handled.given().unwrap_or(Value::NONE))
}

pub(crate) fn set_handled(vm: &mut Vm, v: &[Value], _: u32) -> PyResult {
    vm.handled = if v[0].is_none() { Value::NULL } else { v[0] };
    Ok(Value::NONE)
}
