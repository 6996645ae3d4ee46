//! Descriptors: opening, reading, writing, copying.

use whipsnake_runtime::{Call, Gc, NativeDef, PyResult, RootVec, Value, Vm, def};

use super::arguments::{dir_fd, fileno, flag_or, int, int_or, int_or_error, none_or_error, path_of};
use crate::io::buffers;
use crate::os::error::{errno, os_error, os_error_path, retry, retry_open};

/// Functions of `posix`.
pub static FUNCTIONS: &[NativeDef] = &[
    def("open", "($module, /, path, flags, mode=511, *, dir_fd=None)", Call::Bound(open)),
    def("close", "($module, /, fd)", Call::A1(close)),
    def("closerange", "($module, fd_low, fd_high, /)", Call::A2(closerange)),
    def("read", "($module, fd, length, /)", Call::A2(read)),
    def("readinto", "($module, fd, buffer, /)", Call::A2(readinto)),
    def("write", "($module, fd, data, /)", Call::A2(write)),
    def("pread", "($module, fd, length, offset, /)", Call::A3(pread)),
    def("pwrite", "($module, fd, buffer, offset, /)", Call::A3(pwrite)),
    def("readv", "($module, fd, buffers, /)", Call::A2(readv)),
    def("writev", "($module, fd, buffers, /)", Call::A2(writev)),
    def("lseek", "($module, fd, position, whence, /)", Call::A3(lseek)),
    def("dup", "($module, fd, /)", Call::A1(dup)),
    def("dup2", "($module, /, fd, fd2, inheritable=True)", Call::Bound(dup2)),
    def("pipe", "($module, /)", Call::A0(|vm| pipe_with(vm, libc::O_CLOEXEC))),
    def("pipe2", "($module, flags, /)", Call::A1(|vm, flags| { let flags = int(vm, flags)?; pipe_with(vm, flags) })),
    def("fsync", "($module, /, fd)", Call::A1(fsync)),
    def("fdatasync", "($module, /, fd)", Call::A1(fsync)),
    def("ftruncate", "($module, fd, length, /)", Call::A2(ftruncate)),
    def("isatty", "($module, fd, /)", Call::A1(isatty)),
    def("get_blocking", "($module, fd, /)", Call::A1(get_blocking)),
    def("set_blocking", "($module, fd, blocking, /)", Call::A2(set_blocking)),
    def("get_inheritable", "($module, fd, /)", Call::A1(get_inheritable)),
    def("set_inheritable", "($module, fd, inheritable, /)", Call::A2(set_inheritable)),
    def("sendfile", "($module, /, out_fd, in_fd, offset, count)", Call::Bound(sendfile)),
    def("copy_file_range", "($module, /, src, dst, count, offset_src=None, offset_dst=None)", Call::Bound(copy_file_range)),
    def("memfd_create", "($module, /, name, flags=MFD_CLOEXEC)", Call::Bound(memfd_create)),
    def("lockf", "($module, fd, command, length, /)", Call::A3(lockf)),
    def("device_encoding", "($module, /, fd)", Call::A1(device_encoding)),
    def("sync", "($module, /)", Call::A0(|vm| { vm.allow_threads(sync); Ok(Value::NONE) })),
    def("posix_fadvise", "($module, fd, offset, length, advice, /)", Call::Bound(posix_fadvise)),
    def("posix_fallocate", "($module, fd, offset, length, /)", Call::A3(posix_fallocate)),
    def("openpty", "($module, /)", Call::A0(openpty)),
    def("ttyname", "($module, fd, /)", Call::A1(ttyname)),
];

fn sync() {
    // SAFETY: a plain call.
    unsafe { libc::sync() }
}

fn open(vm: &mut Vm, a: &[Value]) -> PyResult {
    let path = path_of(vm, "open", "path", a[0])?;
    let flags = int(vm, a[1])?;
    let mode = int_or(vm, a[2], 0o777)?;
    let dir = dir_fd(vm, a[3])?;
    // SAFETY: the path ends with a NUL.
    match retry_open(vm, || unsafe { libc::openat(dir, path.text.as_ptr(), flags | libc::O_CLOEXEC, mode) } as isize)? {
        Ok(fd) => Ok(Value::small_int(fd as i64)),
        Err(number) => Err(os_error_path(vm, number, path.shown)),
    }
}

