//! Traces as machine code: what tier 3 must know of this runtime, and the helpers that machine code calls.
//!
//! In: optimized traces. Out: [`Compiled`], run by [`execute`]. The area of a running trace (see `whipsnake_tier3`) lies on the VM stack above the
//! place of virtual frames; its second word is the address of an [`Active`]. `parameters` says what is patched into stencils, `helpers` holds what
//! machine code calls from stencils, `direct` what does micro-ops that have none.

mod debugger;
pub(crate) mod direct;
mod functions;
mod helpers;
mod parameters;
mod profile;
pub mod recipe;

use std::ops::Range;
use std::sync::Mutex;

use whipsnake_runtime::{Frame, Vm};
use whipsnake_runtime::pending::PendingFrames;
use whipsnake_tier2::evaluate::{Heap as _, Shown, rebuild};
use whipsnake_tier2::ir::{ExitId, UopId};
use whipsnake_tier3::dump;
use whipsnake_tier3::registers::{Entry, Refusal};
use whipsnake_tier3::run::{CodeCache, Compiled, Left, WORK};

use whipsnake_tier1::traces::Entered;

use crate::run::{Done, fuel};
use crate::settings;
use crate::state::{Running, word_of};
use crate::trace::{self, CompiledTrace};
use parameters::{Machine, count_down};
use recipe::Recipe;

/// There are stencils for this processor.
pub const AVAILABLE: bool = whipsnake_tier3::AVAILABLE;

/// Machine code that runs.
#[repr(C)]
struct Active<'a> {
    /// Its frames while it calls something: what [`PendingFrames::make`] gets is the address of the whole.
    frames: PendingFrames,
    /// Its trace is the one that has called a helper last.
    running: Running<'a>,
    area: *mut u64,
    /// The exit, by its index, by which the helper that is running leaves.
    exit: u32,
    /// A helper has raised.
    raised: bool,
}

struct Cache(CodeCache);

// SAFETY: code is made under the global lock of the runtime alone.
unsafe impl Send for Cache {}

static CACHE: Mutex<Option<Cache>> = Mutex::new(None);

/// Words for virtual frames below the area of machine code. All traces agree on it, and on the size of the area, so that they can jump into each other.
const FRAME_WORDS: usize = 512;
/// Words of the area.
const AREA_WORDS: usize = 512;

fn with_cache<R>(f: impl FnOnce(&mut CodeCache) -> R) -> Result<R, Refusal> {
    let mut cache = CACHE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if cache.is_none() {
        *cache = Some(Cache(CodeCache::new(settings::get().code_bytes).map_err(|_| Refusal::NoMemory)?));
    }
    Ok(f(&mut cache.as_mut().expect("just made").0))
}

/// Make machine code of a trace, with the dumps that were asked for.
///
/// # Errors
/// Why there is none.
pub fn compile(vm: &mut Vm, trace: &'static CompiledTrace) -> Result<Compiled, Refusal> {
    let entry = entry_of(trace).ok_or(Refusal::End)?;
    let limits = settings::get();
    with_cache(|cache| {
        let compiled = cache.compile(&trace.trace, &Machine::of(vm, trace), trace.number.into(), entry)?;
        if trace.frame_words > FRAME_WORDS || compiled.assignment.area_words() as usize > AREA_WORDS {
            cache.free(&compiled);
            return Err(Refusal::TooLarge);
        }
        if limits.perf_map || limits.debugger {
            let start = cache.arena.address(compiled.code.piece.offset);
            let (code, name) = (start..start + compiled.code.piece.bytes, profile::name(trace));
            if limits.perf_map {
                profile::add_to_map(&code, &name);
            }
            if limits.debugger {
                debugger::add(&code, &name);
            }
        }
        if limits.dump_registers {
            eprintln!("registers of the trace at {}:\n{}", trace.place, dump::registers(&trace.trace, &compiled.assignment));
        }
        if limits.dump_code {
            eprintln!("code of the trace at {}:\n{}", trace.place, dump::code(&trace.trace, &compiled.assignment, &compiled.code, &cache.arena));
        }
        Ok(compiled)
    })?
}

/// Where a trace finds what it takes over. `None` if the other one is no machine code.
fn entry_of(trace: &CompiledTrace) -> Option<Entry> {
    let Some((parent, exit)) = trace.parent else { return Some(Entry::default()) };
    let assignment = &parent.machine.get()?.assignment;
    let index = assignment.index_of(exit)?;
    let entries = trace.trace.ids().filter(|id| trace.trace.inst(*id).op.is_entry());
    let home = |id: UopId| Some((id, assignment.home(index, UopId(trace.trace.inst(id).immediate as u32))?));
    Some(Entry { homes: entries.map(home).collect::<Option<Vec<_>>>()?, first_slot: assignment.slot_end })
}

