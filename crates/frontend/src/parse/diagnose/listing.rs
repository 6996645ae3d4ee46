//! The tokens of a source as the module `tokenize` lists them.
//!
//! In: text. Out: one [`TokenInfo`] after the other, with CPython's numbers and places, or its `SyntaxError`.

use super::tokenizer::{Failure, Kind, Token, Tokenizer};
use crate::parse::error::{ErrorKind, SyntaxError};

/// One token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenInfo {
    /// The number that `token.py` gives it.
    pub kind: u8,
    pub text: String,
    /// Line from one, column in characters from zero; −1: none.
    pub start: (i32, i32),
    pub end: (i32, i32),
    /// The line or lines it is on.
    pub line: String,
}

const OP: u8 = 55;

/// Operators with numbers of their own, from `LPAR` (7) on.
const OPERATORS: [&str; 48] = [
    "(", ")", "[", "]", ":", ",", ";", "+", "-", "*", "/", "|", "&", "<", ">", "=", ".", "%", "{", "}", "==", "!=", "<=", ">=", "~", "^", "<<", ">>",
    "**", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>=", "**=", "//", "//=", "@", "@=", "->", "...", ":=", "!",
];

/// Makes tokens on demand.
pub struct TokenStream {
    text: String,
    /// The source did not end in a line end: one was added.
    newline_added: bool,
    extra: bool,
    /// Tokens made so far, in reverse order; filled at the first call.
    ready: Option<Vec<Result<TokenInfo, SyntaxError>>>,
}

impl TokenStream {
    /// `extra`: comments and ends of blank lines are tokens too, and operators are not told apart.
    pub fn new(mut text: String, extra: bool) -> TokenStream {
        let newline_added = !text.is_empty() && !text.ends_with('\n');
        if newline_added {
            text.push('\n');
        }
        TokenStream { text, newline_added, extra, ready: None }
    }

    fn list(&self) -> Vec<Result<TokenInfo, SyntaxError>> {
        let mut tokenizer = Tokenizer::new(&self.text);
        tokenizer.extra = self.extra;
        let mut list = Vec::new();
        loop {
            match tokenizer.next_token() {
                Ok(token) => {
                    list.push(Ok(self.info(&token)));
                    if token.kind == Kind::End {
                        break;
                    }
                }
                Err(failure) => {
                    list.push(Err(self.error(failure, &tokenizer)));
                    break;
                }
            }
        }
        list.reverse();
        list
    }

    fn error(&self, failure: Failure, tokenizer: &Tokenizer<'_>) -> SyntaxError {
        let state = tokenizer.state;
        let line = state.line as i32;
        let text = self.text[state.line_start..].split('\n').next().unwrap_or("");
        match failure {
            Failure::Error(error) | Failure::Quiet(error) => *error,
            Failure::EndOfFile => {
                let column = (state.cursor - state.line_start) as i32;
                SyntaxError::at(ErrorKind::Syntax, "unexpected EOF in multi-line statement", (line, column), (line, column)).with_text(text)
            }
            Failure::Dedent => {
                let column = text.chars().count() as i32 + 1;
                let message = "unindent does not match any outer indentation level";
                SyntaxError::at(ErrorKind::Indentation, message, (line, column), (line, column)).with_text(text)
            }
        }
    }

    fn column(&self, from: usize, to: usize) -> i32 {
        if to < from { -1 } else { self.text[from..to].chars().count() as i32 }
    }

