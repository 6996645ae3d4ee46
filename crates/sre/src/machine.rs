//! The matcher: runs a program at one position of a text.
//!
//! In: a [`Compiled`] program, a text cut at its end position, a start. Out: where the match ends,
//! with the groups in the [`Scratch`]. It backtracks over an explicit stack of [`Frame`]s that holds
//! both the choices still open and the old values of groups and counters to put back on the way to
//! them, so that neither nesting nor long texts use native stack. A value that no open choice can
//! see again is not saved.
//!
//! Invariant: `barrier` is the index of the innermost frame of an assertion, an atomic group or a
//! possessive repeat that is being matched, or `NONE`.

use std::marker::PhantomData;

use crate::Stop;
use crate::chars::{self, CharTable, Domain};
use crate::charset::Fold;
use crate::first::{ASK, NO, YES};
use crate::inst::{Compiled, Inst, LIST_END, OneLoop, Scan};
use crate::text::Encoding;
use crate::tree::At;

/// No position: an unset group, no barrier, no forbidden end.
pub(crate) const NONE: usize = usize::MAX;

/// Backtracks and rounds of counted repeats between two polls for an interrupt.
const POLL_INTERVAL: u32 = 1 << 14;

/// What a frame is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tag {
    /// Go on at `pc`, at position `a`.
    Choice,
    /// Take the alternative at `pc` of the lists, at position `a`.
    Branch,
    /// Give back one character of the repeat at `pc`: it reaches to `a`, at least to `b`.
    Greedy,
    /// Take one more character at `a`, `b` being how many may still be taken.
    Lazy,
    /// Another round of the lazy repeat `pc`, from `a`.
    LazyRound,
    /// Put back mark `pc`: it was `a`, the last group `b`.
    Mark,
    /// Put back repeat `pc`: its count was `a`, its last position `b`.
    Repeat,
    /// Barriers: `a` is the position before, `b` the barrier around.
    Atomic,
    Ahead,
    NotAhead,
    Possessive,
}

#[derive(Clone, Copy, Debug)]
struct Frame {
    tag: Tag,
    pc: u32,
    a: usize,
    b: usize,
}

/// The round of a repeat that is running.
#[derive(Clone, Copy, Debug)]
struct Round {
    /// Finished rounds less one; starts at -1, wrapped around.
    count: usize,
    /// Where the round began, to stop rounds that take nothing.
    last: usize,
}

/// Buffers of the matcher, kept from one match to the next, and the groups of the last match.
///
/// A scratch serves any program. While a match runs it cannot serve another one: code that an
/// interrupt poll calls must use a scratch of its own.
#[derive(Debug)]
pub struct Scratch {
    marks: Vec<usize>,
    last_group: usize,
    stack: Vec<Frame>,
    rounds: Vec<Round>,
    /// Marks were set that no frame puts back.
    dirty: bool,
    fuel: u32,
}

impl Default for Scratch {
    fn default() -> Scratch {
        Scratch { marks: vec![], last_group: 0, stack: vec![], rounds: vec![], dirty: false, fuel: POLL_INTERVAL }
    }
}

impl Scratch {
    /// Makes room for a program's marks and rounds, all unset.
    pub(crate) fn prepare(&mut self, marks: usize, rounds: usize) {
        self.marks.clear();
        self.marks.resize(marks, NONE);
        self.rounds.resize(rounds.max(self.rounds.len()), Round { count: NONE, last: NONE });
        self.last_group = 0;
        self.dirty = false;
    }

    /// Unsets all marks.
    #[inline(always)]
    fn forget(&mut self) {
        match &mut self.marks[..] {
            // One group is common, and a call to fill two words is not free.
            [start, end] => (*start, *end) = (NONE, NONE),
            marks => marks.fill(NONE),
        }
        self.last_group = 0;
        self.dirty = false;
    }

    /// The byte span of a group (from 1) in the last match, if it took part.
    pub fn group(&self, group: usize) -> Option<(usize, usize)> {
        let index = group.checked_sub(1)?.checked_mul(2)?;
        let (start, end) = (*self.marks.get(index)?, *self.marks.get(index + 1)?);
        (start != NONE && end != NONE && start <= end).then_some((start, end))
    }

    /// The number of the group that closed last in the last match.
    pub fn last_index(&self) -> Option<usize> {
        if self.last_group == 0 { None } else { Some(self.last_group) }
    }
}

