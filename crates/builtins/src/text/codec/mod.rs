//! `str.encode`, `bytes.decode` and `str(bytes, encoding)`: the codecs that need no import, error handlers, and the registry
//! of all others.

pub mod registry;

use whipsnake_runtime::{Bytes, Gc, PyResult, Raised, Str, Tuple, Value, Vm};
use whipsnake_text::codecs::{Codec, DecodeError, EncodeError, Handler, Replacement, handle_decode_error, handle_encode_error};
use whipsnake_text::int::ByteOrder;

/// An optional text argument: `None` where it is absent.
///
/// # Errors
/// `TypeError` for other types; `ValueError` for null characters.
pub fn text_argument(vm: &mut Vm, function: &str, name: &str, value: Value) -> Result<Option<Gc<Str>>, Raised> {
    let Some(value) = value.given() else { return Ok(None) };
    let Some(text) = Gc::<Str>::cast(value) else {
        let got = crate::text::common::argument_type(vm, value);
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
        return registry::encode_text(vm, text, encoding.expect("the default is known"), errors);
    };
    let (codec, mark): (_, &[u8]) = match known {
        Known::Plain(codec) => (codec, b""),
        Known::Utf16 => (Codec::Utf16(ByteOrder::Little), b"\xFF\xFE"),
        Known::Utf32 => (Codec::Utf32(ByteOrder::Little), b"\xFF\xFE\0\0"),
    };
    let ascii_superset = matches!(codec, Codec::Utf8 | Codec::Latin1 | Codec::Ascii);
    if ascii_superset && text.is_ascii() || matches!(codec, Codec::Utf8) && text.as_utf8().is_some() {
        return Ok(vm.new_bytes(text.bytes()));
    }
    let mut out = mark.to_vec();
    encode_with(vm, codec, codec.name(), text, errors, &mut out)?;
    Ok(vm.new_bytes(&out))
}

/// What deals with errors.
pub enum ErrorHandler {
    BuiltIn(Handler),
    /// A callable, registered under the name.
    Registered(Value),
}

impl ErrorHandler {
    /// The handler of a name; `strict` without one.
    ///
    /// # Errors
    /// `LookupError` for unknown names.
    pub fn of(vm: &mut Vm, errors: Option<Gc<Str>>) -> Result<ErrorHandler, Raised> {
        let Some(errors) = errors else { return Ok(ErrorHandler::BuiltIn(Handler::Strict)) };
        match Handler::from_name(errors.bytes()) {
            Some(handler) => Ok(ErrorHandler::BuiltIn(handler)),
            None => registry::lookup_error(vm, errors).map(ErrorHandler::Registered),
        }
    }
}

/// Append the text as bytes. `name` is the codec's in exceptions.
///
/// # Errors
/// `UnicodeEncodeError`; `LookupError` for unknown handlers; what a handler raises.
pub fn encode_with(vm: &mut Vm, codec: Codec<'_>, name: &str, text: Gc<Str>, errors: Option<Gc<Str>>, out: &mut Vec<u8>) -> Result<(), Raised> {
    let mut at = 0;
    let mut known_handler = None;
    while let Err(error) = codec.encode_step(text.bytes(), &mut at, out) {
        if known_handler.is_none() {
            known_handler = Some(ErrorHandler::of(vm, errors)?);
        }
        let handler = known_handler.as_ref().expect("just set");
        let (replacement, next) = encode_replacement(vm, codec, name, text, handler, &error)?;
        if !codec.push_replacement(&replacement, out) {
            return Err(raise_encode(vm, name, text, &error));
        }
        at = next;
    }
    Ok(())
}

/// What an error handler puts in place of characters, and the byte offset where to go on.
///
/// # Errors
/// The error itself, or what the handler raises.
pub fn encode_replacement(vm: &mut Vm, codec: Codec<'_>, name: &str, text: Gc<Str>, handler: &ErrorHandler, error: &EncodeError) -> Result<(Replacement, usize), Raised> {
    let callable = match *handler {
        ErrorHandler::BuiltIn(handler) => {
            return match handle_encode_error(codec, handler, text.bytes(), error) {
                Some(replacement) => Ok((replacement, error.end)),
                None => Err(raise_encode(vm, name, text, error)),
            };
        }
        ErrorHandler::Registered(callable) => callable,
    };
    let raised = raise_encode(vm, name, text, error);
    let exception = vm.take_exception(raised);
    let result = vm.call(callable, &[exception])?;
    const WRONG: &str = "encoding error handler must return (str/bytes, int) tuple";
    let Some([replacement, position]) = pair(result) else { return Err(vm.type_error(WRONG)) };
    let replacement = if let Some(text) = Gc::<Str>::cast(replacement) {
        Replacement::Text(text.bytes().to_vec())
    } else if let Some(bytes) = Gc::<Bytes>::cast(replacement) {
        Replacement::Bytes(bytes.bytes().to_vec())
    } else {
        return Err(vm.type_error(WRONG));
    };
    let position = handler_position(vm, position, text.chars, WRONG)?;
    Ok((replacement, crate::text::str::index::byte_offset(vm, text, position)))
}

