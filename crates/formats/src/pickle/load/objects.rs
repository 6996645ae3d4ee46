//! Objects that are found by name, made by calls, or given their state.

use whipsnake_runtime::{Args, Dict, Gc, PyResult, RootVec, Str, Tuple, TypeObject, Value, Vm};

use super::{Loader, Step, error};

impl Loader<'_> {
    pub(super) fn find(&mut self, vm: &mut Vm, module: Value, name: Value) -> PyResult {
        if self.find_class.is_null() {
            return find_class(vm, module, name, self.protocol, self.fix_imports);
        }
        vm.call(self.find_class, &[module, name])
    }

    pub(super) fn extension(&mut self, vm: &mut Vm, code: i64) -> Step {
        if code <= 0 {
            return Err(error(vm, "EXT specifies code <= 0"));
        }
        let copyreg = vm.import("copyreg")?;
        let code = vm.new_int(code);
        let cache = vm.getattr_str(copyreg, "_extension_cache")?;
        if let Some(found) = Gc::<Dict>::cast(cache).map(|d| d.get(vm, code)).transpose()?.flatten() {
            self.push(vm, found);
            return Ok(());
        }
        let registry = vm.getattr_str(copyreg, "_inverted_registry")?;
        let Some(pair) = Gc::<Dict>::cast(registry).map(|d| d.get(vm, code)).transpose()?.flatten().and_then(Gc::<Tuple>::cast) else {
            let code = vm.str_string(code)?;
            return Err(vm.value_error(&format!("unregistered extension code {code}")));
        };
        let found = self.find(vm, pair.items()[0], pair.items()[1])?;
        vm.setitem(cache, code, found)?;
        self.push(vm, found);
        Ok(())
    }

    pub(super) fn persistent(&mut self, vm: &mut Vm, id: Value) -> Step {
        if self.persistent_load.is_null() {
            return Err(error(vm, "A load persistent id instruction was encountered, but no persistent_load function was specified."));
        }
        let object = vm.call(self.persistent_load, &[id])?;
        self.push(vm, object);
        Ok(())
    }

    /// An object of an old-style class: made without arguments where there are none and nothing asks for them.
    pub(super) fn instantiate(&mut self, vm: &mut Vm, class: Value, start: usize) -> Step {
        let args = RootVec::from_slice(vm.heap, &self.stack[start..]);
        self.stack.truncate(start);
        let is_class = Gc::<TypeObject>::cast(class).is_some();
        let initargs = vm.intern("__getinitargs__");
        let object = if args.is_empty() && is_class && vm.getattr_optional(class, initargs)?.is_none() {
            let new = vm.getattr(class, vm.names.__new__)?;
            vm.call(new, &[class])?
        } else {
            vm.call(class, &args)?
        };
        self.push(vm, object);
        Ok(())
    }

    pub(super) fn new_object(&mut self, vm: &mut Vm, class: Value, args: Value, kwargs: Value, opcode: &str) -> Step {
        let got = |vm: &mut Vm, value: Value| vm.type_of(value).name_string();
        let Some(ty) = Gc::<TypeObject>::cast(class) else {
            let got = got(vm, class);
            return Err(error(vm, &format!("{opcode} class argument must be a type, not {got}")));
        };
        if ty.slots().new.is_none() {
            return Err(error(vm, &format!("{opcode} class argument must have __new__ method")));
        }
        let Some(args) = Gc::<Tuple>::cast(args) else {
            let got = got(vm, args);
            return Err(error(vm, &format!("{opcode} args argument must be a tuple, not {got}")));
        };
        let mut values = RootVec::from_slice(vm.heap, &[class]);
        args.items().iter().for_each(|arg| values.push(vm.heap, *arg));
        let mut names = None;
        if !kwargs.is_null() {
            let Some(kwargs) = Gc::<Dict>::cast(kwargs) else {
                let got = got(vm, kwargs);
                return Err(error(vm, &format!("{opcode} kwargs argument must be a dict, not {got}")));
            };
            let mut keys = RootVec::new(vm.heap);
            let mut at = 0;
            while let Some((entry, key, value)) = kwargs.next_entry(at) {
                at = entry + 1;
                keys.push(vm.heap, key);
                values.push(vm.heap, value);
            }
            if !keys.is_empty() {
                names = Some(vm.new_tuple(&keys));
            }
        }
        let new = vm.getattr(class, vm.names.__new__)?;
        let object = vm.call_args(new, Args { values: &values, names })?;
        self.push(vm, object);
        Ok(())
    }

    /// Give an object its state.
    pub(super) fn build(&mut self, vm: &mut Vm) -> Step {
        let start = self.below(vm, 2)?;
        let (object, mut state) = (self.stack[start], self.pop(vm)?);
        if let Some(setstate) = vm.getattr_optional(object, vm.names.__setstate__)? {
            vm.call(setstate, &[state])?;
            return Ok(());
        }
        let mut slots = Value::NONE;
        if let Some(pair) = Gc::<Tuple>::cast(state).filter(|t| t.items().len() == 2) {
            (state, slots) = (pair.items()[0], pair.items()[1]);
        }
        if !state.is_none() {
            let Some(state) = Gc::<Dict>::cast(state) else { return Err(error(vm, "state is not a dictionary")) };
            let dict = vm.getattr(object, vm.names.__dict__)?;
            let own = Gc::<Dict>::cast(dict);
            let mut at = 0;
            while let Some((entry, key, value)) = state.next_entry(at) {
                at = entry + 1;
                let key = if vm.is_exact_str(key) { vm.intern_value(key) } else { key };
                match own {
                    Some(own) => own.set(vm, key, value)?,
                    None => vm.setitem(dict, key, value)?,
                }
            }
        }
        if !slots.is_none() {
            let Some(slots) = Gc::<Dict>::cast(slots) else { return Err(error(vm, "slot state is not a dictionary")) };
            let mut at = 0;
            while let Some((entry, key, value)) = slots.next_entry(at) {
                at = entry + 1;
                let key = vm.intern_value(key);
                vm.setattr(object, key, value)?;
            }
        }
        Ok(())
    }
}

/// The class or function with this name; Python 2's names are understood in old pickles.
pub fn find_class(vm: &mut Vm, module: Value, name: Value, protocol: i64, fix_imports: bool) -> PyResult {
    let (mut module, mut name) = (module, name);
    if protocol < 3 && fix_imports {
        let compat = vm.import("_compat_pickle")?;
        let names = vm.getattr_str(compat, "NAME_MAPPING")?;
        let key = vm.new_tuple(&[module, name]).value();
        if let Some(pair) = Gc::<Dict>::cast(names).map(|d| d.get(vm, key)).transpose()?.flatten().and_then(Gc::<Tuple>::cast) {
            (module, name) = (pair.items()[0], pair.items()[1]);
        } else {
            let modules = vm.getattr_str(compat, "IMPORT_MAPPING")?;
            if let Some(renamed) = Gc::<Dict>::cast(modules).map(|d| d.get(vm, module)).transpose()?.flatten() {
                module = renamed;
            }
        }
    }
    let (module_name, path) = (vm.text(module), vm.text(name));
    let mut object = vm.import(&module_name)?;
    if protocol < 4 {
        let name = if Gc::<Str>::cast(name).is_some() { vm.intern_value(name) } else { name };
        return vm.getattr(object, name);
    }
    for part in path.split('.') {
        object = vm.getattr_str(object, part)?;
    }
    Ok(object)
}
