//! `scandir` and `DirEntry`.

use std::cell::{Cell, RefCell};

use whipsnake_runtime::{
    Call, Gc, GetSetDef, Module, Native, NativeDef, PyResult, Raised, Slot, Slots, TypeFlags, TypeSpec, Value, Vm, def, object,
};

use super::arguments::{Allow, Target, flag_or, target};
use super::directories::Directory;
use super::stat::{big_int, stat_result};
use crate::os::error::{errno, os_error_path};
use crate::os::{kinds, path};

/// Functions of `posix`.
pub static FUNCTIONS: &[NativeDef] = &[def("scandir", "($module, /, path=None)", Call::Bound(scandir))];

object! {
    /// The entries of a directory that is read.
    pub struct ScanIterator = kinds::SCAN_ITERATOR, "ScandirIterator" {
        directory: Native<RefCell<Option<Directory>>>,
        /// The argument `path`.
        path: Slot,
        /// The directory part of the entries' `path`: a str or bytes, or an int for a descriptor.
        is_bytes: Cell<bool>,
        fd: Cell<i32>,
    }
}

object! {
    /// One entry of a directory.
    pub struct DirEntry = kinds::DIR_ENTRY, "DirEntry" {
        name: Slot,
        path: Slot,
        inode: u64,
        /// `DT_*`.
        kind: u8,
        /// The directory's descriptor, or `AT_FDCWD` with `path` from there.
        fd: i32,
        stat: Slot,
        lstat: Slot,
    }
}

static ITERATOR: TypeSpec = TypeSpec {
    name: "ScandirIterator", module: "posix", flags: TypeFlags::NO_NEW,
    slots: Slots { iter: Some(|_, this| Ok(this)), next: Some(next), ..Slots::EMPTY },
    methods: &[ITERATOR_METHODS],
    ..TypeSpec::of::<ScanIterator>()
};
static ITERATOR_METHODS: &[NativeDef] = &[
    def("close", "($self, /)", Call::A1(close)),
    def("__enter__", "($self, /)", Call::A1(|_, this| Ok(this))),
    def("__exit__", "($self, /, *args)", Call::Vector(|vm, args| close(vm, args.values[0]))),
];

static ENTRY: TypeSpec = TypeSpec {
    name: "DirEntry", module: "posix", flags: TypeFlags::NO_NEW,
    slots: Slots { repr: Some(repr), ..Slots::EMPTY },
    methods: &[ENTRY_METHODS], attributes: &[ENTRY_ATTRIBUTES], class_methods: ENTRY_CLASS_METHODS,
    ..TypeSpec::of::<DirEntry>()
};
static ENTRY_METHODS: &[NativeDef] = &[
    def("is_dir", "($self, /, *, follow_symlinks=True)", Call::Bound(|vm, a| is_kind(vm, a, libc::DT_DIR, libc::S_IFDIR))),
    def("is_file", "($self, /, *, follow_symlinks=True)", Call::Bound(|vm, a| is_kind(vm, a, libc::DT_REG, libc::S_IFREG))),
    def("is_symlink", "($self, /)", Call::A1(is_symlink)),
    def("is_junction", "($self, /)", Call::A1(|_, _| Ok(Value::FALSE))),
    def("stat", "($self, /, *, follow_symlinks=True)", Call::Bound(|vm, a| { let follow = flag_or(vm, a[1], true)?; stat(vm, a[0], follow) })),
    def("inode", "($self, /)", Call::A1(|vm, this| { let n = entry(this).inode; Ok(big_int(vm, i128::from(n))) })),
    def("__fspath__", "($self, /)", Call::A1(|_, this| Ok(entry(this).path.get()))),
];
static ENTRY_CLASS_METHODS: &[NativeDef] = &[def("__class_getitem__", "($type, object, /)", Call::A2(|vm, class, item| vm.generic_alias(class, item)))];
static ENTRY_ATTRIBUTES: &[GetSetDef] = &[
    GetSetDef { name: "name", get: |_, this| Ok(entry(this).name.get()), set: None },
    GetSetDef { name: "path", get: |_, this| Ok(entry(this).path.get()), set: None },
];

fn entry(this: Value) -> Gc<DirEntry> {
    Gc::cast(this).expect("the descriptor checked it")
}

fn iterator(this: Value) -> Gc<ScanIterator> {
    Gc::cast(this).expect("the descriptor checked it")
}

/// Make the types.
///
/// # Errors
/// None today.
pub fn add_types(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    vm.heap.register::<ScanIterator>();
    vm.heap.register::<DirEntry>();
    vm.new_native_type(&ITERATOR, None);
    let entry = vm.new_native_type(&ENTRY, None);
    vm.set_module_attr(module, "DirEntry", entry.value());
    Ok(())
}

fn scandir(vm: &mut Vm, a: &[Value]) -> PyResult {
    let target = target(vm, "scandir", "path", a[0], Allow::PathFdOrNone)?;
    match vm.allow_threads(|| Directory::open(&target)) {
        Ok(directory) => {
            let fields = ScanIterator {
                directory: Native::new(RefCell::new(Some(directory))), path: Slot::new(target.shown), is_bytes: Cell::new(target.is_bytes),
                fd: Cell::new(target.fd.unwrap_or(libc::AT_FDCWD)),
            };
            let class = vm.type_for::<ScanIterator>();
            Ok(vm.alloc(class, fields)?.value())
        }
        Err(number) => Err(os_error_path(vm, number, target.shown)),
    }
}

