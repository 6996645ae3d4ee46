//! The registry of codecs and error handlers that the module `_codecs` shows, and encoding through registered codecs.
//!
//! **Invariant**: `Runtime::codecs` is a tuple of the list of search functions, the dict of codecs found by normalized name, and the
//! dict of error handlers by name.

use whipsnake_runtime::{ByteArray, Bytes, Dict, Gc, List, PyResult, Raised, Str, Tuple, Value, Vm};

/// Search functions, codecs by name, error handlers by name.
fn parts(vm: &mut Vm) -> (Gc<List>, Gc<Dict>, Gc<Dict>) {
    let existing = Gc::<Tuple>::cast(vm.rt.codecs.get());
    let tuple = match existing {
        Some(tuple) => tuple,
        None => {
            let made = [vm.new_list(&[]).value(), vm.new_dict().value(), vm.new_dict().value()];
            let tuple = vm.new_tuple(&made);
            // SAFETY: the runtime's slots are roots.
            unsafe { vm.rt.codecs.set_unbarriered(tuple.value()) };
            tuple
        }
    };
    let &[search, found, errors] = tuple.items() else { unreachable!("made above") };
    match (Gc::cast(search), Gc::cast(found), Gc::cast(errors)) {
        (Some(search), Some(found), Some(errors)) => (search, found, errors),
        _ => unreachable!("made above"),
    }
}

/// `codecs.register(search_function)`
///
/// # Errors
/// `TypeError` when it cannot be called.
pub fn register(vm: &mut Vm, function: Value) -> Result<(), Raised> {
    if !crate::functions::is_callable(vm, function) {
        return Err(vm.type_error("argument must be callable"));
    }
    let (search, ..) = parts(vm);
    vm.list_append(search, function)
}

/// `codecs.unregister(search_function)`
///
/// # Errors
/// What comparing raises.
pub fn unregister(vm: &mut Vm, function: Value) -> Result<(), Raised> {
    let (search, found, _) = parts(vm);
    if search.items().contains(&function) {
        found.clear(vm);
        vm.call_method_str(search.value(), "remove", &[function])?;
    }
    Ok(())
}

/// Lower case; everything but letters, digits and dots becomes single underscores between them.
pub fn normalize(name: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(name.len());
    let mut pending = false;
    for &byte in name {
        if byte.is_ascii_alphanumeric() || byte == b'.' {
            if pending && !out.is_empty() {
                out.push(b'_');
            }
            pending = false;
            out.push(byte.to_ascii_lowercase());
        } else if byte.is_ascii() {
            pending = true;
        }
    }
    out
}

/// `codecs.lookup(encoding)`: a tuple of encoder, decoder, stream reader, stream writer.
///
/// # Errors
/// `LookupError` for unknown names; what search functions raise.
pub fn lookup(vm: &mut Vm, encoding: Gc<Str>) -> Result<Gc<Tuple>, Raised> {
    let (search, found, _) = parts(vm);
    if search.is_empty() {
        let encodings = vm.new_str("encodings");
        (vm.hooks.import)(vm, encodings, Value::NONE, Value::NONE, Value::NONE, 0)?;
    }
    let name = normalize(encoding.bytes());
    let name = vm.intern_wtf8(&name);
    if let Some(codec) = found.get(vm, name)?.and_then(Gc::<Tuple>::cast) {
        return Ok(codec);
    }
    let mut i = 0;
    while let Some(function) = search.get(i) {
        i += 1;
        let result = vm.call(function, &[name])?;
        if result.is_none() {
            continue;
        }
        let Some(codec) = Gc::<Tuple>::cast(result).filter(|t| t.len == 4) else {
            return Err(vm.type_error("codec search functions must return 4-tuples"));
        };
        found.set(vm, name, codec.value())?;
        return Ok(codec);
    }
    let name = encoding.to_string_lossy().into_owned();
    Err(vm.lookup_error(&format!("unknown encoding: {name}")))
}

/// Call item `index` of a codec: what comes of an object.
fn run(vm: &mut Vm, codec: Gc<Tuple>, index: usize, object: Value, errors: Option<Gc<Str>>, wrong: &str) -> PyResult {
    let function = codec.items()[index];
    let result = match errors {
        Some(errors) => vm.call(function, &[object, errors.value()])?,
        None => vm.call(function, &[object])?,
    };
    match Gc::<Tuple>::cast(result) {
        Some(t) if t.len == 2 => Ok(t.items()[0]),
        _ => Err(vm.type_error(wrong)),
    }
}

