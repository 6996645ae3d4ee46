//! Local rewriting of each block: constant conditions, jumps to jumps, superfluous conversions, folding, swaps.

use whipsnake_isa::Opcode;
use whipsnake_isa::operands::{COMPARE_TO_BOOL, Intrinsic1};

use super::fold::{self, constant_of};
use super::graph::Graph;
use super::instruction::*;
use super::swaps::optimize_swaps;
use crate::code::Constant;
use crate::constants::{ConstantTable, truth};

/// Small ints, and what becomes of a constant right after it is loaded.
pub fn optimize_load_const(graph: &mut Graph, constants: &mut ConstantTable) {
    for id in graph.order() {
        optimize_load_const_of_block(&mut graph[id].instructions, constants);
    }
}

fn optimize_load_const_of_block(instructions: &mut [Instruction], constants: &mut ConstantTable) {
    let mut loaded = Instruction::new(Opcode::NOP, 0, NO_LOCATION);
    for i in 0..instructions.len() {
        let instruction = &mut instructions[i];
        if instruction.opcode == Opcode::LOAD_CONST
            && let Some(value) = fold::small_int(constants.get(instruction.oparg))
        {
            instruction.set(Opcode::LOAD_SMALL_INT, value);
        }
        let copies_constant =
            loaded.opcode == Opcode::LOAD_CONST && instruction.opcode == Opcode::COPY && instruction.oparg == 1;
        if !copies_constant {
            loaded = *instruction;
        }
        let Some(constant) = constant_of(&loaded, constants) else { continue };
        let Some(next) = instructions.get(i + 1).copied() else { continue };
        match next.opcode {
            Opcode::POP_JUMP_IF_FALSE | Opcode::POP_JUMP_IF_TRUE | Opcode::JUMP_IF_FALSE | Opcode::JUMP_IF_TRUE => {
                if matches!(next.opcode, Opcode::POP_JUMP_IF_FALSE | Opcode::POP_JUMP_IF_TRUE) {
                    instructions[i].clear();
                }
                let if_true = matches!(next.opcode, Opcode::POP_JUMP_IF_TRUE | Opcode::JUMP_IF_TRUE);
                if truth(&constant) == if_true {
                    instructions[i + 1].opcode = Opcode::JUMP;
                } else {
                    instructions[i + 1].clear();
                }
            }
            Opcode::IS_OP if constant == Constant::None => fold_is_none(instructions, i),
            Opcode::TO_BOOL => {
                let index = constants.add(Constant::Bool(truth(&constant)));
                instructions[i].clear();
                instructions[i + 1].set(Opcode::LOAD_CONST, index);
            }
            _ => {}
        }
    }
}

/// `is None` before a jump becomes part of the jump.
fn fold_is_none(instructions: &mut [Instruction], i: usize) {
    let inverted = instructions[i + 1].oparg != 0;
    let Some(mut jump) = instructions.get(i + 2).copied() else { return };
    let mut at = i + 2;
    if jump.opcode == Opcode::TO_BOOL {
        instructions[at].clear();
        at += 1;
        let Some(&next) = instructions.get(at) else { return };
        jump = next;
    }
    let inverted = match jump.opcode {
        Opcode::POP_JUMP_IF_FALSE => !inverted,
        Opcode::POP_JUMP_IF_TRUE => inverted,
        _ => return,
    };
    instructions[i].clear();
    instructions[i + 1].clear();
    instructions[at].opcode = if inverted { Opcode::POP_JUMP_IF_NOT_NONE } else { Opcode::POP_JUMP_IF_NONE };
}

/// Rewrites all blocks.
pub fn optimize_blocks(graph: &mut Graph, constants: &mut ConstantTable) {
    for id in graph.order() {
        let mut i = 0;
        while i < graph[id].instructions.len() {
            let again = has_target(graph[id].instructions[i].opcode) && thread_jump(graph, id, i);
            if !again {
                optimize_instruction(graph, id, i, constants);
            }
            // A threaded jump left a NOP behind and is looked at again one further, or at the same place.
            i += usize::from(!again || graph[id].instructions[i].opcode == Opcode::NOP);
        }
        optimize_swaps(&mut graph[id]);
    }
}

