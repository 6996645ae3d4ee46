//! `coroutine_wrapper`: what `coroutine.__await__()` gives.

use whipsnake_runtime::{Call, Gc, PyResult, Slot, Slots, TypeFlags, TypeSpec, Value, Vm, def, kinds};
use whipsnake_runtime::object;

use super::generator::{close, or_stop, send_raw, this as generator, thrown, throw_raw, warn_signature};

object! {
    /// An iterator over a coroutine.
    pub struct CoroutineWrapper = kinds::GENERATOR_AWAIT, "coroutine_wrapper" { pub coroutine: Slot }
}

/// The type `coroutine_wrapper`.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "A wrapper object implementing __await__ for coroutines.",
    flags: TypeFlags::NO_NEW,
    slots: Slots { iter: Some(|_, w| Ok(w)), next: Some(|vm, w| step(vm, w, Value::NONE)), ..Slots::EMPTY },
    methods: &[&[
        def("send", "($self, arg, /)", Call::A2(step)),
        def("throw", "($self, typ, val=None, tb=None, /)", Call::Bound(throw)),
        def("close", "($self, /)", Call::A1(|vm, w| close(vm, generator(inner(w))))),
    ]],
    ..TypeSpec::of::<CoroutineWrapper>()
};

fn inner(w: Value) -> Value {
    Gc::<CoroutineWrapper>::cast(w).expect("the descriptor checked that it is a wrapper").coroutine.get()
}

/// `coroutine.__await__()`.
pub(super) fn new(vm: &mut Vm, coroutine: Value) -> PyResult {
    vm.heap.register::<CoroutineWrapper>();
    vm.alloc(vm.types.coroutine_wrapper, CoroutineWrapper { coroutine: Slot::new(coroutine) }).map(|w| w.value())
}

fn step(vm: &mut Vm, w: Value, value: Value) -> PyResult {
    let result = send_raw(vm, generator(inner(w)), value);
    or_stop(vm, result)
}

fn throw(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [w, typ, value, traceback] = *a else { return Err(vm.system_error("throw() is mis-declared")) };
    warn_signature(vm, value, traceback)?;
    let exception = thrown(vm, typ, value, traceback)?;
    let result = throw_raw(vm, generator(inner(w)), exception, true);
    or_stop(vm, result)
}
