//! `int.to_bytes` and `int.from_bytes`.

use super::{Int, IntError};
use num_bigint::{BigInt, Sign};
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
    if n.is_negative() && !signed {
        return Err(IntError::NegativeToUnsigned);
    }
    let mut bytes = if signed { n.to_signed_bytes_le() } else { n.magnitude().to_bytes_le() };
    if n.sign() == Sign::NoSign {
        bytes.clear();
    }
    if bytes.len() > length {
        return Err(IntError::TooBigForBytes);
    }
    bytes.resize(length, if n.is_negative() { 0xFF } else { 0 });
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
    match (order, signed) {
        (ByteOrder::Little, true) => BigInt::from_signed_bytes_le(bytes),
        (ByteOrder::Big, true) => BigInt::from_signed_bytes_be(bytes),
        (ByteOrder::Little, false) => BigInt::from_bytes_le(Sign::Plus, bytes),
        (ByteOrder::Big, false) => BigInt::from_bytes_be(Sign::Plus, bytes),
    }
    .into()
}
