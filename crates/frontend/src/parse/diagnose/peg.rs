//! The grammar table, made ready to run, and the machine that runs it.
//!
//! A packrat parser with cuts, look-ahead and left recursion, over tokens that are made when they are first asked for.
//! It keeps light nodes: enough to name and place an expression in a message.

use super::grammar::GRAMMAR;
use super::tokenizer::{Kind, Token, Tokenizer};
use crate::parse::error::SyntaxError;
use rustc_hash::FxHashMap;
use std::sync::OnceLock;

/// Rules nested deeper than this are refused, as by CPython.
const MAX_DEPTH: usize = 6000;

/// Index of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NodeId(u32);

/// What a node is, as far as messages need to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Token,
    Sequence,
    Name,
    Constant,
    Number,
    String,
    FString,
    TString,
    Tuple,
    List,
    Set,
    Dict,
    ListComp,
    SetComp,
    DictComp,
    Generator,
    Starred,
    Named,
    Conditional,
    Lambda,
    Operation,
    Comparison,
    InPair,
    Await,
    Yield,
    Attribute,
    Subscript,
    Call,
    Keyword,
    DoubleStar,
}

/// A piece of the source that some alternative matched.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub shape: Shape,
    /// Index of the first token, and one past the last.
    pub first: usize,
    pub last: usize,
    pub children: Vec<NodeId>,
}

/// One symbol of an alternative.
#[derive(Debug)]
enum Symbol {
    Kind(Kind),
    Literal(&'static str),
    SoftLiteral(&'static str),
    AnySoftKeyword,
    Rule(usize),
    Optional(Box<Symbol>),
    Repeat { inner: Box<Symbol>, at_least_one: bool },
    Gather { separator: Box<Symbol>, inner: Box<Symbol> },
    Ahead { inner: Box<Symbol>, wanted: bool },
    Cut,
    Forced(&'static str),
    Group(Vec<Alternative>),
}

#[derive(Debug)]
struct Part {
    name: Option<u8>,
    symbol: Symbol,
}

/// What an alternative makes of its parts.
#[derive(Debug)]
pub(super) struct Action {
    pub words: Vec<&'static str>,
    pub text: String,
}

#[derive(Debug)]
struct Alternative {
    parts: Vec<Part>,
    action: Option<Action>,
}

#[derive(Debug)]
struct Rule {
    alternatives: Vec<Alternative>,
    remembers: bool,
    left_recursive: bool,
    second_pass_only: bool,
    quiet: bool,
}

/// The grammar, ready to run.
#[derive(Debug)]
pub(super) struct Grammar {
    rules: Vec<Rule>,
    names: FxHashMap<&'static str, usize>,
}

const KEYWORDS: [&str; 35] = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif",
    "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal", "not", "or",
    "pass", "raise", "return", "try", "while", "with", "yield",
];
const SOFT_KEYWORDS: [&str; 4] = ["_", "case", "match", "type"];

/// Splits the table into words.
struct Words<'a> {
    list: Vec<&'a str>,
    at: usize,
}

fn words(text: &'static str) -> Vec<&'static str> {
    let bytes = text.as_bytes();
    let mut list = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        match bytes[at] {
            b'\n' | b' ' => {
                at += 1;
                continue;
            }
            quote @ (b'\'' | b'"') => {
                at += 1;
                while bytes[at] != quote {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
                at += 1;
            }
            byte if byte.is_ascii_alphanumeric() || byte == b'_' => {
                while at < bytes.len() && (bytes[at].is_ascii_alphanumeric() || bytes[at] == b'_') {
                    at += 1;
                }
            }
            _ => at += 1,
        }
        list.push(&text[start..at]);
    }
    list
}

impl Words<'static> {
    fn peek(&self, ahead: usize) -> &'static str {
        self.list.get(self.at + ahead).copied().unwrap_or("")
    }

