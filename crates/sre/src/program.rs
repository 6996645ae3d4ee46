//! Programs and what can be done with them: match, full match, search, and iteration.
//!
//! In: a code list, then subjects. Out: byte spans. A program is compiled for an encoding when it
//! first meets a subject in it.

use std::marker::PhantomData;
use std::ops::Range;
use std::sync::OnceLock;

use crate::chars::{CharTable, Unicode};
use crate::emit::emit;
use crate::inst::Compiled;
use crate::machine::{Goal, Machine, NONE, Poll, Scratch};
use crate::parse::parse;
use crate::search::Start;
use crate::text::{Encoding, Narrow, Wide};
use crate::tree::Tree;
use crate::{InvalidCode, Stop};

/// A compiled pattern. `T` tells the facts of Unicode.
pub struct Program<T = Unicode> {
    tree: Tree,
    groups: usize,
    flags: u32,
    narrow: OnceLock<Box<Compiled>>,
    wide: OnceLock<Box<Compiled>>,
    facts: PhantomData<fn() -> T>,
}

/// The text to match against.
#[derive(Clone, Copy, Debug)]
pub enum Subject<'a> {
    /// One character a byte: `bytes`, and strings that are ASCII (or held as Latin-1).
    Narrow(&'a [u8]),
    /// A string in WTF-8. Positions given and returned are byte offsets; see [`crate::Positions`].
    Wide(&'a [u8]),
}

/// The span of a match; its groups are in the [`Scratch`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// Byte offset of the first character.
    pub start: usize,
    /// Byte offset behind the last character.
    pub end: usize,
}

/// What is asked of a match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Match,
    FullMatch,
    Search,
}

impl<T: CharTable> Program<T> {
    /// Checks a code list of `Lib/re` for a pattern with `groups` groups and makes it a program.
    pub fn new(code: Vec<u32>, flags: u32, groups: usize) -> Result<Program<T>, InvalidCode> {
        let tree = parse(&code, groups)?;
        Ok(Program { tree, groups, flags, narrow: OnceLock::new(), wide: OnceLock::new(), facts: PhantomData })
    }

    /// The number of groups.
    pub fn groups(&self) -> usize {
        self.groups
    }

    /// The flags the pattern was compiled with.
    pub fn flags(&self) -> u32 {
        self.flags
    }

    /// `Pattern.match`: a match that starts where the range does.
    pub fn match_at(
        &self,
        subject: Subject,
        range: Range<usize>,
        scratch: &mut Scratch,
        poll: &mut Poll,
    ) -> Result<Option<Found>, Stop> {
        self.dispatch(subject, range, Mode::Match, false, scratch, poll)
    }

    /// `Pattern.fullmatch`: a match of the whole range.
    pub fn fullmatch(
        &self,
        subject: Subject,
        range: Range<usize>,
        scratch: &mut Scratch,
        poll: &mut Poll,
    ) -> Result<Option<Found>, Stop> {
        self.dispatch(subject, range, Mode::FullMatch, false, scratch, poll)
    }

    /// `Pattern.search`: the first match in the range.
    pub fn search(
        &self,
        subject: Subject,
        range: Range<usize>,
        scratch: &mut Scratch,
        poll: &mut Poll,
    ) -> Result<Option<Found>, Stop> {
        self.dispatch(subject, range, Mode::Search, false, scratch, poll)
    }

