//! Native modules, and the import system over the frozen pure-Python library.
//!
//! In: names of modules. Out: module objects. One file or folder a module, grouped in areas; an area's `MODULES` lists its
//! modules, and [`AREAS`] lists the areas.

pub mod containers;
pub mod core;
pub mod formats;
pub mod data;
pub mod functional;
pub mod io;
pub mod lang;
pub mod kinds;
pub mod numeric;
pub mod objects;
pub mod os;
pub mod regex;
pub mod text;

use whipsnake_builtins::support;
use support::NativeModule;

const AREAS: &[&[NativeModule]] = &[
    containers::MODULES,
    core::MODULES,
    formats::MODULES,
    data::MODULES,
    functional::MODULES,
    io::MODULES,
    lang::MODULES,
    numeric::MODULES,
    objects::MODULES,
    os::MODULES,
    regex::MODULES,
    text::MODULES,
    whipsnake_formats::MODULES,
];

/// Every native module.
pub fn native_modules() -> impl Iterator<Item = &'static NativeModule> {
    AREAS.iter().flat_map(|area| area.iter())
}

/// The native module with this name.
pub fn native_module(name: &str) -> Option<&'static NativeModule> {
    native_modules().find(|m| m.name == name)
}
