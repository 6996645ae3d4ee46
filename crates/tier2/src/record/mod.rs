//! Building traces: what the recorder calls, and what the optimizer re-emits through.
//!
//! In: micro-ops in the order of execution, and the state of the frames where instructions start. Out: a [`crate::ir::Trace`]
//! which was folded, numbered, forwarded and promoted while it grew.

mod builder;
mod facts;
mod known;
mod memory;
mod values;

pub use builder::{Builder, Options};
pub use facts::{NoFacts, TypeFacts};
pub use known::{Known, known_at};
pub use values::Kind;
pub(crate) use values::{Range, Values, int_range};
