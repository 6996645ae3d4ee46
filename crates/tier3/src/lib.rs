//! Tier 3: traces to machine code by copy-and-patch with register variants.
//!
//! In: a [`whipsnake_tier2::ir::Trace`] and what [`emit::Runtime`] says about the runtime. Out: machine code in an [`memory::Arena`], and for each exit
//! where the values are. The way of a trace: [`registers::allocate`], [`emit::emit`], [`run::enter`].

pub mod dump;
pub mod emit;
pub mod memory;
pub mod registers;
pub mod run;

pub use whipsnake_stencils::AVAILABLE;
