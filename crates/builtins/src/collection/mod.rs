//! Tuple, list, dict, set, range, slice, their iterators, the iterator adapters, mapping proxies and namespaces.
//!
//! Each file fills in the specs of its types; [`TYPES`] says which well-known type each belongs to.

use crate::Entry;

pub mod adapters;
pub mod common;
pub mod dict;
pub mod list;
pub mod mapping_proxy;
pub mod namespace;
pub mod range;
pub mod sequence_iterator;
pub mod set;
pub mod slice;
#[cfg(test)]
mod tests;
pub mod tuple;

/// The types of this area, bases first.
pub const TYPES: &[Entry] = &[
    (|t| t.tuple, &tuple::SPEC, |t| Some(t.object)),
    (|t| t.tuple_iterator, &tuple::ITERATOR, |t| Some(t.object)),
    (|t| t.list, &list::SPEC, |t| Some(t.object)),
    (|t| t.list_iterator, &list::ITERATOR, |t| Some(t.object)),
    (|t| t.list_reverse_iterator, &list::REVERSE_ITERATOR, |t| Some(t.object)),
    (|t| t.dict, &dict::SPEC, |t| Some(t.object)),
    (|t| t.dict_keys, &dict::KEYS, |t| Some(t.object)),
    (|t| t.dict_values, &dict::VALUES, |t| Some(t.object)),
    (|t| t.dict_items, &dict::ITEMS, |t| Some(t.object)),
    (|t| t.dict_key_iterator, &dict::KEY_ITERATOR, |t| Some(t.object)),
    (|t| t.dict_value_iterator, &dict::VALUE_ITERATOR, |t| Some(t.object)),
    (|t| t.dict_item_iterator, &dict::ITEM_ITERATOR, |t| Some(t.object)),
    (|t| t.dict_reverse_key_iterator, &dict::REVERSE_KEY_ITERATOR, |t| Some(t.object)),
    (|t| t.dict_reverse_value_iterator, &dict::REVERSE_VALUE_ITERATOR, |t| Some(t.object)),
    (|t| t.dict_reverse_item_iterator, &dict::REVERSE_ITEM_ITERATOR, |t| Some(t.object)),
    (|t| t.set, &set::SET, |t| Some(t.object)),
    (|t| t.frozenset, &set::FROZENSET, |t| Some(t.object)),
    (|t| t.set_iterator, &set::ITERATOR, |t| Some(t.object)),
    (|t| t.range, &range::SPEC, |t| Some(t.object)),
    (|t| t.range_iterator, &range::ITERATOR, |t| Some(t.object)),
    (|t| t.long_range_iterator, &range::LONG_ITERATOR, |t| Some(t.object)),
    (|t| t.slice, &slice::SPEC, |t| Some(t.object)),
    (|t| t.iterator, &sequence_iterator::SPEC, |t| Some(t.object)),
    (|t| t.callable_iterator, &sequence_iterator::CALLABLE, |t| Some(t.object)),
    (|t| t.reversed, &sequence_iterator::REVERSED, |t| Some(t.object)),
    (|t| t.enumerate, &adapters::ENUMERATE, |t| Some(t.object)),
    (|t| t.zip, &adapters::ZIP, |t| Some(t.object)),
    (|t| t.map, &adapters::MAP, |t| Some(t.object)),
    (|t| t.filter, &adapters::FILTER, |t| Some(t.object)),
    (|t| t.mapping_proxy, &mapping_proxy::SPEC, |t| Some(t.object)),
    (|t| t.simple_namespace, &namespace::SPEC, |t| Some(t.object)),
];
