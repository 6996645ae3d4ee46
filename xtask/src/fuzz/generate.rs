//! Random cases. In: a random number generator. Out: a list of statements that defines `case_N`.
//!
//! Invariants: a case ends (loops run over short ranges and copies, recursion and calls use up fuel, growth is capped by
//! `K`); it prints nothing that two right interpreters may print differently (no addresses, no order of sets).

use super::expression::Scope;
use super::random::Random;
use super::tree::{Expr, Stmt};

/// The types the generator knows; a value may always be something else, which is a test of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ty {
    Int,
    Float,
    Str,
    Bool,
    List,
    Tuple,
    Dict,
    Set,
    Obj,
}

/// All types but objects, which need a class.
pub const PLAIN: [Ty; 8] = [Ty::Int, Ty::Int, Ty::Float, Ty::Str, Ty::Bool, Ty::List, Ty::Tuple, Ty::Dict];

/// A function that can be called.
#[derive(Clone)]
pub struct Function {
    pub name: String,
    pub positional: Vec<(String, Ty)>,
    pub required: usize,
    pub keyword: Option<(String, Ty)>,
    pub star: bool,
    pub kwargs: bool,
    pub returns: Ty,
    pub generator: bool,
}

/// A class that can be instantiated; all take one argument.
#[derive(Clone)]
pub struct Class {
    pub name: String,
    /// Methods of one argument with what they return.
    pub methods: Vec<(String, Ty)>,
}

/// The generator's state for one case.
pub struct Generator<'a> {
    pub random: &'a mut Random,
    pub functions: Vec<Function>,
    pub classes: Vec<Class>,
    /// Makes names unique within a batch.
    case: usize,
    next: usize,
}

fn leaf(text: impl Into<String>) -> Expr {
    Expr::leaf(text)
}

fn form(template: &str, holes: Vec<Expr>) -> Expr {
    Expr::form(template, holes)
}

/// A random case: definitions at module level, then `def case_N()`.
pub fn case(random: &mut Random, number: usize) -> Vec<Stmt> {
    let mut generator = Generator { random, functions: Vec::new(), classes: Vec::new(), case: number, next: 0 };
    let mut statements = Vec::new();
    let mut globals = Scope::default();
    for _ in 0..generator.random.below(3) {
        let ty = *generator.random.pick(&PLAIN);
        let name = generator.name("g");
        let value = generator.expr(&globals, ty, 0);
        statements.push(Stmt::line(form(&format!("{name} = §"), vec![value])));
        globals.variables.push((name, ty));
    }
    for _ in 0..1 + generator.random.below(4) {
        if generator.random.one_in(3) {
            statements.push(generator.class(&globals));
        } else {
            statements.push(generator.function(&globals, 0));
        }
    }
    statements.push(generator.main(&globals, number));
    statements
}