    fn next(&mut self) -> &'static str {
        self.at += 1;
        self.list[self.at - 1]
    }

    fn take(&mut self, word: &str) -> bool {
        let found = self.peek(0) == word;
        self.at += usize::from(found);
        found
    }

    /// Whether a new rule starts here: `name:` or `name@:`.
    fn at_rule(&self) -> bool {
        let first = self.peek(0).as_bytes().first().is_some_and(|byte| byte.is_ascii_lowercase());
        first && (self.peek(1) == ":" || (self.peek(1) == "@" && self.peek(2) == ":"))
    }

    fn alternatives(&mut self, names: &FxHashMap<&'static str, usize>) -> Vec<Alternative> {
        let mut list = vec![self.alternative(names)];
        while self.take("|") {
            list.push(self.alternative(names));
        }
        list
    }

    fn alternative(&mut self, names: &FxHashMap<&'static str, usize>) -> Alternative {
        let mut parts = Vec::new();
        while !matches!(self.peek(0), "|" | ")" | "]" | "{" | "") && !self.at_rule() {
            let name = (self.peek(1) == "=" && self.peek(0).len() == 1).then(|| {
                let name = self.next().as_bytes()[0];
                self.next();
                name
            });
            parts.push(Part { name, symbol: self.symbol(names) });
        }
        let action = self.take("{").then(|| self.action());
        Alternative { parts, action }
    }

    fn action(&mut self) -> Action {
        let mut action = Action { words: Vec::new(), text: String::new() };
        while !self.take("}") {
            let word = self.next();
            match word.strip_prefix('"') {
                Some(text) => action.text = text[..text.len() - 1].replace("\\\"", "\""),
                None => action.words.push(word),
            }
        }
        action
    }

    fn symbol(&mut self, names: &FxHashMap<&'static str, usize>) -> Symbol {
        if self.take("&") {
            if self.take("&") {
                return Symbol::Forced(unquoted(self.next()));
            }
            return Symbol::Ahead { inner: Box::new(self.symbol(names)), wanted: true };
        }
        if self.take("!") {
            return Symbol::Ahead { inner: Box::new(self.symbol(names)), wanted: false };
        }
        if self.take("~") {
            return Symbol::Cut;
        }
        let atom = self.atom(names);
        if self.take("*") {
            return Symbol::Repeat { inner: Box::new(atom), at_least_one: false };
        }
        if self.take("+") {
            return Symbol::Repeat { inner: Box::new(atom), at_least_one: true };
        }
        if self.take(".") {
            let inner = Box::new(self.atom(names));
            self.take("+");
            return Symbol::Gather { separator: Box::new(atom), inner };
        }
        atom
    }

    fn atom(&mut self, names: &FxHashMap<&'static str, usize>) -> Symbol {
        let word = self.next();
        match word {
            "(" => {
                let group = self.alternatives(names);
                self.take(")");
                Symbol::Group(group)
            }
            "[" => {
                let group = self.alternatives(names);
                self.take("]");
                Symbol::Optional(Box::new(Symbol::Group(group)))
            }
            "NAME" => Symbol::Kind(Kind::Name),
            "NUMBER" => Symbol::Kind(Kind::Number),
            "STRING" => Symbol::Kind(Kind::String),
            "FSTART" => Symbol::Kind(Kind::FStart),
            "FMIDDLE" => Symbol::Kind(Kind::FMiddle),
            "FEND" => Symbol::Kind(Kind::FEnd),
            "TSTART" => Symbol::Kind(Kind::TStart),
            "TMIDDLE" => Symbol::Kind(Kind::TMiddle),
            "TEND" => Symbol::Kind(Kind::TEnd),
            "NEWLINE" => Symbol::Kind(Kind::Newline),
            "INDENT" => Symbol::Kind(Kind::Indent),
            "DEDENT" => Symbol::Kind(Kind::Dedent),
            "END" => Symbol::Kind(Kind::End),
            "SOFT" => Symbol::AnySoftKeyword,
            _ if word.starts_with('\'') => Symbol::Literal(unquoted(word)),
            _ if word.starts_with('"') => Symbol::SoftLiteral(unquoted(word)),
            _ => Symbol::Rule(names[word]),
        }
    }
}

