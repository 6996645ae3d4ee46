//! The module `_lzma`.

use std::cell::Cell;

use liblzma_sys as x;
use whipsnake_builtins::collection::common::this;
use whipsnake_builtins::support::{add_exception, add_type, array, construct, int_argument, module_error, not_none};
use whipsnake_runtime::{Call, Gc, GetSetDef, Module, Native, NativeDef, PyResult, Raised, Slots, TypeFlags, TypeObject, TypeSpec, Value, Vm, def, object};

use super::{Buffered, Decoder, Decompressor, Step, next_room};
use crate::kinds;
use filters::Chain;

mod filters;

/// `CHECK_UNKNOWN`: the stream has not told yet how it is checked.
const CHECK_UNKNOWN: u32 = x::LZMA_CHECK_ID_MAX + 1;
const FORMAT_AUTO: i32 = 0;
const FORMAT_XZ: i32 = 1;
const FORMAT_ALONE: i32 = 2;
const FORMAT_RAW: i32 = 3;

const CONSTANTS: [(&str, i64); 27] = [
    ("FORMAT_AUTO", FORMAT_AUTO as i64), ("FORMAT_XZ", FORMAT_XZ as i64), ("FORMAT_ALONE", FORMAT_ALONE as i64), ("FORMAT_RAW", FORMAT_RAW as i64),
    ("CHECK_NONE", x::LZMA_CHECK_NONE as i64), ("CHECK_CRC32", x::LZMA_CHECK_CRC32 as i64), ("CHECK_CRC64", x::LZMA_CHECK_CRC64 as i64),
    ("CHECK_SHA256", x::LZMA_CHECK_SHA256 as i64), ("CHECK_ID_MAX", x::LZMA_CHECK_ID_MAX as i64), ("CHECK_UNKNOWN", CHECK_UNKNOWN as i64),
    ("FILTER_LZMA1", x::LZMA_FILTER_LZMA1 as i64), ("FILTER_LZMA2", x::LZMA_FILTER_LZMA2 as i64), ("FILTER_DELTA", x::LZMA_FILTER_DELTA as i64),
    ("FILTER_X86", x::LZMA_FILTER_X86 as i64), ("FILTER_IA64", x::LZMA_FILTER_IA64 as i64), ("FILTER_ARM", x::LZMA_FILTER_ARM as i64),
    ("FILTER_ARMTHUMB", x::LZMA_FILTER_ARMTHUMB as i64), ("FILTER_SPARC", x::LZMA_FILTER_SPARC as i64), ("FILTER_POWERPC", x::LZMA_FILTER_POWERPC as i64),
    ("MF_HC3", x::LZMA_MF_HC3 as i64), ("MF_HC4", x::LZMA_MF_HC4 as i64), ("MF_BT2", x::LZMA_MF_BT2 as i64), ("MF_BT3", x::LZMA_MF_BT3 as i64),
    ("MF_BT4", x::LZMA_MF_BT4 as i64), ("MODE_FAST", x::LZMA_MODE_FAST as i64), ("MODE_NORMAL", x::LZMA_MODE_NORMAL as i64),
    ("PRESET_DEFAULT", x::LZMA_PRESET_DEFAULT as i64),
];

static FUNCTIONS: &[NativeDef] = &[
    def("is_check_supported", "($module, check_id, /)", Call::A1(is_check_supported)),
    def("_encode_filter_properties", "($module, filter, /)", Call::A1(filters::encode)),
    def("_decode_filter_properties", "($module, filter_id, encoded_props, /)", Call::A2(filters::decode)),
];

/// A coder, set up or not.
pub struct Stream {
    raw: Box<x::lzma_stream>,
    /// What a decoder has found out about the checks.
    check: u32,
}

impl Stream {
    fn new() -> Stream {
        // SAFETY: a stream of zeros is how the library wants a new one.
        Stream { raw: Box::new(unsafe { std::mem::zeroed() }), check: CHECK_UNKNOWN }
    }

