//! Names of files: making, changing and removing them.

use whipsnake_runtime::{Call, Gc, NativeDef, PyResult, Raised, RootVec, Tuple, Value, Vm, def};

use super::arguments::{Allow, dir_fd, flag_or, id, int, int_or, path_of, target};
use crate::os::error::{errno, os_error, os_error_path, os_error_paths, retry};
use crate::os::path;

/// Functions of `posix`.
pub static FUNCTIONS: &[NativeDef] = &[
    def("mkdir", "($module, /, path, mode=511, *, dir_fd=None)", Call::Bound(mkdir)),
    def("rmdir", "($module, /, path, *, dir_fd=None)", Call::Bound(|vm, a| unlink_at(vm, "rmdir", a[0], a[1], libc::AT_REMOVEDIR))),
    def("unlink", "($module, /, path, *, dir_fd=None)", Call::Bound(|vm, a| unlink_at(vm, "unlink", a[0], a[1], 0))),
    def("remove", "($module, /, path, *, dir_fd=None)", Call::Bound(|vm, a| unlink_at(vm, "remove", a[0], a[1], 0))),
    def("rename", "($module, /, src, dst, *, src_dir_fd=None, dst_dir_fd=None)", Call::Bound(|vm, a| rename(vm, "rename", a))),
    def("replace", "($module, /, src, dst, *, src_dir_fd=None, dst_dir_fd=None)", Call::Bound(|vm, a| rename(vm, "replace", a))),
    def("link", "($module, /, src, dst, *, src_dir_fd=None, dst_dir_fd=None, follow_symlinks=True)", Call::Bound(link)),
    def("symlink", "($module, /, src, dst, target_is_directory=False, *, dir_fd=None)", Call::Bound(symlink)),
    def("readlink", "($module, /, path, *, dir_fd=None)", Call::Bound(readlink)),
    def("chmod", "($module, /, path, mode, *, dir_fd=None, follow_symlinks=True)", Call::Bound(chmod)),
    def("fchmod", "($module, /, fd, mode)", Call::A2(|vm, fd, mode| chmod(vm, &[fd, mode, Value::NULL, Value::NULL]))),
    def("chown", "($module, /, path, uid, gid, *, dir_fd=None, follow_symlinks=True)", Call::Bound(chown)),
    def("fchown", "($module, /, fd, uid, gid)", Call::A3(|vm, fd, uid, gid| chown(vm, &[fd, uid, gid, Value::NULL, Value::NULL]))),
    def("lchown", "($module, /, path, uid, gid)", Call::A3(|vm, path, uid, gid| chown(vm, &[path, uid, gid, Value::NULL, Value::FALSE]))),
    def("access", "($module, /, path, mode, *, dir_fd=None, effective_ids=False, follow_symlinks=True)", Call::Bound(access)),
    def("utime", "($module, /, path, times=None, *, ns=<unrepresentable>, dir_fd=None, follow_symlinks=True)", Call::Bound(utime)),
    def("truncate", "($module, /, path, length)", Call::A2(truncate)),
    def("mkfifo", "($module, /, path, mode=438, *, dir_fd=None)", Call::Bound(mkfifo)),
    def("mknod", "($module, /, path, mode=384, device=0, *, dir_fd=None)", Call::Bound(mknod)),
    def("chdir", "($module, /, path)", Call::A1(chdir)),
    def("fchdir", "($module, /, fd)", Call::A1(chdir)),
    def("chroot", "($module, /, path)", Call::A1(chroot)),
    def("getcwd", "($module, /)", Call::A0(|vm| getcwd(vm, false))),
    def("getcwdb", "($module, /)", Call::A0(|vm| getcwd(vm, true))),
    def("listdir", "($module, /, path=None)", Call::Bound(listdir)),
    def("getxattr", "($module, /, path, attribute, *, follow_symlinks=True)", Call::Bound(getxattr)),
    def("setxattr", "($module, /, path, attribute, value, flags=0, *, follow_symlinks=True)", Call::Bound(setxattr)),
    def("removexattr", "($module, /, path, attribute, *, follow_symlinks=True)", Call::Bound(removexattr)),
    def("listxattr", "($module, /, path=None, *, follow_symlinks=True)", Call::Bound(listxattr)),
];

/// None, or the error about a path.
fn done(vm: &mut Vm, result: Result<usize, i32>, shown: Value) -> PyResult {
    match result {
        Ok(_) => Ok(Value::NONE),
        Err(number) => Err(os_error_path(vm, number, shown)),
    }
}

