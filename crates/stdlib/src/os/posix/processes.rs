//! Processes: who this one is, starting, waiting, signals.

use std::ffi::CString;

use whipsnake_runtime::{Call, NativeDef, PyResult, Raised, RootVec, Value, Vm, def};

use super::arguments::{Allow, id, int, int_or_error, none_or_error, target};
use super::files::is_sequence;
use super::system::{after_fork_in_child, c_string, run_fork_hooks};
use crate::os::error::{errno, os_error, os_error_path, retry};

macro_rules! id_getters {
    ($($name:ident)*) => { &[$(def(stringify!($name), "($module, /)", Call::A0(|vm| {
        // SAFETY: a plain call without arguments.
        let n = unsafe { libc::$name() };
        Ok(vm.new_int(i64::from(n)))
    }))),*] };
}

static IDS: &[NativeDef] = id_getters! { getpid getppid getuid geteuid getgid getegid getpgrp };

/// Functions of `posix`.
pub static FUNCTIONS: &[NativeDef] = &[
    def("getpid", "($module, /)", IDS[0].call),
    def("getppid", "($module, /)", IDS[1].call),
    def("getuid", "($module, /)", IDS[2].call),
    def("geteuid", "($module, /)", IDS[3].call),
    def("getgid", "($module, /)", IDS[4].call),
    def("getegid", "($module, /)", IDS[5].call),
    def("getpgrp", "($module, /)", IDS[6].call),
    def("getpgid", "($module, /, pid)", Call::A1(|vm, pid| { let pid = int(vm, pid)?; let n = unsafe_getpgid(pid); int_or_error(vm, n) })),
    def("getsid", "($module, pid, /)", Call::A1(|vm, pid| { let pid = int(vm, pid)?; let n = unsafe_getsid(pid); int_or_error(vm, n) })),
    def("setsid", "($module, /)", Call::A0(|vm| { let n = unsafe_setsid(); int_or_error(vm, n).map(|_| Value::NONE) })),
    def("setpgid", "($module, pid, pgrp, /)", Call::A2(setpgid)),
    def("setpgrp", "($module, /)", Call::A0(|vm| setpgid(vm, Value::small_int(0), Value::small_int(0)))),
    def("setuid", "($module, uid, /)", Call::A1(|vm, n| set_id(vm, n, "uid", setuid))),
    def("seteuid", "($module, euid, /)", Call::A1(|vm, n| set_id(vm, n, "uid", seteuid))),
    def("setgid", "($module, gid, /)", Call::A1(|vm, n| set_id(vm, n, "gid", setgid))),
    def("setegid", "($module, egid, /)", Call::A1(|vm, n| set_id(vm, n, "gid", setegid))),
    def("getgroups", "($module, /)", Call::A0(getgroups)),
    def("getlogin", "($module, /)", Call::A0(getlogin)),
    def("umask", "($module, mask, /)", Call::A1(umask)),
    def("nice", "($module, increment, /)", Call::A1(nice)),
    def("getpriority", "($module, /, which, who)", Call::A2(getpriority)),
    def("setpriority", "($module, /, which, who, priority)", Call::A3(setpriority)),
    def("sched_yield", "($module, /)", Call::A0(|vm| { vm.allow_threads(std::thread::yield_now); Ok(Value::NONE) })),
    def("sched_getaffinity", "($module, pid, /)", Call::A1(sched_getaffinity)),
    def("sched_setaffinity", "($module, pid, mask, /)", Call::A2(sched_setaffinity)),
    def("kill", "($module, pid, signal, /)", Call::A2(kill)),
    def("killpg", "($module, pgid, signal, /)", Call::A2(killpg)),
    def("_exit", "($module, /, status)", Call::A1(exit)),
    def("abort", "($module, /)", Call::A0(|_| std::process::abort())),
    def("fork", "($module, /)", Call::A0(fork)),
    def("execv", "($module, path, argv, /)", Call::A2(|vm, path, argv| exec(vm, "execv", path, argv, Value::NULL))),
    def("execve", "($module, /, path, argv, env)", Call::A3(|vm, path, argv, env| exec(vm, "execve", path, argv, env))),
    def("posix_spawn", "($module, path, argv, env, /, *, file_actions=(), setpgroup=<unrepresentable>, resetids=False, setsid=False, setsigmask=(), setsigdef=(), scheduler=<unrepresentable>)", Call::Bound(|vm, a| posix_spawn(vm, a, false))),
    def("posix_spawnp", "($module, path, argv, env, /, *, file_actions=(), setpgroup=<unrepresentable>, resetids=False, setsid=False, setsigmask=(), setsigdef=(), scheduler=<unrepresentable>)", Call::Bound(|vm, a| posix_spawn(vm, a, true))),
    def("system", "($module, /, command)", Call::A1(system)),
    def("wait", "($module, /)", Call::A0(|vm| waitpid(vm, Value::small_int(-1), Value::small_int(0)))),
    def("waitpid", "($module, pid, options, /)", Call::A2(waitpid)),
    def("wait3", "($module, /, options)", Call::A1(|vm, options| wait4(vm, Value::small_int(-1), options))),
    def("wait4", "($module, /, pid, options)", Call::A2(wait4)),
    def("waitstatus_to_exitcode", "($module, /, status)", Call::A1(waitstatus_to_exitcode)),
    def("WIFEXITED", "($module, /, status)", Call::A1(|vm, s| { let s = int(vm, s)?; Ok(Value::bool(libc::WIFEXITED(s))) })),
    def("WIFSIGNALED", "($module, /, status)", Call::A1(|vm, s| { let s = int(vm, s)?; Ok(Value::bool(libc::WIFSIGNALED(s))) })),
    def("WIFSTOPPED", "($module, /, status)", Call::A1(|vm, s| { let s = int(vm, s)?; Ok(Value::bool(libc::WIFSTOPPED(s))) })),
    def("WIFCONTINUED", "($module, /, status)", Call::A1(|vm, s| { let s = int(vm, s)?; Ok(Value::bool(libc::WIFCONTINUED(s))) })),
    def("WCOREDUMP", "($module, status, /)", Call::A1(|vm, s| { let s = int(vm, s)?; Ok(Value::bool(libc::WCOREDUMP(s))) })),
    def("WEXITSTATUS", "($module, /, status)", Call::A1(|vm, s| { let s = int(vm, s)?; Ok(Value::small_int(i64::from(libc::WEXITSTATUS(s)))) })),
    def("WTERMSIG", "($module, /, status)", Call::A1(|vm, s| { let s = int(vm, s)?; Ok(Value::small_int(i64::from(libc::WTERMSIG(s)))) })),
    def("WSTOPSIG", "($module, /, status)", Call::A1(|vm, s| { let s = int(vm, s)?; Ok(Value::small_int(i64::from(libc::WSTOPSIG(s)))) })),
    def("pidfd_open", "($module, /, pid, flags=0)", Call::Bound(pidfd_open)),
    def("tcgetpgrp", "($module, fd, /)", Call::A1(tcgetpgrp)),
    def("tcsetpgrp", "($module, fd, pgid, /)", Call::A2(tcsetpgrp)),
];

