//! Recording: tier 1 shows each instruction of a hot loop before it executes it, and a trace of micro-ops grows.
//!
//! In: [`hot`], then [`observe`] for every instruction. Out: a [`CompiledTrace`], and an `ENTER_EXECUTOR` where the loop starts. The way
//! of the data: [`frames`] holds what locals and stacks are in terms of the trace, `instructions` and its neighbours turn an
//! instruction and its live operands into micro-ops, [`finish`] makes a trace of it.
//!
//! Calls that are not inlined are one micro-op: while tier 1 runs them, nothing is recorded, and traces are entered as usual. A loop that
//! gets hot in one of them is recorded first. What the recorder does not know ends the trace before that instruction. What tier 1 does
//! not do as the recorder foresaw drops the recording: the loop is tried again later, ever more rarely. An exception that is caught is foreseen the next time.

mod arithmetic;
mod attributes;
mod budget;
mod calls;
mod caught;
mod containers;
mod finish;
pub mod frames;
pub(crate) mod generators;
pub(crate) mod inherit;
mod instructions;
mod iteration;
mod methods;
mod names;
mod quiet;
mod statements;

use std::cell::RefCell;

use rustc_hash::{FxHashMap, FxHashSet};
use whipsnake_heap::{Gc, Root, Value};
use whipsnake_isa::{Opcode, Uop, cache_entries, op};
use whipsnake_runtime::{Code, Frame, List, Vm};
use whipsnake_tier1::adaptive::counter;
use whipsnake_tier1::traces::{Recorded, Site, rewrite};
use whipsnake_runtime::frame::FRAME_WORDS;
use whipsnake_tier2::ir::{Constant, ExitId, FrameState, Operand, SlotId};
use whipsnake_tier2::record::{Builder, NoFacts, Options};

use crate::facts::constant_of;
use crate::retire::make_room;
use crate::trace::{CompiledTrace, Environment, FUNCTION_WORD, FrameDescriptor, new_root, next_number, of_loop, place};
use crate::{settings, stats};
pub use caught::raised;
use finish::End;
use frames::{Slot, VirtualFrame};
use inherit::Inherited;

