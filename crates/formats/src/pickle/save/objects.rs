//! Classes and functions, found again by their names; other objects, made again by what they reduce to.

use whipsnake_runtime::{Dict, Gc, NativeFunction, PyResult, Raised, RootVec, Tuple, TypeObject, Value, Vm};

use super::super::opcodes::*;
use super::{Saved, Saver, error, note, type_name};

impl Saver<'_> {
    pub(super) fn save_type(&mut self, vm: &mut Vm, object: Value) -> Saved {
        let singletons = [(vm.types.none_type, Value::NONE), (vm.types.not_implemented_type, Value::NOT_IMPLEMENTED), (vm.types.ellipsis_type, Value::ELLIPSIS)];
        for (class, singleton) in singletons {
            if class.value() == object {
                let args = vm.new_tuple(&[singleton]).value();
                let reduced = vm.new_tuple(&[vm.types.type_.value(), args]).value();
                return self.save_reduced(vm, reduced, object);
            }
        }
        self.save_global(vm, object, Value::NULL)
    }

    /// An object that is found again by module and name.
    pub(super) fn save_global(&mut self, vm: &mut Vm, object: Value, name: Value) -> Saved {
        let n = vm.names;
        let name = match name.given() {
            Some(name) => name,
            None => match vm.getattr_optional(object, n.__qualname__)? {
                Some(name) => name,
                None => vm.getattr(object, n.__name__)?,
            },
        };
        let path = vm.text(name);
        if path.split('.').any(|part| part == "<locals>") {
            let repr = vm.repr_string(object)?;
            return Err(error(vm, &format!("Can't pickle local object {repr}")));
        }
        let module = which_module(vm, object, &path)?;
        check_global(vm, object, module, &path)?;
        let module_text = vm.text(module);
        if self.protocol >= 2 && self.save_extension(vm, module, name)? {
            return Ok(());
        }
        if self.protocol >= 4 {
            self.save(vm, module, true)?;
            self.save(vm, name, true)?;
            self.out.byte(STACK_GLOBAL);
        } else {
            // Older protocols know top-level names only: the rest by `getattr`.
            let mut parts = path.split('.');
            let first = parts.next().unwrap_or_default();
            let inner: Vec<&str> = parts.collect();
            for _ in &inner {
                let getattr = vm.builtin("getattr")?;
                self.save(vm, getattr, true)?;
                if self.protocol < 2 {
                    self.out.byte(MARK);
                }
            }
            self.write_global(vm, module_text, first.to_owned())?;
            for part in inner {
                let part = vm.new_str(part);
                self.save(vm, part, true)?;
                self.out.write(&[if self.protocol < 2 { TUPLE } else { TUPLE2 }, REDUCE]);
            }
        }
        self.memoize(vm, object)
    }

    /// A top-level name in protocols that write it as text.
    fn write_global(&mut self, vm: &mut Vm, module: String, name: String) -> Saved {
        let (module, name) = if self.fix_imports && self.protocol < 3 { old_names(vm, &module, &name)? } else { (module, name) };
        if self.protocol < 3 && !(module.is_ascii() && name.is_ascii()) {
            let (which, text) = if module.is_ascii() { ("global", name) } else { ("module", module) };
            return Err(error(vm, &format!("can't pickle {which} identifier '{text}' using pickle protocol {}", self.protocol)));
        }
        self.out.write(format!("c{module}\n{name}\n").as_bytes());
        Ok(())
    }

    fn save_extension(&mut self, vm: &mut Vm, module: Value, name: Value) -> Result<bool, Raised> {
        let copyreg = vm.import("copyreg")?;
        let registry = vm.getattr_str(copyreg, "_extension_registry")?;
        let Some(registry) = Gc::<Dict>::cast(registry).filter(|r| !r.is_empty()) else { return Ok(false) };
        let key = vm.new_tuple(&[module, name]).value();
        let Some(code) = registry.get(vm, key)? else { return Ok(false) };
        let code = vm.index_ssize(code)?;
        match code {
            ..=0 => return Err(error(vm, &format!("extension code {code} is out of range"))),
            1..=0xFF => self.out.write(&[EXT1, code as u8]),
            0x100..=0xFFFF => self.out.write(&[EXT2, code as u8, (code >> 8) as u8]),
            _ => {
                self.out.byte(EXT4);
                self.out.write(&(code as u32).to_le_bytes());
            }
        }
        Ok(true)
    }

    // ---- reductions

    pub(super) fn save_reduced(&mut self, vm: &mut Vm, reduced: Value, object: Value) -> Saved {
        let Some(tuple) = Gc::<Tuple>::cast(reduced) else {
            let got = type_name(vm, reduced);
            return Err(error(vm, &format!("__reduce__ must return a string or tuple, not {got}")));
        };
        if !(2..=6).contains(&tuple.items().len()) {
            return Err(error(vm, "tuple returned by __reduce__ must contain 2 through 6 elements"));
        }
        let part = |i: usize| tuple.items().get(i).copied().filter(|v| !v.is_none());
        let (function, args) = (tuple.items()[0], tuple.items()[1]);
        let wrong = |vm: &mut Vm, which: &str, what: &str, value: Value| {
            let got = type_name(vm, value);
            error(vm, &format!("{which} item of the tuple returned by __reduce__ must be {what}, not {got}"))
        };
        if !whipsnake_builtins::functions::is_callable(vm, function) {
            return Err(wrong(vm, "first", "callable", function));
        }
        if Gc::<Tuple>::cast(args).is_none() {
            return Err(wrong(vm, "second", "a tuple", args));
        }
        for (i, which) in [(3, "fourth"), (4, "fifth")] {
            if let Some(items) = part(i).filter(|items| vm.type_of(*items).slots().next.is_none()) {
                return Err(wrong(vm, which, "an iterator", items));
            }
        }
        if let Some(setter) = part(5) {
            if !whipsnake_builtins::functions::is_callable(vm, setter) {
                return Err(wrong(vm, "sixth", "callable", setter));
            }
        }
        if !self.save_construction(vm, function, args, object)? {
            return Ok(());
        }
        if let Some(items) = part(3) {
            self.batch_items(vm, items, object)?;
        }
        if let Some(entries) = part(4) {
            self.batch_entries(vm, entries, object)?;
        }
        let Some(state) = part(2) else { return Ok(()) };
        let noted = |vm: &mut Vm, saved: Saved, what: &str| {
            saved.map_err(|raised| note(vm, raised, |vm| { let name = type_name(vm, object); Ok(format!("when serializing {name} {what}")) }))
        };
        match part(5) {
            None => {
                let saved = self.save(vm, state, true);
                noted(vm, saved, "state")?;
                self.out.byte(BUILD);
            }
            Some(setter) => {
                let saved = self.save(vm, setter, true);
                noted(vm, saved, "state setter")?;
                self.save(vm, object, true)?;
                let saved = self.save(vm, state, true);
                noted(vm, saved, "state")?;
                self.out.write(&[TUPLE2, REDUCE, POP]);
            }
        }
        Ok(())
    }

    /// Function and arguments that make the object. Tells whether the rest is still to be written.
    fn save_construction(&mut self, vm: &mut Vm, function: Value, args: Value, object: Value) -> Result<bool, Raised> {
        let Some(items) = Gc::<Tuple>::cast(args) else { return Ok(false) };
        let noted = |vm: &mut Vm, saved: Saved, what: &str| {
            saved.map_err(|raised| note(vm, raised, |vm| { let name = type_name(vm, object); Ok(format!("when serializing {name} {what}")) }))
        };
        let name = if self.protocol >= 2 { vm.getattr_optional(function, vm.names.__name__)?.map_or_else(String::new, |name| vm.text(name)) } else { String::new() };
        match name.as_str() {
            "__newobj_ex__" => {
                let &[class, args, kwargs] = items.items() else {
                    return Err(error(vm, &format!("__newobj_ex__ expected 3 arguments, got {}", items.items().len())));
                };
                self.check_class(vm, "__newobj_ex__", class, object)?;
                if self.protocol >= 4 {
                    for (value, what) in [(class, "class"), (args, "__new__ arguments"), (kwargs, "__new__ arguments")] {
                        let saved = self.save(vm, value, true);
                        noted(vm, saved, what)?;
                    }
                    self.out.byte(NEWOBJ_EX);
                } else {
                    // partial(cls.__new__, cls, *args, **kwargs)()
                    let functools = vm.import("functools")?;
                    let partial = vm.getattr_str(functools, "partial")?;
                    let new = vm.getattr(class, vm.names.__new__)?;
                    let positional = vm.collect(args)?;
                    let (mut all, mut names) = (RootVec::from_slice(vm.heap, &[new, class]), RootVec::new(vm.heap));
                    positional.iter().for_each(|v| all.push(vm.heap, *v));
                    if let Some(kwargs) = Gc::<Dict>::cast(kwargs) {
                        let mut at = 0;
                        while let Some((entry, key, value)) = kwargs.next_entry(at) {
                            at = entry + 1;
                            names.push(vm.heap, key);
                            all.push(vm.heap, value);
                        }
                    }
                    let names = vm.new_tuple(&names);
                    let call = vm.call_args(partial, whipsnake_runtime::Args { values: &all, names: Some(names) })?;
                    self.save(vm, call, true)?;
                    self.out.write(&[EMPTY_TUPLE, REDUCE]);
                }
            }
            "__newobj__" => {
                let Some((&class, rest)) = items.items().split_first() else {
                    return Err(error(vm, "__newobj__ expected at least 1 argument, got 0"));
                };
                self.check_class(vm, "__newobj__", class, object)?;
                let rest = vm.new_tuple(rest).value();
                let saved = self.save(vm, class, true);
                noted(vm, saved, "class")?;
                let saved = self.save(vm, rest, true);
                noted(vm, saved, "__new__ arguments")?;
                self.out.byte(NEWOBJ);
            }
            _ => {
                let saved = self.save(vm, function, true);
                noted(vm, saved, "reconstructor")?;
                let saved = self.save(vm, args, true);
                noted(vm, saved, "reconstructor arguments")?;
                self.out.byte(REDUCE);
            }
        }
        // A recursive reduction has written the object meanwhile.
        if let Some(&number) = self.numbers.get(&object.bits()) {
            self.out.byte(POP);
            self.get(number);
            return Ok(false);
        }
        self.memoize(vm, object)?;
        Ok(true)
    }

    fn check_class(&mut self, vm: &mut Vm, function: &str, class: Value, object: Value) -> Saved {
        if Gc::<TypeObject>::cast(class).is_none() {
            let got = type_name(vm, class);
            return Err(error(vm, &format!("first argument to {function}() must be a class, not {got}")));
        }
        let own = vm.getattr(object, vm.names.__class__)?;
        if own != class && function == "__newobj__" {
            let (own, class) = (vm.repr_string(own)?, vm.repr_string(class)?);
            return Err(error(vm, &format!("first argument to {function}() must be {own}, not {class}")));
        }
        Ok(())
    }
}