    /// Code from `input`, appending at most `room` bytes to `out`: the library's answer, what was read, whether the room is used up.
    fn code(&mut self, input: &[u8], out: &mut Vec<u8>, room: usize, action: x::lzma_action) -> (x::lzma_ret, usize, bool) {
        out.reserve(room);
        self.raw.next_in = input.as_ptr();
        self.raw.avail_in = input.len();
        self.raw.next_out = out.spare_capacity_mut().as_mut_ptr().cast();
        self.raw.avail_out = room;
        // SAFETY: the stream is set up; input and output are as long as said, the output was just reserved.
        let answer = unsafe { x::lzma_code(&mut *self.raw, action) };
        let (left, written) = (self.raw.avail_in, room - self.raw.avail_out);
        // SAFETY: the library has written that many bytes behind the end.
        unsafe { out.set_len(out.len() + written) };
        let starved = answer == x::LZMA_BUF_ERROR && left == 0 && written < room;
        (if starved { x::LZMA_OK } else { answer }, input.len() - left, written == room)
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        // SAFETY: also streams that were never set up may be ended.
        unsafe { x::lzma_end(&mut *self.raw) };
    }
}

impl Decoder for Stream {
    type Error = x::lzma_ret;
    const HOLDS_OUTPUT: bool = true;

    fn step(&mut self, input: &[u8], out: &mut Vec<u8>, room: usize) -> Result<Step, x::lzma_ret> {
        let (answer, read, filled) = self.code(input, out, room, x::LZMA_RUN);
        match answer {
            x::LZMA_OK => {}
            x::LZMA_GET_CHECK | x::LZMA_NO_CHECK => {
                // SAFETY: the stream is set up as a decoder and has just told of its check.
                self.check = unsafe { x::lzma_get_check(&*self.raw) };
                // The rest of the input comes with the next step.
                return Ok(Step { read, filled: true, ended: false });
            }
            x::LZMA_STREAM_END => {}
            error => return Err(error),
        }
        Ok(Step { read, filled, ended: answer == x::LZMA_STREAM_END })
    }
}

object! {
    /// `_lzma.LZMACompressor`; no stream once it is flushed.
    pub struct LzmaCompressor = kinds::LZMA_COMPRESSOR, "LZMACompressor" { stream: Native<Option<Stream>> }
}

object! {
    /// `_lzma.LZMADecompressor`
    pub struct LzmaDecompressor = kinds::LZMA_DECOMPRESSOR, "LZMADecompressor" { stream: Native<Buffered<Stream>>, raw: Cell<bool> }
}

impl Decompressor for LzmaDecompressor {
    type Decoder = Stream;
    const AT_END: &'static str = "Already at end of stream";

    fn stream(&self) -> &Native<Buffered<Stream>> {
        &self.stream
    }

    fn raise(vm: &mut Vm, error: x::lzma_ret) -> Raised {
        raise(vm, error)
    }
}

static COMPRESSOR: TypeSpec = TypeSpec {
    module: "_lzma",
    flags: TypeFlags::IMMUTABLE,
    slots: Slots { new: Some(|vm, class, args| construct(vm, &NEW_COMPRESSOR, class, args)), ..Slots::EMPTY },
    methods: &[COMPRESSOR_METHODS],
    ..TypeSpec::of::<LzmaCompressor>()
};
static NEW_COMPRESSOR: NativeDef =
    def("LZMACompressor", "($type, format=FORMAT_XZ, check=-1, preset=None, filters=None)", Call::Bound(new_compressor));
static COMPRESSOR_METHODS: &[NativeDef] = &[def("compress", "($self, data, /)", Call::A2(compress)), def("flush", "($self, /)", Call::A1(flush))];

static DECOMPRESSOR: TypeSpec = TypeSpec {
    module: "_lzma",
    signature: "(format=FORMAT_AUTO, memlimit=None, filters=None)",
    flags: TypeFlags::IMMUTABLE,
    slots: Slots { new: Some(|vm, class, args| construct(vm, &NEW_DECOMPRESSOR, class, args)), ..Slots::EMPTY },
    methods: &[LzmaDecompressor::METHODS],
    attributes: &[LzmaDecompressor::ATTRIBUTES, CHECK],
    ..TypeSpec::of::<LzmaDecompressor>()
};
static NEW_DECOMPRESSOR: NativeDef =
    def("LZMADecompressor", "($type, format=FORMAT_AUTO, memlimit=None, filters=None)", Call::Bound(new_decompressor));
static CHECK: &[GetSetDef] = &[GetSetDef { name: "check", get: check, set: None }];