fn unsafe_getpgid(pid: i32) -> i64 {
    // SAFETY: a plain call.
    i64::from(unsafe { libc::getpgid(pid) })
}

fn unsafe_getsid(pid: i32) -> i64 {
    // SAFETY: a plain call.
    i64::from(unsafe { libc::getsid(pid) })
}

fn unsafe_setsid() -> i64 {
    // SAFETY: a plain call.
    i64::from(unsafe { libc::setsid() })
}

fn setpgid(vm: &mut Vm, pid: Value, group: Value) -> PyResult {
    let (pid, group) = (int(vm, pid)?, int(vm, group)?);
    // SAFETY: a plain call.
    let result = unsafe { libc::setpgid(pid, group) };
    none_or_error(vm, result)
}

macro_rules! id_setters {
    ($($name:ident)*) => { $(fn $name(id: u32) -> i32 {
        // SAFETY: a plain call.
        unsafe { libc::$name(id) }
    })* };
}
id_setters! { setuid seteuid setgid setegid }

fn set_id(vm: &mut Vm, value: Value, what: &str, set: fn(u32) -> i32) -> PyResult {
    let id = id(vm, value, what)?;
    none_or_error(vm, set(id))
}

fn getgroups(vm: &mut Vm) -> PyResult {
    let mut groups = vec![0; 65536];
    // SAFETY: the array has that many places.
    let n = unsafe { libc::getgroups(groups.len() as i32, groups.as_mut_ptr()) };
    if n < 0 {
        return Err(os_error(vm, errno()));
    }
    let mut list = RootVec::new(vm.heap);
    for group in &groups[..n as usize] {
        list.push(vm.heap, Value::small_int(i64::from(*group)));
    }
    Ok(vm.list_from(list).value())
}

