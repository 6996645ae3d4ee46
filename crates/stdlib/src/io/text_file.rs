//! `TextIOWrapper`: text over a buffered binary file. The object, its construction, and its encodings.
//!
//! Encodings with a native [`Coding`] need no Python code: bytes that were read but not yet decoded (an incomplete character, a
//! carriage return that may be half of a line end) stay in `input`. Other encodings go through the incremental encoder and
//! decoder objects of the `codecs` module, as in CPython.
//!
//! **Invariant**: `decoded` is the text of `input` less what is undecoded; its first `used` bytes have been handed out.

use std::cell::{Cell, RefCell};

use whipsnake_runtime::native::Args;
use whipsnake_runtime::{
    Call, Gc, Native, NativeDef, NoTrace, PyResult, Raised, Slot, Slots, Str, Trace, Tracer, TypeFlags, TypeObject, TypeSpec, Value, Vm,
    def, object,
};

use super::base;
use super::buffered::Buffered;
use super::coding::Coding;

/// How line ends are read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Newline {
    /// All kinds, given as `\n`.
    Universal,
    /// All kinds, given as they are.
    UniversalAsIs,
    /// Only this one.
    Only(&'static [u8]),
}

// SAFETY: plain data.
unsafe impl NoTrace for Newline {}
// SAFETY: plain data.
unsafe impl Trace for Newline {
    fn trace(&self, _: &mut Tracer) {}
}
// SAFETY: plain data.
unsafe impl NoTrace for Coding {}
// SAFETY: plain data.
unsafe impl Trace for Coding {
    fn trace(&self, _: &mut Tracer) {}
}

/// Kinds of line ends seen: bits.
pub mod seen {
    pub const CR: u8 = 1;
    pub const LF: u8 = 2;
    pub const CRLF: u8 = 4;
}

/// The text and bytes under way.
#[derive(Default)]
pub struct TextState {
    /// Encoded, to be written.
    pub pending: Vec<u8>,
    /// Decoded text.
    pub decoded: Vec<u8>,
    /// Bytes of `decoded` that were handed out.
    pub used: usize,
    /// The bytes since the last snapshot: those of `decoded`, then those that are undecoded.
    pub input: Vec<u8>,
    /// With decoder objects: the flags of the decoder's state at the snapshot.
    pub snapshot_flags: u64,
    pub has_snapshot: bool,
    /// How many bytes at the end of `input` are undecoded (native codings).
    pub undecoded: usize,
    /// Kinds of line ends seen (native codings).
    pub seen: u8,
    /// Bytes per character of the last chunk, for `tell` with decoder objects.
    pub ratio: f64,
}

impl TextState {
    /// Decoded text that was not handed out.
    pub fn rest(&self) -> &[u8] {
        &self.decoded[self.used..]
    }

    /// Forget what was read.
    pub fn clear_read(&mut self) {
        self.decoded.clear();
        self.used = 0;
        self.input.clear();
        self.undecoded = 0;
        self.has_snapshot = false;
        self.snapshot_flags = 0;
    }
}

object! {
    /// A text file.
    pub struct TextFile = super::kinds::TEXT_FILE, "TextIOWrapper" {
        /// NULL before `__init__` and after `detach`.
        pub buffer: Slot,
        pub encoding: Slot,
        pub errors: Slot,
        /// Codec objects of [`Coding::Objects`], made when needed.
        pub encoder: Slot,
        pub decoder: Slot,
        pub state: Native<RefCell<TextState>>,
        pub coding: Cell<Coding>,
        pub newline: Cell<Newline>,
        /// What `\n` becomes when it is written.
        pub line_end: Cell<&'static str>,
        pub line_buffering: Cell<bool>,
        pub write_through: Cell<bool>,
        pub readable: Cell<bool>,
        pub writable: Cell<bool>,
        pub seekable: Cell<bool>,
        pub telling: Cell<bool>,
        pub has_read1: Cell<bool>,
        pub detached: Cell<bool>,
        pub finalizing: Cell<bool>,
        /// The buffer is exactly one of the buffered files.
        pub direct: Cell<bool>,
        pub chunk_size: Cell<usize>,
        /// Text was written, or the stream does not begin here: no byte order mark.
        pub started: Cell<bool>,
    }
}

