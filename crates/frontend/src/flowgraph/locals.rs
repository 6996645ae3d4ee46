//! Loads of locals: checked where the local may be unbound, borrowed where the local outlives its use, paired.

use whipsnake_isa::Opcode;

use super::graph::{ENTRY, Graph};
use super::instruction::*;
use super::simplify::remove_redundant_nops;

/// Locals that the flow analysis follows; any further ones are followed within blocks only.
const TRACKED: usize = 64;

/// Turns loads of locals that may be unbound into checked loads.
pub fn check_uninitialized(graph: &mut Graph, locals: usize, parameters: usize) {
    if locals == 0 {
        return;
    }
    if locals > TRACKED {
        check_untracked(graph, locals);
    }
    let order = graph.order();
    graph.clear_visited();
    let mut work = Vec::new();
    let unbound = (parameters..locals.min(TRACKED)).fold(0_u64, |mask, local| mask | 1 << local);
    add_unsafe(graph, ENTRY, unbound, &mut work);
    for &id in &order {
        scan_block(graph, id, &mut work);
    }
    while let Some(id) = work.pop() {
        graph[id].visited = false;
        scan_block(graph, id, &mut work);
    }
}

fn add_unsafe(graph: &mut Graph, id: BlockId, mask: u64, work: &mut Vec<BlockId>) {
    let block = &mut graph[id];
    if block.unsafe_locals | mask != block.unsafe_locals {
        block.unsafe_locals |= mask;
        graph.visit(id, work);
    }
}

fn scan_block(graph: &mut Graph, id: BlockId, work: &mut Vec<BlockId>) {
    let mut mask = graph[id].unsafe_locals;
    for i in 0..graph[id].instructions.len() {
        let instruction = graph[id].instructions[i];
        if instruction.handler.is_some() {
            add_unsafe(graph, instruction.handler, mask, work);
        }
        if instruction.oparg as usize >= TRACKED {
            continue;
        }
        let bit = 1_u64 << instruction.oparg;
        match instruction.opcode {
            Opcode::DELETE_FAST | Opcode::LOAD_FAST_AND_CLEAR | Opcode::STORE_FAST_MAYBE_NULL => mask |= bit,
            Opcode::STORE_FAST | Opcode::LOAD_FAST_CHECK => mask &= !bit,
            Opcode::LOAD_FAST => {
                if mask & bit != 0 {
                    graph[id].instructions[i].opcode = Opcode::LOAD_FAST_CHECK;
                }
                mask &= !bit;
            }
            _ => {}
        }
    }
    let next = graph[id].next;
    if next.is_some() && graph[id].falls_through() {
        add_unsafe(graph, next, mask, work);
    }
    if let Some(&last) = graph[id].last()
        && is_jump(last.opcode)
    {
        add_unsafe(graph, last.target, mask, work);
    }
}

fn check_untracked(graph: &mut Graph, locals: usize) {
    let mut bound_in = vec![usize::MAX; locals];
    for (number, id) in graph.order().into_iter().enumerate() {
        for instruction in &mut graph[id].instructions {
            let local = instruction.oparg as usize;
            if local < TRACKED {
                continue;
            }
            match instruction.opcode {
                Opcode::DELETE_FAST | Opcode::LOAD_FAST_AND_CLEAR | Opcode::STORE_FAST_MAYBE_NULL => {
                    bound_in[local] = usize::MAX;
                }
                Opcode::STORE_FAST => bound_in[local] = number,
                Opcode::LOAD_FAST => {
                    if bound_in[local] != number {
                        instruction.opcode = Opcode::LOAD_FAST_CHECK;
                    }
                    bound_in[local] = number;
                }
                _ => {}
            }
        }
    }
}

/// Joins neighbouring loads and stores of locals into one instruction.
pub fn insert_superinstructions(graph: &mut Graph) {
    for id in graph.order() {
        let instructions = &mut graph[id].instructions;
        for i in 1..instructions.len() {
            let joined = match (instructions[i - 1].opcode, instructions[i].opcode) {
                (Opcode::LOAD_FAST, Opcode::LOAD_FAST) => Opcode::LOAD_FAST_LOAD_FAST,
                (Opcode::STORE_FAST, Opcode::LOAD_FAST) => Opcode::STORE_FAST_LOAD_FAST,
                (Opcode::STORE_FAST, Opcode::STORE_FAST) => Opcode::STORE_FAST_STORE_FAST,
                _ => continue,
            };
            let (first, second) = (instructions[i - 1], instructions[i]);
            let lines = (first.location.lineno, second.location.lineno);
            let other_line = lines.0 >= 0 && lines.1 >= 0 && lines.0 != lines.1;
            if other_line || first.oparg >= 16 || second.oparg >= 16 {
                continue;
            }
            instructions[i - 1].set(joined, first.oparg << 4 | second.oparg);
            instructions[i].clear();
        }
    }
    remove_redundant_nops(graph);
}

/// An item on the abstract stack: which instruction of the block pushed it, from which local.
#[derive(Clone, Copy)]
struct Item {
    source: Option<usize>,
    local: Option<u32>,
}

const FOREIGN: Item = Item { source: None, local: None };

/// The abstract stack while a block is followed.
struct Borrowing {
    stack: Vec<Item>,
    /// Instructions whose items must own what they hold.
    owned: Vec<bool>,
}

impl Borrowing {
    fn pop(&mut self) -> Item {
        self.stack.pop().unwrap_or(FOREIGN)
    }

    fn push(&mut self, source: usize, local: Option<u32>) {
        self.stack.push(Item { source: Some(source), local });
    }