fn mkdir(vm: &mut Vm, a: &[Value]) -> PyResult {
    let path = path_of(vm, "mkdir", "path", a[0])?;
    let (mode, dir) = (int_or(vm, a[1], 0o777)?, dir_fd(vm, a[2])?);
    // SAFETY: the path ends with a NUL.
    let result = retry(vm, || unsafe { libc::mkdirat(dir, path.text.as_ptr(), mode as u32) } as isize)?;
    done(vm, result, path.shown)
}

fn unlink_at(vm: &mut Vm, function: &str, path: Value, dir: Value, flags: i32) -> PyResult {
    let path = path_of(vm, function, "path", path)?;
    let dir = dir_fd(vm, dir)?;
    // SAFETY: the path ends with a NUL.
    let result = retry(vm, || unsafe { libc::unlinkat(dir, path.text.as_ptr(), flags) } as isize)?;
    done(vm, result, path.shown)
}

fn rename(vm: &mut Vm, function: &str, a: &[Value]) -> PyResult {
    let (from, to) = (path_of(vm, function, "src", a[0])?, path_of(vm, function, "dst", a[1])?);
    let (from_dir, to_dir) = (dir_fd(vm, a[2])?, dir_fd(vm, a[3])?);
    // SAFETY: the paths end with a NUL.
    match retry(vm, || unsafe { libc::renameat(from_dir, from.text.as_ptr(), to_dir, to.text.as_ptr()) } as isize)? {
        Ok(_) => Ok(Value::NONE),
        Err(number) => Err(os_error_paths(vm, number, from.shown, to.shown)),
    }
}

fn link(vm: &mut Vm, a: &[Value]) -> PyResult {
    let (from, to) = (path_of(vm, "link", "src", a[0])?, path_of(vm, "link", "dst", a[1])?);
    let (from_dir, to_dir) = (dir_fd(vm, a[2])?, dir_fd(vm, a[3])?);
    let flags = if a[4].given().is_some() && vm.truthy(a[4])? { libc::AT_SYMLINK_FOLLOW } else { 0 };
    // SAFETY: the paths end with a NUL.
    match retry(vm, || unsafe { libc::linkat(from_dir, from.text.as_ptr(), to_dir, to.text.as_ptr(), flags) } as isize)? {
        Ok(_) => Ok(Value::NONE),
        Err(number) => Err(os_error_paths(vm, number, from.shown, to.shown)),
    }
}

fn symlink(vm: &mut Vm, a: &[Value]) -> PyResult {
    let (from, to) = (path_of(vm, "symlink", "src", a[0])?, path_of(vm, "symlink", "dst", a[1])?);
    let dir = dir_fd(vm, a[3])?;
    // SAFETY: the paths end with a NUL.
    match retry(vm, || unsafe { libc::symlinkat(from.text.as_ptr(), dir, to.text.as_ptr()) } as isize)? {
        Ok(_) => Ok(Value::NONE),
        Err(number) => Err(os_error_paths(vm, number, from.shown, to.shown)),
    }
}

fn readlink(vm: &mut Vm, a: &[Value]) -> PyResult {
    let path = path_of(vm, "readlink", "path", a[0])?;
    let dir = dir_fd(vm, a[1])?;
    let mut buffer = vec![0u8; 4097];
    let (at, len) = (buffer.as_mut_ptr(), buffer.len());
    // SAFETY: the path ends with a NUL; the buffer has `len` bytes.
    match retry(vm, || unsafe { libc::readlinkat(dir, path.text.as_ptr(), at.cast(), len) })? {
        Ok(n) => Ok(path::decode_like(vm, &buffer[..n], path.is_bytes)),
        Err(number) => Err(os_error_path(vm, number, path.shown)),
    }
}

fn chmod(vm: &mut Vm, a: &[Value]) -> PyResult {
    let target = target(vm, "chmod", "path", a[0], Allow::PathOrFd)?;
    let mode = int(vm, a[1])? as u32;
    let dir = dir_fd(vm, a[2])?;
    let flags = if flag_or(vm, a[3], true)? { 0 } else { libc::AT_SYMLINK_NOFOLLOW };
    let result = retry(vm, || {
        // SAFETY: the path ends with a NUL.
        (unsafe {
            match target.fd {
                Some(fd) => libc::fchmod(fd, mode),
                None => libc::fchmodat(dir, target.text.as_ptr(), mode, flags),
            }
        }) as isize
    })?;
    done(vm, result, target.shown)
}

