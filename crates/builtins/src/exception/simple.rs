//! The exceptions that add little to their base: documentation, and one or two attributes from the constructor.

use whipsnake_runtime::native::Args;
use whipsnake_runtime::{Call, ExceptionObject, Gc, GetSetDef, NativeDef, PyResult, Raised, Slots, Str, TypeFlags, TypeSpec, Value, Vm, def};

use super::base::{args_of, extra, or_none, set_positional, state, this};

/// Specs of exceptions that add nothing but their name and documentation.
macro_rules! plain {
    ($($name:ident $python:literal $doc:literal;)*) => { $(
        #[doc = concat!("The type `", $python, "`.")]
        pub static $name: TypeSpec = TypeSpec { name: $python, doc: $doc, flags: TypeFlags::BASE, ..TypeSpec::of::<ExceptionObject>() };
    )* };
}

plain! {
    EXCEPTION "Exception" "Common base class for all non-exit exceptions.";
    GENERATOR_EXIT "GeneratorExit" "Request that a generator exit.";
    KEYBOARD_INTERRUPT "KeyboardInterrupt" "Program interrupted by user.";
    ARITHMETIC_ERROR "ArithmeticError" "Base class for arithmetic errors.";
    FLOATING_POINT_ERROR "FloatingPointError" "Floating-point operation failed.";
    OVERFLOW_ERROR "OverflowError" "Result too large to be represented.";
    ZERO_DIVISION_ERROR "ZeroDivisionError" "Second argument to a division or modulo operation was zero.";
    ASSERTION_ERROR "AssertionError" "Assertion failed.";
    BUFFER_ERROR "BufferError" "Buffer error.";
    EOF_ERROR "EOFError" "Read beyond end of file.";
    MODULE_NOT_FOUND_ERROR "ModuleNotFoundError" "Module not found.";
    LOOKUP_ERROR "LookupError" "Base class for lookup errors.";
    INDEX_ERROR "IndexError" "Sequence index out of range.";
    MEMORY_ERROR "MemoryError" "Out of memory.";
    UNBOUND_LOCAL_ERROR "UnboundLocalError" "Local name referenced but not bound to a value.";
    BLOCKING_IO_ERROR "BlockingIOError" "I/O operation would block.";
    CHILD_PROCESS_ERROR "ChildProcessError" "Child process error.";
    CONNECTION_ERROR "ConnectionError" "Connection error.";
    BROKEN_PIPE_ERROR "BrokenPipeError" "Broken pipe.";
    CONNECTION_ABORTED_ERROR "ConnectionAbortedError" "Connection aborted.";
    CONNECTION_REFUSED_ERROR "ConnectionRefusedError" "Connection refused.";
    CONNECTION_RESET_ERROR "ConnectionResetError" "Connection reset.";
    FILE_EXISTS_ERROR "FileExistsError" "File already exists.";
    FILE_NOT_FOUND_ERROR "FileNotFoundError" "File not found.";
    INTERRUPTED_ERROR "InterruptedError" "Interrupted by signal.";
    IS_A_DIRECTORY_ERROR "IsADirectoryError" "Operation doesn't work on directories.";
    NOT_A_DIRECTORY_ERROR "NotADirectoryError" "Operation only works on directories.";
    PERMISSION_ERROR "PermissionError" "Not enough permissions.";
    PROCESS_LOOKUP_ERROR "ProcessLookupError" "Process not found.";
    TIMEOUT_ERROR "TimeoutError" "Timeout expired.";
    REFERENCE_ERROR "ReferenceError" "Weak ref proxy used after referent went away.";
    RUNTIME_ERROR "RuntimeError" "Unspecified run-time error.";
    NOT_IMPLEMENTED_ERROR "NotImplementedError" "Method or function hasn't been implemented yet.";
    PYTHON_FINALIZATION_ERROR "PythonFinalizationError" "Operation blocked during Python finalization.";
    RECURSION_ERROR "RecursionError" "Recursion limit exceeded.";
    STOP_ASYNC_ITERATION "StopAsyncIteration" "Signal the end from iterator.__anext__().";
    INDENTATION_ERROR "IndentationError" "Improper indentation.";
    INCOMPLETE_INPUT_ERROR "_IncompleteInputError" "incomplete input.";
    TAB_ERROR "TabError" "Improper mixture of spaces and tabs.";
    SYSTEM_ERROR "SystemError" "Internal error in the Python interpreter.\n\nPlease report this to the Python maintainer, along with the traceback,\nthe Python version, and the hardware/OS platform and version.";
    TYPE_ERROR "TypeError" "Inappropriate argument type.";
    VALUE_ERROR "ValueError" "Inappropriate argument value (of correct type).";
    UNICODE_ERROR "UnicodeError" "Unicode related error.";
    WARNING "Warning" "Base class for warning categories.";
    BYTES_WARNING "BytesWarning" "Base class for warnings about bytes and buffer related problems, mostly\nrelated to conversion from str or comparing to str.";
    DEPRECATION_WARNING "DeprecationWarning" "Base class for warnings about deprecated features.";
    ENCODING_WARNING "EncodingWarning" "Base class for warnings about encodings.";
    FUTURE_WARNING "FutureWarning" "Base class for warnings about constructs that will change semantically\nin the future.";
    IMPORT_WARNING "ImportWarning" "Base class for warnings about probable mistakes in module imports";
    PENDING_DEPRECATION_WARNING "PendingDeprecationWarning" "Base class for warnings about features which will be deprecated\nin the future.";
    RESOURCE_WARNING "ResourceWarning" "Base class for warnings about resource usage.";
    RUNTIME_WARNING "RuntimeWarning" "Base class for warnings about dubious runtime behavior.";
    SYNTAX_WARNING "SyntaxWarning" "Base class for warnings about dubious syntax.";
    UNICODE_WARNING "UnicodeWarning" "Base class for warnings about Unicode related problems, mostly\nrelated to conversion problems.";
    USER_WARNING "UserWarning" "Base class for warnings generated by user code.";
}

