//! Rust text with comments and literals told apart from code, as much of a lexer as the checks need.
//!
//! In: a file's text. Out: the same text twice, each with as many lines and columns: `code` with comments and the insides of
//! literals blanked, `comments` with everything but comments blanked.

/// A Rust file, split into code and comments.
pub struct RustSource<'a> {
    /// The file, relative to the repository's top folder.
    pub name: &'a str,
    /// The whole text.
    pub text: &'a str,
    /// The text with comments and the insides of literals blanked.
    pub code: String,
    /// The text with all but comments blanked.
    pub comments: String,
}

impl<'a> RustSource<'a> {
    /// Splits `text`.
    pub fn new(name: &'a str, text: &'a str) -> Self {
        let (code, comments) = split(text);
        RustSource { name, text, code, comments }
    }

    /// The lines (from 1) on which an unsafe block or impl starts.
    pub fn unsafe_lines(&self) -> Vec<usize> {
        let mut lines = Vec::new();
        for at in words(&self.code, "unsafe") {
            let rest = self.code[at + "unsafe".len()..].trim_start();
            if rest.starts_with('{') || (rest.starts_with("impl") && !rest[4..].starts_with(|c: char| c.is_alphanumeric() || c == '_')) {
                lines.push(self.line_of(at));
            }
        }
        lines
    }

    /// The line (from 1) of a byte offset.
    pub fn line_of(&self, offset: usize) -> usize {
        self.code[..offset].matches('\n').count() + 1
    }
}

/// Offsets at which `word` stands as a word of its own.
pub fn words(code: &str, word: &str) -> Vec<usize> {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(word)
        .map(|(at, _)| at)
        .filter(|&at| !code[..at].ends_with(part) && !code[at + word.len()..].starts_with(part))
        .collect()
}

/// What the text at one place is part of.
enum Part {
    Code,
    LineComment,
    BlockComment(usize),
    Text,
    RawText(usize),
}

fn split(text: &str) -> (String, String) {
    let (mut code, mut comments) = (String::with_capacity(text.len()), String::with_capacity(text.len()));
    let mut part = Part::Code;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let (taken, is_code, is_comment) = step(&mut part, rest, c);
        for taken in rest[..taken].chars() {
            let blank = |keep: bool| if keep || taken == '\n' { taken } else { ' ' };
            // A blanked character stands for as many bytes as it had, so that offsets agree in all three texts.
            let width = |keep: bool| if keep { 1 } else { taken.len_utf8() };
            (0..width(is_code || taken == '\n')).for_each(|_| code.push(blank(is_code)));
            (0..width(is_comment || taken == '\n')).for_each(|_| comments.push(blank(is_comment)));
        }
        rest = &rest[taken..];
    }
    (code, comments)
}

/// Moves over one token piece: how many bytes it has, whether it is code, whether it is comment.
fn step(part: &mut Part, rest: &str, c: char) -> (usize, bool, bool) {
    match part {
        Part::Code => step_code(part, rest, c),
        Part::LineComment => {
            if c == '\n' {
                *part = Part::Code;
            }
            (c.len_utf8(), false, true)
        }
        Part::BlockComment(depth) => {
            if rest.starts_with("/*") {
                *depth += 1;
                return (2, false, true);
            }
            if rest.starts_with("*/") {
                *depth -= 1;
                if *depth == 0 {
                    *part = Part::Code;
                }
                return (2, false, true);
            }
            (c.len_utf8(), false, true)
        }
        Part::Text => {
            if c == '\\' {
                return (1 + rest[1..].chars().next().map_or(0, char::len_utf8), false, false);
            }
            let ends = c == '"';
            if ends {
                *part = Part::Code;
            }
            (c.len_utf8(), ends, false)
        }
        Part::RawText(hashes) => {
            let end = format!("\"{}", "#".repeat(*hashes));
            if rest.starts_with(&end) {
                *part = Part::Code;
                return (end.len(), true, false);
            }
            (c.len_utf8(), false, false)
        }
    }
}

fn step_code(part: &mut Part, rest: &str, c: char) -> (usize, bool, bool) {
    if rest.starts_with("//") {
        *part = Part::LineComment;
        return (2, false, true);
    }
    if rest.starts_with("/*") {
        *part = Part::BlockComment(1);
        return (2, false, true);
    }
    if c == '"' {
        *part = Part::Text;
        return (1, true, false);
    }
    if let Some(hashes) = raw_opening(rest) {
        *part = Part::RawText(hashes);
        return (rest.find('"').unwrap_or(0) + 1, true, false);
    }
    if c == '\'' {
        return (character_length(rest), false, false);
    }
    if c.is_alphanumeric() || c == '_' {
        // A whole word at once, so that the `r` at the end of `for` does not open a raw string.
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        return (end, true, false);
    }
    (c.len_utf8(), true, false)
}

/// The number of hashes if a raw string starts here.
fn raw_opening(rest: &str) -> Option<usize> {
    let after = rest.strip_prefix('b').or(rest.strip_prefix('c')).unwrap_or(rest).strip_prefix('r')?;
    let hashes = after.len() - after.trim_start_matches('#').len();
    after[hashes..].starts_with('"').then_some(hashes)
}

/// The length of a character literal, or 1 for the quote of a lifetime.
fn character_length(rest: &str) -> usize {
    let inner = &rest[1..];
    if let Some(escaped) = inner.strip_prefix('\\') {
        let first = escaped.chars().next().map_or(0, char::len_utf8);
        return escaped[first..].find('\'').map_or(1, |end| 2 + first + end + 1);
    }
    match inner.chars().next() {
        Some(c) if inner[c.len_utf8()..].starts_with('\'') => 1 + c.len_utf8() + 1,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_literals_are_not_code() {
        let text = "let a = \"unsafe { // no\"; // unsafe {\n/* unsafe { /* nested */ unsafe { */ let b = r#\"\" unsafe {\"#;\nlet c = '\"'; let d: &'a str = \"é\\\"unsafe {\";";
        let source = RustSource::new("x.rs", text);
        assert!(words(&source.code, "unsafe").is_empty(), "{}", source.code);
        assert_eq!(source.code.len(), text.len());
        assert_eq!(source.comments.len(), text.len());
        assert_eq!(words(&source.comments, "unsafe").len(), 3);
        assert!(source.code.contains("let b") && source.code.contains("let d"));
    }

    #[test]
    fn unsafe_blocks_and_impls_count_and_functions_do_not() {
        let text = "unsafe fn f() {}\nfn g() { unsafe { f() } }\nunsafe impl Send for X {}\nlet p: unsafe extern \"C\" fn();\nunsafe\n{ f() }\n";
        assert_eq!(RustSource::new("x.rs", text).unsafe_lines(), [2, 3, 5]);
    }

    #[test]
    fn words_stand_alone() {
        assert_eq!(words("value Values Value my_Value Value2 Value", "Value"), [13, 35]);
    }

    #[test]
    fn characters_and_lifetimes() {
        assert_eq!(character_length("'a' "), 3);
        assert_eq!(character_length("'\\'' "), 4);
        assert_eq!(character_length("'\\u{1F600}' "), 11);
        assert_eq!(character_length("'static str"), 1);
    }
}
