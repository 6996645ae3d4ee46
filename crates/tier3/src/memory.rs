//! Code memory: an arena for machine code near the program's text, mapped twice, never writable and executable in one place.
//!
//! Out: [`Arena`], which hands out pieces of code memory and takes them back. Code reaches helpers in the program's text by 32-bit
//! displacements where the system lets us map near enough.

use std::ffi::c_void;
use std::ptr::null_mut;

use rustix::fs::{MemfdFlags, ftruncate, memfd_create};
use rustix::mm::{MapFlags, ProtFlags, mmap, mmap_anonymous, munmap};

/// The arena has whole pages.
const PAGE_BYTES: usize = 4096;
/// How far displacements reach, with a margin.
const REACH: usize = (1 << 31) - (1 << 24);
/// Pieces start at multiples of this.
const ALIGN: usize = 16;

/// Memory for machine code.
#[derive(Debug)]
pub struct Arena {
    /// The executable view of the code.
    base: *mut u8,
    /// The writable view of the code.
    writable: *mut u8,
    capacity: usize,
    /// Free pieces, by offset: none touch.
    free: Vec<Piece>,
}

/// A piece of code memory, by offset in the code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Piece {
    pub offset: usize,
    pub bytes: usize,
}

impl Arena {
    /// An arena for so many bytes of code (rounded up to whole pages), near the address if possible.
    ///
    /// # Errors
    /// The system's, when it gives no memory for code.
    pub fn new(capacity: usize, near: usize) -> std::io::Result<Arena> {
        let capacity = capacity.next_multiple_of(PAGE_BYTES).max(PAGE_BYTES);
        let file = memfd_create("whipsnake-code", MemfdFlags::CLOEXEC)?;
        ftruncate(&file, capacity as u64)?;
        let base = reserve(capacity, near)?;
        let (data, code) = (ProtFlags::READ | ProtFlags::WRITE, ProtFlags::READ | ProtFlags::EXEC);
        // SAFETY: the mappings replace parts of the reservation just made; the writable view goes where the system likes.
        let writable = unsafe {
            mmap(base.cast(), capacity, code, MapFlags::SHARED | MapFlags::FIXED, &file, 0)?;
            mmap(null_mut(), capacity, data, MapFlags::SHARED, &file, 0)?
        };
        Ok(Arena { base, writable: writable.cast(), capacity, free: vec![Piece { offset: 0, bytes: capacity }] })
    }

    /// A piece of at least so many bytes; `None` if there is none so large.
    pub fn allocate(&mut self, bytes: usize) -> Option<Piece> {
        let bytes = bytes.next_multiple_of(ALIGN);
        let index = self.free.iter().position(|piece| piece.bytes >= bytes)?;
        let hole = &mut self.free[index];
        let piece = Piece { offset: hole.offset, bytes };
        hole.offset += bytes;
        hole.bytes -= bytes;
        if hole.bytes == 0 {
            self.free.remove(index);
        }
        Some(piece)
    }

    /// Give a piece back. Nobody may be in its code, nor go there.
    pub fn free(&mut self, piece: Piece) {
        let index = self.free.partition_point(|hole| hole.offset < piece.offset);
        self.free.insert(index, piece);
        if self.free.get(index + 1).is_some_and(|next| piece.offset + piece.bytes == next.offset) {
            self.free[index].bytes += self.free.remove(index + 1).bytes;
        }
        if index > 0 && self.free[index - 1].offset + self.free[index - 1].bytes == piece.offset {
            self.free[index - 1].bytes += self.free.remove(index).bytes;
        }
    }

    /// Bytes there are for code.
    pub fn capacity(&self) -> usize {
        self.capacity
    }

    /// Bytes in use.
    pub fn used(&self) -> usize {
        self.capacity - self.free.iter().map(|hole| hole.bytes).sum::<usize>()
    }

    /// The address of an offset in the code, as the processor sees it.
    #[inline]
    pub fn address(&self, offset: usize) -> usize {
        self.base as usize + offset
    }

    /// The bytes of a piece, to be written.
    #[inline]
    pub fn bytes_mut(&mut self, piece: Piece) -> &mut [u8] {
        debug_assert!(piece.offset + piece.bytes <= self.capacity);
        // SAFETY: the piece lies in the writable view, which the arena alone refers to.
        unsafe { std::slice::from_raw_parts_mut(self.writable.add(piece.offset), piece.bytes) }
    }

    /// The bytes of a piece.
    pub fn bytes(&self, piece: Piece) -> &[u8] {
        debug_assert!(piece.offset + piece.bytes <= self.capacity);
        // SAFETY: as above, and nobody writes while the arena is borrowed.
        unsafe { std::slice::from_raw_parts(self.writable.add(piece.offset), piece.bytes) }
    }
}

impl Drop for Arena {
    fn drop(&mut self) {
        // SAFETY: both mappings were made by `new`, and their owner goes away. What cannot be unmapped stays.
        unsafe {
            let _ = munmap(self.base.cast::<c_void>(), self.capacity);
            let _ = munmap(self.writable.cast::<c_void>(), self.capacity);
        }
    }
}

/// Reserve addresses, within reach of `near` if the system has room there.
fn reserve(bytes: usize, near: usize) -> std::io::Result<*mut u8> {
    let step = 16 << 20;
    let reachable = |address: usize| address.abs_diff(near) < REACH && (address + bytes).abs_diff(near) < REACH;
    let below = (1..64).map(|n| near.wrapping_sub(n * step + bytes));
    let above = (1..64).map(|n| near.wrapping_add(n * step));
    for hint in below.chain(above) {
        let hint = hint & !(PAGE_BYTES - 1);
        // SAFETY: a new mapping that replaces nothing.
        let mapped = unsafe { mmap_anonymous(hint as *mut c_void, bytes, ProtFlags::empty(), MapFlags::PRIVATE | MapFlags::NORESERVE)? };
        if reachable(mapped as usize) {
            return Ok(mapped.cast());
        }
        // SAFETY: nobody has seen the mapping.
        unsafe { munmap(mapped, bytes)? };
    }
    // SAFETY: a new mapping that replaces nothing. Helpers will be called through stubs.
    Ok(unsafe { mmap_anonymous(null_mut(), bytes, ProtFlags::empty(), MapFlags::PRIVATE | MapFlags::NORESERVE)? }.cast())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_come_back() {
        let mut arena = Arena::new(1 << 16, reserve as *const () as usize).unwrap();
        let pieces: Vec<Piece> = (1..=10).map(|n| arena.allocate(n * 100).unwrap()).collect();
        assert!(arena.allocate(1 << 16).is_none());
        for i in [3, 1, 2, 9, 0, 5, 4, 7, 8, 6] {
            arena.free(pieces[i]);
        }
        assert_eq!(arena.used(), 0);
        assert_eq!(arena.allocate(1 << 16), Some(Piece { offset: 0, bytes: 1 << 16 }));
    }

    #[test]
    fn what_is_written_can_be_executed() {
        let mut arena = Arena::new(4096, reserve as *const () as usize).unwrap();
        let piece = arena.allocate(16).unwrap();
        // mov eax, 42; ret
        arena.bytes_mut(piece)[..6].copy_from_slice(&[0xB8, 42, 0, 0, 0, 0xC3]);
        // SAFETY: the code is a function without arguments.
        let f: extern "sysv64" fn() -> u32 = unsafe { std::mem::transmute(arena.address(piece.offset)) };
        assert_eq!(f(), 42);
        assert!(arena.address(0).abs_diff(reserve as *const () as usize) < REACH);
    }
}
