//! Tier 2 without a runtime: traces in SSA form, their builder, optimizer, verifier, text form and reference evaluator.
//!
//! In: micro-ops, through [`record::Builder`]. Out: an optimized [`ir::Trace`]. Constants are opaque ids, and what is known of
//! them comes through [`record::TypeFacts`]. Invariant: [`ir::verify`] holds between any two passes.
#![forbid(unsafe_code)]

pub mod evaluate;
pub mod ir;
pub mod passes;
pub mod record;
pub mod rules;
