//! Operations on any object: hash, equality, truth, iteration, representation, operators, subscripts.

use whipsnake_heap::{Gc, RootVec, Value};

use crate::error::{PyResult, Raised};
use crate::native::Args;
use crate::objects::{Float, Int, List, Str, Tuple};
use crate::ops::{BinaryOp, CompareOp};
use crate::vm::Vm;

/// `hash()` of text: SipHash-1-3 with the process's key; never −1, which means an error to C extensions, nor, but for no text at all, 0,
/// which means that it is not computed yet.
pub(crate) fn hash_text(key: (u64, u64), s: Gc<Str>) -> i64 {
    hash_bytes(key, s.bytes())
}

/// As [`hash_text`].
pub(crate) fn hash_bytes(key: (u64, u64), bytes: &[u8]) -> i64 {
    use std::hash::Hasher;
    if bytes.is_empty() {
        return 0;
    }
    let mut hasher = siphasher::sip::SipHasher13::new_with_keys(key.0, key.1);
    hasher.write(bytes);
    match hasher.finish() as i64 {
        -1 => -2,
        0 => 1,
        hash => hash,
    }
}

/// The candidate closest to a misspelt name, by CPython's edit distance rules.
pub fn closest_name(name: &str, candidates: &[String]) -> Option<String> {
    crate::suggest::closest(name, candidates)
}

/// Containers inside one another that `repr` goes into: each level copies the text of those below.
const MAX_REPR_DEPTH: usize = 20_000;

impl Vm {
    // ---- hash and comparison

    /// `hash(value)`.
    ///
    /// # Errors
    /// `TypeError` for unhashable types; what `__hash__` raises.
    #[inline]
    pub fn hash(&mut self, value: Value) -> Result<i64, Raised> {
        if self.is_exact_str(value) {
            // SAFETY: just checked.
            return Ok(self.str_hash(unsafe { Gc::cast_unchecked(value) }));
        }
        if let Some(n) = value.as_small_int() {
            return Ok(hash_small_int(n));
        }
        match self.type_of(value).slots().hash {
            Some(f) => f(self, value),
            None => Err(self.unhashable(value)),
        }
    }

    /// `TypeError: unhashable type: 'x'`.
    #[cold]
    pub fn unhashable(&mut self, value: Value) -> Raised {
        let class = self.type_of(value).name_string();
        self.type_error(&format!("unhashable type: '{class}'"))
    }

    /// The slot function of classes that define `__hash__`.
    pub(crate) fn hash_dunder(&mut self, value: Value) -> Result<i64, Raised> {
        let result = match self.lookup_special(value, self.names.__hash__)? {
            Some((function, _)) if function.is_none() => return Err(self.unhashable(value)),
            Some((function, true)) => self.call_with_self(function, value, Args::NONE)?,
            Some((function, false)) => self.call(function, &[])?,
            None => return Err(self.unhashable(value)),
        };
        if result.as_small_int().is_none() && result.as_bool().is_none() && Gc::<Int>::cast(result).is_none() {
            return Err(self.type_error("__hash__ method should return an integer"));
        }
        // An int beyond the word hashes as ints do; −1 is reserved.
        let hash = match self.index_i64(result) {
            Some(n) => n,
            None => match self.types.int.slots().hash {
                Some(f) => f(self, result)?,
                None => 0,
            },
        };
        Ok(if hash == -1 { -2 } else { hash })
    }

    /// The i64 that an int (or bool) is, if it fits.
    #[inline]
    pub fn index_i64(&self, value: Value) -> Option<i64> {
        if let Some(n) = value.as_small_int() {
            return Some(n);
        }
        if let Some(b) = value.as_bool() {
            return Some(i64::from(b));
        }
        let int = Gc::<Int>::cast(value)?;
        match *int.digits() {
            [] => Some(0),
            [d] if !int.negative => i64::try_from(d).ok(),
            [d] if d <= 1 << 63 => Some((d as i64).wrapping_neg()),
            _ => None,
        }
    }

