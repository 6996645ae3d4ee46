//! `match`: each pattern consumes the subject on top of the stack and jumps away if it does not match.
//!
//! Names are stored when the whole pattern has matched; until then their values wait on the stack, below the items the
//! pattern still needs. A failing pattern jumps to a block that pops exactly what lies there.

use ruff_python_ast::*;
use whipsnake_isa::Opcode;
use whipsnake_isa::operands::BinaryOp;

use super::names::Context;
use super::*;
use crate::constants::{arithmetic, equal};

/// State while one case's pattern is compiled.
struct PatternState<'a> {
    /// Names captured so far, in the order of their values on the stack.
    stores: Vec<&'a str>,
    /// Whether a pattern that always matches is allowed here.
    allow_irrefutable: bool,
    /// Labels by the number of items to pop on failure.
    fail_pop: Vec<Label>,
    /// Items above the captured values.
    on_top: usize,
}

impl PatternState<'_> {
    fn new(allow_irrefutable: bool) -> Self {
        PatternState { stores: Vec::new(), allow_irrefutable, fail_pop: Vec::new(), on_top: 0 }
    }
}

fn is_wildcard(pattern: &Pattern) -> bool {
    matches!(pattern, Pattern::MatchAs(PatternMatchAs { name: None, pattern: None, .. }))
}

impl<'a> Generator<'a> {
    pub(super) fn match_statement(&mut self, node: &'a StmtMatch) -> Outcome {
        self.expr(&node.subject)?;
        let end = self.label();
        let cases = &node.cases;
        let Some(last) = cases.last() else { return Ok(()) };
        let has_default = is_wildcard(&last.pattern) && cases.len() > 1;
        let tested = &cases[..cases.len() - usize::from(has_default)];
        for (i, case) in tested.iter().enumerate() {
            let location = self.node_loc(&case.pattern);
            let is_last = i + 1 == tested.len();
            if !is_last {
                self.op_arg(location, Opcode::COPY, 1);
            }
            let mut state = PatternState::new(case.guard.is_some() || i + 1 == cases.len());
            self.pattern(&case.pattern, &mut state)?;
            for name in std::mem::take(&mut state.stores) {
                self.name(location, name, Context::Store);
            }
            if let Some(guard) = &case.guard {
                let fail = self.fail_label(&mut state, 0);
                self.jump_if(guard, fail, false)?;
            }
            if !is_last {
                self.op(flowgraph::NEXT_LOCATION, Opcode::POP_TOP);
            }
            self.stmts(&case.body)?;
            self.jump(NO_LOCATION, Opcode::JUMP, end);
            self.place_fail_pops(location, &mut state);
        }
        if has_default {
            let location = self.node_loc(&last.pattern);
            self.op(location, Opcode::NOP);
            if let Some(guard) = &last.guard {
                self.jump_if(guard, end, false)?;
            }
            self.stmts(&last.body)?;
        }
        self.place(end);
        Ok(())
    }

    /// The label that pops `pops` items.
    fn fail_label(&mut self, state: &mut PatternState<'a>, pops: usize) -> Label {
        while state.fail_pop.len() <= pops {
            let label = self.label();
            state.fail_pop.push(label);
        }
        state.fail_pop[pops]
    }

    /// Jumps to failure: what is on top and what was captured is popped there.
    fn jump_to_fail(&mut self, location: Location, state: &mut PatternState<'a>, opcode: Opcode) {
        let label = self.fail_label(state, state.on_top + state.stores.len());
        self.jump(location, opcode, label);
    }

    /// Writes the failure blocks, each falling into the one that pops one less.
    fn place_fail_pops(&mut self, location: Location, state: &mut PatternState<'a>) {
        for (pops, label) in std::mem::take(&mut state.fail_pop).into_iter().enumerate().rev() {
            self.place(label);
            if pops > 0 {
                self.op(location, Opcode::POP_TOP);
            }
        }
    }

