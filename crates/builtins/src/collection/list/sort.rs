//! `list.sort`: stable, adaptive, and safe whatever the comparisons do.
//!
//! Keys that need no Python code to compare are sorted by the standard library's sort. All others by powersort (Munro and
//! Wild, "Nearly-optimal mergesorts"), with the galloping merges and minimal runs of timsort (Tim Peters): few comparisons, each
//! of which may raise or change anything.
//!
//! Invariants: while it is sorted the list is empty, its items are in a buffer that Python code cannot reach; at every
//! comparison each item is in that buffer or in the merge's temporary one, and after an exception the buffer holds a
//! permutation of the items.

use whipsnake_runtime::{Buffer, Gc, List, OrMemoryError as _, PyResult, Raised, Value, Vm};

use super::order::{Keys, classify, float_of_prefix, less, order, prefix};
use crate::collection::common::this;

/// `list.sort(*, key=None, reverse=False)`.
pub fn sort(vm: &mut Vm, a: &[Value]) -> PyResult {
    let list = this::<List>(a[0]);
    let key = if a[1].is_none() { Value::NULL } else { a[1] };
    let reverse = match a[2].given() {
        Some(reverse) => vm.truthy(reverse)?,
        None => false,
    };
    sort_list(vm, list, key, reverse)?;
    Ok(Value::NONE)
}

/// Sort a list in place by `key` (NULL: the items themselves).
///
/// # Errors
/// What the key function and the comparisons raise; `ValueError` when they change the list.
pub fn sort_list(vm: &mut Vm, list: Gc<List>, key: Value, reverse: bool) -> Result<(), Raised> {
    let len = list.len();
    let Some(buffer) = list.buffer.get().filter(|_| len > 0) else { return Ok(()) };
    // What the list holds meanwhile tells whether somebody touched it.
    let marker = vm.heap.new_buffer(0).or_memory_error(vm)?;
    vm.heap.store_to(list, &list.buffer, Some(marker));
    list.len.set(0);
    let result = sort_buffer(vm, buffer, len, key, reverse);
    let untouched = list.len() == 0 && list.buffer.get() == Some(marker);
    vm.heap.store_to(list, &list.buffer, Some(buffer));
    list.len.set(len);
    result?;
    if untouched { Ok(()) } else { Err(vm.value_error("list modified during sort")) }
}

fn sort_buffer(vm: &mut Vm, items: Gc<Buffer>, len: usize, key: Value, reverse: bool) -> Result<(), Raised> {
    if key.is_null() {
        return sort_keys(vm, items, None, len, reverse);
    }
    let keys = vm.heap.new_buffer(len).or_memory_error(vm)?;
    for i in 0..len {
        let item = items.slots()[i].get();
        let value = vm.call(key, &[item])?;
        vm.heap.store(keys, &keys.slots()[i], value);
    }
    sort_keys(vm, keys, Some(items), len, reverse)
}

/// Sort `keys`, and `items` along with them.
fn sort_keys(vm: &mut Vm, keys: Gc<Buffer>, items: Option<Gc<Buffer>>, len: usize, reverse: bool) -> Result<(), Raised> {
    if len < 2 {
        return Ok(());
    }
    let kind = classify(vm, keys.values(len));
    if kind != Keys::Any && len < u32::MAX as usize {
        sort_simple(vm, kind, keys, items, len, reverse);
        return Ok(());
    }
    // Reversing before and after keeps equal items in their order.
    let both = [Some(keys), items];
    if reverse {
        both.into_iter().flatten().for_each(|b| reverse_slots(vm, b, len));
    }
    let result = Powersort::new(keys, items, len).run(vm);
    if reverse {
        both.into_iter().flatten().for_each(|b| reverse_slots(vm, b, len));
    }
    result
}

/// Reverse the first `len` values of a buffer.
pub fn reverse_slots(vm: &Vm, buffer: Gc<Buffer>, len: usize) {
    values_mut(buffer, len).reverse();
    vm.heap.write_barrier(buffer);
}

/// The first values of a buffer that nobody else looks at. The caller adds the write barrier before the next safepoint.
#[expect(clippy::mut_from_ref, reason = "the buffer is the sort's own, and no Python code runs during the borrow")]
fn values_mut<'a>(buffer: Gc<Buffer>, len: usize) -> &'a mut [Value] {
    debug_assert!(len <= buffer.capacity());
    // SAFETY: within the capacity; the buffer is held by the caller, and the borrow ends before anything else runs.
    unsafe { std::slice::from_raw_parts_mut(buffer.slots_ptr().cast::<Value>().cast_mut(), len) }
}