    /// The float that an exact float or instance of a subclass is.
    #[inline]
    pub fn as_float(&self, value: Value) -> Option<f64> {
        value.as_immediate_float().or_else(|| Gc::<Float>::cast(value).map(|f| f.value))
    }

    /// `a == b` as containers compare: identical objects are equal.
    ///
    /// # Errors
    /// What `__eq__` or `__bool__` raises.
    #[inline]
    pub fn equal(&mut self, a: Value, b: Value) -> Result<bool, Raised> {
        match crate::table::quick_equal(self, a, b) {
            Some(known) => Ok(known),
            None => self.compare_bool(a, b, CompareOp::Eq),
        }
    }

    /// The truth of `a op b`.
    ///
    /// # Errors
    /// What the comparison raises.
    #[inline]
    pub fn compare_bool(&mut self, a: Value, b: Value, op: CompareOp) -> Result<bool, Raised> {
        if let (Some(x), Some(y)) = (a.as_small_int(), b.as_small_int()) {
            return Ok(op.holds(x.cmp(&y)));
        }
        let result = self.compare(a, b, op)?;
        self.truthy(result)
    }

    /// `a op b`.
    ///
    /// # Errors
    /// What the comparison raises; `TypeError` when it is not supported.
    pub fn compare(&mut self, a: Value, b: Value, op: CompareOp) -> PyResult {
        self.check_native_stack()?;
        let (ta, tb) = (self.type_of(a), self.type_of(b));
        let mut tried_reflected = false;
        if ta != tb && tb.is_subtype(ta) && let Some(f) = tb.slots().compare {
            tried_reflected = true;
            let result = f(self, b, a, op.swapped())?;
            if result != Value::NOT_IMPLEMENTED {
                return Ok(result);
            }
        }
        if let Some(f) = ta.slots().compare {
            let result = f(self, a, b, op)?;
            if result != Value::NOT_IMPLEMENTED {
                return Ok(result);
            }
        }
        if !tried_reflected && let Some(f) = tb.slots().compare {
            let result = f(self, b, a, op.swapped())?;
            if result != Value::NOT_IMPLEMENTED {
                return Ok(result);
            }
        }
        self.compare_by_identity(op, a, b)
    }

    /// `a op b` that no type knows about.
    pub(crate) fn compare_by_identity(&mut self, op: CompareOp, a: Value, b: Value) -> PyResult {
        match op {
            CompareOp::Eq => Ok(Value::bool(a == b)),
            CompareOp::Ne => Ok(Value::bool(a != b)),
            _ => {
                let (s, x, y) = (op.symbol(), self.type_of(a).message_name(), self.type_of(b).message_name());
                Err(self.type_error(&format!("'{s}' not supported between instances of '{x}' and '{y}'")))
            }
        }
    }

    /// `bool(value)`.
    ///
    /// # Errors
    /// What `__bool__` or `__len__` raises.
    #[inline]
    pub fn truthy(&mut self, value: Value) -> Result<bool, Raised> {
        match value {
            Value::TRUE => Ok(true),
            Value::FALSE | Value::NONE => Ok(false),
            _ => self.truthy_slow(value),
        }
    }

    fn truthy_slow(&mut self, value: Value) -> Result<bool, Raised> {
        if let Some(n) = value.as_small_int() {
            return Ok(n != 0);
        }
        let ty = self.type_of(value);
        let slots = ty.slots();
        if let Some(f) = slots.bool {
            return f(self, value);
        }
        match slots.length {
            Some(f) => f(self, value).map(|n| n != 0),
            None => Ok(true),
        }
    }

    // ---- iteration

    /// `iter(value)`.
    ///
    /// # Errors
    /// `TypeError` when it is not iterable; what `__iter__` raises.
    pub fn iter(&mut self, value: Value) -> PyResult {
        let ty = self.type_of(value);
        let Some(f) = ty.slots().iter else {
            if ty.slots().getitem.is_some() && self.lookup_type_attr(ty, self.names.__getitem__).is_some() && !ty.has(crate::objects::TypeFlags::MAPPING) {
                return (self.hooks_sequence_iter())(self, value);
            }
            let class = ty.name_string();
            return Err(self.type_error(&format!("'{class}' object is not iterable")));
        };
        if ty.has(crate::objects::TypeFlags::HEAP) && self.lookup_type_attr(ty, self.names.__iter__).is_some_and(Value::is_none) {
            let class = ty.name_string();
            return Err(self.type_error(&format!("'{class}' object is not iterable")));
        }
        let iterator = f(self, value)?;
        self.iterator_result(iterator)
    }

