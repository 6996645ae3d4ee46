//! Literals decoded from the source itself.
//!
//! Strings come out as generalized UTF-8: a lone surrogate (`'\ud800'`) is three bytes, and two surrogates in a row stay
//! two. Integers beyond 64 bits keep their digits. Escapes that Python warns about are kept as they stand and reported.

use super::Parsed;
use num_bigint::BigUint;
use ruff_python_ast::{
    BytesLiteral, ExprBytesLiteral, ExprNumberLiteral, ExprStringLiteral, Number, StringFlags as _, StringLiteral,
};
use ruff_text_size::{TextRange, TextSize};
use std::borrow::Cow;
use whipsnake_text::unicode::{Named, lookup};

/// The value of a number literal.
#[derive(Clone, Debug, PartialEq)]
pub enum NumberValue {
    /// An integer that fits.
    Int(u64),
    /// A longer integer.
    BigInt(BigUint),
    /// A float.
    Float(f64),
    /// The imaginary part of a complex number.
    Imaginary(f64),
}

/// An escape sequence that stands for itself, which Python warns about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OddEscape {
    /// Byte position of the backslash in the literal's content.
    pub at: usize,
    /// `\400` and above.
    pub octal: bool,
}

/// Why an escape sequence is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadEscape {
    /// CPython's whole message.
    pub message: String,
}

/// A decoded literal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded<'a> {
    /// The value's bytes.
    pub value: Cow<'a, [u8]>,
    /// The first escape that Python warns about.
    pub odd: Option<OddEscape>,
}

impl Parsed {
    /// The value of a string expression, all its parts together.
    pub fn string_value<'a>(&'a self, string: &'a ExprStringLiteral) -> Cow<'a, [u8]> {
        if !self.has_text() {
            return self.made_string(string.range).unwrap_or(Cow::Borrowed(string.value.to_str().as_bytes()));
        }
        match string.value.as_slice() {
            [single] => self.string_part(single),
            parts => Cow::Owned(parts.iter().flat_map(|part| self.string_part(part).into_owned()).collect()),
        }
    }

    /// The value of one part of a string.
    pub fn string_part<'a>(&'a self, part: &'a StringLiteral) -> Cow<'a, [u8]> {
        if !self.has_text() {
            return self.made_string(part.range).unwrap_or(Cow::Borrowed(part.value.as_bytes()));
        }
        // The flags of a literal whose escapes ruff refused are lost: the source has all that is needed.
        let text = self.text(part.range);
        let quote = text.find(['\'', '"']).unwrap_or(0);
        let opening = &text[quote..];
        let triple = opening.len() >= 6 && (opening.starts_with("\"\"\"") || opening.starts_with("'''"));
        let content = self.text(content_of(part.range, triple, text));
        if text[..quote].contains(['r', 'R']) {
            return Cow::Borrowed(content.as_bytes());
        }
        decode_string(content).map_or(Cow::Borrowed(part.value.as_bytes()), |decoded| decoded.value)
    }

    /// The value of a bytes expression, all its parts together.
    pub fn bytes_value<'a>(&'a self, bytes: &'a ExprBytesLiteral) -> Cow<'a, [u8]> {
        match bytes.value.as_slice() {
            [single] => self.bytes_part(single),
            parts => Cow::Owned(parts.iter().flat_map(|part| self.bytes_part(part).into_owned()).collect()),
        }
    }

    fn bytes_part<'a>(&'a self, part: &'a BytesLiteral) -> Cow<'a, [u8]> {
        if !self.has_text() || part.flags.prefix().is_raw() {
            return Cow::Borrowed(&part.value);
        }
        let content = self.text(content_of(part.range, part.flags.is_triple_quoted(), self.text(part.range)));
        decode_bytes(content).map_or(Cow::Borrowed(&*part.value), |decoded| decoded.value)
    }

    /// The value of a number expression.
    pub fn number_value(&self, number: &ExprNumberLiteral) -> NumberValue {
        match &number.value {
            Number::Float(value) => NumberValue::Float(*value),
            Number::Complex { imag, .. } => NumberValue::Imaginary(*imag),
            Number::Int(int) => match int.as_u64() {
                Some(small) => NumberValue::Int(small),
                None if self.has_text() => big_integer(self.text(number.range)),
                None => big_integer(&int.to_string()),
            },
        }
    }
}

