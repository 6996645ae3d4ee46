//! The 64-bit tagged word.
//!
//! | low bits | meaning |
//! |---|---|
//! | `…1` | small int, 63 bits signed |
//! | `…10` | immediate float |
//! | `…100` | `None`, `False`, `True`, … and internal markers |
//! | `…000` | heap object; the word 0 is no `Value` (an exception is pending) |
//!
//! Immediate floats: the bits of the double are rotated left by one, so that the sign is bit 0 and the exponent is on top;
//! [`FLOAT_OFFSET`] is subtracted, which brings exponents −255…256 to the range that fits in 62 bits. The two rotated
//! words 0 and 1 (`0.0` and `-0.0`) stand for themselves; the two doubles that they displace (±2^-255), and all whose
//! exponent is outside the range, live on the heap.

use std::fmt;
use std::num::NonZeroU64;

use crate::object::Header;

/// The largest int that is immediate: 2^62 − 1.
pub const MAX_SMALL_INT: i64 = i64::MAX >> 1;
/// The smallest int that is immediate: −2^62.
pub const MIN_SMALL_INT: i64 = i64::MIN >> 1;

/// Subtracted from the rotated bits of a double; `(1023 - 255) << 53`.
pub const FLOAT_OFFSET: u64 = 768 << 53;

/// A Python value: one tagged word.
#[derive(Copy, Clone, PartialEq, Eq, Hash)]
#[repr(transparent)]
pub struct Value(NonZeroU64);

const fn immediate(n: u64) -> Value {
    match NonZeroU64::new(n << 3 | 4) {
        Some(bits) => Value(bits),
        None => unreachable!(),
    }
}

impl Value {
    /// No value: an unbound local, an absent optional argument, the empty `self` slot of a call.
    pub const NULL: Value = immediate(0);
    pub const NONE: Value = immediate(1);
    pub const FALSE: Value = immediate(2);
    pub const TRUE: Value = immediate(3);
    pub const NOT_IMPLEMENTED: Value = immediate(4);
    pub const ELLIPSIS: Value = immediate(5);
    /// A native iterator is exhausted, with no `StopIteration` made.
    pub const EXHAUSTED: Value = immediate(6);
    /// A removed entry of a table.
    pub const DELETED: Value = immediate(7);

    /// The int `n`, which must lie in the immediate range.
    #[inline(always)]
    pub const fn small_int(n: i64) -> Value {
        debug_assert!(n >= MIN_SMALL_INT && n <= MAX_SMALL_INT);
        match NonZeroU64::new((n as u64) << 1 | 1) {
            Some(bits) => Value(bits),
            None => unreachable!(),
        }
    }

    /// The int `n` if it is immediate.
    #[inline(always)]
    pub const fn try_small_int(n: i64) -> Option<Value> {
        if n >= MIN_SMALL_INT && n <= MAX_SMALL_INT { Some(Value::small_int(n)) } else { None }
    }

    #[inline(always)]
    pub const fn is_small_int(self) -> bool {
        self.bits() & 1 != 0
    }

    /// The int if this is an immediate one. `True` and `False` are not.
    #[inline(always)]
    pub const fn as_small_int(self) -> Option<i64> {
        if self.is_small_int() { Some(self.bits() as i64 >> 1) } else { None }
    }

    /// The int; the caller has checked [`Value::is_small_int`].
    #[inline(always)]
    pub const fn small_int_unchecked(self) -> i64 {
        debug_assert!(self.is_small_int());
        self.bits() as i64 >> 1
    }

    #[inline(always)]
    pub const fn bool(b: bool) -> Value {
        if b { Value::TRUE } else { Value::FALSE }
    }

    #[inline(always)]
    pub const fn is_bool(self) -> bool {
        self.bits() & !8 == Value::FALSE.bits() & !8
    }

    /// The truth of `True` or `False`.
    #[inline(always)]
    pub const fn as_bool(self) -> Option<bool> {
        if self.is_bool() { Some(self.bits() == Value::TRUE.bits()) } else { None }
    }

    /// The float `x` if it is immediate; otherwise it needs a heap cell.
    #[inline(always)]
    pub const fn try_float(x: f64) -> Option<Value> {
        let rotated = x.to_bits().rotate_left(1);
        let mut t = rotated.wrapping_sub(FLOAT_OFFSET);
        if t.wrapping_sub(2) >= (1 << 62) - 2 {
            if rotated > 1 {
                return None;
            }
            t = rotated;
        }
        match NonZeroU64::new(t << 2 | 2) {
            Some(bits) => Some(Value(bits)),
            None => unreachable!(),
        }
    }

    #[inline(always)]
    pub const fn is_immediate_float(self) -> bool {
        self.bits() & 3 == 2
    }

    #[inline(always)]
    pub const fn as_immediate_float(self) -> Option<f64> {
        if self.is_immediate_float() { Some(self.immediate_float_unchecked()) } else { None }
    }

