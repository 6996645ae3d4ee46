//! Reading text.

use whipsnake_runtime::{Bytes, Gc, PyResult, Raised, Str, Tuple, TypeFlags, Value, Vm};
use whipsnake_text::codecs::handle_decode_error;

use super::base;
use super::buffered;
use super::coding::{Coding, raise_decode_error};
use super::newlines;
use super::text_file::{Newline, TextFile, buffer, cast, check_open, decoder, direct_buffer};
use super::text_write;

/// What reading needs: an open file for reading, and nothing left to be written.
///
/// # Errors
/// `ValueError`; `UnsupportedOperation`; what the buffer raises.
pub fn prepare(vm: &mut Vm, file: Gc<TextFile>) -> Result<(), Raised> {
    check_open(vm, file)?;
    if !file.readable.get() {
        return Err(base::unsupported(vm, "not readable"));
    }
    text_write::write_pending(vm, file)
}

/// Bytes from the buffer by at most one read; empty at the end.
fn read_bytes(vm: &mut Vm, file: Gc<TextFile>, hint: usize) -> Result<Vec<u8>, Raised> {
    let size = file.chunk_size.get().max(hint);
    if let Some(direct) = direct_buffer(file) && direct.readable.get() {
        return buffered::exclusively(vm, direct, |vm| buffered::read_once(vm, direct, size));
    }
    let buffer = buffer(vm, file)?;
    let method = if file.has_read1.get() { "read1" } else { "read" };
    let chunk = vm.call_method_str(buffer, method, &[Value::small_int(size as i64)])?;
    if Gc::<Bytes>::cast(chunk).is_none() && Gc::<whipsnake_runtime::ByteArray>::cast(chunk).is_none() {
        let got = vm.type_of(chunk).name_string();
        return Err(vm.type_error(&format!("underlying {method}() should have returned a bytes-like object, not '{got}'")));
    }
    super::buffers::bytes_of(vm, chunk).map(std::borrow::Cow::into_owned)
}

/// Decode with a native coding, and translate line ends: the text, how many bytes at the end are undecoded, and the kinds of
/// line ends seen.
fn decode_native(vm: &mut Vm, coding: Coding, newline: Newline, input: &[u8], is_final: bool) -> Result<(Vec<u8>, usize, u8), Raised> {
    let Some((codec, handler)) = coding.parts() else { return Err(vm.system_error("not a native coding")) };
    let (mut text, consumed) = match codec.decode(input, 0, handler, is_final) {
        Ok(decoded) => decoded,
        Err(error) => return Err(raise_decode_error(vm, codec.name(), input, &error)),
    };
    let mut undecoded = input.len() - consumed;
    if matches!(newline, Newline::Only(_)) {
        return Ok((text, undecoded, 0));
    }
    if !is_final && undecoded == 0 && text.last() == Some(&b'\r') {
        text.pop();
        undecoded = 1;
    }
    let seen = newlines::kinds_of(&text);
    if newline == Newline::Universal && seen & !super::text_file::seen::LF != 0 {
        text = newlines::translated(&text);
    }
    Ok((text, undecoded, seen))
}

/// Replace the decoded text, all of which was handed out, by the next chunk's. False at the end.
///
/// # Errors
/// Decoding errors; what the buffer raises.
pub fn read_chunk(vm: &mut Vm, file: Gc<TextFile>, hint: usize) -> Result<bool, Raised> {
    if file.coding.get() == Coding::Objects {
        return read_chunk_by_object(vm, file, hint);
    }
    let chunk = read_bytes(vm, file, hint)?;
    let is_final = chunk.is_empty();
    let input = {
        let mut state = file.state.get().borrow_mut();
        let tail = state.input.len() - state.undecoded;
        let mut input = state.input.split_off(tail);
        state.clear_read();
        state.input.clone_from(&input);
        state.undecoded = input.len();
        input.extend_from_slice(&chunk);
        input
    };
    let (text, undecoded, seen) = decode_native(vm, file.coding.get(), file.newline.get(), &input, is_final)?;
    let mut state = file.state.get().borrow_mut();
    let more = !text.is_empty() || !is_final;
    state.decoded = text;
    state.used = 0;
    state.undecoded = undecoded;
    state.input = input;
    state.seen |= seen;
    state.has_snapshot = true;
    Ok(more)
}

