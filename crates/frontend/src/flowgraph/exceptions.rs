//! Tells each instruction which handler protects it, and turns the marks of protected regions into nothing.

use whipsnake_isa::Opcode;
use whipsnake_isa::operands::{RESUME_AT_FUNC_START, RESUME_OPARG_DEPTH1};

use super::graph::{ENTRY, Graph};
use super::instruction::*;

/// Marks the blocks that start handlers.
pub fn mark_handlers(graph: &mut Graph) {
    let handlers: Vec<BlockId> = graph
        .blocks
        .iter()
        .flat_map(|block| &block.instructions)
        .filter(|instruction| is_block_push(instruction.opcode))
        .map(|instruction| instruction.target)
        .collect();
    for handler in handlers {
        graph[handler].is_handler = true;
    }
}

/// Follows all paths from the entry with the stack of open regions.
pub fn label_exception_targets(graph: &mut Graph) {
    graph.clear_visited();
    let mut work = Vec::new();
    graph[ENTRY].handlers = Some(Vec::new());
    graph.visit(ENTRY, &mut work);
    while let Some(id) = work.pop() {
        let mut handlers = graph[id].handlers.take().unwrap_or_default();
        label_block(graph, id, &mut handlers, &mut work);
        let next = graph[id].next;
        if next.is_some() && graph[id].falls_through() && graph.visit(next, &mut work) {
            graph[next].handlers = Some(handlers);
        }
    }
}

fn label_block(graph: &mut Graph, id: BlockId, handlers: &mut Vec<BlockId>, work: &mut Vec<BlockId>) {
    let mut yield_depth = None;
    let mut instructions = std::mem::take(&mut graph[id].instructions);
    for instruction in &mut instructions {
        let handler = handlers.last().copied().unwrap_or(BlockId::NONE);
        match instruction.opcode {
            opcode if is_block_push(opcode) => {
                if graph.visit(instruction.target, work) {
                    graph[instruction.target].handlers = Some(handlers.clone());
                }
                if opcode != Opcode::SETUP_FINALLY {
                    graph[instruction.target].preserve_lasti = true;
                }
                handlers.push(instruction.target);
            }
            Opcode::POP_BLOCK => {
                handlers.pop();
                instruction.clear();
            }
            opcode if is_jump(opcode) => {
                instruction.handler = handler;
                if graph.visit(instruction.target, work) {
                    graph[instruction.target].handlers = Some(handlers.clone());
                }
            }
            Opcode::YIELD_VALUE => {
                instruction.handler = handler;
                yield_depth = Some(handlers.len());
            }
            Opcode::RESUME => {
                instruction.handler = handler;
                if instruction.oparg != RESUME_AT_FUNC_START {
                    if yield_depth == Some(1) {
                        instruction.oparg |= RESUME_OPARG_DEPTH1;
                    }
                    yield_depth = None;
                }
            }
            _ => instruction.handler = handler,
        }
    }
    graph[id].instructions = instructions;
}
