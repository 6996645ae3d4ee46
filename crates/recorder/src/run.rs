//! Entering a trace, running it by the evaluator, leaving it.

use std::cell::Cell;

use whipsnake_heap::Value;
use whipsnake_isa::op;
use whipsnake_runtime::{Frame, Vm};
use whipsnake_tier1::adaptive::counter;
use whipsnake_tier1::traces::{Entered, Site, rewrite};
use whipsnake_tier2::evaluate::{Shown, Word, run};
use whipsnake_tier2::ir::ExitId;

use crate::state::{Running, unlink_frames, use_all_slots};
use crate::{machine, record, settings, stats};
use crate::trace::{self, CompiledTrace, Environment};

/// [`whipsnake_tier1::traces::Hooks::enter`].
pub fn enter(vm: &mut Vm, site: Site) -> Entered {
    let is_entry = site.opcode() == op::RESUME_EXECUTOR;
    // SAFETY: the frame is the running one. An `ENTER_EXECUTOR` has the trace's number in its cache entry.
    let (code, number) = unsafe {
        let code = (*site.frame).code;
        (code, if is_entry { code.entry_trace.get().wrapping_sub(1) } else { counter(site.ip).get() })
    };
    let Some(trace) = trace::get(number) else { return Entered::No };
    // SAFETY: both are in the code.
    let is_of_start = || unsafe {
        let start = if is_entry { site.ip } else { site.target() };
        trace.valid.get() && trace.root.is_none() && trace.frames[0].code == code && trace.entry[0].pc == start.offset_from(code.first()) as u32
    };
    debug_assert!(is_of_start(), "where retired traces were entered it is counted again");
    if let Err(wait) = trace.judge() {
        // SAFETY: what the trace's start replaced. Machine code may still call a function.
        unsafe {
            if is_entry {
                rewrite(site.ip, if wait.is_some() { op::RESUME_CHECK_JIT } else { op::RESUME_CHECK });
                code.entry_count.set(wait.unwrap_or(0));
            } else {
                rewrite(site.ip, if wait.is_some() { op::JUMP_BACKWARD_JIT } else { op::JUMP_BACKWARD_NO_JIT });
                counter(site.ip).set(wait.unwrap_or(0));
            }
        }
        stats::count_poor(wait.is_none());
        return Entered::No;
    }
    // SAFETY: the frame is the running one.
    let (environment, depth) = unsafe { (Environment::of(site.frame), site.sp.offset_from(Frame::locals(site.frame)) as u32) };
    if environment != trace.environment || depth != trace.depth() || vm.is_traced() {
        return Entered::No;
    }
    let area = vm.stack_top;
    run_on(vm, trace, site.frame, area)
}

/// Run a trace, and those that go on from its exits, until none does.
fn run_on(vm: &mut Vm, mut trace: &'static CompiledTrace, frame: *mut Frame, area: *mut u64) -> Entered {
    let mut outcome = Entered::No;
    let mut before = None;
    loop {
        let Some(done) = execute(vm, trace, before, frame, area) else { return outcome };
        outcome = done.entered;
        if let Some(exit) = done.exit.filter(|_| outcome == Entered::Raised) {
            record::raised(done.trace, exit);
        }
        let Some(exit) = done.exit.filter(|_| outcome == Entered::Left && !done.observed) else { return outcome };
        let left = done.trace;
        // Machine code has gone on by itself.
        if left.machine.get().is_none()
            && let Some(next) = left.exits[exit.index()].side.get().filter(|_| !vm.is_traced())
        {
            // The frames of inlined calls are virtual again.
            let inlined = next.entry.len() as i64 - 1;
            if room(vm, next, area).is_none() {
                return outcome;
            }
            // SAFETY: the trace has just been left in these frames.
            unsafe { unlink_frames(vm, frame) };
            vm.stack_top = area;
            vm.recursion_remaining += inlined;
            (before, trace) = (Some(left), next);
            continue;
        }
        if done.hot && record::start_side(vm, left, exit, frame) {
            return Entered::Record;
        }
        return outcome;
    }
}

