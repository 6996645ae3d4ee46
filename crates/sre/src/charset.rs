//! Character sets: the operand of `IN` and every other operator that takes one character.
//!
//! In: the items of a set in the code list. Out: membership of a character. A set is a list of
//! items tried in order; `NEGATE` flips the answer of the items behind it, and running off the
//! end gives the opposite of the current answer.

use crate::chars::{self, Category, CharTable, Domain};

/// One item of a set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Item {
    Negate,
    Literal(u32),
    Range(u32, u32),
    /// A range that also takes characters whose upper case lies in it.
    RangeIgnore(u32, u32),
    /// A bitmap of the first 256 characters.
    Bitmap([u32; 8]),
    Big(Box<BigSet>),
    Category(Category),
}

/// A set over the basic plane: a block number for each 256 characters, and the blocks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BigSet {
    pub index: [u8; 256],
    pub blocks: Vec<[u32; 8]>,
}

/// How the character is folded before it is looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fold {
    None,
    Ascii,
    Unicode,
    /// The lower or the upper case is in the set, in the current locale.
    Locale,
    /// The character or one of its cases is in the set, in the current locale.
    LocaleLiteral,
}

/// A set of characters with its folding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CharSet {
    pub items: Vec<Item>,
    pub fold: Fold,
    pub inverted: bool,
}

/// What is known of a set's answer for all characters of a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    Never,
    Always,
    Depends,
}

impl Answer {
    fn of(yes: bool) -> Answer {
        if yes { Answer::Always } else { Answer::Never }
    }

    fn flip_if(self, flip: bool) -> Answer {
        match (self, flip) {
            (Answer::Never, true) => Answer::Always,
            (Answer::Always, true) => Answer::Never,
            (answer, _) => answer,
        }
    }
}

impl CharSet {
    /// The set of one literal.
    pub fn literal(ch: u32, fold: Fold, inverted: bool) -> CharSet {
        CharSet { items: vec![Item::Literal(ch)], fold, inverted }
    }

    /// Whether the character, folded as the set asks, is a member.
    pub fn contains<T: CharTable>(&self, ch: u32) -> bool {
        let found = match self.fold {
            Fold::None => self.has::<T>(ch),
            Fold::Ascii => self.has::<T>(chars::ascii_tolower(ch)),
            Fold::Unicode => self.has::<T>(T::lower(ch)),
            Fold::Locale => {
                let (lower, upper) = (chars::locale_lower::<T>(ch), chars::locale_upper::<T>(ch));
                self.has::<T>(lower) || (upper != lower && self.has::<T>(upper))
            }
            Fold::LocaleLiteral => {
                self.has::<T>(ch)
                    || self.has::<T>(chars::locale_lower::<T>(ch))
                    || self.has::<T>(chars::locale_upper::<T>(ch))
            }
        };
        found != self.inverted
    }

    /// Whether the answer can change while the program runs, so that nothing may be computed ahead.
    pub fn depends_on_locale(&self) -> bool {
        matches!(self.fold, Fold::Locale | Fold::LocaleLiteral)
            || self.items.iter().any(|item| matches!(item, Item::Category(c) if c.domain == Domain::Locale))
    }

    /// The answer for all characters from 128 on, where it is the same for all.
    pub fn beyond_ascii(&self) -> Answer {
        if let (Fold::Unicode, [Item::Literal(ch)]) = (self.fold, &self.items[..])
            && *ch < 128
        {
            // Only U+0130 and U+212A have a simple lower case in ASCII.
            let alone = !matches!(*ch, 0x69 | 0x6B);
            return if alone { Answer::of(self.inverted) } else { Answer::Depends };
        }
        if !matches!(self.fold, Fold::None | Fold::Ascii) {
            return Answer::Depends;
        }
        let mut hit = true;
        for item in &self.items {
            match item.beyond_ascii() {
                _ if *item == Item::Negate => hit = !hit,
                Answer::Never => {}
                Answer::Always => return Answer::of(hit).flip_if(self.inverted),
                Answer::Depends => return Answer::Depends,
            }
        }
        Answer::of(!hit).flip_if(self.inverted)
    }

    #[inline]
    fn has<T: CharTable>(&self, ch: u32) -> bool {
        let mut hit = true;
        for item in &self.items {
            match item {
                Item::Negate => hit = !hit,
                item if item.contains::<T>(ch) => return hit,
                _ => {}
            }
        }
        !hit
    }
}

impl Item {
    #[inline]
    fn contains<T: CharTable>(&self, ch: u32) -> bool {
        match self {
            Item::Negate => false,
            Item::Literal(literal) => ch == *literal,
            Item::Range(low, high) => (*low..=*high).contains(&ch),
            Item::RangeIgnore(low, high) => {
                (*low..=*high).contains(&ch) || (*low..=*high).contains(&T::upper(ch))
            }
            Item::Bitmap(bits) => ch < 256 && bit(bits, ch),
            Item::Big(set) => set.contains(ch),
            Item::Category(category) => category.contains::<T>(ch),
        }
    }

    fn beyond_ascii(&self) -> Answer {
        match self {
            Item::Negate => Answer::Never,
            Item::Literal(ch) if *ch < 128 => Answer::Never,
            Item::Range(_, high) if *high < 128 => Answer::Never,
            Item::Bitmap(bits) if bits[4..].iter().all(|word| *word == 0) => Answer::Never,
            Item::Category(category) if category.domain == Domain::Ascii => Answer::of(category.negated),
            _ => Answer::Depends,
        }
    }
}

impl BigSet {
    fn contains(&self, ch: u32) -> bool {
        let block = (ch >> 8) as usize;
        match self.index.get(block).and_then(|block| self.blocks.get(usize::from(*block))) {
            Some(bits) => bit(bits, ch & 255),
            None => false,
        }
    }
}

/// Bit `ch` of a bitmap of 256. Precondition: `ch < 256`.
fn bit(bits: &[u32; 8], ch: u32) -> bool {
    bits[(ch >> 5) as usize & 7] >> (ch & 31) & 1 != 0
}