/// The decoder's state: bytes it holds, and flags.
fn decoder_state(vm: &mut Vm, decoder: Value) -> Result<(Vec<u8>, u64), Raised> {
    let state = vm.call_method_str(decoder, "getstate", &[])?;
    let Some(pair) = Gc::<Tuple>::cast(state).filter(|t| t.len == 2) else {
        return Err(vm.type_error("illegal decoder state"));
    };
    let Some(held) = Gc::<Bytes>::cast(pair.items()[0]) else {
        let got = vm.type_of(pair.items()[0]).name_string();
        return Err(vm.type_error(&format!("illegal decoder state: the first item should be a bytes object, not '{got}'")));
    };
    let flags = vm.index_ssize(pair.items()[1])? as u64;
    Ok((held.bytes().to_vec(), flags))
}

fn set_decoder_state(vm: &mut Vm, decoder: Value, held: &[u8], flags: u64) -> Result<(), Raised> {
    let (held, flags) = (vm.new_bytes(held), vm.new_int(flags as i64));
    let state = vm.new_tuple(&[held, flags]);
    vm.call_method_str(decoder, "setstate", &[state.value()]).map(|_| ())
}

fn decode_by_object(vm: &mut Vm, decoder: Value, bytes: &[u8], is_final: bool) -> Result<Gc<Str>, Raised> {
    let bytes = vm.new_bytes(bytes);
    let text = vm.call_method(decoder, vm.names.decode, &[bytes, Value::bool(is_final)])?;
    match Gc::<Str>::cast(text) {
        Some(text) => Ok(text),
        None => {
            let got = vm.type_of(text).name_string();
            Err(vm.type_error(&format!("decoder should return a string result, not '{got}'")))
        }
    }
}

fn read_chunk_by_object(vm: &mut Vm, file: Gc<TextFile>, hint: usize) -> Result<bool, Raised> {
    let decoder = decoder(vm, file)?;
    let before = if file.telling.get() { Some(decoder_state(vm, decoder)?) } else { None };
    let chunk = read_bytes(vm, file, hint)?;
    let is_final = chunk.is_empty();
    let text = decode_by_object(vm, decoder, &chunk, is_final)?;
    let mut state = file.state.get().borrow_mut();
    state.clear_read();
    state.decoded = text.bytes().to_vec();
    state.ratio = if text.chars > 0 { chunk.len() as f64 / text.chars as f64 } else { 0.0 };
    if let Some((held, flags)) = before {
        state.input = held;
        state.input.extend_from_slice(&chunk);
        state.snapshot_flags = flags;
        state.has_snapshot = true;
    }
    Ok(text.chars > 0 || !is_final)
}

/// The length in bytes of the first `count` characters, and how many there are.
fn prefix(text: &[u8], count: usize) -> (usize, usize) {
    if text.len() <= count && text.is_ascii() {
        return (text.len(), text.len());
    }
    if count < text.len() && text[..count].is_ascii() {
        return (count, count);
    }
    let (mut at, mut chars) = (0, 0);
    while at < text.len() && chars < count {
        at += char_len(text[at]);
        chars += 1;
    }
    (at.min(text.len()), chars)
}

/// The length of the character that begins with this byte.
pub fn char_len(lead: u8) -> usize {
    match lead {
        0..0xC0 => 1,
        0xC0..0xE0 => 2,
        0xE0..0xF0 => 3,
        _ => 4,
    }
}

/// Hand out up to `count` characters of the decoded text; how many there were.
fn take(file: Gc<TextFile>, count: usize, into: &mut Vec<u8>) -> usize {
    let mut state = file.state.get().borrow_mut();
    let (len, chars) = prefix(state.rest(), count);
    into.extend_from_slice(&state.rest()[..len]);
    state.used += len;
    chars
}

/// `read(size)`.
///
/// # Errors
/// See [`prepare`] and [`read_chunk`].
pub fn read(vm: &mut Vm, file: Gc<TextFile>, size: i64) -> PyResult {
    prepare(vm, file)?;
    if size < 0 {
        return read_all(vm, file);
    }
    let mut left = size as usize;
    let mut text = Vec::new();
    left -= take(file, left, &mut text);
    while left > 0 && read_chunk(vm, file, left)? {
        left -= take(file, left, &mut text);
    }
    Ok(vm.new_wtf8(&text))
}

