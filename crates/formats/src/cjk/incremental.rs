//! Encoders and decoders that get their input piece by piece, and readers and writers of streams.

use std::cell::Cell;

use whipsnake_builtins::collection::common::this;
use whipsnake_builtins::support::{array, construct};
use whipsnake_builtins::text::codec::raise_decode;
use whipsnake_runtime::{
    Args, BinaryOp, Bytes, Call, Gc, GetSetDef, HeapObject, Native, NativeDef, PyResult, Raised,
    Slot, Slots, Str, Tuple, TypeFlags, TypeObject,
};
use whipsnake_runtime::{TypeSpec, Value, Vm, def, object};
use whipsnake_text::codecs::DecodeError;
use whipsnake_text::wtf8::char_count;

use super::coder::{Encoding, State};
use super::{decode_bytes, encode_text, encoding_of, text_of};
use crate::kinds;

/// The most characters that an encoder keeps, and bytes that a decoder keeps.
const KEPT_CHARS: usize = 2;
const KEPT_BYTES: usize = 8;

/// What is kept between two pieces.
#[derive(Clone)]
pub struct Progress {
    encoding: &'static Encoding,
    state: State,
    pending: Vec<u8>,
}

/// What the four types have in common.
trait Stateful: HeapObject {
    fn progress(&self) -> &Native<Progress>;
    fn errors(&self) -> &Slot;
    const ENCODES: bool;
}

macro_rules! stateful {
    ($($name:ident = $kind:ident, $label:literal, $encodes:literal { $($field:ident)* };)*) => {
        $(
            object! {
                #[doc = concat!("`_multibytecodec.", $label, "`")]
                pub struct $name = kinds::$kind, $label { progress: Native<Progress>, errors: Slot, $($field: Slot),* }
            }
            impl Stateful for $name {
                fn progress(&self) -> &Native<Progress> {
                    &self.progress
                }
                fn errors(&self) -> &Slot {
                    &self.errors
                }
                const ENCODES: bool = $encodes;
            }
        )*
    };
}

stateful! {
    IncrementalEncoder = MULTIBYTE_ENCODER, "MultibyteIncrementalEncoder", true { };
    IncrementalDecoder = MULTIBYTE_DECODER, "MultibyteIncrementalDecoder", false { };
    StreamReader = MULTIBYTE_READER, "MultibyteStreamReader", false { stream };
    StreamWriter = MULTIBYTE_WRITER, "MultibyteStreamWriter", true { stream };
}

const fn errors_attribute<T: Stateful>() -> GetSetDef {
    GetSetDef {
        name: "errors",
        get: |_, v| Ok(this::<T>(v).errors().get()),
        set: Some(|vm, v, errors| {
            if errors.is_null() {
                return Err(vm.error(vm.types.attribute_error, "cannot delete attribute"));
            }
            if Gc::<Str>::cast(errors).is_none() {
                return Err(vm.type_error("errors must be a string"));
            }
            let object = this::<T>(v);
            vm.heap.store(object, object.errors(), errors);
            Ok(())
        }),
    }
}

/// `reset`, without output.
fn forget<T: Stateful>(_: &mut Vm, object: Value) -> PyResult {
    let progress = progress::<T>(object);
    put_progress::<T>(
        object,
        Progress {
            state: progress.encoding.start(T::ENCODES),
            pending: Vec::new(),
            ..progress
        },
    );
    Ok(Value::NONE)
}

