//! `_codecs`: the registry of codecs and error handlers, and the codecs that are written in Rust.

use whipsnake_builtins::text::codec::{self, registry};
use whipsnake_runtime::{Bytes, Call, ExceptionObject, Gc, Module, NativeDef, PyResult, Raised, Str, Value, Vm, def};
use whipsnake_text::codecs::{Codec, Handler, decode_bytes_escapes, decode_unicode_escapes, encode_bytes_escapes, handle_decode_error, handle_encode_error};
use whipsnake_text::codecs::{DecodeError, EncodeError, Replacement};
use whipsnake_text::int::ByteOrder;
use whipsnake_text::wtf8;

use super::charmap;
use crate::support::{array, not_none};

/// Fill in the module, and register the error handlers.
///
/// # Errors
/// `MemoryError`.
pub fn init(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    vm.add_functions(module, FUNCTIONS);
    charmap::add_types(vm);
    for handler in HANDLERS {
        let (name, function) = (vm.intern(handler.name), vm.new_native_function(&handler.function, Value::NULL, Value::NULL));
        registry::register_error(vm, name, function)?;
    }
    Ok(())
}

const LITTLE: ByteOrder = ByteOrder::Little;
const BIG: ByteOrder = ByteOrder::Big;

static FUNCTIONS: &[NativeDef] = &[
    def("register", "($module, search_function, /)", Call::A1(|vm, f| registry::register(vm, f).map(|()| Value::NONE))),
    def("unregister", "($module, search_function, /)", Call::A1(|vm, f| registry::unregister(vm, f).map(|()| Value::NONE))),
    def("lookup", "($module, encoding, /)", Call::A1(lookup)),
    def("encode", "($module, /, obj, encoding='utf-8', errors='strict')", Call::Bound(|vm, a| generic(vm, a, "encode", registry::encode))),
    def("decode", "($module, /, obj, encoding='utf-8', errors='strict')", Call::Bound(|vm, a| generic(vm, a, "decode", registry::decode))),
    def("escape_encode", "($module, data, errors=None, /)", Call::Bound(escape_encode)),
    def("escape_decode", "($module, data, errors=None, /)", Call::Bound(escape_decode)),
    def("utf_8_encode", "($module, str, errors=None, /)", Call::Bound(|vm, a| encode(vm, a, "utf_8_encode", Codec::Utf8))),
    def("utf_8_decode", "($module, data, errors=None, final=False, /)", Call::Bound(|vm, a| decode(vm, a, "utf_8_decode", Codec::Utf8))),
    def("utf_7_encode", "($module, str, errors=None, /)", Call::Bound(|vm, a| encode(vm, a, "utf_7_encode", Codec::Utf7))),
    def("utf_7_decode", "($module, data, errors=None, final=False, /)", Call::Bound(|vm, a| decode(vm, a, "utf_7_decode", Codec::Utf7))),
    def("utf_16_encode", "($module, str, errors=None, byteorder=0, /)", Call::Bound(|vm, a| encode_marked(vm, a, "utf_16_encode", Codec::Utf16))),
    def("utf_16_le_encode", "($module, str, errors=None, /)", Call::Bound(|vm, a| encode(vm, a, "utf_16_le_encode", Codec::Utf16(LITTLE)))),
    def("utf_16_be_encode", "($module, str, errors=None, /)", Call::Bound(|vm, a| encode(vm, a, "utf_16_be_encode", Codec::Utf16(BIG)))),
    def("utf_16_decode", "($module, data, errors=None, final=False, /)", Call::Bound(|vm, a| decode_marked(vm, a, "utf_16_decode", &UTF16))),
    def("utf_16_le_decode", "($module, data, errors=None, final=False, /)", Call::Bound(|vm, a| decode(vm, a, "utf_16_le_decode", Codec::Utf16(LITTLE)))),
    def("utf_16_be_decode", "($module, data, errors=None, final=False, /)", Call::Bound(|vm, a| decode(vm, a, "utf_16_be_decode", Codec::Utf16(BIG)))),
    def("utf_16_ex_decode", "($module, data, errors=None, byteorder=0, final=False,\n                 /)", Call::Bound(|vm, a| decode_ordered(vm, a, "utf_16_ex_decode", &UTF16))),
    def("utf_32_encode", "($module, str, errors=None, byteorder=0, /)", Call::Bound(|vm, a| encode_marked(vm, a, "utf_32_encode", Codec::Utf32))),
    def("utf_32_le_encode", "($module, str, errors=None, /)", Call::Bound(|vm, a| encode(vm, a, "utf_32_le_encode", Codec::Utf32(LITTLE)))),
    def("utf_32_be_encode", "($module, str, errors=None, /)", Call::Bound(|vm, a| encode(vm, a, "utf_32_be_encode", Codec::Utf32(BIG)))),
    def("utf_32_decode", "($module, data, errors=None, final=False, /)", Call::Bound(|vm, a| decode_marked(vm, a, "utf_32_decode", &UTF32))),
    def("utf_32_le_decode", "($module, data, errors=None, final=False, /)", Call::Bound(|vm, a| decode(vm, a, "utf_32_le_decode", Codec::Utf32(LITTLE)))),
    def("utf_32_be_decode", "($module, data, errors=None, final=False, /)", Call::Bound(|vm, a| decode(vm, a, "utf_32_be_decode", Codec::Utf32(BIG)))),
    def("utf_32_ex_decode", "($module, data, errors=None, byteorder=0, final=False,\n                 /)", Call::Bound(|vm, a| decode_ordered(vm, a, "utf_32_ex_decode", &UTF32))),
    def("unicode_escape_encode", "($module, str, errors=None, /)", Call::Bound(|vm, a| encode(vm, a, "unicode_escape_encode", Codec::UnicodeEscape))),
    def("unicode_escape_decode", "($module, data, errors=None, final=True, /)", Call::Bound(unicode_escape_decode)),
    def("raw_unicode_escape_encode", "($module, str, errors=None, /)", Call::Bound(|vm, a| encode(vm, a, "raw_unicode_escape_encode", Codec::RawUnicodeEscape))),
    def("raw_unicode_escape_decode", "($module, data, errors=None, final=True, /)", Call::Bound(|vm, a| decode_text_too(vm, a, "raw_unicode_escape_decode", Codec::RawUnicodeEscape))),
    def("latin_1_encode", "($module, str, errors=None, /)", Call::Bound(|vm, a| encode(vm, a, "latin_1_encode", Codec::Latin1))),
    def("latin_1_decode", "($module, data, errors=None, /)", Call::Bound(|vm, a| decode(vm, a, "latin_1_decode", Codec::Latin1))),
    def("ascii_encode", "($module, str, errors=None, /)", Call::Bound(|vm, a| encode(vm, a, "ascii_encode", Codec::Ascii))),
    def("ascii_decode", "($module, data, errors=None, /)", Call::Bound(|vm, a| decode(vm, a, "ascii_decode", Codec::Ascii))),
    def("charmap_encode", "($module, str, errors=None, mapping=None, /)", Call::Bound(charmap::encode)),
    def("charmap_decode", "($module, data, errors=None, mapping=None, /)", Call::Bound(charmap::decode)),
    def("charmap_build", "($module, map, /)", Call::A1(charmap::build)),
    def("readbuffer_encode", "($module, data, errors=None, /)", Call::Bound(readbuffer_encode)),
    def("register_error", "($module, errors, handler, /)", Call::A2(register_error)),
    def("_unregister_error", "($module, errors, /)", Call::A1(unregister_error)),
    def("lookup_error", "($module, name, /)", Call::A1(lookup_error)),
];

