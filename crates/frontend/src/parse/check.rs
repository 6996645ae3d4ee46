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
    for token in tokens {
        nesting.see(token.kind());
        match token.kind() {
            TokenKind::String => check.string(token)?,
            TokenKind::FStringMiddle | TokenKind::TStringMiddle => check.middle(token)?,
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
                    // For bytes CPython forgets the prefix and quote when it computes the column.
                    let shift = if is_bytes { opener as u32 } else { 0 };
                    let content = content.to_owned();
                    self.odd_escape(&content, odd, start, shift);
                }
                Ok(())
            }
        }
    }

    fn middle(&mut self, token: &Token) -> Result<(), SyntaxError> {
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
                        self.odd_escape(content, odd, start + TextSize::new(odd.at as u32), 0);
                    }
                }
            }
            if at_brace {
                let at = start + TextSize::new(content.len() as u32);
                let length = self.source[at.to_usize()..].chars().take(2).map(char::len_utf8).sum::<usize>();
                let escape = self.source[at.to_usize()..at.to_usize() + length].to_owned();
                self.odd_escape(&escape, OddEscape { at: 0, octal: false }, at, 0);
            }
        }
        Ok(())
    }

    fn odd_escape(&mut self, content: &str, odd: OddEscape, start: TextSize, shift: u32) {
        let escape = literal::odd_escape_text(content, odd);
        let word = if odd.octal { "invalid octal escape sequence" } else { "invalid escape sequence" };
        let hint = format!("Did you mean \"\\{escape}\"? A raw string is also an option.");
        let range = TextRange::at(start - TextSize::new(shift), TextSize::new(2));
        let range = TextRange::new(range.start(), range.end().min(TextSize::new(self.source.len() as u32)));
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
