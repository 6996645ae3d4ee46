//! Python's arithmetic on constants, as far as the compiler folds it.
//!
//! `None` means: not folded, because it would raise, is too large, or has no meaning; the program then finds out when
//! it runs. Limits are CPython's, so that the same expressions fold.

use num_bigint::{BigInt as Big, Sign};
use whipsnake_isa::operands::BinaryOp;

use super::{from_bigint, to_bigint, truth};
use crate::code::Constant;

const MAX_INT_BITS: u64 = 128;
const MAX_COLLECTION: usize = 256;
const MAX_STR: usize = 4096;
const MAX_TOTAL_ITEMS: i64 = 1024;

/// A numeric constant, bools included.
#[derive(Clone)]
pub enum Number {
    Int(Big),
    Float(f64),
    Complex(f64, f64),
}

impl Number {
    /// The number of a constant, if it is one.
    pub fn of(constant: &Constant) -> Option<Number> {
        match constant {
            Constant::Float(value) => Some(Number::Float(*value)),
            Constant::Complex { real, imag } => Some(Number::Complex(*real, *imag)),
            _ => to_bigint(constant).map(Number::Int),
        }
    }

    /// Python's `==`.
    pub fn equals(&self, other: &Number) -> bool {
        match (self, other) {
            (Number::Int(a), Number::Int(b)) => a == b,
            (Number::Int(a), Number::Float(b)) | (Number::Float(b), Number::Int(a)) => {
                b.is_finite() && b.fract() == 0.0 && exact_int(*b) == *a
            }
            (Number::Float(a), Number::Float(b)) => a == b,
            (Number::Complex(real, imag), other) | (other, Number::Complex(real, imag)) => match other {
                Number::Complex(real2, imag2) => real == real2 && imag == imag2,
                _ => *imag == 0.0 && Number::Float(*real).equals(other),
            },
        }
    }

    fn float(&self) -> Option<f64> {
        match self {
            Number::Int(value) => float_of(value),
            Number::Float(value) => Some(*value),
            Number::Complex(..) => None,
        }
    }
}

/// The integer of a whole float.
fn exact_int(value: f64) -> Big {
    let bits = value.to_bits();
    let exponent = ((bits >> 52) & 0x7ff) as i64;
    let mantissa = if exponent == 0 { (bits & ((1 << 52) - 1)) << 1 } else { bits & ((1 << 52) - 1) | 1 << 52 };
    let shift = exponent - 1075;
    let magnitude = if shift >= 0 { Big::from(mantissa) << shift as u64 } else { Big::from(mantissa) >> -shift as u64 };
    if value < 0.0 { -magnitude } else { magnitude }
}

/// The nearest float, ties to even; nothing if it is out of range.
pub fn float_of(value: &Big) -> Option<f64> {
    let bits = value.bits();
    let magnitude = value.magnitude();
    let float = if bits <= 64 {
        u64::try_from(magnitude).ok()? as f64
    } else {
        // Keep 64 bits with a sticky lowest bit: rounding happens once, in the conversion.
        let shift = bits - 64;
        let top = u64::try_from(&(magnitude >> shift)).ok()?;
        let sticky = u64::from(magnitude.trailing_zeros().is_some_and(|zeros| zeros < shift));
        if shift > 1100 {
            return None;
        }
        (top | sticky) as f64 * 2_f64.powi(shift as i32)
    };
    let float = if value.sign() == Sign::Minus { -float } else { float };
    float.is_finite().then_some(float)
}

/// `-value`
pub fn negative(constant: &Constant) -> Option<Constant> {
    Some(match Number::of(constant)? {
        Number::Int(value) => from_bigint(&-value),
        Number::Float(value) => Constant::Float(-value),
        Number::Complex(real, imag) => Constant::Complex { real: -real, imag: -imag },
    })
}

/// `+value`
pub fn positive(constant: &Constant) -> Option<Constant> {
    Some(match Number::of(constant)? {
        Number::Int(value) => from_bigint(&value),
        _ => constant.clone(),
    })
}

