//! What is kept of a trace, and the table of all traces of the process.

use std::cell::{Cell, OnceCell, RefCell};
use std::sync::atomic::{AtomicPtr, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use whipsnake_heap::{Gc, Root, Value};
use whipsnake_runtime::frame::{FRAME_WORDS, OnReturn};
use whipsnake_runtime::{Code, Frame, Function, Generator, Vm};
use whipsnake_isa::{Uop, op};
use whipsnake_tier2::ir::{End, ExitId, FrameState, Snapshot, Trace};
use whipsnake_tier3::run::Compiled;

use crate::machine::recipe::Recipe;
use crate::{machine, settings, stats};

/// Where in a frame's header, in words, the function stands: snapshots list it, or the generator, as a slot below the frame's first local.
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

impl FrameDescriptor {
    /// Write the header of a virtual frame of `function` that becomes real, called by `previous`.
    ///
    /// # Safety
    /// There must be room for the frame, and the function must be what the snapshot lists as that of the frame.
    pub unsafe fn make_frame(&self, frame: *mut Frame, function: Value, previous: *mut Frame) {
        let callee = Gc::<Function>::cast(function).expect("the snapshot of a virtual frame lists its function");
        let (globals, builtins) = (callee.globals.get().expect("set"), callee.builtins.get().expect("set"));
        // SAFETY: the caller's promise.
        unsafe {
            Frame::init(frame, self.code, function, globals, builtins, Value::NULL);
            (*frame).previous = previous;
            (*frame).return_offset = self.return_offset;
            (*frame).on_return = self.on_return;
        }
    }

    /// Make real the virtual frame of a generator that `previous` has resumed.
    ///
    /// # Safety
    /// The generator must be what the snapshot lists as that of the frame.
    pub unsafe fn link_generator(&self, vm: &mut Vm, generator: Value, previous: *mut Frame) -> *mut Frame {
        let generator = Gc::<Generator>::cast(generator).expect("the snapshot of a generator's frame lists the generator");
        // What is put into it is made on the way: until the frame is the current one, the collector finds it there, in any slot.
        vm.heap.write_barrier(generator);
        // SAFETY: the caller's promise.
        unsafe {
            let frame = vm.link_generator(generator, previous, self.return_offset);
            (*frame).sp = std::ptr::null_mut();
            frame
        }
    }
}

/// A place where a trace is left.
pub struct ExitState {
    /// How often it was taken.
    pub count: Cell<u64>,
    /// The trace that goes on from there.
    pub side: Cell<Option<&'static CompiledTrace>>,
    /// The count at which a trace is to be recorded from there; 0: never.
    pub record_at: Cell<u64>,
    pub failures: Cell<u32>,
    /// How machine code is left there, once it was.
    pub recipe: OnceCell<Option<Recipe>>,
    /// Python code has run since it was last checked that all is as the trace knows it.
    pub unsettled: bool,
    /// The function is about to return, with nothing to be done but that: the slot of the result, which is in memory.
    pub returns: Option<u32>,
}

impl ExitState {
    /// The exits of a trace. Those where something is pending, an exception too, or memory is short, are no place for a trace, nor is the place before another trace.
    fn of(trace: &Trace, frames: &[FrameDescriptor]) -> Vec<ExitState> {
        let mut states: Vec<ExitState> = trace.exits.iter().map(|_| ExitState {
            count: Cell::new(0), side: Cell::new(None), record_at: Cell::new(settings::get().exit_threshold), failures: Cell::new(0), recipe: OnceCell::new(),
            unsettled: false, returns: None,
        }).collect();
        let mut escaped = false;
        for inst in &trace.insts {
            let Some(exit) = inst.exit else { continue };
            let state = &mut states[exit.index()];
            if matches!(inst.op, Uop::GuardQuiet | Uop::GuardValid | Uop::GuardRoom) || inst.op.effects().may_raise {
                state.record_at.set(0);
            }
            escaped = inst.op != Uop::GuardValid && (escaped || inst.op.effects().escapes);
            state.unsettled = escaped;
        }
        if let End::Link(_, exit) = trace.end {
            states[exit.index()].record_at.set(0);
        }
        if let End::Leave(exit) = trace.end
            && let Some(slot) = returned(trace.snapshot_of(exit), frames)
        {
            states[exit.index()].returns = Some(slot);
            states[exit.index()].record_at.set(0);
        }
        states
    }
}

/// The slot of the result where the outermost frame is about to return, if it is in memory.
fn returned(state: &Snapshot, frames: &[FrameDescriptor]) -> Option<u32> {
    let [frame] = *state.frames else { return None };
    let unit = frames[frame.code as usize].code.words()[frame.pc as usize].get();
    let slot = frame.base.0 + frame.depth.checked_sub(1)?;
    (unit as u8 == op::RETURN_VALUE && state.slots.iter().all(|(listed, _)| listed.0 != slot)).then_some(slot)
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

    /// What it consists of: a trace keeps it alive, so that no other object comes to have the same address.
    pub fn values(self) -> [Value; 3] {
        // SAFETY: the words are those of values, which whoever asks keeps alive.
        [self.globals, self.builtins, self.locals].map(|bits| unsafe { Value::from_bits(bits) })
    }
}

/// A trace that can be run. It lives until it is retired and nobody runs it any more: see [`crate::retire`].
pub struct CompiledTrace {
    pub number: u16,
    pub trace: Trace,
    /// The trace as machine code.
    pub machine: OnceCell<Compiled>,
    /// By [`FrameState::code`]; the first is the frame in which the trace starts.
    pub frames: Vec<FrameDescriptor>,
    /// The frames in which it starts: one, unless it goes on from an exit.
    pub entry: Vec<FrameState>,
    /// The exit from which it goes on.
    pub parent: Option<(&'static CompiledTrace, ExitId)>,
    /// For a trace that goes on from an exit: the trace at whose beginning this began, and how many exits are between.
    pub root: Option<&'static CompiledTrace>,
    /// Exits that lead here.
    pub led_here: RefCell<Vec<(&'static CompiledTrace, ExitId)>>,
    /// Back edges at which it is entered, or the `RESUME`, in code that it keeps alive.
    pub edges: RefCell<Vec<*const u16>>,
    /// How many recordings that begin at one of its exits are in progress.
    pub recordings: Cell<u32>,
    pub generation: u32,
    /// How many traces began at exits of this loop.
    pub sides: Cell<u32>,
    pub environment: Environment,
    /// Words of the virtual frames at most.
    pub frame_words: usize,
    /// A list of all objects that the trace knows by number.
    pub objects: Root,
    /// It has not been retired: no assumption has been broken.
    pub valid: Cell<bool>,
    pub exits: Vec<ExitState>,
    /// How often it was entered; from one machine code to the next only if that is counted for reports.
    pub entered: Cell<u64>,
    /// How often machine code reached the header of its loop, if that is counted for reports.
    pub passes: Cell<u64>,
    /// Entries by the interpreter since the last judgement, the instructions that machine code has stood for since, less what its calls cost more than the
    /// interpreter's, and how many judgements in a row said that this is not worth it.
    trials: Cell<u64>,
    worked: Cell<i64>,
    poor: Cell<u32>,
    /// Since the last judgement a trace has begun at one of its exits, or is to begin as soon as there is time.
    grows: Cell<bool>,
    /// Instructions of one pass over the recorded trace.
    pub instructions: u32,
    /// File, line and function of the start.
    pub place: String,
}

impl CompiledTrace {
    /// Words from where the virtual frames begin to the header of one of them, or for the number of all to their end.
    pub fn frame_offset(&self, frames: &[FrameState], index: usize) -> usize {
        words_of(&frames[1..index.max(1)], &self.frames)
    }

    /// The words that virtual frames need in any state.
    fn measure(trace: &Trace, entry: &[FrameState], frames: &[FrameDescriptor]) -> usize {
        let all = trace.snapshots.iter().map(|s| s.frames.as_slice()).chain([entry]);
        all.map(|states| words_of(&states[1..], frames)).max().unwrap_or(0)
    }

    /// An exit was taken; whether it is time to record from there.
    pub fn count_exit(&self, exit: ExitId) -> bool {
        let state = &self.exits[exit.index()];
        state.count.set(state.count.get() + 1);
        state.count.get() == state.record_at.get() && self.may_have_sides()
    }

    /// Whether entering machine code has paid, asked before it is entered once more. If not: how often the loop is to go round before it is entered
    /// again; `None` for ever.
    pub fn judge(&self) -> Result<(), Option<u16>> {
        let limits = settings::get();
        if self.trials.get() < limits.trial {
            return Ok(());
        }
        self.trials.set(0);
        // While traces still come to begin at its exits, it leaves sooner than it will.
        let grows = self.grows.replace(false);
        if self.worked.replace(0) >= limits.trial as i64 * limits.min_work || grows {
            self.poor.set(0);
            return Ok(());
        }
        self.poor.set(self.poor.get() + 1);
        Err((self.poor.get() < limits.max_poor).then(|| limits.threshold.saturating_mul(1 << (2 * self.poor.get()).min(10))))
    }

    /// A trace begins at one of its exits, or is to begin as soon as there is time.
    pub fn will_grow(&self) {
        self.grows.set(true);
    }

    /// Machine code has been entered once more, and has stood for so many instructions.
    pub fn count_work(&self, instructions: i64) {
        self.trials.set(self.trials.get() + 1);
        self.worked.set(self.worked.get() + instructions);
    }

    /// Instructions of the pass in which an exit is taken that come after it.
    pub fn left_out(&self, exit: ExitId) -> u32 {
        self.instructions.saturating_sub(self.trace.snapshot_of(exit).instructions)
    }

    /// Whether traces may still begin at its exits.
    fn may_have_sides(&self) -> bool {
        let limits = settings::get();
        self.valid.get() && self.generation < limits.max_generation && self.root.map_or(&self.sides, |root| &root.sides).get() < limits.max_sides
    }

    /// Slots in use at the start in the outermost frame.
    pub fn depth(&self) -> u32 {
        self.entry[0].depth
    }
}

/// Words of virtual frames; those of generators stand in their generators.
fn words_of(states: &[FrameState], frames: &[FrameDescriptor]) -> usize {
    states.iter().filter(|state| !state.generator).map(|state| frames[state.code as usize].code.frame_words as usize).sum()
}

const _: () = assert!(FUNCTION_WORD < FRAME_WORDS);

/// Traces there can be: machine code names them by 15 bits.
const MAX_TRACES: usize = 1 << 15;

/// All traces by number. They are used under the global lock of the runtime alone.
static TRACES: [AtomicPtr<CompiledTrace>; MAX_TRACES] = [const { AtomicPtr::new(std::ptr::null_mut()) }; MAX_TRACES];
/// Numbers from this one on have never been used.
static COUNT: AtomicUsize = AtomicUsize::new(0);
/// Numbers of traces that have been freed.
static FREE: Mutex<Vec<u16>> = Mutex::new(Vec::new());

fn free_numbers() -> MutexGuard<'static, Vec<u16>> {
    FREE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The trace with this number.
#[inline]
pub fn get(number: u16) -> Option<&'static CompiledTrace> {
    let trace = TRACES.get(usize::from(number))?.load(Ordering::Relaxed);
    // SAFETY: only `add` and `remove` write there. Who has a trace keeps it on a native stack as long as others may be freed.
    unsafe { trace.as_ref() }
}

/// The trace of the loop whose head is at this instruction, or of the function that starts there.
pub fn of_loop(code: Gc<Code>, head: u32) -> Option<&'static CompiledTrace> {
    all().find(|t| t.root.is_none() && t.valid.get() && t.frames[0].code == code && t.entry[0].pc == head)
}

/// All traces.
pub fn all() -> impl Iterator<Item = &'static CompiledTrace> {
    (0..COUNT.load(Ordering::Relaxed)).filter_map(|n| get(n as u16))
}

