//! Expressions: operators, comparisons, displays, subscripts, attributes, conditions.

use ruff_python_ast::*;
use whipsnake_isa::Opcode;
use whipsnake_isa::operands::*;

use super::names::Context;
use super::*;
use crate::flowgraph::STACK_USE_GUIDELINE;

/// How a display is built: from the stack, item by item, and from an iterable.
#[derive(Clone, Copy)]
pub(super) struct Display {
    pub build: Opcode,
    pub add: Opcode,
    pub extend: Opcode,
    /// Built as a list, then made a tuple.
    pub tuple: bool,
}

pub(super) const LIST: Display =
    Display { build: Opcode::BUILD_LIST, add: Opcode::LIST_APPEND, extend: Opcode::LIST_EXTEND, tuple: false };
pub(super) const TUPLE: Display = Display { tuple: true, ..LIST };
const SET: Display =
    Display { build: Opcode::BUILD_SET, add: Opcode::SET_ADD, extend: Opcode::SET_UPDATE, tuple: false };

/// The number of a binary operator.
pub(super) fn binary_number(operator: Operator) -> u32 {
    let number = match operator {
        Operator::Add => BinaryOp::Add,
        Operator::Sub => BinaryOp::Subtract,
        Operator::Mult => BinaryOp::Multiply,
        Operator::MatMult => BinaryOp::MatrixMultiply,
        Operator::Div => BinaryOp::TrueDivide,
        Operator::Mod => BinaryOp::Remainder,
        Operator::Pow => BinaryOp::Power,
        Operator::LShift => BinaryOp::Lshift,
        Operator::RShift => BinaryOp::Rshift,
        Operator::BitOr => BinaryOp::Or,
        Operator::BitXor => BinaryOp::Xor,
        Operator::BitAnd => BinaryOp::And,
        Operator::FloorDiv => BinaryOp::FloorDivide,
    };
    number as u32
}

/// The number of an in-place operator.
pub(super) fn inplace_number(operator: Operator) -> u32 {
    binary_number(operator) + BinaryOp::InplaceAdd as u32
}

impl<'a> Generator<'a> {
    /// Code for an expression: pushes its value, or stores to or deletes it.
    pub(super) fn expr(&mut self, expression: &'a Expr) -> Outcome {
        if self.is_constant(expression) {
            let location = self.loc(expression);
            if let Some(constant) = self.constant(expression) {
                self.load_const(location, constant);
            }
            return Ok(());
        }
        match expression {
            Expr::Named(named) => {
                self.expr(&named.value)?;
                self.op_arg(self.node_loc(named), Opcode::COPY, 1);
                self.expr(&named.target)
            }
            Expr::BoolOp(boolean) => self.bool_op(boolean),
            Expr::BinOp(binary) => self.bin_op(binary),
            Expr::UnaryOp(unary) => self.unary_op(unary),
            Expr::Lambda(lambda) => self.lambda(lambda),
            Expr::If(conditional) => self.if_expression(conditional),
            Expr::Dict(dict) => self.dict(dict),
            Expr::Set(set) => self.display(self.node_loc(set), &set.elts, None, 0, SET),
            Expr::Generator(generator) => self.generator_expression(expression, generator),
            Expr::ListComp(comprehension) => self.list_comprehension(comprehension),
            Expr::SetComp(comprehension) => self.set_comprehension(comprehension),
            Expr::DictComp(comprehension) => self.dict_comprehension(comprehension),
            Expr::Yield(_) | Expr::YieldFrom(_) | Expr::Await(_) => self.suspension(expression),
            Expr::Compare(compare) => self.compare(compare),
            Expr::Call(call) => self.call(call),
            Expr::FString(string) => self.f_string(string),
            Expr::TString(string) => self.t_string(string),
            Expr::Attribute(attribute) => self.attribute(attribute),
            Expr::Subscript(subscript) => self.subscript(subscript),
            Expr::Starred(starred) => {
                let message = match starred.ctx {
                    ExprContext::Store => "starred assignment target must be in a list or tuple",
                    _ => "can't use starred expression here",
                };
                Err(self.error(self.node_loc(starred), message))
            }
            Expr::Slice(slice) => self.slice(slice),
            Expr::Name(name) => {
                self.name(self.node_loc(name), &name.id, name.ctx.into());
                Ok(())
            }
            Expr::List(list) => self.sequence(self.node_loc(list), &list.elts, list.ctx, LIST),
            Expr::Tuple(tuple) => self.sequence(self.node_loc(tuple), &tuple.elts, tuple.ctx, TUPLE),
            Expr::StringLiteral(_)
            | Expr::BytesLiteral(_)
            | Expr::NumberLiteral(_)
            | Expr::BooleanLiteral(_)
            | Expr::NoneLiteral(_)
            | Expr::EllipsisLiteral(_)
            | Expr::IpyEscapeCommand(_) => Ok(()),
        }
    }

