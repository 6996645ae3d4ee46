//! `list`.

use whipsnake_runtime::{List, TypeSpec};

/// The type `list`.
pub static SPEC: TypeSpec = TypeSpec { ..TypeSpec::of::<List>() };
