//! `async_generator`, and the awaitables that its methods give.
//!
//! A value that the generator yields comes wrapped (`AsyncValue`): it ends the awaitable with that value as its result. What an
//! `await` inside the generator yields comes bare, and goes on to the event loop.

use std::cell::Cell;

use whipsnake_runtime::generators::AsyncValue;
use whipsnake_runtime::{
    Call, Gc, Generator, GetSetDef, NativeDef, NoTrace, PyResult, Raised, Slot, Slots, Trace, Tracer, TypeFlags, TypeSpec, Value, Vm, def, kinds, object,
};

use super::generator::{NAME, QUALNAME, code, delegate, frame, repr, send_raw, suspended, this as generator, throw_raw, thrown, warn_signature};

/// The type `async_generator`.
pub static SPEC: TypeSpec = TypeSpec {
    name: "async_generator",
    flags: TypeFlags(TypeFlags::NO_NEW.0 | TypeFlags::WEAKREF.0),
    slots: Slots { repr: Some(repr), aiter: Some(aiter), anext: Some(anext), ..Slots::EMPTY },
    methods: &[METHODS],
    class_methods: &[def("__class_getitem__", "($type, object, /)", Call::A2(|vm, class, args| vm.generic_alias(class, args)))],
    attributes: &[ATTRIBUTES],
    ..TypeSpec::of::<Generator>()
};

static METHODS: &[NativeDef] = &[
    def("asend", "($self, value, /)", Call::A2(asend)),
    def("athrow", "($self, typ, val=None, tb=None, /)", Call::Bound(athrow)),
    def("aclose", "($self, /)", Call::A1(aclose)),
];

static ATTRIBUTES: &[GetSetDef] = &[
    NAME, QUALNAME,
    GetSetDef { name: "ag_running", get: |_, g| Ok(Value::bool(generator(g).running_async.get())), set: None },
    GetSetDef { name: "ag_frame", get: frame, set: None },
    GetSetDef { name: "ag_suspended", get: suspended, set: None },
    GetSetDef { name: "ag_code", get: code, set: None },
    GetSetDef { name: "ag_await", get: delegate, set: None },
];

/// What an awaitable does to its generator.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Action {
    /// `asend` and `__anext__`.
    Send,
    Throw,
    Close,
    /// `anext(iterator, default)`: drives another awaitable, `subject`.
    Default,
}
// SAFETY: plain data.
unsafe impl NoTrace for Action {}
// SAFETY: plain data.
unsafe impl Trace for Action {
    fn trace(&self, _: &mut Tracer) {}
}

/// How far an awaitable is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Progress {
    Fresh,
    Started,
    Ended,
}
// SAFETY: plain data.
unsafe impl NoTrace for Progress {}
// SAFETY: plain data.
unsafe impl Trace for Progress {
    fn trace(&self, _: &mut Tracer) {}
}

object! {
    /// An awaitable of an async generator.
    pub struct AsyncAction = kinds::ASYNC_GEN_ACTION, "async_generator_action" {
        /// The generator, or for `Action::Default` the iterator to drive.
        pub subject: Slot,
        /// The value to send, the exception to throw, or the default.
        pub argument: Slot,
        pub action: Action,
        pub progress: Cell<Progress>,
    }
}

const SLOTS: Slots = Slots { iter: Some(|_, a| Ok(a)), await_: Some(|_, a| Ok(a)), next: Some(|vm, a| send(vm, a, Value::NONE)), ..Slots::EMPTY };

static ACTION_METHODS: &[NativeDef] = &[
    def("send", "($self, arg, /)", Call::A2(send)),
    def("throw", "($self, typ, val=None, tb=None, /)", Call::Bound(throw)),
    def("close", "($self, /)", Call::A1(close)),
];

/// The type `async_generator_asend`.
pub static ASEND: TypeSpec =
    TypeSpec { name: "async_generator_asend", flags: TypeFlags::NO_NEW, slots: SLOTS, methods: &[ACTION_METHODS], ..TypeSpec::of::<AsyncAction>() };

/// The type `async_generator_athrow`.
pub static ATHROW: TypeSpec =
    TypeSpec { name: "async_generator_athrow", flags: TypeFlags::NO_NEW, slots: SLOTS, methods: &[ACTION_METHODS], ..TypeSpec::of::<AsyncAction>() };

fn new_action(vm: &mut Vm, subject: Value, argument: Value, action: Action) -> PyResult {
    vm.heap.register::<AsyncAction>();
    let ty = if matches!(action, Action::Throw | Action::Close) { vm.types.async_generator_athrow } else { vm.types.async_generator_asend };
    let fields = AsyncAction { subject: Slot::new(subject), argument: Slot::new(argument), action, progress: Cell::new(Progress::Fresh) };
    vm.alloc(ty, fields).map(|a| a.value())
}

