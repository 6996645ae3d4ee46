//! What the alternatives of the grammar do: make nodes, or raise errors.

use super::peg::{Action, Captures, Machine, Matched, NodeId, Shape, Stop};
use super::tokenizer::{Failure, Kind, State, Token};
use crate::parse::error::{ErrorKind, SyntaxError};
use crate::parse::interpolated::brace_pieces;
use crate::parse::literal;

/// A start and an end as byte offsets.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    start: usize,
    end: usize,
}

/// For what an expression is tried as a target.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Target {
    Star,
    Del,
    For,
}

impl Machine<'_> {
    /// Carries out an alternative's action.
    pub(super) fn act(
        &mut self,
        action: &'static Action,
        start: usize,
        captures: Captures,
        children: Vec<NodeId>,
    ) -> Matched {
        let first = action.words[0];
        let part = |index: usize| action.words.get(index).and_then(|name| captures.get(name));
        let error = match (first, part(1), part(2)) {
            ("fn", _, _) => return self.function(action.words[1], start, part(2), part(3)),
            ("Same", Some(node), _) => return Ok(Some(node)),
            ("at", Some(a), _) => self.error_over(self.span(a), self.message(&action.text, Some(a))),
            ("range", Some(a), Some(b)) => {
                let span = Span { start: self.span(a).start, end: self.span(b).end };
                self.error_over(span, self.message(&action.text, Some(a)))
            }
            ("from", Some(a), _) => {
                let mut error = self.error_from(self.span(a).start, self.message(&action.text, Some(a)));
                if !self.tokens[self.node(a).first].placed {
                    error.offset = Some(0);
                }
                error
            }
            ("last", _, _) => self.error_last(ErrorKind::Syntax, self.message(&action.text, None)),
            ("next", _, _) => {
                let at = self.mark;
                let message = self.message(&action.text, None);
                if self.token(at)?.placed {
                    self.error_at_token(at, message)
                } else {
                    self.error_unplaced(at, ErrorKind::Syntax, message)
                }
            }
            ("block", a, _) => self.error_last(ErrorKind::Indentation, self.message(&action.text, a)),
            ("target", _, Some(a)) => {
                let kind = match action.words[1] {
                    "DEL" => Target::Del,
                    "FOR" => Target::For,
                    _ => Target::Star,
                };
                let Some(bad) = self.invalid_target(a, kind) else { return Ok(None) };
                let verb = if kind == Target::Del { "delete" } else { "assign to" };
                self.error_over(self.span(bad), format!("cannot {verb} {}", self.expression_name(bad)))
            }
            _ => {
                let parts = if action.words.len() > 1 {
                    action.words[1..].iter().filter_map(|name| captures.get(name)).collect()
                } else {
                    children
                };
                return Ok(Some(self.shaped(first, start, parts)));
            }
        };
        Err(Stop::Error(Box::new(error)))
    }

    fn raise<T>(&self, span: Span, message: impl Into<String>) -> Result<T, Stop> {
        Err(Stop::Error(Box::new(self.error_over(span, message.into()))))
    }

    /// The actions that need more than a place and a text.
    fn function(&mut self, name: &str, start: usize, a: Option<NodeId>, b: Option<NodeId>) -> Matched {
        let Some(a) = a else { return Ok(None) };
        match (name, b) {
            ("number", _) => self.number(a, start),
            ("string", _) => self.string(a, start),
            ("strings", _) => self.strings(a, start),
            ("middle", _) => {
                let token = self.tokens[self.node(a).first];
                self.check_middle(token)?;
                Ok(Some(a))
            }
            ("conversion", Some(b)) => self.conversion(a, b, start),
            ("ensure_real", _) if self.is_imaginary(a) => {
                self.raise(self.span(a), "real number required in complex literal")
            }
            ("ensure_imaginary", _) if !self.is_imaginary(a) => {
                self.raise(self.span(a), "imaginary number required in complex literal")
            }
            ("ensure_real" | "ensure_imaginary", _) => Ok(Some(a)),
            ("not_equal", _) if self.flufl => {
                self.raise(self.span(a), "with Barry as BDFL, use '<>' instead of '!='")
            }
            ("flufl", _) if !self.flufl => Ok(None),
            ("flufl", _) => {
                self.old_not_equal.push(self.span(a).start);
                Ok(Some(a))
            }
            ("not_equal", _) => Ok(Some(a)),
            ("bad_not_equal", Some(b)) if !self.flufl => {
                let span = Span { start: self.span(a).start, end: self.span(b).end };
                self.raise(span, "invalid syntax.  Maybe you meant '!=' instead of '<>'?")
            }
            ("import_from", Some(b)) => {
                self.flufl |= self.text_of(a) == "__future__" && self.text_of(b).contains("barry_as_FLUFL");
                Ok(Some(self.shaped("", start, vec![a, b])))
            }
            ("unparenthesized_generator", Some(b)) | ("late_generator", Some(b)) => {
                self.unparenthesized_generator(name == "late_generator", a, b)
            }
            ("generator_in_call", Some(b)) => self.generator_in_call(a, b),
            ("argument_order", _) => {
                let unpacking = self.contains(a, Shape::DoubleStar);
                let suffix = if unpacking { " unpacking" } else { "" };
                let message = format!("positional argument follows keyword argument{suffix}");
                Err(Stop::Error(Box::new(self.error_last(ErrorKind::Syntax, message))))
            }
            ("forgotten_comma", Some(b)) => self.forgotten_comma(a, b),
            ("legacy", Some(b)) => {
                let word = self.text_of(a);
                if !matches!(word, "print" | "exec") {
                    return Ok(None);
                }
                let message = format!("Missing parentheses in call to '{word}'. Did you mean {word}(...)?");
                self.raise(Span { start: self.span(a).start, end: self.span(b).end }, message)
            }
            ("missing_colon", _) => self.missing_colon(a),
            ("starred_bound" | "double_starred_bound", Some(b)) => {
                let what = if self.node(b).shape == Shape::Tuple { "constraints" } else { "bound" };
                let kind = if name == "starred_bound" { "TypeVarTuple" } else { "ParamSpec" };
                let error = self.error_from(self.span(a).start, format!("cannot use {what} with {kind}"));
                Err(Stop::Error(Box::new(error)))
            }
            ("mixed_strings", Some(b)) => {
                let first = self.node(a).children.first().copied().unwrap_or(a);
                let span = Span { start: self.span(first).start, end: self.span(b).end };
                self.raise(span, "cannot mix t-string literals with string or bytes literals")
            }
            _ => Ok(None),
        }
    }

    fn text_of(&self, node: NodeId) -> &str {
        let span = self.span(node);
        &self.text[span.start..span.end]
    }

    pub(super) fn span(&self, node: NodeId) -> Span {
        let node = self.node(node);
        let start = self.tokens.get(node.first).map_or(0, |token| token.start);
        let end = self.tokens.get(node.last.max(node.first + 1) - 1).map_or(start, |token| token.end);
        Span { start, end }
    }

    fn is_imaginary(&self, node: NodeId) -> bool {
        self.text_of(node).ends_with(['j', 'J'])
    }

    fn contains(&self, node: NodeId, shape: Shape) -> bool {
        let node = self.node(node);
        node.shape == shape
            || (node.shape == Shape::Sequence && node.children.iter().any(|&child| self.contains(child, shape)))
    }

    fn number(&mut self, a: NodeId, start: usize) -> Matched {
        let text = self.text_of(a);
        let (radix, digits) = literal::radix_and_digits(text);
        let limit = self.max_int_digits as usize;
        let is_integer = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_');
        if radix == 10 && is_integer && limit > 0 {
            let count = digits.bytes().filter(u8::is_ascii_digit).count();
            if count > limit {
                let mut error = self.error_over(self.span(a), too_many_digits(limit, count));
                (error.offset, error.end_offset) = (Some(0), Some(0));
                return Err(Stop::Error(Box::new(error)));
            }
        }
        Ok(Some(self.shaped("Number", start, vec![a])))
    }

    fn string(&mut self, a: NodeId, start: usize) -> Matched {
        let text = self.text_of(a);
        let quote = text.find(['\'', '"']).unwrap_or(0);
        let (prefix, rest) = text.split_at(quote);
        let size = if rest.len() >= 6 && (rest.starts_with("\"\"\"") || rest.starts_with("'''")) { 3 } else { 1 };
        let content = &rest[size..rest.len() - size];
        let has = |letter: char| prefix.contains([letter, letter.to_ascii_uppercase()]);
        if has('b') && !content.is_ascii() {
            return self.raise(self.span(a), "bytes can only contain ASCII literal characters");
        }
        if !has('r') {
            let decoded = if has('b') { literal::decode_bytes(content) } else { literal::decode_string(content) };
            if let Err(bad) = decoded {
                let error = self.error_last(ErrorKind::Syntax, bad.message);
                return Err(Stop::Error(Box::new(error)));
            }
        }
        Ok(Some(self.shaped("String", start, vec![a])))
    }

    fn strings(&mut self, a: NodeId, start: usize) -> Matched {
        let list = self.node(a).children.clone();
        let is_bytes = |machine: &Self, node: NodeId| {
            let text = machine.text_of(node);
            let prefix = &text[..text.find(['\'', '"']).unwrap_or(0)];
            machine.node(node).shape == Shape::String && prefix.contains(['b', 'B'])
        };
        let bytes = list.iter().filter(|&&node| is_bytes(self, node)).count();
        if bytes > 0 && bytes < list.len() {
            let message = "cannot mix bytes and nonbytes literals";
            return Err(Stop::Error(Box::new(self.error_last(ErrorKind::Syntax, message.to_owned()))));
        }
        let mut shape = "String";
        for &part in &list {
            match self.node(part).shape {
                Shape::FString => shape = "FString",
                Shape::TString => shape = "TString",
                _ => continue,
            }
            let Some(&first) = self.node(part).children.first() else { continue };
            let raw = self.text_of(first).contains(['r', 'R']);
            if raw {
                continue;
            }
            let middles: Vec<Token> = (self.node(part).children.iter())
                .flat_map(|&child| {
                    let node = self.node(child);
                    if node.shape == Shape::Sequence { node.children.clone() } else { vec![child] }
                })
                .map(|child| self.tokens[self.node(child).first])
                .filter(|token| matches!(token.kind, Kind::FMiddle | Kind::TMiddle))
                .collect();
            for token in middles {
                self.check_middle(token)?;
            }
        }
        let children = vec![a];
        Ok(Some(self.shaped(shape, start, children)))
    }

    /// Whether the literal text of an interpolated string decodes.
    fn check_middle(&mut self, token: Token) -> Result<(), Stop> {
        let text = self.token_text(token);
        for piece in brace_pieces(text, false) {
            let piece = if piece.ends_with('\\') && !piece.ends_with("\\\\") { &piece[..piece.len() - 1] } else { piece };
            if let Err(bad) = literal::decode_string(piece) {
                return self.raise(Span { start: token.start, end: token.end }, bad.message);
            }
        }
        Ok(())
    }

    fn conversion(&mut self, mark: NodeId, name: NodeId, start: usize) -> Matched {
        let letter = if self.in_template(mark) { 't' } else { 'f' };
        let (mark_span, name_span) = (self.span(mark), self.span(name));
        if mark_span.end != name_span.start {
            let span = Span { start: mark_span.start, end: name_span.end };
            let message = format!("{letter}-string: conversion type must come right after the exclamation mark");
            return self.raise(span, message);
        }
        let text = self.text_of(name);
        if !matches!(text, "s" | "r" | "a") {
            let message = format!("{letter}-string: invalid conversion character '{text}': expected 's', 'r', or 'a'");
            return self.raise(name_span, message);
        }
        Ok(Some(self.shaped("", start, vec![mark, name])))
    }

    /// Whether the innermost interpolated string around a node is a t-string.
    fn in_template(&self, node: NodeId) -> bool {
        let mut closed = 0;
        for token in self.tokens[..self.node(node).first].iter().rev() {
            match token.kind {
                Kind::FEnd | Kind::TEnd => closed += 1,
                Kind::FStart | Kind::TStart if closed > 0 => closed -= 1,
                Kind::FStart => return false,
                Kind::TStart => return true,
                _ => {}
            }
        }
        false
    }

    /// The last expression of the last `for` clause.
    fn last_of_comprehension(&self, clauses: NodeId) -> NodeId {
        let mut node = clauses;
        while self.node(node).shape == Shape::Sequence {
            // The conditions come last; an empty list of them is skipped.
            let next = (self.node(node).children.iter().rev())
                .find(|&&child| !(self.node(child).shape == Shape::Sequence && self.node(child).children.is_empty()));
            match next {
                Some(&child) => node = child,
                None => return node,
            }
        }
        node
    }

    fn unparenthesized_generator(&mut self, late: bool, a: NodeId, b: NodeId) -> Matched {
        let last = if late { self.comprehension_target(b) } else { self.last_of_comprehension(b) };
        let span = Span { start: self.span(a).start, end: self.span(last).end };
        self.raise(span, "Generator expression must be parenthesized")
    }

    /// The target of the last `for` clause.
    fn comprehension_target(&self, clauses: NodeId) -> NodeId {
        let Some(&last) = self.node(clauses).children.last() else { return clauses };
        let children = &self.node(last).children;
        let at = children.iter().position(|&child| self.text_of(child) == "for").map_or(0, |at| at + 1);
        children.get(at).copied().unwrap_or(last)
    }

    fn generator_in_call(&mut self, arguments: NodeId, clauses: NodeId) -> Matched {
        let mut positional = Vec::new();
        self.positional_arguments(arguments, &mut positional);
        if positional.len() <= 1 {
            return Ok(None);
        }
        let start = self.span(positional[positional.len() - 1]).start;
        let end = self.span(self.last_of_comprehension(clauses)).end;
        self.raise(Span { start, end }, "Generator expression must be parenthesized")
    }

    fn positional_arguments(&self, node: NodeId, out: &mut Vec<NodeId>) {
        match self.node(node).shape {
            Shape::Sequence => self.node(node).children.iter().for_each(|&child| self.positional_arguments(child, out)),
            Shape::Keyword | Shape::DoubleStar | Shape::Token => {}
            _ => out.push(node),
        }
    }

    fn forgotten_comma(&mut self, a: NodeId, b: NodeId) -> Matched {
        if matches!(self.text_of(a), "print" | "exec") && self.node(a).shape == Shape::Name {
            return Ok(None);
        }
        if self.tokens[self.mark - 1].level == 0 {
            return Ok(None);
        }
        let span = Span { start: self.span(a).start, end: self.span(b).end };
        self.raise(span, "invalid syntax. Perhaps you forgot a comma?")
    }

    fn missing_colon(&mut self, key: NodeId) -> Matched {
        let span = self.span(key);
        let end = span.end;
        let mut error = self.error_over(Span { start: end - 1, end }, "':' expected after dictionary key".to_owned());
        error.end_offset = Some(0);
        Err(Stop::Error(Box::new(error)))
    }

    fn invalid_target(&self, node: NodeId, kind: Target) -> Option<NodeId> {
        let children = &self.node(node).children;
        match self.node(node).shape {
            Shape::Name | Shape::Attribute | Shape::Subscript | Shape::Token => None,
            Shape::List | Shape::Tuple | Shape::Sequence => {
                children.iter().find_map(|&child| self.invalid_target(child, kind))
            }
            Shape::Starred if kind != Target::Del => self.invalid_target(*children.first()?, kind),
            Shape::Comparison if kind == Target::For => {
                let pairs = children.get(1).map(|&pairs| self.node(pairs));
                let first_pair = pairs.and_then(|pairs| pairs.children.first()).copied();
                let is_in = first_pair.is_some_and(|pair| self.node(pair).shape == Shape::InPair);
                if is_in { self.invalid_target(children[0], kind) } else { None }
            }
            _ => Some(node),
        }
    }

    fn message(&self, text: &str, a: Option<NodeId>) -> String {
        let Some(a) = a else { return text.to_owned() };
        if text.contains("%s") {
            text.replace("%s", self.expression_name(a))
        } else if text.contains("%t") {
            text.replace("%t", self.text_of(a))
        } else if text.contains("%l") {
            text.replace("%l", &self.tokens[self.node(a).first].line.to_string())
        } else {
            text.to_owned()
        }
    }

    /// What kind of expression a node is, in CPython's words.
    fn expression_name(&self, node: NodeId) -> &'static str {
        match self.node(node).shape {
            Shape::Name => "name",
            Shape::Token | Shape::Number | Shape::String | Shape::Sequence => "literal",
            Shape::Constant => match self.text_of(node) {
                "True" => "True",
                "False" => "False",
                "None" => "None",
                _ => "ellipsis",
            },
            Shape::FString => "f-string expression",
            Shape::TString => "t-string expression",
            Shape::Tuple => "tuple",
            Shape::List => "list",
            Shape::Set => "set display",
            Shape::Dict => "dict literal",
            Shape::ListComp => "list comprehension",
            Shape::SetComp => "set comprehension",
            Shape::DictComp => "dict comprehension",
            Shape::Generator => "generator expression",
            Shape::Starred => "starred",
            Shape::Named => "named expression",
            Shape::Conditional => "conditional expression",
            Shape::Lambda => "lambda",
            Shape::Operation => "expression",
            Shape::Comparison | Shape::InPair => "comparison",
            Shape::Await => "await expression",
            Shape::Yield => "yield expression",
            Shape::Attribute => "attribute",
            Shape::Subscript => "subscript",
            Shape::Call | Shape::Keyword | Shape::DoubleStar => "function call",
        }
    }

    /// Where the tokenizer stands.
    fn state(&self) -> State {
        self.tokens.last().map_or(self.tokenizer.state, |token| token.state)
    }

    /// Line and byte column of an offset.
    fn place(&self, offset: usize) -> (usize, usize) {
        let before = &self.text.as_bytes()[..offset];
        let start = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |newline| newline + 1);
        (memchr::memchr_iter(b'\n', before).count() + 1, offset - start)
    }

    /// The text that goes with an error on a line: with its end if the tokenizer has got no further than that line.
    fn line_text(&self, line: usize) -> String {
        let state = self.state();
        if state.line <= line && state.input > state.line_start {
            return self.text[state.line_start..state.input].to_owned();
        }
        self.text.split('\n').nth(line.saturating_sub(1)).unwrap_or("").to_owned()
    }

    /// One-based character column of a byte column. Beyond the text's end it is the place behind its last character.
    fn column(text: &str, bytes: usize) -> i32 {
        text[..text.floor_char_boundary(bytes.min(text.len()))].chars().count() as i32 + 1
    }

    /// An error over a piece of the source. As in CPython the text of the first line gives the column of the end too,
    /// whatever line that is on.
    pub(super) fn error_over(&self, span: Span, message: String) -> SyntaxError {
        let (line, column) = self.place(span.start);
        let (end_line, end_column) = self.place(span.end);
        // A line end belongs to the line that it ends.
        let (end_line, end_column) = if end_column == 0 && span.end > span.start {
            let (line, column) = self.place(span.end - 1);
            (line, column + 1)
        } else {
            (end_line, end_column)
        };
        let text = self.line_text(line);
        let start = (line as i32, Self::column(&text, column));
        SyntaxError::at(ErrorKind::Syntax, message, start, (end_line as i32, Self::column(&text, end_column)))
            .with_text(text)
    }

    /// From an offset to where the tokenizer stands.
    fn error_from(&self, start: usize, message: String) -> SyntaxError {
        let (line, column) = self.place(start);
        let state = self.state();
        let end = (state.cursor - state.line_start).saturating_sub(1);
        let text = self.line_text(line);
        let start = (line as i32, Self::column(&text, column));
        SyntaxError::at(ErrorKind::Syntax, message, start, (state.line as i32, Self::column(&text, end)))
            .with_text(text)
    }

    pub(super) fn error_at_token(&self, index: usize, message: String) -> SyntaxError {
        match self.tokens.get(index) {
            Some(token) if token.placed => self.error_over(Span { start: token.start, end: token.end }, message),
            Some(token) => {
                let line = token.line;
                SyntaxError::at(ErrorKind::Syntax, message, (line as i32, 0), (line as i32, 0))
                    .with_text(self.line_text(line))
            }
            None => SyntaxError::at(ErrorKind::Syntax, message, (0, 0), (0, 0)).with_text(""),
        }
    }

    /// At a token that has no place of its own: where the tokenizer stands.
    fn error_unplaced(&self, index: usize, kind: ErrorKind, message: String) -> SyntaxError {
        let line = self.tokens.get(index).map_or(0, |token| token.line);
        let state = self.state();
        let before = &self.text[state.line_start..self.text.floor_char_boundary(state.cursor)];
        let column = before.chars().count() as i32;
        SyntaxError::at(kind, message, (line as i32, column), (line as i32, -1)).with_text(self.line_text(line))
    }

    /// At the last token that was read.
    pub(super) fn error_last(&self, kind: ErrorKind, message: String) -> SyntaxError {
        let ended = self.tokens.last().is_some_and(|token| token.kind == Kind::Error);
        if ended && self.tokenizer.done == super::tokenizer::Done::EndOfFile {
            return self.end_of_file();
        }
        self.error_last_token(kind, message)
    }

    /// At the last token, whatever it is.
    pub(super) fn error_last_token(&self, kind: ErrorKind, message: String) -> SyntaxError {
        let Some(index) = self.tokens.len().checked_sub(1) else {
            return SyntaxError::at(kind, message, (0, 0), (0, 0)).with_text("");
        };
        let token = self.tokens[index];
        if !token.placed {
            return self.error_unplaced(index, kind, message);
        }
        let mut error = self.error_over(Span { start: token.start, end: token.end }, message);
        error.kind = kind;
        error
    }

    /// The source ended too early.
    fn end_of_file(&self) -> SyntaxError {
        match self.unclosed() {
            Some(error) => error,
            None => {
                let message = "unexpected EOF while parsing".to_owned();
                self.error_unplaced(self.tokens.len().saturating_sub(1), ErrorKind::Syntax, message)
            }
        }
    }

    /// The innermost open bracket.
    pub(super) fn unclosed(&self) -> Option<SyntaxError> {
        let &(bracket, line, offset) = self.tokenizer.brackets.last()?;
        let message = format!("'{}' was never closed", char::from(bracket));
        let mut error = self.error_over(Span { start: offset, end: offset + 1 }, message);
        error.lineno = Some(line as i32);
        error.end_lineno = Some(line as i32);
        error.end_offset = Some(0);
        Some(error)
    }

    pub(super) fn tokenizer_error(&self, failure: &Failure) -> SyntaxError {
        match failure {
            Failure::Error(error) | Failure::Quiet(error) => (**error).clone(),
            Failure::EndOfFile => self.end_of_file(),
            Failure::Dedent => {
                let message = "unindent does not match any outer indentation level".to_owned();
                self.error_unplaced(self.tokens.len().saturating_sub(1), ErrorKind::Indentation, message)
            }
        }
    }
}

/// The message for a decimal literal over the limit.
pub(in crate::parse) fn too_many_digits(limit: usize, count: usize) -> String {
    format!(
        "Exceeds the limit ({limit} digits) for integer string conversion: value has {count} digits; use \
         sys.set_int_max_str_digits() to increase the limit - Consider hexadecimal for huge integer literals to avoid \
         decimal conversion limits."
    )
}
