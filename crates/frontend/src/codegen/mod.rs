//! Syntax tree to instruction sequences, one code unit a scope.
//!
//! In: a parsed source and its symbol table. Out: the module's [`CodeUnit`] with all others inside, and warnings. The
//! instructions, their order and their places in the source are CPython 3.14's. Each code unit goes through
//! `flowgraph` and `assemble` as soon as its last instruction is written.

mod annotations;
mod calls;
mod comprehensions;
mod docstring;
mod exceptions;
mod expressions;
mod finally_exits;
mod functions;
mod literals;
mod names;
mod patterns;
mod percent;
mod statements;
mod strings;
mod unit;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use ruff_python_ast::{Expr, Mod, Stmt};
use ruff_text_size::{Ranged, TextRange};
use rustc_hash::FxHashMap;
use whipsnake_isa::Opcode;
use whipsnake_isa::operands::RESUME_AT_FUNC_START;

use crate::assemble;
use crate::code::{CodeUnit, Constant, Text, flags, kinds};
use crate::constants::ConstantTable;
use crate::flowgraph::{self, InstructionSequence, Label, Layout, NO_LOCATION};
use crate::parse::{ErrorKind, Location, Mode, Parsed, SyntaxError, Warning, WarningKind};
use crate::symtable::{self, NameScope, ScopeId, Symbol, SymbolTable};
use unit::{Arity, BlockKind, FrameBlock, Names, OrderedNames, Sym, Unit, UnitKind};

/// Deepest nesting of blocks in one code unit.
const MAX_BLOCKS: usize = 21;

type Outcome<T = ()> = Result<T, Box<SyntaxError>>;

/// The compiled program and what to warn about.
pub struct Generated {
    pub code: CodeUnit,
    pub warnings: Vec<Warning>,
}

/// What the compiler is told besides the source.
#[derive(Clone, Copy, Default)]
pub struct Options {
    /// `-O`: 1 drops assertions, 2 docstrings too.
    pub optimize: u8,
    /// Flags of the calling code that this code inherits.
    pub inherited_flags: u32,
}

/// Compiles a program.
pub fn generate(parsed: &Parsed, table: &SymbolTable, options: Options) -> Result<Generated, SyntaxError> {
    let mut generator = Generator::new(parsed, table, options);
    match generator.module() {
        Ok(code) => Ok(Generated { code, warnings: generator.warnings }),
        Err(error) => Err(*error),
    }
}

struct Generator<'a> {
    parsed: &'a Parsed,
    table: &'a SymbolTable,
    options: Options,
    future_flags: u32,
    interactive: bool,
    filename: Text,
    interner: Names,
    unit: Unit<'a>,
    /// The enclosing units, outermost first.
    outer: Vec<Unit<'a>>,
    warnings: Vec<Warning>,
    /// Inside code that is compiled a second time.
    silent: u32,
    /// Ranges of generator expressions that borrow the parentheses of a call, by address.
    bare_generators: FxHashMap<usize, TextRange>,
}

