//! `OSError` from error numbers, and waiting system calls.
//!
//! In: `errno` after a failed call. Out: the exception of the subclass that belongs to it, with CPython's arguments.

use whipsnake_runtime::{Raised, Value, Vm};

/// The number of the last failed call of this thread.
pub fn errno() -> i32 {
    std::io::Error::last_os_error().raw_os_error().unwrap_or(0)
}

/// The C library's text for an error number.
pub fn strerror(errno: i32) -> String {
    let mut text = [0u8; 256];
    // SAFETY: the buffer has the length given; the XSI function ends it with a NUL.
    let failed = unsafe { libc::strerror_r(errno, text.as_mut_ptr().cast(), text.len()) };
    if failed != 0 && failed != libc::EINVAL {
        return format!("Unknown error {errno}");
    }
    let end = text.iter().position(|b| *b == 0).unwrap_or(text.len());
    String::from_utf8_lossy(&text[..end]).into_owned()
}

/// `OSError(errno, text)`.
#[cold]
pub fn os_error(vm: &mut Vm, errno: i32) -> Raised {
    os_error_about(vm, errno, &[])
}

/// `OSError(errno, text, filename)`.
#[cold]
pub fn os_error_path(vm: &mut Vm, errno: i32, filename: Value) -> Raised {
    os_error_about(vm, errno, &[filename])
}

/// `OSError(errno, text, filename, None, filename2)`.
#[cold]
pub fn os_error_paths(vm: &mut Vm, errno: i32, filename: Value, filename2: Value) -> Raised {
    os_error_about(vm, errno, &[filename, Value::NONE, filename2])
}

fn os_error_about(vm: &mut Vm, errno: i32, about: &[Value]) -> Raised {
    let text = vm.new_str(&strerror(errno));
    let mut args = whipsnake_runtime::RootVec::from_slice(vm.heap, &[Value::small_int(i64::from(errno)), text]);
    for value in about {
        args.push(vm.heap, *value);
    }
    vm.raise_new(vm.types.os_error, &args)
}

/// Make a system call that may wait, without the global lock; again when a signal has interrupted it, after its handler. The
/// result is the call's, or the error number.
///
/// # Errors
/// What a signal handler raises.
pub fn retry(vm: &mut Vm, mut call: impl FnMut() -> isize) -> Result<Result<usize, i32>, Raised> {
    loop {
        let (result, number) = vm.allow_threads(|| {
            let result = call();
            (result, if result < 0 { errno() } else { 0 })
        });
        if result >= 0 {
            return Ok(Ok(result as usize));
        }
        if number != libc::EINTR {
            return Ok(Err(number));
        }
        vm.check_signals()?;
    }
}

/// As [`retry`] for calls that make a descriptor: when the process has no more of them, files that died are collected first.
///
/// # Errors
/// What a signal handler raises.
pub fn retry_open(vm: &mut Vm, mut call: impl FnMut() -> isize) -> Result<Result<usize, i32>, Raised> {
    let first = retry(vm, &mut call)?;
    if !matches!(first, Err(libc::EMFILE | libc::ENFILE)) {
        return Ok(first);
    }
    vm.heap.collect(true);
    vm.check_signals()?;
    vm.heap.collect(true);
    retry(vm, call)
}
