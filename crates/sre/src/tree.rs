//! The pattern as a tree: what the parser of code lists makes and the emitter reads.
//!
//! Invariants: group and mark numbers are in range; `class` numbers index [`Tree::classes`];
//! nesting is at most [`crate::parse::MAX_NESTING`], so passes may recurse; every [`Seq`] knows
//! the least number of characters it takes.

use crate::charset::{CharSet, Fold};

/// A validated pattern.
#[derive(Debug)]
pub(crate) struct Tree {
    pub root: Seq,
    pub classes: Vec<CharSet>,
    /// Whether a back reference or a test of a group makes a match depend on earlier captures.
    pub reads_groups: bool,
    /// Numbers handed out to general repeats.
    pub repeats: usize,
}

/// Nodes matched one behind the other.
#[derive(Debug, Default)]
pub(crate) struct Seq {
    pub nodes: Vec<Node>,
    /// The least number of characters taken.
    pub width: usize,
}

/// How a repeat gives back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Greed {
    Greedy,
    Lazy,
    Possessive,
}

/// Zero-width tests of a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum At {
    Beginning,
    BeginningLine,
    End,
    EndLine,
    EndString,
    Boundary { domain: crate::chars::Domain, negated: bool },
}

/// Bounds of a repeat; `max` is `usize::MAX` without a bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Bounds {
    pub min: usize,
    pub max: usize,
}

/// One element of a pattern.
#[derive(Debug)]
pub(crate) enum Node {
    Fail,
    /// Ends the innermost pattern: the whole one, or that of an assertion or atomic group.
    Accept,
    Literal(u32),
    Class(usize),
    At(At),
    Mark(u32),
    Branch(Vec<Seq>),
    Repeat { body: Seq, bounds: Bounds, greed: Greed, id: usize },
    One { class: usize, bounds: Bounds, greed: Greed },
    Atomic(Seq),
    Look { body: Seq, back: usize, negated: bool },
    GroupRef { group: usize, fold: Fold },
    Exists { group: usize, yes: Seq, no: Seq },
}

impl Node {
    /// The least number of characters the node takes.
    pub fn width(&self) -> usize {
        match self {
            Node::Literal(_) | Node::Class(_) => 1,
            Node::Branch(alternatives) => alternatives.iter().map(|seq| seq.width).min().unwrap_or(0),
            Node::Repeat { body, bounds, .. } => body.width.saturating_mul(bounds.min),
            Node::One { bounds, .. } => bounds.min,
            Node::Atomic(body) => body.width,
            Node::Exists { yes, no, .. } => yes.width.min(no.width),
            Node::Fail | Node::Accept | Node::At(_) | Node::Mark(_) => 0,
            Node::Look { .. } | Node::GroupRef { .. } => 0,
        }
    }
}

impl Seq {
    /// Appends a node and keeps the width.
    pub fn push(&mut self, node: Node) {
        self.width = self.width.saturating_add(node.width());
        self.nodes.push(node);
    }

    /// Takes the width for what it is once a node that ends the match early is inside.
    pub fn forget_width(&mut self) {
        self.width = 0;
    }
}
