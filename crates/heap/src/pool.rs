//! Which blocks are free: single blocks and spans are handed out lowest address first, and come back.
//!
//! Blocks below the frontier have been used at least once; beyond it lies memory that was never touched.

use crate::classes::BLOCK_BYTES;
use crate::space::{Space, Use};

/// Blocks that only the reserve may use.
pub(crate) const RESERVE_BLOCKS: usize = 64;
/// Heaps smaller than this do without huge pages.
const HUGE_PAGES_FROM: usize = (32 << 20) / BLOCK_BYTES;
const FIRST_COMMIT: usize = (1 << 20) / BLOCK_BYTES;
const LARGEST_COMMIT: usize = (64 << 20) / BLOCK_BYTES;

/// Who asks for blocks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Demand {
    Normal,
    /// The last [`RESERVE_BLOCKS`] may be used too.
    Reserve,
    /// The limit is ignored: only the system can refuse.
    Overdraft,
}

pub(crate) struct Pool {
    space: Space,
    frontier: usize,
    committed: usize,
    /// One bit for each block below the frontier.
    free: Vec<u64>,
    free_count: usize,
    /// No block below this word of `free` is free.
    lowest: usize,
    limit: usize,
}

impl Pool {
    pub fn new(space: Space) -> Pool {
        let limit = space.blocks() - RESERVE_BLOCKS;
        Pool { space, frontier: 0, committed: 0, free: Vec::new(), free_count: 0, lowest: 0, limit }
    }

    /// Blocks that were ever used: all indices in use are below this.
    pub fn frontier(&self) -> usize {
        self.frontier
    }

    pub fn used(&self) -> usize {
        self.frontier - self.free_count
    }

    /// Blocks that ordinary demand may still take.
    pub fn room(&self) -> usize {
        self.limit.saturating_sub(self.used())
    }

    pub fn set_limit(&mut self, blocks: usize) {
        self.limit = blocks.min(self.space.blocks() - RESERVE_BLOCKS);
    }

    /// The first of `count` adjacent blocks, whose use the caller sets.
    pub fn take(&mut self, count: usize, demand: Demand) -> Option<usize> {
        if !self.allows(count, demand) {
            return None;
        }
        match self.find_free(count) {
            Some(first) => {
                (first..first + count).for_each(|i| self.free[i / 64] &= !(1 << (i % 64)));
                self.free_count -= count;
                Some(first)
            }
            None => self.extend(count),
        }
    }

    fn allows(&self, count: usize, demand: Demand) -> bool {
        let limit = match demand {
            Demand::Normal => self.limit,
            Demand::Reserve => self.limit + RESERVE_BLOCKS,
            Demand::Overdraft => self.space.blocks(),
        };
        self.used().checked_add(count).is_some_and(|used| used <= limit)
    }

    fn find_free(&mut self, count: usize) -> Option<usize> {
        if self.free_count < count {
            return None;
        }
        let mut run = 0;
        let mut seen = false;
        for index in self.lowest..self.free.len() {
            let word = self.free[index];
            if word == 0 {
                run = 0;
                continue;
            }
            if !seen {
                self.lowest = index;
                seen = true;
            }
            if count == 1 {
                return Some(index * 64 + word.trailing_zeros() as usize);
            }
            if word == u64::MAX && run + 64 < count {
                run += 64;
                continue;
            }
            for bit in 0..64 {
                run = if word >> bit & 1 != 0 { run + 1 } else { 0 };
                if run == count {
                    return Some(index * 64 + bit + 1 - count);
                }
            }
        }
        None
    }

    /// Take the `count` blocks that begin at `first`, if all of them are free or beyond the frontier.
    pub fn take_at(&mut self, first: usize, count: usize) -> bool {
        self.allows(count, Demand::Normal) && self.claim(first, count)
    }

    fn claim(&mut self, first: usize, count: usize) -> bool {
        let end = first + count;
        if end > self.space.blocks() || (first..end.min(self.frontier)).any(|i| !self.is_free(i)) {
            return false;
        }
        if end > self.committed && !self.commit(end) {
            return false;
        }
        for i in first..end.min(self.frontier) {
            self.free[i / 64] &= !(1 << (i % 64));
            self.free_count -= 1;
        }
        self.frontier = self.frontier.max(end);
        self.free.resize(self.frontier.div_ceil(64), 0);
        true
    }

    /// Take blocks at the frontier, and the free ones just below it.
    fn extend(&mut self, count: usize) -> Option<usize> {
        let mut first = self.frontier;
        while first > 0 && self.frontier - first < count && self.is_free(first - 1) {
            first -= 1;
        }
        self.claim(first, count).then_some(first)
    }

    fn commit(&mut self, end: usize) -> bool {
        let step = (self.committed / 4).clamp(FIRST_COMMIT, LARGEST_COMMIT);
        let generous = (self.committed + step).max(end).next_multiple_of(FIRST_COMMIT).min(self.space.blocks());
        let to = if self.space.commit(self.committed, generous) {
            generous
        } else if self.space.commit(self.committed, end) {
            end
        } else {
            return false;
        };
        if to > HUGE_PAGES_FROM {
            self.space.advise_huge(self.committed.max(HUGE_PAGES_FROM), to);
        }
        self.committed = to;
        true
    }

