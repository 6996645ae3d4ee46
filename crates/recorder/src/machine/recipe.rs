//! How an exit of machine code is taken, worked out once: where the value of each slot is, and how it is held.
//!
//! In: the exit's snapshot and registers. Out: a [`Recipe`], by which [`Recipe::leave`] makes sunk objects, writes the slots and makes the frames without
//! looking at the trace again. Exits that need many sunk objects have none: they go the way of the evaluator.

use whipsnake_heap::Value;
use whipsnake_isa::{Representation, Uop};
use whipsnake_runtime::frame::FRAME_WORDS;
use whipsnake_runtime::{Frame, Vm};
use whipsnake_tier2::evaluate::{Word, perform as evaluate};
use whipsnake_tier2::ir::{ExitId, Operand, UopId};
use whipsnake_tier3::emit::constant_word;
use whipsnake_tier3::registers::{Home, SPILL_BASE};
use whipsnake_tier3::run::register_in_area;

use super::parameters::Machine;
use crate::record::inherit::{is_store, needed};
use crate::state::{Running, word_of};
use crate::trace::{CompiledTrace, FrameDescriptor};

/// Where the word of a slot is.
#[derive(Clone, Copy)]
enum From {
    /// A word of the area: a spill slot, or a register that the exit has left there.
    Area(u32),
    Constant(u64),
    /// A sunk object, by its number among those of the exit.
    Made(u8),
}

/// Where a word is, and how it is held.
#[derive(Clone, Copy)]
struct Part {
    from: From,
    held: Representation,
}

/// A sunk object that is made, or a sunk store into one.
struct Make {
    op: Uop,
    immediate: u64,
    operands: Box<[Part]>,
    is_store: bool,
}

/// Sunk objects that a recipe may have, and their operands.
const MAX_MADE: usize = 16;
const MAX_OPERANDS: usize = 8;

/// One slot.
struct Put {
    /// From the first local of the frame.
    to: u32,
    part: Part,
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
    /// First all objects, then what is stored in them: they may refer to one another.
    makes: Box<[Make]>,
    puts: Box<[Put]>,
    frames: Box<[MadeFrame]>,
    /// Words of all virtual frames.
    words: u32,
}

impl Recipe {
    /// The recipe of an exit, given by its index too. `None` if it needs too many sunk objects.
    pub(super) fn new(vm: &Vm, trace: &'static CompiledTrace, exit: ExitId, index: u32) -> Option<Recipe> {
        let compiled = trace.machine.get()?;
        let snapshot = trace.trace.snapshot_of(exit);
        let machine = Machine::of(vm, trace);
        let sunk = needed(&trace.trace, &snapshot.slots, snapshot.at).into_iter().filter(|id| trace.trace.inst(*id).sunk);
        let (stores, objects): (Vec<UopId>, Vec<UopId>) = sunk.partition(|id| is_store(&trace.trace, *id));
        if objects.len() > MAX_MADE {
            return None;
        }
        let part = |operand: Operand| {
            let from = match operand {
                Operand::Const(id) => From::Constant(constant_word(&machine, trace.trace.constant_at(id))),
                Operand::Uop(id) if trace.trace.inst(id).sunk => From::Made(objects.iter().position(|made| *made == id)? as u8),
                Operand::Uop(id) => match compiled.assignment.home(index, id)? {
                    Home::Register(register) => From::Area(register_in_area(register) as u32),
                    Home::Slot(slot) => From::Area(SPILL_BASE + slot),
                },
            };
            Some(Part { from, held: trace.trace.representation(operand) })
        };
        let make = |id: &UopId| {
            let (inst, operands) = (trace.trace.inst(*id), trace.trace.operands(*id));
            let operands = operands.iter().map(|operand| part(*operand)).collect::<Option<Box<[Part]>>>().filter(|all| all.len() <= MAX_OPERANDS)?;
            Some(Make { op: inst.op, immediate: inst.immediate, operands, is_store: is_store(&trace.trace, *id) })
        };
        let makes = objects.iter().chain(&stores).map(make).collect::<Option<Box<[Make]>>>()?;
        let put = |to: u32, operand: &Operand| Some(Put { to, part: part(*operand)? });
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
        Some(Recipe { makes, puts: puts.into(), frames: frames.into(), words })
    }

