//! Numbers in memory, by the letters of `struct` in native order and size: what `memoryview` and `array` read and write.

use whipsnake_runtime::{Bytes, Gc, Int, Raised, Value, Vm};

use crate::number::float::real;
use crate::text::common::has_index;

/// Bytes of an element; `None` for letters that are no native format.
pub const fn size(code: u8) -> Option<usize> {
    Some(match code {
        b'c' | b'b' | b'B' | b'?' => 1,
        b'h' | b'H' | b'e' => 2,
        b'i' | b'I' | b'f' | b'w' => 4,
        b'l' | b'L' | b'q' | b'Q' | b'n' | b'N' | b'P' | b'd' => 8,
        _ => return None,
    })
}

/// The smallest and greatest number of an integer format.
pub const fn integer_range(code: u8) -> Option<(i128, i128)> {
    Some(match code {
        b'b' => (i8::MIN as i128, i8::MAX as i128),
        b'B' => (0, u8::MAX as i128),
        b'h' => (i16::MIN as i128, i16::MAX as i128),
        b'H' => (0, u16::MAX as i128),
        b'i' => (i32::MIN as i128, i32::MAX as i128),
        b'I' => (0, u32::MAX as i128),
        b'l' | b'q' | b'n' => (i64::MIN as i128, i64::MAX as i128),
        b'L' | b'Q' | b'N' | b'P' => (0, u64::MAX as i128),
        _ => return None,
    })
}

/// An int of any 64-bit number, signed or not.
pub fn new_int(vm: &mut Vm, n: i128) -> Value {
    match i64::try_from(n) {
        Ok(n) => vm.new_int(n),
        Err(_) => vm.new_int_from_digits(n < 0, &[n.unsigned_abs() as u64]),
    }
}

/// The number of an int that has at most 64 bits.
pub fn wide(vm: &Vm, value: Value) -> Option<i128> {
    if let Some(n) = vm.index_i64(value) {
        return Some(i128::from(n));
    }
    let int = Gc::<Int>::cast(value)?;
    match *int.digits() {
        [digit] => Some(if int.negative { -i128::from(digit) } else { i128::from(digit) }),
        _ => None,
    }
}

/// `f16` bits as a double.
pub fn half_to_f64(bits: u16) -> f64 {
    let sign = if bits >> 15 == 1 { -1.0 } else { 1.0 };
    let (exponent, fraction) = (i32::from(bits >> 10 & 0x1F), f64::from(bits & 0x3FF));
    match exponent {
        0 => sign * fraction * 2f64.powi(-24),
        31 if fraction == 0.0 => sign * f64::INFINITY,
        31 => f64::from_bits(u64::from(bits >> 15) << 63 | 0x7FF << 52 | u64::from(bits & 0x3FF) << 42),
        _ => sign * (1.0 + fraction / 1024.0) * 2f64.powi(exponent - 15),
    }
}

/// A double as `f16` bits, rounded half to even; `None` when it is too large.
pub fn f64_to_half(x: f64) -> Option<u16> {
    let sign = (x.to_bits() >> 48) as u16 & 0x8000;
    let magnitude = x.abs();
    if x.is_nan() {
        let payload = (x.to_bits() >> 42) as u16 & 0x3FF;
        return Some(sign | 0x7C00 | if payload == 0 { 0x200 } else { payload });
    }
    if x.is_infinite() {
        return Some(sign | 0x7C00);
    }
    // Below the normal numbers the steps are 2^-24; above, 2^-10 of the power of two.
    let exponent = if magnitude < 2f64.powi(-14) { -14 } else { (magnitude.to_bits() >> 52) as i32 - 1023 };
    let steps = (magnitude / 2f64.powi(exponent - 10)).round_ties_even();
    let bits = i64::from(exponent + 14) * 1024 + steps as i64;
    // Rounding up may carry into the exponent, which is right; past the greatest it is too large.
    if bits >= 0x7C00 { None } else { Some(sign | bits as u16) }
}

