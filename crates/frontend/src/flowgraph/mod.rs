//! The control flow graph of a code unit and its optimization.
//!
//! In: an instruction sequence with labels, and the constants. Out: instructions in final order, with jump targets as
//! indices and with their handlers; the constants still in use. The passes are CPython's, in its order, so that the
//! bytecode is the same.

mod exceptions;
mod fold;
mod graph;
mod instruction;
mod locals;
mod lower;
mod lines;
mod peephole;
mod reach;
mod sequence;
mod simplify;
mod swaps;

pub use fold::STACK_USE_GUIDELINE;
pub use instruction::{Instruction, Label, NEXT_LOCATION, NO_LOCATION, is_jump, is_terminator};
pub use lower::Layout;
pub use sequence::InstructionSequence;

use whipsnake_isa::Opcode;

use crate::code::Constant;
use crate::constants::ConstantTable;
use graph::Graph;

/// A handler as the exception table names it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Handler {
    /// Index of its first instruction.
    pub target: u32,
    /// Height of the stack when it starts.
    pub start_depth: u32,
    /// Whether the offset of the failed instruction lies below the exception.
    pub preserve_lasti: bool,
}

/// Instructions in final order; `oparg` of a jump is the index of its target.
pub struct Linear {
    pub instructions: Vec<Instruction>,
    /// For each instruction, its handler.
    pub handlers: Vec<Option<Handler>>,
    pub stack_size: u32,
    pub constants: Vec<Constant>,
}

/// Optimizes a code unit and puts it in final order.
pub fn optimize(sequence: InstructionSequence, mut constants: ConstantTable, layout: &Layout, parameters: usize) -> Linear {
    let mut graph = Graph::from_sequence(sequence);
    exceptions::mark_handlers(&mut graph);
    exceptions::label_exception_targets(&mut graph);

    simplify::inline_small_or_lineless_blocks(&mut graph);
    reach::remove_unreachable(&mut graph);
    lines::resolve_line_numbers(&mut graph);
    peephole::optimize_load_const(&mut graph, &mut constants);
    peephole::optimize_blocks(&mut graph, &mut constants);
    simplify::remove_redundant_nops_and_pairs(&mut graph);
    reach::remove_unreachable(&mut graph);
    simplify::remove_redundant_nops_and_jumps(&mut graph);

    let constants = remove_unused_constants(&mut graph, constants);
    locals::check_uninitialized(&mut graph, layout.locals, parameters);
    locals::insert_superinstructions(&mut graph);
    reach::push_cold_blocks_to_end(&mut graph);
    lines::resolve_line_numbers(&mut graph);

    lower::convert_pseudo_conditional_jumps(&mut graph);
    let stack_size = lower::calculate_stack_depth(&mut graph);
    lower::prepare_locals(&mut graph, layout);
    lower::convert_pseudo_ops(&mut graph);
    lower::normalize_jumps(&mut graph);
    locals::borrow_loads(&mut graph);
    let (instructions, handlers) = linearize(&graph);
    Linear { instructions, handlers, stack_size, constants }
}

/// Drops constants that no instruction loads; the first stays, for it may be the docstring.
fn remove_unused_constants(graph: &mut Graph, constants: ConstantTable) -> Vec<Constant> {
    let mut used = vec![false; constants.len()];
    if let Some(first) = used.first_mut() {
        *first = true;
    }
    let order = graph.order();
    for &id in &order {
        for instruction in graph[id].instructions.iter().filter(|i| i.opcode == Opcode::LOAD_CONST) {
            used[instruction.oparg as usize] = true;
        }
    }
    if used.iter().all(|&used| used) {
        return constants.into_used(&used);
    }
    let mut count = 0;
    let new_index: Vec<u32> = used
        .iter()
        .map(|&used| {
            let index = count;
            count += u32::from(used);
            index
        })
        .collect();
    for &id in &order {
        for instruction in graph[id].instructions.iter_mut().filter(|i| i.opcode == Opcode::LOAD_CONST) {
            instruction.oparg = new_index[instruction.oparg as usize];
        }
    }
    constants.into_used(&used)
}

fn linearize(graph: &Graph) -> (Vec<Instruction>, Vec<Option<Handler>>) {
    let order = graph.order();
    let mut starts = vec![0_u32; graph.blocks.len()];
    let mut count = 0;
    for &id in &order {
        starts[id.0 as usize] = count;
        count += graph[id].instructions.len() as u32;
    }
    let mut instructions = Vec::with_capacity(count as usize);
    let mut handlers = Vec::with_capacity(count as usize);
    for &id in &order {
        for &instruction in &graph[id].instructions {
            let mut instruction = instruction;
            if is_jump(instruction.opcode) {
                instruction.oparg = starts[instruction.target.0 as usize];
            }
            handlers.push(instruction.handler.is_some().then(|| Handler {
                target: starts[instruction.handler.0 as usize],
                start_depth: graph[instruction.handler].start_depth.max(0) as u32,
                preserve_lasti: graph[instruction.handler].preserve_lasti,
            }));
            instructions.push(instruction);
        }
    }
    (instructions, handlers)
}
