//! Kinds and helpers that the tests share.
#![allow(dead_code, reason = "each test binary uses a part")]

use whipsnake_heap::{Buffer, Gc, Heap, HeapOptions, Native, RootVec, Slot, SlotOf, Trace, Tracer, Value, WeakSlot, object};

object! {
    /// A pair of values with a name.
    pub struct Node = 16, "node" { pub id: i64, pub left: Slot, pub right: Slot }
}
object! {
    /// A list: a length and its storage.
    pub struct List = 17, "list" { pub id: i64, pub items: SlotOf<Buffer>, pub other: Slot }
}
object! {
    /// A weak reference.
    pub struct Weak = 18, "weak reference" { pub id: i64, pub referent: WeakSlot }
}
object! {
    /// Owns something of the Rust world.
    pub struct Owner = 19, "owner" { pub native: Native<DropCounter>, pub link: Slot }
}

/// A suspended frame: words that may be values.
pub struct Frame {
    pub words: [std::cell::Cell<u64>; 6],
}
impl whipsnake_heap::HeapObject for Frame {
    const KIND: u16 = 20;
    const NAME: &'static str = "frame";
}
// SAFETY: shows every word.
unsafe impl Trace for Frame {
    fn trace(&self, tracer: &mut Tracer) {
        // SAFETY: cells of words.
        tracer.words(unsafe { std::slice::from_raw_parts(self.words.as_ptr().cast::<u64>(), self.words.len()) });
    }
}

/// Counts its drops in a shared counter.
pub struct DropCounter(pub std::rc::Rc<std::cell::Cell<usize>>);
impl Drop for DropCounter {
    fn drop(&mut self) {
        self.0.set(self.0.get() + 1);
    }
}

pub fn new_heap(stress: u32) -> &'static Heap {
    with_kinds(Heap::with_options(HeapOptions { stress, ..HeapOptions::from_env() }))
}

/// A heap set up by the environment, so that the whole suite can run in stress mode.
pub fn env_heap() -> &'static Heap {
    with_kinds(Heap::new())
}

pub fn with_kinds(heap: &'static Heap) -> &'static Heap {
    heap.register::<Node>();
    heap.register::<List>();
    heap.register::<Weak>();
    heap.register::<Owner>();
    heap.register::<Frame>();
    heap
}

pub fn node(heap: &Heap, id: i64, left: Value, right: Value) -> Gc<Node> {
    heap.alloc(std::ptr::null(), 0, Node { id, left: Slot::new(left), right: Slot::new(right) })
}

pub fn leaf(heap: &Heap, id: i64) -> Value {
    node(heap, id, Value::NULL, Value::NULL).value()
}

pub fn list(heap: &Heap, id: i64, capacity: usize) -> Gc<List> {
    let items = heap.new_buffer(capacity).unwrap();
    heap.alloc(std::ptr::null(), 0, List { id, items: SlotOf::new(items), other: Slot::new(Value::NULL) })
}

pub fn weak(heap: &Heap, id: i64, referent: Value) -> Gc<Weak> {
    let weak = heap.alloc(std::ptr::null(), 0, Weak { id, referent: WeakSlot::new(Some(referent)) });
    heap.register_weak(weak.value(), &weak.referent);
    weak
}

/// Run `f` so far down the stack that the words it leaves there are out of sight of later collections.
#[inline(never)]
pub fn deep<R>(f: impl FnOnce() -> R) -> R {
    let padding = std::hint::black_box([0u64; 4096]);
    let result = f();
    std::hint::black_box(&padding);
    result
}

/// The ids of all nodes in the heap.
pub fn node_ids(heap: &Heap) -> Vec<i64> {
    let mut ids = Vec::new();
    heap.for_each_object(|header| {
        if header.kind() == 16 {
            // SAFETY: the kind was just checked.
            ids.push(unsafe { Gc::<Node>::from_ptr(header) }.id);
        }
    });
    ids.sort_unstable();
    ids
}

pub fn roots(heap: &Heap) -> RootVec {
    RootVec::new(heap)
}

/// A small random number generator with a visible seed.
pub struct Random(pub u64);
impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 16
    }
    pub fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }
}
