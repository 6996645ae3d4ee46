//! Counters of the recorder, for `--stats`.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Mutex;

use crate::trace;

struct Counters {
    recordings: u64,
    invalidations: u64,
    aborts: BTreeMap<&'static str, u64>,
    /// Why traces that are no loops end where they do.
    leaves: BTreeMap<String, u64>,
    given_up: Vec<String>,
    /// Why there is no machine code of a trace.
    refusals: BTreeMap<String, u64>,
}

static COUNTERS: Mutex<Counters> = Mutex::new(Counters { recordings: 0, invalidations: 0, aborts: BTreeMap::new(), leaves: BTreeMap::new(), given_up: Vec::new(), refusals: BTreeMap::new() });

fn with<R>(f: impl FnOnce(&mut Counters) -> R) -> R {
    f(&mut COUNTERS.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
}

pub(crate) fn count_recording() {
    with(|c| c.recordings += 1);
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

/// The sections on traces that `--stats` prints.
pub fn report() -> String {
    let mut text = String::new();
    let traces: Vec<_> = trace::all().collect();
    with(|c| {
        let aborted: u64 = c.aborts.values().sum();
        let _ = writeln!(text, "traces: {} recordings, {} traces, {aborted} aborted, {} invalidated", c.recordings, traces.len(), c.invalidations);
        for (reason, count) in &c.aborts {
            let _ = writeln!(text, "    aborted: {reason}: {count}");
        }
        for (reason, count) in &c.leaves {
            let _ = writeln!(text, "    ends at: {reason}: {count}");
        }
        for (reason, count) in &c.refusals {
            let _ = writeln!(text, "    no machine code: {reason}: {count}");
        }
        for place in &c.given_up {
            let _ = writeln!(text, "    given up: {place}");
        }
    });
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
