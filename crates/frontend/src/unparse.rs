//! Expressions back to source text.
//!
//! In: an expression of a [`Parsed`] tree. Out: the text that `from __future__ import annotations` stores, character for
//! character as CPython writes it, oddities included. The caller provides the native stack for deep trees.

use crate::parse::Parsed;
use crate::parse::interpolated::{Field, Piece};
use crate::parse::literal::NumberValue;
use ruff_python_ast::*;
use whipsnake_text::{escape, float};

/// How tightly an operator binds; a looser one inside a tighter one is put in parentheses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Tuple,
    Test,
    Or,
    And,
    Not,
    Compare,
    BitOr,
    BitXor,
    BitAnd,
    Shift,
    Arithmetic,
    Term,
    Factor,
    Power,
    Await,
    Atom,
}

impl Level {
    /// The next tighter level.
    fn tighter(self) -> Level {
        use Level::*;
        match self {
            Tuple => Test,
            Test => Or,
            Or => And,
            And => Not,
            Not => Compare,
            Compare => BitOr,
            BitOr => BitXor,
            BitXor => BitAnd,
            BitAnd => Shift,
            Shift => Arithmetic,
            Arithmetic => Term,
            Term => Factor,
            Factor => Power,
            Power => Await,
            Await | Atom => Atom,
        }
    }
}

/// The text of an expression.
pub fn unparse(parsed: &Parsed, expression: &Expr) -> String {
    let mut writer = Writer { parsed, out: String::new() };
    writer.expression(expression, Level::Test);
    writer.out
}

struct Writer<'a> {
    parsed: &'a Parsed,
    out: String,
}

