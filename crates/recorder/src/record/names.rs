//! Globals, builtins, and the names of module bodies.

use whipsnake_heap::{Gc, OFFSET_FIELDS, Value};
use whipsnake_isa::{Opcode, Uop};
use whipsnake_runtime::{Dict, Function, Vm};
use whipsnake_tier1::traces::Site;

use super::{Recording, Step};

/// The entry of a name in a dict of globals and the dict's layout version, if the dict is a plain one of strings.
pub(super) fn entry(vm: &Vm, dict: Gc<Dict>, name: Value) -> Option<(Option<usize>, u32)> {
    if !dict.table.is_str_only() || !vm.is_exact(dict.value(), vm.types.dict) {
        return None;
    }
    let version = dict.table.keys_version(&vm.rt.next_keys_version);
    (version != 0).then(|| (dict.table.find_interned(name), version))
}

impl Recording {
    /// Leave unless the dict has this layout.
    fn guard_globals(&mut self, vm: &mut Vm, dict: Gc<Dict>, version: u32) -> whipsnake_tier2::ir::Operand {
        let operand = self.object(vm, dict.value());
        self.emit(Uop::GuardGlobalsVersion, u64::from(version), &[operand]);
        operand
    }

    /// Push the value of a name in the globals, or else in the builtins. Whether it could.
    fn push_global(&mut self, vm: &mut Vm, site: Site, name: Value) -> bool {
        // SAFETY: the running frame.
        let (globals, builtins) = unsafe { ((*site.frame).globals, (*site.frame).builtins) };
        let value = match (entry(vm, globals, name), entry(vm, builtins, name)) {
            (Some((Some(index), version)), _) => {
                let dict = self.guard_globals(vm, globals, version);
                self.emit(Uop::LoadGlobal, index as u64, &[dict])
            }
            (Some((None, version)), Some((Some(index), builtins_version))) => {
                self.guard_globals(vm, globals, version);
                let dict = self.guard_globals(vm, builtins, builtins_version);
                self.emit(Uop::LoadGlobal, index as u64, &[dict])
            }
            _ => return false,
        };
        self.push(value);
        true
    }

    /// Inlined functions have their globals by their code only where they are one known object.
    fn knows_globals(&mut self, vm: &mut Vm, site: Site) -> bool {
        if self.frames.len() == 1 {
            return true;
        }
        let function = self.function();
        if self.builder.trace().as_constant(function).is_some() {
            return true;
        }
        // SAFETY: the running frame.
        let (globals, builtins) = unsafe { ((*site.frame).globals, (*site.frame).builtins) };
        for (field, dict) in [(std::mem::offset_of!(Function, globals), globals), (std::mem::offset_of!(Function, builtins), builtins)] {
            let loaded = self.emit(Uop::LoadTypeSlot, (OFFSET_FIELDS + field) as u64, &[function]);
            self.guard_is(vm, loaded, dict.value());
        }
        true
    }

    pub(super) fn load_global(&mut self, vm: &mut Vm, site: Site) {
        let name = self.top().code.names().items()[site.arg >> 1];
        if !self.knows_globals(vm, site) || !self.push_global(vm, site, name) {
            self.global_by_helper(vm, name);
        }
        if site.arg & 1 != 0 {
            let null = self.null();
            self.push(null);
        }
    }

    /// Names of a module body whose namespace is its globals, and stores into globals.
    pub(super) fn name_instruction(&mut self, vm: &mut Vm, site: Site, base: Opcode) -> Step {
        let name = self.top().code.names().items()[site.arg];
        // SAFETY: the running frame.
        let (globals, locals) = unsafe { ((*site.frame).globals, (*site.frame).locals) };
        if base != Opcode::STORE_GLOBAL && locals != globals.value() {
            return self.leave(base);
        }
        if base == Opcode::LOAD_NAME {
            if !self.push_global(vm, site, name) {
                self.global_by_helper(vm, name);
            }
            return Ok(());
        }
        let known = entry(vm, globals, name).filter(|_| self.knows_globals(vm, site));
        let Some((Some(index), version)) = known else {
            self.store_global_by_helper(vm, name);
            return Ok(());
        };
        let value = self.peek(1);
        let value = self.tagged(value);
        let dict = self.guard_globals(vm, globals, version);
        self.emit(Uop::StoreGlobal, index as u64, &[dict, value]);
        self.drop(1);
        Ok(())
    }
}