/// The content of a literal between its quotes.
fn content_of(range: TextRange, triple: bool, text: &str) -> TextRange {
    let quotes = if triple { 3 } else { 1 };
    let prefix = text.bytes().take_while(u8::is_ascii_alphabetic).count() as u32;
    TextRange::new(range.start() + TextSize::new(prefix + quotes), range.end() - TextSize::new(quotes))
}

/// Radix and digits (with underscores) of an integer token.
pub fn radix_and_digits(token: &str) -> (u32, &str) {
    match token.as_bytes() {
        [b'0', b'x' | b'X', ..] => (16, &token[2..]),
        [b'0', b'o' | b'O', ..] => (8, &token[2..]),
        [b'0', b'b' | b'B', ..] => (2, &token[2..]),
        _ => (10, token),
    }
}

fn big_integer(token: &str) -> NumberValue {
    let (radix, digits) = radix_and_digits(token);
    let digits: Vec<u8> = digits.bytes().filter(|&byte| byte != b'_').collect();
    let value = parse_digits(&digits, radix);
    u64::try_from(&value).map_or(NumberValue::BigInt(value), NumberValue::Int)
}

/// Divide and conquer: the library's own conversion is quadratic.
fn parse_digits(digits: &[u8], radix: u32) -> BigUint {
    const DIRECT: usize = 1500;
    if radix != 10 || digits.len() <= DIRECT {
        return BigUint::parse_bytes(digits, radix).unwrap_or_default();
    }
    let low = digits.len() / 2;
    let (high, rest) = digits.split_at(digits.len() - low);
    parse_digits(high, radix) * BigUint::from(10u32).pow(low as u32) + parse_digits(rest, radix)
}

/// Decodes the content of a string literal that is not raw.
pub fn decode_string(content: &str) -> Result<Decoded<'_>, BadEscape> {
    let bytes = content.as_bytes();
    let Some(first) = memchr::memchr(b'\\', bytes) else {
        return Ok(Decoded { value: Cow::Borrowed(bytes), odd: None });
    };
    let mut out = Vec::with_capacity(bytes.len());
    let mut odd = None;
    let mut copied = 0;
    let mut next = Some(first);
    while let Some(at) = next {
        out.extend_from_slice(&bytes[copied..at]);
        copied = string_escape(content, at, &mut out, &mut odd)?;
        next = memchr::memchr(b'\\', &bytes[copied..]).map(|length| copied + length);
    }
    out.extend_from_slice(&bytes[copied..]);
    Ok(Decoded { value: Cow::Owned(out), odd })
}

/// Decodes the escape at `at`; returns the position behind it.
fn string_escape(content: &str, at: usize, out: &mut Vec<u8>, odd: &mut Option<OddEscape>) -> Result<usize, BadEscape> {
    let bytes = content.as_bytes();
    let Some(&kind) = bytes.get(at + 1) else {
        return Err(undecodable(content, at, at + 1, "\\ at end of string"));
    };
    let (width, truncated) = match kind {
        b'x' => (2, "truncated \\xXX escape"),
        b'u' => (4, "truncated \\uXXXX escape"),
        b'U' => (8, "truncated \\UXXXXXXXX escape"),
        b'N' => return named_escape(content, at, out),
        _ => return Ok(simple_escape(bytes, at, out, odd, push_code)),
    };
    let digits = bytes[at + 2..].iter().take(width).take_while(|byte| byte.is_ascii_hexdigit()).count();
    let end = at + 2 + digits;
    if digits < width {
        return Err(undecodable(content, at, end, truncated));
    }
    let code = u32::from_str_radix(&content[at + 2..end], 16).unwrap_or(u32::MAX);
    if code > 0x10ffff {
        return Err(undecodable(content, at, end, "illegal Unicode character"));
    }
    push_code(out, code);
    Ok(end)
}

