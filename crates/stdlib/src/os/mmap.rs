//! `mmap`: files as memory.

use std::cell::Cell;

use whipsnake_builtins::collection::common::{iter_self, this};
use whipsnake_builtins::collection::slice;
use whipsnake_runtime::uops::object::normalize_index;
use whipsnake_runtime::{
    BufferFlags, BufferView, Call, ExportCounter, Gc, GetSetDef, ManagedBuffer, MemoryView, Module, Native, NativeDef, PyResult, Raised, SliceObject, SlotOf, Slots,
    TypeFlags, TypeObject, TypeSpec, Value, Vm, def, object,
};

use super::error::{errno, os_error};
use super::{kinds, posix_int};
use crate::support::{add_type, array, construct, hidden_type, not_none};

const ACCESS_DEFAULT: i32 = 0;
const ACCESS_READ: i32 = 1;
const ACCESS_WRITE: i32 = 2;
const ACCESS_COPY: i32 = 3;
const ACCESS_NAMES: [&str; 4] = ["ACCESS_DEFAULT", "ACCESS_READ", "ACCESS_WRITE", "ACCESS_COPY"];

/// Mapped memory, given back when it is dropped.
struct Mapping {
    start: *mut u8,
    len: usize,
    /// A duplicate of the file's descriptor; -1: none.
    fd: i32,
}

impl Drop for Mapping {
    fn drop(&mut self) {
        // SAFETY: the memory is this mapping's own, and nobody has a view of it any more: `close` asks, and the collector comes last.
        unsafe {
            libc::munmap(self.start.cast(), self.len);
            if self.fd >= 0 {
                libc::close(self.fd);
            }
        }
    }
}

object! {
    /// `mmap.mmap`
    pub struct Mmap = kinds::MMAP, "mmap" {
        /// None once it is closed.
        mapping: Native<Option<Mapping>>,
        position: Cell<usize>,
        offset: Cell<i64>,
        access: Cell<i32>,
        flags: Cell<i32>,
        tracks: Cell<bool>,
        exports: SlotOf<ExportCounter>,
    }
}

object! {
    /// Iterator over the bytes.
    pub struct MmapIterator = kinds::MMAP_ITERATOR, "iterator" { map: SlotOf<Mmap>, index: Cell<usize> }
}

