//! `FileIO`: a file descriptor.
//!
//! **Invariant**: the descriptor is closed exactly once: by `close`, or when the object dies; never if `closefd` is false.

use std::cell::Cell;

use whipsnake_runtime::native::Args;
use whipsnake_runtime::{
    Call, Gc, GetSetDef, Native, NativeDef, PyResult, Raised, Slots, Str, TypeFlags, TypeObject, TypeSpec, Value, Vm, def, object,
};

use super::base::{self, unsupported};
use super::buffers;
use crate::os::error::{errno, os_error, os_error_path, retry, retry_open};
use crate::os::path;

/// A descriptor that is closed when this is dropped.
pub struct Descriptor {
    fd: Cell<i32>,
    close: Cell<bool>,
}

impl Drop for Descriptor {
    fn drop(&mut self) {
        if self.fd.get() >= 0 && self.close.get() {
            // SAFETY: the descriptor is this object's alone.
            unsafe { libc::close(self.fd.get()) };
        }
    }
}

object! {
    /// A raw file.
    pub struct FileIo = super::kinds::FILE_IO, "FileIO" {
        pub descriptor: Native<Descriptor>,
        pub readable: Cell<bool>,
        pub writable: Cell<bool>,
        pub created: Cell<bool>,
        pub appending: Cell<bool>,
        /// −1: not known yet.
        pub seekable: Cell<i8>,
        pub block_size: Cell<u32>,
        pub finalizing: Cell<bool>,
    }
}

/// The type `FileIO`.
pub static SPEC: TypeSpec = TypeSpec {
    name: "FileIO", module: "_io",
    doc: "Open a file.\n\nThe mode can be 'r' (default), 'w', 'x' or 'a' for reading,\nwriting, exclusive creation or appending.  The file will be created if it\ndoesn't exist when opened for writing or appending; it will be truncated\nwhen opened for writing.  A FileExistsError will be raised if it already\nexists when opened for creating. Opening a file for creating implies\nwriting so this mode behaves in a similar way to 'w'.Add a '+' to the mode\nto allow simultaneous reading and writing. A custom opener can be used by\npassing a callable as *opener*. The underlying file descriptor for the file\nobject is then obtained by calling opener with (*name*, *flags*).\n*opener* must return an open file descriptor (passing os.open as *opener*\nresults in functionality similar to passing None).",
    signature: "(file, mode='r', closefd=True, opener=None)", flags: TypeFlags::BASE,
    slots: Slots { new: Some(new), init: Some(init), repr: Some(repr), ..Slots::EMPTY },
    methods: &[METHODS], attributes: &[ATTRIBUTES],
    ..TypeSpec::of::<FileIo>()
};

static METHODS: &[NativeDef] = &[
    def("read", "($self, size=-1, /)", Call::Bound(read)),
    def("readall", "($self, /)", Call::A1(readall)),
    def("readinto", "($self, buffer, /)", Call::A2(readinto)),
    def("write", "($self, b, /)", Call::A2(write)),
    def("seek", "($self, pos, whence=0, /)", Call::Bound(seek)),
    def("tell", "($self, /)", Call::A1(|vm, this| { let at = position(vm, this, 0, libc::SEEK_CUR)?; Ok(vm.new_int(at)) })),
    def("truncate", "($self, size=None, /)", Call::Bound(truncate)),
    def("close", "($self, /)", Call::A1(close)),
    def("seekable", "($self, /)", Call::A1(|vm, this| seekable(vm, this).map(Value::bool))),
    def("readable", "($self, /)", Call::A1(|vm, this| { open_fd(vm, this)?; Ok(Value::bool(cast(this).readable.get())) })),
    def("writable", "($self, /)", Call::A1(|vm, this| { open_fd(vm, this)?; Ok(Value::bool(cast(this).writable.get())) })),
    def("fileno", "($self, /)", Call::A1(|vm, this| Ok(Value::small_int(i64::from(open_fd(vm, this)?))))),
    def("isatty", "($self, /)", Call::A1(|vm, this| isatty(vm, this).map(Value::bool))),
    def("_isatty_open_only", "($self, /)", Call::A1(|vm, this| isatty(vm, this).map(Value::bool))),
    def("_dealloc_warn", "($self, source, /)", Call::A2(dealloc_warn)),
    def("__getstate__", "($self, /)", Call::A1(super::no_pickle)),
    def("__reduce__", "($self, /)", Call::A1(super::no_pickle)),
    def("__reduce_ex__", "($self, protocol, /)", Call::A2(|vm, this, _| super::no_pickle(vm, this))),
];
static ATTRIBUTES: &[GetSetDef] = &[
    GetSetDef { name: "closed", get: |_, this| Ok(Value::bool(cast(this).fd() < 0)), set: None },
    GetSetDef { name: "closefd", get: |_, this| Ok(Value::bool(cast(this).descriptor.get().close.get())), set: None },
    GetSetDef { name: "mode", get: |vm, this| Ok(vm.new_str(cast(this).mode())), set: None },
    GetSetDef { name: "_blksize", get: |_, this| Ok(Value::small_int(i64::from(cast(this).block_size.get()))), set: Some(set_block_size) },
    GetSetDef { name: "_finalizing", get: |_, this| Ok(Value::bool(cast(this).finalizing.get())), set: Some(set_finalizing) },
];