fn unquoted(word: &'static str) -> &'static str {
    &word[1..word.len() - 1]
}

impl Grammar {
    /// The one grammar of this crate.
    pub fn get() -> &'static Grammar {
        static READY: OnceLock<Grammar> = OnceLock::new();
        READY.get_or_init(Grammar::build)
    }

    fn build() -> Grammar {
        let list = words(GRAMMAR);
        let mut names = FxHashMap::default();
        let mut scan = Words { list, at: 0 };
        while scan.at < scan.list.len() {
            if scan.at_rule() {
                let number = names.len();
                names.insert(scan.peek(0), number);
            }
            scan.at += 1;
        }
        scan.at = 0;
        let mut rules = Vec::new();
        while scan.at < scan.list.len() {
            let name = scan.next();
            let remembers = scan.take("@");
            scan.take(":");
            let alternatives = scan.alternatives(&names);
            rules.push(Rule {
                alternatives,
                remembers,
                left_recursive: false,
                second_pass_only: name.starts_with("bad_"),
                quiet: name == "expression_quietly",
            });
        }
        // `attr` and `name_or_attr` are the only pair that recurses through another rule.
        for number in 0..rules.len() {
            let starts_with = |alternative: &Alternative, rule: usize| {
                matches!(alternative.parts.first(), Some(Part { symbol: Symbol::Rule(first), .. }) if *first == rule)
            };
            let own = rules[number].alternatives.iter().any(|alternative| starts_with(alternative, number));
            rules[number].left_recursive = own || number == names["attr"];
        }
        Grammar { rules, names }
    }

    /// A rule's number.
    pub fn rule(&self, name: &str) -> usize {
        self.names[name]
    }
}

/// Why parsing stopped.
#[derive(Debug)]
pub(super) enum Stop {
    /// An error found by a rule or the tokenizer.
    Error(Box<SyntaxError>),
    /// Nested too deeply.
    TooDeep,
}

pub(super) type Matched = Result<Option<NodeId>, Stop>;

/// A run of the grammar over one source.
pub(super) struct Machine<'a> {
    grammar: &'static Grammar,
    pub text: &'a str,
    pub tokenizer: Tokenizer<'a>,
    pub tokens: Vec<Token>,
    /// The next token to look at.
    pub mark: usize,
    nodes: Vec<Node>,
    memory: FxHashMap<(usize, usize), Option<(NodeId, usize)>>,
    /// Whether the rules for mistakes are on.
    pub second_pass: bool,
    depth: usize,
    /// An interactive source: its end counts as a line end.
    pub interactive: bool,
    parsing_started: bool,
    pub imply_dedent: bool,
    pub flufl: bool,
    /// Where `<>` was used as an operator.
    pub old_not_equal: Vec<usize>,
    pub max_int_digits: u32,
}

/// The named parts of an alternative.
#[derive(Clone, Copy, Default)]
pub(super) struct Captures([Option<NodeId>; 3]);

impl Captures {
    pub fn get(&self, name: &str) -> Option<NodeId> {
        let slot = name.as_bytes().first()?.checked_sub(b'a')?;
        self.0.get(usize::from(slot)).copied().flatten()
    }
}

impl<'a> Machine<'a> {
    pub fn new(text: &'a str) -> Machine<'a> {
        Machine {
            grammar: Grammar::get(),
            text,
            tokenizer: Tokenizer::new(text),
            tokens: Vec::new(),
            mark: 0,
            nodes: Vec::new(),
            memory: FxHashMap::default(),
            second_pass: false,
            depth: 0,
            interactive: false,
            parsing_started: false,
            imply_dedent: true,
            flufl: false,
            old_not_equal: Vec::new(),
            max_int_digits: 0,
        }
    }

    /// Runs a rule from the start.
    pub fn run(&mut self, rule: &str) -> Matched {
        self.mark = 0;
        self.depth = 0;
        self.memory.clear();
        self.rule(self.grammar.rule(rule))
    }

    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    fn make(&mut self, shape: Shape, first: usize, children: Vec<NodeId>) -> NodeId {
        self.nodes.push(Node { shape, first, last: self.mark, children });
        NodeId(self.nodes.len() as u32 - 1)
    }

    /// The token at an index, made if need be.
    pub fn token(&mut self, index: usize) -> Result<Token, Stop> {
        while self.tokens.len() <= index {
            let token = self.fetch()?;
            self.tokens.push(token);
        }
        Ok(self.tokens[index])
    }

    fn fetch(&mut self) -> Result<Token, Stop> {
        match self.tokenizer.next_token() {
            Ok(mut token) => {
                if self.interactive && token.kind == Kind::End && self.parsing_started {
                    token.kind = Kind::Newline;
                    token.placed = false;
                    self.parsing_started = false;
                    if self.tokenizer.indentation() > 0 && self.imply_dedent {
                        self.tokenizer.imply_dedents();
                    }
                } else {
                    self.parsing_started = true;
                }
                Ok(token)
            }
            Err(failure) => {
                let state = self.tokenizer.state;
                self.tokens.push(Token {
                    kind: Kind::Error,
                    start: state.cursor,
                    end: state.cursor,
                    line: state.line,
                    placed: false,
                    level: self.tokenizer.brackets.len(),
                    state,
                });
                Err(Stop::Error(Box::new(self.tokenizer_error(&failure))))
            }
        }
    }

    pub fn token_text(&self, token: Token) -> &'a str {
        &self.text[token.start..token.end]
    }

