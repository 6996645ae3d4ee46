//! Second pass: decide where each name lives.
//!
//! Blocks are visited outside in with the names bound around them, and free names are reported inside out. On the way
//! out list, set and dict comprehensions are merged into their enclosing block (PEP 709).

use super::build::Outcome;
use super::future::error_at;
use super::{BlockKind, ComprehensionKind, NameId, NameScope, ScopeId, Symbol, SymbolTable, flag};
use indexmap::IndexSet;
use rustc_hash::{FxBuildHasher, FxHashMap};

type Names = IndexSet<NameId, FxBuildHasher>;
type Scopes = FxHashMap<NameId, NameScope>;

/// The implicit names that class bodies provide.
struct Implicit {
    class: NameId,
    class_dict: NameId,
    conditional_annotations: NameId,
}

struct Analysis<'a> {
    table: &'a mut SymbolTable,
    implicit: Implicit,
}

/// What the blocks around a block bind.
#[derive(Clone, Default)]
struct Outside {
    /// Names bound in enclosing functions; `None` for the module itself.
    bound: Option<Names>,
    /// Names declared global in enclosing blocks.
    global: Names,
    /// Type parameters of enclosing blocks.
    type_parameters: Names,
}

/// Fills in the scope of every symbol.
pub(super) fn analyze(table: &mut SymbolTable) -> Outcome {
    let implicit = Implicit {
        class: table.intern("__class__"),
        class_dict: table.intern("__classdict__"),
        conditional_annotations: table.intern("__conditional_annotations__"),
    };
    let mut analysis = Analysis { table, implicit };
    let top = analysis.table.top();
    analysis.block(top, Outside::default(), None, &mut Names::default())
}

/// What one block's names are found to be.
#[derive(Default)]
struct Found {
    local: Names,
    scopes: Scopes,
}

