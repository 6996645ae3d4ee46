//! Cells for small objects and spans for large ones.
//!
//! In: the marks of the last collection. Out: memory for new objects. A block with dead cells is swept lazily: its bitmap is
//! walked for the next run of unmarked cells, and objects are allocated in the run by adding to a pointer. Dead cells are not
//! touched, and there are no free lists.
//!
//! **Invariant (cell-states)**: when the cursors are up to date ([`Cells::update_cursors`]), a cell holds an object exactly
//! if it is marked in the settled bitmap or starts before its block's cursor.
//!
//! **Invariant (free-is-unmarked)**: free blocks, and cells outside every object, have no mark in the settled bitmap.

use std::cell::Cell;

use crate::classes::{BLOCK_BYTES, CELL_BYTES, CELL_UNITS, CLASSES, UNIT, USED_UNITS};
use crate::mark::count_marks;
use crate::object::Header;
use crate::pool::{Demand, Pool};
use crate::space::{BLOCK_MARK_WORDS, Bitmap, Space, Use};

/// Where the next cell of a size class is. Machine code reads and writes both words.
#[repr(C)]
pub struct Bump {
    next: Cell<*mut u8>,
    limit: Cell<*mut u8>,
}

impl Bump {
    /// Offset of the next cell's address.
    pub const OFFSET_NEXT: usize = std::mem::offset_of!(Bump, next);
    /// Offset of the address that an allocation must not pass.
    pub const OFFSET_LIMIT: usize = std::mem::offset_of!(Bump, limit);

    pub(crate) const fn empty() -> Bump {
        Bump { next: Cell::new(std::ptr::null_mut()), limit: Cell::new(std::ptr::null_mut()) }
    }

    /// A cell of `bytes` bytes; `None` when the run is used up.
    #[inline(always)]
    pub(crate) fn take(&self, bytes: usize) -> Option<*mut u8> {
        let cell = self.next.get();
        let next = cell.wrapping_add(bytes);
        if next > self.limit.get() {
            return None;
        }
        self.next.set(next);
        Some(cell)
    }

    /// Make the next [`Bump::take`] fail.
    pub(crate) fn close(&self) {
        self.limit.set(std::ptr::null_mut());
    }
}

/// Dead cells are filled with this in stress mode: as a value, a pointer to nowhere; as a kind, an impossible one.
pub(crate) const POISON: u64 = 0xdead_dead_dead_dea8;
/// Blocks with less free memory than this are left alone until the next full collection.
const WORTH_SWEEPING: usize = BLOCK_BYTES / 4;
/// Blocks whose runs of free cells are shorter than this on average are left alone until then too.
const LONG_RUN: usize = 4;
const NONE: usize = usize::MAX;

struct Class {
    /// The block that the current run is in.
    block: usize,
    /// The end of the current run, in units of the block.
    run_end: usize,
    /// The end of the current run.
    limit: *mut u8,
    /// Blocks with free cells, not used since the last collection.
    available: Vec<u32>,
    /// Blocks that got new objects since the last collection.
    touched: Vec<u32>,
}

/// Counts of bytes and objects.
#[derive(Clone, Copy, Default)]
pub(crate) struct Tally {
    pub bytes: usize,
    pub objects: usize,
}

impl Tally {
    fn add(&mut self, bytes: usize, objects: usize) {
        self.bytes += bytes;
        self.objects += objects;
    }

    fn subtract(&mut self, bytes: usize, objects: usize) {
        self.bytes -= bytes;
        self.objects -= objects;
    }
}

pub(crate) struct Cells {
    pub space: Space,
    pub pool: Pool,
    /// The bitmap with the marks of the last collection.
    pub settled: Bitmap,
    classes: [Class; CLASSES],
    young_large: Vec<u32>,
    old_large: Vec<u32>,
    /// What survived the last collection.
    pub live: Tally,
    /// Handed out since the last collection, whole runs at a time.
    pub young: Tally,
    /// Handed out before the last collection.
    pub allocated: Tally,
    /// Bumps show no limit, so that every allocation takes the slow path.
    pub closed: bool,
}