/// Lets a jump to a jump go on to where that leads. Says whether something changed that must be looked at again.
fn thread_jump(graph: &mut Graph, id: BlockId, i: usize) -> bool {
    let jump = graph[id].instructions[i];
    let Some(&target) = graph[jump.target].instructions.first() else { return false };
    let threaded = match (jump.opcode, target.opcode) {
        (opcode, Opcode::JUMP) if is_conditional_jump(opcode) => opcode,
        (Opcode::JUMP_IF_FALSE, Opcode::JUMP | Opcode::JUMP_IF_FALSE) => Opcode::JUMP_IF_FALSE,
        (Opcode::JUMP_IF_TRUE, Opcode::JUMP | Opcode::JUMP_IF_TRUE) => Opcode::JUMP_IF_TRUE,
        (Opcode::JUMP_IF_FALSE, Opcode::JUMP_IF_TRUE) | (Opcode::JUMP_IF_TRUE, Opcode::JUMP_IF_FALSE) => {
            let behind = graph[jump.target].next;
            graph[id].instructions[i].target = behind;
            return true;
        }
        (Opcode::JUMP | Opcode::JUMP_NO_INTERRUPT, Opcode::JUMP) => Opcode::JUMP,
        (opcode @ (Opcode::JUMP | Opcode::JUMP_NO_INTERRUPT), Opcode::JUMP_NO_INTERRUPT) => opcode,
        _ => return false,
    };
    if jump.target == target.target {
        return false;
    }
    let block = &mut graph[id];
    block.instructions[i].clear();
    let mut jump = Instruction::new(threaded, 0, target.location);
    jump.target = target.target;
    block.push_over(jump);
    true
}

fn optimize_instruction(graph: &mut Graph, id: BlockId, i: usize, constants: &mut ConstantTable) {
    let block = &mut graph[id];
    let instruction = block.instructions[i];
    let next = block.instructions.get(i + 1).copied();
    let next_opcode = next.map(|next| next.opcode);
    match instruction.opcode {
        Opcode::BUILD_TUPLE => match next {
            Some(Instruction { opcode: Opcode::UNPACK_SEQUENCE, oparg, .. })
                if oparg == instruction.oparg && (1..=3).contains(&oparg) =>
            {
                block.instructions[i].clear();
                if oparg == 1 {
                    block.instructions[i + 1].clear();
                } else {
                    block.instructions[i + 1].opcode = Opcode::SWAP;
                }
            }
            _ => fold::fold_tuple(block, i, constants),
        },
        Opcode::BUILD_LIST | Opcode::BUILD_SET => fold::optimize_list_or_set(block, i, next_opcode, constants),
        Opcode::LIST_APPEND | Opcode::SET_ADD
            if instruction.oparg == 1 && matches!(next_opcode, Some(Opcode::GET_ITER | Opcode::CONTAINS_OP)) =>
        {
            fold::fold_steps(block, i, constants);
        }
        Opcode::STORE_FAST => {
            if next.is_some_and(|next| {
                next.opcode == Opcode::STORE_FAST
                    && next.oparg == instruction.oparg
                    && next.location.lineno == instruction.location.lineno
            }) {
                block.instructions[i].set(Opcode::POP_TOP, 0);
            }
        }
        Opcode::SWAP if instruction.oparg == 1 => block.instructions[i].clear(),
        Opcode::LOAD_GLOBAL if next_opcode == Some(Opcode::PUSH_NULL) && instruction.oparg & 1 == 0 => {
            block.instructions[i].oparg |= 1;
            block.instructions[i + 1].clear();
        }
        Opcode::COMPARE_OP if next_opcode == Some(Opcode::TO_BOOL) => {
            block.instructions[i].clear();
            block.instructions[i + 1].set(Opcode::COMPARE_OP, instruction.oparg | COMPARE_TO_BOOL);
        }
        Opcode::CONTAINS_OP | Opcode::IS_OP => match next_opcode {
            Some(Opcode::TO_BOOL) => {
                block.instructions[i].clear();
                block.instructions[i + 1].set(instruction.opcode, instruction.oparg);
            }
            Some(Opcode::UNARY_NOT) => {
                block.instructions[i].clear();
                block.instructions[i + 1].set(instruction.opcode, instruction.oparg ^ 1);
            }
            _ => {}
        },
        Opcode::TO_BOOL if next_opcode == Some(Opcode::TO_BOOL) => block.instructions[i].clear(),
        Opcode::UNARY_NOT if next_opcode == Some(Opcode::TO_BOOL) => {
            block.instructions[i].clear();
            block.instructions[i + 1].set(Opcode::UNARY_NOT, 0);
        }
        Opcode::UNARY_NOT if next_opcode == Some(Opcode::UNARY_NOT) => {
            block.instructions[i].clear();
            block.instructions[i + 1].clear();
        }
        Opcode::UNARY_NOT | Opcode::UNARY_INVERT | Opcode::UNARY_NEGATIVE => fold::fold_unary(block, i, constants),
        Opcode::CALL_INTRINSIC_1 if instruction.oparg == Intrinsic1::ListToTuple as u32 => {
            fold::fold_steps(block, i, constants);
            if next_opcode == Some(Opcode::GET_ITER) && block.instructions[i].opcode == Opcode::CALL_INTRINSIC_1 {
                block.instructions[i].clear();
            }
        }
        Opcode::CALL_INTRINSIC_1 if instruction.oparg == Intrinsic1::UnaryPositive as u32 => {
            fold::fold_unary(block, i, constants);
        }
        Opcode::BINARY_OP => fold::fold_binary(block, i, constants),
        _ => {}
    }
}