fn cast(this: Value) -> Gc<FileIo> {
    Gc::cast(this).expect("the descriptor checked it")
}

impl FileIo {
    fn blank() -> FileIo {
        FileIo {
            descriptor: Native::new(Descriptor { fd: Cell::new(-1), close: Cell::new(true) }), readable: Cell::new(false),
            writable: Cell::new(false), created: Cell::new(false), appending: Cell::new(false), seekable: Cell::new(-1),
            block_size: Cell::new(super::DEFAULT_BUFFER_SIZE as u32), finalizing: Cell::new(false),
        }
    }

    /// The descriptor; −1 when closed.
    #[inline]
    pub fn fd(&self) -> i32 {
        self.descriptor.get().fd.get()
    }

    /// The mode as `open` takes it.
    fn mode(&self) -> &'static str {
        let readable = self.readable.get();
        match () {
            () if self.created.get() => if readable { "xb+" } else { "xb" },
            () if self.appending.get() => if readable { "ab+" } else { "ab" },
            () if readable => if self.writable.get() { "rb+" } else { "rb" },
            () => "wb",
        }
    }
}

fn set_block_size(vm: &mut Vm, this: Value, value: Value) -> Result<(), Raised> {
    let size = vm.index_ssize(value)?;
    cast(this).block_size.set(size as u32);
    Ok(())
}

fn set_finalizing(vm: &mut Vm, this: Value, value: Value) -> Result<(), Raised> {
    let on = vm.truthy(value)?;
    cast(this).finalizing.set(on);
    Ok(())
}

/// A raw file over an open descriptor that stays open when the object dies: for the standard streams.
///
/// # Errors
/// `MemoryError`.
pub fn over_descriptor(vm: &mut Vm, fd: i32, writable: bool) -> Result<Gc<FileIo>, Raised> {
    let class = vm.type_for::<FileIo>();
    let file = vm.alloc(class, FileIo::blank())?;
    file.descriptor.get().close.set(false);
    file.descriptor.get().fd.set(fd);
    file.readable.set(!writable);
    file.writable.set(writable);
    Ok(file)
}

fn new(vm: &mut Vm, class: Gc<TypeObject>, _: Args<'_>) -> PyResult {
    Ok(vm.alloc(class, FileIo::blank())?.value())
}

/// Binds the arguments of the constructor.
static INIT: NativeDef = def("FileIO", "($self, file, mode='r', closefd=True, opener=None)", Call::Bound(init_bound));

fn init(vm: &mut Vm, this: Value, args: Args<'_>) -> Result<(), Raised> {
    super::invoke_with_self(vm, &INIT, this, args).map(|_| ())
}

