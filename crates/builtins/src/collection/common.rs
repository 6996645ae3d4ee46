//! What several collections share: constructor arguments, length hints, hashing, comparing and representing items.

use whipsnake_runtime::{Args, BinaryOp, CompareOp, Gc, HeapObject, PyResult, Raised, Str, Value, Vm};

/// The object behind `self`: methods and slots are called on their own types only.
#[inline(always)]
pub fn this<T: HeapObject>(value: Value) -> Gc<T> {
    Gc::cast(value).expect("a method or slot is called on an object of its own kind")
}

/// `TypeError` when there are keyword arguments.
pub fn no_keywords(vm: &mut Vm, name: &str, args: Args<'_>) -> Result<(), Raised> {
    if args.keyword_count() == 0 { Ok(()) } else { Err(vm.type_error(&format!("{name}() takes no keyword arguments"))) }
}

/// Between `least` and `most` positional arguments and no keywords.
pub fn positional<'a>(vm: &mut Vm, name: &str, args: Args<'a>, least: usize, most: usize) -> Result<&'a [Value], Raised> {
    no_keywords(vm, name, args)?;
    let given = args.values.len();
    if (least..=most).contains(&given) {
        return Ok(args.values);
    }
    let (what, limit) = match given < least {
        _ if least == most => ("", least),
        true => ("at least ", least),
        false => ("at most ", most),
    };
    let plural = if limit == 1 { "" } else { "s" };
    Err(vm.type_error(&format!("{name} expected {what}{limit} argument{plural}, got {given}")))
}

/// The one optional argument of a constructor.
pub fn optional(vm: &mut Vm, name: &str, args: Args<'_>) -> Result<Option<Value>, Raised> {
    Ok(positional(vm, name, args, 0, 1)?.first().copied())
}

/// Whether `class` has an `__init__` other than that of the native type `base`.
pub fn overrides_init(vm: &mut Vm, class: Gc<whipsnake_runtime::TypeObject>, base: Gc<whipsnake_runtime::TypeObject>) -> bool {
    class != base && vm.lookup_type_attr(class, vm.names.__init__) != vm.lookup_type_attr(base, vm.names.__init__)
}

/// Whether `class` has a `__new__` other than that of the native type `base`.
pub fn overrides_new(vm: &mut Vm, class: Gc<whipsnake_runtime::TypeObject>, base: Gc<whipsnake_runtime::TypeObject>) -> bool {
    class != base && vm.lookup_type_attr(class, vm.names.__new__) != vm.lookup_type_attr(base, vm.names.__new__)
}

/// The length that an object has or says it may have, else `default`.
pub fn length_hint(vm: &mut Vm, value: Value, default: usize) -> Result<usize, Raised> {
    if let Some(length) = vm.type_of(value).slots().length {
        match length(vm, value) {
            Ok(n) => return Ok(n),
            Err(raised) => vm.catch(raised, vm.types.type_error).map(|_| ())?,
        }
    }
    let hint = match vm.call_special_optional(value, vm.names.__length_hint__, &[]) {
        Ok(None) | Ok(Some(Value::NOT_IMPLEMENTED)) => return Ok(default),
        Ok(Some(hint)) => hint,
        Err(raised) => return vm.catch(raised, vm.types.type_error).map(|_| default),
    };
    if !is_int(vm, hint) {
        let class = vm.type_of(hint).name_string();
        return Err(vm.type_error(&format!("__length_hint__ must be an integer, not {class}")));
    }
    match vm.index_ssize(hint)? {
        n if n >= 0 => Ok(n as usize),
        _ => Err(vm.value_error("__length_hint__() should return >= 0")),
    }
}

/// An int or an instance of a subclass.
pub fn is_int(vm: &Vm, value: Value) -> bool {
    value.is_small_int() || value.is_bool() || vm.is_instance(value, vm.types.int)
}

/// Whether `operator.index` has a chance.
pub fn has_index(vm: &Vm, value: Value) -> bool {
    is_int(vm, value) || vm.type_of(value).slots().index.is_some()
}

/// How often to repeat a sequence.
pub fn repeat_count(vm: &mut Vm, count: Value) -> Result<usize, Raised> {
    if !has_index(vm, count) {
        let class = vm.type_of(count).name_string();
        return Err(vm.type_error(&format!("can't multiply sequence by non-int of type '{class}'")));
    }
    let count = vm.index(count)?;
    match vm.index_i64(count) {
        Some(n) => Ok(n.max(0) as usize),
        None => Err(vm.overflow_error("cannot fit 'int' into an index-sized integer")),
    }
}

/// A start or stop argument of `index`: cut to the range of i64.
pub fn bound_argument(vm: &mut Vm, value: Value, len: usize) -> Result<usize, Raised> {
    if !has_index(vm, value) {
        return Err(vm.type_error("slice indices must be integers or have an __index__ method"));
    }
    let n = vm.index_clipped(value)?;
    Ok(if n >= 0 { n as usize } else { n.saturating_add(len as i64).max(0) as usize })
}

/// Append `repr(value)`.
pub fn push_repr(vm: &mut Vm, out: &mut Vec<u8>, value: Value) -> Result<(), Raised> {
    let text = vm.repr(value)?;
    out.extend_from_slice(this::<Str>(text).bytes());
    Ok(())
}

