//! What is kept of a trace, and the table of all traces of the process.

use std::cell::Cell;
use std::sync::Mutex;

use whipsnake_heap::{Gc, Root, Value};
use whipsnake_runtime::frame::{FRAME_WORDS, OnReturn};
use whipsnake_runtime::{Code, Frame, Vm};
use whipsnake_tier2::ir::{ExitId, FrameState, Trace};

/// Where in a frame's header, in words, the function stands: snapshots list it as a slot below the frame's first local.
pub const FUNCTION_WORD: usize = std::mem::offset_of!(Frame, function) / 8;

/// What snapshots call the code of a frame: all about it that does not change.
#[derive(Clone, Copy)]
pub struct FrameDescriptor {
    /// The trace keeps it alive.
    pub code: Gc<Code>,
    /// See [`Frame::return_offset`].
    pub return_offset: u32,
    pub on_return: OnReturn,
}

/// A place where a trace is left.
#[derive(Default)]
pub struct ExitState {
    /// How often it was taken.
    pub count: Cell<u64>,
}

/// What frames a trace may start in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Environment {
    globals: u64,
    builtins: u64,
    /// The namespace of module and class bodies.
    locals: u64,
}

impl Environment {
    /// The environment of a frame.
    ///
    /// # Safety
    /// The frame must be live.
    pub unsafe fn of(frame: *const Frame) -> Environment {
        // SAFETY: the caller's promise.
        let frame = unsafe { &*frame };
        Environment { globals: frame.globals.value().bits(), builtins: frame.builtins.value().bits(), locals: frame.locals.bits() }
    }
}

/// A trace that can be run. It lives as long as the process.
pub struct CompiledTrace {
    pub number: u16,
    pub trace: Trace,
    /// By [`FrameState::code`]; the first is the frame in which the trace starts.
    pub frames: Vec<FrameDescriptor>,
    /// The instruction at which it starts, in code units.
    pub start: u32,
    /// Slots in use at the start.
    pub depth: u32,
    pub environment: Environment,
    /// Words of the virtual frames at most.
    pub frame_words: usize,
    /// A list of all objects that the trace knows by number.
    pub objects: Root,
    /// No assumption has been broken.
    pub valid: Cell<bool>,
    pub exits: Vec<ExitState>,
    /// How often it was entered.
    pub entered: Cell<u64>,
    /// Instructions of one pass over the recorded trace.
    pub instructions: u32,
    /// File, line and function of the start.
    pub place: String,
}

impl CompiledTrace {
    /// Words from where the virtual frames begin to the header of one of them.
    pub fn frame_offset(&self, frames: &[FrameState], index: usize) -> usize {
        (frames[index].base.0 - frames[0].base.0) as usize - self.frames[frames[0].code as usize].code.frame_words as usize
    }

    /// The words that virtual frames need in any state.
    pub fn measure(trace: &Trace, frames: &[FrameDescriptor]) -> usize {
        let words = |state: &FrameState| frames[state.code as usize].code.frame_words as usize;
        let last = trace.snapshots.iter().map(|s| {
            let (first, last) = (&s.frames[0], &s.frames[s.frames.len() - 1]);
            (last.base.0 - first.base.0) as usize + words(last) - words(first)
        });
        last.max().unwrap_or(0)
    }

    /// An exit was taken.
    pub fn count_exit(&self, exit: ExitId) {
        let count = &self.exits[exit.index()].count;
        count.set(count.get() + 1);
    }
}

const _: () = assert!(FUNCTION_WORD < FRAME_WORDS);

struct Traces(Vec<&'static CompiledTrace>);

// SAFETY: traces are used under the global lock of the runtime alone.
unsafe impl Send for Traces {}

static TRACES: Mutex<Traces> = Mutex::new(Traces(Vec::new()));

fn with<R>(f: impl FnOnce(&mut Vec<&'static CompiledTrace>) -> R) -> R {
    f(&mut TRACES.lock().unwrap_or_else(std::sync::PoisonError::into_inner).0)
}

/// The trace with this number.
pub fn get(number: u16) -> Option<&'static CompiledTrace> {
    with(|all| all.get(usize::from(number)).copied())
}

/// All traces.
pub fn all() -> Vec<&'static CompiledTrace> {
    with(|all| all.clone())
}

/// The number of the next trace, while there are any.
pub fn next_number() -> Option<u16> {
    with(|all| u16::try_from(all.len()).ok().filter(|n| *n < u16::MAX))
}

/// Add a trace, whose number is the next one.
pub fn add(trace: CompiledTrace) -> &'static CompiledTrace {
    let trace: &'static CompiledTrace = Box::leak(Box::new(trace));
    with(|all| {
        debug_assert_eq!(all.len(), usize::from(trace.number));
        all.push(trace);
    });
    trace
}

/// File, line and function of an instruction, for reports.
pub fn place(vm: &mut Vm, code: Gc<Code>, index: usize) -> String {
    let (file, name) = (vm.text(code.filename.get()), vm.text(code.qualname.get()));
    let file = file.rsplit('/').next().unwrap_or(&file).to_owned();
    let line = code.line(index).unwrap_or(0);
    format!("{file}:{line} {name}")
}

/// A list that keeps objects alive.
pub fn new_root(vm: &mut Vm) -> Root {
    let list: Value = vm.new_list(&[]).value();
    Root::new(vm.heap, list)
}
