//! The frames of a recording: what their locals and operand stacks are in terms of the trace.

use whipsnake_heap::{Gc, Value};
use whipsnake_isa::{Representation, Uop};
use whipsnake_runtime::{Code, Frame, Vm};
use whipsnake_tier1::traces::Site;
use whipsnake_tier2::ir::{Constant, Operand};

use super::Recording;
use super::generators::generator_slot;

/// A local or an item of the operand stack.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Slot {
    /// In memory, not looked at yet: only in the outermost frame, and in a generator.
    Memory,
    /// Still what is in memory.
    Loaded(Operand),
    /// Changed by the trace.
    Set(Operand),
}

/// A frame in which the recording stands, or which waits for one.
pub struct VirtualFrame {
    /// The real one while recording; null until it is entered.
    pub frame: *mut Frame,
    /// Its number among the descriptors.
    pub descriptor: u32,
    pub code: Gc<Code>,
    /// The slot of its first local.
    pub base: u32,
    /// Locals and operand stack.
    pub slots: Vec<Slot>,
    /// The function, or the generator if it is one's; not for the outermost.
    pub function: Operand,
    /// It is the frame of a generator that was resumed.
    pub generator: bool,
    /// The call that it waits for, in code units.
    pub call: u32,
}

impl Recording {
    pub(super) fn top(&self) -> &VirtualFrame {
        self.frames.last().expect("the outermost frame is never dropped")
    }

    pub(super) fn top_mut(&mut self) -> &mut VirtualFrame {
        self.frames.last_mut().expect("the outermost frame is never dropped")
    }

    /// What a slot of the innermost frame holds.
    fn slot(&mut self, number: usize) -> Operand {
        match self.top().slots[number] {
            Slot::Loaded(operand) | Slot::Set(operand) => operand,
            Slot::Memory => {
                let (slot, owner) = (u64::from(self.top().base) + number as u64, self.top().function);
                let operand = if self.top().generator {
                    self.builder.emit(Uop::LoadGeneratorSlot, generator_slot(number), &[owner])
                } else {
                    self.builder.emit(Uop::LoadLocal, slot, &[])
                };
                self.top_mut().slots[number] = Slot::Loaded(operand);
                operand
            }
        }
    }

    pub(super) fn local(&mut self, number: usize) -> Operand {
        self.slot(number)
    }

    pub(super) fn set_local(&mut self, number: usize, operand: Operand) {
        let slot = &mut self.top_mut().slots[number];
        if *slot != Slot::Loaded(operand) {
            *slot = Slot::Set(operand);
        }
    }

    /// Item `n` from the top of the stack: 1 is the top.
    pub(super) fn peek(&mut self, n: usize) -> Operand {
        let number = self.top().slots.len() - n;
        self.slot(number)
    }

    pub(super) fn push(&mut self, operand: Operand) {
        self.top_mut().slots.push(Slot::Set(operand));
    }

    pub(super) fn drop(&mut self, n: usize) {
        let slots = &mut self.top_mut().slots;
        slots.truncate(slots.len() - n);
    }

    /// Replace the `n` topmost items by one.
    pub(super) fn replace(&mut self, n: usize, operand: Operand) {
        self.drop(n);
        self.push(operand);
    }

    pub(super) fn null(&mut self) -> Operand {
        self.builder.constant(Constant::Null)
    }

    /// The operand as a tagged value. A raw one is boxed once.
    pub(super) fn tagged(&mut self, operand: Operand) -> Operand {
        let op = match self.builder.trace().representation(operand) {
            Representation::Int => Uop::BoxInt,
            Representation::Float => Uop::BoxFloat,
            Representation::Condition => Uop::BoxBool,
            _ => return operand,
        };
        if let Some(known) = self.boxes.get(&operand) {
            return *known;
        }
        let boxed = self.emit(op, 0, &[operand]);
        self.boxes.insert(operand, boxed);
        boxed
    }

    /// The operand as a raw int; leaves unless it is a small int or raw already.
    pub(super) fn int(&mut self, operand: Operand) -> Operand {
        if self.builder.trace().representation(operand) == Representation::Int {
            return operand;
        }
        match self.builder.trace().as_constant(operand) {
            Some(Constant::TaggedInt(n)) => self.int_constant(n),
            _ => {
                let operand = self.tagged(operand);
                self.emit(Uop::UnboxInt, 0, &[operand])
            }
        }
    }

    /// The operand as a raw float; leaves unless it is an exact float or raw already.
    pub(super) fn float(&mut self, operand: Operand) -> Operand {
        if self.builder.trace().representation(operand) == Representation::Float {
            return operand;
        }
        match self.builder.trace().as_constant(operand) {
            Some(Constant::TaggedFloat(bits)) => self.builder.constant(Constant::Float(bits)),
            _ => {
                let operand = self.tagged(operand);
                self.emit(Uop::UnboxFloat, 0, &[operand])
            }
        }
    }

    /// The operand as a condition; leaves unless it is True, False or a condition already.
    pub(super) fn condition(&mut self, operand: Operand) -> Operand {
        if self.builder.trace().representation(operand) == Representation::Condition {
            return operand;
        }
        match self.builder.trace().as_constant(operand) {
            Some(Constant::True) => self.builder.constant(Constant::Condition(true)),
            Some(Constant::False) => self.builder.constant(Constant::Condition(false)),
            _ => {
                let operand = self.tagged(operand);
                self.emit(Uop::UnboxBool, 0, &[operand])
            }
        }
    }

    /// Whether the operand is raw, so that its type needs no guard.
    pub(super) fn is_raw(&self, operand: Operand) -> bool {
        self.builder.trace().representation(operand) != Representation::Tagged
    }

    /// Leave unless the value is a heap object of exactly the type.
    pub(super) fn guard_type(&mut self, vm: &mut Vm, operand: Operand, ty: Gc<whipsnake_runtime::TypeObject>) {
        self.keep(vm, ty.value());
        self.emit(Uop::GuardType, ty.as_ptr() as u64, &[operand]);
    }

    /// Leave unless it is this very value.
    pub(super) fn guard_is(&mut self, vm: &mut Vm, operand: Operand, value: Value) {
        let constant = self.object(vm, value);
        if operand != constant {
            self.emit(Uop::GuardIs, 0, &[operand, constant]);
        }
    }
}

/// Item `n` from the top of the live stack.
pub(super) fn live(site: Site, n: usize) -> Value {
    // SAFETY: the instruction takes that many operands.
    unsafe { site.sp.sub(n).read() }
}
