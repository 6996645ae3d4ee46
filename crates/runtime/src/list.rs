//! Lists as the runtime and machine code change them; their Python methods are in the crate `builtins`.
//!
//! Invariant: slots behind `len` hold NULL, so that the collector does not keep what was removed.

use whipsnake_heap::{Buffer, Gc, Value};

use crate::error::{OrMemoryError, Raised};
use crate::objects::List;
use crate::vm::Vm;

/// Lists of fewer slots are never shrunk.
const KEEP_CAPACITY: usize = 64;

/// How much room to make for `needed` items: buffers are copied when they grow, so by half.
fn roomy(needed: usize) -> usize {
    needed + if needed < 1 << 24 { needed >> 1 } else { needed >> 3 } + 4
}

impl Vm {
    /// Append to a list.
    ///
    /// # Errors
    /// `MemoryError`.
    #[inline]
    pub fn list_append(&mut self, list: Gc<List>, value: Value) -> Result<(), Raised> {
        let len = list.len.get();
        let buffer = match list.buffer.get() {
            Some(b) if len < b.capacity() => b,
            _ => self.list_grow(list, len + 1)?,
        };
        self.heap.store(buffer, &buffer.slots()[len], value);
        list.len.set(len + 1);
        Ok(())
    }

    /// Give the list room for `needed` items and some more.
    ///
    /// # Errors
    /// `MemoryError`.
    #[cold]
    pub fn list_grow(&mut self, list: Gc<List>, needed: usize) -> Result<Gc<Buffer>, Raised> {
        self.list_move(list, roomy(needed))
    }

    /// Give the list room for at least `more` new items.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn list_reserve(&mut self, list: Gc<List>, more: usize) -> Result<(), Raised> {
        let Some(needed) = list.len().checked_add(more) else { return Err(self.memory_error()) };
        if list.buffer.get().map_or(0, |b| b.capacity()) < needed {
            let capacity = if list.is_empty() { needed } else { roomy(needed) };
            self.list_move(list, capacity)?;
        }
        Ok(())
    }

    fn list_move(&mut self, list: Gc<List>, capacity: usize) -> Result<Gc<Buffer>, Raised> {
        let moved = match list.buffer.get() {
            Some(buffer) if buffer.capacity() < capacity => self.heap.grow_buffer(buffer, list.len(), capacity),
            _ => self.heap.new_buffer_from(list.items(), capacity),
        };
        let moved = moved.or_memory_error(self)?;
        self.heap.store_to(list, &list.buffer, Some(moved));
        Ok(moved)
    }

    /// Replace an item; `index` is below the length.
    #[inline]
    pub fn list_set(&mut self, list: Gc<List>, index: usize, value: Value) {
        debug_assert!(index < list.len());
        if let Some(buffer) = list.buffer.get() {
            self.heap.store(buffer, &buffer.slots()[index], value);
        }
    }

    /// Append many items, which are not those of `list` itself.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn list_extend(&mut self, list: Gc<List>, items: &[Value]) -> Result<(), Raised> {
        let len = list.len();
        self.list_splice(list, len, len, items)
    }

    /// Replace the items `low..high` by `items`, which are not those of `list` itself.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn list_splice(&mut self, list: Gc<List>, low: usize, high: usize, items: &[Value]) -> Result<(), Raised> {
        let len = list.len();
        debug_assert!(low <= high && high <= len);
        let new_len = len - (high - low) + items.len();
        if new_len == 0 {
            self.list_clear(list);
            return Ok(());
        }
        let capacity = list.buffer.get().map_or(0, |b| b.capacity());
        let buffer = match list.buffer.get() {
            Some(buffer) if new_len <= capacity => buffer,
            _ => {
                self.list_reserve(list, new_len - len)?;
                list.buffer.get().expect("has room now")
            }
        };
        let slots = buffer.slots_ptr().cast::<Value>().cast_mut();
        // SAFETY: all within the capacity; the barrier follows; `items` is not in this buffer.
        unsafe {
            std::ptr::copy(slots.add(high), slots.add(low + items.len()), len - high);
            std::ptr::copy_nonoverlapping(items.as_ptr(), slots.add(low), items.len());
            for i in new_len..len {
                slots.add(i).write(Value::NULL);
            }
        }
        self.heap.write_barrier(buffer);
        list.len.set(new_len);
        if capacity > KEEP_CAPACITY && new_len < capacity / 4 {
            self.list_move(list, roomy(new_len))?;
        }
        Ok(())
    }

    /// Insert before `index`, which is at most the length.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn list_insert(&mut self, list: Gc<List>, index: usize, value: Value) -> Result<(), Raised> {
        if index == list.len() { self.list_append(list, value) } else { self.list_splice(list, index, index, &[value]) }
    }

    /// Remove and give the item at `index`, which is below the length.
    ///
    /// # Errors
    /// `MemoryError`.
    #[inline]
    pub fn list_remove(&mut self, list: Gc<List>, index: usize) -> Result<Value, Raised> {
        let last = list.len() - 1;
        let buffer = list.buffer.get().expect("a list with items has a buffer");
        let removed = buffer.slots()[index].get();
        if index == last && !(buffer.capacity() > KEEP_CAPACITY && last < buffer.capacity() / 4) {
            // SAFETY: NULL is immediate.
            unsafe { buffer.slots()[last].set_unbarriered(Value::NULL) };
            list.len.set(last);
        } else {
            self.list_splice(list, index, index + 1, &[])?;
        }
        Ok(removed)
    }

    /// Remove everything.
    pub fn list_clear(&mut self, list: Gc<List>) {
        list.len.set(0);
        self.heap.store_to(list, &list.buffer, None);
    }

    /// Keep the first `len` items.
    pub fn list_truncate(&mut self, list: Gc<List>, len: usize) {
        let Some(buffer) = list.buffer.get() else { return };
        for slot in &buffer.slots()[len..list.len()] {
            // SAFETY: NULL is immediate.
            unsafe { slot.set_unbarriered(Value::NULL) };
        }
        list.len.set(len);
    }
}
