//! State of a code unit while its instructions are generated.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use ruff_python_ast::{Stmt, StmtAnnAssign};
use rustc_hash::FxBuildHasher;

use crate::code::Text;
use crate::constants::ConstantTable;
use crate::flowgraph::{InstructionSequence, Label};
use crate::parse::Location;
use crate::symtable::{ScopeId, Symbol};

/// An interned name.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Sym(u32);

/// All names of a program, each once.
#[derive(Default)]
pub struct Names {
    texts: Vec<Arc<str>>,
    index: HashMap<Arc<str>, Sym, FxBuildHasher>,
}

impl Names {
    /// The symbol of a name.
    pub fn intern(&mut self, name: &str) -> Sym {
        if let Some(&sym) = self.index.get(name) {
            return sym;
        }
        let sym = Sym(self.texts.len() as u32);
        let text: Arc<str> = Arc::from(name);
        self.texts.push(text.clone());
        self.index.insert(text, sym);
        sym
    }

    /// The name's characters.
    pub fn str(&self, sym: Sym) -> &str {
        &self.texts[sym.0 as usize]
    }

    /// The name as code units hold it; shared by all of them.
    pub fn text(&self, sym: Sym) -> Text {
        self.texts[sym.0 as usize].clone().into()
    }
}

/// Names with indices in order of addition.
#[derive(Default, Clone)]
pub struct OrderedNames {
    list: Vec<Sym>,
    index: HashMap<Sym, u32, FxBuildHasher>,
}

impl OrderedNames {
    /// Index of the name, added if it is new.
    pub fn add(&mut self, sym: Sym) -> u32 {
        let next = self.list.len() as u32;
        let index = *self.index.entry(sym).or_insert(next);
        if index == next {
            self.list.push(sym);
        }
        index
    }

    /// Index of the name.
    pub fn get(&self, sym: Sym) -> Option<u32> {
        self.index.get(&sym).copied()
    }

    /// The names in order.
    pub fn iter(&self) -> impl Iterator<Item = Sym> {
        self.list.iter().copied()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }
}

/// What a code unit is compiled from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum UnitKind {
    Module,
    Class,
    Function,
    AsyncFunction,
    Lambda,
    Comprehension,
    /// Annotations, bounds, defaults, aliases, and the block around a generic definition.
    Annotations,
}

/// An open block that `return`, `break` and `continue` must leave in order.
#[derive(Clone, Copy)]
pub struct FrameBlock<'a> {
    pub kind: BlockKind<'a>,
    pub location: Location,
    /// Start of the block: where `continue` goes.
    pub start: Label,
    /// Where `break` goes.
    pub exit: Label,
}

/// Kinds of [`FrameBlock`].
#[derive(Clone, Copy)]
pub enum BlockKind<'a> {
    WhileLoop,
    ForLoop,
    AsyncForLoop,
    TryExcept,
    FinallyTry(&'a [Stmt]),
    FinallyEnd,
    With,
    AsyncWith,
    /// With the name that the handler binds.
    HandlerCleanup(Option<&'a str>),
    PopValue,
    ExceptionHandler,
    ExceptionGroupHandler,
    AsyncComprehension,
    StopIteration,
}

/// Number of parameters, as the code unit has them.
#[derive(Clone, Copy, Default)]
pub struct Arity {
    /// Positional-or-keyword only.
    pub positional: u32,
    pub positional_only: u32,
    pub keyword_only: u32,
}

/// A code unit in the making.
pub struct Unit<'a> {
    pub kind: UnitKind,
    pub scope: ScopeId,
    pub name: Sym,
    pub qualname: String,
    /// The class whose private names are mangled.
    pub private: Option<&'a str>,
    pub arity: Arity,
    pub firstlineno: u32,
    pub constants: ConstantTable,
    pub names: OrderedNames,
    pub varnames: OrderedNames,
    pub cellvars: OrderedNames,
    pub freevars: OrderedNames,
    /// Number of parameters, variadic ones included.
    pub parameters: usize,
    /// Names of inlined comprehensions outside functions: `true` while they are fast locals.
    pub fast_hidden: HashMap<Sym, bool, FxBuildHasher>,
    /// Symbols as they are inside the inlined comprehension that is being compiled.
    pub overlay: HashMap<Sym, Option<Symbol>, FxBuildHasher>,
    pub sequence: InstructionSequence,
    pub blocks: Vec<FrameBlock<'a>>,
    /// Nesting of inlined comprehensions.
    pub inlined_comprehensions: u32,
    /// Nesting of statements whose body may not run.
    pub conditional_blocks: u32,
    /// Attributes that a class's methods set on `self`.
    pub static_attributes: BTreeSet<String>,
    /// Annotated names of a module or class, each with its number if it is conditional.
    pub deferred_annotations: Vec<(&'a StmtAnnAssign, Option<u32>)>,
    pub next_conditional_annotation: u32,
}
