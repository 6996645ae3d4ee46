//! The module `_warnings`: issuing warnings through the filters of the module `warnings`.
//!
//! The lists and dicts that Python code may change live in the namespaces of `_warnings` and `warnings`; the version of the filters,
//! by which registries of warnings already shown grow stale, is a hidden entry of `_warnings`.

use whipsnake_runtime::frame::Frame;
use whipsnake_runtime::{Call, Dict, Gc, List, Module, NativeDef, PyResult, Raised, Str, Tuple, TypeObject, Value, Vm, def};

use super::contextvars;
use crate::support::array;

static FUNCTIONS: &[NativeDef] = &[
    def("warn", "($module, /, message, category=None, stacklevel=1, source=None, *, skip_file_prefixes=())", Call::Bound(warn)),
    def(
        "warn_explicit",
        "($module, /, message, category, filename, lineno, module=<unrepresentable>, registry=None, module_globals=None, source=None)",
        Call::Bound(warn_explicit),
    ),
    def("_filters_mutated_lock_held", "($module, /)", Call::A0(filters_mutated)),
    def("_acquire_lock", "($module, /)", Call::A0(|vm| lock(vm, "acquire"))),
    def("_release_lock", "($module, /)", Call::A0(|vm| lock(vm, "release"))),
];

/// The entry of `_warnings` with the version of the filters.
const VERSION: &str = "_filters_version";

/// Fill in the module.
pub fn init(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    vm.add_functions(module, FUNCTIONS);
    let filters = default_filters(vm);
    vm.set_module_attr(module, "filters", filters);
    let once = vm.new_dict();
    vm.set_module_attr(module, "_onceregistry", once.value());
    let default = vm.intern("default");
    vm.set_module_attr(module, "_defaultaction", default);
    vm.set_module_attr(module, VERSION, Value::small_int(0));
    let contextvars = crate::core::import::create_native(vm, "_contextvars")?;
    let class = vm.getattr_str(contextvars, "ContextVar")?;
    let name = vm.intern("_warnings_context");
    let variable = vm.call(class, &[name])?;
    vm.set_module_attr(module, "_warnings_context", variable);
    Ok(())
}

fn default_filters(vm: &mut Vm) -> Value {
    let t = vm.types;
    let main = vm.names.__main__;
    let rows = [
        ("default", t.deprecation_warning, main), ("ignore", t.deprecation_warning, Value::NONE), ("ignore", t.pending_deprecation_warning, Value::NONE),
        ("ignore", t.import_warning, Value::NONE), ("ignore", t.resource_warning, Value::NONE),
    ];
    let list = vm.new_list(&[]);
    for (action, category, module) in rows {
        let action = vm.intern(action);
        let row = vm.new_tuple(&[action, Value::NONE, category.value(), module, Value::small_int(0)]);
        if vm.list_append(list, row.value()).is_err() {
            vm.abort_out_of_memory();
        }
    }
    list.value()
}

fn namespace(vm: &mut Vm) -> Result<Gc<Dict>, Raised> {
    let module = crate::core::import::create_native(vm, "_warnings")?;
    match Gc::<Module>::cast(module).and_then(|m| m.dict.get()) {
        Some(dict) => Ok(dict),
        None => Err(vm.runtime_error("lost module _warnings")),
    }
}

fn own(vm: &mut Vm, name: &str) -> PyResult {
    let key = vm.intern(name);
    Ok(namespace(vm)?.get_interned(key).unwrap_or(Value::NONE))
}

fn filters_mutated(vm: &mut Vm) -> PyResult {
    let (dict, key) = (namespace(vm)?, vm.intern(VERSION));
    let version = dict.get_interned(key).and_then(Value::as_small_int).unwrap_or(0);
    dict.set_interned(vm, key, Value::small_int(version + 1));
    Ok(Value::NONE)
}

/// The lock is made when it is first needed: before that there are no threads.
fn lock(vm: &mut Vm, action: &str) -> PyResult {
    let (dict, key) = (namespace(vm)?, vm.intern("_lock"));
    let lock = match dict.get_interned(key) {
        Some(lock) => lock,
        None => {
            let thread = crate::core::import::create_native(vm, "_thread")?;
            let class = vm.getattr_str(thread, "RLock")?;
            let lock = vm.call(class, &[])?;
            dict.set_interned(vm, key, lock);
            lock
        }
    };
    vm.call_method_str(lock, action, &[]).map(|_| Value::NONE)
}