/// What a match must fulfil at its end.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Goal {
    /// The match must reach the end of the text.
    pub to_end: bool,
    /// The match must not end here.
    pub forbidden: usize,
}

/// Asks whether to stop; called every few thousand steps that could go on without end.
pub type Poll<'a> = dyn FnMut() -> bool + 'a;

pub(crate) struct Machine<'a, 'p, E, T> {
    pub prog: &'a Compiled,
    pub text: &'a [u8],
    pub scratch: &'a mut Scratch,
    pub poll: &'a mut Poll<'p>,
    barrier: usize,
    facts: PhantomData<(E, T)>,
}

/// Where to go on: an instruction and a position.
type Place = (usize, usize);

impl<'a, 'p, E: Encoding, T: CharTable> Machine<'a, 'p, E, T> {
    pub fn new(prog: &'a Compiled, text: &'a [u8], scratch: &'a mut Scratch, poll: &'a mut Poll<'p>) -> Self {
        Machine { prog, text, scratch, poll, barrier: NONE, facts: PhantomData }
    }

    /// Matches at `start`; returns where the match ends.
    pub fn run(&mut self, start: usize, goal: Goal) -> Result<Option<usize>, Stop> {
        self.scratch.stack.clear();
        self.barrier = NONE;
        if self.scratch.dirty {
            self.scratch.forget();
        }
        self.burn()?;
        let prog = self.prog;
        let text = self.text;
        let (mut pc, mut at) = (0usize, start);
        loop {
            let next = match prog.insts[pc] {
                Inst::Byte(byte) => one_if(text.get(at) == Some(&byte), pc, at),
                Inst::Pair(one, two) => {
                    one_if(text.get(at).is_some_and(|byte| *byte == one || *byte == two), pc, at)
                }
                Inst::Class(class) => self.class_at(class, at).map(|len| (pc + 1, at + len)),
                Inst::Literal { start, len } => {
                    let (start, len) = (start as usize, len as usize);
                    let literal = &prog.literals[start..start + len];
                    text[at..].starts_with(literal).then(|| (pc + 1, at + len))
                }
                Inst::Pairs { start, len } => self.pairs(start as usize, len as usize, at).map(|at| (pc + 1, at)),
                Inst::Mark(mark) => {
                    self.mark(mark as usize, at)?;
                    Some((pc + 1, at))
                }
                Inst::Jump(target) => Some((target as usize, at)),
                Inst::Split { first, second, lookup } => match prog.lookups[lookup as usize][self.next_byte(at)] {
                    0 => None,
                    1 => Some((first as usize, at)),
                    2 => Some((second as usize, at)),
                    _ => {
                        self.push(Tag::Choice, second as usize, at, 0)?;
                        Some((first as usize, at))
                    }
                },
                Inst::Branch(branch) => self.branch(branch as usize, at)?,
                Inst::Run(number) => self.reach(number, at).map(|(_, end)| (pc + 1, end)),
                Inst::Greedy(number) => self.greedy(pc, number, at)?,
                Inst::Lazy(number) => self.lazy(pc, number, at)?,
                Inst::At(test) => self.at(test, at).then_some((pc + 1, at)),
                Inst::Peek(number) => self.peek(number as usize, at).then_some((pc + 1, at)),
                Inst::Enter(id) => Some(self.enter(id as usize, at)?),
                Inst::UntilGreedy(id) => Some(self.until_greedy(id as usize, at)?),
                Inst::UntilLazy(id) => Some(self.until_lazy(id as usize, at)?),
                Inst::EnterPossessive(id) => {
                    self.scratch.rounds[id as usize] = Round { count: 0, last: NONE };
                    Some(self.possessive_round(id as usize, at)?)
                }
                Inst::ClosePossessive(id) => Some(self.close_possessive(id as usize, at)?),
                Inst::Atomic { end } => {
                    self.push_barrier(Tag::Atomic, end as usize, at)?;
                    Some((pc + 1, at))
                }
                Inst::Look(number) => self.look(pc, number as usize, at)?,
                Inst::Close => self.close(at),
                Inst::GroupRef { group, fold } => self.group_ref(group as usize, fold, at).map(|at| (pc + 1, at)),
                Inst::Exists { group, no } => {
                    let set = self.scratch.group(group as usize + 1).is_some();
                    Some((if set { pc + 1 } else { no as usize }, at))
                }
                Inst::Fail => None,
                Inst::Accept => {
                    if at != goal.forbidden && !(goal.to_end && at != text.len()) {
                        return Ok(Some(at));
                    }
                    None
                }
            };
            (pc, at) = match next {
                Some(place) => place,
                None => match self.backtrack()? {
                    Some(place) => place,
                    None => return Ok(None),
                },
            };
        }
    }

