//! Objects whose death matters: with a finalizer, with weak references to them, with memory outside the heap.
//!
//! Each table has a young part, looked at by every collection, and an old part, looked at by full collections: an entry is
//! old when all objects it names have survived a collection.

use std::cell::Cell;
use std::collections::VecDeque;

use crate::mark::Tracer;
use crate::object::{Header, Trace, flags, gc_bits, layout};
use crate::value::Value;

/// A weak reference: a field that does not keep its referent alive, and is empty once the referent has died.
/// [`crate::Heap::register_weak`] makes it known to the collector after each [`WeakSlot::set`].
#[repr(transparent)]
pub struct WeakSlot(Cell<Option<Value>>);

impl WeakSlot {
    pub const fn new(referent: Option<Value>) -> WeakSlot {
        WeakSlot(Cell::new(referent))
    }

    #[inline(always)]
    pub fn get(&self) -> Option<Value> {
        self.0.get()
    }

    #[inline(always)]
    pub fn set(&self, referent: Option<Value>) {
        self.0.set(referent);
    }
}

// SAFETY: not showing the reference is the purpose; the collector empties the slot before the referent dies.
unsafe impl Trace for WeakSlot {
    #[inline(always)]
    fn trace(&self, _: &mut Tracer) {}
}

/// Something that user code must do after a collection. The runtime asks with [`crate::Heap::take_pending`] at a safepoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pending {
    /// The referent of this holder of a [`WeakSlot`] has died: its callback is due.
    WeakCallback(Value),
    /// This object is unreachable: its `__del__` is due. It was kept alive for that and dies later if it is not resurrected.
    Finalizer(Value),
}

impl Pending {
    pub(crate) fn value(self) -> Value {
        match self {
            Pending::WeakCallback(value) | Pending::Finalizer(value) => value,
        }
    }
}

struct Generations<T> {
    young: Vec<T>,
    old: Vec<T>,
}

impl<T> Generations<T> {
    const fn new() -> Generations<T> {
        Generations { young: Vec::new(), old: Vec::new() }
    }

    /// Keep the entries of the collected generations for which `keep` says so; the survivors are old.
    fn retain(&mut self, full: bool, mut keep: impl FnMut(&mut T) -> bool) {
        if full {
            self.old.retain_mut(&mut keep);
        }
        self.old.extend(self.young.drain(..).filter_map(|mut entry| keep(&mut entry).then_some(entry)));
    }

    fn each(&mut self, full: bool, mut f: impl FnMut(&mut T)) {
        if full {
            self.old.iter_mut().for_each(&mut f);
        }
        self.young.iter_mut().for_each(f);
    }
}

#[derive(Clone, Copy)]
struct WeakEntry {
    holder: *const Header,
    slot: *const WeakSlot,
}

impl WeakEntry {
    fn slot(&self) -> &WeakSlot {
        // SAFETY: entries of dead holders are removed by the collection that finds them dead.
        unsafe { &*self.slot }
    }
}

pub(crate) struct Tables {
    finalizers: Generations<*const Header>,
    weak: Generations<WeakEntry>,
    natives: Generations<*mut Header>,
    pending: VecDeque<Pending>,
}

fn value_of(object: *const Header) -> Value {
    // SAFETY: a pointer to an object is a heap word.
    unsafe { Value::from_bits(object.addr() as u64) }
}

impl Tables {
    pub const fn new() -> Tables {
        Tables { finalizers: Generations::new(), weak: Generations::new(), natives: Generations::new(), pending: VecDeque::new() }
    }

    pub fn add_finalizer(&mut self, object: &Header) {
        if object.gc.get() & gc_bits::FINALIZED == 0 && !object.has(flags::FINALIZER) {
            object.set(flags::FINALIZER);
            self.finalizers.young.push(object);
        }
    }

    pub fn add_weak(&mut self, holder: *const Header, slot: *const WeakSlot) {
        self.weak.young.push(WeakEntry { holder, slot });
    }

    /// Every object that holds a weak slot with a referent.
    pub fn each_weak_holder(&self, mut f: impl FnMut(Value)) {
        for entry in self.weak.young.iter().chain(&self.weak.old) {
            if entry.slot().get().is_some() {
                f(value_of(entry.holder));
            }
        }
    }

