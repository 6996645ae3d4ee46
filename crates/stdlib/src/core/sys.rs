//! The module `sys`.

use whipsnake_builtins::structseq::{self, StructSequence};
use whipsnake_frontend::parse::{Warning, WarningKind};
use whipsnake_runtime::{
    Args, Call, Dict, ExceptionObject, Gc, List, Module, NativeDef, PyResult, Raised, Str, Tuple, TypeObject, Value, Vm, def,
};

/// The version of Python that Whipsnake implements.
pub const VERSION: (u8, u8, u8) = (3, 14, 2);
const HEX_VERSION: i64 = (VERSION.0 as i64) << 24 | (VERSION.1 as i64) << 16 | (VERSION.2 as i64) << 8 | 0xF0;

/// What the command line says.
#[derive(Clone, Debug, Default)]
pub struct Config {
    pub argv: Vec<String>,
    pub orig_argv: Vec<String>,
    pub path: Vec<String>,
    pub executable: String,
    pub warn_options: Vec<String>,
    pub x_options: Vec<(String, Option<String>)>,
    pub flags: Flags,
}

/// `sys.flags`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Flags {
    pub debug: u8,
    pub inspect: bool,
    pub interactive: bool,
    pub optimize: u8,
    pub dont_write_bytecode: bool,
    pub no_user_site: bool,
    pub no_site: bool,
    pub ignore_environment: bool,
    pub verbose: u8,
    pub bytes_warning: u8,
    pub quiet: bool,
    pub isolated: bool,
    pub dev_mode: bool,
    pub safe_path: bool,
    pub unbuffered: bool,
}

