//! printf-style formatting of `str % args` and `bytes % args`: the parser, and the conversions of plain values.
//!
//! The caller walks the [`Items`], takes an argument for each [`Directive`] (and for each `*` before it) and formats it
//! with the functions here.

use super::error::FormatError;
use super::layout::{check_precision, push_fill, reserve};
use crate::float::{self, Code};
use crate::int;
use num_bigint::BigInt;

/// `TypeError`: an argument is missing.
pub const NOT_ENOUGH_ARGUMENTS: &str = "not enough arguments for format string";
/// `TypeError`: arguments are left over.
pub const NOT_ALL_CONVERTED: &str = "not all arguments converted during string formatting";
/// `TypeError`: a key was given, and the argument is no mapping.
pub const REQUIRES_MAPPING: &str = "format requires a mapping";
/// `TypeError`: the argument of `*` is no int.
pub const STAR_WANTS_INT: &str = "* wants int";

/// A number in the directive, or `*` for the next argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// Given in the text.
    Number(usize),
    /// The next argument.
    Star,
}

/// The characters `-+ #0`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Flags {
    /// `-`
    pub left: bool,
    /// `+`
    pub plus: bool,
    /// A space.
    pub space: bool,
    /// `#`
    pub alternate: bool,
    /// `0`
    pub zero: bool,
}

/// `%(key)flags width .precision kind`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directive<'a> {
    /// The text in parentheses.
    pub key: Option<&'a [u8]>,
    /// The flags.
    pub flags: Flags,
    /// Least width.
    pub width: Option<Count>,
    /// Digits or characters at most.
    pub precision: Option<Count>,
    /// The conversion character, not yet checked.
    pub kind: u32,
    /// Its byte offset, for [`Items::unsupported`].
    pub at: usize,
    /// Whether a number stood directly before it, which decides how CPython complains about bytes past 127.
    after_number: bool,
}

/// A part of a format text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item<'a> {
    /// Copied as it is.
    Literal(&'a [u8]),
    /// Formats an argument.
    Directive(Directive<'a>),
    /// An error, which CPython finds after it has looked at some arguments.
    Broken {
        /// A parenthesis was opened: first of all, the argument must be a mapping.
        mapping: bool,
        /// This key is looked up next.
        key: Option<&'a [u8]>,
        /// So many arguments of `*` are taken next.
        stars: usize,
        /// Then this is raised.
        error: FormatError,
    },
}

/// Iterates over a format text. After an [`Item::Broken`] it ends.
#[derive(Debug, Clone)]
pub struct Items<'a> {
    text: &'a [u8],
    at: usize,
    is_bytes: bool,
}

impl<'a> Items<'a> {
    /// The items of a WTF-8 text.
    pub fn of_str(text: &'a [u8]) -> Self {
        Self { text, at: 0, is_bytes: false }
    }

    /// The items of bytes.
    pub fn of_bytes(text: &'a [u8]) -> Self {
        Self { text, at: 0, is_bytes: true }
    }

    /// The error for a directive whose kind the caller does not know.
    pub fn unsupported(&self, directive: &Directive) -> FormatError {
        if self.is_bytes && directive.kind >= 0x80 && !directive.after_number {
            return FormatError::Overflow("character argument not in range(0x110000)");
        }
        let before = &self.text[..directive.at];
        let index =
            if self.is_bytes { before.len() } else { before.iter().filter(|b| **b & 0xC0 != 0x80).count() };
        let shown = match directive.kind {
            c @ 0x20..0x80 => c as u8 as char,
            c if self.is_bytes => c as u8 as char,
            _ => '?',
        };
        let message =
            format!("unsupported format character '{shown}' (0x{:x}) at index {index}", directive.kind);
        FormatError::ValueOf(message.into_bytes())
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn directive(&mut self) -> Item<'a> {
        let mut directive = Directive {
            key: None,
            flags: Flags::default(),
            width: None,
            precision: None,
            kind: 0,
            at: 0,
            after_number: false,
        };
        let mut mapping = false;
        match self.parse_into(&mut directive, &mut mapping) {
            Ok(()) => Item::Directive(directive),
            Err(error) => {
                let star = |count: Option<Count>| usize::from(count == Some(Count::Star));
                let stars = star(directive.width) + star(directive.precision);
                self.at = self.text.len();
                Item::Broken { mapping, key: directive.key, stars, error }
            }
        }
    }