fn read_all(vm: &mut Vm, file: Gc<TextFile>) -> PyResult {
    let bytes = match direct_buffer(file) {
        Some(direct) if direct.readable.get() => {
            buffered::check_open(vm, direct, "read of closed file")?;
            buffered::exclusively(vm, direct, |vm| buffered::read_all(vm, direct))?
        }
        _ => {
            let buffer = buffer(vm, file)?;
            vm.call_method(buffer, vm.names.read, &[])?
        }
    };
    if bytes.is_none() {
        let text = vm.new_str("Read returned None.");
        let ty = vm.types.blocking_io_error;
        return Err(vm.raise_new(ty, &[Value::small_int(i64::from(libc::EAGAIN)), text]));
    }
    let bytes = super::buffers::bytes_of(vm, bytes)?;
    if file.coding.get() == Coding::Objects {
        let decoder = decoder(vm, file)?;
        let text = decode_by_object(vm, decoder, &bytes, true)?;
        let mut state = file.state.get().borrow_mut();
        let mut all = state.rest().to_vec();
        state.clear_read();
        drop(state);
        all.extend_from_slice(text.bytes());
        return Ok(vm.new_wtf8(&all));
    }
    let (mut all, tail) = {
        let state = file.state.get().borrow();
        (state.rest().to_vec(), state.input[state.input.len() - state.undecoded..].to_vec())
    };
    let decoded = if tail.is_empty() {
        decode_native(vm, file.coding.get(), file.newline.get(), &bytes, true)
    } else {
        decode_native(vm, file.coding.get(), file.newline.get(), &[&tail, &*bytes].concat(), true)
    };
    let (text, _, seen) = decoded?;
    let mut state = file.state.get().borrow_mut();
    state.clear_read();
    state.seen |= seen;
    drop(state);
    if all.is_empty() {
        return Ok(vm.new_wtf8(&text));
    }
    all.extend_from_slice(&text);
    Ok(vm.new_wtf8(&all))
}

/// The end of the first line in the text (behind its line end), if it is there. `continues`: the line so far.
fn line_end(newline: Newline, text: &[u8], continues: &[u8]) -> Option<usize> {
    match newline {
        Newline::Universal | Newline::Only(b"\n") => memchr::memchr(b'\n', text).map(|at| at + 1),
        Newline::UniversalAsIs => memchr::memchr2(b'\n', b'\r', text).map(|at| if text[at..].starts_with(b"\r\n") { at + 2 } else { at + 1 }),
        Newline::Only(end) => {
            if end.len() == 2 && continues.last() == Some(&end[0]) && text.first() == Some(&end[1]) {
                return Some(1);
            }
            memchr::memmem::find(text, end).map(|at| at + end.len())
        }
    }
}

/// A line of at most `limit` characters (negative: any number), without a copy if it is in the decoded text.
///
/// # Errors
/// See [`prepare`] and [`read_chunk`].
pub fn read_line(vm: &mut Vm, file: Gc<TextFile>, limit: i64) -> PyResult {
    prepare(vm, file)?;
    let newline = file.newline.get();
    if limit < 0 {
        let state = file.state.get().borrow();
        if let Some(n) = line_end(newline, state.rest(), &[]) {
            let line = vm.new_wtf8(&state.rest()[..n]);
            drop(state);
            file.state.get().borrow_mut().used += n;
            return Ok(line);
        }
    }
    let mut line = Vec::new();
    let mut chars = 0;
    loop {
        let done = {
            let mut state = file.state.get().borrow_mut();
            let found = line_end(newline, state.rest(), &line);
            let mut n = found.unwrap_or(state.rest().len());
            let mut done = found.is_some();
            if limit >= 0 {
                let (len, count) = prefix(&state.rest()[..n], limit as usize - chars);
                chars += count;
                n = len;
                done = done || chars == limit as usize;
            }
            line.extend_from_slice(&state.rest()[..n]);
            state.used += n;
            done
        };
        if done || !read_chunk(vm, file, 0)? {
            return Ok(vm.new_wtf8(&line));
        }
    }
}

