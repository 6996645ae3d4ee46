//! Making objects.

use std::cell::Cell;

use whipsnake_heap::{ByteBuffer, Gc, HeapObject, OFFSET_FIELDS, RootVec, Slot, SlotOf, Value};

use crate::dict::{Dict, Set};
use crate::error::{OrMemoryError, PyResult, Raised};
use crate::native::NativeDef;
use crate::objects::{
    BoundMethod, ByteArray, Bytes, CellObject, Complex, FILLED, Float, HAS_SURROGATE, INTERNED, Instance, Int, List, Module, NativeFunction, RangeIterator,
    RangeObject, SHARED, SliceObject, Str, Tuple, TypeObject, fill_digits, init_digits,
};
use crate::set_table::SetTable;
use crate::table::Table;
use crate::vm::Vm;

/// Shorter strings are copied when something is appended.
const SHARED_FROM: usize = 256;

/// The shared buffer of a string if nothing stands behind the string's bytes there and `more` bytes fit.
#[inline]
fn room_behind(s: Gc<Str>, more: usize) -> Option<Gc<ByteBuffer>> {
    let buffer = s.shared()?.get()?;
    // SAFETY: shared buffers begin with this word, and are aligned.
    let filled = unsafe { buffer.bytes_ptr().cast::<usize>().read() };
    if filled == s.len && buffer.capacity() - FILLED - filled >= more { Some(buffer) } else { None }
}

impl Vm {
    /// A new object of native kind `T` and type `ty`, which may be a Python subclass: its instance area comes along. `tail` bytes
    /// follow the fields.
    ///
    /// # Errors
    /// `MemoryError`.
    #[inline]
    pub fn alloc_of<T: HeapObject>(&mut self, ty: Gc<TypeObject>, fields: T, tail: usize) -> Result<Gc<T>, Raised> {
        let Some(root) = ty.root_shape.get() else {
            return self.heap.alloc_with_tail(ty.as_ptr(), 0, 0, fields, tail).or_memory_error(self);
        };
        let slots = 1 + (ty.member_slots.get() + root.inline_capacity) as usize;
        let area = (OFFSET_FIELDS + size_of::<T>() + tail).next_multiple_of(8);
        let total_tail = area - OFFSET_FIELDS - size_of::<T>() + 8 * slots;
        let object = self.heap.alloc_with_tail(ty.as_ptr(), root.id, self.object_flags(ty), fields, total_tail).or_memory_error(self)?;
        // SAFETY: the area is within the tail; nobody has seen the object.
        unsafe {
            let first = object.as_ptr().byte_add(area).cast::<Slot>();
            for i in 0..slots {
                first.add(i).write(Slot::new(Value::NULL));
            }
        }
        Ok(object)
    }

    /// As [`Vm::alloc_of`], with a tail that is not zeroed if no instance area comes along.
    ///
    /// # Errors
    /// `MemoryError`.
    ///
    /// # Safety
    /// The caller writes what the object's `Trace` and users read of the tail before it uses the heap again.
    #[inline]
    unsafe fn alloc_raw<T: HeapObject>(&mut self, ty: Gc<TypeObject>, fields: T, tail: usize) -> Result<Gc<T>, Raised> {
        if ty.root_shape.get().is_some() {
            return self.alloc_of(ty, fields, tail);
        }
        // SAFETY: the caller's promise.
        unsafe { self.heap.alloc_with_unset_tail(ty.as_ptr(), fields, tail) }.or_memory_error(self)
    }

    /// A new native object without tail: `vm.alloc::<T>(ty, fields)`.
    #[inline]
    pub fn alloc<T: HeapObject>(&mut self, ty: Gc<TypeObject>, fields: T) -> Result<Gc<T>, Raised> {
        self.alloc_of(ty, fields, 0)
    }

    /// A new instance of a class with no native fields.
    ///
    /// # Errors
    /// `MemoryError`.
    #[inline]
    pub fn new_instance(&mut self, ty: Gc<TypeObject>) -> Result<Gc<Instance>, Raised> {
        self.alloc_of(ty, Instance {}, 0)
    }

