//! Lines for instructions that have none, so that each exit and each poll has a line (PEP 626).

use super::graph::{Block, Graph};
use super::instruction::*;

/// Gives lines to artificial instructions.
pub fn resolve_line_numbers(graph: &mut Graph) {
    duplicate_exits_without_line(graph);
    propagate_line_numbers(graph);
}

fn needs_line(block: &Block) -> bool {
    let polls = || block.instructions.iter().any(|instruction| polls(instruction.opcode));
    (block.exits_scope() || polls()) && block.has_no_line()
}

/// Copies exits without a line that several jumps reach, one for each jump, and gives the copies the jumps' lines.
fn duplicate_exits_without_line(graph: &mut Graph) {
    let mut at = super::graph::ENTRY;
    while at.is_some() {
        if let Some(&last) = graph[at].last()
            && is_jump(last.opcode)
        {
            copy_exit_for_jump(graph, at, last);
        }
        at = graph[at].next;
    }
    for id in graph.order() {
        let next = graph[id].next;
        if !next.is_some() || !graph[id].falls_through() || !needs_line(&graph[next]) {
            continue;
        }
        if let Some(&last) = graph[id].last()
            && let Some(first) = graph[next].instructions.first_mut()
        {
            first.location = last.location;
        }
    }
}

fn copy_exit_for_jump(graph: &mut Graph, from: BlockId, jump: Instruction) {
    let target = graph.next_nonempty(jump.target);
    if !target.is_some() || !needs_line(&graph[target]) || graph[target].predecessors <= 1 {
        return;
    }
    let mut copy = Block { instructions: graph[target].instructions.clone(), ..Block::empty() };
    copy.instructions[0].location = jump.location;
    copy.predecessors = 1;
    copy.next = graph[target].next;
    copy.labelled = true;
    let copy = graph.add(copy);
    if let Some(last) = graph[from].instructions.last_mut() {
        last.target = copy;
    }
    graph[target].predecessors -= 1;
    graph[target].next = copy;
}

/// Copies lines forward, within blocks and into blocks with one predecessor.
fn propagate_line_numbers(graph: &mut Graph) {
    for id in graph.order() {
        let block = &mut graph[id];
        let mut location = NO_LOCATION;
        for instruction in &mut block.instructions {
            if instruction.location.lineno == NO_LOCATION.lineno {
                instruction.location = location;
            } else {
                location = instruction.location;
            }
        }
        let Some(&last) = graph[id].last() else { continue };
        let next = graph[id].next;
        if next.is_some() && graph[id].falls_through() {
            inherit(graph, next, location);
        }
        if is_jump(last.opcode) {
            inherit(graph, last.target, location);
        }
    }
}

fn inherit(graph: &mut Graph, id: BlockId, location: crate::parse::Location) {
    let block = &mut graph[id];
    if block.predecessors == 1
        && let Some(first) = block.instructions.first_mut()
        && first.location.lineno == NO_LOCATION.lineno
    {
        first.location = location;
    }
}
