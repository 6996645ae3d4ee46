//! `float`.

use whipsnake_runtime::{Float, TypeSpec};

/// The type `float`.
pub static SPEC: TypeSpec = TypeSpec { ..TypeSpec::of::<Float>() };