    fn is_keyword(&self, token: Token) -> bool {
        KEYWORDS.binary_search(&self.token_text(token)).is_ok()
    }

    fn rule(&mut self, number: usize) -> Matched {
        let grammar = self.grammar;
        let rule = &grammar.rules[number];
        if rule.second_pass_only && !self.second_pass {
            return Ok(None);
        }
        let start = self.mark;
        if let Some(known) = self.memory.get(&(number, start)) {
            return Ok(known.map(|(node, mark)| {
                self.mark = mark;
                node
            }));
        }
        if self.depth >= MAX_DEPTH {
            return Err(Stop::TooDeep);
        }
        self.depth += 1;
        let loud = self.second_pass;
        if rule.quiet {
            self.second_pass = false;
        }
        let found = if rule.left_recursive { self.grow(number, start) } else { self.alternatives(&rule.alternatives) };
        self.second_pass = loud;
        self.depth -= 1;
        let found = found?;
        if rule.remembers && !rule.left_recursive {
            self.memory.insert((number, start), found.map(|node| (node, self.mark)));
        }
        Ok(found)
    }

    /// Left recursion: start from failure and grow while the match gets longer.
    fn grow(&mut self, number: usize, start: usize) -> Matched {
        let grammar = self.grammar;
        let mut best = None;
        self.memory.insert((number, start), None);
        loop {
            self.mark = start;
            let found = self.alternatives(&grammar.rules[number].alternatives)?;
            match (found, best) {
                (Some(node), None) => best = Some((node, self.mark)),
                (Some(node), Some((_, end))) if self.mark > end => best = Some((node, self.mark)),
                _ => break,
            }
            self.memory.insert((number, start), best);
        }
        self.mark = best.map_or(start, |(_, end)| end);
        Ok(best.map(|(node, _)| node))
    }

    fn alternatives(&mut self, list: &'static [Alternative]) -> Matched {
        let start = self.mark;
        for alternative in list {
            self.mark = start;
            let mut cut = false;
            if let Some(node) = self.alternative(alternative, &mut cut)? {
                return Ok(Some(node));
            }
            if cut {
                break;
            }
        }
        self.mark = start;
        Ok(None)
    }

    fn alternative(&mut self, alternative: &'static Alternative, cut: &mut bool) -> Matched {
        let start = self.mark;
        let mut captures = Captures::default();
        let mut children = Vec::new();
        for part in &alternative.parts {
            if matches!(part.symbol, Symbol::Cut) {
                *cut = true;
                continue;
            }
            let Some(node) = self.symbol(&part.symbol)? else { return Ok(None) };
            if let Some(name) = part.name {
                captures.0[usize::from(name - b'a')] = node.into_node();
            }
            children.extend(node.into_node());
        }
        let Some(action) = &alternative.action else {
            return Ok(Some(match children[..] {
                [only] => only,
                _ => self.make(Shape::Sequence, start, children),
            }));
        };
        self.act(action, start, captures, children)
    }

    /// A node of the shape an action names.
    pub fn shaped(&mut self, name: &str, start: usize, children: Vec<NodeId>) -> NodeId {
        let shape = match name {
            "Name" => Shape::Name,
            "Constant" => Shape::Constant,
            "FString" => Shape::FString,
            "TString" => Shape::TString,
            "Tuple" => Shape::Tuple,
            "List" => Shape::List,
            "Set" => Shape::Set,
            "Dict" => Shape::Dict,
            "ListComp" => Shape::ListComp,
            "SetComp" => Shape::SetComp,
            "DictComp" => Shape::DictComp,
            "Generator" => Shape::Generator,
            "Starred" => Shape::Starred,
            "Named" => Shape::Named,
            "Conditional" => Shape::Conditional,
            "Lambda" => Shape::Lambda,
            "Operation" => Shape::Operation,
            "Comparison" => Shape::Comparison,
            "InPair" => Shape::InPair,
            "Await" => Shape::Await,
            "Yield" => Shape::Yield,
            "Attribute" => Shape::Attribute,
            "Subscript" => Shape::Subscript,
            "Call" => Shape::Call,
            "Keyword" => Shape::Keyword,
            "DoubleStar" => Shape::DoubleStar,
            "String" => Shape::String,
            "Number" => Shape::Number,
            _ => Shape::Sequence,
        };
        self.make(shape, start, children)
    }