fn getlogin(vm: &mut Vm) -> PyResult {
    // SAFETY: the name lives until the next call, under the global lock.
    let name = unsafe {
        let name = libc::getlogin();
        if name.is_null() { Err(errno()) } else { Ok(std::ffi::CStr::from_ptr(name).to_bytes().to_vec()) }
    };
    match name {
        Ok(name) => Ok(crate::os::path::decode(vm, &name)),
        Err(number) => Err(os_error(vm, number)),
    }
}

fn umask(vm: &mut Vm, mask: Value) -> PyResult {
    let mask = int(vm, mask)?;
    // SAFETY: a plain call.
    Ok(Value::small_int(i64::from(unsafe { libc::umask(mask as u32) })))
}

fn nice(vm: &mut Vm, increment: Value) -> PyResult {
    let increment = int(vm, increment)?;
    // SAFETY: plain calls.
    let (n, number) = unsafe {
        *libc::__errno_location() = 0;
        (libc::nice(increment), errno())
    };
    if n == -1 && number != 0 { Err(os_error(vm, number)) } else { Ok(Value::small_int(i64::from(n))) }
}

fn getpriority(vm: &mut Vm, which: Value, who: Value) -> PyResult {
    let (which, who) = (int(vm, which)?, int(vm, who)?);
    // SAFETY: plain calls.
    let (n, number) = unsafe {
        *libc::__errno_location() = 0;
        (libc::getpriority(which as u32, who as u32), errno())
    };
    if n == -1 && number != 0 { Err(os_error(vm, number)) } else { Ok(Value::small_int(i64::from(n))) }
}

fn setpriority(vm: &mut Vm, which: Value, who: Value, priority: Value) -> PyResult {
    let (which, who, priority) = (int(vm, which)?, int(vm, who)?, int(vm, priority)?);
    // SAFETY: a plain call.
    let result = unsafe { libc::setpriority(which as u32, who as u32, priority) };
    none_or_error(vm, result)
}

fn sched_getaffinity(vm: &mut Vm, pid: Value) -> PyResult {
    let pid = int(vm, pid)?;
    // SAFETY: fills in a plain struct.
    let (result, set) = unsafe {
        let mut set: libc::cpu_set_t = std::mem::zeroed();
        (libc::sched_getaffinity(pid, size_of::<libc::cpu_set_t>(), &mut set), set)
    };
    if result < 0 {
        return Err(os_error(vm, errno()));
    }
    let mut cpus = RootVec::new(vm.heap);
    for cpu in 0..libc::CPU_SETSIZE as usize {
        // SAFETY: below the size of the set.
        if unsafe { libc::CPU_ISSET(cpu, &set) } {
            cpus.push(vm.heap, Value::small_int(cpu as i64));
        }
    }
    vm.new_set(&cpus, false)
}

fn sched_setaffinity(vm: &mut Vm, pid: Value, mask: Value) -> PyResult {
    let pid = int(vm, pid)?;
    let cpus = vm.collect(mask)?;
    // SAFETY: an empty set.
    let mut set: libc::cpu_set_t = unsafe { std::mem::zeroed() };
    for cpu in cpus.iter() {
        let n = int(vm, *cpu)?;
        if n < 0 {
            return Err(vm.value_error("negative CPU number"));
        }
        if n < libc::CPU_SETSIZE {
            // SAFETY: below the size of the set.
            unsafe { libc::CPU_SET(n as usize, &mut set) };
        }
    }
    // SAFETY: the set is this function's.
    let result = unsafe { libc::sched_setaffinity(pid, size_of::<libc::cpu_set_t>(), &set) };
    none_or_error(vm, result)
}

fn kill(vm: &mut Vm, pid: Value, signal: Value) -> PyResult {
    let (pid, signal) = (int(vm, pid)?, int(vm, signal)?);
    // SAFETY: a plain call.
    if unsafe { libc::kill(pid, signal) } < 0 {
        return Err(os_error(vm, errno()));
    }
    // A signal to this process has arrived when the call returns.
    vm.check_signals()?;
    Ok(Value::NONE)
}

fn killpg(vm: &mut Vm, group: Value, signal: Value) -> PyResult {
    let (group, signal) = (int(vm, group)?, int(vm, signal)?);
    // SAFETY: a plain call.
    if unsafe { libc::killpg(group, signal) } < 0 {
        return Err(os_error(vm, errno()));
    }
    vm.check_signals()?;
    Ok(Value::NONE)
}

