//! The insertion-ordered compact hash table behind `dict` and `set`.
//!
//! In: keys with their hashes. Out: entry indices. Entries stand in a [`Buffer`] in the order of insertion, `W` words each: the
//! hash word, the key, and for dicts the value. Tables of more than [`LINEAR`] entries have an index: open addressing over
//! entry numbers, one, two or four bytes each. Source: Raymond Hettinger's compact dict (CPython 3.6).
//!
//! Invariants: the hash word is `hash << 1 | 1`, which is an immediate int for the collector; a removed entry has the key
//! `DELETED`; the index has at least one empty place; `generation` changes whenever entries move or are removed or added, so a
//! look-up that called Python code can tell that it must start again.

use std::cell::Cell;

use whipsnake_heap::{Buffer, ByteBuffer, Gc, SlotOf, Trace, Tracer, Value};

use crate::error::{OrMemoryError, Raised};
use crate::objects::Str;
use crate::vm::Vm;

/// Up to this many entries are found by looking at all of them.
const LINEAR: usize = 8;
const EMPTY: usize = usize::MAX;
const DUMMY: usize = usize::MAX - 1;

/// The fields of a table; `W` words per entry.
pub struct Table<const W: usize> {
    entries: SlotOf<Buffer>,
    index: SlotOf<ByteBuffer>,
    /// log2 of the number of places in the index; 0: none.
    index_bits: Cell<u8>,
    /// All keys are exact `str`.
    str_only: Cell<bool>,
    /// Entries in use, removed ones included.
    filled: Cell<usize>,
    /// Entries that are not removed.
    used: Cell<usize>,
    /// Changes when entries are added, removed or moved; unique among all tables, 0: none assigned now.
    version: Cell<u32>,
    generation: Cell<u32>,
}

// SAFETY: shows both buffers.
unsafe impl<const W: usize> Trace for Table<W> {
    fn trace(&self, tracer: &mut Tracer) {
        self.entries.trace(tracer);
        self.index.trace(tracer);
    }
}

/// The hash as stored: an immediate int word.
#[inline(always)]
fn hash_word(hash: i64) -> Value {
    // SAFETY: the low bit makes it an immediate int, which is valid for any bits.
    unsafe { Value::from_bits((hash as u64) << 1 | 1) }
}

/// Spread the hash over the places: hashes of ints are the ints.
#[inline(always)]
fn place_of(word: Value, bits: u8) -> usize {
    (word.bits().wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - bits)) as usize
}

