//! The heap: where objects are made and stores are recorded.

use std::cell::{Cell, RefCell};
use std::mem::size_of;
use std::time::Duration;

use crate::cells::{Bump, Cells};
use crate::classes::{BLOCK_BYTES, CELL_BYTES, CLASSES, size_class};
use crate::collect::Pacer;
use crate::gc::Gc;
use crate::mark::InstanceTracer;
use crate::object::{self, Buffer, ByteBuffer, Header, HeapObject, OFFSET_FIELDS, Slot, SlotOf, gc_bits};
use crate::pool::Demand;
use crate::roots::RootTable;
use crate::space::Space;
use crate::tables::Tables;
use crate::threads::{Sources, Threads};
use crate::value::Value;

/// No memory for an allocation, even after a full collection: a `MemoryError`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutOfMemory;

/// Counters since the start, and sizes now.
#[derive(Debug, Default, Clone, Copy)]
pub struct HeapStats {
    pub allocated_bytes: u64,
    pub allocated_objects: u64,
    pub minor_collections: u64,
    pub full_collections: u64,
    /// Time spent in minor collections.
    pub minor_time: Duration,
    /// Time spent in full collections.
    pub full_time: Duration,
    /// The longest collection.
    pub longest_pause: Duration,
    /// What the last collection found alive or could not judge; objects made since are not counted.
    pub live_bytes: u64,
    pub live_objects: u64,
    /// Memory in blocks that hold objects, or did at the last collection.
    pub used_bytes: u64,
    /// Finalizers queued.
    pub finalized: u64,
    /// Weak references emptied because their referents died.
    pub weak_cleared: u64,
}

/// How a heap is set up.
#[derive(Debug, Default, Clone, Copy)]
pub struct HeapOptions {
    /// The most memory that objects may take up, in bytes.
    pub limit: Option<usize>,
    /// Collect at every so many allocations, minor and full in turn, and check the collector's work; 0 for never.
    pub stress: u32,
}

impl HeapOptions {
    /// `WHIPSNAKE_GC_STRESS=n` sets [`HeapOptions::stress`].
    pub fn from_env() -> HeapOptions {
        let stress = std::env::var("WHIPSNAKE_GC_STRESS").ok().and_then(|n| n.trim().parse().ok());
        HeapOptions { limit: None, stress: stress.unwrap_or(0) }
    }
}

/// Allocations until the next collection in stress mode.
#[derive(Default)]
pub(crate) struct Stress {
    pub every: Cell<u32>,
    pub left: Cell<u32>,
    pub next_is_full: Cell<bool>,
}

/// The garbage-collected heap.
///
/// **Invariant (one-thread)**: only the current thread (see [`Heap::park`]) calls its methods.
#[repr(C)]
pub struct Heap {
    bumps: [Bump; CLASSES],
    attention: Cell<bool>,
    pub(crate) pressure: Cell<bool>,
    /// A collection or a walk over the heap is under way: nothing may be allocated.
    pub(crate) busy: Cell<bool>,
    pub(crate) stress: Stress,
    pub(crate) pacer: Pacer,
    pub(crate) space: Space,
    pub(crate) instance: Cell<Option<InstanceTracer>>,
    /// Old objects stored to since the last collection.
    pub(crate) log: RefCell<Vec<*const Header>>,
    pub(crate) cells: RefCell<Cells>,
    pub(crate) tables: RefCell<Tables>,
    pub(crate) threads: Threads,
    pub(crate) sources: Sources,
    pub(crate) roots: RootTable,
    pub(crate) stats: Cell<HeapStats>,
    /// The mark stack, kept between collections.
    pub(crate) mark_stack: Cell<Vec<*const Header>>,
    attention_hook: std::cell::OnceCell<Box<dyn Fn()>>,
}

