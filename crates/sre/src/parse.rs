//! From a code list to the tree, with every check on the way.
//!
//! In: any list of 32-bit codes. Out: a [`Tree`], or [`InvalidCode`]. What CPython's validator
//! rejects is rejected here. Three things more are: a single-character repeat over anything but
//! one single-character operator, more than [`MAX_NESTING`] levels, and an `UNTIL` without its
//! repeat; the compiler of patterns makes none of them.

use std::collections::HashMap;

use crate::InvalidCode;
use crate::chars::{Category, Domain};
use crate::charset::{BigSet, CharSet, Fold, Item};
use crate::opcode::{info, op};
use crate::tree::{At, Bounds, Greed, Node, Seq, Tree};

/// Levels of nesting allowed: passes over the tree recurse.
pub(crate) const MAX_NESTING: usize = 1000;

/// Parses and validates a code list for a pattern with `groups` groups.
pub(crate) fn parse(code: &[u32], groups: usize) -> Result<Tree, InvalidCode> {
    let Some((&op::SUCCESS, body)) = code.split_last() else { return Err(InvalidCode) };
    if groups > crate::MAXGROUPS {
        return Err(InvalidCode);
    }
    let mut parser = Parser {
        code,
        groups,
        depth: 0,
        repeats: 0,
        accepts: false,
        reads_groups: false,
        classes: Vec::new(),
        class_numbers: HashMap::new(),
    };
    let root = parser.body(0, body.len())?;
    let Parser { classes, reads_groups, repeats, .. } = parser;
    Ok(Tree { root, classes, reads_groups, repeats })
}

struct Parser<'c> {
    code: &'c [u32],
    groups: usize,
    depth: usize,
    repeats: usize,
    /// A `SUCCESS` stands inside the pattern: widths hold no more.
    accepts: bool,
    reads_groups: bool,
    classes: Vec<CharSet>,
    /// Class numbers by operator and operands: equal sets share one table.
    class_numbers: HashMap<&'c [u32], usize>,
}

impl<'c> Parser<'c> {
    /// Parses `code[at..end]`. The flag tells that it ends with a `JUMP` and its operand.
    fn seq(&mut self, mut at: usize, end: usize) -> Result<(Seq, bool), InvalidCode> {
        if at > end || end > self.code.len() || self.depth >= MAX_NESTING {
            return Err(InvalidCode);
        }
        self.depth += 1;
        let mut seq = Seq::default();
        let mut jump = false;
        while at < end {
            if self.code[at] == op::JUMP {
                if at + 2 != end {
                    return Err(InvalidCode);
                }
                jump = true;
                break;
            }
            at = self.node(at, end, &mut seq)?;
        }
        if self.accepts {
            seq.forget_width();
        }
        self.depth -= 1;
        Ok((seq, jump))
    }

    /// Like [`Self::seq`], where no `JUMP` may end the body.
    fn body(&mut self, at: usize, end: usize) -> Result<Seq, InvalidCode> {
        match self.seq(at, end)? {
            (seq, false) => Ok(seq),
            (_, true) => Err(InvalidCode),
        }
    }

    /// Parses one operator at `at`, pushes its node and returns where the next one starts.
    fn node(&mut self, at: usize, end: usize, seq: &mut Seq) -> Result<usize, InvalidCode> {
        let code = self.code[at];
        if let Some((class, next)) = self.single(at, end)? {
            seq.push(class);
            return Ok(next);
        }
        match code {
            op::SUCCESS => {
                self.accepts = true;
                seq.push(Node::Accept);
                Ok(at + 1)
            }
            op::MARK => {
                let mark = self.word(at + 1, end)?;
                // Marks are pairs; a mark past the last group has nowhere to go.
                if mark as usize >= 2 * self.groups {
                    return Err(InvalidCode);
                }
                seq.push(Node::Mark(mark));
                Ok(at + 2)
            }
            op::AT => {
                seq.push(Node::At(position(self.word(at + 1, end)?)?));
                Ok(at + 2)
            }
            op::INFO => self.info(at + 1, end),
            op::BRANCH => self.branch(at + 1, end, seq),
            op::REPEAT | op::POSSESSIVE_REPEAT => self.repeat(at, end, seq),
            op::REPEAT_ONE | op::MIN_REPEAT_ONE | op::POSSESSIVE_REPEAT_ONE => self.repeat_one(at, end, seq),
            op::ATOMIC_GROUP => {
                let stop = self.skip(at + 1, end)?;
                let body = self.closed(at + 2, stop)?;
                seq.push(Node::Atomic(body));
                Ok(stop)
            }
            op::ASSERT | op::ASSERT_NOT => {
                let stop = self.skip(at + 1, end)?;
                let back = self.word(at + 2, end)? as usize;
                let body = self.closed(at + 3, stop)?;
                seq.push(Node::Look { body, back, negated: code == op::ASSERT_NOT });
                Ok(stop)
            }
            op::GROUPREF | op::GROUPREF_IGNORE | op::GROUPREF_LOC_IGNORE | op::GROUPREF_UNI_IGNORE => {
                let fold = match code {
                    op::GROUPREF => Fold::None,
                    op::GROUPREF_IGNORE => Fold::Ascii,
                    op::GROUPREF_LOC_IGNORE => Fold::Locale,
                    _ => Fold::Unicode,
                };
                let group = self.group(at + 1, end)?;
                seq.push(Node::GroupRef { group, fold });
                Ok(at + 2)
            }
            op::GROUPREF_EXISTS => self.exists(at + 1, end, seq),
            _ => Err(InvalidCode),
        }
    }

