//! Constant folding on runs of constant loads.

use whipsnake_isa::Opcode;
use whipsnake_isa::operands::{BinaryOp, Intrinsic1};

use super::graph::Block;
use super::instruction::*;
use crate::code::Constant;
use crate::constants::{ConstantTable, arithmetic, frozen_set};

/// Longest literal that is built on the stack, and so the longest that folds.
pub const STACK_USE_GUIDELINE: usize = 30;
/// Shortest list or set of constants that is copied from a constant.
const MIN_CONST_SEQUENCE: usize = 3;

/// The constant that an instruction loads.
pub fn constant_of(instruction: &Instruction, constants: &ConstantTable) -> Option<Constant> {
    match instruction.opcode {
        Opcode::LOAD_CONST => Some(constants.get(instruction.oparg).clone()),
        Opcode::LOAD_SMALL_INT => Some(Constant::Int(i64::from(instruction.oparg))),
        _ => None,
    }
}

/// The argument of `LOAD_SMALL_INT` for a constant, if it is small enough.
pub fn small_int(constant: &Constant) -> Option<u32> {
    match constant {
        Constant::Int(value @ 0..=255) => Some(*value as u32),
        _ => None,
    }
}

/// Makes an instruction load a constant.
fn load(instruction: &mut Instruction, constant: Constant, constants: &mut ConstantTable) {
    match small_int(&constant) {
        Some(value) => instruction.set(Opcode::LOAD_SMALL_INT, value),
        None => instruction.set(Opcode::LOAD_CONST, constants.add(constant)),
    }
}

/// Positions of the `count` constant loads right before `end`, in order.
fn constant_loads(block: &Block, end: usize, count: usize) -> Option<Vec<usize>> {
    let mut found = Vec::with_capacity(count);
    let mut at = end;
    while found.len() < count {
        at = at.checked_sub(1)?;
        match block.instructions[at].opcode {
            Opcode::NOP => {}
            opcode if loads_constant(opcode) => found.push(at),
            _ => return None,
        }
    }
    found.reverse();
    Some(found)
}

fn values(block: &Block, loads: &[usize], constants: &ConstantTable) -> Vec<Constant> {
    loads.iter().filter_map(|&at| constant_of(&block.instructions[at], constants)).collect()
}

fn clear(block: &mut Block, loads: &[usize]) {
    for &at in loads {
        block.instructions[at].clear_with_location();
    }
}

/// `BUILD_TUPLE` of constants becomes a constant.
pub fn fold_tuple(block: &mut Block, i: usize, constants: &mut ConstantTable) {
    let count = block.instructions[i].oparg as usize;
    if count > STACK_USE_GUIDELINE {
        return;
    }
    let Some(loads) = constant_loads(block, i, count) else { return };
    let tuple = Constant::Tuple(values(block, &loads, constants));
    clear(block, &loads);
    load(&mut block.instructions[i], tuple, constants);
}

/// A list or set of constants that is built step by step, and then made a tuple, searched or iterated, becomes a
/// constant. `i` is the conversion to a tuple or the last step.
pub fn fold_steps(block: &mut Block, i: usize, constants: &mut ConstantTable) {
    let is_set = block.instructions[i].opcode == Opcode::SET_ADD;
    let (build, add) =
        if is_set { (Opcode::BUILD_SET, Opcode::SET_ADD) } else { (Opcode::BUILD_LIST, Opcode::LIST_APPEND) };
    let mut expect_add = block.instructions[i].opcode == Opcode::CALL_INTRINSIC_1;
    let mut used = Vec::new();
    let mut items = Vec::new();
    for at in (0..i).rev() {
        let instruction = block.instructions[at];
        match instruction.opcode {
            Opcode::NOP => continue,
            opcode if opcode == build && instruction.oparg == 0 => {
                if !expect_add {
                    return;
                }
                used.push(at);
                items.reverse();
                clear(block, &used);
                let constant = if is_set { frozen_set(items) } else { Constant::Tuple(items) };
                let result = &mut block.instructions[i];
                if result.opcode == add {
                    result.location = NO_LOCATION;
                }
                load(result, constant, constants);
                return;
            }
            opcode if expect_add && opcode == add && instruction.oparg == 1 => {}
            _ if expect_add => return,
            _ => match constant_of(&instruction, constants) {
                Some(constant) => items.push(constant),
                None => return,
            },
        }
        used.push(at);
        expect_add = !expect_add;
    }
}

/// Lists and sets of constants: what is only searched or iterated becomes a constant tuple or frozenset, what is longer
/// is copied from one.
pub fn optimize_list_or_set(block: &mut Block, i: usize, next: Option<Opcode>, constants: &mut ConstantTable) {
    let instruction = block.instructions[i];
    let only_read = matches!(next, Some(Opcode::GET_ITER | Opcode::CONTAINS_OP));
    let count = instruction.oparg as usize;
    if count > STACK_USE_GUIDELINE || count < MIN_CONST_SEQUENCE && !only_read {
        return;
    }
    let Some(loads) = constant_loads(block, i, count) else {
        if only_read && instruction.opcode == Opcode::BUILD_LIST {
            block.instructions[i].opcode = Opcode::BUILD_TUPLE;
        }
        return;
    };
    let items = values(block, &loads, constants);
    let constant = if instruction.opcode == Opcode::BUILD_SET { frozen_set(items) } else { Constant::Tuple(items) };
    let index = constants.add(constant);
    clear(block, &loads);
    if only_read {
        block.instructions[i].set(Opcode::LOAD_CONST, index);
        return;
    }
    let is_list = instruction.opcode == Opcode::BUILD_LIST;
    block.instructions[i - 2].location = instruction.location;
    block.instructions[i - 2].set(instruction.opcode, 0);
    block.instructions[i - 1].set(Opcode::LOAD_CONST, index);
    block.instructions[i].set(if is_list { Opcode::LIST_EXTEND } else { Opcode::SET_UPDATE }, 1);
}

/// A binary operator on constants becomes its result.
pub fn fold_binary(block: &mut Block, i: usize, constants: &mut ConstantTable) {
    let Some(loads) = constant_loads(block, i, 2) else { return };
    let operands = values(block, &loads, constants);
    let result = BinaryOp::from_number(block.instructions[i].oparg)
        .and_then(|operator| arithmetic::binary(&operands[0], operator, &operands[1]));
    if let Some(result) = result {
        clear(block, &loads);
        load(&mut block.instructions[i], result, constants);
    }
}

/// A unary operator on a constant becomes its result.
pub fn fold_unary(block: &mut Block, i: usize, constants: &mut ConstantTable) {
    let Some(loads) = constant_loads(block, i, 1) else { return };
    let operand = &values(block, &loads, constants)[0];
    let instruction = block.instructions[i];
    let result = match instruction.opcode {
        Opcode::UNARY_NEGATIVE => arithmetic::negative(operand),
        Opcode::UNARY_INVERT => arithmetic::invert(operand),
        Opcode::UNARY_NOT => Some(arithmetic::not(operand)),
        Opcode::CALL_INTRINSIC_1 if instruction.oparg == Intrinsic1::UnaryPositive as u32 => arithmetic::positive(operand),
        _ => None,
    };
    if let Some(result) = result {
        clear(block, &loads);
        load(&mut block.instructions[i], result, constants);
    }
}
