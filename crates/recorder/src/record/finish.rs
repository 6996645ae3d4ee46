//! The end of a recording: the trace is optimized, kept, and its loop starts with it from now on.

use whipsnake_isa::op;
use whipsnake_runtime::Vm;
use whipsnake_tier1::adaptive::counter;
use whipsnake_tier1::traces::rewrite;
use whipsnake_tier2::ir::{print, verify};
use whipsnake_tier2::passes::optimize;

use super::Recording;
use crate::facts::Facts;
use crate::settings;
use crate::trace::{CompiledTrace, ExitState, add, next_number, place};

impl Recording {
    /// A trace in the current state: a loop, or one that leaves before the current instruction.
    pub(super) fn finish(mut self, vm: &mut Vm, repeats: bool) {
        self.snapshot(if repeats { self.target } else { self.first });
        let builder = std::mem::replace(&mut self.builder, whipsnake_tier2::record::Builder::new(&super::NO_FACTS, whipsnake_tier2::record::Options::NONE));
        let recorded = if repeats { builder.finish_repeat() } else { builder.finish_leave() };
        let code = self.frames[0].code;
        // SAFETY: the target is in the code of the outermost frame.
        let start = unsafe { self.target.offset_from(code.first()) as usize };
        let place = place(vm, code, start);
        let limits = settings::get();
        if limits.dump_trace {
            eprintln!("trace at {place}:\n{}", print(&recorded));
        }
        if let Err(message) = verify(&recorded) {
            debug_assert!(false, "recorded {place}: {message}\n{}", print(&recorded));
            return self.fail("the recorded trace is wrong");
        }
        let trace = optimize(&recorded, &Facts { types: vm.types }, &limits.passes);
        if limits.dump_optimized {
            eprintln!("optimized trace at {place}:\n{}", print(&trace));
        }
        let Some(number) = next_number().filter(|_| verify(&trace).is_ok()) else { return self.fail("the optimized trace is wrong") };
        let frame_words = CompiledTrace::measure(&trace, &self.descriptors);
        let exits = trace.exits.iter().map(|_| ExitState::default()).collect();
        add(CompiledTrace {
            number, trace, frames: self.descriptors, start: start as u32, depth: self.depth, environment: self.environment, frame_words,
            objects: self.objects, valid: std::cell::Cell::new(true), exits, entered: std::cell::Cell::new(0), instructions: self.instructions, place,
        });
        // SAFETY: the back edge is in the code, which the trace keeps alive; its cache entry takes the number.
        unsafe {
            counter(self.edge).set(number);
            rewrite(self.edge, op::ENTER_EXECUTOR);
        }
    }
}