    /// Moves the top of the stack down to position `count`.
    fn rotate(&mut self, location: Location, count: usize) {
        for depth in (2..=count).rev() {
            self.op_arg(location, Opcode::SWAP, depth as u32);
        }
    }

    /// Captures the top of the stack under a name, or drops it.
    fn capture(&mut self, location: Location, name: Option<&'a Identifier>, state: &mut PatternState<'a>) -> Outcome {
        let Some(name) = name else {
            self.op(location, Opcode::POP_TOP);
            return Ok(());
        };
        self.check_captured_once(location, name.as_str(), state)?;
        self.rotate(location, state.on_top + state.stores.len() + 1);
        state.stores.push(name.as_str());
        Ok(())
    }

    fn check_captured_once(&self, location: Location, name: &str, state: &PatternState<'a>) -> Outcome {
        if state.stores.contains(&name) {
            return Err(self.error(location, format!("multiple assignments to name '{name}' in pattern")));
        }
        Ok(())
    }

    fn pattern(&mut self, pattern: &'a Pattern, state: &mut PatternState<'a>) -> Outcome {
        let location = self.node_loc(pattern);
        match pattern {
            Pattern::MatchValue(node) => self.value_pattern(location, &node.value, state),
            Pattern::MatchSingleton(node) => {
                let constant = match node.value {
                    Singleton::None => Constant::None,
                    Singleton::True => Constant::Bool(true),
                    Singleton::False => Constant::Bool(false),
                };
                self.load_const(location, constant);
                self.op_arg(location, Opcode::IS_OP, 0);
                self.jump_to_fail(location, state, Opcode::POP_JUMP_IF_FALSE);
                Ok(())
            }
            Pattern::MatchSequence(node) => self.sequence_pattern(location, &node.patterns, state),
            Pattern::MatchMapping(node) => self.mapping_pattern(location, node, state),
            Pattern::MatchClass(node) => self.class_pattern(location, node, state),
            Pattern::MatchStar(node) => self.capture(location, node.name.as_ref(), state),
            Pattern::MatchAs(node) => self.as_pattern(location, node, state),
            Pattern::MatchOr(node) => self.or_pattern(location, &node.patterns, state),
        }
    }

    /// A pattern inside another may always match.
    fn subpattern(&mut self, pattern: &'a Pattern, state: &mut PatternState<'a>) -> Outcome {
        let allowed = std::mem::replace(&mut state.allow_irrefutable, true);
        self.pattern(pattern, state)?;
        state.allow_irrefutable = allowed;
        Ok(())
    }

    /// Literals in patterns may be signed, and complex ones are written as a sum.
    fn pattern_constant(&self, expression: &'a Expr) -> Option<Constant> {
        match expression {
            Expr::UnaryOp(unary) if unary.op == UnaryOp::USub => {
                self.constant(&unary.operand).and_then(|operand| arithmetic::negative(&operand))
            }
            Expr::BinOp(binary) if matches!(binary.op, Operator::Add | Operator::Sub) => {
                let left = self.pattern_constant(&binary.left)?;
                let right = self.constant(&binary.right)?;
                let op = if binary.op == Operator::Add { BinaryOp::Add } else { BinaryOp::Subtract };
                arithmetic::binary(&left, op, &right)
            }
            other => self.constant(other),
        }
    }

    fn load_pattern_value(&mut self, expression: &'a Expr) -> Outcome {
        match self.pattern_constant(expression) {
            Some(constant) => {
                self.load_const(self.loc(expression), constant);
                Ok(())
            }
            None => self.expr(expression),
        }
    }

    fn value_pattern(&mut self, location: Location, value: &'a Expr, state: &mut PatternState<'a>) -> Outcome {
        let allowed = matches!(value, Expr::Attribute(_) | Expr::FString(_) | Expr::TString(_))
            || self.pattern_constant(value).is_some();
        if !allowed || matches!(value, Expr::FString(_) | Expr::TString(_)) {
            return Err(self.error(location, "patterns may only match literals and attribute lookups"));
        }
        self.load_pattern_value(value)?;
        self.compare_op(location, CmpOp::Eq);
        self.op(location, Opcode::TO_BOOL);
        self.jump_to_fail(location, state, Opcode::POP_JUMP_IF_FALSE);
        Ok(())
    }

