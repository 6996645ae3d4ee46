//! What the module keeps: classes that share a kind, and UTC.

use std::sync::atomic::{AtomicUsize, Ordering};

use whipsnake_runtime::{Gc, Tuple, TypeObject, Value, Vm};

/// The number of the tuple among the kept values plus 1; 0 before the module is made.
static KEPT: AtomicUsize = AtomicUsize::new(0);

/// Keep `date`, `datetime`, `tzinfo`, the class of `isocalendar`'s results, UTC.
pub fn set(vm: &mut Vm, all: [Value; 5]) {
    let all = vm.new_tuple(&all).value();
    KEPT.store(vm.keep(all) + 1, Ordering::Relaxed);
}

/// Whether the module was made before.
pub fn is_set() -> bool {
    KEPT.load(Ordering::Relaxed) > 0
}

fn kept(vm: &Vm, place: usize) -> Value {
    let all = vm.kept(KEPT.load(Ordering::Relaxed) - 1);
    Gc::<Tuple>::cast(all).expect("set by init").items()[place]
}

fn class(vm: &Vm, place: usize) -> Gc<TypeObject> {
    Gc::cast(kept(vm, place)).expect("a class")
}

pub fn date(vm: &Vm) -> Gc<TypeObject> {
    class(vm, 0)
}

pub fn datetime(vm: &Vm) -> Gc<TypeObject> {
    class(vm, 1)
}

pub fn tzinfo(vm: &Vm) -> Gc<TypeObject> {
    class(vm, 2)
}

/// `datetime.IsoCalendarDate`.
pub fn iso_class(vm: &Vm) -> Gc<TypeObject> {
    class(vm, 3)
}

/// `timezone.utc`.
pub fn utc(vm: &Vm) -> Value {
    kept(vm, 4)
}
