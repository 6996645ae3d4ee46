//! The module `zlib`.

use std::cell::Cell;
use std::ffi::c_int;

use libz_rs_sys as z;
use whipsnake_builtins::collection::common::this;
use whipsnake_builtins::support::{add_exception, add_type, array, construct, hidden_type, int_argument, low_word, module_error};
use whipsnake_runtime::{Call, Gc, GetSetDef, Module, Native, NativeDef, PyResult, Raised, Slots, TypeFlags, TypeObject, TypeSpec, Value, Vm, def, object};

use super::{Buffered, Decoder, Decompressor, Step, next_room};
use crate::kinds;
use stream::{Progress, Stream};

mod stream;

pub const DOC: &str = "The functions in this module allow compression and decompression using the\nzlib library, which is based on GNU zip.\n\nadler32(string[, start]) -- Compute an Adler-32 checksum.\ncompress(data[, level]) -- Compress data, with compression level 0-9 or -1.\ncompressobj([level[, ...]]) -- Return a compressor object.\ncrc32(string[, start]) -- Compute a CRC-32 checksum.\ndecompress(string,[wbits],[bufsize]) -- Decompresses a compressed string.\ndecompressobj([wbits[, zdict]]) -- Return a decompressor object.\n\n'wbits' is window buffer size and container format.\nCompressor objects support compress() and flush() methods; decompressor\nobjects support decompress() and flush().";

static FUNCTIONS: &[NativeDef] = &[
    def("adler32", "($module, data, value=1, /)", Call::Bound(|vm, a| checksum(vm, a, 1, stream::adler32))),
    def("crc32", "($module, data, value=0, /)", Call::Bound(|vm, a| checksum(vm, a, 0, stream::crc32))),
    def("compress", "($module, data, /, level=Z_DEFAULT_COMPRESSION, wbits=MAX_WBITS)", Call::Bound(compress)),
    def("decompress", "($module, data, /, wbits=MAX_WBITS, bufsize=DEF_BUF_SIZE)", Call::Bound(decompress)),
    def(
        "compressobj",
        "($module, /, level=Z_DEFAULT_COMPRESSION, method=DEFLATED,\n            wbits=MAX_WBITS, memLevel=DEF_MEM_LEVEL,\n            strategy=Z_DEFAULT_STRATEGY, zdict=<unrepresentable>)",
        Call::Bound(compressobj),
    ),
    def("decompressobj", "($module, /, wbits=MAX_WBITS, zdict=b'')", Call::Bound(decompressobj)),
];

const WINDOW: i32 = 15;
const MEMORY_LEVEL: i32 = 8;
const BUFFER_SIZE: i64 = 16 * 1024;

const CONSTANTS: [(&str, i64); 20] = [
    ("MAX_WBITS", WINDOW as i64), ("DEFLATED", z::Z_DEFLATED as i64), ("DEF_MEM_LEVEL", MEMORY_LEVEL as i64), ("DEF_BUF_SIZE", BUFFER_SIZE),
    ("Z_NO_COMPRESSION", z::Z_NO_COMPRESSION as i64), ("Z_BEST_SPEED", z::Z_BEST_SPEED as i64), ("Z_BEST_COMPRESSION", z::Z_BEST_COMPRESSION as i64),
    ("Z_DEFAULT_COMPRESSION", z::Z_DEFAULT_COMPRESSION as i64), ("Z_DEFAULT_STRATEGY", z::Z_DEFAULT_STRATEGY as i64), ("Z_FILTERED", z::Z_FILTERED as i64),
    ("Z_HUFFMAN_ONLY", z::Z_HUFFMAN_ONLY as i64), ("Z_RLE", z::Z_RLE as i64), ("Z_FIXED", z::Z_FIXED as i64), ("Z_NO_FLUSH", z::Z_NO_FLUSH as i64),
    ("Z_PARTIAL_FLUSH", z::Z_PARTIAL_FLUSH as i64), ("Z_SYNC_FLUSH", z::Z_SYNC_FLUSH as i64), ("Z_FULL_FLUSH", z::Z_FULL_FLUSH as i64),
    ("Z_FINISH", z::Z_FINISH as i64), ("Z_BLOCK", z::Z_BLOCK as i64), ("Z_TREES", z::Z_TREES as i64),
];