/// Keys that need no Python code: nothing can happen during the sort.
fn sort_simple(vm: &mut Vm, kind: Keys, keys: Gc<Buffer>, items: Option<Gc<Buffer>>, len: usize, reverse: bool) {
    let values = values_mut(keys, len);
    if items.is_none() && kind == Keys::Ints {
        // Equal ints are one word: stability does not show.
        if reverse { values.sort_unstable_by_key(|v| std::cmp::Reverse(v.bits() as i64)) } else { values.sort_unstable_by_key(|v| v.bits() as i64) }
        return;
    }
    if items.is_none() && kind == Keys::Floats && sort_immediate_floats(values, reverse) {
        return;
    }
    let mut numbers = sorted_numbers(kind, keys.values(len), reverse);
    let items = items.unwrap_or(keys);
    permute(values_mut(items, len), &mut numbers);
    vm.heap.write_barrier(items);
}

/// Sort floats by their bits, if all are immediate and no negative zero, which is equal to another float, is among them.
fn sort_immediate_floats(values: &mut [Value], reverse: bool) -> bool {
    let negative_zero = (-0.0f64).to_bits();
    if !values.iter().all(|v| v.as_immediate_float().is_some_and(|x| x.to_bits() != negative_zero)) {
        return false;
    }
    let mut prefixes: Vec<u64> = values.iter().map(|&v| prefix(Keys::Floats, v)).collect();
    prefixes.sort_unstable();
    if reverse {
        prefixes.reverse();
    }
    for (value, prefix) in values.iter_mut().zip(prefixes) {
        *value = Value::try_float(float_of_prefix(prefix)).expect("it was immediate");
    }
    true
}

/// The numbers of the keys in the order of the keys; equal keys keep their order. Prefix and number are sorted as one integer;
/// then the keys with equal prefixes are compared.
fn sorted_numbers(kind: Keys, keys: &[Value], reverse: bool) -> Vec<u32> {
    let flip = if reverse { u64::MAX } else { 0 };
    let mut prefixed: Vec<u128> = keys.iter().zip(0u32..).map(|(&key, number)| u128::from(prefix(kind, key) ^ flip) << 64 | u128::from(number)).collect();
    prefixed.sort_unstable();
    let mut numbers: Vec<u32> = prefixed.iter().map(|&p| p as u32).collect();
    if kind.prefix_is_all() {
        return numbers;
    }
    let mut start = 0;
    for run in prefixed.chunk_by(|a, b| a >> 64 == b >> 64) {
        let end = start + run.len();
        if run.len() > 1 {
            // In order of their numbers, so the sort must be stable.
            numbers[start..end].sort_by(|&a, &b| {
                let (x, y) = (keys[a as usize], keys[b as usize]);
                if reverse { order(kind, y, x) } else { order(kind, x, y) }
            });
        }
        start = end;
    }
    numbers
}

/// Put the item number `numbers[i]` at `i`, cycle by cycle; `numbers` is used up.
fn permute(items: &mut [Value], numbers: &mut [u32]) {
    const DONE: u32 = u32::MAX;
    for start in 0..items.len() {
        if numbers[start] == DONE {
            continue;
        }
        let first = items[start];
        let mut to = start;
        loop {
            let from = std::mem::replace(&mut numbers[to], DONE) as usize;
            if from == start {
                items[to] = first;
                break;
            }
            items[to] = items[from];
            to = from;
        }
    }
}

/// Merges switch to galloping when one side wins this often in a row.
const MIN_GALLOP: usize = 7;

/// A run that waits to be merged.
#[derive(Clone, Copy)]
struct Run {
    start: usize,
    len: usize,
    /// The power of the boundary to the next run.
    power: u32,
}

/// One sort by `<`.
struct Powersort {
    keys: Gc<Buffer>,
    items: Option<Gc<Buffer>>,
    len: usize,
    runs: Vec<Run>,
    min_gallop: usize,
    /// Room for the shorter run of a merge: keys, then items.
    temporary: Option<Gc<Buffer>>,
}

impl Powersort {
    fn new(keys: Gc<Buffer>, items: Option<Gc<Buffer>>, len: usize) -> Powersort {
        Powersort { keys, items, len, runs: Vec::new(), min_gallop: MIN_GALLOP, temporary: None }
    }

