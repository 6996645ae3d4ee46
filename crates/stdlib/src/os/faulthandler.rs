//! The module `faulthandler`: where Python code stands, on demand and when the process dies of a signal.
//!
//! The thread that asks, or that enabled the handlers, is shown; other threads are not.

use std::sync::atomic::{AtomicI32, AtomicPtr, AtomicUsize, Ordering};

use whipsnake_runtime::{Call, Frame, Gc, Module, NativeDef, PyResult, Raised, Str, Value, Vm, def};

use super::posix_int as int;
use crate::support::array;

static FUNCTIONS: &[NativeDef] = &[
    def("enable", "($module, /, file=sys.stderr, all_threads=True, c_stack=True)", Call::Bound(enable)),
    def("disable", "($module, /)", Call::A0(|_| Ok(Value::bool(disable())))),
    def("is_enabled", "($module, /)", Call::A0(|_| Ok(Value::bool(DESCRIPTOR.load(Ordering::Relaxed) >= 0)))),
    def("dump_traceback", "($module, /, file=sys.stderr, all_threads=True)", Call::Bound(dump_traceback)),
    def("dump_traceback_later", "($module, /, timeout, repeat=False, file=sys.stderr, exit=False)", Call::Bound(|vm, _| unsupported(vm, "dump_traceback_later"))),
    def("cancel_dump_traceback_later", "($module, /)", Call::A0(|_| Ok(Value::NONE))),
    def("register", "($module, /, signum, file=sys.stderr, all_threads=True, chain=False)", Call::Bound(|vm, _| unsupported(vm, "register"))),
    def("unregister", "($module, signum, /)", Call::A1(|vm, signal| int(vm, signal).map(|_| Value::FALSE))),
    def("_sigsegv", "($module, release_gil=False, /)", Call::Bound(|_, _| raise_signal(libc::SIGSEGV))),
    def("_sigabrt", "($module, /)", Call::A0(|_| raise_signal(libc::SIGABRT))),
    def("_sigfpe", "($module, /)", Call::A0(|_| raise_signal(libc::SIGFPE))),
];

/// The signals, and what each is called.
const SIGNALS: [(i32, &str); 5] = [
    (libc::SIGBUS, "Bus error"), (libc::SIGILL, "Illegal instruction"), (libc::SIGFPE, "Floating-point exception"), (libc::SIGABRT, "Aborted"),
    (libc::SIGSEGV, "Segmentation fault"),
];

/// Where the handlers write; -1: they are not installed.
static DESCRIPTOR: AtomicI32 = AtomicI32::new(-1);
/// Whose frames they show, on which thread.
static SHOWN: AtomicPtr<Vm> = AtomicPtr::new(std::ptr::null_mut());
static THREAD: AtomicUsize = AtomicUsize::new(0);
/// Frames that are shown at most.
const DEEPEST: usize = 100;
/// Characters of a name that are shown at most.
const LONGEST: usize = 500;

/// Fill in the module.
///
/// # Errors
/// None so far.
pub fn init(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    vm.add_functions(module, FUNCTIONS);
    Ok(())
}

fn unsupported(vm: &mut Vm, name: &str) -> PyResult {
    Err(vm.not_implemented_error(&format!("faulthandler.{name} is not supported by Whipsnake")))
}

fn raise_signal(signal: i32) -> PyResult {
    // SAFETY: a signal to this thread.
    unsafe { libc::raise(signal) };
    Ok(Value::NONE)
}

/// The descriptor of a file argument; `sys.stderr` where it is absent.
fn descriptor(vm: &mut Vm, file: Value) -> Result<i32, Raised> {
    let file = match file.given().filter(|file| !file.is_none()) {
        Some(file) => file,
        None => match vm.sys_attribute("stderr") {
            Some(stderr) if !stderr.is_none() => stderr,
            Some(_) => return Err(vm.runtime_error("sys.stderr is None")),
            None => return Err(vm.runtime_error("unable to get sys.stderr")),
        },
    };
    if vm.index_i64(file).is_some() {
        let fd = int(vm, file)?;
        return if fd < 0 { Err(vm.value_error("file is not a valid file descriptor")) } else { Ok(fd) };
    }
    let number = vm.call_method(file, vm.names.fileno, &[])?;
    match vm.index_i64(number).and_then(|n| i32::try_from(n).ok()).filter(|n| *n >= 0) {
        Some(fd) => {
            vm.call_method_str(file, "flush", &[])?;
            Ok(fd)
        }
        None => Err(vm.runtime_error("file.fileno() is not a valid file descriptor")),
    }
}

