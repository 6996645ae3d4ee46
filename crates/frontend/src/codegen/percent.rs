//! `'...%s...' % (a, b)`: formats whose parts are all simple become f-strings.

use ruff_python_ast::{ExprBinOp, Operator};
use whipsnake_isa::Opcode;
use whipsnake_isa::operands::Conversion;

use super::strings::{Field, Piece};
use super::*;

/// A literal or the conversion of the next operand.
pub(super) enum FormatPart {
    Literal(Vec<u8>),
    Field { conversion: Conversion, spec: Option<String> },
}

impl<'a> Generator<'a> {
    /// The parts of the format, if the expression is one that becomes an f-string.
    pub(super) fn percent_format(&self, binary: &'a ExprBinOp) -> Option<Vec<FormatPart>> {
        let (Operator::Mod, Expr::StringLiteral(format), Expr::Tuple(operands)) =
            (binary.op, &*binary.left, &*binary.right)
        else {
            return None;
        };
        if operands.elts.iter().any(Expr::is_starred_expr) {
            return None;
        }
        parse_format(&self.parsed.string_value(format), operands.elts.len())
    }

    pub(super) fn percent(&mut self, binary: &'a ExprBinOp, format: Vec<FormatPart>) -> Outcome {
        let Expr::Tuple(operands) = &*binary.right else { return Ok(()) };
        let mut operands = operands.elts.iter();
        let mut pieces = Vec::with_capacity(format.len());
        for part in format {
            pieces.push(match part {
                FormatPart::Literal(text) => Piece::Literal(text.into(), NO_LOCATION),
                FormatPart::Field { conversion, spec } => {
                    let Some(operand) = operands.next() else { continue };
                    let spec = spec.map(|spec| (vec![Piece::Literal(spec.into_bytes().into(), NO_LOCATION)], NO_LOCATION));
                    Piece::Field(Field { value: operand, source: None, conversion, spec, location: self.loc(operand) })
                }
            });
        }
        self.joined_string(self.node_loc(binary), &pieces)
    }

    /// Converts and formats the value on the stack.
    pub(super) fn format_value(&mut self, location: Location, conversion: Conversion) {
        if conversion != Conversion::None {
            self.op_arg(location, Opcode::CONVERT_VALUE, conversion as u32);
        }
    }
}

/// Parses a format for `operands` operands; nothing if any part is not simple or the counts differ.
fn parse_format(format: &[u8], operands: usize) -> Option<Vec<FormatPart>> {
    let mut parts = Vec::new();
    let mut fields = 0;
    let mut at = 0;
    loop {
        let (literal, next) = parse_literal(format, at);
        if next > at {
            parts.push(FormatPart::Literal(literal));
        }
        if next >= format.len() {
            break;
        }
        if fields == operands {
            return None;
        }
        fields += 1;
        let (field, next) = parse_field(format, next + 1)?;
        parts.push(field);
        at = next;
    }
    (fields == operands).then_some(parts)
}

/// The text up to the next field, `%%` made `%`.
fn parse_literal(format: &[u8], mut at: usize) -> (Vec<u8>, usize) {
    let mut literal = Vec::new();
    while at < format.len() {
        if format[at] == b'%' {
            if format.get(at + 1) != Some(&b'%') {
                break;
            }
            at += 1;
        }
        literal.push(format[at]);
        at += 1;
    }
    (literal, at)
}

/// Largest number of digits of a width or precision, plus one.
const MAX_DIGITS: usize = 3;

fn parse_field(format: &[u8], mut at: usize) -> Option<(FormatPart, usize)> {
    let mut left = false;
    while let b'-' | b'+' | b' ' | b'#' | b'0' = *format.get(at)? {
        left |= format[at] == b'-';
        at += 1;
    }
    let number = |at: &mut usize| {
        let start = *at;
        while format.get(*at)?.is_ascii_digit() {
            *at += 1;
        }
        if *at - start >= MAX_DIGITS {
            return None;
        }
        std::str::from_utf8(&format[start..*at]).ok()
    };
    let width: Option<u32> = number(&mut at)?.parse().ok();
    let mut precision = None;
    if format[at] == b'.' {
        at += 1;
        precision = Some(number(&mut at)?.parse::<u32>().unwrap_or(0));
    }
    let conversion = match format.get(at)? {
        b's' => Conversion::Str,
        b'r' => Conversion::Repr,
        b'a' => Conversion::Ascii,
        _ => return None,
    };
    let mut spec = String::new();
    if !left && width.is_some_and(|width| width > 0) {
        spec.push('>');
    }
    spec.extend(width.map(|width| width.to_string()));
    spec.extend(precision.map(|precision| format!(".{precision}")));
    let spec = (!spec.is_empty()).then_some(spec);
    Some((FormatPart::Field { conversion, spec }, at + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(format: &str, operands: usize) -> Option<String> {
        let parts = parse_format(format.as_bytes(), operands)?;
        Some(
            parts
                .into_iter()
                .map(|part| match part {
                    FormatPart::Literal(text) => String::from_utf8(text).unwrap(),
                    FormatPart::Field { conversion, spec } => format!("<{}:{}>", conversion.symbol(), spec.unwrap_or_default()),
                })
                .collect(),
        )
    }

    #[test]
    fn simple_formats_become_fields() {
        assert_eq!(show("a%sb%%%r", 2).as_deref(), Some("a<str:>b%<repr:>"));
        assert_eq!(show("%5s|%-5a|%.3s", 3).as_deref(), Some("<str:>5>|<ascii:5>|<str:.3>"));
    }

    #[test]
    fn others_stay() {
        assert_eq!(show("%d", 1), None);
        assert_eq!(show("%s", 2), None);
        assert_eq!(show("%s%s", 1), None);
        assert_eq!(show("%(a)s", 1), None);
        assert_eq!(show("%123s", 1), None);
        assert_eq!(show("100%", 0), None);
    }
}