/// `~value`; of a bool it warns when it runs, so it stays.
pub fn invert(constant: &Constant) -> Option<Constant> {
    match constant {
        Constant::Bool(_) => None,
        _ => to_bigint(constant).map(|value| from_bigint(&!value)),
    }
}

/// `not value`
pub fn not(constant: &Constant) -> Constant {
    Constant::Bool(!truth(constant))
}

/// `left op right`
pub fn binary(left: &Constant, op: BinaryOp, right: &Constant) -> Option<Constant> {
    if op == BinaryOp::Subscr {
        return subscript(left, right);
    }
    match (Number::of(left), Number::of(right)) {
        (Some(Number::Int(a)), Some(Number::Int(b))) => {
            let bools = matches!((left, right), (Constant::Bool(_), Constant::Bool(_)));
            int_binary(&a, op, &b, bools)
        }
        (Some(Number::Complex(..)), Some(_)) | (Some(_), Some(Number::Complex(..))) => {
            complex_binary(&Number::of(left)?, op, &Number::of(right)?)
        }
        (Some(a), Some(b)) => float_binary(a.float()?, op, b.float()?),
        _ => sequence_binary(left, op, right),
    }
}

fn int_binary(a: &Big, op: BinaryOp, b: &Big, bools: bool) -> Option<Constant> {
    let zero = Big::ZERO;
    let value = match op {
        BinaryOp::Add => a + b,
        BinaryOp::Subtract => a - b,
        BinaryOp::Multiply => {
            if *a != zero && *b != zero && a.bits() + b.bits() > MAX_INT_BITS {
                return None;
            }
            a * b
        }
        BinaryOp::TrueDivide => return int_true_divide(a, b).map(Constant::Float),
        BinaryOp::FloorDivide | BinaryOp::Remainder => {
            if *b == zero {
                return None;
            }
            let (quotient, remainder) = floor_divide(a, b);
            if op == BinaryOp::FloorDivide { quotient } else { remainder }
        }
        BinaryOp::Power => return int_power(a, b),
        BinaryOp::Lshift => {
            if *a == zero && b.sign() != Sign::Minus {
                return Some(Constant::Int(0));
            }
            let shift = u64::try_from(b).ok()?;
            if shift != 0 && (shift > MAX_INT_BITS || a.bits() > MAX_INT_BITS - shift) {
                return None;
            }
            a << shift
        }
        BinaryOp::Rshift => {
            if b.sign() == Sign::Minus {
                return None;
            }
            match u64::try_from(b) {
                Ok(shift) => a >> shift.min(a.bits() + 1),
                Err(_) if a.sign() == Sign::Minus => Big::from(-1),
                Err(_) => zero,
            }
        }
        BinaryOp::And => return Some(bool_or_int(a & b, bools)),
        BinaryOp::Or => return Some(bool_or_int(a | b, bools)),
        BinaryOp::Xor => return Some(bool_or_int(a ^ b, bools)),
        _ => return None,
    };
    Some(from_bigint(&value))
}

fn bool_or_int(value: Big, bools: bool) -> Constant {
    if bools { Constant::Bool(value != Big::ZERO) } else { from_bigint(&value) }
}

fn floor_divide(a: &Big, b: &Big) -> (Big, Big) {
    let (quotient, remainder) = (a / b, a % b);
    if remainder != Big::ZERO && (remainder.sign() == Sign::Minus) != (b.sign() == Sign::Minus) {
        (quotient - 1, remainder + b)
    } else {
        (quotient, remainder)
    }
}

