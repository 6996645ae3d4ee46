//! `_abc`: abstract base classes with their registries and caches.
//!
//! Each class keeps its data in `_abc_impl`: sets of weak references to the classes registered with it, and to those known to be
//! or not to be its subclasses. The negative cache is good as long as the process's counter of registrations has not moved.

use std::cell::Cell;
use std::sync::atomic::{AtomicI64, Ordering};

use whipsnake_builtins::collection::common::this;
use whipsnake_runtime::{
    Args, Call, Gc, Module, NativeDef, PyResult, Raised, RootVec, Set, SlotOf, Slots, Tuple, TypeFlags, TypeObject, TypeSpec, Value, Vm, WeakReference,
    def, object,
};

use crate::kinds;
use crate::support::hidden_type;

/// How often a class was registered with any abstract class.
static INVALIDATIONS: AtomicI64 = AtomicI64::new(0);

object! {
    /// `_abc_impl`.
    pub struct AbcData = kinds::ABC_DATA, "_abc_data" {
        pub registry: SlotOf<Set>,
        pub positive: SlotOf<Set>,
        pub negative: SlotOf<Set>,
        pub negative_version: Cell<i64>,
    }
}

static SPEC: TypeSpec = TypeSpec {
    module: "_abc",
    doc: "Internal state held by ABC machinery.",
    slots: Slots { new: Some(|vm, class, _: Args<'_>| new_data(vm, class)), ..Slots::EMPTY },
    ..TypeSpec::of::<AbcData>()
};

/// Fill in the module.
///
/// # Errors
/// `MemoryError`.
pub fn init(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    hidden_type::<AbcData>(vm, &SPEC, None);
    vm.add_functions(module, FUNCTIONS);
    Ok(())
}

static FUNCTIONS: &[NativeDef] = &[
    def("get_cache_token", "($module, /)", Call::A0(|vm| Ok(vm.new_int(INVALIDATIONS.load(Ordering::Relaxed))))),
    def("_abc_init", "($module, self, /)", Call::A1(abc_init)),
    def("_abc_register", "($module, self, subclass, /)", Call::A2(register)),
    def("_abc_instancecheck", "($module, self, instance, /)", Call::A2(|vm, class, instance| Ok(Value::bool(instance_check(vm, class, instance)?)))),
    def("_abc_subclasscheck", "($module, self, subclass, /)", Call::A2(|vm, class, derived| Ok(Value::bool(subclass_check(vm, class, derived)?)))),
    def("_get_dump", "($module, self, /)", Call::A1(dump)),
    def("_reset_registry", "($module, self, /)", Call::A1(|vm, class| {
        let data = data_of(vm, class)?;
        vm.heap.store_to(data, &data.registry, None);
        Ok(Value::NONE)
    })),
    def("_reset_caches", "($module, self, /)", Call::A1(|vm, class| {
        let data = data_of(vm, class)?;
        vm.heap.store_to(data, &data.positive, None);
        vm.heap.store_to(data, &data.negative, None);
        Ok(Value::NONE)
    })),
];

fn new_data(vm: &mut Vm, class: Gc<TypeObject>) -> PyResult {
    let negative_version = Cell::new(INVALIDATIONS.load(Ordering::Relaxed));
    Ok(vm.alloc(class, AbcData { registry: SlotOf::empty(), positive: SlotOf::empty(), negative: SlotOf::empty(), negative_version })?.value())
}

fn data_of(vm: &mut Vm, class: Value) -> Result<Gc<AbcData>, Raised> {
    let name = vm.names._abc_impl;
    // The class's own type look-up is the common case.
    let found = match Gc::<TypeObject>::cast(class).and_then(|ty| vm.lookup_type_attr(ty, name)) {
        Some(found) => found,
        None => vm.getattr(class, name)?,
    };
    match Gc::<AbcData>::cast(found) {
        Some(data) => Ok(data),
        None => Err(vm.type_error("_abc_impl is set to a wrong type")),
    }
}

// ---- sets of weak references

fn set_contains(vm: &mut Vm, set: &SlotOf<Set>, class: Value) -> Result<bool, Raised> {
    let Some(set) = set.get().filter(|s| !s.is_empty()) else { return Ok(false) };
    if !vm.is_weakly_referenceable(class) {
        return Ok(false);
    }
    let reference = vm.new_weak(vm.types.weakref, class, Value::NULL)?;
    set.contains(vm, reference)
}

fn set_add(vm: &mut Vm, data: Gc<AbcData>, slot: &SlotOf<Set>, class: Value) -> Result<(), Raised> {
    let set = match slot.get() {
        Some(set) => set,
        None => {
            let set = vm.new_set_of(vm.types.set);
            vm.heap.store_to(data, slot, Some(set));
            set
        }
    };
    let reference = vm.new_weak(vm.types.weakref, class, Value::NULL)?;
    set.add(vm, reference).map(|_| ())
}

/// The live classes of a set.
fn live(vm: &mut Vm, set: &SlotOf<Set>) -> RootVec {
    let mut classes = RootVec::new(vm.heap);
    let Some(set) = set.get() else { return classes };
    let mut from = 0;
    while let Some((place, reference)) = set.next_entry(from) {
        if let Some(class) = this::<WeakReference>(reference).referent.get() {
            classes.push(vm.heap, class);
        }
        from = place + 1;
    }
    classes
}

// ---- the functions

fn is_abstract(vm: &mut Vm, value: Value) -> Result<bool, Raised> {
    match vm.getattr_optional(value, vm.names.__isabstractmethod__)? {
        Some(flag) => vm.truthy(flag),
        None => Ok(false),
    }
}

/// Find the abstract methods of a new class.
fn abc_init(vm: &mut Vm, class: Value) -> PyResult {
    let names = vm.names;
    let mut abstracts = RootVec::new(vm.heap);
    if let Some(dict) = Gc::<TypeObject>::cast(class).and_then(|ty| ty.dict.get()) {
        let mut from = 0;
        while let Some((entry, key, value)) = dict.next_entry(from) {
            if is_abstract(vm, value)? {
                abstracts.push(vm.heap, key);
            }
            from = entry + 1;
        }
    }
    let bases = vm.getattr(class, names.__bases__)?;
    for &base in Gc::<Tuple>::cast(bases).map_or(&[][..], |t| tuple_items(t)) {
        let Some(inherited) = vm.getattr_optional(base, names.__abstractmethods__)? else { continue };
        for &key in vm.collect(inherited)?.iter() {
            let name = vm.attribute_name(key)?;
            if let Some(value) = vm.getattr_optional(class, name)?
                && is_abstract(vm, value)?
            {
                abstracts.push(vm.heap, key);
            }
        }
    }
    let frozen = vm.new_set(&abstracts, true)?;
    vm.setattr(class, names.__abstractmethods__, frozen)?;
    let data_type = vm.type_for::<AbcData>();
    let data = new_data(vm, data_type)?;
    vm.setattr(class, names._abc_impl, data)?;
    inherit_pattern_flags(vm, class)?;
    Ok(Value::NONE)
}

/// The items of a tuple that the caller keeps alive.
fn tuple_items<'a>(tuple: Gc<Tuple>) -> &'a [Value] {
    // SAFETY: a tuple does not change, and its address stays on the callers' stacks while they use the items.
    unsafe { std::slice::from_raw_parts(tuple.items().as_ptr(), tuple.len) }
}

/// `__abc_tpflags__` of `collections.abc.Sequence` and `Mapping` says how `match` treats instances.
fn inherit_pattern_flags(vm: &mut Vm, class: Value) -> Result<(), Raised> {
    const SEQUENCE: i64 = 1 << 5;
    const MAPPING: i64 = 1 << 6;
    let Some(ty) = Gc::<TypeObject>::cast(class) else { return Ok(()) };
    let name = vm.intern("__abc_tpflags__");
    let Some(flags) = ty.dict.get().and_then(|d| d.get_interned(name)).and_then(Value::as_small_int) else { return Ok(()) };
    if flags & SEQUENCE != 0 && flags & MAPPING != 0 {
        return Err(vm.type_error("__abc_tpflags__ cannot be both Py_TPFLAGS_SEQUENCE and Py_TPFLAGS_MAPPING"));
    }
    set_pattern_flags(ty, flags & SEQUENCE != 0, flags & MAPPING != 0);
    if let Some(dict) = ty.dict.get() {
        dict.remove(vm, name)?;
    }
    vm.type_changed(ty, name);
    Ok(())
}

fn set_pattern_flags(ty: Gc<TypeObject>, sequence: bool, mapping: bool) {
    if sequence || mapping {
        let flags = ty.flags.get().without(TypeFlags::SEQUENCE | TypeFlags::MAPPING);
        ty.flags.set(flags.with(if sequence { TypeFlags::SEQUENCE } else { TypeFlags::MAPPING }));
    }
}

/// Give a registered class, and those that derive from it, the flags of the class it was registered with.
fn spread_pattern_flags(vm: &mut Vm, ty: Gc<TypeObject>, sequence: bool, mapping: bool) {
    if !ty.has(TypeFlags::HEAP) {
        return;
    }
    set_pattern_flags(ty, sequence, mapping);
    vm.invalidate_versions(ty);
    for subclass in vm.subclasses(ty) {
        if let Some(subclass) = Gc::<TypeObject>::cast(subclass) {
            spread_pattern_flags(vm, subclass, sequence, mapping);
        }
    }
}

fn register(vm: &mut Vm, class: Value, derived: Value) -> PyResult {
    if Gc::<TypeObject>::cast(derived).is_none() {
        return Err(vm.type_error("Can only register classes"));
    }
    if vm.issubclass(derived, class)? {
        return Ok(derived);
    }
    if vm.issubclass(class, derived)? {
        return Err(vm.runtime_error("Refusing to create an inheritance cycle"));
    }
    let data = data_of(vm, class)?;
    set_add(vm, data, &data.registry, derived)?;
    INVALIDATIONS.fetch_add(1, Ordering::Relaxed);
    if let (Some(abstract_class), Some(ty)) = (Gc::<TypeObject>::cast(class), Gc::<TypeObject>::cast(derived)) {
        let (sequence, mapping) = (abstract_class.has(TypeFlags::SEQUENCE), abstract_class.has(TypeFlags::MAPPING));
        if sequence || mapping {
            spread_pattern_flags(vm, ty, sequence, mapping);
        }
    }
    Ok(derived)
}

fn instance_check(vm: &mut Vm, class: Value, instance: Value) -> Result<bool, Raised> {
    let data = data_of(vm, class)?;
    let own_type = vm.type_of(instance).value();
    let plain = vm.type_of(instance).has(TypeFlags::GENERIC_GETATTR) && !vm.type_of(instance).has(TypeFlags::HEAP);
    let claimed = if plain { own_type } else { vm.getattr(instance, vm.names.__class__)? };
    if set_contains(vm, &data.positive, claimed)? {
        return Ok(true);
    }
    if own_type == claimed {
        if data.negative_version.get() == INVALIDATIONS.load(Ordering::Relaxed) && set_contains(vm, &data.negative, claimed)? {
            return Ok(false);
        }
        return ask_subclass_check(vm, class, claimed);
    }
    Ok(ask_subclass_check(vm, class, claimed)? || ask_subclass_check(vm, class, own_type)?)
}

fn ask_subclass_check(vm: &mut Vm, class: Value, derived: Value) -> Result<bool, Raised> {
    let result = vm.call_method(class, vm.names.__subclasscheck__, &[derived])?;
    vm.truthy(result)
}

fn subclass_check(vm: &mut Vm, class: Value, derived: Value) -> Result<bool, Raised> {
    let Some(ty) = Gc::<TypeObject>::cast(derived) else { return Err(vm.type_error("issubclass() arg 1 must be a class")) };
    vm.check_native_stack()?;
    let data = data_of(vm, class)?;
    if set_contains(vm, &data.positive, derived)? {
        return Ok(true);
    }
    let now = INVALIDATIONS.load(Ordering::Relaxed);
    if data.negative_version.get() < now {
        vm.heap.store_to(data, &data.negative, None);
        data.negative_version.set(now);
    } else if set_contains(vm, &data.negative, derived)? {
        return Ok(false);
    }
    let verdict = decide(vm, data, class, ty)?;
    let cache = if verdict { &data.positive } else { &data.negative };
    set_add(vm, data, cache, derived)?;
    Ok(verdict)
}

/// Ask the subclass hook, the MRO, the registered classes, the subclasses.
fn decide(vm: &mut Vm, data: Gc<AbcData>, class: Value, ty: Gc<TypeObject>) -> Result<bool, Raised> {
    let derived = ty.value();
    match vm.call_method(class, vm.names.__subclasshook__, &[derived])? {
        Value::TRUE => return Ok(true),
        Value::FALSE => return Ok(false),
        Value::NOT_IMPLEMENTED => {}
        _ => return Err(vm.assertion_error("__subclasshook__ must return either False, True, or NotImplemented")),
    }
    if ty.mro_items().contains(&class) {
        return Ok(true);
    }
    let registered = live(vm, &data.registry);
    if registered.contains(&derived) {
        return Ok(true);
    }
    for &registered in registered.iter() {
        if vm.issubclass(derived, registered)? {
            return Ok(true);
        }
    }
    let name = vm.intern("__subclasses__");
    let subclasses = vm.call_method(class, name, &[])?;
    for &subclass in vm.collect(subclasses)?.iter() {
        if vm.issubclass(derived, subclass)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn dump(vm: &mut Vm, class: Value) -> PyResult {
    let data = data_of(vm, class)?;
    let mut copies = RootVec::new(vm.heap);
    for set in [&data.registry, &data.positive, &data.negative] {
        let copy = vm.new_set_of(vm.types.set);
        if let Some(set) = set.get() {
            copy.table.merge(vm, copy, &set.table)?;
        }
        copies.push(vm.heap, copy.value());
    }
    let version = vm.new_int(data.negative_version.get());
    copies.push(vm.heap, version);
    Ok(vm.new_tuple(&copies).value())
}