static SPEC: TypeSpec = TypeSpec {
    module: "mmap",
    doc: "Windows: mmap(fileno, length[, tagname[, access[, offset]]])\n\nMaps length bytes from the file specified by the file handle fileno,\nand returns a mmap object.  If length is larger than the current size\nof the file, the file is extended to contain length bytes.  If length\nis 0, the maximum length of the map is the current size of the file,\nexcept that if the file is empty Windows raises an exception (you cannot\ncreate an empty mapping on Windows).\n\nUnix: mmap(fileno, length[, flags[, prot[, access[, offset[, trackfd]]]]])\n\nMaps length bytes from the file specified by the file descriptor fileno,\nand returns a mmap object.  If length is 0, the maximum length of the map\nwill be the current size of the file when mmap is called.\nflags specifies the nature of the mapping. MAP_PRIVATE creates a\nprivate copy-on-write mapping, so changes to the contents of the mmap\nobject will be private to this process, and MAP_SHARED creates a mapping\nthat's shared with all other processes mapping the same areas of the file.\nThe default value is MAP_SHARED.\n\nTo map anonymous memory, pass -1 as the fileno (both versions).",
    signature: "(fileno, length, flags=MAP_SHARED, prot=PROT_WRITE|PROT_READ, access=ACCESS_DEFAULT, offset=0, *, trackfd=True)",
    flags: super::thread::BASE,
    slots: Slots {
        new: Some(|vm, class, args| construct(vm, &NEW, class, args)), repr: Some(repr), iter: Some(iter), getitem: Some(getitem), setitem: Some(setitem),
        length: Some(|vm, map| Ok(open(vm, map)?.len)), buffer: Some(buffer),
        ..Slots::EMPTY
    },
    methods: &[METHODS],
    attributes: &[&[GetSetDef { name: "closed", get: |_, map| Ok(Value::bool(this::<Mmap>(map).mapping.get().is_none())), set: None }]],
    ..TypeSpec::of::<Mmap>()
};
static ITERATOR: TypeSpec = TypeSpec {
    flags: TypeFlags::NO_NEW,
    slots: Slots { iter: Some(iter_self), next: Some(next), ..Slots::EMPTY },
    ..TypeSpec::of::<MmapIterator>()
};
static NEW: NativeDef = def(
    "mmap",
    "($type, /, fileno, length, flags=MAP_SHARED, prot=PROT_WRITE|PROT_READ, access=ACCESS_DEFAULT, offset=0, *, trackfd=True)",
    Call::Bound(new),
);
static METHODS: &[NativeDef] = &[
    def("close", "($self, /)", Call::A1(close)),
    def("find", "($self, view, start=None, end=None, /)", Call::Bound(|vm, a| find(vm, a, false))),
    def("rfind", "($self, view, start=None, end=None, /)", Call::Bound(|vm, a| find(vm, a, true))),
    def("flush", "($self, offset=0, size=None, /)", Call::A3(flush)),
    def("madvise", "($self, option, start=0, length=None, /)", Call::Bound(madvise)),
    def("move", "($self, dest, src, count, /)", Call::Bound(move_bytes)),
    def("read", "($self, n=None, /)", Call::A2(read)),
    def("read_byte", "($self, /)", Call::A1(read_byte)),
    def("readline", "($self, /)", Call::A1(readline)),
    def("resize", "($self, newsize, /)", Call::A2(resize)),
    def("seek", "($self, pos, whence=0, /)", Call::A3(seek)),
    def("seekable", "($self, /)", Call::A1(|_, _| Ok(Value::TRUE))),
    def("size", "($self, /)", Call::A1(size)),
    def("tell", "($self, /)", Call::A1(|vm, map| { open(vm, map)?; Ok(vm.new_int(this::<Mmap>(map).position.get() as i64)) })),
    def("write", "($self, bytes, /)", Call::A2(write)),
    def("write_byte", "($self, byte, /)", Call::A2(write_byte)),
    def("__enter__", "($self, /)", Call::A1(|vm, map| { open(vm, map)?; Ok(map) })),
    def("__exit__", "($self, exc_type, exc_value, traceback, /)", Call::Bound(|vm, a| close(vm, a[0]))),
    def("__sizeof__", "($self, /)", Call::A1(|vm, _| Ok(vm.new_int(size_of::<Mmap>() as i64 + 16)))),
];

const CONSTANTS: &[(&str, i32)] = {
    macro_rules! constants { ($($name:ident)*) => { &[$((stringify!($name), libc::$name)),*] }; }
    constants! {
        PROT_EXEC PROT_READ PROT_WRITE MAP_SHARED MAP_PRIVATE MAP_DENYWRITE MAP_EXECUTABLE MAP_ANON MAP_ANONYMOUS MAP_POPULATE MAP_STACK MAP_NORESERVE
        MADV_NORMAL MADV_RANDOM MADV_SEQUENTIAL MADV_WILLNEED MADV_DONTNEED MADV_REMOVE MADV_DONTFORK MADV_DOFORK MADV_HWPOISON MADV_MERGEABLE
        MADV_UNMERGEABLE MADV_HUGEPAGE MADV_NOHUGEPAGE MADV_DONTDUMP MADV_DODUMP MADV_FREE
    }
};

/// Fill in the module.
///
/// # Errors
/// `MemoryError`.
pub fn init(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    vm.set_module_attr(module, "error", vm.types.os_error.value());
    add_type::<Mmap>(vm, module, &SPEC, None);
    hidden_type::<MmapIterator>(vm, &ITERATOR, None);
    for (name, value) in CONSTANTS {
        vm.set_module_attr(module, name, Value::small_int(i64::from(*value)));
    }
    for (value, name) in ACCESS_NAMES.iter().enumerate() {
        vm.set_module_attr(module, name, Value::small_int(value as i64));
    }
    for name in ["PAGESIZE", "ALLOCATIONGRANULARITY"] {
        vm.set_module_attr(module, name, Value::small_int(page_size() as i64));
    }
    Ok(())
}

fn page_size() -> usize {
    // SAFETY: a plain call.
    unsafe { libc::sysconf(libc::_SC_PAGESIZE) as usize }
}

