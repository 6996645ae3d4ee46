//! Random statements around a protocol: generators that are driven from outside, coroutines, flows through `finally`, hierarchies of
//! classes, slices that are assigned to.
//!
//! Invariant: each defines what it needs and uses it at once, so that it can be left out as a whole.

use super::expression::Scope;
use super::generate::{Generator, PLAIN, Ty};
use super::tree::{Expr, Stmt};

fn leaf(text: impl Into<String>) -> Expr {
    Expr::leaf(text)
}

fn line(text: impl Into<String>) -> Stmt {
    Stmt::line(leaf(text))
}

fn fixed(head: Expr, body: Vec<Stmt>) -> Stmt {
    Stmt { body_stands_alone: false, ..Stmt::block(head, body) }
}

impl Generator<'_> {
    /// One of the forms, with what uses it.
    pub fn protocol(&mut self, scope: &Scope, depth: usize) -> Vec<Stmt> {
        match self.random.below(5) {
            0 => self.driven(scope, depth),
            1 => self.coroutine(scope, depth),
            2 => self.flow(scope, depth),
            3 => self.hierarchy(scope),
            _ => self.sliced(scope),
        }
    }

    /// A line whose holes are expressions of the types.
    fn filled(&mut self, scope: &Scope, template: &str, types: &[Ty]) -> Stmt {
        let holes = types.iter().map(|ty| self.expr(scope, *ty, 2)).collect();
        Stmt::line(Expr::form(template, holes))
    }

    fn any_type(&mut self) -> Ty {
        *self.random.pick(&PLAIN)
    }

    fn function_scope(&self, scope: &Scope) -> Scope {
        let mut inner = scope.inner();
        inner.in_function = true;
        inner.variables.push(("q".to_owned(), Ty::Int));
        inner.parameters.push("q".to_owned());
        inner
    }

    /// A generator that handles what is thrown into it, perhaps through a delegate, and a plan of what is sent and thrown.
    fn driven(&mut self, scope: &Scope, depth: usize) -> Vec<Stmt> {
        let name = self.name("y");
        let mut inner = self.function_scope(scope);
        inner.in_generator = true;
        let ty = self.any_type();
        let mut body = vec![self.filled(&inner, "s = yield §", &[ty]), line("H(s)")];
        body.extend(self.body(&mut inner, 2, depth + 2));
        let mut attempt = Stmt::block(leaf("try"), body);
        let mut handler = vec![line("H((CHAIN(e), type(sys.exception()).__name__))"), self.filled(&inner, "yield §", &[Ty::Int])];
        match self.random.below(4) {
            0 => handler.push(line("raise")),
            1 => handler.push(self.filled(&inner, "raise KeyError(§) from e", &[Ty::Int])),
            _ => {}
        }
        let caught = *self.random.pick(&["ValueError", "Exception", "(KeyError, TypeError)", "GeneratorExit"]);
        attempt.clauses.push((leaf(format!("except {caught} as e")), handler));
        if self.random.one_in(2) {
            attempt.clauses.push((leaf("finally"), self.body(&mut inner, 1, depth + 2)));
        }
        let returned = self.filled(&inner, "return §", &[Ty::Int]);
        let mut out = vec![fixed(leaf(format!("def {name}(q)")), vec![line("T()"), attempt, returned])];
        let mut driven = name;
        if self.random.one_in(2) {
            let outer = self.name("y");
            let mut attempt = Stmt::block(leaf("try"), vec![line(format!("r = yield from {driven}(q)")), line("H(r)")]);
            attempt.clauses.push((leaf("except LookupError as e"), vec![line("H(CHAIN(e))"), line("yield 'outer'")]));
            out.push(fixed(leaf(format!("def {outer}(q)")), vec![line("T()"), attempt]));
            driven = outer;
        }
        let steps = ["None", "1", "'x'", "ValueError('thrown')", "KeyError", "'close'", "TypeError(2)", "None"];
        let plan: Vec<&str> = (0..2 + self.random.below(5)).map(|_| *self.random.pick(&steps)).collect();
        let drive = format!("DRIVE({driven}(§), [{}])", plan.join(", "));
        let drive = self.filled(scope, &drive, &[Ty::Int]);
        if self.random.one_in(2) {
            out.push(drive);
        } else {
            let mut attempt = Stmt::block(leaf("try"), vec![line("raise OSError('outside')")]);
            attempt.clauses.push((leaf("except OSError"), vec![Stmt::block(leaf(format!("for i in range({})", self.random.pick(&[1, 30]))), vec![drive])]));
            out.push(attempt);
        }
        out
    }

    fn coroutine(&mut self, scope: &Scope, depth: usize) -> Vec<Stmt> {
        let name = self.name("a");
        let mut inner = self.function_scope(scope);
        let mut body = vec![line("T()")];
        for _ in 0..2 + self.random.below(3) {
            match self.random.below(6) {
                0 => body.push(self.filled(&inner, "H(await A(§))", &[Ty::Int])),
                1 => {
                    let swallow = *self.random.pick(&["", ", ValueError", ", TypeError"]);
                    let inside = self.body(&mut inner, 2, depth + 2);
                    body.push(fixed(leaf(format!("async with ACM('m'{swallow})")), inside));
                }
                2 => {
                    let list = self.expr(&inner, Ty::List, 2);
                    let mut inside = self.body(&mut inner, 1, depth + 2);
                    inside.insert(0, line("H(x)"));
                    body.push(fixed(Expr::form("async for x in AG(§)", vec![list]), inside));
                }
                // What a comprehension iterates over may hold no assignment expression.
                3 => {
                    body.push(self.filled(&inner, "values = §", &[Ty::List]));
                    body.push(self.filled(&inner, "H([(x, §) async for x in AG(values) if §])", &[Ty::Int, Ty::Bool]));
                }
                4 => body.push(self.filled(&inner, "H({x: await A(§) for x in range(3)})", &[Ty::Str])),
                _ => body.extend(self.body(&mut inner, 1, depth + 2)),
            }
        }
        body.push(self.filled(&inner, "return §", &[Ty::Int]));
        let run = format!("RUN({name}(§), {})", self.random.below(6));
        vec![fixed(leaf(format!("async def {name}(q)")), body), self.filled(scope, &run, &[Ty::Int])]
    }

    /// Ways out of a loop with `try`, `except` and `finally`.
    fn flow(&mut self, scope: &Scope, depth: usize) -> Vec<Stmt> {
        let name = self.name("w");
        let mut inner = self.function_scope(scope);
        let way = |generator: &mut Self, inner: &Scope| {
            let (template, types): (&str, &[Ty]) = match generator.random.below(6) {
                0 => ("return §", &[Ty::Int]),
                1 => ("break", &[]),
                2 => ("continue", &[]),
                3 => ("raise ValueError(§) from KeyError(§)", &[Ty::Int, Ty::Str]),
                4 => ("raise IndexError(§)", &[Ty::Int]),
                _ => ("H(§)", &[Ty::Int]),
            };
            let condition = generator.expr(inner, Ty::Bool, 2);
            let out = generator.filled(inner, template, types);
            Stmt::block(Expr::form("if §", vec![condition]), vec![out])
        };
        let mut body = self.body(&mut inner, 1, depth + 2);
        body.push(way(self, &inner));
        let mut attempt = Stmt::block(leaf("try"), body);
        let mut handler = vec![line("H(CHAIN(e))")];
        handler.push(way(self, &inner));
        attempt.clauses.push((leaf(format!("except {} as e", self.random.pick(&["ValueError", "LookupError", "Exception"]))), handler));
        if self.random.one_in(2) {
            let mut after = self.body(&mut inner, 1, depth + 2);
            let condition = self.expr(&inner, Ty::Bool, 1);
            after.push(Stmt::block(Expr::form("if §", vec![condition]), vec![line("raise TypeError('finally')")]));
            attempt.clauses.push((leaf("finally"), after));
        }
        let looped = fixed(leaf("for q in range(q % 7)"), vec![line("T()"), attempt]);
        let returned = self.filled(&inner, "return §", &[Ty::Int]);
        let call = fixed(leaf("for i in range(12)"), vec![{
            let mut attempt = Stmt::block(leaf("try"), vec![line(format!("H({name}(i))"))]);
            attempt.clauses.push((leaf("except Exception as e"), vec![line("H(CHAIN(e))")]));
            attempt
        }]);
        vec![fixed(leaf(format!("def {name}(q)")), vec![looped, returned]), call]
    }

    /// A diamond of classes with `super()`, properties, class and static methods and hooks.
    fn hierarchy(&mut self, scope: &Scope) -> Vec<Stmt> {
        let (a, b, c, d) = (self.name("A"), self.name("B"), self.name("C"), self.name("D"));
        let mut inner = scope.inner();
        inner.in_function = true;
        inner.variables.push(("x".to_owned(), Ty::Int));
        let head = |text: &str| leaf(text);
        let method = |generator: &mut Self, signature: &str, template: &str, ty: Ty| {
            let result = generator.filled(&inner, template, &[ty]);
            fixed(head(signature), vec![line("T()"), result])
        };
        let ty = self.any_type();
        let mut base = vec![fixed(leaf("def __init_subclass__(cls, **kw)"), vec![line("H((cls.__name__, kw))")])];
        base.push(method(self, "def m(self, x)", "return ('A', §)", ty));
        base.push(line("@classmethod"));
        base.push(method(self, "def c(cls, x)", "return (cls.__name__, §)", ty));
        base.push(line("@staticmethod"));
        base.push(method(self, "def s(x)", "return §", ty));
        base.push(line("@property"));
        base.push(fixed(leaf("def p(self)"), vec![self.filled(scope, "return self.__dict__.get('kept', §)", &[Ty::Int])]));
        base.push(line("@p.setter"));
        base.push(method(self, "def p(self, x)", "self.kept = §", Ty::Int));
        if self.random.one_in(2) {
            let value = self.filled(scope, "return (name, §)", &[Ty::Int]);
            base.push(fixed(leaf("def __getattr__(self, name)"), vec![line("T()"), line("if name[-1] == '1': raise AttributeError(name)"), value]));
        }
        if self.random.one_in(3) {
            base.push(fixed(leaf("def __setattr__(self, name, value)"), vec![line("H((name, value))"), line("object.__setattr__(self, name, value)")]));
        }
        let mut out = vec![fixed(leaf(format!("class {a}")), base)];
        let value = self.expr(scope, Ty::Int, 1);
        let left = vec![method(self, "def m(self, x)", "return ('B', super().m(§))", Ty::Int)];
        out.push(fixed(Expr::form(&format!("class {b}({a}, k=§)"), vec![value]), left));
        let mut right = vec![method(self, "def m(self, x)", "return ('C', super().m(§), super().s(x))", Ty::Int)];
        if self.random.one_in(2) {
            right.push(line("s = 5"));
        }
        out.push(fixed(leaf(format!("class {c}({a})")), right));
        let last = match self.random.one_in(2) {
            true => vec![method(self, "def m(self, x)", "return (super().c(x), super().m(§))", Ty::Int)],
            false => vec![line("pass")],
        };
        out.push(fixed(leaf(format!("class {d}({b}, {c})")), last));
        let uses = ["H(o.m(i))", "H(o.c(i))", "o.p = i", "H(o.p)", "H(getattr(o, 'zz' + str(i % 2), 'none'))", "H(o.s(i))", "H(o.zz1)", "H(hasattr(o, 'p'))", "del o.kept"];
        let mut attempt = Stmt::block(leaf("try"), (0..3).map(|_| line(*self.random.pick(&uses))).collect());
        attempt.clauses.push((leaf("except Exception as e"), vec![line("H(CHAIN(e))")]));
        let mut turns = vec![line(format!("o = ({d}, {b}, {a})[i % 3]()")), attempt];
        if self.random.one_in(2) {
            turns.push(line(format!("if i == 20: {b}.m = lambda self, x: ('new', x)")));
        }
        out.push(fixed(leaf(format!("for i in range({})", self.random.pick(&[5, 40]))), turns));
        out
    }

    /// Slices of a list that are read, assigned and deleted.
    fn sliced(&mut self, scope: &Scope) -> Vec<Stmt> {
        let name = self.name("l");
        let mut out = vec![self.filled(scope, &format!("{name} = list(K(§))"), &[Ty::List])];
        let slice = |generator: &mut Self| {
            let bound = |generator: &mut Self| *generator.random.pick(&["", "0", "1", "-1", "3", "-2", "7", "-9", "None"]);
            let (start, stop) = (bound(generator), bound(generator));
            if generator.random.one_in(2) { format!("{start}:{stop}:{}", generator.random.pick(&["1", "2", "-1", "-2", "3", "0", ""])) } else { format!("{start}:{stop}") }
        };
        for _ in 0..1 + self.random.below(4) {
            let place = slice(self);
            let step = match self.random.below(4) {
                0 => line(format!("del {name}[{place}]")),
                1 => self.filled(scope, &format!("{name}[{place}] = §"), &[Ty::List]),
                2 => self.filled(scope, &format!("{name}[{place}] = §"), &[Ty::Str]),
                _ => line(format!("H(({name}[{place}], tuple({name})[{place}], str({name})[{place}], range(len({name}))[{place}]))")),
            };
            let mut attempt = Stmt::block(leaf("try"), vec![step]);
            attempt.clauses.push((leaf("except Exception as e"), vec![line("H(CHAIN(e))")]));
            out.push(attempt);
            out.push(line(format!("H({name})")));
        }
        out
    }
}
