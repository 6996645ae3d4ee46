//! Entering a trace, running it by the evaluator, leaving it.

use std::cell::Cell;

use whipsnake_heap::{RootVec, Value};
use whipsnake_runtime::{Frame, Vm};
use whipsnake_tier1::adaptive::counter;
use whipsnake_tier1::traces::{Entered, Site, rewrite, start_counting};
use whipsnake_tier2::evaluate::{Shown, Word, run};
use whipsnake_tier2::ir::ExitId;

use crate::{machine, record, settings};
use crate::state::Running;
use crate::trace::{self, CompiledTrace, Environment};

/// [`whipsnake_tier1::traces::Hooks::enter`].
pub fn enter(vm: &mut Vm, site: Site) -> Entered {
    // SAFETY: the site is an `ENTER_EXECUTOR`, whose cache entry is the trace's number.
    let number = unsafe { counter(site.ip) }.get();
    let Some(trace) = trace::get(number) else { return Entered::No };
    if !trace.valid.get() {
        // SAFETY: the jump that the trace's start replaced.
        unsafe {
            rewrite(site.ip, whipsnake_isa::op::JUMP_BACKWARD_JIT);
            start_counting(site.ip);
        }
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
    loop {
        let Some(done) = execute(vm, trace, frame, area) else { return outcome };
        outcome = done.entered;
        let Some(exit) = done.exit.filter(|_| outcome == Entered::Left && !done.observed) else { return outcome };
        let state = &trace.exits[exit.index()];
        let next = match done.link {
            Some(number) => trace::get(number as u16).filter(|next| next.depth() == trace.trace.snapshot_of(exit).frames[0].depth),
            None => state.side.get(),
        };
        if let Some(next) = next.filter(|next| next.valid.get() && !vm.is_traced()) {
            // The frames of inlined calls are virtual again; what is in them stays where it is.
            let inlined = next.entry.len() as i64 - 1;
            vm.frame = frame;
            vm.stack_top = area;
            vm.recursion_remaining += inlined;
            if let Some(left) = room(vm, next, area) {
                debug_assert!(left > 0);
                trace = next;
                continue;
            }
            // The frames are still there.
            vm.recursion_remaining -= inlined;
            Running::link_again(vm, next, frame, area);
            return outcome;
        }
        if done.hot && record::start_side(vm, trace, exit, frame) {
            return Entered::Record;
        }
        return outcome;
    }
}

/// What became of one run.
pub(crate) struct Done {
    pub(crate) entered: Entered,
    pub(crate) exit: Option<ExitId>,
    pub(crate) link: Option<u32>,
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

/// Run one trace in a frame, the current one, until it is left. Virtual frames, also those in which the trace starts, stand at `area`.
fn execute(vm: &mut Vm, trace: &'static CompiledTrace, frame: *mut Frame, area: *mut u64) -> Option<Done> {
    room(vm, trace, area)?;
    // Only the evaluator leaves at guards that would hold.
    if let Some(compiled) = trace.machine.get().filter(|_| settings::get().deopt_seed.is_none() && machine::can_start(trace, frame, area)) {
        return machine::execute(vm, trace, compiled, frame, area);
    }
    let count = trace.trace.insts.len();
    let first = area.wrapping_add(trace.frame_words);
    // SAFETY: this part of the VM stack is free but for the frames in which the trace starts; the words of the evaluator stand above
    // them as long as it runs.
    let words = unsafe {
        for word in trace.entry_words()..trace.frame_words {
            area.add(word).write(0);
        }
        let words = first.cast::<Word<Value>>();
        for word in 0..count {
            words.add(word).write(Word::Void);
        }
        (*frame).sp = Frame::locals(frame).add(trace.depth() as usize);
        std::slice::from_raw_parts_mut(words, count)
    };
    vm.stack_top = first.wrapping_add(count * WORD);
    trace.entered.set(trace.entered.get() + 1);
    let made = RootVec::new(vm.heap);
    let mut running = Running { vm, trace, frame, area, observed: false, shown: Shown::default(), made };
    let left = run(&trace.trace, &mut running, words, fuel());
    let hot = left.exit.is_some_and(|exit| trace.count_exit(exit)) && left.link.is_none();
    let entered = running.leave(&left.frames, &left.slots, left.raised);
    Some(Done { entered, exit: left.exit, link: left.link, observed: running.observed, hot })
}

thread_local! {
    static RANDOM: Cell<u64> = const { Cell::new(0) };
}

/// Guards that may pass before the trace is left: all, or a few when deoptimization is tried out.
fn fuel() -> u64 {
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
