//! What the system knows of a file.

use whipsnake_builtins::structseq::{self, StructSequence};
use whipsnake_runtime::{Call, Gc, Module, NativeDef, PyResult, Raised, TypeObject, Value, Vm, def};

use super::arguments::{Allow, dir_fd, flag_or, int, target};
use crate::os::error::{errno, os_error, os_error_path, retry};

/// `os.stat_result`.
pub static STAT_RESULT: StructSequence = StructSequence {
    name: "stat_result", module: "os",
    doc: "stat_result: Result from stat, fstat, or lstat.\n\nThis object may be accessed either as a tuple of\n  (mode, ino, dev, nlink, uid, gid, size, atime, mtime, ctime)\nor via the attributes st_mode, st_ino, st_dev, st_nlink, st_uid, and so on.\n\nPosix/windows: If your platform supports st_blksize, st_blocks, st_rdev,\nor st_flags, they are available as attributes only.\n\nSee os.stat for more information.",
    fields: &[
        "st_mode", "st_ino", "st_dev", "st_nlink", "st_uid", "st_gid", "st_size", "", "", "", "st_atime", "st_mtime", "st_ctime", "st_atime_ns",
        "st_mtime_ns", "st_ctime_ns", "st_blksize", "st_blocks", "st_rdev",
    ],
    visible: 10, callable: true,
};

static STATVFS_RESULT: StructSequence = StructSequence {
    name: "statvfs_result", module: "os",
    doc: "statvfs_result: Result from statvfs or fstatvfs.\n\nThis object may be accessed either as a tuple of\n  (bsize, frsize, blocks, bfree, bavail, files, ffree, favail, flag, namemax),\nor via the attributes f_bsize, f_frsize, f_blocks, f_bfree, and so on.\n\nSee os.statvfs for more information.",
    fields: &["f_bsize", "f_frsize", "f_blocks", "f_bfree", "f_bavail", "f_files", "f_ffree", "f_favail", "f_flag", "f_namemax", "f_fsid"],
    visible: 10, callable: true,
};

/// Functions of `posix`.
pub static FUNCTIONS: &[NativeDef] = &[
    def("stat", "($module, /, path, *, dir_fd=None, follow_symlinks=True)", Call::Bound(stat)),
    def("lstat", "($module, /, path, *, dir_fd=None)", Call::Bound(|vm, a| stat_at(vm, "lstat", a[0], a[1], false))),
    def("fstat", "($module, /, fd)", Call::A1(fstat)),
    def("statvfs", "($module, /, path)", Call::A1(statvfs)),
    def("fstatvfs", "($module, /, fd)", Call::A1(statvfs)),
];

/// Make the types.
///
/// # Errors
/// `MemoryError`.
pub fn add_types(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    for spec in [&STAT_RESULT, &STATVFS_RESULT] {
        let ty = structseq::new_type(vm, spec)?;
        vm.set_module_attr(module, spec.name, ty.value());
    }
    Ok(())
}

/// A type of this module.
pub fn module_type(vm: &mut Vm, name: &str) -> Result<Gc<TypeObject>, Raised> {
    let module = crate::core::import::create_native(vm, "posix")?;
    let ty = vm.getattr_str(module, name)?;
    Gc::cast(ty).ok_or(()).or_else(|()| Err(vm.type_error(&format!("posix.{name} is not a type"))))
}

fn stat(vm: &mut Vm, a: &[Value]) -> PyResult {
    let follow = flag_or(vm, a[2], true)?;
    stat_at(vm, "stat", a[0], a[1], follow)
}

