//! Ranges of nodes as CPython's tree has them, where ruff's differ.
//!
//! A decorated definition starts at its `def` or `class` keyword, and a generator expression that is a call's only
//! argument includes the call's parentheses.

use super::Parsed;
use ruff_python_ast::{Arguments, Decorator, Expr, ExprGenerator, Parameter, Stmt, StmtClassDef, StmtFunctionDef};
use ruff_text_size::{Ranged, TextRange, TextSize};

impl Parsed {
    /// The range of a statement without its decorators.
    pub fn statement_range(&self, statement: &Stmt) -> TextRange {
        match statement {
            Stmt::FunctionDef(function) => self.function_range(function),
            Stmt::ClassDef(class) => self.class_range(class),
            Stmt::If(_) | Stmt::For(_) | Stmt::While(_) | Stmt::With(_) | Stmt::Try(_) | Stmt::Match(_) => {
                self.block_range(statement.range())
            }
            other => other.range(),
        }
    }

    /// The range of a function definition from its `def` or `async` on.
    pub fn function_range(&self, function: &StmtFunctionDef) -> TextRange {
        self.block_range(self.after_decorators(function.range, &function.decorator_list))
    }

    /// The range of a class definition from its `class` on.
    pub fn class_range(&self, class: &StmtClassDef) -> TextRange {
        self.block_range(self.after_decorators(class.range, &class.decorator_list))
    }

    /// The range of a parameter without its stars.
    pub fn parameter_range(&self, parameter: &Parameter) -> TextRange {
        TextRange::new(parameter.name.start(), parameter.range.end())
    }

    /// The range of a generator expression that is among a call's or class's arguments.
    pub fn generator_range(&self, generator: &ExprGenerator, arguments: &Arguments) -> TextRange {
        if generator.parenthesized || !self.has_text() { generator.range } else { arguments.range }
    }

    /// The range of an argument, see [`Parsed::generator_range`].
    pub fn argument_range(&self, argument: &Expr, arguments: &Arguments) -> TextRange {
        match argument {
            Expr::Generator(generator) => self.generator_range(generator, arguments),
            other => other.range(),
        }
    }

    /// The range of something that ends with a block: a last semicolon in the block's line belongs to it.
    pub fn block_range(&self, range: TextRange) -> TextRange {
        let bytes = self.source().as_bytes();
        let mut at = range.end().to_usize();
        while matches!(bytes.get(at), Some(b' ' | b'\t' | b'\x0c')) {
            at += 1;
        }
        if self.has_text() && bytes.get(at) == Some(&b';') {
            return TextRange::new(range.start(), TextSize::new(at as u32 + 1));
        }
        range
    }

    /// The start of `range` moved behind the decorators and the line ends and comments that follow them.
    fn after_decorators(&self, range: TextRange, decorators: &[Decorator]) -> TextRange {
        let Some(last) = decorators.last() else { return range };
        if !self.has_text() {
            return range;
        }
        let bytes = self.source().as_bytes();
        let mut at = last.end().to_usize();
        while let Some(&byte) = bytes.get(at) {
            match byte {
                b'#' => at += memchr::memchr(b'\n', &bytes[at..]).unwrap_or(bytes.len() - at),
                b' ' | b'\t' | b'\x0c' | b'\n' | b'\\' => at += 1,
                // A parenthesis that closes around the decorator's expression.
                b')' => at += 1,
                _ => break,
            }
        }
        TextRange::new(TextSize::new(at as u32).min(range.end()), range.end())
    }
}