impl<const W: usize> Table<W> {
    pub const fn new() -> Table<W> {
        Table {
            entries: SlotOf::empty(), index: SlotOf::empty(), index_bits: Cell::new(0), str_only: Cell::new(true), filled: Cell::new(0),
            used: Cell::new(0), version: Cell::new(0), generation: Cell::new(0),
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

    /// One more than the number of the last entry; iterate over `0..filled()` and skip removed entries.
    #[inline(always)]
    pub fn filled(&self) -> usize {
        self.filled.get()
    }

    /// Changes with every structural change (not with the mere replacement of a value).
    #[inline(always)]
    pub fn generation(&self) -> u32 {
        self.generation.get()
    }

    /// All keys are exact strings.
    #[inline(always)]
    pub fn is_str_only(&self) -> bool {
        self.str_only.get()
    }

    /// A number for this set of keys at these entries, for inline caches; assigned on demand from `next`.
    pub fn keys_version(&self, next: &Cell<u32>) -> u32 {
        if self.version.get() == 0 {
            self.version.set(next.get());
            next.set(next.get().checked_add(1).unwrap_or(0));
        }
        self.version.get()
    }

    /// The version if one is assigned, else 0.
    #[inline(always)]
    pub fn version(&self) -> u32 {
        self.version.get()
    }

    #[inline(always)]
    fn word(&self, entry: usize, part: usize) -> Value {
        debug_assert!(entry < self.filled.get());
        let buffer = self.entries.get().expect("a table with entries has a buffer");
        buffer.slots()[entry * W + part].get()
    }

    /// The key of an entry below `filled()`, unless it is removed.
    #[inline(always)]
    pub fn key(&self, entry: usize) -> Option<Value> {
        if entry >= self.filled.get() {
            return None;
        }
        let key = self.word(entry, 1);
        if key == Value::DELETED { None } else { Some(key) }
    }

    /// The stored hash of an entry, good for [`Table::find`] and [`Table::insert`] on other tables.
    #[inline(always)]
    pub fn hash(&self, entry: usize) -> i64 {
        self.word(entry, 0).small_int_unchecked()
    }

    /// The value of an entry of a dict.
    #[inline(always)]
    pub fn value(&self, entry: usize) -> Value {
        self.word(entry, 2)
    }

    /// Replace the value of an entry of a dict.
    #[inline(always)]
    pub fn set_value<T>(&self, vm: &Vm, _owner: Gc<T>, entry: usize, value: Value) {
        debug_assert!(entry < self.filled.get());
        let buffer = self.entries.get().expect("a table with entries has a buffer");
        vm.heap.store(buffer, &buffer.slots()[entry * W + 2], value);
    }

    /// The entries' buffer, whose slots are `W` words per entry: for machine code and inline caches.
    #[inline(always)]
    pub fn entries(&self) -> Option<Gc<Buffer>> {
        self.entries.get()
    }

    #[inline(always)]
    fn read_index(&self, bytes: *const u8, bits: u8, place: usize) -> usize {
        // SAFETY: `place` is below 2^bits, and the index has that many places of the width for `bits`.
        unsafe {
            match bits {
                0..=7 => match *bytes.add(place) {
                    0 => EMPTY,
                    1 => DUMMY,
                    n => n as usize - 2,
                },
                8..=15 => match *bytes.cast::<u16>().add(place) {
                    0 => EMPTY,
                    1 => DUMMY,
                    n => n as usize - 2,
                },
                _ => match *bytes.cast::<u32>().add(place) {
                    0 => EMPTY,
                    1 => DUMMY,
                    n => n as usize - 2,
                },
            }
        }
    }

    #[inline(always)]
    fn write_index(&self, place: usize, entry: usize) {
        let n = if entry == DUMMY { 1 } else { entry + 2 };
        let bytes = self.index.get().expect("an indexed table").bytes_ptr();
        // SAFETY: as `read_index`; the load factor keeps entry numbers within the width.
        unsafe {
            match self.index_bits.get() {
                0..=7 => *bytes.add(place) = n as u8,
                8..=15 => *bytes.cast::<u16>().add(place) = n as u16,
                _ => *bytes.cast::<u32>().add(place) = n as u32,
            }
        }
    }

    /// Walk the places for a hash word; `matches` says whether an entry is the one. Gives the place and the entry.
    #[inline(always)]
    fn probe<E>(&self, word: Value, mut matches: impl FnMut(usize) -> Result<bool, E>) -> Result<Option<(usize, usize)>, E> {
        let bits = self.index_bits.get();
        if bits == 0 {
            let Some(buffer) = self.entries.get() else { return Ok(None) };
            let slots = buffer.slots();
            for entry in 0..self.filled.get() {
                if slots[entry * W].get() == word && matches(entry)? {
                    return Ok(Some((0, entry)));
                }
            }
            return Ok(None);
        }
        let bytes = self.index.get().expect("an indexed table").bytes_ptr();
        let mask = (1 << bits) - 1;
        let mut place = place_of(word, bits);
        loop {
            match self.read_index(bytes, bits, place) {
                EMPTY => return Ok(None),
                DUMMY => {}
                entry => {
                    if self.word(entry, 0) == word && matches(entry)? {
                        return Ok(Some((place, entry)));
                    }
                }
            }
            place = (place + 1) & mask;
        }
    }

    fn no_python<T>(found: Result<T, std::convert::Infallible>) -> T {
        match found {
            Ok(found) => found,
        }
    }

    /// The place and entry of a key that is an exact string; calls no Python code if all keys are strings.
    #[inline]
    fn probe_str(&self, word: Value, key: Gc<Str>) -> Option<(usize, usize)> {
        let value = key.value();
        Self::no_python(self.probe(word, |entry| {
            let other = self.word(entry, 1);
            // SAFETY: all keys of a `str_only` table are strings, or removed (which no hash word tells: compare kinds).
            Ok(other == value || Gc::<Str>::cast(other).is_some_and(|o| o.len == key.len && o.bytes() == key.bytes()))
        }))
    }

    /// The entry of an interned string (whose hash is known), compared by identity first.
    #[inline]
    pub fn find_interned(&self, name: Value) -> Option<usize> {
        let key = Gc::<Str>::cast(name)?;
        debug_assert!(key.is_interned() && key.hash.get() != 0);
        let word = hash_word(key.hash.get());
        if self.str_only.get() {
            return self.probe_str(word, key).map(|(_, entry)| entry);
        }
        Self::no_python(self.probe(word, |entry| {
            let other = self.word(entry, 1);
            Ok(other == name || Gc::<Str>::cast(other).is_some_and(|o| o.header().ty() == key.header().ty() && o.bytes() == key.bytes()))
        }))
        .map(|(_, entry)| entry)
    }

    /// The entry of `key`.
    ///
    /// # Errors
    /// What `__eq__` of the keys raises.
    #[inline]
    pub fn find(&self, vm: &mut Vm, key: Value, hash: i64) -> Result<Option<usize>, Raised> {
        Ok(self.find_place(vm, key, hash)?.map(|(_, entry)| entry))
    }

    #[inline]
    fn find_place(&self, vm: &mut Vm, key: Value, hash: i64) -> Result<Option<(usize, usize)>, Raised> {
        let word = hash_word(hash);
        if self.str_only.get() && vm.is_exact_str(key) {
            // SAFETY: just checked.
            return Ok(self.probe_str(word, unsafe { Gc::cast_unchecked(key) }));
        }
        if key.is_small_int() {
            // Ints that are equal by identity need no Python code, and no other exact int is equal.
            if let Some(found) = Self::no_python(self.probe(word, |entry| Ok(self.word(entry, 1) == key))) {
                return Ok(Some(found));
            }
        }
        self.find_general(vm, key, word)
    }

    #[cold]
    fn find_general(&self, vm: &mut Vm, key: Value, word: Value) -> Result<Option<(usize, usize)>, Raised> {
        enum Stop {
            Raised(Raised),
            Changed,
        }
        loop {
            let generation = self.generation.get();
            let found = self.probe(word, |entry| {
                let other = self.word(entry, 1);
                if other == Value::DELETED {
                    return Ok(false);
                }
                if other == key {
                    return Ok(true);
                }
                let equal = vm.equal(other, key).map_err(Stop::Raised)?;
                if self.generation.get() != generation || self.word(entry, 1) != other { Err(Stop::Changed) } else { Ok(equal) }
            });
            match found {
                Ok(found) => return Ok(found),
                Err(Stop::Raised(raised)) => return Err(raised),
                Err(Stop::Changed) => {}
            }
        }
    }

    /// Insert a key that may be there already. Gives the entry, and whether it is new. A new dict entry has the value NULL until
    /// [`Table::set_value`].
    ///
    /// # Errors
    /// What `__eq__` of the keys raises; `MemoryError`.
    pub fn insert<T>(&self, vm: &mut Vm, owner: Gc<T>, key: Value, hash: i64) -> Result<(usize, bool), Raised> {
        if let Some(entry) = self.find(vm, key, hash)? {
            return Ok((entry, false));
        }
        self.append(vm, owner, key, hash).map(|entry| (entry, true))
    }

    /// Add a key that is not there.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn append<T>(&self, vm: &mut Vm, owner: Gc<T>, key: Value, hash: i64) -> Result<usize, Raised> {
        let entry = self.filled.get();
        let capacity = self.entries.get().map_or(0, |b| b.capacity() / W);
        if entry == capacity {
            self.resize(vm, owner, (self.used.get() * 2).max(4))?;
            return self.append(vm, owner, key, hash);
        }
        if self.str_only.get() && !vm.is_exact_str(key) {
            self.str_only.set(false);
        }
        let word = hash_word(hash);
        let buffer = self.entries.get().expect("has capacity");
        let slots = buffer.slots();
        // SAFETY: the hash word is immediate.
        unsafe { slots[entry * W].set_unbarriered(word) };
        if W > 2 {
            // SAFETY: NULL is immediate.
            unsafe { slots[entry * W + 2].set_unbarriered(Value::NULL) };
        }
        vm.heap.store(buffer, &slots[entry * W + 1], key);
        self.filled.set(entry + 1);
        self.used.set(self.used.get() + 1);
        if self.index_bits.get() != 0 {
            self.index_entry(word, entry);
        }
        self.changed();
        Ok(entry)
    }

    fn index_entry(&self, word: Value, entry: usize) {
        let bits = self.index_bits.get();
        let bytes = self.index.get().expect("an indexed table").bytes_ptr();
        let mask = (1 << bits) - 1;
        let mut place = place_of(word, bits);
        while self.read_index(bytes, bits, place) < DUMMY {
            place = (place + 1) & mask;
        }
        self.write_index(place, entry);
    }

    #[inline(always)]
    fn changed(&self) {
        self.version.set(0);
        self.generation.set(self.generation.get().wrapping_add(1));
    }

    /// Give the table room for `capacity` entries, dropping removed ones.
    fn resize<T>(&self, vm: &mut Vm, owner: Gc<T>, capacity: usize) -> Result<(), Raised> {
        let capacity = capacity.max(self.used.get());
        let buffer = self.new_entries(vm, capacity)?;
        let (index, bits) = self.new_index(vm, capacity)?;
        let mut used = 0;
        for entry in 0..self.filled.get() {
            if self.key(entry).is_some() {
                for part in 0..W {
                    vm.heap.store(buffer, &buffer.slots()[used * W + part], self.word(entry, part));
                }
                used += 1;
            }
        }
        vm.heap.store_to(owner, &self.entries, Some(buffer));
        vm.heap.store_to(owner, &self.index, index);
        self.index_bits.set(bits);
        self.filled.set(used);
        debug_assert_eq!(used, self.used.get());
        if bits != 0 {
            for entry in 0..used {
                self.index_entry(self.word(entry, 0), entry);
            }
        }
        self.changed();
        Ok(())
    }

    fn new_entries(&self, vm: &mut Vm, capacity: usize) -> Result<Gc<Buffer>, Raised> {
        match capacity.checked_mul(W) {
            Some(words) => vm.heap.new_buffer(words).or_memory_error(vm),
            None => Err(vm.memory_error()),
        }
    }

    fn new_index(&self, vm: &mut Vm, capacity: usize) -> Result<(Option<Gc<ByteBuffer>>, u8), Raised> {
        if capacity <= LINEAR {
            return Ok((None, 0));
        }
        // At most two thirds of the places are taken.
        let bits = (capacity + capacity / 2 + 1).next_power_of_two().trailing_zeros() as u8;
        let width = match bits {
            0..=7 => 1,
            8..=15 => 2,
            _ => 4,
        };
        Ok((Some(vm.heap.new_byte_buffer(width << bits).or_memory_error(vm)?), bits))
    }

    /// Make room for `more` new entries.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn reserve<T>(&self, vm: &mut Vm, owner: Gc<T>, more: usize) -> Result<(), Raised> {
        let capacity = self.entries.get().map_or(0, |b| b.capacity() / W);
        if capacity - self.filled.get() < more { self.resize(vm, owner, self.used.get() + more) } else { Ok(()) }
    }

