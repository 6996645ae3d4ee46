//! Calls: methods, `super`, keywords, unpacked arguments, and `all`, `any`, `tuple` of a generator expression.

use ruff_python_ast::{Arguments, ExprAttribute, ExprCall, Keyword};
use whipsnake_isa::Opcode;
use whipsnake_isa::operands::*;

use super::expressions::TUPLE;
use super::names::Context;
use super::*;
use crate::flowgraph::STACK_USE_GUIDELINE;

impl<'a> Generator<'a> {
    pub(super) fn call(&mut self, call: &'a ExprCall) -> Outcome {
        self.note_bare_generator(&call.arguments);
        self.validate_keywords(&call.arguments.keywords)?;
        if self.method_call(call)? {
            return Ok(());
        }
        let end = self.label();
        self.check_caller(&call.func);
        self.expr(&call.func)?;
        self.builtin_call(call, end)?;
        let location = self.loc(&call.func);
        self.op(location, Opcode::PUSH_NULL);
        let location = self.node_loc(call);
        self.call_arguments(location, 0, &call.arguments.args, None, &call.arguments.keywords)?;
        self.place(end);
        Ok(())
    }

    /// A generator expression that is the only argument has the call's parentheses in its range.
    pub(super) fn note_bare_generator(&mut self, arguments: &'a Arguments) {
        for argument in &arguments.args {
            if let Expr::Generator(generator) = argument
                && !generator.parenthesized
            {
                let range = self.parsed.generator_range(generator, arguments);
                self.bare_generators.insert(std::ptr::from_ref(generator).addr(), range);
            }
        }
    }

    fn validate_keywords(&self, keywords: &'a [Keyword]) -> Outcome {
        for (i, keyword) in keywords.iter().enumerate() {
            let Some(name) = &keyword.arg else { continue };
            let repeated = keywords[i + 1..]
                .iter()
                .find(|other| other.arg.as_ref().is_some_and(|other| other.as_str() == name.as_str()));
            if let Some(repeated) = repeated {
                let message = format!("keyword argument repeated: {name}");
                return Err(self.error(self.node_loc(repeated), message));
            }
        }
        Ok(())
    }

    /// `object.method(...)` with plain arguments; says whether it was one.
    fn method_call(&mut self, call: &'a ExprCall) -> Outcome<bool> {
        let Expr::Attribute(method) = &*call.func else { return Ok(false) };
        let Arguments { args, keywords, .. } = &call.arguments;
        let count = args.len() + keywords.len();
        if self.is_imported(&method.value)
            || count + usize::from(!keywords.is_empty()) >= STACK_USE_GUIDELINE
            || args.iter().any(Expr::is_starred_expr)
            || keywords.iter().any(|keyword| keyword.arg.is_none())
        {
            return Ok(false);
        }
        let location = self.node_loc(method);
        let name_location = self.attribute_location(location, method);
        if let Some(super_call) = self.super_call(method) {
            self.load_super_operands(super_call)?;
            self.load_super_attribute(location, &method.attr, !super_call.arguments.args.is_empty(), true);
            self.op(name_location, Opcode::NOP);
        } else {
            self.expr(&method.value)?;
            self.load_attribute(name_location, &method.attr, true);
        }
        self.exprs(args)?;
        let call_location = self.attribute_location(self.node_loc(call), method);
        if keywords.is_empty() {
            self.op_arg(call_location, Opcode::CALL, count as u32);
        } else {
            self.keyword_values(name_location, keywords)?;
            self.op_arg(call_location, Opcode::CALL_KW, count as u32);
        }
        Ok(true)
    }

    /// Pushes the values of keywords and the tuple of their names.
    fn keyword_values(&mut self, location: Location, keywords: &'a [Keyword]) -> Outcome {
        let mut names = Vec::with_capacity(keywords.len());
        for keyword in keywords {
            self.expr(&keyword.value)?;
            names.push(self.keyword_name(keyword));
        }
        self.load_const(location, Constant::Tuple(names));
        Ok(())
    }

    fn keyword_name(&mut self, keyword: &Keyword) -> Constant {
        let name = keyword.arg.as_ref().map_or("", |name| name.as_str());
        let sym = self.interner.intern(name);
        Constant::Str(self.interner.text(sym))
    }

