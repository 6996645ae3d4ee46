//! The module `_zstd`, over the C library.

use std::cell::Cell;
use std::ffi::{CStr, c_int, c_uint, c_void};
use std::ptr::NonNull;

use whipsnake_builtins::collection::common::this;
use whipsnake_builtins::support::{add_exception, add_type, array, construct, int_argument, module_error, not_none};
use whipsnake_runtime::{
    Bytes, Call, Dict, Gc, GetSetDef, Module, Native, NativeDef, PyResult, Raised, Slot, Slots, Tuple, TypeFlags, TypeObject, TypeSpec, Value, Vm, def, object,
};
use zstd_sys as c;

use super::{Buffered, Decoder, Decompressor, Step, next_room};
use crate::kinds;

/// What the C library allocated, given back when it is dropped.
struct Owned<T> {
    pointer: NonNull<T>,
    free: unsafe extern "C" fn(*mut T) -> usize,
}

impl<T> Owned<T> {
    fn new(vm: &mut Vm, pointer: *mut T, free: unsafe extern "C" fn(*mut T) -> usize) -> Result<Self, Raised> {
        match NonNull::new(pointer) {
            Some(pointer) => Ok(Owned { pointer, free }),
            None => Err(vm.memory_error()),
        }
    }

    fn get(&self) -> *mut T {
        self.pointer.as_ptr()
    }
}

impl<T> Drop for Owned<T> {
    fn drop(&mut self) {
        // SAFETY: the library's own, which nobody else frees.
        unsafe { (self.free)(self.get()) };
    }
}

/// What a function of the library returned, or the text of its error.
fn checked(code: usize) -> Result<usize, &'static str> {
    // SAFETY: plain calls; the texts are constants.
    unsafe {
        if c::ZSTD_isError(code) == 0 {
            return Ok(code);
        }
        Err(CStr::from_ptr(c::ZSTD_getErrorName(code)).to_str().unwrap_or(""))
    }
}

fn zstd_error(vm: &mut Vm, message: &str) -> Raised {
    module_error(vm, "_zstd", "ZstdError", message)
}

/// A context for compression, and a digested dictionary that it refers to.
struct Compressor {
    context: Owned<c::ZSTD_CCtx>,
    _dict: Option<Owned<c::ZSTD_CDict>>,
}

/// A context for decompression, and a digested dictionary that it refers to.
pub struct FrameDecoder {
    context: Owned<c::ZSTD_DCtx>,
    _dict: Option<Owned<c::ZSTD_DDict>>,
}

object! {
    /// `_zstd.ZstdDict`
    pub struct ZstdDict = kinds::ZSTD_DICT, "ZstdDict" { content: Slot, id: Cell<u32> }
}

object! {
    /// `_zstd.ZstdCompressor`; `dict` keeps a prefix alive.
    pub struct ZstdCompressor = kinds::ZSTD_COMPRESSOR, "ZstdCompressor" { stream: Native<Compressor>, dict: Slot, last_mode: Cell<i32> }
}

object! {
    /// `_zstd.ZstdDecompressor`
    pub struct ZstdDecompressor = kinds::ZSTD_DECOMPRESSOR, "ZstdDecompressor" { stream: Native<Buffered<FrameDecoder>>, dict: Slot }
}

impl Decoder for FrameDecoder {
    type Error = &'static str;
    const HOLDS_OUTPUT: bool = true;

    fn step(&mut self, input: &[u8], out: &mut Vec<u8>, room: usize) -> Result<Step, &'static str> {
        out.reserve(room);
        let mut source = c::ZSTD_inBuffer { src: input.as_ptr().cast(), size: input.len(), pos: 0 };
        let mut target = c::ZSTD_outBuffer { dst: out.spare_capacity_mut().as_mut_ptr().cast(), size: room, pos: 0 };
        // SAFETY: both buffers have the lengths that they say; the context is this decoder's own.
        let left = checked(unsafe { c::ZSTD_decompressStream(self.context.get(), &mut target, &mut source) });
        if left.is_err() {
            // SAFETY: a plain call.
            unsafe { c::ZSTD_DCtx_reset(self.context.get(), c::ZSTD_ResetDirective::ZSTD_reset_session_only) };
        }
        let left = left?;
        // SAFETY: the decoder has written that many bytes behind the end.
        unsafe { out.set_len(out.len() + target.pos) };
        Ok(Step { read: source.pos, filled: target.pos == room, ended: left == 0 })
    }
}

