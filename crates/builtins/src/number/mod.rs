//! Int, bool, float, complex.
//!
//! Each file fills in the specs of its types; [`TYPES`] says which well-known type each belongs to.

use crate::Entry;

pub mod int;
pub mod bool;
pub mod float;
pub mod complex;

/// The types of this area, bases first.
pub const TYPES: &[Entry] = &[
    (|t| t.int, &int::SPEC, |t| Some(t.object)),
    (|t| t.bool, &bool::SPEC, |t| Some(t.int)),
    (|t| t.float, &float::SPEC, |t| Some(t.object)),
    (|t| t.complex, &complex::SPEC, |t| Some(t.object)),
];

use whipsnake_runtime::{Gc, PyResult, Raised, Str, Value, Vm};
use whipsnake_text::format::FormatError;

/// The bytes of a format specification argument.
pub(crate) fn format_spec(vm: &mut Vm, spec: Value) -> Result<Vec<u8>, Raised> {
    match Gc::<Str>::cast(spec) {
        Some(s) => Ok(s.bytes().to_vec()),
        None => {
            let got = vm.type_of(spec).name_string();
            Err(vm.type_error(&format!("__format__() argument must be str, not {got}")))
        }
    }
}

/// The string that a formatting function made, or its exception.
pub(crate) fn formatted(vm: &mut Vm, result: Result<Vec<u8>, FormatError>) -> PyResult {
    match result {
        Ok(text) => Ok(vm.new_wtf8(&text)),
        Err(error) => Err(raise_format(vm, &error)),
    }
}

/// Raise what a [`FormatError`] stands for.
#[cold]
pub fn raise_format(vm: &mut Vm, error: &FormatError) -> Raised {
    let ty = match error.exception() {
        "OverflowError" => vm.types.overflow_error,
        "MemoryError" => return vm.memory_error(),
        _ => vm.types.value_error,
    };
    let text = vm.new_wtf8(&error.message());
    vm.raise_new(ty, &[text])
}
