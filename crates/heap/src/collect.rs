//! When and how to collect.
//!
//! A collection marks from the roots, deals with finalizers, weak references and native memory, and settles: it finds out
//! what is free. A minor collection keeps the marks of before, so that old objects stay alive, and starts from the log of
//! stores too; a full one marks afresh into the other bitmap, while the first still resolves conservative words.

use std::cell::Cell;
use std::time::Instant;

use crate::classes::BLOCK_BYTES;
use crate::heap::Heap;
use crate::mark::{Tracer, clean_cards};
use crate::object::Header;
use crate::space::Bitmap;
use crate::stack;
use crate::verify;

const MIB: usize = 1 << 20;
const SMALLEST_NURSERY: usize = 4 * MIB;
const LARGEST_NURSERY: usize = 16 * MIB;
/// The nursery while young objects with finalizers exist: they are not prompt, but not far from it.
const FINALIZER_NURSERY: usize = MIB;
/// A full collection waits until the heap has doubled and grown by this much.
const HEADROOM: usize = 32 * MIB;

/// Entries of a mark stack worth keeping for the next collection.
const LARGEST_KEPT_STACK: usize = 1 << 16;

/// Decides when to collect.
pub(crate) struct Pacer {
    nursery: Cell<usize>,
    full_at: Cell<usize>,
    /// External memory accounted since the last collection, and since the last full one.
    external_young: Cell<usize>,
    external: Cell<usize>,
    /// The last full collection found no room worth the name.
    pub starved: Cell<bool>,
}

impl Pacer {
    pub const fn new() -> Pacer {
        Pacer {
            nursery: Cell::new(SMALLEST_NURSERY),
            full_at: Cell::new(HEADROOM),
            external_young: Cell::new(0),
            external: Cell::new(0),
            starved: Cell::new(false),
        }
    }

    /// Count memory outside the heap; true when a collection is due for its sake.
    pub fn add_external(&self, bytes: usize) -> bool {
        self.external_young.set(self.external_young.get().saturating_add(bytes));
        self.external.set(self.external.get().saturating_add(bytes));
        self.external_young.get() >= self.nursery.get()
    }

    fn is_due(&self, young: usize, finalizers: bool) -> bool {
        let nursery = if finalizers { FINALIZER_NURSERY } else { self.nursery.get() };
        young.saturating_add(self.external_young.get()) >= nursery
    }

    fn full_is_due(&self, live: usize) -> bool {
        live.saturating_add(self.external.get()) >= self.full_at.get()
    }

    /// Bytes that will be allocated before the next full collection, if all of them survive.
    fn until_full(&self, live: usize) -> usize {
        self.full_at.get().saturating_sub(live)
    }

    fn after(&self, full: bool, live: usize) {
        self.external_young.set(0);
        self.nursery.set((live / 4).clamp(SMALLEST_NURSERY, LARGEST_NURSERY));
        if full {
            self.external.set(0);
            self.full_at.set(live * 2 + HEADROOM);
        }
    }
}

impl Heap {
    /// Collect now: the young objects, or all. What finalizers and callbacks there are to run waits in
    /// [`Heap::take_pending`]. Returns the number of objects found dead, buffers included.
    pub fn collect(&self, full: bool) -> usize {
        stack::with_spilled_registers(|top| self.collect_counting(full, top))
    }

    /// As [`Heap::collect`], looking at this thread's native stack from `top` upwards only: what younger frames left lying about on
    /// the stack keeps nothing alive.
    ///
    /// # Safety
    /// `top` must come from [`crate::with_spilled_registers`], which has not returned; no frame below it may hold the only pointer to an
    /// object that is still needed.
    pub unsafe fn collect_above(&self, full: bool, top: *const usize) -> usize {
        self.collect_counting(full, top)
    }

    fn collect_counting(&self, full: bool, top: *const usize) -> usize {
        let objects = {
            let cells = self.cells.borrow();
            cells.live.objects + cells.young.objects - cells.unused(self.bumps()).objects
        };
        self.collect_from(full, top);
        objects - self.cells.borrow().live.objects
    }

    /// Collect if it is time to.
    pub(crate) fn before_slow_allocation(&self) {
        assert!(!self.busy.get(), "whipsnake: an allocation during a collection");
        if self.stress.every.get() != 0 {
            return self.stress_tick();
        }
        let due = {
            let cells = self.cells.borrow();
            self.pacer.is_due(cells.young.bytes, self.tables.borrow().has_young_finalizers())
        };
        if due {
            let live = self.cells.borrow().live.bytes;
            self.collect(self.pacer.full_is_due(live));
        }
    }

