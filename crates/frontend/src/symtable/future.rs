//! `from __future__ import ...`: which features a module asks for.

use crate::parse::{ErrorKind, Location, Parsed, SyntaxError};
use ruff_python_ast::{Expr, Stmt, StmtImportFrom};

/// The future features in force, and where the last import of them stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Futures {
    /// Annotations become strings.
    pub annotations: bool,
    /// `<>` instead of `!=`.
    pub barry_as_flufl: bool,
    /// The place of the last future import; lines are zero without one.
    pub last: Location,
}

/// Features that were accepted once and are always on now.
const MANDATORY: [&str; 8] = [
    "nested_scopes",
    "generators",
    "division",
    "absolute_import",
    "with_statement",
    "print_function",
    "unicode_literals",
    "generator_stop",
];

/// Whether a statement imports from `__future__`.
pub fn is_future_import(import: &StmtImportFrom) -> bool {
    import.level == 0 && import.module.as_ref().is_some_and(|module| module.as_str() == "__future__")
}

/// Reads the future imports at the head of a module.
pub fn futures(parsed: &Parsed) -> Result<Futures, SyntaxError> {
    let mut found = Futures {
        annotations: parsed.flags().future_annotations,
        barry_as_flufl: parsed.flags().barry_as_flufl,
        last: Location::default(),
    };
    let body = parsed.body();
    let head = usize::from(docstring_node(body).is_some());
    for statement in &body[head..] {
        match statement {
            Stmt::ImportFrom(import) if is_future_import(import) => {
                check_features(parsed, import, &mut found)?;
                found.last = parsed.locate(import);
            }
            _ => break,
        }
    }
    Ok(found)
}

fn check_features(parsed: &Parsed, import: &StmtImportFrom, found: &mut Futures) -> Result<(), SyntaxError> {
    for alias in &import.names {
        let message = match alias.name.as_str() {
            name if MANDATORY.contains(&name) => continue,
            "annotations" => {
                found.annotations = true;
                continue;
            }
            "barry_as_FLUFL" => {
                found.barry_as_flufl = true;
                continue;
            }
            "braces" => "not a chance".to_owned(),
            name => format!("future feature {} is not defined", name.chars().take(100).collect::<String>()),
        };
        return Err(error_at(message, parsed.locate(alias)));
    }
    Ok(())
}

/// The docstring of a body: its first statement, if that is a plain string.
pub fn docstring_node(body: &[Stmt]) -> Option<&ruff_python_ast::ExprStringLiteral> {
    match body.first()? {
        Stmt::Expr(statement) => match &*statement.value {
            Expr::StringLiteral(string) => Some(string),
            _ => None,
        },
        _ => None,
    }
}

/// A `SyntaxError` of the compiler: byte columns, and no text, which is read from the file later.
pub(super) fn error_at(message: impl Into<String>, place: Location) -> SyntaxError {
    SyntaxError::at(
        ErrorKind::Syntax,
        message,
        (place.lineno, place.col_offset + 1),
        (place.end_lineno, place.end_col_offset + 1),
    )
}
