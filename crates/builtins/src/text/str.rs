//! `str`.

use whipsnake_runtime::{Str, TypeSpec};

/// The type `str`.
pub static SPEC: TypeSpec = TypeSpec { ..TypeSpec::of::<Str>() };