impl Cells {
    pub fn new(space: Space) -> Cells {
        let class = |_| Class { block: NONE, run_end: 0, limit: std::ptr::null_mut(), available: Vec::new(), touched: Vec::new() };
        Cells {
            space,
            pool: Pool::new(space),
            settled: Bitmap(false),
            classes: std::array::from_fn(class),
            young_large: Vec::new(),
            old_large: Vec::new(),
            live: Tally::default(),
            young: Tally::default(),
            allocated: Tally::default(),
            closed: false,
        }
    }

    /// A cell of `class`, whose bump is `bump`; `None` when the blocks at hand are full and the pool gives no new one.
    pub fn take(&mut self, class: usize, bump: &Bump, demand: Demand) -> Option<*mut u8> {
        bump.limit.set(self.classes[class].limit);
        let bytes = CELL_BYTES[class] as usize;
        let mut cell = bump.take(bytes);
        if cell.is_none() && (self.next_run(class, bump) || self.fresh_block(class, bump, demand)) {
            cell = bump.take(bytes);
        }
        if self.closed {
            bump.close();
        }
        cell
    }

    /// Go to the next run of free cells in the blocks at hand.
    fn next_run(&mut self, class: usize, bump: &Bump) -> bool {
        let (units, used) = (CELL_UNITS[class] as usize, USED_UNITS[class] as usize);
        loop {
            let state = &mut self.classes[class];
            if state.block != NONE {
                let words = self.space.block_marks(self.settled, state.block);
                if let Some((start, end)) = next_free_run(words, units, state.run_end, used) {
                    self.open_run(class, bump, start, end);
                    return true;
                }
                self.space.block(state.block).cursor.set(used as u16);
                state.touched.push(state.block as u32);
                state.block = NONE;
            }
            match state.available.pop() {
                Some(block) => (state.block, state.run_end) = (block as usize, 0),
                None => return false,
            }
        }
    }

    fn fresh_block(&mut self, class: usize, bump: &Bump, demand: Demand) -> bool {
        let Some(block) = self.pool.take(1, demand) else { return false };
        self.space.block(block).set_use(Use::Cells(class));
        self.classes[class].block = block;
        self.open_run(class, bump, 0, USED_UNITS[class] as usize);
        true
    }

    fn open_run(&mut self, class: usize, bump: &Bump, start: usize, end: usize) {
        let state = &mut self.classes[class];
        let block = self.space.address(state.block);
        state.run_end = end;
        state.limit = block.wrapping_add(end * UNIT);
        bump.next.set(block.wrapping_add(start * UNIT));
        bump.limit.set(state.limit);
        self.young.add((end - start) * UNIT, (end - start) / CELL_UNITS[class] as usize);
    }

    /// A span for an object of `bytes` bytes, all zero if `zero`.
    pub fn take_large(&mut self, bytes: usize, zero: bool, demand: Demand) -> Option<*mut u8> {
        let count = bytes.div_ceil(BLOCK_BYTES);
        let first = self.pool.take(count, demand)?;
        self.space.block(first).set_use(Use::LargeHead);
        self.space.block(first).link.set(count as u32);
        for i in first + 1..first + count {
            self.space.block(i).set_use(Use::LargeTail);
            self.space.block(i).link.set(first as u32);
        }
        if zero {
            for i in (first..first + count).filter(|&i| self.space.block(i).dirty.get()) {
                let rest = bytes - (i - first) * BLOCK_BYTES;
                // SAFETY: the block was just taken.
                unsafe { self.space.address(i).write_bytes(0, rest.min(BLOCK_BYTES)) };
            }
        }
        self.young_large.push(first as u32);
        self.young.add(count * BLOCK_BYTES, 1);
        Some(self.space.address(first))
    }

    /// Let the large object at `object` grow to `bytes` bytes where it is; the new memory is not initialized. False when
    /// other objects stand behind it.
    pub fn grow_large(&mut self, object: *const Header, bytes: usize) -> bool {
        let first = self.space.block_of(object.addr());
        let head = self.space.block(first);
        let (old, new) = (head.link.get() as usize, bytes.div_ceil(BLOCK_BYTES));
        debug_assert!(head.used_for() == Use::LargeHead);
        if new > old {
            if !self.pool.take_at(first + old, new - old) {
                return false;
            }
            for i in first + old..first + new {
                self.space.block(i).set_use(Use::LargeTail);
                self.space.block(i).link.set(first as u32);
            }
            head.link.set(new as u32);
            self.young.add((new - old) * BLOCK_BYTES, 0);
            if self.space.is_marked(self.settled, object) {
                self.live.add((new - old) * BLOCK_BYTES, 0);
            }
        }
        true
    }

