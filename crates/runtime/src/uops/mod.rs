//! The meaning of the micro-ops that work on values: values in, value out.
//!
//! Tier 1, the trace optimizer's evaluator and the stencils wrap these same functions. A guard or an operation that may fail gives
//! `None` (or `false`), and has changed nothing then. None touches a frame, the operand stack or the code stream.

pub mod float;
pub mod int;
pub mod object;
