//! `dict` and `set` as the runtime uses them; their Python methods are in the crate `builtins`.

use std::cell::Cell;

use whipsnake_heap::{HeapObject as _, Gc, Value, object};

use crate::error::{PyResult, Raised};
use crate::kinds;
use crate::objects::{Tuple, TypeObject};
use crate::set_table::SetTable;
use crate::table::{Table, quick_equal};
use crate::vm::Vm;
use crate::watch::{self, Change};

object! {
    /// A dict.
    pub struct Dict = kinds::DICT, "dict" {
        pub table: Table,
        /// Which entries are watched, a bit for each 31st of them, and whether the keys are; see [`Dict::watch`].
        pub watchers: Cell<u32>,
    }
}

object! {
    /// A set or frozenset (the type tells which).
    pub struct Set = kinds::SET, "set" {
        pub table: SetTable,
        /// Of a frozenset; −1: not computed yet.
        pub hash: Cell<i64>,
    }
}

/// The bit of [`Dict::watchers`] for an entry, or for the keys.
#[inline]
fn watch_bit(entry: Option<usize>) -> u32 {
    1 << entry.map_or(31, |entry| entry % 31)
}

/// How deep tuples in tuples are looked into for keys that need no Python code.
const QUIET_DEPTH: u32 = 4;

impl Dict {
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.table.len()
    }

    #[inline(always)]
    pub fn is_empty(&self) -> bool {
        self.table.is_empty()
    }

    /// The value of an interned string key.
    #[inline]
    pub fn get_interned(&self, name: Value) -> Option<Value> {
        self.table.find_interned(name).map(|entry| self.table.value(entry))
    }

    /// Set the value of an interned string key.
    #[inline]
    pub fn set_interned(&self, vm: &mut Vm, name: Value, value: Value) {
        let entry = match self.table.find_interned(name) {
            Some(entry) => entry,
            None => {
                let hash = vm.str_hash(Gc::cast(name).expect("an interned string"));
                match self.table.append(vm, self.gc(), name, hash) {
                    Ok(entry) => entry,
                    Err(_) => vm.abort_out_of_memory(),
                }
            }
        };
        self.set_entry(vm, entry, value);
    }

    /// The value of any key.
    ///
    /// # Errors
    /// What `__hash__` and `__eq__` raise.
    #[inline]
    pub fn get(&self, vm: &mut Vm, key: Value) -> Result<Option<Value>, Raised> {
        let hash = vm.key_hash(key)?;
        Ok(self.table.find(vm, key, hash)?.map(|entry| self.table.value(entry)))
    }

    /// Set the value of any key.
    ///
    /// # Errors
    /// What `__hash__` and `__eq__` raise; `MemoryError`.
    #[inline]
    pub fn set(&self, vm: &mut Vm, key: Value, value: Value) -> Result<(), Raised> {
        let hash = vm.key_hash(key)?;
        self.set_hashed(vm, key, hash, value)
    }

    /// Set the value of a key whose hash is known.
    ///
    /// # Errors
    /// What `__eq__` raises; `MemoryError`.
    #[inline]
    pub fn set_hashed(&self, vm: &mut Vm, key: Value, hash: i64, value: Value) -> Result<(), Raised> {
        let (entry, _) = self.table.insert(vm, self.gc(), key, hash)?;
        self.set_entry(vm, entry, value);
        Ok(())
    }

    /// The value of a key; `None` where Python code would have to hash or compare it.
    #[inline]
    pub fn get_quietly(&self, vm: &mut Vm, key: Value) -> Option<Option<Value>> {
        let hash = vm.hash_quietly(key)?;
        Some(self.table.find_quietly(vm, key, hash)?.map(|entry| self.table.value(entry)))
    }

    /// Set the value of a key. Whether it could without Python code.
    ///
    /// # Errors
    /// `MemoryError`.
    #[inline]
    pub fn set_quietly(&self, vm: &mut Vm, key: Value, value: Value) -> Result<bool, Raised> {
        let Some(hash) = vm.hash_quietly(key) else { return Ok(false) };
        let entry = match self.table.find_quietly(vm, key, hash) {
            None => return Ok(false),
            Some(Some(entry)) => entry,
            Some(None) => self.table.append(vm, self.gc(), key, hash)?,
        };
        self.set_entry(vm, entry, value);
        Ok(true)
    }

    /// Replace the value of an entry. Whatever else stores into entries, machine code too, must leave dicts with watchers to this.
    #[inline]
    pub fn set_entry(&self, vm: &mut Vm, entry: usize, value: Value) {
        self.table.set_value(vm, self.gc(), entry, value);
        let watchers = self.watchers.get();
        if watchers != 0 && (watchers & watch_bit(Some(entry)) != 0 || self.table.version() == 0) {
            watch::tell(Change::Dict(self.gc()));
        }
    }

    /// [`watch`] is to tell of changes of the keys and, if one is given, of stores into an entry.
    pub fn watch(&self, entry: Option<usize>) {
        self.watchers.set(self.watchers.get() | watch_bit(None) | watch_bit(entry));
    }

    #[inline]
    fn keys_changed(&self) {
        if self.watchers.get() != 0 {
            watch::tell(Change::Dict(self.gc()));
        }
    }

    /// Remove a key; its value if it was there.
    ///
    /// # Errors
    /// What `__hash__` and `__eq__` raise.
    pub fn remove(&self, vm: &mut Vm, key: Value) -> Result<Option<Value>, Raised> {
        let hash = vm.key_hash(key)?;
        let removed = self.table.remove(vm, key, hash)?;
        self.keys_changed();
        Ok(removed.map(|(_, value)| value))
    }

    /// Remove the last entry: its key and value.
    pub fn pop_last(&self) -> Option<(Value, Value)> {
        let removed = self.table.remove_entry(self.table.filled().checked_sub(1)?);
        self.keys_changed();
        removed
    }

    /// Remove everything.
    pub fn clear(&self, vm: &mut Vm) {
        self.table.clear(vm, self.gc());
        self.keys_changed();
    }

    /// The next entry from number `from` on: its number, key and value. Safe while the dict changes.
    #[inline]
    pub fn next_entry(&self, from: usize) -> Option<(usize, Value, Value)> {
        for entry in from..self.table.filled() {
            if let Some(key) = self.table.key(entry) {
                return Some((entry, key, self.table.value(entry)));
            }
        }
        None
    }

    /// A shallow copy, of exact type dict.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn copy(&self, vm: &mut Vm) -> Result<Gc<Dict>, Raised> {
        let copy = vm.new_dict();
        copy.table.copy_from(vm, copy, &self.table)?;
        Ok(copy)
    }

    /// Set every key of `other` to its value there.
    ///
    /// # Errors
    /// What `__eq__` raises; `MemoryError`.
    pub fn update_from_dict(&self, vm: &mut Vm, other: Gc<Dict>) -> Result<(), Raised> {
        let mut from = 0;
        while let Some((entry, key, value)) = other.next_entry(from) {
            self.set_hashed(vm, key, other.table.hash(entry), value)?;
            from = entry + 1;
        }
        Ok(())
    }
}

