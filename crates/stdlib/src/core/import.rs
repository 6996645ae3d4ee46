//! The import system: `__import__` natively, finders and loaders in `importlib` as frozen by the library, over `_imp`.
//!
//! In: a name, the importing namespace, a level. Out: the module. `importlib._bootstrap` is started by the first import that
//! `sys.modules` cannot answer, so programs without imports pay nothing for it.

use whipsnake_frontend::serialize;
use whipsnake_runtime::{Call, Code, Dict, Gc, Module, NativeDef, PyResult, Raised, RootVec, Str, Value, Vm, def};

/// `__import__(name, globals, locals, fromlist, level)`.
///
/// # Errors
/// `ImportError` and what the module's code raises.
pub fn import(vm: &mut Vm, name: Value, globals: Value, _locals: Value, fromlist: Value, level: i64) -> PyResult {
    let Some(text) = Gc::<Str>::cast(name) else {
        return Err(vm.type_error("module name must be a string"));
    };
    if level < 0 {
        return Err(vm.value_error("level must be >= 0"));
    }
    if text.len == 0 && level == 0 {
        return Err(vm.value_error("Empty module name"));
    }
    let absolute = if level > 0 { resolve_relative(vm, name, globals, level)? } else { vm.intern_value(name) };
    let module = import_absolute(vm, absolute)?;
    let has_from = !fromlist.is_null() && !fromlist.is_none() && vm.truthy(fromlist)?;
    if has_from {
        if vm.getattr_optional(module, vm.names.__path__)?.is_none() {
            return Ok(module);
        }
        let bootstrap = bootstrap(vm)?;
        let handle = vm.getattr(bootstrap, vm.names._handle_fromlist)?;
        let load = vm.new_native_function(&GCD_IMPORT, Value::NULL, Value::NONE);
        return vm.call(handle, &[module, fromlist, load]);
    }
    top_package(vm, name, absolute, module, level)
}

/// `import a.b` gives `a`.
fn top_package(vm: &mut Vm, name: Value, absolute: Value, module: Value, level: i64) -> PyResult {
    let text = vm.text(name);
    let Some(dot) = text.find('.') else { return Ok(module) };
    let full = vm.text(absolute);
    let top = &full[..full.len() - (text.len() - dot)];
    let top = vm.intern(top);
    if level == 0 {
        return import_absolute(vm, top);
    }
    match modules(vm).get_interned(top) {
        Some(module) => Ok(module),
        None => {
            let top = vm.repr_string(top)?;
            Err(vm.key_error_text(&format!("{top} not in sys.modules as expected")))
        }
    }
}

fn modules(vm: &Vm) -> Gc<Dict> {
    Gc::cast(vm.rt.modules.get()).expect("set while booting")
}

/// The module with this absolute name: from `sys.modules` once it is initialized, else by the finders.
fn import_absolute(vm: &mut Vm, name: Value) -> PyResult {
    if let Some(module) = modules(vm).get(vm, name)? {
        if module.is_none() {
            let text = vm.text(name);
            return Err(import_error(vm, vm.types.module_not_found_error, &format!("import of {text} halted; None in sys.modules"), name));
        }
        if is_initializing(vm, module)? {
            let bootstrap = bootstrap(vm)?;
            let wait = vm.getattr(bootstrap, vm.names._lock_unlock_module)?;
            vm.call(wait, &[name])?;
        }
        return Ok(module);
    }
    if let Some(module) = native_while_starting(vm, name)? {
        return Ok(module);
    }
    let bootstrap = bootstrap(vm)?;
    let find = vm.getattr(bootstrap, vm.names._find_and_load)?;
    let this = vm.new_native_function(&GCD_IMPORT, Value::NULL, Value::NONE);
    match vm.call(find, &[name, this]) {
        Ok(module) => Ok(module),
        Err(raised) => Err(trim_traceback(vm, raised)),
    }
}

/// Native modules that native modules need while importlib itself is starting.
fn native_while_starting(vm: &mut Vm, name: Value) -> Result<Option<Value>, Raised> {
    let (begun, done) = (vm.intern("_frozen_importlib"), vm.intern("importlib._bootstrap"));
    let text = vm.text(name);
    if modules(vm).get_interned(begun).is_none() || modules(vm).get_interned(done).is_some() || crate::native_module(&text).is_none() {
        return Ok(None);
    }
    let module = create_native(vm, &text)?;
    modules(vm).set(vm, name, module)?;
    Ok(Some(module))
}