impl Decompressor for ZstdDecompressor {
    type Decoder = FrameDecoder;
    const AT_END: &'static str = "Already at the end of a Zstandard frame.";

    fn stream(&self) -> &Native<Buffered<FrameDecoder>> {
        &self.stream
    }

    fn raise(vm: &mut Vm, error: &'static str) -> Raised {
        zstd_error(vm, &format!("Unable to decompress Zstandard data: {error}"))
    }
}

static DICT: TypeSpec = TypeSpec {
    module: "compression.zstd",
    signature: "(dict_content, /, *, is_raw=False)",
    flags: TypeFlags::IMMUTABLE,
    slots: Slots {
        new: Some(|vm, class, args| construct(vm, &NEW_DICT, class, args)),
        repr: Some(|vm, dict| {
            let (id, size) = (this::<ZstdDict>(dict).id.get(), content(this(dict)).len());
            Ok(vm.new_str(&format!("<ZstdDict dict_id={id} dict_size={size}>")))
        }),
        length: Some(|_, dict| Ok(content(this(dict)).len())),
        ..Slots::EMPTY
    },
    attributes: &[&[
        GetSetDef { name: "dict_content", get: |_, dict| Ok(this::<ZstdDict>(dict).content.get()), set: None },
        GetSetDef { name: "dict_id", get: |vm, dict| Ok(vm.new_int(this::<ZstdDict>(dict).id.get().into())), set: None },
        GetSetDef { name: "as_digested_dict", get: |vm, dict| Ok(vm.new_tuple(&[dict, Value::small_int(DIGESTED)]).value()), set: None },
        GetSetDef { name: "as_undigested_dict", get: |vm, dict| Ok(vm.new_tuple(&[dict, Value::small_int(UNDIGESTED)]).value()), set: None },
        GetSetDef { name: "as_prefix", get: |vm, dict| Ok(vm.new_tuple(&[dict, Value::small_int(PREFIX)]).value()), set: None },
    ]],
    ..TypeSpec::of::<ZstdDict>()
};
static COMPRESSOR: TypeSpec = TypeSpec {
    module: "compression.zstd",
    signature: "(level=None, options=None, zstd_dict=None)",
    flags: TypeFlags::BASE,
    slots: Slots { new: Some(|vm, class, args| construct(vm, &NEW_COMPRESSOR, class, args)), ..Slots::EMPTY },
    methods: &[&[
        def("compress", "($self, /, data, mode=ZstdCompressor.CONTINUE)", Call::Bound(compress)),
        def("flush", "($self, /, mode=ZstdCompressor.FLUSH_FRAME)", Call::Bound(flush)),
        def("set_pledged_input_size", "($self, size, /)", Call::A2(set_pledged_input_size)),
    ]],
    attributes: &[&[GetSetDef { name: "last_mode", get: |_, v| Ok(Value::small_int(this::<ZstdCompressor>(v).last_mode.get().into())), set: None }]],
    ..TypeSpec::of::<ZstdCompressor>()
};
static DECOMPRESSOR: TypeSpec = TypeSpec {
    module: "compression.zstd",
    signature: "(zstd_dict=None, options=None)",
    flags: TypeFlags::BASE,
    slots: Slots { new: Some(|vm, class, args| construct(vm, &NEW_DECOMPRESSOR, class, args)), ..Slots::EMPTY },
    methods: &[ZstdDecompressor::METHODS],
    attributes: &[ZstdDecompressor::ATTRIBUTES],
    ..TypeSpec::of::<ZstdDecompressor>()
};
static NEW_DICT: NativeDef = def("ZstdDict", "($type, dict_content, /, *, is_raw=False)", Call::Bound(new_dict));
static NEW_COMPRESSOR: NativeDef = def("ZstdCompressor", "($type, /, level=None, options=None, zstd_dict=None)", Call::Bound(new_compressor));
static NEW_DECOMPRESSOR: NativeDef = def("ZstdDecompressor", "($type, /, zstd_dict=None, options=None)", Call::Bound(new_decompressor));
static FUNCTIONS: &[NativeDef] = &[
    def("train_dict", "($module, samples_bytes, samples_sizes, dict_size, /)", Call::A3(train_dict)),
    def("finalize_dict", "($module, custom_dict_bytes, samples_bytes, samples_sizes, dict_size, compression_level, /)", Call::Bound(finalize_dict)),
    def("get_param_bounds", "($module, /, parameter, is_compress)", Call::A2(get_param_bounds)),
    def("get_frame_size", "($module, /, frame_buffer)", Call::A1(get_frame_size)),
    def("get_frame_info", "($module, /, frame_buffer)", Call::A1(get_frame_info)),
    def("set_parameter_types", "($module, /, c_parameter_type, d_parameter_type)", Call::A2(|vm, compression, decompression| {
        if Gc::<TypeObject>::cast(compression).is_none() || Gc::<TypeObject>::cast(decompression).is_none() {
            return Err(vm.value_error("The two arguments should be CompressionParameter and DecompressionParameter types."));
        }
        let types = vm.new_tuple(&[compression, decompression]).value();
        vm.set_state_of_kind(kinds::ZSTD_PARAMETER_TYPES, types);
        Ok(Value::NONE)
    })),
];

