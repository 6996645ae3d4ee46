//! What CPython's tokenizer and literal decoder find in sources that ruff accepts: escapes that cannot be decoded, too
//! long integers, and warnings about odd escapes and numbers that run into keywords.

use super::diagnose::too_many_digits;
use super::error::{SyntaxError, Warning, WarningKind};
use super::interpolated::brace_pieces;
use super::literal::{self, BadEscape, OddEscape};
use super::{Flags, place};
use ruff_python_ast::StringFlags as _;
use ruff_python_ast::token::{Token, TokenKind};
use ruff_text_size::{Ranged, TextRange, TextSize};

/// What the tokens of a source show.
pub(super) struct Checked {
    /// Warnings, in source order.
    pub warnings: Vec<Warning>,
    /// The source may be beyond one of CPython's limits on nesting.
    pub may_nest_too_deep: bool,
}

/// Checks the literals among the tokens of a source.
pub(super) fn check_tokens(source: &str, tokens: &[Token], flags: Flags) -> Result<Checked, SyntaxError> {
    let mut check = Check { source, flags, warnings: Vec::new() };
    let mut nesting = Nesting::default();
    for (index, token) in tokens.iter().enumerate() {
        nesting.see(token.kind());
        match token.kind() {
            TokenKind::String => check.string(token)?,
            TokenKind::FStringMiddle | TokenKind::TStringMiddle => check.middle(token, &tokens[index + 1..])?,
            TokenKind::Int => {
                check.digits(token)?;
                check.number(token);
            }
            TokenKind::Float | TokenKind::Complex => check.number(token),
            _ => {}
        }
    }
    Ok(Checked { warnings: check.warnings, may_nest_too_deep: nesting.suspicious })
}

/// The token behind an interpolated string and those concatenated to it, given the tokens behind a piece of its text:
/// CPython decodes the text only when it has seen that token. `None` in a format, which is decoded at once.
fn behind_string(following: &[Token]) -> Option<TextRange> {
    let (mut strings, mut braces) = (1, 0);
    for token in following {
        match token.kind() {
            TokenKind::FStringStart | TokenKind::TStringStart => strings += 1,
            TokenKind::FStringEnd | TokenKind::TStringEnd => strings -= 1,
            TokenKind::Lbrace if strings == 1 => braces += 1,
            TokenKind::Rbrace if strings == 1 && braces == 0 => return None,
            TokenKind::Rbrace if strings == 1 => braces -= 1,
            TokenKind::String | TokenKind::Comment | TokenKind::NonLogicalNewline => {}
            _ if strings == 0 => return Some(token.range()),
            _ => {}
        }
    }
    None
}

/// Counts open brackets, blocks, interpolated strings and fields in their formats.
#[derive(Default)]
struct Nesting {
    brackets: usize,
    indents: usize,
    strings: usize,
    /// Braces that were opened right inside another's format, in a row.
    fields: Vec<usize>,
    previous: Option<TokenKind>,
    suspicious: bool,
}

impl Nesting {
    fn see(&mut self, kind: TokenKind) {
        match kind {
            TokenKind::Lpar | TokenKind::Lsqb => self.brackets += 1,
            TokenKind::Rpar | TokenKind::Rsqb => self.brackets = self.brackets.saturating_sub(1),
            TokenKind::Lbrace => {
                self.brackets += 1;
                if self.strings > 0 {
                    let in_format = matches!(
                        self.previous,
                        Some(TokenKind::Colon | TokenKind::FStringMiddle | TokenKind::TStringMiddle | TokenKind::Rbrace)
                    );
                    let outer = self.fields.last().copied().unwrap_or(0);
                    self.fields.push(if in_format { outer + 1 } else { 0 });
                    self.suspicious |= in_format && outer >= 2;
                }
            }
            TokenKind::Rbrace => {
                self.brackets = self.brackets.saturating_sub(1);
                self.fields.pop();
            }
            TokenKind::FStringStart | TokenKind::TStringStart => {
                self.strings += 1;
                self.suspicious |= self.strings >= 149;
            }
            TokenKind::FStringEnd | TokenKind::TStringEnd => self.strings = self.strings.saturating_sub(1),
            TokenKind::Indent => self.indents += 1,
            TokenKind::Dedent => self.indents = self.indents.saturating_sub(1),
            _ => {}
        }
        self.suspicious |= self.brackets > 200 || self.indents >= 100;
        self.previous = Some(kind);
    }
}

