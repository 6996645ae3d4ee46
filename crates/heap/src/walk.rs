//! Roots, threads, finalizers, weak references, and walks over the heap: what the runtime asks for besides allocation.

use crate::gc::Gc;
use crate::heap::Heap;
use crate::mark::Tracer;
use crate::object::{Header, flags};
use crate::roots::RootVec;
use crate::stack;
use crate::tables::{Pending, WeakSlot};
use crate::threads::RootRange;
use crate::value::Value;

impl Heap {
    /// The calling thread takes its turn with the heap for the first time. The threads take turns under a lock of the
    /// runtime; whoever runs first parks.
    pub fn register_thread(&self) {
        self.threads.register(stack::base_of_this_thread());
    }

    /// The current thread will not use the heap any more.
    pub fn unregister_thread(&self) {
        self.threads.unregister();
    }

    /// Let other threads use the heap while `f` runs: it gives up the runtime's lock, waits for something, and takes the lock
    /// again. Values in this thread's frames stay alive. `f` itself must not use the heap while it is without the lock.
    pub fn park<R>(&self, f: impl FnOnce() -> R) -> R {
        stack::with_spilled_registers(|top| {
            let thread = self.threads.park(top);
            let result = f();
            self.threads.unpark(thread);
            result
        })
    }

    /// Show every word on the native stacks of all threads, and in the registers of this one's callers: what machine code or native data they may be using.
    pub fn for_each_native_word(&self, f: impl FnMut(usize)) {
        stack::with_spilled_registers(|top| self.threads.for_each_word(top, f));
    }

    /// Words that may be values, from `start` up to what `end` returns at a collection: a stack of the virtual machine. They
    /// are scanned conservatively.
    ///
    /// # Safety
    /// Until [`Heap::remove_root_range`], the range must be readable whenever something is allocated; both ends are multiples of 8.
    pub unsafe fn add_root_range(&self, start: *const u64, end: impl Fn() -> *const u64 + 'static) -> RootRange {
        self.sources.add_range(start, Box::new(end))
    }

    pub fn remove_root_range(&self, range: RootRange) {
        self.sources.remove_range(range);
    }

    /// `source` shows roots at each collection. It must not use the heap.
    pub fn add_root_source(&self, source: impl Fn(&mut Tracer) + 'static) {
        self.sources.add_callback(Box::new(source));
    }

    /// Queue a finalizer ([`Pending::Finalizer`]) when `object` becomes unreachable: once in its life.
    pub fn register_finalizer(&self, object: Value) {
        if let Some(header) = object.header() {
            self.tables.borrow_mut().add_finalizer(header);
        }
    }

    /// The object needs no finalizer after all.
    #[inline]
    pub fn forget_finalizer(&self, object: Value) {
        if let Some(header) = object.header() {
            header.clear(flags::FINALIZER);
        }
    }

    /// Queue the finalizers of all objects, the living ones too: the end of the program.
    pub fn queue_all_finalizers(&self) {
        self.tables.borrow_mut().queue_all_finalizers();
    }

    /// Whether there are objects with finalizers.
    pub fn has_finalizers(&self) -> bool {
        self.tables.borrow().has_finalizers()
    }

    /// Empty `slot`, a field of `holder`, when its referent becomes unreachable, and queue a [`Pending::WeakCallback`] if
    /// `holder` is reachable then. To be called after the slot is set.
    pub fn register_weak(&self, holder: Value, slot: &WeakSlot) {
        let referent = slot.get().and_then(Value::header);
        if let (Some(_), Some(referent)) = (holder.header(), referent) {
            referent.set(flags::WEAKLY_REFERENCED);
            self.tables.borrow_mut().add_weak(holder.bits() as *const Header, slot);
        }
    }

    /// Call `f` with every holder of a weak slot that has a referent, once for each slot; holders that are dead, but that no
    /// collection has found yet, included. `f` must not allocate.
    pub fn for_each_weak_holder(&self, f: impl FnMut(Value)) {
        self.tables.borrow().each_weak_holder(f);
    }

    /// The next finalizer or callback to run.
    pub fn take_pending(&self) -> Option<Pending> {
        let pending = self.tables.borrow_mut().take_pending();
        self.update_attention();
        pending
    }

    /// Call `f` with every object, dead ones that no collection has found yet included; after a full collection there are
    /// none. `f` must not allocate.
    pub fn for_each_object(&self, mut f: impl FnMut(&'static Header)) {
        let cells = self.cells.borrow();
        cells.update_cursors(self.bumps());
        // SAFETY: cell-states: these are objects.
        cells.for_each_object(|object, _| f(unsafe { &*object }));
    }

    /// Call `f` with each heap object that `object` refers to, its type included, as often as it does. Buffers, which Python
    /// code never sees, are shown like all others. `f` must not allocate.
    pub fn for_each_referent(&self, object: Value, mut f: impl FnMut(Value)) {
        if !object.is_heap() {
            return;
        }
        let (frontier, settled) = {
            let cells = self.cells.borrow();
            cells.update_cursors(self.bumps());
            (cells.pool.frontier(), cells.settled)
        };
        Tracer::visit(self.space, frontier, settled, self.instance.get(), object.bits() as *const Header, |referent| {
            // SAFETY: the address of an object is a heap word.
            f(unsafe { Value::from_bits(referent.addr() as u64) });
        });
    }

    /// What [`Heap::for_each_referent`] shows.
    pub fn referents(&self, object: Value) -> RootVec {
        let mut count = 0;
        self.for_each_referent(object, |_| count += 1);
        let mut all = RootVec::with_capacity(self, count);
        self.for_each_referent(object, |referent| all.push_within_capacity(self, referent));
        all
    }

    /// The bytes of the heap that an object takes up.
    pub fn size_of<T>(&self, object: Gc<T>) -> usize {
        self.space.object_bytes(object.as_ptr())
    }
}