    /// An operator that takes one character, and where the next operator starts.
    fn single(&mut self, at: usize, end: usize) -> Result<Option<(Node, usize)>, InvalidCode> {
        let code = self.code[at];
        let fold = match code {
            op::LITERAL | op::NOT_LITERAL | op::IN => Fold::None,
            op::LITERAL_IGNORE | op::NOT_LITERAL_IGNORE | op::IN_IGNORE => Fold::Ascii,
            op::LITERAL_UNI_IGNORE | op::NOT_LITERAL_UNI_IGNORE | op::IN_UNI_IGNORE => Fold::Unicode,
            op::IN_LOC_IGNORE => Fold::Locale,
            op::LITERAL_LOC_IGNORE | op::NOT_LITERAL_LOC_IGNORE => Fold::LocaleLiteral,
            _ => Fold::None,
        };
        let (set, next) = match code {
            op::FAILURE => return Ok(Some((Node::Fail, at + 1))),
            op::LITERAL => return Ok(Some((Node::Literal(self.word(at + 1, end)?), at + 2))),
            op::ANY => (CharSet::literal(10, Fold::None, true), at + 1),
            op::ANY_ALL => (CharSet { items: vec![], fold: Fold::None, inverted: true }, at + 1),
            op::CATEGORY => {
                let category = Category::from_code(self.word(at + 1, end)?).ok_or(InvalidCode)?;
                (CharSet { items: vec![Item::Category(category)], fold, inverted: false }, at + 2)
            }
            op::NOT_LITERAL | op::NOT_LITERAL_IGNORE | op::NOT_LITERAL_UNI_IGNORE | op::NOT_LITERAL_LOC_IGNORE => {
                (CharSet::literal(self.word(at + 1, end)?, fold, true), at + 2)
            }
            op::LITERAL_IGNORE | op::LITERAL_UNI_IGNORE | op::LITERAL_LOC_IGNORE => {
                (CharSet::literal(self.word(at + 1, end)?, fold, false), at + 2)
            }
            op::IN | op::IN_IGNORE | op::IN_UNI_IGNORE | op::IN_LOC_IGNORE => {
                let stop = self.skip(at + 1, end)?;
                let mut items = self.items(at + 2, stop)?;
                // A negated set takes a character only if neither of its cases is in the set.
                let inverted = fold == Fold::Locale && items.first() == Some(&Item::Negate);
                if inverted {
                    items.remove(0);
                }
                (CharSet { items, fold, inverted }, stop)
            }
            _ => return Ok(None),
        };
        Ok(Some((Node::Class(self.class(set, at, next)), next)))
    }

    /// The number of a set, made from `code[at..next]`.
    fn class(&mut self, set: CharSet, at: usize, next: usize) -> usize {
        *self.class_numbers.entry(&self.code[at..next]).or_insert_with(|| {
            self.classes.push(set);
            self.classes.len() - 1
        })
    }

