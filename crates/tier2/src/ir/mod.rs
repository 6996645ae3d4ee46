//! The trace: typed SSA micro-ops in one straight line, with a loop header at most, and snapshots.
//!
//! In: what the builder emits, or text. Out: the structure that passes rewrite, and text.
//! Invariants are those that [`verify`] checks; every pass keeps them.

mod access;
mod ids;
mod parse;
mod print;
mod trace;
mod verify;

pub use access::{Access, AccessKind, access};
pub use ids::{ConstId, ExitId, SlotId, SnapshotId, UopId};
pub use parse::{ParseError, parse};
pub use print::print;
pub use trace::{Assumption, Constant, End, Exit, FrameState, Inst, Operand, Snapshot, Trace};
pub use verify::verify;
pub(crate) use verify::is_sinkable;