    pub(super) fn exprs(&mut self, expressions: &'a [Expr]) -> Outcome {
        expressions.iter().try_for_each(|expression| self.expr(expression))
    }

    fn bin_op(&mut self, binary: &'a ExprBinOp) -> Outcome {
        if let Some(format) = self.percent_format(binary) {
            return self.percent(binary, format);
        }
        self.expr(&binary.left)?;
        self.expr(&binary.right)?;
        self.op_arg(self.node_loc(binary), Opcode::BINARY_OP, binary_number(binary.op));
        Ok(())
    }

    fn unary_op(&mut self, unary: &'a ExprUnaryOp) -> Outcome {
        self.expr(&unary.operand)?;
        let location = self.node_loc(unary);
        match unary.op {
            UnaryOp::UAdd => self.op_arg(location, Opcode::CALL_INTRINSIC_1, Intrinsic1::UnaryPositive as u32),
            UnaryOp::Not => {
                self.op(location, Opcode::TO_BOOL);
                self.op(location, Opcode::UNARY_NOT);
            }
            UnaryOp::Invert => self.op(location, Opcode::UNARY_INVERT),
            UnaryOp::USub => self.op(location, Opcode::UNARY_NEGATIVE),
        }
        Ok(())
    }

    fn bool_op(&mut self, boolean: &'a ExprBoolOp) -> Outcome {
        let location = self.node_loc(boolean);
        let opcode = match boolean.op {
            BoolOp::And => Opcode::JUMP_IF_FALSE,
            BoolOp::Or => Opcode::JUMP_IF_TRUE,
        };
        let end = self.label();
        for (i, value) in boolean.values.iter().enumerate() {
            if i > 0 {
                self.jump(location, opcode, end);
                self.op(location, Opcode::POP_TOP);
            }
            self.expr(value)?;
        }
        self.place(end);
        Ok(())
    }

    fn if_expression(&mut self, conditional: &'a ExprIf) -> Outcome {
        let end = self.label();
        let next = self.label();
        self.jump_if(&conditional.test, next, false)?;
        self.expr(&conditional.body)?;
        self.jump(NO_LOCATION, Opcode::JUMP_NO_INTERRUPT, end);
        self.place(next);
        self.expr(&conditional.orelse)?;
        self.place(end);
        Ok(())
    }

    /// Jumps to `next` if the truth of the expression is `condition`, else goes on.
    pub(super) fn jump_if(&mut self, expression: &'a Expr, next: Label, condition: bool) -> Outcome {
        match expression {
            Expr::UnaryOp(unary) if unary.op == UnaryOp::Not => {
                return self.jump_if(&unary.operand, next, !condition);
            }
            Expr::BoolOp(boolean) => {
                let Some((last, values)) = boolean.values.split_last() else { return Ok(()) };
                let short = boolean.op == BoolOp::Or;
                let inner = if short == condition { next } else { self.label() };
                for value in values {
                    self.jump_if(value, inner, short)?;
                }
                self.jump_if(last, next, condition)?;
                if inner != next {
                    self.place(inner);
                }
                return Ok(());
            }
            Expr::If(conditional) => {
                let end = self.label();
                let orelse = self.label();
                self.jump_if(&conditional.test, orelse, false)?;
                self.jump_if(&conditional.body, next, condition)?;
                self.jump(NO_LOCATION, Opcode::JUMP_NO_INTERRUPT, end);
                self.place(orelse);
                self.jump_if(&conditional.orelse, next, condition)?;
                self.place(end);
                return Ok(());
            }
            Expr::Compare(compare) if compare.ops.len() > 1 => return self.jump_if_chained(compare, next, condition),
            _ => {}
        }
        self.expr(expression)?;
        let location = self.loc(expression);
        self.op(location, Opcode::TO_BOOL);
        self.jump_on(location, condition, next);
        Ok(())
    }