/// Correctly rounded quotient of integers.
fn int_true_divide(a: &Big, b: &Big) -> Option<f64> {
    if *b == Big::ZERO {
        return None;
    }
    if a.bits() <= 53 && b.bits() <= 53 {
        return Some(float_of(a)? / float_of(b)?);
    }
    // A quotient of at least 66 bits, its remainder folded into the lowest bit, rounds once.
    let shift = (b.bits() as i64 - a.bits() as i64 + 66).max(0);
    if shift > 1000 {
        return None;
    }
    let scaled = a.magnitude() << shift as u64;
    let quotient = &scaled / b.magnitude();
    let exact = &quotient * b.magnitude() == scaled;
    let quotient = Big::from(if exact { quotient } else { quotient | num_bigint::BigUint::from(1_u32) });
    let float = float_of(&quotient)? * 2_f64.powi(-(shift as i32));
    if float < f64::MIN_POSITIVE && float != 0.0 {
        return None;
    }
    Some(if (a.sign() == Sign::Minus) != (b.sign() == Sign::Minus) { -float } else { float })
}

fn int_power(a: &Big, b: &Big) -> Option<Constant> {
    if b.sign() == Sign::Minus {
        return float_binary(float_of(a)?, BinaryOp::Power, float_of(b)?);
    }
    if *a == Big::ZERO {
        return Some(Constant::Int(i64::from(*b == Big::ZERO)));
    }
    let exponent = u64::try_from(b).ok()?;
    if exponent != 0 && a.bits() > MAX_INT_BITS / exponent {
        return None;
    }
    Some(from_bigint(&a.pow(u32::try_from(exponent).ok()?)))
}

fn float_binary(a: f64, op: BinaryOp, b: f64) -> Option<Constant> {
    let value = match op {
        BinaryOp::Add => a + b,
        BinaryOp::Subtract => a - b,
        BinaryOp::Multiply => a * b,
        BinaryOp::TrueDivide if b != 0.0 => a / b,
        BinaryOp::FloorDivide if b != 0.0 => float_divmod(a, b).0,
        BinaryOp::Remainder if b != 0.0 => float_divmod(a, b).1,
        BinaryOp::Power => return float_power(a, b),
        _ => return None,
    };
    Some(Constant::Float(value))
}

fn float_divmod(a: f64, b: f64) -> (f64, f64) {
    let mut remainder = a % b;
    let mut quotient = (a - remainder) / b;
    if remainder != 0.0 {
        if (b < 0.0) != (remainder < 0.0) {
            remainder += b;
            quotient -= 1.0;
        }
    } else {
        remainder = 0.0_f64.copysign(b);
    }
    let floored = if quotient != 0.0 {
        let floor = quotient.floor();
        if quotient - floor > 0.5 { floor + 1.0 } else { floor }
    } else {
        0.0_f64.copysign(a / b)
    };
    (floored, remainder)
}

fn float_power(a: f64, b: f64) -> Option<Constant> {
    if a == 0.0 && b < 0.0 {
        return None;
    }
    if a.is_finite() && a < 0.0 && b.is_finite() && b.fract() != 0.0 {
        return complex_power((a, 0.0), (b, 0.0));
    }
    let value = a.powf(b);
    if value.is_infinite() && a.is_finite() && b.is_finite() {
        return None;
    }
    Some(Constant::Float(value))
}

