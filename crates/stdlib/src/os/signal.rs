//! The module `_signal`: handlers in Python, run by the main thread at its next safepoint.
//!
//! The handler of the operating system only notes the number. If it runs on another thread, it sends the signal on to the main
//! one, so that what that thread waits for is interrupted.

use std::sync::atomic::{AtomicBool, AtomicI32, AtomicPtr, AtomicU32, AtomicU64, AtomicUsize, Ordering};

use whipsnake_runtime::vm::breaker;
use whipsnake_runtime::{Call, Gc, List, Module, NativeDef, PyResult, Raised, Value, Vm, def};

use super::error::{errno, os_error, retry};
use super::posix_int as int;

/// One more than the largest signal.
const COUNT: usize = 65;

static ARRIVED: [AtomicBool; COUNT] = [const { AtomicBool::new(false) }; COUNT];
static BREAKER: AtomicPtr<AtomicU32> = AtomicPtr::new(std::ptr::null_mut());
/// The thread that runs handlers.
static MAIN: AtomicU64 = AtomicU64::new(0);
static WAKEUP_FD: AtomicI32 = AtomicI32::new(-1);
/// The number of the kept list of handlers, plus 1.
static HANDLERS: AtomicUsize = AtomicUsize::new(0);

static FUNCTIONS: &[NativeDef] = &[
    def("signal", "($module, signalnum, handler, /)", Call::A2(signal)),
    def("getsignal", "($module, signalnum, /)", Call::A1(getsignal)),
    def("default_int_handler", "($module, signalnum, frame, /)", Call::A2(|vm, _, _| Err(vm.raise_new(vm.types.keyboard_interrupt, &[])))),
    def("raise_signal", "($module, signalnum, /)", Call::A1(raise_signal)),
    def("alarm", "($module, seconds, /)", Call::A1(alarm)),
    def("pause", "($module, /)", Call::A0(pause)),
    def("setitimer", "($module, which, seconds, interval=0.0, /)", Call::Bound(setitimer)),
    def("getitimer", "($module, which, /)", Call::A1(getitimer)),
    def("set_wakeup_fd", "($module, fd, /, *, warn_on_full_buffer=True)", Call::Bound(set_wakeup_fd)),
    def("siginterrupt", "($module, signalnum, flag, /)", Call::A2(siginterrupt)),
    def("strsignal", "($module, signalnum, /)", Call::A1(strsignal)),
    def("valid_signals", "($module, /)", Call::A0(valid_signals)),
    def("pthread_sigmask", "($module, how, mask, /)", Call::A2(pthread_sigmask)),
    def("pthread_kill", "($module, thread_id, signalnum, /)", Call::A2(pthread_kill)),
    def("sigpending", "($module, /)", Call::A0(sigpending)),
    def("sigwait", "($module, sigset, /)", Call::A1(sigwait)),
];

macro_rules! numbers {
    ($($name:ident)*) => { &[$((stringify!($name), libc::$name)),*] };
}
static NUMBERS: &[(&str, i32)] = numbers! {
    SIGABRT SIGALRM SIGBUS SIGCHLD SIGCONT SIGFPE SIGHUP SIGILL SIGINT SIGIO SIGIOT SIGKILL SIGPIPE SIGPOLL SIGPROF SIGPWR SIGQUIT SIGSEGV SIGSTKFLT
    SIGSTOP SIGSYS SIGTERM SIGTRAP SIGTSTP SIGTTIN SIGTTOU SIGURG SIGUSR1 SIGUSR2 SIGVTALRM SIGWINCH SIGXCPU SIGXFSZ
    SIG_BLOCK SIG_UNBLOCK SIG_SETMASK
};

