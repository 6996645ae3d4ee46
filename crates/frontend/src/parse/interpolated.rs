//! The values of f-strings and t-strings, as CPython's tree has them.
//!
//! Implicitly concatenated parts become one list, neighbouring literal pieces are merged, empty ones dropped, and the
//! text of `{x=}` joins the literal before it.

use super::Parsed;
use super::literal::decode_string;
use ruff_python_ast::{
    ConversionFlag, ExprFString, ExprTString, FStringPart, InterpolatedElement, InterpolatedStringElement,
    InterpolatedStringElements, InterpolatedStringFormatSpec,
};
use ruff_text_size::{Ranged, TextRange, TextSize};

/// One value of an interpolated string.
#[derive(Clone, Debug)]
pub enum Piece<'a> {
    /// Literal text.
    Literal {
        /// The text, in generalized UTF-8.
        value: Vec<u8>,
        /// From the first piece's start to the last one's end.
        range: TextRange,
        /// The first part it comes from has a `u` prefix.
        kind_u: bool,
    },
    /// `{expression!conversion:format}`
    Field(Field<'a>),
}

/// A replacement field.
#[derive(Clone, Debug)]
pub struct Field<'a> {
    /// The node.
    pub element: &'a InterpolatedElement,
    /// `b's'`, `b'r'`, `b'a'`, or none. `{x=}` alone implies `b'r'`.
    pub conversion: Option<u8>,
    /// The values of the format specification.
    pub format: Option<Vec<Piece<'a>>>,
    /// The format specification's range, from its colon on.
    pub format_range: TextRange,
    /// The braces and what is between them.
    pub range: TextRange,
}

impl Parsed {
    /// The values of an f-string.
    pub fn fstring_pieces<'a>(&'a self, string: &'a ExprFString) -> Vec<Piece<'a>> {
        let mut pieces = Pieces::default();
        for part in string.value.as_slice() {
            match part {
                FStringPart::Literal(literal) => {
                    let unicode = literal.flags.prefix().is_unicode();
                    pieces.literal(&self.string_part(literal), literal.range, unicode);
                }
                FStringPart::FString(part) => {
                    self.elements(&part.elements, part.flags.prefix().is_raw(), &mut pieces);
                }
            }
        }
        pieces.finish()
    }

    /// The values of a t-string. CPython keeps literal text and fields in one list here, too.
    pub fn tstring_pieces<'a>(&'a self, string: &'a ExprTString) -> Vec<Piece<'a>> {
        let mut pieces = Pieces::default();
        for part in string.value.iter() {
            self.elements(&part.elements, part.flags.prefix().is_raw(), &mut pieces);
        }
        pieces.finish()
    }

    /// The source text of a t-string field's expression: `Interpolation.expression`.
    pub fn interpolation_text(&self, field: &InterpolatedElement) -> String {
        if let Some(text) = self.made_string(field.range) {
            return String::from_utf8_lossy(&text).into_owned();
        }
        let start = field.range.start() + TextSize::new(1);
        let text = self.text(TextRange::new(start, self.expression_end(field)));
        without_comments(text)
    }

