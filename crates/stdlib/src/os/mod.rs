//! The operating system: files, processes, threads, signals, time, errors.

pub mod atexit;
pub mod errno;
pub mod error;
pub mod faulthandler;
pub mod fcntl;
pub mod gc;
pub mod kinds;
pub mod locale;
pub mod mmap;
pub mod path;
pub mod posix;
pub mod queue;
pub mod resource;
pub mod select;
pub mod signal;
pub mod socket;
pub mod termios;
pub mod thread;
pub mod time;
pub mod users;
pub mod uuid;

use crate::NativeModule;
pub use crate::support::int_argument as posix_int;

/// The modules of this area.
pub const MODULES: &[NativeModule] = &[
    NativeModule { name: "posix", doc: "This module provides access to operating system functionality that is\nstandardized by the C Standard and the POSIX standard (a thinly\ndisguised Unix interface).  Refer to the library manual and\ncorresponding Unix manual entries for more information on calls.", init: posix::init },
    posix::POSIX_SUBPROCESS,
    NativeModule { name: "errno", doc: "This module makes available standard errno system symbols.\n\nThe value of each symbol is the corresponding integer value,\ne.g., on most systems, errno.ENOENT equals the integer 2.\n\nThe dictionary errno.errorcode maps numeric codes to symbol names,\ne.g., errno.errorcode[2] could be the string 'ENOENT'.\n\nSymbols that are not relevant to the underlying system are not defined.\n\nTo map error codes to error messages, use the function os.strerror(),\ne.g. os.strerror(2) could return 'No such file or directory'.", init: errno::init },
    NativeModule { name: "faulthandler", doc: "faulthandler module.", init: faulthandler::init },
    NativeModule { name: "termios", doc: "This module provides an interface to the Posix calls for tty I/O control.\n\nFor a complete description of these calls, see the Posix or Unix manual\npages. It is only available for those Unix versions that support Posix\ntermios style tty I/O control (and then only if configured at installation\ntime).\n\nAll functions in this module take a file descriptor fd as their first\nargument. This can be an integer file descriptor, such as returned by\nsys.stdin.fileno(), or a file object, such as sys.stdin itself.", init: termios::init },
    NativeModule { name: "fcntl", doc: "This module performs file control and I/O control on file\ndescriptors.  It is an interface to the fcntl() and ioctl() Unix\nroutines.  File descriptors can be obtained with the fileno() method of\na file or socket object.", init: fcntl::init },
    NativeModule { name: "pwd", doc: "This module provides access to the Unix password database.\nIt is available on all Unix versions.\n\nPassword database entries are reported as 7-tuples containing the following\nitems from the password database (see `<pwd.h>'), in order:\npw_name, pw_passwd, pw_uid, pw_gid, pw_gecos, pw_dir, pw_shell.\nThe uid and gid items are integers, all others are strings. An\nexception is raised if the entry asked for cannot be found.", init: users::init_pwd },
    NativeModule { name: "grp", doc: "Access to the Unix group database.\n\nGroup entries are reported as 4-tuples containing the following fields\nfrom the group database, in order:\n\n  name   - name of the group\n  passwd - group password (encrypted); often empty\n  gid    - numeric ID of the group\n  mem    - list of members\n\nThe gid is an integer, name and password are strings.  (Note that most\nusers are not explicitly listed as members of the groups they are in\naccording to the password database.  Check both databases to get\ncomplete membership information.)", init: users::init_grp },
    NativeModule { name: "select", doc: "This module supports asynchronous I/O on multiple file descriptors.\n\n*** IMPORTANT NOTICE ***\nOn Windows, only sockets are supported; on Unix, all file descriptors.", init: select::init },
    NativeModule { name: "_socket", doc: "Implementation module for socket operations.\n\nSee the socket module for documentation.", init: socket::init },
    NativeModule { name: "_locale", doc: "Support for POSIX locales.", init: locale::init },
    NativeModule { name: "mmap", doc: "", init: mmap::init },
    NativeModule { name: "_queue", doc: "C implementation of the Python queue module.\nThis module is an implementation detail, please do not use it directly.", init: queue::init },
    NativeModule { name: "_uuid", doc: "", init: uuid::init },
    NativeModule { name: "resource", doc: "", init: resource::init },
    NativeModule { name: "time", doc: "This module provides various functions to manipulate time values.", init: time::init },
    NativeModule { name: "_signal", doc: "This module provides mechanisms to use signal handlers in Python.", init: signal::init },
    NativeModule { name: "_thread", doc: "This module provides primitive operations to write multi-threaded programs.\nThe 'threading' module provides a more convenient interface.", init: thread::init },
    NativeModule { name: "gc", doc: "This module provides access to the garbage collector for reference cycles.\n\nenable() -- Enable automatic garbage collection.\ndisable() -- Disable automatic garbage collection.\nisenabled() -- Returns true if automatic collection is enabled.\ncollect() -- Do a full collection right now.", init: gc::init },
    NativeModule { name: "atexit", doc: "allow programmer to define multiple exit functions to be executed\nupon normal program termination.\n\nTwo public functions, register and unregister, are defined.\n", init: atexit::init },
];