/// Take the keyword arguments `names` out of a call into extra slots from `first` on; the positional ones become `args`.
fn take_keywords(vm: &mut Vm, e: Value, args: Args<'_>, function: &str, names: &[&str], first: usize) -> Result<(), Raised> {
    for (name, value) in args.keywords() {
        let text = vm.text(name);
        let Some(index) = names.iter().position(|n| *n == text) else {
            let hint = whipsnake_runtime::protocol::closest_name(&text, &names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>());
            let hint = hint.map_or_else(String::new, |h| format!(". Did you mean '{h}'?"));
            return Err(vm.type_error(&format!("{function}() got an unexpected keyword argument '{text}'{hint}")));
        };
        vm.heap.store(this(e), &this(e).extra[first + index], value);
    }
    set_positional(vm, e, args);
    Ok(())
}

// ---- StopIteration, SystemExit

/// The type `StopIteration`. Extra slot 0 is `value`.
pub static STOP_ITERATION: TypeSpec = TypeSpec {
    name: "StopIteration", doc: "Signal the end from iterator.__next__().", flags: TypeFlags(TypeFlags::BASE.0 | TypeFlags::OWN_LAYOUT.0),
    slots: Slots { init: Some(init_stop_iteration), ..Slots::EMPTY },
    attributes: &[&[extra!("value", 0)]],
    ..TypeSpec::of::<ExceptionObject>()
};

fn init_stop_iteration(vm: &mut Vm, e: Value, args: Args<'_>) -> Result<(), Raised> {
    super::base::init(vm, e, args)?;
    let value = args.values.first().copied().unwrap_or(Value::NONE);
    vm.heap.store(this(e), &this(e).extra[0], value);
    Ok(())
}

/// The type `SystemExit`. Extra slot 0 is `code`.
pub static SYSTEM_EXIT: TypeSpec = TypeSpec {
    name: "SystemExit", doc: "Request to exit from the interpreter.", flags: TypeFlags(TypeFlags::BASE.0 | TypeFlags::OWN_LAYOUT.0),
    slots: Slots { init: Some(init_system_exit), ..Slots::EMPTY },
    attributes: &[&[extra!("code", 0)]],
    ..TypeSpec::of::<ExceptionObject>()
};

fn init_system_exit(vm: &mut Vm, e: Value, args: Args<'_>) -> Result<(), Raised> {
    super::base::init(vm, e, args)?;
    let code = match *args.values {
        [] => Value::NONE,
        [only] => only,
        _ => this(e).args.get().map_or(Value::NONE, |t| t.value()),
    };
    vm.heap.store(this(e), &this(e).extra[0], code);
    Ok(())
}

