//! From the optimized graph to what the assembler can write: pseudo instructions, cells, stack depth, jump directions.

use whipsnake_isa::{Opcode, stack_effect};

use super::graph::{Block, ENTRY, Graph};
use super::instruction::*;
use super::simplify::remove_redundant_nops_and_jumps;
use crate::code::flags;
use crate::parse::Location;

/// What lowering needs to know about the code unit.
pub struct Layout<'a> {
    /// For each cell, the local it shares a slot with.
    pub cell_locals: &'a [Option<u32>],
    /// Number of locals.
    pub locals: usize,
    /// Number of free variables.
    pub frees: usize,
    /// `co_flags`.
    pub flags: u32,
    /// Line of the definition.
    pub firstlineno: u32,
}

/// Jumps that keep their condition become a copy, a conversion and a jump.
pub fn convert_pseudo_conditional_jumps(graph: &mut Graph) {
    for block in &mut graph.blocks {
        let Some(last) = block.instructions.last_mut() else { continue };
        last.opcode = match last.opcode {
            Opcode::JUMP_IF_FALSE => Opcode::POP_JUMP_IF_FALSE,
            Opcode::JUMP_IF_TRUE => Opcode::POP_JUMP_IF_TRUE,
            _ => continue,
        };
        let jump = *last;
        let at = block.instructions.len() - 1;
        let inserted = [(Opcode::COPY, 1), (Opcode::TO_BOOL, 0)]
            .map(|(opcode, oparg)| Instruction { opcode, oparg, target: BlockId::NONE, ..jump });
        block.instructions.splice(at..at, inserted);
        block.take_left_handler();
        block.take_left_handler();
    }
}

/// The greatest height of the stack, at least one; sets each block's height at its start.
pub fn calculate_stack_depth(graph: &mut Graph) -> u32 {
    graph.blocks.iter_mut().for_each(|block| block.start_depth = i32::MIN);
    let mut work = Vec::new();
    let mut deepest = 1;
    enter(graph, ENTRY, 0, &mut work);
    while let Some(id) = work.pop() {
        let mut depth = graph[id].start_depth;
        let mut next = graph[id].next;
        for i in 0..graph[id].instructions.len() {
            let instruction = graph[id].instructions[i];
            let oparg = instruction.oparg as i32;
            deepest = deepest.max(depth);
            if has_target(instruction.opcode) && instruction.opcode != Opcode::END_ASYNC_FOR {
                let target_depth = depth + stack_effect(instruction.opcode, oparg, true);
                enter(graph, instruction.target, target_depth, &mut work);
            }
            depth += stack_effect(instruction.opcode, oparg, false);
            debug_assert!(depth >= 0, "stack underflow at {instruction:?}");
            if is_unconditional_jump(instruction.opcode) || exits_scope(instruction.opcode) {
                next = BlockId::NONE;
                break;
            }
        }
        if next.is_some() {
            enter(graph, next, depth, &mut work);
        }
    }
    deepest as u32
}

fn enter(graph: &mut Graph, id: BlockId, depth: i32, work: &mut Vec<BlockId>) {
    let block = &mut graph[id];
    debug_assert!(block.start_depth < 0 || block.start_depth == depth, "stack depths differ: {block:?} {depth}");
    if block.start_depth < depth && block.start_depth < 0 {
        block.start_depth = depth;
        work.push(id);
    }
}

/// Puts the set-up of cells, closure and generator before everything else, and gives cells their slots.
pub fn prepare_locals(graph: &mut Graph, layout: &Layout) {
    let cells = layout.cell_locals.len();
    let mut slots: Vec<u32> = (0..cells + layout.frees).map(|i| (layout.locals + i) as u32).collect();
    for (slot, local) in slots.iter_mut().zip(layout.cell_locals) {
        *slot = local.unwrap_or(*slot);
    }
    insert_prefix(graph, layout, &slots);
    let mut dropped = 0;
    for (i, slot) in slots.iter_mut().enumerate() {
        if *slot as usize == i + layout.locals {
            *slot -= dropped;
        } else {
            dropped += 1;
        }
    }
    for instruction in graph.blocks.iter_mut().flat_map(|block| &mut block.instructions) {
        if matches!(
            instruction.opcode,
            Opcode::MAKE_CELL
                | Opcode::LOAD_CLOSURE
                | Opcode::LOAD_DEREF
                | Opcode::STORE_DEREF
                | Opcode::DELETE_DEREF
                | Opcode::LOAD_FROM_DICT_OR_DEREF
        ) {
            instruction.oparg = slots[instruction.oparg as usize];
        }
    }
}

