//! What code generation writes: instructions and labels in program order.

use whipsnake_isa::Opcode;

use super::instruction::*;
use crate::parse::Location;

/// Instructions with labels. A label stands before the instruction that is written next after [`Self::place`].
#[derive(Default)]
pub struct InstructionSequence {
    pub instructions: Vec<Instruction>,
    labels: Vec<u32>,
    /// What replaces `ANNOTATIONS_PLACEHOLDER`.
    annotations: Option<Box<InstructionSequence>>,
}

impl InstructionSequence {
    /// A label that is placed later, once.
    pub fn new_label(&mut self) -> Label {
        self.labels.push(u32::MAX);
        Label(self.labels.len() as u32 - 1)
    }

    /// Puts a label before the next instruction.
    pub fn place(&mut self, label: Label) {
        self.labels[label.0 as usize] = self.instructions.len() as u32;
    }

    /// Appends an instruction.
    pub fn push(&mut self, opcode: Opcode, oparg: u32, location: Location) {
        self.instructions.push(Instruction::new(opcode, oparg, location));
    }

    /// Puts an instruction before all others.
    pub fn push_front(&mut self, opcode: Opcode, oparg: u32, location: Location) {
        self.instructions.insert(0, Instruction::new(opcode, oparg, location));
        for at in self.labels.iter_mut().filter(|at| **at != u32::MAX) {
            *at += 1;
        }
    }

    /// Gives the instructions that set up the module's annotations.
    pub fn set_annotations(&mut self, annotations: InstructionSequence) {
        self.annotations = Some(Box::new(annotations));
    }

    /// The instructions, with the operands of those that have targets made indices, and which instructions are targets.
    pub fn resolve(self) -> (Vec<Instruction>, Vec<bool>) {
        let mut instructions = Vec::with_capacity(self.instructions.len());
        let mut annotations = self.annotations;
        let has_placeholder =
            self.instructions.iter().any(|instruction| instruction.opcode == Opcode::ANNOTATIONS_PLACEHOLDER);
        if !has_placeholder {
            return finish(self.instructions, |label| self.labels[label as usize]);
        }
        let mut positions = Vec::with_capacity(self.instructions.len() + 1);
        for instruction in self.instructions {
            positions.push(instructions.len() as u32);
            if instruction.opcode == Opcode::ANNOTATIONS_PLACEHOLDER {
                if let Some(annotations) = annotations.take() {
                    // A straight line of code: it has no labels of its own.
                    instructions.extend(annotations.instructions);
                }
            } else {
                instructions.push(instruction);
            }
        }
        positions.push(instructions.len() as u32);
        finish(instructions, |label| positions[self.labels[label as usize] as usize])
    }
}

fn finish(mut instructions: Vec<Instruction>, position: impl Fn(u32) -> u32) -> (Vec<Instruction>, Vec<bool>) {
    let mut targets = vec![false; instructions.len()];
    for instruction in &mut instructions {
        if has_target(instruction.opcode) {
            instruction.oparg = position(instruction.oparg);
            targets[instruction.oparg as usize] = true;
        }
    }
    (instructions, targets)
}
