//! Characters to tokens, with CPython's errors.
//!
//! Tokens are made on demand, because an error in one that the grammar never asks for must not hide another error. The
//! state that later messages depend on (where the tokenizer stood, which lines it had read) is kept with each token.

use crate::parse::error::{ErrorKind, SyntaxError};
use whipsnake_text::unicode;

mod numbers;
mod prefix;

use prefix::Prefix;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Name,
    Number,
    String,
    FStart,
    FMiddle,
    FEnd,
    TStart,
    TMiddle,
    TEnd,
    Operator,
    Newline,
    /// A comment; only with `extra`.
    Comment,
    /// The end of a line that ends no statement; only with `extra`.
    NonLogicalNewline,
    Indent,
    Dedent,
    End,
    Error,
}

/// A token and the tokenizer's state right behind it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub kind: Kind,
    /// Byte offsets; for tokens without text both are where the tokenizer stood.
    pub start: usize,
    pub end: usize,
    /// Line of the start, from one.
    pub line: usize,
    /// Whether the token has a place of its own: indents and dedents have none.
    pub placed: bool,
    /// Open brackets.
    pub level: usize,
    pub state: State,
}

/// Where the tokenizer stands.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct State {
    pub cursor: usize,
    pub line: usize,
    pub line_start: usize,
    /// The end of the current line.
    pub input: usize,
}

/// Why there is no token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Done {
    Ok,
    /// The end of the source was reached.
    EndOfFile,
    /// An unterminated string reaches the end of the source.
    EndInString,
    Error,
}

/// A failure to make a token.
#[derive(Debug)]
pub(super) enum Failure {
    /// A complete error.
    Error(Box<SyntaxError>),
    /// An error that does not displace one found before it.
    Quiet(Box<SyntaxError>),
    /// The source ends, inside brackets or behind a backslash.
    EndOfFile,
    /// An indentation that fits no outer level.
    Dedent,
}

const MAX_BRACKETS: usize = 200;
const MAX_INDENTS: usize = 100;
const MAX_STRING_NESTING: usize = 150;
const MAX_FIELD_NESTING: i32 = 3;
const TAB: usize = 8;

/// An open interpolated string.
#[derive(Clone, Copy, Debug)]
struct Mode {
    in_literal: bool,
    template: bool,
    quote: u8,
    quote_size: usize,
    raw: bool,
    start: usize,
    first_line: usize,
    first_line_start: usize,
    /// Open brackets inside this string.
    depth: i32,
    /// Depth at which the current field's expression began, minus one without a field.
    field_depth: i32,
    in_format: bool,
}

pub(super) struct Tokenizer<'a> {
    text: &'a str,
    bytes: &'a [u8],
    pub state: State,
    start: Option<usize>,
    start_line: usize,
    indents: Vec<(usize, usize)>,
    /// Indents (positive) or dedents (negative) to deliver.
    pub pending: i32,
    at_line_start: bool,
    /// Open brackets: character, line, byte offset.
    pub brackets: Vec<(u8, usize, usize)>,
    modes: Vec<Mode>,
    pub done: Done,
    /// As the module `tokenize` wants it: comments and ends of blank lines are tokens, and what only the compiler refuses passes.
    pub extra: bool,
    /// The last token was a comment on a line of its own.
    comment_line: bool,
}

type Made = Result<Token, Failure>;

