//! Where operands and results of forms are, and what the holes of stencils are for; shared with the build script.

/// Where an operand or result of a form is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// Any general register.
    General,
    /// Any float register.
    Float,
    /// This general register.
    Fixed(u8),
    /// This float register.
    FixedFloat(u8),
    /// A word of the spill area.
    Spilled,
    /// A double in the spill area.
    SpilledFloat,
    /// A number of 32 bits in the instruction.
    Immediate,
    /// A word of the constant pool.
    Pool,
    /// A double in the constant pool.
    PoolFloat,
    /// Anywhere: the form does not look at it.
    Ignored,
}

impl Place {
    /// How many registers there are to choose from.
    #[inline]
    pub const fn choices(self) -> u32 {
        match self {
            Place::General => 5,
            Place::Float => 8,
            _ => 1,
        }
    }
}

/// What is patched into a stencil.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Hole {
    /// The address of the code that follows.
    Continue,
    /// The address of the exit's stub.
    Exit,
    /// The address of the slow path.
    Slow,
    /// The address of the helper.
    Helper,
    /// An operand: the number, the displacement of the spilled word, or the address in the pool.
    Operand0,
    Operand1,
    Operand2,
    Operand3,
    /// A number of 32 bits.
    Number0,
    Number1,
    Number2,
    Number3,
    /// A word of 64 bits: the address in the pool, or the word itself in wide forms.
    Word0,
    Word1,
    Word2,
    Word3,
}

impl Hole {
    /// All holes with the symbols that stand for them in stencil sources.
    pub const ALL: [(Hole, &str); 16] = [
        (Hole::Continue, "HOLE_CONTINUE"),
        (Hole::Exit, "HOLE_EXIT"),
        (Hole::Slow, "HOLE_SLOW"),
        (Hole::Helper, "HOLE_HELPER"),
        (Hole::Operand0, "HOLE_O0"),
        (Hole::Operand1, "HOLE_O1"),
        (Hole::Operand2, "HOLE_O2"),
        (Hole::Operand3, "HOLE_O3"),
        (Hole::Number0, "HOLE_P0"),
        (Hole::Number1, "HOLE_P1"),
        (Hole::Number2, "HOLE_P2"),
        (Hole::Number3, "HOLE_P3"),
        (Hole::Word0, "HOLE_W0"),
        (Hole::Word1, "HOLE_W1"),
        (Hole::Word2, "HOLE_W2"),
        (Hole::Word3, "HOLE_W3"),
    ];
}

/// How a hole is filled.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Fill {
    /// 32 bits, relative to the hole's own address.
    Relative,
    /// 32 bits that the processor extends with zeros.
    Unsigned,
    /// 32 bits that the processor extends with the sign.
    Signed,
    /// 64 bits.
    Wide,
}
