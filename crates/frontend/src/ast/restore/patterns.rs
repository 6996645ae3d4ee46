//! Patterns of `match` statements, from CPython's tree to ruff's.

use super::{NONE, Restore, Restored, wrong};
use crate::ast::schema::Class;
use crate::ast::{Constant, Field, NodeId};
use ruff_python_ast::*;

impl Restore<'_> {
    pub(super) fn pattern(&mut self, field: &Field) -> Restored<Pattern> {
        match Self::id(field) {
            Some(id) => self.pattern_of(id),
            None => Err(wrong("None disallowed in pattern list".to_owned())),
        }
    }

    fn patterns<L: FromIterator<Pattern>>(&mut self, field: &Field) -> Restored<L> {
        Self::present(field).map(|id| self.pattern_of(id)).collect()
    }

    fn pattern_of(&mut self, id: NodeId) -> Restored<Pattern> {
        let node = self.tree.node(id);
        let (class, f) = (node.class, &node.fields);
        let range = self.range(node.location);
        let node_index = NONE;
        Ok(match class {
            Class::MatchValue => {
                Pattern::MatchValue(PatternMatchValue { node_index, range, value: self.boxed(&f[0])? })
            }
            Class::MatchSingleton => {
                let value = match &f[0] {
                    Field::Constant(Constant::None) => Singleton::None,
                    Field::Constant(Constant::Bool(true)) => Singleton::True,
                    Field::Constant(Constant::Bool(false)) => Singleton::False,
                    _ => return Err(wrong("MatchSingleton can only contain True, False and None".to_owned())),
                };
                Pattern::MatchSingleton(PatternMatchSingleton { node_index, range, value })
            }
            Class::MatchSequence => {
                Pattern::MatchSequence(PatternMatchSequence { node_index, range, patterns: self.patterns(&f[0])? })
            }
            Class::MatchMapping => {
                let keys = self.expressions(&f[0])?;
                let patterns: Vec<Pattern> = self.patterns(&f[1])?;
                if keys.len() != patterns.len() {
                    return Err(wrong("MatchMapping doesn't have the same number of keys as patterns".to_owned()));
                }
                Pattern::MatchMapping(PatternMatchMapping {
                    node_index,
                    range,
                    keys: keys.into_iter().collect(),
                    patterns: patterns.into_iter().collect(),
                    rest: Self::identifier(&f[2], range),
                })
            }
            Class::MatchClass => {
                let names = Self::identifiers(&f[2], range);
                let cls = self.boxed(&f[0])?;
                let patterns = self.patterns(&f[1])?;
                let values: Vec<Pattern> = self.patterns(&f[3])?;
                if names.len() != values.len() {
                    let message = "MatchClass doesn't have the same number of keyword attributes as patterns";
                    return Err(wrong(message.to_owned()));
                }
                let keywords = (names.into_iter().zip(values))
                    .map(|(attr, pattern)| PatternKeyword { range, node_index: NONE, attr, pattern })
                    .collect();
                let arguments = PatternArguments { range, node_index: NONE, patterns, keywords };
                Pattern::MatchClass(PatternMatchClass { node_index, range, cls, arguments })
            }
            Class::MatchStar => {
                Pattern::MatchStar(PatternMatchStar { node_index, range, name: Self::identifier(&f[0], range) })
            }
            Class::MatchAs => {
                let pattern = Self::id(&f[0]).map(|id| self.pattern_of(id).map(Box::new)).transpose()?;
                let name = Self::identifier(&f[1], range);
                if pattern.is_some() && name.is_none() {
                    let message = "MatchAs must specify a target name if a pattern is given";
                    return Err(wrong(message.to_owned()));
                }
                Pattern::MatchAs(PatternMatchAs { node_index, range, pattern, name })
            }
            Class::MatchOr => {
                let patterns: Vec<Pattern> = self.patterns(&f[0])?;
                if patterns.len() < 2 {
                    return Err(wrong("MatchOr requires at least 2 patterns".to_owned()));
                }
                Pattern::MatchOr(PatternMatchOr { node_index, range, patterns })
            }
            other => return Err(wrong(format!("expected some sort of pattern, but got {}", other.name()))),
        })
    }
}
