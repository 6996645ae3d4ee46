//! Names in class and module bodies, globals, builtins.

use whipsnake_runtime::{CellObject, Dict, Frame, Gc, PyResult, Raised, Value, Vm};

use crate::dispatch::instructions;
use crate::unwind::ERROR;

instructions! {
    LOAD_NAME(s) {
        s.save();
        let name = s.name(s.arg);
        match load_name(s.vm(), s.frame, name) {
            Ok(value) => {
                s.push(value);
                s.next(1)
            }
            Err(_) => s.go(ERROR),
        }
    }

    STORE_NAME(s) {
        s.save();
        let name = s.name(s.arg);
        if store_name(s.vm(), s.frame, name, s.peek(1)).is_err() {
            return s.go(ERROR);
        }
        s.drop(1);
        s.next(1)
    }

    DELETE_NAME(s) {
        s.save();
        let name = s.name(s.arg);
        if delete_name(s.vm(), s.frame, name).is_err() {
            return s.go(ERROR);
        }
        s.next(1)
    }

    STORE_GLOBAL(s) {
        let name = s.name(s.arg);
        let value = s.pop();
        store_global(s.vm(), s.frame, name, value);
        s.next(1)
    }

    DELETE_GLOBAL(s) {
        s.save();
        let name = s.name(s.arg);
        if delete_global(s.vm(), s.frame, name).is_err() {
            return s.go(ERROR);
        }
        s.next(1)
    }

    LOAD_LOCALS(s) {
        let locals = (*s.frame).locals;
        if locals.is_null() {
            s.save();
            let _pending = no_locals(s.vm(), "no locals");
            return s.go(ERROR);
        }
        s.push(locals);
        s.next(1)
    }

    LOAD_FROM_DICT_OR_GLOBALS(s) {
        s.save();
        let name = s.name(s.arg);
        match load_from_mapping_or_globals(s.vm(), s.frame, s.peek(1), name) {
            Ok(value) => {
                s.poke(1, value);
                s.next(1)
            }
            Err(_) => s.go(ERROR),
        }
    }

    LOAD_FROM_DICT_OR_DEREF(s) {
        s.save();
        match load_from_mapping_or_cell(s.vm(), s.frame, s.peek(1), s.arg) {
            Ok(value) => {
                s.poke(1, value);
                s.next(1)
            }
            Err(_) => s.go(ERROR),
        }
    }

    SETUP_ANNOTATIONS(s) {
        s.save();
        if setup_annotations(s.vm(), s.frame).is_err() {
            return s.go(ERROR);
        }
        s.next(1)
    }

    LOAD_BUILD_CLASS(s) {
        s.save();
        match load_build_class(s.vm(), s.frame) {
            Ok(value) => {
                s.push(value);
                s.next(1)
            }
            Err(_) => s.go(ERROR),
        }
    }
}

#[cold]
#[inline(never)]
fn no_locals(vm: &mut Vm, what: &str) -> Raised {
    vm.system_error(what)
}

/// `mapping[name]`, `None` (Rust) when it is missing.
fn mapping_get(vm: &mut Vm, mapping: Value, name: Value) -> Result<Option<Value>, Raised> {
    if vm.is_exact(mapping, vm.types.dict) && let Some(dict) = Gc::<Dict>::cast(mapping) {
        return Ok(dict.get_interned(name));
    }
    match vm.getitem(mapping, name) {
        Ok(value) => Ok(Some(value)),
        Err(raised) => vm.catch(raised, vm.types.key_error).map(|_| None),
    }
}

/// A global or builtin.
///
/// # Errors
/// `NameError`; what subclasses of dict raise.
///
/// # Safety
/// `frame` must be the running one.
pub unsafe fn global(vm: &mut Vm, frame: *mut Frame, name: Value) -> PyResult {
    // SAFETY: the running frame.
    let (globals, builtins) = unsafe { ((*frame).globals, (*frame).builtins) };
    for namespace in [globals, builtins] {
        // Subclasses of dict may answer by `__getitem__` and `__missing__`.
        let found = if vm.is_exact(namespace.value(), vm.types.dict) { namespace.get_interned(name) } else { mapping_get(vm, namespace.value(), name)? };
        if let Some(value) = found {
            return Ok(value);
        }
    }
    Err(undefined(vm, name))
}

#[cold]
fn undefined(vm: &mut Vm, name: Value) -> Raised {
    let text = vm.text(name);
    vm.name_error(&format!("name '{text}' is not defined"), name)
}

