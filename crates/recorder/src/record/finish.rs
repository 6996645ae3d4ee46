//! The end of a recording: the trace is optimized, kept, and its loop, or the exit, goes on with it from now on.

use std::time::Instant;

use whipsnake_isa::Uop;
use whipsnake_runtime::Vm;
use whipsnake_tier2::ir::{print, verify};
use whipsnake_tier2::passes::optimize;
use whipsnake_tier2::record::{Builder, Options};
use whipsnake_tier3::registers::Refusal;

use super::frames::Slot;
use super::{NO_FACTS, Recording, Start};
use crate::facts::Facts;
use crate::{machine, settings, stats};
use crate::retire::{connect, make_room, retire, tidy_up};
use crate::trace::{CompiledTrace, Parts, add, next_number};
use crate::watch::rely;

/// How a recorded trace ends.
#[derive(Clone, Copy)]
pub(super) enum End {
    /// Before the current instruction.
    Leave,
    /// Before the current instruction, which returns the top of the stack from the outermost frame.
    Return,
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

    /// Put the result where who has called the function looks for it: on the stack of the frame.
    fn store_result(&mut self) {
        debug_assert!(self.frames.len() == 1, "only the outermost frame returns to who has entered the trace");
        let (value, last) = (self.peek(1), self.top().slots.len() - 1);
        let value = self.tagged(value);
        let slot = u64::from(self.top().base) + last as u64;
        self.builder.emit(Uop::StoreLocal, slot, &[value]);
        self.top_mut().slots[last] = Slot::Loaded(value);
    }

    /// A trace in the current state.
    pub(super) fn finish(mut self, vm: &mut Vm, end: End) {
        match end {
            End::Link(..) => self.store_frame(),
            End::Return => self.store_result(),
            End::Leave | End::Repeat(_) => {}
        }
        self.snapshot(match end {
            End::Leave | End::Return => self.first,
            End::Repeat(target) | End::Link(_, target) => target,
        });
        let builder = std::mem::replace(&mut self.builder, Builder::new(&NO_FACTS, Options::NONE));
        let recorded = match end {
            End::Leave | End::Return => builder.finish_leave(),
            End::Repeat(_) => builder.finish_repeat(),
            End::Link(number, _) => builder.finish_link(number.into()),
        };
        let mut place = self.place(vm);
        let parent = match self.start {
            Start::Loop { .. } | Start::Entry { .. } => None,
            Start::Exit(parent, exit) => {
                place.push_str(&format!(", from {exit} of trace {}", parent.number));
                Some((parent, exit))
            }
        };
        if parent.is_some_and(|(parent, _)| !parent.valid.get()) {
            return stats::count_abort("the trace from whose exit it goes on is no longer valid");
        }
        tidy_up(vm);
        let limits = settings::get();
        if limits.dump_trace {
            eprintln!("trace at {place}:\n{}", print(&recorded));
        }
        if let Err(message) = verify(&recorded) {
            debug_assert!(false, "recorded {place}: {message}\n{}", print(&recorded));
            return self.fail(vm, "the recorded trace is wrong");
        }
        let facts = match self.start {
            Start::Loop { .. } | Start::Entry { .. } => Facts::new(vm),
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
        // Until the end: the trace from which it goes on must not be freed.
        let _parent = self.parent;
        let trace = add(number, trace, Parts {
            frames: self.descriptors, entry: self.entry, environment: self.environment, objects: self.objects, instructions: self.instructions, place, parent,
        });
        if limits.machine_code
            && let Err(refusal) = compile(vm, trace)
        {
            retire(trace);
            if refusal == Refusal::NoRoom {
                return start.fail(&trace.place, "no room for machine code");
            }
            stats::count_refusal(refusal.to_string());
            return start.give_up(|| format!("{}: {refusal}", trace.place));
        }
        rely(trace);
        connect(trace);
        start.lead_to(trace);
        if let Some(root) = trace.root {
            root.sides.set(root.sides.get() + 1);
            root.will_grow();
        }
    }
}

/// Make machine code of the trace, of which others may have to make room.
fn compile(vm: &mut Vm, trace: &'static CompiledTrace) -> Result<(), Refusal> {
    let mut compiled = machine::compile(vm, trace);
    if matches!(compiled, Err(Refusal::NoRoom)) && make_room(vm) {
        compiled = machine::compile(vm, trace);
        if matches!(compiled, Err(Refusal::NoRoom)) {
            make_room(vm);
        }
    }
    let _ = trace.machine.set(compiled?);
    Ok(())
}
