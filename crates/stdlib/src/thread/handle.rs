//! `_thread._ThreadHandle`, and starting threads.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use whipsnake_runtime::{Args, Call, Gc, GetSetDef, Module, Native, NativeDef, PyResult, Raised, Root, Slots, TypeFlags, TypeObject, TypeSpec, Value, Vm, def, object};

use super::KIND_HANDLE;

/// Native stack of a thread.
const STACK: usize = 16 << 20;

static NEXT_THREAD: AtomicU64 = AtomicU64::new(super::MAIN_THREAD + 1);

/// How far a thread is: shared between its handle and itself.
#[derive(Default)]
struct State {
    progress: Mutex<Progress>,
    ended: Condvar,
}

#[derive(Default, Clone, Copy, PartialEq, Eq)]
struct Progress {
    ident: u64,
    started: bool,
    done: bool,
}

impl State {
    fn get(&self) -> Progress {
        *self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn update(&self, f: impl FnOnce(&mut Progress)) {
        f(&mut self.progress.lock().unwrap_or_else(PoisonError::into_inner));
        self.ended.notify_all();
    }

    fn wait(&self, time: Duration) -> bool {
        let progress = self.progress.lock().unwrap_or_else(PoisonError::into_inner);
        self.ended.wait_timeout_while(progress, time, |p| !p.done).unwrap_or_else(PoisonError::into_inner).0.done
    }
}

object! {
    /// A thread to be joined.
    pub struct Handle = KIND_HANDLE, "_ThreadHandle" { state: Native<Arc<State>> }
}

static SPEC: TypeSpec = TypeSpec {
    name: "_ThreadHandle", module: "_thread", flags: TypeFlags::WEAKREF,
    slots: Slots { new: Some(|vm, _, args: Args<'_>| if args.is_empty() { new(vm) } else { Err(vm.type_error("_ThreadHandle() takes no arguments")) }), repr: Some(repr), ..Slots::EMPTY },
    methods: &[METHODS], attributes: &[ATTRIBUTES],
    ..TypeSpec::of::<Handle>()
};
static METHODS: &[NativeDef] = &[
    def("join", "($self, timeout=None, /)", Call::Bound(join)),
    def("is_done", "($self, /)", Call::A1(|_, h| Ok(Value::bool(state(h).get().done)))),
    def("_set_done", "($self, /)", Call::A1(|_, h| { state(h).update(|p| p.done = true); Ok(Value::NONE) })),
];
static ATTRIBUTES: &[GetSetDef] = &[GetSetDef { name: "ident", get: |vm, h| { let ident = state(h).get().ident as i64; Ok(vm.new_int(ident)) }, set: None }];

fn state(h: Value) -> Arc<State> {
    Gc::<Handle>::cast(h).expect("the descriptor checked it").state.get().clone()
}

/// Make the type.
pub(super) fn add_type(vm: &mut Vm, module: Gc<Module>) {
    crate::support::add_type::<Handle>(vm, module, &SPEC, None);
}

/// A handle without a thread.
pub(super) fn new(vm: &mut Vm) -> PyResult {
    let class: Gc<TypeObject> = vm.type_for::<Handle>();
    Ok(vm.alloc(class, Handle { state: Native::new(Arc::default()) })?.value())
}

/// The handle of a thread that runs already: the first one.
pub(super) fn of_ident(vm: &mut Vm, ident: Value) -> PyResult {
    let ident = vm.index_ssize(ident)?;
    let handle = new(vm)?;
    state(handle).update(|p| (p.ident, p.started) = (ident as u64, true));
    Ok(handle)
}

fn repr(vm: &mut Vm, h: Value) -> PyResult {
    let ident = state(h).get().ident;
    Ok(vm.new_str(&format!("<_ThreadHandle object: ident={ident}>")))
}

fn join(vm: &mut Vm, a: &[Value]) -> PyResult {
    let end = match a[1].given().filter(|t| !t.is_none()) {
        Some(t) => {
            let seconds = whipsnake_builtins::number::float::real(vm, t)?;
            if seconds < 0.0 { None } else { Duration::try_from_secs_f64(seconds).ok().map(|d| Instant::now() + d) }
        }
        None => None,
    };
    let state = state(a[0]);
    let progress = state.get();
    if !progress.started {
        return Err(vm.runtime_error("thread not started"));
    }
    if progress.ident == vm.thread_id && !progress.done {
        return Err(vm.runtime_error("Cannot join current thread"));
    }
    loop {
        let left = end.map_or(Duration::from_millis(50), |e| e.saturating_duration_since(Instant::now()).min(Duration::from_millis(50)));
        if state.get().done || vm.allow_threads(|| state.wait(left)) {
            return Ok(Value::NONE);
        }
        vm.check_signals()?;
        if end.is_some_and(|e| Instant::now() >= e) {
            return Ok(Value::NONE);
        }
    }
}

/// What a new thread is given.
struct Start {
    seed: whipsnake_runtime::vm::Seed,
    function: Root,
    args: Root,
    kwargs: Root,
    state: Arc<State>,
    ident: u64,
}

// SAFETY: the new thread touches the roots and the seed only while it holds the global lock.
unsafe impl Send for Start {}

/// Start the thread of a handle; gives its number.
///
/// # Errors
/// `RuntimeError` when it was started, or the system has no thread.
pub(super) fn start(vm: &mut Vm, handle: Value, function: Value, args: Value, kwargs: Value) -> Result<u64, Raised> {
    let state = state(handle);
    if state.get().started {
        return Err(vm.runtime_error("thread already started"));
    }
    let ident = NEXT_THREAD.fetch_add(1, Ordering::Relaxed);
    state.update(|p| (p.ident, p.started) = (ident, true));
    let root = |v| Root::new(vm.heap, v);
    let start = Start { seed: vm.seed(), function: root(function), args: root(args), kwargs: root(kwargs), state: state.clone(), ident };
    vm.rt.lock.add_thread();
    let spawned = std::thread::Builder::new().stack_size(STACK + (1 << 20)).spawn(move || run(start));
    if spawned.is_err() {
        vm.rt.lock.remove_thread();
        state.update(|p| *p = Progress::default());
        return Err(vm.runtime_error("can't start new thread"));
    }
    Ok(ident)
}

/// The life of a thread.
fn run(start: Start) {
    let Start { seed, function, args, kwargs, state, ident } = start;
    let vm = seed.enter(STACK, ident);
    let result = super::call(vm, function.get(), args.get(), kwargs.get());
    if let Err(raised) = result {
        let exception = vm.take_exception(raised);
        if !vm.is_instance(exception, vm.types.system_exit)
            && let Err(raised) = crate::core::display::print_exception(vm, exception, Value::NONE)
        {
            let _ = vm.take_exception(raised);
        }
    }
    drop((function, args, kwargs));
    state.update(|p| p.done = true);
    seed.leave(vm);
}

/// At exit: nothing is left to wait for, `threading._shutdown` has joined the threads.
pub(super) fn shutdown(_: &mut Vm) -> PyResult {
    Ok(Value::NONE)
}
