//! The optimizer: each pass is a function over the whole trace, linear in its length.
//!
//! In: a verified trace. Out: a verified trace that does the same with less, and the assumptions that it relies on.

mod dead_code;
mod dead_stores;
mod decide;
mod peel;
mod simplify;
mod sink;
mod strengthen;

use crate::ir::{Trace, print, verify};
use crate::record::{Options, TypeFacts};

pub use dead_code::dead_code;
pub use dead_stores::dead_stores;
pub use decide::decide;
pub use peel::peel;
pub use simplify::simplify;
pub use sink::sink;
pub use strengthen::strengthen;

/// What the optimizer does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Passes {
    /// What happens while (re-)emitting.
    pub emit: Options,
    /// Loops get a preamble, which is the first iteration, and a body in which what does not change is gone.
    pub peel: bool,
    /// A weak guard before a stronger one of the same value becomes the stronger one.
    pub strengthen: bool,
    /// Stores that are overwritten before anything can see them.
    pub dead_stores: bool,
    /// Allocations that only exits need are made there.
    pub sink: bool,
    /// Conditions that a guard decides are constants where it leaves to.
    pub decide: bool,
    /// What nothing uses.
    pub dead_code: bool,
}

impl Passes {
    pub const ALL: Passes = Passes { emit: Options::ALL, peel: true, strengthen: true, dead_stores: true, sink: true, decide: true, dead_code: true };
    pub const NONE: Passes = Passes { emit: Options::NONE, peel: false, strengthen: false, dead_stores: false, sink: false, decide: false, dead_code: false };

    /// The pass of this name, switched on.
    pub fn enable(&mut self, name: &str) -> bool {
        let flag = match name {
            "fold" => &mut self.emit.fold,
            "cse" => &mut self.emit.cse,
            "types" => &mut self.emit.types,
            "ranges" => &mut self.emit.ranges,
            "forward" => &mut self.emit.forward,
            "promote" => &mut self.emit.promote,
            "peel" => &mut self.peel,
            "strengthen" => &mut self.strengthen,
            "dead_stores" => &mut self.dead_stores,
            "sink" => &mut self.sink,
            "decide" => &mut self.decide,
            "dead_code" => &mut self.dead_code,
            "all" => {
                *self = Passes::ALL;
                return true;
            }
            _ => return false,
        };
        *flag = true;
        true
    }
}

/// Optimize a trace that was recorded, with or without folding.
pub fn optimize(trace: &Trace, facts: &dyn TypeFacts, passes: &Passes) -> Trace {
    let mut trace = if passes.peel { peel(trace, facts, passes.emit) } else { simplify(trace, facts, passes.emit) };
    check("simplify and peel", &trace);
    for (is_on, name, pass) in [
        (passes.strengthen, "strengthen", strengthen as fn(&mut Trace)),
        (passes.dead_stores, "dead_stores", dead_stores),
        (passes.sink, "sink", sink),
        (passes.decide, "decide", decide),
        (passes.dead_code, "dead_code", dead_code),
    ] {
        if is_on {
            pass(&mut trace);
            check(name, &trace);
        }
    }
    trace
}

/// In debug builds, what a pass has broken is its bug.
fn check(pass: &str, trace: &Trace) {
    if cfg!(debug_assertions)
        && let Err(message) = verify(trace)
    {
        panic!("after {pass}: {message}\n{}", print(trace));
    }
}

/// What `--dump=trace` shows: the trace as recorded.
pub fn dump_trace(trace: &Trace) -> String {
    print(trace)
}

/// What `--dump=optimized` shows: the trace after all passes.
pub fn dump_optimized(trace: &Trace, facts: &dyn TypeFacts) -> String {
    print(&optimize(trace, facts, &Passes::ALL))
}