/// Carries a heap to a new thread.
#[derive(Clone, Copy)]
pub struct HeapHandle(&'static Heap);

// SAFETY: the heap is only reachable through `HeapHandle::heap`, whose caller promises one-thread.
unsafe impl Send for HeapHandle {}
// SAFETY: as above.
unsafe impl Sync for HeapHandle {}

impl HeapHandle {
    /// # Safety
    /// The caller holds the lock under which threads take turns, and uses the heap only while it does. It calls
    /// [`Heap::register_thread`] before anything else.
    pub unsafe fn heap(self) -> &'static Heap {
        self.0
    }
}

impl Heap {
    /// Offset of the array of [`Bump`]s, one for each size class.
    pub const OFFSET_BUMPS: usize = std::mem::offset_of!(Heap, bumps);
    /// Offset of the byte behind [`Heap::needs_attention`].
    pub const OFFSET_ATTENTION: usize = std::mem::offset_of!(Heap, attention);

    /// A heap that lives as long as the process, set up by the environment. The calling thread becomes its first.
    pub fn new() -> &'static Heap {
        Heap::with_options(HeapOptions::from_env())
    }

    /// A heap that lives as long as the process. The calling thread becomes its first.
    pub fn with_options(options: HeapOptions) -> &'static Heap {
        object::register::<Buffer>();
        object::register::<ByteBuffer>();
        let space = Space::reserve(reservation());
        let heap: &'static Heap = Box::leak(Box::new(Heap {
            bumps: [const { Bump::empty() }; CLASSES],
            attention: Cell::new(false),
            pressure: Cell::new(false),
            busy: Cell::new(false),
            stress: Stress::default(),
            pacer: Pacer::new(),
            space,
            instance: Cell::new(None),
            log: RefCell::new(Vec::new()),
            cells: RefCell::new(Cells::new(space)),
            tables: RefCell::new(Tables::new()),
            threads: Threads::new(),
            sources: Sources::new(),
            roots: RootTable::new(),
            stats: Cell::default(),
            mark_stack: Cell::new(Vec::new()),
            attention_hook: std::cell::OnceCell::new(),
        }));
        heap.register_thread();
        heap.set_limit(options.limit);
        heap.set_stress(options.stress);
        heap
    }

    pub fn handle(&'static self) -> HeapHandle {
        HeapHandle(self)
    }

    /// Make a kind known to the collector; once before its first object.
    pub fn register<T: HeapObject>(&self) {
        object::register::<T>();
    }

    /// Limit the memory that objects may take up; `None` for all the machine has.
    pub fn set_limit(&self, bytes: Option<usize>) {
        self.cells.borrow_mut().pool.set_limit(bytes.or_else(machine_memory).map_or(usize::MAX, |bytes| bytes / BLOCK_BYTES));
    }

    /// Change [`HeapOptions::stress`].
    pub fn set_stress(&self, every: u32) {
        self.stress.every.set(every);
        self.stress.left.set(every);
        self.cells.borrow_mut().closed = every != 0;
        self.close_bumps();
    }

    pub fn stats(&self) -> HeapStats {
        let cells = self.cells.borrow();
        let unused = cells.unused(&self.bumps);
        HeapStats {
            allocated_bytes: (cells.allocated.bytes + cells.young.bytes - unused.bytes) as u64,
            allocated_objects: (cells.allocated.objects + cells.young.objects - unused.objects) as u64,
            live_bytes: cells.live.bytes as u64,
            live_objects: cells.live.objects as u64,
            used_bytes: (cells.pool.used() * BLOCK_BYTES) as u64,
            ..self.stats.get()
        }
    }

    /// A new object. Its type pointer may be null (`ty`) only for kinds that Python code never sees.
    ///
    /// Small objects cannot fail: when memory is out they come from a reserve, and the runtime is told to raise
    /// `MemoryError` at the next safepoint ([`Heap::take_memory_pressure`]).
    #[inline(always)]
    pub fn alloc<T: HeapObject>(&self, ty: *const Header, shape: u32, fields: T) -> Gc<T> {
        debug_assert!(object::layout(T::KIND).is_some(), "{} is not registered", T::NAME);
        let class = const { class_of::<T>() };
        let cell = match self.bumps[class].take(const { CELL_BYTES[class_of::<T>()] as usize }) {
            Some(cell) => cell,
            None => self.alloc_in_reserve(class),
        };
        // SAFETY: a fresh cell of the class for this size.
        unsafe { self.initialize(cell, Header::new(ty, T::KIND, shape, 0), fields) }
    }

    /// A new object with `tail` bytes behind its fields, all zero; `flags` are of [`crate::flags`].
    ///
    /// # Errors
    /// [`OutOfMemory`] for objects above 8 KiB when a full collection does not help.
    #[inline]
    pub fn alloc_with_tail<T: HeapObject>(&self, ty: *const Header, shape: u32, flags: u8, fields: T, tail: usize) -> Result<Gc<T>, OutOfMemory> {
        self.alloc_sized(Header::new(ty, T::KIND, shape, flags & !object::flags::FINALIZER), fields, tail, true).inspect(|object| {
            if flags & object::flags::FINALIZER != 0 {
                self.register_finalizer(object.value());
            }
        })
    }

    /// As [`Heap::alloc_with_tail`] for objects whose tail the caller writes, without flags: it holds what dead objects left there.
    ///
    /// # Errors
    /// [`OutOfMemory`] as [`Heap::alloc_with_tail`].
    ///
    /// # Safety
    /// The caller writes what the object's `Trace` and users read of the tail before it uses the heap again.
    #[inline]
    pub unsafe fn alloc_with_unset_tail<T: HeapObject>(&self, ty: *const Header, fields: T, tail: usize) -> Result<Gc<T>, OutOfMemory> {
        self.alloc_sized(Header::new(ty, T::KIND, 0, 0), fields, tail, false)
    }

    /// As [`Heap::alloc_with_tail`]; the tail is zeroed only if `zero`.
    #[inline]
    fn alloc_sized<T: HeapObject>(&self, header: Header, fields: T, tail: usize, zero: bool) -> Result<Gc<T>, OutOfMemory> {
        debug_assert!(object::layout(T::KIND).is_some(), "{} is not registered", T::NAME);
        const { assert!(align_of::<T>() <= crate::classes::UNIT) };
        let bytes = (OFFSET_FIELDS + size_of::<T>()).checked_add(tail).ok_or(OutOfMemory)?;
        let cell = match size_class(bytes) {
            Some(class) => {
                let cell = match self.bumps[class].take(CELL_BYTES[class] as usize) {
                    Some(cell) => cell,
                    None if bytes <= MAX_FROM_RESERVE => self.alloc_in_reserve(class),
                    None => self.alloc_slow(class).ok_or(OutOfMemory)?,
                };
                if zero {
                    // SAFETY: the tail of a fresh cell that has room for `bytes` bytes.
                    unsafe { cell.add(bytes - tail).write_bytes(0, tail) };
                }
                cell
            }
            None => self.alloc_large(bytes, zero)?,
        };
        // SAFETY: a fresh cell of at least `bytes` bytes.
        Ok(unsafe { self.initialize(cell, header, fields) })
    }

    /// # Safety
    /// `cell` is fresh and large enough for header and fields.
    #[inline(always)]
    unsafe fn initialize<T: HeapObject>(&self, cell: *mut u8, header: Header, fields: T) -> Gc<T> {
        // SAFETY: the caller's promise; cells are aligned to 16.
        let object: Gc<T> = unsafe {
            cell.cast::<Header>().write(header);
            cell.byte_add(OFFSET_FIELDS).cast::<T>().write(fields);
            Gc::from_ptr(cell.cast::<Header>())
        };
        if const { std::mem::needs_drop::<T>() } {
            self.tables.borrow_mut().add_native(object.as_ptr());
        }
        object
    }

    /// The slow path of allocation, for objects that may come from the reserve.
    #[cold]
    #[inline(never)]
    pub(crate) fn alloc_in_reserve(&self, class: usize) -> *mut u8 {
        if let Some(cell) = self.alloc_slow(class) {
            return cell;
        }
        self.raise_pressure();
        if let Some(cell) = self.cells.borrow_mut().take(class, &self.bumps[class], Demand::Reserve) {
            return cell;
        }
        self.collect(true);
        match self.cells.borrow_mut().take(class, &self.bumps[class], Demand::Reserve) {
            Some(cell) => cell,
            None => reserve_used_up(),
        }
    }

    /// A cell of the class, after collections if need be; `None` when memory is out.
    #[cold]
    #[inline(never)]
    fn alloc_slow(&self, class: usize) -> Option<*mut u8> {
        self.before_slow_allocation();
        let bump = &self.bumps[class];
        let cell = self.cells.borrow_mut().take(class, bump, Demand::Normal);
        if cell.is_some() || self.pacer.starved.get() {
            return cell;
        }
        self.collect_for_room();
        self.cells.borrow_mut().take(class, bump, Demand::Normal)
    }

    #[cold]
    #[inline(never)]
    fn alloc_large(&self, bytes: usize, zero: bool) -> Result<*mut u8, OutOfMemory> {
        self.before_slow_allocation();
        if let Some(cell) = self.cells.borrow_mut().take_large(bytes, zero, Demand::Normal) {
            return Ok(cell);
        }
        self.collect_for_room();
        self.cells.borrow_mut().take_large(bytes, zero, Demand::Normal).ok_or(OutOfMemory)
    }

    /// A buffer of `capacity` slots, all [`Value::NULL`].
    ///
    /// # Errors
    /// [`OutOfMemory`] as [`Heap::alloc_with_tail`].
    pub fn new_buffer(&self, capacity: usize) -> Result<Gc<Buffer>, OutOfMemory> {
        self.new_buffer_from(&[], capacity)
    }

    /// A buffer of `capacity` slots that begins with `values`; the rest is [`Value::NULL`]. The values must also be held by
    /// something that the collector knows, as those of a buffer or a [`crate::RootVec`] are.
    ///
    /// # Errors
    /// [`OutOfMemory`] as [`Heap::alloc_with_tail`].
    pub fn new_buffer_from(&self, values: &[Value], capacity: usize) -> Result<Gc<Buffer>, OutOfMemory> {
        assert!(values.len() <= capacity);
        let bytes = capacity.checked_mul(size_of::<Slot>()).ok_or(OutOfMemory)?;
        let buffer = self.alloc_sized(Header::new(std::ptr::null(), Buffer::KIND, 0, 0), Buffer::new(capacity), bytes, false)?;
        // SAFETY: the tail has `capacity` words.
        unsafe { fill(buffer, values) };
        Ok(buffer)
    }

    /// A buffer of at least `capacity` slots whose first `len` are those of `buffer`: `buffer` itself when it has room or can
    /// grow where it is, else a new one, and then `buffer` must not be used any more. The rest is [`Value::NULL`].
    ///
    /// # Errors
    /// [`OutOfMemory`] as [`Heap::alloc_with_tail`].
    pub fn grow_buffer(&self, buffer: Gc<Buffer>, len: usize, capacity: usize) -> Result<Gc<Buffer>, OutOfMemory> {
        let old = buffer.capacity();
        if capacity <= old {
            return Ok(buffer);
        }
        let wanted = capacity.checked_mul(size_of::<Slot>()).and_then(|bytes| bytes.checked_add(Gc::<Buffer>::OFFSET_SLOTS)).ok_or(OutOfMemory)?;
        if size_class(Gc::<Buffer>::OFFSET_SLOTS + old * size_of::<Slot>()).is_some() {
            return self.new_buffer_from(buffer.values(len), round_capacity(wanted, capacity));
        }
        self.before_slow_allocation();
        if !self.cells.borrow_mut().grow_large(buffer.as_ptr(), wanted) {
            return self.new_buffer_from(buffer.values(len), capacity);
        }
        for i in len.min(old)..capacity {
            // SAFETY: the span now has room for `capacity` slots.
            unsafe { buffer.slots_ptr().cast_mut().cast::<Value>().add(i).write(Value::NULL) };
        }
        buffer.set_capacity(capacity);
        Ok(buffer)
    }

    /// As [`Heap::new_buffer_from`]; when memory is out, beyond the limit, and the runtime is told.
    pub(crate) fn new_buffer_overdraft(&self, values: &[Value], capacity: usize) -> Gc<Buffer> {
        if let Ok(buffer) = self.new_buffer_from(values, capacity) {
            return buffer;
        }
        self.raise_pressure();
        let bytes = capacity.saturating_mul(size_of::<Slot>()).saturating_add(Gc::<Buffer>::OFFSET_SLOTS);
        let Some(cell) = self.cells.borrow_mut().take_large(bytes, false, Demand::Overdraft) else { reserve_used_up() };
        // SAFETY: a fresh span with room for the buffer.
        unsafe {
            let buffer = self.initialize(cell, Header::new(std::ptr::null(), Buffer::KIND, 0, 0), Buffer::new(capacity));
            fill(buffer, values);
            buffer
        }
    }

    /// A buffer of `capacity` bytes, all zero.
    ///
    /// # Errors
    /// [`OutOfMemory`] as [`Heap::alloc_with_tail`].
    pub fn new_byte_buffer(&self, capacity: usize) -> Result<Gc<ByteBuffer>, OutOfMemory> {
        self.alloc_with_tail(std::ptr::null(), 0, 0, ByteBuffer::new(capacity), capacity)
    }

    /// Store `value` into `slot`, a field of `owner`.
    #[inline(always)]
    pub fn store<T>(&self, owner: Gc<T>, slot: &Slot, value: Value) {
        // SAFETY: the barrier follows.
        unsafe { slot.set_unbarriered(value) };
        if self.logs_store(owner, value) {
            self.log_store(owner.as_ptr(), std::ptr::from_ref(slot).cast());
        }
    }

    /// Store a typed pointer into `slot`, a field of `owner`.
    #[inline(always)]
    pub fn store_to<T, U>(&self, owner: Gc<T>, slot: &SlotOf<U>, object: Option<Gc<U>>) {
        // SAFETY: the barrier follows.
        unsafe { slot.set_unbarriered(object) };
        self.write_barrier(owner);
    }

    /// Whether [`Heap::write_barrier`] has something to do for `owner`: handlers that must not call anything ask first.
    #[inline(always)]
    pub fn is_armed<T>(&self, owner: Gc<T>) -> bool {
        owner.header().gc.get() & gc_bits::ARMED != 0
    }

    /// Whether a store of `value` into `owner` has to be logged: if not, [`Slot::set_unbarriered`] does for [`Heap::store`].
    #[inline(always)]
    pub fn logs_store<T>(&self, owner: Gc<T>, value: Value) -> bool {
        value.is_heap() && self.is_armed(owner)
    }

    /// Tell the collector that fields of `owner` have changed. Call it after the stores and before the next safepoint.
    #[inline(always)]
    pub fn write_barrier<T>(&self, owner: Gc<T>) {
        if self.is_armed(owner) {
            self.log_store(owner.as_ptr(), std::ptr::null());
        }
    }

    /// The slow path of the write barrier: `owner` is armed. `slot` is null when any field may have changed.
    #[inline(never)]
    pub(crate) fn log_store(&self, owner: *const Header, slot: *const u8) {
        // SAFETY: the caller holds a `Gc` to it.
        let header = unsafe { &*owner };
        let mut bits = header.gc.get();
        let into_carded = bits & gc_bits::CARDED != 0 && slot.addr().wrapping_sub(owner.addr()) < self.space.object_bytes(owner);
        if into_carded {
            // SAFETY: space-tables; the slot lies in an object of the heap.
            unsafe { *self.space.card(slot.addr()) = 1 };
        } else {
            bits &= !gc_bits::ARMED;
        }
        header.gc.set(bits | gc_bits::LOGGED);
        if bits & gc_bits::LOGGED == 0 {
            self.log.borrow_mut().push(owner);
        }
    }

    /// A young object with memory outside the heap was made: let that memory count for when to collect.
    pub fn account_external(&self, bytes: usize) {
        if self.pacer.add_external(bytes) {
            self.close_bumps();
        }
    }

    /// How to trace the instance areas of objects ([`object::flags::INSTANCE_AREA`]).
    pub fn set_instance_tracer(&self, tracer: InstanceTracer) {
        self.instance.set(Some(tracer));
    }

    /// Something waits for the next safepoint: [`Heap::take_pending`] or [`Heap::take_memory_pressure`] has news.
    #[inline(always)]
    pub fn needs_attention(&self) -> bool {
        self.attention.get()
    }

    /// Called during an allocation when [`Heap::needs_attention`] becomes true. It must not use the heap. The first one set counts.
    pub fn set_attention_hook(&self, hook: impl Fn() + 'static) {
        let _ = self.attention_hook.set(Box::new(hook));
    }

    /// Whether memory has run out since the last call: the runtime raises `MemoryError`.
    pub fn take_memory_pressure(&self) -> bool {
        let pressure = self.pressure.replace(false);
        self.update_attention();
        pressure
    }

    pub(crate) fn raise_pressure(&self) {
        self.pressure.set(true);
        self.update_attention();
    }

    pub(crate) fn update_attention(&self) {
        let wanted = self.pressure.get() || self.tables.borrow().has_pending();
        if wanted && !self.attention.replace(wanted)
            && let Some(hook) = self.attention_hook.get() {
                hook();
            }
        self.attention.set(wanted);
    }

    pub(crate) fn bumps(&self) -> &[Bump; CLASSES] {
        &self.bumps
    }

    /// Make the next allocation of each class take the slow path, which looks whether a collection is due.
    fn close_bumps(&self) {
        self.bumps.iter().for_each(Bump::close);
    }
}