fn named_escape(content: &str, at: usize, out: &mut Vec<u8>) -> Result<usize, BadEscape> {
    const MALFORMED: &str = "malformed \\N character escape";
    let rest = &content[at + 2..];
    if !rest.starts_with('{') {
        return Err(undecodable(content, at, at + 2, MALFORMED));
    }
    let Some(length) = rest.find('}') else {
        return Err(undecodable(content, at, content.len(), MALFORMED));
    };
    let name = &rest[1..length];
    if name.is_empty() {
        return Err(undecodable(content, at, at + 3, MALFORMED));
    }
    let end = at + 2 + length + 1;
    match lookup(name.as_bytes()) {
        Some(Named::Char(code)) => {
            push_code(out, code);
            Ok(end)
        }
        Some(Named::Sequence(_)) | None => Err(undecodable(content, at, end, "unknown Unicode character name")),
    }
}

/// Escapes that strings and bytes share; returns the position behind it.
fn simple_escape(
    bytes: &[u8],
    at: usize,
    out: &mut Vec<u8>,
    odd: &mut Option<OddEscape>,
    push: fn(&mut Vec<u8>, u32),
) -> usize {
    let kind = bytes[at + 1];
    let code = match kind {
        b'\n' => return at + 2,
        b'\\' | b'\'' | b'"' => kind,
        b'b' => 8,
        b'f' => 12,
        b't' => b'\t',
        b'n' => b'\n',
        b'r' => b'\r',
        b'v' => 11,
        b'a' => 7,
        b'0'..=b'7' => {
            let digits = bytes[at + 1..].iter().take(3).take_while(|byte| matches!(byte, b'0'..=b'7')).count();
            let code = bytes[at + 1..at + 1 + digits].iter().fold(0, |code, digit| code * 8 + u32::from(digit - b'0'));
            if code > 0o377 && odd.is_none() {
                *odd = Some(OddEscape { at, octal: true });
            }
            push(out, code);
            return at + 1 + digits;
        }
        _ => {
            // A backslash before a character outside ASCII passes silently.
            if odd.is_none() && kind.is_ascii() {
                *odd = Some(OddEscape { at, octal: false });
            }
            out.push(b'\\');
            return at + 1;
        }
    };
    out.push(code);
    at + 2
}

/// Appends a code point in generalized UTF-8.
fn push_code(out: &mut Vec<u8>, code: u32) {
    match char::from_u32(code) {
        Some(character) => out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes()),
        None => out.extend([0xe0 | (code >> 12) as u8, 0x80 | (code >> 6 & 0x3f) as u8, 0x80 | (code & 0x3f) as u8]),
    }
}

/// CPython's message counts positions in a rewritten text, where each character outside ASCII takes ten places and a
/// backslash in front of one takes six.
fn undecodable(content: &str, start: usize, end: usize, reason: &str) -> BadEscape {
    let place = |to: usize| {
        let mut position = 0;
        let mut characters = content[..to].chars().peekable();
        while let Some(character) = characters.next() {
            let escapes_wide = character == '\\' && characters.peek().is_some_and(|next| !next.is_ascii());
            position += match character {
                _ if escapes_wide => 6,
                '\\' if characters.peek().is_some() => {
                    characters.next();
                    2
                }
                c if c.is_ascii() => 1,
                _ => 10,
            };
        }
        position
    };
    let (from, to) = (place(start), place(end) - 1);
    let message = if from == to {
        format!("(unicode error) 'unicodeescape' codec can't decode byte 0x5c in position {from}: {reason}")
    } else {
        format!("(unicode error) 'unicodeescape' codec can't decode bytes in position {from}-{to}: {reason}")
    };
    BadEscape { message }
}

