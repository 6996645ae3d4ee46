//! `none_type`, `ellipsis_type`, `not_implemented_type`.

use whipsnake_runtime::{Instance, TypeSpec};

/// The type `none_type`.
pub static NONE: TypeSpec = TypeSpec { name: "NoneType", ..TypeSpec::of::<Instance>() };
/// The type `ellipsis_type`.
pub static ELLIPSIS: TypeSpec = TypeSpec { name: "ellipsis", ..TypeSpec::of::<Instance>() };
/// The type `not_implemented_type`.
pub static NOT_IMPLEMENTED: TypeSpec = TypeSpec { name: "NotImplementedType", ..TypeSpec::of::<Instance>() };
