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

mod gc;
mod heap;
mod object;
mod roots;
mod value;

pub use gc::Gc;
pub use heap::{Heap, HeapStats, OutOfMemory};
pub use object::{
    Buffer, ByteBuffer, Header, HeapObject, Layout, Native, NoTrace, OFFSET_FIELDS, OFFSET_SHAPE, OFFSET_TYPE, Slot, SlotOf, Trace, Tracer, flags, kinds,
};
pub use roots::{Root, RootVec};
pub use value::{MAX_SMALL_INT, MIN_SMALL_INT, Value};
