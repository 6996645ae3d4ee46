//! `complex`.

use whipsnake_runtime::{Complex, TypeSpec};

/// The type `complex`.
pub static SPEC: TypeSpec = TypeSpec { ..TypeSpec::of::<Complex>() };