// ---- names

/// The type `NameError`. Extra slot 0 is `name`.
pub static NAME_ERROR: TypeSpec = TypeSpec {
    name: "NameError", doc: "Name not found globally.", flags: TypeFlags(TypeFlags::BASE.0 | TypeFlags::OWN_LAYOUT.0),
    slots: Slots { init: Some(|vm, e, args| take_keywords(vm, e, args, "NameError", &["name"], 0)), ..Slots::EMPTY },
    attributes: &[&[extra!("name", 0)]],
    ..TypeSpec::of::<ExceptionObject>()
};

/// The type `AttributeError`. Extra slot 0 is `name`, 1 is `obj`.
pub static ATTRIBUTE_ERROR: TypeSpec = TypeSpec {
    name: "AttributeError", doc: "Attribute not found.", flags: TypeFlags(TypeFlags::BASE.0 | TypeFlags::OWN_LAYOUT.0),
    slots: Slots { init: Some(|vm, e, args| take_keywords(vm, e, args, "AttributeError", &["name", "obj"], 0)), ..Slots::EMPTY },
    methods: &[ATTRIBUTE_ERROR_METHODS],
    attributes: &[&[extra!("name", 0), extra!("obj", 1)]],
    ..TypeSpec::of::<ExceptionObject>()
};

static ATTRIBUTE_ERROR_METHODS: &[NativeDef] = &[
    def("__getstate__", "($self, /)", Call::A1(attribute_error_state)),
    def("__reduce__", "($self, /)", Call::A1(reduce_attribute_error)),
];

/// The state without `obj`, which may not be picklable.
fn attribute_error_state(vm: &mut Vm, e: Value) -> PyResult {
    let dict = state(vm, e)?;
    let name = this(e).extra[0].get();
    if name.is_null() && dict.is_none() {
        return Ok(Value::NONE);
    }
    let copy = match dict {
        Some(dict) => dict.copy(vm)?,
        None => vm.new_dict(),
    };
    let args = args_of(vm, this(e)).value();
    for (key, value) in [("name", name), ("args", args)] {
        if let Some(value) = value.given() {
            let key = vm.intern(key);
            copy.set_interned(vm, key, value);
        }
    }
    Ok(copy.value())
}

fn reduce_attribute_error(vm: &mut Vm, e: Value) -> PyResult {
    let state = attribute_error_state(vm, e)?;
    let (class, args) = (vm.type_of(e).value(), args_of(vm, this(e)).value());
    Ok(vm.new_tuple(&[class, args, state]).value())
}

/// The type `ImportError`. Extra slots: 0 `msg`, 1 `name`, 2 `path`, 3 `name_from`.
pub static IMPORT_ERROR: TypeSpec = TypeSpec {
    name: "ImportError", doc: "Import can't find module, or can't find name in module.", flags: TypeFlags(TypeFlags::BASE.0 | TypeFlags::OWN_LAYOUT.0),
    slots: Slots { init: Some(init_import_error), str: Some(import_error_str), ..Slots::EMPTY },
    methods: &[&[def("__reduce__", "($self, /)", Call::A1(reduce_import_error))]],
    attributes: &[IMPORT_ERROR_ATTRIBUTES],
    ..TypeSpec::of::<ExceptionObject>()
};

static IMPORT_ERROR_ATTRIBUTES: &[GetSetDef] = &[extra!("msg", 0), extra!("name", 1), extra!("path", 2), extra!("name_from", 3)];

fn init_import_error(vm: &mut Vm, e: Value, args: Args<'_>) -> Result<(), Raised> {
    take_keywords(vm, e, args, "ImportError", &["name", "path", "name_from"], 1)?;
    if let [message] = *args.positional() {
        vm.heap.store(this(e), &this(e).extra[0], message);
    }
    Ok(())
}

fn import_error_str(vm: &mut Vm, e: Value) -> PyResult {
    let message = this(e).extra[0].get();
    if vm.is_exact_str(message) { Ok(message) } else { super::base::str(vm, e) }
}

