//! Int, bool, float, complex.
//!
//! Each file fills in the specs of its types; [`TYPES`] says which well-known type each belongs to.

use crate::Entry;

pub mod int;
pub mod bool;
pub mod float;
pub mod complex;

/// The types of this area, bases first.
pub const TYPES: &[Entry] = &[
    (|t| t.int, &int::SPEC, |t| Some(t.object)),
    (|t| t.bool, &bool::SPEC, |t| Some(t.int)),
    (|t| t.float, &float::SPEC, |t| Some(t.object)),
    (|t| t.complex, &complex::SPEC, |t| Some(t.object)),
];
