//! `BufferedReader`, `BufferedWriter`, `BufferedRandom`: bytes read ahead from, and bytes not yet written to, a raw file.
//!
//! All three are one kind. **Invariant**: bytes read ahead and bytes to be written are never there at the same time: writing
//! first moves the raw file back to where the program is, reading first writes what waits.
//!
//! A raw file that is exactly `FileIO` is used without Python calls. While a thread waits in a system call, its buffer is
//! marked busy, and others wait for it.

use std::cell::{Cell, RefCell};

use whipsnake_runtime::native::Args;
use whipsnake_runtime::{
    Bytes, Gc, HeapObject as _, Native, PyResult, Raised, Slot, Slots, TypeFlags, TypeObject, TypeSpec, Value, Vm, object,
};

use super::base;
use super::file_io::{self, FileIo};

/// The bytes.
#[derive(Default)]
pub struct Buffers {
    /// Read ahead: `ahead[at..]` is yet to be handed out.
    pub ahead: Vec<u8>,
    pub at: usize,
    /// To be written.
    pub out: Vec<u8>,
}

impl Buffers {
    /// What is yet to be handed out.
    pub fn rest(&self) -> &[u8] {
        &self.ahead[self.at..]
    }

    pub fn clear_ahead(&mut self) {
        self.ahead.clear();
        self.at = 0;
    }
}

object! {
    /// A buffered file.
    pub struct Buffered = super::kinds::BUFFERED, "buffered file" {
        /// NULL before `__init__`.
        pub raw: Slot,
        pub buffers: Native<RefCell<Buffers>>,
        pub size: Cell<usize>,
        pub readable: Cell<bool>,
        pub writable: Cell<bool>,
        pub detached: Cell<bool>,
        pub finalizing: Cell<bool>,
        /// The raw file is exactly `FileIO`.
        pub direct: Cell<bool>,
        /// Where the raw file stands; −1: not known.
        pub raw_position: Cell<i64>,
        /// The thread that uses the buffer, plus 1; 0: none.
        pub busy: Cell<u64>,
    }
}

