//! The replacement fields of `str.format`: literal text and `{name!conversion:spec}`, parsed lazily, so that an error is
//! found only after the fields before it are done, as in CPython.

use super::error::{FormatError, visible};
use crate::wtf8::{char_at, chars};

/// A stretch of literal text and the field after it, if any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece<'a> {
    /// Literal text, braces unescaped.
    pub literal: &'a [u8],
    /// The field after it.
    pub field: Option<ReplacementField<'a>>,
}

/// `{name!conversion:spec}`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplacementField<'a> {
    /// Before `!` or `:`; see [`split_field_name`].
    pub name: &'a [u8],
    /// The character after `!`.
    pub conversion: Option<u32>,
    /// The text after `:`.
    pub spec: &'a [u8],
    /// Whether the specification has fields itself.
    pub spec_has_fields: bool,
}

/// What `!r`, `!s` and `!a` call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conversion {
    /// `str()`
    Str,
    /// `repr()`
    Repr,
    /// `ascii()`
    Ascii,
}

impl Conversion {
    /// Reads the character after `!`.
    pub fn from_char(c: u32) -> Result<Self, FormatError> {
        match u8::try_from(c) {
            Ok(b's') => Ok(Self::Str),
            Ok(b'r') => Ok(Self::Repr),
            Ok(b'a') => Ok(Self::Ascii),
            _ => Err(FormatError::ValueOf(format!("Unknown conversion specifier {}", visible(c)).into_bytes())),
        }
    }
}

impl FormatError {
    /// A field inside a field's specification has itself a field in its specification.
    pub const TOO_DEEP: Self = Self::Value("Max string recursion exceeded");
}

/// Iterates over a format text. After an error it ends.
#[derive(Debug, Clone)]
pub struct Pieces<'a> {
    text: &'a [u8],
    at: usize,
}

impl<'a> Pieces<'a> {
    /// Starts at the beginning of `text`.
    pub fn new(text: &'a [u8]) -> Self {
        Self { text, at: 0 }
    }

    fn byte(&mut self) -> Option<u8> {
        let b = *self.text.get(self.at)?;
        self.at += 1;
        Some(b)
    }

    fn piece(&mut self) -> Result<Piece<'a>, FormatError> {
        let text = self.text;
        let start = self.at;
        let Some(offset) = memchr::memchr2(b'{', b'}', &text[start..]) else {
            self.at = text.len();
            return Ok(Piece { literal: &text[start..], field: None });
        };
        let brace = start + offset;
        self.at = brace + 1;
        if text.get(self.at) == Some(&text[brace]) {
            self.at += 1;
            return Ok(Piece { literal: &text[start..=brace], field: None });
        }
        if text[brace] == b'}' {
            return Err(FormatError::Value("Single '}' encountered in format string"));
        }
        if self.at == text.len() {
            return Err(FormatError::Value("Single '{' encountered in format string"));
        }
        Ok(Piece { literal: &text[start..brace], field: Some(self.field()?) })
    }

    fn field(&mut self) -> Result<ReplacementField<'a>, FormatError> {
        let start = self.at;
        let end = loop {
            match self.byte() {
                None => return Err(FormatError::Value("expected '}' before end of string")),
                Some(b'{') => return Err(FormatError::Value("unexpected '{' in field name")),
                Some(b'[') => {
                    let close = memchr::memchr(b']', &self.text[self.at..]);
                    self.at = close.map_or(self.text.len(), |offset| self.at + offset);
                }
                Some(b'}' | b':' | b'!') => break self.at - 1,
                Some(_) => {}
            }
        };
        let mut field =
            ReplacementField { name: &self.text[start..end], conversion: None, spec: &[], spec_has_fields: false };
        if self.text[end] == b'!' {
            if self.at >= self.text.len() {
                return Err(FormatError::Value("end of string while looking for conversion specifier"));
            }
            let (conversion, len) = char_at(self.text, self.at);
            self.at += len;
            field.conversion = Some(conversion);
            match self.byte() {
                Some(b'}') => return Ok(field),
                Some(b':') | None => {}
                Some(_) => return Err(FormatError::Value("expected ':' after conversion specifier")),
            }
        }
        if self.text[end] != b'}' {
            self.spec(&mut field)?;
        }
        Ok(field)
    }

    fn spec(&mut self, field: &mut ReplacementField<'a>) -> Result<(), FormatError> {
        let start = self.at;
        let mut depth = 1;
        while let Some(offset) = memchr::memchr2(b'{', b'}', &self.text[self.at..]) {
            self.at += offset + 1;
            if self.text[self.at - 1] == b'{' {
                field.spec_has_fields = true;
                depth += 1;
            } else {
                depth -= 1;
            }
            if depth == 0 {
                field.spec = &self.text[start..self.at - 1];
                return Ok(());
            }
        }
        Err(FormatError::Value("unmatched '{' in format spec"))
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Result<Piece<'a>, FormatError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.at >= self.text.len() {
            return None;
        }
        let piece = self.piece();
        if piece.is_err() {
            self.at = self.text.len();
        }
        Some(piece)
    }
}

