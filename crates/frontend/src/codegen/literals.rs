//! Which expressions are constants, and the warnings about constants in odd places.

use std::sync::Arc;

use ruff_python_ast::{CmpOp, ExprCompare, ExprContext};

use super::*;
use crate::constants::from_bigint;
use crate::parse::literal::NumberValue;

impl<'a> Generator<'a> {
    /// The value of an expression that the parser takes for a constant.
    pub(super) fn constant(&self, expression: &'a Expr) -> Option<Constant> {
        Some(match expression {
            Expr::StringLiteral(string) => Constant::Str(Arc::from(&*self.parsed.string_value(string))),
            Expr::BytesLiteral(bytes) => Constant::Bytes(Arc::from(&*self.parsed.bytes_value(bytes))),
            Expr::NumberLiteral(number) => match self.parsed.number_value(number) {
                NumberValue::Int(value) => match i64::try_from(value) {
                    Ok(value) => Constant::Int(value),
                    Err(_) => from_bigint(&value.into()),
                },
                NumberValue::BigInt(value) => from_bigint(&value.into()),
                NumberValue::Float(value) => Constant::Float(value),
                NumberValue::Imaginary(imag) => Constant::Complex { real: 0.0, imag },
            },
            Expr::BooleanLiteral(literal) => Constant::Bool(literal.value),
            Expr::NoneLiteral(_) => Constant::None,
            Expr::EllipsisLiteral(_) => Constant::Ellipsis,
            Expr::Name(name) if name.ctx == ExprContext::Load && name.id.as_str() == "__debug__" => {
                Constant::Bool(self.options.optimize == 0)
            }
            _ => return None,
        })
    }

    /// Whether the parser takes an expression for a constant.
    pub(super) fn is_constant(&self, expression: &Expr) -> bool {
        match expression {
            Expr::StringLiteral(_)
            | Expr::BytesLiteral(_)
            | Expr::NumberLiteral(_)
            | Expr::BooleanLiteral(_)
            | Expr::NoneLiteral(_)
            | Expr::EllipsisLiteral(_) => true,
            Expr::Name(name) => name.ctx == ExprContext::Load && name.id.as_str() == "__debug__",
            _ => false,
        }
    }

    /// The type of an expression's value, where its form tells.
    fn type_of(&self, expression: &'a Expr) -> Option<&'static str> {
        Some(match expression {
            Expr::Tuple(_) => "tuple",
            Expr::List(_) | Expr::ListComp(_) => "list",
            Expr::Dict(_) | Expr::DictComp(_) => "dict",
            Expr::Set(_) | Expr::SetComp(_) => "set",
            Expr::Generator(_) => "generator",
            Expr::Lambda(_) => "function",
            Expr::TString(_) => "string.templatelib.Template",
            Expr::FString(_) => "str",
            Expr::BinOp(binary) if self.percent_format(binary).is_some() => "str",
            _ => match self.constant(expression)? {
                Constant::None => "NoneType",
                Constant::Bool(_) => "bool",
                Constant::Ellipsis => "ellipsis",
                Constant::Int(_) | Constant::BigInt(_) => "int",
                Constant::Float(_) => "float",
                Constant::Complex { .. } => "complex",
                Constant::Str(_) => "str",
                Constant::Bytes(_) => "bytes",
                _ => return None,
            },
        })
    }

    /// Warns of `is` with a literal.
    pub(super) fn check_compare(&mut self, compare: &'a ExprCompare) {
        let mut left: &'a Expr = &compare.left;
        for (op, right) in compare.ops.iter().zip(compare.comparators.iter()) {
            if matches!(op, CmpOp::Is | CmpOp::IsNot) && !(self.has_identity(left) && self.has_identity(right)) {
                let literal = if self.has_identity(left) { right } else { left };
                let kind = self.type_of(literal).unwrap_or("object");
                let message = match op {
                    CmpOp::Is => format!("\"is\" with '{kind}' literal. Did you mean \"==\"?"),
                    _ => format!("\"is not\" with '{kind}' literal. Did you mean \"!=\"?"),
                };
                return self.warn(self.node_loc(compare), message);
            }
            left = right;
        }
    }

    fn has_identity(&self, expression: &Expr) -> bool {
        match expression {
            Expr::Tuple(tuple) => !tuple.elts.iter().all(|element| self.is_constant(element)),
            Expr::BooleanLiteral(_) | Expr::NoneLiteral(_) | Expr::EllipsisLiteral(_) | Expr::Name(_) => true,
            other => !self.is_constant(other),
        }
    }

    /// Warns of calls of what cannot be called.
    pub(super) fn check_caller(&mut self, callee: &'a Expr) {
        if matches!(callee, Expr::Lambda(_)) {
            return;
        }
        if let Some(kind) = self.type_of(callee) {
            let message = format!("'{kind}' object is not callable; perhaps you missed a comma?");
            self.warn(self.loc(callee), message);
        }
    }

    /// Warns of subscripts of what has none.
    pub(super) fn check_subscripter(&mut self, container: &'a Expr) {
        let odd = match container {
            Expr::Set(_) | Expr::SetComp(_) | Expr::Generator(_) | Expr::TString(_) | Expr::Lambda(_) => true,
            other => matches!(
                self.constant(other),
                Some(
                    Constant::None
                        | Constant::Ellipsis
                        | Constant::Bool(_)
                        | Constant::Int(_)
                        | Constant::BigInt(_)
                        | Constant::Float(_)
                        | Constant::Complex { .. }
                )
            ),
        };
        if odd && let Some(kind) = self.type_of(container) {
            let message = format!("'{kind}' object is not subscriptable; perhaps you missed a comma?");
            self.warn(self.loc(container), message);
        }
    }

    /// Warns of indices of the wrong type.
    pub(super) fn check_index(&mut self, container: &'a Expr, index: &'a Expr) {
        let Some(index_kind) = self.type_of(index) else { return };
        if matches!(index_kind, "int" | "bool") {
            return;
        }
        let odd = match container {
            Expr::Tuple(_) | Expr::List(_) | Expr::ListComp(_) | Expr::FString(_) => true,
            Expr::StringLiteral(_) | Expr::BytesLiteral(_) => true,
            Expr::BinOp(binary) => self.percent_format(binary).is_some(),
            _ => false,
        };
        if odd && let Some(kind) = self.type_of(container) {
            let message = format!(
                "{kind} indices must be integers or slices, not {index_kind}; perhaps you missed a comma?"
            );
            self.warn(self.loc(container), message);
        }
    }
}