/// Fill in the module.
///
/// # Errors
/// `MemoryError`.
pub fn init(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    vm.add_functions(module, FUNCTIONS);
    add_exception(vm, module, "_lzma", "LZMAError", vm.types.exception)?;
    add_type::<LzmaCompressor>(vm, module, &COMPRESSOR, None);
    add_type::<LzmaDecompressor>(vm, module, &DECOMPRESSOR, None);
    for (name, value) in CONSTANTS {
        let value = vm.new_int(value);
        vm.set_module_attr(module, name, value);
    }
    vm.set_module_attr(module, "PRESET_EXTREME", Value::small_int(x::LZMA_PRESET_EXTREME.into()));
    Ok(())
}

#[cold]
fn error(vm: &mut Vm, message: &str) -> Raised {
    module_error(vm, "_lzma", "LZMAError", message)
}

/// The exception for an answer of the library that is an error.
#[cold]
fn raise(vm: &mut Vm, answer: x::lzma_ret) -> Raised {
    let message = match answer {
        x::LZMA_MEM_ERROR => return vm.memory_error(),
        x::LZMA_UNSUPPORTED_CHECK => "Unsupported integrity check",
        x::LZMA_MEMLIMIT_ERROR => "Memory usage limit exceeded",
        x::LZMA_FORMAT_ERROR => "Input format not supported by decoder",
        x::LZMA_OPTIONS_ERROR => "Invalid or unsupported options",
        x::LZMA_DATA_ERROR => "Corrupt input data",
        x::LZMA_BUF_ERROR => "Insufficient buffer space",
        x::LZMA_PROG_ERROR => "Internal error",
        other => return error(vm, &format!("Unrecognized error from liblzma: {other}")),
    };
    error(vm, message)
}

fn is_check_supported(vm: &mut Vm, check: Value) -> PyResult {
    let check = int_argument(vm, check)?;
    // SAFETY: a question with an answer for any number.
    Ok(Value::bool(unsafe { x::lzma_check_is_supported(check as x::lzma_check) } != 0))
}

fn check(_: &mut Vm, object: Value) -> PyResult {
    let object = this::<LzmaDecompressor>(object);
    // Formats without checks say so from the start.
    let check = if object.raw.get() { x::LZMA_CHECK_NONE } else { object.stream.get().decoder().check };
    Ok(Value::small_int(check.into()))
}

fn new_compressor(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [class, format, check, preset, chain] = array(a);
    let format = if format.is_null() { FORMAT_XZ } else { int_argument(vm, format)? };
    let check = if check.is_null() { -1 } else { int_argument(vm, check)? };
    let (preset, chain) = (not_none(preset), not_none(chain));
    if preset.is_some() && chain.is_some() {
        return Err(vm.value_error("Cannot specify both preset and filter chain"));
    }
    let preset = match preset {
        Some(preset) => filters::word(vm, preset)?,
        None => x::LZMA_PRESET_DEFAULT,
    };
    if format != FORMAT_XZ && check != -1 && check != x::LZMA_CHECK_NONE as i32 {
        return Err(vm.value_error("Integrity checks are only supported by FORMAT_XZ"));
    }
    let chain = match chain {
        Some(chain) => Some(Chain::parse(vm, chain)?),
        None => None,
    };
    let mut stream = Stream::new();
    let raw = &mut *stream.raw;
    let answer = match (format, &chain) {
        (FORMAT_XZ, _) => {
            let check = if check == -1 { x::LZMA_CHECK_CRC64 } else { check as x::lzma_check };
            // SAFETY: the stream is new; the chain lives through the call, which copies what it needs.
            unsafe {
                match &chain {
                    Some(chain) => x::lzma_stream_encoder(raw, chain.as_ptr(), check),
                    None => x::lzma_easy_encoder(raw, preset, check),
                }
            }
        }
        (FORMAT_ALONE, None) => {
            let options = filters::preset(vm, preset)?;
            // SAFETY: as above.
            unsafe { x::lzma_alone_encoder(raw, &*options) }
        }
        (FORMAT_ALONE, Some(chain)) => match chain.single_lzma1() {
            // SAFETY: as above.
            Some(options) => unsafe { x::lzma_alone_encoder(raw, options) },
            None => return Err(vm.value_error("Invalid filter chain for FORMAT_ALONE - must be a single LZMA1 filter")),
        },
        (FORMAT_RAW, None) => return Err(vm.value_error("Must specify filters for FORMAT_RAW")),
        // SAFETY: as above.
        (FORMAT_RAW, Some(chain)) => unsafe { x::lzma_raw_encoder(raw, chain.as_ptr()) },
        _ => return Err(vm.value_error(&format!("Invalid container format: {format}"))),
    };
    if answer != x::LZMA_OK {
        return Err(raise(vm, answer));
    }
    let class = Gc::<TypeObject>::cast(class).expect("the constructor passes it");
    Ok(vm.alloc(class, LzmaCompressor { stream: Native::new(Some(stream)) })?.value())
}