/// Entries of the import machinery itself are of no use to the reader of a traceback.
fn trim_traceback(vm: &mut Vm, raised: Raised) -> Raised {
    let exception = vm.take_exception(raised);
    let always = vm.is_instance(exception, vm.types.import_error);
    let Some(object) = Gc::<whipsnake_runtime::ExceptionObject>::cast(exception) else { return vm.raise_again(exception) };
    let mut kept: Vec<usize> = Vec::new();
    let mut chunk: Vec<usize> = Vec::new();
    let mut entry = object.traceback.get();
    let mut all = RootVec::new(vm.heap);
    let mut in_importlib = false;
    while let Some(traceback) = entry {
        let place = all.len();
        all.push(vm.heap, traceback.value());
        let (file, function) = traceback.code.get().map_or((String::new(), String::new()), |c| (vm.text(c.filename.get()), vm.text(c.name.get())));
        let now = file == "<frozen importlib._bootstrap>" || file == "<frozen importlib._bootstrap_external>";
        if now {
            if !in_importlib {
                chunk.clear();
            }
            chunk.push(place);
            if always || function == "_call_with_frames_removed" {
                chunk.clear();
            }
        } else {
            kept.append(&mut chunk);
            kept.push(place);
        }
        in_importlib = now;
        entry = traceback.next.get();
    }
    kept.append(&mut chunk);
    let get = |place: usize| Gc::<whipsnake_runtime::Traceback>::cast(all[place]);
    for (i, place) in kept.iter().enumerate() {
        if let Some(traceback) = get(*place) {
            let next = kept.get(i + 1).and_then(|n| get(*n));
            vm.heap.store_to(traceback, &traceback.next, next);
        }
    }
    let first = kept.first().and_then(|p| get(*p));
    vm.heap.store_to(object, &object.traceback, first);
    vm.raise_again(exception)
}

fn is_initializing(vm: &mut Vm, module: Value) -> Result<bool, Raised> {
    let spec = match Gc::<Module>::cast(module) {
        Some(m) => m.dict.get().and_then(|d| d.get_interned(vm.names.__spec__)),
        None => vm.getattr_optional(module, vm.names.__spec__)?,
    };
    let Some(spec) = spec.filter(|s| !s.is_none()) else { return Ok(false) };
    match vm.getattr_optional(spec, vm.names._initializing)? {
        Some(flag) => vm.truthy(flag),
        None => Ok(false),
    }
}

fn import_error(vm: &mut Vm, ty: Gc<whipsnake_runtime::TypeObject>, message: &str, name: Value) -> Raised {
    let text = vm.new_str(message);
    let names = vm.new_tuple(&[vm.names.name]);
    match vm.call_args(ty.value(), whipsnake_runtime::Args { values: &[text, name], names: Some(names) }) {
        Ok(exception) => vm.raise(exception),
        Err(raised) => raised,
    }
}

/// The absolute name of a relative import.
fn resolve_relative(vm: &mut Vm, name: Value, globals: Value, level: i64) -> PyResult {
    let Some(globals) = Gc::<Dict>::cast(globals) else {
        return Err(vm.key_error_text("'__name__' not in globals"));
    };
    let package = package_of(vm, globals)?;
    if package.is_empty() {
        return Err(import_error(vm, vm.types.import_error, "attempted relative import with no known parent package", name));
    }
    let mut base = package.as_str();
    for _ in 1..level {
        match base.rfind('.') {
            Some(dot) => base = &base[..dot],
            None => return Err(import_error(vm, vm.types.import_error, "attempted relative import beyond top-level package", name)),
        }
    }
    let text = vm.text(name);
    let full = if text.is_empty() { base.to_owned() } else { format!("{base}.{text}") };
    Ok(vm.intern(&full))
}

/// The package that relative names in a namespace start from.
fn package_of(vm: &mut Vm, globals: Gc<Dict>) -> Result<String, Raised> {
    let n = vm.names;
    if let Some(package) = globals.get_interned(n.__package__).filter(|p| !p.is_none()) {
        if Gc::<Str>::cast(package).is_none() {
            return Err(vm.type_error("package must be a string"));
        }
        return Ok(vm.text(package));
    }
    if let Some(spec) = globals.get_interned(n.__spec__).filter(|s| !s.is_none()) {
        let parent = vm.getattr_str(spec, "parent")?;
        if Gc::<Str>::cast(parent).is_none() {
            return Err(vm.type_error("__spec__.parent must be a string"));
        }
        return Ok(vm.text(parent));
    }
    let Some(name) = globals.get_interned(n.__name__) else {
        return Err(vm.key_error_text("'__name__' not in globals"));
    };
    let name = vm.text(name);
    if globals.get_interned(n.__path__).is_some() {
        return Ok(name);
    }
    Ok(name.rfind('.').map_or_else(String::new, |dot| name[..dot].to_owned()))
}

