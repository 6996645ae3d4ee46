//! `object`.

use whipsnake_runtime::{Instance, TypeSpec};

/// The type `object`.
pub static SPEC: TypeSpec = TypeSpec { ..TypeSpec::of::<Instance>() };