    /// The items of a set in `code[at..stop]`, closed by `FAILURE`.
    fn items(&self, mut at: usize, stop: usize) -> Result<Vec<Item>, InvalidCode> {
        if stop == 0 || stop <= at || self.code[stop - 1] != op::FAILURE {
            return Err(InvalidCode);
        }
        let end = stop - 1;
        let mut items = Vec::new();
        while at < end {
            let code = self.code[at];
            at += 1;
            let (item, next) = match code {
                op::NEGATE => (Item::Negate, at),
                op::LITERAL => (Item::Literal(self.word(at, end)?), at + 1),
                op::RANGE => (Item::Range(self.word(at, end)?, self.word(at + 1, end)?), at + 2),
                op::RANGE_UNI_IGNORE => (Item::RangeIgnore(self.word(at, end)?, self.word(at + 1, end)?), at + 2),
                op::CATEGORY => {
                    let category = Category::from_code(self.word(at, end)?).ok_or(InvalidCode)?;
                    (Item::Category(category), at + 1)
                }
                op::CHARSET => (Item::Bitmap(self.block(at, end)?), at + 8),
                op::BIGCHARSET => self.big_set(at, end)?,
                // An item list may end early with a FAILURE of its own: the rest is never read.
                _ => return Err(InvalidCode),
            };
            items.push(item);
            at = next;
        }
        Ok(items)
    }

    fn big_set(&self, at: usize, end: usize) -> Result<(Item, usize), InvalidCode> {
        let count = self.word(at, end)? as usize;
        let table = at + 1;
        let blocks_at = table + 64;
        if blocks_at > end || count > (end - blocks_at) / 8 {
            return Err(InvalidCode);
        }
        let mut index = [0; 256];
        for (bytes, word) in index.chunks_exact_mut(4).zip(&self.code[table..blocks_at]) {
            bytes.copy_from_slice(&word.to_ne_bytes());
        }
        if index.iter().any(|block| usize::from(*block) >= count) {
            return Err(InvalidCode);
        }
        let next = blocks_at + 8 * count;
        let blocks = (blocks_at..next).step_by(8).map(|at| self.block(at, end)).collect::<Result<_, _>>()?;
        Ok((Item::Big(Box::new(BigSet { index, blocks })), next))
    }

    fn block(&self, at: usize, end: usize) -> Result<[u32; 8], InvalidCode> {
        if at + 8 > end {
            return Err(InvalidCode);
        }
        self.code[at..at + 8].try_into().map_err(|_| InvalidCode)
    }

    /// The `INFO` block is checked and left: the emitter finds prefixes and widths by itself.
    fn info(&self, at: usize, end: usize) -> Result<usize, InvalidCode> {
        let stop = self.skip(at, end)?;
        let flags = self.word(at + 1, end)?;
        self.word(at + 3, end)?;
        let prefix = flags & info::PREFIX != 0;
        if flags & !(info::PREFIX | info::LITERAL | info::CHARSET) != 0
            || (prefix && flags & info::CHARSET != 0)
            || (flags & info::LITERAL != 0 && !prefix)
        {
            return Err(InvalidCode);
        }
        let mut next = at + 4;
        if prefix {
            let length = self.word(at + 4, end)? as usize;
            self.word(at + 5, end)?;
            next = at + 6;
            if next > stop || length > (stop - next) / 2 {
                return Err(InvalidCode);
            }
            let overlap = &self.code[next + length..next + 2 * length];
            if overlap.iter().any(|back| *back as usize >= length) {
                return Err(InvalidCode);
            }
            next += 2 * length;
        }
        if flags & info::CHARSET != 0 {
            self.items(next, stop)?;
            next = stop;
        }
        if next == stop { Ok(stop) } else { Err(InvalidCode) }
    }

    fn branch(&mut self, mut at: usize, end: usize, seq: &mut Seq) -> Result<usize, InvalidCode> {
        let mut alternatives = Vec::new();
        let mut target = None;
        loop {
            let next = self.skip(at, end)?;
            if next == at {
                break;
            }
            if next < at + 3 || self.code[next - 2] != op::JUMP {
                return Err(InvalidCode);
            }
            alternatives.push(self.body(at + 1, next - 2)?);
            let goal = self.skip(next - 1, end)?;
            if *target.get_or_insert(goal) != goal {
                return Err(InvalidCode);
            }
            at = next;
        }
        if target != Some(at + 1) {
            return Err(InvalidCode);
        }
        seq.push(Node::Branch(alternatives));
        Ok(at + 1)
    }

