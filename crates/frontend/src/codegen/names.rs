//! Loads, stores and deletions of names and attributes, and closures.

use whipsnake_isa::Opcode;
use whipsnake_isa::operands::*;

use super::*;

/// What is done with a name.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Context {
    Load,
    Store,
    Delete,
}

impl From<ruff_python_ast::ExprContext> for Context {
    fn from(context: ruff_python_ast::ExprContext) -> Context {
        match context {
            ruff_python_ast::ExprContext::Store => Context::Store,
            ruff_python_ast::ExprContext::Del => Context::Delete,
            _ => Context::Load,
        }
    }
}

/// How a name is reached.
enum Access {
    Fast,
    Deref(u32),
    Global(u32),
    Name(u32),
}

impl<'a> Generator<'a> {
    /// The stored form of a name in the current unit.
    pub(super) fn mangled<'n>(&self, name: &'n str) -> std::borrow::Cow<'n, str> {
        if self.unit.private.is_none() {
            return std::borrow::Cow::Borrowed(name);
        }
        self.table.mangle(self.unit.scope, self.unit.private, name)
    }

    /// Interns the stored form of a name.
    pub(super) fn mangled_sym(&mut self, name: &str) -> Sym {
        let mangled = self.mangled(name);
        self.interner.intern(&mangled)
    }

    fn access(&mut self, sym: Sym, scope: Option<NameScope>) -> Access {
        match scope {
            Some(NameScope::Free) => Access::Deref(self.deref_index(sym, false)),
            Some(NameScope::Cell) => Access::Deref(self.deref_index(sym, true)),
            Some(NameScope::Local) => {
                if self.in_function_like() || self.unit.fast_hidden.get(&sym) == Some(&true) {
                    Access::Fast
                } else {
                    Access::Name(self.unit.names.add(sym))
                }
            }
            Some(NameScope::GlobalImplicit) if self.in_function_like() => Access::Global(self.unit.names.add(sym)),
            Some(NameScope::GlobalExplicit) => Access::Global(self.unit.names.add(sym)),
            Some(NameScope::GlobalImplicit) | None => Access::Name(self.unit.names.add(sym)),
        }
    }

    /// Index of a cell or free variable: free variables come after the cells.
    pub(super) fn deref_index(&mut self, sym: Sym, cell: bool) -> u32 {
        if cell {
            self.unit.cellvars.add(sym)
        } else {
            self.unit.cellvars.len() as u32 + self.unit.freevars.add(sym)
        }
    }

    /// Loads, stores or deletes a name.
    pub(super) fn name(&mut self, location: Location, name: &str, context: Context) {
        let mangled = self.mangled(name);
        let sym = self.interner.intern(&mangled);
        let scope = self.name_scope(&mangled);
        match self.access(sym, scope) {
            Access::Fast => {
                let opcode = match context {
                    Context::Load => Opcode::LOAD_FAST,
                    Context::Store => Opcode::STORE_FAST,
                    Context::Delete => Opcode::DELETE_FAST,
                };
                let index = self.unit.varnames.add(sym);
                self.op_arg(location, opcode, index);
            }
            Access::Deref(index) => self.deref(location, index, context),
            Access::Global(index) => {
                let sees_class = self.table.scope(self.unit.scope).can_see_class_scope;
                match context {
                    Context::Load if sees_class && scope == Some(NameScope::GlobalImplicit) => {
                        self.load_classdict(location);
                        self.op_arg(location, Opcode::LOAD_FROM_DICT_OR_GLOBALS, index);
                    }
                    Context::Load => self.op_arg(location, Opcode::LOAD_GLOBAL, index << 1),
                    Context::Store => self.op_arg(location, Opcode::STORE_GLOBAL, index),
                    Context::Delete => self.op_arg(location, Opcode::DELETE_GLOBAL, index),
                }
            }
            Access::Name(index) => match context {
                Context::Load if self.in_class_block() && self.unit.inlined_comprehensions > 0 => {
                    self.op_arg(location, Opcode::LOAD_GLOBAL, index << 1);
                }
                Context::Load => self.op_arg(location, Opcode::LOAD_NAME, index),
                Context::Store => self.op_arg(location, Opcode::STORE_NAME, index),
                Context::Delete => self.op_arg(location, Opcode::DELETE_NAME, index),
            },
        }
    }

    fn deref(&mut self, location: Location, index: u32, context: Context) {
        let opcode = match context {
            Context::Load if self.in_class_block() && self.unit.inlined_comprehensions == 0 => {
                self.op(location, Opcode::LOAD_LOCALS);
                Opcode::LOAD_FROM_DICT_OR_DEREF
            }
            Context::Load if self.table.scope(self.unit.scope).can_see_class_scope => {
                self.load_classdict(location);
                Opcode::LOAD_FROM_DICT_OR_DEREF
            }
            Context::Load => Opcode::LOAD_DEREF,
            Context::Store => Opcode::STORE_DEREF,
            Context::Delete => Opcode::DELETE_DEREF,
        };
        self.op_arg(location, opcode, index);
    }

    fn load_classdict(&mut self, location: Location) {
        let sym = self.interner.intern("__classdict__");
        let index = self.deref_index(sym, false);
        self.op_arg(location, Opcode::LOAD_DEREF, index);
    }

    /// An instruction whose argument is an index of `co_names`. The name is taken as it is.
    pub(super) fn op_name(&mut self, location: Location, opcode: Opcode, name: &str) {
        let sym = self.interner.intern(name);
        let index = self.unit.names.add(sym);
        self.op_arg(location, opcode, index);
    }

    /// As [`Self::op_name`], with a name that may be private.
    pub(super) fn op_mangled(&mut self, location: Location, opcode: Opcode, name: &str) {
        let sym = self.mangled_sym(name);
        let index = self.unit.names.add(sym);
        self.op_arg(location, opcode, index);
    }

    /// `owner.name`, or with `method` what a call of it needs.
    pub(super) fn load_attribute(&mut self, location: Location, name: &str, method: bool) {
        let sym = self.mangled_sym(name);
        let index = self.unit.names.add(sym);
        self.op_arg(location, Opcode::LOAD_ATTR, index << 1 | u32::from(method));
    }

    /// `super().name`; `arguments` if class and object are given.
    pub(super) fn load_super_attribute(&mut self, location: Location, name: &str, arguments: bool, method: bool) {
        let sym = self.mangled_sym(name);
        let index = self.unit.names.add(sym);
        self.op_arg(location, Opcode::LOAD_SUPER_ATTR, index << 2 | u32::from(arguments) << 1 | u32::from(method));
    }

    /// Makes a function of a code unit: its closure, and what `attributes` says is on the stack.
    pub(super) fn make_closure(&mut self, location: Location, code: CodeUnit, attributes: u32) {
        let mut attributes = attributes;
        let first_free = code.localspluskinds.iter().position(|kind| kind & kinds::FREE != 0);
        if let Some(first) = first_free {
            for name in &code.localsplusnames[first..] {
                let name = String::from_utf8_lossy(name);
                let sym = self.interner.intern(&name);
                let index = self.closure_index(sym, &name);
                self.op_arg(location, Opcode::LOAD_CLOSURE, index);
            }
            attributes |= MAKE_FUNCTION_CLOSURE;
            self.op_arg(location, Opcode::BUILD_TUPLE, (code.localsplusnames.len() - first) as u32);
        }
        self.load_const(location, Constant::Code(Arc::new(code)));
        self.op(location, Opcode::MAKE_FUNCTION);
        for attribute in [
            MAKE_FUNCTION_CLOSURE,
            MAKE_FUNCTION_ANNOTATIONS,
            MAKE_FUNCTION_ANNOTATE,
            MAKE_FUNCTION_KWDEFAULTS,
            MAKE_FUNCTION_DEFAULTS,
        ] {
            if attributes & attribute != 0 {
                self.op_arg(location, Opcode::SET_FUNCTION_ATTRIBUTE, attribute);
            }
        }
    }

    /// Where the current unit keeps the cell that an inner function needs. In a class the name may be bound as well:
    /// the closure passes through, it does not see the class's own binding.
    fn closure_index(&mut self, sym: Sym, name: &str) -> u32 {
        let implicit = matches!(name, "__class__" | "__classdict__" | "__conditional_annotations__");
        let cell = self.unit.kind == UnitKind::Class && implicit
            || self.name_scope(name) == Some(NameScope::Cell);
        self.deref_index(sym, cell)
    }
}
