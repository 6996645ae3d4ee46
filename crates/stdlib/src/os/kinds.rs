//! The kinds of this area's objects.

use whipsnake_runtime::kinds::MODULES;

const FIRST: u16 = MODULES + 96;
pub const SCAN_ITERATOR: u16 = FIRST;
pub const DIR_ENTRY: u16 = FIRST + 1;
pub const LOCK: u16 = FIRST + 2;
pub const RECURSIVE_LOCK: u16 = FIRST + 3;
pub const THREAD_HANDLE: u16 = FIRST + 4;
pub const LOCAL: u16 = FIRST + 5;
pub const POLL: u16 = FIRST + 6;
pub const EPOLL: u16 = FIRST + 7;
pub const QUEUE: u16 = FIRST + 8;
pub const SOCKET: u16 = FIRST + 9;
pub const MMAP: u16 = FIRST + 10;
pub const MMAP_ITERATOR: u16 = FIRST + 11;
