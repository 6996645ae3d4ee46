//! Replacement templates of `sub` and `Match.expand`: what `_sre.template` holds.
//!
//! In: the list `parse_template` makes: literal, group, literal, group, …, literal. Out: a template
//! that writes the replacement of a match. Literals are in the encoding of the subject's text.

use crate::machine::Scratch;
use crate::program::Found;

/// A parsed template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    head: Box<[u8]>,
    /// Groups, each with the literal behind it.
    items: Vec<(usize, Box<[u8]>)>,
}

/// A template names a group that the pattern does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoSuchGroup;

impl Template {
    /// A template of a literal and of groups with the literals behind them.
    pub fn new(head: Box<[u8]>, items: Vec<(usize, Box<[u8]>)>) -> Template {
        Template { head, items }
    }

    /// The replacement, where it is the same for every match.
    pub fn literal(&self) -> Option<&[u8]> {
        self.items.is_empty().then_some(&self.head)
    }

    /// Appends the replacement for a match in `text`, a pattern having `groups` groups. Groups that
    /// took no part are empty.
    pub fn expand(
        &self,
        text: &[u8],
        found: Found,
        scratch: &Scratch,
        groups: usize,
        into: &mut Vec<u8>,
    ) -> Result<(), NoSuchGroup> {
        into.extend_from_slice(&self.head);
        for (group, literal) in &self.items {
            let span = match group {
                0 => Some((found.start, found.end)),
                group if *group > groups => return Err(NoSuchGroup),
                group => scratch.group(*group),
            };
            if let Some((start, end)) = span {
                into.extend_from_slice(text.get(start..end).unwrap_or_default());
            }
            into.extend_from_slice(literal);
        }
        Ok(())
    }
}
