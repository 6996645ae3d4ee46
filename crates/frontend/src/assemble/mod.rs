//! Final instructions to bytes: code words, exception table, location table.

mod exception_table;
mod location_table;

use whipsnake_isa::{Opcode, cache_entries};

use crate::flowgraph::{Linear, NEXT_LOCATION, NO_LOCATION, is_jump, is_terminator};

/// From the `SEND` that `END_ASYNC_FOR` names to its `END_SEND`, in code words.
const END_SEND_OFFSET: u32 = 5;

/// The byte strings of a code unit.
pub struct Assembled {
    pub code: Vec<u8>,
    pub exceptiontable: Vec<u8>,
    pub linetable: Vec<u8>,
}

/// Writes the instructions of a code unit.
pub fn assemble(linear: &mut Linear, firstlineno: u32) -> Assembled {
    resolve_unconditional_jumps(linear);
    resolve_next_locations(linear);
    let offsets = resolve_jump_offsets(linear);
    Assembled {
        code: emit(linear),
        exceptiontable: exception_table::write(linear, &offsets),
        linetable: location_table::write(linear, firstlineno),
    }
}

/// Jumps either way become jumps forward or backward.
fn resolve_unconditional_jumps(linear: &mut Linear) {
    for (i, instruction) in linear.instructions.iter_mut().enumerate() {
        let forward = instruction.oparg as usize > i;
        instruction.opcode = match instruction.opcode {
            Opcode::JUMP | Opcode::JUMP_NO_INTERRUPT if forward => Opcode::JUMP_FORWARD,
            Opcode::JUMP => Opcode::JUMP_BACKWARD,
            Opcode::JUMP_NO_INTERRUPT => Opcode::JUMP_BACKWARD_NO_INTERRUPT,
            other => other,
        };
    }
}

fn resolve_next_locations(linear: &mut Linear) {
    let mut following = NO_LOCATION;
    for instruction in linear.instructions.iter_mut().rev() {
        if instruction.location == NEXT_LOCATION {
            instruction.location = if is_terminator(instruction.opcode) { NO_LOCATION } else { following };
        }
        following = instruction.location;
    }
}

/// Turns targets into distances; gives each instruction's offset in code words. Distances decide how many
/// `EXTENDED_ARG` a jump needs and so change the offsets: repeated until nothing changes.
fn resolve_jump_offsets(linear: &mut Linear) -> Vec<u32> {
    let targets: Vec<u32> = linear.instructions.iter().map(|instruction| instruction.oparg).collect();
    let mut offsets = vec![0; linear.instructions.len()];
    loop {
        let mut total = 0;
        for (offset, instruction) in offsets.iter_mut().zip(&linear.instructions) {
            *offset = total;
            total += instruction.size();
        }
        let mut changed = false;
        let mut end = 0;
        for (instruction, &target) in linear.instructions.iter_mut().zip(&targets) {
            let size = instruction.size();
            end += size;
            if !is_jump(instruction.opcode) {
                continue;
            }
            let target = offsets[target as usize];
            instruction.oparg = match instruction.opcode {
                Opcode::END_ASYNC_FOR => (end - target).saturating_sub(END_SEND_OFFSET),
                _ if target < end => end - target,
                _ => target - end,
            };
            changed |= instruction.size() != size;
        }
        if !changed {
            return offsets;
        }
    }
}

fn emit(linear: &Linear) -> Vec<u8> {
    let words: u32 = linear.instructions.iter().map(|instruction| instruction.size()).sum();
    let mut code = Vec::with_capacity(words as usize * 2);
    for instruction in &linear.instructions {
        for shift in [24, 16, 8] {
            if instruction.oparg >> shift != 0 {
                code.extend([Opcode::EXTENDED_ARG.0 as u8, (instruction.oparg >> shift) as u8]);
            }
        }
        code.extend([instruction.opcode.0 as u8, instruction.oparg as u8]);
        code.resize(code.len() + 2 * cache_entries(instruction.opcode), 0);
    }
    code
}