fn init_bound(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [this, name, mode, closefd, opener] = *a else { return Err(vm.system_error("FileIO() is mis-declared")) };
    let file = cast(this);
    if file.fd() >= 0 {
        if file.descriptor.get().close.get() {
            close_descriptor(vm, file)?;
        } else {
            file.descriptor.get().fd.set(-1);
        }
    }
    let fd = given_descriptor(vm, name)?;
    let mode = match mode.given() {
        Some(m) => base::str_argument(vm, m, "FileIO() argument 'mode' must be str")?.to_string_lossy().into_owned(),
        None => "r".to_owned(),
    };
    let flags = set_mode(vm, file, &mode)?;
    let close = match closefd.given() {
        Some(v) => vm.truthy(v)?,
        None => true,
    };
    file.descriptor.get().close.set(close);
    file.seekable.set(-1);
    match fd {
        Some(fd) => file.descriptor.get().fd.set(fd),
        None if !close => return Err(vm.value_error("Cannot use closefd=False with file name")),
        None => {
            let fd = open_path(vm, name, flags, opener)?;
            file.descriptor.get().fd.set(fd);
        }
    }
    let result = adopt(vm, file, name);
    if result.is_err() {
        // A descriptor that the caller passed stays the caller's.
        if fd.is_none() && file.fd() >= 0 {
            // SAFETY: just opened here.
            unsafe { libc::close(file.fd()) };
        }
        file.descriptor.get().fd.set(-1);
    }
    result.map(|()| Value::NONE)
}

/// The argument `file` as a descriptor, when it is an int.
fn given_descriptor(vm: &mut Vm, name: Value) -> Result<Option<i32>, Raised> {
    if Gc::<Str>::cast(name).is_some() || vm.type_of(name).slots().index.is_none() {
        return Ok(None);
    }
    if name.is_bool() {
        (vm.hooks.warn)(vm, vm.types.runtime_warning, "bool is used as a file descriptor")?;
    }
    let index = vm.index(name)?;
    match vm.index_i64(index).and_then(|n| i32::try_from(n).ok()) {
        Some(fd) if fd < 0 => Err(vm.value_error("negative file descriptor")),
        Some(fd) => Ok(Some(fd)),
        None => Err(vm.overflow_error("Python int too large to convert to C int")),
    }
}

/// Read the mode; gives the flags of `open`.
fn set_mode(vm: &mut Vm, file: Gc<FileIo>, mode: &str) -> Result<i32, Raised> {
    let (mut main, mut plus, mut flags) = (0, 0, 0);
    for flag in [&file.readable, &file.writable, &file.created, &file.appending] {
        flag.set(false);
    }
    for c in mode.chars() {
        let opens = match c {
            'x' => libc::O_EXCL | libc::O_CREAT,
            'r' => 0,
            'w' => libc::O_CREAT | libc::O_TRUNC,
            'a' => libc::O_APPEND | libc::O_CREAT,
            'b' => continue,
            '+' => {
                plus += 1;
                file.readable.set(true);
                file.writable.set(true);
                continue;
            }
            _ => return Err(vm.value_error(&format!("invalid mode: {mode}"))),
        };
        main += 1;
        flags |= opens;
        (if c == 'r' { &file.readable } else { &file.writable }).set(true);
        file.created.set(file.created.get() || c == 'x');
        file.appending.set(file.appending.get() || c == 'a');
    }
    if main != 1 || plus > 1 {
        return Err(vm.value_error("Must have exactly one of create/read/write/append mode and at most one plus"));
    }
    let access = match (file.readable.get(), file.writable.get()) {
        (true, true) => libc::O_RDWR,
        (true, false) => libc::O_RDONLY,
        _ => libc::O_WRONLY,
    };
    Ok(flags | access | libc::O_CLOEXEC)
}

