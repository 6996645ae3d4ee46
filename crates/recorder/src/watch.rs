//! Who relies on what: the assumptions of traces, and what becomes of traces when one breaks.
//!
//! In: assumptions of traces ([`rely`]), changes of dicts, types and functions (from [`whipsnake_runtime::watch`]). Out: the traces that relied on
//! what has changed are retired: nobody enters them, running ones leave at their next `guard_valid`, and their loops, or the exits at
//! which they began, count again until they are recorded anew.
//!
//! A trace never assumes what it stores to itself, so only micro-ops that run Python code can break what a running trace relies on. What breaks again
//! and again is not assumed any more.

use std::sync::{LazyLock, Mutex, PoisonError};

use rustc_hash::FxHashMap;
use whipsnake_heap::{Gc, OFFSET_FIELDS, Value};
use whipsnake_isa::Uop;
use whipsnake_runtime::watch::Change;
use whipsnake_runtime::{Dict, Function, TypeObject, Vm};
use whipsnake_tier2::ir::{Assumption, Constant};

use crate::facts::{constant_of, value};
use crate::trace::{self, CompiledTrace};
use crate::retire::retire;
use crate::{settings, stats};

/// What a change is told of.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Subject {
    Dict(u64),
    TypeVersion(u64),
    Function(u64),
    Class(u64),
}

/// An assumption, and the numbers of the traces that rely on it.
struct Reliance {
    assumption: Assumption,
    traces: Vec<u16>,
}

#[derive(Default)]
struct Registry {
    reliances: FxHashMap<Subject, Vec<Reliance>>,
    /// How often an assumption of this kind about this place has broken.
    breaks: FxHashMap<Assumption, u32>,
}

static REGISTRY: LazyLock<Mutex<Registry>> = LazyLock::new(Mutex::default);

fn with<R>(f: impl FnOnce(&mut Registry) -> R) -> R {
    f(&mut REGISTRY.lock().unwrap_or_else(PoisonError::into_inner))
}

fn object<T: whipsnake_heap::HeapObject>(bits: u64) -> Option<Gc<T>> {
    Gc::cast(value(bits))
}

/// Which changes may break an assumption. What cannot change has none.
fn subjects(assumption: &Assumption) -> [Option<Subject>; 2] {
    match *assumption {
        Assumption::GlobalValue { globals: dict, .. }
        | Assumption::GlobalsVersion { globals: dict, .. }
        | Assumption::DictValue { dict, .. }
        | Assumption::KeysVersion { dict, .. } => [Some(Subject::Dict(dict)), None],
        Assumption::ClassVersion { version, .. } => [Some(Subject::TypeVersion(version)), None],
        Assumption::TypeVersion { object, version } => [Some(Subject::TypeVersion(version)), Some(Subject::Class(object))],
        Assumption::FunctionVersion { function, .. } => [Some(Subject::Function(function)), None],
        Assumption::TypeSlot { .. } | Assumption::Shape { .. } => [None, None],
    }
}

/// The assumption without what it says of its place: what breaks are counted by.
fn place(assumption: &Assumption) -> Assumption {
    let (value, version) = (Constant::Void, 0);
    match *assumption {
        Assumption::GlobalValue { globals, index, .. } => Assumption::GlobalValue { globals, index, value },
        Assumption::DictValue { dict, index, .. } => Assumption::DictValue { dict, index, value },
        Assumption::KeysVersion { dict, .. } => Assumption::KeysVersion { dict, version },
        Assumption::GlobalsVersion { globals, .. } => Assumption::GlobalsVersion { globals, version },
        Assumption::TypeVersion { object, .. } => Assumption::TypeVersion { object, version },
        Assumption::ClassVersion { class, .. } => Assumption::ClassVersion { class, version },
        Assumption::FunctionVersion { function, .. } => Assumption::FunctionVersion { function, version },
        Assumption::Shape { object, .. } => Assumption::Shape { object, shape: 0 },
        Assumption::TypeSlot { object, offset, .. } => Assumption::TypeSlot { object, offset, value },
    }
}

/// The value of an entry of a dict, unless it has none.
fn entry(dict: Gc<Dict>, index: u64) -> Option<Value> {
    let index = usize::try_from(index).ok()?;
    dict.table.key(index).map(|_| dict.table.value(index)).filter(|value| !value.is_null())
}

/// Whether it is so now.
fn holds(assumption: &Assumption) -> bool {
    match *assumption {
        Assumption::GlobalValue { globals: dict, index, value } | Assumption::DictValue { dict, index, value } => {
            object::<Dict>(dict).and_then(|dict| entry(dict, index)).is_some_and(|found| constant_of(found) == value)
        }
        Assumption::KeysVersion { dict, version } | Assumption::GlobalsVersion { globals: dict, version } => {
            version != 0 && object::<Dict>(dict).is_some_and(|dict| u64::from(dict.table.version()) == version)
        }
        Assumption::TypeVersion { object, version } => {
            version != 0 && value(object).header().is_some_and(|header| u64::from(header.ty_as::<TypeObject>().version.get()) == version)
        }
        Assumption::ClassVersion { class, version } => {
            version != 0 && object::<TypeObject>(class).is_some_and(|class| u64::from(class.version.get()) == version)
        }
        Assumption::FunctionVersion { function, version } => {
            version != 0 && object::<Function>(function).is_some_and(|function| u64::from(function.version.get()) == version)
        }
        Assumption::TypeSlot { object, offset, value } => constant_field(object, offset).map(constant_of) == Some(value),
        // Nobody tells when an object gets another attribute.
        Assumption::Shape { .. } => false,
    }
}