fn exit(vm: &mut Vm, status: Value) -> PyResult {
    let status = int(vm, status)?;
    // SAFETY: ends the process.
    unsafe { libc::_exit(status) }
}

fn fork(vm: &mut Vm) -> PyResult {
    run_fork_hooks(vm, 0);
    // SAFETY: the child goes on with one thread, which holds the global lock and prepares itself below.
    let pid = unsafe { libc::fork() };
    match pid {
        0 => after_fork_in_child(vm),
        _ => run_fork_hooks(vm, 2),
    }
    int_or_error(vm, i64::from(pid))
}

/// Strings for `exec`: a sequence's items.
///
/// # Errors
/// As for paths.
pub fn c_strings(vm: &mut Vm, items: &[Value]) -> Result<Vec<CString>, Raised> {
    items.iter().map(|item| c_string(vm, *item)).collect()
}

/// The entries `name=value` of an environment mapping.
fn environment(vm: &mut Vm, env: Value, function: &str) -> Result<Vec<CString>, Raised> {
    if vm.type_of(env).slots().getitem.is_none() {
        return Err(vm.type_error(&format!("{function}: environment must be a mapping object")));
    }
    let (keys, values) = (vm.call_method(env, vm.names.keys, &[])?, vm.call_method(env, vm.names.values, &[])?);
    let (keys, values) = (vm.collect(keys)?, vm.collect(values)?);
    let mut entries = Vec::with_capacity(keys.len());
    for (key, value) in keys.iter().zip(values.iter()) {
        let (key, value) = (c_string(vm, *key)?, c_string(vm, *value)?);
        if key.is_empty() || key.as_bytes().contains(&b'=') {
            return Err(vm.value_error("illegal environment variable name"));
        }
        let entry = [key.as_bytes(), b"=", value.as_bytes()].concat();
        entries.extend(CString::new(entry).ok());
    }
    Ok(entries)
}

/// Pointers to the strings, and a null one.
pub fn pointers(strings: &[CString]) -> Vec<*const libc::c_char> {
    strings.iter().map(|s| s.as_ptr()).chain([std::ptr::null()]).collect()
}

/// The argument `argv`.
fn argv_of(vm: &mut Vm, function: &str, argv: Value) -> Result<Vec<CString>, Raised> {
    if !is_sequence(argv) {
        return Err(vm.type_error(&format!("{function}() arg 2 must be a tuple or list")));
    }
    let items = vm.collect(argv)?;
    if items.is_empty() {
        return Err(vm.value_error(&format!("{function}() arg 2 must not be empty")));
    }
    let strings = c_strings(vm, &items)?;
    if strings[0].is_empty() {
        return Err(vm.value_error(&format!("{function}() arg 2 first element cannot be empty")));
    }
    Ok(strings)
}

fn exec(vm: &mut Vm, function: &str, path: Value, argv: Value, env: Value) -> PyResult {
    let target = target(vm, function, "path", path, if function == "execve" { Allow::PathOrFd } else { Allow::Path })?;
    let argv = argv_of(vm, function, argv)?;
    let env = match env.given() {
        Some(env) => Some(environment(vm, env, function)?),
        None => None,
    };
    let argv = pointers(&argv);
    // SAFETY: the arrays of strings end with null pointers.
    unsafe {
        match (env.as_deref().map(pointers), target.fd) {
            (Some(env), Some(fd)) => libc::fexecve(fd, argv.as_ptr(), env.as_ptr()),
            (Some(env), None) => libc::execve(target.text.as_ptr(), argv.as_ptr(), env.as_ptr()),
            (None, _) => libc::execv(target.text.as_ptr(), argv.as_ptr()),
        }
    };
    Err(os_error_path(vm, errno(), target.shown))
}

/// Attributes and file actions of `posix_spawn`, destroyed when dropped.
struct SpawnSettings {
    actions: libc::posix_spawn_file_actions_t,
    attributes: libc::posix_spawnattr_t,
}

impl SpawnSettings {
    fn new() -> SpawnSettings {
        // SAFETY: both are initialized by their functions.
        unsafe {
            let mut s: SpawnSettings = std::mem::zeroed();
            libc::posix_spawn_file_actions_init(&mut s.actions);
            libc::posix_spawnattr_init(&mut s.attributes);
            s
        }
    }
}

