//! Traces that nobody may come to any more, and when they are freed.
//!
//! In: traces whose assumptions are broken ([`retire`]); the wish for room ([`make_room`]). Out: no back edge, start of a function, exit or end of a trace leads to them; their
//! code, what is known of them, and the objects that they keep alive are freed as soon as nobody runs them.
//!
//! **Who runs a trace?** Machine code that is calling something has its return addresses on a native stack, and who runs a trace, by the evaluator or as
//! machine code, has a reference to it there ([`crate::state::Running`]). So a trace is not freed while a word on a native stack points into its code or to what
//! is known of it, nor while a recording goes on from one of its exits, nor before the traces that went on from its exits. A stale word keeps a trace for
//! a while; that costs memory alone.
//!
//! **Policy**: when code memory or the numbers of traces run out, all traces are retired. What is still hot is recorded again within microseconds to milliseconds, and
//! then fits to what the program does now; to know which traces were used lately, each would have to count, and to free only these, exits that lead
//! to the rest would have to be kept. A trace for which all the others had to go counts as one failed recording of its loop, so that loops which displace
//! each other are recorded ever more rarely.

use std::sync::{Mutex, PoisonError};

use rustc_hash::FxHashSet;
use whipsnake_isa::op;
use whipsnake_runtime::Vm;
use whipsnake_tier1::adaptive::counter;
use whipsnake_tier1::traces::{rewrite, start_counting, start_counting_entries};
use whipsnake_tier2::ir::{End, ExitId};

use crate::trace::{self, CompiledTrace};
use crate::{machine, settings, stats, watch};

/// Retired traces that have not been freed, by number.
static RETIRED: Mutex<Vec<u16>> = Mutex::new(Vec::new());

fn with<R>(f: impl FnOnce(&mut Vec<u16>) -> R) -> R {
    f(&mut RETIRED.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Let other traces go on with a trace that has just been made: the exit where it begins leads to it, and it leads to the loop at whose head it ends.
pub fn connect(trace: &'static CompiledTrace) {
    if let Some((parent, exit)) = trace.parent {
        lead(parent, exit, trace);
    }
    if let End::Link(number, exit) = trace.trace.end
        && let Some(next) = trace::get(number as u16)
        && next.depth() == trace.trace.snapshot_of(exit).frames[0].depth
    {
        lead(trace, exit, next);
    }
}

fn lead(from: &'static CompiledTrace, exit: ExitId, to: &'static CompiledTrace) {
    if from.valid.get() && to.valid.get() {
        disconnect(from, exit);
        from.exits[exit.index()].side.set(Some(to));
        to.led_here.borrow_mut().push((from, exit));
        machine::lead(from, exit, to);
    }
}

/// An exit leads on no more.
fn cut(from: &'static CompiledTrace, exit: ExitId) {
    from.exits[exit.index()].side.set(None);
    machine::lead_out(from, exit);
}

fn begins_at(trace: &CompiledTrace, from: &CompiledTrace, exit: ExitId) -> bool {
    trace.parent.is_some_and(|(parent, its)| std::ptr::eq(parent, from) && its == exit)
}

/// Where an exit leads, it leads no more. The trace that began there is retired.
fn disconnect(from: &'static CompiledTrace, exit: ExitId) {
    let Some(to) = from.exits[exit.index()].side.get() else { return };
    if begins_at(to, from, exit) {
        return retire(to);
    }
    cut(from, exit);
    to.led_here.borrow_mut().retain(|(other, its)| !(std::ptr::eq(*other, from) && *its == exit));
}

/// Nobody comes to the trace any more, nor to those that went on from its exits. Its loop, or the exit at which it began, counts anew.
pub fn retire(trace: &'static CompiledTrace) {
    if !trace.valid.replace(false) {
        return;
    }
    let code = trace.frames[0].code;
    let is_of_function = trace.root.is_none() && code.entry_trace.get() == trace.number + 1;
    for edge in trace.edges.take() {
        // SAFETY: the back edge or `RESUME` is in code that the trace keeps alive.
        unsafe {
            if *edge as u8 == op::ENTER_EXECUTOR && counter(edge).get() == trace.number {
                rewrite(edge, op::JUMP_BACKWARD_JIT);
                start_counting(edge);
            } else if *edge as u8 == op::RESUME_EXECUTOR && is_of_function {
                rewrite(edge, op::RESUME_CHECK_JIT);
                start_counting_entries(code);
            }
        }
    }
    if is_of_function {
        code.entry_trace.set(0);
    }
    for (from, exit) in trace.led_here.take() {
        cut(from, exit);
        if begins_at(trace, from, exit) {
            let state = &from.exits[exit.index()];
            stats::move_entries(trace, state);
            state.record_at.set(state.count.get() + settings::get().exit_threshold);
        }
    }
    (0..trace.exits.len()).for_each(|exit| disconnect(trace, ExitId(exit as u32)));
    watch::forget(trace);
    with(|retired| retired.push(trace.number));
}

/// Room is needed for another trace: free what nobody runs, or else retire all traces and free what then can be. Whether it was the first.
pub fn make_room(vm: &Vm) -> bool {
    if free(vm) {
        return true;
    }
    stats::count_flush();
    trace::all().for_each(retire);
    free(vm);
    false
}

/// Free what nobody runs, if there is much of it.
pub fn tidy_up(vm: &Vm) {
    if with(|retired| retired.len()) >= settings::get().max_retired {
        free(vm);
    }
}

/// Free the retired traces that nobody runs; whether there were any.
fn free(vm: &Vm) -> bool {
    let retired: Vec<&'static CompiledTrace> = with(|retired| retired.iter().filter_map(|number| trace::get(*number)).collect());
    let mut places: Vec<(usize, usize, usize)> = retired.iter().enumerate().map(|(n, trace)| {
        let start = std::ptr::from_ref(*trace) as usize;
        (start, start + size_of::<CompiledTrace>(), n)
    }).collect();
    places.extend(retired.iter().enumerate().filter_map(|(n, trace)| machine::code_of(trace).map(|code| (code.start, code.end, n))));
    places.sort_unstable();
    let mut in_use: Vec<bool> = retired.iter().map(|trace| trace.recordings.get() > 0).collect();
    if let (Some(first), Some(last)) = (places.first(), places.last()) {
        let bounds = first.0..last.1;
        vm.heap.for_each_native_word(|word| {
            if bounds.contains(&word) {
                let place = places[..places.partition_point(|place| place.0 <= word)].last();
                if let Some((.., n)) = place.filter(|place| word < place.1) {
                    in_use[*n] = true;
                }
            }
        });
    }
    // What is in use needs the traces from which it goes on.
    let mut kept = FxHashSet::default();
    for (trace, _) in retired.iter().zip(&in_use).filter(|(_, in_use)| **in_use) {
        let mut needed = Some(*trace);
        while let Some(trace) = needed.filter(|trace| kept.insert(trace.number)) {
            needed = trace.parent.map(|(parent, _)| parent);
        }
    }
    let before = retired.len();
    for trace in retired.iter().filter(|trace| !kept.contains(&trace.number)) {
        // SAFETY: nothing leads to the trace, nobody runs it, and none that went on from its exits is left.
        unsafe { trace::remove(trace.number) };
    }
    with(|retired| {
        retired.retain(|number| kept.contains(number));
        retired.len() < before
    })
}