/// The type `TextIOWrapper`.
pub static SPEC: TypeSpec = TypeSpec {
    name: "TextIOWrapper", module: "_io",
    doc: "Character and line based layer over a BufferedIOBase object, buffer.\n\nencoding gives the name of the encoding that the stream will be\ndecoded or encoded with. It defaults to locale.getencoding().\n\nerrors determines the strictness of encoding and decoding (see\nhelp(codecs.Codec) or the documentation for codecs.register) and\ndefaults to \"strict\".\n\nnewline controls how line endings are handled. It can be None, '',\n'\\n', '\\r', and '\\r\\n'.  It works as follows:\n\n* On input, if newline is None, universal newlines mode is\n  enabled. Lines in the input can end in '\\n', '\\r', or '\\r\\n', and\n  these are translated into '\\n' before being returned to the\n  caller. If it is '', universal newline mode is enabled, but line\n  endings are returned to the caller untranslated. If it has any of\n  the other legal values, input lines are only terminated by the given\n  string, and the line ending is returned to the caller untranslated.\n\n* On output, if newline is None, any '\\n' characters written are\n  translated to the system default line separator, os.linesep. If\n  newline is '' or '\\n', no translation takes place. If newline is any\n  of the other legal values, any '\\n' characters written are translated\n  to the given string.\n\nIf line_buffering is True, a call to flush is implied when a call to\nwrite contains a newline character.",
    signature: "(buffer, encoding=None, errors=None, newline=None, line_buffering=False,\n              write_through=False)",
    flags: TypeFlags::BASE,
    slots: Slots { new: Some(new), init: Some(init), repr: Some(repr), next: Some(super::text_read::next), ..Slots::EMPTY },
    methods: &[super::text_methods::METHODS], attributes: &[super::text_methods::ATTRIBUTES],
    ..TypeSpec::of::<TextFile>()
};

/// The text file behind a value that a descriptor has checked.
pub fn cast(this: Value) -> Gc<TextFile> {
    Gc::cast(this).expect("the descriptor checked it")
}

fn new(vm: &mut Vm, class: Gc<TypeObject>, _: Args<'_>) -> PyResult {
    let empty = || Slot::new(Value::NULL);
    let file = TextFile {
        buffer: empty(), encoding: empty(), errors: empty(), encoder: empty(), decoder: empty(), state: Native::new(RefCell::default()),
        coding: Cell::new(Coding::Objects), newline: Cell::new(Newline::Universal), line_end: Cell::new("\n"), line_buffering: Cell::new(false),
        write_through: Cell::new(false), readable: Cell::new(false), writable: Cell::new(false), seekable: Cell::new(false), telling: Cell::new(false),
        has_read1: Cell::new(false), detached: Cell::new(false), finalizing: Cell::new(false), direct: Cell::new(false),
        chunk_size: Cell::new(8192), started: Cell::new(false),
    };
    Ok(vm.alloc(class, file)?.value())
}

/// A text file over a buffered file, with names of encoding and error handler: for the standard streams.
///
/// # Errors
/// `MemoryError`; `LookupError` for an unknown encoding.
pub fn over_buffer(vm: &mut Vm, buffer: Gc<Buffered>, encoding: &str, errors: &str, line_buffering: bool) -> Result<Gc<TextFile>, Raised> {
    let class = vm.type_for::<TextFile>();
    let file = cast(new(vm, class, Args::NONE)?);
    let (encoding, errors) = (vm.intern(encoding), vm.intern(errors));
    vm.heap.store(file, &file.buffer, buffer.value());
    file.newline.set(if buffer.readable.get() { Newline::Universal } else { Newline::Only(b"\n") });
    file.line_buffering.set(line_buffering);
    file.readable.set(buffer.readable.get());
    file.writable.set(buffer.writable.get());
    file.has_read1.set(true);
    file.direct.set(true);
    set_coding(vm, file, encoding, errors)?;
    file.seekable.set(match super::buffered::raw(vm, buffer) {
        Ok(raw) if buffer.direct.get() => super::file_io::seekable(vm, raw)?,
        _ => false,
    });
    file.telling.set(file.seekable.get());
    Ok(file)
}

static INIT: NativeDef = def(
    "TextIOWrapper",
    "($self, buffer, encoding=None, errors=None, newline=None, line_buffering=False, write_through=False)",
    Call::Bound(init_bound),
);

fn init(vm: &mut Vm, this: Value, args: Args<'_>) -> Result<(), Raised> {
    super::invoke_with_self(vm, &INIT, this, args).map(|_| ())
}

