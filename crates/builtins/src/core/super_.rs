//! `super`.

use whipsnake_runtime::{SuperObject, TypeSpec};

/// The type `super`.
pub static SPEC: TypeSpec = TypeSpec { ..TypeSpec::of::<SuperObject>() };
