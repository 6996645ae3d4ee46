//! From the tree to instructions for one encoding.
//!
//! In: a [`Tree`]. Out: a [`Compiled`] program. The emitter carries along what can follow each
//! node ([`First`]), and with it turns repeats into runs that never give back, drops alternatives
//! that cannot match the next byte, and finds where a search can start.

use std::collections::HashMap;

use crate::charset::{CharSet, Fold, Item};
use crate::chars::{self, CharTable, Domain, Kind};
use crate::first::{ASK, First, Firsts, NO, YES, class_table};
use crate::inst::{Class, Compiled, Inst, LIST_END, Look, Lookup, OneLoop, Peek, Repeat, Scan};
use crate::search;
use crate::text::Encoding;
use crate::tree::{At, Bounds, Greed, Node, Seq, Tree};

/// The most nodes a counted repeat is unrolled to.
const UNROLL_LIMIT: usize = 48;

/// Emits the program of a tree for an encoding.
pub(crate) fn emit<E: Encoding, T: CharTable>(tree: &Tree) -> Compiled {
    let tables: Vec<[u8; 256]> = tree.classes.iter().map(class_table::<E, T>).collect();
    let classes = tree.classes.iter().zip(&tables).map(|(set, table)| class(set.clone(), *table)).collect();
    let unset = Repeat { bounds: Bounds { min: 0, max: 0 }, body: 0, until: 0, exit: 0 };
    let mut emitter = Emitter {
        tree,
        firsts: Firsts::new::<E>(&tables),
        wide: E::WIDE,
        is_word: |ch| chars::is_unicode_word::<T>(ch),
        literal_class: |ch| {
            let set = CharSet::literal(ch, Fold::None, false);
            let table = class_table::<E, T>(&set);
            class(set, table)
        },
        closer: Inst::Accept,
        lookup_numbers: HashMap::new(),
        out: Compiled {
            insts: Vec::new(),
            literals: Vec::new(),
            pairs: Vec::new(),
            classes,
            lookups: Vec::new(),
            branches: Vec::new(),
            lists: Vec::new(),
            loops: Vec::new(),
            repeats: vec![unset; tree.repeats],
            looks: Vec::new(),
            peeks: Vec::new(),
            start: search::start(tree, &Firsts::new::<E>(&tables)),
            min_width: tree.root.width,
            leading_run: search::leading_run(tree),
        },
    };
    emitter.seq(&tree.root, First::ANY);
    emitter.push(Inst::Accept);
    emitter.out
}

/// A class with the fastest way to scan a run of it.
fn class(set: CharSet, table: [u8; 256]) -> Class {
    let out: Vec<u8> = (0..=255).filter(|byte| table[usize::from(*byte)] != YES).collect();
    let scan = match out[..] {
        [] => Scan::All,
        [byte] => Scan::Until(byte),
        [one, two] => Scan::Until2(one, two),
        _ => Scan::Table,
    };
    let scan = if table.contains(&ASK) { Scan::Table } else { scan };
    Class { table, scan, set }
}

struct Emitter<'t> {
    tree: &'t Tree,
    firsts: Firsts<'t>,
    wide: bool,
    is_word: fn(u32) -> bool,
    literal_class: fn(u32) -> Class,
    /// What ends the body being emitted.
    closer: Inst,
    lookup_numbers: HashMap<Lookup<u8>, u32>,
    out: Compiled,
}

