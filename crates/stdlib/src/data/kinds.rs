//! The kinds of this area's objects.

use whipsnake_runtime::kinds::MODULES;

const FIRST: u16 = MODULES + 216;
pub const HASH: u16 = FIRST;
pub const BLAKE2B: u16 = FIRST + 1;
pub const DIALECT: u16 = FIRST + 2;
pub const CSV_READER: u16 = FIRST + 3;
pub const CSV_WRITER: u16 = FIRST + 4;
/// `_hashlib.HASH` and `_hashlib.HASHXOF`, whose objects are of the kind [`HASH`].
pub const LIBRARY_HASH: u16 = FIRST + 5;
pub const LIBRARY_HASH_XOF: u16 = FIRST + 6;
pub const HMAC: u16 = FIRST + 7;