    /// Counts down to the next poll for an interrupt.
    #[inline(always)]
    fn burn(&mut self) -> Result<(), Stop> {
        self.scratch.fuel -= 1;
        if self.scratch.fuel == 0 { self.poll_now() } else { Ok(()) }
    }

    #[cold]
    fn poll_now(&mut self) -> Result<(), Stop> {
        self.scratch.fuel = POLL_INTERVAL;
        if (self.poll)() { Err(Stop::Interrupted) } else { Ok(()) }
    }

    #[inline(always)]
    fn push(&mut self, tag: Tag, pc: usize, a: usize, b: usize) -> Result<(), Stop> {
        let stack = &mut self.scratch.stack;
        if stack.len() == stack.capacity() {
            grow(stack)?;
        }
        stack.push(Frame { tag, pc: pc as u32, a, b });
        Ok(())
    }

    /// The byte at a position, or 256 at the end of the text.
    #[inline(always)]
    fn next_byte(&self, at: usize) -> usize {
        self.text.get(at).map_or(256, |byte| usize::from(*byte))
    }

    /// The length of the character at a position, if it belongs to the class.
    #[inline(always)]
    fn class_at(&self, class: u32, at: usize) -> Option<usize> {
        let class = &self.prog.classes[class as usize];
        let byte = *self.text.get(at)?;
        match class.table[usize::from(byte)] {
            NO => None,
            YES if !E::WIDE || byte < 128 => Some(1),
            answer => {
                let (ch, len) = E::decode(self.text, at);
                (answer == YES || class.set.contains::<T>(ch)).then_some(len)
            }
        }
    }

    fn pairs(&self, start: usize, len: usize, at: usize) -> Option<usize> {
        let pairs = &self.prog.pairs[start..start + len];
        let bytes = self.text.get(at..at + len)?;
        let fits = pairs.iter().zip(bytes).all(|((one, two), byte)| byte == one || byte == two);
        fits.then_some(at + len)
    }

    #[inline(always)]
    fn mark(&mut self, mark: usize, at: usize) -> Result<(), Stop> {
        let (old, last_group) = (self.scratch.marks[mark], self.scratch.last_group);
        if self.scratch.stack.is_empty() {
            self.scratch.dirty = true;
        } else {
            self.push(Tag::Mark, mark, old, last_group)?;
        }
        self.scratch.marks[mark] = at;
        if mark & 1 == 1 {
            self.scratch.last_group = mark / 2 + 1;
        }
        Ok(())
    }

    #[inline(always)]
    fn branch(&mut self, branch: usize, at: usize) -> Result<Option<Place>, Stop> {
        let list = self.prog.branches[branch][self.next_byte(at)] as usize;
        let first = self.prog.lists[list];
        if first == LIST_END {
            return Ok(None);
        }
        if self.prog.lists[list + 1] != LIST_END {
            self.push(Tag::Branch, list + 1, at, 0)?;
        }
        Ok(Some((first as usize, at)))
    }

