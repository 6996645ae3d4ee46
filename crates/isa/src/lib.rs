//! The one table of instructions, families and micro-ops, and the questions asked of it.
//!
//! In: nothing. Out: [`Opcode`] with name, family, inline cache size, flags, effects and stack effect, equal to what
//! CPython 3.14's `dis`, `opcode` and `_opcode` say; [`Uop`] with its effects; the operand tables of [`operands`].
//! Invariant: every fact is written once, in [`for_each_instruction!`], [`for_each_uop!`] or `operands`.
#![forbid(unsafe_code)]

mod effects;
mod instructions;
mod opcode;
pub mod operands;
mod uops;

pub use effects::{Effects, Immediate, Memory, Representation, Uop};
pub use opcode::{Flags, Kind, Opcode, cache_entries, deopt, op, stack_effect};