    /// Whether an expression is a name that the module imports: its attributes are functions, not methods.
    fn is_imported(&self, expression: &Expr) -> bool {
        let Expr::Name(name) = expression else { return false };
        let symbol = if self.outer.is_empty() {
            let sym_overlaid = self.unit.overlay.iter().find(|(sym, _)| self.interner.str(**sym) == name.id.as_str());
            sym_overlaid.map_or_else(|| self.table.symbol(self.table.top(), &name.id), |(_, symbol)| *symbol)
        } else {
            self.table.symbol(self.table.top(), &name.id)
        };
        symbol.is_some_and(|symbol| symbol.has(symtable::flag::DEF_IMPORT))
    }

    /// The call of `super` whose attribute this is, if the attribute can be loaded without making a super object.
    pub(super) fn super_call(&mut self, attribute: &'a ExprAttribute) -> Option<&'a ExprCall> {
        let Expr::Call(call) = &*attribute.value else { return None };
        let Expr::Name(callee) = &*call.func else { return None };
        if callee.id.as_str() != "super" || attribute.attr.as_str() == "__class__" || !call.arguments.keywords.is_empty()
        {
            return None;
        }
        if self.name_scope("super") != Some(NameScope::GlobalImplicit)
            || self.table.symbol(self.table.top(), "super").is_some_and(|symbol| symbol.scope.is_some())
        {
            return None;
        }
        let arguments = &call.arguments.args;
        let usable = match arguments.len() {
            2 => !arguments.iter().any(Expr::is_starred_expr),
            0 => {
                let arity = self.unit.arity;
                arity.positional + arity.positional_only > 0
                    && self.unit.kind != UnitKind::Class
                    && self.name_scope("__class__") == Some(NameScope::Free)
            }
            _ => false,
        };
        usable.then_some(call)
    }

    pub(super) fn load_super_operands(&mut self, call: &'a ExprCall) -> Outcome {
        let location = self.node_loc(call);
        let callee = self.loc(&call.func);
        self.name(callee, "super", Context::Load);
        if let [class, object] = &*call.arguments.args {
            self.expr(class)?;
            return self.expr(object);
        }
        self.name(location, "__class__", Context::Load);
        let first = self.unit.varnames.iter().next();
        if let Some(first) = first {
            let first = self.interner.str(first).to_owned();
            self.name(location, &first, Context::Load);
        }
        Ok(())
    }

    /// Runs the generator expression of `all(...)`, `any(...)` or `tuple(...)` in place, if the name is still the
    /// builtin; else goes on with the ordinary call.
    fn builtin_call(&mut self, call: &'a ExprCall, end: Label) -> Outcome {
        let (Expr::Name(callee), [generator @ Expr::Generator(node)]) = (&*call.func, &*call.arguments.args) else {
            return Ok(());
        };
        let builtin = match callee.id.as_str() {
            "all" => CommonConstant::All,
            "any" => CommonConstant::Any,
            "tuple" => CommonConstant::Tuple,
            _ => return Ok(()),
        };
        // An asynchronous generator is refused by the builtin.
        if !call.arguments.keywords.is_empty() || self.table.scope(self.table.comprehension(node)).coroutine {
            return Ok(());
        }
        let location = self.node_loc(callee);
        let skip = self.label();
        self.op_arg(location, Opcode::COPY, 1);
        self.op_arg(location, Opcode::LOAD_COMMON_CONSTANT, builtin as u32);
        self.op_arg(location, Opcode::IS_OP, 0);
        self.jump(location, Opcode::POP_JUMP_IF_FALSE, skip);
        self.op(location, Opcode::POP_TOP);
        if builtin == CommonConstant::Tuple {
            self.op_arg(location, Opcode::BUILD_LIST, 0);
        }
        self.expr(generator)?;
        self.builtin_loop(location, builtin, end);
        self.place(skip);
        Ok(())
    }

    fn builtin_loop(&mut self, location: Location, builtin: CommonConstant, end: Label) {
        let start = self.label();
        let cleanup = self.label();
        self.place(start);
        self.jump(location, Opcode::FOR_ITER, cleanup);
        match builtin {
            CommonConstant::Tuple => {
                self.op_arg(location, Opcode::LIST_APPEND, 2);
                self.jump(location, Opcode::JUMP, start);
            }
            _ => {
                let go_on =
                    if builtin == CommonConstant::All { Opcode::POP_JUMP_IF_TRUE } else { Opcode::POP_JUMP_IF_FALSE };
                self.op(location, Opcode::TO_BOOL);
                self.jump(location, go_on, start);
            }
        }
        let exhausted = builtin == CommonConstant::All;
        self.op(NO_LOCATION, Opcode::POP_ITER);
        if builtin != CommonConstant::Tuple {
            self.load_const(location, Constant::Bool(!exhausted));
        }
        self.jump(location, Opcode::JUMP, end);
        self.place(cleanup);
        self.op(NO_LOCATION, Opcode::END_FOR);
        self.op(NO_LOCATION, Opcode::POP_ITER);
        if builtin == CommonConstant::Tuple {
            self.op_arg(location, Opcode::CALL_INTRINSIC_1, Intrinsic1::ListToTuple as u32);
        } else {
            self.load_const(location, Constant::Bool(exhausted));
        }
        self.jump(location, Opcode::JUMP, end);
    }

    /// Pushes arguments and calls. `pushed` arguments lie on the stack; `injected` names one that comes last.
    pub(super) fn call_arguments(
        &mut self,
        location: Location,
        pushed: u32,
        args: &'a [Expr],
        injected: Option<&str>,
        keywords: &'a [Keyword],
    ) -> Outcome {
        self.validate_keywords(keywords)?;
        let unpacks =
            args.iter().any(Expr::is_starred_expr) || keywords.iter().any(|keyword| keyword.arg.is_none());
        if unpacks || args.len() + keywords.len() * 2 > STACK_USE_GUIDELINE {
            return self.call_unpacking(location, pushed, args, injected, keywords);
        }
        self.exprs(args)?;
        if let Some(name) = injected {
            self.name(location, name, Context::Load);
        }
        let count = pushed + args.len() as u32 + u32::from(injected.is_some());
        if keywords.is_empty() {
            self.op_arg(location, Opcode::CALL, count);
        } else {
            self.keyword_values(location, keywords)?;
            self.op_arg(location, Opcode::CALL_KW, count + keywords.len() as u32);
        }
        Ok(())
    }

    fn call_unpacking(
        &mut self,
        location: Location,
        pushed: u32,
        args: &'a [Expr],
        injected: Option<&str>,
        keywords: &'a [Keyword],
    ) -> Outcome {
        match args {
            [Expr::Starred(only)] if pushed == 0 => self.expr(&only.value)?,
            _ => self.display(location, args, injected, pushed, TUPLE)?,
        }
        let mut have_dict = false;
        let mut pending = 0;
        for (i, keyword) in keywords.iter().enumerate() {
            if keyword.arg.is_some() {
                pending += 1;
                continue;
            }
            if pending > 0 {
                self.keyword_dict(location, &keywords[i - pending..i], &mut have_dict)?;
                pending = 0;
            }
            if !have_dict {
                self.op_arg(location, Opcode::BUILD_MAP, 0);
                have_dict = true;
            }
            self.expr(&keyword.value)?;
            self.op_arg(location, Opcode::DICT_MERGE, 1);
        }
        if pending > 0 {
            self.keyword_dict(location, &keywords[keywords.len() - pending..], &mut have_dict)?;
        }
        if keywords.is_empty() {
            self.op(location, Opcode::PUSH_NULL);
        }
        self.op(location, Opcode::CALL_FUNCTION_EX);
        Ok(())
    }

    fn keyword_dict(&mut self, location: Location, keywords: &'a [Keyword], have_dict: &mut bool) -> Outcome {
        let big = keywords.len() * 2 > STACK_USE_GUIDELINE;
        if big {
            self.op_arg(NO_LOCATION, Opcode::BUILD_MAP, 0);
        }
        for keyword in keywords {
            let name = self.keyword_name(keyword);
            self.load_const(location, name);
            self.expr(&keyword.value)?;
            if big {
                self.op_arg(NO_LOCATION, Opcode::MAP_ADD, 1);
            }
        }
        if !big {
            self.op_arg(location, Opcode::BUILD_MAP, keywords.len() as u32);
        }
        if *have_dict {
            self.op_arg(location, Opcode::DICT_MERGE, 1);
        }
        *have_dict = true;
        Ok(())
    }
}
