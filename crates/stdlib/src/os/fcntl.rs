//! The module `fcntl`.

use whipsnake_runtime::{Call, Gc, Int, Module, NativeDef, PyResult, Raised, Str, Value, Vm, def};

use super::error::{os_error, retry};
use super::posix::fileno;
use super::posix_int as int;
use crate::io::buffers;

static FUNCTIONS: &[NativeDef] = &[
    def("fcntl", "($module, fd, cmd, arg=0, /)", Call::Bound(fcntl)),
    def("ioctl", "($module, fd, request, arg=0, mutate_arg=True, /)", Call::Bound(ioctl)),
    def("flock", "($module, fd, operation, /)", Call::A2(flock)),
    def("lockf", "($module, fd, cmd, len=0, start=0, whence=0, /)", Call::Bound(lockf)),
];

macro_rules! numbers {
    ($($name:ident)*) => { &[$((stringify!($name), libc::$name as i64)),*] };
}
static NUMBERS: &[(&str, i64)] = numbers! {
    FD_CLOEXEC F_ADD_SEALS F_DUPFD F_DUPFD_CLOEXEC F_GETFD F_GETFL F_GETLEASE F_GETLK F_GETOWN F_GETPIPE_SZ F_GET_SEALS F_NOTIFY F_OFD_GETLK
    F_OFD_SETLK F_OFD_SETLKW F_RDLCK F_SEAL_GROW F_SEAL_SEAL F_SEAL_SHRINK F_SEAL_WRITE F_SETFD F_SETFL F_SETLEASE F_SETLK F_SETLKW
    F_SETOWN F_SETPIPE_SZ F_UNLCK F_WRLCK LOCK_EX LOCK_NB LOCK_SH LOCK_UN FIONREAD TIOCGWINSZ TIOCSWINSZ
};

/// The namespace.
///
/// # Errors
/// `MemoryError`.
pub fn init(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    vm.add_functions(module, FUNCTIONS);
    for &(name, n) in NUMBERS {
        vm.set_module_attr(module, name, Value::small_int(n));
    }
    vm.set_module_attr(module, "F_EXLCK", Value::small_int(4));
    vm.set_module_attr(module, "F_SHLCK", Value::small_int(8));
    vm.set_module_attr(module, "FASYNC", Value::small_int(i64::from(libc::O_ASYNC)));
    Ok(())
}

/// The argument of a command: a number, or memory for a struct.
enum Argument {
    Number(i64),
    Memory(Vec<u8>),
}

/// Room for a struct that a command fills in.
const MOST: usize = 1024;

fn argument(vm: &mut Vm, value: Value, function: &str) -> Result<Argument, Raised> {
    let Some(value) = value.given() else { return Ok(Argument::Number(0)) };
    if value.is_small_int() || value.is_bool() || Gc::<Int>::cast(value).is_some() {
        return vm.index_ssize(value).map(Argument::Number);
    }
    let mut memory = match Gc::<Str>::cast(value) {
        Some(text) => text.bytes().to_vec(),
        None => buffers::bytes_of(vm, value)?.into_owned(),
    };
    if memory.len() > MOST {
        return Err(vm.value_error(&format!("{function} string arg too long")));
    }
    memory.resize(MOST, 0);
    Ok(Argument::Memory(memory))
}

fn len_of(vm: &mut Vm, value: Value) -> usize {
    vm.len(value).unwrap_or_else(|raised| {
        vm.take_exception(raised);
        0
    })
}

