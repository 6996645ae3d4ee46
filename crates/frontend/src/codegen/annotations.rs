//! Annotations, evaluated when asked for (PEP 649) or kept as strings; type parameters and aliases (PEP 695, 696).

use ruff_python_ast::*;
use whipsnake_isa::Opcode;
use whipsnake_isa::operands::*;

use super::names::Context;
use super::*;

/// The greatest format that an annotation scope computes itself: values with fake globals.
const VALUE_WITH_FAKE_GLOBALS: i64 = 2;
const CONDITIONAL: &str = "__conditional_annotations__";

impl<'a> Generator<'a> {
    /// Enters an annotation scope: a function of one parameter, the format, that refuses formats it does not know.
    fn enter_annotations(&mut self, location: Location, scope: ScopeId, name: &str) {
        let arity = Arity { positional_only: 1, ..Arity::default() };
        self.enter(UnitKind::Annotations, scope, name, location.lineno, None, arity);
        let body = self.label();
        self.op_arg(location, Opcode::LOAD_FAST, 0);
        self.load_const(location, Constant::Int(VALUE_WITH_FAKE_GLOBALS));
        self.op_arg(location, Opcode::COMPARE_OP, CompareOp::Greater.oparg());
        self.jump(location, Opcode::POP_JUMP_IF_FALSE, body);
        self.op_arg(location, Opcode::LOAD_COMMON_CONSTANT, CommonConstant::NotImplementedError as u32);
        self.op_arg(location, Opcode::RAISE_VARARGS, 1);
        self.place(body);
    }

    /// Leaves an `__annotate__` function. Its parameter is called `format` from outside, and `.format` inside, where
    /// annotations may use that name.
    fn leave_annotations(&mut self, location: Location) {
        self.op(location, Opcode::RETURN_VALUE);
        let mut code = self.leave(true);
        if let Some(first) = code.localsplusnames.first_mut() {
            let format = self.interner.intern("format");
            *first = self.interner.text(format);
        }
        self.make_closure(location, code, 0);
    }

    /// The annotations of a function's parameters and result; gives the attribute of the function that they are for.
    pub(super) fn function_annotations(&mut self, function: &'a StmtFunctionDef, location: Location) -> Outcome<u32> {
        let scope = self.table.function_annotations(function);
        if !self.table.scope(scope).annotations_used {
            return Ok(0);
        }
        self.enter_annotations(location, scope, "__annotate__");
        let parameters = &function.parameters;
        let plain = |list: &'a [ParameterWithDefault]| list.iter().map(|parameter| &parameter.parameter);
        let annotated = plain(&parameters.args)
            .chain(plain(&parameters.posonlyargs))
            .chain(parameters.vararg.as_deref())
            .chain(plain(&parameters.kwonlyargs))
            .chain(parameters.kwarg.as_deref());
        let mut count = 0;
        for parameter in annotated {
            if let Some(annotation) = &parameter.annotation {
                self.argument_annotation(location, &parameter.name, annotation)?;
                count += 1;
            }
        }
        if let Some(annotation) = &function.returns {
            self.argument_annotation(location, "return", annotation)?;
            count += 1;
        }
        self.op_arg(location, Opcode::BUILD_MAP, count);
        self.leave_annotations(location);
        Ok(MAKE_FUNCTION_ANNOTATE)
    }

    fn argument_annotation(&mut self, location: Location, name: &str, annotation: &'a Expr) -> Outcome {
        let sym = self.mangled_sym(name);
        let name = Constant::Str(self.interner.text(sym));
        self.load_const(location, name);
        if self.future_annotations() {
            self.annotation_text(annotation);
            return Ok(());
        }
        match annotation {
            // `*args: *Ts`
            Expr::Starred(starred) => {
                self.expr(&starred.value)?;
                self.op_arg(location, Opcode::UNPACK_SEQUENCE, 1);
                Ok(())
            }
            other => self.expr(other),
        }
    }

    /// Pushes an annotation as a string.
    fn annotation_text(&mut self, annotation: &'a Expr) {
        let text = crate::unparse::unparse(self.parsed, annotation);
        self.load_const(self.loc(annotation), Constant::str(&text));
    }

    pub(super) fn annotated_assign(&mut self, node: &'a StmtAnnAssign, location: Location) -> Outcome {
        if let Some(value) = &node.value {
            self.expr(value)?;
            self.expr(&node.target)?;
        }
        match &*node.target {
            Expr::Name(name) => {
                if node.simple && matches!(self.unit.kind, UnitKind::Module | UnitKind::Class) {
                    self.simple_annotation(node, &name.id, location);
                }
                Ok(())
            }
            Expr::Attribute(attribute) if node.value.is_none() => self.check_annotation_part(&attribute.value),
            Expr::Subscript(subscript) if node.value.is_none() => {
                self.check_annotation_part(&subscript.value)?;
                self.check_annotation_index(&subscript.slice)
            }
            _ => Ok(()),
        }
    }