    /// What `__iter__` returned, checked.
    pub(crate) fn iterator_result(&mut self, iterator: Value) -> PyResult {
        if self.type_of(iterator).slots().next.is_none() {
            let class = self.type_of(iterator).name_string();
            return Err(self.type_error(&format!("iter() returned non-iterator of type '{class}'")));
        }
        Ok(iterator)
    }

    fn hooks_sequence_iter(&self) -> crate::slots::UnaryFn {
        // The iterator type of the old sequence protocol makes its iterators from its `new` slot.
        |vm, value| match vm.types.iterator.slots().new {
            Some(new) => new(vm, vm.types.iterator, Args::positional_only(&[value])),
            None => Err(vm.system_error("the sequence iterator is not initialized")),
        }
    }

    /// The next item, or `None` (Rust) at the end.
    ///
    /// # Errors
    /// What `__next__` raises, but for `StopIteration`.
    #[inline]
    pub fn next(&mut self, iterator: Value) -> Result<Option<Value>, Raised> {
        let Some(f) = self.type_of(iterator).slots().next else {
            let class = self.type_of(iterator).name_string();
            return Err(self.type_error(&format!("'{class}' object is not an iterator")));
        };
        match f(self, iterator) {
            Ok(Value::EXHAUSTED) => Ok(None),
            Ok(value) => Ok(Some(value)),
            Err(raised) => self.catch(raised, self.types.stop_iteration).map(|_| None),
        }
    }

    /// All items of an iterable.
    ///
    /// # Errors
    /// What the iteration raises.
    pub fn collect(&mut self, iterable: Value) -> Result<RootVec, Raised> {
        if self.is_exact(iterable, self.types.list) && let Some(list) = Gc::<List>::cast(iterable) {
            return Ok(RootVec::from_slice(self.heap, list.items()));
        }
        if self.is_exact(iterable, self.types.tuple) && let Some(tuple) = Gc::<Tuple>::cast(iterable) {
            return Ok(RootVec::from_slice(self.heap, tuple.items()));
        }
        let iterator = self.iter(iterable)?;
        let mut items = RootVec::new(self.heap);
        while let Some(item) = self.next(iterator)? {
            items.push(self.heap, item);
        }
        Ok(items)
    }

    // ---- representation

    /// `repr(value)`: a str.
    ///
    /// # Errors
    /// What `__repr__` raises.
    pub fn repr(&mut self, value: Value) -> PyResult {
        self.check_native_stack()?;
        let Some(f) = self.type_of(value).slots().repr else {
            let class = self.type_of(value).name_string();
            let address = value.bits();
            return Ok(self.new_str(&format!("<{class} object at {address:#x}>")));
        };
        let result = f(self, value)?;
        self.expect_str(result, "__repr__")
    }

    /// `str(value)`: a str.
    ///
    /// # Errors
    /// What `__str__` raises.
    pub fn str(&mut self, value: Value) -> PyResult {
        if self.is_exact_str(value) {
            return Ok(value);
        }
        self.check_native_stack()?;
        match self.type_of(value).slots().str {
            Some(f) => {
                let result = f(self, value)?;
                self.expect_str(result, "__str__")
            }
            None => self.repr(value),
        }
    }

    fn expect_str(&mut self, result: Value, method: &str) -> PyResult {
        if Gc::<Str>::cast(result).is_some() {
            return Ok(result);
        }
        let class = self.type_of(result).name_string();
        Err(self.type_error(&format!("{method} returned non-string (type {class})")))
    }

