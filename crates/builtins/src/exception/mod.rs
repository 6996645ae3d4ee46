//! Exceptions and tracebacks.
//!
//! Each file fills in the specs of its types; [`TYPES`] says which well-known type each belongs to.

use crate::Entry;

pub mod base;
pub mod traceback;

/// The types of this area, bases first.
pub const TYPES: &[Entry] = &[
    (|t| t.base_exception, &base::SPEC, |t| Some(t.object)),
    (|t| t.traceback, &traceback::SPEC, |t| Some(t.object)),
];