/// A field of a function that never changes once it is seen.
fn constant_field(bits: u64, offset: u64) -> Option<Value> {
    let function = object::<Function>(bits)?;
    let at = |field: usize| offset == (OFFSET_FIELDS + field) as u64;
    if at(std::mem::offset_of!(Function, globals)) {
        return function.globals.get().map(|dict| dict.value());
    }
    if at(std::mem::offset_of!(Function, builtins)) {
        return function.builtins.get().map(|dict| dict.value());
    }
    if at(std::mem::offset_of!(Function, closure)) {
        return function.closure.get().map(|cells| cells.value());
    }
    None
}

fn has_broken_too_often(assumption: &Assumption) -> bool {
    let limits = settings::get();
    let limit = match assumption {
        Assumption::GlobalValue { .. } | Assumption::DictValue { .. } => limits.max_value_breaks,
        _ => limits.max_version_breaks,
    };
    with(|registry| registry.breaks.get(&place(assumption)).is_some_and(|count| *count >= limit))
}

/// Whether the assumption holds now, changes are told, and it has not broken too often.
pub(crate) fn may_assume(vm: &Vm, assumption: &Assumption) -> bool {
    let is_told = match subjects(assumption) {
        // Of other mappings not every change is told.
        [Some(Subject::Dict(dict)), _] => object::<Dict>(dict).is_some_and(|dict| vm.is_exact(dict.value(), vm.types.dict)),
        _ => true,
    };
    is_told && holds(assumption) && !has_broken_too_often(assumption)
}

/// The value that a load of a constant object finds, if it may be assumed to stay.
pub(crate) fn value_at(op: Uop, immediate: u64, bits: u64) -> Option<Value> {
    match op {
        Uop::LoadTypeSlot => constant_field(bits, immediate),
        _ => entry(object::<Dict>(bits)?, immediate),
    }
}

/// The trace relies on its assumptions, which hold now.
pub(crate) fn rely(trace: &CompiledTrace) {
    with(|registry| {
        for assumption in &trace.trace.assumptions {
            debug_assert!(holds(assumption), "nothing has run since the assumption was made: {assumption:?}");
            watch(assumption);
            for subject in subjects(assumption).into_iter().flatten() {
                let all = registry.reliances.entry(subject).or_default();
                match all.iter_mut().find(|reliance| reliance.assumption == *assumption) {
                    Some(known) => known.traces.push(trace.number),
                    None => all.push(Reliance { assumption: *assumption, traces: vec![trace.number] }),
                }
            }
        }
    });
}

/// The trace relies on nothing any more.
pub(crate) fn forget(trace: &CompiledTrace) {
    with(|registry| {
        for subject in trace.trace.assumptions.iter().flat_map(subjects).flatten() {
            let Some(all) = registry.reliances.get_mut(&subject) else { continue };
            all.iter_mut().for_each(|reliance| reliance.traces.retain(|number| *number != trace.number));
            all.retain(|reliance| !reliance.traces.is_empty());
            if all.is_empty() {
                registry.reliances.remove(&subject);
            }
        }
    });
}

/// Have changes told.
fn watch(assumption: &Assumption) {
    let (dict, entry) = match *assumption {
        Assumption::GlobalValue { globals: dict, index, .. } | Assumption::DictValue { dict, index, .. } => (dict, Some(index as usize)),
        Assumption::GlobalsVersion { globals: dict, .. } | Assumption::KeysVersion { dict, .. } => (dict, None),
        _ => return,
    };
    if let Some(dict) = object::<Dict>(dict) {
        dict.watch(entry);
    }
}

/// Something has changed: traces that relied on what was are no longer valid.
pub(crate) fn changed(change: Change) {
    let subject = match change {
        Change::Dict(dict) => Subject::Dict(dict.value().bits()),
        Change::TypeVersion(version) => Subject::TypeVersion(version.into()),
        Change::Function(function) => Subject::Function(function.value().bits()),
        Change::Class(object) => Subject::Class(object.bits()),
    };
    // All that was assumed of a dict goes by the numbers of its entries.
    let keys = matches!(change, Change::Dict(dict) if dict.table.version() == 0);
    let all = keys || matches!(change, Change::Class(_));
    let broken = with(|registry| {
        let Some(reliances) = registry.reliances.get_mut(&subject) else {
            if let Change::Dict(dict) = change {
                dict.watchers.set(0);
            }
            return Vec::new();
        };
        let broken: Vec<Reliance> = reliances.extract_if(.., |reliance| all || !holds(&reliance.assumption)).collect();
        for reliance in &broken {
            let is_value = matches!(reliance.assumption, Assumption::GlobalValue { .. } | Assumption::DictValue { .. });
            let mut traces = reliance.traces.iter().filter_map(|number| trace::get(*number));
            if !(keys && is_value) && traces.any(|trace| trace.valid.get()) {
                *registry.breaks.entry(place(&reliance.assumption)).or_default() += 1;
            }
        }
        if let Change::Dict(dict) = change {
            dict.watchers.set(0);
            reliances.iter().for_each(|reliance| watch(&reliance.assumption));
        }
        broken
    });
    for number in broken.into_iter().flat_map(|reliance| reliance.traces) {
        if let Some(trace) = trace::get(number) {
            invalidate(trace);
        }
    }
}

/// The trace is no longer valid: nobody enters it, and it leaves where it looks.
pub(crate) fn invalidate(trace: &'static CompiledTrace) {
    if trace.valid.get() {
        stats::count_invalidation();
        retire(trace);
    }
}
