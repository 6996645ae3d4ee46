//! Writing text.

use whipsnake_runtime::{Bytes, Gc, PyResult, Raised, Str, Value, Vm};
use whipsnake_text::codecs::EncodeError;

use super::base;
use super::buffered;
use super::coding::{Coding, raise_encode_error};
use super::text_file::{self, TextFile, buffer, cast, check_open, direct_buffer};

/// `write(text)`.
///
/// # Errors
/// `TypeError`; `ValueError` when closed; `UnsupportedOperation`; encoding errors; what the buffer raises.
pub fn write(vm: &mut Vm, this: Value, text: Value) -> PyResult {
    let text = base::str_argument(vm, text, "write() argument must be str")?;
    write_text(vm, cast(this), text)?;
    Ok(Value::small_int(text.chars as i64))
}

/// See [`write`].
///
/// # Errors
/// As there.
pub fn write_text(vm: &mut Vm, file: Gc<TextFile>, text: Gc<Str>) -> Result<(), Raised> {
    check_open(vm, file)?;
    if !file.writable.get() {
        return Err(base::unsupported(vm, "not writable"));
    }
    let bytes = text.bytes();
    let has_line_end = memchr::memchr(b'\n', bytes).is_some();
    let has_carriage_return = file.line_buffering.get() && memchr::memchr(b'\r', bytes).is_some();
    if has_line_end && file.line_end.get() != "\n" {
        let translated = replace_line_ends(bytes, file.line_end.get());
        let translated = vm.new_wtf8(&translated);
        encode_pending(vm, file, Gc::cast(translated).unwrap_or(text))?;
    } else {
        encode_pending(vm, file, text)?;
    }
    let flush_now = file.write_through.get() || (file.line_buffering.get() && (has_line_end || has_carriage_return));
    let pending = { file.state.get().borrow().pending.len() };
    if pending >= file.chunk_size.get() || flush_now {
        write_pending(vm, file)?;
    }
    if flush_now && file.line_buffering.get() && (has_line_end || has_carriage_return) {
        flush_buffer(vm, file)?;
    }
    let mut state = file.state.get().borrow_mut();
    if state.has_snapshot || !state.decoded.is_empty() {
        state.clear_read();
        drop(state);
        if let Some(decoder) = file.decoder.get().given() {
            vm.call_method_str(decoder, "reset", &[])?;
        }
    }
    Ok(())
}

fn replace_line_ends(text: &[u8], end: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() + 8);
    let mut from = 0;
    for at in memchr::memchr_iter(b'\n', text) {
        out.extend_from_slice(&text[from..at]);
        out.extend_from_slice(end.as_bytes());
        from = at + 1;
    }
    out.extend_from_slice(&text[from..]);
    out
}

/// Append the encoded text to what is pending.
fn encode_pending(vm: &mut Vm, file: Gc<TextFile>, text: Gc<Str>) -> Result<(), Raised> {
    let coding = file.coding.get();
    let as_is = match coding {
        Coding::Utf8(_) => text.as_utf8().is_some(),
        Coding::Latin1(_) | Coding::Ascii(_) => text.is_ascii(),
        Coding::Objects => false,
    };
    if as_is {
        file.state.get().borrow_mut().pending.extend_from_slice(text.bytes());
        return Ok(());
    }
    if let Some((codec, handler)) = coding.parts() {
        let encoded: Result<Vec<u8>, EncodeError> = codec.encode(text.bytes(), handler);
        return match encoded {
            Ok(bytes) => {
                file.state.get().borrow_mut().pending.extend_from_slice(&bytes);
                Ok(())
            }
            Err(error) => Err(raise_encode_error(vm, codec.name(), text.value(), &error)),
        };
    }
    let encoder = text_file::encoder(vm, file)?;
    let encoded = vm.call_method(encoder, vm.names.encode, &[text.value()])?;
    let Some(encoded) = Gc::<Bytes>::cast(encoded) else {
        let got = vm.type_of(encoded).name_string();
        return Err(vm.type_error(&format!("encoder should return a bytes object, not '{got}'")));
    };
    file.started.set(true);
    file.state.get().borrow_mut().pending.extend_from_slice(encoded.bytes());
    Ok(())
}

/// Hand what is pending to the buffer.
///
/// # Errors
/// What the buffer raises; the text counts as written all the same.
pub fn write_pending(vm: &mut Vm, file: Gc<TextFile>) -> Result<(), Raised> {
    let pending = std::mem::take(&mut file.state.get().borrow_mut().pending);
    if pending.is_empty() {
        return Ok(());
    }
    let Some(direct) = direct_buffer(file) else {
        let buffer = buffer(vm, file)?;
        let bytes = vm.new_bytes(&pending);
        return vm.call_method(buffer, vm.names.write, &[bytes]).map(|_| ());
    };
    buffered::check_open(vm, direct, "write to closed file")?;
    buffered::exclusively(vm, direct, |vm| buffered::write_bytes(vm, direct, &pending))?;
    let mut state = file.state.get().borrow_mut();
    if state.pending.is_empty() {
        // Keep the storage.
        let mut storage = pending;
        storage.clear();
        state.pending = storage;
    }
    Ok(())
}

/// Flush the buffer.
fn flush_buffer(vm: &mut Vm, file: Gc<TextFile>) -> Result<(), Raised> {
    match direct_buffer(file) {
        Some(direct) if !direct.readable.get() => {
            buffered::check_open(vm, direct, "flush of closed file")?;
            buffered::exclusively(vm, direct, |vm| buffered::flush(vm, direct))
        }
        _ => {
            let buffer = buffer(vm, file)?;
            vm.call_method(buffer, vm.names.flush, &[]).map(|_| ())
        }
    }
}

/// `flush()`.
///
/// # Errors
/// What the buffer raises.
pub fn flush(vm: &mut Vm, file: Gc<TextFile>) -> Result<(), Raised> {
    check_open(vm, file)?;
    file.telling.set(file.seekable.get());
    write_pending(vm, file)?;
    flush_buffer(vm, file)
}
