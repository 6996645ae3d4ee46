//! The base classes: `_IOBase`, `_RawIOBase`, `_BufferedIOBase`, `_TextIOBase`.
//!
//! They have no native fields, so Python classes combine them freely; that an object is closed is the attribute
//! `__IOBase_closed` of its `__dict__`, as in CPython.

use whipsnake_runtime::{
    ByteArray, Bytes, Call, Gc, GetSetDef, Instance, NativeDef, PyResult, Raised, RootVec, Slots, Str, TypeFlags, TypeSpec, Value, Vm, def,
};

const DOC: &str = "The abstract base class for all I/O classes.\n\nThis class provides dummy implementations for many methods that\nderived classes can override selectively; the default implementations\nrepresent a file that cannot be read, written or seeked.\n\nEven though IOBase does not declare read, readinto, or write because\ntheir signatures will vary, implementations and clients should\nconsider those methods part of the interface. Also, implementations\nmay raise UnsupportedOperation when operations they do not support are\ncalled.\n\nThe basic type used for binary data read from or written to a file is\nbytes. Other bytes-like objects are accepted as method arguments too.\nIn some cases (such as readinto), a writable object is required. Text\nI/O classes work with str data.\n\nNote that calling any method (except additional calls to close(),\nwhich are ignored) on a closed stream should raise a ValueError.\n\nIOBase (and its subclasses) support the iterator protocol, meaning\nthat an IOBase object can be iterated over yielding the lines in a\nstream.\n\nIOBase also supports the :keyword:`with` statement. In this example,\nfp is closed after the suite of the with statement is complete:\n\nwith open('spam.txt', 'r') as fp:\n    fp.write('Spam and eggs!')\n";

/// `_IOBase`.
pub static IO_BASE: TypeSpec = TypeSpec {
    name: "_IOBase", module: "_io", doc: DOC,
    flags: TypeFlags(TypeFlags::BASE.0 | TypeFlags::DICT.0 | TypeFlags::WEAKREF.0 | TypeFlags::FINALIZER.0),
    slots: Slots { iter: Some(iter), next: Some(next), ..Slots::EMPTY },
    methods: &[IO_METHODS], attributes: &[IO_ATTRIBUTES],
    ..TypeSpec::of::<Instance>()
};

/// `_RawIOBase`.
pub static RAW_IO_BASE: TypeSpec = TypeSpec {
    name: "_RawIOBase", module: "_io", doc: "Base class for raw binary I/O.", flags: TypeFlags::BASE,
    methods: &[RAW_METHODS],
    ..TypeSpec::of::<Instance>()
};

/// `_BufferedIOBase`.
pub static BUFFERED_IO_BASE: TypeSpec = TypeSpec {
    name: "_BufferedIOBase", module: "_io",
    doc: "Base class for buffered IO objects.\n\nThe main difference with RawIOBase is that the read() method\nsupports omitting the size argument, and does not have a default\nimplementation that defers to readinto().\n\nIn addition, read(), readinto() and write() may raise\nBlockingIOError if the underlying raw stream is in non-blocking\nmode and not ready; unlike their raw counterparts, they will never\nreturn None.\n\nA typical implementation should not inherit from a RawIOBase\nimplementation, but wrap one.\n",
    flags: TypeFlags::BASE,
    methods: &[BUFFERED_METHODS],
    ..TypeSpec::of::<Instance>()
};

/// `_TextIOBase`.
pub static TEXT_IO_BASE: TypeSpec = TypeSpec {
    name: "_TextIOBase", module: "_io",
    doc: "Base class for text I/O.\n\nThis class provides a character and line based interface to stream\nI/O. There is no readinto method because Python's character strings\nare immutable.\n",
    flags: TypeFlags::BASE,
    methods: &[TEXT_METHODS], attributes: &[TEXT_ATTRIBUTES],
    ..TypeSpec::of::<Instance>()
};