fn last_error(vm: &mut Vm) -> Raised {
    os_error(vm, errno())
}

/// The size of the file behind a descriptor; also whether it is a regular one.
fn file_size(fd: i32) -> Option<(u64, bool)> {
    // SAFETY: all zeros is a value of the structure of numbers.
    let mut status: libc::stat = unsafe { std::mem::zeroed() };
    // SAFETY: the structure is this function's own.
    let failed = unsafe { libc::fstat(fd, &mut status) } != 0;
    (!failed).then_some((status.st_size as u64, status.st_mode & libc::S_IFMT == libc::S_IFREG))
}

fn new(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [class, fd, length, flags, prot, access, offset, trackfd] = array(a);
    let class = Gc::<TypeObject>::cast(class).expect("the constructor passes it");
    let number = |vm: &mut Vm, value: Value, default: i32| value.given().map_or(Ok(default), |value| posix_int(vm, value));
    let (fd, length) = (posix_int(vm, fd)?, vm.index_ssize(length)?);
    let (mut flags, mut prot) = (number(vm, flags, libc::MAP_SHARED)?, number(vm, prot, libc::PROT_READ | libc::PROT_WRITE)?);
    let mut access = number(vm, access, ACCESS_DEFAULT)?;
    let offset = offset.given().map_or(Ok(0), |offset| vm.index_ssize(offset))?;
    let tracks = trackfd.given().map_or(Ok(true), |value| vm.truthy(value))?;
    let Ok(mut len) = usize::try_from(length) else { return Err(vm.overflow_error("memory mapped length must be positive")) };
    if offset < 0 {
        return Err(vm.overflow_error("memory mapped offset must be positive"));
    }
    if access != ACCESS_DEFAULT && (flags != libc::MAP_SHARED || prot != libc::PROT_READ | libc::PROT_WRITE) {
        return Err(vm.value_error("mmap can't specify both access and flags, prot."));
    }
    match access {
        ACCESS_READ => prot = libc::PROT_READ,
        ACCESS_WRITE => {}
        ACCESS_COPY => flags = libc::MAP_PRIVATE,
        ACCESS_DEFAULT if prot & (libc::PROT_READ | libc::PROT_WRITE) == libc::PROT_READ | libc::PROT_WRITE => {}
        ACCESS_DEFAULT if prot & libc::PROT_WRITE != 0 => access = ACCESS_WRITE,
        ACCESS_DEFAULT => access = ACCESS_READ,
        _ => return Err(vm.value_error("mmap invalid access parameter.")),
    }
    if fd != -1
        && let Some((size, true)) = file_size(fd)
    {
        if len == 0 {
            if size == 0 {
                return Err(vm.value_error("cannot mmap an empty file"));
            }
            if offset as u64 >= size {
                return Err(vm.value_error("mmap offset is greater than file size"));
            }
            len = (size - offset as u64) as usize;
        } else if offset as u64 > size || size - (offset as u64) < len as u64 {
            return Err(vm.value_error("mmap length is greater than file size"));
        }
    }
    let own = if fd == -1 {
        flags |= libc::MAP_ANONYMOUS;
        -1
    } else if tracks {
        // SAFETY: a plain call.
        match unsafe { libc::fcntl(fd, libc::F_DUPFD_CLOEXEC, 0) } {
            -1 => return Err(last_error(vm)),
            own => own,
        }
    } else {
        -1
    };
    // SAFETY: without an address the kernel finds memory that nobody uses.
    let start = unsafe { libc::mmap(std::ptr::null_mut(), len, prot, flags, fd, offset) };
    if start == libc::MAP_FAILED {
        let raised = last_error(vm);
        if own >= 0 {
            // SAFETY: the duplicate is this function's own.
            unsafe { libc::close(own) };
        }
        return Err(raised);
    }
    let map = Mmap {
        mapping: Native::new(Some(Mapping { start: start.cast(), len, fd: own })),
        position: Cell::new(0),
        offset: Cell::new(offset),
        access: Cell::new(access),
        flags: Cell::new(flags),
        tracks: Cell::new(tracks),
        exports: SlotOf::empty(),
    };
    Ok(vm.alloc(class, map)?.value())
}