    fn dispatch(
        &self,
        subject: Subject,
        range: Range<usize>,
        mode: Mode,
        must_advance: bool,
        scratch: &mut Scratch,
        poll: &mut Poll,
    ) -> Result<Option<Found>, Stop> {
        match subject {
            Subject::Narrow(text) => self.run::<Narrow>(&self.narrow, text, range, mode, must_advance, scratch, poll),
            Subject::Wide(text) => self.run::<Wide>(&self.wide, text, range, mode, must_advance, scratch, poll),
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the one place where all of a request comes together")]
    fn run<E: Encoding>(
        &self,
        compiled: &OnceLock<Box<Compiled>>,
        text: &[u8],
        range: Range<usize>,
        mode: Mode,
        must_advance: bool,
        scratch: &mut Scratch,
        poll: &mut Poll,
    ) -> Result<Option<Found>, Stop> {
        let prog = compiled.get_or_init(|| Box::new(emit::<E, T>(&self.tree)));
        let text = &text[..range.end.min(text.len())];
        let from = range.start;
        if from > text.len() || text.len() - from < prog.min_width {
            return Ok(None);
        }
        scratch.prepare(2 * self.groups, prog.repeats.len());
        let forbidden = if must_advance { from } else { NONE };
        let mut machine = Machine::<E, T>::new(prog, text, scratch, poll);
        if mode == Mode::Search {
            return search(&mut machine, from, forbidden);
        }
        let end = machine.run(from, Goal { to_end: mode == Mode::FullMatch, forbidden })?;
        Ok(end.map(|end| Found { start: from, end }))
    }
}

/// Tries one candidate after the other. `forbidden` is where a match starting there must not end.
fn search<E: Encoding, T: CharTable>(
    machine: &mut Machine<E, T>,
    from: usize,
    forbidden: usize,
) -> Result<Option<Found>, Stop> {
    let (prog, text) = (machine.prog, machine.text);
    let last = text.len() - prog.min_width;
    if let Start::Literal { finder, whole: true } = &prog.start {
        let found = finder.find(&text[from..]).map(|offset| from + offset);
        return Ok(found.map(|start| Found { start, end: start + finder.needle().len() }));
    }
    let mut at = from;
    loop {
        let Some(start) = prog.start.next(text, at).filter(|start| *start <= last) else { return Ok(None) };
        let forbidden = if start == from { forbidden } else { NONE };
        if let Some(end) = machine.run(start, Goal { to_end: false, forbidden })? {
            return Ok(Some(Found { start, end }));
        }
        if start == text.len() {
            return Ok(None);
        }
        at = start + E::decode(text, start).1;
        if let Some(class) = prog.leading_run {
            at = at.max(machine.scan(class, start, text.len()));
        }
    }
}

/// Goes through the matches of a text, by the rules of `finditer`, `findall`, `sub`, `split` and
/// of `Pattern.scanner`: matches do not overlap, and where one was empty, the next one starting
/// there must not be.
#[derive(Clone, Debug)]
pub struct Scanner {
    at: usize,
    end: usize,
    must_advance: bool,
    done: bool,
}

impl Scanner {
    /// A scanner of a range of a text.
    pub fn new(range: Range<usize>) -> Scanner {
        Scanner { at: range.start, end: range.end, must_advance: false, done: false }
    }

    /// The next match found by searching.
    pub fn search<T: CharTable>(
        &mut self,
        program: &Program<T>,
        subject: Subject,
        scratch: &mut Scratch,
        poll: &mut Poll,
    ) -> Result<Option<Found>, Stop> {
        self.step(program, subject, Mode::Search, scratch, poll)
    }

    /// The next match, which must start where the last one ended.
    pub fn match_next<T: CharTable>(
        &mut self,
        program: &Program<T>,
        subject: Subject,
        scratch: &mut Scratch,
        poll: &mut Poll,
    ) -> Result<Option<Found>, Stop> {
        self.step(program, subject, Mode::Match, scratch, poll)
    }

    fn step<T: CharTable>(
        &mut self,
        program: &Program<T>,
        subject: Subject,
        mode: Mode,
        scratch: &mut Scratch,
        poll: &mut Poll,
    ) -> Result<Option<Found>, Stop> {
        if self.done {
            return Ok(None);
        }
        let found = program.dispatch(subject, self.at..self.end, mode, self.must_advance, scratch, poll)?;
        match found {
            Some(Found { start, end }) => {
                self.must_advance = start == end;
                self.at = end;
            }
            None => self.done = true,
        }
        Ok(found)
    }
}