static FUNCTIONS: &[NativeDef] = &[
    def("exit", "($module, status=None, /)", Call::Bound(exit)),
    def("exc_info", "($module, /)", Call::A0(exc_info)),
    def("exception", "($module, /)", Call::A0(|vm| Ok(vm.handled_exception().given().unwrap_or(Value::NONE)))),
    def("getrecursionlimit", "($module, /)", Call::A0(|vm| { let n = vm.rt.recursion_limit.get(); Ok(vm.new_int(n)) })),
    def("setrecursionlimit", "($module, limit, /)", Call::A1(set_recursion_limit)),
    def("intern", "($module, string, /)", Call::A1(intern)),
    def("_is_interned", "($module, string, /)", Call::A1(|_, s| Ok(Value::bool(Gc::<Str>::cast(s).is_some_and(|s| s.is_interned()))))),
    def("getsizeof", "($module, object, default=<unrepresentable>)", Call::Bound(getsizeof)),
    def("getrefcount", "($module, object, /)", Call::A1(|_, _| Ok(Value::small_int(2)))),
    def("getdefaultencoding", "($module, /)", Call::A0(|vm| Ok(vm.intern("utf-8")))),
    def("getfilesystemencoding", "($module, /)", Call::A0(|vm| Ok(vm.intern("utf-8")))),
    def("getfilesystemencodeerrors", "($module, /)", Call::A0(|vm| Ok(vm.intern("surrogateescape")))),
    def("get_int_max_str_digits", "($module, /)", Call::A0(|vm| { let n = vm.rt.int_max_str_digits.get() as i64; Ok(vm.new_int(n)) })),
    def("set_int_max_str_digits", "($module, /, maxdigits)", Call::Bound(set_int_max_str_digits)),
    def("getallocatedblocks", "($module, /)", Call::A0(|vm| { let n = vm.heap.stats().allocated_objects as i64; Ok(vm.new_int(n)) })),
    def("is_finalizing", "($module, /)", Call::A0(|_| Ok(Value::bool(super::exit::is_finalizing())))),
    def("is_remote_debug_enabled", "($module, /)", Call::A0(|_| Ok(Value::FALSE))),
    def("is_stack_trampoline_active", "($module, /)", Call::A0(|_| Ok(Value::FALSE))),
    def("_is_gil_enabled", "($module, /)", Call::A0(|_| Ok(Value::TRUE))),
    def("gettrace", "($module, /)", Call::A0(|vm| Ok(vm.tracing.function.given().unwrap_or(Value::NONE)))),
    def("getprofile", "($module, /)", Call::A0(|vm| Ok(vm.tracing.profiler.given().unwrap_or(Value::NONE)))),
    def("settrace", "($module, function, /)", Call::A1(|vm, f| { vm.set_trace_function(null_for_none(f)); Ok(Value::NONE) })),
    def("setprofile", "($module, function, /)", Call::A1(|vm, f| { vm.set_profiler(null_for_none(f)); Ok(Value::NONE) })),
    def("call_tracing", "($module, func, args, /)", Call::A2(call_tracing)),
    def("_getframe", "($module, depth=0, /)", Call::Bound(getframe)),
    def("_getframemodulename", "($module, depth=0)", Call::Bound(getframemodulename)),
    def("getswitchinterval", "($module, /)", Call::A0(|vm| { let s = vm.rt.lock.interval() as f64 / 1e6; Ok(vm.new_float(s)) })),
    def("setswitchinterval", "($module, interval, /)", Call::A1(set_switch_interval)),
    def("addaudithook", "($module, hook)", Call::A1(|vm, _| Err(vm.not_implemented_error("sys.addaudithook is not supported by Whipsnake")))),
    def("audit", "($module, event, /, *args)", Call::Vector(|_, _| Ok(Value::NONE))),
    def("displayhook", "($module, object, /)", Call::A1(displayhook)),
    def("excepthook", "($module, exctype, value, traceback, /)", Call::A3(|vm, _, value, traceback| super::display::print_exception(vm, value, traceback).map(|()| Value::NONE))),
    def("unraisablehook", "($module, unraisable, /)", Call::A1(|vm, u| super::display::print_unraisable(vm, u).map(|()| Value::NONE))),
    def("breakpointhook", "($module, *args, **kwargs)", Call::Vector(breakpointhook)),
    def("_clear_type_cache", "($module, /)", Call::A0(|_| Ok(Value::NONE))),
    def("_clear_internal_caches", "($module, /)", Call::A0(|_| Ok(Value::NONE))),
    def("get_asyncgen_hooks", "($module, /)", Call::A0(get_asyncgen_hooks)),
    def("set_asyncgen_hooks", "($module, firstiter=<unrepresentable>, finalizer=<unrepresentable>)", Call::Bound(set_asyncgen_hooks)),
    def("get_coroutine_origin_tracking_depth", "($module, /)", Call::A0(|vm| Ok(Value::small_int(vm.origin_depth as i64)))),
    def("set_coroutine_origin_tracking_depth", "($module, /, depth)", Call::A1(set_origin_depth)),
    def("_clear_type_descriptors", "($module, type, /)", Call::A1(clear_type_descriptors)),
    def("_get_cpu_count_config", "($module, /)", Call::A0(|_| Ok(Value::small_int(-1)))),
];

/// `sys._jit`.
static JIT: &[NativeDef] = &[
    def("is_available", "($module, /)", Call::A0(|vm| Ok(Value::bool((vm.hooks.jit)(vm).available)))),
    def("is_enabled", "($module, /)", Call::A0(|vm| Ok(Value::bool((vm.hooks.jit)(vm).enabled)))),
    def("is_active", "($module, /)", Call::A0(|vm| Ok(Value::bool((vm.hooks.jit)(vm).active)))),
];

/// Make the module.
///
/// # Errors
/// `MemoryError`.
pub fn create(vm: &mut Vm, config: &Config) -> Result<Gc<Module>, Raised> {
    let module = vm.new_module("sys", "This module provides access to some objects used or maintained by the\ninterpreter and to functions that interact strongly with the interpreter.")?;
    vm.rt.optimize.set(config.flags.optimize);
    vm.add_functions(module, FUNCTIONS);
    let dict = module.dict.get().expect("set by the constructor");
    for hook in ["displayhook", "excepthook", "unraisablehook", "breakpointhook"] {
        let (name, original) = (vm.intern(hook), vm.intern(&format!("__{hook}__")));
        let function = dict.get_interned(name).expect("just added");
        dict.set_interned(vm, original, function);
    }
    add_version(vm, module)?;
    add_config(vm, module, config)?;
    add_numbers(vm, module)?;
    let monitoring = super::monitoring::create(vm)?;
    vm.set_module_attr(module, "monitoring", monitoring.value());
    let jit = vm.new_module("sys._jit", "")?;
    vm.add_functions(jit, JIT);
    vm.set_module_attr(module, "_jit", jit.value());
    Ok(module)
}