/// Mixed operations of 3.14: a real operand is not first made complex.
fn complex_binary(a: &Number, op: BinaryOp, b: &Number) -> Option<Constant> {
    let complex = |number: &Number| match number {
        Number::Complex(real, imag) => Some((*real, *imag)),
        other => other.float().map(|real| (real, 0.0)),
    };
    let ((ar, ai), (br, bi)) = (complex(a)?, complex(b)?);
    let a_real = !matches!(a, Number::Complex(..));
    let b_real = !matches!(b, Number::Complex(..));
    let (real, imag) = match op {
        BinaryOp::Add if a_real => (ar + br, bi),
        BinaryOp::Add if b_real => (ar + br, ai),
        BinaryOp::Add => (ar + br, ai + bi),
        BinaryOp::Subtract if a_real => (ar - br, -bi),
        BinaryOp::Subtract if b_real => (ar - br, ai),
        BinaryOp::Subtract => (ar - br, ai - bi),
        BinaryOp::Multiply if a_real => (ar * br, ar * bi),
        BinaryOp::Multiply if b_real => (ar * br, ai * br),
        BinaryOp::Multiply => {
            let (real, imag) = complex_product((ar, ai), (br, bi));
            if real.is_nan() && imag.is_nan() {
                return None;
            }
            (real, imag)
        }
        BinaryOp::Power => return complex_power((ar, ai), (br, bi)),
        BinaryOp::TrueDivide if b_real && br != 0.0 => (ar / br, ai / br),
        BinaryOp::TrueDivide if b_real || br == 0.0 && bi == 0.0 => return None,
        BinaryOp::TrueDivide if a_real => real_by_complex(ar, br, bi)?,
        BinaryOp::TrueDivide => complex_quotient(ar, ai, br, bi)?,
        _ => return None,
    };
    Some(Constant::Complex { real, imag })
}

fn complex_product((ar, ai): (f64, f64), (br, bi): (f64, f64)) -> (f64, f64) {
    (ar * br - ai * bi, ar * bi + ai * br)
}

/// By repeated multiplication for small whole exponents, else by polar coordinates.
fn complex_power(base: (f64, f64), exponent: (f64, f64)) -> Option<Constant> {
    let whole = exponent.1 == 0.0 && exponent.0.fract() == 0.0 && exponent.0.abs() <= 100.0;
    let (real, imag) = if whole {
        let power = complex_whole_power(base, exponent.0.abs() as u32);
        if exponent.0 > 0.0 { power } else { complex_quotient(1.0, 0.0, power.0, power.1)? }
    } else if base == (0.0, 0.0) {
        if exponent.1 != 0.0 || exponent.0 < 0.0 {
            return None;
        }
        (0.0, 0.0)
    } else {
        let magnitude = base.0.hypot(base.1);
        let angle = base.1.atan2(base.0);
        let mut length = magnitude.powf(exponent.0);
        let mut phase = angle * exponent.0;
        if exponent.1 != 0.0 {
            length *= (-angle * exponent.1).exp();
            phase += exponent.1 * magnitude.ln();
        }
        (length * phase.cos(), length * phase.sin())
    };
    (real.is_finite() && imag.is_finite()).then_some(Constant::Complex { real, imag })
}

fn complex_whole_power(base: (f64, f64), exponent: u32) -> (f64, f64) {
    let mut result = (1.0, 0.0);
    let mut power = base;
    let mut mask = 1;
    while mask <= exponent {
        if exponent & mask != 0 {
            result = complex_product(result, power);
        }
        mask <<= 1;
        power = complex_product(power, power);
    }
    result
}

fn real_by_complex(a: f64, br: f64, bi: f64) -> Option<(f64, f64)> {
    let (real, imag) = if br.abs() >= bi.abs() {
        let ratio = bi / br;
        let denominator = br + bi * ratio;
        (a / denominator, -a * ratio / denominator)
    } else {
        let ratio = br / bi;
        let denominator = br * ratio + bi;
        (a * ratio / denominator, -a / denominator)
    };
    (real.is_finite() && imag.is_finite()).then_some((real, imag))
}

fn complex_quotient(ar: f64, ai: f64, br: f64, bi: f64) -> Option<(f64, f64)> {
    let (real, imag) = if br.abs() >= bi.abs() {
        let ratio = bi / br;
        let denominator = br + bi * ratio;
        ((ar + ai * ratio) / denominator, (ai - ar * ratio) / denominator)
    } else {
        let ratio = br / bi;
        let denominator = br * ratio + bi;
        ((ar * ratio + ai) / denominator, (ai * ratio - ar) / denominator)
    };
    (real.is_finite() && imag.is_finite()).then_some((real, imag))
}