// ---- arguments and results

/// A str argument.
///
/// # Errors
/// `TypeError`.
pub fn text(vm: &mut Vm, function: &str, number: usize, value: Value) -> Result<Gc<Str>, Raised> {
    match Gc::<Str>::cast(value) {
        Some(text) => Ok(text),
        None => {
            let got = if value.is_none() { "None".to_owned() } else { vm.type_of(value).name_string() };
            let place = if number == 0 { "argument".to_owned() } else { format!("argument {number}") };
            Err(vm.type_error(&format!("{function}() {place} must be str, not {got}")))
        }
    }
}

/// The name of an error handler: a str, None or nothing.
///
/// # Errors
/// `TypeError`.
pub fn errors(vm: &mut Vm, function: &str, value: Value) -> Result<Option<Gc<Str>>, Raised> {
    match not_none(value) {
        None => Ok(None),
        Some(value) => match Gc::<Str>::cast(value) {
            Some(text) => Ok(Some(text)),
            None => {
                let got = vm.type_of(value).name_string();
                Err(vm.type_error(&format!("{function}() argument 2 must be str or None, not {got}")))
            }
        },
    }
}

/// `(result, consumed)`
pub fn result(vm: &mut Vm, made: Value, consumed: usize) -> PyResult {
    Ok(vm.new_tuple(&[made, Value::small_int(consumed as i64)]).value())
}