/// Decodes the content of a bytes literal that is not raw.
pub fn decode_bytes(content: &str) -> Result<Decoded<'_>, BadEscape> {
    let bytes = content.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut odd = None;
    let mut copied = 0;
    while let Some(length) = memchr::memchr(b'\\', &bytes[copied..]) {
        let at = copied + length;
        out.extend_from_slice(&bytes[copied..at]);
        copied = match bytes.get(at + 1) {
            None => return Err(BadEscape { message: "(value error) Trailing \\ in string".to_owned() }),
            Some(b'x') => {
                let digits = bytes[at + 2..].iter().take(2).take_while(|byte| byte.is_ascii_hexdigit()).count();
                if digits < 2 {
                    return Err(BadEscape { message: format!("(value error) invalid \\x escape at position {at}") });
                }
                out.push(u8::from_str_radix(&content[at + 2..at + 4], 16).unwrap_or_default());
                at + 4
            }
            Some(_) => simple_escape(bytes, at, &mut out, &mut odd, |out, code| out.push(code as u8)),
        };
    }
    out.extend_from_slice(&bytes[copied..]);
    Ok(Decoded { value: Cow::Owned(out), odd })
}

/// The text of an escape as warnings quote it: `\d` or `\400`.
pub fn odd_escape_text(content: &str, odd: OddEscape) -> &str {
    let length = if odd.octal { 4 } else { 1 + content[odd.at + 1..].chars().next().map_or(0, char::len_utf8) };
    &content[odd.at..odd.at + length]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(content: &str) -> Vec<u8> {
        decode_string(content).unwrap().value.into_owned()
    }

    fn refusal(content: &str) -> String {
        decode_string(content).unwrap_err().message
    }

    #[test]
    fn escapes_decode() {
        assert_eq!(value(r"a\n\t\\\'\x41\101\u20ac\U0001f600\0"), "a\n\t\\'AA\u{20ac}\u{1f600}\0".as_bytes());
        assert_eq!(value("a\\\nb"), b"ab");
        assert_eq!(value(r"\ud800\udc00"), b"\xed\xa0\x80\xed\xb0\x80");
        assert_eq!(value(r"\N{LATIN SMALL LETTER GHA}\N{alert}\N{latin small letter a}"), "\u{1a3}\u{7}a".as_bytes());
        assert_eq!(value("\\\u{e9}"), "\\\u{e9}".as_bytes());
        assert_eq!(decode_bytes(r"\x41\400\'").unwrap().value.as_ref(), b"A\0'");
    }

    #[test]
    fn odd_escapes_are_reported_once() {
        assert_eq!(decode_string(r"ab\d\q").unwrap().odd, Some(OddEscape { at: 2, octal: false }));
        assert_eq!(decode_string(r"\400").unwrap().odd, Some(OddEscape { at: 0, octal: true }));
        assert_eq!(decode_string("\\\u{e9}").unwrap().odd, None);
    }

    #[test]
    fn refusals_have_cpythons_words() {
        let codec = "(unicode error) 'unicodeescape' codec can't decode bytes in position";
        assert_eq!(refusal(r"\x1"), format!("{codec} 0-2: truncated \\xXX escape"));
        assert_eq!(refusal("\u{e9}\\xg"), format!("{codec} 10-11: truncated \\xXX escape"));
        assert_eq!(refusal("\\\u{e9}a\\x1"), format!("{codec} 17-19: truncated \\xXX escape"));
        assert_eq!(refusal(r"\N{foo}"), format!("{codec} 0-6: unknown Unicode character name"));
        assert_eq!(refusal(r"\N{KEYCAP DIGIT ONE}"), format!("{codec} 0-19: unknown Unicode character name"));
        assert_eq!(refusal(r"\N"), format!("{codec} 0-1: malformed \\N character escape"));
        assert_eq!(refusal(r"\N{}"), format!("{codec} 0-2: malformed \\N character escape"));
        assert_eq!(refusal(r"\N{ab"), format!("{codec} 0-4: malformed \\N character escape"));
        assert_eq!(refusal(r"\U00110000"), format!("{codec} 0-9: illegal Unicode character"));
        assert_eq!(decode_bytes(r"\x1").unwrap_err().message, "(value error) invalid \\x escape at position 0");
    }

    #[test]
    fn long_integers_keep_every_digit() {
        let digits = "1234567890".repeat(1000);
        assert_eq!(parse_digits(digits.as_bytes(), 10).to_string(), digits);
        assert_eq!(big_integer("0x1_0000_0000_0000_0000"), NumberValue::BigInt(BigUint::from(1u128 << 64)));
    }
}