object! {
    /// `zlib.Compress`; no stream once it is finished.
    pub struct Compress = kinds::ZLIB_COMPRESS, "Compress" { stream: Native<Option<Stream>> }
}

object! {
    /// `zlib.Decompress`; no stream once it is finished.
    pub struct Decompress = kinds::ZLIB_DECOMPRESS, "Decompress" {
        stream: Native<Option<Stream>>,
        dictionary: Native<Option<Vec<u8>>>,
        unused: Native<Vec<u8>>,
        unconsumed: Native<Vec<u8>>,
        eof: Cell<bool>,
    }
}

object! {
    /// `zlib._ZlibDecompressor`
    pub struct ZlibDecompressor = kinds::ZLIB_DECOMPRESSOR, "_ZlibDecompressor" { stream: Native<Buffered<Inflater>> }
}

/// A stream with the dictionary that it may ask for.
pub struct Inflater {
    stream: Stream,
    dictionary: Option<Vec<u8>>,
}

/// What the library says about an error: code, its own message, what was being done.
pub struct Failure {
    code: c_int,
    message: Option<String>,
    doing: &'static str,
}

impl Decoder for Inflater {
    type Error = Failure;
    const HOLDS_OUTPUT: bool = false;

    fn step(&mut self, input: &[u8], out: &mut Vec<u8>, room: usize) -> Result<Step, Failure> {
        let Progress { code, read, filled } = self.stream.step(input, out, room, z::Z_SYNC_FLUSH);
        match (code, &self.dictionary) {
            (z::Z_OK | z::Z_BUF_ERROR, _) => Ok(Step { read, filled, ended: false }),
            (z::Z_STREAM_END, _) => Ok(Step { read, filled, ended: true }),
            (z::Z_NEED_DICT, Some(dictionary)) => match self.stream.set_dictionary(dictionary) {
                z::Z_OK => Ok(Step { read, filled: true, ended: false }),
                code => Err(Failure { code, message: self.stream.message(), doing: "while setting zdict" }),
            },
            _ => Err(Failure { code, message: self.stream.message(), doing: "while decompressing data" }),
        }
    }
}

impl Decompressor for ZlibDecompressor {
    type Decoder = Inflater;

    fn stream(&self) -> &Native<Buffered<Inflater>> {
        &self.stream
    }

    fn raise(vm: &mut Vm, error: Failure) -> Raised {
        raise(vm, error)
    }
}

static COMPRESS: TypeSpec =
    TypeSpec { module: "zlib", flags: TypeFlags(TypeFlags::NO_NEW.0 | TypeFlags::IMMUTABLE.0), methods: &[COMPRESS_METHODS], ..TypeSpec::of::<Compress>() };
static COMPRESS_METHODS: &[NativeDef] = &[
    def("compress", "($self, data, /)", Call::A2(compress_more)),
    def("flush", "($self, mode=zlib.Z_FINISH, /)", Call::Bound(flush_compressor)),
    def("copy", "($self, /)", Call::A1(copy_compressor)),
    def("__copy__", "($self, /)", Call::A1(copy_compressor)),
    def("__deepcopy__", "($self, memo, /)", Call::A2(|vm, this, _| copy_compressor(vm, this))),
];

static DECOMPRESS: TypeSpec = TypeSpec {
    module: "zlib",
    flags: TypeFlags(TypeFlags::NO_NEW.0 | TypeFlags::IMMUTABLE.0),
    methods: &[DECOMPRESS_METHODS],
    attributes: &[DECOMPRESS_ATTRIBUTES],
    ..TypeSpec::of::<Decompress>()
};
static DECOMPRESS_METHODS: &[NativeDef] = &[
    def("decompress", "($self, data, /, max_length=0)", Call::Bound(decompress_more)),
    def("flush", "($self, length=zlib.DEF_BUF_SIZE, /)", Call::Bound(flush_decompressor)),
    def("copy", "($self, /)", Call::A1(copy_decompressor)),
    def("__copy__", "($self, /)", Call::A1(copy_decompressor)),
    def("__deepcopy__", "($self, memo, /)", Call::A2(|vm, this, _| copy_decompressor(vm, this))),
];
static DECOMPRESS_ATTRIBUTES: &[GetSetDef] = &[
    GetSetDef { name: "unused_data", get: |vm, v| Ok(vm.new_bytes(this::<Decompress>(v).unused.get())), set: None },
    GetSetDef { name: "unconsumed_tail", get: |vm, v| Ok(vm.new_bytes(this::<Decompress>(v).unconsumed.get())), set: None },
    GetSetDef { name: "eof", get: |_, v| Ok(Value::bool(this::<Decompress>(v).eof.get())), set: None },
];