    fn repeat(&mut self, at: usize, end: usize, seq: &mut Seq) -> Result<usize, InvalidCode> {
        let stop = self.skip(at + 1, end)?;
        let bounds = self.bounds(at + 2, end)?;
        let body = self.body(at + 4, stop)?;
        let greed = match (self.code[at], self.word(stop, end)?) {
            (op::POSSESSIVE_REPEAT, op::SUCCESS) => Greed::Possessive,
            (op::REPEAT, op::MAX_UNTIL) => Greed::Greedy,
            (op::REPEAT, op::MIN_UNTIL) => Greed::Lazy,
            _ => return Err(InvalidCode),
        };
        let id = self.repeats;
        self.repeats += 1;
        seq.push(Node::Repeat { body, bounds, greed, id });
        Ok(stop + 1)
    }

    fn repeat_one(&mut self, at: usize, end: usize, seq: &mut Seq) -> Result<usize, InvalidCode> {
        let stop = self.skip(at + 1, end)?;
        let bounds = self.bounds(at + 2, end)?;
        let item = at + 4;
        if item + 1 >= stop || self.code[stop - 1] != op::SUCCESS {
            return Err(InvalidCode);
        }
        let Some((node, next)) = self.single(item, stop - 1)? else { return Err(InvalidCode) };
        if next != stop - 1 {
            return Err(InvalidCode);
        }
        let class = match node {
            Node::Class(class) => class,
            Node::Literal(ch) => self.class(CharSet::literal(ch, Fold::None, false), item, next),
            _ => self.class(CharSet { items: vec![], fold: Fold::None, inverted: false }, item, next),
        };
        let greed = match self.code[at] {
            op::REPEAT_ONE => Greed::Greedy,
            op::MIN_REPEAT_ONE => Greed::Lazy,
            _ => Greed::Possessive,
        };
        seq.push(Node::One { class, bounds, greed });
        Ok(stop)
    }

    fn exists(&mut self, at: usize, end: usize, seq: &mut Seq) -> Result<usize, InvalidCode> {
        let group = self.group(at, end)?;
        // The skip counts from the group's number, one before the skip itself.
        let stop = at + self.word(at + 1, end)? as usize;
        if stop > end || stop < at + 2 {
            return Err(InvalidCode);
        }
        // With an else part, the last two codes of the then part are a JUMP over it.
        let (yes, jump) = self.seq(at + 2, stop)?;
        let (no, next) = if jump {
            let next = self.skip(stop - 1, end)?;
            (self.body(stop, next)?, next)
        } else {
            (Seq::default(), stop)
        };
        seq.push(Node::Exists { group, yes, no });
        Ok(next)
    }

    /// A body that ends with `SUCCESS` right before `stop`.
    fn closed(&mut self, at: usize, stop: usize) -> Result<Seq, InvalidCode> {
        if stop <= at || self.code[stop - 1] != op::SUCCESS {
            return Err(InvalidCode);
        }
        self.body(at, stop - 1)
    }

    fn bounds(&self, at: usize, end: usize) -> Result<Bounds, InvalidCode> {
        let (min, max) = (self.word(at, end)?, self.word(at + 1, end)?);
        if min > max {
            return Err(InvalidCode);
        }
        let max = if max == crate::MAXREPEAT { usize::MAX } else { max as usize };
        Ok(Bounds { min: min as usize, max })
    }

    fn group(&mut self, at: usize, end: usize) -> Result<usize, InvalidCode> {
        self.reads_groups = true;
        let group = self.word(at, end)? as usize;
        if group < self.groups { Ok(group) } else { Err(InvalidCode) }
    }

    /// The word at `at`, which must lie before `end`.
    fn word(&self, at: usize, end: usize) -> Result<u32, InvalidCode> {
        if at < end { Ok(self.code[at]) } else { Err(InvalidCode) }
    }

    /// Where the skip at `at` leads: at most to `end`.
    fn skip(&self, at: usize, end: usize) -> Result<usize, InvalidCode> {
        let target = at + self.word(at, end)? as usize;
        if target <= end { Ok(target) } else { Err(InvalidCode) }
    }
}

/// The position test of an `AT` code, in the order of `ATCODES`.
fn position(code: u32) -> Result<At, InvalidCode> {
    let boundary = |domain, negated| At::Boundary { domain, negated };
    Ok(match code {
        0 | 2 => At::Beginning,
        1 => At::BeginningLine,
        3 => boundary(Domain::Ascii, false),
        4 => boundary(Domain::Ascii, true),
        5 => At::End,
        6 => At::EndLine,
        7 => At::EndString,
        8 => boundary(Domain::Locale, false),
        9 => boundary(Domain::Locale, true),
        10 => boundary(Domain::Unicode, false),
        11 => boundary(Domain::Unicode, true),
        _ => return Err(InvalidCode),
    })
}