/// The value of the element that `bytes` holds. The code is one of [`size`]'s and the bytes are as many.
pub fn read(vm: &mut Vm, code: u8, bytes: &[u8]) -> Value {
    match code {
        b'd' => vm.new_float(f64::from_ne_bytes(word(bytes))),
        b'l' | b'q' | b'n' => vm.new_int(i64::from_ne_bytes(word(bytes))),
        b'i' => Value::small_int(i64::from(i32::from_ne_bytes(word(bytes)))),
        b'I' => Value::small_int(i64::from(u32::from_ne_bytes(word(bytes)))),
        b'h' => Value::small_int(i64::from(i16::from_ne_bytes(word(bytes)))),
        b'H' => Value::small_int(i64::from(u16::from_ne_bytes(word(bytes)))),
        b'b' => Value::small_int(i64::from(i8::from_ne_bytes(word(bytes)))),
        b'B' => Value::small_int(i64::from(bytes[0])),
        b'?' => Value::bool(bytes[0] != 0),
        b'c' => vm.new_bytes(bytes),
        b'f' => vm.new_float(f64::from(f32::from_ne_bytes(word(bytes)))),
        b'e' => vm.new_float(half_to_f64(u16::from_ne_bytes(word(bytes)))),
        b'w' => vm.new_char(u32::from_ne_bytes(word(bytes))),
        _ => new_int(vm, i128::from(u64::from_ne_bytes(word(bytes)))),
    }
}

/// The bytes of an element of `N` bytes.
#[inline(always)]
fn word<const N: usize>(bytes: &[u8]) -> [u8; N] {
    bytes.try_into().expect("as many bytes as the code says")
}

/// Why a value cannot be an element.
pub enum WriteError {
    Type,
    Value,
    Raised(Raised),
}

impl From<Raised> for WriteError {
    fn from(raised: Raised) -> WriteError {
        WriteError::Raised(raised)
    }
}

/// The bytes of a value as an element.
///
/// # Errors
/// A value of the wrong type or range; what its conversion raises.
pub fn write(vm: &mut Vm, code: u8, value: Value) -> Result<[u8; 8], WriteError> {
    let mut word = [0; 8];
    match code {
        b'c' => match Gc::<Bytes>::cast(value).as_ref().map(|b| b.bytes()) {
            Some(&[byte]) => word[0] = byte,
            Some(_) => return Err(WriteError::Value),
            None => return Err(WriteError::Type),
        },
        b'?' => word[0] = u8::from(vm.truthy(value)?),
        b'f' => word[..4].copy_from_slice(&(float(vm, value)? as f32).to_ne_bytes()),
        b'd' => word = float(vm, value)?.to_ne_bytes(),
        b'e' => match f64_to_half(float(vm, value)?) {
            Some(half) => word[..2].copy_from_slice(&half.to_ne_bytes()),
            None => return Err(WriteError::Value),
        },
        _ => {
            if !has_index(vm, value) {
                return Err(WriteError::Type);
            }
            let index = vm.index(value)?;
            let (least, greatest) = integer_range(code).ok_or(WriteError::Type)?;
            match wide(vm, index) {
                Some(n) if (least..=greatest).contains(&n) => word = (n as u64).to_ne_bytes(),
                _ => return Err(WriteError::Value),
            }
        }
    }
    Ok(word)
}

fn float(vm: &mut Vm, value: Value) -> Result<f64, WriteError> {
    let numeric = vm.as_float(value).is_some() || has_index(vm, value) || vm.type_of(value).slots().float.is_some();
    if numeric { Ok(real(vm, value)?) } else { Err(WriteError::Type) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_half_goes_to_a_double_and_back() {
        for bits in 0..=u16::MAX {
            let x = half_to_f64(bits);
            let back = f64_to_half(x).expect("it came from a half");
            assert!(back == bits || x.is_nan(), "{bits:04x} {x} {back:04x}");
        }
    }

    #[test]
    fn halves_round_to_even_and_overflow() {
        assert_eq!(f64_to_half(2049.0), f64_to_half(2048.0));
        assert_eq!(f64_to_half(2051.0), f64_to_half(2052.0));
        assert_eq!(f64_to_half(65519.0), Some(0x7BFF));
        assert_eq!(f64_to_half(65520.0), None);
        assert_eq!(f64_to_half(-1e-9), Some(0x8000));
    }
}