    /// Make blocks free that hold nothing any more; their contents are not zero.
    pub fn give(&mut self, first: usize, count: usize) {
        for i in first..first + count {
            debug_assert!(!self.is_free(i));
            let block = self.space.block(i);
            block.set_use(Use::Free);
            block.dirty.set(true);
            block.cursor.set(0);
            block.live.set(0);
            self.free[i / 64] |= 1 << (i % 64);
        }
        self.free_count += count;
        self.lowest = self.lowest.min(first / 64);
    }

    pub fn is_free(&self, block: usize) -> bool {
        self.free[block / 64] >> (block % 64) & 1 != 0
    }

    /// Give the memory of free blocks back to the system, all but the first `keep`.
    pub fn give_back(&self, keep: usize) {
        let mut kept = 0;
        let mut from = None;
        for i in self.lowest * 64..self.frontier {
            let idle = self.is_free(i) && self.space.block(i).dirty.get();
            if idle && kept < keep {
                kept += 1;
            } else if idle {
                from.get_or_insert(i);
            } else if let Some(start) = from.take() {
                self.space.give_back(start, i);
            }
        }
        if let Some(start) = from {
            self.space.give_back(start, self.frontier);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pool(mib: usize) -> Pool {
        Pool::new(Space::reserve(mib << 20))
    }

    fn take(pool: &mut Pool, count: usize) -> usize {
        let first = pool.take(count, Demand::Normal).unwrap();
        (first..first + count).for_each(|i| pool.space.block(i).set_use(Use::LargeTail));
        first
    }

    #[test]
    fn freed_blocks_are_handed_out_lowest_first() {
        let mut pool = pool(64);
        let all: Vec<usize> = (0..200).map(|_| take(&mut pool, 1)).collect();
        assert_eq!(all, (0..200).collect::<Vec<_>>());
        pool.give(150, 1);
        pool.give(70, 1);
        assert_eq!((take(&mut pool, 1), take(&mut pool, 1), take(&mut pool, 1)), (70, 150, 200));
    }

    #[test]
    fn spans_need_adjacent_blocks() {
        let mut pool = pool(64);
        take(&mut pool, 300);
        for i in (0..200).step_by(2) {
            pool.give(i, 1);
        }
        assert_eq!(take(&mut pool, 2), 300);
        pool.give(101, 1);
        assert_eq!(take(&mut pool, 3), 100);
    }

    #[test]
    fn a_span_may_start_below_the_frontier() {
        let mut pool = pool(64);
        take(&mut pool, 10);
        pool.give(7, 3);
        assert_eq!(take(&mut pool, 5), 7);
        assert_eq!(pool.frontier(), 12);
        assert_eq!(pool.used(), 12);
    }

    #[test]
    fn blocks_are_taken_at_a_place_only_if_all_are_free() {
        let mut pool = pool(64);
        take(&mut pool, 10);
        pool.give(4, 3);
        assert!(!pool.take_at(3, 2));
        assert!(!pool.take_at(5, 3));
        assert!(pool.take_at(5, 2));
        assert!(!pool.take_at(5, 1));
        assert!(pool.take_at(10, 30));
        assert_eq!((pool.frontier(), pool.used()), (40, 39));
        assert_eq!(take(&mut pool, 1), 4);
    }

    #[test]
    fn the_limit_leaves_a_reserve() {
        let mut pool = pool(64);
        pool.set_limit(100);
        take(&mut pool, 100);
        assert!(pool.take(1, Demand::Normal).is_none());
        assert!(pool.take(RESERVE_BLOCKS, Demand::Reserve).is_some());
        assert!(pool.take(1, Demand::Reserve).is_none());
    }

    #[test]
    fn memory_given_back_reads_as_zero() {
        let mut pool = pool(64);
        take(&mut pool, 20);
        for i in 0..20 {
            // SAFETY: a committed block that nothing else uses.
            unsafe { pool.space.address(i).write_bytes(7, BLOCK_BYTES) };
        }
        pool.give(0, 20);
        pool.give_back(4);
        for i in 0..20 {
            // SAFETY: as above.
            let byte = unsafe { *pool.space.address(i) };
            assert_eq!(byte, if i < 4 { 7 } else { 0 });
            assert_eq!(pool.space.block(i).dirty.get(), i < 4);
        }
    }

    #[test]
    fn random_takes_and_gives_never_overlap() {
        let mut pool = pool(512);
        let mut seed = 12345u64;
        let mut held: Vec<(usize, usize)> = Vec::new();
        for _ in 0..20_000 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let r = (seed >> 33) as usize;
            if r.is_multiple_of(2) && held.len() < 300 {
                let count = 1 + r / 2 % if r.is_multiple_of(16) { 150 } else { 4 };
                let Some(first) = pool.take(count, Demand::Normal) else { continue };
                (first..first + count).for_each(|i| {
                    assert_eq!(pool.space.block(i).used_for(), Use::Free);
                    pool.space.block(i).set_use(Use::LargeHead);
                });
                held.push((first, count));
            } else if !held.is_empty() {
                let (first, count) = held.swap_remove(r / 2 % held.len());
                pool.give(first, count);
            }
            assert_eq!(pool.used(), held.iter().map(|h| h.1).sum::<usize>());
        }
    }
}
