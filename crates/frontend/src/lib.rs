//! Source to bytecode: AST, symbol table, code generation, assembly.