struct Check<'a> {
    source: &'a str,
    flags: Flags,
    warnings: Vec<Warning>,
}

impl Check<'_> {
    fn text(&self, range: TextRange) -> &str {
        &self.source[range.start().to_usize()..range.end().to_usize()]
    }

    fn string(&mut self, token: &Token) -> Result<(), SyntaxError> {
        let text = self.text(token.range());
        if memchr::memchr(b'\\', text.as_bytes()).is_none() {
            return Ok(());
        }
        let flags = token.unwrap_string_flags();
        if flags.is_raw_string() {
            return Ok(());
        }
        let opener = flags.opener_len().to_usize();
        let content = &text[opener..text.len() - flags.closer_len().to_usize()];
        let is_bytes = flags.is_byte_string();
        let decoded = if is_bytes { literal::decode_bytes(content) } else { literal::decode_string(content) };
        match decoded {
            Err(BadEscape { message }) => Err(place(self.source, message, token.range())),
            Ok(decoded) => {
                if let Some(odd) = decoded.odd {
                    let start = token.start() + TextSize::new((opener + odd.at) as u32);
                    // With a prefix CPython forgets it and the quote when it computes the column.
                    let shift = if text.starts_with(['\'', '"']) { 0 } else { opener as u32 };
                    let range = TextRange::at(start - TextSize::new(shift), TextSize::new(2));
                    let content = content.to_owned();
                    self.odd_escape(&content, odd, start, range);
                }
                Ok(())
            }
        }
    }

    fn middle(&mut self, token: &Token, following: &[Token]) -> Result<(), SyntaxError> {
        let text = self.text(token.range()).to_owned();
        if token.unwrap_string_flags().is_raw_string() || !text.contains('\\') {
            return Ok(());
        }
        for piece in brace_pieces(&text, false) {
            let start = token.start() + TextSize::new((piece.as_ptr().addr() - text.as_ptr().addr()) as u32);
            // A backslash right before a field's brace is reported with that brace.
            let at_brace = piece.ends_with('\\') && !piece.ends_with("\\\\");
            let content = if at_brace { &piece[..piece.len() - 1] } else { piece };
            match literal::decode_string(content) {
                Err(BadEscape { message }) => {
                    let range = TextRange::at(start, TextSize::new(piece.len() as u32));
                    return Err(place(self.source, message, range));
                }
                Ok(decoded) => {
                    if let Some(odd) = decoded.odd {
                        let place = behind_string(following).unwrap_or(token.range());
                        self.odd_escape(content, odd, start + TextSize::new(odd.at as u32), place);
                    }
                }
            }
            if at_brace {
                let at = start + TextSize::new(content.len() as u32);
                let length = self.source[at.to_usize()..].chars().take(2).map(char::len_utf8).sum::<usize>();
                let escape = self.source[at.to_usize()..at.to_usize() + length].to_owned();
                // The tokenizer finds this one: right behind the brace.
                self.odd_escape(&escape, OddEscape { at: 0, octal: false }, at, TextRange::empty(at + TextSize::new(1)));
                if let Some(Warning { as_error, .. }) = self.warnings.last_mut() {
                    as_error.text = as_error.text.take().map(|text| text.trim_end_matches('\n').to_owned());
                }
            }
        }
        Ok(())
    }

    /// Warns of an escape at `start`; as an error it would be placed over `range`.
    fn odd_escape(&mut self, content: &str, odd: OddEscape, start: TextSize, range: TextRange) {
        let escape = literal::odd_escape_text(content, odd);
        let word = if odd.octal { "invalid octal escape sequence" } else { "invalid escape sequence" };
        let hint = format!("Did you mean \"\\{escape}\"? A raw string is also an option.");
        let end = TextSize::new(self.source.len() as u32);
        let range = TextRange::new(range.start().min(end), range.end().min(end));
        let short = format!("\"{escape}\" is an {word}. {hint}");
        let long = format!("\"{escape}\" is an {word}. Such sequences will not work in the future. {hint}");
        let line = memchr::memchr_iter(b'\n', &self.source.as_bytes()[..start.to_usize()]).count() as u32 + 1;
        self.warn(long, line, place(self.source, short, range));
    }

    fn warn(&mut self, message: String, lineno: u32, as_error: SyntaxError) {
        self.warnings.push(Warning { kind: WarningKind::Syntax, message, lineno, as_error });
    }

    /// `1or 2`: a keyword right behind a number.
    fn number(&mut self, token: &Token) {
        let end = token.end().to_usize();
        if !self.source.as_bytes().get(end).is_some_and(u8::is_ascii_alphabetic) {
            return;
        }
        let text = self.text(token.range());
        let kind = match text.as_bytes() {
            [b'0', b'x' | b'X', ..] => "hexadecimal",
            [b'0', b'o' | b'O', ..] => "octal",
            [b'0', b'b' | b'B', ..] => "binary",
            _ if text.ends_with(['j', 'J']) => "imaginary",
            _ => "decimal",
        };
        // Hexadecimal literals can swallow the first letter of the keyword; the place then is one further.
        let line = memchr::memchr_iter(b'\n', &self.source.as_bytes()[..end]).count() as u32 + 1;
        let message = format!("invalid {kind} literal");
        let at = TextRange::empty(token.end() - TextSize::new(1));
        let mut error = place(self.source, message.clone(), at);
        error.text = error.text.map(|text| text.trim_end_matches('\n').to_owned());
        self.warn(message, line, error);
    }

    /// The limit on the digits of decimal integers.
    fn digits(&mut self, token: &Token) -> Result<(), SyntaxError> {
        let limit = self.flags.max_int_digits as usize;
        if limit == 0 || token.range().len().to_usize() <= limit {
            return Ok(());
        }
        let (radix, digits) = literal::radix_and_digits(self.text(token.range()));
        let count = digits.bytes().filter(u8::is_ascii_digit).count();
        if radix != 10 || count <= limit {
            return Ok(());
        }
        let mut error = place(self.source, too_many_digits(limit, count), token.range());
        (error.offset, error.end_offset) = (Some(0), Some(0));
        Err(error)
    }
}

