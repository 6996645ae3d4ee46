//! Modules about objects themselves: `_weakref`, `_abc`.

pub mod abc;
pub mod weakref;

use crate::NativeModule;

/// The modules of this area.
pub const MODULES: &[NativeModule] = &[
    NativeModule { name: "_abc", doc: "Module contains faster C implementation of abc.ABCMeta", init: abc::init },
    NativeModule { name: "_weakref", doc: "Weak-reference support module.", init: weakref::init },
];
