//! CPython's tree to ruff's: how `compile` takes a program made of `ast` objects.
//!
//! The nodes get numbers for ranges, which index a table of the places that the objects gave; strings, which ruff's nodes
//! cannot all hold, stay beside the tree. What is checked here is what CPython's AST validation checks, in its words.

mod patterns;

use super::schema::Class;
use super::{Constant, Field, NodeId, Tree};
use crate::parse::{ErrorKind, Flags, Location, Mode, Parsed, SyntaxError};
use ruff_python_ast::name::Name;
use ruff_python_ast::str_prefix::StringLiteralPrefix;
use ruff_python_ast::*;
use ruff_text_size::{Ranged, TextRange, TextSize};
use rustc_hash::FxHashMap;
use std::str::FromStr;

type Restored<T> = Result<T, SyntaxError>;

/// The program of a tree, ready for the symbol table and code generation. `depth` bounds how deeply the tree nests.
pub fn parsed_of(tree: &Tree, filename: &str, flags: Flags, depth: usize) -> Restored<Parsed> {
    let mut restore = Restore { tree, places: Vec::new(), strings: FxHashMap::default() };
    let root = tree.node(tree.root());
    let (syntax, mode) = match root.class {
        Class::Expression => {
            let body = Box::new(restore.expression(&root.fields[0])?);
            let expression = ModExpression { node_index: AtomicNodeIndex::NONE, range: body.range(), body };
            (Mod::Expression(expression), Mode::Eval)
        }
        Class::Module | Class::Interactive => {
            let body = restore.statements(&root.fields[0])?;
            let range = TextRange::default();
            let mode = if root.class == Class::Module { Mode::Exec } else { Mode::Single };
            (Mod::Module(ModModule { node_index: AtomicNodeIndex::NONE, range, body }), mode)
        }
        other => return Err(wrong(format!("cannot compile {}", other.name()))),
    };
    Ok(Parsed::from_tree(syntax, restore.places, restore.strings, mode, flags, filename, depth))
}

fn wrong(message: String) -> SyntaxError {
    SyntaxError::bare(ErrorKind::Value, message)
}

/// A list that must not be empty.
fn filled<T: AsRef<[U]>, U>(list: T, what: &str, class: Class) -> Restored<T> {
    if list.as_ref().is_empty() {
        return Err(wrong(format!("empty {what} on {}", class.name())));
    }
    Ok(list)
}

struct Restore<'a> {
    tree: &'a Tree,
    places: Vec<(i32, i32)>,
    strings: FxHashMap<u32, Box<[u8]>>,
}

const NONE: AtomicNodeIndex = AtomicNodeIndex::NONE;

