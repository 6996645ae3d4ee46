//! `base_exception`.

use whipsnake_runtime::{ExceptionObject, TypeSpec};

/// The type `base_exception`.
pub static SPEC: TypeSpec = TypeSpec { ..TypeSpec::of::<ExceptionObject>() };