/// The name of the module where an object is found.
fn which_module(vm: &mut Vm, object: Value, path: &str) -> PyResult {
    if let Some(module) = vm.getattr_optional(object, vm.names.__module__)?.filter(|m| !m.is_none()) {
        return Ok(module);
    }
    let modules = vm.rt.modules.get();
    let Some(modules) = Gc::<Dict>::cast(modules) else { return Ok(vm.names.__main__) };
    let modules = modules.copy(vm)?;
    let mut at = 0;
    while let Some((entry, name, module)) = modules.next_entry(at) {
        at = entry + 1;
        if module.is_none() || matches!(vm.text(name).as_str(), "__main__" | "__mp_main__") {
            continue;
        }
        if let Ok(found) = by_path(vm, module, path).or_else(|raised| vm.catch(raised, vm.types.attribute_error).map(|_| Value::NULL)) {
            if found == object {
                return Ok(name);
            }
        }
    }
    Ok(vm.names.__main__)
}

fn by_path(vm: &mut Vm, module: Value, path: &str) -> PyResult {
    let mut object = module;
    for part in path.split('.') {
        object = vm.getattr_str(object, part)?;
    }
    Ok(object)
}

/// The object must be what its name finds.
fn check_global(vm: &mut Vm, object: Value, module: Value, path: &str) -> Saved {
    let name = vm.text(module);
    let failed = |vm: &mut Vm, raised: Raised, message: String| {
        let cause = vm.take_exception(raised);
        let handled = std::mem::replace(&mut vm.handled, cause);
        let raised = error(vm, &message);
        vm.handled = handled;
        raised
    };
    let found = match vm.import(&name) {
        Ok(found) => found,
        Err(raised) => {
            if !vm.pending_is(vm.types.import_error) && !vm.pending_is(vm.types.value_error) {
                return Err(raised);
            }
            let cause = vm.take_exception(raised);
            let (repr, module) = (vm.repr_string(object)?, vm.repr_string(module)?);
            let raised = vm.raise_again(cause);
            return Err(failed(vm, raised, format!("Can't pickle {repr}: No module named {}", module.trim_matches('\''))));
        }
    };
    match by_path(vm, found, path) {
        Ok(found) if found == object => Ok(()),
        // A bound native method is made anew with each access.
        Ok(found) if Gc::<NativeFunction>::cast(object).is_some() && vm.equal(found, object)? => Ok(()),
        Ok(_) => {
            let repr = vm.repr_string(object)?;
            Err(error(vm, &format!("Can't pickle {repr}: it's not the same object as {name}.{path}")))
        }
        Err(raised) => {
            if !vm.pending_is(vm.types.attribute_error) {
                return Err(raised);
            }
            let cause = vm.take_exception(raised);
            let repr = vm.repr_string(object)?;
            let raised = vm.raise_again(cause);
            Err(failed(vm, raised, format!("Can't pickle {repr}: it's not found as {name}.{path}")))
        }
    }
}

/// Python 2's names of a global.
fn old_names(vm: &mut Vm, module: &str, name: &str) -> Result<(String, String), Raised> {
    let compat = vm.import("_compat_pickle")?;
    let (key_module, key_name) = (vm.new_str(module), vm.new_str(name));
    let names = vm.getattr_str(compat, "REVERSE_NAME_MAPPING")?;
    let key = vm.new_tuple(&[key_module, key_name]).value();
    if let Some(pair) = Gc::<Dict>::cast(names).map(|d| d.get(vm, key)).transpose()?.flatten().and_then(Gc::<Tuple>::cast) {
        return Ok((vm.text(pair.items()[0]), vm.text(pair.items()[1])));
    }
    let modules = vm.getattr_str(compat, "REVERSE_IMPORT_MAPPING")?;
    match Gc::<Dict>::cast(modules).map(|d| d.get(vm, key_module)).transpose()?.flatten() {
        Some(old) => Ok((vm.text(old), name.to_owned())),
        None => Ok((module.to_owned(), name.to_owned())),
    }
}
