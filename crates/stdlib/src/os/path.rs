//! Paths: what programs pass as one, and what the system takes and gives.
//!
//! Text is encoded as UTF-8 with `surrogateescape`, as CPython does on all systems with a UTF-8 locale.

use std::ffi::CString;

use whipsnake_runtime::{Bytes, Gc, PyResult, Raised, Str, Value, Vm};
use whipsnake_text::codecs::{Codec, Handler};

/// A path as the program gave it and as the system takes it.
pub struct Path {
    pub text: CString,
    /// For exceptions: the object given, after `__fspath__`.
    pub shown: Value,
    /// It was bytes: results are bytes too.
    pub is_bytes: bool,
}

/// `os.fspath`: str or bytes.
///
/// # Errors
/// `TypeError`.
pub fn fspath(vm: &mut Vm, value: Value) -> PyResult {
    if Gc::<Str>::cast(value).is_some() || Gc::<Bytes>::cast(value).is_some() {
        return Ok(value);
    }
    let class = vm.type_of(value);
    let Some(made) = vm.call_special_optional(value, vm.names.__fspath__, &[])? else {
        let got = class.name_string();
        return Err(vm.type_error(&format!("expected str, bytes or os.PathLike object, not {got}")));
    };
    if Gc::<Str>::cast(made).is_some() || Gc::<Bytes>::cast(made).is_some() {
        return Ok(made);
    }
    let (class, got) = (class.name_string(), vm.type_of(made).name_string());
    Err(vm.type_error(&format!("expected {class}.__fspath__() to return str or bytes, not {got}")))
}

/// The bytes of a str for the system.
///
/// # Errors
/// `UnicodeEncodeError`.
pub fn encode(vm: &mut Vm, text: Gc<Str>) -> Result<Vec<u8>, Raised> {
    if let Some(s) = text.as_utf8() {
        return Ok(s.as_bytes().to_vec());
    }
    match Codec::Utf8.encode(text.bytes(), Handler::SurrogateEscape) {
        Ok(bytes) => Ok(bytes),
        Err(error) => Err(crate::io::coding::raise_encode_error(vm, "utf-8", text.value(), &error)),
    }
}

/// Text from the system.
pub fn decode(vm: &mut Vm, bytes: &[u8]) -> Value {
    match Codec::Utf8.decode(bytes, 0, Handler::SurrogateEscape, true) {
        Ok((text, _)) => vm.new_wtf8(&text),
        Err(_) => vm.new_bytes(bytes),
    }
}

/// A path or part of one from the system, of the same type as the argument.
pub fn decode_like(vm: &mut Vm, bytes: &[u8], is_bytes: bool) -> Value {
    if is_bytes { vm.new_bytes(bytes) } else { decode(vm, bytes) }
}

/// The bytes of a path argument, without its end.
///
/// # Errors
/// `TypeError`; `ValueError` for a NUL.
pub fn path(vm: &mut Vm, value: Value) -> Result<Path, Raised> {
    let shown = fspath(vm, value)?;
    let (bytes, is_bytes) = match Gc::<Str>::cast(shown) {
        Some(text) => (encode(vm, text)?, false),
        None => (Gc::<Bytes>::cast(shown).map_or_else(Vec::new, |b| b.bytes().to_vec()), true),
    };
    match CString::new(bytes) {
        Ok(text) => Ok(Path { text, shown, is_bytes }),
        Err(_) => Err(vm.value_error(if is_bytes { "embedded null byte" } else { "embedded null character" })),
    }
}
