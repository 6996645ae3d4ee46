//! tuple, list, bytes, bytearray, range, slice.

use std::cell::Cell;

use whipsnake_heap::{HeapObject as _, Buffer, ByteBuffer, OFFSET_FIELDS, Slot, SlotOf, Trace, Tracer, Value, object};

use crate::kinds;

/// A tuple. Its items follow the fields.
#[repr(C)]
pub struct Tuple {
    pub len: usize,
    /// −1: not computed yet.
    pub hash: Cell<i64>,
}

impl whipsnake_heap::HeapObject for Tuple {
    const KIND: u16 = kinds::TUPLE;
    const NAME: &'static str = "tuple";
}

// SAFETY: shows every item.
unsafe impl Trace for Tuple {
    fn trace(&self, tracer: &mut Tracer) {
        // SAFETY: `len` words follow the fields; 0 words (not yet filled) are no heap words for the tracer.
        let words = unsafe { std::slice::from_raw_parts(std::ptr::from_ref(self).add(1).cast::<Slot>(), self.len) };
        for slot in words {
            slot.trace(tracer);
        }
    }
}

impl Tuple {
    /// Offset of item 0 in the object.
    pub const OFFSET_ITEMS: usize = OFFSET_FIELDS + size_of::<Tuple>();

    #[inline(always)]
    pub fn items(&self) -> &[Value] {
        // SAFETY: `len` values follow the fields in the allocation; a tuple does not change once it is visible.
        unsafe { std::slice::from_raw_parts(std::ptr::from_ref(self).add(1).cast::<Value>(), self.len) }
    }
}

impl Tuple {
    /// The slots, to fill a tuple that nobody has seen yet.
    #[inline(always)]
    pub fn init_slots(&self) -> &[Slot] {
        // SAFETY: as `items`.
        unsafe { std::slice::from_raw_parts(self.gc().as_ptr().byte_add(Tuple::OFFSET_ITEMS).cast::<Slot>(), self.len) }
    }
}

object! {
    /// A list: a buffer that is over-allocated, and how much of it is in use.
    pub struct List = kinds::LIST, "list" {
        pub buffer: SlotOf<Buffer>,
        pub len: Cell<usize>,
    }
}

impl List {
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.len.get()
    }

    #[inline(always)]
    pub fn is_empty(&self) -> bool {
        self.len.get() == 0
    }

    #[inline(always)]
    pub fn get(&self, index: usize) -> Option<Value> {
        if index < self.len.get() { self.buffer.get().map(|b| b.slots()[index].get()) } else { None }
    }

    /// The items. Do not change the list or run Python code while holding the slice: copy it first.
    #[inline(always)]
    pub fn items(&self) -> &[Value] {
        match self.buffer.get() {
            // SAFETY: as `Buffer::values`; the list keeps the buffer alive.
            Some(b) => unsafe { std::slice::from_raw_parts(b.slots_ptr().cast::<Value>(), self.len.get()) },
            None => &[],
        }
    }
}

/// Immutable bytes, which follow the fields.
#[repr(C)]
pub struct Bytes {
    pub hash: Cell<i64>,
    pub len: usize,
}

impl whipsnake_heap::HeapObject for Bytes {
    const KIND: u16 = kinds::BYTES;
    const NAME: &'static str = "bytes";
}

// SAFETY: holds no reference.
unsafe impl Trace for Bytes {
    fn trace(&self, _: &mut Tracer) {}
}

impl Bytes {
    pub const OFFSET_BYTES: usize = OFFSET_FIELDS + size_of::<Bytes>();

    #[inline(always)]
    pub fn bytes(&self) -> &[u8] {
        // SAFETY: `len` bytes follow the fields in the allocation.
        unsafe { std::slice::from_raw_parts(std::ptr::from_ref(self).add(1).cast::<u8>(), self.len) }
    }
}

object! {
    /// Mutable bytes: `len` bytes of the buffer from `start` on.
    pub struct ByteArray = kinds::BYTEARRAY, "bytearray" {
        pub buffer: SlotOf<ByteBuffer>,
        pub start: Cell<usize>,
        pub len: Cell<usize>,
        /// How many views there are: it must not be resized. Made with the first view.
        pub exports: SlotOf<crate::buffer::ExportCounter>,
    }
}

impl ByteArray {
    /// The bytes. Do not change the array or run Python code while holding the slice.
    #[inline(always)]
    pub fn bytes(&self) -> &[u8] {
        match self.buffer.get() {
            // SAFETY: `start + len` is within the buffer.
            Some(b) => unsafe { std::slice::from_raw_parts(b.bytes_ptr().add(self.start.get()), self.len.get()) },
            None => &[],
        }
    }
}

object! {
    /// `range`: ints, immediate or big.
    pub struct RangeObject = kinds::RANGE, "range" { pub start: Slot, pub stop: Slot, pub step: Slot, pub length: Slot }
}

object! {
    /// Iterator over a range whose values all fit in an i64.
    pub struct RangeIterator = kinds::RANGE_ITERATOR, "range_iterator" {
        pub next: Cell<i64>,
        pub step: i64,
        pub remaining: Cell<usize>,
    }
}

object! {
    /// `slice`.
    pub struct SliceObject = kinds::SLICE, "slice" { pub start: Slot, pub stop: Slot, pub step: Slot }
}
