//! Data formats: CSV, digests.

use crate::NativeModule;

pub mod csv;
pub mod hashes;
pub mod kinds;

/// The modules of this area.
pub const MODULES: &[NativeModule] = &[
    NativeModule { name: "_csv", doc: "CSV parsing and writing.\n", init: csv::init },
    NativeModule { name: "_md5", doc: "", init: hashes::init_md5 },
    NativeModule { name: "_sha1", doc: "", init: hashes::init_sha1 },
    NativeModule { name: "_sha2", doc: "", init: hashes::init_sha2 },
    NativeModule { name: "_sha3", doc: "", init: hashes::init_sha3 },
    NativeModule { name: "_hashlib", doc: "OpenSSL interface for hashlib module", init: hashes::init_hashlib },
    NativeModule { name: "_blake2", doc: "", init: hashes::init_blake2 },
];
