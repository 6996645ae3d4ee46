//! `itertools`.

pub mod combinatoric;
pub mod grouping;
pub mod infinite;
pub mod selecting;

use whipsnake_runtime::{Gc, Module, Raised, Vm};

/// Fill in the module.
///
/// # Errors
/// `MemoryError`.
pub fn init(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    infinite::add_types(vm, module)?;
    selecting::add_types(vm, module)?;
    grouping::add_types(vm, module)?;
    combinatoric::add_types(vm, module)
}
