//! Removes instructions that do nothing and jumps that lead to what follows anyway; copies small exits into jumps.

use whipsnake_isa::Opcode;

use super::graph::Graph;
use super::instruction::*;

/// Largest exit block that is copied instead of jumped to.
const MAX_COPY_SIZE: usize = 4;

/// Removes what does nothing from a block; says how many.
pub fn remove_nops_of_block(graph: &mut Graph, id: BlockId) -> usize {
    if !graph[id].instructions.iter().any(|instruction| instruction.opcode == Opcode::NOP) {
        return 0;
    }
    let mut instructions = std::mem::take(&mut graph[id].instructions);
    let before = instructions.len();
    let handlers: Vec<BlockId> = instructions.iter().map(|instruction| instruction.handler).collect();
    let mut kept = 0;
    let mut previous_line = -1;
    for i in 0..before {
        let line = instructions[i].location.lineno;
        if instructions[i].opcode == Opcode::NOP && nop_is_redundant(graph, id, &mut instructions, i, previous_line) {
            continue;
        }
        instructions[kept] = instructions[i];
        kept += 1;
        previous_line = line;
    }
    instructions.truncate(kept);
    let block = &mut graph[id];
    block.instructions = instructions;
    block.left_handlers.splice(0..0, handlers[kept..].iter().copied());
    before - kept
}

/// A `NOP` may go when its line is not lost for tracing.
fn nop_is_redundant(graph: &Graph, id: BlockId, instructions: &mut [Instruction], i: usize, previous_line: i32) -> bool {
    let location = instructions[i].location;
    if location.lineno < 0 || previous_line == location.lineno {
        return true;
    }
    if let Some(next) = instructions.get_mut(i + 1) {
        if next.location.lineno == location.lineno {
            return true;
        }
        if next.location.lineno < 0 {
            next.location = location;
            return true;
        }
        return false;
    }
    let next = graph.next_nonempty(graph[id].next);
    if !next.is_some() {
        return false;
    }
    let next_line = graph[next]
        .instructions
        .iter()
        .find(|instruction| instruction.opcode != Opcode::NOP || instruction.location.lineno >= 0)
        .map_or(NO_LOCATION.lineno, |instruction| instruction.location.lineno);
    location.lineno == next_line
}

/// Removes what does nothing from all blocks; says how many.
pub fn remove_redundant_nops(graph: &mut Graph) -> usize {
    graph.order().into_iter().map(|id| remove_nops_of_block(graph, id)).sum()
}

/// Removes pushes that are popped at once.
pub fn remove_redundant_nops_and_pairs(graph: &mut Graph) {
    loop {
        let mut done = true;
        let mut previous: Option<(BlockId, usize)> = None;
        for id in graph.order() {
            remove_nops_of_block(graph, id);
            if graph[id].labelled {
                previous = None;
            }
            for i in 0..graph[id].instructions.len() {
                let instruction = graph[id].instructions[i];
                if instruction.opcode == Opcode::POP_TOP
                    && let Some((block, at)) = previous
                    && pushes_copy(&graph[block].instructions[at])
                {
                    graph[block].instructions[at].clear();
                    graph[id].instructions[i].clear();
                    done = false;
                }
                previous = Some((id, i));
            }
            let ends_in_jump = graph[id].last().is_some_and(|last| is_jump(last.opcode));
            if ends_in_jump || !graph[id].falls_through() {
                previous = None;
            }
        }
        if done {
            return;
        }
    }
}

fn pushes_copy(instruction: &Instruction) -> bool {
    loads_constant(instruction.opcode) || instruction.opcode == Opcode::COPY && instruction.oparg == 1
}

/// Removes jumps to what follows; says how many.
pub fn remove_redundant_jumps(graph: &mut Graph) -> usize {
    let mut changes = 0;
    for id in graph.order() {
        let Some(last) = graph[id].last() else { continue };
        if !is_unconditional_jump(last.opcode) {
            continue;
        }
        let target = graph.next_nonempty(last.target);
        if target.is_some() && target == graph.next_nonempty(graph[id].next) {
            changes += 1;
            if let Some(last) = graph[id].instructions.last_mut() {
                last.clear();
            }
        }
    }
    changes
}

/// Both, until nothing changes.
pub fn remove_redundant_nops_and_jumps(graph: &mut Graph) {
    while remove_redundant_nops(graph) + remove_redundant_jumps(graph) > 0 {}
}

/// Replaces jumps to small exits, and to blocks without lines that do not fall through, by copies of them.
pub fn inline_small_or_lineless_blocks(graph: &mut Graph) {
    let order = graph.order();
    loop {
        let mut changed = false;
        for &id in &order {
            changed |= inline_target(graph, id);
        }
        if !changed {
            return;
        }
    }
}

fn inline_target(graph: &mut Graph, id: BlockId) -> bool {
    let Some(&last) = graph[id].last() else { return false };
    if !is_unconditional_jump(last.opcode) {
        return false;
    }
    let target = &graph[last.target];
    let small_exit = target.exits_scope() && target.instructions.len() <= MAX_COPY_SIZE;
    let lineless = target.has_no_line() && !target.falls_through();
    if !small_exit && !lineless {
        return false;
    }
    let copied = target.instructions.clone();
    let block = &mut graph[id];
    if let Some(jump) = block.instructions.last_mut() {
        jump.clear();
    }
    copied.iter().for_each(|_| {
        block.take_left_handler();
    });
    block.instructions.extend(copied);
    if lineless
        && let Some(end) = block.instructions.last_mut()
        && is_unconditional_jump(end.opcode)
        && last.opcode == Opcode::JUMP
    {
        // The copied jump must still poll.
        end.opcode = Opcode::JUMP;
    }
    graph[last.target].predecessors = graph[last.target].predecessors.saturating_sub(1);
    true
}
