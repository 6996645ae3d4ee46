//! Functions, lambdas, classes, decorators, default arguments.

use ruff_python_ast::*;
use whipsnake_isa::Opcode;
use whipsnake_isa::operands::*;

use super::names::Context;
use super::*;

fn arity(parameters: &Parameters) -> Arity {
    Arity {
        positional: parameters.args.len() as u32,
        positional_only: parameters.posonlyargs.len() as u32,
        keyword_only: parameters.kwonlyargs.len() as u32,
    }
}

impl<'a> Generator<'a> {
    fn decorators(&mut self, decorators: &'a [Decorator]) -> Outcome {
        decorators.iter().try_for_each(|decorator| self.expr(&decorator.expression))
    }

    fn apply_decorators(&mut self, decorators: &'a [Decorator]) {
        for decorator in decorators.iter().rev() {
            self.op_arg(self.loc(&decorator.expression), Opcode::CALL, 0);
        }
    }

    /// The line a definition starts on, decorators included.
    fn first_line(&self, decorators: &[Decorator], location: Location) -> i32 {
        decorators.first().map_or(location.lineno, |decorator| self.loc(&decorator.expression).lineno)
    }

    /// Pushes default arguments; gives the attributes of the function that they are for.
    fn default_arguments(&mut self, location: Location, parameters: &'a Parameters) -> Outcome<u32> {
        let mut attributes = 0;
        let positional = parameters.posonlyargs.iter().chain(&parameters.args);
        let defaults: Vec<&'a Expr> = positional.filter_map(|parameter| parameter.default.as_deref()).collect();
        if !defaults.is_empty() {
            for default in &defaults {
                self.expr(default)?;
            }
            self.op_arg(location, Opcode::BUILD_TUPLE, defaults.len() as u32);
            attributes |= MAKE_FUNCTION_DEFAULTS;
        }
        let mut keyword_defaults = 0;
        for parameter in &parameters.kwonlyargs {
            if let Some(default) = &parameter.default {
                let name = self.mangled_sym(&parameter.parameter.name);
                let name = Constant::Str(self.interner.text(name));
                self.load_const(location, name);
                self.expr(default)?;
                keyword_defaults += 1;
            }
        }
        if keyword_defaults > 0 {
            self.op_arg(location, Opcode::BUILD_MAP, keyword_defaults);
            attributes |= MAKE_FUNCTION_KWDEFAULTS;
        }
        Ok(attributes)
    }

    pub(super) fn function(&mut self, function: &'a StmtFunctionDef, location: Location) -> Outcome {
        self.decorators(&function.decorator_list)?;
        let first_line = self.first_line(&function.decorator_list, location);
        let mut attributes = self.default_arguments(location, &function.parameters)?;
        let mut outer_arguments = 0;
        if let Some(parameters) = &function.type_params {
            outer_arguments = (attributes & (MAKE_FUNCTION_DEFAULTS | MAKE_FUNCTION_KWDEFAULTS)).count_ones();
            if outer_arguments == 2 {
                self.op_arg(location, Opcode::SWAP, 2);
            }
            let arity = Arity { positional: outer_arguments, ..Arity::default() };
            self.enter_type_parameters(parameters, &function.name, first_line, None, arity);
            self.type_parameters(parameters)?;
            for i in 0..outer_arguments {
                self.op_arg(location, Opcode::LOAD_FAST, i);
            }
        }
        attributes |= self.function_annotations(function, location)?;
        self.function_body(function, location, first_line, attributes)?;
        if function.type_params.is_some() {
            self.op_arg(location, Opcode::SWAP, 2);
            self.op_arg(location, Opcode::CALL_INTRINSIC_2, Intrinsic2::SetFunctionTypeParams as u32);
            let code = self.leave(false);
            self.make_closure(location, code, 0);
            if outer_arguments > 0 {
                self.op_arg(location, Opcode::SWAP, outer_arguments + 1);
                self.op_arg(location, Opcode::CALL, outer_arguments - 1);
            } else {
                self.op(location, Opcode::PUSH_NULL);
                self.op_arg(location, Opcode::CALL, 0);
            }
        }
        self.apply_decorators(&function.decorator_list);
        self.name(location, &function.name, Context::Store);
        Ok(())
    }

    fn function_body(
        &mut self,
        function: &'a StmtFunctionDef,
        location: Location,
        first_line: i32,
        attributes: u32,
    ) -> Outcome {
        let scope = self.table.function(function);
        let kind = if function.is_async { UnitKind::AsyncFunction } else { UnitKind::Function };
        self.enter(kind, scope, &function.name, first_line, None, arity(&function.parameters));
        let entry = self.table.scope(scope);
        let mut body: &'a [Stmt] = &function.body;
        if entry.has_docstring
            && self.options.optimize < 2
            && let Some(docstring) = symtable::docstring_node(body)
        {
            let text = docstring::clean(&self.parsed.string_value(docstring));
            self.unit.constants.add(Constant::Str(Arc::from(text)));
        }
        let suspends = entry.coroutine || entry.generator;
        if suspends {
            // The handler around the whole body counts as a block.
            self.push_block(BlockKind::StopIteration, NO_LOCATION, Label::NONE, Label::NONE)?;
        }
        if entry.has_docstring {
            body = self.after_docstring(body)?;
        }
        self.stmts(body)?;
        if suspends {
            self.wrap_in_stop_iteration_handler();
            self.pop_block();
        }
        let code = self.leave(true);
        self.make_closure(location, code, attributes);
        Ok(())
    }