    /// The float; the caller has checked [`Value::is_immediate_float`].
    #[inline(always)]
    pub const fn immediate_float_unchecked(self) -> f64 {
        let t = self.bits() >> 2;
        let rotated = if t > 1 { t.wrapping_add(FLOAT_OFFSET) } else { t };
        f64::from_bits(rotated.rotate_right(1))
    }

    #[inline(always)]
    pub const fn is_heap(self) -> bool {
        self.bits() & 7 == 0
    }

    #[inline(always)]
    pub const fn is_null(self) -> bool {
        self.bits() == Value::NULL.bits()
    }

    #[inline(always)]
    pub const fn is_none(self) -> bool {
        self.bits() == Value::NONE.bits()
    }

    /// `None` where the word is [`Value::NULL`].
    #[inline(always)]
    pub const fn given(self) -> Option<Value> {
        if self.is_null() { None } else { Some(self) }
    }

    /// The header of the heap object.
    #[inline(always)]
    pub fn header(self) -> Option<&'static Header> {
        // SAFETY: a heap word points to a live object (heap invariant), whose header never moves; the reference is used
        // only while the value is reachable from a native local.
        if self.is_heap() { Some(unsafe { &*(self.bits() as *const Header) }) } else { None }
    }

    #[inline(always)]
    pub const fn bits(self) -> u64 {
        self.0.get()
    }

    /// The value with these bits.
    ///
    /// # Safety
    /// `bits` must come from [`Value::bits`] of a value that is still alive, and must not be 0.
    #[inline(always)]
    pub const unsafe fn from_bits(bits: u64) -> Value {
        // SAFETY: the caller promises that the word is not 0.
        Value(unsafe { NonZeroU64::new_unchecked(bits) })
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(n) = self.as_small_int() {
            write!(f, "{n}")
        } else if let Some(x) = self.as_immediate_float() {
            write!(f, "{x:?}")
        } else if self.is_heap() {
            write!(f, "object({:#x})", self.bits())
        } else {
            const NAMES: [&str; 8] = ["NULL", "None", "False", "True", "NotImplemented", "Ellipsis", "EXHAUSTED", "DELETED"];
            f.write_str(NAMES.get((self.bits() >> 3) as usize).unwrap_or(&"immediate?"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_ints_at_the_edges() {
        for n in [0, 1, -1, 41, MAX_SMALL_INT, MIN_SMALL_INT] {
            assert_eq!(Value::small_int(n).as_small_int(), Some(n));
        }
        assert_eq!(Value::try_small_int(MAX_SMALL_INT + 1), None);
        assert_eq!(Value::try_small_int(MIN_SMALL_INT - 1), None);
    }

    #[test]
    fn immediate_floats_round_trip_for_every_exponent() {
        let mut immediate = 0;
        for exponent in 0..2048u64 {
            for mantissa in [0, 1, 2, 0x8_0000_0000_0000, 0xF_FFFF_FFFF_FFFF] {
                for sign in [0, 1u64] {
                    let x = f64::from_bits(sign << 63 | exponent << 52 | mantissa);
                    if let Some(v) = Value::try_float(x) {
                        immediate += 1;
                        assert!(v.is_immediate_float() && !v.is_heap() && !v.is_small_int());
                        assert_eq!(v.as_immediate_float().unwrap().to_bits(), x.to_bits());
                    } else {
                        assert!(!(768 + 1..768 + 512).contains(&exponent), "{x:e} should be immediate");
                    }
                }
            }
        }
        assert_eq!(immediate, 512 * 10 - 2 + 2);
    }

    #[test]
    fn zeros_are_immediate_and_keep_their_sign() {
        assert_eq!(Value::try_float(0.0).unwrap().as_immediate_float().unwrap().to_bits(), 0);
        assert_eq!(Value::try_float(-0.0).unwrap().as_immediate_float().unwrap().to_bits(), 1 << 63);
        assert_ne!(Value::try_float(0.0), Value::try_float(-0.0));
    }

    #[test]
    fn special_floats_are_not_immediate() {
        for x in [f64::INFINITY, f64::NEG_INFINITY, f64::NAN, f64::MIN_POSITIVE, 5e-324, f64::MAX] {
            assert_eq!(Value::try_float(x), None);
        }
    }

    #[test]
    fn immediates_are_distinct() {
        let all = [
            Value::NULL, Value::NONE, Value::FALSE, Value::TRUE, Value::NOT_IMPLEMENTED, Value::ELLIPSIS, Value::EXHAUSTED,
            Value::DELETED, Value::small_int(0), Value::small_int(1), Value::try_float(0.0).unwrap(),
        ];
        for (i, a) in all.iter().enumerate() {
            assert!(!a.is_heap());
            assert_eq!(a.is_bool(), *a == Value::TRUE || *a == Value::FALSE);
            for b in &all[i + 1..] {
                assert_ne!(a, b);
            }
        }
        assert_eq!(std::mem::size_of::<Option<Value>>(), 8);
    }
}
