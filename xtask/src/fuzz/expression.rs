//! Random expressions of a wanted type, from the variables in scope.

use super::generate::{Function, Generator, PLAIN, Ty};
use super::tree::Expr;

/// The names an expression may use.
#[derive(Clone, Default)]
pub struct Scope {
    /// Readable variables (and attributes) with the type they should have.
    pub variables: Vec<(String, Ty)>,
    /// Variables that may be assigned here.
    pub own: Vec<String>,
    /// Names of parameters, which cannot be declared global or nonlocal.
    pub parameters: Vec<String>,
    /// Whether growth must be capped.
    pub in_loop: bool,
    pub in_function: bool,
    pub in_generator: bool,
}

impl Scope {
    /// The scope of a function defined here.
    pub fn inner(&self) -> Self {
        Scope { variables: self.variables.clone(), ..Scope::default() }
    }

    /// Notes an assignment to `name`.
    pub fn bind(&mut self, name: &str, ty: Ty) {
        self.variables.retain(|(known, _)| known != name);
        self.variables.push((name.to_owned(), ty));
        if !self.own.iter().any(|known| known == name) {
            self.own.push(name.to_owned());
        }
    }

    /// Whether `name` is a parameter or belongs to a scope further out.
    pub fn declared(&self, name: &str) -> bool {
        self.parameters.iter().any(|parameter| parameter == name) || name.starts_with('g')
    }
}

fn leaf(text: impl Into<String>) -> Expr {
    Expr::leaf(text)
}

const INTS: [&str; 30] = [
    "0", "1", "-1", "2", "3", "5", "7", "10", "-3", "100", "255", "256", "-256", "1000", "32767", "65536", "2147483647", "-2147483648", "4294967296",
    "4611686018427387903", "4611686018427387904", "-4611686018427387904", "-4611686018427387905", "9223372036854775807", "9223372036854775808",
    "-9223372036854775808", "18446744073709551616", "123456789012345678901234567890", "-98765432109876543210", "(1 << 100)",
];
const FLOATS: [&str; 22] = [
    "0.0", "-0.0", "1.0", "-1.5", "0.1", "2.5", "3.14159", "1e10", "1e16", "1e-5", "1e300", "-1e300", "5e-324", "1e22", "123456.789", "0.5", "-0.5",
    "float('inf')", "float('-inf')", "float('nan')", "4611686018427387904.0", "9007199254740993.0",
];
const STRS: [&str; 18] = [
    "''", "'a'", "'abc'", "'Hello'", "'x y z'", "'a,b,c'", "'\\u00e9t\\u00e9'", "'\\U0001F600'", "'0'", "'42'", "'-7'", "'1.5'", "'  pad '", "'AbC'", "'\\n'",
    "'it\\'s'", "'\\x00'", "'zzzzzzzzzz'",
];
const SPECS: [&str; 24] = [
    "", "5", "<6", ">6", "^7", "05", "+", ",", "x", "b", "o", ".2f", "e", "g", "10.3f", "%", "*^9", "#x", "_", "s", ".2", "d", "08.3f", "c",
];

