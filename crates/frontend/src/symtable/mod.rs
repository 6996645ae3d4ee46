//! Which names each block of a program binds and uses, and where each name lives: CPython 3.14's symbol table.
//!
//! In: a [`Parsed`] tree. Out: one [`Scope`] a block, with CPython's flags and scopes for each symbol. Two passes:
//! `build` walks the tree in CPython's order and records definitions and uses; `analyze` decides which names are local,
//! global, free or cells, and inlines comprehensions (PEP 709). Code generation finds the scope of a node by the node's
//! address, so the tree must not move between the two.

mod analyze;
mod build;
mod expression;
mod future;
mod mangle;

pub use future::{Futures, docstring_node, is_future_import};
pub use mangle::mangle;

use crate::parse::{Location, Parsed, SyntaxError, depth};
use indexmap::{IndexMap, IndexSet};
use ruff_python_ast::name::Name;
use ruff_python_ast::{
    ExprLambda, StmtClassDef, StmtFunctionDef, StmtTypeAlias, TypeParam, TypeParams,
};
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

/// What a symbol's flag bits mean; the values are CPython's.
pub mod flag {
    /// `global` statement.
    pub const DEF_GLOBAL: u32 = 1;
    /// Assignment in the block.
    pub const DEF_LOCAL: u32 = 2;
    /// Parameter.
    pub const DEF_PARAM: u32 = 4;
    /// `nonlocal` statement.
    pub const DEF_NONLOCAL: u32 = 8;
    /// The name is read.
    pub const USE: u32 = 16;
    /// Free in a method, but also bound in the class body.
    pub const DEF_FREE_CLASS: u32 = 64;
    /// Assignment through an import.
    pub const DEF_IMPORT: u32 = 128;
    /// The name is annotated.
    pub const DEF_ANNOT: u32 = 256;
    /// Iteration variable of a comprehension.
    pub const DEF_COMP_ITER: u32 = 512;
    /// Type parameter.
    pub const DEF_TYPE_PARAM: u32 = 1024;
    /// Cell in an inlined comprehension.
    pub const DEF_COMP_CELL: u32 = 2048;
    /// Any binding in the block.
    pub const DEF_BOUND: u32 = DEF_LOCAL | DEF_PARAM | DEF_IMPORT | DEF_TYPE_PARAM;
    /// Where the scope is kept in CPython's packed form.
    pub const SCOPE_OFFSET: u32 = 12;
}

/// Index of a block's scope in its table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ScopeId(u32);

/// Index of a name in its table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NameId(u32);

/// What kind of block a scope belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BlockKind {
    /// Function, lambda or comprehension.
    Function,
    /// Class body.
    Class,
    /// Whole module, expression or interactive input.
    Module,
    /// The annotations of a function, class or module (PEP 649).
    Annotation,
    /// Bound, constraints or default of a type parameter.
    TypeVariable,
    /// Value of a `type` statement.
    TypeAlias,
    /// Around a generic definition, holding its type parameters.
    TypeParameters,
}

impl BlockKind {
    /// All kinds but modules and classes compile to functions.
    pub fn is_function_like(self) -> bool {
        !matches!(self, BlockKind::Class | BlockKind::Module)
    }

    /// The name the `symtable` module gives the kind.
    pub fn type_name(self) -> &'static str {
        match self {
            BlockKind::Function => "function",
            BlockKind::Class => "class",
            BlockKind::Module => "module",
            BlockKind::Annotation => "annotation",
            BlockKind::TypeVariable => "type variable",
            BlockKind::TypeAlias => "type alias",
            BlockKind::TypeParameters => "type parameters",
        }
    }

    /// The number `_symtable` gives the kind.
    pub fn type_number(self) -> u8 {
        match self {
            BlockKind::Function => 0,
            BlockKind::Class => 1,
            BlockKind::Module => 2,
            BlockKind::Annotation => 3,
            BlockKind::TypeAlias => 4,
            BlockKind::TypeParameters => 5,
            BlockKind::TypeVariable => 6,
        }
    }
}

