//! The module `builtins`: the functions of the crate `builtins`, and those that need the compiler, files and imports.

use whipsnake_frontend::parse::{ErrorKind, Flags, Mode, SyntaxError};
use whipsnake_frontend::{Options, compile_bytes};
use whipsnake_runtime::{Bytes, Call, Code, Dict, Gc, Module, NativeDef, PyResult, Raised, Str, Tuple, Value, Vm, code_flags, def};

static FUNCTIONS: &[NativeDef] = &[
    def("__import__", "($module, /, name, globals=None, locals=None, fromlist=(), level=0)", Call::Bound(import)),
    def("breakpoint", "($module, /, *args, **kws)", Call::Vector(breakpoint)),
    def("compile", "($module, /, source, filename, mode, flags=0, dont_inherit=False, optimize=-1, *, _feature_version=-1)", Call::Bound(compile)),
    def("eval", "($module, source, /, globals=None, locals=None)", Call::Bound(eval)),
    def("exec", "($module, source, /, globals=None, locals=None, *, closure=None)", Call::Bound(exec)),
    def("input", "($module, prompt='', /)", Call::Bound(input)),
    def("open", "($module, file, mode='r', buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None)", Call::Vector(open)),
];

/// Make the module and the namespace that all code falls back to.
///
/// # Errors
/// `MemoryError`.
pub fn create(vm: &mut Vm) -> Result<Gc<Module>, Raised> {
    let module = vm.new_module("builtins", "Built-in functions, types, exceptions, and other objects.\n\nThis module provides direct access to all 'built-in'\nidentifiers of Python; for example, builtins.len is\nthe full name for the built-in function len().\n\nThis module is not normally accessed explicitly by most\napplications, but can be useful in modules that provide\nobjects with the same name as a builtin.")?;
    vm.add_functions(module, whipsnake_builtins::functions::FUNCTIONS);
    vm.add_functions(module, FUNCTIONS);
    vm.add_functions(module, crate::io::print::FUNCTIONS);
    let dict = module.dict.get().expect("set by the constructor");
    whipsnake_builtins::functions::add_names(vm, dict);
    Ok(module)
}

fn import(vm: &mut Vm, a: &[Value]) -> PyResult {
    let &[name, globals, locals, fromlist, level] = a else { return Err(vm.system_error("__import__() is mis-declared")) };
    let none = |v: Value| v.given().unwrap_or(Value::NONE);
    let level = match level.given() {
        Some(level) => vm.index_ssize(level)?,
        None => 0,
    };
    super::import::import(vm, name, none(globals), none(locals), none(fromlist), level)
}

fn breakpoint(vm: &mut Vm, args: whipsnake_runtime::Args<'_>) -> PyResult {
    match vm.sys_attribute("breakpointhook") {
        Some(hook) => vm.call_args(hook, args),
        None => Err(vm.runtime_error("lost sys.breakpointhook")),
    }
}

fn open(vm: &mut Vm, args: whipsnake_runtime::Args<'_>) -> PyResult {
    let io = vm.import("_io")?;
    let open = vm.getattr_str(io, "open")?;
    vm.call_args(open, args)
}

/// `input`: the prompt goes to `sys.stdout`, the line comes from `sys.stdin`.
fn input(vm: &mut Vm, a: &[Value]) -> PyResult {
    let stream = |vm: &mut Vm, name: &str| match vm.sys_attribute(name) {
        Some(s) if !s.is_none() => Ok(s),
        _ => Err(vm.runtime_error(&format!("input(): lost sys.{name}"))),
    };
    let (stdin, stdout, stderr) = (stream(vm, "stdin")?, stream(vm, "stdout")?, stream(vm, "stderr")?);
    vm.call_method(stderr, vm.names.flush, &[])?;
    if let Some(prompt) = a[0].given() {
        let text = vm.str(prompt)?;
        vm.call_method(stdout, vm.names.write, &[text])?;
    }
    vm.call_method(stdout, vm.names.flush, &[])?;
    let line = vm.call_method(stdin, vm.names.readline, &[])?;
    let Some(text) = Gc::<Str>::cast(line) else {
        return Err(vm.type_error("object.readline() returned non-string"));
    };
    let bytes = text.bytes().to_vec();
    match bytes.as_slice() {
        [] => Err(vm.eof_error("EOF when reading a line")),
        [line @ .., b'\n'] => Ok(vm.new_wtf8(line)),
        line => Ok(vm.new_wtf8(line)),
    }
}

