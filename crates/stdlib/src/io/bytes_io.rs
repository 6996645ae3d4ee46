//! `BytesIO`: bytes in memory as a file.
//!
//! The bytes are those of a bytearray, so `getbuffer` is a memoryview of it, which also keeps it from being resized.

use std::cell::Cell;

use whipsnake_runtime::native::Args;
use whipsnake_runtime::{
    ByteArray, Bytes, Call, Dict, Gc, GetSetDef, NativeDef, OrMemoryError as _, PyResult, Raised, RootVec, SlotOf, Slots, Tuple, TypeFlags, TypeObject,
    TypeSpec, Value, Vm, def, object,
};

use super::base::size_argument;
use super::buffers;

object! {
    /// A file of bytes in memory; closed when it has no array.
    pub struct BytesIo = super::kinds::BYTES_IO, "BytesIO" {
        pub array: SlotOf<ByteArray>,
        pub at: Cell<usize>,
    }
}

/// The type `BytesIO`.
pub static SPEC: TypeSpec = TypeSpec {
    name: "BytesIO", module: "_io", doc: "Buffered I/O implementation using an in-memory bytes buffer.", signature: "(initial_bytes=b'')",
    flags: TypeFlags::BASE,
    slots: Slots { new: Some(new), init: Some(init), iter: Some(|vm, this| array(vm, this).map(|_| this)), next: Some(next), ..Slots::EMPTY },
    methods: &[METHODS], attributes: &[ATTRIBUTES],
    ..TypeSpec::of::<BytesIo>()
};

static METHODS: &[NativeDef] = &[
    def("readable", "($self, /)", Call::A1(|vm, this| array(vm, this).map(|_| Value::TRUE))),
    def("seekable", "($self, /)", Call::A1(|vm, this| array(vm, this).map(|_| Value::TRUE))),
    def("writable", "($self, /)", Call::A1(|vm, this| array(vm, this).map(|_| Value::TRUE))),
    def("close", "($self, /)", Call::A1(close)),
    def("flush", "($self, /)", Call::A1(|vm, this| array(vm, this).map(|_| Value::NONE))),
    def("isatty", "($self, /)", Call::A1(|vm, this| array(vm, this).map(|_| Value::FALSE))),
    def("tell", "($self, /)", Call::A1(|vm, this| array(vm, this).map(|_| Value::small_int(cast(this).at.get() as i64)))),
    def("write", "($self, b, /)", Call::A2(write)),
    def("writelines", "($self, lines, /)", Call::A2(writelines)),
    def("read1", "($self, size=-1, /)", Call::Bound(read)),
    def("read", "($self, size=-1, /)", Call::Bound(read)),
    def("readline", "($self, size=-1, /)", Call::Bound(readline)),
    def("readlines", "($self, size=None, /)", Call::Bound(readlines)),
    def("readinto", "($self, buffer, /)", Call::A2(readinto)),
    def("getvalue", "($self, /)", Call::A1(getvalue)),
    def("getbuffer", "($self, /)", Call::A1(getbuffer)),
    def("seek", "($self, pos, whence=0, /)", Call::Bound(seek)),
    def("truncate", "($self, size=None, /)", Call::Bound(truncate)),
    def("__getstate__", "($self, /)", Call::A1(getstate)),
    def("__setstate__", "($self, state, /)", Call::A2(setstate)),
    def("__sizeof__", "($self, /)", Call::A1(|_, this| Ok(Value::small_int((64 + cast(this).array.get().map_or(0, |a| a.len.get())) as i64)))),
];
static ATTRIBUTES: &[GetSetDef] = &[GetSetDef { name: "closed", get: |_, this| Ok(Value::bool(cast(this).array.get().is_none())), set: None }];

fn cast(this: Value) -> Gc<BytesIo> {
    Gc::cast(this).expect("the descriptor checked it")
}

fn array(vm: &mut Vm, this: Value) -> Result<Gc<ByteArray>, Raised> {
    match cast(this).array.get() {
        Some(array) => Ok(array),
        None => Err(vm.value_error("I/O operation on closed file.")),
    }
}

/// The array, which no memoryview looks at.
fn resizable(vm: &mut Vm, this: Value) -> Result<Gc<ByteArray>, Raised> {
    let array = array(vm, this)?;
    if !vm.may_resize(array.exports.get()) {
        return Err(vm.buffer_error("Existing exports of data: object cannot be re-sized"));
    }
    Ok(array)
}

fn new(vm: &mut Vm, class: Gc<TypeObject>, _: Args<'_>) -> PyResult {
    let array = vm.new_bytearray(vm.types.bytearray, b"")?;
    Ok(vm.alloc(class, BytesIo { array: SlotOf::new(array), at: Cell::new(0) })?.value())
}