fn reduce_import_error(vm: &mut Vm, e: Value) -> PyResult {
    let dict = state(vm, e)?;
    let extras = [("name", 1), ("path", 2), ("name_from", 3)];
    let (class, args) = (vm.type_of(e).value(), args_of(vm, this(e)).value());
    if dict.is_none() && extras.iter().all(|&(_, i)| this(e).extra[i].get().is_null()) {
        return Ok(vm.new_tuple(&[class, args]).value());
    }
    let copy = match dict {
        Some(dict) => dict.copy(vm)?,
        None => vm.new_dict(),
    };
    for (key, index) in extras {
        if let Some(value) = this(e).extra[index].get().given() {
            let key = vm.intern(key);
            copy.set_interned(vm, key, value);
        }
    }
    Ok(vm.new_tuple(&[class, args, copy.value()]).value())
}

// ---- KeyError, SyntaxError

/// The type `KeyError`.
pub static KEY_ERROR: TypeSpec = TypeSpec {
    name: "KeyError", doc: "Mapping key not found.", flags: TypeFlags::BASE,
    slots: Slots { str: Some(key_error_str), ..Slots::EMPTY },
    ..TypeSpec::of::<ExceptionObject>()
};

/// A missing key is shown as its `repr`: `KeyError: ''` says what `KeyError:` would not.
fn key_error_str(vm: &mut Vm, e: Value) -> PyResult {
    let args = args_of(vm, this(e));
    if let [key] = *args.items() { vm.repr(key) } else { super::base::str(vm, e) }
}

/// The type `SyntaxError`. Extra slots: 0 `msg`, 1 `filename`, 2 `lineno`, 3 `offset`, 4 `text`, 5 `end_lineno`, 6 `end_offset`,
/// 7 `print_file_and_line`, 8 `_metadata`.
pub static SYNTAX_ERROR: TypeSpec = TypeSpec {
    name: "SyntaxError", doc: "Invalid syntax.", flags: TypeFlags(TypeFlags::BASE.0 | TypeFlags::OWN_LAYOUT.0),
    slots: Slots { init: Some(init_syntax_error), str: Some(syntax_error_str), ..Slots::EMPTY },
    attributes: &[SYNTAX_ERROR_ATTRIBUTES],
    ..TypeSpec::of::<ExceptionObject>()
};

static SYNTAX_ERROR_ATTRIBUTES: &[GetSetDef] = &[
    extra!("msg", 0), extra!("filename", 1), extra!("lineno", 2), extra!("offset", 3), extra!("text", 4), extra!("end_lineno", 5),
    extra!("end_offset", 6), extra!("print_file_and_line", 7), extra!("_metadata", 8),
];

fn init_syntax_error(vm: &mut Vm, e: Value, args: Args<'_>) -> Result<(), Raised> {
    super::base::init(vm, e, args)?;
    if let Some(&message) = args.values.first() {
        vm.heap.store(this(e), &this(e).extra[0], message);
    }
    let &[_, info] = args.values else { return Ok(()) };
    let info = vm.collect(info)?;
    if info.len() < 4 {
        let n = info.len();
        return Err(vm.type_error(&format!("function missing required argument 'details' (pos {})", n + 1)));
    }
    if info.len() > 7 {
        let n = info.len();
        return Err(vm.type_error(&format!("function takes at most 7 arguments ({n} given)")));
    }
    if info.len() == 5 {
        return Err(vm.type_error("end_offset must be provided when end_lineno is provided"));
    }
    for (index, &value) in info.iter().enumerate() {
        let slot = if index < 6 { index + 1 } else { 8 };
        vm.heap.store(this(e), &this(e).extra[slot], value);
    }
    Ok(())
}

fn syntax_error_str(vm: &mut Vm, e: Value) -> PyResult {
    let [message, filename, line] = [0, 1, 2].map(|i| or_none(this(e).extra[i].get()));
    let shown = vm.str_string(message)?;
    let file = Gc::<Str>::cast(filename).map(|s| s.to_string_lossy().rsplit('/').next().unwrap_or_default().to_owned());
    let line = vm.index_i64(line);
    let text = match (file, line) {
        (Some(file), Some(line)) => format!("{shown} ({file}, line {line})"),
        (Some(file), None) => format!("{shown} ({file})"),
        (None, Some(line)) => format!("{shown} (line {line})"),
        (None, None) => return vm.str(message),
    };
    Ok(vm.new_wtf8(text.as_bytes()))
}