    fn info(&self, token: &Token) -> TokenInfo {
        let state = token.state;
        let at_end = state.cursor == self.text.len();
        let trailing = token.kind == Kind::End || (token.kind == Kind::Dedent && at_end);
        // Indents and dedents stand at the start of what follows; an indent's text is the space before it.
        let (start, end) = match token.kind {
            Kind::Indent if self.extra => (state.line_start, state.cursor),
            _ => (token.start, token.end),
        };
        let multi_line = matches!(token.kind, Kind::String | Kind::FMiddle | Kind::TMiddle) && token.line != state.line;
        let first_line_start = if multi_line { self.text[..start].rfind('\n').map_or(0, |at| at + 1) } else { state.line_start };
        let line_end = state.input - usize::from(self.newline_added && state.input == self.text.len() && state.input > first_line_start);
        let mut info = TokenInfo {
            kind: self.number(token, start, end),
            text: self.text[start..end].to_owned(),
            start: (if multi_line { token.line } else { state.line } as i32, self.column(first_line_start, start)),
            end: (state.line as i32, self.column(state.line_start, end)),
            line: self.text[first_line_start..line_end.max(first_line_start)].to_owned(),
        };
        if !token.placed && !(self.extra && matches!(token.kind, Kind::Indent | Kind::Dedent)) && !trailing {
            (info.start.1, info.end.1, info.text) = (-1, -1, String::new());
        }
        if token.kind == Kind::Newline || token.kind == Kind::NonLogicalNewline {
            self.place_newline(token, &mut info, at_end);
        }
        if trailing {
            info.text = String::new();
            if self.extra {
                let line = state.line as i32 + 1;
                (info.start, info.end, info.line) = ((line, 0), (line, 0), String::new());
            }
        }
        info
    }

    /// The end of a line is shown as text of its own, one column wide; one that was added is shown as empty.
    fn place_newline(&self, token: &Token, info: &mut TokenInfo, at_end: bool) {
        let added = self.newline_added && at_end;
        if self.extra {
            info.text = if added { String::new() } else { "\n".to_owned() };
            info.end = (info.start.0, info.start.1 + 1);
        } else {
            info.text = String::new();
            info.end.1 = self.column(token.state.line_start, token.end - 1);
        }
    }

    fn number(&self, token: &Token, start: usize, end: usize) -> u8 {
        match token.kind {
            Kind::End | Kind::Error => 0,
            Kind::Name => 1,
            Kind::Number => 2,
            Kind::String => 3,
            Kind::Newline => 4,
            Kind::Indent => 5,
            Kind::Dedent => 6,
            Kind::Operator if self.extra => OP,
            Kind::Operator => {
                let text = &self.text[start..end];
                OPERATORS.iter().position(|op| *op == text).map_or(OP, |place| place as u8 + 7)
            }
            Kind::FStart => 59,
            Kind::FMiddle => 60,
            Kind::FEnd => 61,
            Kind::TStart => 62,
            Kind::TMiddle => 63,
            Kind::TEnd => 64,
            Kind::Comment => 65,
            Kind::NonLogicalNewline => 66,
        }
    }
}

impl Iterator for TokenStream {
    type Item = Result<TokenInfo, SyntaxError>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut ready = match self.ready.take() {
            Some(ready) => ready,
            None => self.list(),
        };
        let next = ready.pop();
        self.ready = Some(ready);
        next
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(source: &str) -> Vec<(u8, String, (i32, i32), (i32, i32))> {
        TokenStream::new(source.to_owned(), true).map(|t| t.expect("no error")).map(|t| (t.kind, t.text, t.start, t.end)).collect()
    }

    #[test]
    fn lists_comments_and_blank_lines() {
        let text = |t: &str| t.to_owned();
        assert_eq!(kinds("# c\nif x:\n  y"), [
            (65, text("# c"), (1, 0), (1, 3)), (66, text("\n"), (1, 3), (1, 4)), (1, text("if"), (2, 0), (2, 2)), (1, text("x"), (2, 3), (2, 4)),
            (OP, text(":"), (2, 4), (2, 5)), (4, text("\n"), (2, 5), (2, 6)), (5, text("  "), (3, 0), (3, 2)), (1, text("y"), (3, 2), (3, 3)),
            (4, text(""), (3, 3), (3, 4)), (6, text(""), (4, 0), (4, 0)), (0, text(""), (4, 0), (4, 0)),
        ]);
    }

    #[test]
    fn reports_the_error_behind_the_tokens() {
        let mut stream = TokenStream::new("a 'b\n".to_owned(), true);
        assert_eq!(stream.next().and_then(Result::ok).map(|t| t.text), Some("a".to_owned()));
        assert!(stream.next().is_some_and(|t| t.is_err()));
        assert!(stream.next().is_none());
    }
}