/// `Hooks::anext_default`.
///
/// # Errors
/// `MemoryError`.
pub fn anext_default(vm: &mut Vm, awaitable: Value, default: Value) -> PyResult {
    new_action(vm, awaitable, default, Action::Default)
}

/// Tell the hooks of `sys.set_asyncgen_hooks` about a generator that is used for the first time.
fn init_hooks(vm: &mut Vm, g: Value) -> Result<(), Raised> {
    let object = generator(g);
    if object.hooks_inited.replace(true) {
        return Ok(());
    }
    if let Some(finalizer) = vm.async_finalizer.given() {
        vm.heap.store(object, &object.extra, finalizer);
    }
    match vm.async_first_iteration.given() {
        Some(hook) => vm.call(hook, &[g]).map(|_| ()),
        None => Ok(()),
    }
}

fn aiter(_: &mut Vm, g: Value) -> PyResult {
    Ok(g)
}

fn anext(vm: &mut Vm, g: Value) -> PyResult {
    init_hooks(vm, g)?;
    new_action(vm, g, Value::NONE, Action::Send)
}

fn asend(vm: &mut Vm, g: Value, value: Value) -> PyResult {
    init_hooks(vm, g)?;
    new_action(vm, g, value, Action::Send)
}

fn aclose(vm: &mut Vm, g: Value) -> PyResult {
    init_hooks(vm, g)?;
    new_action(vm, g, Value::NULL, Action::Close)
}

fn athrow(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [g, typ, value, traceback] = *a else { return Err(vm.system_error("athrow() is mis-declared")) };
    if !value.is_null() || !traceback.is_null() {
        let category = vm.types.deprecation_warning;
        (vm.hooks.warn)(vm, category, "the (type, exc, tb) signature of athrow() is deprecated, use the single-arg signature instead.")?;
    }
    init_hooks(vm, g)?;
    let exception = thrown(vm, typ, value, traceback)?;
    new_action(vm, g, exception, Action::Throw)
}

fn this(a: Value) -> Gc<AsyncAction> {
    Gc::cast(a).expect("the descriptor checked that it is an awaitable")
}

fn subject(a: Value) -> Gc<Generator> {
    generator(this(a).subject.get())
}

/// The awaitable ends, and the generator is free for the next one.
fn end(a: Value) {
    this(a).progress.set(Progress::Ended);
    subject(a).running_async.set(false);
}

/// Check that the awaitable may (go on to) run, and mark its generator as running.
fn start(vm: &mut Vm, a: Value) -> Result<bool, Raised> {
    let action = this(a);
    match action.progress.get() {
        Progress::Started => return Ok(false),
        Progress::Ended => {
            let what = if action.action == Action::Send { "__anext__()/asend()" } else { "aclose()/athrow()" };
            return Err(vm.runtime_error(&format!("cannot reuse already awaited {what}")));
        }
        Progress::Fresh => {}
    }
    let g = subject(a);
    if g.running_async.get() {
        action.progress.set(Progress::Ended);
        let what = match action.action {
            Action::Send | Action::Default => "anext()",
            Action::Throw => "athrow()",
            Action::Close => "aclose()",
        };
        return Err(vm.runtime_error(&format!("{what}: asynchronous generator is already running")));
    }
    action.progress.set(Progress::Started);
    g.running_async.set(true);
    Ok(true)
}

fn send(vm: &mut Vm, a: Value, value: Value) -> PyResult {
    match this(a).action {
        Action::Send => {
            let fresh = start(vm, a)?;
            let value = if fresh && value.is_none() { this(a).argument.get() } else { value };
            let result = send_raw(vm, subject(a), value);
            unwrap(vm, a, result)
        }
        Action::Throw | Action::Close => send_to_throw(vm, a, value),
        Action::Default => {
            let inner = this(a).subject.get();
            let name = vm.names.send;
            let next = vm.type_of(inner).slots().next;
            let result = match next {
                Some(next) if value.is_none() => next(vm, inner),
                _ => vm.call_method(inner, name, &[value]),
            };
            or_default(vm, a, result)
        }
    }
}

/// `StopAsyncIteration` ends an awaitable with its default.
fn or_default(vm: &mut Vm, a: Value, result: PyResult) -> PyResult {
    match result {
        Ok(Value::EXHAUSTED) => Err(vm.stop_iteration(Value::NULL)),
        Err(raised) => {
            vm.catch(raised, vm.types.stop_async_iteration)?;
            Err(vm.stop_iteration(this(a).argument.get()))
        }
        Ok(value) => Ok(value),
    }
}

