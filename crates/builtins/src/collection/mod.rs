//! Tuple, list, dict, set, range, slice and their iterators.
//!
//! Each file fills in the specs of its types; [`TYPES`] says which well-known type each belongs to.

use crate::Entry;

pub mod tuple;
pub mod list;
pub mod dict;
pub mod set;
pub mod range;
pub mod slice;

/// The types of this area, bases first.
pub const TYPES: &[Entry] = &[
    (|t| t.tuple, &tuple::SPEC, |t| Some(t.object)),
    (|t| t.list, &list::SPEC, |t| Some(t.object)),
    (|t| t.dict, &dict::SPEC, |t| Some(t.object)),
    (|t| t.set, &set::SET, |t| Some(t.object)),
    (|t| t.frozenset, &set::FROZENSET, |t| Some(t.object)),
    (|t| t.range, &range::SPEC, |t| Some(t.object)),
    (|t| t.range_iterator, &range::ITERATOR, |t| Some(t.object)),
    (|t| t.slice, &slice::SPEC, |t| Some(t.object)),
];