impl Generator<'_> {
    /// A fresh name.
    pub fn name(&mut self, prefix: &str) -> String {
        self.next += 1;
        format!("{prefix}{}_{}", self.next, self.case)
    }

    /// `def case_N()`: some statements, then the functions called often, with types that change late.
    fn main(&mut self, globals: &Scope, number: usize) -> Stmt {
        let mut scope = globals.inner();
        let mut body = self.body(&mut scope, 6, 0);
        for function in self.functions.clone().into_iter().filter(|f| !f.name.contains('.')) {
            let count = *self.random.pick(&[3, 20, 70, 150]);
            let mut inner = scope.clone();
            inner.in_loop = true;
            inner.variables.push(("i".to_owned(), Ty::Int));
            let call = self.call(&inner, &function, 1);
            let call = if function.generator { form("list(§)", vec![call]) } else { call };
            let mut attempt = Stmt::block(leaf("try"), vec![Stmt::line(form("H(§)", vec![call]))]);
            attempt.clauses.push((leaf("except Exception as e"), vec![Stmt::line(leaf("H(type(e).__name__ + str(e))"))]));
            body.push(Stmt::block(leaf(format!("for i in range({count})")), vec![attempt]));
        }
        let shown: Vec<String> = scope.own.iter().take(4).cloned().collect();
        if !shown.is_empty() {
            body.push(Stmt::line(leaf(format!("P({})", shown.join(", ")))));
        }
        Stmt { body_stands_alone: false, ..Stmt::block(leaf(format!("def case_{number}()")), body) }
    }

    /// A function definition, and its entry in the list of functions.
    fn function(&mut self, globals: &Scope, depth: usize) -> Stmt {
        let name = self.name("f");
        let generator = self.random.one_in(4);
        let mut scope = globals.inner();
        scope.in_function = true;
        scope.in_generator = generator;
        let (signature, function) = self.signature(&name, generator, &mut scope, globals);
        let mut body = vec![Stmt::line(leaf("T()"))];
        if !globals.own.is_empty() && self.random.one_in(4) {
            let global = self.random.pick(&globals.own).clone();
            let word = if globals.in_function { "nonlocal" } else { "global" };
            if !scope.parameters.contains(&global) {
                body.insert(0, Stmt::line(leaf(format!("{word} {global}"))));
                scope.own.push(global);
            }
        }
        let size = 2 + self.random.below(5);
        body.extend(self.body(&mut scope, size, depth + 1));
        let returned = self.expr(&scope, function.returns, 2);
        body.push(Stmt::line(form("return §", vec![returned])));
        self.functions.push(function);
        let mut stmt = Stmt::block(signature, body);
        stmt.body_stands_alone = false;
        stmt
    }

    fn signature(&mut self, name: &str, generator: bool, scope: &mut Scope, globals: &Scope) -> (Expr, Function) {
        let mut text = Vec::new();
        let mut holes = Vec::new();
        let count = self.random.below(4);
        let required = self.random.below(count + 1);
        let mut positional = Vec::new();
        for at in 0..count {
            let (parameter, ty) = (format!("p{at}"), *self.random.pick(&PLAIN));
            if at < required {
                text.push(parameter.clone());
            } else {
                text.push(format!("{parameter}=§"));
                holes.push(self.expr(globals, ty, 0));
            }
            positional.push((parameter, ty));
        }
        if count > 0 && self.random.one_in(6) {
            let place = 1 + self.random.below(count);
            text.insert(place, "/".to_owned());
        }
        let star = self.random.one_in(4);
        if star {
            text.push("*args".to_owned());
            scope.variables.push(("args".to_owned(), Ty::Tuple));
        }
        let keyword = self.random.one_in(4).then(|| ("kw".to_owned(), *self.random.pick(&PLAIN)));
        if let Some((parameter, ty)) = &keyword {
            if !star {
                text.push("*".to_owned());
            }
            text.push(format!("{parameter}=§"));
            holes.push(self.expr(globals, *ty, 0));
        }
        let kwargs = self.random.one_in(6);
        if kwargs {
            text.push("**rest".to_owned());
            scope.variables.push(("rest".to_owned(), Ty::Dict));
        }
        scope.variables.extend(positional.iter().cloned());
        scope.variables.extend(keyword.iter().cloned());
        scope.parameters = scope.variables.iter().map(|(name, _)| name.clone()).collect();
        let returns = *self.random.pick(&PLAIN);
        let head = form(&format!("def {name}({})", text.join(", ")), holes);
        (head, Function { name: name.to_owned(), positional, required, keyword, star, kwargs, returns, generator })
    }

    /// A class definition, and its entry in the list of classes.
    fn class(&mut self, globals: &Scope) -> Stmt {
        let name = self.name("C");
        let base = if self.random.one_in(2) { None } else { self.classes.last().cloned() };
        let mut body = Vec::new();
        let mut methods = base.as_ref().map_or(Vec::new(), |base| base.methods.clone());
        if base.is_none() || self.random.one_in(3) {
            if self.random.one_in(4) && base.is_none() {
                body.push(Stmt::line(leaf("__slots__ = ('v', 'w')")));
            }
            let mut init = vec![Stmt::line(leaf("self.v = v")), Stmt::line(leaf("self.w = 0"))];
            if base.is_some() {
                init = vec![Stmt::line(leaf("super().__init__(v)")), Stmt::line(leaf("self.w = 1"))];
            }
            body.push(method("def __init__(self, v)", init));
        }
        if base.is_none() {
            body.push(method("def __repr__(self)", vec![Stmt::line(leaf("return f'{type(self).__name__}({R(self.v)}, {self.w})'"))]));
        }
        for _ in 0..1 + self.random.below(5) {
            self.member(globals, &name, base.is_some(), &mut methods, &mut body);
        }
        self.classes.push(Class { name: name.clone(), methods });
        let bases = base.map_or(String::new(), |base| format!("({})", base.name));
        Stmt { body_stands_alone: false, ..Stmt::block(leaf(format!("class {name}{bases}")), body) }
    }

    /// One method, property or special method.
    fn member(&mut self, globals: &Scope, class: &str, derived: bool, methods: &mut Vec<(String, Ty)>, body: &mut Vec<Stmt>) {
        let mut scope = globals.inner();
        scope.in_function = true;
        scope.variables.push(("self.v".to_owned(), Ty::Int));
        scope.variables.push(("self.w".to_owned(), Ty::Int));
        let special = [
            "__add__", "__radd__", "__sub__", "__rsub__", "__mul__", "__rmul__", "__and__", "__ror__", "__truediv__", "__matmul__", "__pow__", "__lt__", "__gt__",
            "__le__", "__eq__", "__ne__", "__iadd__", "__isub__", "__getitem__", "__contains__", "__setitem__", "__delitem__",
        ];
        let unary = ["__len__", "__bool__", "__neg__", "__invert__", "__pos__", "__hash__", "__index__", "__call__", "__iter__", "__next__", "__str__", "__abs__"];
        match self.random.below(5) {
            0 | 1 => {
                let name = *self.random.pick(&special);
                scope.variables.push(("o".to_owned(), Ty::Int));
                let value = self.expr(&scope, Ty::Int, 2);
                let result = match name {
                    "__contains__" => form(if self.random.one_in(3) { "return §" } else { "return bool(§)" }, vec![value]),
                    "__lt__" | "__gt__" | "__le__" | "__eq__" | "__ne__" if self.random.one_in(4) => leaf("return NotImplemented"),
                    "__lt__" | "__gt__" | "__le__" | "__eq__" | "__ne__" => form(if self.random.one_in(4) { "return §" } else { "return bool(§)" }, vec![value]),
                    "__getitem__" => form("return (§, o)", vec![value]),
                    "__setitem__" => form("self.w = K(§)", vec![value]),
                    "__delitem__" => form("self.w = K(o)", vec![]),
                    "__iadd__" | "__isub__" if self.random.one_in(3) => leaf("return NotImplemented"),
                    "__iadd__" | "__isub__" => form("self.v = K(§); return self", vec![value]),
                    _ if self.random.one_in(5) => leaf("return NotImplemented"),
                    _ => form(&format!("return {class}(K(§))"), vec![value]),
                };
                let extra = if name == "__setitem__" { ", x" } else { "" };
                body.push(method(&format!("def {name}(self, o{extra})"), vec![Stmt::line(leaf("T()")), Stmt::line(result)]));
            }
            2 => {
                let name = *self.random.pick(&unary);
                let value = self.expr(&scope, Ty::Int, 1);
                let result = match name {
                    "__bool__" => form(if self.random.one_in(6) { "return §" } else { "return bool(§)" }, vec![value]),
                    "__iter__" if self.random.one_in(3) => leaf("self.w = 0; return self"),
                    "__iter__" => form("yield self.v; yield §", vec![value]),
                    "__next__" => {
                        body.push(method("def __next__(self)", vec![
                            Stmt::line(leaf("T()")), Stmt::line(leaf("self.w += 1")), Stmt::line(leaf("if self.w > 5: raise StopIteration")), Stmt::line(form("return §", vec![value])),
                        ]));
                        return;
                    }
                    "__str__" => form("return 'S' + str(§)", vec![value]),
                    "__len__" => form("return § % 10", vec![value]),
                    _ => form("return §", vec![value]),
                };
                let extra = if name == "__call__" { ", *a" } else { "" };
                body.push(method(&format!("def {name}(self{extra})"), vec![Stmt::line(leaf("T()")), Stmt::line(result)]));
            }
            3 => {
                let name = format!("m{}", self.random.below(3));
                let ty = *self.random.pick(&PLAIN);
                scope.variables.push(("x".to_owned(), Ty::Int));
                let mut statements = vec![Stmt::line(leaf("T()"))];
                let value = self.expr(&scope, Ty::Int, 1);
                statements.push(Stmt::line(form("self.w = K(§)", vec![value])));
                let returned = self.expr(&scope, ty, 2);
                let inherited = derived && methods.iter().any(|(known, _)| *known == name) && self.random.one_in(2);
                statements.push(Stmt::line(match inherited {
                    true => form(&format!("return (super().{name}(x), §)"), vec![returned]),
                    false => form("return §", vec![returned]),
                }));
                methods.retain(|(known, _)| *known != name);
                methods.push((name.clone(), ty));
                body.push(method(&format!("def {name}(self, x)"), statements));
            }
            _ => {
                let value = self.expr(&scope, Ty::Int, 1);
                body.push(Stmt::line(leaf("@property")));
                body.push(method("def prop(self)", vec![Stmt::line(form("return §", vec![value]))]));
            }
        }
    }

    /// A nested function that uses variables of its surroundings, and a variable for what it returns.
    pub fn closure(&mut self, scope: &mut Scope, depth: usize) -> Vec<Stmt> {
        let name = self.name("n");
        let mut inner = scope.inner();
        inner.in_function = true;
        inner.variables.push(("q".to_owned(), Ty::Int));
        inner.parameters.push("q".to_owned());
        let mut body = vec![Stmt::line(leaf("T()"))];
        if !scope.own.is_empty() && scope.in_function {
            let outer = self.random.pick(&scope.own).clone();
            if !scope.declared(&outer) {
                body.insert(0, Stmt::line(leaf(format!("nonlocal {outer}"))));
                inner.own.push(outer);
            }
        }
        body.extend(self.body(&mut inner, 2, depth + 1));
        let ty = *self.random.pick(&PLAIN);
        let value = self.expr(&inner, ty, 2);
        body.push(Stmt::line(form("return §", vec![value])));
        let argument = self.expr(scope, Ty::Int, 1);
        let result = self.name("v");
        let mut define = Stmt::block(leaf(format!("def {name}(q)")), body);
        define.body_stands_alone = false;
        let call = Stmt::line(form(&format!("{result} = {name}(§)"), vec![argument]));
        scope.bind(&result, ty);
        vec![define, call]
    }
}

fn method(head: &str, body: Vec<Stmt>) -> Stmt {
    Stmt { body_stands_alone: false, ..Stmt::block(leaf(head), body) }
}
