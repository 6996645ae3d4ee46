//! `tuple`.

use whipsnake_runtime::{Tuple, TypeSpec};

/// The type `tuple`.
pub static SPEC: TypeSpec = TypeSpec { ..TypeSpec::of::<Tuple>() };
