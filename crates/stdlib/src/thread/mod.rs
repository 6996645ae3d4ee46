//! Threads: `_thread`.
//!
//! Python threads are threads of the system that take turns under the global lock. Each has a VM of its own; those of threads
//! that ended are used again.

mod handle;
mod local;
mod lock;

use whipsnake_runtime::kinds::MODULES as FIRST_KIND;
use whipsnake_runtime::{Args, Call, Dict, Gc, Module, NativeDef, PyResult, Raised, Tuple, Value, Vm, def};

use crate::NativeModule;

/// The modules of this area.
pub const MODULES: &[NativeModule] = &[NativeModule {
    name: "_thread",
    doc: "This module provides primitive operations to write multi-threaded programs.\nThe 'threading' module provides a more convenient interface.",
    init,
}];

const KIND_LOCK: u16 = FIRST_KIND + 240;
const KIND_RLOCK: u16 = FIRST_KIND + 241;
const KIND_HANDLE: u16 = FIRST_KIND + 242;
const KIND_LOCAL: u16 = FIRST_KIND + 243;

static FUNCTIONS: &[NativeDef] = &[
    def("allocate_lock", "($module, /)", Call::A0(lock::allocate)),
    def("allocate", "($module, /)", Call::A0(lock::allocate)),
    def("get_ident", "($module, /)", Call::A0(|vm| { let id = vm.thread_id as i64; Ok(vm.new_int(id)) })),
    def("get_native_id", "($module, /)", Call::A0(|vm| { let id = vm.thread_id as i64; Ok(vm.new_int(id)) })),
    def("_get_main_thread_ident", "($module, /)", Call::A0(|vm| { let id = MAIN_THREAD as i64; Ok(vm.new_int(id)) })),
    def("_is_main_interpreter", "($module, /)", Call::A0(|_| Ok(Value::TRUE))),
    def("daemon_threads_allowed", "($module, /)", Call::A0(|_| Ok(Value::TRUE))),
    def("_count", "($module, /)", Call::A0(|vm| { let n = vm.rt.lock.thread_count() as i64 - 1; Ok(vm.new_int(n)) })),
    def("_shutdown", "($module, /)", Call::A0(handle::shutdown)),
    def("_make_thread_handle", "($module, ident, /)", Call::A1(handle::of_ident)),
    def("start_joinable_thread", "($module, /, function, handle=None, daemon=True)", Call::Bound(start_joinable)),
    def("start_new_thread", "($module, function, args, kwargs={}, /)", Call::Bound(start_new)),
    def("start_new", "($module, function, args, kwargs={}, /)", Call::Bound(start_new)),
    def("exit", "($module, /)", Call::A0(|vm| Err(vm.raise_new(vm.types.system_exit, &[])))),
    def("exit_thread", "($module, /)", Call::A0(|vm| Err(vm.raise_new(vm.types.system_exit, &[])))),
    def("interrupt_main", "($module, signum=2, /)", Call::Bound(interrupt_main)),
    def("stack_size", "($module, size=0, /)", Call::Bound(|_, _| Ok(Value::small_int(0)))),
    def("set_name", "($module, /, name)", Call::A1(|_, _| Ok(Value::NONE))),
    def("_excepthook", "($module, args, /)", Call::A1(excepthook)),
];

/// The number of the first thread.
pub const MAIN_THREAD: u64 = 1;

fn init(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    vm.add_functions(module, FUNCTIONS);
    lock::add_types(vm, module);
    handle::add_type(vm, module);
    local::add_type(vm, module);
    let error = vm.types.runtime_error.value();
    vm.set_module_attr(module, "error", error);
    // The longest wait that the system's clocks can express, in seconds.
    let longest = vm.new_float(9_223_372_036.0);
    vm.set_module_attr(module, "TIMEOUT_MAX", longest);
    let fields = structseq_type(vm)?;
    vm.set_module_attr(module, "_ExceptHookArgs", fields);
    Ok(())
}