fn text_attr(vm: &mut Vm, module: Gc<Module>, name: &str, text: &str) {
    let value = vm.new_str(text);
    vm.set_module_attr(module, name, value);
}

fn string_list(vm: &mut Vm, items: &[String]) -> Result<Gc<List>, Raised> {
    let list = vm.new_list(&[]);
    for item in items {
        let item = vm.new_wtf8(item.as_bytes());
        vm.list_append(list, item)?;
    }
    Ok(list)
}

static VERSION_INFO: StructSequence = StructSequence {
    module: "sys", name: "version_info", doc: "sys.version_info\n\nVersion information as a named tuple.",
    fields: &["major", "minor", "micro", "releaselevel", "serial"], visible: 5, callable: false,
};

fn add_version(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    let (major, minor, micro) = VERSION;
    text_attr(vm, module, "version", &format!("{major}.{minor}.{micro} (whipsnake {}) [Rust]", env!("CARGO_PKG_VERSION")));
    text_attr(vm, module, "copyright", "Copyright (c) 2001 Python Software Foundation.\nAll Rights Reserved.");
    text_attr(vm, module, "platform", std::env::consts::OS);
    text_attr(vm, module, "platlibdir", "lib");
    text_attr(vm, module, "byteorder", if cfg!(target_endian = "little") { "little" } else { "big" });
    text_attr(vm, module, "abiflags", "");
    vm.set_module_attr(module, "hexversion", Value::small_int(HEX_VERSION));
    vm.set_module_attr(module, "api_version", Value::small_int(1013));
    let ty = structseq::new_type(vm, &VERSION_INFO)?;
    let level = vm.intern("final");
    let n = |n: u8| Value::small_int(i64::from(n));
    let info = structseq::new(vm, ty, &VERSION_INFO, &[n(major), n(minor), n(micro), level, n(0)])?;
    vm.set_module_attr(module, "version_info", info);
    let implementation = vm.call(vm.types.simple_namespace.value(), &[])?;
    let name = vm.intern("whipsnake");
    for (key, value) in [("name", name), ("cache_tag", Value::NONE), ("version", info), ("hexversion", Value::small_int(HEX_VERSION)), ("supports_isolated_interpreters", Value::FALSE)] {
        let key = vm.intern(key);
        vm.setattr(implementation, key, value)?;
    }
    vm.set_module_attr(module, "implementation", implementation);
    let git = ["whipsnake", "", ""].map(|t| vm.new_str(t));
    let git = vm.new_tuple(&git);
    vm.set_module_attr(module, "_git", git.value());
    Ok(())
}

static FLAGS: StructSequence = StructSequence {
    module: "sys", name: "flags", doc: "sys.flags\n\nFlags provided through command line arguments or environment vars.",
    fields: &[
        "debug", "inspect", "interactive", "optimize", "dont_write_bytecode", "no_user_site", "no_site", "ignore_environment", "verbose", "bytes_warning",
        "quiet", "hash_randomization", "isolated", "dev_mode", "utf8_mode", "warn_default_encoding", "safe_path", "int_max_str_digits", "gil",
        "thread_inherit_context", "context_aware_warnings",
    ],
    visible: 18, callable: false,
};