impl Analysis<'_> {
    /// Analyzes a block; adds its free names to `free`.
    fn block(&mut self, id: ScopeId, mut outside: Outside, class: Option<ScopeId>, free: &mut Names) -> Outcome {
        let kind = self.table.scope(id).kind;
        let sees_class = self.table.scope(id).can_see_class_scope;
        // A class's own names are invisible to the blocks inside it.
        let mut inside = Outside::default();
        if kind == BlockKind::Class {
            inside.global = outside.global.clone();
            inside.bound = outside.bound.clone();
        }
        let mut found = Found::default();
        let symbols: Vec<(NameId, u32)> =
            self.table.scope(id).symbols.iter().map(|(&name, symbol)| (name, symbol.flags)).collect();
        for (name, flags) in symbols {
            self.name(id, name, flags, &mut outside, &mut found, class, free)?;
        }
        let mut bound = inside.bound.take().unwrap_or_default();
        if kind == BlockKind::Class {
            let implicit = &self.implicit;
            bound.extend([implicit.class, implicit.class_dict, implicit.conditional_annotations]);
        } else {
            if kind.is_function_like() {
                bound.extend(found.local.iter().copied());
            }
            bound.extend(outside.bound.iter().flatten().copied());
            inside.global.clone_from(&outside.global);
        }
        inside.bound = Some(bound);
        inside.type_parameters.clone_from(&outside.type_parameters);

        let mut inlined_cells = Names::default();
        let mut inner_free = Names::default();
        for child in self.table.scope(id).children.clone() {
            self.child(id, child, &inside, class, &mut found.scopes, &mut inner_free, &mut inlined_cells)?;
        }
        self.splice_inlined(id);
        if kind.is_function_like() {
            make_cells(&mut found.scopes, &mut inner_free, &inlined_cells);
        } else if kind == BlockKind::Class {
            self.take_implicit(id, &mut inner_free);
        }
        let classlike = kind == BlockKind::Class || sees_class;
        self.record(id, &found.scopes, outside.bound.as_ref(), &inner_free, &inlined_cells, classlike);
        free.extend(inner_free);
        Ok(())
    }

    #[expect(clippy::too_many_arguments, reason = "the state of one block's analysis")]
    fn child(
        &mut self,
        id: ScopeId,
        child: ScopeId,
        inside: &Outside,
        class: Option<ScopeId>,
        scopes: &mut Scopes,
        inner_free: &mut Names,
        inlined_cells: &mut Names,
    ) -> Outcome {
        let entry = self.table.scope(child);
        let outer = self.table.scope(id);
        let child_class = if !entry.can_see_class_scope {
            None
        } else if outer.kind == BlockKind::Class {
            Some(id)
        } else {
            class
        };
        let inline = entry.comprehension.is_some_and(|kind| kind != ComprehensionKind::Generator)
            && !outer.can_see_class_scope;
        let mut child_free = inner_free.clone();
        self.block(child, inside.clone(), child_class, &mut child_free)?;
        if inline {
            self.inline(id, child, scopes, &mut child_free, inlined_cells);
            self.table.scope_mut(child).inlined = true;
        }
        inner_free.extend(child_free);
        Ok(())
    }

    #[expect(clippy::too_many_arguments, reason = "the state of one block's analysis")]
    fn name(
        &self,
        id: ScopeId,
        name: NameId,
        flags: u32,
        outside: &mut Outside,
        found: &mut Found,
        class: Option<ScopeId>,
        free: &mut Names,
    ) -> Outcome {
        let scope = if flags & flag::DEF_GLOBAL != 0 {
            if flags & flag::DEF_NONLOCAL != 0 {
                return self.directive_error(id, name, |name| format!("name '{name}' is nonlocal and global"));
            }
            outside.global.insert(name);
            if let Some(bound) = &mut outside.bound {
                bound.swap_remove(&name);
            }
            NameScope::GlobalExplicit
        } else if flags & flag::DEF_NONLOCAL != 0 {
            self.check_nonlocal(id, name, outside)?;
            free.insert(name);
            NameScope::Free
        } else if flags & flag::DEF_BOUND != 0 {
            found.local.insert(name);
            outside.global.swap_remove(&name);
            if flags & flag::DEF_TYPE_PARAM != 0 {
                outside.type_parameters.insert(name);
            } else {
                outside.type_parameters.swap_remove(&name);
            }
            NameScope::Local
        } else if let Some(scope) = class.and_then(|class| self.in_class(class, name)) {
            scope
        } else if outside.bound.as_ref().is_some_and(|bound| bound.contains(&name)) {
            free.insert(name);
            NameScope::Free
        } else {
            NameScope::GlobalImplicit
        };
        found.scopes.insert(name, scope);
        Ok(())
    }

    fn check_nonlocal(&self, id: ScopeId, name: NameId, outside: &Outside) -> Outcome {
        let Some(bound) = &outside.bound else {
            return self.directive_error(id, name, |_| "nonlocal declaration not allowed at module level".to_owned());
        };
        if !bound.contains(&name) {
            return self.directive_error(id, name, |name| format!("no binding for nonlocal '{name}' found"));
        }
        if outside.type_parameters.contains(&name) {
            return self
                .directive_error(id, name, |name| format!("nonlocal binding not allowed for type parameter '{name}'"));
        }
        Ok(())
    }

    /// A name used in an annotation scope that the class around it binds or declares global.
    fn in_class(&self, class: ScopeId, name: NameId) -> Option<NameScope> {
        let symbol = self.table.scope(class).symbols.get(&name)?;
        if symbol.has(flag::DEF_GLOBAL) {
            Some(NameScope::GlobalExplicit)
        } else if symbol.has(flag::DEF_BOUND) && !symbol.has(flag::DEF_NONLOCAL) {
            Some(NameScope::GlobalImplicit)
        } else {
            None
        }
    }

    fn directive_error(&self, id: ScopeId, name: NameId, message: impl FnOnce(&str) -> String) -> Outcome {
        let place = (self.table.scope(id).state.directives.iter())
            .find(|(declared, _)| *declared == name)
            .map(|&(_, place)| place)
            .unwrap_or_default();
        Err(error_at(message(self.table.name(name)), place))
    }

    /// Merges the names of an inlined comprehension into the block around it.
    fn inline(&mut self, id: ScopeId, child: ScopeId, scopes: &mut Scopes, free: &mut Names, cells: &mut Names) {
        let is_class = self.table.scope(id).kind == BlockKind::Class;
        let symbols: Vec<(NameId, Symbol)> =
            self.table.scope(child).symbols.iter().map(|(&name, &symbol)| (name, symbol)).collect();
        let mut remove_class = false;
        for (name, symbol) in symbols {
            if symbol.has(flag::DEF_PARAM) {
                continue;
            }
            let mut scope = symbol.scope.unwrap_or(NameScope::GlobalImplicit);
            if scope == NameScope::Cell || symbol.has(flag::DEF_COMP_CELL) {
                cells.insert(name);
            }
            let existing = self.table.scope(id).symbols.get(&name).copied();
            match existing {
                None => {
                    // The class's implicit cells are not visible in the class body itself.
                    if scope == NameScope::Free && is_class && self.is_implicit(name) {
                        scope = NameScope::GlobalImplicit;
                        if let Some(inner) = self.table.scope_mut(child).symbols.get_mut(&name) {
                            inner.scope = Some(scope);
                        }
                        // Functions inside the comprehension still need the cell.
                        if !self.free_in_a_child(child, name) {
                            free.swap_remove(&name);
                        }
                        remove_class |= name == self.implicit.class;
                    }
                    let merged = Symbol { flags: symbol.flags, scope: None };
                    self.table.scope_mut(id).symbols.insert(name, merged);
                    scopes.insert(name, scope);
                }
                Some(existing) => {
                    // What the comprehension reads from here is read here now.
                    if scope == NameScope::Free
                        && let Some(outer) = self.table.scope_mut(id).symbols.get_mut(&name)
                    {
                        outer.flags |= symbol.flags & flag::USE;
                    }
                    // A class's own `__class__` is not that of its methods, and neither is visible in the comprehension.
                    let hidden = scope == NameScope::Free && is_class && self.is_implicit(name);
                    if hidden && let Some(inner) = self.table.scope_mut(child).symbols.get_mut(&name) {
                        inner.scope = Some(NameScope::GlobalImplicit);
                    }
                    if (hidden || existing.has(flag::DEF_BOUND) && !is_class) && !self.free_in_a_child(child, name) {
                        free.swap_remove(&name);
                    }
                }
            }
        }
        if remove_class {
            let name = self.implicit.class;
            self.table.scope_mut(child).symbols.shift_remove(&name);
        }
    }

    fn is_implicit(&self, name: NameId) -> bool {
        let implicit = &self.implicit;
        name == implicit.class || name == implicit.class_dict || name == implicit.conditional_annotations
    }

    fn free_in_a_child(&self, id: ScopeId, name: NameId) -> bool {
        self.table.scope(id).children.iter().any(|&child| {
            self.table.scope(child).symbols.get(&name).is_some_and(|symbol| symbol.scope == Some(NameScope::Free))
        })
    }

    /// The blocks inside an inlined comprehension become blocks of the enclosing one.
    fn splice_inlined(&mut self, id: ScopeId) {
        if !self.table.scope(id).children.iter().any(|&child| self.table.scope(child).inlined) {
            return;
        }
        let mut children = Vec::new();
        for &child in &self.table.scope(id).children {
            let entry = self.table.scope(child);
            if entry.inlined {
                children.extend_from_slice(&entry.children);
            } else {
                children.push(child);
            }
        }
        self.table.scope_mut(id).children = children;
    }

    /// A class body provides its implicit names to the blocks inside it.
    fn take_implicit(&mut self, id: ScopeId, free: &mut Names) {
        let closure = free.swap_remove(&self.implicit.class);
        let dict = free.swap_remove(&self.implicit.class_dict);
        let conditional = free.swap_remove(&self.implicit.conditional_annotations);
        let scope = self.table.scope_mut(id);
        scope.needs_class_closure |= closure;
        scope.needs_classdict |= dict;
        scope.has_conditional_annotations |= conditional;
    }

    fn record(
        &mut self,
        id: ScopeId,
        scopes: &Scopes,
        bound: Option<&Names>,
        free: &Names,
        inlined_cells: &Names,
        classlike: bool,
    ) {
        let symbols = &mut self.table.scope_mut(id).symbols;
        for (name, symbol) in symbols.iter_mut() {
            symbol.scope = scopes.get(name).copied();
            if inlined_cells.contains(name) {
                symbol.flags |= flag::DEF_COMP_CELL;
            }
        }
        for &name in free {
            match symbols.get_mut(&name) {
                Some(symbol) if classlike => symbol.flags |= flag::DEF_FREE_CLASS,
                Some(_) => {}
                // Only names that some enclosing function binds are passed on outwards.
                None if bound.is_some_and(|bound| !bound.contains(&name)) => {}
                None => {
                    symbols.insert(name, Symbol { flags: 0, scope: Some(NameScope::Free) });
                }
            }
        }
    }
}

/// Locals that inner blocks use become cells.
fn make_cells(scopes: &mut Scopes, free: &mut Names, inlined_cells: &Names) {
    for (name, scope) in scopes.iter_mut() {
        if *scope == NameScope::Local && (free.contains(name) || inlined_cells.contains(name)) {
            *scope = NameScope::Cell;
            free.swap_remove(name);
        }
    }
}
