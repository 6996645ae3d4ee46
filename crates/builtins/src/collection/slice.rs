//! `slice`.

use whipsnake_runtime::{SliceObject, TypeSpec};

/// The type `slice`.
pub static SPEC: TypeSpec = TypeSpec { ..TypeSpec::of::<SliceObject>() };
