//! Small ints: 63 bits, `n << 1 | 1`. An operation gives `None` when the result does not fit.

use whipsnake_heap::Value;

use crate::ops::CompareOp;

#[inline(always)]
const fn word(bits: i64) -> Value {
    debug_assert!(bits & 1 == 1);
    // SAFETY: an odd word is an immediate int, and is not 0.
    unsafe { Value::from_bits(bits as u64) }
}

/// Both operands are small ints.
#[inline(always)]
pub const fn both(a: Value, b: Value) -> bool {
    a.bits() & b.bits() & 1 != 0
}

#[inline(always)]
pub const fn add(a: Value, b: Value) -> Option<Value> {
    match (a.bits() as i64).checked_add(b.bits() as i64 - 1) {
        Some(bits) => Some(word(bits)),
        None => None,
    }
}

#[inline(always)]
pub const fn subtract(a: Value, b: Value) -> Option<Value> {
    match (a.bits() as i64).checked_sub(b.bits() as i64 - 1) {
        Some(bits) => Some(word(bits)),
        None => None,
    }
}

#[inline(always)]
pub const fn multiply(a: Value, b: Value) -> Option<Value> {
    match (a.bits() as i64 - 1).checked_mul(b.bits() as i64 >> 1) {
        Some(bits) => Some(word(bits + 1)),
        None => None,
    }
}

/// `a // b`; `None` for a zero divisor too.
#[inline(always)]
pub const fn floor_divide(a: Value, b: Value) -> Option<Value> {
    let (x, y) = (a.small_int_unchecked(), b.small_int_unchecked());
    if y == 0 {
        return None;
    }
    let (quotient, remainder) = divide(x, y);
    // The only quotient that does not fit is that of the smallest int by -1.
    Value::try_small_int(quotient - (remainder != 0 && (remainder ^ y) < 0) as i64)
}

/// `a % b`; `None` for a zero divisor.
#[inline(always)]
pub const fn remainder(a: Value, b: Value) -> Option<Value> {
    let (x, y) = (a.small_int_unchecked(), b.small_int_unchecked());
    if y == 0 {
        return None;
    }
    let (_, remainder) = divide(x, y);
    Some(Value::small_int(if remainder != 0 && (remainder ^ y) < 0 { remainder + y } else { remainder }))
}

/// Quotient towards zero, and remainder. Division of 32-bit operands is several times as fast as that of 64-bit ones on many
/// processors.
#[inline(always)]
const fn divide(x: i64, y: i64) -> (i64, i64) {
    if (x | y) as u64 >> 32 == 0 {
        let (x, y) = (x as u32, y as u32);
        return ((x / y) as i64, (x % y) as i64);
    }
    // Small ints leave a bit to spare: no overflow.
    (x.wrapping_div(y), x.wrapping_rem(y))
}

#[inline(always)]
pub const fn and(a: Value, b: Value) -> Value {
    word((a.bits() & b.bits()) as i64)
}

#[inline(always)]
pub const fn or(a: Value, b: Value) -> Value {
    word((a.bits() | b.bits()) as i64)
}

#[inline(always)]
pub const fn xor(a: Value, b: Value) -> Value {
    word((a.bits() ^ b.bits() | 1) as i64)
}

/// `a << b`; `None` for a negative count, or when bits are lost.
#[inline(always)]
pub const fn shift_left(a: Value, b: Value) -> Option<Value> {
    let (x, count) = (a.small_int_unchecked(), b.small_int_unchecked());
    if count as u64 >= 62 {
        return if x == 0 && count >= 0 { Some(a) } else { None };
    }
    let shifted = x << count;
    if shifted >> count == x { Value::try_small_int(shifted) } else { None }
}

/// `a >> b`; `None` for a negative count.
#[inline(always)]
pub const fn shift_right(a: Value, b: Value) -> Option<Value> {
    let (x, count) = (a.small_int_unchecked(), b.small_int_unchecked());
    if count < 0 {
        return None;
    }
    Some(Value::small_int(x >> if count > 63 { 63 } else { count }))
}

/// The order of tagged words is that of the ints.
#[inline(always)]
pub const fn compare(a: Value, b: Value, op: CompareOp) -> bool {
    let (x, y) = (a.bits() as i64, b.bits() as i64);
    match op {
        CompareOp::Lt => x < y,
        CompareOp::Le => x <= y,
        CompareOp::Eq => x == y,
        CompareOp::Ne => x != y,
        CompareOp::Gt => x > y,
        CompareOp::Ge => x >= y,
    }
}

/// Whether an int that was checked to be small is not 0.
#[inline(always)]
pub const fn truth(a: Value) -> bool {
    a.bits() != 1
}

/// `-a`.
#[inline(always)]
pub const fn negate(a: Value) -> Option<Value> {
    subtract(Value::small_int(0), a)
}

/// `~a`.
#[inline(always)]
pub const fn invert(a: Value) -> Value {
    word(!(a.bits() as i64) | 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use whipsnake_heap::{MAX_SMALL_INT, MIN_SMALL_INT};

    const EDGES: [i64; 17] = [
        0, 1, -1, 2, -2, 3, -7, 31, 63, 1 << 31, -(1 << 31), (1 << 32) + 5, -(1 << 40), 1 << 61, MAX_SMALL_INT, MIN_SMALL_INT, MIN_SMALL_INT + 1,
    ];

    fn check(name: &str, f: impl Fn(Value, Value) -> Option<Value>, model: impl Fn(i128, i128) -> Option<i128>) {
        for x in EDGES {
            for y in EDGES {
                let expected = model(i128::from(x), i128::from(y)).and_then(|n| i64::try_from(n).ok()).and_then(Value::try_small_int);
                assert_eq!(f(Value::small_int(x), Value::small_int(y)), expected, "{name}({x}, {y})");
            }
        }
    }

    #[test]
    fn arithmetic_agrees_with_wide_ints() {
        check("add", add, |x, y| Some(x + y));
        check("subtract", subtract, |x, y| Some(x - y));
        check("multiply", multiply, |x, y| Some(x * y));
        check("floor_divide", floor_divide, |x, y| (y != 0).then(|| (x - (x % y + y) % y) / y));
        check("remainder", remainder, |x, y| (y != 0).then(|| (x % y + y) % y));
    }

    #[test]
    fn bit_operations_agree_with_wide_ints() {
        check("and", |a, b| Some(and(a, b)), |x, y| Some(x & y));
        check("or", |a, b| Some(or(a, b)), |x, y| Some(x | y));
        check("xor", |a, b| Some(xor(a, b)), |x, y| Some(x ^ y));
        check("invert", |a, _| Some(invert(a)), |x, _| Some(!x));
        check("negate", |a, _| negate(a), |x, _| Some(-x));
        check("shift_right", shift_right, |x, y| (y >= 0).then(|| x >> y.min(100)));
        check("shift_left", shift_left, |x, y| if y < 0 { None } else if x == 0 { Some(0) } else if y > 62 { None } else { Some(x << y) });
    }

    #[test]
    fn comparisons_agree() {
        for x in EDGES {
            for y in EDGES {
                for op in CompareOp::ALL {
                    assert_eq!(compare(Value::small_int(x), Value::small_int(y), op), op.holds(x.cmp(&y)));
                }
            }
        }
    }
}