/// Which comprehension a function block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ComprehensionKind {
    /// `[x for ...]`
    List,
    /// `{x for ...}`
    Set,
    /// `{k: v for ...}`
    Dict,
    /// `(x for ...)`
    Generator,
}

/// Where a name lives, seen from one block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum NameScope {
    /// Bound here and used by no inner block.
    Local = 1,
    /// Declared `global`.
    GlobalExplicit = 2,
    /// Not bound in any enclosing function.
    GlobalImplicit = 3,
    /// Bound in an enclosing function.
    Free = 4,
    /// Bound here and used by an inner block.
    Cell = 5,
}

/// One name in one block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Symbol {
    /// Bits of [`flag`].
    pub flags: u32,
    /// Where the name lives; `None` only while the table is being built.
    pub scope: Option<NameScope>,
}

impl Symbol {
    /// Whether any of the bits are set.
    pub fn has(self, bits: u32) -> bool {
        self.flags & bits != 0
    }

    /// CPython's packed form, as `_symtable` shows it.
    pub fn packed(self) -> u32 {
        self.flags | (self.scope.map_or(0, |scope| scope as u32) << flag::SCOPE_OFFSET)
    }
}

type Symbols = IndexMap<NameId, Symbol, FxBuildHasher>;

/// One block.
#[derive(Clone, Debug)]
pub struct Scope {
    /// The block's name, as `_symtable` shows it.
    pub name: Name,
    /// What the block is.
    pub kind: BlockKind,
    /// The enclosing block.
    pub parent: Option<ScopeId>,
    /// Blocks inside, in order; those of inlined comprehensions stand in the comprehension's place.
    pub children: Vec<ScopeId>,
    /// Parameters, in CPython's order.
    pub parameters: Vec<NameId>,
    /// Inside a function-like block, at any distance.
    pub nested: bool,
    /// Contains `yield`, or is a generator expression.
    pub generator: bool,
    /// `async def`, or contains asynchronous constructs.
    pub coroutine: bool,
    /// Is an `async def`.
    pub async_def: bool,
    /// Which comprehension this is, if any.
    pub comprehension: Option<ComprehensionKind>,
    /// The comprehension's code is part of the enclosing block's (PEP 709).
    pub inlined: bool,
    /// Takes `*args`.
    pub varargs: bool,
    /// Takes `**kwargs`.
    pub varkeywords: bool,
    /// Contains `return` with a value.
    pub returns_value: bool,
    /// Class body whose methods use `__class__`.
    pub needs_class_closure: bool,
    /// Class body whose annotation scopes use `__classdict__`.
    pub needs_classdict: bool,
    /// Keeps the set `__conditional_annotations__`.
    pub has_conditional_annotations: bool,
    /// Annotation scope directly in a class: names are looked up in the class first.
    pub can_see_class_scope: bool,
    /// The body starts with a docstring.
    pub has_docstring: bool,
    /// Contains annotations.
    pub annotations_used: bool,
    /// A function directly in a class.
    pub method: bool,
    /// The block of this block's own annotations.
    pub annotation_block: Option<ScopeId>,
    /// For a block around a generic class: only these names are mangled.
    pub mangled_names: Option<FxHashSet<Name>>,
    /// Where the block's statement or expression stands.
    pub location: Location,
    symbols: Symbols,
    state: build::BlockState,
}

impl Scope {
    /// The line `_symtable` shows.
    pub fn lineno(&self) -> i32 {
        self.location.lineno
    }
}

/// Which of the scopes of one node is meant.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Role {
    Body,
    Annotations,
    TypeParameters,
    Bound,
    Default,
}

type Key = (usize, Role);

/// The scopes of one program.
#[derive(Debug)]
pub struct SymbolTable {
    scopes: Vec<Scope>,
    names: IndexSet<Name, FxBuildHasher>,
    by_node: FxHashMap<Key, ScopeId>,
    futures: Futures,
}

/// Builds the symbol table of a parsed source.
pub fn build(parsed: &Parsed) -> Result<SymbolTable, SyntaxError> {
    depth::on_deep_stack(parsed.depth(), || {
        let futures = future::futures(parsed)?;
        let mut table = build::collect(parsed, futures)?;
        analyze::analyze(&mut table)?;
        Ok(table)
    })
}

