//! Warnings of `return`, `break` and `continue` that leave a `finally` block and so swallow an exception (PEP 765).
//!
//! Only what stands directly in the block counts, or in conditions, `with`, `try` and `match` there. As in CPython,
//! whatever is in a loop or function inside it passes, a `return` in a loop too.

use ruff_python_ast::{ExceptHandler, Stmt};

use super::Generator;

impl Generator<'_> {
    /// Warns of all of them in some statements.
    pub(super) fn check_finally_exits(&mut self, statements: &[Stmt], in_finally: bool) {
        for statement in statements {
            self.check_finally_exit(statement, in_finally);
        }
    }

    fn check_finally_exit(&mut self, statement: &Stmt, in_finally: bool) {
        let keyword = match statement {
            Stmt::Return(_) => "return",
            Stmt::Break(_) => "break",
            Stmt::Continue(_) => "continue",
            Stmt::FunctionDef(node) => return self.check_finally_exits(&node.body, false),
            Stmt::ClassDef(node) => return self.check_finally_exits(&node.body, in_finally),
            Stmt::For(node) => {
                self.check_finally_exits(&node.body, false);
                return self.check_finally_exits(&node.orelse, in_finally);
            }
            Stmt::While(node) => {
                self.check_finally_exits(&node.body, false);
                return self.check_finally_exits(&node.orelse, in_finally);
            }
            Stmt::If(node) => {
                self.check_finally_exits(&node.body, in_finally);
                return node
                    .elif_else_clauses
                    .iter()
                    .for_each(|clause| self.check_finally_exits(&clause.body, in_finally));
            }
            Stmt::With(node) => return self.check_finally_exits(&node.body, in_finally),
            Stmt::Match(node) => {
                return node.cases.iter().for_each(|case| self.check_finally_exits(&case.body, in_finally));
            }
            Stmt::Try(node) => {
                self.check_finally_exits(&node.body, in_finally);
                for ExceptHandler::ExceptHandler(handler) in &node.handlers {
                    self.check_finally_exits(&handler.body, in_finally);
                }
                self.check_finally_exits(&node.orelse, in_finally);
                return self.check_finally_exits(&node.finalbody, true);
            }
            _ => return,
        };
        if in_finally {
            self.warn(self.stmt_loc(statement), format!("'{keyword}' in a 'finally' block"));
        }
    }
}