    fn stress_tick(&self) {
        let left = self.stress.left.get() - 1;
        self.stress.left.set(if left == 0 { self.stress.every.get() } else { left });
        if left == 0 {
            self.collect(self.stress.next_is_full.replace(!self.stress.next_is_full.get()));
        }
    }

    /// Memory is out: a full collection. When it frees little, the runtime is told even though the allocation may succeed.
    pub(crate) fn collect_for_room(&self) {
        self.collect(true);
        let little = {
            let cells = self.cells.borrow();
            cells.pool.room() < 2.max(cells.pool.used() / 64)
        };
        self.pacer.starved.set(little);
        if little {
            self.raise_pressure();
        }
    }

    fn collect_from(&self, full: bool, top: *const usize) {
        assert!(!self.busy.replace(true), "whipsnake: a collection during a collection");
        let start = Instant::now();
        let (frontier, settled) = {
            let mut cells = self.cells.borrow_mut();
            cells.end_runs(self.bumps());
            (cells.pool.frontier(), cells.settled)
        };
        let marks = if full { settled.other() } else { settled };
        if full {
            self.space.clear_marks(marks, frontier);
        }
        let mut tracer = Tracer::marking(self.space, frontier, settled, marks, self.instance.get(), self.mark_stack.take());
        self.take_log(full, &mut tracer);
        self.mark_roots(top, &mut tracer);
        tracer.drain();
        self.bury(full, marks, &mut tracer);
        let mut stack = tracer.into_stack();
        stack.shrink_to(LARGEST_KEPT_STACK);
        self.mark_stack.set(stack);
        let stress = self.stress.every.get() != 0;
        if stress && !full {
            verify::no_edge_is_missing(self);
        }
        self.settle(full, marks, stress);
        self.busy.set(false);
        self.count(full, start);
        self.update_attention();
    }

    /// Empty the log: arm its objects again and, in a minor collection, show what they refer to.
    fn take_log(&self, full: bool, tracer: &mut Tracer) {
        let mut log = self.log.borrow_mut();
        for &object in log.iter() {
            if full { Tracer::rearm(object) } else { tracer.rescan(object) }
        }
        for object in log.drain(..) {
            clean_cards(&self.space, object);
        }
    }

    fn mark_roots(&self, top: *const usize, tracer: &mut Tracer) {
        self.threads.for_each_word(top, |word| tracer.ambiguous(word));
        self.sources.trace(tracer);
        self.roots.trace(tracer);
        self.tables.borrow().trace_pending(tracer);
    }

    /// Deal with the dead, in CPython's order: empty weak references, then bring back objects with finalizers, then drop what
    /// the truly dead own.
    fn bury(&self, full: bool, marks: Bitmap, tracer: &mut Tracer) {
        let alive = |object: *const Header| self.space.is_marked(marks, object);
        let mut tables = self.tables.borrow_mut();
        let cleared = tables.clear_weak(full, alive);
        let finalized = tables.queue_finalizers(full, tracer, alive);
        tracer.drain();
        tables.prune_weak(full, alive);
        let mut stats = self.stats.get();
        stats.weak_cleared += cleared;
        stats.finalized += finalized;
        self.stats.set(stats);
        let dead = tables.take_dead_natives(full, alive);
        drop(tables);
        dead.drop_all();
    }

    fn settle(&self, full: bool, marks: Bitmap, stress: bool) {
        let mut cells = self.cells.borrow_mut();
        cells.settle(full, marks, stress);
        self.pacer.after(full, cells.live.bytes);
        let room = cells.pool.room();
        if self.pacer.starved.get() && room > 2.max(cells.pool.used() / 64) {
            self.pacer.starved.set(false);
        }
        if full {
            cells.pool.give_back(self.pacer.until_full(cells.live.bytes) / BLOCK_BYTES);
        }
    }

    fn count(&self, full: bool, start: Instant) {
        let pause = start.elapsed();
        let mut stats = self.stats.get();
        if full {
            stats.full_collections += 1;
            stats.full_time += pause;
        } else {
            stats.minor_collections += 1;
            stats.minor_time += pause;
        }
        stats.longest_pause = stats.longest_pause.max(pause);
        self.stats.set(stats);
    }
}