    fn as_pattern(&mut self, location: Location, node: &'a PatternMatchAs, state: &mut PatternState<'a>) -> Outcome {
        let Some(pattern) = &node.pattern else {
            if !state.allow_irrefutable {
                let message = match &node.name {
                    Some(name) => format!("name capture '{name}' makes remaining patterns unreachable"),
                    None => "wildcard makes remaining patterns unreachable".to_owned(),
                };
                return Err(self.error(location, message));
            }
            return self.capture(location, node.name.as_ref(), state);
        };
        state.on_top += 1;
        self.op_arg(location, Opcode::COPY, 1);
        self.pattern(pattern, state)?;
        state.on_top -= 1;
        self.capture(location, node.name.as_ref(), state)
    }

    fn sequence_pattern(
        &mut self,
        location: Location,
        patterns: &'a [Pattern],
        state: &mut PatternState<'a>,
    ) -> Outcome {
        let mut star = None;
        let mut star_wildcard = false;
        let mut only_wildcards = true;
        for (i, pattern) in patterns.iter().enumerate() {
            if let Pattern::MatchStar(starred) = pattern {
                if star.is_some() {
                    return Err(self.error(location, "multiple starred names in sequence pattern"));
                }
                star_wildcard = starred.name.is_none();
                only_wildcards &= star_wildcard;
                star = Some(i);
            } else {
                only_wildcards &= is_wildcard(pattern);
            }
        }
        state.on_top += 1;
        self.op(location, Opcode::MATCH_SEQUENCE);
        self.jump_to_fail(location, state, Opcode::POP_JUMP_IF_FALSE);
        let least = patterns.len() - usize::from(star.is_some());
        if star.is_none() || least > 0 {
            self.op(location, Opcode::GET_LEN);
            self.load_const(location, Constant::Int(least as i64));
            self.compare_op(location, if star.is_none() { CmpOp::Eq } else { CmpOp::GtE });
            self.jump_to_fail(location, state, Opcode::POP_JUMP_IF_FALSE);
        }
        state.on_top -= 1;
        match star {
            _ if only_wildcards => self.op(location, Opcode::POP_TOP),
            Some(star) if star_wildcard => return self.subscript_elements(location, patterns, star, state),
            _ => return self.unpack_elements(location, patterns, star, state),
        }
        Ok(())
    }

    fn unpack_elements(
        &mut self,
        location: Location,
        patterns: &'a [Pattern],
        star: Option<usize>,
        state: &mut PatternState<'a>,
    ) -> Outcome {
        match star {
            Some(star) => {
                let after = patterns.len() - star - 1;
                if star >= 1 << 8 || after >= (i32::MAX >> 8) as usize {
                    return Err(self.error(location, "too many expressions in star-unpacking sequence pattern"));
                }
                self.op_arg(location, Opcode::UNPACK_EX, (star | after << 8) as u32);
            }
            None => self.op_arg(location, Opcode::UNPACK_SEQUENCE, patterns.len() as u32),
        }
        state.on_top += patterns.len();
        for pattern in patterns {
            state.on_top -= 1;
            self.subpattern(pattern, state)?;
        }
        Ok(())
    }

    /// With a starred wildcard the elements are better picked than unpacked.
    fn subscript_elements(
        &mut self,
        location: Location,
        patterns: &'a [Pattern],
        star: usize,
        state: &mut PatternState<'a>,
    ) -> Outcome {
        state.on_top += 1;
        for (i, pattern) in patterns.iter().enumerate() {
            if i == star || is_wildcard(pattern) {
                continue;
            }
            self.op_arg(location, Opcode::COPY, 1);
            if i < star {
                self.load_const(location, Constant::Int(i as i64));
            } else {
                // Not all sequences take negative indices.
                self.op(location, Opcode::GET_LEN);
                self.load_const(location, Constant::Int((patterns.len() - i) as i64));
                self.op_arg(location, Opcode::BINARY_OP, BinaryOp::Subtract as u32);
            }
            self.op_arg(location, Opcode::BINARY_OP, BinaryOp::Subscr as u32);
            self.subpattern(pattern, state)?;
        }
        state.on_top -= 1;
        self.op(location, Opcode::POP_TOP);
        Ok(())
    }

