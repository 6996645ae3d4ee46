//! The module `_thread`: system threads that take turns under the global lock.
//!
//! **Invariant**: the VM of a thread that has ended is kept for the next thread, since the heap knows its stack as a root range.

mod local;
mod lock;

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use whipsnake_builtins::structseq::{self, StructSequence};
use whipsnake_runtime::{
    Args, Call, Gc, GetSetDef, Module, Native, NativeDef, PyResult, Raised, Root, Slots, TypeFlags, TypeObject, TypeSpec, Value, Vm, def, object,
};

use super::{atexit::call_with, kinds, signal};

static FUNCTIONS: &[NativeDef] = &[
    def("start_new_thread", "($module, function, args, kwargs={}, /)", Call::Bound(start_new_thread)),
    def("start_new", "($module, function, args, kwargs={}, /)", Call::Bound(start_new_thread)),
    def("start_joinable_thread", "($module, /, function, handle=None, daemon=True)", Call::Bound(start_joinable_thread)),
    def("daemon_threads_allowed", "($module, /)", Call::A0(|_| Ok(Value::TRUE))),
    def("allocate_lock", "($module, /)", Call::A0(lock::allocate)),
    def("allocate", "($module, /)", Call::A0(lock::allocate)),
    def("exit", "($module, /)", Call::A0(|vm| Err(vm.raise_new(vm.types.system_exit, &[])))),
    def("exit_thread", "($module, /)", Call::A0(|vm| Err(vm.raise_new(vm.types.system_exit, &[])))),
    def("interrupt_main", "($module, signum=signal.SIGINT, /)", Call::Bound(interrupt_main)),
    def("get_ident", "($module, /)", Call::A0(|vm| { let n = ident() as i64; Ok(vm.new_int(n)) })),
    def("get_native_id", "($module, /)", Call::A0(|_| Ok(Value::small_int(native_id())))),
    def("_count", "($module, /)", Call::A0(|_| Ok(Value::small_int(RUNNING.load(Ordering::Relaxed) as i64)))),
    def("stack_size", "($module, size=0, /)", Call::Bound(stack_size)),
    def("set_name", "($module, /, name)", Call::A1(set_name)),
    def("_get_name", "($module, /)", Call::A0(get_name)),
    def("_shutdown", "($module, /)", Call::A0(shutdown)),
    def("_excepthook", "($module, args, /)", Call::A1(excepthook)),
    def("_make_thread_handle", "($module, ident, /)", Call::A1(make_thread_handle)),
    def("_get_main_thread_ident", "($module, /)", Call::A0(|vm| { let n = MAIN_IDENT.load(Ordering::Relaxed) as i64; Ok(vm.new_int(n)) })),
    def("_is_main_interpreter", "($module, /)", Call::A0(|_| Ok(Value::TRUE))),
];

static HOOK_ARGS: StructSequence = StructSequence {
    module: "_thread", name: "_ExceptHookArgs", doc: "ExceptHookArgs\n\nType used to pass arguments to threading.excepthook.",
    fields: &["exc_type", "exc_value", "exc_traceback", "thread"], visible: 4, callable: true,
};

static MAIN_IDENT: AtomicU64 = AtomicU64::new(0);
/// Threads that were started and have not ended.
static RUNNING: AtomicUsize = AtomicUsize::new(0);
static NEXT_ID: AtomicU64 = AtomicU64::new(1);
static STACK_SIZE: AtomicUsize = AtomicUsize::new(0);
/// Native stack of a thread unless the program says otherwise.
const DEFAULT_STACK: usize = 16 << 20;

/// The longest time that a lock can be waited for, in seconds.
pub(crate) const TIMEOUT_MAX: f64 = 9_223_372_036.0;

/// The namespace.
///
/// # Errors
/// `MemoryError`.
pub fn init(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    vm.add_functions(module, FUNCTIONS);
    vm.heap.register::<ThreadHandle>();
    let handle = vm.new_native_type(&HANDLE, None);
    vm.set_module_attr(module, "_ThreadHandle", handle.value());
    lock::add_types(vm, module);
    local::add_type(vm, module);
    let hook_args = structseq::new_type(vm, &HOOK_ARGS)?;
    vm.set_module_attr(module, "_ExceptHookArgs", hook_args.value());
    vm.set_module_attr(module, "error", vm.types.runtime_error.value());
    let most = vm.new_float(TIMEOUT_MAX);
    vm.set_module_attr(module, "TIMEOUT_MAX", most);
    vm.set_module_attr(module, "_NAME_MAXLEN", Value::small_int(15));
    if MAIN_IDENT.load(Ordering::Relaxed) == 0 {
        MAIN_IDENT.store(ident(), Ordering::Relaxed);
    }
    Ok(())
}