/// An attribute of the module `warnings`, if that is imported (or, if `import`, can be).
fn attribute(vm: &mut Vm, name: &str, import: bool) -> Result<Option<Value>, Raised> {
    let module = if import {
        Some(vm.import("warnings")?)
    } else {
        let key = vm.intern("warnings");
        match Gc::<Dict>::cast(vm.rt.modules.get()) {
            Some(modules) => modules.get(vm, key)?,
            None => None,
        }
    };
    let name = vm.intern(name);
    match module {
        Some(module) => vm.getattr_optional(module, name),
        None => Ok(None),
    }
}

// ---- what is warned about

/// One warning on its way.
struct Warned {
    /// An instance of the category.
    message: Value,
    text: Value,
    category: Value,
    filename: Value,
    lineno: i64,
    module: Value,
    /// A dict, or NULL.
    registry: Value,
    /// NULL: read the file.
    source_line: Value,
    /// NULL if there is none.
    source: Value,
}

fn category_of(vm: &mut Vm, message: Value, category: Value) -> PyResult {
    if vm.is_instance(message, vm.types.warning) {
        return Ok(vm.type_of(message).value());
    }
    let category = category.given().filter(|c| !c.is_none()).unwrap_or(vm.types.user_warning.value());
    match Gc::<TypeObject>::cast(category) {
        Some(class) if class.is_subtype(vm.types.warning) => Ok(category),
        Some(class) => {
            let name = class.name_string();
            Err(vm.type_error(&format!("category must be a Warning subclass, not class '{name}'")))
        }
        None => {
            let name = vm.type_of(category).name_string();
            Err(vm.type_error(&format!("category must be a Warning subclass, not '{name}'")))
        }
    }
}

fn warn(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [message, category, stacklevel, source, prefixes] = array(a);
    let category = category_of(vm, message, category)?;
    let mut level = match stacklevel.given() {
        Some(level) => vm.index_ssize(level)?,
        None => 1,
    };
    let mut skipped = Vec::new();
    if let Some(prefixes) = prefixes.given() {
        let Some(tuple) = Gc::<Tuple>::cast(prefixes) else {
            let got = vm.type_of(prefixes).name_string();
            return Err(vm.type_error(&format!("warn() argument 'skip_file_prefixes' must be tuple, not {got}")));
        };
        for &prefix in tuple.items() {
            let Some(text) = Gc::<Str>::cast(prefix) else {
                let got = vm.type_of(prefix).name_string();
                return Err(vm.type_error(&format!("Found non-str '{got}' in skip_file_prefixes.")));
            };
            skipped.push(text.bytes().to_vec());
        }
        if !skipped.is_empty() {
            level = level.max(2);
        }
    }
    let place = caller(vm, level, &skipped)?;
    let warned = Warned {
        message, text: Value::NULL, category, filename: place.filename, lineno: place.lineno, module: place.module, registry: place.registry,
        source_line: Value::NULL, source: source.given().filter(|s| !s.is_none()).unwrap_or(Value::NULL),
    };
    issue(vm, warned)
}

/// Where a warning is said to come from.
struct Place {
    filename: Value,
    lineno: i64,
    module: Value,
    registry: Value,
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|w| w == part)
}

fn filename_of(frame: *mut Frame) -> Value {
    // SAFETY: only called with live frames.
    let code = unsafe { (*frame).code };
    code.filename.get()
}

fn is_internal(frame: *mut Frame) -> bool {
    Gc::<Str>::cast(filename_of(frame)).is_some_and(|name| contains(name.bytes(), b"importlib") && contains(name.bytes(), b"_bootstrap"))
}

/// The next frame out that is neither the import system's nor in a file to skip.
fn next_external(mut frame: *mut Frame, skipped: &[Vec<u8>]) -> *mut Frame {
    loop {
        // SAFETY: the chain of frames is live, and `frame` is not null.
        frame = unsafe { (*frame).previous };
        if frame.is_null() {
            return frame;
        }
        let name = Gc::<Str>::cast(filename_of(frame));
        let skip = name.is_some_and(|name| skipped.iter().any(|prefix| name.bytes().starts_with(prefix)));
        if !is_internal(frame) && !skip {
            return frame;
        }
    }
}

