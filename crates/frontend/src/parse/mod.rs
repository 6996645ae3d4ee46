//! Source in, syntax tree out.
//!
//! [`parse`] decodes nothing but text; [`parse_bytes`] decodes a file first. The tree is ruff's. Whatever ruff accepts
//! and CPython's parser refuses is an error here too, with CPython's class, message and position, so that later stages
//! see only trees that CPython's parser could have built. The order is:
//! text -> depth guard -> ruff -> (on an error) diagnosis.

mod check;
pub mod depth;
mod diagnose;
pub mod error;
pub mod interpolated;
pub mod literal;
pub mod location;
mod ranges;
pub mod source;

pub use diagnose::listing::{TokenInfo, TokenStream};

pub use error::{ErrorKind, SyntaxError, Warning, WarningKind};
pub use location::{Location, LocationTable};

use ruff_python_ast::{AtomicNodeIndex, Expr, Mod, ModModule, PythonVersion, Stmt, Suite};
use ruff_python_parser::{LexicalErrorType, ParseErrorType, ParseOptions};
use ruff_text_size::{Ranged, TextRange, TextSize};

/// What kind of program a source is: the `mode` of `compile`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mode {
    /// A module: any number of statements.
    Exec,
    /// One expression.
    Eval,
    /// One interactive statement.
    Single,
}

/// The `flags` of `compile` that concern the parser and the symbol table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flags {
    /// `from __future__ import annotations` is inherited from the calling code.
    pub future_annotations: bool,
    /// `from __future__ import barry_as_FLUFL` is inherited.
    pub barry_as_flufl: bool,
    /// `PyCF_ALLOW_TOP_LEVEL_AWAIT`
    pub allow_top_level_await: bool,
    /// `PyCF_ALLOW_INCOMPLETE_INPUT`: report `_IncompleteInputError` where more input could help.
    pub allow_incomplete_input: bool,
    /// `PyCF_DONT_IMPLY_DEDENT`: an interactive block ends only with a blank line.
    pub dont_imply_dedent: bool,
    /// `sys.get_int_max_str_digits()`; zero for no limit.
    pub max_int_digits: u32,
}

impl Default for Flags {
    fn default() -> Flags {
        Flags {
            future_annotations: false,
            barry_as_flufl: false,
            allow_top_level_await: false,
            allow_incomplete_input: false,
            dont_imply_dedent: false,
            max_int_digits: 4300,
        }
    }
}

/// A source that CPython's parser accepts.
#[derive(Debug)]
pub struct Parsed {
    tree: Mod,
    source: String,
    locations: LocationTable,
    mode: Mode,
    flags: Flags,
    filename: String,
    depth: usize,
    warnings: Vec<Warning>,
    made_strings: rustc_hash::FxHashMap<u32, Box<[u8]>>,
}

impl Parsed {
    /// A program that did not come from a text: the ranges in `tree` index `places`, and strings are in `strings` by
    /// their nodes' range.
    pub(crate) fn from_tree(
        tree: Mod,
        places: Vec<(i32, i32)>,
        strings: rustc_hash::FxHashMap<u32, Box<[u8]>>,
        mode: Mode,
        flags: Flags,
        filename: &str,
        depth: usize,
    ) -> Parsed {
        Parsed {
            tree,
            source: String::new(),
            locations: LocationTable::Positions(places),
            mode,
            flags,
            filename: filename.to_owned(),
            depth,
            warnings: Vec::new(),
            made_strings: strings,
        }
    }

    /// The syntax tree.
    pub fn tree(&self) -> &Mod {
        &self.tree
    }

    /// The statements of a module or interactive input; none for an expression.
    pub fn body(&self) -> &[Stmt] {
        match &self.tree {
            Mod::Module(module) => &module.body,
            Mod::Expression(_) => &[],
        }
    }

    /// The expression of an `eval` source.
    pub fn expression(&self) -> Option<&Expr> {
        match &self.tree {
            Mod::Module(_) => None,
            Mod::Expression(expression) => Some(&expression.body),
        }
    }

    /// The text that the tree's ranges point into: UTF-8, lines end in `\n`.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The text of a range.
    pub fn text(&self, range: TextRange) -> &str {
        self.source.get(range.start().to_usize()..range.end().to_usize()).unwrap_or("")
    }

    /// Lines and columns of the tree's ranges.
    pub fn locations(&self) -> &LocationTable {
        &self.locations
    }

    /// Start and end of a node as CPython numbers them.
    pub fn locate(&self, node: impl Ranged) -> Location {
        self.locations.locate(node.range())
    }

    /// What kind of program this is.
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// The flags it was parsed with.
    pub fn flags(&self) -> Flags {
        self.flags
    }

    /// The file name for messages and code objects.
    pub fn filename(&self) -> &str {
        &self.filename
    }

    /// An upper bound on the tree's depth: walk it inside [`depth::on_deep_stack`] with this.
    pub fn depth(&self) -> usize {
        self.depth
    }

    /// Whether the tree's ranges point into a text; if not, it was made from `ast` objects.
    pub fn has_text(&self) -> bool {
        matches!(self.locations, LocationTable::Lines(_))
    }

    /// The value of a string constant of a tree made from `ast` objects, by its node's range.
    fn made_string(&self, range: TextRange) -> Option<std::borrow::Cow<'_, [u8]>> {
        self.made_strings.get(&range.start().to_u32()).map(|value| std::borrow::Cow::Borrowed(&**value))
    }

    /// The parser's warnings, in source order.
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }
}

impl Drop for Parsed {
    /// Dropping a tree recurses as deeply as the tree nests.
    fn drop(&mut self) {
        if self.depth > depth::SHALLOW {
            let empty = ModModule { node_index: AtomicNodeIndex::NONE, range: TextRange::default(), body: Suite::new() };
            let tree = std::mem::replace(&mut self.tree, Mod::Module(empty));
            depth::on_deep_stack(self.depth, || drop(tree));
        }
    }
}