fn chown(vm: &mut Vm, a: &[Value]) -> PyResult {
    let target = target(vm, "chown", "path", a[0], Allow::PathOrFd)?;
    let (uid, gid) = (id(vm, a[1], "uid")?, id(vm, a[2], "gid")?);
    let dir = dir_fd(vm, a[3])?;
    let flags = if flag_or(vm, a[4], true)? { 0 } else { libc::AT_SYMLINK_NOFOLLOW };
    let result = retry(vm, || {
        // SAFETY: the path ends with a NUL.
        (unsafe {
            match target.fd {
                Some(fd) => libc::fchown(fd, uid, gid),
                None => libc::fchownat(dir, target.text.as_ptr(), uid, gid, flags),
            }
        }) as isize
    })?;
    done(vm, result, target.shown)
}

fn access(vm: &mut Vm, a: &[Value]) -> PyResult {
    let path = path_of(vm, "access", "path", a[0])?;
    let (mode, dir) = (int(vm, a[1])?, dir_fd(vm, a[2])?);
    let mut flags = if flag_or(vm, a[3], false)? { libc::AT_EACCESS } else { 0 };
    if !flag_or(vm, a[4], true)? {
        flags |= libc::AT_SYMLINK_NOFOLLOW;
    }
    // SAFETY: the path ends with a NUL.
    let result = vm.allow_threads(|| unsafe { libc::faccessat(dir, path.text.as_ptr(), mode, flags) });
    Ok(Value::bool(result == 0))
}

/// Seconds (float or int) as a time.
fn time_of(vm: &mut Vm, value: Value) -> Result<libc::timespec, Raised> {
    let nanoseconds = crate::os::time::convert::nanoseconds(vm, value, crate::os::time::convert::Round::Floor)?;
    Ok(libc::timespec { tv_sec: nanoseconds.div_euclid(1_000_000_000) as i64, tv_nsec: nanoseconds.rem_euclid(1_000_000_000) as i64 })
}

fn pair(vm: &mut Vm, value: Value, name: &str) -> Result<[Value; 2], Raised> {
    match Gc::<Tuple>::cast(value).filter(|t| t.len == 2) {
        Some(t) => Ok([t.items()[0], t.items()[1]]),
        None => Err(vm.type_error(&if name == "ns" {
            "utime: 'ns' must be a tuple of two ints".to_owned()
        } else {
            "utime: 'times' must be either a tuple of two ints or None".to_owned()
        })),
    }
}

fn utime(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [path, times, ns, dir, follow] = *a else { return Err(vm.system_error("utime() is mis-declared")) };
    let target = target(vm, "utime", "path", path, Allow::PathOrFd)?;
    let now = libc::timespec { tv_sec: 0, tv_nsec: libc::UTIME_NOW };
    let mut specs = [now, now];
    match (times.given().filter(|t| !t.is_none()), ns.given()) {
        (Some(_), Some(_)) => {
            return Err(vm.value_error("utime: you may specify either 'times' or 'ns' but not both"));
        }
        (Some(times), None) => {
            for (spec, value) in specs.iter_mut().zip(pair(vm, times, "times")?) {
                *spec = time_of(vm, value)?;
            }
        }
        (None, Some(ns)) => {
            for (spec, value) in specs.iter_mut().zip(pair(vm, ns, "ns")?) {
                let n = vm.index_ssize(value)?;
                *spec = libc::timespec { tv_sec: n.div_euclid(1_000_000_000), tv_nsec: n.rem_euclid(1_000_000_000) };
            }
        }
        (None, None) => {}
    }
    let dir = dir_fd(vm, dir)?;
    let flags = if flag_or(vm, follow, true)? { 0 } else { libc::AT_SYMLINK_NOFOLLOW };
    let result = retry(vm, || {
        // SAFETY: the path ends with a NUL; two times.
        (unsafe {
            match target.fd {
                Some(fd) => libc::futimens(fd, specs.as_ptr()),
                None => libc::utimensat(dir, target.text.as_ptr(), specs.as_ptr(), flags),
            }
        }) as isize
    })?;
    done(vm, result, target.shown)
}

fn truncate(vm: &mut Vm, path: Value, length: Value) -> PyResult {
    let target = target(vm, "truncate", "path", path, Allow::PathOrFd)?;
    let length = vm.index_ssize(length)?;
    let result = retry(vm, || {
        // SAFETY: the path ends with a NUL.
        (unsafe {
            match target.fd {
                Some(fd) => libc::ftruncate(fd, length),
                None => libc::truncate(target.text.as_ptr(), length),
            }
        }) as isize
    })?;
    done(vm, result, target.shown)
}