static ENCODER_METHODS: &[NativeDef] = &[
    def(
        "encode",
        "($self, /, input, final=False)",
        Call::Bound(encode),
    ),
    def("getstate", "($self, /)", Call::A1(encoder_state)),
    def("setstate", "($self, state, /)", Call::A2(set_encoder_state)),
    def(
        "reset",
        "($self, /)",
        Call::A1(forget::<IncrementalEncoder>),
    ),
];
static DECODER_METHODS: &[NativeDef] = &[
    def(
        "decode",
        "($self, /, input, final=False)",
        Call::Bound(decode),
    ),
    def("getstate", "($self, /)", Call::A1(decoder_state)),
    def("setstate", "($self, state, /)", Call::A2(set_decoder_state)),
    def(
        "reset",
        "($self, /)",
        Call::A1(forget::<IncrementalDecoder>),
    ),
];
static READER_METHODS: &[NativeDef] = &[
    def(
        "read",
        "($self, sizeobj=None, /)",
        Call::A2(|vm, this, size| read_from(vm, this, "read", size)),
    ),
    def(
        "readline",
        "($self, sizeobj=None, /)",
        Call::A2(|vm, this, size| read_from(vm, this, "readline", size)),
    ),
    def(
        "readlines",
        "($self, sizehintobj=None, /)",
        Call::A2(read_lines),
    ),
    def("reset", "($self, /)", Call::A1(forget::<StreamReader>)),
];
static WRITER_METHODS: &[NativeDef] = &[
    def("write", "($self, strobj, /)", Call::A2(write)),
    def("writelines", "($self, lines, /)", Call::A2(write_lines)),
    def("reset", "($self, /)", Call::A1(reset_writer)),
];

static NEW_ENCODER: NativeDef = def(
    "MultibyteIncrementalEncoder",
    "($type, errors='strict')",
    Call::A2(|vm, class, errors| {
        let (class, progress, errors) = parts(vm, class, errors, true)?;
        Ok(vm
            .alloc(
                class,
                IncrementalEncoder {
                    progress: Native::new(progress),
                    errors: Slot::new(errors),
                },
            )?
            .value())
    }),
);
static NEW_DECODER: NativeDef = def(
    "MultibyteIncrementalDecoder",
    "($type, errors='strict')",
    Call::A2(|vm, class, errors| {
        let (class, progress, errors) = parts(vm, class, errors, false)?;
        Ok(vm
            .alloc(
                class,
                IncrementalDecoder {
                    progress: Native::new(progress),
                    errors: Slot::new(errors),
                },
            )?
            .value())
    }),
);
static NEW_READER: NativeDef = def(
    "MultibyteStreamReader",
    "($type, stream, errors='strict')",
    Call::A3(|vm, class, stream, errors| {
        let (class, progress, errors) = parts(vm, class, errors, false)?;
        Ok(vm
            .alloc(
                class,
                StreamReader {
                    progress: Native::new(progress),
                    errors: Slot::new(errors),
                    stream: Slot::new(stream),
                },
            )?
            .value())
    }),
);
static NEW_WRITER: NativeDef = def(
    "MultibyteStreamWriter",
    "($type, stream, errors='strict')",
    Call::A3(|vm, class, stream, errors| {
        let (class, progress, errors) = parts(vm, class, errors, true)?;
        Ok(vm
            .alloc(
                class,
                StreamWriter {
                    progress: Native::new(progress),
                    errors: Slot::new(errors),
                    stream: Slot::new(stream),
                },
            )?
            .value())
    }),
);

pub static ENCODER: TypeSpec = TypeSpec {
    module: "_multibytecodec",
    signature: "(errors='strict')",
    flags: TypeFlags::BASE,
    slots: Slots {
        new: Some(|vm, class, args| construct(vm, &NEW_ENCODER, class, args)),
        init: Some(ignore),
        ..Slots::EMPTY
    },
    methods: &[ENCODER_METHODS],
    attributes: &[&[errors_attribute::<IncrementalEncoder>()]],
    ..TypeSpec::of::<IncrementalEncoder>()
};
pub static DECODER: TypeSpec = TypeSpec {
    module: "_multibytecodec",
    signature: "(errors='strict')",
    flags: TypeFlags::BASE,
    slots: Slots {
        new: Some(|vm, class, args| construct(vm, &NEW_DECODER, class, args)),
        init: Some(ignore),
        ..Slots::EMPTY
    },
    methods: &[DECODER_METHODS],
    attributes: &[&[errors_attribute::<IncrementalDecoder>()]],
    ..TypeSpec::of::<IncrementalDecoder>()
};
pub static READER: TypeSpec = TypeSpec {
    module: "_multibytecodec",
    signature: "(stream, errors='strict')",
    flags: TypeFlags::BASE,
    slots: Slots {
        new: Some(|vm, class, args| construct(vm, &NEW_READER, class, args)),
        init: Some(ignore),
        ..Slots::EMPTY
    },
    methods: &[READER_METHODS],
    attributes: &[&[
        errors_attribute::<StreamReader>(),
        GetSetDef {
            name: "stream",
            get: |_, v| Ok(this::<StreamReader>(v).stream.get()),
            set: None,
        },
    ]],
    ..TypeSpec::of::<StreamReader>()
};
pub static WRITER: TypeSpec = TypeSpec {
    module: "_multibytecodec",
    signature: "(stream, errors='strict')",
    flags: TypeFlags::BASE,
    slots: Slots {
        new: Some(|vm, class, args| construct(vm, &NEW_WRITER, class, args)),
        init: Some(ignore),
        ..Slots::EMPTY
    },
    methods: &[WRITER_METHODS],
    attributes: &[&[
        errors_attribute::<StreamWriter>(),
        GetSetDef {
            name: "stream",
            get: |_, v| Ok(this::<StreamWriter>(v).stream.get()),
            set: None,
        },
    ]],
    ..TypeSpec::of::<StreamWriter>()
};