/// What is mapped.
///
/// # Errors
/// `ValueError` once it is closed.
fn open(vm: &mut Vm, map: Value) -> Result<&'static Mapping, Raised> {
    let map = this::<Mmap>(map);
    match map.mapping.get() {
        // SAFETY: callers are done with it before the object can be closed, and the object is among their arguments.
        Some(mapping) => Ok(unsafe { &*std::ptr::from_ref(mapping) }),
        None => Err(vm.value_error("mmap closed or invalid")),
    }
}

/// The bytes. They must be used before Python code runs.
fn bytes(vm: &mut Vm, map: Value) -> Result<&'static mut [u8], Raised> {
    let mapping = open(vm, map)?;
    // SAFETY: the mapping is that long, and lasts as `open` says.
    Ok(unsafe { std::slice::from_raw_parts_mut(mapping.start, mapping.len) })
}

fn writable(vm: &mut Vm, map: Value) -> Result<&'static mut [u8], Raised> {
    let bytes = bytes(vm, map)?;
    if this::<Mmap>(map).access.get() == ACCESS_READ {
        return Err(vm.type_error("mmap can't modify a readonly memory map."));
    }
    Ok(bytes)
}

/// Whether anybody has a view of the memory. Views that nobody can reach any more do not count.
fn is_shown(vm: &mut Vm, map: Value) -> bool {
    let exports = |map| this::<Mmap>(map).exports.get().map_or(0, |counter| counter.get());
    if this::<Mmap>(map).mapping.get().is_none() || exports(map) == 0 {
        return false;
    }
    vm.heap.collect(true);
    // Views that were made of one another share one managed buffer.
    let (mut managed, mut shown) = (0, false);
    vm.heap.for_each_object(|header| {
        // SAFETY: the address of an object.
        let object = unsafe { Value::from_bits(std::ptr::from_ref(header).addr() as u64) };
        if let Some(buffer) = Gc::<ManagedBuffer>::cast(object) {
            managed += usize::from(buffer.owner.get() == map && buffer.guard.get().is_some());
        } else if let Some(view) = Gc::<MemoryView>::cast(object) {
            shown |= !view.released.get() && view.managed.get().is_some_and(|managed| managed.owner.get() == map);
        }
    });
    shown || exports(map) > managed
}

fn buffer(vm: &mut Vm, map: Value, flags: BufferFlags) -> Result<BufferView, Raised> {
    let object = this::<Mmap>(map);
    let mapping = open(vm, map)?;
    let readonly = object.access.get() == ACCESS_READ;
    if readonly && flags.has(BufferFlags::WRITABLE) {
        return Err(vm.error(vm.types.buffer_error, "Object is not writable."));
    }
    let counter = match object.exports.get() {
        Some(counter) => counter,
        None => {
            let counter = vm.new_export_counter();
            vm.heap.store_to(object, &object.exports, Some(counter));
            counter
        }
    };
    let mut view = BufferView::of_bytes(map, mapping.start, mapping.len, readonly);
    view.guard = Some(counter.guard());
    Ok(view)
}

fn close(vm: &mut Vm, map: Value) -> PyResult {
    let object = this::<Mmap>(map);
    if is_shown(vm, map) {
        return Err(vm.error(vm.types.buffer_error, "cannot close exported pointers exist"));
    }
    // SAFETY: nobody holds the mapping across this call.
    *unsafe { object.mapping.get_mut() } = None;
    Ok(Value::NONE)
}

fn repr(vm: &mut Vm, map: Value) -> PyResult {
    let (object, class) = (this::<Mmap>(map), vm.type_of(map));
    let class = if class.has(TypeFlags::HEAP) { class.name_string() } else { "mmap.mmap".to_owned() };
    let text = match object.mapping.get() {
        None => format!("<{class} closed=True>"),
        Some(mapping) => {
            let access = ACCESS_NAMES[object.access.get() as usize];
            let (len, position, offset) = (mapping.len, object.position.get(), object.offset.get());
            format!("<{class} closed=False, access={access}, length={len}, pos={position}, offset={offset}>")
        }
    };
    Ok(vm.new_str(&text))
}

fn iter(vm: &mut Vm, map: Value) -> PyResult {
    let class = vm.type_for::<MmapIterator>();
    Ok(vm.alloc(class, MmapIterator { map: SlotOf::new(this(map)), index: Cell::new(0) })?.value())
}