/// Parses text.
pub fn parse(source: &str, filename: &str, mode: Mode, flags: Flags) -> Result<Parsed, SyntaxError> {
    parse_text(source::from_text(source)?, filename, mode, flags)
}

/// Decodes and parses the bytes of a file.
pub fn parse_bytes(source: &[u8], filename: &str, mode: Mode, flags: Flags) -> Result<Parsed, SyntaxError> {
    parse_text(source::from_bytes(source)?, filename, mode, flags)
}

fn parse_text(source: String, filename: &str, mode: Mode, flags: Flags) -> Result<Parsed, SyntaxError> {
    let depth = depth::bound(&source);
    if depth > depth::DEEPEST {
        return Err(too_complex());
    }
    // Interactive statements end in ways of their own, and ruff passes over a byte order mark, which is an error here.
    let flufl = flags.barry_as_flufl || memchr::memmem::find(source.as_bytes(), b"barry_as_FLUFL").is_some();
    if mode == Mode::Single || source.starts_with('\u{feff}') || flufl {
        diagnose::diagnose(&source, mode, flags)?;
    }
    let (tree, warnings) = depth::on_deep_stack(depth, || match run_ruff(&source, mode, flags)? {
        Outcome::Accepted(tree, warnings) => Ok((tree, warnings)),
        Outcome::Refused(refusal) => refused(&source, mode, flags, refusal),
    })?;
    Ok(Parsed {
        tree,
        locations: LocationTable::of_text(&source),
        source,
        mode,
        flags,
        filename: filename.to_owned(),
        depth,
        warnings,
        made_strings: rustc_hash::FxHashMap::default(),
    })
}

fn too_complex() -> SyntaxError {
    SyntaxError::bare(ErrorKind::Memory, "Parser stack overflowed - Python source too complex to parse")
}

/// What ruff says to a source.
enum Outcome {
    Accepted(Mod, Vec<Warning>),
    Refused(Refusal),
}

/// A source that ruff refuses: its best guess at a tree, and the first error.
struct Refusal {
    tree: Mod,
    /// All errors are about escapes, which this crate decodes by itself.
    only_escapes: bool,
    /// The warnings, if that is so.
    warnings: Vec<Warning>,
    message: String,
    range: TextRange,
}

fn run_ruff(source: &str, mode: Mode, flags: Flags) -> Result<Outcome, SyntaxError> {
    let ruff_mode = match mode {
        Mode::Eval => ruff_python_parser::Mode::Expression,
        Mode::Exec | Mode::Single => ruff_python_parser::Mode::Module,
    };
    let options = ParseOptions::from(ruff_mode).with_target_version(PythonVersion::PY314);
    let parsed = ruff_python_parser::parse_unchecked(source, options);
    let found = parsed
        .errors()
        .first()
        .map(|error| (error.error.to_string(), error.location))
        .or_else(|| parsed.unsupported_syntax_errors().first().map(|error| (error.to_string(), error.range)));
    let Some((message, range)) = found else {
        let checked = check::check_tokens(source, parsed.tokens(), flags)?;
        if checked.may_nest_too_deep {
            diagnose::diagnose(source, mode, flags)?;
        }
        return Ok(Outcome::Accepted(parsed.into_syntax(), checked.warnings));
    };
    let only_escapes = parsed.unsupported_syntax_errors().is_empty()
        && (parsed.errors().iter())
            .all(|error| matches!(error.error, ParseErrorType::Lexical(LexicalErrorType::UnicodeError)));
    let checked = if only_escapes { check::check_tokens(source, parsed.tokens(), flags).ok() } else { None };
    let warnings = checked.map_or_else(Vec::new, |checked| checked.warnings);
    Ok(Outcome::Refused(Refusal { tree: parsed.into_syntax(), only_escapes, warnings, message, range }))
}

/// Finds CPython's words for what is wrong.
fn refused(source: &str, mode: Mode, flags: Flags, refusal: Refusal) -> Result<(Mod, Vec<Warning>), SyntaxError> {
    let old_not_equal = diagnose::diagnose(source, mode, flags)?;
    if refusal.only_escapes {
        return Ok((refusal.tree, refusal.warnings));
    }
    if !old_not_equal.is_empty() {
        // `<>` is a spelling of `!=` that ruff does not know, of the same length.
        let mut modern = source.to_owned();
        old_not_equal.iter().for_each(|&at| modern.replace_range(at..at + 2, "!="));
        if let Outcome::Accepted(tree, warnings) = run_ruff(&modern, mode, flags)? {
            return Ok((tree, warnings));
        }
    }
    Err(place(source, refusal.message, refusal.range))
}

/// A `SyntaxError` over a range of the text.
pub(crate) fn place(source: &str, message: String, range: TextRange) -> SyntaxError {
    let locations = LocationTable::of_text(source);
    let characters = |offset: TextSize| {
        let (line, column) = locations.position(offset);
        let start = offset.to_usize() - column as usize;
        let end = source.floor_char_boundary(offset.to_usize());
        (line, source[start..end].chars().count() as i32 + 1)
    };
    let start = characters(range.start());
    let mut end = characters(range.end());
    if end.1 == 1 && end.0 > start.0 {
        // A line end belongs to the line that it ends.
        end = characters(range.end() - TextSize::new(1));
        end.1 += 1;
    }
    let line_start = locations.line_start(start.0 as usize).unwrap_or(0);
    let line = source[line_start..].split_inclusive('\n').next().unwrap_or("");
    SyntaxError::at(ErrorKind::Syntax, message, start, end).with_text(line)
}
