//! Strings and numbers without Python's object model: Unicode properties, text and bytes operations, number parsing and
//! printing, formatting, escapes, hashes and codecs, each exactly as CPython 3.14 does it.
//!
//! In: WTF-8 byte slices, code points as `u32` (surrogates occur), `f64`, `i64`, `num_bigint::BigInt`. Out: the same, or
//! a typed error that can print CPython's message. The runtime wraps these functions with objects and exceptions.
#![forbid(unsafe_code)]

pub mod bytes;
pub mod codecs;
pub mod escape;
pub mod float;
pub mod format;
pub mod hash;
pub mod int;
mod pad;
pub mod search;
pub mod unicode;
pub mod wtf8;
