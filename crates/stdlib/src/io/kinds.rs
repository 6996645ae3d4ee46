//! The kinds of this area's objects.

use whipsnake_runtime::kinds::MODULES;

const FIRST: u16 = MODULES + 64;
pub const FILE_IO: u16 = FIRST;
pub const BUFFERED: u16 = FIRST + 1;
pub const TEXT_FILE: u16 = FIRST + 2;
pub const NEWLINE_DECODER: u16 = FIRST + 3;
pub const BYTES_IO: u16 = FIRST + 4;
pub const STRING_IO: u16 = FIRST + 5;
pub const PAIR: u16 = FIRST + 6;
