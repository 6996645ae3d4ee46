//! Types as values: `types.GenericAlias`, `typing.Union`, and the substitution of type parameters that they share.

use crate::Entry;

pub mod generic_alias;
pub mod parameters;
pub mod union;

/// The types of this area, bases first.
pub const TYPES: &[Entry] = &[
    (|t| t.generic_alias, &generic_alias::SPEC, |t| Some(t.object)),
    (|t| t.generic_alias_iterator, &generic_alias::ITERATOR, |t| Some(t.object)),
    (|t| t.union, &union::SPEC, |t| Some(t.object)),
];
