//! Stencils: machine code for each form of each micro-op, in all variants of registers, with holes to be patched.
//!
//! Made when this crate is built: `build/forms.rs` holds the bodies, rustc compiles them, `build/extract.rs` reads and audits the result.
//! Out: [`FORMS`], and [`Form::stencil`] for a choice of registers. Invariants, each checked by the audit:
//! - A stencil touches no stack, unless it calls a helper; then it leaves the stack pointer as it was.
//! - It ends in a jump to a hole; where [`Stencil::falls_through`] says so it ends without.
//! - It refers to nothing but holes.
//!
//! All stencils have the signature `extern "sysv64" fn(*mut u64, 5 general registers, 8 float registers)`. Where there are none for the
//! processor ([`AVAILABLE`]), the tables are empty.
#![forbid(unsafe_code)]

mod place;

pub use place::{Fill, Hole, Place};
use whipsnake_isa::Uop;

include!(concat!(env!("OUT_DIR"), "/table.rs"));

/// How many general registers stencils have.
pub const GENERAL_REGISTERS: usize = 5;
/// How many float registers stencils have.
pub const FLOAT_REGISTERS: usize = 8;

/// Where in a trace's area exits leave the state behind, in words.
pub const STATE: usize = 2;
/// Where in a trace's area the work is counted, in words.
pub const WORK: usize = STATE + STATE_WORDS;
/// Words of what exits leave behind: the exit's number, then all registers.
pub const STATE_WORDS: usize = 1 + GENERAL_REGISTERS + FLOAT_REGISTERS;

/// One form of a micro-op: a choice of places, and so a set of stencils. An index into [`FORMS`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct FormId(pub u16);

/// What is known of a form.
#[derive(Debug)]
pub struct Form {
    /// The name of the micro-op, or of what the allocator inserts.
    pub name: &'static str,
    /// `None` for moves and the like.
    pub uop: Option<Uop>,
    pub operands: &'static [Place],
    pub result: Option<Place>,
    /// Its words are in the code, not in the pool.
    pub wide: bool,
    /// All registers are lost.
    pub clobbers: bool,
    /// The next form is its slow path, with the same registers; it must be emitted too.
    pub slow: bool,
    /// There are numbers, words or a helper to be patched in.
    pub parameters: bool,
    /// What an immediate operand may be.
    pub range: (i32, i32),
    /// The number of the first stencil.
    first: u32,
}

/// Machine code with holes.
#[derive(Clone, Copy, Debug)]
pub struct Stencil {
    pub code: &'static [u8],
    pub patches: &'static [Patch],
    /// So many bytes at the end only jump on: not needed where the continuation follows.
    pub falls_through: u8,
}

/// A hole in a stencil.
#[derive(Clone, Copy, Debug)]
pub struct Patch {
    pub offset: u16,
    pub hole: Hole,
    pub fill: Fill,
    pub addend: i32,
}

/// Where a stencil is in the tables.
#[derive(Clone, Copy, Debug)]
struct Entry {
    code: u32,
    patches: u32,
    length: u16,
    patch_count: u8,
    falls_through: u8,
}

impl FormId {
    /// What is known of the form.
    #[inline]
    pub fn form(self) -> &'static Form {
        &FORMS[usize::from(self.0)]
    }

    /// The slow path of the form, if it has one.
    #[inline]
    pub fn slow(self) -> Option<FormId> {
        self.form().slow.then_some(FormId(self.0 + 1))
    }
}

impl Form {
    /// The stencil for these registers of the operands, in order, and then of the result. Numbers of places that are no choice are ignored.
    #[inline]
    pub fn stencil(&self, registers: &[u8]) -> Stencil {
        let mut variant = 0;
        for (place, register) in self.operands.iter().chain(&self.result).zip(registers) {
            let choices = place.choices();
            if choices > 1 {
                debug_assert!(u32::from(*register) < choices, "{}: no register {register}", self.name);
                variant = variant * choices + u32::from(*register);
            }
        }
        stencil((self.first + variant) as usize)
    }
}

/// The stencils of a form, for all registers.
pub fn stencils_of(form: &Form) -> impl Iterator<Item = Stencil> {
    let count: u32 = form.operands.iter().chain(&form.result).map(|place| place.choices()).product();
    (form.first..form.first + count).map(|number| stencil(number as usize))
}

/// The forms of a micro-op, in the order of preference.
#[inline]
pub fn forms_of(uop: Uop) -> &'static [FormId] {
    UOP_FORMS.get(uop as usize).copied().unwrap_or(&[])
}

/// How many stencils there are.
pub fn count() -> usize {
    ENTRIES.len()
}

/// The stencil with this number.
#[inline]
pub fn stencil(number: usize) -> Stencil {
    let entry = ENTRIES[number];
    Stencil {
        code: &CODE[entry.code as usize..entry.code as usize + usize::from(entry.length)],
        patches: &PATCHES[entry.patches as usize..entry.patches as usize + usize::from(entry.patch_count)],
        falls_through: entry.falls_through,
    }
}
