//! `type`.

use whipsnake_runtime::{TypeObject, TypeSpec};

/// The type `type`.
pub static SPEC: TypeSpec = TypeSpec { ..TypeSpec::of::<TypeObject>() };