/// The namespace.
///
/// # Errors
/// `MemoryError`.
pub fn init(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    vm.add_functions(module, FUNCTIONS);
    for &(name, n) in NUMBERS {
        vm.set_module_attr(module, name, Value::small_int(i64::from(n)));
    }
    for (name, n) in [
        ("SIGCLD", libc::SIGCHLD), ("SIGRTMIN", libc::SIGRTMIN()), ("SIGRTMAX", libc::SIGRTMAX()), ("NSIG", COUNT as i32), ("SIG_DFL", 0), ("SIG_IGN", 1),
        ("ITIMER_REAL", 0), ("ITIMER_VIRTUAL", 1), ("ITIMER_PROF", 2),
    ] {
        vm.set_module_attr(module, name, Value::small_int(i64::from(n)));
    }
    vm.set_module_attr(module, "ItimerError", vm.types.os_error.value());
    handlers(vm)?;
    Ok(())
}

extern "C" fn on_signal(number: i32) {
    // SAFETY: only calls that are allowed in a signal handler; `errno` is kept.
    unsafe {
        let saved = *libc::__errno_location();
        let main = MAIN.load(Ordering::Relaxed);
        if libc::pthread_self() as u64 != main {
            libc::pthread_kill(main as libc::pthread_t, number);
        } else {
            ARRIVED[number as usize].store(true, Ordering::Relaxed);
            if let Some(breaker) = BREAKER.load(Ordering::Relaxed).as_ref() {
                breaker.fetch_or(breaker::SIGNAL, Ordering::Relaxed);
            }
            let fd = WAKEUP_FD.load(Ordering::Relaxed);
            if fd >= 0 {
                let byte = number as u8;
                libc::write(fd, std::ptr::from_ref(&byte).cast(), 1);
            }
        }
        *libc::__errno_location() = saved;
    }
}

/// Install a handler of the operating system.
fn set_action(number: i32, handler: libc::sighandler_t) -> i32 {
    // SAFETY: a plain struct; the handler only makes calls that are allowed in one.
    unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        action.sa_sigaction = handler;
        action.sa_flags = if handler == on_signal as *const () as usize { libc::SA_ONSTACK } else { 0 };
        libc::sigaction(number, &action, std::ptr::null_mut())
    }
}

/// Make the calling thread the one that handles signals, Ctrl-C among them.
pub fn install(vm: &Vm) {
    BREAKER.store(std::ptr::from_ref(&vm.rt.eval_breaker).cast_mut(), Ordering::Relaxed);
    // SAFETY: a plain call.
    MAIN.store(unsafe { libc::pthread_self() } as u64, Ordering::Relaxed);
    // SAFETY: asks for the action only.
    let ignored = unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        libc::sigaction(libc::SIGINT, std::ptr::null(), &mut action);
        action.sa_sigaction == libc::SIG_IGN
    };
    if !ignored {
        set_action(libc::SIGINT, on_signal as *const () as usize);
    }
    set_action(libc::SIGPIPE, libc::SIG_IGN);
    set_action(libc::SIGXFSZ, libc::SIG_IGN);
}

/// Whether this thread runs signal handlers.
pub fn is_main_thread() -> bool {
    // SAFETY: a plain call.
    unsafe { libc::pthread_self() as u64 == MAIN.load(Ordering::Relaxed) }
}

/// The list of handlers by number.
fn handlers(vm: &mut Vm) -> Result<Gc<List>, Raised> {
    let kept = HANDLERS.load(Ordering::Relaxed);
    if kept > 0 && let Some(list) = Gc::<List>::cast(vm.kept(kept - 1)) {
        return Ok(list);
    }
    let list = vm.new_list(&[]);
    for number in 0..COUNT as i32 {
        // SAFETY: asks for the action only.
        let action = unsafe {
            let mut action: libc::sigaction = std::mem::zeroed();
            if number == 0 || libc::sigaction(number, std::ptr::null(), &mut action) < 0 { libc::SIG_DFL } else { action.sa_sigaction }
        };
        let handler = match action {
            libc::SIG_DFL => Value::small_int(0),
            libc::SIG_IGN => Value::small_int(1),
            _ if number == libc::SIGINT => vm.new_native_function(&FUNCTIONS[2], Value::NULL, Value::NONE),
            _ => Value::NONE,
        };
        vm.list_append(list, handler)?;
    }
    HANDLERS.store(vm.keep(list.value()) + 1, Ordering::Relaxed);
    Ok(list)
}