impl Set {
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.table.len()
    }

    #[inline(always)]
    pub fn is_empty(&self) -> bool {
        self.table.is_empty()
    }

    /// # Errors
    /// What `__hash__` and `__eq__` raise.
    pub fn contains(&self, vm: &mut Vm, key: Value) -> Result<bool, Raised> {
        let hash = vm.element_hash(key)?;
        Ok(self.table.find(vm, key, hash)?.is_some())
    }

    /// Whether a key is there; `None` where Python code would have to hash or compare it.
    #[inline]
    pub fn contains_quietly(&self, vm: &mut Vm, key: Value) -> Option<bool> {
        let hash = vm.hash_quietly(key)?;
        self.table.contains_quietly(vm, key, hash)
    }

    /// Add a key; whether it is new.
    ///
    /// # Errors
    /// What `__hash__` and `__eq__` raise; `MemoryError`.
    pub fn add(&self, vm: &mut Vm, key: Value) -> Result<bool, Raised> {
        let hash = vm.element_hash(key)?;
        self.table.insert(vm, self.gc(), key, hash)
    }

    /// Add all items of an iterable.
    ///
    /// # Errors
    /// What the iteration, `__hash__` and `__eq__` raise; `MemoryError`.
    pub fn update(&self, vm: &mut Vm, iterable: Value) -> Result<(), Raised> {
        if let Some(other) = Gc::<Set>::cast(iterable) {
            return self.table.merge(vm, self.gc(), &other.table);
        }
        if vm.is_exact(iterable, vm.types.dict)
            && let Some(dict) = Gc::<Dict>::cast(iterable)
        {
            self.table.reserve_for_merge(vm, self.gc(), dict.len())?;
            let mut from = 0;
            while let Some((entry, key, _)) = dict.next_entry(from) {
                self.table.insert(vm, self.gc(), key, dict.table.hash(entry))?;
                from = entry + 1;
            }
            return Ok(());
        }
        let iterator = vm.iter(iterable)?;
        while let Some(item) = vm.next(iterator)? {
            self.add(vm, item)?;
        }
        Ok(())
    }

    /// The next key from place `from` on. Safe while the set changes.
    #[inline]
    pub fn next_entry(&self, from: usize) -> Option<(usize, Value)> {
        self.table.next_key(from)
    }
}