fn add_config(vm: &mut Vm, module: Gc<Module>, config: &Config) -> Result<(), Raised> {
    for (name, items) in [("argv", &config.argv), ("orig_argv", &config.orig_argv), ("path", &config.path), ("warnoptions", &config.warn_options)] {
        let list = string_list(vm, items)?;
        vm.set_module_attr(module, name, list.value());
    }
    for name in ["meta_path", "path_hooks"] {
        let list = vm.new_list(&[]);
        vm.set_module_attr(module, name, list.value());
    }
    for name in ["path_importer_cache", "_xoptions"] {
        let dict = vm.new_dict();
        vm.set_module_attr(module, name, dict.value());
    }
    let options = vm.getattr_str(module.value(), "_xoptions")?;
    for (key, value) in &config.x_options {
        let key = vm.new_str(key);
        let value = match value {
            Some(text) => vm.new_str(text),
            None => Value::TRUE,
        };
        vm.setitem(options, key, value)?;
    }
    text_attr(vm, module, "executable", &config.executable);
    text_attr(vm, module, "_base_executable", &config.executable);
    let prefix = std::path::Path::new(&config.executable).parent().map_or_else(String::new, |p| p.display().to_string());
    for name in ["prefix", "base_prefix", "exec_prefix", "base_exec_prefix"] {
        text_attr(vm, module, name, &prefix);
    }
    vm.set_module_attr(module, "_framework", Value::NONE);
    vm.set_module_attr(module, "pycache_prefix", Value::NONE);
    vm.set_module_attr(module, "dont_write_bytecode", Value::bool(config.flags.dont_write_bytecode));
    let f = &config.flags;
    let (b, n) = (|b: bool| Value::small_int(i64::from(b)), |n: u8| Value::small_int(i64::from(n)));
    let digits = vm.rt.int_max_str_digits.get() as i64;
    let values = [
        n(f.debug), b(f.inspect), b(f.interactive), n(f.optimize), b(f.dont_write_bytecode), b(f.no_user_site), b(f.no_site), b(f.ignore_environment), n(f.verbose),
        n(f.bytes_warning), b(f.quiet), n(1), b(f.isolated), Value::bool(f.dev_mode), n(1), n(0), Value::bool(f.safe_path), Value::small_int(digits), n(1), n(0), n(0),
    ];
    let ty = structseq::new_type(vm, &FLAGS)?;
    let flags = structseq::new(vm, ty, &FLAGS, &values)?;
    vm.set_module_attr(module, "flags", flags);
    let mut names: Vec<&str> = crate::native_modules().map(|m| m.name).chain(["sys", "builtins"]).collect();
    names.sort_unstable();
    let tuple = names_tuple(vm, &names);
    vm.set_module_attr(module, "builtin_module_names", tuple.value());
    names.extend(OTHER_MODULES);
    names.extend(whipsnake_pylib::all().map(|f| f.name).filter(|name| !name.contains('.') && !name.ends_with("hello__")));
    names.sort_unstable();
    names.dedup();
    let all = names_tuple(vm, &names);
    let set = vm.new_set(all.items(), true)?;
    vm.set_module_attr(module, "stdlib_module_names", set);
    Ok(())
}

/// Modules of CPython's standard library that Whipsnake does not have: they belong to `sys.stdlib_module_names` all the same.
const OTHER_MODULES: &[&str] = &[
    "_asyncio", "_ctypes", "_curses", "_curses_panel", "_datetime", "_dbm", "_decimal", "_elementtree", "_frozen_importlib", "_frozen_importlib_external",
    "_gdbm", "_hmac", "_interpchannels", "_interpqueues", "_interpreters", "_locale", "_lsprof", "_multibytecodec", "_multiprocessing",
    "_overlapped", "_posixshmem", "_queue", "_remote_debugging", "_scproxy", "_sqlite3", "_ssl", "_stat", "_statistics", "_suggestions",
    "_symtable", "_sysconfig", "_tkinter", "_tracemalloc", "_types", "_uuid", "_winapi", "_wmi", "_zoneinfo", "_zstd", "cProfile", "curses", "ensurepip",
    "idlelib", "mmap", "msvcrt", "nt", "readline", "syslog", "tkinter", "turtle", "turtledemo", "winreg", "winsound",
    "_codecs_cn", "_codecs_hk", "_codecs_iso2022", "_codecs_jp", "_codecs_kr", "_codecs_tw",
];

fn names_tuple(vm: &mut Vm, names: &[&str]) -> Gc<Tuple> {
    let mut values = whipsnake_runtime::RootVec::with_capacity(vm.heap, names.len());
    for name in names {
        let name = vm.intern(name);
        values.push(vm.heap, name);
    }
    vm.new_tuple(&values)
}

