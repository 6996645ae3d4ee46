//! The format specification mini-language:
//! `[[fill]align][sign][z][#][0][width][grouping][.[precision][grouping]][type]`.

use super::error::{FormatError, visible};
use crate::wtf8::chars;

/// Where the padding goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// `<`
    Left,
    /// `>`
    Right,
    /// `^`
    Center,
    /// `=`: between sign and digits.
    AfterSign,
}

/// What stands before numbers that are not negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// Nothing was said, or `-`.
    Minus,
    /// `+`
    Plus,
    /// A space.
    Space,
}

/// The separator of digit groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grouping {
    /// No groups.
    None,
    /// `,`
    Comma,
    /// `_`
    Underscore,
}

impl Grouping {
    pub(super) fn text(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Comma => ",",
            Self::Underscore => "_",
        }
    }
}

/// What kind of value is formatted, which decides defaults.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// `str`
    Str,
    /// `int`
    Int,
    /// `float`
    Float,
    /// `complex`
    Complex,
}

/// A parsed specification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spec {
    /// The padding character.
    pub fill: u32,
    /// Where it goes.
    pub align: Align,
    /// Sign rule.
    pub sign: Sign,
    /// Whether a sign was given at all (`-` counts), which text refuses.
    pub has_sign: bool,
    /// `z`
    pub no_negative_zero: bool,
    /// `#`
    pub alternate: bool,
    /// Least width in characters.
    pub width: usize,
    /// Groups of the integer part.
    pub grouping: Grouping,
    /// Digits or characters at most.
    pub precision: Option<usize>,
    /// Groups of the fraction.
    pub fraction_grouping: Grouping,
    /// The presentation type; 0 where none is given to floats and complex numbers.
    pub kind: u32,
}

const fn code(c: char) -> u32 {
    c as u32
}

fn align_of(c: u32) -> Option<Align> {
    Some(match char::from_u32(c)? {
        '<' => Align::Left,
        '>' => Align::Right,
        '^' => Align::Center,
        '=' => Align::AfterSign,
        _ => return None,
    })
}

/// The characters of a specification, read from the front.
struct Reader<'a> {
    rest: crate::wtf8::Chars<'a>,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u32> {
        self.rest.clone().next()
    }

    fn eat(&mut self, c: char) -> bool {
        let found = self.peek() == Some(code(c));
        if found {
            self.rest.next();
        }
        found
    }

    /// A decimal number; `None` if there is none.
    fn number(&mut self) -> Result<Option<usize>, FormatError> {
        let mut value: Option<i64> = None;
        while let Some(digit) = self.peek().and_then(crate::unicode::decimal) {
            self.rest.next();
            let next = value.unwrap_or(0).checked_mul(10).and_then(|v| v.checked_add(i64::from(digit)));
            value = Some(next.ok_or(FormatError::Value("Too many decimal digits in format string"))?);
        }
        Ok(value.map(|v| v as usize))
    }

    /// At most one separator; two different ones are an error.
    fn grouping(&mut self) -> Result<Grouping, FormatError> {
        const BOTH: FormatError = FormatError::Value("Cannot specify both ',' and '_'.");
        let comma = self.eat(',');
        if self.eat('_') {
            return if comma || self.peek() == Some(code(',')) { Err(BOTH) } else { Ok(Grouping::Underscore) };
        }
        Ok(if comma { Grouping::Comma } else { Grouping::None })
    }
}

impl Spec {
    /// Parses a specification for a value of kind `target`, whose type is called `type_name` in messages.
    pub fn parse(text: &[u8], target: Target, type_name: &str) -> Result<Self, FormatError> {
        let mut spec = Self::default_for(target);
        let mut reader = Reader { rest: chars(text) };
        let (has_fill, has_align) = spec.parse_fill_and_align(&mut reader);
        spec.parse_flags(&mut reader);
        if !has_fill && reader.eat('0') {
            spec.fill = code('0');
            if !has_align && target != Target::Str {
                spec.align = Align::AfterSign;
            }
        }
        spec.width = reader.number()?.unwrap_or(0);
        spec.grouping = reader.grouping()?;
        if reader.eat('.') {
            spec.precision = reader.number()?;
            spec.fraction_grouping = reader.grouping()?;
            if spec.precision.is_none() && spec.fraction_grouping == Grouping::None {
                return Err(FormatError::Value("Format specifier missing precision"));
            }
        }
        if let Some(kind) = reader.rest.next() {
            spec.kind = kind;
        }
        if reader.rest.next().is_some() {
            let parts = [b"Invalid format specifier '", text, b"' for object of type '", type_name.as_bytes(), b"'"];
            return Err(FormatError::ValueOf(parts.concat()));
        }
        spec.check_grouping()?;
        Ok(spec)
    }

    /// What the empty specification means.
    pub fn default_for(target: Target) -> Self {
        Self {
            fill: code(' '),
            align: if target == Target::Str { Align::Left } else { Align::Right },
            sign: Sign::Minus,
            has_sign: false,
            no_negative_zero: false,
            alternate: false,
            width: 0,
            grouping: Grouping::None,
            precision: None,
            fraction_grouping: Grouping::None,
            kind: match target {
                Target::Str => code('s'),
                Target::Int => code('d'),
                Target::Float | Target::Complex => 0,
            },
        }
    }

    /// Whether a fill character and an alignment were given.
    fn parse_fill_and_align(&mut self, reader: &mut Reader) -> (bool, bool) {
        let mut ahead = reader.rest.clone();
        let Some(first) = ahead.next() else {
            return (false, false);
        };
        if let Some(align) = ahead.next().and_then(align_of) {
            (self.fill, self.align) = (first, align);
            reader.rest = ahead;
            (true, true)
        } else if let Some(align) = align_of(first) {
            self.align = align;
            reader.rest.next();
            (false, true)
        } else {
            (false, false)
        }
    }

    fn parse_flags(&mut self, reader: &mut Reader) {
        for (c, sign) in [('+', Sign::Plus), ('-', Sign::Minus), (' ', Sign::Space)] {
            if reader.eat(c) {
                (self.sign, self.has_sign) = (sign, true);
                break;
            }
        }
        self.no_negative_zero = reader.eat('z');
        self.alternate = reader.eat('#');
    }

    fn check_grouping(&self) -> Result<(), FormatError> {
        let allowed = match u8::try_from(self.kind) {
            Ok(b'd' | b'e' | b'f' | b'g' | b'E' | b'G' | b'%' | b'F' | 0) => true,
            Ok(b'b' | b'o' | b'x' | b'X') => self.grouping == Grouping::Underscore,
            _ => false,
        };
        let refused = if self.grouping != Grouping::None && !allowed {
            self.grouping
        } else if self.fraction_grouping != Grouping::None && self.kind == code('n') {
            self.fraction_grouping
        } else {
            return Ok(());
        };
        let message = format!("Cannot specify '{}' with '{}'.", refused.text(), visible(self.kind));
        Err(FormatError::ValueOf(message.into_bytes()))
    }
}