    #[inline(always)]
    fn key(&self, i: usize) -> Value {
        self.keys.slots()[i].get()
    }

    /// Move key and item from one place to another.
    #[inline(always)]
    fn copy(&self, vm: &Vm, from: usize, to: usize) {
        vm.heap.store(self.keys, &self.keys.slots()[to], self.keys.slots()[from].get());
        if let Some(items) = self.items {
            vm.heap.store(items, &items.slots()[to], items.slots()[from].get());
        }
    }

    /// Move `count` keys and items, which may overlap.
    fn copy_many(&self, vm: &Vm, from: usize, to: usize, count: usize) {
        for buffer in [Some(self.keys), self.items].into_iter().flatten() {
            values_mut(buffer, self.len).copy_within(from..from + count, to);
            vm.heap.write_barrier(buffer);
        }
    }

    fn reverse(&self, vm: &Vm, start: usize, end: usize) {
        for buffer in [Some(self.keys), self.items].into_iter().flatten() {
            values_mut(buffer, self.len)[start..end].reverse();
            vm.heap.write_barrier(buffer);
        }
    }

    fn run(&mut self, vm: &mut Vm) -> Result<(), Raised> {
        let min_run = min_run(self.len);
        let mut start = 0;
        while start < self.len {
            let mut len = self.count_run(vm, start)?;
            let wanted = min_run.min(self.len - start);
            if len < wanted {
                self.binary_insertion(vm, start, len, wanted)?;
                len = wanted;
            }
            self.push(vm, Run { start, len, power: 0 })?;
            start += len;
        }
        while self.runs.len() > 1 {
            self.merge_top(vm)?;
        }
        Ok(())
    }

    /// `keys[next] < keys[next - 1]`.
    fn next_smaller(&self, vm: &mut Vm, next: usize) -> Result<bool, Raised> {
        less(vm, self.key(next), self.key(next - 1))
    }

    /// The length of the run that begins at `start`. Descending runs, in which equal neighbours may occur, are turned round, equal
    /// ones kept in order.
    fn count_run(&mut self, vm: &mut Vm, start: usize) -> Result<usize, Raised> {
        let end = self.len;
        let mut next = start + 1;
        while next < end && !self.next_smaller(vm, next)? {
            next += 1;
        }
        if next == end {
            return Ok(next - start);
        }
        if next > start + 1 {
            if less(vm, self.key(start), self.key(next - 1))? {
                return Ok(next - start);
            }
            // All equal so far: they may begin a descending run.
            self.reverse(vm, start, next);
        }
        next += 1;
        let mut equal = 0;
        while next < end {
            if self.next_smaller(vm, next)? {
                self.reverse_equals(vm, next, &mut equal);
            } else if less(vm, self.key(next - 1), self.key(next))? {
                break;
            } else {
                equal += 1;
            }
            next += 1;
        }
        self.reverse_equals(vm, next, &mut equal);
        self.reverse(vm, start, next);
        while next < end && !self.next_smaller(vm, next)? {
            next += 1;
        }
        Ok(next - start)
    }

    /// Turn round the last of a descending run that are equal to each other: when the whole run is turned, they are in order again.
    fn reverse_equals(&self, vm: &Vm, next: usize, equal: &mut usize) {
        if *equal > 0 {
            self.reverse(vm, next - 1 - *equal, next);
            *equal = 0;
        }
    }

    /// Sort `len` keys from `start` on, of which the first `sorted` are in order.
    fn binary_insertion(&mut self, vm: &mut Vm, start: usize, sorted: usize, len: usize) -> Result<(), Raised> {
        for next in start + sorted..start + len {
            let pivot = self.key(next);
            let (mut low, mut high) = (start, next);
            while low < high {
                let middle = low + (high - low) / 2;
                if less(vm, pivot, self.key(middle))? { high = middle } else { low = middle + 1 }
            }
            let item = self.items.map(|items| items.slots()[next].get());
            self.copy_many(vm, low, low + 1, next - low);
            vm.heap.store(self.keys, &self.keys.slots()[low], pivot);
            if let (Some(items), Some(item)) = (self.items, item) {
                vm.heap.store(items, &items.slots()[low], item);
            }
        }
        Ok(())
    }

