//! `try`, `with`, and leaving open blocks in order.

use ruff_python_ast::{ExceptHandler, ExceptHandlerExceptHandler, StmtTry, StmtWith};
use whipsnake_isa::Opcode;
use whipsnake_isa::operands::{Intrinsic2, SpecialMethod};

use super::names::Context;
use super::*;

impl<'a> Generator<'a> {
    /// Leaves all open blocks, or those up to the innermost loop, which is given. `keeps_value`: the value on top of
    /// the stack stays.
    pub(super) fn unwind(
        &mut self,
        place: &mut Location,
        keeps_value: bool,
        to_loop: bool,
    ) -> Outcome<Option<FrameBlock<'a>>> {
        let Some(&top) = self.unit.blocks.last() else { return Ok(None) };
        match top.kind {
            BlockKind::ExceptionGroupHandler => {
                let message = "'break', 'continue' and 'return' cannot appear in an except* block";
                return Err(self.error(*place, message));
            }
            BlockKind::WhileLoop | BlockKind::ForLoop | BlockKind::AsyncForLoop if to_loop => return Ok(Some(top)),
            _ => {}
        }
        self.pop_block();
        self.unwind_block(place, top, keeps_value)?;
        let found = self.unwind(place, keeps_value, to_loop)?;
        self.push_block(top.kind, top.location, top.start, top.exit)?;
        Ok(found)
    }

    /// Leaves one block that is closed already.
    pub(super) fn unwind_block(&mut self, place: &mut Location, block: FrameBlock<'a>, keeps_value: bool) -> Outcome {
        match block.kind {
            BlockKind::WhileLoop
            | BlockKind::ExceptionHandler
            | BlockKind::ExceptionGroupHandler
            | BlockKind::AsyncComprehension
            | BlockKind::StopIteration => {}
            BlockKind::ForLoop | BlockKind::AsyncForLoop | BlockKind::PopValue => {
                self.keep(*place, keeps_value);
                self.op(*place, Opcode::POP_TOP);
            }
            BlockKind::TryExcept => self.op(*place, Opcode::POP_BLOCK),
            BlockKind::FinallyTry(body) => {
                self.op(*place, Opcode::POP_BLOCK);
                if keeps_value {
                    self.push_block(BlockKind::PopValue, *place, Label::NONE, Label::NONE)?;
                }
                self.stmts(body)?;
                if keeps_value {
                    self.pop_block();
                }
                // The statement that leaves comes after the finally block: it is artificial now.
                *place = NO_LOCATION;
            }
            BlockKind::FinallyEnd => {
                self.keep(*place, keeps_value);
                self.op(*place, Opcode::POP_TOP);
                self.keep(*place, keeps_value);
                self.op(*place, Opcode::POP_BLOCK);
                self.op(*place, Opcode::POP_EXCEPT);
            }
            BlockKind::With | BlockKind::AsyncWith => {
                *place = block.location;
                self.op(*place, Opcode::POP_BLOCK);
                if keeps_value {
                    self.op_arg(*place, Opcode::SWAP, 3);
                    self.op_arg(*place, Opcode::SWAP, 2);
                }
                self.call_exit(*place, matches!(block.kind, BlockKind::AsyncWith));
                *place = NO_LOCATION;
            }
            BlockKind::HandlerCleanup(name) => {
                if name.is_some() {
                    self.op(*place, Opcode::POP_BLOCK);
                }
                self.keep(*place, keeps_value);
                self.op(*place, Opcode::POP_BLOCK);
                self.op(*place, Opcode::POP_EXCEPT);
                if let Some(name) = name {
                    self.unbind(*place, name);
                }
            }
        }
        Ok(())
    }

    fn keep(&mut self, place: Location, keeps_value: bool) {
        if keeps_value {
            self.op_arg(place, Opcode::SWAP, 2);
        }
    }

    /// `name = None; del name`
    fn unbind(&mut self, place: Location, name: &str) {
        self.load_const(place, Constant::None);
        self.name(place, name, Context::Store);
        self.name(place, name, Context::Delete);
    }

    /// `__exit__(None, None, None)`; drops the result.
    fn call_exit(&mut self, place: Location, is_async: bool) {
        (0..3).for_each(|_| self.load_const(place, Constant::None));
        self.op_arg(place, Opcode::CALL, 3);
        if is_async {
            self.await_value(place, 2);
        }
        self.op(place, Opcode::POP_TOP);
    }

    fn pop_except_and_reraise(&mut self, place: Location) {
        self.op_arg(place, Opcode::COPY, 3);
        self.op(place, Opcode::POP_EXCEPT);
        self.op_arg(place, Opcode::RERAISE, 1);
    }

    pub(super) fn try_statement(&mut self, node: &'a StmtTry, location: Location) -> Outcome {
        if node.finalbody.is_empty() { self.try_handlers(node, location) } else { self.try_finally(node, location) }
    }

    fn try_handlers(&mut self, node: &'a StmtTry, location: Location) -> Outcome {
        if node.is_star { self.try_except_star(node, location) } else { self.try_except(node, location) }
    }

    fn try_finally(&mut self, node: &'a StmtTry, location: Location) -> Outcome {
        let body = self.label();
        let end = self.label();
        let exit = self.label();
        let cleanup = self.label();
        self.jump(location, Opcode::SETUP_FINALLY, end);
        self.place(body);
        self.push_block(BlockKind::FinallyTry(&node.finalbody), location, body, end)?;
        if node.handlers.is_empty() {
            self.stmts(&node.body)?;
        } else {
            self.try_handlers(node, location)?;
        }
        self.op(NO_LOCATION, Opcode::POP_BLOCK);
        self.pop_block();
        self.stmts(&node.finalbody)?;
        self.jump(NO_LOCATION, Opcode::JUMP_NO_INTERRUPT, exit);

        self.place(end);
        self.jump(NO_LOCATION, Opcode::SETUP_CLEANUP, cleanup);
        self.op(NO_LOCATION, Opcode::PUSH_EXC_INFO);
        self.push_block(BlockKind::FinallyEnd, NO_LOCATION, end, Label::NONE)?;
        self.stmts(&node.finalbody)?;
        self.pop_block();
        self.op_arg(NO_LOCATION, Opcode::RERAISE, 0);
        self.place(cleanup);
        self.pop_except_and_reraise(NO_LOCATION);
        self.place(exit);
        Ok(())
    }

    fn try_except(&mut self, node: &'a StmtTry, location: Location) -> Outcome {
        let body = self.label();
        let except = self.label();
        let end = self.label();
        let cleanup = self.label();
        self.jump(location, Opcode::SETUP_FINALLY, except);
        self.place(body);
        self.push_block(BlockKind::TryExcept, location, body, Label::NONE)?;
        self.stmts(&node.body)?;
        self.pop_block();
        self.op(NO_LOCATION, Opcode::POP_BLOCK);
        self.stmts(&node.orelse)?;
        self.jump(NO_LOCATION, Opcode::JUMP_NO_INTERRUPT, end);

        self.place(except);
        self.jump(NO_LOCATION, Opcode::SETUP_CLEANUP, cleanup);
        self.op(NO_LOCATION, Opcode::PUSH_EXC_INFO);
        self.push_block(BlockKind::ExceptionHandler, location, Label::NONE, Label::NONE)?;
        for (i, ExceptHandler::ExceptHandler(handler)) in node.handlers.iter().enumerate() {
            let place = self.block_loc(handler.range);
            if handler.type_.is_none() && i + 1 < node.handlers.len() {
                return Err(self.error(place, "default 'except:' must be last"));
            }
            let next = self.label();
            if let Some(kind) = &handler.type_ {
                self.expr(kind)?;
                self.op(place, Opcode::CHECK_EXC_MATCH);
                self.jump(place, Opcode::POP_JUMP_IF_FALSE, next);
            }
            self.handler_body(handler, place, end)?;
            self.place(next);
        }
        self.pop_block();
        self.op_arg(NO_LOCATION, Opcode::RERAISE, 0);
        self.place(cleanup);
        self.pop_except_and_reraise(NO_LOCATION);
        self.place(end);
        Ok(())
    }

    fn handler_body(&mut self, handler: &'a ExceptHandlerExceptHandler, place: Location, end: Label) -> Outcome {
        let body = self.label();
        let Some(name) = handler.name.as_ref().map(|name| name.as_str()) else {
            self.op(place, Opcode::POP_TOP);
            self.place(body);
            self.push_block(BlockKind::HandlerCleanup(None), place, body, Label::NONE)?;
            self.stmts(&handler.body)?;
            self.pop_block();
            self.op(NO_LOCATION, Opcode::POP_BLOCK);
            self.op(NO_LOCATION, Opcode::POP_EXCEPT);
            self.jump(NO_LOCATION, Opcode::JUMP_NO_INTERRUPT, end);
            return Ok(());
        };
        let cleanup = self.label();
        self.name(place, name, Context::Store);
        // The body is in a `try` whose `finally` unbinds the name.
        self.jump(place, Opcode::SETUP_CLEANUP, cleanup);
        self.place(body);
        self.push_block(BlockKind::HandlerCleanup(Some(name)), place, body, Label::NONE)?;
        self.stmts(&handler.body)?;
        self.pop_block();
        self.op(NO_LOCATION, Opcode::POP_BLOCK);
        self.op(NO_LOCATION, Opcode::POP_BLOCK);
        self.op(NO_LOCATION, Opcode::POP_EXCEPT);
        self.unbind(NO_LOCATION, name);
        self.jump(NO_LOCATION, Opcode::JUMP_NO_INTERRUPT, end);
        self.place(cleanup);
        self.unbind(NO_LOCATION, name);
        self.op_arg(NO_LOCATION, Opcode::RERAISE, 1);
        Ok(())
    }

    /// The stack in the handlers: the group, a list of what was raised, the part of the group not yet handled.
    fn try_except_star(&mut self, node: &'a StmtTry, location: Location) -> Outcome {
        let body = self.label();
        let except = self.label();
        let orelse = self.label();
        let end = self.label();
        let cleanup = self.label();
        let reraise_star = self.label();
        self.jump(location, Opcode::SETUP_FINALLY, except);
        self.place(body);
        self.push_block(BlockKind::TryExcept, location, body, Label::NONE)?;
        self.stmts(&node.body)?;
        self.pop_block();
        self.op(NO_LOCATION, Opcode::POP_BLOCK);
        self.jump(NO_LOCATION, Opcode::JUMP_NO_INTERRUPT, orelse);

        self.place(except);
        self.jump(NO_LOCATION, Opcode::SETUP_CLEANUP, cleanup);
        self.op(NO_LOCATION, Opcode::PUSH_EXC_INFO);
        self.push_block(BlockKind::ExceptionGroupHandler, location, Label::NONE, Label::NONE)?;
        for (i, ExceptHandler::ExceptHandler(handler)) in node.handlers.iter().enumerate() {
            let place = self.block_loc(handler.range);
            if i == 0 {
                self.op_arg(place, Opcode::BUILD_LIST, 0);
                self.op_arg(place, Opcode::COPY, 2);
            }
            self.star_handler(handler, place)?;
            if i + 1 == node.handlers.len() {
                self.op_arg(NO_LOCATION, Opcode::LIST_APPEND, 1);
                self.jump(NO_LOCATION, Opcode::JUMP_NO_INTERRUPT, reraise_star);
            }
        }
        self.pop_block();
        self.place(reraise_star);
        self.reraise_rest(end);
        self.place(cleanup);
        self.pop_except_and_reraise(NO_LOCATION);
        self.place(orelse);
        self.stmts(&node.orelse)?;
        self.place(end);
        Ok(())
    }

    fn star_handler(&mut self, handler: &'a ExceptHandlerExceptHandler, place: Location) -> Outcome {
        let next = self.label();
        let next_with_error = self.label();
        let no_match = self.label();
        let cleanup = self.label();
        let body = self.label();
        if let Some(kind) = &handler.type_ {
            self.expr(kind)?;
            self.op(place, Opcode::CHECK_EG_MATCH);
            self.op_arg(place, Opcode::COPY, 1);
            self.jump(place, Opcode::POP_JUMP_IF_NONE, no_match);
        }
        let name = handler.name.as_ref().map(|name| name.as_str());
        match name {
            Some(name) => self.name(place, name, Context::Store),
            None => self.op(place, Opcode::POP_TOP),
        }
        self.jump(place, Opcode::SETUP_CLEANUP, cleanup);
        self.place(body);
        self.push_block(BlockKind::HandlerCleanup(name), place, body, Label::NONE)?;
        self.stmts(&handler.body)?;
        self.pop_block();
        self.op(NO_LOCATION, Opcode::POP_BLOCK);
        if let Some(name) = name {
            self.unbind(NO_LOCATION, name);
        }
        self.jump(NO_LOCATION, Opcode::JUMP_NO_INTERRUPT, next);
        self.place(cleanup);
        if let Some(name) = name {
            self.unbind(NO_LOCATION, name);
        }
        // What the handler raised goes into the list.
        self.op_arg(NO_LOCATION, Opcode::LIST_APPEND, 3);
        self.op(NO_LOCATION, Opcode::POP_TOP);
        self.jump(NO_LOCATION, Opcode::JUMP_NO_INTERRUPT, next_with_error);
        self.place(next);
        self.op(NO_LOCATION, Opcode::NOP);
        self.jump(NO_LOCATION, Opcode::JUMP_NO_INTERRUPT, next_with_error);
        self.place(no_match);
        self.op(place, Opcode::POP_TOP);
        self.place(next_with_error);
        Ok(())
    }

    /// Raises what the handlers left or raised, if anything.
    fn reraise_rest(&mut self, end: Label) {
        let reraise = self.label();
        self.op_arg(NO_LOCATION, Opcode::CALL_INTRINSIC_2, Intrinsic2::PrepReraiseStar as u32);
        self.op_arg(NO_LOCATION, Opcode::COPY, 1);
        self.jump(NO_LOCATION, Opcode::POP_JUMP_IF_NOT_NONE, reraise);
        self.op(NO_LOCATION, Opcode::POP_TOP);
        self.op(NO_LOCATION, Opcode::POP_BLOCK);
        self.op(NO_LOCATION, Opcode::POP_EXCEPT);
        self.jump(NO_LOCATION, Opcode::JUMP_NO_INTERRUPT, end);
        self.place(reraise);
        self.op(NO_LOCATION, Opcode::POP_BLOCK);
        self.op_arg(NO_LOCATION, Opcode::SWAP, 2);
        self.op(NO_LOCATION, Opcode::POP_EXCEPT);
        self.op_arg(NO_LOCATION, Opcode::RERAISE, 0);
    }

    /// `with`, the item at `index` and all after it.
    pub(super) fn with(&mut self, node: &'a StmtWith, statement: Location, index: usize) -> Outcome {
        if node.is_async {
            self.check_async(statement, "'async with' outside async function")?;
        }
        let Some(item) = node.items.get(index) else { return self.stmts(&node.body) };
        let body = self.label();
        let handler = self.label();
        let exit = self.label();
        let cleanup = self.label();
        self.expr(&item.context_expr)?;
        let location = self.loc(&item.context_expr);
        self.enter_context(location, node.is_async);
        self.jump(location, Opcode::SETUP_WITH, handler);
        self.place(body);
        let kind = if node.is_async { BlockKind::AsyncWith } else { BlockKind::With };
        self.push_block(kind, location, body, handler)?;
        match &item.optional_vars {
            Some(target) => self.expr(target)?,
            None => self.op(location, Opcode::POP_TOP),
        }
        self.with(node, statement, index + 1)?;
        self.pop_block();
        self.op(if node.is_async { location } else { NO_LOCATION }, Opcode::POP_BLOCK);
        self.call_exit(location, node.is_async);
        self.jump(location, Opcode::JUMP, exit);

        self.place(handler);
        self.jump(location, Opcode::SETUP_CLEANUP, cleanup);
        self.op(location, Opcode::PUSH_EXC_INFO);
        self.op(location, Opcode::WITH_EXCEPT_START);
        if node.is_async {
            self.await_value(location, 2);
        }
        self.finish_with(cleanup);
        self.place(exit);
        Ok(())
    }

    /// Pushes `__exit__` with its self and the result of `__enter__`.
    fn enter_context(&mut self, location: Location, is_async: bool) {
        let (enter, exit) = if is_async {
            (SpecialMethod::AsyncEnter, SpecialMethod::AsyncExit)
        } else {
            (SpecialMethod::Enter, SpecialMethod::Exit)
        };
        self.op_arg(location, Opcode::COPY, 1);
        self.op_arg(location, Opcode::LOAD_SPECIAL, exit as u32);
        self.op_arg(location, Opcode::SWAP, 2);
        self.op_arg(location, Opcode::SWAP, 3);
        self.op_arg(location, Opcode::LOAD_SPECIAL, enter as u32);
        self.op_arg(location, Opcode::CALL, 0);
        if is_async {
            self.await_value(location, 1);
        }
    }

    /// Raises again unless `__exit__` returned a true value.
    fn finish_with(&mut self, cleanup: Label) {
        let suppress = self.label();
        let exit = self.label();
        self.op(NO_LOCATION, Opcode::TO_BOOL);
        self.jump(NO_LOCATION, Opcode::POP_JUMP_IF_TRUE, suppress);
        self.op_arg(NO_LOCATION, Opcode::RERAISE, 2);
        self.place(suppress);
        self.op(NO_LOCATION, Opcode::POP_TOP);
        self.op(NO_LOCATION, Opcode::POP_BLOCK);
        self.op(NO_LOCATION, Opcode::POP_EXCEPT);
        (0..3).for_each(|_| self.op(NO_LOCATION, Opcode::POP_TOP));
        self.jump(NO_LOCATION, Opcode::JUMP_NO_INTERRUPT, exit);
        self.place(cleanup);
        self.pop_except_and_reraise(NO_LOCATION);
        self.place(exit);
    }
}
