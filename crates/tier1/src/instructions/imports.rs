//! `import` statements.

use whipsnake_runtime::{Dict, Frame, Gc, Module, NativeFunction, PyResult, Raised, Str, Value, Vm};

use crate::dispatch::instructions;
use crate::unwind::ERROR;

instructions! {
    /// Stack: level, names to import.
    IMPORT_NAME(s) {
        s.save();
        let name = s.name(s.arg);
        match import(s.vm(), s.frame, name, s.peek(2), s.peek(1)) {
            Ok(value) => {
                s.drop(1);
                s.poke(1, value);
                s.next(1)
            }
            Err(_) => s.go(ERROR),
        }
    }

    IMPORT_FROM(s) {
        s.save();
        let name = s.name(s.arg);
        match import_from(s.vm(), s.peek(1), name) {
            Ok(value) => {
                s.push(value);
                s.next(1)
            }
            Err(_) => s.go(ERROR),
        }
    }
}

/// `import name`, in a frame.
///
/// # Errors
/// What the import raises.
///
/// # Safety
/// `frame` must be the running one.
#[inline(never)]
pub unsafe fn import(vm: &mut Vm, frame: *mut Frame, name: Value, level: Value, names: Value) -> PyResult {
    // SAFETY: the running frame.
    let (globals, locals, builtins) = unsafe { ((*frame).globals, (*frame).locals, (*frame).builtins) };
    let Some(function) = builtins.get_interned(vm.names.__import__) else {
        return Err(import_error(vm, "__import__ not found", Value::NONE, Value::NONE, Value::NONE));
    };
    let locals = locals.given().unwrap_or(Value::NONE);
    if let Some(native) = Gc::<NativeFunction>::cast(function)
        && native.def.name == "__import__"
        && let Some(level) = level.as_small_int()
    {
        return (vm.hooks.import)(vm, name, globals.value(), locals, names, level);
    }
    vm.call(function, &[name, globals.value(), locals, names, level])
}

/// `ImportError` with its name, path and wanted attribute.
#[cold]
fn import_error(vm: &mut Vm, message: &str, name: Value, path: Value, wanted: Value) -> Raised {
    let text = vm.new_wtf8(message.as_bytes());
    vm.import_error(text, name, path, wanted)
}

/// `from module import name`.
///
/// # Errors
/// `ImportError`; what looking at the module raises.
#[inline(never)]
pub fn import_from(vm: &mut Vm, module: Value, name: Value) -> PyResult {
    if let Some(value) = vm.getattr_optional(module, name)? {
        return Ok(value);
    }
    // A submodule that is being imported in a circle is in `sys.modules` before it is an attribute.
    let package = vm.getattr_optional(module, vm.names.__name__)?.filter(|n| Gc::<Str>::cast(*n).is_some());
    if let Some(package) = package
        && let Some(modules) = Gc::<Dict>::cast(vm.rt.modules.get())
    {
        let full = format!("{}.{}", vm.text(package), vm.text(name));
        let full = vm.intern(&full);
        if let Some(found) = modules.get(vm, full)? {
            return Ok(found);
        }
    }
    Err(cannot_import(vm, module, name, package)?)
}

#[cold]
fn cannot_import(vm: &mut Vm, module: Value, name: Value, package: Option<Value>) -> Result<Raised, Raised> {
    let package_text = match package {
        Some(p) => vm.repr_string(p)?,
        None => "'<unknown module name>'".to_owned(),
    };
    let spec = vm.getattr_optional(module, vm.names.__spec__)?.unwrap_or(Value::NONE);
    let origin = origin_of(vm, module, spec)?;
    let name_text = vm.repr_string(name)?;
    let initializing = match vm.getattr_optional(spec, vm.names._initializing)? {
        Some(flag) if !spec.is_none() => vm.truthy(flag)?,
        _ => false,
    };
    let place = match origin {
        Some(origin) => vm.text(origin),
        None => "unknown location".to_owned(),
    };
    let message = if initializing {
        format!("cannot import name {name_text} from partially initialized module {package_text} (most likely due to a circular import) ({place})")
    } else {
        format!("cannot import name {name_text} from {package_text} ({place})")
    };
    Ok(import_error(vm, &message, package.unwrap_or(Value::NONE), origin.unwrap_or(Value::NONE), name))
}

fn origin_of(vm: &mut Vm, module: Value, spec: Value) -> Result<Option<Value>, Raised> {
    let is_text = |v: &Value| Gc::<Str>::cast(*v).is_some();
    if !spec.is_none() {
        let (has_location, origin) = (vm.intern("has_location"), vm.intern("origin"));
        if let Some(flag) = vm.getattr_optional(spec, has_location)?
            && vm.truthy(flag)?
            && let Some(origin) = vm.getattr_optional(spec, origin)?.filter(is_text)
        {
            return Ok(Some(origin));
        }
    }
    Ok(vm.getattr_optional(module, vm.names.__file__)?.filter(is_text))
}

/// `from module import *`.
pub(super) fn import_star(vm: &mut Vm, frame: *mut Frame, module: Value) -> PyResult {
    // SAFETY: the running frame.
    let locals = unsafe { (*frame).locals };
    let (names, skip_underscores) = match vm.getattr_optional(module, vm.names.__all__)? {
        Some(all) => (vm.collect(all)?, false),
        None => {
            let Some(namespace) = vm.getattr_optional(module, vm.names.__dict__)? else {
                return Err(import_error(vm, "from-import-* object has no __dict__ and no __all__", Value::NONE, Value::NONE, Value::NONE));
            };
            let keys = vm.call_method(namespace, vm.names.keys, &[])?;
            (vm.collect(keys)?, true)
        }
    };
    for &name in names.iter() {
        if Gc::<Str>::cast(name).is_none() {
            let what = if skip_underscores { "Key in" } else { "Item in" };
            let place = if skip_underscores { "__dict__" } else { "__all__" };
            let module_name = module_text(vm, module)?;
            let class = vm.type_of(name).name_string();
            return Err(vm.type_error(&format!("{what} {module_name}.{place} must be str, not {class}")));
        }
        if skip_underscores && vm.text(name).starts_with('_') {
            continue;
        }
        let name = vm.attribute_name(name)?;
        let value = vm.getattr(module, name)?;
        match Gc::<Dict>::cast(locals) {
            Some(dict) => dict.set(vm, name, value)?,
            None => vm.setitem(locals, name, value)?,
        }
    }
    Ok(Value::NONE)
}

fn module_text(vm: &mut Vm, module: Value) -> Result<String, Raised> {
    let name = match Gc::<Module>::cast(module).and_then(|m| m.dict.get()) {
        Some(dict) => dict.get_interned(vm.names.__name__),
        None => vm.getattr_optional(module, vm.names.__name__)?,
    };
    Ok(name.map_or_else(String::new, |n| vm.text(n)))
}
