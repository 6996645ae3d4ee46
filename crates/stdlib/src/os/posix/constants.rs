//! The constants of `posix`.

use whipsnake_runtime::{Gc, Module, RootVec, Value, Vm};

macro_rules! constants {
    ($($name:ident)*) => { &[$((stringify!($name), libc::$name as i64)),*] };
}

static SYSTEM: &[(&str, i64)] = constants! {
    CLD_CONTINUED CLD_DUMPED CLD_EXITED CLD_KILLED CLD_STOPPED CLD_TRAPPED CLONE_FILES CLONE_FS CLONE_NEWCGROUP CLONE_NEWIPC CLONE_NEWNET CLONE_NEWNS
    CLONE_NEWPID CLONE_NEWUSER CLONE_NEWUTS CLONE_SIGHAND CLONE_SYSVSEM CLONE_THREAD CLONE_VM EFD_CLOEXEC EFD_NONBLOCK EFD_SEMAPHORE
    F_LOCK F_OK F_TEST F_TLOCK F_ULOCK GRND_NONBLOCK GRND_RANDOM MFD_ALLOW_SEALING MFD_CLOEXEC MFD_HUGETLB
    O_ACCMODE O_APPEND O_ASYNC O_CLOEXEC O_CREAT O_DIRECT O_DIRECTORY O_DSYNC O_EXCL O_FSYNC O_NDELAY O_NOATIME O_NOCTTY O_NOFOLLOW O_NONBLOCK O_PATH
    O_RDONLY O_RDWR O_RSYNC O_SYNC O_TMPFILE O_TRUNC O_WRONLY
    POSIX_FADV_DONTNEED POSIX_FADV_NOREUSE POSIX_FADV_NORMAL POSIX_FADV_RANDOM POSIX_FADV_SEQUENTIAL POSIX_FADV_WILLNEED PRIO_PGRP PRIO_PROCESS PRIO_USER
    P_ALL P_PGID P_PID P_PIDFD RTLD_DEEPBIND RTLD_GLOBAL RTLD_LAZY RTLD_LOCAL RTLD_NODELETE RTLD_NOLOAD RTLD_NOW R_OK
    SCHED_BATCH SCHED_FIFO SCHED_IDLE SCHED_OTHER SCHED_RR SEEK_DATA SEEK_HOLE
    SPLICE_F_MORE SPLICE_F_MOVE SPLICE_F_NONBLOCK ST_MANDLOCK ST_NOATIME ST_NODEV ST_NODIRATIME ST_NOEXEC ST_NOSUID ST_RDONLY
    ST_SYNCHRONOUS TFD_CLOEXEC TFD_NONBLOCK TFD_TIMER_ABSTIME TFD_TIMER_CANCEL_ON_SET
    WCONTINUED WEXITED WNOHANG WNOWAIT WSTOPPED WUNTRACED W_OK XATTR_CREATE XATTR_REPLACE X_OK
};

static OTHER: &[(&str, i64)] = &[
    ("EX_OK", 0), ("EX_USAGE", 64), ("EX_DATAERR", 65), ("EX_NOINPUT", 66), ("EX_NOUSER", 67), ("EX_NOHOST", 68), ("EX_UNAVAILABLE", 69),
    ("EX_SOFTWARE", 70), ("EX_OSERR", 71), ("EX_OSFILE", 72), ("EX_CANTCREAT", 73), ("EX_IOERR", 74), ("EX_TEMPFAIL", 75), ("EX_PROTOCOL", 76),
    ("EX_NOPERM", 77), ("EX_CONFIG", 78), ("NGROUPS_MAX", 65536), ("O_LARGEFILE", 0), ("PIDFD_NONBLOCK", 0o4000), ("POSIX_SPAWN_OPEN", 0),
    ("POSIX_SPAWN_CLOSE", 1), ("POSIX_SPAWN_DUP2", 2), ("POSIX_SPAWN_CLOSEFROM", 3), ("SCHED_NORMAL", 0), ("SCHED_DEADLINE", 6),
    ("SCHED_RESET_ON_FORK", 0x4000_0000), ("ST_WRITE", 128), ("ST_APPEND", 256), ("ST_RELATIME", 4096), ("TMP_MAX", 238_328),
    ("XATTR_SIZE_MAX", 65536), ("CLONE_NEWTIME", 128),
];

