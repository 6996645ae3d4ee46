//! `_posixsubprocess`: starting a child for `subprocess`.
//!
//! **Invariant**: between `fork` and `exec` the child makes only system calls, on memory prepared before; unless there is a
//! `preexec_fn`, which is Python code and runs as such.

use std::ffi::CString;

use whipsnake_runtime::{Call, Gc, Module, NativeDef, PyResult, Raised, Tuple, Value, Vm, def};

use super::arguments::{id, int};
use super::processes::{c_strings, current_environment, pointers};
use super::system::{after_fork_in_child, c_string, run_fork_hooks};
use crate::NativeModule;
use crate::os::error::{errno, os_error};

/// The module.
pub const MODULE: NativeModule = NativeModule { name: "_posixsubprocess", doc: "A POSIX helper for the subprocess module.", init };

fn init(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    vm.add_functions(module, FUNCTIONS);
    Ok(())
}

static FUNCTIONS: &[NativeDef] = &[def(
    "fork_exec",
    "($module, args, executable_list, close_fds, pass_fds, cwd, env, p2cread, p2cwrite, c2pread, c2pwrite, errread, errwrite, errpipe_read, errpipe_write, restore_signals, call_setsid, pgid_to_set, gid, extra_groups, uid, child_umask, preexec_fn, /)",
    Call::Bound(fork_exec),
)];

/// What the child does, with all memory it needs.
struct Plan {
    executables: Vec<CString>,
    argv: Vec<*const libc::c_char>,
    env: Vec<*const libc::c_char>,
    cwd: Option<CString>,
    close_fds: bool,
    keep: Vec<i32>,
    /// p2cread, p2cwrite, c2pread, c2pwrite, errread, errwrite, errpipe_read, errpipe_write
    fds: [i32; 8],
    restore_signals: bool,
    setsid: bool,
    group: i32,
    gid: Option<u32>,
    groups: Option<Vec<u32>>,
    uid: Option<u32>,
    umask: i32,
}

/// Ids that may be None.
fn optional_id(vm: &mut Vm, value: Value, what: &str) -> Result<Option<u32>, Raised> {
    if value.is_none() { Ok(None) } else { id(vm, value, what).map(Some) }
}

fn fork_exec(vm: &mut Vm, a: &[Value]) -> PyResult {
    let argv_items = vm.collect(a[0])?;
    let argv = c_strings(vm, &argv_items)?;
    let executables = vm.collect(a[1])?;
    let executables = c_strings(vm, &executables)?;
    let env = if a[5].is_none() {
        current_environment()
    } else {
        let items = vm.collect(a[5])?;
        c_strings(vm, &items)?
    };
    let Some(kept) = Gc::<Tuple>::cast(a[3]) else { return Err(vm.type_error("fork_exec() argument 4 must be tuple")) };
    let mut keep = Vec::with_capacity(kept.len);
    for fd in kept.items() {
        match vm.index_i64(*fd).and_then(|n| i32::try_from(n).ok()) {
            Some(n) if n >= 0 && keep.last().is_none_or(|last| n > *last) => keep.push(n),
            _ => return Err(vm.value_error("bad value(s) in fds_to_keep")),
        }
    }
    let mut fds = [-1; 8];
    for (fd, value) in fds.iter_mut().zip(&a[6..14]) {
        *fd = int(vm, *value)?;
    }
    let groups = if a[18].is_none() {
        None
    } else {
        let items = vm.collect(a[18])?;
        let mut groups = Vec::new();
        for item in items.iter() {
            groups.push(id(vm, *item, "gid")?);
        }
        Some(groups)
    };
    let cwd = if a[4].is_none() { None } else { Some(c_string(vm, a[4])?) };
    let plan = Plan {
        executables, argv: pointers(&argv), env: pointers(&env), cwd, close_fds: vm.truthy(a[2])?, keep, fds, restore_signals: vm.truthy(a[14])?,
        setsid: vm.truthy(a[15])?, group: int(vm, a[16])?, gid: optional_id(vm, a[17], "gid")?, groups, uid: optional_id(vm, a[19], "uid")?,
        umask: int(vm, a[20])?,
    };
    if plan.close_fds && plan.fds[7] < 3 {
        return Err(vm.value_error("errpipe_write must be >= 3"));
    }
    let preexec = Some(a[21]).filter(|f| !f.is_none());
    if preexec.is_some() {
        run_fork_hooks(vm, 0);
    }
    // SAFETY: see the invariant of this module.
    let pid = unsafe { libc::fork() };
    if pid == 0 {
        if preexec.is_some() {
            after_fork_in_child(vm);
        }
        child(vm, &plan, preexec);
    }
    let number = errno();
    if preexec.is_some() {
        run_fork_hooks(vm, 2);
    }
    if pid < 0 { Err(os_error(vm, number)) } else { Ok(Value::small_int(i64::from(pid))) }
}