    /// `format(value, spec)` for a str `spec`.
    ///
    /// # Errors
    /// What `__format__` raises.
    pub fn format(&mut self, value: Value, spec: Value) -> PyResult {
        if Gc::<Str>::cast(spec).is_some_and(|s| s.len == 0) {
            if self.is_exact_str(value) {
                return Ok(value);
            }
            if self.is_exact(value, self.types.int) {
                return self.str(value);
            }
        }
        let result = self.call_special(value, self.names.__format__, &[spec])?;
        if Gc::<Str>::cast(result).is_some() {
            return Ok(result);
        }
        let got = self.type_of(result).name_string();
        Err(self.type_error(&format!("__format__ must return a str, not {got}")))
    }

    /// `repr(value)` as Rust text.
    ///
    /// # Errors
    /// What `__repr__` raises.
    pub fn repr_string(&mut self, value: Value) -> Result<String, Raised> {
        let s = self.repr(value)?;
        Ok(self.text(s))
    }

    /// `str(value)` as Rust text.
    ///
    /// # Errors
    /// What `__str__` raises.
    pub fn str_string(&mut self, value: Value) -> Result<String, Raised> {
        let s = self.str(value)?;
        Ok(self.text(s))
    }

    /// Guards against endless `repr` of an object inside itself: `None` when `value` is being represented already, else what `f`
    /// gives.
    ///
    /// # Errors
    /// What `f` raises.
    pub fn repr_guard<T>(&mut self, value: Value, f: impl FnOnce(&mut Vm) -> Result<T, Raised>) -> Result<Option<T>, Raised> {
        let id = value.bits() as usize;
        if !self.repr_active.insert(id) {
            return Ok(None);
        }
        if self.repr_active.len() > MAX_REPR_DEPTH {
            self.repr_active.remove(&id);
            return Err(self.recursion_error("maximum recursion depth exceeded while getting the repr of an object"));
        }
        let result = f(self);
        self.repr_active.remove(&id);
        result.map(Some)
    }

    // ---- operators

    /// `a op b`, in-place forms too.
    ///
    /// # Errors
    /// What the operator raises; `TypeError` when it is not supported.
    pub fn binary(&mut self, op: BinaryOp, a: Value, b: Value) -> PyResult {
        let ta = self.type_of(a);
        if op.is_inplace() {
            if let Some(f) = ta.slots().binary[op as usize] {
                let result = f(self, a, b)?;
                if result != Value::NOT_IMPLEMENTED {
                    return Ok(result);
                }
            }
        }
        let result = self.binary_numeric(op.plain(), a, b)?;
        if result != Value::NOT_IMPLEMENTED {
            return Ok(result);
        }
        self.binary_sequence(op, a, b)
    }

    pub(crate) fn binary_numeric(&mut self, op: BinaryOp, a: Value, b: Value) -> PyResult {
        let (ta, tb) = (self.type_of(a), self.type_of(b));
        let left = ta.slots().binary[op as usize];
        let mut right = if ta == tb { None } else { tb.slots().binary[op as usize] };
        if let (Some(l), Some(r)) = (left, right) && std::ptr::fn_addr_eq(l, r) {
            right = None;
        }
        if let Some(l) = left {
            if let Some(r) = right && tb.is_subtype(ta) {
                let result = r(self, a, b)?;
                if result != Value::NOT_IMPLEMENTED {
                    return Ok(result);
                }
                right = None;
            }
            let result = l(self, a, b)?;
            if result != Value::NOT_IMPLEMENTED {
                return Ok(result);
            }
        }
        match right {
            Some(r) => r(self, a, b),
            None => Ok(Value::NOT_IMPLEMENTED),
        }
    }

    pub(crate) fn binary_sequence(&mut self, op: BinaryOp, a: Value, b: Value) -> PyResult {
        let (ta, tb) = (self.type_of(a), self.type_of(b));
        match op.plain() {
            BinaryOp::Add => {
                let f = if op.is_inplace() { ta.slots().inplace_concat.or(ta.slots().concat) } else { ta.slots().concat };
                if let Some(f) = f {
                    return f(self, a, b);
                }
            }
            BinaryOp::Multiply => {
                let f = if op.is_inplace() { ta.slots().inplace_repeat.or(ta.slots().repeat) } else { ta.slots().repeat };
                if let Some(f) = f {
                    return f(self, a, b);
                }
                if let Some(f) = tb.slots().repeat {
                    return f(self, b, a);
                }
            }
            _ => {}
        }
        Err(self.unsupported_operands(op, a, b))
    }