/// How a dictionary is used: the numbers of `as_...`.
const DIGESTED: i64 = 0;
const UNDIGESTED: i64 = 1;
const PREFIX: i64 = 2;

const CONTINUE: i32 = 0;
const FLUSH_BLOCK: i32 = 1;
const FLUSH_FRAME: i32 = 2;

/// Compression parameters: CPython's name for the constant, the one for messages, and the number.
const COMPRESSION: [(&str, &str, c_int); 19] = [
    ("ZSTD_c_compressionLevel", "compression_level", 100),
    ("ZSTD_c_windowLog", "window_log", 101),
    ("ZSTD_c_hashLog", "hash_log", 102),
    ("ZSTD_c_chainLog", "chain_log", 103),
    ("ZSTD_c_searchLog", "search_log", 104),
    ("ZSTD_c_minMatch", "min_match", 105),
    ("ZSTD_c_targetLength", "target_length", 106),
    ("ZSTD_c_strategy", "strategy", 107),
    ("ZSTD_c_enableLongDistanceMatching", "enable_long_distance_matching", 160),
    ("ZSTD_c_ldmHashLog", "ldm_hash_log", 161),
    ("ZSTD_c_ldmMinMatch", "ldm_min_match", 162),
    ("ZSTD_c_ldmBucketSizeLog", "ldm_bucket_size_log", 163),
    ("ZSTD_c_ldmHashRateLog", "ldm_hash_rate_log", 164),
    ("ZSTD_c_contentSizeFlag", "content_size_flag", 200),
    ("ZSTD_c_checksumFlag", "checksum_flag", 201),
    ("ZSTD_c_dictIDFlag", "dict_id_flag", 202),
    ("ZSTD_c_nbWorkers", "nb_workers", 400),
    ("ZSTD_c_jobSize", "job_size", 401),
    ("ZSTD_c_overlapLog", "overlap_log", 402),
];
const DECOMPRESSION: [(&str, &str, c_int); 1] = [("ZSTD_d_windowLogMax", "window_log_max", 100)];
const STRATEGIES: [&str; 9] =
    ["ZSTD_fast", "ZSTD_dfast", "ZSTD_greedy", "ZSTD_lazy", "ZSTD_lazy2", "ZSTD_btlazy2", "ZSTD_btopt", "ZSTD_btultra", "ZSTD_btultra2"];
const LEVEL: c_int = 100;
/// Shorter dictionaries are none.
const LEAST_DICT: usize = 8;

