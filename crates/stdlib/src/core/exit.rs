//! The end of a program: threads are joined, `atexit` functions run, modules are taken down so that finalizers run, streams are flushed.

use std::sync::atomic::{AtomicBool, Ordering};

use whipsnake_runtime::{Dict, Gc, Module, RootVec, Value, Vm, kinds};

use crate::io::stdio;

static FINALIZING: AtomicBool = AtomicBool::new(false);

/// `sys.is_finalizing()`
pub fn is_finalizing() -> bool {
    FINALIZING.load(Ordering::Relaxed)
}

/// End the program; `show` reports what the functions that run raise. Whether output could not be written.
pub fn finish(vm: &mut Vm, show: impl Fn(&mut Vm, Value)) -> bool {
    clear_native_stack();
    finish_cleared(vm, show)
}

/// Overwrite what older calls have left on the native stack below, so that the frames of the next ones hold no stale pointers.
#[inline(never)]
fn clear_native_stack() {
    std::hint::black_box(&mut [0u64; 32 << 10]);
}

#[inline(never)]
fn finish_cleared(vm: &mut Vm, show: impl Fn(&mut Vm, Value)) -> bool {
    for (module, function) in [("threading", "_shutdown"), ("atexit", "_run_exitfuncs")] {
        let name = vm.intern(module);
        let Some(loaded) = modules(vm).get_interned(name) else { continue };
        let result = vm.getattr_str(loaded, function).and_then(|f| vm.call(f, &[]));
        if let Err(raised) = result {
            let exception = vm.take_exception(raised);
            show(vm, exception);
        }
    }
    let mut ok = stdio::flush_at_exit(vm);
    if vm.heap.has_finalizers() {
        FINALIZING.store(true, Ordering::Relaxed);
        take_down_modules(vm);
        ok &= stdio::flush_at_exit(vm);
    }
    !ok
}

fn modules(vm: &Vm) -> Gc<Dict> {
    Gc::cast(vm.rt.modules.get()).expect("set while booting")
}

/// First the modules are let go, and finalizers see the namespaces that keep their objects alive intact. Then the namespaces of modules
/// that something still holds are emptied, names with one leading underscore first, as CPython does.
#[inline(never)]
fn take_down_modules(vm: &mut Vm) {
    forget_last_exception(vm);
    let all = modules(vm);
    let kept = ["sys", "builtins"].map(|name| vm.intern(name));
    for name in names_of(vm, all).iter() {
        if !kept.contains(name) && let Err(raised) = all.remove(vm, *name) {
            let _ = vm.take_exception(raised);
        }
    }
    collect(vm);
    if !vm.heap.has_finalizers() {
        return;
    }
    let kept = kept.map(|name| all.get_interned(name));
    for module in live_modules(vm).iter().filter(|m| !kept.contains(&Some(**m))) {
        if let Some(namespace) = Gc::<Module>::cast(*module).and_then(|m| m.dict.get()) {
            empty(vm, namespace);
        }
    }
    collect(vm);
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

#[inline(never)]
fn collect(vm: &mut Vm) {
    clear_native_stack();
    vm.heap.collect(true);
    if let Err(raised) = vm.run_pending() {
        let _ = vm.take_exception(raised);
    }
}

fn names_of(vm: &mut Vm, dict: Gc<Dict>) -> RootVec {
    let mut names = RootVec::new(vm.heap);
    let mut from = 0;
    while let Some((entry, name, _)) = dict.next_entry(from) {
        names.push(vm.heap, name);
        from = entry + 1;
    }
    names
}

fn live_modules(vm: &mut Vm) -> RootVec {
    let mut count = 0;
    vm.heap.for_each_object(|header| count += usize::from(header.kind() == kinds::MODULE));
    let mut found = RootVec::with_capacity(vm.heap, count);
    vm.heap.for_each_object(|header| {
        if header.kind() == kinds::MODULE && found.len() < count {
            // SAFETY: the address of an object is a heap word.
            found.push(vm.heap, unsafe { Value::from_bits(std::ptr::from_ref(header).addr() as u64) });
        }
    });
    found
}

fn empty(vm: &mut Vm, namespace: Gc<Dict>) {
    let names = names_of(vm, namespace);
    let builtins = vm.names.__builtins__;
    for private in [true, false] {
        for &name in names.iter() {
            let text = vm.text(name);
            let is_private = text.starts_with('_') && !text.starts_with("__");
            if is_private == private && name != builtins && namespace.set(vm, name, Value::NONE).is_err() {
                let raised = vm.already_raised();
                let _ = vm.take_exception(raised);
            }
        }
    }
}
