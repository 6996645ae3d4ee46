//! Text and bytes: codecs, the Unicode database, format texts, binary data.

pub mod charmap;
pub mod codecs;
pub mod string;

use crate::NativeModule;

/// The modules of this area.
pub const MODULES: &[NativeModule] = &[
    NativeModule { name: "_codecs", doc: "", init: codecs::init },
    NativeModule { name: "_string", doc: "string helper module", init: string::init },
];