/// `__init__`: all was done before.
fn ignore(_: &mut Vm, _: Value, _: Args<'_>) -> Result<(), Raised> {
    Ok(())
}

/// The class, what is kept at first, and the name of the error handler.
fn parts(
    vm: &mut Vm,
    class: Value,
    errors: Value,
    encodes: bool,
) -> Result<(Gc<TypeObject>, Progress, Value), Raised> {
    let errors = match errors.given() {
        None => vm.intern("strict"),
        Some(errors) if Gc::<Str>::cast(errors).is_some() => errors,
        Some(errors) => {
            let (class, got) = (
                Gc::<TypeObject>::cast(class)
                    .expect("the constructor passes it")
                    .name_string(),
                vm.type_of(errors).name_string(),
            );
            return Err(vm.type_error(&format!(
                "{class}() argument 'errors' must be str, not {got}"
            )));
        }
    };
    let codec = vm.getattr_str(class, "codec")?;
    let Some(encoding) = encoding_of(codec) else {
        return Err(vm.type_error("codec is unexpected type"));
    };
    let class = Gc::<TypeObject>::cast(class).expect("the constructor passes it");
    Ok((
        class,
        Progress {
            encoding,
            state: encoding.start(encodes),
            pending: Vec::new(),
        },
        errors,
    ))
}

fn progress<T: Stateful>(object: Value) -> Progress {
    this::<T>(object).progress().get().clone()
}

fn put_progress<T: Stateful>(object: Value, progress: Progress) {
    let object = this::<T>(object);
    // SAFETY: nobody holds on to what is replaced: `progress` copies.
    unsafe { *object.progress().get_mut() = progress };
}

fn handler<T: Stateful>(object: Value) -> Option<Gc<Str>> {
    Gc::cast(this::<T>(object).errors().get())
}

fn is_true(vm: &mut Vm, value: Value) -> Result<bool, Raised> {
    value.given().map_or(Ok(false), |value| vm.truthy(value))
}

fn too_much(vm: &mut Vm) -> Raised {
    vm.error(vm.types.unicode_error, "pending buffer overflow")
}

// ---- encoding

/// The next piece of text as bytes.
fn encode_piece<T: Stateful>(vm: &mut Vm, object: Value, text: Value, is_final: bool) -> PyResult {
    let text = text_of(vm, text)?;
    let mut progress = progress::<T>(object);
    let text = if progress.pending.is_empty() {
        text
    } else {
        let joined = vm.new_wtf8(&[&progress.pending[..], text.bytes()].concat());
        Gc::cast(joined).expect("just made")
    };
    let mut out = Vec::with_capacity(text.len);
    let taken = encode_text(
        vm,
        progress.encoding,
        text,
        &mut progress.state,
        handler::<T>(object),
        is_final,
        &mut out,
    )?;
    if is_final {
        progress.encoding.finish(&mut progress.state, &mut out);
    }
    progress.pending = text.bytes()[taken..].to_vec();
    if char_count(&progress.pending) > KEPT_CHARS {
        return Err(too_much(vm));
    }
    put_progress::<T>(object, progress);
    Ok(vm.new_bytes(&out))
}

fn encode(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [object, input, last] = array(a);
    let is_final = is_true(vm, last)?;
    encode_piece::<IncrementalEncoder>(vm, object, input, is_final)
}