    fn parse_into(&mut self, directive: &mut Directive<'a>, mapping: &mut bool) -> Result<(), FormatError> {
        if self.peek() == Some(b'(') {
            *mapping = true;
            directive.key = Some(self.key()?);
        }
        while let Some(b) = self.peek() {
            let flags = &mut directive.flags;
            match b {
                b'-' => flags.left = true,
                b'+' => flags.plus = true,
                b' ' => flags.space = true,
                b'#' => flags.alternate = true,
                b'0' => flags.zero = true,
                _ => break,
            }
            self.at += 1;
        }
        let before_width = self.at;
        directive.width = self.count(i64::MAX as usize, "width too big")?;
        if self.peek() == Some(b'.') {
            self.at += 1;
            let count = self.count(i32::MAX as usize, if self.is_bytes { "prec too big" } else { "precision too big" })?;
            directive.precision = Some(count.unwrap_or(Count::Number(0)));
        }
        directive.after_number = self.at > before_width && self.text[self.at - 1].is_ascii_digit();
        if let Some(b'h' | b'l' | b'L') = self.peek() {
            directive.after_number = false;
            self.at += 1;
        }
        if self.at >= self.text.len() {
            return Err(FormatError::Value("incomplete format"));
        }
        let (kind, len) = if self.is_bytes {
            (u32::from(self.text[self.at]), 1)
        } else {
            crate::wtf8::char_at(self.text, self.at)
        };
        (directive.kind, directive.at) = (kind, self.at);
        self.at += len;
        Ok(())
    }

    /// The text between parentheses, which may nest.
    fn key(&mut self) -> Result<&'a [u8], FormatError> {
        let start = self.at + 1;
        let mut depth = 0;
        while let Some(b) = self.peek() {
            self.at += 1;
            match b {
                b'(' => depth += 1,
                b')' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return Ok(&self.text[start..self.at - 1]);
            }
        }
        Err(FormatError::Value("incomplete format key"))
    }

    fn count(&mut self, limit: usize, too_big: &'static str) -> Result<Option<Count>, FormatError> {
        if self.peek() == Some(b'*') {
            self.at += 1;
            return Ok(Some(Count::Star));
        }
        let mut value = None;
        while let Some(b @ b'0'..=b'9') = self.peek() {
            self.at += 1;
            let next = value.unwrap_or(0_usize).checked_mul(10).and_then(|v| v.checked_add(usize::from(b - b'0')));
            value = Some(next.filter(|v| *v <= limit).ok_or(FormatError::Value(too_big))?);
        }
        Ok(value.map(Count::Number))
    }
}

impl<'a> Iterator for Items<'a> {
    type Item = Item<'a>;

    fn next(&mut self) -> Option<Item<'a>> {
        let start = self.at;
        if start >= self.text.len() {
            return None;
        }
        if self.text[start] != b'%' {
            self.at = memchr::memchr(b'%', &self.text[start..]).map_or(self.text.len(), |offset| start + offset);
            return Some(Item::Literal(&self.text[start..self.at]));
        }
        self.at += 1;
        if self.peek() == Some(b'%') {
            self.at += 1;
            return Some(Item::Literal(b"%"));
        }
        Some(self.directive())
    }
}

/// Flags, width and precision of a directive, with the values of `*` filled in.
#[derive(Debug, Clone, Copy, Default)]
pub struct Shape {
    /// The flags.
    pub flags: Flags,
    /// Least width.
    pub width: usize,
    /// Digits or characters at most.
    pub precision: Option<usize>,
}

impl Shape {
    /// Of a directive; the arguments taken for `*` are given in order of the text.
    pub fn new(directive: &Directive, stars: &[i64]) -> Self {
        let mut flags = directive.flags;
        let mut stars = stars.iter();
        let mut resolve = |count: Option<Count>| match count {
            None => None,
            Some(Count::Number(n)) => Some(n as i64),
            Some(Count::Star) => Some(stars.next().copied().unwrap_or(0)),
        };
        let width = resolve(directive.width).unwrap_or(0);
        let precision = resolve(directive.precision);
        if width < 0 {
            flags.left = true;
        }
        Self { flags, width: width.unsigned_abs() as usize, precision: precision.map(|p| p.max(0) as usize) }
    }

    /// Appends a signed number whose digits are `body`.
    fn push(&self, out: &mut Vec<u8>, negative: bool, prefix: &str, body: &str) -> Result<(), FormatError> {
        let sign = match (negative, self.flags.plus, self.flags.space) {
            (true, ..) => "-",
            (false, true, _) => "+",
            (false, false, true) => " ",
            (false, false, false) => "",
        };
        let padding = self.width.saturating_sub(sign.len() + prefix.len() + body.len());
        reserve(out, padding.saturating_add(body.len() + 3))?;
        if !self.flags.left && !self.flags.zero {
            push_fill(out, u32::from(b' '), padding)?;
        }
        out.extend_from_slice(sign.as_bytes());
        out.extend_from_slice(prefix.as_bytes());
        if !self.flags.left && self.flags.zero {
            push_fill(out, u32::from(b'0'), padding)?;
        }
        out.extend_from_slice(body.as_bytes());
        if self.flags.left {
            push_fill(out, u32::from(b' '), padding)?;
        }
        Ok(())
    }
}