    fn symbol(&mut self, symbol: &'static Symbol) -> Result<Option<Found>, Stop> {
        let start = self.mark;
        match symbol {
            Symbol::Kind(kind) => {
                let token = self.token(start)?;
                if token.kind != *kind || (*kind == Kind::Name && self.is_keyword(token)) {
                    return Ok(None);
                }
                let shape = if *kind == Kind::Name { Shape::Name } else { Shape::Token };
                Ok(Some(self.leaf(shape)))
            }
            Symbol::Literal(literal) => {
                let token = self.token(start)?;
                let fits = matches!(token.kind, Kind::Name | Kind::Operator) && self.token_text(token) == *literal;
                Ok(fits.then(|| self.leaf(Shape::Token)))
            }
            Symbol::SoftLiteral(literal) => {
                let token = self.token(start)?;
                let fits = matches!(token.kind, Kind::Name | Kind::Operator) && self.token_text(token) == *literal;
                Ok(fits.then(|| self.leaf(Shape::Name)))
            }
            Symbol::AnySoftKeyword => {
                let token = self.token(start)?;
                let fits = token.kind == Kind::Name && SOFT_KEYWORDS.contains(&self.token_text(token));
                Ok(fits.then(|| self.leaf(Shape::Name)))
            }
            Symbol::Rule(number) => Ok(self.rule(*number)?.map(Found::Node)),
            Symbol::Optional(inner) => match self.symbol(inner)? {
                Some(found) => Ok(Some(found)),
                None => {
                    self.mark = start;
                    Ok(Some(Found::Nothing))
                }
            },
            Symbol::Repeat { inner, at_least_one } => {
                let mut children = Vec::new();
                loop {
                    let before = self.mark;
                    match self.symbol(inner)? {
                        Some(found) if self.mark > before => children.extend(found.into_node()),
                        _ => {
                            self.mark = before;
                            break;
                        }
                    }
                }
                if *at_least_one && children.is_empty() {
                    return Ok(None);
                }
                Ok(Some(Found::Node(self.make(Shape::Sequence, start, children))))
            }
            Symbol::Gather { separator, inner } => {
                let Some(first) = self.symbol(inner)? else { return Ok(None) };
                let mut children: Vec<NodeId> = first.into_node().into_iter().collect();
                loop {
                    let before = self.mark;
                    let next = match self.symbol(separator)? {
                        Some(_) => self.symbol(inner)?,
                        None => None,
                    };
                    let Some(next) = next else {
                        self.mark = before;
                        break;
                    };
                    children.extend(next.into_node());
                }
                Ok(Some(Found::Node(self.make(Shape::Sequence, start, children))))
            }
            Symbol::Ahead { inner, wanted } => {
                let found = self.symbol(inner)?.is_some();
                self.mark = start;
                Ok((found == *wanted).then_some(Found::Nothing))
            }
            Symbol::Cut => Ok(Some(Found::Nothing)),
            Symbol::Forced(literal) => {
                let token = self.token(start)?;
                if self.token_text(token) == *literal {
                    return Ok(Some(self.leaf(Shape::Token)));
                }
                Err(Stop::Error(Box::new(self.error_at_token(start, format!("expected '{literal}'")))))
            }
            Symbol::Group(list) => Ok(self.alternatives(list)?.map(Found::Node)),
        }
    }

    fn leaf(&mut self, shape: Shape) -> Found {
        let start = self.mark;
        self.mark += 1;
        Found::Node(self.make(shape, start, Vec::new()))
    }
}

/// A successful match: with or without a node.
enum Found {
    Node(NodeId),
    Nothing,
}

impl Found {
    fn into_node(&self) -> Option<NodeId> {
        match self {
            Found::Node(node) => Some(*node),
            Found::Nothing => None,
        }
    }
}
