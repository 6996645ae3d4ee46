//! `bytearray`.

use whipsnake_runtime::{ByteArray, TypeSpec};

/// The type `bytearray`.
pub static SPEC: TypeSpec = TypeSpec { ..TypeSpec::of::<ByteArray>() };