/// Compress all of `input`; with `LZMA_FINISH` also what the stream holds.
fn run(vm: &mut Vm, stream: &mut Stream, input: &[u8], action: x::lzma_action) -> PyResult {
    let (mut out, mut rest) = (Vec::new(), input);
    loop {
        let room = next_room(out.len());
        let (answer, read, filled) = stream.code(rest, &mut out, room, action);
        rest = &rest[read..];
        match answer {
            x::LZMA_STREAM_END => break,
            x::LZMA_OK if action == x::LZMA_RUN && rest.is_empty() && !filled => break,
            x::LZMA_OK => {}
            error => return Err(raise(vm, error)),
        }
    }
    Ok(vm.new_bytes(&out))
}

fn compress(vm: &mut Vm, object: Value, data: Value) -> PyResult {
    let data = vm.required_contents(data)?;
    let object = this::<LzmaCompressor>(object);
    // SAFETY: no Python code runs while the stream advances.
    match unsafe { object.stream.get_mut() } {
        Some(stream) => run(vm, stream, &data, x::LZMA_RUN),
        None => Err(vm.value_error("Compressor has been flushed")),
    }
}

fn flush(vm: &mut Vm, object: Value) -> PyResult {
    let object = this::<LzmaCompressor>(object);
    // SAFETY: as above.
    match unsafe { object.stream.get_mut() }.take() {
        Some(mut stream) => run(vm, &mut stream, &[], x::LZMA_FINISH),
        None => Err(vm.value_error("Repeated call to flush()")),
    }
}

fn new_decompressor(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [class, format, limit, chain] = array(a);
    let format = if format.is_null() { FORMAT_AUTO } else { int_argument(vm, format)? };
    let limit = match not_none(limit) {
        Some(_) if format == FORMAT_RAW => return Err(vm.value_error("Cannot specify memory limit with FORMAT_RAW")),
        Some(limit) => filters::long_word(vm, limit)?,
        None => u64::MAX,
    };
    let chain = not_none(chain);
    match chain {
        None if format == FORMAT_RAW => return Err(vm.value_error("Must specify filters for FORMAT_RAW")),
        Some(_) if format != FORMAT_RAW => return Err(vm.value_error("Cannot specify filters except with FORMAT_RAW")),
        _ => {}
    }
    let flags = x::LZMA_TELL_ANY_CHECK | x::LZMA_TELL_NO_CHECK;
    let mut stream = Stream::new();
    let raw = &mut *stream.raw;
    // SAFETY: the stream is new; the chain lives through the call, which copies what it needs.
    let answer = unsafe {
        match (format, chain) {
            (FORMAT_AUTO, _) => x::lzma_auto_decoder(raw, limit, flags),
            (FORMAT_XZ, _) => x::lzma_stream_decoder(raw, limit, flags),
            (FORMAT_ALONE, _) => x::lzma_alone_decoder(raw, limit),
            (FORMAT_RAW, Some(chain)) => x::lzma_raw_decoder(raw, Chain::parse(vm, chain)?.as_ptr()),
            _ => return Err(vm.value_error(&format!("Invalid container format: {format}"))),
        }
    };
    if answer != x::LZMA_OK {
        return Err(raise(vm, answer));
    }
    let class = Gc::<TypeObject>::cast(class).expect("the constructor passes it");
    let raw = Cell::new(matches!(format, FORMAT_ALONE | FORMAT_RAW));
    Ok(vm.alloc(class, LzmaDecompressor { stream: Native::new(Buffered::new(stream)), raw })?.value())
}