static ZLIB_DECOMPRESSOR: TypeSpec = TypeSpec {
    module: "zlib",
    signature: "(wbits=15, zdict=b'')",
    flags: TypeFlags::IMMUTABLE,
    slots: Slots { new: Some(|vm, class, args| construct(vm, &NEW_DECOMPRESSOR, class, args)), ..Slots::EMPTY },
    methods: &[ZlibDecompressor::METHODS],
    attributes: &[ZlibDecompressor::ATTRIBUTES],
    ..TypeSpec::of::<ZlibDecompressor>()
};
static NEW_DECOMPRESSOR: NativeDef = def("_ZlibDecompressor", "($type, wbits=15, zdict=b'')", Call::Bound(new_decompressor));

/// Fill in the module.
///
/// # Errors
/// `MemoryError`.
pub fn init(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    vm.add_functions(module, FUNCTIONS);
    add_exception(vm, module, "zlib", "error", vm.types.exception)?;
    hidden_type::<Compress>(vm, &COMPRESS, None);
    hidden_type::<Decompress>(vm, &DECOMPRESS, None);
    add_type::<ZlibDecompressor>(vm, module, &ZLIB_DECOMPRESSOR, None);
    for (name, value) in CONSTANTS {
        vm.set_module_attr(module, name, Value::small_int(value));
    }
    let (library, version) = (vm.new_str(stream::version()), vm.new_str("1.0"));
    vm.set_module_attr(module, "ZLIB_VERSION", library);
    vm.set_module_attr(module, "ZLIB_RUNTIME_VERSION", library);
    vm.set_module_attr(module, "__version__", version);
    Ok(())
}

#[cold]
fn raise(vm: &mut Vm, failure: Failure) -> Raised {
    let Failure { code, message, doing } = failure;
    let message = message.or_else(|| {
        let known = match code {
            z::Z_BUF_ERROR => "incomplete or truncated stream",
            z::Z_STREAM_ERROR => "inconsistent stream state",
            z::Z_DATA_ERROR => "invalid input data",
            z::Z_VERSION_ERROR => "library version mismatch",
            _ => return None,
        };
        Some(known.to_owned())
    });
    let text = match message {
        Some(message) => format!("Error {code} {doing}: {message}"),
        None => format!("Error {code} {doing}"),
    };
    module_error(vm, "zlib", "error", &text)
}

fn checksum(vm: &mut Vm, a: &[Value], default: u32, sum: fn(u32, &[u8]) -> u32) -> PyResult {
    let [data, start] = array(a);
    let data = vm.required_contents(data)?;
    let start = match start.given() {
        Some(start) => low_word(vm, start)?,
        None => default,
    };
    Ok(Value::small_int(sum(start, &data).into()))
}

/// Code all of `input`, `last` being the flush mode of its last piece: the code of the last call.
fn run(stream: &mut Stream, input: &[u8], out: &mut Vec<u8>, last: c_int) -> c_int {
    let mut rest = input;
    loop {
        let room = next_room(out.len());
        // Input beyond 4 GiB is taken in pieces; only the last one is flushed.
        let flush = if rest.len() <= u32::MAX as usize { last } else { z::Z_NO_FLUSH };
        let Progress { code, read, filled } = stream.step(rest, out, room, flush);
        rest = &rest[read..];
        let stuck = !filled && rest.len() <= u32::MAX as usize;
        if !matches!(code, z::Z_OK | z::Z_BUF_ERROR) || stuck {
            return code;
        }
    }
}