    /// `TypeError: unsupported operand type(s) for +: ...`.
    #[cold]
    pub fn unsupported_operands(&mut self, op: BinaryOp, a: Value, b: Value) -> Raised {
        let (x, y) = (self.type_of(a).message_name(), self.type_of(b).message_name());
        let s = op.symbol();
        if op == BinaryOp::RightShift && x == "builtin_function_or_method" {
            return self.type_error(&format!("unsupported operand type(s) for {s}: '{x}' and '{y}'. Did you mean \"print(<message>, file=<output_stream>)\"?"));
        }
        self.type_error(&format!("unsupported operand type(s) for {s}: '{x}' and '{y}'"))
    }

    /// `value[key]`.
    ///
    /// # Errors
    /// What the subscript raises; `TypeError` when it is not supported.
    pub fn getitem(&mut self, value: Value, key: Value) -> PyResult {
        let ty = self.type_of(value);
        if let Some(f) = ty.slots().getitem {
            return f(self, value, key);
        }
        if let Some(class) = Gc::<crate::objects::TypeObject>::cast(value) {
            return self.class_getitem(class, key);
        }
        let class = ty.name_string();
        Err(self.type_error(&format!("'{class}' object is not subscriptable")))
    }

    fn class_getitem(&mut self, class: Gc<crate::objects::TypeObject>, key: Value) -> PyResult {
        if class == self.types.type_ {
            return self.generic_alias(class.value(), key);
        }
        if let Some(method) = self.getattr_optional(class.value(), self.names.__class_getitem__)? && !method.is_none() {
            return self.call(method, &[key]);
        }
        let name = class.name_string();
        Err(self.type_error(&format!("type '{name}' is not subscriptable")))
    }

    /// `types.GenericAlias(origin, args)`.
    ///
    /// # Errors
    /// What making it raises.
    pub fn generic_alias(&mut self, origin: Value, args: Value) -> PyResult {
        self.call(self.types.generic_alias.value(), &[origin, args])
    }

    /// `value[key] = item`; NULL deletes.
    ///
    /// # Errors
    /// What the store raises; `TypeError` when it is not supported.
    pub fn setitem(&mut self, value: Value, key: Value, item: Value) -> Result<(), Raised> {
        match self.type_of(value).slots().setitem {
            Some(f) => f(self, value, key, item),
            None => {
                let ty = self.type_of(value);
                let class = ty.name_string();
                // As the sequence protocol words it, which all classes of Python have, and as all others do.
                let slots = ty.slots();
                let sequence = (ty.has(crate::objects::TypeFlags::HEAP) || slots.getitem.is_some() || slots.contains.is_some() || slots.length.is_some()) && key.is_small_int();
                let what = match item.is_null() {
                    true if sequence => "doesn't support item deletion",
                    true => "does not support item deletion",
                    false => "does not support item assignment",
                };
                Err(self.type_error(&format!("'{class}' object {what}")))
            }
        }
    }