static FLOAT_INFO: StructSequence = StructSequence {
    module: "sys", name: "float_info", doc: "sys.float_info\n\nA named tuple holding information about the float type.",
    fields: &["max", "max_exp", "max_10_exp", "min", "min_exp", "min_10_exp", "dig", "mant_dig", "epsilon", "radix", "rounds"], visible: 11, callable: false,
};
static INT_INFO: StructSequence = StructSequence {
    module: "sys", name: "int_info", doc: "sys.int_info\n\nA named tuple that holds information about Python's internal representation of integers.",
    fields: &["bits_per_digit", "sizeof_digit", "default_max_str_digits", "str_digits_check_threshold"], visible: 4, callable: false,
};
static HASH_INFO: StructSequence = StructSequence {
    module: "sys", name: "hash_info", doc: "hash_info\n\nA named tuple providing parameters used for computing hashes.",
    fields: &["width", "modulus", "inf", "nan", "imag", "algorithm", "hash_bits", "seed_bits", "cutoff"], visible: 9, callable: false,
};
static THREAD_INFO: StructSequence = StructSequence {
    module: "sys", name: "thread_info", doc: "sys.thread_info\n\nA named tuple holding information about the thread implementation.",
    fields: &["name", "lock", "version"], visible: 3, callable: false,
};

