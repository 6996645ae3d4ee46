//! Source to bytecode: AST, symbol table, code generation, assembly.
//!
//! In: a Python 3.14 source. Out: a [`CodeUnit`] equal to CPython 3.14's code object, or its `SyntaxError`, as data.
//! The stages are the modules: `parse` -> `symtable` -> `codegen` -> `flowgraph` -> `assemble`. Nothing here knows the
//! runtime.
#![forbid(unsafe_code)]

mod assemble;
pub mod code;
mod codegen;
mod constants;
pub mod disassemble;
mod flowgraph;
pub mod ast;
pub mod parse;
pub mod serialize;
pub mod symtable;
pub mod unparse;

pub use code::{BigInt, CodeUnit, Constant, Text};
pub use codegen::{Generated, Options};

use parse::{Flags, Mode, Parsed, SyntaxError};

/// Compiles a source text.
pub fn compile(
    source: &str,
    filename: &str,
    mode: Mode,
    flags: Flags,
    options: Options,
) -> Result<Generated, SyntaxError> {
    compile_parsed(&parse::parse(source, filename, mode, flags)?, options)
}

/// Compiles the bytes of a source file.
pub fn compile_bytes(
    source: &[u8],
    filename: &str,
    mode: Mode,
    flags: Flags,
    options: Options,
) -> Result<Generated, SyntaxError> {
    compile_parsed(&parse::parse_bytes(source, filename, mode, flags)?, options)
}

/// Compiles a syntax tree.
pub fn compile_parsed(parsed: &Parsed, options: Options) -> Result<Generated, SyntaxError> {
    let table = symtable::build(parsed)?;
    let mut generated =
        parse::depth::on_deep_stack(parsed.depth(), || codegen::generate(parsed, &table, options))?;
    let mut warnings = parsed.warnings().to_vec();
    warnings.append(&mut generated.warnings);
    generated.warnings = warnings;
    Ok(generated)
}