    /// The local changes: what was loaded from it before must have been owned.
    fn kill(&mut self, local: u32) {
        for item in self.stack.iter().filter(|item| item.local == Some(local)) {
            if let Some(source) = item.source {
                self.owned[source] = true;
            }
        }
    }

    fn store(&mut self, local: u32) {
        let item = self.pop();
        self.kill(local);
        if let Some(source) = item.source {
            self.owned[source] = true;
        }
    }

    /// Pops and pushes as the tables say. `source` names the pushing instruction.
    fn generic(&mut self, instruction: &Instruction, source: usize) {
        let oparg = instruction.oparg as i32;
        for _ in 0..instruction.opcode.pops(oparg) {
            self.pop();
        }
        for _ in 0..instruction.opcode.pushes(oparg) {
            self.push(source, None);
        }
    }

    fn step(&mut self, i: usize, instruction: &Instruction) {
        let oparg = instruction.oparg;
        let net = |instruction: &Instruction| {
            instruction.opcode.pushes(oparg as i32) - instruction.opcode.pops(oparg as i32)
        };
        match instruction.opcode {
            Opcode::LOAD_FAST => self.push(i, Some(oparg)),
            Opcode::LOAD_FAST_AND_CLEAR => {
                self.kill(oparg);
                self.push(i, Some(oparg));
            }
            Opcode::LOAD_FAST_LOAD_FAST => {
                self.push(i, Some(oparg >> 4));
                self.push(i, Some(oparg & 15));
            }
            Opcode::STORE_FAST => self.store(oparg),
            Opcode::STORE_FAST_LOAD_FAST => {
                self.store(oparg >> 4);
                self.push(i, Some(oparg & 15));
            }
            Opcode::STORE_FAST_STORE_FAST => {
                self.store(oparg >> 4);
                self.store(oparg & 15);
            }
            Opcode::COPY => {
                let item = self.stack.len().checked_sub(oparg as usize).map_or(FOREIGN, |at| self.stack[at]);
                self.stack.push(item);
            }
            Opcode::SWAP => {
                let top = self.stack.len();
                if let Some(at) = top.checked_sub(oparg as usize) {
                    self.stack.swap(at, top - 1);
                }
            }
            // These leave their operands on the stack. CPython 3.14 counts their results as the block's first
            // instructions', which only makes it borrow less.
            Opcode::FORMAT_SIMPLE
            | Opcode::GET_ANEXT
            | Opcode::GET_LEN
            | Opcode::GET_YIELD_FROM_ITER
            | Opcode::IMPORT_FROM
            | Opcode::MATCH_KEYS
            | Opcode::MATCH_MAPPING
            | Opcode::MATCH_SEQUENCE
            | Opcode::WITH_EXCEPT_START => (0..net(instruction)).for_each(|first| self.push(first as usize, None)),
            Opcode::DICT_MERGE
            | Opcode::DICT_UPDATE
            | Opcode::LIST_APPEND
            | Opcode::LIST_EXTEND
            | Opcode::MAP_ADD
            | Opcode::RERAISE
            | Opcode::SET_ADD
            | Opcode::SET_UPDATE => (net(instruction)..0).for_each(|_| {
                self.pop();
            }),
            Opcode::CHECK_EXC_MATCH => {
                self.pop();
                self.push(i, None);
            }
            Opcode::FOR_ITER => self.push(i, None),
            Opcode::LOAD_ATTR | Opcode::LOAD_SUPER_ATTR => {
                let receiver = self.pop();
                if instruction.opcode == Opcode::LOAD_SUPER_ATTR {
                    self.pop();
                    self.pop();
                }
                self.push(i, None);
                if oparg & 1 != 0 {
                    // A method call may push the receiver again.
                    self.stack.push(receiver);
                }
            }
            Opcode::LOAD_SPECIAL => {
                let receiver = self.pop();
                self.push(i, None);
                self.stack.push(receiver);
            }
            Opcode::SEND => {
                self.pop();
                self.push(i, None);
            }
            Opcode::DELETE_FAST => self.kill(oparg),
            opcode if is_block_push(opcode) => {}
            _ => self.generic(instruction, i),
        }
    }
}

/// Turns loads of locals that live longer than the loaded item into borrowing loads.
pub fn borrow_loads(graph: &mut Graph) {
    graph.clear_visited();
    graph[ENTRY].start_depth = 0;
    let mut work = Vec::new();
    graph.visit(ENTRY, &mut work);
    let mut state = Borrowing { stack: Vec::new(), owned: Vec::new() };
    while let Some(id) = work.pop() {
        state.stack.clear();
        state.stack.resize(graph[id].start_depth.max(0) as usize, FOREIGN);
        state.owned.clear();
        state.owned.resize(graph[id].instructions.len(), false);
        for i in 0..graph[id].instructions.len() {
            let instruction = graph[id].instructions[i];
            if has_target(instruction.opcode) {
                graph.visit(instruction.target, &mut work);
            }
            state.step(i, &instruction);
        }
        let next = graph[id].next;
        let ends_open = graph[id].last().is_some() && graph[id].falls_through();
        if ends_open && next.is_some() {
            graph.visit(next, &mut work);
        }
        for item in &state.stack {
            if let Some(source) = item.source {
                state.owned[source] = true;
            }
        }
        for (instruction, owned) in graph[id].instructions.iter_mut().zip(&state.owned) {
            match instruction.opcode {
                Opcode::LOAD_FAST if !owned => instruction.opcode = Opcode::LOAD_FAST_BORROW,
                Opcode::LOAD_FAST_LOAD_FAST if !owned => {
                    instruction.opcode = Opcode::LOAD_FAST_BORROW_LOAD_FAST_BORROW;
                }
                _ => {}
            }
        }
    }
}