fn close(vm: &mut Vm, fd: Value) -> PyResult {
    let fd = int(vm, fd)?;
    // SAFETY: the descriptor is the program's to close.
    let number = vm.allow_threads(|| if unsafe { libc::close(fd) } < 0 { errno() } else { 0 });
    if number == 0 || number == libc::EINTR { Ok(Value::NONE) } else { Err(os_error(vm, number)) }
}

fn closerange(vm: &mut Vm, low: Value, high: Value) -> PyResult {
    let (low, high) = (int(vm, low)?, int(vm, high)?);
    vm.allow_threads(|| {
        for fd in low.max(0)..high {
            // SAFETY: the descriptors are the program's to close.
            unsafe { libc::close(fd) };
        }
    });
    Ok(Value::NONE)
}

fn read(vm: &mut Vm, fd: Value, length: Value) -> PyResult {
    let (fd, length) = (int(vm, fd)?, vm.index_ssize(length)?);
    if length < 0 {
        return Err(os_error(vm, libc::EINVAL));
    }
    let mut buffer = vm.zeros(length.min(0x7fff_f000) as usize)?;
    let (at, len) = (buffer.as_mut_ptr(), buffer.len());
    // SAFETY: the buffer has room for `len` bytes.
    match retry(vm, || unsafe { libc::read(fd, at.cast(), len) })? {
        Ok(n) => Ok(vm.new_bytes(&buffer[..n])),
        Err(number) => Err(os_error(vm, number)),
    }
}

fn readinto(vm: &mut Vm, fd: Value, target: Value) -> PyResult {
    let fd = int(vm, fd)?;
    buffers::read_into(vm, target, "readinto", |vm, memory| {
        let (at, len) = (memory.as_mut_ptr(), memory.len());
        // SAFETY: the buffer has room for `len` bytes.
        match retry(vm, || unsafe { libc::read(fd, at.cast(), len) })? {
            Ok(n) => Ok(Some(n)),
            Err(number) => Err(os_error(vm, number)),
        }
    })
}

fn write(vm: &mut Vm, fd: Value, data: Value) -> PyResult {
    let fd = int(vm, fd)?;
    let bytes = buffers::bytes_of(vm, data)?;
    // SAFETY: the bytes do not change or move.
    match retry(vm, || unsafe { libc::write(fd, bytes.as_ptr().cast(), bytes.len().min(0x7fff_f000)) })? {
        Ok(n) => Ok(Value::small_int(n as i64)),
        Err(number) => Err(os_error(vm, number)),
    }
}

fn pread(vm: &mut Vm, fd: Value, length: Value, offset: Value) -> PyResult {
    let (fd, length, offset) = (int(vm, fd)?, vm.index_ssize(length)?, vm.index_ssize(offset)?);
    if length < 0 {
        return Err(os_error(vm, libc::EINVAL));
    }
    let mut buffer = vm.zeros(length as usize)?;
    let at = buffer.as_mut_ptr();
    // SAFETY: the buffer has room for `length` bytes.
    match retry(vm, || unsafe { libc::pread(fd, at.cast(), length as usize, offset) })? {
        Ok(n) => Ok(vm.new_bytes(&buffer[..n])),
        Err(number) => Err(os_error(vm, number)),
    }
}

fn pwrite(vm: &mut Vm, fd: Value, data: Value, offset: Value) -> PyResult {
    let (fd, offset) = (int(vm, fd)?, vm.index_ssize(offset)?);
    let bytes = buffers::bytes_of(vm, data)?;
    // SAFETY: the bytes do not change or move.
    match retry(vm, || unsafe { libc::pwrite(fd, bytes.as_ptr().cast(), bytes.len(), offset) })? {
        Ok(n) => Ok(Value::small_int(n as i64)),
        Err(number) => Err(os_error(vm, number)),
    }
}