fn next(vm: &mut Vm, iterator: Value) -> PyResult {
    let iterator = this::<MmapIterator>(iterator);
    let Some(map) = iterator.map.get() else { return Ok(Value::EXHAUSTED) };
    let index = iterator.index.get();
    match bytes(vm, map.value())?.get(index) {
        Some(byte) => {
            iterator.index.set(index + 1);
            Ok(vm.new_bytes(&[*byte]))
        }
        None => {
            vm.heap.store_to(iterator, &iterator.map, None);
            Ok(Value::EXHAUSTED)
        }
    }
}

/// An index that is an int.
fn place(vm: &mut Vm, map: Value, key: Value) -> Result<usize, Raised> {
    if vm.type_of(key).slots().index.is_none() {
        return Err(vm.type_error("mmap indices must be integers"));
    }
    let index = vm.index_ssize(key)?;
    let len = open(vm, map)?.len;
    normalize_index(index, len).ok_or(()).or_else(|()| Err(vm.index_error("mmap index out of range")))
}

fn getitem(vm: &mut Vm, map: Value, key: Value) -> PyResult {
    open(vm, map)?;
    if let Some(slice) = Gc::<SliceObject>::cast(key) {
        let bounds = slice::unpack(vm, slice)?;
        let bytes = bytes(vm, map)?;
        let selection = bounds.select(bytes.len());
        let selected: Vec<u8> = (0..selection.len).map(|i| bytes[selection.index(i)]).collect();
        return Ok(vm.new_bytes(&selected));
    }
    let place = place(vm, map, key)?;
    Ok(Value::small_int(i64::from(bytes(vm, map)?[place])))
}

fn setitem(vm: &mut Vm, map: Value, key: Value, with: Value) -> Result<(), Raised> {
    writable(vm, map)?;
    if let Some(slice) = Gc::<SliceObject>::cast(key) {
        let bounds = slice::unpack(vm, slice)?;
        let Some(with) = with.given() else { return Err(vm.type_error("mmap object doesn't support slice deletion")) };
        let data = vm.required_contents(with)?.to_vec();
        let bytes = writable(vm, map)?;
        let selection = bounds.select(bytes.len());
        if selection.len != data.len() {
            return Err(vm.index_error("mmap slice assignment is wrong size"));
        }
        data.iter().enumerate().for_each(|(i, byte)| bytes[selection.index(i)] = *byte);
        return Ok(());
    }
    let place = place(vm, map, key)?;
    let Some(with) = with.given() else { return Err(vm.type_error("mmap doesn't support item deletion")) };
    if vm.type_of(with).slots().index.is_none() {
        return Err(vm.type_error("mmap item value must be an int"));
    }
    let value = vm.index_ssize(with)?;
    let Ok(byte) = u8::try_from(value) else { return Err(vm.value_error("mmap item value must be in range(0, 256)")) };
    match writable(vm, map)?.get_mut(place) {
        Some(to) => *to = byte,
        None => return Err(vm.index_error("mmap index out of range")),
    }
    Ok(())
}

/// Where to begin or end a search, from an argument that may be negative.
fn bound(vm: &mut Vm, value: Value, default: usize, len: usize) -> Result<usize, Raised> {
    let Some(value) = not_none(value) else { return Ok(default) };
    let n = vm.index_clipped(value)?;
    Ok(if n < 0 { n.saturating_add(len as i64).max(0) } else { n.min(len as i64) } as usize)
}

fn find(vm: &mut Vm, a: &[Value], backwards: bool) -> PyResult {
    let [map, wanted, start, end] = array(a);
    let wanted = vm.required_contents(wanted)?.to_vec();
    let len = open(vm, map)?.len;
    // As in CPython, an end counts only together with a start.
    let end = if not_none(start).is_some() { bound(vm, end, len, len)? } else { len };
    let start = bound(vm, start, this::<Mmap>(map).position.get(), len)?;
    let found = match bytes(vm, map)?.get(start..end) {
        Some(haystack) if backwards => memchr::memmem::rfind(haystack, &wanted),
        Some(haystack) => memchr::memmem::find(haystack, &wanted),
        None => None,
    };
    Ok(vm.new_int(found.map_or(-1, |at| (start + at) as i64)))
}