fn init(vm: &mut Vm, this: Value, args: Args<'_>) -> Result<(), Raised> {
    let [initial] = super::bind(vm, "BytesIO", ["initial_bytes"], 0, args)?;
    resizable(vm, this)?;
    let array = match initial.given().filter(|i| !i.is_none()) {
        Some(initial) => {
            let bytes = buffers::bytes_of(vm, initial)?;
            vm.new_bytearray(vm.types.bytearray, &bytes)?
        }
        None => vm.new_bytearray(vm.types.bytearray, b"")?,
    };
    let file = cast(this);
    vm.heap.store_to(file, &file.array, Some(array));
    file.at.set(0);
    Ok(())
}

fn close(vm: &mut Vm, this: Value) -> PyResult {
    let file = cast(this);
    if file.array.get().is_some() {
        resizable(vm, this)?;
        vm.heap.store_to(file, &file.array, None);
    }
    Ok(Value::NONE)
}

/// Give the array a length; new bytes are 0.
fn set_len(vm: &mut Vm, array: Gc<ByteArray>, len: usize) -> Result<(), Raised> {
    let old = array.len.get();
    let capacity = array.buffer.get().map_or(0, |b| b.capacity());
    if array.start.get() + len >= capacity {
        let wanted = (len + 1).max(capacity + (capacity >> 1)).max(64);
        let larger = vm.heap.new_byte_buffer(wanted).or_memory_error(vm)?;
        // SAFETY: the new buffer has room for all bytes of the old one.
        unsafe { std::ptr::copy_nonoverlapping(array.bytes().as_ptr(), larger.bytes_ptr(), old) };
        vm.heap.store_to(array, &array.buffer, Some(larger));
        array.start.set(0);
    } else if len > old && let Some(buffer) = array.buffer.get() {
        // SAFETY: within the capacity.
        unsafe { buffer.bytes_ptr().add(array.start.get() + old).write_bytes(0, len - old) };
    }
    array.len.set(len);
    Ok(())
}

/// Write at the current place.
///
/// # Errors
/// `ValueError` when closed; `BufferError`; `MemoryError`.
fn write_bytes(vm: &mut Vm, this: Value, bytes: &[u8]) -> Result<(), Raised> {
    let array = resizable(vm, this)?;
    if bytes.is_empty() {
        return Ok(());
    }
    let at = cast(this).at.get();
    let end = at + bytes.len();
    if end > array.len.get() {
        set_len(vm, array, end)?;
    }
    if let Some(buffer) = array.buffer.get() {
        // SAFETY: `end` is within the array, and `bytes` is no part of it.
        unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), buffer.bytes_ptr().add(array.start.get() + at), bytes.len()) };
    }
    cast(this).at.set(end);
    Ok(())
}

fn write(vm: &mut Vm, this: Value, data: Value) -> PyResult {
    resizable(vm, this)?;
    let bytes = buffers::bytes_of(vm, data)?;
    write_bytes(vm, this, &bytes)?;
    Ok(Value::small_int(bytes.len() as i64))
}

fn writelines(vm: &mut Vm, this: Value, lines: Value) -> PyResult {
    array(vm, this)?;
    let iterator = vm.iter(lines)?;
    while let Some(line) = vm.next(iterator)? {
        write(vm, this, line)?;
    }
    Ok(Value::NONE)
}

/// Take up to `n` bytes (negative: all) up to the end of the line if `line`.
fn take(vm: &mut Vm, this: Value, n: i64, line: bool) -> PyResult {
    let array = array(vm, this)?;
    let file = cast(this);
    let at = file.at.get().min(array.len.get());
    let rest = &array.bytes()[at..];
    let mut len = if n < 0 { rest.len() } else { rest.len().min(n as usize) };
    if line && let Some(end) = memchr::memchr(b'\n', &rest[..len]) {
        len = end + 1;
    }
    if len == 0 {
        return Ok(vm.new_bytes(b""));
    }
    let bytes = vm.new_bytes(&rest[..len]);
    file.at.set(at + len);
    Ok(bytes)
}

fn next(vm: &mut Vm, this: Value) -> PyResult {
    let line = take(vm, this, -1, true)?;
    Ok(if Gc::<Bytes>::cast(line).is_some_and(|b| b.len == 0) { Value::EXHAUSTED } else { line })
}

fn read(vm: &mut Vm, a: &[Value]) -> PyResult {
    let n = size_argument(vm, a[1])?;
    take(vm, a[0], n, false)
}