impl Drop for SpawnSettings {
    fn drop(&mut self) {
        // SAFETY: initialized by `new`.
        unsafe {
            libc::posix_spawn_file_actions_destroy(&mut self.actions);
            libc::posix_spawnattr_destroy(&mut self.attributes);
        }
    }
}

fn posix_spawn(vm: &mut Vm, a: &[Value], search: bool) -> PyResult {
    let function = if search { "posix_spawnp" } else { "posix_spawn" };
    let [path, argv, env, file_actions, group, reset_ids, new_session, mask, defaults, scheduler] = *a else {
        return Err(vm.system_error("posix_spawn() is mis-declared"));
    };
    if scheduler.given().is_some_and(|s| !s.is_none()) {
        return Err(vm.not_implemented_error(&format!("{function}: the argument scheduler is not supported")));
    }
    let target = target(vm, function, "path", path, Allow::Path)?;
    let argv = argv_of(vm, function, argv)?;
    let env = if env.is_none() { None } else { Some(environment(vm, env, function)?) };
    let mut settings = SpawnSettings::new();
    let kept = add_file_actions(vm, &mut settings, file_actions)?;
    let mut flags = 0;
    if let Some(group) = group.given() {
        let group = int(vm, group)?;
        // SAFETY: initialized.
        unsafe { libc::posix_spawnattr_setpgroup(&mut settings.attributes, group) };
        flags |= libc::POSIX_SPAWN_SETPGROUP;
    }
    if reset_ids.given().is_some() && vm.truthy(reset_ids)? {
        flags |= libc::POSIX_SPAWN_RESETIDS;
    }
    if new_session.given().is_some() && vm.truthy(new_session)? {
        flags |= libc::POSIX_SPAWN_SETSID as i32;
    }
    for (signals, flag) in [(mask, libc::POSIX_SPAWN_SETSIGMASK), (defaults, libc::POSIX_SPAWN_SETSIGDEF)] {
        let Some(signals) = signals.given() else { continue };
        let set = crate::os::signal::signal_set(vm, signals)?;
        flags |= flag;
        // SAFETY: initialized.
        unsafe {
            if flag == libc::POSIX_SPAWN_SETSIGMASK {
                libc::posix_spawnattr_setsigmask(&mut settings.attributes, &set);
            } else {
                libc::posix_spawnattr_setsigdefault(&mut settings.attributes, &set);
            }
        }
    }
    let mut pid = 0;
    let argv = pointers(&argv);
    let inherited: Vec<CString>;
    let env = match &env {
        Some(env) => pointers(env),
        None => {
            inherited = current_environment();
            pointers(&inherited)
        }
    };
    let call = if search { libc::posix_spawnp } else { libc::posix_spawn };
    // SAFETY: all arguments are initialized; the arrays of strings end with null pointers.
    let number = unsafe {
        libc::posix_spawnattr_setflags(&mut settings.attributes, flags as libc::c_short);
        call(&mut pid, target.text.as_ptr(), &settings.actions, &settings.attributes, argv.as_ptr().cast(), env.as_ptr().cast())
    };
    drop(kept);
    if number != 0 { Err(os_error_path(vm, number, target.shown)) } else { Ok(vm.new_int(i64::from(pid))) }
}

/// This process's environment as entries `name=value`.
pub fn current_environment() -> Vec<CString> {
    use std::os::unix::ffi::OsStrExt as _;
    std::env::vars_os().filter_map(|(name, value)| CString::new([name.as_bytes(), b"=", value.as_bytes()].concat()).ok()).collect()
}