    /// Remove `key`; gives its key and value (NULL for sets).
    ///
    /// # Errors
    /// What `__eq__` of the keys raises.
    pub fn remove(&self, vm: &mut Vm, key: Value, hash: i64) -> Result<Option<(Value, Value)>, Raised> {
        let Some((place, entry)) = self.find_place(vm, key, hash)? else { return Ok(None) };
        Ok(Some(self.remove_at(place, entry)))
    }

    /// Remove an entry by number.
    pub fn remove_entry(&self, entry: usize) -> Option<(Value, Value)> {
        self.key(entry)?;
        let word = self.word(entry, 0);
        let (place, _) = Self::no_python(self.probe(word, |e| Ok(e == entry)))?;
        Some(self.remove_at(place, entry))
    }

    fn remove_at(&self, place: usize, entry: usize) -> (Value, Value) {
        let removed = (self.word(entry, 1), if W > 2 { self.word(entry, 2) } else { Value::NULL });
        let buffer = self.entries.get().expect("has an entry");
        // SAFETY: DELETED and NULL are immediate.
        unsafe {
            buffer.slots()[entry * W + 1].set_unbarriered(Value::DELETED);
            if W > 2 {
                buffer.slots()[entry * W + 2].set_unbarriered(Value::NULL);
            }
        }
        if self.index_bits.get() != 0 {
            self.write_index(place, DUMMY);
        }
        self.used.set(self.used.get() - 1);
        if entry + 1 == self.filled.get() && self.index_bits.get() == 0 {
            self.filled.set(entry);
        }
        if self.used.get() == 0 {
            self.reset_index();
        }
        self.changed();
        removed
    }

