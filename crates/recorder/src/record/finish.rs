//! The end of a recording: the trace is optimized, kept, and its loop, or the exit, goes on with it from now on.

use std::time::Instant;

use whipsnake_isa::{Uop, op};
use whipsnake_runtime::Vm;
use whipsnake_tier1::adaptive::counter;
use whipsnake_tier1::traces::rewrite;
use whipsnake_tier2::ir::{print, verify};
use whipsnake_tier2::passes::optimize;
use whipsnake_tier2::record::{Builder, Options};

use super::frames::Slot;
use super::{NO_FACTS, Recording, Start};
use crate::facts::Facts;
use crate::{machine, settings, stats};
use crate::trace::{Parts, add, next_number, place};
use crate::watch::rely;

/// How a recorded trace ends.
#[derive(Clone, Copy)]
pub(super) enum End {
    /// Before the current instruction.
    Leave,
    /// At the head of its own loop.
    Repeat(*const u16),
    /// At the head of a loop that has the trace of this number.
    Link(u16, *const u16),
}

impl Recording {
    /// Put everything where the other trace will look for it.
    fn store_frame(&mut self) {
        debug_assert!(self.frames.len() == 1, "only loops of the outermost frame are linked");
        for number in 0..self.top().slots.len() {
            if let Slot::Set(operand) = self.top().slots[number] {
                let value = self.tagged(operand);
                let slot = u64::from(self.top().base) + number as u64;
                self.builder.emit(Uop::StoreLocal, slot, &[value]);
                self.top_mut().slots[number] = Slot::Loaded(value);
            }
        }
    }

    /// A trace in the current state.
    pub(super) fn finish(mut self, vm: &mut Vm, end: End) {
        if let End::Link(..) = end {
            self.store_frame();
        }
        self.snapshot(match end {
            End::Leave => self.first,
            End::Repeat(target) | End::Link(_, target) => target,
        });
        let builder = std::mem::replace(&mut self.builder, Builder::new(&NO_FACTS, Options::NONE));
        let recorded = match end {
            End::Leave => builder.finish_leave(),
            End::Repeat(_) => builder.finish_repeat(),
            End::Link(number, _) => builder.finish_link(number.into()),
        };
        let last = self.entry.len() - 1;
        let code = self.descriptors[self.entry[last].code as usize].code;
        let mut place = place(vm, code, self.entry[last].pc as usize);
        let parent = match self.start {
            Start::Loop { .. } => None,
            Start::Exit(parent, exit) => {
                place.push_str(&format!(", from {exit} of trace {}", parent.number));
                Some((parent, exit))
            }
        };
        let limits = settings::get();
        if limits.dump_trace {
            eprintln!("trace at {place}:\n{}", print(&recorded));
        }
        if let Err(message) = verify(&recorded) {
            debug_assert!(false, "recorded {place}: {message}\n{}", print(&recorded));
            return self.fail(vm, "the recorded trace is wrong");
        }
        let facts = match self.start {
            Start::Loop { .. } => Facts::new(vm),
            Start::Exit(parent, exit) => Facts::at_exit(vm, &parent.trace, exit),
        };
        let started = Instant::now();
        let trace = optimize(&recorded, &facts, &limits.passes);
        stats::count_optimizing(recorded.insts.len(), started.elapsed());
        let found = facts.into_found();
        for value in found.iter() {
            self.keep(vm, *value);
        }
        if limits.dump_optimized {
            eprintln!("optimized trace at {place}:\n{}", print(&trace));
        }
        let Some(number) = next_number().filter(|_| verify(&trace).is_ok()) else { return self.fail(vm, "the optimized trace is wrong") };
        let start = self.start;
        let trace = add(number, trace, Parts {
            frames: self.descriptors, entry: self.entry, environment: self.environment, objects: self.objects, instructions: self.instructions, place, parent,
        });
        if limits.machine_code {
            match machine::compile(vm, trace) {
                Ok(code) => {
                    let _ = trace.machine.set(code);
                    machine::link(trace);
                }
                Err(refusal) => {
                    stats::count_refusal(refusal.to_string());
                    if let Start::Loop { edge, .. } = start {
                        // SAFETY: the back edge is in the code, which the trace keeps alive.
                        unsafe { rewrite(edge, op::JUMP_BACKWARD_NO_JIT) };
                    }
                    return;
                }
            }
        }
        rely(trace);
        match start {
            // SAFETY: the back edge is in the code, which the trace keeps alive; its cache entry takes the number.
            Start::Loop { edge, .. } => unsafe {
                counter(edge).set(number);
                rewrite(edge, op::ENTER_EXECUTOR);
            },
            Start::Exit(parent, exit) => {
                let root = trace.root.expect("it has a parent");
                root.sides.set(root.sides.get() + 1);
                parent.exits[exit.index()].side.set(Some(trace));
            }
        }
    }
}
