//! Counters of the recorder, for `--stats`.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Mutex;
use std::time::Duration;
use std::sync::atomic::{AtomicU64, Ordering};

use whipsnake_isa::Uop;
use whipsnake_tier2::ir::ExitId;

use crate::helpers::HELPERS;
use crate::settings;
use crate::trace::{self, CompiledTrace, ExitState};

struct Counters {
    recordings: u64,
    invalidations: u64,
    /// Traces optimized, their micro-ops as recorded, and how long that took.
    optimized: (u64, u64, Duration),
    aborts: BTreeMap<&'static str, u64>,
    /// Why traces that are no loops end where they do.
    leaves: BTreeMap<String, u64>,
    given_up: Vec<String>,
    /// Why there is no machine code of a trace.
    refusals: BTreeMap<String, u64>,
    /// How often all traces were retired to make room.
    flushes: u64,
    /// Traces that have been freed, and the instructions that they executed.
    freed: u64,
    freed_work: u64,
    /// Traces that were entered no more for a while, and for ever, since that did not pay.
    poor: (u64, u64),
}

static COUNTERS: Mutex<Counters> = Mutex::new(Counters { recordings: 0, invalidations: 0, optimized: (0, 0, Duration::ZERO), aborts: BTreeMap::new(), leaves: BTreeMap::new(), given_up: Vec::new(), refusals: BTreeMap::new(), flushes: 0, freed: 0, freed_work: 0, poor: (0, 0) });