/// The child: never returns.
fn child(vm: &mut Vm, plan: &Plan, preexec: Option<Value>) -> ! {
    let message = match prepare(plan) {
        Ok(()) => {
            let failed = preexec.is_some_and(|f| vm.call(f, &[]).is_err());
            if failed { b"SubprocessError:0:Exception occurred in preexec_fn.".to_vec() } else { format!("OSError:{:X}:", execute(plan)).into_bytes() }
        }
        Err((number, what)) => format!("OSError:{number:X}:{what}").into_bytes(),
    };
    // SAFETY: plain calls.
    unsafe {
        libc::write(plan.fds[7], message.as_ptr().cast(), message.len());
        libc::_exit(255)
    }
}

/// A failed call's error number, and what to tell the parent.
fn check(result: i32) -> Result<i32, (i32, &'static str)> {
    if result < 0 { Err((errno(), "noexec")) } else { Ok(result) }
}

/// Let a descriptor stay open over `exec`.
fn inherit(fd: i32) -> Result<(), (i32, &'static str)> {
    // SAFETY: plain calls.
    unsafe {
        let flags = check(libc::fcntl(fd, libc::F_GETFD))?;
        check(libc::fcntl(fd, libc::F_SETFD, flags & !libc::FD_CLOEXEC)).map(|_| ())
    }
}

fn prepare(plan: &Plan) -> Result<(), (i32, &'static str)> {
    let [p2c_read, p2c_write, c2p_read, mut c2p_write, err_read, mut err_write, pipe_read, pipe_write] = plan.fds;
    for fd in &plan.keep {
        if *fd != pipe_write {
            inherit(*fd)?;
        }
    }
    // SAFETY: plain calls on this process's descriptors and credentials.
    unsafe {
        for fd in [p2c_write, c2p_read, err_read, pipe_read] {
            if fd >= 0 {
                check(libc::close(fd))?;
            }
        }
        // Descriptors that the standard streams will overwrite move out of the way first.
        if c2p_write == 0 {
            c2p_write = check(libc::fcntl(c2p_write, libc::F_DUPFD_CLOEXEC, 3))?;
        }
        while err_write == 0 || err_write == 1 {
            err_write = check(libc::fcntl(err_write, libc::F_DUPFD_CLOEXEC, 3))?;
        }
        for (fd, stream) in [(p2c_read, 0), (c2p_write, 1), (err_write, 2)] {
            if fd == stream {
                inherit(fd)?;
            } else if fd >= 0 {
                check(libc::dup2(fd, stream))?;
            }
        }
        if let Some(cwd) = &plan.cwd
            && libc::chdir(cwd.as_ptr()) < 0
        {
            return Err((errno(), "noexec:chdir"));
        }
        if plan.umask >= 0 {
            libc::umask(plan.umask as libc::mode_t);
        }
        if plan.restore_signals {
            for signal in [libc::SIGPIPE, libc::SIGXFSZ] {
                libc::signal(signal, libc::SIG_DFL);
            }
        }
        if plan.setsid {
            check(libc::setsid())?;
        }
        if plan.group >= 0 {
            check(libc::setpgid(0, plan.group))?;
        }
        if let Some(groups) = &plan.groups {
            check(libc::setgroups(groups.len(), groups.as_ptr()))?;
        }
        if let Some(gid) = plan.gid {
            check(libc::setregid(gid, gid))?;
        }
        if let Some(uid) = plan.uid {
            check(libc::setreuid(uid, uid))?;
        }
    }
    Ok(())
}

/// Close what the program must not see, and start it; gives the error number.
fn execute(plan: &Plan) -> i32 {
    if plan.close_fds {
        close_others(&plan.keep);
    }
    let mut saved = 0;
    for executable in &plan.executables {
        // SAFETY: the arrays of strings end with null pointers.
        unsafe { libc::execve(executable.as_ptr(), plan.argv.as_ptr(), plan.env.as_ptr()) };
        let number = errno();
        if number != libc::ENOENT && number != libc::ENOTDIR && saved == 0 {
            saved = number;
        }
    }
    if saved == 0 { errno() } else { saved }
}

/// Close all descriptors above the standard streams but those to keep, which are sorted.
fn close_others(keep: &[i32]) {
    let mut from = 3u32;
    let ends = keep.iter().filter(|fd| **fd >= 3).map(|fd| *fd as u32).chain([u32::MAX]);
    for end in ends {
        if end > from {
            let last = if end == u32::MAX { end } else { end - 1 };
            // SAFETY: the descriptors are this process's.
            unsafe { libc::syscall(libc::SYS_close_range, from, last, 0) };
        }
        from = end.saturating_add(1);
    }
}
