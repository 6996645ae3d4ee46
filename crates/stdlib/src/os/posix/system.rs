//! The machine and the environment: variables, terminal, processors, random bytes.

use std::os::unix::ffi::OsStrExt as _;

use whipsnake_builtins::structseq::{self, StructSequence};
use whipsnake_runtime::{Call, Dict, Gc, Module, NativeDef, PyResult, Raised, RootVec, Str, Value, Vm, def};

use super::arguments::{fileno, int, int_or};
use super::stat::module_type;
use crate::os::error::{errno, os_error, retry, strerror};
use crate::os::path;

static TERMINAL_SIZE: StructSequence = StructSequence {
    name: "terminal_size", module: "os", doc: "A tuple of (columns, lines) for holding terminal window size", fields: &["columns", "lines"], visible: 2,
    callable: true,
};
static UNAME_RESULT: StructSequence = StructSequence {
    name: "uname_result", module: "posix",
    doc: "uname_result: Result from os.uname().\n\nThis object may be accessed either as a tuple of\n  (sysname, nodename, release, version, machine),\nor via the attributes sysname, nodename, release, version, and machine.\n\nSee os.uname for more information.",
    fields: &["sysname", "nodename", "release", "version", "machine"], visible: 5, callable: true,
};
static TIMES_RESULT: StructSequence = StructSequence {
    name: "times_result", module: "posix",
    doc: "times_result: Result from os.times().\n\nThis object may be accessed either as a tuple of\n  (user, system, children_user, children_system, elapsed),\nor via the attributes user, system, children_user, children_system,\nand elapsed.\n\nSee os.times for more information.",
    fields: &["user", "system", "children_user", "children_system", "elapsed"], visible: 5, callable: true,
};

/// Functions of `posix`.
pub static FUNCTIONS: &[NativeDef] = &[
    def("putenv", "($module, name, value, /)", Call::A2(putenv)),
    def("unsetenv", "($module, name, /)", Call::A1(unsetenv)),
    def("_create_environ", "($module, /)", Call::A0(environ)),
    def("strerror", "($module, code, /)", Call::A1(|vm, code| { let n = int(vm, code)?; let text = strerror(n); Ok(vm.new_str(&text)) })),
    def("urandom", "($module, size, /)", Call::A1(urandom)),
    def("getrandom", "($module, /, size, flags=0)", Call::Bound(getrandom)),
    def("cpu_count", "($module, /)", Call::A0(cpu_count)),
    def("getloadavg", "($module, /)", Call::A0(getloadavg)),
    def("get_terminal_size", "($module, fd=<unrepresentable>, /)", Call::Bound(get_terminal_size)),
    def("uname", "($module, /)", Call::A0(uname)),
    def("times", "($module, /)", Call::A0(times)),
    def("sysconf", "($module, name, /)", Call::A1(sysconf)),
    def("fpathconf", "($module, fd, name, /)", Call::A2(fpathconf)),
    def("pathconf", "($module, /, path, name)", Call::A2(pathconf)),
    def("register_at_fork", "($module, /, *, before=<unrepresentable>, after_in_child=<unrepresentable>, after_in_parent=<unrepresentable>)", Call::Bound(register_at_fork)),
    def("ctermid", "($module, /)", Call::A0(|vm| Ok(vm.new_str("/dev/tty")))),
    def("major", "($module, device, /)", Call::A1(|vm, d| { let d = vm.index_ssize(d)?; Ok(Value::small_int(i64::from(libc::major(d as u64)))) })),
    def("minor", "($module, device, /)", Call::A1(|vm, d| { let d = vm.index_ssize(d)?; Ok(Value::small_int(i64::from(libc::minor(d as u64)))) })),
    def("makedev", "($module, major, minor, /)", Call::A2(|vm, major, minor| { let (a, b) = (int(vm, major)?, int(vm, minor)?); Ok(vm.new_int(libc::makedev(a as u32, b as u32) as i64)) })),
];

/// Make the types.
///
/// # Errors
/// `MemoryError`.
pub fn add_types(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    for spec in [&TERMINAL_SIZE, &UNAME_RESULT, &TIMES_RESULT] {
        let ty = structseq::new_type(vm, spec)?;
        vm.set_module_attr(module, spec.name, ty.value());
    }
    Ok(())
}

/// The environment as a dict of bytes.
///
/// # Errors
/// `MemoryError`.
pub fn environ(vm: &mut Vm) -> PyResult {
    let dict = vm.new_dict();
    for (name, value) in std::env::vars_os() {
        let (name, value) = (vm.new_bytes(name.as_bytes()), vm.new_bytes(value.as_bytes()));
        if dict.get(vm, name)?.is_none() {
            dict.set(vm, name, value)?;
        }
    }
    Ok(dict.value())
}