    /// Goes back to the last open choice, undoing what was done since.
    fn backtrack(&mut self) -> Result<Option<Place>, Stop> {
        if self.scratch.stack.is_empty() {
            return Ok(None);
        }
        self.burn()?;
        let prog = self.prog;
        while let Some(frame) = self.scratch.stack.last().copied() {
            let pc = frame.pc as usize;
            match frame.tag {
                Tag::Choice => {
                    self.scratch.stack.pop();
                    return Ok(Some((pc, frame.a)));
                }
                Tag::Branch => {
                    if prog.lists[pc + 1] == LIST_END {
                        self.scratch.stack.pop();
                    } else if let Some(top) = self.scratch.stack.last_mut() {
                        top.pc += 1;
                    }
                    return Ok(Some((prog.lists[pc] as usize, frame.a)));
                }
                Tag::Greedy => {
                    if let Some(at) = self.give_back(pc, frame) {
                        return Ok(Some((pc + 1, at)));
                    }
                }
                Tag::Lazy => {
                    if let Some(at) = self.take_more(pc, frame) {
                        return Ok(Some((pc + 1, at)));
                    }
                }
                Tag::LazyRound => {
                    self.scratch.stack.pop();
                    if let Some(place) = self.lazy_round(pc, frame.a)? {
                        return Ok(Some(place));
                    }
                }
                Tag::Mark | Tag::Repeat => {
                    self.scratch.stack.pop();
                    self.undo(frame);
                }
                Tag::Atomic | Tag::Ahead | Tag::NotAhead | Tag::Possessive => {
                    self.scratch.stack.pop();
                    self.barrier = frame.b;
                    if let Some(place) = self.body_failed(frame) {
                        return Ok(Some(place));
                    }
                }
            }
        }
        Ok(None)
    }

    /// Puts back an old value.
    #[inline(always)]
    fn undo(&mut self, frame: Frame) {
        let index = frame.pc as usize;
        match frame.tag {
            Tag::Mark => {
                self.scratch.marks[index] = frame.a;
                self.scratch.last_group = frame.b;
            }
            Tag::Repeat => self.scratch.rounds[index] = Round { count: frame.a, last: frame.b },
            _ => {}
        }
    }

    /// The body behind a barrier has no match (any more).
    fn body_failed(&self, frame: Frame) -> Option<Place> {
        let pc = frame.pc as usize;
        match frame.tag {
            Tag::NotAhead => Some((pc, frame.a)),
            Tag::Possessive => {
                let repeat = self.prog.repeats[pc];
                (self.scratch.rounds[pc].count >= repeat.bounds.min).then_some((repeat.exit as usize, frame.a))
            }
            _ => None,
        }
    }
}

/// The next instruction, one byte on.
#[inline(always)]
fn one_if(condition: bool, pc: usize, at: usize) -> Option<Place> {
    condition.then_some((pc + 1, at + 1))
}

#[cold]
fn grow(stack: &mut Vec<Frame>) -> Result<(), Stop> {
    stack.try_reserve(stack.len().max(64)).map_err(|_| Stop::OutOfMemory)
}

// Repeats of one class.
impl<E: Encoding, T: CharTable> Machine<'_, '_, E, T> {
    /// The end of the run of a class in `at..limit`.
    #[inline]
    pub fn scan(&self, class: u32, at: usize, limit: usize) -> usize {
        let class = &self.prog.classes[class as usize];
        let rest = &self.text[at..limit];
        match class.scan {
            Scan::All => limit,
            Scan::Until(stop) => memchr::memchr(stop, rest).map_or(limit, |len| at + len),
            Scan::Until2(one, two) => memchr::memchr2(one, two, rest).map_or(limit, |len| at + len),
            Scan::Table => {
                let mut at = at;
                while let Some(byte) = self.text[..limit].get(at) {
                    match class.table[usize::from(*byte)] {
                        YES => at += 1,
                        ASK => {
                            let (ch, len) = E::decode(self.text, at);
                            if !class.set.contains::<T>(ch) {
                                break;
                            }
                            at += len;
                        }
                        _ => break,
                    }
                }
                at
            }
        }
    }

    /// The position `count` characters of a class on.
    fn step(&self, class: u32, mut at: usize, count: usize) -> Option<usize> {
        for _ in 0..count {
            at += self.class_at(class, at)?;
        }
        Some(at)
    }

    /// How little and how much a repeat can take at a position.
    #[inline(always)]
    fn reach(&self, number: u32, at: usize) -> Option<(usize, usize)> {
        let OneLoop { class, bounds, .. } = self.prog.loops[number as usize];
        let len = self.text.len();
        if !E::WIDE {
            let end = self.scan(class, at, len.min(at.saturating_add(bounds.max)));
            return (end - at >= bounds.min).then_some((at + bounds.min, end));
        }
        let least = self.step(class, at, bounds.min)?;
        if bounds.max == usize::MAX {
            return Some((least, self.scan(class, least, len)));
        }
        let mut end = least;
        for _ in bounds.min..bounds.max {
            let Some(len) = self.class_at(class, end) else { break };
            end += len;
        }
        Some((least, end))
    }