/// Fill in the module.
///
/// # Errors
/// `MemoryError`.
pub fn init(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    vm.add_functions(module, FUNCTIONS);
    add_exception(vm, module, "compression.zstd", "ZstdError", vm.types.exception)?;
    add_type::<ZstdDict>(vm, module, &DICT, None);
    let compressor = add_type::<ZstdCompressor>(vm, module, &COMPRESSOR, None);
    add_type::<ZstdDecompressor>(vm, module, &DECOMPRESSOR, None);
    for (name, mode) in [("CONTINUE", CONTINUE), ("FLUSH_BLOCK", FLUSH_BLOCK), ("FLUSH_FRAME", FLUSH_FRAME)] {
        let name = vm.intern(name);
        compressor.dict.get().expect("every type has a dict").set_interned(vm, name, Value::small_int(mode.into()));
    }
    for (name, _, number) in COMPRESSION.iter().chain(&DECOMPRESSION) {
        vm.set_module_attr(module, name, Value::small_int((*number).into()));
    }
    for (index, name) in STRATEGIES.iter().enumerate() {
        vm.set_module_attr(module, name, Value::small_int(1 + index as i64));
    }
    // SAFETY: plain calls; the text is a constant.
    let (number, text, level, room) = unsafe {
        (c::ZSTD_versionNumber(), CStr::from_ptr(c::ZSTD_versionString()), c::ZSTD_defaultCLevel(), c::ZSTD_DStreamOutSize())
    };
    let text = vm.new_str(&text.to_string_lossy());
    vm.set_module_attr(module, "zstd_version", text);
    vm.set_module_attr(module, "zstd_version_number", Value::small_int(number.into()));
    vm.set_module_attr(module, "ZSTD_CLEVEL_DEFAULT", Value::small_int(level.into()));
    vm.set_module_attr(module, "ZSTD_DStreamOutSize", Value::small_int(room as i64));
    Ok(())
}

// ---- dictionaries

fn content(dict: Gc<ZstdDict>) -> &'static [u8] {
    let content = Gc::<Bytes>::cast(dict.content.get()).expect("set when it was made");
    let bytes = content.bytes();
    // SAFETY: objects stay where they are; callers keep the dictionary.
    unsafe { std::slice::from_raw_parts(bytes.as_ptr(), bytes.len()) }
}

fn new_dict(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [class, data, is_raw] = array(a);
    let class = Gc::<TypeObject>::cast(class).expect("the constructor passes it");
    let is_raw = is_raw.given().map_or(Ok(false), |raw| vm.truthy(raw))?;
    let data = vm.required_contents(data)?.to_vec();
    if data.len() < LEAST_DICT {
        return Err(vm.value_error("Zstandard dictionary content too short (must have at least eight bytes)"));
    }
    // SAFETY: the buffer has the length given.
    let id = unsafe { c::ZSTD_getDictID_fromDict(data.as_ptr().cast(), data.len()) };
    if id == 0 && !is_raw {
        return Err(vm.value_error("invalid Zstandard dictionary"));
    }
    let content = vm.new_bytes(&data);
    Ok(vm.alloc(class, ZstdDict { content: Slot::new(content), id: Cell::new(id) })?.value())
}

/// A dictionary argument and how to use it.
fn dict_argument(vm: &mut Vm, value: Value, default: i64) -> Result<Option<(Gc<ZstdDict>, i64)>, Raised> {
    let Some(value) = not_none(value) else { return Ok(None) };
    if let Some(dict) = Gc::<ZstdDict>::cast(value) {
        return Ok(Some((dict, default)));
    }
    if let Some(pair) = Gc::<Tuple>::cast(value).filter(|pair| pair.len == 2)
        && let Some(dict) = Gc::<ZstdDict>::cast(pair.items()[0])
        && let Some(way @ DIGESTED..=PREFIX) = pair.items()[1].as_small_int()
    {
        return Ok(Some((dict, way)));
    }
    Err(vm.type_error("zstd_dict argument should be a ZstdDict object."))
}

/// Hand the dictionary argument, if there is one, to `load`: how to use it, its content and length. What `load` returns are the library's code and the
/// digested dictionary made for it. That one, and what the object must keep.
fn load_dict<T>(
    vm: &mut Vm,
    argument: Value,
    default: i64,
    purpose: &str,
    load: impl FnOnce(&mut Vm, i64, *const c_void, usize) -> Result<(usize, Option<Owned<T>>), Raised>,
) -> Result<(Option<Owned<T>>, Value), Raised> {
    let Some((dict, way)) = dict_argument(vm, argument, default)? else { return Ok((None, Value::NONE)) };
    let data = content(dict);
    let (code, digested) = load(vm, way, data.as_ptr().cast(), data.len())?;
    match checked(code) {
        Ok(_) => Ok((digested, dict.value())),
        Err(error) => Err(zstd_error(vm, &format!("Unable to load Zstandard dictionary or prefix for {purpose}: {error}"))),
    }
}