    /// The annotation of a plain name in a module or class.
    fn simple_annotation(&mut self, node: &'a StmtAnnAssign, name: &str, location: Location) {
        if self.future_annotations() {
            self.annotation_text(&node.annotation);
            self.op_name(location, Opcode::LOAD_NAME, "__annotations__");
            let sym = self.mangled_sym(name);
            let name = Constant::Str(self.interner.text(sym));
            self.load_const(location, name);
            self.op(location, Opcode::STORE_SUBSCR);
            return;
        }
        let conditional = self.unit.kind == UnitKind::Module || self.unit.conditional_blocks > 0;
        let number = conditional.then_some(self.unit.next_conditional_annotation);
        self.unit.deferred_annotations.push((node, number));
        let Some(number) = number else { return };
        self.unit.next_conditional_annotation += 1;
        if self.unit.kind == UnitKind::Class {
            let sym = self.interner.intern(CONDITIONAL);
            let index = self.deref_index(sym, true);
            self.op_arg(location, Opcode::LOAD_DEREF, index);
        } else {
            self.op_name(location, Opcode::LOAD_NAME, CONDITIONAL);
        }
        self.load_const(location, Constant::Int(i64::from(number)));
        self.op_arg(location, Opcode::SET_ADD, 1);
        self.op(location, Opcode::POP_TOP);
    }

    /// Parts of a target that is only annotated are evaluated and dropped.
    fn check_annotation_part(&mut self, expression: &'a Expr) -> Outcome {
        self.expr(expression)?;
        self.op(self.loc(expression), Opcode::POP_TOP);
        Ok(())
    }

    fn check_annotation_index(&mut self, index: &'a Expr) -> Outcome {
        match index {
            Expr::Slice(slice) => [&slice.lower, &slice.upper, &slice.step]
                .into_iter()
                .flatten()
                .try_for_each(|part| self.check_annotation_part(part)),
            Expr::Tuple(tuple) => tuple.elts.iter().try_for_each(|part| self.check_annotation_index(part)),
            other => self.check_annotation_part(other),
        }
    }

    /// Makes the `__annotate__` function of a module or class out of the annotations met in its body.
    pub(super) fn deferred_annotations(&mut self, location: Location) -> Outcome {
        let deferred = std::mem::take(&mut self.unit.deferred_annotations);
        let kind = self.unit.kind;
        let Some(scope) = self.table.scope(self.unit.scope).annotation_block.filter(|_| !deferred.is_empty()) else {
            return Ok(());
        };
        // A module's is made before its first statement runs.
        let body = (kind == UnitKind::Module).then(|| std::mem::take(&mut self.unit.sequence));
        self.enter_annotations(location, scope, "__annotate__");
        self.op_arg(location, Opcode::BUILD_MAP, 0);
        for (node, number) in deferred {
            self.deferred_annotation(location, kind, node, number)?;
        }
        self.leave_annotations(location);
        let name = if kind == UnitKind::Class { "__annotate_func__" } else { "__annotate__" };
        self.name(location, name, Context::Store);
        if let Some(body) = body {
            let setup = std::mem::replace(&mut self.unit.sequence, body);
            self.unit.sequence.set_annotations(setup);
        }
        Ok(())
    }

    fn deferred_annotation(
        &mut self,
        location: Location,
        kind: UnitKind,
        node: &'a StmtAnnAssign,
        number: Option<u32>,
    ) -> Outcome {
        let Expr::Name(target) = &*node.target else { return Ok(()) };
        let place = self.node_loc(node);
        let not_set = self.label();
        if let Some(number) = number {
            self.load_const(place, Constant::Int(i64::from(number)));
            let sym = self.interner.intern(CONDITIONAL);
            if kind == UnitKind::Class {
                let index = self.deref_index(sym, false);
                self.op_arg(place, Opcode::LOAD_DEREF, index);
            } else {
                let index = self.unit.names.add(sym);
                self.op_arg(place, Opcode::LOAD_GLOBAL, index << 1);
            }
            self.op_arg(place, Opcode::CONTAINS_OP, 0);
            self.jump(place, Opcode::POP_JUMP_IF_FALSE, not_set);
        }
        self.expr(&node.annotation)?;
        self.op_arg(place, Opcode::COPY, 2);
        let name = symtable::mangle(self.unit.private, &target.id);
        self.load_str(place, &name);
        self.op(location, Opcode::STORE_SUBSCR);
        self.place(not_set);
        Ok(())
    }

