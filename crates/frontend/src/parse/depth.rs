//! A bound on how deeply a source nests, found before anything recurses over it.
//!
//! The parser and every walk over its tree recurse once a nesting level. This scan is linear and uses no recursion:
//! within a stretch of source without a comma or statement end, the tree cannot be deeper than the number of operators
//! and keywords, and stretches add up over the open brackets. So the result is an upper bound, and small for ordinary
//! code whatever its length. [`on_deep_stack`] gives work over deep trees a stack to match.

/// Up to this bound the caller's own stack is used.
pub const SHALLOW: usize = 150;
/// Above this bound a source is refused: `MemoryError`, as CPython's parser does.
pub const DEEPEST: usize = 12_000;
/// Native stack for one level, generous for the parser and all walks over its tree, in debug builds too.
const STACK_PER_LEVEL: usize = 16 * 1024;

/// Runs `work` with enough native stack for a tree of this depth.
pub fn on_deep_stack<R: Send>(depth: usize, work: impl FnOnce() -> R + Send) -> R {
    if depth <= SHALLOW {
        return work();
    }
    let size = (depth.min(DEEPEST) + SHALLOW) * STACK_PER_LEVEL;
    std::thread::scope(|scope| {
        let handle = std::thread::Builder::new()
            .name("deep source".to_owned())
            .stack_size(size)
            .spawn_scoped(scope, work)
            .expect("the system can start a thread");
        match handle.join() {
            Ok(result) => result,
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

/// What the scan is inside of. One entry an open bracket, string or replacement field.
#[derive(Clone, Copy)]
enum Context {
    /// Brackets or a replacement field, with the operators counted before it opened.
    Bracket { outer: usize, closes_field: bool },
    /// The literal part of an interpolated string.
    Literal { outer: usize, quote: u8, triple: bool, raw: bool, in_spec: bool },
}

struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
    contexts: Vec<Context>,
    /// Operators since the last comma, in the innermost context.
    operators: usize,
    /// Operators of all outer contexts.
    outer: usize,
    deepest: usize,
}

/// An upper bound on the depth of the syntax tree of `source`, not counting statement nesting, which the tokenizer
/// bounds by itself.
pub fn bound(source: &str) -> usize {
    let mut scan =
        Scan { bytes: source.as_bytes(), at: 0, contexts: Vec::new(), operators: 0, outer: 0, deepest: 0 };
    while scan.at < scan.bytes.len() {
        match scan.contexts.last() {
            Some(&Context::Literal { quote, triple, raw, in_spec, .. }) => scan.literal(quote, triple, raw, in_spec),
            _ => scan.code(),
        }
    }
    scan.deepest + indentation_bound(source)
}

/// An upper bound on statement nesting: distinct indents are at most the widest one.
fn indentation_bound(source: &str) -> usize {
    let mut deepest = 0;
    let mut start = 0;
    let bytes = source.as_bytes();
    loop {
        let width = bytes[start..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        deepest = deepest.max(width);
        match memchr::memchr(b'\n', &bytes[start..]) {
            Some(length) => start += length + 1,
            // No more than a hundred levels pass the tokenizer, each up to four grammar levels deep.
            None => return if deepest > 24 { deepest.min(100) * 4 } else { 0 },
        }
    }
}

impl Scan<'_> {
    fn count(&mut self) {
        self.operators += 1;
        self.deepest = self.deepest.max(self.outer + self.operators);
    }

    fn open(&mut self, context: Context) {
        self.contexts.push(context);
        // The bracket itself is a level that no comma inside it ends.
        self.outer += self.operators + 1;
        self.operators = 0;
        self.deepest = self.deepest.max(self.outer);
    }

    /// Leaves the innermost context; the operators in front of it count again.
    fn close(&mut self) {
        if let Some(Context::Bracket { outer, .. } | Context::Literal { outer, .. }) = self.contexts.pop() {
            self.outer -= outer + 1;
            // What follows a bracket may nest it (`a()()`), but the fields of a string stand side by side.
            let in_literal = matches!(self.contexts.last(), Some(Context::Literal { .. }));
            self.operators = if in_literal { outer } else { outer + 1 };
        }
    }

    fn code(&mut self) {
        let byte = self.bytes[self.at];
        match byte {
            b'#' => {
                self.at += memchr::memchr(b'\n', &self.bytes[self.at..]).unwrap_or(self.bytes.len() - self.at);
                return;
            }
            b'\'' | b'"' => return self.string(),
            b'a'..=b'z' | b'A'..=b'Z' | b'_' | 0x80.. => return self.word(),
            b'(' | b'[' | b'{' => self.open(Context::Bracket { outer: self.operators, closes_field: false }),
            b')' | b']' => self.close_bracket(),
            b'}' => self.close_bracket(),
            b',' => self.operators = 0,
            b'\n' | b';' if self.contexts.is_empty() => self.operators = 0,
            b' ' | b'\t' | b'\x0c' | b'\n' | b'\\' | b'0'..=b'9' => {}
            // The second character of an operator.
            b'=' if self.at > 0 && matches!(self.bytes[self.at - 1], b'=' | b'!' | b'<' | b'>' | b':') => {}
            b':' if matches!(self.contexts.last(), Some(Context::Bracket { closes_field: true, .. })) => {
                return self.format_spec();
            }
            _ => self.count(),
        }
        self.at += 1;
    }

    fn close_bracket(&mut self) {
        if matches!(self.contexts.last(), Some(Context::Bracket { .. })) {
            self.close();
        }
    }

    /// The `:` of a replacement field: its format is the enclosing string's literal text up to `}`.
    fn format_spec(&mut self) {
        self.at += 1;
        if let Some(&Context::Literal { quote, triple, raw, .. }) =
            self.contexts.iter().rev().nth(1)
        {
            let outer = self.operators;
            self.open(Context::Literal { outer, quote, triple, raw, in_spec: true });
        }
    }

    /// A name or keyword, and the string it may be the prefix of.
    fn word(&mut self) {
        let start = self.at;
        while self.at < self.bytes.len()
            && (self.bytes[self.at].is_ascii_alphanumeric() || self.bytes[self.at] == b'_' || self.bytes[self.at] >= 0x80)
        {
            self.at += 1;
        }
        let word = &self.bytes[start..self.at];
        if word.len() <= 2 && matches!(self.bytes.get(self.at), Some(b'\'' | b'"')) {
            return self.string();
        }
        // `and` and `or` make lists, which are flat however long they are.
        if matches!(word, b"not" | b"lambda" | b"await" | b"if" | b"else" | b"elif" | b"for" | b"in" | b"is" | b"yield") {
            self.count();
        }
    }

    /// A string whose opening quote is at hand; what stands before the quote says whether it is raw or interpolated.
    fn string(&mut self) {
        let quote = self.bytes[self.at];
        let mut start = self.at;
        while start > 0 && self.at - start < 2 && self.bytes[start - 1].is_ascii_alphabetic() {
            start -= 1;
        }
        let prefix = &self.bytes[start..self.at];
        let has = |letter: u8| prefix.iter().any(|byte| byte.eq_ignore_ascii_case(&letter));
        let triple = self.bytes[self.at..].starts_with(&[quote; 3]);
        self.at += if triple { 3 } else { 1 };
        if has(b'f') || has(b't') {
            let outer = self.operators;
            self.open(Context::Literal { outer, quote, triple, raw: has(b'r'), in_spec: false });
            return;
        }
        self.skip_plain_string(quote, triple);
    }

    fn skip_plain_string(&mut self, quote: u8, triple: bool) {
        while let Some(length) = memchr::memchr3(quote, b'\\', b'\n', &self.bytes[self.at..]) {
            self.at += length;
            match self.bytes[self.at] {
                b'\\' => self.at = (self.at + 2).min(self.bytes.len()),
                b'\n' if !triple => return,
                b'\n' => self.at += 1,
                _ if !triple => {
                    self.at += 1;
                    return;
                }
                _ if self.bytes[self.at..].starts_with(&[quote; 3]) => {
                    self.at += 3;
                    return;
                }
                _ => self.at += 1,
            }
        }
        self.at = self.bytes.len();
    }

    /// Literal text of an interpolated string or of a format specification.
    fn literal(&mut self, quote: u8, triple: bool, raw: bool, in_spec: bool) {
        let byte = self.bytes[self.at];
        let rest = &self.bytes[self.at..];
        match byte {
            b'\\' if !raw && rest.starts_with(b"\\N{") => self.at += 3,
            b'\\' if rest.len() > 1 && !matches!(rest[1], b'{' | b'}') => self.at += 2,
            b'{' if !in_spec && rest.starts_with(b"{{") => self.at += 2,
            b'{' => {
                self.at += 1;
                let outer = self.operators;
                self.open(Context::Bracket { outer, closes_field: true });
            }
            b'}' if in_spec => {
                // Ends the specification and its field.
                self.at += 1;
                self.close();
                self.close_bracket();
            }
            b'\n' if !triple => self.close(),
            _ if byte == quote && !triple => {
                self.at += 1;
                self.close();
            }
            _ if byte == quote && rest.starts_with(&[quote; 3]) => {
                self.at += 3;
                self.close();
            }
            _ => self.at += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_flat_code_is_shallow() {
        assert!(bound(&"x = [1, 2, (3, 4), {5: 6}]\n".repeat(1000)) < 10);
        assert!(bound(&format!("[{}]", "1 + 2, ".repeat(10_000))) < 10);
        assert!(bound(&format!("f'{}'", "{a:{b}}{c!r}".repeat(1000))) < 20);
        assert!(bound(&"a or b and c or ".repeat(1000)) < 10);
        assert!(bound(&"'''(((((((('''\n# ((((((((\n".repeat(1000)) < 10);
    }

    #[test]
    fn deep_code_is_deep() {
        for piece in ["a, (", "-", "not ", "lambda: ", "(", "1 + ", "a.", "x if y else ", "f'{"] {
            assert!(bound(&piece.repeat(1000)) >= 1000, "{piece}");
        }
        assert!(bound(&format!("{}x{}", "f'{".repeat(90), "}'".repeat(90))) >= 90);
    }
}
