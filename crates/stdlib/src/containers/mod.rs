//! Containers and the algorithms on them: `_collections`, `_bisect`, `_heapq`.

pub mod bisect;
pub mod collections;
pub mod default_dict;
pub mod deque;
pub mod heapq;
pub mod ordered_dict;

use crate::NativeModule;

/// The modules of this area.
pub const MODULES: &[NativeModule] = &[
    NativeModule { name: "_bisect", doc: bisect::DOC, init: bisect::init },
    NativeModule { name: "_collections", doc: collections::DOC, init: collections::init },
    NativeModule { name: "_heapq", doc: "Heap queue algorithm (a.k.a. priority queue).", init: heapq::init },
];
