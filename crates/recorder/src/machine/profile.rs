//! Machine code made known to `perf`, by a file with the place and the name of each piece.
//!
//! In: the pieces of traces. Out: lines of `/tmp/perf-PID.map`: start, size, name. Code memory that is used again later has a later line.

use std::fs::File;
use std::io::Write;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use crate::trace::CompiledTrace;

/// The name of a trace as CPython names Python functions for `perf`.
pub(super) fn name(trace: &CompiledTrace) -> String {
    let (place, function) = trace.place.split_once(' ').unwrap_or((&trace.place, ""));
    let (function, rest) = function.split_once(", ").unwrap_or((function, ""));
    let exit = if rest.is_empty() { String::new() } else { format!(" {rest}") };
    format!("py::trace:{function}:{place}{exit}")
}

static MAP: Mutex<Option<File>> = Mutex::new(None);

/// Add a piece to the file for `perf`. What cannot be written is missing there.
pub(super) fn add_to_map(code: &Range<usize>, name: &str) {
    let mut map = MAP.lock().unwrap_or_else(PoisonError::into_inner);
    if map.is_none() {
        *map = File::create(format!("/tmp/perf-{}.map", std::process::id())).ok();
    }
    if let Some(file) = map.as_mut() {
        let _ = writeln!(file, "{:x} {:x} {name}", code.start, code.len());
    }
}
