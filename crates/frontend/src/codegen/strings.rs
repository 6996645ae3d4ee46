//! f-strings and t-strings.
//!
//! The parser's module gives the parts in CPython's form; here code is written for that form, which `'%s' % (a,)` is
//! brought into as well.

use std::sync::Arc;

use ruff_python_ast::{ExprFString, ExprTString};
use whipsnake_isa::Opcode;
use whipsnake_isa::operands::Conversion;

use super::*;
use crate::flowgraph::STACK_USE_GUIDELINE;
use crate::parse::interpolated;

/// A part of an interpolated string.
pub(super) enum Piece<'a> {
    Literal(Text, Location),
    Field(Field<'a>),
}

/// A replacement field.
pub(super) struct Field<'a> {
    pub value: &'a Expr,
    /// The value's text, for t-strings.
    pub source: Option<Text>,
    pub conversion: Conversion,
    pub spec: Option<(Vec<Piece<'a>>, Location)>,
    pub location: Location,
}

impl<'a> Generator<'a> {
    pub(super) fn f_string(&mut self, string: &'a ExprFString) -> Outcome {
        let pieces = self.pieces(self.parsed.fstring_pieces(string), false);
        self.joined_string(self.node_loc(string), &pieces)
    }

    pub(super) fn t_string(&mut self, string: &'a ExprTString) -> Outcome {
        let pieces = self.pieces(self.parsed.tstring_pieces(string), true);
        self.template(self.node_loc(string), &pieces)
    }

    fn pieces(&self, pieces: Vec<interpolated::Piece<'a>>, template: bool) -> Vec<Piece<'a>> {
        pieces.into_iter().map(|piece| self.piece_of(piece, template)).collect()
    }

    fn piece_of(&self, piece: interpolated::Piece<'a>, template: bool) -> Piece<'a> {
        let locations = self.parsed.locations();
        match piece {
            interpolated::Piece::Literal { value, range, .. } => Piece::Literal(Arc::from(value), locations.locate(range)),
            interpolated::Piece::Field(field) => Piece::Field(Field {
                value: &field.element.expression,
                source: template.then(|| Arc::from(self.parsed.interpolation_text(field.element).as_bytes())),
                conversion: match field.conversion {
                    Some(b's') => Conversion::Str,
                    Some(b'r') => Conversion::Repr,
                    Some(b'a') => Conversion::Ascii,
                    _ => Conversion::None,
                },
                spec: field
                    .format
                    .map(|format| (self.pieces(format, template), locations.locate(field.format_range))),
                location: locations.locate(field.range),
            }),
        }
    }

    /// Pushes the string that the pieces make.
    pub(super) fn joined_string(&mut self, location: Location, pieces: &[Piece<'a>]) -> Outcome {
        if pieces.len() > STACK_USE_GUIDELINE {
            self.load_str(location, "");
            self.load_attribute(location, "join", true);
            self.op_arg(location, Opcode::BUILD_LIST, 0);
            for piece in pieces {
                self.piece(piece)?;
                self.op_arg(location, Opcode::LIST_APPEND, 1);
            }
            self.op_arg(location, Opcode::CALL, 1);
            return Ok(());
        }
        for piece in pieces {
            self.piece(piece)?;
        }
        match pieces.len() {
            0 => self.load_str(location, ""),
            1 => {}
            count => self.op_arg(location, Opcode::BUILD_STRING, count as u32),
        }
        Ok(())
    }

    fn piece(&mut self, piece: &Piece<'a>) -> Outcome {
        match piece {
            Piece::Literal(text, location) => self.load_const(*location, Constant::Str(text.clone())),
            Piece::Field(field) => {
                self.expr(field.value)?;
                self.format_value(field.location, field.conversion);
                match &field.spec {
                    Some(spec) => {
                        self.spec(spec)?;
                        self.op(field.location, Opcode::FORMAT_WITH_SPEC);
                    }
                    None => self.op(field.location, Opcode::FORMAT_SIMPLE),
                }
            }
        }
        Ok(())
    }

    fn spec(&mut self, (pieces, location): &(Vec<Piece<'a>>, Location)) -> Outcome {
        self.joined_string(*location, pieces)
    }

    fn template(&mut self, location: Location, pieces: &[Piece<'a>]) -> Outcome {
        let mut strings = 0;
        let mut after_field = true;
        for piece in pieces {
            match piece {
                Piece::Literal(text, place) => {
                    self.load_const(*place, Constant::Str(text.clone()));
                    strings += 1;
                    after_field = false;
                }
                Piece::Field(_) => {
                    if after_field {
                        self.load_str(location, "");
                        strings += 1;
                    }
                    after_field = true;
                }
            }
        }
        if after_field {
            self.load_str(location, "");
            strings += 1;
        }
        self.op_arg(location, Opcode::BUILD_TUPLE, strings);
        let mut fields = 0;
        for piece in pieces {
            if let Piece::Field(field) = piece {
                self.interpolation(field)?;
                fields += 1;
            }
        }
        self.op_arg(location, Opcode::BUILD_TUPLE, fields);
        self.op(location, Opcode::BUILD_TEMPLATE);
        Ok(())
    }

    fn interpolation(&mut self, field: &Field<'a>) -> Outcome {
        self.expr(field.value)?;
        let source = field.source.clone().unwrap_or_else(|| Arc::from(&b""[..]));
        self.load_const(field.location, Constant::Str(source));
        let mut oparg = 2;
        if let Some(spec) = &field.spec {
            oparg += 1;
            self.spec(spec)?;
        }
        if field.conversion != Conversion::None {
            oparg |= (field.conversion as u32) << 2;
        }
        self.op_arg(field.location, Opcode::BUILD_INTERPOLATION, oparg);
        Ok(())
    }
}