    fn jump_on(&mut self, location: Location, condition: bool, target: Label) {
        let opcode = if condition { Opcode::POP_JUMP_IF_TRUE } else { Opcode::POP_JUMP_IF_FALSE };
        self.jump(location, opcode, target);
    }

    fn jump_if_chained(&mut self, compare: &'a ExprCompare, next: Label, condition: bool) -> Outcome {
        let location = self.node_loc(compare);
        self.check_compare(compare);
        let cleanup = self.label();
        let end = self.label();
        let last = compare.ops.len() - 1;
        self.expr(&compare.left)?;
        for (op, comparator) in compare.ops.iter().zip(&compare.comparators[..last]) {
            self.expr(comparator)?;
            self.op_arg(location, Opcode::SWAP, 2);
            self.op_arg(location, Opcode::COPY, 2);
            self.compare_op(location, *op);
            self.op(location, Opcode::TO_BOOL);
            self.jump(location, Opcode::POP_JUMP_IF_FALSE, cleanup);
        }
        self.expr(&compare.comparators[last])?;
        self.compare_op(location, compare.ops[last]);
        self.op(location, Opcode::TO_BOOL);
        self.jump_on(location, condition, next);
        self.jump(NO_LOCATION, Opcode::JUMP_NO_INTERRUPT, end);
        self.place(cleanup);
        self.op(location, Opcode::POP_TOP);
        if !condition {
            self.jump(NO_LOCATION, Opcode::JUMP_NO_INTERRUPT, next);
        }
        self.place(end);
        Ok(())
    }

    fn compare(&mut self, compare: &'a ExprCompare) -> Outcome {
        let location = self.node_loc(compare);
        self.check_compare(compare);
        self.expr(&compare.left)?;
        let last = compare.ops.len() - 1;
        if last == 0 {
            self.expr(&compare.comparators[0])?;
            self.compare_op(location, compare.ops[0]);
            return Ok(());
        }
        let cleanup = self.label();
        let end = self.label();
        for (op, comparator) in compare.ops.iter().zip(&compare.comparators[..last]) {
            self.expr(comparator)?;
            self.op_arg(location, Opcode::SWAP, 2);
            self.op_arg(location, Opcode::COPY, 2);
            self.compare_op(location, *op);
            self.op_arg(location, Opcode::COPY, 1);
            self.op(location, Opcode::TO_BOOL);
            self.jump(location, Opcode::POP_JUMP_IF_FALSE, cleanup);
            self.op(location, Opcode::POP_TOP);
        }
        self.expr(&compare.comparators[last])?;
        self.compare_op(location, compare.ops[last]);
        self.jump(NO_LOCATION, Opcode::JUMP_NO_INTERRUPT, end);
        self.place(cleanup);
        self.op_arg(location, Opcode::SWAP, 2);
        self.op(location, Opcode::POP_TOP);
        self.place(end);
        Ok(())
    }

    pub(super) fn compare_op(&mut self, location: Location, op: CmpOp) {
        let compare = match op {
            CmpOp::Is => return self.op_arg(location, Opcode::IS_OP, 0),
            CmpOp::IsNot => return self.op_arg(location, Opcode::IS_OP, 1),
            CmpOp::In => return self.op_arg(location, Opcode::CONTAINS_OP, 0),
            CmpOp::NotIn => return self.op_arg(location, Opcode::CONTAINS_OP, 1),
            CmpOp::Eq => CompareOp::Equal,
            CmpOp::NotEq => CompareOp::NotEqual,
            CmpOp::Lt => CompareOp::Less,
            CmpOp::LtE => CompareOp::LessEqual,
            CmpOp::Gt => CompareOp::Greater,
            CmpOp::GtE => CompareOp::GreaterEqual,
        };
        self.op_arg(location, Opcode::COMPARE_OP, compare.oparg());
    }