static IO_METHODS: &[NativeDef] = &[
    def("seek", "($self, offset, whence=os.SEEK_SET, /)", Call::Bound(|vm, _| Err(unsupported(vm, "seek")))),
    def("tell", "($self, /)", Call::A1(tell)),
    def("truncate", "($self, size=None, /)", Call::Bound(|vm, _| Err(unsupported(vm, "truncate")))),
    def("flush", "($self, /)", Call::A1(flush)),
    def("close", "($self, /)", Call::A1(close)),
    def("seekable", "($self, /)", Call::A1(|_, _| Ok(Value::FALSE))),
    def("readable", "($self, /)", Call::A1(|_, _| Ok(Value::FALSE))),
    def("writable", "($self, /)", Call::A1(|_, _| Ok(Value::FALSE))),
    def("_checkClosed", "($self, /)", Call::A1(|vm, this| check_closed(vm, this).map(|()| Value::NONE))),
    def("_checkSeekable", "($self, /)", Call::A1(|vm, this| check_ability(vm, this, "seekable", "File or stream is not seekable."))),
    def("_checkReadable", "($self, /)", Call::A1(|vm, this| check_ability(vm, this, "readable", "File or stream is not readable."))),
    def("_checkWritable", "($self, /)", Call::A1(|vm, this| check_ability(vm, this, "writable", "File or stream is not writable."))),
    def("fileno", "($self, /)", Call::A1(|vm, _| Err(unsupported(vm, "fileno")))),
    def("isatty", "($self, /)", Call::A1(|vm, this| check_closed(vm, this).map(|()| Value::FALSE))),
    def("__enter__", "($self, /)", Call::A1(|vm, this| check_closed(vm, this).map(|()| this))),
    def("__exit__", "($self, /, *args)", Call::Vector(|vm, args| vm.call_method(args.values[0], vm.names.close, &[]))),
    def("__del__", "($self, /)", Call::A1(finalize)),
    def("readline", "($self, size=-1, /)", Call::Bound(readline)),
    def("readlines", "($self, hint=-1, /)", Call::Bound(readlines)),
    def("writelines", "($self, lines, /)", Call::A2(writelines)),
];
static IO_ATTRIBUTES: &[GetSetDef] = &[GetSetDef { name: "closed", get: |vm, this| marked_closed(vm, this).map(Value::bool), set: None }];

static RAW_METHODS: &[NativeDef] = &[
    def("read", "($self, size=-1, /)", Call::Bound(raw_read)),
    def("readall", "($self, /)", Call::A1(raw_readall)),
];

static BUFFERED_METHODS: &[NativeDef] = &[
    def("detach", "($self, /)", Call::A1(|vm, _| Err(unsupported(vm, "detach")))),
    def("read", "($self, size=-1, /)", Call::Bound(|vm, _| Err(unsupported(vm, "read")))),
    def("read1", "($self, size=-1, /)", Call::Bound(|vm, _| Err(unsupported(vm, "read1")))),
    def("readinto", "($self, buffer, /)", Call::A2(|vm, this, b| read_into(vm, this, b, "read"))),
    def("readinto1", "($self, buffer, /)", Call::A2(|vm, this, b| read_into(vm, this, b, "read1"))),
    def("write", "($self, b, /)", Call::A2(|vm, _, _| Err(unsupported(vm, "write")))),
];

static TEXT_METHODS: &[NativeDef] = &[
    def("detach", "($self, /)", Call::A1(|vm, _| Err(unsupported(vm, "detach")))),
    def("read", "($self, size=-1, /)", Call::Bound(|vm, _| Err(unsupported(vm, "read")))),
    def("readline", "($self, size=-1, /)", Call::Bound(|vm, _| Err(unsupported(vm, "readline")))),
    def("write", "($self, s, /)", Call::A2(|vm, _, _| Err(unsupported(vm, "write")))),
];
static TEXT_ATTRIBUTES: &[GetSetDef] = &[
    GetSetDef { name: "encoding", get: |_, _| Ok(Value::NONE), set: None },
    GetSetDef { name: "newlines", get: |_, _| Ok(Value::NONE), set: None },
    GetSetDef { name: "errors", get: |_, _| Ok(Value::NONE), set: None },
];

/// `io.UnsupportedOperation`.
#[cold]
pub fn unsupported(vm: &mut Vm, message: &str) -> Raised {
    let class = match crate::core::import::create_native(vm, "_io").and_then(|io| vm.getattr_str(io, "UnsupportedOperation")) {
        Ok(class) => class,
        Err(raised) => return raised,
    };
    let text = vm.new_str(message);
    match vm.call(class, &[text]) {
        Ok(exception) => vm.raise(exception),
        Err(raised) => raised,
    }
}

/// Whether `_IOBase.close` was called.
fn marked_closed(vm: &mut Vm, this: Value) -> Result<bool, Raised> {
    let name = vm.names.__IOBase_closed;
    Ok(vm.own_attribute(this, name).is_some())
}