fn fcntl(vm: &mut Vm, a: &[Value]) -> PyResult {
    let (fd, command) = (fileno(vm, a[0])?, int(vm, a[1])?);
    let mut argument = argument(vm, a[2], "fcntl")?;
    let result = match &mut argument {
        // SAFETY: a number as argument.
        Argument::Number(n) => retry(vm, || unsafe { libc::fcntl(fd, command, *n) } as isize)?,
        Argument::Memory(memory) => {
            let at = memory.as_mut_ptr();
            // SAFETY: memory large enough for the structs of all commands.
            retry(vm, || unsafe { libc::fcntl(fd, command, at) } as isize)?
        }
    };
    match (result, argument) {
        (Ok(n), Argument::Number(_)) => Ok(vm.new_int(n as i64)),
        (Ok(_), Argument::Memory(memory)) => {
            let len = len_of(vm, a[2]);
            Ok(vm.new_bytes(&memory[..len.min(MOST)]))
        }
        (Err(number), _) => Err(os_error(vm, number)),
    }
}

fn ioctl(vm: &mut Vm, a: &[Value]) -> PyResult {
    let fd = fileno(vm, a[0])?;
    let request = vm.index_ssize(a[1])? as u32;
    let mutate = match a[3].given() {
        Some(m) => vm.truthy(m)?,
        None => true,
    };
    let mut argument = argument(vm, a[2], "ioctl")?;
    let result = match &mut argument {
        // SAFETY: a number as argument.
        Argument::Number(n) => retry(vm, || unsafe { libc::ioctl(fd, request.into(), *n) } as isize)?,
        Argument::Memory(memory) => {
            let at = memory.as_mut_ptr();
            // SAFETY: memory large enough for the structs of the usual requests.
            retry(vm, || unsafe { libc::ioctl(fd, request.into(), at) } as isize)?
        }
    };
    match (result, argument) {
        (Ok(n), Argument::Number(_)) => Ok(vm.new_int(n as i64)),
        (Ok(n), Argument::Memory(memory)) => {
            let readonly = Gc::<whipsnake_runtime::Bytes>::cast(a[2]).is_some() || Gc::<Str>::cast(a[2]).is_some();
            if readonly || !mutate {
                let len = len_of(vm, a[2]);
                return Ok(vm.new_bytes(&memory[..len.min(MOST)]));
            }
            buffers::read_into(vm, a[2], "ioctl", |_, target| {
                let len = target.len();
                target.copy_from_slice(&memory[..len]);
                Ok(Some(n))
            })
        }
        (Err(number), _) => Err(os_error(vm, number)),
    }
}

fn flock(vm: &mut Vm, fd: Value, operation: Value) -> PyResult {
    let (fd, operation) = (fileno(vm, fd)?, int(vm, operation)?);
    // SAFETY: a plain call.
    match retry(vm, || unsafe { libc::flock(fd, operation) } as isize)? {
        Ok(_) => Ok(Value::NONE),
        Err(number) => Err(os_error(vm, number)),
    }
}

fn lockf(vm: &mut Vm, a: &[Value]) -> PyResult {
    let (fd, operation) = (fileno(vm, a[0])?, int(vm, a[1])?);
    let number = |vm: &mut Vm, v: Value| v.given().map_or(Ok(0), |v| vm.index_ssize(v));
    let (len, start, whence) = (number(vm, a[2])?, number(vm, a[3])?, number(vm, a[4])?);
    let kind = match () {
        () if operation & libc::LOCK_UN != 0 => libc::F_UNLCK,
        () if operation & libc::LOCK_SH != 0 => libc::F_RDLCK,
        () if operation & libc::LOCK_EX != 0 => libc::F_WRLCK,
        () => return Err(vm.value_error("unrecognized lockf argument")),
    };
    // SAFETY: a plain struct.
    let mut lock: libc::flock = unsafe { std::mem::zeroed() };
    (lock.l_type, lock.l_whence, lock.l_start, lock.l_len) = (kind as i16, whence as i16, start, len);
    let command = if operation & libc::LOCK_NB != 0 { libc::F_SETLK } else { libc::F_SETLKW };
    let at = std::ptr::from_ref(&lock);
    // SAFETY: the struct is this function's.
    match retry(vm, || unsafe { libc::fcntl(fd, command, at) } as isize)? {
        Ok(_) => Ok(Value::NONE),
        Err(number) => Err(os_error(vm, number)),
    }
}
