//! Python's `int`: parsing, printing and arithmetic on `i64` and [`BigInt`].
//!
//! In: text, `i64`, [`BigInt`], `f64`. Out: [`Int`], which is `Small` whenever the value fits 64 bits, or a typed error.
//! **Invariant:** division rounds to minus infinity, conversions to `f64` are correctly rounded.

mod arithmetic;
mod bytes;
mod convert;
pub mod limbs;
mod parse;
mod print;

pub use arithmetic::{
    MAX_BITS, bit_count, bit_length, divmod, divmod_i64, floor_div, floor_div_i64, floor_mod, floor_mod_i64, gcd, isqrt, pow,
    pow_mod, round_to_power_of_ten, shift_left, shift_right,
};
pub use bytes::{ByteOrder, NEGATIVE_LENGTH, digits_from_bytes, digits_to_bytes, from_bytes, to_bytes, to_bytes_i64};
pub use convert::{
    compare_with_float, compare_with_float_i64, digits_to_f64, digits_true_divide, from_f64, hash, hash_digits, hash_i64, to_f64, true_divide, true_divide_i64,
};
pub use parse::{DEFAULT_MAX_DIGITS, LEAST_MAX_DIGITS, ParseError, parse, parse_bytes, parse_digits};
pub use print::{to_base, to_base_i64, to_decimal};

use num_bigint::BigInt;

/// An integer of any size; `Small` whenever it fits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Int {
    /// Fits 64 bits.
    Small(i64),
    /// Does not fit 64 bits.
    Big(BigInt),
}

impl From<BigInt> for Int {
    fn from(value: BigInt) -> Self {
        match i64::try_from(&value) {
            Ok(small) => Self::Small(small),
            Err(_) => Self::Big(value),
        }
    }
}

impl From<Int> for BigInt {
    fn from(value: Int) -> Self {
        match value {
            Int::Small(small) => small.into(),
            Int::Big(big) => big,
        }
    }
}

/// Errors of integer arithmetic and conversion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IntError {
    /// `ZeroDivisionError`.
    DivisionByZero,
    /// `ZeroDivisionError` of a power; the caller makes negative powers floats.
    ZeroToNegativePower,
    /// `OverflowError` of int / int.
    DivisionTooLarge,
    /// `OverflowError` of `float(int)`.
    TooLargeForFloat,
    /// `ValueError` of `pow(x, y, 0)`.
    ZeroModulus,
    /// `ValueError` of `pow(x, -1, m)`.
    NotInvertible,
    /// `ValueError` of a shift.
    NegativeShift,
    /// `OverflowError` of a shift that no memory could hold.
    TooManyDigits,
    /// `MemoryError`, which has no message.
    Memory,
    /// `ValueError` of `math.isqrt`.
    NegativeSquareRoot,
    /// `OverflowError` of `to_bytes`.
    TooBigForBytes,
    /// `OverflowError` of unsigned `to_bytes`.
    NegativeToUnsigned,
}

impl IntError {
    /// The exception's name.
    pub fn exception(self) -> &'static str {
        match self {
            Self::DivisionByZero | Self::ZeroToNegativePower => "ZeroDivisionError",
            Self::DivisionTooLarge
            | Self::TooLargeForFloat
            | Self::TooManyDigits
            | Self::TooBigForBytes
            | Self::NegativeToUnsigned => "OverflowError",
            Self::ZeroModulus | Self::NotInvertible | Self::NegativeShift | Self::NegativeSquareRoot => "ValueError",
            Self::Memory => "MemoryError",
        }
    }

    /// CPython's message.
    pub fn message(self) -> &'static str {
        match self {
            Self::DivisionByZero => "division by zero",
            Self::ZeroToNegativePower => "zero to a negative power",
            Self::DivisionTooLarge => "integer division result too large for a float",
            Self::TooLargeForFloat => "int too large to convert to float",
            Self::ZeroModulus => "pow() 3rd argument cannot be 0",
            Self::NotInvertible => "base is not invertible for the given modulus",
            Self::NegativeShift => "negative shift count",
            Self::TooManyDigits => "too many digits in integer",
            Self::Memory => "",
            Self::NegativeSquareRoot => "isqrt() argument must be nonnegative",
            Self::TooBigForBytes => "int too big to convert",
            Self::NegativeToUnsigned => "can't convert negative int to unsigned",
        }
    }
}