fn putenv(vm: &mut Vm, name: Value, value: Value) -> PyResult {
    let (name, value) = (path::path(vm, name)?, path::path(vm, value)?);
    if name.text.as_bytes().contains(&b'=') || name.text.is_empty() {
        return Err(vm.value_error("illegal environment variable name"));
    }
    // SAFETY: the global lock is held, and all threads of the program read the environment under it.
    if unsafe { libc::setenv(name.text.as_ptr(), value.text.as_ptr(), 1) } < 0 { Err(os_error(vm, errno())) } else { Ok(Value::NONE) }
}

fn unsetenv(vm: &mut Vm, name: Value) -> PyResult {
    let name = path::path(vm, name)?;
    // SAFETY: as in `putenv`.
    if unsafe { libc::unsetenv(name.text.as_ptr()) } < 0 { Err(os_error(vm, errno())) } else { Ok(Value::NONE) }
}

fn random(vm: &mut Vm, size: i64, flags: u32) -> PyResult {
    let mut bytes = vm.zeros(size as usize)?;
    let mut filled = 0;
    while filled < bytes.len() {
        let (at, len) = (bytes[filled..].as_mut_ptr(), bytes.len() - filled);
        // SAFETY: the buffer has `len` bytes.
        match retry(vm, || unsafe { libc::getrandom(at.cast(), len, flags) })? {
            Ok(n) => filled += n,
            Err(number) => return Err(os_error(vm, number)),
        }
    }
    Ok(vm.new_bytes(&bytes))
}

fn urandom(vm: &mut Vm, size: Value) -> PyResult {
    let size = vm.index_ssize(size)?;
    if size < 0 {
        return Err(vm.value_error("negative argument not allowed"));
    }
    random(vm, size, 0)
}

fn getrandom(vm: &mut Vm, a: &[Value]) -> PyResult {
    let size = vm.index_ssize(a[0])?;
    let flags = int_or(vm, a[1], 0)?;
    if size < 0 {
        return Err(os_error(vm, libc::EINVAL));
    }
    random(vm, size, flags as u32)
}

fn cpu_count(vm: &mut Vm) -> PyResult {
    // SAFETY: a plain call.
    let n = unsafe { libc::sysconf(libc::_SC_NPROCESSORS_ONLN) };
    Ok(if n < 1 { Value::NONE } else { vm.new_int(n) })
}

fn getloadavg(vm: &mut Vm) -> PyResult {
    let mut averages = [0f64; 3];
    // SAFETY: the array has room for three.
    if unsafe { libc::getloadavg(averages.as_mut_ptr(), 3) } != 3 {
        return Err(vm.os_error_message("Load averages are unobtainable"));
    }
    let values = averages.map(|x| vm.new_float(x));
    Ok(vm.new_tuple(&values).value())
}

fn get_terminal_size(vm: &mut Vm, a: &[Value]) -> PyResult {
    let fd = match a[0].given() {
        Some(fd) => fileno(vm, fd)?,
        None => 1,
    };
    // SAFETY: fills in a plain struct.
    let (result, size) = unsafe {
        let mut size: libc::winsize = std::mem::zeroed();
        (libc::ioctl(fd, libc::TIOCGWINSZ, &mut size), size)
    };
    if result < 0 {
        return Err(os_error(vm, errno()));
    }
    let ty = module_type(vm, "terminal_size")?;
    structseq::new(vm, ty, &TERMINAL_SIZE, &[Value::small_int(i64::from(size.ws_col)), Value::small_int(i64::from(size.ws_row))])
}

fn uname(vm: &mut Vm) -> PyResult {
    // SAFETY: fills in a plain struct.
    let (result, u) = unsafe {
        let mut u: libc::utsname = std::mem::zeroed();
        (libc::uname(&mut u), u)
    };
    if result < 0 {
        return Err(os_error(vm, errno()));
    }
    let fields = [u.sysname, u.nodename, u.release, u.version, u.machine].map(|field| {
        let bytes: Vec<u8> = field.iter().take_while(|c| **c != 0).map(|c| *c as u8).collect();
        path::decode(vm, &bytes)
    });
    let ty = module_type(vm, "uname_result")?;
    structseq::new(vm, ty, &UNAME_RESULT, &fields)
}

fn times(vm: &mut Vm) -> PyResult {
    // SAFETY: fills in a plain struct; plain calls.
    let (elapsed, t, ticks) = unsafe {
        let mut t: libc::tms = std::mem::zeroed();
        let elapsed = libc::times(&mut t);
        (elapsed, t, libc::sysconf(libc::_SC_CLK_TCK) as f64)
    };
    let fields = [t.tms_utime, t.tms_stime, t.tms_cutime, t.tms_cstime, elapsed].map(|n| vm.new_float(n as f64 / ticks));
    let ty = module_type(vm, "times_result")?;
    structseq::new(vm, ty, &TIMES_RESULT, &fields)
}