/// The attribute `closed` as a truth value.
///
/// # Errors
/// What the attribute raises.
pub fn is_closed(vm: &mut Vm, file: Value) -> Result<bool, Raised> {
    let closed = vm.getattr(file, vm.names.closed)?;
    vm.truthy(closed)
}

/// # Errors
/// `ValueError` when the file is closed.
pub fn check_closed(vm: &mut Vm, file: Value) -> Result<(), Raised> {
    if is_closed(vm, file)? { Err(vm.value_error("I/O operation on closed file.")) } else { Ok(()) }
}

fn check_ability(vm: &mut Vm, this: Value, method: &str, message: &str) -> PyResult {
    let answer = vm.call_method_str(this, method, &[])?;
    if answer == Value::TRUE { Ok(answer) } else { Err(unsupported(vm, message)) }
}

fn tell(vm: &mut Vm, this: Value) -> PyResult {
    vm.call_method(this, vm.names.seek, &[Value::small_int(0), Value::small_int(1)])
}

fn flush(vm: &mut Vm, this: Value) -> PyResult {
    if marked_closed(vm, this)? { Err(vm.value_error("I/O operation on closed file.")) } else { Ok(Value::NONE) }
}

/// `close` as `_IOBase` does it: flush, and remember.
///
/// # Errors
/// What `flush` raises; the file counts as closed all the same.
pub fn close(vm: &mut Vm, this: Value) -> PyResult {
    if marked_closed(vm, this)? {
        return Ok(Value::NONE);
    }
    let flushed = vm.call_method(this, vm.names.flush, &[]);
    let name = vm.names.__IOBase_closed;
    let pending = match flushed {
        Ok(_) => None,
        Err(raised) => Some(vm.take_exception(raised)),
    };
    vm.setattr(this, name, Value::TRUE)?;
    match pending {
        Some(exception) => Err(vm.raise_again(exception)),
        None => Ok(Value::NONE),
    }
}

/// Close a file that nobody refers to any more, if it is open.
///
/// # Errors
/// What `close` raises.
pub fn finalize(vm: &mut Vm, this: Value) -> PyResult {
    let closed = match is_closed(vm, this) {
        Ok(closed) => closed,
        Err(raised) => {
            // Half-made objects have nothing to close.
            vm.take_exception(raised);
            true
        }
    };
    if closed {
        return Ok(Value::NONE);
    }
    let name = vm.intern("_finalizing");
    if let Err(raised) = vm.setattr(this, name, Value::TRUE) {
        vm.take_exception(raised);
    }
    vm.call_method(this, vm.names.close, &[])
}

fn iter(vm: &mut Vm, this: Value) -> PyResult {
    check_closed(vm, this).map(|()| this)
}

fn next(vm: &mut Vm, this: Value) -> PyResult {
    let line = vm.call_method(this, vm.names.readline, &[])?;
    if vm.len(line)? == 0 { Ok(Value::EXHAUSTED) } else { Ok(line) }
}

/// A size argument: −1 when it is absent or None.
///
/// # Errors
/// `TypeError`; `OverflowError`.
pub fn size_argument(vm: &mut Vm, value: Value) -> Result<i64, Raised> {
    if let Some(n) = value.as_small_int() {
        return Ok(n);
    }
    match value.given() {
        None => Ok(-1),
        Some(v) if v.is_none() => Ok(-1),
        Some(v) if vm.type_of(v).slots().index.is_none() => {
            let got = vm.type_of(v).name_string();
            Err(vm.type_error(&format!("argument should be integer or None, not '{got}'")))
        }
        Some(v) => vm.index_ssize(v),
    }
}

/// A line of a file that can only `read`, by `peek` if it has that.
fn readline(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [this, limit] = *a else { return Err(vm.system_error("readline() is mis-declared")) };
    let limit = size_argument(vm, limit)?;
    let peek_name = vm.intern("peek");
    let peek = vm.getattr_optional(this, peek_name)?;
    let mut line: Vec<u8> = Vec::new();
    while limit < 0 || (line.len() as i64) < limit {
        let mut wanted = 1;
        if let Some(peek) = peek {
            let ahead = vm.call(peek, &[Value::small_int(1)])?;
            let Some(ahead) = Gc::<Bytes>::cast(ahead) else {
                let got = vm.type_of(ahead).name_string();
                return Err(vm.os_error_message(&format!("peek() should have returned a bytes object, not '{got}'")));
            };
            if ahead.len > 0 {
                let room = if limit >= 0 { ((limit as usize) - line.len()).min(ahead.len) } else { ahead.len };
                wanted = memchr::memchr(b'\n', &ahead.bytes()[..room]).map_or(room, |at| at + 1);
            }
        }
        let part = vm.call_method(this, vm.names.read, &[Value::small_int(wanted as i64)])?;
        let Some(part) = Gc::<Bytes>::cast(part) else {
            let got = vm.type_of(part).name_string();
            return Err(vm.os_error_message(&format!("read() should have returned a bytes object, not '{got}'")));
        };
        if part.len == 0 {
            break;
        }
        line.extend_from_slice(part.bytes());
        if line.ends_with(b"\n") {
            break;
        }
    }
    Ok(vm.new_bytes(&line))
}