fn open_path(vm: &mut Vm, name: Value, flags: i32, opener: Value) -> Result<i32, Raised> {
    if let Some(opener) = opener.given().filter(|o| !o.is_none()) {
        let result = vm.call(opener, &[name, Value::small_int(i64::from(flags))])?;
        if vm.type_of(result).slots().index.is_none() {
            return Err(vm.type_error("expected integer from opener"));
        }
        let fd = vm.index_ssize(result)?;
        if fd < 0 {
            return Err(vm.value_error(&format!("opener returned {fd}")));
        }
        // SAFETY: sets a flag of a descriptor; fails for a bad one, which `adopt` reports.
        unsafe {
            let flags = libc::fcntl(fd as i32, libc::F_GETFD);
            if flags >= 0 {
                libc::fcntl(fd as i32, libc::F_SETFD, flags | libc::FD_CLOEXEC);
            }
        }
        return Ok(fd as i32);
    }
    let path = path::path(vm, name)?;
    // SAFETY: the path ends with a NUL.
    let opened = retry_open(vm, || unsafe { libc::open(path.text.as_ptr(), flags, 0o666) } as isize)?;
    opened.map(|fd| fd as i32).map_err(|number| os_error_path(vm, number, name))
}

/// Look at the descriptor, and remember the name.
fn adopt(vm: &mut Vm, file: Gc<FileIo>, name: Value) -> Result<(), Raised> {
    // SAFETY: fills in a plain struct.
    let (result, stat) = unsafe {
        let mut stat: libc::stat = std::mem::zeroed();
        (libc::fstat(file.fd(), &mut stat), stat)
    };
    if result < 0 {
        if errno() == libc::EBADF {
            return Err(os_error_path(vm, libc::EBADF, name));
        }
    } else {
        if stat.st_mode & libc::S_IFMT == libc::S_IFDIR {
            return Err(os_error_path(vm, libc::EISDIR, name));
        }
        if stat.st_blksize > 1 {
            file.block_size.set(stat.st_blksize as u32);
        }
    }
    vm.setattr(file.value(), vm.names.name, name)?;
    if file.appending.get() {
        // SAFETY: a plain call; pipes cannot seek, which is no error here.
        unsafe { libc::lseek(file.fd(), 0, libc::SEEK_END) };
    }
    Ok(())
}

/// The descriptor of an open file.
///
/// # Errors
/// `ValueError` when it is closed.
#[inline]
pub fn open_fd(vm: &mut Vm, this: Value) -> Result<i32, Raised> {
    let fd = cast(this).fd();
    if fd < 0 { Err(vm.value_error("I/O operation on closed file")) } else { Ok(fd) }
}

/// Read into `buffer`; `None` (Rust): nothing now, the file does not block.
///
/// # Errors
/// `ValueError`; `OSError`; what a signal handler raises.
pub fn read_some(vm: &mut Vm, this: Value, buffer: &mut [u8]) -> Result<Option<usize>, Raised> {
    let fd = open_fd(vm, this)?;
    if !cast(this).readable.get() {
        return Err(unsupported(vm, "File not open for reading"));
    }
    let (at, len) = (buffer.as_mut_ptr(), buffer.len().min(0x7fff_f000));
    // SAFETY: the buffer is the caller's own, and has room for `len` bytes.
    match retry(vm, || unsafe { libc::read(fd, at.cast(), len) })? {
        Ok(n) => Ok(Some(n)),
        Err(libc::EAGAIN) => Ok(None),
        Err(number) => Err(os_error(vm, number)),
    }
}

/// Write the start of `bytes`; `None` (Rust): no room now, the file does not block. `bytes` must be no object's that can change.
///
/// # Errors
/// `ValueError`; `OSError`; what a signal handler raises.
pub fn write_some(vm: &mut Vm, this: Value, bytes: &[u8]) -> Result<Option<usize>, Raised> {
    let fd = open_fd(vm, this)?;
    if !cast(this).writable.get() {
        return Err(unsupported(vm, "File not open for writing"));
    }
    let (at, len) = (bytes.as_ptr(), bytes.len().min(0x7fff_f000));
    // SAFETY: `len` bytes are readable, and stay so while other threads run.
    match retry(vm, || unsafe { libc::write(fd, at.cast(), len) })? {
        Ok(n) => Ok(Some(n)),
        Err(libc::EAGAIN) => Ok(None),
        Err(number) => Err(os_error(vm, number)),
    }
}