fn mkfifo(vm: &mut Vm, a: &[Value]) -> PyResult {
    let path = path_of(vm, "mkfifo", "path", a[0])?;
    let (mode, dir) = (int_or(vm, a[1], 0o666)?, dir_fd(vm, a[2])?);
    // SAFETY: the path ends with a NUL.
    let result = retry(vm, || unsafe { libc::mkfifoat(dir, path.text.as_ptr(), mode as u32) } as isize)?;
    done(vm, result, path.shown)
}

fn mknod(vm: &mut Vm, a: &[Value]) -> PyResult {
    let path = path_of(vm, "mknod", "path", a[0])?;
    let mode = int_or(vm, a[1], 0o600)?;
    let device = match a[2].given() {
        Some(d) => vm.index_ssize(d)? as u64,
        None => 0,
    };
    let dir = dir_fd(vm, a[3])?;
    // SAFETY: the path ends with a NUL.
    let result = retry(vm, || unsafe { libc::mknodat(dir, path.text.as_ptr(), mode as u32, device) } as isize)?;
    done(vm, result, path.shown)
}

fn chdir(vm: &mut Vm, path: Value) -> PyResult {
    let target = target(vm, "chdir", "path", path, Allow::PathOrFd)?;
    let result = retry(vm, || {
        // SAFETY: the path ends with a NUL.
        (unsafe {
            match target.fd {
                Some(fd) => libc::fchdir(fd),
                None => libc::chdir(target.text.as_ptr()),
            }
        }) as isize
    })?;
    done(vm, result, target.shown)
}

fn chroot(vm: &mut Vm, path: Value) -> PyResult {
    let path = path_of(vm, "chroot", "path", path)?;
    // SAFETY: the path ends with a NUL.
    let result = retry(vm, || unsafe { libc::chroot(path.text.as_ptr()) } as isize)?;
    done(vm, result, path.shown)
}

fn getcwd(vm: &mut Vm, is_bytes: bool) -> PyResult {
    use std::os::unix::ffi::OsStrExt as _;
    match std::env::current_dir() {
        Ok(dir) => Ok(path::decode_like(vm, dir.as_os_str().as_bytes(), is_bytes)),
        Err(error) => Err(os_error(vm, error.raw_os_error().unwrap_or(libc::ENOENT))),
    }
}

/// An open directory, closed when dropped.
pub struct Directory(*mut libc::DIR);

impl Directory {
    /// Open the directory; the descriptor of a target stays the program's, and is read from its start.
    pub fn open(target: &super::arguments::Target) -> Result<Directory, i32> {
        // SAFETY: the path ends with a NUL; a duplicated descriptor belongs to the directory.
        unsafe {
            let dir = match target.fd {
                Some(fd) => {
                    let own = libc::fcntl(fd, libc::F_DUPFD_CLOEXEC, 0);
                    if own < 0 {
                        return Err(errno());
                    }
                    let dir = libc::fdopendir(own);
                    if dir.is_null() {
                        let number = errno();
                        libc::close(own);
                        return Err(number);
                    }
                    libc::rewinddir(dir);
                    dir
                }
                None => libc::opendir(target.text.as_ptr()),
            };
            if dir.is_null() { Err(errno()) } else { Ok(Directory(dir)) }
        }
    }

    /// The next entry but `.` and `..`: name, inode, kind (`DT_*`).
    pub fn next(&mut self) -> Result<Option<(Vec<u8>, u64, u8)>, i32> {
        loop {
            // SAFETY: the directory is open; the entry lasts until the next call.
            unsafe {
                *libc::__errno_location() = 0;
                let entry = libc::readdir(self.0);
                if entry.is_null() {
                    return match errno() {
                        0 => Ok(None),
                        number => Err(number),
                    };
                }
                let name = std::ffi::CStr::from_ptr((*entry).d_name.as_ptr()).to_bytes();
                if name != b"." && name != b".." {
                    return Ok(Some((name.to_vec(), (*entry).d_ino, (*entry).d_type)));
                }
            }
        }
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        // SAFETY: open, and not used any more.
        unsafe { libc::closedir(self.0) };
    }
}

