//! The one table of instructions, families and micro-ops.