    // ---- numbers

    /// An int of any i64.
    #[inline(always)]
    pub fn new_int(&mut self, n: i64) -> Value {
        match Value::try_small_int(n) {
            Some(v) => v,
            None => self.new_int_slow(n),
        }
    }

    #[cold]
    fn new_int_slow(&mut self, n: i64) -> Value {
        self.new_int_from_digits(n < 0, &[n.unsigned_abs()])
    }

    /// An int from sign and magnitude (base 2^64, least significant digit first; zero digits at the end are ignored).
    pub fn new_int_from_digits(&mut self, negative: bool, digits: &[u64]) -> Value {
        let len = digits.iter().rposition(|&d| d != 0).map_or(0, |i| i + 1);
        let digits = &digits[..len];
        match *digits {
            [] => return Value::small_int(0),
            [d] if !negative && d <= whipsnake_heap::MAX_SMALL_INT as u64 => return Value::small_int(d as i64),
            [d] if negative && d <= whipsnake_heap::MIN_SMALL_INT.unsigned_abs() => return Value::small_int((d as i64).wrapping_neg()),
            _ => {}
        }
        // SAFETY: all digits are written at once.
        match unsafe { self.heap.alloc_with_unset_tail(self.types.int.as_ptr(), Int { negative, len }, Int::tail(len)) } {
            Ok(int) => {
                init_digits(int, digits);
                int.value()
            }
            Err(_) => self.abort_out_of_memory(),
        }
    }