/// The number of the next trace, while there are any.
pub fn next_number() -> Option<u16> {
    let unused = || u16::try_from(COUNT.load(Ordering::Relaxed)).ok().filter(|n| usize::from(*n) < MAX_TRACES);
    free_numbers().last().copied().or_else(unused)
}

/// What a recording made, besides the trace itself.
pub struct Parts {
    pub frames: Vec<FrameDescriptor>,
    pub entry: Vec<FrameState>,
    pub environment: Environment,
    pub objects: Root,
    pub instructions: u32,
    pub place: String,
    /// The exit from which it goes on.
    pub parent: Option<(&'static CompiledTrace, ExitId)>,
}

/// Add a trace with the next number.
pub fn add(number: u16, trace: Trace, parts: Parts) -> &'static CompiledTrace {
    let frame_words = CompiledTrace::measure(&trace, &parts.entry, &parts.frames);
    let (root, generation) = parts.parent.map_or((None, 0), |(parent, _)| (parent.root.or(Some(parent)), parent.generation + 1));
    let exits = ExitState::of(&trace, &parts.frames);
    let trace: &'static CompiledTrace = Box::leak(Box::new(CompiledTrace {
        number, machine: OnceCell::new(), trace, frames: parts.frames, entry: parts.entry, parent: parts.parent, root, led_here: RefCell::default(), edges: RefCell::default(), recordings: Cell::new(0), generation,
        sides: Cell::new(0), environment: parts.environment, frame_words, objects: parts.objects, valid: Cell::new(true), exits, entered: Cell::new(0), passes: Cell::new(0), trials: Cell::new(0), worked: Cell::new(0), poor: Cell::new(0), grows: Cell::new(false), instructions: parts.instructions, place: parts.place,
    }));
    debug_assert_eq!(next_number(), Some(number));
    if free_numbers().pop().is_none() {
        COUNT.fetch_add(1, Ordering::Relaxed);
    }
    TRACES[usize::from(number)].store(std::ptr::from_ref(trace).cast_mut(), Ordering::Relaxed);
    trace
}

/// Free the trace with this number.
///
/// # Safety
/// Nobody has it or comes to it: see [`crate::retire`].
pub(crate) unsafe fn remove(number: u16) {
    let trace = TRACES[usize::from(number)].swap(std::ptr::null_mut(), Ordering::Relaxed);
    // SAFETY: `add` made it a box; the caller's promise.
    let trace = unsafe { Box::from_raw(trace) };
    stats::count_freed(&trace);
    if let Some(compiled) = trace.machine.get() {
        machine::free(compiled);
    }
    free_numbers().push(number);
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