/// The samples, and their sizes, which must be those of all of them together.
fn samples(vm: &mut Vm, bytes: Value, sizes: Value) -> Result<(Vec<u8>, Vec<usize>), Raised> {
    let bytes = vm.required_contents(bytes)?.to_vec();
    let Some(tuple) = Gc::<Tuple>::cast(sizes) else {
        let got = vm.type_of(sizes).name_string();
        return Err(vm.type_error(&format!("argument 'samples_sizes' must be tuple, not {got}")));
    };
    let mut all = Vec::with_capacity(tuple.len);
    for index in 0..tuple.len {
        let Ok(size) = usize::try_from(vm.index_ssize(tuple.items()[index])?) else {
            return Err(vm.value_error("Items in samples_sizes should be an int object, with a value between 0 and 18446744073709551615"));
        };
        all.push(size);
    }
    if all.iter().try_fold(0_usize, |sum, size| sum.checked_add(*size)) != Some(bytes.len()) {
        return Err(vm.value_error("The samples size tuple doesn't match the concatenation's size."));
    }
    Ok((bytes, all))
}

fn dict_size_argument(vm: &mut Vm, size: Value) -> Result<usize, Raised> {
    match usize::try_from(vm.index_ssize(size)?) {
        Ok(size) if size > 0 => Ok(size),
        _ => Err(vm.value_error("dict_size argument should be positive number.")),
    }
}

/// The text of an error of the builder of dictionaries.
fn built(code: usize) -> Result<usize, &'static str> {
    // SAFETY: plain calls; the texts are constants.
    unsafe {
        if c::ZDICT_isError(code) == 0 {
            return Ok(code);
        }
        Err(CStr::from_ptr(c::ZDICT_getErrorName(code)).to_str().unwrap_or(""))
    }
}

fn train_dict(vm: &mut Vm, bytes: Value, sizes: Value, size: Value) -> PyResult {
    let size = dict_size_argument(vm, size)?;
    let (bytes, sizes) = samples(vm, bytes, sizes)?;
    let mut made = vec![0_u8; size];
    // SAFETY: all buffers have the lengths given.
    let len = built(unsafe { c::ZDICT_trainFromBuffer(made.as_mut_ptr().cast(), size, bytes.as_ptr().cast(), sizes.as_ptr(), sizes.len() as c_uint) });
    match len {
        Ok(len) => Ok(vm.new_bytes(&made[..len])),
        Err(error) => Err(zstd_error(vm, &format!("Unable to train the Zstandard dictionary: {error}"))),
    }
}

fn finalize_dict(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [custom, bytes, sizes, size, level] = array(a);
    let size = dict_size_argument(vm, size)?;
    let level = int_argument(vm, level)?;
    let custom = vm.required_contents(custom)?.to_vec();
    let (bytes, sizes) = samples(vm, bytes, sizes)?;
    let mut made = vec![0_u8; size];
    let parameters = c::ZDICT_params_t { compressionLevel: level, notificationLevel: 0, dictID: 0 };
    // SAFETY: as above.
    let len = built(unsafe {
        let (to, from) = (made.as_mut_ptr().cast(), bytes.as_ptr().cast());
        c::ZDICT_finalizeDictionary(to, size, custom.as_ptr().cast(), custom.len(), from, sizes.as_ptr(), sizes.len() as c_uint, parameters)
    });
    match len {
        Ok(len) => Ok(vm.new_bytes(&made[..len])),
        Err(error) => Err(zstd_error(vm, &format!("Unable to finalize the Zstandard dictionary: {error}"))),
    }
}

// ---- parameters

/// The least and greatest value of a parameter.
fn bounds(number: c_int, compresses: bool) -> Result<(c_int, c_int), &'static str> {
    // SAFETY: the enumerations of the library have the size of C's `int`, and it checks their values itself.
    let found = unsafe {
        if compresses {
            c::ZSTD_cParam_getBounds(std::mem::transmute::<c_int, c::ZSTD_cParameter>(number))
        } else {
            c::ZSTD_dParam_getBounds(std::mem::transmute::<c_int, c::ZSTD_dParameter>(number))
        }
    };
    checked(found.error).map(|_| (found.lowerBound, found.upperBound))
}

