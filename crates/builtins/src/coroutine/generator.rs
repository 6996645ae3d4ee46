//! `generator` and `coroutine`: sending, throwing, closing; what both share with `async_generator`.

use whipsnake_runtime::native::Args;
use whipsnake_runtime::{
    Call, ExceptionObject, Gc, Generator, GeneratorState, GetSetDef, NativeDef, PyResult, Raised, Slots, Str, Traceback, TypeFlags, TypeSpec, Value, Vm,
    def,
};

/// The type `generator`.
pub static GENERATOR: TypeSpec = TypeSpec {
    name: "generator",
    flags: TypeFlags(TypeFlags::NO_NEW.0 | TypeFlags::WEAKREF.0),
    slots: Slots { repr: Some(repr), iter: Some(|_, g| Ok(g)), next: Some(next), send: Some(send_slot), ..Slots::EMPTY },
    methods: &[METHODS],
    attributes: &[GENERATOR_ATTRIBUTES],
    class_methods: &[def("__class_getitem__", "($type, object, /)", Call::A2(|vm, class, args| vm.generic_alias(class, args)))],
    ..TypeSpec::of::<Generator>()
};

/// The type `coroutine`.
pub static COROUTINE: TypeSpec = TypeSpec {
    name: "coroutine",
    flags: TypeFlags(TypeFlags::NO_NEW.0 | TypeFlags::WEAKREF.0),
    slots: Slots { repr: Some(repr), send: Some(send_slot), await_: Some(super::wrapper::new), ..Slots::EMPTY },
    methods: &[METHODS],
    attributes: &[COROUTINE_ATTRIBUTES],
    class_methods: &[def("__class_getitem__", "($type, object, /)", Call::A2(|vm, class, args| vm.generic_alias(class, args)))],
    ..TypeSpec::of::<Generator>()
};

static METHODS: &[NativeDef] = &[
    def("send", "($self, arg, /)", Call::A2(send)),
    def("throw", "($self, typ, val=None, tb=None, /)", Call::Bound(throw_method)),
    def("close", "($self, /)", Call::A1(|vm, g| close(vm, this(g)))),
    def("__sizeof__", "($self, /)", Call::A1(|vm, g| { let n = this(g).frame_words; Ok(vm.new_int(8 * n as i64 + 200)) })),
];

static GENERATOR_ATTRIBUTES: &[GetSetDef] = &[
    NAME, QUALNAME,
    GetSetDef { name: "gi_running", get: running, set: None },
    GetSetDef { name: "gi_frame", get: frame, set: None },
    GetSetDef { name: "gi_suspended", get: suspended, set: None },
    GetSetDef { name: "gi_code", get: code, set: None },
    GetSetDef { name: "gi_yieldfrom", get: delegate, set: None },
];

static COROUTINE_ATTRIBUTES: &[GetSetDef] = &[
    NAME, QUALNAME,
    GetSetDef { name: "cr_running", get: running, set: None },
    GetSetDef { name: "cr_frame", get: frame, set: None },
    GetSetDef { name: "cr_suspended", get: suspended, set: None },
    GetSetDef { name: "cr_code", get: code, set: None },
    GetSetDef { name: "cr_await", get: delegate, set: None },
    GetSetDef { name: "cr_origin", get: |_, g| Ok(this(g).extra.get().given().unwrap_or(Value::NONE)), set: None },
];

pub(super) const NAME: GetSetDef = GetSetDef { name: "__name__", get: |_, g| Ok(this(g).name.get()), set: Some(set_name) };
pub(super) const QUALNAME: GetSetDef = GetSetDef { name: "__qualname__", get: |_, g| Ok(this(g).qualname.get()), set: Some(set_qualname) };

/// The generator behind `self`.
pub(super) fn this(g: Value) -> Gc<Generator> {
    Gc::cast(g).expect("the descriptor checked that it is a generator")
}

fn set_name(vm: &mut Vm, g: Value, value: Value) -> Result<(), Raised> {
    if value.is_null() || Gc::<Str>::cast(value).is_none() {
        return Err(vm.type_error("__name__ must be set to a string object"));
    }
    vm.heap.store(this(g), &this(g).name, value);
    Ok(())
}

fn set_qualname(vm: &mut Vm, g: Value, value: Value) -> Result<(), Raised> {
    if value.is_null() || Gc::<Str>::cast(value).is_none() {
        return Err(vm.type_error("__qualname__ must be set to a string object"));
    }
    vm.heap.store(this(g), &this(g).qualname, value);
    Ok(())
}

pub(super) fn running(_: &mut Vm, g: Value) -> PyResult {
    Ok(Value::bool(this(g).state.get() == GeneratorState::Running))
}

pub(super) fn suspended(_: &mut Vm, g: Value) -> PyResult {
    Ok(Value::bool(matches!(this(g).state.get(), GeneratorState::Suspended | GeneratorState::SuspendedYieldFrom)))
}

