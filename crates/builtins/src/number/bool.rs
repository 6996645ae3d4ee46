//! `bool`.

use whipsnake_runtime::{Int, TypeSpec};

/// The type `bool`.
pub static SPEC: TypeSpec = TypeSpec { name: "bool", ..TypeSpec::of::<Int>() };
