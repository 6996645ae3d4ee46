//! Generators, coroutines, async generators.
//!
//! Each file fills in the specs of its types; [`TYPES`] says which well-known type each belongs to.

use crate::Entry;

pub mod async_generator;
pub mod generator;
pub mod wrapper;

/// The types of this area, bases first.
pub const TYPES: &[Entry] = &[
    (|t| t.generator, &generator::GENERATOR, |t| Some(t.object)),
    (|t| t.coroutine, &generator::COROUTINE, |t| Some(t.object)),
    (|t| t.coroutine_wrapper, &wrapper::SPEC, |t| Some(t.object)),
    (|t| t.async_generator, &async_generator::SPEC, |t| Some(t.object)),
    (|t| t.async_generator_asend, &async_generator::ASEND, |t| Some(t.object)),
    (|t| t.async_generator_athrow, &async_generator::ATHROW, |t| Some(t.object)),
];
