//! Generators, coroutines, async generators.
//!
//! Each file fills in the specs of its types; [`TYPES`] says which well-known type each belongs to.

use crate::Entry;

pub mod generator;

/// The types of this area, bases first.
pub const TYPES: &[Entry] = &[
    (|t| t.generator, &generator::GENERATOR, |t| Some(t.object)),
    (|t| t.coroutine, &generator::COROUTINE, |t| Some(t.object)),
    (|t| t.async_generator, &generator::ASYNC_GENERATOR, |t| Some(t.object)),
];