fn flush(vm: &mut Vm, map: Value, offset: Value, size: Value) -> PyResult {
    let len = open(vm, map)?.len;
    let offset = offset.given().map_or(Ok(0), |offset| vm.index_ssize(offset))?;
    let size = match not_none(size) {
        Some(size) => vm.index_ssize(size)?,
        None => len as i64 - offset,
    };
    let inside = offset >= 0 && size >= 0 && offset.checked_add(size).is_some_and(|end| end as usize <= len);
    if !inside {
        return Err(vm.value_error("flush values out of range"));
    }
    if matches!(this::<Mmap>(map).access.get(), ACCESS_READ | ACCESS_COPY) {
        return Ok(Value::NONE);
    }
    let mapping = open(vm, map)?;
    // SAFETY: the range is inside of the mapping.
    if unsafe { libc::msync(mapping.start.add(offset as usize).cast(), size as usize, libc::MS_SYNC) } != 0 {
        return Err(last_error(vm));
    }
    Ok(Value::NONE)
}

fn madvise(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [map, option, start, length] = array(a);
    let option = posix_int(vm, option)?;
    let start = start.given().map_or(Ok(0), |start| vm.index_ssize(start))?;
    let length = not_none(length).map(|length| vm.index_ssize(length)).transpose()?;
    let len = open(vm, map)?.len as i64;
    if start < 0 || start >= len {
        return Err(vm.value_error("madvise start out of bounds"));
    }
    let length = length.unwrap_or(len);
    if length < 0 {
        return Err(vm.value_error("madvise length invalid"));
    }
    if i64::MAX - start < length {
        return Err(vm.overflow_error("madvise length too large"));
    }
    let length = length.min(len - start);
    let mapping = open(vm, map)?;
    // SAFETY: the range is inside of the mapping; what the advice does to its content is the program's wish.
    if unsafe { libc::madvise(mapping.start.add(start as usize).cast(), length as usize, option) } != 0 {
        return Err(last_error(vm));
    }
    Ok(Value::NONE)
}

fn move_bytes(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [map, to, from, count] = array(a);
    let (to, from, count) = (vm.index_ssize(to)?, vm.index_ssize(from)?, vm.index_ssize(count)?);
    let bytes = writable(vm, map)?;
    let len = bytes.len() as i64;
    if to < 0 || from < 0 || count < 0 || to > len || from > len || len - to < count || len - from < count {
        return Err(vm.value_error("source, destination, or count out of range"));
    }
    bytes.copy_within(from as usize..(from + count) as usize, to as usize);
    Ok(Value::NONE)
}

/// The bytes from the position on.
fn rest(vm: &mut Vm, map: Value) -> Result<&'static [u8], Raised> {
    let position = this::<Mmap>(map).position.get();
    let bytes = bytes(vm, map)?;
    Ok(&bytes[position.min(bytes.len())..])
}

fn taken(vm: &mut Vm, map: Value, taken: &[u8]) -> Value {
    let position = &this::<Mmap>(map).position;
    position.set(position.get() + taken.len());
    vm.new_bytes(taken)
}

fn read(vm: &mut Vm, map: Value, n: Value) -> PyResult {
    open(vm, map)?;
    let wanted = match not_none(n) {
        None => usize::MAX,
        Some(n) if vm.type_of(n).slots().index.is_none() => {
            let got = vm.type_of(n).name_string();
            return Err(vm.type_error(&format!("argument should be integer or None, not '{got}'")));
        }
        Some(n) => usize::try_from(vm.index_ssize(n)?).unwrap_or(usize::MAX),
    };
    let rest = rest(vm, map)?;
    Ok(taken(vm, map, &rest[..wanted.min(rest.len())]))
}

fn read_byte(vm: &mut Vm, map: Value) -> PyResult {
    let Some(byte) = rest(vm, map)?.first() else { return Err(vm.value_error("read byte out of range")) };
    let position = &this::<Mmap>(map).position;
    position.set(position.get() + 1);
    Ok(Value::small_int(i64::from(*byte)))
}