fn enable(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [file, _, _] = array(a);
    let fd = descriptor(vm, file)?;
    // The file must stay open as long as the handlers write to it.
    if let Some(file) = file.given() {
        vm.keep(file);
    }
    SHOWN.store(vm, Ordering::Relaxed);
    THREAD.store(this_thread(), Ordering::Relaxed);
    if DESCRIPTOR.swap(fd, Ordering::Relaxed) < 0 {
        for (signal, _) in SIGNALS {
            // SAFETY: the handler does only what handlers may; it runs once, then the signal has its default meaning again.
            unsafe {
                let mut action: libc::sigaction = std::mem::zeroed();
                action.sa_sigaction = die as extern "C" fn(i32) as usize;
                action.sa_flags = libc::SA_NODEFER | libc::SA_RESETHAND | libc::SA_ONSTACK;
                libc::sigaction(signal, &action, std::ptr::null_mut());
            }
        }
    }
    Ok(Value::NONE)
}

/// Tells whether the handlers were installed.
fn disable() -> bool {
    let installed = DESCRIPTOR.swap(-1, Ordering::Relaxed) >= 0;
    if installed {
        for (signal, _) in SIGNALS {
            // SAFETY: back to the default.
            unsafe { libc::signal(signal, libc::SIG_DFL) };
        }
    }
    installed
}

fn this_thread() -> usize {
    // SAFETY: a question that cannot fail.
    unsafe { libc::pthread_self() as usize }
}

/// The handler: says what happened where, and lets the signal happen again.
extern "C" fn die(signal: i32) {
    let fd = DESCRIPTOR.load(Ordering::Relaxed);
    let name = SIGNALS.iter().find(|(known, _)| *known == signal).map_or("unknown signal", |(_, name)| name);
    for text in ["Fatal Python error: ", name, "\n\n"] {
        put(fd, text.as_bytes());
    }
    header(fd);
    let vm = SHOWN.load(Ordering::Relaxed);
    if vm.is_null() || THREAD.load(Ordering::Relaxed) != this_thread() {
        put(fd, b"  <frames of another thread are not known>\n");
    } else {
        // SAFETY: the VM of this thread, which stands still.
        frames(fd, unsafe { (*vm).frame });
    }
    // SAFETY: the handler was reset when it was called.
    unsafe { libc::raise(signal) };
}

fn put(fd: i32, bytes: &[u8]) {
    // SAFETY: the slice is as long as said; nothing could be done about an error.
    unsafe { libc::write(fd, bytes.as_ptr().cast(), bytes.len()) };
}

fn put_number(fd: i32, mut number: usize, base: usize, width: usize) {
    let (mut digits, mut at) = ([b'0'; 20], 20);
    while number > 0 || at > 20 - width.max(1) {
        at -= 1;
        digits[at] = b"0123456789abcdef"[number % base];
        number /= base;
    }
    put(fd, &digits[at..]);
}

fn put_text(fd: i32, text: Value) {
    let Some(text) = Gc::<Str>::cast(text) else { return put(fd, b"???") };
    for (count, c) in text.to_string_lossy().chars().enumerate() {
        if count == LONGEST {
            return put(fd, b"...");
        }
        match c as usize {
            n @ 0x20..=0x7E => put(fd, &[n as u8]),
            n @ ..=0xFF => { put(fd, b"\\x"); put_number(fd, n, 16, 2) }
            n @ ..=0xFFFF => { put(fd, b"\\u"); put_number(fd, n, 16, 4) }
            n => { put(fd, b"\\U"); put_number(fd, n, 16, 8) }
        }
    }
}

/// `Current thread 0x… [name] (most recent call first):`
fn header(fd: i32) {
    put(fd, b"Current thread 0x");
    put_number(fd, this_thread(), 16, 16);
    let mut name = [0u8; 16];
    // SAFETY: the buffer has the length given, which is the longest that names have.
    if unsafe { libc::pthread_getname_np(libc::pthread_self(), name.as_mut_ptr().cast(), name.len()) } == 0 && name[0] != 0 {
        put(fd, b" [");
        put(fd, &name[..name.iter().position(|b| *b == 0).unwrap_or(name.len())]);
        put(fd, b"]");
    }
    put(fd, b" (most recent call first):\n");
}

/// The frames from the innermost on.
fn frames(fd: i32, mut frame: *const Frame) {
    if frame.is_null() {
        return put(fd, b"  <no Python frame>\n");
    }
    for _ in 0..DEEPEST {
        if frame.is_null() {
            return;
        }
        // SAFETY: a frame of a thread that stands still, and its callers, are live.
        let f = unsafe { &*frame };
        put(fd, b"  File \"");
        put_text(fd, f.code.filename.get());
        put(fd, b"\", line ");
        match f.code.line(f.instruction_index()) {
            Some(line) => put_number(fd, line as usize, 10, 1),
            None => put(fd, b"???"),
        }
        put(fd, b" in ");
        put_text(fd, f.code.name.get());
        put(fd, b"\n");
        frame = f.previous;
    }
    put(fd, b"  ...\n");
}

fn dump_traceback(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [file, all] = array(a);
    let fd = descriptor(vm, file)?;
    let all = match all.given() {
        Some(all) => vm.truthy(all)?,
        None => true,
    };
    if all {
        header(fd);
    } else {
        put(fd, b"Stack (most recent call first):\n");
    }
    vm.settle_frames();
    frames(fd, vm.frame);
    Ok(Value::NONE)
}
