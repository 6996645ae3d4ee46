//! Between constants and big integers.

use std::sync::Arc;

use num_bigint::{BigInt as Big, Sign};

use crate::code::{BigInt, Constant};

/// The constant of an integer.
pub fn from_bigint(value: &Big) -> Constant {
    match i64::try_from(value) {
        Ok(small) => Constant::Int(small),
        Err(_) => {
            let (sign, limbs) = value.to_u32_digits();
            Constant::BigInt(BigInt { negative: sign == Sign::Minus, limbs: Arc::from(limbs) })
        }
    }
}

/// The integer of an int or bool constant.
pub fn to_bigint(constant: &Constant) -> Option<Big> {
    match constant {
        Constant::Bool(value) => Some(Big::from(u8::from(*value))),
        Constant::Int(value) => Some(Big::from(*value)),
        Constant::BigInt(value) => {
            let sign = if value.negative { Sign::Minus } else { Sign::Plus };
            Some(Big::from_slice(sign, &value.limbs))
        }
        _ => None,
    }
}
