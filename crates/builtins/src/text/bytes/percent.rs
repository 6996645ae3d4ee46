//! `bytes % args` and `bytearray % args`.

use whipsnake_runtime::{ByteArray, Bytes, Gc, PyResult, Raised, Str, Value, Vm};
use whipsnake_text::escape;
use whipsnake_text::format::percent::{self, Directive, Item, Items, Shape};

use super::methods::{make, view};
use crate::number::raise_format;
use crate::text::common::{has_index, this};
use crate::text::str::percent::{Arguments, push_integer};

/// `format % operand`; the slot of the operator, so either side may be something else.
pub fn remainder(vm: &mut Vm, format: Value, operand: Value) -> PyResult {
    if Gc::<Bytes>::cast(format).is_none() && Gc::<ByteArray>::cast(format).is_none() {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    // The format may be an array that the arguments' methods change.
    let text = view(format).to_vec();
    let mut arguments = Arguments::new(vm, operand, true);
    let mut out = Vec::with_capacity(text.len() + 32);
    let mut items = Items::of_bytes(&text);
    while let Some(item) = items.next() {
        match item {
            Item::Literal(literal) => out.extend_from_slice(literal),
            Item::Directive(directive) => {
                if let Some(key) = directive.key {
                    let key = vm.new_bytes(key);
                    arguments.select(vm, key)?;
                }
                let shape = arguments.shape(vm, &directive)?;
                if directive.kind == u32::from(b'%') {
                    out.push(b'%');
                    continue;
                }
                let value = arguments.next(vm)?;
                push(vm, &mut out, value, &directive, &shape, &items)?;
            }
            Item::Broken { mapping, key, stars, error } => {
                let key = key.map(|k| vm.new_bytes(k));
                return Err(arguments.fail(vm, mapping, key, stars, &error));
            }
        }
    }
    arguments.finish(vm, "bytes")?;
    make(vm, format, &out)
}

fn push(vm: &mut Vm, out: &mut Vec<u8>, value: Value, directive: &Directive<'_>, shape: &Shape, items: &Items<'_>) -> Result<(), Raised> {
    let kind = u8::try_from(directive.kind).unwrap_or(0);
    let result = match kind {
        b'r' | b'a' => {
            let repr = vm.repr(value)?;
            percent::push_bytes(out, &escape::ascii_of_repr(this::<Str>(repr).bytes()), shape)
        }
        b's' | b'b' => {
            let bytes = bytes_argument(vm, value)?;
            percent::push_bytes(out, &bytes, shape)
        }
        b'd' | b'i' | b'u' | b'o' | b'x' | b'X' => return push_integer(vm, out, value, kind, shape),
        b'e' | b'E' | b'f' | b'F' | b'g' | b'G' => {
            let x = float_argument(vm, value)?;
            percent::push_float(out, x, kind, shape)
        }
        b'c' => {
            let byte = character(vm, value)?;
            percent::push_bytes(out, &[byte], &Shape { precision: None, ..*shape })
        }
        _ => Err(items.unsupported(directive)),
    };
    result.map_err(|error| raise_format(vm, &error))
}

/// The bytes of an argument of `%b`.
fn bytes_argument(vm: &mut Vm, value: Value) -> Result<Vec<u8>, Raised> {
    if let Some(b) = Gc::<Bytes>::cast(value) {
        return Ok(b.bytes().to_vec());
    }
    if let Some(made) = vm.call_special_optional(value, vm.names.__bytes__, &[])? {
        if let Some(b) = Gc::<Bytes>::cast(made) {
            return Ok(b.bytes().to_vec());
        }
        let got = vm.type_of(made).name_string();
        return Err(vm.type_error(&format!("__bytes__ returned non-bytes (type {got})")));
    }
    if let Some(contents) = vm.contents(value)? {
        return Ok(contents.to_vec());
    }
    let got = vm.type_of(value).name_string();
    Err(vm.type_error(&format!("%b requires a bytes-like object, or an object that implements __bytes__, not '{got}'")))
}

fn float_argument(vm: &mut Vm, value: Value) -> Result<f64, Raised> {
    match crate::number::float::real(vm, value) {
        Ok(x) => Ok(x),
        Err(raised) => {
            vm.catch(raised, vm.types.type_error)?;
            let got = vm.type_of(value).name_string();
            Err(vm.type_error(&format!("float argument required, not {got}")))
        }
    }
}

/// The byte of an argument of `%c`.
fn character(vm: &mut Vm, value: Value) -> Result<u8, Raised> {
    if Gc::<Bytes>::cast(value).is_some() || Gc::<ByteArray>::cast(value).is_some() {
        let kind = if Gc::<Bytes>::cast(value).is_some() { "bytes" } else { "bytearray" };
        return match *view(value) {
            [byte] => Ok(byte),
            ref bytes => {
                let len = bytes.len();
                Err(vm.type_error(&format!("%c requires an integer in range(256) or a single byte, not a {kind} object of length {len}")))
            }
        };
    }
    if !has_index(vm, value) {
        let got = vm.type_of(value).name_string();
        return Err(vm.type_error(&format!("%c requires an integer in range(256) or a single byte, not {got}")));
    }
    let n = vm.index(value)?;
    match vm.index_i64(n).and_then(|n| u8::try_from(n).ok()) {
        Some(byte) => Ok(byte),
        None => Err(vm.overflow_error("%c arg not in range(256)")),
    }
}