    fn elements<'a>(&'a self, elements: &'a InterpolatedStringElements, raw: bool, pieces: &mut Pieces<'a>) {
        for element in elements {
            match element {
                InterpolatedStringElement::Literal(literal) => {
                    let value = if self.has_text() {
                        literal_text(self.text(literal.range), raw)
                    } else {
                        self.made_string(literal.range)
                            .map_or_else(|| literal.value.as_bytes().to_vec(), std::borrow::Cow::into_owned)
                    };
                    pieces.literal(&value, literal.range, false);
                }
                InterpolatedStringElement::Interpolation(field) => self.field(field, raw, pieces),
            }
        }
    }

    fn field<'a>(&'a self, element: &'a InterpolatedElement, raw: bool, pieces: &mut Pieces<'a>) {
        let mut conversion = element.conversion.to_byte();
        if element.debug_text.is_some() {
            let start = element.range.start() + TextSize::new(1);
            let end = self.debug_end(element);
            let text = without_comments(self.text(TextRange::new(start, end)));
            pieces.literal(text.as_bytes(), TextRange::new(start, end), false);
            if element.conversion == ConversionFlag::None && element.format_spec.is_none() {
                conversion = Some(b'r');
            }
        }
        let format = element.format_spec.as_deref().map(|format| self.format(format, raw));
        let format_range = element.format_spec.as_deref().map_or(element.range, |format| {
            TextRange::new(format.range.start() - TextSize::new(u32::from(self.has_text())), format.range.end())
        });
        pieces.field(Field { element, conversion, format, format_range, range: element.range });
    }

    /// The values of a format specification.
    fn format<'a>(&'a self, format: &'a InterpolatedStringFormatSpec, raw: bool) -> Vec<Piece<'a>> {
        let mut pieces = Pieces::default();
        self.elements(&format.elements, raw, &mut pieces);
        pieces.finish()
    }

    /// Where the text shown by `{x=}` ends: at the conversion, the format or the closing brace.
    fn debug_end(&self, element: &InterpolatedElement) -> TextSize {
        let length = element.debug_text.as_ref().map_or(0, |debug| debug.as_str().len());
        element.range.start() + TextSize::new(1 + length as u32)
    }

    /// Where the source of the expression ends, with closing parentheses and without `=`, conversion or format.
    fn expression_end(&self, element: &InterpolatedElement) -> TextSize {
        if element.debug_text.is_some() {
            let start = element.range.start() + TextSize::new(1);
            let text = self.text(TextRange::new(start, self.debug_end(element)));
            let equals = text.rfind('=').unwrap_or(text.len());
            return start + TextSize::new(equals as u32);
        }
        let bytes = self.source().as_bytes();
        let mut at = element.expression.range().end().to_usize();
        while at < element.range.end().to_usize() {
            match bytes[at] {
                b'#' => at += memchr::memchr(b'\n', &bytes[at..]).unwrap_or(bytes.len() - at),
                b'!' | b':' | b'}' => break,
                _ => at += 1,
            }
        }
        TextSize::new(at as u32)
    }
}

/// Literal text of an interpolated string: doubled braces and escapes resolved.
fn literal_text(source: &str, raw: bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(source.len());
    for piece in brace_pieces(source, raw) {
        match decode_string(piece) {
            Ok(decoded) if !raw => out.extend_from_slice(&decoded.value),
            _ => out.extend_from_slice(piece.as_bytes()),
        }
    }
    out
}

/// Splits literal text behind the first brace of each doubled one, dropping the second. Each piece decodes on its own.
/// The braces of `\N{...}` are not doubled ones.
pub(super) fn brace_pieces(source: &str, raw: bool) -> Vec<&str> {
    let bytes = source.as_bytes();
    let mut pieces = Vec::new();
    let (mut start, mut at) = (0, 0);
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if !raw && bytes[at..].starts_with(b"\\N{") => {
                at += memchr::memchr(b'}', &bytes[at..]).map_or(bytes.len() - at, |length| length + 1);
            }
            b'\\' if !raw && matches!(bytes.get(at + 1), Some(b'{' | b'}')) => at += 1,
            b'\\' if !raw => at += 2,
            byte @ (b'{' | b'}') if bytes.get(at + 1) == Some(&byte) => {
                pieces.push(&source[start..=at]);
                at += 2;
                start = at;
            }
            _ => at += 1,
        }
    }
    if start < source.len() {
        pieces.push(&source[start..]);
    }
    pieces
}

/// Removes comments from the text of an expression, keeping the line ends. Strings in it may contain `#`.
fn without_comments(text: &str) -> String {
    if !text.contains('#') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut quote: Option<char> = None;
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match (quote, character) {
            (Some(_), '\\') => {
                out.push('\\');
                out.extend(characters.next());
                continue;
            }
            (Some(open), _) if character == open => quote = None,
            (None, '\'' | '"') => quote = Some(character),
            (None, '#') => {
                if characters.by_ref().any(|skipped| skipped == '\n') {
                    out.push('\n');
                }
                continue;
            }
            _ => {}
        }
        out.push(character);
    }
    out
}

#[derive(Default)]
struct Pieces<'a> {
    list: Vec<Piece<'a>>,
}

impl<'a> Pieces<'a> {
    fn literal(&mut self, text: &[u8], at: TextRange, unicode: bool) {
        if let Some(Piece::Literal { value, range, .. }) = self.list.last_mut() {
            value.extend_from_slice(text);
            *range = range.cover(at);
        } else {
            self.list.push(Piece::Literal { value: text.to_vec(), range: at, kind_u: unicode });
        }
    }

    fn field(&mut self, field: Field<'a>) {
        self.list.push(Piece::Field(field));
    }

    fn finish(mut self) -> Vec<Piece<'a>> {
        self.list.retain(|piece| !matches!(piece, Piece::Literal { value, .. } if value.is_empty()));
        self.list
    }
}