/// `get_ident`
pub fn ident() -> u64 {
    // SAFETY: a plain call.
    unsafe { libc::pthread_self() as u64 }
}

fn native_id() -> i64 {
    // SAFETY: a plain call.
    i64::from(unsafe { libc::gettid() })
}

/// In a child after `fork`: only this thread is left.
pub fn after_fork(vm: &mut Vm) {
    RUNNING.store(0, Ordering::Relaxed);
    while vm.rt.lock.is_shared() {
        vm.rt.lock.remove_thread();
    }
    MAIN_IDENT.store(ident(), Ordering::Relaxed);
    handles().clear();
    signal::after_fork();
}

pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

// ---- waiting

/// Wait until `ready` gives a result, at most for `timeout`: `None` (Rust) when the time is over. Signal handlers run meanwhile.
///
/// # Errors
/// What a signal handler raises.
pub(crate) fn wait_for<S, R>(vm: &mut Vm, state: &(Mutex<S>, Condvar), timeout: Option<Duration>, mut ready: impl FnMut(&mut S) -> Option<R>) -> Result<Option<R>, Raised> {
    /// How long the main thread may be deaf to signals.
    const SLICE: Duration = Duration::from_millis(20);
    if let Some(result) = ready(&mut locked(&state.0)) {
        return Ok(Some(result));
    }
    let deadline = timeout.and_then(|t| Instant::now().checked_add(t));
    let main = signal::is_main_thread();
    loop {
        let left = match deadline {
            Some(deadline) => match deadline.checked_duration_since(Instant::now()) {
                Some(left) if !left.is_zero() => Some(left),
                _ => return Ok(None),
            },
            None if timeout.is_some_and(|t| t.is_zero()) => return Ok(None),
            None => None,
        };
        let slice = match (left, main) {
            (Some(left), true) => Some(left.min(SLICE)),
            (None, true) => Some(SLICE),
            (left, false) => left,
        };
        let result = vm.allow_threads(|| {
            let mut guard = locked(&state.0);
            if let Some(result) = ready(&mut guard) {
                return Some(result);
            }
            guard = match slice {
                Some(slice) => state.1.wait_timeout(guard, slice).unwrap_or_else(PoisonError::into_inner).0,
                None => state.1.wait(guard).unwrap_or_else(PoisonError::into_inner),
            };
            ready(&mut guard)
        });
        if result.is_some() {
            return Ok(result);
        }
        vm.check_signals()?;
    }
}

// ---- handles

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    NotStarted,
    Starting,
    Running,
    Done,
}

struct HandleState {
    stage: Stage,
    ident: u64,
}

type Shared = Arc<(Mutex<HandleState>, Condvar)>;

/// The handles of threads that are joined at exit.
fn handles() -> MutexGuard<'static, Vec<Shared>> {
    static HANDLES: Mutex<Vec<Shared>> = Mutex::new(Vec::new());
    locked(&HANDLES)
}

object! {
    /// A thread that can be joined.
    pub struct ThreadHandle = kinds::THREAD_HANDLE, "_ThreadHandle" { shared: Native<Shared> }
}

static HANDLE: TypeSpec = TypeSpec {
    name: "_ThreadHandle", module: "_thread", slots: Slots { new: Some(new_handle), repr: Some(repr_handle), ..Slots::EMPTY }, methods: &[HANDLE_METHODS],
    attributes: &[HANDLE_ATTRIBUTES],
    ..TypeSpec::of::<ThreadHandle>()
};
static HANDLE_METHODS: &[NativeDef] = &[
    def("join", "($self, timeout=None, /)", Call::Bound(join)),
    def("is_done", "($self, /)", Call::A1(|_, this| Ok(Value::bool(locked(&cast(this).shared.get().0).stage == Stage::Done)))),
    def("_set_done", "($self, /)", Call::A1(set_done)),
];
static HANDLE_ATTRIBUTES: &[GetSetDef] =
    &[GetSetDef { name: "ident", get: |vm, this| { let n = locked(&cast(this).shared.get().0).ident as i64; Ok(vm.new_int(n)) }, set: None }];

fn cast(this: Value) -> Gc<ThreadHandle> {
    Gc::cast(this).expect("the descriptor checked it")
}