impl Emitter<'_> {
    fn here(&self) -> u32 {
        self.out.insts.len() as u32
    }

    fn push(&mut self, inst: Inst) -> usize {
        self.out.insts.push(inst);
        self.out.insts.len() - 1
    }

    fn seq(&mut self, seq: &Seq, next: First) {
        let firsts = self.firsts.suffixes(&seq.nodes, next);
        let mut at = 0;
        while at < seq.nodes.len() {
            let taken = self.units(&seq.nodes[at..]);
            if taken > 0 {
                at += taken;
                continue;
            }
            self.node(&seq.nodes[at], firsts[at + 1], seq.nodes.get(at + 1));
            at += 1;
        }
    }

    /// A body with its own end, of which nothing is known about what follows.
    fn enclosed(&mut self, body: &Seq, closer: Inst) {
        let outer = std::mem::replace(&mut self.closer, closer);
        self.seq(body, First::ANY);
        self.push(closer);
        self.closer = outer;
    }

    fn node(&mut self, node: &Node, after: First, neighbour: Option<&Node>) {
        match node {
            Node::Fail => _ = self.push(Inst::Fail),
            Node::Accept => _ = self.push(self.closer),
            Node::Literal(_) => {}
            Node::Class(class) => _ = self.push(Inst::Class(*class as u32)),
            Node::At(at) => _ = self.push(Inst::At(*at)),
            Node::Mark(mark) => _ = self.push(Inst::Mark(*mark)),
            Node::Branch(alternatives) => self.branch(alternatives, after),
            Node::Repeat { body, bounds, greed, id } => self.repeat(body, *bounds, *greed, *id, after),
            Node::One { class, bounds, greed } => self.one(*class, *bounds, *greed, after, neighbour),
            Node::Atomic(body) => {
                let atomic = self.push(Inst::Fail);
                self.enclosed(body, Inst::Close);
                self.out.insts[atomic] = Inst::Atomic { end: self.here() };
            }
            Node::Look { body, back, negated } => self.look(body, *back, *negated),
            Node::GroupRef { group, fold } => {
                self.push(Inst::GroupRef { group: *group as u32, fold: *fold });
            }
            Node::Exists { group, yes, no } => {
                let test = self.push(Inst::Fail);
                self.seq(yes, after);
                let jump = self.push(Inst::Fail);
                self.out.insts[test] = Inst::Exists { group: *group as u32, no: self.here() };
                self.seq(no, after);
                self.out.insts[jump] = Inst::Jump(self.here());
            }
        }
    }

    /// Emits the run of literals and two-byte classes at the head of the nodes; returns its length.
    fn units(&mut self, nodes: &[Node]) -> usize {
        let literals = nodes.iter().take_while(|node| matches!(node, Node::Literal(_))).count();
        let pairs: Vec<(u8, u8)> = nodes.iter().map_while(|node| self.pair(node)).collect();
        if pairs.len() > literals {
            let start = self.out.pairs.len() as u32;
            match pairs[..] {
                [(one, two)] => _ = self.push(Inst::Pair(one, two)),
                _ => {
                    self.out.pairs.extend(&pairs);
                    self.push(Inst::Pairs { start, len: pairs.len() as u32 });
                }
            }
            return pairs.len();
        }
        let start = self.out.literals.len();
        for node in &nodes[..literals] {
            if let Node::Literal(ch) = node
                && !(self.firsts.encode)(*ch, &mut self.out.literals)
            {
                self.push(Inst::Fail);
                return literals;
            }
        }
        match self.out.literals[start..] {
            [] => {}
            [byte] => _ = self.push(Inst::Byte(byte)),
            ref bytes => {
                let len = bytes.len() as u32;
                self.push(Inst::Literal { start: start as u32, len });
            }
        }
        literals
    }

    /// The two (or twice the one) bytes that are all a node takes.
    fn pair(&self, node: &Node) -> Option<(u8, u8)> {
        match node {
            Node::Literal(ch) => {
                let byte = u8::try_from(*ch).ok().filter(|byte| !self.wide || byte.is_ascii())?;
                Some((byte, byte))
            }
            Node::Class(class) => {
                let table = &self.firsts.tables[*class];
                let first = self.firsts.class(*class);
                let plain = |byte: u8| table[usize::from(byte)] == YES && (!self.wide || byte.is_ascii());
                if first.len() > 2 || !first.bytes().all(plain) {
                    return None;
                }
                let one = first.bytes().next()?;
                Some((one, first.bytes().last().unwrap_or(one)))
            }
            _ => None,
        }
    }

    fn lookup(&mut self, answer: impl Fn(Option<u8>) -> u8) -> u32 {
        let mut table = [0; 257];
        for (entry, byte) in table.iter_mut().zip((0..=255).map(Some).chain([None])) {
            *entry = answer(byte);
        }
        *self.lookup_numbers.entry(table).or_insert_with(|| {
            self.out.lookups.push(table);
            self.out.lookups.len() as u32 - 1
        })
    }

    fn one(&mut self, class: usize, bounds: Bounds, greed: Greed, after: First, neighbour: Option<&Node>) {
        if bounds.max == 0 {
            return;
        }
        if bounds == (Bounds { min: 1, max: 1 }) {
            self.push(Inst::Class(class as u32));
            return;
        }
        let class_first = self.firsts.class(class);
        let disjoint = class_first.intersection(after).len() == 0;
        // What is given back would stand where the follower must: in vain if it cannot start there.
        let fixed = bounds.min == bounds.max
            || greed == Greed::Possessive
            || disjoint
            || (greed == Greed::Greedy && bounds.min > 0 && self.ends_word(class, neighbour));
        let follow = self.lookup(|byte| u8::from(byte.map_or(after.end, |byte| after.contains(byte))));
        let follow_byte = after.only_byte().filter(|byte| !self.wide || byte.is_ascii());
        let number = self.out.loops.len() as u32;
        self.out.loops.push(OneLoop { class: class as u32, bounds, follow, follow_byte });
        self.push(match greed {
            _ if fixed => Inst::Run(number),
            Greed::Lazy => Inst::Lazy(number),
            _ => Inst::Greedy(number),
        });
    }

    /// Whether the class has word characters only and its neighbour asks for a word boundary.
    fn ends_word(&self, class: usize, neighbour: Option<&Node>) -> bool {
        let Some(Node::At(At::Boundary { domain, negated: false })) = neighbour else { return false };
        if *domain == Domain::Locale {
            return false;
        }
        if let (Fold::None, false, [Item::Category(category)]) =
            (self.tree.classes[class].fold, self.tree.classes[class].inverted, &self.tree.classes[class].items[..])
            && (category.kind, category.domain, category.negated) == (Kind::Word, *domain, false)
        {
            return true;
        }
        let known = if self.wide { 128 } else { 256 };
        let table = &self.firsts.tables[class];
        table[known..].iter().all(|answer| *answer == NO)
            && (0..known as u32).zip(table).all(|(ch, answer)| match (*answer, domain) {
                (NO, _) => true,
                (YES, Domain::Ascii) => chars::is_ascii_word(ch),
                (YES, _) => (self.is_word)(ch),
                _ => false,
            })
    }

    /// Emits a choice between two places to be patched in later.
    fn split(&mut self, body: First, exit: First, lazy: bool) -> usize {
        let (first, second) = if lazy { (exit, body) } else { (body, exit) };
        let has = |set: First, byte: Option<u8>| byte.map_or(set.end, |byte| set.contains(byte));
        let lookup = self.lookup(|byte| u8::from(has(first, byte)) | u8::from(has(second, byte)) << 1);
        self.push(Inst::Split { first: 0, second: 0, lookup })
    }

    fn patch_split(&mut self, at: usize, body: u32, exit: u32, lazy: bool) {
        let (one, two) = if lazy { (exit, body) } else { (body, exit) };
        if let Inst::Split { first, second, .. } = &mut self.out.insts[at] {
            (*first, *second) = (one, two);
        }
    }

    fn branch(&mut self, alternatives: &[Seq], after: First) {
        let firsts: Vec<First> = alternatives.iter().map(|seq| self.firsts.seq(seq, after)).collect();
        let head = self.push(Inst::Branch(self.out.branches.len() as u32));
        let number = self.out.branches.len();
        self.out.branches.push([0; 257]);
        let (mut starts, mut jumps) = (Vec::new(), Vec::new());
        for seq in alternatives {
            starts.push(self.here());
            self.seq(seq, after);
            jumps.push(self.push(Inst::Fail));
        }
        let end = self.here();
        jumps.into_iter().for_each(|jump| self.out.insts[jump] = Inst::Jump(end));
        if let [one, two] = starts[..] {
            let lookup = self.lookup(|byte| {
                let has = |set: &First| byte.map_or(set.end, |byte| set.contains(byte));
                u8::from(has(&firsts[0])) | u8::from(has(&firsts[1])) << 1
            });
            self.out.insts[head] = Inst::Split { first: one, second: two, lookup };
            return;
        }
        let mut numbers: HashMap<Vec<u32>, u32> = HashMap::new();
        for (entry, byte) in (0..=255).map(Some).chain([None]).enumerate() {
            let has = |set: &First| byte.map_or(set.end, |byte| set.contains(byte));
            let list: Vec<u32> =
                starts.iter().zip(&firsts).filter(|(_, first)| has(first)).map(|(start, _)| *start).collect();
            let lists = &mut self.out.lists;
            self.out.branches[number][entry] = *numbers.entry(list).or_insert_with_key(|list| {
                let offset = lists.len() as u32;
                lists.extend(list);
                lists.push(LIST_END);
                offset
            });
        }
    }

    fn repeat(&mut self, body: &Seq, bounds: Bounds, greed: Greed, id: usize, after: First) {
        let Bounds { min, max } = bounds;
        if max == 0 {
            return;
        }
        if greed == Greed::Possessive {
            self.push(Inst::EnterPossessive(id as u32));
            let start = self.here();
            self.enclosed(body, Inst::ClosePossessive(id as u32));
            self.out.repeats[id] = Repeat { bounds, body: start, until: start, exit: self.here() };
            return;
        }
        let lazy = greed == Greed::Lazy;
        let body_first = self.firsts.seq(body, after);
        let inside = if max == 1 { after } else { body_first.union(after) };
        if max == 1 {
            self.copies(body, bounds, lazy, inside, after);
        } else if body.width > 0 && unrolled_size(body, bounds) <= UNROLL_LIMIT {
            let copies = if max == usize::MAX { Bounds { min: min.saturating_sub(1), max: min.saturating_sub(1) } } else { bounds };
            self.copies(body, copies, lazy, inside, after);
            if max == usize::MAX {
                self.star(body, min > 0, lazy, inside, after);
            }
        } else if body.width > 0 && max == usize::MAX && min <= 1 {
            self.star(body, min == 1, lazy, inside, after);
        } else {
            self.push(Inst::Enter(id as u32));
            let start = self.here();
            self.seq(body, inside);
            let until = self.here();
            self.push(if lazy { Inst::UntilLazy(id as u32) } else { Inst::UntilGreedy(id as u32) });
            self.out.repeats[id] = Repeat { bounds, body: start, until, exit: self.here() };
        }
    }

    /// `min` bodies, then up to `max - min` optional ones, each inside the one before.
    fn copies(&mut self, body: &Seq, bounds: Bounds, lazy: bool, inside: First, after: First) {
        for _ in 0..bounds.min {
            self.seq(body, inside);
        }
        let body_first = self.firsts.seq(body, inside);
        let mut splits = Vec::new();
        for _ in bounds.min..bounds.max {
            let split = self.split(body_first, after, lazy);
            splits.push((split, self.here()));
            self.seq(body, inside);
        }
        let exit = self.here();
        splits.into_iter().for_each(|(split, start)| self.patch_split(split, start, exit, lazy));
    }

    /// An unbounded repeat of a body that always takes something: no counter, no empty rounds.
    fn star(&mut self, body: &Seq, once: bool, lazy: bool, inside: First, after: First) {
        let body_first = self.firsts.seq(body, inside);
        let entry = if once { None } else { Some(self.split(body_first, after, lazy)) };
        let start = self.here();
        self.seq(body, inside);
        let again = self.split(body_first, after, lazy);
        let exit = self.here();
        self.patch_split(again, start, exit, lazy);
        if let Some(entry) = entry {
            self.patch_split(entry, start, exit, lazy);
        }
    }

    fn look(&mut self, body: &Seq, back: usize, negated: bool) {
        let class = match body.nodes[..] {
            [Node::Class(class)] if back <= 1 => Some(class as u32),
            [Node::Literal(ch)] if back <= 1 => {
                self.out.classes.push((self.literal_class)(ch));
                Some(self.out.classes.len() as u32 - 1)
            }
            _ => None,
        };
        if let Some(class) = class {
            let number = self.out.peeks.len() as u32;
            self.out.peeks.push(Peek { class, behind: back == 1, negated });
            self.push(Inst::Peek(number));
            return;
        }
        let number = self.out.looks.len();
        self.out.looks.push(Look { back, negated, end: 0 });
        self.push(Inst::Look(number as u32));
        self.enclosed(body, Inst::Close);
        self.out.looks[number].end = self.here();
    }
}