impl<'a> Tokenizer<'a> {
    pub fn new(text: &'a str) -> Tokenizer<'a> {
        Tokenizer {
            text,
            bytes: text.as_bytes(),
            state: State::default(),
            start: None,
            start_line: 0,
            indents: vec![(0, 0)],
            pending: 0,
            at_line_start: true,
            brackets: Vec::new(),
            modes: Vec::new(),
            done: Done::Ok,
            extra: false,
            comment_line: false,
        }
    }

    /// Whether an interpolated string is open.
    pub fn in_interpolation(&self) -> bool {
        !self.modes.is_empty()
    }

    /// Ends the open blocks of an interactive statement.
    pub fn imply_dedents(&mut self) {
        self.pending = -(self.indents.len() as i32 - 1);
        self.indents.truncate(1);
    }

    /// Open blocks.
    pub fn indentation(&self) -> usize {
        self.indents.len() - 1
    }

    /// The next token.
    pub fn next_token(&mut self) -> Made {
        match self.modes.last() {
            Some(mode) if mode.in_literal => self.literal_text(),
            _ => self.ordinary(),
        }
    }

    fn read(&mut self) -> Option<u8> {
        if self.state.cursor == self.state.input {
            if self.state.input == self.bytes.len() {
                if self.done == Done::Ok {
                    self.done = Done::EndOfFile;
                }
                return None;
            }
            self.state.line_start = self.state.cursor;
            self.state.line += 1;
            let rest = &self.bytes[self.state.cursor..];
            self.state.input += memchr::memchr(b'\n', rest).map_or(rest.len(), |length| length + 1);
        }
        let byte = self.bytes[self.state.cursor];
        self.state.cursor += 1;
        Some(byte)
    }

    fn unread(&mut self, byte: Option<u8>) {
        if byte.is_some() {
            self.state.cursor -= 1;
        }
    }

    fn peek(&mut self) -> Option<u8> {
        let byte = self.read();
        self.unread(byte);
        byte
    }

    fn make(&mut self, kind: Kind) -> Token {
        let end = self.state.cursor;
        self.make_to(kind, end)
    }

    fn make_to(&mut self, kind: Kind, end: usize) -> Token {
        let placed = !matches!(kind, Kind::Indent | Kind::Dedent | Kind::End);
        let start = self.start.unwrap_or(end);
        Token { kind, start, end, line: self.start_line, placed, level: self.brackets.len(), state: self.state }
    }

    /// An error at the cursor.
    fn fail<T>(&mut self, message: impl Into<String>) -> Result<T, Failure> {
        self.done = Done::Error;
        let up_to = &self.text[self.state.line_start..self.text.floor_char_boundary(self.state.cursor)];
        let column = up_to.chars().count() as i32;
        self.fail_range(message, column, column)
    }

    /// An error from the token's start up to a byte offset.
    fn fail_token<T>(&mut self, message: impl Into<String>, end: usize) -> Result<T, Failure> {
        let column = |offset: usize| {
            let from = self.state.line_start.min(offset);
            self.text[from..self.text.floor_char_boundary(offset)].chars().count() as i32
        };
        let (start, end) = (column(self.start.unwrap_or(end)) + 1, column(end));
        self.fail_range(message, start, end)
    }

    fn fail_range<T>(&mut self, message: impl Into<String>, start: i32, end: i32) -> Result<T, Failure> {
        self.done = Done::Error;
        let line = self.state.line as i32;
        let text = self.text[self.state.line_start..].split('\n').next().unwrap_or("");
        let error = SyntaxError::at(ErrorKind::Syntax, message, (line, start), (line, end)).with_text(text);
        Err(Failure::Error(Box::new(error)))
    }

    /// An error of a whole line, at its first column.
    fn fail_line<T>(&mut self, kind: ErrorKind, message: &str) -> Result<T, Failure> {
        self.done = Done::Error;
        let line = self.state.line as i32;
        let text = &self.text[self.state.line_start..self.state.input];
        self.state.cursor = self.state.input;
        let error = SyntaxError::at(kind, message, (line, 1), (line, 0)).with_text(text);
        Err(Failure::Quiet(Box::new(error)))
    }

    fn ordinary(&mut self) -> Made {
        loop {
            self.start = None;
            let mut blank = false;
            if self.at_line_start {
                self.at_line_start = false;
                blank = self.indentation_of_line()?;
            }
            self.start = Some(self.state.cursor);
            self.start_line = self.state.line;
            if self.pending != 0 {
                let kind = if self.pending < 0 { Kind::Dedent } else { Kind::Indent };
                self.pending -= self.pending.signum();
                return Ok(self.make(kind));
            }
            if let Some(token) = self.after_indentation(blank)? {
                return Ok(token);
            }
        }
    }

    /// A token behind the indentation; `None` at the end of a line that has none.
    fn after_indentation(&mut self, blank: bool) -> Result<Option<Token>, Failure> {
        loop {
            self.start = None;
            let mut next = self.read();
            while matches!(next, Some(b' ' | b'\t' | 0x0c)) {
                next = self.read();
            }
            self.start = Some(self.state.cursor - usize::from(next.is_some()));
            self.start_line = self.state.line;
            if next == Some(b'#') {
                while !matches!(next, None | Some(b'\n')) {
                    next = self.read();
                }
                if self.extra {
                    self.unread(next);
                    self.comment_line = blank;
                    return Ok(Some(self.make(Kind::Comment)));
                }
            }
            let Some(byte) = next else {
                return if self.brackets.is_empty() { Ok(Some(self.make(Kind::End))) } else { Err(Failure::EndOfFile) };
            };
            match byte {
                b'\n' => {
                    self.at_line_start = true;
                    if blank || !self.brackets.is_empty() || std::mem::take(&mut self.comment_line) {
                        if self.extra {
                            return Ok(Some(self.make(Kind::NonLogicalNewline)));
                        }
                        return Ok(None);
                    }
                    return Ok(Some(self.make(Kind::Newline)));
                }
                b'\\' => self.continuation()?,
                b'a'..=b'z' | b'A'..=b'Z' | b'_' | 0x80.. => return self.name(byte).map(Some),
                b'.' => return self.dot().map(Some),
                b'0'..=b'9' => return self.number(byte).map(Some),
                b'\'' | b'"' => return self.string(byte).map(Some),
                _ => return self.operator(byte).map(Some),
            }
        }
    }

    /// Reads a line's indentation and compares it with the open blocks; true if the line holds nothing but a comment.
    fn indentation_of_line(&mut self) -> Result<bool, Failure> {
        let (mut column, mut alternative, mut continued) = (0, 0, 0);
        let next = loop {
            match self.read() {
                Some(b' ') => {
                    column += 1;
                    alternative += 1;
                }
                Some(b'\t') => {
                    column = (column / TAB + 1) * TAB;
                    alternative += 1;
                }
                Some(0x0c) => (column, alternative) = (0, 0),
                Some(b'\\') => {
                    continued = if continued > 0 { continued } else { column };
                    self.continuation()?;
                }
                other => break other,
            }
        };
        self.unread(next);
        if matches!(next, Some(b'#' | b'\n')) {
            return Ok(true);
        }
        if !self.brackets.is_empty() {
            return Ok(false);
        }
        if continued > 0 {
            (column, alternative) = (continued, continued);
        }
        self.compare_indentation(column, alternative)?;
        Ok(false)
    }

    fn compare_indentation(&mut self, column: usize, alternative: usize) -> Result<(), Failure> {
        let (outer, outer_alternative) = self.indents[self.indents.len() - 1];
        if column == outer {
            if alternative != outer_alternative {
                return self.mixed_tabs();
            }
        } else if column > outer {
            if self.indents.len() >= MAX_INDENTS {
                return self.fail_line(ErrorKind::Indentation, "too many levels of indentation");
            }
            if alternative <= outer_alternative {
                return self.mixed_tabs();
            }
            self.pending += 1;
            self.indents.push((column, alternative));
        } else {
            while self.indents.len() > 1 && column < self.indents[self.indents.len() - 1].0 {
                self.pending -= 1;
                self.indents.pop();
            }
            let (outer, outer_alternative) = self.indents[self.indents.len() - 1];
            if column != outer {
                self.done = Done::Error;
                self.state.cursor = self.state.input;
                return Err(Failure::Dedent);
            }
            if alternative != outer_alternative {
                return self.mixed_tabs();
            }
        }
        Ok(())
    }

    fn mixed_tabs(&mut self) -> Result<(), Failure> {
        self.fail_line(ErrorKind::Tab, "inconsistent use of tabs and spaces in indentation")
    }

    fn continuation(&mut self) -> Result<(), Failure> {
        let next = self.read();
        if next != Some(b'\n') {
            self.done = Done::Error;
            let line = self.state.line as i32;
            let column = (self.state.cursor - self.state.line_start) as i32;
            let text = &self.text[self.state.line_start..self.state.input];
            let characters = text[..text.floor_char_boundary(column as usize)].chars().count() as i32;
            let message = "unexpected character after line continuation character";
            let error = SyntaxError::at(ErrorKind::Syntax, message, (line, characters), (line, 0)).with_text(text);
            return Err(Failure::Quiet(Box::new(error)));
        }
        let next = self.read();
        if next.is_none() {
            self.done = Done::EndOfFile;
            return Err(Failure::EndOfFile);
        }
        self.unread(next);
        Ok(())
    }

    fn name(&mut self, first: u8) -> Made {
        let mut next = Some(first);
        let mut prefix = Prefix::default();
        while let Some(byte) = next {
            if !prefix.accept(byte) {
                break;
            }
            next = self.read();
            if let Some(quote @ (b'\'' | b'"')) = next {
                if let Some((a, b)) = prefix.conflict() {
                    let end = self.state.cursor;
                    return self.fail_token(format!("'{a}' and '{b}' prefixes are incompatible"), end);
                }
                return if prefix.f || prefix.t { self.open_interpolated(quote, prefix) } else { self.string(quote) };
            }
        }
        let mut outside_ascii = false;
        while let Some(byte @ (b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | 0x80..)) = next {
            outside_ascii |= byte >= 0x80;
            next = self.read();
        }
        self.unread(next);
        if outside_ascii && !self.extra {
            self.check_identifier()?;
        }
        Ok(self.make(Kind::Name))
    }

    fn check_identifier(&mut self) -> Result<(), Failure> {
        let start = self.start.unwrap_or(self.state.cursor);
        let name = &self.text[start..self.state.cursor];
        let bad = name.char_indices().find(|&(at, character)| {
            if at == 0 {
                character != '_' && !unicode_ident::is_xid_start(character)
            } else {
                !unicode_ident::is_xid_continue(character)
            }
        });
        let Some((at, character)) = bad else { return Ok(()) };
        self.state.cursor = start + at + character.len_utf8();
        let code = u32::from(character);
        if unicode::is_printable(code) {
            self.fail(format!("invalid character '{character}' (U+{code:04X})"))
        } else {
            self.fail(format!("invalid non-printable character U+{code:04X}"))
        }
    }

    fn dot(&mut self) -> Made {
        let next = self.read();
        match next {
            Some(b'0'..=b'9') => self.fraction(next),
            Some(b'.') => {
                let third = self.read();
                if third != Some(b'.') {
                    self.unread(third);
                    self.unread(next);
                }
                Ok(self.make(Kind::Operator))
            }
            _ => {
                self.unread(next);
                Ok(self.make(Kind::Operator))
            }
        }
    }

    /// Reads up to two more quotes; returns the opening's size and whether the string is closed already.
    fn opening(&mut self, quote: u8) -> (usize, bool) {
        let rest = &self.bytes[self.state.cursor..];
        if rest.starts_with(&[quote, quote]) {
            self.state.cursor += 2;
            return (3, false);
        }
        if rest.first() == Some(&quote) {
            self.state.cursor += 1;
            return (1, true);
        }
        (1, false)
    }

    fn string(&mut self, quote: u8) -> Made {
        let (first_line, first_line_start) = (self.state.line, self.state.line_start);
        let (size, empty) = self.opening(quote);
        if empty {
            return Ok(self.make(Kind::String));
        }
        let mut closing = 0;
        let mut escaped_quote = false;
        while closing != size {
            let next = self.read();
            match next {
                None => return self.unterminated(quote, size, escaped_quote, first_line, first_line_start, true),
                Some(b'\n') if size == 1 => {
                    return self.unterminated(quote, size, escaped_quote, first_line, first_line_start, false);
                }
                Some(byte) if byte == quote => closing += 1,
                Some(byte) => {
                    closing = 0;
                    if byte == b'\\' {
                        escaped_quote |= self.read() == Some(quote);
                    }
                }
            }
        }
        Ok(self.make(Kind::String))
    }

    fn unterminated(
        &mut self,
        quote: u8,
        size: usize,
        escaped_quote: bool,
        first_line: usize,
        first_line_start: usize,
        at_end: bool,
    ) -> Made {
        let detected = self.state.line;
        self.state.cursor = self.start.unwrap_or(0) + 1;
        self.state.line_start = first_line_start;
        self.state.line = first_line;
        if let Some(mode) = self.modes.last()
            && mode.quote == quote
            && mode.quote_size == size
        {
            let letter = mode.letter();
            return self.fail(format!("{letter}-string: expecting '}}'"));
        }
        let (what, hint) = match size {
            3 => ("unterminated triple-quoted string literal", ""),
            _ if escaped_quote => ("unterminated string literal", "; perhaps you escaped the end quote?"),
            _ => ("unterminated string literal", ""),
        };
        let failure = self.fail(format!("{what} (detected at line {detected}){hint}"));
        if at_end {
            self.done = Done::EndInString;
        }
        failure
    }

    fn open_interpolated(&mut self, quote: u8, prefix: Prefix) -> Made {
        let (first_line, first_line_start) = (self.state.line, self.state.line_start);
        let (quote_size, empty) = self.opening(quote);
        if empty {
            // The closing quote is a token of its own.
            self.state.cursor -= 1;
        }
        if self.modes.len() + 1 >= MAX_STRING_NESTING {
            return self.fail("too many nested f-strings or t-strings");
        }
        let kind = if prefix.t { Kind::TStart } else { Kind::FStart };
        let token = self.make(kind);
        self.modes.push(Mode {
            in_literal: true,
            template: prefix.t,
            quote,
            quote_size,
            raw: prefix.r,
            start: token.start,
            first_line,
            first_line_start,
            depth: 0,
            field_depth: -1,
            in_format: false,
        });
        Ok(token)
    }

    fn mode(&mut self) -> &mut Mode {
        let last = self.modes.len() - 1;
        &mut self.modes[last]
    }

    /// Turns to the expression of a field.
    fn enter_field(&mut self) -> Result<(), Failure> {
        let mode = self.mode();
        mode.field_depth += 1;
        if mode.field_depth >= MAX_FIELD_NESTING {
            let letter = mode.letter();
            return self.fail(format!("{letter}-string: expressions nested too deeply"));
        }
        mode.in_literal = false;
        Ok(())
    }

    fn literal_text(&mut self) -> Made {
        self.start = Some(self.state.cursor);
        self.start_line = self.state.line;
        let mode = *self.mode();
        let rest = &self.bytes[self.state.cursor..];
        if rest.first() == Some(&b'{') && rest.get(1) != Some(&b'{') {
            self.enter_field()?;
            return self.ordinary();
        }
        let closing = [mode.quote; 3];
        if rest.starts_with(&closing[..mode.quote_size]) {
            self.state.cursor += mode.quote_size;
            let token = self.make(if mode.template { Kind::TEnd } else { Kind::FEnd });
            self.modes.pop();
            return Ok(token);
        }
        self.literal_middle(mode)
    }

    fn literal_middle(&mut self, mode: Mode) -> Made {
        let kind = if mode.template { Kind::TMiddle } else { Kind::FMiddle };
        let in_format = mode.in_format && mode.field_depth >= 0;
        let mut closing = 0;
        let mut named = false;
        while closing != mode.quote_size {
            let next = self.read();
            let line_end = mode.quote_size == 1 && next == Some(b'\n');
            if line_end && in_format {
                let letter = mode.letter();
                return self.fail(format!(
                    "{letter}-string: newlines are not allowed in format specifiers for single quoted {letter}-strings"
                ));
            }
            let Some(byte) = next.filter(|_| !line_end) else { return self.unterminated_interpolated(mode) };
            if byte == mode.quote {
                closing += 1;
                continue;
            }
            closing = 0;
            match byte {
                b'{' => {
                    let after = self.read();
                    if after == Some(b'{') && !in_format {
                        return Ok(self.make_to(kind, self.state.cursor - 1));
                    }
                    self.unread(after);
                    self.unread(next);
                    self.enter_field()?;
                    return Ok(self.make(kind));
                }
                b'}' if named => return Ok(self.make(kind)),
                b'}' => {
                    let after = self.read();
                    if after == Some(b'}') && !in_format && mode.depth == 0 {
                        return Ok(self.make_to(kind, self.state.cursor - 1));
                    }
                    self.unread(after);
                    self.unread(next);
                    self.mode().in_literal = false;
                    self.mode().in_format = false;
                    return Ok(self.make(kind));
                }
                b'\\' => {
                    let after = self.read();
                    match after {
                        Some(b'{' | b'}') => self.unread(after),
                        Some(b'N') if !mode.raw => {
                            if self.peek() == Some(b'{') {
                                self.read();
                                named = true;
                            }
                        }
                        _ => {}
                    }
                }
                _ => {}
            }
        }
        self.state.cursor -= mode.quote_size;
        Ok(self.make(kind))
    }

    fn unterminated_interpolated(&mut self, mode: Mode) -> Made {
        let detected = self.state.line;
        let at_end = self.done == Done::EndOfFile;
        self.state.cursor = mode.start + 1;
        self.state.line_start = mode.first_line_start;
        self.state.line = mode.first_line;
        let letter = mode.letter();
        let triple = if mode.quote_size == 3 { "triple-quoted " } else { "" };
        let failure = self.fail(format!("unterminated {triple}{letter}-string literal (detected at line {detected})"));
        // More input could help, but CPython says so only of triple quotes.
        if at_end && mode.quote_size == 3 {
            self.done = Done::EndInString;
        }
        failure
    }

    fn operator(&mut self, byte: u8) -> Made {
        // Looking for a longer operator may find the end of the source.
        self.peek();
        if let Some(mode) = self.modes.last_mut() {
            let cursor = mode.depth - i32::from(byte != b'{');
            if byte == b':' && cursor == mode.field_depth {
                mode.in_literal = true;
                mode.in_format = true;
                return Ok(self.make(Kind::Operator));
            }
        }
        let rest = &self.bytes[self.state.cursor - 1..];
        if let Some(operator) = LONG_OPERATORS.iter().find(|operator| rest.starts_with(operator)) {
            self.state.cursor += operator.len() - 1;
            return Ok(self.make(Kind::Operator));
        }
        match byte {
            b'(' | b'[' | b'{' => self.open(byte),
            b')' | b']' | b'}' => self.close(byte),
            b' '..=b'~' => Ok(self.make(Kind::Operator)),
            _ if self.extra => Ok(self.make(Kind::Operator)),
            _ => self.fail(format!("invalid non-printable character U+{byte:04X}")),
        }
    }

    fn open(&mut self, bracket: u8) -> Made {
        if self.brackets.len() >= MAX_BRACKETS {
            return self.fail("too many nested parentheses");
        }
        self.brackets.push((bracket, self.state.line, self.state.cursor - 1));
        if let Some(mode) = self.modes.last_mut() {
            mode.depth += 1;
        }
        Ok(self.make(Kind::Operator))
    }

    fn close(&mut self, bracket: u8) -> Made {
        let shown = char::from(bracket);
        let mode = self.modes.last().copied();
        if let Some(mode) = mode
            && mode.depth == 0
            && bracket == b'}'
        {
            return self.fail(format!("{}-string: single '}}' is not allowed", mode.letter()));
        }
        let Some((opening, line, _)) = self.brackets.pop() else { return self.fail(format!("unmatched '{shown}'")) };
        if !matches!((opening, bracket), (b'(', b')') | (b'[', b']') | (b'{', b'}')) {
            if let Some(mode) = mode
                && opening == b'{'
                && mode.depth - 1 == mode.field_depth
            {
                return self.fail(format!("{}-string: unmatched '{shown}'", mode.letter()));
            }
            let place = if line == self.state.line { String::new() } else { format!(" on line {line}") };
            let opening = char::from(opening);
            return self.fail(format!(
                "closing parenthesis '{shown}' does not match opening parenthesis '{opening}'{place}"
            ));
        }
        if let Some(mode) = self.modes.last_mut() {
            mode.depth -= 1;
            if mode.depth < 0 {
                let letter = mode.letter();
                return self.fail(format!("{letter}-string: unmatched '{shown}'"));
            }
            if bracket == b'}' && mode.depth == mode.field_depth {
                mode.field_depth -= 1;
                mode.in_literal = true;
                mode.in_format = false;
            }
        }
        Ok(self.make(Kind::Operator))
    }
}

impl Mode {
    fn letter(&self) -> char {
        if self.template { 't' } else { 'f' }
    }
}

/// Operators of more than one character, longest first.
const LONG_OPERATORS: [&[u8]; 24] = [
    b"**=", b"//=", b">>=", b"<<=", b"!=", b"%=", b"&=", b"**", b"*=", b"+=", b"-=", b"->", b"//", b"/=", b":=", b"<<",
    b"<=", b"==", b">=", b">>", b"@=", b"^=", b"|=", b"...",
];

fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

fn is_digit(byte: Option<u8>) -> bool {
    byte.is_some_and(|byte| byte.is_ascii_digit())
}
