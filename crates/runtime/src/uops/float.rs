//! Floats, immediate or on the heap.

use whipsnake_heap::{Gc, Value};

use crate::kinds;
use crate::objects::Float;
use crate::ops::CompareOp;

/// The number behind an exact float. Immediate floats are the fast case.
#[inline(always)]
pub fn exact(value: Value, float_type: *const whipsnake_heap::Header) -> Option<f64> {
    if value.is_immediate_float() {
        return Some(value.immediate_float_unchecked());
    }
    let header = value.header()?;
    // SAFETY: objects of the exact type float are of its kind.
    if header.ty() == float_type { Some(unsafe { Gc::<Float>::cast_unchecked(value) }.value) } else { None }
}

/// Both operands are immediate floats.
#[inline(always)]
pub const fn both(a: Value, b: Value) -> bool {
    ((a.bits() ^ 2) | (b.bits() ^ 2)) & 3 == 0
}

/// A float, or a small int as a float: what arithmetic with one float operand takes.
#[inline(always)]
pub fn number(value: Value) -> Option<f64> {
    if value.is_immediate_float() {
        Some(value.immediate_float_unchecked())
    } else if value.is_small_int() {
        let n = value.small_int_unchecked();
        // Beyond 2^53 the conversion rounds, which only mixed arithmetic may do; comparisons may not.
        (n.unsigned_abs() <= 1 << 53).then_some(n as f64)
    } else {
        None
    }
}

/// Whether a heap value is an exact float is up to the type; its kind tells that it is one of some class.
#[inline(always)]
pub fn is_float_kind(value: Value) -> bool {
    value.is_immediate_float() || value.header().is_some_and(|h| h.kind() == kinds::FLOAT)
}

#[inline(always)]
pub fn compare(x: f64, y: f64, op: CompareOp) -> bool {
    match op {
        CompareOp::Lt => x < y,
        CompareOp::Le => x <= y,
        CompareOp::Eq => x == y,
        CompareOp::Ne => x != y,
        CompareOp::Gt => x > y,
        CompareOp::Ge => x >= y,
    }
}