/// Read to the end; `None` (Rust): nothing now, the file does not block.
///
/// # Errors
/// As [`read_some`].
pub fn read_to_end(vm: &mut Vm, this: Value) -> Result<Option<Vec<u8>>, Raised> {
    let fd = open_fd(vm, this)?;
    if !cast(this).readable.get() {
        return Err(unsupported(vm, "File not open for reading"));
    }
    let mut all = vm.zeros(rest_of_file(fd))?;
    let mut filled = 0;
    loop {
        if filled == all.len() {
            let more = if filled < 1 << 16 { filled + 8192 } else { filled / 2 };
            vm.grow(&mut all, more)?;
            all.resize(filled + more, 0);
        }
        match read_some(vm, this, &mut all[filled..])? {
            Some(0) => break,
            Some(n) => filled += n,
            None if filled == 0 => return Ok(None),
            None => break,
        }
    }
    all.truncate(filled);
    Ok(Some(all))
}

/// A guess at the bytes that are left, and one more, so that one call sees the end.
fn rest_of_file(fd: i32) -> usize {
    // SAFETY: fills in a plain struct; plain calls.
    unsafe {
        let mut stat: libc::stat = std::mem::zeroed();
        if libc::fstat(fd, &mut stat) < 0 || stat.st_size <= 0 {
            return 8192;
        }
        let at = if stat.st_size > 65536 { libc::lseek(fd, 0, libc::SEEK_CUR).max(0) } else { 0 };
        (stat.st_size - at).clamp(0, 1 << 40) as usize + 1
    }
}

fn read(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [this, size] = *a else { return Err(vm.system_error("read() is mis-declared")) };
    let size = base::size_argument(vm, size)?;
    if size < 0 {
        return readall(vm, this);
    }
    let mut buffer = vm.zeros(size as usize)?;
    Ok(match read_some(vm, this, &mut buffer)? {
        Some(n) => vm.new_bytes(&buffer[..n]),
        None => Value::NONE,
    })
}

fn readall(vm: &mut Vm, this: Value) -> PyResult {
    Ok(match read_to_end(vm, this)? {
        Some(all) => vm.new_bytes(&all),
        None => Value::NONE,
    })
}

fn readinto(vm: &mut Vm, this: Value, target: Value) -> PyResult {
    open_fd(vm, this)?;
    if !cast(this).readable.get() {
        return Err(unsupported(vm, "File not open for reading"));
    }
    buffers::read_into(vm, target, "readinto", |vm, memory| read_some(vm, this, memory))
}

fn write(vm: &mut Vm, this: Value, data: Value) -> PyResult {
    open_fd(vm, this)?;
    if !cast(this).writable.get() {
        return Err(unsupported(vm, "File not open for writing"));
    }
    let bytes = buffers::bytes_of(vm, data)?;
    Ok(match write_some(vm, this, &bytes)? {
        Some(n) => Value::small_int(n as i64),
        None => Value::NONE,
    })
}

/// Seek; gives the new position.
///
/// # Errors
/// `ValueError`; `OSError`.
pub fn position(vm: &mut Vm, this: Value, offset: i64, whence: i32) -> Result<i64, Raised> {
    let fd = open_fd(vm, this)?;
    // SAFETY: a plain call.
    let at = vm.allow_threads(|| unsafe { libc::lseek(fd, offset, whence) });
    let file = cast(this);
    if file.seekable.get() < 0 {
        file.seekable.set(i8::from(at >= 0));
    }
    if at < 0 { Err(os_error(vm, errno())) } else { Ok(at) }
}

fn seek(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [this, offset, whence] = *a else { return Err(vm.system_error("seek() is mis-declared")) };
    open_fd(vm, this)?;
    if vm.is_exact(offset, vm.types.float) {
        return Err(vm.type_error("an integer is required"));
    }
    let offset = vm.index_ssize(offset)?;
    let whence = match whence.given() {
        Some(w) => vm.index_ssize(w)? as i32,
        None => 0,
    };
    let at = position(vm, this, offset, whence)?;
    Ok(vm.new_int(at))
}