fn is_final(vm: &mut Vm, value: Option<Value>) -> Result<bool, Raised> {
    match value.and_then(Value::given) {
        Some(value) => vm.truthy(value),
        None => Ok(false),
    }
}

// ---- the registry

fn lookup(vm: &mut Vm, encoding: Value) -> PyResult {
    let encoding = text(vm, "lookup", 0, encoding)?;
    Ok(registry::lookup(vm, encoding)?.value())
}

type Generic = fn(&mut Vm, Value, Gc<Str>, Option<Gc<Str>>) -> PyResult;

fn generic(vm: &mut Vm, a: &[Value], name: &str, f: Generic) -> PyResult {
    let [object, encoding, errors] = array(a);
    let encoding = match codec::text_argument(vm, name, "encoding", encoding)? {
        Some(encoding) => encoding,
        None => {
            let default = vm.new_str("utf-8");
            Gc::<Str>::cast(default).expect("just made")
        }
    };
    let errors = codec::text_argument(vm, name, "errors", errors)?;
    f(vm, object, encoding, errors)
}

fn register_error(vm: &mut Vm, name: Value, handler: Value) -> PyResult {
    let name = text(vm, "register_error", 1, name)?;
    registry::register_error(vm, name.value(), handler).map(|()| Value::NONE)
}

fn unregister_error(vm: &mut Vm, name: Value) -> PyResult {
    let name = text(vm, "_unregister_error", 0, name)?;
    if Handler::from_name(name.bytes()).is_some() {
        let name = name.to_string_lossy().into_owned();
        return Err(vm.value_error(&format!("cannot un-register built-in error handler '{name}'")));
    }
    registry::unregister_error(vm, name.value()).map(Value::bool)
}

fn lookup_error(vm: &mut Vm, name: Value) -> PyResult {
    let name = text(vm, "lookup_error", 0, name)?;
    registry::lookup_error(vm, name)
}

// ---- codecs

fn encode(vm: &mut Vm, a: &[Value], name: &str, codec: Codec<'_>) -> PyResult {
    let [string, handler] = array(a);
    let string = text(vm, name, 1, string)?;
    let errors = errors(vm, name, handler)?;
    let mut out = Vec::with_capacity(string.len);
    codec::encode_with(vm, codec, codec.name(), string, errors, &mut out)?;
    let bytes = vm.new_bytes(&out);
    result(vm, bytes, string.chars)
}

/// `utf-16` and `utf-32`: with a mark when no order is asked for.
fn encode_marked(vm: &mut Vm, a: &[Value], name: &str, codec: fn(ByteOrder) -> Codec<'static>) -> PyResult {
    let [string, handler, order] = array(a);
    let string = text(vm, name, 1, string)?;
    let errors = errors(vm, name, handler)?;
    let order = whipsnake_builtins::text::common::c_int(vm, order, 0)?;
    let codec = codec(if order > 0 { BIG } else { LITTLE });
    let mut out = Vec::with_capacity(2 * string.len + 4);
    if order == 0 {
        let mark: &[u8] = if matches!(codec, Codec::Utf16(_)) { b"\xFF\xFE" } else { b"\xFF\xFE\0\0" };
        out.extend_from_slice(mark);
    }
    codec::encode_with(vm, codec, codec.name(), string, errors, &mut out)?;
    let bytes = vm.new_bytes(&out);
    result(vm, bytes, string.chars)
}

fn decode(vm: &mut Vm, a: &[Value], name: &str, codec: Codec<'_>) -> PyResult {
    let errors = errors(vm, name, a[1])?;
    // The codecs of single bytes have no `final`.
    let is_final = a.len() < 3 || is_final(vm, a.get(2).copied())?;
    let data = vm.required_contents(a[0])?.to_vec();
    finish_decode(vm, codec, codec.name(), &data, 0, errors, is_final)
}

