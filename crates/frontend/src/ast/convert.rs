//! ruff's tree to CPython's.
//!
//! Differences that are bridged here: chains of `elif` are nested, comparison to ruff's defaults are kept apart from
//! parameters, interpolated strings are flattened, and some nodes start or end elsewhere.

use super::schema::Class;
use super::{Constant, Field, Node, NodeId, Tree};
use crate::parse::interpolated::{self, Piece};
use crate::parse::literal::NumberValue;
use crate::parse::{Mode, Parsed, depth};
use ruff_python_ast::*;
use ruff_text_size::{Ranged, TextRange};

/// The tree of a parsed source.
pub fn tree_of(parsed: &Parsed) -> Tree {
    depth::on_deep_stack(parsed.depth(), || {
        let mut convert = Convert { parsed, nodes: Vec::new(), shared: Default::default() };
        let root = convert.root();
        Tree { nodes: convert.nodes, root }
    })
}

struct Convert<'a> {
    parsed: &'a Parsed,
    nodes: Vec<Node>,
    /// The nodes of classes without fields, one each.
    shared: rustc_hash::FxHashMap<Class, NodeId>,
}

impl Convert<'_> {
    fn root(&mut self) -> NodeId {
        if let Some(expression) = self.parsed.expression() {
            let body = self.expression(expression);
            return self.add(Class::Expression, None, vec![body]);
        }
        let body = self.statements(self.parsed.body());
        match self.parsed.mode() {
            Mode::Single => self.add(Class::Interactive, None, vec![body]),
            Mode::Exec | Mode::Eval => self.add(Class::Module, None, vec![body, Field::Nodes(Vec::new())]),
        }
    }

    fn add(&mut self, class: Class, range: Option<TextRange>, fields: Vec<Field>) -> NodeId {
        let location = range.map(|range| self.parsed.locations().locate(range));
        self.nodes.push(Node { class, fields, location });
        NodeId(self.nodes.len() as u32 - 1)
    }

    fn at(&mut self, class: Class, range: TextRange, fields: Vec<Field>) -> NodeId {
        self.add(class, Some(range), fields)
    }

    fn bare(&mut self, class: Class) -> Field {
        if let Some(&id) = self.shared.get(&class) {
            return Field::Node(id);
        }
        let id = self.add(class, None, Vec::new());
        self.shared.insert(class, id);
        Field::Node(id)
    }

    fn context(&mut self, context: ExprContext) -> Field {
        self.bare(match context {
            ExprContext::Load | ExprContext::Invalid => Class::Load,
            ExprContext::Store => Class::Store,
            ExprContext::Del => Class::Del,
        })
    }

    fn statements(&mut self, body: &[Stmt]) -> Field {
        Field::Nodes(body.iter().map(|statement| Some(self.statement(statement))).collect())
    }

    fn expressions<'b>(&mut self, list: impl IntoIterator<Item = &'b Expr>) -> Field {
        Field::Nodes(list.into_iter().map(|expression| Some(self.expression_id(expression))).collect())
    }

    fn expression(&mut self, expression: &Expr) -> Field {
        Field::Node(self.expression_id(expression))
    }

    fn optional(&mut self, expression: Option<&Expr>) -> Field {
        expression.map_or(Field::None, |expression| self.expression(expression))
    }

    fn statement(&mut self, statement: &Stmt) -> NodeId {
        let range = self.parsed.statement_range(statement);
        let (class, fields) = match statement {
            Stmt::FunctionDef(s) => self.function(s),
            Stmt::ClassDef(s) => (Class::ClassDef, self.class(s)),
            Stmt::Return(s) => (Class::Return, vec![self.optional(s.value.as_deref())]),
            Stmt::Delete(s) => (Class::Delete, vec![self.expressions(&s.targets)]),
            Stmt::Assign(s) => {
                let targets = self.expressions(&s.targets);
                (Class::Assign, vec![targets, self.expression(&s.value), Field::None])
            }
            Stmt::TypeAlias(s) => {
                let name = self.expression(&s.name);
                let parameters = self.type_parameters(s.type_params.as_deref());
                (Class::TypeAlias, vec![name, parameters, self.expression(&s.value)])
            }
            Stmt::AugAssign(s) => {
                let target = self.expression(&s.target);
                (Class::AugAssign, vec![target, self.operator(s.op), self.expression(&s.value)])
            }
            Stmt::AnnAssign(s) => {
                let target = self.expression(&s.target);
                let annotation = self.expression(&s.annotation);
                let value = self.optional(s.value.as_deref());
                (Class::AnnAssign, vec![target, annotation, value, Field::Int(i64::from(s.simple))])
            }
            Stmt::For(s) => {
                let class = if s.is_async { Class::AsyncFor } else { Class::For };
                let (target, iter) = (self.expression(&s.target), self.expression(&s.iter));
                (class, vec![target, iter, self.statements(&s.body), self.statements(&s.orelse), Field::None])
            }
            Stmt::While(s) => {
                let test = self.expression(&s.test);
                (Class::While, vec![test, self.statements(&s.body), self.statements(&s.orelse)])
            }
            Stmt::If(s) => {
                let test = self.expression(&s.test);
                let body = self.statements(&s.body);
                (Class::If, vec![test, body, self.elif_chain(&s.elif_else_clauses)])
            }
            Stmt::With(s) => {
                let class = if s.is_async { Class::AsyncWith } else { Class::With };
                let items = s.items.iter().map(|item| Some(self.with_item(item))).collect();
                (class, vec![Field::Nodes(items), self.statements(&s.body), Field::None])
            }
            Stmt::Match(s) => {
                let subject = self.expression(&s.subject);
                let cases = s.cases.iter().map(|case| Some(self.match_case(case))).collect();
                (Class::Match, vec![subject, Field::Nodes(cases)])
            }
            Stmt::Raise(s) => {
                let exception = self.optional(s.exc.as_deref());
                (Class::Raise, vec![exception, self.optional(s.cause.as_deref())])
            }
            Stmt::Try(s) => self.try_statement(s),
            Stmt::Assert(s) => {
                let test = self.expression(&s.test);
                (Class::Assert, vec![test, self.optional(s.msg.as_deref())])
            }
            Stmt::Import(s) => (Class::Import, vec![self.aliases(&s.names)]),
            Stmt::ImportFrom(s) => {
                let module = identifier(s.module.as_ref());
                (Class::ImportFrom, vec![module, self.aliases(&s.names), Field::Int(i64::from(s.level))])
            }
            Stmt::Global(s) => (Class::Global, vec![identifiers(&s.names)]),
            Stmt::Nonlocal(s) => (Class::Nonlocal, vec![identifiers(&s.names)]),
            Stmt::Expr(s) => (Class::Expr, vec![self.expression(&s.value)]),
            Stmt::Pass(_) | Stmt::IpyEscapeCommand(_) => (Class::Pass, Vec::new()),
            Stmt::Break(_) => (Class::Break, Vec::new()),
            Stmt::Continue(_) => (Class::Continue, Vec::new()),
        };
        self.at(class, range, fields)
    }

    fn function(&mut self, s: &StmtFunctionDef) -> (Class, Vec<Field>) {
        let class = if s.is_async { Class::AsyncFunctionDef } else { Class::FunctionDef };
        let arguments = self.parameters(Some(&s.parameters));
        let body = self.statements(&s.body);
        let decorators = self.expressions(s.decorator_list.iter().map(|decorator| &decorator.expression));
        let returns = self.optional(s.returns.as_deref());
        let parameters = self.type_parameters(s.type_params.as_deref());
        let name = Field::Identifier(s.name.id.clone());
        (class, vec![name, arguments, body, decorators, returns, Field::None, parameters])
    }

    fn class(&mut self, s: &StmtClassDef) -> Vec<Field> {
        let (bases, keywords) = match &s.arguments {
            Some(arguments) => (self.arguments(arguments), self.keywords(&arguments.keywords)),
            None => (Field::Nodes(Vec::new()), Field::Nodes(Vec::new())),
        };
        let body = self.statements(&s.body);
        let decorators = self.expressions(s.decorator_list.iter().map(|decorator| &decorator.expression));
        let parameters = self.type_parameters(s.type_params.as_deref());
        vec![Field::Identifier(s.name.id.clone()), bases, keywords, body, decorators, parameters]
    }

    /// `elif` is an `if` inside an `else`; each reaches to the end of the chain.
    fn elif_chain(&mut self, clauses: &[ElifElseClause]) -> Field {
        let end = clauses.last().map_or_else(Default::default, Ranged::end);
        let mut rest = Field::Nodes(Vec::new());
        for clause in clauses.iter().rev() {
            let body = self.statements(&clause.body);
            rest = match &clause.test {
                None => body,
                Some(test) => {
                    let test = self.expression(test);
                    let range = self.parsed.block_range(TextRange::new(clause.start(), end));
                    Field::Nodes(vec![Some(self.at(Class::If, range, vec![test, body, rest]))])
                }
            };
        }
        rest
    }

    fn with_item(&mut self, item: &WithItem) -> NodeId {
        let context = self.expression(&item.context_expr);
        let target = self.optional(item.optional_vars.as_deref());
        self.add(Class::withitem, None, vec![context, target])
    }

    fn match_case(&mut self, case: &MatchCase) -> NodeId {
        let pattern = Field::Node(self.pattern(&case.pattern));
        let guard = self.optional(case.guard.as_deref());
        let body = self.statements(&case.body);
        self.add(Class::match_case, None, vec![pattern, guard, body])
    }

    fn try_statement(&mut self, s: &StmtTry) -> (Class, Vec<Field>) {
        let class = if s.is_star { Class::TryStar } else { Class::Try };
        let body = self.statements(&s.body);
        let mut handlers = Vec::new();
        for ExceptHandler::ExceptHandler(handler) in &s.handlers {
            let kind = self.optional(handler.type_.as_deref());
            let name = identifier(handler.name.as_ref());
            let body = self.statements(&handler.body);
            let range = self.parsed.block_range(handler.range);
            handlers.push(Some(self.at(Class::ExceptHandler, range, vec![kind, name, body])));
        }
        (class, vec![body, Field::Nodes(handlers), self.statements(&s.orelse), self.statements(&s.finalbody)])
    }

    fn aliases(&mut self, names: &[Alias]) -> Field {
        let one = |alias: &Alias| {
            let fields = vec![Field::Identifier(alias.name.id.clone()), identifier(alias.asname.as_ref())];
            Some(self.at(Class::alias, alias.range, fields))
        };
        Field::Nodes(names.iter().map(one).collect())
    }

    fn type_parameters(&mut self, parameters: Option<&TypeParams>) -> Field {
        let list = parameters.map_or(&[][..], |parameters| &parameters.type_params);
        let one = |parameter: &TypeParam| {
            let name = Field::Identifier(parameter.name().id.clone());
            let (class, fields) = match parameter {
                TypeParam::TypeVar(p) => {
                    let bound = self.optional(p.bound.as_deref());
                    (Class::TypeVar, vec![name, bound, self.optional(p.default.as_deref())])
                }
                TypeParam::TypeVarTuple(p) => (Class::TypeVarTuple, vec![name, self.optional(p.default.as_deref())]),
                TypeParam::ParamSpec(p) => (Class::ParamSpec, vec![name, self.optional(p.default.as_deref())]),
            };
            Some(self.at(class, parameter.range(), fields))
        };
        Field::Nodes(list.iter().map(one).collect())
    }

    fn parameters(&mut self, parameters: Option<&Parameters>) -> Field {
        let none = Parameters::default();
        let p = parameters.unwrap_or(&none);
        let fields = vec![
            Field::Nodes(p.posonlyargs.iter().map(|each| Some(self.parameter(&each.parameter))).collect()),
            Field::Nodes(p.args.iter().map(|each| Some(self.parameter(&each.parameter))).collect()),
            p.vararg.as_ref().map_or(Field::None, |rest| Field::Node(self.parameter(rest))),
            Field::Nodes(p.kwonlyargs.iter().map(|each| Some(self.parameter(&each.parameter))).collect()),
            Field::Nodes(
                p.kwonlyargs.iter().map(|each| each.default().map(|value| self.expression_id(value))).collect(),
            ),
            p.kwarg.as_ref().map_or(Field::None, |rest| Field::Node(self.parameter(rest))),
            self.expressions(p.posonlyargs.iter().chain(&p.args).filter_map(ParameterWithDefault::default)),
        ];
        Field::Node(self.add(Class::arguments, None, fields))
    }

    fn parameter(&mut self, parameter: &Parameter) -> NodeId {
        let annotation = self.optional(parameter.annotation.as_deref());
        let fields = vec![Field::Identifier(parameter.name.id.clone()), annotation, Field::None];
        let range = self.parsed.parameter_range(parameter);
        self.at(Class::arg, range, fields)
    }

    fn arguments(&mut self, arguments: &Arguments) -> Field {
        let one = |argument: &Expr| {
            Some(match argument {
                Expr::Generator(generator) => {
                    let range = self.parsed.generator_range(generator, arguments);
                    self.comprehension(Class::GeneratorExp, range, &generator.elt, None, &generator.generators)
                }
                other => self.expression_id(other),
            })
        };
        Field::Nodes(arguments.args.iter().map(one).collect())
    }

    fn keywords(&mut self, keywords: &[Keyword]) -> Field {
        let one = |keyword: &Keyword| {
            let value = self.expression(&keyword.value);
            Some(self.at(Class::keyword, keyword.range, vec![identifier(keyword.arg.as_ref()), value]))
        };
        Field::Nodes(keywords.iter().map(one).collect())
    }

    fn expression_id(&mut self, expression: &Expr) -> NodeId {
        let range = expression.range();
        let (class, fields) = match expression {
            Expr::BoolOp(e) => {
                let operator = self.bare(match e.op {
                    BoolOp::And => Class::And,
                    BoolOp::Or => Class::Or,
                });
                (Class::BoolOp, vec![operator, self.expressions(&e.values)])
            }
            Expr::Named(e) => (Class::NamedExpr, vec![self.expression(&e.target), self.expression(&e.value)]),
            Expr::BinOp(e) => {
                let left = self.expression(&e.left);
                (Class::BinOp, vec![left, self.operator(e.op), self.expression(&e.right)])
            }
            Expr::UnaryOp(e) => {
                let operator = self.bare(match e.op {
                    UnaryOp::Invert => Class::Invert,
                    UnaryOp::Not => Class::Not,
                    UnaryOp::UAdd => Class::UAdd,
                    UnaryOp::USub => Class::USub,
                });
                (Class::UnaryOp, vec![operator, self.expression(&e.operand)])
            }
            Expr::Lambda(e) => {
                let parameters = self.parameters(e.parameters.as_deref());
                (Class::Lambda, vec![parameters, self.expression(&e.body)])
            }
            Expr::If(e) => {
                let test = self.expression(&e.test);
                (Class::IfExp, vec![test, self.expression(&e.body), self.expression(&e.orelse)])
            }
            Expr::Dict(e) => {
                let keys = e.items.iter().map(|item| item.key.as_ref().map(|key| self.expression_id(key))).collect();
                (Class::Dict, vec![Field::Nodes(keys), self.expressions(e.items.iter().map(|item| &item.value))])
            }
            Expr::Set(e) => (Class::Set, vec![self.expressions(&e.elts)]),
            Expr::ListComp(e) => return self.comprehension(Class::ListComp, range, &e.elt, None, &e.generators),
            Expr::SetComp(e) => return self.comprehension(Class::SetComp, range, &e.elt, None, &e.generators),
            Expr::DictComp(e) => {
                let key = e.key.as_deref().unwrap_or(&e.value);
                return self.comprehension(Class::DictComp, range, key, Some(&e.value), &e.generators);
            }
            Expr::Generator(e) => {
                return self.comprehension(Class::GeneratorExp, range, &e.elt, None, &e.generators);
            }
            Expr::Await(e) => (Class::Await, vec![self.expression(&e.value)]),
            Expr::Yield(e) => (Class::Yield, vec![self.optional(e.value.as_deref())]),
            Expr::YieldFrom(e) => (Class::YieldFrom, vec![self.expression(&e.value)]),
            Expr::Compare(e) => {
                let left = self.expression(&e.left);
                let operators = e.ops.iter().map(|&operator| self.comparison(operator)).collect();
                (Class::Compare, vec![left, Field::Nodes(operators), self.expressions(&e.comparators)])
            }
            Expr::Call(e) => {
                let function = self.expression(&e.func);
                let arguments = self.arguments(&e.arguments);
                (Class::Call, vec![function, arguments, self.keywords(&e.arguments.keywords)])
            }
            Expr::FString(e) => {
                let pieces = self.parsed.fstring_pieces(e);
                (Class::JoinedStr, vec![self.pieces(Class::FormattedValue, &pieces)])
            }
            Expr::TString(e) => {
                let pieces = self.parsed.tstring_pieces(e);
                (Class::TemplateStr, vec![self.pieces(Class::Interpolation, &pieces)])
            }
            Expr::Attribute(e) => {
                let value = self.expression(&e.value);
                (Class::Attribute, vec![value, Field::Identifier(e.attr.id.clone()), self.context(e.ctx)])
            }
            Expr::Subscript(e) => {
                let value = self.expression(&e.value);
                (Class::Subscript, vec![value, self.expression(&e.slice), self.context(e.ctx)])
            }
            Expr::Starred(e) => (Class::Starred, vec![self.expression(&e.value), self.context(e.ctx)]),
            Expr::Name(e) => (Class::Name, vec![Field::Identifier(e.id.clone()), self.context(e.ctx)]),
            Expr::List(e) => (Class::List, vec![self.expressions(&e.elts), self.context(e.ctx)]),
            Expr::Tuple(e) => (Class::Tuple, vec![self.expressions(&e.elts), self.context(e.ctx)]),
            Expr::Slice(e) => {
                let lower = self.optional(e.lower.as_deref());
                let upper = self.optional(e.upper.as_deref());
                (Class::Slice, vec![lower, upper, self.optional(e.step.as_deref())])
            }
            literal => return self.literal(literal),
        };
        self.at(class, range, fields)
    }

    fn literal(&mut self, literal: &Expr) -> NodeId {
        let mut kind = Field::None;
        let value = match literal {
            Expr::StringLiteral(e) => {
                if e.value.is_unicode() {
                    kind = Field::Constant(Constant::Str(b"u".to_vec()));
                }
                Constant::Str(self.parsed.string_value(e).into_owned())
            }
            Expr::BytesLiteral(e) => Constant::Bytes(self.parsed.bytes_value(e).into_owned()),
            Expr::NumberLiteral(e) => match self.parsed.number_value(e) {
                NumberValue::Int(value) => Constant::Int(value),
                NumberValue::BigInt(value) => Constant::BigInt(value),
                NumberValue::Float(value) => Constant::Float(value),
                NumberValue::Imaginary(value) => Constant::Imaginary(value),
            },
            Expr::BooleanLiteral(e) => Constant::Bool(e.value),
            Expr::EllipsisLiteral(_) => Constant::Ellipsis,
            _ => Constant::None,
        };
        self.at(Class::Constant, literal.range(), vec![Field::Constant(value), kind])
    }

    fn comprehension(
        &mut self,
        class: Class,
        range: TextRange,
        element: &Expr,
        value: Option<&Expr>,
        generators: &[Comprehension],
    ) -> NodeId {
        let mut fields = vec![self.expression(element)];
        fields.extend(value.map(|value| self.expression(value)));
        let mut clauses = Vec::new();
        for clause in generators {
            let target = self.expression(&clause.target);
            let iter = self.expression(&clause.iter);
            let conditions = self.expressions(&clause.ifs);
            let is_async = Field::Int(i64::from(clause.is_async));
            clauses.push(Some(self.add(Class::comprehension, None, vec![target, iter, conditions, is_async])));
        }
        fields.push(Field::Nodes(clauses));
        self.at(class, range, fields)
    }

    /// The values of an interpolated string. Those of a format are always of an f-string.
    fn pieces(&mut self, class: Class, pieces: &[Piece]) -> Field {
        let mut list = Vec::new();
        for piece in pieces {
            list.push(Some(match piece {
                Piece::Literal { value, range, kind_u } => {
                    let kind = if *kind_u { Field::Constant(Constant::Str(b"u".to_vec())) } else { Field::None };
                    self.at(Class::Constant, *range, vec![Field::Constant(Constant::Str(value.clone())), kind])
                }
                Piece::Field(field) => self.field(class, field),
            }));
        }
        Field::Nodes(list)
    }

    fn field(&mut self, class: Class, field: &interpolated::Field) -> NodeId {
        let mut fields = vec![self.expression(&field.element.expression)];
        if class == Class::Interpolation {
            let text = self.parsed.interpolation_text(field.element);
            fields.push(Field::Constant(Constant::Str(text.into_bytes())));
        }
        fields.push(Field::Int(field.conversion.map_or(-1, i64::from)));
        fields.push(match &field.format {
            None => Field::None,
            Some(pieces) => {
                let values = self.pieces(Class::FormattedValue, pieces);
                Field::Node(self.at(Class::JoinedStr, field.format_range, vec![values]))
            }
        });
        self.at(class, field.range, fields)
    }

    fn operator(&mut self, operator: Operator) -> Field {
        self.bare(match operator {
            Operator::Add => Class::Add,
            Operator::Sub => Class::Sub,
            Operator::Mult => Class::Mult,
            Operator::MatMult => Class::MatMult,
            Operator::Div => Class::Div,
            Operator::Mod => Class::Mod,
            Operator::Pow => Class::Pow,
            Operator::LShift => Class::LShift,
            Operator::RShift => Class::RShift,
            Operator::BitOr => Class::BitOr,
            Operator::BitXor => Class::BitXor,
            Operator::BitAnd => Class::BitAnd,
            Operator::FloorDiv => Class::FloorDiv,
        })
    }

    fn comparison(&mut self, operator: CmpOp) -> Option<NodeId> {
        let field = self.bare(match operator {
            CmpOp::Eq => Class::Eq,
            CmpOp::NotEq => Class::NotEq,
            CmpOp::Lt => Class::Lt,
            CmpOp::LtE => Class::LtE,
            CmpOp::Gt => Class::Gt,
            CmpOp::GtE => Class::GtE,
            CmpOp::Is => Class::Is,
            CmpOp::IsNot => Class::IsNot,
            CmpOp::In => Class::In,
            CmpOp::NotIn => Class::NotIn,
        });
        match field {
            Field::Node(id) => Some(id),
            _ => None,
        }
    }

    fn pattern(&mut self, pattern: &Pattern) -> NodeId {
        let range = pattern.range();
        let (class, fields) = match pattern {
            Pattern::MatchValue(p) => (Class::MatchValue, vec![self.expression(&p.value)]),
            Pattern::MatchSingleton(p) => {
                let value = match p.value {
                    Singleton::None => Constant::None,
                    Singleton::True => Constant::Bool(true),
                    Singleton::False => Constant::Bool(false),
                };
                (Class::MatchSingleton, vec![Field::Constant(value)])
            }
            Pattern::MatchSequence(p) => (Class::MatchSequence, vec![self.patterns(&p.patterns)]),
            Pattern::MatchMapping(p) => {
                let keys = self.expressions(&p.keys);
                (Class::MatchMapping, vec![keys, self.patterns(&p.patterns), identifier(p.rest.as_ref())])
            }
            Pattern::MatchClass(p) => {
                let class = self.expression(&p.cls);
                let patterns = self.patterns(&p.arguments.patterns);
                let names = p.arguments.keywords.iter().map(|keyword| keyword.attr.id.clone()).collect();
                let values = p.arguments.keywords.iter().map(|keyword| Some(self.pattern(&keyword.pattern))).collect();
                (Class::MatchClass, vec![class, patterns, Field::Identifiers(names), Field::Nodes(values)])
            }
            Pattern::MatchStar(p) => (Class::MatchStar, vec![identifier(p.name.as_ref())]),
            Pattern::MatchAs(p) => {
                let inner = p.pattern.as_ref().map_or(Field::None, |inner| Field::Node(self.pattern(inner)));
                (Class::MatchAs, vec![inner, identifier(p.name.as_ref())])
            }
            Pattern::MatchOr(p) => (Class::MatchOr, vec![self.patterns(&p.patterns)]),
        };
        self.at(class, range, fields)
    }

    fn patterns(&mut self, patterns: &[Pattern]) -> Field {
        Field::Nodes(patterns.iter().map(|pattern| Some(self.pattern(pattern))).collect())
    }
}

fn identifier(name: Option<&Identifier>) -> Field {
    name.map_or(Field::None, |name| Field::Identifier(name.id.clone()))
}

fn identifiers(names: &[Identifier]) -> Field {
    Field::Identifiers(names.iter().map(|name| name.id.clone()).collect())
}