macro_rules! spec {
    ($(#[$doc:meta])* $spec:ident, $name:literal, $doc_text:literal, $signature:literal, $init:expr, $($methods:path),*) => {
        $(#[$doc])*
        pub static $spec: TypeSpec = TypeSpec {
            name: $name, module: "_io", doc: $doc_text, signature: $signature, flags: TypeFlags::BASE,
            slots: Slots { new: Some(new), init: Some($init), repr: Some(repr), iter: Some(iter), next: Some(next), ..Slots::EMPTY },
            methods: &[$($methods),*], attributes: &[super::buffered_methods::ATTRIBUTES],
            ..TypeSpec::of::<Buffered>()
        };
    };
}

spec!(
    /// The type `BufferedReader`.
    READER, "BufferedReader", "Create a new buffered reader using the given readable raw IO object.", "(raw, buffer_size=131072)",
    |vm, this, args| init(vm, this, args, Kind::Reader), super::buffered_methods::COMMON, super::buffered_methods::READ
);
spec!(
    /// The type `BufferedWriter`.
    WRITER, "BufferedWriter", "A buffer for a writeable sequential RawIO object.\n\nThe constructor creates a BufferedWriter for the given writeable raw\nstream. If the buffer_size is not given, it defaults to\nDEFAULT_BUFFER_SIZE.", "(raw, buffer_size=131072)",
    |vm, this, args| init(vm, this, args, Kind::Writer), super::buffered_methods::COMMON, super::buffered_methods::WRITE
);
spec!(
    /// The type `BufferedRandom`.
    RANDOM, "BufferedRandom", "A buffered interface to random access streams.\n\nThe constructor creates a reader and writer for a seekable stream,\nraw, given in the first argument. If the buffer_size is omitted it\ndefaults to DEFAULT_BUFFER_SIZE.", "(raw, buffer_size=131072)",
    |vm, this, args| init(vm, this, args, Kind::Random), super::buffered_methods::COMMON, super::buffered_methods::READ, super::buffered_methods::WRITE
);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Reader,
    Writer,
    Random,
}

/// The buffered file behind a value that a descriptor has checked.
pub fn cast(this: Value) -> Gc<Buffered> {
    Gc::cast(this).expect("the descriptor checked it")
}

fn blank() -> Buffered {
    Buffered {
        raw: Slot::new(Value::NULL), buffers: Native::new(RefCell::default()), size: Cell::new(0), readable: Cell::new(false),
        writable: Cell::new(false), detached: Cell::new(false), finalizing: Cell::new(false), direct: Cell::new(false),
        raw_position: Cell::new(-1), busy: Cell::new(0),
    }
}

fn new(vm: &mut Vm, class: Gc<TypeObject>, _: Args<'_>) -> PyResult {
    Ok(vm.alloc(class, blank())?.value())
}

/// A buffered file of one of the exact types.
///
/// # Errors
/// `MemoryError`.
pub fn over_raw(vm: &mut Vm, class: Gc<TypeObject>, raw: Value, size: usize, readable: bool, writable: bool) -> Result<Gc<Buffered>, Raised> {
    let file = vm.alloc(class, blank())?;
    file.set_up(vm, raw, size, readable, writable);
    Ok(file)
}

impl Buffered {
    fn set_up(&self, vm: &mut Vm, raw: Value, size: usize, readable: bool, writable: bool) {
        vm.heap.store(self.gc(), &self.raw, raw);
        self.size.set(size);
        self.readable.set(readable);
        self.writable.set(writable);
        self.detached.set(false);
        self.direct.set(vm.is_exact(raw, vm.type_for::<FileIo>()));
        *self.buffers.get().borrow_mut() = Buffers::default();
        self.raw_position.set(-1);
    }

    /// Forget what was read ahead without moving the raw file.
    pub fn drop_ahead(&self) {
        self.buffers.get().borrow_mut().clear_ahead();
    }
}

fn init(vm: &mut Vm, this: Value, args: Args<'_>, kind: Kind) -> Result<(), Raised> {
    let file = cast(this);
    vm.heap.store(file, &file.raw, Value::NULL);
    let name = vm.type_of(this).name_string();
    let [raw, size] = super::bind(vm, &name, ["raw", "buffer_size"], 1, args)?;
    let size = match size.given() {
        Some(n) => vm.index_ssize(n)?,
        None => super::DEFAULT_BUFFER_SIZE as i64,
    };
    let checks: &[(&str, &str)] = match kind {
        Kind::Reader => &[("readable", "File or stream is not readable.")],
        Kind::Writer => &[("writable", "File or stream is not writable.")],
        Kind::Random => &[
            ("seekable", "File or stream is not seekable."), ("readable", "File or stream is not readable."),
            ("writable", "File or stream is not writable."),
        ],
    };
    for (method, message) in checks {
        if vm.call_method_str(raw, method, &[])? != Value::TRUE {
            return Err(base::unsupported(vm, message));
        }
    }
    if size <= 0 {
        return Err(vm.value_error("buffer size must be strictly positive"));
    }
    file.set_up(vm, raw, size as usize, kind != Kind::Writer, kind != Kind::Reader);
    if kind == Kind::Random {
        raw_tell(vm, file)?;
    }
    Ok(())
}

// ---- states

/// The raw file.
///
/// # Errors
/// `ValueError` when there is none.
#[inline]
pub fn raw(vm: &mut Vm, file: Gc<Buffered>) -> PyResult {
    match file.raw.get().given() {
        Some(raw) => Ok(raw),
        None if file.detached.get() => Err(vm.value_error("raw stream has been detached")),
        None => Err(vm.value_error("I/O operation on uninitialized object")),
    }
}

/// Whether the raw file is closed.
///
/// # Errors
/// What its attribute `closed` raises.
pub fn is_closed(vm: &mut Vm, file: Gc<Buffered>) -> Result<bool, Raised> {
    let raw = raw(vm, file)?;
    if file.direct.get() && let Some(raw) = Gc::<FileIo>::cast(raw) {
        return Ok(raw.fd() < 0);
    }
    base::is_closed(vm, raw)
}

/// # Errors
/// `ValueError` with the message when the file is closed.
#[inline]
pub fn check_open(vm: &mut Vm, file: Gc<Buffered>, message: &str) -> Result<(), Raised> {
    if is_closed(vm, file)? { Err(vm.value_error(message)) } else { Ok(()) }
}

/// Run `f` while this thread alone uses the buffer.
///
/// # Errors
/// `RuntimeError` when this thread is using it already; what `f` raises.
pub fn exclusively<R>(vm: &mut Vm, file: Gc<Buffered>, f: impl FnOnce(&mut Vm) -> Result<R, Raised>) -> Result<R, Raised> {
    let me = vm.thread_id + 1;
    while file.busy.get() != 0 {
        if file.busy.get() == me {
            let name = vm.repr_string(file.value()).unwrap_or_else(|raised| {
                vm.take_exception(raised);
                "<buffered file>".to_owned()
            });
            return Err(vm.runtime_error(&format!("reentrant call inside {name}")));
        }
        vm.allow_threads(|| std::thread::sleep(std::time::Duration::from_micros(50)));
        vm.check_signals()?;
    }
    file.busy.set(me);
    let result = f(vm);
    file.busy.set(0);
    result
}

// ---- the raw file

/// Read into `buffer`; `None` (Rust): nothing now.
///
/// # Errors
/// What the raw file raises.
pub fn raw_read(vm: &mut Vm, file: Gc<Buffered>, buffer: &mut [u8]) -> Result<Option<usize>, Raised> {
    let raw = raw(vm, file)?;
    let count = if file.direct.get() {
        file_io::read_some(vm, raw, buffer)?
    } else {
        let array = vm.new_bytearray(vm.types.bytearray, buffer)?;
        let view = vm.call(vm.types.memoryview.value(), &[array.value()])?;
        let count = vm.call_method_str(raw, "readinto", &[view])?;
        vm.call_method_str(view, "release", &[])?;
        let count = checked_count(vm, count, buffer.len(), "readinto")?;
        if let Some(n) = count {
            buffer[..n].copy_from_slice(&array.bytes()[..n]);
        }
        count
    };
    if let (Some(n), true) = (count, file.raw_position.get() >= 0) {
        file.raw_position.set(file.raw_position.get() + n as i64);
    }
    Ok(count)
}

/// What a raw file's `readinto` or `write` gave.
fn checked_count(vm: &mut Vm, count: Value, len: usize, method: &str) -> Result<Option<usize>, Raised> {
    if count.is_none() {
        return Ok(None);
    }
    if vm.type_of(count).slots().index.is_none() {
        let exception = vm.type_of(count).name_string();
        return Err(vm.type_error(&format!("'{exception}' object cannot be interpreted as an integer")));
    }
    let n = vm.index_ssize(count)?;
    if n < 0 || n as usize > len {
        return Err(vm.os_error_message(&format!("raw {method}() returned invalid length {n} (should have been between 0 and {len})")));
    }
    Ok(Some(n as usize))
}

/// Write the start of `bytes`; `None` (Rust): no room now.
fn raw_write(vm: &mut Vm, file: Gc<Buffered>, bytes: &[u8]) -> Result<Option<usize>, Raised> {
    let raw = raw(vm, file)?;
    let count = if file.direct.get() {
        file_io::write_some(vm, raw, bytes)?
    } else {
        let array = vm.new_bytearray(vm.types.bytearray, bytes)?;
        let view = vm.call(vm.types.memoryview.value(), &[array.value()])?;
        let readonly = vm.call_method_str(view, "toreadonly", &[])?;
        let count = vm.call_method(raw, vm.names.write, &[readonly])?;
        checked_count(vm, count, bytes.len(), "write")?
    };
    if let (Some(n), true) = (count, file.raw_position.get() >= 0) {
        file.raw_position.set(file.raw_position.get() + n as i64);
    }
    Ok(count)
}

/// Where the raw file stands.
///
/// # Errors
/// What the raw file raises.
pub fn raw_tell(vm: &mut Vm, file: Gc<Buffered>) -> Result<i64, Raised> {
    let raw = raw(vm, file)?;
    let at = if file.direct.get() {
        file_io::position(vm, raw, 0, libc::SEEK_CUR)?
    } else {
        let at = vm.call_method_str(raw, "tell", &[])?;
        vm.index_ssize(at)?
    };
    checked_position(vm, file, at)
}

/// Move the raw file.
///
/// # Errors
/// What the raw file raises.
pub fn raw_seek(vm: &mut Vm, file: Gc<Buffered>, offset: i64, whence: i32) -> Result<i64, Raised> {
    let raw = raw(vm, file)?;
    let at = if file.direct.get() {
        file_io::position(vm, raw, offset, whence)?
    } else {
        let (offset, whence) = (vm.new_int(offset), Value::small_int(i64::from(whence)));
        let at = vm.call_method(raw, vm.names.seek, &[offset, whence])?;
        vm.index_ssize(at)?
    };
    checked_position(vm, file, at)
}

fn checked_position(vm: &mut Vm, file: Gc<Buffered>, at: i64) -> Result<i64, Raised> {
    if at < 0 {
        return Err(vm.os_error_message(&format!("Raw stream returned invalid position {at}")));
    }
    file.raw_position.set(at);
    Ok(at)
}

// ---- reading

/// Take the first `n` bytes that were read ahead.
fn take(file: Gc<Buffered>, n: usize, into: &mut Vec<u8>) {
    let mut buffers = file.buffers.get().borrow_mut();
    let n = n.min(buffers.rest().len());
    into.extend_from_slice(&buffers.rest()[..n]);
    buffers.at += n;
    if buffers.at == buffers.ahead.len() {
        buffers.clear_ahead();
    }
}

/// Read once into the empty buffer; how much there is now. `None` (Rust): nothing now.
///
/// # Errors
/// What the raw file raises.
pub fn fill(vm: &mut Vm, file: Gc<Buffered>) -> Result<Option<usize>, Raised> {
    // Outside the cell while Python code or other threads may run.
    let mut ahead = std::mem::take(&mut file.buffers.get().borrow_mut().ahead);
    let kept = { file.buffers.get().borrow().at };
    ahead.drain(..kept.min(ahead.len()));
    let start = ahead.len();
    ahead.resize(file.size.get().max(start + 1), 0);
    let count = raw_read(vm, file, &mut ahead[start..]);
    ahead.truncate(start + count.as_ref().map_or(0, |c| c.unwrap_or(0)));
    let mut buffers = file.buffers.get().borrow_mut();
    buffers.ahead = ahead;
    buffers.at = 0;
    drop(buffers);
    count
}

/// Before reading: write what waits.
fn prepare_read(vm: &mut Vm, file: Gc<Buffered>) -> Result<(), Raised> {
    if file.writable.get() && !file.buffers.get().borrow().out.is_empty() { write_out(vm, file) } else { Ok(()) }
}

/// Up to `n` bytes: fewer at the end of the file. `None` (Rust): nothing now.
///
/// # Errors
/// What the raw file raises.
pub fn read_bytes(vm: &mut Vm, file: Gc<Buffered>, n: usize) -> Result<Option<Vec<u8>>, Raised> {
    let mut result = Vec::new();
    take(file, n, &mut result);
    if result.len() == n {
        return Ok(Some(result));
    }
    prepare_read(vm, file)?;
    while result.len() < n {
        let left = n - result.len();
        let size = file.size.get();
        let count = if left >= size {
            // Whole buffers go straight to the result.
            let start = result.len();
            vm.grow(&mut result, left - left % size)?;
            result.resize(start + left - left % size, 0);
            let count = raw_read(vm, file, &mut result[start..]);
            result.truncate(start + count.as_ref().map_or(0, |c| c.unwrap_or(0)));
            count?
        } else {
            let count = fill(vm, file)?;
            take(file, left, &mut result);
            count
        };
        match count {
            Some(0) => break,
            None if result.is_empty() => return Ok(None),
            None => break,
            Some(_) => {}
        }
    }
    Ok(Some(result))
}

/// At most `n` bytes by at most one read.
///
/// # Errors
/// What the raw file raises.
pub fn read_once(vm: &mut Vm, file: Gc<Buffered>, n: usize) -> Result<Vec<u8>, Raised> {
    let mut result = Vec::new();
    take(file, n, &mut result);
    if !result.is_empty() || n == 0 {
        return Ok(result);
    }
    prepare_read(vm, file)?;
    if n >= file.size.get() {
        vm.grow(&mut result, n)?;
        result.resize(n, 0);
        let count = raw_read(vm, file, &mut result)?;
        result.truncate(count.unwrap_or(0));
    } else {
        fill(vm, file)?;
        take(file, n, &mut result);
    }
    Ok(result)
}

/// All bytes to the end: bytes or None.
///
/// # Errors
/// What the raw file raises.
pub fn read_all(vm: &mut Vm, file: Gc<Buffered>) -> PyResult {
    let mut result = Vec::new();
    take(file, usize::MAX, &mut result);
    prepare_read(vm, file)?;
    let raw = raw(vm, file)?;
    if file.direct.get() {
        file.raw_position.set(-1);
        return Ok(match file_io::read_to_end(vm, raw)? {
            Some(rest) if result.is_empty() => vm.new_bytes(&rest),
            Some(rest) => {
                result.extend_from_slice(&rest);
                vm.new_bytes(&result)
            }
            None if result.is_empty() => Value::NONE,
            None => vm.new_bytes(&result),
        });
    }
    file.raw_position.set(-1);
    let name = vm.intern("readall");
    let readall = vm.getattr_optional(raw, name)?;
    loop {
        let part = match readall {
            Some(readall) => vm.call(readall, &[])?,
            None => vm.call_method(raw, vm.names.read, &[])?,
        };
        if part.is_none() {
            return Ok(if result.is_empty() { part } else { vm.new_bytes(&result) });
        }
        let Some(part) = Gc::<Bytes>::cast(part) else {
            return Err(vm.type_error(if readall.is_some() { "readall() should return bytes" } else { "read() should return bytes" }));
        };
        result.extend_from_slice(part.bytes());
        if part.len == 0 || readall.is_some() {
            return Ok(vm.new_bytes(&result));
        }
    }
}

/// A line, of at most `limit` bytes (negative: any number).
///
/// # Errors
/// What the raw file raises.
pub fn read_line(vm: &mut Vm, file: Gc<Buffered>, limit: i64) -> Result<Vec<u8>, Raised> {
    let mut line = Vec::new();
    loop {
        let room = if limit < 0 { usize::MAX } else { limit as usize - line.len() };
        let ends = {
            let mut buffers = file.buffers.get().borrow_mut();
            let rest = buffers.rest();
            let rest = &rest[..rest.len().min(room)];
            let found = memchr::memchr(b'\n', rest);
            let n = found.map_or(rest.len(), |at| at + 1);
            line.extend_from_slice(&rest[..n]);
            buffers.at += n;
            if buffers.at == buffers.ahead.len() {
                buffers.clear_ahead();
            }
            found.is_some() || n == room
        };
        if ends {
            return Ok(line);
        }
        prepare_read(vm, file)?;
        if fill(vm, file)?.unwrap_or(0) == 0 {
            return Ok(line);
        }
    }
}

fn iter(vm: &mut Vm, this: Value) -> PyResult {
    check_open(vm, cast(this), "I/O operation on closed file.").map(|()| this)
}

fn next(vm: &mut Vm, this: Value) -> PyResult {
    let file = cast(this);
    if !file.readable.get() || vm.type_of(this).has(TypeFlags::HEAP) {
        let line = vm.call_method(this, vm.names.readline, &[])?;
        let Some(line) = Gc::<Bytes>::cast(line) else {
            let got = vm.type_of(line).name_string();
            return Err(vm.os_error_message(&format!("readline() should have returned a bytes object, not '{got}'")));
        };
        return Ok(if line.len == 0 { Value::EXHAUSTED } else { line.value() });
    }
    check_open(vm, file, "readline of closed file")?;
    let line = exclusively(vm, file, |vm| read_line(vm, file, -1))?;
    Ok(if line.is_empty() { Value::EXHAUSTED } else { vm.new_bytes(&line) })
}

// ---- writing

/// Before writing: move the raw file back over what was read ahead.
fn prepare_write(vm: &mut Vm, file: Gc<Buffered>) -> Result<(), Raised> {
    if !file.readable.get() {
        return Ok(());
    }
    let ahead = { file.buffers.get().borrow().rest().len() };
    if ahead > 0 {
        raw_seek(vm, file, -(ahead as i64), libc::SEEK_CUR)?;
    }
    file.drop_ahead();
    Ok(())
}

/// Write all that waits to the raw file.
///
/// # Errors
/// `BlockingIOError` when it has no room; what the raw file raises. What was not written stays.
pub fn write_out(vm: &mut Vm, file: Gc<Buffered>) -> Result<(), Raised> {
    let out = std::mem::take(&mut file.buffers.get().borrow_mut().out);
    if out.is_empty() {
        return Ok(());
    }
    let (written, result) = write_all(vm, file, &out);
    let mut buffers = file.buffers.get().borrow_mut();
    if written == out.len() {
        // Keep the storage.
        let mut storage = out;
        storage.clear();
        if buffers.out.is_empty() {
            buffers.out = storage;
        }
    } else {
        let mut rest = out[written..].to_vec();
        rest.append(&mut buffers.out);
        buffers.out = rest;
    }
    drop(buffers);
    match result {
        Ok(true) => Ok(()),
        Ok(false) => Err(blocked(vm, 0)),
        Err(raised) => Err(raised),
    }
}

/// Write to the raw file until all is written or it has no room: how much was, and whether that is all.
fn write_all(vm: &mut Vm, file: Gc<Buffered>, bytes: &[u8]) -> (usize, Result<bool, Raised>) {
    let mut written = 0;
    while written < bytes.len() {
        match raw_write(vm, file, &bytes[written..]) {
            Ok(Some(n)) => written += n,
            Ok(None) => return (written, Ok(false)),
            Err(raised) => return (written, Err(raised)),
        }
        if written < bytes.len() && let Err(raised) = vm.check_signals() {
            return (written, Err(raised));
        }
    }
    (written, Ok(true))
}

#[cold]
fn blocked(vm: &mut Vm, written: usize) -> Raised {
    let text = vm.new_str("write could not complete without blocking");
    let ty = vm.types.blocking_io_error;
    vm.raise_new(ty, &[Value::small_int(i64::from(libc::EAGAIN)), text, Value::small_int(written as i64)])
}

/// Write bytes, which no other code can change, through the buffer.
///
/// # Errors
/// `BlockingIOError` when neither buffer nor file have room; what the raw file raises.
pub fn write_bytes(vm: &mut Vm, file: Gc<Buffered>, bytes: &[u8]) -> Result<(), Raised> {
    if file.readable.get() {
        prepare_write(vm, file)?;
    }
    let size = file.size.get();
    {
        let mut buffers = file.buffers.get().borrow_mut();
        if buffers.out.len() + bytes.len() <= size {
            buffers.out.extend_from_slice(bytes);
            return Ok(());
        }
    }
    if let Err(raised) = write_out(vm, file) {
        vm.catch(raised, vm.types.blocking_io_error)?;
        let accepted = keep_what_fits(file, bytes);
        return if accepted == bytes.len() { Ok(()) } else { Err(blocked(vm, accepted)) };
    }
    if bytes.len() <= size {
        file.buffers.get().borrow_mut().out.extend_from_slice(bytes);
        return Ok(());
    }
    // Whole buffers go straight to the file, the rest waits.
    let direct = bytes.len() - bytes.len() % size;
    let (written, result) = write_all(vm, file, &bytes[..direct]);
    if result? {
        file.buffers.get().borrow_mut().out.extend_from_slice(&bytes[direct..]);
        return Ok(());
    }
    let accepted = written + keep_what_fits(file, &bytes[written..]);
    if accepted == bytes.len() { Ok(()) } else { Err(blocked(vm, accepted)) }
}

/// Add to what waits as much as the buffer has room for.
fn keep_what_fits(file: Gc<Buffered>, bytes: &[u8]) -> usize {
    let mut buffers = file.buffers.get().borrow_mut();
    let n = file.size.get().saturating_sub(buffers.out.len()).min(bytes.len());
    buffers.out.extend_from_slice(&bytes[..n]);
    n
}

/// Write what waits; move the raw file back over what was read ahead.
///
/// # Errors
/// What the raw file raises.
pub fn flush(vm: &mut Vm, file: Gc<Buffered>) -> Result<(), Raised> {
    if file.writable.get() {
        write_out(vm, file)?;
        prepare_write(vm, file)?;
    }
    Ok(())
}

fn repr(vm: &mut Vm, this: Value) -> PyResult {
    let class = super::type_name(vm, this);
    let name = match vm.getattr_optional(this, vm.names.name) {
        Ok(name) => name,
        Err(raised) => {
            vm.catch(raised, vm.types.value_error)?;
            None
        }
    };
    let Some(name) = name else { return Ok(vm.new_str(&format!("<{class}>"))) };
    match vm.repr_guard(this, |vm| vm.repr_string(name))? {
        Some(name) => Ok(vm.new_str(&format!("<{class} name={name}>"))),
        None => Err(vm.runtime_error(&format!("reentrant call inside {class}.__repr__"))),
    }
}
