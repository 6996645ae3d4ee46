//! `int`.

use whipsnake_runtime::{Int, TypeSpec};

/// The type `int`.
pub static SPEC: TypeSpec = TypeSpec { ..TypeSpec::of::<Int>() };
