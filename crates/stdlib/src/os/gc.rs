//! The module `gc`, over the tracing collector.
//!
//! There are no reference counts: `collect` runs a full collection and the finalizers that it finds due. Turning the
//! collector off is remembered, but has no effect on memory that is needed.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use whipsnake_runtime::{Call, Gc, List, Module, NativeDef, PyResult, Raised, RootVec, TypeFlags, Value, Vm, def, kinds};

static ENABLED: AtomicBool = AtomicBool::new(true);
static DEBUG: AtomicI64 = AtomicI64::new(0);
static THRESHOLDS: [AtomicI64; 3] = [AtomicI64::new(2000), AtomicI64::new(10), AtomicI64::new(0)];

static FUNCTIONS: &[NativeDef] = &[
    def("collect", "($module, /, generation=2)", Call::Bound(collect)),
    def("enable", "($module, /)", Call::A0(|_| { ENABLED.store(true, Ordering::Relaxed); Ok(Value::NONE) })),
    def("disable", "($module, /)", Call::A0(|_| { ENABLED.store(false, Ordering::Relaxed); Ok(Value::NONE) })),
    def("isenabled", "($module, /)", Call::A0(|_| Ok(Value::bool(ENABLED.load(Ordering::Relaxed))))),
    def("get_count", "($module, /)", Call::A0(get_count)),
    def("get_threshold", "($module, /)", Call::A0(get_threshold)),
    def("set_threshold", "($module, threshold0, threshold1=<unrepresentable>, threshold2=<unrepresentable>, /)", Call::Bound(set_threshold)),
    def("get_debug", "($module, /)", Call::A0(|_| Ok(Value::small_int(DEBUG.load(Ordering::Relaxed))))),
    def("set_debug", "($module, flags, /)", Call::A1(|vm, flags| { let n = vm.index_ssize(flags)?; DEBUG.store(n, Ordering::Relaxed); Ok(Value::NONE) })),
    def("get_stats", "($module, /)", Call::A0(get_stats)),
    def("get_objects", "($module, /, generation=None)", Call::Bound(get_objects)),
    def("get_referents", "($module, /, *objs)", Call::Vector(|vm, args| get_referents(vm, args.positional()))),
    def("get_referrers", "($module, /, *objs)", Call::Vector(|vm, args| get_referrers(vm, args.positional()))),
    def("is_tracked", "($module, obj, /)", Call::A1(|_, object| Ok(Value::bool(is_container(object))))),
    def("is_finalized", "($module, obj, /)", Call::A1(|_, _| Ok(Value::FALSE))),
    def("freeze", "($module, /)", Call::A0(|_| Ok(Value::NONE))),
    def("unfreeze", "($module, /)", Call::A0(|_| Ok(Value::NONE))),
    def("get_freeze_count", "($module, /)", Call::A0(|_| Ok(Value::small_int(0)))),
];

/// The namespace.
///
/// # Errors
/// `MemoryError`.
pub fn init(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    vm.add_functions(module, FUNCTIONS);
    for name in ["garbage", "callbacks"] {
        let list = vm.new_list(&[]);
        vm.set_module_attr(module, name, list.value());
    }
    for (name, n) in [("DEBUG_STATS", 1), ("DEBUG_COLLECTABLE", 2), ("DEBUG_UNCOLLECTABLE", 4), ("DEBUG_SAVEALL", 32), ("DEBUG_LEAK", 38)] {
        vm.set_module_attr(module, name, Value::small_int(n));
    }
    Ok(())
}

fn collect(vm: &mut Vm, a: &[Value]) -> PyResult {
    let generation = match a[0].given() {
        Some(g) => vm.index_ssize(g)?,
        None => 2,
    };
    if !(0..=2).contains(&generation) {
        return Err(vm.value_error("invalid generation"));
    }
    tell_callbacks(vm, "start", generation, 0)?;
    let full = generation > 0;
    let dead = match vm.called_by_interpreter(&FUNCTIONS[0]) {
        // SAFETY: between the interpreter and here are the frames of the call, whose operands are on the VM stack.
        Some(native_frames) => unsafe { vm.heap.collect_above(full, native_frames) },
        None => vm.heap.collect(full),
    };
    vm.run_pending()?;
    tell_callbacks(vm, "stop", generation, dead)?;
    Ok(Value::small_int(dead as i64))
}

/// Call `gc.callbacks` with the phase of a collection.
fn tell_callbacks(vm: &mut Vm, phase: &str, generation: i64, collected: usize) -> Result<(), Raised> {
    let module = crate::core::import::create_native(vm, "gc")?;
    let callbacks = vm.getattr_str(module, "callbacks")?;
    let Some(list) = Gc::<List>::cast(callbacks).filter(|l| !l.is_empty()) else { return Ok(()) };
    let callbacks = RootVec::from_slice(vm.heap, list.items());
    let info = vm.new_dict();
    for (name, n) in [("generation", generation), ("collected", collected as i64), ("uncollectable", 0)] {
        let name = vm.intern(name);
        info.set_interned(vm, name, Value::small_int(n));
    }
    let phase = vm.intern(phase);
    for callback in callbacks.iter() {
        if let Err(raised) = vm.call(*callback, &[phase, info.value()]) {
            let exception = vm.take_exception(raised);
            crate::core::display::report_unraisable(vm, exception, *callback, "Exception ignored in");
        }
    }
    Ok(())
}