fn listdir(vm: &mut Vm, a: &[Value]) -> PyResult {
    let target = target(vm, "listdir", "path", a[0], Allow::PathFdOrNone)?;
    let entries = vm.allow_threads(|| {
        let mut directory = Directory::open(&target)?;
        let mut names = Vec::new();
        while let Some((name, _, _)) = directory.next()? {
            names.push(name);
        }
        Ok::<_, i32>(names)
    });
    match entries {
        Ok(entries) => {
            let mut names = RootVec::with_capacity(vm.heap, entries.len());
            for name in entries {
                let name = path::decode_like(vm, &name, target.is_bytes);
                names.push(vm.heap, name);
            }
            Ok(vm.list_from(names).value())
        }
        Err(number) => Err(os_error_path(vm, number, target.shown)),
    }
}

// ---- extended attributes

fn getxattr(vm: &mut Vm, a: &[Value]) -> PyResult {
    let target = target(vm, "getxattr", "path", a[0], Allow::PathOrFd)?;
    let name = path_of(vm, "getxattr", "attribute", a[1])?;
    let follow = flag_or(vm, a[2], true)?;
    let mut value = vec![0u8; 64 << 10];
    let (at, len) = (value.as_mut_ptr(), value.len());
    let result = retry(vm, || {
        // SAFETY: names end with a NUL; the buffer has `len` bytes.
        unsafe {
            match target.fd {
                Some(fd) => libc::fgetxattr(fd, name.text.as_ptr(), at.cast(), len),
                None if follow => libc::getxattr(target.text.as_ptr(), name.text.as_ptr(), at.cast(), len),
                None => libc::lgetxattr(target.text.as_ptr(), name.text.as_ptr(), at.cast(), len),
            }
        }
    })?;
    match result {
        Ok(n) => Ok(vm.new_bytes(&value[..n])),
        Err(number) => Err(os_error_path(vm, number, target.shown)),
    }
}

fn setxattr(vm: &mut Vm, a: &[Value]) -> PyResult {
    let target = target(vm, "setxattr", "path", a[0], Allow::PathOrFd)?;
    let name = path_of(vm, "setxattr", "attribute", a[1])?;
    let value = crate::io::buffers::bytes_of(vm, a[2])?;
    let flags = int_or(vm, a[3], 0)?;
    let follow = flag_or(vm, a[4], true)?;
    let (at, len) = (value.as_ptr(), value.len());
    let result = retry(vm, || {
        // SAFETY: names end with a NUL; the value has `len` bytes.
        (unsafe {
            match target.fd {
                Some(fd) => libc::fsetxattr(fd, name.text.as_ptr(), at.cast(), len, flags),
                None if follow => libc::setxattr(target.text.as_ptr(), name.text.as_ptr(), at.cast(), len, flags),
                None => libc::lsetxattr(target.text.as_ptr(), name.text.as_ptr(), at.cast(), len, flags),
            }
        }) as isize
    })?;
    done(vm, result, target.shown)
}

fn removexattr(vm: &mut Vm, a: &[Value]) -> PyResult {
    let target = target(vm, "removexattr", "path", a[0], Allow::PathOrFd)?;
    let name = path_of(vm, "removexattr", "attribute", a[1])?;
    let follow = flag_or(vm, a[2], true)?;
    let result = retry(vm, || {
        // SAFETY: names end with a NUL.
        (unsafe {
            match target.fd {
                Some(fd) => libc::fremovexattr(fd, name.text.as_ptr()),
                None if follow => libc::removexattr(target.text.as_ptr(), name.text.as_ptr()),
                None => libc::lremovexattr(target.text.as_ptr(), name.text.as_ptr()),
            }
        }) as isize
    })?;
    done(vm, result, target.shown)
}

fn listxattr(vm: &mut Vm, a: &[Value]) -> PyResult {
    let target = target(vm, "listxattr", "path", a[0], Allow::PathFdOrNone)?;
    let follow = flag_or(vm, a[1], true)?;
    let mut names = vec![0u8; 64 << 10];
    let (at, len) = (names.as_mut_ptr(), names.len());
    let result = retry(vm, || {
        // SAFETY: the path ends with a NUL; the buffer has `len` bytes.
        unsafe {
            match target.fd {
                Some(fd) => libc::flistxattr(fd, at.cast(), len),
                None if follow => libc::listxattr(target.text.as_ptr(), at.cast(), len),
                None => libc::llistxattr(target.text.as_ptr(), at.cast(), len),
            }
        }
    })?;
    match result {
        Ok(n) => {
            let mut list = RootVec::new(vm.heap);
            for name in names[..n].split(|b| *b == 0).filter(|name| !name.is_empty()) {
                let name = path::decode(vm, name);
                list.push(vm.heap, name);
            }
            Ok(vm.list_from(list).value())
        }
        Err(number) => Err(os_error_path(vm, number, target.shown)),
    }
}