fn sequence_binary(left: &Constant, op: BinaryOp, right: &Constant) -> Option<Constant> {
    match (op, left, right) {
        (BinaryOp::Add, Constant::Str(a), Constant::Str(b)) => concat_text(a, b),
        (BinaryOp::Add, Constant::Bytes(a), Constant::Bytes(b)) => Some(Constant::Bytes([&a[..], &b[..]].concat().into())),
        (BinaryOp::Add, Constant::Tuple(a), Constant::Tuple(b)) => Some(Constant::Tuple([&a[..], &b[..]].concat())),
        (BinaryOp::Multiply, sequence, count) if to_bigint(count).is_some() => repeat(sequence, count),
        (BinaryOp::Multiply, count, sequence) if to_bigint(count).is_some() => repeat(sequence, count),
        _ => None,
    }
}

/// WTF-8 of a surrogate pair's halves side by side is not WTF-8: such a seam is left to run time.
fn concat_text(a: &[u8], b: &[u8]) -> Option<Constant> {
    let high = matches!(a, [.., 0xed, 0xa0..=0xaf, _]);
    let low = matches!(b, [0xed, 0xb0..=0xbf, ..]);
    (!(high && low)).then(|| Constant::Str([a, b].concat().into()))
}

fn repeat(sequence: &Constant, count: &Constant) -> Option<Constant> {
    let count = to_bigint(count)?;
    let times = |size: usize, limit: usize| {
        if size == 0 {
            return i64::try_from(&count).ok().map(|_| 0);
        }
        let count = usize::try_from(&count).ok()?;
        (count <= limit / size).then_some(count)
    };
    match sequence {
        Constant::Str(text) => {
            let characters = text.iter().filter(|&&byte| byte & 0xc0 != 0x80).count();
            Some(Constant::Str(text.repeat(times(characters, MAX_STR)?).into()))
        }
        Constant::Bytes(bytes) => Some(Constant::Bytes(bytes.repeat(times(bytes.len(), MAX_STR)?).into())),
        Constant::Tuple(items) => {
            let count = times(items.len(), MAX_COLLECTION)?;
            if count > 0 && complexity_left(sequence, MAX_TOTAL_ITEMS / count as i64) < 0 {
                return None;
            }
            Some(Constant::Tuple(std::iter::repeat_n(items, count).flatten().cloned().collect()))
        }
        _ => None,
    }
}

/// What is left of a limit on items, nested ones included; negative if it is exceeded.
fn complexity_left(constant: &Constant, limit: i64) -> i64 {
    let Constant::Tuple(items) = constant else { return limit };
    let mut left = limit - items.len() as i64;
    for item in items {
        if left < 0 {
            break;
        }
        left = complexity_left(item, left);
    }
    left
}

fn subscript(container: &Constant, key: &Constant) -> Option<Constant> {
    if let Constant::Slice(parts) = key {
        return slice(container, parts);
    }
    let index = i64::try_from(&to_bigint(key)?).ok()?;
    let at = |length: usize| {
        let index = if index < 0 { index.checked_add(length as i64)? } else { index };
        usize::try_from(index).ok().filter(|&index| index < length)
    };
    match container {
        Constant::Str(text) => {
            let characters = characters(text);
            Some(Constant::Str(characters[at(characters.len())?].into()))
        }
        Constant::Bytes(bytes) => Some(Constant::Int(i64::from(bytes[at(bytes.len())?]))),
        Constant::Tuple(items) => Some(items[at(items.len())?].clone()),
        _ => None,
    }
}

/// The characters of WTF-8 text, each as its bytes.
fn characters(text: &[u8]) -> Vec<&[u8]> {
    let mut starts: Vec<usize> = (0..text.len()).filter(|&i| text[i] & 0xc0 != 0x80).collect();
    starts.push(text.len());
    starts.windows(2).map(|pair| &text[pair[0]..pair[1]]).collect()
}