    /// Enters the block around a generic definition.
    pub(super) fn enter_type_parameters(
        &mut self,
        parameters: &'a TypeParams,
        name: &str,
        first_line: i32,
        private: Option<&'a str>,
        arity: Arity,
    ) {
        let scope = self.table.type_parameters(parameters);
        let name = format!("<generic parameters of {name}>");
        self.enter(UnitKind::Annotations, scope, &name, first_line, private, arity);
    }

    /// Makes and binds the type parameters; pushes the tuple of them.
    pub(super) fn type_parameters(&mut self, parameters: &'a TypeParams) -> Outcome {
        let mut seen_default = false;
        for parameter in &parameters.type_params {
            let location = self.node_loc(parameter);
            let name = parameter.name().as_str();
            self.load_str(location, name);
            let (default, starred, intrinsic) = match parameter {
                TypeParam::TypeVar(variable) => (&variable.default, false, Intrinsic1::TypeVar),
                TypeParam::TypeVarTuple(variable) => (&variable.default, true, Intrinsic1::TypeVarTuple),
                TypeParam::ParamSpec(variable) => (&variable.default, false, Intrinsic1::ParamSpec),
            };
            if let TypeParam::TypeVar(TypeParamTypeVar { bound: Some(bound), .. }) = parameter {
                let scope = self.table.bound(parameter);
                self.lazy_value(bound, scope, name, false)?;
                let intrinsic = if bound.is_tuple_expr() {
                    Intrinsic2::TypeVarWithConstraints
                } else {
                    Intrinsic2::TypeVarWithBound
                };
                self.op_arg(location, Opcode::CALL_INTRINSIC_2, intrinsic as u32);
            } else {
                self.op_arg(location, Opcode::CALL_INTRINSIC_1, intrinsic as u32);
            }
            if let Some(default) = default {
                seen_default = true;
                let scope = self.table.default(parameter);
                self.lazy_value(default, scope, name, starred)?;
                self.op_arg(location, Opcode::CALL_INTRINSIC_2, Intrinsic2::SetTypeParamDefault as u32);
            } else if seen_default {
                let message = format!("non-default type parameter '{name}' follows default type parameter");
                return Err(self.error(location, message));
            }
            self.op_arg(location, Opcode::COPY, 1);
            self.name(location, name, Context::Store);
        }
        if let Some(first) = parameters.type_params.first() {
            self.op_arg(self.node_loc(first), Opcode::BUILD_TUPLE, parameters.type_params.len() as u32);
        }
        Ok(())
    }

    /// Pushes the function that computes a bound or default.
    fn lazy_value(&mut self, value: &'a Expr, scope: ScopeId, name: &str, allow_starred: bool) -> Outcome {
        let location = self.loc(value);
        self.load_const(location, Constant::Tuple(vec![Constant::Int(1)]));
        self.enter_annotations(location, scope, name);
        match value {
            Expr::Starred(starred) if allow_starred => {
                self.expr(&starred.value)?;
                self.op_arg(location, Opcode::UNPACK_SEQUENCE, 1);
            }
            other => self.expr(other)?,
        }
        self.op(location, Opcode::RETURN_VALUE);
        let code = self.leave(true);
        self.make_closure(location, code, MAKE_FUNCTION_DEFAULTS);
        Ok(())
    }

    pub(super) fn type_alias(&mut self, alias: &'a StmtTypeAlias, location: Location) -> Outcome {
        let name = alias.name.as_name_expr().map_or("", |name| name.id.as_str());
        if let Some(parameters) = &alias.type_params {
            self.enter_type_parameters(parameters, name, location.lineno, None, Arity::default());
            self.load_str(location, name);
            self.type_parameters(parameters)?;
        } else {
            self.load_str(location, name);
            self.load_const(location, Constant::None);
        }
        self.load_const(location, Constant::Tuple(vec![Constant::Int(1)]));
        self.enter_annotations(location, self.table.type_alias(alias), name);
        self.expr(&alias.value)?;
        self.op(location, Opcode::RETURN_VALUE);
        let code = self.leave(false);
        self.make_closure(location, code, MAKE_FUNCTION_DEFAULTS);
        self.op_arg(location, Opcode::BUILD_TUPLE, 3);
        self.op_arg(location, Opcode::CALL_INTRINSIC_1, Intrinsic1::TypeAlias as u32);
        if alias.type_params.is_some() {
            let code = self.leave(false);
            self.make_closure(location, code, 0);
            self.op(location, Opcode::PUSH_NULL);
            self.op_arg(location, Opcode::CALL, 0);
        }
        self.name(location, name, Context::Store);
        Ok(())
    }
}
