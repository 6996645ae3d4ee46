//! What parsing and symbol analysis report: errors and warnings as data.
//!
//! Nothing here depends on the runtime. The runtime turns a [`SyntaxError`] into a Python exception of the named
//! class with the same attributes. Offsets are what Python shows: one-based, in characters.

/// The Python exception class of a failed compilation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// `SyntaxError`
    Syntax,
    /// `IndentationError`
    Indentation,
    /// `TabError`
    Tab,
    /// `_IncompleteInputError`: more lines could make the source valid
    Incomplete,
    /// `ValueError`
    Value,
    /// `OverflowError`
    Overflow,
    /// `RecursionError`
    Recursion,
    /// `MemoryError`
    Memory,
}

impl ErrorKind {
    /// The name of the Python class.
    pub fn class_name(self) -> &'static str {
        match self {
            ErrorKind::Syntax => "SyntaxError",
            ErrorKind::Indentation => "IndentationError",
            ErrorKind::Tab => "TabError",
            ErrorKind::Incomplete => "_IncompleteInputError",
            ErrorKind::Value => "ValueError",
            ErrorKind::Overflow => "OverflowError",
            ErrorKind::Recursion => "RecursionError",
            ErrorKind::Memory => "MemoryError",
        }
    }
}

/// Why a source cannot be compiled.
///
/// `text` is `None` where CPython reads the line back from the file by name (errors found after parsing); the runtime
/// does the same. Fields that CPython leaves unset are `None`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// The exception class.
    pub kind: ErrorKind,
    /// The message, CPython's wording.
    pub message: String,
    /// One-based line.
    pub lineno: Option<i32>,
    /// One-based character offset in the line.
    pub offset: Option<i32>,
    /// One-based line of the end.
    pub end_lineno: Option<i32>,
    /// One-based character offset of the end.
    pub end_offset: Option<i32>,
    /// The line of source, if known.
    pub text: Option<String>,
}

impl SyntaxError {
    /// An error without a place in the source.
    pub fn bare(kind: ErrorKind, message: impl Into<String>) -> SyntaxError {
        SyntaxError {
            kind,
            message: message.into(),
            lineno: None,
            offset: None,
            end_lineno: None,
            end_offset: None,
            text: None,
        }
    }

    /// An error at a place, without the line's text.
    pub fn at(
        kind: ErrorKind,
        message: impl Into<String>,
        (lineno, offset): (i32, i32),
        (end_lineno, end_offset): (i32, i32),
    ) -> SyntaxError {
        SyntaxError {
            kind,
            message: message.into(),
            lineno: Some(lineno),
            offset: Some(offset),
            end_lineno: Some(end_lineno),
            end_offset: Some(end_offset),
            text: None,
        }
    }

    /// The same error with the line's text.
    pub fn with_text(mut self, text: impl Into<String>) -> SyntaxError {
        self.text = Some(text.into());
        self
    }
}

impl std::fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.kind.class_name(), self.message)?;
        if let Some(line) = self.lineno {
            write!(f, " (line {line})")?;
        }
        Ok(())
    }
}

impl std::error::Error for SyntaxError {}

/// The Python warning class of a [`Warning`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WarningKind {
    /// `SyntaxWarning`
    Syntax,
    /// `DeprecationWarning`
    Deprecation,
}

/// A warning found in the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// The warning class.
    pub kind: WarningKind,
    /// The message, CPython's wording.
    pub message: String,
    /// One-based line.
    pub lineno: u32,
    /// What CPython raises if the warning filters turn the warning into an error.
    pub as_error: SyntaxError,
}

/// One line about what the parser and symbol table say to a module's source: tab-separated class, place, message and
/// text, or `ok`. The form of the stored expectations.
pub fn summary(source: &str) -> String {
    let outcome = super::parse(source, "<test>", super::Mode::Exec, super::Flags::default())
        .and_then(|parsed| crate::symtable::build(&parsed).map(|_| ()));
    outcome.map_or_else(|error| error.line(), |()| "ok".to_owned())
}

impl SyntaxError {
    /// The error as one line: tab-separated class, place, message and text.
    pub fn line(&self) -> String {
        let number = |number: Option<i32>| number.map_or("None".to_owned(), |number| number.to_string());
        let escaped = |text: &str| text.replace('\\', "\\\\").replace('\n', "\\n");
        [
            self.kind.class_name().to_owned(),
            number(self.lineno),
            number(self.offset),
            number(self.end_lineno),
            number(self.end_offset),
            escaped(&self.message),
            self.text.as_deref().map_or("None".to_owned(), escaped),
        ]
        .join("\t")
    }
}