// ---- compile, eval, exec

/// Flags of `compile` that are passed on in `co_flags`: the features of `__future__`.
const FUTURE_MASK: u32 = 0x1FE_0000;
const ONLY_AST: i64 = 0x400;
const DONT_IMPLY_DEDENT: i64 = 0x200;
const ALLOW_TOP_LEVEL_AWAIT: i64 = 0x2000;
const ALLOW_INCOMPLETE_INPUT: i64 = 0x4000;
const KNOWN_FLAGS: i64 = FUTURE_MASK as i64 | ONLY_AST | DONT_IMPLY_DEDENT | ALLOW_TOP_LEVEL_AWAIT | ALLOW_INCOMPLETE_INPUT | 0x100 | 0x1000 | 0x8000 | 0x10;

fn compile(vm: &mut Vm, a: &[Value]) -> PyResult {
    let &[source, filename, mode, flags, dont_inherit, optimize, _] = a else { return Err(vm.system_error("compile() is mis-declared")) };
    let filename = fs_text(vm, filename)?;
    let Some(mode) = Gc::<Str>::cast(mode) else {
        let got = vm.type_of(mode).name_string();
        return Err(vm.type_error(&format!("compile() argument 'mode' must be str, not {got}")));
    };
    let number = |vm: &mut Vm, v: Value, default: i64| match v.given() {
        Some(v) => vm.index_ssize(v),
        None => Ok(default),
    };
    let (flags, optimize) = (number(vm, flags, 0)?, number(vm, optimize, -1)?);
    if flags & !KNOWN_FLAGS != 0 {
        return Err(vm.value_error("compile(): unrecognised flags"));
    }
    if !(-1..=2).contains(&optimize) {
        return Err(vm.value_error("compile(): invalid optimize value"));
    }
    let inherit = match dont_inherit.given() {
        Some(v) => !vm.truthy(v)?,
        None => true,
    };
    let mode = match mode.bytes() {
        b"exec" => Mode::Exec,
        b"eval" => Mode::Eval,
        b"single" => Mode::Single,
        b"func_type" => return Err(vm.value_error("compile() mode 'func_type' requires flag PyCF_ONLY_AST")),
        _ => return Err(vm.value_error("compile() mode must be 'exec', 'eval' or 'single'")),
    };
    if flags & ONLY_AST != 0 {
        let ast = vm.import("_ast")?;
        let parse = vm.getattr_str(ast, "_parse")?;
        let name = vm.new_str(&filename);
        return vm.call(parse, &[source, name, a[2], vm_int(flags)]);
    }
    let Some(text) = source_bytes(vm, source)? else {
        let ast = vm.import("_ast")?;
        let from_tree = vm.getattr_str(ast, "_compile")?;
        let name = vm.new_str(&filename);
        return vm.call(from_tree, &[source, name, a[2], vm_int(flags)]);
    };
    let inherited = if inherit { caller_flags(vm) } else { 0 };
    let request = Request { filename: &filename, mode, flags, inherited, optimize };
    compile_source(vm, &text, &request).map(|c| c.value())
}

fn vm_int(n: i64) -> Value {
    Value::small_int(n)
}

/// What to compile besides the source.
pub struct Request<'a> {
    pub filename: &'a str,
    pub mode: Mode,
    /// Flags of `compile`.
    pub flags: i64,
    /// Future features of the calling code.
    pub inherited: u32,
    /// −1: as the interpreter was told.
    pub optimize: i64,
}