fn insert_prefix(graph: &mut Graph, layout: &Layout, slots: &[u32]) {
    let mut prefix = Vec::new();
    if layout.frees > 0 {
        prefix.push(Instruction::new(Opcode::COPY_FREE_VARS, layout.frees as u32, NO_LOCATION));
    }
    let mut cells: Vec<u32> = (0..layout.cell_locals.len() as u32).collect();
    cells.sort_by_key(|&cell| slots[cell as usize]);
    prefix.extend(cells.into_iter().map(|cell| Instruction::new(Opcode::MAKE_CELL, cell, NO_LOCATION)));
    if layout.flags & (flags::GENERATOR | flags::COROUTINE | flags::ASYNC_GENERATOR) != 0 {
        let line = layout.firstlineno as i32;
        let location = Location { lineno: line, end_lineno: line, col_offset: -1, end_col_offset: -1 };
        prefix.push(Instruction::new(Opcode::RETURN_GENERATOR, 0, location));
        prefix.push(Instruction::new(Opcode::POP_TOP, 0, location));
    }
    prefix.iter().for_each(|_| {
        graph[ENTRY].take_left_handler();
    });
    graph[ENTRY].instructions.splice(0..0, prefix);
}

/// Replaces pseudo instructions that stand for one real instruction, or for none.
pub fn convert_pseudo_ops(graph: &mut Graph) {
    for instruction in graph.blocks.iter_mut().flat_map(|block| &mut block.instructions) {
        match instruction.opcode {
            opcode if is_block_push(opcode) => instruction.clear(),
            Opcode::LOAD_CLOSURE => instruction.opcode = Opcode::LOAD_FAST,
            Opcode::STORE_FAST_MAYBE_NULL => instruction.opcode = Opcode::STORE_FAST,
            _ => {}
        }
    }
    remove_redundant_nops_and_jumps(graph);
}

/// Conditional jumps only go forward: one that goes back is inverted and jumps over a jump back.
pub fn normalize_jumps(graph: &mut Graph) {
    graph.clear_visited();
    let mut at = ENTRY;
    while at.is_some() {
        graph[at].visited = true;
        normalize_jump_of(graph, at);
        at = graph[at].next;
    }
}

fn normalize_jump_of(graph: &mut Graph, id: BlockId) {
    let Some(&last) = graph[id].last() else { return };
    if !is_conditional_jump(last.opcode) {
        return;
    }
    let not_taken = Instruction::new(Opcode::NOT_TAKEN, 0, last.location);
    if !graph[last.target].visited {
        graph[id].push_over(not_taken);
        return;
    }
    let inverted = match last.opcode {
        Opcode::POP_JUMP_IF_NOT_NONE => Opcode::POP_JUMP_IF_NONE,
        Opcode::POP_JUMP_IF_NONE => Opcode::POP_JUMP_IF_NOT_NONE,
        Opcode::POP_JUMP_IF_FALSE => Opcode::POP_JUMP_IF_TRUE,
        _ => Opcode::POP_JUMP_IF_FALSE,
    };
    let mut jump = Instruction::new(Opcode::JUMP, 0, last.location);
    jump.target = last.target;
    let block = Block {
        instructions: vec![not_taken, jump],
        next: graph[id].next,
        start_depth: graph[last.target].start_depth,
        cold: graph[id].cold,
        visited: true,
        ..Block::empty()
    };
    let next = block.next;
    let back = graph.add(block);
    let block = &mut graph[id];
    block.next = back;
    if let Some(last) = block.instructions.last_mut() {
        last.opcode = inverted;
        last.target = next;
    }
}
