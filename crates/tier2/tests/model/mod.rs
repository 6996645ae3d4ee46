//! A small language with an interpreter, a recorder and a heap: what it takes to compare traces with the truth.

pub mod heap;
pub mod program;
