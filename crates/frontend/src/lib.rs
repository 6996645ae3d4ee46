//! Source to bytecode: AST, symbol table, code generation, assembly.

pub mod parse;
pub mod symtable;
pub mod unparse;