fn with<R>(f: impl FnOnce(&mut Counters) -> R) -> R {
    f(&mut COUNTERS.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
}

pub(crate) fn count_recording() {
    with(|c| c.recordings += 1);
}

pub(crate) fn count_optimizing(uops: usize, took: Duration) {
    with(|c| c.optimized = (c.optimized.0 + 1, c.optimized.1 + uops as u64, c.optimized.2 + took));
}

pub(crate) fn count_invalidation() {
    with(|c| c.invalidations += 1);
}

pub(crate) fn count_abort(reason: &'static str) {
    with(|c| *c.aborts.entry(reason).or_default() += 1);
}

pub(crate) fn count_leave(reason: &str) {
    with(|c| *c.leaves.entry(reason.to_owned()).or_default() += 1);
}

pub(crate) fn count_given_up(place: String) {
    with(|c| c.given_up.push(place));
}

pub(crate) fn count_refusal(reason: String) {
    with(|c| *c.refusals.entry(reason).or_default() += 1);
}

pub(crate) fn count_flush() {
    with(|c| c.flushes += 1);
}

pub(crate) fn count_freed(trace: &CompiledTrace) {
    let work = work(trace);
    with(|c| (c.freed, c.freed_work) = (c.freed + 1, c.freed_work + work));
}

/// A trace that goes on from an exit goes away: how often machine code went there was counted by the trace, and is counted by the exit from now on.
pub(crate) fn move_entries(trace: &CompiledTrace, exit: &ExitState) {
    exit.count.set(exit.count.get() + led_on(trace));
}

/// How often machine code went on from an exit to the trace without telling the exit.
fn led_on(trace: &CompiledTrace) -> u64 {
    if settings::get().count && trace.machine.get().is_some() { trace.entered.get() } else { 0 }
}

/// The instructions that the machine code of a trace has executed: those of all passes that began, less what was left out by leaving early.
fn work(trace: &CompiledTrace) -> u64 {
    if !settings::get().count || trace.machine.get().is_none() {
        return 0;
    }
    let begun = (trace.entered.get() + trace.passes.get()) * u64::from(trace.instructions);
    let left_out: u64 = trace.exits.iter().enumerate().map(|(number, state)| {
        let side = state.side.get().filter(|side| side.parent.is_some_and(|(parent, _)| std::ptr::eq(parent, trace)));
        let taken = state.count.get() + side.map_or(0, led_on);
        taken * u64::from(trace.left_out(ExitId(number as u32)))
    }).sum();
    begun.saturating_sub(left_out)
}

pub(crate) fn count_poor(for_ever: bool) {
    with(|c| *(if for_ever { &mut c.poor.1 } else { &mut c.poor.0 }) += 1);
}

/// Micro-ops done by a helper of machine code: by micro-op, then by helper for calls.
static PERFORMED: [AtomicU64; 512] = [const { AtomicU64::new(0) }; 512];
const _: () = assert!(Uop::ALL.len() + HELPERS.len() <= 512);

fn helper_of(op: Uop, immediate: u64) -> Option<usize> {
    matches!(op, Uop::CallPure | Uop::CallReading | Uop::CallWriting | Uop::CallEscaping).then_some((immediate & 0xFFFF) as usize)
}

/// Machine code had a micro-op done that has no stencil.
pub(crate) fn count_performed(op: Uop, immediate: u64) {
    let counter = &PERFORMED[helper_of(op, immediate).map_or(op as usize, |helper| Uop::ALL.len() + helper)];
    counter.store(counter.load(Ordering::Relaxed) + 1, Ordering::Relaxed);
}

fn performed() -> Vec<(u64, &'static str)> {
    let names = Uop::ALL.iter().map(|op| op.text()).chain(HELPERS.iter().map(|(name, _)| *name));
    let mut all: Vec<(u64, &str)> = names.zip(&PERFORMED).map(|(name, count)| (count.load(Ordering::Relaxed), name)).filter(|(count, _)| *count > 0).collect();
    all.sort_unstable_by(|a, b| b.cmp(a));
    all
}

/// The sections on traces that `--stats` prints.
pub fn report() -> String {
    let mut text = String::new();
    let traces: Vec<_> = trace::all().collect();
    with(|c| {
        let aborted: u64 = c.aborts.values().sum();
        let _ = writeln!(text, "traces: {} recordings, {} traces, {aborted} aborted, {} invalidated", c.recordings, traces.len(), c.invalidations);
        if c.freed + c.flushes > 0 {
            let _ = writeln!(text, "    {} freed; {} times all had to make room", c.freed, c.flushes);
        }
        let (interpreted, in_traces) = (whipsnake_tier1::stats::executed(), c.freed_work + traces.iter().map(|trace| work(trace)).sum::<u64>());
        if in_traces > 0 {
            let share = in_traces as f64 * 100.0 / (interpreted + in_traces) as f64;
            let _ = writeln!(text, "    instructions: {interpreted} by the interpreter, {in_traces} by machine code ({share:.1} %)");
        }
        let (count, uops, took) = c.optimized;
        if count > 0 {
            let (each, per_uop) = (took.as_micros() / u128::from(count), took.as_nanos() / u128::from(uops.max(1)));
            let _ = writeln!(text, "    optimizing: {count} traces of {} micro-ops, {each} µs each, {per_uop} ns per micro-op", uops / count);
        }
        for (reason, count) in &c.aborts {
            let _ = writeln!(text, "    aborted: {reason}: {count}");
        }
        for (reason, count) in &c.leaves {
            let _ = writeln!(text, "    ends at: {reason}: {count}");
        }
        for (reason, count) in &c.refusals {
            let _ = writeln!(text, "    no machine code: {reason}: {count}");
        }
        let (waits, for_ever) = c.poor;
        if waits + for_ever > 0 {
            let _ = writeln!(text, "    entering did not pay: {waits} times for a while, {for_ever} times for ever");
        }
        for place in &c.given_up {
            let _ = writeln!(text, "    given up: {place}");
        }
    });
    for (count, name) in performed() {
        let _ = writeln!(text, "    performed by helpers: {name}: {count} times");
    }
    for trace in traces {
        let kind = if trace.trace.loop_start.is_some() { "loop" } else { "line" };
        let (entered, size) = (trace.entered.get(), trace.trace.insts.len());
        let _ = writeln!(text, "    trace {} {}: {kind}, {} instructions, {size} micro-ops, entered {entered} times", trace.number, trace.place, trace.instructions);
        if let Some(machine) = trace.machine.get() {
            let (bytes, slots) = (machine.code.piece.bytes, machine.assignment.slot_end);
            let _ = writeln!(text, "        machine code: {bytes} bytes, {slots} spill slots");
        }
        for (number, exit) in trace.exits.iter().enumerate().filter(|(_, exit)| exit.count.get() > 0) {
            let _ = writeln!(text, "        exit x{number}: {} times", exit.count.get());
        }
    }
    text
}
