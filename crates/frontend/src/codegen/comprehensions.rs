//! Comprehensions: inlined into the enclosing code (PEP 709) or compiled to a function; generator expressions.

use ruff_python_ast::{Comprehension, ExprDictComp, ExprGenerator, ExprListComp, ExprSetComp};
use whipsnake_isa::Opcode;
use whipsnake_isa::operands::Intrinsic1;

use super::*;
use crate::symtable::flag;

/// What is made of the elements.
#[derive(Clone, Copy)]
enum Product<'a> {
    Generator(&'a Expr),
    List(&'a Expr),
    Set(&'a Expr),
    Dict(Option<&'a Expr>, &'a Expr),
}

/// How to get back to the enclosing code after an inlined comprehension.
struct Inlined {
    /// The symbols that were in force before.
    saved: Vec<(Sym, Option<Option<Symbol>>)>,
    /// Names that became fast locals of a module or class.
    hidden: Vec<Sym>,
    /// Locals whose outer values wait on the stack.
    pushed: Vec<Sym>,
    /// The handler that restores them.
    cleanup: Label,
}

/// The parts of a comprehension that stay the same through its loops.
#[derive(Clone, Copy)]
struct Loops<'a> {
    generators: &'a [Comprehension],
    product: Product<'a>,
    location: Location,
}

impl<'a> Generator<'a> {
    pub(super) fn generator_expression(&mut self, expression: &'a Expr, node: &'a ExprGenerator) -> Outcome {
        let scope = self.table.comprehension(node);
        let location = self.loc(expression);
        self.comprehension(scope, "<genexpr>", &node.generators, Product::Generator(&node.elt), location)
    }

    pub(super) fn list_comprehension(&mut self, node: &'a ExprListComp) -> Outcome {
        let scope = self.table.comprehension(node);
        self.comprehension(scope, "<listcomp>", &node.generators, Product::List(&node.elt), self.node_loc(node))
    }

    pub(super) fn set_comprehension(&mut self, node: &'a ExprSetComp) -> Outcome {
        let scope = self.table.comprehension(node);
        self.comprehension(scope, "<setcomp>", &node.generators, Product::Set(&node.elt), self.node_loc(node))
    }

    pub(super) fn dict_comprehension(&mut self, node: &'a ExprDictComp) -> Outcome {
        let scope = self.table.comprehension(node);
        let product = Product::Dict(node.key.as_deref(), &node.value);
        self.comprehension(scope, "<dictcomp>", &node.generators, product, self.node_loc(node))
    }

    fn comprehension(
        &mut self,
        scope: ScopeId,
        name: &str,
        generators: &'a [Comprehension],
        product: Product<'a>,
        location: Location,
    ) -> Outcome {
        let loops = Loops { generators, product, location };
        let build = match product {
            Product::Generator(_) => None,
            Product::List(_) => Some(Opcode::BUILD_LIST),
            Product::Set(_) => Some(Opcode::BUILD_SET),
            Product::Dict(..) => Some(Opcode::BUILD_MAP),
        };
        let entry = self.table.scope(scope);
        if entry.inlined {
            self.iterator(&generators[0])?;
            let state = self.enter_inlined(scope, location)?;
            if let Some(build) = build {
                self.op_arg(location, build, 0);
                self.op_arg(location, Opcode::SWAP, 2);
            }
            self.comprehension_loop(loops, 0, 0, true)?;
            self.leave_inlined(state, location);
            return Ok(());
        }
        let arity = Arity { positional: 1, ..Arity::default() };
        self.enter(UnitKind::Comprehension, scope, name, location.lineno, None, arity);
        if let Some(build) = build {
            self.op_arg(location, build, 0);
        }
        self.comprehension_loop(loops, 0, 0, false)?;
        match build {
            Some(_) => self.op(location, Opcode::RETURN_VALUE),
            None => self.wrap_in_stop_iteration_handler(),
        }
        let code = self.leave(true);
        self.make_closure(location, code, 0);
        self.iterator(&generators[0])?;
        self.op_arg(location, Opcode::CALL, 0);
        if entry.coroutine && build.is_some() {
            self.await_value(location, 0);
        }
        Ok(())
    }

    /// Pushes the iterator of a `for` clause.
    fn iterator(&mut self, clause: &'a Comprehension) -> Outcome {
        self.expr(&clause.iter)?;
        let opcode = if clause.is_async { Opcode::GET_AITER } else { Opcode::GET_ITER };
        self.op(self.loc(&clause.iter), opcode);
        Ok(())
    }

    /// The loop of clause number `index` with all loops inside it. `depth` counts iterators above the product.
    fn comprehension_loop(&mut self, loops: Loops<'a>, index: usize, depth: u32, on_stack: bool) -> Outcome {
        if loops.generators[index].is_async {
            self.async_loop(loops, index, depth, on_stack)
        } else {
            self.sync_loop(loops, index, depth, on_stack)
        }
    }

    fn sync_loop(&mut self, loops: Loops<'a>, index: usize, mut depth: u32, on_stack: bool) -> Outcome {
        let clause = &loops.generators[index];
        let start = self.label();
        let if_cleanup = self.label();
        let anchor = self.label();
        let mut is_loop = true;
        if !on_stack {
            if index == 0 {
                self.op_arg(loops.location, Opcode::LOAD_FAST, 0);
            } else if let Some(only) = single_element(&clause.iter) {
                // `for y in [f(x)]` is an assignment.
                self.expr(only)?;
                is_loop = false;
            } else {
                self.iterator(clause)?;
            }
        }
        if is_loop {
            depth += 1;
            self.place(start);
            self.jump(self.loc(&clause.iter), Opcode::FOR_ITER, anchor);
        }
        self.expr(&clause.target)?;
        for condition in &clause.ifs {
            self.jump_if(condition, if_cleanup, false)?;
        }
        let element_location = self.element(loops, index, depth)?;
        self.place(if_cleanup);
        if is_loop {
            self.jump(element_location, Opcode::JUMP, start);
            self.place(anchor);
            self.op(NO_LOCATION, Opcode::END_FOR);
            self.op(NO_LOCATION, Opcode::POP_ITER);
        }
        Ok(())
    }

    fn async_loop(&mut self, loops: Loops<'a>, index: usize, depth: u32, on_stack: bool) -> Outcome {
        let clause = &loops.generators[index];
        let location = loops.location;
        let start = self.label();
        let send = self.label();
        let except = self.label();
        let if_cleanup = self.label();
        if !on_stack {
            if index == 0 {
                self.op_arg(location, Opcode::LOAD_FAST, 0);
            } else {
                self.iterator(clause)?;
            }
        }
        self.place(start);
        self.push_block(BlockKind::AsyncComprehension, location, start, Label::NONE)?;
        self.jump(location, Opcode::SETUP_FINALLY, except);
        self.op(location, Opcode::GET_ANEXT);
        self.load_const(location, Constant::None);
        self.place(send);
        self.yield_from(location, true);
        self.op(location, Opcode::POP_BLOCK);
        self.expr(&clause.target)?;
        for condition in &clause.ifs {
            self.jump_if(condition, if_cleanup, false)?;
        }
        let element_location = self.element(loops, index, depth + 1)?;
        self.place(if_cleanup);
        self.jump(element_location, Opcode::JUMP, start);
        self.pop_block();
        self.place(except);
        self.jump(location, Opcode::END_ASYNC_FOR, send);
        Ok(())
    }

    /// The next loop, or after the last the element itself. Gives the element's place.
    fn element(&mut self, loops: Loops<'a>, index: usize, depth: u32) -> Outcome<Location> {
        let (first, last) = match loops.product {
            Product::Generator(element) | Product::List(element) | Product::Set(element) => (element, element),
            Product::Dict(key, value) => (key.unwrap_or(value), value),
        };
        let mut location = self.loc(first);
        if index + 1 < loops.generators.len() {
            self.comprehension_loop(loops, index + 1, depth, false)?;
            return Ok(location);
        }
        self.expr(first)?;
        match loops.product {
            Product::Generator(_) => {
                self.yield_value(location);
                self.op(location, Opcode::POP_TOP);
            }
            Product::List(_) => self.op_arg(location, Opcode::LIST_APPEND, depth + 1),
            Product::Set(_) => self.op_arg(location, Opcode::SET_ADD, depth + 1),
            Product::Dict(..) => {
                self.expr(last)?;
                let end = self.loc(last);
                location.end_lineno = end.end_lineno;
                location.end_col_offset = end.end_col_offset;
                self.op_arg(location, Opcode::MAP_ADD, depth + 1);
            }
        }
        Ok(location)
    }

    /// Makes the comprehension's names live in the current code: other scopes for them, outer values saved.
    fn enter_inlined(&mut self, scope: ScopeId, location: Location) -> Outcome<Inlined> {
        let table = self.table;
        let in_class = self.in_class_block() && self.unit.inlined_comprehensions == 0;
        let function_like = self.in_function_like();
        self.unit.inlined_comprehensions += 1;
        let mut state = Inlined { saved: Vec::new(), hidden: Vec::new(), pushed: Vec::new(), cleanup: Label::NONE };
        for (name, symbol) in table.symbols(scope) {
            let sym = self.interner.intern(name);
            let outer = self.name_scope(name);
            let inner = symbol.scope;
            let stays_free = inner == Some(NameScope::Cell) && outer == Some(NameScope::Free);
            if inner != outer && inner != Some(NameScope::Free) && !stays_free || in_class {
                let before = self.unit.overlay.insert(sym, Some(symbol));
                state.saved.push((sym, before));
            }
            if (is_bound(symbol) || in_class) && !function_like && self.unit.fast_hidden.get(&sym) != Some(&true) {
                self.unit.fast_hidden.insert(sym, true);
                state.hidden.push(sym);
            }
        }
        for (name, symbol) in table.symbols(scope) {
            if !is_bound(symbol) {
                continue;
            }
            let sym = self.interner.intern(name);
            let index = self.unit.varnames.add(sym);
            self.op_arg(location, Opcode::LOAD_FAST_AND_CLEAR, index);
            if symbol.scope == Some(NameScope::Cell) {
                // The cell itself was pushed; the comprehension gets a new one.
                let is_cell = self.name_scope(name) != Some(NameScope::Free);
                let index = self.deref_index(sym, is_cell);
                self.op_arg(location, Opcode::MAKE_CELL, index);
            }
            state.pushed.push(sym);
        }
        if !state.pushed.is_empty() {
            self.op_arg(location, Opcode::SWAP, state.pushed.len() as u32 + 1);
            state.cleanup = self.label();
            self.jump(location, Opcode::SETUP_FINALLY, state.cleanup);
        }
        Ok(state)
    }

    fn leave_inlined(&mut self, state: Inlined, location: Location) {
        if !state.pushed.is_empty() {
            let end = self.label();
            self.op(NO_LOCATION, Opcode::POP_BLOCK);
            self.jump(NO_LOCATION, Opcode::JUMP_NO_INTERRUPT, end);
            self.place(state.cleanup);
            // The unfinished product lies below the exception.
            self.op_arg(NO_LOCATION, Opcode::SWAP, 2);
            self.op(NO_LOCATION, Opcode::POP_TOP);
            self.restore_locals(&state.pushed, location);
            self.op_arg(NO_LOCATION, Opcode::RERAISE, 0);
            self.place(end);
            self.restore_locals(&state.pushed, location);
        }
        self.unit.inlined_comprehensions -= 1;
        for (sym, before) in state.saved.into_iter().rev() {
            match before {
                Some(symbol) => self.unit.overlay.insert(sym, symbol),
                None => self.unit.overlay.remove(&sym),
            };
        }
        for sym in state.hidden {
            self.unit.fast_hidden.insert(sym, false);
        }
    }

    fn restore_locals(&mut self, pushed: &[Sym], location: Location) {
        self.op_arg(location, Opcode::SWAP, pushed.len() as u32 + 1);
        for &sym in pushed.iter().rev() {
            let index = self.unit.varnames.add(sym);
            self.op_arg(location, Opcode::STORE_FAST_MAYBE_NULL, index);
        }
    }

    /// A StopIteration that leaves a generator becomes a RuntimeError.
    pub(super) fn wrap_in_stop_iteration_handler(&mut self) {
        let handler = self.label();
        self.unit.sequence.push_front(Opcode::SETUP_CLEANUP, handler.0, NO_LOCATION);
        self.load_const(NO_LOCATION, Constant::None);
        self.op(NO_LOCATION, Opcode::RETURN_VALUE);
        self.place(handler);
        self.op_arg(NO_LOCATION, Opcode::CALL_INTRINSIC_1, Intrinsic1::StopIterationError as u32);
        self.op_arg(NO_LOCATION, Opcode::RERAISE, 1);
    }
}

/// Bound in the comprehension itself, not by an assignment expression to an outer name.
fn is_bound(symbol: Symbol) -> bool {
    symbol.has(flag::DEF_LOCAL) && !symbol.has(flag::DEF_NONLOCAL)
}

/// The element of a list or tuple display of one element.
fn single_element(iterable: &Expr) -> Option<&Expr> {
    let elements = match iterable {
        Expr::List(list) => &list.elts,
        Expr::Tuple(tuple) => &tuple.elts,
        _ => return None,
    };
    match elements.as_slice() {
        [only] if !only.is_starred_expr() => Some(only),
        _ => None,
    }
}
