//! `traceback`.

use whipsnake_runtime::{Traceback, TypeSpec};

/// The type `traceback`.
pub static SPEC: TypeSpec = TypeSpec { ..TypeSpec::of::<Traceback>() };
