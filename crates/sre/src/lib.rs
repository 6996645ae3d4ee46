//! Regular expressions: the engine under Python's `re` module.
//!
//! In: the code lists that `Lib/re/_compiler.py` makes of patterns, and subjects as bytes. Out: spans
//! of matches and groups, as CPython's `_sre` finds them. The engine knows nothing of the runtime:
//! facts of Unicode come through [`CharTable`], and the runtime's objects stay outside.
//!
//! The way of a pattern: `parse` (code list to tree, all checks) → `emit` (tree to instructions for
//! one encoding, with the help of `first` sets) → `search` (where a match may start) → `machine`
//! (the match itself).
//!
//! ```
//! use whipsnake_sre::{Program, Scratch, Subject};
//!
//! // re.compile("ab")
//! let code = vec![14, 10, 3, 2, 2, 2, 2, 97, 98, 0, 0, 16, 97, 16, 98, 1];
//! let program: Program = Program::new(code, 32, 0).unwrap();
//! let mut scratch = Scratch::default();
//! let found = program.search(Subject::Narrow(b"cab"), 0..3, &mut scratch, &mut || false);
//! assert_eq!(found.unwrap().map(|found| (found.start, found.end)), Some((1, 3)));
//! ```
#![forbid(unsafe_code)]

mod chars;
mod charset;
mod emit;
mod first;
mod inst;
mod machine;
mod opcode;
mod parse;
mod program;
mod search;
mod template;
mod text;
mod tree;

pub use chars::{CharTable, Unicode, ascii_iscased, ascii_tolower, getlower, unicode_iscased, unicode_tolower};
pub use machine::{Poll, Scratch};
pub use program::{Found, Program, Scanner, Subject};
pub use template::{NoSuchGroup, Template};
pub use text::{Positions, count_chars};

/// The version of the code lists, `_sre.MAGIC`.
pub const MAGIC: u32 = 20230612;
/// Bytes of one code, `_sre.CODESIZE`.
pub const CODESIZE: usize = 4;
/// The bound of repeats without one, `_sre.MAXREPEAT`.
pub const MAXREPEAT: u32 = u32::MAX;
/// The most groups a pattern may have, `_sre.MAXGROUPS`.
pub const MAXGROUPS: usize = i32::MAX as usize / 2;

/// Flags of a pattern that matter to the engine.
pub mod flags {
    /// `re.IGNORECASE`.
    pub const IGNORECASE: u32 = 2;
    /// `re.LOCALE`.
    pub const LOCALE: u32 = 4;
    /// `re.UNICODE`.
    pub const UNICODE: u32 = 32;
}

/// The code list is none that the compiler of patterns makes: `RuntimeError("invalid SRE code")`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidCode;

impl std::fmt::Display for InvalidCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("invalid SRE code")
    }
}

impl std::error::Error for InvalidCode {}

/// Why a match was given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The poll asked for it.
    Interrupted,
    /// The backtracking stack found no memory.
    OutOfMemory,
}
