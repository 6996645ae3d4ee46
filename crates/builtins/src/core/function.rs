//! `function`, `native_function`, `method`, `cell`, `code`.

use whipsnake_runtime::{BoundMethod, CellObject, Code, Function, NativeFunction, TypeSpec};

/// The type `function`.
pub static FUNCTION: TypeSpec = TypeSpec { ..TypeSpec::of::<Function>() };
/// The type `native_function`.
pub static NATIVE_FUNCTION: TypeSpec = TypeSpec { ..TypeSpec::of::<NativeFunction>() };
/// The type `method`.
pub static METHOD: TypeSpec = TypeSpec { ..TypeSpec::of::<BoundMethod>() };
/// The type `cell`.
pub static CELL: TypeSpec = TypeSpec { ..TypeSpec::of::<CellObject>() };
/// The type `code`.
pub static CODE: TypeSpec = TypeSpec { ..TypeSpec::of::<Code>() };