fn init_bound(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [this, buffer, encoding, errors, newline, line_buffering, write_through] = *a else {
        return Err(vm.system_error("TextIOWrapper() is mis-declared"));
    };
    let file = cast(this);
    vm.heap.store(file, &file.buffer, Value::NULL);
    file.detached.set(false);
    for (name, value) in [("encoding", encoding), ("errors", errors)] {
        optional_str(vm, name, value)?;
    }
    let line_end = optional_str(vm, "newline", newline)?;
    set_newline(vm, file, line_end)?;
    let encoding = match encoding.given().filter(|e| !e.is_none()) {
        Some(e) if Gc::<Str>::cast(e).is_some_and(|s| s.bytes() == b"locale") => vm.intern("UTF-8"),
        Some(e) => e,
        None => vm.intern("UTF-8"),
    };
    if Gc::<Str>::cast(encoding).is_some_and(|s| s.bytes().contains(&0)) {
        return Err(vm.value_error("embedded null character"));
    }
    let errors = errors.given().filter(|e| !e.is_none()).unwrap_or_else(|| vm.intern("strict"));
    for (flag, value) in [(&file.line_buffering, line_buffering), (&file.write_through, write_through)] {
        let on = match value.given() {
            Some(v) => vm.truthy(v)?,
            None => false,
        };
        flag.set(on);
    }
    *file.state.get().borrow_mut() = TextState::default();
    set_coding(vm, file, encoding, errors)?;
    for (flag, method) in [(&file.readable, "readable"), (&file.writable, "writable"), (&file.seekable, "seekable")] {
        let answer = vm.call_method_str(buffer, method, &[])?;
        flag.set(vm.truthy(answer)?);
    }
    file.telling.set(file.seekable.get());
    file.direct.set(Gc::<Buffered>::cast(buffer).is_some() && !vm.type_of(buffer).has(TypeFlags::HEAP));
    let read1 = vm.intern("read1");
    file.has_read1.set(file.direct.get() || vm.getattr_optional(buffer, read1)?.is_some());
    file.started.set(false);
    if file.seekable.get() && file.writable.get() {
        let at = vm.call_method_str(buffer, "tell", &[])?;
        file.started.set(at != Value::small_int(0));
    }
    vm.heap.store(file, &file.buffer, buffer);
    if file.started.get() {
        continue_encoder(vm, file)?;
    }
    Ok(Value::NONE)
}

fn optional_str(vm: &mut Vm, name: &str, value: Value) -> Result<Option<Gc<Str>>, Raised> {
    match value.given().filter(|v| !v.is_none()) {
        None => Ok(None),
        Some(v) => base::str_argument(vm, v, &format!("TextIOWrapper() argument '{name}' must be str or None")).map(Some),
    }
}

/// Set how line ends are read and written.
///
/// # Errors
/// `ValueError` for another text than the known ends.
pub fn set_newline(vm: &mut Vm, file: Gc<TextFile>, newline: Option<Gc<Str>>) -> Result<(), Raised> {
    let (read, write) = match newline.as_ref().map(|s| s.bytes()) {
        None => (Newline::Universal, "\n"),
        Some(b"") => (Newline::UniversalAsIs, "\n"),
        Some(b"\n") => (Newline::Only(b"\n"), "\n"),
        Some(b"\r") => (Newline::Only(b"\r"), "\r"),
        Some(b"\r\n") => (Newline::Only(b"\r\n"), "\r\n"),
        Some(_) => {
            let shown = vm.repr_string(newline.expect("matched").value())?;
            return Err(vm.value_error(&format!("illegal newline value: {shown}")));
        }
    };
    file.newline.set(read);
    file.line_end.set(write);
    Ok(())
}

/// Set the encoding; checks that it is one of text.
///
/// # Errors
/// `LookupError`.
pub fn set_coding(vm: &mut Vm, file: Gc<TextFile>, encoding: Value, errors: Value) -> Result<(), Raised> {
    let bytes = |v: Value| Gc::<Str>::cast(v).map_or_else(Vec::new, |s| s.bytes().to_vec());
    let coding = Coding::of(&bytes(encoding), &bytes(errors));
    if coding == Coding::Objects {
        codec_info(vm, encoding)?;
        // An unknown error handler is found out only when it is needed, but for development mode.
    }
    file.coding.set(coding);
    vm.heap.store(file, &file.encoding, encoding);
    vm.heap.store(file, &file.errors, errors);
    vm.heap.store(file, &file.encoder, Value::NULL);
    vm.heap.store(file, &file.decoder, Value::NULL);
    Ok(())
}

/// `codecs.lookup(encoding)`, an encoding of text.
fn codec_info(vm: &mut Vm, encoding: Value) -> PyResult {
    let codecs = vm.import("codecs")?;
    let info = vm.call_method_str(codecs, "lookup", &[encoding])?;
    let name = vm.intern("_is_text_encoding");
    if let Some(is_text) = vm.getattr_optional(info, name)? && !vm.truthy(is_text)? {
        let encoding = vm.str_string(encoding)?;
        let text = format!("'{encoding}' is not a text encoding; use codecs.open() to handle arbitrary codecs");
        return Err(vm.lookup_error(&text));
    }
    Ok(info)
}