    fn sequence(&mut self, location: Location, elements: &'a [Expr], context: ExprContext, form: Display) -> Outcome {
        match context {
            ExprContext::Store => self.unpack_targets(location, elements),
            ExprContext::Load => self.display(location, elements, None, 0, form),
            _ => self.exprs(elements),
        }
    }

    fn unpack_targets(&mut self, location: Location, elements: &'a [Expr]) -> Outcome {
        let mut starred = None;
        for (i, element) in elements.iter().enumerate() {
            if !element.is_starred_expr() {
                continue;
            }
            if starred.is_some() {
                return Err(self.error(location, "multiple starred expressions in assignment"));
            }
            let after = elements.len() - i - 1;
            if i >= 1 << 8 || after >= (i32::MAX >> 8) as usize {
                return Err(self.error(location, "too many expressions in star-unpacking assignment"));
            }
            starred = Some((i | after << 8) as u32);
        }
        match starred {
            Some(oparg) => self.op_arg(location, Opcode::UNPACK_EX, oparg),
            None => self.op_arg(location, Opcode::UNPACK_SEQUENCE, elements.len() as u32),
        }
        for element in elements {
            match element {
                Expr::Starred(starred) => self.expr(&starred.value)?,
                other => self.expr(other)?,
            }
        }
        Ok(())
    }

    /// A list, tuple or set of elements, some of which may be starred. `pushed` items lie on the stack already;
    /// `injected` is a name whose value comes last.
    pub(super) fn display(
        &mut self,
        location: Location,
        elements: &'a [Expr],
        injected: Option<&str>,
        pushed: u32,
        form: Display,
    ) -> Outcome {
        let count = elements.len() as u32 + u32::from(injected.is_some());
        let big = (count + pushed) as usize > STACK_USE_GUIDELINE;
        if !big && !elements.iter().any(Expr::is_starred_expr) {
            self.exprs(elements)?;
            if let Some(name) = injected {
                self.name(location, name, Context::Load);
            }
            let opcode = if form.tuple { Opcode::BUILD_TUPLE } else { form.build };
            self.op_arg(location, opcode, count + pushed);
            return Ok(());
        }
        let mut built = big;
        if big {
            self.op_arg(location, form.build, pushed);
        }
        for (i, element) in elements.iter().enumerate() {
            if let Expr::Starred(starred) = element {
                if !built {
                    self.op_arg(location, form.build, i as u32 + pushed);
                    built = true;
                }
                self.expr(&starred.value)?;
                self.op_arg(location, form.extend, 1);
            } else {
                self.expr(element)?;
                if built {
                    self.op_arg(location, form.add, 1);
                }
            }
        }
        if let Some(name) = injected {
            self.name(location, name, Context::Load);
            self.op_arg(location, form.add, 1);
        }
        if form.tuple {
            self.op_arg(location, Opcode::CALL_INTRINSIC_1, Intrinsic1::ListToTuple as u32);
        }
        Ok(())
    }

    fn dict(&mut self, dict: &'a ExprDict) -> Outcome {
        let location = self.node_loc(dict);
        let mut have_dict = false;
        let mut pending = 0;
        for (i, item) in dict.items.iter().enumerate() {
            if item.key.is_none() {
                if pending > 0 {
                    self.sub_dict(location, &dict.items[i - pending..i], &mut have_dict)?;
                    pending = 0;
                }
                if !have_dict {
                    self.op_arg(location, Opcode::BUILD_MAP, 0);
                    have_dict = true;
                }
                self.expr(&item.value)?;
                self.op_arg(location, Opcode::DICT_UPDATE, 1);
            } else if pending * 2 > STACK_USE_GUIDELINE {
                self.sub_dict(location, &dict.items[i - pending..=i], &mut have_dict)?;
                pending = 0;
            } else {
                pending += 1;
            }
        }
        if pending > 0 {
            self.sub_dict(location, &dict.items[dict.items.len() - pending..], &mut have_dict)?;
        }
        if !have_dict {
            self.op_arg(location, Opcode::BUILD_MAP, 0);
        }
        Ok(())
    }

