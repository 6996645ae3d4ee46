//! Source files of programs: reading, compiling, and what `__main__` knows about them.

use whipsnake_frontend::parse::Mode;
use whipsnake_runtime::{Code, Gc, Raised, Vm};
use whipsnake_stdlib::core::builtins::{Request, compile_source};

/// Compile a program.
///
/// # Errors
/// `SyntaxError` and its like.
pub fn compile(vm: &mut Vm, source: &[u8], filename: &str, mode: Mode) -> Result<Gc<Code>, Raised> {
    compile_source(vm, source, &Request { filename, mode, flags: 0, inherited: 0, optimize: -1 })
}
