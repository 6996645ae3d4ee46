//! `CALL_KW` and its specializations, `CALL_FUNCTION_EX`.
//!
//! Caches of `CALL_KW`: counter; function version (2 units).

use whipsnake_isa::op;
use whipsnake_runtime::native::Args;
use whipsnake_runtime::{BoundMethod, Dict, Frame, Function, Gc, PyResult, RootVec, Str, Tuple, Value, Vm, kinds};

use super::call::{ENTERED, arguments, enter_python, entered, function_of_version, function_version, is_kind, unbind};
use crate::adaptive::{AGAIN, Choice, MISS, Site, adaptive, specialize as attempt};
use crate::dispatch::instructions;
use crate::unwind::ERROR;

const SIZE: usize = 4;

instructions! {
    CALL_KW(s) {
        adaptive!(s, SPECIALIZE);
        s.go(GENERIC)
    }

    SPECIALIZE(s) {
        let base = s.sp.sub(s.arg + 3);
        specialize(s.vm(), s.ip, s.arg, base.read(), base.add(1).read());
        s.go(AGAIN)
    }

    GENERIC(s) {
        s.save();
        let base = s.sp.sub(s.arg + 3);
        match call(s.vm(), s.frame, base, s.arg) {
            Ok(ENTERED) => entered(s, base, SIZE as u32),
            Ok(value) => {
                base.write(value);
                s.sp = base.add(1);
                s.next(SIZE)
            }
            Err(_) => s.go(ERROR),
        }
    }

    CALL_KW_PY(s) {
        let base = s.sp.sub(s.arg + 3);
        if function_of_version(base.read(), s.cache32(2)).is_none() {
            return s.go(MISS);
        }
        s.go(GENERIC)
    }

    CALL_KW_BOUND_METHOD(s) {
        let base = s.sp.sub(s.arg + 3);
        if !is_kind(base.read(), kinds::BOUND_METHOD) || !base.add(1).read().is_null() {
            return s.go(MISS);
        }
        s.go(GENERIC)
    }

    CALL_KW_NON_PY(s) {
        let base = s.sp.sub(s.arg + 3);
        if is_kind(base.read(), kinds::FUNCTION) || is_kind(base.read(), kinds::BOUND_METHOD) {
            return s.go(MISS);
        }
        s.go(GENERIC)
    }

    CALL_FUNCTION_EX(s) {
        s.save();
        let base = s.sp.sub(4);
        match call_spread(s.vm(), s.frame, base) {
            Ok(ENTERED) => entered(s, base, 1),
            Ok(value) => {
                base.write(value);
                s.sp = base.add(1);
                s.next(1)
            }
            Err(_) => s.go(ERROR),
        }
    }
}

/// As `CALL`, with the names of the last arguments on top.
#[inline(never)]
unsafe fn call(vm: &mut Vm, frame: *mut Frame, base: *mut Value, count: usize) -> PyResult {
    // SAFETY: operands of the running instruction; the compiler made the tuple.
    unsafe {
        let (callable, this) = unbind(base);
        let names = Some(Gc::<Tuple>::cast_unchecked(base.add(2 + count).read()));
        let values = super::containers::slice(base.add(2), count);
        if enter_python(vm, frame, base, callable, this, Args { values, names })? {
            return Ok(ENTERED);
        }
        vm.call_args(callable, Args { values: arguments(base, count), names })
    }
}

/// `callable(*args, **kwargs)`: callable, NULL, arguments, keywords or NULL.
#[inline(never)]
unsafe fn call_spread(vm: &mut Vm, frame: *mut Frame, base: *mut Value) -> PyResult {
    // SAFETY: operands of the running instruction.
    let (callable, iterable, kwargs) = unsafe { (base.read(), base.add(2).read(), base.add(3).read()) };
    spread(vm, callable, iterable, kwargs, |vm, callable, this, args| {
        // SAFETY: the running instruction.
        if unsafe { enter_python(vm, frame, base, callable, this, args)? } {
            return Ok(ENTERED);
        }
        if this.is_null() { vm.call_args(callable, args) } else { vm.call_with_self(callable, this, args) }
    })
}

/// `callable(*iterable, **kwargs)`, called by `call` with callable, self or NULL, and the arguments; `kwargs` is a dict or NULL.
///
/// # Errors
/// `TypeError` for what cannot be spread; what iteration and `call` raise.
pub fn spread(vm: &mut Vm, callable: Value, iterable: Value, kwargs: Value, call: impl FnOnce(&mut Vm, Value, Value, Args<'_>) -> PyResult) -> PyResult {
    let ty = vm.type_of(iterable);
    if ty.slots().iter.is_none() && ty.slots().getitem.is_none() {
        let (name, class) = (super::containers::function_text(vm, callable)?, ty.name_string());
        return Err(vm.type_error(&format!("{name} argument after * must be an iterable, not {class}")));
    }
    let positional = super::containers::to_tuple(vm, iterable)?;
    let keywords = Gc::<Dict>::cast(kwargs).filter(|d| !d.is_empty());
    let (callable, this) = match Gc::<BoundMethod>::cast(callable) {
        Some(method) => (method.function.get(), method.this.get()),
        None => (callable, Value::NULL),
    };
    let mut all = None;
    let mut names = None;
    if let Some(keywords) = keywords {
        let mut values = RootVec::from_slice(vm.heap, positional.items());
        let mut keys = RootVec::with_capacity(vm.heap, keywords.len());
        let mut from = 0;
        while let Some((entry, key, value)) = keywords.next_entry(from) {
            if Gc::<Str>::cast(key).is_none() {
                return Err(vm.type_error("keywords must be strings"));
            }
            keys.push(vm.heap, key);
            values.push(vm.heap, value);
            from = entry + 1;
        }
        names = Some(vm.new_tuple(&keys));
        all = Some(values);
    }
    call(vm, callable, this, Args { values: all.as_deref().unwrap_or(positional.items()), names })
}

#[cold]
#[inline(never)]
unsafe fn specialize(vm: &mut Vm, ip: *const u16, arg: usize, callable: Value, this: Value) {
    // SAFETY: the running instruction.
    unsafe {
        attempt(&mut Site { vm, ip, arg }, |site| {
            if let Some(function) = Gc::<Function>::cast(callable) {
                let version = function_version(site.vm, function);
                if version == 0 {
                    return Choice::Stay;
                }
                site.set_cache32(2, version);
                return Choice::Become(op::CALL_KW_PY);
            }
            if is_kind(callable, kinds::BOUND_METHOD) {
                return if this.is_null() { Choice::Become(op::CALL_KW_BOUND_METHOD) } else { Choice::Stay };
            }
            Choice::Become(op::CALL_KW_NON_PY)
        })
    }
}