fn stat_at(vm: &mut Vm, function: &str, path: Value, dir: Value, follow: bool) -> PyResult {
    let target = target(vm, function, "path", path, if function == "stat" { Allow::PathOrFd } else { Allow::Path })?;
    let has_dir = !dir.is_null() && !dir.is_none();
    let dir = dir_fd(vm, dir)?;
    if target.fd.is_some() && has_dir {
        return Err(vm.value_error(&format!("{function}: can't specify dir_fd without matching path")));
    }
    if target.fd.is_some() && !follow {
        return Err(vm.value_error(&format!("{function}: cannot use fd and follow_symlinks together")));
    }
    // SAFETY: fills in a plain struct; the path ends with a NUL.
    let mut data: libc::stat = unsafe { std::mem::zeroed() };
    let at = std::ptr::from_mut(&mut data);
    let flags = if follow { 0 } else { libc::AT_SYMLINK_NOFOLLOW };
    let result = retry(vm, || {
        // SAFETY: as above.
        (unsafe {
            match target.fd {
                Some(fd) => libc::fstat(fd, at),
                None => libc::fstatat(dir, target.text.as_ptr(), at, flags),
            }
        }) as isize
    })?;
    match result {
        Ok(_) => stat_result(vm, &data),
        Err(number) => Err(os_error_path(vm, number, target.shown)),
    }
}

fn fstat(vm: &mut Vm, fd: Value) -> PyResult {
    let fd = int(vm, fd)?;
    // SAFETY: fills in a plain struct.
    let (result, data) = unsafe {
        let mut data: libc::stat = std::mem::zeroed();
        (libc::fstat(fd, &mut data), data)
    };
    if result < 0 { Err(os_error(vm, errno())) } else { stat_result(vm, &data) }
}

/// A `stat_result`.
///
/// # Errors
/// `MemoryError`.
pub fn stat_result(vm: &mut Vm, s: &libc::stat) -> PyResult {
    let ty = module_type(vm, "stat_result")?;
    let times = [(s.st_atime, s.st_atime_nsec), (s.st_mtime, s.st_mtime_nsec), (s.st_ctime, s.st_ctime_nsec)];
    let mut fields = [Value::NONE; 19];
    let whole = [
        i64::from(s.st_mode), s.st_ino as i64, s.st_dev as i64, s.st_nlink as i64, i64::from(s.st_uid), i64::from(s.st_gid), s.st_size, s.st_atime, s.st_mtime, s.st_ctime,
    ];
    for (field, n) in fields.iter_mut().zip(whole) {
        *field = vm.new_int(n);
    }
    for (i, (seconds, nanoseconds)) in times.into_iter().enumerate() {
        fields[10 + i] = vm.new_float(seconds as f64 + 1e-9 * nanoseconds as f64);
        fields[13 + i] = big_int(vm, i128::from(seconds) * 1_000_000_000 + i128::from(nanoseconds));
    }
    fields[16] = vm.new_int(s.st_blksize as i64);
    fields[17] = vm.new_int(s.st_blocks);
    fields[18] = vm.new_int(s.st_rdev as i64);
    structseq::new(vm, ty, &STAT_RESULT, &fields)
}

/// An int of any size up to 128 bits.
pub fn big_int(vm: &mut Vm, n: i128) -> Value {
    let magnitude = n.unsigned_abs();
    vm.new_int_from_digits(n < 0, &[magnitude as u64, (magnitude >> 64) as u64])
}

fn statvfs(vm: &mut Vm, path: Value) -> PyResult {
    let target = target(vm, "statvfs", "path", path, Allow::PathOrFd)?;
    // SAFETY: fills in a plain struct; the path ends with a NUL.
    let mut s: libc::statvfs = unsafe { std::mem::zeroed() };
    let at = std::ptr::from_mut(&mut s);
    let result = retry(vm, || {
        // SAFETY: as above.
        (unsafe {
            match target.fd {
                Some(fd) => libc::fstatvfs(fd, at),
                None => libc::statvfs(target.text.as_ptr(), at),
            }
        }) as isize
    })?;
    if let Err(number) = result {
        return Err(os_error_path(vm, number, target.shown));
    }
    let ty = module_type(vm, "statvfs_result")?;
    let numbers = [
        s.f_bsize, s.f_frsize, s.f_blocks, s.f_bfree, s.f_bavail, s.f_files, s.f_ffree, s.f_favail, s.f_flag, s.f_namemax, s.f_fsid,
    ];
    let mut fields = [Value::NONE; 11];
    for (field, n) in fields.iter_mut().zip(numbers) {
        *field = vm.new_int_from_digits(false, &[n]);
    }
    structseq::new(vm, ty, &STATVFS_RESULT, &fields)
}