    /// Bytes and objects in the current runs that are not handed out yet.
    pub fn unused(&self, bumps: &[Bump; CLASSES]) -> Tally {
        let mut unused = Tally::default();
        for (class, state) in self.classes.iter().enumerate().filter(|(_, state)| state.block != NONE) {
            let bytes = state.limit.addr() - bumps[class].next.get().addr();
            unused.add(bytes, bytes / CELL_BYTES[class] as usize);
        }
        unused
    }

    /// Bring the cursors of the blocks up to date that objects are being allocated in.
    pub fn update_cursors(&self, bumps: &[Bump; CLASSES]) {
        for (state, bump) in self.classes.iter().zip(bumps).filter(|(state, _)| state.block != NONE) {
            let unit = (bump.next.get().addr() - self.space.address(state.block).addr()) / UNIT;
            self.space.block(state.block).cursor.set(unit as u16);
        }
    }

    /// Before a collection: end all runs.
    pub fn end_runs(&mut self, bumps: &[Bump; CLASSES]) {
        self.update_cursors(bumps);
        let unused = self.unused(bumps);
        self.young.subtract(unused.bytes, unused.objects);
        for (state, bump) in self.classes.iter_mut().zip(bumps) {
            if state.block != NONE {
                state.touched.push(state.block as u32);
            }
            (state.block, state.limit) = (NONE, std::ptr::null_mut());
            bump.next.set(std::ptr::null_mut());
            bump.close();
        }
    }

    /// After marking into `marks`: find out what is free. Minor collections look at the blocks with new objects only: in the
    /// others nothing has changed.
    pub fn settle(&mut self, full: bool, marks: Bitmap, poison: bool) {
        self.allocated.add(self.young.bytes, self.young.objects);
        self.young = Tally::default();
        if full {
            self.live = Tally::default();
        }
        if poison {
            self.poison_cells(marks);
        }
        let before = std::mem::replace(&mut self.settled, marks);
        if full {
            self.classes.iter_mut().for_each(|state| {
                state.available.clear();
                state.touched.clear();
            });
            for block in (0..self.pool.frontier()).rev() {
                if let Use::Cells(class) = self.space.block(block).used_for() {
                    self.space.block(block).live.set(0);
                    self.settle_block(class, block, true);
                }
            }
        } else {
            debug_assert_eq!(before, marks);
            for class in 0..CLASSES {
                let touched = std::mem::take(&mut self.classes[class].touched);
                touched.iter().rev().for_each(|&block| self.settle_block(class, block as usize, false));
                self.classes[class].touched = touched;
                self.classes[class].touched.clear();
            }
        }
        self.settle_large(full, poison);
    }

    fn settle_block(&mut self, class: usize, index: usize, full: bool) {
        let block = self.space.block(index);
        let bytes = CELL_BYTES[class] as usize;
        let live = count_marks(self.space.block_marks(self.settled, index));
        let new = live - block.live.get() as usize;
        self.live.add(new * bytes, new);
        block.cursor.set(0);
        block.live.set(live as u16);
        if live == 0 {
            self.pool.give(index, 1);
        } else if USED_UNITS[class] as usize * UNIT - live * bytes >= WORTH_SWEEPING && (full || self.has_long_runs(class, index, live)) {
            self.classes[class].available.push(index as u32);
        }
    }

    /// Whether the free cells of a block, which has `live` others, lie close together: each run costs a search of the bitmap.
    fn has_long_runs(&self, class: usize, index: usize, live: usize) -> bool {
        let (units, used) = (CELL_UNITS[class] as usize, USED_UNITS[class] as usize);
        let words = self.space.block_marks(self.settled, index);
        let (mut runs, mut at) = (0, 0);
        while let Some((_, end)) = next_free_run(words, units, at, used) {
            runs += 1;
            at = end;
        }
        used / units - live >= LONG_RUN * runs
    }