static HOOK_ARGS: whipsnake_builtins::structseq::StructSequence = whipsnake_builtins::structseq::StructSequence {
    module: "_thread", name: "_ExceptHookArgs", doc: "ExceptHookArgs\n\nType used to pass arguments to threading.excepthook.",
    fields: &["exc_type", "exc_value", "exc_traceback", "thread"], visible: 4, callable: true,
};

fn structseq_type(vm: &mut Vm) -> PyResult {
    whipsnake_builtins::structseq::new_type(vm, &HOOK_ARGS).map(|t| t.value())
}

fn start_joinable(vm: &mut Vm, a: &[Value]) -> PyResult {
    let &[function, handle, _daemon] = a else { return Err(vm.system_error("start_joinable_thread() is mis-declared")) };
    if vm.type_of(function).slots().call.is_none() {
        return Err(vm.type_error("thread function must be callable"));
    }
    let handle = match handle.given().filter(|h| !h.is_none()) {
        Some(h) => h,
        None => handle::new(vm)?,
    };
    let none = vm.new_tuple(&[]);
    handle::start(vm, handle, function, none.value(), Value::NULL)?;
    Ok(handle)
}

fn start_new(vm: &mut Vm, a: &[Value]) -> PyResult {
    let &[function, args, kwargs] = a else { return Err(vm.system_error("start_new_thread() is mis-declared")) };
    if vm.type_of(function).slots().call.is_none() {
        return Err(vm.type_error("first arg must be callable"));
    }
    if Gc::<Tuple>::cast(args).is_none() {
        return Err(vm.type_error("2nd arg must be a tuple"));
    }
    if !kwargs.is_null() && Gc::<Dict>::cast(kwargs).is_none() {
        return Err(vm.type_error("optional 3rd arg must be a dictionary"));
    }
    let handle = handle::new(vm)?;
    let ident = handle::start(vm, handle, function, args, kwargs)?;
    Ok(vm.new_int(ident as i64))
}

fn interrupt_main(vm: &mut Vm, _: &[Value]) -> PyResult {
    let signal = vm.import("_signal")?;
    let raise = vm.getattr_str(signal, "raise_signal")?;
    vm.call(raise, &[Value::small_int(2)])
}

/// `threading.excepthook`: show the exception that ended a thread.
fn excepthook(vm: &mut Vm, args: Value) -> PyResult {
    let (exception, thread) = (vm.getattr_str(args, "exc_value")?, vm.getattr_str(args, "thread")?);
    let name = if thread.is_none() {
        vm.thread_id.to_string()
    } else {
        let name = vm.getattr_str(thread, "name")?;
        vm.str_string(name)?
    };
    if vm.is_instance(exception, vm.types.system_exit) {
        return Ok(Value::NONE);
    }
    if let Some(stderr) = vm.sys_attribute("stderr").filter(|s| !s.is_none()) {
        let text = vm.new_str(&format!("Exception in thread {name}:\n"));
        vm.call_method(stderr, vm.names.write, &[text])?;
    }
    crate::core::display::print_exception(vm, exception, Value::NONE)?;
    Ok(Value::NONE)
}

/// Call with a tuple and, unless NULL, a dict of keyword arguments.
fn call(vm: &mut Vm, function: Value, args: Value, kwargs: Value) -> PyResult {
    let mut values = whipsnake_runtime::RootVec::new(vm.heap);
    for value in Gc::<Tuple>::cast(args).map_or(&[][..], |t| { let items: *const [Value] = t.items(); /* SAFETY: `args` keeps the tuple alive. */ unsafe { &*items } }) {
        values.push(vm.heap, *value);
    }
    let mut names = whipsnake_runtime::RootVec::new(vm.heap);
    if let Some(kwargs) = Gc::<Dict>::cast(kwargs) {
        let mut from = 0;
        while let Some((entry, key, value)) = kwargs.next_entry(from) {
            names.push(vm.heap, key);
            values.push(vm.heap, value);
            from = entry + 1;
        }
    }
    let names = if names.is_empty() { None } else { Some(vm.new_tuple(&names)) };
    vm.call_args(function, Args { values: &values, names })
}