fn get_param_bounds(vm: &mut Vm, parameter: Value, compresses: Value) -> PyResult {
    let (number, compresses) = (int_argument(vm, parameter)?, vm.truthy(compresses)?);
    let known = if compresses { COMPRESSION.iter().any(|p| p.2 == number) } else { DECOMPRESSION.iter().any(|p| p.2 == number) };
    match if known { bounds(number, compresses) } else { Err("Unsupported parameter") } {
        Ok((low, high)) => Ok(vm.new_tuple(&[Value::small_int(low.into()), Value::small_int(high.into())]).value()),
        Err(error) => {
            let kind = if compresses { "compression" } else { "decompression" };
            Err(zstd_error(vm, &format!("Unable to get zstd {kind} parameter bounds: {error}")))
        }
    }
}

/// Hand each option to `set`, after checking that it is known and within its bounds. The last level among them.
fn options(vm: &mut Vm, options: Value, class: &str, compresses: bool, set: impl Fn(c_int, c_int)) -> Result<Option<c_int>, Raised> {
    let (mine, other) = if compresses { ("compression", "DecompressionParameter") } else { ("decompression", "CompressionParameter") };
    let Some(options) = Gc::<Dict>::cast(options) else {
        let got = vm.type_of(options).name_string();
        return Err(vm.type_error(&format!("{class}() argument 'options' must be dict, not {got}")));
    };
    let wrong = Gc::<Tuple>::cast(vm.state_of_kind(kinds::ZSTD_PARAMETER_TYPES)).map(|types| types.items()[usize::from(compresses)]);
    let (mut from, mut level) = (0, None);
    while let Some((at, key, value)) = options.next_entry(from) {
        from = at + 1;
        if wrong.is_some_and(|wrong| vm.type_of(key).value() == wrong) {
            return Err(vm.type_error(&format!("{mine} options dictionary key must not be a {other} attribute")));
        }
        let (number, value) = (int_argument(vm, key)?, int_argument(vm, value)?);
        let known: &[(&str, &str, c_int)] = if compresses { &COMPRESSION } else { &DECOMPRESSION };
        let Some((_, name, _)) = known.iter().find(|parameter| parameter.2 == number) else {
            return Err(vm.value_error(&format!("invalid {mine} parameter 'unknown parameter (key {number})'")));
        };
        match bounds(number, compresses) {
            Ok((low, high)) if (low..=high).contains(&value) => {}
            Ok((low, high)) => {
                let message = format!("{mine} parameter '{name}' received an illegal value {value}; the valid range is [{low}, {high}]");
                return Err(vm.value_error(&message));
            }
            Err(error) => return Err(zstd_error(vm, &format!("Unable to get zstd {mine} parameter bounds: {error}"))),
        }
        if compresses && number == LEVEL {
            level = Some(value);
        }
        set(number, value);
    }
    Ok(level)
}

// ---- compression

fn new_compressor(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [class, level, option_dict, dict] = array(a);
    let class = Gc::<TypeObject>::cast(class).expect("the constructor passes it");
    // SAFETY: a plain call.
    let context = Owned::new(vm, unsafe { c::ZSTD_createCCtx() }, c::ZSTD_freeCCtx)?;
    let set = |number: c_int, value: c_int| {
        // SAFETY: the parameter is one of the library's.
        unsafe { c::ZSTD_CCtx_setParameter(context.get(), std::mem::transmute::<c_int, c::ZSTD_cParameter>(number), value) };
    };
    let mut chosen = None;
    if let Some(level) = not_none(level) {
        if not_none(option_dict).is_some() {
            return Err(vm.type_error("Only one of level or options should be used."));
        }
        if !whipsnake_builtins::number::int::is_int(level) {
            return Err(vm.type_error("invalid type for level, expected int"));
        }
        let number = vm.index_clipped(level)?;
        let (low, high) = bounds(LEVEL, true).unwrap_or((0, 0));
        if !(i64::from(low)..=i64::from(high)).contains(&number) {
            return Err(vm.value_error(&format!("illegal compression level {number}; the valid range is [{low}, {high}]")));
        }
        set(LEVEL, number as c_int);
        chosen = Some(number as c_int);
    } else if let Some(given) = not_none(option_dict) {
        chosen = options(vm, given, "ZstdCompressor", true, set)?;
    }
    let address = context.get();
    let (digested, kept) = load_dict(vm, dict, UNDIGESTED, "compression", |vm, way, start, len| {
        // SAFETY: the content has that length; the object made here keeps it.
        Ok(unsafe {
            match way {
                DIGESTED => {
                    let level = chosen.unwrap_or(c::ZSTD_defaultCLevel());
                    let made = Owned::new(vm, c::ZSTD_createCDict(start, len, level), c::ZSTD_freeCDict)?;
                    (c::ZSTD_CCtx_refCDict(address, made.get()), Some(made))
                }
                UNDIGESTED => (c::ZSTD_CCtx_loadDictionary(address, start, len), None),
                _ => (c::ZSTD_CCtx_refPrefix(address, start, len), None),
            }
        })
    })?;
    let stream = Native::new(Compressor { context, _dict: digested });
    Ok(vm.alloc(class, ZstdCompressor { stream, dict: Slot::new(kept), last_mode: Cell::new(FLUSH_FRAME) })?.value())
}