/// A number out of bytes, the first one lowest.
fn number(vm: &mut Vm, bytes: &[u8]) -> PyResult {
    let mut total = Value::small_int(0);
    for byte in bytes.iter().rev() {
        total = vm.binary(BinaryOp::LeftShift, total, Value::small_int(8))?;
        total = vm.binary(BinaryOp::Or, total, Value::small_int(i64::from(*byte)))?;
    }
    Ok(total)
}

/// The bytes of a number of at most `N` bytes.
fn number_bytes<const N: usize>(vm: &mut Vm, value: Value) -> Result<[u8; N], Raised> {
    if !whipsnake_builtins::number::int::is_int(value) {
        let got = vm.type_of(value).name_string();
        return Err(vm.type_error(&format!("setstate() argument must be int, not {got}")));
    }
    let mut bytes = [0; N];
    let mut rest = value;
    for byte in &mut bytes {
        *byte = whipsnake_builtins::support::low_word(vm, rest)? as u8;
        rest = vm.binary(BinaryOp::RightShift, rest, Value::small_int(8))?;
    }
    if rest != Value::small_int(0) {
        return Err(vm.overflow_error("int too big to convert"));
    }
    Ok(bytes)
}

/// The number of pending bytes, these, and the state, as one number.
fn encoder_state(vm: &mut Vm, object: Value) -> PyResult {
    let progress = progress::<IncrementalEncoder>(object);
    let bytes = [
        &[progress.pending.len() as u8],
        &progress.pending[..],
        &progress.state,
    ]
    .concat();
    number(vm, &bytes)
}

fn set_encoder_state(vm: &mut Vm, object: Value, state: Value) -> PyResult {
    let bytes: [u8; 1 + KEPT_BYTES + 8] = number_bytes(vm, state)?;
    let len = usize::from(bytes[0]);
    if len > KEPT_BYTES {
        return Err(too_much(vm));
    }
    let pending = bytes[1..1 + len].to_vec();
    if std::str::from_utf8(&pending).is_err() {
        return Err(vm.value_error("the state holds no text"));
    }
    let state = bytes[1 + len..][..8].try_into().expect("eight bytes");
    put_progress::<IncrementalEncoder>(
        object,
        Progress {
            state,
            pending,
            ..progress::<IncrementalEncoder>(object)
        },
    );
    Ok(Value::NONE)
}

fn write(vm: &mut Vm, object: Value, text: Value) -> PyResult {
    let bytes = encode_piece::<StreamWriter>(vm, object, text, false)?;
    let stream = this::<StreamWriter>(object).stream.get();
    vm.call_method_str(stream, "write", &[bytes])?;
    Ok(Value::NONE)
}

fn write_lines(vm: &mut Vm, object: Value, lines: Value) -> PyResult {
    let len = match vm.type_of(lines).slots().length {
        Some(_) => vm.len(lines)?,
        None => return Err(vm.type_error("arg must be a sequence object")),
    };
    for place in 0..len {
        let line = vm.getitem(lines, Value::small_int(place as i64))?;
        write(vm, object, line)?;
    }
    Ok(Value::NONE)
}

/// `reset`: what is pending is written, and what leads back to the first state.
fn reset_writer(vm: &mut Vm, object: Value) -> PyResult {
    let empty = vm.new_str("");
    if this::<StreamWriter>(object)
        .progress
        .get()
        .pending
        .is_empty()
    {
        return Ok(Value::NONE);
    }
    let bytes = encode_piece::<StreamWriter>(vm, object, empty, true)?;
    if vm.truthy(bytes)? {
        let stream = this::<StreamWriter>(object).stream.get();
        vm.call_method_str(stream, "write", &[bytes])?;
    }
    Ok(Value::NONE)
}

// ---- decoding

/// The next piece of bytes as text.
fn decode_piece<T: Stateful>(
    vm: &mut Vm,
    object: Value,
    data: &[u8],
    is_final: bool,
) -> Result<Vec<u8>, Raised> {
    let mut progress = progress::<T>(object);
    let input = [&progress.pending[..], data].concat();
    let mut out = Vec::with_capacity(input.len());
    progress.pending = decode_bytes(
        vm,
        progress.encoding,
        &input,
        &mut progress.state,
        handler::<T>(object),
        is_final,
        &mut out,
    )?;
    if progress.pending.len() > KEPT_BYTES {
        return Err(too_much(vm));
    }
    put_progress::<T>(object, progress);
    Ok(out)
}