/// The encoder object.
///
/// # Errors
/// What making it raises.
pub fn encoder(vm: &mut Vm, file: Gc<TextFile>) -> PyResult {
    if let Some(encoder) = file.encoder.get().given() {
        return Ok(encoder);
    }
    let info = codec_info(vm, file.encoding.get())?;
    let encoder = vm.call_method_str(info, "incrementalencoder", &[file.errors.get()])?;
    vm.heap.store(file, &file.encoder, encoder);
    if file.started.get() {
        vm.call_method_str(encoder, "setstate", &[Value::small_int(0)])?;
    }
    Ok(encoder)
}

/// Text follows what is in the stream already: no byte order mark.
fn continue_encoder(vm: &mut Vm, file: Gc<TextFile>) -> Result<(), Raised> {
    if file.coding.get() == Coding::Objects {
        encoder(vm, file)?;
    }
    Ok(())
}

/// The decoder object, with translation of line ends in front of it if need be.
///
/// # Errors
/// What making it raises.
pub fn decoder(vm: &mut Vm, file: Gc<TextFile>) -> PyResult {
    if let Some(decoder) = file.decoder.get().given() {
        return Ok(decoder);
    }
    let info = codec_info(vm, file.encoding.get())?;
    let mut decoder = vm.call_method_str(info, "incrementaldecoder", &[file.errors.get()])?;
    let translate = match file.newline.get() {
        Newline::Universal => Some(true),
        Newline::UniversalAsIs => Some(false),
        Newline::Only(_) => None,
    };
    if let Some(translate) = translate {
        let class = vm.type_for::<super::newlines::NewlineDecoder>();
        decoder = vm.call(class.value(), &[decoder, Value::bool(translate)])?;
    }
    vm.heap.store(file, &file.decoder, decoder);
    Ok(decoder)
}

// ---- states

/// The buffered file.
///
/// # Errors
/// `ValueError` when there is none.
#[inline]
pub fn buffer(vm: &mut Vm, file: Gc<TextFile>) -> PyResult {
    match file.buffer.get().given() {
        Some(buffer) => Ok(buffer),
        None if file.detached.get() => Err(vm.value_error("underlying buffer has been detached")),
        None => Err(vm.value_error("I/O operation on uninitialized object")),
    }
}

/// The buffer, when it is exactly a native one.
#[inline]
pub fn direct_buffer(file: Gc<TextFile>) -> Option<Gc<Buffered>> {
    if file.direct.get() { Gc::cast(file.buffer.get()) } else { None }
}

/// # Errors
/// What the buffer raises.
pub fn is_closed(vm: &mut Vm, file: Gc<TextFile>) -> Result<bool, Raised> {
    let buffer = buffer(vm, file)?;
    match direct_buffer(file) {
        Some(buffer) => super::buffered::is_closed(vm, buffer),
        None => base::is_closed(vm, buffer),
    }
}

/// # Errors
/// `ValueError` when the file is closed or detached.
#[inline]
pub fn check_open(vm: &mut Vm, file: Gc<TextFile>) -> Result<(), Raised> {
    if is_closed(vm, file)? { Err(vm.value_error("I/O operation on closed file.")) } else { Ok(()) }
}

fn repr(vm: &mut Vm, this: Value) -> PyResult {
    let (file, class) = (cast(this), super::type_name(vm, this));
    if file.buffer.get().is_null() && !file.detached.get() {
        return Err(vm.value_error("I/O operation on uninitialized object"));
    }
    let parts = vm.repr_guard(this, |vm| {
        let mut text = format!("<{class}");
        for (name, label) in [(vm.names.name, "name"), (vm.names.mode, "mode")] {
            let value = match vm.getattr_optional(this, name) {
                Ok(value) => value,
                Err(raised) => {
                    vm.catch(raised, vm.types.value_error)?;
                    None
                }
            };
            if let Some(value) = value {
                text += &format!(" {label}={}", vm.repr_string(value)?);
            }
        }
        Ok(text + &format!(" encoding={}>", vm.repr_string(file.encoding.get())?))
    })?;
    match parts {
        Some(text) => Ok(vm.new_wtf8(text.as_bytes())),
        None => Err(vm.runtime_error(&format!("reentrant call inside {class}.__repr__"))),
    }
}