/// Compile source text.
///
/// # Errors
/// `SyntaxError`, and warnings that were turned into errors.
pub fn compile_source(vm: &mut Vm, source: &[u8], request: &Request<'_>) -> Result<Gc<Code>, Raised> {
    let inherited = request.inherited | (request.flags as u32 & FUTURE_MASK);
    let flags = frontend_flags(vm, request.flags, inherited);
    let optimize = if request.optimize < 0 { vm.rt.optimize.get() } else { request.optimize as u8 };
    let options = Options { optimize, inherited_flags: inherited };
    match compile_bytes(source, request.filename, request.mode, flags, options) {
        Ok(generated) => {
            for warning in &generated.warnings {
                super::sys::warn_explicit(vm, warning, request.filename)?;
            }
            vm.new_code(generated.code)
        }
        Err(error) => {
            let raised = raise_syntax_error(vm, &error, request.filename);
            Err(with_source(vm, raised, source))
        }
    }
}

/// Give a `SyntaxError` the source, in which `traceback` looks for misspelt keywords.
fn with_source(vm: &mut Vm, raised: Raised, source: &[u8]) -> Raised {
    let exception = vm.take_exception(raised);
    if vm.is_instance(exception, vm.types.syntax_error) {
        let text = vm.new_str(String::from_utf8_lossy(source).trim_start_matches('\u{feff}'));
        let metadata = vm.new_tuple(&[Value::small_int(0), Value::small_int(0), text]);
        let name = vm.intern("_metadata");
        if let Err(raised) = vm.setattr(exception, name, metadata.value()) {
            return raised;
        }
    }
    vm.raise_again(exception)
}

/// The features of `__future__` among the flags of `compile`.
pub fn future_flags(flags: i64) -> u32 {
    flags as u32 & FUTURE_MASK
}

/// The flags of `compile`, and the future features that hold, as the front end takes them.
pub fn frontend_flags(vm: &Vm, flags: i64, futures: u32) -> Flags {
    Flags {
        future_annotations: futures & code_flags::FUTURE_ANNOTATIONS != 0,
        barry_as_flufl: futures & code_flags::FUTURE_BARRY_AS_BDFL != 0,
        allow_top_level_await: flags & ALLOW_TOP_LEVEL_AWAIT != 0,
        allow_incomplete_input: flags & ALLOW_INCOMPLETE_INPUT != 0,
        dont_imply_dedent: flags & DONT_IMPLY_DEDENT != 0,
        max_int_digits: vm.rt.int_max_str_digits.get() as u32,
    }
}

/// Raise a `SyntaxError` with its place.
pub fn raise_syntax_error(vm: &mut Vm, error: &SyntaxError, filename: &str) -> Raised {
    let types = vm.types;
    let ty = match error.kind {
        ErrorKind::Syntax => types.syntax_error,
        ErrorKind::Indentation => types.indentation_error,
        ErrorKind::Tab => types.tab_error,
        ErrorKind::Incomplete => types.incomplete_input_error,
        ErrorKind::Value => return vm.value_error(&error.message),
        ErrorKind::Overflow => return vm.overflow_error(&error.message),
        ErrorKind::Recursion => return vm.recursion_error(&error.message),
        ErrorKind::Memory => return vm.memory_error(),
    };
    let number = |n: Option<i32>| n.map_or(Value::NONE, |n| Value::small_int(i64::from(n)));
    let name = vm.new_str(filename);
    let text = match &error.text {
        Some(text) => vm.new_str(text),
        None => Value::NONE,
    };
    let place = [name, number(error.lineno), number(error.offset), text, number(error.end_lineno), number(error.end_offset)];
    let place = vm.new_tuple(&place);
    let message = vm.new_wtf8(error.message.as_bytes());
    vm.raise_new(ty, &[message, place.value()])
}