fn readv(vm: &mut Vm, fd: Value, targets: Value) -> PyResult {
    let fd = int(vm, fd)?;
    let targets = vm.collect(targets)?;
    let mut total = 0;
    for target in targets.iter() {
        let mut room = 0;
        let got = buffers::read_into(vm, *target, "readv", |vm, memory| {
            room = memory.len();
            let (at, len) = (memory.as_mut_ptr(), memory.len());
            // SAFETY: the buffer has room for `len` bytes.
            match retry(vm, || unsafe { libc::read(fd, at.cast(), len) })? {
                Ok(n) => Ok(Some(n)),
                Err(number) => Err(os_error(vm, number)),
            }
        })?;
        let n = got.as_small_int().unwrap_or(0);
        total += n;
        if (n as usize) < room {
            break;
        }
    }
    Ok(Value::small_int(total))
}

fn writev(vm: &mut Vm, fd: Value, parts: Value) -> PyResult {
    let fd = int(vm, fd)?;
    let parts = vm.collect(parts)?;
    let mut all = Vec::new();
    for part in parts.iter() {
        all.extend_from_slice(&buffers::bytes_of(vm, *part)?);
    }
    // SAFETY: the bytes are this function's.
    match retry(vm, || unsafe { libc::write(fd, all.as_ptr().cast(), all.len()) })? {
        Ok(n) => Ok(Value::small_int(n as i64)),
        Err(number) => Err(os_error(vm, number)),
    }
}

fn lseek(vm: &mut Vm, fd: Value, position: Value, whence: Value) -> PyResult {
    let (fd, position, whence) = (int(vm, fd)?, vm.index_ssize(position)?, int(vm, whence)?);
    // SAFETY: a plain call.
    let at = unsafe { libc::lseek(fd, position, whence) };
    int_or_error(vm, at)
}

fn dup(vm: &mut Vm, fd: Value) -> PyResult {
    let fd = int(vm, fd)?;
    // SAFETY: a plain call.
    match retry_open(vm, || unsafe { libc::fcntl(fd, libc::F_DUPFD_CLOEXEC, 0) } as isize)? {
        Ok(n) => Ok(Value::small_int(n as i64)),
        Err(number) => Err(os_error(vm, number)),
    }
}

fn dup2(vm: &mut Vm, a: &[Value]) -> PyResult {
    let (fd, fd2) = (int(vm, a[0])?, int(vm, a[1])?);
    let inheritable = flag_or(vm, a[2], true)?;
    let flags = if inheritable { 0 } else { libc::O_CLOEXEC };
    // SAFETY: plain calls.
    let result = retry(vm, || unsafe { if fd == fd2 { libc::dup2(fd, fd2) } else { libc::dup3(fd, fd2, flags) } } as isize)?;
    match result {
        Ok(n) => Ok(Value::small_int(n as i64)),
        Err(number) => Err(os_error(vm, number)),
    }
}

fn pipe_with(vm: &mut Vm, flags: i32) -> PyResult {
    let mut fds = [0i32; 2];
    let at = fds.as_mut_ptr();
    // SAFETY: the array has room for two.
    match retry_open(vm, || unsafe { libc::pipe2(at, flags) } as isize)? {
        Ok(_) => Ok(vm.new_tuple(&fds.map(|fd| Value::small_int(i64::from(fd)))).value()),
        Err(number) => Err(os_error(vm, number)),
    }
}

fn fsync(vm: &mut Vm, fd: Value) -> PyResult {
    let fd = fileno(vm, fd)?;
    // SAFETY: a plain call.
    match retry(vm, || unsafe { libc::fsync(fd) } as isize)? {
        Ok(_) => Ok(Value::NONE),
        Err(number) => Err(os_error(vm, number)),
    }
}