/// `__next__`: a line; telling the position is off until the end.
///
/// # Errors
/// See [`prepare`] and [`read_chunk`].
pub fn next(vm: &mut Vm, this: Value) -> PyResult {
    let file = cast(this);
    super::text_file::buffer(vm, file)?;
    file.telling.set(false);
    let line = if vm.type_of(this).has(TypeFlags::HEAP) {
        let line = vm.call_method(this, vm.names.readline, &[])?;
        if Gc::<Str>::cast(line).is_none() {
            let got = vm.type_of(line).name_string();
            return Err(vm.os_error_message(&format!("readline() should have returned a str object, not '{got}'")));
        }
        line
    } else {
        read_line(vm, file, -1)?
    };
    if Gc::<Str>::cast(line).is_some_and(|s| s.len > 0) {
        return Ok(line);
    }
    let mut state = file.state.get().borrow_mut();
    if state.undecoded == 0 {
        state.clear_read();
    }
    file.telling.set(file.seekable.get());
    Ok(Value::EXHAUSTED)
}

// ---- positions

/// A position as programs see it: where in the buffer to start, in which state, what to feed, what to skip.
#[derive(Clone, Copy, Default, Debug)]
struct Cookie {
    start: u64,
    flags: u32,
    feed: u32,
    skip: u32,
    at_end: bool,
}

impl Cookie {
    fn value(self, vm: &mut Vm) -> Value {
        let digits = [self.start, u64::from(self.flags) | u64::from(self.feed) << 32, u64::from(self.skip) | u64::from(self.at_end) << 32];
        vm.new_int_from_digits(false, &digits)
    }

    fn of(vm: &mut Vm, value: Value) -> Result<Cookie, Raised> {
        let digits: [u64; 3] = match vm.index_i64(value) {
            Some(n) => [n as u64, 0, 0],
            None => match Gc::<whipsnake_runtime::Int>::cast(value) {
                Some(int) if int.len <= 3 => std::array::from_fn(|i| int.digits().get(i).copied().unwrap_or(0)),
                _ => return Err(vm.overflow_error("int too big to convert")),
            },
        };
        Ok(Cookie {
            start: digits[0], flags: digits[1] as u32, feed: (digits[1] >> 32) as u32, skip: digits[2] as u32, at_end: digits[2] >> 32 & 1 != 0,
        })
    }
}

/// `tell()`.
///
/// # Errors
/// `UnsupportedOperation`; `OSError` while lines are iterated; what the buffer raises.
pub fn tell(vm: &mut Vm, file: Gc<TextFile>) -> PyResult {
    check_open(vm, file)?;
    if !file.seekable.get() {
        return Err(base::unsupported(vm, "underlying stream is not seekable"));
    }
    if !file.telling.get() {
        return Err(vm.os_error_message("telling position disabled by next() call"));
    }
    text_write::write_pending(vm, file)?;
    let buffer = buffer(vm, file)?;
    vm.call_method(buffer, vm.names.flush, &[])?;
    let at = vm.call_method_str(buffer, "tell", &[])?;
    if !file.state.get().borrow().has_snapshot {
        return Ok(at);
    }
    let at = vm.index_ssize(at)? as u64;
    let cookie = if file.coding.get() == Coding::Objects { object_cookie(vm, file, at)? } else { native_cookie(file, at) };
    Ok(cookie.value(vm))
}

