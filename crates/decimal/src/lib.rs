//! The General Decimal Arithmetic Specification (Mike Cowlishaw, version 1.70) as Python's `decimal` has it.
//!
//! In: text, digits, [`Decimal`]s, a [`Context`]. Out: [`Decimal`]s, and the conditions that occurred as bits of a [`Status`]. Nothing here
//! knows of objects: `_decimal` in the standard library wraps it.
//!
//! **Invariant:** results are rounded once, from the exact value: `exp`, `ln`, `log10` and powers too.

mod arithmetic;
mod coefficient;
mod compare;
mod context;
mod digits;
mod format;
mod number;
mod power;
mod round;
mod series;
mod text;

pub use coefficient::Coefficient;
pub use context::{Context, MAX_EMAX, MAX_PREC, MIN_EMIN, MIN_ETINY, Rounding, Status};
pub use format::{FormatError, FormatSpec, Locale};
pub use number::{Class, Decimal, Kind};