fn pair(value: Value) -> Option<[Value; 2]> {
    Gc::<Tuple>::cast(value).and_then(|t| <[Value; 2]>::try_from(t.items()).ok())
}

/// Where an error handler wants to go on.
fn handler_position(vm: &mut Vm, position: Value, len: usize, wrong: &str) -> Result<usize, Raised> {
    if !crate::number::int::is_int(position) {
        return Err(vm.type_error(wrong));
    }
    let given = vm.index_ssize(position)?;
    let resolved = if given < 0 { given + len as i64 } else { given };
    match usize::try_from(resolved) {
        Ok(n) if n <= len => Ok(n),
        _ => Err(vm.index_error(&format!("position {resolved} from error handler out of bounds"))),
    }
}

/// `object.decode(encoding, errors)` of an object with a buffer.
///
/// # Errors
/// `UnicodeDecodeError`; `LookupError` for unknown names.
pub fn decode(vm: &mut Vm, object: Value, encoding: Option<Gc<Str>>, errors: Option<Gc<Str>>) -> PyResult {
    let Some(known) = known(encoding.as_ref().map_or(b"utf-8", |e| e.bytes())) else {
        return registry::decode_text(vm, object, encoding.expect("the default is known"), errors);
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
    let name = match known {
        Known::Utf16 => "utf-16",
        Known::Utf32 => "utf-32",
        Known::Plain(codec) => codec.name(),
    };
    let (text, _) = decode_with(vm, codec, name, bytes, start, errors, true)?;
    Ok(vm.new_wtf8(&text))
}

/// Bytes from `start` on as text, and how many were consumed.
///
/// # Errors
/// `UnicodeDecodeError`; `LookupError` for unknown handlers; what a handler raises.
pub fn decode_with(vm: &mut Vm, codec: Codec<'_>, name: &str, bytes: &[u8], start: usize, errors: Option<Gc<Str>>, is_final: bool) -> Result<(Vec<u8>, usize), Raised> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = start;
    let Err(mut error) = codec.decode_step(bytes, &mut at, &mut out, is_final) else { return Ok((out, at)) };
    let handler = ErrorHandler::of(vm, errors)?;
    // A handler may run Python code and even put other bytes in place.
    let mut input = bytes.to_vec();
    loop {
        at = decode_replacement(vm, codec, name, &mut input, &handler, &error, &mut out)?;
        match codec.decode_step(&input, &mut at, &mut out, is_final) {
            Ok(()) => return Ok((out, at)),
            Err(next) => error = next,
        }
    }
}

/// Appends what an error handler puts in place of bytes, and gives the offset where to go on.
///
/// # Errors
/// The error itself, or what the handler raises.
pub fn decode_replacement(vm: &mut Vm, codec: Codec<'_>, name: &str, input: &mut Vec<u8>, handler: &ErrorHandler, error: &DecodeError, out: &mut Vec<u8>) -> Result<usize, Raised> {
    let callable = match *handler {
        ErrorHandler::BuiltIn(handler) if handler.is_encode_only() => {
            return Err(vm.type_error("don't know how to handle UnicodeDecodeError in error callback"));
        }
        ErrorHandler::BuiltIn(handler) => {
            return match handle_decode_error(codec, handler, input, error, out) {
                Some(next) => Ok(next),
                None => Err(raise_decode(vm, name, input, error)),
            };
        }
        ErrorHandler::Registered(callable) => callable,
    };
    let raised = raise_decode(vm, name, input, error);
    let exception = vm.take_exception(raised);
    let result = vm.call(callable, &[exception])?;
    const WRONG: &str = "decoding error handler must return (str, int) tuple";
    let Some([replacement, position]) = pair(result) else { return Err(vm.type_error(WRONG)) };
    let Some(replacement) = Gc::<Str>::cast(replacement) else { return Err(vm.type_error(WRONG)) };
    let object = vm.getattr_str(exception, "object")?;
    if let Some(object) = Gc::<Bytes>::cast(object) && object.bytes() != &**input {
        *input = object.bytes().to_vec();
    }
    out.extend_from_slice(replacement.bytes());
    handler_position(vm, position, input.len(), WRONG)
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