    /// `item in value`.
    ///
    /// # Errors
    /// What the test raises.
    pub fn contains(&mut self, value: Value, item: Value) -> Result<bool, Raised> {
        let ty = self.type_of(value);
        if ty.has(crate::objects::TypeFlags::HEAP) && self.lookup_type_attr(ty, self.names.__contains__).is_some_and(Value::is_none) {
            let class = ty.name_string();
            return Err(self.type_error(&format!("'{class}' object is not a container")));
        }
        if let Some(f) = ty.slots().contains {
            return f(self, value, item);
        }
        let iterator = match self.iter(value) {
            Ok(i) => i,
            Err(raised) => {
                let _ = self.catch(raised, self.types.type_error)?;
                let class = ty.name_string();
                return Err(self.type_error(&format!("argument of type '{class}' is not a container or iterable")));
            }
        };
        while let Some(candidate) = self.next(iterator)? {
            if self.equal(candidate, item)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// `len(value)`.
    ///
    /// # Errors
    /// `TypeError` when it has no length; what `__len__` raises.
    pub fn len(&mut self, value: Value) -> Result<usize, Raised> {
        match self.type_of(value).slots().length {
            Some(f) => f(self, value),
            None => {
                let class = self.type_of(value).name_string();
                Err(self.type_error(&format!("object of type '{class}' has no len()")))
            }
        }
    }

    /// What `__len__` returned, checked.
    pub(crate) fn length_result(&mut self, value: Value) -> Result<usize, Raised> {
        let index = self.index(value)?;
        match self.index_i64(index) {
            Some(n) if n >= 0 => Ok(n as usize),
            Some(_) => Err(self.value_error("__len__() should return >= 0")),
            None if Gc::<Int>::cast(index).is_some_and(|i| i.negative) => Err(self.value_error("__len__() should return >= 0")),
            None => Err(self.overflow_error("cannot fit 'int' into an index-sized integer")),
        }
    }

    /// `operator.index(value)`: an int.
    ///
    /// # Errors
    /// `TypeError` when the object is no integer.
    #[inline]
    pub fn index(&mut self, value: Value) -> PyResult {
        if value.is_small_int() {
            return Ok(value);
        }
        self.index_slow(value)
    }

    fn index_slow(&mut self, value: Value) -> PyResult {
        if value.is_bool() || Gc::<Int>::cast(value).is_some() {
            return Ok(value);
        }
        let class = self.type_of(value).name_string();
        let Some(f) = self.type_of(value).slots().index else {
            return Err(self.type_error(&format!("'{class}' object cannot be interpreted as an integer")));
        };
        let result = f(self, value)?;
        if result.is_small_int() || result.is_bool() || Gc::<Int>::cast(result).is_some() {
            return Ok(result);
        }
        let got = self.type_of(result).name_string();
        Err(self.type_error(&format!("__index__ returned non-int (type {got})")))
    }

    /// An index argument as i64; ints that do not fit are cut to the ends of the range.
    ///
    /// # Errors
    /// `TypeError` when the object is no integer.
    pub fn index_clipped(&mut self, value: Value) -> Result<i64, Raised> {
        let index = self.index(value)?;
        Ok(self.index_i64(index).unwrap_or_else(|| if Gc::<Int>::cast(index).is_some_and(|i| i.negative) { i64::MIN } else { i64::MAX }))
    }

    /// An integer argument that must fit in an i64 (`Py_ssize_t`).
    ///
    /// # Errors
    /// `TypeError`; `OverflowError`.
    pub fn index_ssize(&mut self, value: Value) -> Result<i64, Raised> {
        let index = self.index(value)?;
        match self.index_i64(index) {
            Some(n) => Ok(n),
            None => Err(self.overflow_error("Python int too large to convert to C ssize_t")),
        }
    }

    /// An index into a sequence, as [`Vm::index_ssize`] with the subscript's message.
    ///
    /// # Errors
    /// `TypeError`; `IndexError`.
    pub fn subscript_index(&mut self, value: Value) -> Result<i64, Raised> {
        let index = self.index(value)?;
        match self.index_i64(index) {
            Some(n) => Ok(n),
            None => Err(self.index_error("cannot fit 'int' into an index-sized integer")),
        }
    }
}

/// `hash` of an immediate int: modulo 2^61 − 1, with the sign, and −2 for −1.
#[inline(always)]
pub fn hash_small_int(n: i64) -> i64 {
    const MODULUS: u64 = (1 << 61) - 1;
    let magnitude = n.unsigned_abs();
    let reduced = if magnitude >= MODULUS { magnitude % MODULUS } else { magnitude } as i64;
    let hash = if n < 0 { -reduced } else { reduced };
    if hash == -1 { -2 } else { hash }
}