/// Run the handlers of the signals that have arrived: the answer of a safepoint to [`breaker::SIGNAL`].
///
/// # Errors
/// What a handler raises.
pub fn run_handlers(vm: &mut Vm) -> Result<(), Raised> {
    if !is_main_thread() {
        return Ok(());
    }
    vm.rt.eval_breaker.fetch_and(!breaker::SIGNAL, Ordering::Relaxed);
    for number in 1..COUNT {
        if !ARRIVED[number].swap(false, Ordering::Relaxed) {
            continue;
        }
        let list = handlers(vm)?;
        let handler = list.get(number).unwrap_or(Value::NONE);
        if handler.is_small_int() || handler.is_none() {
            continue;
        }
        let frame = current_frame(vm);
        if let Err(raised) = vm.call(handler, &[Value::small_int(number as i64), frame]) {
            if ARRIVED.iter().any(|a| a.load(Ordering::Relaxed)) {
                vm.rt.eval_breaker.fetch_or(breaker::SIGNAL, Ordering::Relaxed);
            }
            return Err(raised);
        }
    }
    Ok(())
}

/// The frame that a signal interrupted, as Python code sees it.
fn current_frame(vm: &mut Vm) -> Value {
    let Some(sys) = Gc::<whipsnake_runtime::Dict>::cast(vm.rt.sys_dict.get()) else { return Value::NONE };
    let name = vm.intern("_getframe");
    match sys.get_interned(name).filter(|_| !vm.frame.is_null()) {
        Some(getframe) => vm.call(getframe, &[]).unwrap_or_else(|raised| {
            vm.take_exception(raised);
            Value::NONE
        }),
        None => Value::NONE,
    }
}

/// A signal's number.
fn number_of(vm: &mut Vm, value: Value) -> Result<i32, Raised> {
    let n = int(vm, value)?;
    if (1..COUNT as i32).contains(&n) { Ok(n) } else { Err(vm.value_error("signal number out of range")) }
}

fn signal(vm: &mut Vm, number: Value, handler: Value) -> PyResult {
    if !is_main_thread() {
        return Err(vm.value_error("signal only works in main thread of the main interpreter"));
    }
    let number = number_of(vm, number)?;
    let index = if vm.type_of(handler).slots().index.is_some() { vm.index(handler)?.as_small_int() } else { None };
    let action = match index {
        Some(0) => libc::SIG_DFL,
        Some(1) => libc::SIG_IGN,
        _ if vm.type_of(handler).slots().call.is_none() => {
            return Err(vm.type_error("signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object"));
        }
        _ => on_signal as *const () as usize,
    };
    vm.check_signals()?;
    let list = handlers(vm)?;
    if set_action(number, action) < 0 {
        return Err(os_error(vm, errno()));
    }
    let old = list.get(number as usize).unwrap_or(Value::NONE);
    let handler = index.filter(|n| *n < 2).map_or(handler, Value::small_int);
    vm.setitem(list.value(), Value::small_int(i64::from(number)), handler)?;
    Ok(old)
}

fn getsignal(vm: &mut Vm, number: Value) -> PyResult {
    let number = number_of(vm, number)?;
    Ok(handlers(vm)?.get(number as usize).unwrap_or(Value::NONE))
}

fn raise_signal(vm: &mut Vm, number: Value) -> PyResult {
    let number = int(vm, number)?;
    // SAFETY: a plain call.
    if unsafe { libc::raise(number) } != 0 {
        return Err(os_error(vm, errno()));
    }
    vm.check_signals()?;
    Ok(Value::NONE)
}

fn alarm(vm: &mut Vm, seconds: Value) -> PyResult {
    let seconds = int(vm, seconds)?;
    // SAFETY: a plain call.
    Ok(Value::small_int(i64::from(unsafe { libc::alarm(seconds as u32) })))
}

fn pause(vm: &mut Vm) -> PyResult {
    // SAFETY: a plain call.
    vm.allow_threads(|| unsafe { libc::pause() });
    vm.check_signals()?;
    Ok(Value::NONE)
}