impl Generator<'_> {
    /// An expression that should be of type `ty`.
    pub fn expr(&mut self, scope: &Scope, ty: Ty, depth: usize) -> Expr {
        let ty = if ty != Ty::Set && self.random.one_in(60) { *self.random.pick(&PLAIN) } else { ty };
        if depth == 0 || self.random.one_in(5) {
            return self.atom(scope, ty);
        }
        if self.random.one_in(10) && ty != Ty::Obj {
            if let Some(call) = self.call_of(scope, ty, depth) {
                return call;
            }
        }
        if self.random.one_in(14) {
            return self.any(scope, ty, depth);
        }
        let template = match ty {
            Ty::Int => return self.int(scope, depth),
            Ty::Float => *self.random.pick(&["(f + f)", "(f - i)", "(f * f)", "(f / f)", "(i / i)", "(f // f)", "(f % f)", "(f ** i6)", "abs(f)", "float(i)", "round(f, i4)", "min(f, f)", "max(f, f)", "-f", "float(s)", "sum([f, f, f])", "(f - f)", "(i * f)", "divmod(f, f)[1]"]),
            Ty::Str => return self.str(scope, depth),
            Ty::Bool => *self.random.pick(&["(i < i)", "(i == i)", "(f < f)", "(f == i)", "(s < s)", "(s in s)", "(i in l)", "(i in t)", "(s in d)", "(i in e)", "(not b)", "(b and b)", "(b or b)", "(i < i < i)", "(i <= f != i)", "isinstance(a, (int, str))", "isinstance(a, float)", "(l == l)", "(l < l)", "(t < t)", "(d == d)", "(a is None)", "bool(a)", "s.isalpha()", "s.startswith(s)", "any(l)", "all(t)", "(e <= e)", "s.isdigit()", "(i != i)", "(b ^ b)", "(a == a)", "callable(a)"]),
            Ty::List => *self.random.pick(&["[a, a]", "[i, i, i]", "[*l, i]", "(l + l)", "(l * i4)", "l[j:j]", "l[::z]", "list(t)", "list(r)", "sorted(l)", "[x§ + i for x§ in l]", "[x§ for x§ in r if x§ % z]", "[(x§, y§) for x§ in r for y§ in t]", "list(map(lambda x§: i, r))", "sorted(e, key=repr)", "list(d)", "list(d.values())", "list(zip(l, t))", "list(enumerate(s))", "s.split()", "list(s)", "list(reversed(l))", "[a for _ in r]", "list(filter(None, l))", "sorted(l, key=lambda x§: repr(x§))", "list(d.items())", "sorted(l, reverse=b)", "s.split(s)", "[b, f, s]", "l.copy()", "[[i, i], [i]]"]),
            Ty::Tuple => *self.random.pick(&["(a,)", "(i, i)", "(i, s)", "(t + t)", "(t * i4)", "t[j:]", "t[:j]", "tuple(l)", "tuple(r)", "divmod(i, z)", "(*t, i)", "t[::z]", "(f, b)", "tuple(s)", "s.partition(s)", "tuple(x§ for x§ in l)", "()", "tuple(sorted(e, key=repr))", "((i, i), i)"]),
            Ty::Dict => *self.random.pick(&["{s: i}", "{i: a, i: a}", "{**d, s: i}", "(d | d)", "dict(x=i, y=a)", "{x§: i for x§ in l}", "{x§: y§ for x§, y§ in zip(s, l)}", "dict(zip(t, l))", "dict.fromkeys(t, i)", "d.copy()", "{}", "dict(enumerate(s))", "{i: s for x§ in r}", "{x§: len(s) for x§ in s}"]),
            Ty::Set => *self.random.pick(&["{i, i}", "set(l)", "(e | e)", "(e & e)", "(e - e)", "(e ^ e)", "{x§ % z for x§ in r}", "set()", "set(s)", "frozenset(t)", "set(d)", "e.union(l)"]),
            Ty::Obj => return self.object(scope, depth),
        };
        self.fill(scope, template, depth)
    }

    fn int(&mut self, scope: &Scope, depth: usize) -> Expr {
        if !self.classes.is_empty() && self.random.one_in(8) {
            let template = *self.random.pick(&["O.v", "O.w", "len(O)", "int(isinstance(hash(O), int))", "O.v", "int(O == O)", "(O.v + O.v)", "int(O < O)", "len(list(O))", "O.prop", "O.nope", "O()"]);
            return self.fill(scope, template, depth);
        }
        let template = *self.random.pick(&[
            "(i + i)", "(i - i)", "(i * i)", "(i // z)", "(i % z)", "(i & i)", "(i | i)", "(i ^ i)", "(i << i70)", "(i >> i70)", "(i ** i6)", "-i", "~i", "abs(i)", "len(s)", "len(l)",
            "len(d)", "l[j]", "t[j]", "d[s]", "d.get(s, i)", "sum(l)", "min(l)", "max(i, i)", "int(f)", "int(s)", "round(f)", "ord(s[j])", "l.index(i)", "l.count(i)", "s.find(s)", "s.count(s)",
            "(i + i)", "(i - i)", "(i * z)", "(i + b)", "divmod(i, z)[0]", "pow(i, i6, z)", "len(t)", "sum(r)", "min(i, i, i)", "hash(i)", "(i).bit_length()", "len(e)", "int(s, 16)", "(i // i)", "(i % i)",
            "sum(x§ for x§ in l)", "len([x§ for x§ in r if x§])", "sum(len(x§) for x§ in s.split())", "max(l)", "(w§ := i)", "next(iter(l))", "(i).bit_count()", "-(i // z)",
        ]);
        self.fill(scope, template, depth)
    }

    fn str(&mut self, scope: &Scope, depth: usize) -> Expr {
        if self.random.one_in(5) {
            let spec = *self.random.pick(&SPECS);
            let ty = *self.random.pick(&[Ty::Int, Ty::Float, Ty::Str, Ty::Bool]);
            let value = self.expr(scope, ty, depth - 1);
            let template = *self.random.pick(&["format(§, 'SPEC')", "'<{:SPEC}>'.format(§)", "f'{(§):SPEC}|'", "f'{(§)!r}'"]);
            return Expr::form(&template.replace("SPEC", spec), vec![value]);
        }
        let template = *self.random.pick(&[
            "(s + s)", "(s * i4)", "s[j:j]", "s[j]", "s[::z]", "s.upper()", "s.lower()", "s.title()", "s.replace(s, s)", "s.strip()", "str(i)", "str(f)", "repr(s)", "str(b)", "', '.join(map(str, l))",
            "s.join([s, s])", "'%d-%s' % (i, s)", "'%5.2f' % f", "'%r' % (a,)", "'%x' % i", "str(l)", "repr(t)", "s.center(9, '*')", "s.zfill(5)", "s[::-1]", "hex(i)", "bin(i)", "chr(i % 1000 + 32)", "s.swapcase()", "repr(a)",
            "str(a)", "s.capitalize()", "''.join(sorted(s))", "s.ljust(i4)", "max(s, s)", "s.partition(s)[j]", "type(a).__name__", "ascii(s)", "s.removeprefix(s)", "oct(i)", "s.casefold()", "s.expandtabs()", "s.encode().hex()",
        ]);
        self.fill(scope, template, depth)
    }

    fn object(&mut self, scope: &Scope, depth: usize) -> Expr {
        let template = *self.random.pick(&["(O + i)", "(O + O)", "(i + O)", "(O - i)", "(O * O)", "(O & i)", "-O", "abs(O)", "O[i]", "(O if b else O)"]);
        self.fill(scope, template, depth)
    }

    /// Forms that hold any type.
    fn any(&mut self, scope: &Scope, ty: Ty, depth: usize) -> Expr {
        let inner = |generator: &mut Self| generator.expr(scope, ty, depth - 1);
        let (first, second) = (inner(self), inner(self));
        let condition = self.expr(scope, Ty::Bool, depth - 1);
        match self.random.below(4) {
            0 => Expr::form("(§ if § else §)", vec![first, condition, second]),
            1 => Expr::form("(§ and § or §)", vec![condition, first, second]),
            2 => Expr::form("(lambda k: k)(§)", vec![first]),
            _ => Expr::form("[§, §][§]", vec![first, second, condition]),
        }
    }

    /// A template in which single letters stand for expressions of a type: `i`nt, `f`loat, `s`tr, `b`ool, `l`ist, `t`uple,
    /// `d`ict, s`e`t, `a`ny, `r`ange, `O`bject, `j` a small index, `z` seldom zero, `i4` `i6` `i70` below that number;
    /// `x§`, `y§`, `w§` are fresh names.
    fn fill(&mut self, scope: &Scope, template: &str, depth: usize) -> Expr {
        let fresh = self.random.below(1000);
        let (mut text, mut holes) = (String::new(), Vec::new());
        let letters: Vec<char> = template.chars().collect();
        let lone = |at: usize| {
            let part = |c: char| c.is_alphanumeric() || c == '_' || c == '\'' || c == '%';
            let before = at == 0 || (!part(letters[at - 1]) && !(letters[at - 1] == '.' && at > 1));
            let after = letters.get(at + 1).copied().unwrap_or(' ');
            before && !(after.is_alphabetic() || after == '_' || after == '=' && letters.get(at + 2) != Some(&'=') && letters.get(at + 2) != Some(&' '))
        };
        let mut at = 0;
        while at < letters.len() {
            let letter = letters[at];
            if letters.get(at + 1) == Some(&'§') {
                text.push_str(&format!("{letter}{fresh}"));
                at += 2;
                continue;
            }
            let digits: String = letters[at + 1..].iter().take_while(|c| c.is_ascii_digit()).collect();
            if !lone(at) || !"ifsbltdearOjz".contains(letter) {
                text.push(letter);
                at += 1;
                continue;
            }
            at += 1 + digits.len();
            // A number before a dot would not be read as one.
            text.push_str(if letters.get(at) == Some(&'.') { "(§)" } else { "§" });
            let hole = self.hole(scope, letter, &digits, depth);
            // Python allows no `:=` in the iterables of a comprehension.
            holes.push(if template.contains(" for ") && hole.contains(&[":="]) { leaf("1") } else { hole });
        }
        Expr::form(&text, holes)
    }

    fn hole(&mut self, scope: &Scope, letter: char, digits: &str, depth: usize) -> Expr {
        let ty = match letter {
            'i' if !digits.is_empty() => {
                let inner = self.expr(scope, Ty::Int, depth - 1);
                return Expr::form(&format!("(§ % {digits})"), vec![inner]);
            }
            'i' => Ty::Int,
            'f' => Ty::Float,
            's' => Ty::Str,
            'b' => Ty::Bool,
            'l' => Ty::List,
            't' => Ty::Tuple,
            'd' => Ty::Dict,
            'e' => Ty::Set,
            'O' => return self.instance(scope, depth),
            'r' => {
                let inner = self.expr(scope, Ty::Int, depth - 1);
                return Expr::form(&format!("range(§ % {})", 2 + self.random.below(7)), vec![inner]);
            }
            'j' => return leaf(*self.random.pick(&["0", "1", "-1", "2", "3", "-2", "5", "None", "0", "1"])),
            'z' => return leaf(*self.random.pick(&["1", "2", "3", "-2", "7", "-1", "10", "13", "0", "1000003"])),
            _ => *self.random.pick(&PLAIN),
        };
        self.expr(scope, ty, depth - 1)
    }

    fn instance(&mut self, scope: &Scope, depth: usize) -> Expr {
        let known: Vec<&String> = scope.variables.iter().filter(|(_, ty)| *ty == Ty::Obj).map(|(name, _)| name).collect();
        if !known.is_empty() && !self.random.one_in(3) {
            return leaf(self.random.pick(&known).as_str());
        }
        let Some(class) = self.classes.get(self.random.below(self.classes.len())).cloned() else { return leaf("None") };
        let argument = self.expr(scope, Ty::Int, depth.saturating_sub(1));
        Expr::form(&format!("{}(§)", class.name), vec![argument])
    }

    fn atom(&mut self, scope: &Scope, ty: Ty) -> Expr {
        let known: Vec<&String> = scope.variables.iter().filter(|(_, known)| *known == ty).map(|(name, _)| name).collect();
        if !known.is_empty() && !self.random.one_in(4) {
            return leaf(self.random.pick(&known).as_str());
        }
        let ints = if self.random.one_in(3) { INTS.len() } else { 14 };
        let text = match ty {
            Ty::Int => *self.random.pick(&INTS[..ints]),
            Ty::Float => *self.random.pick(&FLOATS),
            Ty::Str => *self.random.pick(&STRS),
            Ty::Bool => *self.random.pick(&["True", "False"]),
            Ty::List => *self.random.pick(&["[]", "[1, 2, 3]", "[3, 1, 2]", "[0]", "['a', 'b']", "[1.5, 2]", "[1, 2, 3, 4, 5, 6]"]),
            Ty::Tuple => *self.random.pick(&["()", "(1, 2)", "('a', 1)", "(1,)", "(3, 2, 1)", "(None, True)"]),
            Ty::Dict => *self.random.pick(&["{}", "{'a': 1}", "{1: 2, 3: 4}", "{'abc': 5, 'x': 6}", "{(1, 2): 3}"]),
            Ty::Set => *self.random.pick(&["set()", "{1, 2}", "{3}", "frozenset([1])"]),
            Ty::Obj => return self.instance(scope, 1),
        };
        leaf(text)
    }

    /// A call of a known function or method that returns `ty`.
    fn call_of(&mut self, scope: &Scope, ty: Ty, depth: usize) -> Option<Expr> {
        let candidates: Vec<Function> = self.functions.iter().filter(|f| f.returns == ty || f.generator).cloned().collect();
        if !candidates.is_empty() {
            let function = self.random.pick(&candidates).clone();
            let call = self.call(scope, &function, depth - 1);
            return Some(match (function.generator, ty) {
                (false, _) => call,
                (true, Ty::Int) => Expr::form("len(list(§))", vec![call]),
                (true, Ty::Str) => Expr::form("R(list(§))", vec![call]),
                (true, _) => Expr::form("list(§)", vec![call]),
            });
        }
        let classes: Vec<String> = self.classes.iter().flat_map(|c| c.methods.iter()).filter(|(_, returns)| *returns == ty).map(|(name, _)| name.clone()).collect();
        if classes.is_empty() {
            return None;
        }
        let method = self.random.pick(&classes).clone();
        let (object, argument) = (self.instance(scope, depth), self.expr(scope, Ty::Int, depth - 1));
        Some(Expr::form(&format!("§.{method}(§)"), vec![object, argument]))
    }

    /// A call of `function`, seldom with arguments that do not fit.
    pub fn call(&mut self, scope: &Scope, function: &Function, depth: usize) -> Expr {
        let wrong = self.random.one_in(25);
        let given = if wrong { self.random.below(function.positional.len() + 2) } else { function.required + self.random.below(function.positional.len() - function.required + 1) };
        let (mut parts, mut holes) = (Vec::new(), Vec::new());
        for at in 0..given {
            let (name, ty) = function.positional.get(at).cloned().unwrap_or(("q".to_owned(), Ty::Int));
            holes.push(self.expr(scope, ty, depth));
            let by_name = at >= function.required && self.random.one_in(3) || parts.iter().any(|p: &String| p.contains('='));
            parts.push(if by_name { format!("{name}=§") } else { "§".to_owned() });
        }
        let by_name = parts.iter().any(|part| part.contains('='));
        if function.star && given == function.positional.len() && !by_name && self.random.one_in(2) {
            holes.push(self.expr(scope, Ty::List, depth));
            parts.push("*§".to_owned());
        }
        if let Some((name, ty)) = &function.keyword {
            if self.random.one_in(2) {
                holes.push(self.expr(scope, *ty, depth));
                parts.push(format!("{name}=§"));
            }
        }
        if function.kwargs && self.random.one_in(2) {
            holes.push(self.expr(scope, Ty::Int, depth));
            parts.push("extra=§".to_owned());
        }
        if wrong && self.random.one_in(3) {
            parts.push("unknown=1".to_owned());
        }
        Expr::form(&format!("{}({})", function.name, parts.join(", ")), holes)
    }
}
