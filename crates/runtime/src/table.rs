//! The insertion-ordered compact hash table behind `dict`.
//!
//! In: keys with their hashes. Out: entry numbers. Entries stand in a [`Buffer`] in the order of insertion, [`ENTRY_WORDS`] words
//! each: the hash word, the key, the value. Tables of more than [`LINEAR`] entries have an index: open addressing over entry
//! numbers, one, two or four bytes each. The search begins at the low bits of the hash, so that ints in sequence are neighbours
//! in the index too, and jumps on by ever higher bits. Sources: Raymond Hettinger's compact dict and Tim Peters's probing
//! (CPython 3.6).
//!
//! Invariants: the hash word is `hash << 1 | 1`, which is an immediate int for the collector; a removed entry has the key
//! `DELETED`, and the last entry is never a removed one; at most two thirds of the index's places have been taken since it was
//! built (`usable` counts down); `generation`
//! changes whenever entries move or are removed or added, so a look-up that called Python code can tell that it must start again.

use std::cell::Cell;

use whipsnake_heap::{Buffer, ByteBuffer, Gc, SlotOf, Trace, Tracer, Value};

use crate::error::{OrMemoryError, Raised};
use crate::objects::Str;
use crate::vm::Vm;

/// Words per entry: hash, key, value.
pub const ENTRY_WORDS: usize = 3;
const W: usize = ENTRY_WORDS;
/// Up to this many entries are found by looking at all of them.
const LINEAR: usize = 8;

/// The fields of a table.
pub struct Table {
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
    /// How many keys may be added before the storage is rebuilt.
    usable: Cell<usize>,
    /// Changes when entries are added, removed or moved; unique among all tables, 0: none assigned now.
    version: Cell<u32>,
    generation: Cell<u32>,
}

// SAFETY: shows both buffers.
unsafe impl Trace for Table {
    fn trace(&self, tracer: &mut Tracer) {
        self.entries.trace(tracer);
        self.index.trace(tracer);
    }
}

/// The hash as stored: an immediate int word.
#[inline(always)]
pub(crate) fn hash_word(hash: i64) -> Value {
    // SAFETY: the low bit makes it an immediate int, which is valid for any bits.
    unsafe { Value::from_bits((hash as u64) << 1 | 1) }
}

/// Whether two values are equal, when no Python code is needed to tell. `other` may be a removed key.
#[inline(always)]
pub fn quick_equal(vm: &Vm, other: Value, key: Value) -> Option<bool> {
    if other == key {
        return Some(true);
    }
    if other == Value::DELETED || (other.is_small_int() && key.is_small_int()) {
        return Some(false);
    }
    if let (Some(x), Some(y)) = (other.as_immediate_float(), key.as_immediate_float()) {
        return Some(x == y);
    }
    if vm.is_exact_str(other) && vm.is_exact_str(key) {
        // SAFETY: just checked.
        let (a, b) = unsafe { (Gc::<Str>::cast_unchecked(other), Gc::<Str>::cast_unchecked(key)) };
        return Some(a.bytes() == b.bytes());
    }
    None
}

/// Why a search that looks at keys ended without an answer.
pub(crate) enum Stop {
    Raised(Raised),
    /// Python code changed the table, or is needed: start again.
    Again,
}

/// Index places: never taken, and freed again. Others hold the entry number plus [`FIRST`].
const EMPTY: usize = 0;
const DUMMY: usize = 1;
const FIRST: usize = 2;

/// The places where a hash is searched, in order.
struct Places {
    place: usize,
    perturb: u64,
    mask: usize,
}

impl Places {
    #[inline(always)]
    fn new(word: Value, bits: u8) -> Places {
        let (hash, mask) = (word.small_int_unchecked() as u64, (1 << bits) - 1);
        Places { place: hash as usize & mask, perturb: hash, mask }
    }

    #[inline(always)]
    fn advance(&mut self) {
        self.perturb >>= 5;
        self.place = (self.place.wrapping_mul(5).wrapping_add(self.perturb as usize).wrapping_add(1)) & self.mask;
    }
}

/// Where a search ended.
struct Found {
    place: usize,
    entry: usize,
}