fn timeval(vm: &mut Vm, seconds: Value) -> Result<libc::timeval, Raised> {
    let n = super::time::convert::nanoseconds(vm, seconds, super::time::convert::Round::Up)?;
    let micros = (n + 999).div_euclid(1000);
    Ok(libc::timeval { tv_sec: micros.div_euclid(1_000_000) as i64, tv_usec: micros.rem_euclid(1_000_000) as i64 })
}

fn timer_value(vm: &mut Vm, timer: &libc::itimerval) -> Value {
    let parts = [timer.it_value, timer.it_interval].map(|t| vm.new_float(t.tv_sec as f64 + t.tv_usec as f64 / 1e6));
    vm.new_tuple(&parts).value()
}

fn setitimer(vm: &mut Vm, a: &[Value]) -> PyResult {
    let which = int(vm, a[0])?;
    let zero = Value::small_int(0);
    let new = libc::itimerval { it_value: timeval(vm, a[1])?, it_interval: timeval(vm, a[2].given().unwrap_or(zero))? };
    // SAFETY: plain structs of this function.
    let (result, old) = unsafe {
        let mut old: libc::itimerval = std::mem::zeroed();
        (libc::setitimer(which as _, &new, &mut old), old)
    };
    if result < 0 { Err(os_error(vm, errno())) } else { Ok(timer_value(vm, &old)) }
}

fn getitimer(vm: &mut Vm, which: Value) -> PyResult {
    let which = int(vm, which)?;
    // SAFETY: a plain struct of this function.
    let (result, timer) = unsafe {
        let mut timer: libc::itimerval = std::mem::zeroed();
        (libc::getitimer(which as _, &mut timer), timer)
    };
    if result < 0 { Err(os_error(vm, errno())) } else { Ok(timer_value(vm, &timer)) }
}

fn set_wakeup_fd(vm: &mut Vm, a: &[Value]) -> PyResult {
    let fd = int(vm, a[0])?;
    if !is_main_thread() {
        return Err(vm.value_error("set_wakeup_fd only works in main thread of the main interpreter"));
    }
    if fd >= 0 {
        // SAFETY: a plain call.
        let flags = unsafe { libc::fcntl(fd, libc::F_GETFL) };
        if flags < 0 {
            return Err(os_error(vm, errno()));
        }
        if flags & libc::O_NONBLOCK == 0 {
            return Err(vm.value_error(&format!("the fd {fd} must be in non-blocking mode")));
        }
    }
    Ok(Value::small_int(i64::from(WAKEUP_FD.swap(fd.max(-1), Ordering::Relaxed))))
}

fn siginterrupt(vm: &mut Vm, number: Value, flag: Value) -> PyResult {
    let number = number_of(vm, number)?;
    let on = vm.truthy(flag)?;
    // SAFETY: changes a flag of the action.
    let result = unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        libc::sigaction(number, std::ptr::null(), &mut action);
        action.sa_flags = if on { action.sa_flags & !libc::SA_RESTART } else { action.sa_flags | libc::SA_RESTART };
        libc::sigaction(number, &action, std::ptr::null_mut())
    };
    if result < 0 { Err(os_error(vm, errno())) } else { Ok(Value::NONE) }
}

fn strsignal(vm: &mut Vm, number: Value) -> PyResult {
    let number = number_of(vm, number)?;
    // SAFETY: the text lives until the next call, under the global lock.
    let text = unsafe {
        let text = libc::strsignal(number);
        if text.is_null() { None } else { Some(std::ffi::CStr::from_ptr(text).to_string_lossy().into_owned()) }
    };
    Ok(match text {
        Some(text) if !text.starts_with("Unknown signal") => vm.new_str(&text),
        _ => Value::NONE,
    })
}

