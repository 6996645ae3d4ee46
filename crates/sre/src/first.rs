//! First sets: which bytes can stand where a piece of a pattern starts.
//!
//! In: a tree. Out: for a place in it, a superset of the bytes a match can go on with, and whether
//! it can go on at the end of the text. Everything that saves backtracking (choice filters, loops
//! that need not give back, where a search may start) rests on these sets, so they may only err
//! towards too many bytes.

use crate::charset::{Answer, CharSet};
use crate::chars::CharTable;
use crate::text::{Encoding, encode};
use crate::tree::{At, Node, Seq};

/// A set of bytes, and whether the end of the text is in it too.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct First {
    bits: [u64; 4],
    pub end: bool,
}

impl First {
    pub const NONE: First = First { bits: [0; 4], end: false };
    pub const ANY: First = First { bits: [!0; 4], end: true };

    pub fn insert(&mut self, byte: u8) {
        self.bits[usize::from(byte >> 6)] |= 1 << (byte & 63);
    }

    pub fn contains(&self, byte: u8) -> bool {
        self.bits[usize::from(byte >> 6)] >> (byte & 63) & 1 != 0
    }

    pub fn union(mut self, other: First) -> First {
        self.bits.iter_mut().zip(other.bits).for_each(|(a, b)| *a |= b);
        self.end |= other.end;
        self
    }

    pub fn intersection(mut self, other: First) -> First {
        self.bits.iter_mut().zip(other.bits).for_each(|(a, b)| *a &= b);
        self.end &= other.end;
        self
    }

    /// The bytes of the set.
    pub fn bytes(&self) -> impl Iterator<Item = u8> + '_ {
        (0..=255).filter(|byte| self.contains(*byte))
    }

    pub fn len(&self) -> u32 {
        self.bits.iter().map(|word| word.count_ones()).sum()
    }

    /// The one byte of the set, where it has one and the end of the text is not in it.
    pub fn only_byte(&self) -> Option<u8> {
        if self.end || self.len() != 1 { None } else { self.bytes().next() }
    }
}

/// What a set says of a byte: for wide text, of all characters with this lead byte.
pub(crate) const NO: u8 = 0;
/// See [`NO`].
pub(crate) const YES: u8 = 1;
/// The character must be decoded and looked up.
pub(crate) const ASK: u8 = 2;

/// A set compiled for an encoding: the answer for each (lead) byte.
pub(crate) fn class_table<E: Encoding, T: CharTable>(set: &CharSet) -> [u8; 256] {
    if set.depends_on_locale() {
        return [ASK; 256];
    }
    let beyond = match set.beyond_ascii() {
        Answer::Never => NO,
        Answer::Always => YES,
        Answer::Depends => ASK,
    };
    let mut table = [beyond; 256];
    let known = if E::WIDE { 128 } else { 256 };
    for (entry, ch) in table.iter_mut().zip(0..known) {
        *entry = u8::from(set.contains::<T>(ch));
    }
    table
}

/// First sets over the compiled classes of a tree.
pub(crate) struct Firsts<'t> {
    pub tables: &'t [[u8; 256]],
    /// Encodes a character, see [`crate::text::encode`].
    pub encode: fn(u32, &mut Vec<u8>) -> bool,
    wide: bool,
}

impl<'t> Firsts<'t> {
    pub fn new<E: Encoding>(tables: &'t [[u8; 256]]) -> Firsts<'t> {
        Firsts { tables, encode: encode::<E>, wide: E::WIDE }
    }

    /// What can stand at each node of a sequence and behind it, `next` being what can follow.
    pub fn suffixes(&self, nodes: &[Node], next: First) -> Vec<First> {
        let mut firsts = vec![next; nodes.len() + 1];
        for (i, node) in nodes.iter().enumerate().rev() {
            firsts[i] = self.node(node, firsts[i + 1]);
        }
        firsts
    }

    /// What can stand where a sequence starts.
    pub fn seq(&self, seq: &Seq, next: First) -> First {
        seq.nodes.iter().rev().fold(next, |next, node| self.node(node, next))
    }

    /// Whether all characters of a class take one byte.
    pub fn is_one_byte(&self, class: usize) -> bool {
        !self.wide || self.class(class).bytes().all(|byte| byte.is_ascii())
    }

    /// What the first two bytes can be where a sequence starts, `next` being those that can follow.
    pub fn two(&self, seq: &Seq, next: (First, First)) -> (First, First) {
        seq.nodes.iter().rev().fold(next, |next, node| self.two_of_node(node, next))
    }

    fn two_of_node(&self, node: &Node, next: (First, First)) -> (First, First) {
        let first = self.node(node, next.0);
        match node {
            Node::Literal(ch) => {
                let mut bytes = Vec::new();
                if !(self.encode)(*ch, &mut bytes) || bytes.len() == 1 {
                    return (first, next.0);
                }
                let mut second = First::NONE;
                second.insert(bytes[1]);
                (first, second)
            }
            Node::Class(class) if self.is_one_byte(*class) => (first, next.0),
            Node::One { class, bounds, .. } if bounds.min > 0 && self.is_one_byte(*class) => {
                (first, self.class(*class).union(next.0))
            }
            Node::Mark(_) | Node::At(_) => (first, next.1),
            Node::Branch(alternatives) => alternatives.iter().fold((First::NONE, First::NONE), |all, seq| {
                let two = self.two(seq, next);
                (all.0.union(two.0), all.1.union(two.1))
            }),
            _ => (first, First::ANY),
        }
    }

    /// The bytes with which a character of a class starts.
    pub fn class(&self, class: usize) -> First {
        let mut first = First::NONE;
        for (byte, answer) in (0..=255).zip(&self.tables[class]) {
            if *answer != NO {
                first.insert(byte);
            }
        }
        first
    }

    fn node(&self, node: &Node, next: First) -> First {
        match node {
            Node::Fail => First::NONE,
            Node::Accept => First::ANY,
            Node::Literal(ch) => {
                let (mut first, mut bytes) = (First::NONE, Vec::new());
                if (self.encode)(*ch, &mut bytes) {
                    first.insert(bytes[0]);
                }
                first
            }
            Node::Class(class) => self.class(*class),
            Node::At(at) => next.intersection(at_first(*at)),
            Node::Mark(_) => next,
            Node::Branch(alternatives) => {
                alternatives.iter().fold(First::NONE, |all, seq| all.union(self.seq(seq, next)))
            }
            Node::Repeat { bounds, .. } | Node::One { bounds, .. } if bounds.max == 0 => next,
            Node::Repeat { body, bounds, .. } => {
                // Behind an iteration stands another one, or what follows.
                let body_first = self.seq(body, next);
                if bounds.min == 0 { body_first.union(next) } else { body_first }
            }
            Node::One { class, bounds, .. } => {
                let first = self.class(*class);
                if bounds.min == 0 { first.union(next) } else { first }
            }
            Node::Atomic(body) => self.seq(body, next),
            Node::Look { body, back: 0, negated: false } => next.intersection(self.seq(body, First::ANY)),
            Node::Look { .. } => next,
            Node::GroupRef { .. } => First { end: next.end, ..First::ANY },
            Node::Exists { yes, no, .. } => self.seq(yes, next).union(self.seq(no, next)),
        }
    }
}

/// What can stand where a position test holds.
fn at_first(at: At) -> First {
    let mut first = First { end: true, ..First::NONE };
    match at {
        At::End | At::EndLine => first.insert(b'\n'),
        At::EndString => {}
        At::Beginning | At::BeginningLine | At::Boundary { .. } => return First::ANY,
    }
    first
}
