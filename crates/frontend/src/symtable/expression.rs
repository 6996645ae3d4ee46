//! First pass over expressions, patterns and parameters.

use super::build::{Builder, Outcome, check_name};
use super::future::error_at;
use super::{BlockKind, ComprehensionKind, Role, address, flag};
use crate::parse::Location;
use ruff_python_ast::*;
use ruff_text_size::{Ranged, TextRange};

impl Builder<'_> {
    pub(super) fn expressions(&mut self, list: &[Expr]) -> Outcome {
        list.iter().try_for_each(|expression| self.expression(expression))
    }

    pub(super) fn optional(&mut self, expression: Option<&Expr>) -> Outcome {
        expression.map_or(Ok(()), |expression| self.expression(expression))
    }

    pub(super) fn expression(&mut self, expression: &Expr) -> Outcome {
        match expression {
            Expr::Name(e) => self.name(e),
            Expr::Named(e) => self.named(e),
            Expr::BoolOp(e) => self.expressions(&e.values),
            Expr::BinOp(e) => {
                self.expression(&e.left)?;
                self.expression(&e.right)
            }
            Expr::UnaryOp(e) => self.expression(&e.operand),
            Expr::Lambda(e) => self.lambda(e),
            Expr::If(e) => {
                self.expression(&e.test)?;
                self.expression(&e.body)?;
                self.expression(&e.orelse)
            }
            Expr::Dict(e) => {
                e.items.iter().filter_map(|item| item.key.as_ref()).try_for_each(|key| self.expression(key))?;
                e.items.iter().try_for_each(|item| self.expression(&item.value))
            }
            Expr::Set(e) => self.expressions(&e.elts),
            Expr::ListComp(e) => self.comprehension(e, e.range, ComprehensionKind::List, &e.generators, None, &e.elt),
            Expr::SetComp(e) => self.comprehension(e, e.range, ComprehensionKind::Set, &e.generators, None, &e.elt),
            Expr::DictComp(e) => self.dict_comprehension(e),
            Expr::Generator(e) => self.generator(e, e.range),
            Expr::Await(e) => self.await_expression(e),
            Expr::Yield(e) => self.yield_expression(e.value.as_deref(), e.range),
            Expr::YieldFrom(e) => self.yield_expression(Some(&e.value), e.range),
            Expr::Compare(e) => {
                self.expression(&e.left)?;
                self.expressions(&e.comparators)
            }
            Expr::Call(e) => {
                self.expression(&e.func)?;
                for argument in &e.arguments.args {
                    match argument {
                        Expr::Generator(generator) => {
                            let range = self.parsed.generator_range(generator, &e.arguments);
                            self.generator(generator, range)?;
                        }
                        other => self.expression(other)?,
                    }
                }
                self.keywords(&e.arguments.keywords)
            }
            Expr::FString(e) => e.value.iter().try_for_each(|part| match part {
                FStringPart::Literal(_) => Ok(()),
                FStringPart::FString(part) => self.interpolated(&part.elements),
            }),
            Expr::TString(e) => e.value.iter().try_for_each(|part| self.interpolated(&part.elements)),
            Expr::Attribute(e) => {
                check_name(&e.attr, self.parsed.locate(e), e.ctx)?;
                self.expression(&e.value)
            }
            Expr::Subscript(e) => {
                self.expression(&e.value)?;
                self.expression(&e.slice)
            }
            Expr::Starred(e) => self.expression(&e.value),
            Expr::List(e) => self.expressions(&e.elts),
            Expr::Tuple(e) => self.expressions(&e.elts),
            Expr::Slice(e) => {
                self.optional(e.lower.as_deref())?;
                self.optional(e.upper.as_deref())?;
                self.optional(e.step.as_deref())
            }
            Expr::StringLiteral(_)
            | Expr::BytesLiteral(_)
            | Expr::NumberLiteral(_)
            | Expr::BooleanLiteral(_)
            | Expr::NoneLiteral(_)
            | Expr::EllipsisLiteral(_)
            | Expr::IpyEscapeCommand(_) => Ok(()),
        }
    }

    fn name(&mut self, name: &ExprName) -> Outcome {
        if self.current().state.in_unevaluated_annotation {
            return Ok(());
        }
        let loads = name.ctx == ExprContext::Load;
        let place = self.parsed.locate(name);
        self.define_in_context(&name.id, if loads { flag::USE } else { flag::DEF_LOCAL }, place, name.ctx)?;
        // Calling `super` without arguments reads `__class__`.
        if loads && name.id == "super" && self.current().kind.is_function_like() {
            self.define("__class__", flag::USE, place)?;
        }
        Ok(())
    }

    fn named(&mut self, named: &ExprNamed) -> Outcome {
        let place = self.parsed.locate(named);
        self.refuse_in_annotation("named expression", place)?;
        if self.current().state.iterable_depth > 0 {
            let message = "assignment expression cannot be used in a comprehension iterable expression";
            return Err(error_at(message, place));
        }
        if self.current().comprehension.is_some()
            && let Expr::Name(target) = &*named.target
        {
            self.bind_outside_comprehension(target)?;
        }
        self.expression(&named.value)?;
        self.expression(&named.target)
    }

    /// A walrus in a comprehension binds in the nearest block that is no comprehension.
    fn bind_outside_comprehension(&mut self, target: &ExprName) -> Outcome {
        let name = &target.id;
        let place = self.parsed.locate(target);
        for at in (0..self.stack.len()).rev() {
            let block = self.stack[at];
            let scope = self.table.scope(block);
            let (kind, is_comprehension) = (scope.kind, scope.comprehension.is_some());
            let flags = self.lookup(block, name);
            if is_comprehension {
                if flags & flag::DEF_COMP_ITER != 0 && flags & (flag::DEF_LOCAL | flag::DEF_GLOBAL) != 0 {
                    let message = format!("assignment expression cannot rebind comprehension iteration variable '{name}'");
                    return Err(error_at(message, place));
                }
                continue;
            }
            let place_name = match kind {
                BlockKind::Function => {
                    let declared = flags & flag::DEF_GLOBAL != 0;
                    self.define(name, if declared { flag::DEF_GLOBAL } else { flag::DEF_NONLOCAL }, place)?;
                    self.record_directive(name, place);
                    return self.define_in(block, name, flag::DEF_LOCAL, place);
                }
                BlockKind::Module => {
                    self.define(name, flag::DEF_GLOBAL, place)?;
                    self.record_directive(name, place);
                    return self.define_in(block, name, flag::DEF_GLOBAL, place);
                }
                BlockKind::Class => "in a class body",
                BlockKind::TypeParameters => "within the definition of a generic",
                BlockKind::TypeAlias => "in a type alias",
                BlockKind::TypeVariable => "in a TypeVar bound",
                BlockKind::Annotation => continue,
            };
            let message = format!("assignment expression within a comprehension cannot be used {place_name}");
            return Err(error_at(message, place));
        }
        Ok(())
    }

    fn lambda(&mut self, lambda: &ExprLambda) -> Outcome {
        if let Some(parameters) = &lambda.parameters {
            self.defaults(parameters)?;
        }
        let place = self.parsed.locate(lambda);
        self.enter("lambda", BlockKind::Function, Some((address(lambda), Role::Body)), place)?;
        if let Some(parameters) = &lambda.parameters {
            self.parameters(parameters)?;
        }
        self.expression(&lambda.body)?;
        self.exit();
        Ok(())
    }

    fn generator(&mut self, generator: &ExprGenerator, range: TextRange) -> Outcome {
        let generators = &generator.generators;
        self.comprehension(generator, range, ComprehensionKind::Generator, generators, None, &generator.elt)
    }

    fn dict_comprehension(&mut self, e: &ExprDictComp) -> Outcome {
        match &e.key {
            Some(key) => self.comprehension(e, e.range, ComprehensionKind::Dict, &e.generators, Some(&e.value), key),
            None => self.comprehension(e, e.range, ComprehensionKind::Dict, &e.generators, None, &e.value),
        }
    }

    /// The outermost iterable belongs to the enclosing block; all else to the comprehension's own.
    fn comprehension<T>(
        &mut self,
        node: &T,
        range: TextRange,
        kind: ComprehensionKind,
        generators: &[Comprehension],
        value: Option<&Expr>,
        element: &Expr,
    ) -> Outcome {
        let Some((outermost, inner)) = generators.split_first() else { return Ok(()) };
        self.current().state.iterable_depth += 1;
        self.expression(&outermost.iter)?;
        self.current().state.iterable_depth -= 1;
        let place = self.parsed.locations().locate(range);
        let name = match kind {
            ComprehensionKind::List => "listcomp",
            ComprehensionKind::Set => "setcomp",
            ComprehensionKind::Dict => "dictcomp",
            ComprehensionKind::Generator => "genexpr",
        };
        self.enter(name, BlockKind::Function, Some((address(node), Role::Body)), place)?;
        self.current().comprehension = Some(kind);
        self.current().coroutine |= outermost.is_async;
        self.define(".0", flag::DEF_PARAM, place)?;
        self.iteration_target(&outermost.target)?;
        self.expressions(&outermost.ifs)?;
        for clause in inner {
            self.iteration_target(&clause.target)?;
            self.current().state.iterable_depth += 1;
            self.expression(&clause.iter)?;
            self.current().state.iterable_depth -= 1;
            self.expressions(&clause.ifs)?;
            self.current().coroutine |= clause.is_async;
        }
        self.optional(value)?;
        self.expression(element)?;
        let is_generator = kind == ComprehensionKind::Generator;
        let scope = self.current();
        scope.generator = is_generator;
        let is_async = scope.coroutine && !is_generator;
        self.exit();
        if is_async {
            self.require_async_block(place)?;
            self.current().coroutine = true;
        }
        Ok(())
    }

    /// An asynchronous comprehension runs in the enclosing block, which must be a coroutine then.
    fn require_async_block(&mut self, place: Location) -> Outcome {
        let anywhere = self.parsed.flags().allow_top_level_await;
        let outer = self.current();
        if !outer.async_def && outer.comprehension.is_none() && !anywhere {
            return Err(error_at("asynchronous comprehension outside of an asynchronous function", place));
        }
        Ok(())
    }

    fn iteration_target(&mut self, target: &Expr) -> Outcome {
        self.current().state.in_iteration_target = true;
        self.expression(target)?;
        self.current().state.in_iteration_target = false;
        Ok(())
    }

    fn await_expression(&mut self, e: &ExprAwait) -> Outcome {
        let place = self.parsed.locate(e);
        self.refuse_in_annotation("await expression", place)?;
        if !self.parsed.flags().allow_top_level_await {
            let scope = self.current();
            if !scope.kind.is_function_like() {
                return Err(error_at("'await' outside function", place));
            }
            if !scope.async_def && scope.comprehension.is_none() {
                return Err(error_at("'await' outside async function", place));
            }
        }
        self.expression(&e.value)?;
        self.current().coroutine = true;
        Ok(())
    }

    fn yield_expression(&mut self, value: Option<&Expr>, range: TextRange) -> Outcome {
        let place = self.parsed.locations().locate(range);
        self.refuse_in_annotation("yield expression", place)?;
        self.optional(value)?;
        self.current().generator = true;
        let inside = match self.current().comprehension {
            None => return Ok(()),
            Some(ComprehensionKind::List) => "list comprehension",
            Some(ComprehensionKind::Set) => "set comprehension",
            Some(ComprehensionKind::Dict) => "dict comprehension",
            Some(ComprehensionKind::Generator) => "generator expression",
        };
        Err(error_at(format!("'yield' inside {inside}"), place))
    }

    fn refuse_in_annotation(&mut self, what: &str, place: Location) -> Outcome {
        let scope = self.current();
        let inside = match scope.kind {
            BlockKind::Annotation => "an annotation",
            BlockKind::TypeVariable => scope.state.purpose.unwrap_or("a TypeVar bound"),
            BlockKind::TypeAlias => "a type alias",
            BlockKind::TypeParameters => "the definition of a generic",
            BlockKind::Function | BlockKind::Class | BlockKind::Module => return Ok(()),
        };
        Err(error_at(format!("{what} cannot be used within {inside}"), place))
    }

    pub(super) fn keywords(&mut self, keywords: &[Keyword]) -> Outcome {
        for keyword in keywords {
            if let Some(name) = &keyword.arg {
                check_name(name, self.parsed.locate(keyword), ExprContext::Store)?;
            }
        }
        keywords.iter().try_for_each(|keyword| self.expression(&keyword.value))
    }

    fn interpolated(&mut self, elements: &InterpolatedStringElements) -> Outcome {
        for element in elements.interpolations() {
            self.expression(&element.expression)?;
            if let Some(format) = &element.format_spec {
                self.interpolated(&format.elements)?;
            }
        }
        Ok(())
    }

    pub(super) fn defaults(&mut self, parameters: &Parameters) -> Outcome {
        let positional = parameters.posonlyargs.iter().chain(&parameters.args);
        for parameter in positional.chain(&parameters.kwonlyargs) {
            self.optional(parameter.default())?;
        }
        Ok(())
    }

    pub(super) fn parameters(&mut self, parameters: &Parameters) -> Outcome {
        let positional = parameters.posonlyargs.iter().chain(&parameters.args);
        for parameter in positional.chain(&parameters.kwonlyargs) {
            self.parameter(&parameter.parameter)?;
        }
        if let Some(parameter) = &parameters.vararg {
            self.parameter(parameter)?;
            self.current().varargs = true;
        }
        if let Some(parameter) = &parameters.kwarg {
            self.parameter(parameter)?;
            self.current().varkeywords = true;
        }
        Ok(())
    }

    fn parameter(&mut self, parameter: &Parameter) -> Outcome {
        let place = self.parsed.locations().locate(self.parsed.parameter_range(parameter));
        self.define(&parameter.name, flag::DEF_PARAM, place)
    }

    pub(super) fn pattern(&mut self, pattern: &Pattern) -> Outcome {
        let place = self.parsed.locations().locate(pattern.range());
        match pattern {
            Pattern::MatchValue(p) => self.expression(&p.value),
            Pattern::MatchSingleton(_) => Ok(()),
            Pattern::MatchSequence(p) => p.patterns.iter().try_for_each(|inner| self.pattern(inner)),
            Pattern::MatchOr(p) => p.patterns.iter().try_for_each(|inner| self.pattern(inner)),
            Pattern::MatchMapping(p) => {
                self.expressions(&p.keys)?;
                p.patterns.iter().try_for_each(|inner| self.pattern(inner))?;
                self.capture(p.rest.as_ref(), place)
            }
            Pattern::MatchClass(p) => {
                self.expression(&p.cls)?;
                p.arguments.patterns.iter().try_for_each(|inner| self.pattern(inner))?;
                for keyword in &p.arguments.keywords {
                    let at = self.parsed.locations().locate(keyword.pattern.range());
                    check_name(&keyword.attr, at, ExprContext::Store)?;
                }
                p.arguments.keywords.iter().try_for_each(|keyword| self.pattern(&keyword.pattern))
            }
            Pattern::MatchStar(p) => self.capture(p.name.as_ref(), place),
            Pattern::MatchAs(p) => {
                if let Some(inner) = &p.pattern {
                    self.pattern(inner)?;
                }
                self.capture(p.name.as_ref(), place)
            }
        }
    }

    fn capture(&mut self, name: Option<&Identifier>, place: Location) -> Outcome {
        name.map_or(Ok(()), |name| self.define(name, flag::DEF_LOCAL, place))
    }
}