fn add_numbers(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    let maxsize = vm.new_int(i64::MAX);
    vm.set_module_attr(module, "maxsize", maxsize);
    vm.set_module_attr(module, "maxunicode", Value::small_int(0x10_FFFF));
    text_attr(vm, module, "float_repr_style", "short");
    let i = Value::small_int;
    let (max, min, epsilon) = (vm.new_float(f64::MAX), vm.new_float(f64::MIN_POSITIVE), vm.new_float(f64::EPSILON));
    let floats = [max, i(1024), i(308), min, i(-1021), i(-307), i(15), i(53), epsilon, i(2), i(1)];
    let (algorithm, pthread, futex) = (vm.intern("siphash13"), vm.intern("pthread"), vm.intern("futex"));
    let hashes = [i(64), i((1 << 61) - 1), i(314_159), i(0), i(1_000_003), algorithm, i(64), i(128), i(0)];
    let sets: [(&str, &'static StructSequence, &[Value]); 4] = [
        ("float_info", &FLOAT_INFO, &floats),
        ("int_info", &INT_INFO, &[i(30), i(4), i(4300), i(640)]),
        ("hash_info", &HASH_INFO, &hashes),
        ("thread_info", &THREAD_INFO, &[pthread, futex, Value::NONE]),
    ];
    for (name, spec, values) in sets {
        let ty = structseq::new_type(vm, spec)?;
        let value = structseq::new(vm, ty, spec, values)?;
        vm.set_module_attr(module, name, value);
    }
    Ok(())
}

// ---- functions

fn exit(vm: &mut Vm, a: &[Value]) -> PyResult {
    let status = a[0].given().unwrap_or(Value::NONE);
    // tidy: value on the Rust heap: the argument holds them.
    let args: Vec<Value> = if status.is_none() { Vec::new() } else { Gc::<Tuple>::cast(status).map_or_else(|| [status].to_vec(), |t| t.items().to_vec()) };
    Err(vm.raise_new(vm.types.system_exit, &args))
}

fn exc_info(vm: &mut Vm) -> PyResult {
    let Some(exception) = vm.handled_exception().given() else {
        return Ok(vm.new_tuple(&[Value::NONE; 3]).value());
    };
    let traceback = Gc::<ExceptionObject>::cast(exception).and_then(|e| e.traceback.get()).map_or(Value::NONE, |t| t.value());
    let ty = vm.type_of(exception).value();
    Ok(vm.new_tuple(&[ty, exception, traceback]).value())
}

fn set_recursion_limit(vm: &mut Vm, limit: Value) -> PyResult {
    let limit = vm.index_ssize(limit)?;
    if limit < 1 {
        return Err(vm.value_error("recursion limit must be greater or equal than 1"));
    }
    let limit = limit.min(i64::from(i32::MAX));
    let depth = vm.rt.recursion_limit.get() - vm.recursion_remaining;
    if limit <= depth {
        return Err(vm.recursion_error(&format!("cannot set the recursion limit to {limit} at the recursion depth {depth}: the limit is too low")));
    }
    vm.rt.recursion_limit.set(limit);
    vm.recursion_remaining = limit - depth;
    Ok(Value::NONE)
}

fn intern(vm: &mut Vm, string: Value) -> PyResult {
    if vm.is_exact_str(string) {
        return Ok(vm.intern_value(string));
    }
    let got = vm.type_of(string).name_string();
    Err(vm.type_error(&if Gc::<Str>::cast(string).is_some() { format!("can't intern {got}") } else { format!("intern() argument must be str, not {got}") }))
}

fn getsizeof(vm: &mut Vm, a: &[Value]) -> PyResult {
    let name = vm.names.__sizeof__;
    match vm.call_special(a[0], name, &[]) {
        Ok(size) => {
            let n = vm.index_ssize(size)?;
            Ok(vm.new_int(n))
        }
        Err(raised) if a[1].is_null() => Err(raised),
        Err(raised) => vm.catch(raised, vm.types.type_error).map(|_| a[1]),
    }
}

fn set_int_max_str_digits(vm: &mut Vm, a: &[Value]) -> PyResult {
    let digits = vm.index_ssize(a[0])?;
    if digits != 0 && digits < 640 {
        return Err(vm.value_error("maxdigits must be 0 or larger than 640"));
    }
    vm.rt.int_max_str_digits.set(digits as usize);
    Ok(Value::NONE)
}

/// The frame `depth` calls up, if there is one.
fn frame_at(vm: &mut Vm, depth: Value) -> Result<Option<*mut whipsnake_runtime::Frame>, Raised> {
    let depth = match depth.given() {
        Some(d) => vm.index_ssize(d)?.max(0),
        None => 0,
    };
    vm.settle_frames();
    let mut frame = vm.frame;
    for _ in 0..depth {
        if frame.is_null() {
            break;
        }
        // SAFETY: the chain of current frames is live.
        frame = unsafe { (*frame).previous };
    }
    Ok(if frame.is_null() { None } else { Some(frame) })
}

fn getframe(vm: &mut Vm, a: &[Value]) -> PyResult {
    match frame_at(vm, a[0])? {
        // SAFETY: the frame is one of the current ones.
        Some(frame) => Ok(unsafe { vm.frame_object(frame) }.value()),
        None => Err(vm.value_error("call stack is not deep enough")),
    }
}

fn getframemodulename(vm: &mut Vm, a: &[Value]) -> PyResult {
    let Some(frame) = frame_at(vm, a[0])? else { return Ok(Value::NONE) };
    // SAFETY: the frame is one of the current ones.
    let function = unsafe { (*frame).function };
    if let Some(function) = Gc::<whipsnake_runtime::Function>::cast(function) {
        return Ok(function.module.get().given().unwrap_or(Value::NONE));
    }
    // SAFETY: as above.
    let globals = unsafe { (*frame).globals };
    Ok(globals.get_interned(vm.names.__name__).unwrap_or(Value::NONE))
}

fn set_switch_interval(vm: &mut Vm, interval: Value) -> PyResult {
    let seconds = whipsnake_builtins::number::float::real(vm, interval)?;
    if seconds <= 0.0 {
        return Err(vm.value_error("switch interval must be strictly positive"));
    }
    vm.rt.lock.set_interval((seconds * 1e6) as u64);
    Ok(Value::NONE)
}

static ASYNCGEN_HOOKS: StructSequence = StructSequence {
    module: "sys", name: "asyncgen_hooks", doc: "asyncgen_hooks\n\nA named tuple containing information about asynchronous generators' hooks.\nThis object is immutable.",
    fields: &["firstiter", "finalizer"], visible: 2, callable: false,
};

fn get_asyncgen_hooks(vm: &mut Vm) -> PyResult {
    let none = |v: Value| v.given().unwrap_or(Value::NONE);
    let values = [none(vm.async_first_iteration), none(vm.async_finalizer)];
    let ty = structseq::new_type(vm, &ASYNCGEN_HOOKS)?;
    structseq::new(vm, ty, &ASYNCGEN_HOOKS, &values)
}

fn set_asyncgen_hooks(vm: &mut Vm, a: &[Value]) -> PyResult {
    for (hook, name) in [(a[0], "firstiter"), (a[1], "finalizer")] {
        if let Some(hook) = hook.given()
            && !hook.is_none()
            && !whipsnake_builtins::functions::is_callable(vm, hook)
        {
            let got = vm.type_of(hook).name_string();
            return Err(vm.type_error(&format!("callable {name} expected, got {got}")));
        }
    }
    let null = |v: Value| if v.is_none() { Value::NULL } else { v };
    if !a[0].is_null() {
        vm.async_first_iteration = null(a[0]);
    }
    if !a[1].is_null() {
        vm.async_finalizer = null(a[1]);
    }
    Ok(Value::NONE)
}

fn set_origin_depth(vm: &mut Vm, depth: Value) -> PyResult {
    match usize::try_from(crate::support::int_argument(vm, depth)?) {
        Ok(depth) => vm.origin_depth = depth,
        Err(_) => return Err(vm.value_error("depth must be >= 0")),
    }
    Ok(Value::NONE)
}

/// Forget the descriptors of `__dict__` and `__weakref__` of a class, which another class made from it replaces.
fn clear_type_descriptors(vm: &mut Vm, class: Value) -> PyResult {
    let Some(ty) = Gc::<TypeObject>::cast(class) else {
        let got = vm.type_of(class).name_string();
        return Err(vm.type_error(&format!("argument must be a type, not {got}")));
    };
    for name in [vm.names.__dict__, vm.names.__weakref__] {
        if let Some(dict) = ty.dict.get() {
            dict.remove(vm, name)?;
        }
        vm.type_changed(ty, name);
    }
    Ok(Value::NONE)
}

fn null_for_none(value: Value) -> Value {
    if value.is_none() { Value::NULL } else { value }
}

/// Call a function with tracing on, although a trace function is running.
fn call_tracing(vm: &mut Vm, function: Value, arguments: Value) -> PyResult {
    let Some(arguments) = Gc::<Tuple>::cast(arguments) else {
        let got = vm.type_of(arguments).name_string();
        return Err(vm.type_error(&format!("call_tracing() argument 2 must be tuple, not {got}")));
    };
    let busy = std::mem::replace(&mut vm.tracing.busy, false);
    let result = vm.call(function, arguments.items());
    vm.tracing.busy = busy;
    result
}

fn displayhook(vm: &mut Vm, object: Value) -> PyResult {
    if object.is_none() {
        return Ok(Value::NONE);
    }
    let underscore = vm.intern("_");
    let builtins = vm.builtins_dict();
    builtins.set_interned(vm, underscore, Value::NONE);
    let text = vm.repr(object)?;
    let Some(stdout) = vm.sys_attribute("stdout").filter(|s| !s.is_none()) else {
        return Err(vm.runtime_error("lost sys.stdout"));
    };
    vm.call_method(stdout, vm.names.write, &[text])?;
    let newline = vm.new_str("\n");
    vm.call_method(stdout, vm.names.write, &[newline])?;
    builtins.set_interned(vm, underscore, object);
    Ok(Value::NONE)
}

fn breakpointhook(vm: &mut Vm, args: Args<'_>) -> PyResult {
    let hook = std::env::var("PYTHONBREAKPOINT").ok().filter(|h| !h.is_empty()).unwrap_or_else(|| "pdb.set_trace".to_owned());
    if hook == "0" {
        return Ok(Value::NONE);
    }
    let (module, function) = hook.rsplit_once('.').unwrap_or(("builtins", &hook));
    let module = vm.import(module)?;
    let function = vm.getattr_str(module, function)?;
    vm.call_args(function, args)
}

/// A warning that the compiler found, through the `warnings` module's filters.
///
/// # Errors
/// The warning, when the filters make it an error.
pub fn warn_explicit(vm: &mut Vm, warning: &Warning, filename: &str) -> Result<(), Raised> {
    let category: Gc<TypeObject> = match warning.kind {
        WarningKind::Syntax => vm.types.syntax_warning,
        WarningKind::Deprecation => vm.types.deprecation_warning,
    };
    let warnings = vm.import("_warnings")?;
    let function = vm.getattr_str(warnings, "warn_explicit")?;
    let (message, file) = (vm.new_str(&warning.message), vm.new_str(filename));
    match vm.call(function, &[message, category.value(), file, Value::small_int(i64::from(warning.lineno))]) {
        Ok(_) => Ok(()),
        Err(raised) => {
            let _ = vm.catch(raised, category)?;
            Err(super::builtins::raise_syntax_error(vm, &warning.as_error, filename))
        }
    }
}

/// The namespace of `sys`.
pub fn dict(vm: &Vm) -> Gc<Dict> {
    Gc::cast(vm.rt.sys_dict.get()).expect("set while booting")
}