    /// Merge runs whose boundary has a greater power than the new one's, then push the new run.
    fn push(&mut self, vm: &mut Vm, run: Run) -> Result<(), Raised> {
        if let Some(last) = self.runs.last() {
            let power = power(last.start, last.len, run.len, self.len);
            while self.runs.len() > 1 && self.runs[self.runs.len() - 2].power > power {
                self.merge_top(vm)?;
            }
            self.runs.last_mut().expect("not empty").power = power;
        }
        self.runs.push(run);
        Ok(())
    }

    /// Merge the last two runs.
    fn merge_top(&mut self, vm: &mut Vm) -> Result<(), Raised> {
        let right = self.runs.pop().expect("two runs");
        let left = self.runs.last_mut().expect("two runs");
        let (start, left_len) = (left.start, left.len);
        left.len += right.len;
        left.power = right.power;
        // What is in place already at both ends need not move.
        let first = self.key(right.start);
        let skip = self.gallop_right(vm, first, self.keys, start, left_len, 0)?;
        let (start, left_len) = (start + skip, left_len - skip);
        if left_len == 0 {
            return Ok(());
        }
        let last = self.key(start + left_len - 1);
        let right_len = self.gallop_left(vm, last, self.keys, right.start, right.len, right.len - 1)?;
        if right_len == 0 {
            return Ok(());
        }
        if left_len <= right_len { self.merge_low(vm, start, left_len, right_len) } else { self.merge_high(vm, start, left_len, right_len) }
    }

    /// How many of the `len` keys from `base` on are less than `key`: searched in growing steps from `hint`.
    fn gallop_left(&self, vm: &mut Vm, key: Value, keys: Gc<Buffer>, base: usize, len: usize, hint: usize) -> Result<usize, Raised> {
        let at = |i: usize| keys.slots()[base + i].get();
        let (mut low, mut high);
        if less(vm, at(hint), key)? {
            let (mut last, mut offset) = (0, 1);
            while offset < len - hint && less(vm, at(hint + offset), key)? {
                last = offset;
                offset = offset * 2 + 1;
            }
            (low, high) = (hint + last + 1, hint + offset.min(len - hint));
        } else {
            let (mut last, mut offset) = (0, 1);
            while offset <= hint && !less(vm, at(hint - offset), key)? {
                last = offset;
                offset = offset * 2 + 1;
            }
            (low, high) = ((hint + 1).saturating_sub(offset.min(hint + 1)), hint - last);
        }
        while low < high {
            let middle = low + (high - low) / 2;
            if less(vm, at(middle), key)? { low = middle + 1 } else { high = middle }
        }
        Ok(high)
    }

    /// How many of the `len` keys from `base` on are not greater than `key`.
    fn gallop_right(&self, vm: &mut Vm, key: Value, keys: Gc<Buffer>, base: usize, len: usize, hint: usize) -> Result<usize, Raised> {
        let at = |i: usize| keys.slots()[base + i].get();
        let (mut low, mut high);
        if less(vm, key, at(hint))? {
            let (mut last, mut offset) = (0, 1);
            while offset <= hint && less(vm, key, at(hint - offset))? {
                last = offset;
                offset = offset * 2 + 1;
            }
            (low, high) = ((hint + 1).saturating_sub(offset.min(hint + 1)), hint - last);
        } else {
            let (mut last, mut offset) = (0, 1);
            while offset < len - hint && !less(vm, key, at(hint + offset))? {
                last = offset;
                offset = offset * 2 + 1;
            }
            (low, high) = (hint + last + 1, hint + offset.min(len - hint));
        }
        while low < high {
            let middle = low + (high - low) / 2;
            if less(vm, key, at(middle))? { high = middle } else { low = middle + 1 }
        }
        Ok(high)
    }

    /// Copy a run to the temporary buffer.
    fn set_aside(&mut self, vm: &mut Vm, start: usize, len: usize) -> Result<Gc<Buffer>, Raised> {
        let width = 1 + usize::from(self.items.is_some());
        let temporary = match self.temporary {
            Some(t) if t.capacity() >= len * width => t,
            _ => vm.heap.new_buffer(len * width).or_memory_error(vm)?,
        };
        self.temporary = Some(temporary);
        let to = values_mut(temporary, len * width);
        to[..len].copy_from_slice(&self.keys.values(self.len)[start..start + len]);
        if let Some(items) = self.items {
            to[len..].copy_from_slice(&items.values(self.len)[start..start + len]);
        }
        vm.heap.write_barrier(temporary);
        Ok(temporary)
    }

