//! Exceptions and tracebacks.

use std::cell::Cell;

use whipsnake_heap::{Slot, SlotOf, object};

use super::{Code, Tuple};
use crate::dict::Dict;
use crate::kinds;

object! {
    /// An instance of a subclass of `BaseException`. Attributes that only some classes have (`errno`, `name`, `value`, ...) are
    /// in `extra`, whose meaning the class knows.
    pub struct ExceptionObject = kinds::EXCEPTION, "exception" {
        pub args: SlotOf<Tuple>,
        /// An exception or NULL.
        pub context: Slot,
        /// An exception or NULL.
        pub cause: Slot,
        pub suppress_context: Cell<bool>,
        /// A [`Traceback`] or NULL.
        pub traceback: SlotOf<Traceback>,
        /// A list or NULL.
        pub notes: Slot,
        /// Class-specific: six slots (`OSError`: errno, strerror, filename, filename2, characters written; `SyntaxError`; ...).
        pub extra: [Slot; 7],
    }
}

object! {
    /// One entry of a traceback: the place in a frame.
    pub struct Traceback = kinds::TRACEBACK, "traceback" {
        pub next: SlotOf<Traceback>,
        /// The frame object, or NULL while nobody asked for it.
        pub frame: Slot,
        pub code: SlotOf<Code>,
        pub globals: SlotOf<Dict>,
        /// Index of the instruction, in code units.
        pub instruction: Cell<u32>,
        /// −1: to be computed from `instruction`.
        pub line: Cell<i32>,
    }
}
