//! The hash table behind `set` and `frozenset`.
//!
//! In: keys with their hashes. Out: places. One array of places, two words each: the hash word and the key. Where a key goes, when
//! the table grows and to what size are CPython's, so that sets of ints (whose hashes programs can foresee) are iterated and
//! printed in the same order: programs have come to depend on it.
//!
//! Invariants: a place never used has the key `NULL`, one whose key was removed has `DELETED`; at least two fifths of the places
//! were never used; `generation` changes whenever keys are added, removed or moved.

use std::cell::Cell;

use whipsnake_heap::{Buffer, Gc, Slot, SlotOf, Trace, Tracer, Value};

use crate::error::{OrMemoryError, Raised};
use crate::table::{Stop, hash_word, quick_equal};
use crate::vm::Vm;

/// Places of the smallest table.
const MIN_PLACES: usize = 8;
/// Neighbours to try before the next jump.
const LINEAR_PROBES: usize = 9;
const PERTURB_SHIFT: u32 = 5;
/// Larger sets grow by two, smaller ones by four.
const LARGE: usize = 50_000;

/// The fields of a set's table.
pub struct SetTable {
    /// None: an empty table of [`MIN_PLACES`].
    entries: SlotOf<Buffer>,
    /// Number of places, less one.
    mask: Cell<usize>,
    /// Places ever used since the last rebuild.
    fill: Cell<usize>,
    used: Cell<usize>,
    /// Where `pop` goes on searching.
    finger: Cell<usize>,
    generation: Cell<u32>,
}

// SAFETY: shows the buffer.
unsafe impl Trace for SetTable {
    fn trace(&self, tracer: &mut Tracer) {
        self.entries.trace(tracer);
    }
}

/// The places that CPython's search visits for a hash, in order.
struct Places {
    place: usize,
    left: usize,
    next_jump: usize,
    perturb: u64,
    mask: usize,
}

impl Places {
    #[inline(always)]
    fn new(word: Value, mask: usize) -> Places {
        let hash = word.small_int_unchecked() as u64;
        let place = hash as usize & mask;
        Places { place, left: Self::neighbours(place, mask), next_jump: place, perturb: hash, mask }
    }

    #[inline(always)]
    fn neighbours(place: usize, mask: usize) -> usize {
        if place + LINEAR_PROBES <= mask { LINEAR_PROBES } else { 0 }
    }

    #[inline(always)]
    fn advance(&mut self) {
        if self.left > 0 {
            self.left -= 1;
            self.place += 1;
            return;
        }
        self.perturb >>= PERTURB_SHIFT;
        self.place = (self.next_jump.wrapping_mul(5).wrapping_add(1).wrapping_add(self.perturb as usize)) & self.mask;
        self.next_jump = self.place;
        self.left = Self::neighbours(self.place, self.mask);
    }
}

/// Where a search ended: at the key, or at the free place where it belongs.
enum Found {
    Key(usize),
    /// Never used before.
    Free(usize),
    /// A removed key was there: the last such place of the search.
    Reusable(usize),
}

impl SetTable {
    /// Offset in the table of the number of keys, for machine code.
    pub const OFFSET_LEN: usize = std::mem::offset_of!(SetTable, used);

    pub const fn new() -> SetTable {
        SetTable {
            entries: SlotOf::empty(), mask: Cell::new(MIN_PLACES - 1), fill: Cell::new(0), used: Cell::new(0), finger: Cell::new(0),
            generation: Cell::new(0),
        }
    }