fn close(_: &mut Vm, this: Value) -> PyResult {
    iterator(this).directory.get().borrow_mut().take();
    Ok(Value::NONE)
}

fn next(vm: &mut Vm, this: Value) -> PyResult {
    let it = iterator(this);
    let read = match it.directory.get().borrow_mut().as_mut() {
        Some(directory) => directory.next(),
        None => return Ok(Value::EXHAUSTED),
    };
    match read {
        Ok(Some((name, inode, kind))) => new_entry(vm, it, &name, inode, kind),
        Ok(None) => {
            it.directory.get().borrow_mut().take();
            Ok(Value::EXHAUSTED)
        }
        Err(number) => {
            it.directory.get().borrow_mut().take();
            Err(os_error_path(vm, number, it.path.get()))
        }
    }
}

fn new_entry(vm: &mut Vm, it: Gc<ScanIterator>, name: &[u8], inode: u64, kind: u8) -> PyResult {
    let is_bytes = it.is_bytes.get();
    let shown = path::decode_like(vm, name, is_bytes);
    let by_fd = it.fd.get() != libc::AT_FDCWD;
    let full = if by_fd {
        shown
    } else {
        let mut full = match Target::directory_bytes(vm, it.path.get()) {
            Some(directory) => directory?,
            None => b".".to_vec(),
        };
        if !full.is_empty() && full.last() != Some(&b'/') {
            full.push(b'/');
        }
        full.extend_from_slice(name);
        path::decode_like(vm, &full, is_bytes)
    };
    let fields = DirEntry {
        name: Slot::new(shown), path: Slot::new(full), inode, kind, fd: it.fd.get(), stat: Slot::new(Value::NULL), lstat: Slot::new(Value::NULL),
    };
    let class = vm.type_for::<DirEntry>();
    Ok(vm.alloc(class, fields)?.value())
}

impl Target {
    /// The bytes of a path that was given; `None` (Rust) if none was.
    fn directory_bytes(vm: &mut Vm, shown: Value) -> Option<Result<Vec<u8>, Raised>> {
        if shown.is_none() {
            return None;
        }
        Some(path::path(vm, shown).map(|p| p.text.into_bytes()))
    }
}

/// The result of `stat` or `lstat`, kept; `None` (Rust): no such file.
fn status(vm: &mut Vm, this: Value, follow: bool) -> Result<Result<libc::stat, i32>, Raised> {
    let e = entry(this);
    let path = path::path(vm, if e.fd == libc::AT_FDCWD { e.path.get() } else { e.name.get() })?;
    let (fd, flags) = (e.fd, if follow { 0 } else { libc::AT_SYMLINK_NOFOLLOW });
    Ok(vm.allow_threads(|| {
        // SAFETY: fills in a plain struct; the path ends with a NUL.
        unsafe {
            let mut data: libc::stat = std::mem::zeroed();
            if libc::fstatat(fd, path.text.as_ptr(), &mut data, flags) < 0 { Err(errno()) } else { Ok(data) }
        }
    }))
}

fn stat(vm: &mut Vm, this: Value, follow: bool) -> PyResult {
    let e = entry(this);
    let follow = follow && (e.kind == libc::DT_LNK || e.kind == libc::DT_UNKNOWN);
    let slot = if follow { &e.stat } else { &e.lstat };
    if let Some(known) = slot.get().given() {
        return Ok(known);
    }
    match status(vm, this, follow)? {
        Ok(data) => {
            let result = stat_result(vm, &data)?;
            vm.heap.store(e, slot, result);
            Ok(result)
        }
        Err(number) => Err(os_error_path(vm, number, e.path.get())),
    }
}

fn is_symlink(vm: &mut Vm, this: Value) -> PyResult {
    match entry(this).kind {
        libc::DT_UNKNOWN => test_mode(vm, this, false, libc::S_IFLNK),
        kind => Ok(Value::bool(kind == libc::DT_LNK)),
    }
}

fn is_kind(vm: &mut Vm, a: &[Value], kind: u8, mode: libc::mode_t) -> PyResult {
    let follow = flag_or(vm, a[1], true)?;
    match entry(a[0]).kind {
        libc::DT_UNKNOWN => test_mode(vm, a[0], follow, mode),
        libc::DT_LNK if follow => test_mode(vm, a[0], true, mode),
        known => Ok(Value::bool(known == kind)),
    }
}

fn test_mode(vm: &mut Vm, this: Value, follow: bool, mode: libc::mode_t) -> PyResult {
    match status(vm, this, follow)? {
        Ok(data) => Ok(Value::bool(data.st_mode & libc::S_IFMT == mode)),
        Err(libc::ENOENT) => Ok(Value::FALSE),
        Err(number) => Err(os_error_path(vm, number, entry(this).path.get())),
    }
}

fn repr(vm: &mut Vm, this: Value) -> PyResult {
    let name = vm.repr_string(entry(this).name.get())?;
    Ok(vm.new_str(&format!("<DirEntry {name}>")))
}