/// `%d %i %u %o %x %X` of an integer's digits in base 10, 8 or 16 (`-` in front where negative).
fn push_digits(out: &mut Vec<u8>, text: &str, kind: u8, shape: &Shape) -> Result<(), FormatError> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text),
    };
    let mut body = String::new();
    if let Some(precision) = shape.precision {
        if precision > i32::MAX as usize - 3 {
            return Err(FormatError::Overflow("precision too large"));
        }
        let zeros = precision.saturating_sub(digits.len());
        body.try_reserve(zeros + digits.len()).map_err(|_| FormatError::Memory)?;
        body.extend(std::iter::repeat_n('0', zeros));
    }
    body.push_str(digits);
    let prefix = match kind {
        b'o' if shape.flags.alternate => "0o",
        b'x' if shape.flags.alternate => "0x",
        b'X' if shape.flags.alternate => "0X",
        _ => "",
    };
    if kind == b'X' {
        body.make_ascii_uppercase();
    }
    shape.push(out, negative, prefix, &body)
}

fn radix_of(kind: u8) -> u32 {
    match kind {
        b'o' => 8,
        b'x' | b'X' => 16,
        _ => 10,
    }
}

/// Appends an `i64` as `%d`, `%i`, `%u`, `%o`, `%x` or `%X`.
pub fn push_int(out: &mut Vec<u8>, n: i64, kind: u8, shape: &Shape) -> Result<(), FormatError> {
    push_digits(out, &int::to_base_i64(n, radix_of(kind)), kind, shape)
}

/// Appends a big integer; `max_digits` is the limit of `sys.set_int_max_str_digits` (0: none).
pub fn push_big_int(
    out: &mut Vec<u8>,
    n: &BigInt,
    kind: u8,
    shape: &Shape,
    max_digits: usize,
) -> Result<(), FormatError> {
    let text = match radix_of(kind) {
        10 => int::to_decimal(n, max_digits).map_err(FormatError::TooManyDigits)?,
        radix => int::to_base(n, radix),
    };
    push_digits(out, &text, kind, shape)
}

/// Appends a float as `%e`, `%f` or `%g` (or upper case).
pub fn push_float(out: &mut Vec<u8>, x: f64, kind: u8, shape: &Shape) -> Result<(), FormatError> {
    let code = match kind.to_ascii_lowercase() {
        b'e' => Code::Exponent,
        b'f' => Code::Fixed,
        _ => Code::General,
    };
    let flags =
        float::Flags { alternate: shape.flags.alternate, upper: kind.is_ascii_uppercase(), ..Default::default() };
    let precision = shape.precision.unwrap_or(6);
    check_precision(precision)?;
    let text = float::format_double(x, code, precision, flags);
    match text.strip_prefix('-') {
        Some(digits) => shape.push(out, true, "", digits),
        None => shape.push(out, false, "", &text),
    }
}

/// Appends WTF-8 text as `%s`, `%r` and `%a`, or one character as `%c` (whose precision the caller drops).
pub fn push_str(out: &mut Vec<u8>, text: &[u8], shape: &Shape) -> Result<(), FormatError> {
    let (shown, len) = crate::wtf8::prefix(text, shape.precision.unwrap_or(usize::MAX));
    push_padded(out, shown, len, shape)
}

/// Appends bytes as `%s`, `%b`, `%r`, `%a` and `%c` of `bytes % args`.
pub fn push_bytes(out: &mut Vec<u8>, bytes: &[u8], shape: &Shape) -> Result<(), FormatError> {
    let shown = &bytes[..bytes.len().min(shape.precision.unwrap_or(usize::MAX))];
    push_padded(out, shown, shown.len(), shape)
}

fn push_padded(out: &mut Vec<u8>, shown: &[u8], len: usize, shape: &Shape) -> Result<(), FormatError> {
    let padding = shape.width.saturating_sub(len);
    reserve(out, padding.saturating_add(shown.len()))?;
    if !shape.flags.left {
        push_fill(out, u32::from(b' '), padding)?;
    }
    out.extend_from_slice(shown);
    if shape.flags.left {
        push_fill(out, u32::from(b' '), padding)?;
    }
    Ok(())
}