    /// Number of keys.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.used.get()
    }

    #[inline(always)]
    pub fn is_empty(&self) -> bool {
        self.used.get() == 0
    }

    /// Number of places; iterate over `0..places()` and skip those without key.
    #[inline(always)]
    pub fn places(&self) -> usize {
        if self.entries.get().is_some() { self.mask.get() + 1 } else { 0 }
    }

    /// Changes with every structural change.
    #[inline(always)]
    pub fn generation(&self) -> u32 {
        self.generation.get()
    }

    /// The key at a place.
    #[inline(always)]
    pub fn key(&self, place: usize) -> Option<Value> {
        let key = self.entries.get()?.slots().get(2 * place + 1)?.get();
        if key == Value::NULL || key == Value::DELETED { None } else { Some(key) }
    }

    /// The stored hash of the key at a place, good for other tables.
    #[inline(always)]
    pub fn hash(&self, place: usize) -> i64 {
        self.entries.get().map_or(0, |b| b.slots()[2 * place].get().small_int_unchecked())
    }

    #[inline(always)]
    fn slot<'a>(buffer: Gc<Buffer>, place: usize, part: usize) -> &'a Slot {
        debug_assert!(2 * place + part < buffer.capacity());
        // SAFETY: places are at most `mask`, and the buffer has two words for each; the caller holds the buffer.
        unsafe { &*buffer.slots_ptr().add(2 * place + part) }
    }

    #[inline(always)]
    fn probe<E>(&self, buffer: Gc<Buffer>, word: Value, mut matches: impl FnMut(Value) -> Result<bool, E>) -> Result<Found, E> {
        let mut places = Places::new(word, self.mask.get());
        let mut reusable = None;
        loop {
            let place = places.place;
            let key = Self::slot(buffer, place, 1).get();
            if key == Value::NULL {
                return Ok(reusable.map_or(Found::Free(place), Found::Reusable));
            }
            if key == Value::DELETED {
                reusable = Some(place);
            } else if Self::slot(buffer, place, 0).get() == word && matches(key)? {
                return Ok(Found::Key(place));
            }
            places.advance();
        }
    }

    #[inline]
    fn search(&self, vm: &mut Vm, buffer: Gc<Buffer>, key: Value, word: Value) -> Result<Found, Raised> {
        match self.probe(buffer, word, |other| quick_equal(vm, other, key).ok_or(())) {
            Ok(found) => Ok(found),
            Err(()) => self.search_general(vm, key, word),
        }
    }

    #[cold]
    fn search_general(&self, vm: &mut Vm, key: Value, word: Value) -> Result<Found, Raised> {
        loop {
            let generation = self.generation.get();
            let Some(buffer) = self.entries.get() else { return Ok(Found::Free(word.small_int_unchecked() as usize & self.mask.get())) };
            let found = self.probe(buffer, word, |other| {
                if let Some(known) = quick_equal(vm, other, key) {
                    return Ok(known);
                }
                let equal = vm.equal(other, key).map_err(Stop::Raised)?;
                if self.generation.get() == generation { Ok(equal) } else { Err(Stop::Again) }
            });
            match found {
                Ok(found) => return Ok(found),
                Err(Stop::Raised(raised)) => return Err(raised),
                Err(Stop::Again) => {}
            }
        }
    }

    /// The place of `key`.
    ///
    /// # Errors
    /// What `__eq__` of the keys raises.
    #[inline]
    pub fn find(&self, vm: &mut Vm, key: Value, hash: i64) -> Result<Option<usize>, Raised> {
        let Some(buffer) = self.entries.get() else { return Ok(None) };
        let word = hash_word(hash);
        let mut places = Places::new(word, self.mask.get());
        loop {
            let other = Self::slot(buffer, places.place, 1).get();
            if other == key {
                return Ok(Some(places.place));
            }
            if other == Value::NULL {
                return Ok(None);
            }
            if Self::slot(buffer, places.place, 0).get() == word && other != Value::DELETED {
                return self.find_compared(vm, buffer, key, word);
            }
            places.advance();
        }
    }

    /// [`SetTable::find`] where keys have to be compared.
    #[inline(never)]
    fn find_compared(&self, vm: &mut Vm, buffer: Gc<Buffer>, key: Value, word: Value) -> Result<Option<usize>, Raised> {
        match self.search(vm, buffer, key, word)? {
            Found::Key(place) => Ok(Some(place)),
            Found::Free(_) | Found::Reusable(_) => Ok(None),
        }
    }

    /// Whether a key is there for which [`Vm::is_quiet_key`] holds; `None` where Python code would have to compare it with another key.
    #[inline]
    pub fn contains_quietly(&self, vm: &mut Vm, key: Value, hash: i64) -> Option<bool> {
        let Some(buffer) = self.entries.get() else { return Some(false) };
        let word = hash_word(hash);
        let mut places = Places::new(word, self.mask.get());
        loop {
            let other = Self::slot(buffer, places.place, 1).get();
            if other == key {
                return Some(true);
            }
            if other == Value::NULL {
                return Some(false);
            }
            if Self::slot(buffer, places.place, 0).get() == word && other != Value::DELETED && vm.equal_quietly(other, key)? {
                return Some(true);
            }
            places.advance();
        }
    }

    /// Add a key; whether it is new.
    ///
    /// # Errors
    /// What `__eq__` of the keys raises; `MemoryError`.
    #[inline]
    pub fn insert<T>(&self, vm: &mut Vm, owner: Gc<T>, key: Value, hash: i64) -> Result<bool, Raised> {
        let word = hash_word(hash);
        let buffer = match self.entries.get() {
            Some(buffer) => buffer,
            None => self.first_buffer(vm, owner)?,
        };
        let (place, fresh) = match self.search(vm, buffer, key, word)? {
            Found::Key(_) => return Ok(false),
            Found::Free(place) => (place, true),
            Found::Reusable(place) => (place, false),
        };
        // Python code may have replaced or dropped the storage while it compared keys.
        let buffer = match self.entries.get() {
            Some(buffer) => buffer,
            None => self.first_buffer(vm, owner)?,
        };
        // SAFETY: the hash word is immediate.
        unsafe { Self::slot(buffer, place, 0).set_unbarriered(word) };
        vm.heap.store(buffer, Self::slot(buffer, place, 1), key);
        self.fill.set(self.fill.get() + usize::from(fresh));
        self.used.set(self.used.get() + 1);
        self.changed();
        if fresh && self.fill.get() * 5 >= self.mask.get() * 3 {
            self.grow(vm, owner)?;
        }
        Ok(true)
    }

    #[cold]
    fn first_buffer<T>(&self, vm: &mut Vm, owner: Gc<T>) -> Result<Gc<Buffer>, Raised> {
        let buffer = vm.heap.new_buffer(2 * MIN_PLACES).or_memory_error(vm)?;
        vm.heap.store_to(owner, &self.entries, Some(buffer));
        self.mask.set(MIN_PLACES - 1);
        Ok(buffer)
    }

    #[cold]
    fn grow<T>(&self, vm: &mut Vm, owner: Gc<T>) -> Result<(), Raised> {
        let used = self.used.get();
        self.resize(vm, owner, if used > LARGE { used * 2 } else { used * 4 })
    }

    /// Move to a table of more than `least` places.
    fn resize<T>(&self, vm: &mut Vm, owner: Gc<T>, least: usize) -> Result<(), Raised> {
        let places = (least + 1).next_power_of_two().max(MIN_PLACES);
        self.rebuild(vm, owner, self, places)
    }

    /// Replace the storage by one with `places` places that holds the keys of `source`.
    fn rebuild<T>(&self, vm: &mut Vm, owner: Gc<T>, source: &SetTable, places: usize) -> Result<(), Raised> {
        let Some(words) = places.checked_mul(2) else { return Err(vm.memory_error()) };
        let buffer = vm.heap.new_buffer(words).or_memory_error(vm)?;
        let mask = places - 1;
        for place in 0..source.places() {
            if let Some(key) = source.key(place) {
                Self::place_clean(buffer, mask, hash_word(source.hash(place)), key);
            }
        }
        vm.heap.write_barrier(buffer);
        vm.heap.store_to(owner, &self.entries, Some(buffer));
        self.mask.set(mask);
        self.fill.set(source.used.get());
        self.used.set(source.used.get());
        self.changed();
        Ok(())
    }

    /// Put a key that is not there into a table without removed keys. The caller adds the write barrier.
    #[inline(always)]
    fn place_clean(buffer: Gc<Buffer>, mask: usize, word: Value, key: Value) {
        let mut places = Places::new(word, mask);
        while Self::slot(buffer, places.place, 1).get() != Value::NULL {
            places.advance();
        }
        // SAFETY: the caller adds the barrier.
        unsafe {
            Self::slot(buffer, places.place, 0).set_unbarriered(word);
            Self::slot(buffer, places.place, 1).set_unbarriered(key);
        }
    }

    #[inline(always)]
    fn changed(&self) {
        self.generation.set(self.generation.get().wrapping_add(1));
    }

    /// Make room for `more` keys of another collection, as CPython does before it merges.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn reserve_for_merge<T>(&self, vm: &mut Vm, owner: Gc<T>, more: usize) -> Result<(), Raised> {
        if (self.fill.get() + more) * 5 >= self.mask.get() * 3 { self.resize(vm, owner, (self.used.get() + more) * 2) } else { Ok(()) }
    }

    /// Add all keys of `other`.
    ///
    /// # Errors
    /// What `__eq__` of the keys raises; `MemoryError`.
    pub fn merge<T>(&self, vm: &mut Vm, owner: Gc<T>, other: &SetTable) -> Result<(), Raised> {
        if std::ptr::eq(self, other) || other.is_empty() {
            return Ok(());
        }
        self.reserve_for_merge(vm, owner, other.used.get())?;
        if self.fill.get() == 0 {
            return self.merge_into_empty(vm, owner, other);
        }
        let mut from = 0;
        while let Some((place, key)) = other.next_key(from) {
            self.insert(vm, owner, key, other.hash(place))?;
            from = place + 1;
        }
        Ok(())
    }

    fn merge_into_empty<T>(&self, vm: &mut Vm, owner: Gc<T>, other: &SetTable) -> Result<(), Raised> {
        match other.entries.get() {
            Some(theirs) if self.mask.get() == other.mask.get() && other.fill.get() == other.used.get() => {
                let buffer = vm.heap.new_buffer_from(theirs.values(theirs.capacity()), theirs.capacity()).or_memory_error(vm)?;
                vm.heap.store_to(owner, &self.entries, Some(buffer));
                self.fill.set(other.fill.get());
                self.used.set(other.used.get());
                self.changed();
                Ok(())
            }
            _ => self.rebuild(vm, owner, other, self.mask.get() + 1),
        }
    }

    /// The first key at or behind a place. Safe while the set changes.
    #[inline]
    pub fn next_key(&self, from: usize) -> Option<(usize, Value)> {
        let buffer = self.entries.get()?;
        let mut place = from;
        while place <= self.mask.get() {
            let key = Self::slot(buffer, place, 1).get();
            if key != Value::NULL && key != Value::DELETED {
                return Some((place, key));
            }
            place += 1;
        }
        None
    }

    /// Whether all keys are in `other`.
    ///
    /// # Errors
    /// What `__eq__` of the keys raises.
    pub fn is_subset_of(&self, vm: &mut Vm, other: &SetTable) -> Result<bool, Raised> {
        let mut place = 0;
        // Comparing keys may change either set.
        while let Some(buffer) = self.entries.get() && place <= self.mask.get() {
            let key = Self::slot(buffer, place, 1).get();
            if key != Value::NULL && key != Value::DELETED {
                let hash = Self::slot(buffer, place, 0).get().small_int_unchecked();
                if other.find(vm, key, hash)?.is_none() {
                    return Ok(false);
                }
            }
            place += 1;
        }
        Ok(true)
    }

    /// Add a key that is not there to a set from which nothing was removed.
    ///
    /// # Errors
    /// `MemoryError`.
    #[inline]
    pub fn insert_new<T>(&self, vm: &mut Vm, owner: Gc<T>, key: Value, hash: i64) -> Result<(), Raised> {
        let buffer = match self.entries.get() {
            Some(buffer) => buffer,
            None => self.first_buffer(vm, owner)?,
        };
        Self::place_clean(buffer, self.mask.get(), hash_word(hash), key);
        vm.heap.write_barrier(buffer);
        self.fill.set(self.fill.get() + 1);
        self.used.set(self.used.get() + 1);
        self.changed();
        if self.fill.get() * 5 >= self.mask.get() * 3 { self.grow(vm, owner) } else { Ok(()) }
    }

    /// Remove `key`; whether it was there.
    ///
    /// # Errors
    /// What `__eq__` of the keys raises.
    pub fn remove(&self, vm: &mut Vm, key: Value, hash: i64) -> Result<bool, Raised> {
        match self.find(vm, key, hash)? {
            Some(place) => {
                self.remove_at(place);
                Ok(true)
            }
            None => Ok(false),
        }
    }

    fn remove_at(&self, place: usize) {
        let buffer = self.entries.get().expect("has a key");
        // SAFETY: immediate values.
        unsafe {
            Self::slot(buffer, place, 0).set_unbarriered(hash_word(-1));
            Self::slot(buffer, place, 1).set_unbarriered(Value::DELETED);
        }
        self.used.set(self.used.get() - 1);
        self.changed();
    }

    /// Remove some key.
    pub fn pop(&self) -> Option<Value> {
        if self.is_empty() {
            return None;
        }
        let (place, key) = self.next_key(self.finger.get() & self.mask.get()).or_else(|| self.next_key(0))?;
        self.remove_at(place);
        self.finger.set(place + 1);
        Some(key)
    }

    /// Remove everything.
    pub fn clear<T>(&self, vm: &Vm, owner: Gc<T>) {
        vm.heap.store_to(owner, &self.entries, None);
        self.mask.set(MIN_PLACES - 1);
        self.fill.set(0);
        self.used.set(0);
        self.changed();
    }

    /// Take over the storage of `other`, which becomes empty.
    pub fn take<T, U>(&self, vm: &Vm, owner: Gc<T>, other: &SetTable, other_owner: Gc<U>) {
        vm.heap.store_to(owner, &self.entries, other.entries.get());
        self.mask.set(other.mask.get());
        self.fill.set(other.fill.get());
        self.used.set(other.used.get());
        self.changed();
        other.clear(vm, other_owner);
    }
}

impl Default for SetTable {
    fn default() -> Self {
        SetTable::new()
    }
}