/// Add the actions; the paths that they refer to must live until the process is started.
fn add_file_actions(vm: &mut Vm, settings: &mut SpawnSettings, actions: Value) -> Result<Vec<CString>, Raised> {
    let mut kept = Vec::new();
    let Some(actions) = actions.given().filter(|a| !a.is_none()) else { return Ok(kept) };
    let actions = vm.collect(actions)?;
    for action in actions.iter() {
        let parts = vm.collect(*action)?;
        let kind = match parts.first() {
            Some(kind) => int(vm, *kind)?,
            None => return Err(vm.type_error("Each file_actions element must be a non-empty tuple")),
        };
        let number = match (kind, &parts[1..]) {
            (0, &[fd, path, flags, mode]) => {
                let (fd, path, flags, mode) = (int(vm, fd)?, c_string(vm, path)?, int(vm, flags)?, int(vm, mode)?);
                kept.push(path);
                // SAFETY: initialized; the path is kept.
                unsafe { libc::posix_spawn_file_actions_addopen(&mut settings.actions, fd, kept[kept.len() - 1].as_ptr(), flags, mode as u32) }
            }
            (1, &[fd]) => {
                let fd = int(vm, fd)?;
                // SAFETY: initialized.
                unsafe { libc::posix_spawn_file_actions_addclose(&mut settings.actions, fd) }
            }
            (2, &[from, to]) => {
                let (from, to) = (int(vm, from)?, int(vm, to)?);
                // SAFETY: initialized.
                unsafe { libc::posix_spawn_file_actions_adddup2(&mut settings.actions, from, to) }
            }
            (0..=2, _) => return Err(vm.type_error("A file_actions element has a wrong number of items")),
            _ => return Err(vm.type_error("Unknown file_actions identifier")),
        };
        if number != 0 {
            return Err(os_error(vm, number));
        }
    }
    Ok(kept)
}

fn system(vm: &mut Vm, command: Value) -> PyResult {
    let command = c_string(vm, command)?;
    // SAFETY: the command ends with a NUL.
    let status = vm.allow_threads(|| unsafe { libc::system(command.as_ptr()) });
    Ok(Value::small_int(i64::from(status)))
}

fn waitpid(vm: &mut Vm, pid: Value, options: Value) -> PyResult {
    let (pid, options) = (int(vm, pid)?, int(vm, options)?);
    let mut status = 0;
    let at = std::ptr::from_mut(&mut status);
    // SAFETY: the status is this function's.
    match retry(vm, || unsafe { libc::waitpid(pid, at, options) } as isize)? {
        Ok(pid) => Ok(vm.new_tuple(&[Value::small_int(pid as i64), Value::small_int(i64::from(status))]).value()),
        Err(number) => Err(os_error(vm, number)),
    }
}

fn wait4(vm: &mut Vm, pid: Value, options: Value) -> PyResult {
    let (pid, options) = (int(vm, pid)?, int(vm, options)?);
    let mut status = 0;
    // SAFETY: a plain struct that the call fills in.
    let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
    let (at, usage_at) = (std::ptr::from_mut(&mut status), std::ptr::from_mut(&mut usage));
    // SAFETY: both are this function's.
    match retry(vm, || unsafe { libc::wait4(pid, at, options, usage_at) } as isize)? {
        Ok(pid) => {
            let usage = crate::os::resource::usage(vm, &usage)?;
            Ok(vm.new_tuple(&[Value::small_int(pid as i64), Value::small_int(i64::from(status)), usage]).value())
        }
        Err(number) => Err(os_error(vm, number)),
    }
}

fn waitstatus_to_exitcode(vm: &mut Vm, status: Value) -> PyResult {
    let status = int(vm, status)?;
    if libc::WIFEXITED(status) {
        return Ok(Value::small_int(i64::from(libc::WEXITSTATUS(status))));
    }
    if libc::WIFSIGNALED(status) {
        return Ok(Value::small_int(-i64::from(libc::WTERMSIG(status))));
    }
    if libc::WIFSTOPPED(status) {
        return Err(vm.value_error(&format!("process stopped by delivery of signal {}", libc::WSTOPSIG(status))));
    }
    Err(vm.value_error(&format!("invalid wait status: {status}")))
}

fn pidfd_open(vm: &mut Vm, a: &[Value]) -> PyResult {
    let pid = int(vm, a[0])?;
    let flags = super::arguments::int_or(vm, a[1], 0)?;
    // SAFETY: a plain call.
    let fd = unsafe { libc::syscall(libc::SYS_pidfd_open, pid, flags) };
    int_or_error(vm, fd)
}

fn tcgetpgrp(vm: &mut Vm, fd: Value) -> PyResult {
    let fd = int(vm, fd)?;
    // SAFETY: a plain call.
    let group = unsafe { libc::tcgetpgrp(fd) };
    int_or_error(vm, i64::from(group))
}

fn tcsetpgrp(vm: &mut Vm, fd: Value, group: Value) -> PyResult {
    let (fd, group) = (int(vm, fd)?, int(vm, group)?);
    // SAFETY: a plain call.
    let result = unsafe { libc::tcsetpgrp(fd, group) };
    none_or_error(vm, result)
}