    /// An int of at most `len` digits (base 2^64, least significant first), all of which `f` writes in their place on the heap, over what was
    /// there before; it returns whether the int is negative.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn new_int_with(&mut self, len: usize, f: impl FnOnce(&mut [u64]) -> bool) -> PyResult {
        // SAFETY: digits are no values, and `f` is given them to write; until then they are numbers that were there before.
        let int = unsafe { self.heap.alloc_with_unset_tail(self.types.int.as_ptr(), Int { negative: false, len }, Int::tail(len)) };
        let int = int.or_memory_error(self)?;
        let (negative, used) = fill_digits(int, f);
        if used <= 1 {
            // Maybe an immediate.
            let digit = int.digits().first().copied().unwrap_or(0);
            return Ok(self.new_int_from_digits(negative, &[digit]));
        }
        Ok(int.value())
    }

    /// An int of a subclass of `int`, always on the heap.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn new_int_of(&mut self, ty: Gc<TypeObject>, negative: bool, digits: &[u64]) -> PyResult {
        let len = digits.iter().rposition(|&d| d != 0).map_or(0, |i| i + 1);
        let int = self.alloc_of(ty, Int { negative, len }, Int::tail(len))?;
        init_digits(int, &digits[..len]);
        Ok(int.value())
    }

    #[inline(always)]
    pub fn new_float(&mut self, x: f64) -> Value {
        match Value::try_float(x) {
            Some(v) => v,
            None => self.new_float_slow(x),
        }
    }

    #[cold]
    fn new_float_slow(&mut self, x: f64) -> Value {
        self.heap.alloc(self.types.float.as_ptr(), 0, Float { value: x }).value()
    }

    pub fn new_complex(&mut self, real: f64, imag: f64) -> Value {
        self.heap.alloc(self.types.complex.as_ptr(), 0, Complex { real, imag }).value()
    }

    // ---- strings

    /// A string from UTF-8.
    pub fn new_str(&mut self, s: &str) -> Value {
        match self.try_new_wtf8(s.as_bytes()) {
            Ok(v) => v.value(),
            Err(_) => self.abort_out_of_memory(),
        }
    }

    /// A string from WTF-8.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn try_new_wtf8(&mut self, bytes: &[u8]) -> Result<Gc<Str>, Raised> {
        match *bytes {
            [] => return Ok(self.empty_str()),
            [byte] => return Ok(self.latin1_char(byte)),
            [lead @ 0xC2..=0xC3, next] => return Ok(self.latin1_char(lead << 6 | next & 0x3F)),
            _ => {}
        }
        let ascii = bytes.is_ascii();
        let chars = if ascii { bytes.len() } else { bytes.iter().filter(|&&b| b & 0xC0 != 0x80).count() };
        let surrogate = !ascii && has_surrogate(bytes);
        self.new_str_parts(self.types.str, bytes, chars, surrogate)
    }

    /// A string from ASCII.
    #[inline]
    pub fn new_ascii(&mut self, bytes: &[u8]) -> Value {
        debug_assert!(bytes.is_ascii());
        match *bytes {
            [] => return self.empty_str().value(),
            [byte] => return self.latin1_char(byte).value(),
            _ => {}
        }
        match self.new_str_parts(self.types.str, bytes, bytes.len(), false) {
            Ok(s) => s.value(),
            Err(_) => self.abort_out_of_memory(),
        }
    }

    /// The empty string.
    #[inline]
    pub fn empty_str(&mut self) -> Gc<Str> {
        self.constant_str(256)
    }

    /// A string from WTF-8.
    pub fn new_wtf8(&mut self, bytes: &[u8]) -> Value {
        match self.try_new_wtf8(bytes) {
            Ok(v) => v.value(),
            Err(_) => self.abort_out_of_memory(),
        }
    }

    /// A string whose properties are known, of `str` or a subclass.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn new_str_parts(&mut self, ty: Gc<TypeObject>, bytes: &[u8], chars: usize, surrogate: bool) -> Result<Gc<Str>, Raised> {
        let s = self.new_str_with(ty, bytes.len(), chars, surrogate, |to| to.copy_from_slice(bytes))?;
        Ok(s)
    }

    /// A string of `len` bytes and `chars` characters that `fill` writes.
    ///
    /// # Errors
    /// `MemoryError`.
    #[inline]
    pub fn new_str_with(&mut self, ty: Gc<TypeObject>, len: usize, chars: usize, surrogate: bool, fill: impl FnOnce(&mut [u8])) -> Result<Gc<Str>, Raised> {
        let fields = Str { hash: Cell::new(0), len, chars, index: SlotOf::empty() };
        // SAFETY: `fill` writes all of it.
        let s = unsafe { self.alloc_raw(ty, fields, len.next_multiple_of(8))? };
        // SAFETY: the tail has `len` bytes, and nobody else sees the string yet.
        fill(unsafe { std::slice::from_raw_parts_mut(s.as_ptr().byte_add(Str::OFFSET_BYTES).cast::<u8>(), len) });
        if surrogate {
            s.header().set(HAS_SURROGATE);
        }
        Ok(s)
    }

    /// The one-character string of a Latin-1 character.
    #[inline]
    pub fn latin1_char(&mut self, byte: u8) -> Gc<Str> {
        self.constant_str(usize::from(byte))
    }

    #[inline(always)]
    fn constant_str(&self, index: usize) -> Gc<Str> {
        let table = self.rt.latin1.get().expect("made while booting");
        // SAFETY: the table holds strings.
        unsafe { Gc::cast_unchecked(table.items()[index]) }
    }

    /// The strings of one Latin-1 character, made while booting, which stay where they are.
    pub fn latin1_strings(&self) -> Option<*const Value> {
        self.rt.latin1.get().map(|strings| strings.items().as_ptr())
    }

    /// As [`Vm::latin1_char`], for handlers.
    #[inline(always)]
    pub fn char_string(&self, byte: u8) -> Value {
        // SAFETY: the table is made while booting, and has 256 strings.
        unsafe { *self.rt.latin1.get().unwrap_unchecked().items().get_unchecked(byte as usize) }
    }

    /// `a + b` of strings.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn concat_str(&mut self, a: Gc<Str>, b: Gc<Str>) -> Result<Gc<Str>, Raised> {
        if a.len == 0 && self.is_exact_str(b.value()) {
            return Ok(b);
        }
        if b.len == 0 && self.is_exact_str(a.value()) {
            return Ok(a);
        }
        let surrogates = a.header().has(HAS_SURROGATE) || b.header().has(HAS_SURROGATE);
        if surrogates {
            // The halves of a pair may meet.
            return self.concat_surrogates(a, b);
        }
        if let Some(buffer) = room_behind(a, b.len) {
            return self.extend_shared(buffer, a, b);
        }
        self.new_str_with(self.types.str, a.len + b.len, a.chars + b.chars, false, |to| {
            let (head, tail) = to.split_at_mut(a.len);
            head.copy_from_slice(a.bytes());
            tail.copy_from_slice(b.bytes());
        })
    }

    /// `a + b` for a program that appends again and again: the sum leaves room behind its bytes, so that the next one needs no copy.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn append_str(&mut self, a: Gc<Str>, b: Gc<Str>) -> Result<Gc<Str>, Raised> {
        let len = a.len + b.len;
        if len < SHARED_FROM || a.len == 0 || b.len == 0 || a.header().has(HAS_SURROGATE) || b.header().has(HAS_SURROGATE) {
            return self.concat_str(a, b);
        }
        if let Some(buffer) = room_behind(a, b.len) {
            return self.extend_shared(buffer, a, b);
        }
        let buffer = self.heap.new_byte_buffer(FILLED + len.saturating_mul(2)).or_memory_error(self)?;
        // SAFETY: the new buffer has room for both.
        unsafe { std::ptr::copy_nonoverlapping(a.bytes().as_ptr(), buffer.bytes_ptr().add(FILLED), a.len) };
        self.extend_shared(buffer, a, b)
    }

    /// The sum of `a`, whose bytes stand in the buffer, and `b`, for which there is room behind them.
    fn extend_shared(&mut self, buffer: Gc<ByteBuffer>, a: Gc<Str>, b: Gc<Str>) -> Result<Gc<Str>, Raised> {
        let fields = Str { hash: Cell::new(0), len: a.len + b.len, chars: a.chars + b.chars, index: SlotOf::empty() };
        // SAFETY: the slot is written next; the buffer has room, and no string's bytes are in it.
        unsafe {
            let sum = self.alloc_raw(self.types.str, fields, size_of::<SlotOf<ByteBuffer>>())?;
            sum.as_ptr().byte_add(Str::OFFSET_BYTES).cast::<SlotOf<ByteBuffer>>().write(SlotOf::new(buffer));
            sum.header().set(SHARED);
            std::ptr::copy_nonoverlapping(b.bytes().as_ptr(), buffer.bytes_ptr().add(FILLED + a.len), b.len);
            buffer.bytes_ptr().cast::<usize>().write(a.len + b.len);
            Ok(sum)
        }
    }

    #[cold]
    fn concat_surrogates(&mut self, a: Gc<Str>, b: Gc<Str>) -> Result<Gc<Str>, Raised> {
        // Python's strings are sequences of code points: a high and a low surrogate that meet stay two.
        let bytes = [a.bytes(), b.bytes()].concat();
        self.new_str_parts(self.types.str, &bytes, a.chars + b.chars, true)
    }

    /// A string of one code point (surrogates too).
    pub fn new_char(&mut self, c: u32) -> Value {
        if c < 0x100 {
            return self.latin1_char(c as u8).value();
        }
        let mut bytes = [0; 4];
        let len = encode_wtf8(c, &mut bytes);
        let surrogate = (0xD800..0xE000).contains(&c);
        match self.new_str_parts(self.types.str, &bytes[..len], 1, surrogate) {
            Ok(s) => s.value(),
            Err(_) => self.abort_out_of_memory(),
        }
    }

    /// The interned string with this text. Interned strings live for ever, know their hash, and are equal only if identical.
    pub fn intern(&mut self, text: &str) -> Value {
        self.intern_wtf8(text.as_bytes())
    }

    /// See [`Vm::intern`].
    pub fn intern_wtf8(&mut self, bytes: &[u8]) -> Value {
        let s = self.new_wtf8(bytes);
        self.intern_value(s)
    }

    /// The interned string equal to an exact string.
    pub fn intern_value(&mut self, s: Value) -> Value {
        let Some(string) = Gc::<Str>::cast(s) else { return s };
        if string.is_interned() {
            return s;
        }
        let hash = self.str_hash(string);
        let table = self.rt.interned.get().expect("made while booting");
        match table.table.insert(self, table, s, hash) {
            Ok((entry, true)) => {
                string.header().set(INTERNED);
                table.table.set_value(self, table, entry, s);
                s
            }
            Ok((entry, false)) => table.table.value(entry),
            Err(_) => self.abort_out_of_memory(),
        }
    }

    /// `hash(str)`.
    #[inline(always)]
    pub fn str_hash(&self, s: Gc<Str>) -> i64 {
        match s.hash.get() {
            0 => self.compute_str_hash(s),
            hash => hash,
        }
    }

    #[cold]
    fn compute_str_hash(&self, s: Gc<Str>) -> i64 {
        let hash = crate::protocol::hash_text(self.rt.hash_key, s);
        s.hash.set(hash);
        hash
    }

    /// A buffer of `size` zeros outside the heap, for sizes that a program chooses.
    ///
    /// # Errors
    /// `MemoryError`, where Rust's own allocations would end the process.
    pub fn zeros(&mut self, size: usize) -> Result<Vec<u8>, Raised> {
        let mut bytes = Vec::new();
        self.grow(&mut bytes, size)?;
        drop(bytes);
        Ok(vec![0; size])
    }

    /// Give a buffer outside the heap room for `more` bytes.
    ///
    /// # Errors
    /// As [`Vm::zeros`].
    pub fn grow(&mut self, bytes: &mut Vec<u8>, more: usize) -> Result<(), Raised> {
        bytes.try_reserve_exact(more).map_err(|_| self.memory_error())
    }

    pub fn new_bytes(&mut self, bytes: &[u8]) -> Value {
        match self.new_bytes_of(self.types.bytes, bytes) {
            Ok(b) => b.value(),
            Err(_) => self.abort_out_of_memory(),
        }
    }

    /// Bytes of `bytes` or a subclass.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn new_bytes_of(&mut self, ty: Gc<TypeObject>, bytes: &[u8]) -> Result<Gc<Bytes>, Raised> {
        // SAFETY: written below.
        let b = unsafe { self.alloc_raw(ty, Bytes { hash: Cell::new(0), len: bytes.len() }, bytes.len().next_multiple_of(8))? };
        // SAFETY: the tail has that many bytes, and nobody else sees the object yet.
        unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), b.as_ptr().byte_add(Bytes::OFFSET_BYTES).cast::<u8>(), bytes.len()) };
        Ok(b)
    }

    /// Bytes of the given length that `fill` writes.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn new_bytes_with(&mut self, len: usize, fill: impl FnOnce(&mut [u8])) -> Result<Gc<Bytes>, Raised> {
        let b = self.alloc_of(self.types.bytes, Bytes { hash: Cell::new(0), len }, len.next_multiple_of(8))?;
        // SAFETY: the tail has that many bytes, and nobody else sees the object yet.
        fill(unsafe { std::slice::from_raw_parts_mut(b.as_ptr().byte_add(Bytes::OFFSET_BYTES).cast::<u8>(), len) });
        Ok(b)
    }

    /// `hash(bytes)`
    pub fn hash_of_bytes(&self, bytes: &[u8]) -> i64 {
        crate::protocol::hash_bytes(self.rt.hash_key, bytes)
    }

    /// # Errors
    /// `MemoryError`.
    pub fn new_bytearray(&mut self, ty: Gc<TypeObject>, bytes: &[u8]) -> Result<Gc<ByteArray>, Raised> {
        let buffer = self.heap.new_byte_buffer(bytes.len() + 1).or_memory_error(self)?;
        // SAFETY: the buffer is large enough and fresh.
        unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), buffer.bytes_ptr(), bytes.len()) };
        self.alloc(ty, ByteArray { buffer: SlotOf::new(buffer), start: Cell::new(0), len: Cell::new(bytes.len()), exports: SlotOf::empty() })
    }

    // ---- sequences

    pub fn new_tuple(&mut self, items: &[Value]) -> Gc<Tuple> {
        if items.is_empty() {
            return self.rt.empty_tuple.get().expect("made while booting");
        }
        match self.new_tuple_of(self.types.tuple, items) {
            Ok(t) => t,
            Err(_) => self.abort_out_of_memory(),
        }
    }

    /// A tuple of `tuple` or a subclass.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn new_tuple_of(&mut self, ty: Gc<TypeObject>, items: &[Value]) -> Result<Gc<Tuple>, Raised> {
        // SAFETY: written below.
        let t = unsafe { self.alloc_raw(ty, Tuple { len: items.len(), hash: Cell::new(-1) }, 8 * items.len())? };
        // SAFETY: the tail has that many words; the tuple is younger than the last safepoint.
        unsafe { std::ptr::copy_nonoverlapping(items.as_ptr(), t.as_ptr().byte_add(Tuple::OFFSET_ITEMS).cast::<Value>(), items.len()) };
        self.heap.write_barrier(t);
        Ok(t)
    }

    pub fn new_list(&mut self, items: &[Value]) -> Gc<List> {
        match self.new_list_of(self.types.list, items) {
            Ok(l) => l,
            Err(_) => self.abort_out_of_memory(),
        }
    }

    /// A list of `list` or a subclass.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn new_list_of(&mut self, ty: Gc<TypeObject>, items: &[Value]) -> Result<Gc<List>, Raised> {
        if items.is_empty() {
            return self.alloc(ty, List { buffer: SlotOf::empty(), len: Cell::new(0) });
        }
        let buffer = self.heap.new_buffer_from(items, items.len()).or_memory_error(self)?;
        self.alloc(ty, List { buffer: SlotOf::new(buffer), len: Cell::new(items.len()) })
    }

    /// A list that takes over the storage of a [`RootVec`].
    pub fn list_from(&mut self, items: RootVec) -> Gc<List> {
        let (buffer, len) = items.into_buffer();
        self.heap.alloc(self.types.list.as_ptr(), 0, List { buffer: SlotOf::new(buffer), len: Cell::new(len) })
    }

    pub fn new_dict_of(&mut self, ty: Gc<TypeObject>) -> Gc<Dict> {
        match self.alloc(ty, Dict { table: Table::new(), watchers: Cell::new(0) }) {
            Ok(d) => d,
            Err(_) => self.abort_out_of_memory(),
        }
    }

    pub fn new_set_of(&mut self, ty: Gc<TypeObject>) -> Gc<Set> {
        match self.alloc(ty, Set { table: SetTable::new(), hash: Cell::new(-1) }) {
            Ok(s) => s,
            Err(_) => self.abort_out_of_memory(),
        }
    }

    pub fn new_slice(&mut self, start: Value, stop: Value, step: Value) -> Value {
        self.heap.alloc(self.types.slice.as_ptr(), 0, SliceObject { start: Slot::new(start), stop: Slot::new(stop), step: Slot::new(step) }).value()
    }

    /// A range of ints; `length` is the number of its items.
    pub fn new_range(&mut self, start: Value, stop: Value, step: Value, length: Value) -> Gc<RangeObject> {
        self.heap.alloc(self.types.range.as_ptr(), 0, RangeObject { start: Slot::new(start), stop: Slot::new(stop), step: Slot::new(step), length: Slot::new(length) })
    }

    pub fn new_range_iterator(&mut self, start: i64, step: i64, length: usize) -> Value {
        self.heap.alloc(self.types.range_iterator.as_ptr(), 0, RangeIterator { next: Cell::new(start), step, remaining: Cell::new(length) }).value()
    }

    // ---- functions and namespaces

    pub fn new_cell(&mut self, contents: Value) -> Gc<CellObject> {
        self.heap.alloc(self.types.cell.as_ptr(), 0, CellObject { contents: Slot::new(contents) })
    }

    #[inline]
    pub fn new_bound_method(&mut self, function: Value, this: Value) -> Value {
        self.heap.alloc(self.types.method.as_ptr(), 0, BoundMethod { function: Slot::new(function), this: Slot::new(this) }).value()
    }

    /// A native function of a module (`this` NULL or the module), or bound to an object.
    pub fn new_native_function(&mut self, def: &'static NativeDef, this: Value, module: Value) -> Value {
        self.heap.alloc(self.types.native_function.as_ptr(), 0, NativeFunction { def, this: Slot::new(this), module: Slot::new(module), owner: SlotOf::empty() }).value()
    }

    /// A module with the usual attributes. It is not in `sys.modules` yet.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn new_module(&mut self, name: &str, doc: &str) -> Result<Gc<Module>, Raised> {
        let dict = self.new_dict();
        let (n, name) = (self.names, self.intern(name));
        let doc = if doc.is_empty() { Value::NONE } else { self.new_str(doc) };
        for (key, value) in [(n.__name__, name), (n.__doc__, doc), (n.__package__, Value::NONE), (n.__loader__, Value::NONE), (n.__spec__, Value::NONE)] {
            dict.set_interned(self, key, value);
        }
        self.alloc(self.types.module, Module { dict: SlotOf::new(dict) })
    }

    /// Add native functions to a module.
    pub fn add_functions(&mut self, module: Gc<Module>, defs: &'static [NativeDef]) {
        let dict = module.dict.get().expect("set by the constructor");
        let module_name = dict.get_interned(self.names.__name__).unwrap_or(Value::NONE);
        for def in defs {
            let function = self.new_native_function(def, module.value(), module_name);
            let name = self.intern(def.name);
            dict.set_interned(self, name, function);
        }
    }

    /// Set an attribute of a module.
    pub fn set_module_attr(&mut self, module: Gc<Module>, name: &str, value: Value) {
        let dict = module.dict.get().expect("set by the constructor");
        let name = self.intern(name);
        dict.set_interned(self, name, value);
    }

    /// The one-character strings and the empty one behind them, the empty tuple, the table of interned strings.
    pub(crate) fn init_constants(&mut self) {
        let interned = self.new_dict();
        self.rt.interned.set(Some(interned));
        let empty = self.heap.alloc(self.types.tuple.as_ptr(), 0, Tuple { len: 0, hash: Cell::new(-1) });
        self.rt.empty_tuple.set(Some(empty));
        let mut chars = RootVec::with_capacity(self.heap, 256);
        for c in 0..256u32 {
            let mut bytes = [0; 4];
            let len = encode_wtf8(c, &mut bytes);
            let s = match self.new_str_parts(self.types.str, &bytes[..len], 1, false) {
                Ok(s) => s.value(),
                Err(_) => self.abort_out_of_memory(),
            };
            let s = self.intern_value(s);
            chars.push(self.heap, s);
        }
        let empty = match self.new_str_parts(self.types.str, b"", 0, false) {
            Ok(s) => s.value(),
            Err(_) => self.abort_out_of_memory(),
        };
        let empty = self.intern_value(empty);
        chars.push(self.heap, empty);
        let table = self.new_tuple(&chars);
        self.rt.latin1.set(Some(table));
    }
}

/// Whether WTF-8 contains a surrogate: ED A0..BF.
pub fn has_surrogate(bytes: &[u8]) -> bool {
    bytes.windows(2).any(|w| w[0] == 0xED && w[1] >= 0xA0)
}

/// Encode a code point as (generalized) UTF-8; gives the length.
pub fn encode_wtf8(c: u32, bytes: &mut [u8; 4]) -> usize {
    match c {
        0..=0x7F => {
            bytes[0] = c as u8;
            1
        }
        0x80..=0x7FF => {
            *bytes = [0xC0 | (c >> 6) as u8, 0x80 | (c & 0x3F) as u8, 0, 0];
            2
        }
        0x800..=0xFFFF => {
            *bytes = [0xE0 | (c >> 12) as u8, 0x80 | (c >> 6 & 0x3F) as u8, 0x80 | (c & 0x3F) as u8, 0];
            3
        }
        _ => {
            *bytes = [0xF0 | (c >> 18) as u8, 0x80 | (c >> 12 & 0x3F) as u8, 0x80 | (c >> 6 & 0x3F) as u8, 0x80 | (c & 0x3F) as u8];
            4
        }
    }
}