fn slice(container: &Constant, parts: &[Constant; 3]) -> Option<Constant> {
    match container {
        Constant::Str(text) => {
            let characters = characters(text);
            let picked = slice_indices(characters.len(), parts)?.into_iter().map(|i| characters[i]);
            Some(Constant::Str(picked.collect::<Vec<_>>().concat().into()))
        }
        Constant::Bytes(bytes) => {
            Some(Constant::Bytes(slice_indices(bytes.len(), parts)?.into_iter().map(|i| bytes[i]).collect()))
        }
        Constant::Tuple(items) => Some(Constant::Tuple(
            slice_indices(items.len(), parts)?.into_iter().map(|i| items[i].clone()).collect(),
        )),
        _ => None,
    }
}

fn slice_indices(length: usize, parts: &[Constant; 3]) -> Option<Vec<usize>> {
    let number = |part: &Constant| match part {
        Constant::None => Some(None),
        other => {
            let value = to_bigint(other)?;
            let limit = if value.sign() == Sign::Minus { -(1_i64 << 40) } else { 1 << 40 };
            Some(Some(i64::try_from(&value).unwrap_or(limit).clamp(-(1 << 40), 1 << 40)))
        }
    };
    let length = length as i64;
    let step = number(&parts[2])?.unwrap_or(1);
    if step == 0 {
        return None;
    }
    let (low, high) = if step > 0 { (0, length) } else { (-1, length - 1) };
    let bound = |value: Option<i64>, default: i64| match value {
        None => default,
        Some(value) if value < 0 => (value + length).max(low),
        Some(value) => value.min(high),
    };
    let start = bound(number(&parts[0])?, if step > 0 { low } else { high });
    let stop = bound(number(&parts[1])?, if step > 0 { high } else { low });
    let mut indices = Vec::new();
    let mut at = start;
    while if step > 0 { at < stop } else { at > stop } {
        indices.push(at as usize);
        at += step;
    }
    Some(indices)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn int(value: i64) -> Constant {
        Constant::Int(value)
    }

    #[test]
    fn integers_follow_floor_division() {
        assert_eq!(binary(&int(-7), BinaryOp::FloorDivide, &int(2)), Some(int(-4)));
        assert_eq!(binary(&int(-7), BinaryOp::Remainder, &int(2)), Some(int(1)));
        assert_eq!(binary(&int(7), BinaryOp::Remainder, &int(-2)), Some(int(-1)));
        assert_eq!(binary(&int(1), BinaryOp::TrueDivide, &int(3)), Some(Constant::Float(1.0 / 3.0)));
        assert_eq!(binary(&int(1), BinaryOp::FloorDivide, &int(0)), None);
    }

    #[test]
    fn large_results_do_not_fold() {
        assert!(binary(&int(2), BinaryOp::Power, &int(64)).is_some());
        assert_eq!(binary(&int(2), BinaryOp::Power, &int(1000)), None);
        assert_eq!(binary(&int(1), BinaryOp::Lshift, &int(1000)), None);
        assert!(binary(&Constant::str("ab"), BinaryOp::Multiply, &int(2048)).is_some());
        assert_eq!(binary(&Constant::str("ab"), BinaryOp::Multiply, &int(2049)), None);
    }

    #[test]
    fn sequences_slice_and_index() {
        let text = Constant::str("h\u{e9}llo");
        assert_eq!(binary(&text, BinaryOp::Subscr, &int(-4)), Some(Constant::str("\u{e9}")));
        let slice = Constant::Slice(Box::new([Constant::None, Constant::None, int(-2)]));
        assert_eq!(binary(&text, BinaryOp::Subscr, &slice), Some(Constant::str("olh")));
        assert_eq!(binary(&text, BinaryOp::Subscr, &int(5)), None);
    }

    #[test]
    fn bools_stay_bools_under_bit_operators() {
        let t = Constant::Bool(true);
        assert_eq!(binary(&t, BinaryOp::And, &t), Some(Constant::Bool(true)));
        assert_eq!(binary(&t, BinaryOp::Add, &t), Some(int(2)));
        assert_eq!(invert(&t), None);
    }
}