impl Vm {
    /// `hash(key)` for a dict.
    ///
    /// # Errors
    /// `TypeError` when it is unhashable; what `__hash__` raises.
    #[inline]
    pub fn key_hash(&mut self, key: Value) -> Result<i64, Raised> {
        match self.hash(key) {
            Ok(hash) => Ok(hash),
            Err(raised) => Err(self.unusable(raised, key, "a dict key")),
        }
    }

    /// `hash(key)` for a set.
    ///
    /// # Errors
    /// `TypeError` when it is unhashable; what `__hash__` raises.
    #[inline]
    pub fn element_hash(&mut self, key: Value) -> Result<i64, Raised> {
        match self.hash(key) {
            Ok(hash) => Ok(hash),
            Err(raised) => Err(self.unusable(raised, key, "a set element")),
        }
    }

    /// Say what an unhashable object was meant to be.
    #[cold]
    fn unusable(&mut self, raised: Raised, key: Value, role: &str) -> Raised {
        if !self.is_exact(self.pending(), self.types.type_error) {
            return raised;
        }
        let reason = self.take_exception(raised);
        let class = self.type_of(key).name_string();
        match self.str_string(reason) {
            Ok(reason) => self.type_error(&format!("cannot use '{class}' as {role} ({reason})")),
            Err(raised) => raised,
        }
    }

    /// The hash of a key for which [`Vm::is_quiet_key`] holds; `None` for others.
    #[inline]
    pub fn hash_quietly(&mut self, key: Value) -> Option<i64> {
        if self.is_exact_str(key) {
            // SAFETY: just checked.
            return Some(self.str_hash(unsafe { Gc::cast_unchecked(key) }));
        }
        if !key.is_small_int() && !self.is_quiet_key(key) {
            return None;
        }
        match self.hash(key) {
            Ok(hash) => Some(hash),
            Err(raised) => {
                self.take_exception(raised);
                None
            }
        }
    }

    /// Whether hashing the value, and comparing it with another such value, runs no Python code: strings and numbers, tuples of such, and
    /// objects that are equal to themselves alone.
    pub fn is_quiet_key(&self, key: Value) -> bool {
        self.is_quiet(key, QUIET_DEPTH)
    }

    fn is_quiet(&self, key: Value, depth: u32) -> bool {
        let Some(header) = key.header() else { return true };
        let (ty, types) = (header.ty_as::<TypeObject>(), self.types);
        if ty == types.str || ty == types.int || ty == types.float || ty == types.bytes {
            return true;
        }
        if ty == types.tuple {
            return depth > 0 && Gc::<Tuple>::cast(key).is_some_and(|tuple| tuple.items().iter().all(|item| self.is_quiet(*item, depth - 1)));
        }
        self.has_identity(ty)
    }

    /// Whether instances of the type hash and compare as objects do that have nothing but their identity.
    pub fn has_identity(&self, ty: Gc<TypeObject>) -> bool {
        let (own, plain) = (ty.slots(), self.types.object.slots());
        own.hash.is_some() && own.hash.map(|f| f as usize) == plain.hash.map(|f| f as usize) && own.compare.map(|f| f as usize) == plain.compare.map(|f| f as usize)
    }

    /// Whether two values are equal, the second of which is a quiet key (see [`Vm::is_quiet_key`]) while the first may be a removed one;
    /// `None` where Python code is needed to tell.
    #[inline]
    pub fn equal_quietly(&mut self, other: Value, key: Value) -> Option<bool> {
        if let Some(known) = quick_equal(self, other, key) {
            return Some(known);
        }
        if !self.is_quiet_key(other) {
            return None;
        }
        match self.equal(other, key) {
            Ok(equal) => Some(equal),
            Err(raised) => {
                self.take_exception(raised);
                None
            }
        }
    }

    pub fn new_dict(&mut self) -> Gc<Dict> {
        self.new_dict_of(self.types.dict)
    }

    /// A new set of keys taken from a slice.
    ///
    /// # Errors
    /// What `__hash__` and `__eq__` raise; `MemoryError`.
    pub fn new_set(&mut self, keys: &[Value], frozen: bool) -> PyResult {
        let ty = if frozen { self.types.frozenset } else { self.types.set };
        let set = self.new_set_of(ty);
        for &key in keys {
            set.add(self, key)?;
        }
        Ok(set.value())
    }
}