/// Let machine code go on by itself where it leaves by this exit.
pub(crate) fn lead(from: &CompiledTrace, exit: ExitId, to: &CompiledTrace) {
    let (Some(compiled), Some(target)) = (from.machine.get(), to.machine.get()) else { return };
    if let Some(index) = compiled.assignment.index_of(exit) {
        with_cache(|cache| cache.lead(compiled, index, target.code.entry)).expect("there is machine code");
    }
}

/// Have machine code leave by this exit.
pub(crate) fn lead_out(from: &CompiledTrace, exit: ExitId) {
    let Some(compiled) = from.machine.get() else { return };
    if let Some(index) = compiled.assignment.index_of(exit) {
        with_cache(|cache| cache.lead_out(compiled, index)).expect("there is machine code");
    }
}

/// The addresses of the machine code of a trace.
pub(crate) fn code_of(trace: &CompiledTrace) -> Option<Range<usize>> {
    let piece = trace.machine.get()?.code.piece;
    let start = with_cache(|cache| cache.arena.address(piece.offset)).ok()?;
    Some(start..start + piece.bytes)
}

/// Give the code memory of a trace back.
pub(crate) fn free(compiled: &Compiled) {
    with_cache(|cache| {
        if settings::get().debugger {
            debugger::remove(cache.arena.address(compiled.code.piece.offset));
        }
        cache.free(compiled);
    })
    .expect("there is machine code");
}

/// Run a trace in a frame, the current one, as machine code until that is left, by this trace or one to which it leads. Virtual frames stand at
/// `bottom`. `None` if there is no room.
pub(crate) fn execute(vm: &mut Vm, trace: &'static CompiledTrace, compiled: &'static Compiled, frame: *mut Frame, bottom: *mut u64) -> Option<Done> {
    let area = area_above(vm, bottom)?;
    Some(enter(vm, trace, compiled, frame, area, |active, left| {
        let work = active.work(left);
        trace.count_work(work);
        active.leave(left)
    }))
}

