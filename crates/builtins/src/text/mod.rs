//! Str, bytes, bytearray, memoryview, template strings.
//!
//! Each file fills in the specs of its types; [`TYPES`] says which well-known type each belongs to.

use crate::Entry;

pub mod bytearray;
pub mod bytes;
pub mod codec;
pub mod common;
pub mod element;
pub mod memory;
pub mod str;
pub mod template;

/// The types of this area, bases first.
pub const TYPES: &[Entry] = &[
    (|t| t.str, &str::SPEC, |t| Some(t.object)),
    (|t| t.str_iterator, &str::iterator::SPEC, |t| Some(t.object)),
    (|t| t.str_ascii_iterator, &str::iterator::ASCII, |t| Some(t.object)),
    (|t| t.bytes, &bytes::SPEC, |t| Some(t.object)),
    (|t| t.bytes_iterator, &bytes::iterator::SPEC, |t| Some(t.object)),
    (|t| t.bytearray, &bytearray::SPEC, |t| Some(t.object)),
    (|t| t.bytearray_iterator, &bytes::iterator::BYTEARRAY, |t| Some(t.object)),
    (|t| t.memoryview, &memory::SPEC, |t| Some(t.object)),
    (|t| t.memory_iterator, &memory::iterator::SPEC, |t| Some(t.object)),
    (|t| t.template, &template::TEMPLATE, |t| Some(t.object)),
    (|t| t.interpolation, &template::INTERPOLATION, |t| Some(t.object)),
    (|t| t.template_iterator, &template::ITERATOR, |t| Some(t.object)),
];

use whipsnake_runtime::{Bytes, Gc, Raised, Value, Vm};

/// The bytes of a bytes-like argument, copied; iterables of ints too.
///
/// # Errors
/// `TypeError`, `ValueError` as `bytes(x)`.
pub fn bytes_argument(vm: &mut Vm, value: Value) -> Result<Vec<u8>, Raised> {
    if let Some(contents) = vm.contents(value)? {
        return Ok(contents.to_vec());
    }
    let made = vm.call(vm.types.bytes.value(), &[value])?;
    Ok(Gc::<Bytes>::cast(made).map_or_else(Vec::new, |b| b.bytes().to_vec()))
}