fn ftruncate(vm: &mut Vm, fd: Value, length: Value) -> PyResult {
    let (fd, length) = (int(vm, fd)?, vm.index_ssize(length)?);
    // SAFETY: a plain call.
    match retry(vm, || unsafe { libc::ftruncate(fd, length) } as isize)? {
        Ok(_) => Ok(Value::NONE),
        Err(number) => Err(os_error(vm, number)),
    }
}

fn isatty(vm: &mut Vm, fd: Value) -> PyResult {
    let fd = int(vm, fd)?;
    // SAFETY: a plain call.
    Ok(Value::bool(unsafe { libc::isatty(fd) } == 1))
}

fn get_flags(vm: &mut Vm, fd: Value, command: i32) -> Result<(i32, i32), whipsnake_runtime::Raised> {
    let fd = int(vm, fd)?;
    // SAFETY: a plain call.
    let flags = unsafe { libc::fcntl(fd, command) };
    if flags < 0 { Err(os_error(vm, errno())) } else { Ok((fd, flags)) }
}

fn get_blocking(vm: &mut Vm, fd: Value) -> PyResult {
    let (_, flags) = get_flags(vm, fd, libc::F_GETFL)?;
    Ok(Value::bool(flags & libc::O_NONBLOCK == 0))
}

fn set_blocking(vm: &mut Vm, fd: Value, on: Value) -> PyResult {
    let on = vm.truthy(on)?;
    let (fd, flags) = get_flags(vm, fd, libc::F_GETFL)?;
    let flags = if on { flags & !libc::O_NONBLOCK } else { flags | libc::O_NONBLOCK };
    // SAFETY: a plain call.
    let result = unsafe { libc::fcntl(fd, libc::F_SETFL, flags) };
    none_or_error(vm, result)
}

fn get_inheritable(vm: &mut Vm, fd: Value) -> PyResult {
    let (_, flags) = get_flags(vm, fd, libc::F_GETFD)?;
    Ok(Value::bool(flags & libc::FD_CLOEXEC == 0))
}

fn set_inheritable(vm: &mut Vm, fd: Value, on: Value) -> PyResult {
    let on = vm.truthy(on)?;
    let (fd, flags) = get_flags(vm, fd, libc::F_GETFD)?;
    let flags = if on { flags & !libc::FD_CLOEXEC } else { flags | libc::FD_CLOEXEC };
    // SAFETY: a plain call.
    let result = unsafe { libc::fcntl(fd, libc::F_SETFD, flags) };
    none_or_error(vm, result)
}

fn sendfile(vm: &mut Vm, a: &[Value]) -> PyResult {
    let (out, input, count) = (int(vm, a[0])?, int(vm, a[1])?, vm.index_ssize(a[3])?);
    let mut offset = if a[2].is_none() { None } else { Some(vm.index_ssize(a[2])?) };
    let at = offset.as_mut().map_or(std::ptr::null_mut(), std::ptr::from_mut);
    // SAFETY: the offset is null or this function's.
    match retry(vm, || unsafe { libc::sendfile(out, input, at, count as usize) })? {
        Ok(n) => Ok(Value::small_int(n as i64)),
        Err(number) => Err(os_error(vm, number)),
    }
}

fn copy_file_range(vm: &mut Vm, a: &[Value]) -> PyResult {
    let (source, destination, count) = (int(vm, a[0])?, int(vm, a[1])?, vm.index_ssize(a[2])?);
    if count < 0 {
        return Err(vm.value_error("negative value for 'count' not allowed"));
    }
    let mut offsets = [None, None];
    for (offset, value) in offsets.iter_mut().zip([a[3], a[4]]) {
        if let Some(v) = value.given().filter(|v| !v.is_none()) {
            *offset = Some(vm.index_ssize(v)?);
        }
    }
    let [from, to] = offsets.each_mut().map(|o| o.as_mut().map_or(std::ptr::null_mut(), std::ptr::from_mut));
    // SAFETY: the offsets are null or this function's.
    match retry(vm, || unsafe { libc::copy_file_range(source, from, destination, to, count as usize, 0) })? {
        Ok(n) => Ok(Value::small_int(n as i64)),
        Err(number) => Err(os_error(vm, number)),
    }
}