    #[inline(always)]
    fn greedy(&mut self, pc: usize, number: u32, at: usize) -> Result<Option<Place>, Stop> {
        let Some((least, end)) = self.reach(number, at) else { return Ok(None) };
        let Some(at) = self.retreat(number, end, least) else { return Ok(None) };
        if at > least {
            self.push(Tag::Greedy, pc, at, least)?;
        }
        Ok(Some((pc + 1, at)))
    }

    /// The last position in `least..=from` where what follows the repeat can start.
    #[inline(always)]
    fn retreat(&self, number: u32, mut from: usize, least: usize) -> Option<usize> {
        let one = &self.prog.loops[number as usize];
        if let Some(byte) = one.follow_byte {
            let end = self.text.len().min(from + 1);
            return memchr::memrchr(byte, self.text.get(least..end)?).map(|offset| least + offset);
        }
        let follow = &self.prog.lookups[one.follow as usize];
        while follow[self.next_byte(from)] == 0 {
            if from == least {
                return None;
            }
            from = E::before(self.text, from);
        }
        Some(from)
    }

    #[inline(always)]
    fn give_back(&mut self, pc: usize, frame: Frame) -> Option<usize> {
        let Inst::Greedy(number) = self.prog.insts[pc] else { return None };
        let at = self.retreat(number, E::before(self.text, frame.a), frame.b);
        match (at, self.scratch.stack.last_mut()) {
            (Some(at), Some(top)) if at > frame.b => top.a = at,
            _ => _ = self.scratch.stack.pop(),
        }
        at
    }

    #[inline(always)]
    fn lazy(&mut self, pc: usize, number: u32, at: usize) -> Result<Option<Place>, Stop> {
        let OneLoop { class, bounds, .. } = self.prog.loops[number as usize];
        let Some(at) = self.step(class, at, bounds.min) else { return Ok(None) };
        let budget = if bounds.max == usize::MAX { usize::MAX } else { bounds.max - bounds.min };
        let Some((at, budget)) = self.advance(number, at, budget) else { return Ok(None) };
        if budget > 0 {
            self.push(Tag::Lazy, pc, at, budget)?;
        }
        Ok(Some((pc + 1, at)))
    }

    /// The first position, over at most `budget` characters of the class, where what follows the
    /// repeat can start; with what is left of the budget.
    #[inline(always)]
    fn advance(&self, number: u32, mut at: usize, mut budget: usize) -> Option<(usize, usize)> {
        let one = &self.prog.loops[number as usize];
        if let (Some(byte), usize::MAX) = (one.follow_byte, budget) {
            let rest = self.text.get(at..)?;
            let found = match self.prog.classes[one.class as usize].scan {
                Scan::All => memchr::memchr(byte, rest),
                Scan::Until(stop) => memchr::memchr2(byte, stop, rest),
                Scan::Until2(stop, other) => memchr::memchr3(byte, stop, other, rest),
                Scan::Table => return self.advance_slowly(one, at, budget),
            };
            return found.filter(|offset| rest[*offset] == byte).map(|offset| (at + offset, budget));
        }
        let follow = &self.prog.lookups[one.follow as usize];
        while follow[self.next_byte(at)] == 0 {
            if budget == 0 {
                return None;
            }
            at += self.class_at(one.class, at)?;
            budget -= usize::from(budget != usize::MAX);
        }
        Some((at, budget))
    }

    fn advance_slowly(&self, one: &OneLoop, mut at: usize, budget: usize) -> Option<(usize, usize)> {
        let follow = &self.prog.lookups[one.follow as usize];
        while follow[self.next_byte(at)] == 0 {
            at += self.class_at(one.class, at)?;
        }
        Some((at, budget))
    }

    #[inline(always)]
    fn take_more(&mut self, pc: usize, frame: Frame) -> Option<usize> {
        let Inst::Lazy(number) = self.prog.insts[pc] else { return None };
        let class = self.prog.loops[number as usize].class;
        let left = frame.b - usize::from(frame.b != usize::MAX);
        let more = self.class_at(class, frame.a).and_then(|len| self.advance(number, frame.a + len, left));
        match (more, self.scratch.stack.last_mut()) {
            (Some((at, left)), Some(top)) if left > 0 => (top.a, top.b) = (at, left),
            _ => _ = self.scratch.stack.pop(),
        }
        more.map(|(at, _)| at)
    }
}

