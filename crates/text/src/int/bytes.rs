//! `int.to_bytes` and `int.from_bytes`.

use super::{Int, IntError, limbs};
use num_bigint::BigInt;
use num_traits::Signed;

/// The `byteorder` argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ByteOrder {
    /// Least significant byte first.
    Little,
    /// Most significant byte first.
    Big,
}

impl ByteOrder {
    /// CPython's `ValueError` for other names.
    pub const INVALID: &str = "byteorder must be either 'little' or 'big'";

    /// Reads `"little"` or `"big"`.
    pub fn from_name(name: &[u8]) -> Option<Self> {
        match name {
            b"little" => Some(Self::Little),
            b"big" => Some(Self::Big),
            _ => None,
        }
    }
}

/// CPython's `ValueError` for a negative length.
pub const NEGATIVE_LENGTH: &str = "length argument must be non-negative";

/// `int.to_bytes`.
pub fn to_bytes(n: &BigInt, length: usize, order: ByteOrder, signed: bool) -> Result<Vec<u8>, IntError> {
    digits_to_bytes(n.is_negative(), &n.magnitude().to_u64_digits(), length, order, signed)
}

/// `int.to_bytes` of a normal magnitude; see [`super::limbs`].
pub fn digits_to_bytes(negative: bool, digits: &[u64], length: usize, order: ByteOrder, signed: bool) -> Result<Vec<u8>, IntError> {
    if negative && !signed {
        return Err(IntError::NegativeToUnsigned);
    }
    let (bits, room) = (limbs::bits(digits), 8 * length as u64);
    // A power of two needs one bit less below zero.
    let is_power = || digits.split_last().is_some_and(|(top, rest)| top.is_power_of_two() && rest.iter().all(|d| *d == 0));
    let fits = !signed && bits <= room || bits < room || bits == 0 || negative && bits == room && is_power();
    if !fits {
        return Err(IntError::TooBigForBytes);
    }
    let mut bytes = vec![0; length];
    let mut carry = negative;
    for (place, to) in bytes.chunks_mut(8).enumerate() {
        let mut digit = digits.get(place).copied().unwrap_or(0);
        if negative {
            (digit, carry) = (!digit).overflowing_add(u64::from(carry));
        }
        to.copy_from_slice(&digit.to_le_bytes()[..to.len()]);
    }
    if order == ByteOrder::Big {
        bytes.reverse();
    }
    Ok(bytes)
}

/// `int.to_bytes`.
pub fn to_bytes_i64(n: i64, length: usize, order: ByteOrder, signed: bool) -> Result<Vec<u8>, IntError> {
    if n < 0 && !signed {
        return Err(IntError::NegativeToUnsigned);
    }
    let fill = if n < 0 { 0xFF } else { 0 };
    let all = n.to_le_bytes();
    let fits = match length {
        8.. => true,
        0 => n == 0,
        _ => {
            let sign_agrees = !signed || (all[length - 1] ^ fill) & 0x80 == 0;
            sign_agrees && all[length..].iter().all(|b| *b == fill)
        }
    };
    if !fits {
        return Err(IntError::TooBigForBytes);
    }
    let mut bytes = all[..length.min(8)].to_vec();
    bytes.resize(length, fill);
    if order == ByteOrder::Big {
        bytes.reverse();
    }
    Ok(bytes)
}

/// `int.from_bytes`.
pub fn from_bytes(bytes: &[u8], order: ByteOrder, signed: bool) -> Int {
    if bytes.len() < 8 {
        let mut word = [0; 8];
        word[..bytes.len()].copy_from_slice(bytes);
        if order == ByteOrder::Big {
            word[..bytes.len()].reverse();
        }
        let value = i64::from_le_bytes(word);
        let unused = 64 - 8 * bytes.len() as u32;
        let extended = if signed && unused < 64 { value << unused >> unused } else { value };
        return Int::Small(extended);
    }
    let (negative, digits) = digits_from_bytes(bytes, order, signed);
    limbs::to_big_int(negative, &digits).into()
}

/// `int.from_bytes` as sign and magnitude, which may have zeros at the end.
pub fn digits_from_bytes(bytes: &[u8], order: ByteOrder, signed: bool) -> (bool, Vec<u64>) {
    let word = |part: &[u8]| {
        let mut word = [0; 8];
        word[..part.len()].copy_from_slice(part);
        if order == ByteOrder::Big {
            word[..part.len()].reverse();
        }
        u64::from_le_bytes(word)
    };
    let (mut digits, top): (Vec<u64>, _) = match order {
        ByteOrder::Little => (bytes.chunks(8).map(word).collect(), bytes.last()),
        ByteOrder::Big => (bytes.rchunks(8).map(word).collect(), bytes.first()),
    };
    let negative = signed && top.is_some_and(|top| *top >= 0x80);
    if negative {
        let unused = 8 * (8 * digits.len() - bytes.len()) as u32;
        let mut carry = true;
        let last = digits.len() - 1;
        for (place, digit) in digits.iter_mut().enumerate() {
            // Bits that no byte stands for are ones, too.
            let extended = if place == last && unused > 0 { *digit | u64::MAX << (64 - unused) } else { *digit };
            (*digit, carry) = (!extended).overflowing_add(u64::from(carry));
        }
        if carry {
            digits.push(1);
        }
    }
    (negative, digits)
}