fn readline(vm: &mut Vm, a: &[Value]) -> PyResult {
    let n = size_argument(vm, a[1])?;
    take(vm, a[0], n, true)
}

fn readlines(vm: &mut Vm, a: &[Value]) -> PyResult {
    let hint = size_argument(vm, a[1])?;
    array(vm, a[0])?;
    let mut lines = RootVec::new(vm.heap);
    let mut total = 0;
    loop {
        let line = take(vm, a[0], -1, true)?;
        let len = Gc::<Bytes>::cast(line).map_or(0, |b| b.len);
        if len == 0 {
            break;
        }
        lines.push(vm.heap, line);
        total += len as i64;
        if hint > 0 && total >= hint {
            break;
        }
    }
    Ok(vm.list_from(lines).value())
}

fn readinto(vm: &mut Vm, this: Value, target: Value) -> PyResult {
    array(vm, this)?;
    buffers::read_into(vm, target, "readinto", |vm, memory| {
        let bytes = take(vm, this, memory.len() as i64, false)?;
        let bytes = Gc::<Bytes>::cast(bytes).expect("take gives bytes");
        memory[..bytes.len].copy_from_slice(bytes.bytes());
        Ok(Some(bytes.len))
    })
}

fn getvalue(vm: &mut Vm, this: Value) -> PyResult {
    let array = array(vm, this)?;
    Ok(vm.new_bytes(array.bytes()))
}

fn getbuffer(vm: &mut Vm, this: Value) -> PyResult {
    let array = array(vm, this)?;
    vm.call(vm.types.memoryview.value(), &[array.value()])
}

fn seek(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [this, target, whence] = *a else { return Err(vm.system_error("seek() is mis-declared")) };
    let file = cast(this);
    let array = array(vm, this)?;
    let target = vm.index_ssize(target)?;
    let whence = match whence.given() {
        Some(w) => vm.index_ssize(w)?,
        None => 0,
    };
    let base = match whence {
        0 if target < 0 => return Err(vm.value_error(&format!("negative seek value {target}"))),
        0 => 0,
        1 => file.at.get() as i64,
        2 => array.len.get() as i64,
        _ => return Err(vm.value_error(&format!("invalid whence ({whence}, should be 0, 1 or 2)"))),
    };
    let Some(at) = base.checked_add(target) else { return Err(vm.overflow_error("new position too large")) };
    file.at.set(at.max(0) as usize);
    Ok(vm.new_int(at.max(0)))
}

fn truncate(vm: &mut Vm, a: &[Value]) -> PyResult {
    let array = resizable(vm, a[0])?;
    let size = match a[1].given().filter(|s| !s.is_none()) {
        Some(size) => vm.index_ssize(size)?,
        None => cast(a[0]).at.get() as i64,
    };
    if size < 0 {
        return Err(vm.value_error(&format!("negative size value {size}")));
    }
    if (size as usize) < array.len.get() {
        array.len.set(size as usize);
    }
    Ok(vm.new_int(size))
}

fn getstate(vm: &mut Vm, this: Value) -> PyResult {
    let value = getvalue(vm, this)?;
    let dict = match vm.object_dict(this)? {
        Some(dict) => dict.copy(vm)?.value(),
        None => Value::NONE,
    };
    Ok(vm.new_tuple(&[value, Value::small_int(cast(this).at.get() as i64), dict]).value())
}

fn setstate(vm: &mut Vm, this: Value, state: Value) -> PyResult {
    let Some(t) = Gc::<Tuple>::cast(state).filter(|t| t.len >= 3) else {
        let (class, got) = (vm.type_of(this).name_string(), vm.type_of(state).name_string());
        return Err(vm.type_error(&format!("{class}.__setstate__ argument should be 3-tuple, got {got}")));
    };
    let [value, at, dict] = [t.items()[0], t.items()[1], t.items()[2]];
    init(vm, this, Args::positional_only(&[value]))?;
    let Some(at) = at.as_small_int() else {
        let got = vm.type_of(at).name_string();
        return Err(vm.type_error(&format!("second item of state must be an integer, not {got}")));
    };
    if at < 0 {
        return Err(vm.value_error("position value cannot be negative"));
    }
    cast(this).at.set(at as usize);
    if let Some(own) = vm.object_dict(this)? && let Some(given) = Gc::<Dict>::cast(dict) {
        own.update_from_dict(vm, given)?;
    } else if !dict.is_none() {
        let got = vm.type_of(dict).name_string();
        return Err(vm.type_error(&format!("third item of state should be a dict, got a {got}")));
    }
    Ok(Value::NONE)
}
