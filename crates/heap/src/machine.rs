//! What machine code needs to allocate and to store, besides the offsets in [`Heap`], [`Bump`] and the header.
//!
//! To allocate a cell of `class`: load the bump's next address, add the cell's size, compare with the limit, call
//! [`allocate_slow`] if it is above, else store the sum as the next address; then store the two words of the header and the
//! fields before the next safepoint. To store a heap word into an object: store, test [`crate::gc_bits::ARMED`] in the byte at
//! [`crate::OFFSET_GC`], call [`log_store_slow`] if it is set.

use crate::cells::Bump;
use crate::heap::Heap;
use crate::object::Header;

impl Heap {
    /// Offset in the heap of the [`Bump`] of a size class.
    pub const fn offset_of_bump(class: usize) -> usize {
        Heap::OFFSET_BUMPS + class * size_of::<Bump>()
    }
}

/// The slow path of allocation: an uninitialized cell of the class. May collect.
///
/// # Safety
/// The calling code must keep its values where the collector finds them: on the stack of the virtual machine, in the native
/// frame, or in callee-saved registers.
pub unsafe extern "C" fn allocate_slow(heap: &Heap, class: usize) -> *mut u8 {
    heap.alloc_in_reserve(class)
}

/// The slow path of the write barrier after a store into `slot` of `owner`, whose barrier is armed. A null `slot` means that
/// any field may have changed. Never collects.
///
/// # Safety
/// `owner` is a live object.
pub unsafe extern "C" fn log_store_slow(heap: &Heap, owner: *const Header, slot: *const u8) {
    heap.log_store(owner, slot);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::object::{Buffer, OFFSET_GC, gc_bits};
    use crate::{CELL_BYTES, Gc, HeapObject, OFFSET_TYPE, Value, size_class};

    /// What a stencil does, written out.
    fn allocate_as_machine_code_does(heap: &Heap, bytes: usize) -> *mut u8 {
        let class = size_class(bytes).unwrap();
        let bump = std::ptr::from_ref(heap).cast::<u8>().wrapping_add(Heap::offset_of_bump(class));
        let next = bump.wrapping_add(Bump::OFFSET_NEXT).cast::<usize>().cast_mut();
        let limit = bump.wrapping_add(Bump::OFFSET_LIMIT).cast::<usize>();
        // SAFETY: the offsets are those of cells of words.
        unsafe {
            let cell = *next;
            let end = cell + CELL_BYTES[class] as usize;
            if end > *limit {
                return allocate_slow(heap, class);
            }
            *next = end;
            cell as *mut u8
        }
    }

    #[test]
    fn objects_made_by_offsets_are_objects() {
        let heap = Heap::new();
        let mut keep = crate::RootVec::new(heap);
        for i in 0..3000 {
            let cell = allocate_as_machine_code_does(heap, Gc::<Buffer>::OFFSET_SLOTS + 8 * (i % 5));
            // SAFETY: the cell has room for the header, the capacity and the slots.
            unsafe {
                cell.add(OFFSET_TYPE).cast::<usize>().write(0);
                cell.add(8).cast::<u64>().write(Header::second_word(Buffer::KIND, 77, 32));
                cell.add(crate::OFFSET_FIELDS).cast::<usize>().write(i % 5);
                for slot in 0..i % 5 {
                    cell.add(Gc::<Buffer>::OFFSET_SLOTS).cast::<Value>().add(slot).write(Value::small_int(i as i64));
                }
                keep.push(heap, Gc::<Buffer>::from_ptr(cell.cast()).value());
            }
            if i % 1000 == 999 {
                heap.collect(i == 1999);
            }
        }
        for (i, &value) in keep.iter().enumerate() {
            let buffer = Gc::<Buffer>::cast(value).unwrap();
            assert_eq!((buffer.header().shape(), buffer.header().has(32), buffer.capacity()), (77, true, i % 5));
            assert!(buffer.slots().iter().all(|slot| slot.get() == Value::small_int(i as i64)));
        }
    }

    #[test]
    fn stores_made_by_offsets_are_logged() {
        let heap = Heap::new();
        let owner = heap.new_buffer(3).unwrap();
        heap.collect(true);
        for round in 0..3 {
            let young = heap.new_buffer(round).unwrap();
            // SAFETY: a store and its barrier.
            unsafe {
                owner.slots()[1].set_unbarriered(young.value());
                if *owner.as_ptr().cast::<u8>().add(OFFSET_GC) & gc_bits::ARMED != 0 {
                    log_store_slow(heap, owner.as_ptr(), std::ptr::from_ref(&owner.slots()[1]).cast());
                }
            }
            heap.collect(false);
            assert_eq!(Gc::<Buffer>::cast(owner.slots()[1].get()).unwrap().capacity(), round);
        }
    }
}