/// A key: a number or text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldName<'a> {
    /// Nothing: the next positional argument.
    Empty,
    /// A positional argument or an index.
    Index(usize),
    /// A keyword argument or a key.
    Name(&'a [u8]),
}

impl<'a> FieldName<'a> {
    fn parse(text: &'a [u8]) -> Result<Self, FormatError> {
        let mut value = 0_i64;
        if text.is_empty() {
            return Ok(Self::Empty);
        }
        for c in chars(text) {
            let Some(digit) = crate::unicode::decimal(c) else {
                return Ok(Self::Name(text));
            };
            let next = value.checked_mul(10).and_then(|v| v.checked_add(i64::from(digit)));
            value = next.ok_or(FormatError::Value("Too many decimal digits in format string"))?;
        }
        Ok(Self::Index(value as usize))
    }
}

/// One step from a value to another: `.name` or `[key]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldPart<'a> {
    /// `.name`
    Attribute(&'a [u8]),
    /// `[key]`; never [`FieldName::Empty`].
    Item(FieldName<'a>),
}

/// Splits `first.attribute[key]`: the argument, and the steps from it.
pub fn split_field_name(name: &[u8]) -> Result<(FieldName<'_>, FieldRest<'_>), FormatError> {
    let end = memchr::memchr2(b'.', b'[', name).unwrap_or(name.len());
    Ok((FieldName::parse(&name[..end])?, FieldRest { rest: &name[end..] }))
}

/// Iterates over the steps after the argument. After an error it ends.
#[derive(Debug, Clone)]
pub struct FieldRest<'a> {
    rest: &'a [u8],
}

impl<'a> FieldRest<'a> {
    fn part(&mut self) -> Result<FieldPart<'a>, FormatError> {
        const EMPTY: FormatError = FormatError::Value("Empty attribute in format string");
        let body = &self.rest[1..];
        match self.rest[0] {
            b'.' => {
                let end = memchr::memchr2(b'.', b'[', body).unwrap_or(body.len());
                self.rest = &body[end..];
                if end == 0 { Err(EMPTY) } else { Ok(FieldPart::Attribute(&body[..end])) }
            }
            b'[' => {
                let end = memchr::memchr(b']', body).ok_or(FormatError::Value("Missing ']' in format string"))?;
                self.rest = &body[end + 1..];
                match FieldName::parse(&body[..end])? {
                    FieldName::Empty => Err(EMPTY),
                    key => Ok(FieldPart::Item(key)),
                }
            }
            _ => Err(FormatError::Value("Only '.' or '[' may follow ']' in format field specifier")),
        }
    }
}

impl<'a> Iterator for FieldRest<'a> {
    type Item = Result<FieldPart<'a>, FormatError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let part = self.part();
        if part.is_err() {
            self.rest = &[];
        }
        Some(part)
    }
}

/// Numbers the fields without a name, and refuses to mix them with numbered ones. One serves a text and the
/// specifications inside it.
#[derive(Debug, Clone, Default)]
pub struct AutoNumber {
    next: usize,
    manual: Option<bool>,
}

impl AutoNumber {
    /// Replaces [`FieldName::Empty`] by the next index.
    pub fn resolve<'a>(&mut self, name: FieldName<'a>) -> Result<FieldName<'a>, FormatError> {
        let manual = match name {
            FieldName::Name(_) => return Ok(name),
            FieldName::Index(_) => true,
            FieldName::Empty => false,
        };
        if *self.manual.get_or_insert(manual) != manual {
            return Err(FormatError::Value(if manual {
                "cannot switch from automatic field numbering to manual field specification"
            } else {
                "cannot switch from manual field specification to automatic field numbering"
            }));
        }
        if manual {
            return Ok(name);
        }
        self.next += 1;
        Ok(FieldName::Index(self.next - 1))
    }
}

#[cfg(test)]
mod tests {
    use super::{AutoNumber, FieldName};

    #[test]
    fn automatic_numbers_count_up_and_do_not_mix() {
        let mut auto = AutoNumber::default();
        assert_eq!(auto.resolve(FieldName::Empty), Ok(FieldName::Index(0)));
        assert_eq!(auto.resolve(FieldName::Name(b"a")), Ok(FieldName::Name(b"a")));
        assert_eq!(auto.resolve(FieldName::Empty), Ok(FieldName::Index(1)));
        let message = auto.resolve(FieldName::Index(0)).unwrap_err().message();
        assert!(message.starts_with(b"cannot switch from automatic"));
        let mut manual = AutoNumber::default();
        assert!(manual.resolve(FieldName::Index(3)).is_ok());
        assert!(manual.resolve(FieldName::Empty).unwrap_err().message().starts_with(b"cannot switch from manual"));
    }
}