fn compress(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [data, level, window] = array(a);
    let data = vm.required_contents(data)?;
    let (level, window) = (int_or(vm, level, z::Z_DEFAULT_COMPRESSION)?, int_or(vm, window, WINDOW)?);
    let mut stream = match Stream::deflate(level, z::Z_DEFLATED, window, MEMORY_LEVEL, z::Z_DEFAULT_STRATEGY) {
        Ok(stream) => stream,
        Err(z::Z_STREAM_ERROR) => return Err(module_error(vm, "zlib", "error", "Bad compression level")),
        Err(code) => return Err(raise(vm, Failure { code, message: None, doing: "while compressing data" })),
    };
    let mut out = Vec::new();
    match run(&mut stream, &data, &mut out, z::Z_FINISH) {
        z::Z_STREAM_END => Ok(vm.new_bytes(&out)),
        code => Err(raise(vm, Failure { code, message: stream.message(), doing: "while compressing data" })),
    }
}

/// An argument of C's type `int` with a default.
fn int_or(vm: &mut Vm, value: Value, default: i32) -> Result<i32, Raised> {
    match value.given() {
        Some(value) => int_argument(vm, value),
        None => Ok(default),
    }
}

fn decompress(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [data, window, size] = array(a);
    let data = vm.required_contents(data)?;
    let window = int_or(vm, window, WINDOW)?;
    let size = match size.given() {
        Some(size) => vm.index_ssize(size)?,
        None => BUFFER_SIZE,
    };
    if size < 0 {
        return Err(vm.value_error("bufsize must be non-negative"));
    }
    let mut stream = match Stream::inflate(window) {
        Ok(stream) => stream,
        Err(code) => return Err(raise(vm, Failure { code, message: None, doing: "while preparing to decompress data" })),
    };
    let mut out = Vec::new();
    let code = run(&mut stream, &data, &mut out, z::Z_SYNC_FLUSH);
    match code {
        z::Z_STREAM_END => Ok(vm.new_bytes(&out)),
        // All was read, and there is no end.
        z::Z_OK => Err(raise(vm, Failure { code: z::Z_BUF_ERROR, message: stream.message(), doing: "while decompressing data" })),
        _ => Err(raise(vm, Failure { code, message: stream.message(), doing: "while decompressing data" })),
    }
}

// ---- compressor objects

fn compressobj(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [level, method, window, memory, strategy, dictionary] = array(a);
    let (level, method) = (int_or(vm, level, z::Z_DEFAULT_COMPRESSION)?, int_or(vm, method, z::Z_DEFLATED)?);
    let (window, memory, strategy) = (int_or(vm, window, WINDOW)?, int_or(vm, memory, MEMORY_LEVEL)?, int_or(vm, strategy, z::Z_DEFAULT_STRATEGY)?);
    let dictionary = match dictionary.given() {
        Some(dictionary) => Some(vm.required_contents(dictionary)?.to_vec()),
        None => None,
    };
    let mut stream = match Stream::deflate(level, method, window, memory, strategy) {
        Ok(stream) => stream,
        Err(z::Z_STREAM_ERROR) => return Err(vm.value_error("Invalid initialization option")),
        Err(code) => return Err(raise(vm, Failure { code, message: None, doing: "while creating compression object" })),
    };
    if let Some(dictionary) = dictionary {
        match stream.set_dictionary(&dictionary) {
            z::Z_OK => {}
            z::Z_STREAM_ERROR => return Err(vm.value_error("Invalid dictionary")),
            _ => return Err(vm.value_error("deflateSetDictionary()")),
        }
    }
    let class = vm.type_for::<Compress>();
    Ok(vm.alloc(class, Compress { stream: Native::new(Some(stream)) })?.value())
}

fn finished(vm: &mut Vm, doing: &'static str) -> Raised {
    raise(vm, Failure { code: z::Z_STREAM_ERROR, message: None, doing })
}