#[cfg(test)]
mod tests {
    use crate::parse::{Flags, Mode, parse};

    /// Line and message of each warning, and the place it would have as an error.
    fn warnings(source: &str) -> Vec<(u32, String, (i32, i32))> {
        let parsed = parse(source, "<test>", Mode::Exec, Flags::default()).expect("the source is valid");
        let of = |warning: &super::Warning| {
            let error = &warning.as_error;
            let place = (error.offset.unwrap_or(0), error.end_offset.unwrap_or(0));
            (warning.lineno, warning.message.chars().take(12).collect(), place)
        };
        parsed.warnings().iter().map(of).collect()
    }

    #[test]
    fn odd_escapes_warn_once_a_literal() {
        assert_eq!(warnings("'\\d\\q'"), [(1, "\"\\d\" is an i".to_owned(), (2, 4))]);
        assert_eq!(warnings("'''a\n\n \\d'''"), [(3, "\"\\d\" is an i".to_owned(), (2, 4))]);
        assert_eq!(warnings("b'\\d'"), [(1, "\"\\d\" is an i".to_owned(), (1, 3))]);
        assert_eq!(warnings("f'\\d{x}'\n"), [(1, "\"\\d\" is an i".to_owned(), (9, 10))]);
        assert_eq!(warnings("f'\\{x}'"), [(1, "\"\\{\" is an i".to_owned(), (4, 4))]);
        assert_eq!(warnings("r'\\d' '\\\\d' '\\\u{e9}'"), []);
    }

    #[test]
    fn numbers_before_keywords_warn() {
        assert_eq!(warnings("1or 2"), [(1, "invalid deci".to_owned(), (1, 1))]);
        assert_eq!(warnings("[0x1for x in y]").len(), 1);
        assert_eq!(warnings("1 or 2"), []);
    }

    #[test]
    fn many_fields_behind_an_odd_escape_are_fine() {
        assert_eq!(warnings(&format!("f'\\d{}'", "{x}".repeat(50_000))).len(), 1);
    }
}