/// A set of signals for the operating system.
///
/// # Errors
/// `ValueError` for other numbers.
pub fn signal_set(vm: &mut Vm, signals: Value) -> Result<libc::sigset_t, Raised> {
    // SAFETY: an empty set.
    let mut set = unsafe {
        let mut set: libc::sigset_t = std::mem::zeroed();
        libc::sigemptyset(&mut set);
        set
    };
    let items = vm.collect(signals)?;
    for item in items.iter() {
        let number = int(vm, *item)?;
        if !(1..COUNT as i32).contains(&number) {
            return Err(vm.value_error(&format!("signal number {number} out of range [1; 64]")));
        }
        // SAFETY: a set of this function.
        unsafe { libc::sigaddset(&mut set, number) };
    }
    Ok(set)
}

fn set_value(vm: &mut Vm, set: &libc::sigset_t) -> PyResult {
    let mut numbers = whipsnake_runtime::RootVec::new(vm.heap);
    for number in 1..COUNT as i32 {
        // SAFETY: an initialized set.
        if unsafe { libc::sigismember(set, number) } == 1 {
            numbers.push(vm.heap, Value::small_int(i64::from(number)));
        }
    }
    vm.new_set(&numbers, false)
}

fn valid_signals(vm: &mut Vm) -> PyResult {
    // SAFETY: fills the set.
    let set = unsafe {
        let mut set: libc::sigset_t = std::mem::zeroed();
        libc::sigfillset(&mut set);
        set
    };
    set_value(vm, &set)
}

fn pthread_sigmask(vm: &mut Vm, how: Value, mask: Value) -> PyResult {
    let how = int(vm, how)?;
    let mask = signal_set(vm, mask)?;
    // SAFETY: sets of this function.
    let (number, old) = unsafe {
        let mut old: libc::sigset_t = std::mem::zeroed();
        (libc::pthread_sigmask(how, &mask, &mut old), old)
    };
    if number != 0 {
        return Err(os_error(vm, number));
    }
    vm.check_signals()?;
    set_value(vm, &old)
}

fn pthread_kill(vm: &mut Vm, thread: Value, number: Value) -> PyResult {
    let thread = vm.index_ssize(thread)?;
    let number = int(vm, number)?;
    // SAFETY: the caller names a live thread, as CPython documents.
    match unsafe { libc::pthread_kill(thread as libc::pthread_t, number) } {
        0 => {
            vm.check_signals()?;
            Ok(Value::NONE)
        }
        number => Err(os_error(vm, number)),
    }
}

fn sigpending(vm: &mut Vm) -> PyResult {
    // SAFETY: fills in the set.
    let (result, set) = unsafe {
        let mut set: libc::sigset_t = std::mem::zeroed();
        (libc::sigpending(&mut set), set)
    };
    if result < 0 { Err(os_error(vm, errno())) } else { set_value(vm, &set) }
}

fn sigwait(vm: &mut Vm, signals: Value) -> PyResult {
    let set = signal_set(vm, signals)?;
    let no_info = std::ptr::null_mut();
    // SAFETY: a set of this function.
    match retry(vm, || unsafe { libc::sigwaitinfo(&set, no_info) } as isize)? {
        Ok(number) => Ok(Value::small_int(number as i64)),
        Err(number) => Err(os_error(vm, number)),
    }
}

/// Simulate Ctrl-C or another signal: `_thread.interrupt_main`.
pub fn simulate(vm: &Vm, number: i32) {
    ARRIVED[number as usize].store(true, Ordering::Relaxed);
    vm.rt.eval_breaker.fetch_or(breaker::SIGNAL, Ordering::Relaxed);
}

/// Whether Python code handles the signal.
///
/// # Errors
/// `MemoryError`.
pub fn is_handled(vm: &mut Vm, number: i32) -> Result<bool, Raised> {
    let handler = handlers(vm)?.get(number as usize).unwrap_or(Value::NONE);
    Ok(!handler.is_small_int() && !handler.is_none())
}

/// In a child after `fork`: its thread is the main one.
pub fn after_fork() {
    // SAFETY: a plain call.
    MAIN.store(unsafe { libc::pthread_self() } as u64, Ordering::Relaxed);
    ARRIVED.iter().for_each(|a| a.store(false, Ordering::Relaxed));
}
