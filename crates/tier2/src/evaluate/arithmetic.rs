//! The meaning of pure micro-ops on raw values, written once: constant folding and the evaluator use it.
//!
//! In: raw operands. Out: the raw result, `Holds` for a guard that passes, or `Leaves`. Ints have `bits` bits, so that rules can be
//! checked exhaustively at 8; traces have 64.

use whipsnake_isa::Uop;

/// A raw operand or result.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Raw {
    Int(i64),
    Float(f64),
    Condition(bool),
}

/// What became of a micro-op.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Outcome {
    Value(Raw),
    /// A guard that passes.
    Holds,
    /// The trace is left.
    Leaves,
}

/// Evaluate a micro-op on raw values; `None` if it is not one of raw values alone.
pub fn evaluate_raw(op: Uop, operands: &[Raw], bits: u32) -> Option<Outcome> {
    match *operands {
        [Raw::Int(a), Raw::Int(b)] => int(op, a, b, bits),
        [Raw::Float(a), Raw::Float(b)] => float(op, a, b),
        [Raw::Int(a)] => match op {
            Uop::IntToFloat => Some(value(a as f64)),
            Uop::IntToFloatExact => Some(if is_exact(a) { value(a as f64) } else { Outcome::Leaves }),
            _ => None,
        },
        [Raw::Float(a)] => float_unary(op, a),
        [Raw::Condition(a)] => match op {
            Uop::Not => Some(Outcome::Value(Raw::Condition(!a))),
            Uop::GuardTrue => Some(guard(a)),
            Uop::GuardFalse => Some(guard(!a)),
            _ => None,
        },
        _ => None,
    }
}

fn value(x: f64) -> Outcome {
    Outcome::Value(Raw::Float(x))
}

fn guard(holds: bool) -> Outcome {
    if holds { Outcome::Holds } else { Outcome::Leaves }
}

/// Whether every int up to this size is a float.
fn is_exact(n: i64) -> bool {
    n.unsigned_abs() <= 1 << 53
}

fn int(op: Uop, a: i64, b: i64, bits: u32) -> Option<Outcome> {
    let condition = |c| Some(Outcome::Value(Raw::Condition(c)));
    match op {
        Uop::LtInt => condition(a < b),
        Uop::LeInt => condition(a <= b),
        Uop::EqInt => condition(a == b),
        Uop::NeInt => condition(a != b),
        Uop::GuardLtInt => Some(guard(a < b)),
        Uop::GuardLeInt => Some(guard(a <= b)),
        Uop::GuardEqInt => Some(guard(a == b)),
        Uop::GuardNeInt => Some(guard(a != b)),
        Uop::GuardIndex => Some(guard(0 <= a && a < b)),
        Uop::DivideInt => Some(if b != 0 && is_exact(a) && is_exact(b) { value(a as f64 / b as f64) } else { Outcome::Leaves }),
        _ => int_arithmetic(op, i128::from(a), i128::from(b), bits),
    }
}

fn int_arithmetic(op: Uop, a: i128, b: i128, bits: u32) -> Option<Outcome> {
    let exact = match op {
        Uop::AddInt | Uop::AddIntUnchecked => Some(a + b),
        Uop::SubtractInt | Uop::SubtractIntUnchecked => Some(a - b),
        Uop::MultiplyInt | Uop::MultiplyIntUnchecked => Some(a * b),
        Uop::FloorDivideInt | Uop::FloorDivideIntUnchecked => (b != 0).then(|| floor_divide(a, b)),
        Uop::RemainderInt | Uop::RemainderIntUnchecked => (b != 0).then(|| a - b * floor_divide(a, b)),
        Uop::ShiftLeftInt | Uop::ShiftLeftIntUnchecked => shift_left(a, b),
        Uop::ShiftRightInt | Uop::ShiftRightIntUnchecked => (b >= 0).then(|| a >> b.min(127)),
        Uop::AndInt => Some(a & b),
        Uop::OrInt => Some(a | b),
        Uop::XorInt => Some(a ^ b),
        _ => return None,
    };
    let shift = 64 - bits;
    let wrap = |n: i128| (n as i64) << shift >> shift;
    Some(match exact {
        Some(n) if !op.effects().guard || i128::from(wrap(n)) == n => Outcome::Value(Raw::Int(wrap(n))),
        _ => Outcome::Leaves,
    })
}

fn floor_divide(a: i128, b: i128) -> i128 {
    let quotient = a / b;
    if a % b != 0 && (a < 0) != (b < 0) { quotient - 1 } else { quotient }
}

fn shift_left(a: i128, b: i128) -> Option<i128> {
    match b {
        ..0 => None,
        0..=63 => Some(a << b),
        _ if a == 0 => Some(0),
        _ => None,
    }
}