/// What `os` asks for to know which functions take descriptors and flags.
static HAVE: &[&str] = &[
    "HAVE_FACCESSAT", "HAVE_FCHDIR", "HAVE_FCHMOD", "HAVE_FCHMODAT", "HAVE_FCHOWN", "HAVE_FCHOWNAT", "HAVE_FEXECVE", "HAVE_FDOPENDIR", "HAVE_FPATHCONF",
    "HAVE_FSTATAT", "HAVE_FSTATVFS", "HAVE_FTRUNCATE", "HAVE_FUTIMENS", "HAVE_FUTIMES", "HAVE_FUTIMESAT", "HAVE_LINKAT", "HAVE_LCHOWN", "HAVE_LSTAT",
    "HAVE_LUTIMES", "HAVE_MEMFD_CREATE", "HAVE_MKDIRAT", "HAVE_MKFIFOAT", "HAVE_MKNODAT", "HAVE_OPENAT", "HAVE_READLINKAT", "HAVE_RENAMEAT",
    "HAVE_SYMLINKAT", "HAVE_UNLINKAT", "HAVE_UTIMENSAT",
];

/// Add them to the module.
pub fn add(vm: &mut Vm, module: Gc<Module>) {
    for &(name, value) in SYSTEM.iter().chain(OTHER) {
        vm.set_module_attr(module, name, Value::small_int(value));
    }
    let mut have = RootVec::new(vm.heap);
    for name in HAVE {
        let name = vm.intern(name);
        have.push(vm.heap, name);
    }
    let have = vm.list_from(have);
    vm.set_module_attr(module, "_have_functions", have.value());
    let dict = vm.new_dict();
    for (name, number) in [("SC_NPROCESSORS_ONLN", libc::_SC_NPROCESSORS_ONLN), ("SC_NPROCESSORS_CONF", libc::_SC_NPROCESSORS_CONF), ("SC_PAGE_SIZE", libc::_SC_PAGESIZE), ("SC_PAGESIZE", libc::_SC_PAGESIZE), ("SC_PHYS_PAGES", libc::_SC_PHYS_PAGES), ("SC_AVPHYS_PAGES", libc::_SC_AVPHYS_PAGES), ("SC_OPEN_MAX", libc::_SC_OPEN_MAX), ("SC_CLK_TCK", libc::_SC_CLK_TCK), ("SC_ARG_MAX", libc::_SC_ARG_MAX), ("SC_CHILD_MAX", libc::_SC_CHILD_MAX), ("SC_NGROUPS_MAX", libc::_SC_NGROUPS_MAX), ("SC_IOV_MAX", libc::_SC_IOV_MAX), ("SC_HOST_NAME_MAX", libc::_SC_HOST_NAME_MAX)] {
        let name = vm.intern(name);
        dict.set_interned(vm, name, Value::small_int(i64::from(number)));
    }
    vm.set_module_attr(module, "sysconf_names", dict.value());
    let dict = vm.new_dict();
    for (name, number) in [("PC_LINK_MAX", libc::_PC_LINK_MAX), ("PC_MAX_CANON", libc::_PC_MAX_CANON), ("PC_MAX_INPUT", libc::_PC_MAX_INPUT), ("PC_NAME_MAX", libc::_PC_NAME_MAX), ("PC_PATH_MAX", libc::_PC_PATH_MAX), ("PC_PIPE_BUF", libc::_PC_PIPE_BUF)] {
        let name = vm.intern(name);
        dict.set_interned(vm, name, Value::small_int(i64::from(number)));
    }
    vm.set_module_attr(module, "pathconf_names", dict.value());
}