// General repeats.
impl<E: Encoding, T: CharTable> Machine<'_, '_, E, T> {
    fn set_round(&mut self, id: usize, round: Round) -> Result<(), Stop> {
        let old = self.scratch.rounds[id];
        if !self.scratch.stack.is_empty() {
            self.push(Tag::Repeat, id, old.count, old.last)?;
        }
        self.scratch.rounds[id] = round;
        Ok(())
    }

    fn enter(&mut self, id: usize, at: usize) -> Result<Place, Stop> {
        self.set_round(id, Round { count: NONE, last: NONE })?;
        Ok((self.prog.repeats[id].until as usize, at))
    }

    fn until_greedy(&mut self, id: usize, at: usize) -> Result<Place, Stop> {
        self.burn()?;
        let repeat = self.prog.repeats[id];
        let round = self.scratch.rounds[id];
        let count = round.count.wrapping_add(1);
        if count < repeat.bounds.min {
            self.set_round(id, Round { count, ..round })?;
            return Ok((repeat.body as usize, at));
        }
        if count < repeat.bounds.max && at != round.last {
            self.push(Tag::Choice, repeat.exit as usize, at, 0)?;
            self.set_round(id, Round { count, last: at })?;
            return Ok((repeat.body as usize, at));
        }
        Ok((repeat.exit as usize, at))
    }

    fn until_lazy(&mut self, id: usize, at: usize) -> Result<Place, Stop> {
        self.burn()?;
        let repeat = self.prog.repeats[id];
        let round = self.scratch.rounds[id];
        let count = round.count.wrapping_add(1);
        if count < repeat.bounds.min {
            self.set_round(id, Round { count, ..round })?;
            return Ok((repeat.body as usize, at));
        }
        self.push(Tag::LazyRound, id, at, 0)?;
        Ok((repeat.exit as usize, at))
    }

    /// What follows a lazy repeat has failed: another round, if there may be one.
    fn lazy_round(&mut self, id: usize, at: usize) -> Result<Option<Place>, Stop> {
        let repeat = self.prog.repeats[id];
        let round = self.scratch.rounds[id];
        let count = round.count.wrapping_add(1);
        if count >= repeat.bounds.max || at == round.last {
            return Ok(None);
        }
        self.set_round(id, Round { count, last: at })?;
        Ok(Some((repeat.body as usize, at)))
    }

    /// Another round of a possessive repeat, or its end.
    fn possessive_round(&mut self, id: usize, at: usize) -> Result<Place, Stop> {
        self.burn()?;
        let repeat = self.prog.repeats[id];
        let round = self.scratch.rounds[id];
        if round.count >= repeat.bounds.min {
            if round.count >= repeat.bounds.max || at == round.last {
                return Ok((repeat.exit as usize, at));
            }
            self.scratch.rounds[id].last = at;
        }
        self.push_barrier(Tag::Possessive, id, at)?;
        Ok((repeat.body as usize, at))
    }

    fn close_possessive(&mut self, id: usize, at: usize) -> Result<Place, Stop> {
        self.drop_choices();
        self.scratch.rounds[id].count += 1;
        self.possessive_round(id, at)
    }
}

// Assertions, atomic groups, groups.
impl<E: Encoding, T: CharTable> Machine<'_, '_, E, T> {
    fn push_barrier(&mut self, tag: Tag, pc: usize, at: usize) -> Result<(), Stop> {
        let barrier = self.scratch.stack.len();
        self.push(tag, pc, at, self.barrier)?;
        self.barrier = barrier;
        Ok(())
    }

    /// Removes the innermost barrier and the choices behind it, and keeps the old values of marks.
    fn drop_choices(&mut self) -> Option<Frame> {
        let stack = &mut self.scratch.stack;
        let barrier = self.barrier;
        let frame = *stack.get(barrier)?;
        self.barrier = frame.b;
        if barrier == 0 {
            // No choice is left that could see the old marks.
            self.scratch.dirty = true;
            stack.clear();
            return Some(frame);
        }
        let mut kept = barrier;
        for index in barrier + 1..stack.len() {
            if stack[index].tag == Tag::Mark {
                stack[kept] = stack[index];
                kept += 1;
            }
        }
        stack.truncate(kept);
        Some(frame)
    }