impl Restore<'_> {
    /// A range that stands for a place.
    fn range(&mut self, location: Option<Location>) -> TextRange {
        let at = location.unwrap_or_default();
        let start = TextSize::new(self.places.len() as u32);
        self.places.push((at.lineno, at.col_offset));
        self.places.push((at.end_lineno, at.end_col_offset));
        TextRange::new(start, start + TextSize::new(1))
    }

    fn ids(field: &Field) -> &[Option<NodeId>] {
        match field {
            Field::Nodes(list) => list,
            _ => &[],
        }
    }

    fn present(field: &Field) -> impl Iterator<Item = NodeId> {
        Self::ids(field).iter().flatten().copied()
    }

    fn id(field: &Field) -> Option<NodeId> {
        match field {
            Field::Node(id) => Some(*id),
            _ => None,
        }
    }

    fn name(field: &Field) -> Option<&Name> {
        match field {
            Field::Identifier(name) => Some(name),
            _ => None,
        }
    }

    fn identifier(field: &Field, range: TextRange) -> Option<Identifier> {
        Self::name(field).map(|name| Identifier { id: name.clone(), range, node_index: NONE })
    }

    fn required_identifier(field: &Field, range: TextRange) -> Identifier {
        Self::identifier(field, range).unwrap_or_else(|| Identifier::new("", range))
    }

    fn identifiers(field: &Field, range: TextRange) -> Vec<Identifier> {
        match field {
            Field::Identifiers(names) => names.iter().map(|name| Identifier::new(name.clone(), range)).collect(),
            _ => Vec::new(),
        }
    }

    fn int(field: &Field) -> i64 {
        match field {
            Field::Int(value) => *value,
            _ => 0,
        }
    }

    fn class_of(&self, field: &Field) -> Class {
        Self::id(field).map_or(Class::Load, |id| self.tree.node(id).class)
    }

    fn statements(&mut self, field: &Field) -> Restored<Suite> {
        Self::present(field).map(|id| self.statement(id)).collect()
    }

    fn body(&mut self, field: &Field, class: Class) -> Restored<Suite> {
        filled(self.statements(field)?, "body", class)
    }

    fn expression(&mut self, field: &Field) -> Restored<Expr> {
        match Self::id(field) {
            Some(id) => self.expression_of(id),
            None => Err(wrong("None disallowed in expression list".to_owned())),
        }
    }

    fn boxed(&mut self, field: &Field) -> Restored<Box<Expr>> {
        self.expression(field).map(Box::new)
    }

    fn optional(&mut self, field: &Field) -> Restored<Option<Box<Expr>>> {
        Self::id(field).map(|id| self.expression_of(id).map(Box::new)).transpose()
    }

    fn expressions(&mut self, field: &Field) -> Restored<Vec<Expr>> {
        let mut list = Vec::new();
        for id in Self::ids(field) {
            let Some(id) = id else { return Err(wrong("None disallowed in expression list".to_owned())) };
            list.push(self.expression_of(*id)?);
        }
        Ok(list)
    }

    fn statement(&mut self, id: NodeId) -> Restored<Stmt> {
        let node = self.tree.node(id);
        let (class, f) = (node.class, &node.fields);
        let range = self.range(node.location);
        Ok(match class {
            Class::FunctionDef | Class::AsyncFunctionDef => Stmt::FunctionDef(StmtFunctionDef {
                node_index: NONE,
                range,
                is_async: class == Class::AsyncFunctionDef,
                name: Self::required_identifier(&f[0], range),
                parameters: Box::new(self.parameters(&f[1], range)?),
                body: self.body(&f[2], class)?,
                decorator_list: self.decorators(&f[3])?,
                returns: self.optional(&f[4])?,
                type_params: self.type_parameters(&f[6], range)?,
            }),
            Class::ClassDef => Stmt::ClassDef(StmtClassDef {
                node_index: NONE,
                range,
                name: Self::required_identifier(&f[0], range),
                arguments: Some(Box::new(self.arguments(&f[1], &f[2], range)?)),
                body: self.body(&f[3], class)?,
                decorator_list: self.decorators(&f[4])?,
                type_params: self.type_parameters(&f[5], range)?,
            }),
            Class::Return => Stmt::Return(StmtReturn { node_index: NONE, range, value: self.optional(&f[0])? }),
            Class::Delete => {
                let targets = filled(self.expressions(&f[0])?, "targets", class)?;
                Stmt::Delete(StmtDelete { node_index: NONE, range, targets })
            }
            Class::Assign => {
                let targets = filled(self.expressions(&f[0])?, "targets", class)?;
                Stmt::Assign(StmtAssign { node_index: NONE, range, targets, value: self.boxed(&f[1])? })
            }
            Class::TypeAlias => {
                let name = self.boxed(&f[0])?;
                if !name.is_name_expr() {
                    return Err(SyntaxError::bare(ErrorKind::Value, "TypeAlias with non-Name name"));
                }
                let type_params = self.type_parameters(&f[1], range)?;
                Stmt::TypeAlias(StmtTypeAlias { node_index: NONE, range, name, type_params, value: self.boxed(&f[2])? })
            }
            Class::AugAssign => Stmt::AugAssign(StmtAugAssign {
                node_index: NONE,
                range,
                target: self.boxed(&f[0])?,
                op: operator(self.class_of(&f[1])),
                value: self.boxed(&f[2])?,
            }),
            Class::AnnAssign => {
                let target = self.boxed(&f[0])?;
                let simple = Self::int(&f[3]) != 0;
                if simple && !target.is_name_expr() {
                    return Err(wrong("AnnAssign with simple non-Name target".to_owned()));
                }
                let annotation = self.boxed(&f[1])?;
                let value = self.optional(&f[2])?;
                Stmt::AnnAssign(StmtAnnAssign { node_index: NONE, range, target, annotation, value, simple })
            }
            Class::For | Class::AsyncFor => Stmt::For(StmtFor {
                node_index: NONE,
                range,
                is_async: class == Class::AsyncFor,
                target: self.boxed(&f[0])?,
                iter: self.boxed(&f[1])?,
                body: self.body(&f[2], class)?,
                orelse: self.statements(&f[3])?,
            }),
            Class::While => Stmt::While(StmtWhile {
                node_index: NONE,
                range,
                test: self.boxed(&f[0])?,
                body: self.body(&f[1], class)?,
                orelse: self.statements(&f[2])?,
            }),
            Class::If => self.if_statement(f, range)?,
            Class::With | Class::AsyncWith => Stmt::With(StmtWith {
                node_index: NONE,
                range,
                is_async: class == Class::AsyncWith,
                items: filled(self.with_items(&f[0], range)?, "items", class)?,
                body: self.body(&f[1], class)?,
            }),
            Class::Match => Stmt::Match(StmtMatch {
                node_index: NONE,
                range,
                subject: self.boxed(&f[0])?,
                cases: filled(self.match_cases(&f[1], range)?, "cases", class)?,
            }),
            Class::Raise => {
                let (exc, cause) = (self.optional(&f[0])?, self.optional(&f[1])?);
                if exc.is_none() && cause.is_some() {
                    return Err(wrong("Raise with cause but no exception".to_owned()));
                }
                Stmt::Raise(StmtRaise { node_index: NONE, range, exc, cause })
            }
            Class::Try | Class::TryStar => self.try_statement(class, f, range)?,
            Class::Assert => {
                let test = self.boxed(&f[0])?;
                Stmt::Assert(StmtAssert { node_index: NONE, range, test, msg: self.optional(&f[1])? })
            }
            Class::Import => {
                let names = filled(self.aliases(&f[0]), "names", class)?;
                Stmt::Import(StmtImport { node_index: NONE, range, names, is_lazy: false })
            }
            Class::ImportFrom => {
                let level = Self::int(&f[2]);
                let Ok(level) = u32::try_from(level) else {
                    return Err(wrong("Negative ImportFrom level".to_owned()));
                };
                let module = Self::identifier(&f[0], range);
                let names = filled(self.aliases(&f[1]), "names", class)?;
                Stmt::ImportFrom(StmtImportFrom { node_index: NONE, range, module, names, level, is_lazy: false })
            }
            Class::Global => {
                let names = filled(Self::identifiers(&f[0], range), "names", class)?;
                Stmt::Global(StmtGlobal { node_index: NONE, range, names })
            }
            Class::Nonlocal => {
                let names = filled(Self::identifiers(&f[0], range), "names", class)?;
                Stmt::Nonlocal(StmtNonlocal { node_index: NONE, range, names })
            }
            Class::Expr => Stmt::Expr(StmtExpr { node_index: NONE, range, value: self.boxed(&f[0])? }),
            Class::Break => Stmt::Break(StmtBreak { node_index: NONE, range }),
            Class::Continue => Stmt::Continue(StmtContinue { node_index: NONE, range }),
            Class::Pass => Stmt::Pass(StmtPass { node_index: NONE, range }),
            other => return Err(wrong(format!("expected some sort of stmt, but got {}", other.name()))),
        })
    }

    fn if_statement(&mut self, f: &[Field], range: TextRange) -> Restored<Stmt> {
        let test = self.boxed(&f[0])?;
        let body = self.body(&f[1], Class::If)?;
        let orelse = self.statements(&f[2])?;
        let mut elif_else_clauses = Vec::new();
        if let (Some(first), Some(last)) = (orelse.first(), orelse.last()) {
            let range = first.range().cover(last.range());
            elif_else_clauses.push(ElifElseClause { range, node_index: NONE, test: None, body: orelse });
        }
        Ok(Stmt::If(StmtIf { node_index: NONE, range, test, body, elif_else_clauses }))
    }

    fn try_statement(&mut self, class: Class, f: &[Field], range: TextRange) -> Restored<Stmt> {
        let body = self.body(&f[0], class)?;
        let mut handlers = Vec::new();
        for id in Self::present(&f[1]) {
            let node = self.tree.node(id);
            let range = self.range(node.location);
            handlers.push(ExceptHandler::ExceptHandler(ExceptHandlerExceptHandler {
                range,
                node_index: NONE,
                type_: self.optional(&node.fields[0])?,
                name: Self::identifier(&node.fields[1], range),
                body: self.body(&node.fields[2], Class::ExceptHandler)?,
            }));
        }
        let orelse = self.statements(&f[2])?;
        let finalbody = self.statements(&f[3])?;
        if handlers.is_empty() && finalbody.is_empty() {
            return Err(wrong(format!("{} has neither handlers nor finalbody", class.name())));
        }
        if handlers.is_empty() && !orelse.is_empty() {
            return Err(wrong(format!("{} has orelse but no except handlers", class.name())));
        }
        let is_star = class == Class::TryStar;
        Ok(Stmt::Try(StmtTry { node_index: NONE, range, body, handlers, orelse, finalbody, is_star }))
    }

    fn decorators<L: FromIterator<Decorator>>(&mut self, field: &Field) -> Restored<L> {
        let list = self.expressions(field)?;
        Ok(list
            .into_iter()
            .map(|expression| Decorator { range: expression.range(), node_index: NONE, expression })
            .collect())
    }

    fn with_items(&mut self, field: &Field, range: TextRange) -> Restored<Vec<WithItem>> {
        let mut items = Vec::new();
        for id in Self::present(field) {
            let f = &self.tree.node(id).fields;
            let context_expr = self.expression(&f[0])?;
            let optional_vars = self.optional(&f[1])?;
            items.push(WithItem { range, node_index: NONE, context_expr, optional_vars });
        }
        Ok(items)
    }

    fn match_cases(&mut self, field: &Field, range: TextRange) -> Restored<Vec<MatchCase>> {
        let mut cases = Vec::new();
        for id in Self::present(field) {
            let f = &self.tree.node(id).fields;
            let pattern = self.pattern(&f[0])?;
            let guard = self.optional(&f[1])?;
            let body = self.body(&f[2], Class::match_case)?;
            cases.push(MatchCase { range, node_index: NONE, pattern, guard, body });
        }
        Ok(cases)
    }

    fn aliases(&mut self, field: &Field) -> Vec<Alias> {
        let mut list = Vec::new();
        for id in Self::present(field) {
            let node = self.tree.node(id);
            let range = self.range(node.location);
            list.push(Alias {
                range,
                node_index: NONE,
                name: Self::required_identifier(&node.fields[0], range),
                asname: Self::identifier(&node.fields[1], range),
            });
        }
        list
    }

    fn type_parameters(&mut self, field: &Field, range: TextRange) -> Restored<Option<Box<TypeParams>>> {
        let mut type_params = Vec::new();
        for id in Self::present(field) {
            let node = self.tree.node(id);
            let f = &node.fields;
            let range = self.range(node.location);
            let name = Self::required_identifier(&f[0], range);
            type_params.push(match node.class {
                Class::TypeVar => {
                    let (bound, default) = (self.optional(&f[1])?, self.optional(&f[2])?);
                    TypeParam::TypeVar(TypeParamTypeVar { node_index: NONE, range, name, bound, default })
                }
                Class::ParamSpec => {
                    let default = self.optional(&f[1])?;
                    TypeParam::ParamSpec(TypeParamParamSpec { node_index: NONE, range, name, default })
                }
                _ => {
                    let default = self.optional(&f[1])?;
                    TypeParam::TypeVarTuple(TypeParamTypeVarTuple { node_index: NONE, range, name, default })
                }
            });
        }
        Ok((!type_params.is_empty()).then(|| Box::new(TypeParams { range, node_index: NONE, type_params })))
    }

    fn parameter(&mut self, id: NodeId) -> Restored<Parameter> {
        let node = self.tree.node(id);
        let range = self.range(node.location);
        let name = Self::required_identifier(&node.fields[0], range);
        Ok(Parameter { range, node_index: NONE, name, annotation: self.optional(&node.fields[1])? })
    }

    fn parameters(&mut self, field: &Field, range: TextRange) -> Restored<Parameters> {
        let Some(id) = Self::id(field) else { return Ok(Parameters::default()) };
        let f = &self.tree.node(id).fields;
        let count = Self::ids(&f[0]).len() + Self::ids(&f[1]).len();
        let defaults = self.expressions(&f[6])?;
        if defaults.len() > count {
            return Err(wrong("more positional defaults than args on arguments".to_owned()));
        }
        if Self::ids(&f[4]).len() != Self::ids(&f[3]).len() {
            return Err(wrong("length of kwonlyargs is not the same as kw_defaults on arguments".to_owned()));
        }
        let missing = count - defaults.len();
        let mut defaults = (0..missing).map(|_| None).chain(defaults.into_iter().map(Some));
        let mut positional = Vec::new();
        for id in Self::present(&f[0]).chain(Self::present(&f[1])) {
            positional.push(with_default(self.parameter(id)?, defaults.next().flatten()));
        }
        let mut kwonlyargs = Vec::new();
        for (id, default) in Self::present(&f[3]).zip(Self::ids(&f[4])) {
            let parameter = self.parameter(id)?;
            let default = default.map(|id| self.expression_of(id)).transpose()?;
            kwonlyargs.push(with_default(parameter, default));
        }
        let args = positional.split_off(Self::ids(&f[0]).len());
        let vararg = Self::id(&f[2]).map(|id| self.parameter(id).map(Box::new)).transpose()?;
        let kwarg = Self::id(&f[5]).map(|id| self.parameter(id).map(Box::new)).transpose()?;
        Ok(Parameters {
            range,
            node_index: NONE,
            posonlyargs: positional.into_iter().collect(),
            args: args.into_iter().collect(),
            vararg,
            kwonlyargs: kwonlyargs.into_iter().collect(),
            kwarg,
        })
    }

    fn arguments(&mut self, args: &Field, keywords: &Field, range: TextRange) -> Restored<Arguments> {
        let args = self.expressions(args)?.into_boxed_slice();
        let mut list = Vec::new();
        for id in Self::present(keywords) {
            let node = self.tree.node(id);
            let range = self.range(node.location);
            let arg = Self::identifier(&node.fields[0], range);
            list.push(Keyword { range, node_index: NONE, arg, value: self.expression(&node.fields[1])? });
        }
        Ok(Arguments { range, node_index: NONE, args, keywords: list.into_iter().collect() })
    }

    fn context(&self, field: &Field) -> ExprContext {
        match self.class_of(field) {
            Class::Store => ExprContext::Store,
            Class::Del => ExprContext::Del,
            _ => ExprContext::Load,
        }
    }

    fn expression_of(&mut self, id: NodeId) -> Restored<Expr> {
        let node = self.tree.node(id);
        let (class, f) = (node.class, &node.fields);
        let range = self.range(node.location);
        let node_index = NONE;
        Ok(match class {
            Class::BoolOp => {
                let op = if self.class_of(&f[0]) == Class::And { BoolOp::And } else { BoolOp::Or };
                let values = self.expressions(&f[1])?;
                if values.len() < 2 {
                    return Err(wrong("BoolOp with less than 2 values".to_owned()));
                }
                Expr::BoolOp(ExprBoolOp { node_index, range, op, values })
            }
            Class::NamedExpr => {
                let (target, value) = (self.boxed(&f[0])?, self.boxed(&f[1])?);
                Expr::Named(ExprNamed { node_index, range, target, value })
            }
            Class::BinOp => {
                let left = self.boxed(&f[0])?;
                let op = operator(self.class_of(&f[1]));
                Expr::BinOp(ExprBinOp { node_index, range, left, op, right: self.boxed(&f[2])? })
            }
            Class::UnaryOp => {
                let op = match self.class_of(&f[0]) {
                    Class::Invert => UnaryOp::Invert,
                    Class::Not => UnaryOp::Not,
                    Class::UAdd => UnaryOp::UAdd,
                    _ => UnaryOp::USub,
                };
                Expr::UnaryOp(ExprUnaryOp { node_index, range, op, operand: self.boxed(&f[1])? })
            }
            Class::Lambda => {
                let parameters = Some(Box::new(self.parameters(&f[0], range)?));
                Expr::Lambda(ExprLambda { node_index, range, parameters, body: self.boxed(&f[1])? })
            }
            Class::IfExp => {
                let (test, body, orelse) = (self.boxed(&f[0])?, self.boxed(&f[1])?, self.boxed(&f[2])?);
                Expr::If(ExprIf { node_index, range, test, body, orelse })
            }
            Class::Dict => Expr::Dict(ExprDict { node_index, range, items: self.dict_items(f)? }),
            Class::Set => Expr::Set(ExprSet { node_index, range, elts: self.expressions(&f[0])? }),
            Class::ListComp | Class::SetComp | Class::GeneratorExp | Class::DictComp => {
                self.comprehension(class, f, range)?
            }
            Class::Await => Expr::Await(ExprAwait { node_index, range, value: self.boxed(&f[0])? }),
            Class::Yield => Expr::Yield(ExprYield { node_index, range, value: self.optional(&f[0])? }),
            Class::YieldFrom => Expr::YieldFrom(ExprYieldFrom { node_index, range, value: self.boxed(&f[0])? }),
            Class::Compare => self.comparison(f, range)?,
            Class::Call => {
                let func = self.boxed(&f[0])?;
                let arguments = self.arguments(&f[1], &f[2], range)?;
                Expr::Call(ExprCall { node_index, range_start: range.start(), func, arguments })
            }
            Class::JoinedStr | Class::FormattedValue => {
                let elements = self.elements_of(id)?.into();
                let string = FString { range, node_index: NONE, elements, flags: FStringFlags::empty() };
                Expr::FString(ExprFString { node_index, range, value: FStringValue::single(string) })
            }
            Class::TemplateStr | Class::Interpolation => {
                let elements = self.elements_of(id)?.into();
                let string = TString { range, node_index: NONE, elements, flags: TStringFlags::empty() };
                Expr::TString(ExprTString { node_index, range, value: TStringValue::single(string) })
            }
            Class::Constant => self.constant(f, range),
            Class::Attribute => {
                let value = self.boxed(&f[0])?;
                let attr = Self::required_identifier(&f[1], range);
                Expr::Attribute(ExprAttribute { node_index, range, value, attr, ctx: self.context(&f[2]) })
            }
            Class::Subscript => {
                let (value, slice) = (self.boxed(&f[0])?, self.boxed(&f[1])?);
                Expr::Subscript(ExprSubscript { node_index, range, value, slice, ctx: self.context(&f[2]) })
            }
            Class::Starred => {
                let value = self.boxed(&f[0])?;
                Expr::Starred(ExprStarred { node_index, range, value, ctx: self.context(&f[1]) })
            }
            Class::Name => {
                let id = Self::name(&f[0]).cloned().unwrap_or_else(Name::empty);
                if matches!(id.as_str(), "None" | "True" | "False") {
                    return Err(wrong(format!("identifier field can't represent '{id}' constant")));
                }
                Expr::Name(ExprName { node_index, range, id, ctx: self.context(&f[1]) })
            }
            Class::List => {
                let elts = self.expressions(&f[0])?;
                Expr::List(ExprList { node_index, range, elts, ctx: self.context(&f[1]) })
            }
            Class::Tuple => {
                let elts = self.expressions(&f[0])?;
                let ctx = self.context(&f[1]);
                Expr::Tuple(ExprTuple { node_index, range, elts, ctx, parenthesized: true })
            }
            Class::Slice => {
                let (lower, upper, step) = (self.optional(&f[0])?, self.optional(&f[1])?, self.optional(&f[2])?);
                Expr::Slice(ExprSlice { node_index, range, lower, upper, step })
            }
            other => return Err(wrong(format!("expected some sort of expr, but got {}", other.name()))),
        })
    }

    fn dict_items(&mut self, f: &[Field]) -> Restored<Vec<DictItem>> {
        let keys = Self::ids(&f[0]);
        let values = self.expressions(&f[1])?;
        if keys.len() != values.len() {
            return Err(wrong("Dict doesn't have the same number of keys as values".to_owned()));
        }
        let mut items = Vec::new();
        for (key, value) in keys.iter().zip(values) {
            let key = key.map(|id| self.expression_of(id)).transpose()?;
            items.push(DictItem { key, value });
        }
        Ok(items)
    }

    fn comprehension(&mut self, class: Class, f: &[Field], range: TextRange) -> Restored<Expr> {
        let node_index = NONE;
        let elt = self.boxed(&f[0])?;
        let value = if class == Class::DictComp { Some(self.boxed(&f[1])?) } else { None };
        let mut generators = Vec::new();
        for id in Self::present(&f[f.len() - 1]) {
            let c = &self.tree.node(id).fields;
            let (target, iter) = (self.expression(&c[0])?, self.expression(&c[1])?);
            let ifs = self.expressions(&c[2])?;
            let is_async = Self::int(&c[3]) != 0;
            generators.push(Comprehension { range, node_index: NONE, target, iter, ifs, is_async });
        }
        if generators.is_empty() {
            return Err(wrong("comprehension with no generators".to_owned()));
        }
        Ok(match (class, value) {
            (_, Some(value)) => Expr::DictComp(ExprDictComp { node_index, range, key: Some(elt), value, generators }),
            (Class::ListComp, _) => Expr::ListComp(ExprListComp { node_index, range, elt, generators }),
            (Class::SetComp, _) => Expr::SetComp(ExprSetComp { node_index, range, elt, generators }),
            _ => Expr::Generator(ExprGenerator { node_index, range, elt, generators, parenthesized: true }),
        })
    }

    fn comparison(&mut self, f: &[Field], range: TextRange) -> Restored<Expr> {
        let left = self.boxed(&f[0])?;
        let ops: Box<[CmpOp]> = Self::present(&f[1]).map(|id| comparison_operator(self.tree.node(id).class)).collect();
        let comparators = self.expressions(&f[2])?.into_boxed_slice();
        if comparators.is_empty() {
            return Err(wrong("Compare has no comparators".to_owned()));
        }
        if comparators.len() != ops.len() {
            return Err(wrong("Compare has a different number of comparators and operands".to_owned()));
        }
        Ok(Expr::Compare(ExprCompare { node_index: NONE, range, left, ops, comparators }))
    }

    /// The elements of an interpolated string; one inside another is part of it.
    fn elements_of(&mut self, id: NodeId) -> Restored<Vec<InterpolatedStringElement>> {
        let node = self.tree.node(id);
        let range = self.range(node.location);
        let f = &node.fields;
        Ok(match node.class {
            Class::JoinedStr | Class::TemplateStr => {
                let mut elements = Vec::new();
                for id in Self::present(&f[0]) {
                    elements.extend(self.elements_of(id)?);
                }
                elements
            }
            Class::Constant => {
                if let Field::Constant(Constant::Str(text)) = &f[0] {
                    self.strings.insert(range.start().to_u32(), text.clone().into_boxed_slice());
                }
                // The text itself is beside the tree; empty ones do not count as elements.
                let literal = InterpolatedStringLiteralElement { range, node_index: NONE, value: "".into() };
                vec![InterpolatedStringElement::Literal(literal)]
            }
            Class::FormattedValue | Class::Interpolation => {
                let rest = if node.class == Class::Interpolation { 2 } else { 1 };
                if let Field::Constant(Constant::Str(text)) = &f[1] {
                    self.strings.insert(range.start().to_u32(), text.clone().into_boxed_slice());
                }
                let conversion = match u8::try_from(Self::int(&f[rest])) {
                    Ok(b's') => ConversionFlag::Str,
                    Ok(b'r') => ConversionFlag::Repr,
                    Ok(b'a') => ConversionFlag::Ascii,
                    _ => ConversionFlag::None,
                };
                let format_spec = match Self::id(&f[rest + 1]) {
                    None => None,
                    Some(id) => {
                        let range = self.range(self.tree.node(id).location);
                        let elements = self.elements_of(id)?.into();
                        Some(Box::new(InterpolatedStringFormatSpec { range, node_index: NONE, elements }))
                    }
                };
                let expression = self.boxed(&f[0])?;
                vec![InterpolatedStringElement::Interpolation(InterpolatedElement {
                    range,
                    node_index: NONE,
                    expression,
                    debug_text: None,
                    conversion,
                    format_spec,
                })]
            }
            _ => return Err(wrong("JoinedStr values must be strings".to_owned())),
        })
    }

    fn constant(&mut self, f: &[Field], range: TextRange) -> Expr {
        let node_index = NONE;
        let number = |value| Expr::NumberLiteral(ExprNumberLiteral { node_index: NONE, range, value });
        let Field::Constant(value) = &f[0] else { return Expr::NoneLiteral(ExprNoneLiteral { node_index, range }) };
        match value {
            Constant::None => Expr::NoneLiteral(ExprNoneLiteral { node_index, range }),
            Constant::Bool(value) => Expr::BooleanLiteral(ExprBooleanLiteral { node_index, range, value: *value }),
            Constant::Ellipsis => Expr::EllipsisLiteral(ExprEllipsisLiteral { node_index, range }),
            Constant::Int(value) => number(Number::Int(Int::from(*value))),
            Constant::BigInt(value) => number(Number::Int(Int::from_str(&value.to_string()).unwrap_or(Int::ZERO))),
            Constant::Float(value) => number(Number::Float(*value)),
            Constant::Imaginary(value) => number(Number::Complex { real: 0.0, imag: *value }),
            Constant::Str(text) => {
                self.strings.insert(range.start().to_u32(), text.clone().into_boxed_slice());
                let mut flags = StringLiteralFlags::empty();
                if !matches!(f[1], Field::None) {
                    flags = flags.with_prefix(StringLiteralPrefix::Unicode);
                }
                let value = StringLiteral { range, node_index: NONE, value: "".into(), flags };
                Expr::StringLiteral(ExprStringLiteral { node_index, range, value: StringLiteralValue::single(value) })
            }
            Constant::Bytes(bytes) => {
                let value = bytes.clone().into_boxed_slice();
                let value = BytesLiteral { range, node_index: NONE, value, flags: BytesLiteralFlags::empty() };
                Expr::BytesLiteral(ExprBytesLiteral { node_index, range, value: BytesLiteralValue::single(value) })
            }
        }
    }
}