impl<'a> Generator<'a> {
    fn new(parsed: &'a Parsed, table: &'a SymbolTable, options: Options) -> Generator<'a> {
        let mut interner = Names::default();
        let name = interner.intern("<module>");
        let futures = table.futures();
        let mut future_flags = 0;
        if futures.annotations {
            future_flags |= flags::FUTURE_ANNOTATIONS;
        }
        if futures.barry_as_flufl {
            future_flags |= flags::FUTURE_BARRY_AS_BDFL;
        }
        let mut generator = Generator {
            parsed,
            table,
            options,
            future_flags,
            interactive: parsed.mode() == Mode::Single,
            filename: Arc::from(parsed.filename().as_bytes()),
            interner,
            unit: Unit {
                kind: UnitKind::Module,
                scope: table.top(),
                name,
                qualname: "<module>".to_owned(),
                private: None,
                arity: Arity::default(),
                firstlineno: 1,
                constants: ConstantTable::default(),
                names: OrderedNames::default(),
                varnames: OrderedNames::default(),
                cellvars: OrderedNames::default(),
                freevars: OrderedNames::default(),
                parameters: 0,
                fast_hidden: HashMap::default(),
                overlay: HashMap::default(),
                sequence: InstructionSequence::default(),
                blocks: Vec::new(),
                inlined_comprehensions: 0,
                conditional_blocks: 0,
                static_attributes: BTreeSet::new(),
                deferred_annotations: Vec::new(),
                next_conditional_annotation: 0,
            },
            outer: Vec::new(),
            warnings: Vec::new(),
            silent: 0,
            bare_generators: FxHashMap::default(),
        };
        generator.unit = generator.new_unit(UnitKind::Module, table.top(), name, 1, None, Arity::default());
        generator.unit.qualname = "<module>".to_owned();
        generator
    }

    fn module(&mut self) -> Outcome<CodeUnit> {
        let start = Location { lineno: 0, end_lineno: 1, col_offset: 0, end_col_offset: 0 };
        self.op_arg(start, Opcode::RESUME, RESUME_AT_FUNC_START);
        self.op(start, Opcode::ANNOTATIONS_PLACEHOLDER);
        match self.parsed.tree() {
            Mod::Module(module) => {
                let body: &'a [Stmt] = &module.body;
                self.check_finally_exits(body, false);
                // A dropped docstring is not the first statement any more, unless it leaves a `pass`.
                let dropped = self.table.scope(self.unit.scope).has_docstring && self.options.optimize >= 2;
                let location = body.get(usize::from(dropped && body.len() > 1)).map_or(
                    Location { lineno: 1, end_lineno: 1, col_offset: 0, end_col_offset: 0 },
                    |first| self.stmt_loc(first),
                );
                if self.table.scope(self.unit.scope).has_conditional_annotations {
                    self.op_arg(location, Opcode::BUILD_SET, 0);
                    self.op_name(location, Opcode::STORE_NAME, "__conditional_annotations__");
                }
                self.body(location, body, self.interactive)?;
                Ok(self.finish_unit(true))
            }
            Mod::Expression(expression) => {
                self.expr(&expression.body)?;
                Ok(self.finish_unit(false))
            }
        }
    }

    /// Makes a unit whose cells and free variables are those of the scope.
    fn new_unit(
        &mut self,
        kind: UnitKind,
        scope: ScopeId,
        name: Sym,
        firstlineno: u32,
        private: Option<&'a str>,
        arity: Arity,
    ) -> Unit<'a> {
        let table = self.table;
        let mut varnames = OrderedNames::default();
        for parameter in table.parameters(scope) {
            varnames.add(self.interner.intern(parameter));
        }
        let mut cells: Vec<&str> = Vec::new();
        let mut frees: Vec<&str> = Vec::new();
        for (name, symbol) in table.symbols(scope) {
            if symbol.scope == Some(NameScope::Cell) || symbol.has(symtable::flag::DEF_COMP_CELL) {
                cells.push(name);
            }
            if symbol.scope == Some(NameScope::Free) || symbol.has(symtable::flag::DEF_FREE_CLASS) {
                frees.push(name);
            }
        }
        cells.sort_unstable();
        frees.sort_unstable();
        let entry = table.scope(scope);
        let implicit = [
            (entry.needs_class_closure, "__class__"),
            (entry.needs_classdict, "__classdict__"),
            (entry.has_conditional_annotations, "__conditional_annotations__"),
        ];
        cells.extend(implicit.iter().filter(|(needed, _)| *needed).map(|(_, name)| *name));
        let mut cellvars = OrderedNames::default();
        let mut freevars = OrderedNames::default();
        for cell in cells {
            cellvars.add(self.interner.intern(cell));
        }
        for free in frees {
            freevars.add(self.interner.intern(free));
        }
        let parameters = varnames.len();
        Unit {
            kind,
            scope,
            name,
            qualname: String::new(),
            private,
            arity,
            firstlineno,
            constants: ConstantTable::default(),
            names: OrderedNames::default(),
            varnames,
            cellvars,
            freevars,
            parameters,
            fast_hidden: HashMap::default(),
            overlay: HashMap::default(),
            sequence: InstructionSequence::default(),
            blocks: Vec::new(),
            inlined_comprehensions: 0,
            conditional_blocks: 0,
            static_attributes: BTreeSet::new(),
            deferred_annotations: Vec::new(),
            next_conditional_annotation: 0,
        }
    }

    /// Starts a code unit inside the current one.
    fn enter(
        &mut self,
        kind: UnitKind,
        scope: ScopeId,
        name: &str,
        firstlineno: i32,
        private: Option<&'a str>,
        arity: Arity,
    ) {
        let name = self.interner.intern(name);
        let private = private.or(self.unit.private);
        let unit = self.new_unit(kind, scope, name, firstlineno.max(1) as u32, private, arity);
        self.outer.push(std::mem::replace(&mut self.unit, unit));
        self.unit.qualname = self.qualname();
        let start = Location { lineno: firstlineno, end_lineno: firstlineno, col_offset: 0, end_col_offset: 0 };
        self.op_arg(start, Opcode::RESUME, RESUME_AT_FUNC_START);
    }

    /// Ends the current code unit and goes back to the enclosing one.
    fn leave(&mut self, return_none: bool) -> CodeUnit {
        let code = self.finish_unit(return_none);
        if let Some(outer) = self.outer.pop() {
            self.unit = outer;
        }
        code
    }

    /// The qualified name of the current unit.
    fn qualname(&mut self) -> String {
        let name = self.interner.str(self.unit.name).to_owned();
        if self.outer.len() < 2 {
            return name;
        }
        let mut parent = &self.outer[self.outer.len() - 1];
        if parent.kind == UnitKind::Annotations {
            // The block around a generic definition is not named.
            if self.outer.len() == 2 {
                return name;
            }
            parent = &self.outer[self.outer.len() - 2];
        }
        if matches!(self.unit.kind, UnitKind::Function | UnitKind::AsyncFunction | UnitKind::Class) {
            let mangled = self.table.mangle(parent.scope, parent.private, &name);
            let symbol = self.table.symbol(parent.scope, &mangled);
            if symbol.and_then(|symbol| symbol.scope) == Some(NameScope::GlobalExplicit) {
                return name;
            }
        }
        let in_function = matches!(parent.kind, UnitKind::Function | UnitKind::AsyncFunction | UnitKind::Lambda);
        let locals = if in_function { ".<locals>" } else { "" };
        format!("{}{locals}.{name}", parent.qualname)
    }

    fn code_flags(&self) -> u32 {
        let scope = self.table.scope(self.unit.scope);
        let mut bits = 0;
        let mut set = |condition: bool, flag: u32| bits |= if condition { flag } else { 0 };
        if scope.kind.is_function_like() {
            set(true, flags::NEWLOCALS | flags::OPTIMIZED);
            set(scope.nested, flags::NESTED);
            set(scope.generator && !scope.coroutine, flags::GENERATOR);
            set(scope.generator && scope.coroutine, flags::ASYNC_GENERATOR);
            set(scope.varargs, flags::VARARGS);
            set(scope.varkeywords, flags::VARKEYWORDS);
            set(scope.has_docstring && self.options.optimize < 2, flags::HAS_DOCSTRING);
            set(scope.method, flags::METHOD);
        }
        set(scope.coroutine && !scope.generator, flags::COROUTINE);
        bits | self.options.inherited_flags | self.future_flags
    }

    /// Writes the implicit return and turns the current unit into code.
    fn finish_unit(&mut self, return_none: bool) -> CodeUnit {
        if return_none {
            self.load_const(NO_LOCATION, Constant::None);
        }
        self.op(NO_LOCATION, Opcode::RETURN_VALUE);
        let code_flags = self.code_flags();
        let unit = &mut self.unit;
        let cell_locals: Vec<Option<u32>> = unit.cellvars.iter().map(|cell| unit.varnames.get(cell)).collect();
        let layout = Layout {
            cell_locals: &cell_locals,
            locals: unit.varnames.len(),
            frees: unit.freevars.len(),
            flags: code_flags,
            firstlineno: unit.firstlineno,
        };
        let sequence = std::mem::take(&mut unit.sequence);
        let constants = std::mem::take(&mut unit.constants);
        let mut linear = flowgraph::optimize(sequence, constants, &layout, unit.parameters);
        let assembled = assemble::assemble(&mut linear, unit.firstlineno);
        let (localsplusnames, localspluskinds) = self.locals_plus(code_flags);
        let unit = &self.unit;
        CodeUnit {
            name: self.interner.text(unit.name),
            qualname: Arc::from(unit.qualname.as_bytes()),
            filename: self.filename.clone(),
            argcount: unit.arity.positional_only + unit.arity.positional,
            posonlyargcount: unit.arity.positional_only,
            kwonlyargcount: unit.arity.keyword_only,
            nlocals: unit.varnames.len() as u32,
            stacksize: linear.stack_size,
            flags: code_flags,
            firstlineno: unit.firstlineno,
            code: assembled.code,
            consts: linear.constants,
            names: unit.names.iter().map(|name| self.interner.text(name)).collect(),
            localsplusnames,
            localspluskinds,
            exceptiontable: assembled.exceptiontable,
            linetable: assembled.linetable,
        }
    }

    /// Names and kinds of the frame's slots: locals, cells that are no locals, free variables.
    fn locals_plus(&self, code_flags: u32) -> (Vec<Text>, Vec<u8>) {
        let unit = &self.unit;
        let arity = unit.arity;
        let variadic = |flag: u32| u32::from(code_flags & flag != 0);
        let groups = [
            (arity.positional_only, kinds::ARG_POSITIONAL),
            (arity.positional, kinds::ARG_POSITIONAL | kinds::ARG_KEYWORD),
            (arity.keyword_only, kinds::ARG_KEYWORD),
            (variadic(flags::VARARGS), kinds::ARG_POSITIONAL | kinds::ARG_VARIADIC),
            (variadic(flags::VARKEYWORDS), kinds::ARG_KEYWORD | kinds::ARG_VARIADIC),
        ];
        let mut argument_kinds = groups.iter().flat_map(|&(count, kind)| (0..count).map(move |_| kind));
        let mut names = Vec::new();
        let mut slot_kinds = Vec::new();
        for name in unit.varnames.iter() {
            let mut kind = kinds::LOCAL | argument_kinds.next().unwrap_or(0);
            if unit.fast_hidden.contains_key(&name) {
                kind |= kinds::HIDDEN;
            }
            if unit.cellvars.get(name).is_some() {
                kind |= kinds::CELL;
            }
            names.push(self.interner.text(name));
            slot_kinds.push(kind);
        }
        for name in unit.cellvars.iter().filter(|&name| unit.varnames.get(name).is_none()) {
            names.push(self.interner.text(name));
            slot_kinds.push(kinds::CELL);
        }
        for name in unit.freevars.iter() {
            names.push(self.interner.text(name));
            slot_kinds.push(kinds::FREE);
        }
        (names, slot_kinds)
    }

    // Places in the source.

    fn loc(&self, expression: &Expr) -> Location {
        if let Expr::Generator(generator) = expression
            && !generator.parenthesized
            && let Some(&range) = self.bare_generators.get(&std::ptr::from_ref(generator).addr())
        {
            return self.parsed.locations().locate(range);
        }
        self.parsed.locate(expression)
    }

    fn node_loc(&self, node: &impl Ranged) -> Location {
        self.parsed.locations().locate(node.range())
    }

    fn stmt_loc(&self, statement: &Stmt) -> Location {
        let range = self.parsed.statement_range(statement);
        match statement {
            Stmt::FunctionDef(_) | Stmt::ClassDef(_) => self.block_loc(range),
            _ => self.parsed.locations().locate(range),
        }
    }

    /// The place of something that ends with a block: a semicolon after the last statement belongs to it.
    fn block_loc(&self, range: TextRange) -> Location {
        let mut location = self.parsed.locations().locate(range);
        if self.parsed.has_text() {
            let rest = &self.parsed.source()[range.end().to_usize()..];
            let blanks = rest.bytes().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\x0c')).count();
            if rest.as_bytes().get(blanks) == Some(&b';') {
                location.end_col_offset += blanks as i32 + 1;
            }
        }
        location
    }

    // Instructions.

    fn op(&mut self, location: Location, opcode: Opcode) {
        self.unit.sequence.push(opcode, 0, location);
    }

    fn op_arg(&mut self, location: Location, opcode: Opcode, oparg: u32) {
        self.unit.sequence.push(opcode, oparg, location);
    }

    fn jump(&mut self, location: Location, opcode: Opcode, target: Label) {
        self.unit.sequence.push(opcode, target.0, location);
    }

    fn label(&mut self) -> Label {
        self.unit.sequence.new_label()
    }

    fn place(&mut self, label: Label) {
        self.unit.sequence.place(label);
    }

    fn load_const(&mut self, location: Location, constant: Constant) {
        let index = self.unit.constants.add(constant);
        self.op_arg(location, Opcode::LOAD_CONST, index);
    }

    fn load_str(&mut self, location: Location, text: &str) {
        let sym = self.interner.intern(text);
        let text = self.interner.text(sym);
        self.load_const(location, Constant::Str(text));
    }

    // Blocks.

    fn push_block(&mut self, kind: BlockKind<'a>, location: Location, start: Label, exit: Label) -> Outcome {
        if self.unit.blocks.len() >= MAX_BLOCKS {
            return Err(self.error(location, "too many statically nested blocks"));
        }
        if matches!(kind, BlockKind::FinallyEnd) {
            self.silent += 1;
        }
        self.unit.blocks.push(FrameBlock { kind, location, start, exit });
        Ok(())
    }

    fn pop_block(&mut self) {
        if let Some(block) = self.unit.blocks.pop()
            && matches!(block.kind, BlockKind::FinallyEnd)
        {
            self.silent -= 1;
        }
    }

    // Diagnostics.

    fn error(&self, location: Location, message: impl Into<String>) -> Box<SyntaxError> {
        Box::new(SyntaxError::at(
            ErrorKind::Syntax,
            message,
            (location.lineno, location.col_offset + 1),
            (location.end_lineno, location.end_col_offset + 1),
        ))
    }

    fn warn(&mut self, location: Location, message: String) {
        if self.silent == 0 {
            let as_error = *self.error(location, message.clone());
            let lineno = location.lineno.max(0) as u32;
            self.warnings.push(Warning { kind: WarningKind::Syntax, message, lineno, as_error });
        }
    }

    // Symbols.

    /// A name's symbol in the current unit, as it is inside inlined comprehensions.
    fn symbol(&mut self, name: &str) -> Option<Symbol> {
        if !self.unit.overlay.is_empty() {
            let sym = self.interner.intern(name);
            if let Some(&symbol) = self.unit.overlay.get(&sym) {
                return symbol;
            }
        }
        self.table.symbol(self.unit.scope, name)
    }

    fn name_scope(&mut self, name: &str) -> Option<NameScope> {
        self.symbol(name).and_then(|symbol| symbol.scope)
    }

    fn in_function_like(&self) -> bool {
        self.table.scope(self.unit.scope).kind.is_function_like()
    }

    fn in_class_block(&self) -> bool {
        self.table.scope(self.unit.scope).kind == symtable::BlockKind::Class
    }
}