/// Source text of str, bytes-like objects; `None` (Rust) for anything else.
pub fn source_bytes(vm: &mut Vm, source: Value) -> Result<Option<Vec<u8>>, Raised> {
    if let Some(s) = Gc::<Str>::cast(source) {
        if s.as_utf8().is_none() {
            let encode = vm.call_method_str(source, "encode", &[])?;
            return Ok(Gc::<Bytes>::cast(encode).map(|b| b.bytes().to_vec()));
        }
        // Text is UTF-8 whatever its coding cookie says: a BOM tells the decoder so.
        let mut bytes = Vec::with_capacity(s.len + 3);
        bytes.extend_from_slice(b"\xEF\xBB\xBF");
        bytes.extend_from_slice(s.bytes());
        return Ok(Some(neutral_cookie(bytes)));
    }
    if Gc::<Bytes>::cast(source).is_some() || Gc::<whipsnake_runtime::ByteArray>::cast(source).is_some() || vm.is_exact(source, vm.types.memoryview) {
        return whipsnake_builtins::text::bytes_argument(vm, source).map(Some);
    }
    Ok(None)
}

/// A coding cookie in text (not bytes) has no meaning: `source` begins with a BOM, with which any other cookie is an error.
fn neutral_cookie(source: Vec<u8>) -> Vec<u8> {
    let lines = source[3..].splitn(3, |b| *b == b'\n').take(2);
    let has_cookie = lines.into_iter().any(|line| line.windows(6).any(|w| w == b"coding"));
    if has_cookie { blank_cookie(source) } else { source }
}

fn blank_cookie(mut source: Vec<u8>) -> Vec<u8> {
    let mut line_start = 3;
    for _ in 0..2 {
        let line_end = source[line_start..].iter().position(|b| *b == b'\n').map_or(source.len(), |n| line_start + n);
        if let Some(hash) = source[line_start..line_end].iter().position(|b| *b == b'#') {
            for byte in &mut source[line_start + hash + 1..line_end] {
                if byte.is_ascii() {
                    *byte = b' ';
                }
            }
        }
        line_start = (line_end + 1).min(source.len());
    }
    source
}

/// Future features of the code that runs now.
fn caller_flags(vm: &mut Vm) -> u32 {
    vm.settle_frames();
    if vm.frame.is_null() {
        return 0;
    }
    // SAFETY: the current frame is live.
    let code = unsafe { (*vm.frame).code };
    code.flags & FUTURE_MASK
}

/// A path argument as text.
pub fn fs_text(vm: &mut Vm, path: Value) -> Result<String, Raised> {
    if Gc::<Str>::cast(path).is_some() {
        return Ok(vm.text(path));
    }
    if let Some(b) = Gc::<Bytes>::cast(path) {
        return Ok(String::from_utf8_lossy(b.bytes()).into_owned());
    }
    match vm.call_special_optional(path, vm.names.__fspath__, &[])? {
        Some(text) => fs_text(vm, text),
        None => {
            let got = vm.type_of(path).name_string();
            Err(vm.type_error(&format!("expected str, bytes or os.PathLike object, not {got}")))
        }
    }
}

fn eval(vm: &mut Vm, a: &[Value]) -> PyResult {
    let &[source, globals, locals] = a else { return Err(vm.system_error("eval() is mis-declared")) };
    let (globals, locals) = namespaces(vm, "eval", globals, locals)?;
    let code = match Gc::<Code>::cast(source) {
        Some(code) => {
            if code.nfrees > 0 {
                return Err(vm.type_error("code object passed to eval() may not contain free variables"));
            }
            code
        }
        None => {
            let Some(text) = source_bytes(vm, source)? else {
                return Err(vm.type_error("eval() arg 1 must be a string, bytes or code object"));
            };
            let start = if text.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
            let blank = text[start..].iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
            let mut stripped = text[..start].to_vec();
            stripped.extend_from_slice(&text[start + blank..]);
            let request = Request { filename: "<string>", mode: Mode::Eval, flags: 0, inherited: caller_flags(vm), optimize: -1 };
            compile_source(vm, &stripped, &request)?
        }
    };
    let builtins = vm.builtins_of(globals);
    vm.run_code(code, Value::NULL, globals, builtins, locals)
}