    /// Copy keys and items back from the temporary buffer, in which a run of `run` keys was set aside.
    fn bring_back(&self, vm: &Vm, temporary: Gc<Buffer>, run: usize, from: usize, to: usize, count: usize) {
        values_mut(self.keys, self.len)[to..to + count].copy_from_slice(&temporary.values(run)[from..from + count]);
        vm.heap.write_barrier(self.keys);
        if let Some(items) = self.items {
            values_mut(items, self.len)[to..to + count].copy_from_slice(&temporary.values(2 * run)[run + from..run + from + count]);
            vm.heap.write_barrier(items);
        }
    }

    /// Merge with the left run set aside, from the left.
    fn merge_low(&mut self, vm: &mut Vm, start: usize, left_len: usize, right_len: usize) -> Result<(), Raised> {
        let aside = self.set_aside(vm, start, left_len)?;
        let mut state = MergeLow { aside, run: left_len, left: 0, right: start + left_len, end: start + left_len + right_len, to: start };
        let result = state.merge(self, vm);
        // What is left of the left run fits exactly, also after an exception.
        self.bring_back(vm, aside, left_len, state.left, state.to, left_len - state.left);
        result
    }

    /// Merge with the right run set aside, from the right.
    fn merge_high(&mut self, vm: &mut Vm, start: usize, left_len: usize, right_len: usize) -> Result<(), Raised> {
        let aside = self.set_aside(vm, start + left_len, right_len)?;
        let mut state = MergeHigh { aside, run: right_len, start, left: left_len, right: right_len };
        let result = state.merge(self, vm);
        self.bring_back(vm, aside, right_len, 0, start + state.left, state.right);
        result
    }
}

/// A merge from the left: `aside[left..run]` and `keys[right..end]` are still to come, `to` is the next place. It is known that
/// the first key is from the right, the last from the left.
struct MergeLow {
    aside: Gc<Buffer>,
    run: usize,
    left: usize,
    right: usize,
    end: usize,
    to: usize,
}

impl MergeLow {
    fn take_left(&mut self, sort: &Powersort, vm: &Vm, count: usize) {
        sort.bring_back(vm, self.aside, self.run, self.left, self.to, count);
        self.left += count;
        self.to += count;
    }

    fn take_right(&mut self, sort: &Powersort, vm: &Vm, count: usize) {
        if count == 1 { sort.copy(vm, self.right, self.to) } else { sort.copy_many(vm, self.right, self.to, count) }
        self.right += count;
        self.to += count;
    }

    fn done(&self) -> bool {
        self.run - self.left <= 1 || self.right == self.end
    }

    fn merge(&mut self, sort: &mut Powersort, vm: &mut Vm) -> Result<(), Raised> {
        self.take_right(sort, vm, 1);
        while !self.done() {
            self.one_by_one(sort, vm)?;
            if !self.done() {
                self.gallop(sort, vm)?;
            }
        }
        if self.left < self.run {
            self.take_right(sort, vm, self.end - self.right);
        }
        Ok(())
    }

    /// Until one side wins `min_gallop` times in a row.
    fn one_by_one(&mut self, sort: &mut Powersort, vm: &mut Vm) -> Result<(), Raised> {
        let (mut left_wins, mut right_wins) = (0, 0);
        while !self.done() && left_wins.max(right_wins) < sort.min_gallop {
            if less(vm, sort.key(self.right), self.aside.slots()[self.left].get())? {
                self.take_right(sort, vm, 1);
                (left_wins, right_wins) = (0, right_wins + 1);
            } else {
                self.take_left(sort, vm, 1);
                (left_wins, right_wins) = (left_wins + 1, 0);
            }
        }
        Ok(())
    }

    /// As long as whole stretches can be taken.
    fn gallop(&mut self, sort: &mut Powersort, vm: &mut Vm) -> Result<(), Raised> {
        sort.min_gallop += 1;
        loop {
            sort.min_gallop = sort.min_gallop.saturating_sub(1).max(1);
            let from_left = sort.gallop_right(vm, sort.key(self.right), self.aside, self.left, self.run - self.left, 0)?;
            self.take_left(sort, vm, from_left);
            if self.done() {
                return Ok(());
            }
            self.take_right(sort, vm, 1);
            if self.done() {
                return Ok(());
            }
            let key = self.aside.slots()[self.left].get();
            let from_right = sort.gallop_left(vm, key, sort.keys, self.right, self.end - self.right, 0)?;
            self.take_right(sort, vm, from_right);
            if self.done() {
                return Ok(());
            }
            self.take_left(sort, vm, 1);
            if self.done() {
                return Ok(());
            }
            if from_left < MIN_GALLOP && from_right < MIN_GALLOP {
                sort.min_gallop += 1;
                return Ok(());
            }
        }
    }
}