/// The place `level` calls up the stack.
fn caller(vm: &mut Vm, mut level: i64, skipped: &[Vec<u8>]) -> Result<Place, Raised> {
    vm.settle_frames();
    let mut frame = vm.frame;
    let plain = level <= 0 || frame.is_null() || is_internal(frame);
    while level > 1 && !frame.is_null() {
        // SAFETY: the chain of frames is live.
        frame = if plain { unsafe { (*frame).previous } } else { next_external(frame, skipped) };
        level -= 1;
    }
    let (globals, filename, lineno) = if frame.is_null() {
        let sys = Gc::<Dict>::cast(vm.rt.sys_dict.get()).expect("set while booting");
        (sys, vm.intern("<sys>"), 0)
    } else {
        // SAFETY: the frame is live.
        let (globals, code, unit) = unsafe { ((*frame).globals, (*frame).code, (*frame).instruction_index()) };
        (globals, filename_of(frame), code.line(unit).map_or(0, i64::from))
    };
    let registry = match globals.get_interned(vm.names.__warningregistry__) {
        Some(registry) => registry,
        None => {
            let registry = vm.new_dict().value();
            globals.set_interned(vm, vm.names.__warningregistry__, registry);
            registry
        }
    };
    let module = globals.get_interned(vm.names.__name__).filter(|m| m.is_none() || Gc::<Str>::cast(*m).is_some());
    let module = match module {
        Some(module) => module,
        None => vm.intern("<string>"),
    };
    Ok(Place { filename, lineno, module, registry })
}

fn warn_explicit(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [message, category, filename, lineno, module, registry, globals, source] = array(a);
    if Gc::<Str>::cast(filename).is_none() {
        let got = vm.type_of(filename).name_string();
        return Err(vm.type_error(&format!("warn_explicit() argument 'filename' must be str, not {got}")));
    }
    let category = category_of(vm, message, category)?;
    let lineno = vm.index_ssize(lineno)?;
    let module = match module.given() {
        Some(module) => module,
        None => module_of_file(vm, filename),
    };
    let source_line = match globals.given().filter(|g| !g.is_none()) {
        Some(globals) => match Gc::<Dict>::cast(globals) {
            Some(globals) => line_by_loader(vm, globals, lineno)?,
            None => {
                let got = vm.type_of(globals).name_string();
                return Err(vm.type_error(&format!("module_globals must be a dict, not '{got}'")));
            }
        },
        None => Value::NULL,
    };
    let source = source.given().filter(|s| !s.is_none()).unwrap_or(Value::NULL);
    issue(vm, Warned { message, text: Value::NULL, category, filename, lineno, module, registry: registry.given().unwrap_or(Value::NONE), source_line, source })
}

fn module_of_file(vm: &mut Vm, filename: Value) -> Value {
    let name = Gc::<Str>::cast(filename).map(|s| s.bytes().to_vec()).unwrap_or_default();
    match name.as_slice() {
        [] => vm.intern("<unknown>"),
        [stem @ .., b'.', b'p', b'y'] => vm.new_wtf8(stem),
        _ => filename,
    }
}

/// A line of the module that its loader has the source of; NULL if it has none.
fn line_by_loader(vm: &mut Vm, globals: Gc<Dict>, lineno: i64) -> PyResult {
    let (Some(loader), Some(name)) = (globals.get_interned(vm.names.__loader__), globals.get_interned(vm.names.__name__)) else { return Ok(Value::NULL) };
    let key = vm.intern("get_source");
    let Some(get_source) = vm.getattr_optional(loader, key)? else { return Ok(Value::NULL) };
    let source = vm.call(get_source, &[name])?;
    if Gc::<Str>::cast(source).is_none() {
        return Ok(Value::NULL);
    }
    let lines = vm.call_method_str(source, "splitlines", &[])?;
    match Gc::<List>::cast(lines).and_then(|l| l.items().get(usize::try_from(lineno - 1).ok()?).copied()) {
        Some(line) => Ok(line),
        None => Err(vm.index_error("list index out of range")),
    }
}

// ---- filters

