//! Text and bytes: codecs, the Unicode database, format texts, binary data.

pub mod arrays;
pub mod binascii;
pub mod charmap;
pub mod codecs;
pub mod string;
pub mod structs;
pub mod unicodedata;

use crate::NativeModule;

/// The modules of this area.
pub const MODULES: &[NativeModule] = &[
    NativeModule { name: "_codecs", doc: "", init: codecs::init },
    NativeModule { name: "_string", doc: "string helper module", init: string::init },
    NativeModule { name: "_struct", doc: structs::DOC, init: structs::init },
    NativeModule { name: "array", doc: arrays::DOC, init: arrays::init },
    NativeModule { name: "binascii", doc: "Conversion between binary data and ASCII", init: binascii::init },
    NativeModule { name: "unicodedata", doc: unicodedata::DOC, init: unicodedata::init },
];