/// The number of nodes of an unrolled repeat; too many to unroll where repeats are nested.
fn unrolled_size(body: &Seq, bounds: Bounds) -> usize {
    let copies = if bounds.max == usize::MAX { bounds.min.max(1) } else { bounds.max };
    size(body).saturating_mul(copies)
}

/// The number of nodes of a body without general repeats and groups of its own.
fn size(seq: &Seq) -> usize {
    let node_size = |node: &Node| match node {
        Node::Repeat { .. } | Node::Look { .. } | Node::Atomic(_) | Node::Exists { .. } => UNROLL_LIMIT + 1,
        Node::Branch(alternatives) => {
            alternatives.iter().fold(1, |sum: usize, seq| sum.saturating_add(size(seq)))
        }
        _ => 1,
    };
    seq.nodes.iter().fold(0, |sum: usize, node| sum.saturating_add(node_size(node)))
}

/// The bytes every match starts with: all the literal nodes at the head of a sequence give.
pub(crate) fn prefix(seq: &Seq, encode: fn(u32, &mut Vec<u8>) -> bool) -> Vec<u8> {
    let mut bytes = Vec::new();
    for node in &seq.nodes {
        match node {
            Node::Literal(ch) if encode(*ch, &mut bytes) => {}
            Node::Mark(_) | Node::At(_) | Node::Look { .. } => {}
            Node::Atomic(body) => {
                bytes.extend(prefix(body, encode));
                break;
            }
            Node::Repeat { body, bounds, .. } if bounds.min > 0 => {
                bytes.extend(prefix(body, encode));
                break;
            }
            _ => break,
        }
    }
    bytes
}