    fn class_pattern(
        &mut self,
        location: Location,
        node: &'a PatternMatchClass,
        state: &mut PatternState<'a>,
    ) -> Outcome {
        let positional = &node.arguments.patterns;
        let keywords = &node.arguments.keywords;
        for (i, keyword) in keywords.iter().enumerate() {
            if let Some(repeated) = keywords[i + 1..].iter().find(|other| other.attr.as_str() == keyword.attr.as_str()) {
                let message = format!("attribute name repeated in class pattern: {}", keyword.attr);
                return Err(self.error(self.node_loc(&repeated.pattern), message));
            }
        }
        self.expr(&node.cls)?;
        let mut names = Vec::with_capacity(keywords.len());
        for keyword in keywords {
            let sym = self.interner.intern(&keyword.attr);
            names.push(Constant::Str(self.interner.text(sym)));
        }
        self.load_const(location, Constant::Tuple(names));
        self.op_arg(location, Opcode::MATCH_CLASS, positional.len() as u32);
        self.check_not_none(location);
        state.on_top += 1;
        self.jump_to_fail(location, state, Opcode::POP_JUMP_IF_FALSE);
        let count = positional.len() + keywords.len();
        self.op_arg(location, Opcode::UNPACK_SEQUENCE, count as u32);
        state.on_top = state.on_top + count - 1;
        for pattern in positional.iter().chain(keywords.iter().map(|keyword| &keyword.pattern)) {
            state.on_top -= 1;
            if is_wildcard(pattern) {
                self.op(location, Opcode::POP_TOP);
            } else {
                self.subpattern(pattern, state)?;
            }
        }
        Ok(())
    }

    fn check_not_none(&mut self, location: Location) {
        self.op_arg(location, Opcode::COPY, 1);
        self.load_const(location, Constant::None);
        self.op_arg(location, Opcode::IS_OP, 1);
    }

    fn mapping_pattern(
        &mut self,
        location: Location,
        node: &'a PatternMatchMapping,
        state: &mut PatternState<'a>,
    ) -> Outcome {
        let size = node.keys.len();
        state.on_top += 1;
        self.op(location, Opcode::MATCH_MAPPING);
        self.jump_to_fail(location, state, Opcode::POP_JUMP_IF_FALSE);
        if size == 0 && node.rest.is_none() {
            state.on_top -= 1;
            self.op(location, Opcode::POP_TOP);
            return Ok(());
        }
        if size > 0 {
            self.op(location, Opcode::GET_LEN);
            self.load_const(location, Constant::Int(size as i64));
            self.compare_op(location, CmpOp::GtE);
            self.jump_to_fail(location, state, Opcode::POP_JUMP_IF_FALSE);
        }
        self.mapping_keys(location, &node.keys)?;
        self.op_arg(location, Opcode::BUILD_TUPLE, size as u32);
        self.op(location, Opcode::MATCH_KEYS);
        // Above the subject now: the keys and their values.
        state.on_top += 2;
        self.check_not_none(location);
        self.jump_to_fail(location, state, Opcode::POP_JUMP_IF_FALSE);
        self.op_arg(location, Opcode::UNPACK_SEQUENCE, size as u32);
        state.on_top = state.on_top + size - 1;
        for pattern in &node.patterns {
            state.on_top -= 1;
            self.subpattern(pattern, state)?;
        }
        state.on_top -= 2;
        match &node.rest {
            Some(rest) => self.mapping_rest(location, size, rest, state),
            None => {
                self.op(location, Opcode::POP_TOP);
                self.op(location, Opcode::POP_TOP);
                Ok(())
            }
        }
    }