/// As [`decode`], of text too, and final by default.
fn decode_text_too(vm: &mut Vm, a: &[Value], name: &str, codec: Codec<'_>) -> PyResult {
    let (data, errors, is_final) = escaped_arguments(vm, a, name)?;
    finish_decode(vm, codec, codec.name(), &data, 0, errors, is_final)
}

fn escaped_arguments(vm: &mut Vm, a: &[Value], name: &str) -> Result<(Vec<u8>, Option<Gc<Str>>, bool), Raised> {
    let [data, handler, last] = array(a);
    let errors = errors(vm, name, handler)?;
    let is_final = last.is_null() || is_final(vm, Some(last))?;
    let data = match Gc::<Str>::cast(data) {
        Some(text) => text.bytes().to_vec(),
        None => vm.required_contents(data)?.to_vec(),
    };
    Ok((data, errors, is_final))
}

fn finish_decode(vm: &mut Vm, codec: Codec<'_>, name: &str, data: &[u8], start: usize, errors: Option<Gc<Str>>, is_final: bool) -> PyResult {
    let (text, consumed) = codec::decode_with(vm, codec, name, data, start, errors, is_final)?;
    let text = vm.new_wtf8(&text);
    result(vm, text, consumed)
}

/// An encoding whose byte order a mark may tell.
struct Marked {
    name: &'static str,
    of: fn(ByteOrder) -> Codec<'static>,
    detect: fn(&[u8]) -> (Codec<'static>, usize),
    mark_len: usize,
}

static UTF16: Marked = Marked { name: "utf-16", of: Codec::Utf16, detect: |bytes| (if bytes.starts_with(&[0xFE, 0xFF]) { Codec::Utf16(BIG) } else { Codec::Utf16(LITTLE) }, if bytes.starts_with(&[0xFE, 0xFF]) || bytes.starts_with(&[0xFF, 0xFE]) { 2 } else { 0 }), mark_len: 2 };
static UTF32: Marked = Marked { name: "utf-32", of: Codec::Utf32, detect: |bytes| (if bytes.starts_with(&[0, 0, 0xFE, 0xFF]) { Codec::Utf32(BIG) } else { Codec::Utf32(LITTLE) }, if bytes.starts_with(&[0, 0, 0xFE, 0xFF]) || bytes.starts_with(&[0xFF, 0xFE, 0, 0]) { 4 } else { 0 }), mark_len: 4 };

fn decode_marked(vm: &mut Vm, a: &[Value], name: &str, marked: &Marked) -> PyResult {
    let [data, handler, last] = array(a);
    let errors = errors(vm, name, handler)?;
    let is_final = is_final(vm, Some(last))?;
    let data = vm.required_contents(data)?.to_vec();
    let (codec, start) = (marked.detect)(&data);
    finish_decode(vm, codec, marked.name, &data, start, errors, is_final)
}

/// As [`decode_marked`]; also which order it was: `(text, consumed, byteorder)`.
fn decode_ordered(vm: &mut Vm, a: &[Value], name: &str, marked: &Marked) -> PyResult {
    let [data, handler, order, last] = array(a);
    let errors = errors(vm, name, handler)?;
    let order = whipsnake_builtins::text::common::c_int(vm, order, 0)?;
    let is_final = is_final(vm, Some(last))?;
    let data = vm.required_contents(data)?.to_vec();
    let (codec, start, order) = match order {
        0 => {
            let (codec, start) = (marked.detect)(&data);
            let order = match codec {
                Codec::Utf16(ByteOrder::Big) | Codec::Utf32(ByteOrder::Big) => 1,
                // Without a mark the order stays open until there are bytes enough for one.
                _ if start == 0 && data.len() < marked.mark_len => 0,
                _ => -1,
            };
            (codec, start, order)
        }
        order => ((marked.of)(if order > 0 { BIG } else { LITTLE }), 0, order),
    };
    let (text, consumed) = codec::decode_with(vm, codec, marked.name, &data, start, errors, is_final)?;
    let text = vm.new_wtf8(&text);
    Ok(vm.new_tuple(&[text, Value::small_int(consumed as i64), Value::small_int(i64::from(order))]).value())
}

fn unicode_escape_decode(vm: &mut Vm, a: &[Value]) -> PyResult {
    let (data, errors, is_final) = escaped_arguments(vm, a, "unicode_escape_decode")?;
    let invalid = decode_unicode_escapes(&data, &mut 0, &mut Vec::new(), is_final).ok().flatten();
    let made = finish_decode(vm, Codec::UnicodeEscape, Codec::UnicodeEscape.name(), &data, 0, errors, is_final)?;
    if let Some(invalid) = invalid {
        warn_invalid_escape(vm, &data, invalid.at, invalid.octal)?;
    }
    Ok(made)
}

fn warn_invalid_escape(vm: &mut Vm, data: &[u8], at: usize, octal: Option<u32>) -> Result<(), Raised> {
    let message = match octal {
        Some(value) => format!("\"\\{value:o}\" is an invalid octal escape sequence. Such sequences will not work in the future. "),
        None => {
            let c = data.get(at + 1).map_or(' ', |b| char::from(*b));
            format!("\"\\{c}\" is an invalid escape sequence. Such sequences will not work in the future. ")
        }
    };
    (vm.hooks.warn)(vm, vm.types.deprecation_warning, &message)
}

fn escape_encode(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [data, handler] = array(a);
    errors(vm, "escape_encode", handler)?;
    let Some(bytes) = Gc::<Bytes>::cast(data) else {
        let got = vm.type_of(data).name_string();
        return Err(vm.type_error(&format!("escape_encode() argument 1 must be bytes, not {got}")));
    };
    let escaped = vm.new_bytes(&encode_bytes_escapes(bytes.bytes()));
    result(vm, escaped, bytes.len)
}

fn escape_decode(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [data, handler] = array(a);
    let errors = errors(vm, "escape_decode", handler)?;
    let data = match Gc::<Str>::cast(data) {
        Some(text) => text.bytes().to_vec(),
        None => vm.required_contents(data)?.to_vec(),
    };
    let mode = errors.as_ref().map_or(&b"strict"[..], |e| e.bytes());
    if !matches!(mode, b"strict" | b"replace" | b"ignore") {
        let name = String::from_utf8_lossy(mode).into_owned();
        return Err(vm.value_error(&format!("decoding error; unknown error handling code: {name}")));
    }
    let unescaped = match decode_bytes_escapes(&data, mode == b"replace", mode == b"ignore") {
        Ok(unescaped) => unescaped,
        Err(error) => return Err(vm.value_error(&error.message())),
    };
    if let Some(invalid) = unescaped.invalid {
        warn_invalid_escape(vm, &data, invalid.at, invalid.octal)?;
    }
    let bytes = vm.new_bytes(&unescaped.bytes);
    result(vm, bytes, data.len())
}

fn readbuffer_encode(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [data, handler] = array(a);
    errors(vm, "readbuffer_encode", handler)?;
    let data = match Gc::<Str>::cast(data) {
        Some(text) => text.bytes().to_vec(),
        None => vm.required_contents(data)?.to_vec(),
    };
    let bytes = vm.new_bytes(&data);
    result(vm, bytes, data.len())
}

// ---- error handlers as functions

struct NamedHandler {
    name: &'static str,
    function: NativeDef,
}

static HANDLERS: &[NamedHandler] = &[
    NamedHandler { name: "strict", function: def("strict_errors", "($module, exc, /)", Call::A1(strict)) },
    NamedHandler { name: "ignore", function: def("ignore_errors", "($module, exc, /)", Call::A1(|vm, e| handle(vm, e, Handler::Ignore))) },
    NamedHandler { name: "replace", function: def("replace_errors", "($module, exc, /)", Call::A1(|vm, e| handle(vm, e, Handler::Replace))) },
    NamedHandler { name: "xmlcharrefreplace", function: def("xmlcharrefreplace_errors", "($module, exc, /)", Call::A1(|vm, e| handle(vm, e, Handler::XmlCharRefReplace))) },
    NamedHandler { name: "backslashreplace", function: def("backslashreplace_errors", "($module, exc, /)", Call::A1(|vm, e| handle(vm, e, Handler::BackslashReplace))) },
    NamedHandler { name: "namereplace", function: def("namereplace_errors", "($module, exc, /)", Call::A1(|vm, e| handle(vm, e, Handler::NameReplace))) },
    NamedHandler { name: "surrogatepass", function: def("surrogatepass", "($module, exc, /)", Call::A1(|vm, e| handle(vm, e, Handler::SurrogatePass))) },
    NamedHandler { name: "surrogateescape", function: def("surrogateescape", "($module, exc, /)", Call::A1(|vm, e| handle(vm, e, Handler::SurrogateEscape))) },
];

fn strict(vm: &mut Vm, exception: Value) -> PyResult {
    if Gc::<ExceptionObject>::cast(exception).is_some() { Err(vm.raise(exception)) } else { Err(vm.type_error("codec must pass exception instance")) }
}

/// The exception's `start` and `end`, cut to the object's length.
fn range(vm: &mut Vm, exception: Value, len: usize) -> Result<(usize, usize), Raised> {
    let (start, end) = (vm.getattr_str(exception, "start")?, vm.getattr_str(exception, "end")?);
    let (start, end) = (vm.index_clipped(start)?, vm.index_clipped(end)?);
    let len = len as i64;
    let start = start.clamp(0, (len - 1).max(0));
    Ok((start as usize, end.clamp(1.min(len), len).max(start) as usize))
}

/// What a built-in handler makes of an exception: `(replacement, position)`.
fn handle(vm: &mut Vm, exception: Value, handler: Handler) -> PyResult {
    let t = vm.types;
    if vm.is_instance(exception, t.unicode_encode_error) {
        return handle_encode(vm, exception, handler);
    }
    if vm.is_instance(exception, t.unicode_decode_error) && !handler.is_encode_only() {
        return handle_decode(vm, exception, handler);
    }
    let translates = matches!(handler, Handler::Ignore | Handler::Replace | Handler::BackslashReplace);
    if translates && vm.is_instance(exception, t.unicode_translate_error) {
        let object = vm.getattr_str(exception, "object")?;
        let object = text(vm, "handler", 1, object)?;
        let (start, end) = range(vm, exception, object.chars)?;
        let part = wtf8::byte_range(object.bytes(), start, end);
        let replacement = match handler {
            Handler::Replace => "\u{FFFD}".repeat(end - start).into_bytes(),
            Handler::BackslashReplace => match handle_encode_error(Codec::Ascii, handler, part, &EncodeError { start: 0, end: part.len(), reason: "" }) {
                Some(Replacement::Text(text)) => text,
                _ => Vec::new(),
            },
            _ => Vec::new(),
        };
        let replacement = vm.new_wtf8(&replacement);
        return result(vm, replacement, end);
    }
    let got = vm.type_of(exception).name_string();
    Err(vm.type_error(&format!("don't know how to handle {got} in error callback")))
}

fn codec_of(vm: &mut Vm, exception: Value) -> Result<Codec<'static>, Raised> {
    let name = vm.getattr_str(exception, "encoding")?;
    let name = Gc::<Str>::cast(name).map_or_else(Vec::new, |s| s.bytes().to_vec());
    Ok(match codec::known(&name) {
        Some(codec::Known::Plain(codec)) => codec,
        Some(codec::Known::Utf16) => Codec::Utf16(LITTLE),
        Some(codec::Known::Utf32) => Codec::Utf32(LITTLE),
        None => Codec::Ascii,
    })
}