#[inline(never)]
unsafe fn load_name(vm: &mut Vm, frame: *mut Frame, name: Value) -> PyResult {
    // SAFETY: the running frame.
    let locals = unsafe { (*frame).locals };
    if locals.is_null() {
        return Err(no_locals(vm, "no locals when loading a name"));
    }
    if let Some(value) = mapping_get(vm, locals, name)? {
        return Ok(value);
    }
    // SAFETY: as above.
    unsafe { global(vm, frame, name) }
}

#[inline(never)]
unsafe fn store_name(vm: &mut Vm, frame: *mut Frame, name: Value, value: Value) -> Result<(), Raised> {
    // SAFETY: the running frame.
    let locals = unsafe { (*frame).locals };
    if vm.is_exact(locals, vm.types.dict) && let Some(dict) = Gc::<Dict>::cast(locals) {
        dict.set_interned(vm, name, value);
        return Ok(());
    }
    if locals.is_null() {
        let text = vm.text(name);
        return Err(vm.system_error(&format!("no locals found when storing '{text}'")));
    }
    vm.setitem(locals, name, value)
}

#[inline(never)]
unsafe fn delete_name(vm: &mut Vm, frame: *mut Frame, name: Value) -> Result<(), Raised> {
    // SAFETY: the running frame.
    let locals = unsafe { (*frame).locals };
    let text = vm.text(name);
    if locals.is_null() {
        return Err(vm.system_error(&format!("no locals when deleting '{text}'")));
    }
    match vm.setitem(locals, name, Value::NULL) {
        Ok(()) => Ok(()),
        Err(raised) => {
            vm.catch(raised, vm.types.key_error)?;
            Err(undefined(vm, name))
        }
    }
}

/// Store a global.
///
/// # Safety
/// `frame` must be the running one.
#[inline(never)]
pub unsafe fn store_global(vm: &mut Vm, frame: *mut Frame, name: Value, value: Value) {
    // SAFETY: the running frame.
    let globals = unsafe { (*frame).globals };
    globals.set_interned(vm, name, value);
}

#[inline(never)]
unsafe fn delete_global(vm: &mut Vm, frame: *mut Frame, name: Value) -> Result<(), Raised> {
    // SAFETY: the running frame.
    let globals = unsafe { (*frame).globals };
    match globals.remove(vm, name)? {
        Some(_) => Ok(()),
        None => Err(undefined(vm, name)),
    }
}

#[inline(never)]
unsafe fn load_from_mapping_or_globals(vm: &mut Vm, frame: *mut Frame, mapping: Value, name: Value) -> PyResult {
    match mapping_get(vm, mapping, name)? {
        Some(value) => Ok(value),
        // SAFETY: the running frame.
        None => unsafe { global(vm, frame, name) },
    }
}

#[inline(never)]
unsafe fn load_from_mapping_or_cell(vm: &mut Vm, frame: *mut Frame, mapping: Value, index: usize) -> PyResult {
    // SAFETY: the running frame; the compiler numbers cells among the locals.
    let (code, cell) = unsafe { ((*frame).code, *Frame::locals(frame).add(index)) };
    let name = code.local_names().items()[index];
    if let Some(value) = mapping_get(vm, mapping, name)? {
        return Ok(value);
    }
    match Gc::<CellObject>::cast(cell).and_then(|c| c.contents.get().given()) {
        Some(value) => Ok(value),
        None => Err(super::locals::unbound(vm, code, index)),
    }
}

#[inline(never)]
unsafe fn setup_annotations(vm: &mut Vm, frame: *mut Frame) -> Result<(), Raised> {
    // SAFETY: the running frame.
    let locals = unsafe { (*frame).locals };
    if locals.is_null() {
        return Err(no_locals(vm, "no locals found when setting up annotations"));
    }
    let name = vm.names.__annotations__;
    if mapping_get(vm, locals, name)?.is_none() {
        let annotations = vm.new_dict().value();
        vm.setitem(locals, name, annotations)?;
    }
    Ok(())
}

#[inline(never)]
unsafe fn load_build_class(vm: &mut Vm, frame: *mut Frame) -> PyResult {
    // SAFETY: the running frame.
    let builtins = unsafe { (*frame).builtins };
    let name = vm.names.__build_class__;
    match builtins.get_interned(name) {
        Some(value) => Ok(value),
        None => Err(vm.name_error("__build_class__ not found", name)),
    }
}