fn truncate(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [this, size] = *a else { return Err(vm.system_error("truncate() is mis-declared")) };
    let fd = open_fd(vm, this)?;
    if !cast(this).writable.get() {
        return Err(unsupported(vm, "File not open for writing"));
    }
    let size = match size.given().filter(|s| !s.is_none()) {
        Some(size) => vm.index_ssize(size)?,
        None => position(vm, this, 0, libc::SEEK_CUR)?,
    };
    // SAFETY: a plain call.
    match retry(vm, || unsafe { libc::ftruncate(fd, size) } as isize)? {
        Ok(_) => Ok(vm.new_int(size)),
        Err(number) => Err(os_error(vm, number)),
    }
}

/// # Errors
/// `ValueError` when it is closed.
pub fn seekable(vm: &mut Vm, this: Value) -> Result<bool, Raised> {
    let fd = open_fd(vm, this)?;
    let file = cast(this);
    if file.seekable.get() < 0 {
        // SAFETY: a plain call.
        let at = unsafe { libc::lseek(fd, 0, libc::SEEK_CUR) };
        file.seekable.set(i8::from(at >= 0));
    }
    Ok(file.seekable.get() > 0)
}

/// # Errors
/// `ValueError` when it is closed.
pub fn isatty(vm: &mut Vm, this: Value) -> Result<bool, Raised> {
    let fd = open_fd(vm, this)?;
    // SAFETY: a plain call.
    Ok(unsafe { libc::isatty(fd) } == 1)
}

fn close_descriptor(vm: &mut Vm, file: Gc<FileIo>) -> Result<(), Raised> {
    let fd = file.descriptor.get().fd.replace(-1);
    // SAFETY: the descriptor was this object's alone.
    let number = vm.allow_threads(|| if unsafe { libc::close(fd) } < 0 { errno() } else { 0 });
    if number != 0 && number != libc::EINTR { Err(os_error(vm, number)) } else { Ok(()) }
}

fn close(vm: &mut Vm, this: Value) -> PyResult {
    let flushed = base::close(vm, this);
    let file = cast(this);
    if !file.descriptor.get().close.get() {
        file.descriptor.get().fd.set(-1);
        return flushed;
    }
    let flushed = match flushed {
        Ok(_) => None,
        Err(raised) => Some(vm.take_exception(raised)),
    };
    if file.finalizing.get() && file.fd() >= 0 {
        dealloc_warn(vm, this, this)?;
    }
    if file.fd() >= 0 {
        close_descriptor(vm, file)?;
    }
    match flushed {
        Some(exception) => Err(vm.raise_again(exception)),
        None => Ok(Value::NONE),
    }
}

fn dealloc_warn(vm: &mut Vm, this: Value, source: Value) -> PyResult {
    let file = cast(this);
    if file.fd() >= 0 && file.descriptor.get().close.get() {
        let text = format!("unclosed file {}", vm.repr_string(source)?);
        if let Err(raised) = (vm.hooks.warn)(vm, vm.types.resource_warning, &text) {
            vm.take_exception(raised);
        }
    }
    Ok(Value::NONE)
}

fn repr(vm: &mut Vm, this: Value) -> PyResult {
    let (file, class) = (cast(this), super::type_name(vm, this));
    if file.fd() < 0 {
        return Ok(vm.new_str(&format!("<{class} [closed]>")));
    }
    let closefd = if file.descriptor.get().close.get() { "True" } else { "False" };
    let text = match vm.getattr_optional(this, vm.names.name)? {
        Some(name) => match vm.repr_guard(this, |vm| vm.repr_string(name))? {
            Some(name) => format!("<{class} name={name} mode='{}' closefd={closefd}>", file.mode()),
            None => return Err(vm.runtime_error(&format!("reentrant call inside {class}.__repr__"))),
        },
        None => format!("<{class} fd={} mode='{}' closefd={closefd}>", file.fd(), file.mode()),
    };
    Ok(vm.new_str(&text))
}