/// Compress all of `input`, and what the mode asks to be flushed.
fn run(vm: &mut Vm, compressor: Value, input: &[u8], mode: i32) -> PyResult {
    let compressor = this::<ZstdCompressor>(compressor);
    let context = compressor.stream.get().context.get();
    let directive = match mode {
        CONTINUE => c::ZSTD_EndDirective::ZSTD_e_continue,
        FLUSH_BLOCK => c::ZSTD_EndDirective::ZSTD_e_flush,
        _ => c::ZSTD_EndDirective::ZSTD_e_end,
    };
    let mut source = c::ZSTD_inBuffer { src: input.as_ptr().cast(), size: input.len(), pos: 0 };
    let mut out = Vec::new();
    loop {
        let room = next_room(out.len());
        out.reserve(room);
        let mut target = c::ZSTD_outBuffer { dst: out.spare_capacity_mut().as_mut_ptr().cast(), size: room, pos: 0 };
        // SAFETY: both buffers have the lengths that they say; the context is this compressor's own.
        match checked(unsafe { c::ZSTD_compressStream2(context, &mut target, &mut source, directive) }) {
            Ok(left) => {
                // SAFETY: the encoder has written that many bytes behind the end.
                unsafe { out.set_len(out.len() + target.pos) };
                if if mode == CONTINUE { source.pos == source.size } else { left == 0 } {
                    compressor.last_mode.set(mode);
                    return Ok(vm.new_bytes(&out));
                }
            }
            Err(error) => {
                compressor.last_mode.set(FLUSH_FRAME);
                // SAFETY: a plain call.
                unsafe { c::ZSTD_CCtx_reset(context, c::ZSTD_ResetDirective::ZSTD_reset_session_only) };
                return Err(zstd_error(vm, &format!("Unable to compress Zstandard data: {error}")));
            }
        }
    }
}

fn compress(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [compressor, data, mode] = array(a);
    let mode = mode.given().map_or(Ok(CONTINUE), |mode| int_argument(vm, mode))?;
    let data = vm.required_contents(data)?.to_vec();
    if !(CONTINUE..=FLUSH_FRAME).contains(&mode) {
        let modes = "ZstdCompressor.CONTINUE, ZstdCompressor.FLUSH_BLOCK, ZstdCompressor.FLUSH_FRAME";
        return Err(vm.value_error(&format!("mode argument wrong value, it should be one of {modes}.")));
    }
    run(vm, compressor, &data, mode)
}

fn flush(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [compressor, mode] = array(a);
    let mode = mode.given().map_or(Ok(FLUSH_FRAME), |mode| int_argument(vm, mode))?;
    if !(FLUSH_BLOCK..=FLUSH_FRAME).contains(&mode) {
        let modes = "ZstdCompressor.FLUSH_FRAME or ZstdCompressor.FLUSH_BLOCK";
        return Err(vm.value_error(&format!("mode argument wrong value, it should be {modes}.")));
    }
    run(vm, compressor, &[], mode)
}

