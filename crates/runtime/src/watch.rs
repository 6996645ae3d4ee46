//! Changes that compiled code relies on not happening, told to whoever watches.
//!
//! In: dicts whose entries are watched ([`crate::Dict::watch`]), types that had a version, functions, objects whose class changes. Out: a
//! [`Change`] for the watcher of the process, after it has happened. Nothing is told of dicts that nobody watches.

use std::sync::OnceLock;

use whipsnake_heap::{Gc, Value};

use crate::objects::Function;
use crate::Dict;

/// What has changed.
#[derive(Clone, Copy, Debug)]
pub enum Change {
    /// A watched entry of a dict, or which keys it has.
    Dict(Gc<Dict>),
    /// The type that had this version has it no more.
    TypeVersion(u32),
    /// The code or the defaults of a function.
    Function(Gc<Function>),
    /// The class of an object.
    Class(Value),
}

static WATCHER: OnceLock<fn(Change)> = OnceLock::new();

/// From now on `watcher` hears of changes; it must not run Python code. The first one counts.
pub fn install(watcher: fn(Change)) {
    let _ = WATCHER.set(watcher);
}

pub(crate) fn tell(change: Change) {
    if let Some(watcher) = WATCHER.get() {
        watcher(change);
    }
}