fn handle_encode(vm: &mut Vm, exception: Value, handler: Handler) -> PyResult {
    let object = vm.getattr_str(exception, "object")?;
    let object = text(vm, "handler", 1, object)?;
    let (start, end) = range(vm, exception, object.chars)?;
    let codec = codec_of(vm, exception)?;
    let bytes = object.bytes();
    let error = EncodeError { start: wtf8::byte_offset(bytes, start), end: wtf8::byte_offset(bytes, end), reason: "" };
    let replacement = match handle_encode_error(codec, handler, bytes, &error) {
        Some(Replacement::Text(text)) => vm.new_wtf8(&text),
        Some(Replacement::Bytes(bytes)) => vm.new_bytes(&bytes),
        None => return Err(vm.raise(exception)),
    };
    result(vm, replacement, end)
}

fn handle_decode(vm: &mut Vm, exception: Value, handler: Handler) -> PyResult {
    let object = vm.getattr_str(exception, "object")?;
    let data = vm.required_contents(object)?.to_vec();
    let (start, end) = range(vm, exception, data.len())?;
    let codec = codec_of(vm, exception)?;
    let mut out = Vec::new();
    match handle_decode_error(codec, handler, &data, &DecodeError { start, end, reason: "" }, &mut out) {
        Some(next) => {
            let replacement = vm.new_wtf8(&out);
            result(vm, replacement, next)
        }
        None => Err(vm.raise(exception)),
    }
}