/// What the generator did, as the awaitable shows it: bare values go on, a wrapped one ends it, as the generator's end does.
fn unwrap(vm: &mut Vm, a: Value, result: PyResult) -> PyResult {
    let g = subject(a);
    match result {
        Ok(Value::EXHAUSTED) => {
            g.closed.set(true);
            end(a);
            Err(vm.raise_new(vm.types.stop_async_iteration, &[]))
        }
        Ok(value) => match Gc::<AsyncValue>::cast(value) {
            Some(wrapped) => {
                end(a);
                Err(vm.stop_iteration(wrapped.value.get()))
            }
            None => Ok(value),
        },
        Err(raised) => {
            if vm.pending_is(vm.types.stop_async_iteration) || vm.pending_is(vm.types.generator_exit) {
                g.closed.set(true);
            }
            end(a);
            Err(raised)
        }
    }
}

fn send_to_throw(vm: &mut Vm, a: Value, value: Value) -> PyResult {
    let (action, g) = (this(a), subject(a));
    if action.progress.get() != Progress::Ended && g.has_ended() {
        action.progress.set(Progress::Ended);
        return Err(vm.stop_iteration(Value::NULL));
    }
    if action.progress.get() == Progress::Fresh && !g.running_async.get() && g.closed.get() {
        action.progress.set(Progress::Ended);
        return Err(vm.raise_new(vm.types.stop_async_iteration, &[]));
    }
    let fresh = start(vm, a)?;
    if fresh && !value.is_none() {
        end(a);
        return Err(vm.runtime_error("can't send non-None value to a just-started coroutine"));
    }
    let result = match (fresh, action.action) {
        (false, _) => send_raw(vm, g, value),
        (true, Action::Close) => {
            g.closed.set(true);
            let exit = vm.new_exception_object(vm.types.generator_exit, &[])?;
            throw_raw(vm, g, exit.value(), false)
        }
        (true, _) => throw_raw(vm, g, action.argument.get(), false),
    };
    if action.action == Action::Throw { unwrap(vm, a, result) } else { finish_close(vm, a, result) }
}

/// `aclose()` ends well when the generator ends.
fn finish_close(vm: &mut Vm, a: Value, result: PyResult) -> PyResult {
    match result {
        Ok(Value::EXHAUSTED) => {
            end(a);
            Err(vm.stop_iteration(Value::NULL))
        }
        Ok(value) if Gc::<AsyncValue>::cast(value).is_some() => {
            end(a);
            Err(vm.runtime_error("async generator ignored GeneratorExit"))
        }
        Ok(value) => Ok(value),
        Err(raised) => {
            end(a);
            if vm.pending_is(vm.types.stop_async_iteration) || vm.pending_is(vm.types.generator_exit) {
                vm.take_exception(raised);
                return Err(vm.stop_iteration(Value::NULL));
            }
            Err(raised)
        }
    }
}

fn throw(vm: &mut Vm, args: &[Value]) -> PyResult {
    let [a, typ, value, traceback] = *args else { return Err(vm.system_error("throw() is mis-declared")) };
    warn_signature(vm, value, traceback)?;
    let exception = thrown(vm, typ, value, traceback)?;
    throw_into(vm, a, exception)
}

fn throw_into(vm: &mut Vm, a: Value, exception: Value) -> PyResult {
    if this(a).action == Action::Default {
        let (inner, name) = (this(a).subject.get(), vm.names.throw);
        let result = vm.call_method(inner, name, &[exception]);
        return or_default(vm, a, result);
    }
    start(vm, a)?;
    let result = throw_raw(vm, subject(a), exception, true);
    if this(a).action == Action::Close { finish_close(vm, a, result) } else { unwrap(vm, a, result) }
}

fn close(vm: &mut Vm, a: Value) -> PyResult {
    if this(a).action != Action::Default && this(a).progress.get() == Progress::Ended {
        return Ok(Value::NONE);
    }
    let exit = vm.new_exception_object(vm.types.generator_exit, &[])?;
    match throw_into(vm, a, exit.value()) {
        Ok(_) => Err(vm.runtime_error("coroutine ignored GeneratorExit")),
        Err(raised) => {
            let t = vm.types;
            if [t.stop_iteration, t.stop_async_iteration, t.generator_exit].into_iter().any(|ty| vm.pending_is(ty)) {
                vm.take_exception(raised);
                return Ok(Value::NONE);
            }
            Err(raised)
        }
    }
}