/// Do what the filters say.
fn issue(vm: &mut Vm, mut warned: Warned) -> PyResult {
    if warned.module.is_none() {
        return Ok(Value::NONE);
    }
    if !warned.registry.is_none() && Gc::<Dict>::cast(warned.registry).is_none() {
        return Err(vm.type_error("'registry' must be a dict or None"));
    }
    if vm.is_instance(warned.message, vm.types.warning) {
        warned.text = vm.str(warned.message)?;
        warned.category = vm.type_of(warned.message).value();
    } else {
        warned.text = warned.message;
        warned.message = vm.call(warned.category, &[warned.message])?;
    }
    let registry = Gc::<Dict>::cast(warned.registry);
    let key = vm.new_tuple(&[warned.text, warned.category, Value::small_int(warned.lineno)]).value();
    if let Some(registry) = registry
        && already_warned(vm, registry, key, false)?
    {
        return Ok(Value::NONE);
    }
    let (action, item) = filter_for(vm, &warned)?;
    let name = vm.text(action);
    match name.as_str() {
        "error" => return Err(vm.raise(warned.message)),
        "ignore" => return Ok(Value::NONE),
        "always" | "all" => {}
        _ => {
            if let Some(registry) = registry {
                registry.set(vm, key, Value::TRUE)?;
            }
            if shown_by_action(vm, &name, &warned, (action, item))? {
                return Ok(Value::NONE);
            }
        }
    }
    show(vm, &warned)?;
    Ok(Value::NONE)
}

/// Whether the actions `once`, `module` and `default` have shown the warning already.
fn shown_by_action(vm: &mut Vm, name: &str, warned: &Warned, (action, item): (Value, Value)) -> Result<bool, Raised> {
    let pair = vm.new_tuple(&[warned.text, warned.category]).value();
    match name {
        "once" => {
            let registry = match Gc::<Dict>::cast(warned.registry) {
                Some(registry) => registry,
                None => {
                    let registry = match attribute(vm, "onceregistry", false)? {
                        Some(registry) => registry,
                        None => own(vm, "_onceregistry")?,
                    };
                    match Gc::<Dict>::cast(registry) {
                        Some(registry) => registry,
                        None => {
                            let got = vm.type_of(registry).name_string();
                            return Err(vm.type_error(&format!("_warnings._onceregistry must be a dict, not '{got}'")));
                        }
                    }
                }
            };
            already_warned(vm, registry, pair, true)
        }
        "module" => match Gc::<Dict>::cast(warned.registry) {
            Some(registry) => already_warned(vm, registry, pair, true),
            None => Ok(false),
        },
        "default" => Ok(false),
        _ => {
            let (action, item) = (vm.repr_string(action)?, vm.repr_string(item)?);
            Err(vm.runtime_error(&format!("Unrecognized action ({action}) in warnings.filters:\n {item}")))
        }
    }
}

/// Whether the registry, which is emptied when the filters have changed, has the key; `remember`: put it there.
fn already_warned(vm: &mut Vm, registry: Gc<Dict>, key: Value, remember: bool) -> Result<bool, Raised> {
    let (current, version) = (own(vm, VERSION)?, vm.intern("version"));
    if registry.get_interned(version) != Some(current) {
        registry.clear(vm);
        registry.set_interned(vm, version, current);
    } else if let Some(known) = registry.get(vm, key)?
        && vm.truthy(known)?
    {
        return Ok(true);
    }
    if remember {
        registry.set(vm, key, Value::TRUE)?;
    }
    Ok(false)
}

/// The action for a warning, and the filter that says so (None for the default).
fn filter_for(vm: &mut Vm, warned: &Warned) -> Result<(Value, Value), Raised> {
    let variable = own(vm, "_warnings_context")?;
    let context = contextvars::value_of(vm, variable)?.filter(|c| !c.is_none());
    let (filters, name) = match context {
        Some(context) => (vm.getattr_str(context, "_filters")?, "_filters of warnings._warnings_context"),
        None => match attribute(vm, "filters", false)? {
            Some(filters) => (filters, "warnings.filters"),
            None => (own(vm, "filters")?, "_warnings.filters"),
        },
    };
    let Some(filters) = Gc::<List>::cast(filters) else {
        return Err(vm.value_error(&format!("{name} must be a list")));
    };
    let mut i = 0;
    while let Some(item) = filters.get(i) {
        if let Some(action) = matches(vm, item, i, warned, name)? {
            return Ok((action, item));
        }
        i += 1;
    }
    let action = match attribute(vm, "defaultaction", false)? {
        Some(action) => action,
        None => own(vm, "_defaultaction")?,
    };
    if Gc::<Str>::cast(action).is_none() {
        let got = vm.type_of(action).name_string();
        return Err(vm.type_error(&format!("warnings.defaultaction must be a string, not '{got}'")));
    }
    Ok((action, Value::NONE))
}

