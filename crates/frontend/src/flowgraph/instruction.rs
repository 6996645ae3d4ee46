//! One instruction on its way through the compiler, and what the compiler needs to know about opcodes.

use whipsnake_isa::{Flags, Opcode};

use crate::parse::Location;

/// No place in the source.
pub const NO_LOCATION: Location = Location { lineno: -1, end_lineno: -1, col_offset: -1, end_col_offset: -1 };
/// The place of the instruction that follows in the end.
pub const NEXT_LOCATION: Location = Location { lineno: -2, end_lineno: -2, col_offset: -2, end_col_offset: -2 };

/// A jump target while code is generated.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Label(pub u32);

impl Label {
    /// Where no label is wanted.
    pub const NONE: Label = Label(u32::MAX);
}

/// A basic block.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct BlockId(pub u32);

impl BlockId {
    /// Where there is no block.
    pub const NONE: BlockId = BlockId(u32::MAX);

    /// Whether this names a block.
    pub fn is_some(self) -> bool {
        self != BlockId::NONE
    }
}

/// An instruction. `oparg` is a label in an instruction sequence for what has a target; in the graph `target` counts.
#[derive(Clone, Copy, Debug)]
pub struct Instruction {
    pub opcode: Opcode,
    pub oparg: u32,
    pub target: BlockId,
    pub handler: BlockId,
    pub location: Location,
}

impl Instruction {
    /// An instruction outside the graph.
    pub fn new(opcode: Opcode, oparg: u32, location: Location) -> Instruction {
        Instruction { opcode, oparg, target: BlockId::NONE, handler: BlockId::NONE, location }
    }

    /// Makes it another instruction at the same place.
    pub fn set(&mut self, opcode: Opcode, oparg: u32) {
        self.opcode = opcode;
        self.oparg = oparg;
    }

    /// Makes it do nothing.
    pub fn clear(&mut self) {
        self.set(Opcode::NOP, 0);
    }

    /// Makes it do nothing, nowhere.
    pub fn clear_with_location(&mut self) {
        self.clear();
        self.location = NO_LOCATION;
    }

    /// Number of code words, `EXTENDED_ARG` and caches included.
    pub fn size(&self) -> u32 {
        let extended = u32::from(self.oparg > 0xff) + u32::from(self.oparg > 0xffff) + u32::from(self.oparg > 0xff_ffff);
        1 + extended + whipsnake_isa::cache_entries(self.opcode) as u32
    }
}

/// Whether it may jump, loops' `FOR_ITER`, `SEND` and `END_ASYNC_FOR` included.
pub fn is_jump(opcode: Opcode) -> bool {
    opcode.flags().has(Flags::JUMP)
}

/// Whether it starts a protected region.
pub fn is_block_push(opcode: Opcode) -> bool {
    matches!(opcode, Opcode::SETUP_FINALLY | Opcode::SETUP_WITH | Opcode::SETUP_CLEANUP)
}

/// Whether its operand is a label.
pub fn has_target(opcode: Opcode) -> bool {
    is_jump(opcode) || is_block_push(opcode)
}

/// Whether it leaves the code unit.
pub fn exits_scope(opcode: Opcode) -> bool {
    matches!(opcode, Opcode::RETURN_VALUE | Opcode::RAISE_VARARGS | Opcode::RERAISE)
}

/// Whether it always jumps.
pub fn is_unconditional_jump(opcode: Opcode) -> bool {
    matches!(
        opcode,
        Opcode::JUMP
            | Opcode::JUMP_NO_INTERRUPT
            | Opcode::JUMP_FORWARD
            | Opcode::JUMP_BACKWARD
            | Opcode::JUMP_BACKWARD_NO_INTERRUPT
    )
}

/// Whether it jumps depending on a popped value.
pub fn is_conditional_jump(opcode: Opcode) -> bool {
    matches!(
        opcode,
        Opcode::POP_JUMP_IF_FALSE
            | Opcode::POP_JUMP_IF_TRUE
            | Opcode::POP_JUMP_IF_NONE
            | Opcode::POP_JUMP_IF_NOT_NONE
    )
}

/// Whether it ends a basic block.
pub fn is_terminator(opcode: Opcode) -> bool {
    is_jump(opcode) || exits_scope(opcode)
}

/// Whether it polls for signals and the like.
pub fn polls(opcode: Opcode) -> bool {
    matches!(
        opcode,
        Opcode::RESUME
            | Opcode::JUMP
            | Opcode::JUMP_BACKWARD
            | Opcode::CALL
            | Opcode::CALL_KW
            | Opcode::CALL_FUNCTION_EX
    )
}

/// Whether it pushes a constant.
pub fn loads_constant(opcode: Opcode) -> bool {
    matches!(opcode, Opcode::LOAD_CONST | Opcode::LOAD_SMALL_INT)
}
