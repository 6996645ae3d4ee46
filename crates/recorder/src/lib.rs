//! Tier 2 connected to the runtime: hot loops of running programs are recorded as traces, optimized, and run.
//!
//! In: the interpreter's hooks ([`whipsnake_tier1::traces`]). Out: frames in the state that tier 1 would have left them in.
//!
//! The way of the data: [`record`] watches tier 1 execute a loop and builds a trace; `tier2` optimizes it with the [`facts`] of this
//! runtime, and [`watch`] of what it relies on; [`trace::CompiledTrace`] is what is kept of it, until [`retire`] frees it; [`run`] enters it, and leaves it through [`state`], which rebuilds real frames
//! and virtual ones. [`heap`] says what micro-ops do to objects, [`helpers`] is the table of functions that traces call.
//!
//! **Tier 3** compiles [`trace::CompiledTrace::trace`]. Slots count from the first local of the frame in which the trace starts; object constants
//! are tagged words (objects do not move, and the trace keeps them alive); types are the addresses of type objects; helpers take tagged words.
//! Machine code replaces [`run::execute`]: it gives the exit, whether a helper raised, and a function from live micro-ops to their words, which
//! [`state::Running::leave`] takes.

pub mod facts;
mod functions;
pub mod heap;
pub mod helpers;
pub mod machine;
pub mod record;
pub mod retire;
pub mod run;
pub mod settings;
pub mod state;
pub mod statements;
pub mod stats;
pub mod trace;
pub mod watch;

use settings::Settings;
use whipsnake_runtime::{Jit, Vm};
use whipsnake_tier1::traces;

/// What `sys._jit` says: the current frame runs in machine code if that is calling something now which is no Python function.
pub fn jit(vm: &Vm) -> Jit {
    let enabled = settings::get().machine_code;
    // SAFETY: activations are in the list as long as they call something.
    let active = enabled && unsafe { vm.pending_frames.as_ref() }.is_some_and(|pending| pending.frame == vm.frame);
    Jit { available: machine::AVAILABLE, enabled: enabled && machine::AVAILABLE, active }
}

/// Install the recorder for this process, as the settings say, before any code runs.
pub fn install(settings: Settings) {
    if !settings.traces {
        return;
    }
    let (threshold, entry_threshold) = (settings.threshold, settings.entry_threshold());
    if settings::set(settings) {
        record::start_clock();
        whipsnake_runtime::watch::install(watch::changed);
        traces::install(traces::Hooks { threshold, entry_threshold, hot: record::hot, record: record::observe, enter: run::enter });
    }
}