/// A configuration name: an int, or a key of the dict of names.
fn name_of(vm: &mut Vm, name: Value, table: &str) -> Result<i32, Raised> {
    if Gc::<Str>::cast(name).is_none() {
        return int(vm, name);
    }
    let module = crate::core::import::create_native(vm, "posix")?;
    let names = vm.getattr_str(module, table)?;
    let found = match Gc::<Dict>::cast(names) {
        Some(dict) => dict.get(vm, name)?,
        None => None,
    };
    match found {
        Some(number) => int(vm, number),
        None => Err(vm.value_error("unrecognized configuration name")),
    }
}

fn sysconf(vm: &mut Vm, name: Value) -> PyResult {
    let name = name_of(vm, name, "sysconf_names")?;
    // SAFETY: plain calls.
    let (n, number) = unsafe {
        *libc::__errno_location() = 0;
        (libc::sysconf(name), errno())
    };
    if n == -1 && number != 0 { Err(os_error(vm, number)) } else { Ok(vm.new_int(n)) }
}

fn fpathconf(vm: &mut Vm, fd: Value, name: Value) -> PyResult {
    let fd = fileno(vm, fd)?;
    let name = name_of(vm, name, "pathconf_names")?;
    // SAFETY: plain calls.
    let (n, number) = unsafe {
        *libc::__errno_location() = 0;
        (libc::fpathconf(fd, name), errno())
    };
    if n == -1 && number != 0 { Err(os_error(vm, number)) } else { Ok(vm.new_int(n)) }
}

fn pathconf(vm: &mut Vm, target: Value, name: Value) -> PyResult {
    let name_number = name_of(vm, name, "pathconf_names")?;
    let target = path::path(vm, target)?;
    // SAFETY: the path ends with a NUL.
    let (n, number) = unsafe {
        *libc::__errno_location() = 0;
        (libc::pathconf(target.text.as_ptr(), name_number), errno())
    };
    if n == -1 && number != 0 { Err(crate::os::error::os_error_path(vm, number, target.shown)) } else { Ok(vm.new_int(n)) }
}

/// The attribute of `posix` that holds the functions for a moment of `fork`.
const HOOKS: [&str; 3] = ["_before_fork", "_after_fork_child", "_after_fork_parent"];

fn register_at_fork(vm: &mut Vm, a: &[Value]) -> PyResult {
    if a.iter().all(|f| f.is_null()) {
        return Err(vm.type_error("At least one argument is required."));
    }
    for (function, what) in a.iter().zip(["before", "after_in_child", "after_in_parent"]) {
        if let Some(f) = function.given()
            && vm.type_of(f).slots().call.is_none()
        {
            let got = vm.type_of(f).name_string();
            return Err(vm.type_error(&format!("'{what}' must be callable, not {got}")));
        }
    }
    let module = crate::core::import::create_native(vm, "posix")?;
    for (function, hook) in a.iter().zip(HOOKS) {
        let Some(function) = function.given() else { continue };
        let name = vm.intern(hook);
        let list = match vm.getattr_optional(module, name)? {
            Some(list) => list,
            None => {
                let list = vm.new_list(&[]).value();
                vm.setattr(module, name, list)?;
                list
            }
        };
        vm.call_method(list, vm.names.append, &[function])?;
    }
    Ok(Value::NONE)
}

/// Run the functions registered for a moment: 0 before (in reverse order), 1 after in the child, 2 after in the parent.
pub fn run_fork_hooks(vm: &mut Vm, moment: usize) {
    let Ok(module) = crate::core::import::create_native(vm, "posix").map_err(|raised| vm.take_exception(raised)) else { return };
    let name = vm.intern(HOOKS[moment]);
    let Ok(Some(list)) = vm.getattr_optional(module, name).map_err(|raised| vm.take_exception(raised)) else { return };
    let mut functions = match vm.collect(list) {
        Ok(functions) => functions,
        Err(raised) => {
            vm.take_exception(raised);
            RootVec::new(vm.heap)
        }
    };
    if moment == 0 {
        functions.reverse(vm.heap);
    }
    for function in functions.iter() {
        if let Err(raised) = vm.call(*function, &[]) {
            let exception = vm.take_exception(raised);
            crate::core::display::report_unraisable(vm, exception, *function, "Exception ignored in");
        }
    }
}

/// In the child after `fork`: its only thread goes on.
pub fn after_fork_in_child(vm: &mut Vm) {
    crate::os::thread::after_fork(vm);
    run_fork_hooks(vm, 1);
}

/// The bytes of an environment or argument string.
///
/// # Errors
/// As for paths.
pub fn c_string(vm: &mut Vm, value: Value) -> Result<std::ffi::CString, Raised> {
    path::path(vm, value).map(|p| p.text)
}
