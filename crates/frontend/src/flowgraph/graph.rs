//! The control flow graph: basic blocks in program order.
//!
//! Made from an instruction sequence; a block begins at each label that is a target and after each terminator.
//! Invariant: only the last instruction of a block jumps or leaves the code unit.

use std::collections::HashMap;

use super::instruction::*;
use super::sequence::InstructionSequence;

/// A basic block.
#[derive(Clone, Debug)]
pub struct Block {
    pub instructions: Vec<Instruction>,
    /// The block that follows in the program.
    pub next: BlockId,
    /// Whether jumps name this block.
    pub labelled: bool,
    /// Handlers that protect the block at its start, outermost first; gone once instructions know their handlers.
    pub handlers: Option<Vec<BlockId>>,
    /// Height of the stack at its start, negative while unknown.
    pub start_depth: i32,
    pub predecessors: u32,
    pub visited: bool,
    /// Starts an exception handler.
    pub is_handler: bool,
    /// The handler finds the offset of the failed instruction below the exception.
    pub preserve_lasti: bool,
    pub cold: bool,
    pub warm: bool,
    /// Locals (the first 64) that may be unbound at its start.
    pub unsafe_locals: u64,
    /// Handlers of removed instructions, by the places they leave behind the last one. CPython writes new instructions
    /// over removed ones and lets them keep the handler; the exception table shows it.
    pub left_handlers: Vec<BlockId>,
}

impl Block {
    /// A block without instructions.
    pub fn empty() -> Block {
        Block {
            instructions: Vec::new(),
            next: BlockId::NONE,
            labelled: false,
            handlers: None,
            start_depth: i32::MIN,
            predecessors: 0,
            visited: false,
            is_handler: false,
            preserve_lasti: false,
            cold: false,
            warm: false,
            unsafe_locals: 0,
            left_handlers: Vec::new(),
        }
    }

    /// Appends an instruction in the place of a removed one, if there is one: see `left_handlers`.
    pub fn push_over(&mut self, mut instruction: Instruction) {
        instruction.handler = self.take_left_handler();
        self.instructions.push(instruction);
    }

    /// Uses up the place of a removed instruction.
    pub fn take_left_handler(&mut self) -> BlockId {
        if self.left_handlers.is_empty() { BlockId::NONE } else { self.left_handlers.remove(0) }
    }

    /// The last instruction.
    pub fn last(&self) -> Option<&Instruction> {
        self.instructions.last()
    }

    /// Whether control can go from its end into the next block.
    pub fn falls_through(&self) -> bool {
        self.last().is_none_or(|last| !exits_scope(last.opcode) && !is_unconditional_jump(last.opcode))
    }

    /// Whether it ends by leaving the code unit.
    pub fn exits_scope(&self) -> bool {
        self.last().is_some_and(|last| exits_scope(last.opcode))
    }

    /// Whether no instruction has a line.
    pub fn has_no_line(&self) -> bool {
        self.instructions.iter().all(|instruction| instruction.location.lineno < 0)
    }
}

/// Basic blocks; the first is the entry. Order is that of the `next` links.
pub struct Graph {
    pub blocks: Vec<Block>,
}

/// The entry block.
pub const ENTRY: BlockId = BlockId(0);

impl std::ops::Index<BlockId> for Graph {
    type Output = Block;

    fn index(&self, id: BlockId) -> &Block {
        &self.blocks[id.0 as usize]
    }
}

impl std::ops::IndexMut<BlockId> for Graph {
    fn index_mut(&mut self, id: BlockId) -> &mut Block {
        &mut self.blocks[id.0 as usize]
    }
}

impl Graph {
    /// The graph of an instruction sequence.
    pub fn from_sequence(sequence: InstructionSequence) -> Graph {
        let (instructions, targets) = sequence.resolve();
        let mut graph = Graph { blocks: vec![Block::empty()] };
        let mut block_at: HashMap<u32, BlockId, rustc_hash::FxBuildHasher> = HashMap::default();
        let mut current = ENTRY;
        for (index, instruction) in instructions.into_iter().enumerate() {
            let labelled = targets[index];
            let block = &graph[current];
            let ended = block.last().is_some_and(|last| is_terminator(last.opcode));
            if ended || labelled && (!block.instructions.is_empty() || block.labelled) {
                let next = graph.add(Block::empty());
                graph[current].next = next;
                current = next;
            }
            if labelled {
                graph[current].labelled = true;
                block_at.insert(index as u32, current);
            }
            graph[current].instructions.push(instruction);
        }
        for block in &mut graph.blocks {
            for instruction in &mut block.instructions {
                if has_target(instruction.opcode) {
                    instruction.target = block_at.get(&instruction.oparg).copied().unwrap_or(ENTRY);
                }
            }
        }
        graph
    }

    /// Adds a block, outside the program order.
    pub fn add(&mut self, block: Block) -> BlockId {
        self.blocks.push(block);
        BlockId(self.blocks.len() as u32 - 1)
    }

    /// The blocks in program order.
    pub fn order(&self) -> Vec<BlockId> {
        let mut order = Vec::with_capacity(self.blocks.len());
        let mut at = ENTRY;
        while at.is_some() {
            order.push(at);
            at = self[at].next;
        }
        order
    }

    /// The first block with instructions from `at` on.
    pub fn next_nonempty(&self, mut at: BlockId) -> BlockId {
        while at.is_some() && self[at].instructions.is_empty() {
            at = self[at].next;
        }
        at
    }

    /// Marks all blocks as not visited.
    pub fn clear_visited(&mut self) {
        self.blocks.iter_mut().for_each(|block| block.visited = false);
    }

    /// Puts a block on a stack of work unless it has been there.
    pub fn visit(&mut self, id: BlockId, work: &mut Vec<BlockId>) -> bool {
        let first = !std::mem::replace(&mut self[id].visited, true);
        if first {
            work.push(id);
        }
        first
    }
}
