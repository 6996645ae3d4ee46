//! Case, padding, tabs.

use whipsnake_runtime::{Gc, PyResult, Str, Value, Vm};
use whipsnake_text::wtf8;

use super::exact;
use crate::text::common::this;

/// The string that `f` makes of the text.
pub fn convert(vm: &mut Vm, s: Value, f: fn(&[u8]) -> Vec<u8>) -> PyResult {
    let text = f(this::<Str>(s).bytes());
    Ok(vm.new_wtf8(&text))
}

pub fn lower(vm: &mut Vm, s: Value) -> PyResult {
    ascii_case(vm, s, <[u8]>::make_ascii_lowercase, wtf8::lower)
}

pub fn upper(vm: &mut Vm, s: Value) -> PyResult {
    ascii_case(vm, s, <[u8]>::make_ascii_uppercase, wtf8::upper)
}

/// ASCII text is converted where it will stay.
fn ascii_case(vm: &mut Vm, s: Value, ascii: fn(&mut [u8]), other: fn(&[u8]) -> Vec<u8>) -> PyResult {
    let text: Gc<Str> = this(s);
    if !text.is_ascii() {
        return convert(vm, s, other);
    }
    if text.len <= 1 {
        let mut bytes = [0; 1];
        let bytes = &mut bytes[..text.len];
        bytes.copy_from_slice(text.bytes());
        ascii(bytes);
        return Ok(vm.new_ascii(bytes));
    }
    let converted = vm.new_str_with(vm.types.str, text.len, text.len, false, |to| {
        to.copy_from_slice(text.bytes());
        ascii(to);
    })?;
    Ok(converted.value())
}

/// Text, its characters, the width, the fill character.
type Pad = fn(&[u8], usize, usize, u32) -> Option<Vec<u8>>;

/// `center`, `ljust`, `rjust`.
pub fn pad(vm: &mut Vm, a: &[Value], f: Pad) -> PyResult {
    let &[s, width, fill] = a else { return Err(vm.system_error("padding is mis-declared")) };
    let width = vm.index_ssize(width)?;
    let fill = match fill.given() {
        None => u32::from(b' '),
        Some(fill) => match Gc::<Str>::cast(fill) {
            Some(fill) if fill.chars == 1 => wtf8::char_at(fill.bytes(), 0).0,
            Some(_) => return Err(vm.type_error("The fill character must be exactly one character long")),
            None => {
                let got = vm.type_of(fill).name_string();
                return Err(vm.type_error(&format!("The fill character must be a unicode character, not {got}")));
            }
        },
    };
    let text: Gc<Str> = this(s);
    if width <= text.chars as i64 {
        return exact(vm, s);
    }
    match f(text.bytes(), text.chars, width as usize, fill) {
        Some(padded) => Ok(vm.new_wtf8(&padded)),
        None => Err(vm.memory_error()),
    }
}

pub fn zfill(vm: &mut Vm, s: Value, width: Value) -> PyResult {
    let width = vm.index_ssize(width)?;
    let text: Gc<Str> = this(s);
    if width <= text.chars as i64 {
        return exact(vm, s);
    }
    match wtf8::zero_fill(text.bytes(), text.chars, width as usize) {
        Some(padded) => Ok(vm.new_wtf8(&padded)),
        None => Err(vm.memory_error()),
    }
}

pub fn expandtabs(vm: &mut Vm, a: &[Value]) -> PyResult {
    let &[s, size] = a else { return Err(vm.system_error("expandtabs() is mis-declared")) };
    let size = crate::text::common::c_int(vm, size, 8)?;
    match wtf8::expand_tabs(this::<Str>(s).bytes(), size.max(0) as usize, false) {
        Some(expanded) => Ok(vm.new_wtf8(&expanded)),
        None => Err(vm.overflow_error("new string is too long")),
    }
}