impl Writer<'_> {
    fn push(&mut self, text: &str) {
        self.out.push_str(text);
    }

    /// Writes something in parentheses if its level is too loose for its place.
    fn grouped(&mut self, place: Level, own: Level, write: impl FnOnce(&mut Self)) {
        let group = place > own;
        if group {
            self.push("(");
        }
        write(self);
        if group {
            self.push(")");
        }
    }

    fn list(&mut self, list: &[Expr], level: Level) {
        for (index, expression) in list.iter().enumerate() {
            if index > 0 {
                self.push(", ");
            }
            self.expression(expression, level);
        }
    }

    fn expression(&mut self, expression: &Expr, level: Level) {
        match expression {
            Expr::BoolOp(e) => self.bool_operation(e, level),
            Expr::Named(e) => self.grouped(level, Level::Tuple, |writer| {
                writer.expression(&e.target, Level::Atom);
                writer.push(" := ");
                writer.expression(&e.value, Level::Atom);
            }),
            Expr::BinOp(e) => self.binary_operation(e, level),
            Expr::UnaryOp(e) => self.unary_operation(e, level),
            Expr::Lambda(e) => self.grouped(level, Level::Test, |writer| writer.lambda(e)),
            Expr::If(e) => self.grouped(level, Level::Test, |writer| {
                writer.expression(&e.body, Level::Or);
                writer.push(" if ");
                writer.expression(&e.test, Level::Or);
                writer.push(" else ");
                writer.expression(&e.orelse, Level::Test);
            }),
            Expr::Dict(e) => self.dict(e),
            Expr::Set(e) => {
                self.push("{");
                self.list(&e.elts, Level::Test);
                self.push("}");
            }
            Expr::ListComp(e) => self.comprehension("[", None, &e.elt, &e.generators, "]"),
            Expr::SetComp(e) => self.comprehension("{", None, &e.elt, &e.generators, "}"),
            Expr::DictComp(e) => self.comprehension("{", e.key.as_deref(), &e.value, &e.generators, "}"),
            Expr::Generator(e) => self.comprehension("(", None, &e.elt, &e.generators, ")"),
            Expr::Await(e) => self.grouped(level, Level::Await, |writer| {
                writer.push("await ");
                writer.expression(&e.value, Level::Atom);
            }),
            Expr::Yield(e) => self.yielded("yield", e.value.as_deref()),
            Expr::YieldFrom(e) => self.yielded("yield from", Some(&e.value)),
            Expr::Compare(e) => self.comparison(e, level),
            Expr::Call(e) => self.call(e),
            Expr::FString(e) => self.interpolated('f', &self.parsed.fstring_pieces(e)),
            Expr::TString(e) => self.interpolated('t', &self.parsed.tstring_pieces(e)),
            Expr::Attribute(e) => {
                self.expression(&e.value, Level::Atom);
                let after_integer = matches!(&*e.value, Expr::NumberLiteral(number) if number.value.is_int());
                self.push(if after_integer { " ." } else { "." });
                self.push(&e.attr);
            }
            Expr::Subscript(e) => self.subscript(e),
            Expr::Starred(e) => {
                self.push("*");
                self.expression(&e.value, Level::BitOr);
            }
            Expr::Name(e) => self.push(&e.id),
            Expr::List(e) => {
                self.push("[");
                self.list(&e.elts, Level::Test);
                self.push("]");
            }
            Expr::Tuple(e) => self.tuple(&e.elts, level),
            Expr::Slice(e) => self.slice(e),
            literal => self.literal(literal),
        }
    }

    fn literal(&mut self, literal: &Expr) {
        match literal {
            Expr::StringLiteral(e) => {
                if e.value.is_unicode() {
                    self.push("u");
                }
                let repr = escape::str_repr(&self.parsed.string_value(e));
                self.push(&String::from_utf8_lossy(&repr));
            }
            Expr::BytesLiteral(e) => {
                let repr = escape::bytes_repr(&self.parsed.bytes_value(e));
                self.push(&String::from_utf8_lossy(&repr));
            }
            Expr::NumberLiteral(e) => match self.parsed.number_value(e) {
                NumberValue::Int(value) => self.push(&value.to_string()),
                NumberValue::BigInt(value) => self.push(&value.to_string()),
                // Infinity has no literal; a float beyond the range has.
                NumberValue::Float(value) => self.push(&float::repr(value).replace("inf", "1e309")),
                NumberValue::Imaginary(value) => {
                    self.push(&float::complex_repr(0.0, value).replace("inf", "1e309"));
                }
            },
            Expr::BooleanLiteral(e) => self.push(if e.value { "True" } else { "False" }),
            Expr::NoneLiteral(_) => self.push("None"),
            Expr::EllipsisLiteral(_) => self.push("..."),
            _ => {}
        }
    }

    fn bool_operation(&mut self, e: &ExprBoolOp, level: Level) {
        let (own, word) = match e.op {
            BoolOp::And => (Level::And, " and "),
            BoolOp::Or => (Level::Or, " or "),
        };
        self.grouped(level, own, |writer| {
            for (index, value) in e.values.iter().enumerate() {
                if index > 0 {
                    writer.push(word);
                }
                writer.expression(value, own.tighter());
            }
        });
    }

    fn binary_operation(&mut self, e: &ExprBinOp, level: Level) {
        let own = match e.op {
            Operator::BitOr => Level::BitOr,
            Operator::BitXor => Level::BitXor,
            Operator::BitAnd => Level::BitAnd,
            Operator::LShift | Operator::RShift => Level::Shift,
            Operator::Add | Operator::Sub => Level::Arithmetic,
            Operator::Mult | Operator::MatMult | Operator::Div | Operator::Mod | Operator::FloorDiv => Level::Term,
            Operator::Pow => Level::Power,
        };
        let (left, right) = if e.op == Operator::Pow { (own.tighter(), own) } else { (own, own.tighter()) };
        self.grouped(level, own, |writer| {
            writer.expression(&e.left, left);
            writer.push(" ");
            writer.push(e.op.as_str());
            writer.push(" ");
            writer.expression(&e.right, right);
        });
    }

    fn unary_operation(&mut self, e: &ExprUnaryOp, level: Level) {
        let (own, sign) = match e.op {
            UnaryOp::Invert => (Level::Factor, "~"),
            UnaryOp::Not => (Level::Not, "not "),
            UnaryOp::UAdd => (Level::Factor, "+"),
            UnaryOp::USub => (Level::Factor, "-"),
        };
        self.grouped(level, own, |writer| {
            writer.push(sign);
            writer.expression(&e.operand, own);
        });
    }

    fn lambda(&mut self, e: &ExprLambda) {
        self.push("lambda");
        if let Some(parameters) = &e.parameters {
            // Without positional parameters CPython writes no space.
            if !parameters.posonlyargs.is_empty() || !parameters.args.is_empty() {
                self.push(" ");
            }
            self.parameters(parameters);
        }
        self.push(": ");
        self.expression(&e.body, Level::Test);
    }

    fn parameters(&mut self, parameters: &Parameters) {
        let mut first = true;
        let positional = parameters.posonlyargs.iter().chain(&parameters.args);
        for (index, parameter) in positional.enumerate() {
            self.comma(&mut first);
            self.parameter(parameter);
            if index + 1 == parameters.posonlyargs.len() {
                self.push(", /");
            }
        }
        if parameters.vararg.is_some() || !parameters.kwonlyargs.is_empty() {
            self.comma(&mut first);
            self.push("*");
            if let Some(rest) = &parameters.vararg {
                self.push(&rest.name);
            }
        }
        for parameter in &parameters.kwonlyargs {
            self.comma(&mut first);
            self.parameter(parameter);
        }
        if let Some(rest) = &parameters.kwarg {
            self.comma(&mut first);
            self.push("**");
            self.push(&rest.name);
        }
    }

    fn comma(&mut self, first: &mut bool) {
        if !std::mem::replace(first, false) {
            self.push(", ");
        }
    }

    fn parameter(&mut self, parameter: &ParameterWithDefault) {
        self.push(parameter.name());
        if let Some(default) = parameter.default() {
            self.push("=");
            self.expression(default, Level::Test);
        }
    }

    fn dict(&mut self, e: &ExprDict) {
        self.push("{");
        for (index, item) in e.items.iter().enumerate() {
            if index > 0 {
                self.push(", ");
            }
            match &item.key {
                Some(key) => {
                    self.expression(key, Level::Test);
                    self.push(": ");
                    self.expression(&item.value, Level::Test);
                }
                None => {
                    self.push("**");
                    self.expression(&item.value, Level::BitOr);
                }
            }
        }
        self.push("}");
    }

    fn comprehension(
        &mut self,
        open: &str,
        key: Option<&Expr>,
        element: &Expr,
        generators: &[Comprehension],
        close: &str,
    ) {
        self.push(open);
        if let Some(key) = key {
            self.expression(key, Level::Test);
            self.push(": ");
        }
        self.expression(element, Level::Test);
        for clause in generators {
            self.push(if clause.is_async { " async for " } else { " for " });
            self.expression(&clause.target, Level::Tuple);
            self.push(" in ");
            self.expression(&clause.iter, Level::Or);
            for condition in &clause.ifs {
                self.push(" if ");
                self.expression(condition, Level::Or);
            }
        }
        self.push(close);
    }

    fn yielded(&mut self, word: &str, value: Option<&Expr>) {
        self.push("(");
        self.push(word);
        if let Some(value) = value {
            self.push(" ");
            self.expression(value, Level::Test);
        }
        self.push(")");
    }

    fn comparison(&mut self, e: &ExprCompare, level: Level) {
        self.grouped(level, Level::Compare, |writer| {
            writer.expression(&e.left, Level::BitOr);
            for (operator, right) in e.ops.iter().zip(&e.comparators) {
                writer.push(" ");
                writer.push(operator.as_str());
                writer.push(" ");
                writer.expression(right, Level::BitOr);
            }
        });
    }

    fn call(&mut self, e: &ExprCall) {
        self.expression(&e.func, Level::Atom);
        if let ([Expr::Generator(only)], []) = (&*e.arguments.args, &*e.arguments.keywords) {
            return self.comprehension("(", None, &only.elt, &only.generators, ")");
        }
        self.push("(");
        let mut first = true;
        for argument in &e.arguments.args {
            self.comma(&mut first);
            self.expression(argument, Level::Test);
        }
        for keyword in &e.arguments.keywords {
            self.comma(&mut first);
            match &keyword.arg {
                Some(name) => {
                    self.push(name);
                    self.push("=");
                }
                None => self.push("**"),
            }
            self.expression(&keyword.value, Level::Test);
        }
        self.push(")");
    }

    fn subscript(&mut self, e: &ExprSubscript) {
        self.expression(&e.value, Level::Atom);
        self.push("[");
        self.expression(&e.slice, Level::Tuple);
        self.push("]");
    }

    fn slice(&mut self, e: &ExprSlice) {
        if let Some(lower) = &e.lower {
            self.expression(lower, Level::Test);
        }
        self.push(":");
        if let Some(upper) = &e.upper {
            self.expression(upper, Level::Test);
        }
        if let Some(step) = &e.step {
            self.push(":");
            self.expression(step, Level::Test);
        }
    }

    fn tuple(&mut self, list: &[Expr], level: Level) {
        if list.is_empty() {
            return self.push("()");
        }
        self.grouped(level, Level::Tuple, |writer| {
            writer.list(list, Level::Test);
            if list.len() == 1 {
                writer.push(",");
            }
        });
    }

    /// An f-string or t-string: the text between the quotes is put together first and then quoted as a whole.
    fn interpolated(&mut self, letter: char, pieces: &[Piece]) {
        let text = self.pieces(letter, pieces);
        self.out.push(letter);
        let repr = escape::str_repr(&text);
        self.push(&String::from_utf8_lossy(&repr));
    }

    fn pieces(&self, letter: char, pieces: &[Piece]) -> Vec<u8> {
        let mut out = Vec::new();
        for piece in pieces {
            match piece {
                Piece::Literal { value, .. } => {
                    for &byte in value {
                        out.push(byte);
                        if matches!(byte, b'{' | b'}') {
                            out.push(byte);
                        }
                    }
                }
                Piece::Field(field) => self.field(letter, field, &mut out),
            }
        }
        out
    }

    fn field(&self, letter: char, field: &Field, out: &mut Vec<u8>) {
        let text = if letter == 't' {
            self.parsed.interpolation_text(field.element)
        } else {
            let mut writer = Writer { parsed: self.parsed, out: String::new() };
            writer.expression(&field.element.expression, Level::Or);
            writer.out
        };
        out.push(b'{');
        // Two braces in a row would be a literal one.
        if text.starts_with('{') {
            out.push(b' ');
        }
        out.extend_from_slice(text.as_bytes());
        if let Some(conversion) = field.conversion {
            out.extend([b'!', conversion]);
        }
        if let Some(format) = &field.format {
            out.push(b':');
            out.extend(self.pieces(letter, format));
        }
        out.push(b'}');
    }
}

#[cfg(test)]
mod tests {
    use super::unparse;
    use crate::parse::{self, Flags, Mode};

    /// `unparse.txt` has two lines a case: an expression and, behind `=> `, what CPython 3.14 makes of it.
    #[test]
    fn text_is_cpythons() {
        let cases = include_str!("../tests/unparse.txt");
        let mut count = 0;
        for case in cases.lines().collect::<Vec<_>>().chunks(2) {
            let source = case[0];
            let expected = case[1].strip_prefix("=> ").expect("a result follows each expression");
            let annotation = format!("x: {source}");
            let parsed = parse::parse(&annotation, "<test>", Mode::Exec, Flags::default()).expect(source);
            let ruff_python_ast::Stmt::AnnAssign(statement) = &parsed.body()[0] else { panic!("{source}") };
            assert_eq!(unparse(&parsed, &statement.annotation), expected, "{source}");
            count += 1;
        }
        assert!(count > 100);
    }
}