pub(super) fn frame(vm: &mut Vm, g: Value) -> PyResult {
    let g = this(g);
    if g.has_ended() {
        return Ok(Value::NONE);
    }
    vm.settle_frames();
    // SAFETY: a generator that has not ended has its frame.
    Ok(unsafe { vm.frame_object(g.frame()) }.value())
}

pub(super) fn code(_: &mut Vm, g: Value) -> PyResult {
    Ok(this(g).code().value())
}

pub(super) fn delegate(_: &mut Vm, g: Value) -> PyResult {
    Ok(this(g).delegate().given().unwrap_or(Value::NONE))
}

pub(super) fn repr(vm: &mut Vm, g: Value) -> PyResult {
    let class = vm.type_of(g).name_string();
    let qualname = vm.text(this(g).qualname.get());
    Ok(vm.new_wtf8(format!("<{class} object {qualname} at {:#x}>", g.bits()).as_bytes()))
}

/// `generator`, `coroutine`, `async generator`, for messages.
pub(super) fn kind_name(vm: &Vm, g: Gc<Generator>) -> &'static str {
    let ty = vm.type_of(g.value());
    if ty == vm.types.coroutine {
        "coroutine"
    } else if ty == vm.types.async_generator {
        "async generator"
    } else {
        "generator"
    }
}

/// Resume with a value: what is yielded, or `EXHAUSTED` with the result in `vm.sent_result`.
pub(super) fn send_raw(vm: &mut Vm, g: Gc<Generator>, value: Value) -> PyResult {
    match g.state.get() {
        GeneratorState::Created if !value.is_none() => {
            let what = kind_name(vm, g);
            return Err(vm.type_error(&format!("can't send non-None value to a just-started {what}")));
        }
        GeneratorState::Cleared if vm.type_of(g.value()) == vm.types.coroutine => {
            return Err(vm.runtime_error("cannot reuse already awaited coroutine"));
        }
        _ => {}
    }
    vm.resume_generator(g, value)
}

/// `EXHAUSTED` becomes `StopIteration` with the result.
pub(super) fn or_stop(vm: &mut Vm, result: PyResult) -> PyResult {
    match result {
        Ok(Value::EXHAUSTED) => {
            let value = std::mem::replace(&mut vm.sent_result, Value::NULL);
            Err(vm.stop_iteration(if value.is_none() { Value::NULL } else { value }))
        }
        other => other,
    }
}

fn send_slot(vm: &mut Vm, g: Value, value: Value) -> PyResult {
    send_raw(vm, this(g), value)
}

fn send(vm: &mut Vm, g: Value, value: Value) -> PyResult {
    let result = send_raw(vm, this(g), value);
    or_stop(vm, result)
}

fn next(vm: &mut Vm, g: Value) -> PyResult {
    match send_raw(vm, this(g), Value::NONE) {
        Ok(Value::EXHAUSTED) if vm.sent_result.is_none() => Ok(Value::EXHAUSTED),
        result => or_stop(vm, result),
    }
}

// ---- throwing

fn throw_method(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [g, typ, value, traceback] = *a else { return Err(vm.system_error("throw() is mis-declared")) };
    warn_signature(vm, value, traceback)?;
    let exception = thrown(vm, typ, value, traceback)?;
    let result = throw_raw(vm, this(g), exception, true);
    or_stop(vm, result)
}

/// `throw(type, value, traceback)` is going away.
pub(super) fn warn_signature(vm: &mut Vm, value: Value, traceback: Value) -> Result<(), Raised> {
    if value.is_null() && traceback.is_null() {
        return Ok(());
    }
    let category = vm.types.deprecation_warning;
    (vm.hooks.warn)(vm, category, "the (type, exc, tb) signature of throw() is deprecated, use the single-arg signature instead.")
}

/// The exception that `throw` was asked to raise.
pub(super) fn thrown(vm: &mut Vm, typ: Value, value: Value, traceback: Value) -> PyResult {
    let traceback = traceback.given().filter(|t| !t.is_none());
    if traceback.is_some_and(|t| Gc::<Traceback>::cast(t).is_none()) {
        return Err(vm.type_error("throw() third argument must be a traceback object"));
    }
    let value = value.given().filter(|v| !v.is_none());
    let exception = if Gc::<ExceptionObject>::cast(typ).is_some() {
        if value.is_some() {
            return Err(vm.type_error("instance exception may not have a separate value"));
        }
        typ
    } else if Gc::<whipsnake_runtime::TypeObject>::cast(typ).is_some_and(|t| t.has(TypeFlags::EXCEPTION)) {
        match value {
            Some(value) if vm.isinstance(value, typ)? => value,
            Some(value) => match Gc::<whipsnake_runtime::Tuple>::cast(value) {
                Some(args) => vm.call_args(typ, Args::positional_only(args.items()))?,
                None => vm.call(typ, &[value])?,
            },
            None => vm.call(typ, &[])?,
        }
    } else {
        let got = vm.type_of(typ).name_string();
        return Err(vm.type_error(&format!("exceptions must be classes or instances deriving from BaseException, not {got}")));
    };
    match (Gc::<ExceptionObject>::cast(exception), traceback) {
        (Some(e), Some(traceback)) => vm.heap.store_to(e, &e.traceback, Gc::cast(traceback)),
        (Some(_), None) => {}
        (None, _) => {
            let (class, got) = (vm.repr_string(typ)?, vm.type_of(exception).name_string());
            let raised = vm.type_error(&format!("calling {class} should have returned an instance of BaseException, not {got}"));
            return Ok(vm.take_exception(raised));
        }
    }
    Ok(exception)
}