/// What became of one run.
pub(crate) struct Done {
    pub(crate) entered: Entered,
    /// The trace that was left: the one that was entered, or one to which that led.
    pub(crate) trace: &'static CompiledTrace,
    pub(crate) exit: Option<ExitId>,
    pub(crate) observed: bool,
    /// It is time to record from the exit.
    pub(crate) hot: bool,
}

/// Words of the VM stack that a word of the evaluator takes.
const WORD: usize = size_of::<Word<Value>>() / size_of::<u64>();

/// Words that are left of the VM stack above a trace's frames and the evaluator's words, if they have room.
fn room(vm: &Vm, trace: &CompiledTrace, area: *mut u64) -> Option<usize> {
    let top = area.wrapping_add(trace.frame_words + trace.trace.insts.len() * WORD);
    (vm.stack_limit as usize).checked_sub(top as usize).filter(|left| *left > 0)
}

/// Run one trace in a frame, the current one, until it is left. Virtual frames stand at `area`. `before` is the trace that was just run there and
/// left, if the trace goes on from one of its exits.
fn execute(vm: &mut Vm, trace: &'static CompiledTrace, before: Option<&'static CompiledTrace>, frame: *mut Frame, area: *mut u64) -> Option<Done> {
    if let Some(compiled) = trace.machine.get() {
        return machine::execute(vm, trace, compiled, frame, area);
    }
    room(vm, trace, area)?;
    let count = trace.trace.insts.len();
    let first = area.wrapping_add(trace.frame_words);
    // SAFETY: nothing has been written above the frames since the other trace was left.
    let taken_over = before.map(|before| unsafe { taken_over(trace, before, area) });
    // SAFETY: this part of the VM stack is free; the words of the evaluator stand above the virtual frames as long as it runs.
    let words = unsafe {
        for word in 0..trace.frame_words {
            area.add(word).write(0);
        }
        let words = first.cast::<Word<Value>>();
        for word in 0..count {
            words.add(word).write(Word::Void);
        }
        for (word, value) in taken_over.into_iter().flatten() {
            words.add(word).write(value);
        }
        use_all_slots(frame);
        std::slice::from_raw_parts_mut(words, count)
    };
    vm.stack_top = first.wrapping_add(count * WORD);
    trace.entered.set(trace.entered.get() + 1);
    let mut running = Running { vm, trace, frame, area, observed: false, shown: Shown::default(), made: None };
    let left = run(&trace.trace, &mut running, words, fuel());
    let hot = left.exit.is_some_and(|exit| trace.count_exit(exit));
    let entered = running.leave(&left.frames, &left.slots, left.raised);
    Some(Done { entered, trace, exit: left.exit, observed: running.observed, hot })
}

/// What a trace takes over from the words of the one that was left before.
///
/// # Safety
/// The words must still be there, above the virtual frames at `area`.
// tidy: value on the Rust heap: nothing is allocated before the values are on the VM stack again
unsafe fn taken_over(trace: &CompiledTrace, before: &CompiledTrace, area: *mut u64) -> Vec<(usize, Word<Value>)> {
    let words = area.wrapping_add(before.frame_words).cast::<Word<Value>>();
    let entries = trace.trace.insts.iter().enumerate().filter(|(_, inst)| inst.op.is_entry());
    // SAFETY: the number is that of a micro-op which the other trace has executed. Nothing is allocated before they are in their new place.
    entries.map(|(position, inst)| (position, unsafe { (*words.add(inst.immediate as usize)).clone() })).collect()
}

thread_local! {
    static RANDOM: Cell<u64> = const { Cell::new(0) };
}

/// Guards that may pass before the trace is left: all, or a few when deoptimization is tried out.
pub(crate) fn fuel() -> u64 {
    let Some(seed) = settings::get().deopt_seed else { return u64::MAX };
    RANDOM.with(|random| {
        let mut x = random.get();
        if x == 0 {
            x = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        }
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        random.set(x);
        // Short runs try the exits of the preamble, long ones those of the body.
        let limit = if x & 1 == 0 { 16 } else { 200 };
        (x >> 8) % limit
    })
}
