//! Entering a trace, running it by the evaluator, leaving it.

use std::cell::Cell;

use whipsnake_heap::{RootVec, Value};
use whipsnake_runtime::{Frame, Vm};
use whipsnake_tier1::adaptive::counter;
use whipsnake_tier1::traces::{Entered, Site, rewrite, start_counting};
use whipsnake_tier2::evaluate::{Shown, Word, run};
use whipsnake_tier2::ir::End;

use crate::settings;
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
    if environment != trace.environment || depth != trace.depth || vm.is_traced() {
        return Entered::No;
    }
    execute(vm, trace, site)
}

/// Run a trace in the running frame until it is left.
pub fn execute(vm: &mut Vm, trace: &'static CompiledTrace, site: Site) -> Entered {
    const WORD: usize = size_of::<Word<Value>>() / size_of::<u64>();
    let area = vm.stack_top;
    let count = trace.trace.insts.len();
    let first = area.wrapping_add(trace.frame_words);
    let top = first.wrapping_add(count * WORD);
    if top as usize >= vm.stack_limit as usize {
        return Entered::No;
    }
    // SAFETY: this part of the VM stack is free, and the words of the evaluator stand there as long as it runs.
    let words = unsafe {
        for word in 0..trace.frame_words {
            area.add(word).write(0);
        }
        let words = first.cast::<Word<Value>>();
        for word in 0..count {
            words.add(word).write(Word::Void);
        }
        std::slice::from_raw_parts_mut(words, count)
    };
    vm.stack_top = top;
    trace.entered.set(trace.entered.get() + 1);
    let made = RootVec::new(vm.heap);
    let mut running = Running { vm, trace, frame: site.frame, area, observed: false, shown: Shown::default(), made };
    let left = run(&trace.trace, &mut running, words, fuel());
    if let Some(exit) = left.exit {
        trace.count_exit(exit);
    }
    debug_assert!(left.link.is_none() || matches!(trace.trace.end, End::Link(..)));
    running.leave(&left.frames, &left.slots, left.raised)
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