    /// Builds a dict of some items and merges it into the one below, if there is one.
    fn sub_dict(&mut self, location: Location, items: &'a [DictItem], have_dict: &mut bool) -> Outcome {
        let big = items.len() * 2 > STACK_USE_GUIDELINE;
        if big {
            self.op_arg(location, Opcode::BUILD_MAP, 0);
        }
        for item in items {
            if let Some(key) = &item.key {
                self.expr(key)?;
            }
            self.expr(&item.value)?;
            if big {
                self.op_arg(location, Opcode::MAP_ADD, 1);
            }
        }
        if !big {
            self.op_arg(location, Opcode::BUILD_MAP, items.len() as u32);
        }
        if *have_dict {
            self.op_arg(location, Opcode::DICT_UPDATE, 1);
        }
        *have_dict = true;
        Ok(())
    }

    fn attribute(&mut self, attribute: &'a ExprAttribute) -> Outcome {
        let location = self.node_loc(attribute);
        let context = Context::from(attribute.ctx);
        if context == Context::Load && let Some(call) = self.super_call(attribute) {
            self.load_super_operands(call)?;
            self.load_super_attribute(location, &attribute.attr, !call.arguments.args.is_empty(), false);
            let location = self.attribute_location(location, attribute);
            self.op(location, Opcode::NOP);
            return Ok(());
        }
        self.note_static_attribute(attribute);
        self.expr(&attribute.value)?;
        let location = self.attribute_location(location, attribute);
        match context {
            Context::Load => self.load_attribute(location, &attribute.attr, false),
            Context::Store => self.op_mangled(location, Opcode::STORE_ATTR, &attribute.attr),
            Context::Delete => self.op_mangled(location, Opcode::DELETE_ATTR, &attribute.attr),
        }
        Ok(())
    }

    /// An attribute on another line than its object is placed at its own name.
    pub(super) fn attribute_location(&self, location: Location, attribute: &ExprAttribute) -> Location {
        let end = self.node_loc(attribute);
        let mut location = location;
        if location.lineno != end.end_lineno {
            location.lineno = end.end_lineno;
            let length = attribute.attr.chars().count() as i32;
            if length <= end.end_col_offset {
                location.col_offset = end.end_col_offset - length;
            } else {
                location.col_offset = -1;
                location.end_col_offset = -1;
            }
            location.end_lineno = location.end_lineno.max(location.lineno);
            if location.lineno == location.end_lineno {
                location.end_col_offset = location.end_col_offset.max(location.col_offset);
            }
        }
        location
    }

    /// Remembers `self.name = ...` in a method for the class's `__static_attributes__`.
    fn note_static_attribute(&mut self, attribute: &ExprAttribute) {
        let Expr::Name(receiver) = &*attribute.value else { return };
        if attribute.ctx != ExprContext::Store || receiver.id.as_str() != "self" {
            return;
        }
        if let Some(class) = self.outer.iter_mut().rev().find(|unit| unit.kind == UnitKind::Class) {
            class.static_attributes.insert(attribute.attr.to_string());
        }
    }

    fn subscript(&mut self, subscript: &'a ExprSubscript) -> Outcome {
        let location = self.node_loc(subscript);
        let context = Context::from(subscript.ctx);
        if context == Context::Load {
            self.check_subscripter(&subscript.value);
            self.check_index(&subscript.value, &subscript.slice);
        }
        self.expr(&subscript.value)?;
        if let Some(slice) = self.two_part_slice(&subscript.slice)
            && context != Context::Delete
        {
            self.slice_parts(slice)?;
            let opcode = if context == Context::Load { Opcode::BINARY_SLICE } else { Opcode::STORE_SLICE };
            self.op(location, opcode);
            return Ok(());
        }
        self.expr(&subscript.slice)?;
        match context {
            Context::Load => self.op_arg(location, Opcode::BINARY_OP, BinaryOp::Subscr as u32),
            Context::Store => self.op(location, Opcode::STORE_SUBSCR),
            Context::Delete => self.op(location, Opcode::DELETE_SUBSCR),
        }
        Ok(())
    }

