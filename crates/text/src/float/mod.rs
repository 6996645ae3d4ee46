//! Python's `float` and the text side of `complex`: printing, parsing, rounding, and arithmetic with Python's signs.
//!
//! In: `f64` and WTF-8 text. Out: text, numbers and typed errors. **Invariant:** every conversion between decimal text
//! and doubles is correctly rounded, for any precision.

mod arithmetic;
mod complex;
mod fixed;
mod format;
mod hex;
mod parse;
pub(crate) use parse::{is_c_space, to_ascii_number};
mod repr;

pub use arithmetic::{
    FloatError, PowResult, divmod, floor_div, frexp, hash, integer_ratio, integer_ratio_parts, is_odd_integer, ldexp,
    modulo, pow, round_to_digits,
};
pub use complex::{ComplexError, complex_repr, parse_complex, parse_complex_bytes};
pub use format::{Code, Flags, format_double};
pub use hex::{HexError, from_hex, to_hex};
pub use parse::{parse, parse_bytes};
pub use repr::{repr, repr_into};

