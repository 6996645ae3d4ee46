//! `set`, `frozenset`.

use whipsnake_runtime::{Set, TypeSpec};

/// The type `set`.
pub static SET: TypeSpec = TypeSpec { name: "set", ..TypeSpec::of::<Set>() };
/// The type `frozenset`.
pub static FROZENSET: TypeSpec = TypeSpec { name: "frozenset", ..TypeSpec::of::<Set>() };