/// The position of a file with a native coding; its buffer is at `at`.
fn native_cookie(file: Gc<TextFile>, at: u64) -> Cookie {
    let state = file.state.get().borrow();
    let start = at - state.input.len() as u64;
    let Some((codec, handler)) = file.coding.get().parts() else { return Cookie::default() };
    let translates = file.newline.get() == Newline::Universal;
    let input = &state.input;
    let (mut from, mut produced) = (0, 0);
    while produced < state.used && from < input.len() {
        let lead = input[from];
        let len = if matches!(file.coding.get(), Coding::Utf8(_)) { char_len(lead) } else { 1 };
        let (next, made) = if translates && lead == b'\r' {
            (from + if input[from..].starts_with(b"\r\n") { 2 } else { 1 }, 1)
        } else {
            let mut out = Vec::new();
            let mut next = from;
            let end = (from + len).min(input.len());
            if codec.decode_step(&input[..end], &mut next, &mut out, true).is_err() {
                // Not one whole character: the handler says what it became and how far it went.
                out.clear();
                next = from;
                next = match codec.decode_step(input, &mut next, &mut out, true) {
                    Err(error) => handle_decode_error(codec, handler, input, &error, &mut out).unwrap_or(end),
                    Ok(()) => input.len(),
                };
            }
            (next, out.len())
        };
        if produced + made > state.used {
            let skip = state.decoded[produced..state.used].iter().filter(|b| **b & 0xC0 != 0x80).count();
            return Cookie { start: start + from as u64, feed: (next - from) as u32, skip: skip as u32, ..Cookie::default() };
        }
        produced += made;
        from = next;
    }
    Cookie { start: start + from as u64, ..Cookie::default() }
}

/// The position of a file with a decoder object: feed it parts of the input until it has given what was handed out.
fn object_cookie(vm: &mut Vm, file: Gc<TextFile>, at: u64) -> Result<Cookie, Raised> {
    let decoder = decoder(vm, file)?;
    let (input, flags, used, ratio) = {
        let s = file.state.get().borrow();
        (s.input.clone(), s.snapshot_flags, s.decoded[..s.used].iter().filter(|b| **b & 0xC0 != 0x80).count(), s.ratio)
    };
    let start = at - input.len() as u64;
    if used == 0 {
        return Ok(Cookie { start, flags: flags as u32, ..Cookie::default() });
    }
    let (held, now) = decoder_state(vm, decoder)?;
    let found = search_position(vm, decoder, &input, flags, used, ratio);
    let restored = set_decoder_state(vm, decoder, &held, now);
    let mut cookie = found?;
    restored?;
    cookie.start += start;
    Ok(cookie)
}

fn search_position(vm: &mut Vm, decoder: Value, input: &[u8], flags: u64, used: usize, ratio: f64) -> Result<Cookie, Raised> {
    let mut skip = used;
    let mut flags = flags;
    // A safe start near the place: where the decoder holds nothing.
    let mut bytes = ((ratio * used as f64) as usize).min(input.len());
    let mut back = 1;
    while bytes > 0 {
        set_decoder_state(vm, decoder, b"", flags)?;
        let chars = decode_by_object(vm, decoder, &input[..bytes], false)?.chars;
        if chars <= used {
            let (held, state) = decoder_state(vm, decoder)?;
            if held.is_empty() {
                flags = state;
                skip -= chars;
                break;
            }
            bytes = bytes.saturating_sub(held.len());
            back = 1;
        } else {
            bytes = bytes.saturating_sub(back);
            back *= 2;
        }
    }
    if bytes == 0 {
        set_decoder_state(vm, decoder, b"", flags)?;
    }
    let mut cookie = Cookie { start: bytes as u64, flags: flags as u32, ..Cookie::default() };
    if skip == 0 {
        return Ok(cookie);
    }
    let mut decoded = 0;
    for byte in &input[bytes..] {
        cookie.feed += 1;
        decoded += decode_by_object(vm, decoder, &[*byte], false)?.chars;
        let (held, state) = decoder_state(vm, decoder)?;
        if held.is_empty() && decoded <= skip {
            cookie = Cookie { start: cookie.start + u64::from(cookie.feed), flags: state as u32, ..Cookie::default() };
            skip -= decoded;
            decoded = 0;
        }
        if decoded >= skip {
            cookie.skip = skip as u32;
            return Ok(cookie);
        }
    }
    decoded += decode_by_object(vm, decoder, b"", true)?.chars;
    if decoded < skip {
        return Err(vm.os_error_message("can't reconstruct logical file position"));
    }
    Ok(Cookie { at_end: true, skip: skip as u32, ..cookie })
}

