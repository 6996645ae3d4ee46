//! Arguments of system calls.

use std::ffi::CString;

use whipsnake_runtime::{Bytes, Gc, Int, PyResult, Raised, Str, Value, Vm};

use crate::os::error::{errno, os_error};
use crate::os::path::{self, Path};

/// A path, or an open descriptor instead of one.
pub struct Target {
    /// Empty for a descriptor.
    pub text: CString,
    pub fd: Option<i32>,
    pub shown: Value,
    pub is_bytes: bool,
}

/// What a path argument may be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Allow {
    Path,
    PathOrFd,
    /// None means the current directory.
    PathFdOrNone,
}

/// A path argument.
///
/// # Errors
/// `TypeError` and `ValueError` in the words of the function.
pub fn target(vm: &mut Vm, function: &str, name: &str, value: Value, allow: Allow) -> Result<Target, Raised> {
    let none = allow == Allow::PathFdOrNone;
    let value = value.given().unwrap_or(Value::NONE);
    if value.is_none() && none {
        return Ok(Target { text: c".".to_owned(), fd: None, shown: value, is_bytes: false });
    }
    let is_text = Gc::<Str>::cast(value).is_some() || Gc::<Bytes>::cast(value).is_some();
    let fds = matches!(allow, Allow::PathOrFd | Allow::PathFdOrNone);
    if !is_text && fds && vm.type_of(value).slots().index.is_some() {
        if value.is_bool() {
            (vm.hooks.warn)(vm, vm.types.runtime_warning, "bool is used as a file descriptor")?;
        }
        let fd = int(vm, value)?;
        return Ok(Target { text: CString::default(), fd: Some(fd), shown: value, is_bytes: false });
    }
    let value = if is_text {
        value
    } else {
        match vm.call_special_optional(value, vm.names.__fspath__, &[])? {
            Some(_) => path::fspath(vm, value)?,
            None => {
                let got = vm.type_of(value).name_string();
                let allowed = match allow {
                    Allow::Path => "string, bytes or os.PathLike",
                    Allow::PathOrFd => "string, bytes, os.PathLike or integer",
                    Allow::PathFdOrNone => "string, bytes, os.PathLike, integer or None",
                };
                return Err(vm.type_error(&format!("{function}: {name} should be {allowed}, not {got}")));
            }
        }
    };
    let (bytes, is_bytes) = match Gc::<Str>::cast(value) {
        Some(text) => (path::encode(vm, text)?, false),
        None => (Gc::<Bytes>::cast(value).map_or_else(Vec::new, |b| b.bytes().to_vec()), true),
    };
    match CString::new(bytes) {
        Ok(text) => Ok(Target { text, fd: None, shown: value, is_bytes }),
        Err(_) => Err(vm.value_error(&format!("{function}: embedded null character in {name}"))),
    }
}

/// The argument `path` of a function that takes a path only.
///
/// # Errors
/// As [`target`].
pub fn path_of(vm: &mut Vm, function: &str, name: &str, value: Value) -> Result<Path, Raised> {
    let t = target(vm, function, name, value, Allow::Path)?;
    Ok(Path { text: t.text, shown: t.shown, is_bytes: t.is_bytes })
}

/// A C int.
///
/// # Errors
/// `TypeError`; `OverflowError`.
pub fn int(vm: &mut Vm, value: Value) -> Result<i32, Raised> {
    let index = vm.index(value)?;
    match vm.index_i64(index).map(i32::try_from) {
        Some(Ok(n)) => Ok(n),
        Some(Err(_)) | None => {
            let negative = vm.index_i64(index).map_or_else(|| Gc::<Int>::cast(index).is_some_and(|i| i.negative), |n| n < 0);
            Err(vm.overflow_error(if negative { "signed integer is less than minimum" } else { "signed integer is greater than maximum" }))
        }
    }
}

/// A C int that may be absent.
///
/// # Errors
/// As [`int`].
pub fn int_or(vm: &mut Vm, value: Value, default: i32) -> Result<i32, Raised> {
    match value.given() {
        Some(v) => int(vm, v),
        None => Ok(default),
    }
}

/// A truth value that may be absent.
///
/// # Errors
/// What `__bool__` raises.
pub fn flag_or(vm: &mut Vm, value: Value, default: bool) -> Result<bool, Raised> {
    match value.given() {
        Some(v) => vm.truthy(v),
        None => Ok(default),
    }
}

/// A descriptor: an int, or an object with `fileno()`.
///
/// # Errors
/// `TypeError`; `ValueError` for a negative one.
pub fn fileno(vm: &mut Vm, value: Value) -> Result<i32, Raised> {
    let number = if vm.type_of(value).slots().index.is_some() {
        value
    } else {
        match vm.getattr_optional(value, vm.names.fileno)? {
            Some(method) => {
                let number = vm.call(method, &[])?;
                if !number.is_small_int() && Gc::<Int>::cast(number).is_none() {
                    return Err(vm.type_error("fileno() returned a non-integer"));
                }
                number
            }
            None => return Err(vm.type_error("argument must be an int, or have a fileno() method.")),
        }
    };
    let fd = int(vm, number)?;
    if fd < 0 {
        return Err(vm.value_error(&format!("file descriptor cannot be a negative integer ({fd})")));
    }
    Ok(fd)
}

/// The argument `dir_fd`.
///
/// # Errors
/// `TypeError`; `OverflowError`.
pub fn dir_fd(vm: &mut Vm, value: Value) -> Result<i32, Raised> {
    match value.given().filter(|v| !v.is_none()) {
        None => Ok(libc::AT_FDCWD),
        Some(v) if vm.type_of(v).slots().index.is_none() => {
            let got = vm.type_of(v).name_string();
            Err(vm.type_error(&format!("argument should be integer or None, not {got}")))
        }
        Some(v) => int(vm, v),
    }
}

/// None for the result 0 of a call, else `OSError`.
///
/// # Errors
/// `OSError`.
pub fn none_or_error(vm: &mut Vm, result: i32) -> PyResult {
    if result < 0 { Err(os_error(vm, errno())) } else { Ok(Value::NONE) }
}

/// An int that is no error, else `OSError`.
///
/// # Errors
/// `OSError`.
pub fn int_or_error(vm: &mut Vm, result: i64) -> PyResult {
    if result < 0 { Err(os_error(vm, errno())) } else { Ok(vm.new_int(result)) }
}

/// An id of a user or group; −1 means: no change.
///
/// # Errors
/// `TypeError`; `OverflowError`.
pub fn id(vm: &mut Vm, value: Value, what: &str) -> Result<u32, Raised> {
    if vm.type_of(value).slots().index.is_none() {
        let got = vm.type_of(value).name_string();
        return Err(vm.type_error(&format!("{what} should be integer, not {got}")));
    }
    let index = vm.index(value)?;
    match vm.index_i64(index) {
        Some(-1) => Ok(u32::MAX),
        Some(n) if n < -1 => Err(vm.overflow_error(&format!("{what} is less than minimum"))),
        Some(n) if n > i64::from(u32::MAX) => Err(vm.overflow_error(&format!("{what} is greater than maximum"))),
        Some(n) => Ok(n as u32),
        None => Err(vm.overflow_error(&format!("{what} is greater than maximum"))),
    }
}
