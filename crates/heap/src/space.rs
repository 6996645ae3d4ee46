//! The address range of the heap and its side tables.
//!
//! One reservation holds, in this order, the blocks, two mark bitmaps (one bit a unit), the cards (one byte for every
//! [`CARD_BYTES`]) and the block table. Nothing is accessible until [`Space::commit`] makes a stretch of it so; committed
//! memory reads as zero.
//!
//! **Invariant (space-tables)**: for every committed block, its bits in both bitmaps, its cards and its [`Block`] entry are
//! committed too.

use std::cell::Cell;

use crate::classes::{BLOCK_BYTES, BLOCK_UNITS, CLASSES, UNIT, USED_UNITS, cell_start};
use crate::object::Header;

/// Bytes of heap covered by one card.
pub(crate) const CARD_BYTES: usize = 512;
/// Words of a mark bitmap for one block.
pub(crate) const BLOCK_MARK_WORDS: usize = BLOCK_UNITS / 64;

const BLOCK_MARK_BYTES: usize = BLOCK_MARK_WORDS * 8;
const BLOCK_CARD_BYTES: usize = BLOCK_BYTES / CARD_BYTES;
const HUGE_PAGE: usize = 2 << 20;
const PAGE: usize = 4096;

/// What a block is used for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Use {
    Free,
    /// Cells of a size class.
    Cells(usize),
    /// The first block of a large object.
    LargeHead,
    /// A further block of a large object.
    LargeTail,
}

/// An entry of the block table. All zero for a block that was never used.
#[repr(C)]
pub(crate) struct Block {
    /// 0 free, 1.. size class + 1, then large head and tail.
    used_for: Cell<u8>,
    /// The memory may hold something else than zeros.
    pub dirty: Cell<bool>,
    /// Cells that start before this unit are allocated, whatever their mark; at and after it only marked ones are.
    pub cursor: Cell<u16>,
    /// Marked cells when the block was last settled.
    pub live: Cell<u16>,
    /// Head of a large object: its number of blocks. Tail: the index of the head.
    pub link: Cell<u32>,
}

const LARGE_HEAD: u8 = CLASSES as u8 + 1;
const LARGE_TAIL: u8 = CLASSES as u8 + 2;

impl Block {
    #[inline(always)]
    pub fn used_for(&self) -> Use {
        match self.used_for.get() {
            0 => Use::Free,
            LARGE_HEAD => Use::LargeHead,
            LARGE_TAIL => Use::LargeTail,
            class => Use::Cells(class as usize - 1),
        }
    }

    pub fn set_use(&self, used_for: Use) {
        self.used_for.set(match used_for {
            Use::Free => 0,
            Use::Cells(class) => class as u8 + 1,
            Use::LargeHead => LARGE_HEAD,
            Use::LargeTail => LARGE_TAIL,
        });
    }
}

/// Which of the two mark bitmaps.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Bitmap(pub bool);

impl Bitmap {
    pub fn other(self) -> Bitmap {
        Bitmap(!self.0)
    }
}

/// The reservation: addresses only, so it may be copied freely.
#[derive(Clone, Copy)]
pub(crate) struct Space {
    base: *mut u8,
    blocks: usize,
    marks: [*mut u64; 2],
    cards: *mut u8,
    table: *const Block,
}

impl Space {
    /// Reserve addresses for up to `bytes` of blocks; the amount is halved until the system agrees.
    ///
    /// # Panics
    /// When not even 16 MiB of addresses are to be had.
    pub fn reserve(bytes: usize) -> Space {
        let mut bytes = bytes.next_multiple_of(HUGE_PAGE);
        loop {
            if let Some(space) = Space::try_reserve(bytes / BLOCK_BYTES) {
                return space;
            }
            bytes /= 2;
            assert!(bytes >= 16 << 20, "whipsnake: cannot reserve addresses for the heap");
        }
    }

    fn try_reserve(blocks: usize) -> Option<Space> {
        let heap = blocks * BLOCK_BYTES;
        let marks = (blocks * BLOCK_MARK_BYTES).next_multiple_of(PAGE);
        let cards = (blocks * BLOCK_CARD_BYTES).next_multiple_of(PAGE);
        let table = (blocks * size_of::<Block>()).next_multiple_of(PAGE);
        let total = HUGE_PAGE + heap + 2 * marks + cards + table;
        // SAFETY: a fresh anonymous mapping.
        let start = unsafe {
            libc::mmap(std::ptr::null_mut(), total, libc::PROT_NONE, libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE, -1, 0)
        };
        if start == libc::MAP_FAILED {
            return None;
        }
        let base = start.cast::<u8>().map_addr(|a| a.next_multiple_of(HUGE_PAGE));
        let first_marks = base.wrapping_add(heap);
        let second_marks = first_marks.wrapping_add(marks);
        let cards_start = second_marks.wrapping_add(marks);
        Some(Space {
            base,
            blocks,
            marks: [first_marks.cast(), second_marks.cast()],
            cards: cards_start,
            table: cards_start.wrapping_add(cards).cast(),
        })
    }