fn compress_more(vm: &mut Vm, object: Value, data: Value) -> PyResult {
    let data = vm.required_contents(data)?;
    let object = this::<Compress>(object);
    // SAFETY: no Python code runs while the stream advances.
    let Some(stream) = (unsafe { object.stream.get_mut() }) else {
        return Err(finished(vm, "while compressing data"));
    };
    let mut out = Vec::new();
    match run(stream, &data, &mut out, z::Z_NO_FLUSH) {
        z::Z_STREAM_ERROR => Err(raise(vm, Failure { code: z::Z_STREAM_ERROR, message: stream.message(), doing: "while compressing data" })),
        _ => Ok(vm.new_bytes(&out)),
    }
}

fn flush_compressor(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [object, mode] = array(a);
    let mode = int_or(vm, mode, z::Z_FINISH)?;
    if mode == z::Z_NO_FLUSH {
        return Ok(vm.new_bytes(&[]));
    }
    let object = this::<Compress>(object);
    // SAFETY: no Python code runs while the stream advances.
    let place = unsafe { object.stream.get_mut() };
    let Some(stream) = place else {
        return Err(finished(vm, "while flushing"));
    };
    let mut out = Vec::new();
    match run(stream, &[], &mut out, mode) {
        z::Z_STREAM_END if mode == z::Z_FINISH => *place = None,
        z::Z_OK | z::Z_BUF_ERROR | z::Z_STREAM_END => {}
        code => return Err(raise(vm, Failure { code, message: stream.message(), doing: "while flushing" })),
    }
    Ok(vm.new_bytes(&out))
}

/// A copy of a stream that is not finished.
fn copied(vm: &mut Vm, stream: &Native<Option<Stream>>) -> Result<Native<Option<Stream>>, Raised> {
    // SAFETY: no Python code runs while it is copied.
    match unsafe { stream.get_mut() }.as_mut().map(Stream::copy) {
        Some(Ok(copy)) => Ok(Native::new(Some(copy))),
        Some(Err(code)) if code != z::Z_STREAM_ERROR => Err(raise(vm, Failure { code, message: None, doing: "while copying compression object" })),
        _ => Err(vm.value_error("Inconsistent stream state")),
    }
}

fn copy_compressor(vm: &mut Vm, object: Value) -> PyResult {
    let stream = copied(vm, &this::<Compress>(object).stream)?;
    Ok(vm.alloc(vm.type_of(object), Compress { stream })?.value())
}

// ---- decompressor objects

/// The dictionary of a decompressor's arguments.
fn dictionary_argument(vm: &mut Vm, value: Value) -> Result<Option<Vec<u8>>, Raised> {
    let Some(value) = value.given() else { return Ok(None) };
    match vm.contents(value)? {
        Some(contents) => Ok(Some(contents.to_vec())),
        None => Err(vm.type_error("zdict argument must support the buffer protocol")),
    }
}

/// A stream for a window, which has its dictionary at once if its format will not ask for it.
fn inflater(vm: &mut Vm, window: i32, dictionary: Option<&[u8]>) -> Result<Stream, Raised> {
    let mut stream = match Stream::inflate(window) {
        Ok(stream) => stream,
        Err(z::Z_STREAM_ERROR) => return Err(vm.value_error("Invalid initialization option")),
        Err(code) => return Err(raise(vm, Failure { code, message: None, doing: "while creating decompression object" })),
    };
    if let Some(dictionary) = dictionary.filter(|_| window < 0) {
        let code = stream.set_dictionary(dictionary);
        if code != z::Z_OK {
            return Err(raise(vm, Failure { code, message: stream.message(), doing: "while setting zdict" }));
        }
    }
    Ok(stream)
}

fn decompressobj(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [window, dictionary] = array(a);
    let window = int_or(vm, window, WINDOW)?;
    let dictionary = dictionary_argument(vm, dictionary)?;
    let stream = inflater(vm, window, dictionary.as_deref())?;
    let fields = Decompress {
        stream: Native::new(Some(stream)),
        dictionary: Native::new(dictionary),
        unused: Native::new(Vec::new()),
        unconsumed: Native::new(Vec::new()),
        eof: Cell::new(false),
    };
    let class = vm.type_for::<Decompress>();
    Ok(vm.alloc(class, fields)?.value())
}