/// Raise an exception where the generator is suspended, in the innermost delegate. `closes` says whether `GeneratorExit` closes the
/// delegate first.
pub(super) fn throw_raw(vm: &mut Vm, g: Gc<Generator>, exception: Value, closes: bool) -> PyResult {
    vm.check_native_stack()?;
    if g.state.get() == GeneratorState::Cleared && vm.type_of(g.value()) == vm.types.coroutine {
        return Err(vm.runtime_error("cannot reuse already awaited coroutine"));
    }
    let Some(inner) = g.delegate().given() else { return throw_here(vm, g, exception) };
    if closes && vm.is_instance(exception, vm.types.generator_exit) {
        let closed = running_while(g, || close_iterator(vm, inner));
        return match closed {
            Ok(()) => throw_here(vm, g, exception),
            Err(_pending) => vm.resume_generator(g, Value::NULL),
        };
    }
    let own = vm.type_of(inner) == vm.types.generator || vm.type_of(inner) == vm.types.coroutine;
    let result = if own {
        running_while(g, || throw_raw(vm, this(inner), exception, closes))
    } else {
        let name = vm.names.throw;
        match vm.getattr_optional(inner, name)? {
            Some(method) => running_while(g, || vm.call(method, &[exception])),
            None => return throw_here(vm, g, exception),
        }
    };
    match or_stop(vm, result) {
        Ok(value) => Ok(value),
        Err(_pending) => vm.resume_generator(g, Value::NULL),
    }
}

fn throw_here(vm: &mut Vm, g: Gc<Generator>, exception: Value) -> PyResult {
    if g.state.get() == GeneratorState::Running {
        return vm.resume_generator(g, Value::NONE);
    }
    let _pending = vm.raise_again(exception);
    vm.resume_generator(g, Value::NULL)
}

/// Mark the generator as running while its delegate works.
fn running_while<T>(g: Gc<Generator>, f: impl FnOnce() -> T) -> T {
    let state = g.state.replace(GeneratorState::Running);
    let result = f();
    g.state.set(state);
    result
}

/// `iterator.close()` if there is such a method.
fn close_iterator(vm: &mut Vm, iterator: Value) -> Result<(), Raised> {
    let ty = vm.type_of(iterator);
    if ty == vm.types.generator || ty == vm.types.coroutine {
        return close(vm, this(iterator)).map(|_| ());
    }
    let name = vm.names.close;
    match vm.getattr_optional(iterator, name)? {
        Some(method) => vm.call(method, &[]).map(|_| ()),
        None => Ok(()),
    }
}

/// `generator.close()`: the result of the generator, or None.
pub(crate) fn close(vm: &mut Vm, g: Gc<Generator>) -> PyResult {
    let state = g.state.get();
    if state == GeneratorState::Cleared {
        return Ok(Value::NONE);
    }
    if state == GeneratorState::Running {
        return vm.resume_generator(g, Value::NONE);
    }
    if state == GeneratorState::Created || g.rests_outside_blocks() && !vm.is_traced() {
        // SAFETY: a generator that has not ended has its frame.
        unsafe { vm.detach_frame_object(g.frame()) };
        g.state.set(GeneratorState::Cleared);
        vm.heap.forget_finalizer(g.value());
        return Ok(Value::NONE);
    }
    let mut delegate_failed = false;
    if let Some(inner) = g.delegate().given() {
        delegate_failed = running_while(g, || close_iterator(vm, inner)).is_err();
    }
    let result = if delegate_failed {
        vm.resume_generator(g, Value::NULL)
    } else {
        let exit = vm.new_exception_object(vm.types.generator_exit, &[])?;
        let _pending = vm.raise(exit.value());
        vm.resume_generator(g, Value::NULL)
    };
    match result {
        Ok(Value::EXHAUSTED) => Ok(std::mem::replace(&mut vm.sent_result, Value::NULL)),
        Ok(_) => {
            let what = kind_name(vm, g);
            Err(vm.runtime_error(&format!("{what} ignored GeneratorExit")))
        }
        Err(raised) => {
            if vm.pending_is(vm.types.generator_exit) || vm.pending_is(vm.types.stop_iteration) {
                vm.take_exception(raised);
                return Ok(Value::NONE);
            }
            Err(raised)
        }
    }
}