    /// Leave the trace: the innermost frame is the current one then.
    ///
    /// # Safety
    /// As [`Recipe::make_frames`]; the trace has just been left by the recipe's exit.
    pub(super) unsafe fn leave(&self, running: &mut Running, frame: *mut Frame, bottom: *mut u64, area: *const u64) {
        // SAFETY: the caller's promise.
        let innermost = unsafe { self.make_frames(running, frame, bottom, area) };
        let vm = &mut *running.vm;
        vm.frame = innermost;
        vm.stack_top = bottom.wrapping_add(self.words as usize);
        vm.recursion_remaining -= self.inlined();
    }

    /// Whether it makes sunk objects: each time others.
    pub(super) fn makes_objects(&self) -> bool {
        !self.makes.is_empty()
    }

    /// How many frames are virtual.
    pub(super) fn inlined(&self) -> i64 {
        self.frames.len() as i64 - 1
    }

    /// Make the sunk objects.
    ///
    /// # Safety
    /// As [`Recipe::make_frames`].
    #[inline(never)]
    unsafe fn make_objects(&self, running: &mut Running, area: *const u64, made: &mut [Value; MAX_MADE]) {
        let mut count = 0;
        for make in &self.makes {
            // tidy: value on the Rust heap: an array on the native stack
            let mut words = [const { Word::Void }; MAX_OPERANDS];
            for (word, part) in words.iter_mut().zip(&make.operands) {
                // SAFETY: the caller's promise.
                *word = word_of(part.held, make.op, unsafe { bits(*part, area, made) });
            }
            let result = evaluate(running, make.op, make.immediate, &words[..make.operands.len()]).expect("what is sunk cannot fail");
            if let Word::Tagged(object) = result && !make.is_store {
                made[count] = object;
                count += 1;
            }
        }
    }

    /// Write all slots, make all frames. Gives the innermost one.
    ///
    /// # Safety
    /// The trace must be at the recipe's exit, in `frame` and with this area; virtual frames have their room at `bottom`, and nobody has looked
    /// at them.
    pub(super) unsafe fn make_frames(&self, running: &mut Running, frame: *mut Frame, bottom: *mut u64, area: *const u64) -> *mut Frame {
        // SAFETY: the caller's promise; the slots lie in the frames, and the function of a virtual frame is one of its slots.
        unsafe {
            // On the native stack, where the collector sees them.
            let mut objects = [Value::NULL; MAX_MADE];
            if !self.makes.is_empty() {
                self.make_objects(running, area, &mut objects);
            }
            let vm = &mut *running.vm;
            let mut current = frame;
            for made in &self.frames {
                let function = made.function.as_ref().map_or(Value::NULL, |put| value(vm, put.part, area, &objects));
                if made.place == Place::Generator {
                    current = made.descriptor.link_generator(vm, function, current);
                } else if made.place == Place::Stack {
                    let new = bottom.add(made.offset as usize).cast::<Frame>();
                    made.descriptor.make_frame(new, function, current);
                    current = new;
                }
                for put in &self.puts[made.puts.0 as usize..made.puts.1 as usize] {
                    let value = value(vm, put.part, area, &objects);
                    Frame::locals(current).add(put.to as usize).write(value);
                }
                (*current).ip = made.descriptor.code.first().add(made.pc as usize);
                (*current).sp = Frame::locals(current).add(made.depth as usize);
            }
            current
        }
    }
}

/// A word as Python value.
///
/// # Safety
/// As [`Recipe::make_frames`].
#[inline(always)]
unsafe fn value(vm: &mut Vm, part: Part, area: *const u64, made: &[Value; MAX_MADE]) -> Value {
    // SAFETY: the caller's promise.
    let bits = unsafe { bits(part, area, made) };
    match part.held {
        Representation::Int => vm.new_int(bits as i64),
        Representation::Float => vm.new_float(f64::from_bits(bits)),
        Representation::Condition => Value::bool(bits & 1 != 0),
        // SAFETY: a tagged word is a value; what machine code leaves behind is on the stacks.
        _ => unsafe { Value::from_bits(bits) },
    }
}

/// # Safety
/// As [`Recipe::make_frames`].
#[inline(always)]
unsafe fn bits(part: Part, area: *const u64, made: &[Value; MAX_MADE]) -> u64 {
    match part.from {
        // SAFETY: the caller's promise.
        From::Area(at) => unsafe { *area.add(at as usize) },
        From::Constant(word) => word,
        From::Made(number) => made[usize::from(number)].bits(),
    }
}