    /// A slice without step that is not constant: it needs no slice object.
    pub(super) fn two_part_slice(&self, index: &'a Expr) -> Option<&'a ExprSlice> {
        match index {
            Expr::Slice(slice) if slice.step.is_none() && !self.is_constant_slice(slice) => Some(slice),
            _ => None,
        }
    }

    fn is_constant_slice(&self, slice: &ExprSlice) -> bool {
        [&slice.lower, &slice.upper, &slice.step].into_iter().flatten().all(|part| self.is_constant(part))
    }

    pub(super) fn slice_parts(&mut self, slice: &'a ExprSlice) -> Outcome {
        for part in [&slice.lower, &slice.upper] {
            match part {
                Some(part) => self.expr(part)?,
                None => self.load_const(self.node_loc(slice), Constant::None),
            }
        }
        Ok(())
    }

    fn slice(&mut self, slice: &'a ExprSlice) -> Outcome {
        let location = self.node_loc(slice);
        if self.is_constant_slice(slice) {
            let part = |part: &'a Option<Box<Expr>>| {
                part.as_deref().and_then(|part| self.constant(part)).unwrap_or(Constant::None)
            };
            let constant = Constant::Slice(Box::new([part(&slice.lower), part(&slice.upper), part(&slice.step)]));
            self.load_const(location, constant);
            return Ok(());
        }
        self.slice_parts(slice)?;
        if let Some(step) = &slice.step {
            self.expr(step)?;
        }
        self.op_arg(location, Opcode::BUILD_SLICE, 2 + u32::from(slice.step.is_some()));
        Ok(())
    }

    /// `yield`, `yield from` and `await`.
    fn suspension(&mut self, expression: &'a Expr) -> Outcome {
        let location = self.loc(expression);
        match expression {
            Expr::Yield(node) => {
                if !self.in_function_like() {
                    return Err(self.error(location, "'yield' outside function"));
                }
                match &node.value {
                    Some(value) => self.expr(value)?,
                    None => self.load_const(location, Constant::None),
                }
                self.yield_value(location);
            }
            Expr::YieldFrom(node) => {
                if !self.in_function_like() {
                    return Err(self.error(location, "'yield from' outside function"));
                }
                if self.unit.kind == UnitKind::AsyncFunction {
                    return Err(self.error(location, "'yield from' inside async function"));
                }
                self.expr(&node.value)?;
                self.op(location, Opcode::GET_YIELD_FROM_ITER);
                self.load_const(location, Constant::None);
                self.yield_from(location, false);
            }
            Expr::Await(node) => {
                self.expr(&node.value)?;
                self.await_value(location, 0);
            }
            _ => {}
        }
        Ok(())
    }

    /// Awaits the value on the stack; `after` tells messages what was called before: 1 `__aenter__`, 2 `__aexit__`.
    pub(super) fn await_value(&mut self, location: Location, after: u32) {
        self.op_arg(location, Opcode::GET_AWAITABLE, after);
        self.load_const(location, Constant::None);
        self.yield_from(location, true);
    }

    pub(super) fn yield_value(&mut self, location: Location) {
        let scope = self.table.scope(self.unit.scope);
        if scope.generator && scope.coroutine {
            self.op_arg(location, Opcode::CALL_INTRINSIC_1, Intrinsic1::AsyncGenWrap as u32);
        }
        self.op_arg(location, Opcode::YIELD_VALUE, 0);
        self.op_arg(location, Opcode::RESUME, RESUME_AFTER_YIELD);
    }

    /// Delegates to the iterator below the value to send.
    pub(super) fn yield_from(&mut self, location: Location, awaiting: bool) {
        let send = self.label();
        let fail = self.label();
        let exit = self.label();
        self.place(send);
        self.jump(location, Opcode::SEND, exit);
        // Only the yield can raise here: when StopIteration is thrown in by close() or throw().
        self.jump(location, Opcode::SETUP_FINALLY, fail);
        self.op_arg(location, Opcode::YIELD_VALUE, 1);
        self.op(NO_LOCATION, Opcode::POP_BLOCK);
        let after = if awaiting { RESUME_AFTER_AWAIT } else { RESUME_AFTER_YIELD_FROM };
        self.op_arg(location, Opcode::RESUME, after);
        self.jump(location, Opcode::JUMP_NO_INTERRUPT, send);
        self.place(fail);
        self.op(location, Opcode::CLEANUP_THROW);
        self.place(exit);
        self.op(location, Opcode::END_SEND);
    }
}