/// `codecs.encode(object, encoding, errors)`
///
/// # Errors
/// What the codec raises.
pub fn encode(vm: &mut Vm, object: Value, encoding: Gc<Str>, errors: Option<Gc<Str>>) -> PyResult {
    let codec = lookup(vm, encoding)?;
    run(vm, codec, 0, object, errors, "encoder must return a tuple (object, integer)")
}

/// `codecs.decode(object, encoding, errors)`
///
/// # Errors
/// What the codec raises.
pub fn decode(vm: &mut Vm, object: Value, encoding: Gc<Str>, errors: Option<Gc<Str>>) -> PyResult {
    let codec = lookup(vm, encoding)?;
    run(vm, codec, 1, object, errors, "decoder must return a tuple (object,integer)")
}

/// The codec of a name, if it is one between text and bytes.
fn text_codec(vm: &mut Vm, encoding: Gc<Str>, alternative: &str) -> Result<Gc<Tuple>, Raised> {
    let codec = lookup(vm, encoding)?;
    if !vm.is_exact(codec.value(), vm.types.tuple) {
        let name = vm.intern("_is_text_encoding");
        if let Some(flag) = vm.getattr_optional(codec.value(), name)? && !vm.truthy(flag)? {
            let name = encoding.to_string_lossy().into_owned();
            return Err(vm.lookup_error(&format!("'{name}' is not a text encoding; use {alternative} to handle arbitrary codecs")));
        }
    }
    Ok(codec)
}

/// `str.encode` by a registered codec.
///
/// # Errors
/// What the codec raises; `TypeError` when it does not give bytes.
pub fn encode_text(vm: &mut Vm, text: Gc<Str>, encoding: Gc<Str>, errors: Option<Gc<Str>>) -> PyResult {
    let codec = text_codec(vm, encoding, "codecs.encode()")?;
    let made = run(vm, codec, 0, text.value(), errors, "encoder must return a tuple (object, integer)")?;
    if Gc::<Bytes>::cast(made).is_some() {
        return Ok(made);
    }
    let name = encoding.to_string_lossy().into_owned();
    if let Some(array) = Gc::<ByteArray>::cast(made) {
        let message = format!("encoder {name} returned bytearray instead of bytes; use codecs.encode() to encode to arbitrary types");
        (vm.hooks.warn)(vm, vm.types.runtime_warning, &message)?;
        return Ok(vm.new_bytes(array.bytes()));
    }
    let got = vm.type_of(made).name_string();
    Err(vm.type_error(&format!("'{name}' encoder returned '{got}' instead of 'bytes'; use codecs.encode() to encode to arbitrary types")))
}

/// `bytes.decode` by a registered codec.
///
/// # Errors
/// What the codec raises; `TypeError` when it does not give a str.
pub fn decode_text(vm: &mut Vm, object: Value, encoding: Gc<Str>, errors: Option<Gc<Str>>) -> PyResult {
    let codec = text_codec(vm, encoding, "codecs.decode()")?;
    let view = vm.new_memoryview(object, whipsnake_runtime::BufferFlags::SIMPLE)?;
    let made = run(vm, codec, 1, view.value(), errors, "decoder must return a tuple (object,integer)")?;
    if Gc::<Str>::cast(made).is_some() {
        return Ok(made);
    }
    let (name, got) = (encoding.to_string_lossy().into_owned(), vm.type_of(made).name_string());
    Err(vm.type_error(&format!("'{name}' decoder returned '{got}' instead of 'str'; use codecs.decode() to decode to arbitrary types")))
}

/// `codecs.register_error(name, handler)`
///
/// # Errors
/// `TypeError` when it cannot be called.
pub fn register_error(vm: &mut Vm, name: Value, handler: Value) -> Result<(), Raised> {
    if !crate::functions::is_callable(vm, handler) {
        return Err(vm.type_error("handler must be callable"));
    }
    let (.., errors) = parts(vm);
    errors.set(vm, name, handler)
}

/// Remove an error handler; whether there was one.
///
/// # Errors
/// What comparing raises.
pub fn unregister_error(vm: &mut Vm, name: Value) -> Result<bool, Raised> {
    let (.., errors) = parts(vm);
    Ok(errors.remove(vm, name)?.is_some())
}

/// `codecs.lookup_error(name)`
///
/// # Errors
/// `LookupError` for unknown names.
pub fn lookup_error(vm: &mut Vm, name: Gc<Str>) -> PyResult {
    let (.., errors) = parts(vm);
    match errors.get(vm, name.value())? {
        Some(handler) => Ok(handler),
        None => {
            let name = name.to_string_lossy().into_owned();
            Err(vm.lookup_error(&format!("unknown error handler name '{name}'")))
        }
    }
}
