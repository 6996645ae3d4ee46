//! `posix`, from which `os` is made.
//!
//! [`arguments`] turns Python arguments into what system calls take; each other file has the functions of one subject.

mod arguments;
mod constants;
mod directories;
mod files;
mod paths;
mod processes;
mod scandir;
mod spawn;
mod stat;
mod system;

pub use arguments::fileno;
pub use spawn::MODULE as POSIX_SUBPROCESS;
pub use system::after_fork_in_child;

use whipsnake_runtime::{Gc, Module, Raised, Vm};

/// The namespace.
///
/// # Errors
/// `MemoryError`.
pub fn init(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    for functions in [files::FUNCTIONS, directories::FUNCTIONS, paths::FUNCTIONS, stat::FUNCTIONS, processes::FUNCTIONS, system::FUNCTIONS, scandir::FUNCTIONS] {
        vm.add_functions(module, functions);
    }
    vm.set_module_attr(module, "error", vm.types.os_error.value());
    constants::add(vm, module);
    stat::add_types(vm, module)?;
    system::add_types(vm, module)?;
    scandir::add_types(vm, module)?;
    let environ = system::environ(vm)?;
    vm.set_module_attr(module, "environ", environ);
    Ok(())
}
