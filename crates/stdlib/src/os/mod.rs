//! The operating system: files, processes, errors.

pub mod error;
pub mod path;

use crate::NativeModule;

/// The modules of this area.
pub const MODULES: &[NativeModule] = &[];