/// `seek(cookie, whence)`.
///
/// # Errors
/// `UnsupportedOperation`; `ValueError`; what the buffer raises.
pub fn seek(vm: &mut Vm, file: Gc<TextFile>, target: Value, whence: i64) -> PyResult {
    check_open(vm, file)?;
    if !file.seekable.get() {
        return Err(base::unsupported(vm, "underlying stream is not seekable"));
    }
    let zero = Value::small_int(0);
    let target = match whence {
        0 => target,
        1 if !vm.equal(target, zero)? => return Err(base::unsupported(vm, "can't do nonzero cur-relative seeks")),
        1 => {
            text_write::flush(vm, file)?;
            tell(vm, file)?
        }
        2 if !vm.equal(target, zero)? => return Err(base::unsupported(vm, "can't do nonzero end-relative seeks")),
        2 => {
            text_write::flush(vm, file)?;
            forget(vm, file)?;
            let buffer = buffer(vm, file)?;
            let at = vm.call_method(buffer, vm.names.seek, &[zero, Value::small_int(2)])?;
            restart_encoder(vm, file, at != zero)?;
            return Ok(at);
        }
        _ => return Err(vm.value_error(&format!("invalid whence ({whence}, should be 0, 1 or 2)"))),
    };
    if vm.compare_bool(target, zero, whipsnake_runtime::CompareOp::Lt)? {
        let shown = vm.repr_string(target)?;
        return Err(vm.value_error(&format!("negative seek position {shown}")));
    }
    let target = vm.index(target)?;
    text_write::flush(vm, file)?;
    let cookie = Cookie::of(vm, target)?;
    let buffer = buffer(vm, file)?;
    let start = vm.new_int_from_digits(false, &[cookie.start]);
    vm.call_method(buffer, vm.names.seek, &[start])?;
    forget(vm, file)?;
    restore(vm, file, cookie)?;
    restart_encoder(vm, file, cookie.start != 0)?;
    Ok(target)
}

/// Forget what was read.
pub(super) fn forget(vm: &mut Vm, file: Gc<TextFile>) -> Result<(), Raised> {
    file.state.get().borrow_mut().clear_read();
    if let Some(decoder) = file.decoder.get().given() {
        vm.call_method_str(decoder, "reset", &[])?;
    }
    Ok(())
}

fn restart_encoder(vm: &mut Vm, file: Gc<TextFile>, started: bool) -> Result<(), Raised> {
    file.started.set(started);
    if let Some(encoder) = file.encoder.get().given() {
        if started {
            vm.call_method_str(encoder, "setstate", &[Value::small_int(0)])?;
        } else {
            vm.call_method_str(encoder, "reset", &[])?;
        }
    }
    Ok(())
}

/// Bring the decoder to the state of the cookie, and skip characters.
fn restore(vm: &mut Vm, file: Gc<TextFile>, cookie: Cookie) -> Result<(), Raised> {
    let by_object = file.coding.get() == Coding::Objects;
    if by_object && (file.decoder.get().given().is_some() || cookie.flags != 0 || cookie.skip != 0) {
        let decoder = decoder(vm, file)?;
        if cookie.start == 0 && cookie.flags == 0 {
            vm.call_method_str(decoder, "reset", &[])?;
        } else {
            set_decoder_state(vm, decoder, b"", u64::from(cookie.flags))?;
        }
    }
    if cookie.skip == 0 {
        return Ok(());
    }
    let buffer = buffer(vm, file)?;
    let fed = vm.call_method(buffer, vm.names.read, &[Value::small_int(i64::from(cookie.feed))])?;
    let fed = super::buffers::bytes_of(vm, fed)?;
    let (text, undecoded) = if by_object {
        let decoder = decoder(vm, file)?;
        (decode_by_object(vm, decoder, &fed, cookie.at_end)?.bytes().to_vec(), 0)
    } else {
        let (text, undecoded, _) = decode_native(vm, file.coding.get(), file.newline.get(), &fed, cookie.at_end)?;
        (text, undecoded)
    };
    let (used, chars) = prefix(&text, cookie.skip as usize);
    if chars < cookie.skip as usize {
        return Err(vm.os_error_message("can't restore logical file position"));
    }
    let mut state = file.state.get().borrow_mut();
    state.input = fed.into_owned();
    state.decoded = text;
    state.used = used;
    state.undecoded = undecoded;
    state.snapshot_flags = u64::from(cookie.flags);
    state.has_snapshot = true;
    Ok(())
}