fn set_pledged_input_size(vm: &mut Vm, compressor: Value, size: Value) -> PyResult {
    const UNKNOWN: u64 = u64::MAX;
    let size = match not_none(size) {
        None => UNKNOWN,
        Some(size) if !whipsnake_builtins::number::int::is_int(size) => return Err(vm.type_error("an integer is required")),
        Some(size) => match u64::try_from(vm.index_clipped(size)?) {
            Ok(size) => size,
            Err(_) => return Err(vm.value_error("size argument should be a positive int less than 18446744073709551614")),
        },
    };
    let compressor = this::<ZstdCompressor>(compressor);
    if compressor.last_mode.get() != FLUSH_FRAME {
        return Err(vm.value_error("set_pledged_input_size() method must be called when last_mode == FLUSH_FRAME"));
    }
    // SAFETY: a plain call.
    match checked(unsafe { c::ZSTD_CCtx_setPledgedSrcSize(compressor.stream.get().context.get(), size) }) {
        Ok(_) => Ok(Value::NONE),
        Err(error) => Err(zstd_error(vm, &format!("Unable to set pledged uncompressed content size: {error}"))),
    }
}

// ---- decompression

fn new_decompressor(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [class, dict, option_dict] = array(a);
    let class = Gc::<TypeObject>::cast(class).expect("the constructor passes it");
    // SAFETY: a plain call.
    let context = Owned::new(vm, unsafe { c::ZSTD_createDCtx() }, c::ZSTD_freeDCtx)?;
    let address = context.get();
    let (digested, kept) = load_dict(vm, dict, DIGESTED, "decompression", |vm, way, start, len| {
        // SAFETY: the content has that length; the object made here keeps it.
        Ok(unsafe {
            match way {
                DIGESTED => {
                    let made = Owned::new(vm, c::ZSTD_createDDict(start, len), c::ZSTD_freeDDict)?;
                    (c::ZSTD_DCtx_refDDict(address, made.get()), Some(made))
                }
                UNDIGESTED => (c::ZSTD_DCtx_loadDictionary(address, start, len), None),
                _ => (c::ZSTD_DCtx_refPrefix(address, start, len), None),
            }
        })
    })?;
    if let Some(given) = not_none(option_dict) {
        options(vm, given, "ZstdDecompressor", false, |number, value| {
            // SAFETY: the parameter is one of the library's.
            unsafe { c::ZSTD_DCtx_setParameter(context.get(), std::mem::transmute::<c_int, c::ZSTD_dParameter>(number), value) };
        })?;
    }
    let stream = Native::new(Buffered::new(FrameDecoder { context, _dict: digested }));
    Ok(vm.alloc(class, ZstdDecompressor { stream, dict: Slot::new(kept) })?.value())
}

fn get_frame_size(vm: &mut Vm, frame: Value) -> PyResult {
    let frame = vm.required_contents(frame)?.to_vec();
    // SAFETY: the buffer has the length given.
    match checked(unsafe { c::ZSTD_findFrameCompressedSize(frame.as_ptr().cast(), frame.len()) }) {
        Ok(size) => Ok(vm.new_int(size as i64)),
        Err(error) => Err(zstd_error(vm, &format!("Error when finding the compressed size of a Zstandard frame. Ensure the frame_buffer argument starts from the beginning of a frame, and its length is not less than this complete frame. Zstd error message: {error}."))),
    }
}

fn get_frame_info(vm: &mut Vm, frame: Value) -> PyResult {
    const UNKNOWN: u64 = u64::MAX;
    const ERROR: u64 = u64::MAX - 1;
    let frame = vm.required_contents(frame)?.to_vec();
    // SAFETY: the buffer has the length given.
    let (size, id) = unsafe { (c::ZSTD_getFrameContentSize(frame.as_ptr().cast(), frame.len()), c::ZSTD_getDictID_fromFrame(frame.as_ptr().cast(), frame.len())) };
    let size = match size {
        UNKNOWN => Value::NONE,
        ERROR => return Err(zstd_error(vm, "Error when getting information from the header of a Zstandard frame. Ensure the frame_buffer argument starts from the beginning of a frame, and its length is not less than the frame header (6~18 bytes).")),
        size => vm.new_int(size as i64),
    };
    let id = vm.new_int(id.into());
    Ok(vm.new_tuple(&[size, id]).value())
}
