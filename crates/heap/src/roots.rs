//! Roots for values that must outlive a native frame or do not fit in one.

use std::cell::Cell;

use crate::gc::Gc;
use crate::heap::{Heap, OutOfMemory};
use crate::mark::Tracer;
use crate::object::Buffer;
use crate::value::Value;

/// A growing array of values for native code. Its storage is a [`Buffer`] on the heap, found through the pointer in the
/// native frame: keep a `RootVec` in a local, never inside a `Box`, `Vec` or other Rust allocation.
pub struct RootVec {
    buffer: Gc<Buffer>,
    len: usize,
}

impl RootVec {
    pub fn new(heap: &Heap) -> RootVec {
        RootVec::with_capacity(heap, 6)
    }

    pub fn with_capacity(heap: &Heap, capacity: usize) -> RootVec {
        RootVec { buffer: heap.new_buffer_overdraft(&[], capacity.max(2)), len: 0 }
    }

    pub fn from_slice(heap: &Heap, values: &[Value]) -> RootVec {
        RootVec { buffer: heap.new_buffer_overdraft(values, values.len().max(2)), len: values.len() }
    }

    /// Add a value. When memory is out, the vector grows beyond the heap's limit, and the runtime is told to raise
    /// `MemoryError` at the next safepoint. Where the length is the program's choice, use [`RootVec::try_push`].
    #[inline]
    pub fn push(&mut self, heap: &Heap, value: Value) {
        if self.len == self.buffer.capacity() {
            self.grow(heap);
        }
        heap.store(self.buffer, &self.buffer.slots()[self.len], value);
        self.len += 1;
    }

    /// Add a value.
    ///
    /// # Errors
    /// [`OutOfMemory`] when the vector must grow and cannot.
    #[inline]
    pub fn try_push(&mut self, heap: &Heap, value: Value) -> Result<(), OutOfMemory> {
        if self.len == self.buffer.capacity() {
            self.buffer = heap.grow_buffer(self.buffer, self.len, self.buffer.capacity() * 2)?;
        }
        self.push_within_capacity(heap, value);
        Ok(())
    }

    /// Never allocates.
    pub(crate) fn push_within_capacity(&mut self, heap: &Heap, value: Value) {
        assert!(self.len < self.buffer.capacity());
        self.push(heap, value);
    }

    #[cold]
    fn grow(&mut self, heap: &Heap) {
        let capacity = self.buffer.capacity() * 2;
        self.buffer = match heap.grow_buffer(self.buffer, self.len, capacity) {
            Ok(buffer) => buffer,
            Err(OutOfMemory) => heap.new_buffer_overdraft(self.buffer.values(self.len), capacity),
        };
    }

    pub fn pop(&mut self) -> Option<Value> {
        self.len = self.len.checked_sub(1)?;
        Some(self.buffer.slots()[self.len].get())
    }

    pub fn set(&mut self, heap: &Heap, index: usize, value: Value) {
        assert!(index < self.len);
        heap.store(self.buffer, &self.buffer.slots()[index], value);
    }

    pub fn truncate(&mut self, len: usize) {
        self.len = self.len.min(len);
    }

    pub fn reverse(&mut self, heap: &Heap) {
        for i in 0..self.len / 2 {
            let (a, b) = (self[i], self[self.len - 1 - i]);
            self.set(heap, i, b);
            self.set(heap, self.len - 1 - i, a);
        }
    }

    /// The storage, for a list that takes it over: the first [`RootVec::len`] slots are in use.
    pub fn into_buffer(self) -> (Gc<Buffer>, usize) {
        (self.buffer, self.len)
    }
}

impl std::ops::Deref for RootVec {
    type Target = [Value];
    #[inline(always)]
    fn deref(&self) -> &[Value] {
        // The slice borrows `self`, and all stores need `&mut self`.
        let values: &[Value] = self.buffer.values(self.len);
        // SAFETY: the buffer is alive as long as `self`, which the slice borrows.
        unsafe { std::slice::from_raw_parts(values.as_ptr(), values.len()) }
    }
}

/// A root that may be stored anywhere: in a `Box`, a `static`, an embedder's struct. Costs a table entry.
pub struct Root {
    heap: &'static Heap,
    index: usize,
}

impl Root {
    pub fn new(heap: &'static Heap, value: Value) -> Root {
        Root { heap, index: heap.roots.add(value) }
    }

    pub fn get(&self) -> Value {
        self.heap.roots.get(self.index)
    }

    pub fn set(&self, value: Value) {
        self.heap.roots.set(self.index, value);
    }
}

impl Drop for Root {
    fn drop(&mut self) {
        self.heap.roots.remove(self.index);
    }
}

/// The table behind [`Root`].
pub(crate) struct RootTable {
    values: Cell<Vec<Value>>,
    free: Cell<Vec<usize>>,
}

impl RootTable {
    pub(crate) const fn new() -> RootTable {
        RootTable { values: Cell::new(Vec::new()), free: Cell::new(Vec::new()) }
    }

    fn with<R>(&self, f: impl FnOnce(&mut Vec<Value>, &mut Vec<usize>) -> R) -> R {
        let (mut values, mut free) = (self.values.take(), self.free.take());
        let result = f(&mut values, &mut free);
        self.values.set(values);
        self.free.set(free);
        result
    }

    pub(crate) fn trace(&self, tracer: &mut Tracer) {
        self.with(|values, _| values.iter().for_each(|&value| tracer.value(value)));
    }

    fn add(&self, value: Value) -> usize {
        self.with(|values, free| match free.pop() {
            Some(index) => {
                values[index] = value;
                index
            }
            None => {
                values.push(value);
                values.len() - 1
            }
        })
    }

    fn get(&self, index: usize) -> Value {
        self.with(|values, _| values[index])
    }

    fn set(&self, index: usize, value: Value) {
        self.with(|values, _| values[index] = value);
    }

    fn remove(&self, index: usize) {
        self.with(|values, free| {
            values[index] = Value::NULL;
            free.push(index);
        });
    }
}