static GCD_IMPORT: NativeDef = def("_gcd_import", "($module, name, /)", Call::A1(|vm, name| { let name = vm.intern_value(name); import_absolute(vm, name) }));

/// `importlib._bootstrap`, started if it has not been.
fn bootstrap(vm: &mut Vm) -> PyResult {
    let name = vm.intern("_frozen_importlib");
    if let Some(module) = modules(vm).get_interned(name) {
        return Ok(module);
    }
    let module = exec_frozen(vm, "_frozen_importlib", "importlib._bootstrap")?;
    let sys = vm.intern("sys");
    let sys = modules(vm).get_interned(sys).expect("made while booting");
    let imp = create_native(vm, "_imp")?;
    vm.call_method_str(module, "_install", &[sys, imp])?;
    let external = exec_frozen(vm, "_frozen_importlib_external", "importlib._bootstrap_external")?;
    let attribute = vm.intern("_bootstrap_external");
    vm.setattr(module, attribute, external)?;
    let attribute = vm.intern("_bootstrap");
    vm.setattr(external, attribute, module)?;
    vm.call_method_str(external, "_install", &[module])?;
    for (alias, module) in [("importlib._bootstrap", module), ("importlib._bootstrap_external", external)] {
        let alias = vm.intern(alias);
        modules(vm).set_interned(vm, alias, module);
    }
    Ok(module)
}

/// Run a module of the library under a name of its own.
fn exec_frozen(vm: &mut Vm, name: &str, frozen: &str) -> PyResult {
    let code = frozen_code(vm, frozen)?;
    let module = vm.new_module(name, "")?;
    let dict = module.dict.get().expect("set by the constructor");
    let builtins = vm.rt.builtins_dict.get();
    dict.set_interned(vm, vm.names.__builtins__, builtins);
    let key = vm.intern(name);
    modules(vm).set_interned(vm, key, module.value());
    let builtins = vm.builtins_dict();
    match vm.run_code(code, Value::NULL, dict, builtins, dict.value()) {
        Ok(_) => Ok(module.value()),
        Err(raised) => {
            modules(vm).remove(vm, key)?;
            Err(raised)
        }
    }
}

/// The code object of a module of the library.
fn frozen_code(vm: &mut Vm, name: &str) -> Result<Gc<Code>, Raised> {
    let Some(frozen) = whipsnake_pylib::find(name) else {
        let text = vm.intern(name);
        let repr = vm.repr_string(text)?;
        return Err(import_error(vm, vm.types.import_error, &format!("No such frozen object named {repr}"), text));
    };
    match serialize::deserialize(frozen.code) {
        Ok(unit) => vm.new_code(unit),
        Err(error) => Err(vm.system_error(&format!("the frozen module {name} is damaged: {error}"))),
    }
}

/// Make a native module and put it into `sys.modules`.
///
/// # Errors
/// What its initialization raises.
pub fn create_native(vm: &mut Vm, name: &str) -> PyResult {
    let key = vm.intern(name);
    if let Some(module) = modules(vm).get_interned(key) {
        return Ok(module);
    }
    let Some(native) = crate::native_module(name) else {
        let repr = vm.repr_string(key)?;
        return Err(import_error(vm, vm.types.import_error, &format!("no built-in module named {repr}"), key));
    };
    let module = vm.new_module(native.name, native.doc)?;
    modules(vm).set_interned(vm, key, module.value());
    match (native.init)(vm, module) {
        Ok(()) => Ok(module.value()),
        Err(raised) => {
            modules(vm).remove(vm, key)?;
            Err(raised)
        }
    }
}

// ---- the module _imp

