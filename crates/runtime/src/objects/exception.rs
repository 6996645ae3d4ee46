//! Exceptions and tracebacks.

use std::cell::Cell;

use whipsnake_heap::{Buffer, Slot, SlotOf, object};

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
        /// Class-specific; the files in `builtins/src/exception` say what is where.
        pub extra: [Slot; 9],
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

object! {
    /// `f_locals` of a function's frame.
    pub struct FrameLocals = kinds::FRAME_LOCALS_PROXY, "FrameLocalsProxy" { pub frame: SlotOf<FrameObject> }
}

object! {
    /// A frame as Python code sees it: a view of a live frame, and what is left of it when it has ended.
    pub struct FrameObject = kinds::FRAME_OBJECT, "frame" {
        /// Address of the live frame; 0 once it has ended.
        pub frame: Cell<usize>,
        /// The generator in which the live frame stands, or NULL.
        pub generator: Slot,
        pub code: SlotOf<Code>,
        pub function: Slot,
        pub globals: SlotOf<Dict>,
        pub builtins: SlotOf<Dict>,
        /// The namespace of module and class bodies; NULL in functions.
        pub namespace: Slot,
        /// When it has ended: the caller's frame object or NULL.
        pub back: Slot,
        /// When it has ended: locals, cells and free variables.
        pub values: SlotOf<Buffer>,
        /// When it has ended: index of the last instruction, in code units.
        pub instruction: Cell<u32>,
        /// `f_trace`, or NULL.
        pub trace: Slot,
        /// Names that Python code added to `f_locals`: a dict or NULL.
        pub extra_locals: Slot,
        pub trace_lines: Cell<bool>,
        pub trace_opcodes: Cell<bool>,
        /// A variable of the live frame was changed through this object; whoever takes notice resets it.
        pub written: Cell<bool>,
    }
}
