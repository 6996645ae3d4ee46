//! `dict`.

use whipsnake_runtime::{Dict, TypeSpec};

/// The type `dict`.
pub static SPEC: TypeSpec = TypeSpec { ..TypeSpec::of::<Dict>() };
