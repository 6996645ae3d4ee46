//! Unreachable code goes; code that only exceptions reach moves to the end.

use whipsnake_isa::Opcode;

use super::graph::{Block, ENTRY, Graph};
use super::instruction::*;
use super::simplify::remove_redundant_nops_and_jumps;

/// Counts predecessors and empties blocks that have none.
pub fn remove_unreachable(graph: &mut Graph) {
    graph.clear_visited();
    graph.blocks.iter_mut().for_each(|block| block.predecessors = 0);
    let mut work = Vec::new();
    graph[ENTRY].predecessors = 1;
    graph.visit(ENTRY, &mut work);
    while let Some(id) = work.pop() {
        let next = graph[id].next;
        if next.is_some() && graph[id].falls_through() {
            graph.visit(next, &mut work);
            graph[next].predecessors += 1;
        }
        for i in 0..graph[id].instructions.len() {
            let instruction = graph[id].instructions[i];
            if has_target(instruction.opcode) {
                graph.visit(instruction.target, &mut work);
                graph[instruction.target].predecessors += 1;
            }
        }
    }
    for block in graph.blocks.iter_mut().filter(|block| block.predecessors == 0) {
        block.left_handlers.clear();
        block.instructions.clear();
        block.is_handler = false;
    }
}

fn mark_warm(graph: &mut Graph) {
    graph.clear_visited();
    let mut work = Vec::new();
    graph.visit(ENTRY, &mut work);
    while let Some(id) = work.pop() {
        graph[id].warm = true;
        let next = graph[id].next;
        if next.is_some() && graph[id].falls_through() {
            graph.visit(next, &mut work);
        }
        for i in 0..graph[id].instructions.len() {
            let instruction = graph[id].instructions[i];
            if is_jump(instruction.opcode) {
                graph.visit(instruction.target, &mut work);
            }
        }
    }
}

fn mark_cold(graph: &mut Graph, order: &[BlockId]) {
    mark_warm(graph);
    graph.clear_visited();
    let mut work = Vec::new();
    for &id in order {
        if graph[id].is_handler {
            graph.visit(id, &mut work);
        }
    }
    while let Some(id) = work.pop() {
        graph[id].cold = true;
        let next = graph[id].next;
        if next.is_some() && graph[id].falls_through() && !graph[next].warm {
            graph.visit(next, &mut work);
        }
        for i in 0..graph[id].instructions.len() {
            let instruction = graph[id].instructions[i];
            if is_jump(instruction.opcode) && !graph[instruction.target].warm {
                graph.visit(instruction.target, &mut work);
            }
        }
    }
}

/// Moves what only handlers reach behind everything else.
pub fn push_cold_blocks_to_end(graph: &mut Graph) {
    if !graph[ENTRY].next.is_some() {
        return;
    }
    let order = graph.order();
    mark_cold(graph, &order);
    for id in order {
        let next = graph[id].next;
        if graph[id].cold && graph[id].falls_through() && next.is_some() && graph[next].warm {
            insert_jump(graph, id, next);
        }
    }
    let (cold, warm): (Vec<BlockId>, Vec<BlockId>) = graph.order().into_iter().partition(|&id| graph[id].cold);
    if cold.is_empty() {
        return;
    }
    let order: Vec<BlockId> = warm.into_iter().chain(cold).collect();
    for pair in order.windows(2) {
        graph[pair[0]].next = pair[1];
    }
    if let Some(&last) = order.last() {
        graph[last].next = BlockId::NONE;
    }
    remove_redundant_nops_and_jumps(graph);
}

/// A cold block that would fall into a warm one gets an explicit jump.
fn insert_jump(graph: &mut Graph, from: BlockId, to: BlockId) {
    graph[to].labelled = true;
    let mut jump = Instruction::new(Opcode::JUMP_NO_INTERRUPT, 0, NO_LOCATION);
    jump.target = to;
    let block = Block { instructions: vec![jump], next: to, cold: true, predecessors: 1, ..Block::empty() };
    graph[from].next = graph.blocks.len().try_into().map_or(BlockId::NONE, BlockId);
    graph.add(block);
}
