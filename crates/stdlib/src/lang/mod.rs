//! Modules about the language itself: warnings, contexts, opcodes, syntax trees, tokens, serialized code.

use crate::NativeModule;

pub mod ast;
pub mod contextvars;
pub mod kinds;
pub mod marshal;
pub mod opcode;
pub mod suggestions;
pub mod symtable;
pub mod tokenize;
pub mod typing;
pub mod warnings;

/// The modules of this area.
pub const MODULES: &[NativeModule] = &[
    NativeModule { name: "_warnings", doc: "_warnings provides basic warning filtering support.\nIt is a helper module to speed up interpreter start-up.", init: warnings::init },
    NativeModule { name: "_contextvars", doc: "Context Variables", init: contextvars::init },
    NativeModule { name: "_ast", doc: "", init: ast::init },
    NativeModule { name: "_opcode", doc: "Opcode support module.", init: opcode::init },
    NativeModule { name: "marshal", doc: marshal::DOC, init: marshal::init },
    NativeModule { name: "_tokenize", doc: "", init: tokenize::init },
    NativeModule { name: "_symtable", doc: "", init: symtable::init },
    NativeModule { name: "_suggestions", doc: "", init: suggestions::init },
    NativeModule { name: "_typing", doc: "Primitives and accelerators for the typing module.\n", init: typing::init },
];
