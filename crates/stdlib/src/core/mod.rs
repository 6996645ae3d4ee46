//! What every program needs: `sys`, `builtins`, and the import system.

pub mod builtins;
pub mod display;
pub mod exit;
pub mod docs;
pub mod import;
pub mod monitoring;
pub mod site;
pub mod sys;

use crate::NativeModule;

/// The modules of this area. `sys` and `builtins` are made while booting.
pub const MODULES: &[NativeModule] = &[
    NativeModule { name: "_imp", doc: "(Extremely) low-level import machinery bits as used by importlib.", init: import::init_imp },
];