static FUNCTIONS: &[NativeDef] = &[
    def("lock_held", "($module, /)", Call::A0(|_| Ok(Value::FALSE))),
    def("acquire_lock", "($module, /)", Call::A0(|_| Ok(Value::NONE))),
    def("release_lock", "($module, /)", Call::A0(|_| Ok(Value::NONE))),
    def("is_builtin", "($module, name, /)", Call::A1(is_builtin)),
    def("create_builtin", "($module, spec, /)", Call::A1(create_builtin)),
    def("exec_builtin", "($module, mod, /)", Call::A1(|_, _| Ok(Value::small_int(0)))),
    def("create_dynamic", "($module, spec, file=<unrepresentable>, /)", Call::Bound(create_dynamic)),
    def("exec_dynamic", "($module, mod, /)", Call::A1(|_, _| Ok(Value::small_int(0)))),
    def("extension_suffixes", "($module, /)", Call::A0(|vm| Ok(vm.new_list(&[]).value()))),
    def("is_frozen", "($module, name, /)", Call::A1(|vm, name| Ok(Value::bool(whipsnake_pylib::find(&vm.text(name)).is_some())))),
    def("is_frozen_package", "($module, name, /)", Call::A1(is_frozen_package)),
    def("find_frozen", "($module, name, /, *, withdata=False)", Call::Bound(find_frozen)),
    def("get_frozen_object", "($module, name, data=None, /)", Call::Bound(|vm, a| { let name = vm.text(a[0]); frozen_code(vm, &name).map(|c| c.value()) })),
    def("init_frozen", "($module, name, /)", Call::A1(|vm, name| { let name = vm.text(name); exec_frozen(vm, &name, &name) })),
    def("_frozen_module_names", "($module, /)", Call::A0(frozen_names)),
    def("_override_frozen_modules_for_tests", "($module, override, /)", Call::A1(|_, _| Ok(Value::NONE))),
    def("_override_multi_interp_extensions_check", "($module, override, /)", Call::A1(|_, _| Ok(Value::small_int(0)))),
    def("_fix_co_filename", "($module, code, path, /)", Call::A2(fix_co_filename)),
    def("source_hash", "($module, key, source)", Call::Bound(source_hash)),
];

/// Fill in `_imp`.
///
/// # Errors
/// `MemoryError`.
pub fn init_imp(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    vm.add_functions(module, FUNCTIONS);
    let default = vm.new_str("default");
    vm.set_module_attr(module, "check_hash_based_pycs", default);
    vm.set_module_attr(module, "pyc_magic_number_token", Value::small_int(168_627_755));
    Ok(())
}

fn is_builtin(vm: &mut Vm, name: Value) -> PyResult {
    let name = vm.text(name);
    Ok(Value::small_int(match name.as_str() {
        "sys" | "builtins" => -1,
        _ => i64::from(crate::native_module(&name).is_some()),
    }))
}

fn create_builtin(vm: &mut Vm, spec: Value) -> PyResult {
    let name = vm.getattr(spec, vm.names.name)?;
    let text = vm.text(name);
    create_native(vm, &text)
}

fn create_dynamic(vm: &mut Vm, a: &[Value]) -> PyResult {
    let name = vm.getattr(a[0], vm.names.name)?;
    let text = vm.text(name);
    Err(import_error(vm, vm.types.import_error, &format!("{text}: extension modules in C cannot be loaded by Whipsnake"), name))
}

fn is_frozen_package(vm: &mut Vm, name: Value) -> PyResult {
    match whipsnake_pylib::find(&vm.text(name)) {
        Some(frozen) => Ok(Value::bool(frozen.is_package)),
        None => {
            let repr = vm.repr_string(name)?;
            Err(import_error(vm, vm.types.import_error, &format!("No such frozen object named {repr}"), name))
        }
    }
}

/// `(data, is_package, original name)`, or None.
fn find_frozen(vm: &mut Vm, a: &[Value]) -> PyResult {
    let name = vm.text(a[0]);
    Ok(match whipsnake_pylib::find(&name) {
        Some(frozen) => vm.new_tuple(&[Value::NONE, Value::bool(frozen.is_package), a[0]]).value(),
        None => Value::NONE,
    })
}

fn frozen_names(vm: &mut Vm) -> PyResult {
    let names = vm.new_list(&[]);
    for frozen in whipsnake_pylib::all() {
        let name = vm.new_str(frozen.name);
        vm.list_append(names, name)?;
    }
    Ok(names.value())
}

fn fix_co_filename(vm: &mut Vm, code: Value, path: Value) -> PyResult {
    if let Some(code) = Gc::<Code>::cast(code) {
        let old = code.filename.get();
        replace_filename(vm, code, old, path);
    }
    Ok(Value::NONE)
}

fn replace_filename(vm: &mut Vm, code: Gc<Code>, old: Value, new: Value) {
    if code.filename.get() != old {
        return;
    }
    vm.heap.store(code, &code.filename, new);
    for constant in code.consts().items() {
        if let Some(inner) = Gc::<Code>::cast(*constant) {
            replace_filename(vm, inner, old, new);
        }
    }
}

fn source_hash(vm: &mut Vm, a: &[Value]) -> PyResult {
    let key = vm.index_i64(a[0]).unwrap_or(0) as u64;
    let source = whipsnake_builtins::text::bytes_argument(vm, a[1])?;
    use std::hash::Hasher;
    let mut hasher = siphasher::sip::SipHasher13::new_with_keys(key, 0);
    hasher.write(&source);
    Ok(vm.new_bytes(&hasher.finish().to_le_bytes()))
}
