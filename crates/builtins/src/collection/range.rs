//! `range`, `range_iterator`.

use whipsnake_runtime::{RangeIterator, RangeObject, TypeSpec};

/// The type `range`.
pub static SPEC: TypeSpec = TypeSpec { ..TypeSpec::of::<RangeObject>() };
/// The type `range_iterator`.
pub static ITERATOR: TypeSpec = TypeSpec { ..TypeSpec::of::<RangeIterator>() };