fn readlines(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [this, hint] = *a else { return Err(vm.system_error("readlines() is mis-declared")) };
    let hint = size_argument(vm, hint)?;
    let mut lines = RootVec::new(vm.heap);
    let mut total = 0;
    let iterator = vm.iter(this)?;
    while let Some(line) = vm.next(iterator)? {
        lines.push(vm.heap, line);
        if hint > 0 {
            total += vm.len(line)? as i64;
            if total > hint {
                break;
            }
        }
    }
    Ok(vm.list_from(lines).value())
}

fn writelines(vm: &mut Vm, this: Value, lines: Value) -> PyResult {
    check_closed(vm, this)?;
    let iterator = vm.iter(lines)?;
    while let Some(line) = vm.next(iterator)? {
        vm.call_method(this, vm.names.write, &[line])?;
    }
    Ok(Value::NONE)
}

/// `RawIOBase.read` by `readinto`.
fn raw_read(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [this, size] = *a else { return Err(vm.system_error("read() is mis-declared")) };
    let size = size_argument(vm, size)?;
    if size < 0 {
        return vm.call_method_str(this, "readall", &[]);
    }
    let zeros = vm.zeros(size as usize)?;
    let array = vm.new_bytearray(vm.types.bytearray, &zeros)?;
    let count = vm.call_method_str(this, "readinto", &[array.value()])?;
    if count.is_none() {
        return Ok(count);
    }
    let count = vm.index_ssize(count)?;
    let array = Gc::<ByteArray>::cast(array.value()).expect("just made");
    if count < 0 || count as usize > array.len.get() {
        return Err(vm.value_error(&format!("readinto returned {count} outside buffer size {size}")));
    }
    let bytes = array.bytes()[..count as usize].to_vec();
    Ok(vm.new_bytes(&bytes))
}

fn raw_readall(vm: &mut Vm, this: Value) -> PyResult {
    let mut all = Vec::new();
    loop {
        let part = vm.call_method(this, vm.names.read, &[Value::small_int(super::DEFAULT_BUFFER_SIZE as i64)])?;
        if part.is_none() {
            if all.is_empty() {
                return Ok(part);
            }
            break;
        }
        let Some(part) = Gc::<Bytes>::cast(part) else { return Err(vm.type_error("read() should return bytes")) };
        if part.len == 0 {
            break;
        }
        all.extend_from_slice(part.bytes());
    }
    Ok(vm.new_bytes(&all))
}

/// `BufferedIOBase.readinto` by `read`.
fn read_into(vm: &mut Vm, this: Value, target: Value, method: &str) -> PyResult {
    super::buffers::read_into(vm, target, if method == "read" { "readinto" } else { "readinto1" }, |vm, memory| {
        let room = memory.len();
        let data = vm.call_method_str(this, method, &[Value::small_int(room as i64)])?;
        let Some(bytes) = Gc::<Bytes>::cast(data) else { return Err(vm.type_error("read() should return bytes")) };
        if bytes.len > room {
            return Err(vm.value_error(&format!("read() returned too much data: {room} bytes requested, {} returned", bytes.len)));
        }
        memory[..bytes.len].copy_from_slice(bytes.bytes());
        Ok(Some(bytes.len))
    })
}

/// The text of a `str` argument.
///
/// # Errors
/// `TypeError` with `message` and the type's name.
pub fn str_argument(vm: &mut Vm, value: Value, message: &str) -> Result<Gc<Str>, Raised> {
    match Gc::<Str>::cast(value) {
        Some(s) => Ok(s),
        None => {
            let got = vm.type_of(value).name_string();
            Err(vm.type_error(&format!("{message}, not {got}")))
        }
    }
}
