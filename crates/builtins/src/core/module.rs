//! `module`.

use whipsnake_runtime::{Module, TypeSpec};

/// The type `module`.
pub static SPEC: TypeSpec = TypeSpec { ..TypeSpec::of::<Module>() };
