//! The kinds of this crate's objects.

use whipsnake_runtime::kinds::MODULES;

const FIRST: u16 = MODULES + 448;
pub const ZLIB_COMPRESS: u16 = FIRST;
pub const ZLIB_DECOMPRESS: u16 = FIRST + 1;
pub const ZLIB_DECOMPRESSOR: u16 = FIRST + 2;
pub const BZ2_COMPRESSOR: u16 = FIRST + 3;
pub const BZ2_DECOMPRESSOR: u16 = FIRST + 4;
pub const LZMA_COMPRESSOR: u16 = FIRST + 5;
pub const LZMA_DECOMPRESSOR: u16 = FIRST + 6;
pub const XML_PARSER: u16 = FIRST + 7;
pub const PICKLER: u16 = FIRST + 8;
pub const UNPICKLER: u16 = FIRST + 9;
pub const PICKLE_MEMO: u16 = FIRST + 10;
pub const UNPICKLER_MEMO: u16 = FIRST + 11;
pub const PICKLE_BUFFER: u16 = FIRST + 12;
pub const MULTIBYTE_CODEC: u16 = FIRST + 13;
pub const MULTIBYTE_ENCODER: u16 = FIRST + 14;
pub const MULTIBYTE_DECODER: u16 = FIRST + 15;
pub const MULTIBYTE_READER: u16 = FIRST + 16;
pub const MULTIBYTE_WRITER: u16 = FIRST + 17;
pub const ZSTD_DICT: u16 = FIRST + 18;
pub const ZSTD_COMPRESSOR: u16 = FIRST + 19;
pub const ZSTD_DECOMPRESSOR: u16 = FIRST + 20;
/// Of the types that `_zstd.set_parameter_types` remembers.
pub const ZSTD_PARAMETER_TYPES: u16 = FIRST + 21;