/// The action of the filter `item`, number `index`, if it is about the warning.
fn matches(vm: &mut Vm, item: Value, index: usize, warned: &Warned, name: &str) -> Result<Option<Value>, Raised> {
    let Some(&[action, message, category, module, lineno]) = Gc::<Tuple>::cast(item).as_ref().map(|t| t.items()) else {
        return Err(vm.value_error(&format!("{name} item {index} isn't a 5-tuple")));
    };
    if Gc::<Str>::cast(action).is_none() {
        let got = vm.type_of(action).name_string();
        return Err(vm.type_error(&format!("action must be a string, not '{got}'")));
    }
    if !pattern_matches(vm, message, warned.text)? || !pattern_matches(vm, module, warned.module)? {
        return Ok(None);
    }
    if !vm.issubclass(warned.category, category)? {
        return Ok(None);
    }
    let lineno = vm.index_ssize(lineno)?;
    Ok((lineno == 0 || lineno == warned.lineno).then_some(action))
}

/// A filter's text is the text itself, or an object with a method `match`.
fn pattern_matches(vm: &mut Vm, pattern: Value, text: Value) -> Result<bool, Raised> {
    if pattern.is_none() {
        return Ok(true);
    }
    if vm.is_exact_str(pattern) {
        return vm.equal(pattern, text);
    }
    let found = vm.call_method_str(pattern, "match", &[text])?;
    vm.truthy(found)
}

// ---- output

fn show(vm: &mut Vm, warned: &Warned) -> Result<(), Raised> {
    let Some(function) = attribute(vm, "_showwarnmsg", !warned.source.is_null())? else {
        return show_plainly(vm, warned);
    };
    if !whipsnake_builtins::functions::is_callable(vm, function) {
        return Err(vm.type_error("warnings._showwarnmsg() must be set to a callable"));
    }
    let Some(class) = attribute(vm, "WarningMessage", false)? else {
        return Err(vm.runtime_error("unable to get warnings.WarningMessage"));
    };
    let lineno = vm.new_int(warned.lineno);
    let source = warned.source.given().unwrap_or(Value::NONE);
    let message = vm.call(class, &[warned.message, warned.category, warned.filename, lineno, Value::NONE, Value::NONE, source])?;
    vm.call(function, &[message]).map(|_| ())
}

/// Without the module `warnings`: one line, and the line of the source.
fn show_plainly(vm: &mut Vm, warned: &Warned) -> Result<(), Raised> {
    let Some(stderr) = vm.sys_attribute("stderr").filter(|s| !s.is_none()) else { return Ok(()) };
    let category = Gc::<TypeObject>::cast(warned.category).map(|c| c.name_string()).unwrap_or_default();
    let (filename, text) = (vm.str_string(warned.filename)?, vm.str_string(warned.text)?);
    let mut out = format!("{filename}:{}: {category}: {text}\n", warned.lineno);
    let line = match warned.source_line.given() {
        Some(line) => Some(vm.str_string(line)?),
        None => source_line(&filename, warned.lineno),
    };
    if let Some(line) = line.as_deref().map(|l| l.trim_matches([' ', '\t', '\x0c', '\n', '\r'])).filter(|l| !l.is_empty()) {
        out += &format!("  {line}\n");
    }
    let out = vm.new_str(&out);
    vm.call_method(stderr, vm.names.write, &[out]).map(|_| ())
}

fn source_line(filename: &str, lineno: i64) -> Option<String> {
    let source = std::fs::read(filename).ok()?;
    let line = source.split(|b| *b == b'\n').nth(usize::try_from(lineno - 1).ok()?)?;
    Some(String::from_utf8_lossy(line).into_owned())
}
