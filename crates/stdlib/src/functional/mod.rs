//! Functions and iterators as values: `_operator`, `itertools`, `_functools`.

pub mod functools;
pub mod itertools;
pub mod lru_cache;
pub mod operator;
pub mod partial;

use crate::NativeModule;

/// The modules of this area.
pub const MODULES: &[NativeModule] = &[
    NativeModule { name: "_operator", doc: operator::DOC, init: operator::init },
    NativeModule { name: "itertools", doc: "Functional tools for creating and using iterators.", init: itertools::init },
    NativeModule { name: "_functools", doc: "Tools that operate on functions.", init: functools::init },
];
