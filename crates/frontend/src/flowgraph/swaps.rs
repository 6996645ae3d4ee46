//! Runs of `SWAP`: the shortest run of the same effect, and stores reordered so that fewer are needed.

use whipsnake_isa::Opcode;

use super::graph::Block;
use super::instruction::Instruction;

/// Optimizes all swaps of a block.
pub fn optimize_swaps(block: &mut Block) {
    let mut i = 0;
    while i < block.instructions.len() {
        if block.instructions[i].opcode == Opcode::SWAP {
            i = shorten_run(&mut block.instructions, i);
            apply_to_stores(&mut block.instructions, i);
        }
        i += 1;
    }
}

/// Rewrites the run of swaps that starts at `start`; gives the position of its last instruction.
fn shorten_run(instructions: &mut [Instruction], start: usize) -> usize {
    let is_run = |instruction: &&Instruction| matches!(instruction.opcode, Opcode::SWAP | Opcode::NOP);
    let length = instructions[start..].iter().take_while(is_run).count();
    let run = &mut instructions[start..start + length];
    let swaps = run.iter().filter(|instruction| instruction.opcode == Opcode::SWAP);
    if swaps.clone().count() < 2 {
        return start;
    }
    let depth = swaps.map(|instruction| instruction.oparg as usize).max().unwrap_or(0);
    let mut stack: Vec<Option<usize>> = (0..depth).map(Some).collect();
    for instruction in run.iter().filter(|instruction| instruction.opcode == Opcode::SWAP) {
        stack.swap(0, instruction.oparg as usize - 1);
    }
    // Each cycle of the permutation is undone by swaps with the top, written from the end of the run backwards.
    let mut free = length;
    for i in 0..depth {
        if stack[i].is_none() || stack[i] == Some(i) {
            continue;
        }
        let mut j = i;
        loop {
            if j != 0 {
                free -= 1;
                run[free].set(Opcode::SWAP, j as u32 + 1);
            }
            let Some(next) = stack[j].take() else { break };
            j = next;
        }
    }
    run[..free].iter_mut().for_each(Instruction::clear);
    start + length - 1
}

fn is_swappable(opcode: Opcode) -> bool {
    matches!(opcode, Opcode::STORE_FAST | Opcode::STORE_FAST_MAYBE_NULL | Opcode::POP_TOP)
}

fn stores_to(instruction: &Instruction) -> Option<u32> {
    matches!(instruction.opcode, Opcode::STORE_FAST | Opcode::STORE_FAST_MAYBE_NULL).then_some(instruction.oparg)
}

/// The next instruction that may change places with another; on `line`, unless that is negative.
fn next_swappable(instructions: &[Instruction], after: usize, line: i32) -> Option<usize> {
    for (i, instruction) in instructions.iter().enumerate().skip(after + 1) {
        if line >= 0 && instruction.location.lineno != line {
            return None;
        }
        if instruction.opcode != Opcode::NOP {
            return is_swappable(instruction.opcode).then_some(i);
        }
    }
    None
}

/// Swaps the instructions that consume the items instead of the items, going backwards from `end`.
fn apply_to_stores(instructions: &mut [Instruction], end: usize) {
    for i in (0..=end).rev() {
        let swap = instructions[i];
        if swap.opcode != Opcode::SWAP {
            if swap.opcode == Opcode::NOP || is_swappable(swap.opcode) {
                continue;
            }
            return;
        }
        let Some(first) = next_swappable(instructions, i, -1) else { return };
        let line = instructions[first].location.lineno;
        let mut second = first;
        for _ in 1..swap.oparg {
            let Some(next) = next_swappable(instructions, second, line) else { return };
            second = next;
        }
        if conflicts(instructions, first, second) {
            return;
        }
        instructions[i].clear();
        instructions.swap(first, second);
    }
}

/// Whether two stores must keep their order, with each other or with one between them.
fn conflicts(instructions: &[Instruction], first: usize, second: usize) -> bool {
    let stores = [stores_to(&instructions[first]), stores_to(&instructions[second])];
    if stores[0].is_none() && stores[1].is_none() {
        return false;
    }
    stores[0] == stores[1]
        || instructions[first + 1..second].iter().any(|between| {
            let store = stores_to(between);
            store.is_some() && stores.contains(&store)
        })
}