fn float(op: Uop, a: f64, b: f64) -> Option<Outcome> {
    let condition = |c| Outcome::Value(Raw::Condition(c));
    let nonzero = |x: fn(f64, f64) -> f64| if b == 0.0 { Outcome::Leaves } else { value(x(a, b)) };
    Some(match op {
        Uop::AddFloat => value(a + b),
        Uop::SubtractFloat => value(a - b),
        Uop::MultiplyFloat => value(a * b),
        Uop::DivideFloatUnchecked => value(a / b),
        Uop::DivideFloat => nonzero(|a, b| a / b),
        Uop::FloorDivideFloat => nonzero(|a, b| divide_modulo(a, b).0),
        Uop::RemainderFloat => nonzero(|a, b| divide_modulo(a, b).1),
        Uop::PowerFloat => match whipsnake_text::float::pow(a, b) {
            Ok(whipsnake_text::float::PowResult::Real(power)) => value(power),
            _ => Outcome::Leaves,
        },
        Uop::LtFloat => condition(a < b),
        Uop::LeFloat => condition(a <= b),
        Uop::EqFloat => condition(a == b),
        Uop::NeFloat => condition(a != b),
        Uop::GuardLtFloat => guard(a < b),
        Uop::GuardLeFloat => guard(a <= b),
        Uop::GuardEqFloat => guard(a == b),
        Uop::GuardNeFloat => guard(a != b),
        Uop::GuardNotLtFloat => guard(a >= b || a.is_nan() || b.is_nan()),
        Uop::GuardNotLeFloat => guard(a > b || a.is_nan() || b.is_nan()),
        _ => return None,
    })
}

/// Python's `divmod` of floats: the remainder has the divisor's sign, the quotient is a whole number.
fn divide_modulo(a: f64, b: f64) -> (f64, f64) {
    let mut remainder = a % b;
    let mut quotient = (a - remainder) / b;
    if remainder != 0.0 {
        if (b < 0.0) != (remainder < 0.0) {
            remainder += b;
            quotient -= 1.0;
        }
    } else {
        remainder = f64::copysign(0.0, b);
    }
    let floor = if quotient != 0.0 {
        let floor = quotient.floor();
        if quotient - floor > 0.5 { floor + 1.0 } else { floor }
    } else {
        f64::copysign(0.0, a / b)
    };
    (floor, remainder)
}

fn float_unary(op: Uop, a: f64) -> Option<Outcome> {
    Some(match op {
        Uop::NegateFloat => value(-a),
        Uop::AbsoluteFloat => value(a.abs()),
        Uop::SquareRoot if a < 0.0 => Outcome::Leaves,
        Uop::SquareRoot => value(a.sqrt()),
        // Both bounds are floats; -2^63 fits, 2^63 does not.
        Uop::FloatToInt if a >= -9_223_372_036_854_775_808.0 && a < 9_223_372_036_854_775_808.0 => Outcome::Value(Raw::Int(a as i64)),
        Uop::FloatToInt => Outcome::Leaves,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floor_division_rounds_down() {
        for (a, b, quotient, remainder) in [(7, 2, 3, 1), (-7, 2, -4, 1), (7, -2, -4, -1), (-7, -2, 3, -1), (6, -3, -2, 0)] {
            assert_eq!(evaluate_raw(Uop::FloorDivideInt, &[Raw::Int(a), Raw::Int(b)], 64), Some(Outcome::Value(Raw::Int(quotient))));
            assert_eq!(evaluate_raw(Uop::RemainderInt, &[Raw::Int(a), Raw::Int(b)], 64), Some(Outcome::Value(Raw::Int(remainder))));
        }
    }

    #[test]
    fn overflow_leaves() {
        for (op, a, b) in [(Uop::AddInt, i64::MAX, 1), (Uop::FloorDivideInt, i64::MIN, -1), (Uop::ShiftLeftInt, 1, 63), (Uop::ShiftRightInt, 1, -1)] {
            assert_eq!(evaluate_raw(op, &[Raw::Int(a), Raw::Int(b)], 64), Some(Outcome::Leaves));
        }
        assert_eq!(evaluate_raw(Uop::AddIntUnchecked, &[Raw::Int(i64::MAX), Raw::Int(1)], 64), Some(Outcome::Value(Raw::Int(i64::MIN))));
    }

    #[test]
    fn float_remainders_are_python_s() {
        assert_eq!(divide_modulo(-1.0, 3.0), (-1.0, 2.0));
        assert_eq!(divide_modulo(5.5, -2.0), (-3.0, -0.5));
        assert!(divide_modulo(-4.0, 2.0).1.is_sign_positive());
    }
}
