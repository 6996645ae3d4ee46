//! First pass: walk the statements in CPython's order and record what each block defines and uses.
//!
//! The order matters: it is the order of the symbols, and which of two errors is reported.

use super::future::{error_at, is_future_import};
use super::{
    BlockKind, Futures, Key, NameId, Role, Scope, ScopeId, Symbol, SymbolTable, Symbols, address, docstring_node, flag,
};
use crate::parse::{Location, Mode, Parsed, SyntaxError};
use indexmap::IndexSet;
use ruff_python_ast::name::Name;
use ruff_python_ast::*;
use rustc_hash::{FxHashMap, FxHashSet};

pub(super) type Outcome = Result<(), SyntaxError>;

/// What the walk must know about a block; of no use afterwards.
#[derive(Clone, Debug, Default)]
pub struct BlockState {
    /// Visiting the target of a comprehension's `for`.
    pub(super) in_iteration_target: bool,
    /// Nesting of iterable expressions of comprehensions.
    pub(super) iterable_depth: u32,
    /// Inside a compound statement of a class body.
    pub(super) in_conditional: bool,
    /// Inside an annotation that never runs.
    pub(super) in_unevaluated_annotation: bool,
    /// What a type variable block is for, for messages.
    pub(super) purpose: Option<&'static str>,
    /// Names in `global` and `nonlocal` statements, with the first place of each.
    pub(super) directives: Vec<(NameId, Location)>,
}

/// The walk over one tree.
pub(super) struct Builder<'a> {
    pub(super) parsed: &'a Parsed,
    pub(super) table: SymbolTable,
    /// Open blocks, outermost first. Never empty while walking.
    pub(super) stack: Vec<ScopeId>,
    /// The class for name mangling.
    private: Option<Name>,
}

/// Walks the whole tree.
pub(super) fn collect(parsed: &Parsed, futures: Futures) -> Result<SymbolTable, SyntaxError> {
    let table = SymbolTable {
        scopes: Vec::new(),
        names: IndexSet::default(),
        by_node: FxHashMap::default(),
        futures,
    };
    let mut builder = Builder { parsed, table, stack: Vec::new(), private: None };
    builder.enter("top", BlockKind::Module, None, Location::default())?;
    if parsed.mode() != Mode::Single && docstring_node(parsed.body()).is_some() {
        builder.current().has_docstring = true;
    }
    builder.statements(parsed.body())?;
    if let Some(expression) = parsed.expression() {
        builder.expression(expression)?;
    }
    builder.exit();
    Ok(builder.table)
}