fn new_decompressor(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [class, window, dictionary] = array(a);
    let window = int_or(vm, window, WINDOW)?;
    let dictionary = dictionary_argument(vm, dictionary)?;
    let stream = inflater(vm, window, dictionary.as_deref())?;
    let class = Gc::<TypeObject>::cast(class).expect("the constructor passes it");
    Ok(vm.alloc(class, ZlibDecompressor { stream: Native::new(Buffered::new(Inflater { stream, dictionary })) })?.value())
}

/// Decompress `input`, at most `limit` bytes, and keep what is left of the input where it belongs.
fn advance(vm: &mut Vm, object: Gc<Decompress>, input: &[u8], limit: usize, flush: c_int) -> Result<Vec<u8>, Raised> {
    // SAFETY: no Python code runs while the stream advances.
    let Some(stream) = (unsafe { object.stream.get_mut() }) else {
        return Err(finished(vm, "while decompressing data"));
    };
    let (mut out, mut read) = (Vec::new(), 0);
    let code = loop {
        let room = next_room(out.len()).min(limit - out.len());
        let progress = stream.step(&input[read..], &mut out, room, flush);
        read += progress.read;
        let whole = read == input.len();
        match progress.code {
            z::Z_NEED_DICT => {
                let Some(dictionary) = object.dictionary.get() else { break z::Z_NEED_DICT };
                let code = stream.set_dictionary(dictionary);
                if code != z::Z_OK {
                    return Err(raise(vm, Failure { code, message: stream.message(), doing: "while setting zdict" }));
                }
            }
            z::Z_OK | z::Z_BUF_ERROR if (progress.filled || !whole && progress.code == z::Z_OK) && out.len() < limit => {}
            code => break code,
        }
    };
    let rest = &input[read..];
    // SAFETY: `input` is no part of the object, and no Python code runs.
    let (unused, unconsumed) = unsafe { (object.unused.get_mut(), object.unconsumed.get_mut()) };
    if code == z::Z_STREAM_END {
        unused.extend_from_slice(rest);
        unconsumed.clear();
        object.eof.set(true);
    } else {
        *unconsumed = rest.to_vec();
        if !matches!(code, z::Z_OK | z::Z_BUF_ERROR) {
            return Err(raise(vm, Failure { code, message: stream.message(), doing: "while decompressing data" }));
        }
    }
    Ok(out)
}

fn decompress_more(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [object, data, limit] = array(a);
    let object = this::<Decompress>(object);
    let data = vm.required_contents(data)?.to_vec();
    let limit = match limit.given() {
        Some(limit) => vm.index_ssize(limit)?,
        None => 0,
    };
    let limit = match usize::try_from(limit) {
        Ok(0) => usize::MAX,
        Ok(limit) => limit,
        Err(_) => return Err(vm.value_error("max_length must be non-negative")),
    };
    let out = advance(vm, object, &data, limit, z::Z_SYNC_FLUSH)?;
    Ok(vm.new_bytes(&out))
}

fn flush_decompressor(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [object, length] = array(a);
    let object = this::<Decompress>(object);
    if let Some(length) = length.given() {
        if vm.index_ssize(length)? <= 0 {
            return Err(vm.value_error("length must be greater than zero"));
        }
    }
    if object.stream.get().is_none() {
        return Ok(vm.new_bytes(&[]));
    }
    // SAFETY: no Python code runs meanwhile.
    let input = std::mem::take(unsafe { object.unconsumed.get_mut() });
    let out = advance(vm, object, &input, usize::MAX, z::Z_FINISH)?;
    if object.eof.get() {
        // SAFETY: as above.
        *unsafe { object.stream.get_mut() } = None;
    }
    Ok(vm.new_bytes(&out))
}

fn copy_decompressor(vm: &mut Vm, object: Value) -> PyResult {
    let original = this::<Decompress>(object);
    let fields = Decompress {
        stream: copied(vm, &original.stream)?,
        dictionary: Native::new(original.dictionary.get().clone()),
        unused: Native::new(original.unused.get().clone()),
        unconsumed: Native::new(original.unconsumed.get().clone()),
        eof: original.eof.clone(),
    };
    Ok(vm.alloc(vm.type_of(object), fields)?.value())
}