/// Initialize the slots of a new buffer: `values`, then [`Value::NULL`].
///
/// # Safety
/// The buffer has memory for as many slots as its capacity says, and was just made: no barrier is needed.
unsafe fn fill(buffer: Gc<Buffer>, values: &[Value]) {
    let slots = buffer.slots_ptr().cast_mut().cast::<Value>();
    // SAFETY: the caller's promise.
    unsafe {
        slots.copy_from_nonoverlapping(values.as_ptr(), values.len());
        for i in values.len()..buffer.capacity() {
            slots.add(i).write(Value::NULL);
        }
    }
}

/// The slots that fit in the cell for a buffer of `bytes` bytes with `capacity` slots.
fn round_capacity(bytes: usize, capacity: usize) -> usize {
    match size_class(bytes) {
        Some(class) => (CELL_BYTES[class] as usize - Gc::<Buffer>::OFFSET_SLOTS) / size_of::<Slot>(),
        None => capacity,
    }
}

/// Objects up to this size never fail.
const MAX_FROM_RESERVE: usize = 8 << 10;

const fn class_of<T>() -> usize {
    match size_class(OFFSET_FIELDS + size_of::<T>()) {
        Some(class) => class,
        None => panic!("objects of constant size are small"),
    }
}

/// Bytes of memory that the machine has, swap space included, if it tells.
fn machine_memory() -> Option<usize> {
    #[cfg(target_os = "linux")]
    // SAFETY: fills in a plain struct.
    unsafe {
        let mut info = std::mem::zeroed::<libc::sysinfo>();
        (libc::sysinfo(&mut info) == 0).then(|| (info.totalram as usize + info.totalswap as usize).saturating_mul(info.mem_unit as usize))
    }
    #[cfg(not(target_os = "linux"))]
    None
}

/// Addresses to reserve: twice the machine's memory.
fn reservation() -> usize {
    const LEAST: usize = 64 << 30;
    machine_memory().unwrap_or(0).saturating_mul(2).checked_next_power_of_two().unwrap_or(LEAST).clamp(LEAST, 8 << 40)
}

#[cold]
fn reserve_used_up() -> ! {
    eprintln!("whipsnake: out of memory: the reserve for small objects is used up");
    std::process::abort()
}
