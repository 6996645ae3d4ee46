//! Values, allocation, garbage collection.
//!
//! In: requests for cells and stores into them. Out: [`Value`] words and [`Gc`] pointers that stay where they are.
//!
//! **Invariant**: a `Value` or `Gc` may live in a native local or register, on the VM stack, in a traced object, in a
//! [`RootVec`] or a [`Root`]; never in a `Vec`, `Box`, `HashMap` or closure on the Rust heap. The collector finds native
//! locals by scanning the native stacks conservatively, so code here and above may hold them freely across allocations.
//!
//! **Invariant**: every store of a `Value` into an object that may be older than the last safepoint goes through
//! [`Heap::store`] or [`Heap::write_barrier`].

mod cells;
mod classes;
mod collect;
mod gc;
mod heap;
pub mod machine;
mod mark;
mod object;
mod pool;
mod roots;
mod space;
mod stack;
mod tables;
mod threads;
mod value;
mod verify;
mod walk;

pub use cells::Bump;
pub use classes::{CELL_BYTES, CLASSES, MAX_SMALL, size_class};
pub use gc::Gc;
pub use heap::{Heap, HeapHandle, HeapOptions, HeapStats, OutOfMemory};
pub use mark::{InstanceTracer, Tracer};
pub use object::{
    Buffer, ByteBuffer, Header, HeapObject, Layout, Native, NoTrace, OFFSET_FIELDS, OFFSET_GC, OFFSET_SHAPE, OFFSET_TYPE, Slot, SlotOf, Trace, flags,
    gc_bits, kinds,
};
pub use roots::{Root, RootVec};
pub use stack::with_spilled_registers;
pub use tables::{Pending, WeakSlot};
pub use threads::RootRange;
pub use value::{MAX_SMALL_INT, MIN_SMALL_INT, Value};