fn readline(vm: &mut Vm, map: Value) -> PyResult {
    let rest = rest(vm, map)?;
    let len = memchr::memchr(b'\n', rest).map_or(rest.len(), |at| at + 1);
    Ok(taken(vm, map, &rest[..len]))
}

fn write(vm: &mut Vm, map: Value, data: Value) -> PyResult {
    let data = vm.required_contents(data)?.to_vec();
    let bytes = writable(vm, map)?;
    let position = &this::<Mmap>(map).position;
    match bytes.get_mut(position.get()..).and_then(|rest| rest.get_mut(..data.len())) {
        Some(to) => to.copy_from_slice(&data),
        None => return Err(vm.value_error("data out of range")),
    }
    position.set(position.get() + data.len());
    Ok(vm.new_int(data.len() as i64))
}

fn write_byte(vm: &mut Vm, map: Value, byte: Value) -> PyResult {
    let byte = match vm.index_ssize(byte)? {
        n if n < 0 => return Err(vm.overflow_error("unsigned byte integer is less than minimum")),
        n if n > 255 => return Err(vm.overflow_error("unsigned byte integer is greater than maximum")),
        n => n as u8,
    };
    let bytes = writable(vm, map)?;
    let position = &this::<Mmap>(map).position;
    match bytes.get_mut(position.get()) {
        Some(to) => *to = byte,
        None => return Err(vm.value_error("write byte out of range")),
    }
    position.set(position.get() + 1);
    Ok(Value::NONE)
}

fn seek(vm: &mut Vm, map: Value, to: Value, whence: Value) -> PyResult {
    let to = vm.index_ssize(to)?;
    let whence = whence.given().map_or(Ok(0), |whence| posix_int(vm, whence))?;
    let len = open(vm, map)?.len;
    let position = &this::<Mmap>(map).position;
    let base = match whence {
        0 => 0,
        1 => position.get() as i64,
        2 => len as i64,
        _ => return Err(vm.value_error("unknown seek type")),
    };
    match base.checked_add(to).and_then(|at| usize::try_from(at).ok()).filter(|at| *at <= len) {
        Some(at) => position.set(at),
        None => return Err(vm.value_error("seek out of range")),
    }
    Ok(vm.new_int(position.get() as i64))
}

fn size(vm: &mut Vm, map: Value) -> PyResult {
    let fd = open(vm, map)?.fd;
    match file_size(fd) {
        Some((size, _)) => Ok(vm.new_int(size as i64)),
        None => Err(last_error(vm)),
    }
}

fn resize(vm: &mut Vm, map: Value, new_len: Value) -> PyResult {
    let new_len = vm.index_ssize(new_len)?;
    open(vm, map)?;
    let object = this::<Mmap>(map);
    if is_shown(vm, map) {
        return Err(vm.error(vm.types.buffer_error, "mmap can't resize with extant buffers exported."));
    }
    if !object.tracks.get() {
        return Err(vm.value_error("mmap can't resize with trackfd=False."));
    }
    if !matches!(object.access.get(), ACCESS_WRITE | ACCESS_DEFAULT) {
        return Err(vm.type_error("mmap can't resize a readonly or copy-on-write memory map."));
    }
    let Some(end) = usize::try_from(new_len).ok().filter(|_| i64::MAX - object.offset.get() >= new_len) else {
        return Err(vm.value_error("new size out of range"));
    };
    // SAFETY: nobody holds the mapping across this call.
    let Some(mapping) = (unsafe { object.mapping.get_mut() }) else { return Err(vm.value_error("mmap closed or invalid")) };
    if mapping.fd == -1 && object.flags.get() & libc::MAP_PRIVATE == 0 && end > mapping.len {
        return Err(vm.value_error("mmap: can't expand a shared anonymous mapping"));
    }
    // SAFETY: plain calls; the old memory is not used any more once it was moved.
    unsafe {
        if mapping.fd != -1 && libc::ftruncate(mapping.fd, object.offset.get() + new_len) != 0 {
            return Err(last_error(vm));
        }
        let moved = libc::mremap(mapping.start.cast(), mapping.len, end, libc::MREMAP_MAYMOVE);
        if moved == libc::MAP_FAILED {
            return Err(last_error(vm));
        }
        mapping.start = moved.cast();
    }
    mapping.len = end;
    Ok(Value::NONE)
}
