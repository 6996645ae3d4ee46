//! `bytes`.

use whipsnake_runtime::{Bytes, TypeSpec};

/// The type `bytes`.
pub static SPEC: TypeSpec = TypeSpec { ..TypeSpec::of::<Bytes>() };