/// Why a recording ends.
#[derive(Debug)]
pub(crate) enum Stop {
    /// The loop is closed at its head.
    Repeat(*const u16),
    /// Another loop is reached at its head, which has this trace.
    Link(u16, *const u16),
    /// The trace ends before this instruction.
    Leave(String),
    /// The function in whose frame the trace starts returns.
    Return,
    /// What was recorded is no use.
    Abort(&'static str),
    /// Something has been learned: record again, soon.
    Again(&'static str),
}

type Step = Result<(), Stop>;

/// What the instruction before this one leaves to be decided by where it went.
struct NextItem {
    item: Operand,
    /// Where it goes with an item, and without.
    with: *const u16,
    without: *const u16,
    ways: Ways,
}

/// What the two ways are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ways {
    /// Of an iterator in a loop.
    Iterate,
    /// Of a generator that was sent a value: it yields, or it returns.
    Send,
    /// Of an instruction that may raise: behind it, or to the handler. What it pushes, the height of the handler's stack, and the instruction's index
    /// where the handler wants it.
    Catch { pushes: caught::Pushes, depth: u32, instruction: Option<u32> },
}

/// Where a trace starts.
#[derive(Clone, Copy)]
enum Start {
    /// At the `RESUME` of a function.
    Entry { code: Gc<Code>, resume: *const u16 },
    /// At a back edge, going to its target.
    Loop { edge: *const u16, target: *const u16 },
    /// Where another trace was left.
    Exit(&'static CompiledTrace, ExitId),
}

/// A recording goes on from one of a trace's exits.
struct InUse(&'static CompiledTrace);

impl InUse {
    fn new(trace: &'static CompiledTrace) -> InUse {
        trace.recordings.set(trace.recordings.get() + 1);
        InUse(trace)
    }
}

impl Drop for InUse {
    fn drop(&mut self) {
        self.0.recordings.set(self.0.recordings.get() - 1);
    }
}

/// A recording in progress.
pub(crate) struct Recording {
    builder: Builder<'static>,
    /// Outermost first.
    frames: Vec<VirtualFrame>,
    descriptors: Vec<FrameDescriptor>,
    /// A list of all objects that the trace names.
    objects: Root,
    environment: Environment,
    start: Start,
    /// Keeps the trace from whose exit it goes on.
    parent: Option<InUse>,
    /// The frames at the start.
    entry: Vec<FrameState>,
    /// `vm.recursion_remaining` in the outermost frame.
    remaining: i64,
    /// Where the native stack was, to tell runs of the interpreter apart; 0: not yet known.
    observer: usize,

    /// The current instruction, its first `EXTENDED_ARG` if there is one, and the next.
    ip: *const u16,
    first: *const u16,
    prefix: Option<*const u16>,
    expected: *const u16,
    /// The next guard needs the state at the start of the current instruction.
    snapshot_due: bool,
    /// The last instruction may have run Python code, which may have broken assumptions.
    escaped: bool,
    next_item: Option<NextItem>,
    boxes: FxHashMap<Operand, Operand>,
    /// Back edges inside, and how often they were taken.
    edges: Vec<(*const u16, u32)>,
    instructions: u32,
    /// A Python function is called that is not inlined.
    calls: bool,
    /// Functions that got hot while the recording waited for a call.
    waits: u32,
}

static NO_FACTS: NoFacts = NoFacts;

thread_local! {
    static ACTIVE: RefCell<Option<Box<Recording>>> = const { RefCell::new(None) };
    /// Failed recordings by the address of the back edge or `RESUME`.
    static FAILURES: RefCell<FxHashMap<usize, u32>> = RefCell::new(FxHashMap::default());
    /// Code, by its address, that is called rather than inlined, since it has loops or deals with exceptions. An address may come to be that of other code:
    /// that costs speed alone.
    static LOOPING: RefCell<FxHashSet<usize>> = RefCell::new(FxHashSet::default());
}

#[inline(always)]
fn native_stack() -> usize {
    let here = 0u8;
    &raw const here as usize
}

pub use budget::start as start_clock;

/// [`whipsnake_tier1::traces::Hooks::hot`].
pub fn hot(vm: &mut Vm, site: Site) -> bool {
    let is_entry = site.opcode() == op::RESUME_CHECK_JIT;
    // SAFETY: the frame is the running one.
    let code = unsafe { (*site.frame).code };
    let (start, target) = if is_entry {
        (Start::Entry { code, resume: site.ip }, site.ip)
    } else {
        (Start::Loop { edge: site.ip, target: site.target() }, site.target())
    };
    if next_number().is_none() {
        make_room(vm);
    }
    if is_entry || next_number().is_none() || vm.is_traced() {
        start.count(0);
    }
    if next_number().is_none() || vm.is_traced() {
        return false;
    }
    // SAFETY: the target is in the code.
    if let Some(known) = of_loop(code, unsafe { target.offset_from(code.first()) as u32 }) {
        start.lead_to(known);
        return false;
    }
    if !budget::allows() {
        start.count(0);
        return false;
    }
    if is_entry && let Some(waits) = ACTIVE.with_borrow_mut(|active| active.as_mut()?.goes_first(site.frame, code)) {
        start.count(waits);
        return false;
    }
    // SAFETY: the frame is the running one, about to go on at the target.
    let recording = unsafe { Recording::new(vm, site, start, target) };
    stats::count_recording();
    let old = ACTIVE.replace(Some(Box::new(recording)));
    // SAFETY: the running frame.
    match old {
        Some(old) if unsafe { old.is_waiting(site.frame) } && !is_entry => old.again("a loop inside comes first"),
        Some(old) if unsafe { old.is_waiting(site.frame) } => old.fail(vm, "a function inside comes first"),
        Some(old) => old.fail(vm, "its run of the interpreter ended"),
        None => {}
    }
    true
}

/// Record from an exit that was just taken: the frames are real, and `frame` is the outermost one of the trace. Whether recording begins.
pub fn start_side(vm: &mut Vm, parent: &'static CompiledTrace, exit: ExitId, frame: *mut Frame) -> bool {
    if ACTIVE.with_borrow(Option::is_some) || next_number().is_none() || !budget::allows() {
        let state = &parent.exits[exit.index()];
        state.record_at.set(state.count.get() + settings::get().exit_threshold);
        parent.root.unwrap_or(parent).will_grow();
        return false;
    }
    // SAFETY: the exit was just taken.
    let recording = unsafe { Recording::from_exit(vm, parent, exit, frame) };
    stats::count_recording();
    ACTIVE.set(Some(Box::new(recording)));
    true
}

/// [`whipsnake_tier1::traces::Hooks::record`].
pub fn observe(vm: &mut Vm, site: Site) -> Recorded {
    let Some(mut recording) = ACTIVE.take() else { return Recorded::Ended };
    let observer = native_stack();
    if recording.observer == 0 {
        recording.observer = observer;
    }
    let step = if vm.is_traced() {
        Err(Stop::Abort("a trace function was set"))
    } else if recording.observer == observer { recording.step(vm, site) } else { Err(Stop::Abort("its run of the interpreter ended")) };
    match step {
        Ok(recorded) => {
            ACTIVE.set(Some(recording));
            recorded
        }
        Err(stop) => {
            recording.stop(vm, stop);
            Recorded::Ended
        }
    }
}

impl Recording {
    /// # Safety
    /// The site must be in the running frame, which goes on at `target`.
    unsafe fn new(vm: &mut Vm, site: Site, start: Start, target: *const u16) -> Recording {
        let objects = new_root(vm);
        // SAFETY: the caller's promise.
        let (code, on_return, environment, depth) = unsafe {
            let frame = site.frame;
            ((*frame).code, (*frame).on_return, Environment::of(frame), site.sp.offset_from(Frame::locals(frame)) as usize)
        };
        let descriptor = FrameDescriptor { code, return_offset: 0, on_return };
        let outer = VirtualFrame {
            frame: site.frame, descriptor: 0, code, base: 0, slots: vec![Slot::Memory; depth], function: Operand::VOID, generator: false, call: 0,
        };
        // SAFETY: the target is in the code.
        let pc = unsafe { target.offset_from(code.first()) as u32 };
        let entry = vec![FrameState { code: 0, pc, base: SlotId(0), depth: depth as u32, generator: false }];
        let mut recording = Recording {
            builder: Builder::new(&NO_FACTS, Options::NONE), frames: vec![outer], descriptors: vec![descriptor], objects, environment,
            start, parent: None, entry, remaining: vm.recursion_remaining, observer: 0, ip: target,
            first: target, prefix: None, expected: target, snapshot_due: true, escaped: false, next_item: None, boxes: FxHashMap::default(),
            edges: Vec::new(), instructions: 0, calls: false, waits: 0,
        };
        recording.keep(vm, code.value());
        for value in environment.values() {
            recording.keep(vm, value);
        }
        recording
    }

    /// # Safety
    /// `vm.frame` must be the innermost frame of the exit's state, which has just been made real, `frame` the outermost.
    unsafe fn from_exit(vm: &mut Vm, parent: &'static CompiledTrace, exit: ExitId, frame: *mut Frame) -> Recording {
        let objects = new_root(vm);
        let entry = parent.trace.snapshot_of(exit).frames.clone();
        let mut real = vec![vm.frame];
        // SAFETY: the caller's promise: the chain has as many frames as the state.
        unsafe {
            while real.len() < entry.len() {
                real.push((*real[real.len() - 1]).previous);
            }
        }
        real.reverse();
        debug_assert!(real[0] == frame);
        let frames = entry.iter().zip(&real).map(|(state, real)| VirtualFrame {
            frame: *real, descriptor: state.code, code: parent.frames[state.code as usize].code, base: state.base.0,
            slots: vec![Slot::Memory; state.depth as usize], function: Operand::VOID, generator: state.generator, call: state.pc,
        });
        let mut frames: Vec<VirtualFrame> = frames.collect();
        let mut builder = Builder::new(&NO_FACTS, Options::NONE);
        let snapshot = parent.trace.snapshot_of(exit);
        Inherited::emit(&parent.trace, &snapshot.slots, snapshot.at, &mut builder).fill(&snapshot.slots, &mut frames, &mut builder);
        // SAFETY: the innermost frame is the current one.
        let ip = unsafe { (*vm.frame).ip };
        let mut recording = Recording {
            builder, frames, descriptors: parent.frames.clone(), objects, environment: parent.environment,
            start: Start::Exit(parent, exit), parent: Some(InUse::new(parent)), remaining: vm.recursion_remaining + entry.len() as i64 - 1, entry, observer: 0, ip,
            first: ip, prefix: None, expected: ip, snapshot_due: true, escaped: parent.exits[exit.index()].unsettled, next_item: None,
            boxes: FxHashMap::default(), edges: Vec::new(), instructions: 0, calls: false, waits: 0,
        };
        for descriptor in &parent.frames {
            recording.keep(vm, descriptor.code.value());
        }
        recording
    }

    /// The trace names this object.
    fn keep(&mut self, vm: &mut Vm, value: Value) {
        if value.is_heap()
            && let Some(list) = Gc::<List>::cast(self.objects.get())
            && vm.list_append(list, value).is_err()
        {
            vm.abort_out_of_memory();
        }
    }

    /// A value that is known now, as operand.
    fn object(&mut self, vm: &mut Vm, value: Value) -> Operand {
        self.keep(vm, value);
        self.builder.constant(constant_of(value))
    }

    fn int_constant(&mut self, n: i64) -> Operand {
        self.builder.constant(Constant::Int(n))
    }

    /// One instruction.
    fn step(&mut self, vm: &mut Vm, site: Site) -> Result<Recorded, Stop> {
        let remaining = self.remaining - (self.frames.len() as i64 - 1);
        if vm.recursion_remaining < remaining {
            // Tier 1 runs in the loop what the trace calls.
            return if self.escaped { Ok(Recorded::Passed) } else { Err(Stop::Abort("a call that was not foreseen")) };
        }
        if vm.recursion_remaining > remaining || !self.is_in_frame(site.frame) {
            return Err(self.unforeseen(site, "the frame was left"));
        }
        if let Some(next) = self.next_item.take() {
            self.resolve_next_item(next, site)?;
        }
        if site.ip != self.expected {
            return Err(self.unforeseen(site, "an exception, or a way that was not foreseen"));
        }
        if site.opcode() == op::EXTENDED_ARG {
            self.prefix.get_or_insert(site.ip);
            // SAFETY: the compiler puts an instruction behind it.
            self.expected = unsafe { site.ip.add(1) };
            return Ok(Recorded::Shown);
        }
        (self.ip, self.first, self.snapshot_due) = (site.ip, self.prefix.take().unwrap_or(site.ip), true);
        // SAFETY: the frame is the running one.
        let depth = unsafe { site.sp.offset_from(Frame::locals(site.frame)) as usize };
        if depth != self.top().slots.len() {
            debug_assert!(false, "{} slots, not {depth}, before {:?}", self.top().slots.len(), Opcode(u16::from(site.opcode())));
            return Err(Stop::Abort("the depth of the stack is not as foreseen"));
        }
        if std::mem::take(&mut self.escaped) {
            self.emit(Uop::GuardValid, 0, &[]);
        }
        let limits = settings::get();
        if self.instructions >= limits.max_instructions || self.builder.trace().insts.len() >= limits.max_uops {
            return Err(Stop::Leave("too long".to_owned()));
        }
        let base = Opcode(u16::from(site.opcode())).base();
        // SAFETY: the next instruction of the code follows, or nothing comes here again.
        self.expected = unsafe { site.ip.add(1 + cache_entries(base)) };
        if !self.catching(vm, site, base) {
            self.instruction(vm, site, base)?;
        }
        self.instructions += 1;
        Ok(Recorded::Shown)
    }

    /// Whether this is the frame that the recording stands in. One that was just entered is learned now.
    fn is_in_frame(&mut self, frame: *mut Frame) -> bool {
        let count = self.frames.len();
        if self.frames[count - 1].frame.is_null() && count > 1 {
            // SAFETY: the frame is the running one.
            let (previous, code) = unsafe { ((*frame).previous, (*frame).code) };
            if previous == self.frames[count - 2].frame && code == self.frames[count - 1].code {
                self.frames[count - 1].frame = frame;
            }
        }
        self.frames[count - 1].frame == frame
    }

    /// Emit a micro-op, after the snapshot that it may need.
    fn emit(&mut self, op: Uop, immediate: u64, operands: &[Operand]) -> Operand {
        let effects = op.effects();
        if (effects.guard || effects.may_raise) && std::mem::take(&mut self.snapshot_due) {
            self.snapshot(self.first);
        }
        self.escaped |= effects.escapes;
        self.builder.emit(op, immediate, operands)
    }

    /// The state of all frames, the innermost one at `ip`.
    fn snapshot(&mut self, ip: *const u16) {
        let count = self.frames.len();
        let mut states = Vec::with_capacity(count);
        let mut slots = Vec::new();
        for (index, frame) in self.frames.iter().enumerate() {
            // SAFETY: `ip` is in the code of the innermost frame.
            let pc = if index + 1 == count { unsafe { ip.offset_from(frame.code.first()) as u32 } } else { frame.call };
            states.push(FrameState { code: frame.descriptor, pc, base: SlotId(frame.base), depth: frame.slots.len() as u32, generator: frame.generator });
            if index > 0 {
                slots.push((SlotId(frame.base - FRAME_WORDS as u32 + FUNCTION_WORD as u32), frame.function));
            }
            for (number, slot) in frame.slots.iter().enumerate() {
                if let Slot::Set(operand) = slot {
                    slots.push((SlotId(frame.base + number as u32), *operand));
                }
            }
        }
        self.builder.set_instructions(self.instructions);
        self.builder.snapshot(states, slots);
    }

    /// The recording ends.
    fn stop(self: Box<Self>, vm: &mut Vm, stop: Stop) {
        let _spent = budget::Spending::start(self.instructions);
        match stop {
            Stop::Abort(reason) => self.fail(vm, reason),
            Stop::Again(reason) => self.again(reason),
            Stop::Leave(reason) if self.instructions == 0 => {
                stats::count_leave(&reason);
                self.give_up(vm, &reason);
            }
            Stop::Leave(_) | Stop::Return if self.instructions < self.worth_leaving(matches!(stop, Stop::Return)) => match self.start {
                // Another round, or another call, may go further.
                Start::Loop { .. } | Start::Entry { .. } => self.fail(vm, "too short a trace"),
                // The next one would be as short.
                Start::Exit(..) => {
                    stats::count_abort("too short a trace");
                    self.give_up(vm, "too short a trace");
                }
            },
            Stop::Return => {
                stats::count_leave("the function returns");
                self.finish(vm, End::Return);
            }
            Stop::Leave(reason) => {
                stats::count_leave(&reason);
                self.finish(vm, End::Leave);
            }
            Stop::Link(number, target) => self.finish(vm, End::Link(number, target)),
            Stop::Repeat(target) => self.finish(vm, End::Repeat(target)),
        }
    }

    /// Instructions that the trace must have if it is no loop.
    fn worth_leaving(&self, returns: bool) -> u32 {
        let limits = settings::get();
        match self.start {
            Start::Loop { .. } => limits.min_leaving,
            // Machine code that calls the function gets the result at once.
            Start::Exit(..) if returns && self.frames[0].code.entry_trace.get() != 0 => 0,
            Start::Exit(..) => limits.min_side,
            Start::Entry { .. } if returns && self.calls => 0,
            Start::Entry { .. } if returns => limits.min_function,
            Start::Entry { .. } => limits.min_leaving,
        }
    }

    /// A function gets hot in a call that the recording may be waiting for: how many had to wait for that, if this one has to.
    fn goes_first(&mut self, frame: *mut Frame, code: Gc<Code>) -> Option<u32> {
        self.waits += 1;
        // SAFETY: the frame is the running one.
        let waiting = unsafe { self.is_waiting(frame) };
        let first = waiting && (self.waits < settings::get().max_waits || matches!(self.start, Start::Entry { .. }) && self.frames[0].code == code);
        first.then_some(self.waits)
    }

    /// Whether the frame in which the recording stands waits for `frame`, or is it.
    ///
    /// # Safety
    /// `frame` must be the running one.
    unsafe fn is_waiting(&self, mut frame: *mut Frame) -> bool {
        let innermost = self.frames.iter().rev().map(|f| f.frame).find(|f| !f.is_null());
        // SAFETY: the chain of frames is alive.
        unsafe {
            while !frame.is_null() && Some(frame) != innermost {
                frame = (*frame).previous;
            }
        }
        !frame.is_null()
    }

    /// Record again when the start is hot once more: that was no failure.
    fn again(&self, reason: &'static str) {
        stats::count_abort(reason);
        self.start.count(0);
    }

    /// Never record from there again: the very first instruction cannot be recorded.
    fn give_up(&self, vm: &mut Vm, reason: &str) {
        let place = self.place(vm);
        self.start.give_up(|| format!("{place}: {reason}"));
    }

    /// Try again later.
    fn fail(&self, vm: &mut Vm, reason: &'static str) {
        let place = self.place(vm);
        self.start.fail(&place, reason);
    }

    /// File, line and function of the start.
    fn place(&self, vm: &mut Vm) -> String {
        let innermost = &self.entry[self.entry.len() - 1];
        place(vm, self.descriptors[innermost.code as usize].code, innermost.pc as usize)
    }
}

/// What becomes of the places where traces start. They are in code that the recording keeps alive.
impl Start {
    /// Whether a loop or a function still counts; an exit always does.
    fn counts(self) -> bool {
        // SAFETY: see above.
        unsafe {
            match self {
                Start::Loop { edge, .. } => *edge as u8 == op::JUMP_BACKWARD_JIT,
                Start::Entry { resume, .. } => *resume as u8 == op::RESUME_CHECK_JIT,
                Start::Exit(..) => true,
            }
        }
    }

    /// Count anew, to be recorded when it is hot once more; the wait doubles with each failure.
    fn count(self, failures: u32) {
        let (limits, factor) = (settings::get(), 1 << failures.min(10));
        if !self.counts() {
            return;
        }
        match self {
            // SAFETY: see above.
            Start::Loop { edge, .. } => unsafe { counter(edge) }.set(limits.threshold.saturating_mul(factor)),
            Start::Entry { code, .. } => code.entry_count.set(limits.entry_threshold().saturating_mul(factor)),
            Start::Exit(parent, exit) => {
                let state = &parent.exits[exit.index()];
                state.record_at.set(state.count.get() + limits.exit_threshold * u64::from(factor));
            }
        }
    }

    /// Never record from there again. `report` says why of a loop or a function.
    fn give_up(self, report: impl FnOnce() -> String) {
        if !self.counts() {
            return;
        }
        // SAFETY: see above.
        unsafe {
            match self {
                Start::Loop { edge, .. } => rewrite(edge, op::JUMP_BACKWARD_NO_JIT),
                Start::Entry { resume, .. } => rewrite(resume, op::RESUME_CHECK),
                Start::Exit(parent, exit) => return parent.exits[exit.index()].record_at.set(0),
            }
        }
        stats::count_given_up(report());
    }

    /// Try again later: the wait doubles each time, until it is given up.
    fn fail(self, place: &str, reason: &'static str) {
        stats::count_abort(reason);
        let failures = match self {
            _ if !self.counts() => return,
            Start::Loop { edge: at, .. } | Start::Entry { resume: at, .. } => FAILURES.with_borrow_mut(|all| {
                let failures = all.entry(at as usize).or_default();
                *failures += 1;
                *failures
            }),
            Start::Exit(parent, exit) => {
                let failures = &parent.exits[exit.index()].failures;
                failures.set(failures.get() + 1);
                failures.get()
            }
        };
        if failures < settings::get().max_failures { self.count(failures) } else { self.give_up(|| format!("{place}: {reason}, {failures} times")) }
    }

    /// The trace is entered there from now on. Exits lead to it already.
    fn lead_to(self, trace: &CompiledTrace) {
        // SAFETY: see above; the cache entry of the back edge takes the number.
        unsafe {
            match self {
                Start::Loop { edge, .. } => {
                    counter(edge).set(trace.number);
                    rewrite(edge, op::ENTER_EXECUTOR);
                    trace.edges.borrow_mut().push(edge);
                }
                Start::Entry { code, resume } => {
                    code.entry_trace.set(trace.number + 1);
                    rewrite(resume, op::RESUME_EXECUTOR);
                    trace.edges.borrow_mut().push(resume);
                }
                Start::Exit(..) => {}
            }
        }
    }
}