    /// All entries are gone: start again with an empty index.
    fn reset_index(&self) {
        self.filled.set(0);
        if let Some(index) = self.index.get() {
            // SAFETY: the whole of the byte buffer.
            unsafe { std::ptr::write_bytes(index.bytes_ptr(), 0, index.capacity()) }
        }
        self.str_only.set(true);
    }

    /// Remove everything.
    pub fn clear<T>(&self, vm: &Vm, owner: Gc<T>) {
        vm.heap.store_to(owner, &self.entries, None);
        vm.heap.store_to(owner, &self.index, None);
        self.index_bits.set(0);
        self.filled.set(0);
        self.used.set(0);
        self.str_only.set(true);
        self.changed();
    }

    /// Take over all entries of `other`; this table must be empty.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn copy_from<T>(&self, vm: &mut Vm, owner: Gc<T>, other: &Table<W>) -> Result<(), Raised> {
        debug_assert!(self.is_empty());
        if other.is_empty() {
            return Ok(());
        }
        let capacity = other.used.get();
        let buffer = self.new_entries(vm, capacity)?;
        let (index, bits) = self.new_index(vm, capacity)?;
        let mut used = 0;
        for entry in 0..other.filled.get() {
            if other.key(entry).is_some() {
                for part in 0..W {
                    vm.heap.store(buffer, &buffer.slots()[used * W + part], other.word(entry, part));
                }
                used += 1;
            }
        }
        vm.heap.store_to(owner, &self.entries, Some(buffer));
        vm.heap.store_to(owner, &self.index, index);
        self.index_bits.set(bits);
        self.filled.set(used);
        self.used.set(used);
        self.str_only.set(other.str_only.get());
        if bits != 0 {
            for entry in 0..used {
                self.index_entry(self.word(entry, 0), entry);
            }
        }
        self.changed();
        Ok(())
    }
}

impl<const W: usize> Default for Table<W> {
    fn default() -> Self {
        Table::new()
    }
}