fn address<T>(node: &T) -> usize {
    std::ptr::from_ref(node).addr()
}

impl SymbolTable {
    /// The scope of the module, expression or interactive input.
    pub fn top(&self) -> ScopeId {
        ScopeId(0)
    }

    /// The future features in force.
    pub fn futures(&self) -> Futures {
        self.futures
    }

    /// The scope with this id.
    pub fn scope(&self, id: ScopeId) -> &Scope {
        &self.scopes[id.0 as usize]
    }

    /// A name's text.
    pub fn name(&self, id: NameId) -> &str {
        &self.names[id.0 as usize]
    }

    /// A (mangled) name as a symbol of a scope.
    pub fn symbol(&self, scope: ScopeId, name: &str) -> Option<Symbol> {
        let index = self.names.get_index_of(name)?;
        self.scope(scope).symbols.get(&NameId(index as u32)).copied()
    }

    /// The symbols of a scope in the order in which they were first seen.
    pub fn symbols(&self, scope: ScopeId) -> impl Iterator<Item = (&str, Symbol)> {
        self.scope(scope).symbols.iter().map(|(&name, &symbol)| (self.name(name), symbol))
    }

    /// The parameters of a scope.
    pub fn parameters(&self, scope: ScopeId) -> impl Iterator<Item = &str> {
        self.scope(scope).parameters.iter().map(|&name| self.name(name))
    }

    /// The stored form of `name` in a scope inside the class `private`.
    pub fn mangle<'a>(&self, scope: ScopeId, private: Option<&str>, name: &'a str) -> std::borrow::Cow<'a, str> {
        match &self.scope(scope).mangled_names {
            Some(only) if !only.contains(name) => std::borrow::Cow::Borrowed(name),
            _ => mangle(private, name),
        }
    }

    /// The body of a function.
    pub fn function(&self, function: &StmtFunctionDef) -> ScopeId {
        self.of((address(function), Role::Body))
    }

    /// The annotations of a function's parameters and result.
    pub fn function_annotations(&self, function: &StmtFunctionDef) -> ScopeId {
        self.of((address(function), Role::Annotations))
    }

    /// The body of a class.
    pub fn class(&self, class: &StmtClassDef) -> ScopeId {
        self.of((address(class), Role::Body))
    }

    /// The body of a lambda.
    pub fn lambda(&self, lambda: &ExprLambda) -> ScopeId {
        self.of((address(lambda), Role::Body))
    }

    /// A comprehension or generator expression: `node` is its `ExprListComp`, `ExprSetComp`, `ExprDictComp` or
    /// `ExprGenerator`.
    pub fn comprehension<T>(&self, node: &T) -> ScopeId {
        self.of((address(node), Role::Body))
    }

    /// The block around a generic definition.
    pub fn type_parameters(&self, parameters: &TypeParams) -> ScopeId {
        self.of((address(parameters), Role::TypeParameters))
    }

    /// The value of a `type` statement.
    pub fn type_alias(&self, alias: &StmtTypeAlias) -> ScopeId {
        self.of((address(alias), Role::Body))
    }

    /// The bound or constraints of a type parameter.
    pub fn bound(&self, parameter: &TypeParam) -> ScopeId {
        self.of((address(parameter), Role::Bound))
    }

    /// The default of a type parameter.
    pub fn default(&self, parameter: &TypeParam) -> ScopeId {
        self.of((address(parameter), Role::Default))
    }

    /// Every node with a block got one, so a miss means that the tree was moved or is another one: a bug of the caller.
    fn of(&self, key: Key) -> ScopeId {
        match self.by_node.get(&key) {
            Some(&id) => id,
            None => panic!("no scope for this node: it is not of the tree the table was built from"),
        }
    }

    fn scope_mut(&mut self, id: ScopeId) -> &mut Scope {
        &mut self.scopes[id.0 as usize]
    }

    fn intern(&mut self, name: &str) -> NameId {
        if let Some(index) = self.names.get_index_of(name) {
            return NameId(index as u32);
        }
        NameId(self.names.insert_full(Name::new(name)).0 as u32)
    }
}