/// A str of the bytes made by [`push_repr`].
pub fn finish_repr(vm: &mut Vm, out: &[u8]) -> PyResult {
    Ok(vm.try_new_wtf8(out)?.value())
}

/// `open item, item, … close`; the items are asked for one by one, since they may change meanwhile.
pub fn repr_items(vm: &mut Vm, value: Value, open: &str, close: &str, item: impl Fn(usize) -> Option<Value>) -> PyResult {
    let text = vm.repr_guard(value, |vm| {
        let mut out = open.as_bytes().to_vec();
        let mut i = 0;
        while let Some(next) = item(i) {
            if i > 0 {
                out.extend_from_slice(b", ");
            }
            push_repr(vm, &mut out, next)?;
            i += 1;
        }
        out.extend_from_slice(close.as_bytes());
        Ok(out)
    })?;
    match text {
        Some(text) => finish_repr(vm, &text),
        None => finish_repr(vm, format!("{open}...{}", close.trim_start_matches(',')).as_bytes()),
    }
}

/// Compare two sequences lexicographically. Items are asked for one by one, since comparing them may run Python code.
pub fn compare_items(vm: &mut Vm, op: CompareOp, a: impl Fn(usize) -> Option<Value>, b: impl Fn(usize) -> Option<Value>) -> PyResult {
    let mut i = 0;
    loop {
        match (a(i), b(i)) {
            (Some(x), Some(y)) => {
                if !vm.equal(x, y)? {
                    return match op {
                        CompareOp::Eq => Ok(Value::FALSE),
                        CompareOp::Ne => Ok(Value::TRUE),
                        _ => vm.compare(x, y, op),
                    };
                }
            }
            (x, y) => return Ok(Value::bool(op.holds(x.is_some().cmp(&y.is_some())))),
        }
        i += 1;
    }
}

/// The hash of a tuple from those of its items: xxHash's rounds (Yann Collet), as CPython uses them.
#[derive(Clone, Copy)]
pub struct TupleHash(u64);

const PRIME_1: u64 = 11_400_714_785_074_694_791;
const PRIME_2: u64 = 14_029_467_366_897_019_727;
const PRIME_5: u64 = 2_870_177_450_012_600_261;

impl TupleHash {
    pub const fn new() -> TupleHash {
        TupleHash(PRIME_5)
    }

    #[inline(always)]
    pub fn add(&mut self, hash: i64) {
        self.0 = self.0.wrapping_add((hash as u64).wrapping_mul(PRIME_2)).rotate_left(31).wrapping_mul(PRIME_1);
    }

    /// The hash without the length mixed in, as slices have it.
    pub fn finish_without_length(self) -> i64 {
        if self.0 == u64::MAX { 1_546_275_796 } else { self.0 as i64 }
    }

    /// The hash of `len` items.
    #[inline(always)]
    pub fn finish(self, len: usize) -> i64 {
        let hash = self.0.wrapping_add(len as u64 ^ (PRIME_5 ^ 3_527_539));
        if hash == u64::MAX { 1_546_275_796 } else { hash as i64 }
    }
}

/// A function of the module `builtins`, for `__reduce__`.
pub fn builtin(vm: &mut Vm, name: &str) -> PyResult {
    let interned = vm.intern(name);
    let found = Gc::<whipsnake_runtime::Dict>::cast(vm.rt.builtins_dict.get()).and_then(|d| d.get_interned(interned));
    match found {
        Some(function) => Ok(function),
        None => Err(vm.name_error(&format!("name '{name}' is not defined"), interned)),
    }
}

/// `(builtin, (argument,))`, or with a state as third item.
pub fn reduced(vm: &mut Vm, name: &str, argument: Value, state: Option<Value>) -> PyResult {
    let function = builtin(vm, name)?;
    let arguments = vm.new_tuple(&[argument]).value();
    Ok(match state {
        Some(state) => vm.new_tuple(&[function, arguments, state]).value(),
        None => vm.new_tuple(&[function, arguments]).value(),
    })
}

/// `Type[item]` of a generic class.
pub fn class_getitem(vm: &mut Vm, class: Value, item: Value) -> PyResult {
    vm.generic_alias(class, item)
}

/// `a + b` on ints of any size, and its like.
pub fn arithmetic(vm: &mut Vm, op: BinaryOp, a: Value, b: Value) -> PyResult {
    if let (Some(x), Some(y)) = (a.as_small_int(), b.as_small_int()) {
        let result = match op {
            BinaryOp::Add => x.checked_add(y),
            BinaryOp::Subtract => x.checked_sub(y),
            BinaryOp::Multiply => x.checked_mul(y),
            _ => None,
        };
        if let Some(n) = result {
            return Ok(vm.new_int(n));
        }
    }
    vm.binary(op, a, b)
}

/// The setter of attributes that CPython declares as read-only members.
pub fn read_only(vm: &mut Vm, _: Value, _: Value) -> Result<(), Raised> {
    Err(vm.error(vm.types.attribute_error, "readonly attribute"))
}

/// The slots' `iter` of iterators.
pub fn iter_self(_: &mut Vm, this: Value) -> PyResult {
    Ok(this)
}