fn handle_with(vm: &mut Vm, class: Gc<TypeObject>, stage: Stage, ident: u64) -> PyResult {
    let shared = Arc::new((Mutex::new(HandleState { stage, ident }), Condvar::new()));
    Ok(vm.alloc(class, ThreadHandle { shared: Native::new(shared) })?.value())
}

fn new_handle(vm: &mut Vm, class: Gc<TypeObject>, _: Args<'_>) -> PyResult {
    handle_with(vm, class, Stage::NotStarted, 0)
}

fn repr_handle(vm: &mut Vm, this: Value) -> PyResult {
    let ident = locked(&cast(this).shared.get().0).ident;
    Ok(vm.new_str(&format!("<_ThreadHandle object: ident={ident}>")))
}

fn make_thread_handle(vm: &mut Vm, ident: Value) -> PyResult {
    let ident = vm.index_ssize(ident)? as u64;
    let class = vm.type_for::<ThreadHandle>();
    handle_with(vm, class, Stage::Running, ident)
}

fn set_done(_: &mut Vm, this: Value) -> PyResult {
    finish(cast(this).shared.get());
    Ok(Value::NONE)
}

fn finish(shared: &Shared) {
    locked(&shared.0).stage = Stage::Done;
    shared.1.notify_all();
}

fn join(vm: &mut Vm, a: &[Value]) -> PyResult {
    let timeout = match a[1].given().filter(|t| !t.is_none()) {
        Some(t) => {
            let n = super::time::convert::nanoseconds(vm, t, super::time::convert::Round::Up)?;
            if n < 0 { None } else { Some(Duration::from_nanos(u64::try_from(n).unwrap_or(u64::MAX))) }
        }
        None => None,
    };
    let shared = cast(a[0]).shared.get().clone();
    let (stage, thread) = {
        let state = locked(&shared.0);
        (state.stage, state.ident)
    };
    match stage {
        Stage::NotStarted | Stage::Starting => return Err(vm.runtime_error("thread not started")),
        Stage::Running if thread == ident() => return Err(vm.runtime_error("Cannot join current thread")),
        Stage::Running | Stage::Done => {}
    }
    wait_for(vm, &shared, timeout, |state| (state.stage == Stage::Done).then_some(()))?;
    Ok(Value::NONE)
}

/// Join all threads that are not daemons: at exit.
fn shutdown(vm: &mut Vm) -> PyResult {
    loop {
        let me = ident();
        let next = handles().iter().find(|h| locked(&h.0).ident != me).cloned();
        let Some(handle) = next else { return Ok(Value::NONE) };
        wait_for(vm, &handle, None, |state| (state.stage == Stage::Done).then_some(()))?;
        handles().retain(|h| !Arc::ptr_eq(h, &handle));
    }
}

// ---- starting

fn start_new_thread(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [function, args, kwargs] = *a else { return Err(vm.system_error("start_new_thread() is mis-declared")) };
    if vm.type_of(function).slots().call.is_none() {
        return Err(vm.type_error("first arg must be callable"));
    }
    if Gc::<whipsnake_runtime::Tuple>::cast(args).is_none() {
        return Err(vm.type_error("2nd arg must be a tuple"));
    }
    if kwargs.given().is_some_and(|k| Gc::<whipsnake_runtime::Dict>::cast(k).is_none()) {
        return Err(vm.type_error("optional 3rd arg must be a dictionary"));
    }
    let shared: Shared = Arc::new((Mutex::new(HandleState { stage: Stage::Starting, ident: 0 }), Condvar::new()));
    start(vm, function, args, kwargs.given().unwrap_or(Value::NONE), &shared)?;
    let ident = locked(&shared.0).ident;
    Ok(vm.new_int(ident as i64))
}

fn start_joinable_thread(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [function, handle, daemon] = *a else { return Err(vm.system_error("start_joinable_thread() is mis-declared")) };
    if vm.type_of(function).slots().call.is_none() {
        return Err(vm.type_error("thread function must be callable"));
    }
    let handle = match handle.given().filter(|h| !h.is_none()) {
        Some(h) if Gc::<ThreadHandle>::cast(h).is_some() => h,
        Some(_) => return Err(vm.type_error("'handle' must be a _ThreadHandle")),
        None => {
            let class = vm.type_for::<ThreadHandle>();
            handle_with(vm, class, Stage::NotStarted, 0)?
        }
    };
    let daemon = match daemon.given() {
        Some(d) => vm.truthy(d)?,
        None => true,
    };
    let shared = cast(handle).shared.get().clone();
    {
        let mut state = locked(&shared.0);
        if state.stage != Stage::NotStarted {
            drop(state);
            return Err(vm.runtime_error("thread already started"));
        }
        state.stage = Stage::Starting;
    }
    let empty = vm.new_tuple(&[]).value();
    if let Err(raised) = start(vm, function, empty, Value::NONE, &shared) {
        locked(&shared.0).stage = Stage::NotStarted;
        return Err(raised);
    }
    if !daemon {
        let mut all = handles();
        all.retain(|h| locked(&h.0).stage != Stage::Done);
        all.push(shared);
    }
    Ok(handle)
}