    fn look(&mut self, pc: usize, number: usize, at: usize) -> Result<Option<Place>, Stop> {
        let look = &self.prog.looks[number];
        let end = look.end as usize;
        let Some(from) = self.back(at, look.back) else { return Ok(look.negated.then_some((end, at))) };
        let tag = if look.negated { Tag::NotAhead } else { Tag::Ahead };
        self.push_barrier(tag, end, at)?;
        Ok(Some((pc + 1, from)))
    }

    /// The position `count` characters back.
    fn back(&self, mut at: usize, count: usize) -> Option<usize> {
        if !E::WIDE {
            return at.checked_sub(count);
        }
        for _ in 0..count {
            if at == 0 {
                return None;
            }
            at = E::before(self.text, at);
        }
        Some(at)
    }

    /// The body of an assertion or atomic group has matched up to `at`.
    fn close(&mut self, at: usize) -> Option<Place> {
        let frame = *self.scratch.stack.get(self.barrier)?;
        let end = frame.pc as usize;
        match frame.tag {
            Tag::NotAhead => {
                while self.scratch.stack.len() > self.barrier {
                    let frame = self.scratch.stack.pop()?;
                    self.undo(frame);
                }
                self.barrier = frame.b;
                None
            }
            Tag::Ahead => {
                self.drop_choices();
                Some((end, frame.a))
            }
            _ => {
                self.drop_choices();
                Some((end, at))
            }
        }
    }

    fn peek(&self, number: usize, at: usize) -> bool {
        let peek = &self.prog.peeks[number];
        let found = match peek.behind {
            true => at > 0 && self.class_at(peek.class, E::before(self.text, at)).is_some(),
            false => self.class_at(peek.class, at).is_some(),
        };
        found != peek.negated
    }

    #[inline]
    fn at(&self, test: At, at: usize) -> bool {
        let text = self.text;
        match test {
            At::Beginning => at == 0,
            At::BeginningLine => at == 0 || text[at - 1] == b'\n',
            At::End => at == text.len() || (at + 1 == text.len() && text[at] == b'\n'),
            At::EndLine => text.get(at).is_none_or(|byte| *byte == b'\n'),
            At::EndString => at == text.len(),
            At::Boundary { domain, negated } => {
                let before = at > 0 && self.is_word(domain, E::before(text, at));
                let after = at < text.len() && self.is_word(domain, at);
                (before != after) != negated
            }
        }
    }

    #[inline(always)]
    fn is_word(&self, domain: Domain, at: usize) -> bool {
        let (ch, _) = E::decode(self.text, at);
        match domain {
            Domain::Ascii => chars::is_ascii_word(ch),
            Domain::Unicode => chars::is_unicode_word::<T>(ch),
            Domain::Locale => chars::is_locale_word::<T>(ch),
        }
    }

    /// The position behind a repetition of a group's text.
    #[inline(always)]
    fn group_ref(&self, group: usize, fold: Fold, at: usize) -> Option<usize> {
        let (start, end) = (self.scratch.marks[2 * group], self.scratch.marks[2 * group + 1]);
        if start == NONE || end == NONE || start > end {
            return None;
        }
        // Most attempts fail at the first byte.
        if fold == Fold::None && start < end && self.text.get(at) != Some(&self.text[start]) {
            return None;
        }
        self.repeats_span(start, end, fold, at)
    }

    fn repeats_span(&self, start: usize, end: usize, fold: Fold, at: usize) -> Option<usize> {
        let text = self.text;
        let same: fn(u32, u32) -> bool = match fold {
            Fold::None => {
                let wanted = &text[start..end];
                return text[at..].starts_with(wanted).then_some(at + wanted.len());
            }
            Fold::Ascii => |a, b| chars::ascii_tolower(a) == chars::ascii_tolower(b),
            Fold::Unicode => |a, b| T::lower(a) == T::lower(b),
            Fold::Locale | Fold::LocaleLiteral => |a, b| chars::locale_lower::<T>(a) == chars::locale_lower::<T>(b),
        };
        let (mut from, mut at) = (start, at);
        while from < end {
            if at >= text.len() {
                return None;
            }
            let ((wanted, wanted_len), (ch, len)) = (E::decode(text, from), E::decode(text, at));
            if !same(wanted, ch) {
                return None;
            }
            (from, at) = (from + wanted_len, at + len);
        }
        Some(at)
    }
}
