//! Str, bytes, bytearray.
//!
//! Each file fills in the specs of its types; [`TYPES`] says which well-known type each belongs to.

use crate::Entry;

pub mod str;
pub mod bytes;
pub mod bytearray;

/// The types of this area, bases first.
pub const TYPES: &[Entry] = &[
    (|t| t.str, &str::SPEC, |t| Some(t.object)),
    (|t| t.bytes, &bytes::SPEC, |t| Some(t.object)),
    (|t| t.bytearray, &bytearray::SPEC, |t| Some(t.object)),
];