fn decode(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [object, input, last] = array(a);
    let is_final = is_true(vm, last)?;
    let data = vm.required_contents(input)?.to_vec();
    let text = decode_piece::<IncrementalDecoder>(vm, object, &data, is_final)?;
    Ok(vm.new_wtf8(&text))
}

/// The pending bytes, and the state as a number.
fn decoder_state(vm: &mut Vm, object: Value) -> PyResult {
    let progress = progress::<IncrementalDecoder>(object);
    let (pending, state) = (
        vm.new_bytes(&progress.pending),
        number(vm, &progress.state)?,
    );
    Ok(vm.new_tuple(&[pending, state]).value())
}

fn set_decoder_state(vm: &mut Vm, object: Value, state: Value) -> PyResult {
    let Some(pair) = Gc::<Tuple>::cast(state) else {
        let got = vm.type_of(state).name_string();
        return Err(vm.type_error(&format!("setstate() argument must be tuple, not {got}")));
    };
    if pair.len != 2 {
        return Err(vm.type_error("setstate(): illegal state argument"));
    }
    let (pending, state) = (pair.items()[0], pair.items()[1]);
    let Some(pending) = Gc::<Bytes>::cast(pending) else {
        return Err(vm.type_error("setstate(): illegal state argument"));
    };
    let state: State = number_bytes(vm, state)?;
    let pending = pending.bytes().to_vec();
    if pending.len() > KEPT_BYTES {
        let error = DecodeError {
            start: 0,
            end: pending.len(),
            reason: "pending buffer too large",
        };
        let name = progress::<IncrementalDecoder>(object).encoding.name;
        return Err(raise_decode(vm, name, &pending, &error));
    }
    put_progress::<IncrementalDecoder>(
        object,
        Progress {
            state,
            pending,
            ..progress::<IncrementalDecoder>(object)
        },
    );
    Ok(Value::NONE)
}

/// How much to read: all without a number.
fn size_of(vm: &mut Vm, size: Value) -> Result<Option<i64>, Raised> {
    match whipsnake_builtins::support::not_none(size) {
        None => Ok(None),
        Some(size) if whipsnake_builtins::number::int::is_int(size) => {
            Ok(Some(vm.index_ssize(size)?).filter(|size| *size >= 0))
        }
        Some(_) => Err(vm.type_error("arg 1 must be an integer")),
    }
}

/// Read pieces with a method of the stream until there are characters.
fn read_text(vm: &mut Vm, object: Value, method: &str, size: Option<i64>) -> PyResult {
    if size == Some(0) {
        return Ok(vm.new_str(""));
    }
    let stream = this::<StreamReader>(object).stream.get();
    let hint = Cell::new(size);
    loop {
        let read = match hint.get() {
            Some(size) => vm.call_method_str(stream, method, &[Value::small_int(size)])?,
            None => vm.call_method_str(stream, method, &[])?,
        };
        let Some(data) = Gc::<Bytes>::cast(read) else {
            let got = vm.type_of(read).name_string();
            return Err(vm.type_error(&format!(
                "stream function returned a non-bytes object ({got})"
            )));
        };
        let at_end = data.len == 0;
        let data = data.bytes().to_vec();
        let had = this::<StreamReader>(object).progress.get().pending.len() + data.len();
        let text = decode_piece::<StreamReader>(vm, object, &data, at_end || hint.get().is_none())?;
        if hint.get().is_none() || !text.is_empty() || had == 0 {
            return Ok(vm.new_wtf8(&text));
        }
        hint.set(Some(1));
    }
}

fn read_from(vm: &mut Vm, object: Value, method: &str, size: Value) -> PyResult {
    let size = size_of(vm, size)?;
    read_text(vm, object, method, size)
}

fn read_lines(vm: &mut Vm, object: Value, size: Value) -> PyResult {
    let size = size_of(vm, size)?;
    let text = read_text(vm, object, "read", size)?;
    vm.call_method_str(text, "splitlines", &[Value::TRUE])
}
