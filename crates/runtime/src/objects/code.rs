//! Code objects.

use std::cell::Cell;

use whipsnake_frontend::CodeUnit;
use whipsnake_heap::{Gc, Native, Slot, SlotOf, object};
use whipsnake_isa::{Kind, Opcode, op};

use super::Tuple;
use crate::kinds;

pub use whipsnake_frontend::code::flags as code_flags;

/// The parts of a code object that are plain data.
pub struct CodeSpec {
    /// As compiled, with zeroed caches: what `co_code` shows and what every specialization falls back to.
    pub unit: CodeUnit,
    /// The code units that tier 1 runs and rewrites: opcode in the low byte, argument in the high one; caches in between.
    pub words: Box<[Cell<u16>]>,
}

object! {
    /// A code object. The code units are specialized in place.
    pub struct Code = kinds::CODE, "code" {
        pub spec: Native<CodeSpec>,
        pub consts: SlotOf<Tuple>,
        /// Interned strings.
        pub names: SlotOf<Tuple>,
        /// Names of locals, cells and free variables.
        pub localsplusnames: SlotOf<Tuple>,
        pub filename: Slot,
        pub name: Slot,
        pub qualname: Slot,
        /// Address of the first code unit.
        pub first: usize,
        pub argcount: u32,
        pub posonlyargcount: u32,
        pub kwonlyargcount: u32,
        pub nlocals: u32,
        pub nlocalsplus: u32,
        pub ncells: u32,
        pub nfrees: u32,
        pub stacksize: u32,
        pub flags: u32,
        pub firstlineno: u32,
        /// Words of a frame: header, locals, stack.
        pub frame_words: u32,
        /// Generators over this code have something to do when they die: blocks to leave, or to say that nobody awaited them.
        pub closes: bool,
        /// Number assigned to functions over this code that are simple to call; see `Function::version`.
        pub version: Cell<u32>,
        /// The countdown of its `RESUME_CHECK_JIT`.
        pub entry_count: Cell<u16>,
        /// The number of the trace that starts at its `RESUME`, plus 1; 0 if there is none.
        pub entry_trace: Cell<u16>,
    }
}

impl Code {
    #[inline(always)]
    pub fn words(&self) -> &[Cell<u16>] {
        &self.spec.get().words
    }

    /// Address of the first code unit.
    #[inline(always)]
    pub fn first(&self) -> *mut u16 {
        self.first as *mut u16
    }

    /// Index of the `RESUME` at which the body of the function starts, behind its preparations; 0 if there is none.
    pub fn start(&self) -> usize {
        self.words().iter().position(|word| Opcode(word.get() & 0xFF).base() == Opcode::RESUME).unwrap_or(0)
    }

    /// The code units as they are now, in opcodes that CPython has.
    pub fn adaptive(&self) -> Vec<u8> {
        let mut bytes: Vec<u8> = self.words().iter().flat_map(|word| word.get().to_le_bytes()).collect();
        if let Some(opcode) = bytes.get_mut(2 * self.start()).filter(|opcode| Opcode(u16::from(**opcode)).kind() == Kind::Traced) {
            *opcode = op::RESUME_CHECK;
        }
        bytes
    }

    /// Index of the first free variable among the locals.
    #[inline(always)]
    pub fn first_free(&self) -> usize {
        (self.nlocalsplus - self.nfrees) as usize
    }

    #[inline(always)]
    pub fn has_flag(&self, flag: u32) -> bool {
        self.flags & flag != 0
    }

    #[inline(always)]
    pub fn names(&self) -> Gc<Tuple> {
        self.names.get().expect("set by the constructor")
    }

    #[inline(always)]
    pub fn consts(&self) -> Gc<Tuple> {
        self.consts.get().expect("set by the constructor")
    }

    #[inline(always)]
    pub fn local_names(&self) -> Gc<Tuple> {
        self.localsplusnames.get().expect("set by the constructor")
    }
}