fn with_default(parameter: Parameter, default: Option<Expr>) -> ParameterWithDefault {
    ParameterWithDefault { range: parameter.range, node_index: NONE, parameter, default: default.map(Box::new) }
}

fn operator(class: Class) -> Operator {
    match class {
        Class::Sub => Operator::Sub,
        Class::Mult => Operator::Mult,
        Class::MatMult => Operator::MatMult,
        Class::Div => Operator::Div,
        Class::Mod => Operator::Mod,
        Class::Pow => Operator::Pow,
        Class::LShift => Operator::LShift,
        Class::RShift => Operator::RShift,
        Class::BitOr => Operator::BitOr,
        Class::BitXor => Operator::BitXor,
        Class::BitAnd => Operator::BitAnd,
        Class::FloorDiv => Operator::FloorDiv,
        _ => Operator::Add,
    }
}

fn comparison_operator(class: Class) -> CmpOp {
    match class {
        Class::NotEq => CmpOp::NotEq,
        Class::Lt => CmpOp::Lt,
        Class::LtE => CmpOp::LtE,
        Class::Gt => CmpOp::Gt,
        Class::GtE => CmpOp::GtE,
        Class::Is => CmpOp::Is,
        Class::IsNot => CmpOp::IsNot,
        Class::In => CmpOp::In,
        Class::NotIn => CmpOp::NotIn,
        _ => CmpOp::Eq,
    }
}