impl Builder<'_> {
    pub(super) fn current_id(&self) -> ScopeId {
        self.stack[self.stack.len() - 1]
    }

    pub(super) fn current(&mut self) -> &mut Scope {
        let id = self.current_id();
        self.table.scope_mut(id)
    }

    /// Makes a block and enters it.
    pub(super) fn enter(&mut self, name: &str, kind: BlockKind, key: Option<Key>, location: Location) -> Outcome {
        let id = self.create(name, kind, key, location);
        self.enter_existing(id);
        if matches!(kind, BlockKind::Annotation | BlockKind::TypeVariable | BlockKind::TypeAlias) {
            self.define(".format", flag::DEF_PARAM, location)?;
            self.define(".format", flag::USE, location)?;
        }
        Ok(())
    }

    fn create(&mut self, name: &str, kind: BlockKind, key: Option<Key>, location: Location) -> ScopeId {
        let id = ScopeId(self.table.scopes.len() as u32);
        let parent = self.stack.last().copied();
        let (nested, in_class) = parent.map_or((false, false), |parent| {
            let parent = self.table.scope(parent);
            (parent.nested || parent.kind.is_function_like(), parent.kind == BlockKind::Class)
        });
        self.table.scopes.push(Scope {
            name: Name::new(name),
            kind,
            parent,
            children: Vec::new(),
            parameters: Vec::new(),
            nested,
            generator: false,
            coroutine: false,
            async_def: false,
            comprehension: None,
            inlined: false,
            varargs: false,
            varkeywords: false,
            returns_value: false,
            needs_class_closure: false,
            needs_classdict: false,
            has_conditional_annotations: false,
            can_see_class_scope: false,
            has_docstring: false,
            annotations_used: false,
            method: in_class && kind == BlockKind::Function,
            annotation_block: None,
            mangled_names: None,
            location,
            symbols: Symbols::default(),
            state: BlockState::default(),
        });
        if let Some(key) = key {
            self.table.by_node.insert(key, id);
        }
        id
    }

    fn enter_existing(&mut self, id: ScopeId) {
        if let Some(&parent) = self.stack.last() {
            let outer = self.table.scope(parent);
            let iterable_depth = outer.state.iterable_depth;
            let mangled = outer.mangled_names.clone();
            let scope = self.table.scope_mut(id);
            scope.state.iterable_depth = iterable_depth;
            if scope.kind != BlockKind::Class && mangled.is_some() {
                scope.mangled_names = mangled;
            }
            // Under the future import annotations become strings: their blocks are of no consequence.
            let dropped = scope.kind == BlockKind::Annotation && self.table.futures.annotations;
            if !dropped && !self.table.scope(parent).children.contains(&id) {
                self.table.scope_mut(parent).children.push(id);
            }
        }
        self.stack.push(id);
    }

    pub(super) fn exit(&mut self) {
        self.stack.pop();
    }

    /// The stored form of a name in the current block.
    pub(super) fn stored(&mut self, scope: ScopeId, name: &str) -> NameId {
        let private = self.private.clone();
        let mangled = self.table.mangle(scope, private.as_deref(), name).into_owned();
        self.table.intern(&mangled)
    }

    /// A name's flags in a block so far.
    pub(super) fn lookup(&mut self, scope: ScopeId, name: &str) -> u32 {
        let id = self.stored(scope, name);
        self.table.scope(scope).symbols.get(&id).map_or(0, |symbol| symbol.flags)
    }

    /// Records a definition or use in the current block.
    pub(super) fn define(&mut self, name: &str, flags: u32, place: Location) -> Outcome {
        self.define_in_context(name, flags, place, ExprContext::Store)
    }

    pub(super) fn define_in_context(
        &mut self,
        name: &str,
        flags: u32,
        place: Location,
        context: ExprContext,
    ) -> Outcome {
        if flags & (flag::DEF_PARAM | flag::DEF_LOCAL | flag::DEF_IMPORT) != 0 {
            check_name(name, place, context)?;
        }
        if flags & flag::DEF_TYPE_PARAM != 0
            && let Some(mangled) = &mut self.current().mangled_names
        {
            mangled.insert(Name::new(name));
        }
        self.define_in(self.current_id(), name, flags, place)
    }

    /// Records a definition or use in a given block, under the current block's mangling.
    pub(super) fn define_in(&mut self, scope: ScopeId, name: &str, flags: u32, place: Location) -> Outcome {
        let id = self.stored(self.current_id(), name);
        let entry = self.table.scope_mut(scope);
        let before = entry.symbols.get(&id).map_or(0, |symbol| symbol.flags);
        let twice = flags & before;
        if twice & flag::DEF_PARAM != 0 {
            return Err(error_at(format!("duplicate argument '{name}' in function definition"), place));
        }
        if twice & flag::DEF_TYPE_PARAM != 0 {
            return Err(error_at(format!("duplicate type parameter '{name}'"), place));
        }
        let mut after = before | flags;
        if entry.state.in_iteration_target {
            if after & (flag::DEF_GLOBAL | flag::DEF_NONLOCAL) != 0 {
                let message = format!("comprehension inner loop cannot rebind assignment expression target '{name}'");
                return Err(error_at(message, place));
            }
            after |= flag::DEF_COMP_ITER;
        }
        entry.symbols.insert(id, Symbol { flags: after, scope: None });
        if flags & flag::DEF_PARAM != 0 {
            entry.parameters.push(id);
        } else if flags & flag::DEF_GLOBAL != 0 {
            let top = self.table.scope_mut(ScopeId(0));
            top.symbols.entry(id).or_insert(Symbol { flags: 0, scope: None }).flags |= flags;
        }
        Ok(())
    }

    pub(super) fn record_directive(&mut self, name: &str, place: Location) {
        let id = self.stored(self.current_id(), name);
        self.current().state.directives.push((id, place));
    }

    pub(super) fn statements(&mut self, body: &[Stmt]) -> Outcome {
        body.iter().try_for_each(|statement| self.statement(statement))
    }

    /// A body that may not run: annotations in it are conditional.
    fn conditional(&mut self, body: &[Stmt]) -> Outcome {
        let before = std::mem::replace(&mut self.current().state.in_conditional, true);
        let outcome = self.statements(body);
        self.current().state.in_conditional = before;
        outcome
    }

    fn statement(&mut self, statement: &Stmt) -> Outcome {
        match statement {
            Stmt::FunctionDef(function) => self.function(function),
            Stmt::ClassDef(class) => self.class(class),
            Stmt::TypeAlias(alias) => self.type_alias(alias),
            Stmt::Return(s) => {
                if let Some(value) = &s.value {
                    self.expression(value)?;
                    self.current().returns_value = true;
                }
                Ok(())
            }
            Stmt::Delete(s) => self.expressions(&s.targets),
            Stmt::Assign(s) => {
                self.expressions(&s.targets)?;
                self.expression(&s.value)
            }
            Stmt::AnnAssign(s) => self.annotated_assignment(s),
            Stmt::AugAssign(s) => {
                self.expression(&s.target)?;
                self.expression(&s.value)
            }
            Stmt::For(s) => self.for_loop(s),
            Stmt::While(s) => {
                self.expression(&s.test)?;
                self.conditional(&s.body)?;
                self.conditional(&s.orelse)
            }
            Stmt::If(s) => self.if_chain(s),
            Stmt::With(s) => self.with(s),
            Stmt::Match(s) => self.match_statement(s),
            Stmt::Raise(s) => {
                self.optional(s.exc.as_deref())?;
                self.optional(s.cause.as_deref())
            }
            Stmt::Try(s) => self.try_statement(s),
            Stmt::Assert(s) => {
                self.expression(&s.test)?;
                self.optional(s.msg.as_deref())
            }
            Stmt::Import(s) => s.names.iter().try_for_each(|alias| self.alias(alias)),
            Stmt::ImportFrom(s) => self.import_from(s),
            Stmt::Global(s) => self.directive(&s.names, flag::DEF_GLOBAL, self.parsed.locate(s)),
            Stmt::Nonlocal(s) => self.directive(&s.names, flag::DEF_NONLOCAL, self.parsed.locate(s)),
            Stmt::Expr(s) => self.expression(&s.value),
            Stmt::Pass(_) | Stmt::Break(_) | Stmt::Continue(_) | Stmt::IpyEscapeCommand(_) => Ok(()),
        }
    }

    fn function(&mut self, function: &StmtFunctionDef) -> Outcome {
        let place = self.parsed.locations().locate(self.parsed.function_range(function));
        self.define(&function.name, flag::DEF_LOCAL, place)?;
        self.defaults(&function.parameters)?;
        for decorator in &function.decorator_list {
            self.expression(&decorator.expression)?;
        }
        let generic = function.type_params.as_deref();
        if let Some(parameters) = generic {
            // CPython's parser always makes a list of defaults, if only an empty one.
            self.enter_type_parameters(&function.name, parameters, place)?;
            self.define(".defaults", flag::DEF_PARAM, place)?;
            if function.parameters.kwonlyargs.iter().any(|parameter| parameter.default.is_some()) {
                self.define(".kwdefaults", flag::DEF_PARAM, place)?;
            }
            self.type_parameters(parameters)?;
        }
        let body = self.create(&function.name, BlockKind::Function, Some((address(function), Role::Body)), place);
        self.function_annotations(function, place)?;
        self.enter_existing(body);
        let scope = self.current();
        scope.has_docstring = docstring_node(&function.body).is_some();
        scope.coroutine = function.is_async;
        scope.async_def = function.is_async;
        self.parameters(&function.parameters)?;
        self.statements(&function.body)?;
        self.exit();
        if generic.is_some() {
            self.exit();
        }
        Ok(())
    }

    fn function_annotations(&mut self, function: &StmtFunctionDef, place: Location) -> Outcome {
        let outer = self.current();
        let in_class = outer.can_see_class_scope || outer.kind == BlockKind::Class;
        self.enter("__annotate__", BlockKind::Annotation, Some((address(function), Role::Annotations)), place)?;
        if in_class {
            self.current().can_see_class_scope = true;
            self.define("__classdict__", flag::USE, place)?;
        }
        let parameters = &function.parameters;
        let annotated = (parameters.posonlyargs.iter().chain(&parameters.args))
            .map(|parameter| &parameter.parameter)
            .chain(parameters.vararg.as_deref())
            .chain(parameters.kwarg.as_deref())
            .chain(parameters.kwonlyargs.iter().map(|parameter| &parameter.parameter))
            .filter_map(|parameter| parameter.annotation.as_deref());
        for annotation in annotated.chain(function.returns.as_deref()) {
            self.current().annotations_used = true;
            self.expression(annotation)?;
        }
        self.exit();
        Ok(())
    }

    fn class(&mut self, class: &StmtClassDef) -> Outcome {
        let place = self.parsed.locations().locate(self.parsed.class_range(class));
        self.define(&class.name, flag::DEF_LOCAL, place)?;
        for decorator in &class.decorator_list {
            self.expression(&decorator.expression)?;
        }
        let outer_private = self.private.clone();
        let generic = class.type_params.as_deref();
        if let Some(parameters) = generic {
            self.enter_type_parameters(&class.name, parameters, place)?;
            for name in [".type_params", ".generic_base"] {
                self.define(name, flag::DEF_LOCAL, place)?;
                self.define(name, flag::USE, place)?;
            }
            self.private = Some(class.name.id.clone());
            self.current().mangled_names = Some(FxHashSet::default());
            self.type_parameters(parameters)?;
        }
        if let Some(arguments) = &class.arguments {
            self.expressions(&arguments.args)?;
            self.keywords(&arguments.keywords)?;
        }
        self.enter(&class.name, BlockKind::Class, Some((address(class), Role::Body)), place)?;
        self.private = Some(class.name.id.clone());
        if generic.is_some() {
            self.define("__type_params__", flag::DEF_LOCAL, place)?;
            self.define(".type_params", flag::USE, place)?;
        }
        self.current().has_docstring = docstring_node(&class.body).is_some();
        self.statements(&class.body)?;
        self.exit();
        if generic.is_some() {
            self.exit();
        }
        self.private = outer_private;
        Ok(())
    }

    fn type_alias(&mut self, alias: &StmtTypeAlias) -> Outcome {
        self.expression(&alias.name)?;
        let name = alias.name.as_name_expr().map_or("", |name| name.id.as_str());
        let place = self.parsed.locate(alias);
        let in_class = self.current().kind == BlockKind::Class;
        let generic = alias.type_params.as_deref();
        if let Some(parameters) = generic {
            self.enter_type_parameters(name, parameters, place)?;
            self.type_parameters(parameters)?;
        }
        self.enter(name, BlockKind::TypeAlias, Some((address(alias), Role::Body)), place)?;
        self.current().can_see_class_scope = in_class;
        if in_class {
            self.define("__classdict__", flag::USE, self.parsed.locate(&*alias.value))?;
        }
        self.expression(&alias.value)?;
        self.exit();
        if generic.is_some() {
            self.exit();
        }
        Ok(())
    }

    fn enter_type_parameters(&mut self, name: &str, parameters: &TypeParams, place: Location) -> Outcome {
        let in_class = self.current().kind == BlockKind::Class;
        let key = (address(parameters), Role::TypeParameters);
        self.enter(name, BlockKind::TypeParameters, Some(key), place)?;
        if in_class {
            self.current().can_see_class_scope = true;
            self.define("__classdict__", flag::USE, place)?;
        }
        Ok(())
    }

    fn type_parameters(&mut self, parameters: &TypeParams) -> Outcome {
        for parameter in &parameters.type_params {
            let place = self.parsed.locate(parameter);
            let name = parameter.name();
            self.define(name, flag::DEF_TYPE_PARAM | flag::DEF_LOCAL, place)?;
            if name.as_str() == "__classdict__" {
                let message = "reserved name '__classdict__' cannot be used for type parameter";
                return Err(error_at(message, place));
            }
            let key = |role| (address(parameter), role);
            let (bound, default, purpose) = match parameter {
                TypeParam::TypeVar(p) => (p.bound.as_deref(), p.default.as_deref(), "a TypeVar default"),
                TypeParam::TypeVarTuple(p) => (None, p.default.as_deref(), "a TypeVarTuple default"),
                TypeParam::ParamSpec(p) => (None, p.default.as_deref(), "a ParamSpec default"),
            };
            if let Some(bound) = bound {
                let purpose = if bound.is_tuple_expr() { "a TypeVar constraint" } else { "a TypeVar bound" };
                self.type_variable(name, key(Role::Bound), bound, purpose)?;
            }
            if let Some(default) = default {
                self.type_variable(name, key(Role::Default), default, purpose)?;
            }
        }
        Ok(())
    }

    fn type_variable(&mut self, name: &str, key: Key, value: &Expr, purpose: &'static str) -> Outcome {
        let place = self.parsed.locate(value);
        let in_class = self.current().can_see_class_scope;
        self.enter(name, BlockKind::TypeVariable, Some(key), place)?;
        self.current().can_see_class_scope = in_class;
        if in_class {
            self.define("__classdict__", flag::USE, place)?;
        }
        self.current().state.purpose = Some(purpose);
        self.expression(value)?;
        self.exit();
        Ok(())
    }

    fn annotated_assignment(&mut self, statement: &StmtAnnAssign) -> Outcome {
        self.current().annotations_used = true;
        if let Expr::Name(name) = &*statement.target {
            let flags = self.lookup(self.current_id(), &name.id);
            let directives = flags & (flag::DEF_GLOBAL | flag::DEF_NONLOCAL);
            if directives != 0 && self.stack.len() > 1 && statement.simple {
                let word = if directives & flag::DEF_GLOBAL != 0 { "global" } else { "nonlocal" };
                let message = format!("annotated name '{}' can't be {word}", name.id);
                return Err(error_at(message, self.parsed.locate(statement)));
            }
            let place = self.parsed.locate(name);
            if statement.simple {
                self.define(&name.id, flag::DEF_ANNOT | flag::DEF_LOCAL, place)?;
            } else if statement.value.is_some() {
                self.define(&name.id, flag::DEF_LOCAL, place)?;
            }
        } else {
            self.expression(&statement.target)?;
        }
        self.annotation(&statement.annotation)?;
        self.optional(statement.value.as_deref())
    }

    /// The annotation of a variable. All of a block's share one annotation block; in functions they never run.
    fn annotation(&mut self, annotation: &Expr) -> Outcome {
        let place = self.parsed.locate(annotation);
        let parent = self.current_id();
        let scope = self.current();
        let kind = scope.kind;
        // A module may stop halfway, so all its annotations are conditional.
        let conditional = kind == BlockKind::Module || (kind == BlockKind::Class && scope.state.in_conditional);
        if conditional && !scope.has_conditional_annotations {
            scope.has_conditional_annotations = true;
            self.define("__conditional_annotations__", flag::USE, place)?;
        }
        match self.table.scope(parent).annotation_block {
            Some(block) => self.enter_existing(block),
            None => {
                self.enter("__annotate__", BlockKind::Annotation, None, place)?;
                let block = self.current_id();
                self.table.scope_mut(parent).annotation_block = Some(block);
                if kind == BlockKind::Class && !self.table.futures.annotations {
                    self.current().can_see_class_scope = true;
                    self.define("__classdict__", flag::USE, place)?;
                }
            }
        }
        self.current().state.in_unevaluated_annotation = kind == BlockKind::Function;
        self.expression(annotation)?;
        self.current().state.in_unevaluated_annotation = false;
        self.exit();
        Ok(())
    }

    fn for_loop(&mut self, statement: &StmtFor) -> Outcome {
        if statement.is_async {
            self.require_async("'async for' outside async function", self.parsed.locate(statement))?;
        }
        self.expression(&statement.target)?;
        self.expression(&statement.iter)?;
        self.conditional(&statement.body)?;
        self.conditional(&statement.orelse)
    }

    fn if_chain(&mut self, statement: &StmtIf) -> Outcome {
        self.expression(&statement.test)?;
        self.conditional(&statement.body)?;
        let before = std::mem::replace(&mut self.current().state.in_conditional, true);
        for clause in &statement.elif_else_clauses {
            self.optional(clause.test.as_ref())?;
            self.statements(&clause.body)?;
        }
        self.current().state.in_conditional = before;
        Ok(())
    }

    fn with(&mut self, statement: &StmtWith) -> Outcome {
        if statement.is_async {
            self.require_async("'async with' outside async function", self.parsed.locate(statement))?;
        }
        for item in &statement.items {
            self.expression(&item.context_expr)?;
            self.optional(item.optional_vars.as_deref())?;
        }
        self.conditional(&statement.body)
    }

    /// Asynchronous statements need an `async def` around them, or a module that may be a coroutine.
    fn require_async(&mut self, message: &str, place: Location) -> Outcome {
        let anywhere = self.parsed.flags().allow_top_level_await;
        let scope = self.current();
        if anywhere && scope.kind == BlockKind::Module {
            scope.coroutine = true;
        } else if !scope.async_def {
            return Err(error_at(message, place));
        }
        Ok(())
    }

    fn try_statement(&mut self, statement: &StmtTry) -> Outcome {
        self.conditional(&statement.body)?;
        for ExceptHandler::ExceptHandler(handler) in &statement.handlers {
            self.optional(handler.type_.as_deref())?;
            if let Some(name) = &handler.name {
                self.define(name, flag::DEF_LOCAL, self.parsed.locate(handler))?;
            }
            self.conditional(&handler.body)?;
        }
        self.conditional(&statement.orelse)?;
        self.conditional(&statement.finalbody)
    }

    fn match_statement(&mut self, statement: &StmtMatch) -> Outcome {
        self.expression(&statement.subject)?;
        for case in &statement.cases {
            self.pattern(&case.pattern)?;
            self.optional(case.guard.as_deref())?;
            self.conditional(&case.body)?;
        }
        Ok(())
    }

    fn import_from(&mut self, statement: &StmtImportFrom) -> Outcome {
        if is_future_import(statement) {
            let place = self.parsed.locate(statement);
            let last = self.table.futures.last;
            let behind = place.lineno > last.lineno
                || (place.lineno == last.end_lineno && place.col_offset > last.end_col_offset);
            if behind {
                let message = "from __future__ imports must occur at the beginning of the file";
                return Err(error_at(message, place));
            }
        }
        statement.names.iter().try_for_each(|alias| self.alias(alias))
    }

    fn alias(&mut self, alias: &Alias) -> Outcome {
        let place = self.parsed.locate(alias);
        let name = alias.asname.as_ref().unwrap_or(&alias.name).as_str();
        if name == "*" {
            if self.current().kind != BlockKind::Module {
                return Err(error_at("import * only allowed at module level", place));
            }
            return Ok(());
        }
        let bound = name.split('.').next().unwrap_or(name);
        self.define(bound, flag::DEF_IMPORT, place)
    }

    fn directive(&mut self, names: &[Identifier], kind: u32, place: Location) -> Outcome {
        let word = if kind == flag::DEF_GLOBAL { "global" } else { "nonlocal" };
        for name in names {
            let flags = self.lookup(self.current_id(), name);
            if flags & (flag::DEF_PARAM | flag::DEF_LOCAL | flag::USE | flag::DEF_ANNOT) != 0 {
                let message = if flags & flag::DEF_PARAM != 0 {
                    format!("name '{name}' is parameter and {word}")
                } else if flags & flag::USE != 0 {
                    format!("name '{name}' is used prior to {word} declaration")
                } else if flags & flag::DEF_ANNOT != 0 {
                    format!("annotated name '{name}' can't be {word}")
                } else {
                    format!("name '{name}' is assigned to before {word} declaration")
                };
                return Err(error_at(message, place));
            }
            self.define(name, kind, place)?;
            self.record_directive(name, place);
        }
        Ok(())
    }
}

/// `__debug__` is a constant.
pub(super) fn check_name(name: &str, place: Location, context: ExprContext) -> Outcome {
    if name != "__debug__" {
        return Ok(());
    }
    match context {
        ExprContext::Store => Err(error_at("cannot assign to __debug__", place)),
        ExprContext::Del => Err(error_at("cannot delete __debug__", place)),
        ExprContext::Load | ExprContext::Invalid => Ok(()),
    }
}
