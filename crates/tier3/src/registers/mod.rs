//! Registers for traces: which form of each micro-op, which register for each value, what is spilled and moved.
//!
//! In: a trace whose constants are known. Out: an [`Assignment`], a list of steps that only needs to be copied and patched. The scan goes once
//! over the trace, forward, with next uses known; what does not fit is spilled where it is defined, so that it has two homes from then on.
//! Invariants, checked symbolically by [`check`] in debug builds: each step finds its operands where it looks for them, each exit finds what its
//! snapshot needs, and the back edge restores the locations of the loop's header.

mod allocate;
mod check;
mod liveness;
mod parallel;

use whipsnake_stencils::{FLOAT_REGISTERS, FormId, GENERAL_REGISTERS};
use whipsnake_tier2::ir::{ConstId, ExitId, UopId};

pub use allocate::allocate;
pub(crate) use allocate::is_call;
pub use check::check;

/// How many registers there are in both classes.
pub const REGISTERS: usize = GENERAL_REGISTERS + FLOAT_REGISTERS;

/// A register: the general ones first, then the float ones.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Register(pub u8);

impl Register {
    /// Whether it is a float register.
    #[inline]
    pub const fn is_float(self) -> bool {
        self.0 as usize >= GENERAL_REGISTERS
    }

    /// Its number within its class.
    #[inline]
    pub const fn number(self) -> u8 {
        if self.is_float() { self.0 - GENERAL_REGISTERS as u8 } else { self.0 }
    }
}

/// Where a step finds an operand.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Source {
    Register(Register),
    /// The spill slot of a value.
    Spill(UopId),
    /// An operand of the call that follows.
    Argument(u32),
    Constant(ConstId),
}

/// Where a move puts something.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Target {
    Register(Register),
    Spill(UopId),
    /// An operand of the call that follows, in the trace's area.
    Argument(u32),
}

impl Target {
    pub(crate) const fn as_source(self) -> Source {
        match self {
            Target::Register(register) => Source::Register(register),
            Target::Spill(value) => Source::Spill(value),
            Target::Argument(n) => Source::Argument(n),
        }
    }
}

/// One step of an assignment.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Step {
    /// A micro-op; with its operands exchanged if so said.
    Uop { id: UopId, form: FormId, sources: [Source; 4], exchanged: bool, result: Option<Register>, exit: Option<u32> },
    Move { to: Target, from: Source },
    Swap { a: Target, b: Target },
    /// The loop's header: the back edge comes here.
    Header,
    /// To the header.
    Back,
    /// The end: the trace is left by this exit (an index).
    Leave { exit: u32 },
}

/// What is known when the trace is left at some place.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct ExitState {
    pub exit: ExitId,
    /// The value in each register.
    pub registers: [Option<UopId>; REGISTERS],
}

/// How long values may stay in registers. All but the first are there to be compared with it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Keep {
    /// As long as there is room, across the back edge too.
    #[default]
    Loop,
    /// Until the back edge: at the loop's header everything is in spill slots.
    Line,
    /// Not from one micro-op to the next: each fetches its operands, and stores its result.
    Nothing,
}

/// Where a trace that goes on from an exit of another one finds what that one has made.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    /// The home of each value that the trace takes over: its `Entry` micro-ops.
    pub homes: Vec<(UopId, Home)>,
    /// The first spill slot that is free.
    pub first_slot: u32,
}

/// A trace with registers.
#[derive(Clone, Debug, Default)]
pub struct Assignment {
    pub entry: Entry,
    pub steps: Vec<Step>,
    pub exits: Vec<ExitState>,
    /// What is where at the loop's header, and must be there again at the back edge.
    pub header: Vec<(Target, UopId)>,
    /// The spill slot of each value that has one; [`NO_SLOT`] for others.
    pub slots: Vec<u32>,
    /// The spill slot behind the last: those before the first belong to the traces from which this one goes on.
    pub slot_end: u32,
    /// How many operands a call has at most.
    pub arguments: u32,
}

/// Operands that a call can have.
pub const MAX_ARGUMENTS: u32 = 32;
/// The first spill slot, in words from the start of the trace's area: traces that go on from others have the same area.
pub const SPILL_BASE: u32 = crate::emit::AREA_WORDS + MAX_ARGUMENTS;

/// The value has no spill slot.
pub const NO_SLOT: u32 = u32::MAX;

/// Where an exit finds a value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Home {
    Register(Register),
    Slot(u32),
}

impl Assignment {
    /// Words of the trace's area.
    pub fn area_words(&self) -> u32 {
        SPILL_BASE + self.slot_end
    }

    /// The index of an exit of the trace.
    pub fn index_of(&self, exit: ExitId) -> Option<u32> {
        self.exits.iter().position(|state| state.exit == exit).map(|index| index as u32)
    }

    /// Where the exit with this index finds the value of a micro-op that is live there.
    pub fn home(&self, exit: u32, value: UopId) -> Option<Home> {
        let registers = &self.exits[exit as usize].registers;
        match registers.iter().position(|held| *held == Some(value)) {
            Some(register) => Some(Home::Register(Register(register as u8))),
            None => Some(self.slots[value.index()]).filter(|slot| *slot != NO_SLOT).map(Home::Slot),
        }
    }
}

/// Why a trace cannot be compiled.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Refusal {
    /// There is no stencil for the micro-op with operands like these.
    NoStencil(whipsnake_isa::Uop),
    /// The trace ends in a way that machine code does not know.
    End,
    /// A call has too many operands.
    Arguments,
    /// There is no room in the code memory.
    NoRoom,
    /// The trace needs more frames or spill slots than there are.
    TooLarge,
    /// The system gives no memory for code.
    NoMemory,
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Refusal::NoStencil(op) => write!(f, "no stencil for {}", op.text()),
            Refusal::Arguments => f.write_str("a call with too many operands"),
            Refusal::End => f.write_str("the end of the trace is not supported"),
            Refusal::NoRoom => f.write_str("no room for machine code"),
            Refusal::TooLarge => f.write_str("too many frames or spill slots"),
            Refusal::NoMemory => f.write_str("the system gives no memory for code"),
        }
    }
}
