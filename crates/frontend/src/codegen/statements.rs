//! Statements: assignments, loops, conditions, imports, `return`, `assert`.

use ruff_python_ast::*;
use whipsnake_isa::Opcode;
use whipsnake_isa::operands::*;

use super::expressions::inplace_number;
use super::names::Context;
use super::*;

impl<'a> Generator<'a> {
    pub(super) fn stmts(&mut self, statements: &'a [Stmt]) -> Outcome {
        statements.iter().try_for_each(|statement| self.stmt(statement))
    }

    /// The body of a module or class: docstring, statements, annotations.
    pub(super) fn body(&mut self, location: Location, body: &'a [Stmt], interactive: bool) -> Outcome {
        let scope = self.table.scope(self.unit.scope);
        let future_annotations = self.future_annotations();
        if future_annotations && scope.annotations_used {
            self.op(location, Opcode::SETUP_ANNOTATIONS);
        }
        if body.is_empty() {
            return Ok(());
        }
        let mut statements = body;
        if !interactive && scope.has_docstring {
            if self.options.optimize < 2
                && let Some(docstring) = symtable::docstring_node(body)
            {
                let text = docstring::clean(&self.parsed.string_value(docstring));
                self.load_const(self.node_loc(docstring), Constant::Str(Arc::from(text)));
                self.name(NO_LOCATION, "__doc__", Context::Store);
            }
            statements = self.after_docstring(body)?;
        }
        self.stmts(statements)?;
        if !future_annotations {
            self.deferred_annotations(location)?;
        }
        Ok(())
    }