/// A merge from the right: `keys[start..start + left]` and `aside[..right]` are still to come; the next place is the last one
/// of those `left + right`. It is known that the last key is from the left, the first from the right.
struct MergeHigh {
    aside: Gc<Buffer>,
    run: usize,
    start: usize,
    left: usize,
    right: usize,
}

impl MergeHigh {
    fn take_left(&mut self, sort: &Powersort, vm: &Vm, count: usize) {
        self.left -= count;
        let from = self.start + self.left;
        if count == 1 { sort.copy(vm, from, from + self.right) } else { sort.copy_many(vm, from, from + self.right, count) }
    }

    fn take_right(&mut self, sort: &Powersort, vm: &Vm, count: usize) {
        self.right -= count;
        sort.bring_back(vm, self.aside, self.run, self.right, self.start + self.left + self.right, count);
    }

    fn done(&self) -> bool {
        self.left == 0 || self.right <= 1
    }

    fn merge(&mut self, sort: &mut Powersort, vm: &mut Vm) -> Result<(), Raised> {
        self.take_left(sort, vm, 1);
        while !self.done() {
            self.one_by_one(sort, vm)?;
            if !self.done() {
                self.gallop(sort, vm)?;
            }
        }
        if self.right > 0 {
            self.take_left(sort, vm, self.left);
        }
        Ok(())
    }

    fn one_by_one(&mut self, sort: &mut Powersort, vm: &mut Vm) -> Result<(), Raised> {
        let (mut left_wins, mut right_wins) = (0, 0);
        while !self.done() && left_wins.max(right_wins) < sort.min_gallop {
            if less(vm, self.aside.slots()[self.right - 1].get(), sort.key(self.start + self.left - 1))? {
                self.take_left(sort, vm, 1);
                (left_wins, right_wins) = (left_wins + 1, 0);
            } else {
                self.take_right(sort, vm, 1);
                (left_wins, right_wins) = (0, right_wins + 1);
            }
        }
        Ok(())
    }

    fn gallop(&mut self, sort: &mut Powersort, vm: &mut Vm) -> Result<(), Raised> {
        sort.min_gallop += 1;
        loop {
            sort.min_gallop = sort.min_gallop.saturating_sub(1).max(1);
            let key = self.aside.slots()[self.right - 1].get();
            let from_left = self.left - sort.gallop_right(vm, key, sort.keys, self.start, self.left, self.left - 1)?;
            self.take_left(sort, vm, from_left);
            if self.done() {
                return Ok(());
            }
            self.take_right(sort, vm, 1);
            if self.done() {
                return Ok(());
            }
            let key = sort.key(self.start + self.left - 1);
            let from_right = self.right - sort.gallop_left(vm, key, self.aside, 0, self.right, self.right - 1)?;
            self.take_right(sort, vm, from_right);
            if self.done() {
                return Ok(());
            }
            self.take_left(sort, vm, 1);
            if self.done() {
                return Ok(());
            }
            if from_left < MIN_GALLOP && from_right < MIN_GALLOP {
                sort.min_gallop += 1;
                return Ok(());
            }
        }
    }
}

/// A run length such that `len` divided by it is a power of two or a little less.
fn min_run(len: usize) -> usize {
    let (mut n, mut rest) = (len, 0);
    while n >= 64 {
        rest |= n & 1;
        n >>= 1;
    }
    n + rest
}

/// The depth in the ideal merge tree of the boundary between two neighbouring runs: the first binary digit in which their
/// middles, as fractions of the whole, differ.
fn power(start: usize, left_len: usize, right_len: usize, total: usize) -> u32 {
    let mut a = 2 * start + left_len;
    let mut b = a + left_len + right_len;
    let mut power = 0;
    loop {
        power += 1;
        if a >= total {
            a -= total;
            b -= total;
        } else if b >= total {
            return power;
        }
        a <<= 1;
        b <<= 1;
    }
}