    /// Make blocks `from..to` accessible. False when the system has no memory.
    pub fn commit(&self, from: usize, to: usize) -> bool {
        debug_assert!(from <= to && to <= self.blocks);
        let ranges = [
            (self.base, BLOCK_BYTES),
            (self.marks[0].cast(), BLOCK_MARK_BYTES),
            (self.marks[1].cast(), BLOCK_MARK_BYTES),
            (self.cards, BLOCK_CARD_BYTES),
            (self.table.cast_mut().cast(), size_of::<Block>()),
        ];
        ranges.into_iter().all(|(start, each)| {
            let first = start.wrapping_add(from * each).map_addr(|a| a & !(PAGE - 1));
            let end = start.wrapping_add(to * each).addr().next_multiple_of(PAGE);
            // SAFETY: the pages lie in the reservation: each table is padded to whole pages.
            unsafe { libc::mprotect(first.cast(), end - first.addr(), libc::PROT_READ | libc::PROT_WRITE) == 0 }
        })
    }

    /// Ask for huge pages in blocks `from..to`; only a hint.
    pub fn advise_huge(&self, from: usize, to: usize) {
        #[cfg(target_os = "linux")]
        // SAFETY: the blocks lie in the reservation, and the advice changes no contents.
        unsafe {
            libc::madvise(self.address(from).cast(), (to - from) * BLOCK_BYTES, libc::MADV_HUGEPAGE);
        }
        #[cfg(not(target_os = "linux"))]
        let _ = (from, to);
    }

    /// Give the memory of free blocks `from..to` back to the system. They read as zero afterwards.
    pub fn give_back(&self, from: usize, to: usize) {
        if cfg!(target_os = "linux") {
            // SAFETY: the blocks are free: nothing in them is needed.
            let done = unsafe { libc::madvise(self.address(from).cast(), (to - from) * BLOCK_BYTES, libc::MADV_DONTNEED) == 0 };
            if done {
                (from..to).for_each(|i| self.block(i).dirty.set(false));
            }
        }
    }

    #[inline(always)]
    pub fn base(&self) -> usize {
        self.base.addr()
    }

    /// Reserved blocks.
    pub fn blocks(&self) -> usize {
        self.blocks
    }

    /// The start of a block.
    #[inline(always)]
    pub fn address(&self, block: usize) -> *mut u8 {
        self.base.wrapping_add(block * BLOCK_BYTES)
    }

    #[inline(always)]
    pub fn block(&self, index: usize) -> &Block {
        debug_assert!(index < self.blocks);
        // SAFETY: space-tables; callers name committed blocks only.
        unsafe { &*self.table.add(index) }
    }

    #[inline(always)]
    pub fn block_of(&self, address: usize) -> usize {
        (address - self.base.addr()) / BLOCK_BYTES
    }

    #[inline(always)]
    pub fn marks(&self, bitmap: Bitmap) -> *mut u64 {
        self.marks[usize::from(bitmap.0)]
    }

    /// The mark words of one block.
    #[inline(always)]
    pub fn block_marks(&self, bitmap: Bitmap, block: usize) -> &[u64; BLOCK_MARK_WORDS] {
        // SAFETY: space-tables. The collector does not mark while it holds the slice.
        unsafe { &*self.marks(bitmap).add(block * BLOCK_MARK_WORDS).cast() }
    }

    #[inline(always)]
    pub fn is_marked(&self, bitmap: Bitmap, object: *const Header) -> bool {
        let unit = (object.addr() - self.base.addr()) / UNIT;
        // SAFETY: space-tables; `object` lies in a committed block.
        unsafe { *self.marks(bitmap).add(unit / 64) >> (unit % 64) & 1 != 0 }
    }

    /// Clear a bitmap for blocks `0..to`.
    pub fn clear_marks(&self, bitmap: Bitmap, to: usize) {
        // SAFETY: space-tables.
        unsafe { std::ptr::write_bytes(self.marks(bitmap), 0, to * BLOCK_MARK_WORDS) }
    }

    /// The card of an address in the heap.
    #[inline(always)]
    pub fn card(&self, address: usize) -> *mut u8 {
        self.cards.wrapping_add((address - self.base.addr()) / CARD_BYTES)
    }

    /// The size of the cell or span of the object at `object`.
    pub fn object_bytes(&self, object: *const Header) -> usize {
        let block = self.block(self.block_of(object.addr()));
        match block.used_for() {
            Use::Cells(class) => crate::classes::CELL_BYTES[class] as usize,
            Use::LargeHead => block.link.get() as usize * BLOCK_BYTES,
            Use::Free | Use::LargeTail => unreachable!("not an object"),
        }
    }

    /// The object that `word` points to or into, if there is one. `frontier` is the number of blocks ever used, `bitmap` the
    /// marks of the last collection; the cursors must be up to date.
    #[inline(always)]
    pub fn resolve(&self, word: usize, frontier: usize, bitmap: Bitmap) -> Option<*const Header> {
        let offset = word.wrapping_sub(self.base.addr());
        if offset >= frontier * BLOCK_BYTES { None } else { self.resolve_offset(offset, bitmap) }
    }

    fn resolve_offset(&self, offset: usize, bitmap: Bitmap) -> Option<*const Header> {
        let index = offset / BLOCK_BYTES;
        let block = self.block(index);
        match block.used_for() {
            Use::Free => None,
            Use::LargeHead => Some(self.address(index).cast()),
            Use::LargeTail => Some(self.address(block.link.get() as usize).cast()),
            Use::Cells(class) => {
                let unit = cell_start(class, offset % BLOCK_BYTES / UNIT);
                if unit >= USED_UNITS[class] as usize {
                    return None;
                }
                let object = self.address(index).wrapping_add(unit * UNIT).cast::<Header>();
                (unit < block.cursor.get() as usize || self.is_marked(bitmap, object)).then_some(object.cast_const())
            }
        }
    }
}
