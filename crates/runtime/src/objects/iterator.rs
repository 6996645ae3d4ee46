//! Iterators over the built-in collections, views, and the iterator adapters: what the interpreter and machine code step through.

use std::cell::Cell;

use whipsnake_heap::{Slot, SlotOf, object};

use super::{List, Tuple};
use crate::dict::{Dict, Set};
use crate::kinds;

object! {
    /// `list_iterator`, and `list_reverseiterator`, whose next item is at `index - 1`.
    pub struct ListIterator = kinds::LIST_ITERATOR, "list_iterator" {
        pub index: Cell<usize>,
        /// Empty once the iterator is exhausted.
        pub list: SlotOf<List>,
    }
}

object! {
    /// `tuple_iterator`.
    pub struct TupleIterator = kinds::TUPLE_ITERATOR, "tuple_iterator" {
        pub index: Cell<usize>,
        /// Empty once the iterator is exhausted.
        pub tuple: SlotOf<Tuple>,
    }
}

object! {
    /// Iterator over keys, values or items of a dict, forwards or backwards (the type tells which).
    pub struct DictIterator = kinds::DICT_ITERATOR, "dict_iterator" {
        /// Empty once the iterator is exhausted.
        pub dict: SlotOf<Dict>,
        /// Forwards: the next entry. Backwards: one more than the next entry.
        pub position: Cell<usize>,
        /// The dict's length when the iterator was made; `usize::MAX` once a change was noticed.
        pub expected: Cell<usize>,
        /// How many items are still to come.
        pub remaining: Cell<usize>,
    }
}

object! {
    /// `dict_keys`, `dict_values`, `dict_items` (the type tells which).
    pub struct DictView = kinds::DICT_VIEW, "dict_view" { pub dict: SlotOf<Dict> }
}

object! {
    /// `set_iterator`.
    pub struct SetIterator = kinds::SET_ITERATOR, "set_iterator" {
        /// Empty once the iterator is exhausted.
        pub set: SlotOf<Set>,
        pub position: Cell<usize>,
        /// The set's length when the iterator was made; `usize::MAX` once a change was noticed.
        pub expected: Cell<usize>,
        pub remaining: Cell<usize>,
    }
}

object! {
    /// `longrange_iterator`: ints of any size.
    pub struct LongRangeIterator = kinds::LONG_RANGE_ITERATOR, "longrange_iterator" { pub next: Slot, pub step: Slot, pub remaining: Slot }
}

object! {
    /// `iterator`: over what has only `__getitem__`.
    pub struct SequenceIterator = kinds::SEQUENCE_ITERATOR, "iterator" {
        /// NULL once the iterator is exhausted.
        pub sequence: Slot,
        pub index: Cell<i64>,
    }
}

object! {
    /// `callable_iterator`: `iter(callable, sentinel)`.
    pub struct CallableIterator = kinds::CALLABLE_ITERATOR, "callable_iterator" {
        /// NULL once the iterator is exhausted.
        pub callable: Slot,
        pub sentinel: Slot,
    }
}

object! {
    /// `reversed`.
    pub struct Reversed = kinds::REVERSED, "reversed" {
        /// NULL once the iterator is exhausted.
        pub sequence: Slot,
        pub index: Cell<i64>,
    }
}

object! {
    /// `enumerate`.
    pub struct Enumerate = kinds::ENUMERATE, "enumerate" {
        pub iterator: Slot,
        pub index: Cell<i64>,
        /// The next number when it does not fit `index`, else NULL.
        pub large_index: Slot,
    }
}

object! {
    /// `zip`.
    pub struct Zip = kinds::ZIP, "zip" { pub iterators: SlotOf<Tuple>, pub strict: Cell<bool> }
}

object! {
    /// `map`.
    pub struct Map = kinds::MAP, "map" { pub function: Slot, pub iterators: SlotOf<Tuple>, pub strict: Cell<bool> }
}

object! {
    /// `filter`.
    pub struct Filter = kinds::FILTER, "filter" { pub function: Slot, pub iterator: Slot }
}

object! {
    /// `mappingproxy`.
    pub struct MappingProxy = kinds::MAPPING_PROXY, "mappingproxy" { pub mapping: Slot }
}

object! {
    /// `types.SimpleNamespace`: its attributes are in the instance area.
    pub struct SimpleNamespace = kinds::SIMPLE_NAMESPACE, "SimpleNamespace" { }
}

object! {
    /// `types.GenericAlias`.
    pub struct GenericAlias = kinds::GENERIC_ALIAS, "GenericAlias" {
        pub origin: Slot,
        pub args: SlotOf<Tuple>,
        /// Computed on demand.
        pub parameters: SlotOf<Tuple>,
        /// Made by `*alias`.
        pub starred: Cell<bool>,
    }
}

object! {
    /// The iterator that gives `*alias` once.
    pub struct GenericAliasIterator = kinds::GENERIC_ALIAS_ITERATOR, "generic_alias_iterator" {
        /// NULL once the iterator is exhausted.
        pub alias: Slot,
    }
}

object! {
    /// `typing.Union`.
    pub struct UnionObject = kinds::UNION, "Union" {
        pub args: SlotOf<Tuple>,
        /// The members that are hashable, as a frozenset, for equality and hash.
        pub hashable_args: SlotOf<Set>,
        /// The others as a tuple, or empty.
        pub unhashable_args: SlotOf<Tuple>,
        /// Computed on demand.
        pub parameters: SlotOf<Tuple>,
    }
}