impl Table {
    /// Offset in the table of the buffer of entries, for machine code.
    pub const OFFSET_ENTRIES: usize = std::mem::offset_of!(Table, entries);
    /// Offset in the table of the number of keys.
    pub const OFFSET_LEN: usize = std::mem::offset_of!(Table, used);
    /// Offset in the table of its version.
    pub const OFFSET_VERSION: usize = std::mem::offset_of!(Table, version);

    pub const fn new() -> Table {
        Table {
            entries: SlotOf::empty(), index: SlotOf::empty(), index_bits: Cell::new(0), str_only: Cell::new(true), filled: Cell::new(0),
            used: Cell::new(0), usable: Cell::new(0), version: Cell::new(0), generation: Cell::new(0),
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
            // Once all are used up it stays 0: no more versions.
            if next.get() != 0 {
                next.set(next.get().wrapping_add(1));
            }
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

    /// The value of an entry.
    #[inline(always)]
    pub fn value(&self, entry: usize) -> Value {
        self.word(entry, 2)
    }

    /// The value of an entry of a dict that is known to exist.
    ///
    /// # Safety
    /// `entry` must be below `filled()`.
    #[inline(always)]
    pub unsafe fn value_unchecked(&self, entry: usize) -> Value {
        debug_assert!(entry < self.filled.get());
        // SAFETY: a table with entries has a buffer with room for all of them.
        unsafe { (*self.entries.get().unwrap_unchecked().slots_ptr().add(entry * W + 2)).get() }
    }

    /// Replace the value of an entry.
    #[inline(always)]
    pub fn set_value<T>(&self, vm: &Vm, _owner: Gc<T>, entry: usize, value: Value) {
        debug_assert!(entry < self.filled.get());
        let buffer = self.entries.get().expect("a table with entries has a buffer");
        vm.heap.store(buffer, &buffer.slots()[entry * W + 2], value);
    }

    /// The entries' buffer, whose slots are [`ENTRY_WORDS`] words per entry: for machine code and inline caches.
    #[inline(always)]
    pub fn entries(&self) -> Option<Gc<Buffer>> {
        self.entries.get()
    }

    /// What stands at a place.
    #[inline(always)]
    fn read_index(bytes: *const u8, bits: u8, place: usize) -> usize {
        // SAFETY: `place` is below 2^bits, and the index has that many places of the width for `bits`.
        unsafe {
            match bits {
                0..=7 => *bytes.add(place) as usize,
                8..=15 => *bytes.cast::<u16>().add(place) as usize,
                _ => *bytes.cast::<u32>().add(place) as usize,
            }
        }
    }

    #[inline(always)]
    fn write_index(bytes: *mut u8, bits: u8, place: usize, n: usize) {
        // SAFETY: as `read_index`; the load factor keeps entry numbers within the width.
        unsafe {
            match bits {
                0..=7 => *bytes.add(place) = n as u8,
                8..=15 => *bytes.cast::<u16>().add(place) = n as u16,
                _ => *bytes.cast::<u32>().add(place) = n as u32,
            }
        }
    }

    #[inline(always)]
    fn index_bytes(&self) -> *mut u8 {
        self.index.get().expect("an indexed table").bytes_ptr()
    }

    /// Find the entry with a hash word for which `matches` says yes: it gets the key.
    #[inline(always)]
    fn probe<E>(&self, word: Value, mut matches: impl FnMut(Value) -> Result<bool, E>) -> Result<Option<Found>, E> {
        let Some(buffer) = self.entries.get() else { return Ok(None) };
        let slots = buffer.slots_ptr();
        // SAFETY: entry numbers are below `filled`, which is within the buffer; a change of the table by `matches` ends the search.
        let at = |entry: usize, part: usize| unsafe { (*slots.add(entry * W + part)).get() };
        let bits = self.index_bits.get();
        if bits == 0 {
            for entry in 0..self.filled.get() {
                if at(entry, 0) == word && matches(at(entry, 1))? {
                    return Ok(Some(Found { place: 0, entry }));
                }
            }
            return Ok(None);
        }
        let bytes = self.index_bytes();
        let mut places = Places::new(word, bits);
        loop {
            match Self::read_index(bytes, bits, places.place) {
                EMPTY => return Ok(None),
                DUMMY => {}
                n => {
                    let entry = n - FIRST;
                    if at(entry, 0) == word && matches(at(entry, 1))? {
                        return Ok(Some(Found { place: places.place, entry }));
                    }
                }
            }
            places.advance();
        }
    }

    fn no_python<T>(found: Result<T, std::convert::Infallible>) -> T {
        match found {
            Ok(found) => found,
        }
    }

    /// The place and entry of a key that is an exact string, in a table with no other keys.
    #[inline]
    fn probe_str(&self, word: Value, key: Gc<Str>) -> Option<Found> {
        let value = key.value();
        Self::no_python(self.probe(word, |other| {
            // A removed key is no string.
            Ok(other == value || Gc::<Str>::cast(other).is_some_and(|o| o.len == key.len && o.bytes() == key.bytes()))
        }))
    }

    /// The entry of an interned string (whose hash is known), compared by identity first.
    #[inline]
    pub fn find_interned(&self, name: Value) -> Option<usize> {
        let key = Gc::<Str>::cast(name)?;
        debug_assert!(key.is_interned() && (key.hash.get() != 0 || key.bytes().is_empty()));
        let word = hash_word(key.hash.get());
        if self.str_only.get() {
            return self.probe_str(word, key).map(|found| found.entry);
        }
        Self::no_python(self.probe(word, |other| {
            Ok(other == name || Gc::<Str>::cast(other).is_some_and(|o| o.header().ty() == key.header().ty() && o.bytes() == key.bytes()))
        }))
        .map(|found| found.entry)
    }

    /// The entry of `key`.
    ///
    /// # Errors
    /// What `__eq__` of the keys raises.
    #[inline]
    pub fn find(&self, vm: &mut Vm, key: Value, hash: i64) -> Result<Option<usize>, Raised> {
        Ok(self.find_place(vm, key, hash)?.map(|found| found.entry))
    }

    #[inline]
    fn find_place(&self, vm: &mut Vm, key: Value, hash: i64) -> Result<Option<Found>, Raised> {
        let word = hash_word(hash);
        // The first key with this hash is nearly always the one, and often the same object.
        match Self::no_python(self.probe(word, |_| Ok(true))) {
            None => Ok(None),
            Some(found) if self.word(found.entry, 1) == key => Ok(Some(found)),
            Some(_) => self.find_compared(vm, key, word),
        }
    }

    /// [`Table::find_place`] where keys have to be compared.
    #[inline(never)]
    fn find_compared(&self, vm: &mut Vm, key: Value, word: Value) -> Result<Option<Found>, Raised> {
        if self.str_only.get() && vm.is_exact_str(key) {
            // SAFETY: just checked.
            return Ok(self.probe_str(word, unsafe { Gc::cast_unchecked(key) }));
        }
        match self.probe(word, |other| quick_equal(vm, other, key).ok_or(())) {
            Ok(found) => Ok(found),
            Err(()) => self.find_general(vm, key, word),
        }
    }

    /// The entry of a key for which [`Vm::is_quiet_key`] holds; `None` where Python code would have to compare it with another key.
    #[inline]
    pub fn find_quietly(&self, vm: &mut Vm, key: Value, hash: i64) -> Option<Option<usize>> {
        let word = hash_word(hash);
        match Self::no_python(self.probe(word, |_| Ok(true))) {
            None => Some(None),
            Some(found) if self.word(found.entry, 1) == key => Some(Some(found.entry)),
            Some(_) => self.find_quietly_compared(vm, key, word),
        }
    }

    #[inline(never)]
    fn find_quietly_compared(&self, vm: &mut Vm, key: Value, word: Value) -> Option<Option<usize>> {
        if self.str_only.get() && vm.is_exact_str(key) {
            // SAFETY: just checked.
            return Some(self.probe_str(word, unsafe { Gc::cast_unchecked(key) }).map(|found| found.entry));
        }
        self.probe(word, |other| vm.equal_quietly(other, key).ok_or(())).ok().map(|found| found.map(|f| f.entry))
    }

    #[cold]
    fn find_general(&self, vm: &mut Vm, key: Value, word: Value) -> Result<Option<Found>, Raised> {
        loop {
            let generation = self.generation.get();
            let found = self.probe(word, |other| {
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

    /// Insert a key that may be there already. Gives the entry, and whether it is new. A new entry has the value NULL until
    /// [`Table::set_value`].
    ///
    /// # Errors
    /// What `__eq__` of the keys raises; `MemoryError`.
    #[inline]
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
    #[inline]
    pub fn append<T>(&self, vm: &mut Vm, owner: Gc<T>, key: Value, hash: i64) -> Result<usize, Raised> {
        let entry = self.filled.get();
        let buffer = match self.entries.get() {
            Some(buffer) if self.usable.get() > 0 => buffer,
            _ => return self.append_growing(vm, owner, key, hash),
        };
        if self.str_only.get() && !vm.is_exact_str(key) {
            self.str_only.set(false);
        }
        let word = hash_word(hash);
        let slots = &buffer.slots()[entry * W..(entry + 1) * W];
        // SAFETY: the hash word and NULL are immediate.
        unsafe {
            slots[0].set_unbarriered(word);
            slots[2].set_unbarriered(Value::NULL);
        }
        vm.heap.store(buffer, &slots[1], key);
        self.filled.set(entry + 1);
        self.used.set(self.used.get() + 1);
        self.usable.set(self.usable.get() - 1);
        let bits = self.index_bits.get();
        if bits != 0 {
            Self::index_entry(self.index_bytes(), bits, word, entry);
        }
        self.changed();
        Ok(entry)
    }

    #[cold]
    fn append_growing<T>(&self, vm: &mut Vm, owner: Gc<T>, key: Value, hash: i64) -> Result<usize, Raised> {
        self.resize(vm, owner, (self.used.get() * 2).max(4))?;
        self.append(vm, owner, key, hash)
    }

    #[inline(always)]
    fn index_entry(bytes: *mut u8, bits: u8, word: Value, entry: usize) {
        let mut places = Places::new(word, bits);
        while Self::read_index(bytes, bits, places.place) != EMPTY {
            places.advance();
        }
        Self::write_index(bytes, bits, places.place, entry + FIRST);
    }

    #[inline(always)]
    fn changed(&self) {
        self.version.set(0);
        self.generation.set(self.generation.get().wrapping_add(1));
    }

    /// Give the table room for `capacity` entries, dropping removed ones.
    fn resize<T>(&self, vm: &mut Vm, owner: Gc<T>, capacity: usize) -> Result<(), Raised> {
        let used = self.used.get();
        let capacity = capacity.max(used);
        let Some(buffer) = self.entries.get().filter(|_| used == self.filled.get()) else { return self.rebuild(vm, owner, self, capacity) };
        // No holes: the entries stay in order, perhaps where they are.
        let words = self.words(vm, capacity)?;
        let (index, bits) = Self::new_index(vm, capacity)?;
        let buffer = vm.heap.grow_buffer(buffer, used * W, words).or_memory_error(vm)?;
        if let Some(index) = index {
            for entry in 0..used {
                Self::index_entry(index.bytes_ptr(), bits, buffer.slots()[entry * W].get(), entry);
            }
        }
        self.install(vm, owner, buffer, index, bits, capacity);
        Ok(())
    }

    fn words(&self, vm: &mut Vm, capacity: usize) -> Result<usize, Raised> {
        capacity.checked_mul(W).ok_or_else(|| vm.memory_error())
    }

    fn install<T>(&self, vm: &Vm, owner: Gc<T>, buffer: Gc<Buffer>, index: Option<Gc<ByteBuffer>>, bits: u8, capacity: usize) {
        vm.heap.store_to(owner, &self.entries, Some(buffer));
        vm.heap.store_to(owner, &self.index, index);
        self.index_bits.set(bits);
        self.usable.set(capacity - self.filled.get());
        self.changed();
    }

    /// Replace the storage by one with room for `capacity` entries that holds the entries of `source`.
    fn rebuild<T>(&self, vm: &mut Vm, owner: Gc<T>, source: &Table, capacity: usize) -> Result<(), Raised> {
        let words = self.words(vm, capacity)?;
        let buffer = vm.heap.new_buffer(words).or_memory_error(vm)?;
        let (index, bits) = Self::new_index(vm, capacity)?;
        let (to, mut used) = (buffer.slots(), 0);
        for entry in 0..source.filled.get() {
            if source.word(entry, 1) == Value::DELETED {
                continue;
            }
            let word = source.word(entry, 0);
            // SAFETY: the barrier follows.
            unsafe {
                to[used * W].set_unbarriered(word);
                to[used * W + 1].set_unbarriered(source.word(entry, 1));
                to[used * W + 2].set_unbarriered(source.word(entry, 2));
            }
            if let Some(index) = index {
                Self::index_entry(index.bytes_ptr(), bits, word, used);
            }
            used += 1;
        }
        vm.heap.write_barrier(buffer);
        self.filled.set(used);
        self.used.set(used);
        self.str_only.set(source.str_only.get());
        self.install(vm, owner, buffer, index, bits, capacity);
        Ok(())
    }

    fn new_index(vm: &mut Vm, capacity: usize) -> Result<(Option<Gc<ByteBuffer>>, u8), Raised> {
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
        if self.usable.get() < more { self.resize(vm, owner, self.used.get() + more) } else { Ok(()) }
    }

    /// Remove `key`; gives its key and value.
    ///
    /// # Errors
    /// What `__eq__` of the keys raises.
    pub fn remove(&self, vm: &mut Vm, key: Value, hash: i64) -> Result<Option<(Value, Value)>, Raised> {
        Ok(self.find_place(vm, key, hash)?.map(|found| self.remove_at(found)))
    }

    /// Remove an entry by number.
    pub fn remove_entry(&self, entry: usize) -> Option<(Value, Value)> {
        self.key(entry)?;
        let bits = self.index_bits.get();
        let mut place = 0;
        if bits != 0 {
            let mut places = Places::new(self.word(entry, 0), bits);
            while Self::read_index(self.index_bytes(), bits, places.place) != entry + FIRST {
                places.advance();
            }
            place = places.place;
        }
        Some(self.remove_at(Found { place, entry }))
    }

    fn remove_at(&self, found: Found) -> (Value, Value) {
        let Found { place, entry } = found;
        let removed = (self.word(entry, 1), self.word(entry, 2));
        let bits = self.index_bits.get();
        if bits != 0 {
            Self::write_index(self.index_bytes(), bits, place, DUMMY);
        }
        let buffer = self.entries.get().expect("has an entry");
        let slots = buffer.slots();
        // SAFETY: DELETED and NULL are immediate.
        unsafe {
            slots[entry * W + 1].set_unbarriered(Value::DELETED);
            slots[entry * W + 2].set_unbarriered(Value::NULL);
        }
        self.used.set(self.used.get() - 1);
        let old = self.filled.get();
        let mut filled = old;
        while filled > 0 && slots[(filled - 1) * W + 1].get() == Value::DELETED {
            filled -= 1;
        }
        self.filled.set(filled);
        if bits == 0 {
            self.usable.set(self.usable.get() + old - filled);
        }
        if filled == 0 {
            self.str_only.set(true);
        }
        self.changed();
        removed
    }

    /// Remove everything.
    pub fn clear<T>(&self, vm: &Vm, owner: Gc<T>) {
        vm.heap.store_to(owner, &self.entries, None);
        vm.heap.store_to(owner, &self.index, None);
        self.index_bits.set(0);
        self.filled.set(0);
        self.used.set(0);
        self.usable.set(0);
        self.str_only.set(true);
        self.changed();
    }

    /// Take over all entries of `other`; this table must be empty.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn copy_from<T>(&self, vm: &mut Vm, owner: Gc<T>, other: &Table) -> Result<(), Raised> {
        debug_assert!(self.is_empty());
        if other.is_empty() { Ok(()) } else { self.rebuild(vm, owner, other, other.used.get()) }
    }
}

impl Default for Table {
    fn default() -> Self {
        Table::new()
    }
}
