//! `generator`, `coroutine`, `async_generator`.

use whipsnake_runtime::{Generator, TypeSpec};

/// The type `generator`.
pub static GENERATOR: TypeSpec = TypeSpec { ..TypeSpec::of::<Generator>() };
/// The type `coroutine`.
pub static COROUTINE: TypeSpec = TypeSpec { name: "coroutine", ..TypeSpec::of::<Generator>() };
/// The type `async_generator`.
pub static ASYNC_GENERATOR: TypeSpec = TypeSpec { name: "async_generator", ..TypeSpec::of::<Generator>() };
