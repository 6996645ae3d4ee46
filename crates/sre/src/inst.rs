//! The instructions the matcher runs, and the tables they refer to.
//!
//! Invariants: instruction numbers and table numbers are in range by construction; an instruction
//! that does not jump goes on with the next one; text positions never leave `0..=text.len()`.

use crate::charset::{CharSet, Fold};
use crate::search::Start;
use crate::tree::{At, Bounds};

/// One instruction.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Inst {
    /// The whole pattern has matched.
    Accept,
    /// The body of the innermost assertion or atomic group has matched.
    Close,
    Fail,
    Byte(u8),
    /// Either of two bytes.
    Pair(u8, u8),
    /// The bytes `start..start + len` of the literal pool.
    Literal { start: u32, len: u32 },
    /// A run of [`Inst::Pair`] in the pool of pairs.
    Pairs { start: u32, len: u32 },
    Class(u32),
    At(At),
    Mark(u32),
    Jump(u32),
    /// Tries `first`, then `second`; the lookup says which of them can match the next byte.
    Split { first: u32, second: u32, lookup: u32 },
    Branch(u32),
    /// A greedy repeat of one class that may give back.
    Greedy(u32),
    /// A repeat of one class that takes as little as it can.
    Lazy(u32),
    /// A repeat of one class that never gives back.
    Run(u32),
    /// Enters a general repeat: its counter starts.
    Enter(u32),
    UntilGreedy(u32),
    UntilLazy(u32),
    EnterPossessive(u32),
    ClosePossessive(u32),
    Atomic { end: u32 },
    Look(u32),
    Peek(u32),
    GroupRef { group: u32, fold: Fold },
    /// Goes on if the group has matched, jumps to `no` if not.
    Exists { group: u32, no: u32 },
}

/// Answers for each next byte and, last, for the end of the text.
pub(crate) type Lookup<V> = [V; 257];

/// How the end of a run of a class is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scan {
    /// Every character belongs.
    All,
    /// Every character but the one byte.
    Until(u8),
    /// Every character but the two bytes.
    Until2(u8, u8),
    Table,
}

/// A set compiled for the encoding: see [`crate::first::class_table`].
#[derive(Debug)]
pub(crate) struct Class {
    pub table: [u8; 256],
    pub scan: Scan,
    pub set: CharSet,
}

/// A repeat of one class.
#[derive(Debug)]
pub(crate) struct OneLoop {
    pub class: u32,
    pub bounds: Bounds,
    /// 1 for what can follow the repeat.
    pub follow: u32,
    /// The one byte that can follow.
    pub follow_byte: Option<u8>,
}

/// A general repeat.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Repeat {
    pub bounds: Bounds,
    pub body: u32,
    pub until: u32,
    pub exit: u32,
}

/// An assertion.
#[derive(Debug)]
pub(crate) struct Look {
    pub back: usize,
    pub negated: bool,
    /// Where matching goes on behind the assertion.
    pub end: u32,
}

/// An assertion about one neighbouring character.
#[derive(Debug)]
pub(crate) struct Peek {
    pub class: u32,
    pub behind: bool,
    pub negated: bool,
}

/// Ends a list of alternatives.
pub(crate) const LIST_END: u32 = u32::MAX;

/// A program for one encoding.
#[derive(Debug)]
pub(crate) struct Compiled {
    pub insts: Vec<Inst>,
    pub literals: Vec<u8>,
    pub pairs: Vec<(u8, u8)>,
    pub classes: Vec<Class>,
    pub lookups: Vec<Lookup<u8>>,
    /// For each branch and next byte, where in `lists` its candidates start.
    pub branches: Vec<Lookup<u32>>,
    pub lists: Vec<u32>,
    pub loops: Vec<OneLoop>,
    pub repeats: Vec<Repeat>,
    pub looks: Vec<Look>,
    pub peeks: Vec<Peek>,
    pub start: Start,
    /// The least number of bytes a match takes.
    pub min_width: usize,
    /// The class of a leading unbounded repeat: a failed search can pass over its whole run.
    pub leading_run: Option<u32>,
}