    fn settle_large(&mut self, full: bool, poison: bool) {
        let mut candidates = std::mem::take(&mut self.young_large);
        if full {
            candidates.append(&mut self.old_large);
        }
        for &head in &candidates {
            let object = self.space.address(head as usize);
            let count = self.space.block(head as usize).link.get() as usize;
            if self.space.is_marked(self.settled, object.cast()) {
                self.live.add(count * BLOCK_BYTES, 1);
                self.old_large.push(head);
            } else {
                if poison {
                    fill_with_poison(object, count * BLOCK_BYTES);
                }
                self.pool.give(head as usize, count);
            }
        }
        candidates.clear();
        if !full {
            self.young_large = candidates;
        }
    }

    /// Fill the cells that this collection found dead.
    fn poison_cells(&self, marks: Bitmap) {
        self.for_each_cell(|object, bytes| {
            if !self.space.is_marked(marks, object) {
                fill_with_poison(object.cast_mut().cast(), bytes);
            }
        });
    }

    /// Every object in a cell of a block.
    fn for_each_cell(&self, mut f: impl FnMut(*const Header, usize)) {
        for index in 0..self.pool.frontier() {
            let block = self.space.block(index);
            let Use::Cells(class) = block.used_for() else { continue };
            for unit in (0..USED_UNITS[class] as usize).step_by(CELL_UNITS[class] as usize) {
                let object = self.space.address(index).wrapping_add(unit * UNIT).cast::<Header>().cast_const();
                if unit < block.cursor.get() as usize || self.space.is_marked(self.settled, object) {
                    f(object, CELL_BYTES[class] as usize);
                }
            }
        }
    }

    /// Every object and the bytes it takes up, dead ones that no collection has found included. The cursors must be up to date.
    pub fn for_each_object(&self, mut f: impl FnMut(*const Header, usize)) {
        self.for_each_cell(&mut f);
        for &head in self.young_large.iter().chain(&self.old_large) {
            let head = head as usize;
            f(self.space.address(head).cast(), self.space.block(head).link.get() as usize * BLOCK_BYTES);
        }
    }
}

fn fill_with_poison(start: *mut u8, bytes: usize) {
    for i in 0..bytes / 8 {
        // SAFETY: the memory of a dead object.
        unsafe { start.cast::<u64>().add(i).write(POISON) };
    }
}

/// The first run of unmarked cells at or after the unit `from`, as a range of units. Marks stand at the first units of cells.
#[inline]
fn next_free_run(words: &[u64; BLOCK_MARK_WORDS], cell_units: usize, from: usize, used: usize) -> Option<(usize, usize)> {
    let mut start = from;
    while start < used && words[start / 64] >> (start % 64) & 1 != 0 {
        start += cell_units;
    }
    if start >= used {
        return None;
    }
    let mut index = start / 64;
    let mut word = words[index] & (u64::MAX << (start % 64));
    while word == 0 {
        index += 1;
        if index == BLOCK_MARK_WORDS {
            return Some((start, used));
        }
        word = words[index];
    }
    Some((start, index * 64 + word.trailing_zeros() as usize))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_exactly_the_unmarked_cells() {
        let mut seed = 1u64;
        for round in 0..400 {
            let class = round % CLASSES;
            let (units, used) = (CELL_UNITS[class] as usize, USED_UNITS[class] as usize);
            let mut words = [0u64; BLOCK_MARK_WORDS];
            let mut free = vec![true; used / units];
            for cell in 0..used / units {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                if (seed >> 40) % 8 < (round as u64 / 32) % 9 {
                    words[cell * units / 64] |= 1 << (cell * units % 64);
                    free[cell] = false;
                }
            }
            let mut found = vec![false; used / units];
            let mut at = 0;
            while let Some((start, end)) = next_free_run(&words, units, at, used) {
                assert!(start >= at && start < end && end <= used && end % units == 0);
                (start / units..end / units).for_each(|cell| found[cell] = true);
                at = end;
            }
            assert_eq!(found, free, "class {class}");
        }
    }
}
