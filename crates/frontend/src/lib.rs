//! Source to bytecode: AST, symbol table, code generation, assembly.
#![forbid(unsafe_code)]

pub mod code;
pub mod parse;
pub mod serialize;
pub mod symtable;
pub mod unparse;

pub use code::{BigInt, CodeUnit, Constant, Text};
