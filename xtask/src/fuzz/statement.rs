//! Random statements.

use super::expression::Scope;
use super::generate::{Generator, PLAIN, Ty};
use super::tree::{Expr, Stmt};

fn leaf(text: impl Into<String>) -> Expr {
    Expr::leaf(text)
}

fn form(template: &str, holes: Vec<Expr>) -> Expr {
    Expr::form(template, holes)
}

const EXCEPTIONS: [&str; 9] = ["ValueError", "TypeError", "KeyError", "IndexError", "ZeroDivisionError", "ArithmeticError", "LookupError", "Exception", "(TypeError, ValueError)"];

impl Generator<'_> {
    /// About `size` statements.
    pub fn body(&mut self, scope: &mut Scope, size: usize, depth: usize) -> Vec<Stmt> {
        let mut statements = Vec::new();
        for _ in 0..size {
            self.statement(scope, depth, &mut statements);
        }
        statements
    }

    fn statement(&mut self, scope: &mut Scope, depth: usize, out: &mut Vec<Stmt>) {
        let choice = self.random.below(if depth > 3 { 40 } else { 72 });
        match choice {
            0..12 => out.push(self.assignment(scope)),
            12..18 => out.push(self.augmented(scope)),
            18..24 => out.push(self.mutation(scope)),
            24..28 => {
                let value = self.plain(scope, 3);
                out.push(Stmt::line(form("H(§)", vec![value])));
            }
            28..31 => out.push(self.unpacking(scope)),
            31 => {
                let (condition, text) = (self.expr(scope, Ty::Bool, 2), self.expr(scope, Ty::Str, 1));
                out.push(Stmt::line(form("assert §, §", vec![condition, text])));
            }
            32 => {
                let name = *self.random.pick(&["ValueError", "KeyError", "RuntimeError"]);
                let (condition, text) = (self.expr(scope, Ty::Bool, 2), self.expr(scope, Ty::Str, 1));
                out.push(Stmt::block(form("if §", vec![condition]), vec![Stmt::line(form(&format!("raise {name}(§)"), vec![text]))]));
            }
            33 | 34 if scope.in_generator => {
                let value = self.plain(scope, 2);
                let line = if self.random.one_in(3) { form("yield from list(§)", vec![self.expr(scope, Ty::List, 2)]) } else { form("yield §", vec![value]) };
                out.push(Stmt::line(line));
            }
            35 if !scope.own.is_empty() && !scope.in_loop => {
                let name = self.random.pick(&scope.own).clone();
                out.push(Stmt::line(leaf(format!("del {name}"))));
            }
            33..40 => out.push(self.object_statement(scope)),
            40..46 => out.push(self.conditional(scope, depth)),
            46..53 => out.push(self.for_loop(scope, depth)),
            53..56 => out.extend(self.while_loop(scope, depth)),
            56..61 => out.push(self.attempt(scope, depth)),
            61..63 => {
                let body = self.body(scope, 2, depth + 1);
                let swallow = *self.random.pick(&["", ", ValueError", ", TypeError", ", ZeroDivisionError"]);
                out.push(Stmt::block(leaf(format!("with CM('c'{swallow}) as cm")), body));
            }
            63..66 => out.push(self.matching(scope, depth)),
            66..69 if depth < 2 => out.extend(self.closure(scope, depth)),
            69..72 if depth < 2 => out.extend(self.protocol(scope, depth)),
            _ => out.push(self.assignment(scope)),
        }
    }

    /// An expression of any plain type.
    fn plain(&mut self, scope: &Scope, depth: usize) -> Expr {
        let ty = *self.random.pick(&PLAIN);
        self.expr(scope, ty, depth)
    }

    /// The name of a variable to assign to: an old one or a new one.
    fn target(&mut self, scope: &Scope) -> String {
        if !scope.own.is_empty() && !self.random.one_in(3) { self.random.pick(&scope.own).clone() } else { self.name("v") }
    }

    fn assignment(&mut self, scope: &mut Scope) -> Stmt {
        let ty = if self.random.one_in(12) { Ty::Set } else { *self.random.pick(&PLAIN) };
        let ty = if !self.classes.is_empty() && self.random.one_in(6) { Ty::Obj } else { ty };
        let value = if ty == Ty::Obj { self.atom_object(scope) } else { self.expr(scope, ty, 3) };
        let grows = match ty {
            Ty::Int => value.contains(&["*", "<<"]),
            Ty::Str | Ty::List | Ty::Tuple => value.contains(&["+", "*", "join", "replace", "["]),
            _ => false,
        };
        let name = self.target(scope);
        let template = if scope.in_loop && grows { format!("{name} = K(§)") } else { format!("{name} = §") };
        scope.bind(&name, ty);
        Stmt::line(form(&template, vec![value]))
    }

    fn atom_object(&mut self, scope: &Scope) -> Expr {
        let class = self.random.pick(&self.classes).name.clone();
        let value = self.expr(scope, Ty::Int, 1);
        form(&format!("{class}(§)"), vec![value])
    }

    fn augmented(&mut self, scope: &mut Scope) -> Stmt {
        let mine: Vec<(String, Ty)> = scope.variables.iter().filter(|(name, _)| scope.own.contains(name)).cloned().collect();
        if mine.is_empty() {
            return self.assignment(scope);
        }
        let (name, ty) = self.random.pick(&mine).clone();
        let (operator, ty) = match ty {
            Ty::Int => (*self.random.pick(&["+=", "-=", "+=", "//=", "%=", "&=", "|=", "^=", ">>="]), Ty::Int),
            Ty::Float => (*self.random.pick(&["+=", "-=", "*=", "/="]), Ty::Float),
            Ty::Dict => ("|=", Ty::Dict),
            Ty::Set => (*self.random.pick(&["|=", "&=", "-=", "^="]), Ty::Set),
            Ty::Bool => ("^=", Ty::Bool),
            Ty::Obj => ("+=", Ty::Int),
            other => ("+=", other),
        };
        let value = self.expr(scope, ty, 2);
        let shift = if operator == ">>=" { "abs(§) % 70" } else { "K(§)" };
        Stmt::line(form(&format!("{name} {operator} {shift}"), vec![value]))
    }

    /// A change of a list, dict or set in place.
    fn mutation(&mut self, scope: &mut Scope) -> Stmt {
        let known: Vec<(String, Ty)> = scope.variables.iter().filter(|(_, ty)| matches!(ty, Ty::List | Ty::Dict | Ty::Set)).cloned().collect();
        if known.is_empty() {
            return self.assignment(scope);
        }
        let (name, ty) = self.random.pick(&known).clone();
        let template = match ty {
            Ty::List => *self.random.pick(&[".append(i)", "[0] = i", "[-1] = i", ".pop()", ".insert(1, i)", ".sort()", ".reverse()", ".extend(K(l))", "[1:3] = K(l)", ".remove(i)", ".clear()", "[i % 5] = i", "[::2] = K(l)", ".pop(0)", ".append(s)"]),
            Ty::Dict => *self.random.pick(&["[s] = i", "[i] = s", ".pop(s, None)", ".update(d)", ".setdefault(s, i)", ".pop(i)", "['k'] = d", ".popitem()", ".clear()", "[t] = i"]),
            _ => *self.random.pick(&[".add(i)", ".discard(i)", ".remove(i)", ".update(l)", ".add(s)"]),
        };
        let mut holes = Vec::new();
        let mut text = name.clone();
        for (at, c) in template.char_indices() {
            let alone = |at: usize| template[at..].chars().next().is_some_and(|c| "([ ,)]%".contains(c));
            let opens = at > 0 && "([ ".contains(&template[at - 1..at]) && (at + 1 >= template.len() || alone(at + 1));
            let ty = match c {
                'i' => Ty::Int,
                's' => Ty::Str,
                'l' => Ty::List,
                'd' => Ty::Dict,
                't' => Ty::Tuple,
                _ => Ty::Obj,
            };
            if opens && ty != Ty::Obj {
                text.push('§');
                holes.push(self.expr(scope, ty, 2));
            } else {
                text.push(c);
            }
        }
        if template.contains("del") || !self.random.one_in(20) {
            return Stmt::line(form(&text, holes));
        }
        Stmt::line(leaf(format!("del {name}[0]")))
    }

    fn unpacking(&mut self, scope: &mut Scope) -> Stmt {
        let (a, b) = (self.target(scope), self.name("v"));
        let (template, types) = match self.random.below(5) {
            0 => (format!("{a}, {b} = §, §"), vec![Ty::Int, Ty::Str]),
            1 => (format!("{a}, *{b} = §"), vec![Ty::List]),
            2 => (format!("*{b}, {a} = §"), vec![Ty::Tuple]),
            3 => (format!("{a} = {b} = §"), vec![Ty::Int]),
            _ => (format!("{a}, {b} = §"), vec![Ty::Tuple]),
        };
        let holes = types.iter().map(|ty| self.expr(scope, *ty, 2)).collect();
        scope.bind(&a, Ty::Int);
        scope.bind(&b, if template.contains('*') { Ty::List } else { types[types.len() - 1] });
        Stmt::line(form(&template, holes))
    }

    fn object_statement(&mut self, scope: &mut Scope) -> Stmt {
        let known: Vec<String> = scope.variables.iter().filter(|(_, ty)| *ty == Ty::Obj).map(|(name, _)| name.clone()).collect();
        if known.is_empty() {
            return self.assignment(scope);
        }
        let name = self.random.pick(&known).clone();
        let value = self.expr(scope, Ty::Int, 2);
        let template = *self.random.pick(&[
            "O.v = K(§)", "O.w += K(§) % 1000", "H(O.v + §)", "O.x = §", "H(O + §)", "H(§ in O)", "H(O[§])", "H((str(O), §))", "H([O, §])", "H(O == §)", "H(§ - O)", "H(O - §)",
            "H(§ * O)", "H(§ | O)", "H(O / §)", "H((O @ O, §))", "H(O ** §)", "H(O < §)", "H(§ < O)", "H((O >= O, §))", "H(O != §)", "H((O + O, §))", "H((not O, §))", "H((-O, ~O, +O, §))",
            "O[§] = O", "del O[§]", "O[§:] = 1", "H(O[:§])", "H(§ not in O)", "H((len(O), §))", "H([x for x in O][:§])",
        ]);
        Stmt::line(form(&template.replace('O', &name), vec![value]))
    }

    fn conditional(&mut self, scope: &mut Scope, depth: usize) -> Stmt {
        let condition = self.expr(scope, Ty::Bool, 3);
        let mut stmt = Stmt::block(form("if §", vec![condition]), self.body(scope, 2, depth + 1));
        if self.random.one_in(3) {
            let condition = self.plain(scope, 2);
            stmt.clauses.push((form("elif §", vec![condition]), self.body(scope, 1, depth + 1)));
        }
        if self.random.one_in(2) {
            stmt.clauses.push((leaf("else"), self.body(scope, 2, depth + 1)));
        }
        stmt
    }

    fn for_loop(&mut self, scope: &mut Scope, depth: usize) -> Stmt {
        let name = self.name("i");
        let (template, ty, of) = match self.random.below(8) {
            0 | 1 => (format!("for {name} in range(§ % 9)"), Ty::Int, Ty::Int),
            2 => (format!("for {name} in list(§)[:9]"), Ty::Int, Ty::List),
            3 => (format!("for {name} in (§)[:9]"), Ty::Str, Ty::Str),
            4 => (format!("for {name}, {name}y in enumerate(list(§)[:6])"), Ty::Int, Ty::List),
            5 => (format!("for {name} in sorted(§, key=repr)[:9]"), Ty::Int, Ty::Set),
            6 => (format!("for {name}, {name}y in list((§).items())[:6]"), Ty::Int, Ty::Dict),
            _ => (format!("for {name} in range({})", self.random.pick(&[3, 12, 25, 60])), Ty::Int, Ty::Int),
        };
        let holes = if template.contains('§') { vec![self.expr(scope, of, 2)] } else { Vec::new() };
        let was = scope.in_loop;
        scope.in_loop = true;
        scope.bind(&name, ty);
        scope.own.retain(|known| *known != name);
        let mut body = self.body(scope, if depth > 1 { 1 } else { 3 }, depth + 1);
        self.leave(scope, &mut body);
        scope.in_loop = was;
        let mut stmt = Stmt { body_stands_alone: false, ..Stmt::block(form(&template, holes), body) };
        if self.random.one_in(5) {
            stmt.clauses.push((leaf("else"), self.body(scope, 1, depth + 1)));
        }
        stmt
    }

    /// Perhaps a `break` or `continue`.
    fn leave(&mut self, scope: &Scope, body: &mut Vec<Stmt>) {
        if self.random.one_in(3) {
            let word = *self.random.pick(&["break", "continue"]);
            let condition = self.expr(scope, Ty::Bool, 2);
            let place = self.random.below(body.len() + 1);
            body.insert(place, Stmt::block(form("if §", vec![condition]), vec![Stmt::line(leaf(word))]));
        }
    }

    fn while_loop(&mut self, scope: &mut Scope, depth: usize) -> Vec<Stmt> {
        let counter = self.name("n");
        let was = scope.in_loop;
        scope.in_loop = true;
        scope.variables.push((counter.clone(), Ty::Int));
        let mut body = self.body(scope, 2, depth + 1);
        self.leave(scope, &mut body);
        let condition = self.expr(scope, Ty::Bool, 2);
        scope.in_loop = was;
        let count = *self.random.pick(&[2, 5, 9, 40]);
        // The counting is part of the header, so that no smaller version of the loop runs for ever.
        let counting = format!("while ({counter} := {counter} - 1) >= 0");
        let head = if self.random.one_in(2) { leaf(counting) } else { form(&format!("{counting} and §"), vec![condition]) };
        let start = Stmt::line(leaf(format!("{counter} = {count}")));
        vec![start, Stmt { body_stands_alone: false, ..Stmt::block(head, body) }]
    }

    fn attempt(&mut self, scope: &mut Scope, depth: usize) -> Stmt {
        let mut stmt = Stmt::block(leaf("try"), self.body(scope, 2, depth + 1));
        let name = *self.random.pick(&EXCEPTIONS);
        let mut handler = vec![Stmt::line(leaf("H((type(e).__name__, str(e)))"))];
        handler.extend(self.body(scope, 1, depth + 1));
        if self.random.one_in(6) {
            handler.push(Stmt::line(leaf("raise")));
        }
        stmt.clauses.push((leaf(format!("except {name} as e")), handler));
        if self.random.one_in(4) {
            stmt.clauses.push((leaf("else"), self.body(scope, 1, depth + 1)));
        }
        if self.random.one_in(3) {
            stmt.clauses.push((leaf("finally"), self.body(scope, 1, depth + 1)));
        }
        stmt
    }

    fn matching(&mut self, scope: &mut Scope, depth: usize) -> Stmt {
        let subject = self.plain(scope, 2);
        let patterns = [
            "0", "1 | 2 | 3", "-1", "'a' | 'abc'", "None", "True", "[]", "[m1]", "[m1, m2]", "[m1, *ms]", "(m1, (m2, m3))", "{'a': m1}", "{'a': m1, **mr}", "{}", "int()", "int(m1) if m1 > 5", "float(m1)", "str() as m1",
            "[int(m1), *_]", "bool()", "list() | tuple()", "1.5", "[1 | 2 as m1, _]",
        ];
        let mut cases = Vec::new();
        for _ in 0..2 + self.random.below(4) {
            let pattern = *self.random.pick(&patterns);
            let mut body = self.body(scope, 1, depth + 1);
            body.insert(0, Stmt::line(leaf(format!("H({pattern:?})"))));
            if pattern.contains("m1") && !pattern.contains('|') || pattern.contains("as m1") {
                body.insert(0, Stmt::line(leaf("H(m1)")));
            }
            cases.push(Stmt { body_stands_alone: false, ..Stmt::block(leaf(format!("case {pattern}")), body) });
        }
        cases.push(Stmt { body_stands_alone: false, ..Stmt::block(leaf("case _"), self.body(scope, 1, depth + 1)) });
        let head = form("match §", vec![subject]);
        Stmt { body_stands_alone: false, ..Stmt::block(head, cases) }
    }
}