    pub(super) fn lambda(&mut self, lambda: &'a ExprLambda) -> Outcome {
        let location = self.node_loc(lambda);
        let parameters = lambda.parameters.as_deref();
        let attributes = match parameters {
            Some(parameters) => self.default_arguments(location, parameters)?,
            None => 0,
        };
        let scope = self.table.lambda(lambda);
        let arity = parameters.map_or(Arity::default(), arity);
        self.enter(UnitKind::Lambda, scope, "<lambda>", location.lineno, None, arity);
        self.expr(&lambda.body)?;
        let code = if self.table.scope(scope).generator {
            self.leave(false)
        } else {
            self.op(self.loc(&lambda.body), Opcode::RETURN_VALUE);
            self.leave(true)
        };
        self.make_closure(location, code, attributes);
        Ok(())
    }

    pub(super) fn class(&mut self, class: &'a StmtClassDef, location: Location) -> Outcome {
        self.decorators(&class.decorator_list)?;
        let first_line = self.first_line(&class.decorator_list, location);
        if let Some(parameters) = &class.type_params {
            self.enter_type_parameters(parameters, &class.name, first_line, Some(&class.name), Arity::default());
            self.type_parameters(parameters)?;
            self.name(location, ".type_params", Context::Store);
        }
        self.class_body(class, location, first_line)?;
        let (bases, keywords): (&'a [Expr], &'a [Keyword]) = match &class.arguments {
            Some(arguments) => {
                self.note_bare_generator(arguments);
                (&arguments.args, &arguments.keywords)
            }
            None => (&[], &[]),
        };
        if class.type_params.is_some() {
            self.name(location, ".type_params", Context::Load);
            self.op_arg(location, Opcode::CALL_INTRINSIC_1, Intrinsic1::SubscriptGeneric as u32);
            self.name(location, ".generic_base", Context::Store);
            self.call_arguments(location, 2, bases, Some(".generic_base"), keywords)?;
            let code = self.leave(false);
            self.make_closure(location, code, 0);
            self.op(location, Opcode::PUSH_NULL);
            self.op_arg(location, Opcode::CALL, 0);
        } else {
            self.call_arguments(location, 2, bases, None, keywords)?;
        }
        self.apply_decorators(&class.decorator_list);
        self.name(location, &class.name, Context::Store);
        Ok(())
    }

    /// Pushes what `__build_class__` is called with: the body as a function and the name.
    fn class_body(&mut self, class: &'a StmtClassDef, location: Location, first_line: i32) -> Outcome {
        let scope = self.table.class(class);
        self.enter(UnitKind::Class, scope, &class.name, first_line, Some(&class.name), Arity::default());
        let start = Location { lineno: first_line, end_lineno: first_line, col_offset: 0, end_col_offset: 0 };
        self.class_prologue(class, start);
        self.body(start, &class.body, false)?;
        self.class_epilogue();
        let code = self.leave(true);
        self.op(location, Opcode::LOAD_BUILD_CLASS);
        self.op(location, Opcode::PUSH_NULL);
        self.make_closure(location, code, 0);
        self.load_str(location, &class.name);
        Ok(())
    }

    fn class_prologue(&mut self, class: &'a StmtClassDef, start: Location) {
        let entry = self.table.scope(self.unit.scope);
        self.name(start, "__name__", Context::Load);
        self.name(start, "__module__", Context::Store);
        let qualname = Constant::str(&self.unit.qualname);
        self.load_const(start, qualname);
        self.name(start, "__qualname__", Context::Store);
        self.load_const(start, Constant::Int(i64::from(self.unit.firstlineno)));
        self.name(start, "__firstlineno__", Context::Store);
        if class.type_params.is_some() {
            self.name(start, ".type_params", Context::Load);
            self.name(start, "__type_params__", Context::Store);
        }
        if entry.needs_classdict {
            self.op(start, Opcode::LOAD_LOCALS);
            self.store_implicit_cell(start, "__classdict__");
        }
        if entry.has_conditional_annotations {
            self.op_arg(start, Opcode::BUILD_SET, 0);
            self.store_implicit_cell(start, "__conditional_annotations__");
        }
    }

    fn store_implicit_cell(&mut self, location: Location, name: &str) {
        let sym = self.interner.intern(name);
        let index = self.deref_index(sym, true);
        self.op_arg(location, Opcode::STORE_DEREF, index);
    }

    fn load_implicit_cell(&mut self, name: &str) {
        let sym = self.interner.intern(name);
        let index = self.deref_index(sym, true);
        self.op_arg(NO_LOCATION, Opcode::LOAD_CLOSURE, index);
    }

    fn class_epilogue(&mut self) {
        let entry = self.table.scope(self.unit.scope);
        let attributes = std::mem::take(&mut self.unit.static_attributes);
        let attributes = attributes.iter().map(|name| Constant::str(name)).collect();
        self.load_const(NO_LOCATION, Constant::Tuple(attributes));
        self.name(NO_LOCATION, "__static_attributes__", Context::Store);
        if entry.needs_classdict {
            self.load_implicit_cell("__classdict__");
            self.name(NO_LOCATION, "__classdictcell__", Context::Store);
        }
        if entry.needs_class_closure {
            self.load_implicit_cell("__class__");
            self.op_arg(NO_LOCATION, Opcode::COPY, 1);
            self.name(NO_LOCATION, "__classcell__", Context::Store);
        } else {
            self.load_const(NO_LOCATION, Constant::None);
        }
        self.op(NO_LOCATION, Opcode::RETURN_VALUE);
    }
}
