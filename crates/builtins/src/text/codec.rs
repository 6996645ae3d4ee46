//! `str.encode`, `bytes.decode` and `str(bytes, encoding)`: the codecs that need no import, with the built-in error handlers.

use whipsnake_runtime::{Gc, PyResult, Raised, Str, Value, Vm};
use whipsnake_text::codecs::{Codec, DecodeError, EncodeError, Handler};
use whipsnake_text::int::ByteOrder;

/// An optional text argument: `None` where it is absent.
///
/// # Errors
/// `TypeError` for other types; `ValueError` for null characters.
pub fn text_argument(vm: &mut Vm, function: &str, name: &str, value: Value) -> Result<Option<Gc<Str>>, Raised> {
    let Some(value) = value.given() else { return Ok(None) };
    let Some(text) = Gc::<Str>::cast(value) else {
        let got = super::common::argument_type(vm, value);
        return Err(vm.type_error(&format!("{function}() argument '{name}' must be str, not {got}")));
    };
    if text.bytes().contains(&0) {
        return Err(vm.value_error("embedded null character"));
    }
    Ok(Some(text))
}

/// The codec of a name that is known without asking the registry, and whether it begins with a byte order mark.
#[derive(Clone, Copy)]
pub enum Known {
    Plain(Codec<'static>),
    Utf16,
    Utf32,
}

/// The codec that a name means, unless only the registry knows it.
pub fn known(name: &[u8]) -> Option<Known> {
    let mut normal = [0; 16];
    let normal = normal.get_mut(..name.len())?;
    for (to, &byte) in normal.iter_mut().zip(name) {
        *to = match byte {
            b'_' | b' ' => b'-',
            byte => byte.to_ascii_lowercase(),
        };
    }
    Some(match &*normal {
        b"utf-8" | b"utf8" => Known::Plain(Codec::Utf8),
        b"latin-1" | b"latin1" | b"iso-8859-1" | b"iso8859-1" => Known::Plain(Codec::Latin1),
        b"ascii" | b"us-ascii" => Known::Plain(Codec::Ascii),
        b"utf-16" | b"utf16" => Known::Utf16,
        b"utf-32" | b"utf32" => Known::Utf32,
        b"utf-16-le" | b"utf-16le" => Known::Plain(Codec::Utf16(ByteOrder::Little)),
        b"utf-16-be" | b"utf-16be" => Known::Plain(Codec::Utf16(ByteOrder::Big)),
        b"utf-32-le" | b"utf-32le" => Known::Plain(Codec::Utf32(ByteOrder::Little)),
        b"utf-32-be" | b"utf-32be" => Known::Plain(Codec::Utf32(ByteOrder::Big)),
        _ => return None,
    })
}

/// `text.encode(encoding, errors)`
pub fn encode(vm: &mut Vm, text: Gc<Str>, encoding: Option<Gc<Str>>, errors: Option<Gc<Str>>) -> PyResult {
    let Some(known) = known(encoding.as_ref().map_or(b"utf-8", |e| e.bytes())) else {
        return Err(unknown_encoding(vm, encoding));
    };
    let codec = match known {
        Known::Plain(codec) => codec,
        Known::Utf16 => Codec::Utf16(ByteOrder::Little),
        Known::Utf32 => Codec::Utf32(ByteOrder::Little),
    };
    let ascii_superset = matches!(codec, Codec::Utf8 | Codec::Latin1 | Codec::Ascii);
    if ascii_superset && text.is_ascii() || matches!(codec, Codec::Utf8) && text.as_utf8().is_some() {
        return Ok(vm.new_bytes(text.bytes()));
    }
    let encoded = encode_with(vm, codec, text, errors)?;
    match known {
        Known::Plain(_) => Ok(vm.new_bytes(&encoded)),
        Known::Utf16 => Ok(vm.new_bytes(&[&[0xFF, 0xFE], &encoded[..]].concat())),
        Known::Utf32 => Ok(vm.new_bytes(&[&[0xFF, 0xFE, 0, 0], &encoded[..]].concat())),
    }
}

fn handler(vm: &mut Vm, errors: Option<Gc<Str>>) -> Result<Handler, Raised> {
    let Some(errors) = errors else { return Ok(Handler::Strict) };
    match Handler::from_name(errors.bytes()) {
        Some(handler) => Ok(handler),
        None => {
            let name = errors.to_string_lossy();
            Err(vm.lookup_error(&format!("unknown error handler name '{name}'")))
        }
    }
}

#[cold]
fn unknown_encoding(vm: &mut Vm, encoding: Option<Gc<Str>>) -> Raised {
    let name = encoding.map_or_else(String::new, |e| e.to_string_lossy().into_owned());
    vm.lookup_error(&format!("unknown encoding: {name}"))
}

/// The text as bytes.
///
/// # Errors
/// `UnicodeEncodeError`; `LookupError` for unknown handlers.
pub fn encode_with(vm: &mut Vm, codec: Codec<'_>, text: Gc<Str>, errors: Option<Gc<Str>>) -> Result<Vec<u8>, Raised> {
    let mut out = Vec::with_capacity(text.len);
    let mut at = 0;
    let Err(error) = codec.encode_step(text.bytes(), &mut at, &mut out) else { return Ok(out) };
    let handler = handler(vm, errors)?;
    if handler == Handler::Strict {
        return Err(raise_encode(vm, codec.name(), text, &error));
    }
    codec.encode(text.bytes(), handler).map_err(|error| raise_encode(vm, codec.name(), text, &error))
}

/// Bytes as text: `encoding` and `errors` as given to `decode`.
///
/// # Errors
/// `UnicodeDecodeError`; `LookupError` for unknown names.
pub fn decode(vm: &mut Vm, object: Value, encoding: Option<Gc<Str>>, errors: Option<Gc<Str>>) -> PyResult {
    let Some(known) = known(encoding.as_ref().map_or(b"utf-8", |e| e.bytes())) else {
        return Err(unknown_encoding(vm, encoding));
    };
    let contents = vm.required_contents(object)?;
    let bytes = &*contents;
    let (codec, start) = match known {
        Known::Plain(codec) => (codec, 0),
        Known::Utf16 => Codec::utf16_of(bytes),
        Known::Utf32 => Codec::utf32_of(bytes),
    };
    match codec {
        Codec::Utf8 if std::str::from_utf8(bytes).is_ok() => return Ok(vm.new_wtf8(bytes)),
        Codec::Latin1 | Codec::Ascii if bytes.is_ascii() => return Ok(vm.new_ascii(bytes)),
        _ => {}
    }
    let handler = handler(vm, errors)?;
    match codec.decode(bytes, start, handler, true) {
        Ok((text, _)) => Ok(vm.new_wtf8(&text)),
        Err(error) => Err(raise_decode(vm, codec.name(), bytes, &error)),
    }
}

/// `str(object, encoding, errors)`
pub fn decode_object(vm: &mut Vm, object: Value, encoding: Value, errors: Value) -> PyResult {
    if Gc::<Str>::cast(object).is_some() {
        return Err(vm.type_error("decoding str is not supported"));
    }
    let encoding = text_argument(vm, "str", "encoding", encoding)?;
    let errors = text_argument(vm, "str", "errors", errors)?;
    if !vm.has_buffer(object) {
        let got = vm.type_of(object).name_string();
        return Err(vm.type_error(&format!("decoding to str: need a bytes-like object, {got} found")));
    }
    decode(vm, object, encoding, errors)
}

/// Raise `UnicodeEncodeError`.
#[cold]
pub fn raise_encode(vm: &mut Vm, encoding: &str, text: Gc<Str>, error: &EncodeError) -> Raised {
    let (start, end) = error.char_range(text.bytes());
    let (encoding, reason) = (vm.new_str(encoding), vm.new_str(error.reason));
    vm.raise_new(vm.types.unicode_encode_error, &[encoding, text.value(), Value::small_int(start as i64), Value::small_int(end as i64), reason])
}

/// Raise `UnicodeDecodeError`.
#[cold]
pub fn raise_decode(vm: &mut Vm, encoding: &str, bytes: &[u8], error: &DecodeError) -> Raised {
    let bytes = vm.new_bytes(bytes);
    let (encoding, reason) = (vm.new_str(encoding), vm.new_str(error.reason));
    vm.raise_new(vm.types.unicode_decode_error, &[encoding, bytes, Value::small_int(error.start as i64), Value::small_int(error.end as i64), reason])
}