    /// The statements after the docstring. Where docstrings are dropped, one that stands alone leaves a `pass`, and a
    /// string after one must not take its place: it is evaluated.
    pub(super) fn after_docstring(&mut self, body: &'a [Stmt]) -> Outcome<&'a [Stmt]> {
        let Some(docstring) = symtable::docstring_node(body) else { return Ok(body) };
        let rest = &body[1..];
        if self.options.optimize < 2 {
            return Ok(rest);
        }
        if rest.is_empty() {
            let mut location = self.node_loc(docstring);
            location.end_lineno = location.lineno;
            location.end_col_offset = location.col_offset + "pass".len() as i32;
            self.op(location, Opcode::NOP);
        } else if let Some(second) = symtable::docstring_node(rest) {
            let location = self.node_loc(second);
            let text = Constant::Str(Arc::from(&*self.parsed.string_value(second)));
            self.load_const(location, text);
            self.op(NO_LOCATION, Opcode::POP_TOP);
            return Ok(&rest[1..]);
        }
        Ok(rest)
    }

    pub(super) fn future_annotations(&self) -> bool {
        self.table.futures().annotations
    }

    fn stmt(&mut self, statement: &'a Stmt) -> Outcome {
        let location = self.stmt_loc(statement);
        let conditional = matches!(
            statement,
            Stmt::For(_) | Stmt::While(_) | Stmt::If(_) | Stmt::Match(_) | Stmt::Try(_) | Stmt::With(_)
        );
        self.unit.conditional_blocks += u32::from(conditional);
        // After an error the current unit is whichever failed: nothing is undone, for nothing follows.
        self.stmt_at(statement, location)?;
        self.unit.conditional_blocks -= u32::from(conditional);
        Ok(())
    }

    fn stmt_at(&mut self, statement: &'a Stmt, location: Location) -> Outcome {
        match statement {
            Stmt::FunctionDef(function) => self.function(function, location),
            Stmt::ClassDef(class) => self.class(class, location),
            Stmt::TypeAlias(alias) => self.type_alias(alias, location),
            Stmt::Return(node) => self.return_statement(node, location),
            Stmt::Delete(node) => self.exprs(&node.targets),
            Stmt::Assign(node) => self.assign(node, location),
            Stmt::AugAssign(node) => self.augmented_assign(node, location),
            Stmt::AnnAssign(node) => self.annotated_assign(node, location),
            Stmt::For(node) if node.is_async => self.async_for(node, location),
            Stmt::For(node) => self.for_loop(node, location),
            Stmt::While(node) => self.while_loop(node, location),
            Stmt::If(node) => self.if_statement(&node.test, &node.body, &node.elif_else_clauses),
            Stmt::Match(node) => self.match_statement(node),
            Stmt::Raise(node) => self.raise(node, location),
            Stmt::Try(node) => self.try_statement(node, location),
            Stmt::Assert(node) => self.assert(node, location),
            Stmt::Import(node) => self.import(node, location),
            Stmt::ImportFrom(node) => self.import_from(node, location),
            Stmt::Global(_) | Stmt::Nonlocal(_) | Stmt::IpyEscapeCommand(_) => Ok(()),
            Stmt::Expr(node) => self.expression_statement(node, location),
            Stmt::Pass(_) => {
                self.op(location, Opcode::NOP);
                Ok(())
            }
            Stmt::Break(_) => self.break_statement(location),
            Stmt::Continue(_) => self.continue_statement(location),
            Stmt::With(node) => self.with(node, location, 0),
        }
    }

    fn assign(&mut self, node: &'a StmtAssign, location: Location) -> Outcome {
        self.expr(&node.value)?;
        for (i, target) in node.targets.iter().enumerate() {
            if i + 1 < node.targets.len() {
                self.op_arg(location, Opcode::COPY, 1);
            }
            self.expr(target)?;
        }
        Ok(())
    }

    fn expression_statement(&mut self, node: &'a StmtExpr, location: Location) -> Outcome {
        if self.interactive && self.outer.is_empty() {
            self.expr(&node.value)?;
            self.op_arg(location, Opcode::CALL_INTRINSIC_1, Intrinsic1::Print as u32);
            self.op(NO_LOCATION, Opcode::POP_TOP);
            return Ok(());
        }
        if self.is_constant(&node.value) {
            // Only its line is worth something.
            self.op(location, Opcode::NOP);
            return Ok(());
        }
        self.expr(&node.value)?;
        self.op(NO_LOCATION, Opcode::POP_TOP);
        Ok(())
    }

    fn augmented_assign(&mut self, node: &'a StmtAugAssign, location: Location) -> Outcome {
        let target = self.loc(&node.target);
        let operator = inplace_number(node.op);
        match &*node.target {
            Expr::Attribute(attribute) => {
                self.expr(&attribute.value)?;
                self.op_arg(target, Opcode::COPY, 1);
                let place = self.attribute_location(target, attribute);
                self.load_attribute(place, &attribute.attr, false);
                self.expr(&node.value)?;
                self.op_arg(location, Opcode::BINARY_OP, operator);
                self.op_arg(place, Opcode::SWAP, 2);
                self.op_mangled(place, Opcode::STORE_ATTR, &attribute.attr);
            }
            Expr::Subscript(subscript) => {
                self.expr(&subscript.value)?;
                if let Some(slice) = self.two_part_slice(&subscript.slice) {
                    self.slice_parts(slice)?;
                    (0..3).for_each(|_| self.op_arg(target, Opcode::COPY, 3));
                    self.op(target, Opcode::BINARY_SLICE);
                    self.expr(&node.value)?;
                    self.op_arg(location, Opcode::BINARY_OP, operator);
                    [4, 3, 2].into_iter().for_each(|depth| self.op_arg(target, Opcode::SWAP, depth));
                    self.op(target, Opcode::STORE_SLICE);
                } else {
                    self.expr(&subscript.slice)?;
                    (0..2).for_each(|_| self.op_arg(target, Opcode::COPY, 2));
                    self.op_arg(target, Opcode::BINARY_OP, BinaryOp::Subscr as u32);
                    self.expr(&node.value)?;
                    self.op_arg(location, Opcode::BINARY_OP, operator);
                    [3, 2].into_iter().for_each(|depth| self.op_arg(target, Opcode::SWAP, depth));
                    self.op(target, Opcode::STORE_SUBSCR);
                }
            }
            Expr::Name(name) => {
                self.name(target, &name.id, Context::Load);
                self.expr(&node.value)?;
                self.op_arg(location, Opcode::BINARY_OP, operator);
                self.name(target, &name.id, Context::Store);
            }
            _ => return Err(self.error(target, "illegal expression for augmented assignment")),
        }
        Ok(())
    }

    fn if_statement(&mut self, test: &'a Expr, body: &'a [Stmt], clauses: &'a [ElifElseClause]) -> Outcome {
        let end = self.label();
        let mut next = if clauses.is_empty() { end } else { self.label() };
        self.jump_if(test, next, false)?;
        self.stmts(body)?;
        for (i, clause) in clauses.iter().enumerate() {
            self.jump(NO_LOCATION, Opcode::JUMP_NO_INTERRUPT, end);
            self.place(next);
            if let Some(test) = &clause.test {
                next = if i + 1 == clauses.len() { end } else { self.label() };
                self.jump_if(test, next, false)?;
            }
            self.stmts(&clause.body)?;
        }
        self.place(end);
        Ok(())
    }

    fn for_loop(&mut self, node: &'a StmtFor, location: Location) -> Outcome {
        let start = self.label();
        let cleanup = self.label();
        let end = self.label();
        self.push_block(BlockKind::ForLoop, location, start, end)?;
        self.expr(&node.iter)?;
        let iterable = self.loc(&node.iter);
        self.op(iterable, Opcode::GET_ITER);
        self.place(start);
        self.jump(iterable, Opcode::FOR_ITER, cleanup);
        // For tracing of loops over several lines.
        self.op(self.loc(&node.target), Opcode::NOP);
        self.expr(&node.target)?;
        self.stmts(&node.body)?;
        self.jump(NO_LOCATION, Opcode::JUMP, start);
        self.place(cleanup);
        self.op(NO_LOCATION, Opcode::END_FOR);
        self.op(NO_LOCATION, Opcode::POP_ITER);
        self.pop_block();
        self.stmts(&node.orelse)?;
        self.place(end);
        Ok(())
    }

    fn async_for(&mut self, node: &'a StmtFor, location: Location) -> Outcome {
        self.check_async(location, "'async for' outside async function")?;
        let start = self.label();
        let send = self.label();
        let except = self.label();
        let end = self.label();
        self.expr(&node.iter)?;
        let iterable = self.loc(&node.iter);
        self.op(iterable, Opcode::GET_AITER);
        self.place(start);
        self.push_block(BlockKind::AsyncForLoop, location, start, end)?;
        self.jump(location, Opcode::SETUP_FINALLY, except);
        self.op(location, Opcode::GET_ANEXT);
        self.load_const(location, Constant::None);
        self.place(send);
        self.yield_from(location, true);
        self.op(location, Opcode::POP_BLOCK);
        self.op(location, Opcode::NOT_TAKEN);
        self.expr(&node.target)?;
        self.stmts(&node.body)?;
        self.jump(NO_LOCATION, Opcode::JUMP, start);
        self.pop_block();
        self.place(except);
        self.jump(iterable, Opcode::END_ASYNC_FOR, send);
        self.stmts(&node.orelse)?;
        self.place(end);
        Ok(())
    }

    /// Asynchronous constructs need a coroutine, or leave for a module to be one.
    pub(super) fn check_async(&self, location: Location, message: &str) -> Outcome {
        let top_level = self.parsed.flags().allow_top_level_await && self.unit.kind == UnitKind::Module;
        if top_level || self.unit.kind == UnitKind::AsyncFunction {
            Ok(())
        } else {
            Err(self.error(location, message))
        }
    }

    fn while_loop(&mut self, node: &'a StmtWhile, location: Location) -> Outcome {
        let start = self.label();
        let end = self.label();
        let anchor = self.label();
        self.place(start);
        self.push_block(BlockKind::WhileLoop, location, start, end)?;
        self.jump_if(&node.test, anchor, false)?;
        self.stmts(&node.body)?;
        self.jump(NO_LOCATION, Opcode::JUMP, start);
        self.pop_block();
        self.place(anchor);
        self.stmts(&node.orelse)?;
        self.place(end);
        Ok(())
    }

    fn return_statement(&mut self, node: &'a StmtReturn, location: Location) -> Outcome {
        let scope = self.table.scope(self.unit.scope);
        if !scope.kind.is_function_like() {
            return Err(self.error(location, "'return' outside function"));
        }
        if node.value.is_some() && scope.coroutine && scope.generator {
            return Err(self.error(location, "'return' with value in async generator"));
        }
        let constant = node.value.as_deref().and_then(|value| self.constant(value));
        let keeps_value = node.value.is_some() && constant.is_none();
        let mut place = location;
        if let Some(value) = &node.value {
            if keeps_value {
                self.expr(value)?;
            } else {
                place = self.loc(value);
                self.op(place, Opcode::NOP);
            }
        }
        if node.value.as_deref().is_none_or(|value| self.loc(value).lineno != location.lineno) {
            place = location;
            self.op(place, Opcode::NOP);
        }
        self.unwind(&mut place, keeps_value, false)?;
        if !keeps_value {
            self.load_const(place, constant.unwrap_or(Constant::None));
        }
        self.op(place, Opcode::RETURN_VALUE);
        Ok(())
    }

    fn break_statement(&mut self, location: Location) -> Outcome {
        let mut place = location;
        self.op(place, Opcode::NOP);
        let Some(block) = self.unwind(&mut place, false, true)? else {
            return Err(self.error(location, "'break' outside loop"));
        };
        self.unwind_block(&mut place, block, false)?;
        self.jump(place, Opcode::JUMP, block.exit);
        Ok(())
    }

    fn continue_statement(&mut self, location: Location) -> Outcome {
        let mut place = location;
        self.op(place, Opcode::NOP);
        let Some(block) = self.unwind(&mut place, false, true)? else {
            return Err(self.error(location, "'continue' not properly in loop"));
        };
        self.jump(place, Opcode::JUMP, block.start);
        Ok(())
    }

    fn raise(&mut self, node: &'a StmtRaise, location: Location) -> Outcome {
        let mut operands = 0;
        if let Some(exception) = &node.exc {
            self.expr(exception)?;
            operands = 1;
            if let Some(cause) = &node.cause {
                self.expr(cause)?;
                operands = 2;
            }
        }
        self.op_arg(location, Opcode::RAISE_VARARGS, operands);
        Ok(())
    }

    fn assert(&mut self, node: &'a StmtAssert, location: Location) -> Outcome {
        if let Expr::Tuple(tuple) = &*node.test
            && !tuple.elts.is_empty()
        {
            self.warn(location, "assertion is always true, perhaps remove parentheses?".to_owned());
        }
        if self.options.optimize > 0 {
            return Ok(());
        }
        let end = self.label();
        self.jump_if(&node.test, end, true)?;
        self.op_arg(location, Opcode::LOAD_COMMON_CONSTANT, CommonConstant::AssertionError as u32);
        if let Some(message) = &node.msg {
            self.expr(message)?;
            self.op_arg(location, Opcode::CALL, 0);
        }
        self.op_arg(self.loc(&node.test), Opcode::RAISE_VARARGS, 1);
        self.place(end);
        Ok(())
    }

    fn import(&mut self, node: &'a StmtImport, location: Location) -> Outcome {
        for alias in &node.names {
            self.load_const(location, Constant::Int(0));
            self.load_const(location, Constant::None);
            self.op_mangled(location, Opcode::IMPORT_NAME, &alias.name);
            let mut parts = alias.name.split('.');
            let first = parts.next().unwrap_or_default();
            let Some(asname) = &alias.asname else {
                self.name(location, first, Context::Store);
                continue;
            };
            let mut dotted = false;
            for part in parts {
                if dotted {
                    self.op_arg(location, Opcode::SWAP, 2);
                    self.op(location, Opcode::POP_TOP);
                }
                self.op_name(location, Opcode::IMPORT_FROM, part);
                dotted = true;
            }
            self.name(location, asname, Context::Store);
            if dotted {
                self.op(location, Opcode::POP_TOP);
            }
        }
        Ok(())
    }

    fn import_from(&mut self, node: &'a StmtImportFrom, location: Location) -> Outcome {
        self.load_const(location, Constant::Int(i64::from(node.level)));
        let mut names = Vec::with_capacity(node.names.len());
        for alias in &node.names {
            let sym = self.interner.intern(&alias.name);
            names.push(Constant::Str(self.interner.text(sym)));
        }
        self.load_const(location, Constant::Tuple(names));
        self.op_mangled(location, Opcode::IMPORT_NAME, node.module.as_ref().map_or("", |module| module.as_str()));
        if node.names.first().is_some_and(|alias| alias.name.as_str() == "*") {
            self.op_arg(location, Opcode::CALL_INTRINSIC_1, Intrinsic1::ImportStar as u32);
            self.op(NO_LOCATION, Opcode::POP_TOP);
            return Ok(());
        }
        for alias in &node.names {
            self.op_mangled(location, Opcode::IMPORT_FROM, &alias.name);
            self.name(location, alias.asname.as_ref().unwrap_or(&alias.name), Context::Store);
        }
        self.op(location, Opcode::POP_TOP);
        Ok(())
    }
}
