//! The kinds of this area's objects.

use whipsnake_runtime::kinds::MODULES;

const FIRST: u16 = MODULES + 200;
pub const CONTEXT: u16 = FIRST;
pub const CONTEXT_VARIABLE: u16 = FIRST + 1;
pub const CONTEXT_TOKEN: u16 = FIRST + 2;
pub const AST_NODE: u16 = FIRST + 3;
pub const AST_STATE: u16 = FIRST + 4;
pub const TOKENIZER: u16 = FIRST + 5;