    fn mapping_keys(&mut self, location: Location, keys: &'a [Expr]) -> Outcome {
        let mut seen: Vec<Constant> = Vec::new();
        for key in keys {
            match self.pattern_constant(key) {
                Some(constant) => {
                    if seen.iter().any(|other| equal(other, &constant)) {
                        let text = crate::constants::repr(&constant);
                        return Err(self.error(location, format!("mapping pattern checks duplicate key ({text})")));
                    }
                    seen.push(constant);
                }
                None if key.is_attribute_expr() => {}
                None => {
                    let message = "mapping pattern keys may only match literals and attribute lookups";
                    return Err(self.error(location, message));
                }
            }
            self.load_pattern_value(key)?;
        }
        Ok(())
    }

    /// `**rest`: a copy of the subject without the keys.
    fn mapping_rest(
        &mut self,
        location: Location,
        size: usize,
        rest: &'a Identifier,
        state: &mut PatternState<'a>,
    ) -> Outcome {
        self.op_arg(location, Opcode::BUILD_MAP, 0);
        self.op_arg(location, Opcode::SWAP, 3);
        self.op_arg(location, Opcode::DICT_UPDATE, 2);
        self.op_arg(location, Opcode::UNPACK_SEQUENCE, size as u32);
        for left in (1..=size).rev() {
            self.op_arg(location, Opcode::COPY, 1 + left as u32);
            self.op_arg(location, Opcode::SWAP, 2);
            self.op(location, Opcode::DELETE_SUBSCR);
        }
        self.capture(location, Some(rest), state)
    }

    fn or_pattern(&mut self, location: Location, patterns: &'a [Pattern], state: &mut PatternState<'a>) -> Outcome {
        let end = self.label();
        // The names of the first alternative, in its order: all others must bind the same.
        let mut control: Vec<&'a str> = Vec::new();
        for (i, alternative) in patterns.iter().enumerate() {
            let place = self.node_loc(alternative);
            let mut inner = PatternState::new(i + 1 == patterns.len() && state.allow_irrefutable);
            self.op_arg(place, Opcode::COPY, 1);
            self.pattern(alternative, &mut inner)?;
            if i == 0 {
                control.clone_from(&inner.stores);
            } else {
                self.reorder_captures(location, place, &control, &mut inner)?;
            }
            self.jump(place, Opcode::JUMP, end);
            self.place_fail_pops(place, &mut inner);
        }
        self.op(location, Opcode::POP_TOP);
        self.jump_to_fail(location, state, Opcode::JUMP);
        self.place(end);
        // Below the captures: a copy of the subject, what is on top, and earlier captures.
        let rotations = control.len() + 1 + state.on_top + state.stores.len();
        for name in control {
            self.rotate(location, rotations);
            self.check_captured_once(location, name, state)?;
            state.stores.push(name);
        }
        self.op(location, Opcode::POP_TOP);
        Ok(())
    }

    /// Brings the captures of an alternative into the order of the first one's.
    fn reorder_captures(
        &mut self,
        location: Location,
        place: Location,
        control: &[&'a str],
        inner: &mut PatternState<'a>,
    ) -> Outcome {
        let differ = || "alternative patterns bind different names";
        if inner.stores.len() != control.len() {
            return Err(self.error(location, differ()));
        }
        for wanted in (0..control.len()).rev() {
            let Some(found) = inner.stores.iter().position(|name| *name == control[wanted]) else {
                return Err(self.error(location, differ()));
            };
            if wanted == found {
                continue;
            }
            let rotated: Vec<&'a str> = inner.stores.drain(..=found).collect();
            let at = wanted - found;
            inner.stores.splice(at..at, rotated);
            (0..=found).for_each(|_| self.rotate(place, wanted + 1));
        }
        Ok(())
    }
}