/// Run machine code in a frame with an area of its own until it is left.
#[inline(always)]
fn enter<R>(vm: &mut Vm, trace: &'static CompiledTrace, compiled: &'static Compiled, frame: *mut Frame, area: *mut u64, leave: impl FnOnce(&mut Active<'_>, &Left) -> R) -> R {
    let limits = settings::get();
    if !limits.count {
        trace.entered.set(trace.entered.get() + 1);
    }
    vm.stack_top = area.wrapping_add(AREA_WORDS);
    if limits.deopt_seed.is_some() {
        count_down(fuel(), fuel());
    }
    let bottom = area.wrapping_sub(FRAME_WORDS);
    let running = Running { vm, trace, frame, area: bottom, observed: false, shown: Shown::default(), made: None };
    let frames = PendingFrames { outer: std::ptr::null_mut(), make: make_frames, frame, made: false };
    let mut active = Active { frames, running, area, exit: 0, raised: false };
    // SAFETY: this part of the VM stack is free; the frame is the one that the trace was made for, since its entry has checked.
    let left = unsafe {
        crate::state::use_all_slots(frame);
        area.write(Frame::locals(frame) as u64);
        area.add(1).write(&raw mut active as u64);
        area.add(WORK).write(0);
        compiled.enter(area)
    };
    leave(&mut active, &left)
}

/// The area above the place of virtual frames, if there is room.
#[inline]
fn area_above(vm: &Vm, bottom: *mut u64) -> Option<*mut u64> {
    let top = bottom.wrapping_add(FRAME_WORDS + AREA_WORDS);
    ((top as usize) < vm.stack_limit as usize).then(|| bottom.wrapping_add(FRAME_WORDS))
}

/// How the exit with this index is taken, if it can be told once and for all.
fn recipe(vm: &Vm, trace: &'static CompiledTrace, index: u32) -> Option<&'static Recipe> {
    let exit = trace.machine.get()?.exit(index);
    trace.exits[exit.index()].recipe.get_or_init(|| Recipe::new(vm, trace, exit, index)).as_ref()
}

/// [`PendingFrames::make`].
///
/// # Safety
/// The frames must be those of an [`Active`] that is calling something.
unsafe fn make_frames(frames: *mut PendingFrames) -> *mut Frame {
    // SAFETY: the caller's promise; the frames are the first field.
    let active = unsafe { &mut *frames.cast::<Active<'static>>() };
    let trace = active.running.trace;
    let (area, exit) = (active.area, active.exit);
    if let Some(recipe) = recipe(active.running.vm, trace, exit).filter(|recipe| !active.running.observed && !recipe.makes_objects()) {
        // SAFETY: the trace is in a call: nothing that the exit needs is in a register.
        return unsafe {
            let (frame, bottom) = (active.frames.frame, active.running.area);
            recipe.make_frames(&mut active.running, frame, bottom, area)
        };
    }
    let compiled = trace.machine.get().expect("it runs");
    let snapshot = trace.trace.exits[compiled.exit(exit).index()].snapshot;
    let mut word = |id: UopId| {
        // SAFETY: the area is that of the running trace, which is in a call.
        let bits = unsafe { compiled.word_in_call(exit, area, id) };
        word_of(trace.trace.inst(id).representation, trace.trace.inst(id).op, bits)
    };
    let slots = rebuild(&trace.trace, &mut active.running, &mut word, snapshot);
    active.running.show_frames(&trace.trace.snapshots[snapshot.index()].frames, &slots)
}

impl Active<'_> {
    /// The instructions that machine code stood for until it was left.
    fn work(&mut self, left: &Left) -> i64 {
        let trace = self.run_by(left.trace);
        let exit = trace.machine.get().expect("it is machine code that was left").exit(left.index);
        // SAFETY: machine code has counted there.
        let work = unsafe { self.area.add(WORK).read() } as i64;
        work - i64::from(trace.left_out(exit))
    }

    /// Machine code has been left: go over to the state of the exit.
    fn leave(&mut self, left: &Left) -> Done {
        let (trace, raised, area) = (self.run_by(left.trace), self.raised, self.area);
        let (frame, bottom) = (self.running.frame, self.running.area);
        let compiled = trace.machine.get().expect("it is machine code that was left");
        let exit = compiled.exit(left.index);
        let hot = trace.count_exit(exit);
        let recipe = if self.running.observed { None } else { recipe(self.running.vm, trace, left.index) };
        if let Some(recipe) = recipe {
            // SAFETY: that exit was just taken, and nobody has looked at the frames.
            unsafe { recipe.leave(&mut self.running, frame, bottom, area) };
            return Done { entered: if raised { Entered::Raised } else { Entered::Left }, trace, exit: Some(exit), observed: false, hot };
        }
        let snapshot = trace.trace.exits[exit.index()].snapshot;
        // SAFETY: nothing has written the area since.
        let entered = self.running.leave_from(snapshot, raised, &mut |id| unsafe { compiled.word_at(left, area, id) });
        Done { entered, trace, exit: Some(exit), observed: self.running.observed, hot }
    }

    /// Something that may run Python code is called now; if it raises, the trace is left by this exit.
    fn enter_python(&mut self, exit: u32) {
        self.exit = exit;
        let inlined = self.inlined();
        let vm = &mut *self.running.vm;
        vm.recursion_remaining -= inlined;
        (self.frames.outer, self.frames.made) = (vm.pending_frames, false);
        vm.pending_frames = &raw mut self.frames;
        // SAFETY: the frame is live. Who has its object may look at it without asking.
        if unsafe { !(*self.running.frame).object.is_null() } {
            vm.settle_frames();
        }
    }

    /// It has run.
    fn leave_python(&mut self) {
        if self.frames.made {
            self.running.leave_python();
            return;
        }
        self.running.vm.recursion_remaining += self.inlined();
        self.running.vm.pending_frames = self.frames.outer;
    }

    /// How many frames are virtual in the call that is under way.
    fn inlined(&self) -> i64 {
        let trace = self.running.trace;
        if trace.frames.len() == 1 {
            return 0;
        }
        let exit = trace.machine.get().expect("it runs").exit(self.exit);
        trace.trace.snapshot_of(exit).frames.len() as i64 - 1
    }

    /// It is this trace that runs now.
    fn run_by(&mut self, number: u32) -> &'static CompiledTrace {
        let trace = trace::get(number as u16).expect("machine code knows its number");
        if !std::ptr::eq(trace, self.running.trace) {
            // What is known of sunk objects is in terms of the other trace.
            (self.running.trace, self.running.shown) = (trace, Shown::default());
        }
        trace
    }
}
