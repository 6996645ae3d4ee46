//! `memoryview`.

use std::cell::Cell;

use whipsnake_heap::{Slot, SlotOf, object};

use crate::buffer::{ExportCounter, ManagedBuffer};
use crate::kinds;

object! {
    /// A view of memory that belongs to another object.
    pub struct MemoryView = kinds::MEMORYVIEW, "memoryview" {
        /// `obj`
        pub object: Slot,
        /// What keeps the memory where it is.
        pub managed: SlotOf<ManagedBuffer>,
        /// Of the first item.
        pub address: usize,
        /// Bytes of all items together.
        pub len: usize,
        pub itemsize: usize,
        pub readonly: bool,
        pub format: Slot,
        /// Tuples of ints, as long as there are dimensions.
        pub shape: Slot,
        pub strides: Slot,
        /// The format's letter when it is one native letter, else 0.
        pub code: u8,
        /// 0: not computed yet.
        pub hash: Cell<i64>,
        pub released: Cell<bool>,
        /// Views that native code took of this view.
        pub exports: SlotOf<ExportCounter>,
    }
}

object! {
    /// Iterator over the items of a view with one dimension; empty once it ended.
    pub struct MemoryIterator = kinds::MEMORY_ITERATOR, "memory_iterator" { pub view: SlotOf<MemoryView>, pub index: Cell<usize> }
}