fn exec(vm: &mut Vm, a: &[Value]) -> PyResult {
    let &[source, globals, locals, closure] = a else { return Err(vm.system_error("exec() is mis-declared")) };
    let (globals, locals) = namespaces(vm, "exec", globals, locals)?;
    let closure = closure.given().filter(|c| !c.is_none());
    let builtins = vm.builtins_of(globals);
    if let Some(code) = Gc::<Code>::cast(source) {
        let free = code.nfrees as usize;
        return match closure {
            None if free == 0 => vm.run_code(code, Value::NULL, globals, builtins, locals).map(|_| Value::NONE),
            None => Err(vm.type_error(&format!("code object requires a closure of exactly length {free}"))),
            Some(_) if free == 0 => Err(vm.type_error("cannot use a closure with this code object")),
            Some(cells) => {
                let Some(cells) = Gc::<Tuple>::cast(cells).filter(|c| c.len == free) else {
                    return Err(vm.type_error(&format!("code object requires a closure of exactly length {free}")));
                };
                let function = vm.new_function(code, globals)?;
                vm.heap.store_to(function, &function.closure, Some(cells));
                vm.run_code(code, function.value(), globals, builtins, locals).map(|_| Value::NONE)
            }
        };
    }
    if closure.is_some() {
        return Err(vm.type_error("closure can only be used when source is a code object"));
    }
    let Some(text) = source_bytes(vm, source)? else {
        return Err(vm.type_error("exec() arg 1 must be a string, bytes or code object"));
    };
    let request = Request { filename: "<string>", mode: Mode::Exec, flags: 0, inherited: caller_flags(vm), optimize: -1 };
    let code = compile_source(vm, &text, &request)?;
    vm.run_code(code, Value::NULL, globals, builtins, locals).map(|_| Value::NONE)
}

/// Globals and locals of `eval` and `exec`: those given, or the caller's.
fn namespaces(vm: &mut Vm, function: &str, globals: Value, locals: Value) -> Result<(Gc<Dict>, Value), Raised> {
    let none = |v: Value| v.given().filter(|v| !v.is_none());
    let locals = none(locals);
    if let Some(locals) = locals && vm.type_of(locals).slots().getitem.is_none() {
        return Err(vm.type_error(if function == "eval" { "locals must be a mapping" } else { "locals must be a mapping or None" }));
    }
    let Some(globals) = none(globals) else {
        vm.settle_frames();
        if vm.frame.is_null() {
            return Err(vm.system_error(&format!("{function}() without a frame")));
        }
        let locals = match locals {
            Some(locals) => locals,
            None => vm.current_locals()?,
        };
        // SAFETY: the current frame is live.
        return Ok((unsafe { (*vm.frame).globals }, locals));
    };
    let Some(dict) = Gc::<Dict>::cast(globals) else {
        let got = vm.type_of(globals).name_string();
        return Err(vm.type_error(&if function == "eval" {
            "globals must be a dict".to_owned()
        } else {
            format!("exec() globals must be a dict, not {got}")
        }));
    };
    let n = vm.names;
    if dict.get_interned(n.__builtins__).is_none() {
        let name = vm.intern("builtins");
        let builtins = Gc::<Dict>::cast(vm.rt.modules.get()).and_then(|m| m.get_interned(name));
        dict.set_interned(vm, n.__builtins__, builtins.unwrap_or_else(|| vm.rt.builtins_dict.get()));
    }
    Ok((dict, locals.unwrap_or(globals)))
}
