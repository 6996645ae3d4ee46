//! Where a search may start.
//!
//! In: a tree, when a program is made; a text and a position, when it runs. Out: the next position
//! at which a match can start. A strategy may name positions where nothing matches, but must not
//! pass over one where something does.

use aho_corasick::{AhoCorasick, MatchKind};
use memchr::memmem::Finder;

use crate::emit::prefix;
use crate::first::{First, Firsts};
use crate::tree::{At, Node, Seq, Tree};

/// The most alternatives that are searched for together.
const MAX_WORDS: usize = 64;

/// How the next candidate is found.
#[derive(Debug)]
pub(crate) enum Start {
    /// Every position.
    Every,
    /// Only the beginning of the text.
    Beginning,
    /// Beginnings of lines.
    Line,
    One(u8),
    Two(u8, u8),
    Three(u8, u8, u8),
    Table(Box<[bool; 256]>),
    /// A byte of the first table with one of the second, or the end of the text, behind it.
    Tables(Box<([bool; 256], [bool; 257])>),
    /// Matches have these bytes at a distance from their start.
    Inner { finder: Box<Finder<'static>>, distance: usize },
    /// Matches start with these bytes; `whole` if they are all of the pattern.
    Literal { finder: Box<Finder<'static>>, whole: bool },
    /// Matches start with one of several literals.
    Words(Box<AhoCorasick>),
}

/// Chooses the strategy for a pattern.
pub(crate) fn start(tree: &Tree, firsts: &Firsts) -> Start {
    let nodes = &tree.root.nodes;
    match nodes.iter().find(|node| !matches!(node, Node::Mark(_))) {
        Some(Node::At(At::Beginning)) => return Start::Beginning,
        Some(Node::At(At::BeginningLine)) => return Start::Line,
        _ => {}
    }
    let literal = prefix(&tree.root, firsts.encode);
    if literal.len() > 1 {
        let whole = nodes.iter().all(|node| matches!(node, Node::Literal(_)));
        return Start::Literal { finder: Box::new(Finder::new(&literal).into_owned()), whole };
    }
    let first = firsts.seq(&tree.root, First::ANY);
    if first.end {
        return Start::Every;
    }
    if first.len() > 3
        && let Some(words) = words(&tree.root, firsts)
    {
        return Start::Words(Box::new(words));
    }
    if first.len() > 3
        && let Some((literal, distance)) = inner_literal(nodes, firsts)
    {
        return Start::Inner { finder: Box::new(Finder::new(&literal).into_owned()), distance };
    }
    let mut bytes = first.bytes();
    match (first.len(), bytes.next(), bytes.next(), bytes.next()) {
        (1, Some(one), ..) => Start::One(one),
        (2, Some(one), Some(two), _) => Start::Two(one, two),
        (3, Some(one), Some(two), Some(three)) => Start::Three(one, two, three),
        _ => tables(tree, firsts),
    }
}

/// Filters candidates by one byte or by two.
fn tables(tree: &Tree, firsts: &Firsts) -> Start {
    let (first, second) = firsts.two(&tree.root, (First::ANY, First::ANY));
    let mut tables = Box::new(([false; 256], [false; 257]));
    first.bytes().for_each(|byte| tables.0[usize::from(byte)] = true);
    second.bytes().for_each(|byte| tables.1[usize::from(byte)] = true);
    tables.1[256] = second.end;
    match (first.len(), second == First::ANY) {
        (256, true) => Start::Every,
        (_, true) => Start::Table(Box::new(tables.0)),
        _ => Start::Tables(tables),
    }
}

/// A literal behind a few single bytes, and their number.
fn inner_literal(nodes: &[Node], firsts: &Firsts) -> Option<(Vec<u8>, usize)> {
    let mut distance = 0;
    let mut nodes = nodes.iter().filter(|node| !matches!(node, Node::Mark(_))).peekable();
    while let Some(Node::Class(class)) = nodes.peek() {
        if !firsts.is_one_byte(*class) {
            return None;
        }
        distance += 1;
        nodes.next();
    }
    let mut literal = Vec::new();
    while let Some(Node::Literal(ch)) = nodes.next() {
        if !(firsts.encode)(*ch, &mut literal) {
            return None;
        }
    }
    (distance > 0 && literal.len() > 1).then_some((literal, distance))
}

/// The literals of a leading choice, where each alternative starts with a longer one.
fn words(seq: &Seq, firsts: &Firsts) -> Option<AhoCorasick> {
    let alternatives = seq.nodes.iter().find_map(|node| match node {
        Node::Mark(_) | Node::At(_) => None,
        Node::Branch(alternatives) => Some(Some(alternatives)),
        _ => Some(None),
    })??;
    let words: Vec<Vec<u8>> = alternatives.iter().map(|seq| prefix(seq, firsts.encode)).collect();
    if words.len() > MAX_WORDS || words.iter().any(|word| word.len() < 2) {
        return None;
    }
    AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(words).ok()
}

/// The class of an unbounded repeat at the head of a pattern.
///
/// All attempts that start inside one run of the class try the rest of the pattern at the same
/// places, so that when the first has failed, so will the others: unless the rest reads groups.
pub(crate) fn leading_run(tree: &Tree) -> Option<u32> {
    match tree.root.nodes.iter().find(|node| !matches!(node, Node::Mark(_))) {
        // A possessive run leaves one place, its end; the others every place up to there.
        Some(Node::One { class, bounds, .. }) if bounds.max == usize::MAX && !tree.reads_groups => {
            Some(*class as u32)
        }
        _ => None,
    }
}

impl Start {
    /// The first candidate from `at` on. Precondition: `at <= text.len()`.
    #[inline(always)]
    pub fn next(&self, text: &[u8], at: usize) -> Option<usize> {
        let rest = &text[at..];
        let offset = match self {
            Start::Every => Some(0),
            Start::Beginning => (at == 0).then_some(0),
            Start::Line if at == 0 || text[at - 1] == b'\n' => Some(0),
            Start::Line => memchr::memchr(b'\n', rest).map(|newline| newline + 1),
            Start::One(one) => memchr::memchr(*one, rest),
            Start::Two(one, two) => memchr::memchr2(*one, *two, rest),
            Start::Three(one, two, three) => memchr::memchr3(*one, *two, *three, rest),
            Start::Table(table) => rest.iter().position(|byte| table[usize::from(*byte)]),
            Start::Tables(tables) => {
                let next = |at: usize| rest.get(at).map_or(256, |byte| usize::from(*byte));
                rest.iter().enumerate().position(|(at, byte)| tables.0[usize::from(*byte)] && tables.1[next(at + 1)])
            }
            Start::Inner { finder, distance } => finder.find(rest.get(*distance..)?),
            Start::Literal { finder, .. } => finder.find(rest),
            Start::Words(words) => words.find(rest).map(|found| found.start()),
        };
        offset.map(|offset| at + offset)
    }
}