    pub fn add_native(&mut self, object: *mut Header) {
        self.natives.young.push(object);
    }

    pub fn has_young_finalizers(&self) -> bool {
        !self.finalizers.young.is_empty()
    }

    /// Queue the finalizers of all objects, dead or alive.
    pub fn queue_all_finalizers(&mut self) {
        let Tables { finalizers, pending, .. } = self;
        for object in finalizers.old.drain(..).chain(finalizers.young.drain(..)) {
            // SAFETY: an object in the table lives until its finalizer is queued.
            let header = unsafe { &*object };
            if header.has(flags::FINALIZER) {
                header.clear(flags::FINALIZER);
                header.gc.set(header.gc.get() | gc_bits::FINALIZED);
                pending.push_back(Pending::Finalizer(value_of(object)));
            }
        }
    }

    pub fn has_finalizers(&self) -> bool {
        !self.finalizers.young.is_empty() || !self.finalizers.old.is_empty()
    }

    pub fn has_pending(&self) -> bool {
        !self.pending.is_empty()
    }

    pub fn take_pending(&mut self) -> Option<Pending> {
        self.pending.pop_front()
    }

    /// Pending objects are roots.
    pub fn trace_pending(&self, tracer: &mut Tracer) {
        self.pending.iter().for_each(|pending| tracer.value(pending.value()));
    }

    /// Empty the slots whose referents are dead; queue the callbacks of holders that are alive. Returns the number emptied.
    pub fn clear_weak(&mut self, full: bool, alive: impl Fn(*const Header) -> bool) -> u64 {
        let Tables { weak, pending, .. } = self;
        let mut cleared = 0;
        weak.each(full, |entry| {
            let Some(referent) = entry.slot().get() else { return };
            if referent.is_heap() && !alive(referent.bits() as *const Header) {
                entry.slot().set(None);
                cleared += 1;
                if alive(entry.holder) {
                    pending.push_back(Pending::WeakCallback(value_of(entry.holder)));
                }
            }
        });
        cleared
    }

    /// Queue the finalizers of dead objects and show the objects to the tracer. Returns their number.
    pub fn queue_finalizers(&mut self, full: bool, tracer: &mut Tracer, alive: impl Fn(*const Header) -> bool) -> u64 {
        let Tables { finalizers, pending, .. } = self;
        let before = pending.len();
        finalizers.retain(full, |&mut object| {
            // SAFETY: an object in the table lives until its finalizer is queued.
            let header = unsafe { &*object };
            if !header.has(flags::FINALIZER) {
                return false;
            }
            if alive(object) {
                return true;
            }
            header.clear(flags::FINALIZER);
            header.gc.set(header.gc.get() | gc_bits::FINALIZED);
            pending.push_back(Pending::Finalizer(value_of(object)));
            false
        });
        for entry in pending.range(before..) {
            tracer.value(entry.value());
        }
        (pending.len() - before) as u64
    }

    /// After resurrection: forget emptied slots and slots of dead holders.
    pub fn prune_weak(&mut self, full: bool, alive: impl Fn(*const Header) -> bool) {
        self.weak.retain(full, |entry| alive(entry.holder) && entry.slot().get().is_some());
    }

    /// Remove dead objects that own something outside the heap.
    pub fn take_dead_natives(&mut self, full: bool, alive: impl Fn(*const Header) -> bool) -> DeadNatives {
        let mut dead = Vec::new();
        self.natives.retain(full, |&mut object| {
            let keep = alive(object);
            if !keep {
                dead.push(object);
            }
            keep
        });
        DeadNatives(dead)
    }
}

/// Dead objects whose memory is still intact and whose fields are not dropped yet.
pub(crate) struct DeadNatives(Vec<*mut Header>);

impl DeadNatives {
    pub fn drop_all(self) {
        for object in self.0 {
            // SAFETY: the object is dead but its memory still intact, and it has left the table, so it is dropped once.
            unsafe {
                let drop = layout((*object).kind()).and_then(|layout| layout.drop);
                drop.expect("only kinds that need dropping are in the table")(object);
            }
        }
    }
}
