//! Data formats: `_json`.

pub mod json;

use crate::NativeModule;

/// The modules of this area.
pub const MODULES: &[NativeModule] = &[NativeModule { name: "_json", doc: "json speedups\n", init: json::init }];