fn get_count(vm: &mut Vm) -> PyResult {
    let stats = vm.heap.stats();
    let young = Value::small_int((stats.allocated_objects.saturating_sub(stats.live_objects) & 0xFFFF) as i64);
    Ok(vm.new_tuple(&[young, Value::small_int(0), Value::small_int(0)]).value())
}

fn get_threshold(vm: &mut Vm) -> PyResult {
    let values = THRESHOLDS.each_ref().map(|t| Value::small_int(t.load(Ordering::Relaxed)));
    Ok(vm.new_tuple(&values).value())
}

fn set_threshold(vm: &mut Vm, a: &[Value]) -> PyResult {
    for (threshold, value) in THRESHOLDS.iter().zip(a) {
        if let Some(value) = value.given() {
            let n = vm.index_ssize(value)?;
            threshold.store(n, Ordering::Relaxed);
        }
    }
    Ok(Value::NONE)
}

fn get_stats(vm: &mut Vm) -> PyResult {
    let stats = vm.heap.stats();
    let dead = stats.allocated_objects.saturating_sub(stats.live_objects) as i64;
    let mut list = RootVec::new(vm.heap);
    for (collections, collected) in [(stats.minor_collections as i64, 0), (0, 0), (stats.full_collections as i64, dead)] {
        let entry = vm.new_dict();
        for (name, n) in [("collections", collections), ("collected", collected), ("uncollectable", 0)] {
            let name = vm.intern(name);
            entry.set_interned(vm, name, Value::small_int(n));
        }
        list.push(vm.heap, entry.value());
    }
    Ok(vm.list_from(list).value())
}

/// Whether the object can refer to others, and is one that Python code may see.
fn is_container(object: Value) -> bool {
    let Some(header) = object.header() else { return false };
    let leaf = matches!(header.kind(), kinds::STR | kinds::BYTES | kinds::BYTEARRAY | kinds::INT | kinds::FLOAT | kinds::COMPLEX | kinds::SHAPE);
    is_visible(object) && !leaf
}

fn is_visible(object: Value) -> bool {
    object.header().is_some_and(|h| !h.ty().is_null() && h.kind() != kinds::SHAPE)
}

/// All containers for which `wanted` holds.
fn containers(vm: &mut Vm, mut wanted: impl FnMut(&Vm, Value) -> bool) -> RootVec {
    vm.heap.collect(true);
    let mut count = 0;
    vm.heap.for_each_object(|_| count += 1);
    let mut found = RootVec::with_capacity(vm.heap, count + 16);
    let mut addresses: Vec<u64> = Vec::with_capacity(count);
    vm.heap.for_each_object(|header| addresses.push(std::ptr::from_ref(header).addr() as u64));
    for bits in addresses {
        // SAFETY: the address of an object, which nothing has collected since.
        let object = unsafe { Value::from_bits(bits) };
        if is_container(object) && wanted(vm, object) && found.len() < count {
            found.push(vm.heap, object);
        }
    }
    found
}

fn get_objects(vm: &mut Vm, a: &[Value]) -> PyResult {
    if let Some(g) = a[0].given().filter(|g| !g.is_none()) {
        let n = vm.index_ssize(g)?;
        if !(0..=2).contains(&n) {
            return Err(vm.value_error(if n < 0 { "generation parameter cannot be negative" } else { "generation parameter must be less than the number of available generations (3)" }));
        }
    }
    let all = containers(vm, |_, _| true);
    Ok(vm.list_from(all).value())
}

/// What an object refers to as Python code sees it: through buffers, without types that are built in.
fn visible_referents(vm: &Vm, object: Value) -> RootVec {
    let mut found = RootVec::new(vm.heap);
    let mut pending = vm.heap.referents(object);
    while let Some(referent) = pending.pop() {
        if is_visible(referent) {
            let built_in = Gc::<whipsnake_runtime::TypeObject>::cast(referent).is_some_and(|t| !t.has(TypeFlags::HEAP));
            if !built_in {
                found.push(vm.heap, referent);
            }
        } else if referent.header().is_some_and(|h| h.kind() != kinds::SHAPE) {
            // A buffer: the storage of a list, dict or instance.
            for inner in vm.heap.referents(referent).iter() {
                pending.push(vm.heap, *inner);
            }
        }
    }
    found
}

fn get_referents(vm: &mut Vm, objects: &[Value]) -> PyResult {
    let mut all = RootVec::new(vm.heap);
    for object in objects {
        for referent in visible_referents(vm, *object).iter() {
            all.push(vm.heap, *referent);
        }
    }
    Ok(vm.list_from(all).value())
}

fn get_referrers(vm: &mut Vm, objects: &[Value]) -> PyResult {
    let candidates = containers(vm, |_, _| true);
    let mut found = RootVec::new(vm.heap);
    for candidate in candidates.iter() {
        if visible_referents(vm, *candidate).iter().any(|r| objects.contains(r)) {
            found.push(vm.heap, *candidate);
        }
    }
    Ok(vm.list_from(found).value())
}
