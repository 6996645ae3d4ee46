//! Native modules over the formats of others: compression, XML, pickles, East Asian encodings.
//!
//! In: names of modules. Out: their namespaces. A crate of its own beside `stdlib`, so that both compile at once.

pub mod cjk;
pub mod compress;
pub mod kinds;
pub mod pickle;
pub mod xml;

use whipsnake_builtins::support::NativeModule;

/// The modules of this crate.
pub const MODULES: &[NativeModule] = &[
    NativeModule {
        name: "zlib",
        doc: compress::zlib::DOC,
        init: compress::zlib::init,
    },
    NativeModule {
        name: "_bz2",
        doc: "",
        init: compress::bz2::init,
    },
    NativeModule {
        name: "_codecs_cn",
        doc: "",
        init: cjk::init_cn,
    },
    NativeModule {
        name: "_codecs_hk",
        doc: "",
        init: cjk::init_hk,
    },
    NativeModule {
        name: "_codecs_iso2022",
        doc: "",
        init: cjk::init_iso2022,
    },
    NativeModule {
        name: "_codecs_jp",
        doc: "",
        init: cjk::init_jp,
    },
    NativeModule {
        name: "_codecs_kr",
        doc: "",
        init: cjk::init_kr,
    },
    NativeModule {
        name: "_codecs_tw",
        doc: "",
        init: cjk::init_tw,
    },
    NativeModule {
        name: "_multibytecodec",
        doc: "",
        init: cjk::init,
    },
    NativeModule {
        name: "_lzma",
        doc: "",
        init: compress::lzma::init,
    },
    NativeModule {
        name: "_zstd",
        doc: "Implementation module for Zstandard compression.",
        init: compress::zstd::init,
    },
    NativeModule {
        name: "_pickle",
        doc: "Optimized C implementation for the Python pickle module.",
        init: pickle::init,
    },
    NativeModule {
        name: "pyexpat",
        doc: "Python wrapper for Expat parser.",
        init: xml::init,
    },
];
