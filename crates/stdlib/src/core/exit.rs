//! The end of a program: threads are joined, `atexit` functions and finalizers run, streams are flushed.

use std::sync::atomic::{AtomicBool, Ordering};

use whipsnake_runtime::{Dict, Gc, Value, Vm};

use crate::io::stdio;

static FINALIZING: AtomicBool = AtomicBool::new(false);

/// `sys.is_finalizing()`
pub fn is_finalizing() -> bool {
    FINALIZING.load(Ordering::Relaxed)
}

/// End the program; `show` reports what the functions that run raise. Whether output could not be written.
pub fn finish(vm: &mut Vm, show: impl Fn(&mut Vm, Value)) -> bool {
    for (module, function) in [("threading", "_shutdown"), ("atexit", "_run_exitfuncs")] {
        let name = vm.intern(module);
        let Some(loaded) = modules(vm).get_interned(name) else { continue };
        let result = vm.getattr_str(loaded, function).and_then(|f| vm.call(f, &[]));
        if let Err(raised) = result {
            let exception = vm.take_exception(raised);
            show(vm, exception);
        }
    }
    let ok = stdio::flush_at_exit(vm);
    if vm.heap.has_finalizers() {
        FINALIZING.store(true, Ordering::Relaxed);
        run_finalizers(vm);
        return !(ok && stdio::flush_at_exit(vm));
    }
    !ok
}

fn modules(vm: &Vm) -> Gc<Dict> {
    Gc::cast(vm.rt.modules.get()).expect("set while booting")
}

/// Run the finalizers of what is dead and then of everything else, with modules intact; CPython's order may differ, as the order in which
/// it takes modules apart depends on what refers to them.
fn run_finalizers(vm: &mut Vm) {
    forget_last_exception(vm);
    keep_streams(vm);
    vm.heap.collect(true);
    if let Err(raised) = vm.run_pending() {
        let _ = vm.take_exception(raised);
    }
    vm.finalize_all();
}

fn forget_last_exception(vm: &mut Vm) {
    let Some(sys) = Gc::<Dict>::cast(vm.rt.sys_dict.get()) else { return };
    for name in ["last_exc", "last_type", "last_value", "last_traceback"] {
        let name = vm.intern(name);
        if sys.get_interned(name).is_some() {
            sys.set_interned(vm, name, Value::NONE);
        }
    }
}

/// The standard streams are not closed: finalizers print.
fn keep_streams(vm: &mut Vm) {
    for name in ["stdin", "stdout", "stderr", "__stdin__", "__stdout__", "__stderr__"] {
        let mut stream = vm.sys_attribute(name).filter(|s| !s.is_none());
        for part in ["buffer", "raw"] {
            let Some(file) = stream else { break };
            vm.heap.forget_finalizer(file);
            let part = vm.intern(part);
            stream = match vm.getattr_optional(file, part) {
                Ok(part) => part,
                Err(raised) => {
                    let _ = vm.take_exception(raised);
                    None
                }
            };
        }
        if let Some(file) = stream {
            vm.heap.forget_finalizer(file);
        }
    }
}