fn memfd_create(vm: &mut Vm, a: &[Value]) -> PyResult {
    let name = crate::os::path::path(vm, a[0])?;
    let flags = int_or(vm, a[1], libc::MFD_CLOEXEC as i32)? as u32;
    // SAFETY: the name ends with a NUL.
    match retry_open(vm, || unsafe { libc::memfd_create(name.text.as_ptr(), flags) } as isize)? {
        Ok(n) => Ok(Value::small_int(n as i64)),
        Err(number) => Err(os_error(vm, number)),
    }
}

fn lockf(vm: &mut Vm, fd: Value, command: Value, length: Value) -> PyResult {
    let (fd, command, length) = (int(vm, fd)?, int(vm, command)?, vm.index_ssize(length)?);
    // SAFETY: a plain call.
    match retry(vm, || unsafe { libc::lockf(fd, command, length) } as isize)? {
        Ok(_) => Ok(Value::NONE),
        Err(number) => Err(os_error(vm, number)),
    }
}

fn device_encoding(vm: &mut Vm, fd: Value) -> PyResult {
    let fd = int(vm, fd)?;
    // SAFETY: a plain call.
    Ok(if unsafe { libc::isatty(fd) } == 1 { vm.new_str("utf-8") } else { Value::NONE })
}

fn posix_fadvise(vm: &mut Vm, a: &[Value]) -> PyResult {
    let (fd, offset, length, advice) = (int(vm, a[0])?, vm.index_ssize(a[1])?, vm.index_ssize(a[2])?, int(vm, a[3])?);
    // SAFETY: a plain call, which gives the error number.
    match vm.allow_threads(|| unsafe { libc::posix_fadvise(fd, offset, length, advice) }) {
        0 => Ok(Value::NONE),
        number => Err(os_error(vm, number)),
    }
}

fn posix_fallocate(vm: &mut Vm, fd: Value, offset: Value, length: Value) -> PyResult {
    let (fd, offset, length) = (int(vm, fd)?, vm.index_ssize(offset)?, vm.index_ssize(length)?);
    // SAFETY: a plain call, which gives the error number.
    match vm.allow_threads(|| unsafe { libc::posix_fallocate(fd, offset, length) }) {
        0 => Ok(Value::NONE),
        number => Err(os_error(vm, number)),
    }
}

fn openpty(vm: &mut Vm) -> PyResult {
    let (mut main, mut side) = (0, 0);
    let null = std::ptr::null_mut();
    // SAFETY: the numbers are this function's; nothing else is asked for.
    if unsafe { libc::openpty(&mut main, &mut side, null, std::ptr::null_mut(), std::ptr::null_mut()) } < 0 {
        return Err(os_error(vm, errno()));
    }
    let mut fds = RootVec::new(vm.heap);
    for fd in [main, side] {
        // SAFETY: plain calls on descriptors just made.
        unsafe { libc::fcntl(fd, libc::F_SETFD, libc::FD_CLOEXEC) };
        fds.push(vm.heap, Value::small_int(i64::from(fd)));
    }
    Ok(vm.new_tuple(&fds).value())
}

fn ttyname(vm: &mut Vm, fd: Value) -> PyResult {
    let fd = int(vm, fd)?;
    let mut name = [0u8; 256];
    // SAFETY: the buffer has the length given.
    match unsafe { libc::ttyname_r(fd, name.as_mut_ptr().cast(), name.len()) } {
        0 => {
            let end = name.iter().position(|b| *b == 0).unwrap_or(name.len());
            Ok(crate::os::path::decode(vm, &name[..end]))
        }
        number => Err(os_error(vm, number)),
    }
}

/// Whether the value is a list or tuple.
pub fn is_sequence(value: Value) -> bool {
    Gc::<whipsnake_runtime::List>::cast(value).is_some() || Gc::<whipsnake_runtime::Tuple>::cast(value).is_some()
}
