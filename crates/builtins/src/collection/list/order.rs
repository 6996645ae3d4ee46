//! Which keys can be ordered without Python code, and their order.
//!
//! In: the keys of a sort. Out: [`Keys`], the cheapest comparison that gives what `<` gives for all of them.

use std::cmp::Ordering;

use whipsnake_runtime::{CompareOp, Float, Gc, Raised, Str, Tuple, Value, Vm};

/// What all keys have in common.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Keys {
    /// Immediate ints: their words are in their order.
    Ints,
    /// Floats, none of them a NaN.
    Floats,
    /// Exact strings: WTF-8 bytes are in the order of code points.
    Strings,
    /// Non-empty exact tuples, whose items at each place are all of one such kind; at most [`MAX_COLUMNS`] are looked at.
    Tuples,
    /// Anything: `<` must be called.
    Any,
}

/// Longer tuples are compared by `<`.
const MAX_COLUMNS: usize = 8;

/// The kind of a key that is not a tuple.
fn simple(vm: &Vm, key: Value) -> Keys {
    if key.is_small_int() {
        Keys::Ints
    } else if vm.is_exact_str(key) {
        Keys::Strings
    } else if float(vm, key).is_some_and(|x| !x.is_nan()) {
        Keys::Floats
    } else {
        Keys::Any
    }
}

#[inline(always)]
fn float(vm: &Vm, value: Value) -> Option<f64> {
    value.as_immediate_float().or_else(|| if vm.is_exact(value, vm.types.float) { Gc::<Float>::cast(value).map(|f| f.value) } else { None })
}

/// Look at all keys.
pub fn classify(vm: &Vm, keys: &[Value]) -> Keys {
    let Some(&first) = keys.first() else { return Keys::Any };
    if vm.is_exact(first, vm.types.tuple) {
        return if uniform_tuples(vm, keys) { Keys::Tuples } else { Keys::Any };
    }
    let kind = simple(vm, first);
    if kind != Keys::Any && keys.iter().all(|&key| simple(vm, key) == kind) { kind } else { Keys::Any }
}

fn uniform_tuples(vm: &Vm, keys: &[Value]) -> bool {
    let mut columns = [Keys::Any; MAX_COLUMNS];
    for &key in keys {
        if !vm.is_exact(key, vm.types.tuple) {
            return false;
        }
        let Some(tuple) = Gc::<Tuple>::cast(key) else { return false };
        if tuple.len > MAX_COLUMNS {
            return false;
        }
        for (column, &item) in columns.iter_mut().zip(tuple.items()) {
            let kind = simple(vm, item);
            if kind == Keys::Any || (*column != Keys::Any && *column != kind) {
                return false;
            }
            *column = kind;
        }
    }
    true
}

/// The order of two keys of a kind other than [`Keys::Any`].
#[inline(always)]
pub fn order(kind: Keys, a: Value, b: Value) -> Ordering {
    match kind {
        Keys::Ints => a.small_int_unchecked().cmp(&b.small_int_unchecked()),
        Keys::Floats => number(a).partial_cmp(&number(b)).unwrap_or(Ordering::Equal),
        Keys::Strings => text(&a).cmp(text(&b)),
        Keys::Tuples => order_tuples(a, b),
        Keys::Any => Ordering::Equal,
    }
}

impl Keys {
    /// Keys with equal [`prefix`] are equal.
    pub fn prefix_is_all(self) -> bool {
        matches!(self, Keys::Ints | Keys::Floats)
    }
}

/// A number that is less when the key is less, and equal when keys are equal.
#[inline]
pub fn prefix(kind: Keys, key: Value) -> u64 {
    match kind {
        Keys::Ints => key.small_int_unchecked() as u64 ^ 1 << 63,
        Keys::Floats => float_prefix(number(key)),
        Keys::Strings => text_prefix(text(&key)),
        Keys::Tuples => match Gc::<Tuple>::cast(key).and_then(|t| t.items().first().copied()) {
            Some(first) => prefix(item_kind(first), first),
            None => 0,
        },
        Keys::Any => 0,
    }
}

/// The bits of a float in its order; both zeros are one.
#[inline(always)]
fn float_prefix(x: f64) -> u64 {
    let bits = (x + 0.0).to_bits();
    if bits >> 63 == 1 { !bits } else { bits | 1 << 63 }
}

/// The float with this prefix (the positive zero of the two).
#[inline(always)]
pub fn float_of_prefix(prefix: u64) -> f64 {
    f64::from_bits(if prefix >> 63 == 1 { prefix & !(1 << 63) } else { !prefix })
}

/// The first eight bytes.
#[inline(always)]
fn text_prefix(text: &[u8]) -> u64 {
    match text.first_chunk::<8>() {
        Some(bytes) => u64::from_be_bytes(*bytes),
        None => text.iter().enumerate().fold(0, |prefix, (i, &byte)| prefix | u64::from(byte) << (56 - 8 * i)),
    }
}

/// The kind of an item of a uniform tuple.
#[inline(always)]
fn item_kind(item: Value) -> Keys {
    if item.is_small_int() {
        Keys::Ints
    } else if Gc::<Str>::cast(item).is_some() {
        Keys::Strings
    } else {
        Keys::Floats
    }
}

#[inline(always)]
fn number(value: Value) -> f64 {
    value.as_immediate_float().or_else(|| Gc::<Float>::cast(value).map(|f| f.value)).unwrap_or(0.0)
}

#[inline(always)]
fn text(value: &Value) -> &[u8] {
    match Gc::<Str>::cast(*value) {
        // SAFETY: the string lives as long as the key, which the sort's buffers hold.
        Some(s) => unsafe { std::slice::from_raw_parts(s.bytes().as_ptr(), s.len) },
        None => &[],
    }
}

fn order_tuples(a: Value, b: Value) -> Ordering {
    let (Some(a), Some(b)) = (Gc::<Tuple>::cast(a), Gc::<Tuple>::cast(b)) else { return Ordering::Equal };
    for (&x, &y) in a.items().iter().zip(b.items()) {
        if x == y {
            continue;
        }
        match order(item_kind(x), x, y) {
            Ordering::Equal => {}
            unequal => return unequal,
        }
    }
    a.len.cmp(&b.len)
}

/// `a < b` for keys of any kind.
pub fn less(vm: &mut Vm, a: Value, b: Value) -> Result<bool, Raised> {
    vm.compare_bool(a, b, CompareOp::Lt)
}
