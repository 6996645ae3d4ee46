//! How an exit of machine code is taken, worked out once: where the value of each slot is, and how it is held.
//!
//! In: the exit's snapshot and registers. Out: a [`Recipe`], by which [`Recipe::leave`] writes the slots and makes the frames without looking at the
//! trace again. Exits that need sunk objects have none: they go the way of the evaluator.

use whipsnake_heap::Value;
use whipsnake_isa::Representation;
use whipsnake_runtime::frame::FRAME_WORDS;
use whipsnake_runtime::{Frame, Vm};
use whipsnake_tier2::ir::{ExitId, Operand};
use whipsnake_tier3::emit::constant_word;
use whipsnake_tier3::registers::{Home, REGISTERS, SPILL_BASE};

use super::parameters::Machine;
use crate::trace::{CompiledTrace, FrameDescriptor};

/// Where the word of a slot is.
#[derive(Clone, Copy)]
enum From {
    Register(u8),
    /// A word of the area.
    Area(u32),
    Constant(u64),
}

/// One slot.
struct Put {
    /// From the first local of the frame.
    to: u32,
    from: From,
    held: Representation,
}

/// Where a frame stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Outermost,
    Stack,
    Generator,
}

/// One frame, with the part of `puts` that is its own.
struct MadeFrame {
    /// Words from where virtual frames begin.
    offset: u32,
    place: Place,
    /// The function or generator.
    function: Option<Put>,
    descriptor: FrameDescriptor,
    pc: u32,
    depth: u32,
    puts: (u32, u32),
}

/// What taking an exit consists of.
pub struct Recipe {
    puts: Box<[Put]>,
    frames: Box<[MadeFrame]>,
    /// Words of all virtual frames.
    words: u32,
}

impl Recipe {
    /// The recipe of an exit, given by its index too. `None` if it needs sunk objects.
    pub(super) fn new(vm: &Vm, trace: &'static CompiledTrace, exit: ExitId, index: u32) -> Option<Recipe> {
        let compiled = trace.machine.get()?;
        let snapshot = trace.trace.snapshot_of(exit);
        let machine = Machine::of(vm, trace);
        let put = |to: u32, operand: &Operand| {
            let held = trace.trace.representation(*operand);
            let from = match *operand {
                Operand::Const(id) => From::Constant(constant_word(&machine, trace.trace.constant_at(id))),
                Operand::Uop(id) if trace.trace.inst(id).sunk => return None,
                Operand::Uop(id) => match compiled.assignment.home(index, id)? {
                    Home::Register(register) => From::Register(register.0),
                    Home::Slot(slot) => From::Area(SPILL_BASE + slot),
                },
            };
            Some(Put { to, from, held })
        };
        let mut puts = Vec::with_capacity(snapshot.slots.len());
        let mut frames = Vec::with_capacity(snapshot.frames.len());
        let mut slots = snapshot.slots.iter().peekable();
        for (index, state) in snapshot.frames.iter().enumerate() {
            let place = if index == 0 { Place::Outermost } else if state.generator { Place::Generator } else { Place::Stack };
            let function = match slots.next_if(|(slot, _)| slot.0 < state.base.0) {
                Some((_, operand)) => Some(put(0, operand)?),
                None => None,
            };
            let start = puts.len() as u32;
            let end = snapshot.frames.get(index + 1).map_or(u32::MAX, |next| next.base.0 - FRAME_WORDS as u32);
            while let Some((slot, operand)) = slots.next_if(|(slot, _)| slot.0 < end) {
                puts.push(put(slot.0 - state.base.0, operand)?);
            }
            frames.push(MadeFrame {
                offset: trace.frame_offset(&snapshot.frames, index) as u32, place, function, descriptor: trace.frames[state.code as usize], pc: state.pc,
                depth: state.depth, puts: (start, puts.len() as u32),
            });
        }
        let words = trace.frame_offset(&snapshot.frames, frames.len()) as u32;
        Some(Recipe { puts: puts.into(), frames: frames.into(), words })
    }

    /// Leave the trace: the innermost frame is the current one then.
    ///
    /// # Safety
    /// As [`Recipe::make_frames`]; the trace has just been left by the recipe's exit.
    pub(super) unsafe fn leave(&self, vm: &mut Vm, frame: *mut Frame, bottom: *mut u64, area: *const u64, registers: &[u64; REGISTERS]) {
        // SAFETY: the caller's promise.
        vm.frame = unsafe { self.make_frames(vm, frame, bottom, area, registers) };
        vm.stack_top = bottom.wrapping_add(self.words as usize);
        vm.recursion_remaining -= self.inlined();
    }

    /// How many frames are virtual.
    pub(super) fn inlined(&self) -> i64 {
        self.frames.len() as i64 - 1
    }

    /// Write all slots, make all frames. Gives the innermost one.
    ///
    /// # Safety
    /// The trace must be at the recipe's exit, in `frame` and with this area; virtual frames have their room at `bottom`, and nobody has looked
    /// at them.
    pub(super) unsafe fn make_frames(&self, vm: &mut Vm, frame: *mut Frame, bottom: *mut u64, area: *const u64, left: &[u64; REGISTERS]) -> *mut Frame {
        // SAFETY: the caller's promise; the slots lie in the frames, and the function of a virtual frame is one of its slots.
        unsafe {
            let mut current = frame;
            for made in &self.frames {
                let function = made.function.as_ref().map_or(Value::NULL, |put| word(vm, put, area, left));
                if made.place == Place::Generator {
                    current = made.descriptor.link_generator(vm, function, current);
                } else if made.place == Place::Stack {
                    let new = bottom.add(made.offset as usize).cast::<Frame>();
                    made.descriptor.make_frame(new, function, current);
                    current = new;
                }
                for put in &self.puts[made.puts.0 as usize..made.puts.1 as usize] {
                    let value = word(vm, put, area, left);
                    Frame::locals(current).add(put.to as usize).write(value);
                }
                (*current).ip = made.descriptor.code.first().add(made.pc as usize);
                (*current).sp = Frame::locals(current).add(made.depth as usize);
            }
            current
        }
    }
}

/// The value of a slot.
///
/// # Safety
/// As [`Recipe::make_frames`].
#[inline(always)]
unsafe fn word(vm: &mut Vm, put: &Put, area: *const u64, registers: &[u64; REGISTERS]) -> Value {
    let bits = match put.from {
        From::Register(register) => registers[usize::from(register)],
        // SAFETY: the caller's promise.
        From::Area(at) => unsafe { *area.add(at as usize) },
        From::Constant(word) => word,
    };
    match put.held {
        Representation::Int => vm.new_int(bits as i64),
        Representation::Float => vm.new_float(f64::from_bits(bits)),
        Representation::Condition => Value::bool(bits & 1 != 0),
        // SAFETY: a tagged word is a value; what machine code leaves behind is on the stacks.
        _ => unsafe { Value::from_bits(bits) },
    }
}