/// What a new thread gets from the one that starts it.
struct Start {
    vm: *mut Vm,
    function: Root,
    args: Root,
    kwargs: Root,
    shared: Shared,
    stack: usize,
}

// SAFETY: the new thread uses the VM and the roots only while it holds the global lock.
unsafe impl Send for Start {}

/// VMs of threads that have ended.
struct Pool(Vec<*mut Vm>);
// SAFETY: a VM in the pool is used by nobody.
unsafe impl Send for Pool {}
static POOL: Mutex<Pool> = Mutex::new(Pool(Vec::new()));

/// A VM for another thread: one of a thread that has ended, or a new one.
fn take_vm(vm: &Vm, stack: usize) -> *mut Vm {
    let id = NEXT_ID.fetch_add(1, Ordering::Relaxed);
    let Some(old) = locked(&POOL).0.pop() else { return Box::into_raw(Vm::for_thread(vm, stack, id)) };
    // SAFETY: the pool's VMs are live and unused.
    unsafe {
        (*old).thread_id = id;
        (*old).recursion_remaining = vm.rt.recursion_limit.get();
    }
    old
}

/// Start a thread, and wait until it has an identity.
fn start(vm: &mut Vm, function: Value, args: Value, kwargs: Value, shared: &Shared) -> Result<(), Raised> {
    let stack = match STACK_SIZE.load(Ordering::Relaxed) {
        0 => DEFAULT_STACK,
        n => n.max(1 << 20),
    };
    let start = Start {
        vm: take_vm(vm, stack), function: Root::new(vm.heap, function), args: Root::new(vm.heap, args), kwargs: Root::new(vm.heap, kwargs),
        shared: shared.clone(), stack,
    };
    vm.rt.lock.add_thread();
    let vm_of_thread = SendVm(start.vm);
    let spawned = std::thread::Builder::new().stack_size(stack + (256 << 10)).spawn(move || run(start));
    if spawned.is_err() {
        let vm_of_thread = vm_of_thread;
        vm.rt.lock.remove_thread();
        locked(&POOL).0.push(vm_of_thread.0);
        return Err(vm.runtime_error("can't start new thread"));
    }
    let shared = shared.clone();
    vm.allow_threads(|| {
        let mut state = locked(&shared.0);
        while state.stage == Stage::Starting {
            state = shared.1.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    });
    Ok(())
}

struct SendVm(*mut Vm);

/// The life of a thread.
fn run(start: Start) {
    let here = 0u8;
    let Start { vm, function, args, kwargs, shared, stack } = start;
    {
        let mut state = locked(&shared.0);
        state.stage = Stage::Running;
        state.ident = ident();
    }
    shared.1.notify_all();
    RUNNING.fetch_add(1, Ordering::Relaxed);
    // SAFETY: the VM is this thread's alone; it is used only under the global lock, but for the reference to the runtime.
    let rt = unsafe { (*vm).rt };
    rt.lock.acquire(rt);
    // SAFETY: as above; the lock is held.
    let vm = unsafe { &mut *vm };
    vm.native_limit = (&raw const here as usize).saturating_sub(stack) + (256 << 10);
    vm.heap.register_thread();
    let result = call_with(vm, function.get(), args.get(), kwargs.get());
    if let Err(raised) = result {
        report(vm, raised, function.get());
    }
    vm.set_trace_function(Value::NULL);
    vm.set_profiler(Value::NULL);
    local::thread_ended(vm.thread_id);
    drop((function, args, kwargs));
    vm.handled = Value::NULL;
    vm.handled_outer = Value::NULL;
    vm.sent_result = Value::NULL;
    vm.repr_active.clear();
    vm.stack_top = vm.stack_base;
    vm.frame = std::ptr::null_mut();
    vm.heap.unregister_thread();
    RUNNING.fetch_sub(1, Ordering::Relaxed);
    locked(&POOL).0.push(std::ptr::from_mut(vm));
    rt.lock.remove_thread();
    rt.lock.release();
    finish(&shared);
}

/// The function of a thread raised.
fn report(vm: &mut Vm, raised: Raised, function: Value) {
    let exception = vm.take_exception(raised);
    if vm.is_instance(exception, vm.types.system_exit) {
        return;
    }
    crate::core::display::report_unraisable(vm, exception, function, "Exception ignored in thread started by");
}

// ---- the rest

/// `threading.excepthook`: show the exception that ended a thread.
fn excepthook(vm: &mut Vm, args: Value) -> PyResult {
    let (class, exception) = (vm.getattr_str(args, "exc_type")?, vm.getattr_str(args, "exc_value")?);
    let (traceback, thread) = (vm.getattr_str(args, "exc_traceback")?, vm.getattr_str(args, "thread")?);
    if class == vm.types.system_exit.value() {
        return Ok(Value::NONE);
    }
    let name = if thread.is_none() {
        ident().to_string()
    } else {
        let name = vm.getattr_str(thread, "name")?;
        vm.str_string(name)?
    };
    let mut stderr = vm.sys_attribute("stderr").filter(|s| !s.is_none());
    if stderr.is_none() && !thread.is_none() {
        stderr = Some(vm.getattr_str(thread, "_stderr")?).filter(|s| !s.is_none());
    }
    let Some(stderr) = stderr else { return Ok(Value::NONE) };
    let text = vm.new_str(&format!("Exception in thread {name}:\n"));
    vm.call_method(stderr, vm.names.write, &[text])?;
    crate::core::display::print_exception(vm, exception, traceback)?;
    Ok(Value::NONE)
}

fn interrupt_main(vm: &mut Vm, a: &[Value]) -> PyResult {
    let number = match a[0].given() {
        Some(n) => super::posix_int(vm, n)?,
        None => libc::SIGINT,
    };
    if !(1..65).contains(&number) {
        return Err(vm.value_error("signal number out of range"));
    }
    if signal::is_handled(vm, number)? {
        signal::simulate(vm, number);
    }
    Ok(Value::NONE)
}

fn stack_size(vm: &mut Vm, a: &[Value]) -> PyResult {
    let size = match a[0].given() {
        Some(n) => vm.index_ssize(n)?,
        None => return Ok(Value::small_int(STACK_SIZE.load(Ordering::Relaxed) as i64)),
    };
    if size < 0 {
        return Err(vm.value_error("size must be 0 or a positive value"));
    }
    if size != 0 && size < 32768 {
        return Err(vm.value_error(&format!("size not valid: {size} bytes")));
    }
    Ok(Value::small_int(STACK_SIZE.swap(size as usize, Ordering::Relaxed) as i64))
}

fn set_name(vm: &mut Vm, name: Value) -> PyResult {
    let text = crate::io::base::str_argument(vm, name, "set_name() argument 'name' must be str")?;
    let mut bytes: Vec<u8> = text.bytes().iter().copied().filter(|b| *b != 0).take(15).collect();
    while std::str::from_utf8(&bytes).is_err() && bytes.pop().is_some() {}
    bytes.push(0);
    // SAFETY: the name ends with a NUL and fits.
    unsafe { libc::pthread_setname_np(libc::pthread_self(), bytes.as_ptr().cast()) };
    Ok(Value::NONE)
}

fn get_name(vm: &mut Vm) -> PyResult {
    let mut name = [0u8; 64];
    // SAFETY: the buffer has the length given.
    unsafe { libc::pthread_getname_np(libc::pthread_self(), name.as_mut_ptr().cast(), name.len()) };
    let end = name.iter().position(|b| *b == 0).unwrap_or(0);
    Ok(super::path::decode(vm, &name[..end]))
}

/// What a safepoint does: finalizers and weak references' callbacks, signals, other threads' turns.
///
/// # Errors
/// What a signal handler raises; `MemoryError`.
pub fn safepoint(vm: &mut Vm) -> Result<(), Raised> {
    use whipsnake_runtime::vm::breaker;
    let bits = vm.rt.eval_breaker.load(Ordering::Relaxed);
    if bits & breaker::SWITCH_THREAD != 0 {
        vm.switch_thread();
    }
    if bits & breaker::SIGNAL != 0 {
        signal::run_handlers(vm)?;
    }
    if bits & !(breaker::SWITCH_THREAD | breaker::SIGNAL) != 0 { vm.run_pending() } else { Ok(()) }
}

/// Flags of types that Python code may derive from and refer to weakly.
pub(crate) const BASE: TypeFlags = TypeFlags(TypeFlags::BASE.0 | TypeFlags::WEAKREF.0);
